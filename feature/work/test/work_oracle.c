/*
 * The trail replayed. Events tell which tasks there are and which fell away,
 * acts what was done to them, versions of words what they say; the ledger
 * tells what an approval changed and which extensions there were.
 */
#include "work/test/work_oracle_priv.h"

#include "db/db.h"
#include "profile/profile.h"
#include "work/test/work_by_hand.h"

struct oracle *oracle_open(struct arena *a, bool known)
{
	struct oracle *o = arena_new(a, struct oracle, 1);

	o->arena = a;
	o->known = known;
	return o;
}

/* ---- reading the trail ------------------------------------------------- */

BY_HAND(orgs_query, "select id, parent from org order by id");
BY_HAND(tasks_query,
	"select id, programme from task where id > ?1 order by id");
BY_HAND(words_query,
	"select id, task, section, lead, missing, due_on, start_on, "
	"deadline_text, deadline_kind, work, product "
	"from task_words where id > ?1 order by id");
BY_HAND(events_query, "select id, at, case when subject_kind = 'task' "
		      "then subject else 0 end, kind, after from event "
		      "where id > ?1 order by id");
BY_HAND(acts_query, "select id, at, task, on_day, percent, event, adjust, ask, "
		    "kind from task_act where id > ?1 order by id");
BY_HAND(ledger_query, "select id, kind from task_adjust where id > ?1 "
		      "order by id");
BY_HAND(extensions_query, "select task, cause, decided_on from task_adjust "
			  "where kind = 'extension' and verdict = 'approved' "
			  "order by id");
BY_HAND(help_query, "select task, org from task_org order by task, org");
BY_HAND(milestones_query, "select id, task, year, on_day, at "
			  "from task_milestone where id > ?1 order by id");

/* One row after the other into `take`; `after`: -1: all of them. */
static void each(struct cx *cx, const struct db_query *q, int64_t after,
		 void (*take)(struct oracle *, struct cx *, struct db_stmt *),
		 struct oracle *o)
{
	struct db_stmt *st;
	bool more;

	ok(db_stmt_get(cx->db, q, 0, 0, &st));
	if (after >= 0)
		db_bind_i64(st, 1, after);
	ok(db_step(st, &more));
	while (more) {
		take(o, cx, st);
		ok(db_step(st, &more));
	}
	db_stmt_done(st);
}

static struct task *task_at(struct oracle *o, int64_t id)
{
	while (o->tasks.n <= id)
		*vec_push(o->arena, &o->tasks) =
			(struct task){ .parent = DB_NULL,
				       .issued = DAY_NONE,
				       .accepted = DAY_NONE,
				       .submitted = DAY_NONE,
				       .done = DAY_NONE,
				       .closed = DAY_NONE,
				       .paused = DAY_NONE,
				       .withdrawn = DAY_NONE,
				       .due = DAY_NONE,
				       .base_due = DAY_NONE,
				       .rule = DAY_NONE };
	return &o->tasks.p[id];
}

static void org_take(struct oracle *o, struct cx *cx, struct db_stmt *st)
{
	int64_t id = db_col_i64(st, 0), parent = db_col_i64(st, 1);

	(void)cx;
	while (o->above.n <= id)
		*vec_push(o->arena, &o->above) = 0;
	o->above.p[id] = parent == DB_NULL ? 0 : parent;
}

static void task_take(struct oracle *o, struct cx *cx, struct db_stmt *st)
{
	(void)cx;
	task_at(o, db_col_i64(st, 0))->programme = db_col_i64(st, 1);
}

static void words_take(struct oracle *o, struct cx *cx, struct db_stmt *st)
{
	struct task *t = task_at(o, db_col_i64(st, 1));

	(void)cx;
	o->last_words = db_col_i64(st, 0);
	*vec_push(o->arena, &t->words) =
		(struct words){ .section = db_col_i64(st, 2),
				.lead = db_col_i64(st, 3),
				.missing = db_col_i64(st, 4),
				.due = db_col_day(st, 5),
				.start = db_col_day(st, 6),
				.deadline = str_hash(db_col_peek(st, 7)),
				.kind = work_due_of_code(db_col_peek(st, 8)),
				.work = str_hash(db_col_peek(st, 9)),
				.product = str_hash(db_col_peek(st, 10)) };
}

/* The number or text behind "name": in a small JSON object; absent: none. */
static struct str json_of(struct arena *a, struct str json, const char *name)
{
	struct str key = str_fmt(a, "\"%s\":", name);
	ptrdiff_t from = json.n ? str_find(json, key, 0) : -1, to;

