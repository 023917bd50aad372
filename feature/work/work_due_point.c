/*
 * Points in time that a deadline names: days, months, quarters, halves,
 * years, terms; with the years that people leave out.
 */
#include "work/work_due_priv.h"

enum { TERM_YEARS_MOST = 20 };

/* A year behind a month or quarter: "/2026", "/26", " năm 2026", " 2026". */
static int year_behind(const struct due_reading *r, ptrdiff_t *i)
{
	ptrdiff_t k = *i;

	if (due_mean_at(r, k) == M_YEAR)
		k++;
	if (due_is_year(r, k) && !(k == *i && r->item[k].gap == ';')) {
		*i = k + 1;
		return (int)r->item[k].num;
	}
	if (k == *i && due_num_at(r, k) && r->item[k].gap == '/' &&
	    r->item[k].digits == 2 && r->item[k].num >= 20 &&
	    !(due_num_at(r, k + 1) && r->item[k + 1].gap == '/')) {
		*i = k + 1;
		return (int)r->item[k].num + 2000;
	}
	return 0;
}

static bool point_done(struct due_point *p, enum work_due kind, ptrdiff_t end)
{
	p->kind = kind;
	p->end = end;
	return true;
}

/* d/m, d/m/y, m/y, y-m-d, y-y from item i on. */
static bool point_figures(const struct due_reading *r, ptrdiff_t i,
			  struct due_point *p)
{
	const struct due_item *it = &r->item[i];
	bool two =
		due_num_at(r, i + 1) && strchr("/-.", it[1].gap) && it[1].gap;
	bool three = two && due_num_at(r, i + 2) && it[2].gap &&
		     strchr("/-.", it[2].gap);

	if (!two)
		return false;
	if (three && due_is_year(r, i) && it[2].gap == it[1].gap) {
		*p = (struct due_point){ .y = (int)it[0].num,
					 .k = (int)MIN(it[1].num, 99),
					 .d = (int)MIN(it[2].num, 99) };
		return point_done(p, DUE_DATE, i + 3);
	}
	/* "2026-2126" is a term that is too long, not the year 2026 */
	if (due_is_year(r, i) && it[1].digits == 4 && it[1].num >= 1990) {
		*p = (struct due_point){ .y1 = (int)it[0].num,
					 .y = (int)it[1].num };
		return point_done(p, DUE_TERM, i + 2);
	}
	if (it[0].digits > 2)
		return false;
	if (due_is_year(r, i + 1)) {
		*p = (struct due_point){ .k = (int)it[0].num,
					 .y = (int)it[1].num };
		return point_done(p, DUE_MONTH, i + 2);
	}
	if (it[1].digits > 2)
		return false;
	*p = (struct due_point){ .d = (int)it[0].num, .k = (int)it[1].num };
	if (three && it[2].gap == it[1].gap &&
	    (due_is_year(r, i + 2) || it[2].digits == 2)) {
		p->y = (int)it[2].num + (it[2].digits == 2 ? 2000 : 0);
		return point_done(p, DUE_DATE, i + 3);
	}
	if (it[1].gap != '/')
		return false;
	p->end = i + 2;
	p->y = year_behind(r, &p->end);
	return point_done(p, DUE_DATE, p->end);
}

/* The count behind item i, a month or quarter: "quý, 6 tháng" has none. */
static int count_behind(const struct due_reading *r, ptrdiff_t i,
			ptrdiff_t *ret_end)
{
	bool apart = i + 1 < r->n && r->item[i + 1].gap &&
		     strchr(",;", r->item[i + 1].gap);

	*ret_end = i + 1;
	return apart ? 0 : due_count_at(r, i + 1, ret_end);
}

/* "Tuần 1", "tuần thứ 2" before item i. */
static bool week_before(const struct due_reading *r, ptrdiff_t i)
{
	return due_mean_at(r, i) == M_WEEK ||
	       (due_mean_at(r, i) == M_WORD && due_mean_at(r, i - 1) == M_WEEK);
}

