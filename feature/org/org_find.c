/*
 * Finding organisations. Each name, former ones too, stands in org_word from
 * each of its words to the end, so that words in a row are one range of an
 * index; words apart are looked for by the longest of them.
 */
#include "org/org_find.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_past_query.h"

enum { ROWS_MOST = 200, APART_MOST = 2000, CODE_LEAST = 2 };

/* What follows every text that begins with the words. */
#define BEHIND "\xf4\x8f\xbf\xbf"

struct finding {
	const struct org_find_ask *ask;
	struct str fold, same;
	struct org_founds list;
};

#define NAME_OF(r)                                                             \
	((struct name){ .id = (r)->id,                                         \
			.kind = (r)->kind,                                     \
			.name = (r)->name,                                     \
			.short_name = (r)->short_name,                         \
			.from = (r)->from_on,                                  \
			.to = (r)->to_on,                                      \
			.above = (r)->above,                                   \
			.alive = (r)->alive > 0,                               \
			.born_on = (r)->born_on,                               \
			.ended_on = (r)->ended_on })
struct name {
	int64_t id;
	struct str kind, name, short_name, above;
	day_t from, to, born_on, ended_on;
	bool alive;
};

static bool says(struct cx *cx, const struct finding *f, struct str text)
{
	return text_begin_words(text_fold(cx->arena, text), f->fold);
}

static bool is_on(const struct name *n, day_t day)
{
	return n->from <= day && (n->to == DAY_NONE || n->to > day);
}

/* The names of one organisation, the newest first: what it is called on the
 * day, and which of them was looked for. */
static void found_add(struct cx *cx, struct finding *f, const struct name *n,
		      ptrdiff_t count, struct org_found as)
{
	const struct name *now = &n[0], *hit = NULL;

	for (ptrdiff_t i = 0; i < count; i++)
		if (is_on(&n[i], f->ask->day) || n[i].from > f->ask->day)
			now = &n[i];
	for (ptrdiff_t i = 0; i < count; i++)
		if (says(cx, f, n[i].name) || says(cx, f, n[i].short_name))
			if (!hit || &n[i] == now)
				hit = &n[i];
	if (!hit && !as.code.n)
		return;
	if (f->ask->kind.n && !str_eq(now->kind, f->ask->kind))
		return;
	for (ptrdiff_t i = 0; i < f->list.n; i++)
		if (f->list.p[i].id == now->id)
			return;
	as.id = now->id;
	as.kind = now->kind;
	as.name = now->name;
	as.above = now->above;
	as.alive = now->alive;
	as.born_on = now->born_on;
	as.ended_on = now->born_on > f->ask->day ? DAY_NONE : now->ended_on;
	if (hit && hit != now)
		as.former = hit->name;
	as.exact = hit && str_find(text_same_key(cx->arena, hit->name), f->same,
				   0) >= 0;
	*vec_push(cx->arena, &f->list) = as;
}

struct named {
	struct name *p;
	ptrdiff_t n, cap;
};

static struct err *by_words(struct cx *cx, struct finding *f, struct str word,
			    int64_t limit, ptrdiff_t *ret_rows)
{
	struct org_find_words_in in = { .word = word,
					.word_end = str_cat(cx->arena, word,
							    STR(BEHIND)),
					.day = f->ask->day,
					.limit = limit };
	struct org_find_words_rows rows;
	struct err *err = org_find_words(cx->db, &in, &rows);
	struct named names = { 0 };

	if (err)
		return err;
	*ret_rows = 0;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		bool last = i + 1 == rows.n ||
			    rows.p[i + 1].id != rows.p[i].id ||
			    !str_eq(rows.p[i + 1].word, rows.p[i].word);

		*vec_push(cx->arena, &names) = NAME_OF(&rows.p[i]);
		if (!last)
			continue;
		found_add(cx, f, names.p, names.n, (struct org_found){ 0 });
		names.n = 0;
		++*ret_rows;
	}
	return NULL;
}

