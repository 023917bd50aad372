/* HTML as far as a template compiler must know it: see tmplc_html.h. */
#include "tmplc_html.h"

#define BARE_LT "a bare \"<\": write &lt;"

static bool is_letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

static bool is_space(char ch)
{
	return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\f' ||
	       ch == '\r';
}

/* Of tags and attributes. */
static bool is_name(char ch)
{
	return is_letter(ch) || (ch >= '0' && ch <= '9') || ch == '-' ||
	       ch == '_' || ch == ':' || ch == '.';
}

static void word_begin(struct html_ctx *c, char ch)
{
	memset(c->word, 0, sizeof(c->word));
	c->word[0] = ch >= 'A' && ch <= 'Z' ? (char)(ch + 32) : ch;
	c->n_word = 1;
}

static void word_add(struct html_ctx *c, char ch)
{
	if (c->n_word < (int)sizeof(c->word) - 1)
		c->word[c->n_word] =
			ch >= 'A' && ch <= 'Z' ? (char)(ch + 32) : ch;
	if (c->n_word < (int)sizeof(c->word))
		c->n_word++;
}

static bool word_is(const struct html_ctx *c, const char *name)
{
	return c->n_word < (int)sizeof(c->word) && !strcmp(c->word, name);
}

static bool word_in(const struct html_ctx *c, const char *const *names)
{
	for (; *names; names++)
		if (word_is(c, *names))
			return true;
	return false;
}

/* The name of a start tag is complete. */
static const char *tag_named(struct html_ctx *c)
{
	static const char *const no_html[] = { "plaintext", "xmp", "noembed",
					       "noframes", NULL };

	c->element = HTML_OTHER;
	c->src = false;
	if (word_is(c, "title"))
		c->element = HTML_TITLE;
	else if (word_is(c, "textarea"))
		c->element = HTML_TEXTAREA;
	else if (word_is(c, "script"))
		c->element = HTML_A_SCRIPT;
	else if (word_is(c, "style"))
		return "an inline <style> element: styles are in asset/";
	else if (word_in(c, no_html))
		return "an element whose contents browsers don't read as HTML";
	return NULL;
}

static enum html_element end_of(const struct html_ctx *c)
{
	return word_is(c, "title")	? HTML_TITLE
	       : word_is(c, "textarea") ? HTML_TEXTAREA
	       : word_is(c, "script")	? HTML_A_SCRIPT
					: HTML_OTHER;
}

/* ">" of a start tag; `closed` when a "/" stood before it. */
static const char *tag_end(struct html_ctx *c, bool closed)
{
	switch (c->element) {
	case HTML_A_SCRIPT:
		if (!c->src)
			return "an inline <script> element: "
			       "scripts are in asset/";
		if (closed)
			return "<script/> isn't closed in HTML: "
			       "write </script>";
		c->state = HTML_SCRIPT;
		return NULL;
	case HTML_TITLE:
	case HTML_TEXTAREA:
		/* inside <svg>, a closed <title/> is never needed either */
		if (closed)
			return "<title/> and <textarea/> aren't closed in "
			       "HTML: write an end tag";
		c->state = HTML_RCDATA;
		return NULL;
	case HTML_OTHER:
		break;
	}
	c->state = HTML_TEXT;
	return NULL;
}

/* "=" behind an attribute's name. */
static const char *attr_named(struct html_ctx *c)
{
	static const char *const urls[] = {
		"href", "src",	"action",   "formaction", "poster",	"cite",
		"data", "ping", "manifest", "background", "xlink:href", NULL
	};

	c->attr = HTML_PLAIN;
	c->begun = false;
	c->state = HTML_BEFORE_VALUE;
	if (word_is(c, "src"))
		c->src = true;
	if (!strncmp(c->word, "on", 2))
		return "an on… attribute: scripts are in asset/";
	if (word_is(c, "style"))
		return "a style attribute: styles are in asset/";
	if (word_is(c, "srcdoc") || word_is(c, "srcset") ||
	    word_is(c, "imagesrcset"))
		c->attr = HTML_CODE;
	else if (word_in(c, urls))
		c->attr = HTML_URL;
	return NULL;
}

/* Inside a start tag, where an attribute, "/" or ">" may stand. */
static const char *in_tag(struct html_ctx *c, char ch)
{
	if (ch == '>')
		return tag_end(c, false);
	if (ch == '/') {
		c->state = HTML_SLASH;
		return NULL;
	}
	if (is_space(ch)) {
		c->state = HTML_TAG_SPACE;
		return NULL;
	}
	if (c->state != HTML_TAG_SPACE)
		return "white space is missing between attributes";
	if (!is_letter(ch))
		return "not the beginning of an attribute's name";
	word_begin(c, ch);
	c->state = HTML_ATTR_NAME;
	return NULL;
}

