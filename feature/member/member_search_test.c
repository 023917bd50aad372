/*
 * Finding people: by any of their names, by a number for who may, only one's
 * own; and what the tree of organisations says of them.
 */
#include "member/test/member_kit.h"

#include <stdlib.h>

#include "base/perm.h"
#include "base/utf8.h"
#include "db/db_priv.h"
#include "member/member_column.h"
#include "member/member_list.h"
#include "member/member_search.h"
#include "member/member_stat.h"
#include "member/member_word.h"

enum { MANY = 300, SEARCHES = 400, MOST = 10 };

static struct feature_hits find(struct town *t, const char *q, int most)
{
	struct cx *cx = &t->cx;
	struct feature_find what = { .q = str_c(q),
				     .fold = text_fold(cx->arena, str_c(q)),
				     .same = text_same_key(cx->arena, str_c(q)),
				     .most = most };
	struct feature_hits hits;

	ok(member_search_find(cx, &what, &hits));
	return hits;
}

/* Who is found, or 0. */
static int64_t found(struct town *t, const char *q)
{
	struct feature_hits hits = find(t, q, MOST);
	int64_t id;

	if (!hits.n)
		return 0;
	assert_true(str_starts(hits.p[0].href, STR("/member/")));
	assert_true(
		str_to_i64(str_sub(hits.p[0].href, 8, hits.p[0].href.n), &id));
	return id;
}

static int64_t add(struct town *t, const char *name, int64_t where)
{
	struct member_new in = thu(t);
	int64_t id;

	in.name = str_c(name);
	in.org = where;
	in.n_values = 0;
	ok(member_add(&t->cx, &in, true, &id));
	return id;
}

/* ---- names --------------------------------------------------------------------- */

static void words_lead_to_people(void **state UNUSED)
{
	static const char *const words[] = {
		"thu",	    "Thư",	"đặng",	    "dang ha thu", "hạ th",
		"ha thu d", "thu dang", "dang thu", "DANG   H",
	};
	static const char *const others[] = { "thua", "ang", "dang thu ha t",
					      "hu", "dang  le" };
	TOWN;

	for (int i = 0; i < (int)N_ELEMENTS(words); i++)
		assert_int_equal(found(&t, words[i]), t.thu);
	for (int i = 0; i < (int)N_ELEMENTS(others); i++)
		assert_int_equal(found(&t, others[i]), 0);
	kit_close(cx);
}

static void marks_as_typed_come_first(void **state UNUSED)
{
	struct feature_hits hits;
	int64_t exact;
	TOWN;

	add(&t, "Lê Thu An", t.one);
	add(&t, "Lê Thụ", t.one);
	exact = add(&t, "Vũ Thụ Anh", t.one);
	hits = find(&t, "vu thụ", MOST);
	assert_int_equal(hits.n, 1);
	assert_int_equal(found(&t, "Thụ A"), exact);
	hits = find(&t, "thu", 2);
	assert_int_equal(hits.n, 2);
	assert_true(hits.more);
	same(hits.all, "/members?q=thu");
	hits = find(&t, "thụ", MOST);
	assert_int_equal(hits.n, 4);
	assert_true(hits.p[0].exact && hits.p[1].exact && !hits.p[2].exact);
	kit_close(cx);
}