static struct err *by_code(struct cx *cx, struct finding *f)
{
	struct org_find_code_in in = { .code = f->ask->q,
				       .code_end = str_cat(cx->arena, f->ask->q,
							   STR(BEHIND)),
				       .day = f->ask->day,
				       .limit = ROWS_MOST };
	struct org_find_code_rows rows;
	struct err *err = NULL;

	if (f->ask->q.n < CODE_LEAST)
		return NULL;
	err = org_find_code(cx->db, &in, &rows);
	for (ptrdiff_t i = 0, from = 0; !err && i < rows.n; i++) {
		struct org_found as = { .code = rows.p[i].code };
		struct named names = { 0 };

		if (i + 1 < rows.n && rows.p[i + 1].id == rows.p[i].id &&
		    str_eq(rows.p[i + 1].code, rows.p[i].code))
			continue;
		for (; from <= i; from++)
			*vec_push(cx->arena, &names) = NAME_OF(&rows.p[from]);
		as.code_past = rows.p[i].code_to != DAY_NONE &&
			       rows.p[i].code_to <= f->ask->day;
		found_add(cx, f, names.p, names.n, as);
	}
	return err;
}

static struct str longest(struct str words)
{
	struct str best = STR("");

	while (words.n) {
		struct str one = str_cut(&words, ' ');

		if (one.n > best.n)
			best = one;
	}
	return best;
}

/* Exact before not, there before gone, by a name of the day before former. */
static int rank(const struct org_found *f)
{
	return (f->exact ? 0 : 4) + (f->alive ? 0 : 2) +
	       (f->former.n || f->code_past ? 1 : 0);
}

static void ranked(struct cx *cx, struct org_founds *list, ptrdiff_t most)
{
	struct org_founds out = { .more = list->more || list->n > most };

	for (int r = 0; r < 8; r++)
		for (ptrdiff_t i = 0; i < list->n && out.n < most; i++)
			if (rank(&list->p[i]) == r)
				*vec_push(cx->arena, &out) = list->p[i];
	*list = out;
}

struct err *org_find_read(struct cx *cx, const struct org_find_ask *ask,
			  struct org_founds *ret_list)
{
	struct finding f = { .ask = ask,
			     .fold = text_fold(cx->arena, ask->q),
			     .same = text_same_key(cx->arena, ask->q) };
	bool many = str_find_char(f.fold, ' ') >= 0;
	int64_t limit = ask->kind.n ? APART_MOST : ROWS_MOST;
	ptrdiff_t rows = 0;
	struct err *err;

	*ret_list = (struct org_founds){ 0 };
	if (!f.fold.n)
		return NULL;
	err = by_code(cx, &f);
	if (!err)
		err = by_words(cx, &f, f.fold, limit, &rows);
	f.list.more = rows == limit;
	if (!err && many && rows < limit) {
		err = by_words(cx, &f, longest(f.fold), APART_MOST, &rows);
		f.list.more = rows == APART_MOST;
	}
	if (err)
		return err;
	ranked(cx, &f.list, ask->most);
	*ret_list = f.list;
	return NULL;
}

static struct str joined(struct cx *cx, struct str a, struct str b)
{
	if (!a.n || !b.n)
		return a.n ? a : b;
	return str_fmt(cx->arena, "%.*s; %.*s", STR_ARG(a), STR_ARG(b));
}

struct str org_find_note(struct cx *cx, const struct org_found *f)
{
	struct str note = STR_NULL;

	if (f->former.n)
		note = tr_fmt(cx->arena, cx->lang, N_("also called “{0}”"),
			      f->former);
	if (f->code.n)
		note = joined(cx, note,
			      tr_fmt(cx->arena, cx->lang,
				     f->code_past ? N_("former code {0}")
						  : N_("code {0}"),
				     f->code));
	if (f->alive)
		return note;
	if (f->ended_on != DAY_NONE)
		return joined(cx, note,
			      tr_fmt(cx->arena, cx->lang, N_("ended on {0}"),
				     fmt_day(cx->arena, f->ended_on)));
	return joined(cx, note,
		      tr_fmt(cx->arena, cx->lang, N_("begins on {0}"),
			     fmt_day(cx->arena, f->born_on)));
}
