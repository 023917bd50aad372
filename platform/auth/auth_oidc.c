/* What counts of another service's documents and tokens; pure. */
#include "auth/auth_oidc.h"

#include <jansson.h>
#include <sodium.h>

#include "auth/auth.h"

enum {
	LOGOUT_LIFE_S = 10 * 60, /* a logout token is sent when it is made */
	MS = 1000,
};

/* ---- addresses ------------------------------------------------------- */

static bool host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
	       c == '[' || c == ']';
}

/* The part behind the scheme up to the path. */
static struct str authority_of(struct str url)
{
	ptrdiff_t at = str_starts(url, STR("https://"))	 ? 8
		       : str_starts(url, STR("http://")) ? 7
							 : url.n;
	ptrdiff_t end = at;

	while (end < url.n && host_char(url.p[end]))
		end++;
	return str_sub(url, at, end);
}

/* Without its port: a number, with a name before it. */
static bool host_of(struct str authority, struct str *ret_host)
{
	struct str host = authority, port = STR_NULL;
	ptrdiff_t from = 0, at = -1;
	int64_t number;

	if (str_starts(authority, STR("["))) {
		from = str_find_char(authority, ']') + 1;
		if (from == 0 ||
		    (from < authority.n && authority.p[from] != ':'))
			return false;
	}
	for (ptrdiff_t i = from; i < authority.n; i++)
		if (authority.p[i] == ':' && at < 0)
			at = i;
	if (at >= 0) {
		host = str_sub(authority, 0, at);
		port = str_sub(authority, at + 1, authority.n);
	}
	if (!from &&
	    (str_find_char(host, '[') >= 0 || str_find_char(host, ']') >= 0))
		return false;
	if (at >= 0 &&
	    (!port.n || port.n > 5 || port.p[0] == '-' || port.p[0] == '+' ||
	     !str_to_i64(port, &number) || number < 1 || number > 65535))
		return false;
	*ret_host = host;
	return host.n > 0 && host.p[0] != '-';
}

bool oidc_url_is_here(struct str url)
{
	struct str host;

	return host_of(authority_of(url), &host) &&
	       (str_eq(host, STR("127.0.0.1")) || str_eq(host, STR("[::1]")) ||
		str_eq_nocase(host, STR("localhost")));
}

struct str oidc_origin(struct str url)
{
	struct str host = authority_of(url);

	return (struct str){ url.p, host.p - url.p + host.n };
}

bool oidc_url_ok(struct str url)
{
	struct str authority = authority_of(url), host;
	ptrdiff_t at;

	if (url.n > OIDC_URL_MOST || !host_of(authority, &host))
		return false;
	at = authority.p - url.p + authority.n;
	if (at < url.n && url.p[at] != '/')
		return false;
	for (ptrdiff_t i = at; i < url.n; i++) {
		char c = url.p[i];

		/* what a path may hold; no query, no fragment */
		if (c <= ' ' || c > '~' || c == '?' || c == '#' || c == '\\' ||
		    c == '"' || c == '<' || c == '>' || c == '`' || c == '^' ||
		    c == '{' || c == '|' || c == '}')
			return false;
	}
	return str_starts(url, STR("https://")) || oidc_url_is_here(url);
}

/* ---- the service about itself ---------------------------------------- */

static void json_end(json_t **j)
{
	json_decref(*j);
}

static struct str text_of(struct arena *a, const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	if (!json_is_string(v) ||
	    json_string_length(v) > (size_t)OIDC_URL_MOST + 1)
		return STR_NULL;
	return str_dup(a, str_c(json_string_value(v)));
}

/* `otherwise` when it says nothing. */
static bool lists(const json_t *o, const char *name, const char *word,
		  bool otherwise)
{
	const json_t *v = json_object_get(o, name);

	if (!json_is_array(v))
		return otherwise;
	for (size_t i = 0; i < json_array_size(v); i++) {
		const char *s = json_string_value(json_array_get(v, i));

		if (s && !strcmp(s, word))
			return true;
	}
	return false;
}

/* An authorization endpoint may have a query of its own. */
static bool endpoint_ok(struct str url, struct str issuer, bool query)
{
	ptrdiff_t at = query && url.p ? str_find_char(url, '?') : -1;

	for (ptrdiff_t i = MAX(at, 0); i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '#' ||
		    url.p[i] == '"' || url.p[i] == '<' || url.p[i] == '>')
			return false;
	if (at >= 0)
		url = str_sub(url, 0, at);
	/* this machine is nobody's to ask on behalf of others */
	return url.p && oidc_url_ok(url) &&
	       (!oidc_url_is_here(url) || oidc_url_is_here(issuer));
}

const char *oidc_about_read(struct arena *a, struct str issuer, struct str json,
			    struct oidc_about *ret_about)
{
	json_t *o CLEANUP(json_end) = json_loadb(json.p, (size_t)json.n,
						 JSON_REJECT_DUPLICATES, NULL);
	struct oidc_about x = { 0 };

