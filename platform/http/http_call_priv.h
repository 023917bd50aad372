/* What http_server.c (start, stop) and http_call.c (requests) share. */
#ifndef RV_HTTP_CALL_PRIV_H
#define RV_HTTP_CALL_PRIV_H

#include <gnutls/abstract.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/http_priv.h"

/* Requests that need a worker, of one session at a time; browsers make at most
 * six connections. */
enum { TOUCHED = 512, SHARE = 8, SHARES = 4096 };

struct http {
	struct http_config config;
	struct routes routes;
	struct MHD_Daemon *daemon;
	struct conns *conns;
	struct tls *tls; /* NULL: plain */
	struct workers *workers;
	pthread_t reaper;
	int listen_fd, port;
	atomic_bool stop, drain;
	atomic_int active;   /* requests from their first line to their end */
	atomic_llong bodies; /* bytes of large bodies that may be in memory */
	/* By hash of the cookie: two that meet have one share together. */
	atomic_int share[SHARES];
	pthread_mutex_t lock; /* of touched[] */
	struct touched {
		int64_t session;
		const struct store *store; /* which may be closed by now */
		int64_t at;
	} touched[TOUCHED];
};

/* Counts an answer for http_metrics(). */
void metrics_note(int status, int64_t bytes, int64_t us, bool cut);

/*
 * The certificate in use, and what watches its files. tls_tick() is called
 * ten times a second by one thread; a new pair of files is taken within three
 * seconds, or the log says why not. tls_serve(): of this one new connections
 * get their certificate.
 */
struct tls;
struct err *tls_open(struct arena *a, const struct http_config *c,
		     struct tls **ret_tls) MUST_USE;
void tls_close(struct tls *t); /* NULL: nothing */
void tls_serve(struct tls *t);
void tls_tick(struct tls *t);
void tls_note(void *cls, const char *fmt, va_list ap);
int tls_retrieve(gnutls_session_t session,
		 const struct gnutls_cert_retr_st *info,
		 gnutls_pcert_st **certs, unsigned *n_certs,
		 gnutls_ocsp_data_st **ocsp, unsigned *n_ocsp,
		 gnutls_privkey_t *key, unsigned *flags);

/* The library's callbacks. */
void *call_on_uri(void *cls, const char *uri, struct MHD_Connection *con);
enum MHD_Result call_on_request(void *cls, struct MHD_Connection *con,
				const char *url, const char *method,
				const char *version, const char *data,
				size_t *size, void **con_cls);
void call_on_done(void *cls, struct MHD_Connection *con, void **con_cls,
		  enum MHD_RequestTerminationCode code);

#endif
