/* The sign-in service of a realm: settings, read together, written together. */
#include "account/account_oidc.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "setting/setting.h"
#include "setting/setting_seal.h"

static const char secret_name[] = "oidc.secret";

enum { FACTOR_MOST = 200 };

struct err *account_oidc_get(struct cx *cx, struct account_oidc *ret_config)
{
	struct account_oidc c = { .lost = false };
	struct {
		const char *name;
		struct str *to;
	} row[] = {
		{ "oidc.issuer", &c.issuer }, { "oidc.client", &c.client },
		{ "oidc.name", &c.name },     { "oidc.site", &c.site },
		{ "oidc.factor", &c.factor },
	};
	enum setting_seal seal;
	struct err *err = setting_get_sealed(cx, secret_name, &c.secret, &seal);

	for (ptrdiff_t i = 0; i < N_ELEMENTS(row) && !err; i++)
		err = setting_get(cx, row[i].name, STR(""), row[i].to);
	if (err)
		return err;
	c.lost = seal == SEAL_LOST;
	*ret_config = c;
	return NULL;
}

struct err *account_oidc_button(struct cx *cx, struct str *ret_name)
{
	return setting_get(cx, "oidc.name", STR(""), ret_name);
}

struct str account_oidc_back_url(struct cx *cx, const struct account_oidc *c)
{
	return str_fmt(cx->arena, "%.*s%.*s/sign-in/oidc/back",
		       STR_ARG(c->site), STR_ARG(cx->prefix));
}

/* ---- rules ----------------------------------------------------------- */

static void fault(struct cx *cx, struct err **list, const char *field,
		  const char *msgid)
{
	err_add(list,
		err_at(err_new(cx->arena, ERR_INVALID, msgid), str_c(field)));
}

/* Printable ASCII; `spaces`: also between words. */
static bool plain(struct str s, ptrdiff_t most, bool spaces)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] < (spaces ? ' ' : '!') || s.p[i] > '~')
			return false;
	return s.n <= most;
}

static bool site_ok(struct str s)
{
	return oidc_url_ok(s) && oidc_origin(s).n == s.n;
}

static struct err *faults_of(struct cx *cx, const struct account_oidc *c)
{
	struct err *list = NULL;

	if (!oidc_url_ok(c->issuer))
		fault(cx, &list, "issuer",
		      N_("Give the issuer as the service states it, beginning "
			 "with https:// and without a question mark: "
			 "https://id.example.vn/realms/tinh."));
	if (!c->client.n || !plain(c->client, OIDC_CLIENT_MOST, false))
		fault(cx, &list, "client",
		      N_("The client's id is what the service gave this site: "
			 "at most 200 letters, digits and signs, without "
			 "spaces."));
	if (!plain(c->secret, OIDC_SECRET_MOST, false))
		fault(cx, &list, "secret",
		      N_("The client's secret is one line of at most 500 "
			 "letters, digits and signs, without spaces."));
	if (!c->name.n || utf8_length(c->name) > OIDC_NAME_MOST)
		fault(cx, &list, "name",
		      N_("Give the service a name of at most 60 characters, as "
			 "people know it."));
	if (!site_ok(c->site))
		fault(cx, &list, "site",
		      N_("Give the address at which people open this site, "
			 "without a path: https://roviec.example.vn."));
	if (!plain(c->factor, FACTOR_MOST, true))
		fault(cx, &list, "factor",
		      N_("Give words that the service uses in amr or acr, "
			 "separated by spaces, at most 200 characters: mfa "
			 "hwk."));
	return list;
}

static struct err *check(struct cx *cx, const struct account_oidc *c,
			 struct account_oidc *ret_config)
{
	struct account_oidc was, is = *c;
	struct err *err = account_oidc_get(cx, &was);

	if (err)
		return err;
	while (str_ends(is.site, STR("/")))
		is.site.n--;
	/* a kept secret goes only to where it went before */
	if (!is.secret.n && str_eq(is.issuer, was.issuer) &&
	    str_eq(is.client, was.client))
		is.secret = was.secret;
	err = faults_of(cx, &is);
	if (!is.secret.n && was.lost)
		fault(cx, &err, "secret",
		      N_("Type the secret again: the key that it was "
			 "encrypted with isn't there any more."));
	else if (!is.secret.n)
		fault(cx, &err, "secret",
		      N_("Type the client's secret: the service gives one to "
			 "each site, and this one is new or belongs to "
			 "another issuer or client."));
	if (!err)
		*ret_config = is;
	return err;
}

/* ---- writing --------------------------------------------------------- */

static struct err *event_write(struct cx *cx, const struct account_oidc *c,
			       bool secret)
{
	struct buf after = audit_obj(cx);

	audit_str(&after, "issuer", c->issuer);
	audit_str(&after, "client", c->client);
	audit_str(&after, "name", c->name);
	audit_str(&after, "site", c->site);
	audit_str(&after, "factor", c->factor);
	audit_int(&after, "secret_changed", secret);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "oidc.config",
						  .subject_kind = "realm",
						  .after = audit_end(&after) },
			   NULL);
}

static struct err *rows_put(struct cx *cx, const struct account_oidc *c)
{
	const struct {
		const char *name;
		struct str value;
	} row[] = {
		{ "oidc.issuer", c->issuer }, { "oidc.client", c->client },
		{ "oidc.name", c->name },     { "oidc.site", c->site },
		{ "oidc.factor", c->factor },
	};
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(row) && !err; i++)
		err = setting_put(cx, row[i].name,
				  row[i].value.p ? row[i].value : STR(""));
	return err;
}

struct put {
	const struct account_oidc *typed;
	const struct setting_key *key;
};

static struct err *put_tx(struct cx *cx, void *arg)
{
	const struct put *io = arg;
	struct account_oidc c;
	bool seen;
	struct err *err = audit_seen(cx, "oidc.config", &seen, NULL);

	if (err || seen)
		return err;
	err = check(cx, io->typed, &c);
	if (!err)
		err = setting_put_sealed(cx, io->key, secret_name, c.secret);
	if (!err)
		err = rows_put(cx, &c);
	return err ? err : event_write(cx, &c, io->typed->secret.n > 0);
}

struct err *account_oidc_put(struct cx *cx, const struct account_oidc *c)
{
	struct setting_key key;
	struct put io = { .typed = c, .key = &key };
	/* a file is no part of a transaction, which may run again */
	struct err *err = setting_key_ready(cx, &key);

	if (err) {
		err->code = ERR_INVALID;
		return err_at(err, STR("secret"));
	}
	return db_tx(cx, put_tx, &io);
}

static struct err *off_tx(struct cx *cx, void *arg UNUSED)
{
	struct account_oidc none = { .issuer = STR("") };
	struct account_oidc was;
	bool seen;
	struct err *err = audit_seen(cx, "oidc.config", &seen, NULL);

	if (err || seen)
		return err;
	err = account_oidc_get(cx, &was);
	if (!err && !was.issuer.n)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("No sign-in service is set."));
	if (!err)
		err = setting_put(cx, secret_name, STR(""));
	if (!err)
		err = rows_put(cx, &none);
	return err ? err : event_write(cx, &none, true);
}

struct err *account_oidc_off(struct cx *cx)
{
	return db_tx(cx, off_tx, NULL);
}
