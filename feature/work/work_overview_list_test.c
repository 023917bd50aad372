/*
 * The overview against the lists that its figures open, with tasks made
 * through acts: a figure is as many rows as its list has.
 */
#include "work/test/work_kit.h"

#include "view/site.h"
#include "work/work_page.h"

static const struct route_table *const tables[] = {
	&work_overview_routes,
	&work_programme_routes,
	&work_document_routes,
	&site_search_routes,
	NULL,
};

static struct arena *arena;
static struct work_kit kit;

static int open_kit(void **state)
{
	(void)state;
	arena = arena_open(256 << 20);
	work_kit_open(arena, tables, &kit);
	return 0;
}

static int close_kit(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

/* Different tasks that a page leads to. */
static int tasks_on(struct str body)
{
	bool seen[1000] = { false };
	struct str mark = STR("href=\"/task/");
	ptrdiff_t at = 0;
	int n = 0;

	while ((at = str_find(body, mark, at)) >= 0) {
		int64_t id = 0;

		at += mark.n;
		while (body.p[at] >= '0' && body.p[at] <= '9')
			id = id * 10 + body.p[at++] - '0';
		assert_true(id > 0 && id < 1000);
		n += !seen[id];
		seen[id] = true;
	}
	return n;
}

/* The address of a link, with its references resolved. */
static const char *address(struct str href)
{
	struct buf b = buf_init(arena, 4096);
	ptrdiff_t at;

	while ((at = str_find(href, STR("&amp;"), 0)) >= 0) {
		buf_str(&b, str_sub(href, 0, at + 1));
		href = str_sub(href, at + 5, href.n);
	}
	buf_str(&b, href);
	return str_to_c(arena, buf_view(&b));
}

/* The figure that stands behind "> in a cell, maybe inside a mark. */
static int64_t figure(struct str text)
{
	int64_t n = 0;
	ptrdiff_t i = 0;

	if (str_starts(text, STR("<span")))
		i = str_find_char(text, '>') + 1;
	assert_true(text.p[i] >= '0' && text.p[i] <= '9');
	for (; text.p[i] >= '0' && text.p[i] <= '9'; i++)
		n = n * 10 + text.p[i] - '0';
	return n;
}

static void every_count_is_its_list(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_LEADER, "/overview", 0);
	struct str body = buf_view(&rp.body);
	struct str cell = STR("\"><a href=\"/programme/");
	ptrdiff_t at = str_find(body, STR("id=\"h-unit\""), 0);
	int links = 0;

	(void)state;
	assert_int_equal(rp.status, 200);
	while ((at = str_find(body, cell, at)) >= 0) {
		ptrdiff_t from = at + cell.n - STR("/programme/").n, end;
		struct reply list;

		end = str_find(body, STR("\">"), from);
		list = work_kit_get(&kit, USER_LEADER,
				    address(str_sub(body, from, end)), 0);
		assert_int_equal(list.status, 200);
		assert_int_equal(tasks_on(buf_view(&list.body)),
				 figure(str_sub(body, end + 2, body.n)));
		links++;
		at = end;
	}
	/* four of all, and those of the units that have some */
	assert_true(links >= 8);
}

static void every_figure_has_a_list(void **state)
{
	static const char *const lists[] = {
		"/programme/%ld?state=done",
		"/programme/%ld?missing=any",
		"/programme/%ld?state=finished",
		"/programme/%ld?state=open",
		"/programme/%ld?state=overdue",
		"/programme/%ld?state=draft&missing=any",
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(lists); i++)
		assert_int_equal(work_kit_get(&kit, USER_LEADER, lists[i],
					      kit.programme)
					 .status,
				 200);
}

static void what_the_lead_wrote(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_LEADER, "/overview", 0);

	(void)state;
	assert_true(work_kit_says(&rp, "Một việc đang đỏ,</b> một việc cần đồng"
				       " chí quyết, một việc chờ xác nhận."));
	assert_true(work_kit_says(&rp, "Hai đảng bộ chưa có máy quét khổ A3."));
	assert_true(work_kit_says(&rp, "Quá hạn 44 ngày"));
}

static void roles(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_LEAD, "/overview", 0);

	(void)state;
	assert_int_equal(rp.status, 403);
	rp = work_kit_get(&kit, USER_OFFICE, "/overview", 0);
	assert_int_equal(rp.status, 200);
	rp = work_kit_get(&kit, USER_LEADER, "/documents/new", 0);
	assert_int_equal(rp.status, 403);
	rp = work_kit_get(&kit, USER_LEAD, "/document/%ld", kit.document);
	assert_int_equal(rp.status, 200);
}

static void search_by_role(void **state)
{
	struct reply rp =
		work_kit_get(&kit, USER_OFFICE, "/search?q=tuyen%20truyen", 0);

	(void)state;
	assert_true(work_kit_says(&rp, "Xây dựng kế hoạch tuyên truyền"));
	/* a draft is not a unit's to see, another's task neither */
	rp = work_kit_get(&kit, USER_OTHER, "/search?q=tuyen%20truyen", 0);
	assert_false(work_kit_says(&rp, "Xây dựng kế hoạch tuyên truyền"));
	rp = work_kit_get(&kit, USER_LEAD, "/search?q=chuyen%20muc", 0);
	assert_false(work_kit_says(&rp, "Xây dựng chuyên mục"));
	/* a task in which the unit cooperates is */
	rp = work_kit_get(&kit, USER_OTHER, "/search?q=so%20hoa", 0);
	assert_true(work_kit_says(&rp, "Số hóa hồ sơ đảng viên"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_count_is_its_list),
		cmocka_unit_test(every_figure_has_a_list),
		cmocka_unit_test(what_the_lead_wrote),
		cmocka_unit_test(roles),
		cmocka_unit_test(search_by_role),
	};

	return cmocka_run_group_tests(tests, open_kit, close_kit);
}
