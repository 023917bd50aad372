/*
 * The positions that a register names, as offices held: what a title means by
 * the profile's words (register.csv, "office.CODE"), what a person said that
 * it means, in which organisation, and who has that office already.
 */
#include "member/member_import.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_map.h"
#include "member/member_priv.h"
#include "member/member_register_priv.h"
#include "profile/profile_words.h"

enum { SPELLINGS_MOST = 3, PART_LONGEST = 120 };

/* ---- what a title says ------------------------------------------------------ */

/* Whether one of the words stands in a folded text, as a word. */
static bool names_place(const struct strs *words, struct str fold)
{
	struct str rest = fold;

	while (rest.p) {
		if (profile_begins(words, rest))
			return true;
		str_cut(&rest, ' ');
	}
	return false;
}

/* The office whose word a part begins with, the longest one; *ret_n: how much
 * of it that is. */
static const struct profile_term *office_of(const struct profile *p,
					    struct str fold, ptrdiff_t *ret_n)
{
	const struct profile_term *best = NULL;

	*ret_n = 0;
	for (ptrdiff_t i = 0; i < p->n_regs; i++) {
		const struct profile_word *w = &p->reg[i];
		bool whole = str_eq(fold, w->fold);

		if (!str_starts(w->list, STR("office.")) ||
		    w->fold.n <= *ret_n || !str_starts(fold, w->fold) ||
		    (!whole && fold.p[w->fold.n] != ' '))
			continue;
		best = profile_term(p, "office",
				    str_sub(w->list, 7, w->list.n));
		*ret_n = w->fold.n;
	}
	return best;
}

/* One position; false: it is none that the profile knows. */
static bool part_read(struct arena *a, const struct reg_words *w,
		      struct str text, struct import_office *ret)
{
	struct str fold = text_fold(a, text);
	struct str rest;
	ptrdiff_t n;

	*ret = (struct import_office){ 0 };
	if (!fold.n || fold.n > PART_LONGEST)
		return false;
	ret->office = office_of(w->profile, fold, &n);
	if (!ret->office)
		return false;
	rest = str_trim(str_sub(fold, n, fold.n));
	ret->at = names_place(&w->word[RW_AT_CELL], fold)   ? TITLE_AT_CELL
		  : names_place(&w->word[RW_AT_UNIT], fold) ? TITLE_AT_UNIT
							    : TITLE_ANYWHERE;
	/* "Bí thư Đoàn thanh niên" is no office of the Party */
	return !rest.n || profile_begins(&w->word[RW_AT_UNIT], rest) ||
	       profile_begins(&w->word[RW_AT_CELL], rest);
}

/* Up to the next comma, semicolon, plus, slash or line break. */
static struct str part_cut(struct str *rest)
{
	struct str s = *rest;
	ptrdiff_t i = 0;

	while (i < s.n && !strchr(",;+/\n", s.p[i]))
		i++;
	*rest = i < s.n ? str_sub(s, i + 1, s.n) : STR_NULL;
	return str_trim(str_sub(s, 0, i));
}

static void title_read(struct arena *a, const struct reg_words *w,
		       struct import_title *t)
{
	struct str rest = t->text;

	while (rest.p && t->n_parts < IMPORT_OFFICES_MOST) {
		struct str part = part_cut(&rest);

		if (profile_is(&w->word[RW_NO_OFFICE], text_fold(a, part)))
			t->known = true;
		else if (part_read(a, w, part, &t->part[t->n_parts]))
			t->n_parts++;
	}
	t->known |= t->n_parts > 0;
}

/* ---- the register's titles ---------------------------------------------------- */

static int title_of(struct cx *cx, struct member_import_state *s,
		    const struct reg_words *w, struct member_map *meant,
		    struct str text)
{
	struct str key = text_same_key(cx->arena, text);
	int *at = member_map_take(cx->arena, meant, key, -1);
	struct import_title *t;

