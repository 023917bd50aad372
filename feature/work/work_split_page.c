/* The form that splits a task, attaching a draft, a part's weight. */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "view/site.h"
#include "work/work_split_act.h"
#include "work/work_split_priv.h"
#include "work/work_split_query.h"
#include "work/work_split_tmpl.h"
#include "work/work_task_priv.h"

enum {
	ROWS_FIRST = 5,
	ROWS_STEP = 5,
	ROWS_READ = 100, /* more than allowed, so that the act can refuse it */
	UNITS_MOST = 200,
	DRAFTS_MOST = 100,
	FORM_BYTES = 1024 * 1024
};

/* ---- what was typed --------------------------------------------------------------- */

struct typed_part {
	struct str work, lead, deadline, product, weight;
};
struct show {
	struct task_by_id_row t;
	int rows;			  /* that the form has */
	struct typed_part row[ROWS_READ]; /* 0 is "work.1" */
	struct str draft, weight;	  /* of a draft that is attached */
	bool attaching;
	const struct err *faults;
};

static bool family_of(struct req *rq, const char *name, int k, int *ret_row,
		      struct str *ret_value)
{
	struct str suffix, value;
	int64_t n;

	if (!req_family(rq, name, k, &suffix, &value))
		return false;
	*ret_row = str_to_i64(suffix, &n) && n >= 1 && n <= ROWS_READ
			   ? (int)n - 1
			   : -1;
	*ret_value = value;
	return true;
}

static void rows_typed(struct req *rq, struct show *s)
{
	static const struct {
		const char *name;
		size_t at;
	} fields[] = {
		{ "work.*", offsetof(struct typed_part, work) },
		{ "lead.*", offsetof(struct typed_part, lead) },
		{ "deadline.*", offsetof(struct typed_part, deadline) },
		{ "product.*", offsetof(struct typed_part, product) },
		{ "weight.*", offsetof(struct typed_part, weight) },
	};
	int row;
	struct str value;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(fields); i++)
		for (int k = 0; family_of(rq, fields[i].name, k, &row, &value);
		     k++) {
			char *p = row < 0 ? NULL : (char *)&s->row[row];

			if (p)
				memcpy(p + fields[i].at, &value, sizeof(value));
		}
}

static bool is_filled(const struct typed_part *p)
{
	return p->work.n || p->lead.n || p->product.n || p->deadline.n;
}

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

/* The rows that are filled, as the act takes them. */
static struct work_split split_of(struct cx *cx, const struct show *s)
{
	struct work_part_new *p =
		arena_new(cx->arena, struct work_part_new, ROWS_READ);
	int n = 0;

	for (int i = 0; i < ROWS_READ; i++) {
		const struct typed_part *y = &s->row[i];

		if (!is_filled(y))
			continue;
		p[n] = (struct work_part_new){ .row = i + 1,
					       .work = or_empty(y->work),
					       .deadline =
						       or_empty(y->deadline),
					       .product = or_empty(y->product),
					       .lead = DB_NULL,
					       .weight = DB_NULL };
		if (y->lead.n && !str_to_i64(y->lead, &p[n].lead))
			p[n].lead = DB_NULL;
		if (!str_to_i64(y->weight, &p[n].weight))
			p[n].weight = DB_NULL;
		n++;
	}
	return (struct work_split){ .task = s->t.id, .parts = p, .n = n };
}

/* ---- the form ------------------------------------------------------------------------ */

static struct str fault_of(struct cx *cx, const struct show *s,
			   const char *name, int row)
{
	return view_fault_of(cx, s->faults,
			     str_fmt(cx->arena, "%s.%d", name, row));
}