/* A number first: figures, "30 tháng 6 năm 2026", "30 June 2026", a year. */
static bool point_number(const struct due_reading *r, ptrdiff_t i,
			 struct due_point *p)
{
	ptrdiff_t end;
	int k;

	if (point_figures(r, i, p))
		return true;
	*p = (struct due_point){ 0 };
	/* "30 tháng 6", but not "tuần 1 tháng 6" */
	if (!week_before(r, i - 1) && r->item[i].digits <= 2 &&
	    due_mean_at(r, i + 1) == M_MONTH && r->item[i + 1].gap == ' ' &&
	    (k = count_behind(r, i + 1, &end)) != 0) {
		p->d = (int)r->item[i].num;
		p->k = k;
		p->y = year_behind(r, &end);
		return point_done(p, DUE_DATE, end);
	}
	if (r->item[i].digits <= 2 && due_mean_at(r, i + 1) == M_NAME) {
		end = i + 2;
		p->d = (int)r->item[i].num;
		p->k = r->item[i + 1].arg;
		p->y = year_behind(r, &end);
		return point_done(p, DUE_DATE, end);
	}
	if (!due_is_year(r, i))
		return false;
	p->y = (int)r->item[i].num;
	return point_done(p, DUE_YEAR, i + 1);
}

static bool point_part(const struct due_reading *r, ptrdiff_t i,
		       struct due_point *p)
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

	*p = (struct due_point){ .k = part[r->item[i].arg].k };
	p->y = year_behind(r, &end);
	return point_done(p, part[r->item[i].arg].kind, end);
}

/* "nhiệm kỳ 2025-2030", "nhiệm kỳ": the years of the profile. */
static bool point_term(const struct due_reading *r, ptrdiff_t i,
		       struct due_point *p)
{
	const struct profile *pr = due_profile(r->words);
	day_t mid = 0;

	if (due_is_year(r, i + 1) && point_figures(r, i + 1, p))
		return p->kind == DUE_TERM;
	if (due_is_year(r, i + 1) && due_mean_at(r, i + 2) == M_TO &&
	    due_num_at(r, i + 3) && r->item[i + 3].digits == 4) {
		*p = (struct due_point){ .y1 = (int)r->item[i + 1].num,
					 .y = (int)r->item[i + 3].num };
		return point_done(p, DUE_TERM, i + 4);
	}
	if (due_mean_at(r, i + 1) == M_NUM ||
	    !day_from_ymd(r->year, 7, 1, &mid))
		return false;
	*p = (struct due_point){ 0 };
	p->y1 = (int)profile_rule_int(pr, STR("term_first_year"), mid, 0);
	p->y = (int)profile_rule_int(pr, STR("term_last_year"), mid, 0);
	return p->y && point_done(p, DUE_TERM, i + 1);
}

static bool point_named(const struct due_reading *r, ptrdiff_t i,
			struct due_point *p)
{
	ptrdiff_t end = i + 1;

	*p = (struct due_point){ 0 };
	if (due_mean_at(r, i) == M_WHOLE) {
		p->y = year_behind(r, &end);
		return point_done(p, DUE_YEAR, end);
	}
	if (due_mean_at(r, i) == M_YEAR) {
		/* "tháng 8 đến hết năm": the year that the text is about */
		if (due_mean_at(r, i - 1) == M_TO && i + 1 == r->n)
			return point_done(p, DUE_YEAR, i + 1);
		if (!due_is_year(r, i + 1))
			return false;
		/* "năm 2026 - 2030" */
		if (point_figures(r, i + 1, p) && p->kind == DUE_TERM)
			return true;
		*p = (struct due_point){ .y = (int)r->item[i + 1].num };
		return point_done(p, DUE_YEAR, i + 2);
	}
	if (due_mean_at(r, i) == M_NAME) {
		p->k = r->item[i].arg;
		if (due_num_at(r, end) && r->item[end].digits <= 2)
			p->d = (int)r->item[end++].num;
		p->y = year_behind(r, &end);
		return point_done(p, p->d ? DUE_DATE : DUE_MONTH, end);
	}
	p->k = count_behind(r, i, &end);
	if (!p->k)
		return false;
	p->y = year_behind(r, &end);
	return point_done(
		p, due_mean_at(r, i) == M_MONTH ? DUE_MONTH : DUE_QUARTER, end);
}

