/* Puts the tables together and runs the command line. */
#include "app/app.h"

#include <signal.h>

#include "app/app_federation.h"
#include "app/app_realms.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "view/feature.h"

enum { MOST_TABLES = 32 };

/* The reader's language by the usual variables; Vietnamese unless they ask
 * for another. "C" and "POSIX" say nothing. */
static enum lang lang_of_environment(void)
{
	static const char *const name[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	enum lang lang;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(name); i++) {
		const char *v = getenv(name[i]);

		if (!v || !*v)
			continue;
		return lang_from_code(str_sub(str_c(v), 0, 2), &lang) ? lang
								      : LANG_EN;
	}
	return LANG_EN;
}

static void table_add(struct cli_env *env, const struct command **tables,
		      int *counts, const struct command *p, int n)
{
	if (!n)
		return;
	assert(env->n_tables < MOST_TABLES);
	tables[env->n_tables] = p;
	counts[env->n_tables++] = n;
}

int app_main(int argc, char **argv)
{
	const struct command *tables[MOST_TABLES] = { app_commands };
	int counts[MOST_TABLES] = { app_n_commands };
	struct cli_env env = {
		.program = "roviec",
		.about = N_("Rõ Việc: from a resolution to clear work, from "
			    "clear work to a verified product."),
		.tables = tables,
		.n_table = counts,
		.n_tables = 1,
		.open = app_federation_open,
		.ready = org_settle,
		.close = realm_close,
		.realm = app_federation_realm,
		.lang = lang_of_environment(),
	};

	signal(SIGPIPE, SIG_IGN);
	features_set(app_features, app_n_features);
	table_add(&env, tables, counts, app_realm_commands.p,
		  app_realm_commands.n);
	for (int i = 0; i < app_n_features; i++) {
		const struct feature *f = app_features[i];

		table_add(&env, tables, counts, f->commands, f->n_commands);
		if (f->command_table)
			table_add(&env, tables, counts, f->command_table->p,
				  f->command_table->n);
		if (f->more_commands)
			table_add(&env, tables, counts, f->more_commands->p,
				  f->more_commands->n);
	}
	return cli_main(&env, argc, argv);
}