/* In or behind an attribute's name. */
static const char *in_attr(struct html_ctx *c, char ch)
{
	if (ch == '=')
		return attr_named(c);
	if (c->state == HTML_ATTR_NAME) {
		if (is_name(ch)) {
			word_add(c, ch);
			return NULL;
		}
		if (is_space(ch)) {
			c->state = HTML_ATTR_TAIL;
			return NULL;
		}
		return in_tag(c, ch);
	}
	if (is_space(ch))
		return NULL;
	c->state = HTML_TAG_SPACE;
	return in_tag(c, ch);
}

static const char *in_value(struct html_ctx *c, char ch)
{
	if (c->state == HTML_BEFORE_VALUE) {
		if (ch != '"' && ch != '\'')
			return "an attribute value without quotes";
		c->quote = ch;
		c->n_word = 0;
		memset(c->word, 0, sizeof(c->word));
		c->state = HTML_VALUE;
		return NULL;
	}
	if (ch == c->quote) {
		c->state = HTML_TAG_TIGHT;
		return NULL;
	}
	c->begun = true;
	word_add(c, ch);
	if (c->attr == HTML_URL && word_is(c, "javascript:"))
		return "a javascript: address";
	return NULL;
}

/* Behind "<", "</" and "<!". */
static const char *in_opening(struct html_ctx *c, char ch)
{
	if (c->state == HTML_LT && ch == '/') {
		c->state = HTML_CLOSE;
		return NULL;
	}
	if (c->state == HTML_LT && ch == '!') {
		c->state = HTML_DECL;
		c->n_word = 0;
		memset(c->word, 0, sizeof(c->word));
		return NULL;
	}
	if (c->state == HTML_DECL) {
		word_add(c, ch);
		if (word_is(c, "--"))
			c->state = HTML_COMMENT;
		else if (word_is(c, "doctype"))
			c->state = HTML_DOCTYPE;
		else if (c->n_word > 7 || !(is_letter(ch) || ch == '-'))
			return "neither a comment nor a doctype behind \"<!\"";
		if (c->state != HTML_DECL) {
			c->n_word = 0;
			memset(c->word, 0, sizeof(c->word));
		}
		return NULL;
	}
	if (!is_letter(ch))
		return BARE_LT;
	word_begin(c, ch);
	c->state = c->state == HTML_CLOSE ? HTML_END_NAME : HTML_TAG_NAME;
	return NULL;
}

/* In a comment; `word` keeps the dashes behind which ">" would end it. */
static const char *in_comment(struct html_ctx *c, char ch)
{
	if (c->n_word == 2 && ch == '!')
		return "\"--!\" ends a comment in browsers";
	if (ch == '>' && c->n_word < 2 && !c->begun)
		return "\"<!-->\" ends a comment in browsers";
	if (ch == '>' && c->n_word == 2) {
		c->state = HTML_TEXT;
		return NULL;
	}
	if (ch == '-') {
		c->n_word = MIN(c->n_word + 1, 2);
		return NULL;
	}
	c->n_word = 0;
	c->begun = true;
	return NULL;
}

static const char *in_end_tag(struct html_ctx *c, char ch)
{
	if (c->state == HTML_END_NAME && is_name(ch)) {
		word_add(c, ch);
		return NULL;
	}
	if (is_space(ch)) {
		c->state = HTML_END_TAIL;
		return NULL;
	}
	if (ch != '>')
		return "an end tag holds only its name";
	if (c->element != HTML_OTHER && end_of(c) != c->element)
		return "another end tag than that of the <title>, <textarea> "
		       "or <script>";
	c->element = HTML_OTHER;
	c->state = HTML_TEXT;
	return NULL;
}

static const char *in_text(struct html_ctx *c, char ch)
{
	if (ch == '<') {
		c->state = HTML_LT;
		return NULL;
	}
	return c->state == HTML_SCRIPT
		       ? "something inside <script>: scripts are in asset/"
		       : NULL;
}

static const char *in_tag_name(struct html_ctx *c, char ch)
{
	const char *why;

	if (is_name(ch)) {
		word_add(c, ch);
		return NULL;
	}
	why = tag_named(c);
	return why ? why : in_tag(c, ch);
}

