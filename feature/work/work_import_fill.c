/* Fills the preview of an import: figures, notices, rows with their fields. */
#include "work/work_import_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"

enum { SUMMARY_MOST = 12, TEXT_MOST = 64 * 1024 };

/* What filling one page needs all the time. */
struct fill {
	struct cx *cx;
	const struct work_import_state *s;
	const struct import_look *look;
	struct work_orgs *orgs; /* for matching */
	struct orgs units;	/* all below the root */
	struct import_preview_view *x;
	int64_t page; /* that is really shown */
};

static const struct {
	const char *field, *label, *count;
} needs[N_NEED] = {
	[NEED_WORK] = { "work", N_("Work, row {0}"), N_("{0} of work") },
	[NEED_PERSON] = { "lead", N_("Lead unit, row {0}"),
			  N_("{0} of the person") },
	[NEED_PROGRESS] = { "deadline", N_("Deadline, row {0}"),
			    N_("{0} of the progress") },
	[NEED_PRODUCT] = { "product", N_("Product, row {0}"),
			   N_("{0} of the product") },
};

static struct str number(struct cx *cx, int64_t n)
{
	return fmt_int(cx->arena, cx->lang, n);
}

static struct str plain(struct cx *cx, int64_t n)
{
	return str_fmt(cx->arena, "%ld", (long)n);
}

void work_import_crumbs(struct cx *cx, int64_t programme, struct str code,
			struct crumbs *c)
{
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Programmes")),
				.href = STR("/programmes") };
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = code,
				.href = str_fmt(cx->arena, "/programme/%ld",
						(long)programme) };
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Import an annex")) };
}

struct str work_import_sub(struct cx *cx, struct str code, struct str title)
{
	return str_fmt(cx->arena, "%.*s – %.*s", STR_ARG(code), STR_ARG(title));
}

/* ---- figures ---- */

static void part_add(struct buf *b, struct str part)
{
	if (b->n)
		buf_lit(b, ", ");
	buf_str(b, part);
}

static void part_count(struct cx *cx, struct buf *b, const char *text, int n)
{
	if (n)
		part_add(b, tr_fmt(cx->arena, cx->lang, text, number(cx, n)));
}

static void boxes_fill(struct fill *f)
{
	struct cx *cx = f->cx;
	const struct work_import_state *s = f->s;
	struct import_preview_view *x = f->x;
	struct buf mend = buf_init(cx->arena, 2000);
	struct buf skip = buf_init(cx->arena, 2000);

	for (int k = 0; k < N_NEED; k++)
		part_count(cx, &mend, needs[k].count, s->missing[k]);
	part_count(cx, &skip, N_("{0} no task"), s->n_skipped);
	part_count(cx, &skip, N_("{0} in the programme already"), s->n_twins);
	part_count(cx, &skip, N_("{0} left out"), s->n_left);
	x->n_tasks = s->n_tasks;
	x->n_clear = s->n_clear;
	x->n_mend = s->n_mend;
	x->n_skip = s->n_skipped + s->n_twins + s->n_left;
	x->n_twins = s->n_twins;
	x->mend_word = tr_n(cx->lang, N_("row"), N_("rows"), x->n_mend);
	x->skip_word = tr_n(cx->lang, N_("row"), N_("rows"), x->n_skip);
	x->mend_note =
		mend.n ? buf_view(&mend) : tr(cx->lang, N_("nothing left"));
	x->skip_note = skip.n ? buf_view(&skip)
			      : tr(cx->lang, N_("every row was read"));
	x->file = s->i.file_name;
	x->file_href = str_fmt(cx->arena, "/file/%ld", (long)s->i.file);
	x->file_note = tr_fmt(cx->arena, cx->lang,
			      N_("{0}, {1} columns understood, {2} rows"),
			      fmt_bytes(cx->arena, cx->lang, s->i.size),
			      number(cx, x->columns.n), number(cx, s->rows.n));
}

