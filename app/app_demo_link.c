/*
 * What ties the demo's two years: tasks that were carried over, a programme
 * that was closed, a meeting's conclusions that became tasks.
 */
#include "app/app_demo_life.h"

#include "db/db.h"
#include "work/work_baseline_act.h"
#include "work/work_carry_act.h"
#include "work/work_document_query.h"
#include "work/work_source_act.h"

enum { LINES_TEXT = 16 * 1024 };

struct tie {
	const struct demo_row *row; /* of the task that comes to be */
	int64_t from;		    /* the task that it is carried over from */
	int64_t *id;		    /* … and its id, to be set */
};
struct ties {
	struct tie *p;
	ptrdiff_t n, cap;
};

/* What was carried or drawn gets the number of its row; so the office would
 * mend it before it is issued. */
static struct err *number_give(struct cx *cx, const struct demo *d,
			       const struct tie *t, struct str section)
{
	const struct demo_org *lead = demo_org(d, t->row->f[4]);
	struct task_with_list_rows with;
	struct task_by_id_row now;
	int64_t *ids;
	bool found;
	struct err *err =
		task_by_id(cx->db,
			   &(struct task_by_id_in){ .id = *t->id,
						    .today = cx->today,
						    .soon = cx->today },
			   &now, &found);

	if (!err)
		err = task_with_list(
			cx->db, &(struct task_with_list_in){ .task = *t->id },
			&with);
	if (err)
		return err;
	assert(found && lead);
	ids = arena_new(cx->arena, int64_t, with.n + 1);
	for (ptrdiff_t i = 0; i < with.n; i++)
		ids[i] = with.p[i].id;
	return work_task_edit(cx, *t->id, now.rev,
			      &(struct work_task_words){
				      .section = section,
				      .number = t->row->f[2],
				      .work = t->row->f[3],
				      .lead = lead->id,
				      .lead_text = lead->name,
				      .with = ids,
				      .n_with = (int)with.n,
				      .with_text = now.with_text,
				      .deadline = t->row->f[6],
				      .product = t->row->f[7],
				      .import = DB_NULL,
				      .import_row = DB_NULL });
}

/* ---- carrying over ---------------------------------------------------------- */

static const struct work_carry_row *row_of(const struct work_carry_plan *plan,
					   int64_t task)
{
	for (ptrdiff_t i = 0; i < plan->rows.n; i++)
		if (plan->rows.p[i].t.id == task)
			return &plan->rows.p[i];
	return NULL;
}

/* Exactly the tied tasks come along, whatever the rule would choose. */
static void chosen_set(struct cx *cx, const struct work_carry_plan *plan,
		       const struct ties *ties, struct work_carry_ask *ask)
{
	for (ptrdiff_t i = 0; i < plan->rows.n; i++) {
		const struct work_carry_row *r = &plan->rows.p[i];
		bool tied = false;

		for (ptrdiff_t k = 0; k < ties->n; k++)
			tied |= ties->p[k].from == r->t.id;
		work_ids_set(cx->arena, &ask->flip, r->t.id, tied != r->wanted);
	}
}

/* Carries the tasks over and gives them the words of their rows. */
static struct err *tasks_carry(struct cx *office, const struct demo *d,
			       int64_t origin, int64_t into,
			       const struct ties *ties)
{
	struct work_carry_new new = { .ask = { .origin = origin,
					       .into = into } };
	struct work_carry_plan plan;
	int64_t carry;
	struct err *err = work_carry_plan(office, &new.ask, &plan);

	if (err)
		return err;
	chosen_set(office, &plan, ties, &new.ask);
	err = work_carry(office, &new, &carry);
	if (!err)
		err = work_carry_plan(office, &new.ask, &plan);
	for (ptrdiff_t i = 0; i < ties->n && !err; i++) {
		const struct work_carry_row *r = row_of(&plan, ties->p[i].from);

		assert(r && r->there);
		*ties->p[i].id = r->t.copy_there;
		err = number_give(office, d, &ties->p[i], r->words.section);
	}
	return err;
}

/* ---- conclusions -------------------------------------------------------------- */

static struct err *tasks_draw(struct cx *office, const struct demo *d,
			      int64_t document, int64_t into,
			      const struct ties *ties)
{
	struct buf b = buf_init(office->arena, LINES_TEXT);
	struct work_source in = { .document = document, .programme = into };
	struct section_list_rows sections;
	struct document_said_rows said;
	int64_t k;
	int made;
	struct err *err =
		section_list(office->db,
			     &(struct section_list_in){ .programme = into },
			     &sections);

	if (err)
		return err;
	if (!str_to_i64(ties->p[0].row->f[1], &k) || k > sections.n)
		k = 1;
	in.section = sections.p[k - 1].title;
	for (ptrdiff_t i = 0; i < ties->n; i++) {
		const struct demo_row *r = ties->p[i].row;
		const struct demo_org *lead = demo_org(d, r->f[4]);

		assert(lead);
		buf_fmt(&b, "%ld. %.*s | %.*s | %.*s | %.*s\n", (long)i + 1,
			STR_ARG(r->f[3]), STR_ARG(lead->name), STR_ARG(r->f[6]),
			STR_ARG(r->f[7]));
	}
	in.lines = buf_view(&b);
	err = work_source_add(office, &in, &made);
	if (!err)
		err = document_said(office->db,
				    &(struct document_said_in){
					    .document = document },
				    &said);
	for (ptrdiff_t i = 0; i < ties->n && !err; i++) {
		assert(said.n == ties->n);
		*ties->p[i].id = said.p[i].task;
		err = number_give(office, d, &ties->p[i], in.section);
	}
	return err;
}

/* ---- closing ------------------------------------------------------------------- */

