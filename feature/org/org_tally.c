/* What is kept of the dated tables so that pages needn't count. */
#include "org/org_tally.h"

#include "base/utf8.h"
#include "db/db.h"
#include "org/org_tally_query.h"

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
