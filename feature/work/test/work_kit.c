/* The small committee. */
#include "work/test/work_kit.h"

#include "account/account.h"
#include "auth/auth.h"
#include "db/db.h"
#include "growth/growth.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "view/site.h"
#include "work/work.h"
#include "work/work_count.h"
#include "work/work_query.h"

static int64_t the_now;

static int64_t kit_clock(void)
{
	return the_now;
}

static void kit_log(const char *line)
{
	/* 5xx are our bugs: show them */
	if (strstr(line, "\"error\""))
		print_error("%s\n", line);
}

static struct err *kit_site_about(struct cx *cx, struct site_realm *ret_about)
{
	(void)cx;
	ret_about->name = STR("Đảng bộ các cơ quan Đảng Thành phố");
	return NULL;
}

static enum lang kit_language(struct cx *cx, struct str accept,
			      struct str cookie)
{
	(void)cx;
	(void)cookie;
	return str_starts(accept, STR("en")) ? LANG_EN : LANG_VI;
}

static const struct asset assets[] = {
	{ .path = "/a/style.css", .name = "style.css", .type = "text/css" },
	{ .path = "/a/icon.svg", .name = "icon.svg", .type = "image/svg+xml" },
	{ .path = "/a/app.js", .name = "app.js", .type = "text/javascript" },
};

static const struct feature_menu menu[] = {
	{ .key = "mine",
	  .title = N_("My work"),
	  .href = "/mine",
	  .perm = PERM_WORK_VIEW,
	  .order = 10,
	  .few = true },
	{ .key = "work",
	  .title = N_("Programmes, tasks"),
	  .href = "/programmes",
	  .perm = PERM_WORK_VIEW,
	  .order = 20,
	  .few = true },
};

/* ---- units and users -------------------------------------------------------- */

static void units_make(struct work_kit *k)
{
	static const struct {
		const char *name, *brief, *kind;
	} unit[N_KIT_UNIT] = {
		[UNIT_OFFICE] = { "Văn phòng Thành ủy", "Văn phòng",
				  "van_phong" },
		[UNIT_PEOPLE] = { "Ban Tổ chức Thành ủy", "Ban Tổ chức",
				  "ban_tham_muu" },
		[UNIT_PRESS] = { "Báo và Phát thanh – Truyền hình", "Báo",
				 "co_quan" },
		[UNIT_CELL] = { "Chi bộ Văn thư", "Chi bộ Văn thư", "chi_bo" },
	};

	ok(org_add(&k->cx,
		   &(struct org_new){
			   .parent = DB_NULL,
			   .kind = STR("dang_bo"),
			   .name = STR("Đảng bộ các cơ quan Đảng Thành phố"),
			   .from = k->cx.today },
		   &k->root));
	for (int i = 0; i < N_KIT_UNIT; i++)
		ok(org_add(&k->cx,
			   &(struct org_new){
				   .parent = i == UNIT_CELL
						     ? k->unit[UNIT_OFFICE]
						     : k->root,
				   .kind = str_c(unit[i].kind),
				   .name = str_c(unit[i].name),
				   .short_name = str_c(unit[i].brief),
				   .from = k->cx.today },
			   &k->unit[i]));
}

