/* The control database of an installation. */
#include "directory/directory.h"

#include <errno.h>
#include <unistd.h>

#include "db/db.h"
#include "directory/directory_query.h"
#include "i18n/i18n.h"

extern const struct migration directory_migrations[];
extern const int directory_n_migrations;

enum { READERS = 2, LABEL_MOST = 63 };

/* ---- names ------------------------------------------------------------------ */

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Letters and digits, with single hyphens between them. */
static bool label_ok(struct str s, ptrdiff_t most)
{
	if (!s.n || s.n > most)
		return false;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		bool inner = i > 0 && i + 1 < s.n;

		if (!is_plain(s.p[i]) && !(s.p[i] == '-' && inner))
			return false;
	}
	return true;
}

bool realm_name_ok(struct str name)
{
	return label_ok(name, REALM_NAME_MOST) &&
	       str_find(name, STR("--"), 0) < 0;
}

struct err *realm_name_err(struct arena *a, struct str name)
{
	return err_new(a, ERR_INVALID,
		       N_("\"{0}\" can't be a realm's name: at most 32 small "
			  "letters without marks, digits and single hyphens, "
			  "such as phuong-1."),
		       name);
}

bool realm_host_ok(struct str host)
{
	if (!host.n || host.n > REALM_HOST_MOST)
		return false;
	while (host.p)
		if (!label_ok(str_cut(&host, '.'), LABEL_MOST))
			return false;
	return true;
}

/* ---- opening ----------------------------------------------------------------- */

/* Only a server that answers can say that it has no directory. */
static struct err *absent_or(struct err *err)
{
	return err->code == ERR_NOT_FOUND ? NULL : err;
}

struct err *directory_open(struct arena *a, struct str data, bool create,
			   bool read_only, int64_t now,
			   struct store **ret_store)
{
	bool server = db_is_address(data);
	const char *file =
		server ? str_fmt(a, "%.*s#roviec_directory", STR_ARG(data)).p
		       : str_fmt(a, "%.*s/directory.db", STR_ARG(data)).p;
	struct err *err;

	*ret_store = NULL;
	if (!server && !create && access(file, F_OK) != 0 && errno == ENOENT)
		return NULL;
	err = store_open(a,
			 &(struct db_config){ .path = file,
					      .create = create,
					      .read_only = read_only,
					      .readers = READERS,
					      .steps = directory_migrations,
					      .n_steps =
						      directory_n_migrations },
			 ret_store);
	if (err)
		return create ? err : absent_or(err);
	if (!read_only)
		err = store_migrate(*ret_store, a, now, NULL, NULL);
	if (err) {
		store_close(*ret_store);
		*ret_store = NULL;
	}
	return err;
}

/* ---- reading ------------------------------------------------------------------ */

static struct realm_entry entry_of(const struct realm_by_name_row *r)
{
	return (struct realm_entry){ .id = r->id,
				     .name = r->name,
				     .title = r->title,
				     .place = r->place,
				     .state = (enum realm_state)r->state,
				     .made_at = r->made_at };
}

/* Both lists are read in one order by different keys; ids are few. */
static struct err *hosts_fill(struct cx *cx, struct realm_entries *list)
{
	struct realm_hosts_rows rows;
	struct err *err = realm_hosts(cx->db, &rows);

	if (err || !rows.n)
		return err;
	for (ptrdiff_t i = 0; i < list->n; i++) {
		struct realm_entry *e = &list->p[i];
		ptrdiff_t low = 0, high = rows.n;

		while (low < high) {
			ptrdiff_t at = (low + high) / 2;

			if (rows.p[at].realm < e->id)
				low = at + 1;
			else
				high = at;
		}
		for (; low < rows.n && rows.p[low].realm == e->id; low++)
			*vec_push(cx->arena, &e->hosts) = rows.p[low].host;
	}
	return NULL;
}

struct err *directory_list(struct cx *cx, struct realm_entries *ret_list)
{
	struct realm_entries list = { 0 };
	struct realm_all_rows rows;
	struct err *err = realm_all(cx->db, &rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct realm_all_row *r = &rows.p[i];

		*vec_push(cx->arena, &list) = (struct realm_entry){
			.id = r->id,
			.name = r->name,
			.title = r->title,
			.place = r->place,
			.state = (enum realm_state)r->state,
			.made_at = r->made_at
		};
	}
	err = hosts_fill(cx, &list);
	if (!err)
		*ret_list = list;
	return err;
}

