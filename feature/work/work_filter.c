/* The conditions of a task list. */
#include "work/work_filter.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_carry_act.h"
#include "work/work_past.h"

/* work_query.sql takes no report for one in this year. */
enum { NEVER_YEAR = 1583 };

const struct field work_filter_fields[WORK_FILTER_FIELDS_N] = {
	WORK_FILTER_FIELDS,
};

/* ---- words of the address ------------------------------------------------- */

/* Groups of states; single states have their own keys (work_model.c). */
static const struct {
	const char *key, *title;
	uint64_t states;
} groups[] = {
	{ "open", N_("Not finished"), WORK_STATES_OPEN },
	{ "finished", N_("Finished"), WORK_STATES_DONE },
	{ "issued", N_("Issued tasks"), WORK_STATES_OPEN | WORK_STATES_DONE },
	{ "judged", N_("Finished or overdue"),
	  WORK_STATES_DONE | 1 << WORK_OVERDUE },
	{ "late", N_("Late, open or done"),
	  1 << WORK_OVERDUE | 1 << WORK_DONE_LATE },
};

static const struct {
	const char *key, *title;
	int64_t bits;
} clarities[] = {
	{ "any", N_("Something is unclear"), WORK_MISS_ALL },
	{ "work", N_("Unclear work"), WORK_MISS_WORK },
	{ "person", N_("Unclear person"), WORK_MISS_PERSON },
	{ "progress", N_("Unclear progress"), WORK_MISS_PROGRESS },
	{ "product", N_("Unclear product"), WORK_MISS_PRODUCT },
};

static const struct {
	const char *key, *title;
	int days; /* from today; 0: see due_read() */
} dues[] = {
	{ "7", N_("Due within 7 days"), 7 },
	{ "14", N_("Due within 14 days"), 14 },
	{ "30", N_("Due within 30 days"), 30 },
	{ "quarter", N_("Due this quarter"), 0 },
	{ "past", N_("Due day passed"), 0 },
};

static const char *const sorts[N_WORK_SORT] = {
	[SORT_PLAN] = "plan",
	[SORT_DUE] = "due",
	[SORT_DUE_DESC] = "due_desc",
	[SORT_LEAD] = "lead",
	[SORT_LEAD_DESC] = "lead_desc",
	[SORT_PERCENT] = "percent",
	[SORT_PERCENT_DESC] = "percent_desc",
	[SORT_REPORT] = "report",
	[SORT_REPORT_DESC] = "report_desc",
};

static const struct {
	const char *key, *title;
} group_words[N_WORK_GROUP] = {
	[GROUP_PLAN] = { "", N_("As the list is") },
	[GROUP_NONE] = { "none", N_("No groups") },
	[GROUP_SECTION] = { "section", N_("Section") },
	[GROUP_LEAD] = { "lead", N_("Lead unit") },
	[GROUP_STATE] = { "state", N_("State") },
	[GROUP_MONTH] = { "month", N_("Month of the deadline") },
};

static const struct {
	const char *key, *title;
} col_words[N_WORK_COL] = {
	[WORK_COL_BASE] = { "base", N_("Original deadline") },
	[WORK_COL_PERCENT] = { "percent", N_("Percent") },
	[WORK_COL_REPORT] = { "report", N_("Last report") },
	[WORK_COL_CAUSE] = { "cause", N_("Cause of delay") },
	[WORK_COL_WITH] = { "with", N_("Cooperating units") },
	[WORK_COL_SECTION] = { "section", N_("Section") },
	[WORK_COL_PROGRAMME] = { "programme", N_("Programme") },
};

static const struct {
	const char *key, *title;
	int days;
} silents[] = {
	{ "14", N_("No report for 14 days"), 14 },
	{ "30", N_("No report for 30 days"), 30 },
	{ "90", N_("No report for 90 days"), 90 },
};

const char *work_group_key(enum work_group_by g)
{
	return group_words[g].key;
}

