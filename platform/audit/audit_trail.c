/* The signing key, checkpoints, and the newest one in a file of its own. */
#include "audit/audit_trail_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/audit.h"
#include "audit/audit_trail_query.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "setting/setting.h"
#include "setting/setting_seal.h"

#define EPOCH "trail.epoch"
#define SEED  "trail.seed"
enum { ORIGIN_HEX = 16, KEY_FILE_MOST = 1024, TAIL_MOST = 64 << 10 };

static const char *key_file;

void trail_set_key_file(const char *path)
{
	key_file = path;
}

/* ---- the key -------------------------------------------------------------- */

struct err *trail_origin(struct cx *cx, struct str *ret_origin)
{
	struct str first, epoch;
	struct err *e = audit_origin(cx, &first);

	if (!e)
		e = setting_get(cx, EPOCH, STR("1"), &epoch);
	if (!e && first.n < ORIGIN_HEX)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("The trail has no event yet."));
	if (e)
		return e;
	first = str_sub(first, 0, ORIGIN_HEX);
	*ret_origin =
		str_eq(epoch, STR("1"))
			? str_fmt(cx->arena, "roviec/%.*s", STR_ARG(first))
			: str_fmt(cx->arena, "roviec/%.*s/%.*s", STR_ARG(first),
				  STR_ARG(epoch));
	return NULL;
}

static struct err *key_broken(struct cx *cx)
{
	return err_new(
		cx->arena, ERR_DENIED,
		N_("The trail's key file \"{0}\" can't be read, or holds "
		   "no key: it has one line that begins with {1}."),
		str_c(key_file), STR("PRIVATE+KEY+"));
}

/* The seed in a file of its own: whatever name the key has there. */
static struct err *seed_from_file(struct cx *cx, unsigned char seed[TLOG_SEED])
{
	char text[KEY_FILE_MOST];
	int fd = open(key_file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));
	struct tlog_key k;
	bool good;

	if (fd >= 0)
		close(fd);
	good = n > 0 && n < (ssize_t)sizeof(text) &&
	       tlog_key_read(str_trim((struct str){ text, n }), &k) &&
	       k.is_secret;
	if (good)
		memcpy(seed, k.seed, TLOG_SEED);
	sodium_memzero(text, sizeof(text));
	sodium_memzero(&k, sizeof(k));
	return good ? NULL : key_broken(cx);
}

/* Made from the realm's first key; one that takes its place doesn't change it:
 * then the seed itself is kept, sealed. */
static struct err *seed_from_realm(struct cx *cx, bool make, bool *ret_kept,
				   unsigned char seed[TLOG_SEED])
{
	static const char use[8] = { 't', 'r', 'a', 'i', 'l', 's', 'i', 'g' };
	const struct setting_key *first;
	enum setting_seal how = SEAL_NONE;
	struct setting_key key;
	struct str kept;
	size_t n = 0;
	struct err *e =
		make ? setting_key_ready(cx, &key) : setting_key_read(cx, &key);

	if (!e)
		e = setting_get_sealed(cx, SEED, &kept, &how);
	if (e)
		return e;
	*ret_kept = how == SEAL_OPEN &&
		    !sodium_hex2bin(seed, TLOG_SEED, kept.p, (size_t)kept.n,
				    NULL, &n, NULL) &&
		    n == TLOG_SEED;
	for (first = &key; first->older; first = first->older)
		;
	if (!*ret_kept)
		setting_key_for(first, use, seed);
	sodium_memzero(key.bytes, sizeof(key.bytes));
	return NULL;
}

struct keeping {
	struct setting_key key;
	struct str hex;
};

static struct err *keep_tx(struct cx *cx, void *arg)
{
	const struct keeping *k = arg;

	return setting_put_sealed(cx, &k->key, SEED, k->hex);
}

struct err *trail_seed_keep(struct cx *cx, int64_t *ret_n)
{
	unsigned char seed[TLOG_SEED];
	char hex[2 * TLOG_SEED + 1];
	struct keeping k;
	bool kept = true;
	struct err *e = seed_from_realm(cx, true, &kept, seed);

	*ret_n = 0;
	if (!e && !kept) {
		sodium_bin2hex(hex, sizeof(hex), seed, sizeof(seed));
		k.hex = (struct str){ hex, 2 * TLOG_SEED };
		e = setting_key_read(cx, &k.key);
		if (!e)
			e = db_tx(cx, keep_tx, &k);
		*ret_n = !e;
		sodium_memzero(k.key.bytes, sizeof(k.key.bytes));
		sodium_memzero(hex, sizeof(hex));
	}
	sodium_memzero(seed, sizeof(seed));
	return e;
}

