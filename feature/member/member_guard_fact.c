/* The words of a record that is restricted: gathered, masked, put back. */
#include "member/member_guard_priv.h"

#include <jansson.h>
#include <sodium.h>

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "member/member_guard_query.h"
#include "view/person.h"

/* ---- all rows ----------------------------------------------------------- */

struct words {
	struct guard_names_rows names;
	struct guard_facts_rows facts;
	struct guard_secrets_rows secrets;
	struct guard_asks_rows asks;
};

static struct err *words_read(struct cx *cx, int64_t member, struct words *w)
{
	struct err *err =
		guard_names(cx->db,
			    &(struct guard_names_in){ .member = member },
			    &w->names);

	if (!err)
		err = guard_facts(cx->db,
				  &(struct guard_facts_in){ .member = member },
				  &w->facts);
	if (!err)
		err = guard_secrets(
			cx->db, &(struct guard_secrets_in){ .member = member },
			&w->secrets);
	return err ? err
		   : guard_asks(cx->db,
				&(struct guard_asks_in){ .member = member },
				&w->asks);
}

/* Figures read these; without a name they say no more than figures do. */
static bool is_counted(struct str field)
{
	static const char *const fields[] = { "education", "expertise",
					      "theory", "occupation" };

	for (int i = 0; i < N_ELEMENTS(fields); i++)
		if (str_eq(field, str_c(fields[i])))
			return true;
	return false;
}

/* ---- gathered ----------------------------------------------------------- */

static json_t *text_json(struct str s)
{
	return s.p ? json_stringn(s.p, (size_t)s.n) : json_null();
}

static json_t *bytes_json(struct arena *a, struct str bytes)
{
	ptrdiff_t n = 2 * bytes.n + 1;
	char *hex = arena_bytes(a, n);

	if (!bytes.p)
		return json_null();
	sodium_bin2hex(hex, (size_t)n, (const unsigned char *)bytes.p,
		       (size_t)bytes.n);
	return json_string(hex);
}

static json_t *names_json(const struct words *w)
{
	json_t *all = json_array();

	for (ptrdiff_t i = 0; i < w->names.n; i++)
		json_array_append_new(
			all, json_pack("[I,o]", (json_int_t)w->names.p[i].id,
				       text_json(w->names.p[i].name)));
	return all;
}

static json_t *facts_json(const struct words *w)
{
	json_t *all = json_array();

	for (ptrdiff_t i = 0; i < w->facts.n; i++)
		json_array_append_new(
			all, json_pack("[I,o,o]", (json_int_t)w->facts.p[i].id,
				       text_json(w->facts.p[i].value),
				       text_json(w->facts.p[i].field)));
	return all;
}

static json_t *secrets_json(struct arena *a, const struct words *w)
{
	json_t *all = json_array();

	for (ptrdiff_t i = 0; i < w->secrets.n; i++)
		json_array_append_new(
			all,
			json_pack("[I,o,o,o,o]", (json_int_t)w->secrets.p[i].id,
				  bytes_json(a, w->secrets.p[i].sealed),
				  bytes_json(a, w->secrets.p[i].mark),
				  text_json(w->secrets.p[i].tail),
				  text_json(w->secrets.p[i].field)));
	return all;
}

static json_t *asks_json(const struct words *w)
{
	json_t *all = json_array();

	for (ptrdiff_t i = 0; i < w->asks.n; i++)
		json_array_append_new(
			all,
			json_pack("[I,o,o,o,o]", (json_int_t)w->asks.p[i].id,
				  text_json(w->asks.p[i].was),
				  text_json(w->asks.p[i].want),
				  text_json(w->asks.p[i].note),
				  text_json(w->asks.p[i].answer)));
	return all;
}

struct err *member_aside_text(struct cx *cx, const struct member_by_id_row *m,
			      struct str *ret_text)
{
	struct words w;
	json_t *all;
	char *text;
	struct err *err = words_read(cx, m->id, &w);

