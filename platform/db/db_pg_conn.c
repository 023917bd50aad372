/*
 * One connection to PostgreSQL: how it is made, how a question goes out and
 * its answer comes in. Nothing here waits for ever: the server is told how
 * long a statement may take, and when it says nothing beyond that, the
 * connection counts as lost.
 */
#include "db/db_pg_priv.h"

#include <arpa/inet.h>
#include <poll.h>

enum {
	SLACK_MS = 500,	 /* an answer may be so late after the server's limit */
	FIRST_MS = 5000, /* … the first one, before that limit is known */
	TRIES = 3,	 /* of a transaction's first statement */
	BLIND_MOST = 50, /* questions on the way, far from filling a socket */
	OPTIONS = 2048,
};

/* What an address may say otherwise. A question that nobody answers ends in
 * time for a page to say so. */
static const char *const usual[][2] = {
	{ "connect_timeout", "2" },  { "tcp_user_timeout", "4000" },
	{ "keepalives_idle", "10" }, { "keepalives_interval", "3" },
	{ "keepalives_count", "3" }, { "application_name", "roviec" },
};
static const char usual_options[] =
	"-c statement_timeout=5s -c lock_timeout=2s "
	"-c idle_in_transaction_session_timeout=60s";
/* … and what it may not: a forgotten path finds nothing, a cursor is for all
 * of its rows, a commit's warning is heard. */
static const char our_options[] =
	"-c search_path= -c standard_conforming_strings=on "
	"-c client_min_messages=warning -c cursor_tuple_fraction=1 "
	"-c plan_cache_mode=force_generic_plan";

/* ---- what went wrong ------------------------------------------------------- */

struct kind {
	const char *state; /* of SQLSTATE, or its class */
	enum err_code code;
	const char *msgid;
};

static const struct kind kinds[] = {
	{ "40", ERR_BUSY,
	  N_("The data is being used by another process; please try again.") },
	{ "55P03", ERR_BUSY,
	  N_("The data is being used by another process; please try again.") },
	{ "57014", ERR_BUSY,
	  N_("The database took too long for this; please try again.") },
	{ "23", ERR_CONFLICT,
	  N_("This does not agree with what is already stored.") },
	{ "53100", ERR_FULL,
	  N_("The disk is full: nothing was saved; free some room and try "
	     "again.") },
	{ "53300", ERR_BUSY,
	  N_("The database server can't be reached; please try again.") },
	{ "54", ERR_LIMIT,
	  N_("A text or file is larger than the database takes.") },
	{ "25006", ERR_IO, N_("The data may only be read.") },
	{ PG_PLAIN, ERR_INVALID,
	  N_("The address of a database server on another machine says "
	     "sslmode=verify-full and sslrootcert=FILE: without them whoever "
	     "stands between can read and change everything.") },
	{ PG_UNTRUSTED, ERR_DENIED,
	  N_("The database server can't be trusted: look at sslrootcert, at "
	     "the host's name in the address, and at the server's "
	     "certificate.") },
	{ "08001", ERR_INVALID,
	  N_("The address of the database server can't be read: write "
	     "postgresql://USER@HOST/DATABASE.") },
	{ "08", ERR_BUSY,
	  N_("The database server can't be reached; please try again.") },
	{ "57P", ERR_BUSY,
	  N_("The database server can't be reached; please try again.") },
	{ "28", ERR_DENIED,
	  N_("The database server refuses the name or the password.") },
	{ "3D000", ERR_NOT_FOUND,
	  N_("The server has no database of that name: make it with "
	     "`createdb`, or mend the address.") },
	{ "42501", ERR_DENIED,
	  N_("The database user may not do this: give it the right to make "
	     "schemas, `grant create on database … to …`, or let the owner of "
	     "the data run `roviec migrate --serve-as`.") },
	{ "42704", ERR_NOT_FOUND,
	  N_("The database server has no account of that name: make it with "
	     "`createuser`.") },
	{ PG_UNKNOWN, ERR_BUSY,
	  N_("The database server stopped answering while this was being "
	     "saved: look whether it is there before you do it again.") },
	{ PG_UNDURABLE, ERR_BUSY,
	  N_("The database server saved this without its second copy: look "
	     "whether it is there before you do it again.") },
};

/* Through no fault of who asked. */
static const char *const passing[] = { "40001", "40P01", "55P03", "57P01",
				       "57P02", "57P03", "08",	  "25006" };

