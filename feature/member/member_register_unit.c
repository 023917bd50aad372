/*
 * Which unit of a list a name means: by its letters, then without marks, then
 * with short words made long, then without "Đảng bộ", "Thành phố" and what
 * else the profile lets be left out. Every name is looked up once.
 */
#include "member/member_map.h"
#include "member/member_register_priv.h"

#include "base/utf8.h"
#include "profile/profile_words.h"

enum { UNIT_NONE = -1, UNIT_SEVERAL = -2, UNIT_UNSEEN = -3, N_FORM = 4 };

struct reg_units {
	const struct profile *profile;
	struct member_map form[N_FORM]; /* from the strictest on */
	struct member_map seen;		/* texts as they stood */
};

static void forms_make(struct arena *a, const struct profile *p,
		       struct str name, struct str ret_form[N_FORM])
{
	struct str fold = text_fold(a, name);

	ret_form[0] = text_same_key(a, name);
	ret_form[1] = fold;
	ret_form[2] = profile_expand(a, p, fold);
	ret_form[3] = profile_core(p, ret_form[2]);
}

struct reg_units *reg_units(struct arena *a, const struct profile *p,
			    const struct strs *names)
{
	struct reg_units *u = arena_new(a, struct reg_units, 1);

	u->profile = p;
	for (ptrdiff_t i = 0; i < names->n; i++) {
		struct str form[N_FORM];

		forms_make(a, p, names->p[i], form);
		if (member_map_find(&u->form[0], form[0]))
			continue; /* the list says it twice */
		for (int k = 0; k < N_FORM; k++) {
			int *v = member_map_take(a, &u->form[k], form[k],
						 UNIT_UNSEEN);

			*v = *v == UNIT_UNSEEN ? (int)i : UNIT_SEVERAL;
		}
	}
	return u;
}

int reg_units_find(struct arena *a, struct reg_units *u, struct str name)
{
	int *value = member_map_take(a, &u->seen, name, UNIT_UNSEEN);
	struct str form[N_FORM];

	if (*value != UNIT_UNSEEN)
		return *value;
	*value = UNIT_NONE;
	forms_make(a, u->profile, name, form);
	for (int k = 0; k < N_FORM && *value == UNIT_NONE; k++) {
		const int *found = member_map_find(&u->form[k], form[k]);

		if (found)
			*value = *found;
	}
	return *value;
}
