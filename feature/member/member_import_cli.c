/*
 * `members import FILE`: the same judgement and the same act as the page,
 * without the looking in between.
 */
#include "member/member_register_cli.h"

#include "i18n/i18n.h"
#include "member/member_import.h"

enum { SHOWN_MOST = 20, NAMES_MOST = 30 };

static void say(struct cx *cx, struct cli *cli, const char *text, int64_t n)
{
	cli_say(cli, tr_fmt(cx->arena, cx->lang, text,
			    fmt_int(cx->arena, cx->lang, n)));
}

static const char *place_text(enum import_place place)
{
	switch (place) {
	case PLACE_NO_UNIT:
		return N_("  no organisation is called “{0}” ({1} people)");
	case PLACE_SEVERAL:
		return N_("  “{0}” could be several organisations ({1} "
			  "people)");
	case PLACE_NO_CELL:
		return N_("  “{2}” doesn't stand below “{0}” ({1} people)");
	default:
		return NULL;
	}
}

/* Which names are nobody's yet, in the order of the file. */
static void names_say(struct cx *cx, struct cli *cli,
		      const struct member_import_state *s)
{
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < s->names.n; i++) {
		const struct import_name *x = &s->names.p[i];
		const char *text = place_text(x->place);

		if (!text || !member_import_is_open(s, i) || n++ >= NAMES_MOST)
			continue;
		if (n == 1)
			say(cx, cli,
			    N_("Rows whose organisation isn't known: {0}"),
			    s->n[IMPORT_NOWHERE]);
		cli_say(cli, tr_fmt(cx->arena, cx->lang, text, x->unit,
				    fmt_int(cx->arena, cx->lang,
					    member_import_people(s, i)),
				    x->cell));
	}
	if (n > NAMES_MOST)
		say(cx, cli, N_("  … and {0} more names"), n - NAMES_MOST);
}

static void judged_say(struct cx *cx, struct cli *cli,
		       const struct member_import_state *s)
{
	member_register_text(cx->arena, cli_out(cli), cx->lang, s->reg,
			     cli_flag(cli, "all") ? 0 : SHOWN_MOST);
	cli_say(cli, STR(""));
	cli_say(cli, tr_fmt(cx->arena, cx->lang, N_("The register's day: {0}"),
			    s->day_known ? fmt_day(cx->arena, s->i.as_at)
					 : tr(cx->lang, N_("not said"))));
	names_say(cx, cli, s);
	say(cx, cli, N_("New people: {0}"), s->n[IMPORT_NEW]);
	if (s->titles.n)
		say(cx, cli, N_("Offices that are recorded: {0}"), s->n_posts);
	if (s->n[IMPORT_SAME] + s->n[IMPORT_DIFFERS])
		say(cx, cli, N_("People who are there already: {0}"),
		    s->n[IMPORT_SAME] + s->n[IMPORT_DIFFERS]);
	if (s->n[IMPORT_DIFFERS])
		say(cx, cli,
		    N_("  of whom {0} differ from the file; they stay as they "
		       "are"),
		    s->n[IMPORT_DIFFERS]);
}

static struct err *cells_read(struct cx *cx, struct cli *cli, bool *ret_unit,
			      bool *ret_establish)
{
	struct str cells = cli_str(cli, "cells");

	*ret_unit = str_eq(cells, STR("unit"));
	*ret_establish = str_eq(cells, STR("establish"));
	if (!cells.p || *ret_unit || *ret_establish ||
	    str_eq(cells, STR("known")))
		return NULL;
	return err_new(cx->arena, ERR_INVALID,
		       N_("--cells must be known, unit or establish, not "
			  "{0}."),
		       cells);
}

/* The cells that are missing, as organisations, before anything else. */
static struct err *established(struct cx *cx, struct cli *cli,
			       struct member_import_state *s)
{
	int made = 0;
	struct err *err = NULL;

	if (!s->day_known)
		return err_new(cx->arena, ERR_INVALID,
			       N_("The register doesn't say its day: give it "
				  "with --as-at."));
	err = member_import_establish(cx, s, &made);
	if (err || !made)
		return err;
	say(cx, cli, N_("Cells established: {0}"), made);
	return member_import_again(cx, s);
}

static struct err *opened(struct cx *cx, struct cli *cli,
			  struct member_import_state *s)
{
	struct str path = cli_arg(cli, 0), list = cli_str(cli, "units");
	/* the file isn't needed any more once it is read */
	CLEANUP(arena_closep)
	struct arena *file = arena_open(MEMBER_FILE_MOST * 3);
	struct strs *means = arena_new(cx->arena, struct strs, 1);
	struct member_import_new in = { .name = member_file_name(path),
					.sheet = cli_str(cli, "sheet"),
					.as_at = cli_day(cli, "as-at"),
					.means = means };
	bool establish = false;
	struct err *err = cells_read(cx, cli, &in.into_unit, &establish);

