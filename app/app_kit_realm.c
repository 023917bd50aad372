/* Installations of realms for tests: alone in its file, so that a program without
 * them isn't run on a server, too (on_server in test/steps.sh). */
#include "app/app_kit.h"

#include <stdlib.h>

struct arena *app_kit_realms(ptrdiff_t most)
{
	const char *server;

	app_kit.a = arena_open(most);
	server = kit_database(app_kit.a);
	app_kit_places();
	if (!server)
		return app_kit.a;
	app_kit.data = server;
	setenv("ROVIEC_KEYS", app_kit.folder, 1);
	return app_kit.a;
}
