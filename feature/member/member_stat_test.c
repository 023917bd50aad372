/*
 * Statistics of members: random organisations and people over 300 days, each
 * figure of random days against an oracle that walks all rows; movements of
 * random periods; spans behind every act; the structure of another day.
 * ROVIEC_SEED=n tries another life.
 */
#include "member/test/member_stat_kit.h"

#include "base/date.h"
#include "db/db.h"
#include "member/member_move_stat.h"
#include "member/member_span.h"
#include "member/member_stat.h"

enum { DAYS = 300, PEOPLE = 50, ACTS = 260, ORGS = 14, LOOKS = 25 };

static struct arena *arena;
static struct stat_kit kit;
static int64_t org[ORGS];

/* ---- a random life ------------------------------------------------------------- */

static const char *const states[] = { "probationary", "official",  "official",
				      "exempt",	      "suspended", "expelled" };
static const char *const hows[] = { "admitted", "in", "within", "readmitted" };
static const char *const ends[] = { "out", "within", "died", "removed" };
static const char *const fields[] = { "education", "expertise", "theory",
				      "occupation", "email" };
static const char *const values[] = { "Đại học", "Trung cấp", "Cao cấp",
				      "Giáo viên" };

static const char *one_of(const char *const *list, int n)
{
	return list[sk_any(&kit, n)];
}

/* Below whom an organisation may stand: earlier ones, so never in a circle. */
static int64_t any_parent(int i)
{
	return org[i < 5 ? 0 : sk_any(&kit, i < 8 ? 5 : 8)];
}

static void tree_grow(struct stat_kit *k, void *arg)
{
	static const char *const kinds[] = { "dang_bo_co_so", "chi_bo",
					     "van_phong" };

	(void)arg;
	org[0] = sk_org_add(k, 0, "dang_bo", "Đảng bộ", sk_day(0));
	for (int i = 1; i < ORGS; i++)
		org[i] = sk_org_add(k, any_parent(i), one_of(kinds, 3),
				    str_fmt(arena, "Tổ chức %d", i).p,
				    sk_day(i < 8 ? 0 : sk_any(k, DAYS / 2)));
	for (int n = 0; n < 12; n++) {
		int i = 5 + sk_any(k, ORGS - 5);

		sk_org_move(k, org[i], any_parent(i),
			    k->places.p[k->places.n - 1].from + 1 +
				    sk_any(k, 60));
	}
	sk_org_end(k, org[ORGS - 1], sk_day(700));
	sk_tree_write(k);
}

static struct sk_row *open_row(int64_t member, enum sk_kind kind,
			       const char *field)
{
	return sk_row_on(&kit, member, kind, field, sk_day(DAYS * 3));
}

/* Ends what is open and maybe begins another. */
static void row_change(struct stat_kit *k, struct sk_row row, bool again)
{
	struct sk_row *r = open_row(row.member, row.kind, row.field);

	if (r && row.from < r->from)
		row.from = r->from;
	if (r)
		sk_row_end(k, r, row.from, one_of(ends, 4));
	/* a gap where something ended earlier */
	for (ptrdiff_t i = 0; i < k->rows.n; i++) {
		r = &k->rows.p[i];
		if (r->member == row.member && r->kind == row.kind &&
		    !r->voided && r->to != DAY_NONE && r->to > row.from &&
		    (!row.field || !strcmp(row.field, r->field)))
			row.from = r->to;
	}
	if (again)
		sk_row_add(k, row);
}

static void act_one(struct stat_kit *k, void *arg)
{
	day_t on = sk_day(*(int *)arg * DAYS / ACTS + sk_any(k, 12) - 6);
	struct sk_person *p = &k->people.p[sk_any(k, (int)k->people.n)];
	struct sk_row row = { .member = p->id,
			      .from = on < sk_day(0) ? sk_day(0) : on,
			      .org = org[sk_any(k, ORGS)],
			      .how = one_of(hows, 4) };
	bool again = sk_any(k, 4) > 0;

	switch (sk_any(k, 6)) {
	case 0:
		sk_person_set(k, p, sk_any(k, 2) ? "m" : NULL,
			      sk_iso("1960-02-29") + sk_any(k, 15000));
		return;
	case 1:
		row.kind = SK_STATE;
		row.value = one_of(states, 6);
		row.how = "made_official";
		break;
	case 2:
		row.kind = SK_FACT;
		row.field = one_of(fields, 5);
		row.value = one_of(values, 4);
		break;
	case 3:
		row.kind = SK_STAY;
		row.how = "away";
		break;
	default:
		row.kind = SK_HOME;
	}
	row_change(k, row, again);
}

