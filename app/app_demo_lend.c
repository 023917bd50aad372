/*
 * Who does another's work in the demo: the secretary of one unit is away for a
 * week, and that of another, who gets a password, acts for them; somebody has
 * retired, whose duties were handed over.
 */
#include "app/app_demo.h"

#include "account/account_act.h"
#include "account/account_leave.h"
#include "account/account_seat.h"
#include "i18n/i18n.h"
#include "profile/profile.h"

enum { AWAY_DAYS = 7 };

static const struct demo_user *user_of(const struct demo *d, struct str key)
{
	for (ptrdiff_t i = 0; i < d->users.n; i++)
		if (str_eq(d->users.p[i].key, key))
			return &d->users.p[i];
	return NULL;
}

static struct err *retire(struct cx *cx, const struct demo *d)
{
	const struct demo_user *next = user_of(d, STR("tha"));
	struct account_new in = { .email = STR("nghi-huu@demo.example"),
				  .name = STR("Hứa Gia Bình"),
				  .role = ROLE_SECRETARY };
	struct account_handing handing = { .from = d->today };
	struct account_duties duties;
	struct cx c = demo_as(cx, d, &d->users.p[0].actor, d->today, 0);
	int64_t user;
	struct err *err;

	if (!next)
		return NULL;
	in.org = next->in.org;
	in.post = next->in.post;
	handing.to = next->in.email;
	handing.reason = tr(cx->profile->lang, N_("Retired"));
	err = account_ensure(&c, &in, &user);
	if (!err)
		err = account_duties(&c, user, &duties);
	for (ptrdiff_t i = 0; !err && i < duties.n; i++)
		handing.grant[handing.n++] = duties.p[i].grant;
	if (!err)
		err = account_hand_over(&c, user, &handing);
	return err ? err : account_disable(&c, user, handing.reason);
}

struct err *demo_lend(struct cx *cx, const struct demo *d)
{
	const struct demo_user *away = user_of(d, STR("noichinh"));
	const struct demo_user *here = user_of(d, STR("vptu"));
	struct account_lending in = { .scope = DB_NULL,
				      .what = STR("work"),
				      .from = d->today,
				      .to_on = d->today + AWAY_DAYS };
	struct cx c;
	int64_t id;
	struct err *err;

	if (!away || !here)
		return NULL; /* a country's committees have other units */
	c = demo_as(cx, d, &away->actor, d->today, 0);
	in.to = here->in.email;
	in.reason = tr(cx->profile->lang, N_("Away for a course"));
	err = account_lend(&c, &in, &id);
	return err ? err : retire(cx, d);
}
