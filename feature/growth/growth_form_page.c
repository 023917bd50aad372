/* /candidate/new and /candidate/:id/edit: who a person is. */
#include "growth/growth_page_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_query.h"
#include "i18n/i18n.h"
#include "member/member.h"

/* ---- what is asked ---------------------------------------------------------------- */

static void sexes_choose(struct cx *cx, struct form_choices *c,
			 struct str chosen)
{
	form_choose(cx, c, STR(""), STR(""), chosen);
	form_choose(cx, c, STR("f"), tr(cx->lang, member_sex_title(STR("f"))),
		    chosen);
	form_choose(cx, c, STR("m"), tr(cx->lang, member_sex_title(STR("m"))),
		    chosen);
}

struct asking {
	struct cx *cx;
	struct req *rq;
	struct form *f;
};

static struct form_input *line(const struct asking *q, const char *name,
			       const char *label, struct str otherwise)
{
	struct form_input *in = form_input(q->cx, q->f, FORM_LINE, name, label);

	in->value = form_typed(q->rq, name, otherwise);
	return in;
}

static struct str text_of(struct str s)
{
	return s.p ? s : STR("");
}

/* What stands now, for both forms: an empty row for a new person. */
static void person_inputs(struct cx *cx, struct req *rq,
			  const struct candidate_by_id_row *c, struct form *f)
{
	const struct asking q = { cx, rq, f };
	struct form_input *in = line(&q, "name", N_("Name"), text_of(c->name));

	in->group = tr(cx->lang, N_("The person"));
	in = line(&q, "birth", N_("Born"),
		  member_birth_text(cx->arena, c->birth,
				    text_of(c->birth_part)));
	in->note = tr(cx->lang, N_("19/05/1988, or only 05/1988 or 1988"));
	in = form_input(cx, f, FORM_SELECT, "sex", N_("Sex"));
	sexes_choose(cx, &in->choices, form_typed(rq, "sex", text_of(c->sex)));
	in = line(&q, "national_id", N_("Identity number"), STR(""));
	in->note = c->id ? tr(cx->lang, N_("twelve digits, kept sealed; empty: "
					   "as it stands"))
			 : tr(cx->lang, N_("twelve digits, kept sealed; may "
					   "be added later"));
	line(&q, "work", N_("Place of work"), text_of(c->work));
	in = form_input(cx, f, FORM_SELECT, "source", N_("Source"));
	in->group = tr(cx->lang, N_("Who proposes"));
	form_choose_terms(cx, &in->choices, "source",
			  form_typed(rq, "source", text_of(c->source)));
	line(&q, "proposer", N_("Proposed by"), text_of(c->proposer))->note =
		tr(cx->lang, N_("the organisation, as its letter says"));
	form_input(cx, f, FORM_LINE, "consent", N_("Consent of who proposes"))
		->value = form_day_typed(cx, rq, "consent", c->consent_on);
}

static struct err *birth_read(struct cx *cx, struct req *rq,
			      struct growth_new *in)
{
	struct str text = req_str(rq, "birth");

	in->birth = DAY_NONE;
	if (!text.n || member_birth_read(text, &in->birth, &in->birth_part))
		return NULL;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("A birth is written 19/05/1988, or 05/1988 or "
				 "1988 when no more is known.")),
		      STR("birth"));
}

static struct err *person_sent(struct cx *cx, struct req *rq,
			       struct growth_new *in)
{
	struct err *faults = req_faults(rq);

	*in = (struct growth_new){ .name = req_str(rq, "name"),
				   .sex = req_str(rq, "sex"),
				   .birth = DAY_NONE,
				   .national_id = req_str(rq, "national_id"),
				   .work = req_str(rq, "work"),
				   .source = req_str(rq, "source"),
				   .proposer = req_str(rq, "proposer"),
				   .consent = req_day(rq, "consent"),
				   .on = DAY_NONE };
	err_add(&faults, birth_read(cx, rq, in));
	return faults;
}

/* ---- somebody new ------------------------------------------------------------------- */

static struct err *new_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	static const struct candidate_by_id_row nobody = { .birth = DAY_NONE,
							   .consent_on =
								   DAY_NONE };
	struct form f = { .title = tr(cx->lang, N_("Propose somebody")),
			  .menu = "growth",
			  .action = STR("/candidate/new"),
			  .button = tr(cx->lang, N_("Put into the pipeline")) };
	struct form_input *in;
	int64_t org = req_method(rq) == POST ? req_int(rq, "org") : 0;
	struct err *err;

	*vec_push(cx->arena, &f.crumbs) =
		(struct crumb){ .text = tr(cx->lang,
					   N_("Growth of the membership")),
				.href = STR("/growth") };
	*vec_push(cx->arena, &f.crumbs) = (struct crumb){ .text = f.title };
	person_inputs(cx, rq, &nobody, &f);
	in = form_input(cx, &f, FORM_SELECT, "org", N_("Organisation"));
	in->group = tr(cx->lang, N_("In whose pipeline"));
	form_choose(cx, &in->choices, STR(""), STR(""), STR_NULL);
	err = growth_choose_orgs(cx, &in->choices, org);
	form_input(cx, &f, FORM_LINE, "on", N_("Proposed on"))->value =
		form_day_typed(cx, rq, "on", cx->today);
	if (form_is_unsure(faults))
		form_keep(cx, &f, "sure", STR("1"));
	return err ? err : form_show(cx, rq, rp, &f, faults);
}

