/* Roles from a day to a day, seats, acting for somebody: acts and pages. */
#include "account/test/account_town.h"

#include "account/account_act.h"
#include "account/account_query.h"
#include "account/account_seat.h"
#include "auth/auth.h"
#include "base/perm.h"
#include "db/db.h"
#include "org/org.h"
#include "profile/profile.h"

static bool may(struct town *t, int64_t user, enum perm p)
{
	struct cx cx = town_as(t, user);

	return cx_may(&cx, p);
}

static struct account_role role_of(struct town *t, const char *role)
{
	return (struct account_role){ .role = str_c(role),
				      .org = t->unit,
				      .from = t->cx.today,
				      .to = DAY_NONE };
}

/* The newest event: its kind, and for whom it was done. */
static struct audit_row last_event(struct town *t, int64_t user)
{
	struct audit_rows rows;

	ok(account_history(&t->cx, "user", user, 1, &rows));
	assert_int_equal(rows.n, 1);
	return rows.p[0];
}

/* ---- roles ---------------------------------------------------------------------- */

static void role_on_its_days(void **state UNUSED)
{
	struct account_role in;
	int64_t lan;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.unit);
	in = role_of(&t, "unit_staff");
	in.from = t.cx.today + 2;
	in.to = t.cx.today + 4;
	in.reason = STR("thay người nghỉ phép");
	ok(account_role_give(&t.cx, lan, &in));
	same(last_event(&t, lan).reason, "thay người nghỉ phép");
	assert_true(str_find(last_event(&t, lan).after, STR("\"to\":\"2026"),
			     0) > 0);
	assert_false(may(&t, lan, PERM_WORK_REPORT));
	t.cx.today += 2;
	assert_true(may(&t, lan, PERM_WORK_REPORT));
	t.cx.today++;
	assert_true(may(&t, lan, PERM_WORK_REPORT));
	t.cx.today++;
	assert_false(may(&t, lan, PERM_WORK_REPORT));
	kit_close(&t.cx);
}

static void role_refused(void **state UNUSED)
{
	struct account_role in;
	struct cx admin;
	struct err *e;
	TOWN;

	admin = town_as(&t, t.admin);
	in = role_of(&t, "leader");
	in.org = t.root;
	/* two people decide what everybody may */
	e = account_role_give(&admin, t.admin, &in);
	fails(e, ERR_INVALID);
	same(e->field, "role");
	ok(account_role_give(&admin, t.thuoc, &in));
	in = role_of(&t, "king");
	same(account_role_give(&admin, t.thuoc, &in)->field, "role");
	/* what counts at the root alone is given there alone */
	in = role_of(&t, "auditor");
	same(account_role_give(&admin, t.thuoc, &in)->field, "org");
	in = role_of(&t, "secretary");
	in.org = 0;
	same(account_role_give(&admin, t.thuoc, &in)->field, "org");
	in = role_of(&t, "leader");
	in.org = 0;
	in.alone = true;
	same(account_role_give(&admin, t.thuoc, &in)->field, "org");
	in = role_of(&t, "leader");
	in.from = t.cx.today - 1;
	same(account_role_give(&admin, t.thuoc, &in)->field, "from");
	in.from = in.to = t.cx.today;
	same(account_role_give(&admin, t.thuoc, &in)->field, "to");
	in = role_of(&t, "leader");
	in.reason = str_fmt(a, "%1300s", "x");
	same(account_role_give(&admin, t.thuoc, &in)->field, "reason");
	fails(account_role_give(&admin, 999, &in), ERR_NOT_FOUND);
	/* twice on days of which one is the same */
	in = role_of(&t, "leader");
	in.to = t.cx.today + 3;
	ok(account_role_give(&admin, t.thuoc, &in));
	in.from = t.cx.today + 2;
	in.to = DAY_NONE;
	fails(account_role_give(&admin, t.thuoc, &in), ERR_CONFLICT);
	in.from = t.cx.today + 3;
	ok(account_role_give(&admin, t.thuoc, &in));
	/* alone is another place */
	in = role_of(&t, "leader");
	in.alone = true;
	ok(account_role_give(&admin, t.thuoc, &in));
	kit_close(&t.cx);
}

