/*
 * `annex import FILE --programme CODE`: the same acts as the page, without
 * the comparison in between. Rows that lack something become drafts.
 */
#include "work/work_cli.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_import_act.h"
#include "work/work_import_state.h"
#include "work/work_document_query.h"
#include "work/work_query.h"

const struct option_row work_import_options[WORK_IMPORT_OPTIONS] = {
	{ .name = "data",
	  .arg = "DIR",
	  .help = N_("the folder that holds the data"),
	  .kind = OPT_TEXT,
	  .required = true,
	  .env = "ROVIEC_DATA" },
	{ .name = "programme",
	  .arg = "CODE",
	  .help = N_("number of the programme's document, such as "
		     "12-CTr/ĐU"),
	  .kind = OPT_TEXT,
	  .required = true },
	{ .name = "table",
	  .arg = "N",
	  .help = N_("which annex, when the file holds several"),
	  .kind = OPT_INT,
	  .min = 1,
	  .max = 99 },
	{ .name = "again",
	  .help = N_("import although the same file was imported before"),
	  .kind = OPT_FLAG },
};

static struct err *programme_find(struct cx *cx, struct str code,
				  int64_t *ret_id)
{
	struct programme_by_code_row p;
	bool found;
	struct err *err = programme_by_code(
		cx->db,
		&(struct programme_by_code_in){
			.code_fold = text_fold(cx->arena, code) },
		&p, &found);

	if (err)
		return err;
	if (!found)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no programme with the number {0}; "
				  "give it as it stands in the list, such as "
				  "12-CTr/ĐU."),
			       code);
	*ret_id = p.id;
	return NULL;
}

static struct err *which_annex(struct cx *cx, struct cli *cli, int64_t id,
			       struct work_import_state *ret_state)
{
	int64_t which = cli_int(cli, "table");
	struct work_import_state s;
	struct err *err = work_import_state(cx, id, NULL, 0, &s);

	if (!err && !s.i.choice && which != INT64_MIN) {
		err = work_import_choose(cx, id, (int)which);
		if (!err)
			err = work_import_state(cx, id, NULL, 0, &s);
	}
	if (!err && !s.i.choice)
		err = err_new(
			cx->arena, ERR_INVALID,
			N_("The file holds several annexes; name one with "
			   "--table: {0}"),
			s.i.annexes);
	if (!err)
		*ret_state = s;
	return err;
}

static void say(struct cx *cx, struct cli *cli, const char *text, int64_t n)
{
	buf_str(cli_out(cli), tr_fmt(cx->arena, cx->lang, text,
				     fmt_int(cx->arena, cx->lang, n)));
	buf_char(cli_out(cli), '\n');
}

static void result_say(struct cx *cx, struct cli *cli,
		       const struct work_import_state *s,
		       const struct work_import_made *made)
{
	say(cx, cli, N_("Tasks made: {0}"), made->tasks);
	say(cx, cli, N_("With the four clarities: {0}"), made->clear);
	say(cx, cli, N_("Drafts that still lack something: {0}"),
	    made->tasks - made->clear);
	if (s->n_twins)
		say(cx, cli,
		    N_("Rows that the programme has already, left "
		       "out: {0}"),
		    s->n_twins);
	if (s->n_skipped)
		say(cx, cli, N_("Rows that are no task: {0}"), s->n_skipped);
}

/* Nobody will look at a preview that a command left behind. */
static struct err *import_file(struct cx *cx, struct cli *cli, int64_t id,
			       struct work_import_state *ret_state,
			       struct work_import_made *ret_made)
{
	struct work_import_deed deed = { .id = id,
					 .all = true,
					 .again = cli_flag(cli, "again") };
	struct err *err = which_annex(cx, cli, id, ret_state), *drop;

	if (!err) {
		deed.rev = ret_state->i.rev;
		err = work_import_confirm(cx, &deed, ret_made);
	}
	if (!err)
		return NULL;
	drop = work_import_drop(cx, id);
	return drop ? drop : err;
}

struct err *work_import_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct work_import_new in = { .programme = 0 };
	struct work_import_state s;
	struct work_import_made made;
	int64_t id;
	struct err *err;

	*ret_status = WORK_STATUS_UNREADABLE;
	err = programme_find(cx, cli_str(cli, "programme"), &in.programme);
	if (!err)
		err = work_cli_file(cx->arena, cli_arg(cli, 0), &in.file.bytes);
	in.file.name = work_cli_name(cli_arg(cli, 0));
	if (!err)
		err = work_import_stage(cx, &in, &id);
	if (!err)
		err = import_file(cx, cli, id, &s, &made);
	if (err)
		return err;
	result_say(cx, cli, &s, &made);
	*ret_status = made.clear == made.tasks ? 0 : WORK_STATUS_UNCLEAR;
	return NULL;
}
