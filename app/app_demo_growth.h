/* The pipeline of the demo (app_demo_growth.c), between its plan and its days. */
#ifndef RV_APP_DEMO_GROWTH_H
#define RV_APP_DEMO_GROWTH_H

#include "app/app_demo_people.h"

/* Behind life_members_plan(): who is admitted by it was proposed before. */
void life_growth_plan(struct life *l);
/* A step of somebody's way (LIFE_GROWTH). */
struct err *life_growth(struct life *l, const struct step *s) MUST_USE;
/* The ceremony of a planned admission: whose record began, and where. */
struct err *life_growth_admit(struct life *l, const struct step *s,
			      int64_t *ret_member, int64_t *ret_cell,
			      day_t *ret_admitted) MUST_USE;
/* A cell that lives and isn't one of those of which the figures are public. */
int64_t life_cell_any(struct life *l, struct demo_dice *dice);

#endif
