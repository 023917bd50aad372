/*
 * What the parts of the document reader share. One struct reader lives for
 * one file; it owns every limit, so that a part cannot forget one.
 */
#ifndef RV_DOC_PRIV_H
#define RV_DOC_PRIV_H

#include "base/utf8.h"
#include "doc/doc.h"

#include <zip.h>

/* ---- faults ------------------------------------------------------------ */

/* Every sentence that reading can end with. The child sends the number, the
 * parent owns the words. */
enum doc_fault {
	FAULT_EMPTY,
	FAULT_BIG, /* {0} MB */
	FAULT_NOT_DOCX,
	FAULT_NOT_XLSX,
	FAULT_NOT_CSV,
	FAULT_KIND, /* an ending that we don't read */
	FAULT_OLD_DOC,
	FAULT_OLD_XLS,
	FAULT_OLD_OFFICE,
	FAULT_ODT,
	FAULT_ODS,
	FAULT_XLSB,
	FAULT_PDF,
	FAULT_LOCKED,
	FAULT_MACRO,
	FAULT_NAME_DOCX, /* the ending says something else */
	FAULT_NAME_XLSX,
	FAULT_TRUNCATED,
	FAULT_DAMAGED, /* {0} part of the file */
	FAULT_NO_PART, /* {0} */
	FAULT_METHOD,
	FAULT_BOMB,
	FAULT_ENTRIES, /* {0} */
	FAULT_DTD,
	FAULT_DEEP,
	FAULT_ROWS,	 /* {0} */
	FAULT_CELLS,	 /* {0} */
	FAULT_CELL,	 /* {0} place */
	FAULT_CELL_WORD, /* {0} table {1} row {2} column */
	FAULT_PARA,
	FAULT_TEXT, /* {0} MB of text */
	FAULT_STRINGS,
	FAULT_ENCODING, /* {0} line */
	FAULT_QUOTE,	/* {0} line */
	FAULT_CRASH,
	FAULT_SLOW,
	FAULT_START,
	N_FAULTS
};

struct err *doc_fault_make(struct arena *a, enum doc_fault f,
			   const struct str *arg, int n) NONNULL_RESULT;
