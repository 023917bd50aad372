/*
 * A small site on stand-ins for the modules below: the tests here are about
 * requests, not about databases.
 */
#include "http/http_kit.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "db/db.h"
#include "file/file.h"
#include "i18n/i18n.h"
#include "testkit/testkit.h"

#define STAND_IN __attribute__((weak))

/* ---- stand-ins -------------------------------------------------------------- */

static struct kit {
	pthread_mutex_t lock;
	char log[1 << 20];
	ptrdiff_t n_log;
	int lent, touched;
} kit = { .lock = PTHREAD_MUTEX_INITIALIZER };

STAND_IN struct db *store_reader(struct store *s, struct arena *a)
{
	static int reader;

	(void)s;
	(void)a;
	__atomic_add_fetch(&kit.lent, 1, __ATOMIC_SEQ_CST);
	return (struct db *)&reader;
}

STAND_IN void store_return(struct db *db)
{
	assert(db);
	__atomic_sub_fetch(&kit.lent, 1, __ATOMIC_SEQ_CST);
}

STAND_IN struct err *db_tx(const struct cx *cx, db_tx_fn *fn, void *arg)
{
	struct cx copy = *cx;

	copy.in_tx = true;
	return fn(&copy, arg);
}

STAND_IN struct err *session_find(struct cx *cx, struct str token,
				  struct session *ret_session, bool *ret_found)
{
	*ret_found = true;
	if (str_eq(token, STR("broken")))
		return err_new(cx->arena, ERR_DB, "the table is gone");
	*ret_session = (struct session){
		.seen_at = WEB_NOW - 1000,
		.csrf = STR_INIT("abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"),
	};
	if (str_eq(token, STR("ann")))
		ret_session->id = 1;
	else if (str_eq(token, STR("bob")))
		ret_session->id = 2;
	else if (str_eq(token, STR("gone")))
		ret_session->id = 3;
	else if (str_eq(token, STR("old")))
		ret_session->id = 4;
	else
		*ret_found = false;
	if (ret_session->id == 4)
		ret_session->seen_at = WEB_NOW - 61 * 1000;
	ret_session->user = ret_session->id + 100;
	return NULL;
}

