/* Tables as they are found: headings, groups, sums, signatures, and what is
 * said of them. Each table is a csv, as it would be read from a file. */
#include "testkit/testkit.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "member/member_register_priv.h"

static struct arena *arena;
static const struct profile *party, *association;

#define HEAD "STT;Họ và tên;Ngày sinh;Số CCCD;Ngày vào Đảng;Đơn vị\n"
#define ONE  "1;Lê An;1/2/1980;079080000001;3/2/2025;Sở A\n"
#define TWO  "2;Võ Bình;5/6/1985;079085000002;3/2/2025;Sở B\n"

static struct err *read_csv(const struct profile *p, const char *csv,
			    const struct strs *units,
			    struct member_register **ret)
{
	struct member_ask ask = { .units = units };
	struct doc *d = NULL;

	assert_true(day_from_ymd(2026, 10, 14, &ask.today));
	ok(doc_read_here(arena, STR("r.csv"), str_c(csv), NULL, &d));
	return member_register_read(arena, p, d, &ask, ret);
}

/* "3 Lê An 1980-02-01 m 079… 2025-02-03 - Sở A/Chi bộ 1", a line a person. */
static struct str people(const struct member_register *r)
{
	struct buf b = buf_init(arena, 100000);

	for (ptrdiff_t i = 0; i < r->rows.n; i++) {
		const struct member_row *x = &r->rows.p[i];

		buf_fmt(&b, "%d %.*s ", x->row, STR_ARG(x->text[MF_NAME]));
		for (int k = 0; k < N_MF_DAY; k++) {
			struct str iso = day_iso(arena, x->day[k].day);

			buf_str(&b, iso.p ? iso : STR("-"));
			buf_char(&b, ' ');
			if (k == 0) {
				buf_char(&b, "?mf"[x->sex]);
				buf_fmt(&b, " %.*s ",
					STR_ARG(x->text[MF_NATIONAL_ID]));
			}
		}
		buf_fmt(&b, "%.*s/%.*s\n", STR_ARG(x->text[MF_UNIT]),
			STR_ARG(x->text[MF_CELL]));
	}
	return buf_view(&b);
}

/* "E 3 birth date_invalid C3 31/2/1980", a line a fault. */
static struct str faults(const struct member_register *r)
{
	struct buf b = buf_init(arena, 100000);

	for (ptrdiff_t i = 0; i < r->faults.n; i++) {
		const struct member_fault *f = &r->faults.p[i];

		buf_fmt(&b, "%c %d %s %s %.*s %.*s\n", f->is_error ? 'E' : 'W',
			f->row, member_field_code(f->field), f->code,
			STR_ARG(f->cell), STR_ARG(f->text));
	}
	return buf_view(&b);
}

static struct member_register *good(const char *csv)
{
	struct member_register *r = NULL;

	ok(read_csv(party, csv, NULL, &r));
	return r;
}

static void gives(const char *csv, const char *want)
{
	same(people(good(csv)), want);
}

static void faulty(const char *csv, const char *want)
{
	same(faults(good(csv)), want);
}

/* ---- headings ---------------------------------------------------------------- */
static void test_plain(void **state UNUSED)
{
	gives(HEAD ONE TWO,
	      "2 Lê An 1980-02-01 ? 079080000001 2025-02-03 - Sở A/\n"
	      "3 Võ Bình 1985-06-05 ? 079085000002 2025-02-03 - Sở B/\n");
	faulty(HEAD ONE TWO, "");
}

/* Registers that write names in capitals. */
static void test_capitals(void **state UNUSED)
{
	gives(HEAD "1;NGUYỄN THỊ ÁNH;1/2/1980;079080000001;3/2/2025;Sở A\n"
		   "2;y Krông Niê;5/6/1985;079085000002;3/2/2025;Sở B\n",
	      "2 Nguyễn Thị Ánh 1980-02-01 ? 079080000001 2025-02-03 - Sở A/\n"
	      "3 y Krông Niê 1985-06-05 ? 079085000002 2025-02-03 - Sở B/\n");
}

static void test_titles_above(void **state UNUSED)
{
	struct member_register *r =
		good("ĐẢNG BỘ A;;;ĐẢNG CỘNG SẢN VIỆT NAM;;\n;;;;;\n"
		     "DANH SÁCH ĐẢNG VIÊN;;;;;\n"
		     "Tính đến ngày 31/12/2025;;;;;\n" HEAD
		     "(1);(2);(3);(4);(5);(6)\n" ONE);

	assert_int_equal(r->head_row, 5);
	same(people(r),
	     "7 Lê An 1980-02-01 ? 079080000001 2025-02-03 - Sở A/\n");
}

