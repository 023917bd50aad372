/*
 * The rules of accounts: e-mail addresses, which of several roles count and what
 * they let a person do, where a sign-in may lead. Pure: no SQL,
 * no HTTP.
 */
#ifndef RV_ACCOUNT_MODEL_H
#define RV_ACCOUNT_MODEL_H

#include "base/err.h"
#include "base/perm.h"

/* Roles that code names; which there are, and what they let a person do, is
 * the profile's (roles.csv). */
#define ROLE_ADMIN     "admin"
#define ROLE_LEADER    "leader"
#define ROLE_OFFICE    "office"
#define ROLE_SECRETARY "secretary"

/* A role in force, in the order in which they were given; lent ones last. */
struct seat_grant {
	struct perm_grant is;
	int64_t scope; /* 0: the whole realm; below 0: that organisation only */
	int64_t lender; /* whose it is, or 0: one's own */
};
/*
 * A person acts for one organisation at a time, from one seat: rights of two
 * organisations, or of two people, are never added up. All roles at one place
 * are one seat. Who has roles with those below and others without has two: the
 * second may more, and reaches less; it is left out when it adds nothing.
 */
struct seat {
	int64_t scope;
	int64_t lender;
	bool at_root;
	uint64_t perms;
	ptrdiff_t grant; /* the index of the first that makes it */
};
/* Seats of these grants on a day, those at the root first, else in their
 * order, one's own before lent ones. `ret` has room for n. */
ptrdiff_t seats_make(const struct seat_grant *g, ptrdiff_t n, day_t on,
		     struct seat *ret);
/* The seat that was chosen, or the first; n when there is none. */
ptrdiff_t seat_find(const struct seat *seats, ptrdiff_t n, int64_t scope,
		    int64_t lender);

/* What of a role goes along when its owner lends everything, or some areas:
 * words of "work member org", or "all". */
uint64_t lent_perms(uint64_t perms, struct str what);
/* Days that somebody else may act for a person: in order, no longer than a
 * year, not over already. Faults have `field` from or to. */
enum { LENT_DAYS_MOST = 366 };
struct err *lent_check(struct arena *a, day_t from, day_t to,
		       day_t today) MUST_USE;

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
