/* Judges an import: every row, each time anew. */
#include "member/member_import.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_map.h"
#include "member/member_priv.h"
#include "member/member_register_priv.h"
#include "profile/profile_words.h"

enum { DAY_PARTS = 3, NUMBER_MOST = 4 };

/* What of a row is held of a person, by the profile's fields. */
static const struct {
	enum member_field in;
	const char *field;
} held[] = {
	{ MF_NATIONAL_ID, "national_id" },
	{ MF_ETHNICITY, "ethnicity" },
	{ MF_CARD, "card" },
	{ MF_PHONE, "phone" },
	{ MF_EMAIL, "email" },
	{ MF_JOB, "occupation" },
	{ MF_EDUCATION, "education" },
	{ MF_EXPERTISE, "expertise" },
	{ MF_THEORY, "theory" },
};

const struct doc_limits member_import_limits = {
	/* headings and sums stand beside the people */
	.rows = MEMBER_ROWS_MOST + 10000,
	.cells = 1800 * 1000,
	.text = 24 << 20,
};

/* ---- the register's day ------------------------------------------------------ */

/* The first three numbers of a text as day, month, year. */
static bool numbers_day(struct str text, day_t *ret_day)
{
	int64_t n[DAY_PARTS] = { 0 };
	int k = 0;

	for (ptrdiff_t i = 0; i < text.n && k < DAY_PARTS;) {
		ptrdiff_t from = i;

		while (i < text.n && text.p[i] >= '0' && text.p[i] <= '9')
			i++;
		if (i == from)
			i++;
		else if (i - from > NUMBER_MOST ||
			 !str_to_i64(str_sub(text, from, i), &n[k++]))
			return false;
	}
	return k == DAY_PARTS && n[2] > 1900 &&
	       day_from_ymd((int)n[2], (int)n[1], (int)n[0], ret_day);
}

static bool text_day(struct arena *a, const struct reg_words *w,
		     struct str text, day_t *ret_day)
{
	struct str fold = text_fold(a, text);

	for (ptrdiff_t i = 0; i < w->word[RW_AS_AT].n; i++)
		if (str_find(fold, w->word[RW_AS_AT].p[i], 0) >= 0)
			return numbers_day(text, ret_day);
	return false;
}

bool member_register_day(struct arena *a, const struct profile *p,
			 const struct doc *d, const struct member_register *r,
			 day_t *ret_day)
{
	const struct doc_table *t = &d->table[r->table];
	struct reg_words *w = reg_words(a, p);

	for (ptrdiff_t i = 0;
	     w && i < t->n_rows && t->row[i].number <= r->head_row; i++)
		for (ptrdiff_t k = 0; k < t->row[i].n_cells; k++)
			if (text_day(a, w, t->row[i].cell[k].text, ret_day))
				return true;
	for (ptrdiff_t i = 0; w && i < d->n_paras; i++)
		if (text_day(a, w, d->para[i], ret_day))
			return true;
	return false;
}

/* ---- a row as a person --------------------------------------------------------- */

struct str member_import_code(struct cx *cx, struct str field, struct str text)
{
	const struct profile_list *l = profile_list(cx->profile, field);
	struct str fold = text_fold(cx->arena, text);
	struct str longer = profile_expand(cx->arena, cx->profile, fold);

	for (ptrdiff_t i = 0; l && i < l->n; i++) {
		const struct profile_term *t = &l->term[i];
		struct str vi = text_fold(cx->arena, t->vi);

		if (str_eq(vi, fold) || str_eq(vi, longer) ||
		    str_eq(text_fold(cx->arena, t->en), fold) ||
		    str_eq(t->code, text))
			return t->code;
	}
	return STR_NULL;
}

/* The codes of the register's texts, by field: each is looked up once. */
struct import_codes {
	struct member_map map;
	struct strs code;
};

static void codes_gather(struct cx *cx, struct member_import_state *s)
{
	s->codes = arena_new(cx->arena, struct import_codes, N_ELEMENTS(held));
	for (int f = 0; f < (int)N_ELEMENTS(held); f++) {
		struct import_codes *c = &s->codes[f];
		struct str field = str_c(held[f].field);

		if (!member_has_choices(cx->profile, field))
			continue;
		for (ptrdiff_t k = 0; k < s->reg->rows.n; k++) {
			struct str text = s->reg->rows.p[k].text[held[f].in];
			int *at;

			if (!text.n || member_map_find(&c->map, text))
				continue;
			at = member_map_take(cx->arena, &c->map, text, 0);
			*at = (int)c->code.n;
			*vec_push(cx->arena, &c->code) =
				member_import_code(cx, field, text);
		}
	}
}

