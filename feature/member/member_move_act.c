/*
 * Moves: where a person belongs and in which state, by the moves of the
 * profile. Each row that a move makes or ends names its event, so that a
 * move which never happened can be taken back exactly.
 */
#include "member/member_priv.h"

#include "base/utf8.h"
#include "i18n/i18n.h"

struct moving {
	const struct member_move *in;
	const struct profile_term *how;
	struct member_held row;
	struct member_standing is;
	struct member_states_rows states;
};

/* ---- where the person stands -------------------------------------------- */

static struct err *states_read(struct cx *cx, struct moving *m)
{
	struct strs had = { 0 };
	struct err *err = member_states(
		cx->db, &(struct member_states_in){ .member = m->row.is.id },
		&m->states);

	if (err)
		return err;
	for (ptrdiff_t i = m->states.n - 1; i >= 0; i--)
		if (i == m->states.n - 1)
			m->is.since = m->states.p[i].from_on;
		else
			*vec_push(cx->arena, &had) = m->states.p[i].state;
	m->is.had = had.p;
	m->is.n_had = had.n;
	return NULL;
}

static struct err *standing_read(struct cx *cx, struct moving *m)
{
	const struct member_by_id_row *r = &m->row.is;
	struct member_ins_rows rows;
	struct err *err =
		member_ins(cx->db, &(struct member_ins_in){ .member = r->id },
			   &rows);

	if (err)
		return err;
	m->is = (struct member_standing){ .state = r->state,
					  .since = DAY_NONE,
					  .admitted = r->admitted_on,
					  .official = r->official_on,
					  .org_since = DAY_NONE,
					  .away_since = DAY_NONE };
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		if (rows.p[i].to_on != DAY_NONE)
			continue;
		if (rows.p[i].temporary) {
			m->is.away = rows.p[i].org;
			m->is.away_since = rows.p[i].from_on;
		} else {
			m->is.org = rows.p[i].org;
			m->is.org_since = rows.p[i].from_on;
		}
	}
	return states_read(cx, m);
}

struct err *member_standing_read(struct cx *cx, int64_t member,
				 struct member_standing *ret_standing)
{
	struct moving m = { 0 };
	bool found;
	struct err *err =
		member_by_id(cx->db, &(struct member_by_id_in){ .id = member },
			     &m.row.is, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such member."));
	if (!err)
		err = standing_read(cx, &m);
	if (!err)
		*ret_standing = m.is;
	return err;
}

/* ---- writing ------------------------------------------------------------ */

static struct err *in_end(struct cx *cx, const struct moving *m, bool temporary)
{
	return member_in_end(cx->db,
			     &(struct member_in_end_in){ .member = m->row.is.id,
							 .temporary = temporary,
							 .on = m->in->on,
							 .how = m->in->how,
							 .event =
								 m->row.event },
			     NULL);
}

static struct err *in_begin(struct cx *cx, const struct moving *m,
			    bool temporary)
{
	return member_in_insert(cx->db,
				&(struct member_in_insert_in){
					.member = m->row.is.id,
					.org = m->in->org,
					.temporary = temporary,
					.from_on = m->in->on,
					.how = m->in->how,
					.basis = text_or_null(m->in->basis),
					.sent_on = m->in->sent_on,
					.decision = id_or_null(m->in->decision),
					.event = m->row.event },
				NULL);
}

/* The stay elsewhere ends, whatever ends it. */
static struct err *away_end(struct cx *cx, struct moving *m)
{
	if (!m->is.away)
		return NULL;
	m->row.is.away = DB_NULL;
	return in_end(cx, m, true);
}

static struct err *state_write(struct cx *cx, struct moving *m)
{
	struct str to = member_move_state(cx->profile, &m->is, m->in->how);
	ptrdiff_t last = m->states.n - 1;
	struct err *err = NULL;

	if (!to.n)
		return NULL;
	if (last >= 0 && m->states.p[last].to_on == DAY_NONE)
		err = member_state_end(cx->db,
				       &(struct member_state_end_in){
					       m->states.p[last].id, m->in->on,
					       m->row.event });
	if (!err)
		err = member_state_insert(
			cx->db,
			&(struct member_state_insert_in){
				.member = m->row.is.id,
				.state = to,
				.from_on = m->in->on,
				.to_on = DAY_NONE,
				.how = m->in->how,
				.basis = text_or_null(m->in->basis),
				.event = m->row.event },
			NULL);
	m->row.is.state = to;
	if (str_eq(m->in->how, MEMBER_OFFICIAL))
		m->row.is.official_on = m->in->on;
	if (member_is_admission(cx->profile, m->in->how)) {
		m->row.is.admitted_on = m->in->on;
		m->row.is.official_on = DAY_NONE;
	}
	return err;
}

static struct err *leave_write(struct cx *cx, struct moving *m)
{
	struct err *err = in_end(cx, m, false);

