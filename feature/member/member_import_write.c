/*
 * The act of an import, and taking it back. All of it is one transaction and
 * one event; facts that change of people who are there already have their own.
 */
#include "member/member_import.h"

#include "account/account.h"
#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "job/job.h"
#include "member/member_priv.h"
#include "member/member_span.h"
#include "member/member_word.h"

struct confirm {
	const struct member_import_deed *deed;
	struct member_import_state *s;
	struct member_import_made made;
	int64_t event;
	int64_t *ids; /* of whom it made */
};

/* ---- what forbids it ------------------------------------------------------------ */

static struct err *faults_check(struct cx *cx,
				const struct member_import_state *s, bool good)
{
	ptrdiff_t bad = s->n[IMPORT_FAULTY] + s->n[IMPORT_NOWHERE];

	if (!s->day_known)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("The register doesn't say its day: "
					 "give the day on which it was so.")),
			      STR("as_at"));
	if (!good && bad)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("{0} rows have an error or an organisation "
				   "that isn't known: mend them, or take only "
				   "the rows that are right."),
				fmt_int(cx->arena, cx->lang, bad)),
			STR("good"));
	if (!s->n[IMPORT_NEW] && !s->n_accepted)
		return err_new(cx->arena, ERR_INVALID,
			       N_("There is nothing to take: no row is a new "
				  "person, and no difference was accepted."));
	return NULL;
}

static struct err *again_check(struct cx *cx,
			       const struct member_import_state *s, bool again)
{
	struct member_import_same_file_row row;
	struct str sha = s->i.id ? s->i.sha256 : s->sha256;
	bool found;
	struct err *err =
		member_import_same_file(cx->db,
					&(struct member_import_same_file_in){
						.sha256 = sha, .id = s->i.id },
					&row, &found);

	if (err || !found || again)
		return err;
	return err_at(err_new(cx->arena, ERR_CONFLICT,
			      N_("This very file was imported on {0}: say that "
				 "you want it again."),
			      fmt_day(cx->arena, day_of_instant(row.made_at))),
		      STR("again"));
}

static struct err *confirm_check(struct cx *cx,
				 const struct member_import_deed *deed,
				 const struct member_import_state *s)
{
	struct err *err = faults_check(cx, s, deed->good);

	return err ? err : again_check(cx, s, deed->again);
}

/* ---- writing --------------------------------------------------------------------- */

static struct err *person_put(struct cx *cx, struct confirm *x, ptrdiff_t k)
{
	const struct member_import_state *s = x->s;
	struct arena_mark mark = arena_mark(cx->arena);
	struct member_value value[N_MF];
	struct member_new m;
	int64_t twin = 0, id;
	struct err *err = NULL;

	/* somebody may have added them since it was judged */
	if (s->anybody)
		err = member_import_twin(cx, &s->lock, &s->reg->rows.p[k],
					 &twin);
	if (!err && !twin) {
		member_import_person(cx, s, k, value, &m);
		err = member_put(cx, &s->lock, &m, x->event, &id);
		x->ids[x->made.taken++] = id;
	}
	if (!err)
		arena_rewind(cx->arena, mark);
	return err;
}

/* People of an organisation stand together: in rows and in indexes. */
struct turn {
	int64_t org;
	ptrdiff_t person;
};

static int turn_order(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	if (x->org != y->org)
		return x->org < y->org ? -1 : 1;
	return x->person < y->person ? -1 : x->person > y->person;
}

static struct err *people_put(struct cx *cx, struct confirm *x)
{
	const struct member_import_state *s = x->s;
	struct turn *turn = arena_new(cx->arena, struct turn, s->reg->rows.n);
	ptrdiff_t n = 0;
	struct err *err = NULL;

	x->ids = arena_new(cx->arena, int64_t, s->reg->rows.n + 1);
	for (ptrdiff_t k = 0; k < s->reg->rows.n; k++)
		if (s->person[k].verdict == IMPORT_NEW)
			turn[n++] = (struct turn){
				s->names.p[s->person[k].name].org, k
			};
	if (n)
		qsort(turn, (size_t)n, sizeof(turn[0]), turn_order);
	for (ptrdiff_t i = 0; i < n && !err; i++)
		err = person_put(cx, x, turn[i].person);
	x->made.left_out = s->reg->rows.n - x->made.taken - s->n[IMPORT_SAME] -
			   s->n[IMPORT_DIFFERS];
	return err;
}

