/* Annexes of many shapes, built by hand from a small picture. */
#include "testkit/testkit.h"

#include "work/work_annex.h"

static struct arena *arena;
static const struct profile *party;

/* Rows by line, cells by '|'; "^" continues the cell above, "<" the cell to
 * the left, "*" before a text makes it bold. */
static struct doc_table table(const char *title, const char *picture)
{
	struct doc_table t = { .title = str_c(title) };
	struct str rest = str_c(picture);

	t.row = arena_new(arena, struct doc_row, 200);
	while (rest.p && rest.n) {
		struct str line = str_cut(&rest, '\n');
		struct doc_row *r = &t.row[t.n_rows++];
		int col = 0;

		r->number = (int)t.n_rows;
		r->cell = arena_new(arena, struct doc_cell, 20);
		while (line.p) {
			struct str s = str_trim(str_cut(&line, '|'));
			struct doc_cell *c = &r->cell[r->n_cells];

			if (str_eq(s, STR("<"))) {
				c[-1].span++;
				col++;
				continue;
			}
			*c = (struct doc_cell){ .text = s,
						.col = (uint16_t)col++,
						.span = 1 };
			if (str_starts(s, STR("*"))) {
				c->bold = true;
				c->text = str_sub(s, 1, s.n);
			}
			if (str_eq(s, STR("^"))) {
				c->merged_up = true;
				c->text = STR("");
			}
			r->n_cells++;
		}
		t.n_cols = MAX(t.n_cols, col);
	}
	return t;
}

static struct err *read_tables(enum doc_kind kind, struct doc_table *t,
			       ptrdiff_t n, int which, struct work_annex **ret)
{
	struct doc d = { .kind = kind, .table = t, .n_tables = n };
	struct work_annex_ask ask = { .today = 20600, .which = which };

	*ret = NULL;
	return work_annex_read(arena, party, &d, &ask, ret);
}

static struct work_annex *read_one(const char *picture)
{
	struct doc_table t = table("Kế hoạch năm 2026", picture);
	struct work_annex *x;

	ok(read_tables(DOC_DOCX, &t, 1, 0, &x));
	return x;
}

/* "group/number/work/lead/product" of a row */
static void row_is(const struct work_annex *x, ptrdiff_t i, const char *want)
{
	const struct work_annex_row *r = &x->rows.p[i];
	struct str lead = STR("");

	assert_true(i < x->rows.n);
	for (ptrdiff_t k = 0; k < r->lead.n; k++)
		lead = str_cat(arena,
			       str_cat(arena, lead, k ? STR("+") : STR("")),
			       r->lead.p[k]);
	same(str_fmt(arena, "%.*s/%.*s/%.*s/%.*s/%.*s", STR_ARG(r->group),
		     STR_ARG(r->number), STR_ARG(r->work), STR_ARG(lead),
		     STR_ARG(r->product)),
	     want);
}

#define HEAD "STT|Nội dung nhiệm vụ|Cơ quan chủ trì|Thời gian|Sản phẩm\n"

