/*
 * Statements on a server: sent to be prepared with their first use on a
 * connection, parameters and results in binary form. One that may read a whole
 * table gives its rows in portions.
 */
#include "db/db_pg_priv.h"

#include "base/buf.h"

enum { TEXT_MOST = 64 * 1024, PORTION = 500 };

static struct pg_conn *conn_of(const struct db_stmt *st)
{
	return st->db->pg->on;
}

/* "?3" of the neutral text is "$3" here; none stands in a quoted text. */
static void text_make(const struct db_stmt *st, struct buf *b)
{
	struct buf neutral = buf_init(st->db->arena, TEXT_MOST);
	struct str sql;

	stmt_text(st, &neutral);
	sql = buf_view(&neutral);
	for (ptrdiff_t i = 0; i < sql.n; i++) {
		bool param = sql.p[i] == '?' && i + 1 < sql.n &&
			     sql.p[i + 1] >= '1' && sql.p[i + 1] <= '9';

		buf_char(b, param ? '$' : sql.p[i]);
	}
	if (st->query->last_id)
		buf_lit(b, " returning id");
	buf_char(b, 0);
}

static Oid type_of(char letter)
{
	static const struct {
		char letter;
		Oid type;
	} types[] = { { 'i', PG_INT8 },
		      { 'd', PG_DATE },
		      { 't', PG_TEXT },
		      { 'b', PG_BYTEA },
		      { 'r', PG_FLOAT8 } };

	for (int i = 0; i < N_ELEMENTS(types); i++)
		if (types[i].letter == letter)
			return types[i].type;
	return 0;
}

static struct pg_stmt *place_take(struct pg_conn *pg)
{
	struct pg_stmt *p = pg->rest;

	if (!p)
		return arena_new(pg->mem, struct pg_stmt, 1);
	pg->rest = p->below;
	*p = (struct pg_stmt){ .row = 0 };
	return p;
}

int pg_prepare(struct db_stmt *st, struct str sql)
{
	(void)sql; /* made again when it is sent */
	assert(st->query->n_params <= PG_PARAMS_MOST);
	st->pg = place_take(conn_of(st));
	return 0;
}

void pg_finalize(struct db_stmt *st)
{
	struct pg_conn *pg = conn_of(st);
	char sql[PG_DUE_TEXT];

	PQclear(st->pg->res);
	if (st->pg->prepared && !pg->lost && !pg_spoilt(pg)) {
		snprintf(sql, sizeof(sql), "deallocate %s", st->pg->name);
		(void)pg_due(pg, sql); /* else it stays until the end */
	}
	st->pg->below = pg->rest;
	pg->rest = st->pg;
	st->pg = NULL;
}

/* Its answer is for nobody. */
static void ahead_forget(struct pg_conn *pg, struct pg_stmt *p)
{
	for (int i = 0; p->asked && i < pg->n_ahead; i++)
		if (pg->ahead[i] == p)
			pg->ahead[i] = NULL;
	p->asked = 0;
	PQclear(p->res);
	p->res = NULL;
}

void pg_ahead_stale(struct pg_conn *pg)
{
	struct pg_stmt *p;

	for (int i = 0; pg->any_asked && i < pg->stmts.n; i++) {
		p = pg->stmts.stmt[i].pg;
		if (p->asked)
			ahead_forget(pg, p);
	}
	pg->any_asked = false;
}

void pg_reset(struct db_stmt *st)
{
	struct pg_stmt *p = st->pg;
	struct pg_conn *pg = conn_of(st);
	char sql[PG_DUE_TEXT];

	if (*p->cursor && pg->open && !pg_spoilt(pg)) {
		snprintf(sql, sizeof(sql), "close %s", p->cursor);
		(void)pg_due(pg, sql); /* else with the transaction */
	}
	*p->cursor = 0;
	p->gone = false;
	ahead_forget(pg, p);
	memset(p->value, 0, sizeof(p->value));
}

void pg_stmts_forget(struct pg_conn *pg)
{
	struct pg_stmt *p;

	pg_ahead_stale(pg);
	pg->n_ahead = 0;
	for (int i = 0; i < pg->stmts.n; i++) {
		p = pg->stmts.stmt[i].pg;
		p->prepared = false;
		p->gone = *p->cursor;
		*p->cursor = 0;
	}
}

void pg_stmts_drop(struct pg_conn *pg)
{
	for (int i = 0; i < pg->stmts.n; i++)
		PQclear(pg->stmts.stmt[i].pg->res);
	stmts_init(&pg->stmts);
}

/* ---- parameters ------------------------------------------------------------------ */

