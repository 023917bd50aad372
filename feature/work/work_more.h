/*
 * The conditions of a list that only a report's figures lead to: they have
 * no field in the list's form, but stand above it and can be removed.
 */
#ifndef RV_WORK_MORE_H
#define RV_WORK_MORE_H

#include "http/http.h"

struct work_more {
	bool any;	     /* one of them is set */
	int64_t year;	     /* of the programme; 0: any */
	struct str none;     /* "section", "lead": has none; "below": led
			      * by the unit itself; or absent */
	struct str extended; /* cause of an extension, "any"; or empty */
	bool rated;	     /* what on-time rates are made of */
	struct str base_key; /* "kept", "missed": the first deadline */
	int64_t base;	     /* 0, 1 kept, 2 missed */
};

#define WORK_MORE_FIELDS                                                       \
	{ .name = "year",                                                      \
	  .label = N_("Year"),                                                 \
	  .kind = FIELD_INT,                                                   \
	  .min = 1900,                                                         \
	  .max = 9999 },                                                       \
		{ .name = "none",                                              \
		  .label = N_("Missing lead or section"),                      \
		  .kind = FIELD_WORD },                                        \
		{ .name = "rated",                                             \
		  .label = N_("Each period by itself"),                        \
		  .kind = FIELD_FLAG },                                        \
		{ .name = "extended",                                          \
		  .label = N_("Extended because of"),                          \
		  .kind = FIELD_WORD },                                        \
	{                                                                      \
		.name = "base", .label = N_("Original deadline"),              \
		.kind = FIELD_WORD                                             \
	}
enum { WORK_MORE_FIELDS_N = 5, WORK_MORE_MOST = 5 };

/* A condition as a person reads it, and its field in the address. */
struct work_condition {
	const char *field;
	struct str text;
};

struct err *work_more_read(struct cx *cx, struct req *rq,
			   struct work_more *ret_more) MUST_USE;
/* One of them as a saved view holds it; what isn't known is left out. */
void work_more_line(struct cx *cx, struct str name, struct str value,
		    struct work_more *m);
/* A cause of the profile, or `also`; its title, or "not given" of "none". */
bool work_more_is_cause(const struct cx *cx, struct str code, const char *also);
struct str work_more_cause(struct cx *cx, struct str code);
/* At most WORK_MORE_MOST of them; their number. */
int work_more_conditions(struct cx *cx, const struct work_more *m,
			 struct work_condition *ret_list);

/* The parameters of the part "more" of a list's query. */
#define WORK_MORE_IN(in, m)                                                    \
	do {                                                                   \
		(in).year = (m)->year;                                         \
		(in).no_section = str_eq((m)->none, STR("section"));           \
		(in).no_lead = str_eq((m)->none, STR("lead"));                 \
		(in).no_below = str_eq((m)->none, STR("below"));               \
		(in).extended = (m)->extended.n ? (m)->extended : STR("");     \
		(in).rated = (m)->rated;                                       \
		(in).base = (m)->base;                                         \
	} while (0)

#endif
