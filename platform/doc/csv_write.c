/* Writing tables of text: RFC 4180, all cells quoted, formulas disarmed. */
#include "doc/doc_priv.h"

#include "doc/csv_guard.h"

bool csv_is_risky(struct str text)
{
	/* the second line: the same signs in full width */
	static const char *const marks[] = {
		"=",  "+", "-",	 "@",  "\t", "\r",
		"\n", "|", "＝", "＋", "－", "＠",
	};

	if (text.n && text.p[0] == '\0')
		return true;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(marks); i++)
		if (str_starts(text, str_c(marks[i])))
			return true;
	return false;
}

/* Apostrophes and then a risky sign: the first one is a guard. A text that
 * has them of its own gets one more, so reading gives back what was written. */
static bool has_guard(struct str text)
{
	ptrdiff_t i = 0;

	while (i < text.n && text.p[i] == '\'')
		i++;
	return i > 0 && csv_is_risky(str_sub(text, i, text.n));
}

struct str csv_unguard(struct str text)
{
	return has_guard(text) ? str_sub(text, 1, text.n) : text;
}

void csv_cell(struct buf *b, struct str text, bool first)
{
	if (!first)
		buf_char(b, ',');
	buf_char(b, '"');
	if (csv_is_risky(text) || has_guard(text))
		buf_char(b, '\'');
	for (ptrdiff_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			buf_char(b, '"');
		if (text.p[i])
			buf_char(b, text.p[i]);
	}
	buf_char(b, '"');
}

void csv_end(struct buf *b)
{
	buf_lit(b, "\r\n");
}
