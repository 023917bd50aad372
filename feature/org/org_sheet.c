/* Organisations as rows of a workbook that goes out and comes back: columns,
 * what stands in them now, what a changed cell becomes. */
#include "org/org_sheet.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_amend.h"
#include "org/org_page_priv.h"
#include "org/org_query.h"
#include "profile/profile.h"

enum { ID, LEVEL, CODE, NAME, SHORT, KIND, ABOVE, ORDER, FROM, N_COL };
static const struct {
	const char *key, *title;
	int width;
	enum doc_col_kind kind;
	const char *note;
	bool fixed; /* the note says why it isn't taken */
} cols[N_COL] = {
	[ID] = { "id", N_("Number"), 8, COL_INT,
		 N_("The number of an organisation never changes."), true },
	[LEVEL] = { "level", N_("Level"), 6, COL_INT,
		    N_("The level follows from what stands above."), true },
	[CODE] = { "code", N_("Code"), 18, COL_TEXT,
		   N_("A change counts since the day that you give when you "
		      "send the file back."),
		   false },
	[NAME] = { "name", N_("Name of the organisation"), 60, COL_TEXT,
		   N_("Only a name that was written wrong is put right here; "
		      "another name comes by a decision."),
		   false },
	[SHORT] = { "short", N_("Short name"), 30, COL_TEXT,
		    N_("A change counts since the day that you give when you "
		       "send the file back."),
		    false },
	[KIND] = { "kind", N_("Kind"), 24, COL_TEXT,
		   N_("Only a kind that was written wrong is put right here; "
		      "another kind comes by a decision."),
		   false },
	[ABOVE] = { "above", N_("Above"), 40, COL_TEXT,
		    N_("Where an organisation stands is changed by a "
		       "decision, on the page “Reorganisation”."),
		    true },
	[ORDER] = { "order", N_("Order"), 8, COL_INT,
		    N_("The place among those that stand below the same "
		       "organisation: small numbers come first."),
		    false },
	[FROM] = { "from", N_("From"), 12, COL_DAY,
		   N_("The day on which an organisation began stands in its "
		      "history."),
		   true },
};

/* ---- columns ------------------------------------------------------------- */

static const struct strs *kind_choices(struct cx *cx, enum lang lang)
{
	struct strs *s = arena_new(cx->arena, struct strs, 1);
	const struct profile *p = cx->profile;

	for (ptrdiff_t i = 0; i < p->n_kinds; i++)
		*vec_push(cx->arena, s) =
			profile_kind_title(p, p->kind[i].code, lang);
	return s;
}

static struct err *columns(struct cx *cx, enum lang lang,
			   struct sheet_columns *ret)
{
	struct str total = tr(lang, N_("Rows: {0}"));

	*ret = (struct sheet_columns){
		.main = NAME,
		.total = str_sub(total, 0, MAX(str_find_char(total, '{'), 1))
	};
	for (int c = 0; c < N_COL; c++)
		*vec_push(cx->arena, ret) = (struct sheet_column){
			.key = cols[c].key,
			.title = tr(lang, cols[c].title),
			.width = cols[c].width,
			.kind = cols[c].kind,
			.takes_number = c == CODE,
			.most = c == ORDER ? ORG_POSITION_MOST : INT64_MAX,
			.note = tr(lang, cols[c].note),
			.choices = c == KIND ? kind_choices(cx, lang) : NULL,
		};
	return NULL;
}

/* ---- rows ---------------------------------------------------------------- */

static void row_fill(struct cx *cx, enum lang lang,
		     const struct org_sheet_rows_row *r, struct sheet_now *row)
{
	struct arena *a = cx->arena;
	struct str kind = profile_kind_title(cx->profile, r->kind, cx->lang);

	row->there = true;
	row->rev = r->rev;
	row->title = r->name;
	row->note = r->above.n ? str_fmt(a, "%.*s, %.*s", STR_ARG(kind),
					 STR_ARG(r->above))
			       : kind;
	row->href = str_fmt(a, "/org/%lld", (long long)r->id);
	row->plain[ID] = str_fmt(a, "%lld", (long long)r->id);
	row->plain[LEVEL] = str_fmt(a, "%lld", (long long)r->depth);
	row->plain[CODE] = text_clean(a, r->code.p ? r->code : STR(""));
	row->plain[NAME] = text_clean(a, r->name);
	row->plain[SHORT] = text_clean(a, r->short_name);
	row->plain[KIND] =
		text_clean(a, profile_kind_title(cx->profile, r->kind, lang));
	row->plain[ABOVE] = text_clean(a, r->above.p ? r->above : STR(""));
	row->plain[ORDER] = str_fmt(a, "%lld", (long long)r->position);
	row->plain[FROM] = day_iso(a, r->from_on);
}

