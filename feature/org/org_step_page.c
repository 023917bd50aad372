/* The form of one step of a decision. */
#include "org/org_pick.h"
#include "org/org_reorg_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_reorg_tmpl.h"
#include "profile/profile.h"
#include "view/site.h"

enum {
	SOURCES_SHOWN = 6,  /* so many rows at first, and more at a time */
	SOURCES_READ = 100, /* more than allowed, so that the act refuses it */
	TEXT_MOST = 1000,
};

/* What is typed, as it was typed. */
struct show {
	struct org_decision d;
	enum step_kind kind;
	struct org_pick pick;
	const struct err *faults;
	bool typed;
	int rows; /* for sources */
};

/* The k-th row that is sent of "source.*": its number, 0 on; -1: no row of
 * the form. */
static bool source_of(const struct req *rq, int k, int *ret_row,
		      struct str *ret_text)
{
	struct str suffix;
	int64_t row;

	if (!req_family(rq, "source.*", k, &suffix, ret_text))
		return false;
	*ret_row = str_to_i64(suffix, &row) && row >= 0 && row < SOURCES_READ
			   ? (int)row
			   : -1;
	return true;
}

static struct str source_name(struct cx *cx, int row)
{
	return str_fmt(cx->arena, "source.%d", row);
}

static struct reorg_field *field_add(struct cx *cx, struct req *rq,
				     const struct show *s,
				     struct reorg_step_view *x, struct str name)
{
	struct reorg_field *f = vec_push(cx->arena, &x->fields);

	f->name = name;
	f->bad = view_fault_of(cx, s->faults, name);
	if (s->typed)
		f->value = req_typed(rq, str_to_c(cx->arena, name));
	return f;
}

static void sources_add(struct cx *cx, struct req *rq, const struct show *s,
			struct reorg_step_view *x)
{
	bool parts = step_needs(s->kind) & STEP_PARTS;
	ptrdiff_t first = x->fields.n;
	struct reorg_field *f;
	struct str text;
	int row;

	for (int i = 0; i < s->rows; i++) {
		f = field_add(cx, rq, s, x, source_name(cx, i));
		f->label = tr_fmt(cx->arena, cx->lang,
				  parts ? N_("Organisation below that goes "
					     "along {0}")
					: N_("Organisation that ends {0}"),
				  str_fmt(cx->arena, "%d", i + 1));
		f->offers = true;
		if (!i)
			f->bad = f->bad.n ? f->bad
					  : view_fault_of(cx, s->faults,
							  STR("sources"));
	}
	for (int k = 0; s->typed && source_of(rq, k, &row, &text); k++)
		if (row >= 0 && row < s->rows)
			x->fields.p[first + row].value = text;
	x->rows = str_fmt(cx->arena, "%d", s->rows);
	x->rows_most = str_fmt(cx->arena, "%d", STEP_SOURCES_MOST);
	x->may_more = s->rows < STEP_SOURCES_MOST;
}

static void orgs_add(struct cx *cx, struct req *rq, const struct show *s,
		     struct reorg_step_view *x)
{
	unsigned needs = step_needs(s->kind);
	struct reorg_field *f;

	if (needs & STEP_ORG) {
		f = field_add(cx, rq, s, x, STR("org"));
		f->label = tr(cx->lang, N_("Organisation"));
		f->offers = true;
	}
	if (needs & (STEP_SOURCES | STEP_PARTS))
		sources_add(cx, rq, s, x);
	if (needs & (STEP_HEIR | STEP_MAY_HEIR)) {
		f = field_add(cx, rq, s, x, STR("heir"));
		f->label = tr(cx->lang, N_("The organisation that receives"));
		f->hint = needs & STEP_MAY_HEIR
				  ? tr(cx->lang,
				       N_("Where its people and what stands "
					  "below it go; may be empty when "
					  "there is neither"))
				  : STR_NULL;
		f->offers = true;
	}
	if (needs & STEP_PARENT) {
		f = field_add(cx, rq, s, x, STR("parent"));
		f->label = tr(cx->lang, N_("Below which organisation"));
		f->offers = true;
	}
}

