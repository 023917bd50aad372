/* Last pass of sqlc: the C file, its header, and the embedded schema. */
#include "sqlc.h"

static const struct {
	const char *c;	  /* type of the member */
	const char *bind; /* db_bind_… */
	const char *col;  /* db_col_… */
} ctype[] = {
	[TYPE_NONE] = { "int64_t ", "i64", "i64" }, /* reported before */
	[TYPE_INT] = { "int64_t ", "i64", "i64" },
	[TYPE_BOOL] = { "int64_t ", "i64", "i64" },
	[TYPE_DAY] = { "day_t ", "day", "day" },
	[TYPE_INSTANT] = { "int64_t ", "i64", "i64" },
	[TYPE_TEXT] = { "struct str ", "str", "str" },
	[TYPE_BLOB] = { "struct str ", "blob", "blob" },
	[TYPE_REAL] = { "double ", "f64", "f64" },
};

static bool has_in(const struct query *q)
{
	return q->in.n || q->opt.n || q->order.n;
}

static struct str upper(struct arena *a, struct str s)
{
	char *p = arena_new(a, char, s.n + 1);

	for (ptrdiff_t i = 0; i < s.n; i++)
		p[i] = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32)
						      : s.p[i];
	return (struct str){ p, s.n };
}

/* "dir/auth_query.h" → "auth_query" */
static struct str stem(struct str header)
{
	for (ptrdiff_t i = header.n; i > 0; i--)
		if (header.p[i - 1] == '/') {
			header = str_sub(header, i, header.n);
			break;
		}
	return str_ends(header, STR(".h")) ? str_sub(header, 0, header.n - 2)
					   : header;
}

/* Text as C string literals, one per line of it. */
static void literal(struct buf *b, struct str text, const char *indent)
{
	struct str rest = text;

	while (rest.p) {
		struct str line = str_cut(&rest, '\n');

		if (!line.n && !rest.p && line.p != text.p)
			return;
		buf_fmt(b, "\n%s\"", indent);
		for (ptrdiff_t i = 0; i < line.n; i++) {
			char ch = line.p[i];

			if (ch == '\t')
				buf_lit(b, "\\t");
			else if (ch == '"' || ch == '\\' ||
				 (ch == '?' && i && line.p[i - 1] == '?'))
				buf_fmt(b, "\\%c", ch);
			else if (ch != '\r')
				buf_char(b, ch);
		}
		buf_str(b, rest.p ? STR("\\n\"") : STR("\""));
	}
}

/* ---- declarations ------------------------------------------------------------- */
static void emit_comment(const struct query *q, struct buf *b)
{
	if (!q->comment.n)
		return;
	buf_lit(b, "/*");
	for (ptrdiff_t i = 0; i < q->comment.n; i++) {
		struct str rest = q->comment.p[i];

		buf_lit(b, "\n *");
		if (rest.n)
			buf_char(b, ' ');
		for (ptrdiff_t k = 0; k < rest.n; k++) {
			if (k && rest.p[k] == '/' && rest.p[k - 1] == '*')
				buf_char(b, ' ');
			buf_char(b, rest.p[k]);
			if (rest.p[k] == '/' && k + 1 < rest.n &&
			    rest.p[k + 1] == '*')
				buf_char(b, ' ');
		}
	}
	buf_lit(b, "\n */\n");
}

static void emit_fields(const struct fields *f, struct buf *b)
{
	for (ptrdiff_t i = 0; i < f->n; i++)
		buf_fmt(b, "\t%s%.*s;\n", ctype[f->p[i].type].c,
			STR_ARG(f->p[i].name));
}

/* enum { X_WITH_A = 1u << 0 … }; enum x_order { X_BY_A … }; */
static void emit_enums(struct arena *a, const struct query *q, struct buf *b)
{
	struct str up = upper(a, q->name);

	if (q->opt.n) {
		buf_lit(b, "enum {\n");
		for (ptrdiff_t i = 0; i < q->opt.n; i++)
			buf_fmt(b, "\t%.*s_WITH_%.*s = 1u << %d,\n",
				STR_ARG(up), STR_ARG(upper(a, q->opt.p[i])),
				(int)i);
		buf_lit(b, "};\n");
	}
	if (q->order.n) {
		buf_fmt(b, "enum %.*s_order {\n", STR_ARG(q->name));
		for (ptrdiff_t i = 0; i < q->order.n; i++)
			buf_fmt(b, "\t%.*s_BY_%.*s,\n", STR_ARG(up),
				STR_ARG(upper(a, q->order.p[i])));
		buf_lit(b, "};\n");
	}
}

