/* The Vietnamese letters, as one table that is read in both directions. */
#include "base/viet_priv.h"

#include <utf8proc.h>

/* clang-format off: vowel, then ngang huyền hỏi ngã sắc nặng */
#define LOWER(X)                                                               \
	X(V_A, U'a', U'à', U'ả', U'ã', U'á', U'ạ')                             \
	X(V_AW, U'ă', U'ằ', U'ẳ', U'ẵ', U'ắ', U'ặ')                            \
	X(V_AA, U'â', U'ầ', U'ẩ', U'ẫ', U'ấ', U'ậ')                            \
	X(V_E, U'e', U'è', U'ẻ', U'ẽ', U'é', U'ẹ')                             \
	X(V_EE, U'ê', U'ề', U'ể', U'ễ', U'ế', U'ệ')                            \
	X(V_I, U'i', U'ì', U'ỉ', U'ĩ', U'í', U'ị')                             \
	X(V_O, U'o', U'ò', U'ỏ', U'õ', U'ó', U'ọ')                             \
	X(V_OO, U'ô', U'ồ', U'ổ', U'ỗ', U'ố', U'ộ')                            \
	X(V_OW, U'ơ', U'ờ', U'ở', U'ỡ', U'ớ', U'ợ')                            \
	X(V_U, U'u', U'ù', U'ủ', U'ũ', U'ú', U'ụ')                             \
	X(V_UW, U'ư', U'ừ', U'ử', U'ữ', U'ứ', U'ự')                            \
	X(V_Y, U'y', U'ỳ', U'ỷ', U'ỹ', U'ý', U'ỵ')

#define UPPER(X)                                                               \
	X(V_A, U'A', U'À', U'Ả', U'Ã', U'Á', U'Ạ')                             \
	X(V_AW, U'Ă', U'Ằ', U'Ẳ', U'Ẵ', U'Ắ', U'Ặ')                            \
	X(V_AA, U'Â', U'Ầ', U'Ẩ', U'Ẫ', U'Ấ', U'Ậ')                            \
	X(V_E, U'E', U'È', U'Ẻ', U'Ẽ', U'É', U'Ẹ')                             \
	X(V_EE, U'Ê', U'Ề', U'Ể', U'Ễ', U'Ế', U'Ệ')                            \
	X(V_I, U'I', U'Ì', U'Ỉ', U'Ĩ', U'Í', U'Ị')                             \
	X(V_O, U'O', U'Ò', U'Ỏ', U'Õ', U'Ó', U'Ọ')                             \
	X(V_OO, U'Ô', U'Ồ', U'Ổ', U'Ỗ', U'Ố', U'Ộ')                            \
	X(V_OW, U'Ơ', U'Ờ', U'Ở', U'Ỡ', U'Ớ', U'Ợ')                            \
	X(V_U, U'U', U'Ù', U'Ủ', U'Ũ', U'Ú', U'Ụ')                             \
	X(V_UW, U'Ư', U'Ừ', U'Ử', U'Ữ', U'Ứ', U'Ự')                            \
	X(V_Y, U'Y', U'Ỳ', U'Ỷ', U'Ỹ', U'Ý', U'Ỵ')
/* clang-format on */

enum { LETTER_END = 0x1efa, CASE = 1 << 7 };

#define JOIN(v, ...) [v] = { __VA_ARGS__ },
static const uint32_t letter_of[2][N_VOWELS][N_TONES] = {
	{ LOWER(JOIN) },
	{ UPPER(JOIN) },
};

/* upper << 7 | vowel << 3 | tone */
#define SPLIT(v, n, h, o, g, s, d)                                             \
	[n] = (v) << 3 | TONE_NGANG, [h] = (v) << 3 | TONE_HUYEN,              \
	[o] = (v) << 3 | TONE_HOI, [g] = (v) << 3 | TONE_NGA,                  \
	[s] = (v) << 3 | TONE_SAC, [d] = (v) << 3 | TONE_NANG,
