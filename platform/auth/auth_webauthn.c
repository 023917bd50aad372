/* WebAuthn: the browser's words, the authenticator's data, signatures. */
#include "auth/auth_webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <jansson.h>
#include <sodium.h>

enum {
	FLAG_UP = 0x01, /* somebody was there */
	FLAG_UV = 0x04, /* … and it was the person: PIN, finger, face */
	FLAG_AT = 0x40, /* a key follows */
	FLAG_ED = 0x80, /* extensions follow */
	HEAD = 37,	/* hash of the site, flags, counter */
	DEPTH_MOST = 8,
	ES256_BYTES = 64,
	EDDSA_BYTES = 32,
	RS256_BYTES = 259, /* 2048 bits and the exponent */
};

/* ---- base64url ------------------------------------------------------------- */

bool webauthn_bytes(struct arena *a, struct str text, ptrdiff_t most,
		    struct str *ret_bytes)
{
	const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	unsigned char *p;
	size_t n = 0;

	if (!text.p || text.n > most * 4 / 3 + 4)
		return false;
	p = (unsigned char *)arena_bytes(a, text.n + 1);
	if (sodium_base642bin(p, (size_t)text.n + 1, text.p, (size_t)text.n,
			      NULL, &n, NULL, variant) != 0 ||
	    (ptrdiff_t)n > most)
		return false;
	*ret_bytes = (struct str){ (char *)p, (ptrdiff_t)n };
	return true;
}

struct str webauthn_text(struct arena *a, struct str bytes)
{
	const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	size_t n = sodium_base64_encoded_len((size_t)bytes.n, variant);
	char *p = arena_bytes(a, (ptrdiff_t)n);

	sodium_bin2base64(p, n, (const unsigned char *)bytes.p, (size_t)bytes.n,
			  variant);
	return str_c(p);
}

/* ---- CBOR: only as much as an attestation object needs ------------------------- */

struct cbor {
	const unsigned char *p;
	ptrdiff_t n, at;
};

/* The head of an item: its kind (0..7) and number. Definite lengths only, as
 * CTAP2 wants it. */
static bool cbor_head(struct cbor *c, int *ret_kind, uint64_t *ret_number)
{
	uint64_t v = 0;
	int low, bytes;

	if (c->at >= c->n)
		return false;
	*ret_kind = c->p[c->at] >> 5;
	low = c->p[c->at++] & 31;
	if (low < 24) {
		*ret_number = (uint64_t)low;
		return true;
	}
	if (low > 27)
		return false;
	bytes = 1 << (low - 24);
	if (c->n - c->at < bytes)
		return false;
	for (int i = 0; i < bytes; i++)
		v = v << 8 | c->p[c->at++];
	*ret_number = v;
	return true;
}

/* Steps over an item. What claims more parts than there are bytes is refused
 * before anything is made for them. */
static bool cbor_skip(struct cbor *c, int depth)
{
	uint64_t n;
	int kind;

	if (depth > DEPTH_MOST || !cbor_head(c, &kind, &n))
		return false;
	switch (kind) {
	case 2:
	case 3:
		if (n > (uint64_t)(c->n - c->at))
			return false;
		c->at += (ptrdiff_t)n;
		return true;
	case 4:
	case 5:
		if (n > (uint64_t)(c->n - c->at))
			return false;
		for (uint64_t i = 0; i < (kind == 5 ? 2 * n : n); i++)
			if (!cbor_skip(c, depth + 1))
				return false;
		return true;
	case 6:
		return false; /* no tags */
	default:
		return true;
	}
}

/* A text (3) or bytes (2). */
static bool cbor_string(struct cbor *c, int want, struct str *ret)
{
	uint64_t n;
	int kind;

	if (!cbor_head(c, &kind, &n) || kind != want ||
	    n > (uint64_t)(c->n - c->at))
		return false;
	*ret = (struct str){ (const char *)c->p + c->at, (ptrdiff_t)n };
	c->at += (ptrdiff_t)n;
	return true;
}

struct attestation {
	struct str fmt, data, statement; /* the last one still as CBOR */
};

static bool attestation_read(struct str object, struct attestation *ret)
{
	struct cbor c = { (const unsigned char *)object.p, object.n, 0 };
	struct attestation x = { 0 };
	struct str name;
	uint64_t n;
	int kind;

	if (!cbor_head(&c, &kind, &n) || kind != 5 || n > 8)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		ptrdiff_t from;
		bool good;

		if (!cbor_string(&c, 3, &name))
			return false;
		from = c.at;
		if (str_eq(name, STR("fmt")))
			good = !x.fmt.p && cbor_string(&c, 3, &x.fmt);
		else if (str_eq(name, STR("authData")))
			good = !x.data.p && cbor_string(&c, 2, &x.data);
		else
			good = cbor_skip(&c, 1);
		if (!good)
			return false;
		if (str_eq(name, STR("attStmt")))
			x.statement = str_sub(object, from, c.at);
	}
	*ret = x;
	return c.at == c.n && x.fmt.p && x.data.p && x.statement.p;
}

