/*
 * The list on screen as a file: the same filter, order and rows, never cut
 * silently; row count and control total stand inside. CSV is streamed, xlsx
 * is written in constant memory, the programme's state is a Word document.
 */
#include "work/work_page.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_bulk.h"
#include "work/work_filter.h"
#include "work/work_sheet.h"
#include "work/work_sheet_model.h"
#include "work/work_since.h"
#include "work/work_structure.h"

enum { CHUNK_LEAST = 32 * 1024, CHANGED_WIDTH = 50 };

static struct str total_words(struct cx *cx, int64_t rows, int64_t sum)
{
	return tr_fmt(cx->arena, cx->lang,
		      N_("Rows: {0}; sum of the column Percent: {1}"),
		      fmt_int(cx->arena, cx->lang, rows),
		      fmt_int(cx->arena, cx->lang, sum));
}

static struct str read_only_words(struct cx *cx, int64_t rows)
{
	return tr_fmt(cx->arena, cx->lang,
		      N_("Rows that your unit supports, but doesn't lead: {0}. "
			 "They are only for reading here: the lead unit "
			 "reports them; deliver your share, or comment, on the "
			 "task's page."),
		      fmt_int(cx->arena, cx->lang, rows));
}

static struct str file_name(struct cx *cx, const char *ending)
{
	return tr_fmt(cx->arena, cx->lang, N_("tasks {0}.{1}"),
		      day_iso(cx->arena, cx->today), str_c(ending));
}

/* What changed of a task, where the list asks for it: the last column. */
static struct err *changed_words(struct cx *cx, const struct work_filter *f,
				 int64_t task, struct str *ret_words)
{
	*ret_words = STR_NULL;
	if (f->changed == DAY_NONE)
		return NULL;
	return work_since(cx, f->changed, task, ret_words);
}

/* ---- csv: streamed ----------------------------------------------------------- */

struct csv_stream {
	struct cx cx; /* own copy: outlives the page function */
	struct work_line_words words;
	struct work_filter filter;
	struct db_stmt *st;
	day_t structure; /* of a past day: whose organisations, or DAY_NONE */
	int64_t rows, sum;
	bool begun, ended;
};

/* Not by the arena: the chunk may grow in the same one. */
static void csv_day(struct buf *b, day_t d, bool first)
{
	char iso[DAY_ISO];

	csv_cell(b, day_write(d, iso) ? (struct str){ iso, DAY_ISO } : STR(""),
		 first);
}

static void csv_int(struct buf *b, int64_t n)
{
	buf_char(b, ',');
	buf_i64(b, n);
}

static struct err *csv_row(struct csv_stream *s, const struct task_dump_row *t,
			   struct buf *b)
{
	struct sheet_val val[N_LINE_COL] = { 0 };
	struct str changed;
	struct err *err = changed_words(&s->cx, &s->filter, t->id, &changed);

	if (err)
		return err;
	work_line_cells(&s->words, &WORK_LINE_OF(t, t->state), val);
	for (int c = 0; c < N_LINE_COL; c++) {
		enum doc_col_kind kind = line_col_kind((enum line_col)c);

		if (kind == COL_DAY)
			csv_day(b, val[c].day, c == 0);
		else if (kind == COL_INT)
			csv_int(b, val[c].n);
		else
			csv_cell(b, val[c].text, c == 0);
	}
	if (changed.p)
		csv_cell(b, changed, false);
	if (s->structure != DAY_NONE)
		csv_day(b, s->structure, false);
	csv_end(b);
	s->rows++;
	s->sum += t->percent;
	return NULL;
}

static void csv_head(struct csv_stream *s, struct buf *b)
{
	buf_lit(b, "\xef\xbb\xbf"); /* so that Excel reads UTF-8 */
	for (int c = 0; c < N_LINE_COL; c++)
		csv_cell(b, tr(s->cx.lang, line_col_title((enum line_col)c)),
			 c == 0);
	if (s->filter.changed != DAY_NONE)
		csv_cell(b, work_since_title(&s->cx, s->filter.changed), false);
	if (s->structure != DAY_NONE)
		csv_cell(b, tr(s->cx.lang, N_("Organisations as on")), false);
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
			err = csv_row(s, &row, chunk);
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
	struct work_structure structure;
	struct task_dump_in in;
	struct err *err = work_structure_say(cx, &structure);

	if (err)
		return err;
	s->structure = structure.on;
	s->cx = *cx;
	s->cx.arena = rp->arena;
	s->filter = *f;
	work_line_words(rp->arena, cx->profile, cx->lang, &s->words);
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

/* The key stands before the columns of the list; what was then known of a
 * past day can't come back, so its list has none. */
struct book {
	struct xlsx *x;
	struct work_line_words words;
	struct str realm;
	const struct work_filter *filter;
	bool keys;
	struct orgs ours; /* of people of a unit: it and those below */
	int64_t rows, sum, read_only;
};

/* People of a unit see tasks that it only supports: the lead reports those. */
static bool is_read_only(const struct cx *cx, const struct book *b,
			 const struct task_dump_row *t)
{
	if (cx->actor.org_is_root || !b->keys)
		return false;
	for (ptrdiff_t i = 0; i < b->ours.n; i++)
		if (b->ours.p[i].id == t->lead)
			return false;
	return true;
}

static struct err *xlsx_line(struct cx *cx, struct book *b,
			     const struct task_dump_row *t)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct work_line line = WORK_LINE_OF(t, t->state);
	struct sheet_val val[1 + N_LINE_COL + 1] = { 0 };
	struct err *err =
		changed_words(cx, b->filter, t->id, &val[1 + N_LINE_COL].text);

	if (err)
		return err;
	work_line_cells(&b->words, &line, val + 1);
	if (b->keys)
		val[0].text =
			work_sheet_key(cx->arena, b->realm, &line, val + 1);
	err = xlsx_row(b->x, b->keys ? val : val + 1);
	b->rows++;
	b->sum += t->percent;
	b->read_only += is_read_only(cx, b, t);
	if (!err)
		arena_rewind(cx->arena, mark);
	return err;
}

