/* What the tests of PostgreSQL share: a schema of one table on the server in
 * ROVIEC_PG (test/pg), and a few words over it. */
#ifndef RV_DB_PG_FIXTURE_H
#define RV_DB_PG_FIXTURE_H

#include "db/db_pg_priv.h"

#include "testkit/testkit.h"

struct fix {
	struct arena *a;
	struct store *s; /* NULL: there is no server */
	struct cx cx;
};

/* A row to put; `fail`: the act fails afterwards. */
struct thing {
	const char *name;
	int64_t n;
	day_t on;
	struct str body;
	double ratio;
	int64_t id;
	bool fail;
};

extern const struct migration fix_steps[2];
extern const char *const fix_names[6];

/* A query of one always-part. */
#define QUERY(sym, text, n, letters, ...)                                      \
	static const struct db_part sym##_part[] = { { text, -1, -1,           \
						       false } };              \
	static const struct db_query sym = { .name = #sym,                     \
					     .part = sym##_part,               \
					     .n_parts = 1,                     \
					     .param = fix_names,               \
					     .types = letters,                 \
					     .n_params = n,                    \
					     __VA_ARGS__ }

/* Skips a test without a server. */
#define NEED(f)                                                                \
	do {                                                                   \
		if (!(f)->s)                                                   \
			skip();                                                \
	} while (0)

/* Its address, NULL without one. */
const char *server(void);
struct err *open_as(struct arena *a, const char *path, const char *schema,
		    bool create, struct store **ret);
/* A store of a fresh schema over an address, with the table. */
struct store *fix_fresh(struct arena *a, const char *path);
int setup(void **state);
int teardown(void **state);
struct err *act_put(struct cx *cx, void *thing);
/* Rows of the table. */
struct err *count_things(struct store *s, struct arena *a, int64_t *ret_n);
int64_t things(struct fix *f);
/* Ends every connection of ours, from outside; their number. */
int kill_all(void);

#endif
