/* Taking back what one change or correction of a fact wrote, as if it had
 * never been. */
#include "member/member_priv.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "member/member_sheet_query.h"
#include "member/member_word.h"

struct undoing {
	const struct member_edit *in;
	int64_t event;
	enum { OF_FACT, OF_NAME, OF_DAY } what;
	struct member_held row;
};

/* Its rows are the newest ones of the field. */
static struct err *undo_check(struct cx *cx, const struct undoing *u)
{
	int64_t id = u->in->member;
	struct member_event_kind_row kind;
	struct member_fact_upon_row fact;
	struct member_name_upon_row name;
	struct member_day_upon_row day;
	bool found, later = false;
	struct err *err =
		member_event_kind(cx->db,
				  &(struct member_event_kind_in){
					  .event = u->event, .member = id },
				  &kind, &found);

	if (!err && (!found || (!str_eq(kind.kind, STR("member.change")) &&
				!str_eq(kind.kind, STR("member.correct")))))
		return err_new(cx->arena, ERR_INVALID,
			       N_("Only a change or a correction of a fact can "
				  "be taken back here."));
	if (!err && u->what == OF_DAY)
		err = member_day_upon(cx->db,
				      &(struct member_day_upon_in){
					      .member = id, .event = u->event },
				      &day, &later);
	else if (!err && u->what == OF_NAME)
		err = member_name_upon(cx->db,
				       &(struct member_name_upon_in){
					       .member = id,
					       .event = u->event },
				       &name, &later);
	else if (!err)
		err = member_fact_upon(cx->db,
				       &(struct member_fact_upon_in){
					       .member = id,
					       .field = u->in->field,
					       .event = u->event },
				       &fact, &later);
	if (!err && later)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("Something that was recorded later stands on "
				 "this: take that back first."));
	return err;
}

static struct err *fact_undo(struct cx *cx, const struct undoing *u)
{
	int64_t id = u->row.is.id;
	struct str field = u->in->field;
	struct err *err = member_line_unmake(cx->db,
					     &(struct member_line_unmake_in){
						     .member = id,
						     .field = field,
						     .undone = u->event,
						     .event = u->row.event },
					     NULL);

	if (!err)
		err = member_line_reopen(cx->db,
					 &(struct member_line_reopen_in){
						 .member = id,
						 .field = field,
						 .undone = u->event },
					 NULL);
	return err ? err
		   : member_fact_again(cx->db,
				       &(struct member_fact_again_in){
					       .member = id,
					       .field = field,
					       .undone = u->event },
				       NULL);
}

/* The open line's name is today's again. */
static struct err *name_derive(struct cx *cx, struct undoing *u)
{
	struct member_names_rows rows;
	struct member_by_id_row *m = &u->row.is;
	struct err *err = member_names(
		cx->db, &(struct member_names_in){ .member = m->id }, &rows);

	if (err)
		return err;
	assert(rows.n); /* nobody is without a name */
	m->name = rows.p[rows.n - 1].name;
	m->name_fold = text_fold(cx->arena, m->name);
	m->sort = name_sort_key(cx->arena, m->name);
	return NULL;
}

static struct err *names_undo(struct cx *cx, const struct undoing *u)
{
	int64_t id = u->row.is.id;
	struct err *err = member_name_unmake(cx->db,
					     &(struct member_name_unmake_in){
						     .member = id,
						     .undone = u->event,
						     .event = u->row.event },
					     NULL);

	if (!err)
		err = member_name_reopen(cx->db,
					 &(struct member_name_reopen_in){
						 .member = id,
						 .undone = u->event },
					 NULL);
	if (!err)
		err = member_name_again(cx->db,
					&(struct member_name_again_in){
						.member = id,
						.undone = u->event },
					NULL);
	return err;
}

static struct err *name_undo(struct cx *cx, struct undoing *u)
{
	struct err *err = names_undo(cx, u);

	if (!err)
		err = member_words_redo(cx, u->row.is.id);
	return err ? err : name_derive(cx, u);
}

/* States, belonging and the name begin where they began before. */
static struct err *day_undo(struct cx *cx, struct undoing *u)
{
	int64_t id = u->row.is.id, event = u->row.event, undone = u->event;
	day_t *day = str_eq(u->in->field, STR("admitted_on"))
			     ? &u->row.is.admitted_on
			     : &u->row.is.official_on;
	struct err *err = member_state_unmake(
		cx->db, &(struct member_state_unmake_in){ id, undone, event },
		NULL);

	if (!err)
		err = member_state_again(
			cx->db, &(struct member_state_again_in){ id, undone },
			NULL);
	if (!err)
		err = member_in_unmake(cx->db,
				       &(struct member_in_unmake_in){
					       id, undone, event },
				       NULL);
	if (!err)
		err = member_in_again(
			cx->db, &(struct member_in_again_in){ id, undone },
			NULL);
	if (!day_from_iso(u->in->value, day))
		*day = DAY_NONE;
	return err ? err : names_undo(cx, u);
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
		err = u->what == OF_DAY	   ? day_undo(cx, u)
		      : u->what == OF_NAME ? name_undo(cx, u)
					   : fact_undo(cx, u);
	audit_int(&before, "event", u->event);
	audit_str(&before, "field", u->in->field);
	return err ? err
		   : member_keep(cx, &u->row,
				 &(struct member_said){
					 .kind = "member.take_back",
					 .before = audit_end(&before),
					 .reason = u->in->reason });
}

struct err *member_fact_back(struct cx *cx, const struct member_edit *which,
			     int64_t event)
{
	struct undoing u = { .in = which, .event = event, .what = OF_FACT };
	struct err *err = member_text_check(cx->arena, which->reason, "reason");

	if (str_eq(which->field, STR("name")))
		u.what = OF_NAME;
	else if (str_eq(which->field, STR("admitted_on")) ||
		 str_eq(which->field, STR("official_on")))
		u.what = OF_DAY;
	return err ? err : db_tx(cx, undo_tx, &u);
}
