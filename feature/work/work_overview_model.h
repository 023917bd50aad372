/*
 * Which words the overview chooses and how it sorts: what the lead sentence
 * says, why a task is red, what is asked of the reader, which unit needs
 * attention first. Pure: no SQL, no HTTP, no clock.
 */
#ifndef RV_WORK_OVERVIEW_MODEL_H
#define RV_WORK_OVERVIEW_MODEL_H

#include "base/date.h"
#include "base/str.h"

/* ---- the lead sentence ----------------------------------------------------- */

/* One to ten as a catalogue id, "One" at the start of a sentence; NULL for
 * anything else: the figure is written in digits. */
const char *overview_number_word(int64_t n, bool first);

struct overview_facts {
	int64_t tasks; /* of the programme */
	int64_t issued;
	int64_t red;
	int64_t asking;	 /* the reader decides */
	int64_t waiting; /* the reader or the office verifies */
};
/* What the sentence says about the whole. */
enum overview_tone {
	TONE_NO_TASKS,	 /* nothing stands in the programme */
	TONE_NOT_ISSUED, /* only drafts */
	TONE_CALM,	 /* nothing red, nothing to decide */
	TONE_NEED,	 /* nothing red, something to decide or verify */
	TONE_RED,	 /* red, nothing to decide */
	TONE_RED_NEED,
};
enum overview_tone overview_tone_of(const struct overview_facts *f);

/* ---- one red task ------------------------------------------------------------ */

struct overview_red_facts {
	day_t accepted, reported, submitted;
	struct str difficulty, cause, text, ask; /* of the last report */
};
enum overview_why {
	WHY_NOT_ACCEPTED, /* nobody took it */
	WHY_NOT_REPORTED,
	WHY_DIFFICULTY, /* the lead's own words */
	WHY_CAUSE,	/* only the class of the cause */
	WHY_TEXT,	/* the last report named neither */
};
enum overview_why overview_why_of(const struct overview_red_facts *f);
enum overview_ask { ASK_NONE, ASK_HELP, ASK_VERIFY };
enum overview_ask overview_ask_of(const struct overview_red_facts *f);

/* ---- figures ----------------------------------------------------------------- */

enum overview_verdict { VERDICT_NONE, VERDICT_GOOD, VERDICT_RISK, VERDICT_RED };
/* A share against the level that is required today, both in tenths of a per
 * cent: at risk up to ten points below. `whole` 0: nothing to judge. */
enum overview_verdict overview_judge(int64_t share, int64_t level,
				     int64_t whole);
/* How much of a period has passed on a day, in tenths of a per cent. */
int64_t overview_elapsed(day_t from, day_t to, day_t on);

/* ---- units ------------------------------------------------------------------- */

struct overview_need {
	int64_t overdue, soon, waiting;
	int days_late;	 /* of the longest late task, as far as known */
	int64_t on_time; /* tenths; -1: nothing finished or late yet */
	int position;
};
/* True when `a` needs attention before `b`: overdue tasks, days late, due
 * soon, share on time, waiting, then the order of the tree. */
bool overview_before(const struct overview_need *a,
		     const struct overview_need *b);

#endif
