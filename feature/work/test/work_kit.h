/*
 * A small committee for tests of this feature: a root with three units, an
 * office, a leader and secretaries who are signed in, a document with a
 * programme, and a task in every state, all made through acts. Today is
 * 14/10/2026.
 */
#ifndef RV_WORK_KIT_H
#define RV_WORK_KIT_H

#include "testkit/testkit.h"

#include "http/http.h"
#include "view/feature.h"
#include "work/work_act.h"

enum kit_unit { UNIT_OFFICE, UNIT_PEOPLE, UNIT_PRESS, UNIT_CELL, N_KIT_UNIT };
enum kit_user {
	USER_OFFICE, /* root; may do all with tasks */
	USER_LEADER, /* root; reads */
	USER_LEAD,   /* secretary of UNIT_OFFICE, which leads the tasks */
	USER_OTHER,  /* secretary of UNIT_PEOPLE, cooperates in some */
	USER_CELL,   /* secretary of UNIT_CELL, below UNIT_OFFICE */
	N_KIT_USER
};
enum kit_task {
	TASK_VAGUE,	/* draft, nothing is clear */
	TASK_CLEAR,	/* draft, may be issued */
	TASK_ISSUED,	/* not accepted yet */
	TASK_RUNNING,	/* accepted, 40% reported, one file; UNIT_PEOPLE too */
	TASK_LATE,	/* due 31/08/2026, asks for help */
	TASK_SOON,	/* due 20/10/2026 */
	TASK_SUBMITTED, /* one file */
	TASK_RETURNED,
	TASK_DONE, /* verified */
	TASK_CLOSED,
	TASK_PAUSED,
	TASK_WITHDRAWN,
	TASK_OTHER, /* led by UNIT_PRESS alone */
	N_KIT_TASK
};

struct work_kit {
	struct cx cx; /* the system's own */
	int64_t root, unit[N_KIT_UNIT], user[N_KIT_USER];
	const char *cookie[N_KIT_USER];
	int64_t document, programme, task[N_KIT_TASK];
	struct http_config http;
	const struct route *routes[16];
	int n_routes[16];
	struct feature feature; /* with the menu of these tests */
	const struct feature *features[4];
};

/* Makes it; `tables` end with NULL: the pages under test. The kit must stay
 * where it is until it is closed. */
void work_kit_open(struct arena *a, const struct route_table *const *tables,
		   struct work_kit *k);
/* The same without document, programme and tasks, on the day it is founded. */
void work_kit_found(struct arena *a, const struct route_table *const *tables,
		    const char *day, struct work_kit *k);
/* The clock of requests goes to k->cx.now; everybody signs in again. */
void work_kit_go_on(struct work_kit *k);
void work_kit_close(struct work_kit *k);
/* A context of this user. */
struct cx work_kit_as(struct work_kit *k, enum kit_user who);
/* The task's words and days as they are now: rev, percent … */
int64_t work_kit_rev(struct work_kit *k, enum kit_task t);

/* Requests. `path` is a format with one number ("/task/%ld"). */
struct reply work_kit_get(struct work_kit *k, enum kit_user who,
			  const char *path, int64_t n);
struct reply work_kit_get_en(struct work_kit *k, enum kit_user who,
			     const char *path, int64_t n);
/* A urlencoded form. */
struct reply work_kit_post(struct work_kit *k, enum kit_user who,
			   const char *path, int64_t n, const char *body);
/* A part of a multipart form: a file when `file` is set. */
struct kit_part {
	const char *name, *file;
	struct str value;
};
struct reply work_kit_send(struct work_kit *k, enum kit_user who,
			   const char *path, int64_t n,
			   const struct kit_part *parts);
/* The body with form tokens and keys made the same. */
struct str work_kit_body(struct arena *a, const struct reply *rp);
/* Compares both languages of a page with NAME.vi.html and NAME.en.html. */
void work_kit_golden(struct work_kit *k, enum kit_user who, const char *path,
		     int64_t n, const char *name);
bool work_kit_says(const struct reply *rp, const char *text);
/* Somebody on the way to admission in `unit`, proposed today, born on 5 March
 * 1999, whose certificate is of the day `course`. */
void work_kit_candidate(struct work_kit *k, const char *name,
			enum kit_unit unit, const char *course);
/* A PDF of one page that is good enough for file_examine(). */
struct str work_kit_pdf(void);

#endif
