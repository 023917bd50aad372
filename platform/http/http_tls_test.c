/* TLS over real sockets, with certificates that the test makes itself. */
#include "http/http_kit.h"

#include <gnutls/x509.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "http/http_tls.h"
#include "testkit/testkit.h"

enum { DAY = 86400, SECONDS_MOST = 10 };

static struct arena *arena;
static struct http *http;
static struct http_config config;
static int port;
static char folder[] = "/tmp/rv_tls_XXXXXX";
static char cert[64], key[64];

#define GNU(call) assert_true((call) >= 0)

/* ---- certificates ------------------------------------------------------------ */

static void put_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static void put_text(const char *path, const char *text)
{
	put_file(path, text, strlen(text));
}

static void sign(gnutls_x509_crt_t x, gnutls_x509_privkey_t k,
		 unsigned char serial)
{
	GNU(gnutls_x509_crt_set_version(x, 3));
	GNU(gnutls_x509_crt_set_serial(x, &serial, 1));
	GNU(gnutls_x509_crt_set_dn(x, "CN=localhost", NULL));
	GNU(gnutls_x509_crt_set_key(x, k));
	GNU(gnutls_x509_crt_sign2(x, x, k, GNUTLS_DIG_SHA256, 0));
}

/* A pair of files whose certificate counts from and to so many seconds from
 * now; its serial number tells it from others. */
