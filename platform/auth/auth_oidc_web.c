/*
 * Asking a sign-in service, by libcurl: only the addresses that the configured
 * issuer's own document names, certificates always checked, no redirect
 * followed, everything within set times and sizes, and only a few at once so
 * that a slow service never takes the workers of others.
 *
 * What a service publishes (its document, its keys) is kept in memory, one
 * entry an issuer, as text: whoever needs it reads it anew.
 */
#include "auth/auth_oidc.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "auth/auth.h"
#include "base/buf.h"
#include "base/utf8.h"

enum { KEPT = 8, KEPT_ARENA = 4 * OIDC_ANSWER_MOST };

/* How near an address is; a service may not point us nearer than it is. */
enum near { NEAR_OUTSIDE, NEAR_NETWORK, NEAR_HERE, NEAR_NEVER };

static int all_ms = OIDC_ALL_MS;
static atomic_int asking;

void oidc_set_timeout(int ms)
{
	all_ms = ms;
}

/* ---- what was kept --------------------------------------------------- */

struct kept {
	struct arena *arena; /* of the texts; NULL: the place is free */
	struct str issuer, about, keys;
	enum near near;	  /* where its document came from */
	int64_t about_at; /* instants */
	int64_t keys_at;  /* of the last time they were asked for */
};
static struct {
	pthread_mutex_t lock;
	struct kept at[KEPT];
} table = { .lock = PTHREAD_MUTEX_INITIALIZER };

void oidc_forget(void)
{
	pthread_mutex_lock(&table.lock);
	for (int i = 0; i < KEPT; i++) {
		arena_close(table.at[i].arena);
		table.at[i] = (struct kept){ 0 };
	}
	pthread_mutex_unlock(&table.lock);
}

/* A copy in an arena; false when nothing is kept of it. */
static bool kept_get(struct arena *a, struct str issuer, struct kept *ret)
{
	bool found = false;

	pthread_mutex_lock(&table.lock);
	for (int i = 0; i < KEPT && !found; i++) {
		const struct kept *k = &table.at[i];

		found = k->arena && str_eq(k->issuer, issuer);
		if (!found)
			continue;
		*ret = *k;
		ret->arena = NULL;
		ret->issuer = str_dup(a, k->issuer);
		ret->about = str_dup(a, k->about);
		ret->keys = str_dup(a, k->keys);
	}
	pthread_mutex_unlock(&table.lock);
	return found;
}

/* In the place of the same issuer, else of the one that was asked longest
 * ago. */
static void kept_put(const struct kept *fresh)
{
	struct kept *to = &table.at[0];
	struct kept k = *fresh;

	k.arena = arena_open(KEPT_ARENA);
	k.issuer = str_dup(k.arena, fresh->issuer);
	k.about = str_dup(k.arena, fresh->about);
	k.keys = str_dup(k.arena, fresh->keys);
	pthread_mutex_lock(&table.lock);
	for (int i = 0; i < KEPT; i++) {
		struct kept *x = &table.at[i];

		if (x->arena && str_eq(x->issuer, fresh->issuer)) {
			to = x;
			break;
		}
		if (to->arena && (!x->arena || x->about_at < to->about_at))
			to = x;
	}
	arena_close(to->arena);
	*to = k;
	pthread_mutex_unlock(&table.lock);
}

/* ---- one question ---------------------------------------------------- */

struct ask {
	struct arena *arena;
	struct str url, form; /* form absent: a GET */
	struct str basic;     /* "id:secret" for the header, or absent */
	enum near nearest;    /* that an address may be */
	struct buf answer;
	enum near near; /* of the one that answered */
	bool refused;	/* an address was too near */
	long status;
	char why[CURL_ERROR_SIZE];
};

static bool net_is(uint32_t ip, uint32_t net, int bits)
{
	return ip >> (32 - bits) == net >> (32 - bits);
}

static enum near near_v4(uint32_t ip)
{
	if (net_is(ip, 0x7f000000, 8))
		return NEAR_HERE;
	/* "this", what machines in a cloud learn their secrets from, groups */
	if (net_is(ip, 0, 8) || net_is(ip, 0xa9fe0000, 16) || ip >= 0xe0000000)
		return NEAR_NEVER;
	if (net_is(ip, 0x0a000000, 8) || net_is(ip, 0xac100000, 12) ||
	    net_is(ip, 0xc0a80000, 16) || net_is(ip, 0x64400000, 10))
		return NEAR_NETWORK;
	return NEAR_OUTSIDE;
}

