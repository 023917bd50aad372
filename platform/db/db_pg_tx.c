/*
 * Transactions. Each sets the search path for itself; one that writes begins
 * with the lock of the realm's row, so acts of a realm run one after the
 * other, whichever process they come from.
 *
 * A commit whose answer never came may have happened or not. Therefore every
 * transaction that writes leaves a random key in the table `commit_key`, and
 * a new connection looks for it under the realm's lock: while the old
 * transaction might still end either way, nobody else gets that lock. What it
 * finds is committed once more, so it is as durable as the answer says.
 */
#include "db/db_pg_priv.h"

#include <sys/random.h>
#include <unistd.h>

enum {
	KEY = 33,
	PRUNE_MS = 3600 * 1000,
	COMMIT_MS = 5000, /* an answer to a commit may take */
	ANSWER_MS = 6500, /* … and with the search for it */
	SEARCH_LEAST_MS = 1500,
	SEARCH_PAUSE_US = 100000,
};

/* ---- begin and end ------------------------------------------------------------ */

int pg_attach(struct db *db)
{
	int64_t until = db->until ? db->until
				  : steady_ms() + PG_WAIT_MS -
					    MIN(db->waited, PG_WAIT_MS);

	if (db->pg->on) {
		db->pg->on->until = until;
		return 0;
	}
	return pg_take(db, db->writer ? PG_WRITE : PG_READ, until);
}

void pg_rest(struct db *db)
{
	if (db->pg->on)
		pg_give(db);
	db->pg->careful = false;
}

static void finish(struct pg_conn *pg, enum pg_word w)
{
	if (pg->open && !pg->lost)
		pg_tell(pg, w);
	pg->open = pg->begins = false;
	pg->n_due = 0;
}

static int begin(struct db *db)
{
	int rc;

	/* nobody could tell whose fault it was: once more, step by step */
	db->pg->careful |= db->pg->fault.blind;
	db->pg->fault.again = db->pg->fault.blind = false;
	db->pg->stamped = false;
	rc = pg_attach(db);
	if (rc)
		return rc;
	finish(db->pg->on, PG_ROLLBACK); /* of reads, when one failed */
	pg_ahead_stale(db->pg->on);
	db->pg->on->begins = true;
	db->pg->on->view = db->view;
	db->pg->on->wrote = false;
	return 0;
}

/* What a failed statement leaves is no transaction to read in. */
bool pg_outside(struct db *db)
{
	const struct pg_conn *pg = db->pg->on;

	return !pg || (!pg->begins && (pg->lost || !pg->open ||
				       (!db->writer && pg_spoilt(pg))));
}

enum again pg_again(struct db *db)
{
	return db->pg->fault.blind   ? AGAIN_ONCE
	       : db->pg->fault.again ? AGAIN_IN_TIME
				     : AGAIN_NOT;
}

/* ---- a commit ------------------------------------------------------------------- */

struct key_send {
	const char *key;
	bool prune;
};

static bool commit_send(struct pg_conn *pg, void *arg)
{
	const struct key_send *k = arg;

	return pg_say(pg, PG_KEY, k->key) &&
	       (!k->prune || pg_send(pg,
				     "delete from commit_key "
				     "where at < now() - interval '1 day'",
				     0, NULL)) &&
	       pg_say(pg, PG_STAMP, NULL) && pg_say(pg, PG_COMMIT, NULL);
}

static bool search_send(struct pg_conn *pg, void *arg)
{
	const struct key_send *k = arg;

	return pg_send(pg,
		       "update commit_key set at = now() "
		       "where key = $1::uuid",
		       1, &k->key);
}

