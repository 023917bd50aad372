/* user add, user link, user disable: for the owner of the installation. */
#include "account/account_act.h"

#include "account/account_cli_priv.h"
#include "account/account_query.h"
#include "auth/auth.h"
#include "base/utf8.h"
#include "db/db.h"
#include "profile/profile.h"
#include "i18n/i18n.h"

static struct err *user_by_option(struct cx *cx, struct cli *cli,
				  int64_t *ret_user)
{
	struct str email = cli_str(cli, "email");
	struct err *e = account_find_by_email(cx, email, ret_user);

	if (!e && !*ret_user)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("No user has the e-mail address “{0}”."), email);
	return e;
}

static void say_link(struct cx *cx, struct cli *cli, struct str token)
{
	struct str url = cli_str(cli, "url");
	struct buf *out = cli_out(cli);

	while (url.n && url.p[url.n - 1] == '/')
		url.n--;
	if (url.n)
		buf_str(out, url);
	buf_str(out, cx->prefix);
	buf_lit(out, "/sign-in/link/");
	buf_str(out, token);
	buf_char(out, '\n');
	buf_str(out, tr_fmt(cx->arena, cx->lang,
			    N_("The link works once, until {0}."),
			    fmt_instant(cx->arena, cx->now + LINK_LIFE_MS)));
	buf_char(out, '\n');
}

/* --org takes a name, a short name or the number; absent: the root. */
static struct err *org_by_option(struct cx *cx, struct cli *cli,
				 int64_t *ret_org)
{
	struct user_orgs_in in = { .today = cx->today };
	struct str want = cli_str(cli, "org");
	struct user_orgs_rows rows;
	struct err *e = user_orgs(cx->db, &in, &rows);

	if (e)
		return e;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct user_orgs_row *r = &rows.p[i];
		struct str id = str_fmt(cx->arena, "%lld", (long long)r->id);

		if (!want.p ? r->parent == DB_NULL
			    : str_eq(want, r->name) ||
				      str_eq(want, r->short_name) ||
				      str_eq(want, id)) {
			*ret_org = r->id;
			return NULL;
		}
	}
	if (want.p)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no organisation “{0}”: give its "
				  "name as it stands in the tree."),
			       want);
	*ret_org = 0;
	return NULL;
}

static struct err *role_by_option(struct cx *cx, struct cli *cli,
				  const char **ret_role)
{
	struct buf known = buf_init(cx->arena, 1000);
	struct str word = cli_str(cli, "role");

	*ret_role = str_to_c(cx->arena, word);
	if (profile_role(cx->profile, word))
		return NULL;
	for (ptrdiff_t i = 0; i < cx->profile->n_roles; i++) {
		if (i)
			buf_lit(&known, ", ");
		buf_str(&known, cx->profile->role[i].code);
	}
	return err_new(cx->arena, ERR_INVALID,
		       N_("There is no role “{0}”: it is one of {1}."), word,
		       buf_view(&known));
}

static struct err *user_add_run(struct cx *cx, struct cli *cli,
				int *ret_status UNUSED)
{
	struct account_new in = {
		.email = cli_str(cli, "email"),
		.name = text_clean(cx->arena, cli_str(cli, "name")),
		.post = cli_str(cli, "post"),
	};
	struct str token;
	struct err *e;
	int64_t user;

	e = role_by_option(cx, cli, &in.role);
	if (!e)
		e = org_by_option(cx, cli, &in.org);
	if (!e)
		e = account_add(cx, &in, &user, &token);
	if (!e)
		say_link(cx, cli, token);
	return e;
}

static struct err *user_link_run(struct cx *cx, struct cli *cli,
				 int *ret_status UNUSED)
{
	struct str token;
	int64_t user;
	struct err *e = user_by_option(cx, cli, &user);

	if (!e)
		e = account_link_make(cx, user, &token);
	if (!e)
		say_link(cx, cli, token);
	return e;
}

