/* /trail/:id: one event with its proof; /trail/checkpoints. */
#include "trail/trail_page_priv.h"

#include <jansson.h>

#include "audit/audit.h"
#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "trail/trail_tmpl.h"
#include "trail/trail_witness.h"

enum { MARKS_ROWS = 50, VALUE_MOST = 4000 };

/* ---- before and after ------------------------------------------------------- */

static bool is_id_of_org(struct str field)
{
	static const char *const names[] = { "org", "parent", "lead", "away" };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(names); i++)
		if (str_eq(field, str_c(names[i])))
			return true;
	return false;
}

static struct err *number_say(struct cx *cx, struct str field, int64_t n,
			      struct str *ret)
{
	struct trail_org_row row;
	bool found = false;
	struct err *err = NULL;

	*ret = str_fmt(cx->arena, "%lld", (long long)n);
	if (is_id_of_org(field))
		err = trail_org(cx->db, &(struct trail_org_in){ .id = n }, &row,
				&found);
	if (!err && found)
		*ret = row.name;
	if (!err && str_eq(field, STR("user")))
		err = trail_who(cx, n, ret);
	return err;
}

/* A day stands as a day; further text as it is. */
static struct str text_say(struct cx *cx, struct str field, struct str s)
{
	day_t day;

	if (s.n == DAY_ISO && day_from_iso(s, &day))
		return fmt_day(cx->arena, day);
	if (str_eq(field, STR("field")))
		return member_field_label(cx, s);
	return s;
}

static struct err *value_say(struct cx *cx, struct str field, const json_t *v,
			     struct str *ret)
{
	char *text;

	if (json_is_string(v)) {
		*ret = text_say(
			cx, field,
			str_dup(cx->arena,
				(struct str){
					json_string_value(v),
					(ptrdiff_t)json_string_length(v) }));
		return NULL;
	}
	if (json_is_integer(v))
		return number_say(cx, field, json_integer_value(v), ret);
	text = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
	*ret = text ? str_dup(cx->arena, str_c(text)) : STR("");
	free(text);
	return NULL;
}

static struct err *change_add(struct cx *cx, const char *name,
			      const json_t *was, const json_t *is,
			      struct trail_changes *list)
{
	struct trail_change *c = vec_push(cx->arena, list);
	struct str field = str_dup(cx->arena, str_c(name));
	struct err *err = NULL;

	*c = (struct trail_change){
		.label = trail_field_label(cx, field),
		.had = was && !json_is_null(was),
		.has = is && !json_is_null(is),
	};
	if (c->had)
		err = value_say(cx, field, was, &c->was);
	if (!err && c->has)
		err = value_say(cx, field, is, &c->is);
	return err;
}

static json_t *object_of(struct str text)
{
	json_t *o = text.n ? json_loadb(text.p, (size_t)text.n, 0, NULL) : NULL;

	if (o && !json_is_object(o)) {
		json_decref(o);
		o = NULL;
	}
	return o ? o : json_object();
}

static struct err *changes_fill(struct cx *cx, const struct trail_event_row *r,
				struct trail_changes *list)
{
	json_t *was = object_of(r->before), *is = object_of(r->after), *v;
	struct err *err = NULL;
	const char *name;

	json_object_foreach(was, name, v) if (!err) err =
		change_add(cx, name, v, json_object_get(is, name), list);
	json_object_foreach(is, name,
			    v) if (!err && !json_object_get(was, name)) err =
		change_add(cx, name, NULL, v, list);
	json_decref(was);
	json_decref(is);
	return err;
}

/* Reason, before and after, from under a person's veil; what was erased stays
 * absent. */
static struct err *texts_fill(struct cx *cx, const struct trail_event_row *r,
			      struct trail_event_view *x)
{
	const char *kind = str_to_c(cx->arena, r->subject_kind);
	struct trail_event_row open = *r;
	struct err *err =
		audit_unveil(cx, kind, r->subject, r->reason, &x->reason);

	if (!err)
		err = audit_unveil(cx, kind, r->subject, r->before,
				   &open.before);
	if (!err)
		err = audit_unveil(cx, kind, r->subject, r->after, &open.after);
	return err ? err : changes_fill(cx, &open, &x->changes);
}

/* ---- an event --------------------------------------------------------------- */

static struct err *no_event(struct cx *cx, int64_t id)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("The trail has no event {0}."),
		       str_fmt(cx->arena, "%lld", (long long)id));
}

static struct err *event_read(struct cx *cx, int64_t id,
			      struct trail_event_row *row, bool *ret_open)
{
	bool found;
	struct err *err = trail_page_may(cx);

