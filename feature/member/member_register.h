/*
 * From a document to the people of its register: finds the table by its
 * headings, reads each row, and says what is wrong with it and where.
 * Pure: a struct doc goes in; nothing is stored.
 */
#ifndef RV_MEMBER_REGISTER_H
#define RV_MEMBER_REGISTER_H

#include "base/buf.h"
#include "doc/doc.h"
#include "profile/profile.h"

/* What a register holds about a person. The texts come first. */
enum member_field {
	MF_CARD,
	MF_NAME,
	MF_ETHNICITY,
	MF_NATIONAL_ID,
	MF_CELL,
	MF_UNIT,
	MF_POST,
	MF_JOB,
	MF_EDUCATION,
	MF_EXPERTISE,
	MF_THEORY,
	MF_PHONE,
	MF_EMAIL,
	MF_NOTE,
	N_MF_TEXT,
	MF_BIRTH = N_MF_TEXT,
	MF_ADMITTED_ON,
	MF_OFFICIAL_ON,
	MF_SEX,
	MF_SHEET, /* the whole table, in a warning */
	N_MF
};
enum { N_MF_DAY = 3, MEMBER_ROWS_MOST = 100 * 1000 };

enum member_sex { SEX_UNKNOWN, SEX_MALE, SEX_FEMALE };
/* How much of a day was written. */
enum member_precision { PRECISE_DAY, PRECISE_MONTH, PRECISE_YEAR };

/* A day as it was meant: the first of the month or of the year when only
 * those are known. */
struct member_day {
	day_t day; /* DAY_NONE: nothing, or nothing that can be read */
	enum member_precision precise;
};

struct member_row {
	int row;		/* the sheet's own number */
	int unit_row, cell_row; /* … of the group row that names its unit; 0:
				 * its own cell does */
	int unit;		/* in the list that was asked with; -1: none */
	enum member_sex sex;
	bool is_faulty; /* an error stands against it */
	unsigned said;	/* bit of each field that isn't empty, also when what
			 * stands there can't be read */
	struct str text[N_MF_TEXT];	 /* clean; NFC; "" when empty */
	struct member_day day[N_MF_DAY]; /* [field - MF_BIRTH] */
};

/* One thing that isn't right. */
struct member_fault {
	int row;
	enum member_field field;
	bool is_error; /* else a warning: the row can be taken as it is */
	const char *code;
	struct str cell; /* "G388" */
	struct str text; /* as it stood */
	const char *why; /* message; {0} is the text, {1} … the arguments */
	struct str arg[3];
	bool titled; /* {1} is the field's title */
};
struct member_faults {
	struct member_fault *p;
	ptrdiff_t n, cap;
};

struct member_register {
	struct str sheet; /* its name, or "" */
	int table;	  /* in the document */
	int head_row;	  /* the sheet's number of its (last) heading row */
	struct {
		struct member_row *p;
		ptrdiff_t n, cap;
	} rows;
	struct member_faults faults; /* by row, then by field */
	ptrdiff_t n_errors, n_ok;    /* n_ok: rows without an error */
	int n_skipped;	    /* rows with something in them that are nobody */
	int col[N_MF];	    /* grid column of each field, -1: none */
	struct strs titles; /* organisations named above the headings */
};

struct member_ask {
	day_t today;
	const struct strs *units; /* NULL: any unit is right */
	struct str
		sheet; /* its name; absent: the one that is most a register */
};

/*
 * Errors: no register (says what is missing), a sheet that isn't there, more
 * than MEMBER_ROWS_MOST people.
 */
struct err *member_register_read(struct arena *a, const struct profile *p,
				 const struct doc *d,
				 const struct member_ask *ask,
				 struct member_register **ret_reg) MUST_USE;

/* "name", "national_id" …: as programs call it. */
const char *member_field_code(enum member_field f);
/* The field of a code; MF_SHEET: none. */
enum member_field member_field_of(struct str code);
/* Copies all texts into an arena, so that the document may go. What many
 * people share is kept once. */
void member_register_keep(struct arena *a, struct member_register *r);
/* Message: "Full name" … */
const char *member_field_title(enum member_field f);
/* Where a field of a row stands: "G388". */
struct str member_register_cell(struct arena *a,
				const struct member_register *r,
				const struct member_row *row,
				enum member_field f);
/* The sentence of a fault. */
struct str member_fault_text(struct arena *a, enum lang lang,
			     const struct member_fault *f);

/* The JSON of `members check` (architecture.md). */
void member_register_json(struct arena *a, struct buf *b, enum lang lang,
			  const struct member_register *r);
/* The same for people: counts, then the faults by kind, `most` at the most
 * (0: all of them). */
void member_register_text(struct arena *a, struct buf *b, enum lang lang,
			  const struct member_register *r, int most);

#endif
