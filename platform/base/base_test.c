/* Arena, strings, buffers, errors. */
#include "testkit/testkit.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

static void arena_winds_back(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct arena_mark m;
	char *x, *y;

	(void)state;
	x = arena_new(a, char, 10);
	m = arena_mark(a);
	for (int i = 0; i < 100; i++)
		(void)arena_new(a, int64_t, 200);
	arena_rewind(a, m);
	y = arena_new(a, char, 10);
	assert_true(y > x && y - x < 64);
	arena_reset(a);
	assert_int_equal(arena_used(a), 0);
}

static void arena_grows_in_place(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	char *p = arena_new(a, char, 16), *q;

	(void)state;
	memset(p, 'x', 16);
	q = arena_grow(a, p, 16, 64);
	assert_ptr_equal(p, q);
	(void)arena_new(a, char, 1);
	q = arena_grow(a, p, 64, 128);
	assert_ptr_not_equal(p, q);
	assert_int_equal(q[15], 'x');
}

static void vec_keeps_elements(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct strs v = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		*vec_push(a, &v) = str_fmt(a, "%d", i);
	assert_int_equal(v.n, 100);
	same(v.p[0], "0");
	same(v.p[99], "99");
}

/* Elements may be of a size that fits no machine word: each is whole while the
 * room behind the last is nobody's. */
static void vec_of_odd_sizes(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct {
		char (*p)[13];
		ptrdiff_t n, cap;
	} v = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		memset(vec_push(a, &v), 'a' + i % 26, 13);
	for (int i = 0; i < 100; i++)
		assert_int_equal(v.p[i][12], 'a' + i % 26);
	assert_true(v.cap > v.n);
}

#if defined(__SANITIZE_ADDRESS__)
int __asan_address_is_poisoned(const volatile void *p);

static void vec_room_is_nobodys(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct strs v = { 0 };

	(void)state;
	for (int i = 0; i < 9; i++) {
		(void)vec_push(a, &v);
		assert_false(__asan_address_is_poisoned(&v.p[i]));
		assert_true(__asan_address_is_poisoned(&v.p[i + 1]));
	}
}
#endif

/* ---- the end of a process that forgot a limit ------------------------------- */

/* the sanitizer's allocator gives NULL, as the C library's does */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static sigjmp_buf back;

static void caught(int sig)
{
	siglongjmp(back, sig);
}

/* Runs `act`, which must abort; what was said on the way. */
static void dies(void (*act)(struct arena *a), struct arena *a,
		 const char *words)
{
	char said[200] = "";
	int was = dup(2), died;
	FILE *f = tmpfile();

	assert_non_null(f);
	signal(SIGABRT, caught);
	dup2(fileno(f), 2);
	died = sigsetjmp(back, 1);
	if (!died)
		act(a);
	dup2(was, 2);
	close(was);
	signal(SIGABRT, SIG_DFL);
	rewind(f);
	while (!strstr(said, words) && fgets(said, sizeof(said), f))
		;
	fclose(f);
	assert_int_equal(died, SIGABRT);
	if (!strstr(said, words))
		fail_msg("it said \"%s\"", said);
}

static void take_beyond_limit(struct arena *a)
{
	for (int i = 0; i < 100; i++)
		(void)arena_bytes(a, 1000);
}

static void take_at_once(struct arena *a)
{
	(void)arena_bytes(a, (64 << 10) + 1);
}

static void take_overflowing(struct arena *a)
{
	(void)arena_alloc(a, PTRDIFF_MAX / 2, 3, 1);
}

static void take_all_memory(struct arena *a)
{
	(void)arena_bytes(a, (ptrdiff_t)1 << 60);
}

static void arena_ends_the_process(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 10);
	struct arena *vast CLEANUP(arena_closep) = arena_open(PTRDIFF_MAX);

	(void)state;
	dies(take_beyond_limit, a, "roviec: an arena went beyond its limit\n");
	/* all but the last that fits was given, and it is still usable */
	assert_in_range(arena_used(a), 60000, 64 << 10);
	arena_reset(a);
	assert_int_equal(*arena_new(a, char, 1), 0);
	dies(take_at_once, a, "roviec: an arena was asked for too much\n");
	dies(take_overflowing, vast,
	     "roviec: an arena was asked for too much\n");
	dies(take_all_memory, vast, "roviec: out of memory\n");
}

/* The mark of an empty arena gives back everything. */
static void arena_winds_back_to_nothing(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct arena_mark none = arena_mark(a);

	(void)state;
	arena_rewind(a, none);
	assert_int_equal(arena_used(a), 0);
	(void)arena_bytes(a, 100);
	(void)arena_bytes(a, 50000);
	arena_rewind(a, none);
	assert_int_equal(arena_used(a), 0);
	assert_int_equal(*arena_new(a, char, 1), 0);
	arena_close(NULL);
}

/* What was given back can't be used again unseen (with ASan). */
static void arena_guards_what_it_takes_back(void **state)
{
#ifdef __SANITIZE_ADDRESS__
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct arena_mark m;
	char *kept, *x;

	(void)state;
	kept = arena_bytes(a, 100);
	m = arena_mark(a);
	x = arena_bytes(a, 301);
	assert_ptr_equal(__asan_region_is_poisoned(x, 301), NULL);
	assert_int_equal(__asan_address_is_poisoned(x + 301), 1);
	arena_rewind(a, m);
	assert_ptr_equal(__asan_region_is_poisoned(kept, 100), NULL);
	for (int i = 0; i < 400; i++)
		assert_int_equal(__asan_address_is_poisoned(x + i), 1);
	assert_ptr_equal(arena_bytes(a, 7), x);
	for (int i = 7; i < 400; i++)
		assert_int_equal(__asan_address_is_poisoned(x + i), 1);
	arena_reset(a);
	for (int i = 0; i < 500; i++)
		assert_int_equal(__asan_address_is_poisoned(kept + i), 1);
#else
	(void)state;
#endif
}

