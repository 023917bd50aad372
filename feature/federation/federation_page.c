/* Pages of reports between committees, and where messages come in. */
#include "federation/federation_act.h"

#include "db/db.h"
#include "federation/federation_priv.h"
#include "federation/federation_query.h"
#include "federation/federation_tmpl.h"
#include "federation/federation_view.h"
#include "i18n/i18n.h"
#include "view/site.h"

enum { PAGE_ROWS = 50 };

/* ---- words --------------------------------------------------------------------- */

static struct str month_of(struct cx *cx, struct str key)
{
	struct fed_period p;
	struct ymd d;

	if (!fed_period_read(key, &p))
		return key;
	d = day_ymd(p.first);
	return tr_fmt(cx->arena, cx->lang, N_("Month {0}/{1}"),
		      str_fmt(cx->arena, "%d", d.m),
		      str_fmt(cx->arena, "%d", d.y));
}

static struct str percent(struct cx *cx, int64_t part, int64_t whole)
{
	if (!whole)
		return STR("–");
	return str_cat(cx->arena,
		       fmt_tenths(cx->arena, cx->lang,
				  (part * 2000 + whole) / (2 * whole)),
		       STR("%"));
}

static struct fed_line line_of(struct cx *cx, const struct work_figures *f)
{
	return (struct fed_line){
		.title = f->title,
		.code = f->code,
		.tasks = f->tasks,
		.done = f->done,
		.late = f->late,
		.overdue = f->overdue,
		.approved = percent(cx, f->kept, f->judged),
		.original = percent(cx, f->base_kept, f->base_judged),
	};
}

/* What was stored was read when it came; a payload of a later program may
 * say more, never less. */
static struct fed_report report_of(struct cx *cx, struct str payload)
{
	struct fed_report r = { 0 };

	return fed_report_read(cx->arena, payload, &r)
		       ? (struct fed_report){ 0 }
		       : r;
}

static void lines_fill(struct cx *cx, const struct fed_report *r,
		       struct fed_lines *lines)
{
	struct work_figures sum = fed_report_sum(r);

	for (ptrdiff_t i = 0; i < r->figures.n; i++)
		*vec_push(cx->arena, lines) = line_of(cx, &r->figures.p[i]);
	if (r->figures.n == 1)
		return;
	sum.title = tr(cx->lang, N_("All together"));
	*vec_push(cx->arena, lines) = line_of(cx, &sum);
}

static struct str version_of(struct cx *cx, struct str period, int64_t version,
			     day_t as_of)
{
	return tr_fmt(cx->arena, cx->lang, N_("{0}, version {1}, as at {2}"),
		      month_of(cx, period),
		      fmt_int(cx->arena, cx->lang, version),
		      fmt_day(cx->arena, as_of));
}

/* ---- children --------------------------------------------------------------------- */

/* What is owed: the month that ended, when the relation had begun by then. */
struct owed {
	struct fed_period period;
	int n, came;
	struct buf missing; /* names */
};

static struct status child_status(struct cx *cx, struct owed *o,
				  const struct fed_peer_list_row *peer,
				  day_t as_of)
{
	bool owes = peer->from_on <= o->period.last;
	const char *text = N_("Nothing is due yet");

	if (!owes)
		return (struct status){ MARK_NONE, tr(cx->lang, text),
					STR_NULL };
	o->n++;
	if (as_of >= o->period.last) {
		o->came++;
		return (struct status){ MARK_DONE, tr(cx->lang, N_("Came")),
					STR_NULL };
	}
	if (o->missing.n)
		buf_lit(&o->missing, "; ");
	buf_str(&o->missing, peer->name);
	return (struct status){ MARK_RED, tr(cx->lang, N_("Missing")),
				STR_NULL };
}

/* The day up to which the period that is owed was reported. */
static struct err *reported_to(struct cx *cx, const struct owed *o,
			       int64_t peer, day_t *ret_as_of)
{
	struct fed_in_newest_row row;
	bool found;
	struct err *err = fed_in_newest(
		cx->db,
		&(struct fed_in_newest_in){ .peer = peer,
					    .kind = STR(FED_KIND_STATUS),
					    .period = o->period.key,
					    .with = FED_IN_NEWEST_WITH_PERIOD },
		&row, &found);

	if (!err)
		*ret_as_of = found ? row.as_of : DAY_NONE;
	return err;
}

