/* oidc set, show, off, test, unlink: for the owner of the installation. */
#include "account/account_oidc.h"

#include <fcntl.h>
#include <unistd.h>

#include "account/account_oidc_page_priv.h"
#include "account/account_oidc_query.h"
#include "db/db.h"
#include "i18n/i18n.h"

/* A secret never stands in a command: a file holds it, its first line. */
static struct err *secret_read(struct cx *cx, struct str file,
			       struct str *ret_secret)
{
	char text[OIDC_SECRET_MOST + 2];
	struct str whole;
	ssize_t n = -1;
	int fd;

	*ret_secret = STR("");
	if (!file.p)
		return NULL;
	fd = open(str_to_c(cx->arena, file), O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, text, sizeof(text));
		close(fd);
	}
	if (n <= 0)
		return err_new(cx->arena, ERR_IO,
			       N_("The file {0} with the client's secret can't "
				  "be read, or is empty."),
			       file);
	whole = (struct str){ text, n };
	*ret_secret = str_dup(cx->arena, str_trim(str_cut(&whole, '\n')));
	return NULL;
}

static struct str or_was(const struct cli *cli, const char *name,
			 struct str was)
{
	struct str s = cli_str(cli, name);

	return s.p ? s : was;
}

static void show(struct cx *cx, struct cli *cli, const struct account_oidc *c)
{
	struct buf *b = cli_out(cli);

	/* by tabs, for people and for programs */
	buf_fmt(b, "issuer\t%.*s\nclient\t%.*s\nsecret\t%s\nname\t%.*s\n",
		STR_ARG(c->issuer), STR_ARG(c->client),
		c->lost	      ? "lost"
		: c->secret.n ? "set"
			      : "none",
		STR_ARG(c->name));
	buf_fmt(b, "site\t%.*s\nfactor\t%.*s\nback\t%.*s\n", STR_ARG(c->site),
		STR_ARG(c->factor), STR_ARG(account_oidc_back_url(cx, c)));
}

static struct err *set_run(struct cx *cx, struct cli *cli,
			   int *ret_status UNUSED)
{
	struct account_oidc was, c = { .lost = false };
	struct err *e = account_oidc_get(cx, &was);

	if (!e)
		e = secret_read(cx, cli_str(cli, "secret-file"), &c.secret);
	if (e)
		return e;
	c.issuer = or_was(cli, "issuer", was.issuer);
	c.client = or_was(cli, "client", was.client);
	c.name = or_was(cli, "name", was.name);
	c.site = or_was(cli, "url", was.site);
	c.factor = or_was(cli, "factor", was.factor);
	e = account_oidc_put(cx, &c);
	if (!e)
		e = account_oidc_get(cx, &was);
	if (!e)
		show(cx, cli, &was);
	return e;
}

static struct err *show_run(struct cx *cx, struct cli *cli,
			    int *ret_status UNUSED)
{
	struct oidc_link_count_row n;
	struct account_oidc c;
	bool found;
	struct err *e = account_oidc_get(cx, &c);

	if (!e && !c.issuer.n) {
		cli_say(cli, tr(cx->lang, N_("No sign-in service is set.")));
		return NULL;
	}
	if (!e)
		e = oidc_link_count(cx->db,
				    &(struct oidc_link_count_in){
					    .issuer = c.issuer },
				    &n, &found);
	if (e)
		return e;
	show(cx, cli, &c);
	buf_fmt(cli_out(cli), "links\t%lld\n", (long long)n.n);
	return NULL;
}

static struct err *off_run(struct cx *cx, struct cli *cli,
			   int *ret_status UNUSED)
{
	struct err *e = account_oidc_off(cx);

	if (!e)
		cli_say(cli, tr(cx->lang,
				N_("The sign-in service is off; people sign in "
				   "with their passwords.")));
	return e;
}

static struct err *test_run(struct cx *cx, struct cli *cli,
			    int *ret_status UNUSED)
{
	struct str answer;
	struct err *e = account_oidc_test(cx, &answer);

	if (e && e->detail.n)
		return err_new(cx->arena, e->code,
			       N_("The service can't be used: {0}"), e->detail);
	if (!e)
		cli_say(cli, answer);
	return e;
}

static struct err *unlink_run(struct cx *cx, struct cli *cli,
			      int *ret_status UNUSED)
{
	struct str email = cli_str(cli, "email");
	int64_t user;
	struct err *e = account_find_by_email(cx, email, &user);

	if (!e && !user)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("No user has the e-mail address “{0}”."), email);
	if (!e)
		e = account_oidc_unlink_of(cx, user);
	if (!e)
		cli_say(cli, tr_fmt(cx->arena, cx->lang,
				    N_("{0} isn't linked with the sign-in "
				       "service any more."),
				    email));
	return e;
}

#define OPTION_DATA                                                            \
	{                                                                      \
		.name = "data", .arg = "DIR",                                  \
		.help = N_("the folder that holds the data"),                  \
		.required = true, .kind = OPT_TEXT, .env = "ROVIEC_DATA"       \
	}

static const struct option_row set_options[] = {
	OPTION_DATA,
	{ .name = "issuer",
	  .arg = "URL",
	  .help = N_("the issuer, letter by letter as the service states it"),
	  .kind = OPT_TEXT },
	{ .name = "client",
	  .arg = "ID",
	  .help = N_("what the service calls this site"),
	  .kind = OPT_TEXT },
	{ .name = "secret-file",
	  .arg = "FILE",
	  .help = N_("a file with the client's secret; without it the one "
		     "before stays"),
	  .kind = OPT_TEXT },
	{ .name = "name",
	  .arg = "TEXT",
	  .help = N_("what the button calls the service"),
	  .kind = OPT_TEXT },
	{ .name = "url",
	  .arg = "URL",
	  .help = N_("address of this site, to which people come back"),
	  .kind = OPT_TEXT },
	{ .name = "factor",
	  .arg = "WORDS",
	  .help = N_("values of amr or acr that are a second factor"),
	  .kind = OPT_TEXT },
};
static const struct option_row data_options[] = { OPTION_DATA };
static const struct option_row email_options[] = {
	OPTION_DATA,
	{ .name = "email",
	  .arg = "EMAIL",
	  .help = N_("the user's e-mail address"),
	  .required = true,
	  .kind = OPT_TEXT },
};
#define OPTIONS(o) .options = (o), .n_options = (int)N_ELEMENTS(o)

static const struct command commands[] = {
	{ .name = "oidc set",
	  .help = N_("sets the sign-in service (OpenID Connect)"),
	  .needs_store = true,
	  .run = set_run,
	  OPTIONS(set_options) },
	{ .name = "oidc show",
	  .help = N_("shows the sign-in service, without its secret"),
	  .needs_store = true,
	  .run = show_run,
	  OPTIONS(data_options) },
	{ .name = "oidc test",
	  .help = N_("asks the sign-in service for its description and keys"),
	  .needs_store = true,
	  .run = test_run,
	  OPTIONS(data_options) },
	{ .name = "oidc off",
	  .help = N_("switches the sign-in service off; passwords go on "
		     "working"),
	  .needs_store = true,
	  .run = off_run,
	  OPTIONS(data_options) },
	{ .name = "oidc unlink",
	  .help = N_("takes a user's link with the sign-in service away"),
	  .needs_store = true,
	  .run = unlink_run,
	  OPTIONS(email_options) },
};
const struct command_table account_oidc_commands = {
	commands, (int)N_ELEMENTS(commands)
};