/* What is open and wasn't carried over ends with the reason. */
static struct err *programme_end(struct cx *office, int64_t programme,
				 struct str reason)
{
	return work_close(
		office,
		&(struct work_close){
			.ask = { .programme = programme,
				 .others = { .fate = reason.n ? FATE_END
							      : FATE_NONE,
					     .reason = reason } } });
}

/* ---- the steps ----------------------------------------------------------------- */

/* ct2/1.16 → its task; NULL: no such row. */
static struct task *task_find(const struct life *l, struct str key)
{
	struct str programme = str_cut(&key, '/');

	for (ptrdiff_t i = 0; i < l->n_tasks; i++)
		if (str_eq(l->task[i].row->f[0], programme) &&
		    str_eq(l->task[i].row->f[2], key))
			return &l->task[i];
	return NULL;
}

/* The tasks of a programme that are carried over ("carry") or drawn from a
 * document ("said"), instead of being written anew. */
static struct ties ties_of(struct life *l, const char *what, ptrdiff_t paper)
{
	struct ties ties = { 0 };

	for (ptrdiff_t i = 0; i < l->links.n; i++) {
		const struct demo_row *r = &l->links.p[i];
		bool said = str_eq(r->f[0], STR("said"));
		struct task *t = task_find(l, r->f[said ? 2 : 1]), *from;

		if (!str_eq(r->f[0], str_c(what)) || !t)
			continue;
		from = said ? NULL : task_find(l, r->f[2]);
		if (said ? life_paper(l, r->f[1]) == paper : t->paper == paper)
			*vec_push(l->cx->arena, &ties) =
				(struct tie){ .row = t->row,
					      .from = from ? from->id : DB_NULL,
					      .id = &t->id };
	}
	return ties;
}

bool life_is_tied(const struct life *l, const struct task *t)
{
	for (ptrdiff_t i = 0; i < l->links.n; i++) {
		const struct demo_row *r = &l->links.p[i];
		bool said = str_eq(r->f[0], STR("said"));

		if ((said || str_eq(r->f[0], STR("carry"))) &&
		    task_find(l, r->f[said ? 2 : 1]) == t)
			return true;
	}
	return false;
}

/* Documents that come behind programmes, conclusions that become tasks. */
/* The matter of that day comes behind everything else of it. */
static void bases_plan(struct life *l, const struct demo_row *r)
{
	life_step(l, (struct step){ .kind = LIFE_BASE,
				    .document = life_paper(l, r->f[1]),
				    .link = r,
				    .day = life_day(r->f[2]) });
}

void life_links_plan(struct life *l)
{
	for (ptrdiff_t i = 0; i < l->links.n; i++) {
		const struct demo_row *r = &l->links.p[i];

		if (str_eq(r->f[0], STR("link")))
			life_step(l, (struct step){ .kind = LIFE_LINK,
						    .link = r,
						    .day = life_day(r->f[4]) });
		if (str_eq(r->f[0], STR("base")))
			bases_plan(l, r);
	}
	for (ptrdiff_t i = 0; i < l->papers.n; i++)
		for (ptrdiff_t k = 0; k < l->links.n; k++)
			if (str_eq(l->links.p[k].f[0], STR("said")) &&
			    life_paper(l, l->links.p[k].f[1]) == i) {
				life_step(l,
					  (struct step){
						  .kind = LIFE_SAID,
						  .document = i,
						  .day = l->papers.p[i].on });
				break;
			}
}

/* What comes along from the year before. */
struct err *life_carry(struct life *l, const struct step *s)
{
	struct ties ties = ties_of(l, "carry", s->document);
	struct cx c = life_office(l, s);
	const struct task *from = NULL;

	for (ptrdiff_t i = 0; ties.n && i < l->n_tasks; i++)
		if (l->task[i].id == ties.p[0].from)
			from = &l->task[i];
	if (!from)
		return NULL;
	return tasks_carry(&c, l->d, l->papers.p[from->paper].programme,
			   l->papers.p[s->document].programme, &ties);
}

struct err *life_said(struct life *l, const struct step *s)
{
	struct ties ties = ties_of(l, "said", s->document);
	ptrdiff_t paper = life_paper(l, ties.p[0].row->f[0]);
	struct cx c = life_office(l, s);

	return tasks_draw(&c, l->d, l->papers.p[s->document].id,
			  l->papers.p[paper].programme, &ties);
}

struct err *life_link(struct life *l, const struct step *s)
{
	const struct demo_row *r = s->link;
	ptrdiff_t programme = life_paper(l, r->f[1]);
	ptrdiff_t document = life_paper(l, r->f[2]);
	struct cx c = life_office(l, s);

	if (programme < 0 || document < 0)
		return demo_fault(l->cx, "no such document", r->f[2]);
	return work_link_add(
		&c, &(struct work_link){
			    .programme = l->papers.p[programme].programme,
			    .document = l->papers.p[document].id,
			    .role = r->f[3],
			    .from = s->day });
}

struct err *life_base(struct life *l, const struct step *s)
{
	struct work_baseline_ask ask = { .day = s->day, .note = s->link->f[3] };
	struct cx c = life_office(l, s);

	return work_baseline_set(&c, l->papers.p[s->document].programme, &ask);
}

struct err *life_close(struct life *l, const struct step *s)
{
	const struct paper *p = &l->papers.p[s->document];
	struct str reason = STR_NULL;
	struct cx c = life_office(l, s);

	for (ptrdiff_t i = 0; i < l->links.n; i++)
		if (str_eq(l->links.p[i].f[0], STR("end")) &&
		    str_eq(l->links.p[i].f[1], p->row->f[0]))
			reason = l->links.p[i].f[2];
	return programme_end(&c, p->programme, reason);
}
