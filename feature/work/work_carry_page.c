/*
 * Carrying tasks forward: one form that is also its preview. What was ticked
 * against the rule travels in a hidden field from page to page; nothing is
 * written before "confirm".
 */
#include "work/work_carry_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_carry_tmpl.h"
#include "work/work_page.h"
#include "work/work_task_priv.h"

/* What stands in the form: as typed, and read. */
struct carry_form {
	struct str document, title, year, from, to, seen;
	int64_t document_id;
	day_t from_on, to_on;
	struct work_carry_ask ask;
};

static struct err *origin_get(struct cx *cx, int64_t id,
			      struct programme_by_id_row *ret_p)
{
	bool found;
	struct err *err = work_form_office(cx);

	if (!err)
		err = programme_by_id(cx->db,
				      &(struct programme_by_id_in){ .id = id },
				      ret_p, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such programme."));
	return err;
}

static struct str number_text(struct cx *cx, int64_t n)
{
	return str_fmt(cx->arena, "%ld", (long)n);
}

/* ---- what the form begins with -------------------------------------------- */

/* The title with the next year wherever it names this one. */
static struct str title_next(struct cx *cx, const struct programme_by_id_row *p)
{
	struct str was = number_text(cx, p->year),
		   is = number_text(cx, p->year + 1), title = p->title;
	ptrdiff_t at = str_find(title, was, 0);

	while (at >= 0) {
		title = str_cat(cx->arena,
				str_cat(cx->arena, str_sub(title, 0, at), is),
				str_sub(title, at + was.n, title.n));
		at = str_find(title, was, at + is.n);
	}
	return title;
}

static struct carry_form form_next(struct cx *cx,
				   const struct programme_by_id_row *p)
{
	struct carry_form f = {
		.document = number_text(cx, p->document),
		.document_id = p->document,
		.title = title_next(cx, p),
		.year = number_text(cx, p->year + 1),
		.from_on = p->to_on + 1,
		.to_on = day_add_months(p->to_on, 12),
		.ask = { .origin = p->id, .year = p->year + 1 },
	};

	f.from = fmt_day(cx->arena, f.from_on);
	f.to = fmt_day(cx->arena, f.to_on);
	f.ask.from = f.from_on;
	return f;
}

/* Ticks and choices of the rows that the form showed. */
static void flips_read(struct cx *cx, const struct req *rq,
		       const struct work_carry_plan *plan,
		       struct work_ids *flip)
{
	struct work_ids shown = { 0 }, ticked = { 0 };
	int64_t id;

	for (int k = 0; req_nth(rq, "row", k).p; k++)
		if (str_to_i64(req_nth(rq, "row", k), &id))
			work_ids_set(cx->arena, &shown, id, true);
	for (int k = 0; req_nth(rq, "take", k).p; k++)
		if (str_to_i64(req_nth(rq, "take", k), &id))
			work_ids_set(cx->arena, &ticked, id, true);
	for (ptrdiff_t i = 0; i < plan->rows.n; i++) {
		const struct work_carry_row *r = &plan->rows.p[i];

		if (work_ids_has(&shown, r->t.id) && !r->there)
			work_ids_set(cx->arena, flip, r->t.id,
				     work_ids_has(&ticked, r->t.id) !=
					     r->wanted);
	}
}

static struct carry_form form_read(struct cx *cx, const struct req *rq)
{
	int64_t into = req_int(rq, "into"), year = req_int(rq, "year");
	struct carry_form f = { .document = req_typed(rq, "document"),
				.title = req_typed(rq, "title"),
				.year = req_typed(rq, "year"),
				.from = req_typed(rq, "from"),
				.to = req_typed(rq, "to"),
				.seen = req_str(rq, "seen"),
				.document_id = req_int(rq, "document"),
				.from_on = req_day(rq, "from"),
				.to_on = req_day(rq, "to") };

