/*
 * The pipeline: people on their way to admission, what is recorded of them, and
 * every act that changes it. One act, one event; `rev` is the record as it was
 * read: when somebody changed it meanwhile, ERR_CONFLICT at the field "rev".
 */
#ifndef RV_GROWTH_H
#define RV_GROWTH_H

#include "base/cx.h"
#include "growth/growth_care.h"
#include "growth/growth_due.h"
#include "growth/growth_stage.h"

struct feature;
extern const struct feature growth_feature;

enum { GROWTH_TEXT_MOST = 200, GROWTH_NOTE_MOST = 500 };

struct growth_new {
	struct str name;
	struct str sex; /* "m", "f" or absent */
	day_t birth;
	struct str birth_part;	/* "year", "month": known only so far */
	struct str national_id; /* twelve digits, sealed; or absent */
	struct str work;	/* where he or she works; or absent */
	int64_t org;		/* in whose pipeline */
	struct str source;	/* code of the profile's list `source` */
	struct str proposer;	/* the organisation that proposes */
	day_t consent;		/* the day of the proposer's consent */
	day_t on;		/* proposed on */
};
/* Faults are a list with `field` set. Two who are one person: of the same
 * number ERR_CONFLICT at "national_id", always; of the same folded name and
 * birth at "sure", unless `sure`. */
struct err *growth_propose(struct cx *cx, const struct growth_new *in,
			   bool sure, int64_t *ret_id) MUST_USE;

/* What was written wrong of a person: all of it anew, as if it had always stood
 * so; without a number the one that is there stays. Organisation and day of
 * proposal aren't changed by it. */
struct err *growth_edit(struct cx *cx, int64_t id, int64_t rev,
			const struct growth_new *in) MUST_USE;

/* The next stage. The ceremony begins the record of a member, or finds the one
 * that began elsewhere by the same decision: *ret_member is its id, else 0.
 * Faults: growth_step_check(), growth_step_rules(). */
struct err *growth_step(struct cx *cx, int64_t id, int64_t rev,
			const struct growth_step_new *in,
			int64_t *ret_member) MUST_USE;
/* Takes the furthest stage back, which was written wrong: it never counted. Not
 * the proposal, and nothing once the record of a member has begun. */
struct err *growth_step_back(struct cx *cx, int64_t id, int64_t rev,
			     struct str reason) MUST_USE;

struct growth_move {
	int64_t org;
	day_t on;
	struct str basis;
};
/* Into another organisation's pipeline. */
struct err *growth_transfer(struct cx *cx, int64_t id, int64_t rev,
			    const struct growth_move *in) MUST_USE;

struct growth_exit {
	struct str cause; /* code of the profile's list `exit` */
	day_t on;
	struct str note;
};
struct err *growth_leave(struct cx *cx, int64_t id, int64_t rev,
			 const struct growth_exit *in) MUST_USE;
/* Comes back on a day and goes on where he or she was. */
struct err *growth_return(struct cx *cx, int64_t id, int64_t rev,
			  day_t on) MUST_USE;

/* ---- reading --------------------------------------------------------------- */
/* Whose pipelines the actor may look at: 0 all; an organisation's scope as the
 * closures know it; GROWTH_NOBODY, which no closure knows: none. */
#define GROWTH_NOBODY INT64_MAX
int64_t growth_scope(const struct cx *cx);
/* Whether the actor may see the record; false for nobody's number. */
struct err *growth_is_seen(struct cx *cx, int64_t id, bool *ret_seen) MUST_USE;
/* Whether somebody is on the way: neither admitted nor gone; false for nobody. */
struct err *growth_is_open(struct cx *cx, int64_t id, bool *ret_open) MUST_USE;
/* How far somebody has come; inside or outside of an act. */
struct err *growth_path_read(struct cx *cx, int64_t id,
			     struct growth_path *ret_path) MUST_USE;

#endif
