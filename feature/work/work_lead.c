/* Splits lead texts into names and matches names to organisations. */
#include "work/work_lead.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "work/work_clarity.h"
#include "profile/profile_words.h"
#include "work/work_lex.h"

struct work_lead_words {
	const struct profile *profile;
	struct work_looses whole, lead, with;
};

struct work_lead_words *work_lead_words(struct arena *a,
					const struct profile *p)
{
	struct work_lead_words *w = arena_new(a, struct work_lead_words, 1);

	w->profile = p;
	w->whole = work_looses(a, &p->org_whole);
	w->lead = work_looses(a, &p->lead_labels);
	w->with = work_looses(a, &p->with_labels);
	return w;
}

/* ---- splitting ------------------------------------------------------------- */
static bool is_mark(char c)
{
	return strchr(" \t\n-+*.,;:()/&", c) != NULL && c;
}

/* Without bullets before and points behind; a bracket stays when its other
 * half is inside. */
static struct str name_trim(struct str s)
{
	for (;;) {
		if (s.n && is_mark(s.p[0]) && s.p[0] != '(')
			s = str_sub(s, 1, s.n);
		else if (s.n && is_mark(s.p[s.n - 1]) && s.p[s.n - 1] != ')')
			s = str_sub(s, 0, s.n - 1);
		else if (str_starts(s, STR("•")) || str_starts(s, STR("–")) ||
			 str_starts(s, STR("—")))
			s = str_sub(s, 3, s.n);
		else if (s.n && s.p[0] == '(' && str_find_char(s, ')') < 0)
			s = str_sub(s, 1, s.n);
		else if (s.n && s.p[s.n - 1] == ')' &&
			 str_find_char(s, '(') < 0)
			s = str_sub(s, 0, s.n - 1);
		else
			return s;
	}
}

/* Without the number of a list: "1. Ban A", and "2" of the next line. */
static struct str list_trim(struct str s)
{
	ptrdiff_t n = 0, line;

	while (n < s.n && n < 2 && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	if (n > 0 && n < s.n && (s.p[n] == '.' || s.p[n] == ')'))
		s = str_sub(s, n + 1, s.n);
	line = s.n;
	while (line > 0 && s.n - line < 2 && s.p[line - 1] >= '0' &&
	       s.p[line - 1] <= '9')
		line--;
	if (line > 0 && line < s.n && s.p[line - 1] == '\n')
		s = str_sub(s, 0, line - 1);
	return name_trim(s);
}

static void name_add(struct arena *a, const struct profile *p, struct str raw,
		     struct strs *names)
{
	struct str name = text_clean(a, list_trim(name_trim(raw)));
	struct str fold = text_fold(a, name);

