/*
 * `realm move`: a realm's data to another folder or server. Pages ask for
 * patience meanwhile. What can't happen: an act that was confirmed and isn't
 * in the new place. So the source is held against writing while it is copied,
 * and gets another name in the same transaction, so that a process that
 * hasn't heard of it yet finds nothing there. Only then the directory leads
 * to the new place. What was broken off is done again, or ended.
 */
#include "app/app_realms.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/app_command.h"
#include "audit/audit.h"
#include "db/db_copy.h"
#include "i18n/i18n.h"
#include "setting/setting_key.h"

enum { PATIENCE = 25 /* notices, until the last request has ended */ };

struct moving {
	struct cx *cx;
	struct cli *cli;
	struct cx of; /* the directory's */
	struct realm_entry e;
	struct str to;	      /* the new place's folder or server */
	struct str from_data; /* as --data takes them */
	struct str to_data;
	struct str old; /* what the source is called behind it */
	struct copied copied;
};

static void say(struct moving *m, struct str text)
{
	cli_say(m->cli, text);
	cli_flush(m->cli);
}

/* ---- the source ----------------------------------------------------------------- */

/* Waits for the processes that still have it open. */
static struct err *source_open(struct moving *m, struct cx *ret_cx)
{
	struct err *err;

	*ret_cx = *m->cx;
	for (int i = 0; i < PATIENCE; i++) {
		realms_wait_noticed();
		err = realm_open_any(ret_cx, m->from_data, false);
		if (!err || err->code != ERR_BUSY)
			break;
	}
	return err;
}

/* While this act runs nobody else writes. */
static struct err *copy_act(struct cx *cx, void *arg)
{
	struct moving *m = arg;
	struct arena *a = cx->arena;
	/* the name first: nobody else sees it until it is kept */
	struct err *err = db_retire(cx->db, a, m->old);

	return err ? err
		   : store_copy(cx->store, a,
				&(struct db_config){
					.path = str_to_c(
						a, realm_file(a, m->to_data)) },
				&m->copied);
}

/* Of a file the new name is given once it is closed: its lock kept others out
 * until here, and nobody opens it while the directory says that it moves. */
static struct err *file_retire(struct moving *m)
{
	struct arena *a = m->cx->arena;
	struct str file = realm_file(a, m->from_data);

	if (db_is_address(m->from_data))
		return NULL;
	if (rename(str_to_c(a, file), str_to_c(a, m->old)) == 0)
		return NULL;
	return err_detail(a,
			  err_new(a, ERR_IO,
				  N_("The old data {0} can't be renamed."),
				  file),
			  "%s", strerror(errno));
}

static struct str old_name(const struct moving *m)
{
	struct arena *a = m->cx->arena;
	long long at = (long long)m->cx->now;
	struct str file = realm_file(a, m->from_data);
	ptrdiff_t hash = str_find_char(m->from_data, '#');

	if (!db_is_address(m->from_data))
		return str_fmt(a, "%.*s.moved-%lld", STR_ARG(file), at);
	return str_fmt(a, "%.*s_moved_%lld",
		       STR_ARG(str_sub(m->from_data, hash + 1, m->from_data.n)),
		       at);
}

static struct err *source_copy(struct moving *m)
{
	struct cx cx;
	struct err *err = source_open(m, &cx);

	if (err)
		return err;
	m->old = old_name(m);
	err = db_tx_large(&cx, copy_act, m);
	realm_close(&cx);
	return err ? err : file_retire(m);
}

/* ---- the target -------------------------------------------------------------------- */

static struct err *event_act(struct cx *cx, void *arg)
{
	const struct moving *m = arg;
	struct buf before = audit_obj(cx), after = audit_obj(cx);

	audit_str(&before, "place", db_address_shown(cx->arena, m->from_data));
	audit_str(&after, "place", db_address_shown(cx->arena, m->to_data));
	return audit_write(cx,
			   &(struct audit_event){ .kind = "realm.move",
						  .subject_kind = "realm",
						  .before = audit_end(&before),
						  .after = audit_end(&after) },
			   NULL);
}

/* "ward" of "postgresql://…#ward" */
static const char *schema_of(struct arena *a, struct str data)
{
	ptrdiff_t hash = str_find_char(data, '#');

	if (!db_is_address(data))
		return NULL;
	return hash < 0 ? "roviec"
			: str_to_c(a, str_sub(data, hash + 1, data.n));
}

/* What the data keeps sealed opens with the same key there. The old file stays
 * with the old data. */
static void key_along(struct moving *m, struct cx *there)
{
	struct arena *a = m->cx->arena;
	struct str text, to = setting_key_path(there);
	struct str from = setting_key_place(a, realm_file(a, m->from_data),
					    schema_of(a, m->from_data));
	struct err *err = setting_key_text(a, from, &text);

	if (!err && text.p && !str_eq(from, to))
		err = setting_key_put(a, to, text);
	if (err)
		say(m, tr_err(a, m->cx->lang, err));
}

