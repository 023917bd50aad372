/* What changes organisations: one function an act. */
#include "org/org.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_model.h"
#include "org/org_query.h"
#include "org/org_tally.h"

struct add {
	const struct org_new *in;
	int64_t id;
};

/* The new organisation's place among its sisters; ERR_INVALID when its place
 * in the tree is not possible. */
static struct err *place_check(struct cx *cx, const struct org_new *in,
			       struct str fold, int64_t *ret_position)
{
	struct org_next_position_row next;
	struct org_twin_row twin;
	struct org_root_row root;
	struct org_by_id_row parent;
	bool found;
	struct err *err;

	*ret_position = 1;
	if (in->parent == DB_NULL) {
		err = org_root(cx->db, &root, &found);
		if (!err && found)
			err = err_at(
				err_new(cx->arena, ERR_CONFLICT,
					N_("The realm already has its root "
					   "organisation, \"{0}\"."),
					root.name),
				STR("parent"));
		return err;
	}
	err = org_by_id(cx->db, &(struct org_by_id_in){ .id = in->parent },
			&parent, &found);
	if (err)
		return err;
	if (!found)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("The organisation above isn't there.")),
			STR("parent"));
	if (parent.to_on != DAY_NONE)
		return err_at(err_new(cx->arena, ERR_CONFLICT,
				      N_("“{0}” ended on {1}: nothing can be "
					 "added below it."),
				      parent.name,
				      fmt_day(cx->arena, parent.to_on)),
			      STR("parent"));
	err = org_twin(cx->db,
		       &(struct org_twin_in){ .parent = in->parent,
					      .name_fold = fold },
		       &twin, &found);
	if (err)
		return err;
	if (found)
		return err_at(
			err_new(cx->arena, ERR_CONFLICT,
				N_("\"{0}\" already stands below \"{1}\"."),
				in->name, parent.name),
			STR("name"));
	err = org_next_position(
		cx->db, &(struct org_next_position_in){ .parent = in->parent },
		&next, &found);
	if (!err)
		*ret_position = next.position;
	return err;
}

/* Below whom the new leaf stands, today and from when on. */
static struct err *reach_write(struct cx *cx, const struct org_new *in,
			       int64_t org)
{
	struct err *err = org_closure_self(
		cx->db, &(struct org_closure_self_in){ .org = org }, NULL);

	if (!err)
		err = org_reach_self(cx->db,
				     &(struct org_reach_self_in){
					     .org = org, .from_on = in->from },
				     NULL);
	if (err || in->parent == DB_NULL)
		return err;
	err = org_closure_add(cx->db,
			      &(struct org_closure_add_in){
				      .org = org, .parent = in->parent },
			      NULL);
	if (!err)
		err = org_reach_leaf(cx->db,
				     &(struct org_reach_leaf_in){
					     .org = org,
					     .parent = in->parent,
					     .from_on = in->from },
				     NULL);
	return err;
}

static struct err *facts_write(struct cx *cx, const struct org_new *in,
			       struct str short_name, int64_t org)
{
	struct buf after = audit_obj(cx);
	int64_t event, id;
	struct err *err;

	audit_str(&after, "name", in->name);
	audit_str(&after, "kind", in->kind);
	audit_int(&after, "parent", in->parent);
	audit_day(cx, &after, "from", in->from);
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "org.add",
						 .subject_kind = "org",
						 .subject = org,
						 .after = audit_end(&after) },
			  &event);
	if (!err)
		err = org_name_insert(cx->db,
				      &(struct org_name_insert_in){
					      .org = org,
					      .kind = in->kind,
					      .name = in->name,
					      .short_name = short_name,
					      .from_on = in->from,
					      .event = event },
				      &id);
	if (!err)
		err = org_place_insert(cx->db,
				       &(struct org_place_insert_in){
					       .org = org,
					       .parent = in->parent,
					       .from_on = in->from,
					       .event = event },
				       &id);
	if (!err && in->code.n)
		err = org_code_insert(cx->db,
				      &(struct org_code_insert_in){
					      .org = org,
					      .code = in->code,
					      .from_on = in->from,
					      .event = event },
				      &id);
	if (!err)
		err = reach_write(cx, in, org);
	if (!err)
		err = org_words_add(cx, org, in->name, short_name);
	return err ? err : org_tally_add(cx, org);
}

