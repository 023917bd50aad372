/* What a report says, as canonical JSON: sorted names, no spaces. */
#include "federation/federation_model.h"

#include <jansson.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { LAYOUT = 1, YEAR_MOST = 9999 };
/* no programme of any committee has so many tasks */
static const int64_t tasks_most = 1000000000;

/* ---- writing ------------------------------------------------------------------ */

static void int_put(struct buf *b, const char *name, int64_t v)
{
	buf_fmt(b, "\"%s\":%lld", name, (long long)v);
}

static void str_put(struct buf *b, const char *name, struct str v)
{
	buf_fmt(b, "\"%s\":", name);
	buf_json_str(b, v.p ? v : STR(""));
}

static void figures_put(struct buf *b, const struct work_figures *f)
{
	buf_fmt(b, "{\"approved\":[%lld,%lld],", (long long)f->kept,
		(long long)f->judged);
	str_put(b, "code", f->code);
	buf_char(b, ',');
	int_put(b, "late", f->late);
	buf_char(b, ',');
	int_put(b, "on_time", f->done);
	buf_fmt(b, ",\"original\":[%lld,%lld],", (long long)f->base_kept,
		(long long)f->base_judged);
	int_put(b, "overdue", f->overdue);
	buf_lit(b, ",\"states\":{");
	for (int i = 0; i < WORK_FIGURE_STATES; i++) {
		if (i)
			buf_char(b, ',');
		int_put(b, work_figure_key(i), f->state[i]);
	}
	buf_lit(b, "},");
	int_put(b, "tasks", f->tasks);
	buf_char(b, ',');
	str_put(b, "title", f->title);
	buf_char(b, ',');
	int_put(b, "year", f->year);
	buf_char(b, '}');
}

struct str fed_report_write(struct arena *a, const struct fed_report *r)
{
	struct buf b = buf_init(a, FED_PAYLOAD_MOST);

	buf_lit(&b, "{");
	str_put(&b, "as_of", day_iso(a, r->as_of));
	buf_lit(&b, ",\"figures\":[");
	for (ptrdiff_t i = 0; i < r->figures.n; i++) {
		if (i)
			buf_char(&b, ',');
		figures_put(&b, &r->figures.p[i]);
	}
	buf_lit(&b, "],");
	str_put(&b, "kind", r->kind);
	buf_char(&b, ',');
	int_put(&b, "layout", LAYOUT);
	buf_char(&b, ',');
	str_put(&b, "period", r->period);
	buf_char(&b, ',');
	str_put(&b, "realm", r->realm);
	buf_char(&b, ',');
	str_put(&b, "to", r->to);
	buf_char(&b, ',');
	int_put(&b, "version", r->version);
	buf_lit(&b, "}");
	return buf_view(&b);
}

/* ---- reading ------------------------------------------------------------------- */

/* The first thing that isn't as it should be ends the reading. */
struct reading {
	struct arena *a;
	const char *bad; /* its name, or NULL */
};

static void json_end(json_t **j)
{
	json_decref(*j);
}

static int64_t int_get(struct reading *x, const json_t *o, const char *name,
		       int64_t most)
{
	const json_t *v = json_object_get(o, name);
	json_int_t n = json_integer_value(v);

	if (!json_is_integer(v) || n < 0 || n > most) {
		x->bad = x->bad ? x->bad : name;
		return 0;
	}
	return n;
}

static struct str str_get(struct reading *x, const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);
	struct str s;

	if (!json_is_string(v)) {
		x->bad = x->bad ? x->bad : name;
		return STR("");
	}
	s = text_clean(x->a, str_dup(x->a, str_c(json_string_value(v))));
	if (!s.n || utf8_length(s) > FED_NAME_MOST)
		x->bad = x->bad ? x->bad : name;
	return s;
}

/* [kept, judged] */
static void pair_get(struct reading *x, const json_t *o, const char *name,
		     int64_t ret[2])
{
	const json_t *v = json_object_get(o, name);
	json_int_t kept = json_integer_value(json_array_get(v, 0));
	json_int_t all = json_integer_value(json_array_get(v, 1));

	if (json_array_size(v) != 2 || kept < 0 || all < kept ||
	    all > tasks_most) {
		x->bad = x->bad ? x->bad : name;
		return;
	}
	ret[0] = kept;
	ret[1] = all;
}

