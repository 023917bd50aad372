/*
 * Classified documents may not come in (mission: no state secrets). Found by
 * their stamps: in a title, and in the text, the page headers and the text
 * boxes of .docx, .xlsx, .csv and .txt files. Scans and PDF files aren't read; the form says so.
 */
#ifndef RV_WORK_SECRET_H
#define RV_WORK_SECRET_H

#include "profile/profile.h"
#include "work/work_act.h"

/* True for a line that is nothing but a stamp: words of the profile's list
 * `secret_marks`; a single syllable counts in capitals only, since without
 * its marks it may be another word. */
bool work_is_stamp(struct arena *a, const struct profile *p, struct str line);
/* True for the folded words of a stamp, also with its letters set apart. */
bool work_stamp_words(struct arena *a, const struct profile *p,
		      struct str fold);
/* True when a part of a title between punctuation is a stamp. */
bool work_title_is_secret(struct arena *a, const struct profile *p,
			  struct str title);
/* The reason why a document is refused, with the field `title` or `file`, or
 * NULL. A file that should be readable but isn't is refused too. Slow: it
 * starts a process; never inside an act. */
struct err *work_secret_check(struct cx *cx, struct str title,
			      const struct work_file *file);

#endif
