/*
 * A task as a line of an exported list: its columns, their titles, what each
 * cell says. The export writes these lines and a sheet that comes back is
 * compared with them, so both say the same.
 */
#ifndef RV_WORK_LINE_H
#define RV_WORK_LINE_H

#include "base/cx.h"
#include "base/date.h"
#include "doc/doc.h"
#include "work/work_model.h"

/* The columns, in their order. A change of the list is another layout
 * (WORK_SHEET_LAYOUT). */
enum line_col {
	WCOL_CODE,
	WCOL_SECTION,
	WCOL_NUMBER,
	WCOL_WORK,
	WCOL_LEAD,
	WCOL_WITH,
	WCOL_DEADLINE,
	WCOL_DUE,
	WCOL_PRODUCT,
	WCOL_STATE,
	WCOL_PERCENT,
	WCOL_REPORTED,
	WCOL_SUBMITTED,
	WCOL_DONE,
	WCOL_MISSING,
	WCOL_RESULT,
	WCOL_DIFFICULTY,
	WCOL_CAUSE,
	N_LINE_COL
};
const char *line_col_title(enum line_col c); /* catalogue id */
const char *line_col_key(enum line_col c);   /* "deadline", for storage */
bool line_col_from_key(struct str key, enum line_col *ret_col) MUST_USE;
double line_col_width(enum line_col c);
enum doc_col_kind line_col_kind(enum line_col c);

/* What a line is made of. */
struct work_line {
	int64_t task, rev;
	struct str code, section, number, work, lead, with, deadline, product;
	day_t due, reported, submitted, done;
	int64_t state, percent, missing;
	struct str result, difficulty, cause; /* cause: its code */
};
/* From a row of a query that has these columns under these names. */
#define WORK_LINE_OF(t, st)                                                    \
	((struct work_line){ .task = (t)->id,                                  \
			     .rev = (t)->rev,                                  \
			     .code = (t)->code,                                \
			     .section = (t)->section_title,                    \
			     .number = (t)->number,                            \
			     .work = (t)->work,                                \
			     .lead = (t)->lead_name.p ? (t)->lead_name         \
						      : (t)->lead_text,        \
			     .with = (t)->with_text,                           \
			     .deadline = (t)->deadline_text,                   \
			     .product = (t)->product,                          \
			     .due = (t)->due_on,                               \
			     .reported = (t)->reported_on,                     \
			     .submitted = (t)->submitted_on,                   \
			     .done = (t)->done_on,                             \
			     .state = (st),                                    \
			     .percent = (t)->percent,                          \
			     .missing = (t)->missing,                          \
			     .result = (t)->last_text,                         \
			     .difficulty = (t)->last_difficulty,               \
			     .cause = (t)->last_cause })

/* Words that repeat on many lines, looked up once. */
enum { WORK_CLARITIES = 4 };
struct work_line_words {
	struct str state[N_WORK_STATE];
	struct str missing[1 << WORK_CLARITIES];
	const struct profile *profile;
	enum lang lang;
};
void work_line_words(struct arena *a, const struct profile *p, enum lang lang,
		     struct work_line_words *ret);
/* One line as cells; texts are the line's own. */
void work_line_cells(const struct work_line_words *w, const struct work_line *t,
		     struct sheet_val val[N_LINE_COL]);
/* A cell as one plain text that is the same however a spreadsheet stored it:
 * days as ISO, numbers as digits, one space between words. */
struct str work_line_plain(struct arena *a, enum line_col c,
			   const struct sheet_val *v);

#endif
