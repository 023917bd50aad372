/* Passkeys: rows in the database, each under a keyed hash of itself. */
#include "auth/auth_passkey.h"

#include <sodium.h>

#include "auth/auth.h"
#include "auth/auth_passkey_query.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "db/db.h"

enum { CHALLENGE_BYTES = 32, MARK_BYTES = 32, HANDLE_BYTES = 32 };

/* ---- keyed hashes --------------------------------------------------------------- */

static struct str keyed(struct arena *a, const struct setting_key *key,
			const char use[8], struct str text, size_t n)
{
	unsigned char k[SETTING_KEY_BYTES], *sum;

	sum = (unsigned char *)arena_bytes(a, (ptrdiff_t)n);
	setting_key_for(key, use, k);
	crypto_generichash(sum, n, (const unsigned char *)text.p,
			   (unsigned long long)text.n, k, sizeof(k));
	sodium_memzero(k, sizeof(k));
	return (struct str){ (char *)sum, (ptrdiff_t)n };
}

struct str passkey_handle(struct arena *a, const struct setting_key *key,
			  int64_t user)
{
	struct str who = str_fmt(a, "user %lld", (long long)user);

	return webauthn_text(a, keyed(a, key, "passhand", who, HANDLE_BYTES));
}

/* Each part with its length, so that no two rows read alike. */
static void part_add(struct buf *b, struct str s)
{
	buf_i64(b, s.n);
	buf_char(b, ':');
	buf_str(b, s);
}

static struct str mark_of(struct arena *a, const struct setting_key *key,
			  int64_t user, const struct webauthn_key *k,
			  struct str name)
{
	struct buf b = buf_init(a, WEBAUTHN_DATA_MOST);

	buf_fmt(&b, "%lld %lld %lld ", (long long)user, (long long)k->alg,
		(long long)k->counter);
	part_add(&b, k->credential);
	part_add(&b, k->public_key);
	part_add(&b, name);
	return keyed(a, key, "passmark", buf_view(&b), MARK_BYTES);
}

/* ---- challenges ------------------------------------------------------------------- */

static struct err *old_delete(struct cx *cx)
{
	return challenge_delete_old(cx->db,
				    &(struct challenge_delete_old_in){
					    .made_until = cx->now -
							  CHALLENGE_LIFE_MS },
				    NULL);
}

/* Strangers ask for these: what is over goes, the oldest first, so that nobody
 * fills the database and nobody who is quick is kept out. */
static struct err *trim(struct cx *cx, int64_t newest)
{
	struct challenge_delete_before_in in = {
		.purpose = PASSKEY_SIGN_IN, .id = newest - CHALLENGES_MOST
	};
	struct err *e = old_delete(cx);

	return e ? e : challenge_delete_before(cx->db, &in, NULL);
}

struct err *passkey_challenge(struct cx *cx, enum passkey_purpose purpose,
			      int64_t user, struct str *ret_text)
{
	struct str text = auth_random_token(cx->arena, CHALLENGE_BYTES);
	struct challenge_put_in in = {
		.challenge_hash = auth_sha256_hex(cx->arena, text),
		.purpose = purpose,
		.user_id = user,
		.now = cx->now,
	};
	int64_t id;
	struct err *e = challenge_put(cx->db, &in, &id);

	assert(cx->in_tx && (user > 0) == (purpose != PASSKEY_SIGN_IN));
	if (!e && purpose == PASSKEY_SIGN_IN)
		e = trim(cx, id);
	if (!e)
		*ret_text = text;
	return e;
}

/* Uses it up, also when it is the wrong one. */
static struct err *challenge_take(struct cx *cx, struct str text,
				  const struct passkey_asked *asked,
				  const char **ret_why)
{
	struct challenge_by_hash_row row;
	int64_t changed = 0;
	bool found;
	struct err *e = challenge_by_hash(
		cx->db,
		&(struct challenge_by_hash_in){
			.challenge_hash = auth_sha256_hex(cx->arena, text) },
		&row, &found);

	*ret_why = "challenge: unknown or used";
	if (e || !found)
		return e;
	e = challenge_delete(cx->db,
			     &(struct challenge_delete_in){ .id = row.id },
			     &changed);
	if (e || changed != 1)
		return e;
	*ret_why = cx->now - row.made_at >= CHALLENGE_LIFE_MS
			   ? "challenge: too old"
		   : row.purpose != (int64_t)asked->purpose ||
				   row.user_id != asked->user
			   ? "challenge: for something else"
			   : NULL;
	return NULL;
}

