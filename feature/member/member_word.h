/*
 * The words by which people are found (member_word): each of a person's names,
 * former ones too, once from each of its words. Whoever writes names keeps
 * them, in the same transaction.
 */
#ifndef RV_MEMBER_WORD_H
#define RV_MEMBER_WORD_H

#include "base/cx.h"

/* What follows every word that begins with the typed one. */
#define MEMBER_WORD_BEHIND "\xf4\x8f\xbf\xbf"
/* Longer names are kept from their first words only. */
enum { MEMBER_WORDS_MOST = 12 };

/* "van a nguyen" of "nguyen van a" and 1: the words from the k-th on, then
 * those before it; absent when there are no more. */
struct str member_word_turned(struct arena *a, struct str fold, int k);

/* A name that is added; `fold`: text_fold() of it. */
struct err *member_words_add(struct cx *cx, int64_t member,
			     struct str fold) MUST_USE;
/* … of all whom an event put, in the order in which the words stand. */
struct err *member_words_event(struct cx *cx, int64_t event) MUST_USE;
/* Makes a person's words anew of the names that count. */
struct err *member_words_redo(struct cx *cx, int64_t member) MUST_USE;

/* How many people's words differ from their names: of a whole realm. */
struct err *member_words_check(struct cx *cx, int64_t *ret_wrong) MUST_USE;
/* Makes them all anew: an act. */
struct err *member_words_rebuild(struct cx *cx) MUST_USE;

#endif
