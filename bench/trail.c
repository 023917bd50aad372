/*
 * The trail: how many events a second `verify` checks, and what the event
 * costs of an act. bench-trail DIR [EVENTS [ACTS]]: makes a realm in DIR, a new
 * folder, with so many events (2,000,000), checks it three times; then reports
 * so many times (20,000) on its tasks, with the report's event and without.
 */
#include "base/std.h"

#include "bench.h"

#include "audit/audit.h"
#include "audit/audit_trail.h"
#include "base/arena.h"
#include "db/db.h"
#include "work/work_act.h"

enum { AT_ONCE = 5000, RUNS = 3 };

static double seconds(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct filling {
	int64_t from, to;
};

/* What an event of a report looks like. */
static struct err *event_put(struct cx *cx, int64_t i)
{
	static const char *const kinds[] = { "task.report", "task.issue",
					     "task.submit", "session.start" };
	struct buf after = audit_obj(cx);

	audit_int(&after, "percent", i % 101);
	audit_str(&after, "text",
		  STR("Đã thực hiện theo kế hoạch, còn chờ ý kiến của các đơn "
		      "vị phối hợp."));
	return audit_write(cx,
			   &(struct audit_event){
				   .kind = kinds[i % 4],
				   .subject_kind = "task",
				   .subject = i % 5000 + 1,
				   .after = audit_end(&after),
				   .reason = i % 7 ? STR_NULL
						   : STR("Theo Nghị quyết "
							 "số 12") },
			   NULL);
}

static struct err *fill_tx(struct cx *cx, void *arg)
{
	const struct filling *f = arg;
	struct err *e = NULL;

	for (int64_t i = f->from; !e && i < f->to; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		cx->actor.id = i % 300 + 1;
		e = event_put(cx, i);
		if (!e)
			arena_rewind(cx->arena, mark);
	}
	return e;
}

static void fill(struct cx *cx, int64_t events)
{
	for (int64_t at = 0; at < events; at += AT_ONCE) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct filling f = { at, MIN(at + AT_ONCE, events) };

		cx->now += 40 * 60 * 1000;
		stop_on(db_tx(cx, fill_tx, &f));
		stop_on(trail_sign(cx));
		arena_rewind(cx->arena, mark);
	}
}

static void verify_measure(struct cx *cx)
{
	for (int i = 0; i < RUNS; i++) {
		struct arena_mark mark = arena_mark(cx->arena);
		double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
		double wall = seconds(CLOCK_MONOTONIC);
		struct err *findings;
		int64_t n;

		stop_on(audit_verify(cx, &n, &findings));
		stop_on(findings);
		cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		wall = seconds(CLOCK_MONOTONIC) - wall;
		printf("verify: %lld events, %.2f s, %.2f s CPU, %.0f a "
		       "second\n",
		       (long long)n, wall, cpu, (double)n / wall);
		arena_rewind(cx->arena, mark);
	}
}

/* ---- an act with its event and without ------------------------------------- */

enum { TASKS = 1000 };

/* The linker sends every act's event here (--wrap). */
struct err *__real_audit_write(struct cx *cx, const struct audit_event *ev,
			       int64_t *ret_id);
struct err *__wrap_audit_write(struct cx *cx, const struct audit_event *ev,
			       int64_t *ret_id);
static bool muted;

struct err *__wrap_audit_write(struct cx *cx, const struct audit_event *ev,
			       int64_t *ret_id)
{
	if (!muted)
		return __real_audit_write(cx, ev, ret_id);
	if (ret_id)
		*ret_id = 1;
	return NULL;
}

/* What people do most: a report on a task of theirs. */
static void report(struct cx *cx, int64_t i)
{
	static const int open[] = { 1, 2, 4, 5, 6, 7, 8, 9 };
	int64_t n = N_ELEMENTS(open);

	stop_on(work_do(cx,
			&(struct work_deed){
				.task = i / n % (TASKS / 10) * 10 +
					open[i % n] + 1,
				.what = WORK_DO_REPORT,
				.report = { .percent = i % 90,
					    .body = STR("Đã thực hiện theo kế "
							"hoạch, còn chờ ý kiến "
							"của các đơn vị phối "
							"hợp."),
					    .cause = STR("du_lieu"),
					    .ask = STR("none") } },
			NULL));
}

static double acts(struct cx *cx, int64_t n)
{
	static int64_t i;
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);

	for (int64_t end = i + n; i < end; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		cx->now += 1000;
		report(cx, i);
		arena_rewind(cx->arena, mark);
	}
	return (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1e6 / (double)n;
}

static void acts_measure(struct cx *cx, int64_t n)
{
	double with = 0, without = 0;

	for (int i = 0; i < RUNS * 4; i++) { /* by turns */
		muted = i % 2;
		*(muted ? &without : &with) += acts(cx, n / (RUNS * 4));
	}
	muted = false;
	with /= RUNS * 2;
	without /= RUNS * 2;
	printf("a report: %.1f us CPU with its event, %.1f without: the event "
	       "is %.0f %% of it\n",
	       with, without, 100 * (with - without) / with);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_open((ptrdiff_t)4 << 30);
	struct cx cx = bench_cx(a);
	struct sample_ask ask = { .units = SAMPLE_UNITS,
				  .programmes = SAMPLE_PROGRAMMES,
				  .tasks = TASKS,
				  .open = TASKS };
	struct sample s;
	int64_t events = argc > 2 ? atoll(argv[2]) : 2000000;
	int64_t n = argc > 3 ? atoll(argv[3]) : 20000;

	if (argc < 2) {
		fprintf(stderr, "bench-trail DIR [EVENTS [ACTS]]\n");
		return 2;
	}
	cx.now = 1767225600000;
	cx.today = cx.as_at = day_of_instant(cx.now);
	bench_sample(&cx, argv[1], &ask, &s);
	fill(&cx, events);
	cx.actor.id = ACTOR_SYSTEM;
	verify_measure(&cx);
	acts_measure(&cx, n);
	realm_close(&cx);
	arena_close(a);
	return 0;
}