struct err *trail_seed_left(struct cx *cx, int64_t *ret_n)
{
	unsigned char seed[TLOG_SEED];
	bool kept = true;
	struct err *e = seed_from_realm(cx, false, &kept, seed);

	sodium_memzero(seed, sizeof(seed));
	*ret_n = !kept;
	return e && e->code == ERR_NOT_FOUND ? NULL : e;
}

static struct err *key_get(struct cx *cx, bool make, struct tlog_key *ret_key)
{
	unsigned char seed[TLOG_SEED] = { 0 };
	struct str origin;
	bool kept;
	struct err *e = trail_origin(cx, &origin);

	if (!e && key_file)
		e = seed_from_file(cx, seed);
	else if (!e)
		e = seed_from_realm(cx, make, &kept, seed);
	if (!e && !tlog_key_make(origin, TLOG_KEY_LOG, seed, ret_key))
		e = err_new(cx->arena, ERR_DB,
			    N_("The trail's name \"{0}\" can't be one: run the "
			       "check of the database."),
			    origin);
	sodium_memzero(seed, sizeof(seed));
	return e;
}

struct err *trail_key_ready(struct cx *cx, struct tlog_key *ret_key)
{
	return key_get(cx, true, ret_key);
}

struct err *trail_key_read(struct cx *cx, struct tlog_key *ret_key)
{
	return key_get(cx, false, ret_key);
}

/* ---- notes ---------------------------------------------------------------- */

/* "roviec/5f…" of "roviec/5f…/2" */
static struct str base_of(struct str origin)
{
	return str_sub(origin, 0, (STR("roviec/")).n + ORIGIN_HEX);
}

/* Earlier beginnings have names of their own, but the same seed. */
bool trail_note_open(struct str note, const struct tlog_key *key,
		     struct tlog_checkpoint *c)
{
	struct str text, sigs;
	struct tlog_key k = { 0 };
	bool good = tlog_note_read(note, &text, &sigs) &&
		    tlog_checkpoint_read(text, c);

	if (!key)
		return good;
	good = good && str_eq(base_of(c->origin), base_of(key->name)) &&
	       tlog_key_make(c->origin, TLOG_KEY_LOG, key->seed, &k) &&
	       tlog_is_signed(text, sigs, &k, NULL) == TLOG_SIGNED;

	sodium_memzero(&k, sizeof(k));
	return good;
}

/* 2 of "roviec/5f…/2"; 0: it isn't a number */
static int64_t epoch_of(struct str origin)
{
	struct str rest = str_sub(origin, base_of(origin).n, origin.n);
	int64_t n;

	if (!rest.n)
		return 1;
	return rest.p[0] == '/' && str_to_i64(str_sub(rest, 1, rest.n), &n) ? n
									    : 0;
}

bool trail_is_earlier(const struct tlog_checkpoint *c,
		      const struct tlog_key *key)
{
	int64_t n = epoch_of(c->origin);

	return str_eq(base_of(c->origin), base_of(key->name)) && n > 0 &&
	       n < epoch_of(key->name);
}

/* Of a row, or of the file: what it says, whoever signed it. */
static void mark_fill(struct trail_mark *m, struct str note, int64_t at)
{
	struct tlog_checkpoint c;
	struct str text, sigs;

	*m = (struct trail_mark){ .at = at, .note = note };
	if (tlog_note_read(note, &text, &sigs) &&
	    tlog_checkpoint_read(text, &c)) {
		m->size = c.size;
		m->root = c.root;
	}
}

struct err *trail_last(struct cx *cx, struct trail_mark *ret_mark)
{
	struct trail_checkpoint_last_row row;
	bool found;
	struct err *e = trail_checkpoint_last(cx->db, &row, &found);

	*ret_mark = (struct trail_mark){ 0 };
	if (!e && found)
		mark_fill(ret_mark, row.note, row.at);
	return e;
}

struct err *trail_covering(struct cx *cx, int64_t id,
			   struct trail_mark *ret_mark)
{
	struct trail_cosigned_from_row signed_too;
	struct trail_checkpoint_from_row row;
	bool found;
	struct err *e = trail_cosigned_from(
		cx->db, &(struct trail_cosigned_from_in){ .size = id },
		&signed_too, &found);

	*ret_mark = (struct trail_mark){ 0 };
	if (e)
		return e;
	if (found) {
		mark_fill(ret_mark, signed_too.note, signed_too.at);
		return NULL;
	}
	e = trail_checkpoint_from(
		cx->db, &(struct trail_checkpoint_from_in){ .size = id }, &row,
		&found);
	if (!e && found)
		mark_fill(ret_mark, row.note, row.at);
	return e;
}

