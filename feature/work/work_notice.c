/* Notices: kinds, reminders, choices, links that end. */
#include "work/work_notice.h"

#include <sodium.h>

#include "audit/audit.h"
#include "auth/auth.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "setting/setting.h"
#include "work/work_notice_query.h"
#include "work/work_share_model.h"
#include "work/work_task_priv.h"

enum {
	CHUNK = 500,	  /* rows of one transaction */
	SAID_CHARS = 400, /* of a comment or a reason */
	SECRET_BYTES = 32,
	HOUR_MS = 3600 * 1000,
};

static const struct {
	const char *key, *title, *word;
} kinds[N_WORK_NOTICE] = {
	[WORK_NOTICE_ISSUED] = { "issued", N_("Newly issued tasks"),
				 N_("Newly issued") },
	[WORK_NOTICE_RETURNED] = { "returned", N_("Returned tasks"),
				   N_("Sent back") },
	[WORK_NOTICE_OVERDUE] = { "overdue", N_("Tasks that become overdue"),
				  N_("Overdue") },
	[WORK_NOTICE_DUE] = { "due", N_("Reminders before a deadline"),
			      N_("Due soon") },
	[WORK_NOTICE_DIGEST] = { "digest", N_("Digest of my tasks"),
				 N_("Digest of my tasks") },
	[WORK_NOTICE_MENTION] = { "mention", N_("Comments that name me"),
				  N_("You were mentioned") },
	[WORK_NOTICE_REMIND] = { "remind", N_("Reminders from the office"),
				 N_("Reminded") },
	[WORK_NOTICE_WITH] = { "with", N_("Work with other units"),
			       N_("You cooperate") },
	[WORK_NOTICE_REQUEST] = { "request", N_("What waits for your decision"),
				  N_("To decide") },
	[WORK_NOTICE_DECISION] = { "decision", N_("Decisions on your tasks"),
				   N_("Decided") },
};

const char *work_notice_key(enum work_notice k)
{
	return kinds[k].key;
}

const char *work_notice_title(enum work_notice k)
{
	return kinds[k].title;
}

const char *work_notice_word(enum work_notice k)
{
	return kinds[k].word;
}

bool work_notice_from_key(struct str key, enum work_notice *ret_kind)
{
	for (int i = 0; i < N_WORK_NOTICE; i++)
		if (str_eq(key, str_c(kinds[i].key))) {
			*ret_kind = (enum work_notice)i;
			return true;
		}
	return false;
}

const char *work_notice_act(enum work_notice k, struct str act)
{
	static const struct {
		const char *act, *word;
	} asked[] = {
		{ "submit", N_("To verify") },
		{ "adjust_ask", N_("Asked for an adjustment") },
		{ "hand_back", N_("Handed back") },
		{ "report", N_("Help is needed") },
	};

	if (k == WORK_NOTICE_WITH)
		return work_share_done(act);
	if (k == WORK_NOTICE_DECISION)
		return work_act_done(act);
	for (ptrdiff_t i = 0; k == WORK_NOTICE_REQUEST && i < N_ELEMENTS(asked);
	     i++)
		if (str_eq(act, str_c(asked[i].act)))
			return asked[i].word;
	return NULL;
}

struct str work_notice_place(struct arena *a, enum work_notice k, int64_t task,
			     struct str mark, struct str act)
{
	const char *at = "";

	if (k == WORK_NOTICE_MENTION)
		return str_fmt(a, "/task/%lld#talk-%.*s", (long long)task,
			       STR_ARG(mark));
	if (work_share_done(act))
		at = "#h-share";
	else if (str_starts(act, STR("adjust_")))
		at = "#h-adjust";
	return str_fmt(a, "/task/%lld%s", (long long)task, at);
}

struct str work_notice_said(struct arena *a, enum lang lang, struct str who,
			    struct str said)
{
	struct str cut = utf8_cut(said, SAID_CHARS);

	if (cut.n < said.n)
		cut = str_cat(a, cut, STR("…"));
	return tr_fmt(a, lang, N_("{0}: {1}"), who, cut);
}

int work_notice_hour(const struct cx *cx)
{
	int64_t ms = cx->now + 7 * (int64_t)HOUR_MS;

	return (int)(ms / HOUR_MS % 24);
}

