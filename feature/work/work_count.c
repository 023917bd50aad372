/* Keeping the counts of tasks. */
#include "work/work_count.h"

#include "audit/audit.h"
#include "db/db.h"
#include "work/work_count_query.h"

struct err *work_count_ahead(struct cx *cx, int64_t task)
{
	return count_task_ahead(cx->db, &(struct count_task_in){ .id = task });
}

struct err *work_count_take(struct cx *cx, int64_t task,
			    struct work_count *ret_was)
{
	struct count_task_row r;
	bool found;
	struct err *err =
		count_task(cx->db, &(struct count_task_in){ .id = task }, &r,
			   &found);

	*ret_was = (struct work_count){ .counts = false };
	if (err || !found)
		return err;
	*ret_was = (struct work_count){ .counts = true,
					.programme = r.programme,
					.section = r.section,
					.lead = r.lead,
					.phase = (enum work_phase)r.phase,
					.due = DAY_NONE,
					.start = DAY_NONE,
					.missing = r.missing,
					.accepted = r.accepted == 1,
					.asking = r.asking == 1 };
	if (work_phase_is_due(ret_was->phase))
		ret_was->due = r.due_on;
	if (work_phase_is_set(ret_was->phase))
		ret_was->start = r.start_on;
	return NULL;
}

/* ---- one place ------------------------------------------------------------- */

static bool same_row(const struct work_count *a, const struct work_count *b)
{
	return a->counts == b->counts && a->programme == b->programme &&
	       a->section == b->section && a->lead == b->lead &&
	       a->phase == b->phase;
}

static bool same_sums(const struct work_count *a, const struct work_count *b)
{
	return a->missing == b->missing && a->accepted == b->accepted &&
	       a->asking == b->asking;
}

static bool same_day(const struct work_count *a, const struct work_count *b)
{
	return a->due == b->due && a->start == b->start;
}

/* Tasks without any day that could move them on aren't there. */
static bool has_day(const struct work_count *c)
{
	return c->due != DAY_NONE || c->start != DAY_NONE;
}

static struct err *row_add(struct cx *cx, const struct work_count *c,
			   int64_t sign)
{
	if (!c->counts)
		return NULL;
	return count_add(
		cx->db,
		&(struct count_add_in){
			.lead = c->lead,
			.section = c->section,
			.programme = c->programme,
			.phase = c->phase,
			.n = sign,
			.unclear = c->missing ? sign : 0,
			.miss_work = c->missing & WORK_MISS_WORK ? sign : 0,
			.miss_person = c->missing & WORK_MISS_PERSON ? sign : 0,
			.miss_progress =
				c->missing & WORK_MISS_PROGRESS ? sign : 0,
			.miss_product =
				c->missing & WORK_MISS_PRODUCT ? sign : 0,
			.accepted = c->accepted ? sign : 0,
			.asking = c->asking ? sign : 0 },
		NULL);
}

static struct err *day_add(struct cx *cx, const struct work_count *c,
			   int64_t sign)
{
	struct err *err;

	if (!c->counts || !has_day(c))
		return NULL;
	err = count_due_add(cx->db,
			    &(struct count_due_add_in){ .lead = c->lead,
							.section = c->section,
							.programme =
								c->programme,
							.phase = c->phase,
							.due_on = c->due,
							.start_on = c->start,
							.n = sign },
			    NULL);
	if (err || sign > 0)
		return err;
	return count_due_drop(cx->db,
			      &(struct count_due_drop_in){
				      .lead = c->lead,
				      .section = c->section,
				      .programme = c->programme,
				      .phase = c->phase,
				      .due_on = c->due,
				      .start_on = c->start },
			      NULL);
}

struct err *work_count_move(struct cx *cx, int64_t task,
			    const struct work_count *was)
{
	static const struct work_count nowhere = { .counts = false };
	struct work_count is;
	struct err *err = work_count_take(cx, task, &is);
	bool row, day;

	if (err)
		return err;
	was = was ? was : &nowhere;
	row = !same_row(was, &is);
	day = row || !same_day(was, &is);
	row |= !same_sums(was, &is);
	if (!row && !day)
		return NULL;
	if (row)
		err = row_add(cx, was, -1);
	if (!err && row)
		err = row_add(cx, &is, 1);
	if (!err && day)
		err = day_add(cx, was, -1);
	if (!err && day)
		err = day_add(cx, &is, 1);
	if (err)
		return err;
	return count_day_set(
		cx->db, &(struct count_day_set_in){ .day = cx->today }, NULL);
}

/* ---- proving, making anew ---------------------------------------------------- */

struct err *work_count_check(struct cx *cx, int64_t *ret_wrong)
{
	struct count_wrong_row r;
	bool found;
	struct err *err = count_wrong(cx->db, &r, &found);

	if (!err)
		*ret_wrong = r.n;
	return err;
}

struct err *work_count_anew(struct cx *cx)
{
	struct count_last_row last;
	bool found;
	struct err *err = count_clear(cx->db, NULL);

	if (!err)
		err = count_due_clear(cx->db, NULL);
	if (!err)
		err = count_fill(cx->db, NULL);
	if (!err)
		err = count_due_fill(cx->db, NULL);
	if (!err)
		err = count_last(cx->db, &last, &found);
	if (!err && last.day != DAY_NONE)
		err = count_day_set(
			cx->db, &(struct count_day_set_in){ .day = last.day },
			NULL);
	return err;
}

static struct err *rebuild_tx(struct cx *cx, void *arg UNUSED)
{
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "task.recount", &seen, &subject);

	if (err || seen)
		return err;
	err = work_count_anew(cx);
	if (err)
		return err;
	return audit_write(cx,
			   &(struct audit_event){ .kind = "task.recount",
						  .subject_kind = "task" },
			   NULL);
}

struct err *work_count_rebuild(struct cx *cx)
{
	return db_tx_large(cx, rebuild_tx, NULL);
}
