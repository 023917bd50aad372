/* `annex check FILE`: how clear the tasks of an annex are, without a realm. */
#include "work/work_page.h"

#include <errno.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "work/work_annex.h"
#include "work/work_cli.h"

enum { FILE_MOST = 20 << 20 };

struct err *work_cli_file(struct arena *a, struct str path,
			  struct str *ret_bytes)
{
	struct buf b = buf_init(a, FILE_MOST);
	FILE *f = fopen(str_to_c(a, path), "rb");
	char part[16384];
	size_t n;
	bool bad;

	if (!f)
		return err_new(a, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
			       N_("The file {0} can't be opened."), path);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_mem(&b, part, (ptrdiff_t)n);
	bad = ferror(f) != 0;
	fclose(f);
	if (bad)
		return err_new(a, ERR_IO, N_("The file {0} can't be read."),
			       path);
	if (b.full)
		return err_new(a, ERR_LIMIT,
			       N_("The file {0} is larger than 20 MB."), path);
	*ret_bytes = buf_view(&b);
	return NULL;
}

struct str work_cli_name(struct str path)
{
	for (ptrdiff_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return str_sub(path, i, path.n);
	return path;
}

static struct err *annex_of_file(struct cx *cx, struct cli *cli,
				 struct work_annex **ret_annex)
{
	struct work_annex_ask ask = { .today = cx->today };
	const struct profile *p = cx->profile;
	struct str path = cli_arg(cli, 0), bytes;
	struct doc *d;
	struct err *e = NULL;

	if (cli_int(cli, "year") != INT64_MIN)
		ask.year = (int)cli_int(cli, "year");
	if (cli_int(cli, "table") != INT64_MIN)
		ask.which = (int)cli_int(cli, "table");
	if (!p)
		e = profile_load(cx->arena, STR("vn-party"), &p);
	if (!e)
		e = work_cli_file(cx->arena, path, &bytes);
	if (!e)
		e = doc_read(cx->arena, work_cli_name(path), bytes, NULL, &d);
	if (!e)
		e = work_annex_read(cx->arena, p, d, &ask, ret_annex);
	return e;
}

static struct err *annex_check(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str format = cli_str(cli, "format");
	bool json = str_eq(format, STR("json"));
	struct work_annex *x;
	struct err *e;

	*ret_status = WORK_STATUS_UNREADABLE;
	if (format.p && !json && !str_eq(format, STR("text")))
		return err_new(cx->arena, ERR_INVALID,
			       N_("--format must be text or json, not {0}."),
			       format);
	e = annex_of_file(cx, cli, &x);
	if (e)
		return e;
	if (json)
		work_annex_json(cli_out(cli), x);
	else
		work_annex_text(cx->arena, cli_out(cli), cx->lang, x);
	*ret_status = x->n_clear == x->rows.n ? 0 : WORK_STATUS_UNCLEAR;
	return NULL;
}

static const struct option_row check_options[] = {
	{ .name = "year",
	  .arg = "Y",
	  .help = N_("the programme's year, for deadlines without one"),
	  .kind = OPT_INT,
	  .min = 1990,
	  .max = 2100 },
	{ .name = "table",
	  .arg = "N",
	  .help = N_("which annex, when the file holds several"),
	  .kind = OPT_INT,
	  .min = 1,
	  .max = 99 },
	{ .name = "format",
	  .arg = "text|json",
	  .help = N_("how the result is shown"),
	  .kind = OPT_TEXT },
};

static const struct option_row recount_options[] = {
	{ .name = "data",
	  .arg = "DIR",
	  .help = N_("the folder that holds the data"),
	  .kind = OPT_TEXT,
	  .required = true,
	  .env = "ROVIEC_DATA" },
};

static const struct command commands[] = {
	{ .name = "annex check",
	  .args = "FILE",
	  .help = N_("say how clear the tasks of an annex are"),
	  .n_args = 1,
	  .options = check_options,
	  .n_options = N_ELEMENTS(check_options),
	  .run = annex_check },
	{ .name = "annex import",
	  .args = "FILE",
	  .help = N_("import an annex into a programme, unclear rows as "
		     "drafts"),
	  .n_args = 1,
	  .options = work_import_options,
	  .n_options = WORK_IMPORT_OPTIONS,
	  .needs_store = true,
	  .run = work_import_run },
	{ .name = "task recount",
	  .help = N_("compare every figure with the tasks, and mend those "
		     "that differ"),
	  .options = recount_options,
	  .n_options = N_ELEMENTS(recount_options),
	  .needs_store = true,
	  .run = work_recount_run },
};
const struct command_table work_commands = { commands, N_ELEMENTS(commands) };
