/* On time by both deadlines, extensions by cause. */
#include "work/work_rates.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_adjust_query.h"
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

static struct err *on_time_fill(struct cx *cx, const struct work_rates_of *of,
				struct work_rates *r)
{
	struct task_rates_in in = { .programme = of->programme,
				    .lead = of->lead,
				    .today = cx->today,
				    WORK_PAST_IN(TASK_RATES_WITH_PAST) };
	struct task_rates_row row;
	bool found;
	struct err *err;

	in.with |= (of->programme ? TASK_RATES_WITH_PROGRAMME : 0u) |
		   (of->lead ? TASK_RATES_WITH_LEAD : 0u);
	err = task_rates(cx->db, &in, &row, &found);
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
	struct adjust_causes_rows rows;
	struct buf b = buf_init(cx->arena, 4096);
	int64_t n = 0;
	struct err *err = adjust_causes(
		cx->db,
		&(struct adjust_causes_in){
			.programme = of->programme,
			.lead = of->lead,
			.as_at = cx->as_at,
			.with = (of->programme ? ADJUST_CAUSES_WITH_PROGRAMME
					       : 0u) |
				(of->lead ? ADJUST_CAUSES_WITH_LEAD : 0u) },
		&rows);

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