static void columns_fill(struct fill *f)
{
	static const char *const four[] = { "Work", "Person", "Progress",
					    "Product" };
	struct cx *cx = f->cx;
	struct str rest = f->s->i.columns.n ? f->s->i.columns : STR_NULL;
	int have = 0;

	while (rest.p) {
		struct str line = str_cut(&rest, '\n');
		struct str heading = str_cut(&line, '\t');
		struct str meaning = str_cut(&line, '\t');

		for (ptrdiff_t k = 0; k < N_ELEMENTS(four); k++)
			have += str_eq(meaning, str_c(four[k]));
		*vec_push(cx->arena, &f->x->columns) = (struct import_column){
			.heading = heading,
			.meaning = tr(cx->lang, str_to_c(cx->arena, meaning)),
			.example = line
		};
	}
	f->x->columns_title =
		tr(cx->lang,
		   have == 4
			   ? N_("Columns: all four clarities have their column")
			   : N_("Columns: not every clarity has its column"));
}

static void note_add(struct fill *f, struct str text)
{
	*vec_push(f->cx->arena, &f->x->notices) =
		(struct import_link){ .text = text };
}

static const struct {
	const char *name, *text;
} counted[] = {
	{ "hidden", N_("Hidden sheets were not read: {0}.") },
	{ "rows", N_("Hidden rows were not read: {0}. To read them, show them "
		     "in Excel (a filter hides rows, too) and send the file "
		     "again.") },
	{ "cols", N_("Hidden columns were not read: {0}. To read them, show "
		     "them in Excel and send the file again.") },
};

static void note_counted(struct fill *f, struct str name, struct str n)
{
	struct cx *cx = f->cx;
	int64_t many;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(counted); i++)
		if (str_eq(name, str_c(counted[i].name)) && n.p &&
		    str_to_i64(n, &many))
			note_add(f, tr_fmt(cx->arena, cx->lang, counted[i].text,
					   number(cx, many)));
}

static void notices_fill(struct fill *f)
{
	struct cx *cx = f->cx;
	struct str rest = f->s->i.notices.n ? f->s->i.notices : STR_NULL;

	while (rest.p) {
		struct str word = str_cut(&rest, ' ');
		struct str name = str_cut(&word, ':');

		if (str_eq(name, STR("legacy")))
			note_add(f,
				 tr(cx->lang,
				    N_("Text in an old font (TCVN3 or VNI) was "
				       "turned into Unicode; look at names.")));
		else if (str_eq(name, STR("changes")))
			note_add(f,
				 tr(cx->lang, N_("The file has tracked "
						 "changes; it was read "
						 "as if all were accepted.")));
		else
			note_counted(f, name, word);
	}
	for (ptrdiff_t k = 0; k < f->s->rows.n; k++) {
		const struct import_rows_row *r = &f->s->rows.p[k].r;

		if (r->skipped.p)
			*vec_push(cx->arena,
				  &f->x->skipped) = (struct import_link){
				.text = tr_fmt(
					cx->arena, cx->lang,
					N_("Row {0} of the table: {1} “{2}”"),
					plain(cx, r->sheet_row),
					tr(cx->lang,
					   str_to_c(cx->arena, r->skipped)),
					r->work)
			};
	}
}

static struct err *same_fill(struct fill *f)
{
	struct cx *cx = f->cx;
	struct import_same_file_rows rows;
	struct err *err = import_same_file(cx->db,
					   &(struct import_same_file_in){
						   .sha256 = f->s->i.sha256 },
					   &rows);

	for (ptrdiff_t k = 0; !err && k < rows.n; k++) {
		const struct import_same_file_row *r = &rows.p[k];

		if (r->id == f->s->i.id || r->confirmed_at == DB_NULL)
			continue;
		*vec_push(cx->arena, &f->x->same) = (struct import_link){
			.href = str_fmt(cx->arena, "/import/%ld", (long)r->id),
			.text = tr_fmt(cx->arena, cx->lang,
				       N_("“{0}” into {1}, on {2}"),
				       r->file_name, r->code,
				       fmt_instant(cx->arena, r->confirmed_at))
		};
	}
	return err;
}

/* ---- which rows ---- */

static bool to_look(const struct work_import_row *r)
{
	return r->is_task && ((r->r.take && !r->clear) || r->twin);
}

