/* Looks at lists, in one go. */
#include "member/member_listed.h"

#include <sodium.h>
#include <stdatomic.h>

#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "member/member_query.h"

enum { AT_ONCE = 500, KNOWN = 1 << 14 };

static const struct {
	const char *field, *title; /* N_("…") */
} lists[N_LISTED] = {
	[LISTED_MEMBERS] = { "list.members", N_("the list of members") },
	[LISTED_FILE] = { "list.file", N_("the list of members as a file") },
	[LISTED_ASKS] = { "list.asks", N_("corrections asked for") },
	[LISTED_FIGURE] = { "list.figure", N_("who makes a figure") },
	[LISTED_FIGURE_FILE] = { "list.figure_file",
				 N_("who makes a figure, as a file") },
	[LISTED_SPLIT] = { "list.split",
			   N_("whom a decision on organisations takes along") },
};

struct str member_listed_title(struct cx *cx, struct str field)
{
	for (int i = 0; i < N_LISTED; i++)
		if (str_eq(field, str_c(lists[i].field)))
			return tr(cx->lang, lists[i].title);
	return STR_NULL;
}

/* ---- what was written already ---------------------------------------------------- */

/*
 * Marks of looks that are known to be in the database: a page that is shown
 * again asks it nothing. A mark that was pushed out is looked up once more; two
 * looks with one mark don't happen (64 bits of a keyed hash).
 */
static _Atomic uint64_t known[KNOWN];

void member_listed_forget(void)
{
	for (int i = 0; i < KNOWN; i++)
		atomic_store(&known[i], 0);
}

static uint64_t mark_of(const struct cx *cx, enum member_list_of list,
			int64_t member)
{
	struct {
		uint64_t place;
		int64_t user, day, list, member;
	} of = { .user = cx->actor.id,
		 .day = day_of_instant(cx->now),
		 .list = list,
		 .member = member };
	unsigned char key[crypto_shorthash_KEYBYTES] = { 0 };
	unsigned char sum[crypto_shorthash_BYTES];
	struct str path = str_c(store_path(cx->store));
	const char *schema = store_schema(cx->store);
	uint64_t mark;

	crypto_shorthash(sum, (const unsigned char *)path.p,
			 (unsigned long long)path.n, key);
	memcpy(&of.place, sum, sizeof(of.place));
	if (schema) {
		memcpy(key, sum, sizeof(sum));
		crypto_shorthash(sum, (const unsigned char *)schema,
				 strlen(schema), key);
		memcpy(&of.place, sum, sizeof(of.place));
	}
	crypto_shorthash(sum, (const unsigned char *)&of, sizeof(of), key);
	memcpy(&mark, sum, sizeof(mark));
	return mark ? mark : 1;
}

static bool is_known(uint64_t mark)
{
	return atomic_load(&known[mark % KNOWN]) == mark;
}

/* ---- writing ----------------------------------------------------------------------- */

struct listing {
	enum member_list_of list;
	const int64_t *member;
	ptrdiff_t n;
	int64_t of; /* how many stand on the list */
};

static struct err *listed_tx(struct cx *cx, void *arg)
{
	const struct listing *x = arg;
	struct err *err = NULL;
	int64_t id;

	for (ptrdiff_t i = 0; !err && i < x->n; i++)
		err = member_look_insert(
			cx->db,
			&(struct member_look_insert_in){
				.member = x->member[i],
				.user_id = cx->actor.id,
				.user_name = cx->actor.name.p ? cx->actor.name
							      : STR(""),
				.at = cx->now,
				.on_day = day_of_instant(cx->now),
				.field = str_c(lists[x->list].field),
				.reason = STR(""),
				.unit = cx->actor.org_name,
				.post = cx->actor.post,
				.n = x->of },
			&id);
	return err;
}

/* Those that aren't known to be written. */
static void fresh_take(struct cx *cx, enum member_list_of list,
		       const struct member_ids *ids, int64_t own,
		       struct member_ids *fresh)
{
	for (ptrdiff_t i = 0; i < ids->n; i++)
		if (ids->p[i] != own && !is_known(mark_of(cx, list, ids->p[i])))
			*vec_push(cx->arena, fresh) = ids->p[i];
}

struct err *member_listed(struct cx *cx, enum member_list_of list,
			  const struct member_ids *ids)
{
	struct member_ids fresh = { 0 };
	struct listing x = { .list = list, .of = ids->n };
	int64_t own = 0;
	struct err *err = NULL;

	if (cx->actor.id <= 0 || !ids->n)
		return NULL;
	err = member_of(cx, cx->actor.id, &own);
	if (!err)
		fresh_take(cx, list, ids, own, &fresh);
	for (ptrdiff_t at = 0; !err && at < fresh.n; at += AT_ONCE) {
		x.member = fresh.p + at;
		x.n = MIN(fresh.n - at, AT_ONCE);
		err = db_tx(cx, listed_tx, &x);
	}
	for (ptrdiff_t i = 0; !err && i < fresh.n; i++) {
		uint64_t mark = mark_of(cx, list, fresh.p[i]);

		atomic_store(&known[mark % KNOWN], mark);
	}
	return err;
}
