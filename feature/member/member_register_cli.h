/* The commands that check and import registers. */
#ifndef RV_MEMBER_REGISTER_CLI_H
#define RV_MEMBER_REGISTER_CLI_H

#include "base/err.h"
#include "view/feature.h"

enum { MEMBER_STATUS_UNCLEAR = 1, MEMBER_STATUS_UNREADABLE = 2 };
enum { MEMBER_FILE_MOST = 20 << 20 };

extern const struct command_table member_check_commands;  /* members check */
extern const struct command_table member_import_commands; /* … import, undo */

/* A file's bytes, in `own`; an error in `a`. */
struct err *member_file_read(struct arena *a, struct arena *own,
			     struct str path, ptrdiff_t most,
			     struct str *ret_bytes) MUST_USE;
/* "dir/register.xlsx" → "register.xlsx" */
struct str member_file_name(struct str path);
/* One unit a line. */
struct err *member_units_read(struct cx *cx, struct str path,
			      struct strs *ret_units) MUST_USE;

#endif
