/*
 * Sending what waits. A message is posted outside of any transaction and its
 * end written in another; so one may go out twice when the process dies in
 * between, always the same, and the other side takes it once.
 */
#include "federation/federation_act.h"

#include "audit/audit.h"
#include "db/db.h"
#include "federation/federation.h"
#include "federation/federation_query.h"
#include "i18n/i18n.h"

enum { BATCH = 50, ANSWER_MOST = 500 };

static const struct federation_hooks *hooks;

void federation_set(const struct federation_hooks *h)
{
	hooks = h;
}

/* ---- one message ----------------------------------------------------------- */

static struct err *here_deliver(struct cx *cx, struct str realm,
				const struct fed_letter *l)
{
	if (hooks && hooks->deliver)
		return hooks->deliver(cx, realm, l);
	return err_new(cx->arena, ERR_IO,
		       N_("There is no way to another committee of this "
			  "installation here."));
}

static struct err *letter_send(struct cx *cx, const struct fed_out_due_row *o)
{
	struct fed_address to;
	struct fed_letter l = { .id = o->message,
				.stamp = cx->now / 1000,
				.payload = o->payload };
	struct str secret;
	struct err *err = fed_key_secret(cx, &secret);

	if (!err)
		err = fed_key_public(cx, &l.key);
	if (!err)
		err = fed_address_read(cx->arena, o->address, &to);
	if (!err && !fed_sign(cx->arena, secret, &l))
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("The key that signs reports is damaged; "
				 "`roviec federation key --new` makes "
				 "another pair."));
	if (err)
		return err;
	return to.here ? here_deliver(cx, to.realm, &l)
		       : fed_post(cx, to.url, hooks ? hooks->ca : NULL, &l);
}

/* ---- its end ------------------------------------------------------------------ */

/* A refusal is about this message; anything else would happen to the others
 * for this parent as well. */
static bool is_refusal(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_DENIED ||
	       e->code == ERR_CONFLICT || e->code == ERR_LIMIT ||
	       e->code == ERR_EXPIRED;
}

/* The parent has another report under this version: the own data was restored
 * from a backup that is older than what was sent since. The next version
 * carries the same; an older one of a period stays as it is. */
static struct err *renumber(struct cx *cx, const struct fed_out_due_row *o)
{
	struct fed_out_later_row later;
	struct fed_report r;
	bool found;
	struct buf after = audit_obj(cx);
	struct err *err =
		fed_out_later(cx->db, &(struct fed_out_later_in){ .id = o->id },
			      &later, &found);

	if (!err && !found)
		err = fed_report_read(cx->arena, o->payload, &r);
	if (err || found)
		return err;
	r.version++;
	err = fed_out_renumber(
		cx->db,
		&(struct fed_out_renumber_in){
			.id = o->id,
			.version = r.version,
			.message = str_fmt(cx->arena, "%.*s_%lld",
					   STR_ARG(o->message),
					   (long long)r.version),
			.payload = fed_report_write(cx->arena, &r) },
		NULL);
	audit_str(&after, "period", r.period);
	audit_int(&after, "version", r.version);
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "federation.renumber",
					 .subject_kind = "fed_out",
					 .subject = o->id,
					 .after = audit_end(&after) },
				 NULL);
}

static struct err *refused(struct cx *cx, const struct fed_out_due_row *o,
			   const struct fed_out_retry_in *retry, bool conflict)
{
	struct err *err = conflict ? renumber(cx, o) : NULL;

	return err ? err : fed_out_retry(cx->db, retry, NULL);
}

struct ending {
	const struct fed_out_due_row *out;
	const struct err *why; /* NULL: the parent has it */
};

static struct err *end_tx(struct cx *cx, void *arg)
{
	const struct ending *e = arg;
	const struct fed_out_due_row *o = e->out;
	int64_t at = cx->now + fed_back_off(o->attempts + 1);
	struct str answer = STR_NULL;

	if (!e->why)
		return fed_out_sent(cx->db,
				    &(struct fed_out_sent_in){ .id = o->id,
							       .now = cx->now },
				    NULL);
	answer = tr_err(cx->arena, cx->lang, e->why);
	answer = str_sub(answer, 0, MIN(answer.n, ANSWER_MOST));
	if (is_refusal(e->why))
		return refused(cx, o,
			       &(struct fed_out_retry_in){ .id = o->id,
							   .at = at,
							   .answer = answer },
			       e->why->code == ERR_CONFLICT);
	return fed_out_hold(cx->db,
			    &(struct fed_out_hold_in){ .peer = o->peer,
						       .at = at,
						       .now = cx->now,
						       .answer = answer },
			    NULL);
}

/* ---- all that is due ------------------------------------------------------------ */

static bool is_away(const struct fed_out_due_rows *rows, const bool *away,
		    ptrdiff_t i)
{
	for (ptrdiff_t k = 0; k < i; k++)
		if (away[k] && rows->p[k].peer == rows->p[i].peer)
			return true;
	return false;
}

struct err *fed_send(struct cx *cx, int64_t *ret_next)
{
	struct fed_out_due_rows rows;
	struct fed_out_next_row next;
	bool away[BATCH] = { false }, found;
	struct err *err =
		fed_out_due(cx->db,
			    &(struct fed_out_due_in){ .now = cx->now,
						      .today = cx->today,
						      .limit = BATCH },
			    &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct ending e = { .out = &rows.p[i] };

		if (is_away(&rows, away, i))
			continue;
		e.why = letter_send(cx, e.out);
		away[i] = e.why && !is_refusal(e.why);
		err = db_tx(cx, end_tx, &e);
	}
	if (!err)
		err = fed_out_next(
			cx->db, &(struct fed_out_next_in){ .today = cx->today },
			&next, &found);
	if (!err)
		*ret_next = found ? next.at : DB_NULL;
	return err;
}
