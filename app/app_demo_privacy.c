/*
 * Personal data in the demo: a request that waits, one that was answered, a
 * small breach that is closed.
 */
#include "app/app_demo.h"

#include "base/perm.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "privacy/privacy_act.h"

enum { ASKED_DAYS = 9, BREACH_DAYS = 40, HOUR_MS = 3600 * 1000 };

static const struct demo_user *officer_of(const struct demo *d)
{
	for (ptrdiff_t i = 0; i < d->users.n; i++)
		if (d->users.p[i].actor.perms & PERM_BIT(PERM_DATA_PROTECT) &&
		    d->users.p[i].actor.org_is_root)
			return &d->users.p[i];
	return NULL;
}

/* The k-th of those who sign in and are members, the officer not. */
static struct err *asker_of(struct cx *cx, const struct demo *d, int k,
			    const struct demo_user **ret_user)
{
	const struct demo_user *officer = officer_of(d);
	struct err *err = NULL;
	int64_t member;

	*ret_user = NULL;
	for (ptrdiff_t i = 0; !err && !*ret_user && i < d->users.n; i++) {
		member = 0;
		err = member_of(cx, d->users.p[i].id, &member);
		if (!err && member && &d->users.p[i] != officer && !k--)
			*ret_user = &d->users.p[i];
	}
	return err;
}

static struct err *ask(struct cx *cx, enum privacy_kind kind, const char *words,
		       int64_t *ret_id)
{
	struct privacy_wish wish = { .kind = kind,
				     .way = PRIVACY_PAGE,
				     .words = tr(cx->profile->lang, words) };

	return privacy_ask(cx, &wish, ret_id);
}

static struct err *answered(struct cx *cx, const struct demo *d,
			    const struct demo_user *who,
			    const struct demo_user *officer)
{
	day_t on = d->today - ASKED_DAYS;
	struct cx c = demo_as(cx, d, &who->actor, on, 0);
	int64_t id = 0;
	struct err *err =
		ask(&c, PRIVACY_CORRECTION,
		    N_("My telephone number changed last month."), &id);

	c = demo_as(cx, d, &officer->actor, on, 1);
	if (!err)
		err = privacy_take(&c, id);
	c = demo_as(cx, d, &officer->actor, on + 1, 2);
	return err ? err
		   : privacy_reply(
			     &c,
			     &(struct privacy_answer){
				     .id = id,
				     .accept = true,
				     .text = tr(
					     cx->profile->lang,
					     N_("The office corrected the "
						"number in your record.")) });
}

static struct err *breach(struct cx *cx, const struct demo *d,
			  const struct demo_user *officer, int64_t member)
{
	struct cx c =
		demo_as(cx, d, &officer->actor, d->today - BREACH_DAYS, 0);
	enum lang lang = cx->profile->lang;
	struct privacy_breach_new in = {
		.title = tr(lang, N_("A printed list was left in a meeting "
				     "room")),
		.what = tr(lang, N_("A list of one cell with telephone numbers "
				    "lay in the room for two hours; a "
				    "colleague brought it back.")),
		.effect = tr(lang, N_("Unwanted calls; nobody is known to have "
				      "read it.")),
		.found_at = c.now - (int64_t)2 * HOUR_MS,
	};
	struct privacy_touched touched = { .member = member };
	int64_t n;
	struct err *err = privacy_breach_add(&c, &in, &touched.id);

	if (!err && member)
		err = privacy_breach_touch(&c, &touched, &n);
	if (!err)
		err = privacy_breach_step(
			&c, touched.id,
			tr(lang, N_("The list was shredded, the people were "
				    "called.")));
	c = demo_as(cx, d, &officer->actor, d->today - BREACH_DAYS + 1, 0);
	if (!err)
		err = privacy_breach_told(
			&c, touched.id,
			tr(lang, N_("Told the authority by letter 12; no "
				    "further steps were asked for.")));
	if (!err)
		err = privacy_breach_people_told(&c, touched.id);
	return err ? err
		   : privacy_breach_close(
			     &c, touched.id,
			     tr(lang, N_("Lists are printed without telephone "
					 "numbers from now on.")));
}

struct err *demo_privacy(struct cx *cx, const struct demo *d)
{
	const struct demo_user *officer = officer_of(d), *one, *other;
	int64_t id = 0, member = 0;
	struct cx c;
	struct err *err = asker_of(cx, d, 0, &one);

	if (!err)
		err = asker_of(cx, d, 1, &other);
	if (err || !officer || !one || !other)
		return err; /* a demo without members has nobody who asks */
	err = answered(cx, d, one, officer);
	if (!err)
		err = member_of(cx, other->id, &member);
	if (!err)
		err = breach(cx, d, officer, member);
	c = demo_as(cx, d, &other->actor, d->today, 0);
	return err ? err
		   : ask(&c, PRIVACY_ACCESS,
			 N_("I would like to read everything that is held "
			    "about me."),
			 &id);
}