	if (from < 0)
		return STR_NULL;
	from += key.n;
	for (to = from; to < json.n && json.p[to] != ',' && json.p[to] != '}';)
		to++;
	json = str_sub(json, from, to);
	if (str_starts(json, STR("\"")))
		json = str_sub(json, 1, json.n - 1);
	return json;
}

static void event_take(struct oracle *o, struct cx *cx, struct db_stmt *st)
{
	static const struct {
		const char *kind;
		enum event_kind is;
	} kinds[] = {
		{ "task.add", EV_ADD },		 { "task.void", EV_VOID },
		{ "task.period", EV_PERIOD },	 { "task.attach", EV_ATTACH },
		{ "programme.close", EV_CLOSE },
	};
	struct event e = { .id = db_col_i64(st, 0),
			   .at = db_col_i64(st, 1),
			   .subject = db_col_i64(st, 2),
			   .parent = DB_NULL,
			   .due = DAY_NONE };
	struct str kind = db_col_peek(st, 3), after;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(kinds); i++)
		if (str_eq(kind, str_c(kinds[i].kind)))
			e.kind = kinds[i].is;
	after = db_col_str(st, 4);
	if (!str_to_i64(json_of(cx->arena, after, "parent"), &e.parent) &&
	    !str_to_i64(json_of(cx->arena, after, "series"), &e.parent))
		e.parent = DB_NULL;
	if (!day_from_iso(json_of(cx->arena, after, "due"), &e.due))
		e.due = DAY_NONE;
	if (!day_from_iso(json_of(cx->arena, after, "rule"), &e.rule))
		e.rule = DAY_NONE;
	while (o->events.n < e.id)
		*vec_push(o->arena, &o->events) = (struct event){ .id = 0 };
	*vec_push(o->arena, &o->events) = e;
}

static const struct {
	const char *name;
	enum act_kind kind;
} act_names[] = {
	{ "issue", ACT_ISSUE },
	{ "accept", ACT_ACCEPT },
	{ "hand_back", ACT_HAND_BACK },
	{ "report", ACT_REPORT },
	{ "submit", ACT_SUBMIT },
	{ "verify", ACT_VERIFY },
	{ "return", ACT_RETURN },
	{ "close", ACT_CLOSE },
	{ "pause", ACT_PAUSE },
	{ "resume", ACT_RESUME },
	{ "withdraw", ACT_WITHDRAW },
	{ "edit", ACT_EDIT },
	{ "adjust_approve", ACT_APPROVE },
	{ "period", ACT_PERIOD },
	{ "event", ACT_EVENT },
	{ "part", ACT_PART },
	{ "attach", ACT_ATTACH },
	{ "adjust_ask", ACT_NOTHING },
	{ "adjust_refuse", ACT_NOTHING },
	{ "adjust_drop", ACT_NOTHING },
	{ "split", ACT_NOTHING },
	{ "weight", ACT_NOTHING },
	{ "parts_open", ACT_NOTHING },
	{ "follow", ACT_NOTHING }, /* the day is worked out by hand */
	{ "milestone", ACT_NOTHING },
	{ "carry", ACT_NOTHING },
	{ "keep", ACT_NOTHING },
	{ "remind", ACT_NOTHING },
	{ "share_ask", ACT_NOTHING },
	{ "share_deliver", ACT_NOTHING },
	{ "share_take", ACT_NOTHING },
	{ "share_return", ACT_NOTHING },
	{ "share_drop", ACT_NOTHING },
};

static enum act_kind act_kind_of(struct str name)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(act_names); i++)
		if (str_eq(name, str_c(act_names[i].name)))
			return act_names[i].kind;
	fail_msg("an act of the kind %.*s is new here: say what it does",
		 STR_ARG(name));
	return ACT_NOTHING;
}

static void act_take(struct oracle *o, struct cx *cx, struct db_stmt *st)
{
	struct act *a = vec_push(o->arena, &o->acts);

	(void)cx;
	*a = (struct act){ .id = db_col_i64(st, 0),
			   .at = db_col_i64(st, 1),
			   .task = db_col_i64(st, 2),
			   .on = db_col_day(st, 3),
			   .percent = db_col_i64(st, 4),
			   .event = db_col_i64(st, 5),
			   .adjust = db_col_i64(st, 6),
			   .kind = act_kind_of(db_col_peek(st, 8)) };
	o->last_act = a->id;
	a->asks = a->kind == ACT_REPORT || a->kind == ACT_SUBMIT;
	a->help = str_eq(db_col_peek(st, 7), STR("help"));
}