static void test_two_rows(void **state UNUSED)
{
	gives("TT;Họ và tên;Ngày tháng năm;;;Trình độ;;Đơn vị\n"
	      ";;Sinh;Vào Đảng;Chính thức;Chuyên môn;LLCT;\n"
	      "A;B;1;2;3;4;5;6\n"
	      "1;Lê An;1/2/1980;3/2/2025;3/2/2011;Đại học;Cao cấp;Sở A\n",
	      "4 Lê An 1980-02-01 ?  2025-02-03 2011-02-03 Sở A/\n");
	gives("TT;Họ và tên;Năm sinh;;Ngày kết nạp;;Số\n"
	      ";;Nam;Nữ;Dự bị;Chính thức;CCCD\n"
	      "1;Lê An;1/2/1980;;3/2/2025;3/2/2011;079080000001\n"
	      "2;Võ Bình;;1985;3/2/2025;;\n",
	      "3 Lê An 1980-02-01 m 079080000001 2025-02-03 2011-02-03 /\n"
	      "4 Võ Bình 1985-01-01 f  2025-02-03 - /\n");
}

static void test_day_in_three(void **state UNUSED)
{
	gives("TT;Họ và tên;Ngày sinh;;;Ngày vào Đảng\n"
	      ";;Ngày;Tháng;Năm;\n"
	      "1;Lê An;1;2;1980;3/2/2025\n2;Võ Bình;31;2;1980;3/2/2025\n",
	      "3 Lê An 1980-02-01 ?  2025-02-03 - /\n"
	      "4 Võ Bình - ?  2025-02-03 - /\n");
}

static void test_name_in_two(void **state UNUSED)
{
	gives("TT;Họ và tên đệm;Tên;Ngày sinh;Ngày vào Đảng\n"
	      "1;Lê Văn;An;1/2/1980;3/2/2025\n2;;Bình;1/2/1981;3/2/2025\n"
	      "3;Võ;;1/2/1982;3/2/2025\n",
	      "2 Lê Văn An 1980-02-01 ?  2025-02-03 - /\n"
	      "3 Bình 1981-02-01 ?  2025-02-03 - /\n"
	      "4 Võ 1982-02-01 ?  2025-02-03 - /\n");
	gives("TT;Họ tên;Tên;Ngày sinh;Ngày vào Đảng\n"
	      "1;Lê Văn;An;1/2/1980;3/2/2025\n",
	      "2 Lê Văn An 1980-02-01 ?  2025-02-03 - /\n");
}

static void test_sexes(void **state UNUSED)
{
	gives("TT;Họ và tên;Nam;Nữ;Ngày sinh;Ngày vào Đảng\n"
	      "1;Lê An;x;;1/2/1980;3/2/2025\n2;Võ Bình;;X;1/2/1981;3/2/2025\n"
	      "3;Hồ Chi;0;1;1/2/1982;3/2/2025\n4;Đỗ Dũng;;;1/2/1983;3/2/2025\n",
	      "2 Lê An 1980-02-01 m  2025-02-03 - /\n"
	      "3 Võ Bình 1981-02-01 f  2025-02-03 - /\n"
	      "4 Hồ Chi 1982-02-01 f  2025-02-03 - /\n"
	      "5 Đỗ Dũng 1983-02-01 ?  2025-02-03 - /\n");
	faulty("Họ và tên;Giới tính;Ngày sinh;Số thẻ\nLê An;NAM;1/2/1980;1\n"
	       "Võ Bình;nữ;1/2/1981;2\nHồ Chi;chưa rõ;1/2/1982;3\n"
	       "Đỗ Dũng;abc;1/2/1983;4\n",
	       "W 1 national_id column_missing  \n"
	       "W 1 unit column_missing  \n"
	       "W 1 admitted_on column_missing  \n"
	       "W 5 sex word_unknown B5 abc\n");
}

static enum reg_col kind(const char *text)
{
	return reg_head_kind(reg_words(arena, party),
			     text_fold(arena, str_c(text)),
			     text_same_key(arena, str_c(text)));
}

