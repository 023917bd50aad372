/*
 * The grammar of deadlines. First the text becomes items (words that mean
 * something, numbers, the rest), then points in time are found, then the
 * kind is decided by what comes first.
 */
#include "work/work_deadline.h"

#include "base/err.h"
#include "base/utf8.h"
#include "work/work_lex.h"

/* What a phrase of the profile means; the names are those of its lists. */
enum mean {
	M_WORD, /* nothing to us */
	M_NUM,
	M_DAY,
	M_WEEK,
	M_MONTH,
	M_QUARTER,
	M_YEAR,
	M_WHOLE,
	M_VAGUE,
	M_PART, /* arg: PART_… */
	M_NAME, /* arg: month */
	M_FROM,
	M_TO,
	M_AND,
	M_BEFORE,
	M_AFTER,
	M_WORKING,
	M_EVERY,
	M_EVERY_UNIT, /* arg: enum work_unit */
	M_PERIODIC,
	M_TIMES,
	M_ONE,
	M_CONTINUOUS,
	M_REQUEST,
	M_TERM,
	M_ONWARD,
	M_COUNT, /* arg: the number that the word means */
};
enum part { PART_HALF_1, PART_HALF_2, PART_FIRST_3, PART_FIRST_9, PART_LAST_3 };

static const struct {
	const char *list;
	enum mean mean;
	int arg;
} meanings[] = {
	{ "day", M_DAY, 0 },
	{ "week", M_WEEK, 0 },
	{ "month", M_MONTH, 0 },
	{ "quarter", M_QUARTER, 0 },
	{ "year", M_YEAR, 0 },
	{ "whole", M_WHOLE, 0 },
	{ "vague", M_VAGUE, 0 },
	{ "half_1", M_PART, PART_HALF_1 },
	{ "half_2", M_PART, PART_HALF_2 },
	{ "first_3", M_PART, PART_FIRST_3 },
	{ "first_9", M_PART, PART_FIRST_9 },
	{ "last_3", M_PART, PART_LAST_3 },
	{ "from", M_FROM, 0 },
	{ "to", M_TO, 0 },
	{ "and", M_AND, 0 },
	{ "before", M_BEFORE, 0 },
	{ "after", M_AFTER, 0 },
	{ "working", M_WORKING, 0 },
	{ "every", M_EVERY, 0 },
	{ "every_day", M_EVERY_UNIT, UNIT_DAY },
	{ "every_week", M_EVERY_UNIT, UNIT_WEEK },
	{ "every_month", M_EVERY_UNIT, UNIT_MONTH },
	{ "every_quarter", M_EVERY_UNIT, UNIT_QUARTER },
	{ "every_half", M_EVERY_UNIT, UNIT_HALF },
	{ "every_year", M_EVERY_UNIT, UNIT_YEAR },
	{ "periodic", M_PERIODIC, 0 },
	{ "times", M_TIMES, 0 },
	{ "one", M_ONE, 0 },
	{ "continuous", M_CONTINUOUS, 0 },
	{ "request", M_REQUEST, 0 },
	{ "term", M_TERM, 0 },
	{ "onward", M_ONWARD, 0 },
};

struct entry {
	struct work_phrase ph;
	enum mean mean;
	int arg;
	int next; /* of the same first letter, shorter or equal; -1: none */
};

struct work_deadline_words {
	struct entry *p;
	ptrdiff_t n, cap;
	int head[256]; /* by the first byte of the folded phrase */
	const struct profile *profile;
};

struct item {
	enum mean mean;
	int arg;
	int64_t num;
	ptrdiff_t digits;
	char gap;
	ptrdiff_t tok, n; /* the tokens that it covers */
};

/* A day, month, … that the text names. */
struct point {
	enum work_due kind;
	int y;	/* 0: not written */
	int y1; /* DUE_TERM: first year */
	int k;	/* month, quarter or half */
	int d;
	bool joined; /* "to" or a dash ties it to the point before */
	bool guessed_year;
	ptrdiff_t at, end; /* items */
};

enum { POINTS_MOST = 24 };

struct reading {
	const struct work_deadline_words *words;
	struct work_lex lx;
	struct item *item;
	ptrdiff_t n;
	int year;
	struct point point[POINTS_MOST];
	int n_points;
	const char *fault;
};

#define FAULT_DAY   N_("“{0}” names a day that no calendar has.")
#define FAULT_MONTH N_("“{0}” names a month or quarter that doesn't exist.")
#define FAULT_VAGUE N_("“{0}” doesn't say which day, month or quarter ends it.")
#define FAULT_ORDER N_("“{0}” ends before it begins.")

