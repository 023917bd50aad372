/* Breaches of personal data: what happened, whom it touched, what was done. */
#include "privacy/privacy_priv.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "privacy/privacy_query.h"

/* ---- what all acts share ------------------------------------------------ */

struct doing {
	int64_t id;
	const char *kind;
	struct str words;
	struct err *(*run)(struct cx *cx, struct doing *d);
	const struct privacy_touched *touched;
	int64_t n; /* people, of touching */
};

static struct err *breach_event(struct cx *cx, const struct doing *d)
{
	struct buf after = audit_obj(cx);

	if (d->touched)
		audit_int(&after, "people", d->n);
	return audit_write(cx,
			   &(struct audit_event){
				   .kind = d->kind,
				   .subject_kind = "privacy_breach",
				   .subject = d->id,
				   .after = audit_end(&after),
				   .reason = d->words.n ? d->words : STR_NULL,
				   .personal = true },
			   NULL);
}

static struct err *open_check(struct cx *cx, int64_t id)
{
	struct breach_by_id_row row;
	bool found;
	struct err *err =
		breach_by_id(cx->db, &(struct breach_by_id_in){ .id = id },
			     &row, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such entry."));
	if (!err && row.closed_at != DB_NULL)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("This entry is closed already."));
	return err;
}

static struct err *do_tx(struct cx *cx, void *arg)
{
	struct doing *d = arg;
	bool seen;
	struct err *err = audit_seen(cx, d->kind, &seen, NULL);

	if (err || seen)
		return err;
	err = privacy_may(cx);
	if (!err)
		err = open_check(cx, d->id);
	if (!err)
		err = d->run(cx, d);
	return err ? err : breach_event(cx, d);
}

static struct err *words_do(struct cx *cx, struct doing *d, const char *field)
{
	struct err *err;

	d->words = text_clean_lines(cx->arena, d->words);
	err = privacy_text_check(cx->arena, d->words, field, true);
	return err ? err : db_tx(cx, do_tx, d);
}

/* ---- entering ----------------------------------------------------------- */

struct adding {
	struct privacy_breach_new in;
	int64_t id;
};

static struct err *add_tx(struct cx *cx, void *arg)
{
	struct adding *x = arg;
	struct doing d = { .kind = "privacy.breach", .words = x->in.title };
	int64_t due = privacy_breach_due(cx->profile, x->in.found_at);
	bool seen;
	struct err *err = audit_seen(cx, d.kind, &seen, &x->id);

	if (err || seen)
		return err;
	err = privacy_may(cx);
	if (!err)
		err = breach_insert(cx->db,
				    &(struct breach_insert_in){
					    .title = x->in.title,
					    .what = x->in.what,
					    .effect = x->in.effect,
					    .found_at = x->in.found_at,
					    .due_at = due,
					    .made_at = cx->now,
					    .made_by = cx->actor.id },
				    &x->id);
	d.id = x->id;
	if (!err)
		err = breach_event(cx, &d);
	return err ? err
		   : privacy_tell_officers(
			     cx, &(struct privacy_news){
					 .kind = "privacy.breach",
					 .title = N_("A breach of personal "
						     "data must be notified "
						     "by {0}"),
					 .arg = fmt_instant(cx->arena, due),
					 .path = privacy_path(cx, "breach",
							      x->id) });
}

static struct err *new_check(struct cx *cx, struct privacy_breach_new *in)
{
	struct err *err;

	in->title = text_clean(cx->arena, in->title);
	in->what = text_clean_lines(cx->arena, in->what);
	in->effect = text_clean_lines(cx->arena, in->effect);
	if (!in->effect.p)
		in->effect = STR("");
	err = privacy_text_check(cx->arena, in->title, "title", true);
	if (!err && utf8_length(in->title) > PRIVACY_LINE_MOST)
		err = err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("This is longer than {0} characters."),
				str_fmt(cx->arena, "%d", PRIVACY_LINE_MOST)),
			STR("title"));
	if (!err)
		err = privacy_text_check(cx->arena, in->what, "what", true);
	if (!err)
		err = privacy_text_check(cx->arena, in->effect, "effect",
					 false);
	if (!err && in->found_at > cx->now)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("It can't have been found later than "
					"now.")),
			     STR("found_on"));
	return err;
}

struct err *privacy_breach_add(struct cx *cx,
			       const struct privacy_breach_new *in,
			       int64_t *ret_id)
{
	struct adding x = { .in = *in };
	struct err *err = new_check(cx, &x.in);

	if (!err)
		err = db_tx(cx, add_tx, &x);
	if (!err)
		*ret_id = x.id;
	return err;
}

/* ---- going on ----------------------------------------------------------- */

