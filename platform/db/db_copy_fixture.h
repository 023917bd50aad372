/* For the tests of copying: tables with every type and kind of key, filled at
 * random with what is hard to carry. */
#ifndef RV_DB_COPY_FIXTURE_H
#define RV_DB_COPY_FIXTURE_H

#include "db/db_copy_priv.h"

#include "testkit/testkit.h"

extern const struct migration copy_steps[3];

struct copy_fix {
	struct arena *a;
	const char *folder;
	const char *from; /* the file that `s` has */
	struct store *s;
	struct cx cx;
	uint64_t dice;
};

/* For cmocka: a store of the embedded engine with the tables, empty. */
int copy_fix_open(void **state);
int copy_fix_close(void **state);
/* A path in the folder. */
const char *copy_fix_path(struct copy_fix *f, const char *name);
/* A number below n. */
int copy_fix_dice(struct copy_fix *f, int n);
/* Rows at random, in one act. */
void copy_fix_fill(struct copy_fix *f, int rows);
/* Statements, in one act of any store; they must work. */
void copy_fix_exec(struct copy_fix *f, struct store *s, const char *sql);
/* store_copy() of these tables. */
struct err *copy_fix_copy(struct copy_fix *f, struct store *from,
			  const struct db_config *to, struct copied *ret);
/* A place on the server that nobody has had; NULL path without a server. */
struct db_config copy_fix_server(struct copy_fix *f);
struct store *copy_fix_reopen(struct copy_fix *f, const struct db_config *c);
/* Fails unless every value of every row of a file, as the embedded engine
 * shows it, is that of `from`. */
void copy_fix_same(struct copy_fix *f, const char *path);

#endif
