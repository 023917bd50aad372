/* People and organisations over time, for tests. */
#include "member/test/member_stat_kit.h"

#include "db/db.h"
#include "member/member_span.h"
#include "member/member_stat_kit_query.h"

/* Days on which something can happen are few, so that the oracle may walk all
 * of them. */
enum { DAYS_MOST = 800 };

void stat_kit_open(struct arena *a, struct stat_kit *k)
{
	const char *seed = getenv("ROVIEC_SEED");

	*k = (struct stat_kit){ .cx = kit_realm(a), .seed = 7 };
	if (seed)
		k->seed = strtoull(seed, NULL, 10);
}

void stat_kit_close(struct stat_kit *k)
{
	kit_close(&k->cx);
}

day_t sk_iso(const char *iso)
{
	day_t d;

	assert_true(day_from_iso(str_c(iso), &d));
	return d;
}

day_t sk_day(int n)
{
	return sk_iso("2025-01-01") + n;
}

int sk_any(struct stat_kit *k, int n)
{
	k->seed = k->seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((k->seed >> 33) % (uint64_t)n);
}

struct act {
	struct stat_kit *k;
	void (*fn)(struct stat_kit *k, void *arg);
	void *arg;
	struct stat_kit was; /* an act may run again: from here */
};

static void *copy(struct arena *a, const void *p, ptrdiff_t n, ptrdiff_t size)
{
	char *to = arena_alloc(a, n + 1, size, 16);

	if (n)
		memcpy(to, p, (size_t)(n * size));
	return to;
}

#define COPY(a, v)                                                             \
	((v)->p = copy((a), (v)->p, (v)->n, (ptrdiff_t)sizeof(*(v)->p)),       \
	 (v)->cap = (v)->n)

static struct stat_kit kept(const struct stat_kit *k)
{
	struct stat_kit x = *k;

	COPY(k->cx.arena, &x.orgs);
	COPY(k->cx.arena, &x.places);
	COPY(k->cx.arena, &x.people);
	COPY(k->cx.arena, &x.rows);
	return x;
}

static struct err *act_tx(struct cx *cx, void *arg)
{
	struct act *x = arg;

	*x->k = kept(&x->was);
	x->k->in = cx;
	x->k->event++;
	x->fn(x->k, x->arg);
	x->k->in = NULL;
	return member_span_event(cx, x->k->event);
}

void sk_act(struct stat_kit *k, void (*fn)(struct stat_kit *k, void *arg),
	    void *arg)
{
	struct act x = { k, fn, arg, *k };

	ok(db_tx(&k->cx, act_tx, &x));
}

/* ---- organisations ------------------------------------------------------------- */

int64_t sk_org_add(struct stat_kit *k, int64_t parent, const char *kind,
		   const char *name, day_t from)
{
	struct db *db = k->in->db;
	struct str kd = str_c(kind), nm = str_dup(k->cx.arena, str_c(name));
	int64_t id;

	ok(skq_org(db,
		   &(struct skq_org_in){ parent ? parent : DB_NULL, kd, nm,
					 k->orgs.n + 1, from, STR("") },
		   &id));
	ok(skq_org_name(db,
			&(struct skq_org_name_in){ id, kd, nm, from, k->event },
			NULL));
	*vec_push(k->cx.arena, &k->orgs) =
		(struct sk_org){ id, kind, nm, from, DAY_NONE };
	*vec_push(k->cx.arena, &k->places) =
		(struct sk_place){ id, parent, from, DAY_NONE };
	return id;
}

void sk_org_code(struct stat_kit *k, int64_t org, const char *code, day_t from)
{
	ok(skq_code(k->in->db,
		    &(struct skq_code_in){ org, str_c(code), from, k->event },
		    NULL));
}

static struct sk_place *place_open(struct stat_kit *k, int64_t org)
{
	for (ptrdiff_t i = 0; i < k->places.n; i++)
		if (k->places.p[i].org == org && k->places.p[i].to == DAY_NONE)
			return &k->places.p[i];
	fail_msg("organisation %lld has no place", (long long)org);
	return NULL;
}