static void test_synonyms(void **state UNUSED)
{
	static const struct {
		const char *text;
		enum reg_col kind;
	} cases[] = {
		{ "HỌ VÀ TÊN", RC_NAME },
		{ "Họ, tên", RC_NAME },
		{ "Họ và tên khai sinh", RC_NAME },
		{ "Số CCCD/ĐDCN", RC_NATIONAL_ID },
		{ "Số định danh cá nhân", RC_NATIONAL_ID },
		{ "Số thẻ căn cước", RC_NATIONAL_ID },
		{ "Số thẻ đảng viên", RC_CARD },
		{ "Ngày cấp căn cước công dân", RC_OTHER },
		{ "Nơi cấp CCCD", RC_OTHER },
		{ "Ngày cấp thẻ đảng viên", RC_OTHER },
		{ "Nơi sinh", RC_OTHER },
		{ "Nơi sinh hoạt Đảng hiện nay", RC_CELL },
		{ "Tuổi đảng", RC_OTHER },
		{ "Ngày, tháng, năm sinh", RC_BIRTH },
		{ "Năm sinh", RC_BIRTH },
		{ "Ngày vào Đảng chính thức", RC_OFFICIAL_ON },
		{ "Ngày công nhận đảng viên chính thức", RC_OFFICIAL_ON },
		{ "Ngày vào Đảng", RC_ADMITTED_ON },
		{ "Ngày kết nạp Đảng viên", RC_ADMITTED_ON },
		{ "Chức vụ Đảng", RC_POST },
		{ "Chức vụ chính quyền", RC_JOB },
		{ "Nghề nghiệp, nơi công tác", RC_JOB },
		{ "Đơn vị công tác", RC_JOB },
		{ "Đơn vị", RC_UNIT },
		{ "Tổ chức cơ sở đảng", RC_UNIT },
		{ "TCCSĐ", RC_UNIT },
		{ "Chi bộ", RC_CELL },
		{ "Trình độ LLCT", RC_THEORY },
		{ "Trình độ học vấn", RC_EDUCATION },
		{ "Trình độ chuyên môn", RC_EXPERTISE },
		{ "Nam", RC_MALE },
		{ "NỮ", RC_FEMALE },
		{ "Năm", N_RC },
		{ "Tôn giáo", RC_RELIGION },
		{ "Email", RC_EMAIL },
		{ "SĐT", RC_PHONE },
		{ "Quê quán", RC_OTHER },
		{ "Số thứ tự", RC_NUMBER },
		{ "Nguyễn Văn An", N_RC },
		{ "", N_RC },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(cases); i++)
		if (kind(cases[i].text) != cases[i].kind)
			fail_msg("%s: %d", cases[i].text,
				 (int)kind(cases[i].text));
}

/* A profile whose file names a field that C doesn't know. */
static void test_profiles(void **state UNUSED)
{
	struct profile_word odd = { .list = STR("shoe_size"),
				    .key = STR("x"),
				    .fold = STR("x") };
	struct profile p = *party;
	struct member_register *r = NULL;

	assert_non_null(reg_words(arena, party));
	assert_non_null(reg_words(arena, association));
	p.reg = &odd;
	p.n_regs = 1;
	fails(read_csv(&p, HEAD ONE, NULL, &r), ERR_INTERNAL);
	ok(read_csv(association,
		    "No,First name,Surname,Date of birth,Joined,Branch,Sex\n"
		    "1,Ann,Lee,1/2/1980,3/2/2025,North,F\n",
		    NULL, &r));
	same(people(r), "2 Ann Lee 1980-02-01 f  2025-02-03 - North/\n");
}

static void test_columns_twice(void **state UNUSED)
{
	/* side by side one field; apart, the surer heading */
	gives("Họ và tên;Ngày sinh;Số CMND;Số CCCD;Nghề nghiệp;Nơi công tác;"
	      "Người giới thiệu\n"
	      "Lê An;1980;;079080000001;Kế toán;Sở A;Võ Bình\n",
	      "2 Lê An 1980-01-01 ? 079080000001 - - /\n");
	same(good("Họ và tên;Ngày sinh;Số thẻ;Nghề nghiệp;Nơi công tác\n"
		  "Lê An;1980;1;Kế toán;Sở A\nVõ Bình;1981;2;;Sở B\n")
		     ->rows.p[0]
		     .text[MF_JOB],
	     "Kế toán, Sở A");
	gives("Ngày sinh của con;Họ và tên;Ngày sinh;Ngày vào Đảng\n"
	      "2011;Lê An;1980;2010\n",
	      "2 Lê An 1980-01-01 ?  2010-01-01 - /\n");
}

static void test_unread_columns(void **state UNUSED)
{
	faulty("Họ và tên;Tôn giáo;Ngày sinh;Số CCCD;Ngày vào Đảng;Đơn vị;"
	       "Quê quán;Cỡ áo\n"
	       "Lê An;Không;1/2/1980;079080000001;3/2/2025;Sở A;Huế;L\n",
	       "W 1 sheet columns_unread  Quê quán, Cỡ áo\n"
	       "W 1 sheet not_held  Tôn giáo\n");
}