static struct err *user_disable_run(struct cx *cx, struct cli *cli,
				    int *ret_status UNUSED)
{
	int64_t user;
	struct err *e = user_by_option(cx, cli, &user);

	if (!e)
		e = account_disable(cx, user, cli_str(cli, "reason"));
	if (e)
		return e;
	buf_str(cli_out(cli), tr_fmt(cx->arena, cx->lang,
				     N_("{0} is disabled; all sessions have "
					"ended."),
				     cli_str(cli, "email")));
	buf_char(cli_out(cli), '\n');
	return NULL;
}

static struct err *user_second_run(struct cx *cx, struct cli *cli,
				   int *ret_status UNUSED)
{
	struct str reason = cli_str(cli, "reason");
	int64_t user;
	bool done;
	struct err *e = user_by_option(cx, cli, &user);

	if (!e)
		e = account_second_reset(cx, user, reason.p ? reason : STR(""),
					 &done);
	if (!e)
		cli_say(cli, tr_fmt(cx->arena, cx->lang,
				    N_("{0} has no second factor any more; all "
				       "sessions have ended."),
				    cli_str(cli, "email")));
	return e;
}

/* ---- tables --------------------------------------------------------------------- */

#define OPTION_DATA                                                            \
	{                                                                      \
		.name = "data", .arg = "DIR",                                  \
		.help = N_("the folder that holds the data"),                  \
		.required = true, .kind = OPT_TEXT, .env = "ROVIEC_DATA"       \
	}
#define OPTION_EMAIL                                                           \
	{                                                                      \
		.name = "email", .arg = "EMAIL",                               \
		.help = N_("the user's e-mail address"), .required = true,     \
		.kind = OPT_TEXT                                               \
	}
#define OPTION_URL                                                             \
	{                                                                      \
		.name = "url", .arg = "URL",                                   \
		.help = N_("address of the site, written before the "          \
			   "link"),                                            \
		.kind = OPT_TEXT, .env = "ROVIEC_URL"                          \
	}

static const struct option_row add_options[] = {
	OPTION_DATA,
	OPTION_EMAIL,
	{ .name = "name",
	  .arg = "NAME",
	  .help = N_("the full name"),
	  .required = true,
	  .kind = OPT_TEXT },
	{ .name = "role",
	  .arg = "ROLE",
	  .help = N_("office, secretary, leader or admin"),
	  .required = true,
	  .kind = OPT_TEXT },
	{ .name = "org",
	  .arg = "NAME",
	  .help = N_("the organisation of the role; the root by default"),
	  .kind = OPT_TEXT },
	{ .name = "post",
	  .arg = "TEXT",
	  .help = N_("the position, as it is shown"),
	  .kind = OPT_TEXT },
	OPTION_URL,
};
static const struct option_row link_options[] = { OPTION_DATA, OPTION_EMAIL,
						  OPTION_URL };
static const struct option_row disable_options[] = {
	OPTION_DATA,
	OPTION_EMAIL,
	{ .name = "reason",
	  .arg = "TEXT",
	  .help = N_("why, for the trail"),
	  .kind = OPT_TEXT },
};
#define OPTIONS(o) .options = (o), .n_options = (int)N_ELEMENTS(o)

const struct command account_commands[ACCOUNT_N_COMMANDS] = {
	{ .name = "user add",
	  .help = N_("adds a user, prints a one-time sign-in link"),
	  .needs_store = true,
	  .run = user_add_run,
	  OPTIONS(add_options) },
	{ .name = "user link",
	  .help = N_("prints a new one-time sign-in link of a user"),
	  .needs_store = true,
	  .run = user_link_run,
	  OPTIONS(link_options) },
	{ .name = "user disable",
	  .help = N_("disables a user and ends all sessions"),
	  .needs_store = true,
	  .run = user_disable_run,
	  OPTIONS(disable_options) },
	{ .name = "user second",
	  .help = N_("takes the second factor of a user away who lost "
		     "telephone and codes"),
	  .needs_store = true,
	  .run = user_second_run,
	  OPTIONS(disable_options) },
};
