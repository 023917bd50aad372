/*
 * Small words for tests, on top of cmocka: a realm in a temporary file, a
 * context with a set day, golden files.
 */
#ifndef RV_TESTKIT_H
#define RV_TESTKIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cx.h"

/* Fails with the error's text and place unless e is NULL. */
void ok_(const struct err *e, const char *file, int line);
#define ok(e) ok_((e), __FILE__, __LINE__)
/* Fails unless e has this code. */
void fails_(const struct err *e, enum err_code code, const char *file,
	    int line);
#define fails(e, code) fails_((e), (code), __FILE__, __LINE__)
/* Text equality with both shown. */
void same_(struct str got, const char *want, const char *file, int line);
#define same(got, want) same_((got), (want), __FILE__, __LINE__)

/* A context: Vietnamese, today 14/10/2026 08:00, system actor, no store. */
struct cx kit_cx(struct arena *a);
/* The same with a fresh, migrated realm in a temporary folder (removed by
 * kit_close) and the vn-party profile. */
struct cx kit_realm(struct arena *a);
void kit_close(struct cx *cx);
/* A server looks at what was put into the realm, as it does by itself within a
 * minute; else it plans for empty tables. */
void kit_analyze(struct cx *cx);
/* From now on each act of the realm runs twice, the first time in vain; so it
 * is in each realm with ROVIEC_TWICE in the environment. */
void kit_twice(struct cx *cx);
/* What somebody with the database and a tool would do, also what an act may not:
 * a statement by itself, or kit_exec() in a transaction. */
void kit_sql(struct cx *cx, const char *sql);
struct err *kit_exec(struct cx *cx, const char *sql) MUST_USE;
/* The first number of what a statement says; its text is a literal. */
int64_t kit_number(struct cx *cx, const char *sql);
/* Sets the day (and the instant to 08:00 local). */
void kit_day(struct cx *cx, const char *iso);
/* Compares with a golden file below the source tree; with ROVIEC_GOLDEN=write
 * in the environment it writes it. */
void kit_golden(struct arena *a, const char *path, struct str got);
/* Bytes of a file of the source tree or an absolute path; fails when absent. */
struct str kit_file(struct arena *a, const char *path);
/* A fresh folder, in memory where the system has that (a test waits for no
 * disk); to be removed with all that is in it. */
const char *kit_folder(struct arena *a);
void kit_folder_remove(const char *path);
/* The address of an empty database of this program's own on the server of
 * ROVIEC_PG, which goes with the server; NULL: there is no server. */
const char *kit_database(struct arena *a);
/* Path of ../shared/fixtures/X beside the source tree, or NULL when absent. */
const char *kit_fixture(struct arena *a, const char *name);

#endif
