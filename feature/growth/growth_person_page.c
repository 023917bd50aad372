/* /candidate/:id: one person, and the forms of what happens to him or her. */
#include "growth/growth_page_priv.h"

#include "audit/audit.h"
#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_care.h"
#include "growth/growth_person_tmpl.h"
#include "growth/growth_query.h"
#include "i18n/i18n.h"
#include "member/member.h"

/* ---- one person ------------------------------------------------------------------ */

static struct str path_of(struct cx *cx, int64_t id, const char *more)
{
	return str_fmt(cx->arena, "/candidate/%lld%s", (long long)id, more);
}

/* ERR_NOT_FOUND also for whoever may not look. */
static struct err *person_read(struct cx *cx, struct req *rq,
			       struct candidate_by_id_row *ret)
{
	int64_t id = req_path_id(rq, "id");
	bool seen;
	struct err *err = growth_is_seen(cx, id, &seen);

	if (!err && !seen)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is nobody of this number in the "
				 "pipeline."));
	return err ? err
		   : candidate_by_id(cx->db, &(struct candidate_by_id_in){ id },
				     ret, &seen);
}

static struct crumbs person_crumbs(struct cx *cx,
				   const struct candidate_by_id_row *c,
				   struct str here)
{
	struct crumbs l = { 0 };

	*vec_push(cx->arena, &l) =
		(struct crumb){ .text = tr(cx->lang,
					   N_("Growth of the membership")),
				.href = STR("/growth") };
	*vec_push(cx->arena, &l) =
		(struct crumb){ .text = tr(cx->lang, N_("People on the way")),
				.href = STR("/growth/people") };
	if (c)
		*vec_push(cx->arena, &l) =
			(struct crumb){ .text = c->name,
					.href = here.n ? path_of(cx, c->id, "")
						       : STR_NULL };
	if (here.n)
		*vec_push(cx->arena, &l) = (struct crumb){ .text = here };
	return l;
}

/* ---- the way so far -------------------------------------------------------------------- */

struct person {
	struct candidate_by_id_row is;
	struct growth_stages stages;
	struct growth_path path;
	struct candidate_steps_rows steps;
};

static const struct candidate_steps_row *step_of(const struct person *p, int at)
{
	for (ptrdiff_t i = 0; i < p->steps.n; i++)
		if (str_eq(p->steps.p[i].stage, p->stages.term[at]->code))
			return &p->steps.p[i];
	return NULL;
}

static day_t day_of(const struct person *p, const char *mark)
{
	for (int i = 0; i < p->stages.n; i++)
		if (profile_term_is(p->stages.term[i], mark))
			return p->path.on[i];
	return DAY_NONE;
}

static struct status due_of(struct cx *cx, struct growth_limit limit)
{
	struct str day = fmt_day(cx->arena, limit.due);

	if (limit.due == DAY_NONE)
		return (struct status){ .text = STR_NULL };
	if (limit.due < cx->today)
		return (struct status){
			.mark = MARK_RED,
			.text = tr_fmt(cx->arena, cx->lang,
				       N_("was due by {0}{1}"), day,
				       growth_basis(cx->arena, limit.rule))
		};
	return (struct status){
		.mark = limit.due - cx->today <= 30 ? MARK_AMBER : MARK_NONE,
		.text = tr_fmt(cx->arena, cx->lang, N_("due by {0}{1}"), day,
			       growth_basis(cx->arena, limit.rule))
	};
}

/* What the profile's rules ask of a stage that is to come, or of a certificate
 * that must still count. */
static struct status limit_of(struct cx *cx, const struct person *p, int at)
{
	const struct profile_term *t = p->stages.term[at];
	day_t vote = day_of(p, "vote");

