/* What goes out: reports are made here, sent by federation_send.c. */
#include "federation/federation_act.h"

#include "audit/audit.h"
#include "auth/auth.h"
#include "base/utf8.h"
#include "db/db.h"
#include "federation/federation_priv.h"
#include "federation/federation_query.h"
#include "job/job.h"
#include "org/org.h"

enum { TOKEN_BYTES = 18, HOUR_MS = 3600 * 1000 };

struct making {
	const struct fed_ask *ask;
	struct fed_made made;
	struct fed_report report; /* without `to` and version */
};

/* The figures, and the name of who reports. */
static struct err *report_begin(struct cx *cx, struct making *m)
{
	struct fed_report *r = &m->report;
	struct org root;
	bool found = false;
	struct err *err = org_get_root(cx, &root, &found);

	if (err)
		return err;
	*r = (struct fed_report){
		.realm = utf8_cut(found ? root.name : STR("-"), FED_NAME_MOST),
		.kind = STR(FED_KIND_STATUS),
		.period = m->made.period.key,
		.as_of = m->ask->as_of
	};
	err = work_figures_read(cx, m->made.period.first, r->as_of,
				&r->figures);
	if (!err && r->figures.n > FED_PROGRAMMES_MOST)
		err = err_new(cx->arena, ERR_LIMIT,
			      N_("More than {0} programmes run at the same "
				 "time; a report can't hold them. Close those "
				 "that are over."),
			      str_fmt(cx->arena, "%d",
				      (int)FED_PROGRAMMES_MOST));
	for (ptrdiff_t i = 0; !err && i < r->figures.n; i++) {
		struct work_figures *f = &r->figures.p[i];

		f->code =
			utf8_cut(f->code.n ? f->code : STR("-"), FED_NAME_MOST);
		f->title = utf8_cut(f->title, FED_NAME_MOST);
	}
	return err;
}

static struct err *out_put(struct cx *cx, const struct making *m,
			   const struct fed_report *r, int64_t peer)
{
	return fed_out_insert(
		cx->db,
		&(struct fed_out_insert_in){
			.peer = peer,
			.kind = r->kind,
			.period = r->period,
			.version = r->version,
			.as_of = m->ask->as_of,
			.message = str_cat(cx->arena, STR("msg_"),
					   auth_random_token(cx->arena,
							     TOKEN_BYTES)),
			.payload = fed_report_write(cx->arena, r),
			.now = cx->now,
			.by = cx->actor.id },
		NULL);
}

/* What a relation that was ended didn't send doesn't count. */
static bool has_it(const struct fed_out_newest_row *o,
		   const struct fed_peer_list_row *peer)
{
	return o->peer == peer->id || o->sent_at != DB_NULL;
}

static struct err *one_make(struct cx *cx, struct making *m,
			    const struct fed_peer_list_row *peer)
{
	struct fed_report r = m->report;
	struct fed_out_newest_row newest;
	bool found;
	struct err *err = fed_out_newest(cx->db,
					 &(struct fed_out_newest_in){
						 .public_key = peer->public_key,
						 .kind = r.kind,
						 .period = r.period },
					 &newest, &found);

	if (err)
		return err;
	r.to = peer->public_key;
	r.version = found ? newest.version + 1 : 1;
	if (found && has_it(&newest, peer) &&
	    !fed_report_differs(cx->arena, &r, newest.as_of, newest.payload)) {
		m->made.same++;
		return NULL;
	}
	m->made.made++;
	return out_put(cx, m, &r, peer->id);
}

static struct err *parents_read(struct cx *cx, struct fed_peer_list_rows *ret)
{
	return fed_peer_list(cx->db,
			     &(struct fed_peer_list_in){
				     .kind = str_c(fed_role_key(FED_PARENT)),
				     .today = cx->today,
				     .with = FED_PEER_LIST_WITH_KIND |
					     FED_PEER_LIST_WITH_LIVE },
			     ret);
}

static struct err *event_put(struct cx *cx, const struct making *m)
{
	struct buf after = audit_obj(cx);

	audit_str(&after, "kind", m->report.kind);
	audit_str(&after, "period", m->report.period);
	audit_day(cx, &after, "as_of", m->report.as_of);
	audit_int(&after, "reports", m->made.made);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "federation.report",
						  .subject_kind = "fed_out",
						  .after = audit_end(&after) },
			   NULL);
}

static struct err *make_tx(struct cx *cx, void *arg)
{
	struct making *m = arg;
	struct fed_peer_list_rows rows;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "federation.report", &seen, &subject);

	m->made.made = seen; /* an event is there only when one was made */
	m->made.same = 0;
	if (err || seen)
		return err;
	err = parents_read(cx, &rows);
	if (!err && !rows.n)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("No committee above is entered, so there is "
				 "nowhere to send a report."));
	if (!err)
		err = report_begin(cx, m);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = one_make(cx, m, &rows.p[i]);
	if (!err && m->ask->hurry)
		err = fed_out_hurry(
			cx->db, &(struct fed_out_hurry_in){ .now = cx->now },
			NULL);
	if (!err && m->made.made)
		err = event_put(cx, m);
	return err ? err
		   : job_ask(cx, FED_SEND_JOB, STR_NULL, STR("asked"), cx->now);
}

struct err *fed_make(struct cx *cx, const struct fed_ask *ask,
		     struct fed_made *ret_made)
{
	struct making m = { .ask = ask };
	struct err *err;

	if (cx->actor.id != ACTOR_SYSTEM && !cx_may(cx, PERM_WORK_MANAGE))
		return err_new(cx->arena, ERR_DENIED,
			       N_("Only the committee's office sends "
				  "reports."));
	m.made.period = fed_period_of(cx->arena, ask->as_of);
	err = db_tx(cx, make_tx, &m);
	if (!err)
		*ret_made = m.made;
	return err;
}

/* Whether the report of an ended month is to be made for a parent: reports
 * begin with the month in which the relation does. */
static struct err *is_owed(struct cx *cx, const struct fed_period *p,
			   const struct fed_peer_list_row *peer, bool *ret_owed)
{
	struct fed_out_newest_row newest;
	bool found;
	struct err *err = fed_out_newest(cx->db,
					 &(struct fed_out_newest_in){
						 .public_key = peer->public_key,
						 .kind = STR(FED_KIND_STATUS),
						 .period = p->key },
					 &newest, &found);

	if (!err)
		*ret_owed = peer->from_on <= p->last &&
			    (!found || newest.as_of < p->last ||
			     !has_it(&newest, peer));
	return err;
}

struct err *fed_make_ended(struct cx *cx)
{
	struct fed_period p = fed_period_before(cx->arena, cx->today);
	struct fed_made made;
	struct fed_peer_list_rows rows;
	bool owed = false;
	struct err *err;

	/* an act that began before midnight may still come */
	if (cx->now < day_begin(p.last + 1) + HOUR_MS)
		return NULL;
	err = parents_read(cx, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n && !owed; i++)
		err = is_owed(cx, &p, &rows.p[i], &owed);
	if (err || !owed)
		return err;
	return fed_make(cx, &(struct fed_ask){ .as_of = p.last }, &made);
}
