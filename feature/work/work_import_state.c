/* Judges the rows of an import. */
#include "work/work_import_state.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "work/work_ended.h"
#include "work/work_lex.h"

/* ---- twins ---- */

struct work_twins {
	const struct task_twins_row **slot;
	struct str *fold;
	uint64_t mask;
};

struct err *work_twins_load(struct cx *cx, int64_t programme,
			    struct work_twins **ret_twins)
{
	struct work_twins *t = arena_new(cx->arena, struct work_twins, 1);
	struct task_twins_rows rows;
	ptrdiff_t size = 16;
	struct err *err =
		task_twins(cx->db,
			   &(struct task_twins_in){ .programme = programme },
			   &rows);

	if (err)
		return err;
	while (size < rows.n * 2)
		size *= 2;
	t->slot = arena_new(cx->arena, const struct task_twins_row *, size);
	t->fold = arena_new(cx->arena, struct str, size);
	t->mask = (uint64_t)size - 1;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct str fold = text_fold(cx->arena, rows.p[i].work);
		uint64_t at = str_hash(fold) & t->mask;

		while (t->slot[at] && !str_eq(t->fold[at], fold))
			at = (at + 1) & t->mask;
		if (t->slot[at])
			continue;
		t->slot[at] = &rows.p[i];
		t->fold[at] = fold;
	}
	*ret_twins = t;
	return NULL;
}

const struct task_twins_row *
work_twins_find(struct arena *a, const struct work_twins *t, struct str work)
{
	struct str fold = text_fold(a, work);
	uint64_t at = str_hash(fold) & t->mask;

	for (; fold.n && t->slot[at]; at = (at + 1) & t->mask)
		if (str_eq(t->fold[at], fold))
			return t->slot[at];
	return NULL;
}

/* ---- rows ---- */

static struct str mended(struct str was, struct str typed, struct str file)
{
	if (!typed.p)
		return was;
	return !typed.n || str_eq(typed, file) ? STR_NULL : typed;
}

static void mend_lay(struct import_rows_row *r,
		     const struct work_import_mend *m)
{
	r->new_work = mended(r->new_work, m->work, r->work);
	r->new_deadline =
		mended(r->new_deadline, m->deadline, r->deadline_text);
	r->new_product = mended(r->new_product, m->product, r->product);
	if (m->lead != DB_NULL)
		r->new_lead = m->lead && m->lead != r->lead ? m->lead : DB_NULL;
	if (m->take >= 0)
		r->take = m->take;
	if (m->work_ok >= 0)
		r->work_ok = m->work_ok;
	if (m->product_ok >= 0)
		r->product_ok = m->product_ok;
}

static struct str first_of(struct str x, struct str otherwise)
{
	return x.p ? x : otherwise;
}

static void with_fill(struct cx *cx, struct work_import_row *x)
{
	struct str ids = x->r.with_orgs.n ? x->r.with_orgs : STR_NULL;
	int64_t *with = arena_new(cx->arena, int64_t, ids.n + 1);
	int n = 0;

	while (ids.p)
		if (str_to_i64(str_cut(&ids, ','), &with[n]))
			n++;
	x->words.with = with;
	x->words.n_with = n;
}

static void words_fill(struct cx *cx, const struct import_by_id_row *i,
		       struct work_import_row *x)
{
	const struct import_rows_row *r = &x->r;

	x->lead = r->new_lead != DB_NULL ? r->new_lead : r->lead;
	x->words = (struct work_task_words){
		.programme = i->programme,
		.section = r->grp,
		.number = r->number,
		.work = first_of(r->new_work, r->work),
		.work_confirmed = r->work_ok,
		.lead = x->lead,
		.lead_text = r->lead_text,
		.with_text = r->with_text,
		.deadline = first_of(r->new_deadline, r->deadline_text),
		.product = first_of(r->new_product, r->product),
		.product_confirmed = r->product_ok,
		.import = i->id,
		.import_row = r->id,
	};
	with_fill(cx, x);
}

static void row_count(struct work_import_state *s,
		      const struct work_import_row *x)
{
	if (!x->is_task) {
		s->n_skipped++;
		return;
	}
	s->n_tasks++;
	if (!x->r.take) {
		s->n_twins += x->twin != NULL;
		s->n_left += !x->twin;
	} else if (x->clear) {
		s->n_clear++;
	} else {
		s->n_mend++;
		for (int k = 0; k < N_NEED; k++)
			s->missing[k] += x->meaning.clarity.missing[k];
	}
}

struct work_import_row *work_import_row(const struct work_import_state *s,
					int64_t n)
{
	/* rows are numbered from 1 without gaps */
	if (n < 1 || n > s->rows.n)
		return NULL;
	return &s->rows.p[n - 1];
}

