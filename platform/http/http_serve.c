/*
 * A request from its values to a reply: who asks, in which language, whether
 * the route is theirs, whether the form is ours; then the page function.
 *
 * The reader is lent from here to the end of the page (and its error page);
 * a page that waits for the writer keeps it, since it goes on reading behind
 * the act: give a store as many readers as loops + workers.
 */
#include "http/http_priv.h"

#include <sys/random.h>

#include "db/db.h"

enum { TOUCH_AFTER_MS = 60 * 1000 };

/* ---- form tokens ------------------------------------------------------------ */

static void hex_put(char *out, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";

	out[0] = hex[c >> 4];
	out[1] = hex[c & 15];
}

struct str csrf_mask(struct arena *a, struct str token)
{
	unsigned char mask[64];
	ptrdiff_t n = MIN(token.n, (ptrdiff_t)sizeof(mask));
	char *p = arena_new(a, char, 1 + 4 * n);

	if (getrandom(mask, (size_t)n, 0) != n)
		return token;
	p[0] = 'm';
	for (ptrdiff_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)token.p[i];

		hex_put(p + 1 + 2 * i, mask[i]);
		hex_put(p + 1 + 2 * (n + i), (unsigned char)(mask[i] ^ c));
	}
	return (struct str){ p, 1 + 4 * n };
}

