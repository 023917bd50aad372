/* What witnesses added to checkpoints, and which old ones stay. Neither writes
 * an event: a checkpoint says of the events what they are, it isn't an act. */
#include "audit/audit_trail_priv.h"

#include "audit/audit_trail_query.h"
#include "db/db.h"
#include "setting/setting.h"

#define THINNED "trail.thinned"
enum { KEPT_DAYS = 30, AT_ONCE = 500 };

/* ---- witnesses ------------------------------------------------------------- */

struct err *trail_note_whole(struct cx *cx, const struct trail_mark *m,
			     struct str *ret_note)
{
	struct trail_cosignatures_rows rows;
	struct str note = m->note;
	struct err *e = trail_cosignatures(
		cx->db, &(struct trail_cosignatures_in){ .size = m->size },
		&rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++)
		note = str_cat(cx->arena, note, rows.p[i].line);
	if (!e)
		*ret_note = note;
	return e;
}

static struct err *cosign_tx(struct cx *cx, void *arg)
{
	return trail_cosignature_put(cx->db, arg, NULL);
}

struct err *trail_cosign_keep(struct cx *cx, const struct trail_mark *m,
			      int64_t witness, int64_t at, struct str line)
{
	struct trail_cosignature_put_in in = {
		.size = m->size, .witness = witness, .at = at, .line = line
	};
	struct err *e = db_tx(cx, cosign_tx, &in);

	return e ? e : trail_keep(cx, str_cat(cx->arena, m->note, line));
}

/* ---- thinning ---------------------------------------------------------------- */

/* The checkpoints of one day, in order. */
struct thin {
	struct trail_checkpoint_old_row day[AT_ONCE];
	ptrdiff_t n;
	int64_t dropped, done; /* done: behind it nothing was looked at */
};

static struct err *one_drop(struct cx *cx, int64_t size)
{
	struct err *e = trail_cosignature_drop(
		cx->db, &(struct trail_cosignature_drop_in){ size }, NULL);

	return e ? e
		 : trail_checkpoint_drop(
			   cx->db, &(struct trail_checkpoint_drop_in){ size },
			   NULL);
}

/* All of a day but the last, and the last that was countersigned. */
static struct err *day_tx(struct cx *cx, void *arg)
{
	struct thin *t = arg;
	ptrdiff_t cosigned = t->n - 1;
	struct err *e = NULL;

	while (cosigned >= 0 && !t->day[cosigned].cosigned)
		cosigned--;
	t->dropped = 0;
	for (ptrdiff_t i = 0; !e && i < t->n - 1; i++)
		if (i != cosigned) {
			e = one_drop(cx, t->day[i].size);
			t->dropped++;
		}
	return e ? e
		 : setting_put(cx, THINNED,
			       str_fmt(cx->arena, "%lld", (long long)t->done));
}

/* Days that are behind us as a whole: of the last 30 nothing is taken. */
static int64_t until(const struct cx *cx)
{
	return day_begin(cx->today - KEPT_DAYS);
}

static struct err *begin_at(struct cx *cx, int64_t *ret_after)
{
	struct str done;
	struct err *e = setting_get(cx, THINNED, STR("0"), &done);

	if (!e && !str_to_i64(done, ret_after))
		*ret_after = 0;
	return e;
}

struct err *trail_thin(struct cx *cx, int64_t *ret_dropped)
{
	struct trail_checkpoint_old_in in = { .until = until(cx),
					      .limit = AT_ONCE };
	struct trail_checkpoint_old_rows rows;
	struct thin *t = arena_new(cx->arena, struct thin, 1);
	struct err *e = begin_at(cx, &in.after);

	*ret_dropped = 0;
	for (;;) {
		ptrdiff_t n = 0;

		if (!e)
			e = trail_checkpoint_old(cx->db, &in, &rows);
		if (e || !rows.n)
			return e;
		while (n < rows.n && day_of_instant(rows.p[n].at) ==
					     day_of_instant(rows.p[0].at))
			t->day[n] = rows.p[n], n++;
		t->n = n;
		t->done = in.after = rows.p[n - 1].size;
		e = db_tx(cx, day_tx, t);
		*ret_dropped += e ? 0 : t->dropped;
	}
}
