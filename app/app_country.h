/*
 * `demo --realms R --tasks N`: an installation with many committees, for
 * measuring. Few patterns are made by the program's own acts; each realm is a
 * copy of one, renamed by an act, with members of its own.
 */
#ifndef RV_APP_COUNTRY_H
#define RV_APP_COUNTRY_H

#include "cli/cli.h"

struct country_ask {
	struct str data;       /* folder or server */
	int64_t realms, tasks; /* of all together */
	int64_t members;       /* … too; 0: none */
};
struct err *country_make(struct cx *cx, struct cli *cli,
			 const struct country_ask *ask) MUST_USE;

#endif
