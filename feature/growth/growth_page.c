/* What the pages of the pipeline are made of. */
#include "growth/growth_page_priv.h"

#include <math.h>
#include <stdlib.h>

#include "db/db.h"
#include "doc/doc.h"
#include "growth/growth.h"
#include "i18n/i18n.h"

/* ---- what is asked ------------------------------------------------------------ */

static struct err *day_read(struct cx *cx, struct req *rq)
{
	day_t day = req_day(rq, "as_at");

	if (req_faults(rq))
		return req_faults(rq);
	if (day == DAY_NONE || day == cx->today)
		return NULL;
	if (day > cx->today)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("{0} hasn't come yet; ask for today or "
				   "a day before it."),
				fmt_day(cx->arena, day)),
			STR("as_at"));
	cx->today = cx->as_at = day;
	cx->past = true;
	return NULL;
}

static struct err *no_org(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such organisation."));
}

struct err *growth_asked_read(struct cx *cx, struct req *rq,
			      struct growth_asked *ret)
{
	struct err *err = day_read(cx, rq);

	return err ? err : growth_org_asked(cx, rq, ret);
}

struct err *growth_org_asked(struct cx *cx, struct req *rq,
			     struct growth_asked *ret)
{
	int64_t org = req_int(rq, "org"), own = cx->actor.org;
	struct org root;
	bool found = false, within = true;
	struct err *err = req_faults(rq);

	if (!err)
		err = org_get_root(cx, &root, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("The realm has no organisation yet."));
	if (err)
		return err;
	if (cx->actor.org_is_root || !own)
		own = root.id;
	org = org == DB_NULL ? own : org;
	if (cx->actor.alone)
		within = org == own;
	else if (own != root.id)
		err = org_is_within(cx, own, org, &within);
	if (!err && within)
		err = org_find(cx, org, &ret->org, &within);
	ret->is_all = org == root.id;
	return err || within ? err : no_org(cx);
}

int64_t growth_org_scope(const struct cx *cx, const struct growth_asked *is)
{
	if (is->is_all && !cx->actor.alone)
		return 0;
	return cx->actor.alone ? -is->org.id : is->org.id;
}

struct str growth_signed(const struct cx *cx, int64_t n)
{
	struct str s = fmt_int(cx->arena, cx->lang, n);

	return n > 0 ? str_cat(cx->arena, STR("+"), s) : s;
}

struct str growth_href(struct cx *cx, const char *path, int64_t org,
		       struct str more)
{
	struct str day = cx->past ? str_cat(cx->arena, STR("&as_at="),
					    day_iso(cx->arena, cx->as_at))
				  : STR("");

	return str_fmt(cx->arena, "%s?org=%lld%.*s%.*s", path, (long long)org,
		       STR_ARG(day), STR_ARG(more));
}

struct crumbs growth_crumbs(struct cx *cx, const struct growth_asked *is,
			    struct str here)
{
	struct crumbs c = { 0 };
	bool more = here.n > 0;

	if (is->is_all && !more)
		return c;
	*vec_push(cx->arena, &c) =
		(struct crumb){ .text = tr(cx->lang,
					   N_("Growth of the membership")),
				.href = STR("/growth") };
	if (!is->is_all)
		*vec_push(cx->arena, &c) = (struct crumb){
			.text = is->org.short_name,
			.href = more ? growth_href(cx, "/growth", is->org.id,
						   STR(""))
				     : STR_NULL
		};
	if (more)
		*vec_push(cx->arena, &c) = (struct crumb){ .text = here };
	return c;
}

struct err *growth_choose_orgs(struct cx *cx, struct form_choices *c,
			       int64_t chosen)
{
	int64_t top = cx->actor.org;
	struct orgs list = { 0 };
	struct form_node *node;
	struct org root;
	bool found = true;
	struct err *err = NULL;

	if (cx->actor.org_is_root || !top) {
		err = org_get_root(cx, &root, &found);
		top = root.id;
	}
	if (!err && found)
		err = org_list_below(cx, top, &list);
	if (err)
		return err;
	node = arena_new(cx->arena, struct form_node, list.n + 1);
	for (ptrdiff_t i = 0; i < list.n; i++)
		node[i] = (struct form_node){ list.p[i].id, list.p[i].parent,
					      list.p[i].depth,
					      list.p[i].short_name };
	form_choose_tree(cx, c, node, cx->actor.alone ? MIN(list.n, 1) : list.n,
			 chosen);
	return NULL;
}

bool growth_may_personal(const struct cx *cx)
{
	return cx_may(cx, PERM_MEMBER_PERSONAL) ||
	       cx_may(cx, PERM_GROWTH_MANAGE);
}

/* ---- files ------------------------------------------------------------------------- */

void growth_download(struct cx *cx, struct reply *rp, struct str title,
		     const char *ending)
{
	rp->download = str_fmt(cx->arena, "%.*s %.*s.%s", STR_ARG(title),
			       STR_ARG(day_iso(cx->arena, cx->today)), ending);
}

struct err *growth_xlsx_send(struct cx *cx, struct reply *rp, struct str title,
			     struct xlsx *x)
{
	struct str bytes;
	struct err *err = xlsx_end(x, &bytes);

	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "spreadsheetml.sheet";
	growth_download(cx, rp, title, "xlsx");
	buf_str(&rp->body, bytes);
	return NULL;
}

/* ---- all of an organisation -------------------------------------------------------- */

struct err *growth_shown_read(struct cx *cx, const struct growth_asked *is,
			      struct growth_shown *ret)
{
	struct growth_shown s = { .is = *is };
	int64_t *org;
	struct err *err = growth_figures(cx, is->org.id, &s.f);

	if (err)
		return err;
	org = arena_new(cx->arena, int64_t, s.f.n_units + 1);
	s.unit = arena_new(cx->arena, struct growth_target, s.f.n_units + 1);
	for (int u = 0; u < s.f.n_units; u++)
		org[u] = s.f.unit[u].org;
	err = growth_target_read(cx, s.f.year, org, s.f.n_units, s.unit);
	/* the last one is the organisation itself, whose target is the whole's */
	for (int u = 0; !err && u < s.f.n_units; u++)
		if (org[u] == is->org.id) {
			s.target = s.unit[u];
			s.unit[u] = (struct growth_target){ 0 };
		}
	*ret = s;
	return err;
}

int64_t growth_unit_diff(const struct growth_shown *s, int unit)
{
	const struct growth_unit *u = &s->f.unit[unit];

	if (!s->unit[unit].there)
		return DB_NULL;
	return u->admitted + llround(u->more.mean) - s->unit[unit].low;
}

struct sorted {
	int64_t diff;
	int unit;
};

static int by_diff(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->diff != y->diff)
		return x->diff < y->diff ? -1 : 1;
	return (x->unit > y->unit) - (x->unit < y->unit);
}

int *growth_units_sorted(struct cx *cx, const struct growth_shown *s)
{
	int *ret = arena_new(cx->arena, int, s->f.n_units + 1);
	struct sorted *l =
		arena_new(cx->arena, struct sorted, s->f.n_units + 1);

	for (int u = 0; u < s->f.n_units; u++) {
		int64_t diff = growth_unit_diff(s, u);

		l[u] = (struct sorted){ diff == DB_NULL ? INT64_MAX : diff, u };
	}
	qsort(l, (size_t)s->f.n_units, sizeof(*l), by_diff);
	for (int u = 0; u < s->f.n_units; u++)
		ret[u] = l[u].unit;
	return ret;
}