static int put(struct db_stmt *st, int param, const void *p, ptrdiff_t n)
{
	st->pg->value[param - 1] = p;
	st->pg->size[param - 1] = (int)n;
	return 0;
}

int pg_null(struct db_stmt *st, int param)
{
	return put(st, param, NULL, 0);
}

int pg_bind_i64(struct db_stmt *st, int param, int64_t v)
{
	unsigned char *p = st->pg->room[param - 1];

	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
	return put(st, param, p, 8);
}

/* Days are counted from 2000-01-01 there. */
int pg_bind_day(struct db_stmt *st, int param, day_t d)
{
	unsigned char *p = st->pg->room[param - 1];
	uint32_t v = (uint32_t)(int32_t)(d - pg_epoch());

	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> (24 - 8 * i));
	return put(st, param, p, 4);
}

int pg_bind_str(struct db_stmt *st, int param, struct str s)
{
	return put(st, param, s.n ? s.p : "", s.n);
}

int pg_bind_f64(struct db_stmt *st, int param, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	return pg_bind_i64(st, param, (int64_t)bits);
}

/* ---- running --------------------------------------------------------------------- */

static void formats(int *ret_format)
{
	for (int i = 0; i < PG_PARAMS_MOST; i++)
		ret_format[i] = 1;
}

static void types_of(const struct db_query *q, Oid *ret_type)
{
	for (int i = 0; i < q->n_params; i++)
		ret_type[i] = type_of(q->types[i]);
}

static bool prepare_send(struct pg_conn *pg, struct db_stmt *st)
{
	struct arena_mark mark = arena_mark(st->db->arena);
	struct buf text = buf_init(st->db->arena, TEXT_MOST);
	const struct db_query *q = st->query;
	Oid type[PG_PARAMS_MOST];
	bool good;

	text_make(st, &text);
	types_of(q, type);
	snprintf(st->pg->name, sizeof(st->pg->name), "s%llu", ++pg->n_names);
	st->pg->made_at = ++pg->sent;
	good = PQsendPrepare(pg->c, st->pg->name, text.p, q->n_params, type);
	arena_rewind(st->db->arena, mark);
	return good;
}

static bool whole_send(struct pg_conn *pg, void *arg)
{
	struct db_stmt *st = arg;
	struct pg_stmt *p = st->pg;
	int format[PG_PARAMS_MOST];

	if (!p->prepared && !prepare_send(pg, st))
		return false;
	formats(format);
	pg->sent++;
	return PQsendQueryPrepared(pg->c, p->name, st->query->n_params,
				   p->value, p->size, format, 1);
}

static bool fetch_send(struct pg_conn *pg, void *arg)
{
	struct db_stmt *st = arg;
	char sql[PG_DUE_TEXT];

	snprintf(sql, sizeof(sql), "fetch %d from %s", PORTION, st->pg->cursor);
	pg->sent++;
	return PQsendQueryParams(pg->c, sql, 0, NULL, NULL, NULL, NULL, 1);
}

static bool cursor_send(struct pg_conn *pg, void *arg)
{
	struct db_stmt *st = arg;
	struct arena_mark mark = arena_mark(st->db->arena);
	struct buf text = buf_init(st->db->arena, TEXT_MOST);
	const struct db_query *q = st->query;
	int format[PG_PARAMS_MOST];
	Oid type[PG_PARAMS_MOST];
	bool good;

	snprintf(st->pg->cursor, sizeof(st->pg->cursor), "c%llu",
		 ++pg->n_names);
	buf_fmt(&text, "declare %s no scroll cursor for ", st->pg->cursor);
	text_make(st, &text);
	types_of(q, type);
	formats(format);
	pg->sent++;
	good = PQsendQueryParams(pg->c, text.p, q->n_params, type,
				 st->pg->value, st->pg->size, format, 0);
	arena_rewind(st->db->arena, mark);
	return good && fetch_send(pg, st);
}

/* What was short last time is asked for at once, for its plan is kept. */
static bool in_portions(const struct db_stmt *st)
{
	return st->query->scan && st->db->reads && !st->pg->small;
}

static int execute(struct db_stmt *st)
{
	struct pg_stmt *p = st->pg;
	struct pg_conn *pg = conn_of(st);
	bool portions = in_portions(st);
	int64_t begin = steady_ms();
	int rc;

	if (st->query->writes)
		pg_ahead_stale(pg);
	rc = pg_exchange(pg, portions ? cursor_send : whole_send, st, &p->res);

	st->db->waited += steady_ms() - begin;
	p->row = -1;
	pg->wrote |= st->query->writes;
	if (!portions && !p->prepared && !pg->lost)
		p->prepared = pg->good >= p->made_at;
	if (rc) {
		*p->cursor = 0;
		return rc;
	}
	p->small = PQntuples(p->res) < PORTION;
	st->db->pg->changes = atoll(PQcmdTuples(p->res));
	return 0;
}

