/* What waits to be done about members. */
#include "member/member_due.h"

#include "db/db.h"
#include "member/member_due_query.h"
#include "member/member_stat_priv.h"

enum { KINDS = 4, ARRIVAL_DAYS = 365 };

struct due {
	struct cx *cx;
	int64_t org;
	struct member_due *out;
};

static struct str rule(const struct due *d, const char *code)
{
	return profile_rule(d->cx->profile, str_c(code), d->out->on);
}

static int64_t rule_int(const struct due *d, const char *code)
{
	return profile_rule_int(d->cx->profile, str_c(code), d->out->on, 0);
}

static bool state_is(const struct due *d, struct str state, const char *mark)
{
	return profile_term_is(profile_term(d->cx->profile, "state", state),
			       mark);
}

static struct due_person *person_add(const struct due *d,
				     struct due_people *list)
{
	struct due_person *p = vec_push(d->cx->arena, list);

	p->until = p->review = DAY_NONE;
	return p;
}

/* ---- probation ----------------------------------------------------------------- */

static struct err *probation_of(const struct due *d, struct str state)
{
	struct due_probation_rows rows;
	int months = (int)rule_int(d, "probation");
	int review = (int)rule_int(d, "official_review");
	day_t last = d->out->on + (day_t)rule_int(d, "probation_notice");
	struct err *err =
		due_probation(d->cx->db,
			      &(struct due_probation_in){
				      .scope = d->org,
				      .on_day = d->out->on,
				      .state = state,
				      .latest = day_add_months(last, -months) },
			      &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct due_person *p = person_add(d, &d->out->probation);

		p->member = rows.p[i].member;
		p->name = rows.p[i].name;
		p->org = rows.p[i].org_name;
		p->since = rows.p[i].from_on;
		p->until = day_add_months(p->since, months);
		p->review = day_add_working(p->until, review,
					    d->cx->profile->holidays);
		p->late = d->out->on > p->review;
	}
	return err;
}

static struct err *probation_read(const struct due *d)
{
	const struct profile_term *t = NULL;
	struct err *err = NULL;

	if (rule_int(d, "probation") <= 0)
		return NULL;
	while (!err && (t = profile_term_next(d->cx->profile, "state", t)))
		if (profile_term_is(t, "probation"))
			err = probation_of(d, t->code);
	return err;
}

/* ---- emblems --------------------------------------------------------------------- */

static bool month_day(struct str s, int *ret_m, int *ret_d)
{
	int64_t m, day;

	if (s.n != 5 || s.p[2] != '-' || !str_to_i64(str_sub(s, 0, 2), &m) ||
	    !str_to_i64(str_sub(s, 3, 5), &day))
		return false;
	*ret_m = (int)m;
	*ret_d = (int)day;
	return true;
}

bool due_round(struct str rounds, day_t on, day_t *ret_round, day_t *ret_before)
{
	int year = day_ymd(on).y, m, d;

	*ret_round = *ret_before = DAY_NONE;
	while (rounds.p) {
		struct str word = str_trim(str_cut(&rounds, ' '));

		if (!month_day(word, &m, &d))
			return false;
		for (int y = year - 1; y <= year + 1; y++) {
			day_t day;

			if (!day_from_ymd(y, m, d, &day))
				continue;
			if (day >= on &&
			    (*ret_round == DAY_NONE || day < *ret_round))
				*ret_round = day;
			if (day < on && day > *ret_before)
				*ret_before = day;
		}
	}
	return *ret_round != DAY_NONE && *ret_before != DAY_NONE;
}

int64_t due_emblem_years(struct str years, day_t admitted, day_t before,
			 day_t round)
{
	int64_t n;

	while (years.p) {
		day_t on;

		if (!str_to_i64(str_trim(str_cut(&years, ' ')), &n) || n <= 0 ||
		    n > 200)
			continue;
		on = day_add_months(admitted, 12 * (int)n);
		if (on != DAY_NONE && on > before && on <= round)
			return n;
	}
	return 0;
}

