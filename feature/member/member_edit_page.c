/* Forms of whoever keeps the records: a new person, facts, papers, the user. */
#include "member/member_page_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_form_tmpl.h"
#include "member/member_list_query.h"
#include "member/member_priv.h"

enum { VALUES_MOST = 32, USERS_MOST = 500 };

/* ---- a new person ------------------------------------------------------- */

static void ways_in(struct cx *cx, struct form_choices *c, struct str chosen)
{
	const struct profile_term *t = NULL;

	while ((t = profile_term_next(cx->profile, "move", t)))
		if (profile_term_is(t, "in"))
			form_choose(cx, c, t->code,
				    cx->lang == LANG_EN ? t->en : t->vi,
				    chosen);
}

static void sexes(struct cx *cx, struct form_choices *c, struct str chosen)
{
	form_choose(cx, c, STR(""), STR(""), chosen);
	form_choose(cx, c, STR("f"), tr(cx->lang, member_sex_title(STR("f"))),
		    chosen);
	form_choose(cx, c, STR("m"), tr(cx->lang, member_sex_title(STR("m"))),
		    chosen);
}

/* An input for a field of the profile: a list where the profile has one. */
static void value_input(struct cx *cx, struct form *f, const char *name,
			struct str field, struct str value)
{
	bool choices = member_has_choices(cx->profile, field);
	struct form_input *in =
		form_input(cx, f, choices ? FORM_SELECT : FORM_LINE, name, "");

	in->label = member_field_label(cx, field);
	in->value = value;
	if (!choices)
		return;
	form_choose(cx, &in->choices, STR(""), STR(""), value);
	form_choose_terms(cx, &in->choices, str_to_c(cx->arena, field), value);
}

static struct str family_name(struct cx *cx, struct str field)
{
	return str_cat(cx->arena, STR("v."), field);
}

/* What was typed at "v.phone". */
static struct str family_typed(const struct req *rq, struct str field)
{
	struct str suffix, value;

	for (int k = 0; req_family(rq, "v.*", k, &suffix, &value); k++)
		if (str_eq(suffix, field))
			return value;
	return STR_NULL;
}

static struct err *new_inputs(struct cx *cx, struct req *rq, struct form *f)
{
	bool back = req_method(rq) == POST;
	const struct profile_term *t = NULL;
	struct form_input *in;
	ptrdiff_t first;
	struct err *err;

	in = form_input(cx, f, FORM_LINE, "name", N_("Name"));
	in->group = tr(cx->lang, N_("The person"));
	in->value = back ? req_typed(rq, "name") : STR("");
	in = form_input(cx, f, FORM_LINE, "birth", N_("Born"));
	in->note = tr(cx->lang, N_("19/05/1988, or only 05/1988 or 1988"));
	in->value = back ? req_typed(rq, "birth") : STR("");
	in = form_input(cx, f, FORM_SELECT, "sex", N_("Sex"));
	sexes(cx, &in->choices, back ? req_typed(rq, "sex") : STR(""));
	in = form_input(cx, f, FORM_SELECT, "org", N_("Organisation"));
	in->group = tr(cx->lang, N_("Organisation and admission"));
	form_choose(cx, &in->choices, STR(""), STR(""), STR_NULL);
	err = member_choose_orgs(cx, &in->choices,
				 back ? req_int(rq, "org") : 0);
	in = form_input(cx, f, FORM_SELECT, "how", N_("Comes by"));
	ways_in(cx, &in->choices,
		back ? req_typed(rq, "how") : MEMBER_ADMITTED);
	in = form_input(cx, f, FORM_LINE, "from", N_("Belongs there since"));
	in->note = tr(cx->lang, N_("empty: since the admission"));
	in->value = form_day_typed(cx, rq, "from", DAY_NONE);
	form_input(cx, f, FORM_LINE, "admitted", N_("Day of admission"))
		->value = form_day_typed(cx, rq, "admitted", DAY_NONE);
	form_input(cx, f, FORM_LINE, "official", N_("Full member since"))
		->value = form_day_typed(cx, rq, "official", DAY_NONE);
	form_input(cx, f, FORM_LINE, "basis", N_("Basis"))->value =
		back ? req_typed(rq, "basis") : STR("");
	first = f->inputs.n;
	while ((t = profile_term_next(cx->profile, "field", t)))
		value_input(cx, f,
			    str_to_c(cx->arena, family_name(cx, t->code)),
			    t->code,
			    back ? family_typed(rq, t->code) : STR(""));
	if (f->inputs.n > first)
		f->inputs.p[first].group = tr(cx->lang, N_("Further facts"));
	return err;
}

