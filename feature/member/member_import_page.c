/* Importing a register: choose the file, look at it and mend, the result. */
#include "member/member_import_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_import_tmpl.h"

enum {
	UPLOAD_MOST = 20 << 20,
	FORM_MOST = 1 << 20,
	SAID_MOST = 400,
	EARLIER_MOST = 50,
	CELL_MOST = 1000,
	LOOK_AGAIN_S = 2,
	SHEET_MOST = 200
};

struct str member_import_path(struct cx *cx, int64_t id)
{
	return str_fmt(cx->arena, "/members/import/%lld", (long long)id);
}

/* What a person can mend is shown on the page; the rest is an error page. */
static bool is_fault(const struct err *err)
{
	return err->code == ERR_INVALID || err->code == ERR_LIMIT ||
	       err->code == ERR_UNSUPPORTED || err->code == ERR_CONFLICT;
}

static struct crumbs crumbs(struct cx *cx, struct str here)
{
	struct crumbs c = member_crumbs(cx, NULL, STR_NULL);

	*vec_push(cx->arena, &c) = (struct crumb){
		.text = tr(cx->lang, N_("Import a register of members")),
		.href = here.n ? STR("/members/import") : STR_NULL
	};
	if (here.n)
		*vec_push(cx->arena, &c) = (struct crumb){ .text = here };
	return c;
}

/* ---- choosing a file ---------------------------------------------------------- */

static struct err *earlier_fill(struct cx *cx, struct imp_links *l)
{
	int64_t org = member_scope(cx);
	struct member_import_list_rows rows;
	struct err *err = member_import_list(
		cx->db,
		&(struct member_import_list_in){
			.org = org,
			.limit = EARLIER_MOST,
			.with = org ? MEMBER_IMPORT_LIST_WITH_ORG : 0 },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct member_import_list_row *r = &rows.p[i];
		const char *text = N_("“{0}” of {1}: waits for you");

		if (r->undone_at != DB_NULL)
			text = N_("“{0}” of {1}: taken back");
		else if (r->confirmed_at != DB_NULL)
			text = N_("“{0}” of {1}: {2} people written");
		else if (r->wish.p)
			text = N_("“{0}” of {1}: is being written");
		*vec_push(cx->arena, l) = (struct imp_link){
			.href = member_import_path(cx, r->id),
			.text = tr_fmt(cx->arena, cx->lang, text, r->file_name,
				       fmt_instant(cx->arena, r->made_at),
				       fmt_int(cx->arena, cx->lang,
					       r->taken == DB_NULL ? 0
								   : r->taken))
		};
	}
	return err;
}

static struct err *upload_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct err *faults)
{
	struct member_sheet sheet;
	struct member_import_form_view x = {
		.page = &sheet.page,
		.keys = view_keys(cx, rq),
		.crumbs = crumbs(cx, STR_NULL),
		.errors = view_faults(cx, faults),
		.fault = view_fault_of(cx, faults, STR("file")),
		.sheet_fault = view_fault_of(cx, faults, STR("sheet")),
		.sheet = req_method(rq) == POST ? req_str(rq, "sheet") : STR("")
	};
	struct err *err = earlier_fill(cx, &x.earlier);

	if (!err)
		err = member_begin(
			cx, rq, rp,
			(struct page_ask){
				.title = tr(cx->lang,
					    N_("Import a register of members")),
				.n_errors = (int)x.errors.n },
			&sheet);
	if (err)
		return err;
	rp->status = faults ? 422 : 200;
	member_import_form_html(&sheet.view, &x);
	return NULL;
}

static struct err *form_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t org;
	struct err *err = member_import_may(cx, &org);

	return err ? err : upload_show(cx, rq, rp, NULL);
}

static struct err *form_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_import_new in = { .as_at = DAY_NONE };
	struct err *err = req_faults(rq);
	struct upload file;
	int64_t id;

	if (!err && !req_upload(rq, "file", 0, &file))
		err = err_new(cx->arena, ERR_INVALID,
			      N_("Choose the file that holds the register."));
	if (!err) {
		in.name = file.name;
		in.bytes = file.bytes;
		in.sheet = req_str(rq, "sheet");
		if (!in.sheet.n)
			in.sheet = STR_NULL;
		err = member_import_stage(cx, &in, &id);
	}
	if (err && (is_fault(err) || err->code == ERR_NOT_FOUND))
		return upload_show(cx, rq, rp,
				   err_at(err, err->code == ERR_NOT_FOUND
						       ? STR("sheet")
						       : STR("file")));
	return err ? err : reply_redirect(rp, member_import_path(cx, id));
}

