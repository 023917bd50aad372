/* What sqlc refuses: a query or schema, and a piece of what it says. */
#ifndef RV_SQLC_BAD_H
#define RV_SQLC_BAD_H

struct sqlc_bad_case {
	const char *text, *says;
};

/* The schema under the queries. */
static const char sqlc_bad_schema[] =
	"create table t (id identity, a text not null, a_fold text not null,\n"
	"\ton_day day, number bigint);\n"
	"create index t_day_ix on t (on_day);\n"
	"create table child (id identity, t bigint,\n"
	"\tconstraint child_t_fk foreign key (t) references t (id));\n";

#define ONE   "-- name: x :one\n"
#define MANY  "-- name: x :many\n"
#define EXEC  "-- name: x :exec\n"
#define ROW   "-- name: x :row\n"
#define IN    "-- in: id int\n"
#define BY_ID " where id = :id;"

static const struct sqlc_bad_case sqlc_bad_queries[] = {
	/* headers */
	{ "select a from t;", "0.sql:1: a statement without \"-- name:\"" },
	{ ONE IN "select a from t" BY_ID "\nselect id from t" BY_ID,
	  "q0.sql:4: a statement without \"-- name:\"" },
	{ "-- name: x\nselect a from t;", "x needs its kind" },
	{ "-- name: x :some\nselect a from t;", "x needs its kind" },
	{ "-- name: Xy :one\nselect a from t;", "\"Xy\" cannot be a name" },
	{ "-- name: int :one\nselect a from t;", "\"int\" cannot be a name" },
	{ ONE IN "select a from t" BY_ID ONE IN "select a from t" BY_ID,
	  "x stands there twice" },
	{ ONE IN "select a from t where id = :id", "x does not end with ;" },
	{ ONE "select a from t where a = 'b", "a quote is not closed" },
	{ ONE "-- name: y :one\nselect 1;", "q0.sql:1: x does not end with ;" },
	{ ONE ";", "x has no text" },
	{ ONE "-- in: id int, , b int\nselect a from t" BY_ID,
	  "\"\" cannot be a name" },
	{ MANY "[a: select 1 as b]\n;", "x: the statement is empty" },
	{ ONE "-- in: id\nselect a from t" BY_ID, "id needs a type" },
	{ ONE "-- in: id bigint\nselect a from t" BY_ID, "id needs a type" },
	{ ONE "-- in: id int, id int\nselect a from t" BY_ID,
	  "id stands there twice" },
	{ ONE "-- in: default int\nselect a from t where id = :default;",
	  "\"default\" cannot be a name" },
	/* parameters */
	{ ONE "select a from t" BY_ID, "q0.sql:2: :id is not in \"-- in:\"" },
	{ ONE "-- in: id int, b int\nselect a from t" BY_ID,
	  "x does not use :b" },
	{ ONE IN "select a from t where id = ?1 or id = :id;",
	  "a parameter is written :name, not ?" },
	{ ONE IN "select a from t where id = @id or id = :id;", "not @" },
	{ ONE IN "select a from t where id = $1 or id = :id;", "not $" },
	/* parts */
	{ MANY IN "select a from t where id = :id [b: and a = 'c';",
	  "x: a [ has no ]" },
	{ MANY IN "select a from t where id = :id ];", "each [ has its ]" },
	{ MANY IN "select a from t where id = :id [b: [c: d]];",
	  "parts do not nest" },
	{ MANY IN "select a from t where id = :id [and a = 'b'];",
	  "a part begins with [name:" },
	{ MANY IN "select a from t where id = :id "
		  "[a:and 1][b:and 1][c:and 1][d:and 1][e:and 1]"
		  "[f:and 1][g:and 1][h:and 1][i:and 1][j:and 1]"
		  "[k:and 1][l:and 1][m:and 1][n:and 1][o:and 1]"
		  "[p:and 1][q:and 1][r:and 1][s:and 1][t:and 1]"
		  "[u:and 1][v:and 1][w:and 1][x:and 1][y:and 1];",
	  "more than 24" },
	{ MANY "select a from t where on_day > '' [b: and nix = 1];",
	  "x (with b): no such column: nix" },
	{ MANY
	  "select id from t where on_day > ''\n"
	  "[b: and a = '']\n[order c: order by on_day][order d: order by e];",
	  "x (order d): no such column: e" },
	{ MANY "select id [b: , a] from t where on_day > '';",
	  "x (with b): the variants have different columns" },
	{ MANY "select id [b: + 1 as id] from t where on_day > '';",
	  "x (with b): id is an expression" },
	{ MANY "select id [b: as c] from t where on_day > '';",
	  "the variants have different columns" },
	/* pieces */
	{ MANY "select {cols} from t where on_day > '';",
	  "q0.sql:2: no \"-- let: cols\" stands above" },
	{ "-- let: a\n{a};\n" MANY "select {a} from t;",
	  "q0.sql:2: no \"-- let: a\"" },
	{ "-- let: a\nid;\n-- let: a\nid;\n", "a stands there twice" },
	{ "-- let: A\nid;\n", "-- let: needs a name" },
	{ "-- let: a\nid", "a does not end with ;" },
	{ "-- let: a\n:b\n;\n" MANY "select id from t where on_day > {a};",
	  "q0.sql:4: :b is not in" },
	/* columns */
	{ MANY "select a || 'x' as b from t where on_day > '';",
	  "b is an expression; note its type" },
	{ MANY "-- out: a int\nselect a from t where on_day > '';",
	  "the schema says that a is TEXT" },
	{ MANY "-- out: b int\nselect a from t where on_day > '';",
	  "x has no column b" },
	{ MANY "select a, id as a from t where on_day > '';",
	  "two columns are called a" },
	{ MANY "-- scan\nselect count(*) from t;", "cannot be a name in C" },
	{ MANY "-- scan\nselect a as \"if\" from t;", "cannot be a name in C" },
	/* kinds */
	{ EXEC IN "select a from t" BY_ID,
	  "an :exec or :row gives no columns" },
	{ ROW IN "select a from t" BY_ID, "an :exec or :row gives no columns" },
	{ EXEC "-- ahead\n" IN "delete from child" BY_ID, "can go ahead" },
	{ ONE IN "delete from child" BY_ID, "make it an :exec" },
	{ "-- name: x :id\n" IN "select id from t" BY_ID,
	  "an :id is an insert" },
	{ "-- name: x :id\n" IN "update t set a = '' where id = :id "
	  "returning a;",
	  "an :id is an insert" },
	/* what the engine says */
	{ ONE "selec a;", "x: near \"selec\": syntax error" },
	{ ONE "select a from nix;", "x: no such table: nix" },
	{ ONE "select id from t where a = \"text\";",
	  "no such column: \"text\"" },
	/* full scans */
	{ MANY "select a from t;", "x: SCAN t: it reads a whole table" },
	{ MANY "select k.id from t as k where k.number = 1;", "SCAN k:" },
	{ MANY "-- scan\nselect t.id from t;\n"
	       "-- name: y :many\nselect a.id from child b join t a "
	       "on a.number = b.t where b.id > 1;",
	  "y: " },
	{ EXEC IN "delete from t" BY_ID, "SCAN child: it reads a whole table" },
	{ MANY "select id from t where on_day > '' [b: or number = 1];",
	  "x (with b): SCAN t" },
	/* words */
	{ MANY "-- scan\nselect * from t;", "no *" },
	{ MANY "-- scan\nselect id, t.* from t;", "no *" },
	{ ONE "insert into t (a, a_fold) values ('', '') returning *;",
	  "no *" },
	{ EXEC "insert into t values (1, '', '', '', 1);", "list of columns" },
	{ EXEC "insert into t as q select 1, '', '', '', 1;",
	  "list of columns" },
	{ EXEC "insert or ignore into t (a, a_fold) values ('', '');",
	  "no insert or" },
	{ EXEC "replace into t (a, a_fold) values ('', '');", "no replace" },
	{ EXEC "merge into t using t;", "no merge into" },
	{ EXEC "create trigger q after insert on t begin select 1; end;",
	  "no trigger" },
	{ EXEC "create rule q;", "no rule" },
	{ EXEC "create table q (id int) inherits (t);", "no inherits" },
	{ EXEC "set constraints all deferrable;", "no deferrable" },
	{ EXEC "create sequence q;", "no sequence" },
	{ EXEC "create materialized view q as select 1;",
	  "no materialized view" },
	{ ONE "select strftime('%s') as b;", "no strftime (: time is a" },
	{ ONE "select date('now') as b;", "no date (" },
	{ ONE "select time('now') as b;", "no time (" },
	{ ONE "select datetime ('now') as b;", "no datetime (" },
	{ ONE "select julianday('now') as b;", "no julianday (" },
	{ ONE "select unixepoch() as b;", "no unixepoch (" },
	{ ONE "select now() as b;", "no now (" },
	{ ONE "select clock_timestamp() as b;", "no clock_timestamp (" },
	{ ONE "select CURRENT_TIMESTAMP as b;", "no current_timestamp" },
	{ ONE "select current_date as b;", "no current_date" },
	{ ONE "select current_time as b;", "no current_time" },
	{ ONE "select random() as b;", "no random (" },
	{ ONE "select nextval('q') as b;", "no nextval (" },
	{ ONE "select group_concat(a) as b from t;", "no group_concat (" },
	{ ONE "select localtimestamp as b;", "no localtimestamp" },
	{ ONE "select localtime as b;", "no localtime:" },
	{ ONE "select current_schema as b;", "no current_schema" },
	{ ONE "select current_schema() as b;", "no current_schema" },
	{ ONE "select current_user as b;", "no current_user" },
	{ ONE "select cast('t' as regclass) as b;", "no regclass" },
	{ ONE IN "select tableoid as b from t" BY_ID, "no tableoid" },
	{ ONE IN "select ctid as b from t" BY_ID, "no ctid" },
	{ ONE IN "select rowid as b from t" BY_ID, "no rowid" },
	{ ONE IN "select a collate nocase as b from t" BY_ID, "no collate" },
	{ ONE IN "select a from main.t" BY_ID, "no main ." },
	{ ONE IN "select a from public.t" BY_ID, "no public ." },
	{ ONE "select a from pg_catalog.pg_tables;", "no pg_catalog ." },
	{ ONE "select a from information_schema.tables;",
	  "no information_schema ." },
	{ ONE "select name from sqlite_master;", "no sqlite_master" },
	{ ONE "select name from sqlite_schema;", "no sqlite_schema" },
	/* functions that another engine lacks, or that aren't immutable */
	{ ONE "select current_setting('app.x') as b;",
	  "no current_setting(): a function is one that both" },
	{ ONE "select set_config('a', 'b', true) as b;", "no set_config()" },
	{ ONE "select pg_try_advisory_xact_lock(1) as b;",
	  "no pg_try_advisory_xact_lock()" },
	{ ONE "select pg_notify('a', '') as b;", "no pg_notify()" },
	{ ONE "select setval('q', 1) as b;", "no setval()" },
	{ ONE "select last_insert_rowid() as b;", "no last_insert_rowid()" },
	{ ONE "select changes() as b;", "no changes()" },
	{ ONE "select randomblob(8) as b;", "no randomblob()" },
	{ EXEC IN "update t set a = gen_random_uuid()" BY_ID,
	  "no gen_random_uuid()" },
	{ EXEC IN "update t set a = to_char(on_day, 'YYYY')" BY_ID,
	  "no to_char()" },
	{ EXEC IN "update t set a = concat(a, '')" BY_ID, "no concat()" },
	{ EXEC IN "update t set a = format('%s', a)" BY_ID, "no format()" },
	{ EXEC IN "update t set a = json(a)" BY_ID, "no json()" },
	{ ONE "select ifnull(1, 2) as b;", "no ifnull()" },
	{ EXEC IN "update t set a = cast(on_day as text)" BY_ID,
	  "no cast as text where rows change" },
	{ EXEC "-- in: id int\ndelete from child where cast(id as text) = '1' "
	       "and id = :id;",
	  "no cast as text where rows change" },
	{ EXEC IN "update t set on_day = 'today'" BY_ID, "no 'today'" },
	{ ONE IN "select a from t where on_day < 'now' and id = :id;",
	  "no 'now'" },
	/* data only */
	{ EXEC "listen q;", "a query begins with select" },
	{ EXEC "notify q;", "a query begins with select" },
	{ EXEC "lock table t;", "a query begins with select" },
	{ EXEC "set search_path = q;", "a query begins with select" },
	{ EXEC "truncate t;", "a query begins with select" },
	{ EXEC "create temp table q (id int);", "a query begins with select" },
	{ EXEC "pragma synchronous = off;", "a query begins with select" },
	{ EXEC "begin;", "a query begins with select" },
	{ ONE "-- scan\nselect id from t where a like 'b%';",
	  "like stands behind a _fold column" },
	{ ONE "-- scan\nselect id from t where a_fold || a not like 'b%';",
	  "like stands behind a _fold column" },
	/* the other engine */
	{ "-- name: x @postgres\nselect a from t;", "behind the text for all" },
	{ ONE IN "select a from t" BY_ID "\n-- name: x @postgres\n" IN
		 "select a from t" BY_ID,
	  "from the first text" },
	{ ONE IN "select a from t" BY_ID "\n-- name: x @postgres\n"
		 "select a from t where id = :id [b: and 1];",
	  "a part that the first text lacks" },
	{ ONE IN "select a from t" BY_ID "\n-- name: x @postgres\n"
		 "select * from t" BY_ID,
	  "no *" },
	{ ONE IN "select a from t" BY_ID "\n-- name: x @postgres\n"
		 "select a from t where id = :id and on_day < now();",
	  "no now (" },
	{ ONE IN "select a from t" BY_ID "\n-- name: x @postgres\n"
		 "select a from t where id = :id for update;\n"
		 "select pg_advisory_lock(1);",
	  "q0.sql:6: a statement without \"-- name:\"" },
	{ ONE IN "select a from t" BY_ID "\n-- name: x @postgres\n"
		 "select a from t where id = :id and "
		 "pg_try_advisory_lock(id);",
	  "no pg_try_advisory_lock()" },
	{ ONE IN "select a from t" BY_ID "\n-- name: x @postgres\n"
		 "select a from t;",
	  "x does not use :id" },
};