const char *work_group_title(enum work_group_by g)
{
	return group_words[g].title;
}

const char *work_col_key(enum work_col c)
{
	return col_words[c].key;
}

const char *work_col_title(enum work_col c)
{
	return col_words[c].title;
}

const char *work_sort_key(enum work_sort s)
{
	return sorts[s];
}

static struct err *unknown(struct cx *cx, const char *field, struct str word)
{
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("\"{0}\" isn't a choice of this list; open "
				 "the list again "
				 "and choose from it."),
			      word),
		      str_c(field));
}

static bool state_read(struct str key, uint64_t *ret_states)
{
	enum work_state s;

	if (work_state_from_key(key, &s)) {
		*ret_states = (uint64_t)1 << s;
		return true;
	}
	for (ptrdiff_t i = 0; i < N_ELEMENTS(groups); i++) {
		if (str_eq(key, str_c(groups[i].key))) {
			*ret_states = groups[i].states;
			return true;
		}
	}
	for (int m = 0; m < N_WORK_MARK; m++) {
		if (str_eq(key, str_c(work_mark_key((enum work_mark)m)))) {
			*ret_states = work_states_of_mark((enum work_mark)m);
			return true;
		}
	}
	return false;
}

const char *work_filter_state_title(struct str key)
{
	enum work_state s;

	if (work_state_from_key(key, &s))
		return work_state_title(s);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(groups); i++)
		if (str_eq(key, str_c(groups[i].key)))
			return groups[i].title;
	for (int m = 0; m < N_WORK_MARK; m++)
		if (str_eq(key, str_c(work_mark_key((enum work_mark)m))))
			return work_mark_title((enum work_mark)m);
	return "";
}

static bool due_read(const struct cx *cx, struct str key, struct work_filter *f)
{
	struct ymd d = day_ymd(cx->today);

	for (ptrdiff_t i = 0; i < N_ELEMENTS(dues); i++) {
		if (!str_eq(key, str_c(dues[i].key)))
			continue;
		f->due_from = cx->today;
		f->due_to = cx->today + dues[i].days;
		if (!strcmp(dues[i].key, "quarter"))
			f->due_to = day_month_end(d.y, (d.m + 2) / 3 * 3);
		if (!strcmp(dues[i].key, "past")) {
			f->due_to = cx->today - 1;
			f->due_from = cx->today - 3660;
		}
		return true;
	}
	return false;
}

static bool missing_read(struct str key, int64_t *ret_bits)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(clarities); i++) {
		if (str_eq(key, str_c(clarities[i].key))) {
			*ret_bits = clarities[i].bits;
			return true;
		}
	}
	return false;
}

static bool sort_read(struct str key, enum work_sort *ret_sort)
{
	for (int i = 0; i < N_WORK_SORT; i++) {
		if (str_eq(key, str_c(sorts[i]))) {
			*ret_sort = (enum work_sort)i;
			return true;
		}
	}
	return false;
}

static bool group_read(struct str key, enum work_group_by *ret_group)
{
	for (int i = 0; i < N_WORK_GROUP; i++) {
		if (str_eq(key, str_c(group_words[i].key))) {
			*ret_group = (enum work_group_by)i;
			return true;
		}
	}
	return false;
}

static bool col_read(struct str key, unsigned *cols)
{
	for (int i = 0; i < N_WORK_COL; i++) {
		if (str_eq(key, str_c(col_words[i].key))) {
			*cols |= 1u << i;
			return true;
		}
	}
	return false;
}

static bool silent_read(const struct cx *cx, struct str key,
			struct work_filter *f)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(silents); i++) {
		if (!str_eq(key, str_c(silents[i].key)))
			continue;
		f->report_to = cx->today - silents[i].days;
		return true;
	}
	return false;
}

static bool ask_read(struct str key)
{
	return str_eq(key, STR("help"));
}

/* ---- reading ------------------------------------------------------------------ */