static bool is_listed(const struct fill *f, const struct work_import_row *r)
{
	return r->is_task && (!f->look->mend_only || to_look(r));
}

static struct str list_href(struct cx *cx, bool mend_only, int64_t page)
{
	return str_fmt(cx->arena, "?show=%s&page=%ld",
		       mend_only ? "mend" : "all", (long)page);
}

static void tabs_fill(struct fill *f, int64_t n_look)
{
	struct cx *cx = f->cx;
	bool mend = f->look->mend_only;

	f->x->tab[0] =
		(struct import_tab){ .title = tr(cx->lang,
						 N_("Only rows to mend")),
				     .href = list_href(cx, true, 1),
				     .n = n_look,
				     .current = mend };
	f->x->tab[1] = (struct import_tab){ .title = tr(cx->lang, N_("All")),
					    .href = list_href(cx, false, 1),
					    .n = f->s->n_tasks,
					    .current = !mend };
	f->x->show = mend ? STR("mend") : STR("all");
	f->x->none = (struct empty_state){
		.title = tr(cx->lang, N_("No row is left to mend.")),
		.text = tr(cx->lang, N_("Every taken row has the four "
					"clarities."))
	};
}

/* ---- the summary ---- */

struct summary {
	int listed; /* rows so far */
	int more;   /* places that were not named */
};

static void summary_add(struct fill *f, struct summary *sum,
			const struct work_import_row *r, int need)
{
	struct cx *cx = f->cx;
	int64_t page = (sum->listed - 1) / WORK_IMPORT_PAGE + 1;
	struct str id =
		str_fmt(cx->arena, "#%s.%ld", needs[need].field, (long)r->r.n);

	if (f->x->errors.n >= SUMMARY_MOST) {
		sum->more++;
		return;
	}
	*vec_push(cx->arena, &f->x->errors) = (struct err_item){
		.text = tr_fmt(cx->arena, cx->lang, N_("Row {0}: {1}"),
			       plain(cx, r->r.n),
			       work_import_why(cx, r, (enum work_need)need,
					       f->orgs)),
		.href = page == f->page
				? id
				: str_cat(cx->arena,
					  list_href(cx, f->look->mend_only,
						    page),
					  id)
	};
}

/* What the form got wrong first, then what the rows lack. */
static void summary_fill(struct fill *f)
{
	struct cx *cx = f->cx;
	struct summary sum = { 0 };
	int places = 0;

	if (f->look->faults) {
		f->x->errors = view_faults(cx, f->look->faults);
		return;
	}
	for (ptrdiff_t k = 0; k < f->s->rows.n; k++) {
		const struct work_import_row *r = &f->s->rows.p[k];

		sum.listed += is_listed(f, r);
		for (int need = 0; need < N_NEED; need++)
			if (r->is_task && r->r.take &&
			    r->meaning.clarity.missing[need])
				summary_add(f, &sum, r, need);
	}
	for (int k = 0; k < N_NEED; k++)
		places += f->s->missing[k];
	f->x->errors.title = tr_format(
		cx->arena,
		tr_n(cx->lang, N_("{0} place to mend before work is issued"),
		     N_("{0} places to mend before work is issued"), places),
		(struct str[]){ number(cx, places) }, 1);
	if (sum.more)
		*vec_push(cx->arena, &f->x->errors) =
			(struct err_item){ .text = tr_fmt(cx->arena, cx->lang,
							  N_("and {0} more"),
							  number(cx, sum.more)),
					   .href = list_href(cx, true, 1) };
}

/* ---- a row's cells ---- */

static const struct org *unit_find(const struct fill *f, int64_t id)
{
	for (ptrdiff_t i = 0; i < f->units.n; i++)
		if (f->units.p[i].id == id)
			return &f->units.p[i];
	return NULL;
}

static struct str unit_name(const struct fill *f, int64_t id)
{
	const struct org *o = unit_find(f, id);

	return o ? (o->short_name.n ? o->short_name : o->name) : STR_NULL;
}