	/* "2." of a numbered list */
	if (!fold.n || (fold.n <= 2 && fold.p[0] >= '0' && fold.p[0] <= '9') ||
	    profile_is(&p->placeholders, fold))
		return;
	*vec_push(a, names) = name;
}

/* The text from a byte on, as a key whose words stand alone. */
static struct str key_from(struct arena *a, struct str text, ptrdiff_t from)
{
	return text_same_key(a, text_clean(a, str_sub(text, from, text.n)));
}

/* Like profile_begins(), but a name may also end in punctuation. */
static ptrdiff_t key_begins(const struct strs *list, struct str key)
{
	ptrdiff_t best = 0;

	for (ptrdiff_t i = 0; i < list->n; i++) {
		struct str w = list->p[i];

		if (w.n > best && str_starts(key, w) &&
		    (w.n == key.n || is_mark(key.p[w.n])))
			best = w.n;
	}
	return best;
}

static bool is_upper_start(struct arena *a, struct str s)
{
	ptrdiff_t at = 0;
	struct str first, key;

	if (!s.n)
		return false;
	utf8_next(s, &at);
	first = str_sub(s, 0, at);
	key = text_same_key(a, first);
	return !str_eq(first, key);
}

/* Does a name begin at token i? Capital letter and a word for an
 * organisation, or a word for no one in particular. */
static bool name_begins(struct arena *a, const struct profile *p,
			const struct work_lex *lx, ptrdiff_t i)
{
	struct str rest, key;

	if (i >= lx->n)
		return false;
	rest = str_sub(lx->text, lx->p[i].off, lx->text.n);
	key = key_from(a, lx->text, lx->p[i].off);
	if (key_begins(&p->org_heads, key) > 0 &&
	    (is_upper_start(a, rest) || !lx->marked))
		return true;
	return work_marked_at(a, &p->vague_leads, lx, i) > 0;
}

/* The word that joins names ("và") at token i. */
static bool joins(const struct profile *p, const struct work_lex *lx,
		  ptrdiff_t i)
{
	return p->continues.n && str_eq(lx->p[i].fold, p->continues.p[0]);
}

/* The text of the tokens [from, i). */
static struct str between(const struct work_lex *lx, ptrdiff_t from,
			  ptrdiff_t i)
{
	return str_sub(lx->text, lx->p[from].off,
		       lx->p[i - 1].off + lx->p[i - 1].text.n);
}

/* "Các cơ quan, đơn vị liên quan", "Cán bộ, đảng viên": who is no one in
 * particular goes on in small letters, unless "các" begins anew. */
static bool vague_goes_on(struct arena *a, const struct profile *p,
			  const struct work_lex *lx, ptrdiff_t from,
			  ptrdiff_t i)
{
	ptrdiff_t end = joins(p, lx, i - 1) ? i - 1 : i;

	if (from >= end || is_upper_start(a, lx->p[i].text) ||
	    work_marked_at(a, &p->vague_leads, lx, i) == 1)
		return false;
	return work_marked_at(a, &p->vague_leads, lx, from) > 0 ||
	       profile_is(&p->vague_leads_exact,
			  text_fold(a, between(lx, from, end)));
}

static bool is_person(struct arena *a, const struct profile *p,
		      const struct work_lex *lx, ptrdiff_t i)
{
	return is_upper_start(a, lx->p[i].text) &&
	       key_begins(&p->person_heads,
			  key_from(a, lx->text, lx->p[i].off)) > 0;
}

/* A person's name begins at token i: "Nguyễn Văn A, Trần Thị B". It has two
 * words at least: "và Đào tạo" is none. */
static bool person_begins(struct arena *a, const struct profile *p,
			  const struct work_lex *lx, ptrdiff_t i)
{
	return i + 1 < lx->n && is_upper_start(a, lx->p[i + 1].text) &&
	       is_person(a, p, lx, i);
}

/* "Đồng chí A - Bí thư Đảng ủy": a person and their post are one. */
static bool is_post_of(struct arena *a, const struct profile *p,
		       const struct work_lex *lx, ptrdiff_t from, ptrdiff_t i)
{
	return strchr(",-\n", lx->p[i].gap) && lx->p[i].gap &&
	       is_person(a, p, lx, from) &&
	       profile_begins(&p->org_posts,
			      text_fold(a, str_sub(lx->text, lx->p[i].off,
						   lx->text.n))) > 0;
}

/* Whether a new name begins at token i, from what stands before it; the one
 * before begins at token `from`. */
static bool splits_at(struct arena *a, const struct profile *p,
		      const struct work_lex *lx, ptrdiff_t from, ptrdiff_t i)
{
	char gap = lx->p[i].gap;

	if (gap == ';')
		return true;
	if (vague_goes_on(a, p, lx, from, i) || is_post_of(a, p, lx, from, i))
		return false;
	if ((gap == ',' || joins(p, lx, i - 1)) && person_begins(a, p, lx, i))
		return true;
	/* "Ban\nTổ chức": a narrow column, not a name that ends */
	if (gap == '\n' &&
	    profile_is(&p->org_stems, text_fold(a, between(lx, from, i))))
		return false;
	if (gap == '\n')
		return !profile_begins(&p->continues, lx->p[i].fold) &&
		       !joins(p, lx, i - 1) &&
		       (is_upper_start(a, lx->p[i].text) ||
			name_begins(a, p, lx, i));
	if (gap && strchr(",+&.-/", gap))
		return name_begins(a, p, lx, i) &&
		       (gap != '-' ||
			lx->p[i - 1].off + lx->p[i - 1].text.n + 1 <
				lx->p[i].off);
	return joins(p, lx, i - 1) && name_begins(a, p, lx, i);
}

/* A line break is lost among other marks: "Ban A;\n- Ban B". */
static bool line_between(const struct work_lex *lx, ptrdiff_t i)
{
	ptrdiff_t from = lx->p[i - 1].off + lx->p[i - 1].text.n;
	struct str between = str_sub(lx->text, from, lx->p[i].off);

	return str_find_char(between, '\n') >= 0;
}

void work_lead_split(struct arena *a, const struct work_lead_words *w,
		     struct str text, struct strs *names)
{
	const struct profile *p = w->profile;
	struct work_lex lx = work_lex(a, text);
	ptrdiff_t from = 0, first = 0, skip = 0;

