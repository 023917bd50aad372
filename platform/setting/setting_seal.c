/*
 * Sealed settings: "seal1:KEY:" and base64 of nonce and ciphertext
 * (XChaCha20-Poly1305). The setting's name is authenticated with it, so a
 * value can't be moved to another setting.
 */
#include "setting/setting_seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/db.h"
#include "setting/setting.h"

enum {
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	NAME_BYTES = 4,
	VALUE_MOST = 4096,
	HEX = 2 * SETTING_KEY_BYTES,
	HEX_NAME = 2 * NAME_BYTES,
	VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};
static const char mark[] = "seal1:";

/* ---- the key ---------------------------------------------------------------- */

/* Of a server's data there is no folder to stand beside. */
static struct str key_path_of(const struct cx *cx, const char *schema)
{
	static const char *const named[] = { "ROVIEC_KEYS", "STATE_DIRECTORY",
					     "HOME" };
	const char *folder = NULL;

	for (int i = 0; i < N_ELEMENTS(named) && !folder; i++)
		folder = getenv(named[i]);
	return str_fmt(cx->arena, "%s/%s.key", folder ? folder : ".", schema);
}

struct str setting_key_path(const struct cx *cx)
{
	const char *schema = store_schema(cx->store);
	struct str file = str_c(store_path(cx->store)), folder = STR(".");
	ptrdiff_t slash = file.n;
	char *whole;

	if (schema)
		return key_path_of(cx, schema);
	while (slash > 0 && file.p[slash - 1] != '/')
		slash--;
	if (slash > 1)
		folder = str_sub(file, 0, slash - 1);
	whole = realpath(str_to_c(cx->arena, folder), NULL);
	if (whole)
		folder = str_dup(cx->arena, str_c(whole));
	free(whole);
	return str_cat(cx->arena, folder, STR(".key"));
}

static void fd_end(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static struct err *unreadable(const struct cx *cx, struct str path, int why)
{
	return err_detail(
		cx->arena,
		err_new(cx->arena, why == ENOENT ? ERR_NOT_FOUND : ERR_DENIED,
			N_("The key file \"{0}\" can't be read."), path),
		"%s", strerror(why));
}

/* Ours alone, or it is no secret. */
static struct err *owner_check(const struct cx *cx, struct str path, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return unreadable(cx, path, errno);
	if (S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    !(st.st_mode & 077))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Others can read the key file \"{0}\", or it belongs "
			  "to another user: `chmod 600` it and give it to the "
			  "user of the service."),
		       path);
}

static void key_of(const struct cx *cx, const unsigned char *bytes,
		   struct setting_key *ret_key)
{
	unsigned char name[crypto_generichash_BYTES_MIN];
	char hex[2 * NAME_BYTES + 1];

	/* the file's key makes others one day; this one is for settings */
	crypto_kdf_derive_from_key(ret_key->bytes, SETTING_KEY_BYTES, 1,
				   "setting_", bytes);
	crypto_generichash(name, sizeof(name), ret_key->bytes,
			   SETTING_KEY_BYTES, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), name, NAME_BYTES);
	ret_key->name = str_dup(cx->arena, str_c(hex));
}

static struct err *key_load(const struct cx *cx, struct str path, int fd,
			    struct setting_key *ret_key)
{
	unsigned char bytes[SETTING_KEY_BYTES];
	char hex[HEX + 1] = "";
	ssize_t n = read(fd, hex, HEX);
	size_t got = 0;

	if (n < 0)
		return unreadable(cx, path, errno);
	if (!n)
		return unreadable(cx, path, ENOENT); /* to be filled */
	if (n != HEX ||
	    sodium_hex2bin(bytes, sizeof(bytes), hex, HEX, NULL, &got, NULL))
		got = 0;
	if (got == sizeof(bytes))
		key_of(cx, bytes, ret_key);
	sodium_memzero(bytes, sizeof(bytes));
	sodium_memzero(hex, sizeof(hex));
	return got ? NULL
		   : err_new(cx->arena, ERR_DENIED,
			     N_("The key file \"{0}\" holds no key."), path);
}

struct err *setting_key_read(const struct cx *cx, struct setting_key *ret_key)
{
	struct str path = setting_key_path(cx);
	int fd CLEANUP(fd_end) = open(str_to_c(cx->arena, path),
				      O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct err *err;

	if (fd < 0)
		return unreadable(cx, path, errno);
	err = owner_check(cx, path, fd);
	return err ? err : key_load(cx, path, fd, ret_key);
}

static struct err *unwritable(const struct cx *cx, struct str path, int why)
{
	return err_detail(
		cx->arena,
		err_new(cx->arena, ERR_IO,
			N_("The key file \"{0}\" can't be written. Make it "
			   "for the user of the service: `install -m 600 -o "
			   "USER /dev/null {0}`."),
			path),
		"%s", strerror(why));
}

/* Writes a fresh key into a file that is empty, and waits for the disk. */
static struct err *key_write(const struct cx *cx, struct str path, int fd)
{
	unsigned char bytes[SETTING_KEY_BYTES];
	char hex[HEX + 1];
	ssize_t n;

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(hex, sizeof(hex), bytes, sizeof(bytes));
	n = write(fd, hex, HEX);
	sodium_memzero(bytes, sizeof(bytes));
	sodium_memzero(hex, sizeof(hex));
	return n == HEX && !fsync(fd) ? NULL : unwritable(cx, path, errno);
}

struct err *setting_key_ready(const struct cx *cx, struct setting_key *ret_key)
{
	struct str path = setting_key_path(cx);
	struct err *err = setting_key_read(cx, ret_key);
	int fd CLEANUP(fd_end) = -1;

