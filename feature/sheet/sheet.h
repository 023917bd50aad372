/*
 * Lists that went out as workbooks and come back: the key beside each row, a
 * digest of every cell as it went out, what was typed since. What the rows
 * are is each feature's own: it tells its columns and, for the acts and pages
 * that it doesn't bring itself (sheet_subject), how a row is read and changed.
 * This half is pure: nothing is asked of the database and nothing is stored.
 */
#ifndef RV_SHEET_H
#define RV_SHEET_H

#include "base/cx.h"
#include "base/date.h"
#include "doc/doc.h"
#include "http/http.h"

enum {
	SHEET_COLS_MOST = 60,
	SHEET_ROWS = 20000, /* that one file may bring back */
	SHEET_DIGEST = 3,   /* characters */
};

/* ---- columns ------------------------------------------------------------- */
struct sheet_column {
	const char *key;  /* "deadline", for storage */
	struct str title; /* in the file's language */
	double width;
	enum doc_col_kind kind;
	bool takes_number; /* words that a spreadsheet may make a number of */
	bool takes_day;	   /* … or a day: then as people write it */
	bool lines;	   /* line breaks belong to it */
	bool drifts;	   /* it changes with the days: no conflict */
	int64_t most;	   /* of a whole number; 0: it is a share, up to 100 */
	struct str note;   /* beside the heading */
	const struct strs *choices; /* a drop-down, or NULL */
};
struct sheet_columns {
	struct sheet_column *p; /* in the order of their digests */
	ptrdiff_t n, cap;
	int main;	  /* by which people know a row */
	struct str total; /* how the line below the list begins */
};
bool sheet_column_find(const struct sheet_columns *cols, struct str key,
		       int *ret_col) MUST_USE;
/* Titles of the key's column, and what its heading tells (catalogue ids). */
const char *sheet_key_title(void);

/* ---- keys ---------------------------------------------------------------- */
/* A short digest of a plain cell (sheet_plain()). */
struct sheet_digest {
	char c[SHEET_DIGEST];
};
struct sheet_digest sheet_digest(struct str plain);
bool sheet_digest_eq(struct sheet_digest a, struct sheet_digest b);
struct str sheet_digest_str(struct arena *a, struct sheet_digest d);

/* What a key says: which row, which version of it, and a digest of every cell
 * as it went out, so that what was typed since is known without asking what
 * the row was then. */
struct sheet_key {
	int64_t id, rev;
	const struct sheet_digest *was; /* by column */
	ptrdiff_t n;
};
/* "57.3.…": with a check that another realm's key, or one that was touched,
 * doesn't pass. */
struct str sheet_key_write(struct arena *a, struct str realm,
			   const struct sheet_key *k);
/* False also when it doesn't speak of n columns. */
bool sheet_key_read(struct arena *a, struct str realm, struct str text,
		    ptrdiff_t n, struct sheet_key *ret_key) MUST_USE;
/* A cell as one plain text that is the same however a spreadsheet stored it:
 * days as ISO, numbers as digits, one space between words. */
struct str sheet_plain(struct arena *a, enum doc_col_kind kind,
		       const struct sheet_val *v);

/* ---- cells --------------------------------------------------------------- */
/* Why a cell can't be understood. */
enum sheet_fault {
	CELL_GOOD,
	CELL_FORMULA,
	CELL_MERGED,
	CELL_NUMBER_FOR_WORDS,
	CELL_DAY_FOR_WORDS,
	CELL_NOT_NUMBER,
	CELL_NOT_COUNT,
	CELL_NUMBER_FOR_DAY,
	CELL_NOT_DAY,
	CELL_NO_SUCH_DAY,
	N_CELL_FAULT
};
/* One sentence (catalogue id); {0}: what the cell holds. */
const char *sheet_fault_why(enum sheet_fault f);
const char *sheet_fault_key(enum sheet_fault f);       /* for storage */
enum sheet_fault sheet_fault_from_key(struct str key); /* CELL_GOOD: none */

struct sheet_typed {
	struct str plain; /* as sheet_plain() would give it */
	struct str text;  /* with its line breaks, where those belong */
	enum sheet_fault fault;
};
/* What stands in a column of a row; NULL: nothing. */
struct sheet_typed sheet_typed_read(struct arena *a,
				    const struct sheet_column *col,
				    const struct doc_cell *c);

/* ---- a workbook that came back ------------------------------------------- */
/* What the hidden sheet says about the file. */
struct sheet_marks {
	int64_t layout;
	struct str subject; /* "task" */
	struct str realm;
	enum lang lang; /* of its words */
	day_t day;	/* on which it went out */
	struct str filter;
};
void sheet_mark(struct arena *a, struct xlsx *x, const struct sheet_marks *m);
/* One sentence for a file that isn't a list of what is wanted: its subject,
 * layout and realm. */
struct err *sheet_marks_read(struct arena *a, const struct doc *d,
			     const struct sheet_marks *want,
			     struct sheet_marks *ret_marks) MUST_USE;

