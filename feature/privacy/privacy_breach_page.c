/* Breaches of personal data: the list, an entry with its clock, the pack. */
#include "privacy/privacy_page_priv.h"

#include <sodium.h>

#include "account/account.h"
#include "doc/doc.h"
#include "member/member.h"

enum { HOUR_MS = 3600 * 1000, PEOPLE_SHOWN = 200, PEOPLE_MOST = 100000 };

/* ---- the clock ---------------------------------------------------------- */

/* Whether it is in time, and how long is left. */
static struct status clock_of(struct cx *cx, int64_t due, int64_t told,
			      int64_t closed)
{
	if (told != DB_NULL)
		return (struct status){
			told <= due ? MARK_DONE : MARK_AMBER,
			told <= due ? tr(cx->lang, N_("Notified in time"))
				    : tr(cx->lang, N_("Notified late")),
			STR_NULL
		};
	if (closed != DB_NULL)
		return (struct status){ MARK_DONE,
					tr(cx->lang, N_("Entry closed")),
					STR_NULL };
	if (due < cx->now)
		return (struct status){ MARK_RED, tr(cx->lang, N_("Overdue")),
					STR_NULL };
	return (struct status){
		due - cx->now < (int64_t)24 * HOUR_MS ? MARK_AMBER : MARK_NONE,
		tr_fmt(cx->arena, cx->lang, N_("{0} hours left"),
		       fmt_int(cx->arena, cx->lang, (due - cx->now) / HOUR_MS)),
		STR_NULL
	};
}

/* ---- the list ----------------------------------------------------------- */

static struct err *list_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	static const char *const heads[] = {
		N_("Breach"), N_("Found"),  N_("To be notified by"),
		N_("State"),  N_("People"), NULL
	};
	struct privacy_page x = {
		.title = tr(cx->lang, N_("Breaches of personal data")),
	};
	struct breach_list_rows rows;
	struct privacy_block *b;
	struct err *err = privacy_may(cx);

	if (!err)
		err = breach_list(cx->db,
				  &(struct breach_list_in){
					  .limit = PRIVACY_PAGE_ROWS },
				  &rows);
	if (err)
		return err;
	privacy_crumb(cx, &x, tr(cx->lang, N_("Personal data")),
		      STR("/privacy"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	privacy_act_add(cx, &x, N_("Enter a breach"),
			STR("/privacy/breach/new"));
	b = privacy_block_add(cx, &x, "breaches", N_("All entries"),
			      N_("The newest first. Small ones are entered, "
				 "too: the law asks for the list."));
	privacy_head(cx, b, heads);
	b->none = tr(cx->lang, N_("No breach was entered."));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct breach_list_row *q = &rows.p[i];
		struct status s =
			clock_of(cx, q->due_at, q->told_at, q->closed_at);
		struct privacy_row *r = privacy_row_add(cx, b);

		privacy_cell_add(r, q->title)->href =
			privacy_path(cx, "breach", q->id);
		privacy_cell_add(r, fmt_instant(cx->arena, q->found_at));
		privacy_cell_add(r, fmt_instant(cx->arena, q->due_at));
		privacy_mark_add(r, s.mark, s.text);
		privacy_cell_add(r, fmt_int(cx->arena, cx->lang, q->people));
	}
	return privacy_show(cx, rq, rp, &x, NULL);
}

/* ---- a new one ---------------------------------------------------------- */

