/*
 * Words under a veil: texts of events about a person, sealed with a key of
 * the subject's own (XChaCha20-Poly1305), so that dropping the key erases
 * them without touching the chain. The key stands in the open beside them:
 * this protects nobody from who can read the database, it makes forgetting
 * possible.
 */
#include "audit/audit_priv.h"

#include <sodium.h>

#include "db/db.h"

enum {
	KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};
static const char head[] = "{\"veil\":\"";
static const char tail[] = "\"}";

struct veil {
	struct str key, label; /* label: what the sealed bytes belong to */
};

static struct str label_of(struct arena *a, const char *kind, int64_t subject)
{
	return str_fmt(a, "%s %lld", kind, (long long)subject);
}

static struct str text_seal(struct arena *a, const struct veil *v,
			    struct str text)
{
	ptrdiff_t n = NONCE + TAG + text.n, most;
	unsigned char *box = (unsigned char *)arena_bytes(a, n);
	char *out;

	if (!text.p)
		return text;
	randombytes_buf(box, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		box + NONCE, NULL, (const unsigned char *)text.p,
		(unsigned long long)text.n, (const unsigned char *)v->label.p,
		(unsigned long long)v->label.n, NULL, box,
		(const unsigned char *)v->key.p);
	most = (ptrdiff_t)sodium_base64_encoded_len((size_t)n, VARIANT);
	out = arena_bytes(a, most);
	sodium_bin2base64(out, (size_t)most, box, (size_t)n, VARIANT);
	return str_cat(a, str_c(head),
		       str_cat(a, (struct str){ out, most - 1 }, str_c(tail)));
}

static bool is_veiled(struct str text)
{
	return str_starts(text, str_c(head)) && text.n > 0 &&
	       str_ends(text, str_c(tail));
}

static bool text_open(struct arena *a, const struct veil *v, struct str text,
		      struct str *ret_text)
{
	struct str code = str_sub(text, (ptrdiff_t)sizeof(head) - 1,
				  text.n - (ptrdiff_t)sizeof(tail) + 1);
	unsigned char *box = (unsigned char *)arena_bytes(a, code.n + 1);
	unsigned char *open = (unsigned char *)arena_bytes(a, code.n + 1);
	unsigned long long got = 0;
	size_t n = 0;

	if (sodium_base642bin(box, (size_t)code.n, code.p, (size_t)code.n, NULL,
			      &n, NULL, VARIANT) ||
	    n < NONCE + TAG ||
	    crypto_aead_xchacha20poly1305_ietf_decrypt(
		    open, &got, NULL, box + NONCE,
		    (unsigned long long)(n - NONCE),
		    (const unsigned char *)v->label.p,
		    (unsigned long long)v->label.n, box,
		    (const unsigned char *)v->key.p))
		return false;
	*ret_text = (struct str){ (char *)open, (ptrdiff_t)got };
	return true;
}

/* *ret_veil.key absent: there is none. */
static struct err *veil_read(struct cx *cx, const char *kind, int64_t subject,
			     struct veil *ret_veil)
{
	struct audit_veil_key_in in = { .subject_kind = str_c(kind),
					.subject = subject };
	struct audit_veil_key_row row;
	bool found;
	struct err *e = audit_veil_key(cx->db, &in, &row, &found);

	if (e)
		return e;
	*ret_veil =
		(struct veil){ .key = found && row.key.n == KEY ? row.key
								: STR_NULL,
			       .label = label_of(cx->arena, kind, subject) };
	return NULL;
}

/* … and made when there is none. */
static struct err *veil_ready(struct cx *cx, const char *kind, int64_t subject,
			      struct veil *ret_veil)
{
	struct audit_veil_insert_in in = { .subject_kind = str_c(kind),
					   .subject = subject };
	struct err *e = veil_read(cx, kind, subject, ret_veil);
	char *key;

	assert(cx->in_tx);
	if (e || ret_veil->key.p)
		return e;
	key = arena_bytes(cx->arena, KEY);
	randombytes_buf(key, KEY);
	ret_veil->key = in.key = (struct str){ key, KEY };
	return audit_veil_insert(cx->db, &in, NULL);
}

struct err *audit_veil(struct cx *cx, struct audit_event *ev)
{
	struct veil v;
	struct err *e;

	if (!ev->before.p && !ev->after.p && !ev->reason.p)
		return NULL;
	e = veil_ready(cx, ev->subject_kind, ev->subject, &v);
	if (e)
		return e;
	ev->before = text_seal(cx->arena, &v, ev->before);
	ev->after = text_seal(cx->arena, &v, ev->after);
	ev->reason = text_seal(cx->arena, &v, ev->reason);
	return NULL;
}

struct err *audit_veil_text(struct cx *cx, const char *subject_kind,
			    int64_t subject, struct str text,
			    struct str *ret_veiled)
{
	struct veil v;
	struct err *e = veil_ready(cx, subject_kind, subject, &v);

	if (!e)
		*ret_veiled = text_seal(cx->arena, &v, text);
	return e;
}

struct err *audit_unveil(struct cx *cx, const char *subject_kind,
			 int64_t subject, struct str text, struct str *ret_text)
{
	struct veil v;
	struct err *e;

	*ret_text = text;
	if (!is_veiled(text))
		return NULL;
	*ret_text = STR_NULL;
	e = veil_read(cx, subject_kind, subject, &v);
	if (!e && v.key.p && !text_open(cx->arena, &v, text, ret_text))
		*ret_text = STR_NULL;
	return e;
}

struct err *audit_veil_drop(struct cx *cx, const char *subject_kind,
			    int64_t subject)
{
	assert(cx->in_tx);
	return audit_veil_delete(cx->db,
				 &(struct audit_veil_delete_in){
					 .subject_kind = str_c(subject_kind),
					 .subject = subject },
				 NULL);
}

struct err *audit_veil_open(struct cx *cx, const char *subject_kind,
			    int64_t subject, int64_t *ret_count)
{
	struct audit_veil_count_row row;
	bool found;
	struct err *e = audit_veil_count(
		cx->db,
		&(struct audit_veil_count_in){
			.subject_kind = str_c(subject_kind),
			.subject = subject,
			.head = str_c(head),
			.with = subject ? AUDIT_VEIL_COUNT_WITH_SUBJECT : 0 },
		&row, &found);

	if (!e)
		*ret_count = found ? row.n : 0;
	return e;
}
