/*
 * The members of the demo as they were on the first day: shared out over the
 * cells, with invented names, days and numbers.
 */
#include "app/app_demo_people.h"

#include "audit/audit.h"
#include "base/utf8.h"

enum {
	FACTS = 7,
	YOUNGEST = 18 * 365,
	OFFICIAL_MONTHS = 12,
	LED_DAYS = 8 * 365,
	PROVINCE = 79,
	FIRST_NUMBER = 100000,
	NUMBERS = 900000,	/* of each province */
	REFERENCE = 6196,	/* members in January 2026 … */
	REFERENCE_FIRST = 6450, /* … and in July 2025 */
};

static int64_t roll(struct demo_people *who, int64_t most)
{
	return (int64_t)demo_roll(&who->dice, (uint64_t)most);
}

/* One of the texts with a weight each. */
struct weight {
	const char *code;
	int n;
};
static const struct weight expertise[] = {
	{ "bachelor", 62 },    { "master", 18 }, { "college", 8 },
	{ "intermediate", 6 }, { "doctor", 4 },	 { "elementary", 2 },
};
static const struct weight theory[] = {
	{ "intermediate", 46 },
	{ "elementary", 27 },
	{ "advanced", 22 },
	{ "bachelor", 5 },
};
static const struct weight ethnicity[] = {
	{ "kinh", 960 }, { "hoa", 18 }, { "tay", 7 },
	{ "khmer", 6 },	 { "cham", 5 }, { "muong", 4 },
};

static struct str weighed(struct demo_people *who, const struct weight *w,
			  int n)
{
	int sum = 0, at;

	for (int i = 0; i < n; i++)
		sum += w[i].n;
	at = (int)roll(who, sum);
	for (int i = 0; i < n; i++) {
		at -= w[i].n;
		if (at < 0)
			return str_c(w[i].code);
	}
	return STR_NULL;
}

/* A family name, and a middle and a given name of two different people. */
static struct str name_make(struct cx *cx, struct demo_people *who)
{
	struct str middle = who->given.p[roll(who, who->given.n)];
	struct str given = who->given.p[roll(who, who->given.n)];
	struct str family = who->family.p[roll(who, who->family.n)];

	middle = str_cut(&middle, ' ');
	str_cut(&given, ' ');
	return text_clean(cx->arena,
			  str_fmt(cx->arena, "%.*s %.*s %.*s", STR_ARG(family),
				  STR_ARG(middle), STR_ARG(given)));
}

/* Twelve digits: province, sex and century, year, and a number that nobody
 * else has. */
static struct str number_make(struct cx *cx, struct demo_people *who,
			      const struct member_new *in)
{
	int year = day_ymd(in->birth).y;
	int digit = str_eq(in->sex, STR("f")) + (year >= 2000 ? 2 : 0);
	int64_t k = who->numbers++;

	return str_fmt(cx->arena, "%03lld%d%02d%06lld",
		       (long long)(PROVINCE + k / NUMBERS) % 1000, digit,
		       year % 100, (long long)(FIRST_NUMBER + k % NUMBERS));
}

static void facts_make(struct cx *cx, struct demo_people *who,
		       struct member_new *in)
{
	struct member_value *v =
		arena_new(cx->arena, struct member_value, FACTS);

	in->value = v;
	in->n_values = FACTS;
	v[0] = (struct member_value){ STR("national_id"),
				      number_make(cx, who, in) };
	v[1] = (struct member_value){
		STR("ethnicity"), weighed(who, ethnicity, N_ELEMENTS(ethnicity))
	};
	v[2] = (struct member_value){
		STR("phone"),
		str_fmt(cx->arena, "09%08lld", (long long)roll(who, 100000000))
	};
	v[3] = (struct member_value){
		STR("card"),
		str_fmt(cx->arena, "%02lld.%06lld",
			(long long)roll(who, 90) + 10,
			(long long)(FIRST_NUMBER + who->numbers % NUMBERS))
	};
	v[4] = (struct member_value){
		STR("expertise"), weighed(who, expertise, N_ELEMENTS(expertise))
	};
	v[5] = (struct member_value){
		STR("theory"), weighed(who, theory, N_ELEMENTS(theory))
	};
	v[6] = (struct member_value){ STR("education"),
				      STR("upper_secondary") };
}

struct member_new demo_person_make(struct cx *cx, struct demo_people *who,
				   day_t admitted)
{
	/* admitted at 19 to 45, most before thirty */
	int64_t age = YOUNGEST + 365 + roll(who, 12 * 365);

	if (!roll(who, 4))
		age += roll(who, 14 * 365);
	struct member_new in = {
		.name = name_make(cx, who),
		.sex = roll(who, 100) < 46 ? STR("f") : STR("m"),
		.birth = admitted - (day_t)age,
		.sent_on = DAY_NONE,
		.admitted = admitted,
		.official = DAY_NONE,
		.state_from = DAY_NONE,
	};

	facts_make(cx, who, &in);
	return in;
}

/* ---- the first day -------------------------------------------------------------- */

/* Party ages as they are in such a committee: many of ten to thirty years, some
 * of sixty; a few on probation. */
