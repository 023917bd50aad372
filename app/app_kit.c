/* The command line in the process of a test. */
#include "app/app_kit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "audit/audit.h"

struct app_kit app_kit;

/* Lets a descriptor write to a file; gives what it was before. */
static int turn(int fd, const char *path)
{
	int was = dup(fd);
	int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(was >= 0 && to >= 0);
	dup2(to, fd);
	close(to);
	return was;
}

int app_kit_run(const char *const *words)
{
	char *argv[16] = { (char[]){ "roviec" } };
	int argc = 1, was_out, was_err, status;

	for (; words[argc - 1]; argc++)
		argv[argc] = str_to_c(app_kit.a, str_c(words[argc - 1]));
	fflush(NULL);
	was_out = turn(1, app_kit.out);
	was_err = turn(2, app_kit.err);
	status = app_main(argc, argv);
	fflush(NULL);
	dup2(was_out, 1);
	dup2(was_err, 2);
	close(was_out);
	close(was_err);
	return status;
}

void says(const char *path, const char *text)
{
	struct str all = kit_file(app_kit.a, path);

	if (str_find(all, str_c(text), 0) < 0)
		fail_msg("\"%s\" isn't in \"%.*s\"", text, STR_ARG(all));
}

const char *app_kit_path(const char *name)
{
	return str_fmt(app_kit.a, "%s/%s", app_kit.folder, name).p;
}

void app_kit_places(void)
{
	audit_set_strict(true);
	app_kit.folder = kit_folder(app_kit.a);
	app_kit.data = app_kit_path("data");
	app_kit.out = app_kit_path("out");
	app_kit.err = app_kit_path("err");
	setenv("LC_ALL", "en", 1);
}

int app_kit_open(void **state UNUSED)
{
	app_kit.a = arena_open(64 << 20);
	app_kit_places();
	assert_int_equal(RUN("init", "--data", app_kit.data, "--name", "Thử",
			     "--admin", "a@b.example"),
			 0);
	return 0;
}

int app_kit_close(void **state UNUSED)
{
	kit_folder_remove(app_kit.folder);
	arena_close(app_kit.a);
	return 0;
}

const char *app_kit_address(struct arena *a, const char *prefix,
			    const struct route *r, int id, const char *word)
{
	struct buf b = buf_init(a, 1024);
	struct str rest = str_sub(str_c(r->path), 1, str_c(r->path).n);

	buf_str(&b, str_c(prefix));
	while (rest.p) {
		struct str s = str_cut(&rest, '/');

		buf_char(&b, '/');
		if (str_starts(s, STR("::")))
			buf_str(&b, str_c(word));
		else if (str_starts(s, STR(":")))
			buf_i64(&b, id);
		else
			buf_str(&b, s);
	}
	buf_char(&b, 0);
	return b.p;
}

int64_t app_kit_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
