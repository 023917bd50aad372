/*
 * People and organisations over time for tests of statistics: kept in plain
 * arrays, which an oracle reads, and written to the realm row by row. Days
 * are counted from 1/1/2025 (kit day 0).
 */
#ifndef RV_MEMBER_STAT_KIT_H
#define RV_MEMBER_STAT_KIT_H

#include "testkit/testkit.h"

struct sk_org {
	int64_t id;
	const char *kind;
	struct str name;
	day_t from, to;
};
struct sk_place { /* parent 0: the root */
	int64_t org, parent;
	day_t from, to;
};
struct sk_person {
	int64_t id;
	const char *sex; /* or NULL */
	day_t birth, admitted;
};
/* A home (org), temporary stay, state or field (value) of a person. */
enum sk_kind { SK_HOME, SK_STAY, SK_STATE, SK_FACT };
struct sk_row {
	int64_t id, member, org;
	enum sk_kind kind;
	const char *field, *value, *how, *ended_how;
	day_t from, to, sent;
	int64_t decision;
	bool voided;
};

struct stat_kit {
	struct cx cx;  /* outside of an act */
	struct cx *in; /* inside of one */
	int64_t event; /* of the act that is written */
	uint64_t seed;
	struct {
		struct sk_org *p;
		ptrdiff_t n, cap;
	} orgs;
	struct {
		struct sk_place *p;
		ptrdiff_t n, cap;
	} places;
	struct {
		struct sk_person *p;
		ptrdiff_t n, cap;
	} people;
	struct {
		struct sk_row *p;
		ptrdiff_t n, cap;
	} rows;
};

/* A realm without any organisation. */
void stat_kit_open(struct arena *a, struct stat_kit *k);
void stat_kit_close(struct stat_kit *k);
day_t sk_day(int n);
day_t sk_iso(const char *iso);
/* 0 … n-1, by the kit's seed. */
int sk_any(struct stat_kit *k, int n);

/* An act: fn writes rows, then spans are made; its event is k->event. */
void sk_act(struct stat_kit *k, void (*fn)(struct stat_kit *k, void *arg),
	    void *arg);

/* ---- inside of an act ------------------------------------------------------- */
int64_t sk_org_add(struct stat_kit *k, int64_t parent, const char *kind,
		   const char *name, day_t from);
void sk_org_code(struct stat_kit *k, int64_t org, const char *code, day_t from);
void sk_org_move(struct stat_kit *k, int64_t org, int64_t parent, day_t on);
void sk_org_end(struct stat_kit *k, int64_t org, day_t on);
/* Writes places and reach anew; behind any of those. */
void sk_tree_write(struct stat_kit *k);
int64_t sk_decision(struct stat_kit *k, day_t on);
/* … to 0: out of the realm; the day and decision are a moved person's. */
void sk_lineage(struct stat_kit *k, int64_t from, int64_t to, int share,
		const struct sk_row *moved);
int64_t sk_person_add(struct stat_kit *k, const char *sex, day_t birth,
		      day_t admitted);
void sk_person_set(struct stat_kit *k, struct sk_person *p, const char *sex,
		   day_t birth);
/* An open row; gives its id. */
int64_t sk_row_add(struct stat_kit *k, struct sk_row row);
/* Ends a row on a day; voids it when it began then or later. */
void sk_row_end(struct stat_kit *k, struct sk_row *r, day_t on,
		const char *how);
void sk_row_void(struct stat_kit *k, struct sk_row *r);

/* ---- the oracle: by walking arrays ------------------------------------------- */
/* The row of a kind (and field) that covers the day, or NULL. */
struct sk_row *sk_row_on(const struct stat_kit *k, int64_t member,
			 enum sk_kind kind, const char *field, day_t on);
/* 0: none, the organisation isn't there, or it is the root */
int64_t sk_parent_on(const struct stat_kit *k, int64_t org, day_t on);
bool sk_alive_on(const struct stat_kit *k, int64_t org, day_t on);
bool sk_below_on(const struct stat_kit *k, int64_t above, int64_t org,
		 day_t on);

#endif
