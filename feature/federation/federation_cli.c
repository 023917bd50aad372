/* federation add, list, key, remove, send: for the owner of the installation. */
#include "federation/federation_act.h"

#include "db/db.h"
#include "federation/federation_priv.h"
#include "federation/federation_query.h"
#include "i18n/i18n.h"

static struct err *add_run(struct cx *cx, struct cli *cli,
			   int *ret_status UNUSED)
{
	struct fed_peer_new in = { .name = cli_arg(cli, 0),
				   .address = cli_str(cli, "at"),
				   .key = cli_str(cli, "key"),
				   .from = cli_day(cli, "from") };
	struct str own;
	int64_t id;
	struct err *err = NULL;

	if (!fed_role_from_key(cli_str(cli, "as"), &in.role))
		err = err_new(cx->arena, ERR_INVALID,
			      N_("--as is parent (reports go there) or child "
				 "(its reports come here)."));
	if (!err)
		err = fed_peer_add(cx, &in, &id);
	if (!err)
		err = fed_key_public(cx, &own);
	if (err)
		return err;
	cli_say(cli,
		tr_fmt(cx->arena, cx->lang,
		       N_("“{0}” is entered: {1}. It needs the key of this "
			  "committee: {2}"),
		       in.name, tr(cx->lang, fed_role_title(in.role)), own));
	return NULL;
}

static struct err *list_run(struct cx *cx, struct cli *cli,
			    int *ret_status UNUSED)
{
	struct fed_peer_list_rows rows;
	struct buf *b = cli_out(cli);
	struct err *err =
		fed_peer_list(cx->db,
			      &(struct fed_peer_list_in){ .today = cx->today },
			      &rows);

	if (err)
		return err;
	/* by tabs, for people and for programs */
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct fed_peer_list_row *r = &rows.p[i];

		buf_fmt(b, "%.*s\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n",
			STR_ARG(r->kind), STR_ARG(r->name), STR_ARG(r->address),
			STR_ARG(r->public_key),
			STR_ARG(day_iso(cx->arena, r->from_on)),
			STR_ARG(day_iso(cx->arena, r->to_on)));
	}
	cli_say(cli, tr_fmt(cx->arena, cx->lang, N_("Committees: {0}"),
			    str_fmt(cx->arena, "%td", rows.n)));
	return NULL;
}

static struct err *key_run(struct cx *cx, struct cli *cli,
			   int *ret_status UNUSED)
{
	struct str key;
	struct err *err = fed_key_ready(cx, cli_flag(cli, "new"), &key);

	if (!err)
		cli_say(cli, key);
	return err;
}

static struct err *remove_run(struct cx *cx, struct cli *cli,
			      int *ret_status UNUSED)
{
	struct err *err = fed_peer_remove(cx, cli_arg(cli, 0));

	if (!err)
		cli_say(cli, tr_fmt(cx->arena, cx->lang,
				    N_("Reports are no longer exchanged with "
				       "“{0}”; what there is stays."),
				    cli_arg(cli, 0)));
	return err;
}

/* What couldn't be sent stays in the outbox, and the command says why. */
static struct err *waits_check(struct cx *cx)
{
	struct fed_out_waits_row row;
	bool found;
	struct err *err =
		fed_out_waits(cx->db,
			      &(struct fed_out_waits_in){ .today = cx->today },
			      &row, &found);

	if (!err && found)
		err = err_new(cx->arena, ERR_IO,
			      N_("A report for “{0}” isn't sent yet and stays "
				 "in the outbox: {1}"),
			      row.name, row.answer.p ? row.answer : STR("–"));
	return err;
}

static struct err *send_run(struct cx *cx, struct cli *cli,
			    int *ret_status UNUSED)
{
	struct fed_made made;
	int64_t next;
	struct err *err =
		fed_make(cx,
			 &(struct fed_ask){ .as_of = cx->today, .hurry = true },
			 &made);

	if (err)
		return err;
	cli_say(cli,
		tr_fmt(cx->arena, cx->lang,
		       N_("Report of {0}: {1} new, {2} with the same figures "
			  "as before."),
		       made.period.key, str_fmt(cx->arena, "%d", made.made),
		       str_fmt(cx->arena, "%d", made.same)));
	err = fed_send(cx, &next);
	return err ? err : waits_check(cx);
}

/* ---- tables ---------------------------------------------------------------------- */

#define OPTION_DATA                                                            \
	{                                                                      \
		.name = "data", .arg = "DIR",                                  \
		.help = N_("the folder that holds the data"),                  \
		.required = true, .kind = OPT_TEXT, .env = "ROVIEC_DATA"       \
	}
static const struct option_row add_options[] = {
	OPTION_DATA,
	{ .name = "as",
	  .arg = "ROLE",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("parent: reports go there; child: its reports come "
		     "here") },
	{ .name = "at",
	  .arg = "ADDRESS",
	  .kind = OPT_TEXT,
	  .help = N_("of a parent: https://HOST[/r/NAME], or realm:NAME of "
		     "this installation") },
	{ .name = "key",
	  .arg = "KEY",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("its public key, as `federation key` prints it there") },
	{ .name = "from",
	  .arg = "DAY",
	  .kind = OPT_DAY,
	  .help = N_("the first day of the relation; today by default") },
};
static const struct option_row data_options[] = { OPTION_DATA };
static const struct option_row key_options[] = {
	OPTION_DATA,
	{ .name = "new",
	  .kind = OPT_FLAG,
	  .help = N_("make another pair; the committees above need its "
		     "public key") },
};
#define OPTIONS(o) .options = (o), .n_options = (int)N_ELEMENTS(o)
#define ONE_NAME   .args = "NAME", .n_args = 1

static const struct command commands[] = {
	{ .name = "federation add",
	  .help = N_("enters a committee that reports go to or come from"),
	  .needs_store = true,
	  .run = add_run,
	  ONE_NAME,
	  OPTIONS(add_options) },
	{ .name = "federation list",
	  .help = N_("lists the committees above and below, with their keys"),
	  .needs_store = true,
	  .run = list_run,
	  OPTIONS(data_options) },
	{ .name = "federation key",
	  .help = N_("prints the public key of this committee"),
	  .needs_store = true,
	  .run = key_run,
	  OPTIONS(key_options) },
	{ .name = "federation remove",
	  .help = N_("ends the exchange with a committee; reports are kept"),
	  .needs_store = true,
	  .run = remove_run,
	  ONE_NAME,
	  OPTIONS(data_options) },
	{ .name = "federation send",
	  .help = N_("sends this month's report so far, and what waits"),
	  .needs_store = true,
	  .run = send_run,
	  OPTIONS(data_options) },
};
const struct command_table federation_commands = { commands,
						   (int)N_ELEMENTS(commands) };
