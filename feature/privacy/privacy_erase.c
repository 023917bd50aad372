/*
 * Erasing a person: every feature forgets, the keys of what events say are
 * dropped, and the number goes into the list of the erased. The event itself
 * says nothing but whom; why stands in the list.
 */
#include "privacy/privacy_act.h"

#include "account/account.h"
#include "audit/audit.h"
#include "db/db.h"
#include "growth/growth.h"
#include "i18n/i18n.h"
#include "job/job.h"
#include "member/member.h"
#include "privacy/privacy_priv.h"
#include "privacy/privacy_query.h"
#include "view/feature.h"

static bool is_replay(const struct privacy_erasing *in)
{
	return str_eq(str_c(in->cause), STR("replay"));
}

/* ---- whether it may be -------------------------------------------------- */

static struct err *hold_check(struct cx *cx, int64_t member)
{
	struct hold_of_row row;
	bool found;
	struct err *err =
		hold_of(cx->db, &(struct hold_of_in){ member }, &row, &found);

	if (err || !found)
		return err;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("This record is held and can't be erased: {0}"),
		       row.reason);
}

static struct err *member_check(struct cx *cx, int64_t member)
{
	struct member_brief brief;
	enum member_guard guard;
	bool found;
	struct err *err = member_brief_read(cx, member, &brief, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such member."));
	if (!err)
		err = member_guard_read(cx, member, &guard);
	if (!err && guard == MEMBER_ERASED)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("This person was erased before."));
	if (!err && brief.counted)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("The person is a member: their record can be "
				 "erased once it says that they left."));
	return err ? err : hold_check(cx, member);
}

static struct err *user_check(struct cx *cx, int64_t user)
{
	struct erased_user_row row;
	bool found;
	struct err *err =
		erased_user(cx->db, &(struct erased_user_in){ .user_id = user },
			    &row, &found);

	if (err || !found)
		return err;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("This person was erased before."));
}

static struct err *ready_check(struct cx *cx, const struct privacy_erasing *in)
{
	int n;
	const struct feature *const *list = features_get(&n);
	struct err *err = NULL;

	if (is_replay(in))
		return NULL;
	if (str_eq(str_c(in->cause), STR("time")))
		err = privacy_due_check(cx, &in->who);
	if (!err && in->who.member)
		err = member_check(cx, in->who.member);
	if (!err && in->who.user)
		err = user_check(cx, in->who.user);
	for (int i = 0; !err && i < n; i++)
		if (list[i]->privacy && list[i]->privacy->ready)
			err = list[i]->privacy->ready(cx, &in->who);
	return err;
}

int64_t privacy_subject(const struct person *who, const char **ret_kind)
{
	*ret_kind = who->member	     ? "member"
		    : who->candidate ? "candidate"
				     : "user";
	return who->member	? who->member
	       : who->candidate ? who->candidate
				: who->user;
}

/* ---- the erasure -------------------------------------------------------- */

/* In the realm's own language: the words stand in its data. */
static struct str erased_name(struct cx *cx, const struct person *who)
{
	int64_t id = who->member      ? who->member
		     : who->candidate ? who->candidate
				      : who->user;

	return tr_fmt(cx->arena, cx->profile->lang,
		      who->member      ? N_("Erased #{0}")
		      : who->candidate ? N_("Erased from the pipeline #{0}")
				       : N_("Erased account #{0}"),
		      str_fmt(cx->arena, "%lld", (long long)id));
}

static struct err *features_erase(struct cx *cx, const struct person *who,
				  int64_t event)
{
	struct str called = erased_name(cx, who);
	int n;
	const struct feature *const *list = features_get(&n);
	struct err *err = NULL;

	/* the later ones first: they may still ask the earlier */
	for (int i = n - 1; !err && i >= 0; i--)
		if (list[i]->privacy && list[i]->privacy->erase)
			err = list[i]->privacy->erase(cx, who, called, event);
	return err;
}

static struct err *origin_read(struct cx *cx, const struct person *who,
			       struct erased_insert_in *in)
{
	if (who->candidate && !who->member)
		return growth_origin(cx, who->candidate, &in->origin_event,
				     &in->origin_hash);
	return who->member ? member_origin(cx, who->member, &in->origin_event,
					   &in->origin_hash)
			   : account_origin(cx, who->user, &in->origin_event,
					    &in->origin_hash);
}

static struct err *ledger_put(struct cx *cx, const struct privacy_erasing *in,
			      struct erased_insert_in *row)
{
	row->member = in->who.member ? in->who.member : DB_NULL;
	row->user_id = in->who.user ? in->who.user : DB_NULL;
	row->candidate = in->who.candidate ? in->who.candidate : DB_NULL;
	row->cause = str_c(in->cause);
	row->at = cx->now;
	/* whoever is erased again stands in the file already */
	row->filed = is_replay(in);
	return erased_insert(cx->db, row, NULL);
}

static struct err *erase_event(struct cx *cx, const struct privacy_erasing *in)
{
	struct audit_event ev = { .kind = "privacy.erase" };

	ev.subject = privacy_subject(&in->who, &ev.subject_kind);
	return audit_write(cx, &ev, NULL);
}

static struct err *erase_tx(struct cx *cx, void *arg)
{
	const struct privacy_erasing *in = arg;
	struct erased_insert_in row = { .origin_hash = STR("") };
	bool seen;
	struct err *err = audit_seen(cx, "privacy.erase", &seen, NULL);

	if (err || seen)
		return err;
	err = privacy_may(cx);
	if (!err)
		err = ready_check(cx, in);
	if (!err)
		err = member_next_event(cx, &row.event);
	if (!err)
		err = origin_read(cx, &in->who, &row);
	if (!err)
		err = features_erase(cx, &in->who, row.event);
	if (!err)
		err = ledger_put(cx, in, &row);
	if (!err)
		err = erase_event(cx, in);
	/* what was deleted leaves the files of the database, too */
	if (!err)
		err = job_ask(cx, PRIVACY_SCRUB_JOB, STR_NULL, STR("now"),
			      cx->now);
	return err;
}

struct err *privacy_erase(struct cx *cx, const struct privacy_erasing *in)
{
	struct privacy_erasing x = *in;
	struct err *err = NULL;

	if (x.who.member && !x.who.user && !is_replay(in))
		err = member_user(cx, x.who.member, &x.who.user);
	return err ? err : db_tx(cx, erase_tx, &x);
}

/* ---- what this feature itself holds ------------------------------------- */

static struct err *requests_forget(struct cx *cx, const struct person *who)
{
	struct request_ids_in in = { .member = who->member ? who->member : -1,
				     .user_id = who->user ? who->user : -1,
				     .candidate = who->candidate };
	struct request_ids_rows rows = { 0 };
	struct err *err =
		who->member ? growth_of_member(cx, who->member, &in.candidate)
			    : NULL;

	in.candidate = in.candidate ? in.candidate : -1;
	if (!err)
		err = request_ids(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		err = request_blank(cx->db,
				    &(struct request_blank_in){ rows.p[i].id },
				    NULL);
		if (!err)
			err = audit_veil_drop(cx, "privacy_request",
					      rows.p[i].id);
	}
	return err;
}

struct err *privacy_person_erase(struct cx *cx, const struct person *who,
				 struct str called UNUSED, int64_t event UNUSED)
{
	struct err *err = requests_forget(cx, who);

	return err || !who->member
		       ? err
		       : due_delete(cx->db,
				    &(struct due_delete_in){ who->member },
				    NULL);
}
