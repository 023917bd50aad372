/* Adding a person, and what all acts on members begin and end with. */
#include "member/member_act.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "i18n/i18n.h"
#include "member/member_priv.h"
#include "member/member_span.h"
#include "member/member_word.h"

/* ---- who may ------------------------------------------------------------ */

int64_t member_scope(const struct cx *cx)
{
	if (cx->actor.id == ACTOR_SYSTEM)
		return 0;
	if (!cx_may(cx, PERM_MEMBER_VIEW))
		return MEMBER_NOBODY;
	return cx->actor.org_is_root ? 0 : cx_scope(cx);
}

struct err *member_org_is_seen(struct cx *cx, int64_t org, bool *ret_within)
{
	struct member_org_reach_row row;
	int64_t scope = member_scope(cx);

	*ret_within = !scope;
	if (!scope || scope == MEMBER_NOBODY || org == DB_NULL)
		return NULL;
	return member_org_reach(cx->db,
				&(struct member_org_reach_in){ .above = scope,
							       .org = org },
				&row, ret_within);
}

/* Who stays here for a time is seen here and at home. */
static struct err *is_seen(struct cx *cx, const struct member_by_id_row *m,
			   bool *ret_seen)
{
	struct err *err = member_org_is_seen(cx, m->org, ret_seen);

	if (!err && !*ret_seen)
		err = member_org_is_seen(cx, m->away, ret_seen);
	return err;
}

struct err *member_is_seen(struct cx *cx, int64_t member, bool *ret_seen)
{
	struct member_by_id_row row;
	struct err *err =
		member_by_id(cx->db, &(struct member_by_id_in){ .id = member },
			     &row, ret_seen);

	return err || !*ret_seen ? err : is_seen(cx, &row, ret_seen);
}

static struct err *may_manage(struct cx *cx)
{
	if (cx->actor.id == ACTOR_SYSTEM || cx_may(cx, PERM_MEMBER_MANAGE))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only who keeps the records of members may change "
			  "them."));
}

/* Whether it lived in that time, half-open; until DAY_NONE: it still does. */
static struct err *org_days_check(struct cx *cx, day_t on, day_t until,
				  const struct member_org_row *org)
{
	if (on != DAY_NONE && on < org->from_on)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("“{0}” is on record since {1} only: "
					 "choose that day or a later one."),
				      org->name,
				      fmt_day(cx->arena, org->from_on)),
			      STR("org"));
	if (org->to_on != DAY_NONE && (until == DAY_NONE || until > org->to_on))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("“{0}” ended on {1}: choose another "
					 "organisation."),
				      org->name,
				      fmt_day(cx->arena, org->to_on)),
			      STR("org"));
	return NULL;
}

struct err *member_org_time_check(struct cx *cx, int64_t org,
				  const day_t time[2],
				  struct member_org_row *ret_org)
{
	bool found = false, within = false;
	struct err *err =
		member_org(cx->db, &(struct member_org_in){ .id = org },
			   ret_org, &found);

	if (!err && found)
		err = member_org_is_seen(cx, org, &within);
	if (err)
		return err;
	if (found && within)
		return org_days_check(cx, time[0], time[1], ret_org);
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("There is no such organisation: choose one "
				 "from the list.")),
		      STR("org"));
}

struct err *member_org_check(struct cx *cx, int64_t org, day_t on,
			     struct member_org_row *ret_org)
{
	return member_org_time_check(cx, org, (day_t[]){ on, DAY_NONE },
				     ret_org);
}

struct err *member_text_check(struct arena *a, struct str text,
			      const char *field)
{
	if (utf8_length(text) <= MEMBER_TEXT_MOST)
		return NULL;
	return err_at(err_new(a, ERR_INVALID,
			      N_("This is longer than {0} characters."),
			      str_fmt(a, "%d", MEMBER_TEXT_MOST)),
		      str_c(field));
}

/* ---- finding ------------------------------------------------------------ */

