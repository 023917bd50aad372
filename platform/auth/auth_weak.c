/*
 * Which passwords may be used. Long ones are asked for, so lists of short
 * leaked passwords say little; what people do instead is to string known
 * words, rows of keys and years together until the length is reached. So a
 * password is read as a chain of such parts, each worth one or two letters;
 * when too little is left it is weak. trust.md 3.6.
 */
#include "auth/auth.h"
#include "auth/auth_weak_priv.h"
#include "base/buf.h"
#include "base/utf8.h"

enum {
	MOST = 128,	   /* code points */
	WORTH_LEAST = 8,   /* letters that nobody guesses */
	CONTEXT_LEAST = 4, /* shorter context words would hit by chance */
	FOLDED_MOST = MOST * 8,
};

/* The letters and digits of a text, folded, without spaces. */
static struct str letters(struct arena *a, struct str s)
{
	struct str f = text_fold(a, s);
	struct buf b = buf_init(a, f.n + 1);

	for (ptrdiff_t i = 0; i < f.n; i++)
		if (f.p[i] != ' ')
			buf_char(&b, f.p[i]);
	return buf_view(&b);
}

/* Letters that are written as digits and signs: p4ssw0rd. */
static struct str unleet(struct arena *a, struct str s)
{
	static const char from[] = "013457@$", to[] = "oieastas";
	char *p = str_to_c(a, s);

	for (ptrdiff_t i = 0; i < s.n; i++) {
		const char *hit = memchr(from, p[i], sizeof(from) - 1);

		if (hit)
			p[i] = to[hit - from];
	}
	return (struct str){ p, s.n };
}

/* The longest run from i whose bytes go on by one step: aaaa, 1234, fedc. */
static ptrdiff_t run_length(struct str s, ptrdiff_t i)
{
	ptrdiff_t n = 2;
	int step;

	if (i + 2 >= s.n)
		return 1;
	step = s.p[i + 1] - s.p[i];
	if (step < -1 || step > 1)
		return 1;
	while (i + n < s.n && s.p[i + n] - s.p[i + n - 1] == step)
		n++;
	return n >= 3 ? n : 1;
}

static bool is_year(struct str s, ptrdiff_t i)
{
	if (i + 4 > s.n)
		return false;
	for (ptrdiff_t k = i; k < i + 4; k++)
		if (s.p[k] < '0' || s.p[k] > '9')
			return false;
	return (s.p[i] == '1' && s.p[i + 1] == '9') ||
	       (s.p[i] == '2' && s.p[i + 1] == '0');
}

/* The same part again, right behind itself: counts once. */
static ptrdiff_t again_length(struct str s, ptrdiff_t i)
{
	for (ptrdiff_t n = MIN(i, s.n - i); n >= 2; n--)
		if (!memcmp(s.p + i - n, s.p + i, (size_t)n))
			return n;
	return 0;
}

static void reach(int *worth, ptrdiff_t at, int w)
{
	worth[at] = MIN(worth[at], w);
}

/* The words that begin at i: they are sorted, so those of one letter stand
 * together. */
static void words_reach(int *worth, struct str s, ptrdiff_t i)
{
	struct str rest = str_sub(s, i, s.n);
	ptrdiff_t low = 0, high = auth_n_weak_words;

	while (low < high) {
		ptrdiff_t k = low + (high - low) / 2;

		if ((unsigned char)auth_weak_words[k].p[0] <
		    (unsigned char)rest.p[0])
			low = k + 1;
		else
			high = k;
	}
	for (;
	     low < auth_n_weak_words && auth_weak_words[low].p[0] == rest.p[0];
	     low++)
		if (str_starts(rest, auth_weak_words[low]))
			reach(worth, i + auth_weak_words[low].n, worth[i] + 1);
}

/* The least worth of a chain of parts that gives the text. */
static int text_worth(struct str s)
{
	int worth[FOLDED_MOST + 1];

	if (s.n > FOLDED_MOST)
		return WORTH_LEAST;
	worth[0] = 0;
	for (ptrdiff_t i = 1; i <= s.n; i++)
		worth[i] = worth[i - 1] + 1;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		reach(worth, i + 1, worth[i] + 1);
		reach(worth, i + run_length(s, i), worth[i] + 1);
		if (is_year(s, i))
			reach(worth, i + 4, worth[i] + 1);
		reach(worth, i + again_length(s, i), worth[i]);
		words_reach(worth, s, i);
	}
	return worth[s.n];
}

