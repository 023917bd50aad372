/* Reading tokens and keys; the arithmetic of signatures is auth_jws.c. */
#include "auth/auth_jwt.h"

#include <jansson.h>
#include <sodium.h>

#include "auth/auth_jwt_priv.h"
#include "base/utf8.h"

enum {
	NAME_MOST = 100,
	TEXT_MOST = 2048,
	SUB_MOST = 255, /* as OpenID Connect says */
	KEY_BYTES_MOST = 1024,
	VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};
/* seconds up to here are exact in any number of JSON: year 9999 */
static const int64_t second_most = 253402300799;

static const char *const alg_names[N_JWT_ALG] = {
	[JWT_RS256] = "RS256",
	[JWT_ES256] = "ES256",
	[JWT_EDDSA] = "EdDSA",
};

/* ---- bytes and JSON ---------------------------------------------------------- */

bool jwt_base64(struct arena *a, struct str text, struct str *ret_bytes)
{
	char *bytes = arena_bytes(a, text.n + 1);
	const char *end = NULL;
	size_t n = 0;

	if (sodium_base642bin((unsigned char *)bytes, (size_t)text.n, text.p,
			      (size_t)text.n, NULL, &n, &end, VARIANT) ||
	    end != text.p + text.n)
		return false;
	*ret_bytes = (struct str){ bytes, (ptrdiff_t)n };
	return true;
}

struct str jwt_base64_of(struct arena *a, struct str bytes)
{
	size_t most = sodium_base64_ENCODED_LEN((size_t)bytes.n, VARIANT);
	char *text = arena_new(a, char, (ptrdiff_t)most);

	sodium_bin2base64(text, most, (const unsigned char *)bytes.p,
			  (size_t)bytes.n, VARIANT);
	return str_c(text);
}

static void json_end(json_t **j)
{
	json_decref(*j);
}

/* An object; names that come twice and a NUL in a text refuse it. */
static json_t *object_read(struct str text)
{
	json_t *j = json_loadb(text.p, (size_t)text.n, JSON_REJECT_DUPLICATES,
			       NULL);

	if (json_is_object(j))
		return j;
	json_decref(j);
	return NULL;
}

/* False: it is there and no text, or too long. Absent is fine. */
static bool text_get(struct arena *a, const json_t *o, const char *name,
		     ptrdiff_t most, struct str *ret)
{
	const json_t *v = json_object_get(o, name);

	*ret = STR_NULL;
	if (!v)
		return true;
	if (!json_is_string(v) || (ptrdiff_t)json_string_length(v) > most)
		return false;
	*ret = str_dup(a, str_c(json_string_value(v)));
	return true;
}

/* Whole seconds, or with a fraction as some write them. */
static bool second_get(const json_t *o, const char *name, int64_t *ret)
{
	const json_t *v = json_object_get(o, name);
	double at = json_number_value(v);

	*ret = 0;
	if (!v)
		return true;
	if (!json_is_number(v) || !(at >= 1 && at <= (double)second_most))
		return false;
	*ret = (int64_t)at;
	return true;
}

/* A text, or a list of texts. */
static bool words_get(struct arena *a, const json_t *o, const char *name,
		      struct strs *ret)
{
	const json_t *v = json_object_get(o, name);
	size_t n = json_array_size(v);

	if (json_is_string(v)) {
		struct str *one = vec_push(a, ret);

		return text_get(a, o, name, TEXT_MOST, one);
	}
	if (v && (!json_is_array(v) || n > JWT_WORDS_MOST))
		return false;
	for (size_t i = 0; i < n; i++) {
		const json_t *w = json_array_get(v, i);

		if (!json_is_string(w) || json_string_length(w) > TEXT_MOST)
			return false;
		*vec_push(a, ret) = str_dup(a, str_c(json_string_value(w)));
	}
	return true;
}

static bool word_in(const struct strs *list, const char *word)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i], str_c(word)))
			return true;
	return false;
}

/* ---- keys ------------------------------------------------------------------------ */

static bool bytes_get(struct arena *a, const json_t *o, const char *name,
		      struct str *ret)
{
	struct str text;

