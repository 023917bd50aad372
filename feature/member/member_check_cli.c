/* `members check FILE`: what is wrong with a register, without a realm. */
#include "member/member_register_cli.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/utf8.h"
#include "member/member_import.h"

enum {
	UNITS_MOST = 1 << 20,
	SHOWN_MOST = 100,
};

struct err *member_file_read(struct arena *a, struct arena *own,
			     struct str path, ptrdiff_t most,
			     struct str *ret_bytes)
{
	struct buf b = buf_init(own, most);
	FILE *f = fopen(str_to_c(a, path), "rb");
	struct stat st;
	char part[16384];
	size_t n;
	bool bad;

	if (!f)
		return err_new(a, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
			       N_("The file {0} can't be opened."), path);
	if (!fstat(fileno(f), &st))
		buf_room(&b, MIN((ptrdiff_t)st.st_size, most));
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_mem(&b, part, (ptrdiff_t)n);
	bad = ferror(f) != 0;
	fclose(f);
	if (bad)
		return err_new(a, ERR_IO, N_("The file {0} can't be read."),
			       path);
	if (b.full)
		return err_new(a, ERR_LIMIT,
			       N_("The file {0} is larger than {1} MB."), path,
			       str_fmt(a, "%td", most >> 20));
	*ret_bytes = buf_view(&b);
	return NULL;
}

struct str member_file_name(struct str path)
{
	for (ptrdiff_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return str_sub(path, i, path.n);
	return path;
}

struct err *member_units_read(struct cx *cx, struct str path,
			      struct strs *ret_units)
{
	struct str text;
	struct err *e =
		member_file_read(cx->arena, cx->arena, path, UNITS_MOST, &text);

	if (e)
		return e;
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_sub(text, 3, text.n);
	if (!utf8_valid(text))
		return err_new(cx->arena, ERR_INVALID,
			       N_("The list of units {0} isn't UTF-8 text."),
			       path);
	while (text.p) {
		struct str line = str_cut(&text, '\n');

		line = text_clean(cx->arena, line);
		if (line.n)
			*vec_push(cx->arena, ret_units) = line;
	}
	return ret_units->n ? NULL
			    : err_new(cx->arena, ERR_INVALID,
				      N_("The list of units {0} is empty; it "
					 "needs one unit a line."),
				      path);
}

static struct err *register_of_file(struct cx *cx, struct cli *cli,
				    struct member_register **ret_reg)
{
	struct member_ask ask = { .today = cx->today,
				  .sheet = cli_str(cli, "sheet") };
	const struct profile *p = cx->profile;
	struct str path = cli_arg(cli, 0), list = cli_str(cli, "units"), bytes;
	/* the file isn't needed any more once it is read */
	CLEANUP(arena_closep)
	struct arena *file = arena_open(MEMBER_FILE_MOST * 3);
	struct strs units = { 0 };
	struct doc *d;
	struct err *e = NULL;

	if (!p)
		e = profile_load(cx->arena, STR("vn-party"), &p);
	if (!e && list.p) {
		e = member_units_read(cx, list, &units);
		ask.units = &units;
	}
	if (!e)
		e = member_file_read(cx->arena, file, path, MEMBER_FILE_MOST,
				     &bytes);
	if (!e)
		e = doc_read(cx->arena, member_file_name(path), bytes,
			     &member_import_limits, &d);
	arena_closep(&file);
	if (!e)
		e = member_register_read(cx->arena, p, d, &ask, ret_reg);
	return e;
}

static struct err *members_check(struct cx *cx, struct cli *cli,
				 int *ret_status)
{
	struct str format = cli_str(cli, "format");
	bool json = str_eq(format, STR("json"));
	struct member_register *r;
	struct err *e;

	*ret_status = MEMBER_STATUS_UNREADABLE;
	if (format.p && !json && !str_eq(format, STR("text")))
		return err_new(cx->arena, ERR_INVALID,
			       N_("--format must be text or json, not {0}."),
			       format);
	e = register_of_file(cx, cli, &r);
	if (e)
		return e;
	if (json)
		member_register_json(cx->arena, cli_out(cli), cx->lang, r);
	else
		member_register_text(cx->arena, cli_out(cli), cx->lang, r,
				     cli_flag(cli, "all") ? 0 : SHOWN_MOST);
	*ret_status = r->n_errors ? MEMBER_STATUS_UNCLEAR : 0;
	return NULL;
}

static const struct option_row check_options[] = {
	{ .name = "units",
	  .arg = "LIST.txt",
	  .help = N_("the units that there are, one a line; without it any "
		     "unit is right"),
	  .kind = OPT_TEXT },
	{ .name = "sheet",
	  .arg = "NAME",
	  .help = N_("which sheet, when the file holds several registers"),
	  .kind = OPT_TEXT },
	{ .name = "format",
	  .arg = "text|json",
	  .help = N_("how the result is shown"),
	  .kind = OPT_TEXT },
	{ .name = "all",
	  .help = N_("show every fault, not only the first 100"),
	  .kind = OPT_FLAG },
};

static const struct command commands[] = {
	{ .name = "members check",
	  .args = "FILE",
	  .help = N_("say what is wrong with a register of members"),
	  .n_args = 1,
	  .options = check_options,
	  .n_options = N_ELEMENTS(check_options),
	  .run = members_check },
};
const struct command_table member_check_commands = { commands,
						     N_ELEMENTS(commands) };
