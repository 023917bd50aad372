/*
 * The words of a task: a new draft, or what is stored, changed. Beside each
 * of the four clarities stands why it isn't clear and what would make it so;
 * when somebody else was faster, both versions are shown.
 */
#include "work/work_task_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "view/site.h"
#include "work/work_adjust_priv.h"
#include "work/work_document_query.h"
#include "work/work_list.h"
#include "work/work_summary.h"
#include "work/work_task_form_tmpl.h"
#include "work/work_words.h"

enum { WITH_MOST = 100 };

/* One showing of the form. */
struct show {
	struct work_task_words words; /* what the fields hold */
	int year;
	int64_t task, rev; /* 0, DB_NULL: a new task */
	const struct err *faults;
	bool saved;
	const struct work_task_words *theirs; /* after a conflict */
	struct str code, number;	      /* for the crumbs */
	bool issued;
	bool part; /* stays at or below the unit that gave it */
	int64_t above_lead;
};

static struct err *no_programme(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such programme."));
}

static struct err *office_only(struct cx *cx)
{
	if (work_is_office(cx))
		return NULL;
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such task, or it isn't yours to see."));
}

/* ---- choices ------------------------------------------------------------------- */

static bool cooperates(const struct work_task_words *w, int64_t org)
{
	for (int i = 0; i < w->n_with; i++)
		if (w->with[i] == org)
			return true;
	return false;
}

static bool listed(const struct orgs *list, int64_t id)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (list->p[i].id == id)
			return true;
	return false;
}

/* The units that can be chosen: the top ones, or for a part those below who
 * gave it; and those already named. */
static struct err *units_list(struct cx *cx, const struct show *s,
			      struct orgs *ret_list)
{
	const struct work_task_words *w = &s->words;
	struct orgs list;
	struct err *err =
		s->part ? org_list_below(cx, s->above_lead, &list)
			: org_list_top(cx, w->lead == DB_NULL ? 0 : w->lead,
				       &list);

	for (int i = 0; !err && i < w->n_with; i++) {
		struct org one;
		bool found;

		if (listed(&list, w->with[i]))
			continue;
		err = org_find(cx, w->with[i], &one, &found);
		if (!err && found)
			*vec_push(cx->arena, &list) = one;
	}
	if (!err)
		*ret_list = list;
	return err;
}

static struct err *choices_fill(struct cx *cx, const struct show *s,
				struct task_form *x)
{
	const struct work_task_words *w = &s->words;
	struct orgs list;
	struct err *err = units_list(cx, s, &list);

	if (err)
		return err;
	*vec_push(cx->arena, &x->leads) = (struct work_choice){
		.value = STR(""), .title = tr(cx->lang, N_("Not chosen yet"))
	};
	for (ptrdiff_t i = 0; i < list.n; i++) {
		const struct org *o = &list.p[i];
		struct work_choice c = { .value = str_fmt(cx->arena, "%ld",
							  (long)o->id),
					 .title = o->name,
					 .chosen = o->id == w->lead };

		*vec_push(cx->arena, &x->leads) = c;
		c.chosen = cooperates(w, o->id);
		*vec_push(cx->arena, &x->withs) = c;
	}
	return NULL;
}

/* ---- what is understood ---------------------------------------------------------- */

/* "The work is a slogan, not an action. Begin with …" */
static struct str why_not(struct cx *cx, const struct work_meaning *m,
			  enum work_need need, int64_t bit)
{
	const struct work_clarity *c = &m->clarity;

	if (!(m->missing & bit))
		return STR_NULL;
	if (!c->why[need])
		return work_task_missing(cx, bit).p[0];
	return str_fmt(cx->arena, "%.*s %.*s",
		       STR_ARG(tr(cx->lang, c->why[need])),
		       STR_ARG(tr(cx->lang, c->hint[need])));
}

/* "understood as the last day of the quarter, 30/06/2026" */
static struct str understood(struct cx *cx, const struct work_meaning *m)
{
	struct str kind = str_c(work_due_code(m->deadline.kind));
	struct str how = work_task_meaning(cx, kind);
	struct str day = fmt_day(cx->arena, m->deadline.due);

	if (m->deadline.due == DAY_NONE)
		return how;
	if (!how.n)
		return tr_fmt(cx->arena, cx->lang, N_("Due {0}"), day);
	return str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(how), STR_ARG(day));
}

static struct str in_file(struct cx *cx, struct str text, struct str note)
{
	struct str quote;

