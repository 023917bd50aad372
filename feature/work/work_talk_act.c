/*
 * Writing, editing and removing comments, and seeing a mention: one
 * transaction and one event each. Nothing is overwritten: an edit keeps the
 * old text, a removed comment keeps its row.
 */
#include "work/work_talk.h"

#include "account/account.h"
#include "audit/audit.h"
#include "base/perm.h"
#include "db/db.h"
#include "profile/profile.h"
#include "work/work_notice.h"
#include "work/work_talk_query.h"
#include "work/work_task_priv.h"

int64_t work_talk_hours(const struct cx *cx)
{
	return profile_rule_int(cx->profile, STR("talk_edit_hours"), cx->today,
				24);
}

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such comment, or it isn't yours to "
			  "see."));
}

static struct err *reads_only(struct cx *cx)
{
	return err_new(cx->arena, ERR_DENIED,
		       N_("Your role reads tasks; it doesn't write on them."));
}

static struct err *ended(struct cx *cx)
{
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("The task is closed or withdrawn; nothing is added "
			  "to it any more."));
}

/* ---- people --------------------------------------------------------------------- */

/* The very question that the person's own visit would ask, in any seat. */
static struct err *sees(struct cx *cx, int64_t person, int64_t task,
			bool *ret_sees)
{
	struct account_actors seats;
	struct cx as = *cx;
	struct err *err = account_actors(cx, person, &seats);

	*ret_sees = false;
	for (ptrdiff_t i = 0; !err && !*ret_sees && i < seats.n; i++) {
		struct task_by_id_row t;

		as.actor = seats.p[i];
		if (!cx_may(&as, PERM_WORK_VIEW))
			continue;
		err = work_task_see(&as, task, &t);
		*ret_sees = !err;
		if (err && err->code == ERR_NOT_FOUND)
			err = NULL;
	}
	return err;
}

struct err *work_talk_people(struct cx *cx, int64_t task,
			     struct talk_people *ret_people)
{
	struct talk_person_list_rows rows;
	struct talk_people list = { 0 };
	struct err *err = talk_person_list(cx->db,
					   &(struct talk_person_list_in){
						   .task = task,
						   .today = cx->today,
						   .limit = TALK_PEOPLE_MOST },
					   &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		bool good = false;

		err = sees(cx, rows.p[i].id, task, &good);
		if (!err && good)
			*vec_push(cx->arena, &list) = (struct talk_person){
				rows.p[i].id, rows.p[i].name, rows.p[i].post
			};
	}
	*ret_people = list;
	return err;
}

/* Whom the text mentions. People are asked for only when it could. */
static struct err *mentions_read(struct cx *cx, int64_t task,
				 const struct work_talk_text *in,
				 struct talk_ids *ret_ids)
{
	struct talk_people people;
	struct err *err;

	*ret_ids = (struct talk_ids){ 0 };
	if (!in->mention && !work_mention_any(in->body))
		return NULL;
	err = work_talk_people(cx, task, &people);
	if (err)
		return err;
	return work_mention_read(cx->arena, in->body, &people, in->mention,
				 ret_ids);
}

/* A person whom the comment names already isn't told again. */
static struct err *mention_write(struct cx *cx, int64_t talk, int64_t task,
				 int64_t person)
{
	int64_t fresh = 0;
	struct err *err =
		mention_insert(cx->db,
			       &(struct mention_insert_in){ .talk = talk,
							    .task = task,
							    .person = person,
							    .at = cx->now },
			       &fresh);

	return err || !fresh ? err
			     : work_notice_mention(cx, task, talk, person);
}

static struct err *mentions_write(struct cx *cx, int64_t talk, int64_t task,
				  const struct talk_ids *ids)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < ids->n; i++)
		if (ids->p[i] != cx->actor.id)
			err = mention_write(cx, talk, task, ids->p[i]);
	return err;
}

/* ---- writing ---------------------------------------------------------------------- */

struct talk_io {
	int64_t task, id, rev;
	const struct work_talk_text *in;
};

/* The task, when this person may write on it. */
static struct err *may_write(struct cx *cx, int64_t task)
{
	struct task_by_id_row t;
	struct work_facts f;
	struct err *err = work_task_see(cx, task, &t);

