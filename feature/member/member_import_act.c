/*
 * Acts of an import until it is confirmed. What was read is sealed before it
 * is kept: numbers of people stand nowhere in clear, neither here nor in the
 * trail.
 */
#include "member/member_import.h"

#include "audit/audit.h"
#include "auth/auth.h"
#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_priv.h"
#include "org/org.h"

struct err *member_import_may(struct cx *cx, int64_t *ret_org)
{
	struct org root;
	bool found = false;
	struct err *err;

	*ret_org = member_scope(cx);
	if (cx->actor.id != ACTOR_SYSTEM && !cx_may(cx, PERM_MEMBER_MANAGE))
		return err_new(cx->arena, ERR_DENIED,
			       N_("Only who keeps the records of members may "
				  "change them."));
	if (cx->actor.alone || *ret_org == MEMBER_NOBODY)
		return err_new(cx->arena, ERR_DENIED,
			       N_("A register reaches organisations below, "
				  "too: your role is for one organisation "
				  "alone."));
	if (*ret_org)
		return NULL;
	err = org_get_root(cx, &root, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("The realm has no organisation yet."));
	if (!err)
		*ret_org = root.id;
	return err;
}

struct err *member_import_get(struct cx *cx, int64_t id,
			      struct member_import_by_id_row *ret)
{
	int64_t org;
	bool found = false, within = false;
	struct err *err = member_import_may(cx, &org);

	if (!err)
		err = member_import_by_id(
			cx->db, &(struct member_import_by_id_in){ .id = id },
			ret, &found);
	if (!err && found)
		err = org_is_within(cx, org, ret->org, &within);
	if (err || within)
		return err;
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such import of members."));
}

struct err *member_import_waits(struct cx *cx,
				const struct member_import_by_id_row *i,
				int64_t rev)
{
	if (i->confirmed_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This register has been imported already."));
	if (i->dropped_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This register was put away; choose the file "
				  "again."));
	if (i->wish.p)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This register is being written just now."));
	if (rev && i->rev != rev)
		return err_at(err_new(cx->arena, ERR_CONFLICT,
				      N_("Somebody else changed this import "
					 "meanwhile: look at it again.")),
			      STR("rev"));
	return NULL;
}

static struct err *event_write(struct cx *cx, const char *kind, int64_t id,
			       struct buf *after)
{
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind =
							  "member_import",
						  .subject = id,
						  .after = audit_end(after) },
			   NULL);
}

/* ---- keeping what was read ---------------------------------------------------- */

static struct err *parts_write(struct cx *cx, const struct member_key *key,
			       int64_t id, struct str bytes)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct err *err = NULL;

	for (ptrdiff_t at = 0; at < bytes.n && !err; at += MEMBER_IMPORT_PART) {
		err = member_import_part_insert(
			cx->db,
			&(struct member_import_part_insert_in){
				.import = id,
				.n = at / MEMBER_IMPORT_PART,
				.sealed = member_seal(
					cx->arena, key, MEMBER_IMPORT_SEALED,
					str_sub(bytes, at,
						MIN(at + MEMBER_IMPORT_PART,
						    bytes.n))) },
			NULL);
		if (!err)
			arena_rewind(cx->arena, mark);
	}
	return err;
}

static struct err *stage_tx(struct cx *cx, void *arg)
{
	struct member_import_state *s = arg;
	struct buf after = audit_obj(cx);
	struct member_key key;
	bool seen;
	struct err *err =
		audit_seen(cx, "member_import.stage", &seen, &s->i.id);

	if (err || seen)
		return err;
	err = member_import_insert(
		cx->db,
		&(struct member_import_insert_in){
			.file_name = s->name,
			.sha256 = s->sha256,
			.as_at = s->day_known ? s->i.as_at : DAY_NONE,
			.decision = DB_NULL,
			.org = s->i.org,
			.people = s->reg->rows.n,
			.errors = s->reg->n_errors,
			.lock_key = member_key_new(cx, &s->lock, &key),
			.made_at = cx->now,
			.made_by = cx->actor.id,
			.made_name = member_import_actor(cx) },
		&s->i.id);
	if (!err)
		err = parts_write(cx, &key, s->i.id, s->bytes);
	if (err)
		return err;
	audit_str(&after, "file", s->name);
	audit_str(&after, "sha256", s->sha256);
	audit_int(&after, "rows", s->reg->rows.n);
	return event_write(cx, "member_import.stage", s->i.id, &after);
}

struct err *member_import_stage(struct cx *cx,
				const struct member_import_new *in,
				int64_t *ret_id)
{
	struct member_import_new kept = *in;
	struct member_import_state s;
	struct err *err;

	kept.keeps = true;
	err = member_import_open(cx, &kept, &s);
	if (!err)
		err = db_tx_large(cx, stage_tx, &s);
	if (!err)
		*ret_id = s.i.id;
	return err;
}

/* ---- what a person says of it ------------------------------------------------------ */

