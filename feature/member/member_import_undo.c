/*
 * Taking an import back: whom nobody touched since never was, facts that it
 * changed are as they were before.
 */
#include "member/member_act.h"
#include "member/member_import.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_priv.h"

day_t member_import_undo_until(const struct cx *cx, int64_t confirmed_at)
{
	day_t day = day_of_instant(confirmed_at);

	return day + (day_t)profile_rule_int(cx->profile,
					     STR("import_undo_days"), day,
					     MEMBER_IMPORT_UNDO_DAYS);
}

struct undo {
	int64_t id, gone;
	struct member_lock lock;
	struct strs kept;
};

typedef struct err *unmake_fn(struct db *db, int64_t member);
#define UNMAKE(name)                                                           \
	static struct err *un_##name(struct db *db, int64_t member)            \
	{                                                                      \
		return member_unmake_##name(                                   \
			db,                                                    \
			&(struct member_unmake_##name##_in){ .member =         \
								     member }, \
			NULL);                                                 \
	}
UNMAKE(word)
UNMAKE(look)
UNMAKE(span)
UNMAKE(secret)
UNMAKE(fact)
UNMAKE(state)
UNMAKE(post)
UNMAKE(in)
UNMAKE(name)

/* Whom nobody touched never was: nothing of them stays, nor of their key. */
static struct err *person_unmake(struct cx *cx, int64_t member)
{
	static unmake_fn *const parts[] = { un_word,   un_look, un_span,
					    un_secret, un_fact, un_state,
					    un_post,   un_in,	un_name };
	struct err *err = NULL;

	for (int i = 0; i < (int)N_ELEMENTS(parts) && !err; i++)
		err = parts[i](cx->db, member);
	return err ? err
		   : member_unmake(cx->db,
				   &(struct member_unmake_in){ .id = member },
				   NULL);
}

/* A fact without a line of its own, or one that is sealed: what it was stands
 * beside the change. *ret_free: it is still as the import left it. */
static struct err *still_so(struct cx *cx, const struct member_lock *lock,
			    const struct member_by_id_row *m,
			    const struct member_import_changes_row *c,
			    struct str *ret_was, bool *ret_free)
{
	struct member_secrets_rows rows;
	struct member_key key;
	struct str now = STR_NULL;
	day_t from;
	struct err *err;

	*ret_free = false;
	*ret_was = c->was.p ? c->was : STR("");
	if (!member_is_protected(cx, c->field)) {
		err = member_field_now(cx, c->member, c->field, &now, &from);
		*ret_free = !err && str_eq(now, c->became);
		return err;
	}
	err = member_secrets(cx->db,
			     &(struct member_secrets_in){ .member = c->member },
			     &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*ret_free |= str_eq(rows.p[i].field, c->field) &&
			     rows.p[i].to_on == DAY_NONE &&
			     rows.p[i].event == c->event;
	if (err || !*ret_free || !c->was.n)
		return err;
	err = member_key_open(cx, lock, m->lock_key, &key);
	key.of = c->member;
	if (!err)
		*ret_free =
			member_open(cx->arena, &key, c->field, c->was, ret_was);
	return err;
}

static struct err *plain_back(struct cx *cx, const struct member_lock *lock,
			      const struct member_by_id_row *m,
			      const struct member_import_changes_row *c,
			      bool *ret_free)
{
	struct str was;
	struct err *err = still_so(cx, lock, m, c, &was, ret_free);

	return err || !*ret_free
		       ? err
		       : member_correct(cx, &(struct member_edit){
						    .member = c->member,
						    .rev = MEMBER_ANY_REV,
						    .field = c->field,
						    .value = was,
						    .from = DAY_NONE });
}

/* A fact as it was before, unless another change came behind it. */
static struct err *fact_back(struct cx *cx,
			     const struct member_import_changes_row *c,
			     struct undo *x)
{
	struct member_by_id_row m;
	bool found, free = true;
	struct err *err =
		member_by_id(cx->db, &(struct member_by_id_in){ c->member }, &m,
			     &found);

