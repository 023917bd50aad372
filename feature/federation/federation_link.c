/*
 * One message over HTTPS, by libcurl: certificates always checked, no
 * redirects, everything within set times and sizes.
 */
#include "federation/federation_act.h"

#include <curl/curl.h>
#include <pthread.h>

#include "base/utf8.h"
#include "i18n/i18n.h"

enum { ANSWER_MOST = 8 * 1024, SAID_MOST = 300 };

static int connect_ms = 5000, all_ms = 20000;

void fed_set_timeouts(int connect, int all)
{
	connect_ms = connect;
	all_ms = all;
}

struct link {
	CURL *curl;
	struct curl_slist *head;
	struct buf answer;
	char why[CURL_ERROR_SIZE];
};

static void library_begin(void)
{
	CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

	assert(code == CURLE_OK);
	(void)code;
}

static void link_end(struct link *l)
{
	curl_slist_free_all(l->head);
	curl_easy_cleanup(l->curl);
}

/* An answer that goes on and on ends the connection. */
static size_t on_answer(char *from, size_t size, size_t n, void *arg)
{
	struct link *l = arg;

	buf_mem(&l->answer, from, (ptrdiff_t)(size * n));
	return l->answer.full ? 0 : size * n;
}

#define SET(l, option, value)                                                  \
	do {                                                                   \
		CURLcode code_ =                                               \
			curl_easy_setopt((l)->curl, CURLOPT_##option, value);  \
		assert(code_ == CURLE_OK);                                     \
		(void)code_;                                                   \
	} while (0)

static void field_put(struct buf *b, const char *name, struct str value)
{
	static const char hex[] = "0123456789ABCDEF";

	buf_fmt(b, "%s%s=", b->n ? "&" : "", name);
	for (ptrdiff_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '-' || c == '_' ||
			     c == '.';

		if (plain) {
			buf_char(b, (char)c);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, hex[c >> 4]);
		buf_char(b, hex[c & 15]);
	}
}

static struct str body_of(struct arena *a, const struct fed_letter *l)
{
	struct buf b = buf_init(a, 4 * FED_PAYLOAD_MOST);

	field_put(&b, "webhook-id", l->id);
	field_put(&b, "webhook-timestamp",
		  str_fmt(a, "%lld", (long long)l->stamp));
	field_put(&b, "webhook-signature", l->signature);
	field_put(&b, "from", l->key);
	field_put(&b, "payload", l->payload);
	return buf_view(&b);
}

static void link_open(struct cx *cx, struct link *l, const char *ca)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct str lang = lang_code(cx->lang);

	pthread_once(&once, library_begin);
	l->answer = buf_init(cx->arena, ANSWER_MOST);
	l->curl = curl_easy_init();
	assert(l->curl);
	l->head = curl_slist_append(
		NULL,
		str_fmt(cx->arena, "Accept-Language: %.*s", STR_ARG(lang)).p);
	/* the body isn't large enough to ask first */
	l->head = curl_slist_append(l->head, "Expect:");
	assert(l->head);
	SET(l, HTTPHEADER, l->head);
	SET(l, PROTOCOLS_STR, "http,https");
	SET(l, PROXY, "");
	SET(l, NETRC, (long)CURL_NETRC_IGNORED);
	SET(l, NOSIGNAL, 1L);
	SET(l, FOLLOWLOCATION, 0L);
	SET(l, SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (ca)
		SET(l, CAINFO, ca);
	SET(l, CONNECTTIMEOUT_MS, (long)connect_ms);
	SET(l, TIMEOUT_MS, (long)all_ms);
	SET(l, WRITEFUNCTION, on_answer);
	SET(l, WRITEDATA, l);
	SET(l, ERRORBUFFER, l->why);
}

/* What anyone sent, as one harmless line. */
static struct str line_of(struct cx *cx, struct str s)
{
	if (!utf8_valid(s))
		return STR("");
	return utf8_cut(text_clean(cx->arena, s), SAID_MOST);
}

static struct err *answer_err(struct cx *cx, struct link *l, long status)
{
	enum err_code code = status == 409		     ? ERR_CONFLICT
			     : status >= 400 && status < 500 ? ERR_DENIED
							     : ERR_IO;
	const char *type = NULL;
	struct str said = STR("");

	curl_easy_getinfo(l->curl, CURLINFO_CONTENT_TYPE, &type);
	if (str_starts(str_c(type), STR("text/plain")))
		said = line_of(cx, buf_view(&l->answer));
	return err_new(cx->arena, code, N_("The other side answered {0}: {1}"),
		       str_fmt(cx->arena, "%ld", status),
		       said.n ? said : STR("–"));
}

struct err *fed_post(struct cx *cx, struct str url, const char *ca,
		     const struct fed_letter *letter)
{
	struct link l CLEANUP(link_end) = { 0 };
	struct str body = body_of(cx->arena, letter);
	long status = 0;
	CURLcode code;

	link_open(cx, &l, ca);
	SET(&l, URL, str_to_c(cx->arena, url));
	SET(&l, POSTFIELDSIZE, (long)body.n);
	SET(&l, POSTFIELDS, body.p);
	code = curl_easy_perform(l.curl);
	if (code != CURLE_OK)
		return err_new(cx->arena, ERR_IO,
			       N_("The other side can't be reached: {0}"),
			       line_of(cx, str_c(l.why[0] ? l.why
							  : curl_easy_strerror(
								    code))));
	curl_easy_getinfo(l.curl, CURLINFO_RESPONSE_CODE, &status);
	return status == 200 ? NULL : answer_err(cx, &l, status);
}