/* The same fact once more would end where it begins. */
static struct err *fact_change(struct cx *cx, const struct confirm *x,
			       const struct import_diff *d)
{
	const struct member_import_state *s = x->s;
	struct member_value value[N_MF];
	struct member_new m;
	struct str is = STR_NULL;
	int64_t event;
	struct err *err;

	member_import_person(cx, s, d->person, value, &m);
	for (ptrdiff_t i = 0; i < m.n_values; i++)
		if (str_eq(m.value[i].field, d->field))
			is = m.value[i].value;
	err = member_change(cx, &(struct member_edit){ .member = d->member,
						       .rev = MEMBER_ANY_REV,
						       .field = d->field,
						       .value = is,
						       .from = s->i.as_at });
	if (!err)
		err = audit_last(cx, &event);
	return err ? err
		   : member_import_change_done(
			     cx->db,
			     &(struct member_import_change_done_in){
				     .import = s->i.id,
				     .sheet_row = s->reg->rows.p[d->person].row,
				     .field = d->field,
				     .event = event },
			     NULL);
}

static struct err *facts_change(struct cx *cx, struct confirm *x)
{
	struct str key = cx->key;
	struct err *err = NULL;

	cx->key = STR_NULL; /* it belongs to the event of the whole */
	for (ptrdiff_t i = 0; i < x->s->diffs.n && !err; i++) {
		if (!x->s->diffs.p[i].accepted)
			continue;
		err = fact_change(cx, x, &x->s->diffs.p[i]);
		x->made.changed++;
	}
	cx->key = key;
	return err;
}

static struct err *done_event(struct cx *cx, const struct confirm *x)
{
	const struct member_import_state *s = x->s;
	struct buf after = audit_obj(cx);
	int64_t got;
	struct err *err;

	audit_str(&after, "sha256", s->i.sha256);
	audit_day(cx, &after, "as_at", s->i.as_at);
	audit_int(&after, "decision", s->i.decision);
	audit_int(&after, "taken", x->made.taken);
	audit_int(&after, "left", x->made.left_out);
	err = audit_write(cx,
			  &(struct audit_event){
				  .kind = "member_import.confirm",
				  .subject_kind = "member_import",
				  .subject = x->made.id,
				  .after = audit_end(&after) },
			  &got);
	assert(err || got == x->event);
	return err;
}

/* A command's register is known from now on: for its undo. */
static struct err *header_write(struct cx *cx, struct confirm *x)
{
	struct member_import_state *s = x->s;

	if (x->deed->id)
		return NULL;
	s->i.sha256 = s->sha256;
	return member_import_insert(cx->db,
				    &(struct member_import_insert_in){
					    .file_name = s->name,
					    .sha256 = s->sha256,
					    .as_at = s->i.as_at,
					    .decision = s->i.decision,
					    .org = s->i.org,
					    .people = s->reg->rows.n,
					    .errors = s->reg->n_errors,
					    .lock_key = STR_NULL,
					    .made_at = cx->now,
					    .made_by = cx->actor.id,
					    .made_name =
						    member_import_actor(cx) },
				    &x->made.id);
}

static struct err *unseal(struct cx *cx, int64_t id)
{
	struct err *err = member_import_parts_drop(
		cx->db, &(struct member_import_parts_drop_in){ .import = id },
		NULL);

	return err ? err
		   : member_import_mends_drop(
			     cx->db,
			     &(struct member_import_mends_drop_in){
				     .import = id },
			     NULL);
}

static struct err *confirm_write(struct cx *cx, struct confirm *x)
{
	struct err *err = header_write(cx, x);

