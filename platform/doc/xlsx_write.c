/*
 * Writing workbooks: rows go to a temporary file of the library, so a list
 * of any length needs the same memory. Text is written as text: a cell that
 * begins with "=" shows its "=" and computes nothing.
 */
#include "doc/doc_priv.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/date.h"
#include "base/utf8.h"

enum {
	SERIAL_1970 = 25569,
	MAX_CHARS = 32767,
	NAME_CHARS = 31,
	CHOICES_COL = 3, /* of the hidden sheet: marks stand before */
	GREY = 0x808080,
	PALE = 0xF2F2F2,
	NOTE_WIDTH = 260,
	NOTE_HEIGHT = 110,
	NOTE_SAID = 255, /* characters, when a cell takes nothing */
	PAPER_A4 = 9,
	MAX_FILE = 256 << 20,
	CHART_WIDE = 760, /* pixels */
	CHART_HIGH = 380,
	CHART_BAR = 24, /* for each bar that lies */
	ROW_HIGH = 20,	/* of a row of cells */
};

/* A line of the hidden sheet. */
struct mark {
	struct str name, value;
};
struct choices {
	const struct strs **p;
	ptrdiff_t n, cap;
};

struct xlsx {
	struct arena *a;
	int fd; /* memory that holds the finished file */
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *heading, *head, *text, *day, *whole, *tenths, *number, *key;
	struct strs names;
	const struct sheet_col *col;
	int n_cols;
	lxw_row_t row, head_row, last_row;
	bool has_ended;		/* no row follows any more */
	struct choices choices; /* of all sheets: columns of the hidden one */
	struct {
		struct mark *p;
		ptrdiff_t n, cap;
	} marks;
};

/* ---- a sheet's name ------------------------------------------------------------ */
static struct str name_cut(struct str s, ptrdiff_t units)
{
	ptrdiff_t at = 0, end = 0;

	while (at < s.n) {
		units -= utf8_next(s, &at) > 0xFFFF ? 2 : 1;
		if (units < 0)
			break;
		end = at;
	}
	return str_trim(str_sub(s, 0, end));
}

static bool is_taken(struct arena *a, const struct strs *taken, struct str name)
{
	struct str key = text_same_key(a, name);

	for (ptrdiff_t i = 0; i < taken->n; i++)
		if (str_eq(text_same_key(a, taken->p[i]), key))
			return true;
	return false;
}

static struct str name_legal(struct arena *a, struct str name)
{
	struct str s = str_dup(a, text_clean(a, name));
	struct buf b = buf_init(a, s.n + 1);

	for (ptrdiff_t i = 0; i < s.n; i++)
		buf_char(&b, memchr("[]:*?/\\", s.p[i], 7) ? ' ' : s.p[i]);
	s = str_trim(text_clean(a, buf_view(&b)));
	while (s.n && s.p[0] == '\'')
		s = str_sub(s, 1, s.n);
	s = name_cut(s, NAME_CHARS);
	while (s.n && s.p[s.n - 1] == '\'')
		s = str_sub(s, 0, s.n - 1);
	/* Excel keeps this one for itself */
	if (!s.n || str_eq_nocase(s, STR("History")))
		s = str_cat(a, s, STR("1"));
	return s;
}

struct str sheet_name_fit(struct arena *a, struct str name,
			  const struct strs *taken)
{
	struct str base = name_legal(a, name), s = base;

	for (int i = 2; is_taken(a, taken, s); i++) {
		struct str tail = str_fmt(a, " (%d)", i);

		s = str_cat(a, name_cut(base, NAME_CHARS - tail.n), tail);
	}
	return s;
}

/* ---- the book ---------------------------------------------------------------------- */
static struct err *write_error(struct arena *a, lxw_error code)
{
	return err_detail(a,
			  err_new(a, ERR_IO,
				  N_("The workbook can't be written; try again "
				     "in a moment.")),
			  "libxlsxwriter: %d %s", (int)code,
			  lxw_strerror(code));
}

