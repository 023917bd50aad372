/* Signed notes: keys, checkpoints, signatures, requests and proofs as text. */
#include "tlog/tlog_note.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/utf8.h"

enum {
	B64 = sodium_base64_VARIANT_ORIGINAL,
	ID = 4, /* bytes of a key's id */
	SIG = crypto_sign_BYTES,
	TIME = 8,
	LINE_MOST = 1024,
};
#define SECRET	   "PRIVATE+KEY+"
#define DASH	   "\xe2\x80\x94 "
#define PROOF_HEAD "c2sp.org/tlog-proof@v1\n"

/* ---- base64 and numbers ---------------------------------------------------- */

static void put_base64(struct buf *b, const void *p, ptrdiff_t n)
{
	char text[LINE_MOST];

	assert(sodium_base64_ENCODED_LEN((size_t)n, B64) <= sizeof(text));
	sodium_bin2base64(text, sizeof(text), p, (size_t)n, B64);
	buf_str(b, str_c(text));
}

struct str tlog_base64(struct arena *a, const void *p, ptrdiff_t n)
{
	struct buf b = buf_init(a, LINE_MOST);

	put_base64(&b, p, n);
	return buf_view(&b);
}

/* At most `most` bytes; -1 when it isn't base64. */
static ptrdiff_t base64_read(struct str text, void *p, ptrdiff_t most)
{
	size_t n;

	if (!text.n || sodium_base642bin(p, (size_t)most, text.p,
					 (size_t)text.n, NULL, &n, NULL, B64))
		return -1;
	return (ptrdiff_t)n;
}

bool tlog_base64_read(struct str text, void *p, ptrdiff_t n)
{
	return base64_read(text, p, n) == n;
}

/* Decimal, without leading zeros, not negative. */
static bool number_read(struct str s, int64_t *ret)
{
	if (!s.n || s.p[0] < '0' || s.p[0] > '9' || (s.p[0] == '0' && s.n > 1))
		return false;
	return str_to_i64(s, ret);
}

static bool hash_read(struct str s, struct tlog_hash *ret)
{
	return tlog_base64_read(s, ret->b, TLOG_HASH);
}

/* The next line without its end; false when there is none that ends. */
static bool line_next(struct str *rest, struct str *ret)
{
	if (!rest->n || str_find_char(*rest, '\n') < 0)
		return false;
	*ret = str_cut(rest, '\n');
	return true;
}

/* ---- keys ----------------------------------------------------------------- */

static bool is_name(struct str name)
{
	if (!name.n || name.n > TLOG_NAME_MOST || !utf8_valid(name))
		return false;
	for (ptrdiff_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] <= ' ' || name.p[i] == '+' ||
		    name.p[i] == 0x7f)
			return false;
	return true;
}

static uint32_t id_of(const struct tlog_key *k)
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	const unsigned char kind = (unsigned char)k->kind;
	crypto_hash_sha256_state st;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, (const unsigned char *)k->name.p,
				  (unsigned long long)k->name.n);
	crypto_hash_sha256_update(&st, (const unsigned char *)"\n", 1);
	crypto_hash_sha256_update(&st, &kind, 1);
	crypto_hash_sha256_update(&st, k->public, TLOG_PUBLIC);
	crypto_hash_sha256_final(&st, sum);
	return (uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 |
	       (uint32_t)sum[2] << 8 | sum[3];
}

bool tlog_key_make(struct str name, enum tlog_key_kind kind,
		   const unsigned char seed[TLOG_SEED], struct tlog_key *k)
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	*k = (struct tlog_key){ .name = name, .kind = kind, .is_secret = true };
	memcpy(k->seed, seed, TLOG_SEED);
	crypto_sign_seed_keypair(k->public, secret, seed);
	sodium_memzero(secret, sizeof(secret));
	k->id = id_of(k);
	return is_name(name);
}