static void rows_judge(struct cx *cx, const struct work_twins *twins,
		       struct work_import_state *s)
{
	struct work_words_ready ready = work_words_ready(cx);

	for (ptrdiff_t k = 0; k < s->rows.n; k++) {
		struct work_import_row *x = &s->rows.p[k];

		x->is_task = !x->r.skipped.p;
		if (x->is_task) {
			words_fill(cx, &s->i, x);
			work_words_read_with(cx, &ready, &x->words,
					     (int)s->i.year, &x->meaning);
			x->clear = x->meaning.missing == 0;
			x->twin = work_twins_find(cx->arena, twins,
						  x->words.work);
		}
		row_count(s, x);
	}
}

static struct err *rows_load(struct cx *cx, int64_t id,
			     const struct work_import_mend *mend, int n_mends,
			     struct work_import_state *s)
{
	struct import_rows_rows rows;
	struct work_import_row *x;
	struct err *err =
		import_rows(cx->db, &(struct import_rows_in){ .import = id },
			    &rows);

	if (err)
		return err;
	s->rows.p = arena_new(cx->arena, struct work_import_row, rows.n + 1);
	s->rows.n = rows.n;
	for (ptrdiff_t k = 0; k < rows.n; k++)
		s->rows.p[k].r = rows.p[k];
	for (int k = 0; k < n_mends; k++) {
		x = work_import_row(s, mend[k].n);
		if (x)
			mend_lay(&x->r, &mend[k]);
	}
	return NULL;
}

struct err *work_import_state(struct cx *cx, int64_t id,
			      const struct work_import_mend *mend, int n_mends,
			      struct work_import_state *ret_state)
{
	struct work_import_state s = { .n_tasks = 0 };
	struct work_twins *twins;
	bool found;
	struct err *err =
		import_by_id(cx->db, &(struct import_by_id_in){ .id = id },
			     &s.i, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such import."));
	if (!err)
		err = work_twins_load(cx, s.i.programme, &twins);
	if (!err)
		err = rows_load(cx, id, mend, n_mends, &s);
	if (err)
		return err;
	rows_judge(cx, twins, &s);
	*ret_state = s;
	return NULL;
}

/* ---- organisations ---- */

struct err *work_import_orgs(struct cx *cx, struct work_orgs **ret_orgs)
{
	struct orgs list = { 0 };
	struct work_org *org;
	struct org root;
	bool found;
	struct err *err = org_get_root(cx, &root, &found);

	if (!err && found)
		err = org_list_below(cx, root.id, &list);
	if (err)
		return err;
	org = arena_new(cx->arena, struct work_org, list.n + 1);
	for (ptrdiff_t i = 0; i < list.n; i++)
		org[i] = (struct work_org){ list.p[i].id, list.p[i].name,
					    list.p[i].short_name };
	*ret_orgs = work_orgs(cx->arena, cx->profile, org, list.n);
	return work_ended_add(cx, &list, *ret_orgs);
}

/* ---- why ---- */

/* A unit of that name was there once. */
static struct str why_ended(struct cx *cx, struct str name,
			    const struct work_heir *h)
{
	struct str day = fmt_day(cx->arena, h->ended);

	return h->heir ? tr_fmt(cx->arena, cx->lang,
				N_("“{0}” ended on {1} and went into “{2}”; "
				   "choose who leads now"),
				name, day, h->name)
		       : tr_fmt(cx->arena, cx->lang,
				N_("“{0}” ended on {1}; choose who leads now"),
				name, day);
}

static struct str why_person(struct cx *cx, const struct work_import_row *r,
			     const struct work_orgs *orgs)
{
	struct str names = r->r.lead_names.n ? r->r.lead_names : STR_NULL;
	struct str name = str_cut(&names, '\n');
	const struct work_heir *heir;
	struct work_lead lead;

	if (!name.n)
		return tr(cx->lang, N_("A lead unit is needed; the file names "
				       "none"));
	if (names.p)
		return tr_fmt(cx->arena, cx->lang,
			      N_("One lead unit is needed; the file names "
				 "several: “{0}”"),
			      r->r.lead_text);
	if (work_lead_is_vague(cx->arena, cx->profile, name))
		return tr_fmt(cx->arena, cx->lang,
			      N_("One lead unit is needed; “{0}” names no one"),
			      name);
	heir = work_lead_ended(cx->arena, orgs, name);
	if (heir)
		return why_ended(cx, name, heir);
	lead = work_lead_match(cx->arena, orgs, name);
	return tr_fmt(cx->arena, cx->lang,
		      lead.match == MATCH_NONE
			      ? N_("No unit is called “{0}”")
			      : N_("“{0}” could be several units; choose one"),
		      name);
}

static struct str why_progress(struct cx *cx, const struct work_import_row *r)
{
	struct str text = r->words.deadline, why;

