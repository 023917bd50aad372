/* TCVN3 and VNI: every letter, real phrases, fonts, the guess. */
#include "testkit/testkit.h"

#include "base/utf8.h"

static void fonts_tell_the_encoding(void **state)
{
	(void)state;
	assert_int_equal(legacy_of_font(STR(".VnTime")), LEGACY_TCVN3);
	assert_int_equal(legacy_of_font(STR(".vnarialH")), LEGACY_TCVN3);
	assert_int_equal(legacy_of_font(STR("VNI-Times")), LEGACY_VNI);
	assert_int_equal(legacy_of_font(STR("vni-helve")), LEGACY_VNI);
	assert_int_equal(legacy_of_font(STR("VNI Times")), LEGACY_VNI);
	assert_int_equal(legacy_of_font(STR("Times New Roman")), LEGACY_NONE);
	assert_int_equal(legacy_of_font(STR("")), LEGACY_NONE);
	assert_int_equal(legacy_of_font(STR_NULL), LEGACY_NONE);
	assert_true(legacy_font_upper(STR(".VnTimeH")));
	assert_false(legacy_font_upper(STR(".VnTime")));
	assert_false(legacy_font_upper(STR("ArialH")));
}

static const char letters[] =
	"àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ";
static const char capitals[] =
	"ÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬÈẺẼÉẸÊỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢÙỦŨÚỤƯỪỬỮỨỰỲỶỸÝỴĐ";

/* the same letters as the fonts' keyboards left them in a file */
static const char tcvn3_letters[] = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæç"
				    "èé¬êëìíîïñòóô\u00adõö÷øùúûüýþ®";
static const char vni_letters[] =
	"aøaûaõaùaïaêaèaúaüaéaëaâaàaåaãaáaäeøeûeõeùeïeâeàeåeãeáeäìæóíò"
	"oøoûoõoùoïoâoàoåoãoáoäôôøôûôõôùôïuøuûuõuùuïööøöûöõöùöïyøyûyõyùîñ";
static const char vni_capitals[] =
	"AØAÛAÕAÙAÏAÊAÈAÚAÜAÉAËAÂAÀAÅAÃAÁAÄEØEÛEÕEÙEÏEÂEÀEÅEÃEÁEÄÌÆÓÍÒ"
	"OØOÛOÕOÙOÏOÂOÀOÅOÃOÁOÄÔÔØÔÛÔÕÔÙÔÏUØUÛUÕUÙUÏÖÖØÖÛÖÕÖÙÖÏYØYÛYÕYÙÎÑ";

static void every_letter_is_converted(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	assert_int_equal(utf8_length(str_c(letters)), 67);
	assert_int_equal(utf8_length(str_c(tcvn3_letters)), 67);
	same(legacy_to_unicode(a, LEGACY_TCVN3, false, str_c(tcvn3_letters)),
	     letters);
	same(legacy_to_unicode(a, LEGACY_TCVN3, true, str_c(tcvn3_letters)),
	     capitals);
	same(legacy_to_unicode(a, LEGACY_TCVN3, false, STR("¡¢£¤¥¦§")),
	     "ĂÂÊÔƠƯĐ");
	same(legacy_to_unicode(a, LEGACY_VNI, false, str_c(vni_letters)),
	     letters);
	same(legacy_to_unicode(a, LEGACY_VNI, false, str_c(vni_capitals)),
	     capitals);
}

static void phrases_are_converted(void **state)
{
	static const struct {
		enum legacy from;
		bool upper;
		const char *in, *want;
	} c[] = {
		{ LEGACY_TCVN3, false, "Céng hßa x· héi chñ nghÜa ViÖt Nam",
		  "Cộng hòa xã hội chủ nghĩa Việt Nam" },
		{ LEGACY_TCVN3, true, "§¶ng bé tØnh", "ĐẢNG BỘ TỈNH" },
		{ LEGACY_VNI, false, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
		  "Cộng hòa xã hội chủ nghĩa Việt Nam" },
		{ LEGACY_VNI, false, "ÑAÛNG BOÄ ñöôøng Aø", "ĐẢNG BỘ đường À" },
		/* a mark that fits no vowel stays */
		{ LEGACY_VNI, false, "bø iø oê “a” aâø ø",
		  "bø iø oê “a” âø ø" },
		{ LEGACY_NONE, true, "Vie\u0323\u0302t", "Việt" },
		/* private-use bytes of a symbol font */
		{ LEGACY_TCVN3, false, "\uf056i\uf0d6t", "Việt" },
		{ LEGACY_TCVN3, false, "ā – 1", "ā – 1" },
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	for (int i = 0; i < N_ELEMENTS(c); i++)
		same(legacy_to_unicode(a, c[i].from, c[i].upper,
				       str_c(c[i].in)),
		     c[i].want);
	same(legacy_to_unicode(a, LEGACY_VNI, false, STR_NULL), NULL);
}

static void the_guess_is_careful(void **state)
{
	static const struct {
		const char *text;
		enum legacy want;
	} c[] = {
		{ "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp – Tù do",
		  LEGACY_TCVN3 },
		{ "X©y dùng kÕ ho¹ch ph¸t triÓn ®¶ng viªn; quý II/2026",
		  LEGACY_TCVN3 },
		{ "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", LEGACY_VNI },
		{ "Ñaûng boä xaây döïng keá hoaïch phaùt trieån ñaûng vieân",
		  LEGACY_VNI },
		{ "Cộng hòa xã hội chủ nghĩa Việt Nam", LEGACY_NONE },
		{ "Co\u0302ng hoa xa\u0303 ho\u0323i", LEGACY_NONE },
		{ "là cô bé có mà, hãy gõ ý", LEGACY_NONE },
		{ "Les élèves à l'école où François était né, déjà",
		  LEGACY_NONE },
		{ "Größe Übung für Äpfel schön naïve", LEGACY_NONE },
		{ "plain English, nothing else", LEGACY_NONE },
		{ "ViÖt", LEGACY_NONE }, /* too little to tell */
		{ "", LEGACY_NONE },
		{ "ÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑ"
		  "ÑÑÑÑÑÑÑÑÑÑÑÑÑ é é",
		  LEGACY_NONE },
	};

	(void)state;
	for (int i = 0; i < N_ELEMENTS(c); i++)
		if (legacy_of_text(str_c(c[i].text)) != c[i].want)
			fail_msg("%s", c[i].text);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(fonts_tell_the_encoding),
		cmocka_unit_test(every_letter_is_converted),
		cmocka_unit_test(phrases_are_converted),
		cmocka_unit_test(the_guess_is_careful),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