/* ---- words ---------------------------------------------------------------- */
static void entry_add(struct arena *a, struct work_deadline_words *w,
		      const struct profile_word *pw, enum mean mean, int arg)
{
	struct work_phrase ph = work_phrase(pw->key, pw->fold);
	struct entry *e;
	int *link;

	if (!ph.n)
		return;
	e = vec_push(a, w);
	link = &w->head[(unsigned char)ph.fold[0].p[0]];
	while (*link >= 0 && w->p[*link].ph.n >= ph.n)
		link = &w->p[*link].next;
	e->ph = ph;
	e->mean = mean;
	e->arg = arg;
	e->next = *link;
	*link = (int)w->n - 1;
}

static void word_compile(struct arena *a, struct work_deadline_words *w,
			 const struct profile_word *pw)
{
	struct str name = STR("name_"), count = STR("n_");
	int64_t k;

	if (str_starts(pw->list, name) &&
	    str_to_i64(str_sub(pw->list, name.n, pw->list.n), &k))
		entry_add(a, w, pw, M_NAME, (int)k);
	else if (str_starts(pw->list, count) &&
		 str_to_i64(str_sub(pw->list, count.n, pw->list.n), &k))
		entry_add(a, w, pw, M_COUNT, (int)k);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(meanings); i++)
		if (str_eq(pw->list, str_c(meanings[i].list)))
			entry_add(a, w, pw, meanings[i].mean, meanings[i].arg);
}

struct work_deadline_words *work_deadline_words(struct arena *a,
						const struct profile *p)
{
	struct work_deadline_words *w =
		arena_new(a, struct work_deadline_words, 1);

	for (ptrdiff_t i = 0; i < N_ELEMENTS(w->head); i++)
		w->head[i] = -1;
	w->profile = p;
	for (ptrdiff_t i = 0; i < p->n_words; i++)
		word_compile(a, w, &p->word[i]);
	return w;
}

static const struct entry *entry_at(const struct reading *r, ptrdiff_t tok,
				    bool count)
{
	const struct work_deadline_words *w = r->words;
	struct str fold = r->lx.p[tok].fold;
	int k = fold.n ? w->head[(unsigned char)fold.p[0]] : -1;

	for (; k >= 0; k = w->p[k].next)
		if ((w->p[k].mean == M_COUNT) == count &&
		    work_phrase_at(&w->p[k].ph, &r->lx, tok))
			return &w->p[k];
	return NULL;
}

static bool also_means(const struct reading *r, ptrdiff_t tok, enum mean mean)
{
	const struct work_deadline_words *w = r->words;
	struct str fold = r->lx.p[tok].fold;
	int k = fold.n ? w->head[(unsigned char)fold.p[0]] : -1;

	for (; k >= 0; k = w->p[k].next)
		if (w->p[k].mean == mean &&
		    work_phrase_at(&w->p[k].ph, &r->lx, tok))
			return true;
	return false;
}

static void items_make(struct arena *a, struct reading *r)
{
	r->item = arena_new(a, struct item, MAX(r->lx.n, 1));
	for (ptrdiff_t tok = 0; tok < r->lx.n;) {
		const struct work_tok *t = &r->lx.p[tok];
		const struct entry *e = entry_at(r, tok, false);
		struct item *it = &r->item[r->n++];

		*it = (struct item){
			.tok = tok, .n = 1, .gap = t->gap, .num = t->num
		};
		if (t->num >= 0) {
			it->mean = M_NUM;
			it->digits = t->text.n;
		}
		if (e && (t->num < 0 || e->ph.n > 1)) {
			it->mean = e->mean;
			it->arg = e->arg;
			it->n = e->ph.n;
		}
		tok += it->n;
	}
}

static enum mean mean_at(const struct reading *r, ptrdiff_t i)
{
	return i >= 0 && i < r->n ? r->item[i].mean : M_WORD;
}

static bool num_at(const struct reading *r, ptrdiff_t i)
{
	return mean_at(r, i) == M_NUM;
}

static bool is_year(const struct reading *r, ptrdiff_t i)
{
	return num_at(r, i) && r->item[i].digits == 4 &&
	       r->item[i].num >= 1990 && r->item[i].num <= 2100;
}

/* A number, Roman number or number word at item i, *ret_end behind it; 0:
 * none. "Quý một lần" counts times, not quarters. */