	if (r->meaning.deadline.fault) {
		why = tr_fmt(cx->arena, cx->lang, r->meaning.deadline.fault,
			     text);
		/* in a list like the others, without a full stop */
		return str_ends(why, STR(".")) ? str_sub(why, 0, why.n - 1)
					       : why;
	}
	if (!text.n)
		return tr(cx->lang, N_("A deadline is needed; the file names "
				       "none"));
	return tr_fmt(cx->arena, cx->lang,
		      N_("A day is needed; “{0}” can't be followed"),
		      utf8_cut(text, 80));
}

static struct str why_product(struct cx *cx, const struct work_import_row *r)
{
	if (!r->words.product.n)
		return tr(cx->lang, N_("A product is needed; the file names "
				       "none"));
	return tr_fmt(cx->arena, cx->lang,
		      N_("A product that can be shown is needed; “{0}” isn't "
			 "one"),
		      utf8_cut(r->words.product, 80));
}

static struct str why_work(struct cx *cx, const struct work_import_row *r)
{
	if (!r->words.work.n)
		return tr(cx->lang, N_("The work isn't named"));
	return tr_fmt(cx->arena, cx->lang,
		      N_("An action is needed; “{0}” isn't one yet"),
		      utf8_cut(r->words.work, 80));
}

struct str work_import_why(struct cx *cx, const struct work_import_row *r,
			   enum work_need need, const struct work_orgs *orgs)
{
	switch (need) {
	case NEED_PERSON:
		return why_person(cx, r, orgs);
	case NEED_PROGRESS:
		return why_progress(cx, r);
	case NEED_PRODUCT:
		return why_product(cx, r);
	default:
		return why_work(cx, r);
	}
}

/* ---- what would make it clear ---- */

/* "31/06/2027": the month's last day. */
static bool last_day(struct cx *cx, struct str text, int year, day_t *ret_day)
{
	struct work_lex lx = work_lex(cx->arena, text);
	int64_t num[3];
	int n = 0;
	day_t day;

	for (ptrdiff_t i = 0; i < lx.n; i++)
		if (lx.p[i].num >= 0 && n < 3)
			num[n++] = lx.p[i].num;
	if (n == 3 && num[2] >= 1990 && num[2] <= 2200)
		year = (int)num[2];
	if (n < 2 || num[0] < 29 || num[0] > 31 || num[1] < 1 || num[1] > 12 ||
	    day_from_ymd(year, (int)num[1], (int)num[0], &day))
		return false;
	*ret_day = day_month_end(year, (int)num[1]);
	return true;
}

static int hint_add(struct str *ret_hint, int n, int most, struct str text)
{
	if (n < most && text.n)
		ret_hint[n++] = text;
	return n;
}

static int hints_progress(struct cx *cx, const struct work_import_state *s,
			  const struct work_import_row *r, struct str *ret_hint,
			  int most)
{
	enum lang own = cx->profile->lang;
	day_t day;
	int n = 0;

	if (r->meaning.deadline.fault &&
	    last_day(cx, r->words.deadline, (int)s->i.year, &day))
		return hint_add(ret_hint, n, most, fmt_day(cx->arena, day));
	n = hint_add(ret_hint, n, most, fmt_day(cx->arena, s->i.to_on));
	return hint_add(ret_hint, n, most, tr(own, N_("Every quarter")));
}

/* The noun of a product that the work itself names: "01 quy định". */
static struct str product_in(struct cx *cx, struct str work)
{
	struct work_looses nouns =
		work_looses(cx->arena, &cx->profile->products);
	struct work_lex lx = work_lex(cx->arena, work);

	for (ptrdiff_t i = 0; i < lx.n; i++) {
		ptrdiff_t n = work_loose_at(&nouns, &lx, i);
		const struct work_tok *last;

		if (n < 1)
			continue;
		last = &lx.p[i + n - 1];
		return str_cat(cx->arena, STR("01 "),
			       str_sub(work, lx.p[i].off,
				       last->off + last->text.n));
	}
	return STR_NULL;
}

int work_import_hints(struct cx *cx, const struct work_import_state *s,
		      const struct work_import_row *r, enum work_need need,
		      struct str *ret_hint, int most)
{
	int n = 0;

	if (need == NEED_PROGRESS)
		return hints_progress(cx, s, r, ret_hint, most);
	if (need != NEED_PRODUCT)
		return 0;
	n = hint_add(ret_hint, n, most, product_in(cx, r->words.work));
	return hint_add(ret_hint, n, most,
			tr(cx->profile->lang, N_("Report on the result")));
}