/* The words of a filter as they came, from a request or a saved view. */
struct raw {
	int64_t programme, lead, section, helper, view, page;
	struct str state, q, due, missing, cause, ask, silent, group, sort;
	struct str parts; /* "1" or absent */
	day_t since, changed;
	struct strs col;
	struct work_more more;
};

/* A word that isn't a choice: a fault, or left out of an old view. */
struct wrong {
	const char *field;
	struct str word;
};

static bool cause_known(const struct cx *cx, struct str code)
{
	return work_more_is_cause(cx, code, "none");
}

static void words_read(struct cx *cx, const struct raw *r,
		       struct work_filter *f, struct wrong *w)
{
	if (r->state.n && !state_read(r->state, &f->states))
		*w = (struct wrong){ "state", r->state };
	if (r->due.n && !due_read(cx, r->due, f))
		*w = (struct wrong){ "due", r->due };
	if (r->missing.n && !missing_read(r->missing, &f->missing))
		*w = (struct wrong){ "missing", r->missing };
	if (r->cause.n && !cause_known(cx, r->cause))
		*w = (struct wrong){ "cause", r->cause };
	if (r->ask.n && !ask_read(r->ask))
		*w = (struct wrong){ "ask", r->ask };
	if (r->silent.n && !silent_read(cx, r->silent, f))
		*w = (struct wrong){ "silent", r->silent };
	if (r->group.n && !group_read(r->group, &f->group))
		*w = (struct wrong){ "group", r->group };
	if (r->sort.n && !sort_read(r->sort, &f->sort))
		*w = (struct wrong){ "sort", r->sort };
	for (ptrdiff_t i = 0; i < r->col.n; i++)
		if (!col_read(r->col.p[i], &f->cols))
			*w = (struct wrong){ "col", r->col.p[i] };
}

static struct wrong filter_of(struct cx *cx, const struct raw *r,
			      struct work_filter *ret_filter)
{
	struct wrong w = { NULL, STR_NULL };
	struct work_filter f = { .programme = r->programme,
				 .lead = r->lead,
				 .section = r->section,
				 .helper = r->helper,
				 .states_key = r->state,
				 .q = r->q,
				 .due_key = r->due,
				 WORK_FILTER_NO_DAYS,
				 .missing_key = r->missing,
				 .parts = str_eq(r->parts, STR("1")),
				 .cause = r->cause,
				 .ask = r->ask,
				 .silent_key = r->silent,
				 .view = r->view,
				 .more = r->more,
				 .page = MAX(1, r->page) };

	f.since = r->since;
	f.changed = r->changed;
	words_read(cx, r, &f, &w);
	if (f.since != DAY_NONE || f.report_to != DAY_NONE) {
		/* a task without a report counts as reported on that day */
		if (!day_from_ymd(NEVER_YEAR, 1, 1, &f.report_from) ||
		    f.since != DAY_NONE)
			f.report_from = f.since;
		if (f.report_to == DAY_NONE)
			f.report_to = cx->today;
	}
	*ret_filter = f;
	return w;
}

static int64_t number_of(struct str s)
{
	int64_t v;

	return str_to_i64(s, &v) ? v : 0;
}

/* One line of a saved view. */
static void line_read(struct cx *cx, struct str name, struct str value,
		      struct raw *r)
{
	const struct {
		const char *name;
		struct str *to;
	} word[] = {
		{ "q", &r->q },		{ "state", &r->state },
		{ "due", &r->due },	{ "missing", &r->missing },
		{ "cause", &r->cause }, { "ask", &r->ask },
		{ "sort", &r->sort },	{ "silent", &r->silent },
		{ "group", &r->group }, { "parts", &r->parts },
	};
	const struct {
		const char *name;
		int64_t *to;
	} number[] = {
		{ "lead", &r->lead },	{ "section", &r->section },
		{ "with", &r->helper }, { "programme", &r->programme },
		{ "view", &r->view },	{ "page", &r->page },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(word); i++)
		if (str_eq(name, str_c(word[i].name)))
			*word[i].to = value;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(number); i++)
		if (str_eq(name, str_c(number[i].name)))
			*number[i].to = number_of(value);
	work_more_line(cx, name, value, &r->more);
	if (str_eq(name, STR("col")))
		*vec_push(cx->arena, &r->col) = value;
	if (str_eq(name, STR("since")) && !day_from_iso(value, &r->since))
		r->since = DAY_NONE;
	if (str_eq(name, STR("changed")) && !day_from_iso(value, &r->changed))
		r->changed = DAY_NONE;
}