static const struct sqlc_bad_case sqlc_bad_schemas[] = {
	{ "create table t (id identity, a varchar);", "neutral type words" },
	{ "create table t (id identity, a);", "neutral type words" },
	{ "create table t (id identity, a TEXT);", "neutral type words" },
	{ "create table t (id identity, a text)",
	  "the last statement has no ;" },
	{ "create table t (id identity, a text;", "a bracket is not closed" },
	{ "create table t (id identity, a text default 'b);",
	  "a quote is not closed" },
	{ "create table t (id identity, a text unique);",
	  "unique needs a name: constraint x unique" },
	{ "create table t (id identity, a text, check (a <> ''));",
	  "check needs a name" },
	{ "create table t (a text primary key);", "primary needs a name" },
	{ "create table t (id identity, a bigint references t (id));",
	  "references needs a name" },
	{ "create table t (id identity, a bigint,\n"
	  "foreign key (a) references t (id));",
	  "1.sql:2: foreign needs a name" },
	{ "create table t (id identity, a bigint, constraint f foreign key (a) "
	  "references t (id), b bigint references t (id));",
	  "references needs a name" },
	{ "create table t (a text);", "the table has no primary key" },
	{ "create view v as select 1 as a;", "a schema file creates tables" },
	{ "drop view v;", "a schema file creates tables" },
	{ "create table t (id identity);\ndelete from t;",
	  "1.sql:2: a schema file creates" },
	{ "create table t (id identity);\nalter table t rename to u;",
	  "1.sql:2: a schema file creates" },
	{ "create table t (id identity);\nalter table t add column a varchar;",
	  "neutral type words" },
	{ "create table t (id identity, a day default current_date);",
	  "no current_date" },
	{ "create table t (id identity, a bigint, constraint f foreign key (a) "
	  "references t (id) deferrable);",
	  "no deferrable" },
	{ "create table t (id identity);\ninsert into t values (1);",
	  "list of columns" },
	{ "create table t (id identity);\ninsert into t (id) values (:a);",
	  "a schema has no parameters" },
	/* ids are bigint identities from the first day */
	{ "create table t (id serial, constraint t_pk primary key (id));",
	  "neutral type words" },
	{ "create table t (id integer, constraint t_pk primary key (id));",
	  "neutral type words" },
	{ "create table t (id smallint, constraint t_pk primary key (id));",
	  "neutral type words" },
	{ "create table t (id identity autoincrement);", "no autoincrement" },
	{ "create table t (id identity);\nalter table t add column b identity;",
	  "1.sql:2: an added column has no identity" },
	{ "create table t (id identity);\nalter table t add column b bigint "
	  "constraint t_b_ck check (b > 0);",
	  "an added column has no constraint" },
	{ "create table t (id identity);\nalter table t add column b bigint "
	  "unique;",
	  "an added column has no unique" },
	{ "create table t (id identity);\nalter table t add column b bigint "
	  "check (b > 0);",
	  "an added column has no check" },
	{ "create table t (id identity);\nalter table t alter column id "
	  "restart with 5;",
	  "1.sql:2: a schema file creates" },
	{ "create table t (id identity) inherits (u);", "no inherits" },
	{ "create table t as select 1 as a;", "a schema file creates" },
	{ "create temp table t (id identity);", "a schema file creates" },
	{ "create function f() returns bigint as 'select 1';",
	  "a schema file creates" },
	{ "create sequence q;", "no sequence" },
	{ "create trigger q after insert on t begin select 1; end;",
	  "no trigger" },
	{ "create rule q as on insert to t do nothing;", "no rule" },
	{ "create materialized view q as select 1 as a;",
	  "no materialized view" },
	{ "create table t (id identity, a text collate nocase);",
	  "no collate" },
	{ "create table t (id identity, a day default 'now');", "no 'now'" },
	{ "create table t (id identity, a text default "
	  "(gen_random_uuid()));",
	  "no gen_random_uuid()" },
	{ "create table t (id identity, a text);\n"
	  "create index t_ix on t (to_char(a));",
	  "1.sql:2: no to_char()" },
	{ "create table t (id identity, a text, d day);\n"
	  "update t set a = cast(d as text);",
	  "1.sql:2: no cast as text where rows change" },
	{ "create index x on t (id);", "no such table: main.t in: create" },
	{ "create table t (id identity, a text);\n"
	  "insert into t (id, a) values ('x', '');",
	  "1.sql:1: datatype mismatch" },
};

#undef ONE
#undef MANY
#undef EXEC
#undef IN
#undef BY_ID
#endif
