/* Keys of the age format as people see them: Bech32, one a line. */
#include "age/age_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

enum {
	WORDS = 52, /* 32 bytes in fives of bits */
	SUM = 6,
	IDENTITY_FILE_MOST = 64 * 1024,
};
static const char letters[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
static const char recipient_name[] = "age";
static const char identity_name[] = "age-secret-key-";

/* ---- Bech32 (BIP 173) ----------------------------------------------------- */

static uint32_t sum_step(uint32_t sum, uint32_t five)
{
	static const uint32_t of[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
				       0x3d4233dd, 0x2a1462b3 };
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ five;
	for (int i = 0; i < N_ELEMENTS(of); i++)
		if (top >> i & 1)
			sum ^= of[i];
	return sum;
}

static uint32_t sum_begin(const char *name)
{
	uint32_t sum = 1;

	for (const char *c = name; *c; c++)
		sum = sum_step(sum, (uint32_t)*c >> 5);
	sum = sum_step(sum, 0);
	for (const char *c = name; *c; c++)
		sum = sum_step(sum, (uint32_t)*c & 31);
	return sum;
}

static void fives_of(const unsigned char key[AGE_KEY_BYTES],
		     unsigned char five[WORDS])
{
	for (int i = 0; i < WORDS; i++) {
		int at = i * 5, byte = at / 8, off = at % 8;
		unsigned two = (unsigned)key[byte] << 8;

		if (byte + 1 < AGE_KEY_BYTES)
			two |= key[byte + 1];
		five[i] = two >> (11 - off) & 31;
	}
}

static struct str bech32(struct arena *a, const char *name,
			 const unsigned char key[AGE_KEY_BYTES])
{
	unsigned char five[WORDS];
	uint32_t sum = sum_begin(name);
	struct buf b = buf_init(a, 200);

	fives_of(key, five);
	buf_str(&b, str_c(name));
	buf_char(&b, '1');
	for (int i = 0; i < WORDS; i++) {
		sum = sum_step(sum, five[i]);
		buf_char(&b, letters[five[i]]);
	}
	for (int i = 0; i < SUM; i++)
		sum = sum_step(sum, 0);
	sum ^= 1;
	for (int i = 0; i < SUM; i++)
		buf_char(&b, letters[sum >> 5 * (SUM - 1 - i) & 31]);
	sodium_memzero(five, sizeof(five));
	return buf_view(&b);
}

/* -1: no letter of it */
static int five_read(char c, bool upper)
{
	const char *at;

	if (upper && c >= 'A' && c <= 'Z')
		c = (char)(c + 32);
	else if (upper && c >= 'a' && c <= 'z')
		return -1;
	at = c ? strchr(letters, c) : NULL;
	return at ? (int)(at - letters) : -1;
}

static bool bech32_read(struct str text, const char *name, bool upper,
			unsigned char ret_key[AGE_KEY_BYTES])
{
	ptrdiff_t n = (ptrdiff_t)strlen(name);
	uint32_t sum = sum_begin(name);
	unsigned held = 0;
	int bits = 0, bytes = 0;

	if (text.n != n + 1 + WORDS + SUM || text.p[n] != '1')
		return false;
	for (ptrdiff_t i = 0; i < n; i++) {
		char c = name[i];

		if (upper && c >= 'a' && c <= 'z')
			c = (char)(c - 32);
		if (text.p[i] != c)
			return false;
	}
	for (ptrdiff_t i = n + 1; i < text.n; i++) {
		int five = five_read(text.p[i], upper);

		if (five < 0)
			return false;
		sum = sum_step(sum, (uint32_t)five);
		if (i >= n + 1 + WORDS)
			continue;
		held = (held << 5 | (unsigned)five) & 0xfff;
		bits += 5;
		if (bits < 8)
			continue;
		bits -= 8;
		ret_key[bytes++] = (unsigned char)(held >> bits);
	}
	return sum == 1 && bytes == AGE_KEY_BYTES && !(held & 15);
}

/* ---- keys ------------------------------------------------------------------ */

void age_identity_make(struct age_identity *ret_id)
{
	randombytes_buf(ret_id->key, sizeof(ret_id->key));
}

void age_recipient_of(const struct age_identity *id,
		      struct age_recipient *ret_to)
{
	int no = crypto_scalarmult_base(ret_to->key, id->key);

	assert(!no);
}

struct str age_recipient_text(struct arena *a, const struct age_recipient *to)
{
	return bech32(a, recipient_name, to->key);
}

struct str age_identity_text(struct arena *a, const struct age_identity *id)
{
	struct str s = bech32(a, identity_name, id->key);
	char *p = arena_bytes(a, s.n);

	for (ptrdiff_t i = 0; i < s.n; i++)
		p[i] = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32)
						      : s.p[i];
	return (struct str){ p, s.n };
}