struct err *member_of(struct cx *cx, int64_t user, int64_t *ret_member)
{
	struct member_of_user_row row;
	bool found;
	struct err *err =
		member_of_user(cx->db,
			       &(struct member_of_user_in){ .user_id = user },
			       &row, &found);

	if (!err)
		*ret_member = found ? row.member : 0;
	return err;
}

/* Marks that an older key made count until they are renewed. */
struct err *member_find_by_secret(struct cx *cx, const struct member_lock *lock,
				  const struct member_value *v,
				  int64_t *ret_member, struct str *ret_name)
{
	struct member_lock older;
	struct member_by_mark_in in = {
		.field = v->field,
		.mark = member_mark(cx->arena, lock, v->field, v->value)
	};
	struct member_by_mark_row row;
	bool found;
	struct err *err = member_by_mark(cx->db, &in, &row, &found);

	if (err)
		return err;
	if (!found && member_lock_older(lock, &older))
		return member_find_by_secret(cx, &older, v, ret_member,
					     ret_name);
	*ret_member = found ? row.member : 0;
	*ret_name = found ? row.name : STR_NULL;
	return NULL;
}

struct err *member_find_twin(struct cx *cx, struct str name_fold, day_t birth,
			     int64_t *ret_member, struct str *ret_name)
{
	struct member_twin_in in = { .name_fold = name_fold, .birth = birth };
	struct member_twin_row row;
	bool found;
	struct err *err = member_twin(cx->db, &in, &row, &found);

	if (err)
		return err;
	*ret_member = found ? row.id : 0;
	*ret_name = found ? row.name : STR_NULL;
	return NULL;
}

/* ---- what stands in an event -------------------------------------------- */

bool member_is_protected(const struct cx *cx, struct str field)
{
	return profile_term_is(profile_term(cx->profile, "field", field),
			       "protected");
}

struct str member_shown(struct cx *cx, const struct member_value *v)
{
	const struct profile_term *t =
		profile_term(cx->profile, "field", v->field);

	if (!v->value.n)
		return STR("");
	if (profile_term_is(t, "unique"))
		return member_mask_tail(cx->arena, member_tail(v->value));
	if (profile_term_is(t, "protected"))
		return member_mask_tail(cx->arena, STR(""));
	return profile_term_is(t, "masked")
		       ? member_mask(cx->arena, cx->profile, v)
		       : v->value;
}

/* ---- taking and keeping ------------------------------------------------- */

struct err *member_next_event(struct cx *cx, int64_t *ret_event)
{
	int64_t last;
	struct err *err = audit_last(cx, &last);

	if (!err)
		*ret_event = last + 1;
	return err;
}

struct err *member_take(struct cx *cx, int64_t id, int64_t rev,
			struct member_held *ret_row)
{
	bool found, seen = false;
	struct err *err =
		member_by_id(cx->db, &(struct member_by_id_in){ .id = id },
			     &ret_row->is, &found);

	if (!err && found)
		err = is_seen(cx, &ret_row->is, &seen);
	if (!err && !seen)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such member."));
	if (!err)
		err = may_manage(cx);
	if (!err)
		err = member_guard_check(cx, id);
	if (!err && rev != MEMBER_ANY_REV && rev != ret_row->is.rev)
		err = err_at(err_new(cx->arena, ERR_CONFLICT,
				     N_("Somebody changed this record while "
					"you were writing. Below stand what is "
					"recorded now and what you wrote: save "
					"again if yours is right.")),
			     STR("rev"));
	return err ? err : member_next_event(cx, &ret_row->event);
}

static struct err *overlap_check(struct cx *cx, int64_t member)
{
	struct member_overlap_rows rows;
	struct err *err = member_overlap(
		cx->db, &(struct member_overlap_in){ .member = member }, &rows);

	if (err || !rows.n)
		return err;
	return err_at(err_new(cx->arena, ERR_CONFLICT,
			      N_("Two entries of “{0}” would count at the same "
				 "time: choose another day."),
			      rows.p[0].what),
		      STR("from"));
}

