/*
 * The 134 Vietnamese letters as vowel, tone and case: what folding, sort
 * keys and the legacy encodings share. Only for platform/base.
 */
#ifndef RV_BASE_VIET_PRIV_H
#define RV_BASE_VIET_PRIV_H

#include "base/utf8.h"

/* In the order of the dictionary. */
enum viet_tone {
	TONE_NGANG,
	TONE_HUYEN,
	TONE_HOI,
	TONE_NGA,
	TONE_SAC,
	TONE_NANG,
	N_TONES
};
enum viet_vowel {
	V_NONE,
	V_A,
	V_AW,
	V_AA,
	V_E,
	V_EE,
	V_I,
	V_O,
	V_OO,
	V_OW,
	V_U,
	V_UW,
	V_Y,
	N_VOWELS
};

struct viet_letter {
	enum viet_vowel vowel;
	enum viet_tone tone;
	bool upper;
};

/* vowel is V_NONE when cp isn't a (precomposed) Vietnamese vowel; plain
 * ASCII vowels are vowels. */
struct viet_letter viet_split(uint32_t cp);
uint32_t viet_join(struct viet_letter letter);
/* a, e, i, o, u or y. */
char viet_base(enum viet_vowel vowel);
/* Carries a circumflex, breve or horn. */
bool viet_shaped(enum viet_vowel vowel);
/* U+0111 for every letter that people take for đ or Đ (U+00D0, U+0189 …),
 * also upper case; else cp. */
uint32_t viet_dd(uint32_t cp);
/* The vowel with a combining circumflex, breve or horn; V_NONE when there
 * is no such letter. */
enum viet_vowel viet_shape(enum viet_vowel vowel, uint32_t mark);
/* Lower and upper case of a code point. */
uint32_t viet_lower(uint32_t cp);
uint32_t viet_upper(uint32_t cp);

/* One letter or other code point of a text in lower case. A vowel carries
 * its shape and tone in whatever order they were typed. */
struct viet_item {
	uint32_t cp; /* when vowel is V_NONE; đ for all that looks like it */
	enum viet_vowel vowel;
	enum viet_tone tone;
};
struct viet_items {
	struct viet_item *p;
	ptrdiff_t n;
};
/* s must be clean (text_clean). */
struct viet_items viet_items(struct arena *a, struct str s);

#endif
