/* The rules of accounts. */
#include "account/account_model.h"

enum { EMAIL_MOST = 200, LOCAL_MOST = 64, LABEL_MOST = 63, NEXT_MOST = 1000 };

/* ---- seats --------------------------------------------------------------------- */

static bool is_same_place(const struct seat *s, const struct seat_grant *g)
{
	return s->lender == g->lender &&
	       (s->scope == g->scope || (s->at_root && g->is.at_root &&
					 s->scope >= 0 && g->scope >= 0));
}

/* The seat of a grant, a new one when it is the first there. A role in the
 * whole realm and one at its root are at one place, which is the root. */
static struct seat *seat_of(struct seat *seats, ptrdiff_t *n,
			    const struct seat_grant *g, ptrdiff_t at)
{
	for (ptrdiff_t i = 0; i < *n; i++) {
		if (!is_same_place(&seats[i], g))
			continue;
		if (!seats[i].scope && g->scope) {
			seats[i].scope = g->scope;
			seats[i].grant = at;
		}
		return &seats[i];
	}
	seats[*n] = (struct seat){ .scope = g->scope,
				   .lender = g->lender,
				   .at_root = g->is.at_root,
				   .grant = at };
	return &seats[(*n)++];
}

/* Who may something with those below may it alone, too. */
static void alone_add(struct seat *seats, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++)
		for (ptrdiff_t k = 0; seats[i].scope < 0 && k < n; k++)
			if (seats[k].scope == -seats[i].scope &&
			    seats[k].lender == seats[i].lender)
				seats[i].perms |= seats[k].perms;
}

static bool adds_nothing(const struct seat *seats, ptrdiff_t n, ptrdiff_t i)
{
	for (ptrdiff_t k = 0; seats[i].scope < 0 && k < n; k++)
		if (seats[k].scope == -seats[i].scope &&
		    seats[k].lender == seats[i].lender)
			return seats[k].perms == seats[i].perms;
	return false;
}

static int rank_of(const struct seat *s)
{
	return (s->lender ? 2 : 0) + (s->at_root ? 0 : 1);
}

static void seats_sort(struct seat *seats, ptrdiff_t n)
{
	for (ptrdiff_t i = 1; i < n; i++) {
		struct seat one = seats[i];
		ptrdiff_t k = i;

		for (; k > 0 && rank_of(&seats[k - 1]) > rank_of(&one); k--)
			seats[k] = seats[k - 1];
		seats[k] = one;
	}
}

ptrdiff_t seats_make(const struct seat_grant *g, ptrdiff_t n, day_t on,
		     struct seat *ret)
{
	ptrdiff_t all = 0, kept = 0;

	for (ptrdiff_t i = 0; i < n; i++) {
		uint64_t perms = perm_all(&g[i].is, on);

		if (perms || !g[i].lender)
			seat_of(ret, &all, &g[i], i)->perms |= perms;
	}
	alone_add(ret, all);
	for (ptrdiff_t i = 0; i < all; i++)
		if (adds_nothing(ret, all, i))
			ret[i].grant = -1;
	for (ptrdiff_t i = 0; i < all; i++)
		if (ret[i].grant >= 0)
			ret[kept++] = ret[i];
	seats_sort(ret, kept);
	return kept;
}

ptrdiff_t seat_find(const struct seat *seats, ptrdiff_t n, int64_t scope,
		    int64_t lender)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (seats[i].scope == scope && seats[i].lender == lender)
			return i;
	return 0;
}

/* ---- lending ------------------------------------------------------------------- */

static const struct {
	const char *word;
	uint64_t perms;
} areas[] = {
	{ "work", PERM_BIT(PERM_WORK_VIEW) | PERM_BIT(PERM_WORK_MANAGE) |
			  PERM_BIT(PERM_WORK_REPORT) |
			  PERM_BIT(PERM_WORK_ANSWER) |
			  PERM_BIT(PERM_OVERVIEW_VIEW) },
	{ "member", PERM_BIT(PERM_MEMBER_VIEW) |
			    PERM_BIT(PERM_MEMBER_PERSONAL) |
			    PERM_BIT(PERM_MEMBER_MANAGE) },
};

uint64_t lent_perms(uint64_t perms, struct str what)
{
	uint64_t of = PERM_BIT(PERM_ORG_VIEW);

	if (str_eq(what, STR("all")))
		return perms;
	for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++)
		if (str_eq(what, str_c(areas[i].word)))
			of |= areas[i].perms;
	return perms & of;
}

struct err *lent_check(struct arena *a, day_t from, day_t to, day_t today)
{
	if (from < today)
		return err_at(err_new(a, ERR_INVALID,
				      N_("Somebody can act for you from today "
					 "on at the earliest.")),
			      STR("from"));
	if (to <= from)
		return err_at(err_new(a, ERR_INVALID,
				      N_("The last day lies before the first: "
					 "give a later one.")),
			      STR("to"));
	if (to - from > LENT_DAYS_MOST)
		return err_at(err_new(a, ERR_INVALID,
				      N_("Nobody acts for another for longer "
					 "than a year: give an earlier last "
					 "day.")),
			      STR("to"));
	return NULL;
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
