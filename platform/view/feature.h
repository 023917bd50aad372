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
	int order;	   /* 10, 20, … from left to right */
	bool few;	   /* also in the short menu of unit secretaries */
};

struct feature {
	const char *name;
	const struct route *routes;
	int n_routes;
	const struct command *commands;
	int n_commands;
	const struct job_kind *jobs;
	int n_jobs;
	const struct feature_menu *menu;
	int n_menu;
};

#endif