struct err *directory_find(struct cx *cx, struct str name,
			   struct realm_entry *ret_entry)
{
	struct realm_entries one = { 0 };
	struct realm_by_name_row row;
	bool found;
	struct err *err =
		realm_by_name(cx->db,
			      &(struct realm_by_name_in){ .name = name }, &row,
			      &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no realm \"{0}\"; `roviec realm "
				 "list` shows those that there are."),
			      name);
	if (err)
		return err;
	*vec_push(cx->arena, &one) = entry_of(&row);
	err = hosts_fill(cx, &one);
	*ret_entry = one.p[0];
	return err;
}

struct err *directory_stamp(struct cx *cx, int64_t *ret_n)
{
	struct stamp_read_row row = { .n = 0 };
	bool found;
	struct err *err = stamp_read(cx->db, &row, &found);

	*ret_n = row.n;
	return err;
}

/* ---- writing --------------------------------------------------------------------- */

/* Behind every change: what was done, and the stamp. */
static struct err *noted(struct cx *cx, const char *kind, struct str realm,
			 struct str detail)
{
	struct err *err = realm_event_insert(cx->db,
					     &(struct realm_event_insert_in){
						     .at = cx->now,
						     .kind = str_c(kind),
						     .realm = realm,
						     .detail = detail },
					     NULL);

	return err ? err : stamp_next(cx->db, NULL);
}

static struct err *host_put(struct cx *cx, const struct realm_entry *e,
			    struct str host)
{
	struct realm_of_host_row row;
	bool found;
	struct err *err;

	if (!realm_host_ok(host))
		return err_new(cx->arena, ERR_INVALID,
			       N_("\"{0}\" is not a host name: write it in "
				  "small letters and without a port, such as "
				  "dangbo.example.vn."),
			       host);
	err = realm_of_host(cx->db, &(struct realm_of_host_in){ .host = host },
			    &row, &found);
	if (err || (found && str_eq(row.name, e->name)))
		return err;
	if (found)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The host name {0} belongs to the realm "
				  "\"{1}\" already."),
			       host, row.name);
	return realm_host_insert(cx->db,
				 &(struct realm_host_insert_in){
					 .host = host, .realm = e->id },
				 NULL);
}

struct entry_io {
	const struct realm_entry *in;
	struct realm_entry *e;
	struct str text;
	enum realm_state to;
	bool again;
};

/* One that was broken off in the middle goes on; any other is taken. */
static struct err *entry_again(struct cx *cx, const struct realm_entry *was,
			       const struct realm_entry *in)
{
	if (was->state == REALM_MAKING && str_eq(was->place, in->place))
		return NULL;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("There is a realm \"{0}\" already; choose another "
			  "name."),
		       in->name);
}

static struct err *add_act(struct cx *cx, void *arg)
{
	struct entry_io *io = arg;
	const struct realm_entry *in = io->in;
	struct realm_by_name_row row;
	bool found;
	struct err *err =
		realm_by_name(cx->db,
			      &(struct realm_by_name_in){ .name = in->name },
			      &row, &found);

	if (err)
		return err;
	io->again = found;
	*io->e = found ? entry_of(&row) : *in;
	io->e->state = found ? io->e->state : REALM_MAKING;
	if (found)
		err = entry_again(cx, io->e, in);
	else
		err = realm_insert(cx->db,
				   &(struct realm_insert_in){
					   .name = in->name,
					   .title = in->title,
					   .place = in->place,
					   .state = REALM_MAKING,
					   .now = cx->now },
				   &io->e->id);
	io->e->made_at = cx->now;
	for (ptrdiff_t i = 0; !err && i < in->hosts.n; i++)
		err = host_put(cx, io->e, in->hosts.p[i]);
	return err ? err : noted(cx, "add", in->name, in->place);
}

