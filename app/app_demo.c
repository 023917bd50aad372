/* `demo`: makes the reference committee and prints who may sign in. */
#include "app/app_demo.h"

#include "app/app.h"
#include "app/app_command.h"
#include "app/app_country.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"

enum { COLUMNS = 4, GAP = 2, REALM_TASKS = 556, ONE_MOST = 100000 };

static void line(struct buf *b, struct str text)
{
	buf_str(b, text);
	buf_char(b, '\n');
}

/* Aligned by code points: every letter of NFC text is one column wide. */
static void row_put(struct buf *b, const struct str cell[COLUMNS],
		    const ptrdiff_t wide[COLUMNS])
{
	for (int i = 0; i < COLUMNS; i++) {
		buf_lit(b, "  ");
		buf_str(b, cell[i]);
		for (ptrdiff_t n = utf8_length(cell[i]);
		     i + 1 < COLUMNS && n < wide[i]; n++)
			buf_char(b, ' ');
	}
	buf_char(b, '\n');
}

static void sign_ins_put(struct cx *cx, struct buf *b, const struct demo *d)
{
	struct str head[COLUMNS] = { tr(cx->lang, N_("Role")),
				     tr(cx->lang, N_("Name")),
				     tr(cx->lang, N_("E-mail address")),
				     tr(cx->lang, N_("Password")) };
	ptrdiff_t wide[COLUMNS], n = 0;
	struct str(*rows)[COLUMNS] =
		arena_alloc(cx->arena, d->users.n, sizeof(*rows), 8);

	for (int i = 0; i < COLUMNS; i++)
		wide[i] = utf8_length(head[i]);
	for (ptrdiff_t i = 0; i < d->users.n; i++) {
		const struct account_new *u = &d->users.p[i].in;
		struct str cell[COLUMNS] = { u->post, u->name, u->email,
					     u->password };

		if (!d->users.p[i].shown)
			continue;
		memcpy(rows[n++], cell, sizeof(cell));
		for (int k = 0; k < COLUMNS; k++)
			wide[k] = MAX(wide[k], utf8_length(cell[k]));
	}
	row_put(b, head, wide);
	for (ptrdiff_t i = 0; i < n; i++)
		row_put(b, rows[i], wide);
}

static void links_put(struct cx *cx, struct buf *b, const struct demo *d)
{
	line(b, tr(cx->lang, N_("Or once, within 24 hours, without a "
				"password:")));
	for (ptrdiff_t i = 0; i < d->users.n; i++)
		if (d->users.p[i].shown)
			buf_fmt(b, "  %-32.*s http://127.0.0.1:8080%.*s%.*s\n",
				STR_ARG(d->users.p[i].in.email),
				STR_ARG(cx->prefix),
				STR_ARG(d->users.p[i].link));
}

static struct err *committee_make(struct cx *cx, struct cli *cli)
{
	struct demo_ask ask = { DEMO_MEMBERS, DEMO_SEED };
	struct buf *b = cli_out(cli);
	struct arena *a = cx->arena;
	struct str shown = db_address_shown(a, cli_str(cli, "data"));
	struct demo d;
	struct err *err;

	if (cli_int(cli, "members") != INT64_MIN)
		ask.members = cli_int(cli, "members");
	if (ask.members > ONE_MOST)
		return err_new(a, ERR_INVALID,
			       N_("One committee has {0} members at most: give "
				  "--realms to spread them over many."),
			       fmt_int(a, cx->lang, ONE_MOST));
	if (cli_int(cli, "seed") != INT64_MIN)
		ask.seed = (uint64_t)cli_int(cli, "seed");
	err = demo_make(cx, &ask, &d);
	if (err)
		return err;
	line(b, tr_fmt(a, cx->lang,
		       N_("The demo is ready in {0}: 19 organisations, {1} "
			  "cells, {2} "
			  "tasks. People, figures and files are invented."),
		       shown, fmt_int(a, cx->lang, d.cells),
		       fmt_int(a, cx->lang, d.tasks)));
	line(b, cx->prefix.n
			? tr_fmt(a, cx->lang,
				 N_("Sign in at http://127.0.0.1:8080{0} as "
				    "one of these:"),
				 cx->prefix)
			: tr_fmt(a, cx->lang,
				 N_("Start it with `roviec serve --data {0}`, "
				    "then sign in at http://127.0.0.1:8080 as "
				    "one of these:"),
				 shown));
	sign_ins_put(cx, b, &d);
	links_put(cx, b, &d);
	return NULL;
}

struct err *demo_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct country_ask many = { .data = cli_str(cli, "data"),
				    .realms = cli_int(cli, "realms"),
				    .tasks = cli_int(cli, "tasks") };
	struct err *err;

	(void)ret_status;
	if (many.realms != INT64_MIN || many.tasks != INT64_MIN) {
		many.realms = many.realms == INT64_MIN ? 1 : many.realms;
		many.members = MAX(cli_int(cli, "members"), 0);
		if (many.tasks == INT64_MIN)
			many.tasks = many.realms * REALM_TASKS;
		return country_make(cx, cli, &many);
	}
	err = realm_open(cx, many.data, true);
	if (err)
		return err;
	err = committee_make(cx, cli);
	realm_close(cx);
	return err;
}
