/*
 * What the parts of the demo's two years share: the plan of days and where it
 * stands (app_demo_life.c), what ties documents, programmes and tasks
 * (app_demo_link.c, by links.csv), parts of tasks (app_demo_split.c, by
 * parts.csv).
 */
#ifndef RV_APP_DEMO_LIFE_H
#define RV_APP_DEMO_LIFE_H

#include "app/app_demo.h"

enum step_kind {
	STEP_DOCUMENT,
	STEP_LINK,
	STEP_TASKS,
	STEP_SAID,
	STEP_SPLIT,
	STEP_BASE,
	STEP_DEED,
	STEP_CHECK,
	STEP_CLOSE,
	STEP_TALK,
	STEP_ADJUST,
	STEP_EFFECT
};

struct step {
	day_t day;
	int order; /* of steps on the same day */
	enum step_kind kind;
	ptrdiff_t document, task;
	const struct demo_row *link; /* STEP_LINK */
	enum work_do what;	     /* STEP_DEED */
	int64_t percent;
	struct str token;	     /* "r1002" */
	struct str file;	     /* STEP_CHECK */
	const struct demo_row *line; /* of a file of steps */
	bool good;
};
struct steps {
	struct step *p;
	ptrdiff_t n, cap;
};

/* A document of documents.csv, a programme when `to` is there. */
struct paper {
	const struct demo_row *row;
	struct strs paras;
	int64_t id, programme;
	day_t on, from, to, issued, closed;
	int year;
};
struct papers {
	struct paper *p;
	ptrdiff_t n, cap;
};
struct task {
	const struct demo_row *row;
	ptrdiff_t paper;
	ptrdiff_t above; /* of a part: the task that it belongs to; else -1 */
	int64_t id;
};

struct life {
	struct cx *cx;
	struct demo *d;
	struct papers papers;
	struct task *task;
	ptrdiff_t n_tasks;
	struct demo_rows acts, texts, links, talk, effects, adjusts;
	struct steps steps;
	day_t last_day;
	int k; /* acts so far on the last day */
};

day_t life_day(struct str iso); /* DAY_NONE: none */
ptrdiff_t life_paper(const struct life *l, struct str key);
void life_step(struct life *l, struct step s);
struct cx life_office(struct life *l, const struct step *s);
/* The secretary of an organisation; NULL: none. */
const struct demo_user *life_user(const struct life *l, struct str key);

/* app_demo_split.c: the rows of parts.csv behind those of the tasks. */
struct err *life_parts_read(struct life *l,
			    const struct demo_rows *rows) MUST_USE;
/* Gives the parts of a step's day; those of one task come together. */
struct err *life_split(struct life *l, const struct step *s) MUST_USE;
/* Who issues and verifies: the office, or who gave the part. */
struct cx life_issuer(struct life *l, const struct step *s);

/* The steps that links.csv asks for. */
void life_links_plan(struct life *l);
/* True when the task is carried over or drawn from a document instead of
 * being written anew. */
bool life_is_tied(const struct life *l, const struct task *t);
struct err *life_carry(struct life *l, const struct step *s) MUST_USE;
struct err *life_said(struct life *l, const struct step *s) MUST_USE;
struct err *life_link(struct life *l, const struct step *s) MUST_USE;
/* Fixes the plan of the day as the baseline. */
struct err *life_base(struct life *l, const struct step *s) MUST_USE;
struct err *life_close(struct life *l, const struct step *s) MUST_USE;

#endif
