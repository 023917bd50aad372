/* What the pages between programmes and documents share. */
#ifndef RV_WORK_CARRY_PRIV_H
#define RV_WORK_CARRY_PRIV_H

#include "http/http.h"
#include "view/site.h"
#include "work/work_carry_act.h"
#include "work/work_carry_view.h"

enum { WORK_FORM_ROWS = 50, WORK_FORM_BODY = 2 << 20, WORK_FORM_TEXT = 400000 };

/* Faults that are shown on the form again. */
bool work_form_mendable(const struct err *e);
/* ERR_DENIED for everybody but the committee's office. */
struct err *work_form_office(struct cx *cx) MUST_USE;
/* "12-CTr/ĐU – title" */
struct str work_form_sub(struct cx *cx, const struct programme_by_id_row *p);
void work_form_crumbs(struct cx *cx, const struct programme_by_id_row *p,
		      const char *title, struct crumbs *c);
struct document_field work_form_field(struct cx *cx, const struct err *faults,
				      const char *name, const char *label,
				      struct str value);
struct document_select work_form_select(struct cx *cx, const struct err *faults,
					const char *name, const char *label);
void work_form_choice(struct cx *cx, struct document_select *s,
		      struct str value, struct str title, struct str chosen);
/* Adds the newest 200 documents, and `chosen`. */
struct err *work_form_documents(struct cx *cx, struct str chosen,
				struct document_select *s) MUST_USE;
/* Which rows of a form of several pages are shown: the page that is asked for,
 * one on or back by the buttons "next" and "prev". */
struct form_part {
	int64_t page;
	ptrdiff_t from, to; /* half-open */
};
struct form_part work_form_part(const struct req *rq, ptrdiff_t n);
struct form_pages work_form_pages(struct cx *cx, const struct form_part *part,
				  ptrdiff_t n);
/* "12-CTr/ĐU – title" of a programme to choose. */
struct str work_form_programme(struct cx *cx,
			       const struct programme_open_row *p);

/* "12-CTr/ĐU (2027)": a document may carry programmes of several years. */
struct str work_form_place(struct cx *cx, struct str code, int64_t year);

/* What the page of a programme shows of all this (work_carry_fill.c). */
struct err *work_life_fill(struct cx *cx, const struct programme_by_id_row *p,
			   struct programme_life *x) MUST_USE;

/* … and the way to its baseline (work_baseline_page.c). */
struct err *work_baseline_link(struct cx *cx,
			       const struct programme_by_id_row *p,
			       struct programme_life *x) MUST_USE;

#endif
