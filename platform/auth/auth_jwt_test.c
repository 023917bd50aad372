/* Tokens and keys: what is refused, and by which word. */
#include "testkit/testkit.h"

#include <sodium.h>

#include "auth/auth_jwt.h"
#include "auth/auth_jwt_kit.h"
#include "base/buf.h"

enum { ARENA = 64 << 20 };
#define OPEN   CLEANUP(arena_closep) struct arena *a = arena_open(ARENA)
#define CLAIMS STR("{\"iss\":\"https://id.vn\",\"sub\":\"7\"}")

/* The word, or "" when it is taken. */
static const char *word(struct arena *a, struct str jwks, struct str token)
{
	struct jwt_keys keys;
	struct jwt j;
	const char *why;

	assert_true(jwt_keys_read(a, jwks, &keys));
	why = jwt_open(a, &keys, token, &j);
	if (!why)
		same(j.iss, "https://id.vn");
	return why ? why : "";
}

/* Each of the three algorithms: its own key opens it, another doesn't, and
 * a changed letter anywhere is found. */
static void three_algorithms(void **state UNUSED)
{
	OPEN;

	for (int alg = 0; alg < N_JWT_ALG; alg++) {
		struct jwt_maker m = jwt_maker_new(a, (enum jwt_alg)alg, "k1");
		struct jwt_maker other = jwt_maker_new(
			a, alg == JWT_EDDSA ? JWT_RS256 : (enum jwt_alg)alg,
			"k1");
		struct str token = jwt_kit_token(a, &m, CLAIMS);
		struct str jwks = jwt_kit_jwks(a, &m, NULL);
		char *bad;

		assert_string_equal(word(a, jwks, token), "");
		assert_string_equal(word(a, jwt_kit_jwks(a, &other, NULL),
					 token),
				    alg == JWT_EDDSA ? "key" : "signature");
		for (ptrdiff_t i = 0; i < token.n; i += 7) {
			bad = str_to_c(a, token);
			bad[i] = bad[i] == 'A' ? 'B' : 'A';
			assert_string_not_equal(word(a, jwks, str_c(bad)), "");
		}
		jwt_maker_end(&m);
		jwt_maker_end(&other);
	}
}

static struct str unsigned_token(struct arena *a, const char *header,
				 struct str signature)
{
	return str_fmt(a, "%.*s.%.*s.%.*s",
		       STR_ARG(jwt_base64_of(a, str_c(header))),
		       STR_ARG(jwt_base64_of(a, CLAIMS)),
		       STR_ARG(jwt_base64_of(a, signature)));
}

/* "none" in all spellings, and a public key taken for a shared secret. */
static void algorithms_refused(void **state UNUSED)
{
	static const char *const none[] = {
		"none", "None", "nOnE", "NONE", "", "rs256", "RS256 ", "PS256"
	};
	const char *head = "{\"alg\":\"HS256\",\"kid\":\"k1\"}";
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state h;
	OPEN;
	struct jwt_maker m = jwt_maker_new(a, JWT_RS256, "k1");
	struct str jwks = jwt_kit_jwks(a, &m, NULL), text, token;

	for (int i = 0; i < N_ELEMENTS(none); i++) {
		head = str_to_c(a, str_fmt(a, "{\"alg\":\"%s\"}", none[i]));
		assert_string_equal(word(a, jwks,
					 unsigned_token(a, head, STR("x"))),
				    "alg");
		/* nothing behind the last dot */
		assert_string_equal(word(a, jwks,
					 unsigned_token(a, head, STR(""))),
				    "form");
	}
	head = "{\"alg\":\"HS256\",\"kid\":\"k1\"}";
	token = unsigned_token(a, head, STR("x"));
	text = str_sub(token, 0, token.n - 3);
	crypto_auth_hmacsha256_init(&h, (const unsigned char *)m.a.p,
				    (size_t)m.a.n);
	crypto_auth_hmacsha256_update(&h, (const unsigned char *)text.p,
				      (unsigned long long)text.n);
	crypto_auth_hmacsha256_final(&h, mac);
	token = str_fmt(
		a, "%.*s.%.*s", STR_ARG(text),
		STR_ARG(jwt_base64_of(a, (struct str){ (char *)mac, 32 })));
	assert_string_equal(word(a, jwks, token), "alg");
	jwt_maker_end(&m);
}

/* The key is chosen by its name and its kind; a key of another kind is never
 * used for an algorithm, whatever the header says. */
