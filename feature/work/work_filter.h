/*
 * The conditions of a task list as they stand in the address: read once,
 * used by the page, its figures and its exports alike.
 */
#ifndef RV_WORK_FILTER_H
#define RV_WORK_FILTER_H

#include "http/http.h"
#include "view/view_part.h"
#include "work/work_past.h"
#include "work/work_query.h"
#include "work/work_summary.h"

enum work_sort {
	SORT_PLAN,
	SORT_DUE,
	SORT_DUE_DESC,
	SORT_LEAD,
	SORT_LEAD_DESC,
	N_WORK_SORT
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
	int64_t missing; /* bits; 0: any */
	enum work_sort sort;
	int64_t page;  /* from 1 */
	bool no_ahead; /* work_cells.ahead is false: unfinished tasks are
			    * those without a last day, which has an index */
};

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
		{ .name = "sort", .label = N_("Sort"), .kind = FIELD_WORD },   \
		WORK_PAST_FIELD,                                               \
	{                                                                      \
		.name = "page", .label = N_("Page"), .kind = FIELD_INT,        \
		.min = 1, .max = 100000                                        \
	}
enum { WORK_FILTER_FIELDS_N = 9 };
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
/* True when the cells can tell how many tasks the filter finds. */
bool work_filter_in_cells(const struct cx *cx, const struct work_filter *f);
/* How many tasks the filter finds: from the cells when they can tell. */
struct err *work_filter_total(struct cx *cx, const struct work_filter *f,
			      const struct work_cells *cells,
			      int64_t *ret_total) MUST_USE;
/* The applied conditions as removable links. `here` is the list's address
 * with its query, `lead` the unit's name. */
void work_filter_chips(struct cx *cx, const struct work_filter *f,
		       struct str here, struct str lead, struct chips *chips);
/* One line that names filter and sort, for exports. */
struct str work_filter_words(struct cx *cx, const struct work_filter *f,
			     struct str lead);
/* Title of a `state` key of the address ("open", "red", "overdue", …). */
const char *work_filter_state_title(struct str key);
/* … and of a `due` key ("14", "past", …). */
const char *work_filter_due_title(struct str key);

#endif