struct err *directory_add(struct cx *cx, const struct realm_entry *in,
			  struct realm_entry *ret_entry, bool *ret_again)
{
	struct entry_io io = { .in = in, .e = ret_entry };
	struct err *err;

	if (!realm_name_ok(in->name))
		return realm_name_err(cx->arena, in->name);
	err = db_tx(cx, add_act, &io);
	*ret_again = io.again;
	return err;
}

static struct err *move_act(struct cx *cx, void *arg)
{
	static const char *const kinds[N_REALM_STATE] = { "making", "open",
							  "moving", "close",
							  "remove" };
	struct entry_io *io = arg;
	int64_t changed = 0;
	struct err *err =
		realm_update(cx->db,
			     &(struct realm_update_in){ .id = io->e->id,
							.was = io->e->state,
							.state = io->to,
							.place = io->text,
							.now = cx->now },
			     &changed);

	if (!err && !changed)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("Somebody else changes the realm \"{0}\" at "
				 "this moment; look at `roviec realm list` and "
				 "try again."),
			      io->e->name);
	return err ? err : noted(cx, kinds[io->to], io->e->name, io->text);
}

struct err *directory_move(struct cx *cx, struct realm_entry *e,
			   enum realm_state to, struct str place)
{
	struct entry_io io = { .e = e, .to = to, .text = place };
	struct err *err = db_tx(cx, move_act, &io);

	if (err)
		return err;
	e->state = to;
	e->place = place;
	return NULL;
}

static struct err *host_add_act(struct cx *cx, void *arg)
{
	struct entry_io *io = arg;
	struct err *err = host_put(cx, io->in, io->text);

	return err ? err : noted(cx, "host", io->in->name, io->text);
}

struct err *directory_host_add(struct cx *cx, const struct realm_entry *e,
			       struct str host)
{
	struct entry_io io = { .in = e, .text = host };

	return db_tx(cx, host_add_act, &io);
}

static struct err *host_remove_act(struct cx *cx, void *arg)
{
	struct entry_io *io = arg;
	int64_t changed = 0;
	struct err *err = realm_host_delete(cx->db,
					    &(struct realm_host_delete_in){
						    .host = io->text,
						    .realm = io->in->id },
					    &changed);

	if (!err && !changed)
		err = err_new(
			cx->arena, ERR_NOT_FOUND,
			N_("{0} is not a host name of the realm \"{1}\"."),
			io->text, io->in->name);
	return err ? err : noted(cx, "host-remove", io->in->name, io->text);
}

struct err *directory_host_remove(struct cx *cx, const struct realm_entry *e,
				  struct str host)
{
	struct entry_io io = { .in = e, .text = host };

	return db_tx(cx, host_remove_act, &io);
}

static struct err *forget_act(struct cx *cx, void *arg)
{
	const struct entry_io *io = arg;
	int64_t id = io->in->id;
	struct err *err = realm_hosts_delete(
		cx->db, &(struct realm_hosts_delete_in){ .realm = id }, NULL);

	if (!err)
		err = realm_delete(cx->db,
				   &(struct realm_delete_in){ .id = id }, NULL);
	return err ? err : noted(cx, "forget", io->in->name, STR(""));
}

struct err *directory_forget(struct cx *cx, const struct realm_entry *e)
{
	struct entry_io io = { .in = e };

	return db_tx(cx, forget_act, &io);
}

/* ---- places ------------------------------------------------------------------------ */

/* "-" is no letter of a schema's name. */
static struct str schema_of(struct arena *a, struct str name)
{
	char *p = arena_new(a, char, name.n + 1);

	for (ptrdiff_t i = 0; i < name.n; i++)
		p[i] = name.p[i] == '-' ? '_' : name.p[i];
	return str_fmt(a, "realm_%s", p);
}

struct str realm_place_of(struct arena *a, struct str data,
			  const struct realm_entry *e)
{
	struct str place = e->place.n ? e->place : data;

	if (db_is_address(place))
		return str_fmt(a, "%.*s#%.*s", STR_ARG(place),
			       STR_ARG(schema_of(a, e->name)));
	return str_fmt(a, e->place.n ? "%.*s/%.*s" : "%.*s/realms/%.*s",
		       STR_ARG(place), STR_ARG(e->name));
}
