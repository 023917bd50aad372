/*
 * multipart/form-data, read as it arrives in pieces of any size. Only what
 * browsers send is taken: no preamble, one Content-Disposition a part, no
 * transfer encodings. Every part has a limit that stops it while it streams.
 */
#include "http/http_priv.h"

#include "base/utf8.h"

enum {
	BOUNDARY_MOST = 70,
	LINE_MOST = 1024,
	LINES_MOST = 8,
};

enum state {
	AT_START,    /* the first boundary must stand at once */
	AT_LINE_END, /* behind a boundary: CR LF or -- */
	AT_HEADER,
	AT_BODY,
	AT_END, /* behind the last boundary */
};

struct multipart {
	struct arena *arena;
	struct multipart_limits limits;
	enum state state;
	struct str delimiter; /* CR LF -- boundary */
	ptrdiff_t matched;    /* bytes of the delimiter seen */
	char line[LINE_MOST];
	ptrdiff_t n_line;
	int n_lines; /* header lines of this part */
	struct pair part;
	bool named;
	int64_t most;
	struct buf body;
	struct pairs done;
};

static bool is_boundary(struct str s)
{
	static const char extra[] = "'()+_,-./:=? ";

	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			    (c >= 'A' && c <= 'Z') || (c && strchr(extra, c));

		if (!good)
			return false;
	}
	return s.n > 0 && s.n <= BOUNDARY_MOST && s.p[s.n - 1] != ' ';
}

static struct str boundary_of(struct str content_type)
{
	struct str rest = content_type;
	struct str found = STR_NULL;

	if (!str_eq_nocase(str_trim(str_cut(&rest, ';')),
			   STR("multipart/form-data")))
		return STR_NULL;
	while (rest.p) {
		struct str value = str_trim(str_cut(&rest, ';'));
		struct str name = str_cut(&value, '=');

		if (!str_eq_nocase(name, STR("boundary")))
			continue;
		if (found.p || !value.p)
			return STR_NULL;
		if (value.n >= 2 && value.p[0] == '"' &&
		    value.p[value.n - 1] == '"')
			value = str_sub(value, 1, value.n - 1);
		found = value;
	}
	return found.p && is_boundary(found) ? found : STR_NULL;
}

struct multipart *multipart_new(struct arena *a, struct str content_type,
				struct multipart_limits limits)
{
	struct str boundary = boundary_of(content_type);
	struct multipart *m;

	if (!boundary.p)
		return NULL;
	m = arena_new(a, struct multipart, 1);
	m->arena = a;
	m->limits = limits;
	m->delimiter = str_cat(a, STR("\r\n--"), boundary);
	/* as if the line break before the first boundary had been there */
	m->matched = 2;
	return m;
}

static struct err *multipart_bad(const struct multipart *m, const char *why)
{
	return err_detail(m->arena,
			  err_new(m->arena, ERR_INVALID,
				  N_("The form did not arrive as a browser "
				     "sends it.")),
			  "multipart: %s", why);
}

/* The next `; name="value"`; quotes may not stand inside a value. */
static bool parameter_next(struct str *rest, struct str *ret_name,
			   struct str *ret_value)
{
	struct str s = str_trim(*rest);
	ptrdiff_t eq = str_find(s, STR("=\""), 0);
	ptrdiff_t end = eq < 0 ? -1 : str_find(s, STR("\""), eq + 2);

	if (s.n < 2 || s.p[0] != ';' || end < 0)
		return false;
	*ret_name = str_trim(str_sub(s, 1, eq));
	*ret_value = str_sub(s, eq + 2, end);
	*rest = str_trim(str_sub(s, end + 1, s.n));
	return true;
}

/* Browsers write " CR LF inside a name as %22 %0D %0A, and nothing else. */
static struct str unquote(struct arena *a, struct str s)
{
	char *p = arena_new(a, char, s.n + 1);
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < s.n; i++) {
		struct str three = str_sub(s, i, i + 3);
		bool quote = str_eq(three, STR("%22"));

		if (quote || str_eq_nocase(three, STR("%0D")) ||
		    str_eq_nocase(three, STR("%0A"))) {
			p[n++] = quote ? '"' : ' ';
			i += 2;
		} else {
			p[n++] = s.p[i];
		}
	}
	return (struct str){ p, n };
}

