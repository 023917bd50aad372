/*
 * Reads the embedded CSV files of a profile. A fault in them is a fault of
 * the build, so it is an ERR_INTERNAL that names file and line.
 */
#include "profile/profile_priv.h"

#include "base/buf.h"
#include "base/utf8.h"

extern const struct embedded profile_files[];
extern const int profile_files_n;

enum { CSV_COLS = 10 };

/* One CSV file while it is read. */
struct csv {
	struct arena *arena;
	struct str name;
	struct str rest;
	int line;
	int n_cols; /* of the heading */
	struct str col[CSV_COLS];
};

/* The lists while they grow. */
struct maker {
	struct profile p;
	struct {
		struct profile_kind *p;
		ptrdiff_t n, cap;
	} kinds;
	struct {
		struct profile_doc_type *p;
		ptrdiff_t n, cap;
	} types;
	struct {
		struct profile_cause *p;
		ptrdiff_t n, cap;
	} causes;
	struct {
		struct profile_role *p;
		ptrdiff_t n, cap;
	} roles;
	struct {
		struct profile_rule *p;
		ptrdiff_t n, cap;
	} rules;
	struct {
		struct profile_abbrev *p;
		ptrdiff_t n, cap;
	} abbrevs;
	struct {
		struct profile_datum *p;
		ptrdiff_t n, cap;
	} data;
	struct {
		struct profile_word *p;
		ptrdiff_t n, cap;
	} words, regs;
	struct {
		struct profile_term *p;
		ptrdiff_t n, cap;
	} terms;
	struct {
		struct profile_list *p;
		ptrdiff_t n, cap;
	} lists;
	struct {
		day_t *p;
		ptrdiff_t n, cap;
	} days, worked;
};

static struct err *csv_fault(const struct csv *c, const char *why)
{
	struct err *e =
		err_new(c->arena, ERR_INTERNAL,
			N_("The profile's file {0} is wrong."), c->name);

	return err_detail(c->arena, e, "%.*s:%d: %s", STR_ARG(c->name), c->line,
			  why);
}

/* Takes one cell off a line; quotes may hold commas and doubled quotes. */
static struct str csv_cell_take(struct csv *c, struct str *line)
{
	struct buf b = buf_init(c->arena, line->n + 1);
	ptrdiff_t i = 1;

	if (!line->n || line->p[0] != '"')
		return str_cut(line, ',');
	for (; i < line->n; i++) {
		if (line->p[i] == '"' && i + 1 < line->n &&
		    line->p[i + 1] == '"')
			i++;
		else if (line->p[i] == '"')
			break;
		buf_char(&b, line->p[i]);
	}
	*line = str_sub(*line, i + 1, line->n);
	(void)str_cut(line, ',');
	return buf_view(&b);
}

/* The next line that isn't empty; *ret_more is false at the end. */
static struct err *csv_next(struct csv *c, bool *ret_more)
{
	struct str line = STR_NULL;
	int n = 0;

	while (c->rest.p && !line.n) {
		line = str_trim(str_cut(&c->rest, '\n'));
		c->line++;
	}
	*ret_more = line.n > 0;
	while (line.p && *ret_more) {
		if (n == CSV_COLS)
			return csv_fault(c, "too many columns");
		c->col[n++] = csv_cell_take(c, &line);
	}
	if (*ret_more && c->n_cols && n != c->n_cols)
		return csv_fault(c, "another number of columns");
	if (!c->n_cols)
		c->n_cols = n;
	return NULL;
}

/* ---- the files ------------------------------------------------------------ */
static struct err *kind_add(struct maker *m, struct csv *c)
{
	int64_t order;

	if (!str_to_i64(c->col[3], &order))
		return csv_fault(c, "the order is no number");
	*vec_push(c->arena, &m->kinds) = (struct profile_kind){
		.code = c->col[0],
		.vi = c->col[1],
		.en = c->col[2],
		.order = (int)order,
	};
	return NULL;
}

static struct err *term_add(struct maker *m, struct csv *c)
{
	int64_t order;

