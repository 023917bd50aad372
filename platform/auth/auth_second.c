/* Codes by time, recovery codes, tickets between the two factors. */
#include "auth/auth_second.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "auth/auth.h"
#include "auth/auth_passkey.h"
#include "auth/auth_second_priv.h"
#include "auth/auth_second_query.h"
#include "base/buf.h"
#include "db/db.h"

enum {
	SECRET_BYTES = 20,
	STEP_SECONDS = 30,
	DIGITS = 6,
	DRIFT = 1,	 /* steps before and after */
	CODE_BYTES = 14, /* 112 bits: a plain hash is enough (ASVS 6.5.2) */
	CODE_LETTERS = 23,
	TOKEN_BYTES = 32,
};

/* ---- base32 ----------------------------------------------------------------- */

/* Without the "=" at its end. */
static struct str base32(struct arena *a, const unsigned char *p, size_t n)
{
	char *text = NULL;
	size_t len = 0;
	struct str s;

	if (oath_base32_encode((const char *)p, n, &text, &len) != OATH_OK)
		abort(); /* no memory */
	while (len && text[len - 1] == '=')
		len--;
	s = str_dup(a, (struct str){ text, (ptrdiff_t)len });
	sodium_memzero(text, len);
	free(text);
	return s;
}

/* ---- the secret -------------------------------------------------------------- */

const char *second_label(struct arena *a, int64_t user)
{
	return str_to_c(a, str_fmt(a, "totp %lld", (long long)user));
}

static struct err *secret_open(struct cx *cx, const struct setting_key *key,
			       int64_t user, struct str sealed, struct str *ret)
{
	struct str bytes = STR_NULL;

	if (setting_open_bytes(cx->arena, key, second_label(cx->arena, user),
			       sealed, &bytes) &&
	    bytes.n == SECRET_BYTES) {
		*ret = bytes;
		return NULL;
	}
	return err_new(cx->arena, ERR_DENIED,
		       N_("The second factor of this account can't be read "
			  "with the key of this installation: ask the "
			  "administrator to take it away, then set it up "
			  "anew."));
}

struct err *second_begin(struct cx *cx, const struct setting_key *key,
			 int64_t user)
{
	unsigned char secret[SECRET_BYTES];
	struct totp_put_in in = { .user_id = user, .now = cx->now };
	struct totp_of_row row;
	bool found;
	struct err *e = totp_of(cx->db, &(struct totp_of_in){ .user_id = user },
				&row, &found);

	assert(cx->in_tx);
	if (e)
		return e;
	if (found && row.confirmed_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This account has a second factor already."));
	randombytes_buf(secret, sizeof(secret));
	in.secret = setting_seal_bytes(
		cx->arena, key, second_label(cx->arena, user),
		(struct str){ (const char *)secret, SECRET_BYTES });
	sodium_memzero(secret, sizeof(secret));
	if (found)
		e = totp_delete(cx->db,
				&(struct totp_delete_in){ .user_id = user },
				NULL);
	return e ? e : totp_put(cx->db, &in, NULL);
}

struct err *second_secret(struct cx *cx, const struct setting_key *key,
			  int64_t user, struct str *ret_base32)
{
	struct totp_of_row row;
	struct str bytes = STR_NULL;
	bool found;
	struct err *e = totp_of(cx->db, &(struct totp_of_in){ .user_id = user },
				&row, &found);

	if (!e && (!found || row.confirmed_at != DB_NULL))
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("No second factor is being set up."));
	if (!e)
		e = secret_open(cx, key, user, row.secret, &bytes);
	if (!e)
		*ret_base32 = base32(cx->arena, (const unsigned char *)bytes.p,
				     SECRET_BYTES);
	return e;
}

/* ---- codes by time ------------------------------------------------------------ */

static int64_t step_of(int64_t at_ms)
{
	return at_ms / 1000 / STEP_SECONDS;
}