static void emit_structs(struct arena *a, const struct query *q, struct buf *b)
{
	struct str n = q->name;

	emit_enums(a, q, b);
	if (has_in(q)) {
		buf_fmt(b, "struct %.*s_in {\n", STR_ARG(n));
		emit_fields(&q->in, b);
		if (q->opt.n)
			buf_lit(b, "\tunsigned with;\n");
		if (q->order.n)
			buf_fmt(b, "\tenum %.*s_order order;\n", STR_ARG(n));
		buf_lit(b, "};\n");
	}
	if (q->kind <= KIND_EACH) {
		buf_fmt(b, "struct %.*s_row {\n", STR_ARG(n));
		emit_fields(&q->col, b);
		buf_lit(b, "};\n");
	}
	if (q->kind == KIND_MANY)
		buf_fmt(b,
			"struct %.*s_rows {\n\tstruct %.*s_row *p;\n"
			"\tptrdiff_t n, cap;\n};\n",
			STR_ARG(n), STR_ARG(n));
}

/* "struct err *x(struct db *db, const struct x_in *in" */
static void emit_head(const struct query *q, const char *suffix, struct buf *b)
{
	buf_fmt(b, "struct err *%.*s%s(struct db *db", STR_ARG(q->name),
		suffix);
	if (has_in(q))
		buf_fmt(b, ",\n\t\tconst struct %.*s_in *in", STR_ARG(q->name));
}

/* The function's head with its outputs, without the end. */
static void emit_signature(const struct query *q, struct buf *b)
{
	struct str n = q->name;

	emit_head(q, q->kind == KIND_EACH ? "_open" : "", b);
	switch (q->kind) {
	case KIND_ONE:
		buf_fmt(b, ",\n\t\tstruct %.*s_row *ret_row, bool *ret_found)",
			STR_ARG(n));
		break;
	case KIND_MANY:
		buf_fmt(b, ",\n\t\tstruct %.*s_rows *ret_rows)", STR_ARG(n));
		break;
	case KIND_EACH:
		buf_lit(b, ",\n\t\tstruct db_stmt **ret_st)");
		break;
	case KIND_EXEC:
		buf_lit(b, ",\n\t\tint64_t *ret_changed)");
		break;
	case KIND_ROW:
		buf_char(b, ')');
		break;
	case KIND_ID:
		buf_lit(b, ",\n\t\tint64_t *ret_id)");
		break;
	}
}

static void emit_next_signature(const struct query *q, struct buf *b)
{
	buf_fmt(b,
		"struct err *%.*s_next(struct db_stmt *st,\n"
		"\t\tstruct %.*s_row *ret_row, bool *ret_more)",
		STR_ARG(q->name), STR_ARG(q->name));
}

static void emit_close_signature(const struct query *q, struct buf *b)
{
	buf_fmt(b, "void %.*s_close(struct db_stmt *st)", STR_ARG(q->name));
}

static bool any_postgres(const struct sqlc *c)
{
	for (ptrdiff_t i = 0; i < c->query.n; i++)
		if (c->query.p[i].postgres)
			return true;
	return false;
}