void sk_org_move(struct stat_kit *k, int64_t org, int64_t parent, day_t on)
{
	struct sk_place *p = place_open(k, org);

	if (on <= p->from) {
		p->parent = parent;
		return;
	}
	p->to = on;
	*vec_push(k->cx.arena, &k->places) =
		(struct sk_place){ org, parent, on, DAY_NONE };
}

void sk_org_end(struct stat_kit *k, int64_t org, day_t on)
{
	place_open(k, org)->to = on;
	ok(skq_name_end(k->in->db,
			&(struct skq_name_end_in){ org, on, k->event }, NULL));
	for (ptrdiff_t i = 0; i < k->orgs.n; i++)
		if (k->orgs.p[i].id == org)
			k->orgs.p[i].to = on;
}

/* How far below, or -1. */
static int depth_on(const struct stat_kit *k, int64_t above, int64_t org,
		    day_t on)
{
	for (int depth = 0; org; depth++) {
		if (!sk_alive_on(k, org, on))
			return -1;
		if (org == above)
			return depth;
		org = sk_parent_on(k, org, on);
	}
	return -1;
}

static void reach_row(struct stat_kit *k, int64_t above, int64_t org, int depth,
		      const day_t days[2])
{
	if (depth < 0)
		return;
	ok(skq_reach(k->in->db,
		     &(struct skq_reach_in){ above, org, depth, days[0],
					     days[1] },
		     NULL));
	if (days[1] == DAY_NONE)
		ok(skq_closure(k->in->db,
			       &(struct skq_closure_in){ above, org, depth },
			       NULL));
}

/* The last day stands for all behind it. */
static void reach_pair(struct stat_kit *k, int64_t above, int64_t org)
{
	int was = -1;
	day_t from = sk_day(0);

	for (int n = 0; n <= DAYS_MOST; n++) {
		int is = depth_on(k, above, org, sk_day(n));

		if (is == was)
			continue;
		reach_row(k, above, org, was, (day_t[]){ from, sk_day(n) });
		was = is;
		from = sk_day(n);
	}
	reach_row(k, above, org, was, (day_t[]){ from, DAY_NONE });
}

void sk_tree_write(struct stat_kit *k)
{
	struct db *db = k->in->db;

	ok(skq_place_clear(db, NULL));
	ok(skq_reach_clear(db, NULL));
	ok(skq_closure_clear(db, NULL));
	for (ptrdiff_t i = 0; i < k->places.n; i++) {
		const struct sk_place *p = &k->places.p[i];

		ok(skq_place(db,
			     &(struct skq_place_in){
				     p->org, p->parent ? p->parent : DB_NULL,
				     p->from, p->to, k->event },
			     NULL));
	}
	for (ptrdiff_t i = 0; i < k->orgs.n; i++)
		for (ptrdiff_t j = 0; j < k->orgs.n; j++)
			reach_pair(k, k->orgs.p[i].id, k->orgs.p[j].id);
}

int64_t sk_decision(struct stat_kit *k, day_t on)
{
	int64_t id;

	ok(skq_decision(k->in->db,
			&(struct skq_decision_in){ str_fmt(k->cx.arena,
							   "%lld-QĐ/ĐU",
							   (long long)k->event),
						   on },
			&id));
	return id;
}

void sk_lineage(struct stat_kit *k, int64_t from, int64_t to, int share,
		const struct sk_row *moved)
{
	ok(skq_lineage(k->in->db,
		       &(struct skq_lineage_in){ from, to ? to : DB_NULL, share,
						 moved->from, moved->decision,
						 k->event },
		       NULL));
}

/* ---- people ---------------------------------------------------------------------- */

int64_t sk_person_add(struct stat_kit *k, const char *sex, day_t birth,
		      day_t admitted)
{
	int64_t id;

	ok(skq_member(k->in->db,
		      &(struct skq_member_in){
			      str_fmt(k->cx.arena, "Người %td", k->people.n),
			      str_c(sex), birth, admitted, k->event, STR("") },
		      &id));
	*vec_push(k->cx.arena, &k->people) =
		(struct sk_person){ id, sex, birth, admitted };
	return id;
}

