/*
 * Certificates: read at the start, looked at again every second, taken over
 * while connections go on. A new pair of files that can't be used changes
 * nothing but the log.
 */
#include "http/http_call_priv.h"

#include <gnutls/abstract.h>
#include <stdio.h>
#include <sys/stat.h>

#include "http/http_tls.h"

enum {
	FILE_BYTES_MOST = 64 * 1024,
	CHAIN_MOST = 8,
	LOOK_MS = 1000,
	DAY_MS = 86400 * 1000,
};

/* A pair as handshakes use it. It lives until the server has stopped, also
 * when a newer one came: a handshake may still be at it. Renewals are rare
 * and a pair is small. */
struct tls_pair {
	struct arena *arena; /* of itself */
	gnutls_pcert_st chain[CHAIN_MOST];
	unsigned n;
	gnutls_privkey_t key;
	int64_t from, ends;
	struct tls_pair *older;
};

/* What tells one state of two files from another. */
struct files_seen {
	struct timespec changed[2];
	off_t size[2];
	ino_t inode[2];
};

struct tls {
	const struct http_config *config;
	_Atomic(struct tls_pair *) now;
	struct files_seen tried, before;
	int64_t looked_at, warned_at; /* instants, ms */
	atomic_int refused;	      /* handshakes since the last line */
};

/* ---- reading ---------------------------------------------------------------- */

struct err *tls_file_text(struct arena *a, const char *path,
			  const char **ret_text)
{
	char *text = arena_new(a, char, FILE_BYTES_MOST + 1);
	FILE *f = path ? fopen(path, "rbe") : NULL;
	size_t n = f ? fread(text, 1, FILE_BYTES_MOST, f) : 0;

	if (f)
		fclose(f);
	if (!n)
		return err_new(a, ERR_IO,
			       N_("The certificate or key file {0} cannot be "
				  "read."),
			       path ? str_c(path) : STR("?"));
	*ret_text = text;
	return NULL;
}

static struct err *file_bytes(struct arena *a, const char *path,
			      gnutls_datum_t *ret_text)
{
	const char *text;
	struct err *e = tls_file_text(a, path, &text);

	if (!e)
		*ret_text = (gnutls_datum_t){ (unsigned char *)(uintptr_t)text,
					      (unsigned)strlen(text) };
	return e;
}

static struct err *bad_file(struct arena *a, const char *path, int rc)
{
	return err_detail(a,
			  err_new(a, ERR_INVALID,
				  N_("The file {0} holds no certificate or key "
				     "in the form PEM."),
				  str_c(path)),
			  "%s", gnutls_strerror(rc));
}

/* A wrong pair is found here, not by the first browser. */
static struct err *pair_fits(struct arena *a, const struct http_config *c,
			     const gnutls_datum_t *cert,
			     const gnutls_datum_t *key)
{
	gnutls_certificate_credentials_t both;
	int rc = gnutls_certificate_allocate_credentials(&both);

	if (rc < 0)
		return bad_file(a, c->tls_cert, rc);
	rc = gnutls_certificate_set_x509_key_mem(both, cert, key,
						 GNUTLS_X509_FMT_PEM);
	gnutls_certificate_free_credentials(both);
	if (rc >= 0)
		return NULL;
	return err_detail(a,
			  err_new(a, ERR_INVALID,
				  N_("The key {0} isn't that of the "
				     "certificate {1}."),
				  str_c(c->tls_key), str_c(c->tls_cert)),
			  "%s", gnutls_strerror(rc));
}

static int times_of(const gnutls_datum_t *cert, struct tls_pair *p)
{
	gnutls_x509_crt_t x;
	int rc = gnutls_x509_crt_init(&x);

	if (rc < 0)
		return rc;
	rc = gnutls_x509_crt_import(x, cert, GNUTLS_X509_FMT_PEM);
	p->from = (int64_t)gnutls_x509_crt_get_activation_time(x) * 1000;
	p->ends = (int64_t)gnutls_x509_crt_get_expiration_time(x) * 1000;
	gnutls_x509_crt_deinit(x);
	return rc;
}

