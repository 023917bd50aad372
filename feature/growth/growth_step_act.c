/* Stages, moving to another organisation, leaving and coming back. */
#include "growth/growth.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "growth/growth_care.h"
#include "growth/growth_priv.h"
#include "i18n/i18n.h"
#include "member/member.h"

static struct err *fault(struct cx *cx, const char *field, const char *msgid)
{
	return err_at(err_new(cx->arena, ERR_INVALID, msgid), str_c(field));
}

/* ---- how far somebody has come ------------------------------------------- */

static struct err *path_of(struct cx *cx, int64_t id,
			   struct growth_path *ret_path,
			   struct candidate_steps_rows *ret_rows)
{
	struct growth_stages stages;
	struct err *e =
		candidate_steps(cx->db,
				&(struct candidate_steps_in){ .candidate = id },
				ret_rows);

	growth_stages(cx->profile, &stages);
	ret_path->last = -1;
	for (int i = 0; i < GROWTH_STAGE_MOST; i++)
		ret_path->on[i] = DAY_NONE;
	for (ptrdiff_t i = 0; !e && i < ret_rows->n; i++) {
		int at = growth_stage_at(&stages, ret_rows->p[i].stage);

		if (at < 0)
			continue;
		ret_path->on[at] = ret_rows->p[i].on_day;
		ret_path->last = MAX(ret_path->last, at);
	}
	return e;
}

struct err *growth_path_read(struct cx *cx, int64_t id,
			     struct growth_path *ret_path)
{
	struct candidate_steps_rows rows;

	return path_of(cx, id, ret_path, &rows);
}

/* ---- the record of a member begins --------------------------------------- */

struct step {
	struct growth_step_new is;
	int64_t id, rev, member;
	struct growth_path path;
	struct candidate_steps_rows rows;
	struct member_lock lock;
	struct str number; /* opened before the act */
};

static const struct candidate_steps_row *
row_with(struct cx *cx, const struct step *x, const char *mark)
{
	for (ptrdiff_t i = 0; i < x->rows.n; i++)
		if (profile_term_is(profile_term(cx->profile, "stage",
						 x->rows.p[i].stage),
				    mark))
			return &x->rows.p[i];
	return NULL;
}

/* Who is on record already in the same organisation, of the same name and day of
 * birth, admitted on the decision's day, is the same person: a register was
 * brought before the pipeline. *ret_member 0: nobody. */
static struct err *member_known(struct cx *cx,
				const struct candidate_by_id_row *c, day_t made,
				int64_t *ret_member)
{
	struct growth_member_known_in in = { .name_fold = c->name_fold,
					     .birth = c->birth,
					     .on = made,
					     .org = c->org };
	struct growth_member_known_row row;
	bool found;
	struct err *e;

	*ret_member = 0;
	if (c->birth_part.n)
		return NULL; /* too little to know by */
	e = growth_member_known(cx->db, &in, &row, &found);
	*ret_member = !e && found ? row.id : 0;
	return e;
}

/* Nothing is typed twice: who, where, by which decision. Membership counts from
 * the decision, probation from the ceremony. */
static struct err *member_begin(struct cx *cx, struct step *x,
				struct growth_held *row)
{
	const struct candidate_by_id_row *c = &row->is;
	const struct candidate_steps_row *made = row_with(cx, x, "admission");
	struct member_value value[2];
	struct member_new in = {
		.name = c->name,
		.sex = c->sex.p ? c->sex : STR(""),
		.birth = c->birth,
		.birth_part = c->birth_part.p ? c->birth_part : STR(""),
		.org = c->org,
		.from = x->is.on,
		.how = MEMBER_ADMITTED,
		.basis = made && made->basis.p ? made->basis : STR(""),
		.sent_on = made ? made->on_day : DAY_NONE,
		.admitted = made ? made->on_day : x->is.on,
		.official = DAY_NONE,
		.state_from = DAY_NONE,
		.value = value,
	};
	struct cx apart = *cx; /* its key names the whole act */
	struct err *e;