static int count_at(const struct reading *r, ptrdiff_t i, ptrdiff_t *ret_end)
{
	const struct entry *e;
	int n = 0;

	*ret_end = i + 1;
	if (i >= r->n || mean_at(r, i + 1) == M_TIMES)
		return 0;
	if (num_at(r, i))
		return r->item[i].digits <= 2 ? (int)r->item[i].num : 0;
	n = work_roman(r->lx.p[r->item[i].tok].fold);
	if (n || r->item[i].gap != ' ')
		return n;
	if (mean_at(r, i) == M_YEAR && is_year(r, i + 1))
		return 0;
	e = entry_at(r, r->item[i].tok, true);
	if (!e)
		return 0;
	/* number words are items of one token each */
	for (int k = 1; k < e->ph.n; k++)
		if (i + k >= r->n || r->item[i + k].n != 1)
			return 0;
	*ret_end = i + e->ph.n;
	return e->arg;
}

/* ---- points ---------------------------------------------------------------- */
/* A year behind a month or quarter: "/2026", "/26", " năm 2026", " 2026". */
static int year_behind(const struct reading *r, ptrdiff_t *i)
{
	ptrdiff_t k = *i;

	if (mean_at(r, k) == M_YEAR)
		k++;
	if (is_year(r, k) && !(k == *i && r->item[k].gap == ';')) {
		*i = k + 1;
		return (int)r->item[k].num;
	}
	if (k == *i && num_at(r, k) && r->item[k].gap == '/' &&
	    r->item[k].digits == 2 && r->item[k].num >= 20 &&
	    !(num_at(r, k + 1) && r->item[k + 1].gap == '/')) {
		*i = k + 1;
		return (int)r->item[k].num + 2000;
	}
	return 0;
}

static bool point_done(struct point *p, enum work_due kind, ptrdiff_t end)
{
	p->kind = kind;
	p->end = end;
	return true;
}

/* d/m, d/m/y, m/y, y-m-d, y-y from item i on. */
static bool point_figures(const struct reading *r, ptrdiff_t i, struct point *p)
{
	const struct item *it = &r->item[i];
	bool two = num_at(r, i + 1) && strchr("/-.", it[1].gap) && it[1].gap;
	bool three = two && num_at(r, i + 2) && it[2].gap &&
		     strchr("/-.", it[2].gap);

	if (!two)
		return false;
	if (three && is_year(r, i) && it[2].gap == it[1].gap) {
		*p = (struct point){ .y = (int)it[0].num,
				     .k = (int)MIN(it[1].num, 99),
				     .d = (int)MIN(it[2].num, 99) };
		return point_done(p, DUE_DATE, i + 3);
	}
	if (is_year(r, i) && is_year(r, i + 1)) {
		*p = (struct point){ .y1 = (int)it[0].num,
				     .y = (int)it[1].num };
		return point_done(p, DUE_TERM, i + 2);
	}
	if (it[0].digits > 2)
		return false;
	if (is_year(r, i + 1)) {
		*p = (struct point){ .k = (int)it[0].num, .y = (int)it[1].num };
		return point_done(p, DUE_MONTH, i + 2);
	}
	if (it[1].digits > 2)
		return false;
	*p = (struct point){ .d = (int)it[0].num, .k = (int)it[1].num };
	if (three && it[2].gap == it[1].gap &&
	    (is_year(r, i + 2) || it[2].digits == 2)) {
		p->y = (int)it[2].num + (it[2].digits == 2 ? 2000 : 0);
		return point_done(p, DUE_DATE, i + 3);
	}
	if (it[1].gap != '/')
		return false;
	p->end = i + 2;
	p->y = year_behind(r, &p->end);
	return point_done(p, DUE_DATE, p->end);
}

/* A number first: figures, "30 tháng 6 năm 2026", "30 June 2026", a year. */
static bool point_number(const struct reading *r, ptrdiff_t i, struct point *p)
{
	ptrdiff_t end;
	int k;

	if (point_figures(r, i, p))
		return true;
	*p = (struct point){ 0 };
	if (r->item[i].digits <= 2 && mean_at(r, i + 1) == M_MONTH &&
	    r->item[i + 1].gap == ' ' && (k = count_at(r, i + 2, &end)) != 0) {
		p->d = (int)r->item[i].num;
		p->k = k;
		p->y = year_behind(r, &end);
		return point_done(p, DUE_DATE, end);
	}
	if (r->item[i].digits <= 2 && mean_at(r, i + 1) == M_NAME) {
		end = i + 2;
		p->d = (int)r->item[i].num;
		p->k = r->item[i + 1].arg;
		p->y = year_behind(r, &end);
		return point_done(p, DUE_DATE, end);
	}
	if (!is_year(r, i))
		return false;
	p->y = (int)r->item[i].num;
	return point_done(p, DUE_YEAR, i + 1);
}