static void users_make(struct work_kit *k)
{
	static const struct {
		const char *email, *name, *post;
		const char *role;
		int unit; /* -1: the root */
	} user[N_KIT_USER] = {
		[USER_OFFICE] = { "office@example.vn", "Mai Đình Thước",
				  "Chuyên viên Văn phòng", ROLE_OFFICE, -1 },
		[USER_LEADER] = { "leader@example.vn", "Tạ Quỳnh Lâm",
				  "Phó Bí thư", ROLE_LEADER, -1 },
		[USER_LEAD] = { "lead@example.vn", "Phan Hạ Nguyên",
				"Phó Chánh Văn phòng", ROLE_SECRETARY,
				UNIT_OFFICE },
		[USER_OTHER] = { "other@example.vn", "Quách Thanh Lĩnh",
				 "Phó Trưởng ban", ROLE_SECRETARY,
				 UNIT_PEOPLE },
		[USER_CELL] = { "cell@example.vn", "Cao Hiểu Lam",
				"Bí thư Chi bộ", ROLE_SECRETARY, UNIT_CELL },
	};

	for (int i = 0; i < N_KIT_USER; i++)
		ok(account_ensure(
			&k->cx,
			&(struct account_new){
				.email = str_c(user[i].email),
				.name = str_c(user[i].name),
				.post = str_c(user[i].post),
				.role = user[i].role,
				.org = user[i].unit < 0
					       ? k->root
					       : k->unit[user[i].unit] },
			&k->user[i]));
}

struct cx work_kit_as(struct work_kit *k, enum kit_user who)
{
	struct cx cx = k->cx;
	bool good = false;

	ok(account_actor(&cx, k->user[who], &cx.actor, &good));
	assert_true(good);
	return cx;
}

struct sign {
	int64_t user;
	struct str token;
};

static struct err *sign_tx(struct cx *cx, void *arg)
{
	struct sign *s = arg;

	return session_start(cx, s->user, STR("Firefox"), STR("127.0.0.1"),
			     &s->token);
}

static void users_sign_in(struct work_kit *k)
{
	for (int i = 0; i < N_KIT_USER; i++) {
		struct sign s = { .user = k->user[i] };

		ok(db_tx(&k->cx, sign_tx, &s));
		k->cookie[i] =
			str_fmt(k->cx.arena, "__Host-rv=%.*s", STR_ARG(s.token))
				.p;
	}
}

/* ---- tasks -------------------------------------------------------------------- */

static const struct {
	const char *number, *section, *work, *deadline, *product;
	int lead;	 /* -1: none */
	bool cooperates; /* UNIT_PEOPLE */
} words[N_KIT_TASK] = {
	[TASK_VAGUE] = { "1.1", "I. Công tác tuyên truyền",
			 "Tinh thần trách nhiệm của cán bộ, đảng viên", "", "",
			 -1, false },
	[TASK_CLEAR] = { "1.2", "I. Công tác tuyên truyền",
			 "Xây dựng kế hoạch tuyên truyền năm 2027",
			 "Tháng 11/2026", "Kế hoạch tuyên truyền", UNIT_PEOPLE,
			 false },
	[TASK_ISSUED] = { "1.3", "I. Công tác tuyên truyền",
			  "Rà soát trang thông tin điện tử", "30/11/2026",
			  "Báo cáo rà soát", UNIT_OFFICE, false },
	[TASK_RUNNING] = { "2.1", "II. Chuyển đổi số",
			   "Lập danh mục hồ sơ cần số hóa", "Quý IV/2026",
			   "Danh mục hồ sơ", UNIT_OFFICE, true },
	[TASK_LATE] = { "2.4", "II. Chuyển đổi số",
			"Số hóa hồ sơ đảng viên, đợt 2", "31/8/2026",
			"6.196 hồ sơ điện tử", UNIT_OFFICE, true },
	[TASK_SOON] = { "2.5", "II. Chuyển đổi số", "Tổ chức tập huấn ký số",
			"20/10/2026", "3 lớp tập huấn", UNIT_OFFICE, false },
	[TASK_SUBMITTED] = { "3.1", "", "Ban hành quy chế làm việc",
			     "30/9/2026", "Quy chế làm việc", UNIT_OFFICE,
			     false },
	[TASK_RETURNED] = { "3.2", "", "Tham mưu sơ kết nghị quyết",
			    "15/11/2026", "Báo cáo sơ kết", UNIT_OFFICE,
			    false },
	[TASK_DONE] = { "3.3", "", "Xây dựng lịch công tác năm", "Tháng 9/2026",
			"Lịch công tác", UNIT_OFFICE, false },
	[TASK_CLOSED] = { "3.4", "", "Lập dự toán kinh phí", "Tháng 3/2026",
			  "Dự toán", UNIT_OFFICE, false },
	[TASK_PAUSED] = { "3.5", "", "Sửa chữa phòng họp trực tuyến",
			  "Quý III/2026", "Biên bản nghiệm thu", UNIT_OFFICE,
			  false },
	[TASK_WITHDRAWN] = { "3.6", "", "Tổ chức hội thi báo cáo viên",
			     "Trong năm 2026", "Kế hoạch hội thi", UNIT_OFFICE,
			     false },
	[TASK_OTHER] = { "4.1", "", "Xây dựng chuyên mục xây dựng Đảng",
			 "Theo đề nghị cấp trên", "Chuyên mục trên báo",
			 UNIT_PRESS, false },
};

