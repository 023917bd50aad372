/* What the page of an import shows of its state. */
#include "member/member_import_priv.h"
#include "member/member_import_progress.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"

enum {
	ROWS_PAGE = 10,
	DECISIONS_MOST = 50,
	TEXT_SHOWN = 60,
	OTHERS_MOST = 3,
	TITLE_SHOWN = 120
};

static struct str number(struct cx *cx, int64_t n)
{
	return fmt_int(cx->arena, cx->lang, n);
}

static void fact(struct cx *cx, struct imp_facts *l, const char *text,
		 int64_t n)
{
	*vec_push(cx->arena, l) = (struct imp_fact){ .text = tr(cx->lang, text),
						     .n = number(cx, n) };
}

static void fact_bad(struct cx *cx, struct imp_facts *l, const char *text,
		     int64_t n)
{
	fact(cx, l, text, n);
	l->p[l->n - 1].bad = n > 0;
}

static void facts_fill(struct cx *cx, const struct member_import_state *s,
		       struct member_import_look_view *x)
{
	ptrdiff_t there = s->n[IMPORT_SAME] + s->n[IMPORT_DIFFERS];

	fact(cx, &x->facts, N_("People in the register"), s->reg->rows.n);
	fact(cx, &x->facts, N_("New people who can be written"),
	     s->n[IMPORT_NEW]);
	fact_bad(cx, &x->facts, N_("Rows with an error"), s->n[IMPORT_FAULTY]);
	fact_bad(cx, &x->facts, N_("Rows whose organisation isn't known yet"),
		 s->n[IMPORT_NOWHERE]);
	if (there) {
		fact(cx, &x->facts, N_("Are there already, the same"),
		     s->n[IMPORT_SAME]);
		fact(cx, &x->facts, N_("Are there already and differ"),
		     s->n[IMPORT_DIFFERS]);
	}
	if (s->titles.n)
		fact(cx, &x->facts, N_("Offices that are recorded"),
		     s->n_posts);
	if (s->n[IMPORT_LEFT])
		fact(cx, &x->facts, N_("Left out with their organisation"),
		     s->n[IMPORT_LEFT]);
}

/* ---- faults ---------------------------------------------------------------- */

/* Those that a person can write anew here. */
static bool is_simple(const struct member_import_state *s, enum member_field f)
{
	return f < MF_SHEET && f != MF_UNIT && f != MF_CELL &&
	       s->reg->col[f] >= 0;
}

static struct str shown_text(struct cx *cx, const struct member_fault *f)
{
	if (!f->text.n || f->field == MF_SHEET)
		return STR_NULL;
	if (f->field == MF_NATIONAL_ID || f->field == MF_ETHNICITY)
		return member_mask_tail(cx->arena,
					f->field == MF_NATIONAL_ID
						? member_tail(f->text)
						: STR(""));
	return utf8_cut(f->text, TEXT_SHOWN);
}

/* The sentence, without a number of a person in it. */
static struct str shown_why(struct cx *cx, const struct member_fault *f)
{
	struct member_fault masked = *f;

	masked.text = shown_text(cx, f);
	return member_fault_text(cx->arena, cx->lang, &masked);
}

static void fault_put(struct cx *cx, const struct member_import_state *s,
		      const struct member_fault *f, struct imp_faults *l)
{
	*vec_push(cx->arena, l) = (struct imp_fault){
		.cell = f->cell.n ? f->cell : str_fmt(cx->arena, "%d", f->row),
		.field = tr(cx->lang, member_field_title(f->field)),
		.text = shown_text(cx, f),
		.why = shown_why(cx, f),
		.name = f->is_error && is_simple(s, f->field)
				? str_fmt(cx->arena, "cell.%d.%s", f->row,
					  member_field_code(f->field))
				: STR_NULL
	};
}

/* Errors, or what hinders nothing. */
static void faults_fill(struct cx *cx, const struct member_import_state *s,
			bool errors, struct member_import_look_view *x)
{
	int64_t n = 0;

	for (ptrdiff_t i = 0; i < s->reg->faults.n; i++) {
		const struct member_fault *f = &s->reg->faults.p[i];

		if (f->is_error == errors && ++n >= x->pager.from &&
		    n <= x->pager.to)
			fault_put(cx, s, f, &x->faults);
		x->mends |= x->faults.n && x->faults.p[x->faults.n - 1].name.p;
	}
}

static int64_t faults_count(const struct member_import_state *s, bool errors)
{
	int64_t n = 0;

	for (ptrdiff_t i = 0; i < s->reg->faults.n; i++)
		n += s->reg->faults.p[i].is_error == errors;
	return n;
}

