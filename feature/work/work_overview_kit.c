/* A small committee for tests. */
#include "work/work_overview_kit.h"

#include "base/utf8.h"
#include "db/db.h"
#include "org/org.h"
#include "profile/profile.h"
#include "view/site.h"
#include "work/work.h"
#include "work/work_act.h"
#include "work/work_count.h"
#include "work/work_page.h"
#include "work/work_write_query.h"

static const struct route *tables[3];
static int counts[3];
static const struct asset assets[] = {
	{ .path = "/a/style.css", .name = "style.css", .type = "text/css" },
	{ .path = "/a/icon.svg", .name = "icon.svg", .type = "image/svg+xml" },
	{ .path = "/a/app.js", .name = "app.js", .type = "text/javascript" },
};
static struct site site;
static struct feature looks[2];
static const struct feature *features[2];
static struct actor person;
static int64_t clock_at;

static int64_t kit_clock(void)
{
	return clock_at;
}

static void kit_log(const char *line)
{
	print_message("%s", line);
}

static struct err *kit_site_about(struct cx *cx, struct site_realm *ret_about)
{
	(void)cx;
	ret_about->name = STR("Đảng bộ thử");
	return NULL;
}

static struct err *hook_actor(struct cx *cx, const struct session *s,
			      bool *ret_ok)
{
	cx->actor = person;
	cx->actor.session = s->id;
	*ret_ok = true;
	return NULL;
}

static void hook_error(struct cx *cx, struct req *rq, struct reply *rp,
		       const struct refused *why)
{
	const struct err *e = why->e;

	(void)rq;
	buf_fmt(&rp->body, "%d ", why->status);
	if (e)
		buf_str(&rp->body, tr_err(cx->arena, cx->lang, e));
	if (e && e->detail.n)
		buf_fmt(&rp->body, " (%.*s)", STR_ARG(e->detail));
}

static enum lang hook_language(struct cx *cx, struct str accept,
			       struct str cookie)
{
	enum lang lang = LANG_VI;

	(void)cx;
	(void)cookie;
	return lang_from_code(accept, &lang) ? lang : LANG_VI;
}

static struct err *session_tx(struct cx *cx, void *arg)
{
	return session_start(cx, 1, STR("Firefox"), STR("127.0.0.1"), arg);
}

static void http_make(struct overview_kit *k)
{
	const struct route_table *t[] = { &work_overview_routes,
					  &work_document_routes,
					  &site_search_routes };
	struct str token;

	for (int i = 0; i < 3; i++) {
		tables[i] = t[i]->p;
		counts[i] = t[i]->n;
	}
	k->http = (struct http_config){ .routes = tables,
					.n_routes = counts,
					.n_tables = 3,
					.assets = assets,
					.n_assets = (int)N_ELEMENTS(assets),
					.hooks = { .actor = hook_actor,
						   .error_page = hook_error,
						   .language = hook_language },
					.store = k->cx.store,
					.profile = k->cx.profile,
					.clock = kit_clock,
					.log = kit_log };
	for (int i = 0; i < 2; i++) { /* their searches, no menu */
		const struct feature *of = i ? &work_feature : &org_feature;

		looks[i] = (struct feature){ .name = of->name,
					     .searches = of->searches,
					     .n_searches = of->n_searches };
		features[i] = &looks[i];
	}
	site = (struct site){ .http = &k->http,
			      .features = features,
			      .n_features = 2,
			      .about = kit_site_about };
	site_set(&site);
	clock_at = k->cx.now;
	ok(db_tx(&k->cx, session_tx, &token));
	k->cookie = str_fmt(k->a, "__Host-rv=%.*s", STR_ARG(token)).p;
}

static int64_t org_make(struct overview_kit *k, int64_t parent,
			const char *name)
{
	int64_t id;

	ok(org_add(&k->cx,
		   &(struct org_new){ .parent = parent,
				      .kind = k->cx.profile->kind[0].code,
				      .name = str_c(name),
				      .from = k->cx.today - 1000 },
		   &id));
	return id;
}

