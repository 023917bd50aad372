/* On time by both deadlines, extensions by cause. */
#include "work/work_rates.h"

#include <pthread.h>

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_model.h"
#include "work/work_past.h"
#include "work/work_query.h"

static struct str share_text(struct cx *cx, int64_t part, int64_t whole)
{
	return tr_fmt(cx->arena, cx->lang, N_("{0} of {1} ({2}%)"),
		      fmt_int(cx->arena, cx->lang, part),
		      fmt_int(cx->arena, cx->lang, whole),
		      fmt_tenths(cx->arena, cx->lang, work_share(part, whole)));
}

/* ---- the figures, kept until the next commit ------------------------------ */

enum { KEPT_MOST = 32, SLOTS = 16 };

/* Periods count here, which the counts of tasks don't know; so the tasks of a
 * programme or a unit are read, and once for all who look at it. */
static struct cache_slot {
	const struct store *store;
	uint64_t generation;
	day_t today;
	struct {
		struct work_rates_of of;
		struct task_rates_row row;
	} kept[KEPT_MOST];
	int n;
} caches[SLOTS];
static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;

/* Each realm has its own; those of one remainder take turns. */
static struct cache_slot *cache_slot(const struct cx *cx)
{
	return &caches[store_serial(cx->store) % SLOTS];
}

/* Empties it when it is of another day or state of the data. */
static void cache_fit(const struct cx *cx, uint64_t generation)
{
	struct cache_slot *slot = cache_slot(cx);

	if (slot->store == cx->store && slot->generation == generation &&
	    slot->today == cx->today)
		return;
	slot->store = cx->store;
	slot->generation = generation;
	slot->today = cx->today;
	slot->n = 0;
}

static bool cache_take(const struct cx *cx, uint64_t generation,
		       const struct work_rates_of *of,
		       struct task_rates_row *ret_row)
{
	struct cache_slot *slot = cache_slot(cx);
	bool found = false;

	pthread_mutex_lock(&cache_lock);
	cache_fit(cx, generation);
	for (int i = 0; i < slot->n && !found; i++) {
		found = slot->kept[i].of.programme == of->programme &&
			slot->kept[i].of.lead == of->lead;
		if (found)
			*ret_row = slot->kept[i].row;
	}
	pthread_mutex_unlock(&cache_lock);
	return found;
}

static void cache_put(const struct cx *cx, uint64_t generation,
		      const struct work_rates_of *of,
		      const struct task_rates_row *row)
{
	struct cache_slot *slot = cache_slot(cx);

	pthread_mutex_lock(&cache_lock);
	cache_fit(cx, generation);
	if (slot->n < KEPT_MOST) {
		slot->kept[slot->n].of = *of;
		slot->kept[slot->n++].row = *row;
	}
	pthread_mutex_unlock(&cache_lock);
}

static struct err *rates_read(struct cx *cx, const struct work_rates_of *of,
			      struct task_rates_row *ret_row)
{
	struct task_rates_in in = { .programme = of->programme,
				    .lead = of->lead,
				    .today = cx->today,
				    WORK_PAST_IN(TASK_RATES_WITH_PAST) };
	/* read before the rows: a commit between makes it stale at once */
	uint64_t generation = db_generation(cx->db);
	bool kept = !cx->in_tx && !cx->past, found;
	struct err *err;

	if (kept && cache_take(cx, generation, of, ret_row))
		return NULL;
	in.with |= (of->programme ? TASK_RATES_WITH_PROGRAMME : 0u) |
		   (of->lead ? TASK_RATES_WITH_LEAD : 0u);
	err = task_rates(cx->db, &in, ret_row, &found);
	if (!err && kept)
		cache_put(cx, generation, of, ret_row);
	return err;
}

/* ---- in words ------------------------------------------------------------- */

static struct err *on_time_fill(struct cx *cx, const struct work_rates_of *of,
				struct work_rates *r)
{
	struct task_rates_row row;
	struct err *err = rates_read(cx, of, &row);

	if (!err && (row.judged || row.base_judged))
		r->on_time = tr_fmt(
			cx->arena, cx->lang,
			N_("On time: {0} by the approved deadline, {1} by the "
			   "original one."),
			share_text(cx, row.good, row.judged),
			share_text(cx, row.base_good, row.base_judged));
	return err;
}

static struct err *extensions_fill(struct cx *cx,
				   const struct work_rates_of *of,
				   struct work_rates *r)
{
	struct adjust_causes_in in = { .programme = of->programme,
				       .lead = of->lead,
				       WORK_PAST_IN(ADJUST_CAUSES_WITH_PAST) };
	struct adjust_causes_rows rows;
	struct buf b = buf_init(cx->arena, 4096);
	int64_t n = 0;
	struct err *err;

	in.with |= (of->programme ? ADJUST_CAUSES_WITH_PROGRAMME : 0u) |
		   (of->lead ? ADJUST_CAUSES_WITH_LEAD : 0u);
	err = adjust_causes(cx->db, &in, &rows);
	if (err || !rows.n)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		n += rows.p[i].n;
		if (i)
			buf_lit(&b, "; ");
		buf_str(&b, profile_cause_title(cx->profile, rows.p[i].cause,
						cx->lang));
		buf_char(&b, ' ');
		buf_i64(&b, rows.p[i].n);
	}
	r->extensions = tr_format(
		cx->arena,
		tr_n(cx->lang, N_("{0} approved extension: {1}."),
		     N_("{0} approved extensions: {1}."), n),
		(struct str[]){ fmt_int(cx->arena, cx->lang, n), buf_view(&b) },
		2);
	return NULL;
}

struct err *work_rates(struct cx *cx, const struct work_rates_of *of,
		       struct work_rates *ret_rates)
{
	struct work_rates r = { 0 };
	struct err *err = on_time_fill(cx, of, &r);

	if (!err)
		err = extensions_fill(cx, of, &r);
	if (!err)
		*ret_rates = r;
	return err;
}
