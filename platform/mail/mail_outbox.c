/*
 * The outbox. A letter is leased in a short transaction, sent outside of it,
 * and its end is written in another, as jobs are; so a letter may go out
 * twice when the process dies in between, always with the same Message-ID.
 */
#include "mail/mail_priv.h"

#include "audit/audit.h"
#include "auth/auth.h"
#include "base/utf8.h"
#include "db/db.h"
#include "mail/mail_query.h"

enum { TOKEN_BYTES = 18, DAY_MS = 24 * 3600 * 1000 };

struct err *mail_put(struct cx *cx, const struct mail_letter *l)
{
	assert(cx->in_tx && l->subject.p && l->body.p && l->html.p);
	if (!mail_address_ok(l->to))
		return err_new(cx->arena, ERR_INVALID,
			       N_("\"{0}\" is no e-mail address that a letter "
				  "can go to."),
			       l->to);
	return mail_insert(
		cx->db,
		&(struct mail_insert_in){
			.once = l->once,
			.kind = str_c(l->kind),
			.address = l->to,
			.name = l->name.p ? l->name : STR(""),
			.sender = l->sender.p ? l->sender : STR(""),
			.subject = text_clean(cx->arena, l->subject),
			.body = l->body,
			.html = l->html,
			.stop = l->stop,
			.token = auth_random_token(cx->arena, TOKEN_BYTES),
			.now = cx->now },
		NULL);
}

struct err *mail_forget(struct cx *cx, struct str address, struct str called)
{
	return mail_forget_to(cx->db,
			      &(struct mail_forget_to_in){ .address = address,
							   .name = called,
							   .now = cx->now },
			      NULL);
}

struct err *mail_try(struct cx *cx, const struct mail_config *c,
		     const struct mail_letter *l, struct str *ret_answer)
{
	struct mail_message m = {
		.from = c->from,
		.sender = l->sender,
		.to = l->to,
		.name = l->name,
		.subject = l->subject,
		.body = l->body,
		.html = l->html,
		.token = auth_random_token(cx->arena, TOKEN_BYTES),
		.at = cx->now,
	};
	struct mail_result r;
	struct mail_link *link;
	struct str bytes;
	struct err *err = mail_mime(cx->arena, &m, &bytes);

	if (err)
		return err;
	link = mail_link_open(cx->arena, c);
	r = mail_link_send(link, cx->arena, l->to, bytes);
	mail_link_close(link);
	*ret_answer = r.answer;
	return r.end == MAIL_SENT
		       ? NULL
		       : err_new(cx->arena, ERR_IO,
				 N_("The letter wasn't taken: {0}"), r.answer);
}

/* ---- lease ------------------------------------------------------------------ */

struct batch {
	int64_t id[MAIL_BATCH];
	int n;
};

static struct err *lease_tx(struct cx *cx, void *arg)
{
	struct batch *b = arg;
	struct mail_due_in in = { .now = cx->now, .limit = MAIL_BATCH };
	struct mail_due_rows rows;
	struct err *err = mail_due(cx->db, &in, &rows);

	b->n = 0;
	for (ptrdiff_t i = 0; i < rows.n && !err; i++) {
		int64_t changed = 0;

		err = mail_lease(cx->db,
				 &(struct mail_lease_in){
					 .id = rows.p[i].id,
					 .attempt = rows.p[i].attempt,
					 .until = cx->now + MAIL_LEASE_MS },
				 &changed);
		if (!err && changed == 1)
			b->id[b->n++] = rows.p[i].id;
	}
	return err;
}

/* ---- end ---------------------------------------------------------------------- */

struct ending {
	int64_t id, attempt;
	struct mail_result r;
};

/* The same steps as in `mail_hold`. */
static int64_t back_off(int64_t attempt)
{
	int64_t ms = 60 * 1000;

	for (int64_t i = 1; i < attempt && i < 9; i++)
		ms *= 2;
	return attempt > 9 ? 6 * 3600 * 1000 : ms;
}

static struct err *end_tx(struct cx *cx, void *arg)
{
	const struct ending *e = arg;
	int64_t most = e->r.for_good ? MAIL_ATTEMPTS_REFUSED : MAIL_ATTEMPTS;

	if (e->r.end == MAIL_SENT)
		return mail_sent(cx->db,
				 &(struct mail_sent_in){ .id = e->id,
							 .attempt = e->attempt,
							 .now = cx->now,
							 .answer =
								 e->r.answer },
				 NULL);
	if (e->attempt >= most)
		return mail_give_up(cx->db,
				    &(struct mail_give_up_in){
					    .id = e->id,
					    .attempt = e->attempt,
					    .now = cx->now,
					    .answer = e->r.answer },
				    NULL);
	return mail_retry(cx->db,
			  &(struct mail_retry_in){ .id = e->id,
						   .attempt = e->attempt,
						   .at = cx->now +
							 back_off(e->attempt),
						   .answer = e->r.answer },
			  NULL);
}