	if (!err)
		err = trail_event(cx->db, &(struct trail_event_in){ .id = id },
				  row, &found);
	if (!err && !found)
		err = no_event(cx, id);
	if (!err)
		err = trail_is_open(cx, row->kind, row->subject_kind,
				    row->subject, ret_open);
	return err;
}

/* Who reads in the trail what happened to a member has looked at the record:
 * the person is told, once a day (trust.md 3.8). */
static struct err *look_note(struct cx *cx, const struct trail_event_row *r)
{
	if (!str_eq(r->subject_kind, STR("member")) || r->subject == DB_NULL)
		return NULL;
	return member_look(cx, r->subject,
			   tr(cx->profile->lang, N_("read in the trail")));
}

static struct err *proof_fill(struct cx *cx, const struct trail_event_row *r,
			      struct trail_event_view *x)
{
	struct trail_event_row one;
	struct trail_mark mark;
	int64_t last;
	bool found = false;
	struct err *err = trail_covering(cx, r->id, &mark);

	x->hash = r->hash;
	x->leaf = str_fmt(cx->arena, "%lld", (long long)r->id - 1);
	if (!err && r->id > 1)
		err = trail_event(cx->db,
				  &(struct trail_event_in){ .id = r->id - 1 },
				  &one, &found);
	if (!err && found) {
		x->before_hash = one.hash;
		x->prev = one.id;
	}
	if (!err)
		err = audit_last(cx, &last);
	if (!err && r->id < last)
		x->next = r->id + 1;
	if (err || !mark.size)
		return err;
	x->covered = mark.size;
	x->covered_at = mark.at;
	return trail_signers_read(cx, mark.size, &x->signers);
}

static struct err *facts_fill(struct cx *cx, const struct trail_event_row *r,
			      struct trail_event_view *x)
{
	struct arena *a = cx->arena;
	struct err *err = trail_who(cx, r->actor, &x->who);

	x->id = r->id;
	x->number = str_fmt(a, "%lld", (long long)r->id);
	x->at = r->at;
	x->kind = r->kind;
	x->session = r->session;
	x->what = audit_kind_title(r->kind, cx->lang);
	x->href_who = str_fmt(a, "/trail?actor=%lld", (long long)r->actor);
	if (!err && r->on_behalf != DB_NULL) {
		err = trail_who(cx, r->on_behalf, &x->behalf);
		x->href_behalf = str_fmt(a, "/trail?behalf=%lld",
					 (long long)r->on_behalf);
	}
	if (!err)
		err = trail_subject_say(cx, r->subject_kind, r->subject,
					&x->about);
	if (r->subject != DB_NULL)
		x->href_about = str_fmt(a, "/trail?about=%.*s&subject=%lld",
					STR_ARG(r->subject_kind),
					(long long)r->subject);
	return err || x->hidden ? err : texts_fill(cx, r, x);
}

static struct err *event_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct trail_event_view x = { .id = 0 };
	struct trail_event_row row;
	struct page_ask ask = { .menu = "trail" };
	struct page page;
	struct view v;
	bool open = false;
	struct err *err = event_read(cx, req_path_id(rq, "id"), &row, &open);

	if (err)
		return err;
	x.hidden = !open;
	if (open)
		err = look_note(cx, &row);
	if (!err)
		err = facts_fill(cx, &row, &x);
	if (!err)
		err = proof_fill(cx, &row, &x);
	if (err)
		return err;
	ask.title = tr_fmt(cx->arena, cx->lang, N_("Event {0}"),
			   str_fmt(cx->arena, "%lld", (long long)row.id));
	x.crumbs = trail_crumbs(cx, ask.title);
	err = page_begin(cx, rq, rp, &ask, &page, &v);
	if (err)
		return err;
	x.page = &page;
	trail_event_html(&v, &x);
	return NULL;
}

static struct err *text_send(struct reply *rp, struct str name, struct str text)
{
	rp->type = "text/plain; charset=utf-8";
	rp->download = name;
	buf_str(&rp->body, text);
	return NULL;
}

/* With the event's fields, unless they concern a member whose record one may
 * not see: then the proof holds for whoever is given them. */
static struct err *proof_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct trail_event_row row;
	struct str proof;
	bool open = false;
	struct err *err = event_read(cx, req_path_id(rq, "id"), &row, &open);

	if (!err && open)
		err = look_note(cx, &row);
	if (!err)
		err = trail_prove(cx, row.id, open, &proof);
	if (err)
		return err;
	return text_send(rp,
			 str_fmt(rp->arena, "event-%lld.tlog-proof",
				 (long long)row.id),
			 proof);
}

