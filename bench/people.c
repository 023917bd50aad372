/*
 * Finding people as one types, through the code of the product: fills the realm
 * of a fresh `roviec init` with people by the act's own way, then looks for
 * them as the whole realm's office and as the secretary of one cell.
 *
 *	bench-people DIR-OR-ADDRESS PEOPLE [DATABASE]
 *
 * With 0 it looks for those whom an earlier run has put. With the name of a
 * server's database that nobody else uses, CPU is that of its processes, too.
 * Prints the median, the 99th of a hundred and the worst of a search, in
 * microseconds: of CPU, and by the clock.
 */
#include "base/std.h"

#include "bench.h"

#include <dirent.h>

#include "base/utf8.h"
#include "db/db.h"
#include "member/member.h"
#include "member/member_search.h"
#include "org/org.h"

#include "names.h"

enum { CELLS = 400, AT_ONCE = 100000, ROUNDS = 2000, MOST = 10 };

static struct arena *memory;

static double clock_us(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- a server's processes ------------------------------------------------------ */

enum { SERVERS_MOST = 16 };

static char server[SERVERS_MOST][64]; /* /proc/PID/schedstat */
static int n_servers;

static bool is_server(const char *pid, const char *database)
{
	char path[64], line[200] = "", want[100];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%.20s/cmdline", pid);
	snprintf(want, sizeof(want), " %s ", database);
	f = fopen(path, "r");
	if (!f)
		return false;
	(void)!fread(line, 1, sizeof(line) - 1, f);
	fclose(f);
	return !strncmp(line, "postgres: ", 10) && strstr(line, want);
}

static void servers_find(const char *database)
{
	DIR *d = opendir("/proc");
	struct dirent *e;

	while (d && (e = readdir(d)) && n_servers < SERVERS_MOST)
		if (is_server(e->d_name, database))
			snprintf(server[n_servers++], sizeof(server[0]),
				 "/proc/%.20s/schedstat", e->d_name);
	if (d)
		closedir(d);
	printf("# with the CPU of %d processes of the server\n", n_servers);
}

static double cpu_us(void)
{
	double us = clock_us(CLOCK_THREAD_CPUTIME_ID);

	for (int i = 0; i < n_servers; i++) {
		char line[100] = "";
		FILE *f = fopen(server[i], "r");

		if (!f)
			continue;
		if (fgets(line, sizeof(line), f))
			us += strtod(line, NULL) / 1e3;
		fclose(f);
	}
	return us;
}

/* ---- people ------------------------------------------------------------------ */

struct fill {
	int64_t cell[CELLS];
	int from, n;
};

static struct err *fill_tx(struct cx *cx, void *arg)
{
	const struct fill *f = arg;
	struct err *err = NULL;
	int64_t event = 0, id;

	/* a made-up event of each run */
	err = member_next_event(cx, &event);
	event += 1000 + f->from;
	for (int i = 0; !err && i < f->n; i++) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct name n = name_make();
		char text[LINE_MOST];
		struct member_new in = { .sex = STR("m"),
					 .birth = cx->today - 15000,
					 .org = f->cell[(f->from + i) % CELLS],
					 .from = cx->today - 400,
					 .how = MEMBER_REGISTER,
					 .sent_on = DAY_NONE,
					 .admitted = cx->today - 4000,
					 .official = cx->today - 3600,
					 .state_from = DAY_NONE };

		joined(&n, 0, n.n, text);
		in.name = str_c(text);
		err = member_put(cx, NULL, &in, event, &id);
		arena_rewind(cx->arena, mark);
	}
	return err ? err : member_put_done(cx, event);
}

static void fill(struct cx *cx, int people)
{
	static struct fill f;
	struct org root;
	bool found;

	stop_on(org_get_root(cx, &root, &found));
	if (!people) {
		struct orgs below;

		stop_on(org_list_below(cx, root.id, &below));
		cx->actor.org = below.n ? below.p[below.n - 1].id : root.id;
		return;
	}
	for (int i = 0; i < CELLS; i++)
		stop_on(org_add(cx,
				&(struct org_new){
					.parent = root.id,
					.kind = STR("chi_bo"),
					.name = str_fmt(memory, "Chi bộ %d", i),
					.from = cx->today - 5000 },
				&f.cell[i]));
	for (; f.from < people; f.from += f.n) {
		double begin = clock_us(CLOCK_MONOTONIC);
		double cpu = clock_us(CLOCK_PROCESS_CPUTIME_ID);

		f.n = MIN(AT_ONCE, people - f.from);
		stop_on(db_tx_large(cx, fill_tx, &f));
		printf("# %d people more in %.1f s, CPU %.1f s\n", f.n,
		       (clock_us(CLOCK_MONOTONIC) - begin) / 1e6,
		       (clock_us(CLOCK_PROCESS_CPUTIME_ID) - cpu) / 1e6);
		fflush(stdout);
	}
	cx->actor.org = f.cell[0];
}

/* ---- looking for them ----------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void measure(struct cx *cx, const char *who, enum kind kind)
{
	static double cpu[ROUNDS], wall[ROUNDS];
	struct arena_mark mark = arena_mark(cx->arena);
	char text[LINE_MOST];
	int empty = 0;

	seed = 1234567 + (uint64_t)kind;
	for (int i = 0; i < ROUNDS; i++) {
		struct name n = name_make();
		struct feature_hits hits;
		double c, w;

		typed(kind, &n, text);
		c = cpu_us();
		w = clock_us(CLOCK_MONOTONIC);
		stop_on(member_search_find(
			cx,
			&(struct feature_find){
				.q = str_c(text),
				.fold = text_fold(cx->arena, str_c(text)),
				.same = text_same_key(cx->arena, str_c(text)),
				.most = MOST },
			&hits));
		wall[i] = clock_us(CLOCK_MONOTONIC) - w;
		cpu[i] = cpu_us() - c;
		empty += !hits.n;
		arena_rewind(cx->arena, mark);
	}
	qsort(cpu, ROUNDS, sizeof(*cpu), by_size);
	qsort(wall, ROUNDS, sizeof(*wall), by_size);
	printf("%-9s %-13s cpu %6.0f %6.0f %6.0f  clock %6.0f %6.0f %6.0f"
	       "  nothing %d\n",
	       who, kind_name[kind], cpu[ROUNDS / 2], cpu[ROUNDS * 99 / 100],
	       cpu[ROUNDS - 1], wall[ROUNDS / 2], wall[ROUNDS * 99 / 100],
	       wall[ROUNDS - 1], empty);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct cx cx;
	int64_t people;

	memory = arena_open((ptrdiff_t)8 << 30);
	cx = bench_cx(memory);
	if (argc < 3 || argc > 4 || !str_to_i64(str_c(argv[2]), &people) ||
	    people < 0) {
		fprintf(stderr, "usage: bench-people DIR-OR-ADDRESS PEOPLE "
				"[DATABASE]\n");
		return 2;
	}
	stop_on(realm_open(&cx, str_c(argv[1]), false));
	fill(&cx, (int)people);
	if (argc == 4)
		servers_find(argv[3]);
	for (int k = 0; k < N_KIND; k++)
		measure(&cx, "realm", (enum kind)k);
	cx.actor.id = 1; /* somebody of one cell */
	cx.actor.org_is_root = false;
	for (int k = 0; k < N_KIND; k++)
		measure(&cx, "cell", (enum kind)k);
	realm_close(&cx);
	arena_close(memory);
	return 0;
}
