/*
 * What happened in the demo's two years, played again through the real acts
 * in the order of the days, each by the person who would have done it. Steps
 * that lie after today haven't happened yet.
 */
#include "app/app_demo_growth.h"
#include "app/app_demo_life.h"

#include "db/db.h"
#include "profile/profile.h"
#include "work/work_evidence_query.h"
#include "work/work_query.h"

/* ---- reading the plan ----------------------------------------------------- */

day_t life_day(struct str iso)
{
	day_t day;

	return day_from_iso(iso, &day) ? day : DAY_NONE;
}

static struct err *papers_read(struct life *l)
{
	struct cx *cx = l->cx;
	struct demo_rows rows;
	struct err *err =
		demo_read(cx->arena, "documents.csv", &l->d->words, &rows);

	for (ptrdiff_t i = 0; i < rows.n && !err; i++) {
		const struct demo_row *r = &rows.p[i];
		struct paper *p;

		if (str_starts(r->f[0], STR(">"))) {
			p = &l->papers.p[l->papers.n - 1];
			*vec_push(cx->arena, &p->paras) =
				str_sub(r->f[0], 1, r->f[0].n);
			continue;
		}
		p = vec_push(cx->arena, &l->papers);
		*p = (struct paper){ .row = r,
				     .on = life_day(r->f[3]),
				     .from = life_day(r->f[6]),
				     .to = life_day(r->f[7]),
				     .issued = life_day(r->f[8]),
				     .closed = life_day(r->f[9]) };
		if (p->to != DAY_NONE)
			p->year = day_ymd(p->to).y;
	}
	return err;
}

ptrdiff_t life_paper(const struct life *l, struct str key)
{
	for (ptrdiff_t i = 0; i < l->papers.n; i++)
		if (str_eq(l->papers.p[i].row->f[0], key))
			return i;
	return -1;
}

/* The day, or the working day before it: an office rests at the weekend. */
static day_t working_day(const struct cx *cx, day_t day)
{
	while (!day_is_working(day, cx->profile->holidays))
		day--;
	return day;
}

void life_step(struct life *l, struct step s)
{
	s.order = (int)l->steps.n;
	*vec_push(l->cx->arena, &l->steps) = s;
}

static bool deed_letter(char c, enum work_do *ret_what)
{
	static const struct {
		char letter;
		enum work_do what;
	} deeds[] = {
		{ 'i', WORK_DO_ISSUE },	   { 'a', WORK_DO_ACCEPT },
		{ 'r', WORK_DO_REPORT },   { 's', WORK_DO_SUBMIT },
		{ 'v', WORK_DO_VERIFY },   { 'c', WORK_DO_CLOSE },
		{ 't', WORK_DO_RETURN },   { 'b', WORK_DO_HAND_BACK },
		{ 'p', WORK_DO_PAUSE },	   { 'u', WORK_DO_RESUME },
		{ 'w', WORK_DO_WITHDRAW }, { 'g', N_WORK_DO },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(deeds); i++) {
		if (deeds[i].letter == c) {
			*ret_what = deeds[i].what;
			return true;
		}
	}
	return false;
}

/* "r1002:81" of a programme's year. */
static bool deed_read(const struct life *l, ptrdiff_t task, struct str word,
		      struct step *ret_step)
{
	int year = l->papers.p[l->task[task].paper].year;
	struct str rest = word, token = str_cut(&rest, ':');
	struct step s = { .kind = LIFE_DEED, .task = task, .token = token };
	int64_t month, day;

	if (token.n != 5 || !deed_letter(token.p[0], &s.what) ||
	    !str_to_i64(str_sub(token, 1, 3), &month) ||
	    !str_to_i64(str_sub(token, 3, 5), &day) ||
	    !day_from_ymd(year, (int)month, (int)day, &s.day))
		return false;
	if (rest.p && !str_to_i64(rest, &s.percent))
		return false;
	if (s.what == N_WORK_DO)
		s.kind = LIFE_SPLIT;
	s.day = working_day(l->cx, s.day);
	*ret_step = s;
	return true;
}