bool age_recipient_read(struct str text, struct age_recipient *ret_to)
{
	return bech32_read(text, recipient_name, false, ret_to->key);
}

bool age_identity_read(struct str text, struct age_identity *ret_id)
{
	return bech32_read(text, identity_name, true, ret_id->key);
}

/* ---- lists ------------------------------------------------------------------ */

static bool is_between(char c)
{
	return c == ',' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct err *recipient_add(struct arena *a, struct str text,
				 struct age_recipients *list)
{
	struct age_recipient to;

	if (!age_recipient_read(text, &to))
		return err_new(a, ERR_INVALID,
			       N_("\"{0}\" is no recipient of backups: it is "
				  "the line \"age1…\" that `roviec backup "
				  "key` or `age-keygen` prints."),
			       str_sub(text, 0, 80));
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (!memcmp(list->p[i].key, to.key, sizeof(to.key)))
			return NULL;
	if (list->n == AGE_RECIPIENTS_MOST)
		return err_new(a, ERR_LIMIT,
			       N_("A backup has at most {0} recipients."),
			       str_fmt(a, "%d", AGE_RECIPIENTS_MOST));
	*vec_push(a, list) = to;
	return NULL;
}

struct err *age_recipients_read(struct arena *a, struct str text,
				struct age_recipients *ret_list)
{
	struct age_recipients list = { 0 };
	ptrdiff_t from = 0;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i <= text.n; i++) {
		if (i < text.n && !is_between(text.p[i]))
			continue;
		if (i > from)
			err = recipient_add(a, str_sub(text, from, i), &list);
		from = i + 1;
	}
	if (!err)
		*ret_list = list;
	return err;
}

static struct err *identity_none(struct arena *a, const char *path)
{
	return err_new(a, ERR_INVALID,
		       N_("The file {0} holds no identity: it has a line "
			  "\"AGE-SECRET-KEY-1…\", as `roviec backup key` or "
			  "`age-keygen` writes it."),
		       str_c(path));
}

static struct err *identities_parse(struct arena *a, const char *path,
				    struct str text,
				    struct age_identities *ret_list)
{
	struct age_identities list = { 0 };
	bool bad = false;

	while (text.p && !bad) {
		struct str line = str_trim(str_cut(&text, '\n'));

		if (!line.n || line.p[0] == '#')
			continue;
		if (!list.p)
			list = (struct age_identities){
				.p = arena_new(a, struct age_identity,
					       AGE_IDENTITIES_MOST),
				.cap = AGE_IDENTITIES_MOST,
			};
		bad = list.n == list.cap ||
		      !age_identity_read(line, &list.p[list.n]);
		list.n += !bad;
	}
	if (!bad && list.n) {
		*ret_list = list;
		return NULL;
	}
	age_identities_forget(&list);
	return identity_none(a, path);
}

struct err *age_identities_load(struct arena *a, const char *path,
				struct age_identities *ret_list)
{
	char *text = arena_bytes(a, IDENTITY_FILE_MOST);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ptrdiff_t n = 0;
	ssize_t got = -1;
	struct err *err;

	while (fd >= 0 && n < IDENTITY_FILE_MOST &&
	       (got = read(fd, text + n, (size_t)(IDENTITY_FILE_MOST - n))) > 0)
		n += got;
	if (fd < 0 || got < 0)
		err = err_detail(a,
				 err_new(a, ERR_NOT_FOUND,
					 N_("The identity file {0} can't be "
					    "read."),
					 str_c(path)),
				 "%s", strerror(errno));
	else if (n == IDENTITY_FILE_MOST)
		err = identity_none(a, path);
	else
		err = identities_parse(a, path, (struct str){ text, n },
				       ret_list);
	if (fd >= 0)
		close(fd);
	sodium_memzero(text, IDENTITY_FILE_MOST);
	return err;
}

void age_identities_forget(struct age_identities *list)
{
	if (list->p)
		sodium_memzero(list->p, (size_t)list->cap * sizeof(*list->p));
	list->n = 0;
}
