/*
 * The context that goes first everywhere: who acts, when, in which language,
 * on which connection. Made at the edge (http, job, cli, test); read-only
 * below it. Nothing below the edge asks the clock or a global.
 */
#ifndef RV_BASE_CX_H
#define RV_BASE_CX_H

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

struct db;	/* platform/db: one connection */
struct store;	/* platform/db: one realm's database */
struct profile; /* platform/profile: words and rules of the realm */

enum lang { LANG_VI, LANG_EN, N_LANG };

/* Who acts. id 0: nobody signed in; id -1: the system itself (job, command
 * line of the installation's owner). */
struct actor {
	int64_t id;
	int64_t org;	 /* the organisation that the role is bound to, or 0 */
	int64_t session; /* session id, or 0 */
	uint64_t perms;	 /* bit set of enum perm */
	struct str name; /* as it is written down: of both when lent */
	struct str org_name;
	struct str post;  /* as shown in the header */
	bool org_is_root; /* sees the whole realm */
	bool alone;	  /* the organisation only, not those below it */
	int64_t lender;	  /* for whom they act, a user's id, or 0 */
	struct str lender_name;
	int seats; /* between how many they can choose */
	bool few;  /* short menu: unit secretaries */
	bool bare; /* may do nothing before a second factor is set up */
	struct str lang, theme, size; /* settings of the person, or absent */
};
enum { ACTOR_NOBODY = 0, ACTOR_SYSTEM = -1 };

struct cx {
	struct arena *arena;
	struct store *store;
	struct db *db; /* a reader, or the writer inside an act */
	const struct profile *profile;
	struct actor actor;
	int64_t on_behalf; /* user id, or 0 */
	int64_t now;	   /* instant, ms */
	day_t today;	   /* local day of now; of a page about the past, that
			    * past day */
	day_t as_at;	   /* the day that is looked at; usually today */
	bool past;	   /* as_at lies behind now: what was known then */
	bool then; /* … in the organisations of that day, not of now */
	enum lang lang;
	struct str realm;  /* its name in the directory; empty: the own one */
	struct str prefix; /* of the realm's addresses: "" or "/r/NAME" */
	struct str key;	   /* idempotency key of the form or call, or absent */
	bool in_tx;	   /* inside an act's transaction */
};

/* What the actor's seat reaches, as the closures know it: the organisation
 * with all below it, or with a minus sign it alone. */
static inline int64_t cx_scope(const struct cx *cx)
{
	return cx->actor.alone ? -cx->actor.org : cx->actor.org;
}

static inline bool cx_may(const struct cx *cx, int perm)
{
	return cx->actor.perms >> perm & 1;
}

#endif
