/*
 * The pipeline of the demo, 2024 to now and a year ahead: everybody who is
 * admitted on a planned day was proposed so long before as the stages take, and
 * is seen as far as today shows; others leave on the way. All invented.
 */
#include "app/app_demo_growth.h"

#include "db/db.h"
#include "growth/growth.h"
#include "indicator/indicator_act.h"
#include "member/member.h"
#include "org/org.h"
#include "profile/profile.h"

enum {
	STAGES = 8, /* of the profile vn-party */
	COURSE = 1,
	WHOLE = 2,
	CHECKED = 3,
	VOTED = 4,
	DECISION = 5,
	RECEIVED = 6,
	CEREMONY = 7,
	AHEAD_MONTHS = 14,
	AHEAD_EACH = 13, /* admissions a month that are to come */
	LEAVE_OF = 100,
	LEAVE = 34,	      /* so many of a hundred more leave on the way */
	TARGETS = STAGES + 1, /* a step: those of a year are set */
	TARGET_FIRST = 211,   /* of 6,196 members: 28 % of it is reached */
};

static const char *const stage[STAGES] = {
	"proposed", "course",	"file",	    "checked",
	"voted",    "decision", "received", "ceremony",
};
/* Days that half of the people need to reach a stage from the one before. */
static const int usual[STAGES] = { 0, 38, 52, 46, 20, 26, 5, 9 };
enum { SLOW_CHECK = 94 };
/* Since the courts and their enforcement were reorganised, places of residence
 * answer late. */
static const int slow_since[3] = { 2024, 4, 1 };

static const struct {
	const char *code, *proposer;
	int n; /* of 100 */
} sources[] = {
	{ "youth", "Ban Chấp hành Đoàn cơ quan", 44 },
	{ "trade_union", "Ban Chấp hành Công đoàn cơ sở", 32 },
	{ "women", "Ban Chấp hành Hội Phụ nữ cơ quan", 13 },
	{ "other", "Chi ủy giới thiệu", 11 },
};
static const char *const causes[] = { "unwilling", "moved", "conditions",
				      "moved", "unwilling" };

/* One of them: the days of the whole way, whether they have come or not. */
struct demo_candidate {
	day_t on[STAGES];
	day_t leaves; /* DAY_NONE: is admitted */
	const char *cause;
	int64_t id, member, cell;
	ptrdiff_t person; /* of the register, who is admitted already; -1 */
	int64_t base;
};
struct demo_growth {
	struct demo_candidate *p;
	ptrdiff_t n, cap;
	struct demo_dice dice;
	day_t first; /* what lies before is written down on this day */
};

static int64_t roll(struct demo_growth *g, int64_t most)
{
	return (int64_t)demo_roll(&g->dice, (uint64_t)most);
}

static day_t ymd(const int d[3])
{
	day_t day;
	bool good = day_from_ymd(d[0], d[1], d[2], &day);

	assert(good);
	return day;
}

/* ---- the ways ------------------------------------------------------------------ */

/* So long as it takes, more or less: half of the people less than the median,
 * some more than twice. */
static int wait_make(struct demo_growth *g, int median)
{
	static const int percent[] = { 45,  60,	 72,  84,  95,
				       105, 120, 145, 180, 250 };
	int64_t at = roll(g, N_ELEMENTS(percent));

	return (int)(median * percent[at] / 100) + (int)roll(g, 3);
}

static int check_median(day_t file)
{
	return file >= ymd(slow_since) ? SLOW_CHECK : usual[CHECKED];
}

static day_t working(const struct life *l, day_t day)
{
	while (!day_is_working(day, l->cx->profile->holidays))
		day--;
	return day;
}

/* From the ceremony back to the proposal. */
static void way_back(struct life *l, struct demo_growth *g,
		     struct demo_candidate *c, day_t ceremony)
{
	c->on[CEREMONY] = ceremony;
	for (int s = CEREMONY; s > 0; s--) {
		int days =
			wait_make(g, s == CHECKED ? check_median(c->on[s] - 60)
						  : usual[s]);

		c->on[s - 1] = working(l, c->on[s] - days);
	}
}

