/*
 * One register in hundreds of forms: headings in other words, orders, letters
 * and rows, days, numbers and units as people write them, groups, sums and
 * signatures, csv in every encoding and workbooks. All must read alike.
 */
#include "testkit/testkit.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "member/member_register.h"

enum { FORMS = 400, COLS_MOST = 24 };

static struct arena *arena;
static const struct profile *party;
static uint64_t seed;

static int roll(int n)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (int)((seed >> 33) % (uint64_t)n);
}

/* ---- what it says ------------------------------------------------------------- */
struct person {
	const char *front, *last, *birth, *id, *card, *admitted, *official;
	bool woman;
	int unit; /* the last one is in no list */
	const char *cell, *fault;
};
static const char *const units[] = { "Ủy ban Kiểm tra Thành ủy",
				     "Hội Nông dân Thành phố",
				     "Báo và phát thanh, truyền hình Thành phố",
				     "Đảng bộ Không Có Thật" };
enum { UNITS = 3 };

static const struct person people[] = {
	{ "Lê Quốc", "Dũng", "1977-08-16", "079077511554", "58.719830",
	  "2004-04-03", "2005-04-03", false, 0, "Chi bộ 1", "" },
	{ "Võ Lan", "Uyên", "1960-10-04", "079160026681", "63.878264",
	  "1997-01-01", "1998-01-01", true, 0, "Chi bộ 1", "" },
	{ "", "", "1974-08-18", "079174229408", "34.318104", "1995-04-22",
	  "1996-04-22", true, 0, "Chi bộ 14", "name required" },
	{ "Nguyễn Thị Thuý", "Hoà", "2001-12-31", "001301000004", "11.000004",
	  "2025-06-01", "", true, 0, "Chi bộ 14", "" },
	{ "Đặng Khải", "Đạt", "31/02/1980", "079080536195", "11.000005",
	  "2010-02-03", "2011-02-03", false, 0, "Chi bộ 14",
	  "birth date_invalid" },
	{ "Đỗ Kim", "Châu", "1960-08-05", "079160485", "11.000006",
	  "1982-06-02", "1983-06-02", true, 1, "Chi bộ 1",
	  "national_id id_invalid" },
	{ "Hoàng Kim", "Dung", "1977-08-17", "079077511554", "11.000007",
	  "1999-12-31", "2000-12-31", false, 1, "Chi bộ 1",
	  "national_id duplicate" },
	{ "Bùi Đình", "Vinh", "1951-10-02", "079051422999", "11.000008",
	  "1982-08-20", "1982-07-11", false, 1, "Chi bộ 2",
	  "official_on official_before_admission" },
	{ "Lý Quỳnh", "Thủy", "1960-06-24", "079160863239", "11.000009",
	  "2031-01-01", "", true, 2, "Chi bộ 2", "admitted_on future_date" },
	{ "Trịnh Mỹ", "Ánh", "1973-05-21", "079173046263", "11.000010",
	  "1994-09-18", "1995-09-18", true, 2, "Chi bộ 15", "" },
	{ "Phan Xuân", "Trung", "1961-02-18", "079061927500", "11.000011",
	  "1983-02-09", "1984-02-09", false, 3, "Chi bộ 1",
	  "unit unit_unknown" },
	{ "Ngô Hồng", "Loan", "1984-12-23", "079184326774", "11.000012",
	  "2011-04-01", "2012-04-01", true, 3, "Chi bộ 1",
	  "unit unit_unknown" },
};

/* ---- letters --------------------------------------------------------------------- */
static struct str nfd(struct str s)
{
	char *z = str_to_c(arena, s);
	utf8proc_uint8_t *d = utf8proc_NFD((const utf8proc_uint8_t *)z);
	struct str r = str_dup(arena, str_c((const char *)d));

	(free)(d);
	return r;
}

static struct str upper(struct str s)
{
	struct buf b = buf_init(arena, s.n * 3 + 1);
	char c[4];

	for (ptrdiff_t at = 0; at < s.n;) {
		uint32_t cp = utf8_next(s, &at);

		cp = (uint32_t)utf8proc_toupper((utf8proc_int32_t)cp);
		buf_mem(&b, c, utf8_put(c, cp));
	}
	return buf_view(&b);
}

static struct str replace(struct str s, struct str what, struct str by)
{
	struct buf b = buf_init(arena, s.n * 4 + 1);

