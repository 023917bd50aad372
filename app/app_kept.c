/* When the last backup and the last drill were: see app_kept.h. */
#include "app/app_kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "db/db.h"
#include "setting/setting_key.h"

enum { TEXT_MOST = 4096 };

static struct str place(struct cx *cx, const char *which)
{
	struct str file = str_c(store_path(cx->store)), key;
	ptrdiff_t slash = file.n;

	if (store_schema(cx->store)) {
		key = setting_key_beside(cx->arena, file,
					 store_schema(cx->store));
		key = str_sub(key, 0, key.n - 4);
		return str_fmt(cx->arena, "%.*s.%s", STR_ARG(key), which);
	}
	while (slash > 0 && file.p[slash - 1] != '/')
		slash--;
	return str_fmt(cx->arena, "%.*s%s", STR_ARG(str_sub(file, 0, slash)),
		       which);
}

static bool number(struct str line, struct str name, int64_t *v)
{
	return str_starts(line, name) &&
	       str_to_i64(str_sub(line, name.n, line.n), v);
}

static void line_read(struct str line, struct kept *k)
{
	int64_t v;

	if (number(line, STR("at "), &v))
		k->at = v;
	else if (number(line, STR("made "), &v))
		k->made = v;
	else if (number(line, STR("took "), &v))
		k->took_ms = v;
	else if (number(line, STR("whole "), &v))
		k->whole = v == 1;
	else if (number(line, STR("plain "), &v))
		k->plain = v == 1;
	else if (str_starts(line, STR("file ")) && utf8_valid(line))
		k->file = str_sub(line, 5, line.n);
}

struct err *kept_read(struct cx *cx, const char *which, struct kept *ret)
{
	char *text = arena_bytes(cx->arena, TEXT_MOST);
	int fd = open(str_to_c(cx->arena, place(cx, which)),
		      O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n = fd < 0 ? 0 : read(fd, text, TEXT_MOST);
	struct str rest = { text, MAX(n, 0) };

	if (fd >= 0)
		close(fd);
	*ret = (struct kept){ .at = DB_NULL, .made = DB_NULL };
	while (rest.p)
		line_read(str_cut(&rest, '\n'), ret);
	return NULL;
}

static struct str text_of(struct arena *a, const struct kept *k)
{
	struct buf b = buf_init(a, TEXT_MOST);

	buf_fmt(&b, "at %lld\nwhole %d\nplain %d\n", (long long)k->at, k->whole,
		k->plain);
	if (k->made != DB_NULL)
		buf_fmt(&b, "made %lld\n", (long long)k->made);
	buf_fmt(&b, "took %lld\n", (long long)k->took_ms);
	if (str_find_char(k->file, '\n') < 0 && k->file.n < TEXT_MOST / 2)
		buf_fmt(&b, "file %.*s\n", STR_ARG(k->file));
	return buf_view(&b);
}

struct err *kept_write(struct cx *cx, const char *which, const struct kept *k)
{
	struct arena *a = cx->arena;
	struct str to = place(cx, which), text = text_of(a, k);
	const char *part =
		str_fmt(a, "%.*s.%ld", STR_ARG(to), (long)getpid()).p;
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good = fd >= 0 && write(fd, text.p, (size_t)text.n) == text.n &&
		    !fsync(fd);

	if (fd >= 0)
		close(fd);
	if (good && !rename(part, str_to_c(a, to)))
		return NULL;
	struct err *err =
		err_detail(a,
			   err_new(a, ERR_IO,
				   N_("It is done, but that can't be noted in "
				      "\"{0}\": run the command as the user "
				      "of the service."),
				   to),
			   "%s", strerror(errno));
	unlink(part);
	return err;
}