	f.ask = (struct work_carry_ask){
		.origin = req_path_id(rq, "id"),
		.into = into == DB_NULL ? 0 : into,
		.year = year == DB_NULL ? 0 : year,
		.from = f.from_on,
		.flip = work_ids_read(cx->arena, req_str(rq, "flip"))
	};
	return f;
}

/* ---- showing it -------------------------------------------------------------- */

static struct str state_words(struct cx *cx, const struct work_carry_row *r)
{
	if (r->t.withdrawn_on != DAY_NONE)
		return tr(cx->lang, N_("withdrawn"));
	if (r->t.done_on != DAY_NONE)
		return r->wanted ? tr(cx->lang, N_("done, goes on"))
				 : tr(cx->lang, N_("done"));
	return tr_fmt(cx->arena, cx->lang, N_("unfinished, {0}%"),
		      fmt_int(cx->arena, cx->lang, r->t.percent));
}

static struct str meaning_words(struct cx *cx, const struct work_carry_row *r)
{
	const struct work_deadline *d = &r->meaning.deadline;

	if (d->fault)
		return tr_format(cx->arena, tr(cx->lang, d->fault), &d->text,
				 1);
	if (d->due == DAY_NONE)
		return work_task_meaning(cx, str_c(work_due_code(d->kind)));
	return tr_fmt(cx->arena, cx->lang, N_("Due {0}"),
		      fmt_day(cx->arena, d->due));
}

static void row_show(struct cx *cx, const struct work_carry_row *r,
		     struct carry_view *x)
{
	struct carry_row_view *v = vec_push(cx->arena, &x->rows);
	bool same = str_eq(r->words.deadline, r->t.deadline_text);

	*v = (struct carry_row_view){
		.id = r->t.id,
		.number = r->t.number,
		.work = r->t.work,
		.href = work_task_path(cx, r->t.id),
		.state = state_words(cx, r),
		.lead = r->words.lead == DB_NULL ? r->words.lead_text
						 : r->t.lead_name,
		.with = r->t.with_text,
		.deadline = r->words.deadline,
		.was = same ? STR_NULL : r->t.deadline_text,
		.meaning = meaning_words(cx, r),
		.product = r->words.product,
		.holes = work_task_missing(cx, r->meaning.missing),
		.take = r->taken
	};
	if (r->there)
		v->there = tr(cx->lang, N_("is there already"));
	else if (r->t.copy != DB_NULL)
		v->note = tr(cx->lang, N_("was carried forward before"));
}

static void rows_show(struct cx *cx, const struct req *rq,
		      const struct work_carry_plan *plan, struct carry_view *x)
{
	struct form_part part = work_form_part(rq, plan->rows.n);
	struct str group = STR_NULL;

	for (ptrdiff_t i = part.from; i < part.to; i++) {
		const struct work_carry_row *r = &plan->rows.p[i];

		row_show(cx, r, x);
		if (r->words.section.n && !str_eq(group, r->words.section))
			x->rows.p[x->rows.n - 1].group = r->words.section;
		group = r->words.section;
	}
	x->pages = work_form_pages(cx, &part, plan->rows.n);
}

static struct err *selects_fill(struct cx *cx, const struct carry_form *f,
				const struct err *faults, struct carry_view *x)
{
	struct programme_open_rows open;
	struct str into = number_text(cx, f->ask.into);
	struct err *err = programme_open(
		cx->db, &(struct programme_open_in){ .except = f->ask.origin },
		&open);

	x->into = work_form_select(cx, faults, "into",
				   N_("Programme they come into"));
	work_form_choice(cx, &x->into, STR("0"),
			 tr(cx->lang, N_("A new programme")), into);
	for (ptrdiff_t i = 0; !err && i < open.n; i++)
		work_form_choice(cx, &x->into, number_text(cx, open.p[i].id),
				 work_form_programme(cx, &open.p[i]), into);
	x->document = work_form_select(cx, faults, "document",
				       N_("Document that sets it"));
	return err ? err : work_form_documents(cx, f->document, &x->document);
}

static void fields_fill(struct cx *cx, const struct carry_form *f,
			const struct err *faults, struct carry_view *x)
{
	x->title = work_form_field(cx, faults, "title",
				   N_("Title of the programme"), f->title);
	x->year = work_form_field(cx, faults, "year", N_("Year"), f->year);
	x->from = work_form_field(cx, faults, "from", N_("First day"), f->from);
	x->to = work_form_field(cx, faults, "to", N_("Last day"), f->to);
	x->year.narrow = x->from.narrow = x->to.narrow = true;
}

static void words_fill(struct cx *cx, const struct work_carry_plan *plan,
		       struct carry_view *x)
{
	x->summary =
		tr_fmt(cx->arena, cx->lang, N_("{0} of {1} tasks come along"),
		       fmt_int(cx->arena, cx->lang, plan->n_taken),
		       fmt_int(cx->arena, cx->lang, plan->rows.n));
	if (plan->n_unclear)
		x->unclear = tr_fmt(
			cx->arena, cx->lang,
			N_("{0} of them lack something and are mended as "
			   "drafts"),
			fmt_int(cx->arena, cx->lang, plan->n_unclear));
	if (plan->n_taken)
		x->confirm = tr_fmt(
			cx->arena, cx->lang,
			plan->into.id ? N_("Carry {0} tasks over")
				      : N_("Make the programme with {0} tasks"),
			fmt_int(cx->arena, cx->lang, plan->n_taken));
	x->none = (struct empty_state){
		.title = tr(cx->lang, N_("This programme has no task."))
	};
}

static struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct carry_form *f,
			     const struct err *faults)
{
	struct work_carry_plan plan;
	struct page page;
	struct view v;
	struct carry_view x = { .page = &page,
				.faults = view_faults(cx, faults),
				.keys = view_keys(cx, rq),
				.action = req_path(rq) };
	struct work_carry_ask ask = f->ask;
	struct err *err = work_carry_plan(cx, &ask, &plan);

	/* a target that can't be is a fault already; show the rest */
	if (err && faults && work_form_mendable(err)) {
		ask.into = 0;
		err = work_carry_plan(cx, &ask, &plan);
	}
	if (!err)
		err = selects_fill(cx, f, faults, &x);
	if (err)
		return err;
	fields_fill(cx, f, faults, &x);
	words_fill(cx, &plan, &x);
	rows_show(cx, rq, &plan, &x);
	x.seen = plan.seen;
	x.flip = work_ids_text(cx->arena, &f->ask.flip);
	x.sub = work_form_sub(cx, &plan.origin);
	work_form_crumbs(cx, &plan.origin, N_("Carry tasks forward"),
			 &x.crumbs);
	err = page_begin(
		cx, rq, rp,
		&(struct page_ask){
			.title = tr(cx->lang, N_("Carry tasks forward")),
			.menu = "work",
			.n_errors = (int)x.faults.n },
		&page, &v);
	if (err)
		return err;
	rp->status = faults ? 422 : 200;
	carry_html(&v, &x);
	return NULL;
}

