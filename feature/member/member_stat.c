/* Counting members: one walk over the people of a day. */
#include "member/member_stat.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_stat_priv.h"
#include "org/org.h"

static const struct by_words {
	const char *key, *field, *title;
} by_words[N_STAT_BY] = {
	[STAT_STATE] = { "by_state", "state", N_("By state") },
	[STAT_SEX] = { "by_sex", "sex", N_("By sex") },
	[STAT_AGE] = { "by_age", "age", N_("By age") },
	[STAT_PARTY_AGE] = { "by_party_age", "party",
			     N_("By years since admission") },
	[STAT_EDUCATION] = { "by_education", "education", N_("By education") },
	[STAT_EXPERTISE] = { "by_expertise", "expertise",
			     N_("By professional training") },
	[STAT_THEORY] = { "by_theory", "theory", N_("By political theory") },
	[STAT_OCCUPATION] = { "by_occupation", "occupation",
			      N_("By occupation") },
};

const char *stat_by_key(enum stat_by by)
{
	return by_words[by].key;
}

const char *stat_by_field(enum stat_by by)
{
	return by_words[by].field;
}

const char *stat_by_title(enum stat_by by)
{
	return by_words[by].title;
}

bool member_stat_counts(const struct cx *cx, struct str state)
{
	return profile_term_is(profile_term(cx->profile, "state", state),
			       "counted");
}

/* ---- values by their text ---------------------------------------------------- */

/* Texts and how often: found by hash. */
struct bag {
	struct stat_values list;
	ptrdiff_t *slot;   /* place in the list + 1; 0: free */
	ptrdiff_t n_slots; /* a power of two */
	ptrdiff_t last;	   /* the one found last: most come in rows */
};

static void bag_place(struct bag *b, ptrdiff_t i)
{
	size_t at = (size_t)str_hash(b->list.p[i].code);

	for (;; at++) {
		ptrdiff_t *s = &b->slot[at & (size_t)(b->n_slots - 1)];

		if (!*s) {
			*s = i + 1;
			return;
		}
	}
}

static void bag_grow(struct arena *a, struct bag *b)
{
	b->n_slots = b->n_slots ? b->n_slots * 4 : 64;
	b->slot = arena_new(a, ptrdiff_t, b->n_slots);
	for (ptrdiff_t i = 0; i < b->list.n; i++)
		bag_place(b, i);
}

static ptrdiff_t bag_find(const struct bag *b, struct str code)
{
	size_t at = (size_t)str_hash(code);

	for (; b->n_slots; at++) {
		ptrdiff_t i = b->slot[at & (size_t)(b->n_slots - 1)] - 1;

		if (i < 0 || str_eq(b->list.p[i].code, code))
			return i;
	}
	return -1;
}

static void bag_count(struct arena *a, struct bag *b, struct str code)
{
	ptrdiff_t i = b->last;

	if (i >= b->list.n || !str_eq(b->list.p[i].code, code))
		i = bag_find(b, code);
	if (i < 0) {
		if (b->list.n * 2 >= b->n_slots)
			bag_grow(a, b);
		i = b->list.n;
		*vec_push(a, &b->list) =
			(struct stat_value){ .code = str_dup(a, code) };
		bag_place(b, i);
	}
	b->last = i;
	b->list.p[i].n++;
}

/* ---- the walk ------------------------------------------------------------------ */

enum { STATES_MOST = 32, N_FACTS = N_STAT_BY - STAT_EDUCATION };
struct tally {
	struct cx *cx;
	const struct stat_ask *ask;
	struct member_stat *stat;
	const struct profile_term *state[STATES_MOST]; /* counted ones */
	int64_t state_n[STATES_MOST];
	int n_states;
	struct stat_bands age, party;
	day_t young;			    /* born later: among the young */
	int64_t age_n[STAT_BANDS_MOST + 1]; /* the last: unknown */
	int64_t party_n[STAT_BANDS_MOST + 1];
	struct bag sex, fact[N_FACTS];
	struct stat_map unit_of;      /* organisation: place of its unit */
	const struct stat_then *then; /* NULL: as it was */
	struct stat_alive_rows was;   /* restated: at or below it on the day */
	int64_t org, unit; /* the last row's, and where its people go */
	const struct stat_pick *pick; /* or NULL: nobody is listed */
	struct stat_people *people;
};

static int state_place(const struct tally *t, struct str code)
{
	for (int i = 0; i < t->n_states; i++)
		if (str_eq(t->state[i]->code, code))
			return i;
	return -1;
}

enum { UNIT_NONE = -1, UNIT_AWAY = -2, UNIT_ELSEWHERE = -3 };

/* Where a person counts: a place in the list of units, UNIT_NONE: in none of
 * them, UNIT_AWAY: nowhere, UNIT_ELSEWHERE: not at or below what was asked
 * for. */
