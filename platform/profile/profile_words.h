/*
 * Words of the profile in people's texts: both sides are folded
 * (text_fold()), so that upper case, marks and spaces don't matter.
 */
#ifndef RV_PROFILE_WORDS_H
#define RV_PROFILE_WORDS_H

#include "profile/profile.h"

/* Length of the longest word of the list with which the folded text begins
 * (at a word's end); 0: none. */
ptrdiff_t profile_begins(const struct strs *list, struct str folded);
/* … with which it ends. */
ptrdiff_t profile_finishes(const struct strs *list, struct str folded);
/* Length of the longest word of the list that stands in it, 0: none. */
ptrdiff_t profile_holds(const struct strs *list, struct str folded);
/* True when the folded text is one of the list. */
bool profile_is(const struct strs *list, struct str folded);

/* Short words made long: "vp hdnd" → "van phong hoi dong nhan dan". */
struct str profile_expand(struct arena *a, const struct profile *p,
			  struct str fold);
/* "Đảng ủy X", "Chi bộ X", "X Đảng ủy" → "X", while something stays. */
struct str profile_core(const struct profile *p, struct str fold);

#endif
