/*
 * What becomes of people when organisations change: who belonged to one that
 * goes into another belongs to that from the day on, with a line of its own in
 * the record; who is handed over leaves. Nobody has to be transferred.
 */
#include "member/member_reorg.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_reorg_query.h"
#include "member/member_span.h"
#include "member/member_split.h"
#include "org/org.h"
#include "profile/profile.h"

enum { CHAIN_MOST = 40 }; /* organisations that go into each other */

static const char moved[] = "reorganised", given[] = "handed_over";

/* ---- figures --------------------------------------------------------------------- */

/* The office of whoever leads an organisation of a kind, or NULL. */
static const struct profile_term *head_office(const struct profile *p,
					      struct str kind)
{
	const struct profile_term *t = NULL;

	while ((t = profile_term_next(p, "office", t)))
		if (profile_term_is(t, "head") && profile_term_with(t, kind))
			return t;
	return NULL;
}

static struct str title_of(struct cx *cx, const struct profile_term *t)
{
	return cx->lang == LANG_VI ? t->vi : t->en;
}

static struct err *head_read(struct cx *cx, int64_t org, day_t on,
			     const struct profile_term *office,
			     struct member_reorg_holders_rows *ret_rows)
{
	return member_reorg_holders(
		cx->db,
		&(struct member_reorg_holders_in){
			.org = org, .office = office->code, .day = on },
		ret_rows);
}

static struct err *head_count(struct cx *cx, int64_t org, day_t on,
			      struct reorg_figures *out)
{
	const struct profile_term *office;
	struct member_reorg_holders_rows rows;
	struct org o;
	bool found;
	struct err *err = org_find(cx, org, &o, &found);

	if (err || !found)
		return err;
	office = head_office(cx->profile, o.kind);
	if (!office)
		return NULL;
	err = head_read(cx, org, on, office, &rows);
	if (err)
		return err;
	*vec_push(cx->arena, out) = (struct reorg_figure){
		.key = "head",
		.title = title_of(cx, office),
		.n = rows.n,
		.text = rows.n ? rows.p[0].name
			       : tr(cx->lang, N_("vacant (office)"))
	};
	return NULL;
}

static struct err *reorg_figures_add(struct cx *cx, int64_t org, day_t on,
				     struct reorg_figures *out)
{
	struct member_reorg_count_row row;
	bool found;
	struct err *err = member_reorg_count(cx->db,
					     &(struct member_reorg_count_in){
						     .org = org, .day = on },
					     &row, &found);

	if (err)
		return err;
	*vec_push(cx->arena, out) =
		(struct reorg_figure){ .key = REORG_MEMBERS,
				       .title = tr(cx->lang, N_("Members")),
				       .n = row.n };
	return head_count(cx, org, on, out);
}

/* ---- people go along ------------------------------------------------------------------ */

static struct err *in_close(struct cx *cx, const struct reorg *r,
			    const struct reorg_flow *f, const char *how)
{
	struct err *err = member_reorg_end(
		cx->db,
		&(struct member_reorg_end_in){
			.org = f->from,
			.on = r->on,
			.how = str_c(how),
			.event = r->event,
			.step = f->step,
			.with = f->chosen ? MEMBER_REORG_END_WITH_CHOSEN : 0 },
		NULL);

	if (!err)
		err = member_reorg_void(
			cx->db,
			&(struct member_reorg_void_in){
				.org = f->from,
				.on = r->on,
				.event = r->event,
				.step = f->step,
				.with = f->chosen
						? MEMBER_REORG_VOID_WITH_CHOSEN
						: 0 },
			NULL);
	if (!err)
		err = member_reorg_keep(cx->db,
					&(struct member_reorg_keep_in){
						.org = f->from,
						.on = r->on,
						.how = str_c(how),
						.event = r->event },
					NULL);
	return err;
}

