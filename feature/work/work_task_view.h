/* What the page of a task and the form of its words show. */
#ifndef RV_WORK_TASK_VIEW_H
#define RV_WORK_TASK_VIEW_H

#include "view/view_part.h"
#include "work/work_adjust_view.h"
#include "work/work_effect_view.h"
#include "work/work_list_view.h"
#include "work/work_period_view.h"
#include "work/work_share_view.h"
#include "work/work_talk_view.h"
#include "work/work_split_view.h"

/* One of the four clarities is missing: a visible hole. */
struct task_hole {
	struct str text; /* absent: it is clear */
	struct str href; /* where it is mended; absent: by others */
};

struct task_four {
	struct task_hole no_work, no_person, no_progress, no_product;
	struct str work;
	struct str quote, quote_place, quote_href; /* the file's words */
	bool concluded; /* … they are those of a meeting's conclusion */
	struct str lead, lead_href, lead_text;
	struct strs with;
	struct work_choices with_orgs; /* … by id */
	struct str with_text;	       /* as written, when no unit is known */
	struct status status;
	struct str due;		      /* "Due 31/08/2026" or absent */
	struct str deadline, meaning; /* the words, how they are understood */
	struct str product, quantity, percent, evidence;
	struct str rollup; /* of the parts, beside the percent */
};

struct task_evidence {
	int64_t id, file, version;
	struct str name, kind, who, day, iso;
	int64_t size;
	struct status status;
	struct str note;	      /* who checked when */
	struct str key_good, key_bad; /* of the buttons; absent: no button */
};

struct task_past {
	bool now; /* the newest */
	struct str day, iso, who, title;
	struct str percent; /* "60% → 81%" */
	struct str body, difficulty, cause;
	bool help;
	struct str link, link_href; /* another task that it is about */
};

/* A deed without fields. */
struct task_button {
	struct str action, label, hint, key;
	bool primary;
};
/* A deed that needs a reason. */
struct task_why {
	struct str action, title, hint, id, typed, fault, key;
	bool open;
};
/* Progress report; the second button says that the task is done. */
struct task_report {
	bool shown;
	struct str action, submit, key, submit_key;
	struct str percent, percent_hint, body, difficulty;
	struct str over_hint, over, bad_over; /* submitting over open parts */
	struct str submit_hint;
	struct work_choices causes;
	bool help;
	struct str bad_percent, bad_body, bad_difficulty, bad_cause, bad_ask,
		bad_files;
};
/* What was typed into a form that the state no longer allows. */
struct task_lost {
	struct str title, text;
};

struct task_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	int64_t id;
	bool issuer; /* this person issued it */
	struct str title;
	struct str basis; /* document of the programme, for the sheet */
	struct str issued;
	struct str edit_href;
	struct task_four four;
	struct {
		struct task_evidence *p;
		ptrdiff_t n, cap;
	} evidence;
	struct empty_state no_evidence;
	bool may_check;
	struct {
		struct task_past *p;
		ptrdiff_t n, cap;
	} past;
	struct pager pager;
	struct adjust_panel adjust;
	struct period_panel period;
	struct part_panel parts;
	struct form_keys keys; /* without a key: buttons carry their own */
	struct str next;       /* whose turn it is, in a sentence */
	struct str next_note;  /* of a part, to the office */
	struct strs missing;   /* why it can't be issued yet */
	struct {
		struct task_button *p;
		ptrdiff_t n, cap;
	} buttons;
	struct {
		struct task_why *p;
		ptrdiff_t n, cap;
	} whys;
	struct task_report report;
	struct task_lost lost;
	bool ours; /* the reader acts for the lead (work_who_of()) */
	struct share_view share;
	struct talk_view talk;
	struct effect_panel effect;
};

/* ---- the form of the words ------------------------------------------------ */

/* A field: the value, its fault, and what would make it clear. */
struct task_field {
	struct str value, fault, note;
};
struct task_differs {
	struct str label, mine, theirs;
};
struct task_form {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct str title, action, back;
	struct str saved; /* "Saved; not clear yet: …" */
	struct task_field section, number, work, lead, with, deadline, product;
	bool work_confirmed, product_confirmed;
	struct work_choices leads, withs, sections;
	struct str rev; /* absent: a new task */
	bool part;	/* number and section are those of the task above */
	bool issued;	/* a change needs its cause and reason */
	struct task_field cause, reason;
	struct work_choices causes;
	struct form_keys keys;
	struct {
		struct task_differs *p;
		ptrdiff_t n, cap;
	} differs; /* mine and theirs */
};

#endif