static struct err *disposition_read(struct multipart *m, struct str value)
{
	struct str rest = value;
	struct str name, text;
	ptrdiff_t semicolon = str_find_char(value, ';');

	if (m->named)
		return multipart_bad(m, "two dispositions");
	if (semicolon < 0 ||
	    !str_eq_nocase(str_trim(str_sub(value, 0, semicolon)),
			   STR("form-data")))
		return multipart_bad(m, "disposition");
	rest = str_sub(value, semicolon, value.n);
	while (rest.n) {
		if (!parameter_next(&rest, &name, &text) || !utf8_valid(text))
			return multipart_bad(m, "parameter");
		text = unquote(m->arena, text);
		if (str_eq_nocase(name, STR("name")) && !m->named) {
			m->part.name = text;
			m->named = true;
		} else if (str_eq_nocase(name, STR("filename")) &&
			   !m->part.is_file) {
			m->part.is_file = true;
			m->part.file_name = text;
		} else {
			return multipart_bad(m, "unknown parameter");
		}
	}
	return m->named && m->part.name.n ? NULL : multipart_bad(m, "no name");
}

static bool is_identity(struct str coding)
{
	return str_eq_nocase(coding, STR("7bit")) ||
	       str_eq_nocase(coding, STR("8bit")) ||
	       str_eq_nocase(coding, STR("binary"));
}

static struct err *header_read(struct multipart *m)
{
	struct str value = { m->line, m->n_line };
	struct str name = str_cut(&value, ':');

	if (!value.p || !name.n || name.p[0] == ' ' || name.p[0] == '\t' ||
	    ++m->n_lines > LINES_MOST)
		return multipart_bad(m, "header line");
	value = str_trim(value);
	if (str_eq_nocase(name, STR("Content-Disposition")))
		return disposition_read(m, value);
	if (str_eq_nocase(name, STR("Content-Transfer-Encoding")) &&
	    !is_identity(value))
		return multipart_bad(m, "transfer encoding");
	return NULL;
}

/* The empty line behind a part's headers. */
static struct err *part_begin(struct multipart *m)
{
	struct arena *a = m->arena;

	if (!m->named)
		return multipart_bad(m, "no disposition");
	m->most = m->limits.most(m->limits.arg, m->part.name, m->part.is_file);
	if (m->most < 0)
		return err_new(a, ERR_INVALID,
			       N_("The form has a field “{0}” that this page "
				  "does not know."),
			       utf8_cut(m->part.name, 40));
	m->body = buf_init(a, MAX(m->most, 1));
	m->state = AT_BODY;
	m->matched = 0;
	return NULL;
}

static struct err *part_end(struct multipart *m)
{
	if (m->done.n == PARTS_MOST)
		return err_new(m->arena, ERR_LIMIT,
			       N_("The form has too many parts."));
	m->part.value = buf_view(&m->body);
	if (!m->part.is_file && !utf8_valid(m->part.value))
		return multipart_bad(m, "not UTF-8");
	if (!m->part.is_file &&
	    memchr(m->part.value.p, 0, (size_t)m->part.value.n))
		return multipart_bad(m, "a zero byte");
	*vec_push(m->arena, &m->done) = m->part;
	return NULL;
}

/* Collects a line; *ret_whole when its CR LF has come. */
static struct err *line_char(struct multipart *m, char c, bool *ret_whole)
{
	bool after_cr = m->n_line && m->line[m->n_line - 1] == '\r';

	*ret_whole = false;
	if (after_cr && c == '\n') {
		m->n_line--;
		*ret_whole = true;
		return NULL;
	}
	if (after_cr || c == '\n' || !c || m->n_line == LINE_MOST)
		return multipart_bad(m, "line");
	m->line[m->n_line++] = c;
	return NULL;
}

static struct err *header_char(struct multipart *m, char c)
{
	bool whole;
	struct err *err = line_char(m, c, &whole);

