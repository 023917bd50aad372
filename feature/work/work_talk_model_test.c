/* Names behind "@", who may edit, what may be said. */
#include "work/work_talk_model.h"

#include "testkit/testkit.h"

#include "base/perm.h"
#include "base/buf.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_open(256 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static struct talk_person persons[] = {
	{ 1, STR_INIT("Mai Đình Thước"), STR_INIT("Chuyên viên") },
	{ 2, STR_INIT("Tạ Quỳnh Lâm"), STR_INIT("Phó Bí thư") },
	{ 3, STR_INIT("Phan Hạ Lâm"), STR_INIT("") },
	{ 4, STR_INIT("Quách Thanh Hà"), STR_INIT("") },
	{ 5, STR_INIT("Quách Thanh Hạ"), STR_INIT("") },
	{ 6, STR_INIT("Lý  Mai"), STR_INIT("") },
	{ 7, STR_INIT("Trần Văn Bình"), STR_INIT("") },
	{ 8, STR_INIT("Văn Bình"), STR_INIT("") },
	{ 9, STR_INIT("Đỗ An"), STR_INIT("Trưởng ban") },
	{ 10, STR_INIT("Đỗ An"), STR_INIT("Phó ban") },
	{ 11, STR_INIT("Hồ An"), STR_INIT("") },
	{ 12, STR_INIT("Vũ An"), STR_INIT("") },
	{ 13, STR_INIT("Bùi An"), STR_INIT("") },
};
static const struct talk_people people = { persons, N_ELEMENTS(persons),
					   N_ELEMENTS(persons) };

/* The ids, "1 2", or the sentence of the first fault. */
static struct str read_with(const char *body, int64_t chosen)
{
	struct talk_ids ids = { 0 };
	struct err *err =
		work_mention_read(arena, str_c(body), &people, chosen, &ids);
	struct str s = STR("");

	if (err)
		return str_fmt(arena, "%.*s: %s [%.*s] [%.*s]",
			       STR_ARG(err->field), err->msgid,
			       STR_ARG(err->arg[0]), STR_ARG(err->arg[1]));
	for (ptrdiff_t i = 0; i < ids.n; i++)
		s = str_fmt(arena, "%.*s%s%ld", STR_ARG(s), i ? " " : "",
			    (long)ids.p[i]);
	return s;
}

static struct str read_body(const char *body)
{
	return read_with(body, 0);
}

static void test_whole_names(void **state)
{
	(void)state;
	same(read_body("Nhờ @Mai Đình Thước xem giúp."), "1");
	same(read_body("@mai dinh thuoc xem giúp"), "1");
	same(read_body("@Mai Đình Thước, @Tạ Quỳnh Lâm; (@Phan Hạ Lâm)"),
	     "1 2 3");
	/* twice is once */
	same(read_body("@Mai Đình Thước và @Thước"), "1");
	same(read_body("@Lý Mai nhé"), "6");
	same(read_body("Dòng một\n@Mai Đình Thước\nDòng ba"), "1");
}

static void test_ends_of_names(void **state)
{
	(void)state;
	same(read_body("@Thước xem"), "1");
	same(read_body("@Đình Thước xem"), "1");
	same(read_body("@Quỳnh Lâm"), "2");
	/* marks decide between two */
	same(read_body("@Thanh Hà"), "4");
	same(read_body("@Thanh Hạ"), "5");
	/* a whole name goes before the end of a longer one */
	same(read_body("@Văn Bình"), "8");
	same(read_body("@Trần Văn Bình"), "7");
}

static void test_nobody(void **state)
{
	(void)state;
	assert_true(str_starts(read_body("@Nguyễn Văn Xa ơi"),
			       STR("said: Nobody")));
	assert_true(str_find(read_body("@Nguyễn Văn Xa ơi"),
			     STR("[@Nguyễn Văn Xa]"), 0) > 0);
	/* Lý Mai isn't who is called Mai Văn Tý */
	assert_true(str_find(read_body("@Mai Văn Tý"), STR("[@Mai Văn Tý]"),
			     0) > 0);
	assert_true(str_find(read_body("@xong rồi"), STR("[@xong]"), 0) > 0);
	/* an end of a name, and the sentence goes on */
	same(read_body("@Thước đã gửi"), "1");
	same(read_body("@Mai, Đình gửi rồi"), "6");
}

static void test_several(void **state)
{
	struct str s = read_body("@Lâm xem");

	(void)state;
	assert_true(str_find(s, STR("may be several"), 0) > 0);
	assert_true(str_find(s,
			     STR("[@Lâm] [Tạ Quỳnh Lâm (Phó Bí thư); Phan "
				 "Hạ Lâm]"),
			     0) > 0);
	/* without marks */
	assert_true(str_find(read_body("@thanh ha"), STR("several"), 0) > 0);
	/* the list of names ends somewhere */
	assert_true(str_find(read_body("@An"), STR("Vũ An; …"), 0) > 0);
	/* two of the same name: only the list tells them apart */
	assert_true(str_find(read_body("@Đỗ An"), STR("several"), 0) > 0);
	same(read_with("@Đỗ An", 10), "10");
	same(read_with("@Lâm xem", 3), "3");
	/* chosen, but another one is meant */
	assert_true(str_find(read_with("@Lâm xem", 1), STR("several"), 0) > 0);
}

