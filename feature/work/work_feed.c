/* Secret addresses of calendars: making, renewing, revoking, opening. */
#include "work/work_feed.h"

#include "audit/audit.h"
#include "auth/auth.h"
#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "mail/mail.h"
#include "profile/profile.h"
#include "setting/setting.h"
#include "work/work_notice_query.h"
#include "work/work_view_query.h"

enum { TOKEN_BYTES = 32, REALM_BYTES = 12 };

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such calendar address of yours."));
}

/* ---- what it shows ----------------------------------------------------------- */

/* calendar_feed.query is a list's address: "", "view=12" or "growth=due". */
static int64_t view_of(struct str query)
{
	struct str name = str_cut(&query, '=');
	int64_t view;

	if (str_eq(name, STR("growth")))
		return WORK_FEED_GROWTH;
	if (!str_eq(name, STR("view")) || !query.p || !str_to_i64(query, &view))
		return 0;
	return view;
}

static struct str query_of(struct arena *a, int64_t view)
{
	if (view == WORK_FEED_GROWTH)
		return STR("growth=due");
	return view ? str_fmt(a, "view=%lld", (long long)view) : STR("");
}

/* Everything that is open, of who acts for the root; else of the unit. */
static struct work_filter open_filter(void)
{
	return (struct work_filter){ .states = WORK_STATES_OPEN,
				     .due_from = DAY_NONE,
				     .due_to = DAY_NONE,
				     .since = DAY_NONE,
				     .report_from = DAY_NONE,
				     .report_to = DAY_NONE,
				     .sort = SORT_DUE,
				     .page = 1 };
}

static struct str open_name(struct cx *cx)
{
	return tr_fmt(cx->arena, cx->lang, N_("Tasks of {0}"),
		      cx->actor.org_name.n ? cx->actor.org_name
					   : cx->actor.name);
}

static struct str growth_name(struct cx *cx)
{
	return tr_fmt(cx->arena, cx->lang,
		      N_("Growth of the membership, what falls due: {0}"),
		      cx->actor.org_name.n ? cx->actor.org_name
					   : cx->actor.name);
}

/* ---- the list --------------------------------------------------------------------- */

static struct err *programme_code(struct cx *cx, int64_t programme,
				  struct str *ret_code)
{
	struct view_place_row place;
	bool found;
	struct err *err =
		view_place(cx->db, &(struct view_place_in){ .list = programme },
			   &place, &found);

	if (!err && found)
		*ret_code = place.code;
	return err;
}

/* As it is called in the seat that it was made in; no name when that is gone. */
static struct err *feed_fill(struct cx *cx, struct work_feed *f)
{
	struct cx as = *cx;
	struct work_view view;
	bool good;
	struct err *err = account_actor_at(cx, &f->at, &as.actor, &good);

	if (err || !good)
		return err;
	if (f->view == WORK_FEED_GROWTH && cx_may(&as, PERM_GROWTH_VIEW))
		f->name = growth_name(&as);
	if (f->view == WORK_FEED_GROWTH)
		return NULL;
	if (!f->view) {
		f->name = open_name(&as);
		return NULL;
	}
	err = work_view_see(&as, f->view, &view);
	if (err)
		return err->code == ERR_NOT_FOUND ? NULL : err;
	f->name = view.name;
	f->of_programme = view.list != 0;
	return view.list ? programme_code(cx, view.list, &f->code) : NULL;
}

struct err *work_feed_list(struct cx *cx, struct work_feeds *ret_feeds)
{
	struct work_feeds feeds = { 0 };
	struct feed_list_rows rows;
	struct err *err =
		feed_list(cx->db, &(struct feed_list_in){ cx->actor.id },
			  &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct work_feed *f = vec_push(cx->arena, &feeds);

		*f = (struct work_feed){ .id = rows.p[i].id,
					 .made_at = rows.p[i].made_at,
					 .at = { cx->actor.id, rows.p[i].seat,
						 rows.p[i].seat_for },
					 .view = view_of(rows.p[i].query) };
		err = feed_fill(cx, f);
	}
	if (!err)
		*ret_feeds = feeds;
	return err;
}

