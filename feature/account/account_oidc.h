/*
 * Signing in at another service by OpenID Connect: the realm's settings, the
 * way there and back, which account there belongs to which here, and the end of
 * a session that comes from there. The password stays a way in for everybody:
 * a service that is away keeps nobody out.
 */
#ifndef RV_ACCOUNT_OIDC_H
#define RV_ACCOUNT_OIDC_H

#include "account/account_act.h"
#include "auth/auth_oidc.h"

/* ---- settings (account_oidc_config.c) -------------------------------- */
enum { OIDC_NAME_MOST = 60, OIDC_CLIENT_MOST = 200, OIDC_SECRET_MOST = 500 };
struct account_oidc {
	struct str issuer; /* empty: it is off */
	struct str client, secret;
	bool lost;	 /* there is a secret, but not the key that opens it */
	struct str name; /* on the button: "Tỉnh ủy" */
	struct str site; /* "https://rv.example.vn": where people open this */
	struct str factor; /* values of amr or acr that are a second factor */
};
struct err *account_oidc_get(struct cx *cx,
			     struct account_oidc *ret_config) MUST_USE;
/* An act. An absent secret keeps the one before as long as issuer and client
 * stay the same. Faults by field. */
struct err *account_oidc_put(struct cx *cx,
			     const struct account_oidc *c) MUST_USE;
/* An act: nobody signs in there any more; links stay for when it is on again. */
struct err *account_oidc_off(struct cx *cx) MUST_USE;
/* What the button says; empty: it is off. */
struct err *account_oidc_button(struct cx *cx, struct str *ret_name) MUST_USE;
/* "https://rv.example.vn/sign-in/oidc/back", for the service's list. */
struct str account_oidc_back_url(struct cx *cx, const struct account_oidc *c);

/* Asks the service for its description and keys: what to tell; ERR_IO with a
 * detail that is for administrators. */
struct err *account_oidc_test(struct cx *cx, struct str *ret_answer) MUST_USE;

/* ---- there and back (account_oidc.c) --------------------------------- */
struct account_oidc_going {
	struct str next; /* a path of ours */
	struct str address;
	bool link; /* the actor wants to link an account of the service */
};
/* Asks the service; never on an event loop. ret_browser goes into a cookie,
 * ret_url is where to go. */
struct err *account_oidc_begin(struct cx *cx,
			       const struct account_oidc_going *g,
			       struct str *ret_browser,
			       struct str *ret_url) MUST_USE;

struct account_oidc_answer {
	struct str state, code, iss, error; /* of the query, or absent */
	struct str browser;		    /* of the cookie */
};
enum account_oidc_end { OIDC_IN, OIDC_SECOND, OIDC_ASK };
struct account_oidc_came {
	enum account_oidc_end end;
	struct str token; /* of a session, a ticket, or of the question */
	struct str next;
	struct str who; /* OIDC_ASK: what the person is called there */
};
/* ERR_EXPIRED: begin anew; ERR_DENIED: it isn't valid, or nobody has linked the
 * account; ERR_IO, ERR_BUSY: the service. Each with one sentence for people and
 * a detail for the log. */
struct err *account_oidc_back(struct cx *cx,
			      const struct account_oidc_answer *in,
			      const struct account_place *at,
			      struct account_oidc_came *ret_came) MUST_USE;

/* ---- links (account_oidc_link.c) ------------------------------------- */
struct account_oidc_link {
	int64_t id; /* 0: none */
	struct str who;
	int64_t at;
};
struct err *account_oidc_link_of(struct cx *cx, const struct account_oidc *c,
				 struct account_oidc_link *ret_link) MUST_USE;
/* The password, unless the session came from a one-time link; `field`
 * current. */
struct err *account_oidc_may_link(struct cx *cx, struct str current) MUST_USE;
/* Confirms what account_oidc_back() asked. The person is told by letter. */
struct err *account_oidc_link(struct cx *cx, struct str token) MUST_USE;
/* The actor's own link. */
struct err *account_oidc_unlink(struct cx *cx, struct str current) MUST_USE;
/* By whoever manages accounts. ERR_NOT_FOUND: there is none. */
struct err *account_oidc_unlink_of(struct cx *cx, int64_t user) MUST_USE;

/* ---- the end (account_oidc_end.c) ------------------------------------ */
/* A logout token that the service sent. ERR_INVALID: it isn't valid, or was
 * used. */
struct err *account_oidc_logout(struct cx *cx, struct str token) MUST_USE;
/* Inside an act: sessions of a person there, but the actor's own. */
struct err *account_oidc_end_of(struct cx *cx, struct str issuer,
				struct str sub) MUST_USE;
struct err *account_oidc_sweep(struct cx *cx) MUST_USE;

/* ---- for account_sign.c ---------------------------------------------- */
/* Inside an act: a session, or a ticket for the second factor when there is one
 * and `strong` doesn't say that the service asked for its own. */
struct err *account_sign_oidc(struct cx *cx, int64_t user, int64_t oidc,
			      bool strong, const struct account_place *at,
			      struct str *ret_token, bool *ret_second) MUST_USE;
/* "oidc 57" of a ticket: the session there, or 0. */
int64_t account_oidc_how(struct str how);
/* Which session there a session here belongs to; 0: none. */
struct err *account_oidc_of(struct cx *cx, int64_t session,
			    int64_t *ret_oidc) MUST_USE;
/* Inside an act: the session of this token is of that one there. ERR_EXPIRED
 * when that has ended meanwhile. */
struct err *account_oidc_bind(struct cx *cx, struct str token,
			      int64_t oidc) MUST_USE;

/* Another's context for an act about them; as for signing in. */
struct cx account_as(const struct cx *cx, int64_t user);

#endif
