/*
 * The copy of everything that is held of a person: to read, to print, for
 * other programs. What each feature holds it tells itself (view/person.h).
 */
#include "privacy/privacy_page_priv.h"

#include "account/account.h"
#include "audit/audit.h"
#include "base/buf.h"
#include "db/db.h"
#include "doc/doc.h"
#include "growth/growth.h"
#include "member/member.h"

enum { JSON_MOST = 32 << 20, EVENTS_MOST = 5000, REQUESTS_MOST = 1000 };

/* ---- what this feature holds -------------------------------------------- */

static struct err *events_tell(struct person_book *b, const char *kind,
			       int64_t subject)
{
	struct cx *cx = b->cx;
	struct audit_rows rows = { 0 };
	struct err *err =
		subject ? account_history(cx, kind, subject, EVENTS_MOST, &rows)
			: NULL;

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct audit_row *r = &rows.p[i];
		struct buf said = buf_init(cx->arena, 1 << 16);

		buf_str(&said, fmt_instant(cx->arena, r->at));
		if (r->actor_name.n)
			buf_fmt(&said, ", %.*s", STR_ARG(r->actor_name));
		if (r->before.n)
			buf_fmt(&said, " %.*s →", STR_ARG(r->before));
		if (r->after.n)
			buf_fmt(&said, " %.*s", STR_ARG(r->after));
		if (r->reason.n)
			buf_fmt(&said, " (%.*s)", STR_ARG(r->reason));
		person_line(b, &(struct person_line){
				       .code = str_to_c(cx->arena, r->kind),
				       .label = r->kind,
				       .value = buf_view(&said),
				       .from = day_of_instant(r->at),
				       .to = DAY_NONE });
	}
	return err;
}

