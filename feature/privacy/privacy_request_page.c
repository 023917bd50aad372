/* Requests about personal data, for those who answer them. */
#include "privacy/privacy_page_priv.h"

#include "account/account.h"
#include "member/member.h"

/* ---- the list ----------------------------------------------------------- */

static void request_row(struct cx *cx, struct privacy_block *b,
			const struct request_list_row *q)
{
	struct status s = privacy_request_status(cx, q->state, q->due_on);
	struct privacy_row *r = privacy_row_add(cx, b);

	privacy_cell_add(r, privacy_kind_words(cx, q->kind))->href =
		privacy_path(cx, "request", q->id);
	privacy_cell_add(r, privacy_who_words(cx, q->member_name, q->number,
					      q->user_name));
	privacy_cell_add(r, fmt_day(cx->arena, q->came_on))->note =
		privacy_way_words(cx, q->way);
	privacy_cell_add(r, fmt_day(cx->arena, q->due_on));
	privacy_mark_add(r, s.mark, s.text);
	privacy_cell_add(r, q->ended_at == DB_NULL ? q->taken_name
						   : q->ended_name);
}

static struct err *list_fill(struct cx *cx, struct privacy_block *b,
			     unsigned with, enum request_list_order order,
			     int64_t offset)
{
	static const char *const heads[] = { N_("What was asked"),
					     N_("Person"),
					     N_("Came"),
					     N_("Answer by"),
					     N_("State"),
					     N_("Who works on it"),
					     NULL };
	struct request_list_in in = { .limit = PRIVACY_PAGE_ROWS,
				      .offset = offset,
				      .with = with,
				      .order = order };
	struct request_list_rows rows;
	struct err *err = request_list(cx->db, &in, &rows);

	privacy_head(cx, b, heads);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		request_row(cx, b, &rows.p[i]);
	return err;
}

static struct str counted(struct cx *cx, int64_t n)
{
	return fmt_int(cx->arena, cx->lang, n);
}

/* What waits, over all. */
static struct err *summary_fill(struct cx *cx, struct privacy_page *x)
{
	struct request_count_row q;
	struct due_count_row d;
	struct breach_count_row br;
	bool found;
	struct err *err =
		request_count(cx->db,
			      &(struct request_count_in){ .today = cx->today },
			      &q, &found);

	if (!err)
		err = due_count(cx->db,
				&(struct due_count_in){ .today = cx->today },
				&d, &found);
	if (!err)
		err = breach_count(cx->db,
				   &(struct breach_count_in){ .now = cx->now },
				   &br, &found);
	if (!err)
		x->sub = tr_fmt(cx->arena, cx->lang,
				N_("Requests that wait: {0}, overdue: {1}. "
				   "Records whose time is over: {2}. Breaches "
				   "to be notified: {3}."),
				counted(cx, q.waiting), counted(cx, q.late),
				counted(cx, d.n), counted(cx, br.waiting));
	return err;
}

static struct err *all_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct privacy_page x = { .title = tr(cx->lang, N_("Personal data")) };
	int64_t page = req_int(rq, "page");
	struct privacy_block *b;
	struct err *err = privacy_may(cx);

	page = page == DB_NULL ? 1 : page;
	if (!err)
		err = req_faults(rq);
	if (!err)
		err = summary_fill(cx, &x);
	if (err)
		return err;
	privacy_act_add(cx, &x, N_("Enter a request of a person"),
			STR("/privacy/new"));
	privacy_act_add(cx, &x, N_("Breaches"), STR("/privacy/breaches"));
	privacy_act_add(cx, &x, N_("Time over"), STR("/privacy/due"));
	privacy_act_add(cx, &x, N_("Records of processing"),
			STR("/privacy/records"));
	b = privacy_block_add(cx, &x, "open", N_("Requests that wait"),
			      N_("The next due first."));
	b->none = tr(cx->lang, N_("Nobody waits for an answer."));
	err = list_fill(cx, b, REQUEST_LIST_WITH_OPEN, REQUEST_LIST_BY_DUE, 0);
	if (err)
		return err;
	b = privacy_block_add(cx, &x, "done", N_("Answered"),
			      N_("The newest first."));
	b->none = tr(cx->lang, N_("Nothing was answered yet."));
	err = list_fill(cx, b, REQUEST_LIST_WITH_DONE, REQUEST_LIST_BY_NEWEST,
			(page - 1) * PRIVACY_PAGE_ROWS);
	if (b->rows.n == PRIVACY_PAGE_ROWS)
		privacy_link_add(cx, b, N_("Older ones"),
				 str_fmt(cx->arena, "/privacy?page=%lld#done",
					 (long long)page + 1));
	return err ? err : privacy_show(cx, rq, rp, &x, NULL);
}