static void row_add(struct cx *cx, const struct show *s, int i,
		    const struct orgs *orgs, struct split_form *x)
{
	const struct typed_part *y = &s->row[i];
	struct split_row *r = vec_push(cx->arena, &x->rows);
	int n = i + 1;

	*r = (struct split_row){
		.n = str_fmt(cx->arena, "%d", n),
		.work = y->work,
		.deadline = y->deadline,
		.product = y->product,
		.weight = y->weight,
		.bad_work = fault_of(cx, s, "work", n),
		.bad_lead = fault_of(cx, s, "lead", n),
		.bad_deadline = fault_of(cx, s, "deadline", n),
		.bad_product = fault_of(cx, s, "product", n),
		.bad_weight = fault_of(cx, s, "weight", n),
	};
	*vec_push(cx->arena, &r->leads) = (struct work_choice){
		.value = STR(""), .title = tr(cx->lang, N_("Choose a unit"))
	};
	for (ptrdiff_t k = 0; k < MIN(orgs->n, UNITS_MOST); k++) {
		struct str id = str_fmt(cx->arena, "%ld", (long)orgs->p[k].id);

		*vec_push(cx->arena, &r->leads) =
			(struct work_choice){ .value = id,
					      .title = orgs->p[k].short_name,
					      .chosen = str_eq(y->lead, id) };
	}
}

static struct err *rows_fill(struct cx *cx, const struct show *s,
			     struct split_form *x)
{
	struct orgs orgs;
	struct err *err = org_list_below(cx, s->t.lead, &orgs);

	for (int i = 0; !err && i < s->rows; i++)
		row_add(cx, s, i, &orgs, x);
	x->count = str_fmt(cx->arena, "%d", s->rows);
	x->may_more = s->rows < WORK_PARTS_MOST;
	return err;
}

static struct err *drafts_fill(struct cx *cx, const struct show *s,
			       struct split_form *x)
{
	struct part_drafts_rows rows;
	struct err *err = part_drafts(
		cx->db,
		&(struct part_drafts_in){
			.programme = s->t.programme,
			.task = s->t.id,
			.scope = cx_scope(cx),
			.limit = DRAFTS_MOST,
			.with = work_is_office(cx) ? 0
						   : PART_DRAFTS_WITH_UNIT },
		&rows);

	if (err || (!rows.n && !s->attaching))
		return err;
	*vec_push(cx->arena, &x->drafts) = (struct work_choice){
		.value = STR(""), .title = tr(cx->lang, N_("Choose a draft"))
	};
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct str id = str_fmt(cx->arena, "%ld", (long)rows.p[i].id);

		*vec_push(cx->arena, &x->drafts) = (struct work_choice){
			.value = id,
			.title = work_split_title(cx, rows.p[i].number,
						  rows.p[i].work),
			.chosen = str_eq(s->draft, id)
		};
	}
	return NULL;
}

/* What it has already: how many, with which weights together. */
static struct err *hint_fill(struct cx *cx, const struct show *s,
			     struct split_form *x)
{
	struct part_brief_rows rows;
	int64_t weights = 0, n = 0;
	struct err *err =
		part_brief(cx->db, &(struct part_brief_in){ .task = s->t.id },
			   &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		if (rows.p[i].withdrawn_on != DAY_NONE)
			continue;
		weights += rows.p[i].weight;
		n++;
	}
	if (!err && n)
		x->hint = tr_fmt(cx->arena, cx->lang,
				 N_("Parts so far: {0}, with a weight of {1} "
				    "together."),
				 fmt_int(cx->arena, cx->lang, n),
				 fmt_int(cx->arena, cx->lang, weights));
	return err;
}

static void crumbs_fill(struct cx *cx, const struct task_by_id_row *t,
			struct split_form *x)
{
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = t->code,
				.href = str_fmt(cx->arena, "/programme/%ld",
						(long)t->programme) };
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = work_task_name(cx, t->number),
				.href = x->back };
	*vec_push(cx->arena, &x->crumbs) = (struct crumb){ .text = x->title };
}

