/* Messages: what stands in the head, both bodies, nothing smuggled in. */
#include "mail/mail_priv.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "testkit/testkit.h"

static struct arena *a;

static int setup(void **state)
{
	(void)state;
	a = arena_open(64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_close(a);
	return 0;
}

static struct mail_message usual(void)
{
	return (struct mail_message){
		.from = STR("roviec@example.vn"),
		.sender = STR("Đảng bộ các cơ quan Đảng Thành phố"),
		.to = STR("lan@example.vn"),
		.name = STR("Lan"),
		.subject = STR("Việc của đồng chí: Quá hạn 2, Sắp đến hạn 3, "
			       "Mới giao 1, Bị trả lại 4"),
		.body = STR("Kính gửi đồng chí Lan,\n\n.một dấu chấm\n"
			    "trailing space \nFrom here = there\n"),
		.html = STR("<p>Số hóa hồ sơ</p>"),
		.stop = STR("https://rv.example.vn/stop/1-2-abc"),
		.token = STR("AbC_-9"),
		.at = (int64_t)20740 * 24 * 3600 * 1000 + 3600 * 1000,
	};
}

static struct str made(struct mail_message m)
{
	struct str bytes = STR_NULL;

	ok(mail_mime(a, &m, &bytes));
	return bytes;
}

#define has(s, part)                                                           \
	do {                                                                   \
		if (str_find((s), STR(part), 0) < 0) {                         \
			print_error("%.*s\n", STR_ARG(s));                     \
			fail_msg("lacks: %s", part);                           \
		}                                                              \
	} while (0)

static void test_head(void **state)
{
	struct str s = made(usual());

	(void)state;
	has(s, "Date: Wed, 14 Oct 2026 08:00:00 +0700\r\n");
	has(s, "From: =?UTF-8?B?");
	has(s, "\r\n <roviec@example.vn>\r\n");
	has(s, "To: \"Lan\"\r\n <lan@example.vn>\r\n");
	has(s, "Message-ID: <AbC_-9@example.vn>\r\n");
	has(s, "List-Unsubscribe: <https://rv.example.vn/stop/1-2-abc>\r\n"
	       "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
	has(s, "Content-Type: multipart/alternative;\r\n "
	       "boundary=\"rv-AbC_-9\"\r\n\r\n--rv-AbC_-9\r\n");
	assert_true(str_ends(s, STR("\r\n--rv-AbC_-9--\r\n")));
}

static void test_no_stop(void **state)
{
	struct mail_message m = usual();

	(void)state;
	m.stop = STR_NULL;
	assert_true(str_find(made(m), STR("Unsubscribe"), 0) < 0);
}

/* 7 bits, CRLF only, no line above 78 bytes. */
static void test_lines(void **state)
{
	struct str s = made(usual());
	ptrdiff_t column = 0;

	(void)state;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		assert_in_range((unsigned char)s.p[i], 1, 126);
		if (s.p[i] == '\n') {
			assert_true(i && s.p[i - 1] == '\r');
			assert_in_range(column, 0, 79);
			column = 0;
			continue;
		}
		if (s.p[i] == '\r')
			assert_int_equal(s.p[i + 1], '\n');
		column++;
	}
}

/* The text of all encoded words of a header. */
static struct str decoded(struct str s, const char *header)
{
	struct buf b = buf_init(a, 4096);
	ptrdiff_t at = str_find(s, str_c(header), 0);

	assert_true(at >= 0);
	while ((at = str_find(s, STR("=?UTF-8?B?"), at)) >= 0) {
		ptrdiff_t end = str_find(s, STR("?="), at + 10);
		unsigned char raw[100];
		size_t n;

		assert_true(end >= 0 && end + 2 - at <= 75);
		assert_int_equal(
			sodium_base642bin(raw, sizeof(raw), s.p + at + 10,
					  (size_t)(end - at - 10), NULL, &n,
					  NULL, sodium_base64_VARIANT_ORIGINAL),
			0);
		/* cut between letters: each word is valid by itself */
		assert_true(utf8_valid(
			(struct str){ (const char *)raw, (ptrdiff_t)n }));
		buf_mem(&b, raw, (ptrdiff_t)n);
		at = end + 2;
		if (!str_starts(str_sub(s, at, s.n), STR("\r\n =?")))
			break;
	}
	return buf_view(&b);
}

static void test_words(void **state)
{
	struct mail_message m = usual();

	(void)state;
	same(decoded(made(m), "Subject:"), m.subject.p);
	same(decoded(made(m), "From:"), m.sender.p);
	m.subject = STR("plain");
	has(made(m), "Subject: plain\r\n");
	m.subject = STR("=?UTF-8?B?QQ==?=");
	same(decoded(made(m), "Subject:"), m.subject.p);
}

static void test_bodies(void **state)
{
	struct str s = made(usual());

	(void)state;
	has(s, "K=C3=ADnh g=E1=BB=ADi =C4=91=E1=BB=93ng ch=C3=AD Lan,"
	       "\r\n\r\n.m");
	has(s, "trailing space=20\r\nFrom here =3D there\r\n");
	has(s, "Content-Type: text/plain; charset=UTF-8\r\n"
	       "Content-Transfer-Encoding: quoted-printable\r\n");
	has(s, "Content-Type: text/html; charset=UTF-8\r\n");
	has(s, "<p>S=E1=BB=91 h=C3=B3a h=E1=BB=93 s=C6=A1</p>\r\n--rv-");
}

static void test_nothing_is_smuggled(void **state)
{
	static const char *const bad[] = {
		"a@b\r\nBcc: x@y.vn", "a@b>\nx", "a b@c.vn", "a@b.vn,c@d.vn",
		"<a@b.vn>",	      "a@",	 "@b.vn",    "ab.vn",
		"a@b@c.vn",	      "a@b..vn", "a@-b.vn",  "a@b.vn.",
		"\"a\"@b.vn",	      "đ@b.vn",	 "",
	};
	struct mail_message m = usual();
	struct str s;

	(void)state;
	m.subject = STR("One\r\nBcc: all@example.vn\r\n\r\nbody");
	m.name = STR("Two\r\nBcc: all@example.vn");
	m.sender = STR("Three\nBcc: all@example.vn");
	s = made(m);
	assert_true(str_find(s, STR("\nBcc"), 0) < 0);
	assert_true(str_find(s, STR("\nbody"), 0) < 0);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++) {
		m = usual();
		assert_false(mail_address_ok(str_c(bad[i])));
		m.to = str_c(bad[i]);
		fails(mail_mime(a, &m, &s), ERR_INVALID);
		m = usual();
		m.from = str_c(bad[i]);
		fails(mail_mime(a, &m, &s), ERR_INVALID);
	}
	m = usual();
	m.stop = STR("https://x/>\r\nBcc: y@z.vn");
	fails(mail_mime(a, &m, &s), ERR_INVALID);
	assert_true(mail_address_ok(STR("ban.to-chuc+1@mail.example.vn")));
}

static void test_quotes_in_a_name(void **state)
{
	struct mail_message m = usual();

	(void)state;
	m.name = STR("A \"B\" \\ C");
	has(made(m), "To: \"A \\\"B\\\" \\\\ C\"\r\n <lan@");
	m.name = STR("");
	has(made(m), "To: <lan@example.vn>\r\n");
}

static void test_too_long(void **state)
{
	struct mail_message m = usual();
	char *p = arena_bytes(a, MAIL_MESSAGE_MOST);
	struct str s;

	(void)state;
	memset(p, 'x', MAIL_MESSAGE_MOST);
	m.body = (struct str){ p, MAIL_MESSAGE_MOST };
	fails(mail_mime(a, &m, &s), ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_no_stop),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_nothing_is_smuggled),
		cmocka_unit_test(test_quotes_in_a_name),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
