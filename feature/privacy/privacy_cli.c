/* privacy who-saw, copy, due, erased, scrub: for the operator. */
#include "privacy/privacy_page_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "db/db.h"
#include "growth/growth.h"
#include "member/member.h"

enum { SAW_MOST = 100000, DUE_MOST = 10000 };

/* ---- who saw a record --------------------------------------------------- */

static struct err *who_saw_run(struct cx *cx, struct cli *cli,
			       int *ret_status UNUSED)
{
	struct saw_record_in in = { .member = cli_int(cli, "record"),
				    .since = cli_day(cli, "since"),
				    .limit = SAW_MOST };
	struct saw_record_rows rows;
	struct member_brief m;
	bool found;
	struct buf *b = cli_out(cli);
	struct err *err = member_brief_read(cx, in.member, &m, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no record with this number."));
	if (!err)
		err = saw_record(cx->db, &in, &rows);
	if (err)
		return err;
	/* by tabs, for people and for programs; ids besides names */
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct saw_record_row *r = &rows.p[i];

		buf_fmt(b, "%.*s\t%lld\t%.*s\t%.*s\t%.*s\n",
			STR_ARG(instant_iso(cx->arena, r->at)),
			(long long)r->user_id, STR_ARG(r->user_name),
			STR_ARG(r->field.n ? r->field : STR("record")),
			STR_ARG(r->reason));
	}
	cli_say(cli, tr_fmt(cx->arena, cx->lang, N_("Looks at record {0}: {1}"),
			    str_fmt(cx->arena, "%lld", (long long)in.member),
			    str_fmt(cx->arena, "%td", rows.n)));
	return NULL;
}

/* ---- a copy ------------------------------------------------------------- */