static void task_make(struct work_kit *k, struct cx *office, enum kit_task t)
{
	bool vague = t == TASK_VAGUE;

	ok(work_task_add(
		office,
		&(struct work_task_words){
			.programme = k->programme,
			.section = str_c(words[t].section),
			.number = str_c(words[t].number),
			.work = str_c(words[t].work),
			.work_confirmed = !vague,
			.lead = words[t].lead < 0 ? DB_NULL
						  : k->unit[words[t].lead],
			.lead_text = vague ? STR("Các cấp ủy") : STR(""),
			.with = &k->unit[UNIT_PEOPLE],
			.n_with = words[t].cooperates ? 1 : 0,
			.deadline = str_c(words[t].deadline),
			.product = str_c(words[t].product),
			.product_confirmed = !vague,
			.import = DB_NULL,
			.import_row = DB_NULL },
		&k->task[t]));
}

static void act(struct work_kit *k, enum kit_user who, const char *day,
		struct work_deed deed)
{
	struct cx cx = work_kit_as(k, who);

	kit_day(&cx, day);
	ok(work_do(&cx, &deed, NULL));
}

static struct work_report said(int64_t percent, const char *body)
{
	return (struct work_report){ .percent = percent,
				     .body = str_c(body),
				     .difficulty = STR(""),
				     .cause = STR(""),
				     .ask = STR("none") };
}

/* Issued on 28/01, accepted on 30/01. */
static void begin(struct work_kit *k, enum kit_task t)
{
	act(k, USER_OFFICE, "2026-01-28",
	    (struct work_deed){ .task = k->task[t], .what = WORK_DO_ISSUE });
	act(k, USER_LEAD, "2026-01-30",
	    (struct work_deed){ .task = k->task[t], .what = WORK_DO_ACCEPT });
}

static void submit(struct work_kit *k, enum kit_task t, const char *day)
{
	struct work_file file = { STR("Quy chế.pdf"), work_kit_pdf() };

	act(k, USER_LEAD, day,
	    (struct work_deed){ .task = k->task[t],
				.what = WORK_DO_SUBMIT,
				.report = said(100, "Đã hoàn thành sản phẩm."),
				.files = &file,
				.n_files = 1 });
}

static void running_make(struct work_kit *k)
{
	struct work_file file = { STR("Danh mục đợt 1.pdf"), work_kit_pdf() };
	struct work_report late = said(81, "Đã quét 5.016 hồ sơ.");

	begin(k, TASK_RUNNING);
	act(k, USER_LEAD, "2026-10-02",
	    (struct work_deed){
		    .task = k->task[TASK_RUNNING],
		    .what = WORK_DO_REPORT,
		    .report = said(40, "Đã lập danh mục của 8 đơn vị."),
		    .files = &file,
		    .n_files = 1 });
	begin(k, TASK_LATE);
	act(k, USER_LEAD, "2026-07-02",
	    (struct work_deed){ .task = k->task[TASK_LATE],
				.what = WORK_DO_REPORT,
				.report = said(60, "Đã quét 3.700 hồ sơ.") });
	late.difficulty = STR("Hai đảng bộ chưa có máy quét khổ A3.");
	late.cause = STR("he_thong");
	late.ask = STR("help");
	act(k, USER_LEAD, "2026-10-05",
	    (struct work_deed){ .task = k->task[TASK_LATE],
				.what = WORK_DO_REPORT,
				.report = late });
	begin(k, TASK_SOON);
}