static lxw_format *format_new(struct xlsx *x, const char *number)
{
	lxw_format *f = workbook_add_format(x->book);

	format_set_font_name(f, "Times New Roman");
	format_set_font_size(f, 12);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	if (number)
		format_set_num_format(f, number);
	return f;
}

static void formats_make(struct xlsx *x)
{
	x->text = format_new(x, NULL);
	format_set_text_wrap(x->text);
	x->day = format_new(x, "dd/mm/yyyy");
	x->whole = format_new(x, "#,##0");
	x->tenths = format_new(x, "#,##0.0");
	x->number = format_new(x, NULL);
	x->key = format_new(x, NULL);
	format_set_font_size(x->key, 8);
	format_set_font_color(x->key, GREY);
	format_set_bg_color(x->key, PALE);
	/* cut at the cell's edge instead of running over */
	format_set_align(x->key, LXW_ALIGN_FILL);
	x->heading = format_new(x, NULL);
	format_set_bold(x->heading);
	format_set_font_size(x->heading, 14);
	x->head = format_new(x, NULL);
	format_set_bold(x->head);
	format_set_text_wrap(x->head);
	format_set_align(x->head, LXW_ALIGN_CENTER);
	format_set_border(x->head, LXW_BORDER_THIN);
}

struct err *xlsx_begin(struct arena *a, struct xlsx **ret_x)
{
	struct xlsx *x = arena_new(a, struct xlsx, 1);
	lxw_workbook_options how = { .constant_memory = LXW_TRUE };

	x->a = a;
	x->fd = memfd_create("workbook", MFD_CLOEXEC);
	if (x->fd < 0)
		return err_detail(a, write_error(a, LXW_NO_ERROR), "%m");
	x->book =
		workbook_new_opt(str_fmt(a, "/proc/self/fd/%d", x->fd).p, &how);
	if (!x->book) {
		close(x->fd);
		return write_error(a, LXW_ERROR_MEMORY_MALLOC_FAILED);
	}
	formats_make(x);
	*ret_x = x;
	return NULL;
}

/* Where text across the sheet begins: a key isn't printed. */
static int text_col(const struct xlsx *x)
{
	return x->col[0].is_key && x->n_cols > 1;
}

/* A drop-down takes its words from a column of the hidden sheet: written out
 * they may not be longer than 255 characters. libxlsxwriter 1.1.4 loses the
 * formula of a list but not of a condition, so it is given as one. */
static void choices_offer(struct xlsx *x, int col)
{
	const struct strs *list = x->col[col].choices;
	lxw_data_val_obj *o;
	struct str letter = col_name(x->a, CHOICES_COL + (int)x->choices.n);
	lxw_data_validation v = { .validate =
					  LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
				  .error_type =
					  LXW_VALIDATION_ERROR_TYPE_STOP };

	if (!list || !list->n)
		return;
	v.value_formula =
		str_to_c(x->a,
			 str_fmt(x->a, "=" XLSX_HIDDEN "!$%.*s$1:$%.*s$%td",
				 STR_ARG(letter), STR_ARG(letter), list->n));
	if (worksheet_data_validation_range(x->sheet, x->head_row + 1,
					    (lxw_col_t)col, x->last_row,
					    (lxw_col_t)col, &v))
		return;
	STAILQ_FOREACH(o, x->sheet->data_validations, list_pointers)
	o->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
	*vec_push(x->a, &x->choices) = list;
}

/* A key takes no other text, and says why. A protected sheet would do so too,
 * but then its rows could neither be sorted nor deleted. */
static void key_lock(struct xlsx *x)
{
	struct str note = utf8_cut(x->col[0].note, NOTE_SAID);
	lxw_data_validation v = { .validate =
					  LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
				  .value_formula = str_to_c(x->a, STR("=1=0")),
				  .error_type =
					  LXW_VALIDATION_ERROR_TYPE_STOP };

	if (!text_col(x))
		return;
	if (note.n)
		v.error_message = str_to_c(x->a, note);
	worksheet_data_validation_range(x->sheet, x->head_row + 1, 0,
					x->last_row, 0, &v);
}

