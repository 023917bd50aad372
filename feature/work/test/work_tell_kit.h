/*
 * What tests of notices and letters share: the small committee with a mail
 * server that nobody connects to, and what its people were told.
 */
#ifndef RV_WORK_TELL_KIT_H
#define RV_WORK_TELL_KIT_H

#include "work/test/work_kit.h"

#include "mail/mail_query.h"
#include "work/work_notice.h"

extern struct arena *arena;
extern struct work_kit kit;
int tell_open(void **state);
int tell_close(void **state);

/* Everything told so far is read, so a test sees only its own. */
void forget(void);
/* How much this person hasn't read; of one kind, or NULL: of all. */
int unread(enum kit_user who, const char *kind);
/* A deed with what it needs, on the kit's day. */
void act(enum kit_user who, enum kit_task t, enum work_do what);
void choose(enum kit_user who, struct notice_choice c);
/* One kind as said, the others as usual. */
void wants(enum kit_user who, enum work_notice k, enum work_when w);

void server_set(void);
/* Runs work.notice once. */
void job(void);
/* Letters in the outbox, the newest first. */
struct mail_list_rows letters(void);
/* The newest of a kind to this person; id 0: there is none. */
struct mail_by_id_row letter_to(enum kit_user who, const char *kind);

void has(struct str s, const char *part);
void lacks(struct str s, const char *part);

#endif