	if (*at < 0) {
		*at = (int)s->titles.n;
		t = vec_push(cx->arena, &s->titles);
		*t = (struct import_title){ .text = text };
		title_read(cx->arena, w, t);
	} else {
		t = &s->titles.p[*at];
		if (t->others.n < SPELLINGS_MOST)
			*vec_push(cx->arena, &t->others) = text;
	}
	return *at;
}

void member_import_titles_gather(struct cx *cx, struct member_import_state *s)
{
	struct reg_words *w = reg_words(cx->arena, cx->profile);
	struct member_map spelled = { 0 }, meant = { 0 };

	s->titles.n = 0;
	for (ptrdiff_t k = 0; k < s->reg->rows.n; k++) {
		struct str text = s->reg->rows.p[k].text[MF_POST];
		int *at;

		s->person[k].title = -1;
		if (!w || !text.n)
			continue;
		at = member_map_take(cx->arena, &spelled, text, -1);
		if (*at < 0)
			*at = title_of(cx, s, w, &meant, text);
		s->person[k].title = *at;
		s->titles.p[*at].people++;
	}
}

/* "CODE", "CODE.unit", "none": a person's word goes before the profile's. */
static void choice_lay(const struct profile *p, struct import_title *t,
		       struct str choice)
{
	struct str rest = choice, code = str_cut(&rest, '.');
	const struct profile_term *office = profile_term(p, "office", code);

	t->choice = choice;
	t->n_parts = 0;
	if (!office)
		return;
	t->part[t->n_parts++] =
		(struct import_office){ office, str_eq(rest, STR("unit"))
							? TITLE_AT_UNIT
							: TITLE_AT_CELL };
}

struct err *member_import_titles_read(struct cx *cx,
				      struct member_import_state *s)
{
	struct member_import_titles_rows rows;
	struct member_map map = { 0 };
	struct err *err;

	if (!s->titles.n || !s->i.id)
		return NULL;
	err = member_import_titles(
		cx->db, &(struct member_import_titles_in){ .import = s->i.id },
		&rows);
	if (err || !rows.n)
		return err;
	for (ptrdiff_t i = 0; i < s->titles.n; i++)
		*member_map_take(cx->arena, &map,
				 text_same_key(cx->arena, s->titles.p[i].text),
				 (int)i) = (int)i;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const int *at = member_map_find(
			&map, text_same_key(cx->arena, rows.p[i].title));

		if (at)
			choice_lay(cx->profile, &s->titles.p[*at],
				   rows.p[i].choice);
	}
	return NULL;
}

bool member_import_title_is(const struct profile *p, struct str choice)
{
	struct str rest = choice, code = str_cut(&rest, '.');

	return !choice.n || str_eq(choice, STR("none")) ||
	       (profile_term(p, "office", code) &&
		(!rest.p || str_eq(rest, STR("unit"))));
}

/* ---- where -------------------------------------------------------------------- */

static const struct import_org *org_of(const struct member_import_state *s,
				       int64_t id)
{
	for (ptrdiff_t i = 0; i < s->orgs.n; i++)
		if (s->orgs.p[i].id == id)
			return &s->orgs.p[i];
	return NULL;
}

/* Whether an organisation of this kind has cells of its own below it. */
static bool is_above_cells(const struct profile *p, struct str kind)
{
	return !profile_term_with(profile_term(p, "level", STR("cell")), kind);
}

/* The nearest organisation, from where the person belongs upwards, that has
 * the office; 0: none. */
static int64_t place_of(struct cx *cx, const struct member_import_state *s,
			int64_t org, const struct import_office *o)
{
	const struct import_org *x = org_of(s, org);

	for (; x; x = org_of(s, x->parent))
		if (profile_term_with(o->office, x->kind) &&
		    (o->at != TITLE_AT_UNIT ||
		     is_above_cells(cx->profile, x->kind)))
			return x->id;
		else if (o->at == TITLE_AT_CELL)
			return 0;
	return 0;
}

