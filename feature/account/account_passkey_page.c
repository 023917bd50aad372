/*
 * Pages and answers of passkeys. A browser's script asks "…/begin" for what its
 * authenticator has to sign and sends the answer as a form; that form stays
 * hidden where no script runs, and codes of an app remain.
 */
#include "account/account_passkey.h"

#include "account/account_form.h"
#include "account/account_page_priv.h"
#include "auth/auth.h"
#include "http/http.h"
#include "i18n/i18n.h"

enum { TIMEOUT_MS = CHALLENGE_LIFE_MS };

static struct webauthn_site site_of(struct req *rq)
{
	return (struct webauthn_site){ req_host(rq), req_origin(rq) };
}

/* ---- what the script is told -------------------------------------------------- */

static void member(struct buf *b, const char *name, struct str value)
{
	buf_fmt(b, "\"%s\":", name);
	buf_json_str(b, value);
}

static void ids_put(struct arena *a, struct buf *b, const char *name,
		    const struct passkeys *list)
{
	buf_fmt(b, ",\"%s\":[", name);
	for (ptrdiff_t i = 0; i < list->n; i++) {
		buf_str(b, i ? STR(",{") : STR("{"));
		member(b, "type", STR("public-key"));
		buf_char(b, ',');
		member(b, "id", webauthn_text(a, list->p[i].credential));
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

/* PublicKeyCredentialRequestOptions, bytes as base64url. */
static struct err *get_put(struct cx *cx, struct req *rq, struct reply *rp,
			   const struct account_passkey_ask *ask)
{
	struct buf *b = &rp->body;

	rp->type = "application/json";
	rp->no_etag = true;
	buf_char(b, '{');
	member(b, "challenge", ask->challenge);
	buf_char(b, ',');
	member(b, "rpId", req_host(rq));
	buf_fmt(b, ",\"timeout\":%d,", TIMEOUT_MS);
	member(b, "userVerification", STR("required"));
	ids_put(cx->arena, b, "allowCredentials", &ask->list);
	buf_char(b, '}');
	return NULL;
}

/* PublicKeyCredentialCreationOptions. */
static void new_put(struct cx *cx, struct req *rq, struct reply *rp,
		    const struct account_passkey_ask *ask)
{
	static const int algs[] = { WEBAUTHN_ES256, WEBAUTHN_EDDSA,
				    WEBAUTHN_RS256 };
	struct buf *b = &rp->body;

	rp->type = "application/json";
	rp->no_etag = true;
	buf_char(b, '{');
	member(b, "challenge", ask->challenge);
	buf_lit(b, ",\"rp\":{");
	member(b, "id", req_host(rq));
	buf_char(b, ',');
	member(b, "name", STR("Rõ Việc"));
	buf_lit(b, "},\"user\":{");
	member(b, "id", ask->handle);
	buf_char(b, ',');
	member(b, "name", ask->email);
	buf_char(b, ',');
	member(b, "displayName", ask->name);
	buf_lit(b, "},\"pubKeyCredParams\":[");
	for (int i = 0; i < (int)N_ELEMENTS(algs); i++)
		buf_fmt(b, "%s{\"type\":\"public-key\",\"alg\":%d}",
			i ? "," : "", algs[i]);
	buf_fmt(b, "],\"timeout\":%d,\"attestation\":\"none\"", TIMEOUT_MS);
	buf_lit(b, ",\"authenticatorSelection\":{\"residentKey\":\"required\","
		   "\"requireResidentKey\":true,"
		   "\"userVerification\":\"required\"}");
	ids_put(cx->arena, b, "excludeCredentials", &ask->list);
	buf_char(b, '}');
}

/* ---- one's own ------------------------------------------------------------------- */

struct err *account_passkey_begin_post(struct cx *cx, struct req *rq,
				       struct reply *rp)
{
	struct account_passkey_ask ask = { 0 };
	struct err *e = account_passkey_begin(cx, &ask);

	if (!e)
		new_put(cx, rq, rp, &ask);
	return e;
}

/* No script filled the form, or nothing that can be read. */
static struct err *not_bytes(struct cx *cx)
{
	return err_new(cx->arena, ERR_INVALID,
		       N_("The browser sent no passkey: it needs its script, "
			  "and a device that can make passkeys."));
}

static bool bytes(struct cx *cx, struct req *rq, const char *name,
		  ptrdiff_t most, struct str *ret)
{
	return webauthn_bytes(cx->arena, req_str(rq, name), most, ret);
}

struct err *account_passkey_post(struct cx *cx, struct req *rq,
				 struct reply *rp)
{
	struct webauthn_site site = site_of(rq);
	struct passkey_made made = { .name = req_str(rq, "name") };
	struct strs codes = { 0 };
	struct err *e = req_faults(rq);

	if (!made.name.p)
		made.name = STR("");
	if (!e &&
	    (!bytes(cx, rq, "client", WEBAUTHN_CLIENT_MOST, &made.client) ||
	     !bytes(cx, rq, "attestation", WEBAUTHN_DATA_MOST,
		    &made.attestation)))
		e = not_bytes(cx);
	if (!e)
		e = account_passkey_add(cx, &site, &made, &codes);
	return account_second_answered(cx, rq, rp, e, codes.n ? &codes : NULL);
}

struct err *account_passkey_end_post(struct cx *cx, struct req *rq,
				     struct reply *rp)
{
	return account_second_answered(
		cx, rq, rp, account_passkey_end(cx, req_path_id(rq, "id")),
		NULL);
}

/* ---- signing in --------------------------------------------------------------------- */

static struct err *answer_get(struct cx *cx, struct req *rq,
			      struct passkey_answer *ret)
{
	struct webauthn_answer *said = &ret->said;
	struct err *e = req_faults(rq);

	*ret = (struct passkey_answer){ 0 };
	if (!e &&
	    (!bytes(cx, rq, "credential", WEBAUTHN_CREDENTIAL_MOST,
		    &ret->credential) ||
	     !bytes(cx, rq, "client", WEBAUTHN_CLIENT_MOST, &said->client) ||
	     !bytes(cx, rq, "authenticator", WEBAUTHN_DATA_MOST,
		    &said->authenticator) ||
	     !bytes(cx, rq, "signature", WEBAUTHN_DATA_MOST, &said->signature)))
		e = not_bytes(cx);
	if (!e && req_str(rq, "handle").n &&
	    !bytes(cx, rq, "handle", WEBAUTHN_CREDENTIAL_MOST, &ret->handle))
		e = not_bytes(cx);
	return e;
}

static struct sign_in_ask ask_of(struct cx *cx, struct req *rq)
{
	return (struct sign_in_ask){
		.next = account_next(req_str(rq, "next")),
		.again = req_flag(rq, "again"),
		.kept = account_kept(cx, rq),
	};
}

struct err *account_sign_passkey_begin_post(struct cx *cx, struct req *rq,
					    struct reply *rp)
{
	struct account_passkey_ask ask = { 0 };
	struct err *e = account_passkey_ask_any(cx, req_address(rq), &ask);

	return e ? e : get_put(cx, rq, rp, &ask);
}

struct err *account_sign_passkey_post(struct cx *cx, struct req *rq,
				      struct reply *rp)
{
	struct account_place at = account_place(cx, rq);
	struct webauthn_site site = site_of(rq);
	struct sign_in_ask ask = ask_of(cx, rq);
	struct passkey_answer answer;
	struct str token;
	struct err *e = answer_get(cx, rq, &answer);

	if (!e)
		e = account_passkey_sign_in(cx, &site, &answer, &at, &token);
	if (e &&
	    (is_mendable(e) || e->code == ERR_DENIED || e->code == ERR_OFTEN)) {
		ask.faults = e;
		form_refused(cx, rq, rp, e);
		return account_sign_in_show(cx, rq, rp, &ask);
	}
	return e ? e : account_signed_in(cx, rq, rp, token, &at);
}

struct err *account_second_passkey_begin_post(struct cx *cx, struct req *rq,
					      struct reply *rp)
{
	struct account_passkey_ask ask = { 0 };
	struct err *e = req_faults(rq);

	if (!e)
		e = account_passkey_ask_second(cx, req_str(rq, "ticket"), &ask);
	return e ? e : get_put(cx, rq, rp, &ask);
}

struct err *account_second_passkey_post(struct cx *cx, struct req *rq,
					struct reply *rp)
{
	struct account_place at = account_place(cx, rq);
	struct webauthn_site site = site_of(rq);
	struct sign_in_ask ask = ask_of(cx, rq);
	struct str ticket = req_typed(rq, "ticket"), token;
	struct passkey_answer answer;
	struct err *e = answer_get(cx, rq, &answer);

	if (!e)
		e = account_passkey_second(cx, &site, ticket, &answer, &at,
					   &token);
	ask.faults = e;
	if (e && (is_mendable(e) || e->code == ERR_DENIED)) {
		form_refused(cx, rq, rp, e);
		return account_second_ask_show(cx, rq, rp, ticket, &ask);
	}
	if (e && e->code == ERR_EXPIRED) {
		rp->status = 410;
		return account_sign_in_show(cx, rq, rp, &ask);
	}
	return e ? e : account_signed_in(cx, rq, rp, token, &at);
}

/* ---- before an act of weight ----------------------------------------------------------- */

struct err *account_again_passkey_begin_post(struct cx *cx, struct req *rq,
					     struct reply *rp)
{
	struct account_passkey_ask ask = { 0 };
	struct err *e = account_passkey_ask_again(cx, &ask);

	return e ? e : get_put(cx, rq, rp, &ask);
}

struct err *account_again_passkey_post(struct cx *cx, struct req *rq,
				       struct reply *rp)
{
	struct webauthn_site site = site_of(rq);
	struct passkey_answer answer;
	struct account_proof proof = { .answer = &answer, .site = &site };
	struct err *e = answer_get(cx, rq, &answer);

	return account_again_answered(cx, rq, rp, e, &proof);
}
