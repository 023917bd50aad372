/* Everything that is held of a member, told to the person or to whoever
 * answers for them: see view/person.h. */
#include "member/member_guard_priv.h"

#include "i18n/i18n.h"
#include "member/member_guard_query.h"
#include "view/person.h"

enum { LOOKS_MOST = 20000, ASKS_MOST = 1000 };

static void dated(struct person_book *b, const char *code, struct str label,
		  struct str value, const day_t time[2])
{
	person_line(b, &(struct person_line){ .code = code,
					      .label = label,
					      .value = value,
					      .from = time[0],
					      .to = time[1] });
}

static struct str term(const struct person_book *b, const char *list,
		       struct str code)
{
	return profile_term_title(b->cx->profile, list, code, b->cx->lang);
}

static struct str word(const struct person_book *b, const char *msgid)
{
	return tr(b->cx->lang, msgid);
}

static struct str both(const struct person_book *b, struct str one,
		       struct str other)
{
	if (!one.n || !other.n)
		return one.n ? one : other;
	return tr_fmt(b->cx->arena, b->cx->lang, N_("{0}: {1}"), one, other);
}

/* ---- the record --------------------------------------------------------- */

static void row_tell(struct person_book *b, const struct member_by_id_row *m)
{
	const char *sex = member_sex_title(m->sex);
	struct arena *a = b->cx->arena;

	person_part(b, "record", N_("Record of a member"));
	person_say(b, "id", N_("Number of the record"),
		   str_fmt(a, "%lld", (long long)m->id));
	person_say(b, "name", N_("Name"), m->name);
	person_say(b, "birth", N_("Born"),
		   member_birth_text(a, m->birth, m->birth_part));
	if (sex)
		person_say(b, "sex", N_("Sex"), word(b, sex));
	person_say(b, "org", N_("Organisation"), m->org_name);
	person_say(b, "away", N_("Stays for a time at"), m->away_name);
	person_say(b, "state", N_("State"), term(b, "state", m->state));
	person_say(b, "admitted_on", N_("Day of admission"),
		   fmt_day(a, m->admitted_on));
	person_say(b, "official_on", N_("Full member since"),
		   fmt_day(a, m->official_on));
}

static struct err *names_tell(struct person_book *b, int64_t member)
{
	struct member_names_rows rows;
	struct err *err =
		member_names(b->cx->db,
			     &(struct member_names_in){ .member = member },
			     &rows);

