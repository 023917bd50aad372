/* Putting right what is recorded of an organisation, and taking that back. */
#include "org/org_amend.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_dated.h"
#include "org/org_model.h"
#include "org/org_query.h"
#include "org/org_reorg_model.h"
#include "org/org_reorg_query.h"

/* An organisation as it is before. */
struct held {
	struct org_by_id_row is;
	struct reorg_name_open_row name;
	struct reorg_code_open_row code;
	bool has_code;
	day_t code_on; /* a code may begin then at the earliest */
};

static struct err *code_read(struct cx *cx, int64_t org, struct held *h)
{
	struct org_code_last_row last;
	bool found;
	struct err *err =
		reorg_code_open(cx->db,
				&(struct reorg_code_open_in){ .org = org },
				&h->code, &h->has_code);

	h->code_on = h->is.from_on;
	if (err || h->has_code) {
		h->code_on = h->code.from_on;
		return err;
	}
	err = org_code_last(cx->db, &(struct org_code_last_in){ .org = org },
			    &last, &found);
	if (!err && found && last.to_on != DAY_NONE)
		h->code_on = MAX(h->code_on, last.to_on);
	return err;
}

static struct err *held_read(struct cx *cx, int64_t org, struct held *h)
{
	bool found, named = false;
	struct err *err = org_by_id(cx->db, &(struct org_by_id_in){ .id = org },
				    &h->is, &found);

	if (!err && found)
		err = reorg_name_open(
			cx->db, &(struct reorg_name_open_in){ .org = org },
			&h->name, &named);
	if (err)
		return err;
	if (!found)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such organisation."));
	if (!named || h->is.from_on > cx->today)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("“{0}” isn't there today: nothing of it is "
				  "put right here."),
			       h->is.name);
	return code_read(cx, org, h);
}

/* ---- rules ----------------------------------------------------------------- */

static struct err *dated_check(struct cx *cx, const struct org_amend *in,
			       const struct held *h)
{
	day_t since = in->short_name.p || in->code.p ? h->is.from_on : in->from;

	if (in->from == DAY_NONE)
		return NULL;
	if (in->name.p)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Another name comes by a decision, on the "
				  "page “Reorganisation”; a misspelling is "
				  "taken as “It was written wrong”."));
	if (in->kind.p)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Another kind comes by a decision, on the "
				  "page “Reorganisation”; a mistake is taken "
				  "as “It was written wrong”."));
	if (in->from > cx->today)
		return err_new(cx->arena, ERR_INVALID,
			       N_("The day lies ahead; changes count from "
				  "today or an earlier day."));
	if (in->short_name.p)
		since = MAX(since, h->name.from_on);
	if (in->code.p)
		since = MAX(since, h->code_on);
	if (in->from >= since)
		return NULL;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("What stands there counts since {0}: a change can't "
			  "lie before that."),
		       fmt_day(cx->arena, since));
}

static struct err *twin_check(struct cx *cx, const struct org_amend *in,
			      const struct held *h)
{
	struct org_by_id_row above;
	struct org_twin_row twin;
	bool found;
	struct err *err;

	if (!in->name.p || h->is.parent == DB_NULL)
		return NULL;
	err = org_twin(cx->db,
		       &(struct org_twin_in){
			       .parent = h->is.parent,
			       .name_fold = text_fold(cx->arena, in->name) },
		       &twin, &found);
	if (err || !found || twin.id == in->org)
		return err;
	err = org_by_id(cx->db, &(struct org_by_id_in){ .id = h->is.parent },
			&above, &found);
	return err ? err
		   : err_at(err_new(cx->arena, ERR_CONFLICT,
				    N_("\"{0}\" already stands below \"{1}\"."),
				    in->name, above.name),
			    STR("name"));
}

static struct err *code_check(struct cx *cx, const struct org_amend *in)
{
	struct reorg_code_holder_row holder;
	bool found;
	struct err *err;

	if (!in->code.n)
		return NULL;
	if (utf8_length(in->code) > STEP_TEXT_MOST)
		return err_new(cx->arena, ERR_LIMIT,
			       N_("The code is longer than {0} characters."),
			       str_fmt(cx->arena, "%d", STEP_TEXT_MOST));
	err = reorg_code_holder(
		cx->db, &(struct reorg_code_holder_in){ .code = in->code },
		&holder, &found);
	if (err || !found || holder.org == in->org)
		return err;
	return err_at(err_new(cx->arena, ERR_CONFLICT,
			      N_("The code {0} is that of “{1}”."), in->code,
			      holder.name),
		      STR("code"));
}

