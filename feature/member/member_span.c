/*
 * Making spans. A person's rows are few, so the days on which something
 * changes are walked one by one, and on each the row that covers it is looked
 * for.
 */
#include "member/member_span.h"

#include "audit/audit.h"
#include "db/db.h"
#include "member/member_span_query.h"

/* People are read in runs of ids that lie near each other: those of an import
 * do, and the others cost a read of their own. */
enum { RUN_MOST = 500, RUN_GAP = 8 };
/* span_parts(): what a row tells */
enum part { PART_SELF, PART_HOME, PART_STATE, PART_FACT, N_PART = 7 };

/* One person's rows while they are put together. */
struct person {
	const struct span_parts_row *self; /* NULL: there is no such member */
	const struct span_parts_row *part; /* the others, by kind and day */
	ptrdiff_t n;
};

static bool covers(const struct span_parts_row *r, day_t on)
{
	return r->from_on <= on && (r->to_on == DAY_NONE || on < r->to_on);
}

static const struct span_parts_row *part_on(const struct person *p, int kind,
					    day_t on)
{
	for (ptrdiff_t i = 0; i < p->n; i++)
		if (p->part[i].kind == kind && covers(&p->part[i], on))
			return &p->part[i];
	return NULL;
}

/* The first day behind `on` on which a row begins or ends; DAY_NONE: none. */
static day_t next_change(const struct person *p, day_t on)
{
	day_t next = DAY_NONE;

	for (ptrdiff_t i = 0; i < p->n; i++) {
		day_t edge[2] = { p->part[i].from_on, p->part[i].to_on };

		for (int k = 0; k < 2; k++)
			if (edge[k] != DAY_NONE && edge[k] > on &&
			    (next == DAY_NONE || edge[k] < next))
				next = edge[k];
	}
	return next;
}

static struct str fact_on(const struct person *p, int kind, day_t on)
{
	const struct span_parts_row *f = part_on(p, kind, on);

	return f ? f->value : STR_NULL;
}

static bool same_but_days(const struct span_add_in *a,
			  const struct span_add_in *b)
{
	return a->org == b->org && str_eq(a->state, b->state) &&
	       str_eq(a->education, b->education) &&
	       str_eq(a->expertise, b->expertise) &&
	       str_eq(a->theory, b->theory) &&
	       str_eq(a->occupation, b->occupation);
}

struct spans {
	struct span_add_in *p;
	ptrdiff_t n, cap;
};

/* Adds the days [on, to) to the spans, or to the last of them. */
static void span_put(struct arena *a, const struct person *p,
		     const day_t days[2], struct spans *list)
{
	const struct span_parts_row *home = part_on(p, PART_HOME, days[0]);
	const struct span_parts_row *state = part_on(p, PART_STATE, days[0]);
	struct span_add_in x, *last = list->n ? &list->p[list->n - 1] : NULL;

	if (!home || !state)
		return;
	x = (struct span_add_in){ .member = p->self->member,
				  .from_on = days[0],
				  .to_on = days[1],
				  .org = home->org,
				  .state = state->value,
				  .sex = p->self->value,
				  .birth = p->self->birth,
				  .admitted_on = p->self->admitted_on,
				  .education = fact_on(p, PART_FACT, days[0]),
				  .expertise =
					  fact_on(p, PART_FACT + 1, days[0]),
				  .theory = fact_on(p, PART_FACT + 2, days[0]),
				  .occupation =
					  fact_on(p, PART_FACT + 3, days[0]) };
	if (last && last->to_on == x.from_on && same_but_days(last, &x))
		last->to_on = x.to_on;
	else
		*vec_push(a, list) = x;
}

static void person_spans(struct arena *a, const struct person *p,
			 struct spans *ret_list)
{
	day_t on = p->self ? next_change(p, DAY_NONE) : DAY_NONE;

	*ret_list = (struct spans){ 0 };
	while (on != DAY_NONE) {
		day_t days[2] = { on, next_change(p, on) };

		span_put(a, p, days, ret_list);
		on = days[1];
	}
}

/* The rows of one person out of those of a run; they come sorted. */
static void person_of(const struct span_parts_rows *rows, int64_t member,
		      ptrdiff_t *from, struct person *ret_person)
{
	ptrdiff_t i = *from, n = 0;

	while (i < rows->n && rows->p[i].member < member)
		i++;
	while (i + n < rows->n && rows->p[i + n].member == member)
		n++;
	*from = i + n;
	*ret_person = (struct person){ .part = rows->p + i, .n = n };
	if (n && rows->p[i].kind == PART_SELF)
		*ret_person = (struct person){ .self = &rows->p[i],
					       .part = rows->p + i + 1,
					       .n = n - 1 };
}

/* ---- runs ------------------------------------------------------------------ */

static ptrdiff_t run_length(const int64_t *id, ptrdiff_t n)
{
	ptrdiff_t i = 1;

	while (i < n && i < RUN_MOST && id[i] - id[i - 1] <= RUN_GAP)
		i++;
	return i;
}

