/* Bands of years: ages, and years since admission. */
#include "member/member_stat.h"

#include "i18n/i18n.h"

struct stat_bands stat_bands_of(const struct profile *p, const char *rule,
				day_t on)
{
	struct stat_bands b = { .n = 1, .until = { on } };
	struct str rest = profile_rule(p, str_c(rule), on);
	int64_t years;

	while (rest.p && b.n < STAT_BANDS_MOST) {
		struct str word = str_trim(str_cut(&rest, ' '));

		if (!str_to_i64(word, &years) || years <= b.least[b.n - 1] ||
		    years > 200)
			continue;
		b.least[b.n] = (int)years;
		b.until[b.n] = day_add_months(on, -12 * (int)years);
		b.n++;
	}
	return b;
}

int stat_band(const struct stat_bands *b, day_t first)
{
	int i = b->n - 1;

	if (first == DAY_NONE)
		return -1;
	while (i >= 0 && first > b->until[i])
		i--;
	return i;
}

void stat_band_days(const struct stat_bands *b, int i, day_t *ret_after,
		    day_t *ret_until)
{
	*ret_until = b->until[i];
	*ret_after = i + 1 < b->n ? b->until[i + 1] : DAY_NONE;
}

struct str stat_band_code(struct arena *a, const struct stat_bands *b, int i)
{
	if (i + 1 >= b->n)
		return str_fmt(a, "%d-", b->least[i]);
	return str_fmt(a, "%d-%d", b->least[i], b->least[i + 1] - 1);
}

bool stat_band_from_code(struct arena *a, const struct stat_bands *b,
			 struct str code, int *ret_band)
{
	for (int i = 0; i < b->n; i++)
		if (str_eq(stat_band_code(a, b, i), code)) {
			*ret_band = i;
			return true;
		}
	return false;
}

/* Of an age, and of years since a day. */
static const struct {
	const char *below, *within, *from;
} titles[2] = {
	{ N_("below {0} years"), N_("{0} to {1} years"),
	  N_("{0} years and more") },
	{ N_("aged below {0}"), N_("aged {0} to {1}"),
	  N_("aged {0} and more") },
};

struct str stat_band_title(struct cx *cx, const struct stat_bands *b, int i,
			   bool age)
{
	struct str from = str_fmt(cx->arena, "%d", b->least[i]), to;

	if (i + 1 >= b->n)
		return tr_fmt(cx->arena, cx->lang, titles[age].from, from);
	to = str_fmt(cx->arena, "%d", b->least[i + 1] - (i ? 1 : 0));
	if (!i)
		return tr_fmt(cx->arena, cx->lang, titles[age].below, to);
	return tr_fmt(cx->arena, cx->lang, titles[age].within, from, to);
}
