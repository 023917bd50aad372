/*
 * What the figures of a day must be, by hand: the trail (events, acts, words,
 * ledger) is replayed by a small machine of its own. Its rules are those of
 * domain.md 4, written again here; of the task's row it reads the programme
 * alone, and of the product's rules and statements nothing.
 */
#ifndef RV_WORK_ORACLE_H
#define RV_WORK_ORACLE_H

#include "testkit/testkit.h"

#include "work/work_deadline.h"
#include "work/work_summary.h"

/* As what a task counts: parts and periods count with the task above. */
enum oracle_place { ORACLE_GONE, ORACLE_WHOLE, ORACLE_PART, ORACLE_PERIOD };

enum oracle_timing { ORACLE_OPEN, ORACLE_GOOD, ORACLE_LATE };
/* What has happened to a task; bits. */
enum {
	ORACLE_ISSUED = 1,
	ORACLE_ACCEPTED = 2,
	ORACLE_SUBMITTED = 4,
	ORACLE_DONE = 8,
	ORACLE_CLOSED = 16,
	ORACLE_PAUSED = 32,
	ORACLE_WITHDRAWN = 64,
};

/* A task on a day. */
struct oracle_row {
	int64_t programme, section, lead, parent; /* DB_NULL: none */
	day_t due, start;
	uint8_t place, state, percent, missing, kind, is;
	bool accepted, asking;
	uint64_t deadline, work, product; /* hashes of what they say */
	bool rated;			  /* the on-time rates look at it … */
	uint8_t timing, base; /* … and say enum oracle_timing of it */
};

/* All tasks on a day, by id; ids begin with 1. */
struct oracle_day {
	day_t on;
	const struct oracle_row *row;
	int64_t n;
};

struct oracle;
/* `known`: what the closing of a programme did counts from the next day on,
 * as whoever looks at a past day sees it; else at once, as today's figures. */
struct oracle *oracle_open(struct arena *a, bool known);
/* Replays what was written since: the acts of a day, once it is over. */
void oracle_replay(struct oracle *o, struct cx *cx);
/* The tasks on a day, by what was replayed: that of the replay, or another as
 * far as their days tell. */
struct oracle_day oracle_day(const struct oracle *o, struct arena *a, day_t on);

/* Figures of a day: of a programme, of a section, of what is led at or below
 * an organisation (0: any). */
struct work_sum oracle_sum(const struct oracle *o, const struct oracle_day *d,
			   const struct work_pick *pick);
/* The same for people of a unit, but for `accepted` and `asking`: what is led
 * or supported at or below it and issued; a part counts for itself when they
 * don't see the task above. By who cooperates now. */
struct work_sum oracle_seen(const struct oracle *o, struct arena *a,
			    const struct oracle_day *d,
			    const struct work_pick *pick, int64_t unit);
/* Done in time and judged, by the approved deadline and the original one. */
struct oracle_rates {
	int64_t good, judged, base_good, base_judged;
};
struct oracle_rates oracle_rates(const struct oracle *o,
				 const struct oracle_day *d,
				 const struct work_pick *pick);
/* Approved extensions by cause; as many as the profile has causes. */
enum { ORACLE_CAUSES = 16 };
struct oracle_causes {
	int64_t n[ORACLE_CAUSES];
};
struct oracle_causes oracle_causes(const struct oracle *o,
				   const struct oracle_day *d,
				   const struct work_pick *pick);

/* What differs in a programme from its plan of a day, `was`: how many tasks were
 * planned, how many are as they were, and in what the others differ. */
struct oracle_drifts {
	int64_t planned, same, added, gone, deadline, lead, work, product;
};
struct oracle_drifts oracle_drifts(const struct oracle_day *was,
				   const struct oracle_day *is,
				   int64_t programme);

/* For whoever chooses what to do next: the tree, and which tasks moved. */
bool oracle_leads(const struct oracle *o, int64_t org, int64_t lead);
int64_t oracle_acted(const struct oracle *o); /* tasks with an act */

#endif
