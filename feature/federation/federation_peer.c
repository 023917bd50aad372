/* Who is above and below. */
#include "federation/federation_act.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "federation/federation_query.h"

struct adding {
	const struct fed_peer_new *in;
	struct str name, fold;
	day_t from;
	int64_t id;
};

static struct err *event(struct cx *cx, const char *kind, int64_t peer,
			 struct str after)
{
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = "fed_peer",
						  .subject = peer,
						  .after = after },
			   NULL);
}

static struct err *twin_check(struct cx *cx, const struct adding *x)
{
	struct fed_peer_by_name_row named;
	struct fed_peer_by_key_row keyed;
	bool found;
	struct err *err = fed_peer_by_name(cx->db,
					   &(struct fed_peer_by_name_in){
						   .name_fold = x->fold,
						   .today = cx->today },
					   &named, &found);

	if (!err && found)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("There is a committee “{0}” already; remove "
				  "it first, its reports are kept."),
			       named.name);
	if (!err)
		err = fed_peer_by_key(
			cx->db,
			&(struct fed_peer_by_key_in){
				.public_key = x->in->key,
				.kind = str_c(fed_role_key(x->in->role)),
				.today = cx->today },
			&keyed, &found);
	if (!err && found)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("“{0}” has this key already."), keyed.name);
	return err;
}

static struct err *add_tx(struct cx *cx, void *arg)
{
	struct adding *x = arg;
	const struct fed_peer_new *in = x->in;
	struct buf after = audit_obj(cx);
	struct err *err = twin_check(cx, x);

	if (!err)
		err = fed_peer_insert(
			cx->db,
			&(struct fed_peer_insert_in){
				.name = x->name,
				.name_fold = x->fold,
				.kind = str_c(fed_role_key(in->role)),
				.address = in->address,
				.public_key = in->key,
				.today = x->from,
				.now = cx->now },
			&x->id);
	if (err)
		return err;
	audit_str(&after, "name", x->name);
	audit_str(&after, "as", str_c(fed_role_key(in->role)));
	audit_str(&after, "at", in->address);
	audit_str(&after, "key", in->key);
	audit_day(cx, &after, "from", x->from);
	return event(cx, "federation.add", x->id, audit_end(&after));
}

static struct err *address_check(struct cx *cx, const struct fed_peer_new *in)
{
	struct fed_address ignored;

	if (in->address.p)
		return fed_address_read(cx->arena, in->address, &ignored);
	if (in->role == FED_CHILD)
		return NULL;
	return err_new(cx->arena, ERR_INVALID,
		       N_("Say where the committee above takes reports: --at "
			  "https://HOST, or realm:NAME."));
}

struct err *fed_peer_add(struct cx *cx, const struct fed_peer_new *in,
			 int64_t *ret_id)
{
	struct adding x = { .in = in,
			    .name = text_clean(cx->arena, in->name),
			    .from = in->from == DAY_NONE ? cx->today
							 : in->from };
	struct str own;
	struct err *err = fed_key_check(cx->arena, in->key);

	if (!err && (!x.name.n || utf8_length(x.name) > FED_NAME_MOST))
		err = err_new(cx->arena, ERR_INVALID,
			      N_("The committee's name has 1 to {0} "
				 "characters."),
			      str_fmt(cx->arena, "%d", (int)FED_NAME_MOST));
	if (!err && x.from > cx->today)
		err = err_new(cx->arena, ERR_INVALID,
			      N_("A relation can't begin later than today."));
	if (!err)
		err = address_check(cx, in);
	if (!err && !cx->in_tx)
		err = fed_key_ready(cx, false, &own);
	x.fold = text_fold(cx->arena, x.name);
	if (!err)
		err = db_tx(cx, add_tx, &x);
	if (!err)
		*ret_id = x.id;
	return err;
}

static struct err *remove_tx(struct cx *cx, void *arg)
{
	const struct str *name = arg;
	struct fed_peer_by_name_row row;
	struct buf after = audit_obj(cx);
	bool found;
	struct err *err = fed_peer_by_name(
		cx->db,
		&(struct fed_peer_by_name_in){
			.name_fold = text_fold(cx->arena, *name),
			.today = cx->today },
		&row, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no committee “{0}” that reports "
				 "come from or go to."),
			      *name);
	if (!err)
		err = fed_peer_end(cx->db,
				   &(struct fed_peer_end_in){
					   .id = row.id, .today = cx->today },
				   NULL);
	if (err)
		return err;
	audit_str(&after, "name", row.name);
	audit_day(cx, &after, "to", cx->today);
	return event(cx, "federation.remove", row.id, audit_end(&after));
}

struct err *fed_peer_remove(struct cx *cx, struct str name)
{
	struct str clean = text_clean(cx->arena, name);

	return db_tx(cx, remove_tx, &clean);
}
