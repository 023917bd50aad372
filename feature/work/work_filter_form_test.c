/*
 * The forms above lists send every condition that the address has: what they
 * don't show they carry along, so another condition doesn't drop the first.
 */
#include "work/test/work_kit.h"

#include "work/work_filter.h"
#include "work/work_page.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_programme_routes,
						    &work_list_routes,
						    &work_shape_routes, NULL };

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

/* A condition for each field of the address; ids are filled in. */
static const struct {
	const char *name, *value;
	bool is_id;
} asks[] = {
	{ "q", "quy", false },
	{ "lead", "unit", true },
	{ "section", "1", false },
	{ "state", "judged", false }, /* a report's, not in the choices */
	{ "state", "issued", false },
	{ "state", "late", false },
	{ "state", "red", false },
	{ "state", "open", false },
	{ "state", "overdue", false },
	{ "due", "14", false },
	{ "missing", "any", false },
	{ "with", "unit", true },
	{ "programme", "programme", true },
	{ "cause", "he_thong", false },
	{ "cause", "none", false },
	{ "ask", "help", false },
	{ "since", "2026-10-01", false },
	{ "changed", "2026-10-01", false },
	{ "silent", "30", false },
	{ "group", "state", false },
	{ "col", "base", false },
	{ "parts", "1", false },
	{ "sort", "due", false },
	{ "as_at", "2026-09-01", false },
	{ "year", "2026", false },
	{ "none", "section", false },
	{ "none", "below", false },
	{ "rated", "1", false },
	{ "extended", "any", false },
	{ "base", "missed", false },
};
/* Not conditions: where one stands, not what is asked for. */
static const char *const others[] = { "page", "view", "structure" };

static struct str value_of(ptrdiff_t i)
{
	if (!asks[i].is_id)
		return str_c(asks[i].value);
	return str_fmt(arena, "%ld",
		       (long)(!strcmp(asks[i].value, "unit")
				      ? kit.unit[UNIT_CELL]
				      : kit.programme));
}

/* ---- what a browser would send ------------------------------------------------- */

struct sent {
	struct {
		struct str name, value;
	} p[64];
	int n;
};

static struct str attr_of(struct str tag, const char *name)
{
	struct str mark = str_fmt(arena, " %s=\"", name);
	ptrdiff_t at = str_find(tag, mark, 0);

	if (at < 0)
		return STR("");
	tag = str_sub(tag, at + mark.n, tag.n);
	return str_cut(&tag, '"');
}

static bool has(struct str tag, const char *word)
{
	return str_find(tag, str_c(word), 0) >= 0;
}

static void send(struct sent *s, struct str name, struct str value)
{
	assert_true(s->n < (int)N_ELEMENTS(s->p));
	s->p[s->n].name = name;
	s->p[s->n++].value = value;
}

/* The chosen option, or the first. */
static struct str chosen_of(struct str options)
{
	struct str first = STR_NULL;

	while (options.p) {
		struct str tag = str_cut(&options, '>');
		ptrdiff_t at = str_find(tag, STR("<option"), 0);

		if (at < 0)
			continue;
		tag = str_sub(tag, at, tag.n);
		if (!first.p)
			first = attr_of(tag, "value");
		if (has(tag, " selected"))
			return attr_of(tag, "value");
	}
	return first;
}

static struct sent form_of(const struct reply *rp, const char *mark)
{
	struct str s = buf_view(&rp->body);
	ptrdiff_t at = str_find(s, str_c(mark), 0), end;
	struct sent all = { .n = 0 };

	if (at < 0)
		fail_msg("no form %s (status %d)", mark, rp->status);
	end = str_find(s, STR("</form>"), at);
	s = str_sub(s, at, end);
	while ((at = str_find(s, STR("<"), 1)) >= 0) {
		struct str tag;

		s = str_sub(s, at, s.n);
		tag = str_sub(s, 0, str_find(s, STR(">"), 0));
		if (str_starts(tag, STR("<input")) &&
		    (!has(tag, "checkbox") || has(tag, " checked")))
			send(&all, attr_of(tag, "name"), attr_of(tag, "value"));
		if (str_starts(tag, STR("<select")))
			send(&all, attr_of(tag, "name"),
			     chosen_of(str_sub(
				     s, 0, str_find(s, STR("</select>"), 0))));
	}
	return all;
}