STAND_IN struct err *session_touch(struct cx *cx, int64_t id)
{
	assert(cx->in_tx && id == 4);
	__atomic_add_fetch(&kit.touched, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

STAND_IN bool csrf_ok(const struct session *s, struct str token)
{
	return str_eq(s->csrf, token);
}

STAND_IN struct str auth_random_token(struct arena *a, int n_bytes)
{
	static int n;
	int k = __atomic_add_fetch(&n, 1, __ATOMIC_SEQ_CST);

	return str_fmt(a, "r%08d%0*d", k, MAX(n_bytes - 8, 1), 0);
}

STAND_IN struct str tr(enum lang lang, const char *msgid)
{
	(void)lang;
	return str_c(msgid);
}

STAND_IN struct str fmt_int(struct arena *a, enum lang lang, int64_t n)
{
	(void)lang;
	return str_fmt(a, "%lld", (long long)n);
}

STAND_IN struct str file_clean_name(struct arena *a, struct str name)
{
	return str_dup(a, name);
}

/* ---- the site ------------------------------------------------------------------ */

static struct err *page_home(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)rq;
	buf_fmt(&rp->body, "<p>home %d", (int)cx->lang);
	return NULL;
}

static struct err *page_mine(struct cx *cx, struct req *rq, struct reply *rp)
{
	buf_fmt(&rp->body, "<p>user %lld token ", (long long)cx->actor.id);
	buf_str(&rp->body, req_csrf(rq));
	return NULL;
}

static struct err *page_task(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");

	if (id == 404)
		return err_new(cx->arena, ERR_NOT_FOUND, "no such task");
	buf_fmt(&rp->body, "<p>task %lld", (long long)id);
	return NULL;
}

static struct err *page_word(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	buf_lit(&rp->body, "<p>word ");
	buf_str(&rp->body, req_path_word(rq, "w"));
	return NULL;
}

/* Says what it knows of its request. */
static struct err *page_self(struct cx *cx, struct req *rq, struct reply *rp)
{
	const struct session *s = req_session(rq);

	buf_fmt(&rp->body, "%s %.*s?%.*s from %.*s by %.*s session %d key %d",
		req_method(rq) == GET ? "GET" : "POST", STR_ARG(req_path(rq)),
		STR_ARG(req_query(rq)), STR_ARG(req_address(rq)),
		STR_ARG(req_agent(rq)), s ? (int)s->id : 0,
		(int)req_new_key(cx).n);
	return NULL;
}

/* Shows what it was given. */
static struct err *page_form(struct cx *cx, struct req *rq, struct reply *rp)
{
	const struct typed *typed;
	ptrdiff_t n = req_typed_all(rq, &typed);
	struct str suffix, value;
	struct upload file;

	buf_fmt(&rp->body, "line=[%.*s]", STR_ARG(req_str(rq, "line")));
	buf_fmt(&rp->body, " text=[%.*s]", STR_ARG(req_str(rq, "text")));
	buf_fmt(&rp->body, " n=%lld", (long long)req_int(rq, "n"));
	buf_fmt(&rp->body, " day=%d", (int)req_day(rq, "day"));
	buf_fmt(&rp->body, " flag=%d", req_flag(rq, "flag"));
	buf_fmt(&rp->body, " pick=[%.*s]", STR_ARG(req_nth(rq, "pick", 1)));
	buf_fmt(&rp->body, " key=[%.*s]", STR_ARG(cx->key));
	buf_fmt(&rp->body, " typed=%d", (int)n);
	buf_fmt(&rp->body, " day as typed=[%.*s]",
		STR_ARG(req_typed(rq, "day")));
	for (int k = 0; req_family(rq, "row.*", k, &suffix, &value); k++)
		buf_fmt(&rp->body, " row %.*s=%.*s", STR_ARG(suffix),
			STR_ARG(value));
	for (int k = 0; req_upload(rq, "file", k, &file); k++)
		buf_fmt(&rp->body, " file %.*s (%d)", STR_ARG(file.name),
			(int)file.bytes.n);
	for (const struct err *e = req_faults(rq); e; e = e->next)
		buf_fmt(&rp->body, "\nfault %.*s: %s [%.*s] [%.*s] [%.*s]",
			STR_ARG(e->field), e->msgid, STR_ARG(e->arg[0]),
			STR_ARG(e->arg[1]), STR_ARG(e->arg[2]));
	return NULL;
}

/* Does not look at its faults. */
static struct err *page_blind(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	buf_lit(&rp->body, "<p>done");
	return NULL;
}

static struct err *page_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	return reply_redirect(rp, STR("/task/5"));
}

static struct err *page_sign(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	rp->set_session = STR("ann");
	rp->set_lang = "vi";
	return reply_redirect(rp, STR("/mine"));
}

static struct err *page_out(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	rp->sign_out = true;
	return reply_redirect(rp, STR("/"));
}

static struct err *page_away(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	return reply_redirect(rp, STR("//evil.example/"));
}

static struct err *page_big(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	for (int i = 0; i < WEB_BIG / 10; i++)
		buf_lit(&rp->body, "0123456789");
	return NULL;
}

static struct err *page_file(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	rp->type = "application/octet-stream";
	rp->download = STR("Kế hoạch số 5.xlsx");
	buf_lit(&rp->body, "PK");
	return NULL;
}

