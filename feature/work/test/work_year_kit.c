/* Chance, people and words of the year. */
#include "work/test/work_year.h"

#include <stdlib.h>

#include "db/db.h"
#include "profile/profile.h"
#include "work/work_page.h"

enum { DAYS = 365 };

/* ---- the committee ----------------------------------------------------- */

static void programmes_make(struct year *y)
{
	int64_t id;

	ok(work_document_add(&y->cx,
			     &(struct work_document_new){
				     .kind = STR("CTr"),
				     .term = STR("2025-2030"),
				     .issuer = y->kit.root,
				     .issued_on = y->cx.today,
				     .title = STR("Chương trình") },
			     &y->kit.document));
	for (int i = 0; i < YEAR_FOUNDED; i++) {
		ok(work_programme_add(
			&y->cx,
			&(struct work_programme_new){
				.document = y->kit.document,
				.title = STR("Chương trình hành động"),
				.year = 2026,
				.from = y->cx.today,
				.to = y->cx.today + DAYS - 1,
				.owner = y->kit.root },
			&id));
		year_programme_put(y, id);
	}
	y->kit.programme = y->programme[0].id;
}

void year_found(struct year *y, struct arena *a, uint32_t seed)
{
	static const struct route_table *const tables[] = { &work_list_routes,
							    NULL };

	y->seed = y->chance = seed;
	work_kit_found(a, tables, "2026-01-01", &y->kit);
	y->first = y->kit.cx.today;
	y->cx = work_kit_as(&y->kit, USER_OFFICE);
	y->cx.actor.perms = UINT64_MAX; /* every side's rights */
	y->org[0] = y->kit.root;
	for (int u = 0; u < N_KIT_UNIT; u++)
		y->org[u + 1] = y->kit.unit[u];
	programmes_make(y);
}

void year_close(struct year *y)
{
	const char *copy = getenv("ROVIEC_KEEP");

	if (copy)
		ok(store_backup(y->cx.store, y->cx.arena, copy));
	work_kit_close(&y->kit);
}

void year_add(struct year *y, int n)
{
	for (int i = 0; i < n; i++) {
		struct arena_mark mark = arena_mark(y->cx.arena);
		struct work_task_words w =
			year_words(y, year_open_programme(y));
		int64_t id;

		year_tick(y);
		ok(work_task_add(&y->cx, &w, &id));
		arena_rewind(y->cx.arena, mark);
	}
}

/* ---- chance ------------------------------------------------------------ */

int year_any(struct year *y, int n)
{
	y->chance = y->chance * 1664525u + 1013904223u;
	return (int)((y->chance >> 8) % (uint32_t)n);
}

bool year_often(struct year *y, int percent)
{
	return year_any(y, 100) < percent;
}

void year_tick(struct year *y)
{
	y->cx.now += 1000;
}

void year_on(struct year *y, day_t day)
{
	y->cx.today = y->cx.as_at = day;
	y->cx.now = day_begin(day) + 8 * 3600000;
}

struct cx year_as(struct year *y, int64_t org)
{
	static const enum kit_user user[N_KIT_UNIT] = {
		[UNIT_OFFICE] = USER_LEAD,
		[UNIT_PEOPLE] = USER_OTHER,
		[UNIT_PRESS] = USER_LEADER,
		[UNIT_CELL] = USER_CELL,
	};
	struct cx cx = y->cx;

	for (int u = 0; u < N_KIT_UNIT; u++)
		if (y->kit.unit[u] == org)
			cx.actor.id = y->kit.user[user[u]];
	cx.actor.org = org;
	cx.actor.org_is_root = org == y->kit.root;
	return cx;
}

int64_t year_open_programme(struct year *y)
{
	int from = year_any(y, y->n_programmes);

	for (int i = 0; i < y->n_programmes; i++) {
		int k = (from + i) % y->n_programmes;

		if (!y->programme[k].closed)
			return y->programme[k].id;
	}
	fail_msg("every programme is closed");
	return 0;
}

void year_programme_put(struct year *y, int64_t id)
{
	assert_in_range(y->n_programmes, 0, YEAR_PROGRAMMES - 1);
	y->programme[y->n_programmes++].id = id;
}

int64_t year_find(struct year *y, const struct db_query *q, int64_t arg)
{
	struct db_stmt *st;
	int64_t found = 0;
	bool more;

	ok(db_stmt_get(y->cx.db, q, 0, 0, &st));
	if (arg != DB_NULL)
		db_bind_i64(st, 1, arg);
	ok(db_step(st, &more));
	if (more)
		found = db_col_i64(st, 0);
	db_stmt_done(st);
	return found == DB_NULL ? 0 : found;
}

/* ---- which task -------------------------------------------------------- */

static bool closed(const struct year *y, int64_t programme)
{
	for (int i = 0; i < y->n_programmes; i++)
		if (y->programme[i].id == programme)
			return y->programme[i].closed;
	return false;
}

static bool fits(const struct year *y, const struct year_want *w,
		 const struct oracle_row *r)
{
	unsigned places = w->places ? w->places : ~0u;

	if (r->place == ORACLE_GONE || !(places >> r->place & 1) ||
	    (r->is & w->is) != w->is || (r->is & w->isnt))
		return false;
	if ((w->kinds && !(w->kinds >> r->kind & 1)) ||
	    (w->clear && r->missing) || (w->vague && !r->missing))
		return false;
	return w->programme == DB_NULL ? true
	       : w->programme	       ? w->programme == r->programme
				       : !closed(y, r->programme);
}

static bool there(struct year *y, int64_t id, struct task_by_id_row *ret_t)
{
	bool found;

	ok(task_by_id(y->cx.db,
		      &(struct task_by_id_in){ .id = id,
					       .today = y->cx.today,
					       .soon = y->cx.today },
		      ret_t, &found));
	return found;
}

