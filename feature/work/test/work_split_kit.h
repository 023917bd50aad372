/* Parts of the small committee's tasks, for tests. */
#ifndef RV_WORK_SPLIT_KIT_H
#define RV_WORK_SPLIT_KIT_H

#include "work/test/work_kit.h"

#include "work/work_query.h"
#include "work/work_split_act.h"

/* A row that is clear, led by UNIT_CELL, weight 1. */
struct work_part_new kit_part(struct work_kit *k, const char *work);
/* Gives the parts of a task as this user. */
struct err *kit_split(struct work_kit *k, enum kit_user who, int64_t task,
		      const struct work_part_new *parts, int n);
/* Splits TASK_RUNNING in three: cell (weight 50), cell (30), office unit (20);
 * the ids. */
void kit_split_three(struct work_kit *k, int64_t ret_id[3]);
/* One deed; a report of `percent` with a text, a reason "vì". */
struct err *kit_deed(struct work_kit *k, enum kit_user who, int64_t task,
		     enum work_do what, int64_t percent);
struct task_by_id_row kit_task_now(struct work_kit *k, int64_t id);
struct part_list_rows kit_parts(struct work_kit *k, int64_t task);

#endif