void sqlc_emit_h(struct sqlc *c, struct str header, struct buf *out)
{
	struct str name = stem(header);
	struct str guard = upper(c->a, name);

	buf_fmt(out,
		"/* Made by sqlc from the queries; do not edit. */\n"
		"#ifndef RV_%.*s_H\n#define RV_%.*s_H\n\n"
		"#include \"db/db.h\"\n\n",
		STR_ARG(guard), STR_ARG(guard));
	for (ptrdiff_t i = 0; i < c->query.n; i++) {
		const struct query *q = &c->query.p[i];

		if (q->postgres)
			continue;
		emit_structs(c->a, q, out);
		emit_comment(q, out);
		emit_signature(q, out);
		buf_lit(out, " MUST_USE;\n");
		if (q->ahead) {
			emit_head(q, "_ahead", out);
			buf_lit(out, ") MUST_USE;\n");
		}
		if (q->kind == KIND_EACH) {
			emit_next_signature(q, out);
			buf_lit(out, " MUST_USE;\n");
			emit_close_signature(q, out);
			buf_lit(out, ";\n");
		}
		buf_char(out, '\n');
	}
	buf_fmt(out,
		"/* All of them, for the test that prepares each; ends with "
		"NULL. */\n"
		"extern const struct db_query *const %.*s_all[];\n",
		STR_ARG(name));
	if (any_postgres(c))
		buf_fmt(out,
			"/* Texts that replace those of the same name on "
			"PostgreSQL. */\n"
			"extern const struct db_query *const "
			"%.*s_postgres[];\n",
			STR_ARG(name));
	buf_lit(out, "\n#endif\n");
}

/* ---- definitions ---------------------------------------------------------------- */
static const char *suffix(const struct query *q)
{
	return q->postgres ? "_postgres" : "";
}

/* How an engine that wants to know it in advance is told a parameter's type,
 * see db.h. */
static const char type_letter[] = {
	[TYPE_INT] = 'i',     [TYPE_BOOL] = 'i', [TYPE_DAY] = 'd',
	[TYPE_INSTANT] = 'i', [TYPE_TEXT] = 't', [TYPE_BLOB] = 'b',
	[TYPE_REAL] = 'r',
};

static void emit_tables(const struct query *q, struct buf *b)
{
	struct str n = q->name;

	buf_fmt(b, "static const struct db_part %.*s_part%s[] = {\n",
		STR_ARG(n), suffix(q));
	for (ptrdiff_t i = 0; i < q->part.n; i++) {
		const struct part *p = &q->part.p[i];

		buf_lit(b, "\t{ .sql =");
		literal(b, p->sql, "\t\t");
		buf_fmt(b, ",\n\t  .opt = %d, .order = %d%s },\n", p->opt,
			p->order, p->unless ? ", .unless = true" : "");
	}
	buf_lit(b, "};\n");
	if (q->in.n && !q->postgres) {
		buf_fmt(b, "static const char *const %.*s_param[] = {\n",
			STR_ARG(n));
		for (ptrdiff_t i = 0; i < q->in.n; i++)
			buf_fmt(b, "\t\"%.*s\",\n", STR_ARG(q->in.p[i].name));
		buf_lit(b, "};\n");
	}
	buf_fmt(b,
		"static const struct db_query %.*s_query%s = {\n"
		"\t.name = \"%.*s\",\n\t.part = %.*s_part%s,\n"
		"\t.n_parts = %d,\n",
		STR_ARG(n), suffix(q), STR_ARG(n), STR_ARG(n), suffix(q),
		(int)q->part.n);
	if (q->last_id)
		buf_lit(b, "\t.last_id = true,\n");
	if (q->kind == KIND_ROW)
		buf_lit(b, "\t.one_row = true,\n");
	if (q->in.n) {
		buf_lit(b, "\t.types = \"");
		for (ptrdiff_t i = 0; i < q->in.n; i++)
			buf_char(b, type_letter[q->in.p[i].type]);
		buf_lit(b, "\",\n");
	}
	if (q->in.n)
		buf_fmt(b, "\t.param = %.*s_param,\n\t.n_params = %d,\n",
			STR_ARG(n), (int)q->in.n);
	buf_fmt(b, "\t.writes = %s,\n\t.scan = %s,\n};\n\n",
		q->writes ? "true" : "false", q->scan ? "true" : "false");
}

/* A parameter is bound only in the variants that have it. */
static void emit_bind(const struct query *q, ptrdiff_t i, struct buf *b)
{
	const struct field *f = &q->in.p[i];
	const char *sep = "";

	if (!f->always) {
		buf_lit(b, "\tif (");
		if (f->opts) {
			buf_fmt(b, "(in->with & 0x%xu) != 0", f->opts);
			sep = " || ";
		}
		if (f->unless) {
			buf_fmt(b, "%s(~in->with & 0x%xu) != 0", sep,
				f->unless);
			sep = " || ";
		}
		if (f->orders)
			buf_fmt(b, "%s((0x%xu >> (unsigned)in->order) & 1u)",
				sep, f->orders);
		buf_lit(b, ")\n\t");
	}
	buf_fmt(b, "\tdb_bind_%s(st, %d, in->%.*s);\n", ctype[f->type].bind,
		(int)i + 1, STR_ARG(f->name));
}

