/* What others may ask about accounts: reading only. */
#include "account/account.h"

#include "account/account_limits.h"
#include "account/account_query.h"
#include "account/account_seat.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "setting/setting.h"

/* Codes of roles that a profile no longer has give nothing. */
static struct seat_grant *grants_of(struct cx *cx,
				    const struct user_actor_rows *rows)
{
	struct seat_grant *g = arena_new(cx->arena, struct seat_grant, rows->n);

	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct user_actor_row *r = &rows->p[i];
		const struct profile_role *role =
			profile_role(cx->profile, r->role);
		bool lent = r->lender != DB_NULL;

		g[i] = (struct seat_grant){
			.is = { .perms = role ? role->perms : 0,
				.from = r->from_on,
				.to = r->to_on,
				.at_root = r->at_root,
				.lent = lent,
				.lent_from = r->lent_from,
				.lent_to = r->lent_to },
			.scope = r->scope == DB_NULL ? 0 : r->scope,
			.lender = lent ? r->lender : 0,
		};
		if (lent)
			g[i].is.perms = lent_perms(g[i].is.perms, r->what);
	}
	return g;
}

struct err *account_seats(struct cx *cx, int64_t user,
			  struct account_seats *ret_seats)
{
	struct account_seats s = { 0 };
	struct seat_grant *g;
	struct err *e = user_actor(cx->db,
				   &(struct user_actor_in){
					   .id = user, .today = cx->today },
				   &s.rows);

	if (e)
		return e;
	s.person = s.rows.n ? s.rows.p : NULL;
	/* who has no role of their own: the first row names no grant */
	if (s.rows.n && s.rows.p[0].grant_id == DB_NULL) {
		s.rows.p++;
		s.rows.n--;
	}
	g = grants_of(cx, &s.rows);
	s.p = arena_new(cx->arena, struct seat, s.rows.n);
	s.n = seats_make(g, s.rows.n, cx->today, s.p);
	*ret_seats = s;
	return NULL;
}

static void sit(struct actor *who, const struct account_seats *s, ptrdiff_t at)
{
	const struct user_actor_row *r;

	who->perms = PERM_EVERYBODY;
	who->seats = (int)s->n;
	if (at >= s->n)
		return;
	r = &s->rows.p[s->p[at].grant];
	who->perms |= s->p[at].perms;
	who->alone = s->p[at].scope < 0;
	who->org = who->alone ? -s->p[at].scope : s->p[at].scope;
	who->org_is_root = s->p[at].at_root && !who->alone;
	who->org_name = who->org ? r->org_name : STR("");
	who->lender = s->p[at].lender;
	who->lender_name = who->lender ? r->lender_name : STR("");
}

/* Who needs a second factor and has none may only set one up. */
static struct err *bare_check(struct cx *cx, struct actor *who)
{
	struct str required;
	struct second is;
	struct err *e;

	e = setting_get(cx, SECOND_REQUIRED, STR("none"), &required);
	if (e || !second_for_all(second_for_read(required), who->perms))
		return e;
	e = second_get(cx, who->id, &is);
	who->bare = !is.on;
	if (who->bare)
		who->perms = PERM_BIT(PERM_PUBLIC) | PERM_BIT(PERM_SIGNED_IN);
	return e;
}

static struct actor actor_at(struct cx *cx, int64_t user,
			     const struct account_seats *s, ptrdiff_t at)
{
	struct actor who = { .id = user };

	sit(&who, s, at);
	/* no menu for who only reports on the tasks of one organisation */
	who.few = (who.perms & PERM_BIT(PERM_WORK_REPORT)) &&
		  !(who.perms & PERM_BIT(PERM_OVERVIEW_VIEW));
	who.lang = s->person->lang;
	who.theme = s->person->theme;
	who.size = s->person->size;
	/* histories, letters and lists keep both names */
	who.name = !who.lender ? s->person->name
			       : tr_fmt(cx->arena, cx->profile->lang,
					N_("{0}, for {1}"), s->person->name,
					who.lender_name);
	who.post = s->person->post;
	return who;
}

static struct err *actor_in(struct cx *cx, int64_t user, int64_t seat,
			    int64_t seat_for, struct actor *ret, bool *ret_ok)
{
	struct actor who;
	struct account_seats seats;
	struct err *e = account_seats(cx, user, &seats);
	ptrdiff_t at;

	*ret_ok = !e && seats.person && seats.person->disabled_on == DAY_NONE;
	if (e || !*ret_ok)
		return e;
	at = seat_find(seats.p, seats.n, seat, seat_for);
	/* nobody acts for another without having chosen to */
	if (at < seats.n && seats.p[at].lender != seat_for)
		at = seats.n;
	who = actor_at(cx, user, &seats, at);
	e = bare_check(cx, &who);
	if (!e)
		*ret = who;
	return e;
}

struct err *account_actor(struct cx *cx, int64_t user, struct actor *ret,
			  bool *ret_ok)
{
	return actor_in(cx, user, 0, 0, ret, ret_ok);
}

