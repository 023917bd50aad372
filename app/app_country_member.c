/*
 * The members of a country: every realm has its own invented people, whose
 * protected numbers are sealed with that realm's own key. A copied pattern
 * holds none, or two realms would share a key.
 */
#include "app/app_country_member.h"

#include "app/app.h"
#include "app/app_demo_people.h"
#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_stat.h"
#include "org/org.h"

enum {
	CELL = 30, /* members of one, about */
	CELLS_MOST = 400,
	FOUNDED = 400,	 /* days ago */
	REGISTERED = 30, /* days ago */
	OFFICIAL_MONTHS = 12,
	OLD = 75 * 365,
	EXEMPT_DAYS = 1500,
	WITH_DEPUTY = 12, /* members at least */
};

int country_cells(int64_t members, int64_t units)
{
	return (int)MAX(1, MIN(members / MAX(units, 1) / CELL, CELLS_MOST));
}

struct err *country_cells_make(struct cx *cx, int64_t unit, int n,
			       int64_t *ret_cell)
{
	struct err *err = NULL;

	for (int i = 0; !err && i < n; i++)
		err = org_add(cx,
			      &(struct org_new){ .parent = unit,
						 .kind = STR("chi_bo"),
						 .name = str_fmt(cx->arena,
								 "Chi bộ %d",
								 i + 1),
						 .from = cx->today - FOUNDED },
			      &ret_cell[i]);
	return err;
}

/* ---- one realm ------------------------------------------------------------------ */

struct filling {
	const struct country_people *ask;
	struct demo_people who;
	int64_t *head, *deputy; /* of each cell; 0: nobody */
	int64_t put;
};

/* Old people need no longer come to meetings. */
static void state_give(struct demo_people *who, struct member_new *in)
{
	day_t since = in->from - (day_t)demo_roll(&who->dice, EXEMPT_DAYS);

	if (in->official == DAY_NONE || since < in->official ||
	    since - in->birth < OLD || !demo_roll(&who->dice, 3))
		return;
	in->state = STR("exempt");
	in->state_from = since;
}

/* The first full members lead. */
static void office_give(struct filling *f, ptrdiff_t cell, int64_t share,
			int64_t member)
{
	if (!f->head[cell])
		f->head[cell] = member;
	else if (!f->deputy[cell] && share >= WITH_DEPUTY)
		f->deputy[cell] = member;
}

static struct err *one_put(struct cx *cx, struct filling *f, ptrdiff_t cell,
			   int64_t share, int64_t event)
{
	struct demo_people *who = &f->who;
	day_t first = cx->today - REGISTERED;
	struct member_new in =
		demo_person_make(cx, who, demo_admitted(who, first));
	day_t official = day_add_months(in.admitted, OFFICIAL_MONTHS);
	int64_t id;
	struct err *err;

	in.org = f->ask->cell[cell];
	in.from = first;
	in.how = MEMBER_REGISTER;
	if (official <= first)
		in.official = official;
	state_give(who, &in);
	err = member_put(cx, &who->lock, &in, event, &id);
	if (err)
		return err;
	f->put++;
	if (in.official != DAY_NONE && !in.state.n)
		office_give(f, cell, share, id);
	return NULL;
}

/* How many belong to a cell: all are dealt out by weights of 8 to 14. */
static int64_t weight_until(ptrdiff_t cell)
{
	return cell * 8 + cell / 7 * 21 + (cell % 7) * (cell % 7 - 1) / 2;
}

static int64_t share_of(const struct country_people *ask, ptrdiff_t cell)
{
	int64_t all = weight_until(ask->n_cells);

	return ask->members * weight_until(cell + 1) / all -
	       ask->members * weight_until(cell) / all;
}

static struct err *members_put(struct cx *cx, struct filling *f)
{
	int64_t event;
	struct err *err =
		audit_write(cx,
			    &(struct audit_event){ .kind = "member.register",
						   .subject_kind = "realm" },
			    &event);

	for (ptrdiff_t i = 0; !err && i < f->ask->n_cells; i++) {
		int64_t share = share_of(f->ask, i);

		for (int64_t k = 0; !err && k < share; k++) {
			struct arena_mark mark = arena_mark(cx->arena);

			err = one_put(cx, f, i, share, event);
			if (!err)
				arena_rewind(cx->arena, mark);
		}
	}
	return err ? err : member_put_done(cx, event);
}

static struct err *elect(struct cx *cx, int64_t member, int64_t org,
			 const char *office)
{
	if (!member)
		return NULL;
	return demo_person_elect(cx, &(struct demo_person){ .id = member }, org,
				 office);
}

static struct err *fill_tx(struct cx *cx, void *arg)
{
	struct filling *f = arg;
	const struct country_people *ask = f->ask;
	struct err *err;

	/* the transaction may run again: begin from nothing */
	f->who.dice.state = (uint64_t)ask->first * 31 + 7;
	f->who.numbers = ask->first;
	f->put = 0;
	f->head = arena_new(cx->arena, int64_t, ask->n_cells);
	f->deputy = arena_new(cx->arena, int64_t, ask->n_cells);
	err = members_put(cx, f);
	for (ptrdiff_t i = 0; !err && i < ask->n_cells; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		err = elect(cx, f->head[i], ask->cell[i], "bi_thu");
		if (!err)
			err = elect(cx, f->deputy[i], ask->cell[i],
				    "pho_bi_thu");
		if (!err)
			arena_rewind(cx->arena, mark);
	}
	return err;
}

/* What the realm's figures say is what was asked for. */
static struct err *proved(struct cx *cx, const struct filling *f)
{
	struct member_stat s;
	struct err *err;

	realm_read(cx);
	err = member_stat_read(cx,
			       &(struct stat_ask){ .on = cx->today,
						   .structure = DAY_NONE },
			       &s);
	if (err)
		return err;
	assert(f->put == f->ask->members);
	assert(s.members == f->ask->members);
	return NULL;
}

struct err *country_people_put(struct cx *cx, const struct country_people *ask)
{
	struct filling f = { .ask = ask };
	struct demo_words words = { .members = ask->members };
	struct err *err = demo_names_read(cx, &words, &f.who);

	if (!err)
		err = member_lock_ready(cx, &f.who.lock);
	if (!err)
		err = db_tx_large(cx, fill_tx, &f);
	return err ? err : proved(cx, &f);
}
