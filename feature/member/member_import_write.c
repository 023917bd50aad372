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
#include "member/member_act.h"
#include "member/member_import_progress.h"
#include "member/member_priv.h"
#include "member/member_span.h"
#include "member/member_word.h"

enum { SPANS_ONCE = 2000 };

struct confirm {
	const struct member_import_deed *deed;
	struct member_import_state *s;
	struct member_import_made made;
	int64_t event;
	int64_t *ids;  /* of whom it made */
	int64_t above; /* their ids are above it */
	struct import_progress *progress;
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

/* The offices of a new person, but those that somebody has. */
static struct err *posts_put(struct cx *cx, struct confirm *x, ptrdiff_t k,
			     const struct member_new *m, int64_t id)
{
	struct import_post post[IMPORT_OFFICES_MOST];
	int n = member_import_posts(cx, x->s, k, post);
	struct err *err = NULL;

	for (int i = 0; i < n && !err; i++) {
		struct str who = STR_NULL;

		if (!(x->s->person[k].posts >> i & 1))
			continue;
		/* somebody may have got it since */
		if (profile_term_is(post[i].office, "one"))
			err = member_import_post_taken(cx, post[i].org,
						       post[i].office->code,
						       m->from, &who);
		if (err || who.p)
			continue;
		err = member_post_insert(cx->db,
					 &(struct member_post_insert_in){
						 .member = id,
						 .org = post[i].org,
						 .office = post[i].office->code,
						 .from_on = m->from,
						 .to_on = DAY_NONE,
						 .basis =
							 text_or_null(m->basis),
						 .event = x->event },
					 NULL);
		x->made.posts++;
	}
	return err;
}

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
		m.above = x->above;
		err = member_put(cx, &s->lock, &m, x->event, &id);
		x->ids[x->made.taken++] = id;
		if (!err && x->s->person[k].title >= 0)
			err = posts_put(cx, x, k, &m, id);
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
	for (ptrdiff_t i = 0; i < n && !err; i++) {
		import_progress_at(x->progress, IMPORT_WRITES, i, n);
		err = person_put(cx, x, turn[i].person);
	}
	x->made.left_out = s->reg->rows.n - x->made.taken - s->n[IMPORT_SAME] -
			   s->n[IMPORT_DIFFERS];
	return err;
}

/* Whom it made is known: ids come in order. */
static struct err *spans_put(struct cx *cx, const struct confirm *x)
{
	struct err *err = NULL;

	for (int64_t i = 0; i < x->made.taken && !err; i += SPANS_ONCE) {
		import_progress_at(x->progress, IMPORT_SORTS, i, x->made.taken);
		err = member_span_people(cx, x->ids + i,
					 (ptrdiff_t)MIN(x->made.taken - i,
							(int64_t)SPANS_ONCE));
	}
	return err;
}

/* What a fact without lines that can be taken back was; sealed, as it stands
 * there. */
static struct err *was_read(struct cx *cx, const struct import_diff *d,
			    struct str *ret_was)
{
	struct member_secrets_rows rows;
	day_t from;
	struct err *err;