/* Homes first: a stay depends on where a person is at home then. */
static struct err *in_open(struct cx *cx, const struct reorg *r,
			   const struct reorg_flow *f)
{
	struct err *err = NULL;

	for (int stay = 0; !err && stay < 2; stay++) {
		err = member_reorg_go(
			cx->db,
			&(struct member_reorg_go_in){
				.org = f->from,
				.to = f->to,
				.on = r->on,
				.how = str_c(moved),
				.decision = r->decision,
				.event = r->event,
				.temporary = stay,
				.with = stay ? MEMBER_REORG_GO_WITH_AWAY : 0 },
			NULL);
		if (!err)
			err = member_reorg_go_later(
				cx->db,
				&(struct member_reorg_go_later_in){
					.org = f->from,
					.to = f->to,
					.on = r->on,
					.how = str_c(moved),
					.decision = r->decision,
					.event = r->event,
					.temporary = stay,
					.with = stay ? MEMBER_REORG_GO_LATER_WITH_AWAY
						     : 0 },
				NULL);
	}
	return err;
}

/* Who leaves stays nowhere, also where the end of a stay was known. */
static struct err *stays_close(struct cx *cx, const struct reorg *r,
			       const struct reorg_flow *f)
{
	struct err *err = member_reorg_stay_gone(
		cx->db,
		&(struct member_reorg_stay_gone_in){ .org = f->from,
						     .on = r->on,
						     .how = str_c(given),
						     .event = r->event },
		NULL);

	if (!err)
		err = member_reorg_stay_void(
			cx->db,
			&(struct member_reorg_stay_void_in){ .org = f->from,
							     .on = r->on,
							     .event =
								     r->event },
			NULL);
	if (!err)
		err = member_reorg_stay_keep(
			cx->db,
			&(struct member_reorg_stay_keep_in){
				.org = f->from,
				.on = r->on,
				.how = str_c(given),
				.event = r->event },
			NULL);
	return err;
}

static struct err *leave(struct cx *cx, const struct reorg *r,
			 const struct reorg_flow *f)
{
	const struct profile_term *t =
		profile_term(cx->profile, "move", str_c(given));
	struct db *db = cx->db;
	struct err *err = member_reorg_state_end(
		db,
		&(struct member_reorg_state_end_in){
			.org = f->from, .on = r->on, .event = r->event },
		NULL);

	assert(t);
	if (!err)
		err = member_reorg_state_void(
			db,
			&(struct member_reorg_state_void_in){
				.org = f->from,
				.on = r->on,
				.event = r->event },
			NULL);
	if (!err)
		err = member_reorg_state_keep(
			db,
			&(struct member_reorg_state_keep_in){
				.org = f->from,
				.on = r->on,
				.event = r->event },
			NULL);
	if (!err)
		err = member_reorg_state_put(
			db,
			&(struct member_reorg_state_put_in){
				.org = f->from,
				.on = r->on,
				.state = t->with,
				.how = str_c(given),
				.event = r->event },
			NULL);
	if (!err)
		err = member_reorg_post_gone(
			db,
			&(struct member_reorg_post_gone_in){ .org = f->from,
							     .on = r->on,
							     .event =
								     r->event },
			NULL);
	if (!err)
		err = member_reorg_post_gone_later(
			db,
			&(struct member_reorg_post_gone_later_in){
				.org = f->from,
				.on = r->on,
				.event = r->event },
			NULL);
	return err ? err : stays_close(cx, r, f);
}

/* What was recorded behind the day must go with it. */
static struct err *astray_check(struct cx *cx, struct reorg *r)
{
	struct member_reorg_astray_row row;
	bool found;
	struct err *err = member_reorg_astray(
		cx->db,
		&(struct member_reorg_astray_in){
			.on = r->on, .how = str_c(given), .event = r->event },
		&row, &found);

	if (!err && found)
		*vec_push(cx->arena, &r->blocks) = tr_fmt(
			cx->arena, cx->lang,
			N_("{0} came to what is handed over, or went on from "
			   "it, behind {1}: take that back first, or choose a "
			   "later day."),
			row.name, fmt_day(cx->arena, r->on));
	return err;
}

