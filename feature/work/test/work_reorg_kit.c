/* Decisions about the small committee, and all that they may move as text. */
#include "work/test/work_reorg_kit.h"

#include "account/account.h"
#include "base/utf8.h"
#include "db/db.h"
#include "member/member.h"
#include "org/org.h"
#include "work/work.h"
#include "work/work_count.h"
#include "work/work_reorg_kit_query.h"

enum { DUMP_MOST = 4 << 20 };

void reorg_kit_features(void)
{
	static const struct feature *const features[] = { &account_feature,
							  &member_feature,
							  &work_feature };

	features_set(features, (int)N_ELEMENTS(features));
}

/* A reader that sees the last commit. */
static struct cx fresh(struct work_kit *k, struct arena *a)
{
	struct cx cx = k->cx;

	cx.arena = a;
	cx.db = store_reader(cx.store, a);
	return cx;
}

int64_t reorg_kit_draft(struct work_kit *k, day_t on, struct org_step *steps,
			int n)
{
	struct cx cx = work_kit_as(k, USER_OFFICE);
	int64_t id;

	ok(decision_make(&cx,
			 &(struct org_decision_new){
				 .number = STR("12-QĐ/ĐU"),
				 .title = STR("Sắp xếp cơ quan"),
				 .signer = STR("Bí thư"),
				 .signed_on = MIN(on, cx.today),
				 .effective_on = on },
			 &id));
	for (int i = 0; i < n; i++)
		ok(step_add(&cx, id, &steps[i], &steps[i].id));
	return id;
}

struct org_decision reorg_kit_read(struct work_kit *k, int64_t decision)
{
	struct cx cx = fresh(k, k->cx.arena);
	struct org_decision d;
	bool found;

	ok(decision_find(&cx, decision, &d, &found));
	assert_true(found);
	store_return(cx.db);
	return d;
}

struct reorg_preview reorg_kit_preview(struct work_kit *k, int64_t decision)
{
	struct org_decision d = reorg_kit_read(k, decision);
	struct cx cx = work_kit_as(k, USER_OFFICE);
	struct reorg_preview p;

	ok(decision_preview(&cx, &d, &p));
	return p;
}

struct err *reorg_kit_approve(struct work_kit *k, int64_t decision)
{
	struct org_decision d = reorg_kit_read(k, decision);
	struct cx cx = work_kit_as(k, USER_OFFICE);

	return decision_approve(&cx, decision, d.rev);
}

struct org_step reorg_kit_merge(struct arena *a, int64_t from, int64_t heir)
{
	struct org_step s = { .kind = STEP_MERGE_INTO,
			      .heir = heir,
			      .source = arena_new(a, int64_t, 1),
			      .n_sources = 1 };

	s.source[0] = from;
	return s;
}

struct org_step reorg_kit_dissolve(int64_t org, int64_t heir)
{
	return (struct org_step){ .kind = STEP_DISSOLVE,
				  .org = org,
				  .heir = heir };
}

/* ---- as text ------------------------------------------------------------- */

static void put(struct buf *b, int64_t v)
{
	buf_char(b, ' ');
	if (v == DB_NULL)
		buf_char(b, '-');
	else
		buf_i64(b, v);
}

static void put_day(struct buf *b, day_t d)
{
	struct str iso = day_iso(b->arena, d);

	buf_char(b, ' ');
	buf_str(b, d != DAY_NONE && iso.p ? iso : STR("-"));
}

static void put_str(struct buf *b, struct str s)
{
	buf_lit(b, " \"");
	buf_str(b, s.p ? s : STR("-"));
	buf_char(b, '"');
}

