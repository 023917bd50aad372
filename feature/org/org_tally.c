/* What is kept of the dated tables so that pages needn't count. */
#include "org/org_tally.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "org/org_tally_query.h"

enum { RUN_MOST = 500 };

struct err *org_tally_add(struct cx *cx, int64_t org)
{
	return org_tally_leaf(cx->db, &(struct org_tally_leaf_in){ .org = org },
			      NULL);
}

struct err *org_tally_redo(struct cx *cx, int64_t above)
{
	struct err *err = org_tally_drop(
		cx->db, &(struct org_tally_drop_in){ .org = above }, NULL);

	return err ? err
		   : org_tally_make(cx->db,
				    &(struct org_tally_make_in){ .org = above },
				    NULL);
}

struct err *org_tally_touch(struct cx *cx, int64_t org,
			    struct org_touched *above)
{
	struct org_tally_above_rows rows;
	struct err *err = org_tally_above(
		cx->db, &(struct org_tally_above_in){ .org = org }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		org_touch(cx, above, rows.p[i].id);
	return err;
}

struct err *org_tally_rebuild(struct cx *cx)
{
	struct err *err = org_tally_drop_all(cx->db, NULL);

	return err ? err : org_tally_make_all(cx->db, NULL);
}

struct err *org_tally_check(struct cx *cx, int64_t *ret_wrong)
{
	struct org_tally_wrong_row row;
	bool found;
	struct err *err = org_tally_wrong(cx->db, &row, &found);

	if (!err)
		*ret_wrong = found ? row.n : 0;
	return err;
}

/* "chi bo van thu", "bo van thu", "van thu", "thu" */
static struct err *words_put(struct cx *cx, int64_t org, struct str fold)
{
	struct err *err = NULL;

	while (!err && fold.n) {
		ptrdiff_t space = str_find_char(fold, ' ');

		err = org_word_insert(cx->db,
				      &(struct org_word_insert_in){
					      .word = fold, .org = org },
				      NULL);
		fold = space < 0 ? STR_NULL : str_sub(fold, space + 1, fold.n);
	}
	return err;
}

struct err *org_words_add(struct cx *cx, int64_t org, struct str name,
			  struct str short_name)
{
	struct str full = text_fold(cx->arena, name);
	struct str brief = text_fold(cx->arena, short_name);
	struct err *err = words_put(cx, org, full);

	return err || str_eq(full, brief) ? err : words_put(cx, org, brief);
}

/* ---- all organisations ----------------------------------------------------------- */

typedef struct err *run_fn(struct cx *cx,
			   const struct org_word_names_rows *names, void *arg);

static struct err *runs_walk(struct cx *cx, run_fn *fn, void *arg)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct org_word_orgs_rows who;
	struct org_word_names_rows names;
	int64_t after = 0;
	struct err *err;

	do {
		err = org_word_orgs(cx->db,
				    &(struct org_word_orgs_in){
					    .after = after, .limit = RUN_MOST },
				    &who);
		if (err || !who.n)
			return err;
		after = who.p[who.n - 1].id;
		err = org_word_names(cx->db,
				     &(struct org_word_names_in){
					     .first = who.p[0].id,
					     .last = after },
				     &names);
		if (!err)
			err = fn(cx, &names, arg);
		if (!err)
			arena_rewind(cx->arena, mark);
	} while (!err);
	return err;
}

/* Whether each word of a name is among the kept ones of its organisation. */
static bool words_kept(const struct org_word_kept_rows *kept, ptrdiff_t from,
		       int64_t org, struct str fold)
{
	while (fold.n) {
		ptrdiff_t i = from, space = str_find_char(fold, ' ');

		while (i < kept->n && kept->p[i].org == org &&
		       !str_eq(kept->p[i].word, fold))
			i++;
		if (i == kept->n || kept->p[i].org != org)
			return false;
		fold = space < 0 ? STR_NULL : str_sub(fold, space + 1, fold.n);
	}
	return true;
}

static struct err *
words_compare(struct cx *cx, const struct org_word_names_rows *names, void *arg)
{
	int64_t *wrong = arg;
	struct org_word_kept_rows kept;
	ptrdiff_t from = 0;
	struct err *err;

	if (!names->n)
		return NULL;
	err = org_word_kept(cx->db,
			    &(struct org_word_kept_in){
				    .first = names->p[0].org,
				    .last = names->p[names->n - 1].org },
			    &kept);
	for (ptrdiff_t i = 0; !err && i < names->n; i++) {
		const struct org_word_names_row *n = &names->p[i];

		while (from < kept.n && kept.p[from].org < n->org)
			from++;
		*wrong += !words_kept(&kept, from, n->org,
				      text_fold(cx->arena, n->name)) ||
			  !words_kept(&kept, from, n->org,
				      text_fold(cx->arena, n->short_name));
	}
	return err;
}

struct err *org_words_check(struct cx *cx, int64_t *ret_wrong)
{
	*ret_wrong = 0;
	return runs_walk(cx, words_compare, ret_wrong);
}

static struct err *words_redo(struct cx *cx,
			      const struct org_word_names_rows *names,
			      void *arg UNUSED)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < names->n; i++)
		err = org_words_add(cx, names->p[i].org, names->p[i].name,
				    names->p[i].short_name);
	return err;
}

static struct err *recount_tx(struct cx *cx, void *arg UNUSED)
{
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "org.recount", &seen, &subject);

	if (err || seen)
		return err;
	err = org_tally_rebuild(cx);
	if (!err)
		err = org_word_drop_all(cx->db, NULL);
	if (!err)
		err = runs_walk(cx, words_redo, NULL);
	if (err)
		return err;
	return audit_write(cx,
			   &(struct audit_event){ .kind = "org.recount",
						  .subject_kind = "org" },
			   NULL);
}

struct err *org_recount(struct cx *cx)
{
	return db_tx_large(cx, recount_tx, NULL);
}