/* One field of the request; texts and days in their clean form. */
static void field_read(struct cx *cx, struct req *rq, const struct typed *t,
		       struct raw *r)
{
	struct str value = str_trim(t->value);

	if (str_eq(t->name, STR("q")))
		value = req_str(rq, "q");
	if (str_eq(t->name, STR("since")))
		r->since = req_day(rq, "since");
	else if (str_eq(t->name, STR("changed")))
		r->changed = req_day(rq, "changed");
	else
		line_read(cx, t->name, value, r);
}

/* Since today nothing has changed yet, whatever comes. */
static struct err *changed_check(struct cx *cx, const struct work_filter *f)
{
	if (f->changed == DAY_NONE || f->changed < cx->today)
		return NULL;
	return err_at(
		err_new(cx->arena, ERR_INVALID,
			N_("What changed since {0} can't be told on {1}; ask "
			   "for an earlier day."),
			fmt_day(cx->arena, f->changed),
			fmt_day(cx->arena, cx->today)),
		STR("changed"));
}

struct err *work_filter_read(struct cx *cx, struct req *rq, int64_t programme,
			     struct work_filter *ret_filter)
{
	struct raw r = { .since = DAY_NONE, .changed = DAY_NONE };
	const struct typed *typed;
	ptrdiff_t n;
	struct wrong w;
	struct err *err = work_past_read(cx, rq);

	if (!err && programme)
		err = work_close_look(cx, programme);
	if (!err)
		err = work_more_read(cx, rq, &r.more);
	if (err)
		return err;
	/* what was asked for, not all that could be: most lists ask little */
	n = req_typed_all(rq, &typed);
	for (ptrdiff_t i = 0; i < n; i++)
		field_read(cx, rq, &typed[i], &r);
	if (programme)
		r.programme = programme;
	w = filter_of(cx, &r, ret_filter);
	if (w.field)
		return unknown(cx, w.field, w.word);
	return changed_check(cx, ret_filter);
}

void work_filter_of_lines(struct cx *cx, struct str lines, int64_t list,
			  struct work_filter *ret_filter)
{
	struct raw r = { .since = DAY_NONE, .changed = DAY_NONE };

	while (lines.p) {
		struct str value = str_cut(&lines, '\n');
		struct str name = str_cut(&value, '=');

		line_read(cx, name, value, &r);
	}
	if (list)
		r.programme = list;
	filter_of(cx, &r, ret_filter);
}

/* ---- to the queries --------------------------------------------------------- */

/* Every state that is asked for lies before the end of a task. */
static bool all_open(const struct work_filter *f)
{
	uint64_t ended = WORK_STATES_DONE | 1 << WORK_WITHDRAWN;

	return f->no_ahead && f->states && !(f->states & ended);
}

/* "Not finished" exactly: issued and without an end, which the days say
 * without the state. */
static bool just_open(const struct work_filter *f)
{
	return f->no_ahead && f->states == WORK_STATES_OPEN;
}

/* One state alone. */
static bool just(const struct work_filter *f, enum work_state s)
{
	return f->no_ahead && f->states == (uint64_t)1 << s;
}

/* The deadlines that a task of the list can have, by its filter and by what
 * its state says; to: DAY_NONE: any. */
struct span {
	day_t from, to;
};

static struct span span_of(const struct cx *cx, const struct work_filter *f)
{
	struct span s = { f->due_from, f->due_to };
	day_t first;