static struct err *form_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct programme_by_id_row p;
	struct carry_form f;
	struct err *err = origin_get(cx, req_path_id(rq, "id"), &p);

	if (err)
		return err;
	f = form_next(cx, &p);
	return form_show(cx, rq, rp, &f, NULL);
}

/* ---- the buttons --------------------------------------------------------------- */

/* Lays what was ticked over the choice; the rule itself depends on the
 * target, so a plan comes first. */
static struct err *ticks_read(struct cx *cx, const struct req *rq,
			      struct carry_form *f)
{
	struct work_carry_ask ask = f->ask;
	struct work_carry_plan plan;
	struct err *err = work_carry_plan(cx, &ask, &plan);

	if (err && work_form_mendable(err) && ask.into) {
		ask.into = 0;
		if (!work_carry_plan(cx, &ask, &plan))
			flips_read(cx, rq, &plan, &f->ask.flip);
		return err;
	}
	if (!err)
		flips_read(cx, rq, &plan, &f->ask.flip);
	return err;
}

static struct err *confirm(struct cx *cx, const struct carry_form *f,
			   int64_t *ret_id)
{
	return work_carry(cx,
			  &(struct work_carry_new){
				  .ask = f->ask,
				  .programme = { .document = f->document_id,
						 .title = f->title,
						 .year = f->ask.year,
						 .from = f->from_on,
						 .to = f->to_on },
				  .seen = f->seen.p ? f->seen : STR("") },
			  ret_id);
}

static struct err *form_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	bool sure = str_eq(req_str(rq, "do"), STR("confirm"));
	struct carry_form f = form_read(cx, rq);
	struct programme_by_id_row p;
	int64_t id;
	struct err *err = origin_get(cx, f.ask.origin, &p);

	if (err)
		return err;
	/* a year that can't be read is a fault; the deadlines need one */
	if (!f.ask.year)
		f.ask.year = p.year + 1;
	err = ticks_read(cx, rq, &f);
	/* the fields of a new programme don't count for one that is there */
	if (!err && !f.ask.into)
		err = req_faults(rq);
	if (!err && sure)
		err = confirm(cx, &f, &id);
	if (err && !work_form_mendable(err))
		return err;
	if (err || !sure)
		return form_show(cx, rq, rp, &f, err);
	return reply_redirect(rp, str_fmt(cx->arena, "/carry/%ld", (long)id));
}