static enum near near_v6(const unsigned char *ip)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const unsigned char zeros[15] = { 0 };

	if (!memcmp(ip, mapped, sizeof(mapped)))
		return near_v4((uint32_t)ip[12] << 24 | (uint32_t)ip[13] << 16 |
			       (uint32_t)ip[14] << 8 | ip[15]);
	if (!memcmp(ip, zeros, sizeof(zeros)))
		return ip[15] == 1 ? NEAR_HERE : NEAR_NEVER;
	if (ip[0] == 0xff || (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80))
		return NEAR_NEVER;
	return (ip[0] & 0xfe) == 0xfc ? NEAR_NETWORK : NEAR_OUTSIDE;
}

static enum near near_of(const struct curl_sockaddr *to)
{
	if (to->family == AF_INET)
		return near_v4(ntohl(
			((const struct sockaddr_in *)(const void *)&to->addr)
				->sin_addr.s_addr));
	if (to->family == AF_INET6)
		return near_v6(
			((const struct sockaddr_in6 *)(const void *)&to->addr)
				->sin6_addr.s6_addr);
	return NEAR_NEVER;
}

/* The last place where an address can be looked at: what was resolved is what
 * is connected to. */
static curl_socket_t on_socket(void *arg, curlsocktype purpose UNUSED,
			       struct curl_sockaddr *to)
{
	struct ask *q = arg;
	enum near near = near_of(to);

	if (near == NEAR_NEVER || near > q->nearest) {
		q->refused = true;
		return CURL_SOCKET_BAD;
	}
	q->near = near;
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t on_answer(char *from, size_t size, size_t n, void *arg)
{
	struct ask *q = arg;

	buf_mem(&q->answer, from, (ptrdiff_t)(size * n));
	return q->answer.full ? 0 : size * n;
}

static void library_begin(void)
{
	CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

	assert(code == CURLE_OK);
	(void)code;
}

static void curl_end(CURL **curl)
{
	curl_easy_cleanup(*curl);
}

static void head_end(struct curl_slist **head)
{
	curl_slist_free_all(*head);
}

#define SET(curl, option, value)                                               \
	do {                                                                   \
		CURLcode code_ =                                               \
			curl_easy_setopt(curl, CURLOPT_##option, value);       \
		assert(code_ == CURLE_OK);                                     \
		(void)code_;                                                   \
	} while (0)

static void curl_prepare(CURL *curl, struct ask *q)
{
	const char *ca = getenv(OIDC_CA);

	SET(curl, URL, str_to_c(q->arena, q->url));
	SET(curl, PROTOCOLS_STR, "http,https");
	SET(curl, PROXY, "");
	SET(curl, NETRC, (long)CURL_NETRC_IGNORED);
	SET(curl, NOSIGNAL, 1L);
	SET(curl, FOLLOWLOCATION, 0L);
	SET(curl, SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(curl, SSL_VERIFYPEER, 1L);
	SET(curl, SSL_VERIFYHOST, 2L);
	if (ca)
		SET(curl, CAINFO, ca);
	SET(curl, CONNECTTIMEOUT_MS, (long)all_ms);
	SET(curl, TIMEOUT_MS, (long)all_ms);
	SET(curl, OPENSOCKETFUNCTION, on_socket);
	SET(curl, OPENSOCKETDATA, q);
	SET(curl, WRITEFUNCTION, on_answer);
	SET(curl, WRITEDATA, q);
	SET(curl, ERRORBUFFER, q->why);
	if (q->form.p) {
		SET(curl, POSTFIELDSIZE, (long)q->form.n);
		SET(curl, POSTFIELDS, q->form.p);
	}
	if (q->basic.p) {
		SET(curl, HTTPAUTH, (long)CURLAUTH_BASIC);
		SET(curl, USERPWD, str_to_c(q->arena, q->basic));
	}
}

static struct err *away(struct cx *cx, struct str url, const char *why)
{
	struct err *err = err_new(
		cx->arena, ERR_IO,
		N_("The sign-in service can't be used just now: sign in with "
		   "your password, or try again later."));

	return err_detail(cx->arena, err, "%.*s: %s", STR_ARG(url), why);
}

static bool is_json(const char *type)
{
	struct str rest = str_c(type ? type : "");
	struct str word = str_trim(str_cut(&rest, ';'));

	return str_eq_nocase(word, STR("application/json")) ||
	       str_eq_nocase(word, STR("application/jwk-set+json"));
}

/* Anything but JSON is no answer: an error page, a redirect, too much. */
static struct err *ask_run(struct cx *cx, struct ask *q)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	CURL *curl CLEANUP(curl_end) = NULL;
	struct curl_slist *head CLEANUP(head_end) = NULL;
	const char *type = NULL;
	CURLcode code;

	pthread_once(&once, library_begin);
	curl = curl_easy_init();
	assert(curl);
	head = curl_slist_append(NULL, "Accept: application/json");
	head = curl_slist_append(head, "Expect:");
	assert(head);
	q->arena = cx->arena;
	q->answer = buf_init(cx->arena, OIDC_ANSWER_MOST);
	SET(curl, HTTPHEADER, head);
	curl_prepare(curl, q);
	code = curl_easy_perform(curl);
	if (q->answer.full)
		return away(cx, q->url, "the answer is too large");
	if (q->refused)
		return away(cx, q->url, "the address may not be asked");
	if (code != CURLE_OK)
		return away(cx, q->url,
			    q->why[0] ? q->why : curl_easy_strerror(code));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &q->status);
	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	if (q->status == 200 && !is_json(type))
		return away(cx, q->url, "the answer isn't JSON");
	return NULL;
}

static struct err *ask(struct cx *cx, struct ask *q)
{
	struct err *err;