	if (!text.n)
		return note;
	quote = tr_fmt(cx->arena, cx->lang, N_("in the file: “{0}”"), text);
	return note.n ? str_fmt(cx->arena, "%.*s (%.*s)", STR_ARG(note),
				STR_ARG(quote))
		      : quote;
}

static struct task_field field(struct cx *cx, const struct show *s,
			       const char *name, struct str value)
{
	return (struct task_field){ .value = value,
				    .fault = view_fault_of(cx, s->faults,
							   str_c(name)) };
}

static void fields_fill(struct cx *cx, const struct show *s,
			struct task_form *x)
{
	const struct work_task_words *w = &s->words;
	struct work_meaning m = { 0 };

	x->section = field(cx, s, "section", w->section);
	x->number = field(cx, s, "number", w->number);
	x->work = field(cx, s, "work", w->work);
	x->lead = field(cx, s, "lead", STR_NULL);
	x->with = field(cx, s, "with", STR_NULL);
	x->deadline = field(cx, s, "deadline", w->deadline);
	x->product = field(cx, s, "product", w->product);
	x->work_confirmed = w->work_confirmed;
	x->product_confirmed = w->product_confirmed;
	if (s->task || s->faults) {
		work_words_read(cx, w, s->year, &m);
		x->work.note = why_not(cx, &m, NEED_WORK, WORK_MISS_WORK);
		x->lead.note =
			in_file(cx, w->lead_text,
				why_not(cx, &m, NEED_PERSON, WORK_MISS_PERSON));
		x->deadline.note = m.missing & WORK_MISS_PROGRESS
					   ? why_not(cx, &m, NEED_PROGRESS,
						     WORK_MISS_PROGRESS)
					   : understood(cx, &m);
		x->product.note =
			why_not(cx, &m, NEED_PRODUCT, WORK_MISS_PRODUCT);
	}
	x->with.note =
		in_file(cx, w->with_text,
			tr(cx->lang, N_("Hold Ctrl to choose several.")));
	if (s->saved)
		x->saved =
			m.missing
				? tr(cx->lang,
				     N_("Saved as a draft. What isn't clear "
					"yet is explained at its field."))
				: tr(cx->lang, N_("Saved. The task is clear."));
}

/* ---- mine and theirs -------------------------------------------------------------- */

static void differ(struct cx *cx, struct task_form *x, const char *label,
		   struct str mine, struct str theirs)
{
	if (str_eq(mine, theirs))
		return;
	*vec_push(cx->arena, &x->differs) = (struct task_differs){
		.label = tr(cx->lang, label), .mine = mine, .theirs = theirs
	};
}

static struct err *unit_name(struct cx *cx, int64_t id, struct str *ret_name)
{
	struct org o;
	bool found = false;
	struct err *err = id == DB_NULL ? NULL : org_find(cx, id, &o, &found);

	*ret_name = !err && found ? o.name : STR("–");
	return err;
}

static struct err *unit_names(struct cx *cx, const struct work_task_words *w,
			      struct str *ret_names)
{
	struct buf b = buf_init(cx->arena, 1 << 16);
	struct err *err = NULL;

	for (int i = 0; !err && i < w->n_with; i++) {
		struct str name;

		err = unit_name(cx, w->with[i], &name);
		if (i)
			buf_lit(&b, "; ");
		if (!err)
			buf_str(&b, name);
	}
	*ret_names = buf_view(&b);
	return err;
}

static struct err *differs_fill(struct cx *cx, const struct show *s,
				struct task_form *x)
{
	const struct work_task_words *a = &s->words, *b = s->theirs;
	struct str mine, theirs;
	struct err *err;

	differ(cx, x, N_("Section of the programme"), a->section, b->section);
	differ(cx, x, N_("Number in the annex"), a->number, b->number);
	differ(cx, x, N_("Work"), a->work, b->work);
	err = unit_name(cx, a->lead, &mine);
	if (!err)
		err = unit_name(cx, b->lead, &theirs);
	if (err)
		return err;
	differ(cx, x, N_("Lead unit"), mine, theirs);
	err = unit_names(cx, a, &mine);
	if (!err)
		err = unit_names(cx, b, &theirs);
	if (err)
		return err;
	differ(cx, x, N_("Cooperating units"), mine, theirs);
	differ(cx, x, N_("Deadline"), a->deadline, b->deadline);
	differ(cx, x, N_("Product"), a->product, b->product);
	return NULL;
}

/* ---- showing --------------------------------------------------------------------- */

