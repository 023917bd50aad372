/*
 * From names and values to the fields that a route declares. Something the
 * route does not know refuses the request; a value that a person can mend is
 * a fault of its field, and the page shows its form again.
 */
#include "http/http_priv.h"

#include "base/utf8.h"
#include "file/file.h"
#include "i18n/i18n.h"

struct binder {
	struct req *rq;
	struct arena *a;
	enum lang lang;
	const struct field *field;
	struct str label;
	struct value *value;
};

#define fault(b, msgid, ...)                                                   \
	err_add(&(b)->rq->faults,                                              \
		err_at(err_new((b)->a, ERR_INVALID, msgid, (b)->label,         \
			       ##__VA_ARGS__),                                 \
		       (b)->value ? (b)->value->name                           \
				  : str_c((b)->field->name)))

static struct str number_text(struct binder *b, int64_t n)
{
	return fmt_int(b->a, b->lang, n);
}

static void bind_length(struct binder *b)
{
	int64_t most = b->field->max ? b->field->max : TEXT_MAX;
	int64_t n = utf8_length(b->value->text);

	if (n <= most)
		return;
	b->value->text = STR_NULL;
	fault(b, N_("“{0}” has {1} characters; at most {2} fit."),
	      number_text(b, n), number_text(b, most));
}

static void bind_word(struct binder *b)
{
	struct str s = b->value->typed;

	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    c == '_' || c == '.' || c == '-';

		if (!good) {
			fault(b, N_("“{0}” has a value that is not offered."));
			return;
		}
	}
	b->value->text = s;
	bind_length(b);
}

static void bind_int(struct binder *b)
{
	const struct field *f = b->field;
	int64_t most = f->max ? f->max : INT64_MAX;
	struct str s = text_clean(b->a, b->value->typed);
	int64_t n;

	if (!str_to_i64(s, &n)) {
		fault(b, N_("“{0}” must be a whole number."));
		return;
	}
	if (n >= f->min && n <= most) {
		b->value->text = s;
		b->value->number = n;
	} else if (most == INT64_MAX) {
		fault(b, N_("“{0}” must be at least {1}."),
		      number_text(b, f->min));
	} else {
		fault(b, N_("“{0}” must be between {1} and {2}."),
		      number_text(b, f->min), number_text(b, most));
	}
}

/* Three numbers of 1..2 and 4 digits around / or -; year first only by -. */
static bool day_parts(struct str s, int64_t part[3], bool *ret_year_first)
{
	char sep = str_find_char(s, '/') >= 0 ? '/' : '-';
	struct str rest = s;
	ptrdiff_t digits[3];

	for (int i = 0; i < 3; i++) {
		struct str p = str_trim(str_cut(&rest, sep));

		digits[i] = p.n;
		if (p.n > 4 || !str_to_i64(p, &part[i]) || part[i] < 0)
			return false;
	}
	*ret_year_first = digits[0] == 4;
	if (rest.p || digits[1] > 2 || (*ret_year_first && sep == '/'))
		return false;
	return *ret_year_first ? digits[2] <= 2
			       : digits[0] <= 2 && digits[2] == 4;
}

static void bind_day(struct binder *b)
{
	struct str s = text_clean(b->a, b->value->typed);
	int64_t p[3];
	bool year_first;
	int y, d;

	if (!day_parts(s, p, &year_first)) {
		fault(b, N_("“{0}” must be a day, such as 5/10/2026."));
		return;
	}
	y = (int)(year_first ? p[0] : p[2]);
	d = (int)(year_first ? p[2] : p[0]);
	if (day_from_ymd(y, (int)p[1], d, &b->value->day)) {
		b->value->text = s;
		return;
	}
	b->value->day = DAY_NONE;
	fault(b, N_("“{0}”: {1} is not in the calendar."), s);
}

static void bind_file(struct binder *b, const struct pair *p)
{
	if (!p->is_file) {
		/* a browser without a chosen file may send an empty text */
		if (p->value.n)
			fault(b, N_("“{0}” must be a file."));
		return;
	}
	if (!p->file_name.n && !p->value.n)
		return;
	b->value->file.name = file_clean_name(b->a, p->file_name);
	b->value->file.bytes = p->value;
	b->value->has_file = true;
}

static bool is_blank(struct binder *b)
{
	struct str s = b->value->typed;

	return b->field->kind == FIELD_SECRET ? !s.n : !text_clean(b->a, s).n;
}

