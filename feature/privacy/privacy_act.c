/* What people ask about their data, and how it is answered. */
#include "privacy/privacy_act.h"

#include "account/account.h"
#include "audit/audit.h"
#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "growth/growth.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "privacy/privacy_query.h"

static const char subject_kind[] = "privacy_request";

static struct str id_text(struct cx *cx, int64_t id)
{
	return str_fmt(cx->arena, "%lld", (long long)id);
}

static int64_t or_null(int64_t id)
{
	return id ? id : DB_NULL;
}

struct err *privacy_may(struct cx *cx)
{
	if (cx->actor.id == ACTOR_SYSTEM ||
	    (cx_may(cx, PERM_DATA_PROTECT) && cx->actor.org_is_root))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only who answers for personal data in the whole "
			  "committee may do this."));
}

struct err *privacy_self(struct cx *cx, struct person *ret_self)
{
	ret_self->user = MAX(cx->actor.id, 0);
	ret_self->member = 0;
	return ret_self->user ? member_of(cx, ret_self->user, &ret_self->member)
			      : NULL;
}

/* The event of a request; its words go with the request's own veil. */
static struct err *said(struct cx *cx, const char *kind, int64_t id,
			struct buf *after, struct str reason)
{
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = subject_kind,
						  .subject = id,
						  .after = audit_end(after),
						  .reason = reason.n ? reason
								     : STR_NULL,
						  .personal = true },
			   NULL);
}

static struct err *row_take(struct cx *cx, int64_t id,
			    struct request_by_id_row *ret_row)
{
	bool found;
	struct err *err =
		request_by_id(cx->db, &(struct request_by_id_in){ .id = id },
			      ret_row, &found);

	return err || found ? err
			    : err_new(cx->arena, ERR_NOT_FOUND,
				      N_("There is no such request."));
}

static struct person person_of(const struct request_by_id_row *r)
{
	if (r->candidate != DB_NULL) /* the user wrote it down */
		return (struct person){ .candidate = r->candidate };
	return (struct person){ .member = r->member == DB_NULL ? 0 : r->member,
				.user = r->user_id == DB_NULL ? 0
							      : r->user_id };
}

static struct err *state_check(struct cx *cx, const struct request_by_id_row *r,
			       enum privacy_state to)
{
	enum privacy_state from = PRIVACY_DROPPED;

	if (!privacy_state_from_key(r->state, &from))
		return err_new(cx->arena, ERR_DB,
			       N_("The state of this request can't be read: "
				  "run the check of the database."));
	return privacy_step_check(cx->arena, from, to);
}

/* ---- asking ------------------------------------------------------------- */

struct asking {
	struct privacy_wish in;
	day_t due;
	int64_t id;
};

/* One's own, or anybody's for who answers; a member and the account that
 * signs in for them are one person. */
static struct err *candidate_complete(struct cx *cx, struct privacy_wish *in)
{
	struct growth_brief brief = { .member = 0 };
	bool found = false;
	struct err *err = privacy_may(cx);

	if (!err)
		err = growth_brief_read(cx, in->who.candidate, &brief, &found);
	if (err)
		return err;
	if (!found)
		in->who.candidate = 0;
	/* what was recorded before the admission is the member's */
	if (brief.member)
		in->who = (struct person){ .member = brief.member };
	if (!brief.erased)
		return NULL;
	return err_at(err_new(cx->arena, ERR_CONFLICT,
			      N_("This person was erased: nothing is held any "
				 "more.")),
		      STR("member"));
}

static struct err *who_complete(struct cx *cx, struct privacy_wish *in)
{
	struct person self;
	struct err *err = privacy_self(cx, &self);

	if (!err && in->who.candidate)
		err = candidate_complete(cx, in);
	if (err || in->who.candidate)
		return err;
	if (in->way == PRIVACY_PAGE && cx->actor.id != ACTOR_SYSTEM) {
		in->who = self;
		in->came_on = cx->today;
		if (self.user)
			return NULL;
	}
	if (!err)
		err = privacy_may(cx);
	if (!err && in->who.member && !in->who.user)
		err = member_user(cx, in->who.member, &in->who.user);
	if (!err && in->who.user && !in->who.member)
		err = member_of(cx, in->who.user, &in->who.member);
	return err;
}

static struct err *who_check(struct cx *cx, const struct privacy_wish *in)
{
	struct member_brief brief;
	struct str name = STR("");
	enum member_guard guard = MEMBER_FREE;
	bool found = true;
	struct err *err = NULL;

