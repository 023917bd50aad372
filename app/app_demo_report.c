/*
 * Reports that the demo's committee got from below: real signed messages, one
 * a month for the three months that ended, by keys that nobody keeps.
 */
#include "app/app_demo.h"

#include "federation/federation_act.h"
#include "work/work_model.h"

enum { MONTHS = 3, CHILDREN_MOST = 8, SENT_AFTER_MS = 65 * 60 * 1000 };

struct child {
	struct str name, key, secret;
	int64_t missing; /* of the newest months */
	struct demo_rows programmes;
};
struct children {
	struct child p[CHILDREN_MOST];
	ptrdiff_t n;
	struct str own; /* public key of the demo's committee */
	struct demo_dice dice;
};

static struct child *child_of(struct cx *cx, struct children *all,
			      struct str name)
{
	struct child *c;

	for (ptrdiff_t i = 0; i < all->n; i++)
		if (str_eq(all->p[i].name, name))
			return &all->p[i];
	assert(all->n < CHILDREN_MOST);
	c = &all->p[all->n++];
	c->name = name;
	fed_key_make(cx->arena, &c->key, &c->secret);
	return c;
}

static struct err *children_read(struct cx *cx, const struct demo *d,
				 struct children *all)
{
	struct demo_rows rows;
	struct err *err = demo_read(cx->arena, "reports.csv", &d->words, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct demo_row *r = &rows.p[i];
		struct child *c = child_of(cx, all, r->f[0]);

		if (!str_to_i64(r->f[4], &c->missing))
			return demo_fault(cx, "no such number", r->f[4]);
		*vec_push(cx->arena, &c->programmes) = *r;
	}
	return err;
}

/* More is done from month to month, a little late now and then. */
static struct err *figures_make(struct cx *cx, struct children *all,
				const struct demo_row *r, day_t on,
				struct work_figures *f)
{
	struct ymd t = day_ymd(on);
	int64_t finished;

	*f = (struct work_figures){ .code = r->f[1],
				    .title = r->f[2],
				    .year = t.y };
	if (!str_to_i64(r->f[3], &f->tasks))
		return demo_fault(cx, "no such number", r->f[3]);
	finished = f->tasks * t.m / 15;
	f->late = finished / 9;
	f->done = finished - f->late;
	f->overdue = (int64_t)demo_roll(&all->dice, 3);
	f->kept = f->done;
	f->judged = finished + f->overdue;
	f->base_kept = MAX(f->done - f->tasks / 10, 0);
	f->base_judged = f->judged;
	f->state[WORK_DONE] = f->done;
	f->state[WORK_DONE_LATE] = f->late;
	f->state[WORK_OVERDUE] = f->overdue;
	f->state[WORK_WAITING] = MIN(2, f->tasks - f->judged);
	f->state[WORK_RUNNING] = f->tasks - f->judged - f->state[WORK_WAITING];
	return NULL;
}

static struct err *report_come(struct cx *cx, struct children *all,
			       const struct child *c,
			       const struct fed_period *p)
{
	struct cx then = *cx;
	struct fed_report r = { .realm = c->name,
				.to = all->own,
				.kind = STR(FED_KIND_STATUS),
				.period = p->key,
				.version = 1,
				.as_of = p->last };
	struct fed_letter l = { .key = c->key,
				.id = str_fmt(cx->arena, "msg_demo_%.*s",
					      STR_ARG(p->key)) };
	struct err *err = NULL;
	bool good;

	then.today = then.as_at = p->last + 1;
	then.now = MIN(day_begin(then.today) + SENT_AFTER_MS, cx->now);
	for (ptrdiff_t i = 0; !err && i < c->programmes.n; i++)
		err = figures_make(cx, all, &c->programmes.p[i], p->last,
				   vec_push(cx->arena, &r.figures));
	if (err)
		return err;
	l.stamp = then.now / 1000;
	l.payload = fed_report_write(cx->arena, &r);
	good = fed_sign(cx->arena, c->secret, &l);
	assert(good);
	(void)good;
	return fed_receive(&then, &l);
}

/* From the oldest month on, but for those that are missing. */
static struct err *child_make(struct cx *cx, struct children *all,
			      const struct child *c)
{
	struct fed_period p[MONTHS] = { fed_period_before(cx->arena,
							  cx->today) };
	struct fed_peer_new in = { .name = c->name,
				   .role = FED_CHILD,
				   .key = c->key };
	int64_t id;
	struct err *err;

	for (int i = 1; i < MONTHS; i++)
		p[i] = fed_period_before(cx->arena, p[i - 1].first);
	in.from = p[MONTHS - 1].first;
	err = fed_peer_add(cx, &in, &id);
	for (int i = MONTHS - 1; !err && i >= c->missing; i--)
		err = report_come(cx, all, c, &p[i]);
	return err;
}

struct err *demo_reports(struct cx *cx, const struct demo *d)
{
	struct children *all = arena_new(cx->arena, struct children, 1);
	struct str secret;
	struct err *err;

	all->dice.state = d->ask.seed;
	fed_key_make(cx->arena, &all->own, &secret);
	err = fed_key_put_public(cx, all->own);
	if (!err)
		err = children_read(cx, d, all);
	for (ptrdiff_t i = 0; !err && i < all->n; i++)
		err = child_make(cx, all, &all->p[i]);
	return err;
}
