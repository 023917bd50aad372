/* Proposing and correcting a person, and what all acts begin and end with. */
#include "growth/growth.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "growth/growth_priv.h"
#include "i18n/i18n.h"
#include "member/member.h"

/* ---- who may ------------------------------------------------------------- */

int64_t growth_scope(const struct cx *cx)
{
	if (cx->actor.id == ACTOR_SYSTEM)
		return 0;
	if (!cx_may(cx, PERM_GROWTH_VIEW))
		return GROWTH_NOBODY;
	return cx->actor.org_is_root ? 0 : cx_scope(cx);
}

struct err *growth_may(struct cx *cx)
{
	if (cx->actor.id == ACTOR_SYSTEM || cx_may(cx, PERM_GROWTH_MANAGE))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only who keeps the pipeline of an organisation may "
			  "change it."));
}

static struct err *is_seen(struct cx *cx, int64_t org, bool *ret_seen)
{
	struct candidate_reach_row row;
	struct candidate_reach_in in = { .above = growth_scope(cx),
					 .org = org };

	*ret_seen = !in.above;
	if (!in.above || in.above == GROWTH_NOBODY)
		return NULL;
	return candidate_reach(cx->db, &in, &row, ret_seen);
}

struct err *growth_org_check(struct cx *cx, int64_t org, day_t on)
{
	struct candidate_org_row row;
	bool found = false, seen = false;
	struct err *e =
		candidate_org(cx->db, &(struct candidate_org_in){ .id = org },
			      &row, &found);

	if (!e && found)
		e = is_seen(cx, org, &seen);
	if (e)
		return e;
	if (!found || !seen)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("There is no such organisation: "
					 "choose one from the list.")),
			      STR("org"));
	if (on != DAY_NONE && on < row.from_on)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("“{0}” is on record since {1} only: "
					 "choose that day or a later one."),
				      row.name,
				      fmt_day(cx->arena, row.from_on)),
			      STR("org"));
	if (row.to_on != DAY_NONE)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("“{0}” ended on {1}: choose another "
					 "organisation."),
				      row.name, fmt_day(cx->arena, row.to_on)),
			      STR("org"));
	return NULL;
}

struct err *growth_is_seen(struct cx *cx, int64_t id, bool *ret_seen)
{
	struct candidate_by_id_row row;
	bool found;
	struct err *e =
		candidate_by_id(cx->db, &(struct candidate_by_id_in){ id },
				&row, &found);

	*ret_seen = false;
	return e || !found ? e : is_seen(cx, row.org, ret_seen);
}

struct err *growth_is_open(struct cx *cx, int64_t id, bool *ret_open)
{
	struct candidate_by_id_row row;
	bool found;
	struct err *e =
		candidate_by_id(cx->db, &(struct candidate_by_id_in){ id },
				&row, &found);

	*ret_open = !e && found && str_eq(row.state, STR("open"));
	return e;
}

/* ---- taking and keeping ------------------------------------------------------------ */

struct err *growth_take(struct cx *cx, int64_t id, int64_t rev,
			struct growth_held *ret)
{
	bool found = false, seen = false;
	struct err *e =
		candidate_by_id(cx->db,
				&(struct candidate_by_id_in){ .id = id },
				&ret->is, &found);

	if (!e && found)
		e = is_seen(cx, ret->is.org, &seen);
	if (!e && !seen)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("There is nobody of this number in the "
			       "pipeline."));
	if (!e)
		e = growth_may(cx);
	if (!e && rev && rev != ret->is.rev)
		e = err_at(err_new(cx->arena, ERR_CONFLICT,
				   N_("Somebody changed this record while you "
				      "were writing: look at what stands there "
				      "now and save again if yours is right.")),
			   STR("rev"));
	return e ? e : member_next_event(cx, &ret->event);
}

struct err *growth_take_open(struct cx *cx, int64_t id, int64_t rev,
			     struct growth_held *ret)
{
	struct err *e = growth_take(cx, id, rev, ret);