static struct str key_text(struct arena *a, const struct tlog_key *k,
			   const char *head, const unsigned char *material)
{
	struct buf b = buf_init(a, LINE_MOST);
	unsigned char bytes[1 + TLOG_PUBLIC];

	bytes[0] = (unsigned char)k->kind;
	memcpy(bytes + 1, material, TLOG_PUBLIC);
	buf_fmt(&b, "%s%.*s+%08x+", head, STR_ARG(k->name), k->id);
	put_base64(&b, bytes, sizeof(bytes));
	return buf_view(&b);
}

struct str tlog_key_public(struct arena *a, const struct tlog_key *k)
{
	return key_text(a, k, "", k->public);
}

struct str tlog_key_secret(struct arena *a, const struct tlog_key *k)
{
	assert(k->is_secret);
	return key_text(a, k, SECRET, k->seed);
}

bool tlog_key_read(struct str text, struct tlog_key *k)
{
	bool secret = str_starts(text, STR(SECRET));
	unsigned char bytes[1 + TLOG_PUBLIC];
	char id[9];
	struct str rest = text, name, hex;

	rest = str_sub(rest, secret ? (STR(SECRET)).n : 0, rest.n);
	name = str_cut(&rest, '+');
	hex = rest.p ? str_cut(&rest, '+') : STR_NULL;
	if (!is_name(name) || !rest.p ||
	    !tlog_base64_read(rest, bytes, sizeof(bytes)) ||
	    (bytes[0] != TLOG_KEY_LOG && bytes[0] != TLOG_KEY_WITNESS))
		return false;
	if (secret) {
		if (!tlog_key_make(name, bytes[0], bytes + 1, k))
			return false;
	} else {
		*k = (struct tlog_key){ .name = name, .kind = bytes[0] };
		memcpy(k->public, bytes + 1, TLOG_PUBLIC);
		k->id = id_of(k);
	}
	snprintf(id, sizeof(id), "%08x", k->id);
	return str_eq(hex, str_c(id));
}

/* ---- checkpoints ---------------------------------------------------------- */

struct str tlog_checkpoint_text(struct arena *a,
				const struct tlog_checkpoint *c)
{
	struct buf b = buf_init(a, LINE_MOST);

	buf_fmt(&b, "%.*s\n%lld\n", STR_ARG(c->origin), (long long)c->size);
	put_base64(&b, c->root.b, TLOG_HASH);
	buf_char(&b, '\n');
	return buf_view(&b);
}

bool tlog_checkpoint_read(struct str text, struct tlog_checkpoint *c)
{
	struct str rest = text, size, root;

	return line_next(&rest, &c->origin) && is_name(c->origin) &&
	       line_next(&rest, &size) && number_read(size, &c->size) &&
	       line_next(&rest, &root) && hash_read(root, &c->root);
}

/* ---- signatures ----------------------------------------------------------- */

/* What a witness signs: when, then the text. */
static struct str timed(struct arena *a, struct str text, int64_t at)
{
	return str_fmt(a, "cosignature/v1\ntime %lld\n%.*s", (long long)at,
		       STR_ARG(text));
}

static struct str sig_line(struct arena *a, const struct tlog_key *k,
			   const unsigned char *bytes, ptrdiff_t n)
{
	struct buf b = buf_init(a, LINE_MOST);
	unsigned char all[ID + TIME + SIG];

	for (int i = 0; i < ID; i++)
		all[i] = (unsigned char)(k->id >> (24 - 8 * i));
	memcpy(all + ID, bytes, (size_t)n);
	buf_fmt(&b, DASH "%.*s ", STR_ARG(k->name));
	put_base64(&b, all, ID + n);
	buf_char(&b, '\n');
	return buf_view(&b);
}

static void sign(unsigned char *sig, struct str text, const struct tlog_key *k)
{
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	assert(k->is_secret);
	crypto_sign_seed_keypair(public, secret, k->seed);
	crypto_sign_detached(sig, NULL, (const unsigned char *)text.p,
			     (unsigned long long)text.n, secret);
	sodium_memzero(secret, sizeof(secret));
}

