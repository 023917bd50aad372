/* What a permission is called, and what a grant gives. */
#include "base/perm.h"

static const struct {
	const char *code, *what;
	int traits;
} perms[N_PERM] = {
#define X(name, c, w, t)                                                       \
	[PERM_##name] = { .code = (c), .what = (w), .traits = (t) },
	PERM_LIST(X)
#undef X
};

const char *perm_code(enum perm p)
{
	return perms[p].code;
}

const char *perm_what(enum perm p)
{
	return perms[p].what;
}

bool perm_is(enum perm p, int trait)
{
	return perms[p].traits & trait;
}

uint64_t perm_with(int trait)
{
	uint64_t all = 0;

	for (enum perm p = 0; p < N_PERM; p++)
		if (perm_is(p, trait))
			all |= PERM_BIT(p);
	return all;
}

bool perm_from_code(struct str word, enum perm *ret_perm)
{
	for (enum perm p = 0; p < N_PERM; p++) {
		if (str_eq(word, str_c(perms[p].code))) {
			*ret_perm = p;
			return true;
		}
	}
	return false;
}

static bool is_in_force(day_t from, day_t to, day_t on)
{
	return from <= on && (to == DAY_NONE || on < to);
}

bool perm_gives(const struct perm_grant *g, enum perm p, day_t on)
{
	return (g->perms & PERM_BIT(p)) && is_in_force(g->from, g->to, on) &&
	       (g->at_root || !perm_is(p, PERM_AT_ROOT)) &&
	       (!g->lent || (perm_is(p, PERM_LENT) &&
			     is_in_force(g->lent_from, g->lent_to, on)));
}

uint64_t perm_all(const struct perm_grant *g, day_t on)
{
	uint64_t all = 0;

	for (enum perm p = 0; p < N_PERM; p++)
		if (perm_gives(g, p, on))
			all |= PERM_BIT(p);
	return all;
}
