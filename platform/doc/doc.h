/*
 * Office documents. Reading happens in a child process without network,
 * files or time to waste: it turns .docx, .xlsx and .csv into plain tables
 * and paragraphs, and nothing of a file's structure reaches the parent.
 */
#ifndef RV_DOC_H
#define RV_DOC_H

#include "base/buf.h"
#include "base/err.h"

enum doc_kind { DOC_DOCX, DOC_XLSX, DOC_CSV };

/* One cell as it stands in the grid. Text is clean (text_clean_lines): NFC,
 * accepted view of tracked changes, legacy fonts converted. */
struct doc_cell {
	struct str text;
	uint16_t col;	    /* 0-based column of the grid, below 16,384 */
	uint16_t span;	    /* columns that it covers, >= 1 */
	bool merged_up : 1; /* continues the cell above (vertical merge) */
	bool bold : 1;
	bool is_date : 1;   /* xlsx: a serial with a date format; text is ISO */
	bool is_number : 1; /* xlsx: text is the plain decimal number */
	bool is_formula : 1; /* xlsx: text is what it came to */
};
static_assert(sizeof(struct doc_cell) == 24,
	      "a register has a million and a half of them");
struct doc_row {
	struct doc_cell *cell; /* by column; xlsx: only those with something */
	ptrdiff_t n_cells;
	int number;	/* the sheet's own row number, 1-based; docx: row in the
			 * table */
	bool is_header; /* docx: marked "repeat as header row" */
};
struct doc_table {
	struct str title; /* sheet name; docx: the nearest paragraph above */
	struct doc_row *row;
	ptrdiff_t n_rows;
	int n_cols;
	bool is_hidden; /* xlsx: a sheet that nobody sees; only when asked */
	/* xlsx: skipped since nobody sees them; those with something in them */
	int hidden_rows, hidden_cols;
};
struct doc {
	enum doc_kind kind;
	struct doc_table *table;
	ptrdiff_t n_tables;
	struct str *para; /* docx: paragraphs outside tables, in order */
	ptrdiff_t n_paras;
	struct str *aside; /* headers, footers, text boxes, watermarks */
	ptrdiff_t n_asides;
	int hidden_sheets; /* xlsx: skipped */
	bool was_legacy;   /* TCVN3/VNI text was converted */
	bool had_changes;  /* tracked changes were accepted */
};

struct doc_limits {
	ptrdiff_t bytes;    /* of the file; 0: 20 MB */
	ptrdiff_t unpacked; /* of all parts read; 0: 200 MB */
	int entries;	    /* of the zip; 0: 2,000 */
	int rows;	    /* of all tables; 0: 20,000 */
	ptrdiff_t cells;    /* of all tables; 0: 500,000 */
	ptrdiff_t text;	    /* bytes of all texts; 0: 16 MB */
	ptrdiff_t cell;	    /* bytes of a cell; 0: 32,767 * 4 */
	bool whole;	    /* xlsx: hidden sheets, rows and columns too, and
			     * cells whose formula has no value */
};

/*
 * Reads a document from memory. `name` is the file's name (its ending and its
 * content must agree). Errors, each one sentence: not a zip, a zip bomb,
 * encrypted, .doc/.xls/.ods/.odt, macro-enabled, truncated, XML with a DTD,
 * too many rows, a cell too long, bad UTF-8. Takes at most 48 MB of the
 * arena with the default limits, else 40 bytes a cell and twice the text. The
 * texts point into one block of it.
 */
struct err *doc_read(struct arena *a, struct str name, struct str bytes,
		     const struct doc_limits *limits,
		     struct doc **ret_doc) MUST_USE;
/* The child's side: main() calls it first; returns -1 when this process is
 * not a document child, else the exit status. */
int doc_child_main(int argc, char **argv);
/* Same as doc_read() but in this process: for fuzzers and the child only. */
struct err *doc_read_here(struct arena *a, struct str name, struct str bytes,
			  const struct doc_limits *limits,
			  struct doc **ret_doc) MUST_USE;