	if (in->who.candidate)
		return NULL;
	if (in->who.member)
		err = member_brief_read(cx, in->who.member, &brief, &found);
	if (!err && in->who.member && found)
		err = member_guard_read(cx, in->who.member, &guard);
	if (!err && in->who.user)
		err = account_name(cx, in->who.user, &name);
	if (err)
		return err;
	if (guard == MEMBER_ERASED)
		return err_at(err_new(cx->arena, ERR_CONFLICT,
				      N_("This person was erased: nothing is "
					 "held any more.")),
			      STR("member"));
	if (!found || (in->who.user && !name.n) ||
	    (!in->who.member && !in->who.user))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Give the number of a record or the "
					 "e-mail address of an account.")),
			      STR("member"));
	return NULL;
}

static struct err *days_check(struct cx *cx, const struct privacy_wish *in)
{
	if (in->came_on != DAY_NONE && in->came_on <= cx->today)
		return NULL;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("Give the day on which it came, today or "
				 "before.")),
		      STR("came_on"));
}

static struct err *same_check(struct cx *cx, const struct privacy_wish *in)
{
	struct request_open_same_in ask = {
		.member = in->who.member,
		.user_id = in->who.user,
		.candidate = in->who.candidate,
		.kind = str_c(privacy_kind_key(in->kind)),
		.with = in->who.candidate ? REQUEST_OPEN_SAME_WITH_CANDIDATE
			: in->who.member  ? REQUEST_OPEN_SAME_WITH_MEMBER
					  : REQUEST_OPEN_SAME_WITH_USER
	};
	struct request_open_same_row row;
	bool found;
	struct err *err = request_open_same(cx->db, &ask, &row, &found);

	if (err || !found)
		return err;
	return err_at(err_new(cx->arena, ERR_CONFLICT,
			      N_("The same was asked already and waits for an "
				 "answer: request {0}."),
			      id_text(cx, row.id)),
		      STR("kind"));
}

static struct err *ask_write(struct cx *cx, struct asking *x)
{
	struct buf after = audit_obj(cx);
	struct request_insert_in in = {
		.member = or_null(x->in.who.member),
		.user_id = or_null(x->in.who.candidate ? cx->actor.id
						       : x->in.who.user),
		.candidate = or_null(x->in.who.candidate),
		.kind = str_c(privacy_kind_key(x->in.kind)),
		.way = str_c(privacy_way_key(x->in.way)),
		.words = x->in.words,
		.came_on = x->in.came_on,
		.due_on = x->due,
		.made_at = cx->now,
		.made_by = cx->actor.id,
	};
	struct err *err = request_insert(cx->db, &in, &x->id);

	if (err)
		return err;
	audit_str(&after, "kind", in.kind);
	audit_str(&after, "way", in.way);
	audit_int(&after, "member", in.member);
	audit_int(&after, "user", x->in.who.candidate ? DB_NULL : in.user_id);
	if (x->in.who.candidate)
		audit_int(&after, "candidate", in.candidate);
	audit_day(cx, &after, "came_on", in.came_on);
	audit_day(cx, &after, "due_on", in.due_on);
	return said(cx, "privacy.ask", x->id, &after, x->in.words);
}

static struct err *ask_tx(struct cx *cx, void *arg)
{
	struct asking *x = arg;
	bool seen;
	struct err *err = audit_seen(cx, "privacy.ask", &seen, &x->id);

	if (err || seen)
		return err;
	err = who_check(cx, &x->in);
	if (!err)
		err = same_check(cx, &x->in);
	if (!err)
		err = ask_write(cx, x);
	return err ? err
		   : privacy_tell_officers(
			     cx, &(struct privacy_news){
					 .kind = "privacy.ask",
					 .title = N_("A request about personal "
						     "data, to be answered by "
						     "{0}"),
					 .arg = fmt_day(cx->arena, x->due),
					 .path = str_fmt(cx->arena,
							 "/privacy/request/"
							 "%lld",
							 (long long)x->id) });
}

struct err *privacy_ask(struct cx *cx, const struct privacy_wish *in,
			int64_t *ret_id)
{
	struct asking x = { .in = *in };
	struct err *err;

	x.in.words = text_clean_lines(cx->arena, in->words);
	if (!x.in.words.p)
		x.in.words = STR("");
	err = who_complete(cx, &x.in);
	if (!err)
		err = days_check(cx, &x.in);
	if (!err)
		err = privacy_text_check(cx->arena, x.in.words, "words",
					 x.in.kind == PRIVACY_CORRECTION);
	if (err)
		return err;
	x.due = privacy_due(cx->profile, x.in.came_on);
	err = db_tx(cx, ask_tx, &x);
	if (!err)
		*ret_id = x.id;
	return err;
}