/* ---- names ------------------------------------------------------------------- */

/* What is to be decided, then what a person decided: a unit whatever the cell,
 * or a cell. */
struct asked {
	ptrdiff_t name;
	bool unit, open;
};
struct askeds {
	struct asked *p;
	ptrdiff_t n, cap;
};

static struct askeds names_asked(struct cx *cx,
				 const struct member_import_state *s)
{
	struct askeds all = { 0 };

	for (ptrdiff_t i = 0; i < s->names.n; i++)
		if (member_import_is_open(s, i))
			*vec_push(cx->arena, &all) =
				(struct asked){ i, !s->names.p[i].unit_org,
						true };
	for (ptrdiff_t i = 0; i < s->names.n; i++) {
		const struct import_name *n = &s->names.p[i];

		if (n->first == i && n->unit.n && n->unit_choice.n)
			*vec_push(cx->arena, &all) =
				(struct asked){ i, true, false };
		if (n->cell.n && n->choice.n &&
		    !str_eq(n->unit_choice, STR("leave")) &&
		    !member_import_is_open(s, i))
			*vec_push(cx->arena, &all) =
				(struct asked){ i, false, false };
	}
	return all;
}

static struct str name_text(struct cx *cx, const struct import_name *n,
			    const struct asked *q)
{
	const char *text = N_("“{0}”: no organisation is called so");

	if (!q->open)
		text = q->unit ? N_("“{0}”") : N_("“{1}” below “{0}”");
	else if (n->place == PLACE_SEVERAL)
		text = !q->unit ? N_("“{1}” below “{0}” could be several")
				: N_("“{0}” could be several organisations");
	else if (!q->unit)
		text = N_("“{1}” doesn't stand below “{0}”");
	return tr_fmt(cx->arena, cx->lang, text, n->unit, n->cell);
}

/* “A”, “B” … */
static struct str others_text(struct cx *cx, const struct strs *others)
{
	struct buf b = buf_init(cx->arena, 4096);

	for (ptrdiff_t i = 0; i < MIN(others->n, (ptrdiff_t)OTHERS_MOST); i++)
		buf_fmt(&b, "%s“%.*s”", i ? ", " : "",
			STR_ARG(utf8_cut(others->p[i], TEXT_SHOWN)));
	if (others->n > OTHERS_MOST)
		buf_lit(&b, " …");
	return !others->n ? STR_NULL
			  : tr_fmt(cx->arena, cx->lang, N_("also written {0}"),
				   buf_view(&b));
}

static struct str id_text(struct cx *cx, int64_t id)
{
	return str_fmt(cx->arena, "%lld", (long long)id);
}

/* Below the unit, else the whole tree. */
static struct err *name_choices(struct cx *cx,
				const struct member_import_state *s,
				const struct import_name *n,
				const struct asked *q, struct form_choices *c)
{
	struct str chosen = q->unit ? n->unit_choice : n->choice;
	int64_t org = q->unit ? n->unit_org : n->choice_org;

	if (!str_eq(chosen, STR("org")))
		org = 0;
	form_choose(cx, c, STR(""), tr(cx->lang, N_("Not decided yet")),
		    chosen);
	if (!q->unit)
		form_choose(cx, c, STR("unit"),
			    tr(cx->lang, N_("Into the unit itself")), chosen);
	form_choose(cx, c, STR("leave"),
		    tr(cx->lang, N_("These rows aren't taken")), chosen);
	if (q->unit)
		return member_choose_orgs(cx, c, org);
	for (ptrdiff_t i = 0; i < s->orgs.n; i++)
		if (s->orgs.p[i].parent == n->unit_org)
			form_choose(cx, c, id_text(cx, s->orgs.p[i].id),
				    s->orgs.p[i].name, id_text(cx, org));
	return NULL;
}

static struct err *names_fill(struct cx *cx,
			      const struct member_import_state *s,
			      const struct askeds *all,
			      struct member_import_look_view *x)
{
	struct err *err = NULL;
	int64_t cells = 0;

