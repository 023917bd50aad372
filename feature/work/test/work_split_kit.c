/* Parts of the small committee's tasks. */
#include "work/test/work_split_kit.h"

struct work_part_new kit_part(struct work_kit *k, const char *work)
{
	return (struct work_part_new){ .row = 1,
				       .lead = k->unit[UNIT_CELL],
				       .work = str_c(work),
				       .product = STR("Báo cáo kết quả"),
				       .deadline = STR(""),
				       .weight = 1 };
}

struct err *kit_split(struct work_kit *k, enum kit_user who, int64_t task,
		      const struct work_part_new *parts, int n)
{
	struct cx cx = work_kit_as(k, who);

	return work_split(&cx,
			  &(struct work_split){
				  .task = task, .parts = parts, .n = n },
			  NULL);
}

void kit_split_three(struct work_kit *k, int64_t ret_id[3])
{
	struct work_part_new p[3] = {
		kit_part(k, "Lập danh mục hồ sơ của Chi bộ Văn thư"),
		kit_part(k, "Đối chiếu danh mục với kho lưu trữ"),
		kit_part(k, "Tổng hợp danh mục hồ sơ toàn Đảng bộ"),
	};
	struct part_list_rows rows;

	for (int i = 0; i < 3; i++)
		p[i].row = i + 1;
	p[0].weight = 50;
	p[0].deadline = STR("30/11/2026");
	p[1].weight = 30;
	p[2].weight = 20;
	p[2].lead = k->unit[UNIT_OFFICE];
	ok(kit_split(k, USER_LEAD, k->task[TASK_RUNNING], p, 3));
	rows = kit_parts(k, k->task[TASK_RUNNING]);
	assert_int_equal(rows.n, 3);
	for (int i = 0; i < 3; i++)
		ret_id[i] = rows.p[i].id;
}

struct err *kit_deed(struct work_kit *k, enum kit_user who, int64_t task,
		     enum work_do what, int64_t percent)
{
	struct cx cx = work_kit_as(k, who);

	return work_do(&cx,
		       &(struct work_deed){
			       .task = task,
			       .what = what,
			       .reason = work_do_needs_reason(what) ? STR("vì")
								    : STR(""),
			       .report = { .percent = percent,
					   .body = STR("Đã làm được."),
					   .difficulty = STR(""),
					   .cause = STR(""),
					   .ask = STR("none") } },
		       NULL);
}

struct task_by_id_row kit_task_now(struct work_kit *k, int64_t id)
{
	struct task_by_id_row t;
	bool found;

	ok(task_by_id(k->cx.db,
		      &(struct task_by_id_in){ .id = id,
					       .today = k->cx.today,
					       .soon = k->cx.today },
		      &t, &found));
	assert_true(found);
	return t;
}

struct part_list_rows kit_parts(struct work_kit *k, int64_t task)
{
	struct part_list_rows rows;

	ok(part_list(k->cx.db,
		     &(struct part_list_in){ .task = task,
					     .today = k->cx.today,
					     .soon = k->cx.today,
					     .scope = 0,
					     .limit = 100 },
		     &rows));
	return rows;
}
