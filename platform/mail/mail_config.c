/* The mail server of a realm: settings, read together, written together. */
#include "mail/mail_priv.h"

#include "audit/audit.h"
#include "db/db.h"
#include "setting/setting.h"
#include "setting/setting_seal.h"

static const char password_name[] = "mail.password";

enum { HOST_MOST = 253, USER_MOST = 320, PASSWORD_MOST = 500, SITE_MOST = 300 };

static const char *const tls_keys[N_MAIL_TLS] = {
	[MAIL_PLAIN] = "none",
	[MAIL_STARTTLS] = "starttls",
	[MAIL_TLS] = "tls",
};

const char *mail_tls_key(enum mail_tls t)
{
	return tls_keys[t];
}

bool mail_tls_from_key(struct str key, enum mail_tls *ret_tls)
{
	for (int i = 0; i < N_MAIL_TLS; i++)
		if (str_eq(key, str_c(tls_keys[i]))) {
			*ret_tls = (enum mail_tls)i;
			return true;
		}
	return false;
}

struct err *mail_config_get(struct cx *cx, struct mail_config *ret_config)
{
	struct mail_config c = { .port = 587 };
	struct str port, tls;
	struct {
		const char *name, *otherwise;
		struct str *to;
	} row[] = {
		{ "mail.host", "", &c.host },	  { "mail.port", "587", &port },
		{ "mail.tls", "starttls", &tls }, { "mail.user", "", &c.user },
		{ "mail.from", "", &c.from },	  { "mail.site", "", &c.site },
	};
	enum setting_seal seal;
	struct err *err =
		setting_get_sealed(cx, password_name, &c.password, &seal);

	for (ptrdiff_t i = 0; i < N_ELEMENTS(row) && !err; i++)
		err = setting_get(cx, row[i].name, str_c(row[i].otherwise),
				  row[i].to);
	if (err)
		return err;
	c.lost = seal == SEAL_LOST;
	if (!str_to_i64(port, &c.port))
		c.port = 587;
	if (!mail_tls_from_key(tls, &c.tls))
		c.tls = MAIL_STARTTLS;
	*ret_config = c;
	return NULL;
}

/* ---- rules --------------------------------------------------------------- */

static void fault(struct cx *cx, struct err **list, const char *field,
		  const char *msgid)
{
	err_add(list,
		err_at(err_new(cx->arena, ERR_INVALID, msgid), str_c(field)));
}

static bool host_ok(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9') || c == '.' || c == ':' ||
		      (c == '-' && i)))
			return false;
	}
	return s.n <= HOST_MOST;
}

static bool is_here(struct str host)
{
	return str_starts(host, STR("127.")) || str_eq(host, STR("::1")) ||
	       str_eq_nocase(host, STR("localhost"));
}

static bool line_ok(struct str s, ptrdiff_t most)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return s.n <= most;
}

/* "https://rv.example.vn" or with a port; nothing behind. */
static bool site_ok(struct str s)
{
	bool tls = str_starts(s, STR("https://"));
	struct str host = str_sub(s, tls ? 8 : 7, s.n);

	if (!tls && !str_starts(s, STR("http://")))
		return false;
	return host.n && s.n <= SITE_MOST && host_ok(host);
}

static struct err *faults_of(struct cx *cx, const struct mail_config *c)
{
	struct err *list = NULL;

	if (!host_ok(c->host))
		fault(cx, &list, "host",
		      N_("The name of the server has letters, digits, dots "
			 "and hyphens only: smtp.example.vn."));
	if (c->port < 1 || c->port > 65535)
		fault(cx, &list, "port",
		      N_("A port is a number from 1 to 65535; mail servers "
			 "use 587, 465 or 25."));
	if (!line_ok(c->user, USER_MOST))
		fault(cx, &list, "user",
		      N_("The user's name has one line of at most 320 "
			 "characters."));
	if (!line_ok(c->password, PASSWORD_MOST))
		fault(cx, &list, "password",
		      N_("The password has one line of at most 500 "
			 "characters."));
	if (c->user.n && c->tls == MAIL_PLAIN && !is_here(c->host))
		fault(cx, &list, "tls",
		      N_("The password would cross the network in the open: "
			 "choose STARTTLS or TLS."));
	if (!mail_address_ok(c->from))
		fault(cx, &list, "from",
		      N_("Letters need a sender's address: "
			 "roviec@example.vn."));
	if (!site_ok(c->site))
		fault(cx, &list, "site",
		      N_("Give the address at which people open this site, "
			 "without a path: https://roviec.example.vn."));
	return list;
}