/* Its one form, or absent when it can't be held. */
static struct str value_of(struct cx *cx, const struct member_import_state *s,
			   const struct member_row *row, int k)
{
	struct member_value v = { str_c(held[k].field), row->text[held[k].in] };
	const struct import_codes *c = &s->codes[k];
	const int *at;
	struct str clean;

	if (!v.value.n || !profile_term(cx->profile, "field", v.field))
		return STR_NULL;
	if (c->map.n) {
		at = member_map_find(&c->map, v.value);
		return at ? c->code.p[*at] : STR_NULL;
	}
	if (member_value_clean(cx->arena, cx->profile, &v, &clean))
		return STR_NULL;
	return clean;
}

static const struct member_day *row_day(const struct member_row *row,
					enum member_field f)
{
	return &row->day[f - MF_BIRTH];
}

static struct str sex_of(const struct member_row *row)
{
	if (row->sex == SEX_UNKNOWN)
		return STR_NULL;
	return row->sex == SEX_MALE ? STR("m") : STR("f");
}

static struct str part_of(const struct member_day *d)
{
	if (d->day == DAY_NONE || d->precise == PRECISE_DAY)
		return STR_NULL;
	return d->precise == PRECISE_YEAR ? STR("year") : STR("month");
}

void member_import_person(struct cx *cx, const struct member_import_state *s,
			  ptrdiff_t k, struct member_value *value,
			  struct member_new *ret_new)
{
	const struct member_row *row = &s->reg->rows.p[k];
	const struct member_day *birth = row_day(row, MF_BIRTH);
	day_t admitted = row_day(row, MF_ADMITTED_ON)->day;
	struct member_new m = {
		.name = row->text[MF_NAME],
		.sex = sex_of(row),
		.birth = birth->day,
		.birth_part = part_of(birth),
		.org = s->names.p[s->person[k].name].org,
		/* who was admitted behind the register's day is there since */
		.from = admitted != DAY_NONE ? MAX(admitted, s->i.as_at)
					     : s->i.as_at,
		.how = s->i.decision != DB_NULL ? STR("received")
						: MEMBER_REGISTER,
		.basis = s->basis,
		.decision = s->i.decision,
		.sent_on = DAY_NONE,
		.admitted = admitted,
		.official = row_day(row, MF_OFFICIAL_ON)->day,
		.state_from = DAY_NONE,
		.value = value,
	};

	for (int f = 0; f < (int)N_ELEMENTS(held); f++) {
		struct str is = value_of(cx, s, row, f);

		if (is.n)
			value[m.n_values++] =
				(struct member_value){ str_c(held[f].field),
						       is };
	}
	*ret_new = m;
}

/* ---- what the reader doesn't know ------------------------------------------------ */

struct member_fault *member_import_fault(struct cx *cx,
					 struct member_import_state *s,
					 ptrdiff_t k, enum member_field f,
					 const char *why)
{
	const struct member_row *row = &s->reg->rows.p[k];
	struct member_fault *x = vec_push(cx->arena, &s->reg->faults);

	*x = (struct member_fault){
		.row = row->row,
		.field = f,
		.cell = member_register_cell(cx->arena, s->reg, row, f),
		.text = f < N_MF_TEXT ? row->text[f] : STR(""),
		.why = why
	};
	return x;
}

/* The rules of every person: rarely anything is left for them to say. */
static void person_check(struct cx *cx, struct member_import_state *s,
			 ptrdiff_t k, const struct member_new *m)
{
	struct err *err =
		member_new_check(cx->arena, cx->profile, m, cx->today);
	struct member_fault *x;

	if (!err)
		return;
	x = member_import_fault(cx, s, k, MF_NAME, err->msgid);
	for (int i = 0; i < err->n_args && i < 3; i++)
		x->arg[i] = err->arg[i];
	x->code = "not_possible";
	x->is_error = true;
	s->reg->rows.p[k].is_faulty = true;
	s->reg->n_errors++;
	s->reg->n_ok--;
}