/* ---- checkpoints ------------------------------------------------------------- */

static struct err *mark_get(struct cx *cx, struct req *rq UNUSED,
			    struct reply *rp)
{
	struct trail_mark mark;
	struct str note;
	struct err *err = trail_page_may(cx);

	if (!err)
		err = trail_last(cx, &mark);
	if (!err && !mark.size)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("No checkpoint was signed yet: the next one "
				 "is made within five minutes."));
	if (!err)
		err = trail_note_whole(cx, &mark, &note);
	if (err)
		return err;
	return text_send(rp,
			 str_fmt(rp->arena, "checkpoint-%lld.txt",
				 (long long)mark.size),
			 note);
}

static struct err *marks_fill(struct cx *cx, int64_t before,
			      struct trail_marks_view *x)
{
	struct trail_marks_rows rows;
	struct err *err = trail_marks(
		cx->db,
		&(struct trail_marks_in){
			.before = before == DB_NULL ? INT64_MAX : before,
			.limit = MARKS_ROWS + 1 },
		&rows);

	for (ptrdiff_t i = 0; !err && i < MIN(rows.n, MARKS_ROWS); i++) {
		struct trail_mark_line *l = vec_push(cx->arena, &x->marks);
		struct str text, sigs;
		struct tlog_checkpoint c;

		l->size = rows.p[i].size;
		l->at = rows.p[i].at;
		if (tlog_note_read(rows.p[i].note, &text, &sigs) &&
		    tlog_checkpoint_read(text, &c))
			l->root = tlog_base64(cx->arena, c.root.b, TLOG_HASH);
		err = trail_signers_read(cx, l->size, &l->signers);
	}
	if (!err && rows.n > MARKS_ROWS)
		x->older = str_fmt(cx->arena,
				   "/trail/checkpoints?before=%lld#list",
				   (long long)rows.p[MARKS_ROWS - 1].size);
	return err;
}

static struct err *witnesses_fill(struct cx *cx, struct trail_marks_view *x)
{
	struct trail_witness_list list;
	struct err *err = trail_witness_read(cx, &list);

	for (ptrdiff_t i = 0; !err && i < list.n; i++) {
		const struct trail_witness *w = &list.p[i];

		*vec_push(cx->arena, &x->witnesses) =
			(struct trail_witness_line){
				.url = w->url,
				.name = w->key.name,
				.answer = w->answer.p ? w->answer : STR("–"),
				.size = w->size,
				.signed_at = w->signed_at,
				.late = trail_witness_is_late(cx, w),
			};
	}
	return err;
}

static struct err *marks_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct trail_marks_view x = { .key = STR_NULL };
	struct page_ask ask = { .title = tr(cx->lang, N_("Signed checkpoints")),
				.menu = "trail" };
	struct tlog_key key;
	struct page page;
	struct view v;
	struct err *err = trail_page_may(cx);

	if (!err)
		err = req_faults(rq);
	if (err)
		return err;
	/* no key, no events: the page says that nothing was signed */
	if (!trail_key_read(cx, &key)) {
		x.key = tlog_key_public(cx->arena, &key);
		explicit_bzero(&key, sizeof(key));
	}
	err = marks_fill(cx, req_int(rq, "before"), &x);
	if (!err)
		err = witnesses_fill(cx, &x);
	if (!err)
		err = trail_warning(cx, &x.warning);
	if (!err)
		err = page_begin(cx, rq, rp, &ask, &page, &v);
	if (err)
		return err;
	x.page = &page;
	x.crumbs = trail_crumbs(cx, ask.title);
	trail_marks_html(&v, &x);
	return NULL;
}

static const struct field marks_fields[] = {
	{ .name = "before",
	  .label = N_("Events"),
	  .kind = FIELD_INT,
	  .min = 1 },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/trail/:id",
	  .perm = PERM_TRAIL_VIEW,
	  .page = event_get,
	  .slow = true },
	{ .method = GET,
	  .path = "/trail/:id/proof",
	  .perm = PERM_TRAIL_VIEW,
	  .page = proof_get,
	  .slow = true },
	{ .method = GET,
	  .path = "/trail/checkpoint",
	  .perm = PERM_TRAIL_VIEW,
	  .page = mark_get },
	{ .method = GET,
	  .path = "/trail/checkpoints",
	  .perm = PERM_TRAIL_VIEW,
	  .page = marks_get,
	  ROUTE_FIELDS(marks_fields) },
};
const struct route_table trail_event_routes = { routes,
						(int)N_ELEMENTS(routes) };