static void kinds_offer(struct cx *cx, struct reorg_field *f, bool none)
{
	const struct profile *p = cx->profile;

	if (none)
		*vec_push(cx->arena, &f->options) =
			(struct reorg_choice_option){
				.value = STR(""),
				.text = tr(cx->lang, N_("Choose a kind"))
			};
	for (ptrdiff_t i = 0; i < p->n_kinds; i++)
		*vec_push(cx->arena, &f->options) =
			(struct reorg_choice_option){
				.value = p->kind[i].code,
				.text = cx->lang == LANG_VI ? p->kind[i].vi
							    : p->kind[i].en,
				.on = str_eq(p->kind[i].code, f->value)
			};
}

static void texts_add(struct cx *cx, struct req *rq, const struct show *s,
		      struct reorg_step_view *x)
{
	unsigned needs = step_needs(s->kind);
	struct reorg_field *f;

	if (needs & (STEP_KIND | STEP_MAY_KIND)) {
		f = field_add(cx, rq, s, x, STR("org_kind"));
		f->label = tr(cx->lang, N_("Kind"));
		kinds_offer(cx, f, true);
	}
	if (needs & (STEP_NAME | STEP_MAY_NAME)) {
		f = field_add(cx, rq, s, x, STR("name"));
		f->label = tr(cx->lang, N_("Name in full"));
		f->hint = needs & STEP_MAY_NAME
				  ? tr(cx->lang,
				       N_("Only when the name changes, too"))
				  : STR_NULL;
		f = field_add(cx, rq, s, x, STR("short_name"));
		f->label = tr(cx->lang, N_("Short name"));
		f->hint = tr(cx->lang, N_("For tables; may be empty"));
	}
	if (needs & STEP_CODE) {
		f = field_add(cx, rq, s, x, STR("code"));
		f->label = tr(cx->lang, N_("Code in the register"));
		f->hint = tr(cx->lang, N_("May be empty"));
	}
	if (needs & STEP_BODY) {
		f = field_add(cx, rq, s, x, STR("body"));
		f->label = tr(cx->lang, N_("The other committee"));
	}
	if (needs & STEP_ENDS) {
		f = field_add(cx, rq, s, x, STR("ends"));
		f->label = tr(cx->lang,
			      N_("Everything that is left goes along, and the "
				 "old organisation ends"));
		f->check = true;
	}
}

static struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct show *s)
{
	struct page page;
	struct view v;
	struct reorg_step_view x = {
		.page = &page,
		.title = tr(cx->lang, step_title(s->kind)),
		.sub = s->d.is.title,
		.kind = str_c(step_code(s->kind)),
		.back = str_fmt(cx->arena, "/reorg/%lld", (long long)s->d.id),
	};
	struct err *err;

	x.action = str_cat(cx->arena, x.back, STR("/step"));
	orgs_add(cx, rq, s, &x);
	texts_add(cx, rq, s, &x);
	for (ptrdiff_t i = 0; i < MIN(s->pick.list.n, PICK_OFFER_MOST); i++)
		*vec_push(cx->arena, &x.offers) = s->pick.label[i];
	if (s->pick.n_more)
		x.hint =
			tr_fmt(cx->arena, cx->lang,
			       N_("What an earlier step of the decision makes "
				  "can be chosen like any other: write “{0}”."),
			       s->pick.label[0]);
	x.errors = view_faults(cx, s->faults);
	x.keys = view_keys(cx, rq);
	*vec_push(cx->arena, &x.crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Reorganisation")),
				.href = STR("/reorg") };
	*vec_push(cx->arena, &x.crumbs) =
		(struct crumb){ .text = s->d.is.title, .href = x.back };
	*vec_push(cx->arena, &x.crumbs) = (struct crumb){ .text = x.title };
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.title,
					     .menu = "org",
					     .n_errors = (int)x.errors.n },
			 &page, &v);
	if (!err)
		reorg_step_html(&v, &x);
	return err;
}

