/* The conditions of a task list. */
#include "work/work_filter.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "work/work_carry_act.h"
#include "work/work_past.h"

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
	[SORT_PLAN] = "plan",		[SORT_DUE] = "due",
	[SORT_DUE_DESC] = "due_desc",	[SORT_LEAD] = "lead",
	[SORT_LEAD_DESC] = "lead_desc",
};

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

static int64_t zero_if_null(int64_t v)
{
	return v == DB_NULL ? 0 : v;
}

struct err *work_filter_read(struct cx *cx, struct req *rq, int64_t programme,
			     struct work_filter *ret_filter)
{
	struct str sort = req_str(rq, "sort");
	struct work_filter f = {
		.programme = programme,
		.lead = zero_if_null(req_int(rq, "lead")),
		.section = zero_if_null(req_int(rq, "section")),
		.states_key = req_str(rq, "state"),
		.q = req_str(rq, "q"),
		.due_key = req_str(rq, "due"),
		.due_from = DAY_NONE,
		.due_to = DAY_NONE,
		.missing_key = req_str(rq, "missing"),
		.page = MAX(1, zero_if_null(req_int(rq, "page"))),
	};

	struct err *err = work_past_read(cx, rq);

	if (!err && programme)
		err = work_close_look(cx, programme);
	if (err)
		return err;
	if (f.states_key.n && !state_read(f.states_key, &f.states))
		return unknown(cx, "state", f.states_key);
	if (f.due_key.n && !due_read(cx, f.due_key, &f))
		return unknown(cx, "due", f.due_key);
	if (f.missing_key.n && !missing_read(f.missing_key, &f.missing))
		return unknown(cx, "missing", f.missing_key);
	if (sort.n && !sort_read(sort, &f.sort))
		return unknown(cx, "sort", sort);
	*ret_filter = f;
	return NULL;
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

/* The three queries share their filters and so the shape of their input;
 * only the names differ, which a macro alone can bridge. */
#define FILTER_FILL(IN, f)                                                     \
	do {                                                                   \
		(in).today = cx->today;                                        \
		(in).soon = cx->today + work_soon_days(cx);                    \
		(in).programme = (f)->programme;                               \
		(in).section = (f)->section;                                   \
		(in).lead = (f)->lead;                                         \
		(in).states = (int64_t)(f)->states;                            \
		(in).q = text_fold(cx->arena, (f)->q);                         \
		(in).due_from = (f)->due_from;                                 \
		(in).due_to = (f)->due_to;                                     \
		(in).missing = (f)->missing;                                   \
		(in).scope = cx->actor.org;                                    \
		(in).as_at = cx->as_at;                                        \
		(in).until = work_past_until(cx);                              \
		(in).with = (cx->actor.org_is_root ? IN##_WITH_WHOLE : 0u) |   \
			    (cx->past ? IN##_WITH_PAST : 0u) |                 \
			    ((f)->programme ? IN##_WITH_PROGRAMME : 0u) |      \
			    ((f)->section ? IN##_WITH_SECTION : 0u) |          \
			    ((f)->lead ? IN##_WITH_LEAD : 0u) |                \
			    ((f)->states && !just_open(f) ? IN##_WITH_STATES   \
							  : 0u) |              \
			    (all_open(f) ? IN##_WITH_OPEN : 0u) |              \
			    (just_open(f) ? IN##_WITH_ISSUED : 0u) |           \
			    ((in).q.n ? IN##_WITH_Q : 0u) |                    \
			    ((f)->due_to != DAY_NONE ? IN##_WITH_DUE : 0u) |   \
			    ((f)->missing ? IN##_WITH_MISSING : 0u) |          \
			    (cx->actor.org_is_root ? 0u : IN##_WITH_SCOPE);    \
	} while (0)

static const enum task_list_order list_order[N_WORK_SORT] = {
	[SORT_PLAN] = TASK_LIST_BY_PLAN,
	[SORT_DUE] = TASK_LIST_BY_DUE,
	[SORT_DUE_DESC] = TASK_LIST_BY_DUE_DESC,
	[SORT_LEAD] = TASK_LIST_BY_LEAD,
	[SORT_LEAD_DESC] = TASK_LIST_BY_LEAD_DESC,
};
static const enum task_dump_order dump_order[N_WORK_SORT] = {
	[SORT_PLAN] = TASK_DUMP_BY_PLAN,
	[SORT_DUE] = TASK_DUMP_BY_DUE,
	[SORT_DUE_DESC] = TASK_DUMP_BY_DUE_DESC,
	[SORT_LEAD] = TASK_DUMP_BY_LEAD,
	[SORT_LEAD_DESC] = TASK_DUMP_BY_LEAD_DESC,
};

struct task_list_in work_filter_list(struct cx *cx, const struct work_filter *f)
{
	struct task_list_in in = { 0 };

	FILTER_FILL(TASK_LIST, f);
	in.order = list_order[f->sort];
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
	in.order = dump_order[f->sort];
	return in;
}

bool work_filter_in_cells(const struct cx *cx, const struct work_filter *f)
{
	return cx->actor.org_is_root && !f->q.n && f->due_to == DAY_NONE &&
	       !f->missing;
}

struct err *work_filter_total(struct cx *cx, const struct work_filter *f,
			      const struct work_cells *cells,
			      int64_t *ret_total)
{
	struct task_count_row row;
	struct task_count_in in;
	bool found;
	struct err *err;

	if (work_filter_in_cells(cx, f)) {
		*ret_total = work_cells_sum(cells,
					    &(struct work_pick){
						    .programme = f->programme,
						    .section = f->section,
						    .lead = f->lead,
						    .states = f->states })
				     .n;
		return NULL;
	}
	in = work_filter_count(cx, f);
	err = task_count(cx->db, &in, &row, &found);
	if (!err)
		*ret_total = row.n;
	return err;
}

/* ---- for people ----------------------------------------------------------------- */

const char *work_filter_due_title(struct str key)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(dues); i++)
		if (str_eq(key, str_c(dues[i].key)))
			return dues[i].title;
	return "";
}

static const char *missing_title(struct str key)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(clarities); i++)
		if (str_eq(key, str_c(clarities[i].key)))
			return clarities[i].title;
	return "";
}

struct condition {
	const char *field;
	struct str text;
};

enum { CONDITIONS_MOST = 5 };

static int conditions(struct cx *cx, const struct work_filter *f,
		      struct str lead, struct condition *ret_list)
{
	enum lang l = cx->lang;
	int n = 0;

	if (f->q.n)
		ret_list[n++] = (struct condition){
			"q", tr_fmt(cx->arena, l, N_("Word: {0}"), f->q)
		};
	if (f->lead)
		ret_list[n++] = (struct condition){
			"lead", tr_fmt(cx->arena, l, N_("Lead: {0}"), lead)
		};
	if (f->states)
		ret_list[n++] = (struct condition){
			"state",
			tr_fmt(cx->arena, l, N_("State: {0}"),
			       tr(l, work_filter_state_title(f->states_key)))
		};
	if (f->due_to != DAY_NONE)
		ret_list[n++] = (struct condition){
			"due", tr(l, work_filter_due_title(f->due_key))
		};
	if (f->missing)
		ret_list[n++] = (struct condition){
			"missing", tr(l, missing_title(f->missing_key))
		};
	return n;
}

void work_filter_chips(struct cx *cx, const struct work_filter *f,
		       struct str here, struct str lead, struct chips *chips)
{
	struct condition c[CONDITIONS_MOST];
	int n = conditions(cx, f, lead, c);
	struct str query = here, path = str_cut(&query, '?');

	query = query_with(cx->arena, query, STR("page"), STR_NULL);
	for (int i = 0; i < n; i++)
		*vec_push(cx->arena, chips) = (struct chip){
			.text = c[i].text,
			.href = str_cat(cx->arena, path,
					query_with(cx->arena, query,
						   str_c(c[i].field), STR_NULL))
		};
	chips->clear = path;
}

struct str work_filter_words(struct cx *cx, const struct work_filter *f,
			     struct str lead)
{
	struct condition c[CONDITIONS_MOST];
	int n = conditions(cx, f, lead, c);
	struct buf b = buf_init(cx->arena, 4096);

	for (int i = 0; i < n; i++) {
		if (i)
			buf_lit(&b, "; ");
		buf_str(&b, c[i].text);
	}
	return n ? buf_view(&b) : tr(cx->lang, N_("No condition"));
}