/* What belongs to the rows of a table, once the last is known: before a line
 * of text is written below it, since the library then refuses them. */
static void rows_end(struct xlsx *x)
{
	if (x->has_ended || x->last_row <= x->head_row)
		return;
	x->has_ended = true;
	worksheet_autofilter(x->sheet, x->head_row, 0, x->last_row,
			     (lxw_col_t)(x->n_cols - 1));
	for (int i = 0; i < x->n_cols; i++)
		choices_offer(x, i);
	key_lock(x);
}

static void sheet_finish(struct xlsx *x)
{
	if (!x->sheet)
		return;
	rows_end(x);
	if (text_col(x))
		worksheet_print_area(x->sheet, 0, 1, x->row - 1,
				     (lxw_col_t)(x->n_cols - 1));
}

/* Text as a spreadsheet stores it: nothing that XML cannot hold, and a
 * literal _x0041_ so that it stays one. */
static char *cell_text(struct xlsx *x, struct str s)
{
	struct buf b;
	uint32_t cp;

	s = utf8_cut(doc_xml_clean(x->a, s), MAX_CHARS);
	if (str_find(s, STR("_x"), 0) >= 0) {
		b = buf_init(x->a, s.n * 2);
		for (ptrdiff_t i = 0; i < s.n; i++) {
			if (sheet_escape_at(s, i, &cp))
				buf_lit(&b, "_x005F");
			buf_char(&b, s.p[i]);
		}
		s = utf8_cut(buf_view(&b), MAX_CHARS);
	}
	return str_to_c(x->a, s);
}

static lxw_error put_text(struct xlsx *x, int col, struct str s, lxw_format *f)
{
	struct arena_mark mark = arena_mark(x->a);
	lxw_error bad = worksheet_write_string(x->sheet, x->row, (lxw_col_t)col,
					       cell_text(x, s), f);

	arena_rewind(x->a, mark);
	return bad;
}

/* Beside the heading; only while its row is the last one written. */
static lxw_error note_put(struct xlsx *x, int col)
{
	char font[] = "Times New Roman";
	lxw_comment_options look = { .width = NOTE_WIDTH,
				     .height = NOTE_HEIGHT,
				     .font_name = font,
				     .font_size = 11 };

	return worksheet_write_comment_opt(x->sheet, x->row, (lxw_col_t)col,
					   cell_text(x, x->col[col].note),
					   &look);
}

static lxw_error head_put(struct xlsx *x, struct str heading)
{
	lxw_error bad = LXW_NO_ERROR;

	if (heading.n) {
		bad = put_text(x, text_col(x), heading, x->heading);
		x->row++;
	}
	x->head_row = x->last_row = x->row;
	for (int i = 0; i < x->n_cols && !bad; i++) {
		bad = put_text(x, i, x->col[i].title, x->head);
		if (!bad && x->col[i].note.n)
			bad = note_put(x, i);
		worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i,
				     x->col[i].width, NULL);
	}
	x->row++;
	return bad;
}

static void page_setup(struct xlsx *x)
{
	worksheet_freeze_panes(x->sheet, x->head_row + 1, 0);
	worksheet_repeat_rows(x->sheet, x->head_row, x->head_row);
	worksheet_set_landscape(x->sheet);
	worksheet_set_paper(x->sheet, PAPER_A4);
	worksheet_fit_to_pages(x->sheet, 1, 0);
}

static const struct sheet_col *cols_dup(struct arena *a,
					const struct sheet_col *col, int n)
{
	struct sheet_col *c = arena_new(a, struct sheet_col, n);

	memcpy(c, col, (size_t)n * sizeof(*c));
	return c;
}

