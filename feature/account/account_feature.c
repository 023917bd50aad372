/* Accounts: the table of contents. */
#include "account/account.h"

#include "account/account_cli_priv.h"
#include "account/account_oidc.h"
#include "account/account_oidc_page_priv.h"
#include "account/account_page_priv.h"
#include "account/account_person.h"
#include "account/account_reorg.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "view/feature.h"

#define FIELD_EMAIL                                                            \
	{                                                                      \
		.name = "email", .label = N_("E-mail address"),                \
		.kind = FIELD_LINE, .required = true                           \
	}
#define FIELD_ROLE                                                             \
	{                                                                      \
		.name = "role", .label = N_("Role"), .kind = FIELD_WORD,       \
		.required = true                                               \
	}
#define FIELD_ORG                                                              \
	{                                                                      \
		.name = "org", .label = N_("Organisation"), .kind = FIELD_INT, \
		.required = true                                               \
	}

#define FIELD_NEXT                                                             \
	{                                                                      \
		.name = "next", .label = N_("The page to go to"),              \
		.kind = FIELD_SECRET, .max = 1000                              \
	}
/* What a sign-in carries along: where somebody wanted to go, and what was typed
 * when the session had ended. */
#define FIELDS_KEPT                                                            \
	FIELD_NEXT,                                                            \
		{ .name = "again",                                             \
		  .label = N_("Send it again"),                                \
		  .kind = FIELD_FLAG },                                        \
	{                                                                      \
		.name = "keep.*", .label = N_("What was typed"),               \
		.kind = FIELD_SECRET, .many = true, .max = 100000              \
	}

static const struct field next_fields[] = {
	FIELD_NEXT,
};
static const struct field sign_in_fields[] = {
	FIELD_EMAIL,
	{ .name = "password",
	  .label = N_("Password"),
	  .kind = FIELD_SECRET,
	  .required = true,
	  .max = 1024 },
	FIELDS_KEPT,
};
static const struct field own_fields[] = {
	{ .name = "done", .label = N_("Done"), .kind = FIELD_FLAG },
};
static const struct field password_fields[] = {
	{ .name = "username",
	  .label = N_("E-mail address"),
	  .kind = FIELD_LINE },
	{ .name = "current",
	  .label = N_("Present password"),
	  .kind = FIELD_SECRET,
	  .max = 1024 },
	{ .name = "fresh",
	  .label = N_("New password"),
	  .kind = FIELD_SECRET,
	  .required = true,
	  .max = 1024 },
};
static const struct field settings_fields[] = {
	{ .name = "lang", .label = N_("Language"), .kind = FIELD_WORD },
	{ .name = "theme", .label = N_("Colours"), .kind = FIELD_WORD },
	{ .name = "size", .label = N_("Text size"), .kind = FIELD_WORD },
};
static const struct field users_fields[] = {
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
};
static const struct field add_fields[] = {
	FIELD_EMAIL,
	{ .name = "name",
	  .label = N_("Name"),
	  .kind = FIELD_LINE,
	  .required = true,
	  .max = 100 },
	{ .name = "post",
	  .label = N_("Position held"),
	  .kind = FIELD_LINE,
	  .max = 200 },
	FIELD_ROLE,
	FIELD_ORG,
};
#define FIELD_CODE                                                             \
	{                                                                      \
		.name = "code", .label = N_("Code"), .kind = FIELD_LINE,       \
		.required = true, .max = 40                                    \
	}
#define FIELD_TICKET                                                           \
	{                                                                      \
		.name = "ticket", .label = N_("Ticket"), .kind = FIELD_SECRET, \
		.required = true, .max = 100                                   \
	}
static const struct field sign_second_fields[] = {
	FIELD_TICKET,
	FIELD_CODE,
	FIELDS_KEPT,
};
static const struct field second_fields[] = {
	{ .name = "username",
	  .label = N_("E-mail address"),
	  .kind = FIELD_LINE },
	{ .name = "current",
	  .label = N_("Present password"),
	  .kind = FIELD_SECRET,
	  .max = 1024 },
};
static const struct field code_fields[] = { FIELD_CODE };
/* What a script put there, as base64url. */
#define FIELD_BYTES(n)                                                         \
	{                                                                      \
		.name = (n), .label = N_("Passkey"), .kind = FIELD_SECRET,     \
		.max = 24000                                                   \
	}