static struct err *page_fail(struct cx *cx, struct req *rq, struct reply *rp)
{
	static const enum err_code code[] = {
		ERR_INVALID, ERR_NOT_FOUND, ERR_DENIED,	     ERR_CONFLICT,
		ERR_BUSY,    ERR_LIMIT,	    ERR_UNSUPPORTED, ERR_IO,
		ERR_DB,	     ERR_FULL,	    ERR_EXPIRED,     ERR_INTERNAL,
		ERR_OFTEN,
	};

	(void)rp;
	return err_detail(cx->arena,
			  err_new(cx->arena, code[req_path_id(rq, "code") - 1],
				  "failed for {0}", STR("a person's name")),
			  "the detail");
}

/* The page itself says what was refused. */
static struct err *page_why(struct cx *cx, struct req *rq, struct reply *rp)
{
	rp->why = page_fail(cx, rq, rp);
	rp->status = 422;
	return NULL;
}

static struct err *page_slow(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	usleep(100 * 1000);
	buf_lit(&rp->body, "<p>slow");
	return NULL;
}

static struct err *stream_next(void *state, struct buf *chunk)
{
	int *left = state;

	if (*left == 0)
		return NULL;
	for (int i = 0; i < WEB_STREAM_CHUNK; i++)
		buf_char(chunk, 'x');
	--*left;
	/* scratch that the next call must not find */
	return arena_used(chunk->arena) < 0 ? (struct err *)state : NULL;
}

static struct err *stream_break(void *state, struct buf *chunk)
{
	int *left = state;

	buf_lit(chunk, "some");
	return --*left ? NULL : err_new(chunk->arena, ERR_DB, "broken off");
}

static void stream_end(void *state)
{
	*(int *)state = -1;
}

static struct err *page_stream(struct cx *cx, struct req *rq, struct reply *rp)
{
	int *left = arena_new(rp->arena, int, 1);

	(void)cx;
	*left = str_eq(req_path_word(rq, "how"), STR("break"))
			? 3
			: WEB_STREAM_CHUNKS;
	rp->type = "text/csv; charset=utf-8";
	rp->stream = *left == 3 ? stream_break : stream_next;
	rp->stream_end = stream_end;
	rp->stream_state = left;
	return NULL;
}

static const struct field form_fields[] = {
	{ .name = "line", .label = "Line", .kind = FIELD_LINE, .max = 10 },
	{ .name = "text", .label = "Text", .kind = FIELD_TEXT },
	{ .name = "n", .label = "Number", .kind = FIELD_INT, .max = 50 },
	{ .name = "least", .label = "Least", .kind = FIELD_INT, .min = 3 },
	{ .name = "day", .label = "Day", .kind = FIELD_DAY },
	{ .name = "flag", .label = "Flag", .kind = FIELD_FLAG },
	{ .name = "pick", .label = "Pick", .kind = FIELD_WORD, .many = true },
	{ .name = "secret", .label = "Secret", .kind = FIELD_SECRET },
	{ .name = "row.*", .label = "Row", .kind = FIELD_LINE },
	{ .name = "must",
	  .label = "Must",
	  .kind = FIELD_LINE,
	  .required = true },
	{ .name = "file",
	  .label = "File",
	  .kind = FIELD_FILE,
	  .max = 1000,
	  .many = true },
};
static const struct field query_fields[] = {
	{ .name = "q", .label = "Search", .kind = FIELD_LINE },
	{ .name = "day", .label = "Day", .kind = FIELD_DAY },
};