static void code_of(struct str secret, int64_t step, char code[DIGITS + 1])
{
	if (oath_hotp_generate(secret.p, (size_t)secret.n, (uint64_t)step,
			       DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION,
			       code) != OATH_OK)
		abort(); /* no memory */
}

/* The step that a code belongs to, or -1; every step is compared in the same
 * time. */
static int64_t step_find(struct str secret, struct str code, int64_t now)
{
	int64_t found = -1, step = step_of(now);
	char is[DIGITS + 1];

	if (code.n != DIGITS)
		return -1;
	for (int64_t s = step - DRIFT; s <= step + DRIFT; s++) {
		code_of(secret, s, is);
		if (sodium_memcmp(is, code.p, DIGITS) == 0)
			found = s;
	}
	return found;
}

struct err *second_code_at(struct arena *a, struct str base32_text,
			   int64_t at_ms, struct str *ret_code)
{
	char *secret = NULL, code[DIGITS + 1];
	size_t n = 0;

	if (oath_base32_decode(base32_text.p, (size_t)base32_text.n, &secret,
			       &n) != OATH_OK)
		return err_new(a, ERR_INVALID,
			       N_("This isn't a secret of an authenticator "
				  "app."));
	code_of((struct str){ secret, (ptrdiff_t)n }, step_of(at_ms), code);
	sodium_memzero(secret, n);
	free(secret);
	*ret_code = str_dup(a, str_c(code));
	return NULL;
}

/* ---- recovery codes ----------------------------------------------------------- */

/* As it was typed: without spaces and hyphens, in capitals. */
static struct str code_clean(struct arena *a, struct str typed)
{
	char *p = arena_bytes(a, typed.n + 1);
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];

		if (c == ' ' || c == '-')
			continue;
		p[n++] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
	}
	return (struct str){ p, n };
}

/* "ABCD-EFGH-…", for reading and typing. */
static struct str code_grouped(struct arena *a, struct str code)
{
	struct buf b = buf_init(a, 2 * code.n);

	for (ptrdiff_t i = 0; i < code.n; i++) {
		if (i && i % 4 == 0)
			buf_char(&b, '-');
		buf_char(&b, code.p[i]);
	}
	return buf_view(&b);
}

static struct str code_hash(struct arena *a, int64_t user, struct str code)
{
	return auth_sha256_hex(a, str_fmt(a, "%lld %.*s", (long long)user,
					  STR_ARG(code)));
}

struct err *second_codes(struct cx *cx, int64_t user, struct strs *ret_codes)
{
	unsigned char bytes[CODE_BYTES];
	struct err *e =
		code_delete(cx->db, &(struct code_delete_in){ .user_id = user },
			    NULL);

	assert(cx->in_tx);
	*ret_codes = (struct strs){ 0 };
	for (int i = 0; !e && i < SECOND_CODES; i++) {
		struct str code;
		int64_t id;

		randombytes_buf(bytes, sizeof(bytes));
		code = base32(cx->arena, bytes, sizeof(bytes));
		assert(code.n == CODE_LETTERS);
		e = code_put(cx->db,
			     &(struct code_put_in){
				     .user_id = user,
				     .hash = code_hash(cx->arena, user, code) },
			     &id);
		*vec_push(cx->arena, ret_codes) = code_grouped(cx->arena, code);
	}
	return e;
}

static struct err *code_try(struct cx *cx, int64_t user, struct str code,
			    bool *ret_ok)
{
	struct code_list_rows rows;
	struct str hash = code_hash(cx->arena, user, code);
	int64_t id = 0, changed = 0;
	struct err *e =
		code_list(cx->db, &(struct code_list_in){ .user_id = user },
			  &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++)
		if (rows.p[i].used_at == DB_NULL &&
		    rows.p[i].hash.n == hash.n &&
		    sodium_memcmp(rows.p[i].hash.p, hash.p, (size_t)hash.n) ==
			    0)
			id = rows.p[i].id;
	if (!e && id)
		e = code_use(cx->db,
			     &(struct code_use_in){ .id = id, .now = cx->now },
			     &changed);
	*ret_ok = !e && changed == 1;
	return e;
}

