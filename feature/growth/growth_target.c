/* Targets of admissions: see growth_target.h; and what feature/indicator asks of
 * the pipeline. */
#include "growth/growth_target.h"

#include "db/db.h"
#include "growth/growth_query.h"
#include "growth/growth_stage.h"

struct err *growth_target_read(struct cx *cx, int year, const int64_t *org,
			       int n, struct growth_target *ret)
{
	struct target_ask ask = { .code = STR(INDICATOR_ADMISSIONS),
				  .period = str_fmt(cx->arena, "%d", year),
				  .on = cx->today,
				  .org = org,
				  .n = n };
	struct target_now *now = arena_new(cx->arena, struct target_now, n + 1);
	struct err *err = target_at(cx, &ask, now);

	for (int i = 0; !err && i < n; i++)
		ret[i] = (struct growth_target){
			.there = now[i].id != 0,
			.low = now[i].value,
			.high = now[i].high == DB_NULL ? now[i].value
						       : now[i].high,
			.base = now[i].base,
			.base_on = now[i].base_on,
			.basis = now[i].basis,
		};
	return err;
}

/* ---- what the pipeline counts for others ------------------------------------- */

/* Of each organisation with all below it, on the last of the days. */
static struct err *reached_count(struct cx *cx, struct str stage,
				 const struct indicator_span *what,
				 int64_t *ret)
{
	struct growth_reached_in in = { .stage = stage,
					.from = what->from,
					.to = what->to };
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < what->n && !err; i++) {
		struct growth_reached_row row;
		bool found;

		in.org = what->org[i];
		err = growth_reached(cx->db, &in, &row, &found);
		ret[i] = err ? 0 : row.n;
	}
	return err;
}

static struct err *admitted(struct cx *cx, const struct indicator_span *what,
			    int64_t *ret)
{
	struct growth_stages s;

	growth_stages(cx->profile, &s);
	return s.way ? reached_count(cx, s.term[s.way - 1]->code, what, ret)
		     : NULL;
}

/* Who was proposed in the year. */
static struct err *sources(struct cx *cx, const char *by, int year,
			   const struct indicator_orgs *of, int64_t *ret)
{
	struct indicator_span what = { .org = of->org, .n = of->n };
	struct growth_stages s;

	growth_stages(cx->profile, &s);
	if (!str_eq(str_c(by), STR("source")) || !s.n ||
	    !day_from_ymd(year, 1, 1, &what.from))
		return err_new(cx->arena, ERR_UNSUPPORTED, NULL);
	what.to = day_month_end(year, 12);
	return reached_count(cx, s.term[0]->code, &what, ret);
}

const struct indicator_source growth_indicator = { .code = "growth",
						   .reached = admitted,
						   .weights = sources };
