/* Judges the cells of a sheet. */
#include "work/work_sheet_state.h"

#include "auth/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_import_state.h"
#include "work/work_summary.h"
#include "work/work_words.h"

bool work_sheet_may(const struct cx *cx)
{
	return work_is_office(cx) || cx_may(cx, PERM_WORK_REPORT);
}

struct err *work_sheet_get(struct cx *cx, int64_t id,
			   struct sheet_by_id_row *ret_sheet)
{
	bool found;
	struct err *err =
		sheet_by_id(cx->db, &(struct sheet_by_id_in){ .id = id },
			    ret_sheet, &found);

	if (err || (found && ret_sheet->org == cx->actor.org))
		return err;
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such file, or it isn't yours to see."));
}

/* ---- what is needed for every cell ---------------------------------------------- */

struct judge {
	struct cx *cx;
	const struct work_sheet_state *s;
	struct work_line_words words;
	const struct work_deadline_words *deadline;
	struct work_orgs *orgs;
	struct {
		struct known_lead {
			struct str name;
			struct work_lead lead;
		} * p;
		ptrdiff_t n, cap;
	} leads; /* the same few names over and over */
};

static struct str say(const struct judge *j, const struct err *err)
{
	return tr_err(j->cx->arena, j->cx->lang, err);
}