/* ---- looking at it --------------------------------------------------------------- */

static struct err *done_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct member_import_by_id_row *i)
{
	struct member_sheet sheet;
	struct member_import_done_view x = { .page = &sheet.page,
					     .keys = view_keys(cx, rq) };
	struct err *err = member_import_result(cx, i, &x);

	x.crumbs = crumbs(cx, x.title);
	x.again_s = LOOK_AGAIN_S;
	if (!err)
		err = member_begin(
			cx, rq, rp,
			(struct page_ask){
				.title = x.title,
				.looks_again = x.wait.n ? LOOK_AGAIN_S : 0 },
			&sheet);
	if (!err)
		member_import_done_html(&sheet.view, &x);
	return err;
}

static struct err *look_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct str title = tr(cx->lang, N_("Look at the register"));
	struct member_import_by_id_row i;
	struct member_import_state s;
	struct member_sheet sheet;
	struct member_import_look_view x = { .page = &sheet.page,
					     .crumbs = crumbs(cx, title) };
	struct err *err = member_import_get(cx, req_path_id(rq, "id"), &i);

	if (err)
		return err;
	if (i.wish.p || i.confirmed_at != DB_NULL || i.dropped_at != DB_NULL)
		return done_show(cx, rq, rp, &i);
	err = member_import_state(cx, i.id, &s);
	if (!err)
		err = member_import_look(cx, rq, &s, &x);
	if (err)
		return err;
	x.errors = view_faults(cx, faults);
	if (req_method(rq) == GET && req_flag(rq, "saved"))
		x.said = tr(cx->lang, N_("Saved; the register was judged "
					 "anew."));
	err = member_begin(cx, rq, rp,
			   (struct page_ask){ .title = title,
					      .n_errors = (int)x.errors.n },
			   &sheet);
	if (err)
		return err;
	rp->status = faults ? (faults->code == ERR_CONFLICT ? 409 : 422) : 200;
	member_import_look_html(&sheet.view, &x);
	return NULL;
}

static struct err *look_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);

	return err ? err : look_show(cx, rq, rp, NULL);
}

/* ---- what a person says ------------------------------------------------------------- */

static struct err *do_day(struct cx *cx, struct req *rq)
{
	return member_import_set_day(
		cx, &(struct member_import_set){
			    .id = req_path_id(rq, "id"),
			    .rev = req_int(rq, "rev"),
			    .as_at = req_day(rq, "as_at"),
			    .decision = req_int(rq, "decision") == DB_NULL
						? 0
						: req_int(rq, "decision") });
}

static void choice_read(const struct import_name *n, bool unit,
			struct str value, struct member_import_choice *c)
{
	*c = (struct member_import_choice){ .unit = n->unit, .choice = value };
	if (str_to_i64(value, &c->org))
		c->choice = STR("org");
	/* of an unknown unit it holds for every cell */
	c->cell = unit ? STR("") : n->cell;
}

/* A field "name.7" or "name.7.unit"; nothing was decided of it and nothing
 * is: false. */
static bool choice_said(const struct member_import_state *s, struct str suffix,
			struct str value, struct member_import_choice *c)
{
	struct str rest = suffix, number = str_cut(&rest, '.');
	bool unit = str_eq(rest, STR("unit"));
	const struct import_name *n;
	int64_t k;

	if (!str_to_i64(number, &k) || k < 1 || k > s->names.n)
		return false;
	n = &s->names.p[k - 1];
	choice_read(n, unit, value, c);
	return value.n || (unit ? n->unit_choice.n : n->choice.n);
}

static struct err *do_names(struct cx *cx, struct req *rq, bool unit)
{
	int64_t id = req_path_id(rq, "id");
	struct member_import_state s;
	struct str suffix, value;
	struct member_import_choice *c;
	int n = 0;
	struct err *err = member_import_state(cx, id, &s);