static struct err *plan_read(struct life *l, ptrdiff_t task)
{
	struct str rest = l->task[task].row->f[8];
	day_t issued = l->papers.p[l->task[task].paper].issued;
	struct step s;

	if (str_eq(rest, STR("draft")))
		return NULL;
	if (!rest.n || (rest.p[0] != 'i' && rest.p[0] != 'g'))
		life_step(l, (struct step){ .kind = LIFE_DEED,
					    .task = task,
					    .day = issued,
					    .what = WORK_DO_ISSUE,
					    .token = STR("i") });
	while (rest.p) {
		struct str word = str_cut(&rest, ' ');

		if (!deed_read(l, task, word, &s))
			return demo_fault(l->cx, "no such step", word);
		life_step(l, s);
	}
	return NULL;
}

static struct err *tasks_read(struct life *l)
{
	struct arena *a = l->cx->arena;
	struct demo_rows rows, parts;
	struct err *err = demo_read(a, "tasks.csv", &l->d->words, &rows);

	if (!err)
		err = demo_read(a, "parts.csv", &l->d->words, &parts);
	if (err)
		return err;
	l->task = arena_new(a, struct task, rows.n + parts.n);
	l->n_tasks = l->d->tasks = rows.n;
	for (ptrdiff_t i = 0; i < rows.n && !err; i++) {
		l->task[i].row = &rows.p[i];
		l->task[i].above = -1;
		l->task[i].paper = life_paper(l, rows.p[i].f[0]);
		if (l->task[i].paper < 0)
			return demo_fault(l->cx, "no such programme",
					  rows.p[i].f[0]);
		err = plan_read(l, i);
	}
	if (!err)
		err = life_parts_read(l, &parts);
	for (ptrdiff_t i = rows.n; i < l->n_tasks && !err; i++)
		err = plan_read(l, i);
	return err;
}

/* "ct2/2.4" → the task, or -1. */
static ptrdiff_t task_find(const struct life *l, struct str key)
{
	struct str number = key, programme = str_cut(&number, '/');

	for (ptrdiff_t i = 0; i < l->n_tasks; i++)
		if (str_eq(l->task[i].row->f[0], programme) &&
		    str_eq(l->task[i].row->f[2], number))
			return i;
	return -1;
}

/* Steps of a file whose lines begin with a task and a day. */
static struct err *lines_read(struct life *l, const char *file,
			      enum life_kind kind, struct demo_rows *rows)
{
	struct err *err = demo_read(l->cx->arena, file, &l->d->words, rows);

	for (ptrdiff_t i = 0; i < rows->n && !err; i++) {
		const struct demo_row *r = &rows->p[i];
		struct step s = { .kind = kind,
				  .task = task_find(l, r->f[0]),
				  .line = r };
		int64_t month, day;

		if (s.task < 0 || !str_to_i64(str_sub(r->f[1], 0, 2), &month) ||
		    !str_to_i64(str_sub(r->f[1], 2, 4), &day) ||
		    !day_from_ymd(l->papers.p[l->task[s.task].paper].year,
				  (int)month, (int)day, &s.day))
			return demo_fault(l->cx, "no such task or day",
					  r->f[0]);
		s.day = working_day(l->cx, s.day);
		life_step(l, s);
	}
	return err;
}

static struct err *plan_all(struct life *l)
{
	struct arena *a = l->cx->arena;
	struct err *err = papers_read(l);

