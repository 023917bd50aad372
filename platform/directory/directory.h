/*
 * The directory: a small control database that says which realms (committees)
 * an installation serves, by which host names, and where the data of each is.
 * It stands beside them: DATA/directory.db in a folder, the schema
 * roviec_directory on a server. An installation without one has a single
 * realm, its own. Only commands write it; every process that serves reads it
 * and looks at its stamp for changes.
 */
#ifndef RV_DIRECTORY_H
#define RV_DIRECTORY_H

#include "base/cx.h"

enum {
	REALM_NAME_MOST = 32,
	REALM_HOST_MOST = 253,
};

enum realm_state {
	REALM_MAKING, /* being made: `realm add` was broken off or runs */
	REALM_OPEN,
	REALM_MOVING, /* to another place: its pages ask for patience */
	REALM_CLOSED,
	REALM_REMOVING,
	N_REALM_STATE
};

struct realm_entry {
	int64_t id;
	struct str name;  /* of its path /r/NAME, its folder, its schema */
	struct str title; /* the committee's name, for lists */
	struct str place; /* folder or server; empty: the installation's own */
	enum realm_state state;
	int64_t made_at;
	struct strs hosts;
};
struct realm_entries {
	struct realm_entry *p;
	ptrdiff_t n, cap;
};

/* Lower-case letters, digits and single hyphens between them. */
bool realm_name_ok(struct str name);
/* The sentence for one that isn't. */
struct err *realm_name_err(struct arena *a, struct str name) NONNULL_RESULT;
/* A host name without port, lower case. */
bool realm_host_ok(struct str host);

/* Opens the directory of an installation (its folder or server). NULL in
 * *ret_store when it has none and `create` is off. */
struct err *directory_open(struct arena *a, struct str data, bool create,
			   bool read_only, int64_t now,
			   struct store **ret_store) MUST_USE;

/* cx->store and cx->db are the directory's in all of these. */
struct err *directory_list(struct cx *cx,
			   struct realm_entries *ret_list) MUST_USE;
/* ERR_NOT_FOUND names the realm. */
struct err *directory_find(struct cx *cx, struct str name,
			   struct realm_entry *ret_entry) MUST_USE;
/* A number that changes with every change. */
struct err *directory_stamp(struct cx *cx, int64_t *ret_n) MUST_USE;

/* Enters a realm that is being made; one that is in that state already, since
 * that was broken off, is found again (*ret_again). Refuses a name or host that
 * is taken. */
struct err *directory_add(struct cx *cx, const struct realm_entry *in,
			  struct realm_entry *ret_entry,
			  bool *ret_again) MUST_USE;
/* From the state that `e` shows to another, and to another place. Refuses
 * when somebody else was faster. *e is brought up to date. */
struct err *directory_move(struct cx *cx, struct realm_entry *e,
			   enum realm_state to, struct str place) MUST_USE;
struct err *directory_host_add(struct cx *cx, const struct realm_entry *e,
			       struct str host) MUST_USE;
struct err *directory_host_remove(struct cx *cx, const struct realm_entry *e,
				  struct str host) MUST_USE;
/* Forgets a realm whose data is gone. */
struct err *directory_forget(struct cx *cx,
			     const struct realm_entry *e) MUST_USE;

/* Where the data of a realm of the installation `data` is: a folder, or a
 * server's address with the schema behind "#", as --data takes it. */
struct str realm_place_of(struct arena *a, struct str data,
			  const struct realm_entry *e);

#endif
