/* The directory: names, hosts, states, the stamp, places. */
#include "directory/directory.h"

#include "db/db.h"
#include "testkit/testkit.h"

static bool again_was;

struct world {
	struct cx cx;
	struct str data;
	const char *folder;
};

static int setup(void **state)
{
	struct arena *a = arena_open(64 << 20);
	struct world *w = arena_new(a, struct world, 1);
	const char *server = kit_database(a);

	w->cx = kit_cx(a);
	w->folder = kit_folder(a);
	w->data = str_c(server ? server : w->folder);
	ok(directory_open(a, w->data, true, false, w->cx.now, &w->cx.store));
	w->cx.db = store_reader(w->cx.store, a);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	store_return(w->cx.db);
	store_close(w->cx.store);
	kit_folder_remove(w->folder);
	arena_close(w->cx.arena);
	return 0;
}

static struct realm_entry add(struct world *w, const char *name,
			      const char *host)
{
	struct realm_entry e, in = { .name = str_c(name),
				     .title = STR("Đảng bộ Phường 1"),
				     .place = STR("") };

	if (host)
		*vec_push(w->cx.arena, &in.hosts) = str_c(host);
	ok(directory_add(&w->cx, &in, &e, &again_was));
	assert_int_equal(e.state, REALM_MAKING);
	assert_true(e.id > 0);
	return e;
}

static void test_names(void **state)
{
	static const char *const good[] = { "a", "phuong-1", "x2",
					    "dang-bo-xa-an-phu" };
	static const char *const bad[] = { "",
					   "-a",
					   "a-",
					   "a--b",
					   "A",
					   "a_b",
					   "a/b",
					   "a.b",
					   "đ",
					   "..",
					   "a b",
					   "aaaaaaaaaaaaaaaaaaaaaaaaa"
					   "aaaaaaaa" };

	(void)state;
	for (int i = 0; i < N_ELEMENTS(good); i++)
		assert_true(realm_name_ok(str_c(good[i])));
	for (int i = 0; i < N_ELEMENTS(bad); i++)
		assert_false(realm_name_ok(str_c(bad[i])));
	assert_true(realm_host_ok(STR("xn--phng-1-5va.example.vn")));
	assert_true(realm_host_ok(STR("dangbo")));
	assert_false(realm_host_ok(STR("")));
	assert_false(realm_host_ok(STR("a..b")));
	assert_false(realm_host_ok(STR("a.b:80")));
	assert_false(realm_host_ok(STR("A.b")));
	assert_false(realm_host_ok(STR(".")));
}

static void test_an_entry(void **state)
{
	struct world *w = *state;
	struct cx *cx = &w->cx;
	int64_t before, behind;
	struct realm_entries list;
	struct realm_entry e, again;

	ok(directory_stamp(cx, &before));
	e = add(w, "phuong-1", "p1.example.vn");
	ok(directory_stamp(cx, &behind));
	assert_true(behind > before);
	/* a second try of one that was broken off */
	again = add(w, "phuong-1", "p1.example.vn");
	assert_int_equal(again.id, e.id);
	assert_true(again_was);
	add(w, "phuong-2", NULL);
	ok(directory_move(cx, &e, REALM_OPEN, e.place));
	ok(directory_host_add(cx, &e, STR("www.p1.example.vn")));
	ok(directory_list(cx, &list));
	assert_int_equal(list.n, 2);
	assert_true(str_eq(list.p[0].name, STR("phuong-1")));
	assert_int_equal(list.p[0].state, REALM_OPEN);
	assert_int_equal(list.p[0].hosts.n, 2);
	assert_int_equal(list.p[1].hosts.n, 0);
	ok(directory_find(cx, STR("phuong-1"), &again));
	assert_true(str_eq(again.title, STR("Đảng bộ Phường 1")));
	assert_true(str_eq(again.hosts.p[1], STR("www.p1.example.vn")));
	ok(directory_host_remove(cx, &e, STR("p1.example.vn")));
	ok(directory_find(cx, STR("phuong-1"), &again));
	assert_int_equal(again.hosts.n, 1);
	ok(directory_forget(cx, &e));
	fails(directory_find(cx, STR("phuong-1"), &again), ERR_NOT_FOUND);
}

static void test_refusals(void **state)
{
	struct world *w = *state;
	struct cx *cx = &w->cx;
	struct realm_entry e = add(w, "phuong-1", "p1.example.vn");
	struct realm_entry other = add(w, "phuong-2", NULL), late = e, out;
	struct realm_entry in = { .name = STR("phuong-1"),
				  .title = STR("x"),
				  .place = STR("") };

	ok(directory_move(cx, &e, REALM_OPEN, e.place));
	fails(directory_add(cx, &in, &out, &again_was), ERR_CONFLICT);
	in.name = STR("Phường 1");
	fails(directory_add(cx, &in, &out, &again_was), ERR_INVALID);
	/* somebody was faster */
	fails(directory_move(cx, &late, REALM_OPEN, STR("")), ERR_CONFLICT);
	assert_int_equal(late.state, REALM_MAKING);
	fails(directory_host_add(cx, &other, STR("p1.example.vn")),
	      ERR_CONFLICT);
	fails(directory_host_add(cx, &other, STR("p1:80")), ERR_INVALID);
	fails(directory_host_remove(cx, &other, STR("p1.example.vn")),
	      ERR_NOT_FOUND);
	/* a new realm with a host of another one isn't half made */
	in.name = STR("phuong-3");
	*vec_push(cx->arena, &in.hosts) = STR("p1.example.vn");
	fails(directory_add(cx, &in, &out, &again_was), ERR_CONFLICT);
	fails(directory_find(cx, STR("phuong-3"), &out), ERR_NOT_FOUND);
}

static void test_places(void **state)
{
	struct world *w = *state;
	struct arena *a = w->cx.arena;
	struct realm_entry e = { .name = STR("phuong-1"), .place = STR("") };

	same(realm_place_of(a, STR("/srv/rv"), &e), "/srv/rv/realms/phuong-1");
	same(realm_place_of(a, STR("postgresql://h/d"), &e),
	     "postgresql://h/d#realm_phuong_1");
	e.place = STR("/big");
	same(realm_place_of(a, STR("postgresql://h/d"), &e), "/big/phuong-1");
}

static void test_absent(void **state)
{
	struct world *w = *state;
	struct store *none = w->cx.store;
	const char *folder = kit_folder(w->cx.arena);

	ok(directory_open(w->cx.arena, str_c(folder), false, true, 0, &none));
	assert_null(none);
	kit_folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test_setup_teardown(test_an_entry, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
		cmocka_unit_test_setup_teardown(test_places, setup, teardown),
		cmocka_unit_test_setup_teardown(test_absent, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
