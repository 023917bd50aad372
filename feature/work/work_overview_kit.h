/*
 * For the tests of overview, search and documents: a small committee with
 * tasks in known states, a signed-in person, pages through the test door.
 */
#ifndef RV_WORK_OVERVIEW_KIT_H
#define RV_WORK_OVERVIEW_KIT_H

#include "testkit/testkit.h"

#include "http/http.h"
#include "work/work_query.h"

enum { KIT_UNITS = 3 };

struct overview_kit {
	struct arena *a;
	struct cx cx;
	int64_t root, unit[KIT_UNITS], cell; /* cell: below unit[0] */
	int64_t document, programme;
	struct http_config http;
	const char *cookie;
	const char *lang;
};

/* Organisations only; the person who asks sees everything. */
void overview_kit_open(struct overview_kit *k);
void overview_kit_close(struct overview_kit *k);
/* Whose eyes the next requests have. */
void overview_kit_person(struct overview_kit *k, uint64_t perms, int64_t org);
/* A document with a programme of 2026. */
void overview_kit_programme(struct overview_kit *k);
/* The next year's, from the same document. */
void overview_kit_programme_next(struct overview_kit *k);

/* A task's days, as ISO texts; NULL: not. */
struct kit_task {
	const char *number, *work, *due, *issued, *accepted, *reported,
		*submitted, *done, *difficulty, *cause, *text, *ask;
	int64_t lead; /* 0: none */
	int64_t percent, missing;
};
int64_t overview_kit_task(struct overview_kit *k, const struct kit_task *t);
/* Seven tasks: three overdue, one submitted, one due soon, one done, one
 * unclear draft. */
void overview_kit_tasks(struct overview_kit *k);

struct reply overview_kit_get(struct overview_kit *k, const char *path);
struct reply overview_kit_post(struct overview_kit *k, const char *path,
			       const char *body);
/* The text stands in the reply. */
#define shows(rp, text)                                                        \
	assert_true(str_find(buf_view(&(rp).body), STR(text), 0) >= 0)
#define shows_not(rp, text)                                                    \
	assert_true(str_find(buf_view(&(rp).body), STR(text), 0) < 0)
/* The body with its random form keys and tokens blanked, for golden files. */
struct str overview_kit_body(struct overview_kit *k, const struct reply *rp);

#endif
