/* What the files of this feature share. */
#ifndef RV_INDICATOR_PRIV_H
#define RV_INDICATOR_PRIV_H

#include "audit/audit.h"
#include "db/db.h"
#include "indicator/indicator.h"
#include "indicator/indicator_query.h"

/* How a target came about: of its own, or by a decision about organisations. */
#define TARGET_OWN   "own"
#define TARGET_REORG "reorg"

/* ---- the book: all that counts of one indicator in one period ------------ */

struct book {
	int64_t indicator;
	struct str period;
	struct target_rows_rows
		rows; /* organisation by organisation, in time */
	struct gap_rows_rows gaps;
};
/* Of one organisation alone, or with 0 of all. */
struct err *book_read(struct cx *cx, int64_t indicator, struct str period,
		      int64_t org, struct book *ret_book) MUST_USE;
/* What is in force on a day, or NULL. */
const struct target_rows_row *book_at(const struct book *b, int64_t org,
				      day_t on);
const struct gap_rows_row *book_gap_at(const struct book *b, int64_t org,
				       day_t on);
/* The first and the last row that an organisation ever had, or NULL. */
const struct target_rows_row *book_first(const struct book *b, int64_t org);
const struct target_rows_row *book_last(const struct book *b, int64_t org);

/* ---- who computes -------------------------------------------------------- */

/* NULL: it is reported, or who computes it isn't in the program. */
const struct indicator_source *indicator_source_of(const struct indicator *i);
/* First and last day of a stored period; ERR_INVALID at "period". */
struct err *indicator_days(struct cx *cx, const struct indicator *i,
			   struct str period, day_t ret_days[2]) MUST_USE;
/* How far each is until a day of the period; all 0 when nobody computes it. */
struct err *indicator_reach_read(struct cx *cx, const struct indicator *i,
				 const struct target_ask *ask,
				 int64_t *ret) MUST_USE;

/* ---- gaps ---------------------------------------------------------------- */

/* Inside an act: the explained gap of an organisation follows what its own
 * target and those directly below it say, on every day from one on. The book
 * is read behind the targets that the act wrote. */
struct gap_redo {
	int64_t org;
	struct str reason;
	day_t from;
	int64_t event;
};
struct err *target_gap_redo(struct cx *cx, const struct book *b,
			    const struct gap_redo *g) MUST_USE;

/* ---- words --------------------------------------------------------------- */

/* "186", "28,5": a value of the indicator as people read it. */
struct str indicator_text(struct arena *a, enum lang lang,
			  const struct indicator *i, int64_t v);
/* "2026", "Quý II/2026", "3/2026" */
struct str indicator_period_text(struct cx *cx, enum indicator_period p,
				 struct str period);

/* ---- acts ---------------------------------------------------------------- */

/* Inside an act: the indicator, written down when it is the profile's and
 * wasn't yet, and the number of the act's event. */
struct err *indicator_take(struct cx *cx, struct str code,
			   struct indicator *ret_i,
			   int64_t *ret_event) MUST_USE;
/* Whether the actor may change something of an organisation; `own`: also of
 * the one whose seat it is. ERR_DENIED, ERR_NOT_FOUND outside of the scope. */
struct err *indicator_may(struct cx *cx, int64_t org, bool own) MUST_USE;
/* The organisation as it was on a day; ERR_INVALID at "org". */
struct err *indicator_org(struct cx *cx, int64_t org, day_t on,
			  struct target_org_row *ret_org) MUST_USE;
/* ERR_INVALID at the field when a text is missing (unless it may be) or too
 * long. */
struct err *indicator_text_check(struct cx *cx, struct str text,
				 const char *field,
				 const char *missing) MUST_USE;
/* Writes the event, whose number was told by indicator_take(). */
struct err *indicator_tell(struct cx *cx, const struct audit_event *ev,
			   int64_t event) MUST_USE;

static inline struct str text_or_null(struct str s)
{
	return s.n ? s : STR_NULL;
}

#endif
