/* What a page function may ask its request. */
#include "http/http_priv.h"

enum method req_method(const struct req *rq)
{
	return rq->method;
}

struct str req_path(const struct req *rq)
{
	return rq->path;
}

struct str req_query(const struct req *rq)
{
	return rq->query;
}

static const struct capture *capture_get(const struct req *rq, const char *name)
{
	for (int i = 0; i < rq->match.n_captures; i++)
		if (str_eq(rq->match.capture[i].name, str_c(name)))
			return &rq->match.capture[i];
	assert(false && "a capture that the route does not have");
	return &rq->match.capture[0];
}

int64_t req_path_id(const struct req *rq, const char *name)
{
	return capture_get(rq, name)->id;
}

struct str req_path_word(const struct req *rq, const char *name)
{
	return capture_get(rq, name)->text;
}

/* k-th value of a declared name, or NULL. */
static const struct value *value_find(const struct req *rq, const char *name,
				      int k)
{
	struct str want = str_c(name);

	assert(rq->match.route && route_field(rq->match.route, want));
	for (ptrdiff_t i = 0; i < rq->values.n; i++)
		if (str_eq(rq->values.p[i].name, want) && k-- == 0)
			return &rq->values.p[i];
	return NULL;
}

struct str req_str(const struct req *rq, const char *name)
{
	return req_nth(rq, name, 0);
}

struct str req_nth(const struct req *rq, const char *name, int k)
{
	const struct value *v = value_find(rq, name, k);

	return v ? v->text : STR_NULL;
}

int64_t req_int(const struct req *rq, const char *name)
{
	const struct value *v = value_find(rq, name, 0);

	return v ? v->number : INT64_MIN;
}

day_t req_day(const struct req *rq, const char *name)
{
	const struct value *v = value_find(rq, name, 0);

	return v ? v->day : DAY_NONE;
}

bool req_flag(const struct req *rq, const char *name)
{
	return req_nth(rq, name, 0).p != NULL;
}

struct str req_typed(const struct req *rq, const char *name)
{
	const struct value *v = value_find(rq, name, 0);

	return v ? v->typed : STR_NULL;
}

bool req_upload(const struct req *rq, const char *name, int k,
		struct upload *ret_upload)
{
	struct str want = str_c(name);

	assert(rq->match.route && route_field(rq->match.route, want));
	for (ptrdiff_t i = 0; i < rq->values.n; i++) {
		const struct value *v = &rq->values.p[i];

		if (v->has_file && str_eq(v->name, want) && k-- == 0) {
			*ret_upload = v->file;
			return true;
		}
	}
	return false;
}

bool req_family(const struct req *rq, const char *name, int k,
		struct str *ret_suffix, struct str *ret_value)
{
	struct str want = str_c(name);

	for (ptrdiff_t i = 0; i < rq->values.n; i++) {
		const struct value *v = &rq->values.p[i];

		if (!str_eq(str_c(v->field->name), want) || k-- != 0)
			continue;
		*ret_suffix = str_sub(v->name, want.n - 1, v->name.n);
		*ret_value = v->text;
		return true;
	}
	return false;
}

struct err *req_faults(const struct req *rq)
{
	*rq->faults_seen = true;
	return rq->faults;
}

const struct session *req_session(const struct req *rq)
{
	return rq->has_session ? &rq->session : NULL;
}

struct str req_csrf(const struct req *rq)
{
	return rq->csrf;
}

struct str req_origin(const struct req *rq)
{
	return str_cat(rq->arena, rq->https ? STR("https://") : STR("http://"),
		       head_find(&rq->head, "Host"));
}

struct str req_host(const struct req *rq)
{
	return guard_host_name(head_find(&rq->head, "Host"));
}

struct str req_device(const struct req *rq)
{
	struct str token = cookie_find(head_find(&rq->head, "Cookie"),
				       STR("__Host-device"));

	return token.n >= 20 && token.n <= 100 ? token : STR_NULL;
}

struct str req_address(const struct req *rq)
{
	return rq->address;
}

struct str req_agent(const struct req *rq)
{
	return rq->agent;
}

struct str req_begun(const struct req *rq)
{
	return rq->begun;
}

ptrdiff_t req_typed_all(const struct req *rq, const struct typed **ret_list)
{
	*ret_list = rq->typed.p;
	return rq->typed.n;
}

struct str req_new_key(struct cx *cx)
{
	return auth_random_token(cx->arena, 12);
}
