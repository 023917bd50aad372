/* What the files of this feature share. */
#ifndef RV_TRAIL_FEATURE_PRIV_H
#define RV_TRAIL_FEATURE_PRIV_H

#include "trail/trail.h"

extern const struct command_table trail_commands, witness_commands;

enum { TRAIL_FILE_MOST = 12 << 20 };
/* A small file as it is; `what` is a catalogue id of what it should be. */
struct err *trail_file_read(struct arena *a, struct str path,
			    struct str *ret_text) MUST_USE;
/* In one step, for the owner alone when `secret`; an existing file is
 * refused unless `over`. */
struct err *trail_file_write(struct arena *a, struct str path, struct str text,
			     bool secret, bool over) MUST_USE;

#endif