	m->row.is.org = DB_NULL;
	if (!err)
		err = away_end(cx, m);
	return err ? err
		   : member_posts_end(cx->db,
				      &(struct member_posts_end_in){
					      .member = m->row.is.id,
					      .on = m->in->on,
					      .event = m->row.event },
				      NULL);
}

static struct err *home_write(struct cx *cx, struct moving *m)
{
	struct err *err = m->is.org ? in_end(cx, m, false) : NULL;

	m->row.is.org = m->in->org;
	if (!err)
		err = in_begin(cx, m, false);
	if (!err && m->is.away == m->in->org)
		err = away_end(cx, m);
	return err;
}

static struct err *places_write(struct cx *cx, struct moving *m)
{
	if (profile_term_is(m->how, "out"))
		return leave_write(cx, m);
	if (profile_term_is(m->how, "in") || profile_term_is(m->how, "within"))
		return home_write(cx, m);
	if (str_eq(m->in->how, MEMBER_BACK))
		return away_end(cx, m);
	if (!profile_term_is(m->how, "temporary"))
		return NULL;
	m->row.is.away = m->in->org;
	return in_begin(cx, m, true);
}

static struct err *move_event(struct cx *cx, struct moving *m)
{
	struct buf before = audit_obj(cx), after = audit_obj(cx);

	audit_str(&before, "state", m->is.state);
	audit_int(&before, "org", id_or_null(m->is.org));
	audit_int(&before, "away", id_or_null(m->is.away));
	audit_str(&after, "how", m->in->how);
	audit_day(cx, &after, "on", m->in->on);
	audit_day(cx, &after, "sent_on", m->in->sent_on);
	audit_str(&after, "basis", text_or_null(m->in->basis));
	audit_str(&after, "state", m->row.is.state);
	audit_int(&after, "org", m->row.is.org);
	audit_int(&after, "away", m->row.is.away);
	return member_keep(cx, &m->row,
			   &(struct member_said){ .kind = "member.move",
						  .before = audit_end(&before),
						  .after = audit_end(&after) });
}

/* ---- checking ----------------------------------------------------------- */

static struct err *org_fault(struct cx *cx, const char *text)
{
	return err_at(err_new(cx->arena, ERR_CONFLICT, text), STR("org"));
}

/* Into which organisation, where the move leads into one. */
static struct err *target_check(struct cx *cx, const struct moving *m)
{
	struct member_org_row org;
	bool away = str_eq(m->in->how, MEMBER_AWAY);
	bool leads = profile_term_is(m->how, "in") ||
		     profile_term_is(m->how, "within") || away;
	struct err *err;

	if (!leads)
		return NULL;
	err = member_org_check(cx, m->in->org, m->in->on, &org);
	if (!err && m->in->org == m->is.org)
		err = org_fault(cx, N_("This person belongs there already: "
				       "choose another organisation."));
	return err;
}

static struct err *move_check(struct cx *cx, const struct moving *m)
{
	struct arena *a = cx->arena;
	const struct profile *p = cx->profile;
	const struct profile_term *move = profile_term(p, "move", m->in->how);
	struct err *err = member_move_check(a, p, &m->is, m->in->how);

	if (!err)
		err = member_move_day(a, p, &m->is, m->in->how,
				      (day_t[]){ m->in->on, cx->today });
	/* a state may be decided late and still count from its day */
	if (!err && m->in->sent_on != DAY_NONE && m->in->sent_on > m->in->on &&
	    !profile_term_is(move, "state"))
		err = err_at(err_new(a, ERR_INVALID,
				     N_("The decision's day lies behind the "
					"day from which it counts.")),
			     STR("sent_on"));
	if (!err)
		err = member_text_check(a, m->in->basis, "basis");
	if (!err)
		err = target_check(cx, m);
	if (!err && !m->in->sure)
		err = member_move_warn(a, p, &m->is, m->in->how, m->in->on);
	return err;
}

static struct err *move_tx(struct cx *cx, void *arg)
{
	struct moving *m = arg;
	bool seen;
	struct err *err = audit_seen(cx, "member.move", &seen, NULL);

	if (err || seen)
		return err;
	err = member_take(cx, m->in->member, m->in->rev, &m->row);
	if (!err)
		err = standing_read(cx, m);
	if (!err)
		err = move_check(cx, m);
	if (!err)
		err = places_write(cx, m);
	if (!err)
		err = state_write(cx, m);
	return err ? err : move_event(cx, m);
}

struct err *member_move(struct cx *cx, const struct member_move *in)
{
	struct moving m = { .in = in,
			    .how = profile_term(cx->profile, "move", in->how) };