/* Where a sign stands above the digits of a keyboard, or -1. */
static ptrdiff_t sign_place(int c)
{
	static const char row[] = "!@#$%^&*()_+";
	const char *hit = c ? strchr(row, c) : NULL;

	return hit ? hit - row : -1;
}

/* Signs make a password worth more, each once; a row of them as they stand on
 * the keyboard is one: !@#$%^. */
static int signs_worth(struct str s)
{
	bool seen[128] = { false };
	ptrdiff_t before = -2;
	int n = 0;

	for (ptrdiff_t i = 0; i < s.n; i++) {
		int c = s.p[i];
		ptrdiff_t at = sign_place(c);
		bool next = at >= 0 && before >= 0 &&
			    (at - before == 1 || before - at == 1);

		before = at >= 0 ? at : -2;
		if (c > ' ' && c < 127 &&
		    strchr("!\"#%&'()*+,-./:;<=>?[\\]^_`"
			   "{|}~",
			   c) &&
		    !seen[c]) {
			seen[c] = true;
			n += !next;
		}
	}
	return n;
}

static struct err *context_rule(struct arena *a, struct str plain,
				const struct strs *words)
{
	for (ptrdiff_t i = 0; words && i < words->n; i++) {
		struct str w = letters(a, words->p[i]);

		if (w.n >= CONTEXT_LEAST && str_find(plain, w, 0) >= 0)
			return err_new(a, ERR_INVALID,
				       N_("The password contains “{0}”, which "
					  "others can guess: leave that out."),
				       words->p[i]);
	}
	return NULL;
}

bool auth_password_is_short(struct arena *a, struct str password)
{
	return utf8_length(text_nfc(a, password)) < PASSWORD_ALONE_LEAST;
}

static struct err *length_rule(struct arena *a, struct str nfc, int least)
{
	ptrdiff_t n = utf8_length(nfc);

	if (n < least)
		return err_new(a, ERR_INVALID,
			       N_("The password has {0} characters: it needs "
				  "at least {1}; several words are good."),
			       str_fmt(a, "%td", n), str_fmt(a, "%d", least));
	if (n > MOST)
		return err_new(a, ERR_INVALID,
			       N_("The password has {0} characters: it may "
				  "have at most {1}."),
			       str_fmt(a, "%td", n), str_fmt(a, "%d", MOST));
	return NULL;
}

static struct err *worth_rule(struct arena *a, struct str nfc, struct str plain)
{
	int worth =
		MIN(text_worth(plain), text_worth(letters(a, unleet(a, nfc))));
	bool leaked;
	struct err *e;

	if (worth + signs_worth(nfc) < WORTH_LEAST)
		return err_new(a, ERR_INVALID,
			       N_("The password is made of well-known words, "
				  "rows of characters or repetitions: choose "
				  "words that nobody expects together."));
	e = auth_is_breached(a, nfc, &leaked);
	if (!e && leaked)
		e = err_new(a, ERR_INVALID,
			    N_("This password stands in lists of leaked "
			       "passwords, which are tried first: choose "
			       "another one."));
	return e;
}

static struct err *rule(struct arena *a, struct str password, int least,
			const struct strs *context_words)
{
	struct str nfc, plain;
	struct err *e;

	if (!utf8_valid(password))
		return err_new(a, ERR_INVALID,
			       N_("The password contains characters that are "
				  "not text."));
	nfc = text_nfc(a, password);
	e = length_rule(a, nfc, least);
	if (e)
		return e;
	plain = letters(a, nfc);
	e = worth_rule(a, nfc, plain);
	return e ? e : context_rule(a, plain, context_words);
}

struct err *auth_password_rule(struct arena *a, struct str password,
			       const struct strs *context_words)
{
	return rule(a, password, PASSWORD_ALONE_LEAST, context_words);
}

struct err *auth_password_rule_second(struct arena *a, struct str password,
				      const struct strs *context_words)
{
	return rule(a, password, PASSWORD_SECOND_LEAST, context_words);
}
