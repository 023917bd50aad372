/* Inside of the statistics. */
#ifndef RV_MEMBER_STAT_PRIV_H
#define RV_MEMBER_STAT_PRIV_H

#include "member/member_stat.h"
#include "member/member_stat_query.h"

/* Numbers by number, sorted by `key`. */
struct stat_map {
	struct stat_pair {
		int64_t key, value;
	} * p;
	ptrdiff_t n, cap;
};
/* The value, or `otherwise`. */
int64_t stat_map_at(const struct stat_map *m, int64_t key, int64_t otherwise);

/* Whether an organisation is among them. */
bool stat_alive_has(const struct stat_alive_rows *list, int64_t org);

/* Where people of one day stand in the structure of a later one
 * (member_stat_then.c). */
struct stat_then {
	struct stat_map person; /* moved by decisions: the last of them */
	struct stat_map next;	/* what became of an organisation; 0: gone */
	struct stat_alive_rows alive; /* on the later day */
};
struct err *stat_then_read(struct cx *cx, int64_t root, day_t on, day_t until,
			   struct stat_then *ret_then) MUST_USE;
/* The organisation of the later day; 0: none, it left the realm or ended. */
int64_t stat_then_org(const struct stat_then *t, int64_t member, int64_t org);

#endif