/* One that was prepared here before: what comes of it is seen with a later
 * answer. */
int pg_put(struct db_stmt *st, bool *ret_heard)
{
	struct pg_conn *pg = conn_of(st);
	bool row;

	if (!st->query->writes || !st->pg->prepared || st->db->pg->careful ||
	    !pg->open || pg->begins || pg->lost)
		return pg_step(st, &row);
	pg_ahead_stale(pg);
	pg->wrote = true;
	*ret_heard = false;
	return pg_post(pg, whole_send, st, st->query->one_row);
}

/* The next portion; nothing comes after one that wasn't full. */
static int go_on(struct db_stmt *st)
{
	struct pg_stmt *p = st->pg;
	struct pg_conn *pg = conn_of(st);
	bool more = *p->cursor || p->gone;

	if (!more || PQntuples(p->res) < PORTION)
		return 0;
	if (p->gone) {
		snprintf(pg->fault->state, sizeof(pg->fault->state), "08006");
		return PG_FAILED;
	}
	PQclear(p->res);
	p->row = 0;
	return pg_exchange(pg, fetch_send, st, &p->res);
}

/* ---- asked for ahead ------------------------------------------------------------- */

/* FNV-1a of what is bound; never 0. */
static uint64_t mark_of(const struct db_stmt *st)
{
	const struct pg_stmt *p = st->pg;
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	int n;

	for (int i = 0; i < st->query->n_params; i++) {
		n = p->value[i] ? p->size[i] : -1;
		h = (h ^ (uint64_t)(int64_t)n) * UINT64_C(0x100000001b3);
		for (int k = 0; k < n; k++)
			h = (h ^ (unsigned char)p->value[i][k]) *
			    UINT64_C(0x100000001b3);
	}
	return h | 1;
}

/* Only one that was prepared here before: were it to be prepared, and nobody
 * wanted its answer, it would be so each time anew. */
int pg_ahead(struct db_stmt *st, bool *ret_taken)
{
	struct pg_stmt *p = st->pg;
	struct pg_conn *pg = conn_of(st);
	int rc;

	uint64_t mark = mark_of(st);

	*ret_taken = pg->open && !pg->begins && !pg_spoilt(pg) && p->prepared &&
		     !st->db->pg->careful && !in_portions(st) &&
		     pg->n_ahead < PG_AHEAD_MOST;
	if (!*ret_taken || p->asked == mark)
		return 0;
	ahead_forget(pg, p); /* it was asked for otherwise */
	pg->any_asked = true;
	p->asked = mark;
	p->asked_at = 0;
	pg->ahead[pg->n_ahead++] = p;
	rc = pg_post(pg, whole_send, st, false);
	if (!rc && pg->n_ahead)
		p->asked_at = pg->sent;
	return rc;
}

bool pg_ahead_take(struct pg_conn *pg, PGresult *res)
{
	struct pg_stmt *p;

	for (int i = 0; i < pg->n_ahead; i++) {
		p = pg->ahead[i];
		if (!p || p->asked_at != pg->good)
			continue;
		p->res = res;
		p->row = -1;
		return true;
	}
	return false;
}

void pg_ahead_end(struct pg_conn *pg)
{
	struct pg_stmt *p;

	for (int i = 0; i < pg->n_ahead; i++) {
		p = pg->ahead[i];
		if (p && !p->res)
			p->asked = 0;
	}
	pg->n_ahead = 0;
}

/* The answer to what was asked for ahead, if it is what is asked now. */
static int answer_find(struct db_stmt *st)
{
	struct pg_stmt *p = st->pg;
	int64_t begin = steady_ms();
	int rc = 0;

	if (p->asked != mark_of(st)) {
		ahead_forget(conn_of(st), p);
	} else if (!p->res) {
		rc = pg_heard(conn_of(st));
		st->db->waited += steady_ms() - begin;
	}
	p->asked = 0;
	return rc;
}

int pg_step(struct db_stmt *st, bool *ret_row)
{
	struct pg_stmt *p = st->pg;
	int rc = p->asked ? answer_find(st) : 0;

	if (!rc && !p->res)
		rc = execute(st);
	if (rc)
		return rc;
	p->row++;
	if (p->row >= PQntuples(p->res))
		rc = go_on(st);
	if (rc)
		return rc;
	*ret_row = p->row < PQntuples(p->res);
	if (*ret_row && st->query->last_id) {
		st->db->pg->last_id = pg_col_i64(st, 0);
		*ret_row = false;
	}
	return 0;
}
