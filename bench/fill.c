/*
 * Fills a folder with the reference data of bench/run: a committee of 19
 * units and 5,000 tasks of about 300 characters, 3,089 of them open. All of
 * it is written by the program's own acts, so the trail and the history are
 * as full as after two years of use. No part of the product.
 *
 *	bench-fill DIR ANNEX.xlsx [OPEN]
 *
 * prints `office PATH` and `unit PATH` (one-time links), `lead N` and
 * `lead N` (the unit's organisation); writes an annex of 5,000 rows. With
 * OPEN, that many are open instead.
 */
#include "base/std.h"

#include "bench.h"

#include "account/account.h"
#include "base/perm.h"
#include "db/db.h"
#include "doc/doc.h"

enum { UNITS = 19, TASKS = 5000, OPEN = 3089, PROGRAMMES = 4 };

static struct sample_ask ask = {
	.units = UNITS, .programmes = PROGRAMMES, .tasks = TASKS, .open = OPEN
};

static void person_make(struct cx *cx, const char *word, const char *role,
			int64_t org)
{
	struct str path;
	int64_t user;

	stop_on(account_ensure(
		cx,
		&(struct account_new){
			.email = str_fmt(cx->arena, "%s@bench.example", word),
			.name = STR("Nguyễn Thị Minh Khai"),
			.role = role,
			.org = org,
			.lang = STR("vi") },
		&user));
	stop_on(account_link(cx, user, &path));
	printf("%s %.*s\n", word, STR_ARG(path));
}

static void annex_make(struct cx *cx, const char *path)
{
	static const struct sheet_col col[] = {
		{ .title = STR_INIT("TT"), .width = 6 },
		{ .title = STR_INIT("Nội dung công việc"), .width = 60 },
		{ .title = STR_INIT("Cơ quan chủ trì"), .width = 30 },
		{ .title = STR_INIT("Cơ quan phối hợp"), .width = 30 },
		{ .title = STR_INIT("Thời gian hoàn thành"), .width = 16 },
		{ .title = STR_INIT("Sản phẩm"), .width = 40 },
	};
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str bytes;
	FILE *f;

	stop_on(xlsx_begin(cx->arena, &x));
	stop_on(xlsx_sheet(x, STR("Phụ lục"), STR("PHỤ LỤC"), col,
			   (int)N_ELEMENTS(col)));
	for (int i = 0; i < TASKS; i++) {
		struct sheet_val v[N_ELEMENTS(col)] = {
			{ .text = str_fmt(cx->arena, "%d", i + 1) },
			{ .text = sample_work(cx->arena, i) },
			{ .text = sample_unit(i) },
			{ .text = sample_unit(i + 5) },
			{ .text = fmt_day(cx->arena,
					  cx->today + sample_due_in(&ask, i)) },
			{ .text = sample_product(i) },
		};

		stop_on(xlsx_row(x, v));
	}
	stop_on(xlsx_end(x, &bytes));
	f = fopen(path, "wb");
	if (!f || fwrite(bytes.p, 1, (size_t)bytes.n, f) != (size_t)bytes.n ||
	    fclose(f)) {
		fprintf(stderr, "bench-fill: %s can't be written\n", path);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 30);
	struct cx cx = bench_cx(a);
	struct sample s;

	if (argc != 3 && argc != 4)
		return 2;
	if (argc == 4)
		ask.open = (int)strtol(argv[3], NULL, 10);
	bench_sample(&cx, argv[1], &ask, &s);
	person_make(&cx, "office", ROLE_OFFICE, s.root);
	person_make(&cx, "unit", ROLE_SECRETARY, s.org[0]);
	printf("lead %lld\n", (long long)s.org[0]);
	annex_make(&cx, argv[2]);
	realm_close(&cx);
	return 0;
}