static struct err *flow_count(struct cx *cx, const struct reorg *r,
			      const struct reorg_flow *f, unsigned with,
			      int64_t *ret_n)
{
	struct member_reorg_own_row row;
	bool found;
	struct err *err = member_reorg_own(
		cx->db,
		&(struct member_reorg_own_in){
			.org = f->from,
			.day = r->on,
			.step = f->step,
			.with = with | (f->chosen ? MEMBER_REORG_OWN_WITH_CHOSEN
						  : 0) },
		&row, &found);

	*ret_n = err ? 0 : row.n;
	return err;
}

/* What is said of it: how many records get a line. */
static struct err *flow_note(struct cx *cx, struct reorg *r,
			     struct reorg_flow *f)
{
	int64_t n;
	struct err *err = flow_count(cx, r, f, 0, &n);

	if (!err)
		err = flow_count(cx, r, f, MEMBER_REORG_OWN_WITH_HOME,
				 &f->went);
	if (err || !n)
		return err;
	*vec_push(cx->arena, &r->notes) = tr_fmt(
		cx->arena, cx->lang,
		f->to ? N_("Records of {0} members get a line “by "
			   "reorganisation”; no transfer papers are needed.")
		      : N_("{0} members leave with their organisation; their "
			   "records stay."),
		fmt_int(cx->arena, cx->lang, n));
	return NULL;
}

static struct err *flow_apply(struct cx *cx, struct reorg *r,
			      struct reorg_flow *f)
{
	struct err *err = flow_note(cx, r, f);

	if (!err && f->chosen)
		err = member_split_note(cx, r, f);
	if (!err)
		err = in_close(cx, r, f, f->to ? moved : given);
	if (!err)
		err = f->to ? in_open(cx, r, f) : leave(cx, r, f);
	if (!err)
		err = member_reorg_post_end(
			cx->db,
			&(struct member_reorg_post_end_in){
				.org = f->from,
				.on = r->on,
				.event = r->event,
				.step = f->step,
				.with = f->chosen
						? MEMBER_REORG_POST_END_WITH_CHOSEN
						: 0 },
			NULL);
	if (!err)
		err = member_reorg_post_void(
			cx->db,
			&(struct member_reorg_post_void_in){
				.org = f->from,
				.on = r->on,
				.event = r->event,
				.step = f->step,
				.with = f->chosen
						? MEMBER_REORG_POST_VOID_WITH_CHOSEN
						: 0 },
			NULL);
	return err;
}

/* One that ends without anybody going along has offices, too. */
static struct err *end_apply(struct cx *cx, const struct reorg *r,
			     const struct reorg_end *e)
{
	struct err *err = member_reorg_post_end(
		cx->db,
		&(struct member_reorg_post_end_in){
			.org = e->org, .on = r->on, .event = r->event },
		NULL);

	if (!err)
		err = member_reorg_post_void(
			cx->db,
			&(struct member_reorg_post_void_in){
				.org = e->org, .on = r->on, .event = r->event },
			NULL);
	return err;
}

/* Whoever belongs to one that ends must go somewhere. */
static struct err *end_check(struct cx *cx, struct reorg *r,
			     const struct reorg_end *e)
{
	struct member_reorg_own_row row;
	struct org o;
	bool found;
	struct err *err = member_reorg_own(
		cx->db,
		&(struct member_reorg_own_in){ .org = e->org, .day = r->on },
		&row, &found);

	if (err || !row.n)
		return err;
	err = org_find(cx, e->org, &o, &found);
	if (!err)
		*vec_push(cx->arena, &r->blocks) =
			tr_fmt(cx->arena, cx->lang,
			       N_("“{0}” ends but has {1} members: say in the "
				  "decision where they go."),
			       o.name, fmt_int(cx->arena, cx->lang, row.n));
	return err;
}

/* ---- who leads what comes out of it --------------------------------------------------------- */

struct head {
	int64_t org; /* where the people go */
	int64_t step;
	const struct profile_term *office;
	struct {
		struct candidate {
			int64_t member, post; /* post 0: of one that ended */
			day_t from, to;
			struct str name;
		} * p;
		ptrdiff_t n, cap;
	} who;
	ptrdiff_t n_ended; /* of them came with an organisation that ends */
};

