/* One's own record, and the corrections that members ask for. */
#include "member/member_page_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_listed.h"
#include "member/member_priv.h"
#include "member/member_tmpl.h"

enum { ASKS_MOST = 200 };

static struct err *own_row(struct cx *cx, struct member_by_id_row *ret_row)
{
	int64_t own;
	bool found = false;
	struct err *err = member_of(cx, cx->actor.id, &own);

	if (!err && own)
		err = member_by_id(cx->db, &(struct member_by_id_in){ own },
				   ret_row, &found);
	if (err || found)
		return err;
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("No record is linked to your account: ask who keeps "
			  "the records of your organisation."));
}

static struct err *own_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_sheet sheet;
	struct member_record x = { .page = &sheet.page, .own = true };
	struct member_by_id_row m;
	struct err *err = own_row(cx, &m);

	if (!err)
		err = member_record_fill(cx, &m, &x);
	if (!err)
		err = member_begin(cx, rq, rp,
				   (struct page_ask){ .title = m.name,
						      .menu = "record" },
				   &sheet);
	if (err)
		return err;
	member_record_html(&sheet.view, &x);
	err = site_panels(cx, "record", m.id, &sheet.view);
	if (!err)
		member_record_end_html(&sheet.view, &x);
	return err;
}

/* ---- asking ------------------------------------------------------------- */

static void fields_choose(struct cx *cx, struct form_choices *c,
			  struct str chosen)
{
	static const char *const own[] = { "name", "birth", "sex",
					   "admitted_on", "official_on" };
	const struct profile_term *t = NULL;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(own); i++)
		form_choose(cx, c, str_c(own[i]),
			    member_field_label(cx, str_c(own[i])), chosen);
	while ((t = profile_term_next(cx->profile, "field", t)))
		form_choose(cx, c, t->code, member_field_label(cx, t->code),
			    chosen);
}

/* A field with a list: its words, so that one of them is typed. */
static struct str list_words(struct cx *cx, struct str field)
{
	struct buf b = buf_init(cx->arena, 10000);
	const struct profile_term *t = NULL;
	const char *list = str_to_c(cx->arena, field);

	while ((t = profile_term_next(cx->profile, list, t))) {
		if (b.n)
			buf_lit(&b, ", ");
		buf_str(&b, cx->lang == LANG_EN ? t->en : t->vi);
	}
	return buf_view(&b);
}

/* What people write, as the record holds it: a code for a title, "m" or "f". */
static struct str want_code(struct cx *cx, struct str field, struct str want)
{
	const struct profile_term *t = NULL;
	const char *list = str_to_c(cx->arena, field);

	if (str_eq(field, STR("sex")))
		return str_eq(want, tr(cx->lang, member_sex_title(STR("m"))))
			       ? STR("m")
		       : str_eq(want, tr(cx->lang, member_sex_title(STR("f"))))
			       ? STR("f")
			       : want;
	while ((t = profile_term_next(cx->profile, list, t)))
		if (str_eq(want, t->vi) || str_eq(want, t->en))
			return t->code;
	return want;
}

static struct err *ask_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	struct form f = { .title = tr(cx->lang, N_("Ask for a correction")),
			  .action = STR("/me/record/ask"),
			  .button = tr(cx->lang, N_("Ask")) };
	bool back = req_method(rq) == POST;
	struct str field = back ? req_typed(rq, "field") : STR("name");
	struct member_by_id_row m;
	struct form_input *in;
	struct err *err = own_row(cx, &m);

	if (err)
		return err;
	*vec_push(cx->arena, &f.crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("My record")),
				.href = STR("/me/record") };
	*vec_push(cx->arena, &f.crumbs) = (struct crumb){ .text = f.title };
	f.lead = tr(cx->lang, N_("Who keeps the records reads it and answers; "
				 "you see the answer on your record."));
	in = form_input(cx, &f, FORM_SELECT, "field", N_("Field"));
	fields_choose(cx, &in->choices, field);
	in = form_input(cx, &f, FORM_LINE, "want", N_("As it should be"));
	in->value = back ? req_typed(rq, "want") : STR("");
	if (faults && list_words(cx, field).n)
		in->note = tr_fmt(cx->arena, cx->lang, N_("One of: {0}"),
				  list_words(cx, field));
	in = form_input(cx, &f, FORM_AREA, "note", N_("Why"));
	in->value = back ? req_typed(rq, "note") : STR("");
	return member_form_show(cx, rq, rp, &f, faults);
}

static struct err *ask_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return ask_show(cx, rq, rp, req_faults(rq));
}

