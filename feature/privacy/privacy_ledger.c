/*
 * The list of the erased: ids only, one line each, appended to a file beside
 * the data, so that a restored backup, which still has them, can be made to
 * forget them again. A line names the record by its number and by the event
 * that made it: a person who gets the number later isn't meant.
 *
 *	origin TAB member|user|candidate TAB number TAB user TAB event TAB hash TAB instant
 */
#include "privacy/privacy_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account/account.h"
#include "audit/audit.h"
#include "base/buf.h"
#include "db/db.h"
#include "growth/growth.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "privacy/privacy_query.h"
#include "setting/setting_seal.h"

enum { AT_ONCE = 500, FILE_MOST_BYTES = 64 << 20, LINE_MOST = 400 };

struct str privacy_ledger_path(struct cx *cx)
{
	struct str key = setting_key_path(cx), end = STR(".key");

	if (str_ends(key, end))
		key = str_sub(key, 0, key.n - end.n);
	return str_cat(cx->arena, key, STR(".erased"));
}

static void fd_end(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static struct err *cant(struct cx *cx, struct str path, int why)
{
	return err_detail(cx->arena,
			  err_new(cx->arena, ERR_IO,
				  N_("The list of erased persons \"{0}\" can't "
				     "be written or read: look at the folder's "
				     "rights and room."),
				  path),
			  "%s", strerror(why));
}

/* ---- writing ------------------------------------------------------------ */

static int64_t or_zero(int64_t id)
{
	return id == DB_NULL ? 0 : id;
}

static struct str line_of(struct cx *cx, struct str origin,
			  const struct erased_list_row *r)
{
	struct person who = { .member = or_zero(r->member),
			      .user = or_zero(r->user_id),
			      .candidate = or_zero(r->candidate) };
	const char *kind;
	int64_t id = privacy_subject(&who, &kind);

	return str_fmt(cx->arena, "%.*s\t%s\t%lld\t%lld\t%lld\t%.*s\t%.*s\n",
		       STR_ARG(origin), kind, (long long)id,
		       (long long)who.user, (long long)r->origin_event,
		       STR_ARG(r->origin_hash),
		       STR_ARG(instant_iso(cx->arena, r->at)));
}

static struct err *append(struct cx *cx, struct str path, struct str text)
{
	int fd CLEANUP(fd_end) =
		open(str_to_c(cx->arena, path),
		     O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
		     0600);

	if (fd < 0 || write(fd, text.p, (size_t)text.n) != text.n ||
	    fsync(fd) != 0)
		return cant(cx, path, errno);
	return NULL;
}

static struct err *filed_tx(struct cx *cx, void *arg)
{
	const struct erased_list_rows *rows = arg;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < rows->n; i++)
		err = erased_filed(cx->db,
				   &(struct erased_filed_in){ rows->p[i].id },
				   NULL);
	return err;
}

static struct err *lines_append(struct cx *cx, struct str path,
				struct erased_list_rows *rows)
{
	struct buf text = buf_init(cx->arena, AT_ONCE * LINE_MOST);
	struct str origin;
	struct err *err = audit_origin(cx, &origin);

	for (ptrdiff_t i = 0; !err && i < rows->n; i++)
		buf_str(&text, line_of(cx, origin, &rows->p[i]));
	if (!err)
		err = append(cx, path, buf_view(&text));
	return err ? err : db_tx(cx, filed_tx, rows);
}

struct err *privacy_file_ledger(struct cx *cx)
{
	struct str path = privacy_ledger_path(cx);
	struct stat st;
	/* of data that was moved the list stayed where it was; a server makes
	 * an empty one before it shuts itself in */
	bool whole = stat(str_to_c(cx->arena, path), &st) != 0 || !st.st_size;
	struct erased_list_in in = { .limit = AT_ONCE,
				     .with = whole ? 0
						   : ERASED_LIST_WITH_UNFILED };
	struct erased_list_rows rows;
	struct err *err = erased_list(cx->db, &in, &rows);

	while (!err && rows.n) {
		in.after = rows.p[rows.n - 1].id;
		err = lines_append(cx, path, &rows);
		if (!err)
			err = erased_list(cx->db, &in, &rows);
	}
	return err;
}

/* ---- reading ------------------------------------------------------------ */