static bool point_part(const struct reading *r, ptrdiff_t i, struct point *p)
{
	static const struct {
		enum work_due kind;
		int k;
	} part[] = {
		[PART_HALF_1] = { DUE_HALF, 1 },
		[PART_HALF_2] = { DUE_HALF, 2 },
		[PART_FIRST_3] = { DUE_QUARTER, 1 },
		[PART_FIRST_9] = { DUE_QUARTER, 3 },
		[PART_LAST_3] = { DUE_QUARTER, 4 },
	};
	ptrdiff_t end = i + 1;

	*p = (struct point){ .k = part[r->item[i].arg].k };
	p->y = year_behind(r, &end);
	return point_done(p, part[r->item[i].arg].kind, end);
}

/* "nhiệm kỳ 2025-2030", "nhiệm kỳ": the years of the profile. */
static bool point_term(const struct reading *r, ptrdiff_t i, struct point *p)
{
	const struct profile *pr = r->words->profile;
	day_t mid = 0;

	if (is_year(r, i + 1) && point_figures(r, i + 1, p))
		return p->kind == DUE_TERM;
	if (is_year(r, i + 1) && mean_at(r, i + 2) == M_TO &&
	    is_year(r, i + 3)) {
		*p = (struct point){ .y1 = (int)r->item[i + 1].num,
				     .y = (int)r->item[i + 3].num };
		return point_done(p, DUE_TERM, i + 4);
	}
	if (mean_at(r, i + 1) == M_NUM || !day_from_ymd(r->year, 7, 1, &mid))
		return false;
	*p = (struct point){ 0 };
	p->y1 = (int)profile_rule_int(pr, STR("term_first_year"), mid, 0);
	p->y = (int)profile_rule_int(pr, STR("term_last_year"), mid, 0);
	return p->y && point_done(p, DUE_TERM, i + 1);
}

static bool point_named(const struct reading *r, ptrdiff_t i, struct point *p)
{
	ptrdiff_t end = i + 1;

	*p = (struct point){ 0 };
	if (mean_at(r, i) == M_WHOLE) {
		p->y = year_behind(r, &end);
		return point_done(p, DUE_YEAR, end);
	}
	if (mean_at(r, i) == M_YEAR) {
		if (!is_year(r, i + 1))
			return false;
		/* "năm 2026 - 2030" */
		if (point_figures(r, i + 1, p) && p->kind == DUE_TERM)
			return true;
		*p = (struct point){ .y = (int)r->item[i + 1].num };
		return point_done(p, DUE_YEAR, i + 2);
	}
	if (mean_at(r, i) == M_NAME) {
		p->k = r->item[i].arg;
		if (num_at(r, end) && r->item[end].digits <= 2)
			p->d = (int)r->item[end++].num;
		p->y = year_behind(r, &end);
		return point_done(p, p->d ? DUE_DATE : DUE_MONTH, end);
	}
	p->k = count_at(r, end, &end);
	if (!p->k)
		return false;
	p->y = year_behind(r, &end);
	return point_done(p, mean_at(r, i) == M_MONTH ? DUE_MONTH : DUE_QUARTER,
			  end);
}

/* The point that begins at item i. */
static bool point_at(const struct reading *r, ptrdiff_t i, struct point *ret)
{
	struct point p = { 0 };
	bool found = false;

	switch (mean_at(r, i)) {
	case M_NUM:
		found = point_number(r, i, &p);
		break;
	case M_MONTH:
	case M_QUARTER:
	case M_YEAR:
	case M_WHOLE:
	case M_NAME:
		found = point_named(r, i, &p);
		break;
	case M_PART:
		found = point_part(r, i, &p);
		break;
	case M_TERM:
		found = point_term(r, i, &p);
		break;
	case M_DAY: /* "ngày 30/6" */
		found = num_at(r, i + 1) && point_number(r, i + 1, &p) &&
			p.kind == DUE_DATE;
		break;
	default:
		break;
	}
	if (!found)
		return false;
	p.at = i;
	*ret = p;
	return true;
}

