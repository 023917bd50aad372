/* How the words of a record are put aside and back. */
#ifndef RV_MEMBER_GUARD_PRIV_H
#define RV_MEMBER_GUARD_PRIV_H

#include "member/member_priv.h"

/* The words of a record as one text; `aside_blank` leaves masks in their
 * places, `aside_back` puts them there again. Inside an act. */
struct err *member_aside_text(struct cx *cx, const struct member_by_id_row *m,
			      struct str *ret_text) MUST_USE;
struct err *member_aside_blank(struct cx *cx, const struct member_by_id_row *m,
			       struct str called) MUST_USE;
struct err *member_aside_back(struct cx *cx, struct member_by_id_row *m,
			      struct str text) MUST_USE;
/* Tells what lies aside (view/person.h). */
struct person_book;
struct err *member_aside_tell(struct person_book *b, int64_t member) MUST_USE;
/* Writes the person's own row, what they are found by and what is counted. */
struct err *member_guard_put(struct cx *cx, const struct member_by_id_row *m,
			     int64_t event) MUST_USE;
/* Names of all lines; name_fold where it is kept. */
struct err *member_names_put(struct cx *cx, int64_t member,
			     struct str called) MUST_USE;
/* Of a day of birth only the year. */
void member_birth_blur(struct member_by_id_row *m);

#endif
