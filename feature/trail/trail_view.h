/* What the pages of the trail show. */
#ifndef RV_TRAIL_VIEW_H
#define RV_TRAIL_VIEW_H

#include "trail/trail_read.h"
#include "view/view_part.h"

struct trail_choice {
	struct str value, title;
	bool chosen;
};
struct trail_choices {
	struct trail_choice *p;
	ptrdiff_t n, cap;
};

struct trail_line {
	int64_t id, at;
	struct str who, behalf, what, reason;
	struct trail_subject about;
	bool hidden; /* its reason concerns a member that one may not see */
};
struct trail_lines {
	struct trail_line *p;
	ptrdiff_t n, cap;
};

/* /trail */
struct trail_list_view {
	struct page *page;
	struct err_items faults;
	struct trail_choices people, groups, kinds;
	struct str subject, from, to, q, behalf; /* as typed */
	struct chips chips;
	struct trail_lines lines;
	struct empty_state none;
	struct str older, newest; /* absent: there are none, one is there */
	struct str looked_to;	  /* it stopped there, far back */
	struct str csv;
	struct str warning; /* of signing or of witnesses; absent: all well */
};

/* A field of before and after. */
struct trail_change {
	struct str label, was, is;
	bool had, has;
};
struct trail_changes {
	struct trail_change *p;
	ptrdiff_t n, cap;
};
struct trail_signer {
	struct str name;
	int64_t at;
};
struct trail_signers {
	struct trail_signer *p;
	ptrdiff_t n, cap;
};

/* /trail/:id */
struct trail_event_view {
	struct page *page;
	struct crumbs crumbs;
	int64_t id, at;
	struct str number, leaf; /* id, place in the tree: not grouped */
	struct str who, behalf, href_who, href_behalf, what, kind, reason;
	struct trail_subject about;
	struct str href_about; /* all that happened to it */
	int64_t session;       /* DB_NULL: none */
	bool hidden;
	struct trail_changes changes;
	struct str hash, before_hash;
	int64_t covered; /* events of the checkpoint that covers it; 0: none */
	int64_t covered_at;
	struct trail_signers signers;
	int64_t prev, next; /* 0: none */
};

struct trail_mark_line {
	int64_t size, at;
	struct str root;
	struct trail_signers signers;
};
struct trail_witness_line {
	struct str url, name, answer;
	int64_t size, signed_at; /* DB_NULL: never */
	bool late;
};

/* /trail/checkpoints */
struct trail_marks_view {
	struct page *page;
	struct crumbs crumbs;
	struct str key; /* absent: nothing was signed yet */
	int64_t last;	/* events */
	struct str warning;
	struct {
		struct trail_mark_line *p;
		ptrdiff_t n, cap;
	} marks;
	struct {
		struct trail_witness_line *p;
		ptrdiff_t n, cap;
	} witnesses;
	struct str older;
};

#endif