	if (profile_term_is(t, "course") && p->path.on[at] != DAY_NONE &&
	    vote == DAY_NONE)
		return due_of(cx,
			      growth_course_limit(cx->profile, p->path.on[at]));
	if (profile_term_is(t, "ceremony") && p->path.on[at] == DAY_NONE &&
	    day_of(p, "admission") != DAY_NONE)
		return due_of(cx, growth_ceremony_limit(cx->profile,
							day_of(p, "admission"),
							day_of(p, "receipt")));
	return (struct status){ .text = STR_NULL };
}

static void way_fill(struct cx *cx, const struct person *p,
		     struct growth_person_view *x)
{
	bool open = str_eq(p->is.state, STR("open"));
	int next = -1;

	for (int i = p->path.last + 1; i < p->stages.n && next < 0; i++)
		next = i;
	for (int i = 0; i < p->stages.n; i++) {
		const struct candidate_steps_row *r = step_of(p, i);
		struct growth_entry *e;

		if (!r && !open)
			continue;
		e = vec_push(cx->arena, &x->way);
		e->title = growth_step_title(cx, p->stages.term[i]->code);
		e->on = r ? r->on_day : DAY_NONE;
		e->reached = r != NULL;
		e->next = open && i == next;
		if (r && r->basis.p)
			e->basis = r->basis;
		if (r && r->base != DB_NULL)
			e->note = tr_fmt(cx->arena, cx->lang,
					 N_("{0} of {1} in favour; {2} needed"),
					 fmt_int(cx->arena, cx->lang, r->yes),
					 fmt_int(cx->arena, cx->lang, r->base),
					 fmt_int(cx->arena, cx->lang,
						 growth_vote_least(cx->profile,
								   r->base,
								   r->on_day)));
		if (open)
			e->due = limit_of(cx, p, i);
	}
	if (next >= 0)
		x->next = growth_step_title(cx, p->stages.term[next]->code);
	x->may_back = open && p->path.last > 0;
}

/* ---- facts ------------------------------------------------------------------------------ */

static void datum_add(struct cx *cx, struct growth_person_view *x,
		      const char *label, struct str value)
{
	if (value.n)
		*vec_push(cx->arena, &x->data) =
			(struct growth_datum){ tr(cx->lang, label), value };
}

static struct err *data_fill(struct cx *cx, const struct person *p,
			     struct growth_person_view *x)
{
	const struct candidate_by_id_row *c = &p->is;
	struct candidate_secrets_rows secrets = { 0 };
	struct err *err = NULL;

	if (growth_may_personal(cx)) {
		err = candidate_secrets(cx->db,
					&(struct candidate_secrets_in){ c->id },
					&secrets);
		datum_add(cx, x, N_("Born"),
			  member_birth_text(cx->arena, c->birth,
					    c->birth_part.p ? c->birth_part
							    : STR("")));
		if (c->sex.p)
			datum_add(cx, x, N_("Sex"),
				  tr(cx->lang, member_sex_title(c->sex)));
		datum_add(cx, x, N_("Place of work"),
			  c->work.p ? c->work : STR(""));
		for (ptrdiff_t i = 0; i < secrets.n; i++)
			datum_add(cx, x, N_("Identity number"),
				  member_mask_tail(cx->arena,
						   secrets.p[i].tail));
	}
	datum_add(cx, x, N_("Source"),
		  profile_term_title(cx->profile, "source", c->source,
				     cx->lang));
	datum_add(cx, x, N_("Proposed by"), c->proposer);
	datum_add(cx, x, N_("Consent of who proposes"),
		  fmt_day(cx->arena, c->consent_on));
	return err;
}

static struct err *papers_fill(struct cx *cx, const struct person *p,
			       struct growth_person_view *x)
{
	struct growth_papers list;
	struct err *err = growth_papers_read(cx, p->is.id, &list);

	for (ptrdiff_t i = 0; !err && i < list.n; i++) {
		const struct profile_term *t = list.p[i].term;

		x->papers_there += list.p[i].present;
		if (list.p[i].needed && !list.p[i].present)
			*vec_push(cx->arena, &x->missing) =
				cx->lang == LANG_EN ? t->en : t->vi;
	}
	x->papers = err ? 0 : list.n;
	return err;
}

