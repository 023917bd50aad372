/* What counts of a service's documents and tokens. */
#include "testkit/testkit.h"

#include "auth/auth_jwt_kit.h"
#include "auth/auth_oidc.h"

enum { ARENA = 64 << 20 };
#define OPEN   CLEANUP(arena_closep) struct arena *a = arena_open(ARENA)
#define ISSUER STR_INIT("https://id.vn/a")
#define NOW    INT64_C(1800000000)
#define SAME   "\"iss\":\"https://id.vn/a\",\"sub\":\"7\""
#define TIMES  ",\"exp\":1800000300,\"iat\":1800000000"

static const struct oidc_want want = { .issuer = ISSUER,
				       .client = STR_INIT("rv"),
				       .nonce = STR_INIT("n0nce"),
				       .now = NOW * 1000 };

/* ---- tokens ------------------------------------------------------------------------ */

static struct jwt opened(struct arena *a, const char *header,
			 const char *claims)
{
	struct jwt_maker m = jwt_maker_new(a, JWT_EDDSA, "k1");
	struct jwt_keys keys;
	struct jwt j;

	assert_true(jwt_keys_read(a, jwt_kit_jwks(a, &m, NULL), &keys));
	assert_null(jwt_open(a, &keys,
			     jwt_kit_sign(a, &m, str_c(header), str_c(claims)),
			     &j));
	return j;
}

static const char plain[] = "{\"alg\":\"EdDSA\"}";
static const struct {
	const char *header, *claims, *word;
} id_row[] = {
	{ plain, "{" SAME TIMES ",\"aud\":\"rv\",\"nonce\":\"n0nce\"}", "" },
	{ "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}",
	  "{" SAME TIMES ",\"aud\":[\"rv\"],\"nonce\":\"n0nce\"}", "" },
	{ "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\"}",
	  "{" SAME TIMES ",\"aud\":\"rv\",\"nonce\":\"n0nce\"}", "typ" },
	{ "{\"alg\":\"EdDSA\",\"typ\":\"logout+jwt\"}",
	  "{" SAME TIMES ",\"aud\":\"rv\",\"nonce\":\"n0nce\"}", "typ" },
	{ plain,
	  "{" SAME TIMES
	  ",\"aud\":\"rv\",\"nonce\":\"n0nce\",\"events\":{\"http://"
	  "schemas.openid.net/event/backchannel-logout\":{}}}",
	  "typ" },
	/* nonce */
	{ plain, "{" SAME TIMES ",\"aud\":\"rv\",\"nonce\":\"n0ncE\"}",
	  "nonce" },
	{ plain, "{" SAME TIMES ",\"aud\":\"rv\",\"nonce\":\"\"}", "nonce" },
	{ plain, "{" SAME TIMES ",\"aud\":\"rv\"}", "nonce" },
	/* issuer: letter by letter */
	{ plain,
	  "{\"iss\":\"https://id.vn/a/\",\"sub\":\"7\"" TIMES
	  ",\"aud\":\"rv\",\"nonce\":\"n0nce\"}",
	  "iss" },
	{ plain,
	  "{\"iss\":\"https://id.vn/b\",\"sub\":\"7\"" TIMES
	  ",\"aud\":\"rv\",\"nonce\":\"n0nce\"}",
	  "iss" },
	{ plain, "{\"sub\":\"7\"" TIMES ",\"aud\":\"rv\",\"nonce\":\"n0nce\"}",
	  "iss" },
	/* subject */
	{ plain,
	  "{\"iss\":\"https://id.vn/a\"" TIMES
	  ",\"aud\":\"rv\",\"nonce\":\"n0nce\",\"email\":\"a@b.vn\"}",
	  "sub" },
	{ plain,
	  "{\"iss\":\"https://id.vn/a\",\"sub\":\"\"" TIMES
	  ",\"aud\":\"rv\",\"nonce\":\"n0nce\"}",
	  "sub" },
	/* audience */
	{ plain, "{" SAME TIMES ",\"aud\":\"rw\",\"nonce\":\"n0nce\"}", "aud" },
	{ plain, "{" SAME TIMES ",\"aud\":[],\"nonce\":\"n0nce\"}", "aud" },
	{ plain, "{" SAME TIMES ",\"nonce\":\"n0nce\"}", "aud" },
	{ plain,
	  "{" SAME TIMES ",\"aud\":[\"rv\",\"other\"],\"nonce\":\"n0nce\"}",
	  "aud" },
	{ plain,
	  "{" SAME TIMES
	  ",\"aud\":[\"rv\",\"other\"],\"azp\":\"other\",\"nonce\":"
	  "\"n0nce\"}",
	  "aud" },
	{ plain,
	  "{" SAME TIMES ",\"aud\":[\"rv\",\"other\"],\"azp\":\"rv\",\"nonce\":"
	  "\"n0nce\"}",
	  "" },
	{ plain,
	  "{" SAME TIMES
	  ",\"aud\":[\"other\"],\"azp\":\"rv\",\"nonce\":\"n0nce\"}",
	  "aud" },
	{ plain,
	  "{" SAME TIMES
	  ",\"aud\":\"rv\",\"azp\":\"other\",\"nonce\":\"n0nce\"}",
	  "azp" },
	/* times, 60 seconds either way */
	{ plain,
	  "{" SAME ",\"iat\":1799999900,\"exp\":1799999941,\"aud\":\"rv\","
	  "\"nonce\":\"n0nce\"}",
	  "" },
	{ plain,
	  "{" SAME ",\"iat\":1799999900,\"exp\":1799999940,\"aud\":\"rv\","
	  "\"nonce\":\"n0nce\"}",
	  "exp" },
	{ plain,
	  "{" SAME ",\"iat\":1800000000,\"aud\":\"rv\",\"nonce\":"
	  "\"n0nce\"}",
	  "exp" },
	{ plain,
	  "{" SAME ",\"iat\":1800000060,\"exp\":1800000300,\"aud\":\"rv\","
	  "\"nonce\":\"n0nce\"}",
	  "" },
	{ plain,
	  "{" SAME ",\"iat\":1800000061,\"exp\":1800000300,\"aud\":\"rv\","
	  "\"nonce\":\"n0nce\"}",
	  "iat" },
	{ plain,
	  "{" SAME ",\"iat\":1799999339,\"exp\":1800000300,\"aud\":\"rv\","
	  "\"nonce\":\"n0nce\"}",
	  "iat" },
	{ plain,
	  "{" SAME ",\"exp\":1800000300,\"aud\":\"rv\",\"nonce\":"
	  "\"n0nce\"}",
	  "iat" },
	{ plain,
	  "{" SAME TIMES
	  ",\"nbf\":1800000061,\"aud\":\"rv\",\"nonce\":\"n0nce\"}",
	  "nbf" },
};