	if (err)
		return err;
	all = json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "name",
			text_json(m->name), "birth",
			text_json(day_iso(cx->arena, m->birth)), "part",
			text_json(m->birth_part), "names", names_json(&w),
			"facts", facts_json(&w), "secrets",
			secrets_json(cx->arena, &w), "asks", asks_json(&w));
	text = all ? json_dumps(all, JSON_COMPACT) : NULL;
	json_decref(all);
	if (!text)
		return err_new(cx->arena, ERR_INTERNAL,
			       N_("The words of the record couldn't be put "
				  "aside."));
	*ret_text = str_dup(cx->arena, str_c(text));
	free(text);
	return NULL;
}

/* ---- masked ------------------------------------------------------------- */

struct err *member_names_put(struct cx *cx, int64_t member, struct str called)
{
	struct guard_names_rows rows;
	struct err *err = guard_names(
		cx->db, &(struct guard_names_in){ .member = member }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = guard_name_put(
			cx->db,
			&(struct guard_name_put_in){
				.id = rows.p[i].id,
				.name = called,
				.name_fold =
					rows.p[i].name_fold.p
						? text_fold(cx->arena, called)
						: STR_NULL },
			NULL);
	return err;
}

struct err *member_aside_blank(struct cx *cx, const struct member_by_id_row *m,
			       struct str called)
{
	struct words w;
	struct err *err = words_read(cx, m->id, &w);

	if (!err)
		err = member_names_put(cx, m->id, called);
	for (ptrdiff_t i = 0; !err && i < w.facts.n; i++)
		if (!is_counted(w.facts.p[i].field))
			err = guard_fact_put(cx->db,
					     &(struct guard_fact_put_in){
						     .id = w.facts.p[i].id,
						     .value = STR("") },
					     NULL);
	for (ptrdiff_t i = 0; !err && i < w.secrets.n; i++)
		err = guard_secret_put(cx->db,
				       &(struct guard_secret_put_in){
					       .id = w.secrets.p[i].id,
					       .sealed = STR(""),
					       .mark = STR_NULL,
					       .tail = STR("") },
				       NULL);
	for (ptrdiff_t i = 0; !err && i < w.asks.n; i++)
		err = guard_ask_put(cx->db,
				    &(struct guard_ask_put_in){
					    .id = w.asks.p[i].id,
					    .was = STR(""),
					    .want = STR(""),
					    .note = STR(""),
					    .answer = STR("") },
				    NULL);
	return err;
}

/* ---- put back ----------------------------------------------------------- */

/* The texts point into the JSON, which lives as long as it is used. */
static struct str json_text(const json_t *j)
{
	if (!json_is_string(j))
		return STR_NULL;
	return (struct str){ (char *)json_string_value(j),
			     (ptrdiff_t)json_string_length(j) };
}

static struct str json_bytes(struct arena *a, const json_t *j)
{
	struct str hex = json_text(j);
	char *bytes = arena_bytes(a, hex.n / 2 + 1);
	size_t n = 0;

	if (!hex.p ||
	    sodium_hex2bin((unsigned char *)bytes, (size_t)hex.n / 2 + 1, hex.p,
			   (size_t)hex.n, NULL, &n, NULL))
		return STR_NULL;
	return (struct str){ bytes, (ptrdiff_t)n };
}

static int64_t at_id(const json_t *row)
{
	return json_integer_value(json_array_get(row, 0));
}

static struct str at_text(const json_t *row, size_t k)
{
	return json_text(json_array_get(row, k));
}

static struct err *name_back(struct cx *cx, const json_t *row, bool several)
{
	struct str name = at_text(row, 1);

	return guard_name_put(
		cx->db,
		&(struct guard_name_put_in){
			.id = at_id(row),
			.name = name,
			.name_fold = several ? text_fold(cx->arena, name)
					     : STR_NULL },
		NULL);
}

static struct err *secret_back(struct cx *cx, const json_t *row)
{
	return guard_secret_put(
		cx->db,
		&(struct guard_secret_put_in){
			.id = at_id(row),
			.sealed = json_bytes(cx->arena, json_array_get(row, 1)),
			.mark = json_bytes(cx->arena, json_array_get(row, 2)),
			.tail = at_text(row, 3) },
		NULL);
}

static struct err *ask_back(struct cx *cx, const json_t *row)
{
	return guard_ask_put(cx->db,
			     &(struct guard_ask_put_in){
				     .id = at_id(row),
				     .was = at_text(row, 1),
				     .want = at_text(row, 2),
				     .note = at_text(row, 3),
				     .answer = at_text(row, 4) },
			     NULL);
}

static struct err *rows_back(struct cx *cx, const json_t *all)
{
	const json_t *names = json_object_get(all, "names");
	const json_t *row;
	struct err *err = NULL;
	size_t i;

