/* What can be done to a task itself: deeds, words, ledger, periods, parts. */
#include "work/test/work_year.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/test/work_by_hand.h"
#include "work/work_adjust_act.h"
#include "work/work_period_act.h"
#include "work/work_split_act.h"

enum {
	ENDED = ORACLE_DONE | ORACLE_WITHDRAWN,
	BUSY = ENDED | ORACLE_SUBMITTED | ORACLE_PAUSED,
	/* deadlines that come back */
	SERIES = 1 << DUE_RECURRING | 1 << DUE_CONTINUOUS | 1 << DUE_TERM |
		 1 << DUE_STARTING,
};

/* ---- deeds ------------------------------------------------------------- */

/* The lead does it, the office, or of a part who gave it. */
static struct cx side(struct year *y, const struct task_by_id_row *t,
		      enum work_do what)
{
	bool gave = t->parent_lead != DB_NULL && year_often(y, 60);

	if (!work_do_of_lead(what))
		return gave ? year_as(y, t->parent_lead) : y->cx;
	return t->lead == DB_NULL ? y->cx : year_as(y, t->lead);
}

static struct err *deed_on(struct year *y, int64_t id, enum work_do what)
{
	struct task_by_id_row t = year_task(y, id);
	struct work_file file = { STR("Sản phẩm.pdf"), work_kit_pdf() };
	struct cx cx = side(y, &t, what);
	struct work_deed d = { .task = id,
			       .what = what,
			       .reason = STR("Có lý do."),
			       .report = { .percent = year_any(y, 100),
					   .body = STR("Đã làm một phần."),
					   .difficulty = STR("Thiếu người."),
					   .cause = year_cause(y),
					   .ask = year_often(y, 25)
							  ? STR("help")
							  : STR("none") } };

	if ((what == WORK_DO_REPORT || what == WORK_DO_SUBMIT) &&
	    year_often(y, 5)) {
		d.files = &file;
		d.n_files = 1;
	}
	return work_do(&cx, &d, NULL);
}

static const struct year_want deed_wants[N_WORK_DO] = {
	[WORK_DO_ISSUE] = { .isnt = ORACLE_ISSUED | ENDED, .clear = true },
	[WORK_DO_ACCEPT] = { .is = ORACLE_ISSUED,
			     .isnt = ORACLE_ACCEPTED | ORACLE_PAUSED | ENDED },
	[WORK_DO_HAND_BACK] = { .is = ORACLE_ISSUED, .isnt = BUSY },
	[WORK_DO_REPORT] = { .is = ORACLE_ISSUED | ORACLE_ACCEPTED,
			     .isnt = BUSY },
	[WORK_DO_SUBMIT] = { .is = ORACLE_ISSUED | ORACLE_ACCEPTED,
			     .isnt = BUSY },
	[WORK_DO_VERIFY] = { .is = ORACLE_SUBMITTED, .isnt = ENDED },
	[WORK_DO_RETURN] = { .is = ORACLE_SUBMITTED, .isnt = ENDED },
	[WORK_DO_CLOSE] = { .is = ORACLE_DONE, .isnt = ORACLE_CLOSED },
	[WORK_DO_PAUSE] = { .is = ORACLE_ISSUED, .isnt = BUSY },
	[WORK_DO_RESUME] = { .is = ORACLE_PAUSED, .isnt = ENDED },
	[WORK_DO_WITHDRAW] = { .isnt = ENDED },
};

static struct err *deed_in(struct year *y, int what, unsigned places)
{
	struct year_want w = deed_wants[what];
	int64_t id;

	w.places = places;
	w.programme = DB_NULL; /* what was kept open goes on */
	id = year_choose(y, &w);
	return id ? deed_on(y, id, (enum work_do)what) : year_nothing(y);
}

static struct err *deed(struct year *y, int what)
{
	return deed_in(y, what, YEAR_WHOLE);
}

static struct err *part_deed(struct year *y, int what)
{
	return deed_in(y, what, YEAR_PART);
}

static struct err *period_deed(struct year *y, int what)
{
	return deed_in(y, what, YEAR_PERIOD);
}

static struct err *series_deed(struct year *y, int what)
{
	struct year_want w = deed_wants[what];
	int64_t id;