/* ---- one ---------------------------------------------------------------- */

static struct err *request_read(struct cx *cx, int64_t id,
				struct request_by_id_row *ret_row)
{
	bool found = false;
	struct err *err = privacy_may(cx);

	if (!err)
		err = request_by_id(cx->db,
				    &(struct request_by_id_in){ .id = id },
				    ret_row, &found);
	return err || found ? err
			    : err_new(cx->arena, ERR_NOT_FOUND,
				      N_("There is no such request."));
}

static void facts_fill(struct cx *cx, struct privacy_page *x,
		       const struct request_by_id_row *q)
{
	struct privacy_block *b =
		privacy_block_add(cx, x, "facts", N_("The request"), NULL);
	struct status s = privacy_request_status(cx, q->state, q->due_on);

	privacy_pair_add(cx, b, N_("Person"),
			 privacy_who_words(cx, q->member_name, q->number,
					   q->user_name));
	if (q->candidate != DB_NULL)
		b->pairs.p[b->pairs.n - 1].href =
			privacy_path(cx, "candidate", q->candidate);
	if (q->member != DB_NULL)
		b->pairs.p[b->pairs.n - 1].href =
			privacy_path(cx, "member", q->member);
	privacy_pair_add(cx, b, N_("What was asked"),
			 privacy_kind_words(cx, q->kind));
	privacy_pair_add(cx, b, N_("In their words"), q->words);
	privacy_pair_add(cx, b, N_("Came"),
			 str_fmt(cx->arena, "%.*s, %.*s",
				 STR_ARG(fmt_day(cx->arena, q->came_on)),
				 STR_ARG(privacy_way_words(cx, q->way))));
	privacy_pair_add(cx, b, N_("Answer by"), fmt_day(cx->arena, q->due_on));
	privacy_pair_add(cx, b, N_("State"), s.text);
	if (q->taken_at != DB_NULL)
		privacy_pair_add(
			cx, b, N_("Who works on it"),
			str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(q->taken_name),
				STR_ARG(fmt_instant(cx->arena, q->taken_at))));
	if (q->ended_at == DB_NULL)
		return;
	privacy_pair_add(cx, b, N_("Answered on"),
			 fmt_instant(cx->arena, q->ended_at));
	privacy_pair_add(cx, b, N_("Answer"), q->answer);
}

static struct str request_action(struct cx *cx, int64_t id, const char *what)
{
	return str_fmt(cx->arena, "/privacy/request/%lld/%s", (long long)id,
		       what);
}

static void copy_fill(struct cx *cx, struct privacy_page *x, int64_t id)
{
	struct privacy_block *b = privacy_block_add(
		cx, x, "copy", N_("Everything that is held"),
		N_("To be given to the person. The person reads that you "
		   "looked, with the number of this request."));
	struct privacy_form *f =
		privacy_form_add(cx, b, request_action(cx, id, "copy"));

	privacy_button_named(cx, f, N_("Show it"), "format", "html");
	privacy_button_named(cx, f, N_("As a document (.docx)"), "format",
			     "docx");
	privacy_button_named(cx, f, N_("For programs (.json)"), "format",
			     "json");
}