/* What the profile can't hold is left out, and said. */
static void left_out(struct cx *cx, struct member_import_state *s, ptrdiff_t k,
		     const struct member_new *m)
{
	const struct member_row *row = &s->reg->rows.p[k];
	ptrdiff_t at = 0;

	for (int f = 0; f < (int)N_ELEMENTS(held); f++) {
		if (at < m->n_values &&
		    str_eq(m->value[at].field, str_c(held[f].field))) {
			at++;
			continue;
		}
		if (row->text[held[f].in].n)
			member_import_fault(
				cx, s, k, held[f].in,
				N_("“{0}” isn't among what this field can "
				   "hold: the person is taken without it."))
				->code = "left_out";
	}
}

static int fault_order(const void *a, const void *b)
{
	const struct member_fault *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (int)x->field - (int)y->field;
}

/* ---- who is there ------------------------------------------------------------------- */

struct err *member_import_twin(struct cx *cx, const struct member_lock *lock,
			       const struct member_row *row,
			       int64_t *ret_member)
{
	const struct str number = row->text[MF_NATIONAL_ID];
	struct member_value v = { STR("national_id"), number };
	struct member_import_twins_rows rows;
	struct str name;
	struct err *err = NULL;

	*ret_member = 0;
	if (number.n)
		err = member_find_by_secret(cx, lock, &v, ret_member, &name);
	if (err || *ret_member || row_day(row, MF_BIRTH)->day == DAY_NONE)
		return err;
	err = member_import_twins(
		cx->db,
		&(struct member_import_twins_in){
			.name_fold = text_fold(cx->arena, row->text[MF_NAME]),
			.birth = row_day(row, MF_BIRTH)->day },
		&rows);
	/* two numbers are two people */
	for (ptrdiff_t i = 0; !err && i < rows.n && !*ret_member; i++)
		if (!number.n || !rows.p[i].mark.p)
			*ret_member = rows.p[i].id;
	return err;
}

/* ---- what differs -------------------------------------------------------------------- */

/* What is corrected: never was as it is recorded. */
static bool is_corrected(const struct profile_term *t, struct str field)
{
	return t ? profile_term_is(t, "protected") : !str_eq(field, STR("org"));
}

static void diff_add(struct cx *cx, struct member_import_state *s, ptrdiff_t k,
		     const struct member_value *is, struct str was)
{
	const struct profile_term *t =
		profile_term(cx->profile, "field", is->field);
	struct member_value before = { is->field, was };
	bool sealed = t && profile_term_is(t, "protected");

	if (str_eq(is->value, was) || !is->value.n)
		return;
	*vec_push(cx->arena, &s->diffs) = (struct import_diff){
		.person = k,
		.member = s->person[k].member,
		.field = is->field,
		.was = t ? member_shown(cx, &before) : was,
		.is = t ? member_shown(cx, is) : is->value,
		.raw = is->value,
		.can_change = !str_eq(is->field, STR("org")) &&
			      (!sealed || cx->actor.id == ACTOR_SYSTEM ||
			       cx_may(cx, PERM_MEMBER_SECRET)),
		.corrects = is_corrected(t, is->field)
	};
}

/* Capitals and where a tone stands make no other name. */
static void diff_name(struct cx *cx, struct member_import_state *s, ptrdiff_t k,
		      struct str is, struct str was)
{
	const struct member_value name = { STR("name"), is };

	if (!str_eq(text_same_key(cx->arena, is),
		    text_same_key(cx->arena, was)))
		diff_add(cx, s, k, &name, was);
}

/* Offices that the register names and nobody recorded of the person. */
static struct err *posts_compare(struct cx *cx, struct member_import_state *s,
				 ptrdiff_t k)
{
	struct import_post post[IMPORT_OFFICES_MOST];
	int n = s->person[k].title < 0 ? 0
				       : member_import_posts(cx, s, k, post);
	struct member_posts_rows rows = { 0 };
	struct err *err =
		n ? member_posts(cx->db,
				 &(struct member_posts_in){
					 .member = s->person[k].member },
				 &rows)
		  : NULL;

	for (int i = 0; !err && i < n; i++) {
		bool has = false;

		for (ptrdiff_t r = 0; r < rows.n; r++)
			has |= rows.p[r].org == post[i].org &&
			       rows.p[r].to_on == DAY_NONE &&
			       str_eq(rows.p[r].office, post[i].office->code);
		if (has)
			continue;
		*vec_push(cx->arena, &s->diffs) = (struct import_diff){
			.person = k,
			.member = s->person[k].member,
			.field = str_fmt(cx->arena, "post.%d", i),
			.was = STR(""),
			.is = member_import_post_text(cx, s, &post[i]),
			.post = post[i],
			.can_change = true
		};
	}
	return err;
}