struct str tlog_sign(struct arena *a, struct str text, const struct tlog_key *k)
{
	unsigned char sig[SIG];

	sign(sig, text, k);
	return sig_line(a, k, sig, SIG);
}

struct str tlog_cosign(struct arena *a, struct str text,
		       const struct tlog_key *k, int64_t at)
{
	unsigned char sig[TIME + SIG];

	for (int i = 0; i < TIME; i++)
		sig[i] = (unsigned char)((uint64_t)at >> (56 - 8 * i));
	sign(sig + TIME, timed(a, text, at), k);
	return sig_line(a, k, sig, sizeof(sig));
}

struct str tlog_note(struct arena *a, struct str text, struct str sigs)
{
	return str_fmt(a, "%.*s\n%.*s", STR_ARG(text), STR_ARG(sigs));
}

/* "— name base64": taken apart. */
static bool sig_read(struct str line, struct str *ret_name, uint32_t *ret_id,
		     unsigned char bytes[TIME + SIG], ptrdiff_t *ret_n)
{
	unsigned char all[ID + TIME + SIG];
	ptrdiff_t n;

	if (!str_starts(line, STR(DASH)))
		return false;
	line = str_sub(line, (STR(DASH)).n, line.n);
	*ret_name = str_cut(&line, ' ');
	n = line.p && is_name(*ret_name) ? base64_read(line, all, sizeof(all))
					 : -1;
	if (n < ID)
		return false;
	*ret_id = (uint32_t)all[0] << 24 | (uint32_t)all[1] << 16 |
		  (uint32_t)all[2] << 8 | all[3];
	*ret_n = n - ID;
	memcpy(bytes, all + ID, (size_t)*ret_n);
	return true;
}

bool tlog_note_read(struct str note, struct str *ret_text, struct str *ret_sigs)
{
	ptrdiff_t cut = -1, n = 0;
	struct str rest, line;

	if (note.n > TLOG_NOTE_MOST || !utf8_valid(note))
		return false;
	for (ptrdiff_t i = 0; i < note.n; i++) {
		if ((unsigned char)note.p[i] < ' ' && note.p[i] != '\n')
			return false;
		if (i && note.p[i] == '\n' && note.p[i - 1] == '\n')
			cut = i;
	}
	if (cut < 1)
		return false;
	*ret_text = str_sub(note, 0, cut);
	*ret_sigs = str_sub(note, cut + 1, note.n);
	for (rest = *ret_sigs; line_next(&rest, &line); n++)
		if (!str_starts(line, STR(DASH)) || n == TLOG_SIGS_MOST)
			return false;
	return n && !rest.n;
}

static bool sig_holds(struct str text, const struct tlog_key *k,
		      const unsigned char *bytes, ptrdiff_t n, int64_t *ret_at)
{
	struct arena *a CLEANUP(arena_closep) = NULL;
	uint64_t at = 0;

	if (k->kind == TLOG_KEY_WITNESS) {
		if (n != TIME + SIG)
			return false;
		for (int i = 0; i < TIME; i++)
			at = at << 8 | bytes[i];
		if (at > INT64_MAX)
			return false;
		a = arena_open(2 * TLOG_NOTE_MOST);
		text = timed(a, text, (int64_t)at);
		bytes += TIME;
	} else if (n != SIG) {
		return false;
	}
	if (ret_at)
		*ret_at = (int64_t)at;
	return crypto_sign_verify_detached(bytes, (const unsigned char *)text.p,
					   (unsigned long long)text.n,
					   k->public) == 0;
}

enum tlog_signed tlog_is_signed(struct str text, struct str sigs,
				const struct tlog_key *k, int64_t *ret_at)
{
	enum tlog_signed is = TLOG_UNSIGNED;
	unsigned char bytes[TIME + SIG];
	struct str line, name;
	uint32_t id;
	ptrdiff_t n;

	while (line_next(&sigs, &line)) {
		if (!sig_read(line, &name, &id, bytes, &n) || id != k->id ||
		    !str_eq(name, k->name))
			continue;
		if (!sig_holds(text, k, bytes, n, ret_at))
			return TLOG_FORGED;
		is = TLOG_SIGNED;
	}
	return is;
}