/* ---- rows ----------------------------------------------------------------------- */
static void test_groups(void **state UNUSED)
{
	gives("TT;Họ và tên;Ngày sinh;Ngày vào Đảng\n"
	      "I;Đảng bộ Sở A (2 đảng viên);;\n"
	      "1;Chi bộ Văn phòng: 1 đồng chí;;\n"
	      "1;Lê An;1/2/1980;3/2/2025\n"
	      "2. Chi bộ 14;;;\n"
	      "2;Võ Bình;1/2/1981;3/2/2025\n"
	      "Cộng;2;;\n"
	      "II. ĐẢNG BỘ SỞ B;;;\n"
	      "1;Hồ Chi;1/2/1982;3/2/2025\n"
	      "Ghi chú khác;;;\n",
	      "4 Lê An 1980-02-01 ?  2025-02-03 - Đảng bộ Sở A/"
	      "Chi bộ Văn phòng\n"
	      "6 Võ Bình 1981-02-01 ?  2025-02-03 - Đảng bộ Sở A/Chi bộ 14\n"
	      "9 Hồ Chi 1982-02-01 ?  2025-02-03 - ĐẢNG BỘ SỞ B/\n");
	/* the row's own unit comes first; cells are units when they're all */
	gives("TT;Họ và tên;Ngày sinh;Đơn vị\nI;Đảng bộ A;;\n"
	      "1;Lê An;1980;Sở B\n2;Võ Bình;1981;\n",
	      "3 Lê An 1980-01-01 ?  - - Sở B/\n"
	      "4 Võ Bình 1981-01-01 ?  - - Đảng bộ A/\n");
	gives("TT;Họ và tên;Ngày sinh;Chi bộ\n1;Lê An;1980;Chi bộ 1\n",
	      "2 Lê An 1980-01-01 ?  - - Chi bộ 1/Chi bộ 1\n");
	gives("TT;Họ và tên;Ngày sinh;Số thẻ\nChi bộ 7;;;\n1;Lê An;1980;1\n",
	      "3 Lê An 1980-01-01 ?  - - Chi bộ 7/Chi bộ 7\n");
}

static void test_ends(void **state UNUSED)
{
	struct member_register *r = good(
		HEAD ONE
		";;;;;\n" HEAD TWO "Tổng cộng;2;;;;\n"
		"Danh sách này có 02 đảng viên;;;;;\n"
		";Người lập;;;ngày 31 tháng 12 năm 2025;\n"
		";;;;TM. CẤP ỦY;\n;;;;Bí thư;\n;Trần Thị Cúc;;;Hồ Văn Dũng;\n"
		"1;Lý Em;;;;\n;Ngô Gia;x;;y;\n");

	same(people(r), "2 Lê An 1980-02-01 ? 079080000001 2025-02-03 - Sở A/\n"
			"5 Võ Bình 1985-06-05 ? 079085000002 2025-02-03 - "
			"Sở B/\n");
	same(faults(r), "");
	assert_int_equal(r->n_skipped, 9);
}

/* "Tống" isn't "tổng", and a post isn't the signature below. */
static void test_not_ends(void **state UNUSED)
{
	gives("Chức vụ Đảng;Họ và tên;Ngày sinh;Đơn vị\n"
	      "Bí thư;Lê An;1980;Sở A\nPhó Bí thư;Tống Bình;1981;Sở A\n"
	      ";Lưu Chi;1982;Sở A\nTổng cộng;3;;\nBí thư;;;\n",
	      "2 Lê An 1980-01-01 ?  - - Sở A/\n"
	      "3 Tống Bình 1981-01-01 ?  - - Sở A/\n"
	      "4 Lưu Chi 1982-01-01 ?  - - Sở A/\n");
	/* three facts are a person, whatever the name */
	gives("Họ và tên;Ngày sinh;Số CCCD;Ngày vào Đảng\n"
	      "Tổng Văn;1980;079080000001;2010\n",
	      "2 Tổng Văn 1980-01-01 ? 079080000001 2010-01-01 - /\n");
}

/* A second heading row, repeated on the next page. */
static void test_heads_again(void **state UNUSED)
{
	gives("TT;Họ và tên;Ngày tháng năm;;Đơn vị\n;;Sinh;Vào Đảng;\n"
	      "1;Lê An;1980;2010;Sở A\n"
	      "TT;Họ và tên;Ngày tháng năm;;Đơn vị\n;;Sinh;Vào Đảng;\n"
	      "1;2;3;4;5\n"
	      "2;Võ Bình;1981;2011;Sở A\n",
	      "3 Lê An 1980-01-01 ?  2010-01-01 - Sở A/\n"
	      "7 Võ Bình 1981-01-01 ?  2011-01-01 - Sở A/\n");
}

static void test_thin_rows(void **state UNUSED)
{
	/* a number and a name are a person when it goes on counting */
	same(people(good(HEAD ONE
			 "2;Võ Bình;;;;\n7;Ngô Gia;;;;\n"
			 "3;Ban Tổ chức;;;;\n;Lý Em;;;;\n"
			 "3;Hồ Chi;không rõ;chưa có;;Sở A\n"
			 "4;Đỗ Dũng;sau;mất;mất;Sở B\n"
			 ";;;;3/2/2025;\n;;1/1/1990;079090000003;;\n")),
	     "2 Lê An 1980-02-01 ? 079080000001 2025-02-03 - Sở A/\n"
	     "3 Võ Bình - ?  - - /\n"
	     "7 Hồ Chi - ?  - - Sở A/\n"
	     "8 Đỗ Dũng - ? mất - - Sở B/\n");
}