#define REFUSE(j, c, msgid, ...)                                               \
	((c)->why = tr_fmt((j)->cx->arena, (j)->cx->lang, msgid, ##__VA_ARGS__))

static struct work_lead lead_of(struct judge *j, struct str name)
{
	struct known_lead *k;

	for (ptrdiff_t i = 0; i < j->leads.n; i++)
		if (str_eq(j->leads.p[i].name, name))
			return j->leads.p[i].lead;
	k = vec_push(j->cx->arena, &j->leads);
	k->name = name;
	k->lead = work_lead_match(j->cx->arena, j->orgs, name);
	return k->lead;
}

static const struct profile_cause *cause_of(const struct profile *p,
					    enum lang lang, struct str title)
{
	for (ptrdiff_t i = 0; i < p->n_causes; i++)
		if (str_eq(profile_cause_title(p, p->cause[i].code, lang),
			   title))
			return &p->cause[i];
	return NULL;
}

/* ---- one cell ---------------------------------------------------------------------- */

static void lead_judge(struct judge *j, struct work_sheet_cell *c)
{
	struct work_lead lead;

	c->lead = DB_NULL;
	if (!c->value.n)
		return;
	lead = lead_of(j, c->value);
	if (lead.match == MATCH_ONE) {
		c->lead = lead.org->id;
		c->value = lead.org->name;
		return;
	}
	REFUSE(j, c,
	       lead.match == MATCH_NONE
		       ? N_("No unit is called “{0}”; choose one from the "
			    "cell's list.")
		       : N_("“{0}” could be several units; choose one from "
			    "the cell's list."),
	       c->value);
}

static void deadline_judge(struct judge *j, const struct work_sheet_group *g,
			   struct work_sheet_cell *c, struct str text)
{
	struct work_deadline d = work_deadline_parse(j->cx->arena, j->deadline,
						     text, (int)g->t.year);

	if (d.fault)
		REFUSE(j, c, d.fault, text);
}

static void due_judge(struct judge *j, const struct work_sheet_group *g,
		      struct work_sheet_cell *c)
{
	struct work_deadline d;
	day_t day = DAY_NONE;

	for (ptrdiff_t i = 0; i < g->n_cells; i++) {
		const struct work_sheet_cell *o = &g->cell[i];

		if (o->col != WCOL_DEADLINE || o->same)
			continue;
		d = work_deadline_parse(j->cx->arena, j->deadline, o->value,
					(int)g->t.year);
		c->same = str_eq(c->value,
				 d.due == DAY_NONE
					 ? STR("")
					 : day_iso(j->cx->arena, d.due));
		REFUSE(j, c,
		       N_("The day follows from the deadline as written, which "
			  "the file changes too."));
		return;
	}
	if (day_from_iso(c->value, &day))
		deadline_judge(j, g, c, fmt_day(j->cx->arena, day));
	else
		REFUSE(j, c,
		       N_("The day follows from the deadline as written; "
			  "change that."));
}

static void length_judge(struct judge *j, struct work_sheet_cell *c)
{
	static const int most[N_LINE_COL] = {
		[WCOL_SECTION] = WORK_TITLE_MOST,
		[WCOL_NUMBER] = 40,
		[WCOL_WORK] = WORK_WORDS_MOST,
		[WCOL_DEADLINE] = WORK_TITLE_MOST,
		[WCOL_PRODUCT] = WORK_WORDS_MOST,
	};

	if (most[c->col] && utf8_length(c->value) > most[c->col])
		REFUSE(j, c,
		       N_("The text is longer than {0} characters; shorten "
			  "it or attach a file."),
		       str_fmt(j->cx->arena, "%d", most[c->col]));
}

static void value_judge(struct judge *j, const struct work_sheet_group *g,
			struct work_sheet_cell *c)
{
	length_judge(j, c);
	if (c->why.n)
		return;
	switch (c->col) {
	case WCOL_WORK:
		if (!c->value.n)
			REFUSE(j, c, N_("Say what is to be done."));
		break;
	case WCOL_LEAD:
		lead_judge(j, c);
		break;
	case WCOL_DEADLINE:
		deadline_judge(j, g, c, c->value);
		break;
	case WCOL_DUE:
		due_judge(j, g, c);
		break;
	case WCOL_STATE:
		if (!str_eq(c->value, j->words.state[WORK_WAITING]))
			REFUSE(j, c,
			       N_("Only “{0}” can be chosen; other states "
				  "follow from days and acts."),
			       j->words.state[WORK_WAITING]);
		break;
	case WCOL_CAUSE:
		if (c->value.n &&
		    !cause_of(j->cx->profile, j->words.lang, c->value))
			REFUSE(j, c, N_("Choose the cause from the list."));
		break;
	default:
		break;
	}
}

static void cell_judge(struct judge *j, const struct work_sheet_group *g,
		       struct work_sheet_cell *c)
{
	enum sheet_fault fault = sheet_fault_from_key(c->r.fault);
	struct str digest =
		sheet_digest_str(j->cx->arena, sheet_digest(c->now));
	struct err *err;

	c->same =
		!fault && str_eq(c->now, text_clean(j->cx->arena, c->r.value));
	/* a state passes with the days */
	c->conflict = c->col != WCOL_STATE && !str_eq(c->r.base, digest);
	if (c->same)
		return;
	if (fault) {
		REFUSE(j, c, sheet_fault_why(fault), c->r.value);
		return;
	}
	err = work_sheet_gate(j->cx->arena, c->col, &g->facts, &g->who);
	if (err)
		c->why = say(j, err);
	else
		value_judge(j, g, c);
	if (c->why.n || c->same)
		return;
	/* accepted while the task said something else: look again */
	c->take = c->r.seen.p ? str_eq(c->r.seen, digest) : !c->conflict;
}

/* ---- the report of a group --------------------------------------------------------- */

const struct work_sheet_cell *work_sheet_taken(const struct work_sheet_group *g,
					       enum line_col col)
{
	for (ptrdiff_t i = 0; i < g->n_cells; i++)
		if (g->cell[i].col == col && g->cell[i].take)
			return &g->cell[i];
	return NULL;
}

static struct str taken_or(const struct work_sheet_group *g, enum line_col col,
			   struct str now)
{
	const struct work_sheet_cell *c = work_sheet_taken(g, col);

	return c ? c->value : now.p ? now : STR("");
}

struct work_report work_sheet_report(const struct work_sheet_state *s,
				     const struct profile *p,
				     const struct work_sheet_group *g)
{
	const struct work_sheet_cell *percent =
		work_sheet_taken(g, WCOL_PERCENT);
	const struct work_sheet_cell *title = work_sheet_taken(g, WCOL_CAUSE);
	const struct profile_cause *cause =
		title ? cause_of(p, s->lang, title->value) : NULL;
	struct work_report r = {
		.percent = g->t.percent,
		.body = taken_or(g, WCOL_RESULT, g->t.last_text),
		.difficulty =
			taken_or(g, WCOL_DIFFICULTY, g->t.last_difficulty),
		.cause = cause	 ? cause->code
			 : title ? STR("")
				 : taken_or(g, WCOL_CAUSE, g->t.last_cause),
		.ask = g->t.last_ask.n ? g->t.last_ask : STR("none"),
	};

	if (percent && !str_to_i64(percent->value, &r.percent))
		r.percent = -1; /* emptied: the check says what belongs here */
	return r;
}

static enum line_col col_of_field(struct str field)
{
	if (str_eq(field, STR("percent")))
		return WCOL_PERCENT;
	if (str_eq(field, STR("difficulty")))
		return WCOL_DIFFICULTY;
	if (str_eq(field, STR("cause")))
		return WCOL_CAUSE;
	return WCOL_RESULT;
}

/* Gives a fault to the cell that made it, or to all of the report. */
static void fault_give(const struct judge *j, struct work_sheet_group *g,
		       const struct err *fault)
{
	enum line_col col = col_of_field(fault->field);
	bool all = !work_sheet_taken(g, col);

	for (ptrdiff_t i = 0; i < g->n_cells; i++) {
		struct work_sheet_cell *c = &g->cell[i];

		if (!c->take || !line_col_is_report(c->col) ||
		    (!all && c->col != col))
			continue;
		c->why = say(j, fault);
		c->take = false;
	}
}

static bool reports(const struct work_sheet_group *g)
{
	for (ptrdiff_t i = 0; i < g->n_cells; i++)
		if (g->cell[i].take && line_col_is_report(g->cell[i].col))
			return true;
	return false;
}

static void report_judge(const struct judge *j, struct work_sheet_group *g)
{
	/* a refused cell changes what the others say: until all is well */
	while (reports(g)) {
		struct work_report r =
			work_sheet_report(j->s, j->cx->profile, g);
		struct err *faults =
			work_report_check(j->cx->arena, j->cx->profile, &r,
					  &g->facts, j->cx->today);

		if (!faults)
			return;
		for (; faults; faults = faults->next)
			fault_give(j, g, faults);
	}
}

/* ---- groups --------------------------------------------------------------------------- */

static void group_fill(struct judge *j, struct work_sheet_group *g)
{
	const struct sheet_tasks_row *t = &g->t;
	struct cx *cx = j->cx;

	g->facts = (struct work_facts){ .issued = t->issued_on,
					.accepted = t->accepted_on,
					.submitted = t->submitted_on,
					.done = t->done_on,
					.closed = t->closed_on,
					.paused = t->paused_on,
					.withdrawn = t->withdrawn_on,
					.due = t->due_on,
					.start = t->start_on,
					.percent = t->percent };
	g->line = WORK_LINE_OF(t, work_state_on(&g->facts, cx->today,
						work_soon_days(cx)));
	g->gone = t->voided_at != DB_NULL ||
		  (!cx->actor.org_is_root && !t->visible);
	g->who = (struct work_sheet_who){
		.office = work_is_office(cx),
		.reports = t->ours && cx_may(cx, PERM_WORK_REPORT),
		.supports = !cx->actor.org_is_root && t->visible && !t->ours
	};
}

static void group_judge(struct judge *j, struct work_sheet_group *g)
{
	struct sheet_val val[N_LINE_COL] = { 0 };

	group_fill(j, g);
	work_line_cells(&j->words, &g->line, val);
	for (ptrdiff_t i = 0; i < g->n_cells; i++) {
		struct work_sheet_cell *c = &g->cell[i];

		c->value = c->r.value;
		c->now = STR("");
		if (g->gone)
			REFUSE(j, c,
			       N_("There is no such task, or it isn't yours to "
				  "see."));
		if (g->gone)
			continue;
		c->now = work_line_plain(j->cx->arena, c->col, &val[c->col]);
		cell_judge(j, g, c);
	}
	report_judge(j, g);
}

static void group_count(struct work_sheet_state *s, struct work_sheet_group *g)
{
	bool take = false;

	for (ptrdiff_t i = 0; i < g->n_cells; i++) {
		const struct work_sheet_cell *c = &g->cell[i];

		if (c->same)
			continue;
		g->open = true;
		g->look = g->look || c->why.n || c->conflict;
		take = take || c->take;
		s->cells++;
		s->take += c->take;
		s->refused += c->why.n > 0;
		s->conflicts += !c->why.n && c->conflict;
	}
	s->tasks += g->open;
	s->tasks_look += g->look;
	s->tasks_take += take;
}

/* ---- loading ---------------------------------------------------------------------------- */

static struct err *groups_load(struct cx *cx, struct work_sheet_state *s)
{
	struct sheet_tasks_rows tasks;
	struct sheet_cells_rows rows;
	struct work_sheet_cell *cell;
	ptrdiff_t at = 0;
	struct err *err =
		sheet_tasks(cx->db,
			    &(struct sheet_tasks_in){ .sheet = s->s.id,
						      .scope = cx->actor.org },
			    &tasks);

	if (!err)
		err = sheet_cells(cx->db,
				  &(struct sheet_cells_in){ .sheet = s->s.id },
				  &rows);
	if (err)
		return err;
	cell = arena_new(cx->arena, struct work_sheet_cell, rows.n + 1);
	s->groups.p =
		arena_new(cx->arena, struct work_sheet_group, tasks.n + 1);
	s->groups.n = tasks.n;
	for (ptrdiff_t i = 0; i < tasks.n; i++) {
		struct work_sheet_group *g = &s->groups.p[i];

		g->t = tasks.p[i];
		while (at < rows.n && rows.p[at].n < g->t.n)
			at++;
		g->cell = &cell[at];
		for (; at < rows.n && rows.p[at].n == g->t.n; at++) {
			cell[at].r = rows.p[at];
			if (line_col_from_key(rows.p[at].col, &cell[at].col))
				g->n_cells++;
		}
	}
	return NULL;
}

struct err *work_sheet_state(struct cx *cx, int64_t id,
			     struct work_sheet_state *ret_state)
{
	struct work_sheet_state *s = ret_state;
	struct judge j = { .cx = cx, .s = s };
	struct err *err;

	*s = (struct work_sheet_state){ .lang = LANG_VI };
	err = work_sheet_get(cx, id, &s->s);
	if (!err)
		err = groups_load(cx, s);
	if (!err)
		err = work_import_orgs(cx, &j.orgs);
	if (err)
		return err;
	if (!lang_from_code(s->s.lang, &s->lang))
		s->lang = cx->lang;
	work_line_words(cx->arena, cx->profile, s->lang, &j.words);
	j.deadline = work_deadline_words(cx->arena, cx->profile);
	for (ptrdiff_t i = 0; i < s->groups.n; i++) {
		group_judge(&j, &s->groups.p[i]);
		group_count(s, &s->groups.p[i]);
	}
	return NULL;
}