/* A cell that isn't as it went out. */
struct sheet_edit {
	int col;
	struct str text;
	enum sheet_fault fault;
	struct sheet_digest was;
};
/* A row with such cells. */
struct sheet_line {
	int row; /* of the sheet */
	struct sheet_key key;
	ptrdiff_t from, n; /* its edits */
};
/* A row that tells something, but of which nothing is taken. */
enum sheet_note {
	NOTE_NEW,    /* without a key */
	NOTE_BROKEN, /* its key was touched, or comes from elsewhere */
	NOTE_TWICE,  /* the key of an earlier row */
	NOTE_GONE,   /* no such row here, or none of the sender's */
	N_SHEET_NOTE
};
struct sheet_notice {
	enum sheet_note note;
	int row;
	struct str words; /* what stands in its main column */
};
struct sheet_draft {
	struct sheet_marks marks;
	ptrdiff_t rows; /* with a good key */
	struct {
		struct sheet_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct {
		struct sheet_edit *p;
		ptrdiff_t n, cap;
	} edits;
	struct {
		struct sheet_notice *p;
		ptrdiff_t n, cap;
	} notices;
};
/* Of a file whose marks were read into the draft; `cols` in its language. One
 * sentence where headings or keys are destroyed, or for too many rows. */
struct err *sheet_read(struct arena *a, const struct doc *d,
		       const struct sheet_columns *cols,
		       struct sheet_draft *draft) MUST_USE;

/* ---- waiting, deciding, taking over (edited_*.c) ------------------------- */
/* A row as it is now. */
struct sheet_now {
	int64_t id; /* given */
	int64_t rev;
	bool there; /* and the actor's to see */
	struct str title, note, href;
	struct str closed; /* why nothing of it is taken, or absent */
	struct str *plain; /* by column, in the file's words; given, empty */
	const struct str *full; /* … with line breaks, where absent: plain */
	void *own;		/* the subject's */
};
/* A cell that was changed in the file. */
struct sheet_cell {
	const struct sheet_column *col;
	int at;		  /* its number */
	struct str value; /* as typed; check() may put it as it would be kept */
	struct str now;	  /* what stands there */
	struct str why;	  /* it can't be taken; else absent */
	int64_t found;	  /* what check() found for it: the subject's */
	bool same;	  /* the row says the same already */
	bool conflict;	  /* it changed here since the list went out */
	bool take;
};
struct sheet_row {
	const struct sheet_now *now;
	struct sheet_cell *cell; /* by column */
	ptrdiff_t n;
	enum lang lang; /* of the file's words */
	day_t from;	/* DAY_NONE: it was written wrong */
	struct str reason, file;
	int64_t was;   /* back(): what take() kept */
	int64_t event; /* back(): by which act */
	void *shared;  /* of begin() */
};
/* What taking a row did. */
struct sheet_taken {
	int64_t event;
	int64_t was; /* of the row, for back(): the subject's own */
};
const struct sheet_cell *sheet_row_taken(const struct sheet_row *row, int at);

/* What a feature whose lists come back says of them. Its acts do the work;
 * what is refused is an error whose sentence stands at the cell. */
struct sheet_subject {
	const char *name;  /* "member" */
	const char *path;  /* "/members/sheet" */
	const char *list;  /* "/members" */
	const char *menu;  /* key */
	const char *title; /* N_("Members") */
	const char *trail; /* of its audit events and their subjects */
	int64_t layout;
	bool dated; /* the form asks since when, or whether it was wrong */
	/* of rows without a key: one, many {0} (catalogue ids) */
	const char *new_one, *new_many;
	bool (*may)(const struct cx *cx);
	/* what of a file is taken: above the form; may be NULL */
	struct str (*about)(struct cx *cx);
	struct err *(*columns)(struct cx *cx, enum lang lang,
			       struct sheet_columns *ret);
	/* what all rows share; may be NULL */
	struct err *(*begin)(struct cx *cx, enum lang lang, void **ret_shared);
	struct err *(*now)(struct cx *cx, enum lang lang,
			   const struct sheet_columns *cols,
			   struct sheet_now *row, ptrdiff_t n);
	struct err *(*check)(struct cx *cx, const struct sheet_row *row,
			     struct sheet_cell *c);
	/* whether the cells that would be taken fit together: gives `why` to
	 * those that don't; may be NULL */
	void (*agree)(struct cx *cx, struct sheet_row *row);
	/* take() and back() get all cells of a row at once: one act, whose
	 * event is that of each; else they get one after the other, back()
	 * from the last to the first, with what stood there as value */
	bool together;
	struct err *(*take)(struct cx *cx, const struct sheet_row *row,
			    struct sheet_taken *ret_taken);
	struct err *(*back)(struct cx *cx, const struct sheet_row *row);
	bool stays; /* back() refuses before it writes: then the row stays */
};

/* The list as it goes out: these rows in this order, a key before each, the
 * columns with their notes and drop-downs, their number below, the marks. */
struct sheet_ids {
	int64_t *p;
	ptrdiff_t n, cap;
};
struct sheet_book {
	struct str name, heading;
	const char *key_note; /* what the heading of the keys tells */
	struct sheet_ids rows;
};
struct err *sheet_book(struct cx *cx, struct xlsx *x,
		       const struct sheet_subject *subject,
		       const struct sheet_book *book) MUST_USE;

/* Acts. Rows change only through the subject's own, one event each; the list
 * has one of its own. */
struct sheet_upload {
	struct str name, bytes;
	day_t from; /* changes count from then; DAY_NONE: corrections */
	struct str reason;
	bool here; /* reads it in this process, for tests */
};
/* `ret_num`: its number among the subject's; as in its address. */
struct err *sheet_stage(struct cx *cx, const struct sheet_subject *subject,
			const struct sheet_upload *up,
			int64_t *ret_num) MUST_USE;
/* What a person said of a cell that the page offered. */
struct sheet_verdict {
	int64_t n; /* of the row in the list */
	struct str col;
	struct str seen; /* digest of what stood there: accepted; empty: not */
};
struct sheet_verdicts {
	struct sheet_verdict *p;
	ptrdiff_t n, cap;
};
/* Decides; `take`: then takes every accepted cell that can be taken, in one
 * transaction. ERR_INVALID when there is none. */
struct err *sheet_settle(struct cx *cx, const struct sheet_subject *subject,
			 int64_t num, const struct sheet_verdicts *v,
			 bool take) MUST_USE;
/* Puts back what was replaced, by acts, where the row hasn't moved since. */
struct err *sheet_back(struct cx *cx, const struct sheet_subject *subject,
		       int64_t num) MUST_USE;
struct err *sheet_put_away(struct cx *cx, const struct sheet_subject *subject,
			   int64_t num) MUST_USE;

/* Pages; the feature's routes call them with its subject. */
struct err *sheet_form_get(struct cx *cx, struct req *rq, struct reply *rp,
			   const struct sheet_subject *subject) MUST_USE;
struct err *sheet_form_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject) MUST_USE;
struct err *sheet_list_get(struct cx *cx, struct req *rq, struct reply *rp,
			   const struct sheet_subject *subject) MUST_USE;