static void test_headings_of_many_offices(void **state UNUSED)
{
	static const char *const heads[] = {
		"TT|Nội dung công việc|Đơn vị thực hiện|Thời hạn|Kết quả",
		"Số TT|Nhiệm vụ cụ thể|Cơ quan, đơn vị chủ trì|Tiến độ|Sản "
		"phẩm, "
		"kết quả",
		"STT|Đầu việc|Phân công|Hạn hoàn thành|Kết quả đầu ra",
		"STT|Nội dung triển khai|Đơn vị chủ trì tham mưu|Thời gian "
		"thực "
		"hiện|Sản phẩm dự kiến",
		"STT|NHIỆM VỤ, GIẢI PHÁP CHỦ YẾU|CƠ QUAN CHỦ TRÌ|THỜI GIAN "
		"HOÀN "
		"THÀNH|SẢN PHẨM/KẾT QUẢ ĐẦU RA",
		"TT|Tên nhiệm vụ|Cơ quan tham mưu|Thời gian trình|Hình thức "
		"văn "
		"bản",
		"TT|Nhiệm vụ|Cấp ủy, tổ chức đảng chủ trì|Thời gian bắt đầu - "
		"kết thúc|Sản phẩm",
		"Stt|Nội dung|Người thực hiện|Thời gian hoàn thành|Sản phẩm",
		"STT|Nội dung công việc thực hiện|Đơn vị chủ trì thực "
		"hiện|Thời "
		"gian hoàn thành (dự kiến)|Kết quả, sản phẩm hoàn thành",
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(heads); i++) {
		struct work_annex *x = read_one(
			str_fmt(arena,
				"%s\n1|Rà soát hồ sơ|Ban Tổ chức|Quý II|"
				"Báo cáo\n",
				heads[i])
				.p);

		assert_int_equal(x->rows.n, 1);
		row_is(x, 0, "/1/Rà soát hồ sơ/Ban Tổ chức/Báo cáo");
		assert_int_equal(x->n_clear, 1);
		assert_int_equal(x->rows.p[0].due.kind, DUE_QUARTER);
		assert_int_equal(x->year, 2026);
	}
}

static void test_two_heading_rows(void **state UNUSED)
{
	struct work_annex *x = read_one(
		"STT|Nhiệm vụ|Phân công thực hiện|<|Thời gian|Sản phẩm\n"
		"^|^|Chủ trì|Phối hợp|^|^\n"
		"(1)|(2)|(3)|(4)|(5)|(6)\n"
		"1|Lập danh sách|Ban Tổ chức|Thành Đoàn|Tháng 3|Danh sách\n");

	assert_int_equal(x->rows.n, 1);
	row_is(x, 0, "/1/Lập danh sách/Ban Tổ chức/Danh sách");
	same(x->rows.p[0].with.p[0], "Thành Đoàn");
	/* all of it below one heading, and a sheet without merges */
	x = read_one("STT|Nhiệm vụ|Tổ chức thực hiện||||\n"
		     "||Chủ trì|Phối hợp|Thời gian|Sản phẩm\n"
		     "1|Lập danh sách|Ban Tổ chức|Thành Đoàn|Tháng 3|"
		     "Danh sách\n");
	assert_int_equal(x->rows.n, 1);
	row_is(x, 0, "/1/Lập danh sách/Ban Tổ chức/Danh sách");
}

/* "Bắt đầu" and "Hoàn thành" say what they are with what stands above. */
static void test_headings_that_complete(void **state UNUSED)
{
	struct work_annex *x = read_one(
		"S T T|Nhiệm vụ|Cơ quan|<|Thời gian|<|Sản phẩm\n"
		"^|^|Chủ trì|Phối hợp|Bắt đầu|Hoàn thành|^\n"
		"1|Lập sổ|Ban Tổ chức|Thành Đoàn|Tháng 1|Tháng 3|Sổ\n"
		"(1)|(2)|(3)|(4)|(5)|(6)|(7)\n"
		"2|Lập thẻ|Ban Tổ chức|Thành Đoàn|Tháng 1|Tháng 3|Thẻ\n");

	assert_int_equal(x->rows.n, 2);
	row_is(x, 0, "/1/Lập sổ/Ban Tổ chức/Sổ");
	row_is(x, 1, "/2/Lập thẻ/Ban Tổ chức/Thẻ");
	same(x->rows.p[0].due.text, "Tháng 3");
}

static void test_the_surer_column(void **state UNUSED)
{
	struct work_annex *x =
		read_one("Nhiệm vụ|Cơ quan thẩm định|Cơ quan chủ trì|Thời gian|"
			 "Sản phẩm|STT\n"
			 "Lập sổ|Thành Đoàn|Ban Tổ chức|Tháng 3|Sổ|1\n");

	assert_int_equal(x->rows.n, 1);
	row_is(x, 0, "/1/Lập sổ/Ban Tổ chức/Sổ");
}

