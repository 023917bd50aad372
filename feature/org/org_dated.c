/* Changing the dated rows of organisations. */
#include "org/org_dated.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_query.h"
#include "org/org_reorg_query.h"
#include "org/org_tally.h"

bool org_touched_has(const struct org_touched *t, int64_t org)
{
	for (ptrdiff_t i = 0; i < t->n; i++)
		if (t->p[i] == org)
			return true;
	return false;
}

void org_touch(struct cx *cx, struct org_touched *t, int64_t org)
{
	if (!org_touched_has(t, org))
		*vec_push(cx->arena, t) = org;
}

static struct str day_of(struct cx *cx, day_t day)
{
	return fmt_day(cx->arena, day);
}

/* ---- what is there ------------------------------------------------------------ */

/* Why an organisation isn't there on the day. */
static struct err *absent(struct cx *cx, const struct org_dating *d,
			  int64_t org)
{
	struct reorg_life_of_row life;
	struct org_by_id_row row;
	bool found, lived;
	struct err *err = org_by_id(cx->db, &(struct org_by_id_in){ .id = org },
				    &row, &found);

	if (!err && found)
		err = reorg_life_of(cx->db,
				    &(struct reorg_life_of_in){ .org = org },
				    &life, &lived);
	if (err)
		return err;
	if (!found || !lived)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such organisation."));
	if (d->on < life.from_on)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("“{0}” exists only from {1}; the decision "
				  "counts from {2}. Choose a later day."),
			       row.name, day_of(cx, life.from_on),
			       day_of(cx, d->on));
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("“{0}” ended on {1}: nothing of it can change on "
			  "{2}."),
		       row.name, day_of(cx, life.to_on), day_of(cx, d->on));
}

struct err *org_dated_find(struct cx *cx, const struct org_dating *d,
			   int64_t org, struct org *ret_org)
{
	struct reorg_org_on_row row;
	struct reorg_life_of_row life;
	bool found;
	struct err *err = reorg_org_on(
		cx->db, &(struct reorg_org_on_in){ .org = org, .day = d->on },
		&row, &found);

	if (err)
		return err;
	if (!found)
		return absent(cx, d, org);
	err = reorg_life_of(cx->db, &(struct reorg_life_of_in){ .org = org },
			    &life, &found);
	if (err)
		return err;
	if (!life.open)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("“{0}” ends on {1} already."), row.name,
			       day_of(cx, life.to_on));
	*ret_org = (struct org){ .id = row.id,
				 .parent = row.parent,
				 .kind = row.kind,
				 .name = row.name,
				 .short_name = row.short_name };
	return NULL;
}

struct err *org_dated_last(struct cx *cx, const struct org_dating *d,
			   const struct org *o)
{
	struct reorg_changed_behind_row row;
	bool found;
	struct err *err = reorg_changed_behind(
		cx->db,
		&(struct reorg_changed_behind_in){ .org = o->id, .day = d->on },
		&row, &found);

	if (!err && found)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("“{0}” was changed from {1} on already: the "
				 "decision of {2} would lie before it."),
			      o->name, day_of(cx, row.from_on),
			      day_of(cx, d->on));
	return err;
}

/* ---- places --------------------------------------------------------------------- */

/* The open place ends on the day, or never counted when it begins then. */
static struct err *place_close(struct cx *cx, struct org_dating *d,
			       const struct org *o)
{
	struct reorg_place_open_row row;
	bool found;
	struct err *err =
		reorg_place_open(cx->db,
				 &(struct reorg_place_open_in){ .org = o->id },
				 &row, &found);

	if (err)
		return err;
	if (!found)
		return absent(cx, d, o->id);
	org_touch(cx, &d->touched, o->id);
	org_touch(cx, &d->moved, o->id);
	if (row.from_on < d->on)
		return reorg_place_end(cx->db, &(struct reorg_place_end_in){
						       .id = row.id,
						       .on = d->on,
						       .event = d->event });
	return reorg_place_void(cx->db,
				&(struct reorg_place_void_in){
					.id = row.id, .event = d->event });
}

static struct err *place_put(struct cx *cx, struct org_dating *d, int64_t org,
			     int64_t parent)
{
	org_touch(cx, &d->touched, org);
	org_touch(cx, &d->moved, org);
	return reorg_place_put(cx->db,
			       &(struct reorg_place_put_in){ .org = org,
							     .parent = parent,
							     .from_on = d->on,
							     .to_on = DAY_NONE,
							     .event =
								     d->event },
			       NULL);
}

