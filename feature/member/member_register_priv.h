/* What the parts of the register's reader share. */
#ifndef RV_MEMBER_REGISTER_PRIV_H
#define RV_MEMBER_REGISTER_PRIV_H

#include "member/member_register.h"

/* What a column can be: a field, a part of one, or nothing that is held. */
enum reg_col {
	RC_NUMBER,
	RC_CARD,
	RC_NAME,
	RC_NAME_FRONT,
	RC_NAME_LAST,
	RC_BIRTH,
	RC_SEX,
	RC_MALE,
	RC_FEMALE,
	RC_ETHNICITY,
	RC_RELIGION,
	RC_NATIONAL_ID,
	RC_ADMITTED_ON,
	RC_OFFICIAL_ON,
	RC_CELL,
	RC_UNIT,
	RC_POST,
	RC_JOB,
	RC_EDUCATION,
	RC_EXPERTISE,
	RC_THEORY,
	RC_PHONE,
	RC_EMAIL,
	RC_NOTE,
	RC_OTHER,
	N_RC
};
/* Words of values. */
enum reg_word {
	RW_IS_MALE,
	RW_IS_FEMALE,
	RW_IS_MARKED,
	RW_NOT_OFFICIAL,
	RW_NOTHING,
	RW_NOT_PERSON,
	RW_CELL_HEADS,
	RW_AS_AT,   /* stand before the day of a register */
	RW_DITTO,   /* the same as above */
	RW_AT_UNIT, /* an office of the unit, not of the cell */
	RW_AT_CELL,
	RW_NO_OFFICE,
	N_RW
};
enum { REG_COLS = 128, REG_HEAD_ROWS = 100, REG_HEAD_TEXTS = 60 * 1000 };

/* Compared with their marks (text_same_key()), the others folded. */
static inline bool reg_word_is_key(enum reg_word w)
{
	return w <= RW_IS_MARKED || w == RW_NOT_PERSON || w == RW_DITTO;
}

/* The profile's words by their meaning, made once. */
struct reg_words {
	const struct profile *profile;
	struct strs head[N_RC];	    /* folded */
	struct strs head_key[N_RC]; /* with their marks */
	struct strs word[N_RW];
};
/* NULL when register.csv names a field that isn't known. */
struct reg_words *reg_words(struct arena *a, const struct profile *p);

/* Where a table's headings stand and which column is what. */
struct reg_head {
	int table;
	ptrdiff_t row, body; /* first heading row; first row behind them */
	int number;	     /* the sheet's, of the last heading row */
	int col[N_RC];	     /* grid column, -1: none */
	int span[N_RC];	     /* columns that it covers */
	struct str name;     /* the name's heading, folded: to know it again */
	int n_kinds;
};
/* Looks for the headings in a table's first rows, at no more texts than
 * *left. */
bool reg_head_find(struct arena *a, const struct reg_words *w,
		   const struct doc_table *t, int *left,
		   struct reg_head *ret_head) MUST_USE;
/* What a folded heading names; key: the same with its marks. N_RC: nothing. */
enum reg_col reg_head_kind(const struct reg_words *w, struct str fold,
			   struct str key);
/* "(1) (2) (3)", "A B 1 2": the numbers of the columns. */
bool reg_is_column_numbers(struct arena *a, const struct doc_row *r) MUST_USE;
/* The cell that covers a grid column; NULL: none. */
const struct doc_cell *reg_cell(const struct doc_row *r, int col);

/* ---- values: member_register_value.c ------------------------------------- */
enum reg_read {
	READ_EMPTY,
	READ_WELL,
	READ_IMPOSSIBLE, /* a day that no calendar has */
	READ_SWAPPED,	 /* … but one with the month first */
	READ_NOT	 /* no such value */
};
struct reg_day {
	struct member_day day;
	bool guessed_century; /* two digits of a year */
};
/* `is_number`: a number cell, so that 28353 is a serial and 1957 a year;
 * `youngest`: the latest year that two digits can mean. */
enum reg_read reg_day_read(struct arena *a, const struct profile *p,
			   struct str text, bool is_number, int youngest,
			   struct reg_day *ret_day);
/* What a text says of the order: 1 the day stands first, -1 the month, 0 it
 * could be either or is no such text. */
int reg_day_order(struct str text);
/* "12/31/1980" → "31/12/1980". */
struct str reg_day_turned(struct arena *a, struct str text);
/* The last day that it can mean. */
day_t reg_day_last(struct member_day d);
/* A personal identification number: 12 digits. */
struct reg_id {
	struct str digits; /* 12 of them when it was READ_WELL */
	bool restored;	   /* zeros at its beginning were lost */
	bool by_guess;	   /* … and nothing but its digits says so */
	bool shortened;	   /* "7.9E+10": digits are gone for good */
	bool has_letters;
};
enum reg_read reg_id_read(struct arena *a, struct str text, bool is_number,
			  struct reg_id *ret_id);
/* What the number says of its person; false: it says nothing sure. */
bool reg_id_says(struct str digits, enum member_sex *ret_sex,
		 int *ret_year) MUST_USE;
/* A card's number as it was before a spreadsheet took it for a figure. */
struct str reg_card_read(struct arena *a, struct str text, bool is_number);
/* Only its letters and digits: what two of them are compared by. */
struct str reg_card_key(struct arena *a, struct str card);
struct str reg_phone_read(struct arena *a, struct str text, bool is_number);
bool reg_phone_fits(struct str phone) MUST_USE;
bool reg_email_fits(struct str email) MUST_USE;

/* ---- units: member_register_unit.c ---------------------------------------- */
struct reg_units;
struct reg_units *reg_units(struct arena *a, const struct profile *p,
			    const struct strs *names);
/* Its place in the list; -1: none; -2: several fit. */
int reg_units_find(struct arena *a, struct reg_units *u, struct str name);

/* ---- rows: member_register_row.c -------------------------------------------- */
/* While one register is read. */
struct reg {
	struct arena *a;
	const struct reg_words *w;
	const struct doc *doc;
	const struct doc_table *t;
	struct reg_head head;
	const struct member_ask *ask;
	struct member_register *out;
	struct reg_units *units; /* or NULL */
	struct str unit, cell;	 /* of the group rows above, or absent */
	int unit_row, cell_row;
	bool csv;
	bool ended;	   /* a sum or a signature stood above */
	int64_t last;	   /* the number of the person above */
	ptrdiff_t n_zeros; /* numbers whose lost zeros were put back */
	unsigned said;	   /* fields that any row says something about */
	bool month_first[N_MF_DAY]; /* in the whole column */
	struct str title; /* of the list: the last line above the headings that
			   * is one of the units, or absent */
	int title_row;
	enum reg_col kind[REG_COLS]; /* of each grid column; N_RC: none */
};
/* Reads the rows of the table into r->out->rows, with the faults of their
 * values. */
struct err *reg_rows_read(struct reg *r) MUST_USE;
/* 6, 388 → "G388" */
struct str reg_place(struct arena *a, int col, int row);
/* Adds a fault; arguments as in struct member_fault. */
struct member_fault *reg_fault(struct reg *r, const struct member_row *row,
			       enum member_field f, const char *code,
			       const char *why);

/* ---- rules: member_register_rule.c ------------------------------------------ */
/* Of one row by itself. */
void reg_rules_row(struct reg *r, struct member_row *row);
/* Of all rows together: what is repeated. */
void reg_rules_all(struct reg *r);
/* What is said of the whole table; `others`: sheets that are registers, too. */
void reg_rules_table(struct reg *r, struct str others);

#endif