	if (e || str_eq(ret->is.state, STR("open")))
		return e;
	return err_new(cx->arena, ERR_CONFLICT,
		       str_eq(ret->is.state, STR("admitted"))
			       ? N_("This person is a member now: what "
				    "follows is recorded there.")
			       : N_("This person has left the pipeline: take "
				    "them back first."));
}

static struct err *said(struct cx *cx, const struct audit_event *ev,
			int64_t event)
{
	int64_t got;
	struct err *e = audit_write(cx, ev, &got);

	assert(e || got == event);
	return e;
}

struct err *growth_keep(struct cx *cx, struct growth_held *row,
			const char *kind, struct buf *after, struct str reason)
{
	const struct candidate_by_id_row *c = &row->is;
	struct err *e = candidate_set(
		cx->db, &(struct candidate_set_in){ .id = c->id,
						    .rev = c->rev,
						    .name = c->name,
						    .name_fold = c->name_fold,
						    .sort = c->sort,
						    .sex = c->sex,
						    .birth = c->birth,
						    .birth_part = c->birth_part,
						    .work = c->work,
						    .org = c->org,
						    .source = c->source,
						    .proposer = c->proposer,
						    .consent_on = c->consent_on,
						    .state = c->state,
						    .stage = c->stage,
						    .stage_on = c->stage_on,
						    .course_on = c->course_on,
						    .left_on = c->left_on,
						    .member = c->member,
						    .lock_key = c->lock_key,
						    .event = row->event });

	return e ? e
		 : said(cx,
			&(struct audit_event){ .kind = kind,
					       .subject_kind = "candidate",
					       .subject = c->id,
					       .after = audit_end(after),
					       .reason = text_or_null(reason),
					       .personal = true },
			row->event);
}

/* ---- a person ------------------------------------------------------------ */

static struct err *fault(struct cx *cx, const char *field, const char *msgid)
{
	return err_at(err_new(cx->arena, ERR_INVALID, msgid), str_c(field));
}

static struct err *text_check(struct cx *cx, struct str text, const char *field)
{
	return utf8_length(text) <= GROWTH_TEXT_MOST
		       ? NULL
		       : fault(cx, field,
			       N_("This is longer than 200 characters."));
}

static struct err *days_check(struct cx *cx, const struct growth_new *in)
{
	struct err *faults = NULL;

	if (in->birth == DAY_NONE)
		err_add(&faults, fault(cx, "birth",
				       N_("Write down the day of birth, or "
					  "what is known of it.")));
	else if (in->birth >= cx->today)
		err_add(&faults,
			fault(cx, "birth", N_("The day of birth lies ahead.")));
	err_add(&faults, member_day_check(cx->arena, in->on, cx->today, "on"));
	if (in->consent == DAY_NONE)
		err_add(&faults,
			fault(cx, "consent",
			      N_("Without the consent of who proposes nobody "
				 "is put on record: write down its day.")));
	else if (in->consent > cx->today)
		err_add(&faults, fault(cx, "consent",
				       N_("This day hasn't come yet: write it "
					  "down when it has.")));
	return faults;
}

static struct err *person_check(struct cx *cx, struct growth_new *in)
{
	struct member_value id = { STR("national_id"), in->national_id };
	struct err *faults = member_name_check(cx->arena, in->name);

	err_add(&faults, days_check(cx, in));
	if (in->sex.n && !member_sex_title(in->sex))
		err_add(&faults,
			fault(cx, "sex", N_("Choose one from the list.")));
	if (!profile_term(cx->profile, "source", in->source))
		err_add(&faults,
			fault(cx, "source", N_("Choose one from the list.")));
	if (!in->proposer.n)
		err_add(&faults,
			fault(cx, "proposer",
			      N_("Write down which organisation proposes.")));
	err_add(&faults, text_check(cx, in->proposer, "proposer"));
	err_add(&faults, text_check(cx, in->work, "work"));
	if (in->national_id.n)
		err_add(&faults, member_value_clean(cx->arena, cx->profile, &id,
						    &in->national_id));
	return faults;
}

static struct err *twice(struct cx *cx, const char *msgid, struct str name,
			 const char *field)
{
	return err_at(err_new(cx->arena, ERR_CONFLICT, msgid, name),
		      str_c(field));
}