	w.places = YEAR_WHOLE | YEAR_PART;
	w.kinds = SERIES;
	w.programme = DB_NULL;
	id = year_choose(y, &w);
	return id ? deed_on(y, id, (enum work_do)what) : year_nothing(y);
}

/* Several things in one day: whatever the state of now allows. */
static struct err *deeds_of_a_day(struct year *y, int most)
{
	int64_t id = year_choose(
		y, &(struct year_want){ .isnt = ENDED, .programme = DB_NULL });
	struct err *err = id ? NULL : year_nothing(y);

	for (int i = 0; i < most && !err; i++) {
		struct task_by_id_row t = year_task(y, id);
		struct work_facts f = { t.issued_on,	t.accepted_on,
					t.submitted_on, t.done_on,
					t.closed_on,	t.paused_on,
					t.withdrawn_on, t.due_on,
					t.start_on,	t.percent };
		int from = year_any(y, N_WORK_DO), k = 0;

		while (k < N_WORK_DO &&
		       ((from + k) % N_WORK_DO == WORK_DO_EDIT ||
			!work_do_fits((enum work_do)((from + k) % N_WORK_DO),
				      &f, t.missing)))
			k++;
		if (k < N_WORK_DO)
			err = deed_on(y, id,
				      (enum work_do)((from + k) % N_WORK_DO));
		year_tick(y);
	}
	return err;
}

/* Mostly it isn't the time for it: nothing may come of that. */
static struct err *any_deed(struct year *y, int arg)
{
	int64_t id =
		year_choose(y, &(struct year_want){ .programme = DB_NULL });

	(void)arg;
	return id ? deed_on(y, id,
			    (enum work_do)(1 + year_any(y, N_WORK_DO - 1)))
		  : year_nothing(y);
}

/* ---- words ------------------------------------------------------------- */

static struct err *add(struct year *y, int arg)
{
	struct work_task_words w = year_words(y, year_open_programme(y));
	int64_t id;

	(void)arg;
	return work_task_add(&y->cx, &w, &id);
}

/* The words of now, and one of them anew. */
static struct work_task_words changed(struct year *y,
				      const struct task_by_id_row *t)
{
	struct work_task_words w = year_words(y, t->programme);
	struct work_task_words is = w;

	is.section = t->section_title.p ? t->section_title : STR("");
	is.work = t->work;
	is.work_confirmed = t->work_confirmed == 1;
	is.lead = t->lead;
	is.lead_text = t->lead_text;
	is.deadline = t->deadline_text;
	is.product = t->product;
	is.product_confirmed = t->product_confirmed == 1;
	switch (year_any(y, 5)) {
	case 0:
		is.section = w.section;
		break;
	case 1:
		is.work = w.work;
		is.work_confirmed = true;
		break;
	case 2:
		is.lead = year_lead(y);
		is.lead_text = STR("");
		break;
	case 3:
		is.deadline = w.deadline;
		break;
	default:
		is.product = w.product;
		is.product_confirmed = true;
		break;
	}
	return is;
}

static struct err *edit(struct year *y, int issued)
{
	int64_t id = year_choose(
		y, &(struct year_want){
			   .is = issued ? ORACLE_ISSUED : 0,
			   .isnt = ENDED | ORACLE_SUBMITTED |
				   (issued ? 0u : (unsigned)ORACLE_ISSUED) });
	struct work_task_words w;
	struct task_by_id_row t;

	if (!id)
		return year_nothing(y);
	t = year_task(y, id);
	w = year_often(y, 80) ? changed(y, &t) : year_words(y, t.programme);
	return work_task_edit(&y->cx, id, t.rev, &w);
}

/* ---- the ledger -------------------------------------------------------- */

static struct str later(struct year *y, const struct task_by_id_row *t)
{
	day_t from = t->due_on == DAY_NONE ? y->cx.today : t->due_on;
	day_t day = from + 1 + year_any(y, 70);

	if (year_often(y, 8))
		return STR("Hằng quý");
	return fmt_day(y->cx.arena, t->to_on > from ? MIN(day, t->to_on) : day);
}

static struct work_adjust_new request(struct year *y, int64_t id, int kind)
{
	struct task_by_id_row t = year_task(y, id);
	int n = ++y->n_added;

