/*
 * `doctor`: looks at everything that `serve` needs and says, for each fault,
 * what is wrong and how to mend it. Changes nothing.
 */
#include "app/app.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/app_command.h"
#include "app/app_confine.h"
#include "app/app_kept.h"
#include "audit/audit_trail.h"
#include "db/db.h"
#include "http/http_tls.h"
#include "file/file_scan.h"
#include "i18n/i18n.h"
#include "job/job.h"
#include "mail/mail.h"
#include "member/member.h"
#include "member/member_span.h"
#include "member/member_word.h"
#include "org/org_tally.h"
#include "privacy/privacy.h"
#include "profile/profile.h"
#include "setting/setting.h"
#include "setting/setting_seal.h"
#include "trail/trail.h"
#include "trail/trail_witness.h"
#include "work/work_count.h"

enum { FREE_LEAST = 200 * 1024 * 1024 };

struct visit {
	struct cx *cx;
	struct buf *out;
	struct str data, file;
	int faults;
};

static void good(struct visit *v, struct str text)
{
	buf_lit(v->out, "  ok    ");
	buf_str(v->out, text);
	buf_char(v->out, '\n');
}

static void bad(struct visit *v, struct err *err)
{
	buf_lit(v->out, "  !!    ");
	buf_str(v->out, tr_err(v->cx->arena, v->cx->lang, err));
	if (err->detail.n)
		buf_fmt(v->out, " (%.*s)", STR_ARG(err->detail));
	buf_char(v->out, '\n');
	v->faults++;
}

/* Nothing is broken, but somebody should do something; no fault. */
static void warn(struct visit *v, struct str text)
{
	buf_lit(v->out, "  ??    ");
	buf_str(v->out, text);
	buf_char(v->out, '\n');
}

