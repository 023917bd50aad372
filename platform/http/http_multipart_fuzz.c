/* Fuzzer: bodies with files, cut anywhere. */
#include "http/http_fuzz_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return http_multipart_fuzz(data, size);
}