	if (err)
		return err;
	c = arena_new(cx->arena, struct member_import_choice,
		      s.names.n + SAID_MOST);
	for (ptrdiff_t i = 0; unit && i < s.names.n; i++)
		if (s.names.p[i].place == PLACE_NO_CELL)
			choice_read(&s.names.p[i], false, STR("unit"), &c[n++]);
	for (int i = 0; !unit && n < SAID_MOST &&
			req_family(rq, "name.*", i, &suffix, &value);
	     i++)
		n += choice_said(&s, suffix, value, &c[n]);
	return member_import_choose(cx, id, req_int(rq, "rev"), c, n);
}

static struct err *do_titles(struct cx *cx, struct req *rq)
{
	int64_t id = req_path_id(rq, "id"), k;
	struct member_import_meaning *m =
		arena_new(cx->arena, struct member_import_meaning, SAID_MOST);
	struct member_import_state s;
	struct str suffix, value;
	int n = 0;
	struct err *err = member_import_state(cx, id, &s);

	for (int i = 0; !err && n < SAID_MOST &&
			req_family(rq, "title.*", i, &suffix, &value);
	     i++)
		if (str_to_i64(suffix, &k) && k > 0 && k <= s.titles.n &&
		    (value.n || s.titles.p[k - 1].choice.n))
			m[n++] = (struct member_import_meaning){
				s.titles.p[k - 1].text, value
			};
	return err ? err
		   : member_import_entitle(cx, id, req_int(rq, "rev"), m, n);
}

static struct err *do_mend(struct cx *cx, struct req *rq)
{
	struct member_import_mend *mend =
		arena_new(cx->arena, struct member_import_mend, SAID_MOST);
	struct str suffix, value;
	int n = 0;

	for (int i = 0;
	     n < SAID_MOST && req_family(rq, "cell.*", i, &suffix, &value);
	     i++) {
		struct str row = str_cut(&suffix, '.');

		if (!value.n || !str_to_i64(row, &mend[n].row))
			continue;
		mend[n].field = suffix;
		mend[n++].text = value;
	}
	return member_import_mend(cx, req_path_id(rq, "id"), req_int(rq, "rev"),
				  mend, n);
}

static bool is_taken(const struct req *rq, struct str id)
{
	struct str suffix, value;

	for (int i = 0; req_family(rq, "take.*", i, &suffix, &value); i++)
		if (str_eq(suffix, id))
			return true;
	return false;
}

static struct err *do_accept(struct cx *cx, struct req *rq)
{
	struct member_import_verdict *v =
		arena_new(cx->arena, struct member_import_verdict, SAID_MOST);
	struct str suffix, value;
	int n = 0;

	for (int i = 0;
	     n < SAID_MOST && req_family(rq, "seen.*", i, &suffix, &value);
	     i++) {
		struct str rest = suffix, row = str_cut(&rest, '.');

		if (!str_to_i64(row, &v[n].row))
			continue;
		v[n].field = rest;
		v[n++].accept = is_taken(rq, suffix);
	}
	return member_import_accept(cx, req_path_id(rq, "id"),
				    req_int(rq, "rev"), v, n);
}

static struct err *do_establish(struct cx *cx, struct req *rq)
{
	struct member_import_state s;
	int made;
	struct err *err = member_import_state(cx, req_path_id(rq, "id"), &s);

	return err ? err : member_import_establish(cx, &s, &made);
}

/* A small register is written at once, a large one by a job. */
static struct err *do_write(struct cx *cx, struct req *rq, bool good)
{
	struct member_import_deed deed = { .id = req_path_id(rq, "id"),
					   .rev = req_int(rq, "rev"),
					   .good = good,
					   .again = req_flag(rq, "again") };
	struct member_import_by_id_row i;
	struct member_import_made made;
	struct err *err = member_import_get(cx, deed.id, &i);

	if (err)
		return err;
	return i.people > MEMBER_IMPORT_AT_ONCE
		       ? member_import_ask(cx, &deed)
		       : member_import_confirm(cx, &deed, NULL, &made);
}

static struct err *do_undo(struct cx *cx, struct req *rq)
{
	struct strs kept;
	int64_t gone;

	return member_import_undo(cx, req_path_id(rq, "id"), &gone, &kept);
}

