/* Comments: texts, edits, and names behind "@". */
#include "work/work_talk_model.h"

#include "base/perm.h"
#include "base/utf8.h"

enum { NAME_WORDS = 8, QUOTE_WORDS = 4, HOUR_MS = 3600 * 1000 };

bool work_talk_fits(const struct work_facts *f)
{
	return f->closed == DAY_NONE && f->withdrawn == DAY_NONE;
}

bool work_talk_writes(const struct cx *cx)
{
	return cx_may(cx, PERM_WORK_REPORT) || cx_may(cx, PERM_WORK_MANAGE);
}

bool work_talk_may_edit(const struct cx *cx, int64_t author, int64_t at,
			int64_t hours)
{
	return work_talk_writes(cx) && cx->actor.id == author &&
	       cx->now - at < hours * HOUR_MS;
}

bool work_talk_may_remove(const struct cx *cx, int64_t author)
{
	return work_is_office(cx) ||
	       (work_talk_writes(cx) && cx->actor.id == author);
}

static struct err *said(struct err *e)
{
	return err_at(e, STR("said"));
}

struct err *work_talk_check(struct arena *a, struct str body)
{
	if (!body.n)
		return said(err_new(a, ERR_INVALID,
				    N_("Write the comment first.")));
	if (utf8_length(body) > TALK_TEXT_MOST)
		return said(err_new(a, ERR_LIMIT,
				    N_("The comment is longer than 4,000 "
				       "characters; shorten it or attach a "
				       "file to a report.")));
	return NULL;
}

/* ---- words -------------------------------------------------------------------- */

/* Letters and digits of people's text: all that folding keeps. */
static bool is_word_at(struct arena *a, struct str s, ptrdiff_t at)
{
	ptrdiff_t end = at;

	if (at >= s.n)
		return false;
	utf8_next(s, &end);
	return str_trim(text_fold(a, str_sub(s, at, end))).n > 0;
}

/* The next "@" from *at on that begins a name; moves *at to the name. An
 * address (office@example.vn) has a letter before it. */
static bool mention_next(struct arena *a, struct str s, ptrdiff_t *at)
{
	for (ptrdiff_t i = *at; i < s.n; i++) {
		ptrdiff_t before = i;

		if (s.p[i] != '@' || !is_word_at(a, s, i + 1))
			continue;
		/* the beginning of the character before */
		while (before > 0 && (s.p[--before] & 0xc0) == 0x80)
			;
		if (i > 0 && is_word_at(a, s, before))
			continue;
		*at = i + 1;
		return true;
	}
	return false;
}

bool work_mention_any(struct str body)
{
	return str_find_char(body, '@') >= 0;
}

/* Words behind "@" up to a break in the sentence. */
struct words {
	struct str w[NAME_WORDS], fold[NAME_WORDS], same[NAME_WORDS];
	int n;
};

/* True for a word that begins with a capital. */
static bool is_capital(const struct words *w, int i)
{
	ptrdiff_t x = 0, y = 0;

	return utf8_next(w->w[i], &x) != utf8_next(w->same[i], &y);
}

static struct words words_read(struct arena *a, struct str s, ptrdiff_t at)
{
	struct words w = { 0 };

	while (w.n < NAME_WORDS && is_word_at(a, s, at)) {
		ptrdiff_t from = at;

		while (is_word_at(a, s, at))
			utf8_next(s, &at);
		w.w[w.n] = str_sub(s, from, at);
		w.fold[w.n] = text_fold(a, w.w[w.n]);
		w.same[w.n] = text_same_key(a, w.w[w.n]);
		w.n++;
		if (at >= s.n || s.p[at] != ' ')
			break;
		at++;
	}
	return w;
}

/* ---- names -------------------------------------------------------------------- */

/* How well a person's name fits: how many words, and with their marks. */
struct fit {
	int words;
	bool whole, exact;
};

static int name_cut(struct str name, struct str ret_word[NAME_WORDS])
{
	int n = 0;

	while (name.p && n < NAME_WORDS) {
		struct str w = str_cut(&name, ' ');

		if (w.n)
			ret_word[n++] = w;
	}
	return n;
}

/* The longest end of the name with which the text begins. */
static struct fit fit_of(struct arena *a, const struct words *text,
			 struct str name)
{
	struct str word[NAME_WORDS];
	int n = name_cut(name, word);

	for (int from = 0; from < n; from++) {
		struct fit f = { n - from, from == 0, true };
		int k = 0;

		if (f.words > text->n)
			continue;
		for (; k < f.words; k++) {
			struct str w = word[from + k];

			if (!str_eq(text_fold(a, w), text->fold[k]))
				break;
			f.exact &= str_eq(text_same_key(a, w), text->same[k]);
		}
		if (k == f.words)
			return f;
	}
	return (struct fit){ 0 };
}