/* ---- the file beside the key ---------------------------------------------- */

/* Databases of one schema on several servers may share a folder for keys: of
 * such data the file's name tells the address, too. */
struct str trail_kept_path(struct cx *cx)
{
	struct str key =
		setting_key_beside(cx->arena, str_c(store_path(cx->store)),
				   store_schema(cx->store));
	struct str address;
	struct str stem = str_sub(key, 0, key.n - 4);
	unsigned char sum[crypto_hash_sha256_BYTES];

	if (!store_schema(cx->store))
		return str_cat(cx->arena, stem, STR(".trail"));
	address = db_address_shown(cx->arena, str_c(store_path(cx->store)));
	crypto_hash_sha256(sum, (const unsigned char *)address.p,
			   (unsigned long long)address.n);
	return str_fmt(cx->arena, "%.*s.%02x%02x%02x%02x.trail", STR_ARG(stem),
		       sum[0], sum[1], sum[2], sum[3]);
}

/* The newest whole note at the end of the file, where each stands behind an
 * empty line: one that was cut off while it
 * was written stands behind the one before. */
static void newest_note(struct str text, struct trail_mark *m)
{
	static const struct str head = STR_INIT("\nroviec/");

	for (ptrdiff_t end = text.n, at; end > 0; end = at) {
		for (at = end - 1; at > 0; at--)
			if (str_starts(str_sub(text, at, end), head))
				break;
		mark_fill(m, str_sub(text, at + 1, end), DB_NULL);
		if (m->size)
			return;
	}
}

struct err *trail_kept(struct cx *cx, struct trail_mark *ret_mark)
{
	struct str path = trail_kept_path(cx);
	int fd = open(str_to_c(cx->arena, path),
		      O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	char *text;
	ssize_t n = -1;

	*ret_mark = (struct trail_mark){ 0 };
	if (fd < 0 && errno == ENOENT)
		return NULL;
	text = arena_bytes(cx->arena, TAIL_MOST);
	if (fd >= 0 && fstat(fd, &st) == 0)
		n = pread(fd, text, TAIL_MOST, MAX(st.st_size - TAIL_MOST, 0));
	if (fd >= 0)
		close(fd);
	if (!n)
		return NULL;
	if (n > 0)
		newest_note((struct str){ text, n }, ret_mark);
	if (ret_mark->size)
		return NULL;
	return err_new(cx->arena, ERR_IO,
		       N_("The file \"{0}\" keeps the checkpoints of the "
			  "trail, but it can't be read or holds none."),
		       path);
}

struct err *trail_keep(struct cx *cx, struct str note)
{
	struct str path = trail_kept_path(cx);
	int fd = open(str_to_c(cx->arena, path),
		      O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
		      0600);
	bool good;
	int why;

	note = str_cat(cx->arena, STR("\n"), note);
	good = fd >= 0 && write(fd, note.p, (size_t)note.n) == note.n &&
	       fsync(fd) == 0;
	why = errno;
	if (fd >= 0)
		close(fd);
	if (good)
		return NULL;
	return err_detail(
		cx->arena,
		err_new(cx->arena, ERR_IO,
			N_("The newest checkpoint of the trail can't be kept "
			   "in \"{0}\": the user of the service must be able "
			   "to write beside the data folder."),
			path),
		"%s", strerror(why));
}

/* ---- signing -------------------------------------------------------------- */

struct err *trail_forked(struct cx *cx, enum trail_fork how, int64_t known,
			 int64_t here)
{
	static const char *const words[] = {
		[FORK_KEY] = N_("The checkpoint in \"{2}\" (of {0} events) was "
				"signed with another key, or for another "
				"trail: put the right key and data together, "
				"or begin anew with `roviec trail restart`."),
		[FORK_BACK] = N_("The database was put back to an earlier day: "
				 "{0} events had been signed, {1} are here. "
				 "After a restored backup run `roviec trail "
				 "restart`; else find out who did it."),
		[FORK_ANEW] = N_("The trail began anew, but the file \"{2}\" "
				 "doesn't know of it. If that was done on "
				 "another machine, copy its file here; else "
				 "find out who did it."),
		[FORK_REWRITTEN] =
			N_("The trail was rewritten: its first {0} events "
			   "aren't those that were signed. Compare with a "
			   "backup, and find out who did it."),
	};

	return err_new(cx->arena, ERR_CONFLICT, words[how],
		       fmt_int(cx->arena, cx->lang, known),
		       fmt_int(cx->arena, cx->lang, here), trail_kept_path(cx));
}

/* What was signed before must be the beginning of what is signed now. */
static struct err *fork_check(struct cx *cx, const struct tlog_key *key,
			      int64_t last)
{
	struct tlog_checkpoint c;
	struct trail_mark kept;
	struct tlog_hash root;
	struct err *e = trail_kept(cx, &kept);

	if (e || !kept.size)
		return e;
	if (!trail_note_open(kept.note, key, &c))
		return trail_forked(cx, FORK_KEY, kept.size, last);
	if (trail_is_earlier(&c, key))
		return trail_forked(cx, FORK_ANEW, c.size, last);
	if (c.size > last || !str_eq(c.origin, key->name))
		return trail_forked(cx, FORK_BACK, c.size, last);
	e = trail_root(cx, c.size, &root);
	if (!e && !tlog_hash_eq(&root, &c.root))
		e = trail_forked(cx, FORK_REWRITTEN, c.size, last);
	return e;
}

static struct err *put_tx(struct cx *cx, void *arg)
{
	const struct trail_mark *m = arg;