static struct err *emblem_read(const struct due *d)
{
	struct due_emblem_rows rows;
	struct str years = rule(d, "emblem_years"), first = years;
	int64_t least;
	day_t before;
	struct err *err;

	if (!years.p ||
	    !due_round(rule(d, "emblem_rounds"), d->out->on, &d->out->round,
		       &before) ||
	    !str_to_i64(str_cut(&first, ' '), &least))
		return NULL;
	err = due_emblem(d->cx->db,
			 &(struct due_emblem_in){
				 .scope = d->org,
				 .on_day = d->out->on,
				 .latest = day_add_months(d->out->round,
							  -12 * (int)least) },
			 &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		int64_t n = due_emblem_years(years, rows.p[i].admitted_on,
					     before, d->out->round);
		struct due_person *p;

		if (!n || !state_is(d, rows.p[i].state, "counted"))
			continue;
		p = person_add(d, &d->out->emblem);
		p->member = rows.p[i].member;
		p->name = rows.p[i].name;
		p->org = rows.p[i].org_name;
		p->since = rows.p[i].admitted_on;
		p->until = d->out->round;
		p->years = n;
	}
	return err;
}

/* ---- cells ------------------------------------------------------------------------- */

struct org_votes {
	int64_t org, official, votes, away;
};
struct votes {
	struct org_votes *p;
	ptrdiff_t n, cap;
};

static struct org_votes *votes_at(const struct votes *list, int64_t org)
{
	ptrdiff_t low = 0, high = list->n;

	while (low < high) {
		ptrdiff_t mid = low + (high - low) / 2;

		if (list->p[mid].org < org)
			low = mid + 1;
		else
			high = mid;
	}
	return low < list->n && list->p[low].org == org ? &list->p[low] : NULL;
}

static struct err *votes_read(const struct due *d, struct votes *list)
{
	struct stat_org_states_rows rows;
	struct due_away_rows away;
	struct org_votes *v = NULL;
	struct err *err =
		stat_org_states(d->cx->db,
				&(struct stat_org_states_in){
					.scope = d->org, .on_day = d->out->on },
				&rows);

	if (!err)
		err = due_away(d->cx->db,
			       &(struct due_away_in){ .scope = d->org,
						      .on_day = d->out->on },
			       &away);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		if (!v || v->org != rows.p[i].org) {
			v = vec_push(d->cx->arena, list);
			v->org = rows.p[i].org;
		}
		if (state_is(d, rows.p[i].state, "official"))
			v->official += rows.p[i].n;
		if (state_is(d, rows.p[i].state, "votes"))
			v->votes += rows.p[i].n;
	}
	for (ptrdiff_t i = 0; i < away.n; i++) {
		v = votes_at(list, away.p[i].org);
		if (v && state_is(d, away.p[i].state, "votes"))
			v->away += away.p[i].n;
	}
	return NULL;
}

static void cell_end(struct due *d, struct due_cell *c)
{
	c->base = c->official - c->exempt - c->away;
	d->out->n_few += d->out->least > 0 && c->official < d->out->least;
}

static struct err *cells_read(struct due *d)
{
	struct str kinds = rule(d, "cell_kinds"), kind[KINDS] = { 0 };
	struct due_cells_rows rows;
	struct votes votes = { 0 };
	struct due_cell *c = NULL;
	struct err *err;

	d->out->least = rule_int(d, "cell_min_official");
	for (int i = 0; i < KINDS && kinds.p; i++)
		kind[i] = str_cut(&kinds, ' ');
	err = due_cells(d->cx->db,
			&(struct due_cells_in){ d->org, d->out->on, kind[0],
						kind[1], kind[2], kind[3] },
			&rows);
	if (!err)
		err = votes_read(d, &votes);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct due_cells_row *r = &rows.p[i];
		const struct org_votes *v = votes_at(&votes, r->org);

