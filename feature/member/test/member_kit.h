/* A small town for tests of members: two cells below a root, one person. */
#ifndef RV_MEMBER_KIT_H
#define RV_MEMBER_KIT_H

#include "testkit/testkit.h"

#include "account/account.h"
#include "audit/audit.h"
#include "base/buf.h"
#include "db/db.h"
#include "member/member_act.h"
#include "member/member_query.h"

struct town {
	struct cx cx;
	int64_t root, one, two, office, secretary, thu;
};
enum { ARENA = 128 << 20 };
#define TOWN                                                                   \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct town t;                                                         \
	struct cx *cx = &t.cx;                                                 \
	town_open(&t, a)

void town_open(struct town *t, struct arena *a);
day_t d(const char *iso);
int64_t user(struct town *t, const char *email, const char *role,
	     int64_t where);
/* The person that town_open() adds. */
struct member_new thu(const struct town *t);
/* Who acts from now on; 0: the system. */
void as(struct town *t, int64_t who);
void refuses_(const struct err *e, enum err_code code, const char *field,
	      int line);
#define refuses(e, code, field) refuses_((e), (code), (field), __LINE__)

struct member_by_id_row row(struct town *t);
/* All that counts, one line a table: belonging, states, posts … */
struct str history(struct town *t);
/* … and names, facts, secrets. */
struct str facts(struct town *t);
/* The newest event about the person. */
struct audit_row event(struct town *t);
bool says(struct str s, const char *what);

struct member_edit edit(struct town *t, const char *field, const char *value,
			const char *from);
struct err *change(struct town *t, const char *field, const char *value,
		   const char *from);
struct err *correct(struct town *t, const char *field, const char *value,
		    const char *from);
struct err *move(struct town *t, const char *how, int64_t where,
		 const char *on);
struct err *post(struct town *t, int64_t where, const char *office,
		 const char *from);

#endif
