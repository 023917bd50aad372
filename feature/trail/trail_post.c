/* Requests to witnesses, by libcurl. */
#include "trail/trail_post.h"

#include <curl/curl.h>
#include <pthread.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { ANSWER_MOST = 64 * 1024, SAID_MOST = 300 };

static int connect_most = 5000, all_most = 20000;

void trail_post_set_timeouts(int connect_ms, int all_ms)
{
	connect_most = connect_ms;
	all_most = all_ms;
}

static void library_begin(void)
{
	CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

	assert(code == CURLE_OK);
	(void)code;
}

/* An answer that goes on and on ends the connection. */
static size_t on_answer(char *from, size_t size, size_t n, void *arg)
{
	struct buf *b = arg;

	buf_mem(b, from, (ptrdiff_t)(size * n));
	return b->full ? 0 : size * n;
}

#define SET(curl, option, value)                                               \
	do {                                                                   \
		CURLcode code_ =                                               \
			curl_easy_setopt(curl, CURLOPT_##option, value);       \
		assert(code_ == CURLE_OK);                                     \
		(void)code_;                                                   \
	} while (0)

static void set_all(CURL *c, struct curl_slist *head, struct buf *answer,
		    char *why)
{
	SET(c, HTTPHEADER, head);
	SET(c, PROTOCOLS_STR, "http,https");
	SET(c, PROXY, "");
	SET(c, NETRC, (long)CURL_NETRC_IGNORED);
	SET(c, NOSIGNAL, 1L);
	SET(c, FOLLOWLOCATION, 0L);
	SET(c, SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(c, CONNECTTIMEOUT_MS, (long)connect_most);
	SET(c, TIMEOUT_MS, (long)all_most);
	SET(c, WRITEFUNCTION, on_answer);
	SET(c, WRITEDATA, answer);
	SET(c, ERRORBUFFER, why);
}

void trail_post(struct cx *cx, struct str url, struct str body,
		struct trail_answer *ret)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct buf answer = buf_init(cx->arena, ANSWER_MOST);
	char why[CURL_ERROR_SIZE] = "";
	struct curl_slist *head;
	struct str said;
	long status = 0;
	CURLcode code;
	CURL *c;

	pthread_once(&once, library_begin);
	c = curl_easy_init();
	/* the body isn't large enough to ask first */
	head = curl_slist_append(NULL, "Expect:");
	assert(c && head);
	head = curl_slist_append(head, "Content-Type: text/plain");
	set_all(c, head, &answer, why);
	SET(c, URL,
	    str_to_c(cx->arena,
		     str_cat(cx->arena, url, STR("/add-checkpoint"))));
	SET(c, POSTFIELDSIZE, (long)body.n);
	SET(c, POSTFIELDS, body.p);
	code = curl_easy_perform(c);
	if (code == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	said = str_c(why[0] ? why : curl_easy_strerror(code));
	*ret = (struct trail_answer){
		.status = (int)status,
		.body = buf_view(&answer),
		.why = utf8_valid(said) ? utf8_cut(text_clean(cx->arena, said),
						   SAID_MOST)
					: STR("–"),
	};
	curl_slist_free_all(head);
	curl_easy_cleanup(c);
}