static struct err *new_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	struct privacy_page x = { .title = tr(cx->lang, N_("Enter a breach")) };
	struct privacy_block *b;
	struct privacy_form *f;
	struct err *err = privacy_may(cx);

	if (err)
		return err;
	privacy_crumb(cx, &x, tr(cx->lang, N_("Breaches of personal data")),
		      STR("/privacy/breaches"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	b = privacy_block_add(cx, &x, "new", N_("What happened"),
			      N_("The clock runs from the moment at which it "
				 "was found. Write no names here."));
	f = privacy_form_add(cx, b, STR("/privacy/breach/new"));
	privacy_input_add(cx, f, PRIVACY_LINE, "title", N_("In a few words"))
		->value = privacy_typed(rq, "title", STR(""));
	privacy_input_add(cx, f, PRIVACY_LINE, "found_on",
			  N_("Day on which it was found"))
		->value =
		privacy_typed(rq, "found_on", fmt_day(cx->arena, cx->today));
	privacy_input_add(cx, f, PRIVACY_LINE, "hour", N_("Hour, from 0 to 23"))
		->value = privacy_typed(rq, "hour", STR(""));
	privacy_input_add(cx, f, PRIVACY_AREA, "what",
			  N_("What happened, to which data"))
		->value = privacy_typed(rq, "what", STR(""));
	privacy_input_add(cx, f, PRIVACY_AREA, "effect",
			  N_("What may come of it for people"))
		->value = privacy_typed(rq, "effect", STR(""));
	privacy_button_add(cx, f, N_("Enter it"), true);
	return privacy_show(cx, rq, rp, &x, faults);
}

static struct err *new_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return new_show(cx, rq, rp, NULL);
}

static struct err *new_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct privacy_breach_new in = { .title = req_str(rq, "title"),
					 .what = req_str(rq, "what"),
					 .effect = req_str(rq, "effect") };
	int64_t id = 0, hour = req_int(rq, "hour");
	struct err *err = privacy_may(cx);

	if (err)
		return err;
	err = req_faults(rq);
	if (!err) {
		in.found_at =
			day_begin(req_day(rq, "found_on")) + hour * HOUR_MS;
		err = privacy_breach_add(cx, &in, &id);
	}
	if (err && privacy_is_mendable(err))
		return new_show(cx, rq, rp, err);
	return err ? err : reply_redirect(rp, privacy_path(cx, "breach", id));
}

/* ---- one ---------------------------------------------------------------- */

static struct err *breach_read(struct cx *cx, int64_t id,
			       struct breach_by_id_row *ret_row)
{
	bool found = false;
	struct err *err = privacy_may(cx);

	if (!err)
		err = breach_by_id(cx->db, &(struct breach_by_id_in){ id },
				   ret_row, &found);
	return err || found ? err
			    : err_new(cx->arena, ERR_NOT_FOUND,
				      N_("There is no such entry."));
}

static struct str action(struct cx *cx, int64_t id, const char *what)
{
	return str_fmt(cx->arena, "/privacy/breach/%lld/%s", (long long)id,
		       what);
}

static struct str instant_or(struct cx *cx, int64_t at)
{
	return at == DB_NULL ? tr(cx->lang, N_("not so far"))
			     : fmt_instant(cx->arena, at);
}

static void facts_fill(struct cx *cx, struct privacy_page *x,
		       const struct breach_by_id_row *q)
{
	struct status s = clock_of(cx, q->due_at, q->told_at, q->closed_at);
	struct privacy_block *b =
		privacy_block_add(cx, x, "facts", N_("The breach"), NULL);

	privacy_pair_add(cx, b, N_("Found"),
			 fmt_instant(cx->arena, q->found_at));
	privacy_pair_add(cx, b, N_("To be notified by"),
			 str_fmt(cx->arena, "%.*s (%.*s)",
				 STR_ARG(fmt_instant(cx->arena, q->due_at)),
				 STR_ARG(s.text)));
	privacy_pair_add(cx, b, N_("What happened, to which data"), q->what);
	privacy_pair_add(cx, b, N_("What may come of it for people"),
			 q->effect);
	privacy_pair_add(cx, b, N_("Authority notified"),
			 q->told_at == DB_NULL
				 ? instant_or(cx, q->told_at)
				 : str_fmt(cx->arena, "%.*s: %.*s",
					   STR_ARG(instant_or(cx, q->told_at)),
					   STR_ARG(q->told_whom)));
	privacy_pair_add(cx, b, N_("People told"),
			 instant_or(cx, q->people_told_at));
	privacy_pair_add(cx, b, N_("Entry closed"),
			 instant_or(cx, q->closed_at));
	if (q->closed_at != DB_NULL)
		privacy_pair_add(cx, b, N_("What was learnt"), q->lesson);
}

