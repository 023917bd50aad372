/* Hands reports from one realm of this installation to another. */
#include "app/app_host.h"

#include <stdlib.h>

#include "app/app.h"
#include "app/app_federation.h"
#include "db/db.h"
#include "federation/federation.h"
#include "federation/federation_act.h"

/* ---- where realms are served ------------------------------------------------ */

static struct cx parent_cx(const struct cx *cx)
{
	return (struct cx){ .arena = cx->arena,
			    .now = cx->now,
			    .today = cx->today,
			    .as_at = cx->as_at,
			    .lang = cx->lang,
			    .actor = { .id = ACTOR_SYSTEM } };
}

/* Whatever keeps a realm from being opened may pass: to be tried again. */
static struct err *later(struct err *err)
{
	err->code = ERR_IO;
	return err;
}

/* The parent's realm is lent as a request lends it; the child never sees it. */
static struct err *host_deliver(struct cx *cx, struct str realm,
				const struct fed_letter *l)
{
	struct str path =
		realm.n ? str_cat(cx->arena, STR("/r/"), realm) : STR("/");
	struct cx of = parent_cx(cx);
	struct http_realm r = { 0 };
	struct err *err = host_realms.find(cx->arena, STR(""), path, &r);

	if (!err)
		err = host_realms.take(cx->arena, &r);
	if (err)
		return later(err);
	of.store = r.store;
	of.profile = r.profile;
	of.db = store_reader(r.store, cx->arena);
	err = fed_receive(&of, l);
	store_return(of.db);
	host_realms.give(&r);
	return err;
}

static struct federation_hooks host_hooks = { .deliver = host_deliver };

void app_federation_start(void)
{
	host_hooks.ca = getenv(FEDERATION_CA);
	federation_set(&host_hooks);
}

/* ---- on the command line ------------------------------------------------------ */

static struct str installation; /* as --data was given */

static struct err *command_deliver(struct cx *cx, struct str realm,
				   const struct fed_letter *l)
{
	struct str data = installation;
	struct cx of = parent_cx(cx);
	struct err *err = realm.n ? realm_data(&of, realm, &data) : NULL;

	if (!err)
		err = realm_open(&of, data, false);
	if (err)
		return later(err);
	err = fed_receive(&of, l);
	realm_close(&of);
	return err;
}

static struct federation_hooks command_hooks = { .deliver = command_deliver };

struct err *app_federation_realm(struct cx *cx, struct str name,
				 struct str *data)
{
	installation = *data;
	return realm_data(cx, name, data);
}

struct err *app_federation_open(struct cx *cx, struct str data, bool create)
{
	if (!installation.p)
		installation = data;
	command_hooks.ca = getenv(FEDERATION_CA);
	federation_set(&command_hooks);
	return realm_open(cx, data, create);
}
