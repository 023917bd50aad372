/*
 * What is made from the dated rows of organisations: the dated closure,
 * today's rows and today's closure, in which an organisation that ended stands
 * below its heir: so what it left counts with that.
 */
#include "org/org_dated.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_query.h"
#include "org/org_reorg_query.h"
#include "org/org_tally.h"

enum { HEIRS_DEEP = 40, TREE_DEEP = 60 };

/* ---- the dated closure ------------------------------------------------------------ */

/* All that stand, or stood, below those that moved: also on their new place. */
static struct err *below_touch(struct cx *cx, struct org_dating *d)
{
	for (ptrdiff_t i = 0; i < d->moved.n; i++) {
		struct reorg_below_ever_rows rows;
		struct err *err = reorg_below_ever(
			cx->db,
			&(struct reorg_below_ever_in){ .org = d->moved.p[i] },
			&rows);

		for (ptrdiff_t k = 0; !err && k < rows.n; k++)
			org_touch(cx, &d->moved, rows.p[k].descendant);
		if (err)
			return err;
	}
	return NULL;
}

struct err *org_dated_reach(struct cx *cx, struct org_dating *d)
{
	struct err *err = below_touch(cx, d);

	/* also those that they stand below no longer */
	for (ptrdiff_t i = 0; !err && i < d->moved.n; i++)
		err = org_tally_touch(cx, d->moved.p[i], &d->above);
	for (ptrdiff_t i = 0; !err && i < d->moved.n; i++)
		err = reorg_reach_clear(cx->db,
					&(struct reorg_reach_clear_in){
						.org = d->moved.p[i] },
					NULL);
	for (ptrdiff_t i = 0; !err && i < d->moved.n; i++)
		err = reorg_reach_make(cx->db,
				       &(struct reorg_reach_make_in){
					       .org = d->moved.p[i] },
				       NULL);
	for (ptrdiff_t i = 0; !err && i < d->moved.n; i++)
		org_touch(cx, &d->touched, d->moved.p[i]);
	d->moved.n = 0;
	return err;
}

/* ---- today's view ------------------------------------------------------------------- */

static struct err *row_put(struct cx *cx, int64_t org, bool *ret_lives,
			   day_t *ret_to)
{
	struct reorg_view_facts_row f;
	bool found;
	struct err *err = reorg_view_facts(
		cx->db,
		&(struct reorg_view_facts_in){ .org = org, .day = cx->today },
		&f, &found);

	*ret_lives = false;
	*ret_to = DAY_NONE;
	if (err)
		return err;
	if (!found || !f.name.p) /* never was, or not yet */
		return reorg_view_never(cx->db, &(struct reorg_view_never_in){
							.org = org });
	*ret_lives = f.open || f.to_on > cx->today;
	*ret_to = f.open ? DAY_NONE : f.to_on;
	return reorg_view_put(cx->db,
			      &(struct reorg_view_put_in){
				      .org = org,
				      .parent = f.parent,
				      .kind = f.kind,
				      .name = f.name,
				      .short_name = f.short_name,
				      .name_fold = text_fold(cx->arena, f.name),
				      .sort = text_sort_key(cx->arena, f.name),
				      .code = f.code,
				      .from_on = f.from_on,
				      .to_on = *ret_to });
}

struct err *org_dated_row(struct cx *cx, int64_t org)
{
	bool lives;
	day_t to;

	return row_put(cx, org, &lives, &to);
}

static struct err *closure_of_ended(struct cx *cx, int64_t org, day_t to)
{
	struct reorg_heir_of_row heir;
	bool found;
	struct err *err = reorg_heir_of(
		cx->db, &(struct reorg_heir_of_in){ .org = org, .to_on = to },
		&heir, &found);

	if (!err)
		err = org_closure_self(
			cx->db, &(struct org_closure_self_in){ .org = org },
			NULL);
	if (err)
		return err;
	if (found)
		return reorg_closure_heir(cx->db,
					  &(struct reorg_closure_heir_in){
						  .org = org,
						  .heir = heir.to_org },
					  NULL);
	return reorg_closure_last(cx->db,
				  &(struct reorg_closure_last_in){
					  .org = org, .to_on = to },
				  NULL);
}

static struct err *heirs_view(struct cx *cx, int64_t heir, int deep);

static struct err *closure_put(struct cx *cx, int64_t org, int deep)
{
	struct org_by_id_row row;
	bool found;
	struct err *err = org_by_id(cx->db, &(struct org_by_id_in){ .id = org },
				    &row, &found);

	if (!err)
		err = reorg_closure_clear(
			cx->db, &(struct reorg_closure_clear_in){ .org = org },
			NULL);
	if (err || !found)
		return err;
	if (row.to_on == DAY_NONE || row.to_on > cx->today)
		err = reorg_closure_make(cx->db,
					 &(struct reorg_closure_make_in){
						 .org = org, .day = cx->today },
					 NULL);
	else if (row.to_on > row.from_on)
		err = closure_of_ended(cx, org, row.to_on);
	return err ? err : heirs_view(cx, org, deep + 1);
}

