/* The slots of a member_map. */
#include "member/member_map.h"

#include "base/arena.h"

enum { ROOM_LEAST = 64 };

static struct member_slot *slot_of(const struct member_map *m, struct str key)
{
	uint64_t i = str_hash(key);

	for (;; i++) {
		struct member_slot *s = &m->slot[i & (uint64_t)(m->room - 1)];

		if (!s->key.p || str_eq(s->key, key))
			return s;
	}
}

static void grow(struct arena *a, struct member_map *m)
{
	struct member_map now = { .n = m->n,
				  .room = MAX(m->room * 2, ROOM_LEAST) };

	now.slot = arena_new(a, struct member_slot, now.room);
	for (ptrdiff_t i = 0; i < m->room; i++)
		if (m->slot[i].key.p)
			*slot_of(&now, m->slot[i].key) = m->slot[i];
	*m = now;
}

int *member_map_take(struct arena *a, struct member_map *m, struct str key,
		     int absent)
{
	struct member_slot *s;

	if (m->n * 2 >= m->room)
		grow(a, m);
	s = slot_of(m, key);
	if (!s->key.p) {
		/* an empty text is a key, too */
		*s = (struct member_slot){ key.p ? key : STR(""), absent };
		m->n++;
	}
	return &s->value;
}

const int *member_map_find(const struct member_map *m, struct str key)
{
	struct member_slot *s = m->room ? slot_of(m, key) : NULL;

	return s && s->key.p ? &s->value : NULL;
}
