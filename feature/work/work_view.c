/*
 * Saved views as a list shows them: one small query a page. Counts that the
 * cells can't tell are asked for once and kept until the next commit.
 */
#include "work/work_view_act.h"

#include <pthread.h>

#include "db/db.h"
#include "work/work_view_query.h"

enum { LISTED_MOST = 200, KEPT_MOST = 256, SLOTS = 16 };

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such view, or it isn't yours to "
			  "see."));
}

static struct view_list_in views_in(const struct cx *cx, int64_t list)
{
	return (struct view_list_in){ .list = list,
				      .me = cx->actor.id,
				      .org = cx->actor.org,
				      .limit = LISTED_MOST };
}

struct err *work_views_ahead(struct cx *cx, int64_t list)
{
	struct view_list_in in = views_in(cx, list);

	return view_list_ahead(cx->db, &in);
}

struct err *work_views_get(struct cx *cx, int64_t list,
			   struct work_views *ret_views)
{
	struct work_views views = { 0 };
	struct view_list_in in = views_in(cx, list);
	struct view_list_rows rows;
	struct err *err = view_list(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct view_list_row *r = &rows.p[i];
		struct work_view_rule rule = { .owner = r->owner };

		if (!work_sharing_from_key(r->sharing, &rule.sharing))
			continue;
		*vec_push(cx->arena, &views) =
			(struct work_view){ .id = r->id,
					    .list = list,
					    .name = r->name,
					    .owner = r->owner_name,
					    .asks = r->asks,
					    .sharing = rule.sharing,
					    .opens = r->mine == 1,
					    .may = work_view_mine(cx, &rule),
					    .is_own =
						    r->owner == cx->actor.id };
	}
	if (!err)
		*ret_views = views;
	return err;
}

struct err *work_views_all(struct cx *cx, struct work_views *ret_views)
{
	struct work_views views = { 0 };
	struct view_all_list_rows rows;
	struct err *err = view_all_list(cx->db,
					&(struct view_all_list_in){
						.me = cx->actor.id,
						.org = cx->actor.org,
						.limit = LISTED_MOST },
					&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct view_all_list_row *r = &rows.p[i];
		struct work_view_rule rule = { .owner = r->owner };

		if (!work_sharing_from_key(r->sharing, &rule.sharing))
			continue;
		*vec_push(cx->arena, &views) =
			(struct work_view){ .id = r->id,
					    .list = r->list,
					    .name = r->name,
					    .owner = r->owner_name,
					    .asks = r->asks,
					    .code = r->code,
					    .sharing = rule.sharing,
					    .may = work_view_mine(cx, &rule),
					    .is_own =
						    r->owner == cx->actor.id };
	}
	if (!err)
		*ret_views = views;
	return err;
}

struct err *work_view_see(struct cx *cx, int64_t id, struct work_view *ret_view)
{
	struct work_view_rule rule;
	struct view_by_id_row r;
	bool found;
	struct err *err =
		view_by_id(cx->db, &(struct view_by_id_in){ .id = id }, &r,
			   &found);

	if (err)
		return err;
	if (!found || !work_sharing_from_key(r.sharing, &rule.sharing))
		return gone(cx);
	rule.owner = r.owner;
	rule.org = r.org;
	if (!work_view_seen(cx, &rule))
		return gone(cx);
	*ret_view = (struct work_view){ .id = r.id,
					.list = r.list,
					.name = r.name,
					.owner = r.owner_name,
					.asks = r.asks,
					.sharing = rule.sharing,
					.may = work_view_mine(cx, &rule),
					.is_own = r.owner == cx->actor.id };
	return NULL;
}

/* ---- addresses -------------------------------------------------------------- */

struct str work_list_path(struct cx *cx, int64_t list)
{
	if (!list)
		return STR("/tasks");
	return str_fmt(cx->arena, "/programme/%ld", (long)list);
}

struct str work_view_href(struct cx *cx, const struct work_view *view)
{
	struct str id = str_fmt(cx->arena, "%ld", (long)view->id);

