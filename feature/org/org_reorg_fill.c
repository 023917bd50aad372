/* What the page of a decision shows: tables, choices, sentences. */
#include "org/org_reorg_page.h"

#include <string.h>

#include "i18n/i18n.h"
#include "org/org_reorg_run.h"
#include "profile/profile.h"
#include "view/site.h"

/* ---- a step as a sentence ------------------------------------------------------ */

static struct str names_of(struct cx *cx, const struct strs *names)
{
	struct buf b = buf_init(cx->arena, 1 << 16);

	for (ptrdiff_t i = 0; i < names->n; i++) {
		if (i)
			buf_lit(&b, ", ");
		buf_str(&b, names->p[i]);
	}
	return buf_view(&b);
}

struct str step_say(struct cx *cx, const struct org_step *s)
{
	struct str from = names_of(cx, &s->source_names);
	struct str kind =
		profile_kind_title(cx->profile, s->org_kind, cx->lang);
	struct arena *a = cx->arena;

	switch (s->kind) {
	case STEP_ESTABLISH:
		return tr_fmt(a, cx->lang,
			      N_("“{0}” ({1}) is established below “{2}”"),
			      s->name, kind, s->parent_name);
	case STEP_MERGE_NEW:
		return tr_fmt(a, cx->lang,
			      N_("{0} merge into the new “{1}” below “{2}”"),
			      from, s->name, s->parent_name);
	case STEP_MERGE_INTO:
		return tr_fmt(a, cx->lang, N_("{0} merges into “{1}”"), from,
			      s->heir_name);
	case STEP_SPLIT:
		return tr_fmt(a, cx->lang,
			      s->ends ? N_("The rest of “{0}” becomes “{1}”; "
					   "“{0}” ends")
				      : N_("A part of “{0}” becomes “{1}”"),
			      s->org_name, s->name);
	case STEP_DISSOLVE:
		return s->heir ? tr_fmt(a, cx->lang,
					N_("“{0}” is dissolved; its people go "
					   "to “{1}”"),
					s->org_name, s->heir_name)
			       : tr_fmt(a, cx->lang, N_("“{0}” is dissolved"),
					s->org_name);
	case STEP_HAND_OVER:
		return tr_fmt(a, cx->lang, N_("“{0}” is handed over to {1}"),
			      s->org_name, s->body);
	case STEP_RECEIVE:
		return tr_fmt(a, cx->lang,
			      N_("“{0}” is received from {1}, below “{2}”"),
			      s->name, s->body, s->parent_name);
	case STEP_CHANGE_KIND:
		return tr_fmt(a, cx->lang, N_("“{0}” becomes {1}"), s->org_name,
			      kind);
	case STEP_RENAME:
		return tr_fmt(a, cx->lang, N_("“{0}” is called “{1}”"),
			      s->org_name, s->name);
	case STEP_MOVE:
		return tr_fmt(a, cx->lang, N_("“{0}” goes below “{1}”"),
			      s->org_name, s->parent_name);
	default:
		return STR_NULL;
	}
}

/* ---- before and after -------------------------------------------------------------- */

static const struct reorg_figure *figure_of(const struct reorg_side *side,
					    const char *key)
{
	for (ptrdiff_t i = 0; i < side->figures.n; i++)
		if (!strcmp(side->figures.p[i].key, key))
			return &side->figures.p[i];
	return NULL;
}

static struct str figure_text(struct cx *cx, const struct reorg_figure *f)
{
	if (!f)
		return STR("0");
	return f->text.p ? f->text : fmt_int(cx->arena, cx->lang, f->n);
}

static bool line_known(const struct reorg_block *b, struct str title)
{
	for (ptrdiff_t i = 0; i < b->n; i++)
		if (str_eq(b->p[i].title, title))
			return true;
	return false;
}

/* A figure that is nothing on all sides says nothing. */
static bool says_something(const struct reorg_table *t, const char *key)
{
	const struct reorg_figure *f = figure_of(&t->after, key);
	bool some = f && (f->n || f->text.p);

	for (ptrdiff_t i = 0; i < t->before.n; i++) {
		f = figure_of(&t->before.p[i], key);
		some = some || (f && (f->n || f->text.p));
	}
	return some;
}

static void line_add(struct cx *cx, const struct reorg_table *t,
		     const struct reorg_figure *f, struct reorg_block *b)
{
	struct reorg_line *l;

	if (line_known(b, f->title) || !says_something(t, f->key))
		return;
	l = vec_push(cx->arena, b);
	l->title = f->title;
	for (ptrdiff_t i = 0; i < t->before.n; i++)
		*vec_push(cx->arena, l) = (struct reorg_cell){
			.label = t->before.p[i].name,
			.text = figure_text(cx,
					    figure_of(&t->before.p[i], f->key))
		};
	l->after = t->after.org ? figure_text(cx, figure_of(&t->after, f->key))
				: STR("–");
	/* a name of which two could be meant is a choice, not a figure */
	if (!strcmp(f->key, "head"))
		l->ask = str_fmt(cx->arena, "member.head.%lld",
				 (long long)t->step->id);
}

