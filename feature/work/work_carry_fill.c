/*
 * What other pages show of documents and carrying: the page of a programme,
 * the source of a task, where a task came from and went to.
 */
#include "work/work_carry_fill.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_carry_priv.h"
#include "work/work_document_query.h"
#include "work/work_source_act.h"
#include "work/work_task_priv.h"

enum { CARRIES = 3 };

/* ---- the page of a programme ------------------------------------------------- */

static void line_add(struct cx *cx, struct link_lines *l, struct str note,
		     struct str text, struct str href)
{
	*vec_push(cx->arena, l) =
		(struct link_line){ .note = note, .text = text, .href = href };
}

static struct err *documents_fill(struct cx *cx, int64_t programme,
				  struct programme_life *x)
{
	struct programme_documents_rows rows;
	struct err *err = programme_documents(cx->db,
					      &(struct programme_documents_in){
						      .programme = programme },
					      &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct programme_documents_row *r = &rows.p[i];
		enum work_role role = ROLE_BASIS;

		/* those of the day that is looked at */
		if (r->from_on > cx->today && !str_eq(r->role, STR("main")))
			continue;
		if (r->to_on != DAY_NONE && r->to_on <= cx->today)
			continue;
		if (!work_role_read(r->role, &role))
			continue;
		line_add(cx, &x->documents,
			 str_cat(cx->arena, tr(cx->lang, work_role_title(role)),
				 STR(":")),
			 r->code,
			 str_fmt(cx->arena, "/document/%ld",
				 (long)r->document));
	}
	/* one document alone is named in the page's head */
	if (x->documents.n < 2)
		x->documents.n = 0;
	return err;
}

static struct err *closed_fill(struct cx *cx,
			       const struct programme_by_id_row *p,
			       struct programme_life *x)
{
	int64_t n[N_FATE] = { 0 };
	struct fate_counts_rows rows;
	struct err *err = fate_counts(
		cx->db, &(struct fate_counts_in){ .programme = p->id }, &rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		for (int f = FATE_CARRY; f < N_FATE; f++)
			if (str_eq(rows.p[i].fate,
				   str_c(work_fate_code((enum work_fate)f))))
				n[f] += rows.p[i].n;
	x->closed = tr_fmt(cx->arena, cx->lang,
			   N_("Closed on {0}; figures and list stay as they "
			      "were on that day."),
			   fmt_day(cx->arena, p->closed_on));
	if (!rows.n || !cx->actor.org_is_root)
		return NULL;
	x->closed = str_fmt(
		cx->arena, "%.*s %.*s", STR_ARG(x->closed),
		STR_ARG(tr_fmt(
			cx->arena, cx->lang,
			N_("Tasks that were open then: {0} carried over, {1} "
			   "ended unfinished, {2} kept open."),
			fmt_int(cx->arena, cx->lang, n[FATE_CARRY]),
			fmt_int(cx->arena, cx->lang, n[FATE_END]),
			fmt_int(cx->arena, cx->lang, n[FATE_KEEP]))));
	x->fates_href = str_fmt(cx->arena, "/programme/%ld/fates", (long)p->id);
	return NULL;
}

static struct err *carries_fill(struct cx *cx, int64_t programme,
				struct programme_life *x)
{
	struct carry_list_rows rows;
	struct err *err =
		carry_list(cx->db,
			   &(struct carry_list_in){ .programme = programme },
			   &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n && i < CARRIES; i++) {
		const struct carry_list_row *r = &rows.p[i];
		bool in = r->into_programme == programme;

		line_add(cx, &x->carries, STR_NULL,
			 tr_fmt(cx->arena, cx->lang,
				in ? N_("Carried over from {0} on {1}")
				   : N_("Carried over into {0} on {1}"),
				in ? r->from_title : r->title,
				fmt_day(cx->arena, day_of_instant(r->made_at))),
			 str_fmt(cx->arena, "/carry/%ld", (long)r->id));
	}
	return err;
}

static void links_fill(struct cx *cx, const struct programme_by_id_row *p,
		       struct programme_life *x)
{
	struct str path = str_fmt(cx->arena, "/programme/%ld", (long)p->id);