void overview_kit_open(struct overview_kit *k)
{
	static const char *const names[KIT_UNITS] = { "Văn phòng Thành ủy",
						      "Ban Tổ chức",
						      "Ủy ban Kiểm tra" };

	*k = (struct overview_kit){ .a = arena_open(256 << 20) };
	k->cx = kit_realm(k->a);
	k->root = org_make(k, DB_NULL, "Đảng bộ các cơ quan Đảng Thành phố");
	for (int i = 0; i < KIT_UNITS; i++)
		k->unit[i] = org_make(k, k->root, names[i]);
	k->cell = org_make(k, k->unit[0], "Chi bộ Tổng hợp");
	http_make(k);
	overview_kit_person(k, UINT64_MAX, 0);
}

void overview_kit_close(struct overview_kit *k)
{
	int64_t wrong;

	ok(work_count_check(&k->cx, &wrong));
	assert_int_equal(wrong, 0);
	kit_close(&k->cx);
	arena_close(k->a);
}

void overview_kit_person(struct overview_kit *k, uint64_t perms, int64_t org)
{
	person = (struct actor){ .id = 1,
				 .perms = perms,
				 .org = org,
				 .org_is_root = org == 0 || org == k->root,
				 .name = STR("Mai Đình Thước") };
}

void overview_kit_programme(struct overview_kit *k)
{
	day_t on = k->cx.today - 261;

	ok(work_document_add(
		&k->cx,
		&(struct work_document_new){
			.kind = STR("CTr"),
			.number = 5,
			.term = STR("2025-2030"),
			.issuer = k->root,
			.issued_on = on,
			.title = STR("Chương trình hành động năm 2026") },
		&k->document));
	ok(work_programme_add(&k->cx,
			      &(struct work_programme_new){
				      .document = k->document,
				      .title = STR("Chương trình năm 2026"),
				      .year = 2026,
				      .from = on - 25,
				      .to = on + 339,
				      .owner = k->root },
			      &k->programme));
}

void overview_kit_programme_next(struct overview_kit *k)
{
	int64_t id;

	ok(work_programme_add(&k->cx,
			      &(struct work_programme_new){
				      .document = k->document,
				      .title = STR("Chương trình năm 2027"),
				      .year = 2027,
				      .from = k->cx.today + 79,
				      .to = k->cx.today + 443,
				      .owner = k->root },
			      &id));
}

static day_t day(const char *iso)
{
	day_t d = DAY_NONE;

	if (iso)
		assert_true(day_from_iso(str_c(iso), &d));
	return d;
}

struct task_io {
	struct overview_kit *k;
	const struct kit_task *t;
	int64_t id;
};

static struct err *task_tx(struct cx *cx, void *arg)
{
	struct task_io *io = arg;
	const struct kit_task *t = io->t;
	struct str work = str_c(t->work);
	struct err *err =
		task_insert(cx->db,
			    &(struct task_insert_in){
				    .programme = io->k->programme,
				    .section = DB_NULL,
				    .position = 1,
				    .number = str_c(t->number ? t->number : ""),
				    .work = work,
				    .work_fold = text_fold(cx->arena, work),
				    .lead = t->lead ? t->lead : DB_NULL,
				    .lead_text = STR(""),
				    .with_text = STR(""),
				    .deadline_text = STR(""),
				    .deadline_kind = STR("date"),
				    .due_on = day(t->due),
				    .start_on = DAY_NONE,
				    .product = STR("Báo cáo"),
				    .quantity = DB_NULL,
				    .missing = t->missing,
				    .import = DB_NULL,
				    .import_row = DB_NULL,
				    .made_at = cx->now },
			    &io->id);

	if (!err)
		err = task_set_days(cx->db,
				    &(struct task_set_days_in){
					    .id = io->id,
					    .rev = 1,
					    .issued_on = day(t->issued),
					    .accepted_on = day(t->accepted),
					    .submitted_on = day(t->submitted),
					    .done_on = day(t->done),
					    .closed_on = DAY_NONE,
					    .paused_on = DAY_NONE,
					    .withdrawn_on = DAY_NONE,
					    .percent = t->percent });
	if (!err && t->reported)
		err = task_set_report(
			cx->db,
			&(struct task_set_report_in){
				.id = io->id,
				.rev = 2, /* task_set_days() was the first */
				.percent = t->percent,
				.reported_on = day(t->reported),
				.last_text = str_c(t->text ? t->text : ""),
				.last_difficulty = str_c(
					t->difficulty ? t->difficulty : ""),
				.last_cause = str_c(t->cause ? t->cause : ""),
				.last_ask = str_c(t->ask ? t->ask : "none") });
	return err ? err : work_count_move(cx, io->id, NULL);
}

