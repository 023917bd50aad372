/* The pipeline on the page of an organisation: counted, not foretold. */
#include "growth/growth_page_priv.h"

#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_list_tmpl.h"
#include "growth/growth_query.h"
#include "i18n/i18n.h"

static struct err *admitted_say(struct cx *cx, int64_t org,
				struct growth_panel *x)
{
	int year = day_ymd(cx->today).y;
	struct indicator_span what = { .org = &org, .n = 1, .to = cx->today };
	struct str y = str_fmt(cx->arena, "%d", year), n;
	struct growth_target t;
	int64_t reached = 0;
	struct err *err = growth_target_read(cx, year, &org, 1, &t);

	if (!err && day_from_ymd(year, 1, 1, &what.from))
		err = growth_indicator.reached(cx, &what, &reached);
	if (err)
		return err;
	n = fmt_int(cx->arena, cx->lang, reached);
	x->admitted = t.there ? tr_fmt(cx->arena, cx->lang,
				       N_("{0} of {1} admitted in {2}"), n,
				       fmt_int(cx->arena, cx->lang, t.low), y)
			      : tr_fmt(cx->arena, cx->lang,
				       N_("{0} admitted in {1}"), n, y);
	return NULL;
}

struct err *growth_org_panel(struct cx *cx, int64_t org, struct view *v)
{
	struct growth_panel x = { .org = org };
	struct candidate_list_count_in in = {
		.org = org,
		.state = STR("open"),
		.with = CANDIDATE_LIST_COUNT_WITH_ORG |
			CANDIDATE_LIST_COUNT_WITH_STATE
	};
	struct candidate_list_count_row row;
	struct candidate_reach_in by = { .above = growth_scope(cx),
					 .org = org };
	struct candidate_reach_row reach;
	bool found = true;
	struct err *err = NULL;

	if (!cx_may(cx, PERM_GROWTH_VIEW) || cx->past)
		return NULL;
	if (by.above)
		err = candidate_reach(cx->db, &by, &reach, &found);
	if (err || !found)
		return err;
	err = candidate_list_count(cx->db, &in, &row, &found);
	if (!err)
		err = admitted_say(cx, org, &x);
	if (err)
		return err;
	x.open = row.n;
	growth_panel_html(v, &x);
	return NULL;
}