	if (!str_to_i64(c->col[6], &order))
		return csv_fault(c, "the order is no number");
	if (!m->lists.n ||
	    !str_eq(m->lists.p[m->lists.n - 1].code, c->col[0])) {
		for (ptrdiff_t i = 0; i < m->lists.n; i++)
			if (str_eq(m->lists.p[i].code, c->col[0]))
				return csv_fault(c, "the list was left before");
		*vec_push(c->arena, &m->lists) =
			(struct profile_list){ .code = c->col[0] };
	}
	m->lists.p[m->lists.n - 1].n++;
	*vec_push(c->arena, &m->terms) = (struct profile_term){
		.list = c->col[0],
		.code = c->col[1],
		.vi = c->col[2],
		.en = c->col[3],
		.marks = c->col[4],
		.with = c->col[5],
		.order = (int)order,
	};
	return NULL;
}

static struct err *doc_type_add(struct maker *m, struct csv *c)
{
	*vec_push(c->arena, &m->types) = (struct profile_doc_type){
		.code = c->col[0],
		.vi = c->col[1],
		.en = c->col[2],
	};
	return NULL;
}

static struct err *cause_add(struct maker *m, struct csv *c)
{
	*vec_push(c->arena, &m->causes) = (struct profile_cause){
		.code = c->col[0],
		.vi = c->col[1],
		.en = c->col[2],
	};
	return NULL;
}

static struct err *role_perms(struct csv *c, uint64_t *ret_perms)
{
	struct str rest = c->col[3];
	enum perm perm;

	*ret_perms = 0;
	while (rest.p) {
		if (!perm_from_code(str_cut(&rest, ' '), &perm))
			return csv_fault(c, "there is no such permission");
		*ret_perms |= PERM_BIT(perm);
	}
	return NULL;
}

static struct err *role_add(struct maker *m, struct csv *c)
{
	uint64_t perms;
	struct err *e = role_perms(c, &perms);

	if (!e && !str_eq(c->col[1], STR("root")) &&
	    !str_eq(c->col[1], STR("unit")) && !str_eq(c->col[1], STR("any")))
		e = csv_fault(c, "a role is held at: root, unit, any");
	if (e)
		return e;
	*vec_push(c->arena, &m->roles) = (struct profile_role){
		.code = c->col[0],
		.perms = perms,
		.at_root = str_eq(c->col[1], STR("root")),
		.in_unit = str_eq(c->col[1], STR("unit")),
		.below = str_eq(c->col[2], STR("yes")),
		.vi = c->col[4],
		.en = c->col[5],
		.what_vi = c->col[6],
		.what_en = c->col[7],
	};
	return NULL;
}

static struct err *rule_add(struct maker *m, struct csv *c)
{
	day_t from = DAY_NONE, to = DAY_NONE;

	if ((c->col[3].n && !day_from_iso(c->col[3], &from)) ||
	    (c->col[4].n && !day_from_iso(c->col[4], &to)))
		return csv_fault(c, "a day is wrong");
	*vec_push(c->arena, &m->rules) = (struct profile_rule){
		.code = c->col[0],
		.value = c->col[1],
		.unit = c->col[2],
		.from = from,
		.to = to,
		.basis = c->col[5],
		.note = c->col[6],
	};
	return NULL;
}

static struct err *abbrev_add(struct maker *m, struct csv *c)
{
	*vec_push(c->arena, &m->abbrevs) = (struct profile_abbrev){
		.shorter = text_fold(c->arena, c->col[0]),
		.longer = c->col[1],
	};
	return NULL;
}

/* "member+10", "candidate+2", "account+1", "days+90" */
static bool keep_read(struct str text, struct profile_datum *d)
{
	static const char *const kinds[] = { "member", "candidate", "account",
					     "days" };
	struct str rest = text;
	int64_t n;

	d->keep = str_cut(&rest, '+');
	if (!str_to_i64(rest, &n) || n < 0 || n > 10000)
		return false;
	d->keep_n = (int)n;
	for (int i = 0; i < N_ELEMENTS(kinds); i++)
		if (str_eq(d->keep, str_c(kinds[i])))
			return true;
	return false;
}

static struct err *datum_add(struct maker *m, struct csv *c)
{
	struct profile_datum d = {
		.code = c->col[0],
		.vi = c->col[1],
		.en = c->col[2],
		.why_vi = c->col[3],
		.why_en = c->col[4],
		.basis = c->col[5],
		.class = c->col[6],
		.seen = c->col[8],
		.holds = c->col[9],
	};

	if (!str_eq(d.class, STR("ordinary")) &&
	    !str_eq(d.class, STR("sensitive")) &&
	    !str_eq(d.class, STR("protected")))
		return csv_fault(c, "an unknown class");
	if (!keep_read(c->col[7], &d))
		return csv_fault(c, "how long it is kept can't be read");
	*vec_push(c->arena, &m->data) = d;
	return NULL;
}