static void role_ended(void **state UNUSED)
{
	struct user_grants_rows rows;
	struct account_role in;
	struct cx admin;
	TOWN;

	admin = town_as(&t, t.admin);
	in = role_of(&t, "leader");
	in.from = t.cx.today + 5;
	ok(account_role_give(&admin, t.thuoc, &in));
	ok(user_grants(t.cx.db, &(struct user_grants_in){ t.thuoc }, &rows));
	assert_int_equal(rows.n, 2);
	/* before it began: it never counted */
	ok(account_grant_end(&admin, rows.p[1].id, STR("đổi ý")));
	fails(account_grant_end(&admin, rows.p[1].id, STR("ended")),
	      ERR_CONFLICT);
	t.cx.today += 6;
	assert_false(may(&t, t.thuoc, PERM_OVERVIEW_VIEW));
	admin.today = t.cx.today;
	ok(account_grant_end(&admin, rows.p[0].id, STR("ended")));
	fails(account_grant_end(&admin, rows.p[0].id, STR("ended")),
	      ERR_CONFLICT);
	assert_false(may(&t, t.thuoc, PERM_WORK_REPORT));
	ok(user_grants(t.cx.db, &(struct user_grants_in){ t.admin }, &rows));
	fails(account_grant_end(&admin, rows.p[0].id, STR("ended")),
	      ERR_DENIED);
	fails(account_grant_end(&admin, 9999, STR("ended")), ERR_NOT_FOUND);
	kit_close(&t.cx);
}

/* What statements know of roles is what the profile says. */
static void roles_kept(void **state UNUSED)
{
	struct role_perm_all_rows rows;
	struct profile bent;
	struct profile_role *role;
	ptrdiff_t n;
	TOWN;

	ok(account_roles_keep(&t.cx));
	ok(role_perm_all(t.cx.db, &rows));
	n = rows.n;
	assert_true(n > 40);
	bent = *t.cx.profile;
	role = arena_new(a, struct profile_role, bent.n_roles);
	for (ptrdiff_t i = 0; i < bent.n_roles; i++)
		role[i] = bent.role[i];
	role[0].perms |= PERM_BIT(PERM_TRAIL_VIEW);
	bent.role = role;
	bent.n_roles--;
	t.cx.profile = &bent;
	ok(account_roles_keep(&t.cx));
	ok(role_perm_all(t.cx.db, &rows));
	assert_int_equal(
		rows.n, n + 1 - __builtin_popcountll(role[bent.n_roles].perms));
	kit_close(&t.cx);
}

/* From now on the realm has a profile of its own: one role of it, to change. */
static struct profile_role *bend(struct town *t, struct profile *bent,
				 const char *code)
{
	struct profile_role *role;

	*bent = *t->cx.profile;
	role = arena_new(t->cx.arena, struct profile_role, bent->n_roles);
	for (ptrdiff_t i = 0; i < bent->n_roles; i++)
		role[i] = bent->role[i];
	bent->role = role;
	t->cx.profile = bent;
	for (ptrdiff_t i = 0; i < bent->n_roles; i++)
		if (str_eq(role[i].code, str_c(code)))
			return &role[i];
	fail_msg("no role %s", code);
	return NULL;
}

