/*
 * Everything that is held of somebody in the pipeline, told, kept in time and
 * forgotten: see view/person.h. What was on record before the admission is the
 * member's. Days of stages, organisations and the class of the reason stay when
 * the rest goes: figures and forecasts count them, and they name nobody.
 */
#include "growth/growth_priv.h"

#include "base/utf8.h"
#include "growth/growth_paper_query.h"
#include "growth/growth_privacy_query.h"
#include "i18n/i18n.h"
#include "job/job.h"
#include "member/member.h"
#include "view/person.h"

enum { AT_ONCE = 500, MONTHS = 12 };

/* ---- who it is ---------------------------------------------------------------- */

struct err *growth_of_member(struct cx *cx, int64_t member,
			     int64_t *ret_candidate)
{
	struct growth_by_member_row row;
	bool found;
	struct err *e = growth_by_member(
		cx->db, &(struct growth_by_member_in){ member }, &row, &found);

	if (!e)
		*ret_candidate = found ? row.id : 0;
	return e;
}

/* The record that a person has here; 0: none. */
static struct err *candidate_of(struct cx *cx, const struct person *who,
				int64_t *ret_id)
{
	*ret_id = who->candidate;
	return !who->candidate && who->member
		       ? growth_of_member(cx, who->member, ret_id)
		       : NULL;
}

static struct err *row_read(struct cx *cx, int64_t id,
			    struct candidate_by_id_row *ret_row,
			    bool *ret_found)
{
	*ret_found = false;
	return id ? candidate_by_id(cx->db, &(struct candidate_by_id_in){ id },
				    ret_row, ret_found)
		  : NULL;
}

struct err *growth_brief_read(struct cx *cx, int64_t candidate,
			      struct growth_brief *ret_brief, bool *ret_found)
{
	struct candidate_by_id_row c;
	struct err *e = row_read(cx, candidate, &c, ret_found);

	if (e || !*ret_found)
		return e;
	*ret_brief = (struct growth_brief){
		.name = c.name,
		.org = c.org_name,
		.member = c.member == DB_NULL ? 0 : c.member,
		.open = str_eq(c.state, STR("open")),
		.erased = str_eq(c.state, STR("erased")),
		.left = c.left_on,
	};
	return NULL;
}

struct err *growth_origin(struct cx *cx, int64_t candidate, int64_t *ret_event,
			  struct str *ret_hash)
{
	struct growth_first_event_row row;
	bool found;
	struct err *e =
		growth_first_event(cx->db,
				   &(struct growth_first_event_in){ candidate },
				   &row, &found);

	if (e)
		return e;
	*ret_event = found ? row.event : 0;
	*ret_hash = found ? row.hash : STR("");
	return NULL;
}

/* ---- told ------------------------------------------------------------------------ */

static struct str term(const struct person_book *b, const char *list,
		       struct str code)
{
	return profile_term_title(b->cx->profile, list, code, b->cx->lang);
}

static struct str both(const struct person_book *b, struct str one,
		       struct str other)
{
	return other.n ? tr_fmt(b->cx->arena, b->cx->lang, N_("{0}: {1}"), one,
				other)
		       : one;
}

static void line(struct person_book *b, const char *code, struct str label,
		 struct str value, const day_t time[2])
{
	person_line(b, &(struct person_line){ .code = code,
					      .label = label,
					      .value = value,
					      .from = time[0],
					      .to = time[1] });
}

