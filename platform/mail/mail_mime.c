/*
 * From a letter to the bytes of a message: RFC 5322 and 2045-2047. Whatever
 * stands in a header was either checked to be harmless ASCII or is encoded,
 * so no text can add a line to the head.
 */
#include "mail/mail_priv.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { LINE_MOST = 76, WORD_BYTES = 42, PLAIN_MOST = 60 };

bool mail_address_ok(struct str address)
{
	ptrdiff_t at = str_find_char(address, '@');
	struct str host = str_sub(address, at + 1, address.n);

	if (at < 1 || at > 64 || host.n < 1 || address.n > 254 ||
	    str_find_char(host, '@') >= 0)
		return false;
	for (ptrdiff_t i = 0; i < address.n; i++) {
		char c = address.p[i];

		if (c <= ' ' || c > '~' || strchr("<>()[]\\,;:\"", c))
			return false;
	}
	for (ptrdiff_t i = 0; i < host.n; i++) {
		char c = host.p[i];
		bool letter = (c >= 'a' && c <= 'z') ||
			      (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!letter && ((c != '-' && c != '.') || i == 0 ||
				i == host.n - 1 || host.p[i - 1] == '.'))
			return false;
	}
	return true;
}

/* ---- headers ----------------------------------------------------------- */

static bool is_plain(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return s.n <= PLAIN_MOST && str_find(s, STR("=?"), 0) < 0;
}

/* "=?UTF-8?B?…?=", cut between letters, a line each. */
static void words_put(struct buf *b, struct str s)
{
	char text[4 * WORD_BYTES];
	ptrdiff_t from = 0;

	while (from < s.n) {
		ptrdiff_t to = from, next = from;

		while (next < s.n) {
			utf8_next(s, &next);
			if (next - from > WORD_BYTES)
				break;
			to = next;
		}
		sodium_bin2base64(text, sizeof(text),
				  (const unsigned char *)s.p + from,
				  (size_t)(to - from),
				  sodium_base64_VARIANT_ORIGINAL);
		if (from)
			buf_lit(b, "\r\n ");
		buf_fmt(b, "=?UTF-8?B?%s?=", text);
		from = to;
	}
}

static void text_put(struct buf *b, const char *name, struct str s)
{
	buf_fmt(b, "%s: ", name);
	if (is_plain(s))
		buf_str(b, s);
	else
		words_put(b, s);
	buf_lit(b, "\r\n");
}

/* "Name" <address>; the address was checked. */
static void mailbox_put(struct buf *b, const char *header, struct str name,
			struct str address)
{
	buf_fmt(b, "%s: ", header);
	if (name.n && is_plain(name)) {
		buf_char(b, '"');
		for (ptrdiff_t i = 0; i < name.n; i++) {
			if (name.p[i] == '"' || name.p[i] == '\\')
				buf_char(b, '\\');
			buf_char(b, name.p[i]);
		}
		buf_char(b, '"');
	} else if (name.n) {
		words_put(b, name);
	}
	if (name.n)
		buf_lit(b, "\r\n ");
	buf_fmt(b, "<%.*s>\r\n", STR_ARG(address));
}

/* "Wed, 14 Oct 2026 08:00:00 +0700" */
static void date_put(struct buf *b, int64_t at)
{
	static const char day_name[] = "MonTueWedThuFriSatSun";
	static const char month_name[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	enum { HOUR = 3600 * 1000, AHEAD = 7 };
	day_t day = day_of_instant(at);
	struct ymd d = day_ymd(day);
	int64_t ms = at + (int64_t)AHEAD * HOUR - (int64_t)day * 24 * HOUR;

	buf_fmt(b, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0700\r\n",
		day_name + 3 * (day_weekday(day) - 1), d.d,
		month_name + 3 * (d.m - 1), d.y, (int)(ms / HOUR),
		(int)(ms / 60000 % 60), (int)(ms / 1000 % 60));
}

/* ---- bodies ------------------------------------------------------------ */

static bool is_literal(const struct str s, ptrdiff_t i)
{
	char c = s.p[i];
	bool at_end = i + 1 == s.n || s.p[i + 1] == '\n' || s.p[i + 1] == '\r';

	if (c == ' ' || c == '\t')
		return !at_end;
	return c > ' ' && c <= '~' && c != '=';
}

/* Quoted-printable: lines of at most 76, ends as CRLF. */
static void printable_put(struct buf *b, struct str s)
{
	int column = 0;

	for (ptrdiff_t i = 0; i < s.n; i++) {
		bool as_is = is_literal(s, i);

		if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			continue;
		if (s.p[i] == '\n') {
			buf_lit(b, "\r\n");
			column = 0;
			continue;
		}
		if (column + (as_is ? 1 : 3) > LINE_MOST - 1) {
			buf_lit(b, "=\r\n");
			column = 0;
		}
		if (as_is)
			buf_char(b, s.p[i]);
		else
			buf_fmt(b, "=%02X", (unsigned char)s.p[i]);
		column += as_is ? 1 : 3;
	}
	if (column)
		buf_lit(b, "\r\n");
}

static void part_put(struct buf *b, const struct mail_message *m,
		     const char *type, struct str s)
{
	buf_fmt(b,
		"--rv-%.*s\r\nContent-Type: text/%s; charset=UTF-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
		STR_ARG(m->token), type);
	printable_put(b, s);
}

static void head_put(struct buf *b, const struct mail_message *m)
{
	ptrdiff_t at = str_find_char(m->from, '@');

	date_put(b, m->at);
	mailbox_put(b, "From", m->sender, m->from);
	mailbox_put(b, "To", m->name, m->to);
	text_put(b, "Subject", m->subject);
	buf_fmt(b, "Message-ID: <%.*s@%.*s>\r\n", STR_ARG(m->token),
		STR_ARG(str_sub(m->from, at + 1, m->from.n)));
	/* RFC 3834: no answer by machine; RFC 8058: ended by one press */
	buf_lit(b, "Auto-Submitted: auto-generated\r\n");
	if (m->stop.n)
		buf_fmt(b,
			"List-Unsubscribe: <%.*s>\r\n"
			"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
			STR_ARG(m->stop));
	buf_fmt(b,
		"MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n"
		" boundary=\"rv-%.*s\"\r\n\r\n",
		STR_ARG(m->token));
}

/* Only what a header may hold as it is. */
static bool is_harmless(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '<' ||
		    s.p[i] == '>' || s.p[i] == '"')
			return false;
	return true;
}

struct err *mail_mime(struct arena *a, const struct mail_message *m,
		      struct str *ret_bytes)
{
	struct buf b = buf_init(a, MAIL_MESSAGE_MOST);

	if (!mail_address_ok(m->from) || !mail_address_ok(m->to))
		return err_new(a, ERR_INVALID,
			       N_("\"{0}\" is no e-mail address that a letter "
				  "can go to."),
			       mail_address_ok(m->from) ? m->to : m->from);
	if (!is_harmless(m->stop) || !is_harmless(m->token) || !m->token.n)
		return err_new(a, ERR_INVALID,
			       N_("The address that ends such letters isn't "
				  "right."));
	head_put(&b, m);
	part_put(&b, m, "plain", m->body);
	part_put(&b, m, "html", m->html);
	buf_fmt(&b, "--rv-%.*s--\r\n", STR_ARG(m->token));
	if (b.full)
		return err_new(a, ERR_LIMIT,
			       N_("The letter is longer than {0} kB."),
			       str_fmt(a, "%d", MAIL_MESSAGE_MOST / 1024));
	*ret_bytes = buf_view(&b);
	return NULL;
}