int64_t year_choose(struct year *y, const struct year_want *w)
{
	int n = (int)y->day.n, from = n ? year_any(y, n) : 0;
	struct task_by_id_row t;

	for (int i = 0; i < n; i++)
		if (fits(y, w, &y->day.row[(from + i) % n]))
			/* it may have been taken back today */
			return there(y, (from + i) % n, &t) ? (from + i) % n
							    : 0;
	return 0;
}

struct task_by_id_row year_task(struct year *y, int64_t id)
{
	struct task_by_id_row t;

	assert_true(there(y, id, &t));
	return t;
}

struct err *year_nothing(struct year *y)
{
	return err_new(y->cx.arena, ERR_NOT_FOUND, "nothing fits");
}

/* ---- words ------------------------------------------------------------- */

struct str year_date(struct year *y, int from, int days)
{
	struct ymd d = day_ymd(y->cx.today + from + year_any(y, days));

	return str_fmt(y->cx.arena, "%d/%d/%d", d.d, d.m, d.y);
}

struct str year_deadline(struct year *y)
{
	static const char *const other[] = {
		"Hằng quý",
		"Hằng quý",
		"Hằng tháng",
		"Hằng tháng",
		"trước ngày 23 hàng tháng",
		"Thường xuyên",
		"Từ tháng 5/2026",
		"2026-2030",
		"Khi có yêu cầu",
		"Theo đề nghị cấp trên",
		"20 ngày sau khi Tỉnh ủy ban hành",
		"10 ngày sau khi có hướng dẫn",
		"Khi có yêu cầu",
		"15 ngày sau khi có kết luận",
		"Quý IV/2026",
		"Quý II/2026",
		"Tháng 10/2026",
		"Từ tháng 3 đến tháng 9/2026",
		"Từ 15/9 đến 20/11/2026",
		"Trong năm 2026",
		"",
	};

	if (year_often(y, 65))
		return year_date(y, -20, 160);
	return str_c(other[year_any(y, (int)N_ELEMENTS(other))]);
}

int64_t year_lead(struct year *y)
{
	return y->org[year_any(y, YEAR_ORGS)];
}

struct str year_cause(struct year *y)
{
	const struct profile *p = y->cx.profile;

	return p->cause[year_any(y, (int)p->n_causes)].code;
}

struct work_task_words year_words(struct year *y, int64_t programme)
{
	static const char *const section[] = { "", "I. Tuyên truyền",
					       "II. Chuyển đổi số",
					       "III. Kiểm tra" };
	bool vague = year_often(y, 12);
	int n = ++y->n_added;

	return (struct work_task_words){
		.programme = programme,
		.section = str_c(section[year_any(y, N_ELEMENTS(section))]),
		.number = str_fmt(y->cx.arena, "%d.%d", n / 10, n % 10),
		.work = str_fmt(y->cx.arena, "Xây dựng kế hoạch số %d", n),
		.work_confirmed = !vague,
		.lead = vague && n % 2 ? DB_NULL : year_lead(y),
		.lead_text = vague ? STR("Các cấp ủy") : STR(""),
		.with = &y->kit.unit[UNIT_PEOPLE],
		.n_with = year_often(y, 30),
		.with_text = STR(""),
		.deadline = year_deadline(y),
		.product = vague ? STR("")
				 : str_fmt(y->cx.arena, "Kế hoạch số %d", n),
		.product_confirmed = !vague,
		.import = DB_NULL,
		.import_row = DB_NULL,
		.cause = year_cause(y),
		.reason = STR("Đổi cho sát thực tế.")
	};
}

/* ---- acts -------------------------------------------------------------- */

int year_n_acts(void)
{
	return year_n_task_acts + year_n_side_acts + year_n_plan_acts;
}

const struct year_act *year_act(int k)
{
	if (k < year_n_task_acts)
		return &year_task_acts[k];
	k -= year_n_task_acts;
	return k < year_n_side_acts ? &year_side_acts[k]
				    : &year_plan_acts[k - year_n_side_acts];
}

int year_any_act(struct year *y, int percent_of_year)
{
	int n = year_n_acts(), from = year_any(y, n), sum = 0, k;
	bool lagging = year_often(y, 30);

	for (int i = 0; i < n && lagging; i++) {
		k = (from + i) % n;
		if (y->done[k] * 100 < year_act(k)->least * 2 * percent_of_year)
			return k;
	}
	for (int i = 0; i < n; i++)
		sum += year_act(i)->weight;
	sum = year_any(y, sum);
	for (k = 0; sum >= year_act(k)->weight; k++)
		sum -= year_act(k)->weight;
	return k;
}

void year_act_once(struct year *y, int k)
{
	struct arena_mark mark = arena_mark(y->cx.arena);
	struct err *err;

	year_tick(y);
	err = year_act(k)->fn(y, year_act(k)->arg);
	if (err && (err->code == ERR_DB || err->code == ERR_INTERNAL ||
		    err->code == ERR_IO || err->code == ERR_FULL))
		ok(err);
	assert_in_range(k, 0, YEAR_ACTS - 1);
	y->done[k] += !err;
	if (getenv("ROVIEC_TRACE"))
		print_message("%s %s: %s\n",
			      day_iso(y->cx.arena, y->cx.today).p,
			      year_act(k)->name, err ? err->msgid : "done");
	arena_rewind(y->cx.arena, mark);
}

void year_tell(const struct year *y)
{
	if (!getenv("ROVIEC_TRACE"))
		return;
	for (int k = 0; k < year_n_acts(); k++)
		print_message("%4d %s\n", y->done[k], year_act(k)->name);
}