static struct err *short_check(struct cx *cx, const struct org_amend *in)
{
	if (in->short_name.p && !in->short_name.n)
		return err_new(cx->arena, ERR_INVALID,
			       N_("Write a short name; where there is none, "
				  "the name itself."));
	if (utf8_length(in->short_name) > ORG_NAME_MOST)
		return err_new(cx->arena, ERR_LIMIT,
			       N_("The name is longer than {0} characters."),
			       str_fmt(cx->arena, "%d", ORG_NAME_MOST));
	return NULL;
}

static struct err *rules(struct cx *cx, const struct org_amend *in,
			 const struct held *h)
{
	struct org_new as = { .kind = in->kind.p ? in->kind : h->is.kind,
			      .name = in->name.p ? in->name : h->is.name,
			      .from = h->is.from_on };
	struct err *err = org_check(cx->arena, cx->profile, &as);

	if (!err)
		err = dated_check(cx, in, h);
	if (!err)
		err = short_check(cx, in);
	if (!err)
		err = twin_check(cx, in, h);
	if (!err)
		err = code_check(cx, in);
	if (!err && (in->position < 0 || in->position > ORG_POSITION_MOST))
		err = err_new(cx->arena, ERR_INVALID,
			      N_("The order is a number from 1 to {0}."),
			      str_fmt(cx->arena, "%d", ORG_POSITION_MOST));
	return err;
}

struct err *org_amend_check(struct cx *cx, const struct org_amend *in)
{
	struct held h;
	struct err *err = held_read(cx, in->org, &h);

	return err ? err : rules(cx, in, &h);
}

/* ---- the act ---------------------------------------------------------------- */

struct amending {
	struct org_amend in;
	struct held h;
	int64_t event;
	int64_t position; /* of org_amend_back() */
};

/* Absent where it says what stands there. */
static struct str news(struct str is, struct str was)
{
	return is.p && !str_eq(is, was.p ? was : STR("")) ? is : STR_NULL;
}

static bool differs(struct org_amend *in, const struct held *h)
{
	in->name = news(in->name, h->name.name);
	in->short_name = news(in->short_name, h->name.short_name);
	in->kind = news(in->kind, h->name.kind);
	in->code = news(in->code, h->has_code ? h->code.code : STR(""));
	if (in->position == h->is.position)
		in->position = 0;
	return in->name.p || in->short_name.p || in->kind.p || in->code.p ||
	       in->position;
}

static void tell(struct buf *before, struct buf *after, const char *field,
		 struct str was, struct str is)
{
	if (!is.p)
		return;
	audit_str(before, field, was.p ? was : STR(""));
	audit_str(after, field, is);
}

static struct err *event_write(struct cx *cx, struct amending *io)
{
	const struct org_amend *in = &io->in;
	const struct held *h = &io->h;
	struct buf before = audit_obj(cx), after = audit_obj(cx);

	tell(&before, &after, "name", h->name.name, in->name);
	tell(&before, &after, "short_name", h->name.short_name, in->short_name);
	tell(&before, &after, "kind", h->name.kind, in->kind);
	tell(&before, &after, "code", h->code.code, in->code);
	if (in->position) {
		audit_int(&before, "position", h->is.position);
		audit_int(&after, "position", in->position);
	}
	audit_day(cx, &after, "from", in->from);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "org.amend",
						  .subject_kind = "org",
						  .subject = in->org,
						  .before = audit_end(&before),
						  .after = audit_end(&after),
						  .reason = in->reason },
			   &io->event);
}

/* A correction replaces the line from the day on which that began. */
static struct err *name_write(struct cx *cx, const struct amending *io,
			      struct org_dating *d)
{
	const struct org_amend *in = &io->in;
	struct org_new as = { .kind = in->kind };
	struct org o;
	struct err *err;

	d->on = in->from == DAY_NONE ? io->h.name.from_on : in->from;
	err = org_dated_find(cx, d, in->org, &o);
	if (err)
		return err;
	as.name = in->name.p ? in->name : o.name;
	as.short_name = in->short_name.p ? in->short_name : o.short_name;
	return org_dated_name(cx, d, &o, &as);
}

