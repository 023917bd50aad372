/*
 * The list on screen as a file: the same filter, order and rows, never cut
 * silently; row count and control total stand inside. CSV is streamed, xlsx
 * is written in constant memory, the programme's state is a Word document.
 */
#include "work/work_page.h"

#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_bulk.h"
#include "work/work_filter.h"

enum { CHUNK_LEAST = 32 * 1024, CLARITIES = 4 };

/* ---- columns -------------------------------------------------------------- */

enum column {
	C_CODE,
	C_SECTION,
	C_NUMBER,
	C_WORK,
	C_LEAD,
	C_WITH,
	C_DEADLINE,
	C_DUE,
	C_PRODUCT,
	C_STATE,
	C_PERCENT,
	C_REPORTED,
	C_SUBMITTED,
	C_DONE,
	C_MISSING,
	C_RESULT,
	C_DIFFICULTY,
	C_CAUSE,
	N_COLUMN
};
static const struct {
	const char *title;
	double width;
	enum doc_col_kind kind;
} columns[N_COLUMN] = {
	[C_CODE] = { N_("Programme"), 12, COL_TEXT },
	[C_SECTION] = { N_("Section"), 24, COL_TEXT },
	[C_NUMBER] = { N_("No"), 6, COL_TEXT },
	[C_WORK] = { N_("Work"), 48, COL_TEXT },
	[C_LEAD] = { N_("Lead unit"), 24, COL_TEXT },
	[C_WITH] = { N_("Supporting units"), 24, COL_TEXT },
	[C_DEADLINE] = { N_("Deadline as written"), 20, COL_TEXT },
	[C_DUE] = { N_("Due"), 11, COL_DAY },
	[C_PRODUCT] = { N_("Product"), 28, COL_TEXT },
	[C_STATE] = { N_("State"), 18, COL_TEXT },
	[C_PERCENT] = { N_("Percent"), 9, COL_INT },
	[C_REPORTED] = { N_("Last report"), 11, COL_DAY },
	[C_SUBMITTED] = { N_("Submitted"), 11, COL_DAY },
	[C_DONE] = { N_("Verified"), 11, COL_DAY },
	[C_MISSING] = { N_("Not clear"), 20, COL_TEXT },
	[C_RESULT] = { N_("Result"), 36, COL_TEXT },
	[C_DIFFICULTY] = { N_("Difficulty"), 28, COL_TEXT },
	[C_CAUSE] = { N_("Cause"), 16, COL_TEXT },
};

/* Words that repeat on many rows, looked up once. */
struct words {
	struct str state[N_WORK_STATE];
	struct str missing[1 << CLARITIES];
	const struct profile *profile;
	enum lang lang;
};

static struct str missing_words(struct cx *cx, unsigned bits)
{
	static const char *const what[CLARITIES] = { N_("work"), N_("person"),
						     N_("progress"),
						     N_("product") };
	struct buf b = buf_init(cx->arena, 256);

	for (unsigned i = 0; i < CLARITIES; i++) {
		if (!(bits >> i & 1))
			continue;
		if (b.n)
			buf_lit(&b, ", ");
		buf_str(&b, tr(cx->lang, what[i]));
	}
	return buf_view(&b);
}

static void words_fill(struct cx *cx, struct words *w)
{
	w->profile = cx->profile;
	w->lang = cx->lang;
	for (int s = 0; s < N_WORK_STATE; s++)
		w->state[s] =
			tr(cx->lang, work_state_title((enum work_state)s));
	for (unsigned m = 0; m < 1u << CLARITIES; m++)
		w->missing[m] = missing_words(cx, m);
}

/* One row as cells; texts are the row's own, valid until the next. */
static void cells_of(const struct words *w, const struct task_dump_row *t,
		     struct sheet_val val[N_COLUMN])
{
	struct str cause = t->last_cause.n
				   ? profile_cause_title(w->profile,
							 t->last_cause, w->lang)
				   : STR("");

	val[C_CODE].text = t->code;
	val[C_SECTION].text = t->section_title;
	val[C_NUMBER].text = t->number;
	val[C_WORK].text = t->work;
	val[C_LEAD].text = t->lead_name.p ? t->lead_name : t->lead_text;
	val[C_WITH].text = t->with_text;
	val[C_DEADLINE].text = t->deadline_text;
	val[C_DUE].day = t->due_on;
	val[C_PRODUCT].text = t->product;
	val[C_STATE].text = w->state[t->state];
	val[C_PERCENT].n = t->percent;
	val[C_REPORTED].day = t->reported_on;
	val[C_SUBMITTED].day = t->submitted_on;
	val[C_DONE].day = t->done_on;
	val[C_MISSING].text = w->missing[t->missing & WORK_MISS_ALL];
	val[C_RESULT].text = t->last_text;
	val[C_DIFFICULTY].text = t->last_difficulty;
	val[C_CAUSE].text = cause;
}

static struct str total_words(struct cx *cx, int64_t rows, int64_t sum)
{
	return tr_fmt(cx->arena, cx->lang,
		      N_("Rows: {0}; sum of the column Percent: {1}"),
		      fmt_int(cx->arena, cx->lang, rows),
		      fmt_int(cx->arena, cx->lang, sum));
}