	return db_tx(cx, move_tx, &m);
}

/* ---- taking back -------------------------------------------------------- */

struct undoing {
	const struct member_edit *in;
	int64_t event;
	struct member_held row;
};

static struct err *undo_rows(struct cx *cx, const struct undoing *u)
{
	int64_t id = u->in->member, event = u->row.event;
	struct err *err = member_in_unmake(
		cx->db, &(struct member_in_unmake_in){ id, u->event, event },
		NULL);

	if (!err)
		err = member_in_reopen(
			cx->db, &(struct member_in_reopen_in){ id, u->event },
			NULL);
	if (!err)
		err = member_state_unmake(cx->db,
					  &(struct member_state_unmake_in){
						  id, u->event, event },
					  NULL);
	if (!err)
		err = member_state_reopen(
			cx->db,
			&(struct member_state_reopen_in){ id, u->event }, NULL);
	if (!err)
		err = member_post_unmake(cx->db,
					 &(struct member_post_unmake_in){
						 id, u->event, event },
					 NULL);
	return err ? err
		   : member_post_reopen(cx->db,
					&(struct member_post_reopen_in){
						id, u->event },
					NULL);
}

static struct err *stands_on_it(struct cx *cx)
{
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("Something that was recorded later stands on this: "
			  "take that back first."));
}

/* Only what is still as the event left it: its rows are the newest ones. */
static struct err *undo_check(struct cx *cx, const struct undoing *u)
{
	struct member_undo_bar_row bar;
	struct member_event_kind_row kind;
	bool found;
	struct err *err = member_event_kind(cx->db,
					    &(struct member_event_kind_in){
						    .event = u->event,
						    .member = u->in->member },
					    &kind, &found);

	if (err)
		return err;
	if (!found || !(str_eq(kind.kind, STR("member.move")) ||
			str_eq(kind.kind, STR("member.post")) ||
			str_eq(kind.kind, STR("member.post_end"))))
		return err_new(cx->arena, ERR_INVALID,
			       N_("Only a move or a post can be taken back."));
	err = member_undo_bar(cx->db,
			      &(struct member_undo_bar_in){
				      .member = u->in->member,
				      .undone = u->event },
			      &bar, &found);
	return err || !found ? err : stands_on_it(cx);
}

/* The two days by the states that count; what no state tells stays. */
static void days_derive(const struct cx *cx, const struct member_states_rows *s,
			struct member_by_id_row *r)
{
	for (ptrdiff_t i = 0; i < s->n; i++) {
		if (member_is_admission(cx->profile, s->p[i].how)) {
			r->admitted_on = s->p[i].from_on;
			r->official_on = DAY_NONE;
		}
		if (str_eq(s->p[i].how, MEMBER_OFFICIAL))
			r->official_on = s->p[i].from_on;
	}
}

/* What is open again must lead somewhere. */
static struct err *ended_check(struct cx *cx, int64_t member)
{
	struct member_open_ended_row row;
	bool found;
	struct err *err = member_open_ended(
		cx->db, &(struct member_open_ended_in){ .member = member },
		&row, &found);

	if (!err && found)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("“{0}” ended on {1}: this can't be taken back "
				 "any more; record a move."),
			      row.name, fmt_day(cx->arena, row.to_on));
	return err;
}

/* Today's columns, by the rows that are open now. */
static struct err *row_derive(struct cx *cx, struct undoing *u)
{
	struct moving m = { .row = u->row };
	struct member_by_id_row *r = &u->row.is;
	struct err *err = standing_read(cx, &m);
	ptrdiff_t n = m.states.n;

	if (err)
		return err;
	if (!n || m.states.p[n - 1].to_on != DAY_NONE)
		return stands_on_it(cx);
	r->state = m.states.p[n - 1].state;
	r->org = id_or_null(m.is.org);
	r->away = id_or_null(m.is.away);
	days_derive(cx, &m.states, r);
	return NULL;
}

static struct err *undo_tx(struct cx *cx, void *arg)
{
	struct undoing *u = arg;
	struct buf before = audit_obj(cx);
	bool seen;
	struct err *err = audit_seen(cx, "member.take_back", &seen, NULL);

	if (err || seen)
		return err;
	err = member_take(cx, u->in->member, u->in->rev, &u->row);
	if (!err)
		err = undo_check(cx, u);
	if (!err)
		err = undo_rows(cx, u);
	if (!err)
		err = ended_check(cx, u->in->member);
	if (!err)
		err = row_derive(cx, u);
	audit_int(&before, "event", u->event);
	return err ? err
		   : member_keep(cx, &u->row,
				 &(struct member_said){
					 .kind = "member.take_back",
					 .before = audit_end(&before),
					 .reason = u->in->reason });
}

struct err *member_take_back(struct cx *cx, const struct member_edit *which,
			     int64_t event)
{
	struct undoing u = { .in = which, .event = event };
	struct err *err = member_text_check(cx->arena, which->reason, "reason");

	return err ? err : db_tx(cx, undo_tx, &u);
}
