/*
 * Words for people. Source texts are English, marked _("…") in C and
 * templates and N_("…") where they are only named; catalogues are
 * <module>.vi.po and <module>.en.po beside the code, compiled to C by
 * tools/poc: a text without a translation fails the build. The language is a
 * parameter, never a locale. Arguments stand as {0} {1} … in the text.
 */
#ifndef RV_I18N_H
#define RV_I18N_H

#include "base/buf.h"
#include "base/cx.h"

/* Translation of a marked text; the text itself when it isn't known (only
 * texts made at run time can be unknown: the build checks the others). */
struct str tr(enum lang lang, const char *msgid);
/* Plural: msgid for one, msgid_n for many, chosen by the language's rule. */
struct str tr_n(enum lang lang, const char *msgid, const char *msgid_n,
		int64_t n);
/* Appends the text with {0} {1} … replaced. Unknown {k} stay as they are. */
void tr_put(struct buf *b, struct str text, const struct str *args, int n);
/* Translation with arguments: tr_fmt(a, lang, N_("{0} of {1}"), x, y) */
#define tr_fmt(a, lang, msgid, ...)                                            \
	tr_format((a), tr((lang), (msgid)),                                    \
		  (const struct str[]){ STR_NULL, ##__VA_ARGS__ } + 1,         \
		  (int)(sizeof((const struct str[]){ STR_NULL,                 \
						     ##__VA_ARGS__ }) /        \
			sizeof(struct str)) -                                  \
			  1)
/* The same for a text that is already translated; args[0] is {0}. */
struct str tr_format(struct arena *a, struct str text, const struct str *args,
		     int n_args);
/* One sentence for a person. */
struct str tr_err(struct arena *a, enum lang lang, const struct err *e);

/* 6200 → "6.200" (vi), "6,200" (en); minus is U+2212 */
struct str fmt_int(struct arena *a, enum lang lang, int64_t n);
/* tenths: 285 → "28,5" (vi), "28.5" (en); no space, no % sign */
struct str fmt_tenths(struct arena *a, enum lang lang, int64_t tenths);
/* "08/01/2026" in both languages; absent for DAY_NONE */
struct str fmt_day(struct arena *a, day_t d);
/* "Thứ Tư, 14/10/2026" · "Wednesday, 14/10/2026" */
struct str fmt_day_long(struct arena *a, enum lang lang, day_t d);
/* "14/10/2026 08:05", local time; absent outside the calendar */
struct str fmt_instant(struct arena *a, int64_t ms);
/* "512 B", "48 kB", "1,1 MB" */
struct str fmt_bytes(struct arena *a, enum lang lang, int64_t n);
/* "Quý II/2026" · "Q2/2026" */
struct str fmt_quarter(struct arena *a, enum lang lang, int y, int q);

/* "vi" / "en" */
struct str lang_code(enum lang lang);
/* From "vi", "en", "vi-VN" …; false when it is neither. */
bool lang_from_code(struct str s, enum lang *ret_lang) MUST_USE;

#endif