int64_t overview_kit_task(struct overview_kit *k, const struct kit_task *t)
{
	struct task_io io = { .k = k, .t = t };

	ok(db_tx(&k->cx, task_tx, &io));
	return io.id;
}

void overview_kit_tasks(struct overview_kit *k)
{
	const struct kit_task t[] = {
		{ .number = "2.4",
		  .work = "Số hóa hồ sơ đảng viên, đợt 2",
		  .due = "2026-08-31",
		  .issued = "2026-02-01",
		  .accepted = "2026-02-03",
		  .reported = "2026-10-01",
		  .text = "Đã quét 5.016 hồ sơ.",
		  .difficulty = "Hai đảng bộ chưa có máy quét <hỏng>",
		  .ask = "help",
		  .percent = 81,
		  .lead = k->unit[0] },
		{ .number = "4.1",
		  .work = "Kết luận kiểm tra chuyên đề đợt 2",
		  .due = "2026-09-15",
		  .issued = "2026-02-01",
		  .lead = k->unit[2] },
		{ .number = "4.3",
		  .work = "Rà soát định mức chi hội nghị",
		  .due = "2026-10-13",
		  .issued = "2026-02-01",
		  .accepted = "2026-02-03",
		  .lead = k->cell },
		{ .number = "1.5",
		  .work = "Sơ kết học tập nghị quyết quý III",
		  .due = "2026-10-20",
		  .issued = "2026-02-01",
		  .accepted = "2026-02-03",
		  .submitted = "2026-10-12",
		  .percent = 100,
		  .lead = k->unit[1] },
		{ .number = "1.6",
		  .work = "Tập huấn nghiệp vụ",
		  .due = "2026-10-20",
		  .issued = "2026-02-01",
		  .accepted = "2026-02-03",
		  .lead = k->unit[1] },
		{ .number = "1.1",
		  .work = "Quán triệt nghị quyết",
		  .due = "2026-03-31",
		  .issued = "2026-02-01",
		  .accepted = "2026-02-03",
		  .submitted = "2026-03-30",
		  .done = "2026-04-02",
		  .percent = 100,
		  .lead = k->unit[1] },
		{ .work = "Nâng cao chất lượng", .missing = 15 },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(t); i++)
		overview_kit_task(k, &t[i]);
}

static struct reply serve_try(struct overview_kit *k, struct http_try t)
{
	struct reply rp;

	t.cookie = k->cookie;
	t.lang = k->lang;
	ok(http_serve_one(k->a, &k->http, &t, &rp));
	return rp;
}

struct reply overview_kit_get(struct overview_kit *k, const char *path)
{
	return serve_try(k, (struct http_try){ .method = GET, .path = path });
}

struct reply overview_kit_post(struct overview_kit *k, const char *path,
			       const char *body)
{
	struct http_try t = { .method = POST, .path = path, .body = body };

	if (!strncmp(body, "--", 2))
		t.content_type = "multipart/form-data; boundary=BOUND";
	return serve_try(k, t);
}

/* Values of hidden fields are random. */
struct str overview_kit_body(struct overview_kit *k, const struct reply *rp)
{
	static const struct str marks[] = { STR_INIT("name=\"csrf\" value=\""),
					    STR_INIT("name=\"key\" value=\"") };
	struct str body = buf_view(&rp->body);
	struct buf b = buf_init(k->a, 1 << 20);

	while (body.n) {
		ptrdiff_t first = body.n, skip = 0;

		for (int i = 0; i < 2; i++) {
			ptrdiff_t at = str_find(body, marks[i], 0);

			if (at >= 0 && at + marks[i].n < first)
				first = at + marks[i].n;
		}
		buf_str(&b, str_sub(body, 0, first));
		while (first + skip < body.n && body.p[first + skip] != '"')
			skip++;
		body = str_sub(body, MIN(first + skip, body.n), body.n);
	}
	return buf_view(&b);
}
