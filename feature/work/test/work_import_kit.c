/* The realm, annexes and pages of the import's tests. */
#include "work/test/work_import_kit.h"

#include "account/account.h"
#include "account/account_act.h"
#include "auth/auth.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "work/work_import_query.h"
#include "work/work_page.h"

static bool second_asked; /* a second factor is asked for */

#define PASSWORD STR("ngỗng tím gõ cửa nhà kho")
#define BOUNDARY "----ranhgioi"

static int64_t the_time;

static int64_t clock_of_test(void)
{
	return the_time;
}

static enum lang language(struct cx *cx UNUSED, struct str accept,
			  struct str cookie UNUSED)
{
	enum lang lang = LANG_VI;

	return lang_from_code(accept, &lang) ? lang : LANG_VI;
}

static void error_page(struct cx *cx, struct req *rq UNUSED, struct reply *rp,
		       const struct refused *why)
{
	buf_str(&rp->body, tr_err(cx->arena, cx->lang, why->e));
}

static struct err *site_about(struct cx *cx UNUSED,
			      struct site_realm *ret_about)
{
	ret_about->name = STR("Đảng bộ thử");
	return NULL;
}

static void log_nothing(const char *line UNUSED)
{
}

static const struct asset assets[] = {
	{ .path = "/a/style.1.css", .name = "style.css", .type = "text/css" },
	{ .path = "/a/icon.1.svg", .name = "icon.svg", .type = "image/svg" },
	{ .path = "/a/app.1.js", .name = "app.js", .type = "text/javascript" },
};
static const struct feature feature = { .name = "work" };

int import_kit_setup(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 20);

	ok(auth_init(a));
	auth_set_cheap_hashing(true);
	return 0;
}

/* ---- the realm ---- */

static int64_t unit(struct import_kit *k, const char *name)
{
	int64_t id;

	ok(org_add(&k->cx,
		   &(struct org_new){ .parent = k->root ? k->root : DB_NULL,
				      .kind = k->root ? STR("chi_bo")
						      : STR("dang_bo"),
				      .name = str_c(name),
				      .from = k->cx.today },
		   &id));
	return id;
}

static void units(struct import_kit *k)
{
	k->root = unit(k, "Đảng bộ các cơ quan Đảng Thành phố");
	unit(k, "Ban Tuyên giáo và Dân vận");
	k->organiser = unit(k, "Ban Tổ chức");
	k->office = unit(k, "Văn phòng Đảng ủy");
	unit(k, "Ủy ban Kiểm tra");
	unit(k, "Thành Đoàn");
	k->school = unit(k, "Học viện Cán bộ");
}

static void programme(struct import_kit *k)
{
	ok(work_document_add(
		&k->cx,
		&(struct work_document_new){
			.kind = STR("CTr"),
			.number = 12,
			.term = STR("2025-2030"),
			.issuer = k->root,
			.issued_on = k->cx.today,
			.title = STR("Chương trình hành động năm 2026") },
		&k->document));
	ok(work_programme_add(
		&k->cx,
		&(struct work_programme_new){
			.document = k->document,
			.title = STR("Chương trình hành động năm 2026"),
			.year = 2026,
			.from = k->cx.today - 280,
			.to = k->cx.today + 78,
			.owner = k->root },
		&k->programme));
}

static void person(struct import_kit *k)
{
	struct account_place at = { .agent = STR("Firefox"),
				    .address = STR("127.0.0.1") };
	struct str token;
	int64_t id;

	ok(account_ensure(&k->cx,
			  &(struct account_new){ .email = STR("vp@dn.vn"),
						 .name = STR("Mai Đình Thước"),
						 .post = STR("Văn phòng"),
						 .role = ROLE_OFFICE,
						 .org = k->root,
						 .password = PASSWORD },
			  &id));
	ok(account_sign_in(&k->cx, STR("vp@dn.vn"), PASSWORD, &at, &token,
			   &second_asked));
	k->cookie = str_fmt(k->cx.arena, "__Host-rv=%.*s", STR_ARG(token)).p;
}

void import_kit_open(struct import_kit *k, struct arena *a)
{
	*k = (struct import_kit){ .cx = kit_realm(a) };
	the_time = k->cx.now;
	units(k);
	programme(k);
	person(k);
	k->tables[0] = work_import_routes.p;
	k->counts[0] = work_import_routes.n;
	k->features[0] = &feature;
	k->http =
		(struct http_config){ .routes = k->tables,
				      .n_routes = k->counts,
				      .n_tables = 1,
				      .assets = assets,
				      .n_assets = (int)N_ELEMENTS(assets),
				      .hooks = { account_hook_actor, error_page,
						 account_hook_sign_in,
						 language },
				      .store = k->cx.store,
				      .profile = k->cx.profile,
				      .clock = clock_of_test,
				      .log = log_nothing };
	k->site = (struct site){ .features = k->features,
				 .n_features = 1,
				 .http = &k->http,
				 .about = site_about };
	site_set(&k->site);
}

