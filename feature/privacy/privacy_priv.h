/* What the files of this feature share. */
#ifndef RV_PRIVACY_PRIV_H
#define RV_PRIVACY_PRIV_H

#include "cli/cli.h"
#include "http/http.h"
#include "job/job.h"
#include "privacy/privacy.h"
#include "privacy/privacy_act.h"
#include "view/feature.h"

#define PRIVACY_SCRUB_JOB "privacy.scrub"

struct err *privacy_person_tell(struct person_book *b,
				const struct person *who) MUST_USE;
struct err *privacy_person_erase(struct cx *cx, const struct person *who,
				 struct str called, int64_t event) MUST_USE;

/* ERR_NOT_FOUND unless the record stands in the list of those whose time is
 * over. */
struct err *privacy_due_check(struct cx *cx, const struct person *who) MUST_USE;

/* Whom a person's events are about, the most lasting of what they are. */
int64_t privacy_subject(const struct person *who, const char **ret_kind);

extern const struct route_table privacy_own_routes, privacy_request_routes,
	privacy_breach_routes, privacy_record_routes, privacy_member_routes,
	privacy_candidate_routes;
extern const struct command_table privacy_commands;

/* "/privacy/request/5" */
struct str privacy_path(struct cx *cx, const char *head, int64_t id);

#endif
