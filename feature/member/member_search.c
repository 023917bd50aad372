/*
 * Finding people, by a name of theirs or by a number. A name is kept from each
 * of its words round to the one before (member_word.c), so what is typed is one
 * range of an index; typed words that don't stand in a row are turned likewise.
 */
#include "member/member_search.h"

#include "base/utf8.h"
#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_act.h"
#include "member/member_listed.h"
#include "member/member_query.h"
#include "member/member_word.h"
#include "member/member_word_query.h"
#include "view/view_part.h"

enum {
	ROWS_MOST = 100,  /* of a range that are ranked */
	SCOPE_ROWS = 500, /* … when most of them may be others' */
	SMALL = 4000,	  /* people who are rather looked through */
	TURNS_MOST = 6,
	NUMBER_LEAST = 4,
};

struct person {
	int64_t id;
	struct str name, fold, birth, state, org, away;
	struct str by;	   /* the number that led here: its field */
	struct str former; /* the words stand in this name */
	bool exact, is_former;
};
struct finding {
	const struct feature_find *what;
	int64_t scope;
	struct {
		struct person *p;
		ptrdiff_t n, cap;
	} list;
	bool more;
};

#define PERSON_OF(cx, r)                                                       \
	((struct person){                                                      \
		.id = (r)->id,                                                 \
		.name = (r)->name,                                             \
		.fold = (r)->name_fold,                                        \
		.birth = cx_may(cx, PERM_MEMBER_PERSONAL)                      \
				 ? member_birth_text((cx)->arena, (r)->birth,  \
						     (r)->birth_part)          \
				 : STR_NULL,                                   \
		.state = (r)->state,                                           \
		.org = (r)->org_name,                                          \
		.away = (r)->away_name })

static void person_add(struct cx *cx, struct finding *f, struct person p)
{
	for (ptrdiff_t i = 0; i < f->list.n; i++)
		if (f->list.p[i].id == p.id)
			return;
	p.is_former = !p.by.n && !text_begin_words(p.fold, f->what->fold);
	p.exact = p.by.n || (!p.is_former &&
			     text_begin_words(text_same_key(cx->arena, p.name),
					      f->what->same));
	*vec_push(cx->arena, &f->list) = p;
}

/* ---- by name ------------------------------------------------------------------- */

