/* Words for tests that need no realm; the realm's are in testkit_realm.c. */
#include "base/buf.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "testkit/testkit.h"

enum { HOUR_MS = 3600 * 1000 };

void ok_(const struct err *e, const char *file, int line)
{
	if (!e)
		return;
	print_error("%s:%d: unexpected error %d \"%s\" (%.*s) from %s:%d\n",
		    file, line, (int)e->code, e->msgid, STR_ARG(e->detail),
		    e->file, e->line);
	for (int i = 0; i < e->n_args; i++)
		print_error("  {%d} = %.*s\n", i, STR_ARG(e->arg[i]));
	_fail(file, line);
}

void fails_(const struct err *e, enum err_code code, const char *file, int line)
{
	if (e && e->code == code)
		return;
	if (e)
		print_error("%s:%d: error %d \"%s\" (%.*s) instead of %d\n",
			    file, line, (int)e->code, e->msgid,
			    STR_ARG(e->detail), (int)code);
	else
		print_error("%s:%d: no error instead of %d\n", file, line,
			    (int)code);
	_fail(file, line);
}

void same_(struct str got, const char *want, const char *file, int line)
{
	if (want && got.p && str_eq(got, str_c(want)))
		return;
	if (!want && !got.p)
		return;
	print_error("%s:%d:\n got: %.*s\nwant: %s\n", file, line, STR_ARG(got),
		    want ? want : "(absent)");
	_fail(file, line);
}

static const char *source_root(void)
{
	const char *r = getenv("ROVIEC_SOURCE");

	return r ? r : ".";
}

static bool file_read(struct arena *a, const char *path, struct str *ret_text)
{
	char part[65536];
	struct buf b = buf_init(a, 64 << 20);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		return false;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_mem(&b, part, (ptrdiff_t)n);
	fclose(f);
	*ret_text = buf_view(&b);
	return true;
}

static const char *full_path(struct arena *a, const char *path)
{
	if (path[0] == '/')
		return path;
	return str_fmt(a, "%s/%s", source_root(), path).p;
}

struct str kit_file(struct arena *a, const char *path)
{
	struct str text = STR_NULL;

	if (!file_read(a, full_path(a, path), &text)) {
		print_error("cannot read %s\n", full_path(a, path));
		_fail(__FILE__, __LINE__);
	}
	return text;
}

const char *kit_fixture(struct arena *a, const char *name)
{
	const char *p =
		str_fmt(a, "%s/../shared/fixtures/%s", source_root(), name).p;

	return access(p, R_OK) == 0 ? p : NULL;
}

void kit_golden(struct arena *a, const char *path, struct str got)
{
	const char *mode = getenv("ROVIEC_GOLDEN");
	const char *full = full_path(a, path);
	struct str want = STR_NULL;

	if (mode && !strcmp(mode, "write")) {
		FILE *f = fopen(full, "wb");

		assert_non_null(f);
		fwrite(got.p, 1, (size_t)got.n, f);
		fclose(f);
		return;
	}
	if (!file_read(a, full, &want) || !str_eq(want, got)) {
		print_error("%s differs; see %s.got\n", full, full);
		FILE *f = fopen(str_fmt(a, "%s.got", full).p, "wb");

		if (f) {
			fwrite(got.p, 1, (size_t)got.n, f);
			fclose(f);
		}
		_fail(__FILE__, __LINE__);
	}
}

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
