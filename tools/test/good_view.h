/* View structs of good.tmpl. */
#ifndef RV_GOOD_VIEW_H
#define RV_GOOD_VIEW_H

#include "view/view.h"

struct good_unit {
	struct str name;
	const char *code;
};
struct good_units {
	const struct good_unit *p;
	int n;
};
struct good_row {
	int64_t id;
	long long members;
	int days;
	struct str work, query, link;
	const char *css;
	bool late, done;
	day_t due;
	struct good_units with;
	const struct good_unit *also;
	ptrdiff_t n_also;
	struct html mark;
};

#endif