static struct err *file_read(struct cx *cx, struct str path,
			     struct str *ret_text, bool *ret_known)
{
	int fd CLEANUP(fd_end) = open(str_to_c(cx->arena, path),
				      O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct buf b = buf_init(cx->arena, FILE_MOST_BYTES);
	char part[1 << 14];
	ssize_t n = 0;

	*ret_known = fd >= 0 || errno != ENOENT;
	if (!*ret_known)
		return NULL;
	if (fd < 0)
		return cant(cx, path, errno);
	while ((n = read(fd, part, sizeof(part))) > 0)
		buf_str(&b, (struct str){ part, (ptrdiff_t)n });
	if (n < 0 || b.full)
		return cant(cx, path, n < 0 ? errno : EFBIG);
	*ret_text = buf_view(&b);
	return NULL;
}

struct entry {
	struct person who;
	int64_t event;
	struct str origin, hash;
};

/* False for a line that was cut off or isn't ours. */
static bool entry_read(struct str line, struct entry *e)
{
	struct str kind, id, user, event;

	e->origin = str_cut(&line, '\t');
	kind = str_cut(&line, '\t');
	id = str_cut(&line, '\t');
	user = str_cut(&line, '\t');
	event = str_cut(&line, '\t');
	e->hash = str_cut(&line, '\t');
	if (!line.n || !str_to_i64(user, &e->who.user) ||
	    !str_to_i64(event, &e->event))
		return false;
	e->who.member = e->who.candidate = 0;
	if (str_eq(kind, STR("member")))
		return str_to_i64(id, &e->who.member);
	if (str_eq(kind, STR("candidate")))
		return str_to_i64(id, &e->who.candidate);
	return str_eq(kind, STR("user")) && str_to_i64(id, &e->who.user);
}

static struct err *candidate_is_there(struct cx *cx, int64_t candidate,
				      bool *ret_there)
{
	struct growth_brief brief;
	bool found;
	struct err *err = growth_brief_read(cx, candidate, &brief, &found);

	*ret_there = !err && found && !brief.erased;
	return err;
}

/* Whether the data still has this very person. */
static struct err *is_there(struct cx *cx, const struct entry *e,
			    bool *ret_there)
{
	struct event_hash_row row;
	struct member_brief brief;
	enum member_guard guard = MEMBER_FREE;
	struct erased_user_row erased;
	bool found = false;
	struct err *err =
		event_hash(cx->db, &(struct event_hash_in){ .id = e->event },
			   &row, &found);

	*ret_there = false;
	if (err || !found || !str_eq(row.hash, e->hash))
		return err;
	if (e->who.candidate)
		return candidate_is_there(cx, e->who.candidate, ret_there);
	if (!e->who.member) {
		err = erased_user(cx->db,
				  &(struct erased_user_in){ e->who.user },
				  &erased, &found);
		*ret_there = !err && !found;
		return err;
	}
	err = member_brief_read(cx, e->who.member, &brief, &found);
	if (!err && found)
		err = member_guard_read(cx, e->who.member, &guard);
	*ret_there = !err && found && guard != MEMBER_ERASED;
	return err;
}

/* The account that went with the record, if it is the same person's there. */
static struct err *user_of(struct cx *cx, struct person *who)
{
	int64_t user = 0;
	struct err *err =
		who->member ? member_user(cx, who->member, &user) : NULL;

	if (who->member)
		who->user = user == who->user ? user : 0;
	return err;
}

static struct err *entry_replay(struct cx *cx, struct entry *e, int64_t *n)
{
	bool there;
	struct err *err = is_there(cx, e, &there);

	if (!err && there)
		err = user_of(cx, &e->who);
	if (!err && there)
		err = privacy_erase(cx,
				    &(struct privacy_erasing){
					    .who = e->who, .cause = "replay" });
	*n += !err && there;
	return err;
}

struct err *privacy_replay(struct cx *cx, struct str path, bool *ret_known,
			   int64_t *ret_n)
{
	struct cx system = *cx;
	struct str text = STR_NULL, origin;
	struct entry e;
	struct err *err;

	system.actor = (struct actor){ .id = ACTOR_SYSTEM };
	system.key = STR_NULL;
	*ret_n = 0;
	err = file_read(&system, path.p ? path : privacy_ledger_path(cx), &text,
			ret_known);
	if (!err && *ret_known)
		err = audit_origin(&system, &origin);
	while (!err && text.p) {
		if (entry_read(str_cut(&text, '\n'), &e) &&
		    str_eq(e.origin, origin))
			err = entry_replay(&system, &e, ret_n);
	}
	return err;
}

/* ---- health ------------------------------------------------------------- */

struct err *privacy_health(struct cx *cx, struct privacy_health *ret_health)
{
	struct erased_list_rows rows;
	struct erased_count_row all;
	int64_t members = 0, users = 0, candidates = 0;
	bool found;
	struct err *err = audit_veil_open(cx, "member", 0, &members);

	if (!err)
		err = audit_veil_open(cx, "user", 0, &users);
	if (!err)
		err = audit_veil_open(cx, "candidate", 0, &candidates);
	if (!err)
		err = erased_count(cx->db, &all, &found);
	if (!err)
		err = erased_list(cx->db,
				  &(struct erased_list_in){
					  .limit = AT_ONCE,
					  .with = ERASED_LIST_WITH_UNFILED },
				  &rows);
	if (err)
		return err;
	*ret_health = (struct privacy_health){ .open_events = members + users +
							      candidates,
					       .erased = all.n,
					       .unfiled = rows.n };
	return NULL;
}