static const struct org_sheet_rows_row *
row_find(const struct org_sheet_rows_rows *rows, int64_t id)
{
	ptrdiff_t low = 0, high = rows->n;

	while (low < high) {
		ptrdiff_t mid = low + (high - low) / 2;

		if (rows->p[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < rows->n && rows->p[low].id == id ? &rows->p[low] : NULL;
}

static struct err *now(struct cx *cx, enum lang lang,
		       const struct sheet_columns *all UNUSED,
		       struct sheet_now *row, ptrdiff_t n)
{
	struct org_sheet_rows_in in = { .low = INT64_MAX, .today = cx->today };
	struct org_sheet_rows_rows rows;
	const struct org_sheet_rows_row *r;
	struct err *err;

	for (ptrdiff_t i = 0; i < n; i++) {
		in.low = MIN(in.low, row[i].id);
		in.high = MAX(in.high, row[i].id);
	}
	err = org_sheet_rows(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < n; i++)
		if ((r = row_find(&rows, row[i].id)))
			row_fill(cx, lang, r, &row[i]);
	return err;
}

/* ---- changed cells ------------------------------------------------------- */

static struct err *kind_code(struct cx *cx, enum lang lang, struct str typed,
			     struct str *ret_code)
{
	const struct profile *p = cx->profile;

	for (ptrdiff_t i = 0; i < p->n_kinds; i++)
		if (str_eq(text_clean(cx->arena,
				      profile_kind_title(p, p->kind[i].code,
							 lang)),
			   typed)) {
			*ret_code = p->kind[i].code;
			return NULL;
		}
	return err_new(cx->arena, ERR_INVALID,
		       N_("Choose one from the cell's list."));
}

/* A cell becomes a part of what is put right. */
static struct err *cell_lay(struct cx *cx, enum lang lang,
			    const struct sheet_cell *c, struct org_amend *in)
{
	struct str typed = text_clean(cx->arena, c->value);

	switch (c->at) {
	case CODE:
		in->code = typed;
		return NULL;
	case NAME:
		in->name = typed;
		return NULL;
	case SHORT:
		in->short_name = typed;
		return NULL;
	case KIND:
		return kind_code(cx, lang, typed, &in->kind);
	case ORDER:
		if (str_to_i64(typed, &in->position) && in->position > 0)
			return NULL;
		return err_new(cx->arena, ERR_INVALID,
			       N_("The order is a number from 1 to {0}."),
			       str_fmt(cx->arena, "%d", ORG_POSITION_MOST));
	default:
		return err_new(cx->arena, ERR_CONFLICT, cols[c->at].note);
	}
}

static struct org_amend amend_of(const struct sheet_row *row)
{
	return (struct org_amend){ .org = row->now->id,
				   .from = row->from,
				   .reason = row->reason };
}

static struct err *check(struct cx *cx, const struct sheet_row *row,
			 struct sheet_cell *c)
{
	struct org_amend in = amend_of(row);
	struct err *err = cell_lay(cx, row->lang, c, &in);

	return err ? err : org_amend_check(cx, &in);
}

static struct err *take(struct cx *cx, const struct sheet_row *row,
			struct sheet_taken *ret_taken)
{
	struct org_amend in = amend_of(row);
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < row->n; i++)
		err = cell_lay(cx, row->lang, &row->cell[i], &in);
	return err ? err : org_amend(cx, &in, &ret_taken->event);
}

static struct err *back(struct cx *cx, const struct sheet_row *row)
{
	const struct sheet_cell *order = sheet_row_taken(row, ORDER);
	int64_t position = 0;

	if (order && !str_to_i64(order->value, &position))
		position = 0;
	if (!row->event) /* nothing differed */
		return NULL;
	return org_amend_back(cx, row->now->id, row->event, position);
}

static bool may(const struct cx *cx)
{
	return cx_may(cx, PERM_ORG_MANAGE);
}

bool org_sheet_may(const struct cx *cx, const struct org_look *look)
{
	return may(cx) && !look->iso.n && !cx->past;
}

const struct sheet_subject org_sheet = {
	.name = "org",
	.path = "/org/sheet",
	.list = "/org",
	.menu = "org",
	.title = N_("Organisations"),
	.trail = "org_sheet",
	.layout = ORG_SHEET_LAYOUT,
	.dated = true,
	.may = may,
	.columns = columns,
	.now = now,
	.check = check,
	.together = true,
	.take = take,
	.back = back,
};

SHEET_ROUTES(org_sheet_routes, org_sheet, "/org/sheet", PERM_ORG_MANAGE);
