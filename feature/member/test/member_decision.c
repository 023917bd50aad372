/* Decisions by chance: see member_decision.h. */
#include "member/test/member_decision.h"

#include "db/db.h"
#include "member/member_reorg_kit_query.h"
#include "org/org.h"
#include "org/org_reorg.h"

static int64_t any_org(const struct rk_orgs_rows *orgs)
{
	for (int tries = 0; tries < 50; tries++) {
		const struct rk_orgs_row *o = &orgs->p[any((int)orgs->n)];

		/* mostly of those that are there */
		if (o->to_on == DAY_NONE || !any(20))
			return o->id;
	}
	return orgs->p[0].id;
}

static void step_any(struct arena *a, const struct rk_orgs_rows *orgs,
		     struct org_step *s)
{
	static const char *const kind[] = { "chi_bo", "dang_bo_co_so",
					    "dang_bo_bo_phan" };
	unsigned needs;

	*s = (struct org_step){ .kind = (enum step_kind)any(N_STEP_KIND) };
	needs = step_needs(s->kind);
	if (needs & STEP_ORG)
		s->org = any_org(orgs);
	if (needs & STEP_HEIR || (needs & STEP_MAY_HEIR && any(2)))
		s->heir = any_org(orgs);
	if (needs & STEP_PARENT)
		s->parent = any_org(orgs);
	if (needs & STEP_KIND)
		s->org_kind = str_c(kind[any(3)]);
	if (needs & STEP_NAME || (needs & STEP_MAY_NAME && any(2)))
		s->name = str_fmt(a, "Tổ chức %d", any_new());
	if (needs & STEP_CODE && any(2))
		s->code = str_fmt(a, "M%d", any_new());
	if (needs & STEP_BODY)
		s->body = STR("Đảng ủy khác");
	s->ends = needs & STEP_ENDS && any(2);
	if (needs & STEP_SOURCES)
		s->n_sources = 1 + any(3);
	if (needs & STEP_PARTS && any(2)) {
		/* children of the one that is split */
		s->source = arena_new(a, int64_t, orgs->n);
		for (ptrdiff_t i = 0; i < orgs->n; i++)
			if (orgs->p[i].parent == s->org &&
			    orgs->p[i].to_on == DAY_NONE && any(2) &&
			    s->n_sources < 5)
				s->source[s->n_sources++] = orgs->p[i].id;
		return;
	}
	s->source = arena_new(a, int64_t, s->n_sources);
	for (ptrdiff_t i = 0; i < s->n_sources; i++) {
		s->source[i] = any_org(orgs);
		for (ptrdiff_t k = 0; k < i; k++)
			if (s->source[k] == s->source[i]) {
				s->n_sources = i;
				break;
			}
	}
}

/* One of what it names is what an earlier step makes. */
static void step_refer(struct org_step *s, const struct org_step *before, int n)
{
	int64_t *org;
	ptrdiff_t count = 0;

	while (step_named(s, count, NULL))
		count++;
	for (int tries = 0; n && tries < 6; tries++) {
		const struct org_step *by = &before[any(n)];

		org = step_named(s, any((int)count), NULL);
		if (!*org || !by->id || !(step_needs(by->kind) & STEP_MAKES))
			continue;
		*org = step_ref(by->id);
		return;
	}
}

int64_t draft_any(const struct cx *cx, struct arena *a,
		  struct err *(*split)(struct cx *cx, void *step))
{
	struct rk_orgs_rows orgs;
	struct cx c = *cx;
	int64_t id;
	int steps = 1 + any(4);
	struct org_step step[4];
	day_t on = cx->today - any(4) * any(10) + (any(5) ? 0 : any(9));

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(rk_orgs(c.db, &orgs));
	store_return(c.db);
	ok(decision_make(&c,
			 &(struct org_decision_new){ .number = STR("1-QĐ/ĐU"),
						     .title = STR("Sắp xếp"),
						     .signer = STR("Bí thư"),
						     .signed_on =
							     MIN(on, cx->today),
						     .effective_on = on },
			 &id));
	for (int i = 0; i < steps; i++) {
		struct org_step *s = &step[i];
		struct err *err;

		step_any(a, &orgs, s);
		if (any(3))
			step_refer(s, step, i);
		err = step_add(&c, id, s, &s->id);
		if (!err && split && s->kind == STEP_SPLIT && any(2))
			ok(db_tx(&c, split, s));
		if (!err && !any(5))
			err = step_raise(&c, id, s->id);
	}
	return id;
}

void choices_make(struct cx *c, struct org_decision *d,
		  const struct reorg_preview *p)
{
	bool found;

	for (ptrdiff_t i = 0; i < p->run.asks.n; i++) {
		const struct reorg_ask *ask = &p->run.asks.p[i];

		ok(choice_set(c, d->id, ask->key,
			      ask->option[any((int)ask->n_options)].value));
	}
	ok(decision_find(c, d->id, d, &found));
	assert_true(found);
}