/* A row that never counted. */
static void void_one(struct stat_kit *k, void *arg)
{
	struct sk_row *r = &k->rows.p[sk_any(k, (int)k->rows.n)];

	(void)arg;
	if (!r->voided)
		sk_row_void(k, r);
}

static void people_come(struct stat_kit *k, void *arg)
{
	(void)arg;
	for (int i = 0; i < PEOPLE; i++) {
		int64_t m = sk_person_add(
			k, i % 3 ? "f" : "m",
			i % 7 ? sk_iso("1950-01-01") + sk_any(k, 20000)
			      : DAY_NONE,
			i % 5 ? sk_iso("1975-01-01") + sk_any(k, 18000)
			      : DAY_NONE);

		sk_row_add(k, (struct sk_row){ .member = m,
					       .kind = SK_HOME,
					       .org = org[sk_any(k, 8)],
					       .from = sk_day(0),
					       .how = "register" });
		sk_row_add(k, (struct sk_row){ .member = m,
					       .kind = SK_STATE,
					       .value = one_of(states, 5),
					       .from = sk_day(0),
					       .how = "register" });
	}
}

static void spans_agree(void)
{
	int64_t wrong;

	ok(member_span_check(&kit.cx, &wrong));
	assert_int_equal(wrong, 0);
}

static int live(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	stat_kit_open(arena, &kit);
	sk_act(&kit, tree_grow, NULL);
	sk_act(&kit, people_come, NULL);
	spans_agree();
	for (int i = 0; i < ACTS; i++) {
		sk_act(&kit, act_one, &i);
		if (i % 20 == 0)
			sk_act(&kit, void_one, NULL);
		if (i % 10 == 0)
			spans_agree();
	}
	spans_agree();
	return 0;
}

static int die(void **state)
{
	(void)state;
	stat_kit_close(&kit);
	arena_close(arena);
	return 0;
}

/* ---- figures of a day -------------------------------------------------------------- */

static bool is_counted(const char *state)
{
	return strcmp(state, "expelled") != 0;
}

/* The state of a person who counts in `above` on a day, or NULL. */
static const char *counts_in(const struct sk_person *p, int64_t above, day_t on)
{
	const struct sk_row *h = sk_row_on(&kit, p->id, SK_HOME, NULL, on);
	const struct sk_row *s = sk_row_on(&kit, p->id, SK_STATE, NULL, on);

	if (!h || !s || !is_counted(s->value) ||
	    !sk_below_on(&kit, above, h->org, on))
		return NULL;
	return s->value;
}

/* Whole years, counted on the calendar. */
static int years(day_t from, day_t on)
{
	struct ymd a = day_ymd(from), b = day_ymd(on);

	return b.y - a.y - (b.m < a.m || (b.m == a.m && b.d < a.d));
}

static const char *band(day_t from, day_t on, const int *least, int n)
{
	static char text[30];
	int i = n - 1;

	if (from == DAY_NONE || from > on)
		return STAT_UNKNOWN;
	while (years(from, on) < least[i])
		i--;
	if (i == n - 1)
		(void)snprintf(text, sizeof(text), "%d-", least[i]);
	else
		(void)snprintf(text, sizeof(text), "%d-%d", least[i],
			       least[i + 1] - 1);
	return text;
}

static const char *value_of(const struct sk_person *p, enum stat_by by,
			    day_t on)
{
	static const int age[] = { 0, 31, 41, 51, 61 };
	static const int party[] = { 0, 5, 10, 20, 30, 40, 50, 60 };
	const struct sk_row *f;

	switch (by) {
	case STAT_STATE:
		return sk_row_on(&kit, p->id, SK_STATE, NULL, on)->value;
	case STAT_SEX:
		return p->sex ? p->sex : STAT_UNKNOWN;
	case STAT_AGE:
		return band(p->birth, on, age, 5);
	case STAT_PARTY_AGE:
		return band(p->admitted, on, party, 8);
	default:
		f = sk_row_on(&kit, p->id, SK_FACT, fields[by - STAT_EDUCATION],
			      on);
		return f ? f->value : STAT_UNKNOWN;
	}
}