/* The point that begins at item i. */
bool due_point_at(const struct due_reading *r, ptrdiff_t i,
		  struct due_point *ret)
{
	struct due_point p = { 0 };
	bool found = false;

	switch (due_mean_at(r, i)) {
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
		found = due_num_at(r, i + 1) && point_number(r, i + 1, &p) &&
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
static bool point_more(const struct due_reading *r, ptrdiff_t i,
		       const struct due_point *last, struct due_point *ret)
{
	struct due_point p = { .kind = last->kind, .at = i, .end = i + 1 };
	enum due_mean before = due_mean_at(r, i - 1);

	if (last->kind != DUE_MONTH && last->kind != DUE_QUARTER)
		return false;
	if (i != last->end + (before == M_AND || before == M_TO))
		return false;
	if (i == last->end && !strchr(",-+&;", r->item[i].gap))
		return false;
	if (due_num_at(r, i) || work_roman(r->lx.p[r->item[i].tok].fold))
		p.k = due_count_at(r, i, &p.end);
	if (!p.k)
		return false;
	/* "tháng 3, 15/4": a date of its own */
	if (due_num_at(r, i + 1) && r->item[i + 1].gap == '/' &&
	    !due_is_year(r, i + 1))
		return false;
	p.y = year_behind(r, &p.end);
	*ret = p;
	return true;
}

void due_points_find(struct due_reading *r)
{
	for (ptrdiff_t i = 0; i < r->n && r->n_points < POINTS_MOST;) {
		struct due_point p;
		bool found =
			(r->n_points &&
			 point_more(r, i, &r->point[r->n_points - 1], &p)) ||
			due_point_at(r, i, &p);

		if (!found) {
			i++;
			continue;
		}
		p.joined = r->n_points > 0 && (due_mean_at(r, i - 1) == M_TO ||
					       r->item[i].gap == '-');
		r->point[r->n_points++] = p;
		i = p.end;
	}
}

/* A year that isn't written is the next point's, else the one's before, else
 * the programme's. */
void due_points_date(struct due_reading *r)
{
	int y = 0;

	for (int k = r->n_points - 1; k >= 0; k--) {
		struct due_point *p = &r->point[k];

		p->guessed_year = p->y == 0;
		if (p->y)
			y = p->kind == DUE_TERM ? p->y1 : p->y;
		else if (y)
			p->y = y;
	}
	y = r->year;
	for (int k = 0; k < r->n_points; k++) {
		struct due_point *p = &r->point[k];

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

day_t due_point_start(const struct due_point *p)
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

day_t due_point_end(const struct due_point *p)
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

bool due_term_is_long(const struct due_reading *r, int from, int to)
{
	const struct profile *pr = due_profile(r->words);
	day_t mid = DAY_NONE;

	if (!day_from_ymd(r->year, 7, 1, &mid))
		return false;
	return to - from + 1 > profile_rule_int(pr, STR("term_years_most"), mid,
						TERM_YEARS_MOST);
}

/* What is wrong with the points; sets r->fault. */
void due_points_check(struct due_reading *r)
{
	for (int k = 0; k < r->n_points; k++) {
		const struct due_point *p = &r->point[k];

		if ((p->kind == DUE_MONTH && (p->k < 1 || p->k > 12)) ||
		    (p->kind == DUE_QUARTER && (p->k < 1 || p->k > 4)))
			r->fault = FAULT_MONTH;
		else if (due_point_start(p) == DAY_NONE)
			r->fault = FAULT_DAY;
		else if (p->kind == DUE_TERM && p->y1 > p->y)
			r->fault = FAULT_ORDER;
		else if (p->kind == DUE_TERM &&
			 due_term_is_long(r, p->y1, p->y))
			r->fault = FAULT_TERM;
	}
}
