/*
 * A record as its page shows it: the facts of today, masked where the profile
 * says so, and the process, gathered from all dated tables.
 */
#include "member/member_listed.h"
#include "member/member_page_priv.h"

#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"

enum { LOOK_DAYS = 90, LOOKS_MOST = 200, ASKS_MOST = 20 };

/* ---- facts -------------------------------------------------------------- */

struct facts {
	const struct member_by_id_row *m;
	struct member_facts_rows facts;
	struct member_secrets_rows secrets;
};

static struct str edit_href(struct cx *cx, const struct member_record *x,
			    struct str field)
{
	if (!x->may_manage)
		return STR_NULL;
	return str_fmt(cx->arena, "/member/%lld/edit?field=%.*s",
		       (long long)x->id, STR_ARG(field));
}

static struct str show_href(struct cx *cx, const struct member_record *x,
			    struct str field)
{
	if (!x->own && !cx_may(cx, PERM_MEMBER_SECRET))
		return STR_NULL;
	return str_fmt(cx->arena, "/member/%lld/show?field=%.*s",
		       (long long)x->id, STR_ARG(field));
}

static void own_add(struct cx *cx, struct member_record *x,
		    struct member_data *d, const char *field, struct str value)
{
	struct str code = str_c(field);

	*vec_push(cx->arena, d) = (struct member_datum){
		.label = member_field_label(cx, code),
		.value = value,
		.href_edit = edit_href(cx, x, code),
	};
}

static const struct member_facts_row *fact_open(const struct facts *f,
						struct str field)
{
	for (ptrdiff_t i = 0; i < f->facts.n; i++)
		if (str_eq(f->facts.p[i].field, field) &&
		    f->facts.p[i].to_on == DAY_NONE)
			return &f->facts.p[i];
	return NULL;
}

static const struct member_secrets_row *secret_open(const struct facts *f,
						    struct str field)
{
	for (ptrdiff_t i = 0; i < f->secrets.n; i++)
		if (str_eq(f->secrets.p[i].field, field) &&
		    f->secrets.p[i].to_on == DAY_NONE)
			return &f->secrets.p[i];
	return NULL;
}

/* The value as it may stand on the page; *ret_masked: more can be shown. */
static struct str field_value(struct cx *cx, const struct facts *f,
			      const struct profile_term *t, bool *ret_masked)
{
	const struct member_facts_row *fact = fact_open(f, t->code);
	const struct member_secrets_row *secret = secret_open(f, t->code);
	struct member_value v = { t->code, fact ? fact->value : STR("") };

	*ret_masked = secret || (fact && profile_term_is(t, "masked"));
	if (secret)
		return secret->tail.n
			       ? member_mask_tail(cx->arena, secret->tail)
			       : STR("•••");
	if (!fact)
		return STR_NULL;
	return *ret_masked ? member_mask(cx->arena, cx->profile, &v)
			   : member_value_title(cx->profile, &v, cx->lang);
}

static void field_add(struct cx *cx, struct member_record *x,
		      const struct facts *f, const struct profile_term *t)
{
	struct member_data *d = profile_term_is(t, "protected") ||
						profile_term_is(t, "phone") ||
						profile_term_is(t, "contact")
					? &x->left
					: &x->right;
	struct member_datum line = {
		.label = cx->lang == LANG_EN ? t->en : t->vi,
		.href_edit = edit_href(cx, x, t->code),
	};
	bool masked;

	line.value = field_value(cx, f, t, &masked);
	if (masked)
		line.href_show = show_href(cx, x, t->code);
	if (line.value.n || x->may_manage)
		*vec_push(cx->arena, d) = line;
}

static struct str age_words(struct cx *cx, const struct member_by_id_row *m)
{
	int years = member_party_age(cx->profile, m->admitted_on,
				     m->official_on, cx->today);

	if (years < 0)
		return STR_NULL;
	return tr_format(
		cx->arena,
		tr_n(cx->lang, N_("one year"), N_("{0} years"), years),
		(const struct str[]){ fmt_int(cx->arena, cx->lang, years) }, 1);
}

static struct err *facts_fill(struct cx *cx, const struct member_by_id_row *m,
			      struct member_record *x)
{
	const struct profile_term *t = NULL;
	const char *sex = member_sex_title(m->sex);
	struct facts f = { .m = m };
	struct err *err = member_facts(
		cx->db, &(struct member_facts_in){ .member = m->id }, &f.facts);