struct err *passkey_sweep(struct cx *cx)
{
	assert(cx->in_tx);
	return old_delete(cx);
}

/* ---- adding -------------------------------------------------------------------------- */

struct err *passkey_list(struct cx *cx, int64_t user, struct passkeys *ret_list)
{
	struct passkey_of_user_rows rows;
	struct passkeys list = { 0 };
	struct err *e = passkey_of_user(
		cx->db, &(struct passkey_of_user_in){ .user_id = user }, &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++)
		*vec_push(cx->arena, &list) = (struct passkey){
			.id = rows.p[i].id,
			.name = rows.p[i].name,
			.credential = rows.p[i].credential,
			.made_at = rows.p[i].made_at,
			.used_at = rows.p[i].used_at,
		};
	if (!e)
		*ret_list = list;
	return e;
}

static struct err *key_by_credential(struct cx *cx, struct str credential,
				     struct passkey_by_hash_row *ret_row,
				     bool *ret_found)
{
	return passkey_by_hash(cx->db,
			       &(struct passkey_by_hash_in){
				       .credential_hash = auth_sha256_hex(
					       cx->arena, credential) },
			       ret_row, ret_found);
}

static struct err *key_put(struct cx *cx, const struct passkey_asked *asked,
			   const struct webauthn_key *k, struct str name,
			   int64_t *ret_id)
{
	struct passkey_put_in in = {
		.user_id = asked->user,
		.credential_hash = auth_sha256_hex(cx->arena, k->credential),
		.credential = k->credential,
		.alg = k->alg,
		.public_key = k->public_key,
		.counter = k->counter,
		.mark = mark_of(cx->arena, asked->key, asked->user, k, name),
		.name = name,
		.now = cx->now,
	};

	return passkey_put(cx->db, &in, ret_id);
}

static struct err *name_check(struct cx *cx, struct str *name, ptrdiff_t n)
{
	*name = text_clean(cx->arena, *name);
	if (!name->n)
		*name = str_fmt(cx->arena, "Passkey %td", n + 1);
	if (utf8_length(*name) <= PASSKEY_NAME_MOST)
		return NULL;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("The name of a passkey has at most {0} "
				 "characters."),
			      str_fmt(cx->arena, "%d", PASSKEY_NAME_MOST)),
		      STR("name"));
}

struct err *passkey_add(struct cx *cx, const struct passkey_asked *asked,
			const struct passkey_made *made, int64_t *ret_id,
			const char **ret_why)
{
	struct passkey_by_hash_row there;
	struct str name = made->name, challenge;
	struct webauthn_key k;
	struct passkeys list;
	bool found;
	struct err *e = passkey_list(cx, asked->user, &list);

	assert(cx->in_tx && asked->purpose == PASSKEY_ADD);
	if (!e)
		e = name_check(cx, &name, list.n);
	if (!e && list.n >= PASSKEYS_MOST)
		e = err_new(cx->arena, ERR_CONFLICT,
			    N_("You have {0} passkeys, which is the most: "
			       "remove one that you don't use."),
			    str_fmt(cx->arena, "%d", PASSKEYS_MOST));
	if (e)
		return e;
	*ret_why = webauthn_client(cx->arena, made->client, "webauthn.create",
				   asked->site, &challenge);
	if (*ret_why)
		return NULL;
	e = challenge_take(cx, challenge, asked, ret_why);
	if (e || *ret_why)
		return e;
	*ret_why = webauthn_register(cx->arena, asked->site, made->client,
				     made->attestation, &k);
	if (*ret_why)
		return NULL;
	e = key_by_credential(cx, k.credential, &there, &found);
	if (!e && found)
		*ret_why = "credential: known already";
	return e || found ? e : key_put(cx, asked, &k, name, ret_id);
}

/* ---- using ------------------------------------------------------------------------------ */

static bool same_bytes(struct str a, struct str b)
{
	return a.n == b.n && sodium_memcmp(a.p, b.p, (size_t)a.n) == 0;
}