static void str_cuts_and_finds(void **state)
{
	struct str rest = STR("a,,b"), part;
	int n = 0;

	(void)state;
	while (rest.p) {
		part = str_cut(&rest, ',');
		n++;
	}
	assert_int_equal(n, 3);
	same(part, "b");
	assert_int_equal(str_find(STR("abcabc"), STR("ca"), 0), 2);
	assert_int_equal(str_find(STR("abcabc"), STR("abc"), 1), 3);
	assert_int_equal(str_find(STR("abc"), STR("x"), 0), -1);
	same(str_trim(STR(" \t a b \n")), "a b");
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_true(str_ends(STR("abc"), STR("bc")));
	assert_false(str_ends(STR("c"), STR("bc")));
	assert_true(str_cmp(STR("a"), STR("ab")) < 0);
	assert_true(str_eq_nocase(STR("GzIp"), STR("gZiP")));
}

static void str_reads_integers(void **state)
{
	int64_t v = 7;

	(void)state;
	assert_true(str_to_i64(STR("-9223372036854775808"), &v));
	assert_true(v == INT64_MIN);
	assert_false(str_to_i64(STR("9223372036854775808"), &v));
	assert_true(str_to_i64(STR("9223372036854775807"), &v));
	assert_true(v == INT64_MAX);
	assert_false(str_to_i64(STR(""), &v));
	assert_false(str_to_i64(STR("-"), &v));
	assert_false(str_to_i64(STR("1 "), &v));
}

static void buf_stops_at_its_maximum(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct buf b = buf_init(a, 10);

	(void)state;
	buf_lit(&b, "12345");
	buf_fmt(&b, "%d", 678);
	buf_lit(&b, "abc");
	assert_true(b.full);
	same(buf_view(&b), "12345678");
	buf_clear(&b);
	buf_i64(&b, -45);
	buf_i64(&b, 0);
	same(buf_view(&b), "-450");
}

static void buf_takes_room_early(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct buf b = buf_init(a, 1000);
	const char *at;

	(void)state;
	buf_room(&b, 500);
	at = b.p;
	(void)arena_new(a, char, 1); /* now it couldn't grow in place */
	for (int i = 0; i < 500; i++)
		buf_char(&b, 'x');
	assert_ptr_equal(b.p, at);
	buf_room(&b, 2000);
	assert_false(b.full);
	assert_int_equal(b.n, 500);
	buf_room(&b, 1);
	assert_int_equal(b.n, 500);
}

static void json_strings_are_escaped(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct buf b = buf_init(a, 100);

	(void)state;
	buf_json_str(&b, STR("a\"\\\n\001đ"));
	buf_json_str(&b, STR_NULL);
	same(buf_view(&b), "\"a\\\"\\\\\\n\\u0001đ\"null");
}

static void errors_chain(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct err *head = NULL;

	(void)state;
	err_add(&head, err_new(a, ERR_INVALID, N_("text {0}"), STR("x")));
	err_add(&head, err_at(err_new(a, ERR_LIMIT, N_("text")), STR("f")));
	fails(head, ERR_INVALID);
	assert_int_equal(head->n_args, 1);
	same(head->arg[0], "x");
	fails(head->next, ERR_LIMIT);
	same(head->next->field, "f");
	same(err_detail(a, head, "%s", "why")->detail, "why");
}

/* A copy outlives the arena of the first, its list as well. */
static void errors_are_copied(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct arena *b = arena_open(1 << 16);
	struct err *x =
		err_new(b, ERR_INVALID, N_("text {0}"), str_dup(b, STR("abc")));
	struct err *copy;

	(void)state;
	x->next = err_at(err_new(b, ERR_CONFLICT, N_("text")),
			 str_dup(b, STR("field")));
	copy = err_dup(a, x);
	arena_close(b);
	same(copy->arg[0], "abc");
	same(copy->next->field, "field");
	assert_int_equal(copy->next->code, ERR_CONFLICT);
	assert_null(copy->next->next);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(arena_winds_back),
		cmocka_unit_test(arena_grows_in_place),
		cmocka_unit_test(vec_keeps_elements),
		cmocka_unit_test(vec_of_odd_sizes),
#if defined(__SANITIZE_ADDRESS__)
		cmocka_unit_test(vec_room_is_nobodys),
#endif
		cmocka_unit_test(arena_ends_the_process),
		cmocka_unit_test(arena_winds_back_to_nothing),
		cmocka_unit_test(arena_guards_what_it_takes_back),
		cmocka_unit_test(str_cuts_and_finds),
		cmocka_unit_test(str_reads_integers),
		cmocka_unit_test(buf_stops_at_its_maximum),
		cmocka_unit_test(buf_takes_room_early),
		cmocka_unit_test(json_strings_are_escaped),
		cmocka_unit_test(errors_chain),
		cmocka_unit_test(errors_are_copied),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
