/*
 * The route tables, checked and sorted at start. A match walks the patterns
 * that have as many segments as the path: a dozen comparisons at most.
 */
#include "http/http_priv.h"

#include <stdlib.h>

static bool is_plain(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    c == '-' || c == '_' || c == '.';

		if (!good)
			return false;
	}
	return s.n > 0 && s.p[0] != '.';
}

static bool segment_read(struct str s, struct pattern *p)
{
	enum segment kind = str_starts(s, STR("::"))  ? SEG_WORD
			    : str_starts(s, STR(":")) ? SEG_DIGITS
						      : SEG_WORD_IS;
	int skip = kind == SEG_WORD ? 2 : kind == SEG_DIGITS ? 1 : 0;

	p->kind[p->n] = kind;
	p->text[p->n] = str_sub(s, skip, s.n);
	return is_plain(p->text[p->n++]);
}

static struct err *route_err(struct arena *a, const struct route *r,
			     const char *why)
{
	return err_detail(a,
			  err_new(a, ERR_INTERNAL,
				  N_("The route {0} is not right."),
				  str_c(r->path ? r->path : "?")),
			  "%s", why);
}

static struct err *pattern_read(struct arena *a, const struct route *r,
				struct pattern *ret_pattern)
{
	struct pattern p = { .route = r };
	struct str rest = str_c(r->path);
	int n_captures = 0;

	if (!rest.p || !str_starts(rest, STR("/")))
		return route_err(a, r, "the path does not begin with /");
	rest = rest.n == 1 ? STR_NULL : str_sub(rest, 1, rest.n);
	while (rest.p) {
		struct str s = str_cut(&rest, '/');

		if (p.n == SEGMENTS_MOST)
			return route_err(a, r, "the path is too deep");
		if (!segment_read(s, &p))
			return route_err(a, r, "a segment is not plain");
		n_captures += p.kind[p.n - 1] != SEG_WORD_IS;
	}
	if (n_captures > CAPTURES_MOST)
		return route_err(a, r, "too many captures");
	*ret_pattern = p;
	return NULL;
}

static struct err *fields_check(struct arena *a, const struct route *r)
{
	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];
		struct str name = str_c(f->name);

		if (!f->name || !f->label || !f->name[0])
			return route_err(a, r, "a field without name or label");
		if (r->method == POST &&
		    (str_eq(name, STR("csrf")) || str_eq(name, STR("key"))))
			return route_err(a, r, "csrf and key are built in");
		if (f->kind == FIELD_FILE && r->method != POST)
			return route_err(a, r, "a file in a query");
		for (int k = 0; k < i; k++)
			if (str_eq(name, str_c(r->fields[k].name)))
				return route_err(a, r, "a field twice");
	}
	return NULL;
}

static struct err *route_check(struct arena *a, const struct route *r)
{
	if (!r->page)
		return route_err(a, r, "no page function");
	if ((unsigned)r->method >= N_METHOD || (unsigned)r->perm >= N_PERM)
		return route_err(a, r, "no such method or permission");
	if (r->n_fields < 0 || (r->n_fields && !r->fields))
		return route_err(a, r, "fields without a table");
	if (r->body_max < 0 || r->body_max > 128 * 1024 * 1024)
		return route_err(a, r, "body_max is out of range");
	if (r->method == GET && (r->no_csrf || r->body_max))
		return route_err(a, r, "a GET with words of a POST");
	return fields_check(a, r);
}

/* Order of patterns; 0 when the same paths match both. */
static int pattern_cmp(const struct pattern *x, const struct pattern *y)
{
	if (x->n != y->n)
		return x->n - y->n;
	for (int i = 0; i < x->n; i++) {
		int d = (int)x->kind[i] - (int)y->kind[i];

		if (!d && x->kind[i] == SEG_WORD_IS)
			d = str_cmp(x->text[i], y->text[i]);
		if (d)
			return d;
	}
	return (int)x->route->method - (int)y->route->method;
}

static int pattern_order(const void *x, const void *y)
{
	return pattern_cmp(x, y);
}

static struct err *routes_index(struct arena *a, struct routes *r)
{
	int at = 0;