static bool fits_better(struct fit x, struct fit y)
{
	if (x.words != y.words)
		return x.words > y.words;
	if (x.exact != y.exact)
		return x.exact;
	return x.whole && !y.whole;
}

/* "@Mai Đình" as it stands in the text, as far as it looks like a name. */
static struct str quote(struct arena *a, const struct words *w)
{
	struct str s = str_cat(a, STR("@"), w->w[0]);

	for (int i = 1; i < w->n && i < QUOTE_WORDS && is_capital(w, i); i++)
		s = str_fmt(a, "%.*s %.*s", STR_ARG(s), STR_ARG(w->w[i]));
	return s;
}

static struct str who_list(struct arena *a, const struct talk_people *people,
			   const ptrdiff_t *at, ptrdiff_t n)
{
	struct str s = STR("");

	for (ptrdiff_t i = 0; i < MIN(n, 4); i++) {
		const struct talk_person *p = &people->p[at[i]];

		s = str_fmt(a, "%.*s%s%.*s%s%.*s%s", STR_ARG(s), i ? "; " : "",
			    STR_ARG(p->name), p->post.n ? " (" : "",
			    STR_ARG(p->post), p->post.n ? ")" : "");
	}
	return n > 4 ? str_cat(a, s, STR("; …")) : s;
}

/* Who is meant by one "@": their places in `people`, best fits only. */
static ptrdiff_t fits_find(struct arena *a, const struct words *w,
			   const struct talk_people *people, ptrdiff_t *at)
{
	struct fit best = { 0 };
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < people->n; i++) {
		struct arena_mark mark = arena_mark(a);
		struct fit f = fit_of(a, w, people->p[i].name);

		arena_rewind(a, mark);
		if (!f.words || fits_better(best, f))
			continue;
		if (fits_better(f, best))
			n = 0;
		best = f;
		at[n++] = i;
	}
	/* "@Mai Đình …": not the Mai whose name ends there */
	if (n && !best.whole && best.words < w->n && is_capital(w, best.words))
		return 0;
	return n;
}

static void id_add(struct arena *a, struct talk_ids *ids, int64_t id)
{
	for (ptrdiff_t i = 0; i < ids->n; i++)
		if (ids->p[i] == id)
			return;
	*vec_push(a, ids) = id;
}

static struct err *one_read(struct arena *a, const struct words *w,
			    const struct talk_people *people, int64_t chosen,
			    struct talk_ids *ids)
{
	ptrdiff_t *at = arena_new(a, ptrdiff_t, people->n + 1);
	ptrdiff_t n = fits_find(a, w, people, at);

	if (!n)
		return said(err_new(a, ERR_INVALID,
				    N_("Nobody who sees this task is called "
				       "“{0}”; choose the person from the list "
				       "or leave out the @."),
				    quote(a, w)));
	for (ptrdiff_t i = 0; i < n; i++) {
		if (n > 1 && people->p[at[i]].id != chosen)
			continue;
		id_add(a, ids, people->p[at[i]].id);
		return NULL;
	}
	return said(err_new(a, ERR_INVALID,
			    N_("“{0}” may be several people: {1}. Write the "
			       "whole name or choose the person from the "
			       "list."),
			    quote(a, w), who_list(a, people, at, n)));
}

static struct err *chosen_read(struct arena *a,
			       const struct talk_people *people, int64_t chosen,
			       struct talk_ids *ids)
{
	for (ptrdiff_t i = 0; i < people->n; i++) {
		if (people->p[i].id == chosen) {
			id_add(a, ids, chosen);
			return NULL;
		}
	}
	return err_at(err_new(a, ERR_INVALID,
			      N_("Choose somebody from the list; others don't "
				 "see this task.")),
		      STR("mention"));
}

struct err *work_mention_read(struct arena *a, struct str body,
			      const struct talk_people *people, int64_t chosen,
			      struct talk_ids *ret_ids)
{
	struct talk_ids ids = { 0 };
	struct err *faults = NULL, *err;
	ptrdiff_t at = 0;

	/* one sentence beside the field, not one for each name */
	for (int n = 0; !faults && mention_next(a, body, &at); n++) {
		struct words w = words_read(a, body, at);

		if (n < TALK_MENTIONS_MOST)
			faults = one_read(a, &w, people, chosen, &ids);
		else
			faults = said(err_new(a, ERR_LIMIT,
					      N_("A comment mentions at most "
						 "20 people.")));
	}
	err = chosen ? chosen_read(a, people, chosen, &ids) : NULL;
	if (err)
		err_add(&faults, err);
	if (!faults)
		*ret_ids = ids;
	return faults;
}
