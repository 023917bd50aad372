/* The rules of accounts. */
#include "account/account_model.h"

enum { EMAIL_MOST = 200, LOCAL_MOST = 64, LABEL_MOST = 63, NEXT_MOST = 1000 };

static const struct {
	const char *code, *title;
	uint64_t perms;
} roles[N_ROLE] = {
#define X(name, c, t, p)                                                       \
	[ROLE_##name] = { .code = (c), .title = (t), .perms = (p) },
	ROLE_LIST(X)
#undef X
};

const char *role_code(enum role r)
{
	return roles[r].code;
}

const char *role_title(enum role r)
{
	return roles[r].title;
}

uint64_t role_perms(enum role r)
{
	return roles[r].perms;
}

bool role_from_code(struct str s, enum role *ret_role)
{
	for (enum role r = 0; r < N_ROLE; r++) {
		if (str_eq(s, str_c(roles[r].code))) {
			*ret_role = r;
			return true;
		}
	}
	return false;
}

/* What counts only at the root: managing accounts, the committee's own tasks,
 * which a unit's office doesn't issue or verify, and decisions about
 * organisations, which may name any of them. */
#define ROOT_ONLY                                                              \
	(PERM_BIT(PERM_ACCOUNT_MANAGE) | PERM_BIT(PERM_WORK_MANAGE) |          \
	 PERM_BIT(PERM_ORG_MANAGE))

/* Whoever may add users could give himself any role anywhere: so that
 * permission counts at the root only. */
static uint64_t grant_perms(const struct role_grant *g)
{
	uint64_t perms = roles[g->role].perms;

	return g->org_is_root ? perms : perms & ~ROOT_ONLY;
}

ptrdiff_t role_choose(const struct role_grant *g, ptrdiff_t n,
		      uint64_t *ret_perms)
{
	uint64_t perms = PERM_BIT(PERM_PUBLIC) | PERM_BIT(PERM_SIGNED_IN);
	ptrdiff_t at = n > 0 ? 0 : -1;

	for (ptrdiff_t i = 1; i < n; i++) {
		if (g[i].org_is_root &&
		    (!g[at].org_is_root || (!g[at].org && g[i].org)))
			at = i;
	}
	for (ptrdiff_t i = 0; i < n; i++)
		if (g[i].org == g[at].org ||
		    (g[i].org_is_root && g[at].org_is_root))
			perms |= grant_perms(&g[i]);
	*ret_perms = perms;
	return at;
}

/* ---- addresses -------------------------------------------------------------- */

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool local_ok(struct str s)
{
	if (s.n < 1 || s.n > LOCAL_MOST || s.p[0] == '.' ||
	    s.p[s.n - 1] == '.' || str_find(s, STR(".."), 0) >= 0)
		return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) &&
		    !memchr("!#$%&'*+-/=?^_`{|}~.", s.p[i], 20))
			return false;
	return true;
}

static bool label_ok(struct str s)
{
	if (s.n < 1 || s.n > LABEL_MOST || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	return true;
}

static bool domain_ok(struct str s)
{
	while (s.p)
		if (!label_ok(str_cut(&s, '.')))
			return false;
	return true;
}

static struct str lower(struct arena *a, struct str s)
{
	char *p = str_to_c(a, s);

	for (ptrdiff_t i = 0; i < s.n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (char)(p[i] + 32);
	return (struct str){ p, s.n };
}

struct err *email_clean(struct arena *a, struct str typed,
			struct str *ret_email)
{
	struct str email = lower(a, str_trim(typed));
	ptrdiff_t at = str_find_char(email, '@');

	if (at < 0 || email.n > EMAIL_MOST ||
	    !local_ok(str_sub(email, 0, at)) ||
	    !domain_ok(str_sub(email, at + 1, email.n)))
		return err_at(err_new(a, ERR_INVALID,
				      N_("“{0}” is not an e-mail address: "
					 "write it like name@example.vn, "
					 "without accents."),
				      str_trim(typed)),
			      STR("email"));
	*ret_email = email;
	return NULL;
}

bool next_ok(struct str path)
{
	if (path.n < 1 || path.n > NEXT_MOST || path.p[0] != '/' ||
	    (path.n > 1 && path.p[1] == '/'))
		return false;
	for (ptrdiff_t i = 0; i < path.n; i++)
		if (path.p[i] <= ' ' || path.p[i] == 127 || path.p[i] == '\\' ||
		    path.p[i] == '#')
			return false;
	return !str_starts(path, STR("/sign-"));
}

struct strs password_context(struct arena *a, struct str email, struct str name)
{
	struct strs words = { 0 };
	ptrdiff_t at = str_find_char(email, '@');

	*vec_push(a, &words) = STR("roviec");
	*vec_push(a, &words) = str_sub(email, 0, at);
	*vec_push(a, &words) = str_sub(email, at + 1, email.n);
	*vec_push(a, &words) = name;
	return words;
}

/* ---- settings ----------------------------------------------------------------- */

static bool one_of(struct str s, const char *x, const char *y)
{
	return s.n == 0 || str_eq(s, str_c(x)) || str_eq(s, str_c(y));
}

bool setting_lang_ok(struct str s)
{
	return one_of(s, "vi", "en");
}

bool setting_theme_ok(struct str s)
{
	return one_of(s, "light", "dark");
}

bool setting_size_ok(struct str s)
{
	return one_of(s, "lon", "lon");
}
