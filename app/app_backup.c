/*
 * `backup`: one file with everything. It is encrypted to recipients whose
 * secret half isn't on this machine, and nothing of it stands on the disk in
 * clear on the way: pages go from the database into the cipher. The key file
 * is in it, since without it the protected part of the data says nothing.
 */
#include "app/app.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app_archive.h"
#include "app/app_command.h"
#include "app/app_kept.h"
#include "audit/audit.h"
#include "db/db.h"
#include "db/db_stream.h"
#include "i18n/i18n.h"
#include "setting/setting.h"
#include "setting/setting_key.h"

#define RECIPIENTS "backup.recipients"
enum { ABOUT_MOST = 4096 };

#define SAY(cx, cli, msgid, ...)                                               \
	cli_say((cli), tr_fmt((cx)->arena, (cx)->lang, (msgid), ##__VA_ARGS__))

/* ---- whom it is for ------------------------------------------------------------ */

static struct err *nobody(struct arena *a)
{
	return err_new(
		a, ERR_INVALID,
		N_("Backups are encrypted, and nobody is named who could "
		   "open this one: make a pair of keys with `roviec "
		   "backup key --to FILE`, keep the file away from this "
		   "machine, and give what it prints with --recipient "
		   "or ROVIEC_RECIPIENTS. With --plain the backup is "
		   "for anybody who gets hold of it."));
}

static struct err *recipients_get(struct cx *cx, struct str given,
				  struct age_recipients *ret_list)
{
	struct err *err = NULL;

	if (!given.n)
		err = setting_get(cx, RECIPIENTS, STR(""), &given);
	if (!err)
		err = age_recipients_read(cx->arena, given, ret_list);
	return err || ret_list->n ? err : nobody(cx->arena);
}

/* ---- the encrypted file ----------------------------------------------------------- */

struct sealing {
	struct arena *a;
	struct archive_out out;
};

/* signature: struct db_sink */
static struct err *data_begin(void *arg, int64_t bytes)
{
	struct sealing *s = arg;

	return archive_member(&s->out, ARCHIVE_DATA, bytes);
}

/* signature: struct db_sink */
static struct err *data_more(void *arg, struct str bytes)
{
	struct sealing *s = arg;

	return archive_more(&s->out, bytes);
}

static struct err *small_member(struct sealing *s, const char *name,
				struct str text)
{
	struct err *err = archive_member(&s->out, name, text.n);

	return err ? err : archive_more(&s->out, text);
}

/* What whoever opens it years later wants to know. */
static struct err *about_text(struct cx *cx, struct str *ret_text)
{
	struct buf b = buf_init(cx->arena, ABOUT_MOST);
	int64_t events = 0;
	int have = 0, want;
	struct err *err = store_version(cx->store, cx->arena, &have, &want);

	if (!err)
		err = audit_last(cx, &events);
	buf_lit(&b, "roviec-backup 1\n");
	buf_fmt(&b, "made %lld\n", (long long)cx->now);
	buf_fmt(&b, "day %.*s\n", STR_ARG(day_iso(cx->arena, cx->today)));
	buf_fmt(&b, "schema %d\n", have);
	buf_fmt(&b, "events %lld\n", (long long)events);
	buf_lit(&b,
		"\n"
		"roviec.db is the data (SQLite), roviec.key the key file that "
		"belongs beside the\ndata folder. `roviec restore --from FILE "
		"--identity FILE --data DIR` puts both\nin place.\n");
	*ret_text = buf_view(&b);
	return err;
}

static struct err *content_write(struct cx *cx, struct sealing *s,
				 const char *folder)
{
	struct db_sink sink = { .begin = data_begin,
				.more = data_more,
				.arg = s };
	struct str about, key;
	struct err *err = about_text(cx, &about);

	if (!err)
		err = setting_key_text(cx->arena, setting_key_path(cx), &key);
	if (!err)
		err = small_member(s, ARCHIVE_ABOUT, about);
	if (!err && key.p) {
		err = small_member(s, ARCHIVE_KEY, key);
		sodium_memzero((char *)(uintptr_t)key.p, (size_t)key.n);
	}
	if (!err)
		err = store_stream(cx->store, cx->arena, folder, &sink);
	return err ? err : archive_done(&s->out);
}

static struct err *unwritten(struct arena *a, struct str to)
{
	return err_detail(a,
			  err_new(a,
				  errno == EEXIST   ? ERR_CONFLICT
				  : errno == ENOSPC ? ERR_FULL
						    : ERR_IO,
				  errno == EEXIST
					  ? N_("The file {0} exists already; "
					       "please give another name.")
					  : N_("The backup {0} can't be "
					       "written; look whether there is "
					       "room and the folder may be "
					       "written to."),
				  to),
			  "%s", strerror(errno));
}

/* What the disk gives back is what was sent to it. */
static struct err *read_back(struct arena *a, struct str to, int fd,
			     const unsigned char sum[AGE_SUM_BYTES])
{
	unsigned char is[AGE_SUM_BYTES];
	char *part = arena_bytes(a, 1 << 16);
	crypto_hash_sha256_state state;
	ssize_t n = -1;

	crypto_hash_sha256_init(&state);
	/* from the disk, where the system can be asked for it */
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	if (!lseek(fd, 0, SEEK_SET))
		while ((n = read(fd, part, 1 << 16)) > 0)
			crypto_hash_sha256_update(&state, (unsigned char *)part,
						  (unsigned long long)n);
	crypto_hash_sha256_final(&state, is);
	if (n < 0)
		return unwritten(a, to);
	if (memcmp(is, sum, sizeof(is)))
		return err_new(a, ERR_IO,
			       N_("What the disk holds of {0} isn't what was "
				  "written: look after the disk, and use "
				  "another one."),
			       to);
	return NULL;
}

static struct err *sealed_write(struct cx *cx, const char *folder,
				struct str to, int fd,
				const struct age_recipients *who)
{
	struct sealing s = { .a = cx->arena, .out = { .at = cx->now / 1000 } };
	unsigned char sum[AGE_SUM_BYTES];
	int64_t bytes;
	struct err *err = age_write_begin(cx->arena, fd, who, &s.out.w), *end;

	if (err)
		return err;
	err = content_write(cx, &s, folder);
	end = age_write_end(s.out.w, &bytes, sum);
	if (err || end)
		return err ? err : end;
	return fsync(fd) ? unwritten(cx->arena, to)
			 : read_back(cx->arena, to, fd, sum);
}

/* The folder with its slash, "./" when the name has none. */
static struct str folder_of(struct str to)
{
	ptrdiff_t n = to.n;

	while (n > 0 && to.p[n - 1] != '/')
		n--;
	return n ? str_sub(to, 0, n) : STR("./");
}

static bool folder_sync(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && !fsync(fd);

	if (fd >= 0)
		close(fd);
	return good;
}

/* Half a backup has a name that says so, and goes. */
static struct err *sealed_backup(struct cx *cx, struct str to,
				 const struct age_recipients *who)
{
	struct arena *a = cx->arena;
	struct str in = folder_of(to), name = to;
	const char *folder = str_to_c(a, in), *part;
	struct err *err;
	int fd;

	if (in.n <= to.n && str_starts(to, in))
		name = str_sub(to, in.n, to.n);
	part = str_fmt(a, "%s.%.*s.part-%ld", folder, STR_ARG(name),
		       (long)getpid())
		       .p;
	errno = EEXIST;
	if (access(str_to_c(a, to), F_OK) == 0)
		return unwritten(a, to);
	db_halves_remove(a, folder);
	fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (fd < 0)
		return unwritten(a, to);
	/* it is nobody's half while this process makes it */
	(void)flock(fd, LOCK_EX | LOCK_NB);
	err = sealed_write(cx, folder, to, fd, who);
	close(fd);
	if (!err && (renameat2(AT_FDCWD, part, AT_FDCWD, str_to_c(a, to),
			       RENAME_NOREPLACE) ||
		     !folder_sync(folder)))
		err = unwritten(a, to);
	if (err)
		unlink(part);
	return err;
}

/* ---- the commands --------------------------------------------------------------- */

static void result_say(struct cx *cx, struct cli *cli, struct str to,
		       const struct age_recipients *who)
{
	struct str size;
	struct stat st;

	if (stat(str_to_c(cx->arena, to), &st) != 0)
		st.st_size = 0;
	size = fmt_bytes(cx->arena, cx->lang, st.st_size);
	if (!who->n) {
		SAY(cx, cli,
		    N_("The backup is in {0} ({1}); it was read back and is "
		       "whole."),
		    to, size);
		SAY(cx, cli,
		    N_("It isn't encrypted, and the key file isn't in it: keep "
		       "both, in two places."));
		return;
	}
	SAY(cx, cli,
	    N_("The backup is in {0} ({1}), encrypted for {2}; what was read "
	       "is whole, and what was written was read back."),
	    to, size,
	    tr_format(cx->arena,
		      tr_n(cx->lang, N_("{0} recipient"), N_("{0} recipients"),
			   who->n),
		      (const struct str[]){
			      fmt_int(cx->arena, cx->lang, who->n) },
		      1));
}

static struct err *backup_write(struct cx *cx, struct cli *cli, struct str to,
				struct age_recipients *ret_who)
{
	struct err *err;

	*ret_who = (struct age_recipients){ 0 };
	if (cli_flag(cli, "plain"))
		return store_backup(cx->store, cx->arena,
				    str_to_c(cx->arena, to));
	realm_read(cx);
	err = recipients_get(cx, cli_str(cli, "recipient"), ret_who);
	return err ? err : sealed_backup(cx, to, ret_who);
}

struct err *backup_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str to = cli_str(cli, "to");
	struct age_recipients who;
	struct err *err = data_open_beside(cx, cli_str(cli, "data")), *note;

	(void)ret_status;
	if (err)
		return err;
	err = backup_write(cx, cli, to, &who);
	if (!err) {
		result_say(cx, cli, to, &who);
		note = kept_write(cx, KEPT_BACKUP,
				  &(struct kept){ .at = cx->now,
						  .made = DB_NULL,
						  .whole = true,
						  .plain = !who.n,
						  .file = to });
		if (note) /* the backup is good all the same */
			cli_say(cli, tr_err(cx->arena, cx->lang, note));
	}
	realm_close(cx);
	return err;
}

static bool key_file_write(int fd, struct str text)
{
	return write(fd, text.p, (size_t)text.n) == text.n && !fsync(fd) &&
	       !fchmod(fd, 0400);
}

struct err *backup_key_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct arena *a = cx->arena;
	struct str to = cli_str(cli, "to"), public, secret, text;
	struct age_recipient recipient;
	struct age_identity id;
	bool good;
	int fd;

	(void)ret_status;
	if (sodium_init() < 0)
		abort(); /* no randomness */
	fd = open(str_to_c(a, to),
		  O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return unwritten(a, to);
	age_identity_make(&id);
	age_recipient_of(&id, &recipient);
	public = age_recipient_text(a, &recipient);
	secret = age_identity_text(a, &id);
	text = str_fmt(a, "# %.*s\n# %.*s\n%.*s\n",
		       STR_ARG(day_iso(a, cx->today)), STR_ARG(public),
		       STR_ARG(secret));
	good = key_file_write(fd, text);
	close(fd);
	sodium_memzero(&id, sizeof(id));
	sodium_memzero((char *)(uintptr_t)secret.p, (size_t)secret.n);
	sodium_memzero((char *)(uintptr_t)text.p, (size_t)text.n);
	if (!good) {
		struct err *err = unwritten(a, to);

		unlink(str_to_c(a, to));
		return err;
	}
	cli_say(cli, public);
	SAY(cx, cli,
	    N_("Backups are encrypted for the line above. Only the file {0} "
	       "opens them: take it away from this machine and keep it twice, "
	       "on "
	       "paper too."),
	    to);
	return NULL;
}

struct setting_to {
	struct str list;
};

static struct err *recipients_tx(struct cx *cx, void *arg)
{
	const struct setting_to *to = arg;
	struct buf before = audit_obj(cx), after = audit_obj(cx);
	struct str was;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "backup.recipients", &seen, &subject);

	if (err || seen)
		return err;
	err = setting_get(cx, RECIPIENTS, STR(""), &was);
	if (!err)
		err = setting_put(cx, RECIPIENTS, to->list);
	audit_str(&before, "recipients", was);
	audit_str(&after, "recipients", to->list);
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "backup.recipients",
					 .subject_kind = "setting",
					 .before = audit_end(&before),
					 .after = audit_end(&after) },
				 NULL);
}

struct err *backup_recipients_run(struct cx *cx, struct cli *cli,
				  int *ret_status)
{
	struct arena *a = cx->arena;
	struct str given = cli_str(cli, "set"), is;
	struct age_recipients list;
	struct buf b = buf_init(a, 8192);
	struct setting_to to;
	struct err *err = NULL;

	(void)ret_status;
	if (given.p) {
		err = age_recipients_read(a, given, &list);
		for (ptrdiff_t i = 0; !err && i < list.n; i++) {
			if (i)
				buf_char(&b, ' ');
			buf_str(&b, age_recipient_text(a, &list.p[i]));
		}
		to.list = buf_view(&b);
		if (!err)
			err = db_tx(cx, recipients_tx, &to);
	}
	if (!err)
		err = setting_get(cx, RECIPIENTS, STR(""), &is);
	if (err)
		return err;
	if (!is.n)
		SAY(cx, cli, N_("No recipients of backups are set."));
	while (is.n)
		cli_say(cli, str_cut(&is, ' '));
	return NULL;
}
