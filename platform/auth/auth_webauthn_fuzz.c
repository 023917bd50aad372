/* Fuzzer: what a stranger's browser sends as a passkey's words. The first byte
 * says which part the rest is. */
#include "auth/auth_webauthn.h"

#include <stdlib.h>

#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void verify(struct arena *a, const struct webauthn_site *site,
		   struct str s)
{
	static const int algs[] = { WEBAUTHN_ES256, WEBAUTHN_EDDSA,
				    WEBAUTHN_RS256 };
	static const char zero[259];
	static const int bytes[] = { 64, 32, 259 };

	for (int i = 0; i < 3; i++) {
		struct webauthn_key k = { .alg = algs[i],
					  .public_key = { zero, bytes[i] } };
		struct webauthn_answer x = { STR("{}"), s, s };
		int64_t counter;

		/* no point of the curve, no modulus: nothing is by these keys;
		 * of Ed25519 zeros are a point */
		if (!webauthn_verify(a, site, &k, &x, &counter) &&
		    algs[i] != WEBAUTHN_EDDSA)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct webauthn_site site = {
		STR_INIT("rv.example.vn"), STR_INIT("https://rv.example.vn")
	};
	struct arena *a = arena_open(8 << 20);
	struct str s = { (const char *)data + 1, (ptrdiff_t)size - 1 };
	struct webauthn_key k;
	struct str text;

	if (size > 0 && data[0] % 4 == 0)
		(void)!webauthn_client(a, s, "webauthn.get", &site, &text);
	else if (size > 0 && data[0] % 4 == 1)
		(void)!webauthn_register(a, &site, STR("{}"), s, &k);
	else if (size > 0 && data[0] % 4 == 2)
		verify(a, &site, s);
	else if (size > 0)
		(void)!webauthn_bytes(a, s, WEBAUTHN_DATA_MOST, &text);
	arena_close(a);
	return 0;
}
