/* What the pages of indicators show. */
#ifndef RV_INDICATOR_VIEW_H
#define RV_INDICATOR_VIEW_H

#include "view/view_part.h"

struct goal_tab {
	struct str text, href;
	bool current;
};
struct goal_tabs {
	struct goal_tab *p;
	ptrdiff_t n, cap;
};

/* /targets */
struct goal_line {
	struct str name, href, period, unit;
	struct str target, rate; /* absent: none */
	struct str value, due;
	struct status status;
};
struct goal_list {
	struct page *page;
	struct str heading, lead;
	struct {
		struct goal_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct empty_state none;
	bool may_define;
	struct err_items faults;
	struct form_keys keys;
	/* the form of a new one, as typed */
	struct str code, name, unit, digits;
	struct str bad_code, bad_name, bad_unit, bad_digits;
	struct goal_tabs better, period,
		rollup; /* choices: href is the value */
};

/* Target and result of the period before, baseline, in force, its upper end,
 * reached; DB_NULL: there is none. */
enum { GOAL_NUMS = 6 };
/* An organisation below the one whose target is divided. */
struct goal_part {
	int64_t org;
	struct str name, href;
	struct str weight, proposal; /* absent: no rule was chosen */
	struct str last_target, last_value;
	struct str first, now, reached;
	struct str note;	/* "adjusted: why", or absent */
	struct str typed, bad;	/* the field */
	int64_t keeps;		/* what an empty field leaves it */
	int64_t num[GOAL_NUMS]; /* the same, for files */
};
struct goal_parts {
	struct goal_part *p;
	ptrdiff_t n, cap;
};
struct goal_sums {
	struct str weight, proposal, last_target, last_value, first, now,
		reached, typed;
	struct str left; /* the target less what is typed */
	bool off;	 /* it isn't 0 */
};
/* A row of an organisation's own target. */
struct goal_past {
	int64_t id;
	struct str from, value, rate, how, basis, reason;
	bool first, voided, in_force, may_void;
};
struct goal_said {
	int64_t id;
	struct str on, value, note;
	bool voided, may_void;
};
struct goal_one {
	struct page *page;
	struct crumbs crumbs;
	struct str heading, sub, lead, red; /* sub: the base of the rate */
	struct goal_tabs years, parts_of_year;
	struct err_items faults;
	struct str xlsx, csv;

	/* hidden fields of each form */
	struct str path; /* "/targets/admissions" */
	int64_t org, year, part;
	struct form_keys keys;

	/* dividing */
	bool has_parts, may_divide, has_weights, plain; /* plain: no decimals */
	struct goal_tabs rules;
	struct str by;
	struct goal_parts parts;
	struct goal_sums sums;
	int64_t own[GOAL_NUMS]; /* of the organisation itself, for files */
	struct str own_name;
	int64_t whole;
	struct str whole_text, gap_words; /* gap_words: as it was explained */
	struct str basis, reason, gap;
	struct str bad_basis, bad_reason, bad_gap;
	bool ask_reason, ask_sure;

	/* the own target */
	bool may_set, has_own;
	struct str own_value, own_high, own_basis, own_reason;
	struct str bad_value, bad_high, bad_own_basis, bad_own_reason;
	bool own_sure;
	struct {
		struct goal_past *p;
		ptrdiff_t n, cap;
	} history;

	/* reports */
	bool reported, may_report, is_ratio;
	struct str n, of, note, bad_n, bad_of, bad_note;
	struct {
		struct goal_said *p;
		ptrdiff_t n, cap;
	} said;
	struct str rest; /* "3 organisations haven't reported" */
};

#endif