static bool passes(const struct pg_fault *f)
{
	for (int i = 0; i < N_ELEMENTS(passing); i++)
		if (str_starts(str_c(f->state), str_c(passing[i])))
			return true;
	return !strcmp(f->state, "XX000") &&
	       str_starts(str_c(f->text),
			  STR("could not commit transaction for shard"));
}

/* For the log. */
static void one_line(char *text)
{
	for (; *text; text++)
		if (*text == '\n' || *text == '\t')
			*text = ' ';
}

int pg_failed(struct pg_conn *pg, const PGresult *res)
{
	struct pg_fault *f = pg->fault;
	const char *state =
		res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	const char *text =
		res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	bool broke = !pg->c || PQstatus(pg->c) != CONNECTION_OK;

	if (broke)
		pg->lost = true;
	if (!state)
		state = pg->lost ? "08006" : "XX000";
	if (!text)
		text = pg->late ? "no answer in time"
		       : pg->c	? PQerrorMessage(pg->c)
				: "not connected";
	snprintf(f->state, sizeof(f->state), "%s", state);
	snprintf(f->text, sizeof(f->text), "%s", text);
	one_line(f->text);
	f->again = passes(f);
	/* a server that only reads now is not the one to ask */
	if (str_starts(str_c(f->state), STR("57P")) ||
	    (!strcmp(f->state, "25006") && pg->use == PG_WRITE))
		pg->lost = true;
	return PG_FAILED;
}

static int fault_set(struct pg_conn *pg, const char *state, const char *text)
{
	snprintf(pg->fault->state, sizeof(pg->fault->state), "%s", state);
	snprintf(pg->fault->text, sizeof(pg->fault->text), "%s", text);
	one_line(pg->fault->text);
	pg->fault->again = false;
	return PG_FAILED;
}

struct err *pg_err(struct arena *a, const struct pg_fault *f, const char *what)
{
	struct err *e = NULL;

	for (int i = 0; !e && i < N_ELEMENTS(kinds); i++)
		if (str_starts(str_c(f->state), str_c(kinds[i].state)))
			e = err_new(a, kinds[i].code, kinds[i].msgid);
	if (!e)
		e = err_new(a, ERR_DB, N_("The database could not do this."));
	return err_detail(a, e, "%s: %s %s", what, f->state, f->text);
}

/* ---- questions --------------------------------------------------------------- */

bool pg_send(struct pg_conn *pg, const char *sql, int n,
	     const char *const *value)
{
	pg->sent++;
	return PQsendQueryParams(pg->c, sql, n, NULL, value, NULL, NULL, 0);
}

bool pg_due(struct pg_conn *pg, const char *sql)
{
	if (pg->n_due == PG_DUE_MOST)
		return false;
	snprintf(pg->due[pg->n_due++], PG_DUE_TEXT, "%s", sql);
	return true;
}

static bool begin_send(struct pg_conn *pg)
{
	if (pg->use == PG_READ)
		return pg_say(pg, pg->view ? PG_BEGIN_VIEW : PG_BEGIN_READ,
			      NULL) &&
		       pg_say(pg, PG_PATH_READ, pg->schema);
	return pg_say(pg, PG_BEGIN, NULL) && pg_say(pg, PG_PATH, pg->schema) &&
	       pg_say(pg, PG_LOCK, NULL);
}

static bool due_send(struct pg_conn *pg)
{
	for (int i = 0; i < pg->n_due; i++)
		if (!pg_send(pg, pg->due[i], 0, NULL))
			return false;
	return true;
}

/* ---- answers ------------------------------------------------------------------- */

/* Until nothing is left to send and something has come; false: too late, or
 * it broke. */
static bool wait_answer(struct pg_conn *pg)
{
	int64_t end = pg->asked + pg->patience, now;
	struct pollfd p = { .fd = PQsocket(pg->c) };
	int full;

	for (;;) {
		full = PQflush(pg->c);
		if (full < 0)
			return false;
		if (!full && !PQisBusy(pg->c))
			return true;
		now = steady_ms();
		if (pg->patience && now >= end) {
			pg->late = true;
			return false;
		}
		p.events = (short)(POLLIN | (full ? POLLOUT : 0));
		(void)poll(&p, 1, pg->patience ? (int)(end - now) : -1);
		if (p.revents & ~POLLOUT && !PQconsumeInput(pg->c))
			return false;
	}
}

static bool is_good(ExecStatusType is)
{
	return is == PGRES_COMMAND_OK || is == PGRES_TUPLES_OK;
}