static bool has_option(const struct import_options *o, int64_t id)
{
	for (ptrdiff_t i = 0; i < o->n; i++)
		if (o->p[i].id == id)
			return true;
	return false;
}

/* Cells of many organisations share a name: theirs says where they stand. */
static struct str option_name(struct fill *f, const struct org *unit)
{
	const struct org *above = unit_find(f, unit->parent);

	if (unit->depth <= 1 || !above)
		return unit->name;
	return str_fmt(f->cx->arena, "%.*s – %.*s", STR_ARG(unit->name),
		       STR_ARG(unit_name(f, above->id)));
}

static void option_add(struct fill *f, struct import_options *o, int64_t id,
		       bool chosen)
{
	const struct org *unit = unit_find(f, id);

	if (unit && !has_option(o, id))
		*vec_push(f->cx->arena, o) = (struct import_option){
			.id = id, .name = option_name(f, unit), .chosen = chosen
		};
}

/* Organisations that the file's names could mean, then the chosen one. */
static void best_fill(struct fill *f, const struct work_import_row *r,
		      struct import_options *o)
{
	struct str names = r->r.lead_names.n ? r->r.lead_names : STR_NULL;

	while (names.p) {
		struct str name = str_cut(&names, '\n');
		struct work_lead m =
			work_lead_match(f->cx->arena, f->orgs, name);
		const struct work_heir *heir =
			work_lead_ended(f->cx->arena, f->orgs, name);

		if (heir && heir->heir)
			option_add(f, o, heir->heir, heir->heir == r->lead);
		for (int k = 0; k < m.n_doubts; k++)
			option_add(f, o, m.doubt[k]->id,
				   m.doubt[k]->id == r->lead);
	}
	if (r->lead != DB_NULL)
		option_add(f, o, r->lead, true);
}

/* What every cell with a field has. */
static void cell_begin(struct fill *f, const struct work_import_row *r,
		       int need, struct import_cell *c)
{
	struct cx *cx = f->cx;

	c->id = str_fmt(cx->arena, "%s.%ld", needs[need].field, (long)r->r.n);
	c->label = tr_fmt(cx->arena, cx->lang, needs[need].label,
			  plain(cx, r->r.n));
	c->why = view_fault_of(cx, f->look->faults, c->id);
	if (!c->why.n && r->meaning.clarity.missing[need])
		c->why = work_import_why(cx, r, (enum work_need)need, f->orgs);
	c->bad = c->why.n > 0;
}

static void cell_hints(struct fill *f, const struct work_import_row *r,
		       int need, struct import_cell *c)
{
	struct str hint[WORK_IMPORT_HINTS];
	int n = 0;

	if (r->meaning.clarity.missing[need])
		n = work_import_hints(f->cx, f->s, r, (enum work_need)need,
				      hint, WORK_IMPORT_HINTS);
	for (int k = 0; k < n; k++)
		*vec_push(f->cx->arena, &c->hints) = (struct import_hint){
			.key = str_fmt(f->cx->arena, "%s.%ld.%d",
				       needs[need].field, (long)r->r.n, k),
			.text = hint[k]
		};
}

static bool opens(const struct fill *f, const struct work_import_row *r,
		  int need, bool mended)
{
	return r->meaning.clarity.missing[need] || mended ||
	       f->look->edit == r->r.n;
}

static void work_cell(struct fill *f, const struct work_import_row *r,
		      struct import_cell *c)
{
	c->field = opens(f, r, NEED_WORK, r->r.new_work.p || r->r.work_ok);
	c->text = r->words.work;
	if (!c->field)
		return;
	cell_begin(f, r, NEED_WORK, c);
	c->value = r->words.work;
	if (r->r.new_work.p)
		c->file = r->r.work;
	c->ok = r->r.work_ok;
	c->ok_id = str_fmt(f->cx->arena, "workok.%ld", (long)r->r.n);
	c->ok_label = tr(f->cx->lang, N_("this is concrete work"));
}

