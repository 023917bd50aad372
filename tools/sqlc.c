/*
 * sqlc: named SQL to typed C at build time, see doc/sqlc.md.
 *
 *   sqlc --query FILE.sql -o FILE.c -H FILE.h --schema FILE…
 *   sqlc --migrations -o FILE.c [--name NAME] --schema FILE…
 *   sqlc --translate sqlite|postgres FILE
 */
#include "sqlc.h"

#include <errno.h>

struct options {
	const char *query, *c, *h, *translate, *name, *file;
	bool migrations;
	char **schema;
	int n_schema;
};

static const struct {
	const char *flag;
	size_t at; /* of the member that its value goes to */
} flags[] = {
	{ "--query", offsetof(struct options, query) },
	{ "-o", offsetof(struct options, c) },
	{ "-H", offsetof(struct options, h) },
	{ "--translate", offsetof(struct options, translate) },
	{ "--name", offsetof(struct options, name) },
};

static bool options_read(int argc, char **argv, struct options *ret)
{
	struct options o = { .name = "db" };

	for (int i = 1; i < argc; i++) {
		ptrdiff_t k = 0;

		if (!strcmp(argv[i], "--schema")) {
			o.schema = argv + i + 1;
			o.n_schema = argc - i - 1;
			break;
		}
		if (!strcmp(argv[i], "--migrations")) {
			o.migrations = true;
			continue;
		}
		while (k < N_ELEMENTS(flags) && strcmp(argv[i], flags[k].flag))
			k++;
		if (k < N_ELEMENTS(flags) && i + 1 < argc)
			*(const char **)((char *)&o + flags[k].at) = argv[++i];
		else if (argv[i][0] != '-' && !o.file)
			o.file = argv[i];
		else
			return false;
	}
	*ret = o;
	return (o.query && o.c && o.h) || (o.migrations && o.c) ||
	       (o.translate && o.file);
}

/* The file's text; a fault is noted and the text empty. */
static struct str file_read(struct sqlc *c, const char *path)
{
	struct buf b = buf_init(c->a, SQLC_TEXT_MOST);
	FILE *f = fopen(path, "rb");
	char part[16384];
	size_t n;

	while (f && (n = fread(part, 1, sizeof(part), f)) > 0)
		buf_mem(&b, part, (ptrdiff_t)n);
	if (!f || ferror(f) || b.full)
		sqlc_bad(c, &(struct source){ .path = path }, NULL,
			 "cannot be read: %s",
			 b.full ? "too large" : strerror(errno));
	if (f)
		fclose(f);
	return buf_view(&b);
}

static void file_write(struct sqlc *c, const char *path, const struct buf *b)
{
	FILE *f = fopen(path, "wb");
	bool ok = f && !b->full &&
		  fwrite(b->p, 1, (size_t)b->n, f) == (size_t)b->n;

	if (f && fclose(f))
		ok = false;
	if (!ok)
		sqlc_bad(c, &(struct source){ .path = path }, NULL,
			 "cannot be written");
}

static void compile(struct sqlc *c, const struct options *o)
{
	struct source *src = arena_new(c->a, struct source, 1);
	struct buf b = buf_init(c->a, SQLC_TEXT_MOST);
	struct buf h = buf_init(c->a, SQLC_TEXT_MOST);

	src->path = o->query;
	src->text = file_read(c, o->query);
	if (!sqlc_compile(c, src))
		return;
	sqlc_emit_c(c, str_c(o->h), &b);
	sqlc_emit_h(c, str_c(o->h), &h);
	file_write(c, o->c, &b);
	file_write(c, o->h, &h);
}

static void migrations(struct sqlc *c, const struct options *o)
{
	struct buf b = buf_init(c->a, SQLC_TEXT_MOST);

	sqlc_schema_load(c);
	sqlc_schema_close(c);
	if (c->n_bad)
		return;
	sqlc_emit_migrations(c, o->name, &b);
	file_write(c, o->c, &b);
}

static void translate(struct sqlc *c, const struct options *o)
{
	bool postgres = !strcmp(o->translate, "postgres");
	struct source src = { o->file, file_read(c, o->file) };
	struct strs list = { NULL, 0, 0 };
	struct err *err;

	if (!postgres && strcmp(o->translate, "sqlite")) {
		sqlc_bad(c, NULL, NULL, "--translate is sqlite or postgres");
		return;
	}
	err = db_ddl_translate(c->a, postgres ? DB_POSTGRES : DB_SQLITE,
			       src.text, &list);
	if (err)
		sqlc_bad(c, &src, NULL, "%.*s", STR_ARG(err->detail));
	for (ptrdiff_t i = 0; i < list.n; i++)
		printf("%.*s;\n", STR_ARG(list.p[i]));
}

int main(int argc, char **argv)
{
	struct arena *a CLEANUP(arena_closep) = arena_open((ptrdiff_t)1 << 30);
	struct sqlc c = { .a = a, .log = buf_init(a, 1 << 20) };
	struct options o;

	if (!options_read(argc, argv, &o)) {
		fputs("sqlc --query X.sql -o X.c -H X.h --schema FILE...\n"
		      "sqlc --migrations -o X.c [--name N] --schema FILE...\n"
		      "sqlc --translate sqlite|postgres FILE\n",
		      stderr);
		return 2;
	}
	for (int i = 0; i < o.n_schema; i++)
		sqlc_schema_add(&c, o.schema[i], file_read(&c, o.schema[i]));
	if (o.translate)
		translate(&c, &o);
	else if (o.migrations)
		migrations(&c, &o);
	else
		compile(&c, &o);
	if (c.n_bad)
		fwrite(c.log.p, 1, (size_t)c.log.n, stderr);
	return c.n_bad ? 1 : 0;
}
