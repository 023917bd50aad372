/*
 * What the crash tests need besides the program: a realm with work in it, and
 * the negative control, a server that never waits for the disk. All through
 * the program's own acts. No part of the product.
 *
 *	crash-realm make DIR TASKS ANNEX.xlsx ROWS
 *		prints "unit PATH", "office PATH" (one-time links), "task N" …
 *	crash-realm unsafe-serve DIR ADDR:PORT		synchronous=OFF
 *	crash-realm later DIR		a schema that no program knows yet
 */
#include "base/std.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "account/account.h"
#include "app/app.h"
#include "auth/auth.h"
#include "base/perm.h"
#include "db/db.h"
#include "doc/doc.h"
#include "http/http.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_act.h"

static void stop_on(struct err *err)
{
	if (!err)
		return;
	fprintf(stderr, "crash-realm: %s %.*s\n", err->msgid,
		STR_ARG(err->detail));
	exit(1);
}

static int64_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t number(struct cx *cx, const char *arg)
{
	int64_t n = 0;

	if (!str_to_i64(str_c(arg), &n))
		stop_on(err_new(cx->arena, ERR_INVALID, "not a number"));
	return n;
}

/* ---- make ------------------------------------------------------------------ */

static int64_t programme_make(struct cx *cx, int64_t root)
{
	int64_t document, programme;

	stop_on(work_document_add(
		cx,
		&(struct work_document_new){
			.kind = STR("CTr"),
			.term = STR("2025-2030"),
			.issuer = root,
			.issued_on = cx->today,
			.title = STR("Chương trình hành động") },
		&document));
	stop_on(work_programme_add(
		cx,
		&(struct work_programme_new){
			.document = document,
			.title = STR("Chương trình hành động"),
			.year = day_ymd(cx->today).y,
			.from = cx->today,
			.to = cx->today + 600,
			.owner = root },
		&programme));
	return programme;
}

static int64_t task_make(struct cx *cx, int64_t programme, int64_t unit, int i)
{
	int64_t task;

	stop_on(work_task_add(
		cx,
		&(struct work_task_words){
			.programme = programme,
			.section = STR("I. Công tác tổ chức"),
			.number = str_fmt(cx->arena, "%d", i + 1),
			.work = str_fmt(cx->arena, "Xây dựng kế hoạch số %d",
					i + 1),
			.work_confirmed = true,
			.lead = unit,
			.lead_text = STR("Chi bộ 1"),
			.deadline = fmt_day(cx->arena, cx->today + 90),
			.product = STR("01 kế hoạch được phê duyệt"),
			.product_confirmed = true,
			.import = DB_NULL,
			.import_row = DB_NULL },
		&task));
	stop_on(work_do(
		cx, &(struct work_deed){ .task = task, .what = WORK_DO_ISSUE },
		NULL));
	stop_on(work_do(
		cx, &(struct work_deed){ .task = task, .what = WORK_DO_ACCEPT },
		NULL));
	return task;
}

static void annex_make(struct cx *cx, const char *path, int rows)
{
	static const char *const head[] = { "TT", "Nội dung công việc",
					    "Cơ quan chủ trì",
					    "Thời gian hoàn thành",
					    "Sản phẩm" };
	struct sheet_col col[N_ELEMENTS(head)];
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str bytes;
	FILE *f;

	for (int i = 0; i < N_ELEMENTS(head); i++)
		col[i] = (struct sheet_col){ .title = str_c(head[i]),
					     .width = 30 };
	stop_on(xlsx_begin(cx->arena, &x));
	stop_on(xlsx_sheet(x, STR("Phụ lục"), STR("PHỤ LỤC"), col,
			   (int)N_ELEMENTS(head)));
	for (int i = 0; i < rows; i++) {
		struct sheet_val v[] = {
			{ .text = str_fmt(cx->arena, "%d", i + 1) },
			{ .text = str_fmt(cx->arena,
					  "Rà soát hồ sơ, lập danh sách %d",
					  i + 1) },
			{ .text = STR("Chi bộ 1") },
			{ .text = fmt_day(cx->arena, cx->today + 60) },
			{ .text = STR("01 danh sách đã ký") },
		};

		stop_on(xlsx_row(x, v));
	}
	stop_on(xlsx_end(x, &bytes));
	f = fopen(path, "wb");
	if (!f || fwrite(bytes.p, 1, (size_t)bytes.n, f) != (size_t)bytes.n ||
	    fclose(f))
		stop_on(err_new(cx->arena, ERR_IO, "the annex isn't written"));
}