static struct err *new_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return new_show(cx, rq, rp, req_faults(rq));
}

static struct err *new_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct growth_new in;
	int64_t id = 0;
	struct err *err = person_sent(cx, rq, &in);

	in.on = req_day(rq, "on");
	in.org = req_int(rq, "org");
	if (!err)
		err = growth_propose(cx, &in, req_flag(rq, "sure"), &id);
	if (err && form_is_mendable(err))
		return new_show(cx, rq, rp, err);
	return err ? err
		   : reply_redirect(rp, str_fmt(cx->arena, "/candidate/%lld",
						(long long)id));
}

/* ---- what was written wrong ------------------------------------------------------------ */

static struct err *edit_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct candidate_by_id_row c;
	struct form f = { .title = tr(cx->lang, N_("Correct a person")),
			  .action = STR("/edit") };
	struct err *err = growth_form_begin(cx, rq, &f, &c);

	if (err)
		return err;
	f.lead = tr(cx->lang, N_("What was written wrong is put right as if it "
				 "had always stood so; what changed in the "
				 "world is a stage, a move or leaving."));
	person_inputs(cx, rq, &c, &f);
	return growth_form_again(cx, rq, rp, &f, faults);
}

static struct err *edit_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return edit_show(cx, rq, rp, req_faults(rq));
}

static struct err *edit_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct growth_new in;
	int64_t id = req_path_id(rq, "id");
	struct err *err = person_sent(cx, rq, &in);

	if (!err)
		err = growth_edit(cx, id, req_int(rq, "rev"), &in);
	if (err && form_is_mendable(err))
		return edit_show(cx, rq, rp, err);
	return err ? err : growth_person_go(cx, rp, id);
}

/* ---- routes ---------------------------------------------------------------------------- */

#define PERSON                                                                 \
	{ .name = "name",                                                      \
	  .label = N_("Name"),                                                 \
	  .kind = FIELD_LINE,                                                  \
	  .required = true },                                                  \
		{ .name = "birth",                                             \
		  .label = N_("Born"),                                         \
		  .kind = FIELD_LINE,                                          \
		  .max = 20 },                                                 \
		{ .name = "sex", .label = N_("Sex"), .kind = FIELD_WORD },     \
		{ .name = "national_id",                                       \
		  .label = N_("Identity number"),                              \
		  .kind = FIELD_LINE,                                          \
		  .max = 40 },                                                 \
		{ .name = "work",                                              \
		  .label = N_("Place of work"),                                \
		  .kind = FIELD_LINE },                                        \
		{ .name = "source",                                            \
		  .label = N_("Source"),                                       \
		  .kind = FIELD_WORD },                                        \
		{ .name = "proposer",                                          \
		  .label = N_("Proposed by"),                                  \
		  .kind = FIELD_LINE },                                        \
	{                                                                      \
		.name = "consent", .label = N_("Consent of who proposes"),     \
		.kind = FIELD_DAY                                              \
	}

static const struct field new_fields[] = {
	PERSON,
	{ .name = "org",
	  .label = N_("Organisation"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .required = true },
	{ .name = "on",
	  .label = N_("Proposed on"),
	  .kind = FIELD_DAY,
	  .required = true },
	{ .name = "sure", .label = N_("Another person"), .kind = FIELD_FLAG },
};
static const struct field edit_fields[] = {
	PERSON,
	{ .name = "rev", .label = N_("Version"), .kind = FIELD_INT },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/candidate/new",
	  .perm = PERM_GROWTH_MANAGE,
	  .page = new_get },
	{ .method = POST,
	  .path = "/candidate/new",
	  .perm = PERM_GROWTH_MANAGE,
	  .page = new_post,
	  ROUTE_FIELDS(new_fields) },
	{ .method = GET,
	  .path = "/candidate/:id/edit",
	  .perm = PERM_GROWTH_MANAGE,
	  .page = edit_get },
	{ .method = POST,
	  .path = "/candidate/:id/edit",
	  .perm = PERM_GROWTH_MANAGE,
	  .page = edit_post,
	  ROUTE_FIELDS(edit_fields) },
};
const struct route_table growth_form_routes = { routes,
						(int)N_ELEMENTS(routes) };
