/* Files that tools/embed put into the program: `embed --plain SYMBOL`. */
#ifndef RV_BASE_EMBED_H
#define RV_BASE_EMBED_H

#include "base/str.h"

struct embedded {
	const char *name; /* as named on embed's command line, last two parts:
			   * "vn-party/words.csv" */
	struct str bytes;
};

#endif