struct say {
	const char *kind;
	int64_t id, rev;
	day_t as_at; /* DAY_NONE: as it is */
	int64_t decision;
	bool set; /* these two are said */
	const struct member_import_mend *mend;
	const struct member_import_choice *choice;
	const struct member_import_meaning *meaning;
	const struct member_import_verdict *verdict;
	const int64_t *member; /* beside the verdicts */
	int n;
	struct member_lock lock;
};

static struct err *mends_write(struct cx *cx, const struct say *x,
			       const struct member_import_by_id_row *i)
{
	struct member_key key;
	struct err *err = member_key_open(cx, &x->lock, i->lock_key, &key);

	for (int k = 0; k < x->n && !err; k++)
		err = member_import_mend_put(
			cx->db,
			&(struct member_import_mend_put_in){
				.import = i->id,
				.sheet_row = x->mend[k].row,
				.field = x->mend[k].field,
				.sealed = member_seal(
					cx->arena, &key, x->mend[k].field,
					text_clean(cx->arena,
						   x->mend[k].text)) },
			NULL);
	return err;
}

static struct err *choice_write(struct cx *cx, int64_t id,
				const struct member_import_choice *c)
{
	bool org = str_eq(c->choice, STR("org"));

	if (!c->choice.n)
		return member_import_name_drop(
			cx->db,
			&(struct member_import_name_drop_in){ .import = id,
							      .unit = c->unit,
							      .cell = c->cell },
			NULL);
	return member_import_name_put(cx->db,
				      &(struct member_import_name_put_in){
					      .import = id,
					      .unit = c->unit,
					      .cell = c->cell,
					      .choice = c->choice,
					      .org = org ? c->org : DB_NULL },
				      NULL);
}

static struct err *choices_write(struct cx *cx, const struct say *x)
{
	struct err *err = NULL;

	for (int k = 0; k < x->n && !err; k++)
		err = choice_write(cx, x->id, &x->choice[k]);
	return err;
}

static struct err *meanings_write(struct cx *cx, const struct say *x)
{
	struct err *err = NULL;

	for (int k = 0; k < x->n && !err; k++) {
		const struct member_import_meaning *m = &x->meaning[k];

		if (m->choice.n)
			err = member_import_title_put(
				cx->db,
				&(struct member_import_title_put_in){
					.import = x->id,
					.title = m->title,
					.choice = m->choice },
				NULL);
		else
			err = member_import_title_drop(
				cx->db,
				&(struct member_import_title_drop_in){
					.import = x->id, .title = m->title },
				NULL);
	}
	return err;
}

static struct err *verdicts_write(struct cx *cx, const struct say *x)
{
	struct err *err = NULL;
	int64_t last = -1;

	for (int k = 0; k < x->n && !err; k++) {
		const struct member_import_verdict *v = &x->verdict[k];

		if (v->row != last)
			err = member_import_change_drop(
				cx->db,
				&(struct member_import_change_drop_in){
					.import = x->id, .sheet_row = v->row },
				NULL);
		last = v->row;
		if (!err && v->accept)
			err = member_import_change_put(
				cx->db,
				&(struct member_import_change_put_in){
					.import = x->id,
					.sheet_row = v->row,
					.field = v->field,
					.member = x->member[k] },
				NULL);
	}
	return err;
}

static struct err *say_tx(struct cx *cx, void *arg)
{
	const struct say *x = arg;
	struct buf after = audit_obj(cx);
	struct member_import_by_id_row i;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, x->kind, &seen, &subject);

	if (err || seen)
		return err;
	err = member_import_get(cx, x->id, &i);
	if (!err)
		err = member_import_waits(cx, &i, x->rev);
	if (!err && x->mend)
		err = mends_write(cx, x, &i);
	if (!err && x->choice)
		err = choices_write(cx, x);
	if (!err && x->meaning)
		err = meanings_write(cx, x);
	if (!err && x->verdict)
		err = verdicts_write(cx, x);
	if (!err)
		err = member_import_set(
			cx->db,
			&(struct member_import_set_in){
				.id = i.id,
				.rev = i.rev,
				.as_at = x->set ? x->as_at : i.as_at,
				.decision = x->set ? x->decision : i.decision,
			});
	audit_int(&after, "n", x->n);
	if (x->set)
		audit_day(cx, &after, "as_at", x->as_at);
	return err ? err : event_write(cx, x->kind, i.id, &after);
}

struct err *member_import_set_day(struct cx *cx,
				  const struct member_import_set *in)
{
	struct member_import_decision_row d;
	bool found = true;
	struct err *err =
		member_day_check(cx->arena, in->as_at, cx->today, "as_at");

	if (!err && in->decision)
		err = member_import_decision(
			cx->db,
			&(struct member_import_decision_in){
				.id = in->decision },
			&d, &found);
	if (!err && !found)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("Choose one from the list.")),
			     STR("decision"));
	return err ? err
		   : db_tx(cx, say_tx,
			   &(struct say){ .kind = "member_import.day",
					  .id = in->id,
					  .rev = in->rev,
					  .set = true,
					  .as_at = in->as_at,
					  .decision =
						  id_or_null(in->decision) });
}