static void pair_make(unsigned char serial, long from, long to)
{
	gnutls_x509_privkey_t k;
	gnutls_x509_crt_t x;
	gnutls_datum_t text;
	time_t now = time(NULL);

	GNU(gnutls_x509_privkey_init(&k));
	GNU(gnutls_x509_privkey_generate(
		k, GNUTLS_PK_ECDSA,
		GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
	GNU(gnutls_x509_crt_init(&x));
	GNU(gnutls_x509_crt_set_activation_time(x, now + from));
	GNU(gnutls_x509_crt_set_expiration_time(x, now + to));
	sign(x, k, serial);
	GNU(gnutls_x509_crt_export2(x, GNUTLS_X509_FMT_PEM, &text));
	put_file(cert, text.data, text.size);
	gnutls_free(text.data);
	GNU(gnutls_x509_privkey_export2(k, GNUTLS_X509_FMT_PEM, &text));
	put_file(key, text.data, text.size);
	gnutls_free(text.data);
	gnutls_x509_crt_deinit(x);
	gnutls_x509_privkey_deinit(k);
}

/* ---- a client ------------------------------------------------------------------ */

struct client {
	int fd;
	gnutls_session_t s;
	gnutls_certificate_credentials_t none;
};

static bool client_open(struct client *c, const char *priorities)
{
	int rc;

	c->fd = web_connect(port);
	GNU(gnutls_certificate_allocate_credentials(&c->none));
	GNU(gnutls_init(&c->s, GNUTLS_CLIENT));
	GNU(gnutls_priority_set_direct(c->s, priorities, NULL));
	GNU(gnutls_credentials_set(c->s, GNUTLS_CRD_CERTIFICATE, c->none));
	gnutls_transport_set_int(c->s, c->fd);
	gnutls_handshake_set_timeout(c->s, 5000);
	do
		rc = gnutls_handshake(c->s);
	while (rc < 0 && !gnutls_error_is_fatal(rc));
	return rc >= 0;
}

static void client_close(struct client *c)
{
	gnutls_deinit(c->s);
	gnutls_certificate_free_credentials(c->none);
	close(c->fd);
}

static struct str ask(struct arena *a, struct client *c, const char *text)
{
	struct buf b = buf_init(a, 1 << 16);
	char part[4096];
	ssize_t n;

	if (gnutls_record_send(c->s, text, strlen(text)) < 0)
		return STR("");
	do {
		n = gnutls_record_recv(c->s, part, sizeof(part));
		if (n > 0)
			buf_mem(&b, part, (ptrdiff_t)n);
	} while (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED ||
		 (n > 0 && !str_ends(buf_view(&b), STR("home 0"))));
	return buf_view(&b);
}

#define KEPT "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

static int serial_of(struct client *c)
{
	unsigned n;
	const gnutls_datum_t *list = gnutls_certificate_get_peers(c->s, &n);
	unsigned char serial[32];
	size_t size = sizeof(serial);
	gnutls_x509_crt_t x;

	assert_true(list && n > 0);
	GNU(gnutls_x509_crt_init(&x));
	GNU(gnutls_x509_crt_import(x, list, GNUTLS_X509_FMT_DER));
	GNU(gnutls_x509_crt_get_serial(x, serial, &size));
	gnutls_x509_crt_deinit(x);
	return serial[size - 1];
}

/* Which certificate a new connection gets; 0: none. */
static int serial_now(void)
{
	struct client c;
	int serial = client_open(&c, "NORMAL") ? serial_of(&c) : 0;

	client_close(&c);
	return serial;
}

static bool serial_comes(int want)
{
	for (int i = 0; i < SECONDS_MOST * 20; i++) {
		if (serial_now() == want)
			return true;
		usleep(50 * 1000);
	}
	return false;
}

static bool log_comes(const char *text)
{
	for (int i = 0; i < SECONDS_MOST * 20; i++) {
		if (str_find(web_log(arena), str_c(text), 0) >= 0)
			return true;
		usleep(50 * 1000);
	}
	print_error("%.*s", STR_ARG(web_log(arena)));
	return false;
}

/* ---- start and stop --------------------------------------------------------------- */

static int64_t clock_real(void)
{
	return (int64_t)time(NULL) * 1000;
}

static int start(void **state)
{
	(void)state;
	arena = arena_open(1 << 28);
	assert_non_null(mkdtemp(folder));
	snprintf(cert, sizeof(cert), "%s/cert.pem", folder);
	snprintf(key, sizeof(key), "%s/key.pem", folder);
	pair_make(1, -DAY, 90 * DAY);
	config = web_config();
	config.loops = 2;
	config.tls_cert = cert;
	config.tls_key = key;
	config.clock = clock_real;
	ok(http_start(arena, &config, &http));
	port = http_port(http);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	http_stop(http);
	unlink(cert);
	unlink(key);
	rmdir(folder);
	arena_close(arena);
	return 0;
}

/* ---- what is spoken ------------------------------------------------------------------ */

static bool speaks(const char *priorities)
{
	struct client c;
	bool good = client_open(&c, priorities);

	client_close(&c);
	return good;
}

static void only_1_2_and_1_3(void **state)
{
	(void)state;
	assert_true(speaks("NORMAL:-VERS-ALL:+VERS-TLS1.3"));
	assert_true(speaks("NORMAL:-VERS-ALL:+VERS-TLS1.2"));
	/* as weak as this client can be made */
	assert_false(speaks("LEGACY:-VERS-ALL:+VERS-TLS1.1:%COMPAT"));
	assert_false(speaks("LEGACY:-VERS-ALL:+VERS-TLS1.0:%COMPAT"));
}

#define V12 "NORMAL:-VERS-ALL:+VERS-TLS1.2"

static void only_sealed_ciphers_and_fresh_keys(void **state)
{
	(void)state;
	assert_true(speaks(V12 ":-CIPHER-ALL:+AES-128-GCM"));
	assert_true(speaks(V12 ":-CIPHER-ALL:+CHACHA20-POLY1305"));
	assert_false(speaks(V12 ":-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC"));
	assert_false(speaks(V12 ":-CIPHER-ALL:+3DES-CBC:+ARCFOUR-128"));
	assert_false(speaks(V12 ":-KX-ALL:+RSA"));
	assert_false(speaks(V12 ":-KX-ALL:+DHE-RSA"));
	assert_true(speaks("NORMAL:-GROUP-ALL:+GROUP-X25519"));
}

static void browsers_are_told_to_stay(void **state)
{
	struct client c;
	struct str a;

	(void)state;
	assert_true(client_open(&c, "NORMAL"));
	a = ask(arena, &c, KEPT);
	client_close(&c);
	assert_int_equal(web_status(a), 200);
	same(web_header(a, "Strict-Transport-Security"),
	     "max-age=31536000; includeSubDomains");
}

static void nothing_is_said_in_the_open(void **state)
{
	struct str a = web_send(arena, port, STR(KEPT));

	(void)state;
	assert_true(str_find(a, STR("HTTP/"), 0) < 0);
}

static void refused_handshakes_are_logged(void **state)
{
	(void)state;
	web_log_clear();
	assert_false(speaks("LEGACY:-VERS-ALL:+VERS-TLS1.1:%COMPAT"));
	assert_true(
		log_comes("\"event\":\"tls\",\"why\":\"handshakes refused:"));
}

/* ---- renewal --------------------------------------------------------------------------- */

static atomic_bool busy;
static atomic_int answers, lost;

/* One connection that stays, and one after the other that doesn't. */
static void *reader(void *arg)
{
	struct arena *a = arena_open(1 << 28);
	bool stays = arg != NULL;
	struct client c;
	bool open = false;

	while (atomic_load(&busy)) {
		if (!open)
			open = client_open(&c, "NORMAL");
		if (!open || web_status(ask(a, &c, KEPT)) != 200)
			atomic_fetch_add(&lost, 1);
		else
			atomic_fetch_add(&answers, 1);
		if (stays)
			continue;
		client_close(&c);
		open = false;
	}
	if (open)
		client_close(&c);
	arena_close(a);
	return NULL;
}

static void a_new_certificate_is_taken_under_load(void **state)
{
	pthread_t threads[4];
	int stays = 1;

	(void)state;
	atomic_store(&busy, true);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, reader,
						i < 2 ? &stays : NULL),
				 0);
	pair_make(2, -DAY, 90 * DAY);
	assert_true(serial_comes(2));
	pair_make(3, -DAY, 90 * DAY);
	assert_true(serial_comes(3));
	atomic_store(&busy, false);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&lost), 0);
	assert_true(atomic_load(&answers) > 20);
	assert_true(log_comes("a new certificate is in use"));
}