static void pair_free(struct tls_pair *p)
{
	for (unsigned i = 0; i < p->n; i++)
		gnutls_pcert_deinit(&p->chain[i]);
	if (p->key)
		gnutls_privkey_deinit(p->key);
	arena_close(p->arena);
}

static struct err *pair_fill(struct arena *a, const struct http_config *c,
			     struct tls_pair *p)
{
	gnutls_datum_t cert, key;
	unsigned n = CHAIN_MOST;
	struct err *err = file_bytes(a, c->tls_cert, &cert);
	int rc;

	if (!err)
		err = file_bytes(a, c->tls_key, &key);
	if (err)
		return err;
	rc = gnutls_pcert_list_import_x509_raw(p->chain, &n, &cert,
					       GNUTLS_X509_FMT_PEM, 0);
	if (rc < 0)
		return bad_file(a, c->tls_cert, rc);
	p->n = n;
	rc = times_of(&cert, p);
	if (rc < 0)
		return bad_file(a, c->tls_cert, rc);
	rc = gnutls_privkey_init(&p->key);
	if (rc >= 0)
		rc = gnutls_privkey_import_x509_raw(
			p->key, &key, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (rc < 0)
		return bad_file(a, c->tls_key, rc);
	err = pair_fits(a, c, &cert, &key);
	gnutls_memset(key.data, 0, key.size);
	return err;
}

static struct err *pair_read(struct arena *a, const struct http_config *c,
			     struct tls_pair **ret_pair)
{
	struct arena *own = arena_open(64 * 1024);
	struct tls_pair *p = arena_new(own, struct tls_pair, 1);
	struct err *err;

	p->arena = own;
	err = pair_fill(a, c, p);
	if (err)
		pair_free(p);
	else
		*ret_pair = p;
	return err;
}

/* ---- before a server runs ---------------------------------------------------- */

int64_t tls_days_left(int64_t ends, int64_t now)
{
	int64_t left = ends - now;

	return left < 0 ? -1 - (-left - 1) / DAY_MS : left / DAY_MS;
}

struct err *tls_look(struct arena *a, const char *cert, const char *key,
		     struct tls_look *ret_look)
{
	struct http_config c = { .tls_cert = cert, .tls_key = key };
	struct tls_pair *p;
	struct stat st;
	struct err *err = pair_read(a, &c, &p);

	if (err)
		return err;
	*ret_look = (struct tls_look){
		.from = p->from,
		.ends = p->ends,
		.others_read = !stat(key, &st) && (st.st_mode & 007),
	};
	pair_free(p);
	return NULL;
}

/* ---- while it runs ------------------------------------------------------------ */

static void files_look(const struct http_config *c, struct files_seen *ret)
{
	const char *path[2] = { c->tls_cert, c->tls_key };
	struct stat st;

	*ret = (struct files_seen){ .size = { -1, -1 } };
	for (int i = 0; i < 2; i++)
		if (path[i] && !stat(path[i], &st)) {
			ret->changed[i] = st.st_mtim;
			ret->size[i] = st.st_size;
			ret->inode[i] = st.st_ino;
		}
}

static bool files_same(const struct files_seen *a, const struct files_seen *b)
{
	for (int i = 0; i < 2; i++)
		if (a->changed[i].tv_sec != b->changed[i].tv_sec ||
		    a->changed[i].tv_nsec != b->changed[i].tv_nsec ||
		    a->size[i] != b->size[i] || a->inode[i] != b->inode[i])
			return false;
	return true;
}

struct err *tls_open(struct arena *a, const struct http_config *c,
		     struct tls **ret_tls)
{
	struct tls *t = arena_new(a, struct tls, 1);
	struct tls_pair *p;
	struct err *err;

