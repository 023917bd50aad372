/*
 * Facts that change, and facts that were written wrong. A change ends the
 * line that stands and adds one; a correction voids a line and adds one, and
 * the line before it ends where the corrected one begins.
 */
#include "member/member_priv.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "member/member_word.h"

/* ---- dated lines of one fact, in whichever table ------------------------ */

enum table { NAMES, FACTS, SECRETS };
struct entry { /* of a protected field: sealed */
	struct str value, mark, tail;
};
struct history {
	enum table table;
	struct str field;
	struct member_lines lines;
	struct {
		struct entry *p;
		ptrdiff_t n, cap;
	} entries; /* beside the lines */
};

struct work {
	const struct member_edit *in;
	struct member_lock lock;
	bool sealed, correct;
	struct member_held row;
	struct history h;
	struct buf before, after;
};

static void line_add(struct cx *cx, struct history *h, struct member_line line,
		     struct entry entry)
{
	*vec_push(cx->arena, &h->lines) = line;
	*vec_push(cx->arena, &h->entries) = entry;
}

static struct err *names_read(struct cx *cx, int64_t member, struct history *h)
{
	struct member_names_rows rows;
	struct err *err = member_names(
		cx->db, &(struct member_names_in){ .member = member }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		line_add(cx, h,
			 (struct member_line){ rows.p[i].id, rows.p[i].from_on,
					       rows.p[i].to_on },
			 (struct entry){ .value = rows.p[i].name });
	return err;
}

static struct err *facts_read(struct cx *cx, int64_t member, struct history *h)
{
	struct member_facts_rows rows;
	struct err *err = member_facts(
		cx->db, &(struct member_facts_in){ .member = member }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (str_eq(rows.p[i].field, h->field))
			line_add(cx, h,
				 (struct member_line){ rows.p[i].id,
						       rows.p[i].from_on,
						       rows.p[i].to_on },
				 (struct entry){ .value = rows.p[i].value });
	return err;
}

static struct err *secrets_read(struct cx *cx, int64_t member,
				struct history *h)
{
	struct member_secrets_rows rows;
	struct err *err = member_secrets(
		cx->db, &(struct member_secrets_in){ .member = member }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (str_eq(rows.p[i].field, h->field))
			line_add(cx, h,
				 (struct member_line){ rows.p[i].id,
						       rows.p[i].from_on,
						       rows.p[i].to_on },
				 (struct entry){ .value = rows.p[i].sealed,
						 .mark = rows.p[i].mark,
						 .tail = rows.p[i].tail });
	return err;
}

static struct err *history_read(struct cx *cx, int64_t member,
				struct history *h)
{
	if (str_eq(h->field, STR("name"))) {
		h->table = NAMES;
		return names_read(cx, member, h);
	}
	h->table = member_is_protected(cx, h->field) ? SECRETS : FACTS;
	return h->table == SECRETS ? secrets_read(cx, member, h)
				   : facts_read(cx, member, h);
}

static struct err *line_end(struct cx *cx, const struct work *w, int64_t id,
			    day_t on)
{
	int64_t event = w->row.event;

	if (w->h.table == NAMES)
		return member_name_end(cx->db, &(struct member_name_end_in){
						       id, on, event });
	if (w->h.table == FACTS)
		return member_fact_end(cx->db, &(struct member_fact_end_in){
						       id, on, event });
	return member_secret_end(cx->db, &(struct member_secret_end_in){
						 id, on, event });
}

static struct err *line_void(struct cx *cx, const struct work *w, int64_t id)
{
	int64_t event = w->row.event;