	for (ptrdiff_t i = 0; i < s.n;) {
		if (str_starts(str_sub(s, i, s.n), what)) {
			buf_str(&b, by);
			i += what.n;
		} else {
			buf_char(&b, s.p[i++]);
		}
	}
	return buf_view(&b);
}

/* As people's keyboards leave it. */
static struct str shaken(struct str s)
{
	switch (roll(8)) {
	case 0:
		return upper(s);
	case 1:
		return nfd(s);
	case 2:
		return replace(s, STR(" "), STR("  "));
	case 3:
		return replace(s, STR(" "), STR("\xC2\xA0"));
	case 4:
		return str_cat(arena, STR("  "), str_cat(arena, s, STR(" ")));
	case 5:
		return replace(replace(s, STR("Ủy"), STR("Uỷ")), STR("oà"),
			       STR("òa"));
	default:
		return s;
	}
}

/* ---- the form --------------------------------------------------------------------- */
enum col {
	C_NUMBER,
	C_CARD,
	C_NAME,
	C_LAST,
	C_BIRTH,
	C_SEX,
	C_MALE,
	C_FEMALE,
	C_ID,
	C_ADMITTED,
	C_OFFICIAL,
	C_CELL,
	C_UNIT,
	C_NOTE,
	C_OTHER,
	N_C
};
static const char *const heads[N_C][4] = {
	[C_NUMBER] = { "STT", "TT", "Số TT", "Số thứ tự" },
	[C_CARD] = { "Số thẻ đảng viên", "Số thẻ", "Số thẻ Đảng", "Thẻ ĐV" },
	[C_NAME] = { "Họ và tên", "Họ tên", "Họ và tên khai sinh",
		     "Họ tên đảng viên" },
	[C_LAST] = { "Tên", "Tên", "Tên", "Tên" },
	[C_BIRTH] = { "Ngày sinh", "Ngày, tháng, năm sinh", "Năm sinh",
		      "NTN sinh" },
	[C_SEX] = { "Giới tính", "Nam/Nữ", "Giới", "Giới tính (Nam/Nữ)" },
	[C_MALE] = { "Nam", "Nam", "Nam", "Nam" },
	[C_FEMALE] = { "Nữ", "Nữ", "Nữ", "Nữ" },
	[C_ID] = { "Số CCCD", "Số CCCD/ĐDCN", "Số định danh cá nhân",
		   "Căn cước công dân" },
	[C_ADMITTED] = { "Ngày vào Đảng", "Ngày kết nạp",
			 "Ngày, tháng, năm vào Đảng", "Ngày vào Đảng dự bị" },
	[C_OFFICIAL] = { "Ngày chính thức", "Ngày công nhận chính thức",
			 "Chính thức", "Ngày vào Đảng chính thức" },
	[C_CELL] = { "Chi bộ", "Chi bộ sinh hoạt", "Tên chi bộ",
		     "Sinh hoạt tại chi bộ" },
	[C_UNIT] = { "Tổ chức cơ sở đảng", "Đơn vị", "Đảng bộ cơ sở", "TCCSĐ" },
	[C_NOTE] = { "Ghi chú", "Chú thích", "Ghi chú", "Ghi chú khác" },
	[C_OTHER] = { "Quê quán", "Tôn giáo", "Tuổi đảng", "Nơi ở" },
};

struct form {
	enum col col[COLS_MOST];
	int at[N_C]; /* grid column; -1: not there */
	int n_cols;
	bool csv, split, sexes, births, groups, two_rows, again, end, titles;
	bool numbers; /* row of column numbers */
	int days, ids;
	/* the table so far */
	struct {
		struct doc_row *p;
		ptrdiff_t n, cap;
	} rows;
	struct {
		struct doc_cell *p;
		ptrdiff_t n, cap;
	} cells;
	int number;
};

static void col_add(struct form *f, enum col c)
{
	f->at[c] = f->n_cols;
	f->col[f->n_cols++] = c;
}

static struct form form_make(bool csv)
{
	struct form f = { .csv = csv };
	enum col order[N_C];
	int n = 0;

