/* What the pages of personal data share (privacy_form.c). */
#ifndef RV_PRIVACY_PAGE_PRIV_H
#define RV_PRIVACY_PAGE_PRIV_H

#include "i18n/i18n.h"
#include "privacy/privacy_priv.h"
#include "privacy/privacy_query.h"
#include "privacy/privacy_view.h"
#include "view/site.h"

enum { PRIVACY_PAGE_ROWS = 50 };

/* ---- filling; titles and labels are N_("…") ------------------------------ */
struct privacy_block *privacy_block_add(struct cx *cx, struct privacy_page *x,
					const char *id, const char *title,
					const char *rail);
/* Titles of the columns, up to NULL. */
void privacy_head(struct cx *cx, struct privacy_block *b,
		  const char *const *titles);
struct privacy_row *privacy_row_add(struct cx *cx, struct privacy_block *b);
/* The next cell of a row. */
struct privacy_cell *privacy_cell_add(struct privacy_row *r, struct str text);
void privacy_mark_add(struct privacy_row *r, enum mark mark, struct str text);
void privacy_pair_add(struct cx *cx, struct privacy_block *b, const char *label,
		      struct str value);
void privacy_link_add(struct cx *cx, struct privacy_block *b, const char *text,
		      struct str href);
void privacy_act_add(struct cx *cx, struct privacy_page *x, const char *text,
		     struct str href);
struct privacy_form *privacy_form_add(struct cx *cx, struct privacy_block *b,
				      struct str action);
struct privacy_input *privacy_input_add(struct cx *cx, struct privacy_form *f,
					enum privacy_input_kind kind,
					const char *name, const char *label);
void privacy_choice_add(struct cx *cx, struct privacy_input *in,
			struct str value, struct str title, bool chosen);
void privacy_button_add(struct cx *cx, struct privacy_form *f, const char *text,
			bool first);
/* One of several, which say what is done. */
void privacy_button_named(struct cx *cx, struct privacy_form *f,
			  const char *text, const char *name,
			  const char *value);
void privacy_crumb(struct cx *cx, struct privacy_page *x, struct str text,
		   struct str href);
/* What was typed, when a refused form is shown again, else `otherwise`. */
struct str privacy_typed(const struct req *rq, const char *name,
			 struct str otherwise);

/* Shows it; with faults its status is 422 and they stand at their inputs. */
struct err *privacy_show(struct cx *cx, struct req *rq, struct reply *rp,
			 struct privacy_page *x, const struct err *faults);
/* Whether a form is shown again for it. */
bool privacy_is_mendable(const struct err *e);

/* A request's state and its day, as a status. */
struct status privacy_request_status(struct cx *cx, struct str state,
				     day_t due_on);
struct str privacy_kind_words(struct cx *cx, struct str key);
struct str privacy_way_words(struct cx *cx, struct str key);
/* "Nguyễn An (#12)", or the account's name. */
struct str privacy_who_words(struct cx *cx, struct str member_name,
			     int64_t member, struct str user_name);
/* Answers with everything that is held of a person: "html", "json" or
 * "docx". */
struct privacy_copy {
	struct person who;
	struct str format;
	int64_t request; /* 0: one's own */
};
struct err *privacy_copy_reply(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct privacy_copy *c) MUST_USE;
/* Adds those who left the pipeline of admission and whose time is over. */
struct err *privacy_overdue_block(struct cx *cx,
				  struct privacy_page *x) MUST_USE;
/* The register of fields as a block's table. */
void privacy_register_fill(struct cx *cx, struct privacy_block *b);
enum { PRIVACY_REGISTER_COLS = 6 };
/* A row of it. */
void privacy_register_cells(struct cx *cx, const struct profile_datum *d,
			    struct str cell[PRIVACY_REGISTER_COLS]);
extern const char *const privacy_register_heads[];

#endif