static void ledger_take(struct oracle *o, struct cx *cx, struct db_stmt *st)
{
	int64_t id = db_col_i64(st, 0);
	struct str kind = db_col_peek(st, 1);

	(void)cx;
	while (o->ledger.n <= id)
		*vec_push(o->arena, &o->ledger) =
			(struct ledger_row){ LEDGER_WORDS };
	if (str_eq(kind, STR("lead")))
		o->ledger.p[id].kind = LEDGER_LEAD;
	else if (str_eq(kind, STR("withdrawal")))
		o->ledger.p[id].kind = LEDGER_WITHDRAWAL;
}

static void extension_take(struct oracle *o, struct cx *cx, struct db_stmt *st)
{
	struct extension *x = vec_push(o->arena, &o->extensions);

	x->task = db_col_i64(st, 0);
	x->on = db_col_day(st, 2);
	x->cause = -1;
	for (ptrdiff_t i = 0; i < cx->profile->n_causes; i++)
		if (str_eq(db_col_peek(st, 1), cx->profile->cause[i].code))
			x->cause = (int)i;
	assert_in_range(x->cause, 0, ORACLE_CAUSES - 1);
}

static void milestone_take(struct oracle *o, struct cx *cx, struct db_stmt *st)
{
	(void)cx;
	*vec_push(o->arena, &o->milestones) =
		(struct milestone){ .id = db_col_i64(st, 0),
				    .task = db_col_i64(st, 1),
				    .year = (int)db_col_i64(st, 2),
				    .on = db_col_day(st, 3),
				    .at = db_col_i64(st, 4) };
}

static void help_take(struct oracle *o, struct cx *cx, struct db_stmt *st)
{
	(void)cx;
	*vec_push(o->arena, &o->help) =
		(struct help){ db_col_i64(st, 0), db_col_i64(st, 1) };
}

static void trail_read(struct oracle *o, struct cx *cx)
{
	ptrdiff_t n = o->milestones.n;
	struct arena_mark mark = arena_mark(cx->arena);

	if (!o->above.n)
		each(cx, &orgs_query, -1, org_take, o);
	each(cx, &tasks_query, MAX(o->tasks.n - 1, 0), task_take, o);
	each(cx, &words_query, o->last_words, words_take, o);
	each(cx, &events_query, MAX(o->events.n - 1, 0), event_take, o);
	each(cx, &acts_query, o->last_act, act_take, o);
	each(cx, &ledger_query, MAX(o->ledger.n - 1, 0), ledger_take, o);
	o->extensions.n = 0; /* decided in another order than asked */
	each(cx, &extensions_query, -1, extension_take, o);
	o->help.n = 0;
	each(cx, &help_query, -1, help_take, o);
	each(cx, &milestones_query, n ? o->milestones.p[n - 1].id : 0,
	     milestone_take, o);
	arena_rewind(cx->arena, mark);
}

/* ---- words and days ---------------------------------------------------- */

const struct words *oracle_words(const struct task *t)
{
	assert_true(t->next > 0);
	return &t->words.p[t->next - 1];
}

bool oracle_comes_back(const struct task *t)
{
	enum work_due k = oracle_words(t)->kind;

	return t->place != ORACLE_PERIOD &&
	       (k == DUE_RECURRING || k == DUE_CONTINUOUS || k == DUE_TERM ||
		k == DUE_STARTING);
}

/* Its day comes with an event or a request. */
static bool waits(const struct words *w)
{
	return w->kind == DUE_RELATIVE || w->kind == DUE_ON_REQUEST;
}

/* The next version: its day is the deadline, but a day that an event gave
 * stays while the deadline says the same. */
static void words_next(struct task *t)
{
	const struct words *was = t->next ? oracle_words(t) : NULL, *is;

	assert_true(t->next < t->words.n);
	is = &t->words.p[t->next++];
	if (!was || was->deadline != is->deadline || !waits(is))
		t->due = is->due;
}

static bool is_open(const struct task *t)
{
	return t->issued != DAY_NONE && t->done == DAY_NONE &&
	       t->withdrawn == DAY_NONE;
}

/* The day that was written for a year by then, else the last of December. */
static day_t year_end(const struct oracle *o, int64_t task, int year,
		      int64_t at)
{
	day_t on = DAY_NONE;

	for (ptrdiff_t i = 0; i < o->milestones.n; i++) {
		const struct milestone *m = &o->milestones.p[i];

		if (m->task == task && m->year == year && m->at <= at)
			on = m->on;
	}
	if (on == DAY_NONE)
		assert_true(day_from_ymd(year, 12, 31, &on));
	return on;
}