static struct err *ask_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_wish in = { .field = req_str(rq, "field"),
				  .note = req_str(rq, "note") };
	struct member_by_id_row m;
	int64_t id;
	struct err *err = own_row(cx, &m);

	if (err)
		return err;
	in.member = m.id;
	err = req_faults(rq);
	if (!err) {
		in.want = want_code(cx, in.field, req_str(rq, "want"));
		err = member_ask(cx, &in, &id);
	}
	if (err && form_is_mendable(err))
		return ask_show(cx, rq, rp, err);
	return err ? err : reply_redirect(rp, STR("/me/record#asks"));
}

/* ---- answering ---------------------------------------------------------- */

static struct err *asks_fill(struct cx *cx, struct member_asks_view *x)
{
	int64_t scope = member_scope(cx);
	struct member_asks_open_rows rows;
	struct member_ids ids = { 0 };
	struct err *err = member_asks_open(
		cx->db,
		&(struct member_asks_open_in){
			.limit = ASKS_MOST,
			.scope = scope,
			.with = scope ? MEMBER_ASKS_OPEN_WITH_SCOPE : 0 },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct member_asks_open_row *r = &rows.p[i];
		struct member_ask_line *l = vec_push(cx->arena, &x->asks);

		*l = (struct member_ask_line){
			.id = r->id,
			.member = r->member,
			.name = r->name,
			.org = r->org_name,
			.field = member_field_label(cx, r->field),
			.was = member_want_shown(cx, r->field, r->was),
			.want = member_want_shown(cx, r->field, r->want),
			.note = r->note,
			.asked_at = r->asked_at,
			.is_open = true,
		};
		*vec_push(cx->arena, &ids) = r->member;
	}
	return err ? err : member_listed(cx, LISTED_ASKS, &ids);
}

static struct err *asks_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct member_sheet sheet;
	struct member_asks_view x = {
		.page = &sheet.page,
		.keys = view_keys(cx, rq),
		.faults = view_faults(cx, faults),
		.none = { .title = tr(cx->lang, N_("Nobody waits for an "
						   "answer.")) },
	};
	struct err *err = asks_fill(cx, &x);

	if (faults)
		rp->status = 422;
	if (!err)
		err = member_begin(
			cx, rq, rp,
			(struct page_ask){
				.title = tr(cx->lang,
					    N_("Corrections asked for")),
				.n_errors = (int)x.faults.n },
			&sheet);
	if (!err)
		member_asks_html(&sheet.view, &x);
	return err;
}

static struct err *asks_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return asks_show(cx, rq, rp, NULL);
}

static struct err *asks_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_answer in = { .ask = req_path_id(rq, "ask"),
				    .accept = req_flag(rq, "accept"),
				    .text = req_str(rq, "answer") };
	struct err *err = req_faults(rq);

	if (!err)
		err = member_decide(cx, &in);
	if (err && form_is_mendable(err))
		return asks_show(cx, rq, rp,
				 err_at(err, str_fmt(cx->arena, "answer-%lld",
						     (long long)in.ask)));
	return err ? err : reply_redirect(rp, STR("/members/asks"));
}

static const struct field ask_fields[] = {
	{ .name = "field",
	  .label = N_("Field"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "want",
	  .label = N_("As it should be"),
	  .kind = FIELD_LINE,
	  .required = true },
	{ .name = "note",
	  .label = N_("Why"),
	  .kind = FIELD_TEXT,
	  .max = MEMBER_TEXT_MOST },
};
static const struct field answer_fields[] = {
	{ .name = "answer",
	  .label = N_("Answer to the person"),
	  .kind = FIELD_LINE,
	  .max = MEMBER_TEXT_MOST },
	{ .name = "accept", .label = N_("Correct it"), .kind = FIELD_FLAG },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/me/record",
	  .perm = PERM_SIGNED_IN,
	  .page = own_get },
	{ .method = GET,
	  .path = "/me/record/ask",
	  .perm = PERM_SIGNED_IN,
	  .page = ask_get },
	{ .method = POST,
	  .path = "/me/record/ask",
	  .perm = PERM_SIGNED_IN,
	  .page = ask_post,
	  ROUTE_FIELDS(ask_fields) },
	{ .method = GET,
	  .path = "/members/asks",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = asks_get,
	  .slow = true },
	{ .method = POST,
	  .path = "/members/asks/:ask",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = asks_post,
	  ROUTE_FIELDS(answer_fields) },
};
const struct route_table member_own_routes = { routes,
					       (int)N_ELEMENTS(routes) };