/* "Tháng 3, 6-9": a bare number that goes on a list of months or quarters. */
static bool point_more(const struct reading *r, ptrdiff_t i,
		       const struct point *last, struct point *ret)
{
	struct point p = { .kind = last->kind, .at = i, .end = i + 1 };
	enum mean before = mean_at(r, i - 1);

	if (last->kind != DUE_MONTH && last->kind != DUE_QUARTER)
		return false;
	if (i != last->end + (before == M_AND || before == M_TO))
		return false;
	if (i == last->end && !strchr(",-+&;", r->item[i].gap))
		return false;
	if (num_at(r, i) || work_roman(r->lx.p[r->item[i].tok].fold))
		p.k = count_at(r, i, &p.end);
	if (!p.k)
		return false;
	/* "tháng 3, 15/4": a date of its own */
	if (num_at(r, i + 1) && r->item[i + 1].gap == '/' && !is_year(r, i + 1))
		return false;
	p.y = year_behind(r, &p.end);
	*ret = p;
	return true;
}

static void points_find(struct reading *r)
{
	for (ptrdiff_t i = 0; i < r->n && r->n_points < POINTS_MOST;) {
		struct point p;
		bool found =
			(r->n_points &&
			 point_more(r, i, &r->point[r->n_points - 1], &p)) ||
			point_at(r, i, &p);

		if (!found) {
			i++;
			continue;
		}
		p.joined = r->n_points > 0 &&
			   (mean_at(r, i - 1) == M_TO || r->item[i].gap == '-');
		r->point[r->n_points++] = p;
		i = p.end;
	}
}

/* A year that isn't written is the next point's, else the one's before, else
 * the programme's. */
static void points_date(struct reading *r)
{
	int y = 0;

	for (int k = r->n_points - 1; k >= 0; k--) {
		struct point *p = &r->point[k];

		p->guessed_year = p->y == 0;
		if (p->y)
			y = p->kind == DUE_TERM ? p->y1 : p->y;
		else if (y)
			p->y = y;
	}
	y = r->year;
	for (int k = 0; k < r->n_points; k++) {
		struct point *p = &r->point[k];

		if (!p->y)
			p->y = y;
		y = p->y;
	}
}

static day_t day_or_none(int y, int m, int d)
{
	day_t day;

	return day_from_ymd(y, m, d, &day) ? day : DAY_NONE;
}

static day_t point_start(const struct point *p)
{
	switch (p->kind) {
	case DUE_DATE:
		return day_or_none(p->y, p->k, p->d);
	case DUE_MONTH:
		return day_or_none(p->y, p->k, 1);
	case DUE_QUARTER:
		return day_or_none(p->y, p->k * 3 - 2, 1);
	case DUE_HALF:
		return day_or_none(p->y, p->k * 6 - 5, 1);
	case DUE_TERM:
		return day_or_none(p->y1, 1, 1);
	default:
		return day_or_none(p->y, 1, 1);
	}
}

static day_t point_end(const struct point *p)
{
	switch (p->kind) {
	case DUE_DATE:
		return day_or_none(p->y, p->k, p->d);
	case DUE_MONTH:
		return day_month_end(p->y, p->k);
	case DUE_QUARTER:
		return day_month_end(p->y, p->k * 3);
	case DUE_HALF:
		return day_month_end(p->y, p->k * 6);
	default:
		return day_or_none(p->y, 12, 31);
	}
}

/* What is wrong with the points; sets r->fault. */
static void points_check(struct reading *r)
{
	for (int k = 0; k < r->n_points; k++) {
		const struct point *p = &r->point[k];

		if ((p->kind == DUE_MONTH && (p->k < 1 || p->k > 12)) ||
		    (p->kind == DUE_QUARTER && (p->k < 1 || p->k > 4)))
			r->fault = FAULT_MONTH;
		else if (point_start(p) == DAY_NONE)
			r->fault = FAULT_DAY;
		else if (p->kind == DUE_TERM && p->y1 > p->y)
			r->fault = FAULT_ORDER;
	}
}

/* ---- recurrences ------------------------------------------------------------ */
static enum work_unit unit_at(const struct reading *r, ptrdiff_t i)
{
	switch (mean_at(r, i)) {
	case M_DAY:
		return UNIT_DAY;
	case M_WEEK:
		return UNIT_WEEK;
	case M_MONTH:
		return UNIT_MONTH;
	case M_QUARTER:
		return UNIT_QUARTER;
	case M_YEAR:
		return UNIT_YEAR;
	default:
		return UNIT_NONE;
	}
}

