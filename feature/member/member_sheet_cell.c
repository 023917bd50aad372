/* What a changed cell of a list of members becomes. */
#include "member/member_sheet_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_act.h"
#include "member/member_priv.h"
#include "org/org.h"
#include "profile/profile.h"

static struct str term_title(const struct profile_term *t, enum lang lang)
{
	return lang == LANG_EN ? t->en : t->vi;
}

static struct err *not_listed(struct cx *cx)
{
	return err_new(cx->arena, ERR_INVALID,
		       N_("Choose one from the cell's list."));
}

/* The value as the acts take it. */
static struct err *value_of(struct cx *cx, enum lang lang,
			    const struct sheet_cell *c, struct str *ret_value)
{
	struct str field = str_c(c->col->key), typed;
	const struct profile_term *t = NULL;

	*ret_value = typed = text_clean(cx->arena, c->value);
	if (!typed.n)
		return NULL;
	if (str_eq(field, STR("sex"))) {
		*ret_value = STR("f");
		if (str_eq(typed, tr(lang, member_sex_title(STR("f")))))
			return NULL;
		*ret_value = STR("m");
		return str_eq(typed, tr(lang, member_sex_title(STR("m"))))
			       ? NULL
			       : not_listed(cx);
	}
	if (!c->col->choices)
		return NULL;
	while ((t = profile_term_next(cx->profile, c->col->key, t)))
		if (str_eq(text_clean(cx->arena, term_title(t, lang)), typed)) {
			*ret_value = t->code;
			return NULL;
		}
	return not_listed(cx);
}

static struct err *fact_check(struct cx *cx, const struct sheet_cell *c,
			      struct str value)
{
	struct member_value v = { str_c(c->col->key), value };
	struct str clean;
	day_t birth;
	struct str part;

	if (str_eq(v.field, STR("name")))
		return member_name_check(cx->arena, value);
	if (str_eq(v.field, STR("sex")) || !value.n)
		return NULL;
	if (!str_eq(v.field, STR("birth")))
		return member_value_clean(cx->arena, cx->profile, &v, &clean);
	return member_birth_read(value, &birth, &part)
		       ? NULL
		       : err_new(cx->arena, ERR_INVALID,
				 N_("A birth is written 19/05/1988, or 05/1988 "
				    "or 1988 when no more is known."));
}

/* Counts since the day of the form. */
static bool is_dated(const struct sheet_cell *c)
{
	return c->at >= N_FIXED || c->at == NAME;
}

static bool is_day(const struct sheet_cell *c)
{
	return c->at == ADMITTED || c->at == OFFICIAL;
}

/* ---- another organisation ------------------------------------------------ */

/* Those that the actor may choose, read when the first cell asks. */
struct units {
	bool read;
	struct orgs all;
};

struct err *member_sheet_begin(struct cx *cx, enum lang lang UNUSED,
			       void **ret_shared)
{
	*ret_shared = arena_new(cx->arena, struct units, 1);
	return NULL;
}

static struct err *units_read(struct cx *cx, struct units *u)
{
	int64_t scope = member_scope(cx);
	struct org root;
	bool found = true;
	struct err *err = NULL;

	if (u->read)
		return NULL;
	if (!scope) {
		err = org_get_root(cx, &root, &found);
		scope = found ? root.id : 0;
	}
	if (!err && found)
		err = org_list_below(cx, scope, &u->all);
	u->read = !err;
	return err;
}

/* By its name as it is written, or else without marks and case. */
static int unit_match(struct cx *cx, const struct units *u, struct str name,
		      int64_t *ret_org)
{
	struct str fold = text_fold(cx->arena, name);
	int exact = 0, alike = 0;

	for (ptrdiff_t i = 0; i < u->all.n; i++) {
		const struct org *o = &u->all.p[i];

		if (!str_eq(o->fold, fold))
			continue;
		if (str_eq(text_clean(cx->arena, o->name), name)) {
			*ret_org = o->id;
			exact++;
		} else if (!exact) {
			*ret_org = o->id;
			alike++;
		}
	}
	return exact ? exact : alike;
}

static struct err *unit_find(struct cx *cx, const struct sheet_row *row,
			     struct sheet_cell *c)
{
	struct units *u = row->shared;
	struct str name = text_clean(cx->arena, c->value);
	struct err *err = units_read(cx, u);
	int n;

	if (err)
		return err;
	n = unit_match(cx, u, name, &c->found);
	if (n == 1)
		return NULL;
	return err_new(cx->arena, ERR_INVALID,
		       n ? N_("Several organisations are called “{0}”: record "
			      "the move on the record's page.")
			 : N_("No organisation is called “{0}” now; write its "
			      "whole name. Who leaves is recorded on the "
			      "record's page."),
		       name);
}

static struct err *move_check(struct cx *cx, const struct sheet_row *row,
			      struct sheet_cell *c)
{
	struct str how = MEMBER_WITHIN;
	struct member_standing is;
	struct member_org_row org;
	struct err *err;