struct err *org_dated_add(struct cx *cx, struct org_dating *d,
			  const struct org_new *in, int64_t *ret_id)
{
	struct str short_name = in->short_name.n ? in->short_name : in->name;
	struct org_next_position_row next;
	struct org above;
	bool found;
	struct err *err = org_dated_find(cx, d, in->parent, &above);

	if (!err)
		err = org_next_position(cx->db,
					&(struct org_next_position_in){
						.parent = in->parent },
					&next, &found);
	if (!err)
		err = org_insert(
			cx->db,
			&(struct org_insert_in){
				.parent = in->parent,
				.kind = in->kind,
				.code = in->code,
				.name = in->name,
				.short_name = short_name,
				.name_fold = text_fold(cx->arena, in->name),
				.sort = text_sort_key(cx->arena, in->name),
				.position = next.position,
				.from_on = d->on },
			ret_id);
	if (!err)
		err = reorg_name_put(cx->db,
				     &(struct reorg_name_put_in){
					     .org = *ret_id,
					     .kind = in->kind,
					     .name = in->name,
					     .short_name = short_name,
					     .from_on = d->on,
					     .event = d->event },
				     NULL);
	if (!err)
		err = org_words_add(cx, *ret_id, in->name, short_name);
	if (!err) {
		org_touch(cx, &d->named, *ret_id);
		org_touch(cx, &d->made, *ret_id);
		err = place_put(cx, d, *ret_id, in->parent);
	}
	if (!err && in->code.n)
		err = org_dated_code(cx, d, *ret_id, in->code);
	return err;
}

struct err *org_dated_move(struct cx *cx, struct org_dating *d,
			   const struct org *o, int64_t parent)
{
	struct reorg_within_on_row within;
	struct org above;
	bool found;
	struct err *err = org_dated_find(cx, d, parent, &above);

	if (!err && o->parent == DB_NULL)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("“{0}” stands above all others; it can't be "
				 "moved."),
			      o->name);
	if (!err && o->parent == parent)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("“{0}” stands below “{1}” already."), o->name,
			      above.name);
	if (!err)
		err = reorg_within_on(
			cx->db,
			&(struct reorg_within_on_in){
				.above = o->id, .org = parent, .day = d->on },
			&within, &found);
	if (!err && found)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("“{0}” can't go below “{1}”, which stands "
				 "below it."),
			      o->name, above.name);
	if (!err)
		err = place_close(cx, d, o);
	org_touch(cx, &d->named, o->id);
	return err ? err : place_put(cx, d, o->id, parent);
}

/* One place that lasts beyond the day: the piece before it stays. */
static struct err *redirect_one(struct cx *cx, struct org_dating *d,
				const struct reorg_place_on_row *row,
				int64_t from, int64_t to)
{
	day_t begin = MAX(row->from_on, d->on);
	struct err *err;

	org_touch(cx, &d->touched, row->org);
	org_touch(cx, &d->moved, row->org);
	if (row->to_on == DAY_NONE && row->from_on < d->on)
		err = reorg_place_end(cx->db, &(struct reorg_place_end_in){
						      .id = row->id,
						      .on = d->on,
						      .event = d->event });
	else
		err = reorg_place_void(cx->db, &(struct reorg_place_void_in){
						       .id = row->id,
						       .event = d->event });
	if (!err && row->to_on != DAY_NONE && row->from_on < d->on)
		err = reorg_place_put(cx->db,
				      &(struct reorg_place_put_in){
					      .org = row->org,
					      .parent = from,
					      .from_on = row->from_on,
					      .to_on = d->on,
					      .event = d->event },
				      NULL);
	if (!err)
		err = reorg_place_put(cx->db,
				      &(struct reorg_place_put_in){
					      .org = row->org,
					      .parent = to,
					      .from_on = begin,
					      .to_on = row->to_on,
					      .event = d->event },
				      NULL);
	return err;
}

struct err *org_dated_redirect(struct cx *cx, struct org_dating *d,
			       int64_t from, int64_t to)
{
	struct reorg_place_on_rows rows;
	struct err *err = reorg_place_on(cx->db,
					 &(struct reorg_place_on_in){
						 .parent = from, .day = d->on },
					 &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		if (rows.p[i].org == to)
			return err_new(cx->arena, ERR_CONFLICT,
				       N_("“{0}” stands below the organisation "
					  "that ends; move it first."),
				       rows.p[i].name);
		err = redirect_one(cx, d, &rows.p[i], from, to);
	}
	return err;
}

/* ---- names and codes ----------------------------------------------------------------- */

static struct err *name_close(struct cx *cx, struct org_dating *d, int64_t org,
			      struct reorg_name_open_row *ret_was)
{
	bool found;
	struct err *err =
		reorg_name_open(cx->db,
				&(struct reorg_name_open_in){ .org = org },
				ret_was, &found);

