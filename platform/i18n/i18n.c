/* Words, numbers and days for people, in the language that is asked for. */
#include "i18n/i18n.h"

#include "i18n/po_table.h"

#include <stdatomic.h>

static const int64_t MS_DAY = 86400000;
static const int64_t MS_LOCAL = 7 * 3600000; /* Asia/Ho_Chi_Minh */

enum { TEXT_MOST = 1 << 20, SEEN = 2048 };

/* The position of a text + 1, or 0. */
static uint16_t place_find(const char *msgid)
{
	struct str id = str_c(msgid);
	uint32_t at = (uint32_t)str_hash(id) & po_table.mask;
	uint16_t k;

	for (; (k = po_table.slot[at]); at = (at + 1) & po_table.mask)
		if (str_eq(po_table.id[k - 1], id))
			break;
	return k;
}

/* The same, soon found for the texts of a page, which are literals: where one
 * stood when it was asked for last. It is compared, so a stale or foreign
 * entry is only of no use. */
static uint16_t place_of(const char *msgid)
{
	static _Atomic uint16_t seen[SEEN];
	uint64_t h = (uint64_t)(uintptr_t)msgid * UINT64_C(0x9e3779b97f4a7c15);
	_Atomic uint16_t *slot = &seen[h >> 53];
	uint16_t k = atomic_load_explicit(slot, memory_order_relaxed);

	if (!msgid)
		return 0;
	if (k && !strcmp(po_table.id[k - 1].p, msgid))
		return k;
	k = place_find(msgid);
	if (k)
		atomic_store_explicit(slot, k, memory_order_relaxed);
	return k;
}

/* The text's translation, or NULL. */
static const struct po_text *find(enum lang lang, const char *msgid)
{
	uint16_t k = place_of(msgid);

	return k && po_table.text[lang] ? &po_table.text[lang][k - 1] : NULL;
}

struct str tr(enum lang lang, const char *msgid)
{
	const struct po_text *t = find(lang, msgid);

	return t && t->form[0].p ? t->form[0] : str_c(msgid);
}

struct str tr_n(enum lang lang, const char *msgid, const char *msgid_n,
		int64_t n)
{
	const struct po_text *t = find(lang, msgid);
	int form = po_table.rule[lang] == PO_ONE && n != 1;

	if (t && t->form[form].p)
		return t->form[form];
	return str_c(n == 1 ? msgid : msgid_n);
}

/* The number in "{12}" at the text's beginning and its length, or 0. */
static ptrdiff_t placeholder(struct str text, int *ret_k)
{
	ptrdiff_t at = 1;
	int k = 0;

	while (at < text.n && at < 4 && text.p[at] >= '0' && text.p[at] <= '9')
		k = k * 10 + (text.p[at++] - '0');
	if (at == 1 || at == text.n || text.p[at] != '}')
		return 0;
	*ret_k = k;
	return at + 1;
}

void tr_put(struct buf *b, struct str text, const struct str *args, int n)
{
	while (text.n) {
		ptrdiff_t at = str_find_char(text, '{'), len;
		int k = 0;

		if (at < 0)
			break;
		buf_str(b, str_sub(text, 0, at));
		text = str_sub(text, at, text.n);
		len = placeholder(text, &k);
		if (len && k < n)
			buf_str(b, args[k]);
		else
			buf_str(b, str_sub(text, 0, len = MAX(len, 1)));
		text = str_sub(text, len, text.n);
	}
	buf_str(b, text);
}

struct str tr_format(struct arena *a, struct str text, const struct str *args,
		     int n_args)
{
	struct buf b = buf_init(a, TEXT_MOST);

	tr_put(&b, text, args, n_args);
	return buf_view(&b);
}

struct str tr_err(struct arena *a, enum lang lang, const struct err *e)
{
	struct buf b = buf_init(a, TEXT_MOST);

	tr_put(&b, tr(lang, e->msgid), e->arg, e->n_args);
	return buf_view(&b);
}

/* Digits in groups of three; the sign is a true minus. */
static void put_grouped(struct buf *b, enum lang lang, int64_t n)
{
	uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char text[32], *p = text + sizeof(text);
	int digits = 0;

	do {
		if (digits && digits % 3 == 0)
			*--p = lang == LANG_VI ? '.' : ',';
		*--p = (char)('0' + u % 10);
		digits++;
	} while (u /= 10);
	if (n < 0)
		buf_lit(b, "−");
	buf_mem(b, p, text + sizeof(text) - p);
}