static void test_numbers_without_heading(void **state UNUSED)
{
	struct work_annex *x =
		read_one("#|Nhiệm vụ|Chủ trì|Tham gia|Hoàn thành|Sản phẩm\n"
			 "I|Tổ chức||||\n"
			 "1|Lập sổ|Ban Tổ chức|Thành Đoàn|Tháng 3|Sổ\n");

	assert_int_equal(x->rows.n, 1);
	row_is(x, 0, "I. Tổ chức/1/Lập sổ/Ban Tổ chức/Sổ");
	same(x->rows.p[0].with.p[0], "Thành Đoàn");
	assert_int_equal(x->n_clear, 1);
}

static void test_groups(void **state UNUSED)
{
	struct work_annex *x =
		read_one(HEAD "I|Công tác tổ chức|<|<|<\n"
			      "1|Rà soát A|Ban Tổ chức|Quý I|Báo cáo\n"
			      "III|*Công tác kiểm tra|||\n"
			      "a|Nhóm a|||\n"
			      "2|Rà soát B|Ban Tổ chức|Quý I|Báo cáo\n"
			      "3|Rà soát C|||\n"
			      "IV. Chuyển đổi số|<|<|<|<\n"
			      "4|Rà soát D|Ban Tổ chức|Quý I|Báo cáo\n");

	assert_int_equal(x->rows.n, 4);
	row_is(x, 0, "I. Công tác tổ chức/1/Rà soát A/Ban Tổ chức/Báo cáo");
	row_is(x, 1, "a. Nhóm a/2/Rà soát B/Ban Tổ chức/Báo cáo");
	row_is(x, 2, "a. Nhóm a/3/Rà soát C//");
	row_is(x, 3, "IV. Chuyển đổi số/4/Rà soát D/Ban Tổ chức/Báo cáo");
	same(x->rows.p[1].groups.p[0], "III. Công tác kiểm tra");
	assert_int_equal(x->rows.p[3].groups.n, 1);
}

/* "Công" without its marks is the "cộng" of a sum. */
static void test_groups_without_numbers(void **state UNUSED)
{
	struct work_annex *x =
		read_one(HEAD "|*Công tác tổ chức|||\n"
			      "1|Rà soát A|Ban Tổ chức|Quý I|Báo cáo\n"
			      "|Công khai kết quả|Ban Tổ chức|Quý I|Báo cáo\n"
			      "Cộng: 2 nhiệm vụ|<|<|<|<\n");

	assert_int_equal(x->rows.n, 2);
	row_is(x, 0, "Công tác tổ chức/1/Rà soát A/Ban Tổ chức/Báo cáo");
	row_is(x, 1, "Công tác tổ chức//Công khai kết quả/Ban Tổ chức/Báo cáo");
	assert_int_equal(x->skips.n, 1);
}

/* A sheet without merged cells: the group stands in the number's cell. */
static void test_groups_in_the_number(void **state UNUSED)
{
	struct work_annex *x =
		read_one(HEAD "I. Công tác tổ chức||||\n"
			      "1|Rà soát A|Ban Tổ chức|Quý I|Báo cáo\n"
			      "CÔNG TÁC KIỂM TRA||||\n"
			      "2|Rà soát B|Ban Tổ chức|Quý I|Báo cáo\n");

	assert_int_equal(x->rows.n, 2);
	row_is(x, 0, "I. Công tác tổ chức/1/Rà soát A/Ban Tổ chức/Báo cáo");
	row_is(x, 1, "CÔNG TÁC KIỂM TRA/2/Rà soát B/Ban Tổ chức/Báo cáo");
}

/* Who signs below an empty row doesn't lead the last task. */
static void test_signature_apart(void **state UNUSED)
{
	struct work_annex *x =
		read_one(HEAD "1|Rà soát A|Ban Tổ chức|Quý I|Báo cáo\n"
			      "||||\n||Ngày 12 tháng 01 năm 2026||\n"
			      "||BÍ THƯ||\n");

	assert_int_equal(x->rows.n, 1);
	row_is(x, 0, "/1/Rà soát A/Ban Tổ chức/Báo cáo");
	assert_int_equal(x->skips.n, 2);
}