int member_import_posts(struct cx *cx, const struct member_import_state *s,
			ptrdiff_t k,
			struct import_post ret[IMPORT_OFFICES_MOST])
{
	const struct import_person *p = &s->person[k];
	int64_t home = s->names.p[p->name].org;
	int n = 0;

	for (int i = 0; p->title >= 0 && i < s->titles.p[p->title].n_parts;
	     i++) {
		const struct import_office *o = &s->titles.p[p->title].part[i];
		struct import_post x = { place_of(cx, s, home, o), o->office };
		bool twice = !x.org;

		for (int j = 0; j < n; j++)
			twice |= ret[j].org == x.org &&
				 ret[j].office == x.office;
		if (!twice)
			ret[n++] = x;
	}
	return n;
}

/* ---- offices with one holder ----------------------------------------------------- */

struct err *member_import_post_taken(struct cx *cx, int64_t org,
				     struct str office, day_t from,
				     struct str *ret_who)
{
	struct member_post_taken_row row;
	bool found;
	struct err *err = member_post_taken(cx->db,
					    &(struct member_post_taken_in){
						    .org = org,
						    .office = office,
						    .from_on = from,
						    .to_on = DAY_NONE },
					    &row, &found);

	*ret_who = !err && found ? row.name : STR_NULL;
	return err;
}

struct str member_import_post_text(struct cx *cx,
				   const struct member_import_state *s,
				   const struct import_post *post)
{
	const struct import_org *org = org_of(s, post->org);
	struct str office =
		cx->lang == LANG_EN ? post->office->en : post->office->vi;

	return str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(office),
		       STR_ARG(org ? org->name : STR("")));
}

/* Says why an office isn't recorded. */
static void taken_say(struct cx *cx, struct member_import_state *s, ptrdiff_t k,
		      const struct import_post *post, struct str who)
{
	const struct import_org *org = org_of(s, post->org);
	struct member_fault *x = member_import_fault(
		cx, s, k, MF_POST,
		N_("{1} of {2} is {3} already: this office isn't recorded."));

	x->code = "office_taken";
	x->arg[0] = cx->lang == LANG_EN ? post->office->en : post->office->vi;
	x->arg[1] = org ? org->name : STR("");
	x->arg[2] = who;
}

static struct err *post_judge(struct cx *cx, struct member_import_state *s,
			      ptrdiff_t k, const struct import_post *post,
			      struct member_map *heads, bool *ret_free)
{
	struct str who = STR_NULL;
	struct str key = str_fmt(cx->arena, "%lld %.*s", (long long)post->org,
				 STR_ARG(post->office->code));
	int *at;
	struct err *err = NULL;

	*ret_free = true;
	if (!profile_term_is(post->office, "one"))
		return NULL;
	at = member_map_take(cx->arena, heads, key, -1);
	if (*at >= 0)
		who = s->reg->rows.p[*at].text[MF_NAME];
	else if (s->anybody)
		err = member_import_post_taken(
			cx, post->org, post->office->code, s->i.as_at, &who);
	if (err)
		return err;
	if (*at < 0)
		*at = (int)k;
	*ret_free = !who.p;
	if (who.p)
		taken_say(cx, s, k, post, who);
	return NULL;
}

struct err *member_import_posts_judge(struct cx *cx,
				      struct member_import_state *s)
{
	struct member_map heads = { 0 };
	struct import_post post[IMPORT_OFFICES_MOST];
	struct err *err = NULL;

	s->n_posts = 0;
	for (ptrdiff_t k = 0; k < s->reg->rows.n && !err; k++) {
		int n = s->person[k].verdict == IMPORT_NEW
				? member_import_posts(cx, s, k, post)
				: 0;

		s->person[k].posts = 0;
		for (int i = 0; i < n && !err; i++) {
			bool free = false;

			err = post_judge(cx, s, k, &post[i], &heads, &free);
			s->person[k].posts |= (unsigned)free << i;
			s->n_posts += free;
		}
	}
	return err;
}