static void record_tell(struct person_book *b,
			const struct candidate_by_id_row *c)
{
	struct arena *a = b->cx->arena;
	const char *sex = c->sex.p ? member_sex_title(c->sex) : NULL;

	person_part(b, "pipeline", N_("On the way to admission"));
	person_say(b, "id", N_("Number of the record"),
		   str_fmt(a, "%lld", (long long)c->id));
	person_say(b, "name", N_("Name"), c->name);
	if (c->birth != DAY_NONE)
		person_say(b, "birth", N_("Born"),
			   member_birth_text(a, c->birth,
					     c->birth_part.p ? c->birth_part
							     : STR("")));
	if (sex)
		person_say(b, "sex", N_("Sex"), tr(b->cx->lang, sex));
	person_say(b, "work", N_("Place of work"),
		   c->work.p ? c->work : STR(""));
	person_say(b, "org", N_("Organisation"), c->org_name);
	person_say(b, "source", N_("Where proposals come from"),
		   term(b, "source", c->source));
	person_say(b, "proposer", N_("Proposed by"), c->proposer);
	person_say(b, "consent_on", N_("Day of the consent"),
		   fmt_day(a, c->consent_on));
	if (c->member != DB_NULL)
		person_say(b, "member", N_("Record of the member"),
			   str_fmt(a, "%lld", (long long)c->member));
}

static struct err *secrets_tell(struct person_book *b,
				const struct candidate_by_id_row *c)
{
	struct candidate_secrets_rows rows;
	struct member_lock lock;
	struct member_key key;
	struct err *e = candidate_secrets(
		b->cx->db, &(struct candidate_secrets_in){ c->id }, &rows);

	if (!e && rows.n && b->open)
		e = member_lock_read(b->cx, &lock);
	if (!e && rows.n && b->open)
		e = member_key_open(b->cx, &lock, c->lock_key, &key);
	key.of = c->id;
	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		const struct candidate_secrets_row *r = &rows.p[i];
		struct str value = member_mask_tail(b->cx->arena, r->tail);

		if (b->open && !member_open(b->cx->arena, &key, r->field,
					    r->sealed, &value))
			return err_new(b->cx->arena, ERR_DB,
				       N_("What is sealed of this person "
					  "doesn't open: run `roviec "
					  "verify`."));
		line(b, str_to_c(b->cx->arena, r->field),
		     term(b, "field", r->field), value,
		     (day_t[]){ DAY_NONE, DAY_NONE });
	}
	return e;
}

static struct str vote_words(struct person_book *b,
			     const struct candidate_steps_row *s)
{
	struct arena *a = b->cx->arena;
	struct str basis = s->basis.p ? s->basis : STR("");

	if (s->base == DB_NULL)
		return basis.n ? basis : fmt_day(a, s->on_day);
	return str_fmt(a, "%lld/%lld %.*s", (long long)s->yes,
		       (long long)s->base, STR_ARG(basis));
}

static struct err *path_tell(struct person_book *b, int64_t id)
{
	struct candidate_steps_rows steps;
	struct growth_tell_ins_rows ins;
	struct growth_tell_exits_rows exits;
	struct db *db = b->cx->db;
	struct err *e =
		candidate_steps(db, &(struct candidate_steps_in){ id }, &steps);

	if (!e)
		e = growth_tell_ins(db, &(struct growth_tell_ins_in){ id },
				    &ins);
	if (!e)
		e = growth_tell_exits(db, &(struct growth_tell_exits_in){ id },
				      &exits);
	if (e)
		return e;
	person_part(b, "stages", N_("Stages reached"));
	for (ptrdiff_t i = 0; i < steps.n; i++)
		line(b, str_to_c(b->cx->arena, steps.p[i].stage),
		     term(b, "stage", steps.p[i].stage),
		     vote_words(b, &steps.p[i]),
		     (day_t[]){ steps.p[i].on_day, DAY_NONE });
	person_part(b, "pipelines", N_("In whose pipeline"));
	for (ptrdiff_t i = 0; i < ins.n; i++)
		line(b, "org", tr(b->cx->lang, N_("Organisation")),
		     both(b, ins.p[i].name, ins.p[i].basis),
		     (day_t[]){ ins.p[i].from_on, ins.p[i].to_on });
	person_part(b, "exits", N_("Left the pipeline"));
	for (ptrdiff_t i = 0; i < exits.n; i++)
		line(b, "exit", tr(b->cx->lang, N_("Left the pipeline")),
		     both(b, term(b, "exit", exits.p[i].cause),
			  exits.p[i].note),
		     (day_t[]){ exits.p[i].on_day, exits.p[i].back_on });
	return NULL;
}

