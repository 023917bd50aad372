/*
 * How members come and go in the demo: the figures of the reference case
 * between its days, then as many as come every month; probation that ends,
 * moves from cell to cell, people who lead their cell or sign in.
 */
#include "app/app_demo_growth.h"

#include "account/account.h"
#include "profile/profile.h"

enum {
	PROBATION_MONTHS = 12,
	LATE_OF = 12, /* one of so many becomes official late */
	LATE_DAYS = 75,
	PAIRS = 20, /* who come and who go, in a month of 2026 */
};

/* From 6,450 in July 2025 to 6,454 on 20/8, 6,319 behind the hand-overs of 4/9,
 * 6,196 on 8/1/2026. With those of January 59 are admitted in 2025: 28 % of what
 * was aimed at. */
static const struct demo_flow flows[] = {
	{ "admitted", { 2025, 2, 10 }, { 2025, 6, 30 }, 14 },
	{ "out", { 2025, 2, 10 }, { 2025, 6, 30 }, 14 },
	{ "admitted", { 2025, 7, 2 }, { 2025, 8, 19 }, 12 },
	{ "in", { 2025, 7, 2 }, { 2025, 8, 19 }, 6 },
	{ "out", { 2025, 7, 2 }, { 2025, 8, 19 }, 10 },
	{ "died", { 2025, 7, 2 }, { 2025, 8, 19 }, 4 },
	{ "admitted", { 2025, 9, 5 }, { 2026, 1, 7 }, 28 },
	{ "in", { 2025, 9, 5 }, { 2026, 1, 7 }, 75 },
	{ "out", { 2025, 9, 5 }, { 2026, 1, 7 }, 160 },
	{ "died", { 2025, 9, 5 }, { 2026, 1, 7 }, 31 },
	{ "removed", { 2025, 9, 5 }, { 2026, 1, 7 }, 22 },
	{ "resigned", { 2025, 9, 5 }, { 2026, 1, 7 }, 7 },
	{ "expelled", { 2025, 9, 5 }, { 2026, 1, 7 }, 6 },
};

/* ---- the plan ------------------------------------------------------------------- */

static void plan_add(struct life *l, day_t day, const char *how)
{
	life_step(l, (struct step){ .kind = LIFE_MEMBER,
				    .day = day,
				    .token = str_c(how) });
}

static day_t day_of(const int ymd[3])
{
	day_t day;
	bool good = day_from_ymd(ymd[0], ymd[1], ymd[2], &day);

	assert(good);
	return day;
}

/* Evenly over working days, so that no day is like the next. */
static void flow_plan(struct life *l, const struct demo_flow *f)
{
	struct holidays h = l->cx->profile->holidays;
	day_t from = day_of(f->from), to = day_of(f->to);
	int64_t n = demo_scaled(l->d, f->n);

	for (int64_t i = 0; i < n; i++) {
		day_t day = from + (day_t)((to - from) * (2 * i + 1) / (2 * n));

		while (!day_is_working(day, h) && day > from)
			day--;
		plan_add(l, day, f->how);
	}
}

/* Month by month behind the reference case: for each who comes one goes on the
 * same day, so the figure stays. */
static void months_plan(struct life *l)
{
	static const char *const comes[] = { "admitted", "in", "admitted" };
	static const char *const goes[] = { "out", "died", "out", "removed" };
	struct holidays h = l->cx->profile->holidays;
	day_t begin;

	if (!day_from_ymd(2026, 2, 2, &begin))
		return;
	for (; begin <= l->d->today; begin = day_add_months(begin, 1))
		for (int i = 0; i < demo_scaled(l->d, PAIRS); i++) {
			day_t day = day_next_working(begin + i * 27 / PAIRS, h);

			plan_add(l, day, comes[i % 3]);
			plan_add(l, day, goes[i % 4]);
			if (i % 4 == 1)
				plan_add(l, day, "within");
			if (i % 8 == 2)
				plan_add(l, day, "away");
		}
}