static struct err *steps_fill(struct cx *cx, struct privacy_page *x,
			      struct req *rq, const struct breach_by_id_row *q)
{
	static const char *const heads[] = { N_("When"), N_("What was done"),
					     N_("Who"), NULL };
	struct breach_steps_rows rows;
	struct privacy_block *b =
		privacy_block_add(cx, x, "steps", N_("Steps"), NULL);
	struct privacy_form *f;
	struct err *err =
		breach_steps(cx->db, &(struct breach_steps_in){ q->id }, &rows);

	privacy_head(cx, b, heads);
	b->none = tr(cx->lang, N_("No step was written down."));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct privacy_row *r = privacy_row_add(cx, b);

		privacy_cell_add(r, fmt_instant(cx->arena, rows.p[i].at));
		privacy_cell_add(r, rows.p[i].words);
		privacy_cell_add(r, rows.p[i].by_name);
	}
	if (err || q->closed_at != DB_NULL)
		return err;
	f = privacy_form_add(cx, b, action(cx, q->id, "step"));
	privacy_input_add(cx, f, PRIVACY_AREA, "words", N_("What was done"))
		->value = privacy_typed(rq, "words", STR(""));
	privacy_button_add(cx, f, N_("Write the step down"), true);
	return NULL;
}

static void touch_form(struct cx *cx, struct privacy_block *b, struct req *rq,
		       int64_t id)
{
	struct privacy_form *f =
		privacy_form_add(cx, b, action(cx, id, "touch"));
	struct privacy_input *in =
		privacy_input_add(cx, f, PRIVACY_LINE, "since",
				  N_("All whose records were looked at since"));

	in->note = tr(cx->lang, N_("Of one account only, when its e-mail "
				   "address stands below."));
	in->value = privacy_typed(rq, "since", STR(""));
	privacy_input_add(cx, f, PRIVACY_LINE, "email",
			  N_("E-mail address of the account"))
		->value = privacy_typed(rq, "email", STR(""));
	privacy_input_add(cx, f, PRIVACY_LINE, "member",
			  N_("… or the number of one record"))
		->value = privacy_typed(rq, "member", STR(""));
	privacy_button_add(cx, f, N_("Add them"), false);
}

static struct err *people_fill(struct cx *cx, struct privacy_page *x,
			       struct req *rq, const struct breach_by_id_row *q)
{
	static const char *const heads[] = { N_("Record"), N_("Person"),
					     N_("Organisation"), NULL };
	struct breach_people_count_row count;
	struct breach_people_rows rows;
	struct privacy_block *b =
		privacy_block_add(cx, x, "people", N_("Whom it touched"), NULL);
	bool found;
	struct err *err =
		breach_people_count(cx->db,
				    &(struct breach_people_count_in){ q->id },
				    &count, &found);

	if (!err)
		err = breach_people(cx->db,
				    &(struct breach_people_in){
					    .breach = q->id,
					    .limit = PEOPLE_SHOWN },
				    &rows);
	if (err)
		return err;
	b->lead = tr_fmt(cx->arena, cx->lang, N_("People in all: {0}."),
			 fmt_int(cx->arena, cx->lang, count.n));
	privacy_head(cx, b, heads);
	b->none = tr(cx->lang, N_("Nobody stands in the list yet."));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct privacy_row *r = privacy_row_add(cx, b);