/* ---- reminders ------------------------------------------------------------------- */

struct told {
	const struct notice_reminders_row *p;
	ptrdiff_t n;
};

static struct err *told_tx(struct cx *cx, void *arg)
{
	const struct told *t = arg;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < t->n && !err; i++)
		err = notice_insert(cx->db,
				    &(struct notice_insert_in){
					    .user_id = t->p[i].user_id,
					    .kind = t->p[i].kind,
					    .task = t->p[i].task,
					    .mark = t->p[i].mark,
					    .now = cx->now },
				    NULL);
	return err;
}

static int64_t rule(const struct cx *cx, const char *code, int64_t otherwise)
{
	return cx->profile ? profile_rule_int(cx->profile, str_c(code),
					      cx->today, otherwise)
			   : otherwise;
}

struct err *work_notice_remind(struct cx *cx, int hour)
{
	int64_t first = rule(cx, "notice_first_days", 7);
	int64_t last = rule(cx, "notice_last_days", 1);
	struct notice_reminders_in in = {
		.today = cx->today,
		.hour = hour,
		.usual_hour = work_choice_usual(cx).hour,
		.first = cx->today + (day_t)first,
		.last = cx->today + (day_t)last,
		.before = cx->today - (day_t)first,
	};
	struct notice_reminders_rows rows;
	struct err *err = notice_reminders(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i += CHUNK)
		err = db_tx(cx, told_tx,
			    &(struct told){ rows.p + i,
					    MIN(CHUNK, rows.n - i) });
	return err;
}

/* ---- choices ------------------------------------------------------------------ */

static const char *const whens[N_WORK_WHEN] = {
	[WHEN_ONCE] = "once",
	[WHEN_DIGEST] = "digest",
	[WHEN_NEVER] = "never",
};

const char *work_when_key(enum work_when w)
{
	return whens[w];
}

bool work_when_from_key(struct str key, enum work_when *ret_when)
{
	for (int i = 0; i < N_WORK_WHEN; i++)
		if (str_eq(key, str_c(whens[i]))) {
			*ret_when = (enum work_when)i;
			return true;
		}
	return false;
}

enum work_when work_choice_when(const struct notice_choice *c,
				enum work_notice k)
{
	bool off = c->off >> k & 1;

	if (!work_notice_waits(k))
		return off ? WHEN_DIGEST : WHEN_ONCE;
	if (off)
		return WHEN_NEVER;
	return c->soon >> k & 1 ? WHEN_ONCE : WHEN_DIGEST;
}

void work_choice_set(struct notice_choice *c, enum work_notice k,
		     enum work_when w)
{
	int64_t bit = (int64_t)1 << k;
	bool waits = work_notice_waits(k);

	c->off &= ~bit;
	c->soon &= ~bit;
	if (w == WHEN_NEVER || (w == WHEN_DIGEST && !waits))
		c->off |= bit;
	else if (w == WHEN_ONCE && waits)
		c->soon |= bit;
}

struct notice_choice work_choice_usual(const struct cx *cx)
{
	return (struct notice_choice){
		.day = rule(cx, "notice_weekday", 1),
		.hour = rule(cx, "notice_hour", 7),
	};
}

struct err *work_choice_get(struct cx *cx, int64_t user,
			    struct notice_choice *ret_choice)
{
	struct choice_by_user_row row;
	bool found;
	struct err *err =
		choice_by_user(cx->db,
			       &(struct choice_by_user_in){ .user_id = user },
			       &row, &found);

	if (err)
		return err;
	*ret_choice = work_choice_usual(cx);
	if (found)
		*ret_choice = (struct notice_choice){
			.off = row.off,
			.soon = row.soon == DB_NULL ? 0 : row.soon,
			.day = row.digest_day,
			.hour = row.digest_hour
		};
	return NULL;
}

