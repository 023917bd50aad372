/* What the tests of this folder share: a store of two tables in a temporary
 * folder and a few words over it. */
#ifndef RV_DB_FIXTURE_H
#define RV_DB_FIXTURE_H

#include "db/db_priv.h"

#include "testkit/testkit.h"

struct fix {
	struct arena *a;
	const char *folder;
	const char *path;
	struct store *s;
	struct cx cx;
};

/* A row to put; `body` bytes of padding; `fail`: the act fails afterwards. */
struct want {
	const char *name;
	int64_t n;
	bool fail;
	ptrdiff_t body;
};

extern const struct migration fix_steps[2];
extern const char *const fix_names[5];

/* A query of one always-part. */
#define QUERY(sym, text, params, write)                                        \
	static const struct db_part sym##_part[] = { { text, -1, -1,           \
						       false } };              \
	static const struct db_query sym = { .name = #sym,                     \
					     .part = sym##_part,               \
					     .n_parts = 1,                     \
					     .param = fix_names,               \
					     .n_params = params,               \
					     .writes = write }

int fix_setup(void **state);
int fix_teardown(void **state);
struct store *fix_open(struct fix *f, bool create);
void fix_reopen(struct fix *f);
struct err *act_put(struct cx *cx, void *want);
void fix_count(struct db *db, int64_t *ret_n, int64_t *ret_sum);
int64_t fix_things(struct fix *f);

#endif