/* ---- what was made ----------------------------------------------------------------- */

static struct err *carry_get(struct cx *cx, int64_t id,
			     struct carry_by_id_row *ret_c)
{
	bool found;
	struct err *err = work_form_office(cx);

	if (!err)
		err = carry_by_id(cx->db, &(struct carry_by_id_in){ .id = id },
				  ret_c, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("Nothing was carried forward here."));
	return err;
}

static void fact_add(struct cx *cx, struct carry_done_view *x, const char *text,
		     int64_t n, struct str href)
{
	if (n)
		*vec_push(cx->arena, &x->facts) = (struct link_line){
			.text = tr_fmt(cx->arena, cx->lang, text,
				       fmt_int(cx->arena, cx->lang, n)),
			.href = href
		};
}

/* What keeps the programme that was made for the copies, in a few words. */
static struct str rest_words(struct cx *cx, const struct carry_rest_row *r)
{
	const struct {
		const char *text;
		int64_t n;
	} part[] = {
		{ N_("tasks: {0}"), r->tasks },
		{ N_("annexes: {0}"), r->annexes },
		{ N_("other carryings: {0}"), r->carryings },
		{ N_("further documents: {0}"), r->documents },
		{ N_("saved views: {0}"), r->views },
	};
	struct buf b = buf_init(cx->arena, 1024);

	for (ptrdiff_t i = 0; i < N_ELEMENTS(part); i++) {
		if (!part[i].n)
			continue;
		if (b.n)
			buf_lit(&b, "; ");
		buf_str(&b, tr_fmt(cx->arena, cx->lang, part[i].text,
				   fmt_int(cx->arena, cx->lang, part[i].n)));
	}
	return buf_view(&b);
}

/* What became of the programme once the copies were taken back. */
static struct err *undone_fill(struct cx *cx, const struct carry_by_id_row *c,
			       struct carry_done_view *x)
{
	struct carry_rest_row rest;
	struct str words;
	bool found;
	struct err *err = NULL;

	if (c->voided_at != DB_NULL) {
		x->note = tr_fmt(cx->arena, cx->lang,
				 N_("The programme “{0}” had been made for "
				    "them; nothing else was in it, so it was "
				    "removed too."),
				 c->title);
		return NULL;
	}
	if (!c->made)
		return NULL;
	err = carry_rest(cx->db,
			 &(struct carry_rest_in){ .programme =
							  c->into_programme,
						  .carry = c->id },
			 &rest, &found);
	if (err)
		return err;
	words = rest_words(cx, &rest);
	x->note = words.n ? tr_fmt(cx->arena, cx->lang,
				   N_("The programme “{0}” was made for them, "
				      "but stays: it holds something else "
				      "({1})."),
				   c->title, words)
			  : tr_fmt(cx->arena, cx->lang,
				   N_("The programme “{0}” was made for them, "
				      "but stays: something else was in it "
				      "when they were taken back."),
				   c->title);
	return NULL;
}

static struct err *facts_fill(struct cx *cx, const struct carry_by_id_row *c,
			      struct carry_done_view *x)
{
	struct carry_made_rows rows;
	struct str unclear =
		str_cat(cx->arena, x->programme_href, STR("?missing=any"));
	int64_t clear = 0;
	struct err *err =
		carry_made(cx->db, &(struct carry_made_in){ .carry = c->id },
			   &rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		clear += rows.p[i].missing == 0;
	if (c->undone_at != DB_NULL) {
		x->title = tr(cx->lang, N_("The copies were taken back"));
		fact_add(cx, x,
			 N_("Copies that had moved already and stay: {0}"),
			 rows.n, x->programme_href);
		return undone_fill(cx, c, x);
	}
	x->title = tr_fmt(cx->arena, cx->lang,
			  N_("{0} tasks were carried forward"),
			  fmt_int(cx->arena, cx->lang, rows.n));
	fact_add(cx, x, N_("With the four clarities: {0}"), clear,
		 x->programme_href);
	fact_add(cx, x, N_("Drafts that still lack something: {0}"),
		 rows.n - clear, unclear);
	return NULL;
}

/* The way back: by words that stand beside the button. */
static void undo_fill(struct cx *cx, const struct carry_by_id_row *c,
		      struct carry_done_view *x)
{
	day_t until = work_carry_undo_until(cx, c->made_at);