static struct str file_name(struct cx *cx, const char *ending)
{
	return tr_fmt(cx->arena, cx->lang, N_("tasks {0}.{1}"),
		      day_iso(cx->arena, cx->today), str_c(ending));
}

/* ---- csv: streamed ----------------------------------------------------------- */

struct csv_stream {
	struct cx cx; /* own copy: outlives the page function */
	struct words words;
	struct db_stmt *st;
	int64_t rows, sum;
	bool begun, ended;
};

static void csv_day(struct arena *a, struct buf *b, day_t d, bool first)
{
	struct arena_mark m = arena_mark(a);

	csv_cell(b, d == DAY_NONE ? STR("") : day_iso(a, d), first);
	arena_rewind(a, m);
}

static void csv_int(struct buf *b, int64_t n)
{
	buf_char(b, ',');
	buf_i64(b, n);
}

static void csv_row(struct csv_stream *s, const struct task_dump_row *t,
		    struct buf *b)
{
	struct sheet_val val[N_COLUMN] = { 0 };

	cells_of(&s->words, t, val);
	for (int c = 0; c < N_COLUMN; c++) {
		if (columns[c].kind == COL_DAY)
			csv_day(s->cx.arena, b, val[c].day, c == 0);
		else if (columns[c].kind == COL_INT)
			csv_int(b, val[c].n);
		else
			csv_cell(b, val[c].text, c == 0);
	}
	csv_end(b);
	s->rows++;
	s->sum += t->percent;
}

static void csv_head(struct csv_stream *s, struct buf *b)
{
	buf_lit(b, "\xef\xbb\xbf"); /* so that Excel reads UTF-8 */
	for (int c = 0; c < N_COLUMN; c++)
		csv_cell(b, tr(s->cx.lang, columns[c].title), c == 0);
	csv_end(b);
	s->begun = true;
}

static struct err *csv_more(void *state, struct buf *chunk)
{
	struct csv_stream *s = state;
	struct task_dump_row row;
	bool more = true;
	struct err *err = NULL;

	if (!s->begun)
		csv_head(s, chunk);
	while (!s->ended && !err && chunk->n < CHUNK_LEAST) {
		err = task_dump_next(s->st, &row, &more);
		if (err)
			break;
		if (more) {
			csv_row(s, &row, chunk);
			continue;
		}
		s->ended = true;
		csv_cell(chunk, total_words(&s->cx, s->rows, s->sum), true);
		csv_end(chunk);
	}
	return err;
}

static void csv_stop(void *state)
{
	struct csv_stream *s = state;

	task_dump_close(s->st);
}

static struct err *csv_send(struct cx *cx, const struct work_filter *f,
			    struct reply *rp)
{
	struct csv_stream *s = arena_new(rp->arena, struct csv_stream, 1);
	struct task_dump_in in;
	struct err *err;

	s->cx = *cx;
	s->cx.arena = rp->arena;
	words_fill(&s->cx, &s->words);
	in = work_filter_dump(&s->cx, f);
	err = task_dump_open(cx->db, &in, &s->st);
	if (err)
		return err;
	rp->type = "text/csv; charset=utf-8";
	rp->download = file_name(&s->cx, "csv");
	rp->stream = csv_more;
	rp->stream_end = csv_stop;
	rp->stream_state = s;
	return NULL;
}

/* ---- xlsx ------------------------------------------------------------------------ */

/* What goes into the file: the filter's rows, or of them those in `only`. */
struct sheet_ask {
	const struct work_filter *filter;
	const struct work_chosen *only; /* in order; NULL: all */
};

static bool is_in(const struct work_chosen *c, int64_t id)
{
	ptrdiff_t from = 0, to = c->n;

	while (from < to) {
		ptrdiff_t mid = from + (to - from) / 2;

		if (c->p[mid] < id)
			from = mid + 1;
		else
			to = mid;
	}
	return from < c->n && c->p[from] == id;
}

static struct err *xlsx_rows(struct cx *cx, const struct sheet_ask *ask,
			     struct xlsx *x, int64_t *ret_rows,
			     int64_t *ret_sum)
{
	struct task_dump_in in = work_filter_dump(cx, ask->filter);
	struct task_dump_row row;
	struct db_stmt *st;
	struct words w;
	bool more = true;
	struct err *err = task_dump_open(cx->db, &in, &st);

	if (err)
		return err;
	words_fill(cx, &w);
	*ret_rows = *ret_sum = 0;
	while (!err) {
		struct sheet_val val[N_COLUMN] = { 0 };

		err = task_dump_next(st, &row, &more);
		if (err || !more)
			break;
		if (ask->only && !is_in(ask->only, row.id))
			continue;
		cells_of(&w, &row, val);
		err = xlsx_row(x, val);
		*ret_rows += 1;
		*ret_sum += row.percent;
	}
	task_dump_close(st);
	return err;
}

