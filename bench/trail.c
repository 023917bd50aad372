/*
 * The trail: how many events a second `verify` checks, and what the event
 * costs of an act. bench-trail DIR [EVENTS [ACTS]]: makes a realm in DIR, a new
 * folder, with so many events (2,000,000), checks it three times; then does
 * so many acts (20,000) of a size of a report, with their event and without.
 */
#include "base/std.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/app.h"
#include "audit/audit.h"
#include "audit/audit_trail.h"
#include "base/arena.h"
#include "db/db.h"
#include "setting/setting.h"

enum { AT_ONCE = 5000, RUNS = 3 };

static double seconds(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(const struct err *e)
{
	if (!e)
		return;
	fprintf(stderr, "bench-trail: %s (%.*s) %s:%d\n", e->msgid,
		STR_ARG(e->detail), e->file, e->line);
	exit(1);
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
		must(db_tx(cx, fill_tx, &f));
		must(trail_sign(cx));
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

		must(audit_verify(cx, &n, &findings));
		must(findings);
		cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		wall = seconds(CLOCK_MONOTONIC) - wall;
		printf("verify: %lld events, %.2f s, %.2f s CPU, %.0f a "
		       "second\n",
		       (long long)n, wall, cpu, (double)n / wall);
		arena_rewind(cx->arena, mark);
	}
}

/* ---- an act with its event and without ------------------------------------- */

struct act {
	int64_t i;
	bool event;
};

/* What a report writes besides: some rows of a few hundred bytes. */
static struct err *act_tx(struct cx *cx, void *arg)
{
	const struct act *a = arg;
	struct err *e = NULL;

	for (int k = 0; !e && k < 8; k++)
		e = setting_put(cx, str_fmt(cx->arena, "bench.%d", k).p,
				str_fmt(cx->arena,
					"%lld: còn chờ ý kiến của các đơn vị",
					(long long)(a->i * 8 + k)));
	return e || !a->event ? e : event_put(cx, a->i);
}

static double acts(struct cx *cx, int64_t n, bool event)
{
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);

	for (int64_t i = 0; i < n; i++) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct act a = { i, event };

		must(db_tx(cx, act_tx, &a));
		arena_rewind(cx->arena, mark);
	}
	return (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1e6 / (double)n;
}

static void acts_measure(struct cx *cx, int64_t n)
{
	double with = 0, without = 0;

	for (int i = 0; i < RUNS; i++) { /* by turns */
		with += acts(cx, n / RUNS, true);
		without += acts(cx, n / RUNS, false);
	}
	with /= RUNS;
	without /= RUNS;
	printf("act: %.1f us CPU with its event, %.1f without: the event is "
	       "%.0f %% of it\n",
	       with, without, 100 * (with - without) / with);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_open((ptrdiff_t)4 << 30);
	struct cx cx = { .arena = a, .actor = { .id = ACTOR_SYSTEM } };
	int64_t events = argc > 2 ? atoll(argv[2]) : 2000000;
	int64_t n = argc > 3 ? atoll(argv[3]) : 20000;

	if (argc < 2) {
		fprintf(stderr, "bench-trail DIR [EVENTS [ACTS]]\n");
		return 2;
	}
	cx.now = 1767225600000;
	cx.today = day_of_instant(cx.now);
	must(realm_open(&cx, str_c(argv[1]), true));
	fill(&cx, events);
	verify_measure(&cx);
	acts_measure(&cx, n);
	realm_close(&cx);
	arena_close(a);
	return 0;
}