	if (!err)
		err = demo_read(a, "acts.csv", &l->d->words, &l->acts);
	if (!err)
		err = demo_read(a, "texts.csv", &l->d->words, &l->texts);
	if (!err)
		err = demo_read(a, "links.csv", &l->d->words, &l->links);
	for (ptrdiff_t i = 0; i < l->papers.n && !err; i++) {
		const struct paper *p = &l->papers.p[i];

		life_step(l, (struct step){ .kind = LIFE_DOCUMENT,
					    .day = p->on,
					    .document = i });
		if (p->issued != DAY_NONE)
			life_step(l, (struct step){ .kind = LIFE_TASKS,
						    .day = p->issued,
						    .document = i });
	}
	life_links_plan(l);
	if (!err)
		err = life_decisions_read(l);
	if (!err)
		life_members_plan(l);
	if (!err)
		life_growth_plan(l);
	if (!err)
		err = tasks_read(l);
	if (!err)
		err = lines_read(l, "talk.csv", LIFE_TALK, &l->talk);
	if (!err)
		err = lines_read(l, "adjusts.csv", LIFE_ADJUST, &l->adjusts);
	if (!err)
		err = lines_read(l, "effects.csv", LIFE_EFFECT, &l->effects);
	for (ptrdiff_t i = 0; i < l->papers.n && !err; i++)
		if (l->papers.p[i].closed != DAY_NONE)
			life_step(l, (struct step){
					     .kind = LIFE_CLOSE,
					     .document = i,
					     .day = l->papers.p[i].closed });
	return err;
}

/* ---- words -------------------------------------------------------------------- */

static struct str replace(struct arena *a, struct str text, struct str what,
			  struct str by)
{
	ptrdiff_t at = str_find(text, what, 0);

	if (at < 0)
		return text;
	return str_cat(a, str_cat(a, str_sub(text, 0, at), by),
		       str_sub(text, at + what.n, text.n));
}

/* One of the ordinary texts of a kind; the same for the same task. */
static struct str text_pick(const struct life *l, struct str kind,
			    uint64_t which)
{
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < l->texts.n; i++)
		n += str_eq(l->texts.p[i].f[0], kind);
	assert(n);
	which %= (uint64_t)n;
	for (ptrdiff_t i = 0; i < l->texts.n; i++)
		if (str_eq(l->texts.p[i].f[0], kind) && which-- == 0)
			return l->texts.p[i].f[1];
	return STR("");
}

/* What was really said at a step, or NULL. */
static const struct demo_row *act_find(const struct life *l,
				       const struct step *s)
{
	const struct demo_row *t = l->task[s->task].row;
	struct str key = str_fmt(l->cx->arena, "%.*s/%.*s", STR_ARG(t->f[0]),
				 STR_ARG(t->f[2]));

	for (ptrdiff_t i = 0; i < l->acts.n; i++)
		if (str_eq(l->acts.p[i].f[0], key) &&
		    str_eq(l->acts.p[i].f[1], s->token))
			return &l->acts.p[i];
	return NULL;
}

static struct str ordinary_text(struct life *l, const struct step *s, bool late)
{
	struct arena *a = l->cx->arena;
	struct str kind = s->what == WORK_DO_REPORT ? STR("report")
			  : late		    ? STR("late")
						    : STR("submit");
	struct str text = text_pick(l, kind, (uint64_t)(s->task + s->order));

	return replace(a, text, STR("{n}"), str_fmt(a, "%d", (int)s->percent));
}

/* Of the files at a step: "name.xlsx+;name.pdf". */
static struct str files_of(struct life *l, const struct step *s,
			   const struct demo_row *act)
{
	struct arena *a = l->cx->arena;
	const struct demo_row *t = l->task[s->task].row;
	struct str name;

	if (act)
		return act->f[6];
	if (s->what != WORK_DO_SUBMIT)
		return STR("");
	name = replace(a, text_pick(l, STR("file"), (uint64_t)s->task),
		       STR("{k}"), t->f[2]);
	/* some are not looked at yet */
	return s->task % 6 == 5 ? name : str_cat(a, name, STR("+"));
}

/* ---- steps ---------------------------------------------------------------------- */

struct cx life_office(struct life *l, const struct step *s)
{
	/* section II is the matter of the second person in the office */
	bool second = s->kind >= LIFE_DEED && s->kind != LIFE_CLOSE &&
		      s->kind < LIFE_DECISION &&
		      str_eq(l->task[s->task].row->f[1], STR("2"));

	return demo_as(l->cx, l->d, &l->d->users.p[second ? 2 : 1].actor,
		       s->day, l->k);
}

static struct err *paper_file(struct life *l, const struct paper *p,
			      struct work_file *ret_file)
{
	struct arena *a = l->cx->arena;
	const struct demo_row *r = p->row;
	struct str kind =
		profile_doc_type_title(l->cx->profile, r->f[1], LANG_VI);

