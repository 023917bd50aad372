/* Fuzzer: query strings, urlencoded bodies, cookies, paths, hosts. */
#include "http/http_fuzz_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return http_form_fuzz(data, size);
}
