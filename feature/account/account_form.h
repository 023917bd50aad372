/* Filling the forms of accounts: lines, choices, faults. */
#ifndef RV_ACCOUNT_FORM_H
#define RV_ACCOUNT_FORM_H

#include "account/account_view.h"
#include "http/http.h"

/* Puts the sentence of a field's fault beside it. */
void line_fault(struct cx *cx, struct account_line *line,
		const struct err *faults);
void select_fault(struct cx *cx, struct account_select *s,
		  const struct err *faults);
struct account_line line_email(struct cx *cx, struct str value);
struct account_line line_password(struct cx *cx, const char *name,
				  const char *autocomplete, const char *label);
/* A code of the second factor. */
struct account_line line_code(struct cx *cx);
struct account_line line_text(struct cx *cx, const char *name,
			      const char *label, struct str value);
/* A day, with a sentence of how it is written. */
struct account_line line_day(struct cx *cx, const char *name, const char *label,
			     const char *hint);
void select_add(struct cx *cx, struct account_select *s, struct str value,
		struct str title, struct str chosen);
/* Chooses again what was typed. */
void select_set(struct account_select *s, struct str chosen);
/* With those below, or the organisation alone. */
struct account_select select_reach(struct cx *cx, struct str chosen);
/* The roles, and the organisations of today below "the whole committee". */
struct account_select select_role(struct cx *cx, struct str chosen);
struct err *select_org(struct cx *cx, int64_t chosen,
		       struct account_select *ret_select) MUST_USE;

/* Sends an act's faults back to a form: what a person can mend comes as a
 * list, anything else stays an error. */
bool is_mendable(const struct err *e);
/* A proof of who somebody is was refused: the status of the form that is shown
 * again, when to try again, and a line of the log with where it came from. */
void form_refused(struct cx *cx, struct req *rq, struct reply *rp,
		  struct err *e);

#endif
