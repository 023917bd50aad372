/* Organisations of a past day, or of today. */
#include "work/work_structure.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/view_part.h"
#include "work/work_past.h"
#include "work/work_reorg_query.h"

struct err *work_units_read(struct cx *cx, struct work_units *ret_units)
{
	*ret_units = (struct work_units){ 0 };
	if (!work_is_then(cx))
		return NULL;
	return structure_units(
		cx->db, &(struct structure_units_in){ .as_at = cx->as_at },
		&ret_units->is);
}

int64_t work_unit_of(const struct cx *cx, const struct work_units *u,
		     int64_t unit)
{
	ptrdiff_t from = 0, to = u->is.n;

	if (!work_is_then(cx))
		return unit;
	while (from < to) {
		ptrdiff_t mid = from + (to - from) / 2;

		if (u->is.p[mid].org < unit)
			from = mid + 1;
		else
			to = mid;
	}
	return from < u->is.n && u->is.p[from].org == unit ? u->is.p[from].unit
							   : DB_NULL;
}

static struct err *called_today(struct cx *cx, int64_t org,
				struct work_called *ret_called)
{
	struct structure_heir_row row;
	bool found;
	struct err *err = structure_heir(
		cx->db,
		&(struct structure_heir_in){ .org = org,
					     .now = day_of_instant(cx->now) },
		&row, &found);

	*ret_called = (struct work_called){ .id = DB_NULL };
	if (!err && found)
		*ret_called = (struct work_called){ row.id, row.name,
						    row.short_name };
	return err;
}

static struct err *called_then(struct cx *cx, int64_t org,
			       struct work_called *ret_called)
{
	struct moved_name_row row;
	bool found;
	struct err *err = moved_name(
		cx->db, &(struct moved_name_in){ .org = org, .day = cx->as_at },
		&row, &found);

	*ret_called = (struct work_called){ .id = DB_NULL };
	if (!err && found)
		*ret_called =
			(struct work_called){ org, row.name, row.short_name };
	return err;
}

/* A page of today names each by itself: what is finished stays with whoever
 * finished it. */
struct err *work_structure_call(struct cx *cx, int64_t org,
				struct work_called *ret_called)
{
	if (cx->past)
		return work_is_then(cx) ? called_then(cx, org, ret_called)
					: called_today(cx, org, ret_called);
	return called_then(cx, org, ret_called);
}

struct err *work_structure_say(struct cx *cx, struct work_structure *ret_words)
{
	day_t now = day_of_instant(cx->now);
	struct structure_changed_row r;
	struct str then, today;
	bool found;
	struct err *err;

	*ret_words = (struct work_structure){ .on = DAY_NONE };
	if (!cx->past)
		return NULL;
	err = structure_changed(cx->db,
				&(struct structure_changed_in){
					.as_at = cx->as_at, .now = now },
				&r, &found);
	if (err || !r.n)
		return err;
	ret_words->on = cx->then ? cx->as_at : now;
	then = fmt_day(cx->arena, cx->as_at);
	today = fmt_day(cx->arena, now);
	ret_words->words =
		cx->then ? tr_fmt(cx->arena, cx->lang,
				  N_("Tasks stand in the organisations of "
				     "{0}."),
				  then)
			 : tr_fmt(cx->arena, cx->lang,
				  N_("Tasks stand in the organisations of "
				     "today, {0}: what has ended counts with "
				     "its heir."),
				  today);
	ret_words->other =
		cx->then ? tr_fmt(cx->arena, cx->lang,
				  N_("In the organisations of today, {0}"),
				  today)
			 : tr_fmt(cx->arena, cx->lang,
				  N_("In the organisations of {0}"), then);
	return NULL;
}

struct err *work_structure_page(struct cx *cx, struct req *rq,
				struct page *page)
{
	struct work_structure s;
	struct err *err = work_structure_say(cx, &s);
	struct str query =
		query_with(cx->arena, req_query(rq), STR("page"), STR_NULL);

	if (err || !s.words.n)
		return err;
	page->structure = s.words;
	page->other = s.other;
	page->other_href =
		str_cat(cx->arena, req_path(rq),
			query_with(cx->arena, query, STR("structure"),
				   cx->then ? STR_NULL : STR("then")));
	return NULL;
}