	f.split = roll(4) == 0;
	f.births = roll(5) == 0;
	f.sexes = f.births || roll(4) == 0;
	f.groups = roll(3) == 0;
	f.two_rows = roll(3) == 0;
	f.again = roll(3) == 0;
	f.end = roll(2) == 0;
	f.titles = roll(2) == 0;
	f.numbers = roll(3) == 0;
	f.days = roll(csv ? 6 : 8);
	f.ids = roll(csv ? 4 : 5);
	memset(f.at, -1, sizeof(f.at));
	for (int c = C_CARD; c < N_C; c++) {
		bool no = c == C_LAST || c == C_FEMALE ||
			  (c == C_MALE && !f.sexes) ||
			  (c == C_SEX && f.sexes) ||
			  (c == C_BIRTH && f.births) ||
			  ((c == C_UNIT || c == C_CELL) && f.groups) ||
			  (c == C_OTHER && roll(2));

		if (!no)
			order[n++] = (enum col)c;
	}
	for (int i = n - 1; i > 0; i--) {
		int k = roll(i + 1);
		enum col t = order[i];

		order[i] = order[k];
		order[k] = t;
	}
	if (roll(5))
		col_add(&f, C_NUMBER);
	for (int i = 0; i < n; i++) {
		col_add(&f, order[i]);
		if (order[i] == C_NAME && f.split)
			col_add(&f, C_LAST);
		if (order[i] == C_MALE)
			col_add(&f, C_FEMALE);
	}
	return f;
}

static struct doc_cell *cell(struct form *f, int col, struct str text)
{
	struct doc_cell *c;

	if (col < 0)
		return NULL;
	c = vec_push(arena, &f->cells);
	*c = (struct doc_cell){ .text = text, .col = (uint16_t)col, .span = 1 };
	return c;
}

static int cell_cmp(const void *a, const void *b)
{
	return ((const struct doc_cell *)a)->col -
	       ((const struct doc_cell *)b)->col;
}

static void row_end(struct form *f)
{
	struct doc_row *r;

	f->number++;
	if (!f->cells.n)
		return;
	r = vec_push(arena, &f->rows);
	r->cell = arena_new(arena, struct doc_cell, f->cells.n);
	r->n_cells = f->cells.n;
	r->number = f->number;
	memcpy(r->cell, f->cells.p, (size_t)f->cells.n * sizeof(*r->cell));
	qsort(r->cell, (size_t)r->n_cells, sizeof(*r->cell), cell_cmp);
	/* as a document's cells come */
	for (ptrdiff_t i = 0; i < r->n_cells && !f->csv; i++)
		r->cell[i].text = text_clean_lines(arena, r->cell[i].text);
	f->cells.n = 0;
}

static struct str head_of(const struct form *f, enum col c)
{
	if (c == C_NAME && f->split)
		return roll(2) ? STR("Họ và tên đệm") : STR("Họ và chữ đệm");
	return str_c(heads[c][roll(4)]);
}

/* In two rows: the days under one heading, the sexes under another. */
static void heads_put(struct form *f)
{
	bool days = f->at[C_OFFICIAL] == f->at[C_ADMITTED] + 1;
	struct doc_cell *c;

	if (!f->two_rows || !(days || f->sexes)) {
		for (int k = 0; k < f->n_cols; k++)
			cell(f, k, shaken(head_of(f, f->col[k])));
		row_end(f);
		return;
	}
	for (int k = 0; k < f->n_cols; k++) {
		enum col o = f->col[k];

		if (o == C_MALE || (days && o == C_ADMITTED)) {
			c = cell(f, k,
				 shaken(o == C_MALE && f->births
						? STR("Năm sinh")
					: o == C_MALE ? STR("Giới tính")
						      : STR("Ngày vào Đảng")));
			c->span = f->csv ? 1 : 2;
		} else if (o != C_FEMALE && !(days && o == C_OFFICIAL)) {
			cell(f, k, shaken(head_of(f, o)));
		}
	}
	row_end(f);
	for (int k = 0; k < f->n_cols; k++) {
		enum col o = f->col[k];

		if (o == C_MALE || o == C_FEMALE)
			cell(f, k, o == C_MALE ? STR("Nam") : STR("Nữ"));
		else if (days && (o == C_ADMITTED || o == C_OFFICIAL))
			cell(f, k,
			     o == C_ADMITTED ? STR("Dự bị")
					     : STR("Chính thức"));
		else if (!f->csv)
			cell(f, k, STR(""))->merged_up = true;
	}
	row_end(f);
}