/* ---- using, confirming, ending ------------------------------------------------ */

struct err *second_get(struct cx *cx, int64_t user, struct second *ret)
{
	struct totp_of_row row;
	struct code_list_rows codes;
	struct passkeys keys;
	bool found;
	struct err *e = totp_of(cx->db, &(struct totp_of_in){ .user_id = user },
				&row, &found);

	*ret = (struct second){ .at = DB_NULL };
	if (!e)
		e = passkey_list(cx, user, &keys);
	if (e)
		return e;
	ret->totp = found && row.confirmed_at != DB_NULL;
	ret->passkeys = (int)keys.n;
	ret->on = ret->totp || ret->passkeys;
	if (!ret->on)
		return NULL;
	if (ret->totp)
		ret->at = row.confirmed_at;
	e = code_list(cx->db, &(struct code_list_in){ .user_id = user },
		      &codes);
	for (ptrdiff_t i = 0; !e && i < codes.n; i++)
		ret->left += codes.p[i].used_at == DB_NULL;
	return e;
}

struct err *second_confirm(struct cx *cx, const struct setting_key *key,
			   int64_t user, struct str code,
			   struct strs *ret_codes)
{
	struct totp_of_row row;
	struct str secret = STR_NULL;
	int64_t step, changed = 0;
	bool found;
	struct err *e = totp_of(cx->db, &(struct totp_of_in){ .user_id = user },
				&row, &found);

	assert(cx->in_tx);
	if (!e && (!found || row.confirmed_at != DB_NULL))
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("No second factor is being set up."));
	if (!e)
		e = secret_open(cx, key, user, row.secret, &secret);
	if (e)
		return e;
	step = step_find(secret, code_clean(cx->arena, code), cx->now);
	if (step < 0)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("This isn't the code that the app "
					 "shows now: six digits. If it stays "
					 "wrong, look at the clock of the "
					 "telephone.")),
			      STR("code"));
	e = totp_confirm_set(cx->db,
			     &(struct totp_confirm_set_in){ .user_id = user,
							    .now = cx->now,
							    .step = step },
			     &changed);
	return e ? e : second_codes(cx, user, ret_codes);
}

struct err *second_use(struct cx *cx, const struct setting_key *key,
		       int64_t user, struct str typed, bool *ret_ok)
{
	struct str code = code_clean(cx->arena, typed), secret = STR_NULL;
	struct totp_of_row row;
	int64_t step, changed = 0;
	bool found;
	struct err *e;

	assert(cx->in_tx);
	*ret_ok = false;
	if (code.n == CODE_LETTERS)
		return code_try(cx, user, code, ret_ok);
	e = totp_of(cx->db, &(struct totp_of_in){ .user_id = user }, &row,
		    &found);
	if (e || !found || row.confirmed_at == DB_NULL)
		return e;
	e = secret_open(cx, key, user, row.secret, &secret);
	if (e)
		return e;
	step = step_find(secret, code, cx->now);
	if (step < 0)
		return NULL;
	e = totp_step_set(cx->db,
			  &(struct totp_step_set_in){ .user_id = user,
						      .step = step },
			  &changed);
	*ret_ok = !e && changed == 1;
	return e;
}

struct err *second_tidy(struct cx *cx, int64_t user)
{
	struct second is;
	struct err *e = second_get(cx, user, &is);

	assert(cx->in_tx);
	if (!e && !is.on)
		e = code_delete(cx->db,
				&(struct code_delete_in){ .user_id = user },
				NULL);
	return e ? e : ticket_end_all(cx, user);
}