/* ---- faults --------------------------------------------------------------------- */
static void test_required(void **state UNUSED)
{
	faulty(HEAD ONE
	       ";;5/6/1985;079085000002;3/2/2025;Sở B\n"
	       "3;Hồ Chi;;079085000003;;\n4;Đỗ Dũng;1/1/1980;;1/1/2025;A\n",
	       "E 3 name required B3 \n"
	       "E 4 unit required F4 \n"
	       "E 4 birth required C4 \n"
	       "E 4 admitted_on required E4 \n"
	       "W 5 national_id required D5 \n");
}

static void test_days_faulty(void **state UNUSED)
{
	faulty("Họ và tên;Ngày sinh;Số CCCD;Ngày vào Đảng;Ngày chính thức;"
	       "Đơn vị\n"
	       "A B;31/2/1980;079080000001;3/2/2010;3/2/2011;S\n"
	       "A C;sau;079080000002;3/2/2010;dự bị;S\n"
	       "A D;1/1/2027;079227000003;3/2/2026;;S\n"
	       "A E;1/1/1980;079080000004;3/2/2010;2/2/2010;S\n"
	       "A F;1/1/1980;079080000005;3/2/2010;2010;S\n"
	       "A G;1/1/1980;079080000006;3/2/2010;2009;S\n"
	       "A H;1/1/1980;079080000007;31/12/1997;31/12/1998;S\n"
	       "A I;1/1/1980;079080000008;3/2/2027;4/2/2028;S\n"
	       "A K;1/1/1900;079000000009;3/2/1930;3/2/1931;S\n"
	       "A L;1/1/80;079080000010;5/2010;5/2011;S\n",
	       "E 2 birth date_invalid B2 31/2/1980\n"
	       "E 3 birth date_invalid B3 sau\n"
	       "W 3 official_on official_missing E3 dự bị\n"
	       "E 4 birth future_date B4 1/1/2027\n"
	       "W 4 admitted_on young D4 3/2/2026\n"
	       "E 5 official_on official_before_admission E5 2/2/2010\n"
	       "W 6 official_on date_partial E6 2010\n"
	       "W 7 official_on date_partial E7 2009\n"
	       "E 7 official_on official_before_admission E7 2009\n"
	       "W 8 admitted_on young D8 31/12/1997\n"
	       "E 9 admitted_on future_date D9 3/2/2027\n"
	       "E 9 official_on future_date E9 4/2/2028\n"
	       "W 10 birth old B10 1/1/1900\n"
	       "W 11 birth year_short B11 1/1/80\n"
	       "W 11 admitted_on date_partial D11 5/2010\n"
	       "W 11 official_on date_partial E11 5/2011\n");
}

static void test_numbers_faulty(void **state UNUSED)
{
	faulty("Họ và tên;Giới tính;Ngày sinh;Số CCCD;Số thẻ;Ngày vào Đảng;"
	       "Đơn vị\n"
	       "A B;Nam;1/1/1980;079080000001;58.000001;3/2/2025;S\n"
	       "A C;Nam;1/1/1980;079080000001;58.000002;3/2/2025;S\n"
	       "A D;Nữ;1/1/1981;079080000003;58.000003;3/2/2025;S\n"
	       "A E;Nam;1/1/1980;079080000004;58000002;3/2/2025;S\n"
	       "A F;Nam;1/1/1980;79080000001;58.000001;3/2/2025;S\n"
	       "A G;Nam;1/1/1980;079080;58.000006;3/2/2025;S\n"
	       "A H;Nam;1/1/1980;chưa cấp số;58.000007;3/2/2025;S\n"
	       "A I;Nam;1/1/1980;000080000008;58.000008;3/2/2025;S\n"
	       "A K;Nam;1/1/1980;7.90E+10;58.000009;3/2/2025;S\n",
	       "W 1 sheet zeros_restored  1\n"
	       "E 3 national_id duplicate D3 079080000001\n"
	       "W 4 national_id id_birth D4 079080000003\n"
	       "W 4 national_id id_sex D4 079080000003\n"
	       "E 5 card duplicate E5 58000002\n"
	       "E 6 national_id duplicate D6 79080000001\n"
	       "E 7 national_id id_invalid D7 079080\n"
	       "E 8 national_id id_invalid D8 chưa cấp số\n"
	       "E 9 national_id id_invalid D9 000080000008\n"
	       "E 10 national_id id_invalid D10 7.90E+10\n");
	faulty("Họ và tên;Ngày sinh;Số CCCD;Ngày vào Đảng;Đơn vị\n"
	       "A B;1/1/1980;;3/2/2025;S\nA  B;1/1/1980;;3/2/2025;S\n"
	       "A C;1/1/1980;079080000003;3/2/2025;S\n"
	       "A C;1/1/1980;079080000004;3/2/2025;S\n"
	       "A B;;;3/2/2025;S\n",
	       "W 2 national_id required C2 \n"
	       "W 3 name same_person A3 A B\n"
	       "W 3 national_id required C3 \n"
	       "W 6 national_id required C6 \n"
	       "E 6 birth required B6 \n");
	faulty("Họ và tên;Ngày sinh;Điện thoại;Email\n"
	       "A B;1980;0900282669;a@b.vn\nA C;1980;12;a@b\n",
	       "W 1 national_id column_missing  \n"
	       "W 1 unit column_missing  \n"
	       "W 1 admitted_on column_missing  \n"
	       "W 2 birth date_partial B2 1980\n"
	       "W 3 phone phone_invalid C3 12\n"
	       "W 3 email email_invalid D3 a@b\n"
	       "W 3 birth date_partial B3 1980\n");
}

