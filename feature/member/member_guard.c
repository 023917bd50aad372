/*
 * Restricting and erasing. Restricted words are moved out of the tables
 * that lists, searches, exports and pages read, so that none of them needs to
 * know: what isn't there can't be shown. An erasure is the same without a way
 * back: what figures count stays (home, state, their days, sex, the year of
 * birth), everything else goes.
 */
#include "member/member_guard_priv.h"

#include "base/utf8.h"
#include "file/file.h"
#include "i18n/i18n.h"
#include "member/member_guard_query.h"
#include "member/member_span.h"
#include "member/member_word.h"
#include "view/person.h"

/* ---- what is asked ------------------------------------------------------ */

struct err *member_guard_read(struct cx *cx, int64_t member,
			      enum member_guard *ret_guard)
{
	struct member_guard_row_row row;
	bool found;
	struct err *err = member_guard_row(
		cx->db, &(struct member_guard_row_in){ .member = member }, &row,
		&found);

	if (!err)
		*ret_guard = !found ? MEMBER_FREE
			     : str_eq(row.kind, STR("erased"))
				     ? MEMBER_ERASED
				     : MEMBER_RESTRICTED;
	return err;
}

struct err *member_guard_check(struct cx *cx, int64_t member)
{
	enum member_guard guard;
	struct err *err = member_guard_read(cx, member, &guard);

	if (err || guard == MEMBER_FREE)
		return err;
	return err_new(
		cx->arena, ERR_CONFLICT,
		guard == MEMBER_ERASED
			? N_("This record was erased: nothing can be "
			     "written to it any more.")
			: N_("This record is restricted: it is kept, but "
			     "not used until the restriction ends."));
}

struct err *member_user(struct cx *cx, int64_t member, int64_t *ret_user)
{
	struct member_user_of_row row;
	bool found;
	struct err *err =
		member_user_of(cx->db,
			       &(struct member_user_of_in){ .member = member },
			       &row, &found);

	if (!err)
		*ret_user = found ? row.user_id : 0;
	return err;
}

struct err *member_origin(struct cx *cx, int64_t member, int64_t *ret_event,
			  struct str *ret_hash)
{
	struct tell_origin_row row;
	bool found;
	struct err *err =
		tell_origin(cx->db,
			    &(struct tell_origin_in){ .member = member }, &row,
			    &found);

	if (err)
		return err;
	*ret_event = found ? row.event : 0;
	*ret_hash = found ? row.hash : STR("");
	return NULL;
}

/* Since when nobody counts them as a member. */
static struct err *left_read(struct cx *cx, int64_t member, day_t *ret_left)
{
	struct member_states_rows rows;
	struct err *err = member_states(
		cx->db, &(struct member_states_in){ .member = member }, &rows);

	*ret_left = DAY_NONE;
	if (!err && rows.n)
		*ret_left = rows.p[rows.n - 1].from_on;
	return err;
}

struct err *member_brief_read(struct cx *cx, int64_t member,
			      struct member_brief *ret_brief, bool *ret_found)
{
	struct member_by_id_row m;
	struct err *err =
		member_by_id(cx->db, &(struct member_by_id_in){ .id = member },
			     &m, ret_found);

	if (err || !*ret_found)
		return err;
	*ret_brief = (struct member_brief){
		.name = m.name,
		.org = m.org_name,
		.sex = m.sex,
		.birth = m.birth,
		.counted = profile_term_is(
			profile_term(cx->profile, "state", m.state), "counted"),
		.left = DAY_NONE,
	};
	return ret_brief->counted ? NULL
				  : left_read(cx, member, &ret_brief->left);
}

/* ---- the person's own row ----------------------------------------------- */

void member_birth_blur(struct member_by_id_row *m)
{
	if (m->birth == DAY_NONE)
		return;
	if (!day_from_ymd(day_ymd(m->birth).y, 1, 1, &m->birth))
		m->birth = DAY_NONE;
	m->birth_part = STR("year");
}