static struct demo_candidate *candidate_add(struct life *l, day_t ceremony)
{
	struct demo_growth *g = l->growth;
	struct demo_candidate *c = vec_push(l->cx->arena, g);

	*c = (struct demo_candidate){ .leaves = DAY_NONE,
				      .person = -1,
				      .base = 7 + roll(g, 19) };
	way_back(l, g, c, ceremony);
	return c;
}

/* Somebody who began as another and got tired, moved or didn't fit. */
static void leaver_add(struct life *l, const struct demo_candidate *like)
{
	struct demo_growth *g = l->growth;
	int64_t at = roll(g, VOTED); /* the last stage that was reached */
	struct demo_candidate *c;
	day_t ceremony = like->on[CEREMONY] + (day_t)roll(g, 60) - 30;

	c = candidate_add(l, working(l, ceremony));
	c->leaves =
		c->on[at] + 5 + (day_t)roll(g, 1 + c->on[at + 1] - c->on[at]);
	c->cause = causes[roll(g, N_ELEMENTS(causes))];
	for (int s = (int)at + 1; s < STAGES; s++)
		c->on[s] = DAY_NONE;
}

static void with_leavers(struct life *l)
{
	struct demo_growth *g = l->growth;
	ptrdiff_t n = g->n;

	for (ptrdiff_t i = 0; i < n; i++)
		if (roll(g, LEAVE_OF) < LEAVE) {
			struct demo_candidate like = g->p[i];

			leaver_add(l, &like);
		}
}

/* ---- the plan -------------------------------------------------------------------- */

static void step_plan(struct life *l, ptrdiff_t candidate, day_t on, int at)
{
	struct demo_growth *g = l->growth;

	if (on == DAY_NONE || on > l->d->today)
		return;
	life_step(l, (struct step){ .kind = LIFE_GROWTH,
				    .day = MAX(on, g->first),
				    .task = candidate,
				    .percent = at });
}

/* The ceremonies of the plan are steps of members already. */
static void steps_plan(struct life *l)
{
	struct demo_growth *g = l->growth;

	for (ptrdiff_t i = 0; i < g->n; i++) {
		const struct demo_candidate *c = &g->p[i];
		int most = c->person >= 0 ? CEREMONY : RECEIVED;

		for (int s = 0; s <= most; s++)
			step_plan(l, i, c->on[s], s);
		step_plan(l, i, c->leaves, STAGES);
	}
}

/* Members of the register who were admitted in the year before it. */
static void register_plan(struct life *l)
{
	const struct demo_people *who = l->d->people;
	static const int since[3] = { 2024, 1, 1 };

	for (ptrdiff_t i = 0; i < who->n; i++) {
		const struct demo_person *p = &who->p[i];
		struct demo_candidate *c;
		day_t moved;

		if (p->admitted < ymd(since))
			continue;
		c = candidate_add(l, p->admitted + 9);
		c->person = i;
		/* the record says on which day the decision was made */
		moved = p->admitted - c->on[DECISION];
		for (int s = 0; s < STAGES; s++)
			c->on[s] += moved;
		c->on[CEREMONY] = MIN(c->on[CEREMONY], l->growth->first - 1);
		c->on[RECEIVED] = MIN(c->on[RECEIVED], c->on[CEREMONY]);
	}
}

/* Who will be admitted in the months to come is on the way today. */
static void ahead_plan(struct life *l)
{
	struct demo_growth *g = l->growth;
	int64_t n = demo_scaled(l->d, AHEAD_EACH);

	for (int m = 0; m < AHEAD_MONTHS; m++)
		for (int64_t i = 0; i < n; i++)
			(void)candidate_add(
				l, working(l, day_add_months(l->d->today, m) +
						      5 + (day_t)roll(g, 29)));
}

/* That of the first year with the register, each other's in January. */
static void targets_plan(struct life *l)
{
	day_t on = l->growth->first;

	for (int year = day_ymd(on).y; on <= l->d->today;) {
		life_step(l, (struct step){ .kind = LIFE_GROWTH,
					    .day = on,
					    .percent = TARGETS });
		if (!day_from_ymd(++year, 1, 20, &on))
			return;
		on = day_next_working(on, l->cx->profile->holidays);
	}
}

