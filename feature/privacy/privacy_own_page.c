/* What is kept about me and why, what I asked, and the copy of it. */
#include "privacy/privacy_page_priv.h"

#include "member/member.h"

enum { REQUESTS_MOST = 100 };

/* ---- the page ----------------------------------------------------------- */

static struct err *requests_fill(struct cx *cx, struct privacy_page *x,
				 const struct person *self)
{
	static const char *const heads[] = { N_("What was asked"), N_("Came"),
					     N_("Answer by"),	   N_("State"),
					     N_("Answer"),	   NULL };
	struct request_list_in in = { .member =
					      self->member ? self->member : -1,
				      .user_id = self->user,
				      .limit = REQUESTS_MOST,
				      .with = REQUEST_LIST_WITH_OWN,
				      .order = REQUEST_LIST_BY_NEWEST };
	struct request_list_rows rows;
	struct privacy_block *b = privacy_block_add(
		cx, x, "requests", N_("What you asked"),
		N_("An answer comes within the days that the law gives; "
		   "until then you may take a request back."));
	struct err *err = request_list(cx->db, &in, &rows);

	privacy_head(cx, b, heads);
	b->none = tr(cx->lang, N_("You have asked nothing yet."));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct request_list_row *q = &rows.p[i];
		struct status s =
			privacy_request_status(cx, q->state, q->due_on);
		struct privacy_row *r = privacy_row_add(cx, b);

		privacy_cell_add(r, privacy_kind_words(cx, q->kind))->note =
			q->words;
		privacy_cell_add(r, fmt_day(cx->arena, q->came_on));
		privacy_cell_add(r, fmt_day(cx->arena, q->due_on));
		privacy_mark_add(r, s.mark, s.text);
		privacy_cell_add(r, q->answer);
		if (q->ended_at == DB_NULL)
			privacy_button_add(
				cx,
				privacy_form_add(
					cx, b,
					str_fmt(cx->arena,
						"/me/data/request/%lld/drop",
						(long long)q->id)),
				N_("Take the open request back"), false);
	}
	return err;
}

static void copy_fill(struct cx *cx, struct privacy_page *x)
{
	struct privacy_block *b = privacy_block_add(
		cx, x, "copy", N_("Everything that is held about you"),
		N_("With the protected fields, who looked and what was done. "
		   "That a copy was made is written down."));
	struct privacy_form *f = privacy_form_add(cx, b, STR("/me/data/copy"));

	privacy_button_named(cx, f, N_("Show it"), "format", "html");
	privacy_button_named(cx, f, N_("As a document (.docx)"), "format",
			     "docx");
	privacy_button_named(cx, f, N_("For programs (.json)"), "format",
			     "json");
}

static struct err *data_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct privacy_page x = {
		.title = tr(cx->lang, N_("What is kept about me and why")),
		.sub = tr(cx->lang, N_("The whole list of what this program "
				       "can keep of a person. What stands in "
				       "it about you, the copy tells.")),
	};
	struct person self;
	struct err *err = privacy_self(cx, &self);

	if (!err)
		err = req_faults(rq);
	if (err)
		return err;
	privacy_act_add(cx, &x, N_("Ask for something"), STR("/me/data/ask"));
	if (self.member)
		privacy_act_add(cx, &x, N_("My record"), STR("/me/record"));
	if (str_eq(req_str(rq, "done"), STR("asked")))
		x.done = tr(cx->lang, N_("Your request was received."));
	copy_fill(cx, &x);
	err = requests_fill(cx, &x, &self);
	if (err)
		return err;
	privacy_register_fill(cx, privacy_block_add(cx, &x, "register",
						    N_("What is kept and why"),
						    NULL));
	return privacy_show(cx, rq, rp, &x, NULL);
}

static struct err *copy_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct person self;
	struct err *err = req_faults(rq);

	if (!err)
		err = privacy_self(cx, &self);
	return err ? err
		   : privacy_copy_reply(
			     cx, rq, rp,
			     &(struct privacy_copy){
				     .who = self,
				     .format = req_str(rq, "format") });
}