struct err *xlsx_sheet(struct xlsx *x, struct str name, struct str heading,
		       const struct sheet_col *col, int n_cols)
{
	struct str fit = sheet_name_fit(x->a, name, &x->names);
	lxw_error bad;

	assert(n_cols > 0);
	sheet_finish(x);
	*(struct str *)vec_push(x->a, &x->names) = fit;
	x->sheet = workbook_add_worksheet(x->book, str_to_c(x->a, fit));
	if (!x->sheet)
		return write_error(x->a, LXW_ERROR_SHEETNAME_ALREADY_USED);
	x->col = cols_dup(x->a, col, n_cols);
	x->n_cols = n_cols;
	x->row = 0;
	x->has_ended = false;
	bad = head_put(x, heading);
	page_setup(x);
	return bad ? write_error(x->a, bad) : NULL;
}

static lxw_error val_put(struct xlsx *x, int i, const struct sheet_val *v)
{
	lxw_col_t col = (lxw_col_t)i;

	switch (x->col[i].kind) {
	case COL_TEXT:
		return v->text.n ? put_text(x, i, v->text,
					    x->col[i].is_key ? x->key : x->text)
				 : LXW_NO_ERROR;
	case COL_INT:
		if (v->n == INT64_MIN)
			return LXW_NO_ERROR;
		return worksheet_write_number(x->sheet, x->row, col,
					      (double)v->n, x->whole);
	case COL_TENTHS:
		if (v->n == INT64_MIN)
			return LXW_NO_ERROR;
		return worksheet_write_number(x->sheet, x->row, col,
					      (double)v->n / 10, x->tenths);
	case COL_THOUSANDTHS:
		if (v->n == INT64_MIN)
			return LXW_NO_ERROR;
		return worksheet_write_number(x->sheet, x->row, col,
					      (double)v->n / 1000, x->number);
	case COL_DAY:
		if (v->day == DAY_NONE)
			return LXW_NO_ERROR;
		return worksheet_write_number(x->sheet, x->row, col,
					      v->day + SERIAL_1970, x->day);
	}
	return LXW_NO_ERROR;
}

struct err *xlsx_row(struct xlsx *x, const struct sheet_val *val)
{
	assert(x->sheet);
	for (int i = 0; i < x->n_cols; i++) {
		lxw_error bad = val_put(x, i, &val[i]);

		if (bad)
			return write_error(x->a, bad);
	}
	x->last_row = x->row++;
	return NULL;
}

struct err *xlsx_note(struct xlsx *x, struct str text)
{
	lxw_error bad;

	assert(x->sheet);
	rows_end(x);
	bad = put_text(x, text_col(x), text, NULL);
	x->row++;
	return bad ? write_error(x->a, bad) : NULL;
}

/* ---- charts --------------------------------------------------------------------------- */
static void series_add(struct xlsx *x, lxw_chart *chart,
		       const struct sheet_chart *c, int k)
{
	const struct sheet_series *s = &c->series[k];
	const char *sheet = str_to_c(x->a, x->names.p[x->names.n - 1]);
	lxw_col_t col = (lxw_col_t)s->col, label = (lxw_col_t)c->label_col;
	lxw_row_t first = x->head_row + 1, last = x->last_row;
	lxw_color_t colour = (lxw_color_t)s->colour;
	lxw_chart_line line = { .color = colour,
				.width = 2.25F,
				.dash_type =
					s->dashed ? LXW_CHART_LINE_DASH_DASH
						  : LXW_CHART_LINE_DASH_SOLID };
	lxw_chart_fill fill = { .color = colour };
	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);

	chart_series_set_categories(series, sheet, first, label, last, label);
	chart_series_set_values(series, sheet, first, col, last, col);
	chart_series_set_name_range(series, sheet, x->head_row, col);
	if (c->kind == CHART_LINE)
		chart_series_set_line(series, &line);
	else
		chart_series_set_fill(series, &fill);
}

struct err *xlsx_chart(struct xlsx *x, const struct sheet_chart *c)
{
	static const uint8_t kind[] = { [CHART_LINE] = LXW_CHART_LINE,
					[CHART_COLUMN] = LXW_CHART_COLUMN,
					[CHART_STACKED] =
						LXW_CHART_BAR_STACKED };
	lxw_chart_options where = { .object_position =
					    LXW_OBJECT_MOVE_DONT_SIZE };
	int rows = (int)(x->last_row - x->head_row);
	int high = CHART_HIGH;
	lxw_chart *chart;
	lxw_error bad;

