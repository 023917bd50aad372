/*
 * Small office files as evidence: a table, a page, a picture. They say in
 * themselves that they are examples.
 */
#include "app/app_demo.h"

#include <zlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "doc/doc.h"
#include "i18n/i18n.h"

enum { FILE_BYTES = 256 << 10, WIDE = 96, HIGH = 64, TABLE_ROWS = 19 };

static struct err *sheet_make(struct arena *a, struct str text,
			      struct str *ret_bytes)
{
	static const struct sheet_col col[] = {
		{ .title = STR_INIT("Số"), .width = 6, .kind = COL_INT },
		{ .title = STR_INIT("Nội dung"),
		  .width = 60,
		  .kind = COL_TEXT },
		{ .title = STR_INIT("Đã đối chiếu"),
		  .width = 14,
		  .kind = COL_INT },
	};
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct err *err = xlsx_begin(a, &x);

	if (!err)
		err = xlsx_sheet(x, STR("Bảng"), text, col,
				 (int)N_ELEMENTS(col));
	for (int i = 1; i <= TABLE_ROWS && !err; i++)
		err = xlsx_row(
			x, (const struct sheet_val[]){
				   { .n = i },
				   { .text = str_fmt(a, "Đơn vị thứ %d (ví dụ)",
						     i) },
				   { .n = i * 7 % 40 } });
	if (!err)
		err = xlsx_note(x, STR("Số liệu ví dụ của bản dùng thử."));
	return err ? err : xlsx_end(x, ret_bytes);
}

/* The built-in fonts of a PDF have no Vietnamese letters. */
static struct str ascii(struct arena *a, struct str text)
{
	struct str fold = text_fold(a, text);

	return str_sub(fold, 0, 80);
}

/* One page of two lines; the table of offsets at the end must be exact. */
static struct str page_make(struct arena *a, struct str text)
{
	struct buf b = buf_init(a, FILE_BYTES);
	ptrdiff_t at[6] = { 0 }, table;
	struct str show = str_fmt(a,
				  "BT /F1 16 Tf 70 760 Td (%.*s) Tj 0 -28 Td "
				  "(Tep vi du cua ban dung thu Ro Viec.) Tj ET",
				  STR_ARG(ascii(a, text)));
	struct str object[] = {
		STR("<</Type/Catalog/Pages 2 0 R>>"),
		STR("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
		STR("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
		    "/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"),
		str_fmt(a, "<</Length %td>>\nstream\n%.*s\nendstream", show.n,
			STR_ARG(show)),
		STR("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
	};

	buf_lit(&b, "%PDF-1.4\n");
	for (int i = 0; i < 5; i++) {
		at[i + 1] = b.n;
		buf_fmt(&b, "%d 0 obj\n%.*s\nendobj\n", i + 1,
			STR_ARG(object[i]));
	}
	table = b.n;
	buf_lit(&b, "xref\n0 6\n0000000000 65535 f \n");
	for (int i = 1; i < 6; i++)
		buf_fmt(&b, "%010td 00000 n \n", at[i]);
	buf_fmt(&b,
		"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%td\n%%%%EOF\n",
		table);
	return buf_view(&b);
}

static void big_endian(struct buf *b, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(b, (char)(v >> shift & 0xff));
}

static void png_part(struct buf *b, const char *kind, struct str body)
{
	uLong sum = crc32(0, (const Bytef *)kind, 4);

	if (body.n)
		sum = crc32(sum, (const Bytef *)body.p, (uInt)body.n);
	big_endian(b, (uint32_t)body.n);
	buf_mem(b, kind, 4);
	buf_str(b, body);
	big_endian(b, (uint32_t)sum);
}

/* A grey picture of shelves: rows of darker and lighter upright bars. */
static struct str picture_make(struct arena *a, struct str text)
{
	struct buf b = buf_init(a, FILE_BYTES), head = buf_init(a, 64);
	struct buf dots = buf_init(a, FILE_BYTES);
	uint64_t hash = str_hash(text);
	uLongf n = compressBound((WIDE + 1) * HIGH);
	Bytef *packed = arena_new(a, Bytef, (ptrdiff_t)n);

	for (int y = 0; y < HIGH; y++) {
		buf_char(&dots, 0);
		for (int x = 0; x < WIDE; x++) {
			int board = y % 16 == 15;
			int shade = 120 + (int)(hash >> (x / 4 % 24) & 63);

			buf_char(&dots, (char)(board ? 60 : shade));
		}
	}
	int rc = compress2(packed, &n, (const Bytef *)dots.p, (uLong)dots.n, 9);

	assert(rc == Z_OK);
	big_endian(&head, WIDE);
	big_endian(&head, HIGH);
	buf_mem(&head, "\x08\0\0\0\0", 5); /* 8 bit, grey */
	buf_lit(&b, "\x89PNG\r\n\x1a\n");
	png_part(&b, "IHDR", buf_view(&head));
	png_part(&b, "IDAT", (struct str){ (char *)packed, (ptrdiff_t)n });
	png_part(&b, "IEND", STR(""));
	return buf_view(&b);
}

struct err *demo_file(struct arena *a, struct str name, struct str text,
		      struct str *ret_bytes)
{
	if (str_ends(name, STR(".xlsx")))
		return sheet_make(a, text, ret_bytes);
	*ret_bytes = str_ends(name, STR(".pdf")) ? page_make(a, text)
						 : picture_make(a, text);
	return NULL;
}

struct err *demo_docx(struct arena *a, struct str head,
		      const struct strs *paras, struct str *ret_bytes)
{
	struct docx *d;
	struct err *err = docx_begin(a, false, &d);

	if (err)
		return err;
	docx_pair(d, STR("*ĐẢNG BỘ CÁC CƠ QUAN ĐẢNG THÀNH PHỐ\nĐẢNG ỦY"),
		  STR("*ĐẢNG CỘNG SẢN VIỆT NAM"));
	docx_para(d, DOCX_TITLE, true, head);
	for (ptrdiff_t i = 0; i < paras->n; i++)
		docx_para(d, DOCX_BODY, false, paras->p[i]);
	docx_para(d, DOCX_NOTE, false,
		  STR("Văn bản ví dụ của bản dùng thử Rõ Việc."));
	docx_pair(d,
		  STR("Nơi nhận:\n- các tổ chức cơ sở đảng;\n- lưu Văn "
		      "phòng Đảng ủy."),
		  STR("*T/M BAN THƯỜNG VỤ\n*BÍ THƯ"));
	return docx_end(d, ret_bytes);
}
