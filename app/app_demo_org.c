/*
 * The organisations of the reference case: as they were founded, and what was
 * decided about them since. All of it by decisions; nothing is edited.
 */
#include "app/app_demo_life.h"

#include "org/org.h"
#include "org/org_reorg.h"

/* ---- organisations -------------------------------------------------------- */

/* "Chi bộ Phòng Nghiệp vụ {1-8}" → its parts; false without a range. */
static bool range_read(struct str name, struct str *ret_before, int64_t *ret_a,
		       int64_t *ret_b)
{
	ptrdiff_t open = str_find_char(name, '{');
	struct str range, from;

	if (open < 0)
		return false;
	*ret_before = str_sub(name, 0, open);
	range = str_sub(name, open + 1, name.n - 1);
	from = str_cut(&range, '-');
	return str_to_i64(from, ret_a) && str_to_i64(range, ret_b);
}

/* What people belong to. */
static bool is_cell(struct str kind)
{
	return str_eq(kind, STR("chi_bo")) || str_eq(kind, STR("chi_bo_co_so"));
}

static void cell_add(struct cx *cx, struct demo *d, const struct demo_row *r,
		     int64_t id)
{
	struct demo_cell *c = vec_push(cx->arena, &d->cells_at);

	c->id = id;
	c->key = r->f[0];
	c->above = r->f[1];
	if (r->n > 5 && !str_to_i64(r->f[5], &c->members))
		c->members = 0;
}

/* ---- codes -------------------------------------------------------------------- */

static struct demo_code *code_of(const struct demo *d, int64_t org)
{
	for (ptrdiff_t i = 0; i < d->codes.n; i++)
		if (d->codes.p[i].org == org)
			return &d->codes.p[i];
	return NULL;
}

/* The next one below an organisation, whose own place ends where the new
 * one's begins; absent below the last level. */
static struct str code_next(struct arena *a, const struct demo *d,
			    int64_t above)
{
	struct demo_code *up = code_of(d, above);
	int at;

	if (!up || 2 + 3 * (up->level + 1) > DEMO_CODE)
		return STR_NULL;
	at = 2 + 3 * up->level;
	up->below++;
	return str_fmt(a, "%.*s%03d%.*s", at, up->text, up->below,
		       DEMO_CODE - at - 3, "00000000000000");
}

/* An organisation has this code from now on. */
static void code_keep(struct demo *d, int64_t org, int64_t above,
		      struct str code)
{
	const struct demo_code *up = code_of(d, above);
	struct demo_code *c = code_of(d, org);

	if (code.n != DEMO_CODE)
		return;
	if (!c) {
		assert(d->codes.n < DEMO_CODES_MOST);
		c = &d->codes.p[d->codes.n++];
	}
	*c = (struct demo_code){ .org = org, .level = up ? up->level + 1 : 0 };
	memcpy(c->text, code.p, DEMO_CODE);
}

static struct err *org_put(struct cx *cx, struct demo *d,
			   const struct demo_row *r, struct str name)
{
	const struct demo_org *above = demo_org(d, r->f[1]);
	struct str code;
	struct arena_mark mark;
	struct err *err;
	int64_t id;

	assert(above);
	mark = arena_mark(cx->arena);
	code = code_next(cx->arena, d, above->id);
	err = org_add(cx,
		      &(struct org_new){ .parent = above->id,
					 .kind = r->f[2],
					 .name = name,
					 .short_name = r->f[3],
					 .code = code,
					 .from = cx->today },
		      &id);
	if (err)
		return err;
	code_keep(d, id, above->id, code);
	arena_rewind(cx->arena, mark);
	if (is_cell(r->f[2]))
		cell_add(cx, d, r, id);
	if (r->f[0].n)
		*vec_push(cx->arena, &d->orgs) =
			(struct demo_org){ .key = r->f[0],
					   .id = id,
					   .name = r->f[3].n ? r->f[3] : name };
	return NULL;
}

struct err *demo_orgs_make(struct cx *cx, struct demo *d)
{
	struct demo_rows rows;
	struct err *err = demo_read(cx->arena, "orgs.csv", &d->words, &rows);

	d->codes.p = arena_new(cx->arena, struct demo_code, DEMO_CODES_MOST);
	code_keep(d, demo_org(d, STR("root"))->id, 0, STR("79000000000000"));

	for (ptrdiff_t i = 0; i < rows.n && !err; i++) {
		const struct demo_row *r = &rows.p[i];
		struct str before;
		int64_t a, b;

		if (!range_read(r->f[4], &before, &a, &b)) {
			err = org_put(cx, d, r, r->f[4]);
			continue;
		}
		for (; a <= b && !err; a++)
			err = org_put(cx, d, r,
				      str_fmt(cx->arena, "%.*s%d",
					      STR_ARG(before), (int)a));
	}
	return err;
}

/* ---- decisions ---------------------------------------------------------------- */