	if (w->h.table == NAMES)
		return member_name_void(cx->db, &(struct member_name_void_in){
							id, event });
	if (w->h.table == FACTS)
		return member_fact_void(cx->db, &(struct member_fact_void_in){
							id, event });
	return member_secret_void(cx->db,
				  &(struct member_secret_void_in){ id, event });
}

static struct err *line_put(struct cx *cx, const struct work *w,
			    const struct entry *e, day_t from, day_t to)
{
	int64_t member = w->row.is.id, event = w->row.event;

	if (w->h.table == NAMES)
		return member_name_insert(cx->db,
					  &(struct member_name_insert_in){
						  .member = member,
						  .name = e->value,
						  .from_on = from,
						  .to_on = to,
						  .event = event },
					  NULL);
	if (w->h.table == FACTS)
		return member_fact_insert(cx->db,
					  &(struct member_fact_insert_in){
						  .member = member,
						  .field = w->h.field,
						  .value = e->value,
						  .from_on = from,
						  .to_on = to,
						  .event = event },
					  NULL);
	return member_secret_insert(cx->db,
				    &(struct member_secret_insert_in){
					    .member = member,
					    .field = w->h.field,
					    .sealed = e->value,
					    .mark = e->mark,
					    .tail = e->tail,
					    .from_on = from,
					    .to_on = to,
					    .event = event },
				    NULL);
}

static struct str entry_shown(struct cx *cx, const struct history *h,
			      const struct entry *e)
{
	if (h->table == SECRETS)
		return member_mask_tail(cx->arena, e->tail);
	return member_shown(cx, &(struct member_value){ h->field, e->value });
}

/* ---- what stands there now ---------------------------------------------- */

static struct str plain_shown(struct cx *cx, const struct member_by_id_row *m,
			      struct str field)
{
	if (str_eq(field, STR("name")))
		return m->name;
	if (str_eq(field, STR("sex")))
		return m->sex;
	if (str_eq(field, STR("birth")))
		return member_birth_text(cx->arena, m->birth, m->birth_part);
	if (str_eq(field, STR("admitted_on")))
		return fmt_day(cx->arena, m->admitted_on);
	return str_eq(field, STR("official_on"))
		       ? fmt_day(cx->arena, m->official_on)
		       : STR_NULL;
}

struct err *member_field_now(struct cx *cx, int64_t member, struct str field,
			     struct str *ret_text, day_t *ret_from)
{
	struct history h = { .field = field };
	struct member_by_id_row m;
	bool found;
	struct err *err =
		member_by_id(cx->db, &(struct member_by_id_in){ .id = member },
			     &m, &found);

	*ret_text = STR("");
	*ret_from = DAY_NONE;
	if (err || !found)
		return err;
	if (plain_shown(cx, &m, field).n) {
		*ret_text = plain_shown(cx, &m, field);
		return NULL;
	}
	err = history_read(cx, member, &h);
	if (err || !h.lines.n || h.lines.p[h.lines.n - 1].to != DAY_NONE)
		return err;
	*ret_text = entry_shown(cx, &h, &h.entries.p[h.lines.n - 1]);
	*ret_from = h.lines.p[h.lines.n - 1].from;
	return NULL;
}

struct err *member_field_shown(struct cx *cx, int64_t member, struct str field,
			       struct str *ret_text)
{
	day_t from;

	return member_field_now(cx, member, field, ret_text, &from);
}

/* ---- a value that was typed --------------------------------------------- */

/* Its one form; the name's columns of today are the caller's. */
static struct err *value_clean(struct cx *cx, const struct work *w,
			       struct member_value *v)
{
	*v = (struct member_value){ w->in->field, w->in->value };
	if (w->h.table != NAMES)
		return member_value_clean(cx->arena, cx->profile, v, &v->value);
	v->value = text_clean(cx->arena, v->value);
	return member_name_check(cx->arena, v->value);
}

static struct err *entry_make(struct cx *cx, struct work *w,
			      const struct member_value *v, bool open,
			      struct entry *ret_entry)
{
	struct member_sealed s;
	struct member_key key;
	struct err *err;