static struct err *papers_tell(struct person_book *b, int64_t id)
{
	struct growth_tell_papers_rows rows;
	struct err *e = growth_tell_papers(
		b->cx->db, &(struct growth_tell_papers_in){ id }, &rows);

	person_part(b, "file_papers", N_("Papers of the application"));
	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		const struct growth_tell_papers_row *r = &rows.p[i];
		struct str there = tr(b->cx->lang,
				      r->present ? N_("there") : N_("missing"));

		line(b, "paper", term(b, "file_paper", r->paper),
		     both(b, there, r->place),
		     (day_t[]){ r->from_on, r->to_on });
	}
	return e;
}

static struct err *person_tell(struct person_book *b, const struct person *who)
{
	struct candidate_by_id_row c;
	int64_t id = 0;
	bool found = false;
	struct err *e = candidate_of(b->cx, who, &id);

	if (!e)
		e = row_read(b->cx, id, &c, &found);
	if (e || !found)
		return e;
	record_tell(b, &c);
	e = secrets_tell(b, &c);
	if (!e)
		e = path_tell(b, id);
	return e ? e : papers_tell(b, id);
}

/* ---- forgotten ----------------------------------------------------------------------- */

/* Of somebody who is a member the member is erased, and this goes along. */
static struct err *person_ready(struct cx *cx, const struct person *who)
{
	struct candidate_by_id_row c;
	bool found;
	struct err *e = row_read(cx, who->candidate, &c, &found);

	if (e || !who->candidate)
		return e;
	if (!found)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is nobody of this number in the "
				  "pipeline."));
	if (str_eq(c.state, STR("left")))
		return NULL;
	return err_new(
		cx->arena, ERR_CONFLICT,
		str_eq(c.state, STR("erased"))
			? N_("This person was erased before.")
		: str_eq(c.state, STR("admitted"))
			? N_("This person is a member now: what was recorded "
			     "before goes with the member's record.")
			: N_("This person is on the way to admission: the "
			     "record can be erased once it says that they "
			     "left."));
}