void life_growth_plan(struct life *l)
{
	ptrdiff_t planned = l->steps.n;

	if (!l->d->people)
		return;
	l->growth = arena_new(l->cx->arena, struct demo_growth, 1);
	l->growth->dice.state = l->d->ask.seed ^ 0x67726f77;
	l->growth->first = l->d->people->first;
	register_plan(l);
	for (ptrdiff_t i = 0; i < planned; i++)
		if (l->steps.p[i].kind == LIFE_MEMBER &&
		    str_eq(l->steps.p[i].token, STR("admitted"))) {
			l->steps.p[i].task = l->growth->n;
			(void)candidate_add(l, l->steps.p[i].day);
		}
	ahead_plan(l);
	targets_plan(l);
	with_leavers(l);
	steps_plan(l);
}

/* ---- targets ------------------------------------------------------------------------- */

static struct cx keeper(struct life *l, const struct step *s)
{
	return demo_as(l->cx, l->d, &l->d->users.p[2].actor, s->day, l->k);
}

/* What is reached in the first year is 28 % of its target; that of the second
 * lies between 3 and 4 % of the members. */
static void target_of(const struct life *l, bool first, struct target_new *t)
{
	t->value = first ? demo_scaled(l->d, TARGET_FIRST)
			 : (t->base * 3 + 50) / 100;
	t->high = first ? DB_NULL : (t->base * 4 + 50) / 100;
}

/* By their members, largest remainders first. */
static struct err *target_divide(struct cx *cx, const struct target_new *whole)
{
	struct member_weigh by = { .org = whole->org,
				   .on = whole->base_on,
				   .structure = cx->today };
	struct target_allotment in = { .code = whole->code,
				       .period = whole->period,
				       .org = whole->org,
				       .by = STR("share"),
				       .base_on = whole->base_on,
				       .basis = whole->basis,
				       .on = DAY_NONE,
				       .sure = true };
	struct indicator_part *part;
	struct target_part *target;
	struct orgs list = { 0 };
	int64_t *org, *weight, over;
	struct err *err = org_list_below(cx, whole->org, &list);

	part = arena_new(cx->arena, struct indicator_part, list.n + 1);
	target = arena_new(cx->arena, struct target_part, list.n + 1);
	org = arena_new(cx->arena, int64_t, list.n + 1);
	weight = arena_new(cx->arena, int64_t, list.n + 1);
	for (ptrdiff_t i = 0; i < list.n; i++)
		if (list.p[i].parent == whole->org)
			org[in.n++] = list.p[i].id;
	if (!err)
		err = member_weights(cx, &by, org, in.n, weight);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < in.n; i++)
		part[i] = (struct indicator_part){ .weight = weight[i],
						   .fixed = INDICATOR_OPEN };
	indicator_allot(whole->value, part, in.n, &over);
	for (ptrdiff_t i = 0; i < in.n; i++)
		target[i] =
			(struct target_part){ org[i], part[i].gets, weight[i] };
	in.part = target;
	return target_allot(cx, &in);
}

static struct err *targets_set(struct life *l, const struct step *s)
{
	struct cx as = keeper(l, s);
	int year = day_ymd(s->day).y;
	bool first = s->day == l->growth->first, found;
	struct target_new t = {
		.code = STR(INDICATOR_ADMISSIONS),
		.period = str_fmt(as.arena, "%d", year),
		.basis = str_fmt(as.arena, "%s-KH/ĐU", first ? "12" : "05"),
		.base_on = first ? s->day : day_month_end(year - 1, 12),
		.on = DAY_NONE,
		.sure = true
	};
	struct member_weigh by = { .on = t.base_on, .structure = t.base_on };
	struct org root;
	struct err *err = org_get_root(&as, &root, &found);

	if (err || !found)
		return err;
	by.org = t.org = root.id;
	err = member_counted(&as, &by, &t.base);
	target_of(l, first, &t);
	if (!err)
		err = target_set(&as, &t);
	return err ? err : target_divide(&as, &t);
}

/* ---- a day -------------------------------------------------------------------------- */

