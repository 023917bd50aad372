/* A pipeline in sentences, for the page, the document and the command. */
#ifndef RV_GROWTH_SAY_H
#define RV_GROWTH_SAY_H

#include "growth/growth_figure.h"
#include "growth/growth_target.h"

/* People, rounded: so far and to come. */
int64_t growth_say_end(const struct growth_figures *f);
/* "121 admitted, 65.1% of the 3% level." */
struct str growth_say_reached(struct cx *cx, const struct growth_figures *f,
			      const struct growth_target *t);
/* Whether that is below what the day asks for. */
bool growth_is_behind(const struct growth_figures *f,
		      const struct growth_target *t);
/* "By those on the way about 169 by the end of the year (155 to 181), 17
 * short." Absent when the year is over. */
struct str growth_say_ahead(struct cx *cx, const struct growth_figures *f,
			    const struct growth_target *t);
/* "The bottleneck is “…”: 38 of 51 wait in A, B, C." Absent without one. */
struct str growth_say_neck(struct cx *cx, const struct growth_figures *f);
/* "In 60 days instead of 94 it would be 188." */
struct str growth_say_instead(struct cx *cx, const struct growth_figures *f);
/* "To reach 3%, 40 more people must finish “…” by 15/05/2026." Absent when
 * that is reached anyway, or can't be any more. */
struct str growth_say_need(struct cx *cx, const struct growth_figures *f,
			   const struct growth_target *t);
/* The title of a step. */
struct str growth_step_title(const struct cx *cx, struct str code);

#endif