static void key_make(char ret_key[KEY])
{
	unsigned char bytes[KEY / 2];

	while (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		; /* a signal */
	for (int i = 0; i < KEY / 2; i++)
		snprintf(ret_key + 2 * i, 3, "%02x", bytes[i]);
}

static int fault_own(struct pg_conn *pg, const char *state, bool again)
{
	snprintf(pg->fault->state, sizeof(pg->fault->state), "%s", state);
	pg->fault->again = again;
	return PG_FAILED;
}

/* "commit" undoes a transaction that failed before, and says so. */
static int commit_end(struct pg_conn *pg, PGresult *res)
{
	bool done = !strcmp(PQcmdStatus(res), "COMMIT");

	PQclear(res);
	pg->open = false;
	if (!done)
		return PG_FAILED;
	return pg->undurable ? fault_own(pg, PG_UNDURABLE, false) : 0;
}

/* One look for a key: 0 found, PG_FAILED with `again` when it isn't there;
 * *ret_sure false: it couldn't be found out. */
static int key_look(struct pg_conn *pg, struct key_send *k, bool *ret_sure)
{
	PGresult *res;
	bool found;

	*ret_sure = false;
	pg->lost = true; /* whatever it was, it is another one now */
	pg->open = false;
	pg->begins = true;
	pg->n_due = 0;
	if (pg_exchange(pg, search_send, k, &res))
		return PG_FAILED;
	found = !strcmp(PQcmdTuples(res), "1");
	PQclear(res);
	if (!found) {
		*ret_sure = true;
		finish(pg, PG_ROLLBACK);
		return fault_own(pg, "08007", true);
	}
	pg->undurable = false;
	*ret_sure = !pg_run(pg, "commit");
	pg->open = false;
	if (*ret_sure && pg->undurable)
		return fault_own(pg, PG_UNDURABLE, false);
	return *ret_sure ? 0 : PG_FAILED;
}

static int key_search(struct pg_conn *pg, struct key_send *k)
{
	int64_t until =
		MAX(pg->asked + ANSWER_MS, steady_ms() + SEARCH_LEAST_MS);
	bool sure;
	int rc;

	for (;;) {
		pg->until = until;
		rc = key_look(pg, k, &sure);
		if (sure)
			return rc;
		if (steady_ms() >= until)
			break;
		usleep(SEARCH_PAUSE_US);
	}
	pg->lost = true;
	pg->open = false;
	return fault_own(pg, PG_UNKNOWN, false);
}

static bool prunes(struct pg_store *s)
{
	int64_t now = steady_ms(), last = atomic_load(&s->pruned);

	return now - last > PRUNE_MS &&
	       atomic_compare_exchange_strong(&s->pruned, &last, now);
}

static int commit(struct db *db)
{
	struct pg_conn *pg = db->pg->on;
	char key[KEY];
	struct key_send k = { .key = key };
	int64_t patience = pg->patience;
	PGresult *res;
	int rc;

	if (!pg->open) { /* nothing was asked */
		finish(pg, PG_ROLLBACK);
		return 0;
	}
	if (pg_spoilt(pg) || db->pg->fault.blind)
		return PG_FAILED; /* with the complaint that it failed with */
	if (!pg->wrote) {	  /* lost or not, it was the same */
		finish(pg, PG_COMMIT);
		return 0;
	}
	if (pg->one_row && pg_heard(pg))
		return PG_FAILED; /* the server saw nothing wrong in it */
	key_make(key);
	k.prune = prunes(db->store->pg);
	pg->undurable = false;
	pg->patience = MIN(patience, COMMIT_MS);
	rc = pg_exchange(pg, commit_send, &k, &res);
	pg->patience = patience;
	if (!rc)
		return commit_end(pg, res);
	return pg->lost ? key_search(pg, &k) : PG_FAILED;
}

/* ---- parts of a transaction -------------------------------------------------------- */

static int save(struct pg_conn *pg, const char *sql)
{
	if (pg_spoilt(pg))
		return PG_FAILED;
	return pg_due(pg, sql) ? 0 : pg_run(pg, sql);
}

/* Gives a savepoint up, or goes back to it; one that wasn't sent yet is as
 * if it had never been. */
static int unsave(struct pg_conn *pg, const char *sql, bool undo)
{
	bool unsent =
		pg->n_due && !strcmp(pg->due[pg->n_due - 1], "savepoint act");

	if (!undo && unsent) {
		pg->n_due--;
		return 0;
	}
	if (undo && unsent)
		return 0;
	if (undo)
		pg_ahead_stale(pg);
	/* what goes back may not be left out with what failed before it */
	if (undo && pg_heard(pg) && pg->lost)
		return PG_FAILED;
	return undo ? pg_run(pg, sql) : save(pg, sql);
}

int pg_frame(struct db *db, enum frame f)
{
	struct pg_conn *pg = db->pg->on;

	if (f == FRAME_BEGIN)
		return begin(db);
	if (!pg)
		return PG_FAILED;
	switch (f) {
	case FRAME_COMMIT:
		if (db->writer)
			return commit(db);
		finish(pg, PG_COMMIT);
		return 0;
	case FRAME_ROLLBACK:
		finish(pg, PG_ROLLBACK);
		return 0;
	case FRAME_SAVE:
		return save(pg, "savepoint act");
	case FRAME_RELEASE:
		return unsave(pg, "release act", false);
	default:
		return unsave(pg, "rollback to act", true);
	}
}
