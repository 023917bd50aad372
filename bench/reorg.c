/*
 * How long it takes until two organisations with 3,000 members are one: the
 * preview, the approval that takes effect at once, durable, and the undo. The
 * ceiling in the same run: the same people's rows written once, durable, and
 * nothing else. No part of the product.
 *
 *	bench-reorg DIR
 *
 * DIR is a folder of `roviec demo`; it is changed.
 */
#include "base/std.h"

#include "bench.h"

#include "audit/audit.h"
#include "db/db.h"
#include "member/member.h"
#include "member/member_reorg_query.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "view/feature.h"

enum { OF_EACH = 1500, ROUNDS = 5 };

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct fill {
	struct member_lock lock;
	int64_t org[2];
	int64_t event;
	int round;
};

static struct err *fill_tx(struct cx *cx, void *arg)
{
	struct fill *f = arg;
	struct err *err =
		audit_write(cx,
			    &(struct audit_event){ .kind = "member.register",
						   .subject_kind = "realm" },
			    &f->event);

	for (int i = 0; !err && i < 2 * OF_EACH; i++) {
		struct member_value v = { STR("national_id"),
					  str_fmt(cx->arena, "0791%02d%06d",
						  f->round, i) };
		struct member_new in = {
			.name = str_fmt(cx->arena, "Nguyễn Văn %d", i),
			.sex = STR("m"),
			.birth = cx->today - 15000,
			.org = f->org[i / OF_EACH],
			.from = cx->today - 400,
			.how = MEMBER_REGISTER,
			.sent_on = DAY_NONE,
			.admitted = cx->today - 4000,
			.official = cx->today - 3600,
			.state_from = DAY_NONE,
			.value = &v,
			.n_values = 1,
		};
		int64_t id;

		err = member_put(cx, &f->lock, &in, f->event, &id);
	}
	return err ? err : member_put_done(cx, f->event);
}

/* The rows of the same people, changed to what they are. */
static struct err *ceiling_tx(struct cx *cx, void *arg)
{
	const struct fill *f = arg;

	return member_reorg_today(cx->db,
				  &(struct member_reorg_today_in){
					  .event = f->event, .day = cx->today },
				  NULL);
}

static int64_t cell_make(struct cx *cx, int64_t above, const char *name,
			 int round)
{
	int64_t id;

	stop_on(org_add(cx,
			&(struct org_new){ .parent = above,
					   .kind = STR("chi_bo"),
					   .name = str_fmt(cx->arena, "%s %d",
							   name, round),
					   .from = cx->today - 500 },
			&id));
	return id;
}

static double best(double was, double begin)
{
	double took = seconds() - begin;

	return !was || took < was ? took : was;
}

int main(int argc, char **argv)
{
	struct arena *a CLEANUP(arena_closep) = arena_open((ptrdiff_t)2 << 30);
	struct cx cx = bench_cx(a);
	double look = 0, done = 0, undone = 0, ceiling = 0;
	struct fill f;
	struct org root;
	bool found;

	if (argc != 2)
		return 2;
	features_set(app_features, app_n_features);
	stop_on(realm_open(&cx, str_c(argv[1]), false));
	realm_read(&cx);
	stop_on(org_get_root(&cx, &root, &found));
	stop_on(member_lock_ready(&cx, &f.lock));
	for (f.round = 0; f.round < ROUNDS; f.round++) {
		struct reorg_preview p;
		struct org_decision d;
		int64_t id, step;
		double begin;

		f.org[0] = cell_make(&cx, root.id, "Bench A", f.round);
		f.org[1] = cell_make(&cx, root.id, "Bench B", f.round);
		stop_on(db_tx_large(&cx, fill_tx, &f));
		stop_on(decision_make(&cx,
				      &(struct org_decision_new){
					      .number = STR("1-QĐ"),
					      .title = STR("Bench"),
					      .signer = STR("Bench"),
					      .signed_on = cx.today,
					      .effective_on = cx.today },
				      &id));
		stop_on(step_add(&cx, id,
				 &(struct org_step){ .kind = STEP_MERGE_NEW,
						     .source = f.org,
						     .n_sources = 2,
						     .parent = root.id,
						     .org_kind = STR("chi_bo"),
						     .name = str_fmt(a,
								     "Bench %d",
								     f.round) },
				 &step));
		stop_on(decision_find(&cx, id, &d, &found));
		begin = seconds();
		stop_on(decision_preview(&cx, &d, &p));
		look = best(look, begin);
		begin = seconds();
		stop_on(decision_approve(&cx, id, d.rev));
		done = best(done, begin);
		begin = seconds();
		stop_on(db_tx_large(&cx, ceiling_tx, &f));
		ceiling = best(ceiling, begin);
		begin = seconds();
		stop_on(decision_undo(&cx, id, STR("bench")));
		undone = best(undone, begin);
	}
	printf("3,000 members of two organisations, best of %d:\n", ROUNDS);
	printf("  their rows written once, durable  %7.1f ms\n", ceiling * 1e3);
	printf("  preview                           %7.1f ms  %4.1f x\n",
	       look * 1e3, look / ceiling);
	printf("  merger, durable (goal 1,000 ms)   %7.1f ms  %4.1f x\n",
	       done * 1e3, done / ceiling);
	printf("  undo, durable                     %7.1f ms  %4.1f x\n",
	       undone * 1e3, undone / ceiling);
	realm_close(&cx);
	return 0;
}
