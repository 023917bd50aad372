/*
 * What a feature is to the app: its tables. The app lists features by hand in
 * app/features.c, in the order in which they may include each other.
 */
#ifndef RV_FEATURE_H
#define RV_FEATURE_H

#include "cli/cli.h"
#include "http/http.h"
#include "job/job.h"

struct feature_menu {
	const char *key;   /* struct page's `menu` */
	const char *title; /* N_("…") */
	const char *href;
	enum perm perm;
	int order; /* 10, 20, … from left to right */
	bool few;  /* also in the short menu of unit secretaries */
	bool (*shown)(struct cx *cx); /* NULL: always */
};

struct view;
struct indicator_source;
struct privacy_hook;
struct reorg_hook;

/* Shows something of a feature on the page of a lower one: called with the
 * subject's id; writes HTML or nothing. */
struct feature_panel {
	const char *where; /* "org": the page of an organisation */
	struct err *(*show)(struct cx *cx, int64_t subject, struct view *v);
};

/* A cell of a table; a figure's href opens the list that makes it. */
struct feature_cell {
	struct str text, href;
};
/* A column that a feature adds to the tree of organisations. */
struct feature_org_column {
	const char *title; /* N_("…") */
	int order;	   /* 10, 20, … from left to right; cells: 20 */
	bool numeric;
	enum perm perm;
	/* Asked once for all rows of a page, which may be of any day; a cell
	 * that it leaves alone is empty. */
	struct err *(*fill)(struct cx *cx, day_t day, const int64_t *org,
			    ptrdiff_t n, struct feature_cell *ret_cells);
};

/* What is looked for, in the forms that are compared. */
struct feature_find {
	struct str q;	 /* as typed */
	struct str fold; /* text_fold(): never empty */
	struct str same; /* text_same_key() */
	ptrdiff_t most;	 /* hits that are shown */
};
struct feature_hit {
	struct str text, note, href;
	bool exact; /* with the marks that were typed */
};
struct feature_hits {
	struct feature_hit *p;
	ptrdiff_t n, cap;
	bool more;	/* there are further ones */
	struct str all; /* the list that shows them, or absent */
};
/* A feature's part of the search over everything; it gives only what the
 * person may see. */
struct feature_search {
	const char *title; /* N_("…") */
	int order;	   /* 10, 20, … from top to bottom */
	enum perm perm;
	ptrdiff_t most; /* hits that are shown; 0: ten */
	/* Whether it reads too much to be asked while one types; NULL: never. */
	struct err *(*reads_much)(struct cx *cx, bool *ret_much);
	struct err *(*find)(struct cx *cx, const struct feature_find *what,
			    struct feature_hits *ret_hits);
};

/* Routes that stand in one file. */
struct route_table {
	const struct route *p;
	int n;
};

/* Commands that stand in one file. */
struct command_table {
	const struct command *p;
	int n;
};

struct feature {
	const char *name;
	const struct route *routes;
	int n_routes;
	/* further tables, for a feature whose pages stand in several files */
	const struct route_table *const *tables;
	int n_tables;
	const struct command *commands;
	int n_commands;
	/* … or commands in other files */
	const struct command_table *command_table, *more_commands;
	const struct job_kind *jobs;
	int n_jobs;
	const struct feature_menu *menu;
	int n_menu;
	const struct feature_panel *panels;
	int n_panels;
	/* what becomes of its rows when organisations change (org/org.h) */
	const struct reorg_hook *reorg;
	/* What waits for one person goes to another; inside an act that gives
	 * on what the one answered for. */
	struct err *(*hand_over)(struct cx *cx, int64_t from, int64_t to);
	/* what it holds of a person, and how it forgets (view/person.h) */
	const struct privacy_hook *privacy;
	/* Somebody's key that it keeps sealed with the realm's, or an absent one:
	 * whether the realm's key is still the one is asked of it
	 * (member/member_secret.h). For features other than members. */
	struct err *(*sealed)(struct cx *cx, struct str *ret_sealed);
	/* an indicator that it computes (indicator/indicator.h) */
	const struct indicator_source *indicator;
	const struct feature_org_column *org_columns;
	int n_org_columns;
	const struct feature_search *searches;
	int n_searches;
};

/* The features of the program, in their order; main() and tests set them, for
 * acts too. Keeps the pointer. */
void features_set(const struct feature *const *list, int n);
const struct feature *const *features_get(int *ret_n);

#endif
