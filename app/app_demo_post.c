/*
 * Who leads the organisations of the demo on its first day, and which members
 * are the people who sign in.
 */
#include "app/app_demo_people.h"

struct err *demo_person_elect(struct cx *cx, struct demo_person *p, int64_t org,
			      const char *office)
{
	p->kept = true;
	return member_post_add(cx,
			       &(struct member_post){ .member = p->id,
						      .rev = MEMBER_ANY_REV,
						      .org = org,
						      .office = str_c(office),
						      .from = cx->today,
						      .to = DAY_NONE });
}

/* Somebody official of a cell who holds nothing yet. */
static struct demo_person *somebody(struct demo *d, int64_t cell)
{
	for (ptrdiff_t i = 0; i < d->people->n; i++) {
		struct demo_person *p = &d->people->p[i];

		if (p->cell == cell && !p->kept && p->user < 0 &&
		    p->official != DAY_NONE)
			return p;
	}
	return NULL;
}

/* Who signs in as the secretary of an organisation. */
static struct demo_person *secretary(struct demo *d, struct str key)
{
	for (ptrdiff_t i = 0; i < d->people->n; i++) {
		struct demo_person *p = &d->people->p[i];
		const struct demo_user *u =
			p->user >= 0 ? &d->users.p[p->user] : NULL;

		if (u && str_eq(u->key, key) &&
		    (!strcmp(u->in.role, ROLE_SECRETARY) ||
		     !strcmp(u->in.role, ROLE_LEADER)))
			return p;
	}
	return NULL;
}

static struct err *elect(struct cx *cx, struct demo_person *p, int64_t org,
			 const char *office)
{
	return p ? demo_person_elect(cx, p, org, office) : NULL;
}

static struct err *cells_lead(struct cx *cx, struct demo *d)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < d->cells_at.n; i++) {
		const struct demo_cell *c = &d->cells_at.p[i];
		struct demo_person *p = c->key.n ? secretary(d, c->key) : NULL;

		err = elect(cx, p ? p : somebody(d, c->id), c->id, "bi_thu");
		if (!err && i % 3)
			err = elect(cx, somebody(d, c->id), c->id,
				    "pho_bi_thu");
	}
	return err;
}

/* The n-th cell directly below an organisation. */
static int64_t cell_below(const struct demo *d, struct str key, int n)
{
	for (ptrdiff_t i = 0; i < d->cells_at.n; i++)
		if (str_eq(d->cells_at.p[i].above, key) && !n--)
			return d->cells_at.p[i].id;
	return 0;
}

static bool is_cell(const struct demo *d, int64_t org)
{
	for (ptrdiff_t i = 0; i < d->cells_at.n; i++)
		if (d->cells_at.p[i].id == org)
			return true;
	return false;
}

static struct err *units_lead(struct cx *cx, struct demo *d)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < d->orgs.n; i++) {
		const struct demo_org *o = &d->orgs.p[i];
		struct demo_person *p = secretary(d, o->key);

		if (is_cell(d, o->id))
			continue;
		err = elect(cx, p ? p : somebody(d, cell_below(d, o->key, 0)),
			    o->id, "bi_thu");
		if (!err)
			err = elect(cx, somebody(d, cell_below(d, o->key, 1)),
				    o->id, "pho_bi_thu");
	}
	return err;
}

struct err *demo_posts_make(struct cx *cx, struct demo *d)
{
	struct err *err = cells_lead(cx, d);

	if (!err)
		err = units_lead(cx, d);
	for (ptrdiff_t i = 0; !err && i < d->people->n; i++) {
		struct demo_person *p = &d->people->p[i];

		if (p->user < 0)
			continue;
		p->kept = true;
		err = member_link_user(cx, p->id, d->users.p[p->user].id);
	}
	return err;
}