static void test_units_faulty(void **state UNUSED)
{
	static struct str names[] = { STR_INIT("Sở A"), STR_INIT("Hoa"),
				      STR_INIT("Hòa") };
	struct strs units = { names, 3, 3 };
	struct member_register *r = NULL;

	ok(read_csv(party,
		    HEAD ONE TWO "3;C;1/1/1980;079080000003;3/2/2025;Hoá\n",
		    &units, &r));
	same(faults(r), "E 3 unit unit_unknown F3 Sở B\n"
			"E 4 unit unit_unknown F4 Hoá\n");
	assert_int_equal(r->rows.p[0].unit, 0);
	assert_int_equal(r->rows.p[1].unit, -1);
	assert_int_equal(r->n_ok, 1);
	/* the group's cell is told */
	ok(read_csv(party,
		    "TT;Họ và tên;Ngày sinh;Số thẻ\nI. Sở B;;;\n"
		    "1;Lê An;1/1/1980;1\nII;Sở A;;\n2;Võ Bình;1/1/1981;2\n",
		    &units, &r));
	same(faults(r), "W 1 national_id column_missing  \n"
			"W 1 admitted_on column_missing  \n"
			"E 3 unit unit_unknown A2 Sở B\n");
}

/* "nt" and marks: what stands above; an empty cell is no such mark. */
static void test_as_above(void **state UNUSED)
{
	gives(HEAD ONE "2;Võ Bình;5/6/1985;079085000002;3/2/2025;-nt-\n"
		       "3;Võ Ca;6/6/1985;079085000003;3/2/2025;\"\"\"\"\n"
		       "4;Võ Dư;7/6/1985;079085000004;3/2/2025;Sở B\n"
		       "5;Võ Em;8/6/1985;079085000005;3/2/2025;như trên\n",
	      "2 Lê An 1980-02-01 ? 079080000001 2025-02-03 - Sở A/\n"
	      "3 Võ Bình 1985-06-05 ? 079085000002 2025-02-03 - Sở A/\n"
	      "4 Võ Ca 1985-06-06 ? 079085000003 2025-02-03 - Sở A/\n"
	      "5 Võ Dư 1985-06-07 ? 079085000004 2025-02-03 - Sở B/\n"
	      "6 Võ Em 1985-06-08 ? 079085000005 2025-02-03 - Sở B/\n");
	faulty(HEAD ONE "2;Võ Bình;5/6/1985;079085000002;3/2/2025;\n",
	       "E 3 unit required F3 \n");
}

/* A whole column of another country's days is read so; one is a mistake. */
static void test_month_first(void **state UNUSED)
{
	static const char us[] =
		HEAD "1;Lê An;2/1/1980;079080000001;3/2/2025;Sở A\n"
		     "2;Võ Bình;6/25/1985;079085000002;3/2/2025;Sở A\n"
		     "3;Võ Ca;12/31/1985;079085000003;3/2/2025;Sở A\n";

	gives(us, "2 Lê An 1980-02-01 ? 079080000001 2025-02-03 - Sở A/\n"
		  "3 Võ Bình 1985-06-25 ? 079085000002 2025-02-03 - Sở A/\n"
		  "4 Võ Ca 1985-12-31 ? 079085000003 2025-02-03 - Sở A/\n");
	faulty(us, "W 1 birth month_first  \n");
	faulty(HEAD ONE "2;Võ Bình;6/25/1985;079085000002;3/2/2025;Sở A\n"
			"3;Võ Ca;12/31/1985;079085000003;3/2/2025;Sở A\n"
			"4;Võ Dư;31/12/1985;079085000004;3/2/2025;Sở A\n",
	       "E 3 birth date_invalid C3 6/25/1985\n"
	       "E 4 birth date_invalid C4 12/31/1985\n");
}

static void test_words_before_numbers(void **state UNUSED)
{
	gives(HEAD "1;Lê An;1/2/1980;CCCD: 079080000001;3/2/2025;Sở A\n",
	      "2 Lê An 1980-02-01 ? 079080000001 2025-02-03 - Sở A/\n");
	faulty(HEAD "1;Lê An;1/2/1980;O79080000001;3/2/2025;Sở A\n",
	       "E 2 national_id id_invalid D2 O79080000001\n");
}

