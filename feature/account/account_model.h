/*
 * The rules of accounts: e-mail addresses, roles and what they let a person
 * do, which of several grants counts, where a sign-in may lead. Pure: no SQL,
 * no HTTP.
 */
#ifndef RV_ACCOUNT_MODEL_H
#define RV_ACCOUNT_MODEL_H

#include "auth/perm.h"
#include "base/date.h"
#include "base/err.h"

/* X(NAME, "code", "what it is called", permissions) */
#define ROLE_LIST(X)                                                           \
	X(OFFICE, "office", N_("Committee office"),                            \
	  PERM_BIT(PERM_ORG_VIEW) | PERM_BIT(PERM_ORG_MANAGE) |                \
		  PERM_BIT(PERM_WORK_VIEW) | PERM_BIT(PERM_WORK_MANAGE) |      \
		  PERM_BIT(PERM_OVERVIEW_VIEW) | PERM_BIT(PERM_MEMBER_VIEW) |  \
		  PERM_BIT(PERM_MEMBER_MANAGE) | PERM_BIT(PERM_MEMBER_SECRET)) \
	X(SECRETARY, "secretary", N_("Secretary of an organisation"),          \
	  PERM_BIT(PERM_ORG_VIEW) | PERM_BIT(PERM_WORK_VIEW) |                 \
		  PERM_BIT(PERM_WORK_REPORT) | PERM_BIT(PERM_MEMBER_VIEW) |    \
		  PERM_BIT(PERM_MEMBER_SECRET))                                \
	X(LEADER, "leader", N_("Leader"),                                      \
	  PERM_BIT(PERM_ORG_VIEW) | PERM_BIT(PERM_WORK_VIEW) |                 \
		  PERM_BIT(PERM_OVERVIEW_VIEW) | PERM_BIT(PERM_MEMBER_VIEW))   \
	X(ADMIN, "admin", N_("Administrator of accounts"),                     \
	  PERM_BIT(PERM_ORG_VIEW) | PERM_BIT(PERM_ORG_MANAGE) |                \
		  PERM_BIT(PERM_ACCOUNT_MANAGE) | PERM_BIT(PERM_MEMBER_VIEW) | \
		  PERM_BIT(PERM_MEMBER_MANAGE) | PERM_BIT(PERM_TRAIL_VIEW) |   \
		  PERM_BIT(PERM_DATA_PROTECT))

enum role {
#define X(name, code, title, perms) ROLE_##name,
	ROLE_LIST(X)
#undef X
		N_ROLE
};

const char *role_code(enum role r);
const char *role_title(enum role r); /* catalogue id */
uint64_t role_perms(enum role r);
/* False for a word that names no role. */
bool role_from_code(struct str s, enum role *ret_role) MUST_USE;

/* A grant of a person that is in force, in the order in which they were
 * made. org 0: the whole realm. */
struct role_grant {
	enum role role;
	int64_t org;
	bool org_is_root;
};
/*
 * Which organisation a person acts for and with which permissions: grants at
 * the root go first, else the oldest grant counts. Only grants of that one
 * organisation are added up, so that nobody uses the right of one
 * organisation in another. Returns the index of the grant that names the
 * organisation, or -1 when there is none (signed in, nothing more).
 * PERM_ACCOUNT_MANAGE counts at the root only.
 */
ptrdiff_t role_choose(const struct role_grant *g, ptrdiff_t n,
		      uint64_t *ret_perms);

/* The address in its one form: lower case, ASCII; ERR_INVALID otherwise. */
struct err *email_clean(struct arena *a, struct str typed,
			struct str *ret_email) MUST_USE;

/* True for a path of our own that may stand in a Location header. */
bool next_ok(struct str path);

/* Words that this person's password may not contain. */
struct strs password_context(struct arena *a, struct str email,
			     struct str name);

/* "vi" "en" or empty; "light" "dark" or empty; "lon" or empty. */
bool setting_lang_ok(struct str s);
bool setting_theme_ok(struct str s);
bool setting_size_ok(struct str s);

#endif