static void keys_chosen(void **state UNUSED)
{
	OPEN;
	struct jwt_maker m = jwt_maker_new(a, JWT_ES256, "k1");
	struct jwt_maker n = jwt_maker_new(a, JWT_ES256, "k2");
	struct jwt_maker ed = jwt_maker_new(a, JWT_EDDSA, "k1");
	struct str both = jwt_kit_jwks(a, &m, &n);
	struct str h;

	assert_string_equal(word(a, both, jwt_kit_token(a, &n, CLAIMS)), "");
	h = STR("{\"alg\":\"ES256\",\"kid\":\"k1\"}");
	assert_string_equal(word(a, both, jwt_kit_sign(a, &n, h, CLAIMS)),
			    "signature");
	h = STR("{\"alg\":\"ES256\",\"kid\":\"k3\"}");
	assert_string_equal(word(a, both, jwt_kit_sign(a, &n, h, CLAIMS)),
			    "key");
	h = STR("{\"alg\":\"RS256\",\"kid\":\"k1\"}");
	assert_string_equal(word(a, both, jwt_kit_sign(a, &m, h, CLAIMS)),
			    "key");
	/* without a name it has to be the only one of the kind */
	h = STR("{\"alg\":\"ES256\"}");
	assert_string_equal(word(a, both, jwt_kit_sign(a, &m, h, CLAIMS)),
			    "key");
	assert_string_equal(word(a, jwt_kit_jwks(a, &m, &ed),
				 jwt_kit_sign(a, &m, h, CLAIMS)),
			    "");
	/* two of a name and a kind: nobody knows which */
	n.kid = "k1";
	assert_string_equal(word(a, jwt_kit_jwks(a, &m, &n),
				 jwt_kit_token(a, &m, CLAIMS)),
			    "key");
	/* one name for keys of two kinds: the algorithm decides */
	assert_string_equal(word(a, jwt_kit_jwks(a, &m, &ed),
				 jwt_kit_token(a, &m, CLAIMS)),
			    "");
	jwt_maker_end(&m);
	jwt_maker_end(&n);
}

/* A token's own key, or where it says that keys are, isn't looked at. */
static void own_keys_ignored(void **state UNUSED)
{
	OPEN;
	struct jwt_maker m = jwt_maker_new(a, JWT_ES256, "k1");
	struct jwt_maker rogue = jwt_maker_new(a, JWT_ES256, "k1");
	struct str jwks = jwt_kit_jwks(a, &m, NULL);
	struct str h = str_fmt(
		a,
		"{\"alg\":\"ES256\",\"kid\":\"k1\",\"jwk\":%.*s,"
		"\"jku\":\"http://127.0.0.1:1/\",\"x5u\":\"http://127.0.0.1:1\""
		",\"x5c\":[\"AAAA\"]}",
		STR_ARG(jwt_kit_jwk(a, &rogue, "")));

	assert_string_equal(word(a, jwks, jwt_kit_sign(a, &rogue, h, CLAIMS)),
			    "signature");
	assert_string_equal(word(a, jwks, jwt_kit_sign(a, &m, h, CLAIMS)), "");
	jwt_maker_end(&m);
	jwt_maker_end(&rogue);
}

static void headers_refused(void **state UNUSED)
{
	static const struct {
		const char *header, *word;
	} row[] = {
		{ "{\"alg\":\"EdDSA\",\"crit\":[\"exp\"],\"exp\":1}", "crit" },
		{ "{\"alg\":\"EdDSA\",\"crit\":[]}", "crit" },
		{ "{\"alg\":\"EdDSA\",\"b64\":false}", "crit" },
		{ "{\"alg\":\"none\",\"alg\":\"EdDSA\"}", "header" },
		{ "{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"kid\":\"k1\"}",
		  "header" },
		{ "{\"alg\":[\"EdDSA\"]}", "header" },
		{ "{\"alg\":\"EdDSA\",\"kid\":7}", "header" },
		{ "{\"alg\":\"EdDSA\",\"typ\":{}}", "header" },
		{ "{\"alg\":\"EdDSA\"} ", "" }, /* white space is JSON */
		{ "{\"alg\":\"EdDSA\"}x", "header" },
		{ "[\"EdDSA\"]", "header" },
		{ "\"EdDSA\"", "header" },
		{ "", "header" },
		{ "{\"alg\":\"EdDSA\",\"kid\":\"k\\u0000\"}", "header" },
		{ "{\"alg\":\"EdDSA\",\"kid\":\"k\xff\"}", "header" },
		{ "{}", "alg" },
	};
	OPEN;
	struct jwt_maker m = jwt_maker_new(a, JWT_EDDSA, "k1");
	struct str jwks = jwt_kit_jwks(a, &m, NULL);

	for (int i = 0; i < N_ELEMENTS(row); i++) {
		const char *got =
			word(a, jwks,
			     jwt_kit_sign(a, &m, str_c(row[i].header), CLAIMS));

		assert_string_equal(got, row[i].word);
	}
}