static void past_add(struct cx *cx, struct growth_person_view *x,
		     struct growth_entry e)
{
	*vec_push(cx->arena, &x->past) = e;
}

static struct err *past_fill(struct cx *cx, const struct person *p,
			     struct growth_person_view *x)
{
	struct candidate_ins_rows ins;
	struct candidate_exits_rows exits;
	struct err *err =
		candidate_ins(cx->db, &(struct candidate_ins_in){ p->is.id },
			      &ins);

	if (!err)
		err = candidate_exits(cx->db,
				      &(struct candidate_exits_in){ p->is.id },
				      &exits);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < ins.n; i++)
		past_add(cx, x,
			 (struct growth_entry){ .title = ins.p[i].org_name,
						.basis = ins.p[i].basis,
						.on = ins.p[i].from_on });
	for (ptrdiff_t i = 0; i < exits.n; i++) {
		past_add(cx, x,
			 (struct growth_entry){ .title = profile_term_title(
							cx->profile, "exit",
							exits.p[i].cause,
							cx->lang),
						.note = exits.p[i].note,
						.on = exits.p[i].on_day });
		if (exits.p[i].back_on != DAY_NONE)
			past_add(cx, x,
				 (struct growth_entry){
					 .title = tr(cx->lang, N_("Came back")),
					 .on = exits.p[i].back_on });
	}
	return NULL;
}

static struct err *person_fill(struct cx *cx, struct req *rq, struct person *p)
{
	struct err *err = person_read(cx, rq, &p->is);

	growth_stages(cx->profile, &p->stages);
	if (!err)
		err = growth_path_read(cx, p->is.id, &p->path);
	return err ? err
		   : candidate_steps(cx->db,
				     &(struct candidate_steps_in){ p->is.id },
				     &p->steps);
}

static struct err *person_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view view;
	struct person p;
	struct growth_person_view x = { .page = &page };
	struct err *err = person_fill(cx, rq, &p);

	if (err)
		return err;
	x.id = p.is.id;
	x.name = p.is.name;
	x.crumbs = person_crumbs(cx, &p.is, STR(""));
	x.sub = tr_fmt(cx->arena, cx->lang, N_("{0} · {1}"), p.is.org_name,
		       growth_step_title(cx, p.is.stage));
	x.open = str_eq(p.is.state, STR("open"));
	x.left = str_eq(p.is.state, STR("left"));
	x.admitted = str_eq(p.is.state, STR("admitted"));
	x.member = p.is.member;
	x.may_manage = cx_may(cx, PERM_GROWTH_MANAGE);
	way_fill(cx, &p, &x);
	err = data_fill(cx, &p, &x);
	if (!err)
		err = papers_fill(cx, &p, &x);
	if (!err)
		err = past_fill(cx, &p, &x);
	rp->no_etag = true;
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = x.name,
						     .menu = "growth" },
				 &page, &view);
	if (!err)
		growth_person_html(&view, &x);
	return err;
}

/* ---- forms ------------------------------------------------------------------------------- */

struct err *growth_form_begin(struct cx *cx, struct req *rq, struct form *f,
			      struct candidate_by_id_row *c)
{
	struct err *err = person_read(cx, rq, c);

	if (err)
		return err;
	f->menu = "growth";
	f->button = f->button.n ? f->button : tr(cx->lang, N_("Save"));
	f->crumbs = person_crumbs(cx, c, f->title);
	f->action = str_cat(cx->arena, path_of(cx, c->id, ""), f->action);
	form_keep(cx, f, "rev",
		  form_typed(rq, "rev",
			     str_fmt(cx->arena, "%lld", (long long)c->rev)));
	return NULL;
}

/* What another person changed meanwhile counts; what was typed stays. */
struct err *growth_form_again(struct cx *cx, struct req *rq, struct reply *rp,
			      struct form *f, const struct err *faults)
{
	struct candidate_by_id_row c;
	struct err *err = NULL;