static struct err *holiday_add(struct maker *m, struct csv *c)
{
	day_t day, worked;

	if (!day_from_iso(c->col[0], &day))
		return csv_fault(c, "a day is wrong");
	if (m->days.n && m->days.p[m->days.n - 1] >= day)
		return csv_fault(c, "days must ascend");
	*vec_push(c->arena, &m->days) = day;
	if (!c->col[2].n)
		return NULL;
	if (!day_from_iso(c->col[2], &worked) || day_weekday(worked) < 6)
		return csv_fault(c, "what is worked instead is a Saturday or "
				    "Sunday");
	if (m->worked.n && m->worked.p[m->worked.n - 1] >= worked)
		return csv_fault(c, "days worked instead must ascend");
	*vec_push(c->arena, &m->worked) = worked;
	return NULL;
}

#define LIST(name)                                                             \
	{                                                                      \
#name, offsetof(struct profile, name), false                   \
	}
static const struct {
	const char *name;
	size_t at;   /* of the struct strs in struct profile */
	bool marked; /* text_same_key() instead of text_fold() */
} lists[] = {
	LIST(verbs),
	LIST(adverbs),
	LIST(slogans),
	LIST(placeholders),
	{ "vague_leads", offsetof(struct profile, vague_leads), true },
	LIST(vague_leads_exact),
	LIST(vague_tails),
	LIST(products),
	LIST(states),
	LIST(not_quantity),
	LIST(not_quantity_units),
	LIST(quantity_periods),
	LIST(secret_marks),
	LIST(heads_number),
	LIST(heads_work),
	LIST(heads_lead),
	LIST(heads_with),
	LIST(heads_deadline),
	LIST(heads_product),
	LIST(heads_note),
	LIST(heads_leader),
	LIST(heads_group),
	LIST(annex_titles),
	{ "notes", offsetof(struct profile, notes), true },
	LIST(ends),
	LIST(continues),
	{ "org_heads", offsetof(struct profile, org_heads), true },
	{ "org_whole", offsetof(struct profile, org_whole), true },
	LIST(org_stems),
	LIST(org_posts),
	{ "person_heads", offsetof(struct profile, person_heads), true },
	LIST(lead_labels),
	LIST(with_labels),
	LIST(lead_prefixes),
	LIST(lead_suffixes),
};

/* The list that a name means; NULL: unknown. */
static struct strs *list_find(struct maker *m, struct str name,
			      bool *ret_marked)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(lists); i++)
		if (str_eq(name, str_c(lists[i].name))) {
			*ret_marked = lists[i].marked;
			return (struct strs *)(void *)((char *)&m->p +
						       lists[i].at);
		}
	return NULL;
}

static struct err *word_add(struct maker *m, struct csv *c, struct str word)
{
	struct str list = c->col[0], head = STR("deadline_");
	struct strs *strs;
	bool marked = false;

	if (str_starts(list, head)) {
		*vec_push(c->arena, &m->words) = (struct profile_word){
			.list = str_sub(list, head.n, list.n),
			.key = text_same_key(c->arena, word),
			.fold = text_fold(c->arena, word),
		};
		return NULL;
	}
	strs = list_find(m, list, &marked);
	if (!strs)
		return csv_fault(c, "an unknown list");
	*vec_push(c->arena, strs) = marked ? text_same_key(c->arena, word)
					   : text_fold(c->arena, word);
	return NULL;
}

static struct err *words_add(struct maker *m, struct csv *c)
{
	struct str rest = c->col[1];

	if (str_eq(c->col[0], STR("language"))) {
		m->p.lang = str_eq(rest, STR("vi")) ? LANG_VI : LANG_EN;
		return NULL;
	}
	while (rest.p) {
		struct str word = str_trim(str_cut(&rest, ';'));
		struct err *e = word.n ? word_add(m, c, word) : NULL;

		if (e)
			return e;
	}
	return NULL;
}

static struct err *register_add(struct maker *m, struct csv *c)
{
	struct str rest = c->col[1];

	while (rest.p) {
		struct str word = str_trim(str_cut(&rest, ';'));

		if (word.n)
			*vec_push(c->arena, &m->regs) = (struct profile_word){
				.list = c->col[0],
				.key = text_same_key(c->arena, word),
				.fold = text_fold(c->arena, word),
			};
	}
	return NULL;
}