static void bind_value(struct binder *b, const struct pair *p)
{
	struct value *v = b->value;

	v->day = DAY_NONE;
	v->number = INT64_MIN;
	if (b->field->kind == FIELD_FILE) {
		bind_file(b, p);
		return;
	}
	v->typed = p->value;
	if (is_blank(b))
		return;
	switch (b->field->kind) {
	case FIELD_LINE:
		v->text = text_clean(b->a, v->typed);
		bind_length(b);
		break;
	case FIELD_TEXT:
		v->text = text_clean_lines(b->a, v->typed);
		bind_length(b);
		break;
	case FIELD_SECRET:
		v->text = v->typed;
		bind_length(b);
		break;
	case FIELD_WORD:
		bind_word(b);
		break;
	case FIELD_INT:
		bind_int(b);
		break;
	case FIELD_DAY:
		bind_day(b);
		break;
	case FIELD_FLAG:
		if (str_eq(v->typed, STR("1")))
			v->text = v->typed;
		else
			fault(b, N_("“{0}” has a value that is not offered."));
		break;
	case FIELD_FILE:
		break;
	}
}

static bool is_key(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    (c >= 'A' && c <= 'Z') || c == '_' || c == '-';

		if (!good)
			return false;
	}
	return s.n >= 8 && s.n <= 64;
}

/* The two fields that every form has. */
static bool bind_built_in(struct req *rq, const struct pair *p)
{
	struct str *to = str_eq(p->name, STR("csrf"))  ? &rq->form_token
			 : str_eq(p->name, STR("key")) ? &rq->key
						       : NULL;

	if (rq->method != POST || !to || p->is_file)
		return false;
	if (to->p)
		rq->bind_err =
			err_new(rq->arena, ERR_INVALID,
				N_("The field “{0}” came twice."), p->name);
	else if (to == &rq->key && !is_key(p->value))
		rq->bind_err = err_new(rq->arena, ERR_INVALID,
				       N_("The form's key is not one of "
					  "ours."));
	*to = p->value;
	return true;
}

static bool came_before(const struct req *rq, struct str name)
{
	for (ptrdiff_t i = 0; i < rq->values.n; i++)
		if (str_eq(rq->values.p[i].name, name))
			return true;
	return false;
}

static void bind_pair(struct req *rq, const struct pair *p, enum lang lang)
{
	const struct field *f = route_field(rq->match.route, p->name);
	struct binder b = {
		.rq = rq, .a = rq->arena, .lang = lang, .field = f
	};

	if (bind_built_in(rq, p))
		return;
	if (!f) {
		rq->bind_err = err_new(
			rq->arena, ERR_INVALID,
			N_("The form has a field “{0}” that this page does "
			   "not know."),
			utf8_cut(text_clean(rq->arena, p->name), 40));
		return;
	}
	if (!f->many && came_before(rq, p->name)) {
		rq->bind_err = err_new(rq->arena, ERR_INVALID,
				       N_("The field “{0}” came twice."),
				       utf8_cut(p->name, 40));
		return;
	}
	b.label = tr(lang, f->label);
	b.value = vec_push(rq->arena, &rq->values);
	b.value->field = f;
	b.value->name = p->name;
	bind_value(&b, p);
	if (f->kind != FIELD_SECRET && f->kind != FIELD_FILE)
		*vec_push(rq->arena, &rq->typed) =
			(struct typed){ p->name, p->value };
}

static bool is_filled(const struct req *rq, const struct field *f)
{
	for (ptrdiff_t i = 0; i < rq->values.n; i++) {
		const struct value *v = &rq->values.p[i];

		/* a faulty value has its own fault already */
		if (v->field == f && (v->text.p || v->has_file))
			return true;
	}
	for (const struct err *e = rq->faults; e; e = e->next)
		if (str_eq(e->field, str_c(f->name)))
			return true;
	return false;
}

void req_bind(struct req *rq, enum lang lang)
{
	const struct route *r = rq->match.route;

	for (ptrdiff_t i = 0; i < rq->pairs.n && !rq->bind_err; i++)
		bind_pair(rq, &rq->pairs.p[i], lang);
	for (int i = 0; i < r->n_fields && !rq->bind_err; i++) {
		struct binder b = { .rq = rq,
				    .a = rq->arena,
				    .lang = lang,
				    .field = &r->fields[i] };

		b.label = tr(lang, b.field->label);
		if (b.field->required && !is_filled(rq, b.field))
			fault(&b, N_("“{0}” is missing."));
	}
}
