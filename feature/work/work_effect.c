/* Rules of outcome measures. */
#include "work/work_effect.h"

#include "base/utf8.h"
#include "i18n/i18n.h"

enum { DECIMALS = 3 };

/* ---- numbers ------------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "1.234.567": groups of three behind a first of one to three. */
static bool is_grouped(struct str s, char mark)
{
	int run = 0;
	bool first = true;

	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (s.p[i] != mark) {
			run++;
			continue;
		}
		if (first ? run < 1 || run > 3 : run != 3)
			return false;
		first = false;
		run = 0;
	}
	return first || run == 3;
}

static bool digits_add(struct str s, char skip, int64_t *sum)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (s.p[i] == skip)
			continue;
		if (!is_digit(s.p[i]) || *sum > EFFECT_MOST / 10)
			return false;
		*sum = *sum * 10 + s.p[i] - '0';
	}
	return true;
}

/* Where the decimals begin, or -1. The last mark is the decimal one when it is
 * the language's, or when nothing else would make sense of it. */
static ptrdiff_t decimal_at(struct str s, char group, char decimal)
{
	ptrdiff_t at = str_find_char(s, decimal);

	if (at >= 0)
		return at;
	at = str_find_char(s, group);
	return at >= 0 && !is_grouped(s, group) ? at : -1;
}

bool effect_read(struct str s, enum lang lang, int64_t *ret_thousandths)
{
	char group = lang == LANG_VI ? '.' : ',';
	char decimal = lang == LANG_VI ? ',' : '.';
	bool minus = str_starts(s, STR("-")) || str_starts(s, STR("−"));
	struct str whole, part = STR("");
	int64_t v = 0;
	ptrdiff_t at;

	if (minus)
		s = str_sub(s, s.p[0] == '-' ? 1 : STR("−").n, s.n);
	at = decimal_at(s, group, decimal);
	whole = at < 0 ? s : str_sub(s, 0, at);
	if (at >= 0)
		part = str_sub(s, at + 1, s.n);
	if (!whole.n || part.n > DECIMALS || (at >= 0 && !part.n) ||
	    !is_grouped(whole, group) || !digits_add(whole, group, &v) ||
	    !digits_add(part, '\0', &v))
		return false;
	for (ptrdiff_t i = part.n; i < DECIMALS; i++)
		v = v > EFFECT_MOST ? v : v * 10;
	if (v > EFFECT_MOST)
		return false;
	*ret_thousandths = minus ? -v : v;
	return true;
}

struct str effect_text(struct arena *a, enum lang lang, int64_t thousandths)
{
	int64_t v = thousandths < 0 ? -thousandths : thousandths;
	int part = (int)(v % 1000), width = DECIMALS;
	struct str whole = fmt_int(a, lang, v / 1000);
	struct str sign = thousandths < 0 ? STR("−") : STR("");

	if (!part)
		return str_cat(a, sign, whole);
	for (; part % 10 == 0; part /= 10)
		width--;
	return str_fmt(a, "%.*s%.*s%c%0*d", STR_ARG(sign), STR_ARG(whole),
		       lang == LANG_VI ? ',' : '.', width, part);
}

/* ---- the way to the target ------------------------------------------------- */

int64_t effect_share(const struct effect_aim *aim, int64_t value)
{
	int64_t from = aim->baseline == EFFECT_NONE ? 0 : aim->baseline;
	int64_t way = aim->target - from, gone = value - from;

	if (!way || (aim->baseline == EFFECT_NONE && !aim->higher))
		return EFFECT_NONE;
	if (way < 0) {
		way = -way;
		gone = -gone;
	}
	if (gone < 0)
		return -((-gone * 2000 + way) / (2 * way));
	return (gone * 2000 + way) / (2 * way);
}

bool effect_reached(const struct effect_aim *aim, int64_t value)
{
	return aim->higher ? value >= aim->target : value <= aim->target;
}

/* ---- what was typed -------------------------------------------------------- */

static void fault(struct arena *a, struct err **faults, const char *field,
		  const char *text)
{
	err_add(faults, err_at(err_new(a, ERR_INVALID, text), str_c(field)));
}