static int64_t unit_choose(const struct tally *t, int64_t member, int64_t org)
{
	if (t->then) {
		org = stat_then_org(t->then, member, org);
		if (!org)
			return UNIT_AWAY;
	}
	return stat_map_at(&t->unit_of, org, UNIT_ELSEWHERE);
}

static void person_count(struct tally *t, const struct stat_spans_row *r,
			 int state)
{
	struct arena *a = t->cx->arena;
	int age = stat_band(&t->age, r->birth);
	int party = stat_band(&t->party, r->admitted_on);
	const struct str fact[N_FACTS] = { r->education, r->expertise,
					   r->theory, r->occupation };

	t->stat->members++;
	t->state_n[state]++;
	t->age_n[age < 0 ? STAT_BANDS_MOST : age]++;
	t->party_n[party < 0 ? STAT_BANDS_MOST : party]++;
	bag_count(a, &t->sex, r->sex.p ? r->sex : STR(STAT_UNKNOWN));
	for (int i = 0; i < N_FACTS; i++)
		bag_count(a, &t->fact[i],
			  fact[i].n ? fact[i] : STR(STAT_UNKNOWN));
}

/* Whether a person makes the figure that is asked for. */
static bool is_picked(const struct tally *t, const struct stat_spans_row *r)
{
	const struct str text[N_STAT_BY] = {
		[STAT_STATE] = r->state,
		[STAT_SEX] = r->sex,
		[STAT_EDUCATION] = r->education,
		[STAT_EXPERTISE] = r->expertise,
		[STAT_THEORY] = r->theory,
		[STAT_OCCUPATION] = r->occupation
	};
	const struct stat_bands *bands =
		t->pick->by == STAT_AGE ? &t->age : &t->party;
	struct str code = STR(STAT_UNKNOWN);
	int i;

	if (t->pick->direct && t->unit != UNIT_NONE)
		return false;
	if (t->pick->by == N_STAT_BY)
		return true;
	if (t->pick->by == STAT_AGE || t->pick->by == STAT_PARTY_AGE) {
		i = stat_band(bands, t->pick->by == STAT_AGE ? r->birth
							     : r->admitted_on);
		if (i >= 0)
			code = stat_band_code(t->cx->arena, bands, i);
	} else if (text[t->pick->by].n) {
		code = text[t->pick->by];
	}
	return str_eq(code, t->pick->code);
}

/* Whether the person counts in what was asked for. */
static bool row_count(struct tally *t, const struct stat_spans_row *r)
{
	int state = state_place(t, r->state);

	if (state < 0)
		return false;
	if (t->then || r->org != t->org) {
		t->org = r->org;
		t->unit = unit_choose(t, r->member, r->org);
	}
	if (t->unit == UNIT_ELSEWHERE)
		return false;
	if (t->unit == UNIT_AWAY) {
		t->stat->outside += stat_alive_has(&t->was, r->org);
		return false;
	}
	if (t->unit == UNIT_NONE) {
		t->stat->direct++;
	} else {
		t->stat->by_unit.p[t->unit].n++;
		t->stat->by_unit.p[t->unit].young +=
			r->birth != DAY_NONE && r->birth > t->young;
	}
	person_count(t, r, state);
	return true;
}

static struct err *rows_count(struct tally *t, int64_t scope)
{
	struct cx *cx = t->cx;
	struct stat_spans_row row;
	struct db_stmt *st = NULL;
	bool more = true;
	struct err *err = stat_spans_open(
		cx->db,
		&(struct stat_spans_in){ .scope = scope, .on_day = t->ask->on },
		&st);

	while (!err && more) {
		err = stat_spans_next(st, &row, &more);
		if (!err && more)
			(void)row_count(t, &row);
	}
	stat_spans_close(st);
	return err;
}

static void named_count(struct tally *t, const struct stat_named_row *r)
{
	const struct stat_spans_row span = { .org = r->org,
					     .member = r->member,
					     .state = r->state,
					     .sex = r->sex,
					     .birth = r->birth,
					     .admitted_on = r->admitted_on,
					     .education = r->education,
					     .expertise = r->expertise,
					     .theory = r->theory,
					     .occupation = r->occupation };
	struct arena *a = t->cx->arena;

	if (row_count(t, &span) && is_picked(t, &span))
		*vec_push(a, t->people) = (struct stat_person){
			.member = r->member,
			.name = str_dup(a, r->name),
			.org = str_dup(a, r->org_name),
			.state = profile_term_title(t->cx->profile, "state",
						    str_dup(a, r->state),
						    t->cx->lang),
			.birth = r->birth,
			.admitted_on = r->admitted_on
		};
}