static void id_tokens(void **state UNUSED)
{
	OPEN;

	for (int i = 0; i < N_ELEMENTS(id_row); i++) {
		struct jwt j = opened(a, id_row[i].header, id_row[i].claims);
		const char *why = oidc_id_check(&j, &want);

		assert_string_equal(why ? why : "", id_row[i].word);
	}
}

#define EVENT                                                                  \
	",\"events\":{\"http://schemas.openid.net/event/"                      \
	"backchannel-logout\":{}}"

static void logout_tokens(void **state UNUSED)
{
	static const struct {
		const char *header, *claims, *word;
	} row[] = {
		{ "{\"alg\":\"EdDSA\",\"typ\":\"logout+jwt\"}",
		  "{" SAME TIMES EVENT ",\"aud\":\"rv\",\"jti\":\"1\"}", "" },
		{ "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}",
		  "{\"iss\":\"https://id.vn/a\",\"sid\":\"s\"" TIMES EVENT
		  ",\"aud\":[\"rv\"],\"jti\":\"1\"}",
		  "" },
		{ "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\"}",
		  "{" SAME TIMES EVENT ",\"aud\":\"rv\",\"jti\":\"1\"}",
		  "typ" },
		{ "{\"alg\":\"EdDSA\"}",
		  "{\"iss\":\"x\",\"sub\":\"7\"" TIMES EVENT
		  ",\"aud\":\"rv\",\"jti\":\"1\"}",
		  "iss" },
		{ "{\"alg\":\"EdDSA\"}",
		  "{" SAME TIMES EVENT ",\"aud\":\"x\",\"jti\":\"1\"}", "aud" },
		{ "{\"alg\":\"EdDSA\"}",
		  "{" SAME TIMES EVENT ",\"aud\":\"rv\"}", "jti" },
		{ "{\"alg\":\"EdDSA\"}",
		  "{" SAME TIMES ",\"aud\":\"rv\",\"jti\":\"1\"}", "events" },
		{ "{\"alg\":\"EdDSA\"}",
		  "{" SAME TIMES EVENT
		  ",\"aud\":\"rv\",\"jti\":\"1\",\"nonce\":\"n0nce\"}",
		  "nonce" },
		{ "{\"alg\":\"EdDSA\"}",
		  "{\"iss\":\"https://id.vn/a\"" TIMES EVENT
		  ",\"aud\":\"rv\",\"jti\":\"1\"}",
		  "sub" },
		{ "{\"alg\":\"EdDSA\"}",
		  "{" SAME EVENT
		  ",\"iat\":1799999000,\"aud\":\"rv\",\"jti\":\"1\"}",
		  "iat" },
		{ "{\"alg\":\"EdDSA\"}",
		  "{" SAME EVENT
		  ",\"iat\":1799999900,\"exp\":1799999900,\"aud\":\"rv\","
		  "\"jti\":\"1\"}",
		  "exp" },
	};
	OPEN;

	for (int i = 0; i < N_ELEMENTS(row); i++) {
		struct jwt j = opened(a, row[i].header, row[i].claims);
		const char *why = oidc_logout_check(&j, &want);

		assert_string_equal(why ? why : "", row[i].word);
	}
}