	if (err || !whole)
		return err;
	if (m->n_line == 0)
		return part_begin(m);
	err = header_read(m);
	m->n_line = 0;
	return err;
}

/* Behind a boundary: CR LF before a further part, -- at the end. */
static struct err *line_end_char(struct multipart *m, char c)
{
	m->line[m->n_line++] = c;
	if (m->n_line < 2)
		return NULL;
	m->n_line = 0;
	if (m->line[0] == '-' && m->line[1] == '-') {
		m->state = AT_END;
		return NULL;
	}
	if (m->line[0] != '\r' || m->line[1] != '\n')
		return multipart_bad(m, "boundary line");
	m->part = (struct pair){ .name = STR_NULL };
	m->named = false;
	m->n_lines = 0;
	m->state = AT_HEADER;
	return NULL;
}

static struct err *body_put(struct multipart *m, const char *p, ptrdiff_t n)
{
	buf_mem(&m->body, p, n);
	if (!m->body.full && m->body.n <= m->most)
		return NULL;
	return err_at(err_new(m->arena, ERR_LIMIT,
			      m->part.is_file
				      ? N_("The file “{0}” is larger than "
					   "allowed here ({1} kB).")
				      : N_("The field “{0}” is longer than "
					   "allowed here ({1} kB)."),
			      utf8_cut(m->part.is_file ? m->part.file_name
						       : m->part.name,
				       80),
			      str_fmt(m->arena, "%lld",
				      (long long)((m->most + 1023) / 1024))),
		      m->part.name);
}

/*
 * One byte of a body. CR stands in the delimiter only at its beginning, so a
 * broken match can begin again only at the present byte.
 */
static struct err *body_char(struct multipart *m, char c)
{
	ptrdiff_t seen = m->matched;
	struct err *err;

	if (c == m->delimiter.p[seen]) {
		if (++m->matched < m->delimiter.n)
			return NULL;
		m->matched = 0;
		m->state = AT_LINE_END;
		return part_end(m);
	}
	m->matched = 0;
	err = body_put(m, m->delimiter.p, seen);
	if (err)
		return err;
	if (c == '\r') {
		m->matched = 1;
		return NULL;
	}
	return body_put(m, &c, 1);
}

static struct err *start_char(struct multipart *m, char c)
{
	if (c != m->delimiter.p[m->matched])
		return multipart_bad(m, "no boundary at the start");
	if (++m->matched == m->delimiter.n) {
		m->matched = 0;
		m->state = AT_LINE_END;
	}
	return NULL;
}

/* Only one line break may stand behind the last boundary. */
static struct err *end_char(struct multipart *m, char c)
{
	if (m->n_line > 1 || c != "\r\n"[m->n_line])
		return multipart_bad(m, "text behind the end");
	m->n_line++;
	return NULL;
}

static struct err *multipart_char(struct multipart *m, char c)
{
	switch (m->state) {
	case AT_START:
		return start_char(m, c);
	case AT_LINE_END:
		return line_end_char(m, c);
	case AT_HEADER:
		return header_char(m, c);
	case AT_BODY:
		return body_char(m, c);
	case AT_END:
		break;
	}
	return end_char(m, c);
}

struct err *multipart_feed(struct multipart *m, struct str bytes)
{
	ptrdiff_t at = 0;
	struct err *err = NULL;

	while (!err && at < bytes.n) {
		const char *p = bytes.p + at;
		const char *cr;

		if (m->state != AT_BODY || m->matched || *p == '\r') {
			err = multipart_char(m, *p);
			at++;
			continue;
		}
		/* most bytes of a file are taken in long runs */
		cr = memchr(p, '\r', (size_t)(bytes.n - at));
		err = body_put(m, p, cr ? cr - p : bytes.n - at);
		at += cr ? cr - p : bytes.n - at;
	}
	return err;
}

struct err *multipart_end(struct multipart *m, struct pairs *pairs)
{
	if (m->state != AT_END || m->n_line == 1)
		return multipart_bad(m, "cut off");
	*pairs = m->done;
	return NULL;
}
