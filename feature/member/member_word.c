/* Keeping the words by which people are found. */
#include "member/member_word.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "member/member_word_query.h"

enum { RUN_MOST = 500, PUT_MOST = 16000 };

struct str member_word_turned(struct arena *a, struct str fold, int k)
{
	struct str rest = fold;
	ptrdiff_t at;

	for (int i = 0; i < k && rest.p; i++)
		str_cut(&rest, ' ');
	if (!rest.p || !rest.n)
		return STR_NULL;
	at = fold.n - rest.n;
	if (!at)
		return fold;
	return str_fmt(a, "%.*s %.*s", STR_ARG(rest), (int)(at - 1), fold.p);
}

struct err *member_words_add(struct cx *cx, int64_t member, struct str fold)
{
	struct err *err = NULL;

	for (int k = 0; !err && k < MEMBER_WORDS_MOST; k++) {
		struct str word = member_word_turned(cx->arena, fold, k);

		if (!word.p)
			break;
		err = member_word_insert(cx->db,
					 &(struct member_word_insert_in){
						 .word = word,
						 .member = member },
					 NULL);
	}
	return err;
}

/* ---- of many at once ------------------------------------------------------------ */

struct fresh {
	struct str word;
	int64_t member;
};
struct freshs {
	struct fresh *p;
	ptrdiff_t n, cap;
};

static int by_word(const void *a, const void *b)
{
	const struct fresh *x = a, *y = b;
	int c = str_cmp(x->word, y->word);

	return c ? c : (x->member > y->member) - (x->member < y->member);
}

/* In order, so that each page of the index is written once. */
static struct err *freshs_put(struct cx *cx,
			      const struct member_word_fresh_rows *rows)
{
	struct freshs list = { 0 };
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < rows->n; i++)
		for (int k = 0; k < MEMBER_WORDS_MOST; k++) {
			struct str word =
				member_word_turned(cx->arena,
						   rows->p[i].name_fold, k);

			if (!word.p)
				break;
			*vec_push(cx->arena, &list) =
				(struct fresh){ word, rows->p[i].id };
		}
	if (list.n)
		qsort(list.p, (size_t)list.n, sizeof(*list.p), by_word);
	for (ptrdiff_t i = 0; !err && i < list.n; i++)
		err = member_word_insert(cx->db,
					 &(struct member_word_insert_in){
						 .word = list.p[i].word,
						 .member = list.p[i].member },
					 NULL);
	return err;
}

struct err *member_words_event(struct cx *cx, int64_t event)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct member_word_fresh_in in = { .event = event, .limit = PUT_MOST };
	struct member_word_fresh_rows rows;
	struct err *err;

	do {
		err = member_word_fresh(cx->db, &in, &rows);
		if (!err && rows.n) {
			in.after = rows.p[rows.n - 1].id;
			err = freshs_put(cx, &rows);
		}
		if (!err)
			arena_rewind(cx->arena, mark);
	} while (!err && rows.n == PUT_MOST);
	return err;
}

/* ---- of some people's names --------------------------------------------------- */

/* How many names a person has: *at is the first of them; they come sorted. */
static ptrdiff_t names_of(const struct member_word_names_rows *names,
			  int64_t member, ptrdiff_t *at)
{
	ptrdiff_t n = 0;

	while (*at < names->n && names->p[*at].member < member)
		++*at;
	while (*at + n < names->n && names->p[*at + n].member == member)
		n++;
	return n;
}

/* Of several names each is known by itself, too. */
static struct err *names_put(struct cx *cx, int64_t member,
			     const struct member_word_names_rows *names,
			     ptrdiff_t *at)
{
	ptrdiff_t n = names_of(names, member, at);
	struct err *err = member_word_drop(
		cx->db, &(struct member_word_drop_in){ .member = member },
		NULL);

	for (ptrdiff_t i = *at; !err && i < *at + n; i++) {
		struct str fold = text_fold(cx->arena, names->p[i].name);

		err = member_words_add(cx, member, fold);
		if (!err && n > 1)
			err = member_word_fold(cx->db,
					       &(struct member_word_fold_in){
						       .id = names->p[i].id,
						       .fold = fold });
	}
	*at += n;
	if (err)
		return err;
	return member_word_former(
		cx->db, &(struct member_word_former_in){ .member = member },
		NULL);
}

static struct err *run_redo(struct cx *cx, const int64_t *id, ptrdiff_t n,
			    void *arg UNUSED)
{
	struct member_word_names_rows names;
	ptrdiff_t at = 0;
	struct err *err =
		member_word_names(cx->db,
				  &(struct member_word_names_in){
					  .first = id[0], .last = id[n - 1] },
				  &names);

	for (ptrdiff_t i = 0; !err && i < n; i++)
		err = names_put(cx, id[i], &names, &at);
	return err;
}