static struct err *child_fill(struct cx *cx, struct owed *o,
			      const struct fed_peer_list_row *peer,
			      struct fed_child *c)
{
	struct fed_in_newest_row row;
	struct fed_report r;
	day_t as_of;
	bool found;
	struct err *err = reported_to(cx, o, peer->id, &as_of);

	if (!err)
		err = fed_in_newest(cx->db,
				    &(struct fed_in_newest_in){
					    .peer = peer->id,
					    .kind = STR(FED_KIND_STATUS) },
				    &row, &found);
	if (err)
		return err;
	*c = (struct fed_child){ .id = peer->id,
				 .name = peer->name,
				 .status = child_status(cx, o, peer, as_of) };
	if (!found)
		return NULL;
	r = report_of(cx, row.payload);
	lines_fill(cx, &r, &c->lines);
	c->when = tr_fmt(cx->arena, cx->lang, N_("{0}; came {1}"),
			 version_of(cx, row.period, row.version, row.as_of),
			 fmt_instant(cx->arena, row.received_at));
	return NULL;
}

static void lead_fill(struct cx *cx, const struct owed *o,
		      struct federation_view *x)
{
	if (!o->n)
		return;
	x->lead = tr_fmt(cx->arena, cx->lang,
			 N_("{0}: the reports of {1} of {2} committees below "
			    "are here."),
			 month_of(cx, o->period.key),
			 fmt_int(cx->arena, cx->lang, o->came),
			 fmt_int(cx->arena, cx->lang, o->n));
	if (o->missing.n)
		x->red = tr_fmt(cx->arena, cx->lang, N_("Missing: {0}."),
				buf_view(&o->missing));
}

static struct err *peers_read(struct cx *cx, enum fed_role role,
			      struct fed_peer_list_rows *ret_rows)
{
	return fed_peer_list(cx->db,
			     &(struct fed_peer_list_in){
				     .kind = str_c(fed_role_key(role)),
				     .today = cx->today,
				     .with = FED_PEER_LIST_WITH_KIND |
					     FED_PEER_LIST_WITH_LIVE },
			     ret_rows);
}

static struct err *children_fill(struct cx *cx, struct federation_view *x)
{
	struct owed o = { .period = fed_period_before(cx->arena, cx->today),
			  .missing = buf_init(cx->arena, 4096) };
	struct fed_peer_list_rows rows;
	struct err *err = peers_read(cx, FED_CHILD, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = child_fill(cx, &o, &rows.p[i],
				 vec_push(cx->arena, &x->children));
	lead_fill(cx, &o, x);
	return err;
}

/* ---- parents ------------------------------------------------------------------------ */

static struct status out_status(struct cx *cx, const struct fed_out_list_row *o)
{
	if (o->sent_at != DB_NULL)
		return (struct status){ MARK_DONE, tr(cx->lang, N_("Sent")),
					STR_NULL };
	if (!o->attempts)
		return (struct status){ MARK_NONE, tr(cx->lang, N_("Waits")),
					STR_NULL };
	return (struct status){ MARK_AMBER,
				tr_fmt(cx->arena, cx->lang,
				       N_("Not sent yet, next try {0}"),
				       fmt_instant(cx->arena, o->not_before)),
				STR_NULL };
}

static struct err *parent_fill(struct cx *cx,
			       const struct fed_peer_list_row *peer,
			       struct fed_parent *p)
{
	struct fed_out_list_rows rows;
	const struct fed_out_list_row *o;
	struct err *err = fed_out_list(cx->db,
				       &(struct fed_out_list_in){
					       .peer = peer->id, .limit = 1 },
				       &rows);

