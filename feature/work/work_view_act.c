/* What changes saved views. */
#include "work/work_view_act.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "work/work_view_query.h"

struct io {
	const struct work_view_new *in;
	int64_t id;
	struct str name;
	bool opens;
	/* read inside the transaction */
	struct work_view_rule rule;
	struct view_by_id_row row;
};

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such view, or it isn't yours to "
			  "see."));
}

static struct err *seen_read(struct cx *cx, struct io *io)
{
	bool found;
	struct err *err =
		view_by_id(cx->db, &(struct view_by_id_in){ .id = io->id },
			   &io->row, &found);

	if (err)
		return err;
	if (!found ||
	    !work_sharing_from_key(io->row.sharing, &io->rule.sharing))
		return gone(cx);
	io->rule.owner = io->row.owner;
	io->rule.org = io->row.org;
	return work_view_seen(cx, &io->rule) ? NULL : gone(cx);
}

/* The view, when this person may change it. */
static struct err *mine_read(struct cx *cx, struct io *io)
{
	struct err *err = seen_read(cx, io);

	if (!err && !work_view_mine(cx, &io->rule))
		err = err_new(cx->arena, ERR_DENIED,
			      N_("This view belongs to {0}; save one of your "
				 "own."),
			      io->row.owner_name);
	return err;
}

static struct err *name_check(struct cx *cx, int64_t list, int64_t owner,
			      const struct io *io)
{
	struct view_twin_row twin;
	struct view_own_count_row own;
	bool is_twin, found;
	struct err *err =
		view_twin(cx->db,
			  &(struct view_twin_in){
				  .list = list,
				  .owner = owner,
				  .name_fold = text_fold(cx->arena, io->name),
				  .id = io->id },
			  &twin, &is_twin);

	if (!err)
		err = view_own_count(cx->db,
				     &(struct view_own_count_in){
					     .list = list, .owner = owner },
				     &own, &found);
	if (err)
		return err;
	return work_view_check(cx, io->name,
			       io->in ? io->in->sharing : SHARING_OWN, is_twin,
			       io->in ? own.n : 0);
}

static struct err *event_write(struct cx *cx, const char *kind,
			       const struct io *io, struct str before,
			       struct str after)
{
	struct buf b = audit_obj(cx), a = audit_obj(cx);

	if (before.p)
		audit_str(&b, "name", before);
	if (after.p)
		audit_str(&a, "name", after);
	if (io->in) {
		audit_int(&a, "list", io->in->list);
		audit_str(&a, "asks", io->in->asks);
		audit_str(&a, "sharing",
			  str_c(work_sharing_key(io->in->sharing)));
	}
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = "view",
						  .subject = io->id,
						  .before = audit_end(&b),
						  .after = audit_end(&a) },
			   NULL);
}

static struct err *opens_write(struct cx *cx, int64_t list, int64_t view)
{
	if (!view)
		return view_default_clear(cx->db,
					  &(struct view_default_clear_in){
						  .person = cx->actor.id,
						  .list = list },
					  NULL);
	return view_default_set(
		cx->db,
		&(struct view_default_set_in){
			.person = cx->actor.id, .list = list, .view = view },
		NULL);
}

/* ---- save ----------------------------------------------------------------------- */

static struct err *save_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	const struct work_view_new *in = io->in;
	bool seen;
	struct err *err = audit_seen(cx, "view.save", &seen, &io->id);

	if (err || seen)
		return err;
	io->id = 0;
	err = name_check(cx, in->list, cx->actor.id, io);
	if (!err)
		err = view_insert(
			cx->db,
			&(struct view_insert_in){
				.list = in->list,
				.owner = cx->actor.id,
				.owner_name = cx->actor.name,
				.org = cx->actor.org,
				.sharing = str_c(work_sharing_key(in->sharing)),
				.name = in->name,
				.name_fold = text_fold(cx->arena, in->name),
				.asks = in->asks,
				.made_at = cx->now },
			&io->id);
	if (!err && in->opens)
		err = opens_write(cx, in->list, io->id);
	return err ? err : event_write(cx, "view.save", io, STR_NULL, in->name);
}

struct err *work_view_save(struct cx *cx, const struct work_view_new *in,
			   int64_t *ret_id)
{
	struct io io = { .in = in, .name = in->name };
	struct err *err = db_tx(cx, save_tx, &io);

	if (!err)
		*ret_id = io.id;
	return err;
}

/* ---- rename, drop, open with ------------------------------------------------------ */

static struct err *rename_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "view.rename", &seen, &subject);

	if (err || seen)
		return err;
	err = mine_read(cx, io);
	if (!err)
		err = name_check(cx, io->row.list, io->row.owner, io);
	if (!err)
		err = view_rename(
			cx->db,
			&(struct view_rename_in){
				.id = io->id,
				.name = io->name,
				.name_fold = text_fold(cx->arena, io->name) },
			NULL);
	return err ? err
		   : event_write(cx, "view.rename", io, io->row.name, io->name);
}

struct err *work_view_rename(struct cx *cx, int64_t id, struct str name)
{
	return db_tx(cx, rename_tx, &(struct io){ .id = id, .name = name });
}

static struct err *drop_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "view.drop", &seen, &subject);

	if (err || seen)
		return err;
	err = mine_read(cx, io);
	if (!err)
		err = view_drop(cx->db,
				&(struct view_drop_in){ .id = io->id,
							.at = cx->now },
				NULL);
	return err ? err
		   : event_write(cx, "view.drop", io, io->row.name, STR_NULL);
}

struct err *work_view_drop(struct cx *cx, int64_t id)
{
	return db_tx(cx, drop_tx, &(struct io){ .id = id });
}

static struct err *opens_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "view.open", &seen, &subject);

	if (err || seen)
		return err;
	err = seen_read(cx, io);
	if (!err)
		err = opens_write(cx, io->row.list, io->opens ? io->id : 0);
	if (err)
		return err;
	return event_write(cx, "view.open", io,
			   io->opens ? STR_NULL : io->row.name,
			   io->opens ? io->row.name : STR_NULL);
}

struct err *work_view_open_with(struct cx *cx, int64_t id, bool opens)
{
	return db_tx(cx, opens_tx, &(struct io){ .id = id, .opens = opens });
}