static const struct route site[] = {
	{ GET, "/", PERM_PUBLIC, page_home, .slow = false },
	{ GET, "/mine", PERM_SIGNED_IN, page_mine, .slow = false },
	{ POST, "/mine", PERM_SIGNED_IN, page_post, .slow = false },
	{ GET, "/tree", PERM_ORG_MANAGE, page_home, .slow = false },
	{ GET, "/task/:id", PERM_WORK_VIEW, page_task, .slow = false },
	{ GET, "/task/new", PERM_PUBLIC, page_home, .slow = false },
	{ GET, "/word/::w", PERM_PUBLIC, page_word, .slow = false },
	{ GET, "/word/::w/more", PERM_PUBLIC, page_word, .slow = false },
	{ POST, "/form", PERM_PUBLIC, page_form, ROUTE_FIELDS(form_fields),
	  .body_max = 20000 },
	{ POST, "/blind", PERM_PUBLIC, page_blind, ROUTE_FIELDS(form_fields) },
	{ GET, "/search", PERM_PUBLIC, page_blind, ROUTE_FIELDS(query_fields) },
	{ POST, "/sign-in", PERM_PUBLIC, page_sign, .no_csrf = true },
	{ POST, "/sign-out", PERM_SIGNED_IN, page_out, .slow = false },
	{ GET, "/away", PERM_PUBLIC, page_away, .slow = false },
	{ GET, "/self", PERM_PUBLIC, page_self, ROUTE_FIELDS(query_fields) },
	{ GET, "/big", PERM_PUBLIC, page_big, .slow = false },
	{ GET, "/file", PERM_SIGNED_IN, page_file, .slow = false },
	{ GET, "/fail/:code", PERM_PUBLIC, page_fail, .slow = false },
	{ GET, "/why/:code", PERM_PUBLIC, page_why, .slow = false },
	{ GET, "/slow", PERM_PUBLIC, page_slow, .slow = true },
	{ GET, "/stream/::how", PERM_PUBLIC, page_stream, .slow = true },
	{ GET, "/fast-stream/::how", PERM_PUBLIC, page_stream, .slow = false },
};

static const unsigned char css[] = "p{color:red}";
static const unsigned char css_gz[] = "(packed)";
static const struct asset assets[] = {
	{ "/a/style.1a2b.css", "style.css", "text/css; charset=utf-8", css,
	  css_gz, sizeof(css) - 1, sizeof(css_gz) - 1 },
	{ "/favicon.ico", "favicon.ico", "image/x-icon", css, NULL,
	  sizeof(css) - 1, 0 },
};

static struct err *hook_actor(struct cx *cx, const struct session *s,
			      bool *ret_ok)
{
	cx->actor.id = s->user;
	cx->actor.session = s->id;
	if (s->id == 1)
		cx->actor.perms = PERM_BIT(PERM_WORK_VIEW);
	*ret_ok = s->id != 3;
	return NULL;
}

static void hook_error(struct cx *cx, struct req *rq, struct reply *rp,
		       const struct refused *why)
{
	(void)cx;
	(void)rq;
	buf_fmt(&rp->body, "<h1>%d</h1>%s|%.*s", why->status,
		why->e ? why->e->msgid : "", STR_ARG(why->id));
}

static struct err *hook_sign_in(struct cx *cx, struct req *rq, struct reply *rp)
{
	const struct typed *list;
	ptrdiff_t n = req_typed_all(rq, &list);

	(void)cx;
	buf_fmt(&rp->body, "<h1>sign in</h1>%d kept", (int)n);
	return NULL;
}

static enum lang hook_language(struct cx *cx, struct str accept,
			       struct str cookie)
{
	(void)cx;
	return str_eq(cookie, STR("en")) || str_starts(accept, STR("en"))
		       ? LANG_EN
		       : LANG_VI;
}

static int64_t fixed_clock(void)
{
	return WEB_NOW;
}

static void keep_log(const char *line)
{
	struct str s = str_c(line);

	pthread_mutex_lock(&kit.lock);
	if (kit.n_log + s.n > (ptrdiff_t)sizeof(kit.log)) {
		/* under load the older half goes */
		kit.n_log /= 2;
		memmove(kit.log, kit.log + kit.n_log, (size_t)kit.n_log);
	}
	if (kit.n_log + s.n <= (ptrdiff_t)sizeof(kit.log)) {
		memcpy(kit.log + kit.n_log, s.p, (size_t)s.n);
		kit.n_log += s.n;
	}
	pthread_mutex_unlock(&kit.lock);
}