/* The authenticator's data has exactly the parts that its flags tell, each
 * well formed, before libfido2 makes anything of them. */
static bool data_is_sound(struct str data, bool with_key)
{
	struct cbor c = { (const unsigned char *)data.p, data.n, HEAD };
	int flags;

	if (data.n < HEAD)
		return false;
	flags = c.p[HEAD - 5];
	if (!!(flags & FLAG_AT) != with_key)
		return false;
	if (with_key) {
		ptrdiff_t n;

		if (data.n < HEAD + 18)
			return false;
		n = c.p[HEAD + 16] << 8 | c.p[HEAD + 17];
		c.at = HEAD + 18;
		if (!n || n > WEBAUTHN_CREDENTIAL_MOST || n > data.n - c.at)
			return false;
		c.at += n;
		if (!cbor_skip(&c, 0))
			return false;
	}
	if ((flags & FLAG_ED) && !cbor_skip(&c, 0))
		return false;
	return c.at == c.n;
}

/* ---- what the browser says ------------------------------------------------------ */

static bool is_string(const json_t *j, const char *key, struct str want)
{
	const json_t *v = json_object_get(j, key);
	struct str is = { json_string_value(v),
			  (ptrdiff_t)json_string_length(v) };

	return json_is_string(v) && str_eq(is, want);
}

static const char *client_check(struct arena *a, const json_t *j,
				const char *type,
				const struct webauthn_site *site,
				struct str *ret_challenge)
{
	const json_t *challenge = json_object_get(j, "challenge");

	if (!json_is_object(j) || !json_is_string(challenge))
		return "client data: not an object";
	if (!is_string(j, "type", str_c(type)))
		return "client data: another type";
	if (!is_string(j, "origin", site->origin))
		return "client data: another origin";
	if (json_is_true(json_object_get(j, "crossOrigin")) ||
	    json_object_get(j, "topOrigin"))
		return "client data: inside of another site";
	*ret_challenge = str_dup(
		a, (struct str){ json_string_value(challenge),
				 (ptrdiff_t)json_string_length(challenge) });
	return NULL;
}

const char *webauthn_client(struct arena *a, struct str client,
			    const char *type, const struct webauthn_site *site,
			    struct str *ret_challenge)
{
	const char *why;
	json_t *j;

	if (!client.n || client.n > WEBAUTHN_CLIENT_MOST)
		return "client data: none, or too long";
	j = json_loadb(client.p, (size_t)client.n, JSON_REJECT_DUPLICATES,
		       NULL);
	if (!j)
		return "client data: no JSON";
	why = client_check(a, j, type, site, ret_challenge);
	json_decref(j);
	return why;
}

/* ---- a new key ---------------------------------------------------------------- */

static const unsigned char *bytes_of(struct str s)
{
	return (const unsigned char *)s.p;
}

static const char *data_check(struct str data, struct str id)
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	int flags = (unsigned char)data.p[HEAD - 5];

	crypto_hash_sha256(sum, bytes_of(id), (unsigned long long)id.n);
	if (sodium_memcmp(sum, data.p, sizeof(sum)) != 0)
		return "authenticator data: for another site";
	if (!(flags & FLAG_UP))
		return "authenticator data: nobody was there";
	if (!(flags & FLAG_UV))
		return "authenticator data: the person was not verified";
	return NULL;
}

/* As a credential of one algorithm; false when it is of another one. */
static bool cred_read(fido_cred_t *cred, int alg, struct str data)
{
	return fido_cred_set_type(cred, alg) == FIDO_OK &&
	       fido_cred_set_authdata_raw(cred, bytes_of(data),
					  (size_t)data.n) == FIDO_OK;
}

/* Signed by the new key itself: the only statement besides "none" that a
 * browser may pass on when no attestation is asked for. */
static bool self_signed(fido_cred_t *cred, struct arena *a,
			const struct webauthn_site *site, struct str client,
			const struct attestation *x)
{
	return fido_cred_set_fmt(cred, "packed") == FIDO_OK &&
	       fido_cred_set_clientdata(cred, bytes_of(client),
					(size_t)client.n) == FIDO_OK &&
	       fido_cred_set_rp(cred, str_to_c(a, site->id), NULL) == FIDO_OK &&
	       fido_cred_set_uv(cred, FIDO_OPT_TRUE) == FIDO_OK &&
	       fido_cred_set_attstmt(cred, bytes_of(x->statement),
				     (size_t)x->statement.n) == FIDO_OK &&
	       fido_cred_verify_self(cred) == FIDO_OK;
}

static struct str copy(struct arena *a, const unsigned char *p, size_t n)
{
	return str_dup(a, (struct str){ (const char *)p, (ptrdiff_t)n });
}

static void key_fill(struct arena *a, fido_cred_t *cred, int alg,
		     struct webauthn_key *ret)
{
	*ret = (struct webauthn_key){
		.alg = alg,
		.credential =
			copy(a, fido_cred_id_ptr(cred), fido_cred_id_len(cred)),
		.public_key = copy(a, fido_cred_pubkey_ptr(cred),
				   fido_cred_pubkey_len(cred)),
		.counter = fido_cred_sigcount(cred),
	};
}