/* Whichever key of the realm made the mark. */
static struct err *mark_find(struct cx *cx, struct member_lock lock,
			     const struct member_value *v,
			     struct candidate_by_mark_row *ret_row,
			     bool *ret_found)
{
	struct candidate_by_mark_in in = { .field = v->field };
	struct err *e;

	do {
		in.mark = member_mark(cx->arena, &lock, v->field, v->value);
		e = candidate_by_mark(cx->db, &in, ret_row, ret_found);
	} while (!e && !*ret_found && member_lock_older(&lock, &lock));
	return e;
}

static struct err *number_taken(struct cx *cx,
				const struct candidate_by_mark_row *row)
{
	return err_at(
		err_new(cx->arena, ERR_CONFLICT,
			str_eq(row->state, STR("left"))
				? N_("{0} has this number and left the "
				     "pipeline of “{1}”: two records of one "
				     "person can't stand. Who keeps the whole "
				     "committee's pipeline takes that one up "
				     "again and moves it here.")
				: N_("{0} has this number and is in the "
				     "pipeline of “{1}” already: two records "
				     "of one person can't stand. Open that "
				     "one, or correct the number."),
			row->name, row->org_name),
		STR("national_id"));
}

/* Whoever was a member is admitted again in that record, when enough time has
 * gone by. */
static struct err *number_of_member(struct cx *cx, int64_t member)
{
	struct member_brief who;
	bool found;
	struct err *e = member_brief_read(cx, member, &who, &found);

	if (e || !found)
		return e;
	if (who.counted)
		return twice(cx,
			     N_("{0} has this number and is a member: look at "
				"that record first."),
			     who.name, "national_id");
	if (who.left != DAY_NONE)
		e = growth_again_check(cx->arena, cx->profile, who.left,
				       cx->today);
	if (e)
		return err_at(e, STR("national_id"));
	return twice(cx,
		     N_("{0} has this number and was a member: admitting again "
			"is a move of that record."),
		     who.name, "national_id");
}

/* Who has this number: in the pipeline, or a member. */
static struct err *number_check(struct cx *cx, const struct member_lock *lock,
				struct str number, int64_t but)
{
	const struct member_value v = { STR("national_id"), number };
	struct candidate_by_mark_row row = { .id = 0 };
	struct str name;
	int64_t member = 0;
	bool found;
	struct err *e;

	if (!number.n)
		return NULL;
	e = mark_find(cx, *lock, &v, &row, &found);
	if (!e && found && row.id != but)
		return number_taken(cx, &row);
	if (!e)
		e = member_find_by_secret(cx, lock, &v, &member, &name);
	return e || !member ? e : number_of_member(cx, member);
}

static struct err *twin_check(struct cx *cx, const struct growth_new *in,
			      int64_t but)
{
	struct candidate_twin_in by = {
		.name_fold = text_fold(cx->arena, in->name),
		.birth = in->birth,
		.id = but,
	};
	struct candidate_twin_row row;
	struct str name;
	int64_t member = 0;
	bool found;
	struct err *e = candidate_twin(cx->db, &by, &row, &found);

	if (!e && found)
		return err_at(
			err_new(cx->arena, ERR_CONFLICT,
				N_("{0} of the same birth is in the pipeline "
				   "of “{1}” already. Save again if this is "
				   "another person."),
				row.name, row.org_name),
			STR("sure"));
	if (!e)
		e = member_find_twin(cx, by.name_fold, by.birth, &member,
				     &name);
	if (!e && member)
		return twice(cx,
			     N_("{0} of the same birth is on record among the "
				"members. Save again if this is another "
				"person."),
			     name, "sure");
	return e;
}

/* ---- sealing ------------------------------------------------------------- */