	line_add(cx, &x->links, STR_NULL,
		 tr(cx->lang, N_("Documents behind it")),
		 str_cat(cx->arena, path, STR("/documents")));
	line_add(cx, &x->links, STR_NULL,
		 tr(cx->lang, N_("Carry tasks forward")),
		 str_cat(cx->arena, path, STR("/carry")));
	if (p->closed_on == DAY_NONE)
		line_add(cx, &x->links, STR_NULL,
			 tr(cx->lang, N_("Close the programme")),
			 str_cat(cx->arena, path, STR("/close")));
}

struct err *work_life_fill(struct cx *cx, const struct programme_by_id_row *p,
			   struct programme_life *x)
{
	struct err *err = documents_fill(cx, p->id, x);

	if (!err && p->closed_on != DAY_NONE && p->closed_on <= cx->today)
		err = closed_fill(cx, p, x);
	if (!err && work_is_office(cx))
		links_fill(cx, p, x);
	/* the whole would tell people of a unit about others */
	if (!err && cx->actor.org_is_root)
		err = work_baseline_link(cx, p, x);
	if (err || !work_is_office(cx))
		return err;
	return carries_fill(cx, p->id, x);
}

/* ---- the page of a task ---------------------------------------------------------- */

/* "12-CTr/ĐU (2027), 2.4", and a link where this person may see the task. */
static struct err *task_link(struct cx *cx, int64_t task, struct str place,
			     struct str number, struct task_past *p)
{
	struct task_in_scope_row row;
	bool ours = cx->actor.org_is_root;
	struct err *err = NULL;

	if (!ours)
		err = task_in_scope(cx->db,
				    &(struct task_in_scope_in){
					    .id = task, .scope = cx_scope(cx) },
				    &row, &ours);
	if (err)
		return err;
	p->link = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(place),
			  number.n ? ", " : "", STR_ARG(number));
	if (ours)
		p->link_href = work_task_path(cx, task);
	return NULL;
}

struct err *work_carry_origin(struct cx *cx, int64_t task, struct task_past *p)
{
	struct carry_origin_row o;
	bool found;
	struct err *err =
		carry_origin(cx->db, &(struct carry_origin_in){ .task = task },
			     &o, &found);

	if (err || !found)
		return err;
	p->title = tr(cx->lang, N_("Carried over from"));
	return task_link(cx, o.origin, work_form_place(cx, o.code, o.year),
			 o.number, p);
}

struct err *work_carry_entry(struct cx *cx, struct str kind, int64_t act,
			     struct task_past *p)
{
	struct carry_copy_row c;
	bool found;
	struct err *err;

	if (str_eq(kind, STR("keep"))) {
		p->title = tr(cx->lang, N_("Kept open when the programme was "
					   "closed"));
		return NULL;
	}
	if (!str_eq(kind, STR("carry")))
		return NULL;
	err = carry_copy(cx->db, &(struct carry_copy_in){ .act = act }, &c,
			 &found);
	p->title = tr(cx->lang, N_("Carried over into"));
	if (err || found)
		return err ? err
			   : task_link(cx, c.task,
				       work_form_place(cx, c.code, c.year),
				       c.number, p);
	p->title = tr(cx->lang, N_("Carried over; the copy was taken back"));
	return NULL;
}

struct err *work_source_fill(struct cx *cx, int64_t task, struct task_four *f)
{
	struct task_document_by_task_row s;
	bool found;
	struct err *err = task_document_by_task(
		cx->db, &(struct task_document_by_task_in){ .task = task }, &s,
		&found);

	if (err || !found)
		return err;
	if (!str_eq(s.said, f->work))
		f->quote = s.said;
	f->quote_place = tr_fmt(cx->arena, cx->lang, N_("{0}, conclusion {1}"),
				s.code, fmt_int(cx->arena, cx->lang, s.line));
	f->quote_href = str_fmt(cx->arena, "/document/%ld", (long)s.document);
	f->concluded = true;
	return NULL;
}
