/* For tests of the pages of accounts: a realm with a committee, a cell, an
 * administrator and a secretary, asked as a browser would ask. */
#ifndef RV_ACCOUNT_TOWN_H
#define RV_ACCOUNT_TOWN_H

#include "testkit/testkit.h"

#include "account/account.h"
#include "view/site.h"

enum { ARENA = 128 << 20 };
#define PASSWORD     STR("ngỗng tím gõ cửa nhà kho")
#define PASSWORD_URL "ng%E1%BB%97ng+t%C3%ADm+g%C3%B5+c%E1%BB%ADa+nh%C3%A0+kho"
#define SECOND_URL                                                             \
	"b%E1%BB%91n+chi%E1%BA%BFc+gh%E1%BA%BF+m%C3%A2y+xoay+tr%C3%B2n"

struct town {
	struct cx cx;
	struct http_config http;
	struct site site;
	const struct route *tables[12];
	int counts[12];
	const struct feature *features[1];
	int64_t root, unit, admin, thuoc;
};

extern int64_t town_time;    /* what the clock says */
extern char town_said[4096]; /* the newest error of the server's log */
void town_open(struct town *t, struct arena *a);
#define TOWN                                                                   \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct town t;                                                         \
	struct reply r UNUSED;                                                 \
	town_open(&t, a)

/* Somebody with PASSWORD. */
int64_t town_person(struct town *t, const char *email, const char *name,
		    const char *role, int64_t org);
struct reply town_ask(struct town *t, const struct http_try *try);
struct reply town_get(struct town *t, const char *path, const char *cookie);
struct reply town_get_en(struct town *t, const char *path, const char *cookie);
struct reply town_post(struct town *t, const char *path, const char *body,
		       const char *cookie);
/* A form that stands on a page: with its token and key. */
struct reply town_form(struct town *t, const char *page, const char *path,
		       const char *fields, const char *cookie);
/* The context of somebody in their first seat. */
struct cx town_as(struct town *t, int64_t user);
/* From now on letters are written; those that wait, by a word of their
 * subject. */
void town_mail(struct town *t);
int town_letters(struct town *t, const char *word);
/* The cookie of a session's token; of one that is begun by the password. */
const char *town_cookie(struct town *t, struct str token);
const char *town_sign_in(struct town *t, const char *email);
bool town_has(const struct reply *r, const char *text);
bool town_has_not(const struct reply *r, const char *text);
/* Text between two marks. */
struct str town_between(const struct reply *r, const char *from,
			const char *to);
/* Golden page: what differs at each run is taken out. */
void town_golden(struct town *t, const char *name, const struct reply *r);

#endif