/* An act names a field of the profile by its code, the form by "v.code". */
static void faults_name(struct cx *cx, struct err *faults)
{
	for (; faults; faults = faults->next)
		if (profile_term(cx->profile, "field", faults->field))
			faults->field = family_name(cx, faults->field);
}

static struct err *new_show(struct cx *cx, struct req *rq, struct reply *rp,
			    struct err *faults)
{
	struct form f = { .title = tr(cx->lang, N_("Add a member")),
			  .action = STR("/member/new"),
			  .button = tr(cx->lang, N_("Add the member")) };
	struct err *err;

	f.crumbs = member_crumbs(cx, NULL, f.title);
	f.lead = tr(cx->lang, N_("What isn't known stays empty and is added "
				 "later."));
	err = new_inputs(cx, rq, &f);
	faults_name(cx, faults);
	if (form_is_unsure(faults))
		form_keep(cx, &f, "sure", STR("1"));
	return err ? err : member_form_show(cx, rq, rp, &f, faults);
}

static struct err *new_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return new_show(cx, rq, rp, req_faults(rq));
}

static struct err *birth_of(struct cx *cx, struct req *rq,
			    struct member_new *in)
{
	struct str text = req_str(rq, "birth");

	in->birth = DAY_NONE;
	if (!text.n || member_birth_read(text, &in->birth, &in->birth_part))
		return NULL;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("A birth is written 19/05/1988, or 05/1988 or "
				 "1988 when no more is known.")),
		      STR("birth"));
}

static bool is_faulty(const struct err *faults, struct str field)
{
	for (; faults; faults = faults->next)
		if (str_eq(faults->field, field))
			return true;
	return false;
}

/* Adds what else is wrong: one fault a field, so that a day that couldn't be
 * read isn't told to be missing as well. */
static void faults_join(struct err **faults, struct err *more)
{
	for (struct err *next; more; more = next) {
		next = more->next;
		more->next = NULL;
		if (is_faulty(*faults, more->field) ||
		    (str_eq(more->field, STR("from")) &&
		     is_faulty(*faults, STR("admitted"))))
			continue;
		err_add(faults, more);
	}
}

/* Everything that is wrong with what was typed, at once. */
static struct err *new_faults(struct cx *cx, struct req *rq,
			      struct member_new *in)
{
	struct err *faults = req_faults(rq);

	in->name = text_clean(cx->arena, in->name);
	faults_join(&faults, birth_of(cx, rq, in));
	faults_join(&faults,
		    member_new_check(cx->arena, cx->profile, in, cx->today));
	return faults;
}

static struct err *new_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_value value[VALUES_MOST];
	struct member_new in = { .name = req_str(rq, "name"),
				 .sex = req_str(rq, "sex"),
				 .org = req_int(rq, "org"),
				 .from = req_day(rq, "from"),
				 .how = req_str(rq, "how"),
				 .basis = req_str(rq, "basis"),
				 .sent_on = DAY_NONE,
				 .admitted = req_day(rq, "admitted"),
				 .official = req_day(rq, "official"),
				 .state_from = DAY_NONE,
				 .value = value };
	struct str field, text;
	struct err *err;
	int64_t id = 0;

	for (int k = 0; req_family(rq, "v.*", k, &field, &text); k++)
		if (text_clean(cx->arena, text).n && in.n_values < VALUES_MOST)
			value[in.n_values++] =
				(struct member_value){ field, text };
	err = new_faults(cx, rq, &in);
	if (!err)
		err = member_add(cx, &in, req_flag(rq, "sure"), &id);
	if (err && form_is_mendable(err))
		return new_show(cx, rq, rp, err);
	return err ? err : reply_redirect(rp, member_path(cx, id));
}

/* ---- one fact ----------------------------------------------------------- */

static bool is_dated(struct cx *cx, struct str field)
{
	return str_eq(field, STR("name")) ||
	       profile_term(cx->profile, "field", field);
}

static bool is_known(struct cx *cx, struct str field)
{
	static const char *const plain[] = { "birth", "sex", "admitted_on",
					     "official_on" };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(plain); i++)
		if (str_eq(field, str_c(plain[i])))
			return true;
	return is_dated(cx, field);
}

static void edit_inputs(struct cx *cx, struct req *rq, struct form *f,
			struct str field)
{
	bool back = req_method(rq) == POST;
	struct str value = back ? req_typed(rq, "value") : STR("");
	struct str do_what = back ? req_typed(rq, "do") : STR("change");
	struct form_input *in;