static void test_chosen(void **state)
{
	(void)state;
	same(read_with("Không nhắc ai", 2), "2");
	same(read_with("@Thước", 2), "1 2");
	assert_true(str_starts(read_with("x", 99), STR("mention: Choose")));
	/* both faults are told */
	{
		struct talk_ids ids;
		struct err *err =
			work_mention_read(arena, STR("@Xa"), &people, 99, &ids);

		assert_non_null(err->next);
		same(err->next->field, "mention");
	}
}

static void test_no_mention(void **state)
{
	(void)state;
	same(read_body("gửi về van-phong@demo.example"), "");
	same(read_body("gửi về phòng số9@x, đ@x"), "");
	same(read_body("@ một mình, @, @@"), "");
	same(read_body("@"), "");
	same(read_body(""), "");
	assert_false(work_mention_any(STR("không")));
	assert_true(work_mention_any(STR("a@b")));
}

static void test_many(void **state)
{
	struct buf b = buf_init(arena, 4096);

	(void)state;
	for (int i = 0; i < TALK_MENTIONS_MOST; i++)
		buf_lit(&b, "@Thước ");
	buf_char(&b, 0);
	same(read_body(b.p), "1");
	b.n--;
	buf_lit(&b, "@Thước");
	buf_char(&b, 0);
	assert_true(str_find(read_body(b.p), STR("at most 20"), 0) > 0);
	/* a long name and a long text */
	same(read_body("@a b c d e f g h i j k"),
	     "said: Nobody who sees this task is called “{0}”; choose the "
	     "person from the list or leave out the @. [@a] []");
	assert_true(str_find(read_body("@Năm Sáu Bảy Tám Chín"),
			     STR("[@Năm Sáu Bảy Tám]"), 0) > 0);
}

static void test_text(void **state)
{
	struct buf b = buf_init(arena, 32768);

	(void)state;
	assert_null(work_talk_check(arena, STR("Đã xem.")));
	assert_int_equal(work_talk_check(arena, STR(""))->code, ERR_INVALID);
	for (int i = 0; i < TALK_TEXT_MOST; i++)
		buf_lit(&b, "ạ");
	assert_null(work_talk_check(arena, buf_view(&b)));
	buf_lit(&b, "ạ");
	assert_int_equal(work_talk_check(arena, buf_view(&b))->code, ERR_LIMIT);
	same(work_talk_check(arena, STR(""))->field, "said");
}

static void test_who(void **state)
{
	const int64_t hour = 3600 * 1000;
	struct cx me = { .actor = { .id = 5,
				    .perms = PERM_BIT(PERM_WORK_REPORT) },
			 .now = 100 * hour };
	struct cx office = { .actor = { .id = 6,
					.org_is_root = true,
					.perms = PERM_BIT(PERM_WORK_MANAGE) },
			     .now = 100 * hour };
	struct cx reader = { .actor = { .id = 5,
					.perms = PERM_BIT(PERM_WORK_VIEW) },
			     .now = 100 * hour };

	(void)state;
	assert_true(work_talk_writes(&me));
	assert_true(work_talk_writes(&office));
	assert_false(work_talk_writes(&reader));
	assert_true(work_talk_may_edit(&me, 5, 77 * hour, 24));
	assert_false(work_talk_may_edit(&me, 5, 76 * hour, 24));
	assert_false(work_talk_may_edit(&me, 6, 99 * hour, 24));
	assert_false(work_talk_may_edit(&reader, 5, 99 * hour, 24));
	assert_false(work_talk_may_edit(&office, 5, 99 * hour, 24));
	assert_true(work_talk_may_remove(&me, 5));
	assert_false(work_talk_may_remove(&me, 6));
	assert_true(work_talk_may_remove(&office, 5));
	assert_false(work_talk_may_remove(&reader, 5));
}

static void test_ended(void **state)
{
	struct work_facts f = { .closed = DAY_NONE, .withdrawn = DAY_NONE };

	(void)state;
	assert_true(work_talk_fits(&f));
	f.closed = 1;
	assert_false(work_talk_fits(&f));
	f = (struct work_facts){ .closed = DAY_NONE, .withdrawn = 1 };
	assert_false(work_talk_fits(&f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_names),
		cmocka_unit_test(test_ends_of_names),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_chosen),
		cmocka_unit_test(test_no_mention),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_who),
		cmocka_unit_test(test_ended),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
