/* What is held of somebody who signs in, and forgetting it (view/person.h). */
#include "account/account_person.h"

#include "account/account.h"
#include "account/account_person_query.h"
#include "account/account_query.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "mail/mail.h"
#include "profile/profile.h"
#include "view/person.h"

/* ---- told --------------------------------------------------------------- */

static void dated(struct person_book *b, const char *code, struct str label,
		  struct str value, const day_t time[2])
{
	person_line(b, &(struct person_line){ .code = code,
					      .label = label,
					      .value = value,
					      .from = time[0],
					      .to = time[1] });
}

static void row_tell(struct person_book *b, const struct user_by_id_row *u)
{
	person_part(b, "account", N_("Account"));
	person_say(b, "name", N_("Name"), u->name);
	person_say(b, "email", N_("E-mail address"), u->email);
	person_say(b, "post", N_("Post"), u->post);
	person_say(b, "lang", N_("Language"), u->lang);
	person_say(b, "theme", N_("Colours"), u->theme);
	person_say(b, "size", N_("Letter size"), u->size);
	person_say(b, "made_at", N_("Made on"),
		   fmt_instant(b->cx->arena, u->made_at));
	person_say(b, "disabled_on", N_("Disabled since"),
		   fmt_day(b->cx->arena, u->disabled_on));
	if (u->password.p)
		person_say(b, "password", N_("Password"),
			   tr(b->cx->lang,
			      N_("is set; only a form that can't be read back "
				 "is kept")));
}

static struct err *second_tell(struct person_book *b, int64_t user)
{
	struct person_second_row row;
	bool found;
	struct err *err =
		person_second(b->cx->db,
			      &(struct person_second_in){ .user_id = user },
			      &row, &found);

	if (!err && found)
		person_say(b, "second", N_("Second factor since"),
			   fmt_instant(b->cx->arena, row.made_at));
	return err;
}

static struct err *grants_tell(struct person_book *b, int64_t user)
{
	struct person_grants_rows rows;
	struct err *err =
		person_grants(b->cx->db,
			      &(struct person_grants_in){ .user_id = user },
			      &rows);