	return text_get(a, o, name, 2 * KEY_BYTES_MOST, &text) && text.n &&
	       jwt_base64(a, text, ret) && ret->n <= KEY_BYTES_MOST;
}

/* Which algorithm a key is for, by its kind alone. */
static bool kind_of(struct arena *a, const json_t *o, enum jwt_alg *ret)
{
	struct str kty, crv;

	if (!text_get(a, o, "kty", NAME_MOST, &kty) ||
	    !text_get(a, o, "crv", NAME_MOST, &crv))
		return false;
	if (str_eq(kty, STR("RSA")))
		*ret = JWT_RS256;
	else if (str_eq(kty, STR("EC")) && str_eq(crv, STR("P-256")))
		*ret = JWT_ES256;
	else if (str_eq(kty, STR("OKP")) && str_eq(crv, STR("Ed25519")))
		*ret = JWT_EDDSA;
	else
		return false;
	return true;
}

/* A key says what it is for in three ways; none may say something else. */
static bool use_ok(struct arena *a, const json_t *o, enum jwt_alg alg)
{
	struct strs ops = { 0 };
	struct str use, named;

	if (!text_get(a, o, "use", NAME_MOST, &use) ||
	    !text_get(a, o, "alg", NAME_MOST, &named) ||
	    !words_get(a, o, "key_ops", &ops))
		return false;
	if (use.p && !str_eq(use, STR("sig")))
		return false;
	if (json_object_get(o, "key_ops") && !word_in(&ops, "verify"))
		return false;
	return !named.p || str_eq(named, str_c(alg_names[alg]));
}

static bool key_read(struct arena *a, const json_t *o, struct jwt_key *ret)
{
	struct jwt_key k = { 0 };

	if (!json_is_object(o) || !kind_of(a, o, &k.alg) ||
	    !use_ok(a, o, k.alg) || !text_get(a, o, "kid", TEXT_MOST, &k.kid))
		return false;
	if (!bytes_get(a, o, k.alg == JWT_RS256 ? "n" : "x", &k.a))
		return false;
	if (k.alg != JWT_EDDSA &&
	    !bytes_get(a, o, k.alg == JWT_RS256 ? "e" : "y", &k.b))
		return false;
	if (!jws_key_ok(&k))
		return false;
	*ret = k;
	return true;
}

bool jwt_keys_read(struct arena *a, struct str json, struct jwt_keys *ret_keys)
{
	json_t *all CLEANUP(json_end) =
		json.n <= JWKS_MOST ? object_read(json) : NULL;
	const json_t *list = json_object_get(all, "keys");
	struct jwt_keys keys = { 0 };

	if (!json_is_array(list) || json_array_size(list) > JWT_KEYS_MOST)
		return false;
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct jwt_key k;

		if (key_read(a, json_array_get(list, i), &k))
			*vec_push(a, &keys) = k;
	}
	*ret_keys = keys;
	return true;
}

bool jwt_keys_have(const struct jwt_keys *keys, struct str kid)
{
	for (ptrdiff_t i = 0; i < keys->n; i++)
		if (keys->p[i].kid.p && str_eq(keys->p[i].kid, kid))
			return true;
	return false;
}

/* ---- tokens ------------------------------------------------------------------------ */

struct parts {
	struct str signed_text; /* header and claims as they stand */
	struct str header, claims, signature;
};

/* Three parts and two dots; five would be an encrypted one. */
static bool parts_read(struct arena *a, struct str token, struct parts *ret)
{
	struct str rest = token, part[3];

	if (!token.n || token.n > JWT_MOST)
		return false;
	for (int i = 0; i < 3; i++) {
		if (!rest.p)
			return false;
		part[i] = str_cut(&rest, '.');
	}
	if (rest.p || !part[2].n)
		return false;
	ret->signed_text = str_sub(token, 0, part[0].n + 1 + part[1].n);
	return jwt_base64(a, part[0], &ret->header) &&
	       jwt_base64(a, part[1], &ret->claims) &&
	       jwt_base64(a, part[2], &ret->signature);
}

struct head {
	enum jwt_alg alg;
	struct str kid, typ;
};

