/*
 * The report on a programme, or on all programmes of a year: read once, said
 * by the page, the workbook and the Word document alike, so they can't say
 * different figures.
 */
#ifndef RV_WORK_REPORT_PRIV_H
#define RV_WORK_REPORT_PRIV_H

#include "doc/doc.h"
#include "http/http.h"
#include "work/work_effect_query.h"
#include "work/work_tally.h"

enum { REPORT_MONTHS_MOST = 24 };

/* A section, programme or organisation. */
struct report_line {
	int64_t id; /* DB_NULL: none */
	struct str title;
	struct tally_sum sum;
};
struct report_lines {
	struct report_line *p;
	ptrdiff_t n, cap;
};
/* The end of a month, as it was known then. */
struct report_month {
	day_t on;
	int64_t issued, done, late, overdue; /* late: done late */
};
struct report_cause {
	struct str title;
	struct tally_cause sum;
};
struct report_effect {
	const struct effect_report_row *row;
	int64_t share; /* thousandths, or EFFECT_NONE */
	bool reached;
};

struct report {
	int64_t programme, year; /* one of them; the other is 0 */
	struct str code, title;	 /* code: absent for a year */
	struct str owner;
	struct str
		structure; /* of a past day: whose organisations, or absent */
	day_t from, to;
	struct tally_sum all;
	struct report_lines groups, leads;
	struct {
		struct report_cause *p;
		ptrdiff_t n, cap;
	} causes;
	const struct tally_cause *worst; /* or NULL */
	struct {
		struct report_month *p;
		ptrdiff_t n, cap;
	} months;
	struct {
		struct report_effect *p;
		ptrdiff_t n, cap;
	} effects;
	int64_t measured, reached; /* of the effects */
	int64_t level;		   /* on time that is required, tenths */
};

/* What the address asks for: the programme of the path, or a year. */
struct report_ask {
	int64_t programme, year;
};
/* ERR_NOT_FOUND when there is no such programme, or none of that year. */
struct err *report_read(struct cx *cx, const struct report_ask *ask,
			struct report *ret_report) MUST_USE;

/* The sums of a programme's tasks alone, on the day of the context. */
struct err *report_tasks_read(struct cx *cx, const struct report *r,
			      struct tally *tally) MUST_USE;

/* The ends of months up to the day of the page (work_report_months.c); the
 * tasks are counted already. */
struct err *report_months_read(struct cx *cx, struct report *r) MUST_USE;

/* The four queries share these parameters and parts. */
#define REPORT_IN(IN, r, in)                                                   \
	do {                                                                   \
		(in).programme = (r)->programme;                               \
		(in).year = (r)->year;                                         \
		(in).scope = cx_scope(cx);                                     \
		(in).until = work_past_until(cx);                              \
		(in).with = ((r)->programme ? IN##_WITH_PROGRAMME              \
					    : IN##_WITH_YEAR) |                \
			    (cx->actor.org_is_root ? 0u : IN##_WITH_SCOPE);    \
	} while (0)

/* ---- words (work_report_words.c) ---------------------------------------- */

/* The sentences that carry the answer; `red` may be absent. */
struct report_says {
	struct str done, red, rest;
};
struct report_says report_say(struct cx *cx, const struct report *r);
/* "on the state of …", without its verb. */
struct str report_title(struct cx *cx, const struct report *r);
/* "80,0%", "–" when nothing is judged. */
struct str report_percent(struct cx *cx, int64_t tenths);
/* The four clarities in order. */
const char *report_clarity(int i);
/* "from 30 to 80 %"; "to 80 %" */
struct str report_aim(struct cx *cx, const struct effect_report_row *e);
/* The newest value with its unit, or absent. */
struct str report_value(struct cx *cx, const struct effect_report_row *e);
/* "64,0%", absent when it can't be said. */
struct str report_share(struct cx *cx, const struct report_effect *e);

/* ---- the other forms ------------------------------------------------------ */

struct err *report_xlsx(struct cx *cx, const struct report *r,
			struct reply *rp) MUST_USE;
struct err *report_docx(struct cx *cx, const struct report *r,
			struct reply *rp) MUST_USE;

/* ---- the page (work_report_fill.c) ---------------------------------------- */

struct report_view;
void report_fill(struct cx *cx, const struct report *r, int64_t page,
		 struct report_view *x);
/* The chart of the months, wide and small (work_report_chart.c). */
void report_chart_fill(struct cx *cx, const struct report *r,
		       struct report_view *x);

#endif