static void values_agree(const struct member_stat *s, enum stat_by by)
{
	int64_t sum = 0;

	for (ptrdiff_t i = 0; i < s->by[by].n; i++) {
		const struct stat_value *v = &s->by[by].p[i];
		int64_t want = 0;

		for (ptrdiff_t k = 0; k < kit.people.n; k++)
			want += counts_in(&kit.people.p[k], s->org.id, s->on) &&
				str_eq(v->code, str_c(value_of(&kit.people.p[k],
							       by, s->on)));
		assert_int_equal(v->n, want);
		sum += v->n;
	}
	assert_int_equal(sum, s->members);
}

/* Who makes each figure: as many, and each has the value. */
static void people_agree_with(const struct member_stat *s,
			      const struct stat_ask *ask, enum stat_by by)
{
	for (ptrdiff_t i = 0; i < s->by[by].n; i++) {
		struct stat_pick pick = { .by = by,
					  .code = s->by[by].p[i].code };
		struct stat_people who;
		struct member_stat again;

		ok(member_stat_people(&kit.cx, ask, &pick, &again, &who));
		assert_int_equal(who.n, s->by[by].p[i].n);
		assert_int_equal(again.members, s->members);
		for (ptrdiff_t k = 0; k < who.n; k++) {
			const struct sk_person *p = NULL;

			for (ptrdiff_t m = 0; m < kit.people.n; m++)
				if (kit.people.p[m].id == who.p[k].member)
					p = &kit.people.p[m];
			assert_non_null(p);
			assert_true(str_eq(pick.code,
					   str_c(value_of(p, by, s->on))));
		}
	}
}

static int64_t people_in(int64_t above, day_t on)
{
	int64_t n = 0;

	for (ptrdiff_t k = 0; k < kit.people.n; k++)
		n += counts_in(&kit.people.p[k], above, on) != NULL;
	return n;
}

static void units_agree(const struct member_stat *s)
{
	int64_t units = 0, sum = s->direct;

	for (ptrdiff_t i = 0; i < kit.orgs.n; i++)
		units += sk_alive_on(&kit, kit.orgs.p[i].id, s->on) &&
			 sk_parent_on(&kit, kit.orgs.p[i].id, s->on) ==
				 s->org.id &&
			 strcmp(kit.orgs.p[i].kind, "van_phong") != 0;
	assert_int_equal(s->units, units);
	for (ptrdiff_t i = 0; i < s->by_unit.n; i++) {
		assert_int_equal(s->by_unit.p[i].n,
				 people_in(s->by_unit.p[i].id, s->on));
		sum += s->by_unit.p[i].n;
	}
	assert_int_equal(sum, s->members);
}

static void figures_of_any_day(void **state)
{
	(void)state;
	for (int n = 0; n < LOOKS * 4; n++) {
		struct stat_ask ask = { .org = org[sk_any(&kit, ORGS)],
					.on = sk_day(sk_any(&kit, DAYS + 40)),
					.structure = DAY_NONE };
		struct member_stat s;

		if (!sk_alive_on(&kit, ask.org, ask.on)) {
			fails(member_stat_read(&kit.cx, &ask, &s),
			      ERR_NOT_FOUND);
			continue;
		}
		ok(member_stat_read(&kit.cx, &ask, &s));
		assert_int_equal(s.members, people_in(ask.org, ask.on));
		for (enum stat_by by = 0; by < N_STAT_BY; by++)
			values_agree(&s, by);
		people_agree_with(&s, &ask, (enum stat_by)(n % N_STAT_BY));
		units_agree(&s);
	}
}

/* ---- movements ----------------------------------------------------------------------- */

/* While it stands directly below `under`; 0: always. */
static bool counts_under(const struct sk_person *p, const struct moves_ask *own,
			 day_t on)
{
	return (!own->under ||
		sk_parent_on(&kit, own->org, on) == own->under) &&
	       counts_in(p, own->org, on) != NULL;
}

static int64_t people_under(const struct moves_ask *own, day_t on)
{
	int64_t n = 0;

	for (ptrdiff_t k = 0; k < kit.people.n; k++)
		n += counts_under(&kit.people.p[k], own, on);
	return n;
}