	if (c->undone_at != DB_NULL || c->closing || c->fates ||
	    cx->today > until)
		return;
	x->undo_action = str_fmt(cx->arena, "/carry/%ld/undo", (long)c->id);
	x->undo_until = fmt_day(cx->arena, until);
	if (c->made)
		x->undo_too = tr(cx->lang,
				 N_("The programme that was made for them goes "
				    "too if nothing else is in it by then."));
}

static struct err *done_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct carry_by_id_row c;
	struct programme_by_id_row p;
	struct page page;
	struct view v;
	struct carry_done_view x = { .page = &page, .keys = view_keys(cx, rq) };
	struct err *err = carry_get(cx, req_path_id(rq, "id"), &c);

	/* one that was removed has no page: the way leads back */
	if (!err)
		err = origin_get(cx,
				 c.voided_at == DB_NULL ? c.into_programme
							: c.origin,
				 &p);
	if (err)
		return err;
	x.programme_href = str_fmt(cx->arena, "/programme/%ld", (long)p.id);
	x.sub = tr_fmt(cx->arena, cx->lang, N_("From {0} into {1} – {2}"),
		       c.from_code, c.code, c.title);
	work_form_crumbs(cx, &p, N_("Carried forward"), &x.crumbs);
	undo_fill(cx, &c, &x);
	err = facts_fill(cx, &c, &x);
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = x.title,
						     .menu = "work" },
				 &page, &v);
	if (!err)
		carry_done_html(&v, &x);
	return err;
}

static struct err *undo_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	int voided, kept;
	struct err *err = work_carry_undo(cx, id, &voided, &kept);

	return err ? err
		   : reply_redirect(rp,
				    str_fmt(cx->arena, "/carry/%ld", (long)id));
}

/* ---- routes -------------------------------------------------------------------------- */

static const struct field form_fields[] = {
	{ .name = "do", .label = N_("Button"), .kind = FIELD_WORD },
	{ .name = "seen",
	  .label = N_("What was shown"),
	  .kind = FIELD_WORD,
	  .max = 100 },
	{ .name = "flip",
	  .label = N_("Choice"),
	  .kind = FIELD_LINE,
	  .max = WORK_FORM_TEXT },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 1000 },
	{ .name = "row", .label = N_("Task"), .kind = FIELD_INT, .many = true },
	{ .name = "take",
	  .label = N_("Task"),
	  .kind = FIELD_INT,
	  .many = true },
	{ .name = "into",
	  .label = N_("Programme they come into"),
	  .kind = FIELD_INT },
	{ .name = "document",
	  .label = N_("Document that sets it"),
	  .kind = FIELD_INT,
	  .min = 1 },
	{ .name = "title",
	  .label = N_("Title of the programme"),
	  .kind = FIELD_LINE,
	  .max = WORK_TITLE_MOST },
	{ .name = "year",
	  .label = N_("Year"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1990,
	  .max = 2200 },
	{ .name = "from",
	  .label = N_("First day"),
	  .kind = FIELD_DAY,
	  .required = true },
	{ .name = "to",
	  .label = N_("Last day"),
	  .kind = FIELD_DAY,
	  .required = true },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/programme/:id/carry",
	  .perm = PERM_WORK_MANAGE,
	  .page = form_page },
	{ .method = POST,
	  .path = "/programme/:id/carry",
	  .perm = PERM_WORK_MANAGE,
	  .page = form_post,
	  ROUTE_FIELDS(form_fields),
	  .body_max = WORK_FORM_BODY },
	{ .method = GET,
	  .path = "/carry/:id",
	  .perm = PERM_WORK_MANAGE,
	  .page = done_page },
	{ .method = POST,
	  .path = "/carry/:id/undo",
	  .perm = PERM_WORK_MANAGE,
	  .page = undo_post },
};
const struct route_table work_carry_routes = { routes,
					       (int)N_ELEMENTS(routes) };
