/* Reading a file of the age format: nothing is given before it is authentic. */
#include "age/age_priv.h"

#include <errno.h>
#include <sodium.h>
#include <unistd.h>

struct age_reader {
	struct arena *a;
	int fd;
	unsigned char key[32];
	uint64_t number;
	/* read ahead of the pieces: one piece, and a byte that tells whether
	 * another follows */
	unsigned char *ahead;
	ptrdiff_t n_ahead;
	unsigned char *plain;
	ptrdiff_t at, n; /* what of the piece isn't given yet */
	bool ended;
};

static struct err *damaged(struct arena *a)
{
	return err_new(a, ERR_INVALID,
		       N_("The encrypted file is damaged or cut off: nothing "
			  "of it was taken. Take another copy."));
}

static struct err *unreadable(struct arena *a)
{
	return err_detail(
		a, err_new(a, ERR_IO, N_("The encrypted file can't be read.")),
		"%s", strerror(errno));
}

bool age_is(int fd)
{
	static const char first[] = AGE_FIRST;
	char is[sizeof(first) - 1];

	return pread(fd, is, sizeof(is), 0) == (ssize_t)sizeof(is) &&
	       !memcmp(is, first, sizeof(is));
}

/* As much as there is, up to n. */
static struct err *fill(struct arena *a, int fd, void *p, ptrdiff_t n,
			ptrdiff_t *ret_n)
{
	ptrdiff_t have = 0;

	while (have < n) {
		ssize_t got = read(fd, (char *)p + have, (size_t)(n - have));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return unreadable(a);
		if (!got)
			break;
		have += got;
	}
	*ret_n = have;
	return NULL;
}

/* ---- the head --------------------------------------------------------------- */

/* The next line without its end; false: there is no whole one. */
static bool line(struct str *rest, struct str *ret_line)
{
	ptrdiff_t end = str_find_char(*rest, '\n');

	if (end < 0)
		return false;
	*ret_line = str_sub(*rest, 0, end);
	*rest = str_sub(*rest, end + 1, rest->n);
	return true;
}

static bool unwrap(const struct age_identity *id, const unsigned char share[32],
		   const unsigned char box[WRAPPED],
		   unsigned char ret_key[FILE_KEY])
{
	static const unsigned char nonce[12];
	struct age_recipient own;
	unsigned char shared[32], key[32];
	bool good;

	age_recipient_of(id, &own);
	good = !crypto_scalarmult(shared, id->key, share) &&
	       age_wrap_key(shared, share, own.key, key) &&
	       !crypto_aead_chacha20poly1305_ietf_decrypt(
		       ret_key, NULL, NULL, box, WRAPPED, NULL, 0, nonce, key);
	sodium_memzero(shared, sizeof(shared));
	sodium_memzero(key, sizeof(key));
	return good;
}

struct head {
	struct str whole; /* up to the "---" */
	struct str mac;	  /* as it stands there */
	ptrdiff_t n;	  /* bytes of all */
	bool ours;	  /* file_key is known */
	unsigned char file_key[FILE_KEY];
};

/* A stanza that isn't for X25519 has other people's rules; its lines of 64
 * letters end with a shorter one. */
static bool stanza_skip(struct str *rest)
{
	struct str l;

	do {
		if (!line(rest, &l) || l.n > 64)
			return false;
	} while (l.n == 64);
	return true;
}

static bool stanza_read(struct str first, struct str *rest,
			const struct age_identities *who, struct head *h)
{
	unsigned char share[32], box[WRAPPED];
	struct str l;

	if (!str_starts(first, STR(AGE_STANZA)))
		return stanza_skip(rest);
	if (!age_base64_read(str_sub(first, (STR(AGE_STANZA)).n, first.n),
			     share) ||
	    !line(rest, &l) || !age_base64_read(l, box))
		return false;
	for (ptrdiff_t i = 0; i < who->n && !h->ours; i++)
		h->ours = unwrap(&who->p[i], share, box, h->file_key);
	return true;
}

static bool head_parse(struct str text, const struct age_identities *who,
		       struct head *h)
{
	const struct str first = STR(AGE_FIRST), end = STR(AGE_MAC " ");
	struct str rest = str_sub(text, first.n, text.n), l;

