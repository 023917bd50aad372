/*
 * Everything that the database can hold of a person stands in the register of
 * each profile: the tables of the schema are walked, so a new column without a
 * row of data.csv is found.
 */
#include "testkit/testkit.h"

#include "base/buf.h"
#include "db/db.h"
#include "profile/profile.h"

extern const struct migration db_migrations[];
extern const int db_n_migrations;

static struct arena *arena;

/* Tables that are about one person, whatever names their columns have. */
static const char *const of_people[] = { "member", "user_account", "mail",
					 "candidate" };
/* Columns that tell which row it is, not what somebody is. */
static const char *const technical[] = { "id", "rev", "event", "ended_by",
					 "voided_by" };

struct column {
	struct str table, name;
};
static struct {
	struct column *p;
	ptrdiff_t n, cap;
} columns;

static bool is_one_of(struct str s, const char *const *list, int n)
{
	for (int i = 0; i < n; i++)
		if (str_eq(s, str_c(list[i])))
			return true;
	return false;
}

static struct str word_take(struct str *line)
{
	*line = str_trim(*line);
	return str_trim(str_cut(line, ' '));
}

static void column_add(struct str table, struct str name)
{
	*vec_push(arena, &columns) =
		(struct column){ str_dup(arena, table), str_dup(arena, name) };
}

static bool is_gone(struct str table)
{
	for (int i = 0; i < db_n_migrations; i++)
		if (str_find(str_c(db_migrations[i].sql),
			     str_fmt(arena, "drop table %.*s;", STR_ARG(table)),
			     0) >= 0)
			return true;
	return false;
}

/* The files have one form: a column a line. */
static void schema_read(struct str sql)
{
	struct str table = STR_NULL;

	while (sql.p) {
		struct str line = str_trim(str_cut(&sql, '\n'));
		struct str first = word_take(&line);

		if (str_eq(first, STR("create")) &&
		    str_eq(word_take(&line), STR("table")))
			table = word_take(&line);
		else if (str_eq(first, STR("alter"))) {
			struct str to;

			(void)word_take(&line); /* table */
			to = word_take(&line);
			(void)word_take(&line); /* add */
			(void)word_take(&line); /* column */
			column_add(to, word_take(&line));
		} else if (str_starts(first, STR(")")))
			table = STR_NULL;
		else if (table.p && first.n &&
			 !str_eq(first, STR("constraint")) &&
			 !str_starts(first, STR("--")))
			column_add(table, first);
	}
}

/* A table that names a member or a user in a row of its own. */
static bool is_personal(struct str table)
{
	if (is_one_of(table, of_people, N_ELEMENTS(of_people)))
		return true;
	for (ptrdiff_t i = 0; i < columns.n; i++)
		if (str_eq(columns.p[i].table, table) &&
		    (str_eq(columns.p[i].name, STR("member")) ||
		     str_eq(columns.p[i].name, STR("candidate")) ||
		     str_eq(columns.p[i].name, STR("user_id"))))
			return true;
	return false;
}

static int missing_in(const char *name)
{
	const struct profile *p;
	int missing = 0;

	ok(profile_load(arena, str_c(name), &p));
	for (ptrdiff_t i = 0; i < columns.n; i++) {
		const struct column *c = &columns.p[i];

		if (!is_personal(c->table) || is_gone(c->table) ||
		    is_one_of(c->name, technical, N_ELEMENTS(technical)) ||
		    profile_datum_of(p, c->table, c->name))
			continue;
		print_error("profile/%s/data.csv: no row holds %.*s.%.*s\n",
			    name, STR_ARG(c->table), STR_ARG(c->name));
		missing++;
	}
	return missing;
}

static void test_every_column(void **state UNUSED)
{
	assert_int_equal(missing_in("vn-party"), 0);
	assert_int_equal(missing_in("association"), 0);
}

/* The walk sees what is there: else the test above proves nothing. */
static void test_walk(void **state UNUSED)
{
	static const char *const must[] = { "user_account", "member_secret",
					    "session",	    "member_look",
					    "second_totp",  "notice",
					    "candidate",    "candidate_exit" };

	assert_true(columns.n > 200);
	for (int i = 0; i < N_ELEMENTS(must); i++)
		assert_true(is_personal(str_c(must[i])));
	assert_false(is_personal(STR("programme")));
}

/* What a row says it holds is there. */
static void test_no_ghosts(void **state UNUSED)
{
	const struct profile *p;

	ok(profile_load(arena, STR("vn-party"), &p));
	for (ptrdiff_t i = 0; i < p->n_data; i++) {
		struct str rest = p->datum[i].holds;

		while (rest.p) {
			struct str word = str_cut(&rest, ' ');
			struct str table = str_cut(&word, '.');
			bool found = str_eq(table, STR("field"));

			for (ptrdiff_t k = 0; k < columns.n && !found; k++)
				found = str_eq(columns.p[k].table, table) &&
					(str_eq(word, STR("*")) ||
					 str_eq(columns.p[k].name, word));
			if (!found)
				fail_msg("%.*s: no %.*s.%.*s",
					 STR_ARG(p->datum[i].code),
					 STR_ARG(table), STR_ARG(word));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_every_column),
		cmocka_unit_test(test_no_ghosts),
	};
	int failed;

	arena = arena_open(64 << 20);
	for (int i = 0; i < db_n_migrations; i++)
		schema_read(str_c(db_migrations[i].sql));
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