static struct err *said_write(struct cx *cx, int64_t member, int64_t event,
			      const struct member_said *said)
{
	int64_t got;
	struct err *err = audit_write(
		cx,
		&(struct audit_event){ .kind = said->kind,
				       .subject_kind = "member",
				       .subject = member,
				       .before = said->before,
				       .after = said->after,
				       .reason = text_or_null(said->reason),
				       .personal = true },
		&got);

	assert(err || got == event);
	return err;
}

struct err *member_keep(struct cx *cx, struct member_held *row,
			const struct member_said *said)
{
	const struct member_by_id_row *m = &row->is;
	struct err *err = overlap_check(cx, m->id);

	if (!err)
		err = member_set(cx->db, &(struct member_set_in){
						 .id = m->id,
						 .rev = m->rev,
						 .name = m->name,
						 .name_fold = m->name_fold,
						 .sort = m->sort,
						 .sex = m->sex,
						 .birth = m->birth,
						 .birth_part = m->birth_part,
						 .org = m->org,
						 .away = m->away,
						 .state = m->state,
						 .admitted_on = m->admitted_on,
						 .official_on = m->official_on,
						 .lock_key = m->lock_key,
						 .event = row->event });
	if (!err)
		err = member_span_event(cx, row->event);
	return err ? err : said_write(cx, m->id, row->event, said);
}

/* ---- sealing ------------------------------------------------------------ */

struct err *member_row_key(struct cx *cx, const struct member_lock *lock,
			   struct member_held *row, struct member_key *ret_key)
{
	struct err *err = NULL;

	if (row->is.lock_key.p)
		err = member_key_open(cx, lock, row->is.lock_key, ret_key);
	else
		row->is.lock_key = member_key_new(cx, lock, ret_key);
	ret_key->of = row->is.id;
	return err;
}

struct member_sealed member_sealed_make(struct cx *cx,
					const struct member_lock *lock,
					const struct member_key *key,
					const struct member_value *v)
{
	bool unique =
		profile_term_is(profile_term(cx->profile, "field", v->field),
				"unique");

	return (struct member_sealed){
		.sealed = member_seal(cx->arena, key, v->field, v->value),
		.mark = unique ? member_mark(cx->arena, lock, v->field,
					     v->value)
			       : STR_NULL,
		.tail = unique ? member_tail(v->value) : STR("")
	};
}

struct err *member_unique_check(struct cx *cx, const struct member_lock *lock,
				const struct member_value *v, int64_t member)
{
	struct str name = STR_NULL;
	int64_t who = 0;
	struct err *err = NULL;

	if (profile_term_is(profile_term(cx->profile, "field", v->field),
			    "unique"))
		err = member_find_by_secret(cx, lock, v, &who, &name);
	if (err || !who || who == member)
		return err;
	return err_at(err_new(cx->arena, ERR_CONFLICT,
			      N_("{0} has this number already: look at that "
				 "record first."),
			      name),
		      v->field);
}

/* ---- a new person ------------------------------------------------------- */

static struct err *states_put(struct cx *cx, const struct member_new *in,
			      const struct member_span *span, int n,
			      const int64_t id_and_event[2])
{
	struct err *err = NULL;

	for (int i = 0; i < n && !err; i++)
		err = member_state_insert(
			cx->db,
			&(struct member_state_insert_in){
				.member = id_and_event[0],
				.state = span[i].state,
				.from_on = span[i].from,
				.to_on = span[i].to,
				.how = span[i].how,
				.basis = str_eq(span[i].how, in->how)
						 ? text_or_null(in->basis)
						 : STR_NULL,
				.event = id_and_event[1] },
			NULL);
	return err;
}

/* What the lines of a new person share. */
struct put {
	const struct member_lock *lock;
	const struct member_key *key;
	int64_t member, event;
	day_t from;
};

