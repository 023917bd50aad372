/*
 * Deadlines as offices write them: the words, their kind, the day (domain.md
 * section 4). Pure: a text, the profile's words and the programme's year go
 * in. What isn't understood stays a text of kind "none": never a guess.
 */
#ifndef RV_WORK_DEADLINE_H
#define RV_WORK_DEADLINE_H

#include "base/date.h"
#include "profile/profile.h"

enum work_due {
	DUE_NONE, /* empty or not understood */
	DUE_DATE,
	DUE_MONTH,
	DUE_QUARTER,
	DUE_HALF,
	DUE_YEAR,
	DUE_TERM,	/* several years */
	DUE_RECURRING,	/* every week … year */
	DUE_CONTINUOUS, /* reported each period */
	DUE_RELATIVE,	/* to an event whose day comes later */
	DUE_ON_REQUEST,
	DUE_STARTING, /* from a day on */
	N_DUE
};

enum work_unit {
	UNIT_NONE,
	UNIT_DAY,
	UNIT_WEEK,
	UNIT_MONTH,
	UNIT_QUARTER,
	UNIT_HALF,
	UNIT_YEAR
};

struct work_deadline {
	struct str text; /* as written */
	enum work_due kind;
	day_t due;		     /* DAY_NONE: no day (yet) */
	day_t start;		     /* written as the beginning, or DAY_NONE */
	day_t term;		     /* DUE_TERM: its first day */
	struct {		     /* DUE_RECURRING */
		enum work_unit unit; /* UNIT_NONE: "định kỳ", no more said */
		int step;	     /* every `step` units, >= 1 */
		int month;	     /* of a year, 0: the last */
		int day;	     /* of the month, 0: the last */
	} every;
	struct {       /* DUE_RELATIVE */
		int n; /* 0: at once */
		enum work_unit unit;
		bool working;	  /* working days */
		bool before;	  /* n units before the event */
		struct str event; /* its words */
	} after;
	const char *fault; /* message with {0} = text: a day that no calendar
			    * has and the like; or NULL */
};

struct work_deadline_words;
/* The profile's words, made ready once for many texts. */
struct work_deadline_words *work_deadline_words(struct arena *a,
						const struct profile *p);

/* Reads a deadline; `year` is the programme's. */
struct work_deadline work_deadline_parse(struct arena *a,
					 const struct work_deadline_words *w,
					 struct str text, int year);

/* The words for the programme of year `to` instead of `from`: "Quý II/2026"
 * becomes "Quý II/2027". Only where they name the old year; then every year of
 * the text moves ("12/2026 - 2/2027"). What is relative, on request, a term or
 * only begins on a day stays as it is written. */
struct str work_deadline_move(struct arena *a,
			      const struct work_deadline_words *w,
			      struct str text, int from, int to);

/* Code in the API: "date", "on_request", … and back (N_DUE: unknown). */
const char *work_due_code(enum work_due kind);
enum work_due work_due_of_code(struct str code);
/* Code of a recurrence: "week" … "year"; "" for UNIT_NONE; and back. */
const char *work_unit_code(enum work_unit unit);
enum work_unit work_unit_of_code(struct str code);

/* First occurrence of a recurring deadline after `day`; DAY_NONE when it
 * isn't one or its period isn't known. */
day_t work_deadline_next(const struct work_deadline *d, day_t day);
/* Day of a relative deadline once the event's day is known. */
day_t work_deadline_after(const struct work_deadline *d, day_t event,
			  struct holidays h);

#endif