	for (ptrdiff_t i = 0; i < lx.n; i++) {
		ptrdiff_t whole =
			i >= skip ? work_loose_at(&w->whole, &lx, i) : 0;
		ptrdiff_t end;

		if (i > 0 && i >= skip && lx.p[i].gap != '\n' &&
		    line_between(&lx, i))
			lx.p[i].gap =
				strchr(";,", lx.p[i].gap) ? lx.p[i].gap : '\n';
		if (i > 0 && i >= skip && splits_at(a, p, &lx, first, i)) {
			end = joins(p, &lx, i - 1) && lx.p[i].gap == ' '
				      ? lx.p[i - 1].off
				      : lx.p[i].off;
			name_add(a, p, str_sub(text, from, end), names);
			from = lx.p[i].off;
			first = i;
		}
		if (whole)
			skip = i + whole;
	}
	name_add(a, p, str_sub(text, from, text.n), names);
}

/* "X, Y (phối hợp)": the label in brackets is the last one's. */
static void split_last(struct arena *a, const struct work_lead_words *w,
		       struct str text, struct strs *others, struct strs *last)
{
	struct strs names = { 0 };

	work_lead_split(a, w, text, &names);
	for (ptrdiff_t i = 0; i < names.n; i++)
		*vec_push(a, i + 1 < names.n ? others : last) = names.p[i];
}

/* ---- "chủ trì: X; phối hợp: Y" ------------------------------------------------ */
void work_lead_read(struct arena *a, const struct work_lead_words *w,
		    struct str text, struct strs *lead, struct strs *with)
{
	struct work_lex lx = work_lex(a, text);
	struct strs *to = lead;
	ptrdiff_t from = 0, first = 0;

	for (ptrdiff_t i = 0; i < lx.n; i++) {
		ptrdiff_t n_with = work_loose_at(&w->with, &lx, i);
		ptrdiff_t n_lead = work_loose_at(&w->lead, &lx, i);
		ptrdiff_t n = MAX(n_with, n_lead);
		struct strs *next = n_with >= n_lead ? with : lead;
		struct str part;

		/* "Các ban, cơ quan tham mưu": the words of a name */
		if (n && i > first && i + n == lx.n && lx.p[i].gap == ',' &&
		    vague_goes_on(a, w->profile, &lx, first, i))
			break;
		if (!n)
			continue;
		part = str_sub(text, from, lx.p[i].off);
		/* "X (chủ trì)", "X chủ trì,": the label belongs to X */
		if (lx.p[i].gap == '(' && next == with &&
		    (i + n >= lx.n || lx.p[i + n].gap == ')')) {
			split_last(a, w, part, to, with);
			to = lead;
		} else if (next == lead && i > 0 &&
			   (lx.p[i].gap == ' ' ||
			    (lx.p[i].gap == '(' &&
			     (i + n >= lx.n || lx.p[i + n].gap == ')')))) {
			work_lead_split(a, w, part, lead);
			to = with;
		} else {
			work_lead_split(a, w, part, to);
			to = next;
		}
		from = i + n < lx.n ? lx.p[i + n].off : text.n;
		first = i + n;
		i += n - 1;
	}
	work_lead_split(a, w, str_sub(text, from, text.n), to);
}

/* ---- matching -------------------------------------------------------------------- */
struct form {
	struct str fold; /* full, short, both with long words */
	struct str core; /* without what may be left out */
};

struct work_orgs {
	const struct profile *profile;
	const struct work_org *org;
	ptrdiff_t n;
	struct form (*form)[2]; /* of the name and of the short name */
	const struct work_orgs *ended;
	const struct work_heir *heir;
};

static struct form form_make(struct arena *a, const struct profile *p,
			     struct str name)
{
	struct form f = { STR_NULL, STR_NULL };