static const struct {
	const char *name;
	int cols;
	struct err *(*add)(struct maker *m, struct csv *c);
} files[] = {
	{ "kinds.csv", 4, kind_add },
	{ "document_types.csv", 3, doc_type_add },
	{ "causes.csv", 3, cause_add },
	{ "roles.csv", 8, role_add },
	{ "rules.csv", 7, rule_add },
	{ "abbreviations.csv", 2, abbrev_add },
	{ "holidays.csv", 4, holiday_add },
	{ "words.csv", 2, words_add },
	{ "terms.csv", 7, term_add },
	{ "register.csv", 2, register_add },
	{ "data.csv", 10, datum_add },
};

static struct err *file_parse(struct arena *a, struct maker *m, int k,
			      const struct embedded *f)
{
	struct csv c = { .arena = a, .name = str_c(f->name), .rest = f->bytes };
	bool more;
	struct err *e = csv_next(&c, &more);

	if (!e && c.n_cols != files[k].cols)
		e = csv_fault(&c, "another number of columns in the heading");
	while (!e && more) {
		e = csv_next(&c, &more);
		if (!e && more)
			e = files[k].add(m, &c);
	}
	return e;
}

/* ---- the profile ------------------------------------------------------------ */
/* "vn-party" of "vn-party/words.csv" */
static struct str file_profile(const struct embedded *f)
{
	struct str rest = str_c(f->name);

	return str_cut(&rest, '/');
}

static struct err *profile_unknown(struct arena *a, struct str name,
				   const struct embedded *file, int n)
{
	struct buf known = buf_init(a, 1000);
	struct str last = STR_NULL;

	for (int i = 0; i < n; i++) {
		struct str here = file_profile(&file[i]);

		if (str_eq(here, last))
			continue;
		if (last.p)
			buf_lit(&known, ", ");
		buf_str(&known, here);
		last = here;
	}
	return err_new(a, ERR_NOT_FOUND,
		       N_("There is no profile “{0}”; there are: {1}."), name,
		       buf_view(&known));
}

static void maker_close(struct maker *m)
{
	struct profile *p = &m->p;

	p->kind = m->kinds.p;
	p->n_kinds = m->kinds.n;
	p->doc_type = m->types.p;
	p->n_doc_types = m->types.n;
	p->cause = m->causes.p;
	p->n_causes = m->causes.n;
	p->role = m->roles.p;
	p->n_roles = m->roles.n;
	p->rule = m->rules.p;
	p->n_rules = m->rules.n;
	p->abbrev = m->abbrevs.p;
	p->n_abbrevs = m->abbrevs.n;
	p->datum = m->data.p;
	p->n_data = m->data.n;
	p->term = m->terms.p;
	p->n_terms = m->terms.n;
	for (ptrdiff_t i = 0, at = 0; i < m->lists.n; i++) {
		m->lists.p[i].term = m->terms.p + at;
		at += m->lists.p[i].n;
	}
	p->list = m->lists.p;
	p->n_lists = m->lists.n;
	p->word = m->words.p;
	p->n_words = m->words.n;
	p->reg = m->regs.p;
	p->n_regs = m->regs.n;
	p->holidays = (struct holidays){ m->days.p, m->days.n, m->worked.p,
					 m->worked.n };
}

struct err *profile_parse(struct arena *a, struct str name,
			  const struct embedded *file, int n,
			  const struct profile **ret_profile)
{
	struct maker *m = arena_new(a, struct maker, 1);
	bool found = false;

	m->p.name = str_dup(a, name);
	for (int i = 0; i < n; i++) {
		struct str full = str_c(file[i].name);

		if (!str_eq(file_profile(&file[i]), name))
			continue;
		found = true;
		for (int k = 0; k < N_ELEMENTS(files); k++) {
			struct str end = str_sub(full, name.n + 1, full.n);
			struct err *e = NULL;

			if (str_eq(end, str_c(files[k].name)))
				e = file_parse(a, m, k, &file[i]);
			if (e)
				return e;
		}
	}
	if (!found)
		return profile_unknown(a, name, file, n);
	maker_close(m);
	*ret_profile = &m->p;
	return NULL;
}

struct err *profile_load(struct arena *a, struct str name,
			 const struct profile **ret_profile)
{
	return profile_parse(a, name, profile_files, profile_files_n,
			     ret_profile);
}

