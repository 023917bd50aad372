/*
 * Makes the demo: the realm, its organisations and its people; app_demo_life.c
 * does the rest. One transaction, so that a demo is whole or absent.
 */
#include "app/app_demo.h"

#include "app/app.h"
#include "audit/audit.h"
#include "auth/auth.h"
#include "db/db.h"
#include "member/member.h"
#include "org/org.h"
#include "profile/profile.h"
#include "setting/setting.h"
#include "work/work_notice.h"
#include "work/work_notice_query.h"

#define ROOT_NAME "Đảng bộ các cơ quan Đảng Thành phố"

enum {
	MINUTE_MS = 60 * 1000,
	HOUR_MS = 60 * MINUTE_MS,
	NOTICE_DAYS = 10, /* older ones have been read */
	FOUNDED = 2025,	  /* the reference case begins in July */
};

struct cx demo_as(const struct cx *cx, const struct demo *d,
		  const struct actor *who, day_t on, int k)
{
	struct cx c = *cx;
	/* 08:00 in Việt Nam is 01:00 UTC */
	int64_t at = (int64_t)on * 24 * HOUR_MS + HOUR_MS + k * MINUTE_MS;

	if (who)
		c.actor = *who;
	c.today = c.as_at = on;
	c.now = MIN(at, d->now);
	return c;
}

const struct demo_org *demo_org(const struct demo *d, struct str key)
{
	for (ptrdiff_t i = 0; i < d->orgs.n; i++)
		if (str_eq(d->orgs.p[i].key, key))
			return &d->orgs.p[i];
	return NULL;
}

/* ---- people ------------------------------------------------------------------ */

struct crowd {
	struct strs family, given, word;
	ptrdiff_t *family_at, *given_at;
	struct demo_dice dice;
};

static struct err *crowd_read(struct cx *cx, const struct demo *d,
			      struct crowd *c)
{
	struct arena *a = cx->arena;
	struct demo_rows rows;
	struct err *err = demo_read(a, "people.csv", &d->words, &rows);

	*c = (struct crowd){ .dice = { d->ask.seed } };
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct str what = rows.p[i].f[0], s = rows.p[i].f[1];

		if (str_eq(what, STR("family")))
			*vec_push(a, &c->family) = s;
		else if (str_eq(what, STR("given")))
			*vec_push(a, &c->given) = s;
		else
			*vec_push(a, &c->word) = s;
	}
	c->family_at = demo_shuffle(a, &c->dice, c->family.n);
	c->given_at = demo_shuffle(a, &c->dice, c->given.n);
	return NULL;
}

/* Four words and two digits: long, and easy to type from a sheet of paper.
 * Drawn again until the rule for passwords is content. */
static struct str password_make(struct arena *a, struct crowd *c,
				const struct account_new *in)
{
	struct strs context = password_context(a, in->email, in->name);

	for (;;) {
		struct buf b = buf_init(a, 80);

		for (int i = 0; i < 4; i++) {
			uint64_t k = demo_roll(&c->dice, (uint64_t)c->word.n);

			buf_str(&b, c->word.p[k]);
			buf_char(&b, '-');
		}
		buf_i64(&b, 10 + (int64_t)demo_roll(&c->dice, 90));
		if (!auth_password_rule(a, buf_view(&b), &context))
			return buf_view(&b);
	}
}

static struct err *users_read(struct cx *cx, struct demo *d)
{
	struct arena *a = cx->arena;
	struct crowd c;
	struct demo_rows rows;
	struct err *err = crowd_read(cx, d, &c);

	if (!err)
		err = demo_read(a, "users.csv", &d->words, &rows);
	for (ptrdiff_t i = 0; i < rows.n && !err; i++) {
		const struct demo_row *r = &rows.p[i];
		struct demo_user *u = vec_push(a, &d->users);

		assert(i < c.given.n);
		u->in.role = str_to_c(a, r->f[0]);
		u->key = r->f[1];
		u->in.email = r->f[2];
		u->in.post = r->f[3];
		u->shown = r->f[4].n > 0;
		u->in.name = str_fmt(
			a, "%.*s %.*s",
			STR_ARG(c.family.p[c.family_at[i % c.family.n]]),
			STR_ARG(c.given.p[c.given_at[i]]));
		if (u->shown)
			u->in.password = password_make(a, &c, &u->in);
	}
	return err;
}

static struct err *users_make(struct cx *cx, struct demo *d)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < d->users.n && !err; i++) {
		struct demo_user *u = &d->users.p[i];
		const struct demo_org *org = demo_org(d, u->key);
		bool good = true;

		assert(org);
		u->in.org = org->id;
		/* the first is the administrator whom realm_init() made */
		if (i > 0)
			err = account_ensure(cx, &u->in, &u->id);
		if (!err)
			err = account_actor(cx, u->id, &u->actor, &good);
		assert(err || good);
	}
	return err;
}