/* Between two milestones of a term the next one stands: after the last that
 * began; the last of all is the end of the term. Nothing is due on a day off:
 * the working day before. */
static day_t milestone_ahead(const struct oracle *o, int64_t task, day_t begun,
			     int64_t at)
{
	day_t end = oracle_words(&o->tasks.p[task])->due, on = DAY_NONE;

	for (int y = day_ymd(begun).y; y <= day_ymd(end).y; y++) {
		on = y == day_ymd(end).y ? end : year_end(o, task, y, at);
		if (on > begun)
			break;
		on = DAY_NONE;
	}
	while (on != DAY_NONE && !day_is_working(on, o->days_off))
		on--;
	return on;
}

/* While a task that comes back is open, its day is that of the nearest period
 * that is neither done nor withdrawn. */
static void series_day(struct oracle *o, int64_t series, int64_t at)
{
	struct task *t = &o->tasks.p[series];
	day_t due = DAY_NONE, begun = DAY_NONE;

	if (!oracle_comes_back(t) || !is_open(t))
		return;
	for (ptrdiff_t i = series + 1; i < o->tasks.n; i++) {
		const struct task *p = &o->tasks.p[i];

		if (!p->there || p->place != ORACLE_PERIOD ||
		    p->parent != series)
			continue;
		begun = begun == DAY_NONE ? p->rule : MAX(begun, p->rule);
		if (p->done == DAY_NONE && p->withdrawn == DAY_NONE &&
		    p->due != DAY_NONE && (due == DAY_NONE || p->due < due))
			due = p->due;
	}
	if (due == DAY_NONE && begun != DAY_NONE &&
	    oracle_words(t)->kind == DUE_TERM)
		due = milestone_ahead(o, series, begun, at);
	t->due = due;
}

/* ---- what the events do ------------------------------------------------ */

static void begin(struct task *t, enum oracle_place place, int64_t parent)
{
	t->there = true;
	t->place = place;
	t->parent = parent;
	words_next(t);
}

static void period_begin(struct task *t, const struct event *e)
{
	begin(t, ORACLE_PERIOD, e->parent);
	t->rule = e->rule;
}

static void event_do(struct oracle *o, const struct event *e)
{
	struct task *t;

	if (e->kind == EV_OTHER || e->kind == EV_CLOSE)
		return;
	t = task_at(o, e->subject);
	if (e->kind == EV_ADD)
		begin(t, ORACLE_WHOLE, DB_NULL);
	else if (e->kind == EV_PERIOD)
		period_begin(t, e);
	else if (e->kind == EV_VOID)
		t->there = false;
}

/* A period is issued when it begins, to who has the series by then. */
static void period_do(struct oracle *o, struct task *t, day_t on)
{
	t->issued = on;
	if (o->tasks.p[t->parent].accepted != DAY_NONE)
		t->accepted = on;
	t->based = true;
	t->base_due = t->due;
}

static void approve_do(struct oracle *o, const struct act *a, struct task *t)
{
	enum ledger_kind kind = o->ledger.p[a->adjust].kind;

	if (kind == LEDGER_WITHDRAWAL) {
		t->withdrawn = a->on;
		return;
	}
	words_next(t);
	if (kind == LEDGER_LEAD)
		t->accepted = DAY_NONE;
}

/* Another lead has yet to take an issued task. */
static void edit_do(struct task *t)
{
	int64_t was = oracle_words(t)->lead;

	words_next(t);
	if (t->issued != DAY_NONE && oracle_words(t)->lead != was)
		t->accepted = DAY_NONE;
}

/* The first issue is the original; its day may come later with an event. */
static void issue_do(struct task *t, day_t on)
{
	t->issued = on;
	if (!t->based)
		t->base_due = t->due;
	t->based = true;
}

static void event_day_do(const struct oracle *o, const struct act *a,
			 struct task *t)
{
	t->due = o->events.p[a->event].due;
	if (t->base_due == DAY_NONE)
		t->base_due = t->due;
}

/* Words, place, beginning. */
static void shape_do(struct oracle *o, const struct act *a, struct task *t)
{
	const struct event *e = &o->events.p[a->event];

	switch (a->kind) {
	case ACT_ISSUE:
		issue_do(t, a->on);
		break;
	case ACT_EDIT:
		edit_do(t);
		break;
	case ACT_APPROVE:
		approve_do(o, a, t);
		break;
	case ACT_PERIOD:
		period_do(o, t, a->on);
		break;
	case ACT_EVENT:
		event_day_do(o, a, t);
		break;
	case ACT_PART: /* the event names the task above */
		begin(t, ORACLE_PART, e->subject);
		break;
	case ACT_ATTACH:
		words_next(t);
		t->place = ORACLE_PART;
		t->parent = e->parent;
		break;
	default:
		break;
	}
}

