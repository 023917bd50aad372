/*
 * Parts of the demo's tasks: given by the lead to organisations below it,
 * worked on, handed back, verified. Some are done, one was withdrawn.
 */
#include "app/app_demo_life.h"

#include "db/db.h"
#include "work/work_query.h"
#include "work/work_split_act.h"

enum { PARTS_MOST = 8 };

struct err *life_parts_read(struct life *l, const struct demo_rows *rows)
{
	ptrdiff_t whole = l->n_tasks;

	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct demo_row *r = &rows->p[i];
		struct task *t = &l->task[l->n_tasks];

		*t = (struct task){ .row = r, .above = -1 };
		for (ptrdiff_t k = 0; k < whole; k++)
			if (str_eq(l->task[k].row->f[0], r->f[0]) &&
			    str_eq(l->task[k].row->f[2], r->f[1]))
				t->above = k;
		if (t->above < 0)
			return demo_fault(l->cx, "no such task", r->f[1]);
		t->paper = l->task[t->above].paper;
		l->n_tasks++;
	}
	return NULL;
}

struct cx life_issuer(struct life *l, const struct step *s)
{
	ptrdiff_t above = l->task[s->task].above;
	const struct demo_user *u =
		above < 0 ? NULL : life_user(l, l->task[above].row->f[4]);

	return u ? demo_as(l->cx, l->d, &u->actor, s->day, l->k)
		 : life_office(l, s);
}

static struct err *row_read(struct life *l, const struct demo_row *r,
			    struct work_part_new *ret)
{
	const struct demo_org *lead = demo_org(l->d, r->f[4]);

	*ret = (struct work_part_new){ .work = r->f[3],
				       .deadline = r->f[6],
				       .product = r->f[7] };
	if (!lead)
		return demo_fault(l->cx, "no such organisation", r->f[4]);
	ret->lead = lead->id;
	if (!str_to_i64(r->f[5], &ret->weight))
		return demo_fault(l->cx, "no weight", r->f[5]);
	return NULL;
}

/* The ids of the new parts: they stand in the order of their numbers. */
static struct err *ids_read(struct life *l, const struct step *s,
			    ptrdiff_t above)
{
	struct part_list_rows rows;
	struct err *err =
		part_list(l->cx->db,
			  &(struct part_list_in){ .task = l->task[above].id,
						  .today = s->day,
						  .soon = s->day,
						  .limit = PARTS_MOST },
			  &rows);

	for (ptrdiff_t i = 0; i < l->n_tasks && !err; i++)
		for (ptrdiff_t k = 0; k < rows.n; k++)
			if (l->task[i].above == above &&
			    str_eq(rows.p[k].number, l->task[i].row->f[2]))
				l->task[i].id = rows.p[k].id;
	return err;
}

struct err *life_split(struct life *l, const struct step *s)
{
	ptrdiff_t above = l->task[s->task].above;
	struct work_part_new part[PARTS_MOST];
	struct work_split in = { .task = l->task[above].id, .parts = part };
	struct cx c = life_issuer(l, s);
	struct err *err = NULL;

	/* given with the first of them */
	if (l->task[s->task].id)
		return NULL;
	for (ptrdiff_t i = 0; i < l->n_tasks && !err; i++)
		if (l->task[i].above == above) {
			assert(in.n < PARTS_MOST);
			err = row_read(l, l->task[i].row, &part[in.n]);
			part[in.n].row = in.n + 1;
			in.n++;
		}
	if (!err)
		err = work_split(&c, &in, NULL);
	return err ? err : ids_read(l, s, above);
}