struct str fmt_int(struct arena *a, enum lang lang, int64_t n)
{
	struct buf b = buf_init(a, 64);

	put_grouped(&b, lang, n);
	return buf_view(&b);
}

struct str fmt_tenths(struct arena *a, enum lang lang, int64_t tenths)
{
	struct buf b = buf_init(a, 64);

	if (tenths < 0 && tenths > -10)
		buf_lit(&b, "−");
	put_grouped(&b, lang, tenths / 10);
	buf_char(&b, lang == LANG_VI ? ',' : '.');
	buf_char(&b, (char)('0' + (tenths < 0 ? -(tenths % 10) : tenths % 10)));
	return buf_view(&b);
}

static void put_two(char *p, int n)
{
	p[0] = (char)('0' + n / 10);
	p[1] = (char)('0' + n % 10);
}

/* Written by hand: a list page has a hundred days. */
struct str fmt_day(struct arena *a, day_t d)
{
	struct ymd at;
	char *p;

	if (d == DAY_NONE)
		return STR_NULL;
	at = day_ymd(d);
	p = arena_bytes(a, sizeof("dd/mm/yyyy"));
	put_two(p, at.d);
	p[2] = '/';
	put_two(p + 3, at.m);
	p[5] = '/';
	put_two(p + 6, at.y / 100);
	put_two(p + 8, at.y % 100);
	p[10] = 0;
	return (struct str){ p, 10 };
}

struct str fmt_day_long(struct arena *a, enum lang lang, day_t d)
{
	static const char *const weekday[] = {
		[1] = N_("Monday"), N_("Tuesday"), N_("Wednesday"),
		N_("Thursday"),	    N_("Friday"),  N_("Saturday"),
		N_("Sunday"),
	};

	if (d == DAY_NONE)
		return STR_NULL;
	return tr_fmt(a, lang, N_("{0}, {1}"),
		      tr(lang, weekday[day_weekday(d)]), fmt_day(a, d));
}

struct str fmt_instant(struct arena *a, int64_t ms)
{
	day_t day = day_of_instant(ms);
	struct str date = fmt_day(a, day);
	int minute;

	if (!date.p)
		return date;
	minute = (int)((ms + MS_LOCAL - day * MS_DAY) / 60000);
	return str_fmt(a, "%.*s %02d:%02d", STR_ARG(date), minute / 60,
		       minute % 60);
}

struct str fmt_bytes(struct arena *a, enum lang lang, int64_t n)
{
	static const char *const unit[] = { N_("{0} MB"), N_("{0} GB"),
					    N_("{0} TB") };
	int64_t tenth = 100000; /* bytes in a tenth of the unit */
	int k = 0;

	n = MAX(n, 0);
	if (n < 1000)
		return tr_fmt(a, lang, N_("{0} B"), fmt_int(a, lang, n));
	if (n < 999500)
		return tr_fmt(a, lang, N_("{0} kB"),
			      fmt_int(a, lang, (n + 500) / 1000));
	/* what would round to 1000 belongs to the next unit */
	while (k < 2 && n / tenth >= 9999) {
		tenth *= 1000;
		k++;
	}
	return tr_fmt(a, lang, unit[k],
		      fmt_tenths(a, lang,
				 n / tenth + (n % tenth >= tenth / 2)));
}

struct str fmt_quarter(struct arena *a, enum lang lang, int y, int q)
{
	static const char *const roman[] = { "I", "II", "III", "IV" };

	assert(q >= 1 && q <= 4);
	return tr_fmt(a, lang, N_("Q{0}/{1}"),
		      lang == LANG_VI ? str_c(roman[q - 1])
				      : str_fmt(a, "%d", q),
		      str_fmt(a, "%d", y));
}

static const struct str codes[N_LANG] = {
	[LANG_VI] = STR_INIT("vi"),
	[LANG_EN] = STR_INIT("en"),
};

struct str lang_code(enum lang lang)
{
	return codes[lang];
}

bool lang_from_code(struct str s, enum lang *ret_lang)
{
	struct str code = str_sub(s, 0, 2);

	if (s.n > 2 && s.p[2] != '-' && s.p[2] != '_')
		return false;
	for (int i = 0; i < N_LANG; i++) {
		if (str_eq_nocase(code, codes[i])) {
			*ret_lang = (enum lang)i;
			return true;
		}
	}
	return false;
}