	*ret_entry = (struct entry){ .value = v->value };
	if (w->h.table == NAMES && open) {
		w->row.is.name = v->value;
		w->row.is.name_fold = text_fold(cx->arena, v->value);
		w->row.is.sort = name_sort_key(cx->arena, v->value);
	}
	if (w->h.table != SECRETS)
		return NULL;
	err = member_unique_check(cx, &w->lock, v, w->row.is.id);
	if (!err)
		err = member_row_key(cx, &w->lock, &w->row, &key);
	if (err)
		return err;
	s = member_sealed_make(cx, &w->lock, &key, v);
	*ret_entry = (struct entry){ s.sealed, s.mark, s.tail };
	return NULL;
}

static void say(struct cx *cx, struct buf *b, struct str field,
		struct str value)
{
	audit_str(b, str_to_c(cx->arena, field), value);
}

static struct err *keep(struct cx *cx, struct work *w)
{
	struct err *err = w->h.table == NAMES && w->h.lines.n
				  ? member_words_redo(cx, w->row.is.id)
				  : NULL;

	if (err)
		return err;
	return member_keep(cx, &w->row,
			   &(struct member_said){
				   .kind = w->correct ? "member.correct"
						      : "member.change",
				   .before = audit_end(&w->before),
				   .after = audit_end(&w->after),
				   .reason = w->in->reason });
}

/* ---- another value from a day on ---------------------------------------- */

static struct err *change_write(struct cx *cx, struct work *w, day_t from)
{
	ptrdiff_t last = w->h.lines.n - 1;
	const struct member_line *open =
		last >= 0 && w->h.lines.p[last].to == DAY_NONE
			? &w->h.lines.p[last]
			: NULL;
	struct member_value v;
	struct entry entry;
	struct err *err = member_change_check(cx->arena, open, from, cx->today);

	if (!err && (w->in->value.n || w->h.table == NAMES))
		err = value_clean(cx, w, &v);
	if (!err && open)
		err = line_end(cx, w, open->id, from);
	if (err)
		return err;
	if (open)
		say(cx, &w->before, w->h.field,
		    entry_shown(cx, &w->h, &w->h.entries.p[last]));
	audit_day(cx, &w->after, "from", from);
	if (!w->in->value.n) /* there is none any more */
		return NULL;
	err = entry_make(cx, w, &v, true, &entry);
	if (!err)
		say(cx, &w->after, w->h.field, member_shown(cx, &v));
	return err ? err : line_put(cx, w, &entry, from, DAY_NONE);
}

/* ---- what was written wrong --------------------------------------------- */

/* The line that is meant; -1: there is none. */
static ptrdiff_t line_find(const struct work *w)
{
	for (ptrdiff_t i = w->h.lines.n - 1; i >= 0; i--)
		if (w->in->line ? w->h.lines.p[i].id == w->in->line
				: w->h.lines.p[i].to == DAY_NONE)
			return i;
	return -1;
}

/* The line before ends where this one begins. */
static struct err *neighbour_move(struct cx *cx, struct work *w, ptrdiff_t k,
				  day_t from)
{
	const struct member_line *l = w->h.lines.p;
	struct err *err;

	if (!k || l[k - 1].to != l[k].from || from == l[k].from)
		return NULL;
	err = line_void(cx, w, l[k - 1].id);
	return err ? err
		   : line_put(cx, w, &w->h.entries.p[k - 1], l[k - 1].from,
			      from);
}

static struct err *correct_line(struct cx *cx, struct work *w, ptrdiff_t k)
{
	struct member_line line = w->h.lines.p[k];
	day_t from = w->in->from == DAY_NONE ? line.from : w->in->from;
	struct entry entry;
	struct member_value v;
	struct err *err = member_correct_check(cx->arena, &w->h.lines, k, from,
					       cx->today);

