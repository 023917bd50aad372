/*
 * What sealing costs stored files: taking them in and giving them out, sealed
 * as they are now and in clear as they were, in the same run; and a whole
 * backup of them, plain and encrypted. No part of the product.
 *
 *	bench-files DIR
 *
 * DIR is a folder of `roviec init`; it is changed.
 */
#include "base/std.h"

#include "bench.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "age/age.h"
#include "db/db_stream.h"
#include "file/file_priv.h"
#include "file/file_query.h"

enum { FILES = 10, BYTES = 10 << 20, ROUNDS = 3 };

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void say(const char *what, double took)
{
	printf("  %-28s %7.1f MB/s\n", what,
	       (double)FILES * BYTES / (1 << 20) / took);
}

struct put {
	struct str bytes;
	bool clear;
	int64_t id;
};

/* The rows as they were written before there were keys, read back alike. */
static struct err *clear_put(struct cx *cx, struct put *p)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[2 * crypto_hash_sha256_BYTES + 1];
	struct file_chunk_insert_in in = { .part = 0 };
	struct str back;
	struct err *err = NULL;

	crypto_hash_sha256(hash, (const unsigned char *)p->bytes.p,
			   (unsigned long long)p->bytes.n);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	in.sha256 = str_dup(cx->arena, str_c(hex));
	for (ptrdiff_t at = 0; !err && at < p->bytes.n; at += FILE_CHUNK) {
		in.bytes = str_sub(p->bytes, at, at + FILE_CHUNK);
		err = file_chunk_insert(cx->db, &in, NULL);
		in.part++;
	}
	if (!err)
		err = file_insert(cx->db,
				  &(struct file_insert_in){
					  .name = STR("x.txt"),
					  .media = STR("text/plain"),
					  .sha256 = in.sha256,
					  .size = p->bytes.n,
					  .at = cx->now },
				  &p->id);
	return err ? err : file_get(cx, p->id, &back);
}

static struct err *put_tx(struct cx *cx, void *arg)
{
	struct put *p = arg;
	struct file_info info;
	struct err *err;

	if (p->clear)
		return clear_put(cx, p);
	err = file_put(cx, STR("x.txt"), p->bytes, &info);
	if (!err)
		p->id = info.id;
	return err;
}

static void files_do(struct cx *cx, bool clear, char *bytes)
{
	struct put p = { .bytes = { bytes, BYTES }, .clear = clear };
	int64_t id[FILES];
	double put = 0, get = 0, begin;

	for (int i = 0; i < FILES; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		for (int k = 0; k < BYTES; k++)
			bytes[k] = (char)('a' + (k + (k >> 9)) % 23);
		/* no two alike */
		bytes[snprintf(bytes, 32, "%d %.9f", i, seconds())] = ' ';
		begin = seconds();
		stop_on(db_tx(cx, put_tx, &p));
		put += seconds() - begin;
		id[i] = p.id;
		arena_rewind(cx->arena, mark);
	}
	for (int i = 0; i < FILES; i++) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct str back;

		begin = seconds();
		stop_on(file_get(cx, id[i], &back));
		get += seconds() - begin;
		arena_rewind(cx->arena, mark);
	}
	say(clear ? "taken in, in clear" : "taken in, sealed", put);
	say(clear ? "given out, in clear" : "given out, sealed", get);
}

/* ---- backups ---------------------------------------------------------------- */

static struct err *more(void *arg, struct str bytes)
{
	return age_write(arg, bytes);
}

static struct err *begun(void *arg UNUSED, int64_t bytes UNUSED)
{
	return NULL;
}

static void backups_do(struct cx *cx, const char *folder)
{
	struct arena *a = cx->arena;
	const char *plain = str_fmt(a, "%s/bench.db", folder).p;
	const char *sealed = str_fmt(a, "%s/bench.age", folder).p;
	struct age_identity id;
	struct age_recipient to;
	struct age_writer *w;
	unsigned char sum[AGE_SUM_BYTES];
	int64_t n;
	double begin = seconds(), took;
	int fd;

	stop_on(store_backup(cx->store, a, plain));
	took = seconds() - begin;
	age_identity_make(&id);
	age_recipient_of(&id, &to);
	fd = open(sealed, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	begin = seconds();
	stop_on(age_write_begin(
		a, fd, &(struct age_recipients){ .p = &to, .n = 1 }, &w));
	stop_on(store_stream(cx->store, a, folder,
			     &(struct db_sink){
				     .begin = begun, .more = more, .arg = w }));
	stop_on(age_write_end(w, &n, sum));
	fsync(fd);
	close(fd);
	printf("  backup of %lld MB: plain %.2f s, encrypted %.2f s\n",
	       (long long)(n >> 20), took, seconds() - begin);
	unlink(plain);
	unlink(sealed);
}

int main(int argc, char **argv)
{
	struct cx cx = { .arena = arena_open((ptrdiff_t)1 << 30), .now = 1 };
	char *bytes;

	if (argc != 2) {
		fprintf(stderr, "usage: bench-files DIR\n");
		return 2;
	}
	stop_on(realm_open(&cx, str_c(argv[1]), false));
	bytes = arena_bytes(cx.arena, BYTES);
	for (int i = 0; i < ROUNDS; i++) {
		files_do(&cx, true, bytes);
		files_do(&cx, false, bytes);
	}
	backups_do(&cx, argv[1]);
	realm_close(&cx);
	return 0;
}