static struct err *add_tx(struct cx *cx, void *arg)
{
	struct add *io = arg;
	const struct org_new *in = io->in;
	struct str fold = text_fold(cx->arena, in->name);
	struct str short_name = in->short_name.n ? in->short_name : in->name;
	int64_t position;
	bool seen;
	struct err *err = audit_seen(cx, "org.add", &seen, &io->id);

	if (err || seen)
		return err;
	err = org_check(cx->arena, cx->profile, in);
	if (!err)
		err = place_check(cx, in, fold, &position);
	if (err)
		return err;
	err = org_insert(cx->db,
			 &(struct org_insert_in){
				 .parent = in->parent,
				 .kind = in->kind,
				 .code = in->code,
				 .name = in->name,
				 .short_name = short_name,
				 .name_fold = fold,
				 .sort = text_sort_key(cx->arena, in->name),
				 .position = position,
				 .from_on = in->from },
			 &io->id);
	return err ? err : facts_write(cx, in, short_name, io->id);
}

struct err *org_add(struct cx *cx, const struct org_new *in, int64_t *ret_id)
{
	struct add io = { .in = in };
	struct err *err = db_tx(cx, add_tx, &io);

	if (!err)
		*ret_id = io.id;
	return err;
}

/* ---- another name ------------------------------------------------------------ */

struct naming {
	int64_t org;
	const struct org_named *in;
};

static struct err *name_event(struct cx *cx, const struct org_by_id_row *was,
			      const struct org_named *in, int64_t *ret_event)
{
	struct buf before = audit_obj(cx), after = audit_obj(cx);

	audit_str(&before, "name", was->name);
	audit_str(&after, "name", in->name);
	audit_day(cx, &after, "from", in->from);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "org.rename",
						  .subject_kind = "org",
						  .subject = was->id,
						  .before = audit_end(&before),
						  .after = audit_end(&after) },
			   ret_event);
}

static struct err *name_write(struct cx *cx, const struct org_by_id_row *was,
			      const struct org_named *in, int64_t event)
{
	struct str short_name = in->short_name.n ? in->short_name : in->name;
	int64_t id;
	struct err *err =
		org_name_end(cx->db,
			     &(struct org_name_end_in){ .org = was->id,
							.on = in->from,
							.event = event },
			     NULL);

	if (!err)
		err = org_name_insert(cx->db,
				      &(struct org_name_insert_in){
					      .org = was->id,
					      .kind = was->kind,
					      .name = in->name,
					      .short_name = short_name,
					      .from_on = in->from,
					      .event = event },
				      &id);
	if (!err)
		err = org_words_add(cx, was->id, in->name, short_name);
	if (err)
		return err;
	return org_rename_row(
		cx->db,
		&(struct org_rename_row_in){
			.id = was->id,
			.name = in->name,
			.short_name = short_name,
			.name_fold = text_fold(cx->arena, in->name),
			.sort = text_sort_key(cx->arena, in->name) },
		NULL);
}

static struct err *rename_tx(struct cx *cx, void *arg)
{
	const struct naming *io = arg;
	struct org_by_id_row was;
	struct org_new as_new;
	int64_t event;
	bool found;
	struct err *err =
		org_by_id(cx->db, &(struct org_by_id_in){ .id = io->org }, &was,
			  &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such organisation."));
	if (err)
		return err;
	as_new = (struct org_new){ .parent = was.parent,
				   .kind = was.kind,
				   .name = io->in->name,
				   .short_name = io->in->short_name,
				   .from = io->in->from };
	err = org_check(cx->arena, cx->profile, &as_new);
	if (!err)
		err = name_event(cx, &was, io->in, &event);
	return err ? err : name_write(cx, &was, io->in, event);
}

struct err *org_rename(struct cx *cx, int64_t org, const struct org_named *in)
{
	struct naming io = { .org = org, .in = in };

	return db_tx(cx, rename_tx, &io);
}