/* The life of a task once it is issued. */
static void life_do(const struct act *a, struct task *t)
{
	switch (a->kind) {
	case ACT_ACCEPT:
		t->accepted = a->on;
		break;
	case ACT_HAND_BACK:
		t->issued = t->accepted = DAY_NONE;
		break;
	case ACT_REPORT:
		t->percent = a->percent;
		break;
	case ACT_SUBMIT:
		t->submitted = a->on;
		t->percent = 100;
		break;
	case ACT_RETURN: /* not all of it is there after all */
		t->submitted = DAY_NONE;
		t->percent = MIN(t->percent, 99);
		break;
	case ACT_VERIFY:
		t->done = a->on;
		break;
	case ACT_CLOSE:
		t->closed = a->on;
		break;
	case ACT_PAUSE:
		t->paused = a->on;
		break;
	case ACT_RESUME:
		t->paused = DAY_NONE;
		break;
	case ACT_WITHDRAW:
		t->withdrawn = a->on;
		break;
	default:
		break;
	}
	if (a->asks)
		t->asking = a->help;
}

static void act_do(struct oracle *o, const struct act *a)
{
	struct task *t = task_at(o, a->task);
	const struct event *e = &o->events.p[a->event];

	/* an act on the series takes its periods along: taken with it, else
	 * they fall with it */
	if (t->place == ORACLE_PERIOD && a->kind != ACT_PERIOD &&
	    e->subject == t->parent) {
		if (a->kind == ACT_ACCEPT)
			t->accepted = a->on;
		else
			t->withdrawn = a->on;
	} else {
		shape_do(o, a, t);
		life_do(a, t);
	}
	if (!t->acted && t->place != ORACLE_PERIOD)
		o->n_acted++;
	t->acted = true;
	series_day(o, t->place == ORACLE_PERIOD ? t->parent : a->task, a->at);
}

/* ---- a day's replay ---------------------------------------------------- */

static bool of_closing(const struct oracle *o, const struct act *a)
{
	for (ptrdiff_t i = o->seen_event; i < o->events.n; i++)
		if (o->events.p[i].kind == EV_CLOSE &&
		    o->events.p[i].at == a->at)
			return true;
	return false;
}

/* Every version of words belongs to something that was done. */
static void words_all_told(const struct oracle *o)
{
	for (ptrdiff_t i = 0; i < o->tasks.n; i++)
		if (o->tasks.p[i].next != o->tasks.p[i].words.n)
			fail_msg("task %d has words that no act tells of",
				 (int)i);
}

/* Of new words that begin a period the words come first: a new lead has yet to
 * take it. */
static void words_first(struct oracle *o, ptrdiff_t from)
{
	struct act *a = &o->acts.p[from], word;
	int64_t series = o->events.p[a->event].parent;

	if (a->kind != ACT_PERIOD)
		return;
	for (ptrdiff_t i = from + 1; i < o->acts.n && a[i - from].at == a->at;
	     i++) {
		word = o->acts.p[i];
		if (word.task != series ||
		    (word.kind != ACT_EDIT && word.kind != ACT_APPROVE))
			continue;
		for (; i > from; i--)
			o->acts.p[i] = o->acts.p[i - 1];
		*a = word;
		return;
	}
}

void oracle_replay(struct oracle *o, struct cx *cx)
{
	ptrdiff_t ev = o->events.n;

	for (ptrdiff_t i = 0; i < o->held.n; i++)
		act_do(o, &o->held.p[i]);
	o->held.n = 0;
	o->seen_event = ev;
	o->days_off = cx->profile->holidays;
	trail_read(o, cx);
	for (; o->seen_act < o->acts.n; o->seen_act++) {
		const struct act *a = &o->acts.p[o->seen_act];

		words_first(o, o->seen_act);
		for (; ev < o->events.n && o->events.p[ev].id <= a->event; ev++)
			event_do(o, &o->events.p[ev]);
		if (o->known && of_closing(o, a))
			*vec_push(o->arena, &o->held) = *a;
		else
			act_do(o, a);
	}
	for (; ev < o->events.n; ev++)
		event_do(o, &o->events.p[ev]);
	words_all_told(o);
}