/* The same walk, in the order of names. */
static struct err *named_rows_count(struct tally *t, int64_t scope)
{
	struct stat_named_row row;
	struct db_stmt *st = NULL;
	bool more = true;
	struct err *err = stat_named_open(
		t->cx->db,
		&(struct stat_named_in){ .scope = scope, .on_day = t->ask->on },
		&st);

	while (!err && more) {
		err = stat_named_next(st, &row, &more);
		if (!err && more)
			named_count(t, &row);
	}
	stat_named_close(st);
	return err;
}

/* ---- what it is put into --------------------------------------------------------- */

static bool word_in(struct str words, struct str word)
{
	while (words.p)
		if (str_eq(str_cut(&words, ' '), word))
			return true;
	return false;
}

/* The units of the structure, and which organisation belongs to which. */
static struct err *units_read(struct tally *t, int64_t org, day_t on)
{
	struct cx *cx = t->cx;
	struct stat_units_rows units;
	struct stat_unit_of_rows of;
	struct stat_alive_rows all;
	struct stat_map place = { 0 };
	ptrdiff_t k = 0;
	struct err *err = stat_units(
		cx->db, &(struct stat_units_in){ .scope = org, .on_day = on },
		&units);

	if (!err)
		err = stat_unit_of(cx->db,
				   &(struct stat_unit_of_in){ .scope = org,
							      .on_day = on },
				   &of);
	if (!err)
		err = stat_alive(cx->db,
				 &(struct stat_alive_in){ .scope = org,
							  .on_day = on },
				 &all);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < units.n; i++)
		*vec_push(cx->arena, &t->stat->by_unit) =
			(struct stat_unit){ .id = units.p[i].id,
					    .code = units.p[i].code,
					    .kind = units.p[i].kind,
					    .name = units.p[i].name,
					    .short_name =
						    units.p[i].short_name };
	for (ptrdiff_t i = 0; i < all.n; i++) {
		int64_t id = all.p[i].descendant, unit = UNIT_NONE;

		while (k < of.n && of.p[k].org < id)
			k++;
		if (k < of.n && of.p[k].org == id)
			for (unit = units.n - 1;
			     unit >= 0 && units.p[unit].id != of.p[k].unit;)
				unit--;
		*vec_push(cx->arena, &place) = (struct stat_pair){ id, unit };
	}
	t->unit_of = place;
	return NULL;
}

/* Bodies that have no members of their own aren't units, unless they have. */
static void units_choose(struct tally *t)
{
	struct stat_units *list = &t->stat->by_unit;
	struct str kinds = profile_rule(t->cx->profile, STR("unit_kinds"),
					t->stat->structure);
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < list->n; i++) {
		bool unit = !kinds.p || word_in(kinds, list->p[i].kind);

		t->stat->units += unit;
		if (unit || list->p[i].n)
			list->p[n++] = list->p[i];
	}
	list->n = n;
}

static struct err *org_read(struct cx *cx, int64_t org, day_t on,
			    struct stat_unit *ret_org)
{
	struct stat_org_row row;
	bool found;
	struct err *err =
		stat_org(cx->db,
			 &(struct stat_org_in){ .org = org, .on_day = on },
			 &row, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There was no such organisation on {0}."),
			      fmt_day(cx->arena, on));
	if (!err)
		*ret_org = (struct stat_unit){ .id = row.org,
					       .code = row.code,
					       .kind = row.kind,
					       .name = row.name,
					       .short_name = row.short_name };
	return err;
}

/* ---- lists of figures --------------------------------------------------------------- */

static struct str value_title(struct cx *cx, enum stat_by by, struct str code)
{
	if (str_eq(code, STR(STAT_UNKNOWN)))
		return tr(cx->lang, N_("not entered"));
	/* codes of the profile's lists; what isn't one is said as it is */
	if (by != STAT_SEX)
		return profile_term_title(cx->profile, by_words[by].field, code,
					  cx->lang);
	return tr(cx->lang, str_eq(code, STR("f")) ? N_("women") : N_("men"));
}

static void values_add(struct tally *t, enum stat_by by, struct stat_value v)
{
	*vec_push(t->cx->arena, &t->stat->by[by]) = v;
}

static void bands_put(struct tally *t, enum stat_by by,
		      const struct stat_bands *b, const int64_t *n)
{
	struct cx *cx = t->cx;

	for (int i = 0; i < b->n; i++)
		values_add(t, by,
			   (struct stat_value){
				   stat_band_code(cx->arena, b, i),
				   stat_band_title(cx, b, i, by == STAT_AGE),
				   n[i] });
	if (n[STAT_BANDS_MOST])
		values_add(t, by,
			   (struct stat_value){
				   STR(STAT_UNKNOWN),
				   value_title(cx, by, STR(STAT_UNKNOWN)),
				   n[STAT_BANDS_MOST] });
}