	if (err)
		return err;
	if (!work_talk_writes(cx))
		return reads_only(cx);
	f = work_task_facts(&t);
	return work_talk_fits(&f) ? NULL : ended(cx);
}

static struct err *event_write(struct cx *cx, const char *kind, int64_t talk,
			       struct str before, struct buf *after)
{
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = "talk",
						  .subject = talk,
						  .before = before,
						  .after = audit_end(after) },
			   NULL);
}

static struct err *add_write(struct cx *cx, struct talk_io *io,
			     const struct talk_ids *ids)
{
	struct buf after = audit_obj(cx);
	struct err *err = talk_insert(
		cx->db,
		&(struct talk_insert_in){
			.task = io->task,
			.at = cx->now,
			.actor = cx->actor.id,
			.actor_name = cx->actor.name,
			.org_name = cx->actor.org_name.p ? cx->actor.org_name
							 : STR(""),
			.body = io->in->body },
		&io->id);

	if (!err)
		err = mentions_write(cx, io->id, io->task, ids);
	if (!err)
		err = mention_answered(cx->db,
				       &(struct mention_answered_in){
					       .task = io->task,
					       .person = cx->actor.id,
					       .at = cx->now },
				       NULL);
	if (!err)
		err = work_notice_mention_seen(cx, io->task, 0);
	audit_int(&after, "task", io->task);
	audit_str(&after, "body", io->in->body);
	audit_int(&after, "mentions", ids->n);
	return err ? err
		   : event_write(cx, "talk.add", io->id, STR_NULL, &after);
}

static struct err *add_tx(struct cx *cx, void *arg)
{
	struct talk_io *io = arg;
	struct talk_ids ids;
	bool seen;
	struct err *err = audit_seen(cx, "talk.add", &seen, &io->id);

	if (err || seen)
		return err;
	err = may_write(cx, io->task);
	if (!err)
		err = work_talk_check(cx->arena, io->in->body);
	if (!err)
		err = mentions_read(cx, io->task, io->in, &ids);
	return err ? err : add_write(cx, io, &ids);
}

struct err *work_talk_add(struct cx *cx, int64_t task,
			  const struct work_talk_text *in, int64_t *ret_id)
{
	struct talk_io io = { .task = task, .in = in };
	struct err *err = db_tx(cx, add_tx, &io);

	if (!err)
		*ret_id = io.id;
	return err;
}

/* ---- editing ---------------------------------------------------------------------- */

/* The comment, when it is there and its task is the reader's to see. */
static struct err *find(struct cx *cx, int64_t id, struct talk_by_id_row *ret)
{
	struct task_by_id_row t;
	bool found;
	struct err *err =
		talk_by_id(cx->db, &(struct talk_by_id_in){ .id = id }, ret,
			   &found);

	if (err)
		return err;
	if (!found || ret->removed_at != DB_NULL)
		return gone(cx);
	err = work_task_see(cx, ret->task, &t);
	return err && err->code == ERR_NOT_FOUND ? gone(cx) : err;
}

static struct err *edit_check(struct cx *cx, const struct talk_by_id_row *k,
			      const struct talk_io *io)
{
	int64_t hours = work_talk_hours(cx);

	if (k->actor != cx->actor.id)
		return err_new(cx->arena, ERR_DENIED,
			       N_("Only who wrote a comment may edit it."));
	if (!work_talk_may_edit(cx, k->actor, k->at, hours))
		return err_new(
			cx->arena, ERR_CONFLICT,
			N_("A comment may be edited for {0} hours; write "
			   "another one."),
			str_fmt(cx->arena, "%d", (int)hours));
	if (k->rev != io->rev)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The comment was edited in another window "
				  "meanwhile; compare with what it says now "
				  "and save again."));
	if (k->rev > TALK_EDITS_MOST)
		return err_new(cx->arena, ERR_LIMIT,
			       N_("A comment may be edited at most 50 times; "
				  "write another one."));
	return work_talk_check(cx->arena, io->in->body);
}

