/*
 * `realm add|list|close|open|host|remove`: the directory of an installation,
 * on the command line. What is done in several steps can be done again: a
 * broken-off `add` goes on, a broken-off `remove` ends.
 */
#include "app/app_realms.h"

#include <time.h>
#include <unistd.h>

#include "account/account.h"
#include "app/app.h"
#include "app/app_command.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"

enum {
	NOTICE_MS = 1500, /* every process has read the directory by then */
	TITLE_MOST = 200,
	PATIENCE = 20, /* notices */
};

/* ---- the directory, open ------------------------------------------------------ */

/* There is no directory: the sentence that says what there is. */
static struct err *alone_err(struct cx *cx, struct str data)
{
	bool own;
	struct err *err = data_look(cx, data, &own);

	if (err)
		return err;
	return own ? err_new(cx->arena, ERR_NOT_FOUND,
			     N_("\"{0}\" serves a single realm, its own; "
				"`roviec realm add` adds another."),
			     db_address_shown(cx->arena, data))
		   : realm_absent(cx->arena, data);
}

struct err *directory_lend(struct cx *cx, struct str data, bool create,
			   struct cx *ret_cx)
{
	struct cx of = *cx;
	struct err *err = directory_open(cx->arena, data, create, false,
					 cx->now, &of.store);

	if (!err && !of.store)
		err = alone_err(cx, data);
	if (err)
		return err;
	of.db = store_reader(of.store, cx->arena);
	*ret_cx = of;
	return NULL;
}

void directory_give(struct cx *of)
{
	store_return(of->db);
	store_close(of->store);
}

/* One that the command names. */
static struct err *entry_lend(struct cx *cx, struct cli *cli, struct cx *ret_cx,
			      struct realm_entry *ret_entry)
{
	struct err *err =
		directory_lend(cx, cli_str(cli, "data"), false, ret_cx);

	if (err)
		return err;
	err = directory_find(ret_cx, cli_arg(cli, 0), ret_entry);
	if (err)
		directory_give(ret_cx);
	return err;
}

void realms_wait_noticed(void)
{
	const struct timespec t = { NOTICE_MS / 1000,
				    NOTICE_MS % 1000 * 1000000L };

	nanosleep(&t, NULL);
}

/* ---- add ------------------------------------------------------------------------ */

static struct err *folder_of_realms(struct arena *a, struct str place)
{
	ptrdiff_t slash = place.n;

	while (slash > 0 && place.p[slash - 1] != '/')
		slash--;
	return slash > 1 ? realm_folder(a, str_sub(place, 0, slash - 1)) : NULL;
}

/* The administrator's link; of a realm that was broken off behind its first
 * act, that is all that is missing. */
static struct err *first_act(struct cx *cx, struct cli *cli,
			     struct str *ret_link)
{
	struct str profile = cli_str(cli, "profile");
	struct realm_new in = { .profile =
					profile.p ? profile : STR("vn-party"),
				.name = cli_str(cli, "name"),
				.admin = cli_str(cli, "admin") };
	struct org top;
	int64_t root, admin = 0;
	bool found;
	struct err *err = org_get_root(cx, &top, &found);

	if (!err && found && str_eq(top.name, in.name))
		err = account_find_by_email(cx, in.admin, &admin);
	if (!err && !admin)
		err = realm_init(cx, &in, &root, &admin);
	return err ? err : account_link(cx, admin, ret_link);
}

static struct err *data_make(struct cx *cx, struct cli *cli, struct str place,
			     struct str *ret_link)
{
	struct cx of = *cx;
	struct err *err = realm_open(&of, place, true);

	if (err)
		return err;
	err = first_act(&of, cli, ret_link);
	realm_close(&of);
	return err;
}

static struct err *asks_check(struct cx *cx, struct cli *cli)
{
	bool empty = cli_flag(cli, "empty");
	struct str name = cli_str(cli, "name");

