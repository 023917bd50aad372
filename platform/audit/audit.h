/*
 * The trail: every act writes exactly one event in its own transaction: who,
 * for whom, when, what, before and after (protected fields masked). Each
 * event carries the SHA-256 of its own record and of the chain so far, so a
 * changed, removed or inserted record is found by audit_verify().
 */
#ifndef RV_AUDIT_H
#define RV_AUDIT_H

#include "base/buf.h"
#include "base/cx.h"

/* Small JSON objects of changed fields. Build with the helpers. */
struct audit_event {
	const char *kind;	  /* "task.issue": noun.verb, ASCII */
	const char *subject_kind; /* "task" */
	int64_t subject;	  /* its id */
	struct str before;	  /* JSON object, or absent */
	struct str after;	  /* JSON object, or absent */
	struct str reason;	  /* text, or absent */
	/* It speaks of a person, who is the subject: the three texts are
	 * written under the subject's veil (see below). */
	bool personal;
};

/*
 * Idempotency: call first in each act. When cx->key was used before by this
 * actor, *ret_seen is true and *ret_subject is what that act was about: the
 * act then returns at once, having done nothing twice.
 */
struct err *audit_seen(struct cx *cx, const char *kind, bool *ret_seen,
		       int64_t *ret_subject) MUST_USE;
/* An event will be written: see db_ahead(). */
struct err *audit_ahead(struct cx *cx) MUST_USE;
/* Writes the act's event; inside the act's transaction. ret_id may be NULL. */
struct err *audit_write(struct cx *cx, const struct audit_event *e,
			int64_t *ret_id) MUST_USE;
/* For tests: from now on a kind without words (audit_kind.h) is refused; one
 * that begins with "test." needs none. */
void audit_set_strict(bool strict);
/* A word that no other realm has: the hash of the trail's first event; empty
 * before there is one. Copies and restored backups of a realm share it. */
struct err *audit_origin(struct cx *cx, struct str *ret_hash) MUST_USE;
/* The number of the newest event; 0 before there is one. */
struct err *audit_last(struct cx *cx, int64_t *ret_last) MUST_USE;
/* Recomputes the chain; one err a broken record; *ret_count events seen. */
struct err *audit_verify(struct cx *cx, int64_t *ret_count,
			 struct err **ret_findings) MUST_USE;

/* ---- words under a veil ---------------------------------------------------
 * Texts of an event about a person stand as {"veil":"…"}, sealed with a random
 * key that only this subject has. Once it is dropped nobody reads them any
 * more, while the chain over what is written still holds. */
/* What a text of an event says: as it is when it stands in the open, absent
 * when it is erased or was tampered with. */
struct err *audit_unveil(struct cx *cx, const char *subject_kind,
			 int64_t subject, struct str text,
			 struct str *ret_text) MUST_USE;
/* A text of a person that stands elsewhere and is to be erased with them; read
 * by audit_unveil(). Inside an act. */
struct err *audit_veil_text(struct cx *cx, const char *subject_kind,
			    int64_t subject, struct str text,
			    struct str *ret_veiled) MUST_USE;
/* Erases what all events about the subject say; inside an act. */
struct err *audit_veil_drop(struct cx *cx, const char *subject_kind,
			    int64_t subject) MUST_USE;
/* Events about subjects of a kind that say something in the open, as programs
 * before wrote them. subject 0: of all subjects. */
struct err *audit_veil_open(struct cx *cx, const char *subject_kind,
			    int64_t subject, int64_t *ret_count) MUST_USE;

/* {"a":1,"b":"x"} builders: start with audit_obj(), end with audit_end(). */
struct buf audit_obj(struct cx *cx);
void audit_int(struct buf *b, const char *name, int64_t v); /* DB_NULL: null */
void audit_str(struct buf *b, const char *name, struct str v);
void audit_day(struct cx *cx, struct buf *b, const char *name, day_t v);
struct str audit_end(struct buf *b);

/* History of a subject, newest first. */
struct audit_row {
	int64_t id, at, actor, on_behalf;
	struct str kind, before, after, reason;
	struct str actor_name;
};
struct audit_rows {
	struct audit_row *p;
	ptrdiff_t n, cap;
};

#endif
