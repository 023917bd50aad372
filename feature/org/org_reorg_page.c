/* Pages of decisions that change organisations. */
#include "org/org_reorg_page.h"

#include "db/db.h"
#include "file/file.h"
#include "i18n/i18n.h"
#include "org/org_reorg_tmpl.h"
#include "view/site.h"

enum { LIST_ROWS = 50 };

static struct str path_of(struct cx *cx, int64_t id)
{
	return str_fmt(cx->arena, "/reorg/%lld", (long long)id);
}

static void crumbs_fill(struct cx *cx, struct str here, struct crumbs *c)
{
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Organisations")),
				.href = STR("/org") };
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Reorganisation")),
				.href = here.n ? STR("/reorg") : STR_NULL };
	if (here.n)
		*vec_push(cx->arena, c) = (struct crumb){ .text = here };
}

/* ---- the list --------------------------------------------------------------------- */

static struct str state_say(struct cx *cx, const struct org_decision *d,
			    enum mark *ret_mark)
{
	*ret_mark = MARK_NONE;
	switch (d->state) {
	case DECISION_DRAFT:
		if (!d->failed_why.n)
			return tr(cx->lang, N_("Draft"));
		*ret_mark = MARK_RED;
		return tr(cx->lang, N_("Draft: it couldn't take effect"));
	case DECISION_WAITING:
		*ret_mark = MARK_GREEN;
		return tr(cx->lang, N_("Approved, waits for its day"));
	case DECISION_DONE:
		*ret_mark = MARK_DONE;
		return tr(cx->lang, N_("In effect"));
	case DECISION_UNDONE:
		return tr(cx->lang, N_("Taken back"));
	default:
		return tr(cx->lang, N_("Thrown away"));
	}
}

/* Drafts are the business of those who write them. */
static bool is_shown(const struct cx *cx, const struct org_decision *d)
{
	if (d->state == DECISION_DROPPED)
		return false;
	return d->state == DECISION_DONE || d->state == DECISION_UNDONE ||
	       cx_may(cx, PERM_ORG_MANAGE);
}

static struct err *list_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t before = req_int(rq, "before");
	struct org_decisions list;
	struct page page;
	struct view v;
	struct reorg_list_view x = {
		.page = &page,
		.may = cx_may(cx, PERM_ORG_MANAGE),
		.none = { .title = tr(cx->lang, N_("No decision yet.")),
			  .text = tr(cx->lang,
				     N_("Mergers, splits, moves, new and ended "
					"organisations will stand here.")) },
	};
	struct err *err =
		decision_list(cx, before == DB_NULL ? INT64_MAX : before,
			      LIST_ROWS + 1, &list);

	if (err)
		return err;
	crumbs_fill(cx, STR_NULL, &x.crumbs);
	for (ptrdiff_t i = 0; i < MIN(list.n, LIST_ROWS); i++) {
		const struct org_decision *d = &list.p[i];
		struct reorg_row *r;

		if (!is_shown(cx, d))
			continue;
		r = vec_push(cx->arena, &x.rows);
		*r = (struct reorg_row){ .title = d->is.title,
					 .href = path_of(cx, d->id),
					 .number = d->is.number };
		if (d->is.effective_on != DAY_NONE)
			r->effective = fmt_day(cx->arena, d->is.effective_on);
		r->state = state_say(cx, d, &r->mark);
	}
	if (list.n > LIST_ROWS)
		x.more = str_fmt(cx->arena, "/reorg?before=%lld",
				 (long long)list.p[LIST_ROWS - 1].id);
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr(cx->lang, N_("Reorganisation")),
				 .menu = "org" },
			 &page, &v);
	if (!err)
		reorg_list_html(&v, &x);
	return err;
}

/* ---- one decision ------------------------------------------------------------------- */

static struct err *find_or_404(struct cx *cx, struct req *rq,
			       struct org_decision *d)
{
	bool found;
	struct err *err = decision_find(cx, req_path_id(rq, "id"), d, &found);

	if (!err && (!found || !is_shown(cx, d)))
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such decision."));
	return err;
}

static void kinds_fill(struct cx *cx, const struct org_decision *d,
		       struct reorg_page_view *x)
{
	for (int k = 0; k < N_STEP_KIND; k++)
		*vec_push(cx->arena, &x->kinds) = (struct reorg_step_link){
			.title = tr(cx->lang, step_title((enum step_kind)k)),
			.href = str_fmt(cx->arena, "/reorg/%lld/step?kind=%s",
					(long long)d->id,
					step_code((enum step_kind)k))
		};
}

