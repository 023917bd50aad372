/* Which account of the sign-in service belongs to which here. */
#include "account/account_oidc.h"

#include "account/account_oidc_query.h"
#include "account/account_query.h"
#include "account/account_sign_priv.h"
#include "auth/auth.h"
#include "db/db.h"
#include "i18n/i18n.h"

struct err *account_oidc_link_of(struct cx *cx, const struct account_oidc *c,
				 struct account_oidc_link *ret_link)
{
	struct oidc_link_of_in in = { .user_id = cx->actor.id,
				      .issuer = c->issuer };
	struct oidc_link_of_row row;
	bool found;
	struct err *e = oidc_link_of(cx->db, &in, &row, &found);

	if (e)
		return e;
	*ret_link = found ? (struct account_oidc_link){ .id = row.id,
							.who = row.name,
							.at = row.linked_at }
			  : (struct account_oidc_link){ 0 };
	return NULL;
}

struct err *account_oidc_may_link(struct cx *cx, struct str current)
{
	struct user_by_id_row u;
	bool free = false;
	struct err *e = account_self(cx, &u);

	if (!e)
		e = account_password_free(cx, &free);
	if (!e && u.password.p && !free)
		e = account_current_check(cx, &u, current);
	return e;
}

/* ---- linking --------------------------------------------------------- */

static struct err *taken(struct cx *cx)
{
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("This account of the service is linked with another "
			  "one here: take that link away first, or sign in "
			  "there as yourself."));
}

static struct err *ask_take(struct cx *cx, struct str token,
			    struct oidc_ask_by_token_row *ret_row)
{
	struct oidc_ask_by_token_in by = {
		.token_hash = auth_sha256_hex(cx->arena, token),
	};
	bool found;
	struct err *e = oidc_ask_by_token(cx->db, &by, ret_row, &found);

	if (e)
		return e;
	if (!found || ret_row->user_id != cx->actor.id ||
	    ret_row->session_id != cx->actor.session ||
	    cx->now - ret_row->made_at >= OIDC_BEGUN_MS)
		return err_new(cx->arena, ERR_EXPIRED,
			       N_("This question was answered already or is "
				  "older than ten minutes: begin to link "
				  "again."));
	return oidc_ask_delete(
		cx->db, &(struct oidc_ask_delete_in){ .id = ret_row->id },
		NULL);
}

static struct err *link_event(struct cx *cx, const char *kind, int64_t user,
			      struct str issuer)
{
	struct buf after = audit_obj(cx);

	audit_str(&after, "issuer", issuer);
	return account_event(cx, kind, user, audit_end(&after), STR_NULL);
}

static struct err *link_fn(struct cx *cx, void *arg)
{
	const struct str *token = arg;
	struct oidc_ask_by_token_row ask;
	struct oidc_link_by_sub_row other;
	struct oidc_link_of_row own;
	bool seen, found, has;
	struct err *e = audit_seen(cx, "oidc.link", &seen, NULL);

	if (e || seen)
		return e;
	e = ask_take(cx, *token, &ask);
	if (!e)
		e = oidc_link_by_sub(cx->db,
				     &(struct oidc_link_by_sub_in){
					     .issuer = ask.issuer,
					     .sub = ask.sub },
				     &other, &found);
	if (!e)
		e = oidc_link_of(cx->db,
				 &(struct oidc_link_of_in){
					 .user_id = cx->actor.id,
					 .issuer = ask.issuer },
				 &own, &has);
	if (!e && found && other.user_id != cx->actor.id)
		e = taken(cx);
	if (e || found)
		return e;
	if (has) /* another account there takes its place */
		e = oidc_link_delete(
			cx->db, &(struct oidc_link_delete_in){ .id = own.id },
			NULL);
	if (!e)
		e = oidc_link_put(cx->db,
				  &(struct oidc_link_put_in){
					  .user_id = cx->actor.id,
					  .issuer = ask.issuer,
					  .sub = ask.sub,
					  .name = ask.name,
					  .now = cx->now },
				  NULL);
	if (!e)
		e = link_event(cx, "oidc.link", cx->actor.id, ask.issuer);
	return e ? e
		 : account_tell(cx, cx->actor.id, NEWS_LINKED, NULL, STR_NULL);
}

struct err *account_oidc_link(struct cx *cx, struct str token)
{
	return db_tx(cx, link_fn, &token);
}

/* ---- taking a link away ---------------------------------------------- */

static struct err *none(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("This account isn't linked with the sign-in "
			  "service."));
}

static struct err *unlink_fn(struct cx *cx, void *arg)
{
	int64_t user = *(int64_t *)arg;
	struct oidc_link_any_rows rows;
	bool seen;
	struct err *e = audit_seen(cx, "oidc.unlink", &seen, NULL);

	if (e || seen)
		return e;
	e = oidc_link_any(cx->db, &(struct oidc_link_any_in){ .user_id = user },
			  &rows);
	if (!e && !rows.n)
		e = none(cx);
	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		e = oidc_link_delete(cx->db,
				     &(struct oidc_link_delete_in){
					     .id = rows.p[i].id },
				     NULL);
		/* who came in by it goes out with it */
		if (!e)
			e = account_oidc_end_of(cx, rows.p[i].issuer,
						rows.p[i].sub);
	}
	if (!e)
		e = link_event(cx, "oidc.unlink", user, rows.p[0].issuer);
	return e ? e : account_tell(cx, user, NEWS_UNLINKED, NULL, STR_NULL);
}

struct err *account_oidc_unlink_of(struct cx *cx, int64_t user)
{
	return db_tx(cx, unlink_fn, &user);
}

struct err *account_oidc_unlink(struct cx *cx, struct str current)
{
	struct err *e = account_oidc_may_link(cx, current);

	return e ? e : account_oidc_unlink_of(cx, cx->actor.id);
}
