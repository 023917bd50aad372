/*
 * The page of a task and its deeds: one route a deed, "/task/5/report". The
 * page is shown again with what was typed when a deed is refused.
 */
#include "work/work_evidence_query.h"
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_adjust_priv.h"
#include "work/work_past.h"
#include "work/work_period_priv.h"
#include "work/work_share.h"
#include "work/work_talk.h"
#include "work/work_effect_page.h"
#include "work/work_split_act.h"
#include "work/work_split_priv.h"
#include "work/work_task_priv.h"
#include "work/work_task_tmpl.h"

enum {
	EVIDENCE_BYTES = 10 * 1024 * 1024,
	REPORT_BYTES = 31 * 1024 * 1024,
	WORDS_BYTES = 256 * 1024,
};

/* ---- showing ------------------------------------------------------------------- */

struct show_ask {
	int64_t task, page_no;
	const struct task_typed *typed;
};

/* Faults of a reason lead to the field of their own form. */
static void reason_links(struct cx *cx, enum work_do d, struct err_items *list)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i].href, STR("#reason")))
			list->p[i].href = str_fmt(cx->arena, "#reason-%s",
						  work_do_key(d));
}

static void event_typed(struct cx *cx, struct req *rq,
			const struct task_typed *y, struct period_panel *x)
{
	x->keys = view_keys(cx, rq);
	x->event = y->event;
	x->due = y->due;
	x->note = y->note;
	x->bad_event = view_fault_of(cx, y->faults, STR("event"));
	x->bad_due = view_fault_of(cx, y->faults, STR("due"));
}

static void weight_typed(struct cx *cx, struct req *rq,
			 const struct task_typed *y, struct part_panel *x)
{
	x->keys = view_keys(cx, rq);
	if (!y->weighing)
		return;
	x->weight = y->weight;
	x->bad_weight = view_fault_of(cx, y->faults, STR("weight"));
}

static void answer_typed(struct cx *cx, const struct task_typed *y,
			 struct adjust_panel *x)
{
	struct str field = str_fmt(cx->arena, "answer-%ld", (long)y->refusing);

	for (ptrdiff_t i = 0; i < x->lines.n; i++) {
		if (x->lines.p[i].id != y->refusing)
			continue;
		x->lines.p[i].typed = y->answer;
		x->lines.p[i].bad_answer = view_fault_of(cx, y->faults, field);
	}
}

static struct err *parts_fill(struct cx *cx, const struct task_by_id_row *t,
			      const struct task_typed *typed,
			      struct task_view *x)
{
	const struct share_ask ask = { x->ours, &x->four.with_orgs,
				       typed->share, typed->ask_share };
	struct err *err;

	x->share.keys.csrf = x->talk.keys.csrf = x->keys.csrf;
	err = work_share_fill(cx, t, &ask, &x->share);
	if (!err)
		err = work_talk_fill(cx, t, typed->talk, &x->talk);
	if (err)
		return err;
	/* the form has gone: what was typed must not be lost */
	if (typed->talk && !x->talk.may_write)
		x->lost.text = typed->talk->said;
	else if (typed->share && !x->share.kept)
		x->lost.text = typed->share->share ? typed->share->text
						   : typed->share->work;
	if (!x->lost.title.n && x->lost.text.n)
		x->lost.title =
			tr(cx->lang, N_("What you wrote; it was not saved"));
	return NULL;
}

static struct err *show_one(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct show_ask *ask)
{
	const struct task_typed *typed = ask->typed;
	struct task_by_id_row t;
	struct page page;
	struct view v;
	struct task_view x = { .page = &page,
			       .keys = { .csrf = req_csrf(rq) } };
	struct str query = req_method(rq) == GET ? req_query(rq) : STR("");
	struct err *err = work_task_ahead(cx, ask->task);