	ret_file->name =
		str_fmt(a, "%.*s %02d-%.*s-ĐU.docx", STR_ARG(kind),
			(int)(r->f[2].n == 1 ? r->f[2].p[0] - '0'
					     : (r->f[2].p[0] - '0') * 10 +
						       r->f[2].p[1] - '0'),
			STR_ARG(r->f[1]));
	return demo_docx(a, r->f[4], &p->paras, &ret_file->bytes);
}

static struct err *document_step(struct life *l, const struct step *s)
{
	struct paper *p = &l->papers.p[s->document];
	const struct demo_row *r = p->row;
	struct cx c = life_office(l, s);
	int64_t root = demo_org(l->d, STR("root"))->id, number = 0;
	struct work_file file = { 0 };
	struct err *err = paper_file(l, p, &file);

	if (err)
		return err;
	if (!str_to_i64(r->f[2], &number))
		return demo_fault(l->cx, "no number", r->f[2]);
	err = work_document_add(&c,
				&(struct work_document_new){
					.kind = r->f[1],
					.number = number,
					.term = l->d->words.term,
					.issuer = root,
					.issued_on = p->on,
					.title = r->f[4],
					.file = file },
				&p->id);
	if (err || p->to == DAY_NONE)
		return err;
	return work_programme_add(&c,
				  &(struct work_programme_new){
					  .document = p->id,
					  .title = r->f[5],
					  .year = p->year,
					  .from = p->from,
					  .to = p->to,
					  .owner = root },
				  &p->programme);
}

/* "vptu,btc" or "all" → ids, not the lead's own. */
static struct err *with_read(struct life *l, const struct demo_row *r,
			     struct work_task_words *w)
{
	struct arena *a = l->cx->arena;
	int64_t *ids = arena_new(a, int64_t, l->d->orgs.n);
	struct str rest = r->f[5];

	w->with = ids;
	if (str_eq(rest, STR("all"))) {
		/* the root comes first, then the 19 below it */
		for (int i = 1; i <= 19; i++)
			if (l->d->orgs.p[i].id != w->lead)
				ids[w->n_with++] = l->d->orgs.p[i].id;
		w->with_text = STR("18 đơn vị còn lại");
		return NULL;
	}
	while (rest.n) {
		struct str key = str_cut(&rest, ',');
		const struct demo_org *org = demo_org(l->d, key);

		if (!org)
			return demo_fault(l->cx, "no such organisation", key);
		ids[w->n_with++] = org->id;
		if (w->with_text.n)
			w->with_text = str_cat(a, w->with_text, STR("; "));
		w->with_text = str_cat(a, w->with_text, org->name);
	}
	return NULL;
}

static struct err *task_step(struct life *l, const struct step *s,
			     struct task *t)
{
	const struct demo_row *r = t->row;
	struct cx c = life_office(l, s);
	struct str section =
		text_pick(l, STR("section"), (uint64_t)(r->f[1].p[0] - '1'));
	struct work_task_words w = { .programme =
					     l->papers.p[s->document].programme,
				     .section = section,
				     .number = r->f[2],
				     .work = r->f[3],
				     .lead = DB_NULL,
				     .deadline = r->f[6],
				     .product = r->f[7],
				     .import = DB_NULL,
				     .import_row = DB_NULL };
	const struct demo_org *lead = demo_org(l->d, r->f[4]);
	struct err *err;

	if (lead) {
		w.lead = lead->id;
		w.lead_text = lead->name;
	} else if (str_starts(r->f[4], STR("="))) {
		w.lead_text = str_sub(r->f[4], 1, r->f[4].n);
	} else {
		return demo_fault(l->cx, "no such organisation", r->f[4]);
	}
	err = with_read(l, r, &w);
	return err ? err : work_task_add(&c, &w, &t->id);
}

static struct err *tasks_step(struct life *l, const struct step *s)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < l->n_tasks && !err; i++) {
		struct arena_mark mark = arena_mark(l->cx->arena);