static bool every_set(struct work_deadline *d, enum work_unit unit, int step)
{
	d->every.unit = unit;
	d->every.step = MAX(step, 1);
	if (unit == UNIT_MONTH && (step == 3 || step == 6 || step == 12)) {
		d->every.unit = step == 3   ? UNIT_QUARTER
				: step == 6 ? UNIT_HALF
					    : UNIT_YEAR;
		d->every.step = 1;
	}
	return true;
}

/* "n lần/năm" */
static bool times_per(const struct reading *r, ptrdiff_t i,
		      struct work_deadline *d)
{
	enum work_unit unit;
	int n = num_at(r, i - 1) ? (int)MIN(r->item[i - 1].num, 99) : 1;

	if (mean_at(r, i) != M_TIMES)
		return false;
	unit = unit_at(r, i + 1 + (mean_at(r, i + 1) == M_EVERY));
	if (unit == UNIT_YEAR && n == 2)
		unit = UNIT_HALF;
	else if (unit == UNIT_YEAR && n == 4)
		unit = UNIT_QUARTER;
	return unit && every_set(d, unit, 1);
}

/* Whether a recurrence begins at item i. */
static bool every_at(const struct reading *r, ptrdiff_t i,
		     struct work_deadline *d)
{
	ptrdiff_t k = i + (mean_at(r, i) == M_EVERY);
	bool counted = num_at(r, k) && r->item[k].digits <= 2;
	int step = counted ? (int)r->item[k].num : 1;
	enum work_unit unit;
	struct point p;

	if (mean_at(r, i) == M_EVERY_UNIT)
		return every_set(d, (enum work_unit)r->item[i].arg, 1);
	if (times_per(r, i, d))
		return true;
	k += counted || mean_at(r, k) == M_ONE;
	unit = unit_at(r, k);
	if (!unit || point_at(r, k, &p))
		return false;
	if (mean_at(r, i) == M_EVERY)
		return every_set(d, unit, step);
	/* "6 tháng/lần", "quý một lần", "năm 2 lần" */
	if (mean_at(r, k + 1) == M_TIMES || mean_at(r, k + 2) == M_TIMES) {
		int n = num_at(r, k + 1) ? (int)MIN(r->item[k + 1].num, 99) : 1;

		if (unit == UNIT_YEAR && n == 2)
			unit = UNIT_HALF;
		else if (unit == UNIT_YEAR && n == 4)
			unit = UNIT_QUARTER;
		return every_set(d, unit, step);
	}
	return false;
}

/* The day of a recurrence: "ngày 23", "15/12", "tháng 12". */
static void every_day(const struct reading *r, struct work_deadline *d)
{
	for (ptrdiff_t i = 0; i + 1 < r->n; i++)
		if (mean_at(r, i) == M_DAY && num_at(r, i + 1) &&
		    r->item[i + 1].num >= 1 && r->item[i + 1].num <= 31)
			d->every.day = (int)r->item[i + 1].num;
	for (int k = 0; k < r->n_points; k++) {
		const struct point *p = &r->point[k];

		if (p->kind == DUE_DATE)
			d->every.day = p->d;
		if (p->kind == DUE_DATE || p->kind == DUE_MONTH)
			d->every.month = p->k;
	}
}

/* ---- relative ----------------------------------------------------------------- */
/* "20 ngày làm việc": how long, anywhere in the text. */
static void after_length(const struct reading *r, struct work_deadline *d)
{
	for (ptrdiff_t i = 0; i + 1 < r->n; i++) {
		ptrdiff_t k = i + 1 + (mean_at(r, i + 1) == M_WORKING);
		struct point p;

		if (!num_at(r, i) || r->item[i].digits > 3 || !unit_at(r, k) ||
		    point_at(r, i, &p))
			continue;
		d->after.n = (int)r->item[i].num;
		d->after.unit = unit_at(r, k);
		d->after.working = k > i + 1 || mean_at(r, k + 1) == M_WORKING;
		return;
	}
}

static void after_event(const struct reading *r, ptrdiff_t i,
			struct work_deadline *d)
{
	ptrdiff_t tok;

