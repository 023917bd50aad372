/*
 * TCVN3 (ABC) and VNI: what typists used before Unicode. Such text reaches
 * us as Windows-1252 decoded to UTF-8, or as private-use U+F0xx when the
 * office program took the font for a symbol font.
 */
#include "base/viet_priv.h"

/* clang-format off: by byte from 0xa0, as the code's own table is printed */
static const uint32_t tcvn3[0x60] = {
	[0x01] = U'Ă', U'Â',	      U'Ê',	     U'Ô',
	U'Ơ',	       U'Ư',	      U'Đ',	     [0x08] = U'ă',
	U'â',	       U'ê',	      U'ô',	     U'ơ',
	U'ư',	       U'đ',	      [0x15] = U'à', U'ả',
	U'ã',	       U'á',	      U'ạ',	     [0x1b] = U'ằ',
	U'ẳ',	       U'ẵ',	      U'ắ',	     [0x26] = U'ặ',
	[0x27] = U'ầ', U'ẩ',	      U'ẫ',	     U'ấ',
	U'ậ',	       [0x2c] = U'è', [0x2e] = U'ẻ', U'ẽ',
	U'é',	       U'ẹ',	      [0x32] = U'ề', U'ể',
	U'ễ',	       U'ế',	      U'ệ',	     [0x37] = U'ì',
	U'ỉ',	       [0x3c] = U'ĩ', U'í',	     U'ị',
	[0x3f] = U'ò', [0x41] = U'ỏ', U'õ',	     U'ó',
	U'ọ',	       [0x45] = U'ồ', U'ổ',	     U'ỗ',
	U'ố',	       U'ộ',	      [0x4a] = U'ờ', U'ở',
	U'ỡ',	       U'ớ',	      U'ợ',	     [0x4f] = U'ù',
	[0x51] = U'ủ', U'ũ',	      U'ú',	     U'ụ',
	[0x55] = U'ừ', U'ử',	      U'ữ',	     U'ứ',
	U'ự',	       [0x5a] = U'ỳ', U'ỷ',	     U'ỹ',
	U'ý',	       U'ỵ',
};

/* VNI: letters of their own (the capital stands 0x20 before) … */
static const struct {
	uint32_t code, letter;
} vni_letter[] = {
	{ U'ì', U'ì' }, { U'í', U'í' }, { U'æ', U'ỉ' },
	{ U'ó', U'ĩ' }, { U'ò', U'ị' }, { U'ô', U'ơ' },
	{ U'ö', U'ư' }, { U'î', U'ỵ' }, { U'ñ', U'đ' },
};

/* … and marks that follow a vowel: on the second row's vowels with a
 * circumflex, on the third's with a breve. */
static const struct {
	uint32_t code, shape;
	enum viet_tone tone;
} vni_mark[] = {
	{ U'ø', 0, TONE_HUYEN },     { U'û', 0, TONE_HOI },
	{ U'õ', 0, TONE_NGA },	     { U'ù', 0, TONE_SAC },
	{ U'ï', 0, TONE_NANG },	     { U'â', 0x302, TONE_NGANG },
	{ U'à', 0x302, TONE_HUYEN }, { U'å', 0x302, TONE_HOI },
	{ U'ã', 0x302, TONE_NGA },   { U'á', 0x302, TONE_SAC },
	{ U'ä', 0x302, TONE_NANG },  { U'ê', 0x306, TONE_NGANG },
	{ U'è', 0x306, TONE_HUYEN }, { U'ú', 0x306, TONE_HOI },
	{ U'ü', 0x306, TONE_NGA },   { U'é', 0x306, TONE_SAC },
	{ U'ë', 0x306, TONE_NANG },
};
/* clang-format on */

enum legacy legacy_of_font(struct str font)
{
	if (font.n >= 3 && str_eq_nocase(str_sub(font, 0, 3), STR(".Vn")))
		return LEGACY_TCVN3;
	if (font.n >= 4 && (str_eq_nocase(str_sub(font, 0, 4), STR("VNI-")) ||
			    str_eq_nocase(str_sub(font, 0, 4), STR("VNI "))))
		return LEGACY_VNI;
	return LEGACY_NONE;
}

bool legacy_font_upper(struct str font)
{
	return legacy_of_font(font) == LEGACY_TCVN3 && str_ends(font, STR("H"));
}

/* Symbol fonts put the byte into the private-use area. */
static uint32_t code_at(struct str s, ptrdiff_t *at)
{
	uint32_t cp = utf8_next(s, at);

	return cp >= 0xf020 && cp <= 0xf0ff ? cp - 0xf000 : cp;
}

static uint32_t from_tcvn3(struct str s, ptrdiff_t *at)
{
	uint32_t cp = code_at(s, at);
	uint32_t letter = cp >= 0xa0 && cp <= 0xff ? tcvn3[cp - 0xa0] : 0;

	return letter ? letter : cp;
}

static bool is_capital(uint32_t cp)
{
	return (cp >= 'A' && cp <= 'Z') || (cp >= 0xc0 && cp <= 0xde);
}

/* The vowel with the mark that `code` is in VNI; false if it is none or
 * doesn't go with this vowel. */
static bool vni_join(struct viet_letter *letter, uint32_t code)
{
	uint32_t small = is_capital(code) ? code + 0x20 : code;
	enum viet_vowel shaped;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(vni_mark); i++) {
		if (vni_mark[i].code != small)
			continue;
		shaped = vni_mark[i].shape
				 ? viet_shape(letter->vowel, vni_mark[i].shape)
				 : letter->vowel;
		if (shaped == V_NONE || letter->vowel == V_I)
			return false;
		letter->vowel = shaped;
		letter->tone = vni_mark[i].tone;
		return true;
	}
	return false;
}

static uint32_t vni_alone(uint32_t code)
{
	uint32_t small = is_capital(code) ? code + 0x20 : code;

	if (code < 0x80)
		return code;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(vni_letter); i++)
		if (vni_letter[i].code == small)
			return small == code ? vni_letter[i].letter
					     : viet_upper(vni_letter[i].letter);
	return code;
}

static uint32_t from_vni(struct str s, ptrdiff_t *at)
{
	uint32_t code = code_at(s, at), cp = vni_alone(code);
	struct viet_letter letter = viet_split(cp);
	ptrdiff_t next = *at;

	if (next == s.n || letter.vowel == V_NONE ||
	    letter.tone != TONE_NGANG || (code >= 0x80 && cp == code))
		return cp;
	if (!vni_join(&letter, code_at(s, &next)))
		return cp;
	*at = next;
	return viet_join(letter);
}

struct str legacy_to_unicode(struct arena *a, enum legacy from, bool upper,
			     struct str s)
{
	char *out;
	ptrdiff_t at = 0, n = 0;

	if (from == LEGACY_NONE || !s.p)
		return text_nfc(a, s);
	out = arena_new(a, char, s.n * 2 + 1); /* 2 bytes may become 3 */
	while (at < s.n) {
		uint32_t cp = from == LEGACY_TCVN3 ? from_tcvn3(s, &at)
						   : from_vni(s, &at);

		n += utf8_put(out + n, upper ? viet_upper(cp) : cp);
	}
	return text_nfc(a, (struct str){ out, n });
}
