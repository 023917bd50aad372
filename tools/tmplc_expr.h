/*
 * The C inside a template's holes: conditions, arguments and values. Only
 * expressions without effects are let through; values are translated to
 * what view.h offers.
 */
#ifndef RV_TMPLC_EXPR_H
#define RV_TMPLC_EXPR_H

#include "base/str.h"

/* A reason why this is not one C expression without effects, or NULL. */
const char *expr_check(struct str e) MUST_USE;
/* Cuts *rest at the next "," that stands outside brackets and strings, as
 * str_cut() does. */
struct str expr_cut(struct str *rest);
bool is_identifier(struct str s);
/* Behind the bracket that closes the one at `open`, or -1. */
ptrdiff_t call_end(struct str e, ptrdiff_t open);

/* A value: C of one expression, and whether it was marked `| raw`. */
struct value {
	struct str c;
	bool raw;
};
/* Reads the text of a {{ hole }}; a reason to refuse it, or NULL. */
const char *value_read(struct arena *a, struct str hole,
		       struct value *ret_value) MUST_USE;

#endif
