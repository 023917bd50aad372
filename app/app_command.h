/* Commands that have their own file. */
#ifndef RV_APP_COMMAND_H
#define RV_APP_COMMAND_H

#include "cli/cli.h"
#include "job/job.h"

/* Jobs of the installation itself; the one that looks each night. */
#define APP_CHECK_JOB "data.check"
extern const struct job_kind app_jobs[];
extern const int app_n_jobs;

/* Before anything is written: a log beside the data says that the last end was
 * none, or that somebody put files together. Then the check runs at once. */
struct err *check_after_crash(struct cx *cx) MUST_USE;

/* Writes into the log that the clock has jumped, and by how much. */
void app_clock_jumped(int64_t by_ms);
/* A line, with its end, to the server's log. */
void app_log(const char *line);

struct err *serve_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *demo_run(struct cx *cx, struct cli *cli, int *ret_status);
/* One finding when the figures aren't those of the tasks (data of an older
 * schema has none yet). The reader is open. */
struct err *counts_check(struct cx *cx, struct str data,
			 struct err **ret_findings) MUST_USE;
/* All that `verify` looks at, through an open reader; what it found and what
 * went wrong, or NULL. *ret_events of the trail. */
struct err *data_check(struct cx *cx, struct str data,
		       int64_t *ret_events) MUST_USE;
struct err *doctor_run(struct cx *cx, struct cli *cli, int *ret_status);

struct err *key_show_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *key_seal_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *key_rotate_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *key_retire_run(struct cx *cx, struct cli *cli, int *ret_status);
/* Seals what an older key has sealed, and what stood in clear. */
enum { APP_SEAL_MINUTES = 15 };
struct err *key_seal_job(struct cx *cx, const struct job *j) MUST_USE;

struct err *copy_run(struct cx *cx, struct cli *cli, int *ret_status);

struct err *backup_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *backup_key_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *backup_recipients_run(struct cx *cx, struct cli *cli,
				  int *ret_status);
struct err *restore_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *verify_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *drill_run(struct cx *cx, struct cli *cli, int *ret_status);

/* Opens for reading only: works while a server holds the data. */
struct err *data_open_beside(struct cx *cx, struct str data) MUST_USE;
/* Whether a realm's data is there. Only who has looked may say that nothing
 * is: a server that is away, or a folder that can't be read, is an error. The
 * empty frame that a killed copy has left in a schema holds nothing. */
struct err *data_look(struct cx *cx, struct str data, bool *ret_there) MUST_USE;
/* Puts a checked backup into an empty schema of a server. */
struct err *restore_server(struct cx *cx, struct str from,
			   struct str data) MUST_USE;
/* Of data on a server, whose pages only it can look at: whether it keeps sums
 * of them, "on" or "off"; empty for a folder. */
struct err *pages_sums(struct cx *cx, struct str *ret_sums) MUST_USE;

#endif