		privacy_cell_add(r, str_fmt(cx->arena, "#%lld",
					    (long long)rows.p[i].member))
			->href = privacy_path(cx, "member", rows.p[i].member);
		privacy_cell_add(r, rows.p[i].name);
		privacy_cell_add(r, rows.p[i].org_name);
	}
	privacy_link_add(cx, b, N_("The pack for the authority (.docx)"),
			 action(cx, q->id, "pack"));
	if (q->closed_at == DB_NULL)
		touch_form(cx, b, rq, q->id);
	return NULL;
}

static void end_fill(struct cx *cx, struct privacy_page *x, struct req *rq,
		     const struct breach_by_id_row *q)
{
	struct privacy_block *b;
	struct privacy_form *f;

	if (q->closed_at != DB_NULL)
		return;
	b = privacy_block_add(cx, x, "told", N_("Notified"),
			      N_("Write down whom and how, or why nobody had "
				 "to be."));
	if (q->told_at == DB_NULL) {
		f = privacy_form_add(cx, b, action(cx, q->id, "told"));
		privacy_input_add(cx, f, PRIVACY_LINE, "whom",
				  N_("The authority, and how"))
			->value = privacy_typed(rq, "whom", STR(""));
		privacy_button_add(cx, f, N_("The authority was notified"),
				   true);
	}
	if (q->people_told_at == DB_NULL)
		privacy_button_add(
			cx,
			privacy_form_add(cx, b, action(cx, q->id, "people")),
			N_("The people were told"), false);
	b = privacy_block_add(cx, x, "close", N_("Close"), NULL);
	f = privacy_form_add(cx, b, action(cx, q->id, "close"));
	privacy_input_add(cx, f, PRIVACY_AREA, "lesson", N_("What was learnt"))
		->value = privacy_typed(rq, "lesson", STR(""));
	privacy_button_add(cx, f, N_("Close the entry"), false);
}

static struct err *one_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	struct privacy_page x = { 0 };
	struct breach_by_id_row q;
	struct err *err = breach_read(cx, req_path_id(rq, "id"), &q);

	if (err)
		return err;
	x.title = q.title;
	privacy_crumb(cx, &x, tr(cx->lang, N_("Breaches of personal data")),
		      STR("/privacy/breaches"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	facts_fill(cx, &x, &q);
	err = steps_fill(cx, &x, rq, &q);
	if (!err)
		err = people_fill(cx, &x, rq, &q);
	if (err)
		return err;
	end_fill(cx, &x, rq, &q);
	return privacy_show(cx, rq, rp, &x, faults);
}

static struct err *one_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return one_show(cx, rq, rp, NULL);
}

static struct err *back(struct cx *cx, struct req *rq, struct reply *rp,
			struct err *err)
{
	if (err && privacy_is_mendable(err))
		return one_show(cx, rq, rp, err);
	return err ? err
		   : reply_redirect(rp, privacy_path(cx, "breach",
						     req_path_id(rq, "id")));
}

static struct err *step_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);

	if (!err)
		err = privacy_breach_step(cx, req_path_id(rq, "id"),
					  req_str(rq, "words"));
	return back(cx, rq, rp, err);
}

static struct err *told_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);

	if (!err)
		err = privacy_breach_told(cx, req_path_id(rq, "id"),
					  req_str(rq, "whom"));
	return back(cx, rq, rp, err);
}

static struct err *people_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	return back(cx, rq, rp,
		    privacy_breach_people_told(cx, req_path_id(rq, "id")));
}

static struct err *close_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);

	if (!err)
		err = privacy_breach_close(cx, req_path_id(rq, "id"),
					   req_str(rq, "lesson"));
	return back(cx, rq, rp, err);
}

static struct err *touch_read(struct cx *cx, struct req *rq,
			      struct privacy_touched *in)
{
	int64_t member = req_int(rq, "member");
	struct str email = req_str(rq, "email");
	struct err *err = NULL;

	in->id = req_path_id(rq, "id");
	in->member = member == DB_NULL ? 0 : member;
	in->since = req_day(rq, "since");
	if (email.n)
		err = account_find_by_email(cx, email, &in->user);
	if (!err && email.n && !in->user)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("Nobody has this address.")),
			     STR("email"));
	return err;
}

