/*
 * Who may open and send what: every route is asked for by a person of each
 * role, signed in for real, and the answers are compared with
 * doc/permissions.md, which a person can read. A form is asked with a field
 * that it doesn't have: whoever may send it hears of that (400), who may not
 * is refused before (403, 404), and nothing is done.
 */
#include "app/app.h"

#include "account/account.h"
#include "app/app_kit.h"
#include "auth/auth.h"
#include "base/perm.h"
#include "db/db.h"
#include "org/org.h"
#include "profile/profile.h"
#include "setting/setting.h"
#include "view/feature.h"

enum { ROLES_MOST = 24 };

static struct world {
	struct arena *a;
	struct cx cx;
	struct http_config http;
	const struct profile *profile;
	int64_t root, unit;
	const char *cookie[ROLES_MOST];
	int n;
} w;

/* ---- a person for each role ------------------------------------------------------ */

struct seating {
	const struct profile_role *role;
	struct str token;
};

static struct err *seat_tx(struct cx *cx, void *arg)
{
	struct seating *s = arg;
	struct str code = s->role->code;
	struct account_new who = {
		.email = str_fmt(cx->arena, "%.*s@matrix.example",
				 STR_ARG(code)),
		.name = STR("Người Thử"),
		.post = STR(""),
		.role = str_to_c(cx->arena, code),
		.org = s->role->in_unit ? w.unit : w.root,
	};
	int64_t user;
	struct err *err = account_ensure(cx, &who, &user);

	/* every page is asked for: the rule has a test of its own */
	if (!err)
		err = setting_put(cx, SECOND_REQUIRED, STR("none"));
	return err ? err
		   : session_start(cx, user, STR("Firefox"), STR("127.0.0.1"),
				   &s->token);
}

static const char *sign_in(const struct profile_role *role)
{
	struct seating s = { .role = role };

	ok(db_tx(&w.cx, seat_tx, &s));
	return str_fmt(w.a, "__Host-rv=%.*s", STR_ARG(s.token)).p;
}

static void orgs_make(void)
{
	struct org root;
	bool found;

	ok(org_get_root(&w.cx, &root, &found));
	assert_true(found);
	w.root = root.id;
	ok(org_add(&w.cx,
		   &(struct org_new){ .parent = root.id,
				      .kind = STR("chi_bo"),
				      .name = STR("Chi bộ Một"),
				      .from = w.cx.today },
		   &w.unit));
}

static int world_open(void **state)
{
	assert_int_equal(app_kit_open(state), 0);
	w.a = app_kit.a;
	w.cx = (struct cx){ .arena = w.a,
			    .now = app_kit_now(),
			    .actor = { .id = ACTOR_SYSTEM,
				       .perms = UINT64_MAX,
				       .org_is_root = true } };
	w.cx.today = w.cx.as_at = day_of_instant(w.cx.now);
	ok(realm_open(&w.cx, str_c(app_kit.data), false));
	w.profile = w.cx.profile;
	orgs_make();
	app_http_config(&w.http, &w.cx);
	w.http.log = NULL;
	w.n = (int)w.profile->n_roles;
	assert_true(w.n <= ROLES_MOST);
	for (int i = 0; i < w.n; i++)
		w.cookie[i] = sign_in(&w.profile->role[i]);
	return 0;
}

static int world_close(void **state)
{
	realm_close(&w.cx);
	return app_kit_close(state);
}

/* ---- asking ------------------------------------------------------------------------ */

/* Whether somebody may; who isn't signed in is led to the sign-in page. What
 * is public refuses in its own ways. */
static bool answer(const struct route *r, const char *cookie)
{
	struct arena *a = arena_open(1 << 22);
	const char *path = app_kit_address(a, "", r, 1, "word");
	const struct http_try t = {
		.method = r->method,
		.path = r->method == GET ? str_fmt(a, "%s?zz=1", path).p : path,
		.body = r->method == POST ? "zz=1" : NULL,
		.cookie = cookie,
		.lang = "en"
	};
	struct reply rp;
	bool may;

	ok(http_serve_one(a, &w.http, &t, &rp));
	may = r->perm == PERM_PUBLIC ||
	      (rp.status != 401 && rp.status != 403 && rp.status != 404 &&
	       (cookie || rp.status != 303));
	arena_close(a);
	return may;
}

/* ---- the document ------------------------------------------------------------------ */

static void mark(struct buf *b, bool yes)
{
	buf_str(b, yes ? STR(" ● |") : STR("   |"));
}

static void roles_head(struct buf *b, const char *first)
{
	buf_fmt(b, "| %s |", first);
	for (int i = 0; i < w.n; i++)
		buf_fmt(b, " %.*s |", STR_ARG(w.profile->role[i].code));
	buf_lit(b, "\n|---|");
	for (int i = 0; i < w.n; i++)
		buf_lit(b, ":-:|");
	buf_lit(b, "\n");
}

static void roles_put(struct buf *b)
{
	buf_lit(b, "## Roles\n\n| Role | In English | Held at | What it is "
		   "for |\n|---|---|---|---|\n");
	for (int i = 0; i < w.n; i++) {
		const struct profile_role *r = &w.profile->role[i];

		buf_fmt(b, "| %.*s | %.*s | %s | %.*s |\n", STR_ARG(r->code),
			STR_ARG(r->en),
			r->at_root   ? "the root only"
			: r->in_unit ? "an organisation"
				     : "an organisation, or everywhere",
			STR_ARG(r->what_en));
	}
}

