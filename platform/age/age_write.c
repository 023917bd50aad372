/* Writing a file of the age format, in pieces, with bounded memory. */
#include "age/age_priv.h"

#include <errno.h>
#include <sodium.h>
#include <unistd.h>

#include "base/buf.h"

struct age_writer {
	struct arena *a;
	int fd;
	unsigned char key[32]; /* of the pieces */
	uint64_t number;       /* of the next piece */
	unsigned char *plain;  /* of the next piece */
	ptrdiff_t n;
	unsigned char *sealed;
	int64_t bytes;
	crypto_hash_sha256_state sum;
};

static struct err *out(struct age_writer *w, const void *p, ptrdiff_t n)
{
	const char *at = p;

	crypto_hash_sha256_update(&w->sum, p, (unsigned long long)n);
	w->bytes += n;
	while (n > 0) {
		ssize_t did = write(w->fd, at, (size_t)n);

		if (did < 0 && errno == EINTR)
			continue;
		if (did <= 0)
			return err_detail(
				w->a,
				err_new(w->a,
					errno == ENOSPC || errno == EDQUOT
						? ERR_FULL
						: ERR_IO,
					N_("The encrypted file can't be "
					   "written; look whether there is "
					   "room.")),
				"%s", strerror(errno));
		at += did;
		n -= did;
	}
	return NULL;
}

/* "-> X25519 SHARE", and below it the file's key, wrapped. */
static void stanza(struct buf *head, const unsigned char file_key[FILE_KEY],
		   const struct age_recipient *to)
{
	static const unsigned char nonce[12];
	unsigned char secret[32], share[32], shared[32], key[32], box[WRAPPED];
	char text[BASE64_32 + 1];
	int no;

	do {
		randombytes_buf(secret, sizeof(secret));
		no = crypto_scalarmult_base(share, secret);
		assert(!no);
		no = crypto_scalarmult(shared, secret, to->key);
		assert(!no); /* age_recipients_check() */
	} while (!age_wrap_key(shared, share, to->key, key));
	crypto_aead_chacha20poly1305_ietf_encrypt(box, NULL, file_key, FILE_KEY,
						  NULL, 0, NULL, nonce, key);
	age_base64(share, text);
	buf_lit(head, AGE_STANZA);
	buf_str(head, str_c(text));
	age_base64(box, text);
	buf_char(head, '\n');
	buf_str(head, str_c(text));
	buf_char(head, '\n');
	sodium_memzero(secret, sizeof(secret));
	sodium_memzero(shared, sizeof(shared));
	sodium_memzero(key, sizeof(key));
}

/* A point of small order makes no secret. */
static struct err *recipients_check(struct arena *a,
				    const struct age_recipients *to)
{
	unsigned char secret[32], shared[32];

	randombytes_buf(secret, sizeof(secret));
	for (ptrdiff_t i = 0; i < to->n; i++)
		if (crypto_scalarmult(shared, secret, to->p[i].key))
			return err_new(
				a, ERR_INVALID,
				N_("\"{0}\" is a key that hides nothing."),
				age_recipient_text(a, &to->p[i]));
	return NULL;
}

static struct err *head_write(struct age_writer *w,
			      const struct age_recipients *to)
{
	struct buf head = buf_init(w->a, HEAD_MOST);
	unsigned char file_key[FILE_KEY], mac[MAC], nonce[NONCE];
	char text[BASE64_32 + 1];
	struct err *err;

	randombytes_buf(file_key, sizeof(file_key));
	buf_lit(&head, AGE_FIRST);
	for (ptrdiff_t i = 0; i < to->n; i++)
		stanza(&head, file_key, &to->p[i]);
	buf_lit(&head, AGE_MAC);
	age_mac(file_key, buf_view(&head), mac);
	age_base64(mac, text);
	buf_char(&head, ' ');
	buf_str(&head, str_c(text));
	buf_char(&head, '\n');
	randombytes_buf(nonce, sizeof(nonce));
	buf_mem(&head, nonce, NONCE);
	age_derive((struct str){ (const char *)file_key, FILE_KEY },
		   (struct str){ (const char *)nonce, NONCE }, "payload",
		   w->key);
	sodium_memzero(file_key, sizeof(file_key));
	err = out(w, head.p, head.n);
	return err;
}

struct err *age_write_begin(struct arena *a, int fd,
			    const struct age_recipients *to,
			    struct age_writer **ret_w)
{
	struct age_writer *w = arena_new(a, struct age_writer, 1);
	struct err *err = recipients_check(a, to);

	assert(to->n > 0 && to->n <= AGE_RECIPIENTS_MOST);
	if (err)
		return err;
	w->a = a;
	w->fd = fd;
	w->plain = (unsigned char *)arena_bytes(a, PIECE);
	w->sealed = (unsigned char *)arena_bytes(a, PIECE + TAG);
	crypto_hash_sha256_init(&w->sum);
	err = head_write(w, to);
	if (!err)
		*ret_w = w;
	return err;
}

static struct err *piece_write(struct age_writer *w, bool last)
{
	unsigned char nonce[12];
	ptrdiff_t n = w->n;

	age_piece_nonce(w->number++, last, nonce);
	crypto_aead_chacha20poly1305_ietf_encrypt(w->sealed, NULL, w->plain,
						  (unsigned long long)n, NULL,
						  0, NULL, nonce, w->key);
	w->n = 0;
	return out(w, w->sealed, n + TAG);
}

struct err *age_write(struct age_writer *w, struct str bytes)
{
	struct err *err = NULL;

	while (!err && bytes.n > 0) {
		ptrdiff_t n;

		/* a full piece waits: the last one must not be empty */
		if (w->n == PIECE)
			err = piece_write(w, false);
		n = MIN(PIECE - w->n, bytes.n);
		memcpy(w->plain + w->n, bytes.p, (size_t)n);
		w->n += n;
		bytes = str_sub(bytes, n, bytes.n);
	}
	return err;
}

struct err *age_write_end(struct age_writer *w, int64_t *ret_bytes,
			  unsigned char ret_sum[AGE_SUM_BYTES])
{
	struct err *err = piece_write(w, true);

	sodium_memzero(w->key, sizeof(w->key));
	sodium_memzero(w->plain, PIECE);
	crypto_hash_sha256_final(&w->sum, ret_sum);
	if (!err)
		*ret_bytes = w->bytes;
	return err;
}