const char *html_feed(struct html_ctx *c, char ch)
{
	switch (c->state) {
	case HTML_TEXT:
	case HTML_RCDATA:
	case HTML_SCRIPT:
		return in_text(c, ch);
	case HTML_LT:
		if (c->element != HTML_OTHER && ch != '/')
			return "a tag inside <title>, <textarea> or <script>";
		return in_opening(c, ch);
	case HTML_CLOSE:
	case HTML_DECL:
		c->begun = false;
		return in_opening(c, ch);
	case HTML_DOCTYPE:
		if (ch == '>')
			c->state = HTML_TEXT;
		return NULL;
	case HTML_COMMENT:
		return in_comment(c, ch);
	case HTML_TAG_NAME:
		return in_tag_name(c, ch);
	case HTML_END_NAME:
	case HTML_END_TAIL:
		return in_end_tag(c, ch);
	case HTML_TAG_SPACE:
	case HTML_TAG_TIGHT:
		return in_tag(c, ch);
	case HTML_ATTR_NAME:
	case HTML_ATTR_TAIL:
		return in_attr(c, ch);
	case HTML_BEFORE_VALUE:
	case HTML_VALUE:
		return in_value(c, ch);
	case HTML_SLASH:
		return ch == '>' ? tag_end(c, true)
				 : "a \"/\" in a tag that no \">\" follows";
	}
	return "a place unknown to the compiler";
}

const char *html_value(struct html_ctx *c, enum html_hole *ret_hole)
{
	switch (c->state) {
	case HTML_TEXT:
	case HTML_RCDATA:
		*ret_hole = HOLE_TEXT;
		return NULL;
	case HTML_VALUE:
		if (c->attr == HTML_CODE)
			return "a value in srcdoc or srcset";
		*ret_hole = c->attr == HTML_PLAIN ? HOLE_ATTR
			    : c->begun		  ? HOLE_URL_PART
						  : HOLE_URL;
		c->begun = true;
		word_add(c, ' '); /* no longer a beginning of javascript: */
		return NULL;
	case HTML_SCRIPT:
		return "a value inside <script>";
	case HTML_DECL:
	case HTML_DOCTYPE:
	case HTML_COMMENT:
		return "a value inside a comment or doctype";
	case HTML_BEFORE_VALUE:
		return "a value in an attribute without quotes";
	case HTML_LT:
	case HTML_CLOSE:
	case HTML_TAG_NAME:
	case HTML_END_NAME:
	case HTML_END_TAIL:
		return "a value in a tag's name";
	default:
		return "a value in an attribute's name";
	}
}

const char *html_seam(struct html_ctx *c)
{
	const char *why = NULL;

	switch (c->state) {
	case HTML_LT:
	case HTML_CLOSE:
	case HTML_DECL:
	case HTML_DOCTYPE:
	case HTML_END_NAME:
	case HTML_END_TAIL:
	case HTML_SLASH:
		return "a branch inside a tag's name";
	case HTML_BEFORE_VALUE:
		return "a branch between \"=\" and the value's quote";
	case HTML_SCRIPT:
		return "a branch inside <script>";
	case HTML_COMMENT:
		return "a branch inside a comment: use {# … #}";
	case HTML_TAG_NAME:
		why = tag_named(c);
		c->state = HTML_TAG_TIGHT;
		return why;
	case HTML_ATTR_NAME:
		c->state = HTML_TAG_TIGHT;
		return NULL;
	case HTML_ATTR_TAIL:
		c->state = HTML_TAG_SPACE;
		return NULL;
	case HTML_VALUE:
		word_add(c, ' ');
		return NULL;
	default:
		return NULL;
	}
}

static bool in_start_tag(const struct html_ctx *c)
{
	return c->state == HTML_TAG_SPACE || c->state == HTML_TAG_TIGHT;
}

bool html_join(struct html_ctx *c, const struct html_ctx *other)
{
	if (c->element != other->element)
		return false;
	if (in_start_tag(c) && in_start_tag(other)) {
		if (other->state == HTML_TAG_TIGHT)
			c->state = HTML_TAG_TIGHT;
		c->src = c->src && other->src;
		return true;
	}
	if (c->state != other->state)
		return false;
	return c->state != HTML_VALUE ||
	       (c->quote == other->quote && c->attr == other->attr &&
		(c->attr != HTML_URL || c->begun == other->begun));
}

const char *html_place(const struct html_ctx *c)
{
	switch (c->state) {
	case HTML_TEXT:
		return "text";
	case HTML_RCDATA:
		return c->element == HTML_TITLE ? "<title>" : "<textarea>";
	case HTML_SCRIPT:
		return "<script>";
	case HTML_COMMENT:
	case HTML_DECL:
	case HTML_DOCTYPE:
		return "a comment or doctype";
	case HTML_VALUE:
		return c->attr != HTML_URL ? "an attribute's value"
		       : c->begun	   ? "the rest of an address"
					   : "the beginning of an address";
	default:
		return "a tag";
	}
}