	person_part(b, "names", N_("Names"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		dated(b, "name", word(b, N_("Name")), rows.p[i].name,
		      (day_t[]){ rows.p[i].from_on, rows.p[i].to_on });
	return err;
}

static struct err *facts_tell(struct person_book *b, int64_t member)
{
	struct arena *a = b->cx->arena;
	struct member_facts_rows rows;
	struct err *err =
		member_facts(b->cx->db,
			     &(struct member_facts_in){ .member = member },
			     &rows);

	person_part(b, "facts", N_("Facts"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct member_facts_row *r = &rows.p[i];
		struct member_value v = { r->field, r->value };

		dated(b, str_to_c(a, r->field), term(b, "field", r->field),
		      member_value_title(b->cx->profile, &v, b->cx->lang),
		      (day_t[]){ r->from_on, r->to_on });
	}
	return err;
}

/* ---- what is sealed ----------------------------------------------------- */

static struct err *secret_value(struct person_book *b,
				const struct member_by_id_row *m,
				const struct member_secrets_row *r,
				struct str *ret_value)
{
	struct member_lock lock;
	struct member_key key;
	struct err *err;

	*ret_value = r->tail.n ? member_mask_tail(b->cx->arena, r->tail)
			       : STR("•••");
	if (!b->open || !r->sealed.n)
		return NULL;
	err = member_lock_read(b->cx, &lock);
	if (!err)
		err = member_key_open(b->cx, &lock, m->lock_key, &key);
	key.of = m->id;
	if (!err &&
	    !member_open(b->cx->arena, &key, r->field, r->sealed, ret_value))
		err = err_new(b->cx->arena, ERR_CONFLICT,
			      N_("What is sealed there was changed: run the "
				 "check of the database."));
	return err;
}

static struct err *secrets_tell(struct person_book *b,
				const struct member_by_id_row *m)
{
	struct member_secrets_rows rows;
	struct err *err =
		member_secrets(b->cx->db,
			       &(struct member_secrets_in){ .member = m->id },
			       &rows);

	person_part(b, "protected", N_("Protected fields"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct member_secrets_row *r = &rows.p[i];
		struct member_value v = { .field = r->field };

		err = secret_value(b, m, r, &v.value);
		if (!err)
			dated(b, str_to_c(b->cx->arena, r->field),
			      term(b, "field", r->field),
			      member_value_title(b->cx->profile, &v,
						 b->cx->lang),
			      (day_t[]){ r->from_on, r->to_on });
	}
	return err;
}

/* ---- the process -------------------------------------------------------- */

static struct err *moves_tell(struct person_book *b, int64_t member)
{
	struct member_ins_rows ins;
	struct member_states_rows states;
	struct err *err =
		member_ins(b->cx->db,
			   &(struct member_ins_in){ .member = member }, &ins);

	if (!err)
		err = member_states(b->cx->db,
				    &(struct member_states_in){
					    .member = member },
				    &states);
	if (err)
		return err;
	person_part(b, "career", N_("Career"));
	for (ptrdiff_t i = 0; i < ins.n; i++)
		dated(b, "org",
		      both(b, term(b, "move", ins.p[i].how), ins.p[i].basis),
		      ins.p[i].org_name,
		      (day_t[]){ ins.p[i].from_on, ins.p[i].to_on });
	for (ptrdiff_t i = 0; i < states.n; i++)
		dated(b, "state",
		      both(b, term(b, "move", states.p[i].how),
			   states.p[i].basis),
		      term(b, "state", states.p[i].state),
		      (day_t[]){ states.p[i].from_on, states.p[i].to_on });
	return NULL;
}

static struct err *posts_tell(struct person_book *b, int64_t member)
{
	struct member_posts_rows posts;
	struct tell_papers_rows papers;
	struct err *err =
		member_posts(b->cx->db,
			     &(struct member_posts_in){ .member = member },
			     &posts);

	if (!err)
		err = tell_papers(b->cx->db,
				  &(struct tell_papers_in){ .member = member },
				  &papers);
	if (err)
		return err;
	person_part(b, "offices", N_("Offices held"));
	for (ptrdiff_t i = 0; i < posts.n; i++)
		dated(b, "office", term(b, "office", posts.p[i].office),
		      posts.p[i].org_name,
		      (day_t[]){ posts.p[i].from_on, posts.p[i].to_on });
	person_part(b, "papers", N_("Papers"));
	for (ptrdiff_t i = 0; i < papers.n; i++)
		dated(b, "paper", term(b, "paper", papers.p[i].paper),
		      both(b,
			   papers.p[i].present ? word(b, N_("there"))
					       : word(b, N_("missing")),
			   papers.p[i].place),
		      (day_t[]){ papers.p[i].from_on, papers.p[i].to_on });
	return NULL;
}

/* ---- who looked, what was asked ----------------------------------------- */

static struct err *looks_tell(struct person_book *b, int64_t member)
{
	struct member_looks_in in = { .member = member,
				      .since = b->cx->today - 36500,
				      .limit = LOOKS_MOST };
	struct member_looks_rows rows;
	struct err *err = member_looks(b->cx->db, &in, &rows);

	person_part(b, "looks", N_("Who looked at the record"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct member_looks_row *r = &rows.p[i];
		struct str what = r->field.n ? term(b, "field", r->field)
					     : word(b, N_("The record"));

		dated(b, "look", r->user_name, both(b, what, r->reason),
		      (day_t[]){ r->on_day, DAY_NONE });
	}
	return err;
}

static struct err *asks_tell(struct person_book *b, int64_t member)
{
	struct member_asks_of_rows rows;
	struct err *err =
		member_asks_of(b->cx->db,
			       &(struct member_asks_of_in){
				       .member = member, .limit = ASKS_MOST },
			       &rows);

	person_part(b, "corrections", N_("Corrections asked for"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct member_asks_of_row *r = &rows.p[i];
		struct str want = STR("");

		err = member_want_open(b->cx, r->want, &want);
		if (!err && !b->open && member_is_protected(b->cx, r->field))
			want = STR("•••");
		if (!err)
			dated(b, "correction", term(b, "field", r->field),
			      both(b, want, r->answer.p ? r->answer : STR("")),
			      (day_t[]){ day_of_instant(r->asked_at),
					 DAY_NONE });
	}
	return err;
}

/* ---- as somebody who signs in ------------------------------------------- */

static struct err *looked_tell(struct person_book *b, int64_t user)
{
	struct tell_looked_rows rows;
	struct err *err =
		tell_looked(b->cx->db,
			    &(struct tell_looked_in){ .user_id = user,
						      .limit = LOOKS_MOST },
			    &rows);

	person_part(b, "looked", N_("Records you looked at"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		dated(b, "looked",
		      tr_fmt(b->cx->arena, b->cx->lang, N_("Record {0}"),
			     str_fmt(b->cx->arena, "%lld",
				     (long long)rows.p[i].member)),
		      both(b,
			   rows.p[i].field.n ? term(b, "field", rows.p[i].field)
					     : word(b, N_("The record")),
			   rows.p[i].reason),
		      (day_t[]){ rows.p[i].on_day, DAY_NONE });
	return err;
}

static struct err *record_tell(struct person_book *b, int64_t member)
{
	struct member_by_id_row m;
	bool found;
	struct err *err =
		member_by_id(b->cx->db,
			     &(struct member_by_id_in){ .id = member }, &m,
			     &found);

	if (err || !found)
		return err;
	row_tell(b, &m);
	err = member_aside_tell(b, member);
	if (!err)
		err = names_tell(b, member);
	if (!err)
		err = facts_tell(b, member);
	if (!err)
		err = secrets_tell(b, &m);
	if (!err)
		err = moves_tell(b, member);
	if (!err)
		err = posts_tell(b, member);
	if (!err)
		err = looks_tell(b, member);
	return err ? err : asks_tell(b, member);
}

struct err *member_person_tell(struct person_book *b, const struct person *who)
{
	struct err *err = who->member ? record_tell(b, who->member) : NULL;

	return err || !who->user ? err : looked_tell(b, who->user);
}

struct err *member_looked_at(struct cx *cx, int64_t member, struct str reason)
{
	const struct profile_term *t = NULL;
	struct err *err = NULL;
	int64_t id;

	while (!err && (t = profile_term_next(cx->profile, "field", t)))
		if (profile_term_is(t, "protected"))
			err = member_look_insert(
				cx->db,
				&(struct member_look_insert_in){
					.member = member,
					.user_id = cx->actor.id,
					.user_name = cx->actor.name.p
							     ? cx->actor.name
							     : STR(""),
					.at = cx->now,
					.on_day = cx->today,
					.field = t->code,
					.reason = reason },
				&id);
	return err;
}
