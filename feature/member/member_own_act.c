/*
 * What concerns the person of a record: which user it is, who looked and why,
 * and what the person asks to be corrected.
 */
#include "member/member_priv.h"

#include <sodium.h>

#include "base/perm.h"
#include "base/utf8.h"
#include "i18n/i18n.h"

/* ---- which user it is --------------------------------------------------- */

struct linking {
	int64_t member, user;
};

static struct err *user_check(struct cx *cx, int64_t member, int64_t user,
			      struct member_account_row *ret_user)
{
	int64_t other = 0, scope = member_scope(cx);
	bool found;
	struct err *err = member_account(
		cx->db,
		&(struct member_account_in){
			.id = user,
			.scope = scope,
			.with = scope ? MEMBER_ACCOUNT_WITH_SCOPE : 0 },
		ret_user, &found);

	if (!err && !found)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("There is no such user: choose one "
					"from the list.")),
			     STR("user"));
	if (!err)
		err = member_of(cx, user, &other);
	if (!err && other && other != member)
		err = err_at(err_new(cx->arena, ERR_CONFLICT,
				     N_("This user is another member "
					"already.")),
			     STR("user"));
	return err;
}

static struct err *link_tx(struct cx *cx, void *arg)
{
	const struct linking *x = arg;
	struct member_account_row user = { .name = STR_NULL };
	struct buf after = audit_obj(cx);
	struct member_held row;
	bool seen;
	struct err *err = audit_seen(cx, "member.user", &seen, NULL);

	if (err || seen)
		return err;
	err = member_take(cx, x->member, MEMBER_ANY_REV, &row);
	if (!err && x->user)
		err = user_check(cx, x->member, x->user, &user);
	if (!err)
		err = member_user_delete(cx->db,
					 &(struct member_user_delete_in){
						 .member = x->member },
					 NULL);
	if (!err && x->user)
		err = member_user_insert(cx->db,
					 &(struct member_user_insert_in){
						 .member = x->member,
						 .user_id = x->user },
					 NULL);
	if (err)
		return err;
	/* not the user's name: these words go with the member's veil only */
	audit_int(&after, "user", id_or_null(x->user));
	return member_keep(cx, &row,
			   &(struct member_said){ .kind = "member.user",
						  .after = audit_end(&after) });
}

struct err *member_link_user(struct cx *cx, int64_t member, int64_t user)
{
	struct linking x = { member, user };

	return db_tx(cx, link_tx, &x);
}

/* ---- looking ------------------------------------------------------------ */

static struct err *look_write(struct cx *cx, int64_t member, struct str field,
			      struct str reason)
{
	int64_t id;

	return member_look_insert(cx->db,
				  &(struct member_look_insert_in){
					  .member = member,
					  .user_id = cx->actor.id,
					  .user_name = cx->actor.name.p
							       ? cx->actor.name
							       : STR(""),
					  .at = cx->now,
					  .on_day = cx->today,
					  .field = field,
					  .reason = reason,
					  .unit = cx->actor.org_name,
					  .post = cx->actor.post,
					  .n = DB_NULL },
				  &id);
}

struct looking {
	int64_t member;
	struct str reason;
};

static struct err *look_tx(struct cx *cx, void *arg)
{
	const struct looking *x = arg;

	return look_write(cx, x->member, STR(""), x->reason);
}

struct err *member_look(struct cx *cx, int64_t member, struct str reason)
{
	struct looking x = { member, reason.p ? reason : STR("") };
	struct member_looked_in in = { .member = member,
				       .user_id = cx->actor.id,
				       .on_day = cx->today,
				       .field = STR(""),
				       .reason = x.reason };
	struct member_looked_row row;
	int64_t own;
	bool found;
	struct err *err = member_of(cx, cx->actor.id, &own);

	if (err || own == member)
		return err;
	err = member_looked(cx->db, &in, &row, &found);
	return err || found ? err : db_tx(cx, look_tx, &x);
}

struct found_by {
	int64_t member;
	struct str field, reason;
};

static struct err *found_tx(struct cx *cx, void *arg)
{
	const struct found_by *x = arg;
	struct buf after = audit_obj(cx);
	struct err *err = look_write(cx, x->member, x->field, x->reason);

	audit_str(&after, "field", x->field);
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "member.find",
					 .subject_kind = "member",
					 .subject = x->member,
					 .after = audit_end(&after),
					 .personal = true },
				 NULL);
}

struct err *member_found(struct cx *cx, int64_t member, struct str field)
{
	struct found_by x = { member, field,
			      tr(cx->profile->lang,
				 N_("looked for by this number")) };
	struct member_looked_in in = { .member = member,
				       .user_id = cx->actor.id,
				       .on_day = cx->today,
				       .field = field,
				       .reason = x.reason };
	struct member_looked_row row;
	int64_t own;
	bool found;
	struct err *err = member_of(cx, cx->actor.id, &own);