	if (err || !found)
		return err;
	if (str_starts(c->field, STR("post.")))
		err = member_take_back(cx,
				       &(struct member_edit){
					       .member = c->member,
					       .rev = MEMBER_ANY_REV },
				       c->event);
	else if (member_import_has_line(cx->profile, c->field))
		err = member_fact_back(cx,
				       &(struct member_edit){
					       .member = c->member,
					       .rev = MEMBER_ANY_REV,
					       .field = c->field },
				       c->event);
	else
		err = plain_back(cx, &x->lock, &m, c, &free);
	/* what can't be as it was, an empty birth say, stays too */
	if (err && (err->code == ERR_CONFLICT || err->code == ERR_INVALID)) {
		free = false;
		err = NULL;
	}
	if (!free)
		*vec_push(cx->arena, &x->kept) = m.name;
	return err;
}

static struct err *facts_back(struct cx *cx, struct undo *x)
{
	struct member_import_changes_rows rows;
	struct str key = cx->key;
	struct err *err = member_import_changes(
		cx->db, &(struct member_import_changes_in){ .import = x->id },
		&rows);

	cx->key = STR_NULL;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (rows.p[i].event != DB_NULL)
			err = fact_back(cx, &rows.p[i], x);
	cx->key = key;
	return err;
}

static struct err *people_back(struct cx *cx, int64_t event, struct undo *x)
{
	struct member_import_made_rows rows;
	int64_t last = 0;
	struct err *err = member_import_made(
		cx->db, &(struct member_import_made_in){ .event = event },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		if (rows.p[i].moved) {
			*vec_push(cx->arena, &x->kept) = rows.p[i].name;
			continue;
		}
		err = person_unmake(cx, rows.p[i].id);
		last = MAX(last, rows.p[i].id);
		x->gone++;
	}
	/* nobody else gets such a number */
	return err || !last
		       ? err
		       : member_last_keep(cx->db,
					  &(struct member_last_keep_in){ last },
					  NULL);
}

static struct err *undo_check(struct cx *cx,
			      const struct member_import_by_id_row *i)
{
	if (i->confirmed_at == DB_NULL || i->undone_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       i->undone_at != DB_NULL
				       ? N_("This import was taken back "
					    "already.")
				       : N_("Nothing was imported yet."));
	if (cx->today <= member_import_undo_until(cx, i->confirmed_at))
		return NULL;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("An import can be taken back until {0} only: correct "
			  "or remove people one by one."),
		       fmt_day(cx->arena,
			       member_import_undo_until(cx, i->confirmed_at)));
}

static struct err *undo_tx(struct cx *cx, void *arg)
{
	struct undo *x = arg;
	struct member_import_by_id_row i;
	struct buf after = audit_obj(cx);
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "member_import.undo", &seen, &subject);

	if (err || seen)
		return err;
	x->gone = 0;
	x->kept = (struct strs){ 0 };
	err = member_import_get(cx, x->id, &i);
	if (!err)
		err = undo_check(cx, &i);
	if (!err)
		err = facts_back(cx, x);
	if (!err)
		err = people_back(cx, i.event, x);
	if (!err)
		err = member_import_undo_row(
			cx->db, &(struct member_import_undo_row_in){
					.id = x->id,
					.at = cx->now,
					.kept = x->kept.n });
	if (err)
		return err;
	audit_int(&after, "gone", x->gone);
	audit_int(&after, "kept", x->kept.n);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "member_import.undo",
						  .subject_kind =
							  "member_import",
						  .subject = x->id,
						  .after = audit_end(&after) },
			   NULL);
}

struct err *member_import_undo(struct cx *cx, int64_t id, int64_t *ret_gone,
			       struct strs *ret_kept)
{
	struct undo x = { .id = id };
	struct err *err = member_lock_read(cx, &x.lock);

	if (!err)
		err = db_tx_large(cx, undo_tx, &x);

	if (err)
		return err;
	*ret_gone = x.gone;
	*ret_kept = x.kept;
	return NULL;
}