/* Probation ends a year after the ceremony; some cells are late. */
static void official_plan(struct life *l, day_t admitted)
{
	struct demo_people *who = l->d->people;
	day_t day = day_add_months(admitted, PROBATION_MONTHS);

	if (!demo_roll(&who->dice, LATE_OF))
		day += LATE_DAYS;
	plan_add(l, day_next_working(day, l->cx->profile->holidays),
		 "made_official");
}

/* A week behind a merger the new cell elects who leads it. */
static void elections_plan(struct life *l)
{
	day_t day = DAY_NONE;

	for (ptrdiff_t i = 0; i < l->decisions.n; i++) {
		const struct demo_row *r = &l->decisions.p[i];

		if (str_eq(r->f[0], STR("D")))
			day = life_day(r->f[4]) + 7;
		else if (r->f[10].n)
			life_step(l, (struct step){ .kind = LIFE_MEMBER,
						    .day = day,
						    .token = STR("elect"),
						    .line = r });
	}
}

/* Whoever is admitted on a planned day becomes official by another plan. */
void life_members_plan(struct life *l)
{
	struct demo_people *who = l->d->people;
	ptrdiff_t first = l->steps.n, planned;

	if (!who)
		return;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(flows); i++)
		flow_plan(l, &flows[i]);
	months_plan(l);
	elections_plan(l);
	planned = l->steps.n;
	for (ptrdiff_t i = first; i < planned; i++)
		if (str_eq(l->steps.p[i].token, STR("admitted")))
			official_plan(l, l->steps.p[i].day);
	for (ptrdiff_t i = 0; i < who->n; i++)
		if (who->p[i].official == DAY_NONE)
			official_plan(l, who->p[i].admitted);
}

/* ---- a day ------------------------------------------------------------------------ */

int64_t life_cell_any(struct life *l, struct demo_dice *dice)
{
	const struct demo_cell *c;

	do
		c = &l->d->cells_at
			     .p[demo_roll(dice, (uint64_t)l->d->cells_at.n)];
	while (c->members);
	return c->id;
}

static int64_t cell_any(struct life *l)
{
	return life_cell_any(l, &l->d->people->dice);
}

static bool is_public(const struct life *l, int64_t cell)
{
	for (ptrdiff_t i = 0; i < l->d->cells_at.n; i++)
		if (l->d->cells_at.p[i].id == cell)
			return l->d->cells_at.p[i].members != 0;
	return false;
}

/* Somebody official, of another cell than the public ones, who holds nothing and
 * didn't move on this very day. */
static struct demo_person *person_any(struct life *l, day_t day)
{
	struct demo_people *who = l->d->people;

	for (int tries = 0; tries < 2000; tries++) {
		struct demo_person *p =
			&who->p[demo_roll(&who->dice, (uint64_t)who->n)];

		if (!p->gone && !p->kept && p->official != DAY_NONE &&
		    p->official < day && p->since < day &&
		    !is_public(l, p->cell))
			return p;
	}
	return NULL;
}

static struct cx keeper(struct life *l, const struct step *s)
{
	return demo_as(l->cx, l->d, &l->d->users.p[2].actor, s->day, l->k);
}

static struct demo_person *person_new(struct demo_people *who)
{
	assert(who->n < who->cap);
	return &who->p[who->n++];
}

/* The ceremony of somebody from the pipeline. */
static struct err *person_admitted(struct life *l, const struct step *s)
{
	struct demo_person p = { .official = DAY_NONE,
				 .since = s->day,
				 .user = -1 };
	struct err *err = life_growth_admit(l, s, &p.id, &p.cell, &p.admitted);

	p.admitted = s->day; /* from then the probation runs */
	if (!err)
		*person_new(l->d->people) = p;
	return err;
}

static struct err *person_comes(struct life *l, const struct step *s)
{
	struct demo_people *who = l->d->people;
	struct cx c = keeper(l, s);
	day_t admitted = s->day - 1000 - (day_t)demo_roll(&who->dice, 9000);
	struct member_new in = demo_person_make(&c, who, admitted);
	int64_t id;
	struct err *err;