	if (is_dated(cx, field)) {
		in = form_input(cx, f, FORM_RADIO, "do", N_("What happened"));
		form_choose(cx, &in->choices, STR("change"),
			    tr(cx->lang, N_("It changed: what stood there "
					    "was right until then")),
			    do_what);
		form_choose(cx, &in->choices, STR("correct"),
			    tr(cx->lang, N_("It was written wrong and never "
					    "counted")),
			    do_what);
	}
	value_input(cx, f, "value", field, value);
	if (str_eq(field, STR("sex"))) {
		in = &f->inputs.p[f->inputs.n - 1];
		in->kind = FORM_SELECT;
		sexes(cx, &in->choices, value);
	}
	f->inputs.p[f->inputs.n - 1].label =
		tr(cx->lang, N_("As it should be"));
	if (is_dated(cx, field)) {
		in = form_input(cx, f, FORM_LINE, "from", N_("Counts since"));
		in->note = tr(cx->lang, N_("of a correction empty: as it "
					   "was"));
		in->value = form_day_typed(cx, rq, "from", DAY_NONE);
	}
	form_input(cx, f, FORM_LINE, "reason", N_("Reason"))->value =
		back ? req_typed(rq, "reason") : STR("");
}

/* How people read a value of a field. */
static struct str value_read(struct cx *cx, struct str field, struct str value)
{
	if (str_eq(field, STR("sex")) && member_sex_title(value))
		return tr(cx->lang, member_sex_title(value));
	return member_value_title(
		cx->profile, &(struct member_value){ field, value }, cx->lang);
}

/* What is recorded of a field. */
struct stands {
	struct str now;
	day_t from;
};

/* What somebody else saved meanwhile beside what was typed here. */
static struct err *edit_sides(struct cx *cx, struct req *rq, int64_t member,
			      struct form *f, const struct stands *is)
{
	struct str field = req_typed(rq, "field");
	struct err *err = member_sides_begin(cx, member, &f->sides);

	if (err)
		return err;
	f->note = STR_NULL; /* it stands in the table */
	f->leave = member_path(cx, member);
	form_side_add(
		cx, &f->sides, member_field_label(cx, field), is->now,
		value_read(cx, field,
			   text_clean(cx->arena, req_typed(rq, "value"))));
	if (is_dated(cx, field))
		form_side_add(cx, &f->sides, tr(cx->lang, N_("Counts since")),
			      is->from == DAY_NONE
				      ? STR("")
				      : fmt_day(cx->arena, is->from),
			      req_typed(rq, "from"));
	return NULL;
}

static struct err *edit_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct str field = req_typed(rq, "field"), now;
	struct form f = { .button = tr(cx->lang, N_("Save")) };
	struct member_by_id_row m;
	day_t from;
	struct err *err = member_form_row(cx, rq, &m);

	if (!err && !is_known(cx, field))
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("The profile has no field “{0}”."), field);
	if (!err)
		err = member_field_now(cx, m.id, field, &now, &from);
	if (err)
		return err;
	f.title = member_field_label(cx, field);
	f.crumbs = member_crumbs(cx, &m, f.title);
	f.action = str_cat(cx->arena, member_path(cx, m.id), STR("/edit"));
	now = value_read(cx, field, now);
	f.note = now.n ? tr_fmt(cx->arena, cx->lang, N_("Recorded now: {0}"),
				now)
		       : tr(cx->lang, N_("Nothing is recorded now."));
	form_keep(cx, &f, "field", field);
	form_keep(cx, &f, "rev", str_fmt(cx->arena, "%lld", (long long)m.rev));
	if (form_is_behind(faults))
		err = edit_sides(cx, rq, m.id, &f,
				 &(struct stands){ now, from });
	edit_inputs(cx, rq, &f, field);
	return err ? err : member_form_show(cx, rq, rp, &f, faults);
}

static struct err *edit_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return edit_show(cx, rq, rp, req_faults(rq));
}

static struct err *edit_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_edit in = { .member = req_path_id(rq, "id"),
				  .rev = req_int(rq, "rev"),
				  .field = req_str(rq, "field"),
				  .value = req_str(rq, "value"),
				  .from = req_day(rq, "from"),
				  .reason = req_str(rq, "reason") };
	struct err *err = req_faults(rq);

	if (str_eq(in.field, STR("name")))
		in.value = text_name_case(cx->arena,
					  text_clean(cx->arena, in.value));
	if (!err)
		err = str_eq(req_str(rq, "do"), STR("change"))
			      ? member_change(cx, &in)
			      : member_correct(cx, &in);
	if (err && form_is_mendable(err))
		return edit_show(cx, rq, rp, err);
	return err ? err : reply_redirect(rp, member_path(cx, in.member));
}

/* ---- papers ------------------------------------------------------------- */

