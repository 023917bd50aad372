/* Shared by the files of lists: choices, heads, the wide table. */
#ifndef RV_WORK_LIST_PRIV_H
#define RV_WORK_LIST_PRIV_H

#include "work/work_list.h"

enum { VIEWS_SHOWN = 12 };

struct work_row work_list_row(struct cx *cx, const struct task_list_row *t);
bool work_list_by_section(const struct work_filter *f);

/* A column: what it sorts by next, and how it is sorted now (or NULL). */
struct work_column {
	const char *title, *sort, *aria;
};
struct work_head work_list_head(struct cx *cx, const struct work_list_view *x,
				struct work_column c);

/* "Shape the list – 12-CTr/ĐU": pages about a list tell which in their tab. */
struct str work_list_tab(struct cx *cx, struct str code, const char *title);
void work_choice_any(struct cx *cx, struct work_choices *c, const char *title);
void work_choice_add(struct cx *cx, struct work_choices *c, struct str value,
		     struct str title, struct str now);
void work_list_units(struct cx *cx, int64_t chosen, const char *any,
		     const struct orgs *orgs, struct work_choices *c);
void work_list_states(struct cx *cx, const struct work_filter *f,
		      struct work_choices *c);
void work_list_dues(struct cx *cx, const struct work_filter *f,
		    struct work_choices *c);

/* What a form carries along: all that is asked for but the fields that it
 * shows itself (`shown` ends with NULL). */
struct work_asks work_list_kept(struct cx *cx, const struct work_asks *asks,
				const char *const *shown);

/* work_list_wide.c: rows, groups and heads of a list with more columns. */
struct err *work_list_wide(struct cx *cx, const struct work_filter *f,
			   struct work_list_view *x) MUST_USE;

#endif