	in.org = cell_any(l);
	in.from = s->day;
	in.how = s->token;
	in.basis = str_fmt(c.arena, "Giấy giới thiệu số %d",
			   (int)who->n % 900 + 1);
	in.official = day_add_months(admitted, PROBATION_MONTHS);
	err = member_add(&c, &in, true, &id);
	if (!err)
		*person_new(who) =
			(struct demo_person){ .id = id,
					      .cell = in.org,
					      .admitted = admitted,
					      .official = in.official,
					      .since = s->day,
					      .user = -1 };
	return err;
}

static struct err *person_moves(struct life *l, const struct step *s)
{
	bool within = str_eq(s->token, STR("within")) ||
		      str_eq(s->token, STR("away"));
	struct demo_person *p = person_any(l, s->day);
	struct cx c = keeper(l, s);
	struct member_move in = { .how = s->token,
				  .on = s->day,
				  .sent_on = s->day - 9,
				  .sure = true,
				  .rev = MEMBER_ANY_REV };
	struct err *err;

	if (!p)
		return NULL;
	in.member = p->id;
	in.basis = str_fmt(c.arena, "Quyết định %d-QĐ/ĐU",
			   (int)(p - l->d->people->p) % 700 + 1);
	if (within) {
		in.org = cell_any(l);
		if (in.org == p->cell)
			return NULL;
	}
	err = member_move(&c, &in);
	if (err)
		return err;
	p->since = s->day;
	if (str_eq(s->token, STR("within")))
		p->cell = in.org;
	else if (!within)
		p->gone = true;
	else
		p->kept = true;
	return NULL;
}

/* Whose year is over the longest. */
static struct demo_person *person_due(struct life *l, day_t day)
{
	struct demo_people *who = l->d->people;
	struct demo_person *first = NULL;

	for (ptrdiff_t i = 0; i < who->n; i++) {
		struct demo_person *p = &who->p[i];

		if (!p->gone && p->official == DAY_NONE &&
		    day_add_months(p->admitted, PROBATION_MONTHS) <= day &&
		    (!first || p->admitted < first->admitted))
			first = p;
	}
	return first;
}

static struct err *person_official(struct life *l, const struct step *s)
{
	struct demo_person *p = person_due(l, s->day);
	struct cx c = keeper(l, s);
	struct member_standing is;
	struct err *err;

	if (!p)
		return NULL;
	err = member_standing_read(&c, p->id, &is);
	if (err)
		return err;
	/* who was handed over with the organisation is another's matter */
	p->gone = !member_is_counted(c.profile, is.state);
	if (p->gone)
		return NULL;
	err = member_move(
		&c, &(struct member_move){
			    .member = p->id,
			    .rev = MEMBER_ANY_REV,
			    .how = STR("made_official"),
			    .on = day_add_months(p->admitted, PROBATION_MONTHS),
			    .sent_on = s->day,
			    .basis = str_fmt(c.arena, "Quyết định %d-QĐ/ĐU",
					     (int)(p->id % 600) + 1),
			    .sure = true });
	if (!err)
		p->official = s->day;
	return err;
}

/* Somebody of the first cell that went into it. */
static struct err *new_cell_elects(struct life *l, const struct step *s)
{
	struct demo_people *who = l->d->people;
	struct cx c = keeper(l, s);
	struct str rest = s->line->f[3], key = str_cut(&rest, ',');
	int64_t from = demo_org(l->d, key)->id;

	for (ptrdiff_t i = 0; i < who->n; i++) {
		struct demo_person *p = &who->p[i];

		if (p->cell == from && !p->gone && p->official != DAY_NONE)
			return demo_person_elect(
				&c, p, demo_org(l->d, s->line->f[10])->id,
				"bi_thu");
	}
	return NULL;
}

struct err *life_member(struct life *l, const struct step *s)
{
	if (str_eq(s->token, STR("elect")))
		return new_cell_elects(l, s);
	if (str_eq(s->token, STR("made_official")))
		return person_official(l, s);
	if (str_eq(s->token, STR("admitted")))
		return person_admitted(l, s);
	if (str_eq(s->token, STR("in")))
		return person_comes(l, s);
	return person_moves(l, s);
}