static struct err *touch_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct privacy_touched in = { 0 };
	int64_t n;
	struct err *err = req_faults(rq);

	if (!err)
		err = touch_read(cx, rq, &in);
	if (!err)
		err = privacy_breach_touch(cx, &in, &n);
	return back(cx, rq, rp, err);
}

/* ---- the pack ----------------------------------------------------------- */

/* One value for the whole list: whoever gets it again can compare. */
static struct str people_digest(struct arena *a,
				const struct breach_people_rows *rows)
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	char hex[sizeof(sum) * 2 + 1];
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		struct str line =
			str_fmt(a, "%lld\n", (long long)rows->p[i].member);

		crypto_hash_sha256_update(&state, (const unsigned char *)line.p,
					  (unsigned long long)line.n);
	}
	crypto_hash_sha256_final(&state, sum);
	sodium_bin2hex(hex, sizeof(hex), sum, sizeof(sum));
	return str_dup(a, str_c(hex));
}

static void line_put(struct cx *cx, struct docx *d, const char *label,
		     struct str value)
{
	docx_para(d, DOCX_BODY, false,
		  tr_fmt(cx->arena, cx->lang, N_("{0}: {1}"),
			 tr(cx->lang, label), value.n ? value : STR("–")));
}

static void people_put(struct cx *cx, struct docx *d,
		       const struct breach_people_rows *rows)
{
	const struct str head[] = { tr(cx->lang, N_("Record")),
				    tr(cx->lang, N_("Person")),
				    tr(cx->lang, N_("Organisation")) };

	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("Whom it touched")));
	line_put(cx, d, N_("People in all"),
		 fmt_int(cx->arena, cx->lang, rows->n));
	line_put(cx, d, N_("SHA-256 of the list of numbers"),
		 people_digest(cx->arena, rows));
	docx_table_begin(d, head, (const int[]){ 15, 45, 40 },
			 (const bool[]){ true, false, false }, 3);
	for (ptrdiff_t i = 0; i < rows->n; i++)
		docx_table_row(d,
			       (const struct str[]){
				       str_fmt(cx->arena, "%lld",
					       (long long)rows->p[i].member),
				       rows->p[i].name, rows->p[i].org_name },
			       false);
	docx_table_end(d);
}

static struct err *pack_write(struct cx *cx, const struct breach_by_id_row *q,
			      struct docx *d)
{
	struct breach_people_rows people;
	struct breach_steps_rows steps;
	struct err *err =
		breach_people(cx->db,
			      &(struct breach_people_in){
				      .breach = q->id, .limit = PEOPLE_MOST },
			      &people);

	if (!err)
		err = breach_steps(cx->db, &(struct breach_steps_in){ q->id },
				   &steps);
	if (err)
		return err;
	docx_para(d, DOCX_TITLE, true,
		  tr(cx->lang, N_("Notice of a breach of personal data")));
	docx_para(d, DOCX_CENTER, true, q->title);
	line_put(cx, d, N_("Found"), fmt_instant(cx->arena, q->found_at));
	line_put(cx, d, N_("To be notified by"),
		 fmt_instant(cx->arena, q->due_at));
	line_put(cx, d, N_("What happened, to which data"), q->what);
	line_put(cx, d, N_("What may come of it for people"), q->effect);
	line_put(cx, d, N_("Authority notified"), instant_or(cx, q->told_at));
	line_put(cx, d, N_("People told"), instant_or(cx, q->people_told_at));
	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("Steps")));
	for (ptrdiff_t i = 0; i < steps.n; i++)
		docx_para(
			d, DOCX_BODY, false,
			str_fmt(cx->arena, "%.*s: %.*s",
				STR_ARG(fmt_instant(cx->arena, steps.p[i].at)),
				STR_ARG(steps.p[i].words)));
	people_put(cx, d, &people);
	return NULL;
}

