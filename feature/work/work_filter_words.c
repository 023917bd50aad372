/* A filter as words: the fields of its address, its conditions for people. */
#include "work/work_filter.h"

#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_document_query.h"
#include "work/work_since.h"

enum { LINES_MOST = 8192 };

/* ---- the address ------------------------------------------------------------- */

static void ask_add(struct cx *cx, struct work_asks *l, const char *name,
		    struct str value)
{
	if (value.n)
		*vec_push(cx->arena, l) =
			(struct page_kept){ str_c(name), value };
}

static struct str id_text(struct cx *cx, int64_t id)
{
	return id ? str_fmt(cx->arena, "%ld", (long)id) : STR_NULL;
}

struct work_asks work_filter_asks(struct cx *cx, const struct work_filter *f,
				  int64_t list)
{
	struct work_asks l = { 0 };

	ask_add(cx, &l, "q", f->q);
	ask_add(cx, &l, "lead", id_text(cx, f->lead));
	ask_add(cx, &l, "section", id_text(cx, f->section));
	ask_add(cx, &l, "state", f->states_key);
	ask_add(cx, &l, "due", f->due_key);
	ask_add(cx, &l, "missing", f->missing_key);
	ask_add(cx, &l, "parts", f->parts ? STR("1") : STR_NULL);
	ask_add(cx, &l, "with", id_text(cx, f->helper));
	ask_add(cx, &l, "programme", id_text(cx, list ? 0 : f->programme));
	ask_add(cx, &l, "cause", f->cause);
	ask_add(cx, &l, "ask", f->ask);
	if (f->since != DAY_NONE)
		ask_add(cx, &l, "since", day_iso(cx->arena, f->since));
	if (f->changed != DAY_NONE)
		ask_add(cx, &l, "changed", day_iso(cx->arena, f->changed));
	ask_add(cx, &l, "silent", f->silent_key);
	ask_add(cx, &l, "year", id_text(cx, f->more.year));
	ask_add(cx, &l, "none", f->more.none);
	ask_add(cx, &l, "extended", f->more.extended);
	ask_add(cx, &l, "rated", f->more.rated ? STR("1") : STR_NULL);
	ask_add(cx, &l, "base", f->more.base_key);
	ask_add(cx, &l, "group", str_c(work_group_key(f->group)));
	for (int c = 0; c < N_WORK_COL; c++)
		if (f->cols >> c & 1)
			ask_add(cx, &l, "col",
				str_c(work_col_key((enum work_col)c)));
	if (f->sort != SORT_PLAN)
		ask_add(cx, &l, "sort", str_c(work_sort_key(f->sort)));
	return l;
}

struct str work_asks_lines(struct arena *a, const struct work_asks *asks)
{
	struct buf b = buf_init(a, LINES_MOST);

	for (ptrdiff_t i = 0; i < asks->n; i++) {
		if (i)
			buf_char(&b, '\n');
		buf_str(&b, asks->p[i].name);
		buf_char(&b, '=');
		buf_str(&b, asks->p[i].value);
	}
	return buf_view(&b);
}

struct str work_asks_query(struct arena *a, struct str lines, const char *name,
			   struct str more)
{
	struct buf b = buf_init(a, LINES_MOST * 3);
	struct view v = { .out = &b };

	while (lines.n) {
		struct str value = str_cut(&lines, '\n');
		struct str field = str_cut(&value, '=');

		buf_char(&b, b.n ? '&' : '?');
		view_url_part(&v, field);
		buf_char(&b, '=');
		view_url_part(&v, value);
	}
	if (more.n) {
		buf_char(&b, b.n ? '&' : '?');
		buf_str(&b, str_c(name));
		buf_char(&b, '=');
		view_url_part(&v, more);
	}
	return buf_view(&b);
}

/* ---- names -------------------------------------------------------------------- */

static struct err *org_short(struct cx *cx, int64_t id, struct str *ret_name)
{
	struct org org;
	bool found;
	struct err *err = NULL;

	if (!id)
		return NULL;
	err = org_find(cx, id, &org, &found);
	if (!err)
		*ret_name = found ? org.short_name : id_text(cx, id);
	return err;
}

struct err *work_filter_names(struct cx *cx, const struct work_filter *f,
			      struct work_filter_names *ret_names)
{
	struct work_filter_names names = { .programme = STR("") };
	struct programme_by_id_row p;
	bool found = false;
	struct err *err = org_short(cx, f->lead, &names.lead);