	t->config = c;
	files_look(c, &t->tried);
	t->before = t->tried;
	err = pair_read(a, c, &p);
	if (err)
		return err;
	atomic_store(&t->now, p);
	*ret_tls = t;
	return NULL;
}

void tls_close(struct tls *t)
{
	struct tls_pair *p = t ? atomic_load(&t->now) : NULL;
	struct tls_pair *older;

	for (; p; p = older) {
		older = p->older;
		pair_free(p);
	}
}

static void warn(struct tls *t, int64_t now)
{
	const struct tls_pair *p = atomic_load(&t->now);
	int64_t days = tls_days_left(p->ends, now);
	char text[64];

	if (days >= TLS_SOON_DAYS)
		return;
	snprintf(text, sizeof(text),
		 days < 0 ? "the certificate has ended, days: %lld"
			  : "the certificate ends soon, days: %lld",
		 (long long)days);
	log_event(t->config, "tls", text);
}

/* Neither one that has ended nor one that doesn't count yet takes the place of
 * one that is good. */
static const char *worse(const struct tls_pair *old, const struct tls_pair *new,
			 int64_t now)
{
	if (old->ends < now)
		return NULL;
	if (new->ends < now)
		return "the new certificate has ended; the old one is kept";
	return new->from > now ? "the new certificate doesn't count yet; the "
				 "old one is kept"
			       : NULL;
}

static void take(struct tls *t, int64_t now)
{
	struct arena *a = arena_open(1 << 20);
	struct tls_pair *old = atomic_load(&t->now), *new = NULL;
	struct err *err = pair_read(a, t->config, &new);
	const char *why = err ? NULL : worse(old, new, now);
	char text[200];

	if (err) {
		snprintf(text, sizeof(text),
			 "the new certificate can't be used; the old one is "
			 "kept: %.*s",
			 STR_ARG(err->detail.n ? err->detail : STR("no file")));
		why = text;
	}
	if (why && new)
		pair_free(new);
	if (!why) {
		new->older = old;
		atomic_store(&t->now, new);
		t->warned_at = 0;
		why = "a new certificate is in use";
	}
	log_event(t->config, "tls", why);
	arena_close(a);
}

/* Files are read once they stay as they are from one look to the next: the
 * certificate and its key are written one after the other. */
void tls_tick(struct tls *t)
{
	int64_t now = t->config->clock(), at = clock_us() / 1000;
	struct files_seen seen;
	int refused;

	if (at - t->looked_at < LOOK_MS)
		return;
	t->looked_at = at;
	files_look(t->config, &seen);
	if (!files_same(&seen, &t->tried) && files_same(&seen, &t->before)) {
		t->tried = seen;
		take(t, now);
	}
	t->before = seen;
	if (!t->warned_at || at - t->warned_at >= DAY_MS) {
		t->warned_at = at;
		warn(t, now);
	}
	refused = atomic_exchange(&t->refused, 0);
	if (refused) {
		char text[64];

		snprintf(text, sizeof(text), "handshakes refused: %d", refused);
		log_event(t->config, "tls", text);
	}
}

/* The library's words have no other structure than these. */
void tls_note(void *cls, const char *fmt, va_list ap)
{
	struct http *h = cls;

	(void)ap;
	if (h->tls && strstr(fmt, "handshake"))
		atomic_fetch_add(&h->tls->refused, 1);
}

/* One server of a process has TLS: the library hands nothing through to the
 * function that names the certificate. */
static _Atomic(struct tls *) the_tls;

void tls_serve(struct tls *t)
{
	atomic_store(&the_tls, t);
}

/* signature: the library's */
int tls_retrieve(gnutls_session_t session,
		 const struct gnutls_cert_retr_st *info,
		 gnutls_pcert_st **certs, unsigned *n_certs,
		 gnutls_ocsp_data_st **ocsp, unsigned *n_ocsp,
		 gnutls_privkey_t *key, unsigned *flags)
{
	struct tls *t = atomic_load(&the_tls);
	struct tls_pair *p = t ? atomic_load(&t->now) : NULL;

	(void)session;
	(void)info;
	if (!p)
		return -1;
	*certs = p->chain;
	*n_certs = p->n;
	*ocsp = NULL;
	*n_ocsp = 0;
	*key = p->key;
	*flags = 0; /* they stay ours */
	return 0;
}
