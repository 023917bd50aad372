/* What the shares of cooperating organisations show on a task's page. */
#ifndef RV_WORK_SHARE_VIEW_H
#define RV_WORK_SHARE_VIEW_H

#include "view/view_part.h"
#include "work/work_list_view.h"

struct share_file {
	int64_t file, version, size;
	struct str name;
	struct status status;
};
/* A step with a text: deliver, return, drop. */
struct share_form {
	struct str action, title, hint, id; /* id: of the text field */
	struct str typed, fault, key;
	struct str files_id, bad_files; /* absent: no files */
	bool open;
};
struct share_row {
	int64_t id;
	struct str org, work, asked;
	struct str due, iso; /* absent: no day */
	struct status status;
	struct str delivered; /* the text */
	struct str by;	      /* "Quách Thanh Lĩnh, 12/10/2026" */
	struct str answer;    /* "Returned by …, 13/10/2026: …" */
	struct {
		struct share_file *p;
		ptrdiff_t n, cap;
	} files;
	/* what the reader can do */
	struct str take, take_key; /* absent: nothing to take */
	struct {
		struct share_form *p;
		ptrdiff_t n, cap;
	} forms;
};
struct share_view {
	int64_t task;
	bool shown;
	struct form_keys keys;
	struct {
		struct share_row *p;
		ptrdiff_t n, cap;
	} rows;
	struct empty_state none;
	/* asking */
	bool may_ask, open; /* open: with the form, else a link to it */
	struct str ask_key, what, due;
	struct str bad_org, bad_what, bad_due;
	struct work_choices orgs;
	bool kept; /* what was typed stands in one of the forms */
};

#endif
