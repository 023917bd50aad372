/*
 * Organisations: a tree of any depth with kinds from the profile. Dated
 * tables are the truth (org_name, org_place); reorganisation acts come with
 * their own feature and build on them.
 */
#ifndef RV_ORG_H
#define RV_ORG_H

#include "base/cx.h"

struct org {
	int64_t id, parent; /* parent: DB_NULL for the root */
	struct str kind;    /* code of the profile */
	struct str code;    /* dated attribute of the register, or absent */
	struct str name, short_name;
	struct str fold; /* text_fold(name) */
	int64_t depth;	 /* below the organisation that was asked for */
};
struct orgs {
	struct org *p;
	ptrdiff_t n, cap;
};

struct org_new {
	int64_t parent; /* DB_NULL: the root; there is exactly one */
	struct str kind, code, name, short_name; /* short_name absent: name */
	day_t from;
};
/* Adds an organisation: an act. ERR_INVALID with the field for a missing
 * name, an unknown kind, a parent that isn't there, a twin of the same name. */
struct err *org_add(struct cx *cx, const struct org_new *in,
		    int64_t *ret_id) MUST_USE;

struct org_named {
	struct str name, short_name; /* short_name absent: name */
	day_t from;
};
/* Gives an organisation another name from a day on: an act. From the day on
 * which the present name began it is a correction, and that one never
 * counted. ERR_INVALID with the field for a missing name, ERR_NOT_FOUND. */
struct err *org_rename(struct cx *cx, int64_t org,
		       const struct org_named *in) MUST_USE;

/* The root of the realm; *ret_found false before `init`. */
struct err *org_get_root(struct cx *cx, struct org *ret_org,
			 bool *ret_found) MUST_USE;
struct err *org_find(struct cx *cx, int64_t id, struct org *ret_org,
		     bool *ret_found) MUST_USE;
/* It will be asked for: see db_ahead(). */
struct err *org_get_root_ahead(struct cx *cx) MUST_USE;
struct err *org_list_top_ahead(struct cx *cx) MUST_USE;
/* All that live today at or below `scope`, nearest first. */
struct err *org_list_below(struct cx *cx, int64_t scope,
			   struct orgs *ret_list) MUST_USE;
/* The root, the organisations directly below it, and `also` (0: none): the
 * choices of a select. */
struct err *org_list_top(struct cx *cx, int64_t also,
			 struct orgs *ret_list) MUST_USE;
/* True when `org` is `above` or stands below it. */
struct err *org_is_within(struct cx *cx, int64_t above, int64_t org,
			  bool *ret_within) MUST_USE;

/* ---- reorganisation: what a decision does to what other features hold ------ */
/*
 * A decision takes effect in one transaction: first the organisations change,
 * then each feature's hook moves what it holds. A preview is the same run,
 * taken back at its end (`trial`), so it can't say anything else than what
 * will happen.
 */
struct reorg_flow {	  /* who belongs to `from` itself, not to those below */
	int64_t from, to; /* to 0: leaves the committee */
	int64_t step;	  /* id of the step that says so */
	bool chosen;	  /* only the people that the step names */
	int64_t went; /* so many were at home there; whoever moves them says it */
};
/* A step that splits an organisation of which a part stays: whose own people
 * can be chosen to go along. */
struct reorg_split {
	int64_t step, org;
	struct str org_name, to_name; /* of the one that is made */
};
struct reorg_splits {
	struct reorg_split *p;
	ptrdiff_t n, cap;
	struct str title; /* of the decision */
	day_t on;	  /* DAY_NONE: not known yet */
	bool draft;	  /* it can still be changed */
};
/* Those of a decision, in the order of its steps; ERR_NOT_FOUND. */
struct err *org_splits(struct cx *cx, int64_t decision,
		       struct reorg_splits *ret_splits) MUST_USE;

struct reorg_end { /* an organisation that is no more */
	int64_t org;
	int64_t heir; /* who takes its duties; 0: each is asked for */
};
struct reorg_option {
	struct str value, text;
};
/* A choice that only people can make. */
struct reorg_ask {
	struct str key; /* "work.task.57": unique in the decision */
	struct str text;
	struct reorg_option *option;
	ptrdiff_t n_options;
	struct str answer; /* absent: undecided; then nothing takes effect */
};
/* A figure of an organisation; by `key` it is laid beside that of others. */
struct reorg_figure {
	const char *key;
	struct str title; /* translated */
	int64_t n;
	struct str text; /* shown instead of n, when present */
};
struct reorg_figures {
	struct reorg_figure *p;
	ptrdiff_t n, cap;
};
struct reorg {
	int64_t decision, event;
	day_t on;
	bool trial;
	struct {
		struct reorg_flow *p;
		ptrdiff_t n, cap;
	} flows;
	struct {
		struct reorg_end *p;
		ptrdiff_t n, cap;
	} ends;
	struct {
		struct reorg_ask *p;
		ptrdiff_t n, cap;
	} asks;
	struct strs notes;  /* what happens without being asked */
	struct strs blocks; /* what has to be mended elsewhere first */
};
/* The answer to a choice, absent while there is none (or one that isn't among
 * the options). The ask is copied. */
struct err *reorg_asked(struct cx *cx, struct reorg *r,
			const struct reorg_ask *ask,
			struct str *ret_answer) MUST_USE;

struct reorg_undo {
	int64_t decision;
	int64_t event; /* what it did */
	int64_t undo;  /* the event of taking it back */
	day_t on;
};
/* Takes back what an event did to the dated rows of a table, by the statements
 * PREFIX_made, PREFIX_ended and PREFIX_voided: what it made never counted, what
 * it ended goes on, what it voided counts again. Nothing once `err` is set. */
#define REORG_UNDO_ROWS(prefix, cx, u, err)                                    \
	do {                                                                   \
		if (!(err))                                                    \
			(err) = prefix##_made((cx)->db,                        \
					      &(struct prefix##_made_in){      \
						      .event = (u)->event,     \
						      .undo = (u)->undo },     \
					      NULL);                           \
		if (!(err))                                                    \
			(err) = prefix##_ended((cx)->db,                       \
					       &(struct prefix##_ended_in){    \
						       (u)->event },           \
					       NULL);                          \
		if (!(err))                                                    \
			(err) = prefix##_voided((cx)->db,                      \
						&(struct prefix##_voided_in){  \
							(u)->event },          \
						NULL);                         \
	} while (0)

/* A feature's part. Any function may be NULL. */
struct reorg_hook {
	/* figures of an organisation and those below it, as at a day */
	struct err *(*count)(struct cx *cx, int64_t org, day_t on,
			     struct reorg_figures *out);
	struct err *(*apply)(struct cx *cx, struct reorg *r);
	/* today's rows and closure are new: behind apply() and undo() */
	struct err *(*behind)(struct cx *cx);
	/* why it can't be taken back any more; absent: it can */
	struct err *(*upon)(struct cx *cx, const struct reorg_undo *u,
			    struct str *ret_why);
	struct err *(*undo)(struct cx *cx, const struct reorg_undo *u);
	/* a step of a draft is about to be taken out */
	struct err *(*unstep)(struct cx *cx, int64_t step);
};
/* Key of the figure by which shares of a split are reckoned. */
#define REORG_MEMBERS "members"

/* Lets decisions whose day has come take effect; to be called before anything
 * is read or changed on a day. Costs nothing while none is due. */
struct err *org_settle(struct cx *cx) MUST_USE;

struct feature;
extern const struct feature org_feature;

#endif
