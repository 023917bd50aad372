/*
 * Records whose time is over. The job lists them and does nothing else, so a
 * clock that jumps erases nobody; a person looks at each and erases it, or
 * keeps it on for a reason.
 */
#include "privacy/privacy_act.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "growth/growth.h"
#include "i18n/i18n.h"
#include "privacy/privacy_priv.h"
#include "privacy/privacy_query.h"

enum { AT_ONCE = 500, MONTHS = 12, LIST_AGAIN_DAYS = 365 };

static struct err *find_tx(struct cx *cx, void *arg)
{
	int64_t *n = arg;
	int months = MONTHS * privacy_keep_years(cx->profile);
	struct due_candidates_rows rows;
	struct err *err = due_again(cx->db, NULL);

	*n = 0;
	if (!err)
		err = due_candidates(
			cx->db,
			&(struct due_candidates_in){
				.before = day_add_months(cx->today, -months),
				.limit = AT_ONCE },
			&rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		if (profile_term_is(profile_term(cx->profile, "state",
						 rows.p[i].state),
				    "counted"))
			continue;
		err = due_insert(cx->db,
				 &(struct due_insert_in){
					 .member = rows.p[i].id,
					 .over_on = day_add_months(
						 rows.p[i].from_on, months),
					 .found_at = cx->now },
				 NULL);
		*n += !err;
	}
	return err;
}

struct err *privacy_due_find(struct cx *cx, int64_t *ret_found)
{
	*ret_found = 0;
	if (privacy_keep_years(cx->profile) < 0)
		return NULL;
	return db_tx(cx, find_tx, ret_found);
}

struct keeping {
	int64_t member, candidate; /* one of them */
	day_t until;
	struct str reason;
};

static struct err *keep_tx(struct cx *cx, void *arg)
{
	const struct keeping *x = arg;
	struct buf after = audit_obj(cx);
	bool seen;
	struct err *err = audit_seen(cx, "privacy.keep", &seen, NULL);

	if (err || seen)
		return err;
	err = privacy_may(cx);
	if (!err && x->candidate)
		err = growth_overdue_keep(cx, x->candidate, x->until,
					  x->reason);
	else if (!err)
		err = due_keep(cx->db,
			       &(struct due_keep_in){ .member = x->member,
						      .until = x->until,
						      .reason = x->reason,
						      .by = cx->actor.id });
	audit_day(cx, &after, "until", x->until);
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "privacy.keep",
					 .subject_kind = x->candidate
								 ? "candidate"
								 : "member",
					 .subject = x->candidate ? x->candidate
								 : x->member,
					 .after = audit_end(&after),
					 .reason = x->reason,
					 .personal = true },
				 NULL);
}

static struct err *keep(struct cx *cx, struct keeping x)
{
	int64_t most = profile_rule_int(cx->profile, STR("data_list_days"),
					cx->today, LIST_AGAIN_DAYS);
	struct err *err;

	x.reason = text_clean(cx->arena, x.reason);
	err = privacy_text_check(cx->arena, x.reason, "reason", true);
	if (x.until == DAY_NONE)
		x.until = cx->today + (day_t)most;
	if (!err && (x.until <= cx->today || x.until > cx->today + most))
		err = err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("Choose a day between tomorrow and "
				   "{0}."),
				fmt_day(cx->arena, cx->today + (day_t)most)),
			STR("until"));
	return err ? err : db_tx(cx, keep_tx, &x);
}

struct err *privacy_due_keep(struct cx *cx, int64_t member, day_t until,
			     struct str reason)
{
	return keep(cx, (struct keeping){ member, 0, until, reason });
}

struct err *privacy_due_keep_candidate(struct cx *cx, int64_t candidate,
				       day_t until, struct str reason)
{
	return keep(cx, (struct keeping){ 0, candidate, until, reason });
}

struct err *privacy_due_check(struct cx *cx, const struct person *who)
{
	struct due_of_row row;
	bool listed;
	struct err *err =
		who->member ? due_of(cx->db, &(struct due_of_in){ who->member },
				     &row, &listed)
			    : growth_overdue_is(cx, who->candidate, &listed);

	if (!err && !listed)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("This record isn't listed: its time isn't "
				 "over."));
	return err;
}

struct err *privacy_due_erase(struct cx *cx, int64_t member)
{
	return privacy_erase(cx, &(struct privacy_erasing){
					 .who = { .member = member },
					 .cause = "time" });
}

struct err *privacy_due_erase_candidate(struct cx *cx, int64_t candidate)
{
	return privacy_erase(cx, &(struct privacy_erasing){
					 .who = { .candidate = candidate },
					 .cause = "time" });
}