static struct err *xlsx_lines(struct cx *cx, const struct sheet_ask *ask,
			      struct book *b)
{
	struct task_dump_in in = work_filter_dump(cx, ask->filter);
	struct task_dump_row row;
	struct db_stmt *st;
	bool more = true;
	struct err *err = task_dump_open(cx->db, &in, &st);

	if (err)
		return err;
	while (!err) {
		err = task_dump_next(st, &row, &more);
		if (err || !more)
			break;
		if (!ask->only || is_in(ask->only, row.id))
			err = xlsx_line(cx, b, &row);
	}
	task_dump_close(st);
	return err;
}

/* The words of the drop-downs. */
static struct err *choices_get(struct cx *cx, struct strs list[N_LINE_COL])
{
	const struct profile *p = cx->profile;
	struct orgs orgs = { 0 };
	struct err *err = NULL;

	if (work_is_office(cx))
		err = org_list_top(cx, 0, &orgs);
	for (ptrdiff_t i = 0; !err && i < orgs.n; i++)
		*vec_push(cx->arena, &list[WCOL_LEAD]) = orgs.p[i].name;
	*vec_push(cx->arena, &list[WCOL_STATE]) =
		tr(cx->lang, work_state_title(WORK_WAITING));
	for (ptrdiff_t i = 0; i < p->n_causes; i++)
		*vec_push(cx->arena, &list[WCOL_CAUSE]) =
			profile_cause_title(p, p->cause[i].code, cx->lang);
	return err;
}

static struct err *xlsx_begin_sheet(struct cx *cx, struct str heading,
				    const struct book *b)
{
	struct strs *list = arena_new(cx->arena, struct strs, N_LINE_COL);
	bool changed = b->filter->changed != DAY_NONE;
	struct sheet_col col[1 + N_LINE_COL + 1] = {
		{ .title = tr(cx->lang, N_("Row key")),
		  .width = 5,
		  .is_key = true,
		  .note = tr(cx->lang,
			     N_("Says which task the row is, for sending the "
				"file back. Don't change or remove it; rows "
				"may be sorted, filtered and deleted.")) }
	};
	struct err *err = b->keys ? choices_get(cx, list) : NULL;

	if (err)
		return err;
	for (int c = 0; c < N_LINE_COL; c++) {
		enum line_col k = (enum line_col)c;

		col[1 + c] = (struct sheet_col){
			.title = tr(cx->lang, line_col_title(k)),
			.width = line_col_width(k),
			.kind = line_col_kind(k),
			.note = b->keys ? tr(cx->lang, line_col_note(k))
					: STR_NULL,
			.choices = list[c].n ? &list[c] : NULL
		};
	}
	if (changed)
		col[1 + N_LINE_COL] = (struct sheet_col){
			.title = work_since_title(cx, b->filter->changed),
			.width = CHANGED_WIDTH
		};
	return xlsx_sheet(b->x, tr(cx->lang, N_("Tasks")), heading,
			  b->keys ? col : col + 1,
			  N_LINE_COL + b->keys + changed);
}

static struct err *xlsx_fill(struct cx *cx, const struct sheet_ask *ask,
			     struct str heading, struct xlsx *x)
{
	struct book b = { .x = x, .filter = ask->filter, .keys = !cx->past };
	struct err *err = audit_origin(cx, &b.realm);

	work_line_words(cx->arena, cx->profile, cx->lang, &b.words);
	if (!err && !cx->actor.org_is_root)
		err = org_list_below(cx, cx_scope(cx), &b.ours);
	if (!err)
		err = xlsx_begin_sheet(cx, heading, &b);
	if (!err)
		err = xlsx_lines(cx, ask, &b);
	if (!err)
		err = xlsx_note(x, total_words(cx, b.rows, b.sum));
	if (!err && b.read_only)
		err = xlsx_note(x, read_only_words(cx, b.read_only));
	if (!err && b.keys)
		sheet_mark(cx->arena, x,
			   &(struct sheet_marks){
				   .layout = WORK_SHEET_LAYOUT,
				   .subject = str_c(work_sheet.name),
				   .realm = b.realm,
				   .lang = cx->lang,
				   .day = cx->today,
				   .filter = heading });
	return err;
}

/* "12-CTr/ĐU, 14/10/2026. State: overdue" */
static struct err *heading_of(struct cx *cx, const struct work_filter *f,
			      struct str *ret_heading)
{
	struct work_filter_names names;
	struct work_structure structure;
	struct str code;
	struct err *err = work_filter_names(cx, f, &names);

	if (!err)
		err = work_structure_say(cx, &structure);
	if (err)
		return err;
	code = names.programme;
	names.programme = STR_NULL; /* said once */
	/* without a programme there is no code between two spaces */
	*ret_heading =
		text_clean(cx->arena, tr_fmt(cx->arena, cx->lang,
					     N_("Tasks {0} on {1}; {2}"), code,
					     fmt_day(cx->arena, cx->today),
					     work_filter_words(cx, f, &names)));
	if (structure.words.n)
		*ret_heading =
			str_fmt(cx->arena, "%.*s %.*s", STR_ARG(*ret_heading),
				STR_ARG(structure.words));
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