static struct err *hold_tx(struct cx *cx, void *arg)
{
	const struct mail_result *r = arg;

	return mail_hold(cx->db,
			 &(struct mail_hold_in){ .now = cx->now,
						 .most = MAIL_ATTEMPTS,
						 .answer = r->answer },
			 NULL);
}

/* ---- the job ------------------------------------------------------------------- */

struct sending {
	const struct mail_config *config;
	struct mail_link *link;
	int64_t took_ms;
	struct mail_result away; /* the server is: why */
	bool is_away;
	char why[1024]; /* its answer outlives the letter's memory */
};

static void away_note(struct sending *s, const struct mail_result *r)
{
	ptrdiff_t n = MIN(r->answer.n, (ptrdiff_t)sizeof(s->why));

	s->is_away = r->end == MAIL_AWAY;
	s->away = *r;
	memcpy(s->why, r->answer.p, (size_t)n);
	s->away.answer = (struct str){ s->why, n };
}

/* One leased letter; once the server is away the rest isn't tried. */
static struct err *letter_send(struct cx *cx, struct sending *s, int64_t id)
{
	struct mail_by_id_row m;
	struct ending e = { .id = id, .r = s->away };
	struct str bytes;
	bool found;
	struct err *err =
		mail_by_id(cx->db, &(struct mail_by_id_in){ .id = id }, &m,
			   &found);

	if (err || !found)
		return err;
	e.attempt = m.attempt;
	err = mail_mime(cx->arena,
			&(struct mail_message){ .from = s->config->from,
						.sender = m.sender,
						.to = m.address,
						.name = m.name,
						.subject = m.subject,
						.body = m.body,
						.html = m.html,
						.stop = m.stop,
						.token = m.token,
						.at = m.made_at },
			&bytes);
	if (err)
		return err;
	if (!s->is_away) {
		e.r = mail_link_send(s->link, cx->arena, m.address, bytes);
		s->took_ms += e.r.took_ms;
		away_note(s, &e.r);
	}
	return db_tx(cx, end_tx, &e);
}

static struct err *batch_send(struct cx *cx, struct sending *s,
			      const struct batch *b)
{
	struct err *err = NULL;

	for (int i = 0; i < b->n && !err; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		err = letter_send(cx, s, b->id[i]);
		if (!err)
			arena_rewind(cx->arena, mark);
	}
	return err;
}

static struct err *send_run(struct cx *cx, const struct job *j UNUSED)
{
	struct mail_config c;
	struct sending s = { .config = &c };
	struct batch b = { .n = MAIL_BATCH };
	struct err *err = mail_config_get(cx, &c);

	if (err || !c.host.n)
		return err;
	s.link = mail_link_open(cx->arena, &c);
	while (!err && b.n && !s.is_away && s.took_ms < MAIL_RUN_MS) {
		err = db_tx(cx, lease_tx, &b);
		if (!err)
			err = batch_send(cx, &s, &b);
	}
	mail_link_close(s.link);
	if (!err && s.is_away)
		err = db_tx(cx, hold_tx, &s.away);
	return err;
}

static struct err *sweep_tx(struct cx *cx, void *arg UNUSED)
{
	struct mail_sweep_in in = {
		.before = cx->now - (int64_t)MAIL_KEPT_DAYS * DAY_MS,
	};

	return mail_sweep(cx->db, &in, NULL);
}

static struct err *sweep_run(struct cx *cx, const struct job *j UNUSED)
{
	return db_tx(cx, sweep_tx, NULL);
}

const struct job_kind mail_jobs[] = {
	{ .name = "mail.send",
	  .title = N_("Send letters that wait"),
	  .run = send_run,
	  .every_minutes = 1 },
	{ .name = "mail.sweep",
	  .title = N_("Clear the log of letters older than 90 days"),
	  .run = sweep_run,
	  .removes = true,
	  .every_minutes = 24 * 60 },
};
const int mail_n_jobs = (int)N_ELEMENTS(mail_jobs);

/* ---- by the administrator --------------------------------------------------------- */

static struct err *again_tx(struct cx *cx, void *arg)
{
	const int64_t *id = arg;
	struct mail_again_set_in in = { .id = *id, .now = cx->now };
	int64_t changed = 0, subject;
	bool seen;
	struct err *err = audit_seen(cx, "mail.again", &seen, &subject);

	if (err || seen)
		return err;
	err = mail_again_set(cx->db, &in, &changed);
	if (!err && changed != 1)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("This letter was sent already, is being sent, "
				 "or isn't there."));
	if (!err)
		err = audit_write(cx,
				  &(struct audit_event){ .kind = "mail.again",
							 .subject_kind = "mail",
							 .subject = *id },
				  NULL);
	return err ? err : job_ask(cx, "mail.send", STR_NULL, STR("now"), 0);
}

struct err *mail_again(struct cx *cx, int64_t id)
{
	return db_tx(cx, again_tx, &id);
}
