/* What somebody who signs in did about tasks, and forgetting who it was
 * (view/person.h). What was done stays: it is the committee's. */
#include "work/work_person.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/person.h"
#include "work/work_person_query.h"

enum { LINES_MOST = 20000 };

static struct str task_words(struct cx *cx, struct str number, struct str work)
{
	return number.n ? str_fmt(cx->arena, "%.*s %.*s", STR_ARG(number),
				  STR_ARG(work))
			: work;
}

static void line(struct person_book *b, const char *code, struct str label,
		 struct str value, day_t on)
{
	person_line(b, &(struct person_line){ .code = code,
					      .label = label,
					      .value = value,
					      .from = on,
					      .to = DAY_NONE });
}

/* ---- told --------------------------------------------------------------- */

static struct err *acts_tell(struct person_book *b, int64_t user)
{
	struct cx *cx = b->cx;
	struct person_acts_rows rows;
	struct err *err = person_acts(
		cx->db,
		&(struct person_acts_in){ .actor = user, .limit = LINES_MOST },
		&rows);

	person_part(b, "task_acts", N_("What you did about tasks"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct person_acts_row *r = &rows.p[i];
		struct str words = task_words(cx, r->number, r->work);

		line(b, str_to_c(cx->arena, r->kind), words,
		     r->body.n ? r->body : r->kind, r->on_day);
	}
	return err;
}

static struct err *talks_tell(struct person_book *b, int64_t user)
{
	struct cx *cx = b->cx;
	struct person_talks_rows rows;
	struct person_mentions_rows named;
	struct err *err = person_talks(
		cx->db,
		&(struct person_talks_in){ .actor = user, .limit = LINES_MOST },
		&rows);

	if (!err)
		err = person_mentions(cx->db,
				      &(struct person_mentions_in){
					      .person = user,
					      .limit = LINES_MOST },
				      &named);
	if (err)
		return err;
	person_part(b, "comments", N_("What you wrote about tasks"));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		line(b, "comment",
		     task_words(cx, rows.p[i].number, rows.p[i].work),
		     rows.p[i].body, day_of_instant(rows.p[i].at));
	person_part(b, "mentions", N_("Comments that name you"));
	for (ptrdiff_t i = 0; i < named.n; i++)
		line(b, "mention",
		     task_words(cx, named.p[i].number, named.p[i].work),
		     named.p[i].actor_name, day_of_instant(named.p[i].at));
	return NULL;
}

static struct err *notices_tell(struct person_book *b, int64_t user)
{
	struct cx *cx = b->cx;
	struct person_notices_rows rows;
	struct person_feeds_rows feeds;
	struct err *err =
		person_notices(cx->db,
			       &(struct person_notices_in){
				       .user_id = user, .limit = LINES_MOST },
			       &rows);

	if (!err)
		err = person_feeds(cx->db,
				   &(struct person_feeds_in){ .user_id = user },
				   &feeds);
	if (err)
		return err;
	person_part(b, "notices", N_("Notices"));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		line(b, "notice",
		     task_words(cx, rows.p[i].number, rows.p[i].work),
		     rows.p[i].kind, day_of_instant(rows.p[i].at));
	for (ptrdiff_t i = 0; i < feeds.n; i++)
		line(b, "calendar", tr(cx->lang, N_("Calendar address")),
		     feeds.p[i].revoked_at == DB_NULL
			     ? tr(cx->lang, N_("in use"))
			     : tr(cx->lang, N_("ended")),
		     day_of_instant(feeds.p[i].made_at));
	return NULL;
}

static struct err *person_tell(struct person_book *b, const struct person *who)
{
	struct err *err = who->user ? acts_tell(b, who->user) : NULL;

	if (!err && who->user)
		err = talks_tell(b, who->user);
	return err || !who->user ? err : notices_tell(b, who->user);
}

/* ---- forgotten ---------------------------------------------------------- */

typedef struct err *rename_fn(struct db *db, int64_t user, struct str name);
#define RENAME(query)                                                          \
	static struct err *do_##query(struct db *db, int64_t user,             \
				      struct str name)                         \
	{                                                                      \
		return query(db,                                               \
			     &(struct query##_in){ .actor = user,              \
						   .name = name },             \
			     NULL);                                            \
	}
RENAME(person_act_rename)
RENAME(person_evidence_rename)
RENAME(person_talk_rename)
RENAME(person_removed_rename)
RENAME(person_asked_rename)
RENAME(person_decided_rename)
RENAME(person_view_rename)
RENAME(person_bulk_rename)
RENAME(person_goal_rename)
RENAME(person_value_rename)
RENAME(person_baseline_rename)
RENAME(person_milestone_rename)

static struct err *own_drop(struct cx *cx, int64_t user)
{
	struct err *err = person_notices_drop(
		cx->db, &(struct person_notices_drop_in){ .user_id = user },
		NULL);

	if (!err)
		err = person_choice_drop(cx->db,
					 &(struct person_choice_drop_in){
						 .user_id = user },
					 NULL);
	return err ? err
		   : person_feeds_drop(cx->db,
				       &(struct person_feeds_drop_in){
					       .user_id = user },
				       NULL);
}

static struct err *person_erase(struct cx *cx, const struct person *who,
				struct str called, int64_t event UNUSED)
{
	static rename_fn *const parts[] = {
		do_person_act_rename,	   do_person_evidence_rename,
		do_person_talk_rename,	   do_person_removed_rename,
		do_person_asked_rename,	   do_person_decided_rename,
		do_person_view_rename,	   do_person_bulk_rename,
		do_person_goal_rename,	   do_person_value_rename,
		do_person_baseline_rename, do_person_milestone_rename,
	};
	struct err *err = who->user ? own_drop(cx, who->user) : NULL;

	for (int i = 0; !err && who->user && i < N_ELEMENTS(parts); i++)
		err = parts[i](cx->db, who->user, called);
	return err;
}

const struct privacy_hook work_privacy = { .tell = person_tell,
					   .erase = person_erase };
