/* The own key pair: two settings, the secret one sealed. */
#include "federation/federation_act.h"

#include "audit/audit.h"
#include "db/db.h"
#include "setting/setting.h"
#include "setting/setting_seal.h"

static const char public_name[] = "federation.public";
static const char secret_name[] = "federation.secret";

struct err *fed_key_public(struct cx *cx, struct str *ret_key)
{
	return setting_get(cx, public_name, STR(""), ret_key);
}

struct err *fed_key_put_public(struct cx *cx, struct str key)
{
	struct audit_event e = { .kind = "federation.key",
				 .subject_kind = "setting" };
	struct buf after = audit_obj(cx);
	struct err *err = setting_put(cx, public_name, key);

	audit_str(&after, "public", key);
	e.after = audit_end(&after);
	return err ? err : audit_write(cx, &e, NULL);
}

struct making {
	const struct setting_key *seal;
	bool fresh;
	struct str open, secret;
};

/* Somebody else may have been faster. */
static struct err *make_tx(struct cx *cx, void *arg)
{
	struct making *m = arg;
	struct str is;
	struct err *err = fed_key_public(cx, &is);

	if (!err && is.n && !m->fresh) {
		m->open = is;
		return NULL;
	}
	if (!err)
		err = setting_put_sealed(cx, m->seal, secret_name, m->secret);
	return err ? err : fed_key_put_public(cx, m->open);
}

struct err *fed_key_ready(struct cx *cx, bool fresh, struct str *ret_public)
{
	struct setting_key seal;
	struct making m = { .seal = &seal, .fresh = fresh };
	struct err *err = fed_key_public(cx, &m.open);

	if (!err && (!m.open.n || fresh)) {
		err = setting_key_ready(cx, &seal);
		fed_key_make(cx->arena, &m.open, &m.secret);
		if (!err)
			err = db_tx(cx, make_tx, &m);
	}
	if (!err)
		*ret_public = m.open;
	return err;
}

struct err *fed_key_secret(struct cx *cx, struct str *ret_secret)
{
	enum setting_seal seal;
	struct str s;
	struct err *err = setting_get_sealed(cx, secret_name, &s, &seal);

	if (err)
		return err;
	if (seal != SEAL_OPEN)
		return err_new(
			cx->arena, ERR_NOT_FOUND,
			N_("The key that signs reports can't be opened: its "
			   "key file {0} isn't there, or is another one. "
			   "`roviec federation key --new` makes another pair; "
			   "give its public key to the committee above."),
			setting_key_path(cx));
	*ret_secret = s;
	return NULL;
}