void sk_person_set(struct stat_kit *k, struct sk_person *p, const char *sex,
		   day_t birth)
{
	p->sex = sex;
	p->birth = birth;
	ok(skq_self(k->in->db,
		    &(struct skq_self_in){ p->id, str_c(sex), birth, k->event },
		    NULL));
}

static void home_put(struct stat_kit *k, const struct sk_row *r, int64_t *id)
{
	ok(skq_home(k->in->db,
		    &(struct skq_home_in){
			    r->member, r->org, r->kind == SK_STAY, r->from,
			    str_c(r->how), r->sent,
			    r->decision ? r->decision : DB_NULL, k->event },
		    id));
}

int64_t sk_row_add(struct stat_kit *k, struct sk_row row)
{
	struct db *db = k->in->db;

	row.to = DAY_NONE;
	row.sent = row.sent ? row.sent : DAY_NONE;
	if (row.kind == SK_STATE)
		ok(skq_state(db,
			     &(struct skq_state_in){ row.member,
						     str_c(row.value), row.from,
						     str_c(row.how), k->event },
			     &row.id));
	else if (row.kind == SK_FACT)
		ok(skq_fact(db,
			    &(struct skq_fact_in){ row.member, str_c(row.field),
						   str_c(row.value), row.from,
						   k->event },
			    &row.id));
	else
		home_put(k, &row, &row.id);
	*vec_push(k->cx.arena, &k->rows) = row;
	return row.id;
}

void sk_row_void(struct stat_kit *k, struct sk_row *r)
{
	struct db *db = k->in->db;

	r->voided = true;
	if (r->kind == SK_STATE)
		ok(skq_state_void(
			db, &(struct skq_state_void_in){ r->id, k->event },
			NULL));
	else if (r->kind == SK_FACT)
		ok(skq_fact_void(db,
				 &(struct skq_fact_void_in){ r->id, k->event },
				 NULL));
	else
		ok(skq_home_void(db,
				 &(struct skq_home_void_in){ r->id, k->event },
				 NULL));
}

void sk_row_end(struct stat_kit *k, struct sk_row *r, day_t on, const char *how)
{
	struct db *db = k->in->db;

	if (on <= r->from) {
		sk_row_void(k, r);
		return;
	}
	r->to = on;
	r->ended_how = how;
	if (r->kind == SK_STATE)
		ok(skq_state_end(
			db, &(struct skq_state_end_in){ r->id, on, k->event },
			NULL));
	else if (r->kind == SK_FACT)
		ok(skq_fact_end(
			db, &(struct skq_fact_end_in){ r->id, on, k->event },
			NULL));
	else
		ok(skq_home_end(db,
				&(struct skq_home_end_in){
					r->id, on, str_c(how), k->event },
				NULL));
}

/* ---- the oracle -------------------------------------------------------------------- */

static bool covers(day_t from, day_t to, day_t on)
{
	return from <= on && (to == DAY_NONE || on < to);
}

struct sk_row *sk_row_on(const struct stat_kit *k, int64_t member,
			 enum sk_kind kind, const char *field, day_t on)
{
	for (ptrdiff_t i = 0; i < k->rows.n; i++) {
		struct sk_row *r = &k->rows.p[i];

		if (r->member == member && r->kind == kind && !r->voided &&
		    covers(r->from, r->to, on) &&
		    (!field || !strcmp(field, r->field)))
			return r;
	}
	return NULL;
}

int64_t sk_parent_on(const struct stat_kit *k, int64_t org, day_t on)
{
	for (ptrdiff_t i = 0; i < k->places.n; i++)
		if (k->places.p[i].org == org &&
		    covers(k->places.p[i].from, k->places.p[i].to, on))
			return k->places.p[i].parent;
	return 0;
}

bool sk_alive_on(const struct stat_kit *k, int64_t org, day_t on)
{
	for (ptrdiff_t i = 0; i < k->orgs.n; i++)
		if (k->orgs.p[i].id == org)
			return covers(k->orgs.p[i].from, k->orgs.p[i].to, on);
	return false;
}

bool sk_below_on(const struct stat_kit *k, int64_t above, int64_t org, day_t on)
{
	return depth_on(k, above, org, on) >= 0;
}