/* ---- values ------------------------------------------------------------------------ */
static void day_put(struct form *f, int col, const char *text)
{
	day_t day;
	struct ymd t;
	struct doc_cell *c;
	static const char *const shapes[] = { "%d/%d/%04d", "%02d-%02d-%04d",
					      "%d.%d.%04d", "%02d/%02d/%04d",
					      "ngày %d tháng %d năm %04d" };

	if (!*text)
		return;
	if (!day_from_iso(str_c(text), &day)) {
		cell(f, col, str_c(text));
		return;
	}
	t = day_ymd(day);
	if (f->days < 5) {
		cell(f, col, str_fmt(arena, shapes[f->days], t.d, t.m, t.y));
		return;
	}
	c = cell(f, col, str_c(text));
	if (!c || f->days == 5)
		return;
	c->is_date = f->days == 6;
	c->is_number = f->days == 7;
	if (c->is_number)
		c->text = str_fmt(arena, "%d", day + 25569);
}

static void id_put(struct form *f, const char *text)
{
	struct str s = str_c(text);
	struct doc_cell *c;

	if (s.n == 12 && f->ids == 1)
		s = str_fmt(arena, "%.*s %.*s %.*s", 3, text, 3, text + 3, 6,
			    text + 6);
	if (s.n == 12 && f->ids == 2)
		s = str_fmt(arena, "%.*s.%.*s.%.*s", 4, text, 4, text + 4, 4,
			    text + 8);
	c = cell(f, f->at[C_ID], s);
	/* a figure has lost its zeros; a csv has no figures, only the loss */
	if (s.n == 12 && (f->ids == 4 || (f->csv && f->ids == 3))) {
		while (c->text.p[0] == '0')
			c->text = str_sub(c->text, 1, c->text.n);
		c->is_number = !f->csv;
	}
}

static void person_put(struct form *f, int n, const struct person *p)
{
	struct str name = str_fmt(arena, "%s%s%s", p->front,
				  *p->front && !f->split ? " " : "",
				  f->split ? "" : p->last);
	int sex = p->woman ? C_FEMALE : C_MALE;

	cell(f, f->at[C_NUMBER], str_fmt(arena, "%d", n + 1));
	cell(f, f->at[C_CARD], str_c(p->card));
	if (name.n)
		cell(f, f->at[C_NAME], shaken(name));
	if (f->split && *p->last)
		cell(f, f->at[C_LAST], shaken(str_c(p->last)));
	if (f->births)
		day_put(f, f->at[sex], p->birth);
	else if (f->sexes)
		cell(f, f->at[sex], roll(2) ? STR("x") : STR("X"));
	else
		cell(f, f->at[C_SEX],
		     shaken(p->woman ? STR("Nữ") : STR("Nam")));
	if (!f->births)
		day_put(f, f->at[C_BIRTH], p->birth);
	id_put(f, p->id);
	day_put(f, f->at[C_ADMITTED], p->admitted);
	day_put(f, f->at[C_OFFICIAL], p->official);
	cell(f, f->at[C_CELL], shaken(str_c(p->cell)));
	cell(f, f->at[C_UNIT], shaken(str_c(units[p->unit])));
	cell(f, f->at[C_OTHER], STR("Huế"));
	row_end(f);
}

static void group_put(struct form *f, const char *number, const char *text)
{
	int col = roll(3) ? 0 : MAX(f->at[C_NAME], 0);
	struct str s = shaken(str_c(text));
	struct doc_cell *c;

	if (col == 0)
		s = str_fmt(arena, "%s. %.*s", number, STR_ARG(s));
	else
		cell(f, f->at[C_NUMBER], str_c(number));
	c = cell(f, col, s);
	if (col == 0 && !f->csv)
		c->span = (uint16_t)f->n_cols;
	row_end(f);
}

static void groups_put(struct form *f, int n)
{
	const struct person *p = &people[n], *was = n ? p - 1 : NULL;

	if (!was || was->unit != p->unit)
		group_put(f, "II", units[p->unit]);
	if (!was || was->unit != p->unit || strcmp(was->cell, p->cell))
		group_put(f, "1", p->cell);
}

