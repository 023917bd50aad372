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
struct reorg_hook;

/* Shows something of a feature on the page of a lower one: called with the
 * subject's id; writes HTML or nothing. */
struct feature_panel {
	const char *where; /* "org": the page of an organisation */
	struct err *(*show)(struct cx *cx, int64_t subject, struct view *v);
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
	const struct command_table *command_table; /* … or commands elsewhere */
	const struct job_kind *jobs;
	int n_jobs;
	const struct feature_menu *menu;
	int n_menu;
	const struct feature_panel *panels;
	int n_panels;
	/* what becomes of its rows when organisations change (org/org.h) */
	const struct reorg_hook *reorg;
};

/* The features of the program, in their order; main() and tests set them, for
 * acts too. Keeps the pointer. */
void features_set(const struct feature *const *list, int n);
const struct feature *const *features_get(int *ret_n);

#endif