static void attach_fill(struct cx *cx, struct req *rq, const struct show *s,
			struct split_form *x)
{
	x->attach = str_cat(cx->arena, x->back, STR("/attach"));
	x->attach_keys = view_keys(cx, rq);
	x->attach_weight = s->attaching ? s->weight : STR("1");
	x->bad_draft = view_fault_of(cx, s->faults, STR("draft"));
	x->bad_attach_weight = view_fault_of(cx, s->faults, STR("weight"));
}

static struct err *form_fill(struct cx *cx, struct req *rq,
			     const struct show *s, struct split_form *x)
{
	const struct task_by_id_row *t = &s->t;
	struct err *err;

	x->title = tr(cx->lang, N_("Split into parts"));
	x->sub = work_split_title(cx, t->number, t->work);
	x->back = work_task_path(cx, t->id);
	x->action = str_cat(cx->arena, x->back, STR("/split"));
	x->due = t->due_on == DAY_NONE ? t->deadline_text
				       : fmt_day(cx->arena, t->due_on);
	x->errors = view_faults(cx, s->faults);
	x->keys = view_keys(cx, rq);
	attach_fill(cx, rq, s, x);
	crumbs_fill(cx, t, x);
	err = rows_fill(cx, s, x);
	if (!err)
		err = drafts_fill(cx, s, x);
	return err ? err : hint_fill(cx, s, x);
}

static struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct show *s)
{
	struct page page;
	struct view v;
	struct split_form x = { .page = &page };
	struct err *err = form_fill(cx, rq, s, &x);

	rp->no_etag = true;
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = x.title,
						     .menu = "work",
						     .n_errors =
							     (int)x.errors.n },
				 &page, &v);
	if (!err)
		split_form_html(&v, &x);
	return err;
}

/* The task, for who may give parts of it; with so many empty rows. */
static struct err *show_begin(struct cx *cx, struct req *rq, struct show **ret)
{
	struct show *s = arena_new(cx->arena, struct show, 1);
	bool may = false;
	struct err *err = work_task_see(cx, req_path_id(rq, "id"), &s->t);

	if (!err)
		err = work_may_give(cx, &s->t, &may);
	if (!err && !may)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such task, or it isn't yours to "
				 "see."));
	s->rows = ROWS_FIRST;
	for (int i = 0; i < ROWS_READ; i++)
		s->row[i].weight = STR("1");
	*ret = s;
	return err;
}

static struct err *split_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct work_split_frame f;
	struct show *s;
	struct err *err = show_begin(cx, rq, &s);

	if (!err)
		err = work_split_frame(cx, &s->t, &f);
	if (!err)
		err = work_split_check(cx->arena, &f, 1);
	return err ? err : form_show(cx, rq, rp, s);
}

/* Refused in a way that the person can mend or that the state explains. */
static struct err *shown_again(struct cx *cx, struct req *rq, struct reply *rp,
			       struct err *fault, struct show *s)
{
	if (fault->code != ERR_INVALID && fault->code != ERR_LIMIT &&
	    fault->code != ERR_CONFLICT)
		return fault;
	s->faults = fault;
	rp->status = fault->code == ERR_CONFLICT ? 409 : 422;
	return form_show(cx, rq, rp, s);
}

static struct err *parts_there(struct cx *cx, struct reply *rp, int64_t task)
{
	return reply_redirect(rp, str_cat(cx->arena, work_task_path(cx, task),
					  STR("#h-parts")));
}

static struct err *split_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct show *s;
	struct work_split in;
	struct err *fault;
	int64_t rows = req_int(rq, "rows");
	struct err *err = show_begin(cx, rq, &s);

	if (err)
		return err;
	rows_typed(rq, s);
	s->rows = (int)MAX(ROWS_FIRST, rows == DB_NULL ? 0 : rows);
	fault = req_faults(rq);
	if (!fault && req_flag(rq, "more")) {
		s->rows = MIN(s->rows + ROWS_STEP, WORK_PARTS_MOST);
		return form_show(cx, rq, rp, s);
	}
	in = split_of(cx, s);
	if (!fault)
		fault = work_split(cx, &in, NULL);
	return fault ? shown_again(cx, rq, rp, fault, s)
		     : parts_there(cx, rp, s->t.id);
}

