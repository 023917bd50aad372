/*
 * The lists that the demo's people keep, and the reminder that the office
 * sent this morning to who is late and has said nothing for two weeks.
 */
#include "app/app_demo.h"

#include "db/db.h"
#include "work/work_bulk.h"
#include "work/work_document_query.h"
#include "work/work_feed.h"
#include "work/work_view_act.h"

/* Places among users.csv. */
enum { DEMO_OFFICE = 1, LATE_STEP = 600 };

static const struct {
	const char *user, *name, *asks;
	enum work_sharing sharing;
	bool of_programme, in_calendar;
} views[] = {
	{ "van-phong@demo.example", "Quá hạn theo đơn vị",
	  "state=overdue\ngroup=lead\ncol=base\ncol=report\ncol=cause\nsort="
	  "due",
	  SHARING_ALL, false, true },
	{ "van-phong@demo.example", "Im lặng 30 ngày",
	  "state=open\nsilent=30\ncol=percent\ncol=report\nsort=report",
	  SHARING_ORG, false, false },
	{ "van-phong@demo.example", "Theo tháng đến hạn",
	  "state=open\ngroup=month", SHARING_ALL, true, false },
	{ "tuyen-giao@demo.example", "Việc phải báo cáo",
	  "state=open\ncol=percent\ncol=report\nsort=due", SHARING_OWN, false,
	  true },
};

static const struct demo_user *user_of(const struct demo *d, const char *email)
{
	for (ptrdiff_t i = 0; i < d->users.n; i++)
		if (str_eq(d->users.p[i].in.email, str_c(email)))
			return &d->users.p[i];
	return NULL;
}

static struct err *view_make(struct cx *cx, int i, int64_t programme)
{
	struct str token;
	int64_t id;
	struct err *err = work_view_save(
		cx,
		&(struct work_view_new){
			.list = views[i].of_programme ? programme : 0,
			.name = str_c(views[i].name),
			.asks = str_c(views[i].asks),
			.sharing = views[i].sharing },
		&id);

	if (err || !views[i].in_calendar)
		return err;
	return work_feed_make(cx, id, &token);
}

static struct err *views_make(struct cx *cx, const struct demo *d,
			      int64_t programme)
{
	struct err *err = NULL;

	for (int i = 0; !err && i < (int)N_ELEMENTS(views); i++) {
		const struct demo_user *u = user_of(d, views[i].user);
		struct cx c = demo_as(cx, d, u ? &u->actor : NULL, d->today,
				      LATE_STEP);

		if (u)
			err = view_make(&c, i, programme);
	}
	return err;
}

static struct err *remind(struct cx *cx, const struct demo *d)
{
	struct cx c = demo_as(cx, d, &d->users.p[DEMO_OFFICE].actor, d->today,
			      LATE_STEP + 1);
	struct work_bulk_ask ask = {
		.text = STR("Đề nghị báo cáo tiến độ và nguyên nhân chậm trong "
			    "tuần này."),
		.lead = DB_NULL
	};
	struct work_chosen late = { 0 };
	struct work_bulk_result r;
	struct task_pick_rows rows;
	struct task_pick_in in;
	struct work_filter f;
	struct err *err;

	work_filter_of_lines(&c, STR("state=overdue\nsilent=14"), 0, &f);
	in = work_filter_pick(&c, &f);
	in.limit = WORK_BULK_MOST;
	err = task_pick(c.db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(c.arena, &late) = rows.p[i].id;
	if (err || !late.n)
		return err;
	return work_bulk(&c, work_bulk_kind(&c, STR("remind")), &late, &ask,
			 &r);
}

struct err *demo_list(struct cx *cx, const struct demo *d)
{
	struct programme_current_row p;
	bool found;
	struct err *err = programme_current(
		cx->db, &(struct programme_current_in){ .today = d->today }, &p,
		&found);

	if (!err && found)
		err = views_make(cx, d, p.id);
	return err ? err : remind(cx, d);
}