	person_part(b, "roles", N_("Roles"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		dated(b, "role",
		      profile_role_title(b->cx->profile, rows.p[i].role,
					 b->cx->lang),
		      rows.p[i].org_name.n
			      ? rows.p[i].org_name
			      : tr(b->cx->lang, N_("The whole realm")),
		      (day_t[]){ rows.p[i].from_on, rows.p[i].to_on });
	return err;
}

/* Who acts for them, and for whom they act. */
static struct err *lent_tell(struct person_book *b, int64_t user)
{
	struct person_lent_rows rows;
	struct err *err =
		person_lent(b->cx->db,
			    &(struct person_lent_in){ .user_id = user }, &rows);

	person_part(b, "acting", N_("Acting for somebody"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		dated(b, "acting",
		      tr_fmt(b->cx->arena, b->cx->lang, N_("{0} acts for {1}"),
			     rows.p[i].to_name, rows.p[i].name),
		      rows.p[i].reason,
		      (day_t[]){ rows.p[i].from_on, rows.p[i].to_on });
	return err;
}

static struct err *sessions_tell(struct person_book *b, int64_t user)
{
	struct person_sessions_rows rows;
	struct err *err =
		person_sessions(b->cx->db,
				&(struct person_sessions_in){ .user_id = user },
				&rows);

	person_part(b, "sessions", N_("Sessions"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		dated(b, "session", rows.p[i].agent,
		      tr_fmt(b->cx->arena, b->cx->lang,
			     N_("{0}, from {1} to {2}"), rows.p[i].address,
			     fmt_instant(b->cx->arena, rows.p[i].made_at),
			     fmt_instant(b->cx->arena, rows.p[i].seen_at)),
		      (day_t[]){ DAY_NONE, DAY_NONE });
	return err;
}

static struct str made_words(struct cx *cx, int64_t made, int64_t used)
{
	return tr_fmt(cx->arena, cx->lang, N_("since {0}, used {1}"),
		      fmt_instant(cx->arena, made),
		      used == DB_NULL ? STR("–")
				      : fmt_instant(cx->arena, used));
}

static struct err *keys_tell(struct person_book *b, int64_t user)
{
	struct cx *cx = b->cx;
	struct person_passkeys_rows keys;
	struct person_devices_rows devices;
	struct err *err = person_passkeys(
		cx->db, &(struct person_passkeys_in){ .user_id = user }, &keys);

	if (!err)
		err = person_devices(
			cx->db, &(struct person_devices_in){ .user_id = user },
			&devices);
	if (err)
		return err;
	person_part(b, "keys", N_("Passkeys and devices"));
	for (ptrdiff_t i = 0; i < keys.n; i++)
		dated(b, "passkey", keys.p[i].name,
		      made_words(cx, keys.p[i].made_at, keys.p[i].used_at),
		      (day_t[]){ DAY_NONE, DAY_NONE });
	for (ptrdiff_t i = 0; i < devices.n; i++)
		dated(b, "device", devices.p[i].agent,
		      made_words(cx, devices.p[i].made_at,
				 devices.p[i].seen_at),
		      (day_t[]){ DAY_NONE, DAY_NONE });
	return NULL;
}

static struct err *providers_tell(struct person_book *b, int64_t user)
{
	struct person_providers_rows rows;
	struct err *err = person_providers(
		b->cx->db, &(struct person_providers_in){ .user_id = user },
		&rows);

	person_part(b, "providers", N_("Other sign-in services"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		dated(b, "provider", rows.p[i].issuer,
		      str_fmt(b->cx->arena, "%.*s (%.*s)",
			      STR_ARG(rows.p[i].name), STR_ARG(rows.p[i].sub)),
		      (day_t[]){ day_of_instant(rows.p[i].linked_at),
				 DAY_NONE });
	return err;
}

static struct err *person_tell(struct person_book *b, const struct person *who)
{
	struct user_by_id_row u;
	bool found = false;
	struct err *err =
		who->user ? user_by_id(b->cx->db,
				       &(struct user_by_id_in){ who->user }, &u,
				       &found)
			  : NULL;

	if (err || !found)
		return err;
	row_tell(b, &u);
	err = second_tell(b, who->user);
	if (!err)
		err = grants_tell(b, who->user);
	if (!err)
		err = lent_tell(b, who->user);
	if (!err)
		err = keys_tell(b, who->user);
	if (!err)
		err = providers_tell(b, who->user);
	return err ? err : sessions_tell(b, who->user);
}

/* ---- forgotten ---------------------------------------------------------- */

typedef struct err *drop_fn(struct db *db, int64_t user);
#define DROP(query)                                                            \
	static struct err *do_##query(struct db *db, int64_t user)             \
	{                                                                      \
		return query(db, &(struct query##_in){ .user_id = user },      \
			     NULL);                                            \
	}
DROP(person_sessions_drop)
DROP(person_links_drop)
DROP(person_tickets_drop)
DROP(person_totp_drop)
DROP(person_codes_drop)
DROP(person_reasons_drop)
DROP(person_lent_drop)
DROP(person_passkeys_drop)
DROP(person_challenges_drop)
DROP(person_devices_drop)
DROP(person_reset_drop)
/* … which are found by the links */
DROP(person_provider_sessions_drop)
DROP(person_providers_drop)
DROP(person_begun_drop)
DROP(person_asked_drop)

static struct err *rows_drop(struct cx *cx, int64_t user)
{
	static drop_fn *const parts[] = {
		do_person_sessions_drop,   do_person_links_drop,
		do_person_tickets_drop,	   do_person_totp_drop,
		do_person_codes_drop,	   do_person_reasons_drop,
		do_person_lent_drop,	   do_person_passkeys_drop,
		do_person_challenges_drop, do_person_devices_drop,
		do_person_reset_drop,	   do_person_provider_sessions_drop,
		do_person_providers_drop,  do_person_begun_drop,
		do_person_asked_drop,
	};
	struct err *err =
		person_grants_end(cx->db,
				  &(struct person_grants_end_in){
					  .user_id = user, .day = cx->today },
				  NULL);

	for (int i = 0; !err && i < N_ELEMENTS(parts); i++)
		err = parts[i](cx->db, user);
	return err;
}

static struct err *person_erase(struct cx *cx, const struct person *who,
				struct str called, int64_t event UNUSED)
{
	struct user_by_id_row u;
	bool found = false;
	struct err *err =
		who->user ? user_by_id(cx->db,
				       &(struct user_by_id_in){ who->user }, &u,
				       &found)
			  : NULL;

	if (err || !found)
		return err;
	err = rows_drop(cx, who->user);
	if (!err)
		err = mail_forget(cx, u.email, called);
	if (!err)
		err = person_account_blank(
			cx->db,
			&(struct person_account_blank_in){
				.id = who->user,
				.email = str_fmt(cx->arena,
						 "erased-%lld@invalid",
						 (long long)who->user),
				.name = called,
				.name_sort = name_sort_key(cx->arena, called),
				.day = cx->today });
	return err ? err : audit_veil_drop(cx, "user", who->user);
}

/* Nobody erases themselves: somebody must be left to answer for it. */
static struct err *person_ready(struct cx *cx, const struct person *who)
{
	if (!who->user || who->user != cx->actor.id)
		return NULL;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("You can't erase your own account: another "
			  "officer does it."));
}

const struct privacy_hook account_privacy = { .tell = person_tell,
					      .ready = person_ready,
					      .erase = person_erase };

/* ---- asked by others ---------------------------------------------------- */

struct err *account_origin(struct cx *cx, int64_t user, int64_t *ret_event,
			   struct str *ret_hash)
{
	struct person_origin_row row;
	bool found;
	struct err *err =
		person_origin(cx->db,
			      &(struct person_origin_in){ .user_id = user },
			      &row, &found);

	if (err)
		return err;
	*ret_event = found ? row.id : 0;
	*ret_hash = found ? row.hash : STR("");
	return NULL;
}

struct err *account_holders(struct cx *cx, enum perm perm,
			    struct account_holders *ret_list)
{
	struct person_holders_rows rows;
	struct account_holders list = { 0 };
	struct err *err = person_holders(
		cx->db, &(struct person_holders_in){ .day = cx->today }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct person_holders_row *r = &rows.p[i];
		bool root = r->org_id == DB_NULL || r->org_parent == DB_NULL;
		const struct profile_role *role =
			profile_role(cx->profile, r->role);

		if (!root || !role || !(role->perms & PERM_BIT(perm)) ||
		    (list.n && list.p[list.n - 1].id == r->id))
			continue;
		*vec_push(cx->arena, &list) = (struct account_holder){
			.id = r->id,
			.email = r->email,
			.name = r->name,
			.lang = r->lang,
		};
	}
	if (!err)
		*ret_list = list;
	return err;
}