struct err *second_end(struct cx *cx, int64_t user)
{
	struct err *e =
		totp_delete(cx->db, &(struct totp_delete_in){ .user_id = user },
			    NULL);

	return e ? e : second_tidy(cx, user);
}

struct err *second_end_all(struct cx *cx, int64_t user)
{
	struct err *e = passkey_remove_all(cx, user);

	return e ? e : second_end(cx, user);
}

/* ---- for the app --------------------------------------------------------------- */

static void put_escaped(struct buf *b, struct str s)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-._~@";

	for (ptrdiff_t i = 0; i < s.n; i++)
		if (memchr(plain, s.p[i], sizeof(plain) - 1))
			buf_char(b, s.p[i]);
		else
			buf_fmt(b, "%%%02X", (unsigned char)s.p[i]);
}

struct str second_uri(struct arena *a, struct str issuer, struct str account,
		      struct str base32_text)
{
	struct buf b = buf_init(a, 4096);

	buf_lit(&b, "otpauth://totp/");
	put_escaped(&b, issuer);
	buf_char(&b, ':');
	put_escaped(&b, account);
	buf_fmt(&b, "?secret=%.*s&issuer=", STR_ARG(base32_text));
	put_escaped(&b, issuer);
	return buf_view(&b);
}

/* ---- tickets -------------------------------------------------------------------- */

struct err *ticket_make(struct cx *cx, int64_t user, const char *how,
			struct str *ret_token)
{
	struct str token = auth_random_token(cx->arena, TOKEN_BYTES);
	struct ticket_put_in in = {
		.token_hash = auth_sha256_hex(cx->arena, token),
		.user_id = user,
		.now = cx->now,
		.how = str_c(how),
	};
	int64_t id;
	struct err *e = ticket_put(cx->db, &in, &id);

	assert(cx->in_tx);
	*ret_token = token;
	return e;
}

static struct err *ticket_find(struct cx *cx, struct str token,
			       struct ticket_by_token_row *ret_row)
{
	struct ticket_by_token_in in = {
		.token_hash = auth_sha256_hex(cx->arena, token),
	};
	bool found;
	struct err *e = ticket_by_token(cx->db, &in, ret_row, &found);

	if (!e && (!found || cx->now - ret_row->made_at >= TICKET_LIFE_MS ||
		   ret_row->tries >= TICKET_TRIES))
		e = err_new(cx->arena, ERR_EXPIRED,
			    N_("The sign-in took longer than five minutes, or "
			       "there were too many wrong codes: begin it "
			       "again."));
	return e;
}

struct err *ticket_look(struct cx *cx, struct str token, struct ticket *ret)
{
	struct ticket_by_token_row row;
	struct err *e = ticket_find(cx, token, &row);

	if (!e)
		*ret = (struct ticket){ .user = row.user_id, .how = row.how };
	return e;
}

struct err *ticket_take(struct cx *cx, struct str token, struct ticket *ret)
{
	struct ticket_by_token_row row;
	struct err *e = ticket_find(cx, token, &row);

	assert(cx->in_tx);
	if (e)
		return e;
	*ret = (struct ticket){ .user = row.user_id, .how = row.how };
	return ticket_try(cx->db, &(struct ticket_try_in){ .id = row.id },
			  NULL);
}

struct err *ticket_end_all(struct cx *cx, int64_t user)
{
	return ticket_delete_user(
		cx->db, &(struct ticket_delete_user_in){ .user_id = user },
		NULL);
}

static struct err *sweep_fn(struct cx *cx, void *arg)
{
	struct err *e = ticket_delete_old(
		cx->db,
		&(struct ticket_delete_old_in){ .made_until = cx->now -
							      TICKET_LIFE_MS },
		NULL);

	(void)arg;
	return e ? e : passkey_sweep(cx);
}

struct err *ticket_sweep(struct cx *cx)
{
	return db_tx(cx, sweep_fn, NULL);
}
