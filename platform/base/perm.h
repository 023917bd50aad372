/*
 * Permissions: one list makes the enum, the codes and the count. A role is a
 * set of them (the profile's roles.csv); every route names one. What a person
 * may is decided in one place: perm_gives() says what one grant gives,
 * perm_may() whether the seat that a person sits in has it.
 */
#ifndef RV_PERM_H
#define RV_PERM_H

#include "base/date.h"
#include "base/str.h"

/* X(NAME, "code", "what it lets a person do", traits) */
#define PERM_LIST(X)                                                           \
	X(PUBLIC, "public", "anyone, signed in or not", 0)                     \
	X(SIGNED_IN, "signed_in",                                              \
	  "any signed-in person: own account and pages", 0)                    \
	X(ORG_VIEW, "org_view", "see the organisation tree", PERM_LENT)        \
	X(ORG_MANAGE, "org_manage", "change the organisation tree",            \
	  PERM_AT_ROOT | PERM_DUTY)                                            \
	X(ACCOUNT_MANAGE, "account_manage",                                    \
	  "add users, give roles, make sign-in links, disable",                \
	  PERM_AT_ROOT | PERM_DUTY)                                            \
	X(WORK_VIEW, "work_view",                                              \
	  "see programmes and tasks of one's own scope", PERM_LENT)            \
	X(WORK_MANAGE, "work_manage",                                          \
	  "write documents, programmes and tasks; issue, verify, return, "     \
	  "close, import",                                                     \
	  PERM_AT_ROOT | PERM_LENT | PERM_DUTY)                                \
	X(WORK_REPORT, "work_report",                                          \
	  "report on tasks of one's own organisation, with evidence",          \
	  PERM_LENT)                                                           \
	X(WORK_ANSWER, "work_answer",                                          \
	  "answer for one's own organisation: accept, hand back, submit as "   \
	  "done, split, ask for another day",                                  \
	  PERM_LENT | PERM_DUTY)                                               \
	X(WORK_ASKED, "work_asked",                                            \
	  "be told what units ask of the committee and what waits for it",     \
	  PERM_LENT)                                                           \
	X(OVERVIEW_VIEW, "overview_view",                                      \
	  "see the overview of the whole committee", PERM_LENT)                \
	X(MEMBER_VIEW, "member_view",                                          \
	  "see who the members of one's own scope are: name, organisation, "   \
	  "state, offices",                                                    \
	  PERM_LENT)                                                           \
	X(MEMBER_PERSONAL, "member_personal",                                  \
	  "see their other fields: birth, sex, contact, work, education, "     \
	  "days, papers",                                                      \
	  PERM_LENT)                                                           \
	X(MEMBER_MANAGE, "member_manage",                                      \
	  "add, change, move members; answer what they ask",                   \
	  PERM_LENT | PERM_DUTY)                                               \
	X(MEMBER_SECRET, "member_secret",                                      \
	  "have a masked field of a member shown, for a reason", 0)            \
	X(GROWTH_VIEW, "growth_view",                                          \
	  "see the pipeline of admission of one's own scope, targets and "     \
	  "forecast",                                                          \
	  PERM_LENT)                                                           \
	X(GROWTH_MANAGE, "growth_manage",                                      \
	  "propose people for admission, record their stages", PERM_LENT)      \
	X(TARGET_VIEW, "target_view",                                          \
	  "see targets, how they were divided and what was reached, of one's " \
	  "own scope",                                                         \
	  PERM_LENT)                                                           \
	X(TARGET_MANAGE, "target_manage",                                      \
	  "set, divide and adjust targets of organisations below one's own; "  \
	  "report values",                                                     \
	  PERM_LENT)                                                           \
	X(TRAIL_VIEW, "trail_view", "read the trail of what was done",         \
	  PERM_AT_ROOT)                                                        \
	X(DATA_PROTECT, "data_protect",                                        \
	  "answer requests about personal data, keep the records of "          \
	  "processing and of breaches",                                        \
	  PERM_AT_ROOT | PERM_DUTY)

/* Traits. AT_ROOT: counts only where the organisation stands above all others;
 * who may add users in a unit could make himself anything anywhere. LENT: goes
 * along when a person lets another act for them. DUTY: others wait for it, so
 * whoever leaves gives it on. */
enum { PERM_AT_ROOT = 1, PERM_LENT = 2, PERM_DUTY = 4 };

enum perm {
#define X(name, code, what, traits) PERM_##name,
	PERM_LIST(X)
#undef X
		N_PERM
};
static_assert(N_PERM <= 64, "permissions are bits of an uint64_t");

#define PERM_BIT(p) ((uint64_t)1 << (p))
/* What every signed-in person has. */
#define PERM_EVERYBODY (PERM_BIT(PERM_PUBLIC) | PERM_BIT(PERM_SIGNED_IN))

const char *perm_code(enum perm p);
const char *perm_what(enum perm p); /* English, for doc/permissions.md */
bool perm_is(enum perm p, int trait);
/* All that have a trait, as bits. */
uint64_t perm_with(int trait);
/* False for a word that names none. */
bool perm_from_code(struct str word, enum perm *ret_perm) MUST_USE;

/* A role that somebody has in an organisation, maybe lent by its owner. */
struct perm_grant {
	uint64_t perms; /* of the role */
	day_t from, to; /* half-open; DAY_NONE: no end */
	bool at_root;	/* the organisation stands above all others */
	bool lent;
	day_t lent_from, lent_to; /* half-open, when lent */
};
/* Whether a grant gives a permission on a day. */
bool perm_gives(const struct perm_grant *g, enum perm p, day_t on);
/* All that it gives, as bits. */
uint64_t perm_all(const struct perm_grant *g, day_t on);

#endif