/* A register of one unit: its title says which, its column only the cell. */
static void test_unit_of_title(void **state UNUSED)
{
	static struct str names[] = { STR_INIT("Ban Tổ chức Thành ủy"),
				      STR_INIT("Thành Đoàn") };
	struct strs units = { names, 2, 2 };
	static const char csv[] =
		"ĐẢNG BỘ THÀNH PHỐ;;;\nĐẢNG BỘ BAN TỔ CHỨC THÀNH ỦY;;;\n"
		"DANH SÁCH ĐẢNG VIÊN;;;\nHọ và tên;Ngày sinh;Số thẻ;Chi bộ\n"
		"Lê An;1/1/1980;1;Chi bộ 1\n";
	struct member_register *r = NULL;

	ok(read_csv(party, csv, &units, &r));
	assert_int_equal(r->n_errors, 0);
	assert_int_equal(r->rows.p[0].unit, 0);
	assert_int_equal(r->titles.n, 2);
	same(r->rows.p[0].text[MF_CELL], "Chi bộ 1");
}

/* Zeros that only the digits speak for: the row must agree. */
static void test_zeros_by_guess(void **state UNUSED)
{
	struct doc_cell cells[2][4] = { 0 };
	static const char *const texts[2][4] = {
		{ "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD" },
		{ "Lê An", "1/2/1980", "Nam", "79080000001" },
	};
	struct doc_row rows[2] = {
		{ .cell = cells[0], .n_cells = 4, .number = 1 },
		{ .cell = cells[1], .n_cells = 4, .number = 2 }
	};
	struct doc_table t = { .title = STR(""), .row = rows, .n_rows = 2 };
	struct doc d = { .kind = DOC_XLSX, .table = &t, .n_tables = 1 };
	struct member_ask ask = { .today = 20740 };
	static const struct {
		const char *birth, *sex, *id, *why;
	} cases[] = {
		{ "1/2/1980", "Nam", "79080000001", NULL },
		{ "1/2/1980", "", "79080000001", NULL },
		{ "1/2/1980", "Nữ", "79080000001", "11" },
		{ "1/2/1981", "Nam", "79080000001", "11" },
		{ "", "Nam", "79080000001", "11" },
		{ "1/2/1980", "Nam", "1080000001", NULL },
		{ "1/2/1981", "Nam", "1080000001", "10" },
	};

	for (int k = 0; k < 2; k++)
		for (int c = 0; c < 4; c++)
			cells[k][c] =
				(struct doc_cell){ .text = str_c(texts[k][c]),
						   .col = (uint16_t)c,
						   .span = 1 };
	for (ptrdiff_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct member_register *r = NULL;
		const struct member_fault *f = NULL;

		cells[1][1].text = str_c(cases[i].birth);
		cells[1][2].text = str_c(cases[i].sex);
		cells[1][3].text = str_c(cases[i].id);
		ok(member_register_read(arena, party, &d, &ask, &r));
		for (ptrdiff_t k = 0; k < r->faults.n; k++)
			if (r->faults.p[k].is_error)
				f = &r->faults.p[k];
		assert_int_equal(f != NULL, cases[i].why != NULL);
		if (f) {
			same(f->arg[0], cases[i].why);
			same(f->text, cases[i].id);
		}
	}
}

/* ---- which table ------------------------------------------------------------------- */
static struct doc_table table_of(const char *title, const char *csv)
{
	struct doc *d = NULL;

	ok(doc_read_here(arena, STR("t.csv"), str_c(csv), NULL, &d));
	d->table[0].title = str_c(title);
	return d->table[0];
}

static void test_sheets(void **state UNUSED)
{
	struct doc_table t[] = {
		table_of("Hướng dẫn", "Cách ghi;x\nHọ và tên;chữ thường\n"),
		table_of("Mẫu", HEAD),
		table_of("Tổng hợp", "Đơn vị;Số đảng viên\nSở A;7\n"),
		table_of("Chi bộ 1", HEAD ONE),
		table_of("Chi bộ 2", HEAD ONE TWO),
	};
	struct doc d = { .table = t,
			 .n_tables = N_ELEMENTS(t),
			 .hidden_sheets = 2 };
	struct member_ask ask = { .today = 20740 };
	struct member_register *r = NULL;
	struct err *e;

	t[4].hidden_rows = 3;
	t[4].hidden_cols = 1;
	ok(member_register_read(arena, party, &d, &ask, &r));
	same(r->sheet, "Chi bộ 2");
	assert_int_equal(r->rows.n, 2);
	same(faults(r), "W 1 sheet hidden_columns  1\n"
			"W 1 sheet hidden_rows  3\n"
			"W 1 sheet hidden_sheets  2\n"
			"W 1 sheet sheets_unread  Chi bộ 1\n");
	ask.sheet = STR("CHI BỘ 1");
	ok(member_register_read(arena, party, &d, &ask, &r));
	same(r->sheet, "Chi bộ 1");
	ask.sheet = STR("Tổng hợp");
	e = member_register_read(arena, party, &d, &ask, &r);
	fails(e, ERR_NOT_FOUND);
	same(tr_err(arena, LANG_EN, e),
	     "No sheet “Tổng hợp” holds a register; the file's sheets are: "
	     "Hướng dẫn, Mẫu, Tổng hợp, Chi bộ 1, Chi bộ 2.");
	ask.sheet = STR_NULL;
	t[1].title = t[2].title = STR("");
	d.n_tables = 3;
	ok(member_register_read(arena, party, &d, &ask, &r));
	assert_int_equal(r->rows.n, 0);
}

