/* Stamps of classified documents. */
#include "work/work_secret.h"

#include "base/utf8.h"
#include "doc/doc.h"
#include "profile/profile_words.h"
#include "work/work_lex.h"

enum { STAMP_MOST = 60 }; /* bytes; a longer line is a sentence */

static bool has_small_letter(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'a' && s.p[i] <= 'z')
			return true;
	return false;
}

/* "M Ậ T": letters set apart. Their words joined; NULL for anything else. */
static struct str joined(struct arena *a, struct str fold)
{
	struct buf b = buf_init(a, STAMP_MOST);

	for (ptrdiff_t i = 0; i < fold.n; i++)
		if (i % 2 == 0)
			buf_char(&b, fold.p[i]);
		else if (fold.p[i] != ' ')
			return STR_NULL;
	return b.n > 2 ? buf_view(&b) : STR_NULL;
}

static bool joins_to(struct str mark, struct str letters)
{
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < mark.n; i++)
		if (mark.p[i] != ' ' &&
		    (n >= letters.n || letters.p[n++] != mark.p[i]))
			return false;
	return n == letters.n;
}

bool work_stamp_words(struct arena *a, const struct profile *p, struct str fold)
{
	struct str letters;

	if (profile_is(&p->secret_marks, fold))
		return true;
	letters = fold.n <= STAMP_MOST ? joined(a, fold) : STR_NULL;
	for (ptrdiff_t i = 0; letters.p && i < p->secret_marks.n; i++)
		if (joins_to(p->secret_marks.p[i], letters))
			return true;
	return false;
}

bool work_is_stamp(struct arena *a, const struct profile *p, struct str line)
{
	struct str fold;

	if (!line.n || line.n > STAMP_MOST)
		return false;
	fold = text_fold(a, line);
	return work_stamp_words(a, p, fold) &&
	       (str_find_char(fold, ' ') >= 0 || !has_small_letter(line));
}

static bool parts_title(char c)
{
	return c != '\0' && strchr("()[]{}.,;:/-\"", c) != NULL;
}

bool work_title_is_secret(struct arena *a, const struct profile *p,
			  struct str title)
{
	ptrdiff_t from = 0;

	for (ptrdiff_t i = 0; i <= title.n; i++) {
		if (i < title.n && !parts_title(title.p[i]))
			continue;
		if (work_is_stamp(a, p, str_trim(str_sub(title, from, i))))
			return true;
		from = i + 1;
	}
	return false;
}

static bool lines_secret(struct arena *a, const struct profile *p,
			 struct str text)
{
	while (text.p)
		if (work_is_stamp(a, p, str_trim(str_cut(&text, '\n'))))
			return true;
	return false;
}

static bool table_secret(struct arena *a, const struct profile *p,
			 const struct doc_table *t)
{
	for (ptrdiff_t r = 0; r < t->n_rows; r++)
		for (ptrdiff_t c = 0; c < t->row[r].n_cells; c++)
			if (lines_secret(a, p, t->row[r].cell[c].text))
				return true;
	return false;
}

static bool doc_secret(struct arena *a, const struct profile *p,
		       const struct doc *d)
{
	for (ptrdiff_t i = 0; i < d->n_paras; i++)
		if (lines_secret(a, p, d->para[i]))
			return true;
	for (ptrdiff_t i = 0; i < d->n_asides; i++)
		if (lines_secret(a, p, d->aside[i]))
			return true;
	for (ptrdiff_t i = 0; i < d->n_tables; i++)
		if (table_secret(a, p, &d->table[i]))
			return true;
	return false;
}

static bool name_ends(struct str name, struct str ending)
{
	return name.n > ending.n &&
	       str_eq_nocase(str_sub(name, name.n - ending.n, name.n), ending);
}

static struct err *file_secret(struct cx *cx, const struct work_file *f,
			       bool *ret_secret)
{
	struct doc *d;
	struct err *err;

	*ret_secret = false;
	if (name_ends(f->name, STR(".txt")) && utf8_valid(f->bytes))
		*ret_secret = lines_secret(cx->arena, cx->profile, f->bytes);
	if (!name_ends(f->name, STR(".docx")) &&
	    !name_ends(f->name, STR(".xlsx")) &&
	    !name_ends(f->name, STR(".csv")))
		return NULL;
	err = doc_read(cx->arena, f->name, f->bytes, NULL, &d);
	if (!err)
		*ret_secret = doc_secret(cx->arena, cx->profile, d);
	return err;
}

struct err *work_secret_check(struct cx *cx, struct str title,
			      const struct work_file *file)
{
	bool secret;
	struct err *err;

	if (work_title_is_secret(cx->arena, cx->profile, title))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("The title carries a mark of secrecy: "
					 "classified "
					 "documents may not be kept here.")),
			      STR("title"));
	if (!file->name.p)
		return NULL;
	err = file_secret(cx, file, &secret);
	if (err)
		return err_at(err, STR("file"));
	if (secret)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("The file {0} carries a stamp of secrecy: "
				   "classified documents may not be kept here. "
				   "Nothing "
				   "of it was stored."),
				file->name),
			STR("file"));
	return NULL;
}