static void lead_cell(struct fill *f, const struct work_import_row *r,
		      struct import_cell *c)
{
	c->field = opens(f, r, NEED_PERSON, r->r.new_lead != DB_NULL);
	c->text = unit_name(f, r->lead);
	if (!c->field)
		return;
	cell_begin(f, r, NEED_PERSON, c);
	c->file = r->r.lead_text;
	best_fill(f, r, &c->best);
	for (ptrdiff_t i = 0; i < f->units.n; i++)
		if (f->units.p[i].depth <= 1 &&
		    !has_option(&c->best, f->units.p[i].id))
			option_add(f, &c->all, f->units.p[i].id, false);
}

/* "hiểu là 31/12/2026" */
static struct str due_note(struct cx *cx, const struct work_import_row *r)
{
	static const char *const words[N_DUE] = {
		[DUE_RECURRING] = N_("understood as coming back each period"),
		[DUE_CONTINUOUS] = N_("reported each period"),
		[DUE_RELATIVE] = N_("counted once the event's day is known"),
		[DUE_ON_REQUEST] = N_("due when it is asked for"),
	};
	const struct work_deadline *d = &r->meaning.deadline;
	struct str day = fmt_day(cx->arena, d->due);

	if (words[d->kind])
		return tr(cx->lang, words[d->kind]);
	if (d->kind == DUE_STARTING)
		return tr_fmt(cx->arena, cx->lang, N_("begins on {0}"),
			      fmt_day(cx->arena, d->start));
	if (!day.p || str_eq(day, r->words.deadline))
		return STR_NULL;
	return tr_fmt(cx->arena, cx->lang, N_("understood as {0}"), day);
}

static void due_cell(struct fill *f, const struct work_import_row *r,
		     struct import_cell *c)
{
	c->field = opens(f, r, NEED_PROGRESS, r->r.new_deadline.p);
	c->text = r->words.deadline;
	c->note = due_note(f->cx, r);
	if (!c->field)
		return;
	cell_begin(f, r, NEED_PROGRESS, c);
	c->value = r->r.new_deadline.p ? r->r.new_deadline : STR("");
	c->file = r->r.deadline_text;
	cell_hints(f, r, NEED_PROGRESS, c);
}

static void product_cell(struct fill *f, const struct work_import_row *r,
			 struct import_cell *c)
{
	c->field = opens(f, r, NEED_PRODUCT,
			 r->r.new_product.p || r->r.product_ok);
	c->text = r->words.product;
	if (!c->field)
		return;
	cell_begin(f, r, NEED_PRODUCT, c);
	c->value = r->r.new_product.p ? r->r.new_product : STR("");
	c->file = r->r.product;
	cell_hints(f, r, NEED_PRODUCT, c);
	if (!r->words.product.n)
		return;
	c->ok = r->r.product_ok;
	c->ok_id = str_fmt(f->cx->arena, "productok.%ld", (long)r->r.n);
	c->ok_label = tr(f->cx->lang, N_("this can be shown"));
}

/* ---- rows ---- */

static struct str with_names(struct fill *f, const struct work_import_row *r)
{
	struct buf b = buf_init(f->cx->arena, TEXT_MOST);

	for (int k = 0; k < r->words.n_with; k++) {
		struct str name = unit_name(f, r->words.with[k]);

		if (name.n && r->words.with[k] != r->lead)
			part_add(&b, name);
	}
	return buf_view(&b);
}

static void row_fill(struct fill *f, const struct work_import_row *r)
{
	struct cx *cx = f->cx;
	struct import_row_view *v = vec_push(cx->arena, &f->x->rows);

	v->n = r->r.n;
	if (!str_eq(r->r.number, plain(cx, r->r.n)))
		v->number = r->r.number;
	v->take = r->r.take;
	v->look = to_look(r);
	work_cell(f, r, &v->work);
	lead_cell(f, r, &v->lead);
	due_cell(f, r, &v->due);
	product_cell(f, r, &v->product);
	v->with = with_names(f, r);
	v->with_left = r->r.with_left;
	if (!v->work.field || !v->lead.field || !v->due.field ||
	    !v->product.field)
		v->edit = str_fmt(
			cx->arena, "%.*s&edit=%ld#d%ld",
			STR_ARG(list_href(cx, f->look->mend_only, f->page)),
			(long)r->r.n, (long)r->r.n);
	if (!r->twin)
		return;
	v->twin =
		str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(r->twin->number),
			r->twin->number.n ? ". " : "", STR_ARG(r->twin->work));
	v->twin_href = str_fmt(cx->arena, "/task/%ld", (long)r->twin->id);
}