day_t demo_admitted(struct demo_people *who, day_t first)
{
	int64_t years = 1 + roll(who, 16) + roll(who, 16);

	if (!roll(who, 12))
		years += roll(who, 32);
	if (!roll(who, 40))
		years = 0;
	return first - (day_t)(years * 365 + 20 + roll(who, 320));
}

static struct err *one_put(struct cx *cx, struct demo *d, int64_t cell,
			   ptrdiff_t user, int64_t event)
{
	struct demo_people *who = d->people;
	day_t admitted = demo_admitted(who, cx->today), official;
	struct member_new in;
	int64_t id;
	struct err *err;

	if (user >= 0) /* a person of some years */
		admitted = MIN(admitted, cx->today - LED_DAYS);
	in = demo_person_make(cx, who, admitted);
	official = day_add_months(in.admitted, OFFICIAL_MONTHS);
	if (user >= 0)
		in.name = d->users.p[user].in.name;
	in.org = cell;
	in.from = cx->today;
	in.how = MEMBER_REGISTER;
	if (official <= cx->today)
		in.official = official;
	err = member_put(cx, &who->lock, &in, event, &id);
	if (err)
		return err;
	who->p[who->n++] = (struct demo_person){ .id = id,
						 .cell = cell,
						 .admitted = in.admitted,
						 .official = in.official,
						 .user = user };
	who->first = cx->today;
	return NULL;
}

/* How many belong to each cell: those that are public, the rest by weights. */
static void shares(const struct demo *d, struct demo_people *who, int64_t all,
		   int64_t *share)
{
	int64_t rest = all, weights = 0, given = 0, seen = 0;
	int64_t *weight = share; /* first the weights */

	for (ptrdiff_t i = 0; i < d->cells_at.n; i++) {
		const struct demo_cell *c = &d->cells_at.p[i];

		if (c->members)
			rest -= c->members * d->ask.members / REFERENCE;
		else
			weights += weight[i] = 8 + roll(who, 15);
	}
	rest = MAX(rest, 0);
	for (ptrdiff_t i = 0; i < d->cells_at.n; i++) {
		const struct demo_cell *c = &d->cells_at.p[i];

		if (c->members) {
			share[i] = c->members * d->ask.members / REFERENCE;
			continue;
		}
		seen += weight[i];
		share[i] = rest * seen / weights - given;
		given += share[i];
	}
}

int64_t demo_scaled(const struct demo *d, int64_t n)
{
	return n * d->ask.members / REFERENCE;
}

struct err *demo_names_read(struct cx *cx, const struct demo_words *words,
			    struct demo_people *who)
{
	struct demo_rows rows;
	struct err *err = demo_read(cx->arena, "people.csv", words, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		if (str_eq(rows.p[i].f[0], STR("family")))
			*vec_push(cx->arena, &who->family) = rows.p[i].f[1];
		else if (str_eq(rows.p[i].f[0], STR("given")))
			*vec_push(cx->arena, &who->given) = rows.p[i].f[1];
	}
	return err;
}

/* The cell in which somebody who signs in is a member: of the cell whose
 * secretary they are, else the first one below their organisation. */
static bool is_cell_of(const struct demo *d, const struct demo_cell *c,
		       struct str key)
{
	bool own = false, first = true;

	if (str_eq(key, STR("root")))
		return str_eq(c->key, STR("coquan.vp"));
	for (ptrdiff_t i = 0; i < d->cells_at.n; i++)
		own = own || str_eq(d->cells_at.p[i].key, key);
	if (own)
		return str_eq(c->key, key);
	for (const struct demo_cell *b = d->cells_at.p; b < c; b++)
		first = first && !str_eq(b->above, key);
	return first && str_eq(c->above, key);
}

/* The k-th of those who sign in of a cell, or -1. */
static ptrdiff_t user_of(const struct demo *d, const struct demo_cell *c,
			 int64_t k)
{
	for (ptrdiff_t i = 0; i < d->users.n; i++)
		if (is_cell_of(d, c, d->users.p[i].key) && !k--)
			return i;
	return -1;
}

struct err *demo_members_make(struct cx *cx, struct demo *d)
{
	struct demo_people *who = arena_new(cx->arena, struct demo_people, 1);
	int64_t all =
		d->ask.members + demo_scaled(d, REFERENCE_FIRST - REFERENCE);
	int64_t *share = arena_new(cx->arena, int64_t, d->cells_at.n);
	int64_t event;
	struct err *err = demo_names_read(cx, &d->words, who);

	who->dice.state = d->ask.seed * 31 + 7;
	who->lock = *d->lock;
	who->cap = all * 2 + 1000; /* whoever comes later, too */
	who->p = arena_new(cx->arena, struct demo_person, who->cap);
	d->people = who;
	if (!err)
		err = audit_write(cx,
				  &(struct audit_event){
					  .kind = "member.register",
					  .subject_kind = "realm" },
				  &event);
	shares(d, who, all, share);
	for (ptrdiff_t i = 0; !err && i < d->cells_at.n; i++)
		for (int64_t k = 0; !err && k < share[i]; k++) {
			struct arena_mark mark = arena_mark(cx->arena);

			err = one_put(cx, d, d->cells_at.p[i].id,
				      user_of(d, &d->cells_at.p[i], k), event);
			if (!err)
				arena_rewind(cx->arena, mark);
		}
	return err ? err : member_put_done(cx, event);
}