static struct err *file_fill(struct cx *cx, const struct org_decision *d,
			     struct reorg_page_view *x)
{
	struct file_info info;
	bool found;
	struct err *err;

	if (!d->file)
		return NULL;
	err = file_find(cx, d->file, &info, &found);
	if (err || !found)
		return err;
	x->file = info.name;
	x->file_href = str_cat(cx->arena, path_of(cx, d->id), STR("/paper"));
	return NULL;
}

static struct str sub_say(struct cx *cx, const struct org_decision *d)
{
	enum mark mark;
	struct str state = state_say(cx, d, &mark);

	if (d->state == DECISION_UNDONE)
		return tr_fmt(cx->arena, cx->lang, N_("{0} on {1}: {2}"), state,
			      fmt_instant(cx->arena, d->undone_at),
			      d->undone_why);
	if (d->state == DECISION_DONE)
		return tr_fmt(cx->arena, cx->lang, N_("{0} since {1}"), state,
			      fmt_day(cx->arena, d->is.effective_on));
	return state;
}

/* The page, also behind a form that was refused: its faults, what was typed. */
struct show {
	const struct err *faults;
	const struct org_decision_new *typed; /* of the paper; NULL: as it is */
	struct str why;
};

static struct err *page_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct show *s)
{
	struct org_decision d;
	struct page page;
	struct view v;
	struct reorg_page_view x = { .page = &page,
				     .may = cx_may(cx, PERM_ORG_MANAGE) };
	struct err *err = find_or_404(cx, rq, &d);

	if (!err)
		err = reorg_page_fill(cx, &d, &x);
	if (!err)
		err = file_fill(cx, &d, &x);
	if (err)
		return err;
	if (s->typed)
		reorg_basis_fill(cx, s->typed, &x.basis);
	reorg_basis_faults(cx, s->faults, &x.basis);
	x.bad_why = view_fault_of(cx, s->faults, STR("why"));
	x.why = s->why;
	x.errors = view_faults(cx, s->faults);
	x.keys = view_keys(cx, rq);
	x.sub = sub_say(cx, &d);
	crumbs_fill(cx, d.is.title, &x.crumbs);
	kinds_fill(cx, &d, &x);
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = d.is.title,
					     .menu = "org",
					     .n_errors = (int)x.errors.n },
			 &page, &v);
	if (err)
		return err;
	reorg_page_top(&v, &x);
	err = site_panels(cx, "reorg", d.id, &v);
	if (!err)
		reorg_page_below(&v, &x);
	return err;
}

static struct err *page_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return page_show(cx, rq, rp, &(struct show){ .faults = NULL });
}

/* Back to the page, or the page with the reason. */
static struct err *done_or_show(struct cx *cx, struct req *rq, struct reply *rp,
				struct err *err, const struct show *s)
{
	struct show with = *s;

	if (!err)
		return reply_redirect(rp, path_of(cx, req_path_id(rq, "id")));
	if (err->code != ERR_INVALID && err->code != ERR_LIMIT &&
	    err->code != ERR_CONFLICT)
		return err;
	with.faults = err;
	rp->status = err->code == ERR_CONFLICT ? 409 : 422;
	return page_show(cx, rq, rp, &with);
}

/* ---- the paper ------------------------------------------------------------------------ */

static struct org_decision_new paper_read(const struct req *rq)
{
	return (struct org_decision_new){
		.title = req_str(rq, "title"),
		.number = req_str(rq, "number"),
		.signer = req_str(rq, "signer"),
		.note = req_str(rq, "note"),
		.signed_on = req_day(rq, "signed_on"),
		.effective_on = req_day(rq, "effective_on"),
	};
}

static struct err *new_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	struct org_decision_new typed = { .signed_on = DAY_NONE,
					  .effective_on = DAY_NONE };
	struct page page;
	struct view v;
	struct reorg_new_view x = {
		.page = &page,
		.title = tr(cx->lang, N_("New decision")),
		.action = STR("/reorg/new"),
		.back = STR("/reorg"),
		.button = tr(cx->lang, N_("Begin the draft")),
	};
	struct err *err;

	if (faults)
		typed = paper_read(rq);
	reorg_basis_fill(cx, &typed, &x.basis);
	if (faults) {
		x.basis.signed_on = req_typed(rq, "signed_on");
		x.basis.effective_on = req_typed(rq, "effective_on");
	}
	reorg_basis_faults(cx, faults, &x.basis);
	x.errors = view_faults(cx, faults);
	x.keys = view_keys(cx, rq);
	crumbs_fill(cx, x.title, &x.crumbs);
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.title,
					     .menu = "org",
					     .n_errors = (int)x.errors.n },
			 &page, &v);
	if (!err)
		reorg_new_html(&v, &x);
	return err;
}