static void form_fill(struct form *f)
{
	if (f->titles) {
		cell(f, 0, STR("ĐẢNG BỘ THÀNH PHỐ"));
		row_end(f);
		row_end(f);
		cell(f, 1, STR("DANH SÁCH ĐẢNG VIÊN"));
		row_end(f);
		cell(f, 1, STR("Tính đến ngày 31/12/2025"));
		row_end(f);
	}
	heads_put(f);
	for (int k = 0; k < f->n_cols && f->numbers; k++)
		cell(f, k, str_fmt(arena, "(%d)", k + 1));
	row_end(f);
	for (int i = 0; i < N_ELEMENTS(people); i++) {
		if (f->again && i == 6) {
			row_end(f);
			heads_put(f);
		}
		if (f->groups)
			groups_put(f, i);
		person_put(f, i, &people[i]);
	}
	if (!f->end)
		return;
	cell(f, MAX(f->at[C_NAME], 0), STR("Tổng cộng"));
	cell(f, f->at[C_ID], STR("12"));
	row_end(f);
	cell(f, f->n_cols - 1, STR("Thành phố, ngày 31 tháng 12 năm 2025"));
	row_end(f);
	cell(f, f->at[C_NAME], STR("NGƯỜI LẬP"));
	cell(f, f->at[C_ADMITTED], STR("T/M ĐẢNG ỦY"));
	row_end(f);
	cell(f, f->at[C_NAME], STR("Nguyễn Thị Cúc"));
	cell(f, f->at[C_ADMITTED], STR("Hồ Văn Thành"));
	row_end(f);
}

/* ---- what was read ------------------------------------------------------------------ */
static struct str said(const struct member_register *r)
{
	struct buf b = buf_init(arena, 100000);
	ptrdiff_t k = 0;

	for (ptrdiff_t i = 0; i < r->rows.n; i++) {
		const struct member_row *x = &r->rows.p[i];

		buf_str(&b, text_same_key(arena, x->text[MF_NAME]));
		for (int d = 0; d < N_MF_DAY; d++) {
			buf_char(&b, '|');
			buf_str(&b, day_iso(arena, x->day[d].day));
		}
		buf_fmt(&b, "|%c|%.*s|%.*s|%d|", "?mf"[x->sex],
			STR_ARG(x->text[MF_NATIONAL_ID]),
			STR_ARG(x->text[MF_CARD]), x -> unit);
		buf_str(&b, text_same_key(arena, x->text[MF_CELL]));
		for (; k < r->faults.n && r->faults.p[k].row <= x->row; k++)
			if (r->faults.p[k].is_error)
				buf_fmt(&b, "|%s %s",
					member_field_code(r->faults.p[k].field),
					r->faults.p[k].code);
		buf_char(&b, '\n');
	}
	return buf_view(&b);
}

/* The same from the people themselves. */
static struct str meant(void)
{
	struct buf b = buf_init(arena, 100000);

	for (ptrdiff_t i = 0; i < N_ELEMENTS(people); i++) {
		const struct person *p = &people[i];
		struct str name = str_fmt(arena, "%s%s%s", p->front,
					  *p->front ? " " : "", p->last);
		const char *days[] = { p->birth, p->admitted, p->official };

		buf_str(&b, text_same_key(arena, name));
		for (int d = 0; d < 3; d++)
			buf_fmt(&b, "|%s", strchr(days[d], '/') ? "" : days[d]);
		buf_fmt(&b, "|%c|%s|%s|%d|", p->woman ? 'f' : 'm', p->id,
			p->card, p->unit < UNITS ? p->unit : -1);
		buf_str(&b, text_same_key(arena, str_c(p->cell)));
		buf_fmt(&b, "%s%s\n", *p->fault ? "|" : "", p->fault);
	}
	return buf_view(&b);
}

static void read_alike(const struct doc *d)
{
	struct str names[UNITS];
	struct strs list = { names, UNITS, UNITS };
	struct member_ask ask = { .units = &list };
	struct member_register *r = NULL;

	for (int i = 0; i < UNITS; i++)
		names[i] = str_c(units[i]);
	assert_true(day_from_ymd(2026, 10, 14, &ask.today));
	ok(member_register_read(arena, party, d, &ask, &r));
	same(said(r), str_to_c(arena, meant()));
}