const char *webauthn_register(struct arena *a, const struct webauthn_site *site,
			      struct str client, struct str attestation,
			      struct webauthn_key *ret_key)
{
	static const int algs[] = { WEBAUTHN_ES256, WEBAUTHN_EDDSA,
				    WEBAUTHN_RS256 };
	const char *why = "authenticator data: a key of another algorithm";
	struct attestation x;

	if (attestation.n > WEBAUTHN_DATA_MOST ||
	    !attestation_read(attestation, &x))
		return "attestation object: not one";
	if (!data_is_sound(x.data, true))
		return "authenticator data: not well formed";
	if (data_check(x.data, site->id))
		return data_check(x.data, site->id);
	fido_init(0);
	for (int i = 0; i < (int)N_ELEMENTS(algs); i++) {
		fido_cred_t *cred = fido_cred_new();
		bool found;

		if (!cred)
			abort(); /* no memory */
		found = cred_read(cred, algs[i], x.data);
		if (found && str_eq(x.fmt, STR("none")))
			why = NULL;
		else if (found && str_eq(x.fmt, STR("packed")))
			why = self_signed(cred, a, site, client, &x)
				      ? NULL
				      : "attestation: not by its own key";
		else if (found)
			why = "attestation: of another form";
		if (!why)
			key_fill(a, cred, algs[i], ret_key);
		fido_cred_free(&cred);
		if (found)
			break;
	}
	return why;
}

/* ---- a signature ----------------------------------------------------------------- */

static bool by_es256(fido_assert_t *as, struct str key)
{
	es256_pk_t *pk = es256_pk_new();
	bool good = pk && key.n == ES256_BYTES &&
		    es256_pk_from_ptr(pk, key.p, (size_t)key.n) == FIDO_OK &&
		    fido_assert_verify(as, 0, COSE_ES256, pk) == FIDO_OK;

	es256_pk_free(&pk);
	return good;
}

static bool by_eddsa(fido_assert_t *as, struct str key)
{
	eddsa_pk_t *pk = eddsa_pk_new();
	bool good = pk && key.n == EDDSA_BYTES &&
		    eddsa_pk_from_ptr(pk, key.p, (size_t)key.n) == FIDO_OK &&
		    fido_assert_verify(as, 0, COSE_EDDSA, pk) == FIDO_OK;

	eddsa_pk_free(&pk);
	return good;
}

static bool by_rs256(fido_assert_t *as, struct str key)
{
	rs256_pk_t *pk = rs256_pk_new();
	bool good = pk && key.n == RS256_BYTES &&
		    rs256_pk_from_ptr(pk, key.p, (size_t)key.n) == FIDO_OK &&
		    fido_assert_verify(as, 0, COSE_RS256, pk) == FIDO_OK;

	rs256_pk_free(&pk);
	return good;
}

/* The authenticator's data as a CBOR byte string isn't asked for: "raw". */
static bool assert_fill(fido_assert_t *as, struct arena *a,
			const struct webauthn_site *site,
			const struct webauthn_answer *x)
{
	return fido_assert_set_count(as, 1) == FIDO_OK &&
	       fido_assert_set_clientdata(as, bytes_of(x->client),
					  (size_t)x->client.n) == FIDO_OK &&
	       fido_assert_set_rp(as, str_to_c(a, site->id)) == FIDO_OK &&
	       fido_assert_set_up(as, FIDO_OPT_TRUE) == FIDO_OK &&
	       fido_assert_set_uv(as, FIDO_OPT_TRUE) == FIDO_OK &&
	       fido_assert_set_authdata_raw(as, 0, bytes_of(x->authenticator),
					    (size_t)x->authenticator.n) ==
		       FIDO_OK &&
	       fido_assert_set_sig(as, 0, bytes_of(x->signature),
				   (size_t)x->signature.n) == FIDO_OK;
}

const char *webauthn_verify(struct arena *a, const struct webauthn_site *site,
			    const struct webauthn_key *key,
			    const struct webauthn_answer *answer,
			    int64_t *ret_counter)
{
	fido_assert_t *as;
	bool good;

	if (answer->authenticator.n > WEBAUTHN_DATA_MOST ||
	    !data_is_sound(answer->authenticator, false))
		return "authenticator data: not well formed";
	if (data_check(answer->authenticator, site->id))
		return data_check(answer->authenticator, site->id);
	if (!answer->signature.n)
		return "signature: none";
	fido_init(0);
	as = fido_assert_new();
	if (!as)
		abort(); /* no memory */
	good = assert_fill(as, a, site, answer);
	if (good)
		good = key->alg == WEBAUTHN_ES256
			       ? by_es256(as, key->public_key)
		       : key->alg == WEBAUTHN_EDDSA
			       ? by_eddsa(as, key->public_key)
		       : key->alg == WEBAUTHN_RS256
			       ? by_rs256(as, key->public_key)
			       : false;
	if (good)
		*ret_counter = fido_assert_sigcount(as, 0);
	fido_assert_free(&as);
	return good ? NULL : "signature: not by this key";
}