/* The most frequent first, what isn't known last. */
static int value_order(const void *x, const void *y)
{
	const struct stat_value *a = x, *b = y;
	bool p = str_eq(a->code, STR(STAT_UNKNOWN));
	bool q = str_eq(b->code, STR(STAT_UNKNOWN));

	if (p != q)
		return p - q;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return str_cmp(a->code, b->code);
}

static void bag_put(struct tally *t, enum stat_by by, const struct bag *b)
{
	struct stat_values list = b->list;

	for (ptrdiff_t i = 0; i < list.n; i++)
		list.p[i].title = value_title(t->cx, by, list.p[i].code);
	if (list.n)
		qsort(list.p, (size_t)list.n, sizeof(*list.p), value_order);
	t->stat->by[by] = list;
}

static void values_put(struct tally *t)
{
	for (int i = 0; i < t->n_states; i++)
		values_add(t, STAT_STATE,
			   (struct stat_value){ t->state[i]->code,
						t->cx->lang == LANG_VI
							? t->state[i]->vi
							: t->state[i]->en,
						t->state_n[i] });
	bands_put(t, STAT_AGE, &t->age, t->age_n);
	bands_put(t, STAT_PARTY_AGE, &t->party, t->party_n);
	bag_put(t, STAT_SEX, &t->sex);
	for (int i = 0; i < N_FACTS; i++)
		bag_put(t, (enum stat_by)((int)STAT_EDUCATION + i),
			&t->fact[i]);
}

/* ---- all ------------------------------------------------------------------------------ */

static void tally_begin(struct tally *t)
{
	const struct profile *p = t->cx->profile;
	const struct profile_term *s = NULL;

	while ((s = profile_term_next(p, "state", s)) &&
	       t->n_states < STATES_MOST)
		if (profile_term_is(s, "counted"))
			t->state[t->n_states++] = s;
	t->age = stat_bands_of(p, "age_bands", t->ask->on);
	t->party = stat_bands_of(p, "party_age_bands", t->ask->on);
	t->young =
		day_add_months(t->ask->on,
			       -12 * ((int)profile_rule_int(p, STR("young_age"),
							    t->ask->on, 30) +
				      1));
}

static struct err *tally_run(struct tally *t, int64_t root)
{
	struct member_stat *s = t->stat;
	struct stat_then then;
	struct err *err = org_read(t->cx, s->org.id, s->structure, &s->org);

	if (!err)
		err = units_read(t, s->org.id, s->structure);
	if (!err && s->restated) {
		err = stat_then_read(t->cx, root, s->on, s->structure, &then);
		t->then = &then;
	}
	if (!err && s->restated)
		err = stat_alive(t->cx->db,
				 &(struct stat_alive_in){ .scope = s->org.id,
							  .on_day = s->on },
				 &t->was);
	/* whoever stands below it today may have stood anywhere */
	if (!err && t->pick)
		err = named_rows_count(t, s->restated ? root : s->org.id);
	else if (!err)
		err = rows_count(t, s->restated ? root : s->org.id);
	t->then = NULL;
	if (err)
		return err;
	units_choose(t);
	values_put(t);
	return NULL;
}

static struct err *stat_read(struct tally *t)
{
	struct cx *cx = t->cx;
	const struct stat_ask *ask = t->ask;
	day_t structure = ask->structure == DAY_NONE ? ask->on : ask->structure;
	struct org root;
	bool found;
	struct err *err = org_get_root(cx, &root, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("The realm has no organisation yet."));
	if (err)
		return err;
	*t->stat =
		(struct member_stat){ .org.id = ask->org ? ask->org : root.id,
				      .on = ask->on,
				      .structure = structure,
				      .restated = structure != ask->on };
	tally_begin(t);
	return tally_run(t, root.id);
}

struct err *member_stat_read(struct cx *cx, const struct stat_ask *ask,
			     struct member_stat *ret_stat)
{
	struct tally t = { .cx = cx, .ask = ask, .stat = ret_stat };

	return stat_read(&t);
}

struct err *member_stat_people(struct cx *cx, const struct stat_ask *ask,
			       const struct stat_pick *pick,
			       struct member_stat *ret_stat,
			       struct stat_people *ret_people)
{
	struct tally t = { .cx = cx,
			   .ask = ask,
			   .stat = ret_stat,
			   .pick = pick,
			   .people = ret_people };

	*ret_people = (struct stat_people){ 0 };
	return stat_read(&t);
}

struct err *member_stat_count(struct cx *cx, int64_t org, day_t on,
			      int64_t *ret_n)
{
	struct stat_states_rows rows;
	struct err *err = stat_states(
		cx->db, &(struct stat_states_in){ .scope = org, .on_day = on },
		&rows);

	*ret_n = 0;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (member_stat_counts(cx, rows.p[i].state))
			*ret_n += rows.p[i].n;
	return err;
}