	/* "trong vòng 20 ngày kể từ ngày nhận": the last such word counts */
	for (ptrdiff_t k = i; k < r->n; k++)
		if (mean_at(r, k) == r->item[i].mean)
			i = k;
	tok = r->item[i].tok + r->item[i].n;
	d->after.before = r->item[i].mean == M_BEFORE;
	if (tok < r->lx.n)
		d->after.event =
			str_sub(r->lx.text, r->lx.p[tok].off, r->lx.text.n);
}

/* ---- the decision --------------------------------------------------------------- */
/* What the text's kind could be, and where that begins. */
struct finds {
	ptrdiff_t continuous, request, after, before, every, from, point;
	ptrdiff_t periodic, onward, vague;
};

static void find_set(ptrdiff_t *at, ptrdiff_t i)
{
	if (*at < 0)
		*at = i;
}

/* Whether a point follows item i (maybe behind "ngày"). */
static bool point_follows(const struct reading *r, ptrdiff_t i)
{
	struct point p;

	return point_at(r, i + 1, &p);
}

static void finds_item(const struct reading *r, ptrdiff_t i, struct finds *f,
		       struct work_deadline *d)
{
	switch (mean_at(r, i)) {
	case M_CONTINUOUS:
		find_set(&f->continuous, i);
		break;
	case M_REQUEST:
		find_set(&f->request, i);
		break;
	case M_FROM:
		if (point_follows(r, i))
			find_set(&f->from, i);
		break;
	case M_AFTER:
		find_set(point_follows(r, i) ? &f->from : &f->after, i);
		break;
	case M_BEFORE:
		find_set(&f->before, i);
		break;
	case M_ONWARD:
		find_set(&f->onward, i);
		break;
	case M_VAGUE:
		find_set(&f->vague, i);
		break;
	default:
		break;
	}
	if (also_means(r, r->item[i].tok, M_PERIODIC))
		find_set(&f->periodic, i);
	if (f->every < 0 && every_at(r, i, d))
		f->every = i;
}

static struct finds finds_make(const struct reading *r, struct work_deadline *d)
{
	struct finds f = { -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 };

	for (ptrdiff_t i = 0; i < r->n; i++)
		finds_item(r, i, &f, d);
	if (r->n_points)
		f.point = r->point[0].at;
	return f;
}

/* Is x there, and before y (or y absent)? */
static bool first(ptrdiff_t x, ptrdiff_t y)
{
	return x >= 0 && (y < 0 || x <= y);
}

/* "20 ngày sau khi …": the length before the word belongs to it. */
static ptrdiff_t after_begin(const struct reading *r, ptrdiff_t after)
{
	if (after < 0)
		return -1;
	for (ptrdiff_t i = 0; i < after; i++)
		if (num_at(r, i) &&
		    (unit_at(r, i + 1) || mean_at(r, i + 1) == M_WORKING))
			return i;
	return after;
}

static enum work_due kind_of(const struct reading *r, const struct finds *f)
{
	ptrdiff_t after = after_begin(r, f->after);
	ptrdiff_t point = f->point;

	if (first(f->continuous, point) && first(f->continuous, f->every) &&
	    first(f->continuous, f->request))
		return DUE_CONTINUOUS;
	if (point < 0 && f->periodic >= 0 && first(f->periodic, f->request))
		return DUE_RECURRING;
	if (first(f->request, point) && first(f->request, f->every) &&
	    first(f->request, after))
		return DUE_ON_REQUEST;
	if (first(after, point))
		return DUE_RELATIVE;
	if (f->every >= 0)
		return DUE_RECURRING;
	if (point < 0 && f->periodic >= 0)
		return DUE_RECURRING;
	if (point < 0)
		return f->continuous >= 0 ? DUE_CONTINUOUS
		       : f->before >= 0	  ? DUE_RELATIVE
					  : DUE_NONE;
	/* "đầu năm 2026": its year alone says nothing */
	if (f->vague >= 0 && r->n_points == 1 && point == f->vague + 1 &&
	    r->point[0].kind == DUE_YEAR)
		return DUE_NONE;
	if (f->onward >= 0)
		return DUE_STARTING;
	if (f->from >= 0 && f->from <= point &&
	    (r->n_points == 1 || !r->point[1].joined))
		return DUE_STARTING;
	return r->point[r->n_points - 1].kind;
}

/* "tháng 11 - tháng 2/2027": the year that wasn't written follows the
 * other's. Returns false when the end lies before the beginning. */
static bool range_order(struct point *from, struct point *to)
{
	if (point_start(from) <= point_end(to))
		return true;
	if (from->guessed_year && !to->guessed_year)
		from->y--;
	else if (to->guessed_year)
		to->y++;
	return point_start(from) <= point_end(to);
}