	if (!err)
		err = member_next_event(cx, &x->event);
	if (!err)
		err = people_put(cx, x);
	if (!err)
		err = member_words_event(cx, x->event);
	/* whom it made is known: ids come in order */
	if (!err)
		err = member_span_people(cx, x->ids, x->made.taken);
	if (!err)
		err = done_event(cx, x);
	if (!err)
		err = facts_change(cx, x);
	if (!err)
		err = member_import_done(
			cx->db, &(struct member_import_done_in){
					.id = x->made.id,
					.at = cx->now,
					.event = x->event,
					.taken = x->made.taken,
					.changed = x->made.changed,
					.left_out = x->made.left_out });
	return err ? err : unseal(cx, x->made.id);
}

static struct err *confirm_tx(struct cx *cx, void *arg)
{
	struct confirm *x = arg;
	struct member_import_by_id_row i;
	bool seen;
	struct err *err =
		audit_seen(cx, "member_import.confirm", &seen, &x->made.id);

	if (err || seen)
		return err;
	x->made = (struct member_import_made){ .id = x->deed->id };
	if (x->deed->id)
		err = member_import_get(cx, x->deed->id, &i);
	if (!err && x->deed->id &&
	    (i.confirmed_at != DB_NULL || i.dropped_at != DB_NULL ||
	     i.rev != x->s->i.rev))
		err = err_at(err_new(cx->arena, ERR_CONFLICT,
				     N_("Somebody else changed this import "
					"meanwhile: look at it again.")),
			     STR("rev"));
	return err ? err : confirm_write(cx, x);
}

struct err *member_import_confirm(struct cx *cx,
				  const struct member_import_deed *deed,
				  struct member_import_state *s,
				  struct member_import_made *ret)
{
	struct member_import_state own;
	struct confirm x = { .deed = deed, .s = s };
	int64_t org;
	struct err *err = member_import_may(cx, &org);

	if (!err && !s) {
		err = member_import_state(cx, deed->id, &own);
		x.s = &own;
	}
	if (!err && deed->rev && x.s->i.rev != deed->rev)
		err = err_at(err_new(cx->arena, ERR_CONFLICT,
				     N_("Somebody else changed this import "
					"meanwhile: look at it again.")),
			     STR("rev"));
	if (!err)
		err = confirm_check(cx, deed, x.s);
	if (!err)
		err = db_tx_large(cx, confirm_tx, &x);
	if (!err)
		*ret = x.made;
	return err;
}

/* ---- by a job ------------------------------------------------------------------------ */

static struct err *ask_tx(struct cx *cx, void *arg)
{
	const struct member_import_deed *d = arg;
	struct str word = d->good ? (d->again ? STR("good again") : STR("good"))
				  : (d->again ? STR("all again") : STR("all"));
	struct buf after = audit_obj(cx);
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "member_import.ask", &seen, &subject);

	if (err || seen)
		return err;
	err = member_import_wish(cx->db, &(struct member_import_wish_in){
						 .id = d->id,
						 .rev = d->rev,
						 .wish = word,
						 .at = cx->now });
	if (!err)
		err = job_ask(cx, "member.import",
			      str_fmt(cx->arena, "%lld", (long long)d->id),
			      STR_NULL, cx->now);
	audit_str(&after, "wish", word);
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "member_import.ask",
					 .subject_kind = "member_import",
					 .subject = d->id,
					 .after = audit_end(&after) },
				 NULL);
}

struct err *member_import_ask(struct cx *cx,
			      const struct member_import_deed *deed)
{
	struct member_import_deed d = *deed;
	struct member_import_state s;
	struct err *err = member_import_state(cx, deed->id, &s);

	if (!err && s.i.rev != deed->rev)
		err = err_at(err_new(cx->arena, ERR_CONFLICT,
				     N_("Somebody else changed this import "
					"meanwhile: look at it again.")),
			     STR("rev"));
	if (!err)
		err = confirm_check(cx, deed, &s);
	return err ? err : db_tx(cx, ask_tx, &d);
}

struct failed {
	int64_t id;
	struct str why;
};

static struct err *failed_tx(struct cx *cx, void *arg)
{
	const struct failed *x = arg;

	return member_import_failed(cx->db,
				    &(struct member_import_failed_in){
					    .id = x->id, .why = x->why },
				    NULL);
}