static void crumbs_fill(struct cx *cx, const struct show *s,
			struct task_form *x)
{
	struct str programme =
		str_fmt(cx->arena, "/programme/%ld", (long)s->words.programme);

	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Programmes")),
				.href = STR("/programmes") };
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = s->code, .href = programme };
	x->back = programme;
	x->action = str_cat(cx->arena, programme, STR("/task/new"));
	x->title = tr(cx->lang, N_("Add a task"));
	if (s->task) {
		x->back = work_task_path(cx, s->task);
		x->action = str_cat(cx->arena, x->back, STR("/edit"));
		x->title = tr(cx->lang, N_("Change the words of the task"));
		x->rev = str_fmt(cx->arena, "%ld", (long)s->rev);
		*vec_push(cx->arena, &x->crumbs) =
			(struct crumb){ .text = work_task_name(cx, s->number),
					.href = x->back };
	}
	*vec_push(cx->arena, &x->crumbs) = (struct crumb){ .text = x->title };
}

/* An issued task's change says why. */
static void why_fill(struct cx *cx, const struct show *s, struct task_form *x)
{
	x->issued = s->issued;
	if (!s->issued)
		return;
	x->cause.fault = view_fault_of(cx, s->faults, STR("cause"));
	x->reason.fault = view_fault_of(cx, s->faults, STR("reason"));
	x->reason.value = s->words.reason;
	work_causes_fill(cx, s->words.cause, N_("Choose a cause"), &x->causes);
}

static struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct show *s)
{
	struct page page;
	struct view v;
	struct task_form x = { .page = &page,
			       .errors = view_faults(cx, s->faults),
			       .part = s->part,
			       .keys = view_keys(cx, rq) };
	struct err *err = choices_fill(cx, s, &x);

	if (err)
		return err;
	fields_fill(cx, s, &x);
	why_fill(cx, s, &x);
	crumbs_fill(cx, s, &x);
	if (s->theirs)
		err = differs_fill(cx, s, &x);
	if (err)
		return err;
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.title,
					     .menu = "work",
					     .n_errors = (int)x.errors.n },
			 &page, &v);
	if (!err)
		task_form_html(&v, &x);
	return err;
}

/* ---- reading ---------------------------------------------------------------------- */

static struct err *stored(struct cx *cx, const struct task_by_id_row *t,
			  struct work_task_words *ret)
{
	struct work_task_words w = WORK_WORDS_OF(t);
	struct err *err = work_words_with(cx, t->id, &w);

	w.programme = t->programme;
	w.import = t->import;
	w.import_row = t->import_row;
	*ret = work_words_present(&w);
	return err;
}

/* A text as it goes to the act, or as it was typed when it was refused. */
static struct str text_of(struct req *rq, const char *name)
{
	struct str good = req_str(rq, name);

	return good.p ? good : req_typed(rq, name);
}

/* What was typed, on top of what the form doesn't show. */
static void typed_words(struct cx *cx, struct req *rq,
			struct work_task_words *w)
{
	int64_t *with = arena_new(cx->arena, int64_t, WITH_MOST);
	int64_t id;

	w->section = text_of(rq, "section");
	w->number = text_of(rq, "number");
	w->work = text_of(rq, "work");
	w->work_confirmed = req_flag(rq, "work_confirmed");
	w->lead = req_int(rq, "lead");
	w->deadline = text_of(rq, "deadline");
	w->product = text_of(rq, "product");
	w->product_confirmed = req_flag(rq, "product_confirmed");
	w->with = with;
	w->n_with = 0;
	for (int k = 0; w->n_with < WITH_MOST; k++) {
		struct str one = req_nth(rq, "with", k);

		if (!one.p)
			break;
		if (str_to_i64(one, &id))
			with[w->n_with++] = id;
	}
	*w = work_words_present(w);
}

/* The lead's own words belong to the unit that was chosen first; another
 * choice is named by its name. */
static void lead_words(const struct task_by_id_row *t,
		       struct work_task_words *w)
{
	if (t->lead != DB_NULL && w->lead != t->lead)
		w->lead_text = STR("");
}

static bool mendable(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_LIMIT;
}

/* ---- /programme/:id/task/new ------------------------------------------------------- */

static struct err *new_begin(struct cx *cx, struct req *rq, struct show *s)
{
	struct programme_by_id_row p;
	bool found;
	struct err *err = office_only(cx);

	if (err)
		return err;
	err = programme_by_id(cx->db,
			      &(struct programme_by_id_in){
				      .id = req_path_id(rq, "id") },
			      &p, &found);
	if (err)
		return err;
	if (!found)
		return no_programme(cx);
	*s = (struct show){ .words = work_words_present(
				    &(struct work_task_words){
					    .programme = p.id,
					    .lead = DB_NULL,
					    .import = DB_NULL,
					    .import_row = DB_NULL }),
			    .year = (int)p.year,
			    .rev = DB_NULL,
			    .code = p.code };
	return NULL;
}

