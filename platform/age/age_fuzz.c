/* Fuzzer: files in the age format, and keys as people type them. */
#include "age/age.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
	if (!good)
		abort();
}

static void keys(struct arena *a, struct str text)
{
	struct age_recipient to;
	struct age_identity id;

	if (age_recipient_read(text, &to))
		must(str_eq(age_recipient_text(a, &to), text));
	if (age_identity_read(text, &id))
		must(str_eq(age_identity_text(a, &id), text));
}

static void file(struct arena *a, const uint8_t *data, size_t size)
{
	struct age_identity id = { { 1 } };
	struct age_identities who = { .p = &id, .n = 1 };
	struct age_reader *r = NULL;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	char part[4096];
	ptrdiff_t n = 0;
	struct err *err;

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	must(lseek(fd, 0, SEEK_SET) == 0);
	err = age_read_begin(a, fd, &who, &r);
	do {
		if (!err)
			err = age_read(r, part, sizeof(part), &n);
	} while (!err && n == sizeof(part));
	age_read_end(r);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(8 << 20);

	keys(a, (struct str){ (const char *)data, (ptrdiff_t)size });
	file(a, data, size);
	arena_close(a);
	return 0;
}