static void test_dotted_groups(void **state UNUSED)
{
	struct work_annex *x = read_one(
		HEAD "1|Học tập|||\n1.1|Rà soát A|Ban Tổ chức|Quý I|Báo cáo\n"
		     "1.2|Rà soát B|||\n"
		     "2|Tổ chức|||\n2.1|Lập sổ|Ban Tổ chức|Quý I|Sổ\n");

	assert_int_equal(x->rows.n, 3);
	row_is(x, 1, "1. Học tập/1.2/Rà soát B//");
	row_is(x, 2, "2. Tổ chức/2.1/Lập sổ/Ban Tổ chức/Sổ");
}

static void test_merged_cells(void **state UNUSED)
{
	struct work_annex *x =
		read_one(HEAD "1|Rà soát A|Ban Tổ chức|Quý I|Báo cáo\n"
			      "2|Rà soát B|^|^|^\n"
			      "3|Lập C|Văn phòng|Quý II|Báo cáo\n"
			      "^|^|Ban Tổ chức|^|^\n"
			      "4|Họp|Ban Tổ chức|Quý I|Kế hoạch\n"
			      "^|^|^|Quý III|Báo cáo\n");

	assert_int_equal(x->rows.n, 5);
	row_is(x, 1, "/2/Rà soát B/Ban Tổ chức/Báo cáo");
	row_is(x, 2, "/3/Lập C/Văn phòng+Ban Tổ chức/Báo cáo");
	row_is(x, 3, "/4/Họp/Ban Tổ chức/Kế hoạch");
	row_is(x, 4, "/4/Họp/Ban Tổ chức/Báo cáo");
	assert_int_equal(x->rows.p[2].clarity.missing[NEED_PERSON], true);
}

static void test_page_breaks(void **state UNUSED)
{
	struct work_annex *x = read_one(
		HEAD "1|Rà soát việc thực hiện|Ban Tổ chức|Quý I|Báo cáo\n" HEAD
		     "|nghị quyết ở cơ sở|||kết quả\n"
		     "2|Lập sổ|Văn phòng|Quý I|Sổ\n"
		     "||Thành Đoàn||\n"
		     "Ghi chú: báo cáo trước ngày 25|<|<|<|<\n"
		     "Nơi nhận:|<|T/M ĐẢNG ỦY|<|<\n"
		     "||Nguyễn Văn A||\n");

	assert_int_equal(x->rows.n, 2);
	row_is(x, 0,
	       "/1/Rà soát việc thực hiện nghị quyết ở cơ sở/Ban Tổ chức/"
	       "Báo cáo kết quả");
	row_is(x, 1, "/2/Lập sổ/Văn phòng+Thành Đoàn/Sổ");
	assert_int_equal(x->skips.n, 2);
}

static void test_no_number_column(void **state UNUSED)
{
	struct work_annex *x = read_one(
		"Nhóm nhiệm vụ|Nhiệm vụ|Chủ trì|Thời hạn|Sản phẩm|Ghi chú|Lãnh "
		"đạo phụ trách\n"
		"Tổ chức|1. Rà soát A|Ban Tổ chức|Quý I|Báo cáo|x|Bí thư\n"
		"^|- Rà soát B|Ban Tổ chức|Quý I|Báo cáo||\n");

	assert_int_equal(x->rows.n, 2);
	row_is(x, 0, "Tổ chức/1/Rà soát A/Ban Tổ chức/Báo cáo");
	row_is(x, 1, "Tổ chức//Rà soát B/Ban Tổ chức/Báo cáo");
	same(x->rows.p[0].note, "x");
	same(x->rows.p[0].leader, "Bí thư");
}