static void is_kept(const char *why)
{
	assert_true(log_comes(why));
	assert_int_equal(serial_now(), 3);
	web_log_clear();
}

static void a_bad_one_changes_nothing(void **state)
{
	(void)state;
	web_log_clear();
	put_text(cert, "-----BEGIN CERTIFICATE-----\nAAAA\n");
	is_kept("the new certificate can't be used; the old one is kept");
	unlink(cert);
	is_kept("the new certificate can't be used; the old one is kept");
	pair_make(4, -DAY, 90 * DAY);
	put_text(key, "no key\n");
	is_kept("the new certificate can't be used; the old one is kept");
	pair_make(5, -90 * DAY, -DAY);
	is_kept("the new certificate has ended; the old one is kept");
	pair_make(6, DAY, 90 * DAY);
	is_kept("the new certificate doesn't count yet; the old one is kept");
}

static void the_key_of_another_is_noticed(void **state)
{
	char other[80];
	struct tls_look look;
	struct err *err;

	(void)state;
	pair_make(7, -DAY, 90 * DAY);
	snprintf(other, sizeof(other), "%s.other", key);
	assert_int_equal(rename(key, other), 0);
	pair_make(8, -DAY, 90 * DAY);
	err = tls_look(arena, cert, other, &look);
	unlink(other);
	assert_non_null(err);
	same(str_c(err->msgid), "The key {0} isn't that of the certificate "
				"{1}.");
}

static void an_end_that_is_near_is_told(void **state)
{
	(void)state;
	web_log_clear();
	pair_make(9, -DAY, 20 * DAY + 60);
	assert_true(serial_comes(9));
	assert_true(log_comes("the certificate ends soon, days: 20"));
}

static void days_are_whole_ones(void **state)
{
	const int64_t day = (int64_t)DAY * 1000;

	(void)state;
	assert_int_equal(tls_days_left(10 * day, 10 * day), 0);
	assert_int_equal(tls_days_left(10 * day, 9 * day), 1);
	assert_int_equal(tls_days_left(10 * day, 9 * day + 1), 0);
	assert_int_equal(tls_days_left(10 * day, 10 * day + 1), -1);
	assert_int_equal(tls_days_left(10 * day, 11 * day), -1);
	assert_int_equal(tls_days_left(10 * day, 11 * day + 1), -2);
}

static void refuses(const char *c, const char *k, enum err_code code)
{
	struct tls_look look;
	struct err *err = tls_look(arena, c, k, &look);

	assert_non_null(err);
	assert_int_equal(err->code, code);
}

static void a_look_before_serving(void **state)
{
	struct tls_look look;

	(void)state;
	pair_make(10, -DAY, 30 * DAY);
	ok(tls_look(arena, cert, key, &look));
	assert_int_equal(tls_days_left(look.ends, clock_real() - 5000), 30);
	assert_false(look.others_read);
	assert_int_equal(chmod(key, 0644), 0);
	ok(tls_look(arena, cert, key, &look));
	assert_true(look.others_read);
	refuses("/nowhere/x.pem", key, ERR_IO);
	refuses(key, key, ERR_INVALID);
	refuses(cert, cert, ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_1_2_and_1_3),
		cmocka_unit_test(only_sealed_ciphers_and_fresh_keys),
		cmocka_unit_test(browsers_are_told_to_stay),
		cmocka_unit_test(nothing_is_said_in_the_open),
		cmocka_unit_test(refused_handshakes_are_logged),
		cmocka_unit_test(a_new_certificate_is_taken_under_load),
		cmocka_unit_test(a_bad_one_changes_nothing),
		cmocka_unit_test(the_key_of_another_is_noticed),
		cmocka_unit_test(an_end_that_is_near_is_told),
		cmocka_unit_test(days_are_whole_ones),
		cmocka_unit_test(a_look_before_serving),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