/* What happens when it is accepted, said before. */
static const char *effect_note(struct str kind)
{
	if (str_eq(kind, STR("erasure")))
		return N_("Accepting erases the person for ever, also from "
			  "what events say; only ids and counts stay. The "
			  "answer isn't kept: print it before.");
	if (str_eq(kind, STR("restriction")))
		return N_("Accepting puts the record aside: lists, searches "
			  "and exports show its number only, until you end "
			  "the restriction on the person's page.");
	if (str_eq(kind, STR("correction")))
		return N_("Correct the record first, then say what was "
			  "corrected.");
	return N_("Say what was done, or why not.");
}

static void answer_fill(struct cx *cx, struct privacy_page *x, struct req *rq,
			const struct request_by_id_row *q)
{
	struct privacy_block *b =
		privacy_block_add(cx, x, "answer", N_("Answer"),
				  effect_note(q->kind));
	struct privacy_form *f =
		privacy_form_add(cx, b, request_action(cx, q->id, "answer"));
	struct privacy_input *in =
		privacy_input_add(cx, f, PRIVACY_AREA, "answer",
				  N_("Answer to the person"));

	in->value = privacy_typed(rq, "answer", STR(""));
	privacy_button_named(cx, f, N_("Accept and answer"), "accept", "1");
	privacy_button_add(cx, f, N_("Refuse with this reason"), false);
}

static struct err *one_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	struct privacy_page x = { 0 };
	struct request_by_id_row q;
	struct err *err = request_read(cx, req_path_id(rq, "id"), &q);

	if (err)
		return err;
	x.title = tr_fmt(cx->arena, cx->lang, N_("Request {0}"),
			 str_fmt(cx->arena, "%lld", (long long)q.id));
	privacy_crumb(cx, &x, tr(cx->lang, N_("Personal data")),
		      STR("/privacy"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	facts_fill(cx, &x, &q);
	if (str_eq(q.state, STR("received")))
		privacy_button_add(
			cx,
			privacy_form_add(
				cx,
				privacy_block_add(
					cx, &x, "take", N_("Take it"),
					N_("Others then see that you work on "
					   "it, and the person is told.")),
				request_action(cx, q.id, "take")),
			N_("Take the request"), true);
	if (str_eq(q.state, STR("work"))) {
		copy_fill(cx, &x, q.id);
		answer_fill(cx, &x, rq, &q);
	}
	return privacy_show(cx, rq, rp, &x, faults);
}

static struct err *one_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return one_show(cx, rq, rp, NULL);
}

static struct err *to_one(struct cx *cx, struct req *rq, struct reply *rp)
{
	return reply_redirect(rp, privacy_path(cx, "request",
					       req_path_id(rq, "id")));
}

static struct err *take_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = privacy_take(cx, req_path_id(rq, "id"));

	if (err && privacy_is_mendable(err))
		return one_show(cx, rq, rp, err);
	return err ? err : to_one(cx, rq, rp);
}

static struct err *answer_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct privacy_answer in = { .id = req_path_id(rq, "id"),
				     .accept = req_flag(rq, "accept"),
				     .text = req_str(rq, "answer") };
	struct err *err = req_faults(rq);

	if (!err)
		err = privacy_reply(cx, &in);
	if (err && privacy_is_mendable(err))
		return one_show(cx, rq, rp, err);
	return err ? err : to_one(cx, rq, rp);
}

/* Only while somebody works on it, and only about whom it is. */
static struct err *copy_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct request_by_id_row q;
	struct privacy_copy c = { .format = req_str(rq, "format") };
	struct err *err = req_faults(rq);

	if (!err)
		err = request_read(cx, req_path_id(rq, "id"), &q);
	if (!err && !str_eq(q.state, STR("work")))
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("A copy is given out while the request is in "
				 "work."));
	if (err)
		return err;
	c.who.member = q.member == DB_NULL ? 0 : q.member;
	c.who.user = q.user_id == DB_NULL ? 0 : q.user_id;
	if (q.candidate != DB_NULL)
		c.who = (struct person){ .candidate = q.candidate };
	c.request = q.id;
	return privacy_copy_reply(cx, rq, rp, &c);
}