	if (!err)
		err = work_task_see(cx, ask->task, &t);
	if (!err)
		err = work_task_fill(cx, &t, ask->page_no, query, &x);
	if (!err)
		err = work_task_deeds(cx, &t, typed, &x);
	if (!err)
		err = work_adjust_fill(cx, &t, &x.adjust);
	if (!err)
		err = work_period_fill(cx, &t, &x.period);
	if (!err)
		err = parts_fill(cx, &t, typed, &x);
	if (!err)
		err = work_effect_panel(cx, &t, &x.effect);
	if (!err)
		err = work_split_fill(cx, &t, &x);
	if (err)
		return err;
	x.adjust.csrf = req_csrf(rq);
	if (typed->refusing)
		answer_typed(cx, typed, &x.adjust);
	if (x.parts.may_weigh)
		weight_typed(cx, rq, typed, &x.parts);
	if (x.period.waits)
		event_typed(cx, rq, typed, &x.period);
	x.errors = view_faults(cx, typed->faults);
	if (typed->share)
		work_share_links(cx, typed->share, &x.errors);
	else
		reason_links(cx, typed->what, &x.errors);
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.title,
					     .menu = "work",
					     .dated = true,
					     .n_errors = (int)x.errors.n },
			 &page, &v);
	if (!err)
		task_html(&v, &x);
	return err;
}

struct err *work_task_show(struct cx *cx, struct req *rq, struct reply *rp,
			   const struct task_typed *typed)
{
	return show_one(cx, rq, rp,
			&(struct show_ask){ req_path_id(rq, "id"), 1, typed });
}

struct err *work_task_show_of(struct cx *cx, struct req *rq, struct reply *rp,
			      int64_t id, const struct task_typed *typed)
{
	return show_one(cx, rq, rp, &(struct show_ask){ id, 1, typed });
}

static const struct field page_fields[] = {
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
	{ .name = "ask", .label = N_("Ask for the share"), .kind = FIELD_FLAG },
	WORK_PAST_FIELD,
};

static struct err *task_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t page = req_int(rq, "page");
	const struct task_typed typed = { .ask_share = req_flag(rq, "ask") };
	struct err *err = work_past_read(cx, rq);

	if (err)
		return err;
	return show_one(cx, rq, rp,
			&(struct show_ask){ req_path_id(rq, "id"),
					    page == DB_NULL ? 1 : page,
					    &typed });
}

/* ---- deeds --------------------------------------------------------------------- */

static const struct field reason_fields[] = {
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_TEXT,
	  .max = WORK_TEXT_MOST },
};
/* A report and a submission have the same fields; only the report counts its
 * percentage, only the submission its reason to leave parts open. */
static const struct field report_fields[] = {
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_TEXT,
	  .max = WORK_TEXT_MOST },
	{ .name = "percent",
	  .label = N_("Percent done so far"),
	  .kind = FIELD_INT,
	  .max = 100 },
	{ .name = "body",
	  .label = N_("Result"),
	  .kind = FIELD_TEXT,
	  .max = WORK_TEXT_MOST },
	{ .name = "difficulty",
	  .label = N_("Difficulty, if any"),
	  .kind = FIELD_TEXT,
	  .max = WORK_TEXT_MOST },
	{ .name = "cause",
	  .label = N_("Cause of the difficulty or delay"),
	  .kind = FIELD_WORD },
	{ .name = "ask", .label = N_("Request"), .kind = FIELD_WORD },
	{ .name = "files",
	  .label = N_("Evidence"),
	  .kind = FIELD_FILE,
	  .many = true,
	  .max = EVIDENCE_BYTES },
};

static bool is_report(enum work_do d)
{
	return d == WORK_DO_REPORT || d == WORK_DO_SUBMIT;
}

/* … or may have one, because parts are open. */
static bool takes_reason(enum work_do d)
{
	return work_do_needs_reason(d) || work_do_over_parts(d);
}

/* The last word of the path names the deed; the route table has only keys
 * that exist. */
static enum work_do deed_of(struct req *rq)
{
	struct str rest = req_path(rq), last = STR_NULL;
	enum work_do d = N_WORK_DO;
	bool known;

	while (rest.p)
		last = str_cut(&rest, '/');
	known = work_do_from_key(last, &d);
	assert(known);
	return d;
}

static void typed_read(struct req *rq, enum work_do d, struct task_typed *y)
{
	*y = (struct task_typed){ .any = true, .what = d };
	if (takes_reason(d))
		y->reason = req_typed(rq, "reason");
	if (!is_report(d))
		return;
	y->percent = req_typed(rq, "percent");
	y->body = req_typed(rq, "body");
	y->difficulty = req_typed(rq, "difficulty");
	y->cause = req_typed(rq, "cause");
	y->ask = req_typed(rq, "ask");
}

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static struct work_report report_read(struct req *rq, enum work_do d)
{
	struct work_report r = {
		.percent = d == WORK_DO_SUBMIT ? 100 : req_int(rq, "percent"),
		.body = or_empty(req_str(rq, "body")),
		.difficulty = or_empty(req_str(rq, "difficulty")),
		.cause = or_empty(req_str(rq, "cause")),
		.ask = req_str(rq, "ask"),
	};

	if (!r.ask.p)
		r.ask = STR("none");
	return r;
}