static void test_split_tables(void **state UNUSED)
{
	struct doc_table t[] = {
		table("", "ĐẢNG ỦY|ĐẢNG CỘNG SẢN VIỆT NAM\n"),
		table("Phụ lục năm 2027",
		      HEAD "1|Rà soát A|Ban Tổ chức|Quý I|Báo cáo\n"),
		table("", HEAD "2|Rà soát B|Ban Tổ chức|Quý I|Báo cáo\n"),
		table("", "3|Rà soát C|Ban Tổ chức|Quý I|Báo cáo\n"),
		table("", "Nơi nhận|T/M ĐẢNG ỦY\n"),
	};
	struct work_annex *x;

	ok(read_tables(DOC_DOCX, t, N_ELEMENTS(t), 0, &x));
	assert_int_equal(x->rows.n, 3);
	assert_int_equal(x->year, 2027);
	row_is(x, 2, "/3/Rà soát C/Ban Tổ chức/Báo cáo");
}

/* Each group in a table of its own, its title above. */
static void test_titles_are_groups(void **state UNUSED)
{
	struct doc_table t[] = {
		table("I. Tổ chức", HEAD "1|Rà soát A|Ban Tổ chức|Quý I|BC\n"),
		table("II. Kiểm tra",
		      HEAD "1|Rà soát B|Ban Tổ chức|Quý I|BC\n"),
		table("II. Kiểm tra",
		      HEAD "2|Rà soát C|Ban Tổ chức|Quý I|BC\n"),
	};
	struct work_annex *x;

	ok(read_tables(DOC_DOCX, t, 3, 0, &x));
	assert_int_equal(x->rows.n, 3);
	row_is(x, 0, "I. Tổ chức/1/Rà soát A/Ban Tổ chức/BC");
	row_is(x, 1, "II. Kiểm tra/1/Rà soát B/Ban Tổ chức/BC");
	row_is(x, 2, "II. Kiểm tra/2/Rà soát C/Ban Tổ chức/BC");
}

static void test_several_annexes(void **state UNUSED)
{
	struct doc_table t[] = {
		table("Phụ lục I", HEAD "1|Rà soát A|Ban Tổ chức|Quý I|BC\n"),
		table("Phụ lục II", HEAD "1|Rà soát B|Ban Tổ chức|Quý I|BC\n"),
	};
	struct work_annex *x;
	struct err *e = read_tables(DOC_DOCX, t, 2, 0, &x);

	fails(e, ERR_INVALID);
	same(e->arg[0], "2");
	same(e->arg[1], "1) Phụ lục I; 2) Phụ lục II");
	ok(read_tables(DOC_DOCX, t, 2, 2, &x));
	assert_int_equal(x->rows.n, 1);
	row_is(x, 0, "/1/Rà soát B/Ban Tổ chức/BC");
	fails(read_tables(DOC_DOCX, t, 2, 3, &x), ERR_INVALID);
}

static void test_not_an_annex(void **state UNUSED)
{
	struct doc_table t =
		table("Chỉ tiêu", "STT|Chỉ tiêu|Đơn vị tính|Kế hoạch\n"
				  "1|Kết nạp|người|186\n");
	struct work_annex *x;
	struct err *e = read_tables(DOC_DOCX, &t, 1, 0, &x);

	fails(e, ERR_INVALID);
	same(e->arg[0], "1. Chỉ tiêu");
	fails(read_tables(DOC_DOCX, NULL, 0, 0, &x), ERR_INVALID);
}