struct err *member_import_mend(struct cx *cx, int64_t id, int64_t rev,
			       const struct member_import_mend *mend, int n)
{
	struct say x = { .kind = "member_import.mend",
			 .id = id,
			 .rev = rev,
			 .mend = mend,
			 .n = n };
	struct err *err = NULL;

	for (int k = 0; k < n && !err; k++) {
		if (member_field_of(mend[k].field) == MF_SHEET)
			err = err_new(cx->arena, ERR_INVALID,
				      N_("The register has no such column."));
		else
			err = member_text_check(cx->arena, mend[k].text,
						"text");
	}
	if (!err)
		err = member_lock_read(cx, &x.lock);
	return err ? err : db_tx(cx, say_tx, &x);
}

/* An organisation that the import may reach. */
static struct err *choice_check(struct cx *cx, int64_t scope,
				const struct member_import_choice *c)
{
	struct member_org_reach_row row;
	bool within = true;
	struct err *err = NULL;

	if (str_eq(c->choice, STR("org")))
		err = member_org_reach(cx->db,
				       &(struct member_org_reach_in){
					       .above = scope, .org = c->org },
				       &row, &within);
	else
		within = !c->choice.n || str_eq(c->choice, STR("unit")) ||
			 str_eq(c->choice, STR("leave"));
	if (err || within)
		return err;
	return err_new(cx->arena, ERR_INVALID,
		       N_("There is no such organisation: choose one from the "
			  "list."));
}

struct err *member_import_choose(struct cx *cx, int64_t id, int64_t rev,
				 const struct member_import_choice *choice,
				 int n)
{
	int64_t scope;
	struct err *err = member_import_may(cx, &scope);

	for (int k = 0; k < n && !err; k++)
		err = choice_check(cx, scope, &choice[k]);
	return err ? err
		   : db_tx(cx, say_tx,
			   &(struct say){ .kind = "member_import.choose",
					  .id = id,
					  .rev = rev,
					  .choice = choice,
					  .n = n });
}

struct err *member_import_entitle(struct cx *cx, int64_t id, int64_t rev,
				  const struct member_import_meaning *meaning,
				  int n)
{
	for (int k = 0; k < n; k++)
		if (!member_import_title_is(cx->profile, meaning[k].choice))
			return err_new(cx->arena, ERR_INVALID,
				       N_("Choose one from the list."));
	return db_tx(cx, say_tx,
		     &(struct say){ .kind = "member_import.entitle",
				    .id = id,
				    .rev = rev,
				    .meaning = meaning,
				    .n = n });
}

struct err *member_import_accept(struct cx *cx, int64_t id, int64_t rev,
				 const struct member_import_verdict *verdict,
				 int n)
{
	int64_t *member = arena_new(cx->arena, int64_t, n + 1);
	struct member_import_state s;
	struct err *err = member_import_state(cx, id, &s);

	for (int k = 0; k < n && !err; k++) {
		for (ptrdiff_t i = 0; i < s.diffs.n; i++)
			if (s.reg->rows.p[s.diffs.p[i].person].row ==
				    verdict[k].row &&
			    str_eq(s.diffs.p[i].field, verdict[k].field) &&
			    s.diffs.p[i].can_change)
				member[k] = s.diffs.p[i].member;
		if (!member[k])
			err = err_new(cx->arena, ERR_CONFLICT,
				      N_("This difference isn't there any "
					 "more: look at the list again."));
	}
	return err ? err
		   : db_tx(cx, say_tx,
			   &(struct say){ .kind = "member_import.accept",
					  .id = id,
					  .rev = rev,
					  .verdict = verdict,
					  .member = member,
					  .n = n });
}

/* ---- putting away --------------------------------------------------------------------- */

static struct err *drop_tx(struct cx *cx, void *arg)
{
	const int64_t *id = arg;
	struct buf after = audit_obj(cx);
	struct member_import_by_id_row i;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "member_import.drop", &seen, &subject);

	if (err || seen)
		return err;
	err = member_import_get(cx, *id, &i);
	if (!err)
		err = member_import_waits(cx, &i, 0);
	if (!err)
		err = member_import_drop_row(
			cx->db, &(struct member_import_drop_row_in){
					.id = *id, .at = cx->now });
	if (!err)
		err = member_import_parts_drop(
			cx->db,
			&(struct member_import_parts_drop_in){ .import = *id },
			NULL);
	if (!err)
		err = member_import_mends_drop(
			cx->db,
			&(struct member_import_mends_drop_in){ .import = *id },
			NULL);
	audit_str(&after, "file", i.file_name);
	return err ? err : event_write(cx, "member_import.drop", *id, &after);
}

struct err *member_import_drop(struct cx *cx, int64_t id)
{
	return db_tx(cx, drop_tx, &id);
}
