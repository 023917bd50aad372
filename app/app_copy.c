/*
 * `copy`: a realm's data from one place to another, of whichever engine; and
 * `restore` to a server, which is a copy of the backup's file.
 */
#include "app/app.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app_command.h"
#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db_copy.h"
#include "i18n/i18n.h"
#include "mail/mail.h"
#include "member/member.h"
#include "setting/setting_seal.h"

enum { ROWS_WIDE = 12 };

#define SAY(cx, cli, msgid, ...)                                               \
	cli_say((cli), tr_fmt((cx)->arena, (cx)->lang, (msgid), ##__VA_ARGS__))

/* ---- places ------------------------------------------------------------------- */

static struct err *folder_fault(struct arena *a, struct str data)
{
	return err_detail(a,
			  err_new(a, ERR_IO,
				  N_("The data folder \"{0}\" can't be made; "
				     "give a folder that you may write to."),
				  data),
			  "%s", strerror(errno));
}

/* Where a copy goes; a folder is made, *ret_made when it wasn't there. */
static struct err *place_ready(struct arena *a, struct str to,
			       struct db_config *ret_place, bool *ret_made)
{
	const char *file = str_to_c(a, realm_file(a, to));

	*ret_place = (struct db_config){ .path = file };
	*ret_made = false;
	if (db_is_address(to))
		return NULL;
	if (access(file, F_OK) == 0)
		return err_new(a, ERR_CONFLICT,
			       N_("\"{0}\" already holds data; choose an empty "
				  "place. Nothing was touched."),
			       to);
	*ret_made = mkdir(str_to_c(a, to), 0700) == 0;
	return *ret_made || errno == EEXIST ? NULL : folder_fault(a, to);
}

/* ---- what is said about it --------------------------------------------------------- */

static void pad(struct buf *b, ptrdiff_t n)
{
	while (n-- > 0)
		buf_char(b, ' ');
}

static void line(struct buf *b, struct str name, ptrdiff_t wide,
		 struct str rows, struct str sum)
{
	buf_lit(b, "  ");
	buf_str(b, name);
	pad(b, wide - utf8_length(name));
	pad(b, ROWS_WIDE - utf8_length(rows));
	buf_str(b, rows);
	buf_lit(b, "  ");
	buf_str(b, sum);
	buf_char(b, '\n');
}

static void tables_show(struct cx *cx, struct buf *b, const struct copied *c)
{
	struct str head = tr(cx->lang, N_("table"));
	ptrdiff_t wide = utf8_length(head);

	for (ptrdiff_t i = 0; i < c->n; i++)
		wide = MAX(wide, utf8_length(c->p[i].name));
	line(b, head, wide, tr(cx->lang, N_("rows")), STR("SHA-256"));
	for (ptrdiff_t i = 0; i < c->n; i++)
		line(b, c->p[i].name, wide,
		     fmt_int(cx->arena, cx->lang, c->p[i].rows),
		     c->p[i].sha256);
}

/* So do the protected fields of people. Older data may have nobody to ask: it
 * has what the key file was for. */
static struct err *people_say(struct cx *cx, struct cli *cli, struct str key,
			      bool has_key)
{
	struct setting_key here;
	bool any = has_key;
	int have = 0, want = 0;
	struct err *err = store_version(cx->store, cx->arena, &have, &want);

	if (err)
		return err;
	if (have == want)
		err = member_lock_look(cx, &any);
	else if (any)
		err = setting_key_read(cx, &here);
	if (!any)
		return err;
	if (err)
		SAY(cx, cli,
		    N_("Fields of people are sealed: carry the key file {0} "
		       "to {1} (readable by its user alone); nobody can read "
		       "them without it."),
		    key, setting_key_path(cx));
	return NULL;
}

/* A sealed password needs its key, which is in no copy. */
static struct err *key_say(struct cx *cx, struct cli *cli, struct str key,
			   bool has_key)
{
	struct mail_config c;
	struct err *err = mail_config_get(cx, &c);

	if (!err && c.lost)
		SAY(cx, cli,
		    N_("The mail server's password is sealed: carry the key "
		       "file {0} to {1} (readable by its user alone), or type "
		       "the password again in the settings."),
		    key, setting_key_path(cx));
	return err ? err : people_say(cx, cli, key, has_key);
}

/* What the copy's own trail, files and figures say. */
static struct err *copy_verify(struct cx *cx, struct cli *cli, struct str to,
			       int64_t *ret_events, int *ret_status)
{
	struct err *found = data_check(cx, to, ret_events);

	if (found) {
		*ret_status = 1;
		SAY(cx, cli,
		    N_("The copy is exact, but the data has faults, here as "
		       "in its source:"));
		return found;
	}
	SAY(cx, cli,
	    N_("Whole there: the database, {0} events of the trail, every "
	       "file."),
	    fmt_int(cx->arena, cx->lang, *ret_events));
	return NULL;
}

/* ---- copy ------------------------------------------------------------------------- */

struct move {
	struct str from, to;
	struct str key;	     /* the source's key file */
	struct str key_text; /* what stands in it; absent: there is none */
	struct copied copied;
	int64_t last; /* the source's newest event, once all was copied */
	int64_t events;
};

static struct err *source_copy(struct cx *cx, struct move *m,
			       const struct db_config *place)
{
	struct err *err = data_open_beside(cx, m->from);

	if (err)
		return err;
	m->key = setting_key_path(cx);
	err = setting_key_text(cx->arena, m->key, &m->key_text);
	if (!err)
		err = store_copy(cx->store, cx->arena, place, &m->copied);
	if (!err) {
		realm_read(cx);
		err = audit_last(cx, &m->last);
	}
	realm_close(cx);
	return err;
}

static struct err *advice_say(struct cx *cx, struct cli *cli,
			      const struct move *m, struct str to)
{
	int have, want;
	struct err *err = store_version(cx->store, cx->arena, &have, &want);

	SAY(cx, cli,
	    N_("It is the data of {0}. What is written to the source from "
	       "then on isn't in the copy: to move for good, stop its server "
	       "first, and never let both serve, for both would send letters."),
	    fmt_instant(cx->arena, cx->now));
	if (m->last > m->events)
		SAY(cx, cli,
		    N_("Events written to the source meanwhile, not in the "
		       "copy: {0}."),
		    fmt_int(cx->arena, cx->lang, m->last - m->events));
	if (!err && have < want)
		SAY(cx, cli,
		    N_("Its schema is {0}, this program needs {1}: run `roviec "
		       "migrate --data {2}`."),
		    str_fmt(cx->arena, "%d", have),
		    str_fmt(cx->arena, "%d", want), to);
	SAY(cx, cli, N_("Start it with `roviec serve --data {0}`."), to);
	return err;
}

/* The key goes along, since much of the data says nothing without it; where
 * that can't be done, key_say() tells what to carry. */
static void key_carry(struct cx *cx, struct cli *cli, struct move *m)
{
	struct str to = setting_key_path(cx);
	struct err *err = NULL;

	if (!m->key_text.p || str_eq(to, m->key))
		return;
	err = setting_key_put(cx->arena, to, m->key_text);
	if (err)
		cli_say(cli, tr_err(cx->arena, cx->lang, err));
	else
		SAY(cx, cli, N_("The key file {0} was copied to {1}."), m->key,
		    to);
}

static struct err *target_look(struct cx *cx, struct cli *cli, struct move *m,
			       int *ret_status)
{
	struct str to = db_address_shown(cx->arena, m->to);
	struct err *err = data_open_beside(cx, m->to);
	struct err *found;

	if (err)
		return err;
	realm_read(cx);
	tables_show(cx, cli_out(cli), &m->copied);
	SAY(cx, cli,
	    N_("{0} rows in {1} tables are in {2}; each was read back and is "
	       "that of the source."),
	    fmt_int(cx->arena, cx->lang, m->copied.rows),
	    fmt_int(cx->arena, cx->lang, m->copied.n), to);
	key_carry(cx, cli, m);
	found = copy_verify(cx, cli, to, &m->events, ret_status);
	err = key_say(cx, cli, m->key, m->key_text.p);
	if (!err)
		err = advice_say(cx, cli, m, to);
	realm_close(cx);
	if (found && err)
		err_add(&found, err);
	return found ? found : err;
}

struct err *copy_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct move m = { .from = cli_str(cli, "from"),
			  .to = cli_str(cli, "to") };
	struct db_config place;
	bool made = false;
	struct err *err = place_ready(cx->arena, m.to, &place, &made);

	if (!err)
		err = source_copy(cx, &m, &place);
	if (!err)
		return target_look(cx, cli, &m, ret_status);
	if (made) /* only when it is empty */
		(void)rmdir(str_to_c(cx->arena, m.to));
	return err;
}

/* ---- restore ------------------------------------------------------------------------ */

struct err *restore_server(struct cx *cx, struct str from, struct str data)
{
	struct copied copied;
	struct err *err = store_open(cx->arena,
				     &(struct db_config){
					     .path = str_to_c(cx->arena, from),
					     .read_only = true },
				     &cx->store);

	if (err)
		return err;
	err = store_copy(cx->store, cx->arena,
			 &(struct db_config){
				 .path = str_to_c(cx->arena, data) },
			 &copied);
	realm_close(cx);
	return err;
}