static void test_secret(void **state UNUSED)
{
	struct doc_table t[] = {
		table("", "ĐẢNG ỦY|ĐẢNG CỘNG SẢN VIỆT NAM\n|MẬT\n"),
		table("Phụ lục", HEAD "1|Bảo vệ bí mật|Văn phòng|Quý I|BC\n"),
	};
	struct work_annex *x;
	struct str para = STR("Độ mật: TỐI MẬT");
	struct doc d = {
		.table = t + 1, .n_tables = 1, .para = &para, .n_paras = 1
	};
	struct work_annex_ask ask = { .year = 2026 };

	fails(read_tables(DOC_DOCX, t, 2, 0, &x), ERR_UNSUPPORTED);
	fails(work_annex_read(arena, party, &d, &ask, &x), ERR_UNSUPPORTED);
	/* in a page's header, and with its letters set apart */
	d = (struct doc){
		.table = t + 1, .n_tables = 1, .aside = &para, .n_asides = 1
	};
	fails(work_annex_read(arena, party, &d, &ask, &x), ERR_UNSUPPORTED);
	para = STR("T Ố I  M Ậ T");
	fails(work_annex_read(arena, party, &d, &ask, &x), ERR_UNSUPPORTED);
	para = STR("Bảo vệ bí mật");
	ok(work_annex_read(arena, party, &d, &ask, &x));
	ok(read_tables(DOC_DOCX, t + 1, 1, 0, &x));
	assert_int_equal(x->rows.n, 1);
}

static void test_sheet_days(void **state UNUSED)
{
	struct doc_table t =
		table("Trang 1", HEAD "1|Họp|Ban Tổ chức|2026-06-30|BC\n"
				      "2|Họp|Ban Tổ chức|46203|BC\n");
	struct work_annex *x;

	t.row[1].cell[3].is_date = true;
	t.row[2].cell[3].is_number = true;
	ok(read_tables(DOC_XLSX, &t, 1, 0, &x));
	same(x->rows.p[0].due.text, "30/6/2026");
	same(day_iso(arena, x->rows.p[0].due.due), "2026-06-30");
	same(day_iso(arena, x->rows.p[1].due.due), "2026-06-30");
	assert_int_equal(x->year, 2026); /* of today */
}

static void test_output(void **state UNUSED)
{
	struct work_annex *x =
		read_one(HEAD "I|Nhóm|<|<|<\n1|Nâng cao|Các cấp ủy|31/6|\n"
			      "2|Họp|Ban Tổ chức|Từ 1/7/2026|98,5% hồ sơ\n"
			      "3|Họp|Ban Tổ chức|Quý I|Đạt 3,25 %\n");
	struct buf b = buf_init(arena, 100000);

	work_annex_json(&b, x);
	same(buf_view(&b),
	     "{\"total\":3,\"clear\":2,\"rows\":[\n"
	     "{\"n\":1,\"group\":\"I. Nhóm\",\"number\":\"1\",\"work\":\"Nâng "
	     "cao\",\"lead\":[\"Các cấp "
	     "ủy\"],\"with\":[],\"deadline\":{\"text\":"
	     "\"31/6\",\"kind\":\"none\",\"due\":null,\"start\":null},"
	     "\"product\":{\"text\":\"\",\"quantity\":null},\"missing\":"
	     "[\"work\",\"person\",\"progress\",\"product\"]},\n"
	     "{\"n\":2,\"group\":\"I. Nhóm\",\"number\":\"2\",\"work\":\"Họp\","
	     "\"lead\":[\"Ban Tổ chức\"],\"with\":[],\"deadline\":{\"text\":"
	     "\"Từ 1/7/2026\",\"kind\":\"starting\",\"due\":null,\"start\":"
	     "\"2026-07-01\"},\"product\":{\"text\":\"98,5% hồ sơ\","
	     "\"quantity\":98.5},\"missing\":[]},\n"
	     "{\"n\":3,\"group\":\"I. Nhóm\",\"number\":\"3\",\"work\":\"Họp\","
	     "\"lead\":[\"Ban Tổ chức\"],\"with\":[],\"deadline\":{\"text\":"
	     "\"Quý I\",\"kind\":\"quarter\",\"due\":\"2026-03-31\",\"start\":"
	     "null},\"product\":{\"text\":\"Đạt 3,25 %\",\"quantity\":3.250},"
	     "\"missing\":[]}]}\n");
	buf_clear(&b);
	work_annex_text(arena, &b, LANG_EN, x);
	assert_true(str_starts(buf_view(&b), STR("2 of 3 tasks are clear.\n\n"
						 "I. Nhóm\n1. [1] Nâng cao")));
	assert_true(str_find(buf_view(&b), STR("“31/6” names a day"), 0) > 0);
	buf_clear(&b);
	work_annex_text(arena, &b, LANG_VI, x);
	assert_true(str_find(buf_view(&b), STR("nhiệm vụ đã rõ"), 0) > 0);
}