	if (!err)
		err = member_secrets(
			cx->db, &(struct member_secrets_in){ .member = m->id },
			&f.secrets);
	if (err)
		return err;
	own_add(cx, x, &x->left, "name", m->name);
	own_add(cx, x, &x->left, "birth",
		member_birth_text(cx->arena, m->birth, m->birth_part));
	own_add(cx, x, &x->left, "sex", sex ? tr(cx->lang, sex) : STR_NULL);
	own_add(cx, x, &x->right, "admitted_on",
		fmt_day(cx->arena, m->admitted_on));
	own_add(cx, x, &x->right, "official_on",
		fmt_day(cx->arena, m->official_on));
	*vec_push(cx->arena, &x->right) =
		(struct member_datum){ .label = tr(cx->lang,
						   N_("Years as a member")),
				       .value = age_words(cx, m) };
	while ((t = profile_term_next(cx->profile, "field", t)))
		field_add(cx, x, &f, t);
	return NULL;
}

/* ---- the process -------------------------------------------------------- */

/* A line and the event that made it, so that the newest can be taken back. */
struct stepping {
	struct member_steps *steps;
	struct {
		int64_t *p;
		ptrdiff_t n, cap;
	} events;      /* beside the steps; 0: can't be taken back */
	int64_t first; /* the event that made the person */
};

static void step_add(struct cx *cx, struct stepping *s, struct member_step step,
		     int64_t event)
{
	*vec_push(cx->arena, s->steps) = step;
	*vec_push(cx->arena, &s->events) = event == s->first ? 0 : event;
}

static struct str move_title(struct cx *cx, struct str how)
{
	return profile_term_title(cx->profile, "move", how, cx->lang);
}

/* "Quyết định 12-QĐ/ĐU, 20/08/2022" */
static struct str basis_words(struct cx *cx, struct str basis, day_t sent)
{
	if (sent == DAY_NONE)
		return basis;
	return basis.n ? str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(basis),
				 STR_ARG(fmt_day(cx->arena, sent)))
		       : fmt_day(cx->arena, sent);
}

static struct str joined(struct cx *cx, struct str a, struct str b)
{
	return tr_fmt(cx->arena, cx->lang, N_("{0}: {1}"), a, b);
}

static void ins_add(struct cx *cx, struct stepping *s,
		    const struct member_ins_rows *rows)
{
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct member_ins_row *r = &rows->p[i];

		step_add(cx, s,
			 (struct member_step){
				 .on = r->from_on,
				 .basis = basis_words(cx, r->basis, r->sent_on),
				 .text = joined(cx, move_title(cx, r->how),
						r->org_name) },
			 r->event);
		if (r->temporary && r->to_on != DAY_NONE &&
		    str_eq(r->ended_how, MEMBER_BACK))
			step_add(cx, s,
				 (struct member_step){
					 .on = r->to_on,
					 .text = joined(
						 cx,
						 move_title(cx, r->ended_how),
						 r->org_name) },
				 r->ended_by);
	}
}

/* Whether a line of belonging says the same already. */
static bool is_said(const struct member_ins_rows *ins,
		    const struct member_states_row *r)
{
	for (ptrdiff_t i = 0; i < ins->n; i++)
		if (ins->p[i].from_on == r->from_on &&
		    str_eq(ins->p[i].how, r->how))
			return true;
	return false;
}

static void states_add(struct cx *cx, struct stepping *s,
		       const struct member_states_rows *rows,
		       const struct member_ins_rows *ins)
{
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct member_states_row *r = &rows->p[i];

		if (!is_said(ins, r))
			step_add(cx, s,
				 (struct member_step){
					 .on = r->from_on,
					 .basis = r->basis,
					 .text = move_title(cx, r->how) },
				 r->event);
	}
}

static void posts_add(struct cx *cx, struct stepping *s,
		      struct member_record *x,
		      const struct member_posts_rows *rows)
{
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct member_posts_row *r = &rows->p[i];
		struct str office = profile_term_title(cx->profile, "office",
						       r->office, cx->lang);

		step_add(cx, s,
			 (struct member_step){
				 .on = r->from_on,
				 .basis = r->basis,
				 .text = tr_fmt(cx->arena, cx->lang,
						N_("Holds an office: {0}, "
						   "{1}"),
						office, r->org_name) },
			 r->event);
		if (r->to_on != DAY_NONE)
			step_add(cx, s,
				 (struct member_step){
					 .on = r->to_on,
					 .text = tr_fmt(
						 cx->arena, cx->lang,
						 N_("Gives up an office: {0}, "
						    "{1}"),
						 office, r->org_name) },
				 r->ended_by == DB_NULL ? 0 : r->ended_by);
		*vec_push(cx->arena, &x->posts) =
			(struct member_post_line){ .id = r->id,
						   .office = office,
						   .org = r->org_name,
						   .org_id = r->org,
						   .from = r->from_on,
						   .to = r->to_on };
	}
}

