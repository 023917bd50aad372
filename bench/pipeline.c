/*
 * How long the pages of a large pipeline take on the processor: the overview
 * reckoned anew and as it is kept, a page of the list, its count, a page of what
 * falls due. The ceiling in the same run: reading all stages once. No part of
 * the product.
 *
 *	bench-pipeline DIR [CANDIDATES]
 *
 * DIR is a folder of `roviec demo`; it gets so many candidates more (20,000).
 */
#include "base/std.h"

#include "bench.h"

#include "bench.h"

#include "base/utf8.h"
#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_due.h"
#include "growth/growth_page_priv.h"
#include "growth/growth_query.h"
#include "org/org.h"
#include "view/feature.h"

enum { TIMES = 9, PAGE = 50, STAGES = 6 };

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct bench {
	struct cx cx;
	struct org root;
	struct orgs below;
	int64_t n;
	uint64_t dice;
};

static int64_t roll(struct bench *b, int64_t most)
{
	b->dice = b->dice * 6364136223846793005u + 1442695040888963407u;
	return (int64_t)((b->dice >> 33) % (uint64_t)most);
}

/* ---- filling --------------------------------------------------------------------- */

static const char *const stage[STAGES] = { "proposed", "course", "file",
					   "checked",  "voted",	 "decision" };

/* Somebody proposed within three years who came so far, at 20 to 99 days a
 * stage; the rules of the day are not asked. */
static struct err *one_add(struct cx *cx, struct bench *b, int64_t i)
{
	day_t on = cx->today - 1 - (day_t)roll(b, 3 * 365);
	struct str name = str_fmt(cx->arena, "Người Thứ %lld", (long long)i);
	struct candidate_insert_in row = {
		.name = name,
		.name_fold = text_fold(cx->arena, name),
		.sort = name_sort_key(cx->arena, name),
		.birth = cx->today - 9000 - (day_t)roll(b, 4000),
		.org = b->below.p[roll(b, b->below.n)].id,
		.source = STR("youth"),
		.proposer = STR("Đoàn Thanh niên"),
		.consent_on = on,
		.stage = STR("proposed"),
		.stage_on = on,
		.event = 1
	};
	int64_t id;
	struct err *e = candidate_insert(cx->db, &row, &id);

	if (!e)
		e = candidate_in_insert(cx->db,
					&(struct candidate_in_insert_in){
						.candidate = id,
						.org = row.org,
						.from_on = on,
						.decision = DB_NULL,
						.event = 1 },
					NULL);
	for (int s = 0; !e && s < STAGES && on <= cx->today; s++) {
		e = candidate_step_insert(cx->db,
					  &(struct candidate_step_insert_in){
						  .candidate = id,
						  .stage = str_c(stage[s]),
						  .on_day = on,
						  .base = DB_NULL,
						  .yes = DB_NULL,
						  .event = 1 },
					  NULL);
		on += 20 + (day_t)roll(b, 80);
	}
	return e;
}

static struct err *fill_tx(struct cx *cx, void *arg)
{
	struct bench *b = arg;
	struct err *e = NULL;

	for (int64_t i = 0; !e && i < b->n; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		e = one_add(cx, b, i);
		if (!e)
			arena_rewind(cx->arena, mark);
	}
	return e;
}

/* ---- what is measured ---------------------------------------------------------------- */

static void ceiling(struct bench *b, struct cx *cx, int i)
{
	struct growth_step_all_rows rows;

	(void)b;
	(void)i;
	stop_on(growth_step_all(
		cx->db, &(struct growth_step_all_in){ cx->today }, &rows));
}

/* Each on a day of its own, so that nothing is kept. */
static void anew(struct bench *b, struct cx *cx, int i)
{
	struct growth_figures f;

	stop_on(growth_figures_at(cx, b->root.id, cx->today - 40 - i, &f));
}

static void kept(struct bench *b, struct cx *cx, int i)
{
	const struct growth_asked is = { .org = b->root, .is_all = true };
	struct growth_shown s;

	(void)i;
	stop_on(growth_shown_read(cx, &is, &s));
}

static void list_page(struct bench *b, struct cx *cx, int i)
{
	struct candidate_list_rows rows;

	(void)b;
	stop_on(candidate_list(cx->db,
			       &(struct candidate_list_in){
				       .state = STR("open"),
				       .limit = PAGE,
				       .offset = i * PAGE,
				       .with = CANDIDATE_LIST_WITH_STATE },
			       &rows));
}

static void list_count(struct bench *b, struct cx *cx, int i)
{
	struct candidate_list_count_row row;
	bool found;

	(void)b;
	(void)i;
	stop_on(candidate_list_count(
		cx->db,
		&(struct candidate_list_count_in){
			.state = STR("open"),
			.with = CANDIDATE_LIST_COUNT_WITH_STATE },
		&row, &found));
}

static void due_page(struct bench *b, struct cx *cx, int i)
{
	struct growth_due_ask ask = { .on = cx->today,
				      .limit = PAGE,
				      .offset = i * PAGE };
	struct growth_due_page page = { 0 };

	(void)b;
	stop_on(growth_due_read(cx, &ask, &page));
}

static int by_number(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The median of some times, in milliseconds. */
static double took(struct bench *b,
		   void (*what)(struct bench *b, struct cx *cx, int i))
{
	double ms[TIMES];

	for (int i = 0; i < TIMES; i++) {
		struct arena *a = arena_open((ptrdiff_t)1 << 30);
		struct cx cx = b->cx;
		double from = cpu_ms();

		cx.arena = a;
		what(b, &cx, i);
		ms[i] = cpu_ms() - from;
		arena_close(a);
	}
	qsort(ms, TIMES, sizeof(*ms), by_number);
	return ms[TIMES / 2];
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*what)(struct bench *b, struct cx *cx, int i);
	} row[] = { { "all stages read once (ceiling)", ceiling },
		    { "overview, reckoned anew", anew },
		    { "overview, kept", kept },
		    { "page of the list", list_page },
		    { "count of the list", list_count },
		    { "page of what falls due", due_page } };
	struct arena *a CLEANUP(arena_closep) = arena_open((ptrdiff_t)1 << 30);
	struct bench b = { .cx = bench_cx(a), .n = 20000, .dice = 7 };
	double least = 0;
	bool found;

	if (argc < 2) {
		fprintf(stderr, "usage: bench-pipeline DIR [CANDIDATES]\n");
		return 2;
	}
	if (argc > 2)
		b.n = strtol(argv[2], NULL, 10);
	features_set(app_features, app_n_features);
	stop_on(realm_open(&b.cx, str_c(argv[1]), false));
	realm_read(&b.cx);
	stop_on(org_get_root(&b.cx, &b.root, &found));
	stop_on(org_list_below(&b.cx, b.root.id, &b.below));
	stop_on(db_tx(&b.cx, fill_tx, &b));
	printf("%lld candidates more, CPU\n", (long long)b.n);
	for (size_t i = 0; i < N_ELEMENTS(row); i++) {
		double ms = took(&b, row[i].what);

		least = i ? least : ms;
		printf("  %-34s %8.2f ms  %6.3f of the ceiling\n", row[i].name,
		       ms, ms / least);
	}
	realm_close(&b.cx);
	return 0;
}
