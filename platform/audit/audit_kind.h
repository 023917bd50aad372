/*
 * Kinds of events in words. A kind is "noun.verb" in the row; people read the
 * words of this one list, and filter by its groups.
 */
#ifndef RV_AUDIT_KIND_H
#define RV_AUDIT_KIND_H

#include "base/cx.h"

enum audit_group {
	AUDIT_WORK,
	AUDIT_MEMBER, /* before and after hold personal data of members */
	AUDIT_ORG,
	AUDIT_ACCOUNT,
	AUDIT_FEDERATION,
	AUDIT_SYSTEM,
	N_AUDIT_GROUP
};
struct audit_kind {
	const char *kind;
	enum audit_group group;
	const char *title; /* N_("…"): what was done */
};

/* NULL: there is none of this name. */
const struct audit_kind *audit_kind_find(struct str kind);
/* The i-th by name; NULL behind the last. */
const struct audit_kind *audit_kind_nth(ptrdiff_t i);
/* What was done; of a kind that this program doesn't know (data of a newer
 * one) the kind itself. */
struct str audit_kind_title(struct str kind, enum lang lang);
const char *audit_group_title(enum audit_group g); /* catalogue id */
const char *audit_group_key(enum audit_group g);   /* "work" */
bool audit_group_from_key(struct str key, enum audit_group *ret_group) MUST_USE;

#endif
