/* Acts that run twice: of each group's first time nothing is kept, as when a
 * server's transaction is lost. What an act leaves outside of the database
 * between both times shows then. */
#include "db/db_priv.h"

#include "testkit/testkit.h"

static const struct engine *once;
static struct engine twice;
static _Thread_local bool ran, refused;

static int frame_twice(struct db *db, enum frame f)
{
	if (f == FRAME_BEGIN)
		refused = false;
	if (f != FRAME_COMMIT || !db->writer)
		return once->frame(db, f);
	refused = ran = !ran;
	return refused ? once->undone : once->frame(db, f);
}

static enum again again_twice(struct db *db)
{
	return refused ? AGAIN_ONCE : once->again ? once->again(db) : AGAIN_NOT;
}

void kit_twice(struct cx *cx)
{
	if (cx->store->engine == &twice)
		return;
	once = cx->store->engine;
	twice = *once;
	twice.frame = frame_twice;
	twice.again = again_twice;
	cx->store->engine = &twice;
}