	if (!empty && (!name.n || !cli_str(cli, "admin").n))
		return err_new(
			cx->arena, ERR_INVALID,
			N_("A new realm needs --name and --admin; give --empty "
			   "when its data is to come from `restore`, `copy` or "
			   "`demo`."));
	if (name.n > TITLE_MOST)
		return err_new(cx->arena, ERR_LIMIT,
			       N_("The committee's name is longer than {0} "
				  "bytes."),
			       str_fmt(cx->arena, "%d", TITLE_MOST));
	return NULL;
}

static void made_say(struct cx *cx, struct cli *cli,
		     const struct realm_entry *e, struct str place,
		     struct str link)
{
	cli_say(cli, tr_fmt(cx->arena, cx->lang,
			    N_("The realm \"{0}\" is open: /r/{0}, its data is "
			       "in {1}."),
			    e->name, db_address_shown(cx->arena, place)));
	if (link.n)
		cli_say(cli,
			tr_fmt(cx->arena, cx->lang,
			       N_("Its administrator opens this link once, "
				  "within 24 hours: "
				  "http://127.0.0.1:8080/r/{0}{1}"),
			       e->name, link));
}

struct making {
	struct cx *of; /* the directory's */
	struct realm_entry e;
	struct str place;
	bool ours; /* there was no data in its place */
};

/* What fails leaves nothing: neither the entry nor data that is ours. */
static struct err *undo(struct cx *cx, const struct making *m, struct err *why)
{
	struct arena *a = cx->arena;
	struct err *err = NULL;

	if (m->ours)
		err = db_destroy(a, str_to_c(a, realm_file(a, m->place)));
	if (m->ours && !db_is_address(m->place))
		(void)rmdir(str_to_c(a, m->place));
	if (!err)
		err = directory_forget(m->of, &m->e);
	if (err)
		err_add(&why, err);
	return why;
}

static struct err *make(struct cx *cx, struct cli *cli, struct cx *of,
			const struct realm_entry *in)
{
	struct making m = { .of = of,
			    .place = realm_place_of(cx->arena,
						    cli_str(cli, "data"), in) };
	struct str link = STR("");
	bool again, taken = true;
	struct err *err = directory_add(of, in, &m.e, &again);

	if (err)
		return err;
	err = data_look(cx, m.place, &taken);
	m.ours = !taken && !err;
	if (!err && !db_is_address(m.place))
		err = folder_of_realms(cx->arena, m.place);
	if (!err && !cli_flag(cli, "empty"))
		err = data_make(cx, cli, m.place, &link);
	if (!err)
		err = directory_move(of, &m.e, REALM_OPEN, m.e.place);
	if (err)
		return again ? err : undo(cx, &m, err);
	made_say(cx, cli, &m.e, m.place, link);
	return NULL;
}

static struct err *add_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str host = cli_str(cli, "host"), to = cli_str(cli, "to");
	struct str name = cli_str(cli, "name");
	struct realm_entry in = { .name = cli_arg(cli, 0),
				  .title = name.n ? name : cli_arg(cli, 0),
				  .place = to.n ? to : STR("") };
	struct cx of;
	struct err *err = asks_check(cx, cli);

	(void)ret_status;
	if (err)
		return err;
	if (!realm_name_ok(in.name)) /* before anything is made */
		return realm_name_err(cx->arena, in.name);
	if (host.n)
		*vec_push(cx->arena, &in.hosts) = host;
	if (!db_is_address(cli_str(cli, "data")))
		err = realm_folder(cx->arena, cli_str(cli, "data"));
	if (!err)
		err = directory_lend(cx, cli_str(cli, "data"), true, &of);
	if (err)
		return err;
	err = make(cx, cli, &of, &in);
	directory_give(&of);
	return err;
}

/* ---- list ------------------------------------------------------------------------ */

static const char *state_name(enum realm_state s)
{
	static const char *const names[N_REALM_STATE] = {
		[REALM_MAKING] = N_("being made"),
		[REALM_OPEN] = N_("open"),
		[REALM_MOVING] = N_("moving"),
		[REALM_CLOSED] = N_("closed"),
		[REALM_REMOVING] = N_("being removed"),
	};

	return names[s];
}

static struct str joined(struct arena *a, const struct strs *list)
{
	struct str s = STR("");