static void too_long(struct arena *a, struct err **faults, const char *field,
		     int most)
{
	err_add(faults,
		err_at(err_new(a, ERR_LIMIT,
			       N_("This is longer than {0} characters; shorten "
				  "it."),
			       str_fmt(a, "%d", most)),
		       str_c(field)));
}

static void words_check(struct arena *a, const struct effect_goal_ask *in,
			struct err **faults)
{
	if (!in->name.n)
		fault(a, faults, "name",
		      N_("Say what is measured, for example “share of files "
			 "handled online”."));
	if (utf8_length(in->name) > EFFECT_NAME_MOST)
		too_long(a, faults, "name", EFFECT_NAME_MOST);
	if (!in->unit.n)
		fault(a, faults, "unit",
		      N_("Name the unit, for example “%”, “days”, “files”."));
	if (utf8_length(in->unit) > EFFECT_UNIT_MOST)
		too_long(a, faults, "unit", EFFECT_UNIT_MOST);
	if (utf8_length(in->note) > EFFECT_NOTE_MOST)
		too_long(a, faults, "note", EFFECT_NOTE_MOST);
}

static const char *const no_number =
	N_("Write one number, for example 28.5; at most three decimals and "
	   "not above a million million.");

static void aim_check(struct arena *a, const struct effect_aim *aim,
		      struct err **faults)
{
	if (aim->baseline == EFFECT_NONE && !aim->higher)
		fault(a, faults, "baseline",
		      N_("Where lower is better, give the baseline too: the "
			 "fall is counted from there."));
	else if (aim->baseline == EFFECT_NONE && aim->target <= 0)
		fault(a, faults, "target",
		      N_("Without a baseline the target must be above 0; give "
			 "the baseline, or another target."));
	else if (aim->baseline == aim->target)
		fault(a, faults, "target",
		      N_("The target is the same as the baseline, so nothing "
			 "would get better; change one of them."));
	else if (aim->baseline != EFFECT_NONE &&
		 aim->higher != (aim->target > aim->baseline))
		fault(a, faults, "better",
		      N_("The target lies on the other side of the baseline; "
			 "choose the other direction, or mend the numbers."));
}

struct err *effect_goal_check(struct arena *a, enum lang lang,
			      const struct effect_goal_ask *in,
			      struct effect_aim *ret_aim)
{
	struct effect_aim aim = { .baseline = EFFECT_NONE };
	struct err *faults = NULL;
	bool numbers = true;

	words_check(a, in, &faults);
	aim.higher = str_eq(in->better, STR("higher"));
	if (in->baseline.n && !effect_read(in->baseline, lang, &aim.baseline)) {
		fault(a, &faults, "baseline", no_number);
		numbers = false;
	}
	if (!effect_read(in->target, lang, &aim.target)) {
		fault(a, &faults, "target", no_number);
		numbers = false;
	}
	if (!aim.higher && !str_eq(in->better, STR("lower"))) {
		fault(a, &faults, "better",
		      N_("Choose whether higher or lower is better."));
		numbers = false;
	}
	if (numbers)
		aim_check(a, &aim, &faults);
	if (!faults)
		*ret_aim = aim;
	return faults;
}

struct err *effect_value_check(struct arena *a, enum lang lang,
			       const struct effect_value_ask *in,
			       const struct effect_days *days,
			       int64_t *ret_value)
{
	struct err *faults = NULL;
	int64_t value = 0;

	if (!effect_read(in->value, lang, &value))
		fault(a, &faults, "value", no_number);
	if (in->on == DAY_NONE)
		fault(a, &faults, "measured_on",
		      N_("Give the day of the measurement, for example "
			 "30/6/2026."));
	else if (in->on > days->today)
		fault(a, &faults, "measured_on",
		      N_("This day hasn't come yet; give the day on which it "
			 "was measured."));
	else if (in->on < days->from)
		err_add(&faults,
			err_at(err_new(a, ERR_INVALID,
				       N_("The task was issued on {0}; what "
					  "was before it is the baseline."),
				       fmt_day(a, days->from)),
			       STR("measured_on")));
	if (utf8_length(in->note) > EFFECT_NOTE_MOST)
		too_long(a, &faults, "value_note", EFFECT_NOTE_MOST);
	if (!faults)
		*ret_value = value;
	return faults;
}