	if (!err && (w->in->value.n || w->h.table == NAMES))
		err = value_clean(cx, w, &v);
	if (!err)
		err = line_void(cx, w, line.id);
	if (err)
		return err;
	say(cx, &w->before, w->h.field,
	    entry_shown(cx, &w->h, &w->h.entries.p[k]));
	audit_day(cx, &w->before, "from", line.from);
	if (!w->in->value.n)
		return NULL;
	say(cx, &w->after, w->h.field, member_shown(cx, &v));
	audit_day(cx, &w->after, "from", from);
	err = neighbour_move(cx, w, k, from);
	if (!err)
		err = entry_make(cx, w, &v, line.to == DAY_NONE, &entry);
	return err ? err : line_put(cx, w, &entry, from, line.to);
}

static struct err *correct_write(struct cx *cx, struct work *w)
{
	ptrdiff_t k = line_find(w);

	if (k >= 0)
		return correct_line(cx, w, k);
	if (w->in->line)
		return err_at(err_new(cx->arena, ERR_CONFLICT,
				      N_("This entry isn't there any more: "
					 "look at the record again.")),
			      STR("line"));
	/* it was never written down */
	return change_write(cx, w,
			    w->in->from == DAY_NONE ? cx->today : w->in->from);
}

/* ---- facts without a line: birth, sex, the two days --------------------- */

static struct err *state_begin(struct cx *cx, struct work *w,
			       const struct member_states_rows *rows,
			       ptrdiff_t k, day_t from)
{
	const struct member_states_row *r = &rows->p[k];
	struct err *err = member_state_void(
		cx->db, &(struct member_state_void_in){ r->id, w->row.event });

	if (!err && k && rows->p[k - 1].to_on == r->from_on)
		err = member_state_void(cx->db, &(struct member_state_void_in){
							rows->p[k - 1].id,
							w->row.event });
	if (!err && k && rows->p[k - 1].to_on == r->from_on)
		err = member_state_insert(
			cx->db,
			&(struct member_state_insert_in){
				.member = w->row.is.id,
				.state = rows->p[k - 1].state,
				.from_on = rows->p[k - 1].from_on,
				.to_on = from,
				.how = rows->p[k - 1].how,
				.basis = rows->p[k - 1].basis,
				.event = w->row.event },
			NULL);
	return err ? err
		   : member_state_insert(cx->db,
					 &(struct member_state_insert_in){
						 .member = w->row.is.id,
						 .state = r->state,
						 .from_on = from,
						 .to_on = r->to_on,
						 .how = r->how,
						 .basis = r->basis,
						 .event = w->row.event },
					 NULL);
}

/* A day of the record that moves, with what began on it. */
struct shifting {
	int64_t member;
	bool admission; /* else: full member since */
	day_t was, from;
	struct member_states_rows states;
	ptrdiff_t state; /* -1: none began then */
	struct member_ins_rows ins;
	bool home; /* the first of them begins there, too */
};

/* The state that began on the wrong day. */
static struct err *state_find(struct cx *cx, struct shifting *s)
{
	struct member_lines lines = { 0 };
	struct err *err =
		member_states(cx->db,
			      &(struct member_states_in){ .member = s->member },
			      &s->states);

	for (ptrdiff_t i = 0; !err && i < s->states.n; i++) {
		const struct member_states_row *r = &s->states.p[i];

		*vec_push(cx->arena, &lines) =
			(struct member_line){ r->id, r->from_on, r->to_on };
		if (r->from_on == s->was)
			s->state = i;
	}
	if (err || s->state < 0)
		return err;
	return member_correct_check(cx->arena, &lines, s->state, s->from,
				    cx->today);
}

/* Nobody belongs to an organisation before that is there. */
static struct err *home_since(struct cx *cx, int64_t org, day_t from)
{
	struct member_org_row row;
	bool found;
	struct err *err =
		member_org(cx->db, &(struct member_org_in){ .id = org }, &row,
			   &found);