#define doc_fault(a, f, ...)                                                   \
	doc_fault_make((a), (f),                                               \
		       (const struct str[]){ STR_NULL, ##__VA_ARGS__ },        \
		       (int)(sizeof((const struct str[]){ STR_NULL,            \
							  ##__VA_ARGS__ }) /   \
			     sizeof(struct str)) -                             \
			       1)
/* The number of an error made by doc_fault(); -1 for any other. */
int doc_fault_of(const struct err *e);

/* ---- limits that the caller cannot set --------------------------------- */
enum {
	MAX_RATIO = 100, /* unpacked : packed, beyond RATIO_FROM */
	RATIO_FROM = 1 << 20,
	MAX_STRINGS = 500 * 1000, /* shared strings of a workbook */
	MAX_DEPTH = 256,	  /* of an XML part */
	MAX_COLS = 16384,
	MAX_SHEET_ROWS = 1048576,
	MAX_TABLES = 1000,
	MAX_MERGES = 20000,
};

/* ---- one file being read ----------------------------------------------- */
struct doc_tables {
	struct doc_table *p;
	ptrdiff_t n, cap;
};
struct doc_rows {
	struct doc_row *p;
	ptrdiff_t n, cap;
};
struct doc_cells {
	struct doc_cell *p;
	ptrdiff_t n, cap;
};

struct reader {
	struct arena *a;       /* the result's */
	struct doc_limits max; /* no zeros left */
	struct err *err;       /* the first fault; all stops */
	zip_t *zip;
	ptrdiff_t unpacked;
	ptrdiff_t n_rows, n_cells, n_text;
	struct doc_tables tables;
	struct strs paras, asides;
	int hidden_sheets;
	bool was_legacy, had_changes;
	/* the row being made */
	struct doc_cells cells;
};

/* Fills the zeros. */
struct doc_limits doc_limits_full(const struct doc_limits *l);
/* Bytes of the longest answer: the texts, and what stands around them. */
ptrdiff_t doc_limits_wire(const struct doc_limits *max);
/* Keeps the first fault. */
void reader_fail(struct reader *r, struct err *e);
/* Counts n bytes of text of the result. */
void reader_count(struct reader *r, ptrdiff_t n);
/* A cell's or a paragraph's text: cleaned and counted. */
struct str reader_text(struct reader *r, struct str raw);
/* Puts the gathered cells as a row behind `rows`; empties the gathering. */
struct doc_row *reader_row(struct reader *r, struct doc_rows *rows, int number);
struct doc_cell *reader_cell(struct reader *r);
void reader_table(struct reader *r, struct str title, struct doc_rows rows);
/* Decimal digits, for messages. */
struct str doc_number(struct arena *a, int64_t n);

/* ---- kinds --------------------------------------------------------------- */
struct err *doc_docx_read(struct reader *r, struct str part) MUST_USE;
/* document.xml alone, for fuzzers. */
struct err *doc_docx_read_xml(struct reader *r, struct str xml) MUST_USE;
struct err *doc_xlsx_read(struct reader *r, struct str part) MUST_USE;
struct err *doc_csv_read(struct reader *r, struct str bytes) MUST_USE;

/* ---- zip ----------------------------------------------------------------- */
/* Opens the package in r->zip and refuses what isn't to be read; gives the
 * kind that its contents have and the name of its main part. */
struct err *doc_zip_open(struct reader *r, struct str bytes,
			 enum doc_kind *ret_kind,
			 struct str *ret_part) MUST_USE;
void doc_zip_closep(zip_t **zip);
bool doc_zip_has(struct reader *r, struct str part);
/* "xl/workbook.xml" + "worksheets/sheet1.xml" → "xl/worksheets/sheet1.xml" */
struct str doc_zip_beside(struct arena *a, struct str part, struct str target);
/* The part's relationships: "xl/_rels/workbook.xml.rels". */
struct str doc_zip_rels(struct arena *a, struct str part);

/* Why a file that isn't a zip is refused; never NULL. */
struct err *doc_refuse(struct arena *a, struct str name,
		       struct str bytes) NONNULL_RESULT;

/* ---- XML ----------------------------------------------------------------- */
/* Names come without their prefix. attr: name, value, … , NULL. */
struct xml_sax {
	void (*open)(void *ctx, const char *name, const char **attr);
	void (*close)(void *ctx, const char *name);
	void (*text)(void *ctx, const char *p, int n);
};
/* Streams a part of the package; r->err stops it. */
struct err *doc_xml_part(struct reader *r, struct str part,
			 const struct xml_sax *sax, void *ctx) MUST_USE;
/* The same with XML from memory, for fuzzers and tests. */
struct err *doc_xml_bytes(struct reader *r, struct str xml,
			  const struct xml_sax *sax, void *ctx) MUST_USE;
/* An attribute by its name without prefix; NULL when absent. */
const char *xml_attr(const char **attr, const char *name);
int xml_attr_int(const char **attr, const char *name, int otherwise);
/* w:val of an on/off element: on unless it says otherwise. */
bool xml_attr_on(const char **attr);
static inline bool xml_is(const char *name, const char *want)
{
	return strcmp(name, want) == 0;
}

/* A relationship: the target of an id, or of the first of a type. */
struct rel {
	struct str id, type, target;
	bool is_external;
};
struct rels {
	struct rel *p;
	ptrdiff_t n, cap;
};
struct err *doc_rels_read(struct reader *r, struct str part,
			  struct rels *ret_rels) MUST_USE;
struct str doc_rels_target(const struct rels *rels, struct str id);
struct str doc_rels_of_type(const struct rels *rels, const char *type_end);

/* ---- beside the flow ------------------------------------------------------- */
/* Gathers the paragraphs of a text box, a header, a drawing. */
struct aside {
	struct reader *r;
	struct buf text;
	bool in_t;
};
void aside_init(struct aside *x, struct reader *r);
void aside_open(void *ctx, const char *name, const char **attr);
void aside_close(void *ctx, const char *name);
void aside_text(void *ctx, const char *p, int n);
/* One text as it is. */
void aside_add(struct reader *r, struct str raw);
struct err *doc_aside_read(struct reader *r, struct str part) MUST_USE;
/* All parts of a type that a part refers to; absent ones are passed over. */
struct err *doc_asides_read(struct reader *r, struct str part,
			    const struct rels *rels,
			    const char *type_end) MUST_USE;

/* ---- legacy fonts --------------------------------------------------------- */
struct font {
	enum legacy legacy;
	bool upper;
	bool is_set;
};
struct font font_of(const char *name);
/* Converted when the font is a legacy one and the text can be; marks r. */
struct str font_text(struct reader *r, struct font f, struct str raw);

/* ---- Word: styles and numbers ---------------------------------------------- */
struct word_style {
	struct str id, based_on;
	struct font font;
	int bold, vanish; /* -1 unset, 0, 1 */
	int num, level;	  /* -1 unset */
	bool is_default;  /* of paragraphs */
};
struct word_styles {
	struct word_style *p;
	ptrdiff_t n, cap;
	struct font font; /* of the whole document */
};
struct err *word_styles_read(struct reader *r, struct str part,
			     struct word_styles *ret_styles) MUST_USE;
/* The style with what it is based on; the default one for an absent id. */
struct word_style word_style_get(const struct word_styles *s, struct str id);

enum { NUM_LEVELS = 9, MAX_NUMS = 4096 };
struct word_level {
	struct str text; /* "%1.%2" */
	struct str format;
	int start;
	bool is_set;
};
struct word_list { /* w:abstractNum, with its counters */
	int id;
	struct word_level level[NUM_LEVELS];
	int count[NUM_LEVELS];
	bool used[NUM_LEVELS];
};
struct word_num { /* w:num */
	int id, list;
	int start[NUM_LEVELS]; /* lvlOverride, -1 none */
	bool begun;
};
struct word_lists {
	struct {
		struct word_list *p;
		ptrdiff_t n, cap;
	} lists;
	struct {
		struct word_num *p;
		ptrdiff_t n, cap;
	} nums;
};
struct err *word_lists_read(struct reader *r, struct str part,
			    struct word_lists *ret_lists) MUST_USE;
/* Counts on and gives the paragraph's number ("2.1."), or an empty one. */
struct str word_lists_next(struct arena *a, struct word_lists *l, int num,
			   int level);

/* ---- Excel: styles and strings --------------------------------------------- */
enum cell_format {
	FMT_PLAIN,
	FMT_DATE,
	FMT_MONTH, /* a day of which only month and year are shown */
	FMT_YEAR,
	FMT_TIME,
	FMT_PERCENT,
	FMT_ZEROS
};
struct cell_style {
	enum cell_format format;
	int zeros; /* FMT_ZEROS: digits */
	bool bold;
	struct font font;
};
struct cell_styles {
	struct cell_style *p;
	ptrdiff_t n, cap;
};
struct err *sheet_styles_read(struct reader *r, struct str part,
			      struct cell_styles *ret_styles) MUST_USE;
/* What a format code shows; zeros gets the digits of "00000". */
enum cell_format cell_format_of_code(struct str code, int *ret_zeros);

struct shared {
	struct str text;
	bool is_done;  /* its own font has been applied */
	bool is_clean; /* text_clean_lines() has been applied */
};
struct shareds {
	struct shared *p;
	ptrdiff_t n, cap;
};
/* Text of <si> and <is>: <t>, and <r><rPr><rFont>. */
struct rich {
	struct reader *r;
	struct buf text; /* what has been converted */
	struct buf run;
	struct font font;   /* of this run */
	struct font legacy; /* of any run */
	ptrdiff_t lead;	    /* bytes before the first run with a font */
	bool in_t, in_rph;
};
void rich_start(struct rich *x);
void rich_open(struct rich *x, const char *name, const char **attr);
void rich_close(struct rich *x, const char *name);
void rich_text(struct rich *x, const char *p, int n);
struct shared rich_end(struct rich *x);

struct xlsx_book {
	struct reader *r;
	struct cell_styles styles;
	struct shareds strings;
	bool is_1904;
};
struct err *sheet_strings_read(struct xlsx_book *b, struct str part) MUST_USE;
struct err *sheet_strings_read_xml(struct xlsx_book *b,
				   struct str xml) MUST_USE;
/* One worksheet as a table called `title`. */
struct err *doc_sheet_read(struct xlsx_book *b, struct str part,
			   struct str title) MUST_USE;
/* The text boxes that stand on it. */
struct err *doc_sheet_asides(struct xlsx_book *b, struct str part) MUST_USE;
struct err *doc_sheet_read_xml(struct xlsx_book *b, struct str xml) MUST_USE;

/* "2.4000000000000004" → "2.4", "1E-3" → "0.001"; as it is if no number. */
struct str number_plain(struct arena *a, struct str v);
/* A serial as a day; false when it is none. */
bool serial_iso(struct arena *a, double serial, bool is_1904,
		struct str *ret_iso) MUST_USE;
/* The text of a number cell. */
void number_cell(const struct xlsx_book *b, struct doc_cell *c, struct str v,
		 const struct cell_style *s);
/* "AB12" → column 27, row 12; false for anything else. */
bool cell_ref(const char *ref, int *ret_col, int *ret_row) MUST_USE;
/* 27 → "AB" */
struct str col_name(struct arena *a, int col);

/* ---- writing --------------------------------------------------------------- */
/* A part of a package to be written. */
struct part {
	struct str name, bytes;
};
/* Packs the parts in their order; the same bytes on every day. */
struct err *doc_zip_pack(struct arena *a, const struct part *part, int n,
			 struct str *ret_bytes) MUST_USE;
/* Appends text for XML: escaped, without what XML cannot hold. */
void doc_xml_put(struct buf *b, struct str s);
/* Without control characters other than \n and \t. */
struct str doc_xml_clean(struct arena *a, struct str s);
/* Is s[i…] one of Excel's _xHHHH_ escapes? */
bool sheet_escape_at(struct str s, ptrdiff_t i, uint32_t *ret_cp) MUST_USE;
/* A name that Excel takes for a sheet, other than those in `taken`. */
struct str sheet_name_fit(struct arena *a, struct str name,
			  const struct strs *taken);

/* ---- child and parent ------------------------------------------------------ */
/* Result or fault, as bytes. */
struct str doc_wire_put(struct arena *a, const struct doc_limits *limits,
			const struct err *e, const struct doc *d);
/* Trusts nothing: every count is checked against `limits` and the bytes. */
struct err *doc_wire_get(struct arena *a, struct str wire,
			 const struct doc_limits *limits,
			 struct doc **ret_doc) MUST_USE;

/* Acts that the child must not be able to do, for the self-test. */
enum doc_probe {
	PROBE_NONE, /* answers that it is alive */
	PROBE_SOCKET,
	PROBE_OPEN,
	PROBE_EXEC,
	PROBE_FORK,
	PROBE_WRITE,  /* into another descriptor */
	PROBE_CODE,   /* memory that can be run */
	PROBE_MEMORY, /* more than the limit */
	PROBE_CRASH,
	PROBE_HANG, /* until the parent's patience ends */
	PROBE_LIE,  /* an answer longer than its bytes */
	N_PROBES
};
/* What the parent puts before the file's name and its bytes. Both sides are
 * the same program, so it travels as it lies in memory. */
struct doc_request {
	char magic[8];
	struct doc_limits max;
	enum doc_probe probe;
	ptrdiff_t name_n, bytes_n;
};
extern const char doc_request_magic[8];

/* Lets a confined child try; true when it could not. */
bool doc_probe_stopped(struct arena *a, enum doc_probe probe);
/* Runs a child on a request; its answer's bytes. */
struct err *doc_child_run(struct arena *a, const struct doc_request *q,
			  struct str name, struct str bytes,
			  struct str *ret_wire) MUST_USE;
/* Locks this process up for good; false when it cannot. */
bool doc_confine(void);

#endif