static bool kept_has(struct town *t, const char *role, const char *perm)
{
	struct role_perms_of_rows rows;

	ok(role_perms_of(t->cx.db,
			 &(struct role_perms_of_in){ .role = str_c(role) },
			 &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(rows.p[i].perm, str_c(perm)))
			return true;
	return false;
}

static struct err *put_fn(struct cx *cx, void *arg)
{
	return role_perm_put(cx->db, arg, NULL);
}

/* Nothing is written when the profile says what it said; a role that isn't
 * one any more goes, whichever it is. */
static void roles_kept_once(void **state UNUSED)
{
	struct role_perm_put_in none = { STR("aaa"), STR("org_view") };
	struct profile bent;
	struct profile_role *role;
	uint64_t generation;
	TOWN;

	ok(account_roles_keep(&t.cx));
	generation = db_generation(t.cx.db);
	ok(account_roles_keep(&t.cx));
	assert_true(db_generation(t.cx.db) == generation);
	ok(db_tx(&t.cx, put_fn, &none));
	assert_true(kept_has(&t, "aaa", "org_view"));
	ok(account_roles_keep(&t.cx));
	assert_false(kept_has(&t, "aaa", "org_view"));
	/* as many as before, but others */
	role = bend(&t, &bent, "auditor");
	role->perms ^= PERM_BIT(PERM_TRAIL_VIEW) | PERM_BIT(PERM_WORK_VIEW);
	ok(account_roles_keep(&t.cx));
	assert_true(kept_has(&t, "auditor", "work_view"));
	assert_false(kept_has(&t, "auditor", "trail_view"));
	kit_close(&t.cx);
}

/* A role whose rights are the same isn't written anew: what stands on its rows
 * would keep them from being removed. */
static void roles_kept_where_they_differ(void **state UNUSED)
{
	static const char held[] =
		"create table held (role text not null, perm text not null, "
		"constraint held_fk foreign key (role, perm) "
		"references role_perm (role, perm))";
	static const char row[] = "insert into held (role, perm) "
				  "values ('leader', 'overview_view')";
	static const char dropped[] = "drop table held";
	struct profile bent;
	struct profile_role *role;
	TOWN;

	ok(account_roles_keep(&t.cx));
	kit_sql(&t.cx, held);
	kit_sql(&t.cx, row);
	role = bend(&t, &bent, "member");
	role->perms |= PERM_BIT(PERM_TRAIL_VIEW);
	ok(account_roles_keep(&t.cx));
	assert_true(kept_has(&t, "member", "trail_view"));
	ok(account_grant(&t.cx, t.thuoc, ROLE_LEADER, t.root, STR_NULL));
	/* one that differs is */
	role = bend(&t, &bent, "leader");
	role->perms |= PERM_BIT(PERM_TRAIL_VIEW);
	assert_non_null(account_roles_keep(&t.cx));
	kit_sql(&t.cx, dropped);
	kit_close(&t.cx);
}

/* ---- seats ------------------------------------------------------------------------- */

static void seats_change(void **state UNUSED)
{
	const char *cookie;
	struct reply page;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	page = town_get(&t, "/account", cookie);
	assert_true(town_has_not(&page, "/account/seat?next="));
	ok(account_grant(&t.cx, t.thuoc, ROLE_LEADER, t.root, STR_NULL));
	page = town_get(&t, "/account", cookie);
	assert_true(town_has(&page, "/account/seat?next="));
	page = town_get(&t, "/account/seat?next=%2Faccount", cookie);
	assert_true(town_has(&page, "Chi bộ Hai"));
	assert_true(town_has(&page, "đang ở đây"));
	/* at the root first; then in the cell, and back to where they were */
	r = town_form(&t, "/account/seat", "/account/seat",
		      str_fmt(a, "scope=%lld&for=0&next=%%2Faccount",
			      (long long)t.unit)
			      .p,
		      cookie);
	assert_int_equal(r.status, 303);
	same(r.location, "/account");
	same(last_event(&t, t.thuoc).kind, "user.sit");
	page = town_get(&t, "/account", cookie);
	assert_true(town_has(&page, "Chi bộ Hai"));
	/* nowhere where they have no role; nowhere else afterwards */
	r = town_form(&t, "/account/seat", "/account/seat",
		      str_fmt(a, "scope=-%lld&for=0", (long long)t.unit).p,
		      cookie);
	assert_int_equal(r.status, 404);
	r = town_form(&t, "/account/seat", "/account/seat",
		      str_fmt(a, "scope=%lld&for=%lld", (long long)t.unit,
			      (long long)t.admin)
			      .p,
		      cookie);
	assert_int_equal(r.status, 404);
	r = town_form(&t, "/account/seat", "/account/seat",
		      str_fmt(a, "scope=%lld&for=0&next=%%2F%%2Fevil.example",
			      (long long)t.root)
			      .p,
		      cookie);
	same(r.location, "/");
	kit_close(&t.cx);
}

/* Without those below: another scope, and not the root's sight. */
static void seat_alone(void **state UNUSED)
{
	struct account_role in;
	struct cx cx;
	int64_t lan;
	bool within;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.unit);
	in = role_of(&t, "leader");
	in.org = t.root;
	in.alone = true;
	ok(account_role_give(&t.cx, lan, &in));
	cx = town_as(&t, lan);
	assert_true(cx.actor.alone);
	assert_false(cx.actor.org_is_root);
	assert_int_equal(cx_scope(&cx), -t.root);
	ok(org_is_within(&cx, cx_scope(&cx), t.root, &within));
	assert_true(within);
	ok(org_is_within(&cx, cx_scope(&cx), t.unit, &within));
	assert_false(within);
	/* the whole realm isn't an organisation alone */
	cx = town_as(&t,
		     town_person(&t, "van@dn.vn", "Hồ Thị Vân", "office", 0));
	assert_int_equal(cx.actor.org, 0);
	assert_false(cx.actor.alone);
	assert_true(cx.actor.org_is_root);
	kit_close(&t.cx);
}