static bool one_row_kept(struct pg_conn *pg, const PGresult *res)
{
	bool must = pg->good <= 64 && pg->one_row >> (pg->good - 1) & 1;

	return !must || !strcmp(PQcmdTuples((PGresult *)(uintptr_t)res), "1");
}

/* One answer of the group that was asked for: the last good one is kept, and
 * the first complaint. Ends those that the server left out with it. */
static bool answer_take(struct pg_conn *pg, PGresult *res, PGresult **last)
{
	ExecStatusType is = PQresultStatus(res);

	if (pg->owed > 1 || is == PGRES_PIPELINE_ABORTED) {
		PQclear(res); /* of earlier ones nobody wants to hear */
		return true;
	}
	if (is_good(is)) {
		pg->good++;
		if (pg_ahead_take(pg, res))
			return true;
		PQclear(*last);
		*last = res;
		if (one_row_kept(pg, res))
			return true;
		pg->fault->blind = true;
		fault_set(pg, PG_NOT_ONE, "not one row");
		return false;
	}
	pg->fault->blind |= pg->good < pg->blind;
	pg_failed(pg, res);
	PQclear(res);
	return false;
}

static int answers_read(struct pg_conn *pg, PGresult **ret_res)
{
	bool good = true, row_end = false;
	PGresult *last = NULL, *res;

	while (pg->owed) {
		if (!wait_answer(pg)) {
			pg->lost = true;
			pg_failed(pg, NULL);
			good = false;
			break;
		}
		res = PQgetResult(pg->c);
		if (!res && row_end && PQstatus(pg->c) != CONNECTION_OK) {
			pg_failed(pg, NULL);
			good = false;
			break;
		}
		row_end = !res;
		if (res && PQresultStatus(res) == PGRES_PIPELINE_SYNC) {
			PQclear(res);
			pg->owed--;
		} else if (res) {
			good = answer_take(pg, res, &last) && good;
		}
	}
	if (!good) {
		PQclear(last);
		last = NULL;
	}
	*ret_res = last;
	return good ? 0 : PG_FAILED;
}

static bool nothing_send(struct pg_conn *pg, void *arg)
{
	(void)pg;
	(void)arg;
	return true;
}

static int exchange_once(struct pg_conn *pg, pg_send_fn *fn, void *arg,
			 PGresult **ret_res)
{
	int rc;

	pg->asked = steady_ms();
	pg->good = 0;
	if ((pg->begins && !begin_send(pg)) || !due_send(pg) || !fn(pg, arg) ||
	    !PQpipelineSync(pg->c)) {
		pg->lost = true;
		return pg_failed(pg, NULL);
	}
	pg->owed++;
	rc = answers_read(pg, ret_res);
	pg_words_heard(pg);
	pg_ahead_end(pg);
	pg->sent = pg->blind = 0;
	pg->one_row = 0;
	if (pg->lost)
		return rc;
	pg->n_due = 0;
	pg->begins = false;
	pg->open = PQtransactionStatus(pg->c) != PQTRANS_IDLE;
	return rc;
}

int pg_exchange(struct pg_conn *pg, pg_send_fn *fn, void *arg,
		PGresult **ret_res)
{
	int rc = PG_FAILED;

	*ret_res = NULL;
	for (int i = 0; i < TRIES; i++) {
		if ((!pg->c || pg->lost) && pg->open)
			return PG_FAILED; /* with what broke it */
		if ((!pg->c || pg->lost) && pg_pool_connect(pg))
			return PG_FAILED;
		rc = exchange_once(pg, fn, arg, ret_res);
		if (!pg->lost || pg->open || pg->late)
			break;
	}
	if (pg->late && !pg->open)
		pg->fault->again = false; /* it has waited already */
	return rc;
}

static bool text_send(struct pg_conn *pg, void *arg)
{
	return pg_send(pg, arg, 0, NULL);
}

int pg_run(struct pg_conn *pg, const char *sql)
{
	PGresult *res;
	int rc = pg_exchange(pg, text_send, (void *)(uintptr_t)sql, &res);

	PQclear(res);
	return rc;
}

int pg_heard(struct pg_conn *pg)
{
	PGresult *res;
	int rc = 0;

	if (pg->blind) {
		rc = pg_exchange(pg, nothing_send, NULL, &res);
		PQclear(res);
	}
	return rc;
}

