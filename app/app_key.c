/*
 * `key`: the key that seals what is secret in the data. A new one stands beside
 * the old; everything is sealed anew in portions, by this command or by the
 * server that has the data, and reads throughout; then the old one is taken
 * away.
 */
#include "app/app.h"

#include <sys/stat.h>

#include "app/app_command.h"
#include "audit/audit.h"
#include "audit/audit_trail.h"
#include "auth/auth_second.h"
#include "auth/auth_passkey.h"
#include "db/db.h"
#include "file/file.h"
#include "growth/growth.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "setting/setting.h"
#include "setting/setting_seal.h"

#define SEALED "key.sealed"
/* An act that began with the older key is over by then. */
enum { SETTLE_MINUTES = APP_SEAL_MINUTES };

#define SAY(cx, cli, msgid, ...)                                               \
	cli_say((cli), tr_fmt((cx)->arena, (cx)->lang, (msgid), ##__VA_ARGS__))

/* ---- what is sealed --------------------------------------------------------------- */

/* The trail's first: what it is made from must be kept before settings are
 * sealed anew with it. */
static const struct {
	const char *title;
	struct err *(*all)(struct cx *cx, int64_t *ret_n);
	struct err *(*left)(struct cx *cx, int64_t *ret_n);
} kinds[] = {
	{ N_("the key that signs the trail"), trail_seed_keep,
	  trail_seed_left },
	{ N_("passwords and keys in the settings"), setting_seal_all,
	  setting_seal_left },
	{ N_("second factors"), second_seal_all, second_seal_left },
	{ N_("stored files"), file_seal_all, file_seal_left },
	{ N_("protected fields of members"), member_seal_all,
	  member_seal_left },
	{ N_("protected fields of people in the pipeline"), growth_seal_all,
	  growth_seal_left },
};
enum { KINDS = N_ELEMENTS(kinds) };

struct done {
	struct str key;
	int64_t n;
};

static struct err *done_tx(struct cx *cx, void *arg)
{
	const struct done *d = arg;
	struct buf after = audit_obj(cx);
	struct err *err = setting_put(cx, SEALED, d->key);

	audit_str(&after, "key", d->key);
	audit_int(&after, "sealed", d->n);
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "key.seal",
					 .subject_kind = "setting",
					 .after = audit_end(&after) },
				 NULL);
}

static struct err *seal_all(struct cx *cx, int64_t n[KINDS])
{
	struct done d = { .n = 0 };
	struct setting_key key;
	struct str was;
	struct err *err = setting_key_ready(cx, &key);

	d.key = key.name;
	for (int i = 0; !err && i < KINDS; i++) {
		err = kinds[i].all(cx, &n[i]);
		d.n += n[i];
	}
	if (!err)
		err = setting_get(cx, SEALED, STR(""), &was);
	if (!err && (d.n || !str_eq(was, d.key)))
		err = db_tx(cx, done_tx, &d);
	return err;
}

/* Nearly always there is nothing to do, and one row says so. */
struct err *key_seal_job(struct cx *cx, const struct job *j UNUSED)
{
	int64_t n[KINDS] = { 0 };
	struct setting_key key = { .name = STR("") };
	struct str was;
	struct err *none = setting_key_read(cx, &key);
	struct err *err = setting_get(cx, SEALED, STR(""), &was);

	if (none && none->code != ERR_NOT_FOUND)
		return none;
	if (err || (!none && str_eq(was, key.name)))
		return err;
	return seal_all(cx, n);
}

/* ---- the commands ------------------------------------------------------------------ */

static struct err *left_all(struct cx *cx, int64_t n[KINDS], int64_t *ret_all)
{
	struct err *err = NULL;

	*ret_all = 0;
	for (int i = 0; !err && i < KINDS; i++) {
		err = kinds[i].left(cx, &n[i]);
		*ret_all += n[i];
	}
	return err;
}

static void kinds_say(struct cx *cx, struct cli *cli, const int64_t n[KINDS])
{
	for (int i = 0; i < KINDS; i++)
		cli_say(cli,
			str_fmt(cx->arena, "  %8lld  %.*s", (long long)n[i],
				STR_ARG(tr(cx->lang, kinds[i].title))));
}

static void keys_say(struct cx *cx, struct cli *cli,
		     const struct setting_key *key)
{
	SAY(cx, cli, N_("The key file is {0}."), setting_key_path(cx));
	SAY(cx, cli, N_("{0}  seals"), key->name);
	for (key = key->older; key; key = key->older)
		SAY(cx, cli, N_("{0}  still opens"), key->name);
}

static struct err *key_show(struct cx *cx, struct cli *cli)
{
	int64_t n[KINDS] = { 0 }, all;
	struct setting_key key;
	struct err *err = setting_key_read(cx, &key);

	if (!err)
		err = left_all(cx, n, &all);
	if (err)
		return err;
	keys_say(cx, cli, &key);
	if (all) {
		SAY(cx, cli, N_("Not sealed with the newest key yet:"));
		kinds_say(cx, cli, n);
	} else if (key.older) {
		SAY(cx, cli,
		    N_("Everything is sealed with the newest key: `roviec key "
		       "retire` takes the older ones away."));
	} else {
		SAY(cx, cli, N_("Everything is sealed with it."));
	}
	return NULL;
}

