/*
 * Accounts: people who sign in, their roles, sessions, links and settings.
 * What other features and the app may ask.
 */
#ifndef RV_ACCOUNT_H
#define RV_ACCOUNT_H

#include "account/account_model.h"
#include "audit/audit.h"
#include "base/cx.h"

struct feature;
struct req;
struct reply;
struct session;

extern const struct feature account_feature;

/* The setting that says who must have a second factor: "others" (whoever sees
 * other people's data; every realm that `init` makes), "admin" (whoever manages
 * accounts) or "none" (demos). */
#define SECOND_REQUIRED "second.required"
/* The setting that says whether acts of weight ask for a proof that isn't older
 * than five minutes: "all" (every realm that `init` makes) or "none" (demos). */
#define STEPUP_REQUIRED "stepup.required"

/* Who a user is today, with the permissions and the organisation of the
 * roles; *ret_ok false when the user is unknown or disabled. `session` of the
 * actor is left 0. */
struct err *account_actor(struct cx *cx, int64_t user, struct actor *ret,
			  bool *ret_ok) MUST_USE;
/* … and in one seat, for what is done later in their name: the scope as
 * cx_scope() gives it, and the lender or 0; a scope of DB_NULL means the first
 * seat. *ret_ok is false, too, when they no longer have it. */
struct account_sitting {
	int64_t user, scope, lender;
};
struct err *account_actor_at(struct cx *cx, const struct account_sitting *is,
			     struct actor *ret, bool *ret_ok) MUST_USE;
/* … and who they are in each seat of their own today, even when disabled. */
struct account_actors {
	struct actor *p;
	ptrdiff_t n, cap;
};
struct err *account_actors(struct cx *cx, int64_t user,
			   struct account_actors *ret_list) MUST_USE;
/* Whether a user manages accounts or the office's work today, in any seat:
 * sessions are shorter. */
struct err *account_is_manager(struct cx *cx, int64_t user,
			       bool *ret_is) MUST_USE;
/* id 0 when nobody has the address. */
struct err *account_find_by_email(struct cx *cx, struct str email,
				  int64_t *ret_user) MUST_USE;

/* A user as others give it: for the demo and for `init`. */
struct account_new {
	struct str email, name, post;
	const char *role;
	int64_t org;	     /* 0: the whole realm */
	bool alone;	     /* without those below it */
	struct str password; /* absent: none, signs in by a link */
	struct str lang;     /* "vi", "en" or absent */
};
/* Makes the user, or finds the one who has this address; a role that the
 * user doesn't have there yet is granted. Idempotent. */
struct err *account_ensure(struct cx *cx, const struct account_new *in,
			   int64_t *ret_user) MUST_USE;
/* Makes the database hold what the profile lets roles do, for statements that
 * ask it; writes only when they differ. */
struct err *account_roles_keep(struct cx *cx) MUST_USE;
/* A one-time sign-in path, "/sign-in/link/…", for LINK_FIRST_MS: a console
 * shows it, maybe before the server runs. */
struct err *account_link(struct cx *cx, int64_t user,
			 struct str *ret_path) MUST_USE;

/* What the layout needs of a user's settings; absent: the default. */
struct account_look {
	struct str lang, theme, size;
};
struct err *account_look(struct cx *cx, int64_t user,
			 struct account_look *ret_look) MUST_USE;
/* "" when the user is unknown; "Hệ thống" is the caller's business. */
struct err *account_name(struct cx *cx, int64_t user,
			 struct str *ret_name) MUST_USE;
/* "" when the user is unknown. */
struct err *account_email(struct cx *cx, int64_t user,
			  struct str *ret_email) MUST_USE;
/* Events about a subject with the names of who acted, newest first. */
struct err *account_history(struct cx *cx, const char *subject_kind,
			    int64_t subject, int limit,
			    struct audit_rows *ret_rows) MUST_USE;

/* The first event about an account and its hash in the trail; 0: none. */
struct err *account_origin(struct cx *cx, int64_t user, int64_t *ret_event,
			   struct str *ret_hash) MUST_USE;
/* Who holds a permission today for the whole committee, each once. */
struct account_holder {
	int64_t id;
	struct str email, name, lang;
};
struct account_holders {
	struct account_holder *p;
	ptrdiff_t n, cap;
};
struct err *account_holders(struct cx *cx, enum perm perm,
			    struct account_holders *ret_list) MUST_USE;

/* For struct http_hooks of the app. */
struct err *account_hook_actor(struct cx *cx, const struct session *s,
			       bool *ret_ok) MUST_USE;
struct err *account_hook_sign_in(struct cx *cx, struct req *rq,
				 struct reply *rp) MUST_USE;
struct err *account_hook_fresh(struct cx *cx, struct req *rq, struct reply *rp,
			       bool *ret_good) MUST_USE;

#endif
