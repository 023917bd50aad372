/*
 * How long the digests of 6,200 people take. Adds the people to a folder that
 * bench-fill made, evenly to all units, and runs the job on the next Monday.
 * No part of the product.
 *
 *	bench-digest DIR
 *
 * prints `digest LETTERS SECONDS CPU-SECONDS`; no letter is sent.
 */
#include "base/std.h"

#include "bench.h"

#include "account/account.h"
#include "db/db.h"
#include "mail/mail.h"
#include "mail/mail_query.h"
#include "org/org.h"
#include "work/work_notice.h"

enum { PEOPLE = 6200, GROUP = 200 };

struct group {
	const struct orgs *orgs;
	int from;
};

static struct err *people_tx(struct cx *cx, void *arg)
{
	const struct group *g = arg;
	struct err *err = NULL;

	for (int i = g->from; i < g->from + GROUP && !err; i++) {
		int64_t user;
		struct account_new who = {
			.email = str_fmt(cx->arena, "p%d@bench.example", i),
			.name = STR("Nguyễn Thị Minh Khai"),
			.post = STR("Bí thư"),
			.role = ROLE_SECRETARY,
			/* the first is the root */
			.org = g->orgs->p[1 + i % (g->orgs->n - 1)].id,
			.lang = i % 5 ? STR("vi") : STR("en"),
		};

		err = account_ensure(cx, &who, &user);
	}
	return err;
}

static double seconds(clockid_t of)
{
	struct timespec t;

	clock_gettime(of, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 30);
	struct cx cx = bench_cx(a);
	struct group g = { .from = 0 };
	struct mail_count_row n;
	struct orgs orgs;
	bool found;
	double begin, cpu;

	if (argc != 2)
		return 2;
	cx.now = (int64_t)cx.today * 86400000;
	stop_on(realm_open(&cx, str_c(argv[1]), false));
	realm_read(&cx);
	stop_on(org_list_top(&cx, 0, &orgs));
	g.orgs = &orgs;
	for (g.from = 0; g.from < PEOPLE; g.from += GROUP)
		stop_on(db_tx(&cx, people_tx, &g));
	stop_on(mail_config_put(
		&cx,
		&(struct mail_config){ .host = STR("127.0.0.1"),
				       .port = 1,
				       .tls = MAIL_PLAIN,
				       .from = STR("rv@bench.example"),
				       .site = STR("https://bench.example") }));
	while (day_weekday(cx.today) != 7)
		cx.today++;
	cx.as_at = cx.today;
	cx.now = (int64_t)cx.today * 86400000 + 3600000;
	/* the reminders of all that was ever due are another day's */
	stop_on(work_notice_remind(&cx, 7));
	cx.as_at = ++cx.today;
	cx.now += 86400000;
	begin = seconds(CLOCK_MONOTONIC);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	stop_on(work_notice_run(&cx, &(struct job){ .attempt = 1 }));
	begin = seconds(CLOCK_MONOTONIC) - begin;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	stop_on(mail_count(cx.db, &n, &found));
	printf("digest %lld %.2f %.2f\n", (long long)n.n, begin, cpu);
	realm_close(&cx);
	return 0;
}