#define SPLIT_UPPER(v, n, h, o, g, s, d)                                       \
	[n] = CASE | (v) << 3 | TONE_NGANG,                                    \
	[h] = CASE | (v) << 3 | TONE_HUYEN, [o] = CASE | (v) << 3 | TONE_HOI,  \
	[g] = CASE | (v) << 3 | TONE_NGA, [s] = CASE | (v) << 3 | TONE_SAC,    \
	[d] = CASE | (v) << 3 | TONE_NANG,
static const uint8_t split_of[LETTER_END] = { LOWER(SPLIT) UPPER(SPLIT_UPPER) };

struct viet_letter viet_split(uint32_t cp)
{
	unsigned code = cp < LETTER_END ? split_of[cp] : 0;

	return (struct viet_letter){
		.vowel = code >> 3 & 15,
		.tone = code & 7,
		.upper = code >> 7,
	};
}

uint32_t viet_join(struct viet_letter letter)
{
	return letter_of[letter.upper][letter.vowel][letter.tone];
}

char viet_base(enum viet_vowel vowel)
{
	return " aaaeeiooouuy"[vowel];
}

bool viet_shaped(enum viet_vowel vowel)
{
	return vowel == V_AW || vowel == V_AA || vowel == V_EE ||
	       vowel == V_OO || vowel == V_OW || vowel == V_UW;
}

uint32_t viet_dd(uint32_t cp)
{
	switch (cp) {
	case 0xd0:  /* Ð, eth */
	case 0xf0:  /* ð */
	case 0x110: /* Đ */
	case 0x189: /* Ɖ, African D */
	case 0x256: /* ɖ */
		return 0x111;
	default:
		return cp;
	}
}

enum viet_vowel viet_shape(enum viet_vowel vowel, uint32_t mark)
{
	static const struct {
		enum viet_vowel from;
		uint32_t mark;
		enum viet_vowel to;
	} shape[] = {
		{ V_A, 0x302, V_AA }, { V_E, 0x302, V_EE },
		{ V_O, 0x302, V_OO }, { V_A, 0x306, V_AW },
		{ V_O, 0x31b, V_OW }, { V_U, 0x31b, V_UW },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(shape); i++)
		if (shape[i].from == vowel && shape[i].mark == mark)
			return shape[i].to;
	return V_NONE;
}

uint32_t viet_lower(uint32_t cp)
{
	struct viet_letter letter;

	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
	letter = viet_split(cp);
	if (letter.vowel == V_NONE)
		return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
	letter.upper = false;
	return viet_join(letter);
}

uint32_t viet_upper(uint32_t cp)
{
	struct viet_letter letter;

	if (cp < 0x80)
		return cp >= 'a' && cp <= 'z' ? cp - 32 : cp;
	letter = viet_split(cp);
	if (letter.vowel == V_NONE)
		return (uint32_t)utf8proc_toupper((utf8proc_int32_t)cp);
	letter.upper = true;
	return viet_join(letter);
}

/* Takes a combining mark into the vowel before it, if it fits there. Only
 * shapes are left to be taken: NFC has joined every tone that it could. */
static bool item_mark(struct viet_item *last, uint32_t cp)
{
	enum viet_vowel shape = viet_shape(last->vowel, cp);

	if (shape == V_NONE)
		return false;
	last->vowel = shape;
	return true;
}

struct viet_items viet_items(struct arena *a, struct str s)
{
	struct viet_item *item = arena_new(a, struct viet_item, s.n);
	ptrdiff_t n = 0, at = 0;

	while (at < s.n) {
		uint32_t cp = viet_dd(viet_lower(utf8_next(s, &at)));
		struct viet_letter letter = viet_split(cp);

		if (n && cp >= 0x300 && item_mark(&item[n - 1], cp))
			continue;
		item[n++] = (struct viet_item){
			.cp = cp,
			.vowel = letter.vowel,
			.tone = letter.tone,
		};
	}
	return (struct viet_items){ item, n };
}