/* How a person came to or left an organisation on a day, by its rows. */
static const char *code_of(const struct sk_person *p, day_t on, bool came)
{
	const struct sk_row *a = sk_row_on(&kit, p->id, SK_HOME, NULL, on - 1);
	const struct sk_row *b = sk_row_on(&kit, p->id, SK_HOME, NULL, on);
	const struct sk_row *s = sk_row_on(&kit, p->id, SK_STATE, NULL, on - 1);
	const struct sk_row *t = sk_row_on(&kit, p->id, SK_STATE, NULL, on);

	if (a && a == b && s && t && is_counted(s->value) &&
	    is_counted(t->value))
		return MOVE_STRUCTURE;
	if (came && b && b->from == on)
		return b->how;
	if (!came && a && a->to == on)
		return a->ended_how;
	if (t && t->from == on)
		return t->how;
	if (b && b->from == on)
		return b->how;
	return a && a->to == on ? a->ended_how : STAT_UNKNOWN;
}

static int64_t moved(const struct moves_ask *ask, bool came, const char *code)
{
	int64_t n = 0;

	for (day_t on = ask->after + 1; on <= ask->until; on++)
		for (ptrdiff_t k = 0; k < kit.people.n; k++) {
			const struct sk_person *p = &kit.people.p[k];
			bool was = counts_under(p, ask, on - 1);
			bool is = counts_under(p, ask, on);

			if (was != is && is == came)
				n += !strcmp(code_of(p, on, came), code);
		}
	return n;
}

static void codes_agree(const struct move_line *m, const struct moves_ask *ask,
			bool came)
{
	const struct move_codes *list = came ? &m->in : &m->out;

	for (ptrdiff_t i = 0; i < list->n; i++) {
		struct str code = list->p[i].code;

		assert_int_equal(list->p[i].n,
				 moved(ask, came, str_to_c(arena, code)));
	}
}

/* Who makes the figures: as many, and each did move. */
static void people_agree(const struct move_line *m, const struct moves_ask *ask)
{
	struct move_people who;

	ok(member_moves_people(&kit.cx, ask, MOVE_IN, STR_NULL, &who));
	assert_int_equal(who.n, move_codes_sum(&m->in));
	for (ptrdiff_t i = 0; i < who.n; i++) {
		const struct sk_person p = { .id = who.p[i].member };

		assert_false(counts_under(&p, ask, who.p[i].on - 1));
		assert_true(counts_under(&p, ask, who.p[i].on));
	}
	ok(member_moves_people(&kit.cx, ask, MOVE_OUT, STR_NULL, &who));
	assert_int_equal(who.n, move_codes_sum(&m->out));
}

static void line_agrees(const struct move_line *m, const struct moves_ask *ask)
{
	assert_int_equal(m->opening, people_under(ask, ask->after));
	assert_int_equal(m->closing, people_under(ask, ask->until));
	assert_true(move_line_proved(m));
	codes_agree(m, ask, true);
	codes_agree(m, ask, false);
	people_agree(m, ask);
}

static int64_t direct_of(int64_t above, day_t on)
{
	int64_t n = 0;

	for (ptrdiff_t k = 0; k < kit.people.n; k++) {
		const struct sk_person *p = &kit.people.p[k];
		const struct sk_row *h =
			sk_row_on(&kit, p->id, SK_HOME, NULL, on);

		n += h && h->org == above && counts_in(p, above, on);
	}
	return n;
}

static void movements_of_any_period(void **state)
{
	int64_t units = 0, ins = 0;

	(void)state;
	for (int n = 0; n < LOOKS; n++) {
		struct moves_ask ask = {
			.org = org[n % 3 ? 0 : sk_any(&kit, 5)],
			.after = sk_day(sk_any(&kit, DAYS))
		};
		struct member_moves m;
		int64_t opening = 0, closing = 0;

		ask.until = ask.after + sk_any(&kit, 90);
		ok(member_moves_read(&kit.cx, &ask, &m));
		line_agrees(&m.whole, &ask);
		for (ptrdiff_t i = 0; i < m.units.n; i++) {
			struct moves_ask own = { .org = m.units.p[i].org.id,
						 .under = ask.org,
						 .after = ask.after,
						 .until = ask.until };

			line_agrees(&m.units.p[i], &own);
			opening += m.units.p[i].opening;
			closing += m.units.p[i].closing;
		}
		/* with whoever is in the organisation itself */
		opening += direct_of(ask.org, ask.after);
		closing += direct_of(ask.org, ask.until);
		assert_int_equal(opening, m.whole.opening);
		assert_int_equal(closing, m.whole.closing);
		units += m.units.n;
		ins += move_codes_sum(&m.whole.in);
	}
	/* it did see something */
	assert_true(units > LOOKS && ins > LOOKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_of_any_day),
		cmocka_unit_test(movements_of_any_period),
	};

	return cmocka_run_group_tests(tests, live, die);
}
