/* What a decision can do to organisations, and what each step needs: pure. */
#ifndef RV_ORG_REORG_MODEL_H
#define RV_ORG_REORG_MODEL_H

#include "base/cx.h"

struct profile;

/* X(NAME, "code in the database", N_("title"), needs) */
#define STEP_LIST(X)                                                           \
	X(ESTABLISH, "establish", N_("Establish"),                             \
	  STEP_PARENT | STEP_KIND | STEP_NAME | STEP_CODE | STEP_MAKES)        \
	X(MERGE_NEW, "merge_new", N_("Merge into a new organisation"),         \
	  STEP_SOURCES | STEP_PARENT | STEP_KIND | STEP_NAME | STEP_CODE |     \
		  STEP_MAKES)                                                  \
	X(MERGE_INTO, "merge_into", N_("Merge into an existing organisation"), \
	  STEP_SOURCES | STEP_HEIR)                                            \
	X(SPLIT, "split", N_("Split off a part"),                              \
	  STEP_ORG | STEP_PARENT | STEP_KIND | STEP_NAME | STEP_CODE |         \
		  STEP_PARTS | STEP_ENDS | STEP_MAKES)                         \
	X(DISSOLVE, "dissolve", N_("Dissolve"), STEP_ORG | STEP_MAY_HEIR)      \
	X(HAND_OVER, "hand_over", N_("Hand over to another committee"),        \
	  STEP_ORG | STEP_BODY)                                                \
	X(RECEIVE, "receive", N_("Receive from another committee"),            \
	  STEP_PARENT | STEP_KIND | STEP_NAME | STEP_CODE | STEP_BODY |        \
		  STEP_MAKES)                                                  \
	X(CHANGE_KIND, "change_kind", N_("Change the kind"),                   \
	  STEP_ORG | STEP_KIND | STEP_MAY_NAME)                                \
	X(RENAME, "rename", N_("Rename"), STEP_ORG | STEP_NAME)                \
	X(MOVE, "move", N_("Move below another organisation"),                 \
	  STEP_ORG | STEP_PARENT | STEP_CODE | STEP_MAY_KIND | STEP_MAY_NAME)

enum step_kind {
#define X(name, code, title, needs) STEP_##name,
	STEP_LIST(X)
#undef X
		N_STEP_KIND
};

/* Which fields a step has. A code is always optional. */
enum {
	STEP_ORG = 1 << 0,
	STEP_SOURCES = 1 << 1, /* organisations that end in the step */
	STEP_HEIR = 1 << 2,    /* where their people go */
	STEP_MAY_HEIR = 1 << 3,
	STEP_PARENT = 1 << 4,
	STEP_KIND = 1 << 5,
	STEP_NAME = 1 << 6,
	STEP_MAY_NAME = 1 << 7,
	STEP_CODE = 1 << 8,
	STEP_BODY = 1 << 9,   /* the other committee */
	STEP_PARTS = 1 << 10, /* organisations below that go along */
	STEP_ENDS = 1 << 11,  /* the rest goes along, and the old one ends */
	STEP_MAY_KIND = 1 << 12,
	STEP_MAKES = 1 << 13, /* an organisation, which later steps may name */
};

enum {
	STEP_MOST = 200,	/* of a decision */
	STEP_SOURCES_MOST = 60, /* of a step */
	STEP_TEXT_MOST = 200,
	DECISION_NOTE_MOST = 2000,
};

/* What a step names is an organisation by its id, or what an earlier step of
 * the decision makes: then that step's id below 0. */
struct org_step {
	int64_t id, position; /* steps stand in the order of positions */
	enum step_kind kind;
	int64_t org, heir, parent; /* 0: not given */
	struct str org_kind, name, short_name, code, body;
	bool ends;
	int64_t made; /* what it established, once it has taken effect */
	int64_t *source;
	ptrdiff_t n_sources;
	/* for people */
	struct str org_name, heir_name, parent_name;
	struct strs source_names;
};

/* The fields of a kind of step, its code and its title (a catalogue id). */
unsigned step_needs(enum step_kind k);
/* What an earlier step makes, as a step names it, and which step that is; 0:
 * it isn't one. */
int64_t step_ref(int64_t step);
int64_t step_of_ref(int64_t org);
/* The k-th of all that a step may name (some may be 0); NULL past the end.
 * ret_field, which may be NULL: its field, "source" for each of those. */
int64_t *step_named(struct org_step *s, ptrdiff_t k, const char **ret_field);
const char *step_code(enum step_kind k);
const char *step_title(enum step_kind k);
bool step_kind_find(struct str code, enum step_kind *ret_kind);

/* Faults of a step by itself, each at its field, or NULL: what is missing,
 * too long, not in the profile; a merger with itself, a move below itself. */
struct err *step_check(struct arena *a, const struct profile *p,
		       const struct org_step *s);
/* … and what it names of the n steps before it: each makes something. */
struct err *step_refs_check(struct arena *a, const struct org_step *s,
			    const struct org_step *before, ptrdiff_t n);
/* Which of n steps names what a step makes; -1: none. */
ptrdiff_t step_named_by(const struct org_step *list, ptrdiff_t n, int64_t step);

struct org_decision_new {
	struct str number, title, signer, note;
	day_t signed_on, effective_on; /* DAY_NONE: not known yet */
};
/* Faults of a draft. */
struct err *decision_check(struct arena *a, const struct org_decision_new *in);
/* … and what is missing before it can be approved, on a day. */
struct err *decision_ready(struct arena *a, const struct org_decision_new *in,
			   day_t today);

#endif
