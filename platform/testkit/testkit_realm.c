/* Realms for tests: a context of a set day, and a store in a folder of its
 * own that kit_close() removes. */
#include "db/db.h"

#include "testkit/testkit.h"

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

#include "testkit/testkit_priv.h"

enum { REALMS_MOST = 8, HOUR_MS = 3600 * 1000 };

static struct kit {
	struct store *store;
	const char *folder;
} kits[REALMS_MOST];

static void day_set(struct cx *cx, day_t day)
{
	cx->today = day;
	cx->as_at = day;
	/* 08:00 in Việt Nam is 01:00 UTC */
	cx->now = (int64_t)day * 24 * HOUR_MS + HOUR_MS;
}

void kit_day(struct cx *cx, const char *iso)
{
	day_t day = DAY_NONE;

	assert_true(day_from_iso(str_c(iso), &day));
	day_set(cx, day);
}

struct cx kit_cx(struct arena *a)
{
	struct cx cx = {
		.arena = a,
		.actor = {
			.id = ACTOR_SYSTEM,
			.perms = UINT64_MAX,
			.name = STR("Hệ thống"),
			.org_is_root = true,
		},
		.lang = LANG_VI,
	};

	kit_day(&cx, "2026-10-14");
	return cx;
}

const char *kit_folder(struct arena *a)
{
	bool memory = access("/dev/shm", W_OK | X_OK) == 0;
	char *path = str_to_c(a, memory ? STR("/dev/shm/rv_kit_XXXXXX")
					: STR("/tmp/rv_kit_XXXXXX"));

	assert_non_null(mkdtemp(path));
	return path;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void kit_folder_remove(const char *path)
{
	char key[64];

	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	/* of sealed settings, beside the folder */
	if (snprintf(key, sizeof(key), "%s.key", path) < (int)sizeof(key))
		unlink(key);
}

static struct kit *kit_free(void)
{
	for (int i = 0; i < REALMS_MOST; i++)
		if (!kits[i].store)
			return &kits[i];
	fail_msg("a test has more than %d realms open", REALMS_MOST);
	return NULL;
}

struct cx kit_realm(struct arena *a)
{
	struct cx cx = kit_cx(a);
	struct kit *k = kit_free();
	struct db_config c = { .create = true };
	static int n;

	k->folder = kit_folder(a);
	c.path = getenv("ROVIEC_PG");
	if (c.path)
		setenv("ROVIEC_KEYS", k->folder, 1);
	if (c.path)
		c.schema = str_fmt(a, "t%ld_%d", (long)getpid(), ++n).p;
	else
		c.path = str_fmt(a, "%s/realm.db", k->folder).p;
	ok(store_open(a, &c, &k->store));
	ok(store_migrate(k->store, a, cx.now, NULL, NULL));
	cx.store = k->store;
	cx.db = store_reader(cx.store, a);
	cx.profile = kit_profile(a);
	return cx;
}

void kit_close(struct cx *cx)
{
	for (int i = 0; i < REALMS_MOST; i++) {
		if (!cx->store || kits[i].store != cx->store)
			continue;
		store_return(cx->db);
		store_close(cx->store);
		kit_folder_remove(kits[i].folder);
		kits[i].store = NULL;
	}
	cx->store = NULL;
	cx->db = NULL;
}
