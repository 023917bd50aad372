/*
 * Text at the border: UTF-8 validity, NFC, Vietnamese folding for search,
 * and the sort key of a person's name (domain.md 8, trust.md 3.7).
 */
#ifndef RV_BASE_UTF8_H
#define RV_BASE_UTF8_H

#include "base/str.h"

/* Well-formed UTF-8 (no surrogates, no overlong forms, ≤ U+10FFFF). */
bool utf8_valid(struct str s);
/* Number of code points of a valid string. */
ptrdiff_t utf8_length(struct str s);
/* Decodes the code point at *at and moves *at behind it. */
uint32_t utf8_next(struct str s, ptrdiff_t *at);
/* Writes a code point; returns its bytes (1..4). */
int utf8_put(char out[4], uint32_t cp);
/* At most n code points of s, cut between code points. */
struct str utf8_cut(struct str s, ptrdiff_t n);

/*
 * Cleans one line of people's text: NFC, every run of white space (tabs, line
 * breaks, no-break and full-width spaces) becomes one space, none at the
 * ends; full-width ASCII becomes ASCII; zero-width and bidi controls and
 * other control characters are dropped. `s` must be valid UTF-8. Absent stays
 * absent, here and in the functions below.
 */
struct str text_clean(struct arena *a, struct str s);
/* The same, but keeps line breaks (as \n, at most two in a row). */
struct str text_clean_lines(struct arena *a, struct str s);
/* May be s itself when nothing has to change. */
struct str text_nfc(struct arena *a, struct str s);

/*
 * Search key: lower case, without marks, đ → d, punctuation → space, single
 * spaces. fold(fold(x)) = fold(x). "Số hóa" and "so hoá" give "so hoa".
 */
struct str text_fold(struct arena *a, struct str s);
/* True when the folded needle stands in the folded text at word starts or
 * anywhere; both must come from text_fold(). */
bool text_fold_has(struct str folded, struct str folded_needle);
/* Each of the words begins one of the name's, in any order; both folded. */
bool text_begin_words(struct str name, struct str words);
/*
 * Key with marks for exact comparison: lower case NFC with the tone mark in
 * one canonical place, so that hoà = hòa and uỷ = ủy, but ma ≠ má.
 */
struct str text_same_key(struct arena *a, struct str s);

/*
 * A person's name that was typed in capitals only, or without any, with one
 * capital a word: "NGUYỄN VĂN AN" and "nguyễn văn an" give "Nguyễn Văn An".
 * One that has both is as its writer meant it ("McDonald", "K'Brơi").
 * `name` is clean (text_clean).
 */
struct str text_name_case(struct arena *a, struct str name);
/*
 * Binary sort key of a personal name: given name, family name, middle names;
 * letters a ă â b c d đ e ê … then tones ngang huyền hỏi ngã sắc nặng; one
 * tone byte a syllable. Compare with str_cmp(). First byte: key version.
 */
struct str name_sort_key(struct arena *a, struct str name);
/* The same order for text that isn't a name: words from left to right,
 * numbers by value ("Tổ 2" before "Tổ 10"), punctuation only parts words.
 * Both keys are valid UTF-8 without NUL, so a TEXT column may hold them. */
struct str text_sort_key(struct arena *a, struct str s);

/* Legacy Vietnamese encodings that old files carry under a font's name. */
enum legacy { LEGACY_NONE, LEGACY_TCVN3, LEGACY_VNI };
/* By font name: ".VnTime", ".VnArialH" → TCVN3; "VNI-Times" → VNI. */
enum legacy legacy_of_font(struct str font);
/* Whether the font shows small letters as capitals (".VnTimeH"). */
bool legacy_font_upper(struct str font);
/* Guess by the text itself, for files without fonts (csv): LEGACY_NONE unless
 * the statistics are clear. */
enum legacy legacy_of_text(struct str s);
/* Text that was decoded as Latin-1/Windows-1252 into UTF-8, to Unicode NFC.
 * upper: the font is a capitals-only one (".VnTimeH"). Call it before
 * text_clean(): TCVN3's ư is U+00AD, which cleaning drops. */
struct str legacy_to_unicode(struct arena *a, enum legacy from, bool upper,
			     struct str s);

#endif
