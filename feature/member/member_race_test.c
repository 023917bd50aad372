/*
 * A decision's day comes for several at once: threads of one process and, on a
 * server, processes of their own, all of which have seen that it waits. It
 * takes effect once, with one event, and everybody goes on.
 */
#include "member/test/member_world.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "member/member.h"
#include "member/member_reorg_kit_query.h"
#include "member/member_span.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "profile/profile.h"
#include "view/feature.h"

enum {
	PAIRS = 12, /* each a decision: the second cell goes into the first */
	PEOPLE = 3, /* of a cell */
	RACERS = 4,
	HELD_MS = 300,
	ARENA = 256 << 20,
};

/* ---- the realm, opened by whoever needs it ------------------------------ */

struct race {
	const char *path;
	struct arena *a;
	struct cx cx;
	int64_t cell[PAIRS][2], decision[PAIRS];
	int64_t cannot[PAIRS]; /* decisions that come too late */
};

static void features_open(void)
{
	static const struct feature *const features[] = { &member_feature };

	features_set(features, 1);
}

static struct err *cx_open(struct arena *a, const char *path, bool create,
			   struct cx *ret_cx)
{
	struct db_config c = { .path = path, .create = create };
	struct err *err;

	*ret_cx = kit_cx(a);
	err = store_open(a, &c, &ret_cx->store);
	if (!err && create)
		err = store_migrate(ret_cx->store, a, ret_cx->now, NULL, NULL);
	if (!err)
		err = profile_load(a, STR("vn-party"), &ret_cx->profile);
	if (!err)
		ret_cx->db = store_reader(ret_cx->store, a);
	return err;
}

static void cx_close(struct cx *cx)
{
	store_return(cx->db);
	store_close(cx->store);
}

/* ---- what waits --------------------------------------------------------- */

static int64_t org_make(struct cx *cx, int64_t parent, const char *kind,
			struct str name)
{
	int64_t id;

	ok(org_add(cx,
		   &(struct org_new){ .parent = parent,
				      .kind = str_c(kind),
				      .name = name,
				      .from = cx->today - 400 },
		   &id));
	return id;
}

static struct err *people_tx(struct cx *cx, void *arg)
{
	int64_t cell = *(const int64_t *)arg, event, id;
	struct err *err =
		audit_write(cx,
			    &(struct audit_event){ .kind = "test.people",
						   .subject_kind = "test" },
			    &event);

	for (int i = 0; !err && i < PEOPLE; i++) {
		struct str name =
			str_fmt(cx->arena, "Người %lld %d", (long long)cell, i);

		err = rk_member(cx->db,
				&(struct rk_member_in){
					.name = name,
					.sort = text_sort_key(cx->arena, name),
					.org = cell,
					.state = STR("official"),
					.event = event },
				&id);
		if (!err)
			err = rk_in(cx->db,
				    &(struct rk_in_in){ .member = id,
							.org = cell,
							.from_on =
								cx->today - 300,
							.how = STR("register"),
							.event = event },
				    NULL);
	}
	return err ? err : member_span_event(cx, event);
}

static int64_t decide(struct race *r, const struct org_step *s)
{
	struct cx *cx = &r->cx;
	struct org_decision d;
	int64_t id, step;
	bool found;

	ok(decision_make(cx,
			 &(struct org_decision_new){ .number = STR("1-QĐ/ĐU"),
						     .title = STR("Sáp nhập"),
						     .signer = STR("Bí thư"),
						     .signed_on = cx->today,
						     .effective_on =
							     cx->today + 1 },
			 &id));
	ok(step_add(cx, id, s, &step));
	ok(decision_find(cx, id, &d, &found));
	ok(decision_approve(cx, id, d.rev));
	return id;
}