struct err *member_words_redo(struct cx *cx, int64_t member)
{
	return run_redo(cx, &member, 1, NULL);
}

/* ---- everybody ------------------------------------------------------------------ */

typedef struct err *run_fn(struct cx *cx, const int64_t *id, ptrdiff_t n,
			   void *arg);

static struct err *runs_walk(struct cx *cx, run_fn *fn, void *arg)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct member_word_people_rows who;
	int64_t after = 0;
	struct err *err;

	static_assert(sizeof(who.p[0]) == sizeof(int64_t),
		      "rows of one id are read as ids");
	do {
		err = member_word_people(cx->db,
					 &(struct member_word_people_in){
						 .after = after,
						 .limit = RUN_MOST },
					 &who);
		if (err || !who.n)
			return err;
		after = who.p[who.n - 1].id;
		err = fn(cx, &who.p[0].id, who.n, arg);
		if (!err)
			arena_rewind(cx->arena, mark);
	} while (!err);
	return err;
}

/* The words of one person, each once, in order. */
struct words {
	struct str *p;
	ptrdiff_t n, cap;
};

static void word_put(struct arena *a, struct words *w, struct str word)
{
	ptrdiff_t at = 0;

	while (at < w->n && str_cmp(w->p[at], word) < 0)
		at++;
	if (at < w->n && str_eq(w->p[at], word))
		return;
	vec_push(a, w);
	memmove(w->p + at + 1, w->p + at,
		(size_t)(w->n - 1 - at) * sizeof(*w->p));
	w->p[at] = word;
}

static void name_put(struct arena *a, struct words *w, struct str fold)
{
	for (int k = 0; k < MEMBER_WORDS_MOST; k++) {
		struct str word = member_word_turned(a, fold, k);

		if (!word.p)
			return;
		word_put(a, w, word);
	}
}

/* Whether the kept rows of a person are these words. */
static bool same_words(const struct words *w, int64_t member,
		       const struct member_word_kept_rows *kept, ptrdiff_t *at)
{
	ptrdiff_t n = 0;
	bool same = true;

	while (*at < kept->n && kept->p[*at].member < member)
		++*at;
	for (; *at < kept->n && kept->p[*at].member == member; ++*at, n++)
		same &= n < w->n && str_eq(w->p[n], kept->p[*at].word);
	return same && n == w->n;
}

static struct err *run_check(struct cx *cx, const int64_t *id, ptrdiff_t n,
			     void *arg)
{
	int64_t *wrong = arg;
	struct member_word_names_rows names;
	struct member_word_kept_rows kept;
	ptrdiff_t from = 0, at = 0;
	struct err *err =
		member_word_names(cx->db,
				  &(struct member_word_names_in){
					  .first = id[0], .last = id[n - 1] },
				  &names);

	if (!err)
		err = member_word_kept(cx->db,
				       &(struct member_word_kept_in){
					       .first = id[0],
					       .last = id[n - 1] },
				       &kept);
	for (ptrdiff_t i = 0; !err && i < n; i++) {
		struct words w = { 0 };
		ptrdiff_t n_names = names_of(&names, id[i], &from);
		bool good = true;

		for (ptrdiff_t k = 0; k < n_names; k++, from++) {
			const struct member_word_names_row *r = &names.p[from];
			struct str fold = text_fold(cx->arena, r->name);

			name_put(cx->arena, &w, fold);
			good = good &&
			       (n_names == 1 || str_eq(r->name_fold, fold));
		}
		good = same_words(&w, id[i], &kept, &at) && good;
		*wrong += !good;
	}
	return err;
}

struct err *member_words_check(struct cx *cx, int64_t *ret_wrong)
{
	struct member_word_unmarked_row row;
	bool found;
	struct err *err;

	*ret_wrong = 0;
	err = runs_walk(cx, run_check, ret_wrong);
	if (!err)
		err = member_word_unmarked(cx->db, &row, &found);
	if (!err)
		*ret_wrong += row.n;
	return err;
}

static struct err *rebuild_tx(struct cx *cx, void *arg UNUSED)
{
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "member.reword", &seen, &subject);

	if (err || seen)
		return err;
	err = runs_walk(cx, run_redo, NULL);
	if (err)
		return err;
	return audit_write(cx,
			   &(struct audit_event){ .kind = "member.reword",
						  .subject_kind = "member" },
			   NULL);
}

struct err *member_words_rebuild(struct cx *cx)
{
	return db_tx_large(cx, rebuild_tx, NULL);
}