/* ---- entering one that came another way --------------------------------- */

static void way_choose(struct cx *cx, struct privacy_input *in,
		       struct str chosen)
{
	for (int w = PRIVACY_PAGE + 1; w < N_PRIVACY_WAY; w++) {
		struct str key = str_c(privacy_way_key((enum privacy_way)w));

		privacy_choice_add(cx, in, key,
				   tr(cx->lang,
				      privacy_way_title((enum privacy_way)w)),
				   str_eq(key, chosen));
	}
}

static void kind_choose(struct cx *cx, struct privacy_input *in,
			struct str chosen)
{
	for (int k = 0; k < N_PRIVACY_KIND; k++) {
		struct str key = str_c(privacy_kind_key((enum privacy_kind)k));

		privacy_choice_add(cx, in, key,
				   tr(cx->lang,
				      privacy_kind_title((enum privacy_kind)k)),
				   str_eq(key, chosen));
	}
}

static void new_fill(struct cx *cx, struct privacy_page *x, struct req *rq)
{
	struct privacy_block *b = privacy_block_add(
		cx, x, "new", N_("Request of a person"),
		N_("Look first at who asks: by an identity card, or by the "
		   "signature on the letter."));
	struct privacy_form *f = privacy_form_add(cx, b, STR("/privacy/new"));
	struct privacy_input *in =
		privacy_input_add(cx, f, PRIVACY_LINE, "member",
				  N_("Number of the record"));

	in->note = tr(cx->lang, N_("It stands in the address of the record; "
				   "of somebody who only signs in, leave it "
				   "empty."));
	in->value = privacy_typed(rq, "member", req_typed(rq, "member"));
	in = privacy_input_add(cx, f, PRIVACY_LINE, "candidate",
			       N_("… or the number in the pipeline of "
				  "admission"));
	in->value = privacy_typed(rq, "candidate", req_typed(rq, "candidate"));
	in = privacy_input_add(cx, f, PRIVACY_LINE, "email",
			       N_("… or the e-mail address of the account"));
	in->value = privacy_typed(rq, "email", STR(""));
	in = privacy_input_add(cx, f, PRIVACY_SELECT, "kind",
			       N_("What was asked"));
	kind_choose(cx, in, privacy_typed(rq, "kind", STR("access")));
	in = privacy_input_add(cx, f, PRIVACY_SELECT, "way", N_("How it came"));
	way_choose(cx, in, privacy_typed(rq, "way", STR("letter")));
	in = privacy_input_add(cx, f, PRIVACY_LINE, "came_on",
			       N_("Day on which it came"));
	in->value = privacy_typed(rq, "came_on", fmt_day(cx->arena, cx->today));
	in = privacy_input_add(cx, f, PRIVACY_AREA, "words",
			       N_("In their words"));
	in->value = privacy_typed(rq, "words", STR(""));
	privacy_button_add(cx, f, N_("Enter it"), true);
}

static struct err *new_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	struct privacy_page x = {
		.title = tr(cx->lang, N_("Enter a request of a person")),
	};
	struct err *err = privacy_may(cx);

	if (err)
		return err;
	privacy_crumb(cx, &x, tr(cx->lang, N_("Personal data")),
		      STR("/privacy"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	new_fill(cx, &x, rq);
	return privacy_show(cx, rq, rp, &x, faults);
}

static struct err *new_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return new_show(cx, rq, rp, req_faults(rq));
}

static struct err *new_read(struct cx *cx, struct req *rq,
			    struct privacy_wish *in)
{
	int64_t member = req_int(rq, "member");
	int64_t candidate = req_int(rq, "candidate");
	struct str email = req_str(rq, "email");