static void rows_fill(struct fill *f)
{
	int64_t from = (f->page - 1) * WORK_IMPORT_PAGE, at = 0;
	struct str group = STR("");

	for (ptrdiff_t k = 0; k < f->s->rows.n; k++) {
		const struct work_import_row *r = &f->s->rows.p[k];

		if (!is_listed(f, r) || at++ < from ||
		    at > from + WORK_IMPORT_PAGE)
			continue;
		row_fill(f, r);
		if (!str_eq(group, r->r.grp))
			f->x->rows.p[f->x->rows.n - 1].group = r->r.grp;
		group = r->r.grp;
	}
}

static void list_fill(struct fill *f)
{
	int64_t listed = 0, look = 0, pages;

	for (ptrdiff_t k = 0; k < f->s->rows.n; k++) {
		listed += is_listed(f, &f->s->rows.p[k]);
		look += to_look(&f->s->rows.p[k]);
	}
	pages = MAX((listed + WORK_IMPORT_PAGE - 1) / WORK_IMPORT_PAGE, 1);
	f->page = MIN(MAX(f->look->page, 1), pages);
	f->x->at_page = f->page;
	f->x->next = f->page < pages;
	f->x->pager = pager_make(
		f->cx->arena,
		str_sub(list_href(f->cx, f->look->mend_only, f->page), 1, 1000),
		f->page, WORK_IMPORT_PAGE, listed);
	tabs_fill(f, look);
	rows_fill(f);
}

/* ---- the buttons ---- */

static void decide_fill(struct fill *f)
{
	struct cx *cx = f->cx;
	const struct work_import_state *s = f->s;
	int all = s->n_clear + s->n_mend;

	f->x->rev = s->i.rev;
	f->x->again = f->look->again;
	f->x->issue = f->look->issue;
	f->x->twins = f->look->twins;
	f->x->again_fault = view_fault_of(cx, f->look->faults, STR("again"));
	if (s->n_clear)
		f->x->do_clear =
			tr_fmt(cx->arena, cx->lang,
			       N_("Import {0} tasks with the four clarities"),
			       number(cx, s->n_clear));
	if (s->n_mend)
		f->x->do_all = tr_fmt(
			cx->arena, cx->lang,
			N_("Import all {0} rows ({1} that lack something "
			   "become drafts)"),
			number(cx, all), number(cx, s->n_mend));
	else if (!s->n_clear)
		f->x->do_all = tr(cx->lang, N_("Import the chosen rows"));
}

struct err *work_import_preview(struct cx *cx, struct req *rq,
				const struct work_import_state *s,
				const struct import_look *look,
				struct import_preview_view *x)
{
	struct fill f = { .cx = cx, .s = s, .look = look, .x = x };
	struct org root;
	bool found;
	struct err *err = work_import_orgs(cx, &f.orgs);

	if (!err)
		err = org_get_root(cx, &root, &found);
	if (!err && found)
		err = org_list_below(cx, root.id, &f.units);
	if (!err)
		err = same_fill(&f);
	if (err)
		return err;
	x->keys = view_keys(cx, rq);
	x->action = str_fmt(cx->arena, "/import/%ld", (long)s->i.id);
	x->drop = str_fmt(cx->arena, "/import/%ld/drop", (long)s->i.id);
	x->sub = work_import_sub(cx, s->i.code, s->i.title);
	if (look->saved)
		x->said = tr(cx->lang, N_("What you mended is saved."));
	work_import_crumbs(cx, s->i.programme, s->i.code, &x->crumbs);
	columns_fill(&f);
	boxes_fill(&f);
	notices_fill(&f);
	list_fill(&f);
	summary_fill(&f);
	decide_fill(&f);
	return NULL;
}
