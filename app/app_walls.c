/* Which walls `serve` puts around itself (app_confine.h). */
#include "app/app_walls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/app.h"
#include "app/app_confine.h"
#include "app/app_command.h"
#include "db/db.h"
#include "directory/directory.h"
#include "i18n/i18n.h"

static struct confined walls_are; /* around this process */

/* The folder of a file; its own where the file is a link, too: what renews a
 * certificate puts another file there. */
static void folder_add(struct arena *a, struct strs *list, struct str file)
{
	char *whole = realpath(str_to_c(a, file), NULL);
	struct str path[2] = { file,
			       whole ? str_dup(a, str_c(whole)) : STR_NULL };

	free(whole);
	for (int i = 0; i < 2 && path[i].p; i++) {
		ptrdiff_t n = path[i].n;

		while (n > 0 && path[i].p[n - 1] != '/')
			n--;
		*vec_push(a, list) = n ? str_sub(path[i], 0, n) : STR(".");
	}
}

/* Only what is there can be written later. */
static void file_add(struct arena *a, struct strs *list, struct str path)
{
	int fd = open(str_to_c(a, path),
		      O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0)
		close(fd);
	*vec_push(a, list) = path;
}

/* A realm's folder, with its key and checkpoints beside it. */
static void place_add(struct arena *a, struct strs *list, struct str folder)
{
	char *whole = realpath(str_to_c(a, folder), NULL);
	struct str path = whole ? str_dup(a, str_c(whole)) : folder;

	if (!whole) /* nothing is there, and nothing is made beside it */
		return;
	free(whole);
	*vec_push(a, list) = path;
	file_add(a, list, str_cat(a, path, STR(".key")));
	file_add(a, list, str_cat(a, path, STR(".trail")));
	file_add(a, list, str_cat(a, path, STR(".erased")));
}

/* Of data on a server only the keys are here; its client reads its own files
 * in the home folder. */
static void server_add(struct arena *a, struct confine *c)
{
	const char *keys = getenv("ROVIEC_KEYS"), *home = getenv("HOME");

	if (!keys)
		keys = getenv("STATE_DIRECTORY");
	if (!keys)
		keys = home;
	*vec_push(a, &c->write) = str_c(keys ? keys : ".");
	if (home)
		*vec_push(a, &c->read) = str_c(home);
}

/* Keys that the system gives, or that stand in a place of their own. */
static void given_add(struct arena *a, struct confine *c)
{
	const char *given = getenv("CREDENTIALS_DIRECTORY");
	const char *named = getenv("ROVIEC_KEY_FILE");

	if (given && *given)
		*vec_push(a, &c->read) = str_c(given);
	if (named && *named) {
		*vec_push(a, &c->read) = str_c(named);
		file_add(a, &c->write, str_c(named));
	}
}

/* Realms whose data stands elsewhere than in the installation's folder. */
static struct err *realms_add(struct cx *cx, struct str data, struct confine *c)
{
	struct cx of = *cx;
	struct realm_entries list = { 0 };
	struct err *err = directory_open(cx->arena, data, false, true, cx->now,
					 &of.store);

	if (err || !of.store)
		return err;
	of.db = store_reader(of.store, cx->arena);
	err = directory_list(&of, &list);
	store_return(of.db);
	store_close(of.store);
	for (ptrdiff_t i = 0; !err && i < list.n; i++) {
		struct str place = list.p[i].place;

		if (db_is_address(place))
			server_add(cx->arena, c);
		else if (place.n)
			place_add(cx->arena, &c->write, place);
	}
	return err;
}

static int port_of(struct str listen)
{
	int64_t port;
	ptrdiff_t at = listen.n;

	while (at > 0 && listen.p[at - 1] != ':')
		at--;
	return str_to_i64(str_sub(listen, at, listen.n), &port) && port >= 0 &&
			       port <= 65535
		       ? (int)port
		       : 0;
}

struct err *app_walls(struct cx *cx, const struct walls *w)
{
	struct arena *a = cx->arena;
	struct confine c = { .port = port_of(w->listen) };
	const char *temporary = getenv("TMPDIR");
	struct err *err;

	/* workbooks are put together in files without a name */
	*vec_push(a, &c.write) = str_c(temporary ? temporary : "/tmp");

	if (db_is_address(w->data))
		server_add(a, &c);
	else
		place_add(a, &c.write, w->data);
	given_add(a, &c);
	err = realms_add(cx, w->data, &c);
	for (int i = 0; i < WALLS_FILES; i++)
		if (w->file[i].n)
			folder_add(a, &c.read, w->file[i]);
	return err ? err : app_confine(a, &c, &walls_are);
}

void app_walls_say(struct cx *cx)
{
	char line[160];

	snprintf(line, sizeof(line),
		 "{\"at\":%lld,\"event\":\"walls\",\"landlock\":%d,"
		 "\"port\":%s,\"seccomp\":%s}\n",
		 (long long)cx->now, walls_are.landlock,
		 walls_are.port ? "true" : "false",
		 walls_are.seccomp ? "true" : "false");
	app_log(line);
}