/* ---- making ------------------------------------------------------------------------ */

struct io {
	int64_t id, view;
	struct account_sitting at;
	struct str token;
};

/* A name of this realm that stays when its address changes. */
static struct err *realm_make(struct cx *cx)
{
	struct str realm;
	struct err *err = setting_get(cx, "calendar.realm", STR(""), &realm);

	if (err || realm.n)
		return err;
	return setting_put(cx, "calendar.realm",
			   auth_random_token(cx->arena, REALM_BYTES));
}

static struct err *feed_event(struct cx *cx, const char *kind,
			      const struct io *io, int64_t before)
{
	struct buf was = audit_obj(cx), is = audit_obj(cx);

	if (before)
		audit_int(&was, "calendar", before);
	if (io->view)
		audit_int(&is, "view", io->view);
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = "calendar",
						  .subject = io->id,
						  .before = audit_end(&was),
						  .after = audit_end(&is) },
			   NULL);
}

/* Room for one more, and a view that is there, seen from the calendar's seat. */
static struct err *make_check(struct cx *cx, const struct io *io)
{
	struct feed_list_rows rows;
	struct work_view view;
	struct cx as = *cx;
	bool good = true;
	struct err *err =
		feed_list(cx->db, &(struct feed_list_in){ cx->actor.id },
			  &rows);

	if (!err && rows.n >= WORK_FEEDS_MOST)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("You have {0} addresses already: revoke one "
				 "that you don't use any more."),
			      str_fmt(cx->arena, "%d", WORK_FEEDS_MOST));
	if (!err && io->view)
		err = account_actor_at(cx, &io->at, &as.actor, &good);
	if (!err && !good)
		err = gone(cx);
	if (!err && io->view == WORK_FEED_GROWTH)
		return cx_may(&as, PERM_GROWTH_VIEW) ? NULL : gone(cx);
	return !err && io->view ? work_view_see(&as, io->view, &view) : err;
}

static struct err *feed_write(struct cx *cx, struct io *io)
{
	struct str token = auth_random_token(cx->arena, TOKEN_BYTES);
	struct feed_insert_in in = { .user_id = cx->actor.id,
				     .token_hash =
					     auth_sha256_hex(cx->arena, token),
				     .query = query_of(cx->arena, io->view),
				     .seat = io->at.scope,
				     .seat_for = io->at.lender,
				     .now = cx->now };
	struct err *err = realm_make(cx);

	if (!err)
		err = feed_insert(cx->db, &in, &io->id);
	if (!err)
		io->token = token;
	return err;
}

static struct err *make_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	bool seen;
	struct err *err = audit_seen(cx, "calendar.make", &seen, &io->id);

	io->token = STR_NULL;
	if (err || seen)
		return err;
	err = make_check(cx, io);
	if (!err)
		err = feed_write(cx, io);
	return err ? err : feed_event(cx, "calendar.make", io, 0);
}

struct err *work_feed_make(struct cx *cx, int64_t view, struct str *ret_token)
{
	struct io io = { .view = view,
			 .at = { cx->actor.id, cx_scope(cx),
				 cx->actor.lender } };
	struct err *err;

	assert(cx->actor.id > 0);
	err = db_tx(cx, make_tx, &io);
	if (!err)
		*ret_token = io.token;
	return err;
}

/* ---- ending ------------------------------------------------------------------------- */

static struct err *revoke_write(struct cx *cx, int64_t id)
{
	int64_t changed = 0;
	struct err *err =
		feed_revoke(cx->db,
			    &(struct feed_revoke_in){ .id = id,
						      .user_id = cx->actor.id,
						      .now = cx->now },
			    &changed);

	return !err && changed != 1 ? gone(cx) : err;
}

static struct err *revoke_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "calendar.revoke", &seen, &subject);

	if (err || seen)
		return err;
	err = revoke_write(cx, io->id);
	return err ? err : feed_event(cx, "calendar.revoke", io, 0);
}