static struct err *step_run(struct cx *cx, struct doing *d)
{
	return breach_step_insert(cx->db,
				  &(struct breach_step_insert_in){
					  .breach = d->id,
					  .at = cx->now,
					  .by = cx->actor.id,
					  .words = d->words },
				  NULL);
}

struct err *privacy_breach_step(struct cx *cx, int64_t id, struct str words)
{
	struct doing d = { .id = id,
			   .kind = "privacy.breach_step",
			   .words = words,
			   .run = step_run };

	return words_do(cx, &d, "words");
}

static struct err *told_run(struct cx *cx, struct doing *d)
{
	return breach_told(
		cx->db, &(struct breach_told_in){
				.id = d->id, .at = cx->now, .whom = d->words });
}

struct err *privacy_breach_told(struct cx *cx, int64_t id, struct str whom)
{
	struct doing d = { .id = id,
			   .kind = "privacy.breach_told",
			   .words = whom,
			   .run = told_run };

	return words_do(cx, &d, "whom");
}

static struct err *people_told_run(struct cx *cx, struct doing *d)
{
	return breach_people_told(cx->db, &(struct breach_people_told_in){
						  .id = d->id, .at = cx->now });
}

struct err *privacy_breach_people_told(struct cx *cx, int64_t id)
{
	struct doing d = { .id = id,
			   .kind = "privacy.breach_people",
			   .run = people_told_run };

	return db_tx(cx, do_tx, &d);
}

static struct err *close_run(struct cx *cx, struct doing *d)
{
	struct breach_by_id_row row;
	bool found;
	struct err *err =
		breach_by_id(cx->db, &(struct breach_by_id_in){ .id = d->id },
			     &row, &found);

	if (!err && found && row.told_at == DB_NULL)
		err = err_at(err_new(cx->arena, ERR_CONFLICT,
				     N_("Write down first whom you notified, "
					"or that nobody had to be.")),
			     STR("lesson"));
	return err ? err
		   : breach_close(cx->db, &(struct breach_close_in){
						  .id = d->id,
						  .at = cx->now,
						  .lesson = d->words });
}

struct err *privacy_breach_close(struct cx *cx, int64_t id, struct str lesson)
{
	struct doing d = { .id = id,
			   .kind = "privacy.breach_close",
			   .words = lesson,
			   .run = close_run };

	return words_do(cx, &d, "lesson");
}

/* ---- whom it touched ---------------------------------------------------- */

static struct err *touch_one(struct cx *cx, int64_t breach, int64_t member)
{
	return breach_person_insert(
		cx->db,
		&(struct breach_person_insert_in){
			.breach = breach, .member = member, .at = cx->now },
		NULL);
}

static struct err *touch_member(struct cx *cx, int64_t breach, int64_t member)
{
	struct member_exists_row row;
	bool found;
	struct err *err =
		member_exists(cx->db,
			      &(struct member_exists_in){ .id = member }, &row,
			      &found);

	if (!err && !found)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("There is no record with this "
					"number.")),
			     STR("member"));
	return err ? err : touch_one(cx, breach, member);
}

static struct err *touch_seen(struct cx *cx, const struct privacy_touched *in)
{
	struct saw_user_rows by_user = { 0 };
	struct saw_all_rows by_all = { 0 };
	struct err *err =
		in->user ? saw_user(cx->db,
				    &(struct saw_user_in){ .user_id = in->user,
							   .since = in->since },
				    &by_user)
			 : saw_all(cx->db,
				   &(struct saw_all_in){ .since = in->since },
				   &by_all);

	for (ptrdiff_t i = 0; !err && i < by_user.n; i++)
		err = touch_one(cx, in->id, by_user.p[i].member);
	for (ptrdiff_t i = 0; !err && i < by_all.n; i++)
		err = touch_one(cx, in->id, by_all.p[i].member);
	return err;
}

static struct err *touch_run(struct cx *cx, struct doing *d)
{
	const struct privacy_touched *in = d->touched;
	struct breach_people_count_row row;
	bool found;
	struct err *err = in->member ? touch_member(cx, in->id, in->member)
				     : touch_seen(cx, in);

	if (!err)
		err = breach_people_count(cx->db,
					  &(struct breach_people_count_in){
						  .breach = in->id },
					  &row, &found);
	if (!err)
		d->n = row.n;
	return err;
}

struct err *privacy_breach_touch(struct cx *cx,
				 const struct privacy_touched *in,
				 int64_t *ret_n)
{
	struct doing d = { .id = in->id,
			   .kind = "privacy.breach_touch",
			   .touched = in,
			   .run = touch_run };
	struct err *err = NULL;

	if (!in->member && (in->since == DAY_NONE || in->since > cx->today))
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("Give the first day that is looked at, "
					"today or before.")),
			     STR("since"));
	if (!err)
		err = db_tx(cx, do_tx, &d);
	if (!err)
		*ret_n = d.n;
	return err;
}
