/*
 * Whether the data is whole: pages, keys, the trail, figures, files. `verify`
 * asks when somebody wants to know, a job asks each night.
 */
#include "app/app.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "app/app_command.h"
#include "audit/audit.h"
#include "db/db.h"
#include "file/file.h"
#include "i18n/i18n.h"
#include "job/job.h"

enum { LINE_MOST = 4096, LINES_MOST = 20 };

/* What one check says goes behind what the others found; a check that can go no
 * further doesn't keep the next from looking. */
struct verdict {
	struct err *findings, *failures;
};

static void check_done(struct verdict *v, struct err *err, struct err *found)
{
	if (found)
		err_add(&v->findings, found);
	if (err)
		err_add(&v->failures, err);
}

struct err *data_check(struct cx *cx, struct str data, int64_t *ret_events)
{
	struct verdict v = { NULL, NULL };
	struct err *found = NULL;
	struct err *err = store_check(cx->store, cx->arena, &found);

	check_done(&v, err, found);
	found = NULL;
	err = audit_verify(cx, ret_events, &found);
	check_done(&v, err, found);
	found = NULL;
	db_view(cx->db, true);
	err = counts_check(cx, data, &found);
	db_view(cx->db, false);
	check_done(&v, err, found);
	found = NULL;
	err = file_check_all(cx, &found);
	check_done(&v, err, found);
	if (v.failures)
		err_add(&v.findings, v.failures);
	return v.findings;
}

/* ---- each night ------------------------------------------------------------ */

/* A line of the log; findings name tables, pages and numbers, never what a
 * person typed. */
static void line_put(struct cx *cx, const struct err *e)
{
	struct buf b = buf_init(cx->arena, LINE_MOST);

	buf_lit(&b, "{\"at\":");
	buf_i64(&b, cx->now);
	buf_lit(&b, ",\"event\":\"check\",\"whole\":");
	buf_str(&b, e ? STR("false,\"found\":") : STR("true"));
	if (e)
		buf_json_str(&b, tr_err(cx->arena, LANG_EN, e));
	buf_lit(&b, "}\n");
	buf_char(&b, 0);
	if (!b.full)
		app_log(b.p);
}

/* Of a file its folder, as --data names it. */
static struct str data_of(const struct store *s)
{
	struct str path = str_c(store_path(s));

	return str_ends(path, STR("/roviec.db"))
		       ? str_sub(path, 0, path.n - (STR("/roviec.db")).n)
		       : path;
}

/* What it found stands in the job's own record, which `doctor` reads. */
static struct err *night_run(struct cx *cx, const struct job *j)
{
	int64_t events = 0;
	struct err *found = data_check(cx, data_of(cx->store), &events);
	int n = 0;

	(void)j;
	if (!found)
		line_put(cx, NULL);
	for (struct err *e = found; e && n < LINES_MOST; e = e->next, n++)
		line_put(cx, e);
	return found;
}

struct err *check_after_crash(struct cx *cx)
{
	struct stat st;
	const char *log = str_fmt(cx->arena, "%s-wal", store_path(cx->store)).p;

	if (db_is_address(str_c(store_path(cx->store))) ||
	    stat(log, &st) != 0 || st.st_size == 0)
		return NULL;
	return job_ask(cx, APP_CHECK_JOB, STR_NULL, STR("crash"), 0);
}

void app_clock_jumped(int64_t by_ms)
{
	char line[128];

	snprintf(line, sizeof(line),
		 "{\"at\":%lld,\"event\":\"clock\",\"jumped_ms\":%lld}\n",
		 (long long)time(NULL) * 1000, (long long)by_ms);
	app_log(line);
}

const struct job_kind app_jobs[] = {
	{ .name = APP_CHECK_JOB,
	  .title = N_("Look whether the data is whole"),
	  .run = night_run,
	  .nightly = true,
	  .most_attempts = 1 },
	{ .name = "key.seal",
	  .title = N_("Seal with the newest key"),
	  .run = key_seal_job,
	  .every_minutes = APP_SEAL_MINUTES,
	  .most_attempts = 1 },
};
const int app_n_jobs = (int)N_ELEMENTS(app_jobs);
