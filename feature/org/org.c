/* Reading organisations, for other features. */
#include "org/org.h"

#include "base/utf8.h"
#include "db/db.h"
#include "org/org_query.h"

#include <pthread.h>

enum { TOP_MEMORY = 4 << 20, TOP_KEPT = 200, SLOTS = 16 };

struct err *org_get_root_ahead(struct cx *cx)
{
	return org_root_ahead(cx->db);
}

struct err *org_get_root(struct cx *cx, struct org *ret_org, bool *ret_found)
{
	struct org_root_row row;
	struct err *err = org_root(cx->db, &row, ret_found);

	if (!err && *ret_found)
		*ret_org = (struct org){ .id = row.id,
					 .parent = DB_NULL,
					 .kind = row.kind,
					 .name = row.name,
					 .short_name = row.short_name };
	return err;
}

struct err *org_find(struct cx *cx, int64_t id, struct org *ret_org,
		     bool *ret_found)
{
	struct org_by_id_row row;
	struct err *err = org_by_id(cx->db, &(struct org_by_id_in){ .id = id },
				    &row, ret_found);

	if (!err && *ret_found)
		*ret_org =
			(struct org){ .id = row.id,
				      .parent = row.parent,
				      .kind = row.kind,
				      .code = row.code,
				      .name = row.name,
				      .short_name = row.short_name,
				      .fold = text_fold(cx->arena, row.name) };
	return err;
}

struct err *org_list_below(struct cx *cx, int64_t scope, struct orgs *ret_list)
{
	struct org_below_rows rows;
	struct orgs list = { 0 };
	struct err *err = org_below(
		cx->db,
		&(struct org_below_in){ .scope = scope, .today = cx->today },
		&rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct org_below_row *r = &rows.p[i];

		*vec_push(cx->arena, &list) =
			(struct org){ .id = r->id,
				      .parent = r->parent,
				      .kind = r->kind,
				      .code = r->code,
				      .name = r->name,
				      .short_name = r->short_name,
				      .fold = r->name_fold,
				      .depth = r->depth };
	}
	*ret_list = list;
	return NULL;
}

static struct err *top_read(struct cx *cx, int64_t also, struct orgs *ret_list)
{
	struct org_top_rows rows;
	struct orgs list = { 0 };
	struct err *err = org_top(cx->db,
				  &(struct org_top_in){ .also = also,
							.today = cx->today },
				  &rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct org_top_row *r = &rows.p[i];

		*vec_push(cx->arena, &list) =
			(struct org){ .id = r->id,
				      .parent = r->parent,
				      .kind = r->kind,
				      .name = r->name,
				      .short_name = r->short_name,
				      .depth = r->depth };
	}
	*ret_list = list;
	return NULL;
}

/* Every list of tasks asks: the units as they are until the next commit. */
static struct top_slot {
	struct arena *arena;
	struct orgs list;
	uint64_t generation;
	day_t today;
} tops[SLOTS];
static pthread_mutex_t top_lock = PTHREAD_MUTEX_INITIALIZER;

/* Each realm has its own; those of one remainder take turns. */
static struct top_slot *top_slot(const struct cx *cx)
{
	return &tops[store_serial(cx->store) % SLOTS];
}

static struct orgs orgs_copy(struct arena *a, const struct orgs *list)
{
	struct orgs copy = { arena_new(a, struct org, list->n), list->n,
			     list->n };

	for (ptrdiff_t i = 0; i < list->n; i++) {
		copy.p[i] = list->p[i];
		copy.p[i].kind = str_dup(a, list->p[i].kind);
		copy.p[i].name = str_dup(a, list->p[i].name);
		copy.p[i].short_name = str_dup(a, list->p[i].short_name);
	}
	return copy;
}

static bool top_take(struct cx *cx, uint64_t generation, struct orgs *ret_list)
{
	struct top_slot *slot = top_slot(cx);
	bool good;

	pthread_mutex_lock(&top_lock);
	good = slot->arena && slot->generation == generation &&
	       slot->today == cx->today;
	if (good)
		*ret_list = orgs_copy(cx->arena, &slot->list);
	pthread_mutex_unlock(&top_lock);
	return good;
}

static void top_put(struct cx *cx, uint64_t generation, const struct orgs *list)
{
	struct top_slot *slot = top_slot(cx);

	pthread_mutex_lock(&top_lock);
	if (!slot->arena)
		slot->arena = arena_open(TOP_MEMORY);
	arena_reset(slot->arena);
	slot->list = orgs_copy(slot->arena, list);
	slot->generation = generation;
	slot->today = cx->today;
	pthread_mutex_unlock(&top_lock);
}

static bool holds(const struct orgs *list, int64_t id)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (list->p[i].id == id)
			return true;
	return false;
}

struct err *org_list_top(struct cx *cx, int64_t also, struct orgs *ret_list)
{
	uint64_t generation = db_generation(cx->db);
	struct err *err;

	if (cx->in_tx) /* it may see what isn't committed */
		return top_read(cx, also, ret_list);
	if (!top_take(cx, generation, ret_list)) {
		err = top_read(cx, 0, ret_list);
		if (err)
			return err;
		if (ret_list->n <= TOP_KEPT)
			top_put(cx, generation, ret_list);
	}
	if (also > 0 && !holds(ret_list, also))
		return top_read(cx, also, ret_list);
	return NULL;
}

struct err *org_list_top_ahead(struct cx *cx)
{
	struct orgs list;

	if (!db_far(cx->db) || top_take(cx, db_generation(cx->db), &list))
		return NULL;
	return org_top_ahead(cx->db, &(struct org_top_in){
					     .also = 0, .today = cx->today });
}

struct err *org_is_within(struct cx *cx, int64_t above, int64_t org,
			  bool *ret_within)
{
	struct org_is_below_row row;

	/* nothing stands outside the root */
	if (above == org ||
	    (above && above == cx->actor.org && cx->actor.org_is_root)) {
		*ret_within = true;
		return NULL;
	}
	return org_is_below(
		cx->db, &(struct org_is_below_in){ .above = above, .org = org },
		&row, ret_within);
}