	if (atomic_fetch_add(&asking, 1) >= OIDC_AT_ONCE) {
		atomic_fetch_sub(&asking, 1);
		return err_new(cx->arena, ERR_BUSY,
			       N_("Many people are signing in just now: try "
				  "again in a moment, or sign in with your "
				  "password."));
	}
	err = ask_run(cx, q);
	atomic_fetch_sub(&asking, 1);
	return err;
}

static struct err *not_200(struct cx *cx, const struct ask *q)
{
	char status[32];

	snprintf(status, sizeof(status), "status %ld", q->status);
	return away(cx, q->url, status);
}

/* ---- documents and keys ---------------------------------------------- */

static struct str document_of(struct cx *cx, struct str issuer)
{
	while (str_ends(issuer, STR("/")))
		issuer.n--;
	return str_cat(cx->arena, issuer,
		       STR("/.well-known/openid-configuration"));
}

/* The document; asked for when none is kept or it is an hour old. */
static struct err *known(struct cx *cx, const struct oidc_client *c,
			 struct kept *ret_kept, struct oidc_about *ret_about)
{
	struct ask q = { .url = document_of(cx, c->issuer),
			 .nearest = oidc_url_is_here(c->issuer)
					    ? NEAR_HERE
					    : NEAR_NETWORK };
	struct kept k = { 0 };
	const char *why;
	struct err *err = NULL;

	if (!oidc_url_ok(c->issuer))
		return away(cx, c->issuer, "the address isn't allowed");
	if (!kept_get(cx->arena, c->issuer, &k) || !k.about.n ||
	    cx->now - k.about_at >= OIDC_KEEP_MS || cx->now < k.about_at) {
		err = ask(cx, &q);
		if (!err && q.status != 200)
			err = not_200(cx, &q);
		if (err)
			return err;
		k = (struct kept){ .issuer = c->issuer,
				   .about = buf_view(&q.answer),
				   .keys = k.keys.p ? k.keys : STR(""),
				   .near = q.near,
				   .about_at = cx->now,
				   .keys_at = k.keys_at };
		why = oidc_about_read(cx->arena, c->issuer, k.about, ret_about);
		if (why)
			return away(cx, q.url, why);
		kept_put(&k);
	} else if ((why = oidc_about_read(cx->arena, c->issuer, k.about,
					  ret_about))) {
		return away(cx, q.url, why);
	}
	*ret_kept = k;
	return NULL;
}

struct err *oidc_about(struct cx *cx, const struct oidc_client *c,
		       struct oidc_about *ret_about)
{
	struct kept k;

	return known(cx, c, &k, ret_about);
}

/* Whether those that are kept won't do. */
static bool keys_old(struct cx *cx, const struct kept *k,
		     const struct jwt_keys *keys, struct str kid)
{
	if (!k->keys_at || cx->now < k->keys_at ||
	    cx->now - k->keys_at >= OIDC_KEEP_MS)
		return true;
	if (cx->now - k->keys_at < OIDC_KEYS_AGAIN_MS)
		return false;
	return kid.p ? !jwt_keys_have(keys, kid) : !keys->n;
}

struct err *oidc_keys(struct cx *cx, const struct oidc_client *c,
		      struct str kid, struct jwt_keys *ret_keys)
{
	struct oidc_about about;
	struct jwt_keys keys = { 0 };
	struct kept k;
	struct ask q = { 0 };
	struct err *err = known(cx, c, &k, &about);