/* ---- everything -------------------------------------------------------------- */

/* What was told long ago has been read; today's reminders are there. */
static struct err *notices_make(struct cx *cx)
{
	struct notice_read_before_in old = {
		.before = cx->now - (int64_t)NOTICE_DAYS * 24 * HOUR_MS,
		.now = cx->now,
	};
	struct err *err = notice_read_before(cx->db, &old, NULL);

	return err ? err
		   : work_notice_remind(cx, (int)work_choice_usual(cx).hour);
}

struct make_io {
	const struct demo_ask *ask;
	struct member_lock lock;
	struct demo d;
};

static struct err *words_make(struct cx *cx, struct demo *d)
{
	const struct profile *p;
	day_t on;
	struct err *err = profile_load(cx->arena, STR("vn-party"), &p);

	if (err)
		return err;
	d->words.members = d->ask.members;
	d->words.year = demo_year(d->today);
	if (!day_from_ymd(d->words.year, 2, 1, &on))
		on = d->today;
	d->words.term = str_fmt(
		cx->arena, "%d-%d",
		(int)profile_rule_int(p, STR("term_first_year"), on, 2025),
		(int)profile_rule_int(p, STR("term_last_year"), on, 2030));
	return NULL;
}

static struct err *realm_make(struct cx *cx, struct demo *d)
{
	struct demo_user *admin;
	int64_t root;
	struct err *err = users_read(cx, d);

	if (err)
		return err;
	admin = &d->users.p[0];
	err = realm_init(cx,
			 &(struct realm_new){ .invented = true,
					      .profile = STR("vn-party"),
					      .name = STR(ROOT_NAME),
					      .admin = admin->in.email,
					      .admin_name = admin->in.name,
					      .admin_post = admin->in.post,
					      .admin_password =
						      admin->in.password },
			 &root, &admin->id);
	if (err)
		return err;
	*vec_push(cx->arena, &d->orgs) = (struct demo_org){
		.key = STR("root"), .name = STR(ROOT_NAME), .id = root
	};
	return NULL;
}

/* Says in the realm itself that all of it is invented. */
static struct err *mark(struct cx *cx)
{
	struct buf after = audit_obj(cx);
	struct err *err = setting_put(cx, "demo", STR("1"));

	audit_str(&after, "demo", STR("1"));
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "setting.put",
					 .subject_kind = "realm",
					 .subject = 0,
					 .after = audit_end(&after) },
				 NULL);
}

static struct err *links_make(struct cx *cx, struct demo *d)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < d->users.n && !err; i++)
		if (d->users.p[i].shown)
			err = account_link(cx, d->users.p[i].id,
					   &d->users.p[i].link);
	return err;
}

static struct err *make_tx(struct cx *cx, void *arg)
{
	struct make_io *io = arg;
	struct demo *d = &io->d;
	struct cx then;
	day_t first;
	struct err *err;

	/* the transaction may run again: begin from nothing */
	*d = (struct demo){ .ask = *io->ask,
			    .today = cx->today,
			    .now = cx->now,
			    .lock = &io->lock };
	err = words_make(cx, d);
	if (err)
		return err;
	if (!day_from_ymd(MIN(d->words.year - 1, FOUNDED), 2, 3, &first))
		first = cx->today;
	then = demo_as(cx, d, NULL, first, 0);
	err = realm_make(&then, d);
	if (!err)
		err = demo_orgs_make(&then, d);
	if (!err)
		err = demo_members_make(&then, d);
	if (!err)
		err = users_make(&then, d);
	if (!err)
		err = demo_posts_make(&then, d);
	cx->profile = then.profile;
	if (!err)
		err = demo_life(cx, d);
	if (!err)
		err = demo_cells_count(cx, d);
	if (!err)
		err = demo_list(cx, d);
	if (!err)
		err = notices_make(cx);
	if (!err)
		err = demo_sheet(cx, d);
	if (!err)
		err = demo_reports(cx, d);
	if (!err)
		err = demo_lend(cx, d);
	if (!err)
		err = demo_privacy(cx, d);
	if (!err)
		err = mark(cx);
	return err ? err : links_make(cx, d);
}

struct err *demo_make(struct cx *cx, const struct demo_ask *ask,
		      struct demo *ret_demo)
{
	struct make_io io = { .ask = ask };
	struct cx own = *cx;
	struct err *err;

	/* the passwords are on the screen and in this source: a slow hash
	 * would protect nothing */
	err = member_lock_ready(&own, &io.lock);
	if (err)
		return err;
	auth_set_cheap_hashing(true);
	err = db_tx(cx, make_tx, &io);
	auth_set_cheap_hashing(false);
	if (!err)
		*ret_demo = io.d;
	return err;
}
