/*
 * Guesses a legacy encoding from the text alone: reads it as TCVN3, as VNI
 * and as it stands, and counts under which reading its words are Vietnamese
 * syllables. Unclear counts mean: leave it alone.
 */
#include "base/viet_priv.h"

/* Onsets and rimes, each between spaces. */
static const char onsets[] =
	"  b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x ";
static const char open_rimes[] =
	" a e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iu oa oe oi ôi ơi ua "
	"uê ui uơ ưa ưi ưu uy oai oao oay oeo uây uôi iêu yêu uya uyu ươi "
	"ươu ";
static const char nuclei[] =
	" a ă â e ê i o ô ơ u ư y oa oă oe oo uâ iê yê uô ươ uê uy uyê ";
static const char codas[] = " c ch m n ng nh p t ";

enum { WORD_MOST = 32, WORDS_LEAST = 3 };

/* A word split: onset, rime without tone, its tone. */
struct syllable {
	char text[WORD_MOST * 4];
	ptrdiff_t n;
	enum viet_tone tone;
	int tones;
};

static bool listed(const char *list, const char *p, ptrdiff_t n)
{
	char key[WORD_MOST * 4 + 2];

	key[0] = ' ';
	memcpy(key + 1, p, (size_t)n);
	key[n + 1] = ' ';
	return str_find(str_c(list), (struct str){ key, n + 2 }, 0) >= 0;
}

static bool is_rime(const char *p, ptrdiff_t n, enum viet_tone tone)
{
	if (n && listed(open_rimes, p, n))
		return true;
	for (ptrdiff_t k = 1; k <= MIN(2, n - 1); k++) {
		const char *coda = p + n - k;
		bool stop = *coda == 'p' || *coda == 't' || *coda == 'c';

		if (listed(codas, coda, k) && listed(nuclei, p, n - k))
			return !stop || tone == TONE_SAC || tone == TONE_NANG;
	}
	return false;
}

static bool is_syllable(const struct syllable *s)
{
	if (s->tones > 1)
		return false;
	for (ptrdiff_t k = 0; k <= MIN(3, s->n); k++)
		if (listed(onsets, s->text, k) &&
		    is_rime(s->text + k, s->n - k, s->tone))
			return true;
	return false;
}

static void syllable_add(struct syllable *s, uint32_t cp)
{
	struct viet_letter letter;

	cp = viet_lower(cp);
	letter = viet_split(cp);
	if (letter.tone != TONE_NGANG) {
		s->tone = letter.tone;
		s->tones++;
		letter.tone = TONE_NGANG;
		letter.upper = false;
		cp = viet_join(letter);
	}
	if (s->n > (ptrdiff_t)sizeof(s->text) - 4)
		s->tones = 2; /* far too long */
	else
		s->n += utf8_put(s->text + s->n, cp);
}

static bool is_letter(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
	       (cp >= 0xa1 && (cp < 0x2000 || cp > 0x2fff));
}

/* How many of the words that aren't ASCII are syllables. */
struct count {
	int words, good;
};

static struct count count_words(struct str s)
{
	struct syllable word = { .n = 0 };
	struct count c = { 0 };
	bool wide = false;
	ptrdiff_t at = 0;

	while (at <= s.n) {
		uint32_t cp = ' '; /* one behind the end, too */

		if (at < s.n)
			cp = utf8_next(s, &at);
		else
			at++;

		if (is_letter(cp)) {
			wide |= cp >= 0x80;
			syllable_add(&word, cp);
			continue;
		}
		if (wide) {
			c.words++;
			c.good += is_syllable(&word);
		}
		word = (struct syllable){ .n = 0 };
		wide = false;
	}
	return c;
}

/* Only Unicode Vietnamese has letters beyond Latin-1. */
static bool beyond_latin1(struct str s)
{
	ptrdiff_t at = 0;

	while (at < s.n) {
		struct viet_letter letter;
		uint32_t cp = utf8_next(s, &at);

		letter = viet_split(cp);
		if (cp > 0xff && (letter.vowel != V_NONE || cp == 0x110 ||
				  cp == 0x111 || (cp >= 0x300 && cp <= 0x36f)))
			return true;
	}
	return false;
}

enum legacy legacy_of_text(struct str s)
{
	/* reads no more than a page or two */
	struct str page = utf8_cut(s, 4000);
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct count plain, tcvn3, vni;

	if (beyond_latin1(page))
		return LEGACY_NONE;
	plain = count_words(page);
	if (plain.words < WORDS_LEAST || plain.good * 2 > plain.words)
		return LEGACY_NONE;
	tcvn3 = count_words(legacy_to_unicode(a, LEGACY_TCVN3, false, page));
	vni = count_words(legacy_to_unicode(a, LEGACY_VNI, false, page));
	if (tcvn3.good * 5 >= plain.words * 4 && tcvn3.good > vni.good)
		return LEGACY_TCVN3;
	if (vni.good * 5 >= plain.words * 4 && vni.good > tcvn3.good)
		return LEGACY_VNI;
	return LEGACY_NONE;
}
