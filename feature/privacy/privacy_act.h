/*
 * Everything that changes what the program knows of requests, restrictions,
 * erasures and breaches: one function an act.
 */
#ifndef RV_PRIVACY_ACT_H
#define RV_PRIVACY_ACT_H

#include "privacy/privacy_model.h"
#include "view/person.h"

/* ERR_DENIED unless the actor answers for personal data, for the whole
 * committee; the system may. */
struct err *privacy_may(struct cx *cx) MUST_USE;
/* Who the actor is as a person. */
struct err *privacy_self(struct cx *cx, struct person *ret_self) MUST_USE;

/* ---- requests (privacy_act.c) -------------------------------------------- */
struct privacy_wish {
	struct person who;
	enum privacy_kind kind;
	enum privacy_way way; /* PRIVACY_PAGE: by the person */
	struct str words;
	day_t came_on; /* of the person's own: today */
};
/* The person's own, or for somebody by who may (of a candidate always so);
 * those who answer are told by letter. ERR_CONFLICT while the same is still open. */
struct err *privacy_ask(struct cx *cx, const struct privacy_wish *in,
			int64_t *ret_id) MUST_USE;
struct err *privacy_take(struct cx *cx, int64_t id) MUST_USE;
struct privacy_answer {
	int64_t id;
	bool accept;
	struct str text; /* needed; of an erasure it isn't kept */
};
/* Answers it; of a restriction and an erasure the same act does it. The person
 * is told by letter. */
struct err *privacy_reply(struct cx *cx,
			  const struct privacy_answer *in) MUST_USE;
/* The person takes their own back. */
struct err *privacy_drop(struct cx *cx, int64_t id) MUST_USE;
/* Ends a restriction. */
struct err *privacy_lift(struct cx *cx, int64_t member,
			 struct str reason) MUST_USE;
/* A law forbids to erase the record; an empty reason ends that. */
struct err *privacy_hold(struct cx *cx, int64_t member,
			 struct str reason) MUST_USE;

/* ---- erasing (privacy_erase.c) ------------------------------------------- */
struct privacy_erasing {
	struct person who;
	const char *cause; /* "request", "time", "replay" */
	int64_t request;   /* 0: none */
};
/* Erases a person, for ever: an act. ERR_CONFLICT for a member of today, under
 * a hold, who was erased before, or while something waits that may hold them.
 * `time`: ERR_NOT_FOUND unless it is listed. `replay`: whatever stands against
 * it, since it was done before. */
struct err *privacy_erase(struct cx *cx,
			  const struct privacy_erasing *in) MUST_USE;

/* ---- a record's time (privacy_due.c) ------------------------------------- */
/* Lists records whose time is over: nothing is erased. */
struct err *privacy_due_find(struct cx *cx, int64_t *ret_found) MUST_USE;
/* It stays until a day, for a reason. */
struct err *privacy_due_keep(struct cx *cx, int64_t member, day_t until,
			     struct str reason) MUST_USE;
/* It is erased; ERR_NOT_FOUND unless it is listed. */
struct err *privacy_due_erase(struct cx *cx, int64_t member) MUST_USE;
/* The same of records of people who left the pipeline of admission. */
struct err *privacy_due_keep_candidate(struct cx *cx, int64_t candidate,
				       day_t until, struct str reason) MUST_USE;
struct err *privacy_due_erase_candidate(struct cx *cx,
					int64_t candidate) MUST_USE;

/* ---- breaches (privacy_breach_act.c) ------------------------------------- */
struct privacy_breach_new {
	struct str title, what, effect;
	int64_t found_at; /* instant; not in the future */
};
struct err *privacy_breach_add(struct cx *cx,
			       const struct privacy_breach_new *in,
			       int64_t *ret_id) MUST_USE;
struct err *privacy_breach_step(struct cx *cx, int64_t id,
				struct str words) MUST_USE;
/* The authority was told. */
struct err *privacy_breach_told(struct cx *cx, int64_t id,
				struct str whom) MUST_USE;
/* The people whom it touched were told. */
struct err *privacy_breach_people_told(struct cx *cx, int64_t id) MUST_USE;
/* Adds people; *ret_n so many stand in it now. user: whoever that user looked
 * at since the day; 0: whoever anybody did. member: that one only. */
struct privacy_touched {
	int64_t id, user, member;
	day_t since;
};
struct err *privacy_breach_touch(struct cx *cx,
				 const struct privacy_touched *in,
				 int64_t *ret_n) MUST_USE;
struct err *privacy_breach_close(struct cx *cx, int64_t id,
				 struct str lesson) MUST_USE;

/* ---- the copy (privacy_copy.c) ------------------------------------------- */
/* Writes down that everything held of a person is given out: an act. Of
 * another's the looks at the protected fields, with the reason. */
struct err *privacy_copy_log(struct cx *cx, const struct person *who,
			     const char *format, int64_t request) MUST_USE;
/* All features tell. */
struct err *privacy_book(struct cx *cx, const struct person *who, bool open,
			 struct person_book *ret_book) MUST_USE;
struct str privacy_book_json(struct cx *cx, const struct person *who,
			     const struct person_book *b);
struct err *privacy_book_docx(struct cx *cx, const struct person_book *b,
			      struct str name, struct str *ret_bytes) MUST_USE;

/* ---- letters (privacy_tell.c): inside an act ----------------------------- */
struct privacy_news {
	const char *kind, *title; /* title: N_("…{0}…") */
	struct str arg;		  /* of the title */
	struct str path;	  /* "/privacy/request/5" */
	struct str once;
};
/* To everybody who answers for personal data, in their language; nothing
 * while the realm sends no mail. */
struct err *privacy_tell_officers(struct cx *cx,
				  const struct privacy_news *n) MUST_USE;
struct err *privacy_tell_person(struct cx *cx, int64_t user,
				const struct privacy_news *n) MUST_USE;
/* The job: what is due tomorrow, or over. */
struct err *privacy_remind(struct cx *cx) MUST_USE;

#endif
