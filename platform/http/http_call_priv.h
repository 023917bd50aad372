/* What http_server.c (start, stop) and http_call.c (requests) share. */
#ifndef RV_HTTP_CALL_PRIV_H
#define RV_HTTP_CALL_PRIV_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/http_priv.h"

enum { TOUCHED = 512 };

struct http {
	struct http_config config;
	struct routes routes;
	struct MHD_Daemon *daemon;
	struct conns *conns;
	struct workers *workers;
	pthread_t reaper;
	int listen_fd, port;
	atomic_bool stop, drain;
	atomic_int active;    /* requests from their first line to their end */
	atomic_llong bodies;  /* bytes of large bodies that may be in memory */
	pthread_mutex_t lock; /* of touched[] */
	struct touched {
		int64_t session;
		const struct store *store; /* which may be closed by now */
		int64_t at;
	} touched[TOUCHED];
};

/* Counts an answer for http_metrics(). */
void metrics_note(int status, int64_t bytes, int64_t us, bool cut);

/* The library's callbacks. */
void *call_on_uri(void *cls, const char *uri, struct MHD_Connection *con);
enum MHD_Result call_on_request(void *cls, struct MHD_Connection *con,
				const char *url, const char *method,
				const char *version, const char *data,
				size_t *size, void **con_cls);
void call_on_done(void *cls, struct MHD_Connection *con, void **con_cls,
		  enum MHD_RequestTerminationCode code);

#endif
