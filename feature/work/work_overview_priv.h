/* The overview's words; for its page file only. */
#ifndef RV_WORK_OVERVIEW_PRIV_H
#define RV_WORK_OVERVIEW_PRIV_H

#include "work/work_overview_model.h"
#include "work/work_overview_query.h"
#include "work/work_query.h"
#include "work/work_overview_view.h"
#include "work/work_summary.h"

/* The longest late task of the programme; row NULL: there is none. */
void overview_say(struct cx *cx, const struct overview_facts *f,
		  const struct overview_red_row *worst, int64_t done,
		  struct overview_view *x);
/* The beginning of a task's text, and of what its lead wrote: whole ones are
 * on the task's page. */
struct str overview_work(struct cx *cx, struct str work);
struct str overview_words_of(struct cx *cx, struct str words);
/* A red task's line: how late, why, since when, what is asked. */
struct overview_task overview_red_line(struct cx *cx,
				       const struct overview_red_row *r);
/* "Task 2.4 is overdue by 44 days", for the unit that holds it. */
struct str overview_red_short(struct cx *cx, const struct overview_red_row *r);
/* The four shares of a programme with what is required today. */
void overview_figures(struct cx *cx, const struct work_sum *sum,
		      const struct overview_programmes_row *p,
		      struct overview_view *x);
/* "/programme/5?state=overdue", further fields appended: "&lead=7". */
struct str overview_list(struct cx *cx, int64_t programme, const char *query,
			 int64_t lead);
/* Share on time in tenths, -1 when nothing is finished or late yet. */
int64_t overview_on_time(const struct work_sum *sum);
int64_t overview_on_time_level(struct cx *cx);
/* "80,0%" */
struct str overview_percent(struct cx *cx, int64_t tenths);
/* "80%" when it is whole */
struct str overview_percent_short(struct cx *cx, int64_t tenths);

#endif