static void ended_make(struct work_kit *k)
{
	begin(k, TASK_SUBMITTED);
	submit(k, TASK_SUBMITTED, "2026-10-10");
	begin(k, TASK_RETURNED);
	submit(k, TASK_RETURNED, "2026-10-08");
	act(k, USER_OFFICE, "2026-10-12",
	    (struct work_deed){
		    .task = k->task[TASK_RETURNED],
		    .what = WORK_DO_RETURN,
		    .reason = STR("Báo cáo chưa có số liệu của các đơn vị.") });
	begin(k, TASK_DONE);
	submit(k, TASK_DONE, "2026-09-25");
	act(k, USER_OFFICE, "2026-09-28",
	    (struct work_deed){ .task = k->task[TASK_DONE],
				.what = WORK_DO_VERIFY });
	begin(k, TASK_CLOSED);
	submit(k, TASK_CLOSED, "2026-04-02");
	act(k, USER_OFFICE, "2026-04-03",
	    (struct work_deed){ .task = k->task[TASK_CLOSED],
				.what = WORK_DO_VERIFY });
	act(k, USER_OFFICE, "2026-04-10",
	    (struct work_deed){ .task = k->task[TASK_CLOSED],
				.what = WORK_DO_CLOSE });
	begin(k, TASK_PAUSED);
	act(k, USER_OFFICE, "2026-06-01",
	    (struct work_deed){ .task = k->task[TASK_PAUSED],
				.what = WORK_DO_PAUSE,
				.reason = STR("Chờ cấp kinh phí.") });
	begin(k, TASK_WITHDRAWN);
	act(k, USER_OFFICE, "2026-03-01",
	    (struct work_deed){ .task = k->task[TASK_WITHDRAWN],
				.what = WORK_DO_WITHDRAW,
				.reason = STR("Lồng ghép vào nhiệm vụ 1.2.") });
}

static void tasks_make(struct work_kit *k)
{
	struct cx office = work_kit_as(k, USER_OFFICE);

	ok(work_document_add(
		&office,
		&(struct work_document_new){
			.kind = STR("CTr"),
			.number = 12,
			.term = STR("2025-2030"),
			.issuer = k->root,
			.issued_on = k->cx.today - 1,
			.title = STR("Chương trình hành động năm 2026"),
			.file = { STR("12-CTr.pdf"), work_kit_pdf() } },
		&k->document));
	ok(work_programme_add(
		&office,
		&(struct work_programme_new){
			.document = k->document,
			.title = STR("Chương trình hành động năm 2026"),
			.year = 2026,
			.from = k->cx.today,
			.to = k->cx.today + 340,
			.owner = k->root },
		&k->programme));
	for (int t = 0; t < N_KIT_TASK; t++)
		task_make(k, &office, (enum kit_task)t);
	act(k, USER_OFFICE, "2026-10-11",
	    (struct work_deed){ .task = k->task[TASK_ISSUED],
				.what = WORK_DO_ISSUE });
	act(k, USER_OFFICE, "2026-01-28",
	    (struct work_deed){ .task = k->task[TASK_OTHER],
				.what = WORK_DO_ISSUE });
	running_make(k);
	ended_make(k);
}

/* ---- the site ------------------------------------------------------------------- */