	if (x->number.n)
		value[in.n_values++] =
			(struct member_value){ STR("national_id"), x->number };
	if (c->work.p && profile_term(cx->profile, "field", STR("workplace")))
		value[in.n_values++] =
			(struct member_value){ STR("workplace"), c->work };
	apart.key = STR_NULL;
	/* who keeps the pipeline begins the record, too */
	apart.actor.perms |=
		PERM_BIT(PERM_MEMBER_MANAGE) | PERM_BIT(PERM_MEMBER_VIEW);
	e = member_known(cx, c, in.admitted, &x->member);
	if (!e && !x->member)
		e = member_add(&apart, &in, true, &x->member);
	if (e)
		return e;
	row->is.member = x->member;
	row->is.state = STR("admitted");
	return member_next_event(cx, &row->event);
}

/* Nothing happens while somebody is away. */
static struct err *back_check(struct cx *cx, int64_t id, day_t on)
{
	struct candidate_back_row row;
	bool found;
	struct err *e =
		candidate_back(cx->db, &(struct candidate_back_in){ id }, &row,
			       &found);

	if (e || !found || row.back_on == DAY_NONE || on == DAY_NONE ||
	    on >= row.back_on)
		return e;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("The person came back on {0}: choose that day "
				 "or a later one."),
			      fmt_day(cx->arena, row.back_on)),
		      STR("on"));
}

/* ---- a stage ------------------------------------------------------------- */

static struct err *step_check(struct cx *cx, struct step *x,
			      const struct growth_held *row)
{
	struct growth_person who = { row->is.birth, row->is.birth_part.p
							    ? row->is.birth_part
							    : STR("") };
	struct err *e = path_of(cx, x->id, &x->path, &x->rows);

	if (!e)
		e = growth_step_check(cx->arena, cx->profile, &x->path, &x->is,
				      cx->today);
	if (!e &&
	    !profile_term_is(profile_term(cx->profile, "stage", x->is.stage),
			     "course"))
		e = back_check(cx, x->id, x->is.on);
	if (!e)
		e = growth_papers_check(cx, x->id,
					profile_term(cx->profile, "stage",
						     x->is.stage),
					x->is.on);
	return e ? e
		 : growth_step_rules(cx->arena, cx->profile, &who, &x->path,
				     &x->is);
}

static struct err *step_write(struct cx *cx, struct step *x,
			      struct growth_held *row)
{
	const struct profile_term *t =
		profile_term(cx->profile, "stage", x->is.stage);
	bool vote = profile_term_is(t, "vote");
	struct buf after = audit_obj(cx);
	struct err *e = NULL;

	if (profile_term_is(t, "ceremony"))
		e = member_begin(cx, x, row);
	if (!e)
		e = candidate_step_insert(
			cx->db,
			&(struct candidate_step_insert_in){
				.candidate = x->id,
				.stage = x->is.stage,
				.on_day = x->is.on,
				.basis = text_or_null(x->is.basis),
				.base = vote ? x->is.base : DB_NULL,
				.yes = vote ? x->is.yes : DB_NULL,
				.event = row->event },
			NULL);
	if (e)
		return e;
	row->is.stage = x->is.stage;
	/* a certificate may be older than the introduction */
	row->is.stage_on = MAX(row->is.stage_on, x->is.on);
	if (profile_term_is(t, "course"))
		row->is.course_on = x->is.on;
	audit_str(&after, "stage", x->is.stage);
	audit_day(cx, &after, "on", x->is.on);
	if (x->is.basis.n)
		audit_str(&after, "basis", x->is.basis);
	if (vote) {
		audit_int(&after, "base", x->is.base);
		audit_int(&after, "yes", x->is.yes);
	}
	if (x->member)
		audit_int(&after, "member", x->member);
	return growth_keep(cx, row, "growth.step", &after, STR_NULL);
}

static struct err *step_tx(struct cx *cx, void *arg)
{
	struct step *x = arg;
	struct growth_held row;
	bool seen;
	struct err *e = audit_seen(cx, "growth.step", &seen, NULL);

	if (e || seen)
		return e;
	e = growth_take_open(cx, x->id, x->rev, &row);
	if (!e)
		e = step_check(cx, x, &row);
	return e ? e : step_write(cx, x, &row);
}

/* The number goes with the person: opened here, where a key may be asked for. */
static struct err *number_open(struct cx *cx, struct step *x)
{
	struct candidate_secrets_rows rows;
	struct candidate_by_id_row row;
	struct member_key key;
	bool found;
	struct err *e = candidate_secrets(
		cx->db, &(struct candidate_secrets_in){ x->id }, &rows);