	assert(x->sheet);
	if (!rows)
		return NULL;
	chart = workbook_add_chart(x->book, kind[c->kind]);
	if (!chart)
		return write_error(x->a, LXW_ERROR_MEMORY_MALLOC_FAILED);
	chart_title_set_name(chart, cell_text(x, c->title));
	chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	if (c->kind == CHART_STACKED) {
		/* the first row stands above; the library calls the upright
		 * axis of lying bars y */
		chart_axis_set_reverse(chart->y_axis);
		high = MAX(high, 100 + rows * CHART_BAR);
	}
	for (int k = 0; k < c->n_series; k++)
		series_add(x, chart, c, k);
	where.x_scale = (double)CHART_WIDE / 480;
	where.y_scale = (double)high / 288;
	bad = worksheet_insert_chart_opt(x->sheet, x->row + 1, 0, chart,
					 &where);
	x->row += (lxw_row_t)(high / ROW_HIGH + 3);
	return bad ? write_error(x->a, bad) : NULL;
}

/* ---- the hidden sheet ------------------------------------------------------ */
void xlsx_mark(struct xlsx *x, struct str name, struct str value)
{
	*vec_push(x->a, &x->marks) = (struct mark){ name, value };
}

static lxw_error hidden_row(struct xlsx *x, ptrdiff_t i)
{
	lxw_error bad = LXW_NO_ERROR;

	x->row = (lxw_row_t)i;
	if (i < x->marks.n)
		bad = put_text(x, 0, x->marks.p[i].name, NULL);
	if (!bad && i < x->marks.n)
		bad = put_text(x, 1, x->marks.p[i].value, NULL);
	for (ptrdiff_t k = 0; k < x->choices.n && !bad; k++)
		if (i < x->choices.p[k]->n)
			bad = put_text(x, CHOICES_COL + (int)k,
				       x->choices.p[k]->p[i], NULL);
	return bad;
}

static lxw_error hidden_put(struct xlsx *x)
{
	ptrdiff_t rows = x->marks.n;
	lxw_error bad = LXW_NO_ERROR;

	for (ptrdiff_t k = 0; k < x->choices.n; k++)
		rows = MAX(rows, x->choices.p[k]->n);
	if (!rows)
		return bad;
	x->sheet = workbook_add_worksheet(x->book, XLSX_HIDDEN);
	if (!x->sheet)
		return LXW_ERROR_SHEETNAME_ALREADY_USED;
	worksheet_hide(x->sheet);
	for (ptrdiff_t i = 0; i < rows && !bad; i++)
		bad = hidden_row(x, i);
	return bad;
}

static struct err *file_read(struct xlsx *x, struct str *ret_bytes)
{
	struct stat st;
	ptrdiff_t done = 0;
	char *p;

	if (fstat(x->fd, &st) || st.st_size > MAX_FILE)
		return write_error(x->a, LXW_NO_ERROR);
	p = arena_new(x->a, char, st.st_size);
	while (done < st.st_size) {
		ssize_t n = pread(x->fd, p + done, (size_t)(st.st_size - done),
				  done);

		if (n <= 0)
			return write_error(x->a, LXW_NO_ERROR);
		done += n;
	}
	*ret_bytes = (struct str){ p, done };
	return NULL;
}

struct err *xlsx_end(struct xlsx *x, struct str *ret_bytes)
{
	lxw_error bad;
	struct err *e;

	sheet_finish(x);
	bad = hidden_put(x);
	if (bad)
		return write_error(x->a, bad); /* xlsx_dropp() closes */
	bad = workbook_close(x->book);
	x->book = NULL;
	e = bad ? write_error(x->a, bad) : file_read(x, ret_bytes);
	close(x->fd);
	x->fd = -1;
	return e;
}

void xlsx_dropp(struct xlsx **x)
{
	if (!*x)
		return;
	if ((*x)->book)
		lxw_workbook_free((*x)->book);
	if ((*x)->fd >= 0)
		close((*x)->fd);
	*x = NULL;
}