static void claims_refused(void **state UNUSED)
{
	static const char *const row[] = {
		"{\"iss\":\"https://id.vn\",\"iss\":\"https://id.vn\"}",
		"{\"iss\":7}",
		"{\"iss\":\"https://id.vn\",\"exp\":\"soon\"}",
		"{\"iss\":\"https://id.vn\",\"exp\":-1}",
		"{\"iss\":\"https://id.vn\",\"exp\":1e300}",
		"{\"iss\":\"https://id.vn\",\"iat\":0}",
		"{\"iss\":\"https://id.vn\",\"aud\":[7]}",
		"{\"iss\":\"https://id.vn\",\"aud\":{}}",
		"{\"iss\":\"https://id.vn\",\"nonce\":null}",
		"{\"iss\":\"https://id.vn\"}}",
		"[]",
		"",
		"{\"iss\":\"https://id.vn\",\"sub\":\"\\ud800\"}",
	};
	OPEN;
	struct jwt_maker m = jwt_maker_new(a, JWT_EDDSA, "k1");
	struct str jwks = jwt_kit_jwks(a, &m, NULL);
	struct buf b = buf_init(a, 4096);

	for (int i = 0; i < N_ELEMENTS(row); i++)
		assert_string_equal(word(a, jwks,
					 jwt_kit_token(a, &m, str_c(row[i]))),
				    "claims");
	/* a name of 256 letters is no subject */
	buf_lit(&b, "{\"iss\":\"https://id.vn\",\"sub\":\"");
	for (int i = 0; i < 256; i++)
		buf_char(&b, 'x');
	buf_lit(&b, "\"}");
	assert_string_equal(word(a, jwks, jwt_kit_token(a, &m, buf_view(&b))),
			    "claims");
}

static void forms_refused(void **state UNUSED)
{
	OPEN;
	struct jwt_maker m = jwt_maker_new(a, JWT_EDDSA, "k1");
	struct str jwks = jwt_kit_jwks(a, &m, NULL);
	struct str good = jwt_kit_token(a, &m, CLAIMS);
	struct buf huge = buf_init(a, 4 * JWT_MOST);
	struct str row[] = {
		STR(""),
		STR("a.b"),
		STR("..."),
		STR(".."),
		str_cat(a, good, STR(".x")),
		str_cat(a, good, STR("=")), /* padding */
		str_cat(a, good, STR("\n")),
		str_cat(a, STR(" "), good),
		str_sub(good, 0, good.n - 1),
		str_cat(a, STR("+"), str_sub(good, 1, good.n)),
	};
	struct str two;

	assert_string_equal(word(a, jwks, good), "");
	for (int i = 0; i < N_ELEMENTS(row); i++)
		assert_string_equal(word(a, jwks, row[i]), "form");
	/* the last letter has bits that mean nothing: one spelling only */
	two = str_fmt(a, "%.*s%c", STR_ARG(str_sub(good, 0, good.n - 1)),
		      good.p[good.n - 1] == 'A' ? 'B' : good.p[good.n - 1] + 1);
	assert_string_not_equal(word(a, jwks, two), "");
	buf_lit(&huge, "{\"iss\":\"https://id.vn\",\"x\":\"");
	for (int i = 0; i < JWT_MOST; i++)
		buf_char(&huge, 'x');
	buf_lit(&huge, "\"}");
	assert_string_equal(
		word(a, jwks, jwt_kit_token(a, &m, buf_view(&huge))), "form");
}

