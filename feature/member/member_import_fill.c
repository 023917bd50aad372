/* What the page of an import shows of its state. */
#include "member/member_import_priv.h"

#include "auth/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"

enum {
	FAULTS_PAGE = 50,
	NAMES_MOST = 200,
	DIFFS_MOST = 100,
	WARNINGS_MOST = 50,
	DECISIONS_MOST = 50,
	TEXT_SHOWN = 60,
	WITH_TREE = 30, /* names that have the whole tree to choose from */
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

static void faults_fill(struct cx *cx, struct req *rq,
			const struct member_import_state *s,
			struct member_import_look_view *x)
{
	int64_t page = req_method(rq) == GET ? req_int(rq, "page") : DB_NULL;
	ptrdiff_t errors = 0, warnings = 0, n;

	x->pager =
		pager_make(cx->arena, req_query(rq), page == DB_NULL ? 1 : page,
			   FAULTS_PAGE, s->reg->n_errors);
	for (ptrdiff_t i = 0; i < s->reg->faults.n; i++) {
		const struct member_fault *f = &s->reg->faults.p[i];

		if (!f->is_error) {
			if (warnings++ < WARNINGS_MOST)
				fault_put(cx, s, f, &x->warnings);
			continue;
		}
		n = ++errors;
		if (n >= x->pager.from && n <= x->pager.to)
			fault_put(cx, s, f, &x->faults);
	}
	x->n_faults = tr_fmt(cx->arena, cx->lang, N_("Errors: {0}"),
			     number(cx, errors));
	x->n_warnings = tr_fmt(cx->arena, cx->lang,
			       N_("Warnings, which hinder nothing: {0}"),
			       number(cx, warnings));
	if (warnings > WARNINGS_MOST)
		x->more_warnings =
			tr_fmt(cx->arena, cx->lang, N_("… and {0} more."),
			       number(cx, warnings - WARNINGS_MOST));
}

/* ---- names ------------------------------------------------------------------- */

bool member_import_is_open(const struct member_import_state *s, ptrdiff_t i)
{
	const struct import_name *n = &s->names.p[i];

	if (n->place == PLACE_FOUND || n->place == PLACE_LEFT)
		return false;
	/* an unknown unit is asked for once, whatever the cell */
	for (ptrdiff_t k = 0; !n->unit_org && k < i; k++)
		if (str_eq(s->names.p[k].unit, n->unit))
			return false;
	return true;
}

static int64_t people_of(const struct member_import_state *s, ptrdiff_t i)
{
	const struct import_name *n = &s->names.p[i];
	int64_t all = 0;

	if (n->unit_org)
		return n->people;
	for (ptrdiff_t k = 0; k < s->names.n; k++)
		if (str_eq(s->names.p[k].unit, n->unit))
			all += s->names.p[k].people;
	return all;
}

static struct str name_text(struct cx *cx, const struct import_name *n)
{
	const char *text = N_("“{0}”: no organisation is called so");

	if (n->unit_org)
		text = N_("“{1}” doesn't stand below “{0}”");
	if (n->place == PLACE_SEVERAL)
		text = n->unit_org ? N_("“{1}” below “{0}” could be several")
				   : N_("“{0}” could be several organisations");
	return tr_fmt(cx->arena, cx->lang, text, n->unit, n->cell);
}

/* Below the unit, else the whole tree. */
static struct err *name_choices(struct cx *cx,
				const struct member_import_state *s,
				const struct import_name *n,
				struct member_choices *c)
{
	member_choose(cx, c, STR(""), tr(cx->lang, N_("Not decided yet")),
		      STR_NULL);
	if (n->unit_org)
		member_choose(cx, c, STR("unit"),
			      tr(cx->lang, N_("Into the unit itself")),
			      STR_NULL);
	member_choose(cx, c, STR("leave"),
		      tr(cx->lang, N_("These rows aren't taken")), STR_NULL);
	if (!n->unit_org)
		return member_choose_orgs(cx, c, 0);
	for (ptrdiff_t i = 0; i < s->orgs.n; i++)
		if (s->orgs.p[i].parent == n->unit_org)
			member_choose(cx, c,
				      str_fmt(cx->arena, "%lld",
					      (long long)s->orgs.p[i].id),
				      s->orgs.p[i].name, STR_NULL);
	return NULL;
}

static struct err *names_fill(struct cx *cx,
			      const struct member_import_state *s,
			      struct member_import_look_view *x)
{
	struct err *err = NULL;
	ptrdiff_t open = 0, cells = 0;

	for (ptrdiff_t i = 0; i < s->names.n && !err; i++) {
		const struct import_name *n = &s->names.p[i];
		struct imp_name *v;

		cells += n->place == PLACE_NO_CELL;
		if (!member_import_is_open(s, i) || open++ >= NAMES_MOST)
			continue;
		v = vec_push(cx->arena, &x->names);
		v->id = str_fmt(cx->arena, "name.%td", i + 1);
		v->text = name_text(cx, n);
		v->people = number(cx, people_of(s, i));
		if (n->unit_org || open <= WITH_TREE)
			err = name_choices(cx, s, n, &v->choices);
	}
	if (open > NAMES_MOST)
		x->more_names =
			tr_fmt(cx->arena, cx->lang,
			       N_("… and {0} more names: they follow when "
				  "these are decided."),
			       number(cx, open - NAMES_MOST));
	if (cells && s->day_known && cx_may(cx, PERM_ORG_MANAGE))
		x->establish = tr_fmt(cx->arena, cx->lang,
				      N_("First establish these {0} cells, "
					 "from {1} on"),
				      number(cx, cells),
				      fmt_day(cx->arena, s->i.as_at));
	return err;
}

/* ---- differences ---------------------------------------------------------------- */

static void diffs_fill(struct cx *cx, const struct member_import_state *s,
		       struct member_import_look_view *x)
{
	for (ptrdiff_t i = 0; i < MIN(s->diffs.n, (ptrdiff_t)DIFFS_MOST); i++) {
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
				     : member_field_label(cx, d->field),
			.was = member_value_title(cx->profile, &was, cx->lang),
			.is = member_value_title(cx->profile, &is, cx->lang),
			.can = d->can_change,
			.accepted = d->accepted
		};
	}
	if (s->diffs.n > DIFFS_MOST)
		x->more_diffs = tr_fmt(cx->arena, cx->lang,
				       N_("… and {0} more differences."),
				       number(cx, s->diffs.n - DIFFS_MOST));
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

	member_choose(cx, &x->decisions, STR("0"),
		      tr(cx->lang, N_("By none: it is our own register")),
		      chosen);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		member_choose(cx, &x->decisions,
			      str_fmt(cx->arena, "%lld",
				      (long long)rows.p[i].id),
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
	faults_fill(cx, rq, s, x);
	diffs_fill(cx, s, x);
	deeds_fill(cx, s, x);
	if (!err)
		err = names_fill(cx, s, x);
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