static bool is_decision(const struct demo_row *r)
{
	return str_eq(r->f[0], STR("D"));
}

/* A day for each, and a place among the organisations for what it makes. */
struct err *life_decisions_read(struct life *l)
{
	struct arena *a = l->cx->arena;
	struct err *err =
		demo_read(a, "decisions.csv", &l->d->words, &l->decisions);

	for (ptrdiff_t i = 0; i < l->decisions.n && !err; i++) {
		const struct demo_row *r = &l->decisions.p[i];

		if (is_decision(r))
			life_step(l, (struct step){ .kind = LIFE_DECISION,
						    .day = life_day(r->f[4]),
						    .decision = i });
		else if (r->f[10].n)
			*vec_push(a, &l->d->orgs) =
				(struct demo_org){ .key = r->f[10],
						   .name = r->f[7] };
	}
	return err;
}

static struct err *key_find(const struct life *l, struct str key,
			    int64_t *ret_org)
{
	const struct demo_org *org;

	*ret_org = 0;
	if (!key.n)
		return NULL;
	org = demo_org(l->d, key);
	if (!org || !org->id)
		return demo_fault(l->cx, "no such organisation", key);
	*ret_org = org->id;
	return NULL;
}

static struct err *step_of(const struct life *l, const struct demo_row *r,
			   struct org_step *s)
{
	struct str rest = r->f[3];
	struct err *err;

	*s = (struct org_step){ .org_kind = r->f[6],
				.name = r->f[7],
				.short_name = r->f[8],
				.body = r->f[9] };
	if (!step_kind_find(r->f[1], &s->kind))
		return demo_fault(l->cx, "no such step", r->f[1]);
	err = key_find(l, r->f[2], &s->org);
	if (!err)
		err = key_find(l, r->f[4], &s->heir);
	if (!err)
		err = key_find(l, r->f[5], &s->parent);
	if (s->parent && s->kind != STEP_RENAME)
		s->code = code_next(l->cx->arena, l->d, s->parent);
	s->source = arena_new(l->cx->arena, int64_t, STEP_SOURCES_MOST);
	while (!err && rest.n && s->n_sources < STEP_SOURCES_MOST)
		err = key_find(l, str_cut(&rest, ','),
			       &s->source[s->n_sources++]);
	return err;
}

/* What the decision made gets its number for later lines, and its code. */
static struct err *made_note(struct life *l, struct cx *c, int64_t id,
			     ptrdiff_t first)
{
	struct org_decision d;
	bool found;
	struct err *err = decision_find(c, id, &d, &found);

	for (ptrdiff_t i = 0; !err && i < d.n_steps; i++) {
		struct str key = l->decisions.p[first + i].f[10];
		int64_t org = d.step[i].made ? d.step[i].made : d.step[i].org;

		code_keep(l->d, org, d.step[i].parent, d.step[i].code);

		for (ptrdiff_t k = 0; key.n && k < l->d->orgs.n; k++)
			if (str_eq(l->d->orgs.p[k].key, key))
				l->d->orgs.p[k].id = d.step[i].made;
	}
	return err;
}

static struct err *choices_make(struct cx *c, int64_t id, int64_t step)
{
	return choice_set(
		c, id, str_fmt(c->arena, "member.head.%lld", (long long)step),
		STR("none"));
}

struct err *life_decision(struct life *l, const struct step *s)
{
	const struct demo_row *r = &l->decisions.p[s->decision];
	struct cx c =
		demo_as(l->cx, l->d, &l->d->users.p[2].actor, s->day, l->k);
	struct org_decision d;
	int64_t id, step;
	bool found;
	struct err *err = decision_make(&c,
					&(struct org_decision_new){
						.number = r->f[2],
						.title = r->f[6],
						.signer = r->f[5],
						.signed_on = life_day(r->f[3]),
						.effective_on = s->day },
					&id);

	for (ptrdiff_t i = s->decision + 1;
	     !err && i < l->decisions.n && !is_decision(&l->decisions.p[i]);
	     i++) {
		struct org_step in;

		err = step_of(l, &l->decisions.p[i], &in);
		if (!err)
			err = step_add(&c, id, &in, &step);
		/* who leads it is elected afterwards */
		if (!err && in.kind == STEP_MERGE_NEW)
			err = choices_make(&c, id, step);
	}
	if (!err)
		err = decision_find(&c, id, &d, &found);
	if (!err)
		err = decision_approve(&c, id, d.rev);
	return err ? err : made_note(l, &c, id, s->decision + 1);
}

struct err *demo_cells_count(struct cx *cx, struct demo *d)
{
	struct orgs all;
	struct err *err =
		org_list_below(cx, demo_org(d, STR("root"))->id, &all);

	for (ptrdiff_t i = 0; !err && i < all.n; i++)
		d->cells += str_eq(all.p[i].kind, STR("chi_bo"));
	return err;
}