struct err *work_feed_revoke(struct cx *cx, int64_t id)
{
	return db_tx(cx, revoke_tx, &(struct io){ .id = id });
}

/* The view of one of the actor's own. */
static struct err *own_read(struct cx *cx, struct io *io)
{
	struct work_feeds feeds;
	struct err *err = work_feed_list(cx, &feeds);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < feeds.n; i++) {
		if (feeds.p[i].id != io->id)
			continue;
		io->view = feeds.p[i].view;
		io->at = feeds.p[i].at;
		return NULL;
	}
	return gone(cx);
}

static struct err *renew_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	int64_t was = io->id, subject;
	bool seen;
	struct err *err = audit_seen(cx, "calendar.renew", &seen, &subject);

	io->token = STR_NULL;
	if (err || seen)
		return err;
	err = own_read(cx, io);
	if (!err)
		err = revoke_write(cx, was);
	if (!err)
		err = make_check(cx, io);
	if (!err)
		err = feed_write(cx, io);
	if (!err)
		err = feed_event(cx, "calendar.renew", io, was);
	/* it may run again */
	io->id = was;
	return err;
}

struct err *work_feed_renew(struct cx *cx, int64_t id, struct str *ret_token)
{
	struct io io = { .id = id };
	struct err *err = db_tx(cx, renew_tx, &io);

	if (!err)
		*ret_token = io.token;
	return err;
}

/* ---- opening ------------------------------------------------------------------------- */

/* The person as of today, with permissions, organisation and language. */
static struct err *become(struct cx *cx, const struct feed_by_token_row *f,
			  bool *ret_ok)
{
	const struct account_sitting at = { .user = f->user_id,
					    .scope = f->seat,
					    .lender = f->seat_for };
	enum lang lang;
	struct err *err = account_actor_at(cx, &at, &cx->actor, ret_ok);

	if (err || !*ret_ok)
		return err;
	*ret_ok = cx_may(cx, view_of(f->query) == WORK_FEED_GROWTH
				     ? PERM_GROWTH_VIEW
				     : PERM_WORK_VIEW);
	cx->lang = lang_from_code(cx->actor.lang, &lang) ? lang
		   : cx->profile			 ? cx->profile->lang
							 : LANG_VI;
	return NULL;
}

/* The conditions that the view has today; *ret_ok: its person still sees
 * it. */
static struct err *view_open(struct cx *cx, int64_t id,
			     struct work_feed_open *o, bool *ret_ok)
{
	struct work_view view;
	struct err *err = work_view_see(cx, id, &view);

	*ret_ok = !err;
	if (err)
		return err->code == ERR_NOT_FOUND ? NULL : err;
	o->calendar.name = view.name;
	work_filter_of_lines(cx, view.asks, view.list, &o->filter);
	return NULL;
}

struct err *work_feed_open(struct cx *cx, struct str token,
			   struct work_feed_open *ret_open)
{
	struct feed_by_token_in in = {
		.token_hash = auth_sha256_hex(cx->arena, token),
	};
	struct work_feed_open o = { .filter = open_filter() };
	struct mail_config mail;
	struct feed_by_token_row f;
	bool found, good = false;
	struct err *err = feed_by_token(cx->db, &in, &f, &found);

	if (!err && found && f.revoked_at == DB_NULL)
		err = become(cx, &f, &good);
	o.growth = good && view_of(f.query) == WORK_FEED_GROWTH;
	if (!err && o.growth)
		o.calendar.name = growth_name(cx);
	else if (!err && good && view_of(f.query))
		err = view_open(cx, view_of(f.query), &o, &good);
	else if (!err && good)
		o.calendar.name = open_name(cx);
	if (!err && !good)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no calendar at this address any "
				 "more."));
	if (!err)
		err = setting_get(cx, "calendar.realm", STR(""),
				  &o.calendar.realm);
	if (!err)
		err = mail_config_get(cx, &mail);
	if (err)
		return err;
	o.calendar.site = mail.site;
	*ret_open = o;
	return NULL;
}