static struct err *requests_tell(struct person_book *b,
				 const struct person *who, int64_t candidate)
{
	struct cx *cx = b->cx;
	struct request_list_in in = { .member = who->member ? who->member : -1,
				      .user_id = who->user ? who->user : -1,
				      .candidate = candidate ? candidate : -1,
				      .limit = REQUESTS_MOST,
				      .with = REQUEST_LIST_WITH_OWN,
				      .order = REQUEST_LIST_BY_NEWEST };
	struct request_list_rows rows;
	struct err *err = request_list(cx->db, &in, &rows);

	person_part(b, "requests", N_("Requests about personal data"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		person_line(
			b,
			&(struct person_line){
				.code = "request",
				.label = privacy_kind_words(cx, rows.p[i].kind),
				.value = str_fmt(
					cx->arena, "%.*s: %.*s %.*s",
					STR_ARG(privacy_request_status(
							cx, rows.p[i].state,
							rows.p[i].due_on)
							.text),
					STR_ARG(rows.p[i].words),
					STR_ARG(rows.p[i].answer)),
				.from = rows.p[i].came_on,
				.to = DAY_NONE });
	return err;
}

static struct err *breaches_tell(struct person_book *b,
				 const struct person *who)
{
	struct breaches_of_rows rows;
	struct err *err =
		breaches_of(b->cx->db, &(struct breaches_of_in){ who->member },
			    &rows);

	person_part(b, "breaches", N_("Breaches that touched your data"));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		person_line(b, &(struct person_line){
				       .code = "breach",
				       .label = rows.p[i].title,
				       .value = fmt_instant(b->cx->arena,
							    rows.p[i].found_at),
				       .from = DAY_NONE,
				       .to = DAY_NONE });
	return err;
}

struct err *privacy_person_tell(struct person_book *b, const struct person *who)
{
	int64_t candidate = who->candidate;
	struct err *err =
		who->member ? growth_of_member(b->cx, who->member, &candidate)
			    : NULL;

	if (!err)
		err = requests_tell(b, who, candidate);
	if (!err && who->member)
		err = breaches_tell(b, who);
	if (err)
		return err;
	person_part(b, "trail", N_("The trail of what was done"));
	err = events_tell(b, "candidate", candidate);
	if (!err)
		err = events_tell(b, "member", who->member);
	return err ? err : events_tell(b, "user", who->user);
}

/* ---- the book ----------------------------------------------------------- */

struct err *privacy_book(struct cx *cx, const struct person *who, bool open,
			 struct person_book *ret_book)
{
	int n;
	const struct feature *const *list = features_get(&n);
	struct err *err = NULL;

	*ret_book = (struct person_book){ .cx = cx, .open = open };
	for (int i = 0; !err && i < n; i++)
		if (list[i]->privacy && list[i]->privacy->tell)
			err = list[i]->privacy->tell(ret_book, who);
	return err;
}

static void json_pair(struct buf *b, const char *name, struct str value)
{
	buf_fmt(b, "\"%s\":", name);
	buf_json_str(b, value);
}

static void json_line(struct arena *a, struct buf *b,
		      const struct person_line *l)
{
	buf_char(b, '{');
	json_pair(b, "code", str_c(l->code));
	buf_char(b, ',');
	json_pair(b, "label", l->label.p ? l->label : STR(""));
	buf_char(b, ',');
	json_pair(b, "value", l->value);
	if (l->from != DAY_NONE) {
		buf_char(b, ',');
		json_pair(b, "from", day_iso(a, l->from));
	}
	if (l->to != DAY_NONE) {
		buf_char(b, ',');
		json_pair(b, "to", day_iso(a, l->to));
	}
	buf_char(b, '}');
}

static void json_part(struct arena *a, struct buf *b,
		      const struct person_part *p)
{
	buf_lit(b, "{");
	json_pair(b, "code", str_c(p->code));
	buf_char(b, ',');
	json_pair(b, "title", p->title);
	buf_lit(b, ",\"lines\":[");
	for (ptrdiff_t i = 0; i < p->lines.n; i++) {
		if (i)
			buf_char(b, ',');
		json_line(a, b, &p->lines.p[i]);
	}
	buf_lit(b, "]}");
}

/* What is kept of everybody, and why. */
static void json_register(struct cx *cx, struct buf *b)
{
	static const char *const names[PRIVACY_REGISTER_COLS] = {
		"what", "why", "basis", "class", "kept", "seen_by"
	};
	struct str cell[PRIVACY_REGISTER_COLS];

	buf_lit(b, ",\"register\":[");
	for (ptrdiff_t i = 0; i < cx->profile->n_data; i++) {
		privacy_register_cells(cx, &cx->profile->datum[i], cell);
		if (i)
			buf_char(b, ',');
		buf_char(b, '{');
		json_pair(b, "code", cx->profile->datum[i].code);
		for (int k = 0; k < PRIVACY_REGISTER_COLS; k++) {
			buf_char(b, ',');
			json_pair(b, names[k], cell[k]);
		}
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

struct str privacy_book_json(struct cx *cx, const struct person *who,
			     const struct person_book *book)
{
	struct buf b = buf_init(cx->arena, JSON_MOST);

	buf_lit(&b, "{");
	json_pair(&b, "format", STR("roviec-person-1"));
	buf_char(&b, ',');
	json_pair(&b, "made_at", instant_iso(cx->arena, cx->now));
	buf_fmt(&b, ",\"member\":%lld,\"user\":%lld", (long long)who->member,
		(long long)who->user);
	if (who->candidate)
		buf_fmt(&b, ",\"candidate\":%lld", (long long)who->candidate);
	buf_lit(&b, ",\"parts\":[");
	for (ptrdiff_t i = 0; i < book->parts.n; i++) {
		if (i)
			buf_char(&b, ',');
		json_part(cx->arena, &b, &book->parts.p[i]);
	}
	buf_char(&b, ']');
	json_register(cx, &b);
	buf_lit(&b, "}\n");
	return buf_view(&b);
}

/* ---- on paper ----------------------------------------------------------- */

static struct str time_words(struct cx *cx, const struct person_line *l)
{
	if (l->from == DAY_NONE && l->to == DAY_NONE)
		return STR("");
	if (l->to == DAY_NONE)
		return fmt_day(cx->arena, l->from);
	return str_fmt(cx->arena, "%.*s – %.*s",
		       STR_ARG(fmt_day(cx->arena, l->from)),
		       STR_ARG(fmt_day(cx->arena, l->to)));
}

static void docx_part(struct cx *cx, struct docx *d,
		      const struct person_part *p)
{
	const struct str head[] = { tr(cx->lang, N_("What")),
				    tr(cx->lang, N_("As it is kept")),
				    tr(cx->lang, N_("Day")) };

	if (!p->lines.n)
		return;
	docx_para(d, DOCX_HEADING, true, p->title);
	docx_table_begin(d, head, (const int[]){ 30, 50, 20 },
			 (const bool[]){ false, false, false }, 3);
	for (ptrdiff_t i = 0; i < p->lines.n; i++) {
		const struct person_line *l = &p->lines.p[i];

		docx_table_row(d,
			       (const struct str[]){ l->label, l->value,
						     time_words(cx, l) },
			       false);
	}
	docx_table_end(d);
}

static void docx_register(struct cx *cx, struct docx *d)
{
	struct str head[PRIVACY_REGISTER_COLS], cell[PRIVACY_REGISTER_COLS];

	for (int k = 0; k < PRIVACY_REGISTER_COLS; k++)
		head[k] = tr(cx->lang, privacy_register_heads[k]);
	docx_para(d, DOCX_HEADING, true,
		  tr(cx->lang, N_("What is kept and why")));
	docx_table_begin(d, head, (const int[]){ 17, 23, 16, 10, 16, 18 },
			 (const bool[]){ false, false, false, false, false,
					 false },
			 PRIVACY_REGISTER_COLS);
	for (ptrdiff_t i = 0; i < cx->profile->n_data; i++) {
		privacy_register_cells(cx, &cx->profile->datum[i], cell);
		docx_table_row(d, cell, false);
	}
	docx_table_end(d);
}

struct err *privacy_book_docx(struct cx *cx, const struct person_book *b,
			      struct str name, struct str *ret_bytes)
{
	struct docx *d;
	struct err *err = docx_begin(cx->arena, true, &d);

	if (err)
		return err;
	docx_para(d, DOCX_TITLE, true,
		  tr_fmt(cx->arena, cx->lang, N_("Personal data of {0}"),
			 name));
	docx_para(d, DOCX_CENTER, false,
		  tr_fmt(cx->arena, cx->lang,
			 N_("Everything that is held, as of {0}"),
			 fmt_instant(cx->arena, cx->now)));
	for (ptrdiff_t i = 0; i < b->parts.n; i++)
		docx_part(cx, d, &b->parts.p[i]);
	docx_register(cx, d);
	return docx_end(d, ret_bytes);
}

/* ---- writing down that it was given out --------------------------------- */

struct giving {
	struct person who;
	const char *format;
	int64_t request;
	bool own;
};

static struct err *log_tx(struct cx *cx, void *arg)
{
	const struct giving *g = arg;
	struct audit_event ev = { .kind = "privacy.copy", .personal = true };
	struct buf after = audit_obj(cx);
	struct err *err = NULL;

	if (!g->own && g->who.member)
		err = member_looked_at(
			cx, g->who.member,
			tr_fmt(cx->arena, cx->profile->lang,
			       N_("request {0} about personal data"),
			       str_fmt(cx->arena, "%lld",
				       (long long)g->request)));
	audit_str(&after, "format", str_c(g->format));
	audit_int(&after, "request", g->request ? g->request : DB_NULL);
	ev.subject = privacy_subject(&g->who, &ev.subject_kind);
	ev.after = audit_end(&after);
	return err ? err : audit_write(cx, &ev, NULL);
}

struct err *privacy_copy_log(struct cx *cx, const struct person *who,
			     const char *format, int64_t request)
{
	struct cx plain = *cx;
	struct giving g = { *who, format, request, request == 0 };

	/* the same form again gives out, and writes down, once more */
	plain.key = STR_NULL;
	return db_tx(&plain, log_tx, &g);
}

/* ---- as an answer ------------------------------------------------------- */

static void part_block(struct cx *cx, struct privacy_page *x,
		       const struct person_part *p)
{
	static const char *const heads[] = { N_("What"), N_("As it is kept"),
					     N_("Day"), NULL };
	struct privacy_block *b = vec_push(cx->arena, &x->blocks);

	*b = (struct privacy_block){
		.id = p->code,
		.title = p->title,
		.none = tr(cx->lang, N_("Nothing is held here.")),
	};
	privacy_head(cx, b, heads);
	for (ptrdiff_t i = 0; i < p->lines.n; i++) {
		struct privacy_row *r = privacy_row_add(cx, b);

		privacy_cell_add(r, p->lines.p[i].label);
		privacy_cell_add(r, p->lines.p[i].value);
		privacy_cell_add(r, time_words(cx, &p->lines.p[i]));
	}
}

static struct err *html_reply(struct cx *cx, struct req *rq, struct reply *rp,
			      const struct person_book *book, struct str name)
{
	struct privacy_page x = {
		.title = tr_fmt(cx->arena, cx->lang, N_("Personal data of {0}"),
				name),
		.sub = tr_fmt(cx->arena, cx->lang,
			      N_("Everything that is held, as of {0}"),
			      fmt_instant(cx->arena, cx->now)),
	};

	for (ptrdiff_t i = 0; i < book->parts.n; i++)
		part_block(cx, &x, &book->parts.p[i]);
	privacy_register_fill(cx, privacy_block_add(cx, &x, "register",
						    N_("What is kept and why"),
						    NULL));
	return privacy_show(cx, rq, rp, &x, NULL);
}

static struct err *name_of(struct cx *cx, const struct person *who,
			   struct str *ret_name)
{
	struct growth_brief growing;
	struct member_brief brief;
	bool found;
	struct err *err;

	if (who->candidate) {
		err = growth_brief_read(cx, who->candidate, &growing, &found);
		*ret_name = !err && found ? growing.name : STR("–");
		return err;
	}
	if (!who->member)
		return account_name(cx, who->user, ret_name);
	err = member_brief_read(cx, who->member, &brief, &found);
	*ret_name = !err && found ? brief.name : STR("–");
	return err;
}

static struct err *file_reply(struct cx *cx, struct reply *rp, struct str bytes,
			      const char *type, const char *ending)
{
	rp->type = type;
	rp->no_etag = true;
	rp->download = str_fmt(cx->arena, "%.*s %.*s.%s",
			       STR_ARG(tr(cx->lang, N_("personal data"))),
			       STR_ARG(day_iso(cx->arena, cx->today)), ending);
	buf_str(&rp->body, bytes);
	if (!rp->body.full)
		return NULL;
	return err_new(cx->arena, ERR_LIMIT,
		       N_("This is more than one file may hold: ask the "
			  "operator for `roviec privacy copy`."));
}

struct err *privacy_copy_reply(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct privacy_copy *c)
{
	const struct person *who = &c->who;
	struct str format = c->format;
	struct person_book book;
	struct str name = STR(""), bytes = STR("");
	const char *kind = str_to_c(cx->arena, format);
	struct err *err = privacy_copy_log(cx, who, kind, c->request);

	if (!err)
		err = privacy_book(cx, who, true, &book);
	if (!err)
		err = name_of(cx, who, &name);
	if (err)
		return err;
	if (str_eq(format, STR("json")))
		return file_reply(cx, rp, privacy_book_json(cx, who, &book),
				  "application/json; charset=utf-8", "json");
	if (!str_eq(format, STR("docx")))
		return html_reply(cx, rq, rp, &book, name);
	err = privacy_book_docx(cx, &book, name, &bytes);
	return err ? err
		   : file_reply(cx, rp, bytes,
				"application/vnd.openxmlformats-officedocument."
				"wordprocessingml.document",
				"docx");
}