/* Gets the statement and binds: NAME_start(), or the :each's open itself. */
static void emit_start(const struct query *q, struct buf *b)
{
	if (q->kind == KIND_EACH) {
		emit_signature(q, b);
	} else {
		buf_lit(b, "static MUST_USE ");
		emit_head(q, "_start", b);
		buf_lit(b, ",\n\t\tstruct db_stmt **ret_st)");
	}
	buf_fmt(b,
		"\n{\n\tstruct db_stmt *st;\n"
		"\tstruct err *err = db_stmt_get(db, &%.*s_query, %s, %s, "
		"&st);\n\n\tif (err)\n\t\treturn err;\n",
		STR_ARG(q->name), q->opt.n ? "in->with" : "0",
		q->order.n ? "(unsigned)in->order" : "0");
	for (ptrdiff_t i = 0; i < q->in.n; i++)
		emit_bind(q, i, b);
	buf_lit(b, "\t*ret_st = st;\n\treturn NULL;\n}\n\n");
}

static void emit_read(const struct query *q, struct buf *b)
{
	if (q->kind > KIND_EACH)
		return;
	buf_fmt(b,
		"static void %.*s_read(struct db_stmt *st, "
		"struct %.*s_row *row)\n{\n",
		STR_ARG(q->name), STR_ARG(q->name));
	for (ptrdiff_t i = 0; i < q->col.n; i++) {
		const struct field *f = &q->col.p[i];
		bool bytes = f->type == TYPE_TEXT || f->type == TYPE_BLOB;

		buf_fmt(b, "\trow->%.*s = db_col_%s(st, %d);\n",
			STR_ARG(f->name),
			bytes && q->kind == KIND_EACH ? "peek"
						      : ctype[f->type].col,
			(int)i);
	}
	buf_lit(b, "}\n\n");
}

static void emit_each(const struct query *q, struct buf *b)
{
	emit_next_signature(q, b);
	buf_fmt(b,
		"\n{\n\tbool more = false;\n"
		"\tstruct err *err = db_step(st, &more);\n\n"
		"\tif (err)\n\t\treturn err;\n"
		"\tif (more)\n\t\t%.*s_read(st, ret_row);\n"
		"\t*ret_more = more;\n\treturn NULL;\n}\n\n",
		STR_ARG(q->name));
	emit_close_signature(q, b);
	buf_lit(b, "\n{\n\tdb_stmt_done(st);\n}\n\n");
}

/* What happens between the start and db_stmt_done(), by kind. */
static void emit_steps(const struct query *q, struct buf *b)
{
	struct str n = q->name;

	switch (q->kind) {
	case KIND_ONE:
		buf_fmt(b,
			"\terr = db_step(st, &more);\n"
			"\tif (!err && more)\n\t\t%.*s_read(st, ret_row);\n"
			"\tif (!err)\n\t\t*ret_found = more;\n",
			STR_ARG(n));
		break;
	case KIND_MANY:
		buf_fmt(b,
			"\twhile (!(err = db_step(st, &more)) && more)\n"
			"\t\t%.*s_read(st, vec_push(db_arena(db), &rows));\n"
			"\tif (!err)\n\t\t*ret_rows = rows;\n",
			STR_ARG(n));
		break;
	case KIND_EXEC:
		buf_lit(b, "\terr = ret_changed ? db_step(st, &more) : "
			   "db_send(st);\n"
			   "\tif (!err && ret_changed)\n"
			   "\t\t*ret_changed = db_changes(db);\n");
		break;
	case KIND_ROW:
		buf_lit(b, "\terr = db_send(st);\n");
		break;
	case KIND_ID:
		buf_fmt(b,
			"\terr = ret_id ? db_step(st, &more) : "
			"db_send(st);\n"
			"\tif (!err && ret_id)\n"
			"\t\t*ret_id = %s;\n",
			q->last_id ? "db_last_id(db)"
				   : "more ? db_col_i64(st, 0) : DB_NULL");
		break;
	case KIND_EACH:
		break;
	}
}

