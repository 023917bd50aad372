/* A table of texts to numbers: open addressing, grown at half full. */
#ifndef RV_MEMBER_MAP_H
#define RV_MEMBER_MAP_H

#include "base/str.h"

struct arena;
struct member_slot {
	struct str key;
	int value;
};
/* All zeros is an empty one. Keys aren't copied. */
struct member_map {
	struct member_slot *slot;
	ptrdiff_t n, room; /* room: a power of two, or 0 */
};

/* The number of a key; a new key gets `absent`, to be overwritten. Good until
 * the next one is taken. */
int *member_map_take(struct arena *a, struct member_map *m, struct str key,
		     int absent);
/* NULL: it isn't there. */
const int *member_map_find(const struct member_map *m, struct str key);

#endif