/* ---- acting for somebody ---------------------------------------------------------------- */

#define LEND                                                                   \
	"to=lan%40dn.vn&scope=&what=all&from=&last=31%2F12%2F2026&reason="     \
	"ngh%E1%BB%89+ph%C3%A9p"

static void lent_and_used(void **state UNUSED)
{
	const char *his, *hers;
	int64_t lan;
	struct reply page;
	struct audit_row ev;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.root);
	his = town_sign_in(&t, "thuoc@dn.vn");
	r = town_form(&t, "/account/seat", "/account/lend", LEND, his);
	assert_int_equal(r.status, 303);
	same(last_event(&t, t.thuoc).kind, "user.lend");
	/* she is herself until she chooses */
	hers = town_sign_in(&t, "lan@dn.vn");
	page = town_get(&t, "/account/seat", hers);
	assert_true(town_has(&page, "thay mặt Mai Đình Thước"));
	r = town_form(&t, "/account/seat", "/account/seat",
		      str_fmt(a, "scope=%lld&for=%lld", (long long)t.unit,
			      (long long)t.thuoc)
			      .p,
		      hers);
	assert_int_equal(r.status, 303);
	page = town_get(&t, "/account", hers);
	assert_true(town_has(&page, "Trần Thị Lan, thay mặt Mai Đình Thước"));
	/* both names stand in the trail, also of her going back */
	r = town_form(&t, "/account/seat", "/account/seat",
		      str_fmt(a, "scope=%lld&for=0", (long long)t.root).p,
		      hers);
	assert_int_equal(r.status, 303);
	ev = last_event(&t, lan);
	assert_int_equal(ev.actor, lan);
	assert_int_equal(ev.on_behalf, t.thuoc);
	/* what was lent is not lent on */
	r = town_form(&t, "/account/seat", "/account/seat",
		      str_fmt(a, "scope=%lld&for=%lld", (long long)t.unit,
			      (long long)t.thuoc)
			      .p,
		      hers);
	assert_int_equal(r.status, 303);
	r = town_form(
		&t, "/account/seat", "/account/lend",
		"to=admin%40dn.vn&scope=&what=all&last=31%2F12%2F2026&reason=x",
		hers);
	assert_int_equal(r.status, 422);
	/* his end ends hers, at the next request */
	ok(account_disable(&t.cx, t.thuoc, STR("left")));
	page = town_get(&t, "/account", hers);
	assert_int_equal(page.status, 200);
	assert_true(town_has_not(&page, "thay mặt Mai Đình Thước"));
	kit_close(&t.cx);
}

static struct account_lending lending(struct town *t)
{
	return (struct account_lending){ .to = STR("lan@dn.vn"),
					 .scope = DB_NULL,
					 .what = STR("all"),
					 .from = t->cx.today,
					 .to_on = t->cx.today + 7,
					 .reason = STR("nghỉ phép") };
}

static ptrdiff_t seats_of(struct town *t, int64_t user)
{
	struct account_seats seats;

	ok(account_seats(&t->cx, user, &seats));
	return seats.n;
}

/* Who has no place at all sits down nowhere. */
static void no_seat_to_sit_in(void **state UNUSED)
{
	struct user_grants_rows rows;
	struct cx hers;
	int64_t lan;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.root);
	hers = town_as(&t, lan);
	fails(account_sit(&hers, t.unit, 0), ERR_NOT_FOUND);
	fails(account_sit(&hers, t.root, t.thuoc), ERR_NOT_FOUND);
	ok(user_grants(t.cx.db, &(struct user_grants_in){ lan }, &rows));
	ok(account_grant_end(&t.cx, rows.p[0].id, STR("ended")));
	assert_int_equal(seats_of(&t, lan), 0);
	fails(account_sit(&hers, t.root, 0), ERR_NOT_FOUND);
	fails(account_sit(&hers, 0, 0), ERR_NOT_FOUND);
	kit_close(&t.cx);
}