static struct err *candidates_add(struct cx *cx, const struct reorg *r,
				  struct head *h, int64_t org, bool here)
{
	struct member_reorg_holders_rows rows;
	/* the day before: those that end have ended on the day */
	struct err *err =
		head_read(cx, org, here ? r->on : r->on - 1, h->office, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		*vec_push(cx->arena, &h->who) =
			(struct candidate){ .member = rows.p[i].member,
					    .post = here ? rows.p[i].id : 0,
					    .from = rows.p[i].from_on,
					    .name = rows.p[i].name };
		h->n_ended += !here;
	}
	return err;
}

/* Whoever led what goes into it, also by way of others that end. */
static struct err *candidates_came(struct cx *cx, const struct reorg *r,
				   struct head *h, int64_t to, int deep)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < r->flows.n && deep < CHAIN_MOST;
	     i++) {
		const struct reorg_flow *f = &r->flows.p[i];

		if (f->to != to || f->chosen)
			continue;
		err = candidates_add(cx, r, h, f->from, false);
		if (!err)
			err = candidates_came(cx, r, h, f->from, deep + 1);
	}
	return err;
}

static struct err *head_ask(struct cx *cx, struct reorg *r,
			    const struct head *h, const struct org *o,
			    struct str *ret_answer)
{
	struct reorg_ask ask = {
		.key = str_fmt(cx->arena, "member.head.%lld",
			       (long long)h->step),
		.text = tr_fmt(cx->arena, cx->lang,
			       N_("Who holds the office “{0}” of {1} "
				  "afterwards?"),
			       title_of(cx, h->office), o->name),
		.option =
			arena_new(cx->arena, struct reorg_option, h->who.n + 1),
		.n_options = h->who.n + 1,
	};

	for (ptrdiff_t i = 0; i < h->who.n; i++)
		ask.option[i] = (struct reorg_option){
			.value = str_fmt(cx->arena, "%lld",
					 (long long)h->who.p[i].member),
			.text = h->who.p[i].name
		};
	ask.option[h->who.n] = (struct reorg_option){
		.value = STR("none"),
		.text = tr(cx->lang, N_("Nobody yet: it is noted as vacant"))
	};
	return reorg_asked(cx, r, &ask, ret_answer);
}

static struct err *head_choose(struct cx *cx, const struct reorg *r,
			       const struct head *h, struct str answer)
{
	int64_t chosen = 0;
	bool kept = false;
	struct err *err = NULL;

	if (!str_eq(answer, STR("none")) && !str_to_i64(answer, &chosen))
		return NULL;
	for (ptrdiff_t i = 0; !err && i < h->who.n; i++) {
		const struct candidate *c = &h->who.p[i];

		kept = kept || (c->post && c->member == chosen);
		if (!c->post || c->member == chosen)
			continue;
		if (c->from < r->on && c->to == DAY_NONE)
			err = member_reorg_post_stop(
				cx->db, &(struct member_reorg_post_stop_in){
						.id = c->post,
						.on = r->on,
						.event = r->event });
		else
			err = member_reorg_post_drop(
				cx->db,
				&(struct member_reorg_post_drop_in){
					.id = c->post, .event = r->event });
	}
	if (err || !chosen || kept)
		return err;
	return member_reorg_post_put(cx->db,
				     &(struct member_reorg_post_put_in){
					     .member = chosen,
					     .org = h->org,
					     .office = h->office->code,
					     .on = r->on,
					     .event = r->event },
				     NULL);
}

/* Is there more than one who could lead it, or nobody who did? */
static struct err *head_apply(struct cx *cx, struct reorg *r, ptrdiff_t first)
{
	const struct reorg_flow *f = &r->flows.p[first];
	struct head h = { .org = f->to, .step = f->step };
	struct str answer;
	struct org o;
	bool found;
	struct err *err = org_find(cx, f->to, &o, &found);