/* ---- asking ------------------------------------------------------------- */

static void kinds_choose(struct cx *cx, struct privacy_input *in,
			 struct str chosen)
{
	for (int k = 0; k < N_PRIVACY_KIND; k++) {
		enum privacy_kind kind = (enum privacy_kind)k;
		struct str key = str_c(privacy_kind_key(kind));

		privacy_choice_add(cx, in, key,
				   tr(cx->lang, privacy_kind_title(kind)),
				   str_eq(key, chosen));
		in->choices.p[in->choices.n - 1].note =
			tr(cx->lang, privacy_kind_note(kind));
	}
}

static struct err *ask_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	struct privacy_page x = {
		.title = tr(cx->lang, N_("Ask about my personal data")),
	};
	struct privacy_block *b;
	struct privacy_form *f;
	struct privacy_input *in;

	privacy_crumb(cx, &x, tr(cx->lang, N_("What is kept about me and why")),
		      STR("/me/data"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	b = privacy_block_add(
		cx, &x, "ask", N_("Your request"),
		N_("Whoever answers for personal data reads it and answers; "
		   "you see the answer on the page before."));
	f = privacy_form_add(cx, b, STR("/me/data/ask"));
	in = privacy_input_add(cx, f, PRIVACY_RADIO, "kind",
			       N_("What you ask for"));
	kinds_choose(cx, in, privacy_typed(rq, "kind", STR("access")));
	in = privacy_input_add(cx, f, PRIVACY_AREA, "words",
			       N_("What exactly, and why"));
	in->value = privacy_typed(rq, "words", STR(""));
	privacy_button_add(cx, f, N_("Ask"), true);
	return privacy_show(cx, rq, rp, &x, faults);
}

static struct err *ask_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return ask_show(cx, rq, rp, req_faults(rq));
}

static struct err *ask_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct privacy_wish in = { .way = PRIVACY_PAGE,
				   .words = req_str(rq, "words") };
	int64_t id;
	struct err *err = req_faults(rq);

	if (!err && !privacy_kind_from_key(req_str(rq, "kind"), &in.kind))
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("Choose one from the list.")),
			     STR("kind"));
	if (!err)
		err = privacy_ask(cx, &in, &id);
	if (err && privacy_is_mendable(err))
		return ask_show(cx, rq, rp, err);
	return err ? err : reply_redirect(rp, STR("/me/data?done=asked"));
}

static struct err *drop_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = privacy_drop(cx, req_path_id(rq, "id"));

	return err ? err : reply_redirect(rp, STR("/me/data#requests"));
}

/* ---- the table ---------------------------------------------------------- */

static const struct field data_fields[] = {
	{ .name = "done", .label = N_("Done"), .kind = FIELD_WORD },
};
static const struct field copy_fields[] = {
	{ .name = "format",
	  .label = N_("Form"),
	  .kind = FIELD_WORD,
	  .required = true },
};
static const struct field ask_fields[] = {
	{ .name = "kind",
	  .label = N_("What you ask for"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "words",
	  .label = N_("What exactly, and why"),
	  .kind = FIELD_TEXT,
	  .max = PRIVACY_TEXT_MOST },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/me/data",
	  .perm = PERM_SIGNED_IN,
	  .page = data_get,
	  ROUTE_FIELDS(data_fields) },
	{ .method = POST,
	  .path = "/me/data/copy",
	  .perm = PERM_SIGNED_IN,
	  .fresh = true,
	  .page = copy_post,
	  ROUTE_FIELDS(copy_fields) },
	{ .method = GET,
	  .path = "/me/data/ask",
	  .perm = PERM_SIGNED_IN,
	  .page = ask_get },
	{ .method = POST,
	  .path = "/me/data/ask",
	  .perm = PERM_SIGNED_IN,
	  .page = ask_post,
	  ROUTE_FIELDS(ask_fields) },
	{ .method = POST,
	  .path = "/me/data/request/:id/drop",
	  .perm = PERM_SIGNED_IN,
	  .page = drop_post },
};
const struct route_table privacy_own_routes = { routes,
						(int)N_ELEMENTS(routes) };
