/*
 * Where in HTML a place of a template is. The machine is fed a template's
 * literal bytes one by one and knows what a value would mean there. It is
 * stricter than HTML: what browsers would guess at is refused.
 */
#ifndef RV_TMPLC_HTML_H
#define RV_TMPLC_HTML_H

#include "base/str.h"

enum html_state {
	HTML_TEXT,
	HTML_RCDATA,  /* inside <title>, <textarea> */
	HTML_SCRIPT,  /* inside <script src="…">: must stay empty */
	HTML_LT,      /* behind "<" */
	HTML_CLOSE,   /* behind "</" */
	HTML_DECL,    /* behind "<!" */
	HTML_DOCTYPE, /* in "<!doctype …" */
	HTML_COMMENT, /* in a comment */
	HTML_TAG_NAME,
	HTML_END_NAME,	/* name of an end tag */
	HTML_END_TAIL,	/* behind it */
	HTML_TAG_SPACE, /* in a tag, an attribute may begin */
	HTML_TAG_TIGHT, /* in a tag, white space must come first */
	HTML_ATTR_NAME,
	HTML_ATTR_TAIL, /* behind a name and white space: "=" may come */
	HTML_BEFORE_VALUE,
	HTML_VALUE,
	HTML_SLASH, /* behind "/" in a tag */
};

enum html_element { HTML_OTHER, HTML_TITLE, HTML_TEXTAREA, HTML_A_SCRIPT };
enum html_attr { HTML_PLAIN, HTML_URL, HTML_CODE };

struct html_ctx {
	enum html_state state;
	enum html_element element; /* of the open or last tag */
	enum html_attr attr;	   /* of the value */
	char quote;		   /* of the value */
	bool begun;		   /* the value isn't empty any more */
	bool src;		   /* the tag has a src attribute */
	char word[16];		   /* name or declaration being read, lower */
	int n_word;		   /* may go beyond: then the rest is lost */
};

/* What writes a value at a place. */
enum html_hole { HOLE_TEXT, HOLE_ATTR, HOLE_URL, HOLE_URL_PART };

/* Goes one literal byte further; a reason to refuse it, or NULL. */
const char *html_feed(struct html_ctx *c, char ch) MUST_USE;
/* A value stands here: how to write it, or a reason to refuse it. */
const char *html_value(struct html_ctx *c, enum html_hole *ret_hole) MUST_USE;
/* A branch or loop begins or ends here. What was read is complete: behind
 * it in a tag, only white space, "/" or ">" may follow. */
const char *html_seam(struct html_ctx *c) MUST_USE;
/* Two ways lead here: makes *c good for both, or gives false. */
bool html_join(struct html_ctx *c, const struct html_ctx *other) MUST_USE;
/* Name of the place for messages: "text", "a tag", … */
const char *html_place(const struct html_ctx *c);

#endif
