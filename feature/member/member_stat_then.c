/*
 * Yesterday's people in today's structure. Who was moved by decisions stands
 * where the last of them put him or her, as long as nothing else moved the
 * person in between: so a split goes by where the members themselves went.
 * Everybody else stays with the organisation; one that is no more is followed
 * to what became of it, of several successors to the one with the largest
 * share. What people did by themselves since then (transfers, leaving,
 * dying) plays no part: they are the people of that day.
 */
#include "member/member_stat_priv.h"

#include "db/db.h"

/* As many decisions may follow one upon the other. */
enum { STEPS_MOST = 100 };

int64_t stat_map_at(const struct stat_map *m, int64_t key, int64_t otherwise)
{
	ptrdiff_t low = 0, high = m->n;

	while (low < high) {
		ptrdiff_t mid = low + (high - low) / 2;

		if (m->p[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low < m->n && m->p[low].key == key ? m->p[low].value : otherwise;
}

/* The homes of one person from the day on: [i, end). The chain begins with the
 * home that covers the day. */
static void person_follow(struct cx *cx, struct stat_then *t,
			  const struct stat_moved_row *r, ptrdiff_t n, day_t on)
{
	int64_t org = 0;
	day_t end = DAY_NONE;

	for (ptrdiff_t i = 0; i < n; i++) {
		if (r[i].from_on <= on)
			end = r[i].to_on;
		else if (end == DAY_NONE || r[i].from_on != end ||
			 r[i].decision == DB_NULL)
			break;
		else {
			org = r[i].org;
			end = r[i].to_on;
		}
	}
	if (org)
		*vec_push(cx->arena, &t->person) =
			(struct stat_pair){ r[0].member, org };
}

static struct err *people_read(struct cx *cx, day_t on, day_t until,
			       struct stat_then *t)
{
	struct stat_moved_rows rows;
	struct err *err = stat_moved(
		cx->db, &(struct stat_moved_in){ .on_day = on, .until = until },
		&rows);

	for (ptrdiff_t i = 0, n; !err && i < rows.n; i += n) {
		for (n = 1; i + n < rows.n &&
			    rows.p[i + n].member == rows.p[i].member;)
			n++;
		person_follow(cx, t, &rows.p[i], n, on);
	}
	return err;
}

static struct err *lineage_read(struct cx *cx, day_t on, day_t until,
				struct stat_then *t)
{
	struct stat_lineage_rows rows;
	struct err *err = stat_lineage(cx->db,
				       &(struct stat_lineage_in){
					       .on_day = on, .until = until },
				       &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct stat_lineage_row *l = &rows.p[i];

		if (i && l->from_org == rows.p[i - 1].from_org)
			continue;
		*vec_push(cx->arena, &t->next) = (struct stat_pair){
			l->from_org, l->to_org == DB_NULL ? 0 : l->to_org
		};
	}
	return err;
}

struct err *stat_then_read(struct cx *cx, int64_t root, day_t on, day_t until,
			   struct stat_then *ret_then)
{
	struct err *err;

	*ret_then = (struct stat_then){ 0 };
	err = stat_alive(cx->db,
			 &(struct stat_alive_in){ .scope = root,
						  .on_day = until },
			 &ret_then->alive);
	if (!err)
		err = people_read(cx, on, until, ret_then);
	return err ? err : lineage_read(cx, on, until, ret_then);
}

bool stat_alive_has(const struct stat_alive_rows *list, int64_t org)
{
	ptrdiff_t low = 0, high = list->n;

	while (low < high) {
		ptrdiff_t mid = low + (high - low) / 2;

		if (list->p[mid].descendant < org)
			low = mid + 1;
		else
			high = mid;
	}
	return low < list->n && list->p[low].descendant == org;
}

int64_t stat_then_org(const struct stat_then *t, int64_t member, int64_t org)
{
	org = stat_map_at(&t->person, member, org);
	for (int i = 0;
	     org && i < STEPS_MOST && !stat_alive_has(&t->alive, org); i++)
		org = stat_map_at(&t->next, org, 0);
	return org && stat_alive_has(&t->alive, org) ? org : 0;
}