static void strong(void **state UNUSED)
{
	struct str amr[] = { STR("pwd"), STR("mfa") };
	struct jwt j = { .acr = STR("urn:strong"),
			 .amr = { .p = amr, .n = 2 } };
	int64_t now = NOW * 1000;

	assert_true(oidc_is_strong(&j, STR("mfa"), now));
	assert_true(oidc_is_strong(&j, STR("otp  urn:strong"), now));
	assert_false(oidc_is_strong(&j, STR("otp"), now));
	assert_false(oidc_is_strong(&j, STR("mf"), now));
	assert_false(oidc_is_strong(&j, STR(""), now));
	assert_false(oidc_is_strong(&j, STR_NULL, now));
	/* proved yesterday */
	j.auth_time = NOW - 25 * 3600;
	assert_false(oidc_is_strong(&j, STR("mfa"), now));
	j.auth_time = NOW - 23 * 3600;
	assert_true(oidc_is_strong(&j, STR("mfa"), now));
}

/* ---- addresses and documents ---------------------------------------------------------- */

static void addresses(void **state UNUSED)
{
	static const struct {
		const char *url;
		bool good, here;
	} row[] = {
		{ "https://id.vn", true, false },
		{ "https://id.vn/", true, false },
		{ "https://id.vn:8443/realms/a", true, false },
		{ "https://10.0.0.7/a", true, false },
		{ "https://[2001:db8::1]:8443/a", true, false },
		{ "http://127.0.0.1:9000", true, true },
		{ "http://localhost:9000/a", true, true },
		{ "http://[::1]:9000/a", true, true },
		{ "https://localhost/a", true, true },
		{ "http://id.vn", false, false },
		{ "http://127.0.0.1.id.vn", false, false },
		{ "http://localhost.id.vn/", false, false },
		{ "http://127.0.0.1@id.vn/", false, true },
		{ "https://u:p@id.vn/", false, false },
		{ "https://id.vn?x=1", false, false },
		{ "https://id.vn/a?x=1", false, false },
		{ "https://id.vn/a#x", false, false },
		{ "https://id.vn/a b", false, false },
		{ "https://id.vn\\@evil.vn/", false, false },
		{ "https://id.vn:0/", false, false },
		{ "https://id.vn:99999/", false, false },
		{ "https://id.vn:/", false, false },
		{ "https://:443/", false, false },
		{ "https://", false, false },
		{ "https:/id.vn", false, false },
		{ "HTTPS://id.vn", false, false },
		{ "ftp://id.vn", false, false },
		{ "file:///etc/passwd", false, false },
		{ "id.vn", false, false },
		{ "", false, false },
		{ "https://[::1", false, false },
		{ "https://[::1]x/", false, false },
	};

	for (int i = 0; i < N_ELEMENTS(row); i++) {
		struct str url = str_c(row[i].url);

		if (oidc_url_ok(url) != row[i].good)
			fail_msg("%s", row[i].url);
		if (row[i].good)
			assert_true(oidc_url_is_here(url) == row[i].here);
	}
	same(oidc_origin(STR("https://id.vn:8443/a/b")), "https://id.vn:8443");
}

