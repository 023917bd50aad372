/*
 * Which unit of a list a name means: by its letters, then without marks, then
 * with short words made long, then without "Đảng bộ", "Thành phố" and what
 * else the profile lets be left out. Every name is looked up once.
 */
#include "member/member_register_priv.h"

#include "base/utf8.h"
#include "profile/profile_words.h"

enum { UNIT_NONE = -1, UNIT_SEVERAL = -2, UNIT_UNSEEN = -3, N_FORM = 4 };

/* A table of texts to numbers: open addressing, grown at half full. */
struct slot {
	struct str key;
	int value;
};
struct map {
	struct slot *slot;
	ptrdiff_t n, room; /* room: a power of two */
};

static struct slot *map_slot(struct map *m, struct str key)
{
	uint64_t i = str_hash(key);

	for (;; i++) {
		struct slot *s = &m->slot[i & (uint64_t)(m->room - 1)];

		if (!s->key.p || str_eq(s->key, key))
			return s;
	}
}

static void map_grow(struct arena *a, struct map *m)
{
	struct map now = { .n = m->n, .room = MAX(m->room * 2, 64) };

	now.slot = arena_new(a, struct slot, now.room);
	for (ptrdiff_t i = 0; i < m->room; i++)
		if (m->slot[i].key.p)
			*map_slot(&now, m->slot[i].key) = m->slot[i];
	*m = now;
}

/* The slot of a key, new ones with the value UNIT_UNSEEN. */
static struct slot *map_take(struct arena *a, struct map *m, struct str key)
{
	struct slot *s;

	if (m->n * 2 >= m->room)
		map_grow(a, m);
	s = map_slot(m, key);
	if (!s->key.p) {
		*s = (struct slot){ key, UNIT_UNSEEN };
		m->n++;
	}
	return s;
}

struct reg_units {
	const struct profile *profile;
	struct map form[N_FORM]; /* from the strictest on */
	struct map seen;	 /* texts as they stood */
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
	for (int k = 0; k < N_FORM; k++)
		map_grow(a, &u->form[k]);
	for (ptrdiff_t i = 0; i < names->n; i++) {
		struct str form[N_FORM];

		forms_make(a, p, names->p[i], form);
		if (map_slot(&u->form[0], form[0])->key.p)
			continue; /* the list says it twice */
		for (int k = 0; k < N_FORM; k++) {
			struct slot *s = map_take(a, &u->form[k], form[k]);

			s->value =
				s->value == UNIT_UNSEEN ? (int)i : UNIT_SEVERAL;
		}
	}
	return u;
}

int reg_units_find(struct arena *a, struct reg_units *u, struct str name)
{
	struct slot *s = map_take(a, &u->seen, name);
	struct str form[N_FORM];

	if (s->value != UNIT_UNSEEN)
		return s->value;
	s->value = UNIT_NONE;
	forms_make(a, u->profile, name, form);
	for (int k = 0; k < N_FORM && s->value == UNIT_NONE; k++) {
		const struct slot *f = map_slot(&u->form[k], form[k]);

		if (f->key.p)
			s->value = f->value;
	}
	return s->value;
}
