/*
 * The conditions of a task list as they stand in the address: read once,
 * used by the page, its figures and its exports alike.
 */
#ifndef RV_WORK_FILTER_H
#define RV_WORK_FILTER_H

#include "http/http.h"
#include "view/view_part.h"
#include "work/work_more.h"
#include "work/work_past.h"
#include "work/work_query.h"
#include "work/work_summary.h"

enum work_sort {
	SORT_PLAN,
	SORT_DUE,
	SORT_DUE_DESC,
	SORT_LEAD,
	SORT_LEAD_DESC,
	SORT_PERCENT,
	SORT_PERCENT_DESC,
	SORT_REPORT,
	SORT_REPORT_DESC,
	N_WORK_SORT
};
/* Rows of a list that stand together. */
enum work_group_by {
	GROUP_PLAN, /* not asked for: by section in a programme's own order */
	GROUP_NONE,
	GROUP_SECTION,
	GROUP_LEAD,
	GROUP_STATE,
	GROUP_MONTH,
	N_WORK_GROUP
};
/* Columns beside the four clarities, chosen by the reader. */
enum work_col {
	WORK_COL_BASE,
	WORK_COL_PERCENT,
	WORK_COL_REPORT,
	WORK_COL_CAUSE,
	WORK_COL_WITH,
	WORK_COL_SECTION,
	WORK_COL_PROGRAMME,
	N_WORK_COL
};
enum { WORK_PAGE_ROWS = 50 };

struct work_filter {
	int64_t programme;     /* 0: all */
	int64_t section;       /* 0: any */
	int64_t lead;	       /* 0: any */
	struct str states_key; /* as in the address, or absent */
	uint64_t states;       /* 0: any */
	struct str q;	       /* as typed */
	struct str due_key;
	day_t due_from, due_to; /* DAY_NONE: any */
	struct str missing_key;
	int64_t missing;	      /* bits; 0: any */
	int64_t helper;		      /* cooperating unit; 0: any */
	struct str cause, ask;	      /* codes, or absent */
	day_t since;		      /* reported since; DAY_NONE: any */
	day_t changed;		      /* changed since; DAY_NONE: any */
	struct str silent_key;	      /* days without a report, or absent */
	day_t report_from, report_to; /* both bounds of the last report */
	struct work_more more;
	bool parts; /* parts too, not whole tasks alone */
	enum work_sort sort;
	enum work_group_by group;
	unsigned cols; /* bits of enum work_col */
	int64_t view;  /* the saved view that the address names; 0: none */
	int64_t page;  /* from 1 */
	bool no_ahead; /* work_cells.ahead is false: unfinished tasks are
			    * those without a last day, which has an index */
	bool many;     /* so many fit that a page's rows are found soonest in
		    * the list's own order, not by an index of a condition */
};

/* A filter that asks for no day: the start of every initialiser. */
#define WORK_FILTER_NO_DAYS                                                    \
	.due_from = DAY_NONE, .due_to = DAY_NONE, .since = DAY_NONE,           \
	.changed = DAY_NONE, .report_from = DAY_NONE, .report_to = DAY_NONE

/* The fields of the address, for the field tables of routes. */
#define WORK_FILTER_FIELDS                                                     \
	{ .name = "q",                                                         \
	  .label = N_("Word in the task or product"),                          \
	  .kind = FIELD_LINE },                                                \
		{ .name = "lead",                                              \
		  .label = N_("Lead unit"),                                    \
		  .kind = FIELD_INT,                                           \
		  .min = 0 },                                                  \
		{ .name = "section",                                           \
		  .label = N_("Section"),                                      \
		  .kind = FIELD_INT,                                           \
		  .min = 0 },                                                  \
		{ .name = "state", .label = N_("State"), .kind = FIELD_WORD }, \
		{ .name = "due",                                               \
		  .label = N_("Deadline"),                                     \
		  .kind = FIELD_WORD },                                        \
		{ .name = "missing",                                           \
		  .label = N_("Missing clarity"),                              \
		  .kind = FIELD_WORD },                                        \
		{ .name = "with",                                              \
		  .label = N_("Cooperating unit"),                             \
		  .kind = FIELD_INT,                                           \
		  .min = 0 },                                                  \
		{ .name = "programme",                                         \
		  .label = N_("Programme"),                                    \
		  .kind = FIELD_INT,                                           \
		  .min = 0 },                                                  \
		{ .name = "cause",                                             \
		  .label = N_("Cause of delay"),                               \
		  .kind = FIELD_WORD },                                        \
		{ .name = "ask",                                               \
		  .label = N_("Asked for help"),                               \
		  .kind = FIELD_WORD },                                        \
		{ .name = "since",                                             \
		  .label = N_("Reported since"),                               \
		  .kind = FIELD_DAY },                                         \
		{ .name = "changed",                                           \
		  .label = N_("Changed since"),                                \
		  .kind = FIELD_DAY },                                         \
		{ .name = "silent",                                            \
		  .label = N_("Without a report"),                             \
		  .kind = FIELD_WORD },                                        \
		{ .name = "group", .label = N_("Group"), .kind = FIELD_WORD }, \
		{ .name = "col",                                               \
		  .label = N_("Column"),                                       \
		  .kind = FIELD_WORD,                                          \
		  .many = true },                                              \
		{ .name = "view",                                              \
		  .label = N_("Saved view"),                                   \
		  .kind = FIELD_INT,                                           \
		  .min = 0 },                                                  \
		{ .name = "parts",                                             \
		  .label = N_("Parts of tasks too"),                           \
		  .kind = FIELD_FLAG },                                        \
		{ .name = "sort", .label = N_("Sort"), .kind = FIELD_WORD },   \
		WORK_PAST_FIELD, WORK_MORE_FIELDS,                             \
	{                                                                      \
		.name = "page", .label = N_("Page"), .kind = FIELD_INT,        \
		.min = 1, .max = 100000                                        \
	}