#define DOC(issuer, auth, token, keys, more)                                   \
	"{\"issuer\":\"" issuer "\",\"authorization_endpoint\":\"" auth        \
	"\",\"token_endpoint\":\"" token "\",\"jwks_uri\":\"" keys "\"" more   \
	"}"
#define A "https://id.vn/a"

static void documents(void **state UNUSED)
{
	static const struct {
		const char *json, *word;
	} row[] = {
		{ DOC(A, A "/auth", A "/token", A "/keys", ""), "" },
		{ DOC(A, A "/auth?x=1", "https://t.vn/", "https://k.vn/", ""),
		  "" },
		{ DOC(A "/", A "/auth", A "/token", A "/keys", ""), "issuer" },
		{ DOC("https://evil.vn", A "/auth", A "/token", A "/keys", ""),
		  "issuer" },
		{ DOC(A, "http://id.vn/auth", A "/token", A "/keys", ""),
		  "endpoint" },
		{ DOC(A, A "/auth", "http://id.vn/token", A "/keys", ""),
		  "endpoint" },
		{ DOC(A, A "/auth", A "/token", "http://id.vn/keys", ""),
		  "endpoint" },
		{ DOC(A, A "/auth", "http://127.0.0.1/token", A "/keys", ""),
		  "endpoint" },
		{ DOC(A, A "/auth", A "/token", "https://localhost/keys", ""),
		  "endpoint" },
		{ DOC(A, "javascript:alert(1)", A "/token", A "/keys", ""),
		  "endpoint" },
		{ DOC(A, A "/auth?a=\\\"><x", A "/token", A "/keys", ""),
		  "endpoint" },
		{ DOC(A, A "/auth", A "/token?x=1", A "/keys", ""),
		  "endpoint" },
		{ DOC(A, A "/auth", A "/token", A "/keys",
		      ",\"code_challenge_methods_supported\":[\"plain\"]"),
		  "pkce" },
		{ DOC(A, A "/auth", A "/token", A "/keys",
		      ",\"code_challenge_methods_supported\":[\"S256\"]"),
		  "" },
		{ "{\"issuer\":\"" A "\",\"issuer\":\"" A "\"}", "form" },
		{ "{\"issuer\":\"" A "\"}", "endpoint" },
		{ "<html>", "form" },
		{ "[]", "form" },
		{ "", "form" },
	};
	struct oidc_about x;
	OPEN;

	for (int i = 0; i < N_ELEMENTS(row); i++) {
		const char *why =
			oidc_about_read(a, STR(A), str_c(row[i].json), &x);

		assert_string_equal(why ? why : "", row[i].word);
	}
	assert_null(oidc_about_read(
		a, STR(A),
		STR(DOC(A, A "/auth", A "/token", A "/keys",
			",\"authorization_response_iss_parameter_supported\":"
			"true,\"token_endpoint_auth_methods_supported\":"
			"[\"client_secret_post\"]")),
		&x));
	assert_true(x.says_iss && x.post);
	assert_null(oidc_about_read(
		a, STR(A), STR(DOC(A, A "/auth", A "/token", A "/keys", "")),
		&x));
	assert_true(!x.says_iss && !x.post);
	/* this machine may point to itself */
	assert_null(oidc_about_read(
		a, STR("http://127.0.0.1:9"),
		STR(DOC("http://127.0.0.1:9", "http://127.0.0.1:9/a",
			"http://127.0.0.1:9/t", "http://127.0.0.1:9/k", "")),
		&x));
}

static void words_sent(void **state UNUSED)
{
	OPEN;
	struct buf b = buf_init(a, 1000);

	/* RFC 7636, appendix B */
	same(oidc_challenge(a,
			    STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
	     "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
	oidc_field_put(&b, "a", STR("x y&z=ô"));
	oidc_field_put(&b, "b", STR_NULL);
	oidc_field_put(&b, "c", STR("~-._"));
	same(buf_view(&b), "a=x%20y%26z%3D%C3%B4&c=~-._");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(id_tokens), cmocka_unit_test(logout_tokens),
		cmocka_unit_test(strong),    cmocka_unit_test(addresses),
		cmocka_unit_test(documents), cmocka_unit_test(words_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