/* A box that isn't ticked isn't sent: each paper of the list is asked for. */
static struct member_paper paper_typed(const struct req *rq, struct str code)
{
	struct member_paper p = { .paper = code };
	struct str suffix, value;

	for (int k = 0; req_family(rq, "paper.*", k, &suffix, &value); k++)
		if (str_eq(suffix, code))
			p.present = true;
	for (int k = 0; req_family(rq, "place.*", k, &suffix, &value); k++)
		if (str_eq(suffix, code))
			p.place = value;
	return p;
}

/* "in the file, cabinet 3" */
static struct str paper_say(struct cx *cx, bool present, struct str place)
{
	struct str is = present ? tr(cx->lang, N_("in the file"))
				: tr(cx->lang, N_("not in the file"));

	return place.n ? str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(is),
				 STR_ARG(place))
		       : is;
}

/* The line as it was typed; where that differs from a faster one's, both. */
static void paper_lay(struct cx *cx, struct req *rq,
		      struct member_paper_line *p, struct form_sides *sides)
{
	struct member_paper typed = paper_typed(rq, p->paper);
	struct str place = text_clean(cx->arena, typed.place);

	if (sides && (typed.present != p->present || !str_eq(place, p->place)))
		form_side_add(cx, sides, p->title,
			      paper_say(cx, p->present, p->place),
			      paper_say(cx, typed.present, place));
	p->present = typed.present;
	p->place = place;
}

static struct err *papers_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct err *faults)
{
	struct member_sheet sheet;
	struct member_papers_view x = { .page = &sheet.page,
					.keys = view_keys(cx, rq),
					.faults = view_faults(cx, faults) };
	struct member_record record = { 0 };
	struct member_by_id_row m;
	bool behind = form_is_behind(faults);
	struct err *err = member_form_row(cx, rq, &m);

	if (!err)
		err = member_record_fill(cx, &m, &record);
	if (!err && behind)
		err = member_sides_begin(cx, m.id, &x.sides);
	if (err)
		return err;
	x.id = m.id;
	x.rev = m.rev;
	x.name = m.name;
	for (ptrdiff_t i = 0; i < record.papers.n; i++) {
		struct member_paper_line *p = vec_push(cx->arena, &x.papers);

		*p = record.papers.p[i];
		p->fault = view_fault_of(cx, faults, p->paper);
		if (req_method(rq) == POST)
			paper_lay(cx, rq, p, behind ? &x.sides : NULL);
	}
	x.crumbs = member_crumbs(cx, &m, tr(cx->lang, N_("Papers")));
	if (faults)
		rp->status = behind ? 409 : 422;
	err = member_begin(cx, rq, rp,
			   (struct page_ask){
				   .title = tr(cx->lang, N_("Papers")),
				   .n_errors = (int)x.faults.n },
			   &sheet);
	if (!err)
		member_papers_html(&sheet.view, &x);
	return err;
}

static struct err *papers_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return papers_show(cx, rq, rp, req_faults(rq));
}

static struct err *papers_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	const struct profile_term *t = NULL;
	struct {
		struct member_paper *p;
		ptrdiff_t n, cap;
	} papers = { 0 };
	struct member_checklist in = { .member = req_path_id(rq, "id"),
				       .rev = req_int(rq, "rev") };
	struct err *err = req_faults(rq);

	while ((t = profile_term_next(cx->profile, "paper", t)))
		*vec_push(cx->arena, &papers) = paper_typed(rq, t->code);
	in.p = papers.p;
	in.n = papers.n;
	if (!err)
		err = member_papers_set(cx, &in);
	if (err && form_is_mendable(err))
		return papers_show(cx, rq, rp, err);
	return err ? err
		   : reply_redirect(rp, str_cat(cx->arena,
						member_path(cx, in.member),
						STR("#papers")));
}

/* ---- who signs in ------------------------------------------------------- */

