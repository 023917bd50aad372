/*
 * What ties the demo's two years: tasks that were carried over, a programme
 * that was closed, a meeting's conclusions that became tasks.
 */
#include "app/app_demo.h"

#include "db/db.h"
#include "work/work_carry_act.h"
#include "work/work_document_query.h"
#include "work/work_source_act.h"

enum { LINES_TEXT = 16 * 1024 };

/* What was carried or drawn gets the number of its row; so the office would
 * mend it before it is issued. */
static struct err *number_give(struct cx *cx, const struct demo *d,
			       const struct demo_tie *t, struct str section)
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
		       const struct demo_ties *ties, struct work_carry_ask *ask)
{
	for (ptrdiff_t i = 0; i < plan->rows.n; i++) {
		const struct work_carry_row *r = &plan->rows.p[i];
		bool tied = false;

		for (ptrdiff_t k = 0; k < ties->n; k++)
			tied |= ties->p[k].from == r->t.id;
		work_ids_set(cx->arena, &ask->flip, r->t.id, tied != r->wanted);
	}
}

struct err *demo_carry(struct cx *office, const struct demo *d, int64_t origin,
		       int64_t into, const struct demo_ties *ties)
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

struct err *demo_conclude(struct cx *office, const struct demo *d,
			  int64_t document, int64_t into,
			  const struct demo_ties *ties)
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

struct err *demo_close(struct cx *office, int64_t programme, struct str reason)
{
	return work_close(
		office,
		&(struct work_close){
			.ask = { .programme = programme,
				 .others = { .fate = reason.n ? FATE_END
							      : FATE_NONE,
					     .reason = reason } } });
}