	*p = (struct fed_parent){ .id = peer->id,
				  .name = peer->name,
				  .address = peer->address,
				  .status = { .mark = MARK_NONE,
					      .text = tr(cx->lang,
							 N_("Nothing is due "
							    "yet")) } };
	if (err || !rows.n)
		return err;
	o = &rows.p[0];
	p->when = version_of(cx, o->period, o->version, o->as_of);
	p->status = out_status(cx, o);
	p->answer = o->sent_at == DB_NULL ? o->answer : STR_NULL;
	return NULL;
}

static struct err *parents_fill(struct cx *cx, struct federation_view *x)
{
	struct fed_peer_list_rows rows;
	struct err *err = peers_read(cx, FED_PARENT, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = parent_fill(cx, &rows.p[i],
				  vec_push(cx->arena, &x->parents));
	if (!err && rows.n && cx_may(cx, PERM_WORK_MANAGE))
		x->may_send =
			tr(cx->lang, N_("Send this month's figures so far"));
	return err;
}

/* Figures of other committees are for those who act for this one. */
static struct err *reader_check(struct cx *cx, struct req *rq)
{
	if (!cx->actor.org_is_root)
		return err_new(cx->arena, ERR_DENIED,
			       N_("You may not open this page with your "
				  "present role."));
	return req_faults(rq);
}

/* ---- the page of all -------------------------------------------------------------------- */

static struct err *all_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct federation_view x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.none = { .title = tr(cx->lang,
				      N_("No committee above or below is "
					 "entered.")),
			  .text = tr(cx->lang,
				     N_("The administrator of the "
					"installation enters them with "
					"`roviec federation add`.")) },
	};
	struct err *err = reader_check(cx, rq);

	if (!err)
		err = children_fill(cx, &x);
	if (!err)
		err = parents_fill(cx, &x);
	if (!err)
		err = page_begin(
			cx, rq, rp,
			&(struct page_ask){
				.title = tr(cx->lang,
					    N_("Reports between levels")),
				.menu = "federation" },
			&page, &v);
	if (err)
		return err;
	if (str_eq(req_str(rq, "done"), STR("new")))
		x.done = tr(cx->lang, N_("The report waits in the outbox and "
					 "is sent within seconds."));
	else if (str_eq(req_str(rq, "done"), STR("same")))
		x.done = tr(cx->lang, N_("No figure has changed since the last "
					 "report, so there is no new one."));
	rp->no_etag = true;
	federation_html(&v, &x);
	return NULL;
}

static struct err *send_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct fed_made made;
	struct err *err = req_faults(rq);

	if (!err)
		err = fed_make(cx,
			       &(struct fed_ask){ .as_of = cx->today,
						  .hurry = true },
			       &made);
	if (err)
		return err;
	return reply_redirect(rp, made.made ? STR("/federation?done=new")
					    : STR("/federation?done=same"));
}

/* ---- one committee -------------------------------------------------------------------------- */

/* Both sides' reports, for one table. */
struct past {
	int64_t id, version;
	struct str period, payload;
	day_t as_of;
};

static struct str past_href(struct cx *cx, int64_t peer, int64_t id)
{
	return str_fmt(cx->arena, "/federation/%lld?report=%lld",
		       (long long)peer, (long long)id);
}

static struct fed_past *past_add(struct cx *cx, struct fed_peer_view *x,
				 int64_t peer, const struct past *p)
{
	struct fed_past *row = vec_push(cx->arena, &x->past);
	struct fed_report r = report_of(cx, p->payload);
	struct work_figures sum = fed_report_sum(&r);

	*row = (struct fed_past){ .href = past_href(cx, peer, p->id),
				  .period = month_of(cx, p->period),
				  .as_of = fmt_day(cx->arena, p->as_of),
				  .version = p->version,
				  .sum = line_of(cx, &sum) };
	return row;
}

struct one {
	struct fed_peer_by_id_row peer;
	int64_t page, report;
	struct past shown; /* id 0: none */
};

static struct err *in_fill(struct cx *cx, struct one *o, int64_t *ret_n,
			   struct fed_peer_view *x)
{
	struct fed_in_list_in in = { .peer = o->peer.id,
				     .limit = PAGE_ROWS,
				     .offset = (o->page - 1) * PAGE_ROWS };
	struct fed_in_list_rows rows;
	struct fed_in_count_row n;
	bool found;
	struct err *err = fed_in_list(cx->db, &in, &rows);

	if (!err)
		err = fed_in_count(
			cx->db, &(struct fed_in_count_in){ .peer = o->peer.id },
			&n, &found);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct fed_in_list_row *r = &rows.p[i];
		struct past p = { r->id, r->version, r->period, r->payload,
				  r->as_of };
		struct fed_past *row = past_add(cx, x, o->peer.id, &p);