static struct err *user_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct form f = { .title = tr(cx->lang, N_("Signs in as")),
			  .button = tr(cx->lang, N_("Save")) };
	struct member_user_of_row is = { .user_id = 0 };
	struct member_users_rows users = { 0 };
	struct member_by_id_row m;
	struct form_input *in;
	struct str chosen;
	int64_t scope = member_scope(cx);
	bool found = false;
	struct err *err = member_form_row(cx, rq, &m);

	if (!err)
		err = member_user_of(
			cx->db, &(struct member_user_of_in){ .member = m.id },
			&is, &found);
	if (!err)
		err = member_users(
			cx->db,
			&(struct member_users_in){
				.member = m.id,
				.limit = USERS_MOST,
				.scope = scope,
				.with = scope ? MEMBER_USERS_WITH_SCOPE : 0 },
			&users);
	if (err)
		return err;
	f.crumbs = member_crumbs(cx, &m, f.title);
	f.action = str_cat(cx->arena, member_path(cx, m.id), STR("/user"));
	f.lead = tr(cx->lang, N_("Whoever signs in as this user sees this "
				 "record as their own and may ask for "
				 "corrections."));
	chosen =
		str_fmt(cx->arena, "%lld", found ? (long long)is.user_id : 0LL);
	in = form_input(cx, &f, FORM_SELECT, "user", N_("User"));
	form_choose(cx, &in->choices, STR("0"), tr(cx->lang, N_("nobody")),
		    chosen);
	for (ptrdiff_t i = 0; i < users.n; i++)
		form_choose(cx, &in->choices,
			    str_fmt(cx->arena, "%lld",
				    (long long)users.p[i].id),
			    str_fmt(cx->arena, "%.*s, %.*s",
				    STR_ARG(users.p[i].name),
				    STR_ARG(users.p[i].email)),
			    chosen);
	return member_form_show(cx, rq, rp, &f, faults);
}

static struct err *user_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return user_show(cx, rq, rp, req_faults(rq));
}

static struct err *user_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct err *err = req_faults(rq);

	if (!err)
		err = member_link_user(cx, id, req_int(rq, "user"));
	if (err && form_is_mendable(err))
		return user_show(cx, rq, rp, err);
	return err ? err : reply_redirect(rp, member_path(cx, id));
}

/* ---- routes ------------------------------------------------------------- */

#define LINE(n, l, m)                                                          \
	{                                                                      \
		.name = (n), .label = (l), .kind = FIELD_LINE, .max = (m)      \
	}
#define DAY(n, l)                                                              \
	{                                                                      \
		.name = (n), .label = (l), .kind = FIELD_DAY                   \
	}
static const struct field new_fields[] = {
	LINE("name", N_("Name"), 0),
	LINE("birth", N_("Born"), 20),
	{ .name = "sex", .label = N_("Sex"), .kind = FIELD_WORD },
	{ .name = "org",
	  .label = N_("Organisation"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
	{ .name = "how",
	  .label = N_("Comes by"),
	  .kind = FIELD_WORD,
	  .required = true },
	DAY("from", N_("Belongs there since")),
	DAY("admitted", N_("Day of admission")),
	DAY("official", N_("Full member since")),
	LINE("basis", N_("Basis"), 0),
	LINE("v.*", N_("Value"), 0),
	{ .name = "sure", .label = N_("Sure"), .kind = FIELD_FLAG },
};
static const struct field edit_get_fields[] = {
	{ .name = "field",
	  .label = N_("Field"),
	  .kind = FIELD_WORD,
	  .required = true },
};
static const struct field edit_fields[] = {
	{ .name = "field",
	  .label = N_("Field"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "rev",
	  .label = N_("Version"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
	{ .name = "do", .label = N_("What happened"), .kind = FIELD_WORD },
	LINE("value", N_("Value"), 0),
	DAY("from", N_("Counts since")),
	LINE("reason", N_("Reason"), MEMBER_TEXT_MOST),
};
static const struct field papers_fields[] = {
	{ .name = "rev",
	  .label = N_("Version"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
	{ .name = "paper.*",
	  .label = N_("Paper in the file"),
	  .kind = FIELD_FLAG },
	LINE("place.*", N_("Where it is kept"), 0),
};
static const struct field user_fields[] = {
	{ .name = "user",
	  .label = N_("User"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 0 },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/member/new",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = new_get },
	{ .method = POST,
	  .path = "/member/new",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = new_post,
	  ROUTE_FIELDS(new_fields) },
	{ .method = GET,
	  .path = "/member/:id/edit",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = edit_get,
	  ROUTE_FIELDS(edit_get_fields),
	  .slow = true },
	{ .method = POST,
	  .path = "/member/:id/edit",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = edit_post,
	  ROUTE_FIELDS(edit_fields) },
	{ .method = GET,
	  .path = "/member/:id/papers",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = papers_get,
	  .slow = true },
	{ .method = POST,
	  .path = "/member/:id/papers",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = papers_post,
	  ROUTE_FIELDS(papers_fields) },
	{ .method = GET,
	  .path = "/member/:id/user",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = user_get,
	  .slow = true },
	{ .method = POST,
	  .path = "/member/:id/user",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = user_post,
	  ROUTE_FIELDS(user_fields) },
};
const struct route_table member_edit_routes = { routes,
						(int)N_ELEMENTS(routes) };
