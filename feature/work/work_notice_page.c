/* The list of notices, and letters that are ended by a link. */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_letter.h"
#include "work/work_notice.h"
#include "work/work_notice_query.h"
#include "work/work_notice_tmpl.h"
#include "work/work_notice_view.h"
#include "work/work_task_priv.h"

enum { PAGE_ROWS = 50 };

/* ---- the list -------------------------------------------------------------------- */

struct err *work_notice_unread(struct cx *cx, int64_t *ret_n)
{
	struct notice_count_in in = {
		.user_id = cx->actor.id,
		.scope = cx_scope(cx),
		.with = NOTICE_COUNT_WITH_UNREAD |
			(cx->actor.org_is_root ? 0u : NOTICE_COUNT_WITH_SCOPE),
	};
	struct notice_count_row row;
	bool found;
	struct err *err = notice_count(cx->db, &in, &row, &found);

	if (!err)
		*ret_n = row.unread;
	return err;
}

static struct err *count_all(struct cx *cx, struct notice_count_row *ret_row)
{
	struct notice_count_in in = {
		.user_id = cx->actor.id,
		.scope = cx_scope(cx),
		.with = cx->actor.org_is_root ? 0u : NOTICE_COUNT_WITH_SCOPE,
	};
	bool found;

	return notice_count(cx->db, &in, ret_row, &found);
}

static const enum mark marks[N_WORK_NOTICE] = {
	[WORK_NOTICE_ISSUED] = MARK_NONE,   [WORK_NOTICE_RETURNED] = MARK_AMBER,
	[WORK_NOTICE_OVERDUE] = MARK_RED,   [WORK_NOTICE_DUE] = MARK_AMBER,
	[WORK_NOTICE_MENTION] = MARK_NONE,  [WORK_NOTICE_REMIND] = MARK_AMBER,
	[WORK_NOTICE_WITH] = MARK_NONE,	    [WORK_NOTICE_REQUEST] = MARK_AMBER,
	[WORK_NOTICE_DECISION] = MARK_NONE,
};

/* What it says stays so, whatever becomes of the task. */
static bool is_news(enum work_notice k)
{
	return k == WORK_NOTICE_MENTION || k == WORK_NOTICE_WITH ||
	       k == WORK_NOTICE_DECISION;
}

static struct status status_of(struct cx *cx, enum work_notice k,
			       const struct notice_list_row *n)
{
	const char *word = work_notice_act(k, n->act);
	struct status s = { .mark = marks[k] };

	if (!is_news(k) && (n->done_on != DAY_NONE || n->settled)) {
		s.mark = MARK_DONE;
		word = n->done_on != DAY_NONE ? N_("Done") : N_("Settled");
	} else if (!is_news(k) && n->withdrawn_on != DAY_NONE) {
		s.mark = MARK_NONE;
		word = work_state_title(WORK_WITHDRAWN);
	}
	if (k == WORK_NOTICE_DECISION && str_eq(n->act, STR("verify")))
		s.mark = MARK_DONE;
	s.text = tr(cx->lang, word ? word : work_notice_word(k));
	return s;
}

static struct str note_of(struct cx *cx, const struct notice_list_row *n)
{
	if (n->said.n)
		return work_notice_said(cx->arena, cx->lang, n->speaker,
					n->said);
	if (n->body.n)
		return work_notice_said(cx->arena, cx->lang, n->actor_name,
					n->body);
	if (n->actor_name.n && work_act_done(n->act))
		return n->actor_name;
	if (n->due_on != DAY_NONE)
		return tr_fmt(cx->arena, cx->lang, N_("due {0}"),
			      fmt_day(cx->arena, n->due_on));
	return STR("");
}

static struct err *items_fill(struct cx *cx, int64_t page,
			      struct notices_view *x)
{
	struct notice_list_in in = {
		.user_id = cx->actor.id,
		.scope = cx_scope(cx),
		.limit = PAGE_ROWS,
		.offset = (page - 1) * PAGE_ROWS,
		.with = cx->actor.org_is_root ? 0u : NOTICE_LIST_WITH_SCOPE,
	};
	struct notice_list_rows rows;
	struct err *err = notice_list(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct notice_list_row *n = &rows.p[i];
		enum work_notice k;

		if (!i)
			x->newest = n->id;
		if (!work_notice_from_key(n->kind, &k))
			continue;
		*vec_push(cx->arena, &x->items) = (struct notice_item){
			.id = n->id,
			.href = work_notice_place(cx->arena, k, n->task,
						  n->mark, n->act),
			.title = letter_task(cx->arena, n->number, n->work),
			.note = note_of(cx, n),
			.status = status_of(cx, k, n),
			.at = fmt_instant(cx->arena, n->at),
			.iso = instant_iso(cx->arena, n->at),
			.unread = n->read_at == DB_NULL
		};
	}
	return err;
}

