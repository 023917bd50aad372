/* Telling people what happened with their own account, by a letter. */
#include "account/account_sign_priv.h"

#include "account/account_letter_tmpl.h"
#include "account/account_query.h"
#include "account/account_view.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "mail/mail.h"

enum { TEXT_MOST = 8192, HTML_MOST = 32768 };

/* Subject, first sentence ({0} is the passkey's name, or a person's), and the
 * last when it isn't the usual one. */
static const struct {
	const char *title, *text;
} words[N_NEWS] = {
	[NEWS_DEVICE] = { N_("Sign-in from a new device"),
			  N_("Somebody signed in to your account from a device "
			     "that was not used for it before.") },
	[NEWS_PASSWORD] = { N_("Your password was changed"),
			    N_("The password of your account was set or "
			       "changed.") },
	[NEWS_SECOND] = { N_("An authenticator app was set up"),
			  N_("From now on your account asks for a code of an "
			     "authenticator app.") },
	[NEWS_CODES] = { N_("New recovery codes were made"),
			 N_("Your account has new recovery codes; the old ones "
			    "count no more.") },
	[NEWS_SECOND_END] = { N_("The authenticator app was taken away"),
			      N_("Your account asks for no code of an app any "
				 "more.") },
	[NEWS_PASSKEY] = { N_("A passkey was added"),
			   N_("The passkey “{0}” can sign in to your account "
			      "from now on.") },
	[NEWS_PASSKEY_END] = { N_("A passkey was removed"),
			       N_("The passkey “{0}” opens your account no "
				  "more.") },
	[NEWS_COPIED] = { N_("A passkey was refused"),
			  N_("The passkey “{0}” was refused, because its "
			     "counter went back: there may be a copy of it. "
			     "Remove it and make a new one.") },
	[NEWS_RESET] = { N_("Your second factor was taken away"),
			 N_("An administrator took every second factor of your "
			    "account away and ended your sessions.") },
	[NEWS_RESET_ASKED] = { N_("Taking your second factor away was asked "
				  "for"),
			       N_("{0} asked to take every second factor of "
				  "your account away; another administrator "
				  "still has to agree.") },
	[NEWS_HANDED] = { N_("Duties were handed over to you"),
			  N_("{0} hands duties over to you: your roles say "
			     "which, and from which day on.") },
	[NEWS_LINKED] = { N_("Your account was linked"),
			  N_("Your account was linked with one of the sign-in "
			     "service: whoever signs in there is let in "
			     "here.") },
	[NEWS_UNLINKED] = { N_("Your account is linked no more"),
			    N_("Your account is not linked with the sign-in "
			       "service any more: sign in with your "
			       "password.") },
};

static const char *const last[N_NEWS] = {
	[NEWS_HANDED] = N_("Open “Your roles” in the program to see where "
			   "you act, and “My work” for what waits there."),
};

static const char *last_words(enum account_news news)
{
	return last[news]
		       ? last[news]
		       : N_("Was it you? Then there is nothing to do. "
			    "Otherwise sign in, end all other sessions, change "
			    "the password, and tell the committee office at "
			    "once.");
}

/* What stands in it between its first sentence and its last. */
static void letter_fill(struct cx *cx, enum lang l,
			const struct account_place *at, struct str name,
			struct account_letter_view *x)
{
	struct arena *a = cx->arena;

	x->greeting = tr_fmt(a, l, N_("Dear Comrade {0},"), name);
	if (at && at->agent.n)
		*vec_push(a, &x->lines) =
			tr_fmt(a, l,
			       N_("Browser: {0}. Address: {1}. Time: "
				  "{2}."),
			       at->agent, at->address, fmt_instant(a, cx->now));
	else
		*vec_push(a, &x->lines) =
			tr_fmt(a, l, N_("Time: {0}."), fmt_instant(a, cx->now));
}

static struct str text_of(struct arena *a, const struct account_letter_view *x)
{
	struct buf b = buf_init(a, TEXT_MOST);

	buf_str(&b, x->greeting);
	for (ptrdiff_t i = 0; i < x->lines.n; i++) {
		buf_lit(&b, "\n\n");
		buf_str(&b, x->lines.p[i]);
	}
	buf_char(&b, '\n');
	return buf_view(&b);
}

static struct str html_of(struct cx *cx, enum lang l,
			  const struct account_letter_view *x)
{
	struct buf b = buf_init(cx->arena, HTML_MOST);
	struct view v = {
		.out = &b, .arena = cx->arena, .lang = l, .today = cx->today
	};

	account_letter_html(&v, x);
	return buf_view(&b);
}

struct err *account_tell(struct cx *cx, int64_t user, enum account_news news,
			 const struct account_place *at, struct str what)
{
	struct user_by_id_row u;
	struct account_letter_view x = { 0 };
	struct mail_config config;
	enum lang l = LANG_VI;
	bool found;
	struct err *e = mail_config_get(cx, &config);

	assert(cx->in_tx);
	if (e || !config.host.n)
		return e;
	e = user_by_id(cx->db, &(struct user_by_id_in){ .id = user }, &u,
		       &found);
	if (e || !found || !mail_address_ok(u.email))
		return e;
	if (u.lang.n && !lang_from_code(u.lang, &l))
		l = LANG_VI;
	x.title = tr(l, words[news].title);
	*vec_push(cx->arena, &x.lines) =
		tr_fmt(cx->arena, l, words[news].text, what);
	letter_fill(cx, l, at, u.name, &x);
	*vec_push(cx->arena, &x.lines) = tr(l, last_words(news));
	return mail_put(cx,
			&(struct mail_letter){ .kind = "account",
					       .to = u.email,
					       .name = u.name,
					       .subject = x.title,
					       .body = text_of(cx->arena, &x),
					       .html = html_of(cx, l, &x) });
}