static struct err *number_put(struct cx *cx, const struct member_lock *lock,
			      const struct growth_held *row, struct str number)
{
	struct member_key key = { .of = row->is.id };
	struct str field = STR("national_id");
	struct err *e = candidate_secret_void(
		cx->db,
		&(struct candidate_secret_void_in){ .candidate = row->is.id,
						    .field = field,
						    .event = row->event },
		NULL);

	if (e || !number.n)
		return e;
	e = member_key_open(cx, lock, row->is.lock_key, &key);
	key.of = row->is.id;
	if (e)
		return e;
	return candidate_secret_insert(
		cx->db,
		&(struct candidate_secret_insert_in){
			.candidate = row->is.id,
			.field = field,
			.sealed = member_seal(cx->arena, &key, field, number),
			.mark = member_mark(cx->arena, lock, field, number),
			.tail = member_tail(number),
			.event = row->event },
		NULL);
}

/* ---- proposing ----------------------------------------------------------- */

struct person {
	struct growth_new is;
	day_t org_from; /* the organisation is on record since */
	struct member_lock lock;
	int64_t id, rev;
	bool sure;
};

static void person_tell(struct cx *cx, const struct growth_new *in,
			struct buf *after)
{
	audit_str(after, "name", in->name);
	audit_str(after, "birth",
		  member_birth_text(cx->arena, in->birth, in->birth_part));
	if (in->sex.n)
		audit_str(after, "sex", in->sex);
	if (in->national_id.n)
		audit_str(after, "national_id",
			  member_mask_tail(cx->arena,
					   member_tail(in->national_id)));
	audit_str(after, "source", in->source);
	audit_str(after, "proposer", in->proposer);
	audit_day(cx, after, "consent", in->consent);
}

static struct err *row_insert(struct cx *cx, struct person *x, int64_t event)
{
	const struct growth_new *in = &x->is;
	struct growth_stages stages;
	struct member_key key = { .of = 0 };
	struct candidate_insert_in row = {
		.name = in->name,
		.name_fold = text_fold(cx->arena, in->name),
		.sort = name_sort_key(cx->arena, in->name),
		.sex = text_or_null(in->sex),
		.birth = in->birth,
		.birth_part = text_or_null(in->birth_part),
		.work = text_or_null(in->work),
		.org = in->org,
		.source = in->source,
		.proposer = in->proposer,
		.consent_on = in->consent,
		.stage_on = in->on,
		.lock_key = in->national_id.n
				    ? member_key_new(cx, &x->lock, &key)
				    : STR_NULL,
		.event = event
	};

	growth_stages(cx->profile, &stages);
	if (!stages.n)
		return err_new(cx->arena, ERR_UNSUPPORTED,
			       N_("The profile has no stages."));
	row.stage = stages.term[0]->code;
	return candidate_insert(cx->db, &row, &x->id);
}

static struct err *lines_insert(struct cx *cx, const struct person *x,
				int64_t event)
{
	struct growth_stages stages;
	struct err *e = candidate_in_insert(
		cx->db,
		&(struct candidate_in_insert_in){
			.candidate = x->id,
			.org = x->is.org,
			.from_on = MAX(x->is.on, x->org_from),
			.decision = DB_NULL,
			.event = event },
		NULL);

	growth_stages(cx->profile, &stages);
	return e ? e
		 : candidate_step_insert(cx->db,
					 &(struct candidate_step_insert_in){
						 .candidate = x->id,
						 .stage = stages.term[0]->code,
						 .on_day = x->is.on,
						 .base = DB_NULL,
						 .yes = DB_NULL,
						 .event = event },
					 NULL);
}

static struct err *propose_write(struct cx *cx, struct person *x)
{
	struct growth_held row = { .event = 0 };
	struct buf after = audit_obj(cx);
	bool found;
	struct err *e = member_next_event(cx, &row.event);

	if (!e)
		e = row_insert(cx, x, row.event);
	if (!e)
		e = lines_insert(cx, x, row.event);
	if (!e)
		e = candidate_by_id(cx->db,
				    &(struct candidate_by_id_in){ x->id },
				    &row.is, &found);
	if (!e)
		e = number_put(cx, &x->lock, &row, x->is.national_id);
	if (e)
		return e;
	person_tell(cx, &x->is, &after);
	audit_int(&after, "org", x->is.org);
	audit_day(cx, &after, "on", x->is.on);
	return said(cx,
		    &(struct audit_event){ .kind = "growth.propose",
					   .subject_kind = "candidate",
					   .subject = x->id,
					   .after = audit_end(&after),
					   .personal = true },
		    row.event);
}