static void former_names_find_and_say_so(void **state UNUSED)
{
	struct feature_hits hits;
	int64_t wrong;
	TOWN;

	ok(change(&t, "name", "Trần Hạ Thư", "2024-01-01"));
	hits = find(&t, "đặng hạ", MOST);
	assert_int_equal(hits.n, 1);
	same(hits.p[0].text, "Trần Hạ Thư");
	assert_true(says(hits.p[0].note, "tên trước đây Đặng Hạ Thư"));
	hits = find(&t, "trần", MOST);
	assert_int_equal(hits.n, 1);
	assert_false(says(hits.p[0].note, "trước đây"));
	/* what was written wrong was never a name */
	ok(correct(&t, "name", "Lý Hạ Thư", NULL));
	assert_int_equal(found(&t, "tran"), 0);
	assert_int_equal(found(&t, "ly ha"), t.thu);
	assert_int_equal(found(&t, "dang"), t.thu);
	as(&t, t.secretary); /* who looks through a cell */
	assert_int_equal(found(&t, "thu dang"), t.thu);
	assert_int_equal(found(&t, "ly ha"), t.thu);
	assert_int_equal(found(&t, "tran"), 0);
	ok(member_words_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	/* without its mark nobody looks for the former name */
	kit_sql(cx, "update member set former_names = null");
	assert_int_equal(found(&t, "thu dang"), 0);
	ok(member_words_check(cx, &wrong));
	assert_int_equal(wrong, 1);
	as(&t, 0);
	ok(member_words_rebuild(cx));
	as(&t, t.secretary);
	assert_int_equal(found(&t, "thu dang"), t.thu);
	kit_close(cx);
}

static void who_left_is_marked(void **state UNUSED)
{
	struct feature_hits hits;
	TOWN;

	hits = find(&t, "thu", MOST);
	assert_true(says(hits.p[0].note, "Chi bộ Một; sinh 19/05/1988"));
	ok(move(&t, "died", 0, "2025-02-01"));
	hits = find(&t, "thu", MOST);
	assert_int_equal(hits.n, 1);
	assert_false(says(hits.p[0].note, "Chi bộ Một"));
	same(str_sub(hits.p[0].note, 0, str_find_char(hits.p[0].note, ';')),
	     "Từ trần");
	as(&t, t.secretary); /* whose member it was */
	assert_int_equal(found(&t, "thu"), 0);
	kit_close(cx);
}

static void only_the_own_people(void **state UNUSED)
{
	int64_t other;
	TOWN;

	other = add(&t, "Lê Thu", t.two);
	as(&t, t.secretary);
	assert_int_equal(find(&t, "thu", MOST).n, 1);
	assert_int_equal(found(&t, "thu"), t.thu);
	assert_int_equal(found(&t, "le thu"), 0);
	as(&t, t.office);
	assert_int_equal(find(&t, "thu", MOST).n, 2);
	assert_int_equal(found(&t, "le thu"), other);
	t.thu = other;
	ok(move(&t, "away", t.one, "2025-02-01"));
	as(&t, t.secretary); /* stays there for a time */
	assert_int_equal(found(&t, "le thu"), other);
	t.cx.actor.perms &= ~PERM_BIT(PERM_MEMBER_VIEW);
	assert_int_equal(found(&t, "thu"), 0);
	kit_close(cx);
}

static int64_t listed(struct town *t, const char *q)
{
	struct member_filter f = { .q = str_c(q), .page = 1 };
	struct member_list_rows rows;
	int64_t n;

	ok(member_filter_count(&t->cx, &f, &n));
	ok(member_filter_rows(&t->cx, &f, 0, INT64_MAX, &rows));
	assert_int_equal(rows.n, n);
	return n;
}

static void the_list_looks_for_words(void **state UNUSED)
{
	TOWN;

	add(&t, "Lê Thu", t.two);
	assert_int_equal(listed(&t, ""), 2);
	assert_int_equal(listed(&t, "THU"), 2);
	assert_int_equal(listed(&t, "hạ th"), 1);
	assert_int_equal(listed(&t, "dang thu"), 1);
	assert_int_equal(listed(&t, "hu"), 0);
	ok(change(&t, "name", "Trần Hạ Thư", "2024-01-01"));
	assert_int_equal(listed(&t, "dang"), 1);
	cx->today = cx->as_at = d("2024-06-01");
	cx->past = true;
	assert_int_equal(listed(&t, "thu"), 2);
	assert_int_equal(listed(&t, "tran thu"), 1);
	kit_close(cx);
}

/* ---- numbers --------------------------------------------------------------------- */

static int looks(struct town *t)
{
	struct member_looks_rows rows;

	ok(member_looks(t->cx.db,
			&(struct member_looks_in){ .member = t->thu,
						   .since = t->cx.today,
						   .limit = 10 },
			&rows));
	return (int)rows.n;
}

static void a_number_finds_for_who_may(void **state UNUSED)
{
	TOWN;

	assert_int_equal(looks(&t), 0);
	assert_int_equal(found(&t, "079088012482"), t.thu);
	assert_int_equal(found(&t, "079 088 012 482"), t.thu);
	assert_int_equal(looks(&t), 1); /* once a day */
	same(event(&t).kind, "member.find");
	assert_false(says(event(&t).after, "079088012482"));
	assert_int_equal(found(&t, "07908801248"), 0);
	assert_int_equal(found(&t, "079088012483"), 0);
	cx->actor.perms &= ~PERM_BIT(PERM_MEMBER_SECRET);
	assert_int_equal(found(&t, "079088012482"), 0);
	ok(change(&t, "card", "79.123456", "2025-01-01"));
	assert_int_equal(found(&t, "79.123456"), t.thu);
	assert_int_equal(looks(&t), 2);
	cx->actor.perms &= ~PERM_BIT(PERM_MEMBER_MANAGE);
	assert_int_equal(found(&t, "79.123456"), 0);
	as(&t, t.secretary);
	assert_int_equal(found(&t, "079088012482"), t.thu);
	as(&t, t.office);
	ok(move(&t, "within", t.two, "2024-01-01"));
	as(&t, t.secretary); /* of another unit now */
	assert_int_equal(found(&t, "079088012482"), 0);
	assert_int_equal(looks(&t), 3);
	kit_close(cx);
}

/* ---- many ------------------------------------------------------------------------- */

static const char *const parts[] = { "Lê",  "Lệ",  "Vũ",   "Vu",  "An",
				     "Anh", "Văn", "Vân",  "Thị", "Thi",
				     "Hà",  "Hạ",  "Hanh", "Y" };

static struct str name_any(struct arena *a, int words)
{
	struct buf b = buf_init(a, 200);

	for (int i = 0; i < words; i++)
		buf_fmt(&b, "%s%s", i ? " " : "",
			parts[random() % (long)N_ELEMENTS(parts)]);
	return buf_view(&b);
}

/* By the plain rule: the name read round from some word begins with what was
 * typed, read round from some word. */
static bool is_meant(struct arena *a, struct str name, struct str typed)
{
	struct str fold = text_fold(a, name), want = text_fold(a, typed);
	struct str turn;

	for (int i = 0; (turn = member_word_turned(a, fold, i)).p; i++)
		for (int k = 0; k < 6; k++) {
			struct str word = member_word_turned(a, want, k);

			if (word.p && str_starts(turn, word))
				return true;
		}
	return false;
}

struct crowd {
	struct town *t;
	struct str name[MANY];
	int64_t id[MANY];
};

static struct err *crowd_tx(struct cx *cx, void *arg)
{
	struct crowd *c = arg;
	struct err *err = NULL;

	for (int i = 0; !err && i < MANY; i++) {
		struct member_new in = thu(c->t);

		in.name = c->name[i];
		in.org = i % 3 ? c->t->two : c->t->one;
		in.n_values = 0;
		err = member_put(cx, NULL, &in, 1, &c->id[i]);
	}
	return err ? err : member_put_done(cx, 1);
}

static void crowd_is(struct crowd *c, bool all)
{
	struct arena *a = c->t->cx.arena;

	for (int s = 0; s < SEARCHES; s++) {
		struct arena_mark mark = arena_mark(a);
		struct str q = name_any(a, 1 + (int)(random() % 3));
		struct feature_hits hits;
		int meant = 0;

		q = str_sub(q, 0, q.n - (random() % 3 == 0 && q.n > 3));
		if (!utf8_valid(q))
			continue;
		for (int i = 0; i < MANY; i++)
			meant += (all || i % 3 == 0) &&
				 is_meant(a, c->name[i], q);
		hits = find(c->t, str_to_c(a, q), MANY);
		if (hits.more) /* only so many of a range are read */
			assert_true(hits.n <= meant);
		else
			assert_int_equal(hits.n, meant);
		arena_rewind(a, mark);
	}
}

/* The pages of a list, one behind the other, are its walk. */
static int64_t pages_are_the_walk(struct cx *cx, const struct member_filter *f)
{
	static int64_t id[2 * MANY];
	struct member_list_rows rows;
	struct member_list_row row;
	struct member_walk w;
	int64_t n = 0, total, at = 0;
	bool more;

	ok(member_walk_open(cx, f, &w));
	for (;;) {
		ok(member_walk_next(&w, &row, &more));
		if (!more)
			break;
		id[n++] = row.id;
	}
	member_walk_close(&w);
	ok(member_filter_count(cx, f, &total));
	assert_int_equal(total, n);
	for (int64_t from = 0; from < n; from += MEMBER_PAGE_ROWS) {
		ok(member_filter_rows(cx, f, from, total, &rows));
		assert_int_equal(rows.n, MIN(n - from, MEMBER_PAGE_ROWS));
		for (ptrdiff_t i = 0; i < rows.n; i++)
			assert_int_equal(rows.p[i].id, id[at++]);
	}
	return n;
}

static void crowd_is_listed(struct town *t, bool past, int64_t all)
{
	const struct member_filter f[] = {
		{ .q = STR_NULL },
		{ .org = t->two },
		{ .state = STR("official") },
		{ .state = STR("expelled") },
		{ .sex = STR("f") },
		{ .sex = STR("m") },
		{ .q = STR("an") },
		{ .q = STR("le"), .org = t->root, .sex = STR("f") },
	};
	int64_t n[N_ELEMENTS(f)];

	t->cx.past = past;
	if (past)
		t->cx.today = t->cx.as_at = d("2024-06-01");
	for (int i = 0; i < (int)N_ELEMENTS(f); i++)
		n[i] = pages_are_the_walk(&t->cx, &f[i]);
	assert_int_equal(n[0], all);
	assert_true(n[1] <= n[0] && n[6] < n[0]);
	assert_int_equal(n[2] + n[3], n[0]);
	assert_int_equal(n[4] + n[5], n[0]);
}

static void a_crowd_is_listed(void **state UNUSED)
{
	struct crowd c;
	TOWN;

	srandom(7);
	c.t = &t;
	for (int i = 0; i < MANY; i++)
		c.name[i] = name_any(a, 2 + (int)(random() % 3));
	ok(db_tx(cx, crowd_tx, &c));
	crowd_is_listed(&t, false, MANY + 1);
	crowd_is_listed(&t, true, MANY + 1);
	kit_day(cx, "2026-10-14");
	as(&t, t.secretary);
	crowd_is_listed(&t, false, MANY / 3 + 1);
	crowd_is_listed(&t, true, MANY / 3 + 1);
	kit_close(cx);
}

static void a_crowd_is_found(void **state UNUSED)
{
	struct crowd c;
	int64_t wrong;
	TOWN;

	srandom((unsigned)strtoul(getenv("ROVIEC_SEED") ?: "1", NULL, 10));
	c.t = &t;
	for (int i = 0; i < MANY; i++)
		c.name[i] = name_any(a, 2 + (int)(random() % 3));
	ok(correct(&t, "name", "Zz", NULL));
	ok(db_tx(cx, crowd_tx, &c));
	crowd_is(&c, true);
	as(&t, t.secretary);
	crowd_is(&c, false);
	as(&t, 0);
	ok(member_words_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	kit_close(cx);
}

static struct err *forget_tx(struct cx *cx, void *arg)
{
	struct town *t = arg;

	/* the words of another name beside the kept ones */
	return member_words_add(cx, t->thu, STR("ai khac"));
}

static void wrong_words_are_found_and_mended(void **state UNUSED)
{
	int64_t wrong;
	TOWN;

	add(&t, "Lê An", t.one);
	ok(db_tx(cx, forget_tx, &t));
	assert_int_equal(found(&t, "ai khac"), t.thu);
	ok(member_words_check(cx, &wrong));
	assert_int_equal(wrong, 1);
	as(&t, 0);
	ok(member_words_rebuild(cx));
	ok(member_words_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	as(&t, t.office);
	assert_int_equal(found(&t, "ai khac"), 0);
	assert_int_equal(found(&t, "dang"), t.thu);
	kit_close(cx);
}

/* ---- the tree's columns ------------------------------------------------------------ */

static void cells(struct town *t, int column, const char *on,
		  struct feature_cell ret[3])
{
	int64_t org[] = { t->root, t->one, t->two };

	memset(ret, 0, 3 * sizeof(*ret));
	ok(member_org_columns[column].fill(&t->cx, d(on), org, 3, ret));
}

static void members_of(struct town *t, const char *on)
{
	int64_t org[] = { t->root, t->one, t->two };
	struct feature_cell c[3];

	cells(t, 0, on, c);
	for (int i = 0; i < 3; i++) {
		int64_t n;

		ok(member_stat_count(&t->cx, org[i], d(on), &n));
		if (n)
			same(c[i].text,
			     str_to_c(t->cx.arena, str_fmt(t->cx.arena, "%lld",
							   (long long)n)));
		else
			assert_false(c[i].text.n);
	}
}

static void the_tree_counts_people(void **state UNUSED)
{
	struct feature_cell c[3];
	TOWN;

	add(&t, "Lê An", t.two);
	add(&t, "Lê Bình", t.two);
	ok(move(&t, "within", t.two, "2024-01-01"));
	members_of(&t, "2022-09-04");
	members_of(&t, "2022-09-05");
	members_of(&t, "2023-12-31");
	members_of(&t, "2024-01-01");
	cells(&t, 0, "2023-12-31", c);
	same(c[0].text, "3");
	same(c[1].text, "1");
	same(c[1].href, str_to_c(a, str_fmt(a, "/members/stats?org=%lld",
					    (long long)t.one)));
	as(&t, t.secretary);
	cells(&t, 0, "2023-12-31", c);
	assert_false(c[0].text.n || c[2].text.n);
	same(c[1].text, "1");
	kit_close(cx);
}

static void the_tree_names_who_heads(void **state UNUSED)
{
	struct member_posts_rows posts;
	struct feature_cell c[3];
	TOWN;

	ok(post(&t, t.one, "pho_bi_thu", "2023-01-01"));
	cells(&t, 1, "2024-06-01", c);
	assert_false(c[0].text.n || c[1].text.n || c[2].text.n);
	ok(post(&t, t.one, "bi_thu", "2024-02-01"));
	cells(&t, 1, "2024-01-31", c);
	assert_false(c[1].text.n);
	cells(&t, 1, "2024-02-01", c);
	same(c[1].text, "Đặng Hạ Thư");
	same(c[1].href,
	     str_to_c(a, str_fmt(a, "/member/%lld", (long long)t.thu)));
	assert_false(c[0].text.n || c[2].text.n);
	ok(member_posts(cx->db, &(struct member_posts_in){ t.thu }, &posts));
	ok(member_post_close(cx, posts.p[posts.n - 1].id, row(&t).rev,
			     d("2025-01-01")));
	cells(&t, 1, "2024-12-31", c);
	same(c[1].text, "Đặng Hạ Thư");
	cells(&t, 1, "2025-03-01", c);
	same(c[1].text, "khuyết từ 01/01/2025");
	assert_false(c[1].href.n);
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_lead_to_people),
		cmocka_unit_test(marks_as_typed_come_first),
		cmocka_unit_test(former_names_find_and_say_so),
		cmocka_unit_test(who_left_is_marked),
		cmocka_unit_test(only_the_own_people),
		cmocka_unit_test(the_list_looks_for_words),
		cmocka_unit_test(a_number_finds_for_who_may),
		cmocka_unit_test(a_crowd_is_found),
		cmocka_unit_test(a_crowd_is_listed),
		cmocka_unit_test(wrong_words_are_found_and_mended),
		cmocka_unit_test(the_tree_counts_people),
		cmocka_unit_test(the_tree_names_who_heads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