/* Due, start and kind of a text that names days, months, years. */
static void due_set(struct reading *r, struct work_deadline *d)
{
	for (int k = 0; k < r->n_points; k++) {
		struct point *p = &r->point[k];

		if (p->joined && !range_order(p - 1, p))
			r->fault = FAULT_ORDER;
		if (p->joined)
			d->start = point_start(p - 1);
	}
	for (int k = 0; k < r->n_points; k++)
		if (d->due == DAY_NONE || point_end(&r->point[k]) >= d->due) {
			d->due = point_end(&r->point[k]);
			d->kind = r->point[k].kind;
		}
	if (d->kind == DUE_YEAR && d->start != DAY_NONE &&
	    day_ymd(d->start).y < day_ymd(d->due).y)
		d->kind = DUE_TERM;
	if (d->kind == DUE_TERM)
		d->start = DAY_NONE;
}

static void kind_fill(struct reading *r, const struct finds *f,
		      struct work_deadline *d)
{
	switch (d->kind) {
	case DUE_NONE:
		if (f->vague >= 0)
			d->fault = FAULT_VAGUE;
		break;
	case DUE_RECURRING:
		every_day(r, d);
		d->every.step = MAX(d->every.step, 1);
		break;
	case DUE_RELATIVE:
		after_length(r, d);
		after_event(r, f->after >= 0 ? f->after : f->before, d);
		break;
	case DUE_CONTINUOUS:
		if (f->from >= 0 && r->n_points)
			d->start = point_start(&r->point[0]);
		break;
	case DUE_ON_REQUEST:
		break;
	case DUE_STARTING:
		d->start = point_start(&r->point[0]);
		break;
	default:
		due_set(r, d);
		break;
	}
}

struct work_deadline work_deadline_parse(struct arena *a,
					 const struct work_deadline_words *w,
					 struct str text, int year)
{
	struct work_deadline d = { .text = text,
				   .due = DAY_NONE,
				   .start = DAY_NONE };
	struct reading r = { .words = w, .year = year };
	struct finds f;

	r.lx = work_lex(a, text);
	items_make(a, &r);
	points_find(&r);
	points_date(&r);
	points_check(&r);
	f = finds_make(&r, &d);
	d.kind = kind_of(&r, &f);
	if (!r.fault || d.kind == DUE_ON_REQUEST || d.kind == DUE_RELATIVE) {
		r.fault = NULL;
		kind_fill(&r, &f, &d);
	}
	if (d.kind != DUE_RECURRING)
		memset(&d.every, 0, sizeof(d.every));
	if (r.fault) {
		d = (struct work_deadline){ .text = text,
					    .due = DAY_NONE,
					    .start = DAY_NONE,
					    .fault = r.fault };
	}
	return d;
}

/* ---- codes ------------------------------------------------------------------------ */
static const char *const due_codes[] = {
	[DUE_NONE] = "none",
	[DUE_DATE] = "date",
	[DUE_MONTH] = "month",
	[DUE_QUARTER] = "quarter",
	[DUE_HALF] = "half",
	[DUE_YEAR] = "year",
	[DUE_TERM] = "term",
	[DUE_RECURRING] = "recurring",
	[DUE_CONTINUOUS] = "continuous",
	[DUE_RELATIVE] = "relative",
	[DUE_ON_REQUEST] = "on_request",
	[DUE_STARTING] = "starting",
};
static const char *const unit_codes[] = {
	[UNIT_NONE] = "",	    [UNIT_DAY] = "day",
	[UNIT_WEEK] = "week",	    [UNIT_MONTH] = "month",
	[UNIT_QUARTER] = "quarter", [UNIT_HALF] = "half",
	[UNIT_YEAR] = "year",
};

const char *work_due_code(enum work_due kind)
{
	return due_codes[kind];
}

enum work_due work_due_of_code(struct str code)
{
	for (int k = 0; k < N_DUE; k++)
		if (str_eq(code, str_c(due_codes[k])))
			return (enum work_due)k;
	return N_DUE;
}

const char *work_unit_code(enum work_unit unit)
{
	return unit_codes[unit];
}

enum work_unit work_unit_of_code(struct str code)
{
	for (int k = 0; k < N_ELEMENTS(unit_codes); k++)
		if (str_eq(code, str_c(unit_codes[k])))
			return (enum work_unit)k;
	return UNIT_NONE;
}