	if (!name.n)
		return f;
	f.fold = profile_expand(a, p, text_fold(a, name));
	f.core = profile_core(p, f.fold);
	return f;
}

struct work_orgs *work_orgs(struct arena *a, const struct profile *p,
			    const struct work_org *org, ptrdiff_t n)
{
	struct work_orgs *o = arena_new(a, struct work_orgs, 1);

	o->profile = p;
	o->org = org;
	o->n = n;
	o->form = (struct form(*)[2])(void *)arena_new(a, struct form,
						       MAX(n, 1) * 2);
	for (ptrdiff_t i = 0; i < n; i++) {
		o->form[i][0] = form_make(a, p, org[i].name);
		o->form[i][1] = form_make(a, p, org[i].short_name);
	}
	return o;
}

enum { LEVEL_EXACT, LEVEL_CORE, LEVEL_PART, N_LEVEL };

/* Every word of x stands in y. */
static bool words_within(struct str x, struct str y)
{
	while (x.p) {
		struct strs one = { .n = 1, .cap = 1 };
		struct str word = str_cut(&x, ' ');

		one.p = &word;
		if (!profile_holds(&one, y))
			return false;
	}
	return true;
}

static bool fits(int level, const struct form *x, const struct form *y)
{
	if (!y->fold.n)
		return false;
	if (level == LEVEL_EXACT)
		return str_eq(x->fold, y->fold);
	if (level == LEVEL_CORE)
		return str_eq(x->core, y->core);
	return x->core.n >= 4 && (words_within(x->core, y->fold) ||
				  words_within(y->core, x->fold));
}

struct work_lead work_lead_match(struct arena *a, const struct work_orgs *o,
				 struct str name)
{
	struct form want = form_make(a, o->profile, name);
	struct work_lead r = { .match = MATCH_NONE };

	if (!want.fold.n || work_lead_is_vague(a, o->profile, name))
		return r;
	for (int level = 0; level < N_LEVEL && !r.n_doubts; level++)
		for (ptrdiff_t i = 0; i < o->n; i++)
			if ((fits(level, &want, &o->form[i][0]) ||
			     fits(level, &want, &o->form[i][1])) &&
			    r.n_doubts < N_ELEMENTS(r.doubt)) {
				r.doubt[r.n_doubts++] = &o->org[i];
				r.match = r.n_doubts == 1 && level != LEVEL_PART
						  ? MATCH_ONE
						  : MATCH_DOUBT;
			}
	if (r.match == MATCH_ONE)
		r.org = r.doubt[0];
	return r;
}

void work_orgs_ended(struct work_orgs *o, const struct work_orgs *ended,
		     const struct work_heir *heir)
{
	o->ended = ended;
	o->heir = heir;
}

const struct work_heir *
work_lead_ended(struct arena *a, const struct work_orgs *o, struct str name)
{
	struct work_lead m;

	if (!o->ended || work_lead_match(a, o, name).match != MATCH_NONE)
		return NULL;
	m = work_lead_match(a, o->ended, name);
	return m.match == MATCH_ONE ? &o->heir[m.org - o->ended->org] : NULL;
}