static void diff_day(struct cx *cx, struct member_import_state *s, ptrdiff_t k,
		     const char *field, const day_t is_and_was[2])
{
	struct member_value is = { str_c(field),
				   fmt_day(cx->arena, is_and_was[0]) };

	if (is_and_was[0] != DAY_NONE)
		diff_add(cx, s, k, &is, fmt_day(cx->arena, is_and_was[1]));
}

static struct err *opened(struct cx *cx, const struct member_import_state *s,
			  const struct member_by_id_row *m,
			  const struct member_secrets_row *r,
			  struct str *ret_value)
{
	struct member_key key;
	struct err *err = member_key_open(cx, &s->lock, m->lock_key, &key);

	key.of = m->id;
	if (!err &&
	    !member_open(cx->arena, &key, r->field, r->sealed, ret_value))
		*ret_value = STR("");
	return err;
}

static struct err *values_compare(struct cx *cx, struct member_import_state *s,
				  ptrdiff_t k, const struct member_by_id_row *m)
{
	const struct member_row *row = &s->reg->rows.p[k];
	struct member_facts_rows facts;
	struct member_secrets_rows secrets;
	struct err *err = member_facts(
		cx->db, &(struct member_facts_in){ .member = m->id }, &facts);

	if (!err)
		err = member_secrets(
			cx->db, &(struct member_secrets_in){ .member = m->id },
			&secrets);
	for (int f = 0; f < (int)N_ELEMENTS(held) && !err; f++) {
		struct member_value is = { str_c(held[f].field),
					   value_of(cx, s, row, f) };
		struct str was = STR("");

		for (ptrdiff_t i = 0; i < facts.n; i++)
			if (str_eq(facts.p[i].field, is.field) &&
			    facts.p[i].to_on == DAY_NONE)
				was = facts.p[i].value;
		for (ptrdiff_t i = 0; i < secrets.n && !err; i++)
			if (is.value.n &&
			    str_eq(secrets.p[i].field, is.field) &&
			    secrets.p[i].to_on == DAY_NONE)
				err = opened(cx, s, m, &secrets.p[i], &was);
		if (!err)
			diff_add(cx, s, k, &is, was);
	}
	return err;
}

struct err *member_import_compare(struct cx *cx, struct member_import_state *s,
				  ptrdiff_t k)
{
	const struct member_row *row = &s->reg->rows.p[k];
	int64_t org = s->names.p[s->person[k].name].org;
	struct member_by_id_row m;
	struct member_value sex, birth, in;
	bool found;
	ptrdiff_t before = s->diffs.n;
	struct err *err = member_by_id(
		cx->db, &(struct member_by_id_in){ .id = s->person[k].member },
		&m, &found);

	if (err || !found)
		return err;
	sex = (struct member_value){ STR("sex"), sex_of(row) };
	birth = (struct member_value){
		STR("birth"),
		member_birth_text(cx->arena, row_day(row, MF_BIRTH)->day,
				  part_of(row_day(row, MF_BIRTH)))
	};
	in = (struct member_value){ STR("org"), STR_NULL };
	if (org && org != m.org)
		in.value = row->text[row->text[MF_CELL].n ? MF_CELL : MF_UNIT];
	diff_name(cx, s, k, row->text[MF_NAME], m.name);
	diff_add(cx, s, k, &sex, m.sex);
	diff_add(cx, s, k, &birth,
		 member_birth_text(cx->arena, m.birth, m.birth_part));
	diff_day(cx, s, k, "admitted_on",
		 (day_t[]){ row_day(row, MF_ADMITTED_ON)->day, m.admitted_on });
	diff_day(cx, s, k, "official_on",
		 (day_t[]){ row_day(row, MF_OFFICIAL_ON)->day, m.official_on });
	diff_add(cx, s, k, &in, m.org_name);
	err = values_compare(cx, s, k, &m);
	if (!err)
		err = posts_compare(cx, s, k);
	s->person[k].verdict =
		s->diffs.n > before ? IMPORT_DIFFERS : IMPORT_SAME;
	return err;
}