		row->when = fmt_instant(cx->arena, r->received_at);
		if (o->report == r->id || (o->report == DB_NULL && !i)) {
			row->shown = true;
			o->shown = p;
		}
	}
	if (!err)
		*ret_n = n.n;
	return err;
}

static struct err *out_fill(struct cx *cx, struct one *o, int64_t *ret_n,
			    struct fed_peer_view *x)
{
	struct fed_out_list_in in = { .peer = o->peer.id,
				      .limit = PAGE_ROWS,
				      .offset = (o->page - 1) * PAGE_ROWS };
	struct fed_out_list_rows rows;
	struct fed_out_count_row n;
	bool found;
	struct err *err = fed_out_list(cx->db, &in, &rows);

	if (!err)
		err = fed_out_count(cx->db,
				    &(struct fed_out_count_in){
					    .peer = o->peer.id },
				    &n, &found);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct fed_out_list_row *r = &rows.p[i];
		struct past p = { r->id, r->version, r->period, r->payload,
				  r->as_of };
		struct fed_past *row = past_add(cx, x, o->peer.id, &p);

		row->status = out_status(cx, r);
		if (r->sent_at != DB_NULL)
			row->when = fmt_instant(cx->arena, r->sent_at);
		else
			row->answer = r->answer;
		if (o->report == r->id || (o->report == DB_NULL && !i)) {
			row->shown = true;
			o->shown = p;
		}
	}
	if (!err)
		*ret_n = n.n;
	return err;
}

static void shown_fill(struct cx *cx, const struct past *p,
		       struct fed_peer_view *x)
{
	struct fed_report r = report_of(cx, p->payload);
	struct work_figures sum = fed_report_sum(&r);

	x->heading = version_of(cx, p->period, p->version, p->as_of);
	lines_fill(cx, &r, &x->lines);
	for (int i = 0; i < WORK_FIGURE_STATES; i++)
		if (sum.state[i])
			x->states[x->n_states++] = (struct fed_state){
				tr(cx->lang, work_figure_title(i)), sum.state[i]
			};
}

static struct str sub_of(struct cx *cx, const struct fed_peer_by_id_row *p)
{
	struct str from = tr_fmt(cx->arena, cx->lang, N_("Since {0}"),
				 fmt_day(cx->arena, p->from_on));
	struct str to = STR("");
	enum fed_role role = FED_CHILD;

	(void)!fed_role_from_key(p->kind, &role);
	if (p->to_on != DAY_NONE)
		to = str_cat(cx->arena, STR("; "),
			     tr_fmt(cx->arena, cx->lang, N_("until {0}"),
				    fmt_day(cx->arena, p->to_on)));
	return str_fmt(cx->arena, "%.*s. %.*s%.*s.",
		       STR_ARG(tr(cx->lang, role == FED_CHILD
						    ? N_("A committee below")
						    : N_("A committee above"))),
		       STR_ARG(from), STR_ARG(to));
}

static struct err *one_read(struct cx *cx, struct req *rq, struct one *o)
{
	int64_t page = req_int(rq, "page");
	bool found;
	struct err *err = reader_check(cx, rq);

	o->page = page == DB_NULL ? 1 : page;
	o->report = req_int(rq, "report");
	if (!err)
		err = fed_peer_by_id(cx->db,
				     &(struct fed_peer_by_id_in){
					     .id = req_path_id(rq, "id") },
				     &o->peer, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such committee above or "
				 "below."));
	return err;
}

/* A report that stands on another page of the history than it was asked for
 * with isn't there: its link names the page. */
static struct err *one_fill(struct cx *cx, struct req *rq, struct one *o,
			    struct fed_peer_view *x)
{
	int64_t n = 0;
	struct err *err =
		x->child ? in_fill(cx, o, &n, x) : out_fill(cx, o, &n, x);

	if (!err && o->report != DB_NULL && !o->shown.id)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such report."));
	if (err)
		return err;
	x->pager = pager_make(cx->arena,
			      query_with(cx->arena, req_query(rq),
					 STR("report"), STR_NULL),
			      o->page, PAGE_ROWS, n);
	if (o->page > 1)
		for (ptrdiff_t i = 0; i < x->past.n; i++)
			x->past.p[i].href = str_fmt(cx->arena, "%.*s&page=%d",
						    STR_ARG(x->past.p[i].href),
						    (int)o->page);
	if (o->shown.id)
		shown_fill(cx, &o->shown, x);
	return NULL;
}