/* The trail says that it moved, and is whole. */
static struct err *target_check(struct moving *m)
{
	struct cx cx = *m->cx;
	int64_t events = 0;
	struct err *err = realm_open_any(&cx, m->to_data, false);
	struct err *found = NULL;

	if (err)
		return err;
	key_along(m, &cx);
	err = db_tx(&cx, event_act, m);
	realm_read(&cx);
	if (!err)
		err = audit_verify(&cx, &events, &found);
	realm_close(&cx);
	return err ? err : found;
}

/* A try that was broken off behind its copy: what it copied may have grown old
 * when the source is still in its place, else only the end is missing. */
static struct err *target_clear(struct moving *m, bool *ret_done)
{
	struct arena *a = m->cx->arena;
	bool source, target;
	struct err *err = data_look(m->cx, m->from_data, &source);

	if (!err && source)
		return db_destroy(a, str_to_c(a, realm_file(a, m->to_data)));
	if (!err)
		err = data_look(m->cx, m->to_data, &target);
	*ret_done = !err && target;
	return err;
}

static struct err *target_ready(struct moving *m)
{
	struct arena *a = m->cx->arena;
	bool taken;
	struct err *err = NULL;

	if (!db_is_address(m->to_data)) {
		err = realm_folder(a, m->to);
		if (!err)
			err = realm_folder(a, m->to_data);
	}
	if (!err)
		err = data_look(m->cx, m->to_data, &taken);
	if (err || !taken)
		return err;
	return err_new(a, ERR_CONFLICT,
		       N_("\"{0}\" already holds data; choose an empty place. "
			  "Nothing was touched."),
		       db_address_shown(a, m->to_data));
}

/* ---- the whole ------------------------------------------------------------------------ */

static struct err *move(struct moving *m)
{
	bool again = m->e.state == REALM_MOVING, done = false;
	struct err *err = again ? target_clear(m, &done) : target_ready(m);

	if (!err && !again)
		err = directory_move(&m->of, &m->e, REALM_MOVING, m->e.place);
	if (err)
		return err;
	if (!done) {
		say(m, tr_fmt(m->cx->arena, m->cx->lang,
			      N_("Copying \"{0}\" to {1} …"), m->e.name,
			      db_address_shown(m->cx->arena, m->to_data)));
		err = source_copy(m);
	}
	if (!err)
		err = target_check(m);
	return err ? err : directory_move(&m->of, &m->e, REALM_OPEN, m->to);
}

/* When the copy went wrong everything is as it was. */
static struct err *move_back(struct moving *m, struct err *err)
{
	bool source = false;
	struct err *back = NULL;

	if (m->e.state == REALM_MOVING)
		back = data_look(m->cx, m->from_data, &source);
	if (!back && source)
		back = directory_move(&m->of, &m->e, REALM_OPEN, m->e.place);
	if (back)
		err_add(&err, back);
	return err;
}

static struct err *asks_check(const struct moving *m)
{
	struct arena *a = m->cx->arena;

	if (m->e.state != REALM_OPEN && m->e.state != REALM_MOVING)
		return err_new(a, ERR_CONFLICT,
			       N_("Only an open realm can be moved; look at "
				  "`roviec realm list`."));
	if (str_eq(m->from_data, m->to_data))
		return err_new(a, ERR_INVALID, N_("\"{0}\" is there already."),
			       m->e.name);
	return NULL;
}

struct err *realm_move_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct moving m = { .cx = cx, .cli = cli, .to = cli_str(cli, "to") };
	struct str data = cli_str(cli, "data");
	struct realm_entry there_e;
	struct err *err = directory_lend(cx, data, false, &m.of);

	(void)ret_status;
	if (err)
		return err;
	err = directory_find(&m.of, cli_arg(cli, 0), &m.e);
	if (!err) {
		there_e = m.e;
		there_e.place = m.to;
		m.from_data = realm_place_of(cx->arena, data, &m.e);
		m.to_data = realm_place_of(cx->arena, data, &there_e);
		err = asks_check(&m);
	}
	if (!err) {
		err = move(&m);
		if (err)
			err = move_back(&m, err);
	}
	directory_give(&m.of);
	if (err)
		return err;
	say(&m, tr_fmt(cx->arena, cx->lang,
		       N_("\"{0}\" is open in its new place, {1}: {2} rows, "
			  "each compared."),
		       m.e.name, db_address_shown(cx->arena, m.to_data),
		       fmt_int(cx->arena, cx->lang, m.copied.rows)));
	if (m.old.n)
		say(&m,
		    tr_fmt(cx->arena, cx->lang,
			   N_("What it was before is kept as {0}; remove it "
			      "once all is well."),
			   m.old));
	return NULL;
}
