/* Offices that people hold, and the checklist of their papers. */
#include "member/member_priv.h"

#include "base/utf8.h"
#include "i18n/i18n.h"

/* ---- posts -------------------------------------------------------------- */

struct posting {
	const struct member_post *in;
	const struct profile_term *office;
	struct member_held row;
	struct member_org_row org;
};

static struct err *office_fault(struct cx *cx, const char *text)
{
	return err_at(err_new(cx->arena, ERR_INVALID, text), STR("office"));
}

static struct err *days_check(struct cx *cx, const struct member_post *in)
{
	struct err *err =
		member_day_check(cx->arena, in->from, cx->today, "from");

	if (err || in->to == DAY_NONE)
		return err;
	err = member_day_check(cx->arena, in->to, cx->today, "to");
	if (!err && in->to <= in->from)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("A post ends behind the day on which "
					"it begins.")),
			     STR("to"));
	return err;
}

/* An office with one holder: who has it in that time; of others, whether this
 * person has it already. */
static struct err *taken_check(struct cx *cx, const struct posting *x)
{
	bool one = profile_term_is(x->office, "one");
	struct member_post_taken_in in = {
		.org = x->in->org,
		.office = x->in->office,
		.from_on = x->in->from,
		.to_on = x->in->to,
		.member = x->in->member,
		.with = (x->in->to != DAY_NONE ? MEMBER_POST_TAKEN_WITH_UNTIL
					       : 0) |
			(one ? 0 : MEMBER_POST_TAKEN_WITH_OWN)
	};
	struct member_post_taken_row row;
	bool found;
	struct err *err = member_post_taken(cx->db, &in, &row, &found);

	if (err || !found)
		return err;
	return err_at(
		err_new(cx->arena, ERR_CONFLICT,
			row.to_on == DAY_NONE
				? N_("{0} holds this office there since {1}: "
				     "end that first.")
				: N_("{0} held this office there from {1} to "
				     "{2}: choose other days."),
			row.name, fmt_day(cx->arena, row.from_on),
			row.to_on == DAY_NONE ? STR("")
					      : fmt_day(cx->arena, row.to_on)),
		STR("office"));
}

static struct err *post_check(struct cx *cx, struct posting *x)
{
	struct err *err = days_check(cx, x->in);

	if (!err && !x->office)
		err = office_fault(cx, N_("Choose one from the list."));
	if (!err)
		err = member_text_check(cx->arena, x->in->basis, "basis");
	if (!err)
		err = member_org_time_check(cx, x->in->org,
					    (day_t[]){ x->in->from, x->in->to },
					    &x->org);
	if (!err && !profile_term_with(x->office, x->org.kind))
		err = office_fault(cx, N_("An organisation of that kind has "
					  "no such office."));
	if (!err && x->in->to == DAY_NONE &&
	    !member_is_counted(cx->profile, x->row.is.state))
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("This person isn't a member now."));
	return err ? err : taken_check(cx, x);
}

static struct err *post_write(struct cx *cx, struct posting *x)
{
	struct buf after = audit_obj(cx);
	struct err *err =
		member_post_insert(cx->db,
				   &(struct member_post_insert_in){
					   .member = x->in->member,
					   .org = x->in->org,
					   .office = x->in->office,
					   .from_on = x->in->from,
					   .to_on = x->in->to,
					   .basis = text_or_null(x->in->basis),
					   .event = x->row.event },
				   NULL);

	if (err)
		return err;
	audit_str(&after, "office", x->in->office);
	audit_int(&after, "org", x->in->org);
	audit_day(cx, &after, "from", x->in->from);
	audit_day(cx, &after, "to", x->in->to);
	audit_str(&after, "basis", text_or_null(x->in->basis));
	return member_keep(cx, &x->row,
			   &(struct member_said){ .kind = "member.post",
						  .after = audit_end(&after) });
}

static struct err *post_tx(struct cx *cx, void *arg)
{
	struct posting *x = arg;
	bool seen;
	struct err *err = audit_seen(cx, "member.post", &seen, NULL);

	if (err || seen)
		return err;
	err = member_take(cx, x->in->member, x->in->rev, &x->row);
	if (!err)
		err = post_check(cx, x);
	return err ? err : post_write(cx, x);
}

struct err *member_post_add(struct cx *cx, const struct member_post *in)
{
	struct posting x = { .in = in,
			     .office = profile_term(cx->profile, "office",
						    in->office) };

	return db_tx(cx, post_tx, &x);
}