/* What earlier steps make is offered before all that is there. */
static void made_offer(struct cx *cx, struct show *s)
{
	const struct org_decision *d = &s->d;
	struct org_pick_more *more =
		arena_new(cx->arena, struct org_pick_more, d->n_steps);
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < d->n_steps; i++)
		if (step_needs(d->step[i].kind) & STEP_MAKES)
			more[n++] = (struct org_pick_more){
				.id = step_ref(d->step[i].id),
				.name = d->step[i].name,
				.label = tr_fmt(cx->arena, cx->lang,
						N_("Step {0}: {1}"),
						str_fmt(cx->arena, "%d",
							(int)i + 1),
						d->step[i].name)
			};
	org_pick_add(cx, &s->pick, more, n);
}

/* As many rows as were shown, or as are filled. */
static int rows_of(const struct req *rq)
{
	int64_t shown = req_int(rq, "rows");
	int rows = shown == DB_NULL ? 0 : (int)MIN(shown, STEP_SOURCES_MOST);
	struct str text;
	int row;

	for (int k = 0; source_of(rq, k, &row, &text); k++)
		if (text.n)
			rows = MAX(rows, row + 1);
	return MAX(rows, SOURCES_SHOWN);
}

/* The draft and what can be chosen. */
static struct err *show_begin(struct cx *cx, struct req *rq, struct show *s)
{
	bool found;
	struct err *err =
		decision_find(cx, req_path_id(rq, "id"), &s->d, &found);

	if (!err && (!found || s->d.state == DECISION_DROPPED))
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such decision."));
	if (!err && !step_kind_find(req_str(rq, "kind"), &s->kind))
		err = err_new(cx->arena, ERR_INVALID,
			      N_("Choose what the step does from the page of "
				 "the decision."));
	if (!err)
		err = org_pick_read(cx, &s->pick);
	if (!err)
		made_offer(cx, s);
	return err;
}

static struct err *form_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct show s = { .typed = false, .rows = SOURCES_SHOWN };
	struct err *err = show_begin(cx, rq, &s);

	return err ? err : form_show(cx, rq, rp, &s);
}

/* All names, so that every fault is said at once. */
static struct err *step_read(struct cx *cx, struct req *rq,
			     const struct show *s, struct org_step *in)
{
	struct err *faults = NULL, *err;
	struct str text;
	int64_t org;
	int row;

	*in = (struct org_step){ .kind = s->kind,
				 .org_kind = req_str(rq, "org_kind"),
				 .name = req_str(rq, "name"),
				 .short_name = req_str(rq, "short_name"),
				 .code = req_str(rq, "code"),
				 .body = req_str(rq, "body"),
				 .ends = req_flag(rq, "ends") };
	in->source = arena_new(cx->arena, int64_t, SOURCES_READ);
	err = org_pick_find(cx, &s->pick, req_str(rq, "org"), "org", &in->org);
	if (err)
		err_add(&faults, err);
	err = org_pick_find(cx, &s->pick, req_str(rq, "heir"), "heir",
			    &in->heir);
	if (err)
		err_add(&faults, err);
	err = org_pick_find(cx, &s->pick, req_str(rq, "parent"), "parent",
			    &in->parent);
	if (err)
		err_add(&faults, err);
	for (int k = 0; source_of(rq, k, &row, &text); k++) {
		if (row < 0)
			continue;
		err = org_pick_find(cx, &s->pick, text,
				    str_to_c(cx->arena, source_name(cx, row)),
				    &org);
		if (err)
			err_add(&faults, err);
		else if (org && in->n_sources < SOURCES_READ)
			in->source[in->n_sources++] = org;
	}
	return faults;
}

