/*
 * Rules of comments: what one may say, until when it may be edited, and whom
 * "@Name" means. Pure: no SQL, no HTTP, no clock.
 */
#ifndef RV_WORK_TALK_MODEL_H
#define RV_WORK_TALK_MODEL_H

#include "base/cx.h"
#include "base/err.h"
#include "work/work_model.h"

enum {
	TALK_TEXT_MOST = 4000,
	TALK_MENTIONS_MOST = 20,
	TALK_PEOPLE_MOST = 200, /* who are asked whether they see a task */
	TALK_EDITS_MOST = 50,
};

/* Somebody who may see the task. */
struct talk_person {
	int64_t id;
	struct str name, post;
};
struct talk_people {
	struct talk_person *p;
	ptrdiff_t n, cap;
};
struct talk_ids {
	int64_t *p;
	ptrdiff_t n, cap;
};

/* Nothing is added to a task that was closed or withdrawn. */
bool work_talk_fits(const struct work_facts *f);
/* True when the actor's role writes on tasks, not only reads them. */
bool work_talk_writes(const struct cx *cx);
/* Only the author, and not for long. */
bool work_talk_may_edit(const struct cx *cx, int64_t author, int64_t at,
			int64_t hours);
/* The author or the office, at any time. */
bool work_talk_may_remove(const struct cx *cx, int64_t author);
/* A fault of the field "said", or NULL. */
struct err *work_talk_check(struct arena *a, struct str body);

/* True when the text could mention somebody. */
bool work_mention_any(struct str body);
/*
 * Whom a text mentions: each "@" that begins a word is followed by a name, or
 * by the end of one ("@Mai Đình Thước", "@Đình Thước", "@Thước"), with or
 * without marks. `chosen` (0: none) was picked from the list: mentioned too,
 * and meant where a name fits several people. A fault of the field "said"
 * when a name fits nobody, or several.
 */
struct err *work_mention_read(struct arena *a, struct str body,
			      const struct talk_people *people, int64_t chosen,
			      struct talk_ids *ret_ids) MUST_USE;

#endif