/* Who becomes a manager goes by the shorter limits where they are signed in. */
static void role_shortens(void **state UNUSED)
{
	struct sessions list;
	int64_t lan;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.root);
	(void)town_sign_in(&t, "lan@dn.vn");
	ok(account_grant(&t.cx, lan, ROLE_OFFICE, t.root, STR_NULL));
	ok(session_list(&t.cx, lan, &list));
	assert_int_equal(list.n, 1);
	assert_int_equal(list.p[0].ends_at - list.p[0].made_at,
			 SESSION_LIFE_MANAGER_MS);
	kit_close(&t.cx);
}

/* Who may do the office's work for another goes by its shorter limits, also
 * where they are signed in already. */
static void lent_shortens(void **state UNUSED)
{
	struct account_lending in;
	struct sessions list;
	struct cx his;
	int64_t id, lan;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.root);
	(void)town_sign_in(&t, "lan@dn.vn");
	his = town_as(&t, t.thuoc);
	in = lending(&t);
	ok(account_lend(&his, &in, &id));
	ok(session_list(&t.cx, lan, &list));
	assert_int_equal(list.n, 1);
	assert_int_equal(list.p[0].ends_at - list.p[0].made_at,
			 SESSION_LIFE_MS);
	ok(account_grant(&t.cx, t.thuoc, ROLE_OFFICE, t.root, STR_NULL));
	his = town_as(&t, t.thuoc);
	ok(account_lend(&his, &in, &id));
	ok(session_list(&t.cx, lan, &list));
	assert_int_equal(list.n, 1);
	assert_int_equal(list.p[0].ends_at - list.p[0].made_at,
			 SESSION_LIFE_MANAGER_MS);
	kit_close(&t.cx);
}

/* Without a role of one's own: nobody until they choose, then the other. */
static void lent_to_nobody(void **state UNUSED)
{
	struct user_grants_rows rows;
	struct account_lending in;
	struct account_seats seats;
	struct session s;
	struct cx his, hers;
	int64_t id, lan;
	bool good;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.root);
	his = town_as(&t, t.thuoc);
	in = lending(&t);
	ok(account_lend(&his, &in, &id));
	ok(user_grants(t.cx.db, &(struct user_grants_in){ lan }, &rows));
	ok(account_grant_end(&t.cx, rows.p[0].id, STR("ended")));
	ok(account_seats(&t.cx, lan, &seats));
	assert_int_equal(seats.n, 1);
	hers = town_as(&t, lan);
	assert_int_equal(hers.actor.perms, PERM_EVERYBODY);
	assert_int_equal(hers.actor.org, 0);
	assert_int_equal(hers.actor.lender, 0);
	assert_int_equal(hers.actor.seats, 1);
	s = (struct session){ .user = lan,
			      .seat = t.unit,
			      .seat_for = t.thuoc };
	ok(account_hook_actor(&hers, &s, &good));
	assert_true(good);
	assert_int_equal(hers.actor.org, t.unit);
	assert_int_equal(hers.on_behalf, t.thuoc);
	kit_close(&t.cx);
}

static void lent_refused(void **state UNUSED)
{
	struct account_lending in;
	struct cx cx;
	int64_t id, lan;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.root);
	cx = town_as(&t, t.thuoc);
	in = lending(&t);
	in.to = STR("nobody@dn.vn");
	same(account_lend(&cx, &in, &id)->field, "to");
	in.to = STR("thuoc@dn.vn");
	same(account_lend(&cx, &in, &id)->field, "to");
	in = lending(&t);
	in.what = STR("soul");
	same(account_lend(&cx, &in, &id)->field, "what");
	in = lending(&t);
	in.reason = STR("  ");
	same(account_lend(&cx, &in, &id)->field, "reason");
	in.reason = str_cat(a, STR("ộ"), str_fmt(a, "%0300d", 1));
	same(account_lend(&cx, &in, &id)->field, "reason");
	in = lending(&t);
	in.to_on = in.from;
	same(account_lend(&cx, &in, &id)->field, "to");
	in = lending(&t);
	in.scope = t.root;
	same(account_lend(&cx, &in, &id)->field, "scope");
	in.scope = -t.unit;
	same(account_lend(&cx, &in, &id)->field, "scope");
	ok(account_disable(&t.cx, lan, STR("left")));
	in = lending(&t);
	same(account_lend(&cx, &in, &id)->field, "to");
	assert_int_equal(seats_of(&t, lan), 1);
	kit_close(&t.cx);
}