static int probe_fill(struct buf *b)
{
	buf_lit(b, "ok\n");
	return 200;
}

struct http_config web_config(void)
{
	static const struct http_probe probes[] = {
		{ .path = "/alive", .fill = probe_fill },
		{ .path = "/inside", .fill = probe_fill, .local = true },
	};
	static const struct route *const tables[] = { site };
	static const int n[] = { (int)N_ELEMENTS(site) };

	return (struct http_config){
		.listen = "127.0.0.1:0",
		.public_host = "work.example",
		.routes = tables,
		.n_routes = n,
		.n_tables = 1,
		.assets = assets,
		.n_assets = (int)N_ELEMENTS(assets),
		.hooks = { .actor = hook_actor,
			   .error_page = hook_error,
			   .sign_in = hook_sign_in,
			   .language = hook_language },
		.probes = probes,
		.n_probes = (int)N_ELEMENTS(probes),
		.clock = fixed_clock,
		.log = keep_log,
	};
}

struct str web_log(struct arena *a)
{
	struct str s;

	pthread_mutex_lock(&kit.lock);
	s = str_dup(a, (struct str){ kit.log, kit.n_log });
	pthread_mutex_unlock(&kit.lock);
	return s;
}

void web_log_clear(void)
{
	pthread_mutex_lock(&kit.lock);
	kit.n_log = 0;
	pthread_mutex_unlock(&kit.lock);
}

int web_lent(void)
{
	return __atomic_load_n(&kit.lent, __ATOMIC_SEQ_CST);
}

int web_touched(void)
{
	return __atomic_load_n(&kit.touched, __ATOMIC_SEQ_CST);
}

/* ---- the client ------------------------------------------------------------------- */

int web_connect(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

struct str web_read(struct arena *a, int fd, int ms, bool *ret_closed)
{
	struct buf b = buf_init(a, 8 << 20);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char part[16384];
	ssize_t n = 1;

	while (n > 0 && poll(&p, 1, ms) > 0) {
		n = recv(fd, part, sizeof(part), 0);
		if (n > 0)
			buf_mem(&b, part, n);
	}
	*ret_closed = n <= 0;
	return buf_view(&b);
}

struct str web_send(struct arena *a, int port, struct str bytes)
{
	int fd = web_connect(port);
	struct str answer;
	bool closed;

	while (bytes.n) {
		ssize_t n = send(fd, bytes.p, (size_t)bytes.n, MSG_NOSIGNAL);

		if (n <= 0)
			break;
		bytes = str_sub(bytes, n, bytes.n);
	}
	answer = web_read(a, fd, 3000, &closed);
	close(fd);
	return answer;
}

struct str web_sendf(struct arena *a, int port, const char *fmt, ...)
{
	static char text[1 << 20];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert_true(n > 0 && n < (int)sizeof(text));
	return web_send(a, port, (struct str){ text, n });
}

int web_status(struct str answer)
{
	int64_t status = 0;

	if (!str_starts(answer, STR("HTTP/1.1 ")) ||
	    !str_to_i64(str_sub(answer, 9, 12), &status))
		return 0;
	return (int)status;
}

struct str web_header(struct str answer, const char *name)
{
	ptrdiff_t end = str_find(answer, STR("\r\n\r\n"), 0);
	struct str rest = str_sub(answer, 0, end < 0 ? answer.n : end);

	while (rest.p) {
		struct str value = str_trim(str_cut(&rest, '\n'));
		struct str key = str_cut(&value, ':');

		if (value.p && str_eq_nocase(key, str_c(name)))
			return str_trim(value);
	}
	return STR_NULL;
}

struct str web_body(struct str answer)
{
	ptrdiff_t end = str_find(answer, STR("\r\n\r\n"), 0);

	return end < 0 ? STR_NULL : str_sub(answer, end + 4, answer.n);
}