static void dump_tasks(struct cx *cx, struct buf *b)
{
	struct wk_tasks_rows rows;

	ok(wk_tasks(cx->db, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct wk_tasks_row *t = &rows.p[i];

		buf_lit(b, "task");
		put(b, t->id);
		put(b, t->lead);
		put_str(b, t->lead_text);
		put_str(b, t->work);
		put_str(b, t->deadline_text);
		put_day(b, t->due_on);
		put_day(b, t->accepted_on);
		put_day(b, t->submitted_on);
		put_day(b, t->done_on);
		put_day(b, t->withdrawn_on);
		put_day(b, t->paused_on);
		put(b, t->percent);
		put(b, t->missing);
		put(b, t->parent);
		put_str(b, t->child);
		put(b, t->weight);
		put(b, t->words_lead);
		put_str(b, t->words_lead_text);
		buf_char(b, '\n');
	}
}

static void dump_beside(struct cx *cx, struct buf *b)
{
	struct wk_with_rows with;
	struct wk_shares_rows shares;
	struct wk_asked_rows asked;

	ok(wk_with(cx->db, &with));
	for (ptrdiff_t i = 0; i < with.n; i++) {
		buf_lit(b, "with");
		put(b, with.p[i].task);
		put(b, with.p[i].org);
		buf_char(b, '\n');
	}
	ok(wk_shares(cx->db, &shares));
	for (ptrdiff_t i = 0; i < shares.n; i++) {
		buf_lit(b, "share");
		put(b, shares.p[i].id);
		put(b, shares.p[i].org);
		put_day(b, shares.p[i].delivered_on);
		put_day(b, shares.p[i].returned_on);
		put_day(b, shares.p[i].taken_on);
		put_day(b, shares.p[i].dropped_on);
		put_str(b, shares.p[i].answer);
		buf_char(b, '\n');
	}
	ok(wk_asked(cx->db, &asked));
	for (ptrdiff_t i = 0; i < asked.n; i++) {
		buf_lit(b, "asked");
		put(b, asked.p[i].id);
		put(b, asked.p[i].task);
		put_str(b, asked.p[i].kind);
		put(b, asked.p[i].new_lead);
		put_str(b, asked.p[i].verdict);
		buf_char(b, '\n');
	}
}

static void dump_rest(struct cx *cx, struct buf *b)
{
	struct wk_owners_rows owners;
	struct wk_sheets_rows sheets;
	struct wk_rows_rows rows;
	struct wk_grants_rows grants;
	struct wk_notices_rows notices;

	ok(wk_owners(cx->db, &owners));
	for (ptrdiff_t i = 0; i < owners.n; i++) {
		buf_lit(b, "owner");
		put(b, owners.p[i].id);
		put(b, owners.p[i].owner);
		buf_char(b, '\n');
	}
	ok(wk_sheets(cx->db, &sheets));
	for (ptrdiff_t i = 0; i < sheets.n; i++) {
		buf_lit(b, "sheet");
		put(b, sheets.p[i].id);
		put(b, sheets.p[i].org);
		buf_char(b, '\n');
	}
	ok(wk_rows(cx->db, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		buf_lit(b, "row");
		put(b, rows.p[i].id);
		put(b, rows.p[i].lead);
		put(b, rows.p[i].new_lead);
		buf_char(b, '\n');
	}
	ok(wk_grants(cx->db, &grants));
	for (ptrdiff_t i = 0; i < grants.n; i++) {
		buf_lit(b, "role");
		put(b, grants.p[i].user_id);
		put_str(b, grants.p[i].role);
		put(b, grants.p[i].org_id);
		put_day(b, grants.p[i].from_on);
		put_day(b, grants.p[i].to_on);
		buf_char(b, '\n');
	}
	ok(wk_notices(cx->db, &notices));
	for (ptrdiff_t i = 0; i < notices.n; i++) {
		buf_lit(b, "notice");
		put(b, notices.p[i].user_id);
		put(b, notices.p[i].task);
		put_str(b, notices.p[i].kind);
		put_str(b, notices.p[i].mark);
		buf_char(b, '\n');
	}
}

struct str reorg_kit_dump(struct work_kit *k, struct arena *a)
{
	struct buf b = buf_init(a, DUMP_MOST);
	struct cx cx = fresh(k, a);

	dump_tasks(&cx, &b);
	dump_beside(&cx, &b);
	dump_rest(&cx, &b);
	store_return(cx.db);
	assert_false(b.full);
	return buf_view(&b);
}

void reorg_kit_alike(struct str was, struct str is, const char *when)
{
	while (was.p && is.p) {
		struct str x = str_cut(&was, '\n'), y = str_cut(&is, '\n');

		if (!str_eq(x, y))
			fail_msg("%s: was \"%.*s\", is \"%.*s\"", when,
				 STR_ARG(x), STR_ARG(y));
	}
	assert_true(!was.p && !is.p);
}

/* ---- what must hold ------------------------------------------------------ */

void reorg_kit_check(struct work_kit *k)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct cx cx = fresh(k, a);
	struct wk_led_by_ended_row led;
	struct wk_named_ended_row named;
	int64_t wrong;
	bool found;

	ok(wk_led_by_ended(cx.db, &(struct wk_led_by_ended_in){ cx.today },
			   &led, &found));
	assert_int_equal(led.n, 0);
	ok(wk_named_ended(cx.db, &(struct wk_named_ended_in){ cx.today },
			  &named, &found));
	assert_int_equal(named.helps, 0);
	assert_int_equal(named.owes, 0);
	assert_int_equal(named.asked, 0);
	assert_int_equal(named.owns, 0);
	assert_int_equal(named.reports, 0);
	ok(work_count_check(&cx, &wrong));
	assert_int_equal(wrong, 0);
	store_return(cx.db);
}