static void realm_make(struct race *r)
{
	int64_t root;

	features_open();
	ok(cx_open(r->a, r->path, true, &r->cx));
	root = org_make(&r->cx, DB_NULL, "dang_bo", STR("Gốc"));
	for (int i = 0; i < PAIRS; i++) {
		for (int k = 0; k < 2; k++) {
			r->cell[i][k] =
				org_make(&r->cx, root, "chi_bo",
					 str_fmt(r->a, "Chi bộ %d.%d", i, k));
			ok(db_tx(&r->cx, people_tx, &r->cell[i][k]));
		}
		r->decision[i] =
			decide(r, &(struct org_step){ .kind = STEP_MERGE_INTO,
						      .heir = r->cell[i][0],
						      .source = &r->cell[i][1],
						      .n_sources = 1 });
		/* … of which nothing is left then */
		r->cannot[i] =
			decide(r,
			       &(struct org_step){ .kind = STEP_RENAME,
						   .org = r->cell[i][1],
						   .name = STR("Tên muộn") });
	}
	r->cx.today++;
	r->cx.as_at++;
	r->cx.now = day_begin(r->cx.today) + 8 * 3600 * 1000;
}

/* ---- what came of it ---------------------------------------------------- */

static int64_t events(struct cx *cx, const char *kind, int64_t decision)
{
	struct rk_events_row row;
	bool found;

	ok(rk_events(cx->db,
		     &(struct rk_events_in){ .kind = str_c(kind),
					     .subject_kind = STR("decision"),
					     .subject = decision },
		     &row, &found));
	return row.n;
}

static void people_check(struct race *r)
{
	struct rk_members_rows people;
	struct rk_ins_rows ins;
	int fresh = 0;

	ok(rk_members(r->cx.db, &people));
	assert_int_equal(people.n, 2 * PAIRS * PEOPLE);
	for (ptrdiff_t i = 0; i < people.n; i++)
		for (int k = 0; k < PAIRS; k++)
			assert_int_not_equal(people.p[i].org, r->cell[k][1]);
	ok(rk_ins(r->cx.db, &ins));
	for (ptrdiff_t i = 0; i < ins.n; i++)
		fresh += str_eq(ins.p[i].how, STR("reorganised"));
	assert_int_equal(fresh, PAIRS * PEOPLE);
}

static void decision_is(struct race *r, int64_t id, enum decision_state state)
{
	struct org_decision d;
	bool found, done = state == DECISION_DONE;

	ok(decision_find(&r->cx, id, &d, &found));
	assert_int_equal(d.state, state);
	assert_int_equal(!d.failed_why.p, done);
	assert_int_equal(events(&r->cx, "org.reorganise", id), done);
	assert_int_equal(events(&r->cx, "decision.reopen", id), !done);
}

/* Each decision once, by one event; what can't be is a draft again, once. */
static void once(struct race *r)
{
	struct rk_lineage_rows lineage;
	int64_t wrong;

	store_return(r->cx.db);
	r->cx.db = store_reader(r->cx.store, r->a);
	for (int i = 0; i < PAIRS; i++) {
		decision_is(r, r->decision[i], DECISION_DONE);
		decision_is(r, r->cannot[i], DECISION_DRAFT);
	}
	ok(rk_lineage(r->cx.db, &lineage));
	assert_int_equal(lineage.n, PAIRS);
	people_check(r);
	ok(member_span_check(&r->cx, &wrong));
	assert_int_equal(wrong, 0);
	world_days_check(&r->cx, (day_t[]){ r->cx.today - 1, r->cx.today }, 2);
}

/* ---- the race ----------------------------------------------------------- */

/* Says that it is there, waits for the start, and lets the day come. */
static struct err *run(struct cx *cx, const struct race *r, int told, int start)
{
	char c = 'x';
	struct org_decision d;
	bool found;
	struct err *err;

	cx->today = cx->as_at = r->cx.today;
	cx->now = r->cx.now;
	/* it has seen that the first one waits */
	err = decision_find(cx, r->decision[0], &d, &found);
	assert(err || d.state == DECISION_WAITING);
	if (write(told, &c, 1) != 1 || read(start, &c, 1) != 1)
		return err_new(cx->arena, ERR_IO, "pipe");
	return err ? err : org_settle(cx);
}

struct ways {
	int told[2], start[2];
};