static int nibble(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

struct str csrf_unmask(struct arena *a, struct str masked)
{
	ptrdiff_t n = (masked.n - 1) / 4;
	char *p;

	if (masked.n < 5 || masked.n > 257 || (masked.n - 1) % 4 ||
	    masked.p[0] != 'm')
		return masked;
	p = arena_new(a, char, n);
	for (ptrdiff_t i = 0; i < n; i++) {
		const char *x = masked.p + 1 + 2 * i;
		const char *y = x + 2 * n;
		int v = nibble(x[0]) | nibble(x[1]) | nibble(y[0]) |
			nibble(y[1]);

		if (v < 0)
			return masked;
		p[i] = (char)((nibble(x[0]) ^ nibble(y[0])) << 4 |
			      (nibble(x[1]) ^ nibble(y[1])));
	}
	return (struct str){ p, n };
}

/* ---- replies ------------------------------------------------------------------ */

void reply_init(struct reply *rp, struct arena *a)
{
	*rp = (struct reply){ .status = 200,
			      .type = "text/html; charset=utf-8",
			      .body = buf_init(a, REPLY_MOST),
			      .arena = a };
}

struct err *reply_redirect(struct reply *rp, struct str path)
{
	bool own =
		path.n > 0 && path.p[0] == '/' && !str_starts(path, STR("//"));

	for (ptrdiff_t i = 0; own && i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		own = c > 0x20 && c < 0x7f && c != '\\';
	}
	if (!own)
		return err_new(rp->arena, ERR_INTERNAL,
			       N_("The page wanted to lead to another site."));
	rp->status = 303;
	rp->location = path;
	return NULL;
}

static int status_of(const struct err *e)
{
	static const int status[] = {
		[ERR_INVALID] = 400,	 [ERR_NOT_FOUND] = 404,
		[ERR_DENIED] = 403,	 [ERR_CONFLICT] = 409,
		[ERR_BUSY] = 503,	 [ERR_LIMIT] = 413,
		[ERR_UNSUPPORTED] = 415, [ERR_IO] = 500,
		[ERR_DB] = 500,		 [ERR_FULL] = 507,
		[ERR_EXPIRED] = 410,	 [ERR_INTERNAL] = 500,
		[ERR_OFTEN] = 429,
	};

	return status[e->code] ? status[e->code] : 500;
}

/* When even the app's error page is not there. */
static void plain_page(struct reply *rp, int status, struct str id)
{
	rp->type = "text/plain; charset=utf-8";
	buf_fmt(&rp->body, "%d %.*s\n", status, STR_ARG(id));
}

void reply_status(struct req *rq, struct reply *rp, int status,
		  const struct err *e)
{
	struct str id = STR_NULL;

	if (rp->stream_end)
		rp->stream_end(rp->stream_state);
	reply_init(rp, rq->arena);
	/* without a realm its state is the reason, and nobody's fault */
	if (status >= 500 && rq->cx.db) {
		rq->error_id = auth_random_token(rq->arena, 6);
		id = rq->error_id;
		log_error(rq, e);
	}
	if (rq->config->hooks.error_page)
		rq->config->hooks.error_page(
			&rq->cx, rq, rp,
			&(struct refused){
				.status = status, .e = e, .id = id });
	rp->status = status;
	rp->no_etag = true;
	if (!rp->body.n)
		plain_page(rp, status, id);
}

void reply_error(struct req *rq, struct reply *rp, const struct err *e)
{
	reply_status(rq, rp, status_of(e), e);
}

struct err *reply_collect(struct req *rq, struct reply *rp)
{
	struct err *err = NULL;
	ptrdiff_t before;

	do {
		before = rp->body.n;
		err = rp->stream(rp->stream_state, &rp->body);
	} while (!err && rp->body.n > before && !rp->body.full);
	if (!err && rp->body.full)
		err = err_new(rq->arena, ERR_LIMIT,
			      N_("The page has become too large."));
	if (rp->stream_end)
		rp->stream_end(rp->stream_state);
	rp->stream = NULL;
	rp->stream_end = NULL;
	return err;
}

/* ---- who ------------------------------------------------------------------------ */

static struct err *find_session(struct req *rq)
{
	struct cx *cx = &rq->cx;
	bool found = false;
	bool usable = true;
	struct err *err;

	if (!rq->token.n || rq->token.n > 128)
		return NULL;
	err = session_find(cx, rq->token, &rq->session, &found);
	if (err || !found)
		return err;
	if (rq->config->hooks.actor)
		err = rq->config->hooks.actor(cx, &rq->session, &usable);
	if (!err && usable && rq->config->hooks.ahead && rq->method == GET)
		err = rq->config->hooks.ahead(cx);
	if (err)
		return err;
	if (!usable) {
		cx->actor = (struct actor){ .id = ACTOR_NOBODY };
		return NULL;
	}
	rq->has_session = true;
	rq->csrf = csrf_mask(rq->arena, rq->session.csrf);
	if (cx->now - rq->session.seen_at >= TOUCH_AFTER_MS)
		rq->touch = rq->session.id;
	return NULL;
}

static void find_language(struct req *rq)
{
	const struct http_hooks *hooks = &rq->config->hooks;
	const struct head *h = &rq->head;

	if (hooks->language)
		rq->cx.lang =
			hooks->language(&rq->cx,
					head_find(h, "Accept-Language"),
					cookie_find(head_find(h, "Cookie"),
						    STR("__Host-lang")));
}

/* 404 for what has a number or name in its address, so that nobody learns
 * what exists; 403 for a page that everybody knows of. */
static struct err *refuse_person(struct req *rq)
{
	if (rq->match.n_captures)
		return err_new(rq->arena, ERR_NOT_FOUND,
			       N_("There is nothing at this address, or it is "
				  "not yours to see."));
	return err_new(rq->arena, ERR_DENIED,
		       N_("You may not open this page with your present "
			  "role."));
}

static struct err *check_form(struct req *rq)
{
	const struct route *r = rq->match.route;

	if (rq->method != POST || rq->door)
		return NULL;
	if (!guard_same_site(&rq->head, rq->https))
		return err_new(rq->arena, ERR_DENIED,
			       N_("This form came from another site, so "
				  "nothing was done."));
	if (r->no_csrf || !rq->has_session)
		return NULL;
	if (rq->form_token.p &&
	    csrf_ok(&rq->session, csrf_unmask(rq->arena, rq->form_token)))
		return NULL;
	return err_new(rq->arena, ERR_DENIED,
		       N_("This form is from an earlier sign-in: open the "
			  "page again and send it once more."));
}

/* False when the reply asks who is there before an act of weight. */
static struct err *check_fresh(struct req *rq, struct reply *rp, bool *ret_good)
{
	if (!rq->match.route->fresh || !rq->config->hooks.fresh)
		return NULL;
	return rq->config->hooks.fresh(&rq->cx, rq, rp, ret_good);
}

/* What is harmful reaches no page; the form says so, and the log. */
static void check_files(struct req *rq, struct reply *rp)
{
	bool away = false;

	for (ptrdiff_t i = 0; i < rq->values.n; i++) {
		struct value *v = &rq->values.p[i];
		struct err *err = NULL;

		if (!v->has_file || !rq->config->hooks.file)
			continue;
		/* who didn't answer once isn't waited for again */
		if (!away)
			err = rq->config->hooks.file(rq->arena, v->file.bytes);
		if (!err && !away)
			continue;
		v->has_file = false;
		if (away)
			continue;
		away = err->code == ERR_BUSY;
		rp->why = err_dup(rq->arena, err);
		err->code = ERR_INVALID; /* so the form keeps what was typed */
		err_add(&rq->faults, err_at(err, v->name));
	}
}

/* ---- what ----------------------------------------------------------------------- */

static struct err *read_values(struct req *rq)
{
	struct err *err = rq->body_err;

	if (rq->method == GET)
		err = form_parse(rq->arena, rq->query, &rq->pairs);
	else if (!err && rq->query.n)
		err = err_new(rq->arena, ERR_INVALID,
			      N_("The address of a form takes no words behind "
				 "a question mark."));
	if (!err)
		req_bind(rq, rq->cx.lang);
	return err ? err : rq->bind_err;
}

static struct err *run_page(struct req *rq, struct reply *rp)
{
	const struct route *r = rq->match.route;
	struct err *bad = read_values(rq);
	struct err *err;
	bool good = true;

	if (r->perm != PERM_PUBLIC && !rq->has_session) {
		if (rq->config->hooks.sign_in)
			return rq->config->hooks.sign_in(&rq->cx, rq, rp);
		return refuse_person(rq);
	}
	if (r->perm != PERM_PUBLIC && r->perm != PERM_SIGNED_IN &&
	    !cx_may(&rq->cx, (int)r->perm))
		return refuse_person(rq);
	if (bad)
		return bad;
	err = check_form(rq);
	if (!err)
		err = check_fresh(rq, rp, &good);
	if (err || !good)
		return err;
	check_files(rq, rp);
	rq->cx.key = rq->key;
	err = r->page(&rq->cx, rq, rp);
	if (err)
		return err;
	/* nothing is ignored: a page that did not ask has not shown them */
	if (rq->faults && !*rq->faults_seen)
		return rq->faults;
	if (rp->body.full)
		return err_new(rq->arena, ERR_LIMIT,
			       N_("The page has become too large."));
	return NULL;
}

static struct err *serve_route(struct req *rq, struct reply *rp)
{
	struct err *err = find_session(rq);

	if (err)
		return err;
	find_language(rq);
	if (!rq->match.route)
		return err_new(rq->arena, ERR_NOT_FOUND,
			       N_("There is nothing at this address, or it is "
				  "not yours to see."));
	return run_page(rq, rp);
}

struct err *realm_take(const struct http_config *c, struct arena *a,
		       struct http_realm *r)
{
	if (c->realms)
		return c->realms->take(a, r);
	r->store = c->store;
	r->profile = c->profile;
	return NULL;
}

void realm_give(const struct http_config *c, struct http_realm *r)
{
	if (c->realms && r->store)
		c->realms->give(r);
	r->store = NULL;
}

static void make_cx(struct req *rq)
{
	const struct http_config *c = rq->config;
	int64_t now = c->clock();
	day_t today = day_of_instant(now);

	rq->cx = (struct cx){ .arena = rq->arena,
			      .prefix = rq->realm.prefix,
			      .now = now,
			      .today = today,
			      .as_at = today };
}

/* Lends the realm and a reader; false: the reply says why there is none. */
static bool realm_lend(struct req *rq, struct reply *rp)
{
	struct err *err = rq->realm_err;

	if (!err)
		err = realm_take(rq->config, rq->arena, &rq->realm);
	if (err) {
		find_language(rq);
		reply_error(rq, rp, err);
		return false;
	}
	rq->cx.realm = rq->realm.name;
	rq->cx.store = rq->realm.store;
	rq->cx.profile = rq->realm.profile;
	rq->cx.db = store_reader(rq->cx.store, rq->arena);
	return true;
}

static bool is_wrong_method(const struct req *rq)
{
	bool known = rq->match.has[GET] || rq->match.has[POST] || rq->asset;

	return known && !rq->match.route &&
	       !(rq->asset && rq->method_known && rq->method == GET);
}

void serve(struct req *rq, struct reply *rp)
{
	struct err *err;

	make_cx(rq);
	reply_init(rp, rq->arena);
	if (rq->probe && rq->method_known && rq->method == GET) {
		rp->type = rq->probe->type ? rq->probe->type
					   : "text/plain; charset=utf-8";
		rp->no_etag = true;
		rp->status = rq->probe->fill(&rp->body);
		return;
	}
	if (rq->report) {
		report_take(rq, rp);
		return;
	}
	if (rq->asset && rq->method_known && rq->method == GET &&
	    !rq->query.n) {
		rp->type = rq->asset->type;
		return;
	}
	if (!realm_lend(rq, rp))
		return;
	if (is_wrong_method(rq)) {
		find_language(rq);
		reply_status(rq, rp, 405,
			     err_new(rq->arena, ERR_UNSUPPORTED,
				     N_("This address does not take this kind "
					"of request.")));
	} else if (rq->bind_err) {
		find_language(rq);
		reply_error(rq, rp, rq->bind_err);
	} else {
		err = serve_route(rq, rp);
		if (err)
			reply_error(rq, rp, err);
		else if (rp->why)
			log_error(rq, rp->why);
	}
	if (!rp->stream)
		serve_end(rq, rp);
}

void serve_end(struct req *rq, struct reply *rp)
{
	if (rp->stream_end)
		rp->stream_end(rp->stream_state);
	rp->stream_end = NULL;
	if (!rq->cx.db)
		return;
	store_return(rq->cx.db);
	rq->cx.db = NULL;
	realm_give(rq->config, &rq->realm);
}
