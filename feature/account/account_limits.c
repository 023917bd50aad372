/* Acts about the sign-in of the whole realm: how long sessions last, what is
 * asked for, ending everybody's. */
#include "account/account_limits.h"

#include "account/account_query.h"
#include "db/db.h"
#include "setting/setting.h"

static const struct {
	const char *name, *field;
	size_t at;
	int least, most;
	int64_t unit; /* of the setting, in what struct session_limits counts */
} rows[] = {
#define MINUTES(set, field_)                                                   \
	{                                                                      \
		set, #field_, offsetof(struct session_limits, field_##_ms),    \
			SESSION_MINUTES_LEAST, SESSION_MINUTES_MOST,           \
			60 * (int64_t)1000                                     \
	}
	MINUTES(SESSION_SET_IDLE, idle),
	MINUTES(SESSION_SET_LIFE, life),
	MINUTES(SESSION_SET_IDLE_MANAGER, idle_manager),
	MINUTES(SESSION_SET_LIFE_MANAGER, life_manager),
	{ SESSION_SET_MOST, "most", offsetof(struct session_limits, most), 1,
	  SESSION_NUMBER_MOST, 1 },
};

static int64_t value_of(const struct session_limits *l, int i)
{
	int64_t v;

	memcpy(&v, (const char *)l + rows[i].at, sizeof(v));
	return v / rows[i].unit;
}

/* ---- who needs a second factor ------------------------------------------------ */

static const struct {
	const char *word;
	uint64_t perms; /* whoever has one of them */
} needs[N_SECOND_FOR] = {
	[SECOND_NOBODY] = { "none", 0 },
	[SECOND_ADMIN] = { "admin", PERM_BIT(PERM_ACCOUNT_MANAGE) },
	[SECOND_OTHERS] = { "others", PERM_BIT(PERM_ACCOUNT_MANAGE) |
					      PERM_BIT(PERM_MEMBER_VIEW) |
					      PERM_BIT(PERM_MEMBER_PERSONAL) |
					      PERM_BIT(PERM_MEMBER_MANAGE) |
					      PERM_BIT(PERM_MEMBER_SECRET) |
					      PERM_BIT(PERM_TRAIL_VIEW) |
					      PERM_BIT(PERM_DATA_PROTECT) },
};

const char *second_for_word(enum second_for w)
{
	return needs[w].word;
}

enum second_for second_for_read(struct str word)
{
	for (enum second_for w = 0; w < N_SECOND_FOR; w++)
		if (str_eq(word, str_c(needs[w].word)))
			return w;
	return SECOND_OTHERS;
}

bool second_for_all(enum second_for w, uint64_t perms)
{
	return needs[w].perms & perms;
}

/* ---- limits -------------------------------------------------------------------- */

struct err *account_limits_get(struct cx *cx, struct account_limits *ret)
{
	struct str stepup, second;
	struct err *e = session_limits(cx, &ret->session);

	if (!e)
		e = setting_get(cx, STEPUP_REQUIRED, STR("none"), &stepup);
	if (!e)
		e = setting_get(cx, SECOND_REQUIRED, STR("none"), &second);
	if (e)
		return e;
	ret->stepup = str_eq(stepup, STR("all"));
	ret->second = second_for_read(second);
	return NULL;
}

/* All faults, as a list. */
static struct err *limits_check(struct cx *cx, const struct account_limits *l)
{
	struct err *faults = NULL;

	for (int i = 0; i < (int)N_ELEMENTS(rows); i++) {
		int64_t v = value_of(&l->session, i);

		if (v < rows[i].least || v > rows[i].most)
			err_add(&faults,
				err_at(err_new(cx->arena, ERR_INVALID,
					       N_("This is a whole number from "
						  "{0} to {1}."),
					       str_fmt(cx->arena, "%d",
						       rows[i].least),
					       str_fmt(cx->arena, "%d",
						       rows[i].most)),
				       str_c(rows[i].field)));
	}
	return faults;
}

static struct err *limits_write(struct cx *cx, const struct account_limits *l,
				struct buf *b)
{
	struct str second = str_c(second_for_word(l->second));
	struct err *e = NULL;

	for (int i = 0; !e && i < (int)N_ELEMENTS(rows); i++) {
		int64_t v = value_of(&l->session, i);

		audit_int(b, rows[i].name, v);
		e = setting_put(cx, rows[i].name,
				str_fmt(cx->arena, "%lld", (long long)v));
	}
	audit_str(b, STEPUP_REQUIRED, l->stepup ? STR("all") : STR("none"));
	audit_str(b, SECOND_REQUIRED, second);
	if (!e)
		e = setting_put(cx, STEPUP_REQUIRED,
				l->stepup ? STR("all") : STR("none"));
	return e ? e : setting_put(cx, SECOND_REQUIRED, second);
}

static struct err *limits_fn(struct cx *cx, void *arg)
{
	struct buf after = audit_obj(cx);
	bool seen;
	struct err *e = audit_seen(cx, "realm.sign_in", &seen, NULL);

	if (e || seen)
		return e;
	e = limits_write(cx, arg, &after);
	return e ? e
		 : audit_write(cx,
			       &(struct audit_event){
				       .kind = "realm.sign_in",
				       .subject_kind = "realm",
				       .after = audit_end(&after) },
			       NULL);
}

struct err *account_limits_put(struct cx *cx, const struct account_limits *l)
{
	struct account_limits copy = *l;
	struct err *e = limits_check(cx, l);

	return e ? e : db_tx(cx, limits_fn, &copy);
}

/* ---- ending sessions of others ------------------------------------------------- */

static struct err *others_fn(struct cx *cx, void *arg)
{
	int64_t user = *(int64_t *)arg;
	struct user_by_id_row u;
	bool seen, found;
	struct err *e = audit_seen(cx, "session.end_all", &seen, NULL);

	if (e || seen)
		return e;
	if (!user) {
		e = session_end_everybody(cx, cx->actor.session);
		return e ? e
			 : audit_write(cx,
				       &(struct audit_event){
					       .kind = "session.end_all",
					       .subject_kind = "realm" },
				       NULL);
	}
	e = user_by_id(cx->db, &(struct user_by_id_in){ .id = user }, &u,
		       &found);
	if (!e && !found)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("There is no such user."));
	if (!e)
		e = session_end_all(cx, user, cx->actor.session);
	return e ? e
		 : account_event(cx, "session.end_all", user, STR_NULL,
				 STR_NULL);
}

struct err *account_sessions_end_of(struct cx *cx, int64_t user)
{
	return db_tx(cx, others_fn, &user);
}