static struct err *notices_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct notices_view x = {
		.page = &page,
		.keys = { .csrf = req_csrf(rq) },
		.none = { .title = tr(cx->lang, N_("There are no notices.")),
			  .text = tr(cx->lang,
				     N_("What is issued, returned, due or to "
					"be decided, and comments that name "
					"you, are shown here.")) },
	};
	int64_t at = req_int(rq, "page");
	struct notice_count_row count;
	struct err *err = req_faults(rq);

	if (!err)
		err = count_all(cx, &count);
	if (err)
		return err;
	x.unread = count.unread;
	x.pager = pager_make(cx->arena, req_query(rq), at == DB_NULL ? 1 : at,
			     PAGE_ROWS, count.n);
	err = items_fill(cx, at == DB_NULL ? 1 : at, &x);
	if (err)
		return err;
	*vec_push(cx->arena, &x.crumbs) =
		(struct crumb){ tr(cx->lang, N_("My work")), STR("/mine") };
	*vec_push(cx->arena, &x.crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Notices")) };
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr(cx->lang, N_("Notices")),
				 .menu = "mine" },
			 &page, &v);
	if (!err)
		notices_html(&v, &x);
	return err;
}

/* ---- reading: no rule and no event, like the page that one has opened ------- */

struct read_io {
	int64_t id, upto; /* one of them; the other is DB_NULL */
	bool found;
};

static struct err *read_tx(struct cx *cx, void *arg)
{
	struct read_io *io = arg;
	int64_t changed = 0;
	struct err *err;

	if (io->id == DB_NULL)
		return notice_read_all(cx->db,
				       &(struct notice_read_all_in){
					       .user_id = cx->actor.id,
					       .upto = io->upto,
					       .now = cx->now },
				       NULL);
	err = notice_read(cx->db,
			  &(struct notice_read_in){ .id = io->id,
						    .user_id = cx->actor.id,
						    .now = cx->now },
			  &changed);
	io->found = changed == 1;
	return err;
}

static struct err *read_one(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct read_io io = { .id = req_path_id(rq, "id"), .upto = DB_NULL };
	struct err *err = db_tx(cx, read_tx, &io);

	if (!err && !io.found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such notice of yours."));
	return err ? err : reply_redirect(rp, STR("/notices"));
}

static struct err *read_all(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct read_io io = { .id = DB_NULL, .upto = req_int(rq, "upto") };
	struct err *err = req_faults(rq);

	if (!err)
		err = db_tx(cx, read_tx, &io);
	return err ? err : reply_redirect(rp, STR("/notices"));
}

/* ---- the end of letters ---------------------------------------------------------- */

static struct err *stop_show(struct cx *cx, struct req *rq, struct reply *rp,
			     bool done)
{
	struct page page;
	struct view v;
	struct stop_view x = { .page = &page,
			       .token = req_path_word(rq, "token"),
			       .done = done };
	struct work_stop s;
	struct err *err = work_stop_read(cx, x.token, &s);

	if (!err && done)
		err = work_stop_do(cx, s);
	if (err)
		return err;
	for (int k = 0; k < N_WORK_NOTICE; k++)
		if (s.bits >> k & 1)
			*vec_push(cx->arena, &x.kinds) =
				tr(cx->lang,
				   work_notice_title((enum work_notice)k));
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr(cx->lang, N_("Letters")) },
			 &page, &v);
	if (!err)
		stop_html(&v, &x);
	return err;
}

/* Mail programs open every link, so this only asks. */
static struct err *stop_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return stop_show(cx, rq, rp, false);
}

static struct err *stop_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);

	return err ? err : stop_show(cx, rq, rp, true);
}

static const struct field list_fields[] = {
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
};
static const struct field all_fields[] = {
	{ .name = "upto",
	  .label = N_("Notices"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
};
/* RFC 8058: mail programs send this one field. */
static const struct field stop_fields[] = {
	{ .name = "List-Unsubscribe",
	  .label = N_("Letters"),
	  .kind = FIELD_LINE,
	  .max = 40 },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/notices",
	  .perm = PERM_WORK_VIEW,
	  .page = notices_page,
	  ROUTE_FIELDS(list_fields) },
	{ .method = POST,
	  .path = "/notices/read",
	  .perm = PERM_WORK_VIEW,
	  .page = read_all,
	  ROUTE_FIELDS(all_fields) },
	{ .method = POST,
	  .path = "/notices/:id/read",
	  .perm = PERM_WORK_VIEW,
	  .page = read_one,
	  ROUTE_FIELDS(all_fields) },
	{ .method = GET,
	  .path = "/stop/::token",
	  .perm = PERM_PUBLIC,
	  .page = stop_get },
	{ .method = POST,
	  .path = "/stop/::token",
	  .perm = PERM_PUBLIC,
	  .page = stop_post,
	  ROUTE_FIELDS(stop_fields),
	  .no_csrf = true },
};

const struct route_table work_notice_routes = { routes,
						(int)N_ELEMENTS(routes) };