struct err *member_import_job(struct cx *cx, const struct job *j)
{
	struct cx own = *cx;
	struct member_import_by_id_row i;
	struct member_import_made made;
	struct member_import_deed deed = { 0 };
	bool found = false, good = true;
	struct err *err = NULL;

	if (str_to_i64(j->arg, &deed.id))
		err = member_import_by_id(cx->db,
					  &(struct member_import_by_id_in){
						  .id = deed.id },
					  &i, &found);
	if (err || !found || !i.wish.p)
		return err; /* written already */
	if (i.made_by > 0)
		err = account_actor(cx, i.made_by, &own.actor, &good);
	deed.good = str_starts(i.wish, STR("good"));
	deed.again = str_ends(i.wish, STR("again"));
	if (!err && !good)
		err = err_new(cx->arena, ERR_DENIED,
			      N_("Who asked for this import may not sign in "
				 "any more."));
	if (!err)
		err = member_import_confirm(&own, &deed, NULL, &made);
	if (!err || err->code == ERR_BUSY || err->code == ERR_DB ||
	    err->code == ERR_IO)
		return err; /* it is tried again */
	return db_tx(cx, failed_tx,
		     &(struct failed){
			     deed.id,
			     tr_err(cx->arena, cx->profile->lang, err) });
}

/* ---- taking back ------------------------------------------------------------------------ */

day_t member_import_undo_until(const struct cx *cx, int64_t confirmed_at)
{
	day_t day = day_of_instant(confirmed_at);

	return day + (day_t)profile_rule_int(cx->profile,
					     STR("import_undo_days"), day,
					     MEMBER_IMPORT_UNDO_DAYS);
}

struct undo {
	int64_t id, gone;
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
UNMAKE(in)
UNMAKE(name)

/* Whom nobody touched never was: nothing of them stays, nor of their key. */
static struct err *person_unmake(struct cx *cx, int64_t member)
{
	static unmake_fn *const parts[] = { un_word,   un_look, un_span,
					    un_secret, un_fact, un_state,
					    un_in,     un_name };
	struct err *err = NULL;

	for (int i = 0; i < (int)N_ELEMENTS(parts) && !err; i++)
		err = parts[i](cx->db, member);
	return err ? err
		   : member_unmake(cx->db,
				   &(struct member_unmake_in){ .id = member },
				   NULL);
}

/* A fact as it was before, unless another change came behind it. */
static struct err *fact_back(struct cx *cx,
			     const struct member_import_changes_row *c,
			     struct undo *x)
{
	struct member_fact_bar_row bar;
	struct member_held row;
	struct buf after = audit_obj(cx);
	bool found = false;
	struct err *err = member_take(cx, c->member, MEMBER_ANY_REV, &row);

	if (!err)
		err = member_fact_bar(cx->db,
				      &(struct member_fact_bar_in){
					      .member = c->member,
					      .field = c->field,
					      .undone = c->event },
				      &bar, &found);
	if (!err && found) {
		*vec_push(cx->arena, &x->kept) = row.is.name;
		return NULL;
	}
	if (!err)
		err = member_fact_unmake(cx->db,
					 &(struct member_fact_unmake_in){
						 .member = c->member,
						 .field = c->field,
						 .undone = c->event,
						 .event = row.event },
					 NULL);
	if (!err)
		err = member_fact_reopen(cx->db,
					 &(struct member_fact_reopen_in){
						 .member = c->member,
						 .field = c->field,
						 .undone = c->event },
					 NULL);
	audit_str(&after, "field", c->field);
	audit_int(&after, "undone", c->event);
	return err ? err
		   : member_keep(cx, &row,
				 &(struct member_said){
					 .kind = "member.take_back",
					 .after = audit_end(&after) });
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
	struct err *err = member_import_made(
		cx->db, &(struct member_import_made_in){ .event = event },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		if (rows.p[i].moved) {
			*vec_push(cx->arena, &x->kept) = rows.p[i].name;
			continue;
		}
		err = person_unmake(cx, rows.p[i].id);
		x->gone++;
	}
	return err;
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
	struct err *err = db_tx_large(cx, undo_tx, &x);

	if (err)
		return err;
	*ret_gone = x.gone;
	*ret_kept = x.kept;
	return NULL;
}
