/* What the page and the panel of an outcome measure show. */
#ifndef RV_WORK_EFFECT_VIEW_H
#define RV_WORK_EFFECT_VIEW_H

#include "view/view_part.h"

/* On the page of the task; name absent: it has none. */
struct effect_panel {
	struct str name, note;
	struct str aim;	       /* "from 30 to 80%, higher is better" */
	struct str value, day; /* newest; absent: not measured */
	struct str share, bar; /* "64,0%"; 0..100; or absent */
	struct status status;
	struct str href, link; /* to the page of its own; absent: nothing to do
				  or to see there */
};

struct effect_field {
	struct str value, fault;
};
struct effect_value_row {
	struct str day, iso, value, share, note, who;
	bool replaced; /* a later one of the same day counts */
};
struct effect_goal_row {
	struct str day, iso, text, who;
};
struct effect_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct str title; /* of the task */
	struct effect_panel now;
	struct {
		struct effect_value_row *p;
		ptrdiff_t n, cap;
	} values;
	struct {
		struct effect_goal_row *p;
		ptrdiff_t n, cap;
	} goals;
	bool may_set, may_drop, may_measure;
	struct str action; /* "/task/5/effect" */
	struct effect_field name, unit, baseline, target, better, note;
	bool higher, lower;
	struct effect_field value, measured_on, value_note;
	struct form_keys keys; /* without a key: buttons carry their own */
	struct str key_set, key_drop, key_measure;
};

#endif