	if (!str_starts(text, first))
		return false;
	while (line(&rest, &l)) {
		if (str_starts(l, end)) {
			h->whole = (struct str){ text.p, l.p + 3 - text.p };
			h->mac = str_sub(l, end.n, l.n);
			h->n = rest.p - text.p;
			return true;
		}
		if (!str_starts(l, STR("-> ")) ||
		    !stanza_read(l, &rest, who, h))
			return false;
	}
	return false;
}

static bool head_authentic(const struct head *h)
{
	unsigned char want[MAC], is[MAC];

	age_mac(h->file_key, h->whole, want);
	return age_base64_read(h->mac, is) && !sodium_memcmp(want, is, MAC);
}

static struct err *head_check(struct arena *a, struct str text,
			      const struct age_identities *who, struct head *h)
{
	if (!str_starts(text, STR(AGE_FIRST)))
		return err_new(a, ERR_INVALID,
			       N_("This isn't an encrypted file in the age "
				  "format."));
	if (!head_parse(text, who, h))
		return damaged(a);
	if (!h->ours)
		return err_new(a, ERR_DENIED,
			       N_("The file isn't encrypted for this "
				  "identity: give the identity file that "
				  "belongs to one of its recipients."));
	return head_authentic(h) ? NULL : damaged(a);
}

struct err *age_read_begin(struct arena *a, int fd,
			   const struct age_identities *who,
			   struct age_reader **ret_r)
{
	struct age_reader *r = arena_new(a, struct age_reader, 1);
	char *text = arena_bytes(a, HEAD_MOST);
	struct head h = { 0 };
	ptrdiff_t n, rest;
	struct err *err = fill(a, fd, text, HEAD_MOST, &n);

	if (!err)
		err = head_check(a, (struct str){ text, n }, who, &h);
	if (!err && n - h.n < NONCE)
		err = damaged(a);
	if (!err) {
		age_derive((struct str){ (const char *)h.file_key, FILE_KEY },
			   (struct str){ text + h.n, NONCE }, "payload",
			   r->key);
		rest = n - h.n - NONCE;
		r->a = a;
		r->fd = fd;
		r->plain = (unsigned char *)arena_bytes(a, PIECE);
		r->ahead = (unsigned char *)arena_bytes(a, PIECE + TAG + 1);
		memcpy(r->ahead, text + h.n + NONCE, (size_t)rest);
		r->n_ahead = rest;
		*ret_r = r;
	}
	sodium_memzero(h.file_key, sizeof(h.file_key));
	return err;
}

/* ---- the pieces --------------------------------------------------------------- */

static struct err *piece_read(struct age_reader *r)
{
	const ptrdiff_t whole = PIECE + TAG;
	unsigned char nonce[12];
	ptrdiff_t got, n;
	bool last;
	struct err *err = fill(r->a, r->fd, r->ahead + r->n_ahead,
			       whole + 1 - r->n_ahead, &got);

	if (err)
		return err;
	r->n_ahead += got;
	last = r->n_ahead <= whole;
	n = last ? r->n_ahead : whole;
	age_piece_nonce(r->number, last, nonce);
	if (n < TAG ||
	    crypto_aead_chacha20poly1305_ietf_decrypt(
		    r->plain, NULL, NULL, r->ahead, (unsigned long long)n, NULL,
		    0, nonce, r->key) ||
	    (n == TAG && r->number)) /* empty only when all is */
		return damaged(r->a);
	r->ahead[0] = r->ahead[whole];
	r->n_ahead -= n;
	r->number++;
	r->at = 0;
	r->n = n - TAG;
	r->ended = last;
	return NULL;
}

struct err *age_read(struct age_reader *r, char *p, ptrdiff_t n,
		     ptrdiff_t *ret_n)
{
	ptrdiff_t have = 0;

	while (have < n) {
		ptrdiff_t part = MIN(n - have, r->n - r->at);

		if (!part && r->ended)
			break;
		if (!part) {
			struct err *err = piece_read(r);

			if (err)
				return err;
			continue;
		}
		memcpy(p + have, r->plain + r->at, (size_t)part);
		r->at += part;
		have += part;
	}
	*ret_n = have;
	return NULL;
}

void age_read_end(struct age_reader *r)
{
	if (!r)
		return;
	sodium_memzero(r->key, sizeof(r->key));
	sodium_memzero(r->plain, PIECE);
}