	for (ptrdiff_t i = 0; i < list->n; i++)
		s = str_fmt(a, "%.*s%s%.*s", STR_ARG(s), i ? " " : "",
			    STR_ARG(list->p[i]));
	return s;
}

static struct err *list_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str data = cli_str(cli, "data");
	struct buf *b = cli_out(cli);
	struct realm_entries list;
	struct cx of;
	struct err *err = directory_lend(cx, data, false, &of);

	(void)ret_status;
	if (err)
		return err;
	err = directory_list(&of, &list);
	for (ptrdiff_t i = 0; !err && i < list.n; i++) {
		const struct realm_entry *e = &list.p[i];

		/* by tabs, for people and for programs */
		buf_fmt(b, "%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(e->name),
			STR_ARG(tr(cx->lang, state_name(e->state))),
			STR_ARG(e->title),
			STR_ARG(db_address_shown(
				cx->arena, realm_place_of(cx->arena, data, e))),
			STR_ARG(joined(cx->arena, &e->hosts)));
	}
	if (!err)
		cli_say(cli, tr_fmt(cx->arena, cx->lang, N_("Realms: {0}"),
				    str_fmt(cx->arena, "%td", list.n)));
	directory_give(&of);
	return err;
}

/* ---- close, open, host -------------------------------------------------------------- */

static struct err *turn(struct cx *cx, struct cli *cli, enum realm_state from,
			enum realm_state to)
{
	struct realm_entry e;
	struct cx of;
	struct err *err = entry_lend(cx, cli, &of, &e);

	if (err)
		return err;
	if (e.state != from)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("The realm \"{0}\" is {1}, so this can't be "
				 "done."),
			      e.name, tr(cx->lang, state_name(e.state)));
	if (!err)
		err = directory_move(&of, &e, to, e.place);
	if (!err)
		cli_say(cli, tr_fmt(cx->arena, cx->lang,
				    N_("The realm \"{0}\" is now {1}."), e.name,
				    tr(cx->lang, state_name(to))));
	directory_give(&of);
	return err;
}

static struct err *close_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	(void)ret_status;
	return turn(cx, cli, REALM_OPEN, REALM_CLOSED);
}

static struct err *open_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	(void)ret_status;
	return turn(cx, cli, REALM_CLOSED, REALM_OPEN);
}

static struct err *host_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str add = cli_str(cli, "add"), remove = cli_str(cli, "remove");
	struct realm_entry e;
	struct cx of;
	struct err *err;

	(void)ret_status;
	if (!add.n && !remove.n)
		return err_new(cx->arena, ERR_INVALID,
			       N_("Give --add HOST or --remove HOST."));
	err = entry_lend(cx, cli, &of, &e);
	if (err)
		return err;
	if (remove.n)
		err = directory_host_remove(&of, &e, remove);
	if (!err && add.n)
		err = directory_host_add(&of, &e, add);
	if (!err)
		err = directory_find(&of, e.name, &e);
	if (!err)
		cli_say(cli, tr_fmt(cx->arena, cx->lang,
				    N_("Host names of \"{0}\": {1}"), e.name,
				    joined(cx->arena, &e.hosts)));
	directory_give(&of);
	return err;
}

/* ---- remove ---------------------------------------------------------------------------- */

/* A process that serves closes it when the last request ends. */
static struct err *data_destroy(struct arena *a, struct str place)
{
	const char *file = str_to_c(a, realm_file(a, place));
	struct err *err;

	for (int i = 0; i < PATIENCE; i++) {
		realms_wait_noticed();
		err = db_destroy(a, file);
		if (!err || err->code != ERR_BUSY)
			break;
	}
	if (!err && !db_is_address(place))
		(void)rmdir(str_to_c(a, place));
	return err;
}