	if (form_is_behind(faults)) {
		err = person_read(cx, rq, &c);
		for (ptrdiff_t i = 0; !err && i < f->kept.n; i++)
			if (str_eq(str_c(f->kept.p[i].name), STR("rev")))
				f->kept.p[i].value = str_fmt(cx->arena, "%lld",
							     (long long)c.rev);
	}
	return err ? err : form_show(cx, rq, rp, f, faults);
}

struct err *growth_person_go(struct cx *cx, struct reply *rp, int64_t id)
{
	return reply_redirect(rp, path_of(cx, id, ""));
}

static struct form_input *line(struct cx *cx, struct req *rq, struct form *f,
			       const char *name, const char *label)
{
	struct form_input *in = form_input(cx, f, FORM_LINE, name, label);

	in->value = form_typed(rq, name, STR(""));
	return in;
}

/* ---- a stage -------------------------------------------------------------------------------- */

static bool vote_may_follow(const struct growth_stages *s,
			    const struct growth_path *is)
{
	for (int i = is->last + 1; i < s->n; i++)
		if (profile_term_is(s->term[i], "vote"))
			return true;
	return false;
}

static struct err *step_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct candidate_by_id_row c;
	struct growth_stages s;
	struct growth_path path;
	struct form_input *in;
	struct form f = { .title = tr(cx->lang, N_("Record a stage")),
			  .action = STR("/step") };
	struct err *err = growth_form_begin(cx, rq, &f, &c);

	if (!err)
		err = growth_path_read(cx, c.id, &path);
	if (err)
		return err;
	growth_stages(cx->profile, &s);
	f.lead = tr_fmt(cx->arena, cx->lang, N_("{0}, so far: {1} on {2}."),
			c.name, growth_step_title(cx, c.stage),
			fmt_day(cx->arena, c.stage_on));
	in = form_input(cx, &f, FORM_SELECT, "stage", N_("Stage"));
	for (int i = path.last + 1; i < s.n; i++)
		form_choose(cx, &in->choices, s.term[i]->code,
			    growth_step_title(cx, s.term[i]->code),
			    form_typed(rq, "stage", STR("")));
	form_input(cx, &f, FORM_LINE, "on", N_("Day"))->value =
		form_day_typed(cx, rq, "on", cx->today);
	in = line(cx, rq, &f, "basis", N_("Basis"));
	in->note = tr(cx->lang, N_("number of the decision, the certificate, "
				   "the minutes"));
	if (vote_may_follow(&s, &path)) {
		in = line(cx, rq, &f, "base", N_("Official members who count"));
		in->note = tr(cx->lang, N_("of a vote only: without those away "
					   "and absent exempt ones"));
		line(cx, rq, &f, "yes", N_("Votes in favour"));
	}
	return growth_form_again(cx, rq, rp, &f, faults);
}

static struct err *step_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return step_show(cx, rq, rp, req_faults(rq));
}

static struct err *step_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct growth_step_new in = { .stage = req_str(rq, "stage"),
				      .on = req_day(rq, "on"),
				      .basis = req_str(rq, "basis"),
				      .base = req_int(rq, "base"),
				      .yes = req_int(rq, "yes") };
	int64_t id = req_path_id(rq, "id"), member = 0;
	struct err *err = req_faults(rq);

	if (!err)
		err = growth_step(cx, id, req_int(rq, "rev"), &in, &member);
	if (err && form_is_mendable(err))
		return step_show(cx, rq, rp, err);
	return err ? err : growth_person_go(cx, rp, id);
}

/* ---- taken back ----------------------------------------------------------------------------- */

static struct err *back_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct candidate_by_id_row c;
	struct form f = { .title = tr(cx->lang, N_("Take the last stage back")),
			  .action = STR("/back") };
	struct err *err = growth_form_begin(cx, rq, &f, &c);

	if (err)
		return err;
	f.lead = tr_fmt(cx->arena, cx->lang,
			N_("“{0}” of {1} was written down wrong: it will never "
			   "have counted. The trail keeps that it stood here."),
			growth_step_title(cx, c.stage),
			fmt_day(cx->arena, c.stage_on));
	f.button = tr(cx->lang, N_("Take it back"));
	line(cx, rq, &f, "reason", N_("Reason"));
	return growth_form_again(cx, rq, rp, &f, faults);
}

