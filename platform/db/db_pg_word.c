/*
 * The words around every transaction, kept prepared on each connection: a
 * server would read and plan them anew each time, which costs more than many
 * a page's own statement.
 */
#include "db/db_pg_priv.h"

/* The lock comes last of a beginning: what is read after it is what it guards.
 * A writer that says nothing for long keeps others waiting. */
static const struct {
	const char *name; /* as who looks at the wire or the log sees it */
	const char *sql;
	int n_values;
	bool anywhere; /* means the same in every schema */
} words[N_PG_WORD] = {
	[PG_BEGIN] = { "begin", "begin", 0, true },
	[PG_BEGIN_READ] = { "begin_read", "begin read only", 0, true },
	[PG_BEGIN_VIEW] = { "begin_view",
			    "begin isolation level repeatable read read only",
			    0, true },
	[PG_PATH_READ] = { "path_read",
			   "select set_config('search_path', $1, true)", 1,
			   true },
	[PG_PATH] = { "path",
		      "select set_config('search_path', $1, true), "
		      "set_config('idle_in_transaction_session_timeout', "
		      "'10s', true)",
		      1, true },
	[PG_COMMIT] = { "commit", "commit", 0, true },
	[PG_ROLLBACK] = { "rollback", "rollback", 0, true },
	[PG_LOCK] = { "lock", "select id from realm_lock for update", 0,
		      false },
	[PG_KEY] = { "commit_key",
		     "insert into commit_key (key, at) values ($1::uuid, "
		     "now())",
		     1, false },
	[PG_STAMP] = { "stamp", "update realm_lock set stamp = stamp + 1", 0,
		       false },
};

static bool word_prepare(struct pg_conn *pg, enum pg_word w)
{
	struct pg_word_kept *k = &pg->word[w];

	snprintf(k->name, sizeof(k->name), "%s_%llu", words[w].name,
		 ++pg->n_names);
	k->made_at = ++pg->sent;
	return PQsendPrepare(pg->c, k->name, words[w].sql, 0, NULL);
}

bool pg_words_send(struct pg_conn *pg)
{
	for (int w = 0; w < N_PG_WORD; w++)
		if (words[w].anywhere && !word_prepare(pg, (enum pg_word)w))
			return false;
	return true;
}

bool pg_say(struct pg_conn *pg, enum pg_word w, const char *value)
{
	struct pg_word_kept *k = &pg->word[w];

	if (!*k->name && !word_prepare(pg, w))
		return false;
	pg->sent++;
	return PQsendQueryPrepared(pg->c, k->name, words[w].n_values, &value,
				   NULL, NULL, 0);
}

void pg_words_heard(struct pg_conn *pg)
{
	for (int w = 0; w < N_PG_WORD; w++) {
		if (pg->word[w].made_at > pg->good)
			*pg->word[w].name = 0;
		pg->word[w].made_at = 0;
	}
}

void pg_words_forget(struct pg_conn *pg)
{
	memset(pg->word, 0, sizeof(pg->word));
}