	if (!day_from_ymd(1583, 1, 1, &first) ||
	    (!just(f, WORK_OVERDUE) && !just(f, WORK_SOON)))
		return s;
	if (s.to == DAY_NONE)
		s = (struct span){ first, cx->today + work_soon_days(cx) };
	if (just(f, WORK_OVERDUE))
		s.to = MIN(s.to, cx->today - 1);
	else
		s.from = MAX(s.from, cx->today);
	return s;
}

static bool by_due(const struct work_filter *f)
{
	return f->sort == SORT_DUE || f->sort == SORT_DUE_DESC;
}

/* The queries share their filters and so the shape of their input;
 * only the names differ, which a macro alone can bridge. */
#define FILTER_FILL(IN, f)                                                     \
	do {                                                                   \
		struct span span_ = span_of(cx, (f));                          \
		bool indexed_ = !(f)->many || by_due(f);                       \
		(in).today = cx->today;                                        \
		(in).soon = cx->today + work_soon_days(cx);                    \
		(in).programme = (f)->programme;                               \
		(in).section = (f)->section;                                   \
		(in).lead = (f)->lead;                                         \
		(in).states = (int64_t)(f)->states;                            \
		(in).q = text_fold(cx->arena, (f)->q);                         \
		(in).due_from = span_.from;                                    \
		(in).due_to = span_.to;                                        \
		(in).missing = (f)->missing;                                   \
		(in).helper = (f)->helper;                                     \
		(in).cause = (f)->cause.n ? (f)->cause : STR("");              \
		(in).since = (f)->report_from;                                 \
		(in).until_on = (f)->report_to;                                \
		(in).changed = (f)->changed;                                   \
		(in).scope = cx_scope(cx);                                     \
		(in).parts = (f)->parts;                                       \
		(in).as_at = cx->as_at;                                        \
		(in).until = work_past_until(cx);                              \
		WORK_MORE_IN(in, &(f)->more);                                  \
		(in).with =                                                    \
			(cx->actor.org_is_root && !(f)->parts &&               \
					 !(f)->more.rated                      \
				 ? IN##_WITH_WHOLE                             \
				 : 0u) |                                       \
			(cx->past ? IN##_WITH_PAST : 0u) |                     \
			((f)->more.any || (f)->cause.n                         \
				 ? IN##_WITH_MORE                              \
				 : IN##_WITH_NO_PERIOD) |                      \
			((f)->programme ? (f)->lead && !(f)->many              \
						  ? IN##_WITH_FEW_PROGRAMME    \
						  : IN##_WITH_PROGRAMME        \
					: 0u) |                                \
			((f)->section ? IN##_WITH_SECTION : 0u) |              \
			(work_is_then(cx)	  ? IN##_WITH_THEN             \
			 : (f)->lead && (f)->many ? IN##_WITH_MANY_LEAD        \
			 : (f)->lead		  ? IN##_WITH_LEAD             \
						  : 0u) |                                   \
			(just(f, WORK_DRAFT) ? IN##_WITH_DRAFT : 0u) |         \
			(just(f, WORK_WAITING) && !(f)->many                   \
				 ? IN##_WITH_WAITING                           \
				 : 0u) |                                       \
			((f)->states && !just_open(f) ? IN##_WITH_STATES       \
						      : 0u) |                  \
			(all_open(f) ? IN##_WITH_OPEN : 0u) |                  \
			(just_open(f) ? IN##_WITH_ISSUED : 0u) |               \
			((in).q.n ? IN##_WITH_Q : 0u) |                        \
			(span_.to != DAY_NONE && indexed_ ? IN##_WITH_DUE      \
							  : 0u) |              \
			((f)->due_to != DAY_NONE && !indexed_                  \
				 ? IN##_WITH_MANY_DUE                          \
				 : 0u) |                                       \
			((f)->missing ? IN##_WITH_MISSING : 0u) |              \
			((f)->helper ? IN##_WITH_HELPER : 0u) |                \
			((f)->ask.n ? IN##_WITH_ASK : 0u) |                    \
			((f)->report_to != DAY_NONE ? IN##_WITH_SINCE : 0u) |  \
			((f)->changed != DAY_NONE ? IN##_WITH_CHANGED : 0u) |  \
			(cx->actor.org_is_root ? 0u : IN##_WITH_SCOPE);        \
		if ((in).with & IN##_WITH_WHOLE) /* says it already */         \
			(in).with &= ~(unsigned)IN##_WITH_NO_PERIOD;           \
	} while (0)

static const enum task_list_order list_order[N_WORK_SORT] = {
	[SORT_PLAN] = TASK_LIST_BY_PLAN,
	[SORT_DUE] = TASK_LIST_BY_DUE,
	[SORT_DUE_DESC] = TASK_LIST_BY_DUE_DESC,
	[SORT_LEAD] = TASK_LIST_BY_LEAD,
	[SORT_LEAD_DESC] = TASK_LIST_BY_LEAD_DESC,
};

/* Few rows by an index of their own are put in order afterwards. */
static bool plan_behind(const struct cx *cx, const struct work_filter *f)
{
	return f->sort == SORT_PLAN && !f->many && !cx->past &&
	       (f->lead || f->ask.n || span_of(cx, f).to != DAY_NONE ||
		just(f, WORK_WAITING));
}

static const enum task_dump_order dump_order[N_WORK_SORT] = {
	[SORT_PLAN] = TASK_DUMP_BY_PLAN,
	[SORT_DUE] = TASK_DUMP_BY_DUE,
	[SORT_DUE_DESC] = TASK_DUMP_BY_DUE_DESC,
	[SORT_LEAD] = TASK_DUMP_BY_LEAD,
	[SORT_LEAD_DESC] = TASK_DUMP_BY_LEAD_DESC,
	[SORT_PERCENT] = TASK_DUMP_BY_IN_NONE,
	[SORT_PERCENT_DESC] = TASK_DUMP_BY_IN_NONE,
	[SORT_REPORT] = TASK_DUMP_BY_IN_NONE,
	[SORT_REPORT_DESC] = TASK_DUMP_BY_IN_NONE,
};
static const enum task_dump_order dump_groups[N_WORK_GROUP] = {
	[GROUP_SECTION] = TASK_DUMP_BY_IN_SECTION,
	[GROUP_LEAD] = TASK_DUMP_BY_IN_LEAD,
	[GROUP_STATE] = TASK_DUMP_BY_IN_STATE,
	[GROUP_MONTH] = TASK_DUMP_BY_IN_MONTH,
};
/* the same names in the same order: the queries share the piece {orders} */
static_assert((int)TASK_WIDE_BY_PLAN == (int)TASK_DUMP_BY_PLAN &&
		      (int)TASK_WIDE_BY_IN_MONTH == (int)TASK_DUMP_BY_IN_MONTH,
	      "orders of task_wide and task_dump");

bool work_filter_is_wide(const struct work_filter *f)
{
	return f->cols || f->changed != DAY_NONE || f->group > GROUP_NONE ||
	       f->sort > SORT_LEAD_DESC;
}

static enum task_dump_order order_of(const struct work_filter *f)
{
	return f->group > GROUP_NONE ? dump_groups[f->group]
				     : dump_order[f->sort];
}

struct task_wide_in work_filter_wide(struct cx *cx, const struct work_filter *f)
{
	struct task_wide_in in = { 0 };

	FILTER_FILL(TASK_WIDE, f);
	in.order = (enum task_wide_order)order_of(f);
	in.sort = f->sort;
	in.limit = WORK_PAGE_ROWS;
	in.offset = (f->page - 1) * WORK_PAGE_ROWS;
	return in;
}

struct task_groups_in work_filter_groups(struct cx *cx,
					 const struct work_filter *f)
{
	static const enum task_groups_order by[N_WORK_GROUP] = {
		[GROUP_SECTION] = TASK_GROUPS_BY_SECTION,
		[GROUP_LEAD] = TASK_GROUPS_BY_LEAD,
		[GROUP_STATE] = TASK_GROUPS_BY_STATE,
		[GROUP_MONTH] = TASK_GROUPS_BY_MONTH,
	};
	struct task_groups_in in = { 0 };

	FILTER_FILL(TASK_GROUPS, f);
	in.order = by[f->group];
	return in;
}

struct task_pick_in work_filter_pick(struct cx *cx, const struct work_filter *f)
{
	struct task_pick_in in = { 0 };

	FILTER_FILL(TASK_PICK, f);
	return in;
}

struct task_list_in work_filter_list(struct cx *cx, const struct work_filter *f)
{
	struct task_list_in in = { 0 };

	FILTER_FILL(TASK_LIST, f);
	in.order = plan_behind(cx, f) ? TASK_LIST_BY_PLAN_FEW
				      : list_order[f->sort];
	in.limit = WORK_PAGE_ROWS;
	in.offset = (f->page - 1) * WORK_PAGE_ROWS;
	return in;
}

struct task_count_in work_filter_count(struct cx *cx,
				       const struct work_filter *f)
{
	struct task_count_in in = { 0 };

	FILTER_FILL(TASK_COUNT, f);
	return in;
}

struct task_dump_in work_filter_dump(struct cx *cx, const struct work_filter *f)
{
	struct task_dump_in in = { 0 };

	FILTER_FILL(TASK_DUMP, f);
	in.order = order_of(f);
	in.sort = f->sort;
	return in;
}

struct task_calendar_in work_filter_calendar(struct cx *cx,
					     const struct work_filter *f)
{
	struct task_calendar_in in = { 0 };

	FILTER_FILL(TASK_CALENDAR, f);
	return in;
}

bool work_filter_in_cells(const struct cx *cx, const struct work_filter *f)
{
	return cx->actor.org_is_root && !f->q.n && f->due_to == DAY_NONE &&
	       !f->missing && !f->helper && !f->cause.n && !f->ask.n &&
	       f->report_to == DAY_NONE && f->changed == DAY_NONE &&
	       !f->more.any && !f->parts;
}

struct err *work_filter_count_rows(struct cx *cx, const struct work_filter *f,
				   int64_t *ret_total)
{
	struct task_count_in in = work_filter_count(cx, f);
	struct task_count_row row;
	bool found;
	struct err *err = task_count(cx->db, &in, &row, &found);

	if (!err)
		*ret_total = row.n;
	return err;
}

static struct err *total_of_cells(struct cx *cx, const struct work_filter *f,
				  const struct work_cells *cells,
				  int64_t *ret_total)
{
	struct work_pick pick = { .programme = f->programme,
				  .section = f->section,
				  .lead = f->lead,
				  .states = f->states };
	struct work_cells mine;
	struct err *err;

	if (!cells || f->section || f->lead) {
		err = work_cells_of(cx, &pick, &mine);
		if (err)
			return err;
		cells = &mine;
	}
	*ret_total = work_cells_sum(cells, &pick).n;
	return NULL;
}

struct err *work_filter_total(struct cx *cx, const struct work_filter *f,
			      const struct work_cells *cells,
			      int64_t *ret_total)
{
	if (work_filter_in_cells(cx, f))
		return total_of_cells(cx, f, cells, ret_total);
	return work_filter_count_rows(cx, f, ret_total);
}

/* ---- for people ----------------------------------------------------------------- */

const char *work_filter_due_title(struct str key)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(dues); i++)
		if (str_eq(key, str_c(dues[i].key)))
			return dues[i].title;
	return "";
}

const char *work_filter_missing_title(struct str key)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(clarities); i++)
		if (str_eq(key, str_c(clarities[i].key)))
			return clarities[i].title;
	return "";
}

const char *work_filter_silent_title(struct str key)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(silents); i++)
		if (str_eq(key, str_c(silents[i].key)))
			return silents[i].title;
	return "";
}