		if (l->task[i].paper != s->document || l->task[i].above >= 0 ||
		    life_is_tied(l, &l->task[i]))
			continue;
		err = task_step(l, s, &l->task[i]);
		if (!err)
			arena_rewind(l->cx->arena, mark);
	}
	return err ? err : life_carry(l, s);
}

const struct demo_user *life_user(const struct life *l, struct str key)
{
	for (ptrdiff_t i = 0; i < l->d->users.n; i++)
		if (str_eq(l->d->users.p[i].key, key))
			return &l->d->users.p[i];
	return NULL;
}

/* The person who did it: of the lead's unit, or of those who issued it. */
static struct cx doer(struct life *l, const struct step *s)
{
	const struct demo_user *u =
		work_do_of_lead(s->what)
			? life_user(l, l->task[s->task].row->f[4])
			: NULL;

	return u ? demo_as(l->cx, l->d, &u->actor, s->day, l->k)
		 : life_issuer(l, s);
}

static struct err *files_make(struct life *l, struct str spec,
			      const struct demo_row *task,
			      struct work_deed *deed)
{
	struct arena *a = l->cx->arena;
	struct work_file *files =
		arena_new(a, struct work_file, WORK_FILES_MOST);
	struct err *err = NULL;

	deed->files = files;
	while (spec.n && !err) {
		struct str name = str_cut(&spec, ';');
		char last = name.p[name.n - 1];

		if (last == '+' || last == '-')
			name.n--;
		files[deed->n_files].name = name;
		err = demo_file(a, name, task->f[3],
				&files[deed->n_files++].bytes);
	}
	return err;
}

static struct err *deed_step(struct life *l, const struct step *s)
{
	const struct task *t = &l->task[s->task];
	const struct demo_row *act = act_find(l, s);
	struct cx c = doer(l, s);
	struct work_deed deed = { .task = t->id, .what = s->what };
	struct task_by_id_row row;
	bool found;
	struct err *err = task_by_id(c.db,
				     &(struct task_by_id_in){ .id = t->id,
							      .today = s->day,
							      .soon = s->day },
				     &row, &found);

	if (err)
		return err;
	assert(found);
	if (work_do_needs_reason(s->what)) {
		if (!act)
			return demo_fault(l->cx, "no reason", t->row->f[2]);
		deed.reason = act->f[2];
	} else if (s->what == WORK_DO_REPORT || s->what == WORK_DO_SUBMIT) {
		bool late = row.due_on != DAY_NONE && s->day > row.due_on;

		deed.report = (struct work_report){
			.percent = s->what == WORK_DO_SUBMIT ? 100 : s->percent,
			.body = act ? act->f[2] : ordinary_text(l, s, late),
			.difficulty = act ? act->f[3] : STR(""),
			.cause = act	? act->f[4]
				 : late ? STR("du_lieu")
					: STR(""),
			.ask = act && act->f[5].n ? act->f[5] : STR("none")
		};
		err = files_make(l, files_of(l, s, act), t->row, &deed);
	}
	return err ? err : work_do(&c, &deed, NULL);
}

static struct err *check_step(struct life *l, const struct step *s)
{
	struct cx c = life_issuer(l, s);
	struct evidence_list_rows rows;
	struct err *err = evidence_list(c.db,
					&(struct evidence_list_in){
						.task = l->task[s->task].id,
						.until = INT64_MAX },
					&rows);

	for (ptrdiff_t i = 0; i < rows.n && !err; i++)
		if (str_eq(rows.p[i].name, s->file))
			return work_evidence_check(&c, rows.p[i].id, s->good);
	return err ? err : demo_fault(l->cx, "no such file", s->file);
}

/* What somebody said or asked for. */
static struct err *word_step(struct life *l, const struct step *s)
{
	int64_t task = l->task[s->task].id;
	const struct demo_user *who = demo_speaker(l->d, s->line->f[2]);
	struct cx c;

	if (!who)
		return demo_fault(l->cx, "nobody there", s->line->f[2]);
	c = demo_as(l->cx, l->d, &who->actor, s->day, l->k);
	return s->kind == LIFE_TALK ? demo_talk(&c, l->d, s->line, task)
				    : demo_adjust(&c, l->d, s->line, task);
}