	for (ptrdiff_t i = 0; i < s->names.n; i++)
		cells += s->names.p[i].place == PLACE_NO_CELL;
	for (int64_t i = x->pager.from - 1; i < x->pager.to && !err; i++) {
		const struct asked *q = &all->p[i];
		const struct import_name *n = &s->names.p[q->name];
		struct imp_name *v = vec_push(cx->arena, &x->names);
		int64_t people =
			q->unit ? s->names.p[n->first].unit_people : n->people;

		v->id = str_fmt(cx->arena, "name.%td%s", q->name + 1,
				q->unit ? ".unit" : "");
		v->text = name_text(cx, n, q);
		v->others =
			others_text(cx, q->unit ? &n->unit_others : &n->others);
		v->people = number(cx, people);
		err = name_choices(cx, s, n, q, &v->choices);
	}
	if (cells && s->day_known)
		x->into_units = true;
	if (cells && s->day_known && cx_may(cx, PERM_ORG_MANAGE))
		x->establish = tr_fmt(cx->arena, cx->lang,
				      N_("First establish these {0} cells, "
					 "from {1} on"),
				      number(cx, cells),
				      fmt_day(cx->arena, s->i.as_at));
	return err;
}

/* ---- positions ------------------------------------------------------------------ */

static struct str office_text(struct cx *cx, const struct profile_term *o)
{
	return cx->lang == LANG_EN ? o->en : o->vi;
}

/* "As the words say: Bí thư, Cấp ủy viên". */
static struct str title_meaning(struct cx *cx, const struct import_title *t)
{
	struct buf b = buf_init(cx->arena, 2000);

	if (!t->known)
		return tr(cx->lang, N_("No office is recorded"));
	for (int i = 0; i < t->n_parts && !t->choice.n; i++) {
		if (i)
			buf_lit(&b, ", ");
		buf_str(&b, office_text(cx, t->part[i].office));
	}
	return !b.n ? tr(cx->lang, N_("As its words say"))
		    : tr_fmt(cx->arena, cx->lang, N_("As its words say: {0}"),
			     buf_view(&b));
}

static void title_choices(struct cx *cx, const struct import_title *t,
			  struct form_choices *c)
{
	const struct profile_list *l = profile_list(cx->profile, STR("office"));

	form_choose(cx, c, STR(""), title_meaning(cx, t), t->choice);
	if (t->known)
		form_choose(cx, c, STR("none"),
			    tr(cx->lang, N_("No office is recorded")),
			    t->choice);
	for (ptrdiff_t i = 0; l && i < l->n; i++) {
		struct str name = office_text(cx, &l->term[i]);

		form_choose(cx, c, l->term[i].code,
			    tr_fmt(cx->arena, cx->lang,
				   N_("{0} where the person belongs"), name),
			    t->choice);
		form_choose(cx, c,
			    str_cat(cx->arena, l->term[i].code, STR(".unit")),
			    tr_fmt(cx->arena, cx->lang,
				   N_("{0} in the unit above"), name),
			    t->choice);
	}
}

/* Those that nobody knows, then what is known. */
static void titles_fill(struct cx *cx, const struct member_import_state *s,
			struct member_import_look_view *x)
{
	int64_t n = 0;

	for (int known = 0; known < 2; known++)
		for (ptrdiff_t i = 0; i < s->titles.n; i++) {
			const struct import_title *t = &s->titles.p[i];
			struct imp_title *v;

			if ((t->known || t->choice.n) != known ||
			    ++n < x->pager.from || n > x->pager.to)
				continue;
			v = vec_push(cx->arena, &x->titles);
			v->id = str_fmt(cx->arena, "title.%td", i + 1);
			v->text = utf8_cut(t->text, TITLE_SHOWN);
			v->others = others_text(cx, &t->others);
			v->people = number(cx, t->people);
			title_choices(cx, t, &v->choices);
		}
}

/* ---- differences ---------------------------------------------------------------- */

static void diffs_fill(struct cx *cx, const struct member_import_state *s,
		       struct member_import_look_view *x)
{
	for (int64_t i = x->pager.from - 1; i < x->pager.to; i++) {
		const struct import_diff *d = &s->diffs.p[i];
		const struct member_row *row = &s->reg->rows.p[d->person];
		struct member_value was = { d->field, d->was },
				    is = { d->field, d->is };
		bool org = str_eq(d->field, STR("org"));

		*vec_push(cx->arena, &x->diffs) = (struct imp_diff){
			.id = str_fmt(cx->arena, "%d.%.*s", row->row,
				      STR_ARG(d->field)),
			.who = row->text[MF_NAME],
			.href = member_path(cx, d->member),
			.field = org ? tr(cx->lang, N_("Organisation"))
				 : d->post.office
					 ? tr(cx->lang, N_("Office"))
					 : member_field_label(cx, d->field),
			.corrects = d->corrects,
			.was = member_value_title(cx->profile, &was, cx->lang),
			.is = member_value_title(cx->profile, &is, cx->lang),
			.can = d->can_change,
			.accepted = d->accepted
		};
	}
}