	if (e || !rows.n)
		return e;
	e = candidate_by_id(cx->db, &(struct candidate_by_id_in){ x->id }, &row,
			    &found);
	if (!e)
		e = member_lock_ready(cx, &x->lock);
	if (!e && found)
		e = member_key_open(cx, &x->lock, row.lock_key, &key);
	if (e || !found)
		return e;
	key.of = x->id;
	if (!member_open(cx->arena, &key, rows.p[0].field, rows.p[0].sealed,
			 &x->number))
		return err_new(cx->arena, ERR_DB,
			       N_("What is sealed of this person doesn't open: "
				  "run `roviec verify`."));
	return NULL;
}

struct err *growth_step(struct cx *cx, int64_t id, int64_t rev,
			const struct growth_step_new *in, int64_t *ret_member)
{
	struct step x = { .is = *in, .id = id, .rev = rev };
	struct err *e = NULL;

	x.is.basis = text_clean(cx->arena, in->basis);
	if (profile_term_is(profile_term(cx->profile, "stage", in->stage),
			    "ceremony"))
		e = number_open(cx, &x);
	if (!e)
		e = db_tx(cx, step_tx, &x);
	if (!e)
		*ret_member = x.member;
	return e;
}

/* ---- taken back ---------------------------------------------------------- */

struct back {
	int64_t id, rev;
	struct str reason;
	day_t on;
};

static struct err *reason_check(struct cx *cx, struct str reason,
				const char *field)
{
	if (!reason.n)
		return fault(cx, field, N_("Say why."));
	return utf8_length(reason) <= GROWTH_NOTE_MOST
		       ? NULL
		       : fault(cx, field,
			       N_("This is longer than 500 characters."));
}

static struct err *back_write(struct cx *cx, const struct back *x,
			      const struct candidate_steps_rows *rows,
			      struct growth_held *row)
{
	struct growth_stages stages;
	const struct candidate_steps_row *gone = NULL, *stays = NULL;
	struct buf after = audit_obj(cx);
	struct err *e;

	growth_stages(cx->profile, &stages);
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct candidate_steps_row *r = &rows->p[i];

		if (!gone || growth_stage_at(&stages, r->stage) >
				     growth_stage_at(&stages, gone->stage)) {
			stays = gone;
			gone = r;
		} else if (!stays ||
			   growth_stage_at(&stages, r->stage) >
				   growth_stage_at(&stages, stays->stage)) {
			stays = r;
		}
	}
	if (!stays)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Only the proposal stands: a person who was "
				  "put here by mistake leaves the pipeline."));
	e = candidate_step_void(cx->db,
				&(struct candidate_step_void_in){
					.id = gone->id, .event = row->event });
	if (e)
		return e;
	row->is.stage = stays->stage;
	row->is.stage_on = DAY_NONE;
	for (ptrdiff_t i = 0; i < rows->n; i++)
		if (&rows->p[i] != gone)
			row->is.stage_on =
				MAX(row->is.stage_on, rows->p[i].on_day);
	if (profile_term_is(profile_term(cx->profile, "stage", gone->stage),
			    "course"))
		row->is.course_on = DAY_NONE;
	audit_str(&after, "stage", gone->stage);
	audit_day(cx, &after, "on", gone->on_day);
	return growth_keep(cx, row, "growth.step_back", &after, x->reason);
}

static struct err *back_tx(struct cx *cx, void *arg)
{
	struct back *x = arg;
	struct candidate_steps_rows rows;
	struct growth_held row;
	struct growth_path path;
	bool seen;
	struct err *e = audit_seen(cx, "growth.step_back", &seen, NULL);

	if (e || seen)
		return e;
	e = growth_take_open(cx, x->id, x->rev, &row);
	if (!e)
		e = reason_check(cx, x->reason, "reason");
	if (!e)
		e = path_of(cx, x->id, &path, &rows);
	return e ? e : back_write(cx, x, &rows, &row);
}

struct err *growth_step_back(struct cx *cx, int64_t id, int64_t rev,
			     struct str reason)
{
	struct back x = { id, rev, text_clean(cx->arena, reason), DAY_NONE };

	return db_tx(cx, back_tx, &x);
}

/* ---- another organisation ------------------------------------------------ */

struct move {
	struct growth_move is;
	int64_t id, rev;
};

