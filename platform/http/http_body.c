/*
 * A request from its head to its list of names and values.
 */
#include "http/http_priv.h"

#include "base/utf8.h"
#include "file/file.h"

static bool method_of(struct str s, enum method *ret_method)
{
	if (str_eq(s, STR("POST")))
		*ret_method = POST;
	else if (str_eq(s, STR("GET")) || str_eq(s, STR("HEAD")))
		*ret_method = GET;
	else
		return false;
	return true;
}

/* How long a part may be: what its field allows, in bytes of UTF-8. */
static int64_t part_most(void *arg, struct str name, bool is_file)
{
	const struct req *rq = arg;
	const struct field *f =
		rq->match.route ? route_field(rq->match.route, name) : NULL;

	if (str_eq(name, STR("csrf")) || str_eq(name, STR("key")))
		return is_file ? -1 : TEXT_MAX;
	if (!f)
		return -1;
	if (is_file != (f->kind == FIELD_FILE))
		return is_file ? -1 : TEXT_MAX;
	if (is_file)
		return f->max ? f->max : FILE_MOST;
	return MAX(f->max, TEXT_MAX) * 4 + 1024;
}

static void body_begin(struct req *rq)
{
	struct str type = head_find(&rq->head, "Content-Type");
	struct str rest = type;
	struct str media = str_trim(str_cut(&rest, ';'));
	const struct route *r = rq->match.route;

	rq->report = !r && report_is_one(rq->method, rq->path, media);
	rq->body_most = rq->report	   ? REPORT_MOST
			: r && r->body_max ? r->body_max
					   : BODY_MAX;
	rq->body = buf_init(rq->arena, rq->body_most + 1);
	if (rq->report ||
	    str_eq_nocase(media, STR("application/x-www-form-urlencoded")))
		rq->urlencoded = true;
	else if (r)
		rq->multipart = multipart_new(rq->arena, type,
					      (struct multipart_limits){
						      part_most, rq });
	if (r && !rq->urlencoded && !rq->multipart)
		rq->body_err = err_new(rq->arena, ERR_UNSUPPORTED,
				       N_("The request is not a form."));
}

static struct err *body_large(struct req *rq)
{
	return err_new(rq->arena, ERR_LIMIT,
		       N_("What was sent is larger than this page takes "
			  "({0} kB)."),
		       str_fmt(rq->arena, "%lld",
			       (long long)(rq->body_most / 1024)));
}

static struct str client_address(const struct head *h)
{
	struct str list = STR_NULL;
	struct str last = STR_NULL;

	/* the proxy adds the address it saw at the end, some in a line of its
	 * own behind what the visitor said */
	for (ptrdiff_t i = 0; i < h->n; i++)
		if (str_eq_nocase(h->p[i].name, STR("X-Forwarded-For")))
			list = h->p[i].value;
	while (list.p)
		last = str_trim(str_cut(&list, ','));
	for (ptrdiff_t i = 0; i < last.n; i++) {
		char c = last.p[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') &&
		    !(c >= 'A' && c <= 'F') && c != '.' && c != ':')
			return STR_NULL;
	}
	return last.n && last.n <= 45 ? last : STR_NULL;
}

/* Who may say on whose behalf it asks. */
static bool is_proxy(const struct http_config *c, const struct head *h)
{
	for (int i = 0; i < c->n_proxies; i++)
		if (str_eq(c->proxies[i], h->peer))
			return true;
	return c->behind_proxy && h->peer_local;
}

static void req_who(struct req *rq)
{
	const struct head *h = &rq->head;
	bool proxied = is_proxy(rq->config, h);
	struct str address = proxied ? client_address(h) : STR_NULL;

	rq->address = address.p ? address : h->peer;
	rq->https = h->tls ||
		    (proxied && str_eq_nocase(head_find(h, "X-Forwarded-Proto"),
					      STR("https")));
	rq->agent = agent_name(rq->arena, head_find(h, "User-Agent"));
	rq->token = cookie_find(head_find(h, "Cookie"), rq->realm.cookie);
	/* no realm has a dot in its name */
	rq->begun = cookie_find(head_find(h, "Cookie"),
				str_cat(rq->arena, rq->realm.cookie,
					STR(".begun")));
}