	if (err || own == member)
		return err;
	err = member_looked(cx->db, &in, &row, &found);
	return err || found ? err : db_tx(cx, found_tx, &x);
}

struct showing {
	const struct member_edit *in;
	struct member_lock lock;
	bool own, is_sealed;
	struct str value;
};

static struct err *sealed_read(struct cx *cx, struct showing *x,
			       struct str lock_key)
{
	struct member_secrets_rows rows;
	struct member_key key;
	struct err *err = member_secrets(
		cx->db, &(struct member_secrets_in){ .member = x->in->member },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		if (!str_eq(rows.p[i].field, x->in->field) ||
		    rows.p[i].to_on != DAY_NONE)
			continue;
		err = member_key_open(cx, &x->lock, lock_key, &key);
		key.of = x->in->member;
		if (!err && !member_open(cx->arena, &key, x->in->field,
					 rows.p[i].sealed, &x->value))
			err = err_new(cx->arena, ERR_CONFLICT,
				      N_("What is sealed there was changed: "
					 "run the check of the database."));
	}
	return err;
}

static struct err *plain_read(struct cx *cx, struct showing *x)
{
	struct member_facts_rows rows;
	struct err *err = member_facts(
		cx->db, &(struct member_facts_in){ .member = x->in->member },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (str_eq(rows.p[i].field, x->in->field) &&
		    rows.p[i].to_on == DAY_NONE)
			x->value = rows.p[i].value;
	return err;
}

static struct err *show_event(struct cx *cx, const struct showing *x)
{
	struct buf after = audit_obj(cx);

	audit_str(&after, "field", x->in->field);
	return audit_write(cx,
			   &(struct audit_event){
				   .kind = "member.show",
				   .subject_kind = "member",
				   .subject = x->in->member,
				   .after = audit_end(&after),
				   .reason = text_or_null(x->in->reason),
				   .personal = true },
			   NULL);
}

/* The same form again shows what was written down of it, nothing else. */
static struct err *again_check(struct cx *cx, const struct showing *x,
			       int64_t subject)
{
	struct member_looked_in in = { .member = x->in->member,
				       .user_id = cx->actor.id,
				       .on_day = cx->today,
				       .field = x->in->field,
				       .reason = x->in->reason };
	struct member_looked_row row;
	bool found = x->own;
	struct err *err =
		x->own ? NULL : member_looked(cx->db, &in, &row, &found);

	if (err || (found && subject == x->in->member))
		return err;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("This form was already used for something else: "
			  "open it again."));
}

static struct err *show_tx(struct cx *cx, void *arg)
{
	struct showing *x = arg;
	struct member_by_id_row row;
	int64_t subject;
	bool seen, found;
	struct err *err = audit_seen(cx, "member.show", &seen, &subject);

	if (!err && seen)
		err = again_check(cx, x, subject);
	if (err)
		return err;
	x->value = STR("");
	err = member_guard_check(cx, x->in->member);
	if (err)
		return err;
	err = member_by_id(cx->db,
			   &(struct member_by_id_in){ .id = x->in->member },
			   &row, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such member."));
	if (!err)
		err = x->is_sealed ? sealed_read(cx, x, row.lock_key)
				   : plain_read(cx, x);
	if (!err && !seen && !x->own)
		err = look_write(cx, x->in->member, x->in->field,
				 x->in->reason);
	return err || seen ? err : show_event(cx, x);
}

/* The person's own, or of one's scope with the right to it. */
static struct err *show_check(struct cx *cx, struct showing *x)
{
	int64_t own;
	bool seen = false;
	struct err *err = member_of(cx, cx->actor.id, &own);

	if (err)
		return err;
	x->own = own == x->in->member;
	if (!x->own)
		err = member_is_seen(cx, x->in->member, &seen);
	if (err || x->own)
		return err;
	if (!seen)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such member."));
	if (cx->actor.id != ACTOR_SYSTEM && !cx_may(cx, PERM_MEMBER_SECRET))
		return err_new(cx->arena, ERR_DENIED,
			       N_("Your role doesn't show masked fields."));
	if (!x->in->reason.n)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Say why you need to see it: the "
					 "person reads this.")),
			      STR("reason"));
	return member_text_check(cx->arena, x->in->reason, "reason");
}

struct err *member_show(struct cx *cx, const struct member_edit *what,
			struct str *ret_value)
{
	struct member_edit clean = *what;
	struct showing x = { .in = &clean };
	const struct profile_term *t =
		profile_term(cx->profile, "field", what->field);
	struct err *err;