#define FIELDS_ANSWER                                                          \
	FIELD_BYTES("credential"), FIELD_BYTES("client"),                      \
		FIELD_BYTES("authenticator"), FIELD_BYTES("signature"),        \
		FIELD_BYTES("handle")
static const struct field passkey_fields[] = {
	{ .name = "name",
	  .label = N_("What you call it"),
	  .kind = FIELD_LINE,
	  .max = 200 },
	FIELD_BYTES("client"),
	FIELD_BYTES("attestation"),
};
static const struct field ticket_fields[] = { FIELD_TICKET };
static const struct field sign_passkey_fields[] = { FIELDS_ANSWER,
						    FIELDS_KEPT };
static const struct field second_passkey_fields[] = { FIELD_TICKET,
						      FIELDS_ANSWER,
						      FIELDS_KEPT };
static const struct field again_fields[] = {
	{ .name = "username",
	  .label = N_("E-mail address"),
	  .kind = FIELD_LINE },
	{ .name = "current",
	  .label = N_("Password"),
	  .kind = FIELD_SECRET,
	  .max = 1024 },
	{ .name = "code", .label = N_("Code"), .kind = FIELD_LINE, .max = 40 },
	FIELDS_KEPT,
};
static const struct field reason_fields[] = {
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_LINE,
	  .max = 500 },
};
static const struct field grant_fields[] = {
	FIELD_ROLE,
	FIELD_ORG,
	{ .name = "reach", .label = N_("Reaches"), .kind = FIELD_WORD },
	{ .name = "from", .label = N_("First day"), .kind = FIELD_DAY },
	{ .name = "to", .label = N_("Last day"), .kind = FIELD_DAY },
	{ .name = "why", .label = N_("Why"), .kind = FIELD_LINE, .max = 300 },
};

