/*
 * What must happen to people in the pipeline besides what pages do with them:
 * they go along when organisations change, their data is told, kept in time and
 * erased, their papers are listed, what is sealed follows a new key.
 */
#ifndef RV_GROWTH_CARE_H
#define RV_GROWTH_CARE_H

#include "base/cx.h"
#include "job/job.h"

/* For the feature's table of contents. */
struct privacy_hook;
struct reorg_hook;
enum { GROWTH_N_JOBS = 1 };
extern const struct reorg_hook growth_reorg;
extern const struct privacy_hook growth_privacy;
extern const struct job_kind growth_jobs[GROWTH_N_JOBS];

/* ---- papers of the file (growth_paper.c) ---------------------------------- */
struct growth_paper {
	struct str paper; /* code of the profile's list `file_paper` */
	bool present;
	struct str place; /* where it is kept, at most 200 characters */
};
/* The checklist as it is from today on: lines that didn't change write nothing,
 * papers that aren't named stay as they are. Faults have the paper's code as
 * their field. */
struct growth_checklist {
	int64_t candidate, rev;
	const struct growth_paper *p;
	ptrdiff_t n;
};
struct err *growth_papers_set(struct cx *cx,
			      const struct growth_checklist *in) MUST_USE;

/* A line of the profile's list with what stands of it. */
struct growth_paper_line {
	const struct profile_term *term;
	bool needed, present;
	struct str place; /* "" */
	day_t since;	  /* DAY_NONE: nothing was ever noted of it */
};
struct growth_papers {
	struct growth_paper_line *p;
	ptrdiff_t n, cap;
	ptrdiff_t n_missing;		  /* needed and absent */
	const struct profile_term *first; /* of these, or NULL */
};
/* All papers of the list, in its order; of nobody's number none is present. */
struct err *growth_papers_read(struct cx *cx, int64_t candidate,
			       struct growth_papers *ret_papers) MUST_USE;
/* ERR_INVALID at "stage" while a stage that needs papers lacks one that is
 * needed, as the rule `file_needs_papers` of the day says. */
struct err *growth_papers_check(struct cx *cx, int64_t candidate,
				const struct profile_term *stage,
				day_t on) MUST_USE;

/* ---- what is sealed (growth_seal.c) ---------------------------------------- */
/* Seals everything of people in the pipeline that an older key of the realm has
 * sealed, some people an act. */
struct err *growth_seal_all(struct cx *cx, int64_t *ret_n) MUST_USE;
/* How many rows wait for that. */
struct err *growth_seal_left(struct cx *cx, int64_t *ret_n) MUST_USE;
/* Somebody's sealed key, or an absent one. */
struct err *growth_sealed(struct cx *cx, struct str *ret_sealed) MUST_USE;

/* ---- personal data (growth_privacy.c) -------------------------------------- */
struct growth_brief {
	struct str name, org;
	int64_t member; /* 0: not admitted */
	bool open;	/* on the way today */
	bool erased;
	day_t left; /* since when they aren't, or DAY_NONE */
};
struct err *growth_brief_read(struct cx *cx, int64_t candidate,
			      struct growth_brief *ret_brief,
			      bool *ret_found) MUST_USE;
/* The record of the pipeline that a member's record began with; 0: none. */
struct err *growth_of_member(struct cx *cx, int64_t member,
			     int64_t *ret_candidate) MUST_USE;
/* The event that made the record and its hash in the trail: with the number it
 * means one person for ever. */
struct err *growth_origin(struct cx *cx, int64_t candidate, int64_t *ret_event,
			  struct str *ret_hash) MUST_USE;

/* Lists records whose time is over, of people who left: nothing is erased. That
 * is privacy_due_erase_candidate()'s, when a person decided. */
struct err *growth_overdue_find(struct cx *cx, int64_t *ret_found) MUST_USE;
struct growth_overdue {
	int64_t candidate;
	struct str name, org;
	day_t left, over, keep_until; /* keep_until: DAY_NONE: not kept on */
	struct str reason;
};
struct growth_overdues {
	struct growth_overdue *p;
	ptrdiff_t n, cap;
};
/* Those that wait for a decision today, longest over first. */
struct err *growth_overdue_read(struct cx *cx, ptrdiff_t most,
				struct growth_overdues *ret_list) MUST_USE;
/* Whether this one waits for a decision today: is listed, isn't kept on, and
 * didn't come back meanwhile. */
struct err *growth_overdue_is(struct cx *cx, int64_t candidate,
			      bool *ret_listed) MUST_USE;
/* It stays until a day, for a reason; inside the act of whoever decides.
 * ERR_NOT_FOUND unless it is listed. */
struct err *growth_overdue_keep(struct cx *cx, int64_t candidate, day_t until,
				struct str reason) MUST_USE;

#endif
