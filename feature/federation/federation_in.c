/* What comes in: checked from the outside in, then kept as it was signed. */
#include "federation/federation_act.h"

#include "audit/audit.h"
#include "db/db.h"
#include "federation/federation_query.h"
#include "i18n/i18n.h"

struct taking {
	const struct fed_letter *l;
	struct fed_report report;
	int64_t peer;
};

static struct err *taken_before(struct cx *cx, const struct taking *t,
				bool *ret_found)
{
	struct fed_in_find_row row;
	struct err *err = fed_in_find(cx->db,
				      &(struct fed_in_find_in){
					      .peer = t->peer,
					      .kind = t->report.kind,
					      .period = t->report.period,
					      .version = t->report.version },
				      &row, ret_found);

	if (!err && *ret_found && !str_eq(row.payload, t->l->payload))
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("Another report of {0} with version {1} is "
				 "here already, so this one isn't taken."),
			      t->report.period,
			      str_fmt(cx->arena, "%lld",
				      (long long)t->report.version));
	return err;
}

static struct err *event_put(struct cx *cx, const struct taking *t, int64_t id)
{
	struct buf after = audit_obj(cx);

	audit_int(&after, "from", t->peer);
	audit_str(&after, "kind", t->report.kind);
	audit_str(&after, "period", t->report.period);
	audit_int(&after, "version", t->report.version);
	audit_str(&after, "message", t->l->id);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "federation.receive",
						  .subject_kind = "fed_in",
						  .subject = id,
						  .after = audit_end(&after) },
			   NULL);
}

static struct err *take_tx(struct cx *cx, void *arg)
{
	const struct taking *t = arg;
	const struct fed_report *r = &t->report;
	bool found = false;
	int64_t id;
	struct err *err = taken_before(cx, t, &found);

	if (err || found)
		return err;
	err = fed_in_insert(cx->db,
			    &(struct fed_in_insert_in){
				    .peer = t->peer,
				    .kind = r->kind,
				    .period = r->period,
				    .version = r->version,
				    .as_of = r->as_of,
				    .message = t->l->id,
				    .stamp = t->l->stamp,
				    .signature = t->l->signature,
				    .payload = t->l->payload,
				    .now = cx->now },
			    &id);
	return err ? err : event_put(cx, t, id);
}

/* ---- who, and whether it is theirs ------------------------------------------- */

static struct err *outside_check(const struct cx *cx,
				 const struct fed_letter *l)
{
	if (l->payload.n > FED_PAYLOAD_MOST || l->id.n > FED_WORD_MOST ||
	    l->key.n > FED_WORD_MOST || l->signature.n > 4 * FED_WORD_MOST)
		return err_new(cx->arena, ERR_LIMIT,
			       N_("The message is too long."));
	if (!l->id.n)
		return err_new(cx->arena, ERR_INVALID,
			       N_("The message has no id."));
	if (!fed_stamp_ok(l->stamp, cx->now))
		return err_new(cx->arena, ERR_EXPIRED,
			       N_("The message was signed more than a day ago "
				  "or in the future: look at the clocks of "
				  "both machines."));
	return NULL;
}

static struct err *sender_check(struct cx *cx, struct taking *t)
{
	struct fed_peer_by_key_row row;
	bool found;
	struct err *err =
		fed_peer_by_key(cx->db,
				&(struct fed_peer_by_key_in){
					.public_key = t->l->key,
					.kind = str_c(fed_role_key(FED_CHILD)),
					.today = cx->today },
				&row, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_DENIED,
			      N_("No committee below is entered here with the "
				 "key of this message."));
	if (!err && !fed_is_signed(cx->arena, t->l))
		err = err_new(cx->arena, ERR_DENIED,
			      N_("The signature doesn't fit: the message was "
				 "changed on its way, or signed with another "
				 "key."));
	if (!err)
		t->peer = row.id;
	return err;
}

/* One of next year would hide all others: the newest period is shown. The
 * other side's midnight may come a little earlier. */
static struct err *day_check(const struct cx *cx, const struct fed_report *r)
{
	if (r->as_of <= cx->today + 1)
		return NULL;
	return err_new(cx->arena, ERR_INVALID,
		       N_("The report is of {0}, which hasn't come yet."),
		       fmt_day(cx->arena, r->as_of));
}

struct err *fed_receive(struct cx *cx, const struct fed_letter *l)
{
	struct taking t = { .l = l };
	struct str own;
	struct err *err = outside_check(cx, l);

	if (!err)
		err = sender_check(cx, &t);
	if (!err)
		err = fed_report_read(cx->arena, l->payload, &t.report);
	if (!err)
		err = day_check(cx, &t.report);
	if (!err)
		err = fed_key_public(cx, &own);
	if (!err && !str_eq(own, t.report.to))
		err = err_new(cx->arena, ERR_DENIED,
			      N_("The report is for another committee: it "
				 "names another key than the one here."));
	return err ? err : db_tx(cx, take_tx, &t);
}
