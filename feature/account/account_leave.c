/* Leaving a post: what is answered for, giving it on. */
#include "account/account_leave.h"

#include "account/account_act.h"
#include "account/account_leave_query.h"
#include "account/account_query.h"
#include "account/account_sign_priv.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/feature.h"

enum { REASON_MOST = 300 };

static struct err *at(struct arena *a, const char *field, const char *text)
{
	return err_at(err_new(a, ERR_INVALID, text), str_c(field));
}

/* ---- what a person answers for --------------------------------------------- */

static uint64_t awaited_of(struct cx *cx, struct str role)
{
	const struct profile_role *r = profile_role(cx->profile, role);

	return r ? r->perms & perm_with(PERM_DUTY) : 0;
}

static struct str holder_words(struct cx *cx, const struct duty_holder_row *h)
{
	if (h->from_on <= cx->today)
		return h->name;
	return tr_fmt(cx->arena, cx->lang, N_("{0}, from {1}"), h->name,
		      fmt_day(cx->arena, h->from_on));
}

static struct err *holders_fill(struct cx *cx, int64_t user,
				const struct duty_list_row *r,
				struct account_duty *d)
{
	uint64_t wanted = awaited_of(cx, r->role), there = 0;
	struct duty_holder_rows rows;
	struct err *e =
		duty_holder(cx->db,
			    &(struct duty_holder_in){ .user_id = user,
						      .org = d->org,
						      .at_root = r->at_root,
						      .today = cx->today },
			    &rows);
	int64_t said = 0;

	d->awaited = wanted != 0;
	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		const struct duty_holder_row *h = &rows.p[i];
		uint64_t same = awaited_of(cx, h->role) & wanted;

		if (h->from_on <= cx->today)
			there |= same;
		if (same && h->id != said)
			*vec_push(cx->arena, &d->others) = holder_words(cx, h);
		if (same)
			said = h->id;
	}
	/* a role that hasn't begun isn't missed yet */
	d->sole = (wanted & ~there) && r->from_on <= cx->today;
	return e;
}

static bool is_alone(int64_t scope)
{
	return scope != DB_NULL && scope < 0;
}

static struct str place_words(struct cx *cx, const struct duty_list_row *r)
{
	if (!r->org_name.p)
		return tr(cx->lang, N_("The whole committee"));
	return is_alone(r->scope)
		       ? tr_fmt(cx->arena, cx->lang,
				N_("{0}, without those below it"), r->org_name)
		       : r->org_name;
}

struct err *account_duties(struct cx *cx, int64_t user,
			   struct account_duties *ret_duties)
{
	struct account_duties list = { 0 };
	struct duty_list_rows rows;
	struct err *e = duty_list(cx->db,
				  &(struct duty_list_in){ .user_id = user,
							  .today = cx->today },
				  &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		const struct duty_list_row *r = &rows.p[i];
		struct account_duty *d = vec_push(cx->arena, &list);

		*d = (struct account_duty){
			.grant = r->id,
			.org = r->org_id == DB_NULL ? 0 : r->org_id,
			.scope = r->scope,
			.role = r->role,
			.place = place_words(cx, r),
			.from = r->from_on,
			.to = r->to_on,
		};
		e = holders_fill(cx, user, r, d);
	}
	if (!e)
		*ret_duties = list;
	return e;
}

struct err *account_vacant_check(struct cx *cx, int64_t user, int64_t grant)
{
	const struct account_duty *first = NULL;
	struct account_duties list;
	struct err *e = account_duties(cx, user, &list);
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; !e && i < list.n; i++) {
		const struct account_duty *d = &list.p[i];

		if (!d->sole || (grant && d->grant != grant))
			continue;
		first = n++ ? first : d;
	}
	if (e || !n)
		return e;
	e = n == 1 ? err_new(cx->arena, ERR_CONFLICT,
			     N_("Nobody else is {0} of “{1}”: hand it over "
				"first, or say why it is left vacant."),
			     profile_role_title(cx->profile, first->role,
						cx->lang),
			     first->place)
		   : err_new(cx->arena, ERR_CONFLICT,
			     N_("Nobody else is {0} of “{1}”, and there are "
				"{2} "
				"places like this: hand them over first, or "
				"say why they are left vacant."),
			     profile_role_title(cx->profile, first->role,
						cx->lang),
			     first->place, fmt_int(cx->arena, cx->lang, n));
	return err_at(e, grant ? STR("why") : STR("reason"));
}

/* ---- giving it on -------------------------------------------------------------- */

struct handing {
	const struct account_handing *in;
	int64_t user;
	struct str name;
	struct account_duties all;
	int64_t to; /* 0: nobody */
	struct buf roles;
};

static const struct account_duty *duty_find(const struct handing *h,
					    int64_t grant)
{
	for (ptrdiff_t i = 0; i < h->all.n; i++)
		if (h->all.p[i].grant == grant)
			return &h->all.p[i];
	return NULL;
}

static struct err *to_check(struct cx *cx, struct handing *h)
{
	struct user_by_id_row u;
	struct err *e;

	if (!h->in->to.n)
		return NULL;
	e = account_find_by_email(cx, h->in->to, &h->to);
	if (!e && h->to)
		e = account_user_row(cx, h->to, &u);
	if (e)
		return e;
	if (!h->to || u.disabled_on != DAY_NONE)
		return at(cx->arena, "to",
			  N_("Nobody in use has this e-mail address: add the "
			     "user first, or look at the list of users."));
	if (h->to == h->user)
		return at(cx->arena, "to",
			  N_("This is who leaves: give the e-mail address of "
			     "who comes after."));
	if (h->to == cx->actor.id)
		return at(cx->arena, "to",
			  N_("Nobody gives a role to themselves: ask another "
			     "administrator."));
	return NULL;
}