	if (!err && list.p)
		err = member_units_read(cx, list, means);
	if (!err)
		err = member_file_read(cx->arena, file, path, MEMBER_FILE_MOST,
				       &in.bytes);
	if (!err)
		err = member_import_open(cx, &in, s);
	if (!err && establish && !cli_flag(cli, "dry-run"))
		err = established(cx, cli, s);
	return err;
}

static struct err *import_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct member_import_deed deed = { .good = cli_flag(cli, "good"),
					   .again = cli_flag(cli, "again") };
	struct member_import_state s;
	struct member_import_made made;
	struct err *err;

	*ret_status = MEMBER_STATUS_UNREADABLE;
	cx->lang = cx->profile->lang;
	err = opened(cx, cli, &s);
	if (err)
		return err;
	judged_say(cx, cli, &s);
	*ret_status = s.n[IMPORT_FAULTY] + s.n[IMPORT_NOWHERE]
			      ? MEMBER_STATUS_UNCLEAR
			      : 0;
	if (cli_flag(cli, "dry-run")) {
		cli_say(cli, tr(cx->lang, N_("Only looked at: nothing was "
					     "written.")));
		return NULL;
	}
	err = member_import_confirm(cx, &deed, &s, &made);
	if (err) {
		*ret_status = MEMBER_STATUS_UNREADABLE;
		return err;
	}
	say(cx, cli, N_("People written: {0}"), made.taken);
	if (made.left_out)
		say(cx, cli, N_("Rows left out: {0}"), made.left_out);
	cli_say(cli, tr_fmt(cx->arena, cx->lang,
			    N_("Until {0} the whole can be taken back: roviec "
			       "members undo {1}"),
			    fmt_day(cx->arena,
				    member_import_undo_until(cx, cx->now)),
			    str_fmt(cx->arena, "%lld", (long long)made.id)));
	return NULL;
}

static struct err *undo_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct strs kept = { 0 };
	int64_t id, gone = 0;
	struct err *err = NULL;

	*ret_status = 1;
	cx->lang = cx->profile->lang;
	if (!str_to_i64(cli_arg(cli, 0), &id))
		err = err_new(cx->arena, ERR_INVALID,
			      N_("Give the import's number, not {0}."),
			      cli_arg(cli, 0));
	if (!err)
		err = member_import_undo(cx, id, &gone, &kept);
	if (err)
		return err;
	say(cx, cli, N_("People taken back: {0}"), gone);
	if (kept.n)
		say(cx, cli,
		    N_("People who stay, since something was recorded of them "
		       "later: {0}"),
		    kept.n);
	for (ptrdiff_t i = 0; i < kept.n; i++)
		cli_say(cli, str_cat(cx->arena, STR("  "), kept.p[i]));
	*ret_status = 0;
	return NULL;
}

#define OPTION_DATA                                                            \
	{                                                                      \
		.name = "data", .arg = "DIR",                                  \
		.help = N_("the folder that holds the data"),                  \
		.required = true, .kind = OPT_TEXT, .env = "ROVIEC_DATA"       \
	}
static const struct option_row import_options[] = {
	OPTION_DATA,
	{ .name = "as-at",
	  .arg = "DAY",
	  .kind = OPT_DAY,
	  .help = N_("the register's day; by default the one that its title "
		     "names") },
	{ .name = "sheet",
	  .arg = "NAME",
	  .kind = OPT_TEXT,
	  .help = N_("which sheet, when the file holds several registers") },
	{ .name = "units",
	  .arg = "LIST.txt",
	  .kind = OPT_TEXT,
	  .help = N_("what units are called here, one a line: name in the "
		     "file = name of the organisation") },
	{ .name = "cells",
	  .arg = "known|unit|establish",
	  .kind = OPT_TEXT,
	  .help = N_("cells that aren't below their unit: left out (known), "
		     "their people into the unit itself (unit), or "
		     "established first (establish)") },
	{ .name = "good",
	  .kind = OPT_FLAG,
	  .help = N_("take the rows that are right and leave the others; by "
		     "default all or nothing") },
	{ .name = "again",
	  .kind = OPT_FLAG,
	  .help = N_("import although the same file was imported before") },
	{ .name = "all",
	  .kind = OPT_FLAG,
	  .help = N_("show every fault, not only the first 20") },
	{ .name = "dry-run",
	  .kind = OPT_FLAG,
	  .help = N_("say what would happen, and write nothing") },
};
static const struct option_row undo_options[] = { OPTION_DATA };

static const struct command commands[] = {
	{ .name = "members import",
	  .args = "FILE",
	  .help = N_("write the people of a register"),
	  .n_args = 1,
	  .needs_store = true,
	  .dated = true,
	  .options = import_options,
	  .n_options = (int)N_ELEMENTS(import_options),
	  .run = import_run },
	{ .name = "members undo",
	  .args = "NUMBER",
	  .help = N_("take back an import of members"),
	  .n_args = 1,
	  .needs_store = true,
	  .dated = true,
	  .options = undo_options,
	  .n_options = (int)N_ELEMENTS(undo_options),
	  .run = undo_run },
};
const struct command_table member_import_commands = { commands,
						      N_ELEMENTS(commands) };