static void emit_function(const struct query *q, struct buf *b)
{
	struct str n = q->name;

	emit_signature(q, b);
	buf_lit(b, "\n{\n");
	if (q->kind == KIND_MANY)
		buf_fmt(b, "\tstruct %.*s_rows rows = { NULL, 0, 0 };\n",
			STR_ARG(n));
	if (q->kind != KIND_ROW)
		buf_lit(b, "\tbool more = false;\n");
	buf_fmt(b,
		"\tstruct db_stmt *st;\n"
		"\tstruct err *err = %.*s_start(db, %s&st);\n\n"
		"\tif (err)\n\t\treturn err;\n",
		STR_ARG(n), has_in(q) ? "in, " : "");
	emit_steps(q, b);
	buf_lit(b, "\tdb_stmt_done(st);\n\treturn err;\n}\n\n");
}

static void emit_ahead(const struct query *q, struct buf *b)
{
	emit_head(q, "_ahead", b);
	buf_fmt(b,
		")\n{\n\tstruct db_stmt *st;\n\tstruct err *err;\n\n"
		"\tif (!db_far(db))\n\t\treturn NULL;\n"
		"\terr = %.*s_start(db, %s&st);\n"
		"\treturn err ? err : db_ahead(st);\n}\n\n",
		STR_ARG(q->name), has_in(q) ? "in, " : "");
}

static void emit_list(struct sqlc *c, struct str name, bool postgres,
		      struct buf *b)
{
	buf_fmt(b, "const struct db_query *const %.*s_%s[] = {\n",
		STR_ARG(name), postgres ? "postgres" : "all");
	for (ptrdiff_t i = 0; i < c->query.n; i++)
		if (c->query.p[i].postgres == postgres)
			buf_fmt(b, "\t&%.*s_query%s,\n",
				STR_ARG(c->query.p[i].name),
				suffix(&c->query.p[i]));
	buf_lit(b, "\tNULL,\n};\n");
}

void sqlc_emit_c(struct sqlc *c, struct str header, struct buf *out)
{
	struct str name = stem(header);

	buf_fmt(out,
		"/* Made by sqlc from the queries; do not edit. */\n"
		"#include \"%.*s.h\"\n\n",
		STR_ARG(name));
	for (ptrdiff_t i = 0; i < c->query.n; i++) {
		const struct query *q = &c->query.p[i];

		emit_tables(q, out);
		if (q->postgres)
			continue;
		emit_start(q, out);
		emit_read(q, out);
		if (q->kind == KIND_EACH)
			emit_each(q, out);
		else
			emit_function(q, out);
		if (q->ahead)
			emit_ahead(q, out);
	}
	emit_list(c, name, false, out);
	if (any_postgres(c))
		emit_list(c, name, true, out);
}

void sqlc_emit_migrations(struct sqlc *c, const char *name, struct buf *out)
{
	buf_lit(out, "/* Made by sqlc from the schema; do not edit. */\n"
		     "#include \"db/db.h\"\n\n");
	buf_fmt(out,
		"extern const struct migration %s_migrations[];\n"
		"extern const int %s_n_migrations;\n\n"
		"const struct migration %s_migrations[] = {\n",
		name, name, name);
	for (ptrdiff_t i = 0; i < c->schema.n; i++) {
		const struct schema *s = &c->schema.p[i];

		buf_fmt(out,
			"\t{ .number = %d,\n\t  .name = \"%.*s\",\n"
			"\t  .sql =",
			(int)s->number, STR_ARG(s->name));
		literal(out, s->src.text, "\t\t");
		if (str_starts(s->src.text, STR("-- bearable")))
			buf_lit(out, ",\n\t  .bearable = true");
		buf_lit(out, " },\n");
	}
	buf_fmt(out,
		"\t{ .number = 0 }, /* the end */\n};\n"
		"const int %s_n_migrations = %d;\n",
		name, (int)c->schema.n);
}
