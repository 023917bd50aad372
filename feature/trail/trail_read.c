/* Walking the trail: one source an index, several sources merged by time. */
#include "trail/trail_read.h"

#include "base/perm.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member.h"

enum {
	AT_ONCE = 100, /* events in one read */
	AT_ONCE_OF_MANY = 51,
	SOURCES_MOST = 256,
	READ_MOST = 20000 /* events in memory */
};

/* One index, newest first. */
struct source {
	const char *kind; /* NULL: not by kind */
	struct trail_events_rows rows;
	ptrdiff_t next;
	int64_t at, id; /* behind the last that was read; at 0: none yet */
	bool ended;
};
struct trail_walk {
	struct cx *cx;
	struct arena *arena;
	struct trail_filter f;
	int64_t from, to; /* instants */
	unsigned by;	  /* the condition that is an index */
	struct source source[SOURCES_MOST];
	int n;
	int64_t most, looked;
	int64_t at, id; /* the last that was looked at */
	bool stopped;
	bool gives_back;
	struct arena_mark mark;
	int64_t read; /* events since */
};

bool trail_may(const struct cx *cx)
{
	return cx_may(cx, PERM_TRAIL_VIEW) && cx->actor.org_is_root;
}

/* ---- what of members may be seen ----------------------------------------- */

struct err *trail_is_open(struct cx *cx, struct str kind,
			  struct str subject_kind, int64_t subject,
			  bool *ret_open)
{
	const struct audit_kind *k = audit_kind_find(kind);
	bool of_member = str_eq(subject_kind, STR("member"));

	*ret_open = true;
	if (k && k->group != AUDIT_MEMBER && !of_member)
		return NULL;
	*ret_open = false;
	if (!cx_may(cx, PERM_MEMBER_VIEW) || !cx_may(cx, PERM_MEMBER_PERSONAL))
		return NULL;
	if (of_member && subject != DB_NULL)
		return member_is_seen(cx, subject, ret_open);
	*ret_open = member_scope(cx) == 0;
	return NULL;
}

/* ---- the filter ----------------------------------------------------------- */

static bool is_of_group(const struct trail_filter *f, struct str kind)
{
	const struct audit_kind *k = audit_kind_find(kind);

	return f->group == TRAIL_ANY_GROUP || (k && (int)k->group == f->group);
}

static struct err *text_passes(struct trail_walk *w,
			       const struct trail_events_row *r, bool *ret)
{
	struct arena_mark mark = arena_mark(w->arena);
	struct err *err = NULL;

	*ret = r->reason.n &&
	       text_fold_has(text_fold(w->arena, r->reason), w->f.text);
	arena_rewind(w->arena, mark);
	/* nobody finds out by searching what may not be read */
	if (*ret)
		err = trail_is_open(w->cx, r->kind, r->subject_kind, r->subject,
				    ret);
	return err;
}

static struct err *passes(struct trail_walk *w,
			  const struct trail_events_row *r, bool *ret)
{
	const struct trail_filter *f = &w->f;

	*ret = (f->actor == DB_NULL || r->actor == f->actor) &&
	       (f->behalf == DB_NULL || r->on_behalf == f->behalf) &&
	       (!f->subject_kind.n ||
		(str_eq(r->subject_kind, f->subject_kind) &&
		 (f->subject == DB_NULL || r->subject == f->subject))) &&
	       is_of_group(f, r->kind);
	return *ret && f->text.n ? text_passes(w, r, ret) : NULL;
}

/* ---- reading --------------------------------------------------------------- */

static unsigned narrowest(const struct trail_filter *f)
{
	if (f->subject_kind.n && f->subject != DB_NULL)
		return TRAIL_EVENTS_WITH_SUBJECT;
	if (f->behalf != DB_NULL)
		return TRAIL_EVENTS_WITH_BEHALF;
	if (f->actor != DB_NULL)
		return TRAIL_EVENTS_WITH_ACTOR;
	return f->group != TRAIL_ANY_GROUP ? TRAIL_EVENTS_WITH_KIND : 0;
}

static void sources_begin(struct trail_walk *w)
{
	const struct audit_kind *k;

	if (w->by != TRAIL_EVENTS_WITH_KIND) {
		w->n = 1;
		return;
	}
	for (ptrdiff_t i = 0; (k = audit_kind_nth(i)); i++)
		if ((int)k->group == w->f.group) {
			assert(w->n < SOURCES_MOST);
			w->source[w->n++].kind = k->kind;
		}
}