	clean.reason = text_clean(cx->arena, what->reason);
	if (!t)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("The profile has no field “{0}”."),
				      what->field),
			      STR("field"));
	x.is_sealed = profile_term_is(t, "protected");
	err = show_check(cx, &x);
	if (!err && x.is_sealed)
		err = member_lock_read(cx, &x.lock);
	if (!err)
		err = db_tx(cx, show_tx, &x);
	if (!err)
		*ret_value = x.value;
	return err;
}

/* ---- asking ------------------------------------------------------------- */

static const char ask_label[] = "member.ask";
static const char ask_mark[] = "seal1:";

/* A protected value waits sealed, as hex behind a mark. */
static struct str want_text(struct arena *a, const struct member_lock *lock,
			    struct str value)
{
	struct str bytes = setting_seal_bytes(a, &lock->key, ask_label, value);
	char *hex = arena_bytes(a, 2 * bytes.n + 1);

	sodium_bin2hex(hex, (size_t)(2 * bytes.n + 1),
		       (const unsigned char *)bytes.p, (size_t)bytes.n);
	return str_cat(a, str_c(ask_mark), (struct str){ hex, 2 * bytes.n });
}

static struct err *want_seal(struct cx *cx, struct str value,
			     struct str *ret_text)
{
	struct member_lock lock;
	struct err *err = member_lock_ready(cx, &lock);

	if (!err)
		*ret_text = want_text(cx->arena, &lock, value);
	return err;
}

/* What stands behind the mark; false: it is no hex. */
static bool want_bytes(struct arena *a, struct str text, struct str *ret_bytes)
{
	struct str hex = str_sub(text, (ptrdiff_t)sizeof(ask_mark) - 1, text.n);
	char *bytes = arena_bytes(a, hex.n / 2 + 1);
	size_t n = 0;

	if (sodium_hex2bin((unsigned char *)bytes, (size_t)hex.n / 2 + 1, hex.p,
			   (size_t)hex.n, NULL, &n, NULL))
		return false;
	*ret_bytes = (struct str){ bytes, (ptrdiff_t)n };
	return true;
}

static struct err *want_changed(struct cx *cx)
{
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("What is sealed there was changed: run the "
			  "check of the database."));
}

struct err *member_want_open(struct cx *cx, struct str text,
			     struct str *ret_value)
{
	struct member_lock lock;
	struct str bytes;
	struct err *err;

	*ret_value = text;
	if (!str_starts(text, str_c(ask_mark)))
		return NULL;
	err = member_lock_read(cx, &lock);
	if (err)
		return err;
	if (!want_bytes(cx->arena, text, &bytes) ||
	    !setting_open_bytes(cx->arena, &lock.key, ask_label, bytes,
				ret_value))
		return want_changed(cx);
	return NULL;
}

struct err *member_want_renew(struct cx *cx, const struct member_lock *lock,
			      struct str text, struct str *ret_text,
			      bool *ret_anew)
{
	struct str bytes, value;

	*ret_anew = str_starts(text, str_c(ask_mark)) &&
		    want_bytes(cx->arena, text, &bytes) &&
		    !setting_sealed_by(&lock->key, bytes);
	if (!*ret_anew)
		return NULL;
	if (!setting_open_bytes(cx->arena, &lock->key, ask_label, bytes,
				&value))
		return want_changed(cx);
	*ret_text = want_text(cx->arena, lock, value);
	return NULL;
}

struct asking {
	struct member_wish in;
	struct str was, sealed;
	int64_t id;
};

static bool is_day_field(struct str field)
{
	return str_eq(field, STR("birth")) ||
	       str_eq(field, STR("admitted_on")) ||
	       str_eq(field, STR("official_on"));
}

static struct err *want_check(struct cx *cx, struct member_wish *in)
{
	struct member_value v = { in->field, text_clean(cx->arena, in->want) };
	struct str part;
	day_t day;
	struct err *err = NULL;

	in->want = v.value;
	in->note = text_clean_lines(cx->arena, in->note);
	if (!in->note.p)
		in->note = STR("");
	if (str_eq(v.field, STR("name")))
		err = member_name_check(cx->arena, v.value);
	else if (str_eq(v.field, STR("sex")))
		err = member_sex_title(v.value)
			      ? NULL
			      : err_new(cx->arena, ERR_INVALID,
					N_("Choose one from the list."));
	else if (is_day_field(v.field))
		err = member_birth_read(v.value, &day, &part)
			      ? NULL
			      : err_new(cx->arena, ERR_INVALID,
					N_("Write the day as 19/05/1988."));
	else
		err = member_value_clean(cx->arena, cx->profile, &v, &in->want);
	if (err)
		return err_at(err, STR("want"));
	return member_text_check(cx->arena, in->note, "note");
}