/* ---- questions --------------------------------------------------------------- */
const struct profile_rule *profile_rule_row(const struct profile *p,
					    struct str code, day_t on)
{
	for (ptrdiff_t i = 0; i < p->n_rules; i++) {
		const struct profile_rule *r = &p->rule[i];

		if (str_eq(r->code, code) &&
		    (r->from == DAY_NONE || r->from <= on) &&
		    (r->to == DAY_NONE || on < r->to))
			return r;
	}
	return NULL;
}

struct str profile_rule(const struct profile *p, struct str code, day_t on)
{
	const struct profile_rule *r = profile_rule_row(p, code, on);

	return r ? r->value : STR_NULL;
}

int64_t profile_rule_int(const struct profile *p, struct str code, day_t on,
			 int64_t otherwise)
{
	int64_t v;

	return str_to_i64(profile_rule(p, code, on), &v) ? v : otherwise;
}

struct str profile_kind_title(const struct profile *p, struct str code,
			      enum lang lang)
{
	for (ptrdiff_t i = 0; i < p->n_kinds; i++)
		if (str_eq(p->kind[i].code, code))
			return lang == LANG_VI ? p->kind[i].vi : p->kind[i].en;
	return code;
}

struct str profile_doc_type_title(const struct profile *p, struct str code,
				  enum lang lang)
{
	for (ptrdiff_t i = 0; i < p->n_doc_types; i++)
		if (str_eq(p->doc_type[i].code, code))
			return lang == LANG_VI ? p->doc_type[i].vi
					       : p->doc_type[i].en;
	return code;
}

struct str profile_cause_title(const struct profile *p, struct str code,
			       enum lang lang)
{
	for (ptrdiff_t i = 0; i < p->n_causes; i++)
		if (str_eq(p->cause[i].code, code))
			return lang == LANG_VI ? p->cause[i].vi
					       : p->cause[i].en;
	return code;
}

/* ---- roles --------------------------------------------------------------------- */
const struct profile_role *profile_role(const struct profile *p,
					struct str code)
{
	for (ptrdiff_t i = 0; i < p->n_roles; i++)
		if (str_eq(p->role[i].code, code))
			return &p->role[i];
	return NULL;
}

struct str profile_role_title(const struct profile *p, struct str code,
			      enum lang lang)
{
	const struct profile_role *r = profile_role(p, code);

	return !r ? code : lang == LANG_VI ? r->vi : r->en;
}

/* ---- terms --------------------------------------------------------------------- */
const struct profile_list *profile_list(const struct profile *p,
					struct str code)
{
	for (ptrdiff_t i = 0; i < p->n_lists; i++)
		if (str_eq(p->list[i].code, code))
			return &p->list[i];
	return NULL;
}

const struct profile_term *profile_term(const struct profile *p,
					const char *list, struct str code)
{
	const struct profile_list *l = profile_list(p, str_c(list));

	for (ptrdiff_t i = 0; l && i < l->n; i++)
		if (str_eq(l->term[i].code, code))
			return &l->term[i];
	return NULL;
}

const struct profile_term *profile_term_next(const struct profile *p,
					     const char *list,
					     const struct profile_term *after)
{
	const struct profile_list *l = profile_list(p, str_c(list));

	if (!after)
		return l ? l->term : NULL;
	return l && after + 1 < l->term + l->n ? after + 1 : NULL;
}

static bool word_in(struct str words, struct str word)
{
	while (words.p)
		if (str_eq(str_cut(&words, ' '), word))
			return true;
	return false;
}

bool profile_term_is(const struct profile_term *t, const char *mark)
{
	return t && word_in(t->marks, str_c(mark));
}

const struct profile_datum *
profile_datum_of(const struct profile *p, struct str table, struct str column)
{
	for (ptrdiff_t i = 0; i < p->n_data; i++) {
		struct str rest = p->datum[i].holds;

		while (rest.p) {
			struct str word = str_cut(&rest, ' ');

			if (str_eq(str_cut(&word, '.'), table) &&
			    (str_eq(word, STR("*")) || str_eq(word, column)))
				return &p->datum[i];
		}
	}
	return NULL;
}

bool profile_term_with(const struct profile_term *t, struct str code)
{
	return t && word_in(t->with, code);
}

struct str profile_term_title(const struct profile *p, const char *list,
			      struct str code, enum lang lang)
{
	const struct profile_term *t = profile_term(p, list, code);

	if (!t)
		return code;
	return lang == LANG_VI ? t->vi : t->en;
}