static struct err *secret_put(struct cx *cx, const struct put *s,
			      const struct member_value *v)
{
	struct member_sealed is = member_sealed_make(cx, s->lock, s->key, v);

	return member_secret_insert(cx->db,
				    &(struct member_secret_insert_in){
					    .member = s->member,
					    .field = v->field,
					    .sealed = is.sealed,
					    .mark = is.mark,
					    .tail = is.tail,
					    .from_on = s->from,
					    .to_on = DAY_NONE,
					    .event = s->event },
				    NULL);
}

static struct err *values_put(struct cx *cx, const struct member_new *in,
			      const struct put *s)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < in->n_values && !err; i++) {
		struct member_value v = in->value[i];

		err = member_value_clean(cx->arena, cx->profile, &in->value[i],
					 &v.value);
		if (err)
			return err;
		if (member_is_protected(cx, v.field))
			err = secret_put(cx, s, &v);
		else
			err = member_fact_insert(
				cx->db,
				&(struct member_fact_insert_in){
					.member = s->member,
					.field = v.field,
					.value = v.value,
					.from_on = s->from,
					.to_on = DAY_NONE,
					.event = s->event },
				NULL);
	}
	return err;
}

static bool has_secrets(const struct cx *cx, const struct member_new *in)
{
	for (ptrdiff_t i = 0; i < in->n_values; i++)
		if (member_is_protected(cx, in->value[i].field))
			return true;
	return false;
}

static struct err *lines_put(struct cx *cx, const struct member_new *in,
			     day_t from, const int64_t id_and_event[2])
{
	int64_t id = id_and_event[0], event = id_and_event[1];
	struct err *err = member_name_insert(cx->db,
					     &(struct member_name_insert_in){
						     .member = id,
						     .name = in->name,
						     .from_on = from,
						     .to_on = DAY_NONE,
						     .event = event },
					     NULL);

	return err ? err
		   : member_in_insert(cx->db,
				      &(struct member_in_insert_in){
					      .member = id,
					      .org = in->org,
					      .from_on = from,
					      .how = in->how,
					      .basis = text_or_null(in->basis),
					      .sent_on = in->sent_on,
					      .decision =
						      id_or_null(in->decision),
					      .event = event },
				      NULL);
}

struct err *member_last_id(struct cx *cx, int64_t *ret_last)
{
	struct member_last_row row;
	bool found;
	struct err *err = member_last(cx->db, &row, &found);

	*ret_last = !err && found ? row.last : 0;
	return err;
}

/* One id for life: nobody gets one that was somebody's. */
static struct err *row_put(struct cx *cx, const struct member_insert_in *row,
			   int64_t above, int64_t *ret_id)
{
	struct err *err = member_insert(cx->db, row, ret_id);
	int64_t was = *ret_id;

	if (err || was > above)
		return err;
	*ret_id = above + 1;
	return member_renumber(
		cx->db,
		&(struct member_renumber_in){ .id = was, .to = *ret_id }, NULL);
}

struct err *member_put(struct cx *cx, const struct member_lock *lock,
		       const struct member_new *in, int64_t event,
		       int64_t *ret_id)
{
	struct member_span span[MEMBER_SPANS_MOST];
	int n = member_new_states(cx->profile, in, span);
	day_t from = in->from != DAY_NONE ? in->from : in->admitted;
	struct member_key key = { .of = 0 };
	struct member_insert_in row = {
		.name = in->name,
		.name_fold = text_fold(cx->arena, in->name),
		.sort = name_sort_key(cx->arena, in->name),
		.sex = text_or_null(in->sex),
		.birth = in->birth,
		.birth_part = text_or_null(in->birth_part),
		.org = in->org,
		.state = span[n - 1].state,
		.admitted_on = in->admitted,
		.official_on = in->official,
		.lock_key = has_secrets(cx, in) ? member_key_new(cx, lock, &key)
						: STR_NULL,
		.event = event
	};
	struct put s = {
		.lock = lock, .key = &key, .event = event, .from = from
	};
	struct err *err = row_put(cx, &row, in->above, ret_id);

	if (!err)
		err = lines_put(cx, in, from, (int64_t[]){ *ret_id, event });
	if (!err)
		err = states_put(cx, in, span, n,
				 (int64_t[]){ *ret_id, event });
	s.member = key.of = *ret_id;
	return err ? err : values_put(cx, in, &s);
}