	if (!err)
		err = org_short(cx, f->helper, &names.helper);
	if (!err && f->programme)
		err = programme_by_id(cx->db,
				      &(struct programme_by_id_in){
					      .id = f->programme },
				      &p, &found);
	if (err)
		return err;
	if (found)
		names.programme = p.code;
	else if (f->programme)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such programme."));
	*ret_names = names;
	return NULL;
}

/* ---- conditions ----------------------------------------------------------------- */

struct conditions {
	struct work_condition *p;
	ptrdiff_t n, cap;
};

static void condition_add(struct cx *cx, struct conditions *l,
			  const char *field, struct str text)
{
	*vec_push(cx->arena, l) = (struct work_condition){ field, text };
}

/* Conditions on what was reported. */
static void report_conditions(struct cx *cx, const struct work_filter *f,
			      struct conditions *l)
{
	enum lang g = cx->lang;

	if (f->cause.n)
		condition_add(cx, l, "cause",
			      tr_fmt(cx->arena, g, N_("Cause: {0}"),
				     work_more_cause(cx, f->cause)));
	if (f->ask.n)
		condition_add(cx, l, "ask", tr(g, N_("Asked for help")));
	if (f->since != DAY_NONE)
		condition_add(cx, l, "since",
			      tr_fmt(cx->arena, g, N_("Reported since {0}"),
				     fmt_day(cx->arena, f->since)));
	if (f->changed != DAY_NONE)
		condition_add(cx, l, "changed",
			      work_since_title(cx, f->changed));
	if (f->silent_key.n)
		condition_add(cx, l, "silent",
			      tr(g, work_filter_silent_title(f->silent_key)));
}

static struct conditions conditions(struct cx *cx, const struct work_filter *f,
				    const struct work_filter_names *names)
{
	struct work_condition more[WORK_MORE_MOST];
	struct conditions l = { 0 };
	enum lang g = cx->lang;
	int n;

	if (f->q.n)
		condition_add(cx, &l, "q",
			      tr_fmt(cx->arena, g, N_("Word: {0}"), f->q));
	if (f->lead)
		condition_add(cx, &l, "lead",
			      tr_fmt(cx->arena, g, N_("Lead: {0}"),
				     names->lead));
	if (f->states)
		condition_add(
			cx, &l, "state",
			tr_fmt(cx->arena, g, N_("State: {0}"),
			       tr(g, work_filter_state_title(f->states_key))));
	if (f->due_to != DAY_NONE)
		condition_add(cx, &l, "due",
			      tr(g, work_filter_due_title(f->due_key)));
	if (f->missing)
		condition_add(cx, &l, "missing",
			      tr(g, work_filter_missing_title(f->missing_key)));
	if (f->helper)
		condition_add(cx, &l, "with",
			      tr_fmt(cx->arena, g, N_("Cooperating: {0}"),
				     names->helper));
	if (names->programme.n)
		condition_add(cx, &l, "programme",
			      tr_fmt(cx->arena, g, N_("Programme: {0}"),
				     names->programme));
	if (f->section)
		condition_add(cx, &l, "section", tr(g, N_("One section")));
	report_conditions(cx, f, &l);
	n = work_more_conditions(cx, &f->more, more);
	for (int i = 0; i < n; i++)
		*vec_push(cx->arena, &l) = more[i];
	if (f->parts)
		condition_add(cx, &l, "parts", tr(g, N_("Parts of tasks too")));
	return l;
}

void work_filter_chips(struct cx *cx, const struct work_filter *f,
		       struct str here, const struct work_filter_names *names,
		       struct chips *chips)
{
	struct conditions c = conditions(cx, f, names);
	struct str query = here, path = str_cut(&query, '?');

	query = query_with(cx->arena, query, STR("page"), STR_NULL);
	for (ptrdiff_t i = 0; i < c.n; i++)
		*vec_push(cx->arena, chips) = (struct chip){
			.text = c.p[i].text,
			.href = str_cat(cx->arena, path,
					query_with(cx->arena, query,
						   str_c(c.p[i].field),
						   STR_NULL))
		};
	chips->clear = path;
}

struct str work_filter_words(struct cx *cx, const struct work_filter *f,
			     const struct work_filter_names *names)
{
	struct conditions c = conditions(cx, f, names);
	struct buf b = buf_init(cx->arena, 4096);

	for (ptrdiff_t i = 0; i < c.n; i++) {
		if (i)
			buf_lit(&b, "; ");
		buf_str(&b, c.p[i].text);
	}
	return c.n ? buf_view(&b) : tr(cx->lang, N_("No condition"));
}