		if (!c || c->id != r->cell) {
			if (c)
				cell_end(d, c);
			c = vec_push(d->cx->arena, &d->out->cells);
			c->id = r->cell;
			c->code = r->code;
			c->name = r->name;
		}
		if (!v)
			continue;
		c->official += v->official;
		c->exempt += v->official - v->votes;
		c->away += v->away;
	}
	if (c)
		cell_end(d, c);
	return NULL;
}

/* As votes_read() and cell_end() count. */
static bool makes(const struct due *d, const struct due_voters_row *r,
		  enum due_vote which)
{
	bool official = state_is(d, r->state, "official");
	bool votes = state_is(d, r->state, "votes");

	switch (which) {
	case DUE_OFFICIAL:
		return official;
	case DUE_EXEMPT:
		return official && !votes;
	case DUE_AWAY:
		return votes && r->away;
	case DUE_BASE:
	case N_DUE_VOTE:
		break;
	}
	return official && votes && !r->away;
}

struct err *member_due_voters(struct cx *cx, int64_t cell, day_t on,
			      enum due_vote which, struct due_people *ret_list)
{
	struct member_due of = { .on = on };
	struct due d = { .cx = cx, .org = cell, .out = &of };
	struct due_people list = { 0 };
	struct due_voters_rows rows;
	struct err *err = due_voters(
		cx->db, &(struct due_voters_in){ .scope = cell, .on_day = on },
		&rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct due_person *p;

		if (!makes(&d, &rows.p[i], which))
			continue;
		p = person_add(&d, &list);
		p->member = rows.p[i].member;
		p->name = rows.p[i].name;
		p->org = rows.p[i].org_name;
		p->state = rows.p[i].state;
	}
	*ret_list = list;
	return NULL;
}

/* ---- stays and transfers -------------------------------------------------------------- */

static struct err *stays_read(const struct due *d)
{
	struct due_stays_rows rows;
	int months = (int)rule_int(d, "temporary_stay");
	struct err *err;

	if (months <= 0)
		return NULL;
	err = due_stays(d->cx->db,
			&(struct due_stays_in){
				.scope = d->org,
				.on_day = d->out->on,
				.latest = day_add_months(d->out->on, -months) },
			&rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct due_person *p;

		if (!state_is(d, rows.p[i].state, "counted"))
			continue;
		p = person_add(d, &d->out->stays);
		p->member = rows.p[i].member;
		p->name = rows.p[i].name;
		p->org = rows.p[i].org_name;
		p->host = rows.p[i].host;
		p->since = rows.p[i].from_on;
		p->until = day_add_months(p->since, months);
		p->late = true;
	}
	return err;
}

static struct err *transfers_read(const struct due *d)
{
	struct due_transfers_rows rows;
	int64_t most = rule_int(d, "official_transfer");
	struct err *err;

	if (most <= 0)
		return NULL;
	err = due_transfers(d->cx->db,
			    &(struct due_transfers_in){ .scope = d->org,
							.on_day = d->out->on,
							.since = d->out->on -
								 ARRIVAL_DAYS },
			    &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct due_transfers_row *r = &rows.p[i];
		bool here = r->from_on >= r->sent_on;
		day_t end = here ? r->from_on : d->out->on;
		int days = day_working_between(r->sent_on, end,
					       d->cx->profile->holidays);
		struct due_person *p;

		if (days <= most || !state_is(d, r->state, "counted"))
			continue;
		p = person_add(d, &d->out->transfers);
		p->member = r->member;
		p->name = r->name;
		p->org = r->org_name;
		p->since = r->sent_on;
		p->until = here ? r->from_on : DAY_NONE;
		p->years = days;
		p->late = true;
	}
	return err;
}

struct err *member_due_read(struct cx *cx, int64_t org, day_t on,
			    struct member_due *ret_due)
{
	struct due d = { .cx = cx, .org = org, .out = ret_due };
	struct err *err;

	*ret_due = (struct member_due){ .on = on, .round = DAY_NONE };
	err = probation_read(&d);
	if (!err)
		err = emblem_read(&d);
	if (!err)
		err = cells_read(&d);
	if (!err)
		err = stays_read(&d);
	return err ? err : transfers_read(&d);
}
