/*
 * Every named statement of the program, in its variants, prepared and run on
 * the engine that the test has: whatever it finds or changes, it must be
 * understood. test/all runs this on both engines.
 */
#include "testkit/testkit.h"

#include "account/account_query.h"
#include "audit/audit_query.h"
#include "auth/auth_query.h"
#include "db/db.h"
#include "federation/federation_query.h"
#include "file/file_query.h"
#include "growth/growth_due_query.h"
#include "growth/growth_paper_query.h"
#include "growth/growth_privacy_query.h"
#include "growth/growth_query.h"
#include "growth/growth_reorg_query.h"
#include "growth/growth_seal_query.h"
#include "job/job_query.h"
#include "mail/mail_query.h"
#include "member/member_due_query.h"
#include "member/member_list_query.h"
#include "member/member_query.h"
#include "member/member_reorg_query.h"
#include "member/member_sheet_query.h"
#include "member/member_span_query.h"
#include "member/member_split_query.h"
#include "member/member_stat_query.h"
#include "org/org_past_query.h"
#include "org/org_query.h"
#include "org/org_reorg_query.h"
#include "org/org_tally_query.h"
#include "privacy/privacy_query.h"
#include "setting/setting_query.h"
#include "sheet/edited_query.h"
#include "work/work_adjust_query.h"
#include "work/work_baseline_query.h"
#include "work/work_carry_query.h"
#include "work/work_count_query.h"
#include "work/work_document_query.h"
#include "work/work_effect_query.h"
#include "work/work_evidence_query.h"
#include "work/work_import_query.h"
#include "work/work_notice_query.h"
#include "work/work_overview_query.h"
#include "work/work_period_query.h"
#include "work/work_query.h"
#include "work/work_search_query.h"
#include "work/work_share_query.h"
#include "work/work_sheet_query.h"
#include "work/work_split_query.h"
#include "work/work_talk_query.h"
#include "work/work_task_query.h"
#include "work/work_view_query.h"
#include "work/work_write_query.h"

static const struct db_query *const *const all[] = {
	account_query_all,
	audit_query_all,
	auth_query_all,
	federation_query_all,
	member_due_query_all,
	member_list_query_all,
	member_query_all,
	member_reorg_query_all,
	member_span_query_all,
	member_sheet_query_all,
	member_split_query_all,
	edited_query_all,
	member_stat_query_all,
	org_reorg_query_all,
	file_query_all,
	job_query_all,
	mail_query_all,
	org_past_query_all,
	org_query_all,
	org_tally_query_all,
	setting_query_all,
	work_adjust_query_all,
	work_baseline_query_all,
	work_carry_query_all,
	work_count_query_all,
	work_document_query_all,
	work_effect_query_all,
	work_evidence_query_all,
	work_import_query_all,
	work_notice_query_all,
	work_overview_query_all,
	work_period_query_all,
	work_query_all,
	work_search_query_all,
	work_share_query_all,
	work_sheet_query_all,
	work_split_query_all,
	work_talk_query_all,
	work_task_query_all,
	work_view_query_all,
	work_write_query_all,
	growth_query_all,
	growth_due_query_all,
	growth_paper_query_all,
	growth_privacy_query_all,
	growth_reorg_query_all,
	growth_seal_query_all,
	privacy_query_all,
};

struct variant {
	const struct db_query *q;
	unsigned filters, order;
};

static int n_run;

static void bind(struct db_stmt *st, const struct db_query *q, day_t today)
{
	for (int i = 0; i < q->n_params; i++) {
		switch (q->types[i]) {
		case 'i':
			db_bind_i64(st, i + 1, 1);
			break;
		case 'd':
			db_bind_day(st, i + 1, today);
			break;
		case 't':
			db_bind_str(st, i + 1, STR("x"));
			break;
		case 'b':
			db_bind_blob(st, i + 1, STR("x"));
			break;
		default:
			db_bind_f64(st, i + 1, 1.5);
		}
	}
}

static struct err *run_tx(struct cx *cx, void *arg)
{
	const struct variant *v = arg;
	struct db_stmt *st;
	bool more;
	struct err *err = db_stmt_get(cx->db, v->q, v->filters, v->order, &st);

	if (err)
		return err;
	bind(st, v->q, cx->today);
	do {
		err = db_step(st, &more);
	} while (!err && more);
	db_stmt_done(st);
	/* and back */
	return err ? err : err_new(cx->arena, ERR_EXPIRED, N_("text"));
}

/* What it may say: that it was undone, or that the rows don't agree. */
static void run(struct cx *cx, struct variant v)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct err *err = db_tx(cx, run_tx, &v);

	assert_non_null(err);
	if (err->code != ERR_EXPIRED && err->code != ERR_CONFLICT)
		fail_msg("%s, parts %x, order %u: %.*s", v.q->name, v.filters,
			 v.order, STR_ARG(err->detail));
	n_run++;
	arena_rewind(cx->arena, mark);
}

static void variants_run(struct cx *cx, const struct db_query *q)
{
	unsigned parts = 0;
	int orders = 0;

	for (int i = 0; i < q->n_parts; i++) {
		if (q->part[i].opt >= 0)
			parts |= 1u << q->part[i].opt;
		orders = MAX(orders, q->part[i].order);
	}
	for (int o = 0; o <= orders; o++)
		run(cx, (struct variant){ q, 0, (unsigned)o });
	for (unsigned i = 0; parts >> i; i++)
		if (parts >> i & 1)
			run(cx, (struct variant){ q, 1u << i, 0 });
	if (parts & (parts - 1))
		run(cx, (struct variant){ q, parts, 0 });
}

static void every_statement_is_understood(void **state)
{
	struct arena *a = arena_open(256 << 20);
	struct cx cx = kit_realm(a);
	int n = 0;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(all); i++)
		for (const struct db_query *const *q = all[i]; *q; q++, n++)
			variants_run(&cx, *q);
	print_message("%d statements, %d variants\n", n, n_run);
	assert_true(n > 300);
	assert_true(n_run > 500);
	kit_close(&cx);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_is_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
