/*
 * HTML: what compiled templates (tools/tmplc) call, and the site's layout.
 * Values are escaped by the context that they stand in; the compiler chooses
 * the function. Only a struct html is taken as it is.
 */
#ifndef RV_VIEW_H
#define RV_VIEW_H

#include "base/buf.h"
#include "base/cx.h"
#include "i18n/i18n.h"

/* HTML that a template or view helper made; never made from people's text. */
struct html {
	struct str s;
};

/* What templates write to. */
struct view {
	struct buf *out;
	struct arena *arena;
	enum lang lang;
	day_t today;
	struct str as_at;  /* ISO day of a page about the past, or absent */
	bool then;	   /* … in the organisations of that day */
	struct str prefix; /* of our own addresses, see view_prefix() */
};

/* ---- escapers, one a context (see doc/tmplc.md) ------------------------- */
/* Text and quoted attributes: & < > " ' become references; NUL and other
 * control characters but \t \n become U+FFFD. */
void view_text(struct view *v, struct str s);
/* A component inside a URL: everything but A-Z a-z 0-9 - _ . ~ as %XX. */
void view_url_part(struct view *v, struct str s);
/* A whole URL at the start of an href/src/action: only a path of our own
 * ("/…" but not "//…", behind the realm's prefix), http(s):, mailto:, tel:;
 * anything else becomes "#". */
void view_url(struct view *v, struct str s);
/* What stands before "/…" of a template's own address: where one host serves
 * several realms, each has its pages below a path of its own. */
static inline void view_prefix(struct view *v)
{
	if (v->prefix.n)
		buf_str(v->out, v->prefix);
}
void view_int(struct view *v, int64_t n);	/* grouped digits: 6.200 */
void view_plain_int(struct view *v, int64_t n); /* 6200: attributes, URLs */
void view_html(struct view *v, struct html h);

/* Values in {{ }}: chosen by C type. day_t values are written with
 * {{ day(x) }}, see below, since they are plain integers. */
#define view_put(v, x)                                                         \
	_Generic((x),                                   \
		struct str: view_text,                  \
		char *: view_text_c,                    \
		const char *: view_text_c,              \
		int: view_int_i,                        \
		long: view_int,                         \
		long long: view_int_ll,                 \
		struct html: view_html)((v), (x))
#define view_put_attr(v, x)                                                    \
	_Generic((x),                                   \
		struct str: view_text,                  \
		char *: view_text_c,                    \
		const char *: view_text_c,              \
		int: view_plain_int_i,                  \
		long: view_plain_int,                   \
		long long: view_plain_int_ll)((v), (x))
#define view_put_url_part(v, x)                                                \
	_Generic((x),                                   \
		struct str: view_url_part,              \
		char *: view_url_part_c,                \
		const char *: view_url_part_c,          \
		int: view_plain_int_i,                  \
		long: view_plain_int,                   \
		long long: view_plain_int_ll)((v), (x))
#define view_put_url(v, x)                                                     \
	_Generic((x),                                   \
		struct str: view_url,                   \
		char *: view_url_c,                     \
		const char *: view_url_c)((v), (x))

void view_text_c(struct view *v, const char *s);
void view_url_part_c(struct view *v, const char *s);
void view_url_c(struct view *v, const char *s);
static inline void view_int_i(struct view *v, int n)
{
	view_int(v, n);
}
static inline void view_int_ll(struct view *v, long long n)
{
	view_int(v, n);
}
static inline void view_plain_int_i(struct view *v, int n)
{
	view_plain_int(v, n);
}
static inline void view_plain_int_ll(struct view *v, long long n)
{
	view_plain_int(v, n);
}

/* Literal bytes of a template. */
static inline void view_lit(struct view *v, const char *p, ptrdiff_t n)
{
	buf_mem(v->out, p, n);
}

/* _("…") in templates: view_tr(v, "text") or with arguments
 * view_trf(v, "text {0}", VIEW_ARG(v, x), …); the result is text that the
 * surrounding context escapes. */
struct str view_tr(const struct view *v, const char *msgid);
struct str view_tr_n(const struct view *v, const char *one, const char *many,
		     int64_t n);
struct str view_trf(struct view *v, struct str text, const struct str *args,
		    int n_args);
/* An argument of _() as text: integers grouped. */
#define VIEW_ARG(v, x)                                                         \
	_Generic((x),                                   \
		struct str: view_arg_str,               \
		char *: view_arg_c,                     \
		const char *: view_arg_c,               \
		int: view_arg_i,                        \
		long: view_arg_l,                       \
		long long: view_arg_ll)((v), (x))
struct str view_arg_str(struct view *v, struct str s);
struct str view_arg_c(struct view *v, const char *s);
struct str view_arg_i(struct view *v, int n);
struct str view_arg_l(struct view *v, long n);
struct str view_arg_ll(struct view *v, long long n);

/* Functions that templates may call inside {{ }} (all give text): */
struct str view_day(struct view *v, day_t d);	     /* 14/10/2026 */
struct str view_day_iso(struct view *v, day_t d);    /* datetime="" */
struct str view_instant(struct view *v, int64_t ms); /* 14/10/2026 08:05 */
struct str view_tenths(struct view *v, int64_t t);   /* 28,5 */
struct str view_bytes(struct view *v, int64_t n);    /* 48 kB */

/* ---- the layout --------------------------------------------------------- */
struct menu_item {
	struct str title, href;
	bool current;
};
/* What every page hands to page_top() and page_bottom() (view_layout.tmpl).
 * Filled by page_init() (app lends the rest through view_site). */
/* A field of the page's address. */
struct page_kept {
	struct str name, value;
};

struct page {
	bool bare;	  /* of no realm: nothing to lead to */
	struct str title; /* of the document, without the site's name */
	struct str site;  /* name of the committee */
	struct str menu;  /* key of the current menu item */
	struct menu_item *items;
	int n_items;
	bool few; /* three links, no menu: unit secretaries */
	struct str who;
	int seats; /* between how many places they can choose */
	bool signed_in;
	struct str csrf;
	struct str path; /* of this page, for the language switch */
	struct str query;
	struct str css, icon;	/* asset paths */
	struct str js;		/* asset path, or absent */
	struct str theme, size; /* data-theme / data-size, or absent */
	struct str as_of;	/* "08:00 ngày 14/10/2026" */
	struct str past;	/* "30/06/2026": of that day, or absent */
	/* which organisations a page about the past shows, and the way to the
	 * others; absent: no choice */
	struct str structure, other, other_href;
	bool dated;		/* can be asked for another day (?as_at=) */
	struct page_kept *kept; /* the other fields of its address */
	int n_kept;
	bool demo;	 /* says that the data is invented */
	bool finds;	 /* may search */
	struct str find; /* what is in the search field */
	int n_errors;	 /* > 0: the title begins with the count */
	int looks_again; /* seconds until it is asked for again; 0: never. With
			  * a script only its part <div id="again"
			  * data-again="SECONDS"> is, until that is gone. */
};

#endif