struct closing {
	int64_t post, rev;
	day_t on;
};

static struct err *close_write(struct cx *cx, const struct closing *x,
			       const struct member_post_by_id_row *post,
			       struct member_held *row)
{
	struct buf after = audit_obj(cx);
	struct err *err =
		member_post_end(cx->db, &(struct member_post_end_in){
						post->id, x->on, row->event });

	if (err)
		return err;
	audit_str(&after, "office", post->office);
	audit_int(&after, "org", post->org);
	audit_day(cx, &after, "to", x->on);
	return member_keep(cx, row,
			   &(struct member_said){ .kind = "member.post_end",
						  .after = audit_end(&after) });
}

static struct err *close_tx(struct cx *cx, void *arg)
{
	const struct closing *x = arg;
	struct member_post_by_id_row post;
	struct member_held row;
	bool seen, found;
	struct err *err = audit_seen(cx, "member.post_end", &seen, NULL);

	if (err || seen)
		return err;
	err = member_post_by_id(cx->db,
				&(struct member_post_by_id_in){ .id = x->post },
				&post, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such post."));
	if (!err)
		err = member_take(cx, post.member, x->rev, &row);
	if (!err)
		err = member_day_check(cx->arena, x->on, cx->today, "on");
	if (!err && (post.to_on != DAY_NONE || x->on <= post.from_on))
		err = err_at(err_new(cx->arena, ERR_CONFLICT,
				     N_("This post has ended already, or "
					"begins on that day or later.")),
			     STR("on"));
	return err ? err : close_write(cx, x, &post, &row);
}

struct err *member_post_close(struct cx *cx, int64_t post, int64_t rev,
			      day_t on)
{
	struct closing x = { post, rev, on };

	return db_tx(cx, close_tx, &x);
}

/* ---- papers ------------------------------------------------------------- */

struct filing {
	const struct member_checklist *in;
	struct member_held row;
	struct member_papers_rows now;
	struct buf after;
	bool changed;
};

static const struct member_papers_row *paper_now(const struct filing *x,
						 struct str paper)
{
	for (ptrdiff_t i = 0; i < x->now.n; i++)
		if (str_eq(x->now.p[i].paper, paper))
			return &x->now.p[i];
	return NULL;
}

static struct err *paper_write(struct cx *cx, struct filing *x,
			       const struct member_paper *p)
{
	const struct member_papers_row *is = paper_now(x, p->paper);
	struct str place = text_clean(cx->arena, p->place);
	struct err *err = NULL;

	if (!place.p)
		place = STR("");
	if (is ? !is->present == !p->present && str_eq(is->place, place)
	       : !p->present && !place.n)
		return NULL;
	if (!profile_term(cx->profile, "paper", p->paper) ||
	    utf8_length(place) > MEMBER_VALUE_MOST)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("The list has no such paper, or where "
					 "it is kept is longer than 200 "
					 "characters.")),
			      p->paper);
	if (is)
		err = member_paper_end(cx->db, &(struct member_paper_end_in){
						       is->id, cx->today,
						       x->row.event });
	x->changed = true;
	audit_str(&x->after, str_to_c(cx->arena, p->paper),
		  p->present ? str_cat(cx->arena, STR("+"), place) : STR("-"));
	return err ? err
		   : member_paper_insert(cx->db,
					 &(struct member_paper_insert_in){
						 .member = x->row.is.id,
						 .paper = p->paper,
						 .present = p->present,
						 .place = place,
						 .from_on = cx->today,
						 .event = x->row.event },
					 NULL);
}

static struct err *papers_tx(struct cx *cx, void *arg)
{
	struct filing *x = arg;
	bool seen;
	struct err *err = audit_seen(cx, "member.papers", &seen, NULL);

	if (err || seen)
		return err;
	x->after = audit_obj(cx);
	x->changed = false;
	err = member_take(cx, x->in->member, x->in->rev, &x->row);
	if (!err)
		err = member_papers(cx->db,
				    &(struct member_papers_in){
					    .member = x->in->member },
				    &x->now);
	for (ptrdiff_t i = 0; !err && i < x->in->n; i++)
		err = paper_write(cx, x, &x->in->p[i]);
	if (err || !x->changed)
		return err;
	return member_keep(cx, &x->row,
			   &(struct member_said){
				   .kind = "member.papers",
				   .after = audit_end(&x->after) });
}

struct err *member_papers_set(struct cx *cx, const struct member_checklist *in)
{
	struct filing x = { .in = in };

	return db_tx(cx, papers_tx, &x);
}