static struct err *used_write(struct cx *cx, const struct setting_key *key,
			      const struct passkey_by_hash_row *row,
			      struct webauthn_key *k, int64_t counter)
{
	k->counter = counter;
	return passkey_set_used(cx->db,
				&(struct passkey_set_used_in){
					.id = row->id,
					.counter = counter,
					.mark = mark_of(cx->arena, key,
							row->user_id, k,
							row->name),
					.now = cx->now },
				NULL);
}

/* A row whose mark is wrong is no key of ours; a handle, when one is sent, must
 * be its owner's. */
static const char *key_check(struct cx *cx, const struct passkey_asked *asked,
			     const struct passkey_by_hash_row *row,
			     const struct webauthn_key *k,
			     const struct passkey_answer *answer)
{
	const struct setting_key *key = asked->key;
	bool handle = !answer->handle.n;

	/* the realm's key may have been changed since */
	while (key &&
	       !same_bytes(mark_of(cx->arena, key, row->user_id, k, row->name),
			   row->mark))
		key = key->older;
	if (!key)
		return "key: changed in the database";
	if (asked->user && row->user_id != asked->user)
		return "key: somebody else's";
	for (key = asked->key; key && !handle; key = key->older)
		handle = same_bytes(webauthn_text(cx->arena, answer->handle),
				    passkey_handle(cx->arena, key,
						   row->user_id));
	return handle ? NULL : "key: another person's handle";
}

/* Authenticators that don't count say 0 each time. */
static bool went_back(int64_t was, int64_t is)
{
	return (was || is) && is <= was;
}

static struct err *key_use(struct cx *cx, const struct passkey_asked *asked,
			   const struct passkey_answer *answer,
			   struct passkey_used *ret)
{
	struct passkey_by_hash_row row;
	struct webauthn_key k;
	int64_t counter = 0;
	bool found;
	struct err *e = key_by_credential(cx, answer->credential, &row, &found);

	if (e)
		return e;
	if (!found) {
		ret->why = "key: unknown";
		return NULL;
	}
	k = (struct webauthn_key){ .alg = row.alg,
				   .credential = row.credential,
				   .public_key = row.public_key,
				   .counter = row.counter };
	ret->why = key_check(cx, asked, &row, &k, answer);
	if (!ret->why)
		ret->why = webauthn_verify(cx->arena, asked->site, &k,
					   &answer->said, &counter);
	if (ret->why)
		return NULL;
	ret->user = row.user_id;
	ret->id = row.id;
	ret->name = row.name;
	ret->copied = went_back(row.counter, counter);
	if (ret->copied)
		ret->why = "counter: went back";
	return ret->copied ? NULL
			   : used_write(cx, asked->key, &row, &k, counter);
}

struct err *passkey_use(struct cx *cx, const struct passkey_asked *asked,
			const struct passkey_answer *answer,
			struct passkey_used *ret)
{
	struct str challenge;
	struct err *e;

	assert(cx->in_tx &&
	       (asked->user > 0) == (asked->purpose != PASSKEY_SIGN_IN));
	*ret = (struct passkey_used){ 0 };
	ret->why = webauthn_client(cx->arena, answer->said.client,
				   "webauthn.get", asked->site, &challenge);
	if (ret->why)
		return NULL;
	e = challenge_take(cx, challenge, asked, &ret->why);
	if (e || ret->why)
		return e;
	return key_use(cx, asked, answer, ret);
}

/* ---- removing ------------------------------------------------------------------------------ */

struct err *passkey_remove(struct cx *cx, int64_t user, int64_t id)
{
	int64_t changed = 0;
	struct err *e = passkey_delete(cx->db,
				       &(struct passkey_delete_in){
					       .id = id, .user_id = user },
				       &changed);

	assert(cx->in_tx);
	if (!e && changed != 1)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("This passkey was removed already."));
	return e;
}

struct err *passkey_remove_all(struct cx *cx, int64_t user)
{
	assert(cx->in_tx);
	return passkey_delete_user(
		cx->db, &(struct passkey_delete_user_in){ .user_id = user },
		NULL);
}

struct err *passkeys_before(struct cx *cx, int64_t until, int64_t *ret_n)
{
	struct passkey_count_before_row row;
	bool found;
	struct err *e = passkey_count_before(cx->db,
					     &(struct passkey_count_before_in){
						     .made_until = until },
					     &row, &found);

	if (!e)
		*ret_n = row.n;
	return e;
}