static void block_fill(struct cx *cx, const struct org_decision *d,
		       const struct org_step *s, const struct reorg_table *t,
		       struct reorg_block *b)
{
	b->id = s->id;
	b->what = tr(cx->lang, step_title(s->kind));
	if (d->n_steps > 1)
		b->what = str_fmt(cx->arena, "%d. %.*s", (int)(s - d->step) + 1,
				  STR_ARG(b->what));
	b->say = step_say(cx, s);
	if (d->state == DECISION_DRAFT)
		b->remove = str_fmt(cx->arena, "/reorg/%lld/step/%lld/remove",
				    (long long)d->id, (long long)s->id);
	if (d->state == DECISION_DRAFT && s != d->step)
		b->raise = str_fmt(cx->arena, "/reorg/%lld/step/%lld/raise",
				   (long long)d->id, (long long)s->id);
	if (!t || (!t->before.n && !t->after.org))
		return;
	for (ptrdiff_t i = 0; i < t->before.n; i++)
		*vec_push(cx->arena, &b->heads) = t->before.p[i].name;
	b->after_label = tr(cx->lang, N_("Afterwards"));
	b->after_head =
		d->is.effective_on == DAY_NONE
			? b->after_label
			: tr_fmt(cx->arena, cx->lang, N_("From {0}"),
				 fmt_day(cx->arena, d->is.effective_on));
	for (ptrdiff_t i = 0; i < t->before.n; i++)
		for (ptrdiff_t k = 0; k < t->before.p[i].figures.n; k++)
			line_add(cx, t, &t->before.p[i].figures.p[k], b);
	for (ptrdiff_t k = 0; k < t->after.figures.n; k++)
		line_add(cx, t, &t->after.figures.p[k], b);
}

/* ---- choices ---------------------------------------------------------------------------- */

static void choices_fill(struct cx *cx, const struct reorg *r,
			 struct reorg_page_view *x)
{
	for (ptrdiff_t i = 0; i < r->asks.n; i++) {
		const struct reorg_ask *ask = &r->asks.p[i];
		struct reorg_choice *c = vec_push(cx->arena, &x->choices);

		c->id = str_fmt(cx->arena, "q%d", (int)i + 1);
		c->key = ask->key;
		c->text = str_fmt(cx->arena, "%d. %.*s", (int)i + 1,
				  STR_ARG(ask->text));
		c->open = !ask->answer.p;
		for (ptrdiff_t k = 0; k < ask->n_options; k++)
			*vec_push(cx->arena, c) = (struct reorg_choice_option){
				.value = ask->option[k].value,
				.text = ask->option[k].text,
				.on = ask->answer.p &&
				      str_eq(ask->answer, ask->option[k].value)
			};
	}
}

/* A line that names a choice links to it while it is open. */
static void lines_link(struct cx *cx, struct reorg_page_view *x)
{
	for (ptrdiff_t b = 0; b < x->blocks.n; b++)
		for (ptrdiff_t l = 0; l < x->blocks.p[b].n; l++) {
			struct reorg_line *line = &x->blocks.p[b].p[l];
			struct str key = line->ask;

			line->ask = STR_NULL;
			for (ptrdiff_t i = 0; key.p && i < x->choices.n; i++)
				if (str_eq(x->choices.p[i].key, key) &&
				    x->choices.p[i].open)
					line->ask = str_cat(cx->arena, STR("#"),
							    x->choices.p[i].id);
		}
}

/* ---- the sentence ------------------------------------------------------------------------- */

/* "611 + 118 = " and "729 members" of a merger. */
static void sum_say(struct cx *cx, const struct reorg_table *t,
		    struct reorg_page_view *x)
{
	struct buf b = buf_init(cx->arena, 4000);

	for (ptrdiff_t i = 0; i < t->before.n; i++) {
		if (i)
			buf_lit(&b, " + ");
		buf_str(&b, figure_text(cx, figure_of(&t->before.p[i],
						      REORG_MEMBERS)));
	}
	buf_lit(&b, " =");
	x->lead_before = buf_view(&b);
	x->lead_bold =
		tr_fmt(cx->arena, cx->lang, N_("{0} members."),
		       figure_text(cx, figure_of(&t->after, REORG_MEMBERS)));
}

/* {0} of a text that has a number. */
static struct str with_number(struct cx *cx, struct str text, int64_t n)
{
	struct str arg = fmt_int(cx->arena, cx->lang, n);

	return tr_format(cx->arena, text, &arg, 1);
}

static int open_count(const struct reorg_page_view *x)
{
	int n = (int)x->stops.n;

	for (ptrdiff_t i = 0; i < x->choices.n; i++)
		n += x->choices.p[i].open;
	return n;
}