static struct err *choice_write_for(struct cx *cx, int64_t user,
				    const struct notice_choice *c,
				    const char *by)
{
	struct buf after = audit_obj(cx);
	struct err *err =
		choice_write(cx->db,
			     &(struct choice_write_in){ .user_id = user,
							.off = c->off,
							.soon = c->soon,
							.digest_day = c->day,
							.digest_hour = c->hour,
							.now = cx->now },
			     NULL);

	audit_int(&after, "off", c->off);
	audit_int(&after, "soon", c->soon);
	audit_int(&after, "day", c->day);
	audit_int(&after, "hour", c->hour);
	audit_str(&after, "by", str_c(by));
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "notice.choose",
					 .subject_kind = "user",
					 .subject = user,
					 .after = audit_end(&after),
					 .personal = true },
				 NULL);
}

static struct err *choice_check(struct cx *cx, const struct notice_choice *c)
{
	if (c->day < 0 || c->day > 7)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Choose a day of the week, or every "
					 "day.")),
			      STR("day"));
	if (c->hour < 0 || c->hour > 23)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Choose an hour from 0 to 23.")),
			      STR("hour"));
	return NULL;
}

static struct err *choice_tx(struct cx *cx, void *arg)
{
	const struct notice_choice *c = arg;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "notice.choose", &seen, &subject);

	if (err || seen)
		return err;
	err = choice_check(cx, c);
	return err ? err : choice_write_for(cx, cx->actor.id, c, "page");
}

struct err *work_choice_put(struct cx *cx, const struct notice_choice *c)
{
	struct notice_choice in = *c;

	in.off &= WORK_NOTICE_ALL;
	in.soon &= WORK_NOTICE_ALL;
	assert(cx->actor.id > 0);
	return db_tx(cx, choice_tx, &in);
}

/* ---- links that end letters ------------------------------------------------------ */

struct err *work_stop_secret(struct cx *cx, struct str *ret_secret)
{
	struct err *err = setting_get(cx, "notice.secret", STR(""), ret_secret);

	if (err || ret_secret->n)
		return err;
	*ret_secret = auth_random_token(cx->arena, SECRET_BYTES);
	return setting_put(cx, "notice.secret", *ret_secret);
}

/* Of "57-3", under the secret. */
static struct str mac_of(struct arena *a, struct str secret, struct str what)
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	char text[2 * sizeof(mac)];
	crypto_auth_hmacsha256_state st;

	crypto_auth_hmacsha256_init(&st, (const unsigned char *)secret.p,
				    (size_t)secret.n);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)what.p,
				      (unsigned long long)what.n);
	crypto_auth_hmacsha256_final(&st, mac);
	sodium_bin2base64(text, sizeof(text), mac, 18,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_dup(a, str_c(text));
}

struct str work_stop_token(struct arena *a, struct str secret,
			   struct work_stop s)
{
	struct str what =
		str_fmt(a, "%lld-%lld", (long long)s.user, (long long)s.bits);

	return str_fmt(a, "%.*s-%.*s", STR_ARG(what),
		       STR_ARG(mac_of(a, secret, what)));
}

struct err *work_stop_read(struct cx *cx, struct str token,
			   struct work_stop *ret_stop)
{
	struct str rest = token, user = str_cut(&rest, '-');
	struct str bits = rest.p ? str_cut(&rest, '-') : STR("");
	struct str secret, want;
	struct work_stop s;
	struct err *err = setting_get(cx, "notice.secret", STR(""), &secret);

	if (err)
		return err;
	if (secret.n && rest.p && str_to_i64(user, &s.user) &&
	    str_to_i64(bits, &s.bits)) {
		want = work_stop_token(cx->arena, secret, s);
		if (want.n == token.n &&
		    !sodium_memcmp(want.p, token.p, (size_t)want.n)) {
			*ret_stop = s;
			return NULL;
		}
	}
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("This link isn't whole: open it from the letter "
			  "again, or choose in your account which letters "
			  "you get."));
}

static struct err *stop_tx(struct cx *cx, void *arg)
{
	const struct work_stop *s = arg;
	struct notice_choice c;
	struct err *err = work_choice_get(cx, s->user, &c);

	/* pressed twice, or once by a person and once by a mail program */
	if (err || (c.off & s->bits) == s->bits)
		return err;
	c.off |= s->bits & WORK_NOTICE_ALL;
	return choice_write_for(cx, s->user, &c, "link");
}

struct err *work_stop_do(struct cx *cx, struct work_stop s)
{
	return db_tx(cx, stop_tx, &s);
}