static struct err *move_check(struct cx *cx, const struct move *x,
			      const struct growth_held *row,
			      const struct candidate_in_open_row *in)
{
	struct err *faults =
		member_day_check(cx->arena, x->is.on, cx->today, "on");

	if (!faults && in->id && x->is.on <= in->from_on)
		faults = err_at(err_new(cx->arena, ERR_INVALID,
					N_("The person is in this pipeline "
					   "since {0}: choose a later day."),
					fmt_day(cx->arena, in->from_on)),
				STR("on"));
	if (!faults && !in->id && x->is.on < row->is.left_on)
		faults = err_at(err_new(cx->arena, ERR_INVALID,
					N_("The person left on {0}: choose "
					   "that day or a later one."),
					fmt_day(cx->arena, row->is.left_on)),
				STR("on"));
	if (x->is.org == row->is.org)
		err_add(&faults, fault(cx, "org",
				       N_("The person is in this "
					  "organisation's pipeline already.")));
	else
		err_add(&faults, growth_org_check(cx, x->is.org, x->is.on));
	if (utf8_length(x->is.basis) > GROWTH_TEXT_MOST)
		err_add(&faults, fault(cx, "basis",
				       N_("This is longer than 200 "
					  "characters.")));
	return faults;
}

static struct err *move_write(struct cx *cx, const struct move *x,
			      struct growth_held *row, int64_t in)
{
	struct buf after = audit_obj(cx);
	struct err *e = NULL;

	if (in)
		e = candidate_in_end(cx->db, &(struct candidate_in_end_in){
						     .id = in,
						     .on = x->is.on,
						     .event = row->event });

	if (!e)
		e = candidate_in_insert(
			cx->db,
			&(struct candidate_in_insert_in){
				.candidate = x->id,
				.org = x->is.org,
				.from_on = x->is.on,
				.basis = text_or_null(x->is.basis),
				.decision = DB_NULL,
				.event = row->event },
			NULL);
	if (e)
		return e;
	audit_int(&after, "from", row->is.org);
	audit_int(&after, "org", x->is.org);
	audit_day(cx, &after, "on", x->is.on);
	row->is.org = x->is.org;
	return growth_keep(cx, row, "growth.move", &after, STR_NULL);
}

/* Whose organisation was handed over left with it and stands in none: comes into
 * another one's pipeline first, and then back. */
static struct err *move_take(struct cx *cx, const struct move *x,
			     struct growth_held *row,
			     struct candidate_in_open_row *in)
{
	bool found = false;
	struct err *e = growth_take(cx, x->id, x->rev, row);

	if (!e)
		e = candidate_in_open(cx->db,
				      &(struct candidate_in_open_in){ x->id },
				      in, &found);
	if (e)
		return e;
	if (!found)
		*in = (struct candidate_in_open_row){ .id = 0 };
	if (!found && str_eq(row->is.state, STR("left")))
		return NULL;
	e = growth_take_open(cx, x->id, x->rev, row);
	return e || found ? e
			  : err_new(cx->arena, ERR_DB,
				    N_("This person stands in no organisation: "
				       "run "
				       "`roviec verify`."));
}

static struct err *move_tx(struct cx *cx, void *arg)
{
	struct move *x = arg;
	struct candidate_in_open_row in;
	struct growth_held row;
	bool seen;
	struct err *e = audit_seen(cx, "growth.move", &seen, NULL);

	if (e || seen)
		return e;
	e = move_take(cx, x, &row, &in);
	if (!e)
		e = move_check(cx, x, &row, &in);
	return e ? e : move_write(cx, x, &row, in.id);
}

struct err *growth_transfer(struct cx *cx, int64_t id, int64_t rev,
			    const struct growth_move *in)
{
	struct move x = { .is = *in, .id = id, .rev = rev };

	x.is.basis = text_clean(cx->arena, in->basis);
	return db_tx(cx, move_tx, &x);
}

/* ---- leaving ------------------------------------------------------------- */

struct leave {
	struct growth_exit is;
	int64_t id, rev;
};