static struct err *back_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return back_show(cx, rq, rp, req_faults(rq));
}

static struct err *back_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct err *err = req_faults(rq);

	if (!err)
		err = growth_step_back(cx, id, req_int(rq, "rev"),
				       req_str(rq, "reason"));
	if (err && form_is_mendable(err))
		return back_show(cx, rq, rp, err);
	return err ? err : growth_person_go(cx, rp, id);
}

/* ---- another organisation -------------------------------------------------------------------- */

static struct err *move_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct candidate_by_id_row c;
	struct form_input *in;
	struct form f = { .title = tr(cx->lang, N_("Another organisation")),
			  .action = STR("/move") };
	struct err *err = growth_form_begin(cx, rq, &f, &c);

	if (err)
		return err;
	f.lead = tr_fmt(cx->arena, cx->lang,
			N_("{0} is in the pipeline of “{1}” and goes on where "
			   "he or she is, in that of another."),
			c.name, c.org_name);
	in = form_input(cx, &f, FORM_SELECT, "org", N_("Organisation"));
	err = growth_choose_orgs(cx, &in->choices,
				 req_method(rq) == POST ? req_int(rq, "org")
							: c.org);
	form_input(cx, &f, FORM_LINE, "on", N_("Day"))->value =
		form_day_typed(cx, rq, "on", cx->today);
	line(cx, rq, &f, "basis", N_("Basis"));
	return err ? err : growth_form_again(cx, rq, rp, &f, faults);
}

static struct err *move_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return move_show(cx, rq, rp, req_faults(rq));
}

static struct err *move_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct growth_move in = { .org = req_int(rq, "org"),
				  .on = req_day(rq, "on"),
				  .basis = req_str(rq, "basis") };
	int64_t id = req_path_id(rq, "id");
	struct err *err = req_faults(rq);

	if (!err)
		err = growth_transfer(cx, id, req_int(rq, "rev"), &in);
	if (err && form_is_mendable(err))
		return move_show(cx, rq, rp, err);
	return err ? err : growth_person_go(cx, rp, id);
}

/* ---- leaving, coming back ----------------------------------------------------- */

static struct err *leave_show(struct cx *cx, struct req *rq, struct reply *rp,
			      const struct err *faults)
{
	struct candidate_by_id_row c;
	struct form_input *in;
	struct form f = { .title = tr(cx->lang, N_("Leaves the pipeline")),
			  .action = STR("/leave") };
	struct err *err = growth_form_begin(cx, rq, &f, &c);

	if (err)
		return err;
	f.lead = tr_fmt(cx->arena, cx->lang,
			N_("{0} won't be admitted for now. The reason counts "
			   "in the figures; whoever comes back goes on where "
			   "he or she was."),
			c.name);
	in = form_input(cx, &f, FORM_SELECT, "cause", N_("Reason"));
	form_choose_terms(cx, &in->choices, "exit",
			  form_typed(rq, "cause", STR("")));
	form_input(cx, &f, FORM_LINE, "on", N_("Day"))->value =
		form_day_typed(cx, rq, "on", cx->today);
	form_input(cx, &f, FORM_AREA, "note", N_("Note"))->value =
		form_typed(rq, "note", STR(""));
	return growth_form_again(cx, rq, rp, &f, faults);
}

static struct err *leave_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return leave_show(cx, rq, rp, req_faults(rq));
}