static struct err *propose(struct life *l, const struct step *s,
			   struct demo_candidate *c)
{
	struct demo_growth *g = l->growth;
	struct cx as = keeper(l, s);
	struct growth_new in = { .on = c->on[0], .consent = c->on[0] };
	struct member_new is;
	int64_t at = roll(g, 100);
	int k = 0;

	if (c->person >= 0) {
		const struct demo_person *p = &l->d->people->p[c->person];
		struct member_brief who;
		bool found;
		struct err *err = member_brief_read(&as, p->id, &who, &found);

		if (err)
			return err;
		in.name = who.name;
		in.birth = who.birth;
		in.sex = who.sex;
		in.org = p->cell;
	} else {
		is = demo_person_make(&as, l->d->people,
				      c->on[DECISION] != DAY_NONE
					      ? c->on[DECISION]
					      : c->on[0] + 300);
		in.name = is.name;
		in.birth = is.birth;
		in.sex = is.sex;
		in.national_id = is.value[0].value;
		in.org = life_cell_any(l, &g->dice);
	}
	while (at >= sources[k].n)
		at -= sources[k++].n;
	in.source = str_c(sources[k].code);
	in.proposer = str_c(sources[k].proposer);
	c->cell = in.org;
	return growth_propose(&as, &in, true, &c->id);
}

/* All that a file needs lies in the cupboard. */
static struct err *papers_put(struct cx *cx, int64_t candidate)
{
	struct growth_papers list;
	struct growth_checklist in = { .candidate = candidate };
	struct growth_paper *p;
	struct err *err = growth_papers_read(cx, candidate, &list);

	if (err)
		return err;
	p = arena_new(cx->arena, struct growth_paper, list.n + 1);
	for (ptrdiff_t i = 0; i < list.n; i++)
		if (list.p[i].needed)
			p[in.n++] = (struct growth_paper){
				.paper = list.p[i].term->code,
				.present = true,
				.place = STR("Tủ hồ sơ số 2")
			};
	in.p = p;
	return growth_papers_set(cx, &in);
}

static struct err *stage_reach(struct life *l, const struct step *s,
			       struct demo_candidate *c, int at)
{
	struct cx as = keeper(l, s);
	struct growth_step_new in = { .stage = str_c(stage[at]),
				      .on = c->on[at],
				      .base = DB_NULL,
				      .yes = DB_NULL };
	struct err *err = NULL;

	if (at == DECISION)
		in.basis =
			str_fmt(as.arena, "%d-QĐ/ĐU", (int)(c->id % 900) + 1);
	if (at == COURSE)
		in.basis = str_fmt(as.arena, "Giấy chứng nhận %d/GCN",
				   (int)(c->id % 700) + 1);
	if (at == VOTED) {
		in.base = c->base;
		in.yes = c->base - c->id % 3 % 2;
	}
	if (at == WHOLE)
		err = papers_put(&as, c->id);
	return err ? err : growth_step(&as, c->id, 0, &in, &c->member);
}

/* Who left with an organisation that was handed over isn't ours any more. */
static struct err *is_open(struct life *l, const struct demo_candidate *c,
			   bool *ret_open)
{
	return growth_is_open(l->cx, c->id, ret_open);
}

struct err *life_growth(struct life *l, const struct step *s)
{
	struct demo_candidate *c = &l->growth->p[s->task];
	int at = (int)s->percent;
	bool open;
	struct cx as;
	struct err *err;

	if (at == TARGETS)
		return targets_set(l, s);
	if (at == 0)
		return propose(l, s, c);
	err = is_open(l, c, &open);
	if (err || !open)
		return err;
	if (at < STAGES)
		return stage_reach(l, s, c, at);
	as = keeper(l, s);
	return growth_leave(&as, c->id, 0,
			    &(struct growth_exit){ .cause = str_c(c->cause),
						   .on = c->leaves });
}

struct err *life_growth_admit(struct life *l, const struct step *s,
			      int64_t *ret_member, int64_t *ret_cell,
			      day_t *ret_admitted)
{
	struct demo_candidate *c = &l->growth->p[s->task];
	struct err *err = stage_reach(l, s, c, CEREMONY);

	*ret_member = c->member;
	*ret_cell = c->cell;
	*ret_admitted = c->on[DECISION];
	return err;
}
