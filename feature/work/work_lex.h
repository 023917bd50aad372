/*
 * Splits an office's short texts (deadlines, leads, products) into words and
 * numbers that remember where they stood and what stood before them, and
 * looks phrases of the profile up in them. Pure.
 */
#ifndef RV_WORK_LEX_H
#define RV_WORK_LEX_H

#include "base/str.h"

struct work_tok {
	struct str text;
	struct str key;	 /* text_same_key(); a number without leading zeros */
	struct str fold; /* text_fold(); the same for a number */
	ptrdiff_t off;	 /* of the text's first byte */
	int64_t num;	 /* -1: a word */
	char gap;	 /* before it: 0 nothing, ' ' only spaces, '\n' a line
			  * break, else the first punctuation mark; every dash
			  * is '-', a mark beyond ASCII is '?' */
};
struct work_lex {
	struct work_tok *p;
	ptrdiff_t n, cap;
	bool marked; /* the text has letters beyond ASCII: compare by key */
	struct str text;
};

/* The text must be clean (text_clean_lines). */
struct work_lex work_lex(struct arena *a, struct str text);
/* A phrase as its words, made once. */
struct work_phrase {
	struct str key[6], fold[6];
	int n; /* 0: too long to be one */
};
struct work_phrase work_phrase(struct str key, struct str fold);
/* Tokens that the phrase covers at `at`, with nothing but spaces between
 * them; 0 when it doesn't stand there. */
int work_phrase_at(const struct work_phrase *ph, const struct work_lex *lx,
		   ptrdiff_t at);

/* Phrases that are compared folded and whatever stands between their words:
 * labels and names in people's cells. */
struct work_loose {
	struct str word[16];
	int n;
};
struct work_looses {
	struct work_loose *p;
	ptrdiff_t n;
};
struct work_looses work_looses(struct arena *a, const struct strs *list);
/* Tokens of the longest of them at `at`; 0: none. */
ptrdiff_t work_loose_at(const struct work_looses *v, const struct work_lex *lx,
			ptrdiff_t at);

/* The same for a list of text_same_key() words, compared with their marks
 * where the text has any: "mỗi" doesn't stand in "Môi trường". */
ptrdiff_t work_marked_at(struct arena *a, const struct strs *keys,
			 const struct work_lex *lx, ptrdiff_t at);

/* 1..20 of "i" … "xx" (folded); 0: not a Roman number. */
int work_roman(struct str fold);

#endif