/* One more than allowed is read too, so that the act can refuse it. */
static int files_read(struct cx *cx, struct req *rq, struct work_file **ret)
{
	struct work_file *f =
		arena_new(cx->arena, struct work_file, WORK_FILES_MOST + 1);
	struct upload u;
	int n = 0;

	while (n <= WORK_FILES_MOST && req_upload(rq, "files", n, &u))
		f[n++] = (struct work_file){ u.name, u.bytes };
	*ret = f;
	return n;
}

static struct err *deed_read(struct cx *cx, struct req *rq, enum work_do d,
			     struct work_deed *deed)
{
	struct work_file *files = NULL;

	*deed = (struct work_deed){ .task = req_path_id(rq, "id"), .what = d };
	if (takes_reason(d))
		deed->reason = or_empty(req_str(rq, "reason"));
	if (is_report(d)) {
		deed->report = report_read(rq, d);
		deed->n_files = files_read(cx, rq, &files);
		deed->files = files;
	}
	return req_faults(rq);
}

/* A refusal that the person can mend, or that the state explains, is said on
 * the page; anything else is an error page. */
static struct err *refused(struct cx *cx, struct req *rq, struct reply *rp,
			   struct err *why, struct task_typed *typed)
{
	bool mendable = why->code == ERR_INVALID || why->code == ERR_LIMIT ||
			why->code == ERR_UNSUPPORTED;

	if (!mendable && why->code != ERR_CONFLICT)
		return why;
	typed->faults = why;
	rp->status = mendable ? 422 : 409;
	return work_task_show(cx, rq, rp, typed);
}

static struct err *deed_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	enum work_do d = deed_of(rq);
	struct task_typed typed;
	struct work_deed deed;
	struct err *err;

	typed_read(rq, d, &typed);
	err = deed_read(cx, rq, d, &deed);
	if (!err)
		err = work_do(cx, &deed, NULL);
	if (err)
		return refused(cx, rq, rp, err, &typed);
	/* what was handed back is a draft again and the unit's no more */
	if (d == WORK_DO_HAND_BACK && !work_is_office(cx))
		return reply_redirect(rp, STR("/mine"));
	return reply_redirect(rp, work_task_path(cx, deed.task));
}

/* ---- evidence --------------------------------------------------------------------- */

static struct err *evidence_post(struct cx *cx, struct req *rq,
				 struct reply *rp)
{
	struct evidence_by_id_row e;
	bool found, good = str_ends(req_path(rq), STR("/match"));
	int64_t id = req_path_id(rq, "id");
	struct err *err;

	err = work_evidence_check(cx, id, good);
	if (!err)
		err = evidence_by_id(cx->db,
				     &(struct evidence_by_id_in){ .id = id },
				     &e, &found);
	if (err)
		return err;
	return reply_redirect(rp, str_cat(cx->arena, work_task_path(cx, e.task),
					  STR("#h-evidence")));
}

/* ---- routes -------------------------------------------------------------------- */

static const struct field saved_fields[] = {
	{ .name = "saved", .label = N_("Saved"), .kind = FIELD_FLAG },
};
#define WORDS_FIELDS                                                           \
	{ .name = "section",                                                   \
	  .label = N_("Section of the programme"),                             \
	  .kind = FIELD_LINE,                                                  \
	  .max = WORK_TITLE_MOST },                                            \
		{ .name = "number",                                            \
		  .label = N_("Number in the annex"),                          \
		  .kind = FIELD_LINE,                                          \
		  .max = 40 },                                                 \
		{ .name = "work",                                              \
		  .label = N_("Work"),                                         \
		  .kind = FIELD_TEXT,                                          \
		  .max = 10000 },                                              \
		{ .name = "work_confirmed",                                    \
		  .label = N_("Work"),                                         \
		  .kind = FIELD_FLAG },                                        \
		{ .name = "lead",                                              \
		  .label = N_("Lead unit"),                                    \
		  .kind = FIELD_INT,                                           \
		  .min = 1 },                                                  \
		{ .name = "with",                                              \
		  .label = N_("Cooperating units"),                            \
		  .kind = FIELD_INT,                                           \
		  .many = true,                                                \
		  .min = 1 },                                                  \
		{ .name = "deadline",                                          \
		  .label = N_("Deadline"),                                     \
		  .kind = FIELD_LINE,                                          \
		  .max = WORK_TITLE_MOST },                                    \
		{ .name = "product",                                           \
		  .label = N_("Product"),                                      \
		  .kind = FIELD_TEXT,                                          \
		  .max = 10000 },                                              \
	{                                                                      \
		.name = "product_confirmed", .label = N_("Product"),           \
		.kind = FIELD_FLAG                                             \
	}