/* Which realm is meant; its prefix isn't part of the path. */
static void req_where(struct req *rq)
{
	const struct http_realms *all = rq->config->realms;
	struct str host = head_find(&rq->head, "Host");

	rq->realm.cookie = STR("__Host-rv");
	if (!all)
		return;
	rq->realm_err = all->find(rq->arena, guard_host_name(host), rq->path,
				  &rq->realm);
	rq->path = str_sub(rq->path, rq->realm.prefix.n, rq->path.n);
	if (!rq->path.n)
		rq->path = STR("/");
}

void req_begin(struct req *rq, const struct http_config *c,
	       const struct routes *routes, const struct head *h)
{
	ptrdiff_t question = str_find_char(h->target, '?');
	struct str clean;
	int64_t length;

	rq->config = c;
	rq->routes = routes;
	rq->head = *h;
	rq->faults_seen = arena_new(rq->arena, bool, 1);
	rq->method_known = method_of(h->method, &rq->method);
	rq->is_head = str_eq(h->method, STR("HEAD"));
	rq->path = question < 0 ? h->target : str_sub(h->target, 0, question);
	rq->query = question < 0
			    ? STR("")
			    : str_sub(h->target, question + 1, h->target.n);
	rq->probe = guard_probe(c, h);
	req_where(rq);
	req_who(rq);
	/* no path of ours needs an escape, so one with escapes has no route;
	 * whether it is well-formed decides between 404 and 400 */
	if (!form_decode(rq->arena, rq->path, false, &clean))
		rq->bind_err = err_new(rq->arena, ERR_INVALID,
				       N_("The address is not well formed."));
	rq->asset = asset_by_path(c, rq->path);
	routes_match(routes, rq->method, rq->path, &rq->match);
	if (!rq->method_known)
		rq->match.route = NULL;
	if (rq->method_known && rq->method == POST) {
		body_begin(rq);
		if (str_to_i64(head_find(h, "Content-Length"), &length) &&
		    length > rq->body_most && !rq->body_err)
			rq->body_err = body_large(rq);
	}
}

void req_body_feed(struct req *rq, struct str bytes)
{
	rq->body_got += bytes.n;
	/* a refused body is read to its end and dropped, so that the browser
	 * sees the answer; the edge cuts what is longer still */
	if (rq->body_err)
		return;
	if (rq->body_got > rq->body_most)
		rq->body_err = body_large(rq);
	else if (rq->multipart)
		rq->body_err = multipart_feed(rq->multipart, bytes);
	else if (rq->urlencoded)
		buf_str(&rq->body, bytes);
}

void req_body_end(struct req *rq)
{
	if (rq->body_err || !rq->match.route)
		return;
	if (rq->multipart)
		rq->body_err = multipart_end(rq->multipart, &rq->pairs);
	else
		rq->body_err =
			form_parse(rq->arena, buf_view(&rq->body), &rq->pairs);
}

/* ---- the browser's short name ---------------------------------------------- */

struct mark {
	const char *word, *name;
};

static struct str mark_find(struct str s, const struct mark *m, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (str_find(s, str_c(m[i].word), 0) >= 0)
			return str_c(m[i].name);
	return STR_NULL;
}

struct str agent_name(struct arena *a, struct str user_agent)
{
	/* the order matters: most browsers also name another one */
	static const struct mark browser[] = {
		{ "Edg", "Edge" },	   { "OPR/", "Opera" },
		{ "coc_coc", "Cốc Cốc" },  { "SamsungBrowser", "Samsung" },
		{ "Firefox/", "Firefox" }, { "FxiOS", "Firefox" },
		{ "CriOS", "Chrome" },	   { "Chrome/", "Chrome" },
		{ "Safari/", "Safari" },   { "curl/", "curl" },
	};
	static const struct mark system[] = {
		{ "Android", "Android" }, { "iPhone", "iPhone" },
		{ "iPad", "iPad" },	  { "Windows", "Windows" },
		{ "Mac OS X", "macOS" },  { "CrOS", "ChromeOS" },
		{ "Linux", "Linux" },
	};
	struct str b = mark_find(user_agent, browser, N_ELEMENTS(browser));
	struct str s = mark_find(user_agent, system, N_ELEMENTS(system));

	if (b.p && s.p)
		return str_fmt(a, "%.*s · %.*s", STR_ARG(b), STR_ARG(s));
	return b.p ? b : s.p ? s : STR("?");
}