	if (r->n)
		qsort(r->p, (size_t)r->n, sizeof(*r->p), pattern_order);
	for (ptrdiff_t i = 1; i < r->n; i++)
		if (!pattern_cmp(&r->p[i - 1], &r->p[i]))
			return route_err(a, r->p[i].route, "twice");
	for (int n = 0; n <= SEGMENTS_MOST + 1; n++) {
		while (at < r->n && r->p[at].n < n)
			at++;
		r->first[n] = at;
	}
	return NULL;
}

struct err *routes_compile(struct arena *a, const struct http_config *c,
			   struct routes *ret_routes)
{
	struct routes r = { 0 };
	struct err *err;

	for (int t = 0; t < c->n_tables; t++) {
		for (int i = 0; i < c->n_routes[t]; i++) {
			const struct route *row = &c->routes[t][i];
			struct pattern p;

			err = route_check(a, row);
			if (err)
				return err;
			err = pattern_read(a, row, &p);
			if (err)
				return err;
			*vec_push(a, &r) = p;
		}
	}
	err = routes_index(a, &r);
	if (err)
		return err;
	*ret_routes = r;
	return NULL;
}

/* One spelling of a number only, so that an object has one address. */
static bool is_id(struct str s, int64_t *ret_id)
{
	if (!s.n || s.n > 18 || (s.n > 1 && s.p[0] == '0'))
		return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return str_to_i64(s, ret_id);
}

static bool is_word(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
			    (c == '.' && i);

		if (!good)
			return false;
	}
	return s.n > 0 && s.n <= 128;
}

static bool pattern_fits(const struct pattern *p, const struct str *seg)
{
	int64_t id;

	for (int i = 0; i < p->n; i++)
		if (p->kind[i] == SEG_WORD_IS  ? !str_eq(p->text[i], seg[i])
		    : p->kind[i] == SEG_DIGITS ? !is_id(seg[i], &id)
					       : !is_word(seg[i]))
			return false;
	return true;
}

/* What the places of a pattern that fits hold. */
static void captures_read(const struct pattern *p, const struct str *seg,
			  struct match *m)
{
	struct capture *cap;

	for (int i = 0; i < p->n; i++) {
		if (p->kind[i] == SEG_WORD_IS)
			continue;
		cap = &m->capture[m->n_captures++];
		cap->name = p->text[i];
		cap->text = seg[i];
		if (p->kind[i] == SEG_DIGITS)
			(void)is_id(seg[i], &cap->id);
	}
}

void routes_match(const struct routes *r, enum method m, struct str path,
		  struct match *ret_match)
{
	struct str seg[SEGMENTS_MOST];
	struct str rest = str_sub(path, 1, path.n);
	const struct pattern *best = NULL;
	int n = 0;

	*ret_match = (struct match){ 0 };
	if (!rest.n)
		rest = STR_NULL;
	while (rest.p && n < SEGMENTS_MOST)
		seg[n++] = str_cut(&rest, '/');
	for (int i = r->first[n]; !rest.p && i < r->first[n + 1]; i++) {
		const struct pattern *p = &r->p[i];

		if (!pattern_fits(p, seg))
			continue;
		/* /task/new also fits /task/::x: the first one is meant */
		if (!ret_match->has[p->route->method] && p->route->method == m)
			best = p;
		ret_match->has[p->route->method] = true;
	}
	if (!best)
		return;
	ret_match->route = best->route;
	captures_read(best, seg, ret_match);
}

const struct field *route_field(const struct route *r, struct str name)
{
	for (int i = 0; i < r->n_fields; i++) {
		const char *f = r->fields[i].name;
		struct str want;

		if (name.n && *f != *name.p && *f != '*')
			continue; /* nearly all */
		want = str_c(f);
		if (str_ends(want, STR("*"))) {
			want = str_sub(want, 0, want.n - 1);
			if (name.n > want.n && str_starts(name, want))
				return &r->fields[i];
		} else if (str_eq(want, name)) {
			return &r->fields[i];
		}
	}
	return NULL;
}

const struct asset *asset_by_path(const struct http_config *c, struct str path)
{
	for (int i = 0; i < c->n_assets; i++)
		if (str_eq(path, str_c(c->assets[i].path)))
			return &c->assets[i];
	return NULL;
}

struct str http_asset(const struct http_config *c, const char *name)
{
	for (int i = 0; i < c->n_assets; i++)
		if (!strcmp(c->assets[i].name, name))
			return str_c(c->assets[i].path);
	assert(false && "an asset that is not there");
	return STR("/a/missing");
}
