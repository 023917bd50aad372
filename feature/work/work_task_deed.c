/*
 * The side column of a task: what this person can do now. Which deeds fit
 * stands in the model; here are their words. A deed with fields of its own is
 * a form; the buttons carry a key each, so that going back and choosing
 * another deed is not taken for the same form sent twice.
 */
#include "work/work_task_priv.h"

#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_adjust_priv.h"
#include "work/work_split_act.h"

/* Deeds without fields. */
static const struct {
	enum work_do what;
	const char *label, *hint;
	bool primary;
} buttons[] = {
	{ WORK_DO_ISSUE, N_("Issue the task"),
	  N_("The lead unit sees it at once and is asked to accept it."),
	  true },
	{ WORK_DO_ACCEPT, N_("Accept the task"), NULL, true },
	{ WORK_DO_VERIFY, N_("Verify: the product is there"),
	  N_("Look at the evidence first; the day of submission decides "
	     "whether it was on time."),
	  true },
	{ WORK_DO_CLOSE, N_("Close the task"),
	  N_("Nothing about it is changed any more."), false },
	{ WORK_DO_RESUME, N_("Resume the task"), NULL, true },
};

/* Deeds that need a reason. */
static const struct {
	enum work_do what;
	const char *title, *hint;
} whys[] = {
	{ WORK_DO_VERIFY, N_("Verify: the product is there"),
	  N_("Parts of it aren't finished: say why the task goes on without "
	     "them.") },
	{ WORK_DO_CLOSE, N_("Close the task"),
	  N_("Parts of it aren't finished: say why the task goes on without "
	     "them.") },
	{ WORK_DO_HAND_BACK, N_("Hand the task back"),
	  N_("Say why your unit can't take it; who issued it reads it.") },
	{ WORK_DO_RETURN, N_("Return it to the lead unit"),
	  N_("Say what is missing in the product.") },
	{ WORK_DO_PAUSE, N_("Pause the task"),
	  N_("Say why and until when; a paused task isn't counted as "
	     "overdue.") },
	{ WORK_DO_WITHDRAW, N_("Withdraw the task"),
	  N_("Say on which grounds; it can't be undone.") },
};

struct side {
	struct cx *cx;
	const struct task_by_id_row *t;
	const struct task_typed *typed;
	struct work_facts facts;
	struct work_who who;
	bool part;    /* issued by the lead of the task above */
	int64_t open; /* its own parts that aren't finished */
};

static bool can(const struct side *s, enum work_do d)
{
	return !s->cx->past &&
	       work_do_allowed(d, s->cx, s->who.lead, s->who.issuer) &&
	       work_do_fits(d, &s->facts, s->t->missing);
}

/* Verifying and closing over open parts is asked for with a reason. */
static bool with_reason(const struct side *s, enum work_do d)
{
	return work_do_needs_reason(d) || (s->open && work_do_over_parts(d));
}

static struct str action(const struct side *s, enum work_do d)
{
	return str_fmt(s->cx->arena, "/task/%ld/%s", (long)s->t->id,
		       work_do_key(d));
}

static bool was_typed(const struct side *s, enum work_do d)
{
	return s->typed->any && s->typed->what == d;
}

static void buttons_fill(const struct side *s, struct task_view *x)
{
	struct cx *cx = s->cx;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(buttons); i++) {
		if (!can(s, buttons[i].what) || with_reason(s, buttons[i].what))
			continue;
		*vec_push(cx->arena, &x->buttons) = (struct task_button){
			.action = action(s, buttons[i].what),
			.label = tr(cx->lang, buttons[i].label),
			.hint = buttons[i].hint ? tr(cx->lang, buttons[i].hint)
						: STR_NULL,
			.key = req_new_key(cx),
			.primary = buttons[i].primary
		};
	}
}

static void whys_fill(const struct side *s, struct task_view *x)
{
	struct cx *cx = s->cx;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(whys); i++) {
		enum work_do d = whys[i].what;
		struct task_why *y;

		if (!can(s, d) || !with_reason(s, d))
			continue;
		y = vec_push(cx->arena, &x->whys);
		*y = (struct task_why){ .action = action(s, d),
					.title = tr(cx->lang, whys[i].title),
					.hint = tr(cx->lang, whys[i].hint),
					.id = str_fmt(cx->arena, "reason-%s",
						      work_do_key(d)),
					.key = req_new_key(cx) };
		if (!was_typed(s, d))
			continue;
		y->open = true;
		y->typed = s->typed->reason;
		y->fault = view_fault_of(cx, s->typed->faults, STR("reason"));
	}
}

static void report_typed(const struct side *s, struct task_report *r)
{
	const struct task_typed *y = s->typed;
	struct cx *cx = s->cx;

	r->percent = y->percent;
	r->body = y->body;
	r->difficulty = y->difficulty;
	r->help = str_eq(y->ask, STR("help"));
	r->bad_percent = view_fault_of(cx, y->faults, STR("percent"));
	r->bad_body = view_fault_of(cx, y->faults, STR("body"));
	r->bad_difficulty = view_fault_of(cx, y->faults, STR("difficulty"));
	r->bad_cause = view_fault_of(cx, y->faults, STR("cause"));
	r->bad_ask = view_fault_of(cx, y->faults, STR("ask"));
	r->bad_files = view_fault_of(cx, y->faults, STR("files"));
}

