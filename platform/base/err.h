/*
 * Errors of the world (never our bugs: those are assert). A function that can
 * fail returns `struct err *`, NULL when all went well. The error is made in
 * an arena, so nobody frees it. Its message is a catalogue id (English text
 * with {0} {1} …) that the edge shows in the reader's language:
 * one clear sentence that says what, where and what would be right.
 */
#ifndef RV_BASE_ERR_H
#define RV_BASE_ERR_H

#include "base/str.h"

enum err_code {
	ERR_INVALID = 1, /* input that a person can mend */
	ERR_NOT_FOUND,	 /* absent, or not the viewer's to see */
	ERR_DENIED,	 /* the viewer may not do this */
	ERR_CONFLICT,	 /* somebody else was faster, or the state forbids */
	ERR_BUSY,	 /* try again later */
	ERR_LIMIT,	 /* larger than allowed */
	ERR_UNSUPPORTED, /* a kind of file or request that we refuse */
	ERR_IO,		 /* file system, network */
	ERR_DB,		 /* the database refused or failed */
	ERR_FULL,	 /* no room on the disk */
	ERR_EXPIRED,	 /* a session, link or key that was valid */
	ERR_INTERNAL,	 /* a bug that was caught at an edge */
	ERR_OFTEN,	 /* this person, or address, tried too often */
};

enum { ERR_ARGS = 4 };

struct err {
	enum err_code code;
	const char *msgid;	  /* for people, translated at the edge */
	struct str arg[ERR_ARGS]; /* {0} … of the message */
	int n_args;
	struct str field;  /* name of the form field, or absent */
	struct str detail; /* for the log only, never for people */
	const char *file;
	int line;
	struct err *next; /* a further error of the same input */
};

/* Marks a message for the catalogues without translating it here. */
#define N_(text) text

/* err_new(arena, code, N_("text {0}"), args…) with up to four struct str. */
#define err_new(a, code, msgid, ...)                                           \
	err_make((a), (code), (msgid), __FILE__, __LINE__,                     \
		 (const struct str[]){ STR_NULL, ##__VA_ARGS__ },              \
		 (int)(sizeof((const struct str[]){ STR_NULL,                  \
						    ##__VA_ARGS__ }) /         \
		       sizeof(struct str)) -                                   \
			 1)

struct err *err_make(struct arena *a, enum err_code code, const char *msgid,
		     const char *file, int line, const struct str *args,
		     int n_args) NONNULL_RESULT;
/* Names the form field that the error belongs to; returns e. */
struct err *err_at(struct err *e, struct str field) NONNULL_RESULT;
/* Adds what only the log may say; returns e. */
struct err *err_detail(struct arena *a, struct err *e, const char *fmt, ...)
	PRINTF_LIKE(3, 4) NONNULL_RESULT;
/* A copy for when the arena of the first ends before its reader. */
struct err *err_dup(struct arena *a, const struct err *e) NONNULL_RESULT;
/* Puts e at the end of the list *head. */
void err_add(struct err **head, struct err *e);

#endif