static struct err *duties_check(struct cx *cx, const struct handing *h)
{
	const struct account_handing *in = h->in;

	if (!in->n)
		return at(cx->arena, "duty", N_("Choose what is handed over."));
	for (int i = 0; i < in->n; i++) {
		const struct account_duty *d = duty_find(h, in->grant[i]);

		if (!d)
			return at(cx->arena, "duty",
				  N_("One of these roles has ended, or is "
				     "somebody else's: look at the list "
				     "again."));
		if (d->to != DAY_NONE && d->to <= in->from)
			return at(cx->arena, "from",
				  N_("One of these roles ends before this day: "
				     "choose an earlier one."));
		if (d->sole && !in->to.n && !in->reason.n)
			return at(cx->arena, "why",
				  N_("Nobody comes after: say why the place is "
				     "left vacant."));
	}
	return NULL;
}

/* All faults, as a list. */
static struct err *handing_check(struct cx *cx, struct handing *h)
{
	struct err *faults = NULL, *e;

	if (h->user == cx->actor.id)
		return err_new(cx->arena, ERR_DENIED,
			       N_("Nobody hands over their own roles alone: "
				  "ask another administrator."));
	e = to_check(cx, h);
	if (e && !e->field.n)
		return e;
	err_add(&faults, duties_check(cx, h));
	err_add(&faults, e);
	if (h->in->from < cx->today)
		err_add(&faults,
			at(cx->arena, "from",
			   N_("A role can't be given for days that are over: "
			      "the first day is today or later.")));
	if (utf8_length(h->in->reason) > REASON_MOST)
		err_add(&faults, at(cx->arena, "why",
				    N_("The reason is too long: 300 characters "
				       "are enough.")));
	return faults;
}

static struct err *covered(struct cx *cx, const struct handing *h,
			   const struct account_duty *d, day_t from,
			   bool *ret_is)
{
	struct duty_covered_in in = { .user_id = h->to,
				      .role = d->role,
				      .scope = d->scope,
				      .from_on = from,
				      .to_on = d->to };
	struct duty_covered_row row;

	return duty_covered(cx->db, &in, &row, ret_is);
}

/* The one's role ends, the other's begins; who has it there on all of these
 * days keeps it. What the profile no longer knows only ends. */
static struct err *duty_hand(struct cx *cx, struct handing *h,
			     const struct account_duty *d)
{
	struct account_role role = { .role = d->role,
				     .org = d->org,
				     .alone = is_alone(d->scope),
				     .from = MAX(d->from, h->in->from),
				     .to = d->to,
				     .reason = h->in->reason };
	struct cx apart = *cx; /* its key names the whole act */
	bool there = true;
	struct err *e = NULL;

	apart.key = STR_NULL;
	if (h->to && profile_role(cx->profile, d->role))
		e = covered(cx, h, d, role.from, &there);
	if (!e && !there)
		e = account_role_write(&apart, h->to, &role);
	if (!e)
		e = duty_end(cx->db,
			     &(struct duty_end_in){ .id = d->grant,
						    .to_on = role.from },
			     NULL);
	buf_fmt(&h->roles, "%s%.*s %lld", h->roles.n ? ", " : "",
		STR_ARG(d->role), (long long)d->org);
	return e;
}

static struct err *duties_hand(struct cx *cx, struct handing *h)
{
	struct err *e = NULL;

	for (int i = 0; !e && i < h->in->n; i++)
		e = duty_hand(cx, h, duty_find(h, h->in->grant[i]));
	return e;
}

/* What waits for the person in other features. */
static struct err *rest_hand(struct cx *cx, const struct handing *h)
{
	struct err *e = NULL;
	int n;
	const struct feature *const *list = features_get(&n);

	for (int i = 0; !e && i < n; i++)
		if (list[i]->hand_over)
			e = list[i]->hand_over(cx, h->user, h->to);
	return e;
}

static struct err *handing_write(struct cx *cx, struct handing *h)
{
	struct buf after = audit_obj(cx);
	struct err *e = duties_hand(cx, h);

	/* of somebody who stays for something else nothing else goes along */
	if (!e && h->to && h->in->n >= h->all.n)
		e = rest_hand(cx, h);
	if (!e && h->to)
		e = account_tell(cx, h->to, NEWS_HANDED, NULL, h->name);
	if (e)
		return e;
	if (h->to)
		audit_int(&after, "to", h->to);
	audit_day(cx, &after, "from", h->in->from);
	audit_str(&after, "roles", buf_view(&h->roles));
	return account_event(cx, "user.handover", h->user, audit_end(&after),
			     h->in->reason);
}

static struct err *handing_fn(struct cx *cx, void *arg)
{
	struct handing *h = arg;
	struct user_by_id_row u;
	bool seen;
	struct err *e = audit_seen(cx, "user.handover", &seen, NULL);

	if (e || seen)
		return e;
	h->to = 0;
	h->roles = buf_init(cx->arena, HANDED_MOST * 80);
	e = account_user_row(cx, h->user, &u);
	if (e)
		return e;
	h->name = u.name;
	e = account_duties(cx, h->user, &h->all);
	if (!e)
		e = handing_check(cx, h);
	return e ? e : handing_write(cx, h);
}

struct err *account_hand_over(struct cx *cx, int64_t user,
			      const struct account_handing *in)
{
	struct account_handing clean = *in;
	struct handing h = { .in = &clean, .user = user };

	clean.reason = text_clean(cx->arena, in->reason);
	assert(in->n <= HANDED_MOST);
	return db_tx(cx, handing_fn, &h);
}