typedef struct err *drop_fn(struct db *db, int64_t candidate);
#define DROP(query)                                                            \
	static struct err *do_##query(struct db *db, int64_t candidate)        \
	{                                                                      \
		return query(db, &(struct query##_in){ candidate }, NULL);     \
	}
DROP(growth_ins_blank)
DROP(growth_steps_blank)
DROP(growth_exits_blank)
DROP(growth_papers_drop)
DROP(growth_secrets_drop)
DROP(growth_overdue_drop)

static struct err *rows_drop(struct cx *cx, int64_t id)
{
	static drop_fn *const parts[] = {
		do_growth_ins_blank,	do_growth_steps_blank,
		do_growth_exits_blank,	do_growth_papers_drop,
		do_growth_secrets_drop, do_growth_overdue_drop,
	};
	struct err *e = NULL;

	for (int i = 0; !e && i < N_ELEMENTS(parts); i++)
		e = parts[i](cx->db, id);
	return e;
}

static const struct profile_term *last_exit(const struct profile *p)
{
	const struct profile_term *t = NULL, *last = NULL;

	while ((t = profile_term_next(p, "exit", t)))
		last = t;
	return last;
}

/* Only an older backup has somebody on the way who was erased: they leave. */
static struct err *exit_put(struct cx *cx, const struct candidate_by_id_row *c,
			    int64_t event)
{
	const struct profile_term *t = last_exit(cx->profile);

	if (!t || !str_eq(c->state, STR("open")))
		return NULL;
	return candidate_exit_insert(cx->db,
				     &(struct candidate_exit_insert_in){
					     .candidate = c->id,
					     .cause = t->code,
					     .note = STR_NULL,
					     .on_day = cx->today,
					     .event = event },
				     NULL);
}

static struct err *person_erase(struct cx *cx, const struct person *who,
				struct str called, int64_t event)
{
	struct growth_row_blank_in in = { .name = called, .event = event };
	struct candidate_by_id_row c;
	bool found = false;
	struct err *e = candidate_of(cx, who, &in.candidate);

	if (!e)
		e = row_read(cx, in.candidate, &c, &found);
	if (e || !found)
		return e;
	e = exit_put(cx, &c, event);
	if (!e)
		e = rows_drop(cx, c.id);
	in.name_fold = text_fold(cx->arena, called);
	in.sort = name_sort_key(cx->arena, called);
	in.state = c.member == DB_NULL ? STR("erased") : c.state;
	in.left_on = str_eq(c.state, STR("open")) ? cx->today : c.left_on;
	if (!e)
		e = growth_row_blank(cx->db, &in, NULL);
	return e ? e : audit_veil_drop(cx, "candidate", c.id);
}

const struct privacy_hook growth_privacy = { .tell = person_tell,
					     .ready = person_ready,
					     .erase = person_erase };

/* ---- records whose time is over ------------------------------------------------------- */

/* Years that a record is kept behind the leaving; -1: the profile says none. */
static int keep_years(const struct profile *p)
{
	int most = -1;

	for (ptrdiff_t i = 0; i < p->n_data; i++)
		if (str_eq(p->datum[i].keep, STR("candidate")))
			most = MAX(most, p->datum[i].keep_n);
	return most;
}

static struct err *find_tx(struct cx *cx, void *arg)
{
	int months = MONTHS * keep_years(cx->profile);
	struct growth_overdue_candidates_in in = {
		.before = day_add_months(cx->today, -months), .limit = AT_ONCE
	};
	struct growth_overdue_candidates_rows rows;
	int64_t *n = arg;
	struct err *e = growth_overdue_again(cx->db, NULL);

	*n = 0;
	if (!e)
		e = growth_overdue_candidates(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		e = growth_overdue_insert(
			cx->db,
			&(struct growth_overdue_insert_in){
				.candidate = rows.p[i].id,
				.over_on = day_add_months(rows.p[i].left_on,
							  months),
				.found_at = cx->now },
			NULL);
		*n += !e;
	}
	return e;
}

struct err *growth_overdue_find(struct cx *cx, int64_t *ret_found)
{
	*ret_found = 0;
	return keep_years(cx->profile) < 0 ? NULL
					   : db_tx(cx, find_tx, ret_found);
}

struct err *growth_overdue_read(struct cx *cx, ptrdiff_t most,
				struct growth_overdues *ret_list)
{
	struct growth_overdue_list_in in = { .today = cx->today,
					     .limit = most };
	struct growth_overdue_list_rows rows;
	struct growth_overdues list = { 0 };
	struct err *e = growth_overdue_list(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		const struct growth_overdue_list_row *r = &rows.p[i];

		*vec_push(cx->arena, &list) = (struct growth_overdue){
			.candidate = r->candidate,
			.name = r->name,
			.org = r->org_name,
			.left = r->left_on,
			.over = r->over_on,
			.keep_until = r->keep_until,
			.reason = r->reason,
		};
	}
	if (!e)
		*ret_list = list;
	return e;
}

struct err *growth_overdue_is(struct cx *cx, int64_t candidate,
			      bool *ret_listed)
{
	struct growth_overdue_of_row row;

	return growth_overdue_of(
		cx->db, &(struct growth_overdue_of_in){ candidate, cx->today },
		&row, ret_listed);
}

struct err *growth_overdue_keep(struct cx *cx, int64_t candidate, day_t until,
				struct str reason)
{
	int64_t n = 0;
	struct err *e = growth_overdue_set(cx->db,
					   &(struct growth_overdue_set_in){
						   .candidate = candidate,
						   .until = until,
						   .reason = reason,
						   .by = cx->actor.id },
					   &n);

	if (e || n)
		return e;
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("This record isn't listed: its time isn't over."));
}

static struct err *due_run(struct cx *cx, const struct job *j UNUSED)
{
	int64_t found;

	return growth_overdue_find(cx, &found);
}

const struct job_kind growth_jobs[GROWTH_N_JOBS] = {
	{ .name = "growth.due",
	  .title = N_("List records of the pipeline whose time is over"),
	  .run = due_run,
	  .nightly = true,
	  .removes = true },
};