static const struct field seat_fields[] = { FIELD_NEXT };
static const struct field sit_fields[] = {
	{ .name = "scope",
	  .label = N_("Organisation"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = INT32_MIN },
	{ .name = "for", .label = N_("For"), .kind = FIELD_INT },
	FIELD_NEXT,
};
static const struct field handover_fields[] = {
	{ .name = "duty",
	  .label = N_("What is handed over"),
	  .kind = FIELD_INT,
	  .many = true },
	{ .name = "to",
	  .label = N_("E-mail address of who comes after"),
	  .kind = FIELD_LINE,
	  .max = 200 },
	{ .name = "from", .label = N_("First day"), .kind = FIELD_DAY },
	{ .name = "why", .label = N_("Why"), .kind = FIELD_LINE, .max = 300 },
};
static const struct field lend_fields[] = {
	{ .name = "to",
	  .label = N_("Their e-mail address"),
	  .kind = FIELD_LINE,
	  .required = true,
	  .max = 200 },
	{ .name = "scope",
	  .label = N_("Where"),
	  .kind = FIELD_INT,
	  .min = INT32_MIN },
	{ .name = "what",
	  .label = N_("What they may do"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "from", .label = N_("First day"), .kind = FIELD_DAY },
	{ .name = "last",
	  .label = N_("Last day"),
	  .kind = FIELD_DAY,
	  .required = true },
	{ .name = "reason",
	  .label = N_("Why"),
	  .kind = FIELD_LINE,
	  .required = true,
	  .max = 300 },
};

#define FIELD_NUMBER(n, l)                                                     \
	{                                                                      \
		.name = (n), .label = (l), .kind = FIELD_INT,                  \
		.required = true, .min = 1, .max = 100000                      \
	}
#define FIELD_CHOICE(n, l)                                                     \
	{                                                                      \
		.name = (n), .label = (l), .kind = FIELD_WORD,                 \
		.required = true                                               \
	}
static const struct field limits_fields[] = {
	FIELD_NUMBER("idle", N_("Ends without use after")),
	FIELD_NUMBER("life", N_("Ends in any case after")),
	FIELD_NUMBER("idle_manager", N_("Ends without use after")),
	FIELD_NUMBER("life_manager", N_("Ends in any case after")),
	FIELD_NUMBER("most", N_("Sessions of a person at once")),
	FIELD_CHOICE("stepup", N_("Ask once more before acts of weight")),
	FIELD_CHOICE("second", N_("Who needs a second factor")),
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/account/seat",
	  .perm = PERM_SIGNED_IN,
	  .page = account_seat_get,
	  ROUTE_FIELDS(seat_fields) },
	{ .method = POST,
	  .path = "/account/seat",
	  .perm = PERM_SIGNED_IN,
	  .page = account_sit_post,
	  ROUTE_FIELDS(sit_fields) },
	{ .method = GET,
	  .path = "/account/handover",
	  .perm = PERM_SIGNED_IN,
	  .page = account_own_leave_get,
	  ROUTE_FIELDS(own_fields) },
	{ .method = POST,
	  .path = "/account/lend",
	  .perm = PERM_SIGNED_IN,
	  .page = account_lend_post,
	  ROUTE_FIELDS(lend_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/account/lend/:id/end",
	  .perm = PERM_SIGNED_IN,
	  .page = account_lend_end_post },
	{ .method = GET,
	  .path = "/sign-in",
	  .perm = PERM_PUBLIC,
	  .page = account_sign_in_get,
	  ROUTE_FIELDS(next_fields) },
	{ .method = POST,
	  .path = "/sign-in",
	  .perm = PERM_PUBLIC,
	  .page = account_sign_in_post,
	  ROUTE_FIELDS(sign_in_fields),
	  .body_max = 1 << 20,
	  .no_csrf = true },
	{ .method = POST,
	  .path = "/sign-in/second",
	  .perm = PERM_PUBLIC,
	  .page = account_sign_second_post,
	  ROUTE_FIELDS(sign_second_fields),
	  .body_max = 1 << 20,
	  .no_csrf = true },
	{ .method = POST,
	  .path = "/sign-in/passkey/begin",
	  .perm = PERM_PUBLIC,
	  .page = account_sign_passkey_begin_post,
	  .no_csrf = true },
	{ .method = POST,
	  .path = "/sign-in/passkey",
	  .perm = PERM_PUBLIC,
	  .page = account_sign_passkey_post,
	  ROUTE_FIELDS(sign_passkey_fields),
	  .body_max = 1 << 20,
	  .no_csrf = true },
	{ .method = POST,
	  .path = "/sign-in/second/passkey/begin",
	  .perm = PERM_PUBLIC,
	  .page = account_second_passkey_begin_post,
	  ROUTE_FIELDS(ticket_fields),
	  .no_csrf = true },
	{ .method = POST,
	  .path = "/sign-in/second/passkey",
	  .perm = PERM_PUBLIC,
	  .page = account_second_passkey_post,
	  ROUTE_FIELDS(second_passkey_fields),
	  .body_max = 1 << 20,
	  .no_csrf = true },
	{ .method = GET,
	  .path = "/sign-in/again",
	  .perm = PERM_SIGNED_IN,
	  .page = account_again_get,
	  ROUTE_FIELDS(next_fields) },
	{ .method = POST,
	  .path = "/sign-in/again",
	  .perm = PERM_SIGNED_IN,
	  .page = account_again_post,
	  ROUTE_FIELDS(again_fields),
	  .body_max = 1 << 20 },
	{ .method = POST,
	  .path = "/sign-in/again/passkey/begin",
	  .perm = PERM_SIGNED_IN,
	  .page = account_again_passkey_begin_post },
	{ .method = POST,
	  .path = "/sign-in/again/passkey",
	  .perm = PERM_SIGNED_IN,
	  .page = account_again_passkey_post,
	  ROUTE_FIELDS(sign_passkey_fields),
	  .body_max = 1 << 20 },
	{ .method = GET,
	  .path = "/sign-in/link/::token",
	  .perm = PERM_PUBLIC,
	  .page = account_link_get },
	{ .method = POST,
	  .path = "/sign-in/link/::token",
	  .perm = PERM_PUBLIC,
	  .page = account_link_post,
	  .no_csrf = true },
	{ .method = POST,
	  .path = "/sign-out",
	  .perm = PERM_PUBLIC,
	  .page = account_sign_out_post },

	{ .method = GET,
	  .path = "/account",
	  .perm = PERM_SIGNED_IN,
	  .page = account_own_get,
	  ROUTE_FIELDS(own_fields) },
	{ .method = POST,
	  .path = "/account/password",
	  .perm = PERM_SIGNED_IN,
	  .page = account_password_post,
	  ROUTE_FIELDS(password_fields) },
	{ .method = GET,
	  .path = "/account/second",
	  .perm = PERM_SIGNED_IN,
	  .page = account_second_get,
	  .fresh = true },
	{ .method = POST,
	  .path = "/account/second",
	  .perm = PERM_SIGNED_IN,
	  .page = account_second_post,
	  ROUTE_FIELDS(second_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/account/second/confirm",
	  .perm = PERM_SIGNED_IN,
	  .page = account_second_confirm_post,
	  ROUTE_FIELDS(code_fields) },
	{ .method = POST,
	  .path = "/account/second/codes",
	  .perm = PERM_SIGNED_IN,
	  .page = account_second_codes_post,
	  ROUTE_FIELDS(code_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/account/second/end",
	  .perm = PERM_SIGNED_IN,
	  .page = account_second_end_post,
	  ROUTE_FIELDS(code_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/account/passkey/begin",
	  .perm = PERM_SIGNED_IN,
	  .page = account_passkey_begin_post,
	  .fresh = true },
	{ .method = POST,
	  .path = "/account/passkey",
	  .perm = PERM_SIGNED_IN,
	  .page = account_passkey_post,
	  ROUTE_FIELDS(passkey_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/account/passkey/:id/end",
	  .perm = PERM_SIGNED_IN,
	  .page = account_passkey_end_post,
	  .fresh = true },
	{ .method = POST,
	  .path = "/account/settings",
	  .perm = PERM_SIGNED_IN,
	  .page = account_settings_post,
	  ROUTE_FIELDS(settings_fields) },
	{ .method = POST,
	  .path = "/account/session/:id/end",
	  .perm = PERM_SIGNED_IN,
	  .page = account_session_end_post },
	{ .method = POST,
	  .path = "/account/sessions/end",
	  .perm = PERM_SIGNED_IN,
	  .page = account_sessions_end_post },

	{ .method = GET,
	  .path = "/users",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_users_get,
	  ROUTE_FIELDS(users_fields) },
	{ .method = GET,
	  .path = "/users/new",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_add_get },
	{ .method = POST,
	  .path = "/users/new",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_add_post,
	  ROUTE_FIELDS(add_fields),
	  .fresh = true },
	{ .method = GET,
	  .path = "/user/:id",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_user_get },
	{ .method = GET,
	  .path = "/settings/sign-in",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_sign_settings_get,
	  ROUTE_FIELDS(own_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/settings/sign-in",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_sign_settings_post,
	  ROUTE_FIELDS(limits_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/settings/sign-in/end",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_everybody_end_post,
	  .fresh = true },
	{ .method = POST,
	  .path = "/user/:id/sessions",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_user_sessions_post,
	  .fresh = true },
	{ .method = POST,
	  .path = "/user/:id/link",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_user_link_post,
	  .fresh = true },
	{ .method = GET,
	  .path = "/user/:id/handover",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_leave_get,
	  ROUTE_FIELDS(own_fields) },
	{ .method = POST,
	  .path = "/user/:id/handover",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_leave_post,
	  ROUTE_FIELDS(handover_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/user/:id/disable",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_user_disable_post,
	  ROUTE_FIELDS(reason_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/user/:id/enable",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_user_enable_post,
	  .fresh = true },
	{ .method = POST,
	  .path = "/user/:id/second",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_user_second_post,
	  ROUTE_FIELDS(reason_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/user/:id/grant",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_user_grant_post,
	  ROUTE_FIELDS(grant_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/user/:id/grant/:grant/end",
	  .perm = PERM_ACCOUNT_MANAGE,
	  .page = account_user_grant_end_post,
	  .fresh = true },
};

static struct err *sweep_run(struct cx *cx, const struct job *j UNUSED)
{
	struct err *e = session_sweep(cx);

	if (!e)
		e = ticket_sweep(cx);
	return e ? e : account_oidc_sweep(cx);
}

static const struct job_kind jobs[] = {
	{ .name = "session.sweep",
	  .title = N_("Remove ended sessions and old sign-in links"),
	  .run = sweep_run,
	  .removes = true,
	  .every_minutes = 60 },
};

static const struct route_table *const tables[] = {
	&account_oidc_routes,
	&account_oidc_settings_routes,
};
static const struct feature_panel panels[] = {
	{ .where = "account", .show = account_oidc_panel },
};

const struct feature account_feature = {
	.name = "account",
	.routes = routes,
	.n_routes = (int)N_ELEMENTS(routes),
	.tables = tables,
	.n_tables = (int)N_ELEMENTS(tables),
	.command_table = &account_oidc_commands,
	.panels = panels,
	.n_panels = (int)N_ELEMENTS(panels),
	.commands = account_commands,
	.n_commands = ACCOUNT_N_COMMANDS,
	.jobs = jobs,
	.n_jobs = (int)N_ELEMENTS(jobs),
	.reorg = &account_reorg,
	.privacy = &account_privacy,
};