static const struct field new_fields[] = { WORDS_FIELDS };
static const struct field edit_fields[] = {
	WORDS_FIELDS,
	{ .name = "cause", .label = N_("Cause"), .kind = FIELD_WORD },
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_TEXT,
	  .max = WORK_TEXT_MOST },
	{ .name = "rev",
	  .label = N_("Version"),
	  .kind = FIELD_INT,
	  .required = true },
};

#define LEAD_DEED(key)                                                         \
	{                                                                      \
		.method = POST, .path = "/task/:id/" key,                      \
		.perm = PERM_WORK_REPORT, .page = deed_post                    \
	}
#define LEAD_REPORT(key)                                                       \
	{                                                                      \
		.method = POST, .path = "/task/:id/" key,                      \
		.perm = PERM_WORK_REPORT, .page = deed_post,                   \
		ROUTE_FIELDS(report_fields), .body_max = REPORT_BYTES          \
	}
/* The act knows who issued the task; a part's isn't the office. */
#define ISSUER_DEED(key)                                                       \
	{                                                                      \
		.method = POST, .path = "/task/:id/" key,                      \
		.perm = PERM_WORK_VIEW, .page = deed_post                      \
	}
#define ISSUER_WHY(key)                                                        \
	{                                                                      \
		.method = POST, .path = "/task/:id/" key,                      \
		.perm = PERM_WORK_VIEW, .page = deed_post,                     \
		ROUTE_FIELDS(reason_fields)                                    \
	}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/task/:id",
	  .perm = PERM_WORK_VIEW,
	  .page = task_get,
	  ROUTE_FIELDS(page_fields) },
	LEAD_DEED("accept"),
	{ .method = POST,
	  .path = "/task/:id/hand_back",
	  .perm = PERM_WORK_REPORT,
	  .page = deed_post,
	  ROUTE_FIELDS(reason_fields) },
	LEAD_REPORT("report"),
	LEAD_REPORT("submit"),
	ISSUER_DEED("issue"),
	ISSUER_WHY("verify"),
	ISSUER_WHY("return"),
	ISSUER_WHY("close"),
	ISSUER_WHY("pause"),
	ISSUER_DEED("resume"),
	ISSUER_WHY("withdraw"),
	{ .method = POST,
	  .path = "/evidence/:id/match",
	  .perm = PERM_WORK_VIEW,
	  .page = evidence_post },
	{ .method = POST,
	  .path = "/evidence/:id/mismatch",
	  .perm = PERM_WORK_VIEW,
	  .page = evidence_post },
	{ .method = GET,
	  .path = "/task/:id/edit",
	  .perm = PERM_WORK_VIEW,
	  .page = work_task_edit_get,
	  ROUTE_FIELDS(saved_fields) },
	{ .method = POST,
	  .path = "/task/:id/edit",
	  .perm = PERM_WORK_VIEW,
	  .page = work_task_edit_post,
	  ROUTE_FIELDS(edit_fields),
	  .body_max = WORDS_BYTES },
	{ .method = GET,
	  .path = "/programme/:id/task/new",
	  .perm = PERM_WORK_MANAGE,
	  .page = work_task_new_get },
	{ .method = POST,
	  .path = "/programme/:id/task/new",
	  .perm = PERM_WORK_MANAGE,
	  .page = work_task_new_post,
	  ROUTE_FIELDS(new_fields),
	  .body_max = WORDS_BYTES },
	{ .method = GET,
	  .path = "/file/:id",
	  .perm = PERM_WORK_VIEW,
	  .page = work_file_get,
	  .slow = true },
};

const struct route_table work_task_routes = { routes, (int)N_ELEMENTS(routes) };