/* ---- as a table, as text, as a workbook ------------------------------------------------ */
static void test_tables(void **state UNUSED)
{
	for (int n = 0; n < FORMS; n++) {
		struct arena_mark mark = arena_mark(arena);
		struct doc_table t[2] = { { .title = STR("Trang 1") } };
		struct doc d = { .kind = DOC_XLSX, .table = t, .n_tables = 2 };
		struct form f;

		seed = (uint64_t)n;
		f = form_make(false);
		form_fill(&f);
		t[1] = (struct doc_table){ .title = STR("Danh sách"),
					   .row = f.rows.p,
					   .n_rows = f.rows.n };
		read_alike(&d);
		arena_rewind(arena, mark);
	}
}

static struct str csv_of(const struct form *f, char sep)
{
	struct buf b = buf_init(arena, 1 << 20);
	int number = 0;

	for (ptrdiff_t i = 0; i < f->rows.n; i++) {
		const struct doc_row *r = &f->rows.p[i];
		int col = 0;

		for (; number + 1 < r->number; number++)
			buf_lit(&b, "\r\n");
		for (ptrdiff_t k = 0; k < r->n_cells; k++) {
			for (; col < r->cell[k].col; col++)
				buf_char(&b, sep);
			buf_fmt(&b, "\"%.*s\"", STR_ARG(r->cell[k].text));
		}
		for (; col < f->n_cols - 1; col++)
			buf_char(&b, sep);
		buf_lit(&b, "\r\n");
		number++;
	}
	return buf_view(&b);
}

static struct str utf16(struct str s, bool big)
{
	struct buf b = buf_init(arena, s.n * 2 + 4);

	buf_str(&b, big ? STR("\xFE\xFF") : STR("\xFF\xFE"));
	for (ptrdiff_t at = 0; at < s.n;) {
		uint32_t cp = utf8_next(s, &at);

		buf_char(&b, (char)(big ? cp >> 8 : cp & 0xFF));
		buf_char(&b, (char)(big ? cp & 0xFF : cp >> 8));
	}
	return buf_view(&b);
}

/* As a Vietnamese Excel saves "CSV": tones behind their vowels. */
static struct str windows_1258(struct str text)
{
	static const uint32_t own[][2] = { { 0x102, 0xC3 }, { 0x103, 0xE3 },
					   { 0x110, 0xD0 }, { 0x111, 0xF0 },
					   { 0x1A0, 0xD5 }, { 0x1A1, 0xF5 },
					   { 0x1AF, 0xDD }, { 0x1B0, 0xFD },
					   { 0x300, 0xCC }, { 0x301, 0xEC },
					   { 0x303, 0xDE }, { 0x309, 0xD2 },
					   { 0x323, 0xF2 } };
	enum { FIRST_TONE = 8 };
	struct buf b = buf_init(arena, text.n + 1);

	text = text_nfc(arena, text);
	for (ptrdiff_t at = 0; at < text.n;) {
		ptrdiff_t from = at, was = 0;
		uint32_t cp[2] = { utf8_next(text, &at), 0 }, mark;
		struct str parts = nfd(str_sub(text, from, at));

		/* every tone by itself, whatever it stands upon */
		for (ptrdiff_t k = 0; k < parts.n && !cp[1]; was = k) {
			mark = utf8_next(parts, &k);
			for (int i = FIRST_TONE; i < N_ELEMENTS(own); i++)
				cp[1] = own[i][0] == mark ? mark : cp[1];
			if (cp[1])
				parts = str_cat(arena, str_sub(parts, 0, was),
						str_sub(parts, k, parts.n));
		}
		cp[0] = utf8_next(text_nfc(arena, parts), &(ptrdiff_t){ 0 });
		for (int k = 0; k < 2 && cp[k]; k++) {
			for (int i = 0; i < N_ELEMENTS(own); i++)
				cp[k] = own[i][0] == cp[k] ? own[i][1] : cp[k];
			buf_char(&b, (char)cp[k]);
		}
	}
	return buf_view(&b);
}

static void test_texts(void **state UNUSED)
{
	for (int n = 0; n < FORMS; n++) {
		struct arena_mark mark = arena_mark(arena);
		struct doc *d = NULL;
		struct form f;
		struct str bytes;

		seed = (uint64_t)n + 1000;
		f = form_make(true);
		form_fill(&f);
		bytes = csv_of(&f, ",;\t"[n % 3]);
		if (n % 6 == 1)
			bytes = str_cat(arena, STR("\xEF\xBB\xBF"), bytes);
		else if (n % 6 == 2 || n % 6 == 3)
			bytes = utf16(bytes, n % 6 == 2);
		else if (n % 6 == 4) /* without its mark */
			bytes = str_sub(utf16(bytes, n % 4 == 0), 2,
					PTRDIFF_MAX);
		else if (n % 6 == 5)
			bytes = windows_1258(
				replace(bytes, STR("\xC2\xA0"), STR(" ")));
		ok(doc_read_here(arena, STR("r.csv"), bytes, NULL, &d));
		read_alike(d);
		arena_rewind(arena, mark);
	}
}