static struct err *one_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct one o = { 0 };
	struct fed_peer_view x = {
		.page = &page,
		.none = { .title =
				  tr(cx->lang, N_("There is no report yet.")) },
	};
	struct err *err = one_read(cx, rq, &o);

	if (err)
		return err;
	x.name = o.peer.name;
	x.sub = sub_of(cx, &o.peer);
	x.child = str_eq(o.peer.kind, str_c(fed_role_key(FED_CHILD)));
	*vec_push(cx->arena, &x.crumbs) =
		(struct crumb){ tr(cx->lang, N_("Reports between levels")),
				STR("/federation") };
	*vec_push(cx->arena, &x.crumbs) = (struct crumb){ .text = x.name };
	err = one_fill(cx, rq, &o, &x);
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = x.name,
						     .menu = "federation" },
				 &page, &v);
	if (err)
		return err;
	rp->no_etag = true;
	fed_peer_html(&v, &x);
	return NULL;
}

/* ---- the door for messages ------------------------------------------------------------------ */

static int status_of(const struct err *e)
{
	switch (e->code) {
	case ERR_INVALID:
		return 400;
	case ERR_DENIED:
		return 403;
	case ERR_CONFLICT:
		return 409;
	case ERR_EXPIRED:
		return 410;
	case ERR_LIMIT:
		return 413;
	default:
		return 0;
	}
}

/* For a program: a line of text and a status. What is no fault of the sender
 * is answered as on every other page, and logged. */
static struct err *inbox_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct cx system = *cx;
	struct fed_letter l = { .key = req_str(rq, "from"),
				.id = req_str(rq, "webhook-id"),
				.stamp = req_int(rq, "webhook-timestamp"),
				.signature = req_str(rq, "webhook-signature"),
				.payload = req_str(rq, "payload") };
	struct err *err = req_faults(rq);

	system.actor = (struct actor){ .id = ACTOR_SYSTEM };
	system.key = STR_NULL;
	if (!err)
		err = fed_receive(&system, &l);
	if (err && !status_of(err))
		return err;
	rp->type = "text/plain; charset=utf-8";
	rp->no_etag = true;
	rp->status = err ? status_of(err) : 200;
	buf_str(&rp->body, err ? tr_err(cx->arena, cx->lang, err) : STR("ok"));
	buf_char(&rp->body, '\n');
	return NULL;
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct field all_fields[] = {
	{ .name = "done", .label = N_("Done"), .kind = FIELD_WORD },
};
static const struct field one_fields[] = {
	{ .name = "report",
	  .label = N_("Report"),
	  .kind = FIELD_INT,
	  .min = 1 },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
};
#define SIGNED_FIELD(n, most)                                                  \
	{                                                                      \
		.name = (n), .label = N_("Signed message"),                    \
		.kind = FIELD_SECRET, .required = true, .max = (most)          \
	}
static const struct field inbox_fields[] = {
	SIGNED_FIELD("webhook-id", FED_WORD_MOST),
	{ .name = "webhook-timestamp",
	  .label = N_("Signed message"),
	  .kind = FIELD_INT,
	  .required = true },
	SIGNED_FIELD("webhook-signature", 4 * FED_WORD_MOST),
	SIGNED_FIELD("from", FED_WORD_MOST),
	SIGNED_FIELD("payload", FED_PAYLOAD_MOST),
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/federation",
	  .perm = PERM_OVERVIEW_VIEW,
	  .page = all_page,
	  ROUTE_FIELDS(all_fields) },
	{ .method = GET,
	  .path = "/federation/:id",
	  .perm = PERM_OVERVIEW_VIEW,
	  .page = one_page,
	  ROUTE_FIELDS(one_fields) },
	{ .method = POST,
	  .path = "/federation/send",
	  .perm = PERM_WORK_MANAGE,
	  .page = send_post },
	{ .method = POST,
	  .path = "/federation/inbox",
	  .perm = PERM_PUBLIC,
	  .page = inbox_post,
	  .body_max = 4 * FED_PAYLOAD_MOST,
	  .no_csrf = true,
	  ROUTE_FIELDS(inbox_fields) },
};
const struct route_table federation_routes = { routes,
					       (int)N_ELEMENTS(routes) };