	return (struct work_adjust_new){
		.task = id,
		.kind = (enum work_adjust)kind,
		.cause = year_cause(y),
		.body = STR("Đề nghị xem xét."),
		.deadline = later(y, &t),
		.work = str_fmt(y->cx.arena, "Xây dựng đề án số %d", n),
		.product = str_fmt(y->cx.arena, "Đề án số %d", n),
		.lead = year_lead(y)
	};
}

static int64_t adjustable(struct year *y)
{
	return year_choose(y, &(struct year_want){ .is = ORACLE_ISSUED,
						   .isnt = ENDED });
}

/* By the lead; what the root leads is the office's own to decide. */
static struct err *ask(struct year *y, int kind)
{
	for (int i = 0; i < 6; i++) {
		int64_t id = adjustable(y),
			lead = id ? y->day.row[id].lead : DB_NULL;
		struct work_adjust_new in;
		struct cx cx;

		if (lead == DB_NULL || lead == y->kit.root)
			continue;
		in = request(y, id, kind);
		cx = year_as(y, year_task(y, id).lead);
		return work_adjust(&cx, &in, NULL);
	}
	return year_nothing(y);
}

/* By the office: it is decided at once. */
static struct err *adjust(struct year *y, int kind)
{
	int64_t id = adjustable(y);
	struct work_adjust_new in;
	struct err *err;
	bool approved = false;

	if (!id)
		return year_nothing(y);
	in = request(y, id, kind);
	err = work_adjust(&y->cx, &in, &approved);
	assert_true(err || approved);
	return err;
}

BY_HAND(request_query,
	"select j.id from task_adjust j join task t on t.id = j.task "
	"where j.verdict is null and t.voided_at is null "
	"and case j.kind when 'extension' then 0 when 'scope' then 1 "
	"when 'lead' then 2 when 'product' then 3 else 4 end = ?1 / 1000 "
	"order by (j.id * 31 + ?1 % 1000) % 97 limit 1");
BY_HAND(adjust_task_query, "select task from task_adjust where id = ?1");

static int64_t waiting(struct year *y, int kind)
{
	return year_find(y, &request_query, kind * 1000 + year_any(y, 1000));
}

/* One that waits, or else a new one. */
static struct err *decide(struct year *y, int kind, enum work_verdict v)
{
	int64_t id = waiting(y, kind), task;
	struct err *err = id ? NULL : ask(y, kind);

	if (!id && !err)
		id = waiting(y, kind);
	if (err || !id)
		return err ? err : year_nothing(y);
	year_tick(y);
	task = year_find(y, &adjust_task_query, id);
	if (v == WORK_DROPPED) {
		struct task_by_id_row t = year_task(y, task);
		struct cx cx = year_as(y, t.lead);

		return work_adjust_decide(&cx, id, v, STR(""));
	}
	return work_adjust_decide(&y->cx, id, v, STR("Đã xem xét."));
}

static struct err *approve(struct year *y, int kind)
{
	return decide(y, kind, WORK_APPROVED);
}

static struct err *refuse(struct year *y, int kind)
{
	return decide(y, kind, WORK_REFUSED);
}

static struct err *drop(struct year *y, int kind)
{
	return decide(y, kind, WORK_DROPPED);
}

/* ---- days that come later, periods ------------------------------------- */

static struct err *event_day(struct year *y, int kind)
{
	int64_t id = year_choose(y, &(struct year_want){ .is = ORACLE_ISSUED,
							 .isnt = ENDED,
							 .kinds = 1u << kind });
	day_t today = y->cx.today;

	if (!id)
		return year_nothing(y);
	return work_event_day(
		&y->cx,
		&(struct work_event_day){
			.task = id,
			.event = today - year_any(y, 25),
			.due = year_often(y, 30) ? DAY_NONE
						 : today + year_any(y, 40) - 5,
			.note = STR("Đã có văn bản.") });
}

/* What is to be reached in one of the years to come, some with a day. */
static struct err *milestone(struct year *y, int arg)
{
	int64_t id =
		year_choose(y, &(struct year_want){ .isnt = ENDED,
						    .kinds = 1u << DUE_TERM });
	struct work_milestone m = { .year = 2026 + year_any(y, 4),
				    .on = DAY_NONE };