struct err *sheet_list_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject) MUST_USE;
struct err *sheet_back_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject) MUST_USE;
struct err *sheet_away_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject) MUST_USE;
/* Their fields. */
enum { SHEET_UPLOAD_MOST = 20 << 20, SHEET_FORM_MOST = 1 << 20 };
extern const struct field sheet_upload_fields[4], sheet_look_fields[3],
	sheet_form_fields[5];

/* The pages of a subject below `base` ("/members/sheet") for those who have
 * `p`; what may() says is asked behind the door. */
#define SHEET_PAGE_(name, subject)                                             \
	static struct err *name(struct cx *cx, struct req *rq,                 \
				struct reply *rp)                              \
	{                                                                      \
		return sheet_##name(cx, rq, rp, &(subject));                   \
	}
#define SHEET_ROUTES(table, subject, base, p)                                  \
	SHEET_PAGE_(form_get, subject)                                         \
	SHEET_PAGE_(form_post, subject)                                        \
	SHEET_PAGE_(list_get, subject)                                         \
	SHEET_PAGE_(list_post, subject)                                        \
	SHEET_PAGE_(back_post, subject)                                        \
	SHEET_PAGE_(away_post, subject)                                        \
	static const struct route sheet_routes[] = {                           \
		{ .method = GET, .path = base, .perm = p, .page = form_get },  \
		{ .method = POST,                                              \
		  .path = base,                                                \
		  .perm = p,                                                   \
		  .page = form_post,                                           \
		  .slow = true,                                                \
		  .body_max = SHEET_UPLOAD_MOST + SHEET_FORM_MOST,             \
		  ROUTE_FIELDS(sheet_upload_fields) },                         \
		{ .method = GET,                                               \
		  .path = base "/:id",                                         \
		  .perm = p,                                                   \
		  .page = list_get,                                            \
		  .slow = true,                                                \
		  ROUTE_FIELDS(sheet_look_fields) },                           \
		{ .method = POST,                                              \
		  .path = base "/:id",                                         \
		  .perm = p,                                                   \
		  .page = list_post,                                           \
		  .body_max = SHEET_FORM_MOST,                                 \
		  ROUTE_FIELDS(sheet_form_fields) },                           \
		{ .method = POST,                                              \
		  .path = base "/:id/undo",                                    \
		  .perm = p,                                                   \
		  .page = back_post },                                         \
		{ .method = POST,                                              \
		  .path = base "/:id/drop",                                    \
		  .perm = p,                                                   \
		  .page = away_post },                                         \
	};                                                                     \
	const struct route_table table = { sheet_routes,                       \
					   (int)N_ELEMENTS(sheet_routes) }

#endif