static struct err *leave_check(struct cx *cx, const struct leave *x,
			       const struct growth_held *row)
{
	struct err *faults =
		member_day_check(cx->arena, x->is.on, cx->today, "on");

	if (!faults && x->is.on < row->is.stage_on)
		faults = err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("The last stage was reached on {0}: choose "
				   "that day or a later one."),
				fmt_day(cx->arena, row->is.stage_on)),
			STR("on"));
	if (!profile_term(cx->profile, "exit", x->is.cause))
		err_add(&faults,
			fault(cx, "cause", N_("Choose one from the list.")));
	if (utf8_length(x->is.note) > GROWTH_NOTE_MOST)
		err_add(&faults, fault(cx, "note",
				       N_("This is longer than 500 "
					  "characters.")));
	return faults;
}

static struct err *leave_tx(struct cx *cx, void *arg)
{
	struct leave *x = arg;
	struct buf after = audit_obj(cx);
	struct growth_held row;
	bool seen;
	struct err *e = audit_seen(cx, "growth.leave", &seen, NULL);

	if (e || seen)
		return e;
	e = growth_take_open(cx, x->id, x->rev, &row);
	if (!e)
		e = leave_check(cx, x, &row);
	if (!e)
		e = back_check(cx, x->id, x->is.on);
	if (!e)
		e = candidate_exit_insert(
			cx->db,
			&(struct candidate_exit_insert_in){
				.candidate = x->id,
				.cause = x->is.cause,
				.note = text_or_null(x->is.note),
				.on_day = x->is.on,
				.event = row.event },
			NULL);
	if (e)
		return e;
	row.is.state = STR("left");
	row.is.left_on = x->is.on;
	audit_str(&after, "cause", x->is.cause);
	audit_day(cx, &after, "on", x->is.on);
	return growth_keep(cx, &row, "growth.leave", &after, x->is.note);
}

struct err *growth_leave(struct cx *cx, int64_t id, int64_t rev,
			 const struct growth_exit *in)
{
	struct leave x = { .is = *in, .id = id, .rev = rev };

	x.is.note = text_clean(cx->arena, in->note);
	return db_tx(cx, leave_tx, &x);
}

/* ---- coming back --------------------------------------------------------- */

static struct err *return_check(struct cx *cx, const struct back *x,
				const struct growth_held *row,
				struct candidate_exit_open_row *ret_exit)
{
	bool found = false;
	struct err *e = NULL;

	if (!str_eq(row->is.state, STR("left")))
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This person hasn't left the pipeline."));
	e = candidate_exit_open(cx->db,
				&(struct candidate_exit_open_in){ x->id },
				ret_exit, &found);
	if (e || !found)
		return e ? e
			 : err_new(cx->arena, ERR_DB,
				   N_("It isn't on record when this person "
				      "left: run `roviec verify`."));
	e = member_day_check(cx->arena, x->on, cx->today, "on");
	if (!e && x->on < ret_exit->on_day)
		e = err_at(err_new(cx->arena, ERR_INVALID,
				   N_("The person left on {0}: choose that day "
				      "or a later one."),
				   fmt_day(cx->arena, ret_exit->on_day)),
			   STR("on"));
	return e;
}

static struct err *home_check(struct cx *cx, int64_t id)
{
	struct candidate_in_open_row in;
	bool found;
	struct err *e =
		candidate_in_open(cx->db, &(struct candidate_in_open_in){ id },
				  &in, &found);

	if (e || found)
		return e;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("The organisation in whose pipeline this person was "
			  "is no more: move the person into another one "
			  "first."));
}

static struct err *return_tx(struct cx *cx, void *arg)
{
	struct back *x = arg;
	struct candidate_exit_open_row exit;
	struct buf after = audit_obj(cx);
	struct growth_held row;
	bool seen;
	struct err *e = audit_seen(cx, "growth.return", &seen, NULL);

	if (e || seen)
		return e;
	e = growth_take(cx, x->id, x->rev, &row);
	if (!e)
		e = return_check(cx, x, &row, &exit);
	if (!e)
		e = home_check(cx, x->id);
	if (!e)
		e = candidate_exit_end(cx->db, &(struct candidate_exit_end_in){
						       .id = exit.id,
						       .back_on = x->on,
						       .event = row.event });
	if (e)
		return e;
	row.is.state = STR("open");
	row.is.left_on = DAY_NONE;
	audit_day(cx, &after, "on", x->on);
	return growth_keep(cx, &row, "growth.return", &after, STR_NULL);
}

struct err *growth_return(struct cx *cx, int64_t id, int64_t rev, day_t on)
{
	struct back x = { id, rev, STR_NULL, on };

	return db_tx(cx, return_tx, &x);
}