/* ---- requests and proofs -------------------------------------------------- */

static void put_proof(struct buf *b, const struct tlog_proof *p)
{
	for (int i = 0; i < p->n; i++) {
		put_base64(b, p->h[i].b, TLOG_HASH);
		buf_char(b, '\n');
	}
	buf_char(b, '\n');
}

/* The hashes up to the empty line; what follows is the note. */
static bool proof_read(struct str rest, struct tlog_proof *p,
		       struct str *ret_note)
{
	struct str line;

	p->n = 0;
	while (line_next(&rest, &line)) {
		if (!line.n) {
			*ret_note = rest;
			return rest.n > 0;
		}
		if (p->n == TLOG_PROOF_MOST || !hash_read(line, &p->h[p->n++]))
			return false;
	}
	return false;
}

struct str tlog_request(struct arena *a, int64_t old,
			const struct tlog_proof *p, struct str note)
{
	struct buf b = buf_init(a, 2 * TLOG_NOTE_MOST);

	buf_fmt(&b, "old %lld\n", (long long)old);
	put_proof(&b, p);
	buf_str(&b, note);
	return buf_view(&b);
}

bool tlog_request_read(struct str request, int64_t *ret_old,
		       struct tlog_proof *p, struct str *ret_note)
{
	struct str line;

	return line_next(&request, &line) && str_starts(line, STR("old ")) &&
	       number_read(str_sub(line, 4, line.n), ret_old) &&
	       proof_read(request, p, ret_note);
}

struct str tlog_proof_text(struct arena *a, const struct tlog_evidence *e)
{
	struct buf b = buf_init(a, 2 * TLOG_NOTE_MOST + 2 * TLOG_EXTRA_MOST);
	size_t most;

	buf_lit(&b, PROOF_HEAD);
	if (e->extra.p) {
		most = sodium_base64_ENCODED_LEN((size_t)e->extra.n, B64);
		buf_lit(&b, "extra ");
		buf_str(&b, str_c(sodium_bin2base64(
				    arena_bytes(a, (ptrdiff_t)most), most,
				    (const unsigned char *)e->extra.p,
				    (size_t)e->extra.n, B64)));
		buf_char(&b, '\n');
	}
	buf_fmt(&b, "index %lld\n", (long long)e->at);
	put_proof(&b, &e->proof);
	buf_str(&b, e->note);
	return buf_view(&b);
}

/* "extra …": its bytes; absent when the line is another one. */
static bool extra_read(struct arena *a, struct str line, struct str *ret)
{
	ptrdiff_t most = line.n, n;
	char *p;

	if (most > 2 * TLOG_EXTRA_MOST)
		return false;
	line = str_sub(line, (STR("extra ")).n, line.n);
	p = arena_bytes(a, most);
	n = base64_read(line, p, most);
	*ret = (struct str){ p, n };
	return n >= 0 && n <= TLOG_EXTRA_MOST;
}

bool tlog_proof_read(struct arena *a, struct str text, struct tlog_evidence *e)
{
	struct str rest = text, line;

	*e = (struct tlog_evidence){ .extra = STR_NULL };
	if (!str_starts(rest, STR(PROOF_HEAD)))
		return false;
	rest = str_sub(rest, (STR(PROOF_HEAD)).n, rest.n);
	if (!line_next(&rest, &line))
		return false;
	if (str_starts(line, STR("extra ")) &&
	    (!extra_read(a, line, &e->extra) || !line_next(&rest, &line)))
		return false;
	return str_starts(line, STR("index ")) &&
	       number_read(str_sub(line, (STR("index ")).n, line.n), &e->at) &&
	       proof_read(rest, &e->proof, &e->note);
}