static struct err *remove_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct realm_entry e;
	struct cx of;
	struct str place;
	struct err *err = entry_lend(cx, cli, &of, &e);

	(void)ret_status;
	if (err)
		return err;
	place = realm_place_of(cx->arena, cli_str(cli, "data"), &e);
	if (!cli_flag(cli, "confirm"))
		err = err_new(cx->arena, ERR_DENIED,
			      N_("This deletes all data of \"{0}\" ({1}) in "
				 "{2} for ever. Make a backup (`roviec backup "
				 "--realm {0} --to FILE`), then add "
				 "--confirm."),
			      e.name, e.title,
			      db_address_shown(cx->arena, place));
	if (!err)
		err = directory_move(&of, &e, REALM_REMOVING, e.place);
	if (!err)
		err = data_destroy(cx->arena, place);
	if (!err)
		err = directory_forget(&of, &e);
	if (!err)
		cli_say(cli,
			tr_fmt(cx->arena, cx->lang,
			       N_("The realm \"{0}\" and its data are gone."),
			       e.name));
	directory_give(&of);
	return err;
}

/* ---- the table --------------------------------------------------------------------------- */

#define DATA_OPTION                                                            \
	{                                                                      \
		.name = "data", .arg = "DIR",                                  \
		.help = N_("the folder that holds the data"),                  \
		.kind = OPT_TEXT, .required = true, .env = "ROVIEC_DATA"       \
	}
#define HOST_OPTION(n, h)                                                      \
	{                                                                      \
		.name = (n), .arg = "HOST", .kind = OPT_TEXT, .help = (h)      \
	}

static const struct option_row add_options[] = {
	DATA_OPTION,
	{ .name = "name",
	  .arg = "NAME",
	  .kind = OPT_TEXT,
	  .help = N_("the committee's name") },
	{ .name = "admin",
	  .arg = "EMAIL",
	  .kind = OPT_TEXT,
	  .help = N_("the first administrator's e-mail address") },
	{ .name = "profile",
	  .arg = "PROFILE",
	  .kind = OPT_TEXT,
	  .help = N_("words and rules: vn-party (default) or association") },
	HOST_OPTION("host", N_("a host name of its own")),
	{ .name = "to",
	  .arg = "PLACE",
	  .kind = OPT_TEXT,
	  .help = N_("another folder or server for its data") },
	{ .name = "empty",
	  .kind = OPT_FLAG,
	  .help = N_("make no data: it comes from restore, copy or demo") },
};
static const struct option_row data_options[] = { DATA_OPTION };
static const struct option_row host_options[] = {
	DATA_OPTION,
	HOST_OPTION("add", N_("a host name that shows this realm")),
	HOST_OPTION("remove", N_("a host name that no longer does")),
};
static const struct option_row move_options[] = {
	DATA_OPTION,
	{ .name = "to",
	  .arg = "PLACE",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("another folder or server for its data") },
};
static const struct option_row remove_options[] = {
	DATA_OPTION,
	{ .name = "confirm",
	  .kind = OPT_FLAG,
	  .help = N_("yes, delete its data") },
};
#define OPTIONS(o) .options = (o), .n_options = (int)N_ELEMENTS(o)
#define ONE_REALM  .args = "NAME", .n_args = 1, .whole = true

static const struct command commands[] = {
	{ .name = "realm add",
	  .help = N_("adds a committee to the installation"),
	  .run = add_run,
	  ONE_REALM,
	  OPTIONS(add_options) },
	{ .name = "realm list",
	  .help = N_("lists the committees of the installation"),
	  .run = list_run,
	  .whole = true,
	  OPTIONS(data_options) },
	{ .name = "realm close",
	  .help = N_("shows a committee's pages to nobody for a while"),
	  .run = close_run,
	  ONE_REALM,
	  OPTIONS(data_options) },
	{ .name = "realm open",
	  .help = N_("shows a closed committee's pages again"),
	  .run = open_run,
	  ONE_REALM,
	  OPTIONS(data_options) },
	{ .name = "realm host",
	  .help = N_("gives a committee a host name, or takes it away"),
	  .run = host_run,
	  ONE_REALM,
	  OPTIONS(host_options) },
	{ .name = "realm move",
	  .help = N_("brings a committee's data to another folder or server"),
	  .run = realm_move_run,
	  ONE_REALM,
	  OPTIONS(move_options) },
	{ .name = "realm remove",
	  .help = N_("deletes a committee with all its data"),
	  .run = remove_run,
	  ONE_REALM,
	  OPTIONS(remove_options) },
};
const struct command_table app_realm_commands = { commands,
						  (int)N_ELEMENTS(commands) };