	if (err || !found || from >= row.from_on)
		return err;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("“{0}” is on record since {1} only: choose "
				 "that day or a later one."),
			      row.name, fmt_day(cx->arena, row.from_on)),
		      STR("value"));
}

/* Whose name is known from the admission on has it from the right day. */
static struct err *name_move(struct cx *cx, struct work *w, day_t was,
			     day_t from)
{
	struct history h = { .field = STR("name") };
	struct history kept = w->h;
	struct err *err = history_read(cx, w->row.is.id, &h);

	if (err || !h.lines.n || h.lines.p[0].from != was)
		return err;
	w->h = h; /* its table */
	err = line_void(cx, w, h.lines.p[0].id);
	if (!err)
		err = line_put(cx, w, &h.entries.p[0], from, h.lines.p[0].to);
	w->h = kept;
	return err;
}

/* Who belonged somewhere from the admission on does so from the right day. */
static struct err *home_find(struct cx *cx, struct shifting *s)
{
	struct err *err =
		member_ins(cx->db,
			   &(struct member_ins_in){ .member = s->member },
			   &s->ins);

	if (err || !s->ins.n)
		return err;
	s->home = s->ins.p[0].from_on == s->was;
	if (s->home)
		return home_since(cx, s->ins.p[0].org, s->from);
	return s->ins.p[0].from_on >= s->from
		       ? NULL
		       : err_at(err_new(cx->arena, ERR_CONFLICT,
					N_("Nobody belongs to an organisation "
					   "before the admission.")),
				STR("value"));
}

static struct err *home_move(struct cx *cx, const struct work *w,
			     const struct shifting *s)
{
	struct err *err;

	if (!s->home)
		return NULL;
	err = member_in_void(cx->db, &(struct member_in_void_in){
					     s->ins.p[0].id, w->row.event });
	return err ? err
		   : member_in_from(cx->db,
				    &(struct member_in_from_in){
					    .id = s->ins.p[0].id,
					    .from_on = s->from,
					    .event = w->row.event },
				    NULL);
}

/* Whether a day of the record may be `s->from`; nothing is written. */
static struct err *shift_check(struct cx *cx, const struct member_by_id_row *m,
			       struct shifting *s)
{
	struct err *err =
		member_day_check(cx->arena, s->from, cx->today, "value");

	s->member = m->id;
	s->was = s->admission ? m->admitted_on : m->official_on;
	s->state = -1;
	if (!err && !s->admission && s->was == DAY_NONE &&
	    !member_is_official(cx->profile, m->state))
		err = err_at(err_new(cx->arena, ERR_CONFLICT,
				     N_("This person isn't a full member yet: "
					"record it as a move.")),
			     STR("value"));
	if (!err && s->was != DAY_NONE)
		err = state_find(cx, s);
	if (!err && s->was != DAY_NONE && s->admission)
		err = home_find(cx, s);
	if (!err)
		err = member_days_check(cx->arena, m->birth,
					s->admission ? s->from : m->admitted_on,
					s->admission ? m->official_on
						     : s->from);
	return err;
}

static day_t day_typed(struct str value)
{
	struct str part = STR_NULL;
	day_t day = DAY_NONE;

	return member_birth_read(value, &day, &part) && !part.n ? day
								: DAY_NONE;
}

struct err *member_day_possible(struct cx *cx, const struct member_edit *in)
{
	struct shifting s = { .admission =
				      str_eq(in->field, STR("admitted_on")),
			      .from = day_typed(in->value) };
	struct member_by_id_row m;
	bool found;
	struct err *err =
		member_by_id(cx->db,
			     &(struct member_by_id_in){ .id = in->member }, &m,
			     &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such member."));
	return err ? err : shift_check(cx, &m, &s);
}

/* One of the two days by its field. */
static struct err *day_correct(struct cx *cx, struct work *w, bool admission)
{
	struct member_by_id_row *m = &w->row.is;
	struct shifting s = { .admission = admission,
			      .from = day_typed(w->in->value) };
	struct err *err = shift_check(cx, m, &s);