static struct err *new_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return new_show(cx, rq, rp, NULL);
}

static struct err *new_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct org_decision_new in = paper_read(rq);
	int64_t id;
	struct err *err = req_faults(rq);

	if (!err)
		err = decision_make(cx, &in, &id);
	if (!err)
		return reply_redirect(rp, path_of(cx, id));
	if (err->code != ERR_INVALID && err->code != ERR_LIMIT)
		return err;
	rp->status = 422;
	return new_show(cx, rq, rp, err);
}

static struct err *edit_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct org_decision_new in = paper_read(rq);
	struct err *err = req_faults(rq);

	if (!err)
		err = decision_edit(cx, req_path_id(rq, "id"),
				    req_int(rq, "rev"), &in);
	return done_or_show(cx, rq, rp, err, &(struct show){ .typed = &in });
}

static struct err *file_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct upload up;
	struct err *err = req_faults(rq);

	if (!err && !req_upload(rq, "file", 0, &up))
		err = err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("Choose the file of the signed paper.")),
			STR("file"));
	if (!err)
		err = decision_attach(cx, req_path_id(rq, "id"), up.name,
				      up.bytes);
	if (err && err->code == ERR_UNSUPPORTED)
		err = err_at(err_new(cx->arena, ERR_INVALID, N_("{0}"),
				     tr_err(cx->arena, cx->lang, err)),
			     STR("file"));
	return done_or_show(cx, rq, rp, err, &(struct show){ .typed = NULL });
}

static struct err *paper_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct org_decision d;
	struct file_info info;
	struct str bytes;
	bool found;
	struct err *err = find_or_404(cx, rq, &d);

	if (!err)
		err = file_find(cx, d.file, &info, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("No paper is attached to this decision."));
	if (!err)
		err = file_get(cx, d.file, &bytes);
	if (err)
		return err;
	rp->type = str_to_c(cx->arena, info.media);
	rp->download = info.name;
	buf_str(&rp->body, bytes);
	return NULL;
}

/* ---- what is done with it --------------------------------------------------------------- */

static struct err *choose_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct str key, answer;
	struct err *err = req_faults(rq);
	struct str form_key = cx->key;

	for (int k = 0; !err && req_family(rq, "ask.*", k, &key, &answer);
	     k++) {
		/* one form, several acts: each has a key of its own */
		cx->key = form_key.n ? str_fmt(cx->arena, "%.*s.%d",
					       STR_ARG(form_key), k)
				     : STR_NULL;
		err = choice_set(cx, req_path_id(rq, "id"), key, answer);
	}
	return done_or_show(cx, rq, rp, err, &(struct show){ .typed = NULL });
}

static struct err *remove_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err =
		step_remove(cx, req_path_id(rq, "id"), req_path_id(rq, "step"));

	return done_or_show(cx, rq, rp, err, &(struct show){ .typed = NULL });
}

static struct err *raise_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err =
		step_raise(cx, req_path_id(rq, "id"), req_path_id(rq, "step"));

	return done_or_show(cx, rq, rp, err, &(struct show){ .typed = NULL });
}

static struct err *approve_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);

	if (!err)
		err = decision_approve(cx, req_path_id(rq, "id"),
				       req_int(rq, "rev"));
	return done_or_show(cx, rq, rp, err, &(struct show){ .typed = NULL });
}

static struct err *reopen_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	return done_or_show(cx, rq, rp,
			    decision_reopen(cx, req_path_id(rq, "id")),
			    &(struct show){ .typed = NULL });
}

static struct err *drop_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = decision_drop(cx, req_path_id(rq, "id"));

	if (!err)
		return reply_redirect(rp, STR("/reorg"));
	return done_or_show(cx, rq, rp, err, &(struct show){ .typed = NULL });
}

static struct err *undo_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct str why = req_str(rq, "why");
	struct err *err = req_faults(rq);

	if (!err)
		err = decision_undo(cx, req_path_id(rq, "id"), why);
	return done_or_show(cx, rq, rp, err, &(struct show){ .why = why });
}