static void ways_open(struct ways *w)
{
	assert_int_equal(pipe(w->told), 0);
	assert_int_equal(pipe(w->start), 0);
}

/* All of them are there, then all may begin; meanwhile the realm is held, so
 * that they come to their act at the same time. */
static struct err *hold_tx(struct cx *cx UNUSED, void *arg)
{
	const struct ways *w = arg;
	char c[RACERS] = { 0 };

	for (int i = 0; i < RACERS; i++)
		assert_int_equal(read(w->told[0], c, 1), 1);
	assert_int_equal(write(w->start[1], c, RACERS), RACERS);
	usleep(HELD_MS * 1000);
	return NULL;
}

static void ways_close(struct ways *w)
{
	for (int i = 0; i < 2; i++) {
		close(w->told[i]);
		close(w->start[i]);
	}
}

struct racer {
	const struct race *r;
	struct ways *w;
	pthread_t thread;
	bool good;
};

static void *thread_main(void *arg)
{
	struct racer *me = arg;
	struct arena *a = arena_open(ARENA);
	struct cx cx = me->r->cx;

	cx.arena = a;
	cx.db = store_reader(cx.store, a);
	me->good = !run(&cx, me->r, me->w->told[1], me->w->start[0]);
	store_return(cx.db);
	arena_close(a);
	return NULL;
}

static void threads(void **state UNUSED)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(ARENA);
	const char *own = kit_database(a), *folder = kit_folder(a);
	struct race r = { .a = a,
			  .path = own ? own
				      : str_fmt(a, "%s/realm.db", folder).p };
	struct racer racer[RACERS];
	struct ways w;

	realm_make(&r);
	ways_open(&w);
	for (int i = 0; i < RACERS; i++) {
		racer[i] = (struct racer){ .r = &r, .w = &w };
		assert_int_equal(pthread_create(&racer[i].thread, NULL,
						thread_main, &racer[i]),
				 0);
	}
	ok(db_tx(&r.cx, hold_tx, &w));
	for (int i = 0; i < RACERS; i++) {
		pthread_join(racer[i].thread, NULL);
		assert_true(racer[i].good);
	}
	once(&r);
	ways_close(&w);
	cx_close(&r.cx);
	kit_folder_remove(folder);
	features_set(NULL, 0);
}

/* ---- processes ---------------------------------------------------------- */

/* Forked before anything is open; hears of the realm when it is made. */
static NORETURN void child_main(struct race *r, const struct ways *w, int news)
{
	struct err *err;
	struct cx cx;

	r->a = arena_open(ARENA);
	features_open();
	if (read(news, r, sizeof(*r)) != sizeof(*r))
		_exit(2);
	r->a = arena_open(ARENA);
	err = cx_open(r->a, r->path, false, &cx);
	if (!err)
		err = run(&cx, r, w->told[1], w->start[0]);
	if (err)
		fprintf(stderr, "a process: %s\n", err->msgid);
	_exit(err ? 1 : 0);
}

static void processes(void **state UNUSED)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(ARENA);
	struct race r = { .a = a, .path = kit_database(a) };
	pid_t child[RACERS];
	int news[2], status;
	struct ways w;

	if (!r.path) /* a file is one process's */
		return;
	ways_open(&w);
	assert_int_equal(pipe(news), 0);
	for (int i = 0; i < RACERS; i++) {
		child[i] = fork();
		assert_true(child[i] >= 0);
		if (!child[i])
			child_main(&r, &w, news[0]);
	}
	realm_make(&r);
	/* addresses of before the fork are those of the children, too */
	for (int i = 0; i < RACERS; i++)
		assert_int_equal(write(news[1], &r, sizeof(r)), sizeof(r));
	ok(db_tx(&r.cx, hold_tx, &w));
	for (int i = 0; i < RACERS; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
	}
	once(&r);
	ways_close(&w);
	close(news[0]);
	close(news[1]);
	cx_close(&r.cx);
	features_set(NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* forks, so it comes before any thread */
		cmocka_unit_test(processes),
		cmocka_unit_test(threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