static struct err *ask_event(struct cx *cx, const struct asking *x)
{
	struct buf after = audit_obj(cx);

	audit_int(&after, "ask", x->id);
	audit_str(&after, "field", x->in.field);
	audit_str(&after, "want",
		  member_shown(cx, &(struct member_value){ x->in.field,
							   x->in.want }));
	return audit_write(cx,
			   &(struct audit_event){ .kind = "member.ask",
						  .subject_kind = "member",
						  .subject = x->in.member,
						  .after = audit_end(&after),
						  .personal = true },
			   NULL);
}

static struct err *ask_tx(struct cx *cx, void *arg)
{
	struct asking *x = arg;
	bool seen;
	struct err *err = audit_seen(cx, "member.ask", &seen, NULL);

	if (err || seen)
		return err;
	err = member_guard_check(cx, x->in.member);
	if (err)
		return err;
	err = member_ask_insert(cx->db,
				&(struct member_ask_insert_in){
					.member = x->in.member,
					.field = x->in.field,
					.was = x->was,
					.want = x->sealed.n ? x->sealed
							    : x->in.want,
					.note = x->in.note,
					.asked_at = cx->now,
					.asked_by = cx->actor.id },
				&x->id);
	return err ? err : ask_event(cx, x);
}

struct err *member_ask(struct cx *cx, const struct member_wish *in,
		       int64_t *ret_id)
{
	struct asking x = { .in = *in };
	int64_t own;
	struct err *err = member_of(cx, cx->actor.id, &own);

	if (!err && (!own || own != in->member))
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such member."));
	if (!err)
		err = want_check(cx, &x.in);
	if (!err && member_is_protected(cx, in->field))
		err = want_seal(cx, x.in.want, &x.sealed);
	if (!err)
		err = member_field_shown(cx, in->member, in->field, &x.was);
	if (!err)
		err = db_tx(cx, ask_tx, &x);
	if (!err)
		*ret_id = x.id;
	return err;
}

/* ---- answering ---------------------------------------------------------- */

static struct err *answer_write(struct cx *cx, const struct member_answer *in,
				const struct member_ask_by_id_row *ask,
				struct str want)
{
	struct buf after = audit_obj(cx);
	int64_t event = 0;
	struct err *err;

	audit_int(&after, "ask", ask->id);
	audit_str(&after, "answer", in->accept ? STR("yes") : STR("no"));
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "member.decide",
						 .subject_kind = "member",
						 .subject = ask->member,
						 .after = audit_end(&after),
						 .reason =
							 text_or_null(in->text),
						 .personal = true },
			  &event);
	return err ? err
		   : member_ask_decide(
			     cx->db,
			     &(struct member_ask_decide_in){
				     .id = ask->id,
				     .want = member_shown(
					     cx,
					     &(struct member_value){ ask->field,
								     want }),
				     .decided_at = cx->now,
				     .decided_by = cx->actor.id,
				     .accepted = in->accept,
				     .answer = in->text.p ? in->text : STR(""),
				     .event = event });
}

static struct err *decide_tx(struct cx *cx, void *arg)
{
	const struct member_answer *in = arg;
	struct member_ask_by_id_row ask;
	struct member_held row;
	struct cx inner = *cx;
	struct str want = STR_NULL;
	bool seen, found;
	struct err *err = audit_seen(cx, "member.decide", &seen, NULL);

	if (err || seen)
		return err;
	err = member_ask_by_id(cx->db,
			       &(struct member_ask_by_id_in){ .id = in->ask },
			       &ask, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such request."));
	if (!err)
		err = member_take(cx, ask.member, MEMBER_ANY_REV, &row);
	if (!err && ask.decided_at != DB_NULL)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("This request was answered already."));
	if (!err && in->accept)
		err = member_want_open(cx, ask.want, &want);
	inner.key = STR_NULL; /* the form's key is the answer's */
	if (!err && in->accept)
		err = member_correct(&inner, &(struct member_edit){
						     .member = ask.member,
						     .field = ask.field,
						     .value = want,
						     .from = DAY_NONE,
						     .reason = ask.note });
	if (!err && !in->accept && !member_is_protected(cx, ask.field))
		want = ask.want;
	return err ? err : answer_write(cx, in, &ask, want);
}

struct err *member_decide(struct cx *cx, const struct member_answer *in)
{
	struct member_answer clean = *in;
	struct err *err = member_text_check(cx->arena, in->text, "answer");

	clean.text = text_clean_lines(cx->arena, in->text);
	if (!err && !in->accept && !clean.text.n)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("Say why it isn't corrected.")),
			     STR("answer"));
	return err ? err : db_tx(cx, decide_tx, &clean);
}