static const struct field list_fields[] = {
	{ .name = "before", .label = N_("Older than"), .kind = FIELD_INT },
};
#define PAPER_FIELDS                                                           \
	{ .name = "title",                                                     \
	  .label = N_("What the decision does"),                               \
	  .kind = FIELD_LINE,                                                  \
	  .max = 1000 },                                                       \
		{ .name = "number",                                            \
		  .label = N_("Number of the decision"),                       \
		  .kind = FIELD_LINE,                                          \
		  .max = 1000 },                                               \
		{ .name = "signer",                                            \
		  .label = N_("Signed by"),                                    \
		  .kind = FIELD_LINE,                                          \
		  .max = 1000 },                                               \
		{ .name = "note",                                              \
		  .label = N_("Note"),                                         \
		  .kind = FIELD_TEXT,                                          \
		  .max = 4000 },                                               \
		{ .name = "signed_on",                                         \
		  .label = N_("Day of signing"),                               \
		  .kind = FIELD_DAY },                                         \
		{ .name = "effective_on",                                      \
		  .label = N_("Effective day"),                                \
		  .kind = FIELD_DAY },                                         \
	{                                                                      \
		.name = "rev", .label = N_("Version"), .kind = FIELD_INT       \
	}
static const struct field paper_fields[] = { PAPER_FIELDS };
static const struct field file_fields[] = {
	{ .name = "file", .label = N_("The signed paper"), .kind = FIELD_FILE },
};
static const struct field choose_fields[] = {
	{ .name = "ask.*", .label = N_("Choice"), .kind = FIELD_LINE },
};
static const struct field rev_fields[] = {
	{ .name = "rev",
	  .label = N_("Version"),
	  .kind = FIELD_INT,
	  .required = true },
};
static const struct field undo_fields[] = {
	{ .name = "why",
	  .label = N_("Why it is taken back"),
	  .kind = FIELD_LINE,
	  .max = 500 },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/reorg",
	  .perm = PERM_ORG_VIEW,
	  .page = list_page,
	  ROUTE_FIELDS(list_fields) },
	{ .method = GET,
	  .path = "/reorg/new",
	  .perm = PERM_ORG_MANAGE,
	  .page = new_get },
	{ .method = POST,
	  .path = "/reorg/new",
	  .perm = PERM_ORG_MANAGE,
	  .page = new_post,
	  ROUTE_FIELDS(paper_fields) },
	{ .method = GET,
	  .path = "/reorg/:id",
	  .perm = PERM_ORG_VIEW,
	  .page = page_get,
	  .slow = true },
	{ .method = POST,
	  .path = "/reorg/:id/edit",
	  .perm = PERM_ORG_MANAGE,
	  .page = edit_post,
	  ROUTE_FIELDS(paper_fields) },
	{ .method = POST,
	  .path = "/reorg/:id/file",
	  .perm = PERM_ORG_MANAGE,
	  .page = file_post,
	  ROUTE_FIELDS(file_fields),
	  .body_max = FILE_MOST + 65536 },
	{ .method = GET,
	  .path = "/reorg/:id/paper",
	  .perm = PERM_ORG_VIEW,
	  .page = paper_get,
	  .slow = true },
	{ .method = POST,
	  .path = "/reorg/:id/choose",
	  .perm = PERM_ORG_MANAGE,
	  .page = choose_post,
	  ROUTE_FIELDS(choose_fields) },
	{ .method = POST,
	  .path = "/reorg/:id/step/:step/remove",
	  .perm = PERM_ORG_MANAGE,
	  .page = remove_post },
	{ .method = POST,
	  .path = "/reorg/:id/step/:step/raise",
	  .perm = PERM_ORG_MANAGE,
	  .page = raise_post },
	{ .method = POST,
	  .path = "/reorg/:id/approve",
	  .perm = PERM_ORG_MANAGE,
	  .page = approve_post,
	  ROUTE_FIELDS(rev_fields) },
	{ .method = POST,
	  .path = "/reorg/:id/reopen",
	  .perm = PERM_ORG_MANAGE,
	  .page = reopen_post },
	{ .method = POST,
	  .path = "/reorg/:id/drop",
	  .perm = PERM_ORG_MANAGE,
	  .page = drop_post },
	{ .method = POST,
	  .path = "/reorg/:id/undo",
	  .perm = PERM_ORG_MANAGE,
	  .page = undo_post,
	  ROUTE_FIELDS(undo_fields) },
};
const struct route_table org_reorg_routes = { routes, (int)N_ELEMENTS(routes) };