	in->who.member = member == DB_NULL ? 0 : member;
	if (!in->who.member && candidate != DB_NULL)
		in->who.candidate = candidate;
	in->words = req_str(rq, "words");
	in->came_on = req_day(rq, "came_on");
	if (!privacy_kind_from_key(req_str(rq, "kind"), &in->kind))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Choose one from the list.")),
			      STR("kind"));
	if (!privacy_way_from_key(req_str(rq, "way"), &in->way) ||
	    in->way == PRIVACY_PAGE)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Choose one from the list.")),
			      STR("way"));
	if (in->who.member || in->who.candidate || !email.n)
		return NULL;
	return account_find_by_email(cx, email, &in->who.user);
}

static struct err *new_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct privacy_wish in = { 0 };
	int64_t id = 0;
	struct err *err = privacy_may(cx);

	if (err)
		return err;
	err = req_faults(rq);
	if (!err)
		err = new_read(cx, rq, &in);
	if (!err)
		err = privacy_ask(cx, &in, &id);
	if (err && privacy_is_mendable(err))
		return new_show(cx, rq, rp, err);
	return err ? err : reply_redirect(rp, privacy_path(cx, "request", id));
}

/* ---- the table ---------------------------------------------------------- */

static const struct field all_fields[] = {
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
};
#define FIELD_MEMBER                                                           \
	{                                                                      \
		.name = "member", .label = N_("Number of the record"),         \
		.kind = FIELD_INT, .min = 1                                    \
	}
#define FIELD_CANDIDATE                                                        \
	{                                                                      \
		.name = "candidate",                                           \
		.label = N_("… or the number in the pipeline of admission"),   \
		.kind = FIELD_INT, .min = 1                                    \
	}
static const struct field start_fields[] = { FIELD_MEMBER, FIELD_CANDIDATE };
static const struct field new_fields[] = {
	FIELD_MEMBER,
	FIELD_CANDIDATE,
	{ .name = "email",
	  .label = N_("… or the e-mail address of the account"),
	  .kind = FIELD_LINE },
	{ .name = "kind",
	  .label = N_("What was asked"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "way",
	  .label = N_("How it came"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "came_on",
	  .label = N_("Day on which it came"),
	  .kind = FIELD_DAY,
	  .required = true },
	{ .name = "words",
	  .label = N_("In their words"),
	  .kind = FIELD_TEXT,
	  .max = PRIVACY_TEXT_MOST },
};
static const struct field answer_fields[] = {
	{ .name = "answer",
	  .label = N_("Answer to the person"),
	  .kind = FIELD_TEXT,
	  .max = PRIVACY_TEXT_MOST },
	{ .name = "accept", .label = N_("Answer"), .kind = FIELD_FLAG },
};
static const struct field copy_fields[] = {
	{ .name = "format",
	  .label = N_("Form"),
	  .kind = FIELD_WORD,
	  .required = true },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/privacy",
	  .perm = PERM_DATA_PROTECT,
	  .page = all_get,
	  ROUTE_FIELDS(all_fields) },
	{ .method = GET,
	  .path = "/privacy/new",
	  .perm = PERM_DATA_PROTECT,
	  .page = new_get,
	  ROUTE_FIELDS(start_fields) },
	{ .method = POST,
	  .path = "/privacy/new",
	  .perm = PERM_DATA_PROTECT,
	  .page = new_post,
	  ROUTE_FIELDS(new_fields) },
	{ .method = GET,
	  .path = "/privacy/request/:id",
	  .perm = PERM_DATA_PROTECT,
	  .page = one_get },
	{ .method = POST,
	  .path = "/privacy/request/:id/take",
	  .perm = PERM_DATA_PROTECT,
	  .page = take_post },
	{ .method = POST,
	  .path = "/privacy/request/:id/answer",
	  .perm = PERM_DATA_PROTECT,
	  .fresh = true,
	  .page = answer_post,
	  ROUTE_FIELDS(answer_fields) },
	{ .method = POST,
	  .path = "/privacy/request/:id/copy",
	  .perm = PERM_DATA_PROTECT,
	  .fresh = true,
	  .page = copy_post,
	  ROUTE_FIELDS(copy_fields) },
};
const struct route_table privacy_request_routes = { routes,
						    (int)N_ELEMENTS(routes) };