struct err *member_guard_put(struct cx *cx, const struct member_by_id_row *m,
			     int64_t event)
{
	struct member_guard_set_in in = {
		.id = m->id,
		.name = m->name,
		.name_fold = text_fold(cx->arena, m->name),
		.sort = name_sort_key(cx->arena, m->name),
		.birth = m->birth,
		.birth_part = m->birth_part,
		.lock_key = m->lock_key,
		.event = event,
	};
	struct err *err = member_guard_set(cx->db, &in);

	if (!err)
		err = member_words_redo(cx, m->id);
	return err ? err : member_span_people(cx, &m->id, 1);
}

static struct err *row_read(struct cx *cx, int64_t member,
			    struct member_by_id_row *ret_row)
{
	bool found;
	struct err *err =
		member_by_id(cx->db, &(struct member_by_id_in){ .id = member },
			     ret_row, &found);

	return err || found ? err
			    : err_new(cx->arena, ERR_NOT_FOUND,
				      N_("There is no such member."));
}

/* ---- restricting -------------------------------------------------------- */

/* In the realm's own language: the words stand in its data. */
static struct str restricted_name(struct cx *cx, int64_t member)
{
	return tr_fmt(cx->arena, cx->profile->lang, N_("Restricted #{0}"),
		      str_fmt(cx->arena, "%lld", (long long)member));
}

struct err *member_restrict(struct cx *cx, int64_t member, int64_t event)
{
	struct member_guard_insert_in in = { .member = member,
					     .kind = STR("restricted"),
					     .at = cx->now,
					     .event = event };
	struct member_by_id_row m;
	struct str text;
	struct err *err = member_guard_check(cx, member);

	if (!err)
		err = row_read(cx, member, &m);
	if (!err)
		err = member_aside_text(cx, &m, &text);
	if (!err)
		err = audit_veil_text(cx, "member", member, text, &in.aside);
	if (!err)
		err = member_guard_insert(cx->db, &in, NULL);
	if (err)
		return err;
	m.name = restricted_name(cx, member);
	member_birth_blur(&m);
	err = member_aside_blank(cx, &m, m.name);
	return err ? err : member_guard_put(cx, &m, event);
}

struct err *member_unrestrict(struct cx *cx, int64_t member, int64_t event)
{
	struct member_guard_row_row row;
	struct member_by_id_row m;
	struct str text = STR_NULL;
	bool found;
	struct err *err = member_guard_row(
		cx->db, &(struct member_guard_row_in){ .member = member }, &row,
		&found);

	if (!err && (!found || !str_eq(row.kind, STR("restricted"))))
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("This record isn't restricted."));
	if (!err)
		err = row_read(cx, member, &m);
	if (!err)
		err = audit_unveil(cx, "member", member, row.aside, &text);
	if (!err && !text.p)
		err = err_new(
			cx->arena, ERR_DB,
			N_("What lies aside of this record can't be read: "
			   "run the check of the database."));
	if (!err)
		err = member_aside_back(cx, &m, text);
	if (!err)
		err = member_guard_delete(cx->db,
					  &(struct member_guard_delete_in){
						  .member = member },
					  NULL);
	return err ? err : member_guard_put(cx, &m, event);
}

/* ---- erasing ------------------------------------------------------------ */