int pg_post(struct pg_conn *pg, pg_send_fn *fn, void *arg, bool one_row)
{
	assert(pg->open && !pg->begins && !pg->lost);
	if (!due_send(pg) || !fn(pg, arg)) {
		pg->lost = true;
		return pg_failed(pg, NULL);
	}
	pg->n_due = 0;
	pg->blind = pg->sent;
	pg->one_row |= (uint64_t)one_row << (pg->sent - 1);
	return pg->sent < BLIND_MOST ? 0 : pg_heard(pg);
}

/* A group of its own: one that failed would take it along. */
static bool group_end(struct pg_conn *pg)
{
	if (!pg->sent)
		return true;
	pg->good = 0; /* nobody reads its answers */
	pg_ahead_end(pg);
	pg->sent = pg->blind = 0;
	pg->one_row = 0;
	pg->owed++;
	return PQpipelineSync(pg->c);
}

void pg_tell(struct pg_conn *pg, enum pg_word w)
{
	if (!group_end(pg) || !pg_say(pg, w, NULL) || !PQpipelineSync(pg->c) ||
	    PQflush(pg->c) < 0)
		pg->lost = true;
	else
		pg->owed++;
	pg->sent = 0;
}

bool pg_spoilt(const struct pg_conn *pg)
{
	return pg->open &&
	       (pg->lost || PQtransactionStatus(pg->c) == PQTRANS_INERROR);
}

/* ---- connecting ------------------------------------------------------------------ */

/* A commit that gives its copy up says so by a warning alone, in the server's
 * language. signature: PQnoticeReceiver */
static void on_notice(void *arg, const PGresult *res)
{
	struct pg_conn *pg = arg;
	const char *how =
		PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	if (how && state && !strcmp(how, "WARNING") &&
	    (!strcmp(state, "01000") || !strcmp(state, "57P01")))
		pg->undurable = true;
}

/* Ours stand around those of the address: of two the later counts. */
static bool options_make(const char *path, char *ret_options, size_t n)
{
	PQconninfoOption *all = PQconninfoParse(path, NULL), *o;
	const char *theirs = "";
	bool good = all;

	for (o = all; o && o->keyword; o++)
		if (!strcmp(o->keyword, "options") && o->val)
			theirs = o->val;
	snprintf(ret_options, n, "%s %s %s", usual_options, theirs,
		 our_options);
	PQconninfoFree(all);
	return good;
}

static bool is_here(struct str host)
{
	struct in_addr ip;
	char text[16];

	snprintf(text, sizeof(text), "%.*s", STR_ARG(host));
	/* none is the socket; '@' one without a file */
	return !host.n || host.p[0] == '/' || host.p[0] == '@' ||
	       str_eq(host, STR("localhost")) || str_eq(host, STR("::1")) ||
	       (str_starts(host, STR("127.")) && host.n < (int)sizeof(text) &&
		inet_pton(AF_INET, text, &ip) == 1);
}

/* Every host of "one,two". */
static bool all_here(const char *hosts)
{
	struct str rest = str_c(hosts ? hosts : ""), one;

	for (;;) {
		ptrdiff_t comma = str_find_char(rest, ',');

		one = comma < 0 ? rest : str_sub(rest, 0, comma);
		if (!is_here(one))
			return false;
		if (comma < 0)
			return true;
		rest = str_sub(rest, comma + 1, rest.n);
	}
}

/* What leaves the machine goes through TLS, to a server that was checked. */
static bool is_plain(const char *path)
{
	PQconninfoOption *all = PQconninfoParse(path, NULL), *o;
	bool here = true, checked = false;

	for (o = all; o && o->keyword; o++) {
		const char *v = o->val	    ? o->val
				: o->envvar ? getenv(o->envvar)
					    : NULL;

		if (!strcmp(o->keyword, "host") ||
		    !strcmp(o->keyword, "hostaddr"))
			here = here && all_here(v);
		/* what a file of services says isn't known here */
		if (!strcmp(o->keyword, "service") && v && *v)
			here = false;
		if (!strcmp(o->keyword, "sslmode") && v)
			checked = !strcmp(v, "verify-full");
	}
	PQconninfoFree(all);
	return !here && !checked;
}