/* ---- all ---------------------------------------------------------------------------- */

static struct err *decisions_fill(struct cx *cx,
				  const struct member_import_state *s,
				  struct member_import_look_view *x)
{
	struct str chosen =
		s->i.decision == DB_NULL
			? STR("0")
			: str_fmt(cx->arena, "%lld", (long long)s->i.decision);
	struct member_import_decisions_rows rows;
	struct err *err = member_import_decisions(
		cx->db,
		&(struct member_import_decisions_in){ .limit = DECISIONS_MOST },
		&rows);

	form_choose(cx, &x->decisions, STR("0"),
		    tr(cx->lang, N_("By none: it is our own register")),
		    chosen);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		form_choose(cx, &x->decisions,
			    str_fmt(cx->arena, "%lld", (long long)rows.p[i].id),
			    str_fmt(cx->arena, "%.*s – %.*s",
				    STR_ARG(rows.p[i].number),
				    STR_ARG(rows.p[i].title)),
			    chosen);
	return err;
}

static void deeds_fill(struct cx *cx, const struct member_import_state *s,
		       struct member_import_look_view *x)
{
	ptrdiff_t bad = s->n[IMPORT_FAULTY] + s->n[IMPORT_NOWHERE];

	if (!s->n[IMPORT_NEW] && !s->n_accepted)
		return;
	if (bad)
		x->do_good =
			tr_fmt(cx->arena, cx->lang,
			       N_("Write the {0} people that are right, "
				  "leave {1} rows"),
			       number(cx, s->n[IMPORT_NEW]), number(cx, bad));
	else
		x->do_all =
			tr_fmt(cx->arena, cx->lang, N_("Write all {0} people"),
			       number(cx, s->n[IMPORT_NEW]));
}

/* ---- one part after the other ------------------------------------------------ */

enum part {
	PART_NAMES,
	PART_FAULTS,
	PART_DIFFS,
	PART_TITLES,
	PART_WARNINGS,
	N_PART
};
static const struct {
	const char *code, *title;
} parts[N_PART] = {
	[PART_NAMES] = { "names", N_("Organisations to be named") },
	[PART_FAULTS] = { "faults", N_("Rows' errors") },
	[PART_DIFFS] = { "diffs", N_("Differences from the records") },
	[PART_TITLES] = { "titles", N_("Positions as offices") },
	[PART_WARNINGS] = { "warnings", N_("Warnings, which hinder nothing") },
};

/* The part that was asked for, else the first with something in it. */
static enum part part_of(struct req *rq, const int64_t n[N_PART])
{
	struct str asked = req_str(rq, "part");

	for (int k = 0; k < N_PART; k++)
		if (n[k] && str_eq(asked, str_c(parts[k].code)))
			return (enum part)k;
	for (int k = 0; k < N_PART; k++)
		if (n[k])
			return (enum part)k;
	return N_PART;
}

static enum part parts_fill(struct cx *cx, struct req *rq,
			    const int64_t n[N_PART],
			    struct member_import_look_view *x)
{
	enum part now = part_of(rq, n);
	int64_t page = req_int(rq, "page");
	struct str query;

	for (int k = 0; k < N_PART; k++)
		if (n[k])
			*vec_push(cx->arena, &x->tabs) = (struct imp_tab){
				.text = tr(cx->lang, parts[k].title),
				.n = number(cx, n[k]),
				.href = str_fmt(cx->arena, "?part=%s",
						parts[k].code),
				.current = k == (int)now
			};
	if (now == N_PART)
		return now;
	query = str_fmt(cx->arena, "part=%s", parts[now].code);
	x->part = str_c(parts[now].code);
	x->part_title = tr(cx->lang, parts[now].title);
	x->pager = pager_make(cx->arena, query, page == DB_NULL ? 1 : page,
			      ROWS_PAGE, n[now]);
	x->page_no = (x->pager.from - 1) / ROWS_PAGE + 1;
	return now;
}

static struct err *part_fill(struct cx *cx, struct req *rq,
			     const struct member_import_state *s,
			     struct member_import_look_view *x)
{
	struct askeds names = names_asked(cx, s);
	const int64_t n[N_PART] = {
		[PART_NAMES] = names.n,
		[PART_FAULTS] = faults_count(s, true),
		[PART_DIFFS] = s->diffs.n,
		[PART_TITLES] = s->titles.n,
		[PART_WARNINGS] = faults_count(s, false),
	};