enum { WORK_FILTER_FIELDS_N = 21 + WORK_MORE_FIELDS_N };
extern const struct field work_filter_fields[WORK_FILTER_FIELDS_N];

/* Reads them; unknown words are faults of the request. `programme` 0: all. */
struct err *work_filter_read(struct cx *cx, struct req *rq, int64_t programme,
			     struct work_filter *ret_filter) MUST_USE;
/* For task_list(), task_count() and task_dump(): which parts are on. The
 * scope of people below the root is added here and nowhere else. */
struct task_list_in work_filter_list(struct cx *cx,
				     const struct work_filter *f);
struct task_count_in work_filter_count(struct cx *cx,
				       const struct work_filter *f);
struct task_dump_in work_filter_dump(struct cx *cx,
				     const struct work_filter *f);
struct task_calendar_in work_filter_calendar(struct cx *cx,
					     const struct work_filter *f);
/* True when the cells can tell how many tasks the filter finds. */
bool work_filter_in_cells(const struct cx *cx, const struct work_filter *f);
/* How many rows the filter finds, counted. */
struct err *work_filter_count_rows(struct cx *cx, const struct work_filter *f,
				   int64_t *ret_total) MUST_USE;
/* How many tasks the filter finds: from the counts when they can tell.
 * `cells`: those of all programmes, or NULL. */
struct err *work_filter_total(struct cx *cx, const struct work_filter *f,
			      const struct work_cells *cells,
			      int64_t *ret_total) MUST_USE;
/* … for the list with more columns, groups and orders. */
struct task_wide_in work_filter_wide(struct cx *cx,
				     const struct work_filter *f);
struct task_groups_in work_filter_groups(struct cx *cx,
					 const struct work_filter *f);
struct task_pick_in work_filter_pick(struct cx *cx,
				     const struct work_filter *f);
/* True when the plain list can't show it: task_wide() is needed. */
bool work_filter_is_wide(const struct work_filter *f);

/* ---- the filter as words (work_filter_words.c) --------------------------- */

/* A field of the address that this filter needs, its value not encoded. */
struct work_asks {
	struct page_kept *p;
	ptrdiff_t n, cap;
};
/* All of them but view, page and day, in one order. The programme is left out
 * when the list is its own (`list` is that programme, else 0). */
struct work_asks work_filter_asks(struct cx *cx, const struct work_filter *f,
				  int64_t list);
/* One "field=value" a line, as saved views keep them, and back. Words that
 * don't exist any more are left out. */
struct str work_asks_lines(struct arena *a, const struct work_asks *asks);
void work_filter_of_lines(struct cx *cx, struct str lines, int64_t list,
			  struct work_filter *ret_filter);
/* "?state=open&sort=due", or "" when nothing is asked; `more` comes last. */
struct str work_asks_query(struct arena *a, struct str lines, const char *name,
			   struct str more);

/* What ids of a filter are called. */
struct work_filter_names {
	struct str lead, helper, programme;
};
struct err *work_filter_names(struct cx *cx, const struct work_filter *f,
			      struct work_filter_names *ret_names) MUST_USE;
/* The applied conditions as removable links. `here` is the list's address
 * with its query; its own programme (`list`) is no condition. */
void work_filter_chips(struct cx *cx, const struct work_filter *f,
		       struct str here, const struct work_filter_names *names,
		       struct chips *chips);
/* One line that names the conditions, for exports. */
struct str work_filter_words(struct cx *cx, const struct work_filter *f,
			     const struct work_filter_names *names);
const char *work_filter_missing_title(struct str key);
const char *work_filter_silent_title(struct str key);
const char *work_group_key(enum work_group_by g);
const char *work_group_title(enum work_group_by g); /* catalogue id */
const char *work_col_key(enum work_col c);
const char *work_col_title(enum work_col c); /* catalogue id */
const char *work_sort_key(enum work_sort s);
/* Title of a `state` key of the address ("open", "red", "overdue", …). */
const char *work_filter_state_title(struct str key);
/* … and of a `due` key ("14", "past", …). */
const char *work_filter_due_title(struct str key);

#endif