/* ---- taking, dropping --------------------------------------------------- */

static struct err *take_tx(struct cx *cx, void *arg)
{
	int64_t id = *(const int64_t *)arg;
	struct request_by_id_row r;
	struct buf after = audit_obj(cx);
	bool seen;
	struct err *err = audit_seen(cx, "privacy.take", &seen, NULL);

	if (err || seen)
		return err;
	err = privacy_may(cx);
	if (!err)
		err = row_take(cx, id, &r);
	if (!err)
		err = state_check(cx, &r, PRIVACY_WORK);
	if (!err)
		err = request_take(cx->db, &(struct request_take_in){
						   .id = id,
						   .at = cx->now,
						   .by = cx->actor.id });
	if (!err)
		err = said(cx, "privacy.take", id, &after, STR_NULL);
	return err ? err
		   : privacy_tell_person(
			     cx, person_of(&r).user,
			     &(struct privacy_news){
				     .kind = "privacy.take",
				     .title = N_("Your request about personal "
						 "data is in work, an answer "
						 "comes by {0}"),
				     .arg = fmt_day(cx->arena, r.due_on),
				     .path = STR("/me/data") });
}

struct err *privacy_take(struct cx *cx, int64_t id)
{
	return db_tx(cx, take_tx, &id);
}

static struct err *drop_tx(struct cx *cx, void *arg)
{
	int64_t id = *(const int64_t *)arg;
	struct request_by_id_row r;
	struct buf after = audit_obj(cx);
	struct person self;
	bool seen;
	struct err *err = audit_seen(cx, "privacy.drop", &seen, NULL);

	if (err || seen)
		return err;
	err = privacy_self(cx, &self);
	if (!err)
		err = row_take(cx, id, &r);
	if (!err &&
	    !(self.user && r.user_id == self.user && r.candidate == DB_NULL) &&
	    !(self.member && r.member == self.member))
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such request."));
	if (!err)
		err = state_check(cx, &r, PRIVACY_DROPPED);
	if (!err)
		err = request_end(cx->db, &(struct request_end_in){
						  .id = id,
						  .state = STR("dropped"),
						  .at = cx->now,
						  .by = cx->actor.id,
						  .answer = STR("") });
	return err ? err : said(cx, "privacy.drop", id, &after, STR_NULL);
}

struct err *privacy_drop(struct cx *cx, int64_t id)
{
	return db_tx(cx, drop_tx, &id);
}

/* ---- answering ---------------------------------------------------------- */

/* What an accepted request does by itself. */
static struct err *effect(struct cx *cx, const struct request_by_id_row *r,
			  enum privacy_kind kind)
{
	struct person who = person_of(r);
	int64_t event = 0;
	struct err *err = NULL;

	if (kind == PRIVACY_ERASURE)
		return privacy_erase(cx, &(struct privacy_erasing){
						 .who = who,
						 .cause = "request",
						 .request = r->id });
	if (kind != PRIVACY_RESTRICTION)
		return NULL;
	if (!who.member)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Only a record of a member can be "
				  "restricted; an account is disabled in the "
				  "list of accounts."));
	err = member_next_event(cx, &event);
	return err ? err : member_restrict(cx, who.member, event);
}

static struct err *reply_write(struct cx *cx, const struct privacy_answer *in,
			       const struct request_by_id_row *r, bool forgets)
{
	struct str state = in->accept ? STR("answered") : STR("refused");
	struct buf after = audit_obj(cx);
	struct err *err =
		request_end(cx->db,
			    &(struct request_end_in){
				    .id = in->id,
				    .state = state,
				    .at = cx->now,
				    .by = cx->actor.id,
				    .answer = forgets ? STR("") : in->text });

	audit_str(&after, "state", state);
	audit_str(&after, "kind", r->kind);
	if (!err)
		err = said(cx, "privacy.answer", in->id, &after,
			   forgets ? STR_NULL : in->text);
	if (err || forgets)
		return err;
	return privacy_tell_person(
		cx, person_of(r).user,
		&(struct privacy_news){ .kind = "privacy.answer",
					.title = N_("Your request about "
						    "personal data of {0} was "
						    "answered"),
					.arg = fmt_day(cx->arena, r->came_on),
					.path = STR("/me/data") });
}

