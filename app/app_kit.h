/* For the tests of commands: a folder with a realm, the command line run in
 * this process, what it said. */
#ifndef RV_APP_KIT_H
#define RV_APP_KIT_H

#include "testkit/testkit.h"

#include "app/app.h"

struct app_kit {
	struct arena *a;
	const char *folder; /* for all of the test's files */
	const char *data;   /* the realm's, in it */
	const char *out, *err;
};
extern struct app_kit app_kit;

/* Makes the folder and its names; speaks English. */
void app_kit_places(void);
/* An empty place for an installation of realms: a folder, or a database of its
 * own where there is a server. `most`: bytes of the test's memory. */
struct arena *app_kit_realms(ptrdiff_t most) NONNULL_RESULT;
/* For cmocka: the folder and in it, by `init`, a realm. */
int app_kit_open(void **state);
int app_kit_close(void **state);
/* A path in the folder. */
const char *app_kit_path(const char *name);

/* Runs the program's command line here; what it says goes to two files. */
int app_kit_run(const char *const *words);
#define RUN(...) app_kit_run((const char *const[]){ __VA_ARGS__, NULL })
/* The file holds this text. */
void says(const char *path, const char *text);

struct route;
/* A route's address behind a prefix: each number is `id`, each word `word`. */
const char *app_kit_address(struct arena *a, const char *prefix,
			    const struct route *r, int id, const char *word);
/* The real clock, which a server's sessions go by. */
int64_t app_kit_now(void);

#endif