static void claims_read(void **state UNUSED)
{
	OPEN;
	struct jwt_maker m = jwt_maker_new(a, JWT_EDDSA, "k1");
	struct jwt_keys keys;
	struct jwt j;
	struct str t = jwt_kit_sign(
		a, &m,
		STR("{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"typ\":\"JWT\"}"),
		STR("{\"iss\":\"i\",\"sub\":\"s\",\"aud\":[\"a\",\"b\"],"
		    "\"azp\":\"a\",\"nonce\":\"n\",\"sid\":\"d\",\"jti\":\"j\","
		    "\"acr\":\"c\",\"amr\":[\"pwd\",\"mfa\"],\"exp\":100.9,"
		    "\"iat\":90,\"nbf\":80,\"auth_time\":70,"
		    "\"name\":\"  An\\tB\",\"events\":{\"http://schemas.openid."
		    "net/event/backchannel-logout\":{}}}"));

	assert_true(jwt_keys_read(a, jwt_kit_jwks(a, &m, NULL), &keys));
	same(jwt_kid(a, t), "k1");
	assert_null(jwt_open(a, &keys, t, &j));
	same(j.sub, "s");
	same(j.aud.p[1], "b");
	same(j.amr.p[1], "mfa");
	same(j.typ, "JWT");
	same(j.name, "An B");
	same(j.sid, "d");
	assert_true(j.aud.n == 2 && j.amr.n == 2 && j.logout);
	assert_true(j.exp == 100 && j.iat == 90 && j.nbf == 80 &&
		    j.auth_time == 70);
}

/* Whatever is no key that we use is left out; the others stay. */
static void keys_left_out(void **state UNUSED)
{
	OPEN;
	struct jwt_maker m = jwt_maker_new(a, JWT_RS256, "k1");
	struct str good = jwt_kit_jwk(a, &m, ",\"use\":\"sig\"");
	struct str bad[] = {
		STR("{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"k1\"}"),
		STR("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"),
		STR("{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":"
		    "\"AA\"}"),
		STR("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":"
		    "\"AA\"}"),
		STR("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}"),
		STR("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"}"),
		STR("7"),
		jwt_kit_jwk(a, &m, ",\"use\":\"enc\""),
		jwt_kit_jwk(a, &m, ",\"alg\":\"RS512\""),
		jwt_kit_jwk(a, &m, ",\"key_ops\":[\"sign\"]"),
		jwt_kit_jwk(a, &m, ",\"key_ops\":\"x\""),
	};
	struct str weak = m.b;
	struct jwt_keys keys;

	for (int i = 0; i < N_ELEMENTS(bad); i++) {
		struct str doc = str_fmt(a, "{\"keys\":[%.*s,%.*s]}",
					 STR_ARG(bad[i]), STR_ARG(good));

		assert_true(jwt_keys_read(a, doc, &keys));
		assert_int_equal(keys.n, 1);
		assert_true(jwt_keys_have(&keys, STR("k1")));
		assert_false(jwt_keys_have(&keys, STR("k2")));
	}
	m.b = STR("\001"); /* everything is a signature by it */
	assert_true(jwt_keys_read(a, jwt_kit_jwks(a, &m, NULL), &keys));
	assert_int_equal(keys.n, 0);
	m.b = weak;
	assert_false(jwt_keys_read(a, STR("{\"keys\":{}}"), &keys));
	assert_false(jwt_keys_read(a, STR("[]"), &keys));
	assert_false(jwt_keys_read(a, STR("<html>"), &keys));
	assert_false(jwt_keys_read(a, STR("{\"keys\":[],\"keys\":[]}"), &keys));
	jwt_maker_end(&m);
}

static void too_many_keys(void **state UNUSED)
{
	OPEN;
	struct buf b = buf_init(a, 2 * JWKS_MOST);
	struct jwt_keys keys;

	buf_lit(&b, "{\"keys\":[0");
	for (int i = 0; i < JWT_KEYS_MOST; i++)
		buf_lit(&b, ",0");
	buf_lit(&b, "]}");
	assert_false(jwt_keys_read(a, buf_view(&b), &keys));
	buf_clear(&b);
	buf_lit(&b, "{\"keys\":[]}");
	assert_true(jwt_keys_read(a, buf_view(&b), &keys));
	while (b.n <= JWKS_MOST)
		buf_lit(&b, "          ");
	assert_false(jwt_keys_read(a, buf_view(&b), &keys));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_algorithms),
		cmocka_unit_test(algorithms_refused),
		cmocka_unit_test(keys_chosen),
		cmocka_unit_test(own_keys_ignored),
		cmocka_unit_test(headers_refused),
		cmocka_unit_test(claims_refused),
		cmocka_unit_test(forms_refused),
		cmocka_unit_test(claims_read),
		cmocka_unit_test(keys_left_out),
		cmocka_unit_test(too_many_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