static struct err *person_write(struct cx *cx, int64_t member,
				const struct spans *list)
{
	struct err *err =
		span_drop(cx->db, &(struct span_drop_in){ .member = member },
			  NULL);

	for (ptrdiff_t i = 0; i < list->n && !err; i++)
		err = span_add(cx->db, &list->p[i], NULL);
	return err;
}

static struct err *run_write(struct cx *cx, const int64_t *id, ptrdiff_t n)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct span_parts_rows rows;
	struct person p;
	struct spans list;
	ptrdiff_t from = 0;
	struct err *err = span_parts(
		cx->db,
		&(struct span_parts_in){ .first = id[0], .last = id[n - 1] },
		&rows);

	for (ptrdiff_t i = 0; i < n && !err; i++) {
		person_of(&rows, id[i], &from, &p);
		person_spans(cx->arena, &p, &list);
		err = person_write(cx, id[i], &list);
	}
	if (!err)
		arena_rewind(cx->arena, mark);
	return err;
}

struct err *member_span_people(struct cx *cx, const int64_t *id, ptrdiff_t n)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0, run; i < n && !err; i += run) {
		run = run_length(id + i, n - i);
		err = run_write(cx, id + i, run);
	}
	return err;
}

struct err *member_span_event(struct cx *cx, int64_t event)
{
	struct span_touched_rows who;
	struct err *err =
		span_touched(cx->db,
			     &(struct span_touched_in){ .event = event }, &who);

	static_assert(sizeof(who.p[0]) == sizeof(int64_t),
		      "rows of one id are read as ids");
	if (err || !who.n)
		return err;
	return member_span_people(cx, &who.p[0].member, who.n);
}

/* ---- everybody --------------------------------------------------------------- */

typedef struct err *run_fn(struct cx *cx, const int64_t *id, ptrdiff_t n,
			   void *arg);

static struct err *runs_walk(struct cx *cx, run_fn *fn, void *arg)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct span_all_rows who;
	int64_t after = 0;
	struct err *err;

	do {
		err = span_all(cx->db,
			       &(struct span_all_in){ .after = after,
						      .limit = RUN_MOST },
			       &who);
		if (err || !who.n)
			return err;
		after = who.p[who.n - 1].id;
		err = fn(cx, &who.p[0].id, who.n, arg);
		if (!err)
			arena_rewind(cx->arena, mark);
	} while (!err);
	return err;
}

static bool same_span(const struct span_add_in *a,
		      const struct span_kept_row *b)
{
	return a->from_on == b->from_on && a->to_on == b->to_on &&
	       a->org == b->org && str_eq(a->state, b->state) &&
	       str_eq(a->sex, b->sex) && a->birth == b->birth &&
	       a->admitted_on == b->admitted_on &&
	       str_eq(a->education, b->education) &&
	       str_eq(a->expertise, b->expertise) &&
	       str_eq(a->theory, b->theory) &&
	       str_eq(a->occupation, b->occupation);
}

static bool same_spans(const struct spans *list,
		       const struct span_kept_rows *kept, ptrdiff_t *from,
		       int64_t member)
{
	ptrdiff_t i = *from, n = 0;
	bool same = true;

	while (i < kept->n && kept->p[i].member < member)
		i++;
	for (; i + n < kept->n && kept->p[i + n].member == member; n++)
		same &= n < list->n && same_span(&list->p[n], &kept->p[i + n]);
	*from = i + n;
	return same && n == list->n;
}

static struct err *run_check(struct cx *cx, const int64_t *id, ptrdiff_t n,
			     void *arg)
{
	int64_t *wrong = arg;
	struct span_parts_rows rows;
	struct span_kept_rows kept;
	struct person p;
	struct spans list;
	ptrdiff_t from = 0, at = 0;
	struct err *err = span_parts(
		cx->db,
		&(struct span_parts_in){ .first = id[0], .last = id[n - 1] },
		&rows);

	if (!err)
		err = span_kept(cx->db,
				&(struct span_kept_in){ .first = id[0],
							.last = id[n - 1] },
				&kept);
	for (ptrdiff_t i = 0; i < n && !err; i++) {
		person_of(&rows, id[i], &from, &p);
		person_spans(cx->arena, &p, &list);
		*wrong += !same_spans(&list, &kept, &at, id[i]);
	}
	return err;
}

struct err *member_span_check(struct cx *cx, int64_t *ret_wrong)
{
	*ret_wrong = 0;
	return runs_walk(cx, run_check, ret_wrong);
}

static struct err *run_rebuild(struct cx *cx, const int64_t *id, ptrdiff_t n,
			       void *arg UNUSED)
{
	return run_write(cx, id, n);
}

static struct err *rebuild_tx(struct cx *cx, void *arg UNUSED)
{
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "member.recount", &seen, &subject);

	if (err || seen)
		return err;
	err = runs_walk(cx, run_rebuild, NULL);
	if (err)
		return err;
	return audit_write(cx,
			   &(struct audit_event){ .kind = "member.recount",
						  .subject_kind = "member" },
			   NULL);
}

struct err *member_span_rebuild(struct cx *cx)
{
	return db_tx_large(cx, rebuild_tx, NULL);
}
