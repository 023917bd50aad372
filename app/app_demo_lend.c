/*
 * Somebody acts for another in the demo: the secretary of one unit is away for
 * a week, and that of another, who gets a password, acts for them.
 */
#include "app/app_demo.h"

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

	if (!away || !here)
		return NULL; /* a country's committees have other units */
	c = demo_as(cx, d, &away->actor, d->today, 0);
	in.to = here->in.email;
	in.reason = tr(cx->profile->lang, N_("Away for a course"));
	return account_lend(&c, &in, &id);
}
