/* What tests of notices and letters share. */
#include "work/test/work_tell_kit.h"

#include "account/account.h"
#include "db/db.h"
#include "mail/mail.h"
#include "work/work_notice_query.h"
#include "work/work_page.h"

struct arena *arena;
struct work_kit kit;

static const struct route_table *const tables[] = { &work_notice_routes,
						    &work_choice_routes,
						    &work_mine_routes, NULL };

int tell_open(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	return 0;
}

int tell_close(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

/* Everything told so far is read and mailed, so a test sees only its own. */
void forget(void)
{
	for (int i = 0; i < N_KIT_USER; i++) {
		struct reply rp =
			work_kit_post(&kit, (enum kit_user)i, "/notices/read",
				      0, "upto=999999");

		assert_int_equal(rp.status, 303);
	}
}

static struct notice_list_rows told(enum kit_user who)
{
	struct notice_list_rows rows;

	ok(notice_list(kit.cx.db,
		       &(struct notice_list_in){ .user_id = kit.user[who],
						 .limit = 100 },
		       &rows));
	return rows;
}

int unread(enum kit_user who, const char *kind)
{
	struct notice_list_rows rows = told(who);
	int n = 0;

	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += rows.p[i].read_at == DB_NULL &&
		     (!kind || str_eq(rows.p[i].kind, str_c(kind)));
	return n;
}

void act(enum kit_user who, enum kit_task t, enum work_do what)
{
	struct cx cx = work_kit_as(&kit, who);
	struct work_deed d = { .task = kit.task[t], .what = what };

	cx.now = kit.cx.now;
	cx.today = cx.as_at = kit.cx.today;
	if (work_do_needs_reason(what))
		d.reason = STR("Thiếu số liệu của hai đơn vị.");
	if (what == WORK_DO_REPORT || what == WORK_DO_SUBMIT)
		d.report = (struct work_report){ .percent = 100,
						 .body = STR("Đã xong."),
						 .difficulty = STR(""),
						 .cause = STR(""),
						 .ask = STR("none") };
	ok(work_do(&cx, &d, NULL));
}

void job(void)
{
	ok(work_notice_run(&kit.cx, &(struct job){ .attempt = 1 }));
}

void server_set(void)
{
	ok(mail_config_put(&kit.cx,
			   &(struct mail_config){
				   .host = STR("127.0.0.1"),
				   .port = 25,
				   .tls = MAIL_PLAIN,
				   .from = STR("roviec@example.vn"),
				   .site = STR("https://rv.example.vn") }));
}

/* Letters in the outbox, the newest first. */
struct mail_list_rows letters(void)
{
	struct mail_list_rows rows;

	ok(mail_list(kit.cx.db, &(struct mail_list_in){ .limit = 200 }, &rows));
	return rows;
}

struct mail_by_id_row letter_to(enum kit_user who, const char *kind)
{
	static const char *const email[N_KIT_USER] = {
		"office@example.vn", "leader@example.vn", "lead@example.vn",
		"other@example.vn", "cell@example.vn"
	};
	struct mail_list_rows rows = letters();
	struct mail_by_id_row m = { .id = 0 };
	bool found;

	for (ptrdiff_t i = 0; i < rows.n && !m.id; i++)
		if (str_eq(rows.p[i].address, str_c(email[who])) &&
		    str_eq(rows.p[i].kind, str_c(kind)))
			ok(mail_by_id(kit.cx.db,
				      &(struct mail_by_id_in){
					      .id = rows.p[i].id },
				      &m, &found));
	return m;
}

void choose(enum kit_user who, struct notice_choice c)
{
	struct cx cx = work_kit_as(&kit, who);

	ok(work_choice_put(&cx, &c));
}

void has(struct str s, const char *part)
{
	if (str_find(s, str_c(part), 0) < 0) {
		print_error("%.*s\n", STR_ARG(s));
		fail_msg("lacks: %s", part);
	}
}

void lacks(struct str s, const char *part)
{
	if (str_find(s, str_c(part), 0) >= 0) {
		print_error("%.*s\n", STR_ARG(s));
		fail_msg("has: %s", part);
	}
}

void wants(enum kit_user who, enum work_notice k, enum work_when w)
{
	struct notice_choice c = work_choice_usual(&kit.cx);

	work_choice_set(&c, k, w);
	assert_int_equal(work_choice_when(&c, k), w);
	choose(who, c);
}