struct trail_walk *trail_walk_open(struct cx *cx, struct arena *a,
				   const struct trail_filter *f, int64_t most)
{
	struct trail_walk *w = arena_new(a, struct trail_walk, 1);

	w->cx = cx;
	w->arena = a;
	w->f = *f;
	w->most = most;
	w->from = f->from == DAY_NONE ? 0 : day_begin(f->from);
	w->to = f->to == DAY_NONE ? INT64_MAX : day_begin(f->to + 1);
	w->by = narrowest(f);
	sources_begin(w);
	for (int i = 0; i < w->n; i++) {
		w->source[i].at = f->at;
		w->source[i].id = f->id;
	}
	return w;
}

static struct err *source_read(struct trail_walk *w, struct source *s)
{
	struct trail_events_in in = {
		.from = w->from,
		.to = s->at ? MIN(w->to, s->at + 1) : w->to,
		.at = s->at,
		.id = s->id,
		.actor = w->f.actor,
		.behalf = w->f.behalf,
		.kind = s->kind ? str_c(s->kind) : STR_NULL,
		.subject_kind = w->f.subject_kind,
		.subject = w->f.subject,
		.limit = w->n > 1 ? AT_ONCE_OF_MANY : AT_ONCE,
		.with = w->by | (s->at ? TRAIL_EVENTS_WITH_AFTER : 0),
	};
	struct err *err = trail_events(w->cx->db, &in, &s->rows);

	s->next = 0;
	s->ended = !err && s->rows.n < in.limit;
	w->read += err ? 0 : s->rows.n;
	return err;
}

/* Its newest row that wasn't taken; NULL: there is none. */
static struct err *source_peek(struct trail_walk *w, struct source *s,
			       const struct trail_events_row **ret)
{
	struct err *err = NULL;

	if (s->next == s->rows.n && !s->ended)
		err = source_read(w, s);
	*ret = !err && s->next < s->rows.n ? &s->rows.p[s->next] : NULL;
	return err;
}

static bool is_newer(const struct trail_events_row *a,
		     const struct trail_events_row *b)
{
	return a->at != b->at ? a->at > b->at : a->id > b->id;
}

static struct err *newest_take(struct trail_walk *w,
			       struct trail_events_row *ret, bool *ret_more)
{
	const struct trail_events_row *best = NULL, *r;
	struct source *of = NULL;
	struct err *err;

	for (int i = 0; i < w->n; i++) {
		err = source_peek(w, &w->source[i], &r);
		if (err)
			return err;
		if (r && (!best || is_newer(r, best))) {
			best = r;
			of = &w->source[i];
		}
	}
	*ret_more = best != NULL;
	if (!best)
		return NULL;
	*ret = *best;
	of->next++;
	of->at = w->at = best->at;
	of->id = w->id = best->id;
	w->looked++;
	return NULL;
}

static void sources_forget(struct trail_walk *w)
{
	for (int i = 0; i < w->n; i++) {
		struct source *s = &w->source[i];

		/* what was read and not taken is read again */
		s->ended = s->ended && s->next == s->rows.n;
		s->rows = (struct trail_events_rows){ 0 };
		s->next = 0;
	}
}

void trail_walk_forget(struct trail_walk *w)
{
	sources_forget(w);
	w->gives_back = true;
	w->mark = arena_mark(w->cx->arena);
	w->read = 0;
}

struct err *trail_walk_next(struct trail_walk *w, struct trail_events_row *ret,
			    bool *ret_more)
{
	struct err *err = NULL;
	bool good = false;

	while (!err && !good) {
		w->stopped = w->most && w->looked >= w->most;
		*ret_more = !w->stopped;
		if (w->stopped)
			return NULL;
		if (w->gives_back && w->read > READ_MOST) {
			sources_forget(w);
			arena_rewind(w->cx->arena, w->mark);
			w->read = 0;
		}
		err = newest_take(w, ret, ret_more);
		if (err || !*ret_more)
			return err;
		err = passes(w, ret, &good);
	}
	return err;
}

bool trail_walk_stopped(const struct trail_walk *w, int64_t *ret_at,
			int64_t *ret_id)
{
	*ret_at = w->at;
	*ret_id = w->id;
	return w->stopped;
}