/* The lead measures, the office sets. */
static struct err *effect_step(struct life *l, const struct step *s)
{
	struct step by = *s;
	struct cx c;

	by.what = str_eq(s->line->f[2], STR("value")) ? WORK_DO_REPORT
						      : WORK_DO_EDIT;
	c = doer(l, &by);
	return demo_effect(&c, s->line, l->task[s->task].id);
}

static struct err *step_do(struct life *l, const struct step *s)
{
	switch (s->kind) {
	case LIFE_DOCUMENT:
		return document_step(l, s);
	case LIFE_LINK:
		return life_link(l, s);
	case LIFE_SAID:
		return life_said(l, s);
	case LIFE_TASKS:
		return tasks_step(l, s);
	case LIFE_SPLIT:
		return life_split(l, s);
	case LIFE_BASE:
		return life_base(l, s);
	case LIFE_DEED:
		return deed_step(l, s);
	case LIFE_CHECK:
		return check_step(l, s);
	case LIFE_EFFECT:
		return effect_step(l, s);
	case LIFE_CLOSE:
		return life_close(l, s);
	case LIFE_MEMBER:
		return life_member(l, s);
	case LIFE_GROWTH:
		return life_growth(l, s);
	case LIFE_DECISION:
		return life_decision(l, s);
	case LIFE_TALK:
	case LIFE_ADJUST:
		return word_step(l, s);
	}
	return NULL;
}

/* ---- the order of days -------------------------------------------------------- */

/* A file is looked at on the working day after it came. */
static void checks_add(struct life *l, const struct step *s)
{
	struct str rest = files_of(l, s, act_find(l, s));

	while (rest.n) {
		struct str name = str_cut(&rest, ';');
		char last = name.p[name.n - 1];

		name.n--;
		if (last == '+' || last == '-')
			life_step(l,
				  (struct step){
					  .kind = LIFE_CHECK,
					  .task = s->task,
					  .file = name,
					  .good = last == '+',
					  .day = day_add_working(
						  s->day, 1,
						  l->cx->profile->holidays) });
	}
}

static int step_cmp(const void *x, const void *y)
{
	const struct step *a = x, *b = y;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* The working days behind the last one that was lived, up to `day`. */
static struct err *days_live(struct life *l, day_t day)
{
	struct holidays h = l->cx->profile->holidays;
	struct err *err = NULL;

	if (l->last_day == DAY_NONE)
		return NULL;
	for (day_t d = l->last_day + 1; d <= day && !err; d++) {
		struct arena_mark mark = arena_mark(l->cx->arena);

		if (day_is_working(d, h))
			err = demo_periods(l->cx, l->d, &l->d->users.p[1], d);
		if (!err)
			arena_rewind(l->cx->arena, mark);
	}
	return err;
}

struct err *demo_life(struct cx *cx, struct demo *d)
{
	struct life l = { .cx = cx, .d = d, .last_day = DAY_NONE };
	struct err *err = plan_all(&l);
	ptrdiff_t planned = l.steps.n;

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < planned; i++) {
		/* a copy: the list may move while it grows */
		struct step s = l.steps.p[i];

		if (s.kind == LIFE_DEED)
			checks_add(&l, &s);
	}
	qsort(l.steps.p, (size_t)l.steps.n, sizeof(*l.steps.p), step_cmp);
	for (ptrdiff_t i = 0; i < l.steps.n && !err; i++) {
		const struct step *s = &l.steps.p[i];
		struct arena_mark mark = arena_mark(cx->arena);

		if (s->day > d->today)
			break;
		err = days_live(&l, s->day);
		if (s->day != l.last_day)
			l.k = 0;
		else if (s->kind != LIFE_GROWTH) /* they come by hundreds */
			l.k++;
		l.last_day = s->day;
		if (!err)
			err = step_do(&l, s);
		if (!err)
			arena_rewind(cx->arena, mark);
	}
	return err ? err : days_live(&l, d->today);
}