/* 300 characters are counted as they are read. */
static void lent_for_a_long_reason(void **state UNUSED)
{
	struct account_lending in;
	struct cx his;
	int64_t id, lan;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.root);
	his = town_as(&t, t.thuoc);
	in = lending(&t);
	in.reason = str_cat(a, STR("ộ"), str_fmt(a, "%0299d", 1));
	ok(account_lend(&his, &in, &id));
	assert_int_equal(seats_of(&t, lan), 2);
	kit_close(&t.cx);
}

/* On its days, at its place, what it names; ended by either of them. */
static void lent_within_limits(void **state UNUSED)
{
	struct account_seats seats;
	struct account_lending in;
	struct cx his, hers;
	int64_t id, other, lan;
	bool good;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.root);
	his = town_as(&t, t.thuoc);
	in = lending(&t);
	in.scope = t.unit;
	in.what = STR("work");
	in.from = t.cx.today + 1;
	ok(account_lend(&his, &in, &id));
	assert_int_equal(seats_of(&t, lan), 1);
	t.cx.today++;
	ok(account_seats(&t.cx, lan, &seats));
	assert_int_equal(seats.n, 2);
	assert_int_equal(seats.p[1].scope, t.unit);
	assert_int_equal(seats.p[1].lender, t.thuoc);
	assert_true(seats.p[1].perms & PERM_BIT(PERM_WORK_ANSWER));
	assert_false(seats.p[1].perms & PERM_BIT(PERM_MEMBER_VIEW));
	assert_false(seats.p[1].perms & PERM_BIT(PERM_MEMBER_SECRET));
	t.cx.today += 6;
	assert_int_equal(seats_of(&t, lan), 1);
	/* nobody else ends it */
	t.cx.today -= 6;
	hers = town_as(&t, town_person(&t, "ba@dn.vn", "Người Ba", "member",
				       t.root));
	fails(account_lend_end(&hers, id), ERR_NOT_FOUND);
	hers = town_as(&t, lan);
	/* without a place that was kept it is the first */
	ok(account_actor_at(&t.cx,
			    &(struct account_sitting){ lan, DB_NULL, DB_NULL },
			    &hers.actor, &good));
	assert_true(good && hers.actor.perms != PERM_EVERYBODY);
	hers = town_as(&t, lan);
	/* what was lent isn't a place of her own to lend */
	in.to = STR("ba@dn.vn");
	in.from = t.cx.today;
	same(account_lend(&hers, &in, &other)->field, "scope");
	hers.key = STR("end");
	ok(account_lend_end(&hers, id));
	/* sent once more it is the same act */
	ok(account_lend_end(&hers, id));
	hers.key = STR_NULL;
	fails(account_lend_end(&hers, id), ERR_CONFLICT);
	assert_int_equal(seats_of(&t, lan), 1);
	fails(account_lend_end(&hers, 999), ERR_NOT_FOUND);
	kit_close(&t.cx);
}

/* The role ends, and what was lent of it with it. */
static void lent_no_longer_than_the_role(void **state UNUSED)
{
	struct user_grants_rows rows;
	struct account_lending in;
	struct cx his;
	int64_t id, lan;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.root);
	his = town_as(&t, t.thuoc);
	in = lending(&t);
	ok(account_lend(&his, &in, &id));
	assert_int_equal(seats_of(&t, lan), 2);
	ok(user_grants(t.cx.db, &(struct user_grants_in){ t.thuoc }, &rows));
	ok(account_grant_end(&t.cx, rows.p[0].id, STR("ended")));
	assert_int_equal(seats_of(&t, lan), 1);
	/* and with no role there is nothing to lend */
	same(account_lend(&his, &in, &id)->field, "scope");
	kit_close(&t.cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(role_on_its_days),
		cmocka_unit_test(role_refused),
		cmocka_unit_test(role_ended),
		cmocka_unit_test(roles_kept),
		cmocka_unit_test(roles_kept_once),
		cmocka_unit_test(roles_kept_where_they_differ),
		cmocka_unit_test(seats_change),
		cmocka_unit_test(seat_alone),
		cmocka_unit_test(lent_and_used),
		cmocka_unit_test(no_seat_to_sit_in),
		cmocka_unit_test(role_shortens),
		cmocka_unit_test(lent_shortens),
		cmocka_unit_test(lent_for_a_long_reason),
		cmocka_unit_test(lent_to_nobody),
		cmocka_unit_test(lent_refused),
		cmocka_unit_test(lent_within_limits),
		cmocka_unit_test(lent_no_longer_than_the_role),
	};

	auth_set_cheap_hashing(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
