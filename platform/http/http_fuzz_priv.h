/* Entry points for fuzzers: any bytes, no crash, always 0. */
#ifndef RV_HTTP_FUZZ_PRIV_H
#define RV_HTTP_FUZZ_PRIV_H

#include "base/std.h"

int http_multipart_fuzz(const uint8_t *data, size_t n);
/* Query strings and urlencoded bodies, cookies, paths, hosts. */
int http_form_fuzz(const uint8_t *data, size_t n);

#endif