/* ---- annexes ---- */

static struct err *stage(struct import_kit *k, const char *csv, int64_t *ret_id)
{
	return work_import_stage(
		&k->cx,
		&(struct work_import_new){
			.programme = k->programme,
			.here = true,
			.file = { STR("annex.csv"), str_c(csv) } },
		ret_id);
}

int64_t import_kit_stage(struct import_kit *k, const char *csv)
{
	int64_t id = 0;

	ok(stage(k, csv, &id));
	return id;
}

struct err *import_kit_refused(struct import_kit *k, const char *csv)
{
	int64_t id;
	struct err *err = stage(k, csv, &id);

	assert_non_null(err);
	return err;
}

int64_t import_kit_tasks(struct import_kit *k)
{
	struct task_twins_rows rows;

	ok(task_twins(k->cx.db,
		      &(struct task_twins_in){ .programme = k->programme },
		      &rows));
	return rows.n;
}

int64_t import_kit_rev(struct import_kit *k, int64_t id)
{
	struct import_by_id_row i;
	bool found;

	ok(import_by_id(k->cx.db, &(struct import_by_id_in){ .id = id }, &i,
			&found));
	assert_true(found);
	return i.rev;
}

/* ---- pages ---- */

static struct reply ask(struct import_kit *k, const struct http_try *try)
{
	struct reply r;

	the_time = k->cx.now;
	ok(http_serve_one(k->cx.arena, &k->http, try, &r));
	return r;
}

struct reply import_kit_get(struct import_kit *k, const char *path)
{
	return ask(k, &(struct http_try){ .path = path, .cookie = k->cookie });
}

struct reply import_kit_get_en(struct import_kit *k, const char *path)
{
	return ask(k, &(struct http_try){ .path = path,
					  .cookie = k->cookie,
					  .lang = "en" });
}

struct reply import_kit_post(struct import_kit *k, const char *path,
			     const char *body)
{
	return ask(k, &(struct http_try){ .method = POST,
					  .path = path,
					  .body = body,
					  .cookie = k->cookie });
}

struct reply import_kit_upload(struct import_kit *k, const char *name,
			       struct str bytes)
{
	struct buf b = buf_init(k->cx.arena, 32 << 20);

	buf_fmt(&b,
		"--" BOUNDARY "\r\nContent-Disposition: form-data; "
		"name=\"file\"; filename=\"%s\"\r\nContent-Type: "
		"application/octet-stream\r\n\r\n",
		name);
	buf_str(&b, bytes);
	buf_lit(&b, "\r\n--" BOUNDARY "--\r\n");
	return ask(k,
		   &(struct http_try){
			   .method = POST,
			   .path = str_fmt(k->cx.arena, "/programme/%ld/import",
					   (long)k->programme)
					   .p,
			   .content_type =
				   "multipart/form-data; boundary=" BOUNDARY,
			   .body = b.p,
			   .body_n = b.n,
			   .cookie = k->cookie });
}

bool import_kit_has(const struct reply *r, const char *text)
{
	return str_find(buf_view(&r->body), str_c(text), 0) >= 0;
}

/* Text between two marks. */
static struct str between(const struct reply *r, const char *from,
			  const char *to)
{
	struct str body = buf_view(&r->body);
	ptrdiff_t at = str_find(body, str_c(from), 0), end;

	assert_true(at >= 0);
	at += (ptrdiff_t)strlen(from);
	end = str_find(body, str_c(to), at);
	assert_true(end >= at);
	return str_sub(body, at, end);
}

void import_kit_golden(struct import_kit *k, const char *name,
		       const struct reply *r)
{
	static const char csrf[] = "name=\"csrf\" value=\"";
	static const char key[] = "name=\"key\" value=\"";
	struct str text = between(r, "<main", "</main>");
	struct buf b = buf_init(k->cx.arena, 4 << 20);

	buf_fmt(&b, "<title>%.*s</title>\n<main",
		STR_ARG(between(r, "<title>", "</title>")));
	/* what differs at each run is taken out */
	while (text.n) {
		bool random = str_starts(text, str_c(csrf)) ||
			      str_starts(text, str_c(key));

		if (!random) {
			buf_char(&b, text.p[0]);
			text = str_sub(text, 1, text.n);
			continue;
		}
		buf_lit(&b, "name=\"secret\" value=\"\"");
		text = str_sub(text, str_find(text, STR("\">"), 20) + 1,
			       text.n);
	}
	buf_lit(&b, "</main>\n");
	kit_golden(k->cx.arena,
		   str_fmt(k->cx.arena, "feature/work/golden/%s", name).p,
		   buf_view(&b));
}