static void names_add(struct cx *cx, struct stepping *s,
		      const struct member_names_rows *rows)
{
	for (ptrdiff_t i = 1; i < rows->n; i++)
		step_add(cx, s,
			 (struct member_step){
				 .on = rows->p[i].from_on,
				 .text = tr_fmt(cx->arena, cx->lang,
						N_("Name: {0} → {1}"),
						rows->p[i - 1].name,
						rows->p[i].name) },
			 0);
}

/* What changed of a fact; the first line of each is no change. */
static void facts_add(struct cx *cx, struct stepping *s,
		      const struct member_facts_rows *rows)
{
	for (ptrdiff_t i = 1; i < rows->n; i++) {
		const struct member_facts_row *r = &rows->p[i];
		const struct profile_term *t =
			profile_term(cx->profile, "field", r->field);
		struct member_value v = { r->field, r->value };

		if (!str_eq(r->field, rows->p[i - 1].field))
			continue;
		step_add(cx, s,
			 (struct member_step){
				 .on = r->from_on,
				 .text = joined(
					 cx, member_field_label(cx, r->field),
					 profile_term_is(t, "masked")
						 ? member_mask(cx->arena,
							       cx->profile, &v)
						 : member_value_title(
							   cx->profile, &v,
							   cx->lang)) },
			 0);
	}
}

/* Newest first; the newest event that is a move or a post can be taken back. */
static void steps_order(struct cx *cx, struct stepping *s,
			const struct member_record *x)
{
	struct member_step *p = s->steps->p;
	int64_t newest = 0;

	for (ptrdiff_t i = 0; i < s->steps->n; i++)
		newest = MAX(newest, s->events.p[i]);
	for (ptrdiff_t i = 0; x->may_manage && i < s->steps->n; i++)
		if (newest && s->events.p[i] == newest) {
			p[i].href_back =
				str_fmt(cx->arena,
					"/member/%lld/back?event=%lld",
					(long long)x->id, (long long)newest);
			break;
		}
	for (ptrdiff_t i = 1; i < s->steps->n; i++) {
		struct member_step step = p[i];
		ptrdiff_t k = i;

		for (; k > 0 && p[k - 1].on <= step.on; k--)
			p[k] = p[k - 1];
		p[k] = step;
	}
}

static struct err *process_fill(struct cx *cx, struct member_record *x)
{
	struct stepping s = { .steps = &x->steps };
	struct member_ins_rows ins;
	struct member_states_rows states;
	struct member_posts_rows posts;
	struct member_names_rows names;
	struct member_facts_rows facts;
	int64_t id = x->id;
	struct err *err =
		member_ins(cx->db, &(struct member_ins_in){ id }, &ins);

	if (!err)
		err = member_states(cx->db, &(struct member_states_in){ id },
				    &states);
	if (!err)
		err = member_posts(cx->db, &(struct member_posts_in){ id },
				   &posts);
	if (!err)
		err = member_names(cx->db, &(struct member_names_in){ id },
				   &names);
	if (!err)
		err = member_facts(cx->db, &(struct member_facts_in){ id },
				   &facts);
	if (err)
		return err;
	s.first = ins.n ? ins.p[0].event : 0;
	if (x->personal) {
		states_add(cx, &s, &states, &ins);
		ins_add(cx, &s, &ins);
		names_add(cx, &s, &names);
		facts_add(cx, &s, &facts);
	}
	posts_add(cx, &s, x, &posts);
	steps_order(cx, &s, x);
	return NULL;
}

/* ---- papers, looks, asks ------------------------------------------------ */

static int priority_of(const struct profile_term *t)
{
	return profile_term_is(t, "priority1")	 ? 1
	       : profile_term_is(t, "priority2") ? 2
						 : 3;
}

static struct err *papers_fill(struct cx *cx, struct member_record *x)
{
	const struct profile_term *t = NULL;
	struct member_papers_rows rows;
	struct err *err = member_papers(
		cx->db, &(struct member_papers_in){ .member = x->id }, &rows);

	while (!err && (t = profile_term_next(cx->profile, "paper", t))) {
		struct member_paper_line *p = vec_push(cx->arena, &x->papers);

		p->paper = t->code;
		p->title = cx->lang == LANG_EN ? t->en : t->vi;
		p->priority = priority_of(t);
		for (ptrdiff_t i = 0; i < rows.n; i++)
			if (str_eq(rows.p[i].paper, t->code)) {
				p->present = rows.p[i].present;
				p->place = rows.p[i].place;
			}
		x->papers_there += p->present;
		x->papers_missing += !p->present && p->priority == 1;
	}
	return err;
}