static struct err *reply_tx(struct cx *cx, void *arg)
{
	const struct privacy_answer *in = arg;
	enum privacy_kind kind = PRIVACY_ACCESS;
	struct request_by_id_row r;
	struct str key = cx->key;
	bool seen;
	struct err *err = audit_seen(cx, "privacy.answer", &seen, NULL);

	if (err || seen)
		return err;
	err = privacy_may(cx);
	if (!err)
		err = row_take(cx, in->id, &r);
	if (!err)
		err = state_check(cx, &r,
				  in->accept ? PRIVACY_ANSWERED
					     : PRIVACY_REFUSED);
	if (!err && !privacy_kind_from_key(r.kind, &kind))
		err = err_new(cx->arena, ERR_DB,
			      N_("The state of this request can't be read: "
				 "run the check of the database."));
	/* the key is the answer's */
	cx->key = STR_NULL;
	if (!err && in->accept)
		err = effect(cx, &r, kind);
	cx->key = key;
	return err ? err
		   : reply_write(cx, in, &r,
				 in->accept && kind == PRIVACY_ERASURE);
}

struct err *privacy_reply(struct cx *cx, const struct privacy_answer *in)
{
	struct privacy_answer x = *in;
	struct err *err;

	x.text = text_clean_lines(cx->arena, in->text);
	err = privacy_text_check(cx->arena, x.text, "answer", true);
	return err ? err : db_tx(cx, reply_tx, &x);
}

/* ---- restrictions that end, holds --------------------------------------- */

struct marking {
	int64_t member;
	struct str reason;
};

static struct err *mark_event(struct cx *cx, const char *kind,
			      const struct marking *x)
{
	return audit_write(cx,
			   &(struct audit_event){
				   .kind = kind,
				   .subject_kind = "member",
				   .subject = x->member,
				   .reason = x->reason.n ? x->reason : STR_NULL,
				   .personal = true },
			   NULL);
}

static struct err *lift_tx(struct cx *cx, void *arg)
{
	const struct marking *x = arg;
	int64_t event = 0;
	bool seen;
	struct err *err = audit_seen(cx, "privacy.lift", &seen, NULL);

	if (err || seen)
		return err;
	err = privacy_may(cx);
	if (!err)
		err = member_next_event(cx, &event);
	if (!err)
		err = member_unrestrict(cx, x->member, event);
	return err ? err : mark_event(cx, "privacy.lift", x);
}

struct err *privacy_lift(struct cx *cx, int64_t member, struct str reason)
{
	struct marking x = { member, text_clean(cx->arena, reason) };
	struct err *err =
		privacy_text_check(cx->arena, x.reason, "reason", true);

	return err ? err : db_tx(cx, lift_tx, &x);
}

static struct err *hold_set(struct cx *cx, const struct marking *x)
{
	struct member_brief brief;
	struct hold_insert_in in = { .member = x->member,
				     .reason = x->reason,
				     .at = cx->now,
				     .by = cx->actor.id };
	bool found;
	struct err *err = member_brief_read(cx, x->member, &brief, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such member."));
	if (!err)
		err = member_next_event(cx, &in.event);
	return err ? err : hold_insert(cx->db, &in, NULL);
}

static struct err *hold_tx(struct cx *cx, void *arg)
{
	const struct marking *x = arg;
	const char *kind = x->reason.n ? "privacy.hold" : "privacy.hold_end";
	struct hold_of_row row;
	bool seen, found;
	struct err *err = audit_seen(cx, kind, &seen, NULL);

	if (err || seen)
		return err;
	err = privacy_may(cx);
	if (!err)
		err = hold_of(cx->db, &(struct hold_of_in){ x->member }, &row,
			      &found);
	if (!err && found == (x->reason.n > 0))
		err = err_new(cx->arena, ERR_CONFLICT,
			      found ? N_("This record is held already.")
				    : N_("This record isn't held."));
	if (!err)
		err = x->reason.n
			      ? hold_set(cx, x)
			      : hold_delete(cx->db, &(struct hold_delete_in){
							    x->member });
	return err ? err : mark_event(cx, kind, x);
}

struct err *privacy_hold(struct cx *cx, int64_t member, struct str reason)
{
	struct marking x = { member, text_clean(cx->arena, reason) };
	struct err *err =
		privacy_text_check(cx->arena, x.reason, "reason", false);

	return err ? err : db_tx(cx, hold_tx, &x);
}