/* ---- judging --------------------------------------------------------------------------- */

static enum import_verdict verdict_of(const struct member_import_state *s,
				      ptrdiff_t k)
{
	const struct import_name *n = &s->names.p[s->person[k].name];

	if (s->reg->rows.p[k].is_faulty)
		return IMPORT_FAULTY;
	if (n->place == PLACE_LEFT)
		return IMPORT_LEFT;
	return n->org ? IMPORT_NEW : IMPORT_NOWHERE;
}

static struct err *row_judge(struct cx *cx, struct member_import_state *s,
			     ptrdiff_t k)
{
	struct member_value value[N_MF];
	struct arena_mark mark = arena_mark(cx->arena);
	struct import_person *p = &s->person[k];
	ptrdiff_t n = s->reg->faults.n, diffs = s->diffs.n;
	struct member_new m;
	struct err *err = NULL;

	p->member = 0;
	if (!s->reg->rows.p[k].is_faulty) {
		member_import_person(cx, s, k, value, &m);
		person_check(cx, s, k, &m);
		left_out(cx, s, k, &m);
	}
	p->verdict = verdict_of(s, k);
	if (s->anybody && p->verdict != IMPORT_FAULTY &&
	    p->verdict != IMPORT_LEFT) {
		err = member_import_twin(cx, &s->lock, &s->reg->rows.p[k],
					 &p->member);
		if (!err && p->member)
			err = member_import_compare(cx, s, k);
	}
	s->n[p->verdict]++;
	if (n == s->reg->faults.n && diffs == s->diffs.n)
		arena_rewind(cx->arena, mark);
	return err;
}

static struct err *accepted_read(struct cx *cx, struct member_import_state *s)
{
	struct member_import_changes_rows rows;
	struct err *err = member_import_changes(
		cx->db, &(struct member_import_changes_in){ .import = s->i.id },
		&rows);

	for (ptrdiff_t i = 0, at = 0; !err && i < s->diffs.n; i++) {
		struct import_diff *d = &s->diffs.p[i];
		int64_t row = s->reg->rows.p[d->person].row;

		while (at < rows.n && rows.p[at].sheet_row < row)
			at++;
		for (ptrdiff_t k = at; k < rows.n && rows.p[k].sheet_row == row;
		     k++)
			d->accepted |= d->can_change &&
				       str_eq(rows.p[k].field, d->field);
		s->n_accepted += d->accepted;
	}
	return err;
}

struct err *member_import_judge(struct cx *cx, struct member_import_state *s)
{
	struct member_import_any_row any;
	struct err *err = member_import_any(cx->db, &any, &s->anybody);

	s->person =
		arena_new(cx->arena, struct import_person, s->reg->rows.n + 1);
	s->diffs.n = s->n_accepted = 0;
	memset(s->n, 0, sizeof(s->n));
	s->day_known = s->i.as_at != DAY_NONE;
	if (!s->day_known)
		s->i.as_at = cx->today; /* until it is said */
	member_import_names_gather(cx, s);
	codes_gather(cx, s);
	member_import_titles_gather(cx, s);
	if (!err)
		err = member_import_places(cx, s);
	if (!err)
		err = member_import_titles_read(cx, s);
	for (ptrdiff_t k = 0; k < s->reg->rows.n && !err; k++)
		err = row_judge(cx, s, k);
	if (!err)
		err = member_import_posts_judge(cx, s);
	if (s->reg->faults.n)
		qsort(s->reg->faults.p, (size_t)s->reg->faults.n,
		      sizeof(s->reg->faults.p[0]), fault_order);
	return err || !s->i.id ? err : accepted_read(cx, s);
}

struct err *member_import_again(struct cx *cx, struct member_import_state *s)
{
	struct member_faults *f = &s->reg->faults;
	ptrdiff_t n = 0;

	/* what the first judgement said is said again */
	for (ptrdiff_t i = 0; i < f->n; i++)
		if (!str_eq(str_c(f->p[i].code), STR("left_out")) &&
		    !str_eq(str_c(f->p[i].code), STR("office_taken")) &&
		    !str_eq(str_c(f->p[i].code), STR("not_possible")))
			f->p[n++] = f->p[i];
	f->n = n;
	return member_import_judge(cx, s);
}