static void lead_fill(struct cx *cx, const struct org_decision *d,
		      const struct reorg_preview *p, struct reorg_page_view *x)
{
	const struct reorg_table *t = p->tables.n ? &p->tables.p[0] : NULL;
	struct str on = fmt_day(cx->arena, d->is.effective_on);
	int open = open_count(x);

	if (p->fault) {
		x->lead_before =
			tr(cx->lang, N_("It can't take effect like this."));
		return;
	}
	if (p->tables.n == 1 && t->before.n > 1 && t->after.org)
		sum_say(cx, t, x);
	else
		x->lead_before = with_number(
			cx,
			tr_n(cx->lang, N_("{0} step."),
			     N_("{0} steps that count together."), d->n_steps),
			d->n_steps);
	x->lead_after = tr_fmt(
		cx->arena, cx->lang,
		N_("It counts from {0}. The whole committee then has {1} "
		   "organisations directly below it and {2} members."),
		on, fmt_int(cx->arena, cx->lang, p->units_after),
		figure_text(cx, figure_of(&p->whole_after, REORG_MEMBERS)));
	if (open)
		x->lead_gap = with_number(
			cx,
			tr_n(cx->lang, N_("{0} point is still to be decided."),
			     N_("{0} points are still to be decided."), open),
			open);
}

/* ---- all of it ---------------------------------------------------------------------------- */

static void stated_fill(struct cx *cx, const struct org_decision *d,
			const struct strs *notes, struct reorg_page_view *x)
{
	for (ptrdiff_t i = 0; notes && i < notes->n; i++)
		*vec_push(cx->arena, &x->stated) = notes->p[i];
	*vec_push(cx->arena, &x->stated) =
		d->is.effective_on == DAY_NONE
			? tr(cx->lang,
			     N_("Figures before its day stay with the old "
				"organisations."))
			: tr_fmt(cx->arena, cx->lang,
				 N_("Figures before {0} stay with the old "
				    "organisations; each report can also be "
				    "asked by the new structure."),
				 fmt_day(cx->arena, d->is.effective_on));
	*vec_push(cx->arena, &x->stated) =
		tr(cx->lang, N_("Pages, addresses and codes of organisations "
				"that end are still found, to read."));
}

static struct err *trial_fill(struct cx *cx, const struct org_decision *d,
			      struct reorg_page_view *x)
{
	struct reorg_preview p;
	struct err *err = decision_preview(cx, d, &p);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < d->n_steps; i++)
		block_fill(cx, d, &d->step[i],
			   !p.fault && i < p.tables.n ? &p.tables.p[i] : NULL,
			   vec_push(cx->arena, &x->blocks));
	if (p.fault)
		*vec_push(cx->arena, &x->stops) =
			tr_err(cx->arena, cx->lang, p.fault);
	for (ptrdiff_t i = 0; i < p.run.blocks.n; i++)
		*vec_push(cx->arena, &x->stops) = p.run.blocks.p[i];
	choices_fill(cx, &p.run, x);
	lines_link(cx, x);
	lead_fill(cx, d, &p, x);
	x->at = open_count(x) ? 2 : 3;
	stated_fill(cx, d, &p.run.notes, x);
	return NULL;
}

void reorg_basis_fill(struct cx *cx, const struct org_decision_new *d,
		      struct reorg_basis *b)
{
	*b = (struct reorg_basis){ .title = d->title,
				   .number = d->number,
				   .signer = d->signer,
				   .note = d->note };
	if (d->signed_on != DAY_NONE)
		b->signed_on = fmt_day(cx->arena, d->signed_on);
	if (d->effective_on != DAY_NONE)
		b->effective_on = fmt_day(cx->arena, d->effective_on);
}

void reorg_basis_faults(struct cx *cx, const struct err *faults,
			struct reorg_basis *b)
{
	b->bad_title = view_fault_of(cx, faults, STR("title"));
	b->bad_number = view_fault_of(cx, faults, STR("number"));
	b->bad_signed_on = view_fault_of(cx, faults, STR("signed_on"));
	b->bad_signer = view_fault_of(cx, faults, STR("signer"));
	b->bad_effective_on = view_fault_of(cx, faults, STR("effective_on"));
	b->bad_note = view_fault_of(cx, faults, STR("note"));
}

struct err *reorg_page_fill(struct cx *cx, const struct org_decision *d,
			    struct reorg_page_view *x)
{
	x->id = d->id;
	x->rev = d->rev;
	x->title = d->is.title;
	x->failed = d->failed_why;
	x->draft = d->state == DECISION_DRAFT;
	x->waiting = d->state == DECISION_WAITING;
	x->done = d->state == DECISION_DONE;
	x->undone = d->state == DECISION_UNDONE;
	reorg_basis_fill(cx, &d->is, &x->basis);
	if ((x->draft || x->waiting) && d->is.effective_on != DAY_NONE &&
	    d->n_steps)
		return trial_fill(cx, d, x);
	x->at = x->draft ? 1 : 4;
	for (ptrdiff_t i = 0; i < d->n_steps; i++)
		block_fill(cx, d, &d->step[i], NULL,
			   vec_push(cx->arena, &x->blocks));
	stated_fill(cx, d, NULL, x);
	if (x->draft)
		x->lead_before =
			d->n_steps ? tr(cx->lang,
					N_("Say from which day it counts; then "
					   "everything that would happen "
					   "stands here."))
				   : tr(cx->lang,
					N_("Add the first step: which "
					   "organisations merge, split, move, "
					   "come or go."));
	return NULL;
}
