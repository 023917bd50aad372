/*
 * What the parts of the demo's two years share: the plan of days and where it
 * stands (app_demo_life.c), what ties documents, programmes and tasks
 * (app_demo_link.c, by links.csv), parts of tasks (app_demo_split.c, by
 * parts.csv).
 */
#ifndef RV_APP_DEMO_LIFE_H
#define RV_APP_DEMO_LIFE_H

#include "app/app_demo.h"

enum life_kind {
	LIFE_DOCUMENT,
	LIFE_LINK,
	LIFE_TASKS,
	LIFE_SAID,
	LIFE_SPLIT,
	LIFE_BASE,
	LIFE_DEED,
	LIFE_CHECK,
	LIFE_CLOSE,
	LIFE_TALK,
	LIFE_ADJUST,
	LIFE_EFFECT,
	LIFE_DECISION,
	LIFE_MEMBER,
	LIFE_GROWTH
};

struct step {
	day_t day;
	int order; /* of steps on the same day */
	enum life_kind kind;
	ptrdiff_t document, task;
	const struct demo_row *link; /* LIFE_LINK */
	ptrdiff_t decision;	     /* LIFE_DECISION: its row */
	enum work_do what;	     /* LIFE_DEED */
	int64_t percent;
	struct str token;	     /* "r1002" */
	struct str file;	     /* LIFE_CHECK */
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
	struct demo_rows acts, texts, links, talk, effects, adjusts, decisions;
	struct steps steps;
	struct demo_growth *growth; /* NULL: no members */
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

/* app_demo_flow.c: members who come, move and go. */
void life_members_plan(struct life *l);
struct err *life_member(struct life *l, const struct step *s) MUST_USE;

/* app_demo_org.c: what the committee decided about its organisations. */
struct err *life_decisions_read(struct life *l) MUST_USE;
struct err *life_decision(struct life *l, const struct step *s) MUST_USE;

#endif