	return str_cat(cx->arena, work_list_path(cx, view->list),
		       work_asks_query(cx->arena, view->asks, "view", id));
}

struct str work_view_feed_href(struct cx *cx, int64_t view)
{
	return str_fmt(cx->arena, "/account/calendar?view=%ld#h-make",
		       (long)view);
}

static bool is_listed(const struct work_views *views, int64_t id)
{
	for (ptrdiff_t i = 0; i < views->n; i++)
		if (views->p[i].id == id)
			return true;
	return false;
}

struct err *work_view_way(struct cx *cx, struct str query,
			  const struct work_filter *f,
			  const struct work_views *views, struct str *ret_way)
{
	struct str alone = str_fmt(cx->arena, "view=%ld", (long)f->view);
	struct work_view view;
	struct err *err = NULL;

	*ret_way = STR_NULL;
	for (ptrdiff_t i = 0; !query.n && i < views->n; i++)
		if (views->p[i].opens)
			*ret_way = work_view_href(cx, &views->p[i]);
	if (!f->view || (is_listed(views, f->view) && !str_eq(query, alone)))
		return NULL;
	err = work_view_see(cx, f->view, &view);
	/* an address that names the view alone; what asks nothing is there */
	if (!err && str_eq(query, alone) &&
	    (view.asks.n || !is_listed(views, f->view)))
		*ret_way = work_view_href(cx, &view);
	return err;
}

/* ---- counts ------------------------------------------------------------------- */

static struct cache_slot {
	const struct store *store;
	uint64_t generation;
	day_t today;
	int n;
	struct {
		int64_t view, org, count;
	} kept[KEPT_MOST];
} caches[SLOTS];
static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;

/* Each realm has its own; those of one remainder take turns. */
static struct cache_slot *cache_slot(const struct cx *cx)
{
	return &caches[store_serial(cx->store) % SLOTS];
}

static bool is_fresh(const struct cx *cx, uint64_t generation)
{
	struct cache_slot *slot = cache_slot(cx);

	return slot->store == cx->store && slot->generation == generation &&
	       slot->today == cx->today;
}

static bool cache_find(const struct cx *cx, uint64_t generation, int64_t view,
		       int64_t *ret_n)
{
	struct cache_slot *slot = cache_slot(cx);
	bool found = false;

	pthread_mutex_lock(&cache_lock);
	for (int i = 0; is_fresh(cx, generation) && i < slot->n; i++)
		if (slot->kept[i].view == view &&
		    slot->kept[i].org == cx->actor.org) {
			*ret_n = slot->kept[i].count;
			found = true;
		}
	pthread_mutex_unlock(&cache_lock);
	return found;
}

static void cache_put(const struct cx *cx, uint64_t generation, int64_t view,
		      int64_t count)
{
	struct cache_slot *slot = cache_slot(cx);

	pthread_mutex_lock(&cache_lock);
	if (!is_fresh(cx, generation))
		slot->n = 0;
	slot->store = cx->store;
	slot->generation = generation;
	slot->today = cx->today;
	if (slot->n < KEPT_MOST) {
		slot->kept[slot->n].view = view;
		slot->kept[slot->n].org = cx->actor.org;
		slot->kept[slot->n++].count = count;
	}
	pthread_mutex_unlock(&cache_lock);
}

struct err *work_view_count(struct cx *cx, const struct work_view *view,
			    const struct work_cells *cells, int64_t *ret_n)
{
	/* read before the rows: a commit between makes it stale at once */
	uint64_t generation = db_generation(cx->db);
	struct work_filter f;
	struct err *err;

	work_filter_of_lines(cx, view->asks, view->list, &f);
	/* a unit's share of a section isn't counted */
	if (work_filter_in_cells(cx, &f) && !(f.lead && f.section))
		return work_filter_total(cx, &f, cells, ret_n);
	if (cache_find(cx, generation, view->id, ret_n))
		return NULL;
	f.no_ahead = !cells->ahead;
	err = work_filter_count_rows(cx, &f, ret_n);
	if (!err)
		cache_put(cx, generation, view->id, *ret_n);
	return err;
}