static struct err *xlsx_fill(struct cx *cx, const struct sheet_ask *ask,
			     struct str heading, struct xlsx *x)
{
	struct sheet_col col[N_COLUMN];
	int64_t rows, sum;
	struct err *err;

	for (int c = 0; c < N_COLUMN; c++)
		col[c] = (struct sheet_col){ .title = tr(cx->lang,
							 columns[c].title),
					     .width = columns[c].width,
					     .kind = columns[c].kind };
	err = xlsx_sheet(x, tr(cx->lang, N_("Tasks")), heading, col, N_COLUMN);
	if (!err)
		err = xlsx_rows(cx, ask, x, &rows, &sum);
	if (!err)
		err = xlsx_note(x, total_words(cx, rows, sum));
	return err;
}

/* "12-CTr/ĐU, 14/10/2026. State: overdue" */
static struct err *heading_of(struct cx *cx, const struct work_filter *f,
			      struct str *ret_heading)
{
	struct work_filter_names names;
	struct str code;
	struct err *err = work_filter_names(cx, f, &names);

	if (err)
		return err;
	code = names.programme;
	names.programme = STR_NULL; /* said once */
	*ret_heading = tr_fmt(cx->arena, cx->lang, N_("Tasks {0} on {1}; {2}"),
			      code, fmt_day(cx->arena, cx->today),
			      work_filter_words(cx, f, &names));
	return NULL;
}

static struct err *xlsx_send(struct cx *cx, const struct sheet_ask *ask,
			     struct reply *rp)
{
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str heading, bytes;
	struct err *err = heading_of(cx, ask->filter, &heading);

	if (!err)
		err = xlsx_begin(cx->arena, &x);
	if (!err)
		err = xlsx_fill(cx, ask, heading, x);
	if (!err)
		err = xlsx_end(x, &bytes);
	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "spreadsheetml.sheet";
	rp->download = file_name(cx, "xlsx");
	buf_str(&rp->body, bytes);
	return NULL;
}

/* ---- pages ----------------------------------------------------------------------- */

static struct err *send(struct cx *cx, struct req *rq, struct reply *rp,
			int64_t programme, bool csv)
{
	struct work_filter f;
	struct err *err = work_filter_read(cx, rq, programme, &f);

	if (err)
		return err;
	return csv ? csv_send(cx, &f, rp)
		   : xlsx_send(cx, &(struct sheet_ask){ &f, NULL }, rp);
}

static struct err *all_csv(struct cx *cx, struct req *rq, struct reply *rp)
{
	return send(cx, rq, rp, 0, true);
}

static struct err *all_xlsx(struct cx *cx, struct req *rq, struct reply *rp)
{
	return send(cx, rq, rp, 0, false);
}

static struct err *one_csv(struct cx *cx, struct req *rq, struct reply *rp)
{
	return send(cx, rq, rp, req_path_id(rq, "id"), true);
}

static struct err *one_xlsx(struct cx *cx, struct req *rq, struct reply *rp)
{
	return send(cx, rq, rp, req_path_id(rq, "id"), false);
}

/* Only the rows that were chosen, of those that the person may see. */
static struct err *chosen_send(struct cx *cx, struct req *rq, struct reply *rp,
			       int64_t programme)
{
	struct work_chosen chosen;
	struct work_filter f;
	struct err *err = work_filter_read(cx, rq, programme, &f);

	if (!err)
		err = work_chosen_read(cx, rq, &f, &chosen);
	return err ? err
		   : xlsx_send(cx,
			       &(struct sheet_ask){ &f, chosen.all ? NULL
								   : &chosen },
			       rp);
}

static struct err *all_chosen(struct cx *cx, struct req *rq, struct reply *rp)
{
	return chosen_send(cx, rq, rp, 0);
}

static struct err *one_chosen(struct cx *cx, struct req *rq, struct reply *rp)
{
	return chosen_send(cx, rq, rp, req_path_id(rq, "id"));
}

static const struct field chosen_fields[] = { WORK_FILTER_FIELDS,
					      WORK_BULK_FIELDS };

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/tasks/chosen.xlsx",
	  .perm = PERM_WORK_VIEW,
	  .page = all_chosen,
	  ROUTE_FIELDS(chosen_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/programme/:id/chosen.xlsx",
	  .perm = PERM_WORK_VIEW,
	  .page = one_chosen,
	  ROUTE_FIELDS(chosen_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/tasks.csv",
	  .perm = PERM_WORK_VIEW,
	  .page = all_csv,
	  ROUTE_FIELDS(work_filter_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/tasks.xlsx",
	  .perm = PERM_WORK_VIEW,
	  .page = all_xlsx,
	  ROUTE_FIELDS(work_filter_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/programme/:id/tasks.csv",
	  .perm = PERM_WORK_VIEW,
	  .page = one_csv,
	  ROUTE_FIELDS(work_filter_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/programme/:id/tasks.xlsx",
	  .perm = PERM_WORK_VIEW,
	  .page = one_xlsx,
	  ROUTE_FIELDS(work_filter_fields),
	  .slow = true },
};
const struct route_table work_list_routes = { routes, (int)N_ELEMENTS(routes) };
