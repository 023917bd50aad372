/* Reads the demo's data: lines of fields between bars, words in braces. */
#include "app/app_demo.h"

#include "base/embed.h"
#include "i18n/i18n.h"

extern const struct embedded demo_files[];
extern const int demo_files_n;

enum { LINE_MOST = 64 << 10, FIRST_ACTS = 45 /* days into the year */ };

struct err *demo_fault(struct cx *cx, const char *why, struct str where)
{
	return err_detail(cx->arena,
			  err_new(cx->arena, ERR_INTERNAL,
				  N_("The demo's data is wrong.")),
			  "%s: %.*s", why, STR_ARG(where));
}

int demo_year(day_t today)
{
	struct ymd t = day_ymd(today);
	day_t first;

	if (!day_from_ymd(t.y, 1, 1, &first))
		return t.y;
	return today - first < FIRST_ACTS ? t.y - 1 : t.y;
}

/* "2.5" → 250 hundredths of a per cent; false for anything else. */
static bool share_read(struct str s, int64_t *ret_hundredths)
{
	struct str rest = s, whole = str_cut(&rest, '.');
	int64_t n, part = 0;

	if (!str_to_i64(whole, &n) || n < 0 || n > 100)
		return false;
	if (rest.p && (rest.n > 2 || !str_to_i64(rest, &part)))
		return false;
	*ret_hundredths = n * 100 + (rest.n == 1 ? part * 10 : part);
	return true;
}

/* Appends what {word} means; false when it means nothing here. */
static bool word_put(struct buf *b, const struct demo_words *w, struct str word)
{
	int64_t share, n;

	if (str_eq(word, STR("y")))
		buf_i64(b, w->year);
	else if (str_eq(word, STR("p")))
		buf_i64(b, w->year - 1);
	else if (str_eq(word, STR("f")))
		buf_i64(b, w->year + 1);
	else if (str_eq(word, STR("t")))
		buf_str(b, w->term);
	else if (str_eq(word, STR("m")))
		buf_str(b, fmt_int(b->arena, LANG_VI, w->members));
	else if (str_starts(word, STR("m")) &&
		 share_read(str_sub(word, 1, word.n), &share)) {
		n = (w->members * share + 5000) / 10000;
		buf_str(b, fmt_int(b->arena, LANG_VI, n));
	} else
		return false;
	return true;
}

struct str demo_fill(struct arena *a, const struct demo_words *w,
		     struct str text)
{
	struct buf b = buf_init(a, LINE_MOST);
	ptrdiff_t at = 0;

	for (;;) {
		ptrdiff_t open = str_find(text, STR("{"), at);
		ptrdiff_t close =
			open < 0 ? -1 : str_find(text, STR("}"), open);

		if (close < 0)
			break;
		buf_str(&b, str_sub(text, at, open));
		if (!word_put(&b, w, str_sub(text, open + 1, close)))
			buf_str(&b, str_sub(text, open, close + 1));
		at = close + 1;
	}
	buf_str(&b, str_sub(text, at, text.n));
	return buf_view(&b);
}

static struct err *row_read(struct arena *a, struct str line,
			    struct demo_rows *rows)
{
	struct demo_row *r = vec_push(a, rows);

	if (str_starts(line, STR(">"))) {
		r->f[r->n++] = line;
		return NULL;
	}
	while (line.p) {
		if (r->n == DEMO_FIELDS)
			return err_detail(
				a,
				err_new(a, ERR_INTERNAL,
					N_("The demo's data is wrong.")),
				"too many fields before \"%.*s\"",
				STR_ARG(line));
		r->f[r->n++] = str_cut(&line, '|');
	}
	/* fields that a short line lacks are empty, never absent */
	for (int i = r->n; i < DEMO_FIELDS; i++)
		r->f[i] = STR("");
	return NULL;
}

struct err *demo_read(struct arena *a, const char *name,
		      const struct demo_words *w, struct demo_rows *ret_rows)
{
	struct str want = str_fmt(a, "demo/%s", name), rest = STR_NULL;
	struct err *err = NULL;

	*ret_rows = (struct demo_rows){ 0 };
	for (int i = 0; i < demo_files_n; i++)
		if (str_eq(str_c(demo_files[i].name), want))
			rest = demo_files[i].bytes;
	assert(rest.p);
	while (rest.p && !err) {
		struct str line = str_cut(&rest, '\n');

		if (line.n && line.p[0] != '#')
			err = row_read(a, demo_fill(a, w, line), ret_rows);
	}
	return err;
}

/* ---- looks like chance ------------------------------------------------------ */

uint64_t demo_roll(struct demo_dice *d, uint64_t most)
{
	/* splitmix64: every seed is a good one */
	uint64_t z = d->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (z ^ z >> 31) % most;
}

ptrdiff_t *demo_shuffle(struct arena *a, struct demo_dice *d, ptrdiff_t n)
{
	ptrdiff_t *p = arena_new(a, ptrdiff_t, n);

	for (ptrdiff_t i = 0; i < n; i++) {
		ptrdiff_t k = (ptrdiff_t)demo_roll(d, (uint64_t)i + 1);

		p[i] = p[k];
		p[k] = i;
	}
	return p;
}