	if (!json_is_object(o))
		return "form";
	x.issuer = text_of(a, o, "issuer");
	if (!x.issuer.p || !str_eq(x.issuer, issuer))
		return "issuer";
	x.authorize = text_of(a, o, "authorization_endpoint");
	x.token = text_of(a, o, "token_endpoint");
	x.keys = text_of(a, o, "jwks_uri");
	if (!endpoint_ok(x.authorize, issuer, true) ||
	    !endpoint_ok(x.token, issuer, false) ||
	    !endpoint_ok(x.keys, issuer, false))
		return "endpoint";
	if (!lists(o, "code_challenge_methods_supported", "S256", true))
		return "pkce";
	x.says_iss = json_is_true(json_object_get(
		o, "authorization_response_iss_parameter_supported"));
	x.post = !lists(o, "token_endpoint_auth_methods_supported",
			"client_secret_basic", true) &&
		 lists(o, "token_endpoint_auth_methods_supported",
		       "client_secret_post", false);
	*ret_about = x;
	return NULL;
}

/* ---- tokens ---------------------------------------------------------- */

static bool equal(struct str x, struct str y)
{
	return x.n == y.n && x.n > 0 &&
	       sodium_memcmp(x.p, y.p, (size_t)x.n) == 0;
}

static bool printable(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return s.n > 0;
}

/* For us, and for nobody else: what others may use as well proves nothing. */
static bool aud_ok(const struct jwt *j, struct str client)
{
	return j->aud.n == 1 && str_eq(j->aud.p[0], client);
}

/* Made for several, but given to us: `azp` says so. */
static bool azp_names_us(const struct jwt *j, struct str client)
{
	bool us = false;

	for (ptrdiff_t i = 0; i < j->aud.n; i++)
		us = us || str_eq(j->aud.p[i], client);
	return us && j->azp.p && str_eq(j->azp, client);
}

static const char *times_check(const struct jwt *j, int64_t now_s,
			       int64_t life_s)
{
	if (j->exp && now_s >= j->exp + OIDC_DRIFT_S)
		return "exp";
	if (!j->iat || j->iat > now_s + OIDC_DRIFT_S ||
	    j->iat < now_s - life_s - OIDC_DRIFT_S)
		return "iat";
	if (j->nbf > now_s + OIDC_DRIFT_S)
		return "nbf";
	return NULL;
}

const char *oidc_id_check(const struct jwt *j, const struct oidc_want *want)
{
	const char *why;

	/* a token of another kind by the same keys: access, logout … */
	if (j->typ.p && !str_eq_nocase(j->typ, STR("JWT")))
		return "typ";
	if (j->logout)
		return "typ";
	if (!j->iss.p || !str_eq(j->iss, want->issuer))
		return "iss";
	if (!printable(j->sub))
		return "sub";
	if (!aud_ok(j, want->client) && !azp_names_us(j, want->client))
		return "aud";
	if (j->azp.p && !str_eq(j->azp, want->client))
		return "azp";
	if (!j->exp)
		return "exp";
	why = times_check(j, want->now / MS, OIDC_BEGUN_MS / MS);
	if (why)
		return why;
	return j->nonce.p && equal(j->nonce, want->nonce) ? NULL : "nonce";
}

const char *oidc_logout_check(const struct jwt *j, const struct oidc_want *want)
{
	const char *why;

	if (j->typ.p && !str_eq_nocase(j->typ, STR("logout+jwt")) &&
	    !str_eq_nocase(j->typ, STR("JWT")))
		return "typ";
	if (!j->iss.p || !str_eq(j->iss, want->issuer))
		return "iss";
	if (!aud_ok(j, want->client))
		return "aud";
	why = times_check(j, want->now / MS, LOGOUT_LIFE_S);
	if (why)
		return why;
	if (!j->jti.n)
		return "jti";
	if (!j->logout)
		return "events";
	if (j->nonce.p)
		return "nonce";
	return j->sub.n || j->sid.n ? NULL : "sub";
}

bool oidc_is_strong(const struct jwt *j, struct str words, int64_t now)
{
	struct str rest = words;

	if (j->auth_time &&
	    j->auth_time + SESSION_LIFE_MS / MS + OIDC_DRIFT_S < now / MS)
		return false;
	while (rest.p) {
		struct str word = str_cut(&rest, ' ');

		if (!word.n)
			continue;
		if (j->acr.p && str_eq(j->acr, word))
			return true;
		for (ptrdiff_t i = 0; i < j->amr.n; i++)
			if (str_eq(j->amr.p[i], word))
				return true;
	}
	return false;
}

/* ---- what is sent ---------------------------------------------------- */

struct str oidc_challenge(struct arena *a, struct str verifier)
{
	char sum[crypto_hash_sha256_BYTES];

	crypto_hash_sha256((unsigned char *)sum,
			   (const unsigned char *)verifier.p,
			   (unsigned long long)verifier.n);
	return jwt_base64_of(a, (struct str){ sum, sizeof(sum) });
}

void oidc_field_put(struct buf *b, const char *name, struct str value)
{
	static const char hex[] = "0123456789ABCDEF";

	if (!value.p)
		return;
	if (name)
		buf_fmt(b, "%s%s=", b->n ? "&" : "", name);
	for (ptrdiff_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '-' || c == '_' ||
			     c == '.' || c == '~';

		if (plain) {
			buf_char(b, (char)c);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, hex[c >> 4]);
		buf_char(b, hex[c & 15]);
	}
}
