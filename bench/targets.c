/*
 * How long it takes to divide a target among all organisations of a realm: the
 * act itself, durable, with its checks, its explained gap and its event, once
 * for each of so many realms. The ceiling in the same run: the same rows
 * written alone, durable, and nothing else. No part of the product.
 *
 *	bench-targets ACTS DIR…
 *
 * Each DIR is a folder of `roviec demo`; it is changed. Each has a process of
 * its own, and all of them write at once, as realms do. So many acts, each in a
 * year of its own, stand for the 3,600 realms.
 */
#include "base/std.h"

#include "bench.h"

#include <sys/wait.h>
#include <unistd.h>

#include "db/db.h"
#include "indicator/indicator_act.h"
#include "indicator/indicator_priv.h"
#include "org/org.h"
#include "view/feature.h"

enum { REALMS = 3600, WARM = 20, MOST = 200 };

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct rows {
	int64_t indicator, org;
	struct str period;
	int64_t n;
	int64_t event;
};

/* Nothing but the rows. */
static struct err *ceiling_tx(struct cx *cx, void *arg)
{
	const struct rows *r = arg;
	struct err *e = NULL;

	for (int64_t i = 0; !e && i < r->n; i++)
		e = target_insert(cx->db,
				  &(struct target_insert_in){
					  .indicator = r->indicator,
					  .org = r->org,
					  .period = r->period,
					  .value = 10,
					  .high = DB_NULL,
					  .base = 300,
					  .base_on = cx->today,
					  .divided_by = STR("bench"),
					  .basis = STR("6-KH"),
					  .from_on = cx->today,
					  .made_at = cx->now,
					  .event = 1 },
				  NULL);
	return e;
}

struct bench {
	struct cx cx;
	struct org root;
	struct target_children_rows below;
	int64_t indicator;
};

/* A year of its own, which hasn't ended. */
static struct str year_of(struct arena *a, int i)
{
	return str_fmt(a, "%d", 2030 + i % 900);
}

static void divide(struct bench *b, int i)
{
	struct arena *a = arena_open(64 << 20);
	struct cx cx = b->cx;
	struct target_part part[MOST];
	struct str period = year_of(a, i);
	ptrdiff_t n = MIN(b->below.n, MOST);

	cx.arena = a;
	for (ptrdiff_t k = 0; k < n; k++)
		part[k] = (struct target_part){ b->below.p[k].org, 10, 300 };
	stop_on(target_allot(&cx, &(struct target_allotment){
					  .code = STR(INDICATOR_ADMISSIONS),
					  .period = period,
					  .org = b->root.id,
					  .part = part,
					  .n = n,
					  .by = STR("share"),
					  .base_on = cx.today,
					  .basis = STR("6-KH"),
					  .on = DAY_NONE }));
	arena_close(a);
}

/* What is divided: set beforehand. */
static void whole_set(struct bench *b, int i)
{
	struct arena *a = arena_open(64 << 20);
	struct cx cx = b->cx;

	cx.arena = a;
	stop_on(target_set(&cx, &(struct target_new){
					.code = STR(INDICATOR_ADMISSIONS),
					.period = year_of(a, i),
					.org = b->root.id,
					.value = 10 * MIN(b->below.n, MOST),
					.high = DB_NULL,
					.base = DB_NULL,
					.base_on = DAY_NONE,
					.basis = STR("5-KH"),
					.on = DAY_NONE }));
	arena_close(a);
}

static void ceiling(struct bench *b, int i)
{
	struct arena *a = arena_open(64 << 20);
	struct cx cx = b->cx;
	struct rows r = { .indicator = b->indicator,
			  .org = b->root.id,
			  .period = str_fmt(a, "bench %d", i),
			  .n = MIN(b->below.n, MOST) };

	cx.arena = a;
	stop_on(db_tx(&cx, ceiling_tx, &r));
	arena_close(a);
}

struct took {
	double wall, cpu;
};
static struct took run(struct bench *b, int n,
		       void (*one)(struct bench *b, int i))
{
	double wall = seconds(CLOCK_MONOTONIC),
	       cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);

	for (int i = 0; i < n; i++)
		one(b, i);
	return (struct took){ seconds(CLOCK_MONOTONIC) - wall,
			      seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu };
}

struct result {
	struct took least, ours;
	int64_t below;
};

/* One realm, from the first to the last act. */
static struct result realm_run(const char *folder, int n)
{
	struct arena *a CLEANUP(arena_closep) = arena_open((ptrdiff_t)1 << 30);
	struct bench b = { .cx = bench_cx(a) };
	struct result r;
	bool found;

	features_set(app_features, app_n_features);
	stop_on(realm_open(&b.cx, str_c(folder), false));
	realm_read(&b.cx);
	stop_on(org_get_root(&b.cx, &b.root, &found));
	stop_on(target_children(
		b.cx.db, &(struct target_children_in){ b.root.id, b.cx.today },
		&b.below));
	stop_on(indicator_ensure(&b.cx, STR(INDICATOR_ADMISSIONS),
				 &b.indicator));
	(void)run(&b, n, whole_set);
	(void)run(&b, MIN(n, WARM), ceiling);
	r.least = run(&b, n, ceiling);
	r.ours = run(&b, n, divide);
	r.below = MIN(b.below.n, MOST);
	realm_close(&b.cx);
	return r;
}

static bool child_start(const char *folder, int n, int out)
{
	pid_t pid = fork();
	struct result r;

	if (pid)
		return pid > 0;
	r = realm_run(folder, n);
	_exit(write(out, &r, sizeof(r)) != sizeof(r));
}

int main(int argc, char **argv)
{
	int n = argc > 2 ? (int)strtol(argv[1], NULL, 10) : 0,
	    at_once = argc - 2;
	struct result r, all = { .below = 0 };
	double acts;
	int out[2];

	if (n < 1 || n > 900 || pipe(out))
		return 2;
	for (int i = 0; i < at_once; i++)
		if (!child_start(argv[i + 2], n, out[1]))
			return 1;
	for (int i = 0; i < at_once; i++) {
		if (read(out[0], &r, sizeof(r)) != sizeof(r))
			return 1;
		all.below = r.below;
		all.least.wall += r.least.wall;
		all.least.cpu += r.least.cpu;
		all.ours.wall += r.ours.wall;
		all.ours.cpu += r.ours.cpu;
	}
	while (wait(NULL) > 0)
		;
	acts = (double)n * at_once;
	printf("a target divided among %d organisations, %d realms at once, "
	       "%d acts each:\n",
	       (int)all.below, at_once, n);
	printf("  the same rows alone, durable  %7.2f ms  CPU %6.2f ms\n",
	       all.least.wall * 1e3 / acts, all.least.cpu * 1e3 / acts);
	printf("  the act, durable              %7.2f ms  CPU %6.2f ms  %4.1f "
	       "x, "
	       "CPU %4.1f x\n",
	       all.ours.wall * 1e3 / acts, all.ours.cpu * 1e3 / acts,
	       all.ours.wall / all.least.wall, all.ours.cpu / all.least.cpu);
	printf("  %d realms (goal 10 s)       %7.2f s   CPU %6.2f s\n", REALMS,
	       all.ours.wall / acts / at_once * REALMS,
	       all.ours.cpu / acts * REALMS);
	return 0;
}
