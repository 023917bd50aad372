/*
 * Permissions: one list makes the enum, the names and the count. A role is a
 * set of them (feature/account). Every route names one.
 */
#ifndef RV_PERM_H
#define RV_PERM_H

#include "base/std.h"

/* X(NAME, "what it lets a person do") */
#define PERM_LIST(X)                                                           \
	X(PUBLIC, "anyone, signed in or not")                                  \
	X(SIGNED_IN, "any signed-in person: own account and pages")            \
	X(ORG_VIEW, "see the organisation tree")                               \
	X(ORG_MANAGE, "change the organisation tree")                          \
	X(ACCOUNT_MANAGE, "add users, make sign-in links, disable")            \
	X(WORK_VIEW, "see programmes and tasks of one's own scope")            \
	X(WORK_MANAGE, "write documents, programmes and tasks; issue, "        \
		       "verify, return, close, import")                        \
	X(WORK_REPORT, "accept, hand back, report and submit tasks of "        \
		       "one's own organisation")                               \
	X(OVERVIEW_VIEW, "see the overview of the whole committee")            \
	X(MEMBER_VIEW, "see the records of members of one's own scope")        \
	X(MEMBER_MANAGE, "add, change, move members; answer what they ask")    \
	X(MEMBER_SECRET, "have a masked field of a member shown, for a "       \
			 "reason")                                             \
	X(TRAIL_VIEW, "read the trail of what was done")                       \
	X(DATA_PROTECT, "answer requests about personal data, keep the "       \
			"records of processing and of breaches")

enum perm {
#define X(name, what) PERM_##name,
	PERM_LIST(X)
#undef X
		N_PERM
};
static_assert(N_PERM <= 64, "permissions are bits of an uint64_t");

#define PERM_BIT(p) ((uint64_t)1 << (p))

#endif