	return trail_checkpoint_put(
		cx->db,
		&(struct trail_checkpoint_put_in){
			.size = m->size, .at = m->at, .note = m->note },
		NULL);
}

static struct err *mark_make(struct cx *cx, const struct tlog_key *key,
			     int64_t size, struct trail_mark *m)
{
	struct tlog_checkpoint c = { .origin = key->name, .size = size };
	struct str text;
	struct err *e = trail_fill(cx, size);

	if (!e)
		e = trail_root(cx, size, &c.root);
	if (e)
		return e;
	text = tlog_checkpoint_text(cx->arena, &c);
	*m = (struct trail_mark){
		.size = size,
		.at = cx->now,
		.root = c.root,
		.note = tlog_note(cx->arena, text,
				  tlog_sign(cx->arena, text, key)),
	};
	return NULL;
}

/* `anew`: whatever the file knows, it is behind us. */
static struct err *sign(struct cx *cx, bool anew)
{
	struct tlog_key key;
	struct trail_mark done, kept, m;
	int64_t last;
	struct err *e = audit_last(cx, &last);

	if (e || !last)
		return e;
	e = trail_key_ready(cx, &key);
	if (!e && !anew)
		e = fork_check(cx, &key, last);
	if (!e)
		e = trail_last(cx, &done);
	if (!e && done.size >= last) {
		/* signed; the program ended before the file was written */
		e = trail_kept(cx, &kept);
		if (!e && kept.size < done.size)
			e = trail_keep(cx, done.note);
	} else if (!e) {
		e = mark_make(cx, &key, last, &m);
		if (!e)
			e = db_tx(cx, put_tx, &m);
		if (!e)
			e = trail_keep(cx, m.note);
	}
	sodium_memzero(&key, sizeof(key));
	return e;
}

struct err *trail_sign(struct cx *cx)
{
	return sign(cx, false);
}

/* ---- another beginning ---------------------------------------------------- */

struct restart {
	struct str reason, epoch, before;
	int64_t known;
};

static struct err *restart_tx(struct cx *cx, void *arg)
{
	const struct restart *r = arg;
	struct buf after = audit_obj(cx);
	struct audit_event ev = { .kind = "trail.restart",
				  .subject_kind = "trail",
				  .reason = r->reason };
	struct err *e = setting_put(cx, EPOCH, r->epoch);

	if (e)
		return e;
	audit_str(&after, "epoch", r->epoch);
	audit_int(&after, "known", r->known);
	audit_str(&after, "root", r->before);
	ev.after = audit_end(&after);
	return audit_write(cx, &ev, NULL);
}

struct err *trail_restart(struct cx *cx, struct str reason)
{
	struct trail_mark kept = { 0 };
	struct restart r = { .reason = reason };
	struct tlog_checkpoint c;
	struct str epoch;
	int64_t n = 1;
	struct err *e = setting_get(cx, EPOCH, STR("1"), &epoch);

	if (!e && !str_to_i64(epoch, &n))
		n = 1;
	if (!e && trail_kept(cx, &kept)) /* unreadable: nothing is known */
		kept = (struct trail_mark){ 0 };
	if (e)
		return e;
	/* a backup knows nothing of the beginnings after it */
	if (kept.size && trail_note_open(kept.note, NULL, &c))
		n = MAX(n, epoch_of(c.origin));
	r.epoch = str_fmt(cx->arena, "%lld", (long long)n + 1);
	r.known = kept.size;
	r.before = kept.size ? tlog_base64(cx->arena, kept.root.b, TLOG_HASH)
			     : STR("");
	e = db_tx(cx, restart_tx, &r);
	if (e)
		return e;
	return sign(cx, true);
}