	if (!err || err->code != ERR_NOT_FOUND)
		return err;
	fd = open(str_to_c(cx->arena, path),
		  O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return unwritable(cx, path, errno);
	err = owner_check(cx, path, fd);
	if (!err)
		err = key_write(cx, path, fd);
	return err ? err : setting_key_read(cx, ret_key);
}

/* ---- sealing ----------------------------------------------------------------- */

static struct str base64(struct arena *a, const unsigned char *p, size_t n)
{
	size_t most = sodium_base64_ENCODED_LEN(n, VARIANT);
	char *text = arena_new(a, char, (ptrdiff_t)most);

	sodium_bin2base64(text, most, p, n, VARIANT);
	return str_c(text);
}

static struct str seal(struct arena *a, const struct setting_key *key,
		       struct str name, struct str value)
{
	ptrdiff_t n = NONCE + value.n + TAG;
	unsigned char *box = arena_new(a, unsigned char, n);

	randombytes_buf(box, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		box + NONCE, NULL, (const unsigned char *)value.p,
		(unsigned long long)value.n, (const unsigned char *)name.p,
		(unsigned long long)name.n, NULL, box, key->bytes);
	return str_fmt(a, "%s%.*s:%.*s", mark, STR_ARG(key->name),
		       STR_ARG(base64(a, box, (size_t)n)));
}

/* False when it isn't of this key, or was changed. */
static bool unseal(struct arena *a, const struct setting_key *key,
		   struct str name, struct str sealed, struct str *ret_value)
{
	struct str rest =
		str_sub(sealed, (ptrdiff_t)sizeof(mark) - 1, sealed.n);
	struct str by = str_cut(&rest, ':');
	unsigned char *box, *value;
	size_t n = 0;

	if (!rest.p || rest.n > 2 * VALUE_MOST || !str_eq(by, key->name))
		return false;
	box = arena_new(a, unsigned char, rest.n + 1);
	value = arena_new(a, unsigned char, rest.n + 1);
	if (sodium_base642bin(box, (size_t)rest.n, rest.p, (size_t)rest.n, NULL,
			      &n, NULL, VARIANT) ||
	    n < NONCE + TAG)
		return false;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		    value, NULL, NULL, box + NONCE, n - NONCE,
		    (const unsigned char *)name.p, (unsigned long long)name.n,
		    box, key->bytes))
		return false;
	*ret_value = (struct str){ (char *)value, (ptrdiff_t)n - NONCE - TAG };
	return true;
}

/* ---- bytes ------------------------------------------------------------------- */

/* the key's name, nonce, ciphertext with its tag */
struct str setting_seal_bytes(struct arena *a, const struct setting_key *key,
			      const char *label, struct str bytes)
{
	ptrdiff_t n = HEX_NAME + NONCE + bytes.n + TAG;
	char *all = arena_bytes(a, n);
	unsigned char *box = (unsigned char *)all + HEX_NAME;

	assert(key->name.n == HEX_NAME);
	memcpy(all, key->name.p, HEX_NAME);
	randombytes_buf(box, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		box + NONCE, NULL, (const unsigned char *)bytes.p,
		(unsigned long long)bytes.n, (const unsigned char *)label,
		(unsigned long long)strlen(label), NULL, box, key->bytes);
	return (struct str){ all, n };
}

bool setting_open_bytes(struct arena *a, const struct setting_key *key,
			const char *label, struct str sealed,
			struct str *ret_bytes)
{
	ptrdiff_t n = sealed.n - HEX_NAME - NONCE - TAG;
	const unsigned char *box = (const unsigned char *)sealed.p + HEX_NAME;
	char *bytes;

	if (n < 0 || !str_starts(sealed, key->name))
		return false;
	bytes = arena_bytes(a, n + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		    (unsigned char *)bytes, NULL, NULL, box + NONCE,
		    (unsigned long long)(n + TAG), (const unsigned char *)label,
		    (unsigned long long)strlen(label), box, key->bytes))
		return false;
	*ret_bytes = (struct str){ bytes, n };
	return true;
}

void setting_key_for(const struct setting_key *key, const char use[8],
		     unsigned char ret_bytes[SETTING_KEY_BYTES])
{
	crypto_kdf_derive_from_key(ret_bytes, SETTING_KEY_BYTES, 2, use,
				   key->bytes);
}

struct err *setting_get_sealed(struct cx *cx, const char *name,
			       struct str *ret_value,
			       enum setting_seal *ret_seal)
{
	struct setting_key key;
	struct str is;
	struct err *err = setting_get(cx, name, STR(""), &is);

	if (err)
		return err;
	*ret_value = is;
	*ret_seal = is.n ? SEAL_PLAIN : SEAL_NONE;
	if (!str_starts(is, str_c(mark)))
		return NULL;
	*ret_value = STR("");
	*ret_seal = SEAL_LOST;
	/* whatever is wrong with the key, the value is lost until it is back */
	if (!setting_key_read(cx, &key) &&
	    unseal(cx->arena, &key, str_c(name), is, ret_value))
		*ret_seal = SEAL_OPEN;
	return NULL;
}

struct err *setting_put_sealed(struct cx *cx, const struct setting_key *key,
			       const char *name, struct str value)
{
	assert(value.n <= VALUE_MOST);
	return setting_put(cx, name,
			   value.n ? seal(cx->arena, key, str_c(name), value)
				   : STR(""));
}