static void perms_put(struct buf *b)
{
	buf_lit(b, "\n## What each role may\n\nAt root: counts only in the "
		   "organisation above all others. Lent: goes along when a "
		   "person lets another act for them.\n\n| Permission | Lets a "
		   "person | At root | Lent |\n|---|---|:-:|:-:|\n");
	for (enum perm p = PERM_ORG_VIEW; p < N_PERM; p++) {
		buf_fmt(b, "| %s | %s |", perm_code(p), perm_what(p));
		mark(b, perm_is(p, PERM_AT_ROOT));
		mark(b, perm_is(p, PERM_LENT));
		buf_lit(b, "\n");
	}
	buf_lit(b, "\n");
	roles_head(b, "Permission");
	for (enum perm p = PERM_ORG_VIEW; p < N_PERM; p++) {
		buf_fmt(b, "| %s |", perm_code(p));
		for (int i = 0; i < w.n; i++)
			mark(b, w.profile->role[i].perms & PERM_BIT(p));
		buf_lit(b, "\n");
	}
}

static void route_put(struct buf *b, const struct route *r)
{
	bool nobody = answer(r, NULL);

	buf_fmt(b, "| %s `%s` | %s |", r->method == GET ? "GET" : "POST",
		r->path, perm_code(r->perm));
	mark(b, nobody);
	for (int i = 0; i < w.n; i++)
		mark(b, answer(r, w.cookie[i]));
	buf_lit(b, "\n");
}

static void routes_put(struct buf *b)
{
	buf_lit(b, "\n## Every address\n\nAsked for by a person of each role; "
		   "the first column of marks is somebody who isn't signed "
		   "in. Which rows of a list and which fields of a row they "
		   "see is decided by their organisation and, of members, by "
		   "member_personal and member_secret.\n\n");
	buf_lit(b, "| Address | Permission | nobody |");
	for (int i = 0; i < w.n; i++)
		buf_fmt(b, " %.*s |", STR_ARG(w.profile->role[i].code));
	buf_lit(b, "\n|---|---|:-:|");
	for (int i = 0; i < w.n; i++)
		buf_lit(b, ":-:|");
	buf_lit(b, "\n");
	for (int t = 0; t < w.http.n_tables; t++)
		for (int k = 0; k < w.http.n_routes[t]; k++)
			route_put(b, &w.http.routes[t][k]);
}

/* What isn't a route of its own: parts of the search, columns, menu. */
static void parts_put(struct buf *b)
{
	buf_lit(b, "\n## Parts of pages\n\n| Part | Permission "
		   "|\n|---|---|\n");
	for (int f = 0; f < app_n_features; f++) {
		const struct feature *x = app_features[f];

		for (int i = 0; i < x->n_searches; i++)
			buf_fmt(b, "| search: %s | %s |\n",
				x->searches[i].title,
				perm_code(x->searches[i].perm));
		for (int i = 0; i < x->n_org_columns; i++)
			buf_fmt(b, "| column of organisations: %s | %s |\n",
				x->org_columns[i].title,
				perm_code(x->org_columns[i].perm));
		for (int i = 0; i < x->n_menu; i++)
			buf_fmt(b, "| menu: %s | %s |\n", x->menu[i].title,
				perm_code(x->menu[i].perm));
	}
}

static void test_document(void **state)
{
	struct buf b = buf_init(w.a, 1 << 20);

	(void)state;
	buf_lit(&b,
		"# Who may do what\n\nMade by `app_perm_test` from the program "
		"and the profile `vn-party`; `make test` fails when they "
		"differ. A role comes from "
		"`profile/*/roles.csv`, what an address asks for from its row "
		"in a route table.\n\n");
	roles_put(&b);
	perms_put(&b);
	routes_put(&b);
	parts_put(&b);
	kit_golden(w.a, "doc/permissions.md", buf_view(&b));
}

/* The program asks for what the table of routes says, and nobody gets more:
 * worked out anew from the bits, for every route and role. */
static void test_gates(void **state)
{
	int asked = 0, refused = 0;

	(void)state;
	for (int t = 0; t < w.http.n_tables; t++)
		for (int k = 0; k < w.http.n_routes[t]; k++)
			for (int i = 0; i < w.n; i++) {
				const struct route *r = &w.http.routes[t][k];
				bool may = r->perm == PERM_PUBLIC ||
					   r->perm == PERM_SIGNED_IN ||
					   (w.profile->role[i].perms &
						    PERM_BIT(r->perm) &&
					    (!w.profile->role[i].in_unit ||
					     !perm_is(r->perm, PERM_AT_ROOT)));

				asked++;
				refused += !may;
				if (answer(r, w.cookie[i]) != may)
					fail_msg("%s %s", r->path,
						 str_to_c(w.a,
							  w.profile->role[i]
								  .code));
			}
	assert_true(asked > 2500);
	assert_true(refused > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gates),
		cmocka_unit_test(test_document),
	};

	return cmocka_run_group_tests(tests, world_open, world_close);
}