	*ret_was = STR_NULL;
	if (!d->corrects || member_import_has_line(cx->profile, d->field))
		return NULL;
	if (!member_is_protected(cx, d->field))
		return member_field_now(cx, d->member, d->field, ret_was,
					&from);
	err = member_secrets(cx->db,
			     &(struct member_secrets_in){ .member = d->member },
			     &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (str_eq(rows.p[i].field, d->field) &&
		    rows.p[i].to_on == DAY_NONE)
			*ret_was = rows.p[i].sealed;
	return err;
}

static struct err *fact_act(struct cx *cx, const struct confirm *x,
			    const struct import_diff *d)
{
	struct member_edit e = { .member = d->member,
				 .rev = MEMBER_ANY_REV,
				 .field = d->field,
				 .value = d->raw,
				 .from = d->corrects ? DAY_NONE
						     : x->s->i.as_at };

	if (d->post.office)
		return member_post_add(cx,
				       &(struct member_post){
					       .member = d->member,
					       .rev = MEMBER_ANY_REV,
					       .org = d->post.org,
					       .office = d->post.office->code,
					       .from = x->s->i.as_at,
					       .to = DAY_NONE,
					       .basis = x->s->basis });
	return d->corrects ? member_correct(cx, &e) : member_change(cx, &e);
}

/* What the record can't be, by the row that wants it. */
static struct err *fact_fault(struct cx *cx, const struct confirm *x,
			      const struct import_diff *d, struct err *err)
{
	const struct member_row *row = &x->s->reg->rows.p[d->person];

	if (err->code != ERR_INVALID && err->code != ERR_CONFLICT)
		return err;
	return err_new(cx->arena, ERR_INVALID,
		       N_("Row {0}, {1}: this difference can't be taken over. "
			  "{2}"),
		       fmt_int(cx->arena, cx->lang, row->row),
		       row->text[MF_NAME], tr_err(cx->arena, cx->lang, err));
}

static struct err *fact_change(struct cx *cx, const struct confirm *x,
			       const struct import_diff *d)
{
	struct str was, became = STR_NULL;
	int64_t event;
	day_t from;
	struct err *err = was_read(cx, d, &was);

	if (!err)
		err = fact_act(cx, x, d);
	if (err)
		return fact_fault(cx, x, d, err);
	err = audit_last(cx, &event);
	if (!err && d->corrects && !member_is_protected(cx, d->field))
		err = member_field_now(cx, d->member, d->field, &became, &from);
	return err ? err
		   : member_import_change_done(
			     cx->db,
			     &(struct member_import_change_done_in){
				     .import = x->s->i.id,
				     .sheet_row =
					     x->s->reg->rows.p[d->person].row,
				     .field = d->field,
				     .event = event,
				     .was = was,
				     .became = became },
			     NULL);
}

bool member_import_has_line(const struct profile *p, struct str field)
{
	const struct profile_term *t = profile_term(p, "field", field);

	return str_eq(field, STR("name")) ||
	       (t && !profile_term_is(t, "protected"));
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
	audit_int(&after, "posts", x->made.posts);
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
		err = member_last_id(cx, &x->above);
	if (!err)
		err = people_put(cx, x);
	import_progress_at(x->progress, IMPORT_SORTS, 0, x->made.taken);
	if (!err)
		err = member_words_event(cx, x->event);
	if (!err)
		err = spans_put(cx, x);
	if (!err)
		err = done_event(cx, x);
	if (!err)
		err = facts_change(cx, x);
	if (!err)
		err = member_import_done(cx->db,
					 &(struct member_import_done_in){
						 .id = x->made.id,
						 .at = cx->now,
						 .event = x->event,
						 .taken = x->made.taken,
						 .changed = x->made.changed,
						 .left_out = x->made.left_out,
						 .posts = x->made.posts });
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

	x.progress = err ? NULL : import_progress_begin(cx, deed->id);
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
	import_progress_end(x.progress);
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
	err = member_import_wish(cx->db,
				 &(struct member_import_wish_in){
					 .id = d->id,
					 .rev = d->rev,
					 .wish = word,
					 .at = cx->now,
					 .by = cx->actor.id,
					 .seat = cx_scope(cx),
					 .seat_for = cx->actor.lender });
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
	struct account_sitting at;
	bool found = false, good = true;
	struct err *err = NULL;

	if (str_to_i64(j->arg, &deed.id))
		err = member_import_by_id(cx->db,
					  &(struct member_import_by_id_in){
						  .id = deed.id },
					  &i, &found);
	if (err || !found || !i.wish.p)
		return err; /* written already */
	at = (struct account_sitting){ i.asked_by, i.seat, i.seat_for };
	if (i.asked_by > 0)
		err = account_actor_at(cx, &at, &own.actor, &good);
	deed.good = str_starts(i.wish, STR("good"));
	deed.again = str_ends(i.wish, STR("again"));
	if (!err && !good)
		err = err_new(cx->arena, ERR_DENIED,
			      N_("Who asked for this import may not sign in "
				 "any more, or has lost the place that they "
				 "asked it in."));
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