/* Sheets without headings are given up in the end. */
static void test_much_text(void **state UNUSED)
{
	struct buf b = buf_init(arena, 1 << 20);
	struct doc_table t[11];
	struct doc d = { .table = t, .n_tables = N_ELEMENTS(t) };
	struct member_ask ask = { .today = 20740 };
	struct member_register *r = NULL;

	for (int i = 0; i < 100; i++) {
		for (int k = 0; k < 100; k++)
			buf_fmt(&b, "%c;", 'a' + k % 26);
		buf_char(&b, '\n');
	}
	for (ptrdiff_t i = 0; i < 10; i++)
		t[i] = table_of("x", str_to_c(arena, buf_view(&b)));
	t[10] = table_of("x", HEAD ONE);
	fails(member_register_read(arena, party, &d, &ask, &r), ERR_INVALID);
	t[2] = t[10];
	ok(member_register_read(arena, party, &d, &ask, &r));
}

static void test_none(void **state UNUSED)
{
	static const char *const cases[] = {
		"a;b\n1;2\n",
		/* a staff list, a title, names without facts */
		"TT;Họ và tên;Đơn vị;Điện thoại\n1;Lê An;Sở A;0900282669\n",
		"DANH SÁCH ĐẢNG VIÊN;;\n",
		"TT;Ngày sinh;Ngày vào Đảng;Số CCCD\n1;1980;2010;079\n",
		"Họ và tên;Ngày sinh\nLê An;1980\n",
	};
	struct member_register *r = NULL;
	struct member_ask ask = { .today = 20740 };
	struct doc d = { 0 };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(cases); i++)
		fails(read_csv(party, cases[i], NULL, &r), ERR_INVALID);
	fails(member_register_read(arena, party, &d, &ask, &r), ERR_INVALID);
	assert_null(r);
}

static void test_most(void **state UNUSED)
{
	static struct doc_row row[MEMBER_ROWS_MOST + 2];
	struct doc_table t = table_of("", HEAD ONE), big = t;
	struct doc d = { .table = &big, .n_tables = 1 };
	struct member_ask ask = { .today = 20740 };
	struct arena *own = arena_open(256 << 20);
	struct member_register *r = NULL;
	struct err *e;

	big.row = row;
	big.n_rows = N_ELEMENTS(row);
	row[0] = t.row[0];
	for (ptrdiff_t i = 1; i < N_ELEMENTS(row); i++)
		row[i] = t.row[1];
	e = member_register_read(own, party, &d, &ask, &r);
	fails(e, ERR_LIMIT);
	same(tr_err(own, LANG_EN, e), "The register has more than 100000 "
				      "people; divide it into several files.");
	arena_close(own);
}

static void test_places(void **state UNUSED)
{
	same(reg_place(arena, 0, 1), "A1");
	same(reg_place(arena, 25, 9), "Z9");
	same(reg_place(arena, 26, 10), "AA10");
	same(reg_place(arena, 701, 3), "ZZ3");
	same(reg_place(arena, 702, 3), "AAA3");
	same(reg_place(arena, -1, 3), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_capitals),
		cmocka_unit_test(test_titles_above),
		cmocka_unit_test(test_two_rows),
		cmocka_unit_test(test_day_in_three),
		cmocka_unit_test(test_name_in_two),
		cmocka_unit_test(test_sexes),
		cmocka_unit_test(test_synonyms),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_columns_twice),
		cmocka_unit_test(test_unread_columns),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_not_ends),
		cmocka_unit_test(test_heads_again),
		cmocka_unit_test(test_thin_rows),
		cmocka_unit_test(test_required),
		cmocka_unit_test(test_days_faulty),
		cmocka_unit_test(test_numbers_faulty),
		cmocka_unit_test(test_units_faulty),
		cmocka_unit_test(test_as_above),
		cmocka_unit_test(test_month_first),
		cmocka_unit_test(test_words_before_numbers),
		cmocka_unit_test(test_unit_of_title),
		cmocka_unit_test(test_zeros_by_guess),
		cmocka_unit_test(test_sheets),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_much_text),
		cmocka_unit_test(test_most),
		cmocka_unit_test(test_places),
	};
	int failed;

	arena = arena_open(512 << 20);
	if (profile_load(arena, STR("vn-party"), &party) ||
	    profile_load(arena, STR("association"), &association))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