/* One range; *ret_rows: how many of `limit` were read and may be seen. */
static struct err *range_read(struct cx *cx, struct finding *f, struct str word,
			      int64_t limit, ptrdiff_t *ret_rows)
{
	struct member_find_words_in in = {
		.word = word,
		.word_end = str_cat(cx->arena, word, STR(MEMBER_WORD_BEHIND)),
		.scope = f->scope,
		.limit = limit,
		.with = f->scope ? MEMBER_FIND_WORDS_WITH_SCOPE : 0u
	};
	struct member_find_words_rows rows;
	struct err *err = member_find_words(cx->db, &in, &rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		person_add(cx, f, PERSON_OF(cx, &rows.p[i]));
	*ret_rows = rows.n;
	return NULL;
}

static struct err *is_longer(struct cx *cx, struct str word, bool *ret_longer)
{
	struct member_find_longer_row row;

	return member_find_longer(
		cx->db,
		&(struct member_find_longer_in){
			.word = word,
			.word_end = str_cat(cx->arena, word,
					    STR(MEMBER_WORD_BEHIND)),
			.rows = SCOPE_ROWS },
		&row, ret_longer);
}

static struct str behind(struct cx *cx, struct str word)
{
	return str_cat(cx->arena, word, STR(MEMBER_WORD_BEHIND));
}

static struct str longest(struct str words)
{
	struct str most = STR("");

	while (words.p) {
		struct str one = str_cut(&words, ' ');

		if (one.n > most.n)
			most = one;
	}
	return most;
}

/* The other way: an organisation's people are looked through, for words and,
 * if there are such, for a turn of them; and who stays there. */
static struct err *within_read(struct cx *cx, struct finding *f,
			       struct str word, struct str turn)
{
	struct member_find_within_in in = {
		.part = longest(word),
		.word = word,
		.word_end = behind(cx, word),
		.turn = turn,
		.scope = f->scope,
		.limit = ROWS_MOST,
		.with = turn.p ? MEMBER_FIND_WITHIN_WITH_TURN : 0u
	};
	struct member_find_staying_in stay = { .scope = in.scope,
					       .limit = in.limit,
					       .with = in.with };
	struct member_find_within_rows rows;
	struct member_find_staying_rows others;
	struct err *err;

	if (turn.p)
		in.turn_end = behind(cx, turn);
	stay.word = in.word;
	stay.word_end = in.word_end;
	stay.turn = in.turn;
	stay.turn_end = in.turn_end;
	static_assert((int)MEMBER_FIND_STAYING_WITH_TURN ==
			      (int)MEMBER_FIND_WITHIN_WITH_TURN,
		      "one part in each");
	err = member_find_within(cx->db, &in, &rows);
	if (!err)
		err = member_find_staying(cx->db, &stay, &others);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		person_add(cx, f, PERSON_OF(cx, &rows.p[i]));
	for (ptrdiff_t i = 0; i < others.n; i++)
		person_add(cx, f, PERSON_OF(cx, &others.p[i]));
	f->more |= rows.n + others.n >= ROWS_MOST;
	return NULL;
}

/* Of a whole realm, a part of the range is read. Of an organisation as well,
 * which is enough where it is large or the range short. */
static struct err *by_words(struct cx *cx, struct finding *f, struct str word)
{
	int64_t limit = f->scope ? SCOPE_ROWS : ROWS_MOST;
	ptrdiff_t rows = 0;
	bool longer = false;
	struct err *err = range_read(cx, f, word, limit, &rows);

	f->more |= rows >= ROWS_MOST;
	if (!err && f->scope && rows <= f->what->most)
		err = is_longer(cx, word, &longer);
	return err || !longer ? err : within_read(cx, f, word, STR_NULL);
}

static struct err *scope_look(struct cx *cx, const struct finding *f,
			      bool *ret_small)
{
	struct member_find_size_row row;
	bool found;
	struct err *err;

	*ret_small = false;
	if (!f->scope)
		return NULL;
	err = member_find_size(cx->db,
			       &(struct member_find_size_in){ .scope = f->scope,
							      .limit = SMALL },
			       &row, &found);
	*ret_small = !err && row.n < SMALL;
	return err;
}

static struct err *by_name(struct cx *cx, struct finding *f)
{
	bool small;
	struct err *err = scope_look(cx, f, &small);

	for (int k = 0; !err && k < TURNS_MOST && !f->more; k += 1 + small) {
		struct str word =
			member_word_turned(cx->arena, f->what->fold, k);

		if (!word.p)
			break;
		err = small ? within_read(cx, f, word,
					  member_word_turned(cx->arena,
							     f->what->fold,
							     k + 1))
			    : by_words(cx, f, word);
	}
	return err;
}

/* ---- by number ------------------------------------------------------------------ */

static struct err *by_mark(struct cx *cx, struct finding *f,
			   const struct member_value *v,
			   const struct profile_term *t)
{
	struct member_find_one_row row;
	struct member_lock lock;
	struct str name;
	int64_t who = 0;
	bool seen = false, found = false;
	struct err *err = member_lock_read(cx, &lock);

	if (err) /* without the key, names are found all the same */
		return err->code == ERR_CONFLICT ? NULL : err;
	err = member_find_by_secret(cx, &lock, v, &who, &name);
	if (!err && who)
		err = member_is_seen(cx, who, &seen);
	if (!err && seen)
		err = member_find_one(cx->db,
				      &(struct member_find_one_in){ .id = who },
				      &row, &found);
	if (err || !found)
		return err;
	struct person p = PERSON_OF(cx, &row);

	p.by = profile_term_title(cx->profile, "field", t->code, cx->lang);
	person_add(cx, f, p);
	return member_found(cx, who, v->field);
}

static struct err *by_fact(struct cx *cx, struct finding *f,
			   const struct member_value *v,
			   const struct profile_term *t)
{
	struct member_find_fact_in in = {
		.field = v->field,
		.value = v->value,
		.scope = f->scope,
		.limit = f->what->most + 1,
		.with = f->scope ? MEMBER_FIND_FACT_WITH_SCOPE : 0u
	};
	struct member_find_fact_rows rows;
	struct err *err = member_find_fact(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct person p = PERSON_OF(cx, &rows.p[i]);

		p.by = profile_term_title(cx->profile, "field", t->code,
					  cx->lang);
		person_add(cx, f, p);
		err = member_found(cx, p.id, v->field);
	}
	return err;
}

/* A field that is one person's and that this one may find people by. */
static bool may_find_by(const struct cx *cx, const struct profile_term *t)
{
	if (profile_term_is(t, "unique"))
		return cx_may(cx, PERM_MEMBER_SECRET);
	return profile_term_is(t, "masked") && !profile_term_is(t, "contact") &&
	       !profile_term_is(t, "protected") &&
	       cx_may(cx, PERM_MEMBER_MANAGE);
}

static bool is_number(struct str q)
{
	int digits = 0;

	for (ptrdiff_t i = 0; i < q.n; i++) {
		bool digit = q.p[i] >= '0' && q.p[i] <= '9';

		if (!digit && q.p[i] != ' ' && q.p[i] != '.' && q.p[i] != '-')
			return false;
		digits += digit;
	}
	return digits >= NUMBER_LEAST;
}

static struct err *by_number(struct cx *cx, struct finding *f)
{
	const struct profile_term *t = NULL;
	struct err *err = NULL;

	if (!is_number(f->what->q))
		return NULL;
	while (!err && (t = profile_term_next(cx->profile, "field", t))) {
		struct member_value v = { t->code, f->what->q };

		if (!may_find_by(cx, t) ||
		    member_value_clean(cx->arena, cx->profile, &v, &v.value))
			continue;
		err = profile_term_is(t, "unique") ? by_mark(cx, f, &v, t)
						   : by_fact(cx, f, &v, t);
	}
	return err;
}

/* ---- what is shown --------------------------------------------------------------- */

/* Marks as typed, then names that begin so, those of today, who is there. */
static int rank(const struct finding *f, const struct person *p)
{
	return (p->exact ? 0 : 8) + (p->is_former ? 4 : 0) +
	       (p->org.p || p->away.p ? 0 : 2) +
	       (str_starts(p->fold, f->what->fold) ? 0 : 1);
}

static struct err *former_fill(struct cx *cx, const struct finding *f,
			       struct person *p)
{
	struct member_names_rows rows;
	struct err *err;

	if (!p->is_former)
		return NULL;
	err = member_names(cx->db, &(struct member_names_in){ .member = p->id },
			   &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (text_begin_words(text_fold(cx->arena, rows.p[i].name),
				     f->what->fold))
			p->former = rows.p[i].name;
	return err;
}

static void note_add(struct cx *cx, struct str *note, struct str text)
{
	if (text.n)
		*note = note->n ? str_fmt(cx->arena, "%.*s; %.*s",
					  STR_ARG(*note), STR_ARG(text))
				: text;
}

static struct str note_of(struct cx *cx, const struct person *p)
{
	struct str note = p->org;

	if (!p->org.p && !p->away.p)
		note = profile_term_title(cx->profile, "state", p->state,
					  cx->lang);
	if (p->away.n)
		note_add(cx, &note,
			 tr_fmt(cx->arena, cx->lang, N_("temporarily at {0}"),
				p->away));
	if (p->birth.n)
		note_add(cx, &note,
			 tr_fmt(cx->arena, cx->lang, N_("born {0}"), p->birth));
	if (p->former.n)
		note_add(cx, &note,
			 tr_fmt(cx->arena, cx->lang, N_("formerly {0}"),
				p->former));
	note_add(cx, &note, p->by);
	return note;
}

static struct err *hit_add(struct cx *cx, const struct finding *f,
			   struct person *p, struct feature_hits *hits)
{
	struct err *err = former_fill(cx, f, p);

	if (!err)
		*vec_push(cx->arena, hits) =
			(struct feature_hit){ .text = p->name,
					      .note = note_of(cx, p),
					      .href = str_fmt(cx->arena,
							      "/member/%lld",
							      (long long)p->id),
					      .exact = p->exact };
	return err;
}

struct err *member_search_find(struct cx *cx, const struct feature_find *what,
			       struct feature_hits *ret_hits)
{
	struct finding f = { .what = what, .scope = member_scope(cx) };
	struct feature_hits hits = { 0 };
	struct member_ids named = { 0 };
	struct err *err = NULL;

	if (f.scope != MEMBER_NOBODY)
		err = by_number(cx, &f);
	if (!err && f.scope != MEMBER_NOBODY)
		err = by_name(cx, &f);
	for (int r = 0; r < 16; r++)
		for (ptrdiff_t i = 0; !err && i < f.list.n; i++) {
			struct person *p = &f.list.p[i];

			if (rank(&f, p) != r || hits.n >= what->most)
				continue;
			err = hit_add(cx, &f, p, &hits);
			if (!p->by.n) /* by a number it is written already */
				*vec_push(cx->arena, &named) = p->id;
		}
	if (!err)
		err = member_listed(cx, LISTED_MEMBERS, &named);
	hits.more = f.more || f.list.n > hits.n;
	if (hits.more)
		hits.all = str_cat(cx->arena, STR("/members"),
				   query_with(cx->arena, STR_NULL, STR("q"),
					      what->q));
	*ret_hits = hits;
	return err;
}
