/*
 * The only place that knows both the machinery and the product: the list of
 * features, the realm's folder, the server, the installation's commands.
 */
#ifndef RV_APP_H
#define RV_APP_H

#include "cli/cli.h"
#include "http/http.h"
#include "view/feature.h"

extern const struct feature *const app_features[];
extern const int app_n_features;

/* Embedded by tools/embed. */
extern const struct asset app_assets[];
extern const int app_assets_n;

/* Commands of the installation itself (serve, init, demo, backup, …). */
extern const struct command app_commands[];
extern const int app_n_commands;

/* ---- the realm's folder (app_realm.c) --------------------------------- */
/* DIR/roviec.db; created 0700 when `create`. Opens the store, refuses an old
 * schema (naming the mend), loads the profile. For struct cli_env. */
struct err *realm_open(struct cx *cx, struct str data, bool create) MUST_USE;
void realm_close(struct cx *cx);
/* Its profile, which all realms of this process share that have the same. */
struct err *realm_profile(struct cx *cx) MUST_USE;
/* Where the data of a realm of the installation *data is, for --realm. */
struct err *realm_data(struct cx *cx, struct str name,
		       struct str *data) MUST_USE;
/* Opens without demanding the newest schema: for migrate and doctor. */
/* As realm_open_any(), of data that this process may have closed so. */
struct db_mark;
struct err *realm_open_again(struct cx *cx, struct str data,
			     const struct db_mark *mark) MUST_USE;
struct err *realm_open_any(struct cx *cx, struct str data,
			   bool create) MUST_USE;
struct str realm_file(struct arena *a, struct str data);
/* Makes the folder, readable by its owner alone; one that is there is fine. */
struct err *realm_folder(struct arena *a, struct str data) MUST_USE;
/* The sentence for a place without a realm of its own. */
struct err *realm_absent(struct arena *a, struct str data) NONNULL_RESULT;
/* … and for one that `no` (errno) keeps from being looked at. */
struct err *realm_unseen(struct arena *a, struct str data,
			 int no) NONNULL_RESULT;
/* A reader for the command's own queries; call once after realm_open(). */
void realm_read(struct cx *cx);

/* Writes profile and root organisation and the first administrator, prints a
 * one-time sign-in link; used by `init` and `demo`. */
struct realm_new {
	struct str profile, name, admin;
	/* absent: the name is the address and the administrator works in the
	 * office, too; a demo gives a name and brings an office */
	struct str admin_name, admin_post, admin_password;
	bool invented; /* a demo: nobody needs a second factor */
};
struct err *realm_init(struct cx *cx, const struct realm_new *in,
		       int64_t *ret_root, int64_t *ret_admin) MUST_USE;

/* ---- the web server (app_serve.c) --------------------------------------- */
/* Fills the configuration that all ways of serving share. */
void app_http_config(struct http_config *c, struct cx *cx);

int app_main(int argc, char **argv);

#endif