	if (row->from == DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Another organisation is a move since a day: "
				  "send the file as “It changed”. What was "
				  "written wrong is taken back on the record's "
				  "page."));
	err = unit_find(cx, row, c);
	if (!err)
		err = member_standing_read(cx, row->now->id, &is);
	if (!err)
		err = member_move_check(cx->arena, cx->profile, &is, how);
	if (!err)
		err = member_move_day(cx->arena, cx->profile, &is, how,
				      (day_t[]){ row->from, cx->today });
	return err ? err : member_org_check(cx, c->found, row->from, &org);
}

/* ---- the subject's -------------------------------------------------------- */

static struct member_edit edit_of(const struct sheet_row *row,
				  const struct sheet_cell *c)
{
	return (struct member_edit){ .member = row->now->id,
				     .rev = MEMBER_ANY_REV,
				     .field = str_c(c->col->key),
				     .value = c->value,
				     .from = DAY_NONE,
				     .reason = row->reason };
}

/* As the acts read a day. */
static struct str day_text(struct cx *cx, struct str value)
{
	day_t day;

	return day_from_iso(value, &day) ? fmt_day(cx->arena, day) : value;
}

struct err *member_sheet_check(struct cx *cx, const struct sheet_row *row,
			       struct sheet_cell *c)
{
	const day_t *from = row->now->own;
	struct member_line open = { .to = DAY_NONE };
	struct member_edit in = edit_of(row, c);
	struct str value;
	struct err *err;

	if (c->at < N_FIXED && member_sheet_fixed(c->at))
		return err_new(cx->arena, ERR_CONFLICT,
			       member_sheet_fixed(c->at));
	if (c->at == ORG)
		return move_check(cx, row, c);
	if (is_day(c)) {
		in.value = day_text(cx, c->value);
		return member_day_possible(cx, &in);
	}
	err = value_of(cx, row->lang, c, &value);
	if (!err)
		err = fact_check(cx, c, value);
	if (err || row->from == DAY_NONE || !is_dated(c))
		return err;
	open.from = from[c->at];
	return member_change_check(cx->arena,
				   open.from == DAY_NONE ? NULL : &open,
				   row->from, cx->today);
}

/* A day as it would be: what is typed, or what stands there. */
static day_t day_then(const struct sheet_row *row, int at)
{
	const struct sheet_cell *c = sheet_row_taken(row, at);
	struct str text = c ? c->value : row->now->plain[at], part;
	day_t day = DAY_NONE;

	if (text.n && !day_from_iso(text, &day) &&
	    !member_birth_read(text, &day, &part))
		day = DAY_NONE;
	return day;
}

/* Birth, admission and the day of a full member follow one another. */
void member_sheet_agree(struct cx *cx, struct sheet_row *row)
{
	struct err *err = member_days_check(cx->arena, day_then(row, BIRTH),
					    day_then(row, ADMITTED),
					    day_then(row, OFFICIAL));

	for (ptrdiff_t i = 0; err && i < row->n; i++) {
		struct sheet_cell *c = &row->cell[i];

		if (!c->take || !(c->at == BIRTH || is_day(c)))
			continue;
		c->why = tr_err(cx->arena, cx->lang, err);
		c->take = false;
	}
}

static struct err *cell_take(struct cx *cx, const struct sheet_row *row)
{
	const struct sheet_cell *c = row->cell;
	struct member_edit in = edit_of(row, c);
	struct err *err;

	if (c->at == ORG)
		return member_move(cx, &(struct member_move){
					       .member = in.member,
					       .rev = MEMBER_ANY_REV,
					       .how = MEMBER_WITHIN,
					       .org = c->found,
					       .on = row->from,
					       .sent_on = DAY_NONE,
					       .basis = row->reason });
	if (is_day(c)) {
		in.value = day_text(cx, c->value);
		return member_correct(cx, &in);
	}
	err = value_of(cx, row->lang, c, &in.value);
	if (err || row->from == DAY_NONE || !is_dated(c))
		return err ? err : member_correct(cx, &in);
	in.from = row->from;
	return member_change(cx, &in);
}

struct err *member_sheet_take(struct cx *cx, const struct sheet_row *row,
			      struct sheet_taken *ret_taken)
{
	struct member_by_id_row is = { .event = 0 };
	bool found;
	struct err *err = cell_take(cx, row);

	if (!err)
		err = member_by_id(
			cx->db, &(struct member_by_id_in){ .id = row->now->id },
			&is, &found);
	ret_taken->event = is.event;
	return err;
}

struct err *member_sheet_back(struct cx *cx, const struct sheet_row *row)
{
	const struct sheet_cell *c = row->cell;
	struct member_edit in = edit_of(row, c);
	struct err *err;

	if (c->at == ORG)
		return member_take_back(cx, &in, row->event);
	if (is_dated(c) || is_day(c))
		return member_fact_back(cx, &in, row->event);
	err = value_of(cx, row->lang, c, &in.value);
	return err ? err : member_correct(cx, &in);
}
