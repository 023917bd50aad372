/* What the commands of this feature share. */
#ifndef RV_WORK_CLI_H
#define RV_WORK_CLI_H

#include "cli/cli.h"

enum { WORK_STATUS_UNCLEAR = 1, WORK_STATUS_UNREADABLE = 2 };

/* Bytes of a file of at most 20 MB. */
struct err *work_cli_file(struct arena *a, struct str path,
			  struct str *ret_bytes) MUST_USE;
/* The name behind the last slash: doc_read() looks at its ending. */
struct str work_cli_name(struct str path);

/* annex import */
enum { WORK_IMPORT_OPTIONS = 4 };
extern const struct option_row work_import_options[WORK_IMPORT_OPTIONS];
struct err *work_import_run(struct cx *cx, struct cli *cli,
			    int *ret_status) MUST_USE;

/* task recount */
struct err *work_recount_run(struct cx *cx, struct cli *cli,
			     int *ret_status) MUST_USE;

#endif