struct err *mail_config_check(struct cx *cx, const struct mail_config *c,
			      struct mail_config *ret_config)
{
	struct mail_config was, is = *c;
	struct err *err = mail_config_get(cx, &was);

	if (err)
		return err;
	while (str_ends(is.site, STR("/")))
		is.site.n--;
	/* a kept password goes only to where it went before */
	if (!is.password.n && is.user.n && str_eq(is.host, was.host) &&
	    is.port == was.port && is.tls == was.tls &&
	    str_eq(is.user, was.user))
		is.password = was.password;
	else if (!is.password.n)
		is.password = STR("");
	if (is.host.n)
		err = faults_of(cx, &is);
	if (is.host.n && is.user.n && !is.password.n && was.lost)
		fault(cx, &err, "password",
		      N_("Type the password again: the key that it was "
			 "encrypted with isn't there any more."));
	else if (is.host.n && is.user.n && !is.password.n)
		fault(cx, &err, "password",
		      N_("Type the password again: the server, its port, its "
			 "security or the user has changed."));
	if (!err)
		*ret_config = is;
	return err;
}

/* ---- writing --------------------------------------------------------------- */

static struct err *event_write(struct cx *cx, const struct mail_config *c,
			       bool password)
{
	struct buf after = audit_obj(cx);

	audit_str(&after, "host", c->host);
	audit_int(&after, "port", c->port);
	audit_str(&after, "tls", str_c(mail_tls_key(c->tls)));
	audit_str(&after, "user", c->user);
	audit_str(&after, "from", c->from);
	audit_str(&after, "site", c->site);
	audit_int(&after, "password_changed", password);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "mail.config",
						  .subject_kind = "realm",
						  .after = audit_end(&after) },
			   NULL);
}

struct put {
	const struct mail_config *typed;
	struct setting_key key;
};

static struct err *put_tx(struct cx *cx, void *arg)
{
	const struct put *io = arg;
	const struct mail_config *typed = io->typed;
	struct mail_config c;
	bool seen;
	int64_t subject;
	struct err *err = audit_seen(cx, "mail.config", &seen, &subject);

	if (err || seen)
		return err;
	err = mail_config_check(cx, typed, &c);
	if (err)
		return err;
	const struct {
		const char *name;
		struct str value;
	} row[] = {
		{ "mail.host", c.host },
		{ "mail.port", str_fmt(cx->arena, "%lld", (long long)c.port) },
		{ "mail.tls", str_c(mail_tls_key(c.tls)) },
		{ "mail.user", c.user },
		{ "mail.from", c.from },
		{ "mail.site", c.site },
	};
	err = setting_put_sealed(cx, &io->key, password_name, c.password);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(row) && !err; i++)
		err = setting_put(cx, row[i].name,
				  row[i].value.p ? row[i].value : STR(""));
	return err ? err : event_write(cx, &c, typed->password.n > 0);
}

/* The key that seals a password. What is wrong with it is a fault of the
 * field: nothing was saved. */
static struct err *key_ready(struct cx *cx, struct setting_key *ret_key)
{
	struct err *err = setting_key_ready(cx, ret_key);

	if (err) {
		err->code = ERR_INVALID;
		err = err_at(err, STR("password"));
	}
	return err;
}

struct err *mail_config_put(struct cx *cx, const struct mail_config *c)
{
	struct put io = { .typed = c };
	/* a file is no part of a transaction, which may run again */
	struct err *err =
		c->user.n || c->password.n ? key_ready(cx, &io.key) : NULL;

	return err ? err : db_tx(cx, put_tx, &io);
}

static struct err *seal_tx(struct cx *cx, void *arg)
{
	const struct put *io = arg;
	enum setting_seal seal;
	struct str password;
	struct err *err =
		setting_get_sealed(cx, password_name, &password, &seal);

	if (err || seal != SEAL_PLAIN)
		return err;
	return setting_put_sealed(cx, &io->key, password_name, password);
}

struct err *mail_config_seal(struct cx *cx)
{
	struct put io = { 0 };
	enum setting_seal seal;
	struct str password;
	struct err *err =
		setting_get_sealed(cx, password_name, &password, &seal);

	if (err || seal != SEAL_PLAIN)
		return err;
	err = setting_key_ready(cx, &io.key);
	return err ? err : db_tx(cx, seal_tx, &io);
}