/* Counts of what stands below change only with a kind. */
static struct err *view_make(struct cx *cx, struct org_dating *d, int64_t org,
			     bool kind)
{
	struct err *err = org_dated_check(cx, d);

	if (err)
		return err;
	return kind ? org_dated_view(cx, d) : org_dated_row(cx, org);
}

static struct err *amend_tx(struct cx *cx, void *arg)
{
	struct amending *io = arg;
	const struct org_amend *in = &io->in;
	struct org_dating d = { 0 };
	int64_t id;
	bool seen;
	struct err *err = audit_seen(cx, "org.amend", &seen, &id);

	if (err || seen)
		return err;
	err = held_read(cx, in->org, &io->h);
	if (err || !differs(&io->in, &io->h))
		return err;
	err = rules(cx, in, &io->h);
	if (!err)
		err = event_write(cx, io);
	d.event = io->event;
	if (!err && in->code.p) {
		d.on = in->from == DAY_NONE ? io->h.code_on : in->from;
		err = org_dated_code(cx, &d, in->org, in->code);
	}
	if (!err && (in->name.p || in->short_name.p || in->kind.p))
		err = name_write(cx, io, &d);
	if (!err && in->position)
		err = org_position_set(cx->db,
				       &(struct org_position_set_in){
					       .id = in->org,
					       .position = in->position });
	return err ? err : view_make(cx, &d, in->org, in->kind.p != NULL);
}

struct err *org_amend(struct cx *cx, const struct org_amend *in,
		      int64_t *ret_event)
{
	struct amending io = { .in = *in };
	struct err *err = db_tx(cx, amend_tx, &io);

	if (!err)
		*ret_event = io.event;
	return err;
}

/* ---- taking it back --------------------------------------------------------- */

static struct err *back_check(struct cx *cx, const struct amending *io)
{
	struct org_event_kind_row kind;
	struct org_amend_upon_row row;
	bool found, later = false;
	struct err *err =
		org_event_kind(cx->db,
			       &(struct org_event_kind_in){ .event = io->event,
							    .org = io->in.org },
			       &kind, &found);

	if (!err && (!found || !str_eq(kind.kind, STR("org.amend"))))
		return err_new(cx->arena, ERR_INVALID,
			       N_("Only what was put right of an organisation "
				  "can be taken back here."));
	if (!err)
		err = org_amend_upon(cx->db,
				     &(struct org_amend_upon_in){
					     .org = io->in.org,
					     .event = io->event },
				     &row, &later);
	if (!err && later)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("“{0}” was changed again later: take that "
				 "back first."),
			      io->h.is.name);
	return err;
}

static struct err *rows_back(struct cx *cx, const struct amending *io,
			     int64_t undo)
{
	struct org_dating d = { .event = undo };
	int64_t org = io->in.org;
	struct held now;
	struct err *err = org_dated_undo(cx, io->event, undo);

	if (!err && io->position)
		err = org_position_set(
			cx->db, &(struct org_position_set_in){
					.id = org, .position = io->position });
	if (!err)
		err = held_read(cx, org, &now);
	if (err)
		return err;
	d.on = now.name.from_on;
	org_touch(cx, &d.touched, org);
	org_touch(cx, &d.named, org);
	return view_make(cx, &d, org, !str_eq(now.name.kind, io->h.name.kind));
}

static struct err *back_tx(struct cx *cx, void *arg)
{
	struct amending *io = arg;
	struct buf after = audit_obj(cx);
	int64_t undo, id;
	bool seen;
	struct err *err = audit_seen(cx, "org.amend_back", &seen, &id);

	if (err || seen)
		return err;
	err = held_read(cx, io->in.org, &io->h);
	if (!err)
		err = back_check(cx, io);
	if (err)
		return err;
	audit_int(&after, "event", io->event);
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "org.amend_back",
						 .subject_kind = "org",
						 .subject = io->in.org,
						 .after = audit_end(&after) },
			  &undo);
	return err ? err : rows_back(cx, io, undo);
}

struct err *org_amend_back(struct cx *cx, int64_t org, int64_t event,
			   int64_t position)
{
	struct amending io = { .in.org = org,
			       .event = event,
			       .position = position };

	return db_tx(cx, back_tx, &io);
}