static struct err *pack_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct breach_by_id_row q;
	struct docx *d;
	struct str bytes;
	struct err *err = breach_read(cx, req_path_id(rq, "id"), &q);

	if (!err)
		err = docx_begin(cx->arena, false, &d);
	if (!err)
		err = pack_write(cx, &q, d);
	if (!err)
		err = docx_end(d, &bytes);
	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "wordprocessingml.document";
	rp->download = tr_fmt(cx->arena, cx->lang, N_("breach {0}.docx"),
			      str_fmt(cx->arena, "%lld", (long long)q.id));
	rp->no_etag = true;
	buf_str(&rp->body, bytes);
	return NULL;
}

/* ---- the table ---------------------------------------------------------- */

#define TEXT_FIELD(n, l)                                                       \
	{                                                                      \
		.name = (n), .label = (l), .kind = FIELD_TEXT,                 \
		.max = PRIVACY_TEXT_MOST                                       \
	}
static const struct field new_fields[] = {
	{ .name = "title",
	  .label = N_("In a few words"),
	  .kind = FIELD_LINE,
	  .required = true,
	  .max = PRIVACY_LINE_MOST },
	{ .name = "found_on",
	  .label = N_("Day on which it was found"),
	  .kind = FIELD_DAY,
	  .required = true },
	{ .name = "hour",
	  .label = N_("Hour, from 0 to 23"),
	  .kind = FIELD_INT,
	  .required = true,
	  .max = 23 },
	TEXT_FIELD("what", N_("What happened, to which data")),
	TEXT_FIELD("effect", N_("What may come of it for people")),
};
static const struct field step_fields[] = {
	TEXT_FIELD("words", N_("What was done")),
};
static const struct field told_fields[] = {
	TEXT_FIELD("whom", N_("The authority, and how")),
};
static const struct field close_fields[] = {
	TEXT_FIELD("lesson", N_("What was learnt")),
};
static const struct field touch_fields[] = {
	{ .name = "since",
	  .label = N_("All whose records were looked at since"),
	  .kind = FIELD_DAY },
	{ .name = "email",
	  .label = N_("E-mail address of the account"),
	  .kind = FIELD_LINE },
	{ .name = "member",
	  .label = N_("… or the number of one record"),
	  .kind = FIELD_INT,
	  .min = 1 },
};
#define BREACH_POST(what, fn, fields)                                          \
	{                                                                      \
		.method = POST, .path = "/privacy/breach/:id/" what,           \
		.perm = PERM_DATA_PROTECT, .page = fn, ROUTE_FIELDS(fields)    \
	}
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/privacy/breaches",
	  .perm = PERM_DATA_PROTECT,
	  .page = list_get },
	{ .method = GET,
	  .path = "/privacy/breach/new",
	  .perm = PERM_DATA_PROTECT,
	  .page = new_get },
	{ .method = POST,
	  .path = "/privacy/breach/new",
	  .perm = PERM_DATA_PROTECT,
	  .page = new_post,
	  ROUTE_FIELDS(new_fields) },
	{ .method = GET,
	  .path = "/privacy/breach/:id",
	  .perm = PERM_DATA_PROTECT,
	  .page = one_get },
	{ .method = GET,
	  .path = "/privacy/breach/:id/pack",
	  .perm = PERM_DATA_PROTECT,
	  .page = pack_get,
	  .slow = true },
	BREACH_POST("step", step_post, step_fields),
	BREACH_POST("told", told_post, told_fields),
	BREACH_POST("close", close_post, close_fields),
	BREACH_POST("touch", touch_post, touch_fields),
	{ .method = POST,
	  .path = "/privacy/breach/:id/people",
	  .perm = PERM_DATA_PROTECT,
	  .page = people_post },
};
const struct route_table privacy_breach_routes = { routes,
						   (int)N_ELEMENTS(routes) };