static void site_make(struct work_kit *k,
		      const struct route_table *const *tables)
{
	static struct site site;
	int n = 0;

	for (; tables && tables[n]; n++) {
		assert_true(n < N_ELEMENTS(k->routes));
		k->routes[n] = tables[n]->p;
		k->n_routes[n] = tables[n]->n;
	}
	k->http = (struct http_config){ .routes = k->routes,
					.n_routes = k->n_routes,
					.n_tables = n,
					.assets = assets,
					.n_assets = (int)N_ELEMENTS(assets),
					.hooks = { .actor = account_hook_actor,
						   .language = kit_language },
					.store = k->cx.store,
					.profile = k->cx.profile,
					.clock = kit_clock,
					.log = kit_log };
	k->feature = (struct feature){ .name = "kit",
				       .menu = menu,
				       .n_menu = (int)N_ELEMENTS(menu),
				       .searches = work_feature.searches,
				       .n_searches = work_feature.n_searches };
	k->features[0] = &k->feature;
	site = (struct site){ .features = k->features,
			      .n_features = 1,
			      .http = &k->http,
			      .about = kit_site_about };
	site_set(&site);
}

void work_kit_go_on(struct work_kit *k)
{
	the_now = k->cx.now;
	users_sign_in(k);
}

void work_kit_found(struct arena *a, const struct route_table *const *tables,
		    const char *day, struct work_kit *k)
{
	*k = (struct work_kit){ .cx = kit_realm(a) };
	ok(auth_init(a));
	kit_day(&k->cx, day);
	units_make(k);
	users_make(k);
	site_make(k, tables);
}

void work_kit_open(struct arena *a, const struct route_table *const *tables,
		   struct work_kit *k)
{
	work_kit_found(a, tables, "2026-01-27", k);
	tasks_make(k);
	kit_day(&k->cx, "2026-10-14");
	work_kit_go_on(k);
}

/* Whatever a test did, the counts that figures come from must have followed. */
static void counts_agree(struct work_kit *k)
{
	int64_t wrong;

	ok(work_count_check(&k->cx, &wrong));
	assert_int_equal(wrong, 0);
}

void work_kit_close(struct work_kit *k)
{
	counts_agree(k);
	kit_close(&k->cx);
}

int64_t work_kit_rev(struct work_kit *k, enum kit_task t)
{
	struct task_by_id_row row;
	bool found;

	ok(task_by_id(k->cx.db,
		      &(struct task_by_id_in){ .id = k->task[t],
					       .today = k->cx.today,
					       .soon = k->cx.today },
		      &row, &found));
	assert_true(found);
	return row.rev;
}

/* ---- requests --------------------------------------------------------------------- */

static const char *path_of(struct work_kit *k, const char *path, int64_t n)
{
	struct str p = str_c(path);
	ptrdiff_t at = str_find(p, STR("%ld"), 0);

	if (at < 0)
		return path;
	return str_fmt(k->cx.arena, "%.*s%ld%s", (int)at, path, (long)n,
		       path + at + 3)
		.p;
}

static struct reply try_one(struct work_kit *k, const struct http_try *t)
{
	struct reply rp;

	ok(http_serve_one(k->cx.arena, &k->http, t, &rp));
	return rp;
}

struct reply work_kit_get(struct work_kit *k, enum kit_user who,
			  const char *path, int64_t n)
{
	return try_one(k, &(struct http_try){ .method = GET,
					      .path = path_of(k, path, n),
					      .cookie = k->cookie[who] });
}

struct reply work_kit_get_en(struct work_kit *k, enum kit_user who,
			     const char *path, int64_t n)
{
	return try_one(k, &(struct http_try){ .method = GET,
					      .path = path_of(k, path, n),
					      .cookie = k->cookie[who],
					      .lang = "en" });
}

struct reply work_kit_post(struct work_kit *k, enum kit_user who,
			   const char *path, int64_t n, const char *body)
{
	return try_one(k, &(struct http_try){ .method = POST,
					      .path = path_of(k, path, n),
					      .cookie = k->cookie[who],
					      .body = body });
}

