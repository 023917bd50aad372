/* Small files of the trail and of witnesses. */
#include "trail/trail_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct err *trail_file_read(struct arena *a, struct str path,
			    struct str *ret_text)
{
	int fd = open(str_to_c(a, path), O_RDONLY | O_CLOEXEC);
	struct buf b = buf_init(a, TRAIL_FILE_MOST);
	char part[1 << 14];
	ssize_t n = fd < 0 ? -1 : 0;

	while (fd >= 0 && (n = read(fd, part, sizeof(part))) > 0)
		buf_mem(&b, part, n);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return err_detail(
			a,
			err_new(a, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
				N_("The file \"{0}\" can't be "
				   "read."),
				path),
			"%s", strerror(errno));
	if (b.full)
		return err_new(a, ERR_LIMIT,
			       N_("The file \"{0}\" is larger than 12 MB."),
			       path);
	*ret_text = buf_view(&b);
	return NULL;
}

struct err *trail_file_write(struct arena *a, struct str path, struct str text,
			     bool secret, bool over)
{
	const char *to = str_to_c(a, path);
	const char *part =
		str_to_c(a, str_fmt(a, "%s.%ld", to, (long)getpid()));
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		      secret ? 0600 : 0644);
	bool good = fd >= 0 && write(fd, text.p, (size_t)text.n) == text.n &&
		    fsync(fd) == 0;
	int why = errno;

	if (fd >= 0)
		close(fd);
	if (good) {
		good = over ? rename(part, to) == 0 : link(part, to) == 0;
		why = errno;
	}
	unlink(part);
	if (good)
		return NULL;
	if (why == EEXIST)
		return err_new(a, ERR_CONFLICT,
			       N_("The file \"{0}\" is there already; nothing "
				  "was written."),
			       path);
	return err_detail(a,
			  err_new(a, ERR_IO,
				  N_("The file \"{0}\" can't be written."),
				  path),
			  "%s", strerror(why));
}