/* ---- groups that name who leads ------------------------------------------------ */

static void test_groups_that_lead(void **state UNUSED)
{
	struct work_annex *x = read_one(
		HEAD "I|Công tác tuyên giáo|Ban Tuyên giáo||\n"
		     "1|Rà soát báo cáo viên||Quý II|Danh sách\n"
		     "2|Biên soạn tài liệu|Ban Tổ chức|Quý III|Tài liệu\n"
		     "II|Công tác tổ chức|Ban Tổ chức||\n"
		     "1|Lập quy hoạch||Quý I|Danh sách\n"
		     "2|Kiện toàn chi ủy|||\n");

	assert_int_equal(x->rows.n, 4);
	row_is(x, 0,
	       "I. Công tác tuyên giáo/1/Rà soát báo cáo viên/Ban Tuyên giáo/"
	       "Danh sách");
	/* its own lead comes before the group's */
	row_is(x, 1,
	       "I. Công tác tuyên giáo/2/Biên soạn tài liệu/Ban Tổ chức/"
	       "Tài liệu");
	row_is(x, 2,
	       "II. Công tác tổ chức/1/Lập quy hoạch/Ban Tổ chức/"
	       "Danh sách");
	/* a task that says nothing more stays one */
	row_is(x, 3, "II. Công tác tổ chức/2/Kiện toàn chi ủy/Ban Tổ chức/");
	x = read_one(HEAD "1|Số hóa hồ sơ|Văn phòng||\n"
			  "1.1|Lập danh mục||Quý I|Danh mục\n"
			  "1.2|Quét hồ sơ||Quý II|Hồ sơ\n"
			  "2|Mở lớp bồi dưỡng|Ban Tổ chức||\n"
			  "3|Ban hành quy chế|Văn phòng|Quý I|Quy chế\n");
	assert_int_equal(x->rows.n, 4);
	row_is(x, 0, "1. Số hóa hồ sơ/1.1/Lập danh mục/Văn phòng/Danh mục");
	/* bare, but nothing lies below it: a task whose words aren't clear */
	row_is(x, 2, "/2/Mở lớp bồi dưỡng/Ban Tổ chức/");
	/* whole tasks by Roman numbers stay tasks */
	x = read_one(HEAD "I|Rà soát hồ sơ|Văn phòng||\n"
			  "II|Mở lớp bồi dưỡng|Ban Tổ chức|Quý I|Lớp\n"
			  "III|Ban hành quy chế|Văn phòng|Quý I|Quy chế\n");
	assert_int_equal(x->rows.n, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headings_of_many_offices),
		cmocka_unit_test(test_two_heading_rows),
		cmocka_unit_test(test_headings_that_complete),
		cmocka_unit_test(test_the_surer_column),
		cmocka_unit_test(test_numbers_without_heading),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_groups_without_numbers),
		cmocka_unit_test(test_groups_in_the_number),
		cmocka_unit_test(test_signature_apart),
		cmocka_unit_test(test_dotted_groups),
		cmocka_unit_test(test_merged_cells),
		cmocka_unit_test(test_page_breaks),
		cmocka_unit_test(test_no_number_column),
		cmocka_unit_test(test_split_tables),
		cmocka_unit_test(test_titles_are_groups),
		cmocka_unit_test(test_several_annexes),
		cmocka_unit_test(test_not_an_annex),
		cmocka_unit_test(test_secret),
		cmocka_unit_test(test_sheet_days),
		cmocka_unit_test(test_output),
		cmocka_unit_test(test_groups_that_lead),
	};
	int failed;

	arena = arena_open(256 << 20);
	if (profile_load(arena, STR("vn-party"), &party))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
