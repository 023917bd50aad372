/*
 * The realms that this process serves: which there are stands in the
 * directory, each is opened when somebody asks for it and closed when others
 * need its place. One set a process; the server and the jobs borrow from it.
 */
#ifndef RV_APP_HOST_H
#define RV_APP_HOST_H

#include "http/http.h"
#include "job/job.h"

struct host_config {
	struct str data; /* of the installation: folder or server */
	int most_open;	 /* realms at one time, besides the own one; 0: 48 */
	int patience_ms; /* for somebody else who opens or closes one; 0: 5 s */
	int64_t (*clock)(void);
	void (*log)(const char *json_line);
};

/* Opens the installation's own realm and reads the directory; one of both has
 * to be there. cx->store and cx->profile become the own realm's, or stay
 * NULL. Starts the thread that looks for changes of the directory. */
struct err *host_start(struct cx *cx, const struct host_config *c) MUST_USE;
/* Closes every realm; nothing may be lent any more. */
void host_stop(void);

extern const struct http_realms host_realms;
extern const struct job_realms host_jobs;

/* Whether the data could be reached within the last seconds. */
bool host_is_ready(void);

/* Whether writing failed so that only a restart is honest. */
bool host_is_broken(void);

struct host_counts {
	int realms, open;
	int64_t opened; /* since the start */
	int64_t looked; /* … of those, files that were read whole */
	int64_t memory; /* bytes that the list of realms needs */
};
struct host_counts host_count(void);

#endif