static const char *head_read(struct arena *a, struct str text, struct head *ret)
{
	json_t *o CLEANUP(json_end) = object_read(text);
	struct str alg;

	if (!o || !text_get(a, o, "alg", NAME_MOST, &alg) ||
	    !text_get(a, o, "kid", TEXT_MOST, &ret->kid) ||
	    !text_get(a, o, "typ", NAME_MOST, &ret->typ))
		return "header";
	/* what has to be understood isn't: b64 and all that may come */
	if (json_object_get(o, "crit") || json_object_get(o, "b64"))
		return "crit";
	for (int i = 0; i < N_JWT_ALG; i++)
		if (str_eq(alg, str_c(alg_names[i]))) {
			ret->alg = (enum jwt_alg)i;
			return NULL;
		}
	return "alg";
}

struct str jwt_kid(struct arena *a, struct str token)
{
	struct parts p;
	struct head h = { 0 };

	if (!parts_read(a, token, &p) || head_read(a, p.header, &h))
		return STR_NULL;
	return h.kid;
}

/* The one key of this name and kind; without a name the only one of the
 * kind. */
static const struct jwt_key *key_for(const struct jwt_keys *keys,
				     const struct head *h)
{
	const struct jwt_key *found = NULL;

	for (ptrdiff_t i = 0; i < keys->n; i++) {
		const struct jwt_key *k = &keys->p[i];

		if (k->alg != h->alg ||
		    (h->kid.p && !(k->kid.p && str_eq(k->kid, h->kid))))
			continue;
		if (found)
			return NULL;
		found = k;
	}
	return found;
}

static bool logout_get(const json_t *o)
{
	static const char event[] =
		"http://schemas.openid.net/event/backchannel-logout";

	return json_is_object(
		json_object_get(json_object_get(o, "events"), event));
}

/* What one calls the person there: only shown, never compared. */
static struct str name_of(struct arena *a, const json_t *o)
{
	static const char *const names[] = { "preferred_username", "email",
					     "name" };
	struct str s;

	for (int i = 0; i < N_ELEMENTS(names); i++) {
		if (!text_get(a, o, names[i], TEXT_MOST, &s) || !s.p)
			continue;
		s = utf8_cut(text_clean(a, s), NAME_MOST);
		if (s.n)
			return s;
	}
	return STR_NULL;
}

static bool claims_read(struct arena *a, struct str text, struct jwt *j)
{
	json_t *o CLEANUP(json_end) = object_read(text);

	if (!o)
		return false;
	j->logout = logout_get(o);
	j->name = name_of(a, o);
	return text_get(a, o, "iss", TEXT_MOST, &j->iss) &&
	       text_get(a, o, "sub", SUB_MOST, &j->sub) &&
	       text_get(a, o, "azp", TEXT_MOST, &j->azp) &&
	       text_get(a, o, "nonce", TEXT_MOST, &j->nonce) &&
	       text_get(a, o, "sid", TEXT_MOST, &j->sid) &&
	       text_get(a, o, "jti", TEXT_MOST, &j->jti) &&
	       text_get(a, o, "acr", TEXT_MOST, &j->acr) &&
	       words_get(a, o, "aud", &j->aud) &&
	       words_get(a, o, "amr", &j->amr) &&
	       second_get(o, "exp", &j->exp) && second_get(o, "iat", &j->iat) &&
	       second_get(o, "nbf", &j->nbf) &&
	       second_get(o, "auth_time", &j->auth_time);
}

const char *jwt_open(struct arena *a, const struct jwt_keys *keys,
		     struct str token, struct jwt *ret_jwt)
{
	struct jwt j = { 0 };
	struct parts p;
	struct head h = { 0 };
	const struct jwt_key *key;
	const char *why;

	if (!parts_read(a, token, &p))
		return "form";
	why = head_read(a, p.header, &h);
	if (why)
		return why;
	key = key_for(keys, &h);
	if (!key)
		return "key";
	if (!jws_verify(key, p.signed_text, p.signature))
		return "signature";
	if (!claims_read(a, p.claims, &j))
		return "claims";
	j.kid = h.kid;
	j.typ = h.typ;
	*ret_jwt = j;
	return NULL;
}
