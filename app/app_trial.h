/*
 * A backup tried out: its data stands in a work file that only this process
 * can read (db_stream.h), its key in this process' memory, and both are gone
 * with it. Nothing of the live data is touched.
 */
#ifndef RV_APP_TRIAL_H
#define RV_APP_TRIAL_H

#include "app/app_archive.h"
#include "base/cx.h"

struct trial_times {
	int64_t unpack_ms, open_ms, check_ms, sample_ms;
};
struct trial {
	struct cx cx; /* with the backup's data, open */
	struct archive x;
	const char *work;
	int64_t made; /* when the backup was made, or DB_NULL */
	int64_t events, signed_to, files, people;
	int sample_files, sample_people; /* read one by one */
	struct trial_times took;
};

/* The folder for temporary files. */
const char *trial_temporary(void) NONNULL_RESULT;
/* Writes an archive's data into a work file, to the end of the archive. */
struct err *trial_unpack(struct archive *x, const char *work) MUST_USE;

#endif