	for (i = 0; !err && i < json_array_size(names); i++)
		err = name_back(cx, json_array_get(names, i),
				json_array_size(names) > 1);
	json_array_foreach(json_object_get(all, "facts"), i, row)
	{
		if (!err)
			err = guard_fact_put(cx->db,
					     &(struct guard_fact_put_in){
						     .id = at_id(row),
						     .value = at_text(row, 1) },
					     NULL);
	}
	json_array_foreach(json_object_get(all, "secrets"), i, row) if (!err)
		err = secret_back(cx, row);
	json_array_foreach(json_object_get(all, "asks"), i, row) if (!err) err =
		ask_back(cx, row);
	return err;
}

struct err *member_aside_back(struct cx *cx, struct member_by_id_row *m,
			      struct str text)
{
	json_t *all = json_loadb(text.p, (size_t)text.n, 0, NULL);
	struct str birth = json_text(json_object_get(all, "birth"));
	struct str part = json_text(json_object_get(all, "part"));
	struct err *err;

	if (!all)
		return err_new(cx->arena, ERR_DB,
			       N_("What lies aside of this record can't be "
				  "read: run the check of the database."));
	err = rows_back(cx, all);
	m->name = str_dup(cx->arena, json_text(json_object_get(all, "name")));
	if (!birth.p || !day_from_iso(birth, &m->birth))
		m->birth = DAY_NONE;
	m->birth_part = part.p ? str_dup(cx->arena, part) : STR_NULL;
	json_decref(all);
	return err;
}

/* ---- told --------------------------------------------------------------- */

static void aside_lines(struct person_book *b, const json_t *all)
{
	struct arena *a = b->cx->arena;
	const json_t *row;
	size_t i;

	person_say(b, "name", N_("Name"),
		   str_dup(a, json_text(json_object_get(all, "name"))));
	person_say(b, "birth", N_("Born"),
		   str_dup(a, json_text(json_object_get(all, "birth"))));
	json_array_foreach(json_object_get(all, "facts"), i, row) person_line(
		b, &(struct person_line){ .code = str_to_c(a, at_text(row, 2)),
					  .label = profile_term_title(
						  b->cx->profile, "field",
						  str_dup(a, at_text(row, 2)),
						  b->cx->lang),
					  .value = str_dup(a, at_text(row, 1)),
					  .from = DAY_NONE,
					  .to = DAY_NONE });
	json_array_foreach(json_object_get(all, "secrets"), i, row) person_line(
		b,
		&(struct person_line){
			.code = str_to_c(a, at_text(row, 4)),
			.label = profile_term_title(b->cx->profile, "field",
						    str_dup(a, at_text(row, 4)),
						    b->cx->lang),
			.value = member_mask_tail(a,
						  str_dup(a, at_text(row, 3))),
			.from = DAY_NONE,
			.to = DAY_NONE });
}

struct err *member_aside_tell(struct person_book *b, int64_t member)
{
	struct member_guard_row_row row;
	struct str text = STR_NULL;
	bool found;
	json_t *all;
	struct err *err = member_guard_row(
		b->cx->db, &(struct member_guard_row_in){ .member = member },
		&row, &found);

	if (!err && found && row.aside.p)
		err = audit_unveil(b->cx, "member", member, row.aside, &text);
	if (err || !text.p)
		return err;
	all = json_loadb(text.p, (size_t)text.n, 0, NULL);
	person_part(b, "restricted", N_("Kept aside while it is restricted"));
	aside_lines(b, all);
	json_decref(all);
	return NULL;
}