static PGconn *connection_make(const char *path, bool reads)
{
	const char *name[N_ELEMENTS(usual) + 5], *value[N_ELEMENTS(usual) + 5];
	char options[OPTIONS];
	int n = 0;

	if (!options_make(path, options, sizeof(options)))
		return NULL;
	/* what stands before the address may be said otherwise by it */
	for (; n < N_ELEMENTS(usual); n++) {
		name[n] = usual[n][0];
		value[n] = usual[n][1];
	}
	name[n] = "dbname";
	value[n++] = path;
	name[n] = "client_encoding";
	value[n++] = "UTF8";
	name[n] = "target_session_attrs";
	value[n++] = reads ? "any" : "read-write";
	name[n] = "options";
	value[n++] = options;
	name[n] = NULL;
	return PQconnectdbParams(name, value, 1);
}

static bool patience_send(struct pg_conn *pg, void *arg)
{
	(void)arg;
	return pg_words_send(pg) &&
	       pg_send(pg,
		       "select (extract(epoch from pg_catalog.current_setting("
		       "'statement_timeout')::interval) * 1000)::bigint",
		       0, NULL);
}

/* The server's own limit of a statement, and a little more. */
static int patience_ask(struct pg_conn *pg)
{
	PGresult *res = NULL;
	int64_t v = 0;
	int rc;

	pg->patience = FIRST_MS;
	rc = exchange_once(pg, patience_send, NULL, &res);
	if (!rc && !str_to_i64(str_c(PQgetvalue(res, 0, 0)), &v))
		v = 0;
	PQclear(res);
	pg->patience = v ? v + SLACK_MS : 0;
	return rc;
}

/* Before anything is sent that waits for the connection itself. */
static int settle(struct pg_conn *pg)
{
	bool begins = pg->begins;
	int n_due = pg->n_due, rc;

	PQsetNoticeReceiver(pg->c, on_notice, pg);
	if (PQsetnonblocking(pg->c, 1) || !PQenterPipelineMode(pg->c))
		return pg_failed(pg, NULL);
	pg->begins = false;
	pg->n_due = 0;
	rc = patience_ask(pg);
	pg->begins = begins;
	pg->n_due = n_due;
	return rc;
}

static bool is_untrusted(const char *said)
{
	static const char *const words[] = { "certificate verify failed",
					     "server certificate for",
					     "root certificate file",
					     "does not support SSL" };

	for (int i = 0; i < N_ELEMENTS(words); i++)
		if (strstr(said, words[i]))
			return true;
	return false;
}

/* libpq tells a refusal's SQLSTATE only in words, and only when it is asked to
 * before it connects. Of several servers one that is merely away may come back:
 * then nothing is refused. */
static int refused(struct pg_conn *pg)
{
	static const char *const final[] = { "28000", "28P01", "3D000",
					     "53300" };
	const char *said = PQerrorMessage(pg->c);
	char word[16];

	if (PQconnectionNeedsPassword(pg->c))
		return fault_set(pg, "28P01", said);
	if (!strstr(said, "FATAL"))
		return is_untrusted(said) ? fault_set(pg, PG_UNTRUSTED, said)
					  : pg_failed(pg, NULL);
	PQsetErrorVerbosity(pg->c, PQERRORS_VERBOSE);
	PQreset(pg->c);
	if (PQstatus(pg->c) == CONNECTION_OK) {
		PQsetErrorVerbosity(pg->c, PQERRORS_DEFAULT);
		return 0;
	}
	said = PQerrorMessage(pg->c);
	for (int i = 0; i < N_ELEMENTS(final); i++) {
		snprintf(word, sizeof(word), " %s: ", final[i]);
		if (strstr(said, word))
			return fault_set(pg, final[i], said);
	}
	return pg_failed(pg, NULL);
}

int pg_connect(struct pg_conn *pg, const char *path, bool reads)
{
	pg_disconnect(pg);
	if (is_plain(path))
		return fault_set(pg, PG_PLAIN, "sslmode isn't verify-full");
	pg->c = connection_make(path, reads);
	if (!pg->c) /* libpq's own complaint would tell the password */
		return fault_set(pg, "08001", "the address can't be read");
	if (PQstatus(pg->c) != CONNECTION_OK && refused(pg))
		return PG_FAILED;
	return settle(pg);
}

void pg_disconnect(struct pg_conn *pg)
{
	PQfinish(pg->c);
	pg->c = NULL;
	pg->lost = pg->late = pg->open = pg->undurable = false;
	pg->owed = pg->sent = pg->blind = 0;
	pg->one_row = 0;
	pg->switches = 0;
	pg->born = steady_ms();
	pg_stmts_forget(pg);
	pg_words_forget(pg);
}