struct err *key_show_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct err *err = data_open_beside(cx, cli_str(cli, "data"));

	(void)ret_status;
	if (err)
		return err;
	realm_read(cx);
	err = key_show(cx, cli);
	realm_close(cx);
	return err;
}

/* By this process, or by the server that has the data. */
static struct err *seal_or_wait(struct cx *cx, struct cli *cli)
{
	int64_t n[KINDS] = { 0 };
	struct err *err = realm_open(cx, cli_str(cli, "data"), false);

	if (err && err->code == ERR_BUSY) {
		SAY(cx, cli,
		    N_("The server that has the data seals everything anew "
		       "within {0} minutes; `roviec key show` tells what is "
		       "left."),
		    str_fmt(cx->arena, "%d", SETTLE_MINUTES));
		return NULL;
	}
	if (err)
		return err;
	err = seal_all(cx, n);
	realm_close(cx);
	if (!err) {
		SAY(cx, cli, N_("Sealed with the newest key:"));
		kinds_say(cx, cli, n);
	}
	return err;
}

struct err *key_seal_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	(void)ret_status;
	return seal_or_wait(cx, cli);
}

/* What can't be opened now can't be afterwards, and nobody would know why. */
static struct err *key_add(struct cx *cx, struct cli *cli)
{
	struct setting_key key;
	bool any;
	struct err *err = setting_key_read(cx, &key);

	if (!err)
		err = member_lock_look(cx, &any);
	if (!err)
		err = setting_key_add(cx);
	if (!err)
		err = setting_key_read(cx, &key);
	if (err)
		return err;
	SAY(cx, cli,
	    N_("A new key stands in {0}: make a backup, and keep a copy of the "
	       "file where you keep the old one."),
	    setting_key_path(cx));
	keys_say(cx, cli, &key);
	return NULL;
}

struct err *key_rotate_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct err *err = data_open_beside(cx, cli_str(cli, "data"));

	(void)ret_status;
	if (err)
		return err;
	realm_read(cx);
	err = key_add(cx, cli);
	realm_close(cx);
	return err ? err : seal_or_wait(cx, cli);
}

static struct err *settled(struct cx *cx)
{
	struct stat st;
	struct str path = setting_key_path(cx);
	int64_t at;

	if (stat(str_to_c(cx->arena, path), &st))
		return NULL;
	at = (int64_t)st.st_mtim.tv_sec * 1000;
	if (cx->now - at >= SETTLE_MINUTES * 60000 || cx->now < at - 60000)
		return NULL;
	return err_new(cx->arena, ERR_BUSY,
		       N_("The newest key is less than {0} minutes old: what "
			  "began before it may still be at work. Try again "
			  "then."),
		       str_fmt(cx->arena, "%d", SETTLE_MINUTES));
}

/* A passkey knows its person by a hash of the realm's key of its day. */
static struct err *passkeys_stay(struct cx *cx)
{
	const char *path = str_to_c(cx->arena, setting_key_path(cx));
	struct stat st;
	int64_t n = 0;
	struct err *err =
		stat(path, &st) == 0
			? passkeys_before(cx, (int64_t)st.st_mtime * 1000, &n)
			: NULL;

	if (err || !n)
		return err;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("{0} passkeys were made before the newest key and "
			  "need an older one: their owners make new ones and "
			  "remove these first. Nothing was taken away."),
		       fmt_int(cx->arena, cx->lang, n));
}

static struct err *key_retire(struct cx *cx, struct cli *cli)
{
	int64_t n[KINDS] = { 0 }, all = 0;
	struct setting_key key;
	int gone;
	struct err *err = setting_key_read(cx, &key);

	if (!err && !key.older)
		err = err_new(cx->arena, ERR_INVALID,
			      N_("There is only one key, {0}: `roviec key "
				 "rotate` makes a new one."),
			      key.name);
	if (!err)
		err = settled(cx);
	if (!err)
		err = passkeys_stay(cx);
	if (!err)
		err = left_all(cx, n, &all);
	if (!err && all) {
		kinds_say(cx, cli, n);
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("Not everything is sealed with the newest key "
				 "yet, see above: wait for the server, or run "
				 "`roviec key seal` while it is stopped. "
				 "Nothing was taken away."));
	}
	if (!err)
		err = setting_key_retire(cx, &gone);
	if (err)
		return err;
	SAY(cx, cli,
	    N_("Only the key {0} is left; taken away: {1}. Backups made before "
	       "have the older keys in them."),
	    key.name, str_fmt(cx->arena, "%d", gone));
	return NULL;
}

struct err *key_retire_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct err *err = data_open_beside(cx, cli_str(cli, "data"));

	(void)ret_status;
	if (err)
		return err;
	realm_read(cx);
	err = key_retire(cx, cli);
	realm_close(cx);
	return err;
}
