/*
 * A letter about tasks: sections of lines, written as text and as HTML in the
 * language of who reads it.
 */
#ifndef RV_WORK_LETTER_H
#define RV_WORK_LETTER_H

#include "base/cx.h"

struct letter_item {
	struct str title, note, href;
};
struct letter_section {
	struct str title;
	int64_t n; /* all of them; more than are shown */
	struct {
		struct letter_item *p;
		ptrdiff_t n, cap;
	} items;
	struct str all; /* address of the whole list */
};
struct letter_link {
	struct str text, href;
};
struct work_letter {
	const char *kind; /* "digest" or "notice" */
	enum lang lang;
	struct str site; /* "https://rv.example.vn" */
	struct str committee;
	struct str to, name;
	struct str title, intro;
	struct {
		struct letter_section *p;
		ptrdiff_t n, cap;
	} sections;
	struct {
		struct letter_link *p;
		ptrdiff_t n, cap;
	} stops;
	struct str settings; /* address where letters are chosen */
	struct str stop;     /* address of List-Unsubscribe */
	struct str once;     /* or absent */
};
enum { LETTER_ITEMS = 10 }; /* of a section; the rest is behind a link */

/* Room for a line of a section, or NULL when it is only counted. */
struct letter_item *letter_line(struct arena *a, struct letter_section *s);
/* "2.4 Số hóa hồ sơ" */
struct str letter_task(struct arena *a, struct str number, struct str work);
/* "due 20/10/2026, 8 days left" */
struct str letter_due(struct cx *cx, enum lang lang, day_t due);
/* A section for each seat in which the person keeps the pipeline of admission:
 * what is late there or due within 30 days, by kind, without anybody's name. */
struct err *work_letter_growth(struct cx *cx, int64_t user,
			       struct work_letter *l) MUST_USE;
/* Puts it into the outbox; inside an act. */
struct err *work_letter_put(struct cx *cx,
			    const struct work_letter *l) MUST_USE;

#endif