/* In TCVN3, without the few capitals with marks that it lacks. */
static void test_old_letters(void **state UNUSED)
{
	struct buf b = buf_init(arena, 1 << 20);
	struct form f;
	struct doc *d = NULL;
	struct str text;

	/* the first form without shaken letters and with enough of them */
	seed = 4242;
	f = form_make(true);
	form_fill(&f);
	text = text_nfc(arena, csv_of(&f, ';'));
	for (ptrdiff_t at = 0; at < text.n;) {
		ptrdiff_t from = at;
		uint32_t cp = utf8_next(text, &at);
		struct str want = str_sub(text, from, at);
		int byte = 0xA0;

		if (cp < 0x80) {
			buf_char(&b, (char)cp);
			continue;
		}
		for (; byte < 0x100; byte++) {
			char c[4];
			struct str one = { c, utf8_put(c, (uint32_t)byte) };

			if (str_eq(legacy_to_unicode(arena, LEGACY_TCVN3, false,
						     one),
				   want))
				break;
		}
		if (byte < 0x100) {
			buf_char(&b, (char)byte);
		} else { /* a capital: its small letter */
			struct str low = text_same_key(arena, want);

			for (byte = 0xA1; byte < 0x100; byte++) {
				char c[4];
				struct str one = {
					c, utf8_put(c, (uint32_t)byte)
				};

				if (str_eq(legacy_to_unicode(arena,
							     LEGACY_TCVN3,
							     false, one),
					   low))
					break;
			}
			buf_char(&b, byte < 0x100 ? (char)byte : '?');
		}
	}
	ok(doc_read_here(arena, STR("r.csv"), buf_view(&b), NULL, &d));
	assert_true(d->was_legacy);
	read_alike(d);
}

static void test_workbooks(void **state UNUSED)
{
	for (int n = 0; n < 12; n++) {
		struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
		struct sheet_col col[COLS_MOST] = { 0 };
		struct doc *d = NULL;
		struct form f;
		struct str bytes;
		ptrdiff_t i = 0;

		seed = (uint64_t)n + 5000;
		do
			f = form_make(false);
		while (f.two_rows);
		f.titles = f.numbers = false;
		f.days = n % 2 ? 6 : 3;
		f.ids = n % 3; /* its figures keep their zeros */
		form_fill(&f);
		for (int k = 0; k < f.n_cols; k++)
			col[k] = (struct sheet_col){
				.title = f.rows.p[0].cell[k].text, .width = 12
			};
		for (int k = 0; k < f.n_cols && n % 2; k++)
			if (f.col[k] == C_OFFICIAL)
				col[k].kind = COL_DAY;
		ok(xlsx_begin(arena, &x));
		ok(xlsx_sheet(x, STR("Danh sách"), STR("Danh sách đảng viên"),
			      col, f.n_cols));
		for (i = 1; i < f.rows.n; i++) {
			struct sheet_val v[COLS_MOST] = { 0 };

			for (int k = 0; k < f.n_cols; k++)
				v[k] = (struct sheet_val){ .text = STR(""),
							   .n = INT64_MIN,
							   .day = DAY_NONE };
			for (ptrdiff_t k = 0; k < f.rows.p[i].n_cells; k++) {
				struct doc_cell *c = &f.rows.p[i].cell[k];

				v[c->col].text = c->text;
				if (c->is_date &&
				    !day_from_iso(c->text, &v[c->col].day))
					fail();
			}
			ok(xlsx_row(x, v));
		}
		ok(xlsx_end(x, &bytes));
		ok(doc_read_here(arena, STR("r.xlsx"), bytes, NULL, &d));
		read_alike(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_old_letters),
		cmocka_unit_test(test_workbooks),
	};
	int failed;

	arena = arena_open(512 << 20);
	if (profile_load(arena, STR("vn-party"), &party))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
