/* A checked register as JSON for programs and as text for people. */
#include "member/member_register.h"

#include "base/utf8.h"
#include "i18n/i18n.h"

enum { TEXT_SHOWN = 80 };

struct str member_fault_text(struct arena *a, enum lang lang,
			     const struct member_fault *f)
{
	struct str title = tr(lang, member_field_title(f->field));

	return tr_fmt(a, lang, f->why, f->text, f->titled ? title : f->arg[0],
		      f->arg[1], f->arg[2]);
}

/* ---- JSON ------------------------------------------------------------------- */
static void put_fault(struct arena *a, struct buf *b, enum lang lang,
		      const struct member_fault *f)
{
	buf_fmt(b, "{\"row\":%d,\"field\":\"%s\",\"code\":\"%s\",\"text\":",
		f->row, member_field_code(f->field), f->code);
	buf_json_str(b, f->text);
	buf_lit(b, ",\"cell\":");
	buf_json_str(b, f->cell);
	buf_lit(b, ",\"why\":");
	buf_json_str(b, member_fault_text(a, lang, f));
	buf_char(b, '}');
}

static void put_faults(struct arena *a, struct buf *b, enum lang lang,
		       const struct member_register *r, bool errors)
{
	bool any = false;

	for (ptrdiff_t i = 0; i < r->faults.n; i++) {
		struct arena_mark mark = arena_mark(a);

		if (r->faults.p[i].is_error != errors)
			continue;
		buf_str(b, any ? STR(",\n") : STR("\n"));
		put_fault(a, b, lang, &r->faults.p[i]);
		if (b->arena != a)
			arena_rewind(a, mark);
		any = true;
	}
}

void member_register_json(struct arena *a, struct buf *b, enum lang lang,
			  const struct member_register *r)
{
	buf_fmt(b, "{\"rows\":%td,\"ok\":%td,\"errors\":[", r->rows.n, r->n_ok);
	put_faults(a, b, lang, r, true);
	buf_lit(b, "],\"warnings\":[");
	put_faults(a, b, lang, r, false);
	buf_lit(b, "]}\n");
}

/* ---- text --------------------------------------------------------------------- */
/* Faults with the same field and sentence, in the order of the first of each. */
struct kind {
	const struct member_fault *first;
	ptrdiff_t n;
};
struct kinds {
	struct kind *p;
	ptrdiff_t n, cap;
};

/* Lines that may still be shown (below 0: all), and which of both. */
struct share {
	int left;
	bool errors;
};

static bool same_kind(const struct member_fault *x,
		      const struct member_fault *y)
{
	return x->field == y->field && x->is_error == y->is_error &&
	       strcmp(x->why, y->why) == 0;
}

static struct kinds kinds_of(struct arena *a, const struct member_register *r,
			     bool errors)
{
	struct kinds v = { 0 };

	for (ptrdiff_t i = 0; i < r->faults.n; i++) {
		const struct member_fault *f = &r->faults.p[i];
		ptrdiff_t k = 0;

		if (f->is_error != errors)
			continue;
		while (k < v.n && !same_kind(v.p[k].first, f))
			k++;
		if (k == v.n)
			((struct kind *)vec_push(a, &v))->first = f;
		v.p[k].n++;
	}
	return v;
}

/* Does a sentence say the same for every fault? Then it stands over them. */
static bool is_common(const struct member_fault *f)
{
	return strchr(f->why, '{') == NULL || f->titled;
}

static void put_line(struct arena *a, struct buf *b, enum lang lang,
		     const struct member_fault *f)
{
	buf_lit(b, "  ");
	buf_str(b, f->cell.n ? f->cell : str_fmt(a, "%d", f->row));
	if (f->text.n && f->field != MF_SHEET) {
		buf_lit(b, " “");
		buf_str(b, utf8_cut(f->text, TEXT_SHOWN));
		buf_str(b, f->text.n > utf8_cut(f->text, TEXT_SHOWN).n
				   ? STR("…”")
				   : STR("”"));
	}
	if (!is_common(f)) {
		buf_lit(b, ": ");
		buf_str(b, member_fault_text(a, lang, f));
	}
	buf_char(b, '\n');
}

/* Each kind gets an equal share of what is left, so that a common fault
 * doesn't hide a rare one. */
static void put_kinds(struct arena *a, struct buf *b, enum lang lang,
		      const struct member_register *r, struct share *share)
{
	bool errors = share->errors;
	int *left = &share->left;
	struct kinds v = kinds_of(a, r, errors);

	for (ptrdiff_t k = 0; k < v.n; k++) {
		ptrdiff_t most = *left < 0 ? v.p[k].n : *left / (v.n - k),
			  shown = 0;

		buf_char(b, '\n');
		buf_str(b, tr(lang, errors ? N_("Error") : N_("Warning")));
		buf_lit(b, " – ");
		buf_str(b, tr(lang, member_field_title(v.p[k].first->field)));
		buf_lit(b, ": ");
		buf_str(b, fmt_int(a, lang, v.p[k].n));
		if (is_common(v.p[k].first)) {
			buf_lit(b, " – ");
			buf_str(b, member_fault_text(a, lang, v.p[k].first));
		}
		buf_char(b, '\n');
		for (ptrdiff_t i = 0; i < r->faults.n && shown < most; i++) {
			const struct member_fault *f = &r->faults.p[i];

			if (!same_kind(f, v.p[k].first))
				continue;
			put_line(a, b, lang, f);
			shown++;
		}
		if (*left >= 0)
			*left -= (int)shown;
		if (shown < v.p[k].n) {
			buf_lit(b, "  ");
			buf_str(b, tr_fmt(a, lang,
					  N_("… and {0} more; --all shows "
					     "them."),
					  fmt_int(a, lang, v.p[k].n - shown)));
			buf_char(b, '\n');
		}
	}
}

void member_register_text(struct arena *a, struct buf *b, enum lang lang,
			  const struct member_register *r, int most)
{
	struct share share = { most > 0 ? most : -1, true };

	buf_str(b,
		tr_fmt(a, lang,
		       N_("{0} people; {1} without an error; errors: {2}; "
			  "warnings: {3}."),
		       fmt_int(a, lang, r->rows.n), fmt_int(a, lang, r->n_ok),
		       fmt_int(a, lang, r->n_errors),
		       fmt_int(a, lang, r->faults.n - r->n_errors)));
	buf_char(b, '\n');
	put_kinds(a, b, lang, r, &share);
	share.errors = false;
	put_kinds(a, b, lang, r, &share);
}