#define FAULT(v, msgid, ...)                                                   \
	bad((v), err_new((v)->cx->arena, ERR_INVALID, (msgid), ##__VA_ARGS__))
#define WARN(v, msgid, ...)                                                    \
	warn((v), tr_fmt((v)->cx->arena, (v)->cx->lang, (msgid), ##__VA_ARGS__))
#define GOOD(v, msgid, ...)                                                    \
	good((v), tr_fmt((v)->cx->arena, (v)->cx->lang, (msgid), ##__VA_ARGS__))

/* ---- the folder ------------------------------------------------------------ */

static void look_owner(struct visit *v, const struct stat *st)
{
	struct arena *a = v->cx->arena;

	if (st->st_uid != geteuid())
		FAULT(v,
		      N_("\"{0}\" belongs to user {1}, but this program "
			 "runs as user {2}: run it as that user, or `chown "
			 "-R` the folder."),
		      v->data, str_fmt(a, "%u", st->st_uid),
		      str_fmt(a, "%u", geteuid()));
	else if (st->st_mode & 077)
		FAULT(v,
		      N_("Others on this machine can read \"{0}\": `chmod "
			 "700 {0}`."),
		      v->data);
	else
		GOOD(v, N_("the folder \"{0}\" is ours alone"), v->data);
}

static void look_folder(struct visit *v)
{
	struct arena *a = v->cx->arena;
	struct stat st;
	struct statvfs fs;

	if (stat(str_to_c(a, v->data), &st) != 0 || !S_ISDIR(st.st_mode)) {
		FAULT(v,
		      N_("The folder \"{0}\" isn't there; make it with "
			 "`roviec init --data {0} …`."),
		      v->data);
		return;
	}
	look_owner(v, &st);
	if (access(str_to_c(a, v->data), W_OK) != 0)
		FAULT(v,
		      N_("\"{0}\" can't be written to: look at its owner "
			 "and whether the disk is mounted read-only."),
		      v->data);
	if (statvfs(str_to_c(a, v->data), &fs) != 0)
		return;
	int64_t free_bytes = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	struct str room = fmt_bytes(a, v->cx->lang, free_bytes);

	if (free_bytes < FREE_LEAST)
		FAULT(v,
		      N_("Only {0} are free on the disk of \"{1}\": make "
			 "room, or move the folder to a larger disk."),
		      room, v->data);
	else
		GOOD(v, N_("{0} are free on the disk"), room);
}

/* ---- the data ----------------------------------------------------------------- */

static void look_schema(struct visit *v)
{
	struct arena *a = v->cx->arena;
	int have, want;
	struct err *err = store_version(v->cx->store, a, &have, &want);

	if (err)
		bad(v, err);
	else if (have < want)
		FAULT(v,
		      N_("The data has schema {0}, this program needs {1}: "
			 "run `roviec migrate --data {2}`."),
		      str_fmt(a, "%d", have), str_fmt(a, "%d", want),
		      db_address_shown(a, v->data));
	else
		GOOD(v, N_("the schema is {0}, as this program needs"),
		     str_fmt(a, "%d", have));
}

struct err *counts_check(struct cx *cx, struct str data,
			 struct err **ret_findings)
{
	int64_t wrong = 0, people = 0, names = 0, sums = 0, words = 0;
	int have, want;
	struct err *err = store_version(cx->store, cx->arena, &have, &want);

	if (!err && have == want)
		err = work_count_check(cx, &wrong);
	if (!err && have == want)
		err = member_span_check(cx, &people);
	if (!err && have == want)
		err = member_words_check(cx, &names);
	if (!err && have == want)
		err = org_tally_check(cx, &sums);
	if (!err && have == want)
		err = org_words_check(cx, &words);
	if (!err && names)
		err_add(ret_findings,
			err_new(cx->arena, ERR_INVALID,
				N_("People whom a search finds by other names "
				   "than those on record: {0}; stop the server "
				   "and run `roviec members recount --data "
				   "{1}`."),
				fmt_int(cx->arena, cx->lang, names),
				db_address_shown(cx->arena, data)));
	if (!err && sums + words)
		err_add(ret_findings,
			err_new(cx->arena, ERR_INVALID,
				N_("Figures and names of the tree of "
				   "organisations that differ from its "
				   "records: {0}; stop the server and run "
				   "`roviec org recount --data {1}`."),
				fmt_int(cx->arena, cx->lang, sums + words),
				db_address_shown(cx->arena, data)));
	if (!err && people)
		err_add(ret_findings,
			err_new(cx->arena, ERR_INVALID,
				N_("People whose figures differ from their "
				   "records: {0}; stop the server and run "
				   "`roviec members recount --data {1}`."),
				fmt_int(cx->arena, cx->lang, people),
				db_address_shown(cx->arena, data)));
	if (!err && wrong)
		err_add(ret_findings,
			err_new(cx->arena, ERR_INVALID,
				N_("Figures that differ from the tasks: {0}; "
				   "stop the server and run `roviec task "
				   "recount --data {1}`."),
				fmt_int(cx->arena, cx->lang, wrong),
				db_address_shown(cx->arena, data)));
	return err;
}

struct err *pages_sums(struct cx *cx, struct str *ret_sums)
{
	bool ours = true, summed = false;
	struct err *err = store_pages(cx->store, cx->arena, &ours, &summed);

	*ret_sums = err || ours ? STR("") : summed ? STR("on") : STR("off");
	return err;
}

static void look_pages(struct visit *v)
{
	struct str sums;
	struct err *err = pages_sums(v->cx, &sums);

	if (err)
		bad(v, err);
	else if (sums.n)
		GOOD(v,
		     N_("the pages on its disk are the server's to look at "
			"(data_checksums: {0})"),
		     sums);
}

static void look_counts(struct visit *v)
{
	struct err *findings = NULL;
	struct err *err = counts_check(v->cx, v->data, &findings);

	if (err || findings)
		bad(v, err ? err : findings);
	else
		GOOD(v, N_("every figure is that of the tasks and of the "
			   "members"));
}

/* What the server's job found in the last night. */
static void look_night(struct visit *v)
{
	struct arena *a = v->cx->arena;
	struct job_last last;
	bool found;
	struct err *err = job_last(v->cx, APP_CHECK_JOB, &last, &found);

	if (err)
		bad(v, err);
	else if (found && last.error.p)
		bad(v,
		    err_detail(a,
			       err_new(a, ERR_DB,
				       N_("The check of {0} found that the "
					  "data isn't whole: stop the server, "
					  "keep the folder, run `roviec verify "
					  "--data {1}` and restore the newest "
					  "good backup."),
				       fmt_instant(a, last.run_at), v->data),
			       "%.*s", STR_ARG(last.error)));
	else if (found)
		GOOD(v, N_("the check of {0} found everything whole"),
		     fmt_instant(a, last.ok_at));
}

/* What the kernel offers for the walls around the server. */
static void look_walls(struct visit *v)
{
	struct arena *a = v->cx->arena;
	struct confined is = app_confine_look();

	if (!is.landlock)
		bad(v,
		    err_new(a, ERR_UNSUPPORTED,
			    N_("The kernel has no Landlock: the server could "
			       "write wherever its user may. Take a kernel "
			       "from 5.13 on, with Landlock turned on.")));
	else
		GOOD(v,
		     N_("the server is walled in by Landlock {0} and "
			"seccomp"),
		     str_fmt(a, "%d", is.landlock));
}

/* What the system lets the server open. */
static void look_limits(struct visit *v)
{
	struct str files =
		fmt_int(v->cx->arena, v->cx->lang, app_confine_look().files);

	if (app_confine_look().files < CONFINE_FILES_LEAST)
		FAULT(v,
		      N_("The system lets the server open only {0} files at "
			 "once: raise LimitNOFILE of its service to {1}."),
		      files,
		      fmt_int(v->cx->arena, v->cx->lang, CONFINE_FILES_MOST));
	else
		GOOD(v,
		     N_("up to {0} files and connections can be open at once"),
		     files);
}

/* Whether what happens is signed, and since when it isn't. */
static void look_witnesses(struct visit *v)
{
	struct arena *a = v->cx->arena;
	struct trail_witness_list list;
	struct err *err = trail_witness_read(v->cx, &list);

	if (err)
		bad(v, err);
	for (ptrdiff_t i = 0; !err && i < list.n; i++) {
		const struct trail_witness *w = &list.p[i];

		if (trail_witness_is_late(v->cx, w))
			bad(v, err_new(a, ERR_IO,
				       N_("The witness \"{0}\" hasn't "
					  "countersigned for more than 26 "
					  "hours: {1}"),
				       w->key.name,
				       w->answer.p ? w->answer : STR("–")));
		else if (w->signed_at != DB_NULL)
			GOOD(v, N_("the witness \"{0}\" countersigned on {1}"),
			     w->key.name, fmt_instant(a, w->signed_at));
	}
}

static void look_trail(struct visit *v)
{
	struct arena *a = v->cx->arena;
	struct trail_mark mark;
	struct job_last last;
	bool found;
	struct err *err = job_last(v->cx, TRAIL_SIGN_JOB, &last, &found);

	if (!err)
		err = trail_last(v->cx, &mark);
	if (err)
		bad(v, err);
	else if (found && last.error.p)
		bad(v,
		    err_detail(a,
			       err_new(a, ERR_DB,
				       N_("The trail of events isn't signed "
					  "any more, since {0}: `roviec trail "
					  "sign --data {1}` says why."),
				       fmt_instant(a, last.run_at), v->data),
			       "%.*s", STR_ARG(last.error)));
	else if (mark.size)
		GOOD(v, N_("the trail is signed up to event {0}, on {1}"),
		     fmt_int(a, v->cx->lang, mark.size),
		     fmt_instant(a, mark.at));
	if (!err)
		look_witnesses(v);
}

static void look_seals(struct visit *v)
{
	bool any = false;
	struct err *err = member_lock_look(v->cx, &any);

	if (err)
		bad(v, err);
	else if (any)
		GOOD(v, N_("the protected fields of people can be read"));
}

static void look_mail(struct visit *v)
{
	struct setting_key key;
	struct mail_config c;
	struct err *why, *err = mail_config_get(v->cx, &c);

	if (err) {
		bad(v, err);
		return;
	}
	why = c.lost ? setting_key_read(v->cx, &key) : NULL;
	if (why && why->code == ERR_DENIED)
		bad(v, why);
	else if (c.lost)
		FAULT(v,
		      N_("The password of the mail server can't be read: its "
			 "key isn't in \"{0}\". Bring the file back, or type "
			 "the password again in the settings."),
		      setting_key_path(v->cx));
	else if (c.password.n)
		GOOD(v, N_("the password of the mail server can be read"));
}

/* When it was last kept elsewhere, and last tried out. */
static void look_backup(struct visit *v)
{
	struct arena *a = v->cx->arena;
	struct kept k;
	struct err *err = kept_read(v->cx, KEPT_BACKUP, &k);
	int64_t hours = (v->cx->now - k.at) / 3600000;

	if (err)
		bad(v, err);
	else if (k.at == DB_NULL)
		WARN(v,
		     N_("no backup is known: make one each night with `roviec "
			"backup`, run as the user of the service"));
	else if (v->cx->now - k.at > KEPT_BACKUP_MS)
		WARN(v, N_("the last backup is {0} hours old"),
		     fmt_int(a, v->cx->lang, hours));
	else if (k.plain)
		WARN(v,
		     N_("the last backup, of {0}, isn't encrypted: whoever "
			"gets hold of it reads it"),
		     fmt_instant(a, k.at));
	else
		GOOD(v, N_("the last backup is of {0}, encrypted"),
		     fmt_instant(a, k.at));
}

static void look_drill(struct visit *v)
{
	struct arena *a = v->cx->arena;
	struct kept k;
	struct err *err = kept_read(v->cx, KEPT_DRILL, &k);
	int64_t days = (v->cx->now - k.at) / 86400000;

	if (err)
		bad(v, err);
	else if (k.at == DB_NULL)
		WARN(v,
		     N_("no backup was tried out yet: `roviec drill --backup "
			"FILE --identity FILE`"));
	else if (!k.whole)
		FAULT(v,
		      N_("The last drill, on {0}, failed: the backup \"{1}\" "
			 "doesn't bring the data back. Make another one and "
			 "try that."),
		      fmt_instant(a, k.at), k.file);
	else if (days > KEPT_DRILL_DAYS)
		WARN(v, N_("the last drill was {0} days ago"),
		     fmt_int(a, v->cx->lang, days));
	else
		GOOD(v, N_("the last drill was {0} days ago and went well"),
		     fmt_int(a, v->cx->lang, days));
}

/* What a past change of the key has left to do. */
static void look_key(struct visit *v)
{
	struct setting_key key;
	struct err *err = setting_key_read(v->cx, &key);

	if (err && err->code == ERR_NOT_FOUND)
		return; /* nothing needed one yet, or it is told elsewhere */
	if (err)
		bad(v, err);
	else if (key.older)
		WARN(v,
		     N_("an older key still opens: when `roviec key show` says "
			"that everything is sealed anew, run `roviec key "
			"retire`"));
	else
		GOOD(v, N_("what is secret is sealed with the key {0}"),
		     key.name);
}

static void look_privacy(struct visit *v)
{
	struct arena *a = v->cx->arena;
	struct privacy_health h = { 0 };
	int have, want;
	struct err *err = store_version(v->cx->store, a, &have, &want);

	if (!err && have < want)
		return;
	if (!err)
		err = privacy_health(v->cx, &h);
	if (err) {
		bad(v, err);
		return;
	}
	if (h.unfiled)
		FAULT(v,
		      N_("{0} erased persons don't stand in {1} yet: run "
			 "`roviec privacy erased --data {2}`."),
		      fmt_int(a, v->cx->lang, h.unfiled),
		      privacy_ledger_path(v->cx), v->data);
	else
		GOOD(v, N_("erased persons: {0}, all in the list"),
		     fmt_int(a, v->cx->lang, h.erased));
	if (h.open_events)
		GOOD(v,
		     N_("{0} events of the trail, written before words of "
			"people were sealed, still hold some; they can't be "
			"changed without breaking the chain"),
		     fmt_int(a, v->cx->lang, h.open_events));
}

static void look_inside(struct visit *v)
{
	struct err *findings = NULL, *err;
	struct str name;

	err = store_check(v->cx->store, v->cx->arena, &findings);
	if (err)
		bad(v, err);
	else if (!findings)
		GOOD(v, N_("the database is whole"));
	for (; findings; findings = findings->next)
		bad(v, findings);
	look_pages(v);
	realm_read(v->cx);
	err = setting_get(v->cx, "profile", STR("vn-party"), &name);
	if (!err)
		err = profile_load(v->cx->arena, name, &v->cx->profile);
	if (err)
		bad(v, err);
	else
		GOOD(v, N_("the profile is \"{0}\""), name);
	look_counts(v);
	look_night(v);
	look_mail(v);
	look_walls(v);
	look_limits(v);
	look_trail(v);
	look_seals(v);
	look_key(v);
	look_backup(v);
	look_drill(v);
	look_privacy(v);
}

static void look_data(struct visit *v)
{
	struct arena *a = v->cx->arena;
	struct err *err;

	if (!db_is_address(v->data) && access(str_to_c(a, v->file), F_OK)) {
		FAULT(v,
		      N_("There is no data in \"{0}\"; make it with `roviec "
			 "init --data {0} …` or `roviec demo --data {0}`."),
		      v->data);
		return;
	}
	err = store_open(a,
			 &(struct db_config){ .path = str_to_c(a, v->file),
					      .read_only = true },
			 &v->cx->store);
	if (err) {
		bad(v, err);
		return;
	}
	look_schema(v);
	look_inside(v);
	realm_close(v->cx);
}

/* ---- the address ------------------------------------------------------------------ */

static bool address_read(struct arena *a, struct str listen,
			 struct sockaddr_in *ret_at)
{
	struct str host = str_cut(&listen, ':');
	int64_t port;

	*ret_at = (struct sockaddr_in){ .sin_family = AF_INET };
	if (!listen.p || !str_to_i64(listen, &port) || port < 1 || port > 65535)
		return false;
	ret_at->sin_port = htons((uint16_t)port);
	return inet_pton(AF_INET, str_to_c(a, host), &ret_at->sin_addr) == 1;
}

static void look_port(struct visit *v, struct str listen)
{
	struct sockaddr_in at;
	int fd, one = 1;

	if (!address_read(v->cx->arena, listen, &at)) {
		FAULT(v,
		      N_("\"{0}\" isn't an address such as "
			 "127.0.0.1:8080."),
		      listen);
		return;
	}
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0)
		GOOD(v, N_("{0} is free"), listen);
	else if (errno == EADDRINUSE)
		FAULT(v,
		      N_("{0} is taken by another program (or by a running "
			 "`roviec serve`): stop it, or choose another "
			 "--listen."),
		      listen);
	else
		bad(v,
		    err_detail(v->cx->arena,
			       err_new(v->cx->arena, ERR_IO,
				       N_("{0} can't be listened on."), listen),
			       "%s", strerror(errno)));
	close(fd);
}

/* ---- the certificate -------------------------------------------------------------- */

static void look_days(struct visit *v, const struct tls_look *look,
		      struct str cert)
{
	int64_t days = tls_days_left(look->ends, v->cx->now);
	struct str day = fmt_day(v->cx->arena, day_of_instant(look->ends));

	if (look->from > v->cx->now)
		FAULT(v,
		      N_("The certificate {0} counts from {1} only: look at "
			 "the clock of this machine, or take another one."),
		      cert, fmt_day(v->cx->arena, day_of_instant(look->from)));
	else if (days < 0)
		FAULT(v,
		      N_("The certificate {0} ended on {1}: browsers refuse "
			 "this site until there is a new one."),
		      cert, day);
	else if (days < TLS_SOON_DAYS)
		FAULT(v,
		      N_("The certificate {0} ends on {1}, in {2} days: renew "
			 "it; a running server takes the new files by itself."),
		      cert, day, fmt_int(v->cx->arena, v->cx->lang, days));
	else
		GOOD(v, N_("the certificate counts until {0}"), day);
}

static void look_tls(struct visit *v, struct str cert, struct str key)
{
	struct arena *a = v->cx->arena;
	struct tls_look look;
	struct err *err;

	if (!cert.p && !key.p)
		return;
	if (!cert.p || !key.p) {
		FAULT(v, N_("--tls-cert and --tls-key go together."));
		return;
	}
	err = tls_look(a, str_to_c(a, cert), str_to_c(a, key), &look);
	if (err) {
		bad(v, err);
		return;
	}
	look_days(v, &look, cert);
	if (look.others_read)
		FAULT(v,
		      N_("Others on this machine can read the key {0}: `chmod "
			 "640 {0}`, with the service's group."),
		      key);
}

static void look_scanner(struct visit *v, struct str socket)
{
	struct err *err;

	if (!socket.n)
		return;
	err = file_scan_set(v->cx->arena, socket);
	if (!err)
		err = file_scan_try(v->cx->arena);
	if (err)
		bad(v, err);
	else
		GOOD(v, N_("The scanner of files answers at {0}."), socket);
}

struct err *doctor_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct str listen = cli_str(cli, "listen");
	struct visit v = {
		.cx = cx,
		.out = cli_out(cli),
		.data = db_address_shown(cx->arena, cli_str(cli, "data")),
		.file = realm_file(cx->arena, cli_str(cli, "data")),
	};

	if (!db_is_address(v.data)) /* a server looks after its disk */
		look_folder(&v);
	look_data(&v);
	look_tls(&v, cli_str(cli, "tls-cert"), cli_str(cli, "tls-key"));
	look_scanner(&v, cli_str(cli, "scan"));
	look_port(&v, listen.p ? listen : STR("127.0.0.1:8080"));
	*ret_status = v.faults ? 1 : 0;
	return NULL;
}