static struct err *edit_write(struct cx *cx, const struct talk_by_id_row *k,
			      const struct work_talk_text *in)
{
	struct buf before = audit_obj(cx), after = audit_obj(cx);
	struct err *err = talk_old_insert(
		cx->db,
		&(struct talk_old_insert_in){ .talk = k->id,
					      .body = k->body,
					      .from_at = k->edited_at == DB_NULL
								 ? k->at
								 : k->edited_at,
					      .to_at = cx->now },
		NULL);

	if (!err)
		err = talk_edit(cx->db,
				&(struct talk_edit_in){ .id = k->id,
							.rev = k->rev,
							.body = in->body,
							.at = cx->now });
	audit_str(&before, "body", k->body);
	audit_str(&after, "body", in->body);
	return err ? err
		   : event_write(cx, "talk.edit", k->id, audit_end(&before),
				 &after);
}

static struct err *edit_tx(struct cx *cx, void *arg)
{
	struct talk_io *io = arg;
	struct talk_by_id_row k;
	struct talk_ids ids;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "talk.edit", &seen, &subject);

	if (err || seen)
		return err;
	err = find(cx, io->id, &k);
	if (!err)
		err = may_write(cx, k.task);
	if (!err)
		err = edit_check(cx, &k, io);
	if (!err)
		err = mentions_read(cx, k.task, io->in, &ids);
	if (err)
		return err;
	/* saved as it was: nothing to keep a version of */
	if (str_eq(k.body, io->in->body) && !io->in->mention)
		return NULL;
	err = mentions_write(cx, k.id, k.task, &ids);
	return err ? err : edit_write(cx, &k, io->in);
}

struct err *work_talk_edit(struct cx *cx, int64_t id, int64_t rev,
			   const struct work_talk_text *in)
{
	struct talk_io io = { .id = id, .rev = rev, .in = in };

	return db_tx(cx, edit_tx, &io);
}

/* ---- removing --------------------------------------------------------------------- */

static struct err *remove_tx(struct cx *cx, void *arg)
{
	const struct talk_io *io = arg;
	struct buf before = audit_obj(cx), after = audit_obj(cx);
	struct talk_by_id_row k;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "talk.remove", &seen, &subject);

	if (err || seen)
		return err;
	err = find(cx, io->id, &k);
	if (err)
		return err;
	if (!work_talk_may_remove(cx, k.actor))
		return err_new(cx->arena, ERR_DENIED,
			       N_("Only who wrote a comment, or the office, "
				  "may remove it."));
	err = talk_remove(cx->db,
			  &(struct talk_remove_in){ .id = k.id,
						    .at = cx->now,
						    .who = cx->actor.id,
						    .name = cx->actor.name },
			  NULL);
	if (!err)
		err = work_notice_mention_gone(cx, k.task, k.id);
	audit_str(&before, "body", k.body);
	audit_int(&after, "task", k.task);
	return err ? err
		   : event_write(cx, "talk.remove", k.id, audit_end(&before),
				 &after);
}

struct err *work_talk_remove(struct cx *cx, int64_t id)
{
	return db_tx(cx, remove_tx, &(struct talk_io){ .id = id });
}

/* ---- seeing ----------------------------------------------------------------------- */

static struct err *seen_tx(struct cx *cx, void *arg)
{
	struct talk_io *io = arg;
	struct mention_by_id_row m;
	struct buf after = audit_obj(cx);
	int64_t subject;
	bool seen, found;
	struct err *err = audit_seen(cx, "talk.seen", &seen, &subject);

	if (!err)
		err = mention_by_id(cx->db,
				    &(struct mention_by_id_in){ .id = io->id },
				    &m, &found);
	if (err)
		return err;
	if (!found || m.person != cx->actor.id)
		return gone(cx);
	io->task = m.task;
	io->rev = m.talk;
	if (m.seen_at != DB_NULL)
		return NULL;
	err = mention_seen(
		cx->db, &(struct mention_seen_in){ .id = m.id, .at = cx->now },
		NULL);
	if (!err)
		err = work_notice_mention_seen(cx, m.task, m.talk);
	audit_int(&after, "task", m.task);
	return err ? err
		   : event_write(cx, "talk.seen", m.talk, STR_NULL, &after);
}

struct err *work_mention_seen(struct cx *cx, int64_t id, int64_t *ret_task,
			      int64_t *ret_talk)
{
	struct talk_io io = { .id = id };
	struct err *err = db_tx(cx, seen_tx, &io);

	if (err)
		return err;
	*ret_task = io.task;
	*ret_talk = io.rev;
	return NULL;
}