	(void)arg;
	if (!id)
		return year_nothing(y);
	m.target = str_fmt(y->cx.arena, "%d hồ sơ", ++y->n_added);
	if (year_often(y, 60) && !day_from_ymd(m.year, 1 + year_any(y, 12),
					       1 + year_any(y, 28), &m.on))
		m.on = DAY_NONE;
	return work_milestones_write(&y->cx, &(struct work_milestone_plan){
						     id, &m, 1 });
}

static struct err *periods(struct year *y, int arg)
{
	int made = 0;
	struct err *err = work_periods_make(&y->cx, &made);

	(void)arg;
	return err || made ? err : year_nothing(y);
}

/* ---- parts ------------------------------------------------------------- */

static int64_t below(struct year *y, int64_t lead)
{
	int from = year_any(y, YEAR_ORGS);

	for (int i = 0; i < YEAR_ORGS; i++) {
		int64_t org = y->org[(from + i) % YEAR_ORGS];

		if (oracle_leads(y->live, lead, org))
			return org;
	}
	return lead;
}

static const struct year_want splittable = {
	.is = ORACLE_ISSUED | ORACLE_ACCEPTED,
	.isnt = BUSY,
	.places = YEAR_WHOLE | YEAR_PART,
};

static struct str part_deadline(struct year *y, const struct task_by_id_row *t)
{
	if (t->due_on == DAY_NONE && year_often(y, 30))
		return year_deadline(y);
	if (t->due_on == DAY_NONE || year_often(y, 50))
		return STR("");
	return fmt_day(y->cx.arena, t->due_on - year_any(y, 15));
}

static struct err *split(struct year *y, int arg)
{
	int64_t id = year_choose(y, &splittable);
	struct work_part_new part[3];
	struct task_by_id_row t;
	int n = 1 + year_any(y, N_ELEMENTS(part));
	struct cx cx;

	(void)arg;
	if (!id)
		return year_nothing(y);
	t = year_task(y, id);
	if (t.lead == DB_NULL)
		return year_nothing(y);
	for (int i = 0; i < n; i++) {
		bool vague = year_often(y, 25);

		part[i] = (struct work_part_new){
			.row = i + 1,
			.lead = vague ? DB_NULL : below(y, t.lead),
			.work = STR("Lập báo cáo của đơn vị"),
			.product = STR("Báo cáo kết quả"),
			.deadline = part_deadline(y, &t),
			.weight = 1 + year_any(y, 100)
		};
	}
	cx = year_often(y, 80) ? year_as(y, t.lead) : y->cx;
	return work_split(
		&cx, &(struct work_split){ .task = id, .parts = part, .n = n },
		NULL);
}

/* `kinds`: of which deadlines; those that come back bring periods along. */
static struct err *attach(struct year *y, int kinds)
{
	struct year_want w = { .isnt = ORACLE_ISSUED | ENDED,
			       .places = YEAR_WHOLE | YEAR_PART,
			       .kinds = (unsigned)kinds };
	int64_t draft = 0, task = 0;

	for (int i = 0; i < 8 && !task; i++) {
		struct year_want up = splittable;

		draft = year_choose(y, &w);
		if (!draft)
			return year_nothing(y);
		up.programme = y->day.row[draft].programme;
		if (kinds) /* what is due on a day takes no such part */
			up.kinds = SERIES | 1 << DUE_NONE | 1 << DUE_RELATIVE |
				   1 << DUE_ON_REQUEST;
		task = year_choose(y, &up);
		if (task && !oracle_leads(y->live, y->day.row[task].lead,
					  y->day.row[draft].lead))
			task = 0;
	}
	if (!task)
		return year_nothing(y);
	return work_part_attach(
		&y->cx, &(struct work_attach){ .draft = draft,
					       .task = task,
					       .weight = 1 + year_any(y, 50) });
}

static struct err *weight(struct year *y, int arg)
{
	int64_t id =
		year_choose(y, &(struct year_want){ .isnt = ORACLE_WITHDRAWN,
						    .places = YEAR_PART });

	(void)arg;
	return id ? work_part_weight(&y->cx, id, 1 + year_any(y, 200))
		  : year_nothing(y);
}

/* ---- all of it --------------------------------------------------------- */