/* Those that went into one that stands elsewhere now. */
static struct err *heirs_view(struct cx *cx, int64_t heir, int deep)
{
	struct reorg_heirs_below_rows rows;
	struct err *err = reorg_heirs_below(
		cx->db, &(struct reorg_heirs_below_in){ .heir = heir }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n && deep < HEIRS_DEEP; i++)
		err = closure_put(cx, rows.p[i].from_org, deep);
	return err;
}

/* What stands below whom, by kind and day. */
static struct err *tally_put(struct cx *cx, struct org_dating *d)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < d->touched.n; i++)
		err = org_tally_touch(cx, d->touched.p[i], &d->above);
	for (ptrdiff_t i = 0; !err && i < d->above.n; i++)
		err = org_tally_redo(cx, d->above.p[i]);
	d->above.n = 0;
	return err;
}

struct err *org_dated_view(struct cx *cx, struct org_dating *d)
{
	bool *lives = arena_new(cx->arena, bool, d->touched.n);
	struct err *err = tally_put(cx, d);
	day_t to;

	for (ptrdiff_t i = 0; !err && i < d->touched.n; i++)
		err = row_put(cx, d->touched.p[i], &lives[i], &to);
	/* heirs before those that stand below them */
	for (int round = 0; round < 2; round++)
		for (ptrdiff_t i = 0; !err && i < d->touched.n; i++)
			if (lives[i] == !round)
				err = closure_put(cx, d->touched.p[i], 0);
	return err;
}

/* ---- what must hold ------------------------------------------------------------------ */

static struct err *overlaps(struct cx *cx, int64_t org)
{
	struct reorg_place_overlap_row place;
	struct reorg_name_overlap_row name;
	bool found;
	struct err *err = reorg_place_overlap(
		cx->db, &(struct reorg_place_overlap_in){ .org = org }, &place,
		&found);

	if (!err && found)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("An organisation would stand in two places "
				  "on {0}."),
			       fmt_day(cx->arena, place.from_on));
	if (!err)
		err = reorg_name_overlap(
			cx->db, &(struct reorg_name_overlap_in){ .org = org },
			&name, &found);
	if (!err && found)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("An organisation would have two names on "
				 "{0}."),
			      fmt_day(cx->arena, name.from_on));
	return err;
}

/* The dated closure is made to a depth; beyond it nobody would be counted. */
static struct err *deep_check(struct cx *cx, int64_t org)
{
	struct reorg_too_deep_row row;
	bool found;
	struct err *err = reorg_too_deep(
		cx->db,
		&(struct reorg_too_deep_in){ .org = org, .most = TREE_DEEP },
		&row, &found);

	if (!err && found)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("“{0}” would stand more than {1} levels below "
				 "“{2}”."),
			      row.name, str_fmt(cx->arena, "%d", TREE_DEEP),
			      row.above);
	return err;
}

/* One name stands below a parent once, on every day from the event's on. */
static struct err *sisters_check(struct cx *cx, const struct org_dating *d,
				 int64_t org)
{
	struct reorg_sisters_rows rows;
	struct err *err = reorg_sisters(
		cx->db, &(struct reorg_sisters_in){ .org = org, .day = d->on },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (str_eq(text_fold(cx->arena, rows.p[i].name),
			   text_fold(cx->arena, rows.p[i].other)))
			return err_at(err_new(cx->arena, ERR_CONFLICT,
					      N_("\"{0}\" already stands below "
						 "\"{1}\"."),
					      rows.p[i].name, rows.p[i].above),
				      STR("name"));
	return err;
}

struct err *org_dated_check(struct cx *cx, const struct org_dating *d)
{
	struct reorg_tree_orphan_row row;
	struct err *e = NULL;
	bool found;

	for (ptrdiff_t i = 0; !e && i < d->named.n; i++)
		e = sisters_check(cx, d, d->named.p[i]);
	if (e)
		return e;

	for (ptrdiff_t i = 0; i < d->touched.n; i++) {
		struct err *err = overlaps(cx, d->touched.p[i]);

		if (!err)
			err = deep_check(cx, d->touched.p[i]);
		if (!err)
			err = reorg_tree_orphan(
				cx->db,
				&(struct reorg_tree_orphan_in){
					.org = d->touched.p[i] },
				&row, &found);
		if (!err && found)
			err = err_new(cx->arena, ERR_CONFLICT,
				      N_("“{0}” would stand below “{1}” on "
					 "days on which that isn't there."),
				      row.org_name, row.parent_name);
		if (err)
			return err;
	}
	return NULL;
}