static bool twice(const struct org_step *s)
{
	for (ptrdiff_t i = 0; i < s->n_sources; i++)
		for (ptrdiff_t k = 0; k < i; k++)
			if (s->source[i] == s->source[k])
				return true;
	return false;
}

static struct err *form_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct show s = { .typed = true };
	struct org_step in;
	int64_t step;
	struct err *fault, *err = show_begin(cx, rq, &s);

	if (err)
		return err;
	fault = req_faults(rq);
	s.rows = rows_of(rq);
	if (!fault && req_flag(rq, "more")) {
		s.rows = MIN(s.rows + SOURCES_SHOWN, STEP_SOURCES_MOST);
		return form_show(cx, rq, rp, &s);
	}
	if (!fault)
		fault = step_read(cx, rq, &s, &in);
	if (!fault && twice(&in))
		fault = err_at(err_new(cx->arena, ERR_INVALID,
				       N_("One organisation stands here "
					  "twice.")),
			       STR("sources"));
	if (!fault)
		fault = step_add(cx, s.d.id, &in, &step);
	if (!fault)
		return reply_redirect(rp, str_fmt(cx->arena, "/reorg/%lld",
						  (long long)s.d.id));
	if (fault->code != ERR_INVALID && fault->code != ERR_LIMIT &&
	    fault->code != ERR_CONFLICT)
		return fault;
	s.faults = fault;
	rp->status = fault->code == ERR_CONFLICT ? 409 : 422;
	return form_show(cx, rq, rp, &s);
}

static const struct field kind_fields[] = {
	{ .name = "kind",
	  .label = N_("What the step does"),
	  .kind = FIELD_WORD },
};
static const struct field step_fields[] = {
	{ .name = "kind",
	  .label = N_("What the step does"),
	  .kind = FIELD_WORD },
	{ .name = "org",
	  .label = N_("Organisation"),
	  .kind = FIELD_LINE,
	  .max = TEXT_MOST },
	{ .name = "source.*",
	  .label = N_("Organisation"),
	  .kind = FIELD_LINE,
	  .max = TEXT_MOST },
	{ .name = "rows",
	  .label = N_("Rows"),
	  .kind = FIELD_INT,
	  .max = SOURCES_READ },
	{ .name = "more", .label = N_("More rows"), .kind = FIELD_FLAG },
	{ .name = "heir",
	  .label = N_("The organisation that receives"),
	  .kind = FIELD_LINE,
	  .max = TEXT_MOST },
	{ .name = "parent",
	  .label = N_("Below which organisation"),
	  .kind = FIELD_LINE,
	  .max = TEXT_MOST },
	{ .name = "org_kind", .label = N_("Kind"), .kind = FIELD_LINE },
	{ .name = "name",
	  .label = N_("Name in full"),
	  .kind = FIELD_LINE,
	  .max = TEXT_MOST },
	{ .name = "short_name",
	  .label = N_("Short name"),
	  .kind = FIELD_LINE,
	  .max = TEXT_MOST },
	{ .name = "code",
	  .label = N_("Code in the register"),
	  .kind = FIELD_LINE,
	  .max = TEXT_MOST },
	{ .name = "body",
	  .label = N_("The other committee"),
	  .kind = FIELD_LINE,
	  .max = TEXT_MOST },
	{ .name = "ends",
	  .label = N_("The old organisation ends"),
	  .kind = FIELD_FLAG },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/reorg/:id/step",
	  .perm = PERM_ORG_MANAGE,
	  .page = form_get,
	  ROUTE_FIELDS(kind_fields) },
	{ .method = POST,
	  .path = "/reorg/:id/step",
	  .perm = PERM_ORG_MANAGE,
	  .page = form_post,
	  ROUTE_FIELDS(step_fields) },
};
const struct route_table org_step_routes = { routes, (int)N_ELEMENTS(routes) };