static struct work_figures figures_get(struct reading *x, const json_t *o)
{
	int64_t approved[2] = { 0 }, original[2] = { 0 };
	const json_t *states = json_object_get(o, "states");
	struct work_figures f = {
		.code = str_get(x, o, "code"),
		.title = str_get(x, o, "title"),
		.year = int_get(x, o, "year", YEAR_MOST),
		.tasks = int_get(x, o, "tasks", tasks_most),
		.done = int_get(x, o, "on_time", tasks_most),
		.late = int_get(x, o, "late", tasks_most),
		.overdue = int_get(x, o, "overdue", tasks_most),
	};

	if (f.done + f.late + f.overdue > f.tasks)
		x->bad = x->bad ? x->bad : "tasks";
	pair_get(x, o, "approved", approved);
	pair_get(x, o, "original", original);
	f.kept = approved[0];
	f.judged = approved[1];
	f.base_kept = original[0];
	f.base_judged = original[1];
	for (int i = 0; i < WORK_FIGURE_STATES; i++)
		f.state[i] = int_get(x, states, work_figure_key(i), tasks_most);
	return f;
}

static void all_get(struct reading *x, const json_t *o, struct fed_report *r)
{
	const json_t *list = json_object_get(o, "figures");
	struct fed_period period;
	size_t n = json_array_size(list);

	r->realm = str_get(x, o, "realm");
	r->to = str_get(x, o, "to");
	r->kind = str_get(x, o, "kind");
	r->period = str_get(x, o, "period");
	r->version = int_get(x, o, "version", FED_VERSIONS_MOST);
	if (int_get(x, o, "layout", LAYOUT) != LAYOUT)
		x->bad = x->bad ? x->bad : "layout";
	if (!str_eq(r->kind, STR(FED_KIND_STATUS)))
		x->bad = x->bad ? x->bad : "kind";
	if (!r->version)
		x->bad = x->bad ? x->bad : "version";
	if (!day_from_iso(str_get(x, o, "as_of"), &r->as_of) ||
	    !fed_period_read(r->period, &period) || r->as_of < period.first ||
	    r->as_of > period.last)
		x->bad = x->bad ? x->bad : "period";
	if (!json_is_array(list) || n > FED_PROGRAMMES_MOST)
		x->bad = x->bad ? x->bad : "figures";
	for (size_t i = 0; i < n && !x->bad; i++)
		*vec_push(x->a, &r->figures) =
			figures_get(x, json_array_get(list, i));
}

struct err *fed_report_read(struct arena *a, struct str payload,
			    struct fed_report *ret_report)
{
	struct fed_report r = { 0 };
	struct reading x = { .a = a };
	json_error_t why;
	json_t *all CLEANUP(json_end) = NULL;

	if (payload.n > FED_PAYLOAD_MOST)
		return err_new(a, ERR_LIMIT,
			       N_("The message is longer than {0} bytes."),
			       str_fmt(a, "%d", (int)FED_PAYLOAD_MOST));
	all = json_loadb(payload.p, (size_t)payload.n, JSON_REJECT_DUPLICATES,
			 &why);
	if (!all)
		return err_new(a, ERR_INVALID,
			       N_("The message isn't a report that this "
				  "program can read."));
	all_get(&x, all, &r);
	if (x.bad)
		return err_new(a, ERR_INVALID,
			       N_("The report's “{0}” is missing or isn't "
				  "possible."),
			       str_c(x.bad));
	*ret_report = r;
	return NULL;
}

/* ---- comparing, adding ------------------------------------------------------------ */

bool fed_report_differs(struct arena *a, const struct fed_report *r,
			day_t newest_as_of, struct str newest_payload)
{
	struct fed_report was, is = *r;
	struct fed_period p;

	if (fed_report_read(a, newest_payload, &was) ||
	    !fed_period_read(r->period, &p))
		return true;
	if (r->as_of == p.last && newest_as_of < p.last)
		return true;
	is.version = was.version;
	is.as_of = was.as_of;
	return !str_eq(fed_report_write(a, &is), newest_payload);
}

struct work_figures fed_report_sum(const struct fed_report *r)
{
	struct work_figures s = { 0 };

	for (ptrdiff_t i = 0; i < r->figures.n; i++) {
		const struct work_figures *f = &r->figures.p[i];

		s.tasks += f->tasks;
		s.done += f->done;
		s.late += f->late;
		s.overdue += f->overdue;
		s.kept += f->kept;
		s.judged += f->judged;
		s.base_kept += f->base_kept;
		s.base_judged += f->base_judged;
		for (int k = 0; k < WORK_FIGURE_STATES; k++)
			s.state[k] += f->state[k];
	}
	return s;
}