	switch (parts_fill(cx, rq, n, x)) {
	case PART_NAMES:
		return names_fill(cx, s, &names, x);
	case PART_FAULTS:
		faults_fill(cx, s, true, x);
		break;
	case PART_WARNINGS:
		faults_fill(cx, s, false, x);
		break;
	case PART_TITLES:
		titles_fill(cx, s, x);
		break;
	case PART_DIFFS:
		diffs_fill(cx, s, x);
		break;
	case N_PART:
		break;
	}
	return NULL;
}

struct err *member_import_look(struct cx *cx, struct req *rq,
			       const struct member_import_state *s,
			       struct member_import_look_view *x)
{
	struct member_import_same_file_row same;
	struct err *err = member_import_same_file(
		cx->db,
		&(struct member_import_same_file_in){ .sha256 = s->i.sha256,
						      .id = s->i.id },
		&same, &x->again);

	x->keys = view_keys(cx, rq);
	x->rev = s->i.rev;
	x->action = member_import_path(cx, s->i.id);
	x->sub = s->i.file_name;
	x->day = s->day_known ? fmt_day(cx->arena, s->i.as_at) : STR("");
	if (s->i.failed_why.p)
		x->failed =
			tr_fmt(cx->arena, cx->lang,
			       N_("Nothing was written: {0}"), s->i.failed_why);
	facts_fill(cx, s, x);
	deeds_fill(cx, s, x);
	if (!err)
		err = part_fill(cx, rq, s, x);
	return err ? err : decisions_fill(cx, s, x);
}

/* ---- the result ------------------------------------------------------------------------ */

static struct err *kept_fill(struct cx *cx,
			     const struct member_import_by_id_row *i,
			     struct member_import_done_view *x)
{
	struct member_import_made_rows rows;
	struct err *err = member_import_made(
		cx->db, &(struct member_import_made_in){ .event = i->event },
		&rows);

	fact(cx, &x->facts, N_("People who disappeared again"),
	     i->taken - (err ? 0 : rows.n));
	fact(cx, &x->facts, N_("People who stay"), err ? 0 : rows.n);
	for (ptrdiff_t k = 0; !err && k < rows.n; k++)
		*vec_push(cx->arena, &x->kept) =
			(struct imp_link){ rows.p[k].name,
					   member_path(cx, rows.p[k].id) };
	return err;
}

/* The words beside the bar. */
static void progress_fill(struct cx *cx, int64_t import,
			  struct member_import_done_view *x)
{
	static const char *const words[] = {
		[IMPORT_READS] = N_("The register is being read"),
		[IMPORT_WRITES] = N_("{0} of {1} rows written"),
		[IMPORT_SORTS] = N_("All rows written; now for search and "
				    "figures: {0} of {1}")
	};
	struct import_so_far at;

	if (!import_progress_read(cx, import, &at))
		return;
	x->done = at.done;
	x->total = at.total;
	x->so_far = tr_fmt(cx->arena, cx->lang, words[at.phase],
			   number(cx, at.done), number(cx, at.total));
}

struct err *member_import_result(struct cx *cx,
				 const struct member_import_by_id_row *i,
				 struct member_import_done_view *x)
{
	x->action = member_import_path(cx, i->id);
	if (i->wish.p) {
		x->title = tr(cx->lang, N_("The register is being written"));
		x->wait = tr_fmt(cx->arena, cx->lang,
				 N_("{0} rows, since {1}; about a second for "
				    "each ten thousand. You may go on "
				    "elsewhere meanwhile."),
				 number(cx, i->people),
				 fmt_instant(cx->arena, i->wished_at));
		progress_fill(cx, i->id, x);
		return NULL;
	}
	if (i->dropped_at != DB_NULL) {
		x->title = tr(cx->lang, N_("The register was put away"));
		return NULL;
	}
	if (i->undone_at != DB_NULL) {
		x->title = tr(cx->lang, N_("The register was taken back"));
		return kept_fill(cx, i, x);
	}
	x->title = tr_fmt(cx->arena, cx->lang, N_("{0} people were written"),
			  number(cx, i->taken));
	fact(cx, &x->facts, N_("Written"), i->taken);
	if (i->posts != DB_NULL && i->posts)
		fact(cx, &x->facts, N_("Offices recorded"), i->posts);
	if (i->changed)
		fact(cx, &x->facts, N_("Facts changed"), i->changed);
	if (i->left_out)
		fact(cx, &x->facts, N_("Rows that were left out"), i->left_out);
	if (cx->today <= member_import_undo_until(cx, i->confirmed_at))
		x->undo_until =
			fmt_day(cx->arena,
				member_import_undo_until(cx, i->confirmed_at));
	return NULL;
}
