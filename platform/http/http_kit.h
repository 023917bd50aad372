/* For the tests of this module: a small site, stand-ins, a raw client. */
#ifndef RV_HTTP_KIT_H
#define RV_HTTP_KIT_H

#include "http/http_priv.h"

enum { WEB_NOW = 1000000 };

/* Config of the small site; listen is 127.0.0.1:0. */
struct http_config web_config(void);
/* Lines logged so far. */
struct str web_log(struct arena *a);
void web_log_clear(void);
/* Readers that are lent now; sessions touched so far. */
int web_lent(void);
int web_touched(void);
/* Bytes of the page "/big" and "/stream". */
enum { WEB_BIG = 5000, WEB_STREAM_CHUNKS = 100, WEB_STREAM_CHUNK = 5000 };

/* Sends raw bytes, reads until the server closes or nothing comes. */
struct str web_send(struct arena *a, int port, struct str bytes);
struct str web_sendf(struct arena *a, int port, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
int web_connect(int port);
/* Reads what comes; ends at the close or after `ms` of silence. */
struct str web_read(struct arena *a, int fd, int ms, bool *ret_closed);
int web_status(struct str answer);
/* Value of a header of an answer, or absent. */
struct str web_header(struct str answer, const char *name);
struct str web_body(struct str answer);

#endif