/* A document as bytes, to be kept until it is read again. */
struct str doc_to_bytes(struct arena *a, const struct doc_limits *limits,
			const struct doc *d);
struct err *doc_from_bytes(struct arena *a, struct str bytes,
			   const struct doc_limits *limits,
			   struct doc **ret_doc) MUST_USE;

/* ---- writing ---------------------------------------------------------- */
enum doc_col_kind { COL_TEXT, COL_INT, COL_DAY, COL_TENTHS, COL_THOUSANDTHS };
struct sheet_col {
	struct str title;
	double width; /* characters */
	enum doc_col_kind kind;
	struct str note;	    /* shown beside the heading, or absent */
	const struct strs *choices; /* a drop-down, or NULL */
	/* first column only: grey, narrow, not printed; a spreadsheet takes no
	 * other text there and says the note */
	bool is_key;
};
struct sheet_val { /* one cell by its column's kind */
	struct str text;
	int64_t n;   /* the numbers; DB_NULL-like INT64_MIN: empty */
	int32_t day; /* COL_DAY; INT32_MIN: empty */
};
struct xlsx;
/* A workbook in constant memory; text is typed as text (no formulas). */
struct err *xlsx_begin(struct arena *a, struct xlsx **ret_x) MUST_USE;
struct err *xlsx_sheet(struct xlsx *x, struct str name, struct str heading,
		       const struct sheet_col *col, int n_cols) MUST_USE;
struct err *xlsx_row(struct xlsx *x, const struct sheet_val *val) MUST_USE;
/* A line of plain text across the sheet (row count, control total, filter). */
struct err *xlsx_note(struct xlsx *x, struct str text) MUST_USE;
/* A chart of the sheet's rows so far, drawn by the spreadsheet from its cells;
 * it stands below them. Nothing when there is no row. */
enum sheet_chart_kind { CHART_LINE, CHART_COLUMN, CHART_STACKED };
struct sheet_series {
	int col;    /* its name is the column's title */
	int colour; /* 0xRRGGBB */
	bool dashed;
};
struct sheet_chart {
	enum sheet_chart_kind kind;
	struct str title;
	int label_col; /* names the points: text or days */
	const struct sheet_series *series;
	int n_series;
};
struct err *xlsx_chart(struct xlsx *x, const struct sheet_chart *c) MUST_USE;
/* A name and a value on a hidden sheet of the book, below one another in the
 * first two columns of the sheet called XLSX_HIDDEN. */
#define XLSX_HIDDEN "roviec"
void xlsx_mark(struct xlsx *x, struct str name, struct str value);
struct err *xlsx_end(struct xlsx *x, struct str *ret_bytes) MUST_USE;
/* For CLEANUP when left early. */
void xlsx_dropp(struct xlsx **x);

/* RFC 4180 cell, with the spreadsheet-formula guard (leading = + - @ …). */
void csv_cell(struct buf *b, struct str text, bool first);
void csv_end(struct buf *b);

/* A .docx in the layout of domain.md 2 (A4, 20/20/30/15 mm, Times New Roman
 * 14, line 19 pt, first line 10 mm). */
struct docx;
enum docx_style { DOCX_BODY, DOCX_CENTER, DOCX_TITLE, DOCX_HEADING, DOCX_NOTE };
struct err *docx_begin(struct arena *a, bool landscape,
		       struct docx **ret_d) MUST_USE;
void docx_para(struct docx *d, enum docx_style style, bool bold,
	       struct str text);
/* Two columns without borders: letterhead and signature blocks. Lines are
 * separated by \n; a line that starts with '*' is bold. */
void docx_pair(struct docx *d, struct str left, struct str right);
/* widths in per cent of the text width */
void docx_table_begin(struct docx *d, const struct str *head, const int *width,
		      const bool *right, int n_cols);
void docx_table_row(struct docx *d, const struct str *cell, bool bold);
/* A row that spans the table: a section's title. */
void docx_table_group(struct docx *d, struct str text);
void docx_table_end(struct docx *d);
struct err *docx_end(struct docx *d, struct str *ret_bytes) MUST_USE;

#endif
