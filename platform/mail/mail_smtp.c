/*
 * One connection to the mail server, by libcurl: only SMTP, only to the host
 * that the administrator named, certificates always checked, everything
 * within set times.
 */
#include "mail/mail_priv.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { ANSWER_MOST = 300 };

static atomic_bool stopping;
static int connect_ms = 10000, answer_ms = 20000, all_ms = 30000;

struct mail_link {
	CURL *curl;
	const struct mail_config *config;
	struct str message;
	ptrdiff_t at;
	char line[ANSWER_MOST]; /* the server's last one */
	ptrdiff_t n;
	char why[CURL_ERROR_SIZE];
};

void mail_stop(void)
{
	atomic_store(&stopping, true);
}

void mail_set_timeouts(int connect, int answer, int all)
{
	connect_ms = connect;
	answer_ms = answer;
	all_ms = all;
}

static size_t on_read(char *to, size_t size, size_t n, void *arg)
{
	struct mail_link *l = arg;
	ptrdiff_t room = (ptrdiff_t)(size * n);
	ptrdiff_t part = MIN(room, l->message.n - l->at);

	memcpy(to, l->message.p + l->at, (size_t)part);
	l->at += part;
	return (size_t)part;
}

static size_t on_line(char *from, size_t size, size_t n, void *arg)
{
	struct mail_link *l = arg;

	/* the good-bye behind a refusal isn't the answer */
	if (size * n >= 3 && !memcmp(from, "221", 3))
		return size * n;
	l->n = MIN((ptrdiff_t)(size * n), ANSWER_MOST);
	memcpy(l->line, from, (size_t)l->n);
	return size * n;
}

static int on_progress(void *arg UNUSED, curl_off_t t UNUSED,
		       curl_off_t d UNUSED, curl_off_t u UNUSED,
		       curl_off_t v UNUSED)
{
	return atomic_load(&stopping);
}

static void library_begin(void)
{
	CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

	assert(code == CURLE_OK);
	(void)code;
}

/* "smtp://host:25/example.vn": the path is the name that we greet with. */
static char *url_of(struct arena *a, const struct mail_config *c)
{
	ptrdiff_t at = str_find_char(c->from, '@');
	bool six = str_find_char(c->host, ':') >= 0;

	return str_to_c(a,
			str_fmt(a, "%s://%s%.*s%s:%d/%.*s",
				c->tls == MAIL_TLS ? "smtps" : "smtp",
				six ? "[" : "", STR_ARG(c->host),
				six ? "]" : "", (int)c->port,
				STR_ARG(str_sub(c->from, at + 1, c->from.n))));
}

#define SET(l, option, value)                                                  \
	do {                                                                   \
		CURLcode code_ =                                               \
			curl_easy_setopt((l)->curl, CURLOPT_##option, value);  \
		assert(code_ == CURLE_OK);                                     \
		(void)code_;                                                   \
	} while (0)

struct mail_link *mail_link_open(struct arena *a, const struct mail_config *c)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct mail_link *l = arena_new(a, struct mail_link, 1);
	ptrdiff_t at = str_find_char(c->from, '@');

	assert(at > 0);
	pthread_once(&once, library_begin);
	l->config = c;
	l->curl = curl_easy_init();
	assert(l->curl);
	SET(l, URL, url_of(a, c));
	SET(l, PROTOCOLS_STR, "smtp,smtps");
	SET(l, PROXY, "");
	SET(l, NETRC, (long)CURL_NETRC_IGNORED);
	SET(l, NOSIGNAL, 1L);
	SET(l, UPLOAD, 1L);
	SET(l, USE_SSL,
	    c->tls == MAIL_PLAIN ? (long)CURLUSESSL_NONE
				 : (long)CURLUSESSL_ALL);
	SET(l, SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (c->ca)
		SET(l, CAINFO, c->ca);
	if (c->user.n) {
		SET(l, USERNAME, str_to_c(a, c->user));
		SET(l, PASSWORD, str_to_c(a, c->password));
	}
	SET(l, MAIL_FROM, str_fmt(a, "<%.*s>", STR_ARG(c->from)).p);
	SET(l, CONNECTTIMEOUT_MS, (long)connect_ms);
	SET(l, SERVER_RESPONSE_TIMEOUT, (long)MAX(1, answer_ms / 1000));
	SET(l, TIMEOUT_MS, (long)all_ms);
	SET(l, READFUNCTION, on_read);
	SET(l, READDATA, l);
	SET(l, HEADERFUNCTION, on_line);
	SET(l, HEADERDATA, l);
	SET(l, NOPROGRESS, 0L);
	SET(l, XFERINFOFUNCTION, on_progress);
	SET(l, ERRORBUFFER, l->why);
	return l;
}

void mail_link_close(struct mail_link *l)
{
	if (!l)
		return;
	curl_easy_cleanup(l->curl);
	l->curl = NULL;
}

/* What anyone sent, as one harmless line. */
static struct str line_of(struct arena *a, const char *p, ptrdiff_t n)
{
	struct buf b = buf_init(a, ANSWER_MOST + 4);
	struct str s = { p, n };

	if (utf8_valid(s))
		return text_clean(a, s);
	for (ptrdiff_t i = 0; i < n; i++)
		buf_char(&b, p[i] < ' ' || p[i] > '~' ? '?' : p[i]);
	return str_trim(buf_view(&b));
}

static struct str answer_of(const struct mail_link *l, struct arena *a,
			    CURLcode code)
{
	struct str said = line_of(a, l->line, l->n);
	struct str why = str_c(l->why[0] ? l->why : curl_easy_strerror(code));

	if (code == CURLE_OK)
		return said;
	why = line_of(a, why.p, MIN(why.n, ANSWER_MOST));
	return said.n ? str_fmt(a, "%.*s (%.*s)", STR_ARG(why), STR_ARG(said))
		      : why;
}

/* A server that answers to the recipient or to the message is there; anything
 * else would happen to every other letter as well. */
static enum mail_end end_of(CURLcode code, long status)
{
	if (code == CURLE_OK)
		return MAIL_SENT;
	if ((code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
	     code == CURLE_UPLOAD_FAILED) &&
	    status >= 400 && status < 600 && status != 421)
		return MAIL_REFUSED;
	return MAIL_AWAY;
}

static struct mail_result letter_send(struct mail_link *l, struct arena *a,
				      struct str to, struct str message)
{
	struct curl_slist *list =
		curl_slist_append(NULL, str_fmt(a, "<%.*s>", STR_ARG(to)).p);
	struct mail_result r = { .end = MAIL_AWAY };
	curl_off_t took = 0;
	CURLcode code;
	long status = 0;

	assert(list);
	l->message = message;
	l->at = l->n = 0;
	l->why[0] = '\0';
	SET(l, MAIL_RCPT, list);
	SET(l, INFILESIZE_LARGE, (curl_off_t)message.n);
	code = curl_easy_perform(l->curl);
	curl_easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(l->curl, CURLINFO_TOTAL_TIME_T, &took);
	r.end = end_of(code, status);
	r.for_good = r.end == MAIL_REFUSED && status >= 500;
	r.answer = answer_of(l, a, code);
	r.took_ms = took / 1000;
	SET(l, MAIL_RCPT, NULL);
	curl_slist_free_all(list);
	return r;
}

struct mail_result mail_link_send(struct mail_link *l, struct arena *a,
				  struct str to, struct str message)
{
	if (l->config->lost)
		return (struct mail_result){
			.end = MAIL_AWAY,
			.answer = STR("the password's key isn't there: type "
				      "the password again in the settings")
		};
	return letter_send(l, a, to, message);
}