	if (err)
		return err;
	if (!found)
		return absent(cx, d, org);
	org_touch(cx, &d->touched, org);
	if (ret_was->from_on < d->on)
		return reorg_name_end(cx->db, &(struct reorg_name_end_in){
						      .id = ret_was->id,
						      .on = d->on,
						      .event = d->event });
	return reorg_name_void(cx->db,
			       &(struct reorg_name_void_in){
				       .id = ret_was->id, .event = d->event });
}

struct err *org_dated_name(struct cx *cx, struct org_dating *d,
			   const struct org *o, const struct org_new *as)
{
	struct reorg_name_open_row was;
	struct str name = as->name.n ? as->name : o->name;
	struct str shorter = as->short_name.n ? as->short_name
			     : as->name.n     ? as->name
					      : o->short_name;
	struct str kind = as->kind.n ? as->kind : o->kind;
	struct err *err;

	if (str_eq(name, o->name) && str_eq(shorter, o->short_name) &&
	    str_eq(kind, o->kind))
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("“{0}” is called so and of that kind "
				  "already."),
			       o->name);
	org_touch(cx, &d->named, o->id);
	err = name_close(cx, d, o->id, &was);
	if (!err)
		err = org_words_add(cx, o->id, name, shorter);
	if (err)
		return err;
	return reorg_name_put(cx->db,
			      &(struct reorg_name_put_in){ .org = o->id,
							   .kind = kind,
							   .name = name,
							   .short_name =
								   shorter,
							   .from_on = d->on,
							   .event = d->event },
			      NULL);
}

static struct err *code_close(struct cx *cx, struct org_dating *d, int64_t org)
{
	struct reorg_code_open_row row;
	bool found;
	struct err *err =
		reorg_code_open(cx->db,
				&(struct reorg_code_open_in){ .org = org },
				&row, &found);

	if (err || !found)
		return err;
	org_touch(cx, &d->touched, org);
	if (row.from_on < d->on)
		return reorg_code_end(cx->db, &(struct reorg_code_end_in){
						      .id = row.id,
						      .on = d->on,
						      .event = d->event });
	return reorg_code_void(cx->db,
			       &(struct reorg_code_void_in){
				       .id = row.id, .event = d->event });
}

struct err *org_dated_code(struct cx *cx, struct org_dating *d, int64_t org,
			   struct str code)
{
	struct reorg_code_holder_row holder;
	bool found;
	struct err *err = code_close(cx, d, org);

	if (err || !code.n)
		return err;
	err = reorg_code_holder(cx->db,
				&(struct reorg_code_holder_in){ .code = code },
				&holder, &found);
	if (!err && found)
		err = err_at(err_new(cx->arena, ERR_CONFLICT,
				     N_("The code {0} is that of “{1}”."), code,
				     holder.name),
			     STR("code"));
	if (err)
		return err;
	org_touch(cx, &d->touched, org);
	return reorg_code_put(cx->db,
			      &(struct reorg_code_put_in){ .org = org,
							   .code = code,
							   .from_on = d->on,
							   .event = d->event },
			      NULL);
}

struct err *org_dated_end(struct cx *cx, struct org_dating *d,
			  const struct org *o)
{
	struct reorg_life_of_row life;
	struct reorg_name_open_row was;
	struct reorg_place_on_rows below;
	bool found;
	struct err *err;

	if (o->parent == DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("“{0}” stands above all others; it can't "
				  "end."),
			       o->name);
	err = reorg_life_of(cx->db, &(struct reorg_life_of_in){ .org = o->id },
			    &life, &found);
	if (!err && life.from_on >= d->on && !org_touched_has(&d->made, o->id))
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("“{0}” exists only from {1}; it can't end on "
				 "that day or before."),
			      o->name, day_of(cx, life.from_on));
	if (!err)
		err = org_dated_last(cx, d, o);
	if (!err)
		err = reorg_place_on(cx->db,
				     &(struct reorg_place_on_in){
					     .parent = o->id, .day = d->on },
				     &below);
	if (!err && below.n)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("“{0}” stands below “{1}”, which ends: say "
				 "in the decision where it goes."),
			      below.p[0].name, o->name);
	if (!err)
		err = place_close(cx, d, o);
	if (!err)
		err = name_close(cx, d, o->id, &was);
	return err ? err : code_close(cx, d, o->id);
}

/* ---- taking back ------------------------------------------------------------- */

struct err *org_dated_undo(struct cx *cx, int64_t event, int64_t undo)
{
	const struct reorg_undo u = { .event = event, .undo = undo };
	struct err *err = NULL;

	REORG_UNDO_ROWS(reorg_undo_place, cx, &u, err);
	REORG_UNDO_ROWS(reorg_undo_name, cx, &u, err);
	REORG_UNDO_ROWS(reorg_undo_code, cx, &u, err);
	return err;
}