/* ---- a draft, a weight ------------------------------------------------------------- */

static struct err *attach_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct show *s;
	struct work_attach in;
	struct err *fault;
	struct err *err = show_begin(cx, rq, &s);

	if (err)
		return err;
	s->attaching = true;
	s->draft = req_typed(rq, "draft");
	s->weight = req_typed(rq, "weight");
	in = (struct work_attach){ .draft = req_int(rq, "draft"),
				   .task = s->t.id,
				   .weight = req_int(rq, "weight") };
	fault = req_faults(rq);
	if (!fault)
		fault = work_part_attach(cx, &in);
	return fault ? shown_again(cx, rq, rp, fault, s)
		     : parts_there(cx, rp, s->t.id);
}

static struct err *weight_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct task_by_id_row t;
	struct err *fault;
	struct err *err = work_task_see(cx, id, &t);

	if (err)
		return err;
	fault = req_faults(rq);
	if (!fault)
		fault = work_part_weight(cx, id, req_int(rq, "weight"));
	if (!fault)
		return reply_redirect(rp, work_task_path(cx, id));
	if (fault->code != ERR_INVALID && fault->code != ERR_CONFLICT)
		return fault;
	rp->status = fault->code == ERR_CONFLICT ? 409 : 422;
	return work_task_show(cx, rq, rp,
			      &(struct task_typed){
				      .faults = fault,
				      .weighing = true,
				      .weight = req_typed(rq, "weight") });
}

/* ---- routes --------------------------------------------------------------------------- */

static const struct field split_fields[] = {
	{ .name = "work.*",
	  .label = N_("Work"),
	  .kind = FIELD_TEXT,
	  .max = 10000 },
	{ .name = "lead.*", .label = N_("Lead unit"), .kind = FIELD_WORD },
	{ .name = "deadline.*",
	  .label = N_("Deadline"),
	  .kind = FIELD_LINE,
	  .max = 10000 },
	{ .name = "product.*",
	  .label = N_("Product"),
	  .kind = FIELD_TEXT,
	  .max = 10000 },
	{ .name = "weight.*", .label = N_("Weight"), .kind = FIELD_LINE },
	{ .name = "rows",
	  .label = N_("Rows"),
	  .kind = FIELD_INT,
	  .max = WORK_PARTS_MOST },
	{ .name = "more", .label = N_("More rows"), .kind = FIELD_FLAG },
};
static const struct field attach_fields[] = {
	{ .name = "draft", .label = N_("Draft"), .kind = FIELD_INT, .min = 1 },
	{ .name = "weight", .label = N_("Weight"), .kind = FIELD_INT },
};
static const struct field weight_fields[] = {
	{ .name = "weight", .label = N_("Weight"), .kind = FIELD_INT },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/task/:id/split",
	  .perm = PERM_WORK_VIEW,
	  .page = split_get },
	{ .method = POST,
	  .path = "/task/:id/split",
	  .perm = PERM_WORK_VIEW,
	  .page = split_post,
	  ROUTE_FIELDS(split_fields),
	  .body_max = FORM_BYTES },
	{ .method = POST,
	  .path = "/task/:id/attach",
	  .perm = PERM_WORK_VIEW,
	  .page = attach_post,
	  ROUTE_FIELDS(attach_fields) },
	{ .method = POST,
	  .path = "/task/:id/weight",
	  .perm = PERM_WORK_VIEW,
	  .page = weight_post,
	  ROUTE_FIELDS(weight_fields) },
};
const struct route_table work_split_routes = { routes,
					       (int)N_ELEMENTS(routes) };
