/* Periods, addresses, patience. */
#include "federation/federation_model.h"

enum {
	DAY_S = 24 * 3600,
	MINUTE_MS = 60 * 1000,
	PATIENCE_MS = 6 * 3600 * 1000
};

static const struct {
	const char *key, *title;
} roles[N_FED_ROLE] = {
	[FED_PARENT] = { "parent", N_("above: reports go there") },
	[FED_CHILD] = { "child", N_("below: its reports come here") },
};

const char *fed_role_key(enum fed_role r)
{
	return roles[r].key;
}

const char *fed_role_title(enum fed_role r)
{
	return roles[r].title;
}

bool fed_role_from_key(struct str s, enum fed_role *ret_role)
{
	for (int i = 0; i < N_FED_ROLE; i++)
		if (str_eq(s, str_c(roles[i].key))) {
			*ret_role = (enum fed_role)i;
			return true;
		}
	return false;
}

/* ---- periods ------------------------------------------------------------- */

struct fed_period fed_period_of(struct arena *a, day_t day)
{
	struct ymd d = day_ymd(day);
	day_t last = day_month_end(d.y, d.m);

	return (struct fed_period){ .first = day - d.d + 1,
				    .last = last,
				    .key = str_fmt(a, "%04d-%02d", d.y, d.m) };
}

struct fed_period fed_period_before(struct arena *a, day_t day)
{
	return fed_period_of(a, day - day_ymd(day).d);
}

bool fed_period_read(struct str key, struct fed_period *ret_period)
{
	char iso[] = "0000-00-01";
	day_t first;
	struct ymd d;

	if (key.n != 7)
		return false;
	memcpy(iso, key.p, 7);
	if (!day_from_iso(str_c(iso), &first))
		return false;
	d = day_ymd(first);
	*ret_period = (struct fed_period){ .first = first,
					   .last = day_month_end(d.y, d.m),
					   .key = key };
	return true;
}

/* ---- addresses -------------------------------------------------------------- */

static const char inbox[] = "/federation/inbox";

static bool name_ok(struct str s)
{
	bool good = s.n <= 32;

	for (ptrdiff_t i = 0; i < s.n; i++)
		good = good &&
		       ((s.p[i] >= 'a' && s.p[i] <= 'z') ||
			(s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-');
	return good;
}

/* "host", "host:8443", "[::1]:8080" */
static bool host_ok(struct str s)
{
	bool good = s.n > 0 && s.n <= 260;

	for (ptrdiff_t i = 0; i < s.n; i++)
		good = good && ((s.p[i] >= 'a' && s.p[i] <= 'z') ||
				(s.p[i] >= 'A' && s.p[i] <= 'Z') ||
				(s.p[i] >= '0' && s.p[i] <= '9') ||
				memchr(".-:[]", s.p[i], 5));
	return good;
}

static bool is_here(struct str host)
{
	static const char *const own[] = { "127.0.0.1", "localhost", "[::1]" };

	for (int i = 0; i < N_ELEMENTS(own); i++) {
		struct str s = str_c(own[i]);

		if (str_starts(host, s) &&
		    (host.n == s.n || host.p[s.n] == ':'))
			return true;
	}
	return false;
}

static struct err *url_read(struct arena *a, struct str typed, struct str rest,
			    struct fed_address *ret_address)
{
	struct str host = str_cut(&rest, '/');
	bool plain = str_starts(typed, STR("http:"));
	struct str name = STR_NULL;

	if (rest.n && str_starts(rest, STR("r/")))
		name = str_sub(rest, 2, rest.n);
	if (!host_ok(host) || (rest.n && (!name.n || !name_ok(name))))
		return err_new(a, ERR_INVALID,
			       N_("“{0}” is no address that reports can be "
				  "sent to: write https://HOST, "
				  "https://HOST/r/NAME, or realm:NAME for a "
				  "committee of the same installation."),
			       typed);
	if (plain && !is_here(host))
		return err_new(a, ERR_INVALID,
			       N_("Reports leave this machine only by https, "
				  "so “{0}” can't be used."),
			       typed);
	*ret_address = (struct fed_address){
		.url = str_fmt(a, "%s://%.*s%s%.*s%s", plain ? "http" : "https",
			       STR_ARG(host), name.n ? "/r/" : "",
			       STR_ARG(name), inbox)
	};
	return NULL;
}

struct err *fed_address_read(struct arena *a, struct str typed,
			     struct fed_address *ret_address)
{
	if (str_starts(typed, STR("realm:"))) {
		struct str name = str_sub(typed, 6, typed.n);

		if (name_ok(name)) {
			*ret_address = (struct fed_address){ .here = true,
							     .realm = name };
			return NULL;
		}
	}
	if (str_starts(typed, STR("https://")))
		return url_read(a, typed, str_sub(typed, 8, typed.n),
				ret_address);
	if (str_starts(typed, STR("http://")))
		return url_read(a, typed, str_sub(typed, 7, typed.n),
				ret_address);
	return url_read(a, typed, STR(""), ret_address);
}

/* ---- patience ----------------------------------------------------------------- */

int64_t fed_back_off(int64_t attempts)
{
	int64_t ms = MINUTE_MS;

	for (int64_t i = 1; i < attempts && ms < PATIENCE_MS; i++)
		ms *= 2;
	return MIN(ms, PATIENCE_MS);
}

bool fed_stamp_ok(int64_t stamp, int64_t now)
{
	int64_t now_s = now / 1000;

	return stamp >= now_s - DAY_S && stamp <= now_s + DAY_S;
}