	if (err)
		return err;
	h.office = head_office(cx->profile, o.kind);
	if (!h.office)
		return NULL;
	err = candidates_add(cx, r, &h, f->to, true);
	if (!err)
		err = candidates_came(cx, r, &h, f->to, 0);
	if (err || !h.n_ended)
		return err;
	err = head_ask(cx, r, &h, &o, &answer);
	return err || !answer.p ? err : head_choose(cx, r, &h, answer);
}

/* Once for each that goes on. */
static bool first_into(const struct reorg *r, ptrdiff_t at)
{
	for (ptrdiff_t i = 0; i < r->ends.n; i++)
		if (r->ends.p[i].org == r->flows.p[at].to)
			return false;
	for (ptrdiff_t i = 0; i < at; i++)
		if (r->flows.p[i].to == r->flows.p[at].to)
			return false;
	return r->flows.p[at].to != 0;
}

static struct err *reorg_people(struct cx *cx, struct reorg *r)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < r->flows.n; i++)
		err = flow_apply(cx, r, &r->flows.p[i]);
	if (!err)
		err = member_reorg_stay_home(
			cx->db,
			&(struct member_reorg_stay_home_in){
				.on = r->on, .event = r->event },
			NULL);
	if (!err)
		err = astray_check(cx, r);
	for (ptrdiff_t i = 0; !err && i < r->ends.n; i++) {
		err = end_apply(cx, r, &r->ends.p[i]);
		if (!err)
			err = end_check(cx, r, &r->ends.p[i]);
	}
	for (ptrdiff_t i = 0; !err && i < r->flows.n; i++)
		if (first_into(r, i))
			err = head_apply(cx, r, i);
	if (!err)
		err = member_reorg_post_keep(
			cx->db,
			&(struct member_reorg_post_keep_in){
				.on = r->on, .event = r->event },
			NULL);
	if (!err)
		err = member_reorg_today(cx->db,
					 &(struct member_reorg_today_in){
						 .event = r->event,
						 .day = cx->today },
					 NULL);
	return err ? err : member_span_event(cx, r->event);
}

/* ---- taking it back ------------------------------------------------------- */

static struct err *reorg_upon(struct cx *cx, const struct reorg_undo *u,
			      struct str *ret_why)
{
	struct member_reorg_upon_row row;
	struct member_reorg_upon_made_row made;
	bool found;
	struct err *err = member_reorg_upon(
		cx->db, &(struct member_reorg_upon_in){ .event = u->event },
		&row, &found);

	if (!err && found)
		*ret_why = tr(cx->lang,
			      N_("Somebody whom it moved was changed later."));
	if (err || found)
		return err;
	err = member_reorg_upon_made(cx->db,
				     &(struct member_reorg_upon_made_in){
					     .event = u->event },
				     &made, &found);
	if (!err && found)
		*ret_why = tr(cx->lang, N_("Somebody came to an organisation "
					   "that it made."));
	return err;
}

static struct err *reorg_back(struct cx *cx, const struct reorg_undo *u)
{
	/* no row tells of them afterwards */
	struct member_reorg_only_ended_rows stayed;
	struct err *err = member_reorg_only_ended(
		cx->db,
		&(struct member_reorg_only_ended_in){ .event = u->event },
		&stayed);

	REORG_UNDO_ROWS(member_reorg_in, cx, u, err);
	REORG_UNDO_ROWS(member_reorg_state, cx, u, err);
	REORG_UNDO_ROWS(member_reorg_post, cx, u, err);
	if (!err)
		err = member_reorg_today(cx->db,
					 &(struct member_reorg_today_in){
						 .event = u->event,
						 .day = cx->today },
					 NULL);
	for (ptrdiff_t i = 0; !err && i < stayed.n; i++)
		err = member_reorg_today_of(cx->db,
					    &(struct member_reorg_today_of_in){
						    .member =
							    stayed.p[i].member,
						    .day = cx->today },
					    NULL);
	/* its rows are still the event's, so it finds everybody */
	return err ? err : member_span_event(cx, u->event);
}

const struct reorg_hook member_reorg = {
	.count = reorg_figures_add,
	.apply = reorg_people,
	.upon = reorg_upon,
	.undo = reorg_back,
	.unstep = member_split_unstep,
};