static void fd_end(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static struct err *file_write(struct cx *cx, struct str path, struct str bytes)
{
	int fd CLEANUP(fd_end) =
		open(str_to_c(cx->arena, path),
		     O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		     0600);

	if (fd >= 0 && write(fd, bytes.p, (size_t)bytes.n) == bytes.n &&
	    fsync(fd) == 0)
		return NULL;
	return err_detail(cx->arena,
			  err_new(cx->arena, ERR_IO,
				  N_("\"{0}\" can't be written: give a file "
				     "that isn't there yet, in a folder that "
				     "you may write to."),
				  path),
			  "%s", strerror(errno));
}

/* --record N of a member, or --candidate N of the pipeline. */
static struct err *whose_copy(struct cx *cx, struct cli *cli,
			      struct person *ret_who, struct str *ret_name)
{
	struct growth_brief growing;
	struct member_brief m;
	bool found = false;
	struct err *err = NULL;

	ret_who->member = MAX(cli_int(cli, "record"), 0);
	ret_who->candidate = MAX(cli_int(cli, "candidate"), 0);
	if (!ret_who->member == !ret_who->candidate)
		return err_new(cx->arena, ERR_INVALID,
			       N_("Give either --record or --candidate."));
	if (ret_who->member)
		err = member_brief_read(cx, ret_who->member, &m, &found);
	else
		err = growth_brief_read(cx, ret_who->candidate, &growing,
					&found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no record with this number."));
	if (err)
		return err;
	*ret_name = ret_who->member ? m.name : growing.name;
	return ret_who->member
		       ? member_user(cx, ret_who->member, &ret_who->user)
		       : NULL;
}

static struct err *copy_run(struct cx *cx, struct cli *cli,
			    int *ret_status UNUSED)
{
	struct person who = { 0 };
	struct str to = cli_str(cli, "to"), bytes = STR(""), name = STR("");
	struct person_book book;
	const char *kind;
	bool docx = str_ends(to, STR(".docx"));
	struct err *err = whose_copy(cx, cli, &who, &name);

	if (!err)
		err = privacy_book(cx, &who, true, &book);
	if (!err && docx)
		err = privacy_book_docx(cx, &book, name, &bytes);
	else if (!err)
		bytes = privacy_book_json(cx, &who, &book);
	/* written down before anybody has it */
	if (!err)
		err = privacy_copy_log(cx, &who, docx ? "docx" : "json", 0);
	if (!err)
		err = file_write(cx, to, bytes);
	if (!err)
		cli_say(cli,
			tr_fmt(cx->arena, cx->lang,
			       N_("Everything held about record {0} is in "
				  "{1}."),
			       str_fmt(cx->arena, "%lld",
				       (long long)privacy_subject(&who, &kind)),
			       to));
	return err;
}

/* ---- records whose time is over ----------------------------------------- */

static struct err *due_run(struct cx *cx, struct cli *cli,
			   int *ret_status UNUSED)
{
	struct growth_overdues left = { 0 };
	struct due_list_rows rows;
	struct buf *b = cli_out(cli);
	int64_t found;
	struct err *err = privacy_due_find(cx, &found);

	if (!err)
		err = growth_overdue_find(cx, &found);
	if (!err)
		err = growth_overdue_read(cx, DUE_MOST, &left);
	if (!err)
		err = due_list(cx->db,
			       &(struct due_list_in){ .today = cx->today,
						      .limit = DUE_MOST },
			       &rows);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		buf_fmt(b, "%lld\t%.*s\n", (long long)rows.p[i].member,
			STR_ARG(day_iso(cx->arena, rows.p[i].over_on)));
	for (ptrdiff_t i = 0; i < left.n; i++)
		buf_fmt(b, "candidate %lld\t%.*s\n",
			(long long)left.p[i].candidate,
			STR_ARG(day_iso(cx->arena, left.p[i].over)));
	cli_say(cli, tr_fmt(cx->arena, cx->lang,
			    N_("Records whose time is over: {0}"),
			    str_fmt(cx->arena, "%td", rows.n + left.n)));
	return NULL;
}

/* ---- the erased --------------------------------------------------------- */

static struct err *erased_run(struct cx *cx, struct cli *cli,
			      int *ret_status UNUSED)
{
	struct privacy_health h;
	bool known;
	int64_t again = 0;
	struct err *err = privacy_replay(cx, STR_NULL, &known, &again);

	if (!err)
		err = privacy_file_ledger(cx);
	if (!err)
		err = privacy_health(cx, &h);
	if (!err)
		cli_say(cli,
			tr_fmt(cx->arena, cx->lang,
			       N_("Erased: {0}, erased again just now: "
				  "{1}. The list is in {2}; keep a copy "
				  "of it apart from the backups."),
			       str_fmt(cx->arena, "%lld", (long long)h.erased),
			       str_fmt(cx->arena, "%lld", (long long)again),
			       privacy_ledger_path(cx)));
	return err;
}

static struct err *scrub_run(struct cx *cx, struct cli *cli,
			     int *ret_status UNUSED)
{
	struct err *err = store_scrub(cx);

	if (!err)
		cli_say(cli, tr(cx->lang, N_("Nothing of what was deleted is "
					     "left in the data files.")));
	return err;
}

/* ---- tables ------------------------------------------------------------- */

#define OPTION_DATA                                                            \
	{                                                                      \
		.name = "data", .arg = "DIR",                                  \
		.help = N_("the folder that holds the data"),                  \
		.required = true, .kind = OPT_TEXT, .env = "ROVIEC_DATA"       \
	}
#define OPTION_RECORD                                                          \
	{                                                                      \
		.name = "record", .arg = "N", .kind = OPT_INT,                 \
		.required = true, .min = 1, .max = INT64_MAX,                  \
		.help = N_("the number of the record")                         \
	}
static const struct option_row saw_options[] = {
	OPTION_DATA,
	OPTION_RECORD,
	{ .name = "since",
	  .arg = "DAY",
	  .kind = OPT_DAY,
	  .required = true,
	  .help = N_("the first day that is looked at") },
};
static const struct option_row copy_options[] = {
	OPTION_DATA,
	{ .name = "record",
	  .arg = "N",
	  .kind = OPT_INT,
	  .min = 1,
	  .max = INT64_MAX,
	  .help = N_("the number of the record") },
	{ .name = "candidate",
	  .arg = "N",
	  .kind = OPT_INT,
	  .min = 1,
	  .max = INT64_MAX,
	  .help = N_("the number in the pipeline of admission") },
	{ .name = "to",
	  .arg = "FILE",
	  .kind = OPT_TEXT,
	  .required = true,
	  .help = N_("the file to write: .json or .docx") },
};
static const struct option_row data_options[] = { OPTION_DATA };
#define OPTIONS(o) .options = (o), .n_options = (int)N_ELEMENTS(o)

static const struct command commands[] = {
	{ .name = "privacy who-saw",
	  .help = N_("lists who looked at a record, when and why"),
	  .needs_store = true,
	  .run = who_saw_run,
	  OPTIONS(saw_options) },
	{ .name = "privacy copy",
	  .help = N_("writes everything that is held about a person"),
	  .needs_store = true,
	  .run = copy_run,
	  OPTIONS(copy_options) },
	{ .name = "privacy due",
	  .help = N_("lists records whose time is over; erases nothing"),
	  .needs_store = true,
	  .run = due_run,
	  OPTIONS(data_options) },
	{ .name = "privacy erased",
	  .help = N_("brings the list of the erased up to date, and erases "
		     "again whom an older backup brought back"),
	  .needs_store = true,
	  .run = erased_run,
	  OPTIONS(data_options) },
	{ .name = "privacy scrub",
	  .help = N_("writes the data files anew, so that nothing deleted is "
		     "left in them"),
	  .needs_store = true,
	  .run = scrub_run,
	  OPTIONS(data_options) },
};
const struct command_table privacy_commands = { commands,
						(int)N_ELEMENTS(commands) };