struct err *work_task_new_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct show s;
	struct err *err = new_begin(cx, rq, &s);

	return err ? err : form_show(cx, rq, rp, &s);
}

/* To the task when it is clear, else to its words, which say why not. */
static struct err *saved(struct cx *cx, struct reply *rp, int64_t id)
{
	struct task_by_id_row t;
	struct err *err = work_task_see(cx, id, &t);

	if (err)
		return err;
	if (!t.missing)
		return reply_redirect(rp, work_task_path(cx, id));
	return reply_redirect(rp, str_fmt(cx->arena, "/task/%ld/edit?saved=1",
					  (long)id));
}

struct err *work_task_new_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct show s;
	int64_t id;
	struct err *err = new_begin(cx, rq, &s);
	struct err *fault;

	if (err)
		return err;
	typed_words(cx, rq, &s.words);
	fault = req_faults(rq);
	if (!fault)
		fault = work_task_add(cx, &s.words, &id);
	if (!fault)
		return saved(cx, rp, id);
	if (!mendable(fault) && fault->code != ERR_CONFLICT)
		return fault;
	s.faults = fault;
	rp->status = mendable(fault) ? 422 : 409;
	return form_show(cx, rq, rp, &s);
}

/* ---- /task/:id/edit ------------------------------------------------------------------ */

static struct err *edit_begin(struct cx *cx, struct req *rq,
			      struct task_by_id_row *t, struct show *s)
{
	bool issuer = false;
	struct err *err = work_task_see(cx, req_path_id(rq, "id"), t);

	if (!err)
		err = work_is_issuer(cx, t->parent, t->parent_lead, &issuer);
	if (!err && !issuer)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such task, or it isn't yours to "
				 "see."));
	if (err)
		return err;
	*s = (struct show){ .year = (int)t->year,
			    .task = t->id,
			    .rev = t->rev,
			    .code = t->code,
			    .number = t->number,
			    .issued = t->issued_on != DAY_NONE,
			    .part = str_eq(t->child, STR("part")),
			    .above_lead = t->parent_lead };
	return stored(cx, t, &s->words);
}

struct err *work_task_edit_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct task_by_id_row t;
	struct work_facts f;
	struct show s;
	struct err *err = edit_begin(cx, rq, &t, &s);

	if (err)
		return err;
	if (req_faults(rq))
		return req_faults(rq);
	f = work_task_facts(&t);
	err = work_do_check(cx->arena, WORK_DO_EDIT, &f, t.missing);
	if (err)
		return err;
	s.saved = req_flag(rq, "saved");
	return form_show(cx, rq, rp, &s);
}

/* Refused: shown again; when another version is stored by now, beside it and
 * with its number, so that saving again means having seen it. */
static struct err *edit_refused(struct cx *cx, struct req *rq, struct reply *rp,
				struct err *fault, struct show *s)
{
	struct work_task_words theirs;
	struct task_by_id_row now;
	int64_t rev = req_int(rq, "rev");
	struct err *err;

	if (!mendable(fault) && fault->code != ERR_CONFLICT)
		return fault;
	rp->status = mendable(fault) ? 422 : 409;
	s->faults = fault;
	s->rev = rev == DB_NULL ? s->rev : rev;
	if (fault->code == ERR_CONFLICT) {
		err = work_task_see(cx, s->task, &now);
		if (!err)
			err = stored(cx, &now, &theirs);
		if (err)
			return err;
		s->rev = now.rev;
		s->theirs = &theirs;
		return form_show(cx, rq, rp, s);
	}
	return form_show(cx, rq, rp, s);
}

struct err *work_task_edit_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct task_by_id_row t;
	struct show s;
	struct err *err = edit_begin(cx, rq, &t, &s);
	struct err *fault;

	if (err)
		return err;
	typed_words(cx, rq, &s.words);
	if (s.part) { /* the form doesn't have them */
		s.words.number = t.number;
		s.words.section = t.section_title.p ? t.section_title : STR("");
	}
	s.words.cause = text_of(rq, "cause");
	s.words.reason = text_of(rq, "reason");
	s.words = work_words_present(&s.words);
	lead_words(&t, &s.words);
	fault = req_faults(rq);
	if (!fault)
		fault = work_task_edit(cx, t.id, req_int(rq, "rev"), &s.words);
	if (!fault)
		return saved(cx, rp, t.id);
	return edit_refused(cx, rq, rp, fault, &s);
}