typedef struct err *drop_fn(struct db *db, int64_t member);
#define DROP(query)                                                            \
	static struct err *do_##query(struct db *db, int64_t member)           \
	{                                                                      \
		return query(db, &(struct query##_in){ .member = member },     \
			     NULL);                                            \
	}
DROP(guard_facts_drop)
DROP(guard_secrets_drop)
DROP(guard_papers_drop)
DROP(guard_looks_drop)
DROP(guard_ins_blank)
DROP(guard_states_blank)
DROP(guard_posts_blank)
DROP(guard_changes_drop)
DROP(guard_cells_drop)
DROP(guard_rows_drop)
DROP(member_guard_delete)
DROP(member_user_delete)

static struct err *rows_drop(struct cx *cx, int64_t member)
{
	static drop_fn *const parts[] = {
		do_guard_facts_drop,	do_guard_secrets_drop,
		do_guard_papers_drop,	do_guard_looks_drop,
		do_guard_ins_blank,	do_guard_states_blank,
		do_guard_posts_blank,	do_guard_changes_drop,
		do_guard_cells_drop,	do_guard_rows_drop,
		do_member_guard_delete, do_member_user_delete,
	};
	struct err *err = NULL;

	for (int i = 0; !err && i < N_ELEMENTS(parts); i++)
		err = parts[i](cx->db, member);
	return err;
}

/* What stood in a correction that was asked for; that it was asked stays. */
static struct err *asks_blank(struct cx *cx, int64_t member)
{
	struct guard_asks_rows rows;
	struct err *err =
		guard_asks(cx->db, &(struct guard_asks_in){ .member = member },
			   &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = guard_ask_put(cx->db,
				    &(struct guard_ask_put_in){
					    .id = rows.p[i].id,
					    .was = STR(""),
					    .want = STR(""),
					    .note = STR(""),
					    .answer = STR("") },
				    NULL);
	return err;
}

/* Workbooks that came back hold everybody who was exported; nothing reads
 * them once their list is decided. */
static struct err *books_forget(struct cx *cx)
{
	struct guard_files_rows rows;
	struct str text =
		tr(cx->profile->lang,
		   N_("This workbook was removed: it held the data of "
		      "a person who was erased."));
	struct err *err = guard_files(cx->db, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = file_forget(cx, rows.p[i].file, text);
	return err ? err : guard_lists_blank(cx->db, NULL);
}

static struct err *member_forget(struct cx *cx, int64_t member,
				 struct str called, int64_t event)
{
	struct member_guard_insert_in in = { .member = member,
					     .kind = STR("erased"),
					     .at = cx->now,
					     .event = event };
	struct member_by_id_row m;
	struct err *err = row_read(cx, member, &m);

	if (!err)
		err = rows_drop(cx, member);
	if (!err)
		err = asks_blank(cx, member);
	if (!err)
		err = books_forget(cx);
	if (!err)
		err = member_names_put(cx, member, called);
	if (!err)
		err = member_guard_insert(cx->db, &in, NULL);
	if (!err)
		err = audit_veil_drop(cx, "member", member);
	if (err)
		return err;
	m.name = called;
	m.lock_key = STR_NULL;
	member_birth_blur(&m);
	return member_guard_put(cx, &m, event);
}

static struct err *user_forget(struct cx *cx, int64_t user, struct str called)
{
	struct err *err =
		guard_looker_rename(cx->db,
				    &(struct guard_looker_rename_in){
					    .user_id = user, .name = called },
				    NULL);

	if (!err)
		err = guard_import_rename(cx->db,
					  &(struct guard_import_rename_in){
						  .user_id = user,
						  .name = called },
					  NULL);
	return err ? err
		   : guard_list_rename(cx->db,
				       &(struct guard_list_rename_in){
					       .user_id = user,
					       .name = called },
				       NULL);
}

struct err *member_person_erase(struct cx *cx, const struct person *who,
				struct str called, int64_t event)
{
	struct err *err = who->user ? user_forget(cx, who->user, called) : NULL;

	return err || !who->member
		       ? err
		       : member_forget(cx, who->member, called, event);
}

/* What waits may hold anybody, and would bring them back. */
struct err *member_person_ready(struct cx *cx, const struct person *who)
{
	struct guard_import_waits_row import;
	struct guard_list_waits_row list;
	bool found = false;
	struct err *err = who->member
				  ? guard_import_waits(cx->db, &import, &found)
				  : NULL;

	if (!err && found)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The register “{0}” waits to be imported and "
				  "may hold this person: import or drop it "
				  "first."),
			       import.file_name);
	if (!err && who->member)
		err = guard_list_waits(cx->db, &list, &found);
	if (err || !found)
		return err;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("The list “{0}” came back, waits for a decision and "
			  "may hold this person: decide about it first."),
		       list.file_name);
}
