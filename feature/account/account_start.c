/* What a session begins with: its limits, its device, its event. */
#include "account/account_sign_priv.h"

#include "account/account_oidc.h"
#include "account/account_query.h"
#include "auth/auth.h"
#include "db/db.h"

enum { DEVICES_MOST = 50 };

struct cx account_as(const struct cx *cx, int64_t user)
{
	struct cx mine = *cx;

	mine.actor = (struct actor){ .id = user };
	mine.on_behalf = 0;
	mine.key = STR_NULL;
	return mine;
}

struct err *account_wait(struct cx *cx, int seconds)
{
	return err_new(cx->arena, ERR_OFTEN,
		       N_("There were too many attempts: try again in {0} "
			  "seconds."),
		       str_fmt(cx->arena, "%d", seconds));
}

/* ---- devices -------------------------------------------------------------------- */

static struct err *device_put(struct cx *cx, const struct start *s,
			      struct str hash)
{
	struct device_insert_in in = { .user_id = s->user,
				       .token_hash = hash,
				       .agent = s->at->agent,
				       .now = cx->now };
	int64_t id;

	return device_insert(cx->db, &in, &id);
}

/* Too many are kept for nobody: the ones that weren't used for longest go. */
static struct err *devices_trim(struct cx *cx, const struct device_list_rows *l)
{
	struct err *e = NULL;

	for (ptrdiff_t i = DEVICES_MOST - 1; !e && i < l->n; i++)
		e = device_delete(
			cx->db, &(struct device_delete_in){ .id = l->p[i].id },
			NULL);
	return e;
}

/* Whether the browser was here before; a first sign-in ever is no news. The
 * cookie alone isn't enough: in another browser it is a stolen one. */
static struct err *device_check(struct cx *cx, const struct start *s,
				bool *ret_news)
{
	struct str hash = auth_sha256_hex(cx->arena, s->at->device);
	struct device_list_rows list;
	struct err *e = device_list(
		cx->db, &(struct device_list_in){ .user_id = s->user }, &list);

	*ret_news = false;
	if (e)
		return e;
	for (ptrdiff_t i = 0; i < list.n; i++) {
		const struct device_list_row *r = &list.p[i];

		if (!str_eq(r->token_hash, hash))
			continue;
		*ret_news = !str_eq(r->agent, s->at->agent);
		return device_set_seen(cx->db,
				       &(struct device_set_seen_in){
					       .id = r->id,
					       .agent = s->at->agent,
					       .now = cx->now },
				       NULL);
	}
	*ret_news = list.n > 0;
	e = devices_trim(cx, &list);
	return e ? e : device_put(cx, s, hash);
}

/* ---- sessions -------------------------------------------------------------------- */

struct err *account_start(struct cx *cx, struct start *s, const char *how)
{
	struct session_new in = { .user = s->user,
				  .agent = s->at->agent,
				  .address = s->at->address };
	struct buf after = audit_obj(cx);
	bool manager, news = false;
	struct err *e = account_is_manager(cx, s->user, &manager);

	if (!e && s->old)
		e = session_end(cx, s->old);
	in.manager = manager;
	if (!e)
		e = session_begin(cx, &in, &s->session, &s->token);
	if (!e && s->at->device.n)
		e = device_check(cx, s, &news);
	if (!e && s->oidc)
		e = account_oidc_bind(cx, s->token, s->oidc);
	if (e)
		return e;
	if (s->oidc)
		how = !s->ticket.p ? "oidc"
		      : s->code.p  ? "oidc, code"
				   : "oidc, passkey";
	audit_str(&after, "how", str_c(how));
	audit_str(&after, "agent", s->at->agent);
	if (news)
		audit_str(&after, "device", STR("new"));
	e = account_event(cx, "session.start", s->user, audit_end(&after),
			  STR_NULL);
	return e || !news ? e
			  : account_tell(cx, s->user, NEWS_DEVICE, s->at,
					 STR_NULL);
}

struct err *account_shorten(struct cx *cx, int64_t user)
{
	bool manager;
	struct err *e = account_is_manager(cx, user, &manager);

	return e || !manager ? e : session_shorten(cx, user);
}

struct err *account_start_by_link(struct cx *cx, struct start *s)
{
	struct user_set_reset_in set = { .id = s->user };
	struct err *e = session_end_all(cx, s->user, 0);

	if (!e)
		e = account_start(cx, s, HOW_LINK);
	set.session = s->session;
	return e ? e : user_set_reset(cx->db, &set, NULL);
}