/* Sent once, as it was asked; a day may be written in another way. */
static void carries(const struct sent *s, const char *name, struct str value,
		    const char *where)
{
	int n = 0;

	for (int i = 0; i < s->n; i++) {
		struct str got = s->p[i].value;

		if (!str_eq(s->p[i].name, str_c(name)))
			continue;
		n++;
		if (!str_eq(got, value) && !str_eq(got, STR("01/10/2026")))
			fail_msg("%s: %s=%.*s, not %.*s", where, name,
				 STR_ARG(got), STR_ARG(value));
	}
	if (n != 1)
		fail_msg("%s: %s=%.*s is sent %d times", where, name,
			 STR_ARG(value), n);
}

static void one(ptrdiff_t i, const char *path, const char *mark)
{
	struct str value = value_of(i);
	const char *address =
		str_to_c(arena, str_fmt(arena, "%s?%s=%.*s", path, asks[i].name,
					STR_ARG(value)));
	struct reply rp = work_kit_get(&kit, USER_OFFICE, address, 0);
	struct sent s = form_of(&rp, mark);

	carries(&s, asks[i].name, value, path);
}

/* ---- tests ---------------------------------------------------------------------- */

static void every_condition_is_carried(void **state)
{
	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(asks); i++) {
		one(i, "/tasks", "<form class=\"filters\"");
		one(i, "/tasks/shape", "<form class=\"shape\"");
	}
}

/* A field that this test doesn't know would be dropped without a word. */
static void every_field_is_known(void **state)
{
	(void)state;
	for (int k = 0; k < WORK_FILTER_FIELDS_N; k++) {
		const char *name = work_filter_fields[k].name;
		bool known = false;

		for (ptrdiff_t i = 0; i < N_ELEMENTS(asks); i++)
			known |= !strcmp(asks[i].name, name);
		for (ptrdiff_t i = 0; i < N_ELEMENTS(others); i++)
			known |= !strcmp(others[i], name);
		if (!known)
			fail_msg("add the field %s to this test", name);
	}
}

/* All that a report's figure asks stays while a word is added. */
static void together(void **state)
{
	static const char path[] =
		"/programme/%ld?state=judged&rated=1&base=missed&cause=none"
		"&extended=any&none=section&col=base&col=cause&silent=30";
	struct reply rp = work_kit_get(&kit, USER_OFFICE, path, kit.programme);
	struct sent s = form_of(&rp, "<form class=\"filters\"");

	(void)state;
	carries(&s, "state", STR("judged"), path);
	carries(&s, "rated", STR("1"), path);
	carries(&s, "base", STR("missed"), path);
	carries(&s, "cause", STR("none"), path);
	carries(&s, "extended", STR("any"), path);
	carries(&s, "none", STR("section"), path);
	carries(&s, "silent", STR("30"), path);
	assert_true(work_kit_says(&rp, ">Đã xong hoặc quá hạn</option>"));
	rp = work_kit_get_en(&kit, USER_OFFICE, path, kit.programme);
	assert_true(work_kit_says(&rp, ">Finished or overdue</option>"));
}

/* The way to all conditions keeps the day, too. */
static void the_day_goes_along(void **state)
{
	static const char path[] =
		"/tasks?state=open&as_at=2026-09-01&structure=then";
	struct reply rp = work_kit_get(&kit, USER_OFFICE, path, 0);
	struct sent s = form_of(&rp, "<form class=\"filters\"");

	(void)state;
	assert_true(work_kit_says(
		&rp, "/tasks/shape?state=open&amp;as_at=2026-09-01"));
	carries(&s, "as_at", STR("2026-09-01"), path);
	carries(&s, "structure", STR("then"), path);
	assert_true(work_kit_says(&rp, "&amp;structure=then"));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(every_condition_is_carried),
		T(every_field_is_known),
		T(together),
		T(the_day_goes_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