/* People were proposed before the organisation was put on record here. */
static struct err *org_from_read(struct cx *cx, struct person *x)
{
	struct candidate_org_row row = { 0 };
	bool found;
	struct err *e =
		candidate_org(cx->db, &(struct candidate_org_in){ x->is.org },
			      &row, &found);

	x->org_from = row.from_on;
	return e;
}

static struct err *propose_tx(struct cx *cx, void *arg)
{
	struct person *x = arg;
	bool seen;
	struct err *e = audit_seen(cx, "growth.propose", &seen, &x->id);

	if (e || seen)
		return e;
	e = growth_may(cx);
	if (!e)
		e = growth_org_check(cx, x->is.org, cx->today);
	if (!e)
		e = org_from_read(cx, x);
	if (!e)
		e = number_check(cx, &x->lock, x->is.national_id, 0);
	if (!e && !x->sure)
		e = twin_check(cx, &x->is, 0);
	return e ? e : propose_write(cx, x);
}

static struct err *person_clean(struct cx *cx, struct person *x)
{
	struct err *e;

	x->is.name =
		text_name_case(cx->arena, text_clean(cx->arena, x->is.name));
	x->is.work = text_clean(cx->arena, x->is.work);
	x->is.proposer = text_clean(cx->arena, x->is.proposer);
	e = person_check(cx, &x->is);
	if (!e && x->is.national_id.n)
		e = member_lock_ready(cx, &x->lock);
	return e;
}

struct err *growth_propose(struct cx *cx, const struct growth_new *in,
			   bool sure, int64_t *ret_id)
{
	struct person x = { .is = *in, .sure = sure };
	struct err *e = person_clean(cx, &x);

	if (!e)
		e = db_tx(cx, propose_tx, &x);
	if (!e)
		*ret_id = x.id;
	return e;
}

/* ---- correcting ---------------------------------------------------------- */

static struct err *edit_write(struct cx *cx, struct person *x,
			      struct growth_held *row)
{
	struct candidate_by_id_row *c = &row->is;
	struct buf after = audit_obj(cx);
	struct member_key key;
	struct err *e;

	c->name = x->is.name;
	c->name_fold = text_fold(cx->arena, x->is.name);
	c->sort = name_sort_key(cx->arena, x->is.name);
	c->sex = text_or_null(x->is.sex);
	c->birth = x->is.birth;
	c->birth_part = text_or_null(x->is.birth_part);
	c->work = text_or_null(x->is.work);
	c->source = x->is.source;
	c->proposer = x->is.proposer;
	c->consent_on = x->is.consent;
	if (x->is.national_id.n && !c->lock_key.p)
		c->lock_key = member_key_new(cx, &x->lock, &key);
	/* none typed: it stays as it stands */
	e = x->is.national_id.n
		    ? number_put(cx, &x->lock, row, x->is.national_id)
		    : NULL;
	if (e)
		return e;
	person_tell(cx, &x->is, &after);
	return growth_keep(cx, row, "growth.edit", &after, STR_NULL);
}

static struct err *edit_tx(struct cx *cx, void *arg)
{
	struct person *x = arg;
	struct growth_held row;
	bool seen;
	struct err *e = audit_seen(cx, "growth.edit", &seen, NULL);

	if (e || seen)
		return e;
	e = growth_take_open(cx, x->id, x->rev, &row);
	if (!e)
		e = number_check(cx, &x->lock, x->is.national_id, x->id);
	return e ? e : edit_write(cx, x, &row);
}

struct err *growth_edit(struct cx *cx, int64_t id, int64_t rev,
			const struct growth_new *in)
{
	struct person x = { .is = *in, .id = id, .rev = rev };
	struct err *e;

	x.is.on = cx->today; /* isn't changed */
	e = person_clean(cx, &x);
	return e ? e : db_tx(cx, edit_tx, &x);
}