static struct err *done(struct cx *cx, struct req *rq, struct str what)
{
	if (str_eq(what, STR("day")))
		return do_day(cx, rq);
	if (str_eq(what, STR("names")) || str_eq(what, STR("unit")))
		return do_names(cx, rq, str_eq(what, STR("unit")));
	if (str_eq(what, STR("titles")))
		return do_titles(cx, rq);
	if (str_eq(what, STR("mend")))
		return do_mend(cx, rq);
	if (str_eq(what, STR("accept")))
		return do_accept(cx, rq);
	if (str_eq(what, STR("establish")))
		return do_establish(cx, rq);
	if (str_eq(what, STR("all")) || str_eq(what, STR("good")))
		return do_write(cx, rq, str_eq(what, STR("good")));
	if (str_eq(what, STR("drop")))
		return member_import_drop(cx, req_path_id(rq, "id"));
	if (str_eq(what, STR("undo")))
		return do_undo(cx, rq);
	return err_new(cx->arena, ERR_INVALID,
		       N_("The form doesn't say what is to be done."));
}

static struct err *look_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct str what = req_str(rq, "do");
	int64_t id = req_path_id(rq, "id");
	bool says = str_eq(what, STR("all")) || str_eq(what, STR("good")) ||
		    str_eq(what, STR("drop")) || str_eq(what, STR("undo"));
	struct err *err = req_faults(rq);

	if (!err)
		err = done(cx, rq, what);
	if (err && is_fault(err))
		return look_show(cx, rq, rp, err);
	if (err)
		return err;
	return reply_redirect(
		rp, says ? member_import_path(cx, id)
			 : str_fmt(cx->arena,
				   "/members/import/%lld?part=%.*s&page=%d"
				   "&saved=1",
				   (long long)id, STR_ARG(req_str(rq, "part")),
				   (int)MAX(req_int(rq, "page"), 1)));
}

/* ---- routes ------------------------------------------------------------------------------ */

static const struct field upload_fields[] = {
	{ .name = "file",
	  .label = N_("File of the register"),
	  .kind = FIELD_FILE,
	  .max = UPLOAD_MOST },
	{ .name = "sheet",
	  .label = N_("Sheet"),
	  .kind = FIELD_LINE,
	  .max = SHEET_MOST },
};
static const struct field look_fields[] = {
	{ .name = "part", .label = N_("Part"), .kind = FIELD_WORD },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 10000 },
	{ .name = "saved", .label = N_("Saved"), .kind = FIELD_FLAG },
};
static const struct field say_fields[] = {
	{ .name = "rev", .label = N_("Revision"), .kind = FIELD_INT },
	{ .name = "do",
	  .label = N_("Button"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "part", .label = N_("Part"), .kind = FIELD_WORD },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 10000 },
	{ .name = "as_at", .label = N_("As at"), .kind = FIELD_DAY },
	{ .name = "decision", .label = N_("Decision"), .kind = FIELD_INT },
	{ .name = "again",
	  .label = N_("Import this very file again"),
	  .kind = FIELD_FLAG },
	{ .name = "name.*", .label = N_("Organisation"), .kind = FIELD_WORD },
	{ .name = "title.*", .label = N_("Office"), .kind = FIELD_WORD },
	{ .name = "cell.*",
	  .label = N_("Cell of the file"),
	  .kind = FIELD_LINE,
	  .max = CELL_MOST },
	{ .name = "seen.*", .label = N_("Change"), .kind = FIELD_FLAG },
	{ .name = "take.*", .label = N_("Change"), .kind = FIELD_FLAG },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/members/import",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = form_get },
	{ .method = POST,
	  .path = "/members/import",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = form_post,
	  .slow = true,
	  .body_max = UPLOAD_MOST + FORM_MOST,
	  ROUTE_FIELDS(upload_fields) },
	{ .method = GET,
	  .path = "/members/import/:id",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = look_get,
	  .slow = true,
	  ROUTE_FIELDS(look_fields) },
	{ .method = POST,
	  .path = "/members/import/:id",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = look_post,
	  .slow = true,
	  .body_max = FORM_MOST,
	  ROUTE_FIELDS(say_fields) },
};
const struct route_table member_import_routes = { routes,
						  (int)N_ELEMENTS(routes) };
