/*
 * The reference committee with invented people (`demo`): its parts. The data
 * stands in profile/demo/, here is only what turns it into acts.
 */
#ifndef RV_APP_DEMO_H
#define RV_APP_DEMO_H

#include "account/account.h"
#include "work/work_act.h"

enum { DEMO_MEMBERS = 6196, DEMO_SEED = 1, DEMO_FIELDS = 11 };

struct demo_ask {
	int64_t members; /* people of the committee, for its targets */
	uint64_t seed;
};

/* ---- the data (app_demo_data.c) ------------------------------------------ */
/* A fault of the lists: why, and at which word. */
struct err *demo_fault(struct cx *cx, const char *why, struct str where);
/* One line of a file of profile/demo/, cut at its bars. */
struct demo_row {
	struct str f[DEMO_FIELDS];
	int n;
};
struct demo_rows {
	struct demo_row *p;
	ptrdiff_t n, cap;
};
/* What the words in braces mean. */
struct demo_words {
	int year; /* of the running programme */
	int64_t members;
	struct str term;
};
/* {y} {p} {f} the running year, the one before and after; {t} the term; {m}
 * the members, {m2.5} so many per cent of them. Others stay as they are. */
struct str demo_fill(struct arena *a, const struct demo_words *w,
		     struct str text);
struct err *demo_read(struct arena *a, const char *name,
		      const struct demo_words *w,
		      struct demo_rows *ret_rows) MUST_USE;
/* The running year of a demo that is made on a day: its own, but for the
 * first weeks, when a programme has only just been issued. */
int demo_year(day_t today);

/* Numbers that only look like chance: the same for the same seed. */
struct demo_dice {
	uint64_t state;
};
uint64_t demo_roll(struct demo_dice *d, uint64_t most);
/* The numbers 0 … n-1 in another order. */
ptrdiff_t *demo_shuffle(struct arena *a, struct demo_dice *d, ptrdiff_t n);

/* ---- files (app_demo_file.c) ------------------------------------------------ */
/* A small file of the kind that the name's ending says. */
struct err *demo_file(struct arena *a, struct str name, struct str text,
		      struct str *ret_bytes) MUST_USE;
struct err *demo_docx(struct arena *a, struct str head,
		      const struct strs *paras, struct str *ret_bytes) MUST_USE;

/* ---- everything (app_demo_make.c, app_demo_life.c) --------------------------- */
struct demo_org {
	struct str key, name; /* key empty: nobody refers to it */
	int64_t id;
};
struct demo_orgs {
	struct demo_org *p;
	ptrdiff_t n, cap;
};
/* A cell of the first day. */
struct demo_cell {
	int64_t id;
	int64_t members;       /* of 6,196; 0: its share of the rest */
	struct str key, above; /* of its line in orgs.csv */
};
/* The code of an organisation tells where it stands: 2 + 3 + 3 + 3 + 3 digits. */
enum { DEMO_CODE = 14, DEMO_CODES_MOST = 600 };
struct demo_code {
	int64_t org;
	char text[DEMO_CODE + 1];
	int level; /* 0: the root */
	int below; /* how many were given out */
};
struct demo_people;
struct member_lock;
struct demo_user {
	struct account_new in;
	struct str key;	 /* of the organisation */
	bool shown;	 /* gets a password and is printed */
	struct str link; /* path */
	int64_t id;
	struct actor actor;
};
struct demo_users {
	struct demo_user *p;
	ptrdiff_t n, cap;
};
struct demo {
	struct demo_ask ask;
	struct demo_words words;
	day_t today; /* the real ones */
	int64_t now;
	struct demo_orgs orgs;
	struct demo_users users;
	struct {
		struct demo_cell *p;
		ptrdiff_t n, cap;
	} cells_at;
	struct {
		struct demo_code *p; /* room for all of them */
		ptrdiff_t n;
	} codes;
	struct demo_people *people; /* NULL: no members yet */
	const struct member_lock *lock;
	int64_t cells, tasks;
};

/* Makes all of it in one transaction: all or nothing. ERR_CONFLICT when the
 * realm holds something already. */
struct err *demo_make(struct cx *cx, const struct demo_ask *ask,
		      struct demo *ret_demo) MUST_USE;
/* Everything below the root as it was founded (app_demo_org.c). */
struct err *demo_orgs_make(struct cx *cx, struct demo *d) MUST_USE;
/* Members of the first day (app_demo_member.c). */
struct err *demo_members_make(struct cx *cx, struct demo *d) MUST_USE;
/* Who leads what, and which members sign in (app_demo_post.c); behind the
 * users. */
struct err *demo_posts_make(struct cx *cx, struct demo *d) MUST_USE;
/* Of a number that stands for 6,196 members what the demo's size makes of it. */
int64_t demo_scaled(const struct demo *d, int64_t n);
/* How many cells there are today. */
struct err *demo_cells_count(struct cx *cx, struct demo *d) MUST_USE;
/* Documents, programmes, tasks and what happened to them, day by day up to
 * today; inside the transaction. */
struct err *demo_life(struct cx *cx, struct demo *d) MUST_USE;
/* A line of effects.csv for its task, by the one whose context it is
 * (app_demo_effect.c). */
struct err *demo_effect(struct cx *cx, const struct demo_row *r,
			int64_t task) MUST_USE;
/* A day's periods of recurring tasks: made, handed in, verified by `office`
 * (app_demo_period.c). */
struct err *demo_periods(struct cx *cx, const struct demo *d,
			 const struct demo_user *office, day_t day) MUST_USE;
/* One line of talk.csv, by whoever cx is (app_demo_talk.c). */
struct err *demo_talk(struct cx *cx, const struct demo *d,
		      const struct demo_row *r, int64_t task) MUST_USE;
/* Who speaks for a unit, or "office"; NULL for an unknown key. */
const struct demo_user *demo_speaker(const struct demo *d, struct str key);
/* One line of adjusts.csv, by whoever cx is (app_demo_adjust.c). */
struct err *demo_adjust(struct cx *cx, const struct demo *d,
			const struct demo_row *r, int64_t task) MUST_USE;
/* Saved views, and a reminder to who is late (app_demo_list.c). */
struct err *demo_list(struct cx *cx, const struct demo *d) MUST_USE;
/* An edited list that waits (app_demo_sheet.c); behind demo_life(). */
struct err *demo_sheet(struct cx *cx, struct demo *d) MUST_USE;
/* Somebody acts for another, somebody retired (app_demo_lend.c). */
struct err *demo_lend(struct cx *cx, const struct demo *d) MUST_USE;
/* Requests about personal data, a breach (app_demo_privacy.c). */
struct err *demo_privacy(struct cx *cx, const struct demo *d) MUST_USE;
/* Reports from below for the months that ended (app_demo_report.c). */
struct err *demo_reports(struct cx *cx, const struct demo *d) MUST_USE;
const struct demo_org *demo_org(const struct demo *d, struct str key);
/* The context of somebody on a day: a copy of cx. `k` counts the acts of the
 * day. */
struct cx demo_as(const struct cx *cx, const struct demo *d,
		  const struct actor *who, day_t on, int k);

#endif