static struct err *leave_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct growth_exit in = { .cause = req_str(rq, "cause"),
				  .on = req_day(rq, "on"),
				  .note = req_str(rq, "note") };
	int64_t id = req_path_id(rq, "id");
	struct err *err = req_faults(rq);

	if (!err)
		err = growth_leave(cx, id, req_int(rq, "rev"), &in);
	if (err && form_is_mendable(err))
		return leave_show(cx, rq, rp, err);
	return err ? err : growth_person_go(cx, rp, id);
}

static struct err *return_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct err *faults)
{
	struct candidate_by_id_row c;
	struct form f = { .title = tr(cx->lang, N_("Takes up again")),
			  .action = STR("/return") };
	struct err *err = growth_form_begin(cx, rq, &f, &c);

	if (err)
		return err;
	f.lead = tr_fmt(cx->arena, cx->lang,
			N_("{0} left on {1} and goes on behind “{2}”."), c.name,
			fmt_day(cx->arena, c.left_on),
			growth_step_title(cx, c.stage));
	form_input(cx, &f, FORM_LINE, "on", N_("Day"))->value =
		form_day_typed(cx, rq, "on", cx->today);
	return growth_form_again(cx, rq, rp, &f, faults);
}

static struct err *return_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return return_show(cx, rq, rp, req_faults(rq));
}

static struct err *return_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct err *err = req_faults(rq);

	if (!err)
		err = growth_return(cx, id, req_int(rq, "rev"),
				    req_day(rq, "on"));
	if (err && form_is_mendable(err))
		return return_show(cx, rq, rp, err);
	return err ? err : growth_person_go(cx, rp, id);
}

/* ---- routes ------------------------------------------------------------------- */

#define REV                                                                    \
	{                                                                      \
		.name = "rev", .label = N_("Version"), .kind = FIELD_INT       \
	}
#define DAY                                                                    \
	{                                                                      \
		.name = "on", .label = N_("Day"), .kind = FIELD_DAY,           \
		.required = true                                               \
	}

static const struct field step_fields[] = {
	REV,
	{ .name = "stage",
	  .label = N_("Stage"),
	  .kind = FIELD_WORD,
	  .required = true },
	DAY,
	{ .name = "basis", .label = N_("Basis"), .kind = FIELD_LINE },
	{ .name = "base",
	  .label = N_("Official members who count"),
	  .kind = FIELD_INT,
	  .min = 0,
	  .max = 100000 },
	{ .name = "yes",
	  .label = N_("Votes in favour"),
	  .kind = FIELD_INT,
	  .min = 0,
	  .max = 100000 },
};
static const struct field back_fields[] = {
	REV,
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_LINE,
	  .max = GROWTH_NOTE_MOST,
	  .required = true },
};
static const struct field move_fields[] = {
	REV,
	{ .name = "org",
	  .label = N_("Organisation"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .required = true },
	DAY,
	{ .name = "basis", .label = N_("Basis"), .kind = FIELD_LINE },
};
static const struct field leave_fields[] = {
	REV,
	{ .name = "cause",
	  .label = N_("Reason"),
	  .kind = FIELD_WORD,
	  .required = true },
	DAY,
	{ .name = "note",
	  .label = N_("Note"),
	  .kind = FIELD_TEXT,
	  .max = GROWTH_NOTE_MOST },
};
static const struct field return_fields[] = { REV, DAY };

#define FORM(name, fn)                                                         \
	{ .method = GET,                                                       \
	  .path = "/candidate/:id/" name,                                      \
	  .perm = PERM_GROWTH_MANAGE,                                          \
	  .page = fn##_get },                                                  \
	{                                                                      \
		.method = POST, .path = "/candidate/:id/" name,                \
		.perm = PERM_GROWTH_MANAGE, .page = fn##_post,                 \
		ROUTE_FIELDS(fn##_fields)                                      \
	}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/candidate/:id",
	  .perm = PERM_GROWTH_VIEW,
	  .page = person_get },
	FORM("step", step),
	FORM("back", back),
	FORM("move", move),
	FORM("leave", leave),
	FORM("return", return ),
};
const struct route_table growth_person_routes = { routes,
						  (int)N_ELEMENTS(routes) };