	if (err)
		return err;
	if (k.keys.n && !jwt_keys_read(cx->arena, k.keys, &keys))
		k.keys_at = 0;
	if (!keys_old(cx, &k, &keys, kid)) {
		*ret_keys = keys;
		return NULL;
	}
	q = (struct ask){ .url = about.keys, .nearest = k.near };
	/* also when it fails: the next one doesn't ask at once again */
	k.keys_at = cx->now;
	err = ask(cx, &q);
	if (!err && q.status != 200)
		err = not_200(cx, &q);
	if (!err && !jwt_keys_read(cx->arena, buf_view(&q.answer), &keys))
		err = away(cx, q.url, "these are no keys");
	if (!err)
		k.keys = buf_view(&q.answer);
	if (err && !keys.n)
		k.keys_at = 0;
	kept_put(&k);
	if (!err)
		*ret_keys = keys;
	return err;
}

struct err *oidc_ask_anew(struct cx *cx, const struct oidc_client *c,
			  struct jwt_keys *ret_keys)
{
	pthread_mutex_lock(&table.lock);
	for (int i = 0; i < KEPT; i++) {
		struct kept *k = &table.at[i];

		if (!k->arena || !str_eq(k->issuer, c->issuer))
			continue;
		arena_close(k->arena);
		*k = (struct kept){ 0 };
	}
	pthread_mutex_unlock(&table.lock);
	return oidc_keys(cx, c, STR_NULL, ret_keys);
}

/* ---- the code -------------------------------------------------------- */

/* Both parts are encoded as a form's values before they are joined. */
static struct str basic_of(struct cx *cx, const struct oidc_client *c)
{
	struct buf b = buf_init(cx->arena, 8192);

	oidc_field_put(&b, NULL, c->id);
	buf_char(&b, ':');
	oidc_field_put(&b, NULL, c->secret);
	return buf_view(&b);
}

static void json_end(json_t **j)
{
	json_decref(*j);
}

static bool id_token_of(struct cx *cx, struct str json, struct str *ret)
{
	json_t *o CLEANUP(json_end) = json_loadb(json.p, (size_t)json.n,
						 JSON_REJECT_DUPLICATES, NULL);
	const json_t *v = json_object_get(o, "id_token");

	if (!json_is_string(v) || json_string_length(v) > JWT_MOST)
		return false;
	*ret = str_dup(cx->arena, str_c(json_string_value(v)));
	return true;
}

/* "invalid_grant", for the log. */
static struct str error_of(struct cx *cx, struct str json)
{
	json_t *o CLEANUP(json_end) = json_loadb(json.p, (size_t)json.n,
						 JSON_REJECT_DUPLICATES, NULL);
	const char *s = json_string_value(json_object_get(o, "error"));

	return s ? utf8_cut(text_clean(cx->arena, str_dup(cx->arena, str_c(s))),
			    100)
		 : STR("no reason");
}

struct err *oidc_exchange(struct cx *cx, const struct oidc_client *c,
			  const struct oidc_code *code,
			  struct str *ret_id_token)
{
	struct buf form = buf_init(cx->arena, 64 * 1024);
	struct oidc_about about;
	struct kept k;
	struct ask q = { 0 };
	struct err *err = known(cx, c, &k, &about);

	if (err)
		return err;
	oidc_field_put(&form, "grant_type", STR("authorization_code"));
	oidc_field_put(&form, "code", code->code);
	oidc_field_put(&form, "redirect_uri", code->back);
	oidc_field_put(&form, "code_verifier", code->verifier);
	oidc_field_put(&form, "client_id", about.post ? c->id : STR_NULL);
	oidc_field_put(&form, "client_secret",
		       about.post ? c->secret : STR_NULL);
	q = (struct ask){ .url = about.token,
			  .form = buf_view(&form),
			  .basic = about.post ? STR_NULL : basic_of(cx, c),
			  .nearest = k.near };
	err = ask(cx, &q);
	if (err)
		return err;
	if (q.status == 400 || q.status == 401)
		return err_detail(
			cx->arena,
			err_new(cx->arena, ERR_DENIED,
				N_("The sign-in service didn't confirm this "
				   "sign-in: begin again, or sign in with your "
				   "password.")),
			"%ld %.*s", q.status,
			STR_ARG(error_of(cx, buf_view(&q.answer))));
	if (q.status != 200)
		return not_200(cx, &q);
	if (!id_token_of(cx, buf_view(&q.answer), ret_id_token))
		return away(cx, q.url, "there is no ID token in the answer");
	return NULL;
}