struct reply work_kit_send(struct work_kit *k, enum kit_user who,
			   const char *path, int64_t n,
			   const struct kit_part *parts)
{
	struct buf b = buf_init(k->cx.arena, 64 << 20);

	for (const struct kit_part *p = parts; p->name; p++) {
		buf_fmt(&b,
			"--rvpart\r\nContent-Disposition: form-data; "
			"name=\"%s\"",
			p->name);
		if (p->file)
			buf_fmt(&b,
				"; filename=\"%s\"\r\nContent-Type: "
				"application/octet-stream",
				p->file);
		buf_lit(&b, "\r\n\r\n");
		buf_str(&b, p->value);
		buf_lit(&b, "\r\n");
	}
	buf_lit(&b, "--rvpart--\r\n");
	buf_char(&b, 0); /* the door looks for an end, too */
	return try_one(k,
		       &(struct http_try){
			       .method = POST,
			       .path = path_of(k, path, n),
			       .cookie = k->cookie[who],
			       .content_type =
				       "multipart/form-data; boundary=rvpart",
			       .body = b.p,
			       .body_n = b.n - 1 });
}

struct str work_kit_pdf(void)
{
	return STR("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n"
		   "trailer<</Root 1 0 R>>\n%%EOF\n");
}

/* Replaces what stands behind `before` up to the next quotation mark. */
static struct str hide(struct arena *a, struct str s, struct str before)
{
	struct buf b = buf_init(a, 8 << 20);
	ptrdiff_t from = 0, at;

	while ((at = str_find(s, before, from)) >= 0) {
		ptrdiff_t end = at + before.n;

		buf_str(&b, str_sub(s, from, end));
		while (end < s.n && s.p[end] != '"')
			end++;
		buf_lit(&b, "X");
		from = end;
	}
	buf_str(&b, str_sub(s, from, s.n));
	return buf_view(&b);
}

struct str work_kit_body(struct arena *a, const struct reply *rp)
{
	struct str s = buf_view(&rp->body);

	s = hide(a, s, STR("name=\"csrf\" value=\""));
	s = hide(a, s, STR("name=\"key\" value=\""));
	/* an engine may leave ids out */
	return hide(a, s, STR("formaction=\"/mention/"));
}

void work_kit_golden(struct work_kit *k, enum kit_user who, const char *path,
		     int64_t n, const char *name)
{
	struct arena *a = k->cx.arena;
	struct reply vi = work_kit_get(k, who, path, n);
	struct reply en = work_kit_get_en(k, who, path, n);

	assert_int_equal(vi.status, 200);
	kit_golden(a, str_fmt(a, "feature/work/golden/%s.vi.html", name).p,
		   work_kit_body(a, &vi));
	kit_golden(a, str_fmt(a, "feature/work/golden/%s.en.html", name).p,
		   work_kit_body(a, &en));
}

bool work_kit_says(const struct reply *rp, const char *text)
{
	return str_find(buf_view(&rp->body), str_c(text), 0) >= 0;
}

static day_t iso(const char *text)
{
	day_t day;

	assert_true(day_from_iso(str_c(text), &day));
	return day;
}

void work_kit_candidate(struct work_kit *k, const char *name,
			enum kit_unit unit, const char *course)
{
	struct cx cx = work_kit_as(k, USER_OFFICE);
	struct growth_new in = { .name = str_c(name),
				 .birth = iso("1999-03-05"),
				 .org = k->unit[unit],
				 .source = STR("youth"),
				 .proposer = STR("Đoàn Thanh niên"),
				 .consent = cx.today,
				 .on = cx.today };
	struct growth_step_new step = { .stage = STR("course"),
					.on = iso(course),
					.basis = STR("3/GCN"),
					.base = DB_NULL,
					.yes = DB_NULL };
	int64_t id, member;

	ok(growth_propose(&cx, &in, true, &id));
	ok(growth_step(&cx, id, 0, &step, &member));
}