struct err *member_put_done(struct cx *cx, int64_t event)
{
	struct err *err = member_words_event(cx, event);

	return err ? err : member_span_event(cx, event);
}

/* ---- the act ------------------------------------------------------------ */

struct add {
	const struct member_new *in;
	struct member_lock lock;
	bool sure;
	int64_t id;
};

/* A number that somebody has; the same name and birth, unless that is meant. */
static struct err *twin_check(struct cx *cx, const struct add *x)
{
	const struct member_new *in = x->in;
	struct member_twin_row twin;
	bool found = false;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < in->n_values && !err; i++) {
		struct member_value v = in->value[i];

		err = member_value_clean(cx->arena, cx->profile, &in->value[i],
					 &v.value);
		if (!err)
			err = member_unique_check(cx, &x->lock, &v, 0);
	}
	if (err || x->sure)
		return err;
	err = member_twin(cx->db,
			  &(struct member_twin_in){
				  .name_fold = text_fold(cx->arena, in->name),
				  .birth = in->birth },
			  &twin, &found);
	if (err || !found)
		return err;
	return err_at(err_new(cx->arena, ERR_CONFLICT,
			      N_("There is a {0} of the same birth already. "
				 "Save again if this is another person."),
			      twin.name),
		      STR("sure"));
}

static struct err *add_event(struct cx *cx, const struct member_new *in,
			     int64_t id, int64_t event)
{
	struct buf after = audit_obj(cx);

	audit_str(&after, "name", in->name);
	audit_int(&after, "org", in->org);
	audit_str(&after, "how", in->how);
	audit_day(cx, &after, "from",
		  in->from != DAY_NONE ? in->from : in->admitted);
	audit_day(cx, &after, "admitted", in->admitted);
	audit_day(cx, &after, "official", in->official);
	for (ptrdiff_t i = 0; i < in->n_values; i++)
		audit_str(&after, str_to_c(cx->arena, in->value[i].field),
			  member_shown(cx, &in->value[i]));
	return said_write(cx, id, event,
			  &(struct member_said){ .kind = "member.add",
						 .after = audit_end(&after) });
}

static struct err *add_tx(struct cx *cx, void *arg)
{
	struct add *x = arg;
	struct member_new in = *x->in;
	struct member_org_row org;
	int64_t event = 0;
	bool seen;
	struct err *err = audit_seen(cx, "member.add", &seen, &x->id);

	if (err || seen)
		return err;
	err = may_manage(cx);
	if (!err)
		err = member_org_check(
			cx, x->in->org,
			x->in->from != DAY_NONE ? x->in->from : x->in->admitted,
			&org);
	if (!err)
		err = twin_check(cx, x);
	if (!err)
		err = member_next_event(cx, &event);
	if (!err)
		err = member_last_id(cx, &in.above);
	if (!err)
		err = member_put(cx, &x->lock, &in, event, &x->id);
	if (!err)
		err = member_put_done(cx, event);
	return err ? err : add_event(cx, x->in, x->id, event);
}

struct err *member_add(struct cx *cx, const struct member_new *in, bool sure,
		       int64_t *ret_id)
{
	struct member_new clean = *in;
	struct add x = { .in = &clean, .sure = sure };
	struct err *err;

	clean.name = text_name_case(cx->arena, text_clean(cx->arena, in->name));
	clean.basis = text_clean(cx->arena, in->basis);
	err = member_new_check(cx->arena, cx->profile, &clean, cx->today);
	if (!err && has_secrets(cx, &clean))
		err = member_lock_ready(cx, &x.lock);
	if (!err)
		err = db_tx(cx, add_tx, &x);
	if (!err)
		*ret_id = x.id;
	return err;
}