/* Submitting over open parts: the field of the reason. */
static void over_fill(const struct side *s, struct task_report *r)
{
	struct cx *cx = s->cx;

	r->over_hint =
		tr_fmt(cx->arena, cx->lang,
		       N_("Parts that aren't finished: {0}. Say why the task "
			  "is submitted without them."),
		       fmt_int(cx->arena, cx->lang, s->open));
	if (!was_typed(s, WORK_DO_SUBMIT))
		return;
	r->over = s->typed->reason;
	r->bad_over = view_fault_of(cx, s->typed->faults, STR("reason"));
}

static void report_fill(const struct side *s, struct task_report *r)
{
	struct cx *cx = s->cx;
	bool typed =
		was_typed(s, WORK_DO_REPORT) || was_typed(s, WORK_DO_SUBMIT);

	if (!can(s, WORK_DO_REPORT))
		return;
	*r = (struct task_report){
		.shown = true,
		.action = action(s, WORK_DO_REPORT),
		.submit = action(s, WORK_DO_SUBMIT),
		.key = req_new_key(cx),
		.submit_key = req_new_key(cx),
		.percent_hint =
			s->t->reported_on == DAY_NONE
				? tr(cx->lang,
				     N_("Nothing was reported before."))
				: tr_fmt(cx->arena, cx->lang,
					 N_("Last report, {0}: {1}%"),
					 fmt_day(cx->arena, s->t->reported_on),
					 fmt_int(cx->arena, cx->lang,
						 s->t->percent))
	};
	r->submit_hint =
		tr(cx->lang,
		   s->part ? N_("“Submit as done” sets 100% and asks the unit "
				"that gave the part to verify the product.")
			   : N_("“Submit as done” sets 100% and asks the "
				"office to verify the product."));
	if (s->open)
		over_fill(s, r);
	if (typed)
		report_typed(s, r);
	work_causes_fill(cx, typed ? s->typed->cause : STR_NULL, N_("None"),
			 &r->causes);
}

/* ---- whose turn it is ------------------------------------------------------------ */

/* What the one who issued the task does next, the office or of a part the
 * lead of the task above. */
static const char *next_of_issuer(const struct side *s)
{
	const struct work_facts *f = &s->facts;

	if (f->done != DAY_NONE)
		return s->part ? N_("The product was verified; the unit that "
				    "gave the part closes it.")
			       : N_("The product was verified; the office "
				    "closes the task.");
	if (f->issued == DAY_NONE)
		return s->part ? N_("The part is a clear draft; the unit that "
				    "gives it issues it.")
			       : N_("The task is a clear draft; the office "
				    "issues it.");
	if (f->paused != DAY_NONE)
		return s->part ? N_("The part is paused until the unit that "
				    "gave it resumes it.")
			       : N_("The task is paused until the office "
				    "resumes it.");
	return s->part ? N_("Submitted as done; the unit that gave the part "
			    "verifies the product.")
		       : N_("Submitted as done; the office verifies the "
			    "product.");
}

static const char *next_of(const struct side *s)
{
	const struct work_facts *f = &s->facts;

	if (f->withdrawn != DAY_NONE)
		return N_("The task was withdrawn; nothing is asked any more.");
	if (f->closed != DAY_NONE)
		return N_("The task is done and closed.");
	if (f->issued == DAY_NONE && f->done == DAY_NONE && s->t->missing)
		return N_("The task is a draft and isn't clear yet.");
	if (f->done != DAY_NONE || f->issued == DAY_NONE ||
	    f->paused != DAY_NONE || f->submitted != DAY_NONE)
		return next_of_issuer(s);
	if (f->accepted == DAY_NONE)
		return N_("Waiting for the lead unit to accept the task.");
	return N_("Under way; the lead unit reports its progress.");
}

/* What was written but has no form any more: it must not be lost. */
static void lost_fill(const struct side *s, struct task_view *x)
{
	const struct task_typed *y = s->typed;
	struct str text = y->body.n ? y->body : y->reason;

	if (!y->any || can(s, y->what) || !text.n)
		return;
	if (y->difficulty.n)
		text = str_fmt(s->cx->arena, "%.*s\n%.*s", STR_ARG(text),
			       STR_ARG(y->difficulty));
	x->lost = (struct task_lost){
		.title =
			tr(s->cx->lang, N_("What you wrote; it was not saved")),
		.text = text
	};
}

struct err *work_task_deeds(struct cx *cx, const struct task_by_id_row *t,
			    const struct task_typed *typed, struct task_view *x)
{
	struct side s = { .cx = cx,
			  .t = t,
			  .typed = typed,
			  .facts = work_task_facts(t),
			  .part = t->parent_lead != DB_NULL };
	struct err *err = work_who_of(cx, t, &s.who);

	if (!err && t->has & WORK_HAS_BELOW)
		err = work_parts_open(cx, t->id, &s.open);
	if (err)
		return err;
	x->ours = s.who.lead;
	if (!cx->past)
		x->next = tr(cx->lang, next_of(&s));
	if (s.part && !cx->past && work_is_office(cx))
		x->next_note = tr_fmt(
			cx->arena, cx->lang,
			N_("{0} gave this part and verifies it; the office "
			   "steps in only as a last resort."),
			t->parent_lead_name);
	if (t->issued_on == DAY_NONE && t->withdrawn_on == DAY_NONE)
		x->missing = work_task_missing(cx, t->missing);
	buttons_fill(&s, x);
	whys_fill(&s, x);
	report_fill(&s, &x->report);
	lost_fill(&s, x);
	return NULL;
}