#define KINDS(what, fn, weight, least)                                         \
	{ what " a deadline", fn, ADJUST_EXTENSION, (weight)*2, least },       \
		{ what " other work", fn, ADJUST_SCOPE, weight, least },       \
		{ what " another lead", fn, ADJUST_LEAD, weight, least },      \
		{ what " another product", fn, ADJUST_PRODUCT, weight,         \
		  least },                                                     \
	{                                                                      \
		what " a withdrawal", fn, ADJUST_WITHDRAWAL, weight, least     \
	}

const struct year_act year_task_acts[] = {
	{ "add", add, 0, 12, 50 },
	{ "edit a draft", edit, 0, 6, 10 },
	{ "edit what is issued", edit, 1, 8, 10 },
	{ "issue", deed, WORK_DO_ISSUE, 30, 50 },
	{ "accept", deed, WORK_DO_ACCEPT, 30, 50 },
	{ "hand back", deed, WORK_DO_HAND_BACK, 4, 5 },
	{ "report", deed, WORK_DO_REPORT, 24, 50 },
	{ "submit", deed, WORK_DO_SUBMIT, 14, 30 },
	{ "verify", deed, WORK_DO_VERIFY, 10, 20 },
	{ "return", deed, WORK_DO_RETURN, 5, 5 },
	{ "close", deed, WORK_DO_CLOSE, 5, 5 },
	{ "pause", deed, WORK_DO_PAUSE, 5, 5 },
	{ "resume", deed, WORK_DO_RESUME, 5, 5 },
	{ "withdraw", deed, WORK_DO_WITHDRAW, 2, 5 },
	{ "several deeds", deeds_of_a_day, 4, 10, 10 },
	{ "any deed", any_deed, 0, 6, 3 },
	KINDS("ask for", ask, 5, 3),
	KINDS("approve", approve, 3, 3),
	KINDS("refuse", refuse, 1, 3),
	KINDS("drop", drop, 1, 3),
	KINDS("set", adjust, 2, 3),
	{ "the day of an event", event_day, DUE_RELATIVE, 5, 3 },
	{ "the day of a request", event_day, DUE_ON_REQUEST, 5, 3 },
	{ "periods", periods, 0, 30, 3 },
	{ "a milestone", milestone, 0, 8, 5 },
	{ "accept a series", series_deed, WORK_DO_ACCEPT, 5, 3 },
	{ "hand back a series", series_deed, WORK_DO_HAND_BACK, 2, 3 },
	{ "issue a series", series_deed, WORK_DO_ISSUE, 5, 3 },
	{ "submit a series", series_deed, WORK_DO_SUBMIT, 1, 3 },
	{ "withdraw a series", series_deed, WORK_DO_WITHDRAW, 1, 3 },
	{ "accept a period", period_deed, WORK_DO_ACCEPT, 4, 3 },
	{ "hand back a period", period_deed, WORK_DO_HAND_BACK, 1, 3 },
	{ "report a period", period_deed, WORK_DO_REPORT, 4, 3 },
	{ "submit a period", period_deed, WORK_DO_SUBMIT, 8, 3 },
	{ "verify a period", period_deed, WORK_DO_VERIFY, 7, 3 },
	{ "return a period", period_deed, WORK_DO_RETURN, 2, 3 },
	{ "pause a period", period_deed, WORK_DO_PAUSE, 1, 3 },
	{ "withdraw a period", period_deed, WORK_DO_WITHDRAW, 1, 3 },
	{ "split", split, 0, 8, 5 },
	{ "attach a draft", attach, 0, 4, 3 },
	{ "attach a series", attach, SERIES, 4, 1 },
	{ "weigh a part", weight, 0, 3, 3 },
	{ "issue a part", part_deed, WORK_DO_ISSUE, 3, 3 },
	{ "accept a part", part_deed, WORK_DO_ACCEPT, 8, 3 },
	{ "hand back a part", part_deed, WORK_DO_HAND_BACK, 2, 3 },
	{ "report a part", part_deed, WORK_DO_REPORT, 5, 3 },
	{ "submit a part", part_deed, WORK_DO_SUBMIT, 5, 3 },
	{ "verify a part", part_deed, WORK_DO_VERIFY, 4, 3 },
	{ "return a part", part_deed, WORK_DO_RETURN, 1, 3 },
	{ "take a part back", part_deed, WORK_DO_WITHDRAW, 1, 3 },
};
const int year_n_task_acts = (int)N_ELEMENTS(year_task_acts);