struct err *account_actor_at(struct cx *cx, const struct account_sitting *is,
			     struct actor *ret, bool *ret_ok)
{
	bool first = is->scope == DB_NULL;
	struct cx as = *cx;
	struct err *e = actor_in(cx, is->user, first ? 0 : is->scope,
				 first ? 0 : is->lender, ret, ret_ok);

	if (e || first || !*ret_ok)
		return e;
	as.actor = *ret;
	*ret_ok = cx_scope(&as) == is->scope && ret->lender == is->lender;
	return NULL;
}

struct err *account_actors(struct cx *cx, int64_t user,
			   struct account_actors *ret_list)
{
	struct account_actors list = { 0 };
	struct account_seats seats;
	struct err *e = account_seats(cx, user, &seats);

	for (ptrdiff_t i = 0; !e && i < seats.n; i++)
		if (!seats.p[i].lender)
			*vec_push(cx->arena, &list) =
				actor_at(cx, user, &seats, i);
	if (!e)
		*ret_list = list;
	return e;
}

struct err *account_is_manager(struct cx *cx, int64_t user, bool *ret_is)
{
	const uint64_t weight =
		PERM_BIT(PERM_ACCOUNT_MANAGE) | PERM_BIT(PERM_WORK_MANAGE);
	struct account_seats seats;
	struct err *e = account_seats(cx, user, &seats);

	*ret_is = false;
	for (ptrdiff_t i = 0; !e && i < seats.n; i++)
		if (seats.p[i].perms & weight)
			*ret_is = true;
	return e;
}

struct err *account_find_by_email(struct cx *cx, struct str email,
				  int64_t *ret_user)
{
	struct user_by_email_in in;
	struct user_by_email_row row;
	struct err *e;
	bool found;

	*ret_user = 0;
	if (email_clean(cx->arena, email, &in.email))
		return NULL;
	e = user_by_email(cx->db, &in, &row, &found);
	if (!e && found)
		*ret_user = row.id;
	return e;
}

struct err *account_look(struct cx *cx, int64_t user,
			 struct account_look *ret_look)
{
	struct user_by_id_in in = { .id = user };
	struct user_by_id_row row;
	struct err *e;
	bool found;

	*ret_look = (struct account_look){ 0 };
	e = user_by_id(cx->db, &in, &row, &found);
	if (!e && found)
		*ret_look = (struct account_look){
			.lang = row.lang,
			.theme = row.theme,
			.size = row.size,
		};
	return e;
}

struct err *account_name(struct cx *cx, int64_t user, struct str *ret_name)
{
	struct user_by_id_in in = { .id = user };
	struct user_by_id_row row;
	struct err *e;
	bool found;

	e = user_by_id(cx->db, &in, &row, &found);
	if (!e)
		*ret_name = found ? row.name : STR("");
	return e;
}

struct err *account_email(struct cx *cx, int64_t user, struct str *ret_email)
{
	struct user_by_id_in in = { .id = user };
	struct user_by_id_row row;
	struct err *e;
	bool found;

	e = user_by_id(cx->db, &in, &row, &found);
	if (!e)
		*ret_email = found ? row.email : STR("");
	return e;
}

/* What was said under a veil is said in the open here, as far as anybody can
 * still read it. */
static struct err *row_unveil(struct cx *cx, const char *kind, int64_t subject,
			      struct audit_row *r)
{
	struct str *text[] = { &r->before, &r->after, &r->reason };
	struct err *e = NULL;

	for (int i = 0; !e && i < N_ELEMENTS(text); i++)
		e = audit_unveil(cx, kind, subject, *text[i], text[i]);
	return e;
}

struct err *account_history(struct cx *cx, const char *subject_kind,
			    int64_t subject, int limit,
			    struct audit_rows *ret_rows)
{
	struct user_history_in in = {
		.subject_kind = str_c(subject_kind),
		.subject = subject,
		.limit = limit,
	};
	struct user_history_rows rows;
	struct audit_rows list = { 0 };
	struct err *e;

	e = user_history(cx->db, &in, &rows);
	if (e)
		return e;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct user_history_row *r = &rows.p[i];
		struct audit_row *to = vec_push(cx->arena, &list);

		*to = (struct audit_row){
			.id = r->id,
			.at = r->at,
			.actor = r->actor,
			.on_behalf = r->on_behalf,
			.kind = r->kind,
			.before = r->before,
			.after = r->after,
			.reason = r->reason,
			.actor_name = r->actor_name,
		};
		e = row_unveil(cx, subject_kind, subject, to);
		if (e)
			return e;
	}
	*ret_rows = list;
	return NULL;
}

struct err *account_hook_actor(struct cx *cx, const struct session *s,
			       bool *ret_ok)
{
	/* what most pages keep stands under it */
	struct err *e = db_generation_ahead(cx->db);

	if (!e)
		e = actor_in(cx, s->user, s->seat == DB_NULL ? 0 : s->seat,
			     s->seat_for == DB_NULL ? 0 : s->seat_for,
			     &cx->actor, ret_ok);
	if (!e && *ret_ok) {
		cx->actor.session = s->id;
		cx->on_behalf = cx->actor.lender;
	}
	return e;
}