static void person_make(struct cx *cx, const char *word, const char *role,
			int64_t org)
{
	struct account_new in = {
		.email = str_fmt(cx->arena, "%s@crash.example", word),
		.name = STR("Mai Thị Hoa"),
		.role = role,
		.org = org,
		.lang = STR("vi"),
	};
	struct str path;
	int64_t user;

	stop_on(account_ensure(cx, &in, &user));
	stop_on(account_link(cx, user, &path));
	printf("%s %.*s\n", word, STR_ARG(path));
}

static void make(struct cx *cx, char **arg)
{
	int64_t root, admin, unit, programme;

	stop_on(realm_open(cx, str_c(arg[0]), true));
	stop_on(realm_init(cx,
			   &(struct realm_new){
				   .invented = true,
				   .profile = STR("vn-party"),
				   .name = STR("Đảng bộ phường Mẫu"),
				   .admin = STR("admin@crash.example") },
			   &root, &admin));
	stop_on(org_add(cx,
			&(struct org_new){ .parent = root,
					   .kind = STR("dang_bo_co_so"),
					   .name = STR("Chi bộ 1"),
					   .from = cx->today - 400 },
			&unit));
	programme = programme_make(cx, root);
	person_make(cx, "unit", ROLE_SECRETARY, unit);
	person_make(cx, "office", ROLE_OFFICE, root);
	for (int i = 0; i < number(cx, arg[1]); i++)
		printf("task %lld\n",
		       (long long)task_make(cx, programme, unit, i));
	annex_make(cx, arg[2], (int)number(cx, arg[3]));
	realm_close(cx);
}

/* ---- the negative control ------------------------------------------------------ */

static void unsafe_serve(struct cx *cx, char **arg)
{
	struct str file = str_fmt(cx->arena, "%s/roviec.db", arg[0]);
	struct db_config db = { .path = str_to_c(cx->arena, file),
				.unsafe_sync_off = true };
	struct http_config c;
	struct http *http;

	stop_on(auth_init(cx->arena));
	stop_on(store_open(cx->arena, &db, &cx->store));
	realm_read(cx);
	stop_on(profile_load(cx->arena, STR("vn-party"), &cx->profile));
	app_http_config(&c, cx);
	store_return(cx->db);
	cx->db = NULL;
	c.listen = arg[1];
	stop_on(http_start(cx->arena, &c, &http));
	for (;;)
		pause();
}

/* ---- data of a later version -------------------------------------------------- */

static void later(struct cx *cx, char **arg)
{
	struct str file = str_fmt(cx->arena, "%s/roviec.db", arg[0]);
	sqlite3 *h = NULL;

	stop_on(auth_init(cx->arena));
	stop_on(realm_open(cx, str_c(arg[0]), false)); /* for the file layer */
	realm_close(cx);
	if (sqlite3_open_v2(str_to_c(cx->arena, file), &h,
			    SQLITE_OPEN_READWRITE, "roviec") != SQLITE_OK ||
	    sqlite3_exec(h,
			 "pragma user_version = 9999;"
			 "pragma wal_checkpoint(truncate)",
			 NULL, NULL, NULL) != SQLITE_OK)
		stop_on(err_new(cx->arena, ERR_IO, "the version isn't set"));
	sqlite3_close(h);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int n_args;
		void (*run)(struct cx *cx, char **arg);
	} all[] = {
		{ "make", 4, make },
		{ "unsafe-serve", 2, unsafe_serve },
		{ "later", 1, later },
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 30);
	struct cx cx = { .arena = a,
			 .lang = LANG_VI,
			 .actor = { .id = ACTOR_SYSTEM,
				    .perms = UINT64_MAX,
				    .name = STR("Hệ thống"),
				    .org_is_root = true } };

	cx.now = clock_ms();
	cx.today = cx.as_at = day_of_instant(cx.now);
	for (int i = 0; i < N_ELEMENTS(all); i++)
		if (argc == all[i].n_args + 2 &&
		    !strcmp(argv[1], all[i].name)) {
			all[i].run(&cx, argv + 2);
			return 0;
		}
	return 2;
}