/* Which kind of data it was. */
static struct str look_what(struct cx *cx, const struct member_looks_row *r)
{
	struct str list = member_listed_title(cx, r->field);

	if (list.n)
		return tr_fmt(cx->arena, cx->lang,
			      N_("stood in a list of {0}: {1}"),
			      fmt_int(cx->arena, cx->lang,
				      r->n == DB_NULL ? 0 : r->n),
			      list);
	return r->field.n ? tr_fmt(cx->arena, cx->lang, N_("had it shown: {0}"),
				   member_field_label(cx, r->field))
			  : tr(cx->lang, N_("looked at the record"));
}

/* "Secretary, Cell 1"; rows of earlier programs say neither. */
static struct str look_unit(struct cx *cx, const struct member_looks_row *r)
{
	if (r->post.n && r->unit.n)
		return str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(r->post),
			       STR_ARG(r->unit));
	return r->post.n ? r->post : r->unit;
}

static struct err *looks_fill(struct cx *cx, struct member_record *x)
{
	struct member_looks_rows rows;
	struct err *err = member_looks(cx->db,
				       &(struct member_looks_in){
					       .member = x->id,
					       .since = cx->today - LOOK_DAYS,
					       .limit = LOOKS_MOST },
				       &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct member_looks_row *r = &rows.p[i];
		struct str what = look_what(cx, r);

		*vec_push(cx->arena, &x->looks) = (struct member_look_line){
			.at = r->at,
			.unit = look_unit(cx, r),
			.who = r->user_name.n ? r->user_name
					      : tr(cx->lang, N_("System")),
			.why = r->reason.n ? str_fmt(cx->arena, "%.*s; %.*s",
						     STR_ARG(r->reason),
						     STR_ARG(what))
					   : what
		};
	}
	return err;
}

struct str member_want_shown(struct cx *cx, struct str field, struct str want)
{
	struct member_value v = { field, want };

	if (str_starts(want, STR("seal1:")))
		return STR("•••");
	if (str_eq(field, STR("sex")) && member_sex_title(want))
		return tr(cx->lang, member_sex_title(want));
	return member_value_title(cx->profile, &v, cx->lang);
}

static struct err *asks_fill(struct cx *cx, struct member_record *x)
{
	struct member_asks_of_rows rows;
	struct err *err =
		member_asks_of(cx->db,
			       &(struct member_asks_of_in){
				       .member = x->id, .limit = ASKS_MOST },
			       &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct member_asks_of_row *r = &rows.p[i];

		*vec_push(cx->arena, &x->asks) = (struct member_ask_line){
			.id = r->id,
			.field = member_field_label(cx, r->field),
			.was = member_want_shown(cx, r->field, r->was),
			.want = member_want_shown(cx, r->field, r->want),
			.asked_at = r->asked_at,
			.is_open = r->decided_at == DB_NULL,
			.accepted = r->accepted == 1,
			.answer = r->answer,
		};
	}
	return err;
}

/* "Full member. Chi bộ Một; staying with Chi bộ Hai." */
static struct str sub_words(struct cx *cx, const struct member_by_id_row *m)
{
	struct str state =
		profile_term_title(cx->profile, "state", m->state, cx->lang);

	if (m->org == DB_NULL)
		return tr_fmt(cx->arena, cx->lang, N_("State: {0}."), state);
	if (m->away == DB_NULL)
		return tr_fmt(cx->arena, cx->lang, N_("State: {0}. {1}."),
			      state, m->org_name);
	return tr_fmt(cx->arena, cx->lang,
		      N_("State: {0}. {1}; staying for a time with {2}."),
		      state, m->org_name, m->away_name);
}

struct err *member_record_fill(struct cx *cx, const struct member_by_id_row *m,
			       struct member_record *x)
{
	struct member_user_of_row user;
	bool found;
	struct err *err;

	x->id = m->id;
	x->name = m->name;
	x->sub = sub_words(cx, m);
	x->may_manage = !x->own && cx_may(cx, PERM_MEMBER_MANAGE);
	x->personal = x->own || cx_may(cx, PERM_MEMBER_PERSONAL);
	err = process_fill(cx, x);
	if (!err && x->personal)
		err = facts_fill(cx, m, x);
	if (!err && x->personal)
		err = papers_fill(cx, x);
	if (!err)
		err = looks_fill(cx, x);
	if (!err)
		err = asks_fill(cx, x);
	if (!err)
		err = member_user_of(
			cx->db, &(struct member_user_of_in){ .member = m->id },
			&user, &found);
	if (!err && found)
		x->user = user.name;
	return err;
}