	if (!err && s.state >= 0)
		err = state_begin(cx, w, &s.states, s.state, s.from);
	if (!err && admission)
		err = home_move(cx, w, &s);
	if (!err && admission && s.was != DAY_NONE && s.from < s.was)
		err = name_move(cx, w, s.was, s.from);
	if (admission)
		m->admitted_on = s.from;
	else
		m->official_on = s.from;
	say(cx, &w->before, w->in->field, day_iso(cx->arena, s.was));
	say(cx, &w->after, w->in->field, day_iso(cx->arena, s.from));
	return err;
}

static struct err *birth_correct(struct cx *cx, struct work *w)
{
	struct member_by_id_row *m = &w->row.is;

	say(cx, &w->before, w->in->field,
	    member_birth_text(cx->arena, m->birth, m->birth_part));
	if (!member_birth_read(w->in->value, &m->birth, &m->birth_part))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("A birth is written 19/05/1988, or "
					 "05/1988 or 1988 when no more is "
					 "known.")),
			      STR("value"));
	say(cx, &w->after, w->in->field,
	    member_birth_text(cx->arena, m->birth, m->birth_part));
	return member_day_check(cx->arena, m->birth, cx->today, "value");
}

static struct err *sex_correct(struct cx *cx, struct work *w)
{
	if (w->in->value.n && !member_sex_title(w->in->value))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Choose one from the list.")),
			      STR("value"));
	say(cx, &w->before, w->in->field, w->row.is.sex);
	w->row.is.sex = text_or_null(w->in->value);
	say(cx, &w->after, w->in->field, w->row.is.sex);
	return NULL;
}

/* *ret_done: it was one of these. */
static struct err *plain_correct(struct cx *cx, struct work *w, bool *ret_done)
{
	struct member_by_id_row *m = &w->row.is;
	struct str f = w->in->field;
	struct err *err;

	*ret_done = true;
	if (str_eq(f, STR("sex")))
		return sex_correct(cx, w);
	if (str_eq(f, STR("birth")))
		err = birth_correct(cx, w);
	else if (str_eq(f, STR("admitted_on")))
		err = day_correct(cx, w, true);
	else if (str_eq(f, STR("official_on")))
		err = day_correct(cx, w, false);
	else {
		*ret_done = false;
		return NULL;
	}
	if (!err)
		err = member_days_check(cx->arena, m->birth, m->admitted_on,
					m->official_on);
	return err && err->code == ERR_INVALID ? err_at(err, STR("value"))
					       : err;
}

/* ---- the acts ----------------------------------------------------------- */

static struct err *edit_tx(struct cx *cx, void *arg)
{
	struct work *w = arg;
	bool seen, done = false;
	struct err *err =
		audit_seen(cx, w->correct ? "member.correct" : "member.change",
			   &seen, NULL);

	if (err || seen)
		return err;
	w->h = (struct history){ .field = w->in->field };
	w->before = audit_obj(cx);
	w->after = audit_obj(cx);
	err = member_take(cx, w->in->member, w->in->rev, &w->row);
	if (!err && w->correct)
		err = plain_correct(cx, w, &done);
	if (!err && !done)
		err = history_read(cx, w->in->member, &w->h);
	if (!err && !done)
		err = w->correct ? correct_write(cx, w)
				 : change_write(cx, w, w->in->from);
	return err ? err : keep(cx, w);
}

/* Faults of a field stand at the form's `value`. */
static struct err *edit(struct cx *cx, const struct member_edit *in,
			bool correct)
{
	struct work w = { .in = in, .correct = correct };
	struct err *err = member_text_check(cx->arena, in->reason, "reason");

	if (!err && in->value.n && member_is_protected(cx, in->field))
		err = member_lock_ready(cx, &w.lock);
	if (!err)
		err = db_tx(cx, edit_tx, &w);
	if (err && (str_eq(err->field, in->field)))
		err->field = STR("value");
	return err;
}

struct err *member_change(struct cx *cx, const struct member_edit *in)
{
	return edit(cx, in, false);
}

struct err *member_correct(struct cx *cx, const struct member_edit *in)
{
	return edit(cx, in, true);
}
