/* Pages of documents: forms, faults, files, stamps of secrecy. */
#include "work/work_overview_kit.h"

#include "audit/audit.h"
#include "doc/doc.h"
#include "work/work_act.h"
#include "work/work_carry_act.h"
#include "work/work_secret.h"

static int open_kit(void **state)
{
	static struct overview_kit k;

	overview_kit_open(&k);
	*state = &k;
	return 0;
}

static int close_kit(void **state)
{
	overview_kit_close(*state);
	return 0;
}

static void empty_list(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp = overview_kit_get(k, "/documents");

	shows(rp, "Chưa có văn bản nào.");
	shows(rp, "/documents/new");
	overview_kit_person(k, PERM_BIT(PERM_WORK_VIEW), k->unit[0]);
	rp = overview_kit_get(k, "/documents");
	shows_not(rp, "/documents/new");
	assert_int_equal(overview_kit_get(k, "/documents/new").status, 403);
	rp = overview_kit_get(k, "/document/9");
	assert_int_equal(rp.status, 404);
}

static void golden(void **state)
{
	struct overview_kit *k = *state;
	static const struct {
		const char *path, *file;
	} pages[] = { { "/documents", "documents" },
		      { "/document/1", "document" },
		      { "/documents/new", "document_new" },
		      { "/document/1/programme", "document_programme" } };

	overview_kit_programme(k);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(pages); i++) {
		for (int en = 0; en < 2; en++) {
			struct reply rp;

			k->lang = en ? "en" : "vi";
			rp = overview_kit_get(k, pages[i].path);
			assert_int_equal(rp.status, 200);
			kit_golden(k->a,
				   str_fmt(k->a,
					   "feature/work/golden/%s.%s.html",
					   pages[i].file, k->lang)
					   .p,
				   overview_kit_body(k, &rp));
		}
	}
}

static void pages_of_the_list(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp;
	int64_t id;

	for (int i = 0; i < 51; i++)
		ok(work_document_add(&k->cx,
				     &(struct work_document_new){
					     .kind = STR("KH"),
					     .term = STR("2025-2030"),
					     .issuer = k->root,
					     .issued_on = k->cx.today,
					     .title = STR("Kế hoạch") },
				     &id));
	rp = overview_kit_get(k, "/documents");
	shows(rp, "1 đến 50 trong tổng số 51");
	shows(rp, "51-KH");
	shows_not(rp, "01-KH");
	rp = overview_kit_get(k, "/documents?page=2");
	shows(rp, "01-KH");
}

/* A multipart form with these values; `file` absent: none was chosen. */
static const char *form(struct overview_kit *k, const char *const *values,
			const char *file, const char *bytes)
{
	struct buf b = buf_init(k->a, 1 << 20);

	for (; *values; values += 2)
		buf_fmt(&b,
			"--BOUND\r\nContent-Disposition: form-data; "
			"name=\"%s\"\r\n\r\n%s\r\n",
			values[0], values[1]);
	if (file)
		buf_fmt(&b,
			"--BOUND\r\nContent-Disposition: form-data; "
			"name=\"file\"; filename=\"%s\"\r\n"
			"Content-Type: text/plain\r\n\r\n%s\r\n",
			file, bytes);
	buf_lit(&b, "--BOUND--\r\n");
	return str_to_c(k->a, buf_view(&b));
}

static const char *const good[] = { "kind",	 "NQ",	  "number",
				    "",		 "term",  "2025-2030",
				    "issuer",	 "1",	  "issued_on",
				    "26/1/2026", "title", "Về xây dựng Đảng",
				    NULL };

static void add_with_file(void **state)
{
	struct overview_kit *k = *state;
	struct reply rp = overview_kit_post(k, "/documents/new",
					    form(k, good, "nghi-quyet.txt",
						 "Điều 1. Công tác mặt trận"));

	assert_int_equal(rp.status, 303);
	same(rp.location, "/document/1");
	rp = overview_kit_get(k, "/document/1");
	shows(rp, "01-NQ/");
	shows(rp, "nghi-quyet.txt</a> <small>");
	shows(rp, "href=\"/file/1\"");
	rp = overview_kit_get(k, "/documents");
	shows(rp, "href=\"/file/1\"");
	/* the next number, no file */
	rp = overview_kit_post(k, "/documents/new", form(k, good, NULL, NULL));
	same(rp.location, "/document/2");
	rp = overview_kit_get(k, "/document/2");
	shows(rp, "02-NQ/");
	shows(rp, "Không có tệp.");
}

/* 422, what is wrong, what was typed. */
static void refused(struct overview_kit *k, const char *body, const char *why,
		    const char *typed)
{
	struct reply rp = overview_kit_post(k, "/documents/new", body);

	assert_int_equal(rp.status, 422);
	if (str_find(buf_view(&rp.body), str_c(why), 0) < 0)
		fail_msg("not said: %s", why);
	assert_true(str_find(buf_view(&rp.body), str_c(typed), 0) >= 0);
	assert_int_equal(overview_kit_get(k, "/document/1").status, 404);
}

static void add_faults(void **state)
{
	struct overview_kit *k = *state;
	const char *v[N_ELEMENTS(good)];

	memcpy(v, good, sizeof(good));
	v[11] = "";
	refused(k, form(k, v, NULL, NULL), "href=\"#title\"", "26/1/2026");
	v[11] = "Về <xây dựng>";
	v[9] = "31/2/2026";
	refused(k, form(k, v, NULL, NULL), "href=\"#issued_on\"",
		"Về &lt;xây dựng&gt;");
	v[9] = "26/1/2026";
	v[7] = "99";
	refused(k, form(k, v, NULL, NULL),
		"Hãy chọn cơ quan ban hành trong danh sách.", "2025-2030");
	v[7] = "5"; /* a cell: not in the list */
	refused(k, form(k, v, NULL, NULL),
		"Hãy chọn cơ quan ban hành trong danh sách.", "2025-2030");
	v[7] = "1";
	v[1] = "XX";
	v[5] = "2030";
	refused(k, form(k, v, NULL, NULL),
		"Hãy chọn loại văn bản trong danh sách.", "value=\"2030\"");
	v[1] = "NQ";
	v[5] = "2025-2030";
	refused(k, form(k, v, "x.exe", "MZ"), "href=\"#file\"", "Chọn lại tệp");
}

static void taken_number(void **state)
{
	struct overview_kit *k = *state;
	const char *v[N_ELEMENTS(good)];
	struct reply rp;

	memcpy(v, good, sizeof(good));
	v[3] = "7";
	rp = overview_kit_post(k, "/documents/new", form(k, v, NULL, NULL));
	assert_int_equal(rp.status, 303);
	rp = overview_kit_post(k, "/documents/new", form(k, v, NULL, NULL));
	assert_int_equal(rp.status, 422);
	shows(rp, "Số 07-NQ/");
	shows(rp, "href=\"#number\"");
}

static void secret_is_refused(void **state)
{
	struct overview_kit *k = *state;
	const char *v[N_ELEMENTS(good)];

	memcpy(v, good, sizeof(good));
	refused(k, form(k, v, "a.txt", "ĐẢNG BỘ\nTỐI MẬT\nĐiều 1"),
		"Tệp a.txt có dấu chỉ độ mật", "Về xây dựng Đảng");
	refused(k, form(k, v, "a.csv", "STT,Việc\n1,MẬT\n"),
		"Tệp a.csv có dấu chỉ độ mật", "Về xây dựng Đảng");
	/* what can't be read can't be looked at */
	refused(k, form(k, v, "a.docx", "PK not a document"), "href=\"#file\"",
		"Về xây dựng Đảng");
	v[11] = "Kế hoạch bảo vệ (Tuyệt mật)";
	refused(k, form(k, v, NULL, NULL), "Trích yếu có dấu chỉ độ mật",
		"Tuyệt mật");
}

static void secret_in_word(void **state)
{
	struct overview_kit *k = *state;
	struct work_file f = { .name = STR("a.docx") };
	const int width[] = { 100 };
	const bool right[] = { false };
	const struct str cell = STR("Tối mật");
	const struct str head = STR("Độ");
	struct docx *d;

	ok(docx_begin(k->a, false, &d));
	docx_para(d, DOCX_BODY, false, STR("Công tác mặt trận"));
	ok(docx_end(d, &f.bytes));
	ok(work_secret_check(&k->cx, STR("Kế hoạch"), &f));
	ok(docx_begin(k->a, false, &d));
	docx_para(d, DOCX_CENTER, true, STR("MẬT"));
	ok(docx_end(d, &f.bytes));
	fails(work_secret_check(&k->cx, STR("Kế hoạch"), &f), ERR_INVALID);
	ok(docx_begin(k->a, false, &d));
	docx_table_begin(d, &head, width, right, 1);
	docx_table_row(d, &cell, false);
	docx_table_end(d);
	ok(docx_end(d, &f.bytes));
	fails(work_secret_check(&k->cx, STR("Kế hoạch"), &f), ERR_INVALID);
}

static void stamps(void **state)
{
	static const struct {
		const char *line;
		bool stamp;
	} c[] = { { "MẬT", true },
		  { "TỐI MẬT", true },
		  { "Tuyệt mật", true },
		  { "Độ mật: Tối mật", true },
		  { "Mật", false },
		  { "mất", false },
		  { "Mặt trận", false },
		  { "", false },
		  { "Tài liệu mật được bảo quản theo quy định của pháp luật",
		    false },
		  { "  ", false } };
	static const struct {
		const char *title;
		bool secret;
	} t[] = { { "Kế hoạch bảo vệ bí mật nhà nước", false },
		  { "[MẬT] Kế hoạch", true },
		  { "Kế hoạch - Tối mật", true },
		  { "Công tác mặt trận, dân vận", false },
		  { "", false } };
	struct overview_kit *k = *state;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(c); i++)
		if (work_is_stamp(k->a, k->cx.profile, str_c(c[i].line)) !=
		    c[i].stamp)
			fail_msg("%s", c[i].line);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(t); i++)
		if (work_title_is_secret(k->a, k->cx.profile,
					 str_c(t[i].title)) != t[i].secret)
			fail_msg("%s", t[i].title);
}

static void programme(void **state)
{
	struct overview_kit *k = *state;
	const char *path = "/document/1/programme";
	struct reply rp;

	assert_int_equal(overview_kit_get(k, path).status, 404);
	assert_int_equal(
		overview_kit_post(
			k, path,
			"title=x&year=2026&from=1/1/2026&to=31/12/2026")
			.status,
		404);
	overview_kit_programme(k);
	rp = overview_kit_get(k, path);
	shows(rp, "value=\"31/12/2026\"");
	rp = overview_kit_post(k, path,
			       "title=Ch%C6%B0%C6%A1ng+tr%C3%ACnh&"
			       "year=2027&from=1/1/2027&to=1/1/2026");
	assert_int_equal(rp.status, 422);
	shows(rp, "ngày cuối không được trước ngày đầu");
	shows(rp, "value=\"2027\"");
	rp = overview_kit_post(k, path,
			       "title=&year=2027&from=1/1/2027"
			       "&to=31/12/2027");
	assert_int_equal(rp.status, 422);
	shows(rp, "href=\"#title\"");
	rp = overview_kit_post(k, path,
			       "title=N%C4%83m+2027&year=2027"
			       "&from=1/1/2027&to=31/12/2027");
	assert_int_equal(rp.status, 303);
	same(rp.location, "/programme/2");
	rp = overview_kit_get(k, "/document/1");
	shows(rp, "href=\"/programme/2\">Năm 2027</a>");
	overview_kit_person(k, PERM_BIT(PERM_WORK_VIEW), 0);
	assert_int_equal(overview_kit_get(k, path).status, 404);
	rp = overview_kit_get(k, "/document/1");
	shows_not(rp, "/document/1/programme");
}

/* ---- the acts themselves: no form stands before a command or a job ----------- */

/* The only fault that e has. */
static void one_fault(struct err *e, const char *field)
{
	fails(e, ERR_INVALID);
	same(e->field, field);
	assert_null(e->next);
}

/* A title of n characters of two bytes. */
static struct str long_title(struct overview_kit *k, ptrdiff_t n)
{
	struct buf b = buf_init(k->a, 2 * n + 1);

	while (n-- > 0)
		buf_lit(&b, "đ");
	return buf_view(&b);
}

static const struct work_document_new sound_document = {
	.kind = STR_INIT("KH"),
	.term = STR_INIT("2025-2030"),
	.issued_on = 20600,
	.title = STR_INIT("Kế hoạch"),
};

static void document_act_refuses(void **state)
{
	struct overview_kit *k = *state;
	struct work_document_new in = sound_document;
	int64_t id = -1;

	in.issuer = k->root;
	in.number = 100000;
	one_fault(work_document_add(&k->cx, &in, &id), "number");
	in.number = -1;
	one_fault(work_document_add(&k->cx, &in, &id), "number");
	in.number = 0;
	in.issued_on = DAY_NONE;
	one_fault(work_document_add(&k->cx, &in, &id), "issued_on");
	in.issued_on = 20600;
	in.title = STR("");
	one_fault(work_document_add(&k->cx, &in, &id), "title");
	in.title = long_title(k, WORK_TITLE_MOST + 1);
	one_fault(work_document_add(&k->cx, &in, &id), "title");
	/* all faults at once, in the order of the form */
	in.kind = STR("XX");
	in.term = STR("2030-2025");
	struct err *e = work_document_add(&k->cx, &in, &id);
	fails(e, ERR_INVALID);
	same(e->field, "kind");
	same(e->next->field, "term");
	same(e->next->next->field, "title");
	assert_int_equal(id, -1);
	assert_int_equal(overview_kit_get(k, "/document/1").status, 404);
	/* characters are counted, not bytes */
	in = sound_document;
	in.issuer = k->root;
	in.title = long_title(k, WORK_TITLE_MOST);
	ok(work_document_add(&k->cx, &in, &id));
	assert_int_equal(id, 1);
}

static void programme_act_refuses(void **state)
{
	struct overview_kit *k = *state;
	struct work_programme_new in = { .title = STR("Năm 2027"),
					 .year = 2027,
					 .from = 20820,
					 .to = 21184 };
	int64_t id = -1;

	overview_kit_programme(k);
	in.document = 1;
	in.owner = k->root;
	in.title = STR("");
	one_fault(work_programme_add(&k->cx, &in, &id), "title");
	in.title = long_title(k, WORK_TITLE_MOST + 1);
	one_fault(work_programme_add(&k->cx, &in, &id), "title");
	in.title = STR("Năm 2027");
	in.year = 27;
	one_fault(work_programme_add(&k->cx, &in, &id), "year");
	in.year = 2027;
	in.to = in.from - 1;
	one_fault(work_programme_add(&k->cx, &in, &id), "to");
	in.to = in.from;
	in.document = 99;
	struct err *e = work_programme_add(&k->cx, &in, &id);
	fails(e, ERR_NOT_FOUND);
	same(e->field, "document");
	assert_int_equal(id, -1);
	in.document = 1;
	ok(work_programme_add(&k->cx, &in, &id));
	assert_int_equal(id, 2);
}

/* Of the office alone, whatever else a person may do. */
static void acts_are_the_office_s(void **state)
{
	struct overview_kit *k = *state;
	struct work_document_new doc = sound_document;
	struct work_programme_new in = { .document = 1,
					 .title = STR("Năm 2027"),
					 .year = 2027,
					 .from = 20820,
					 .to = 21184 };
	struct work_close close = { .ask = { .programme = 1 } };
	struct cx unit = k->cx;
	int64_t id = -1;

	overview_kit_programme(k);
	doc.issuer = in.owner = k->root;
	unit.actor.id = 7;
	unit.actor.perms &= ~PERM_BIT(PERM_WORK_MANAGE);
	fails(work_document_add(&unit, &doc, &id), ERR_DENIED);
	fails(work_programme_add(&unit, &in, &id), ERR_DENIED);
	fails(work_close(&unit, &close), ERR_DENIED);
	assert_int_equal(id, -1);
	assert_int_equal(overview_kit_get(k, "/document/2").status, 404);
	ok(work_close(&k->cx, &close));
}

/* Once, by who saw it as it is; the same form again does nothing more. */
static void programme_closes_once(void **state)
{
	struct overview_kit *k = *state;
	struct work_close close = { .ask = { .programme = 1 } };
	struct work_close absent = { .ask = { .programme = 99 } };
	struct cx form = k->cx, other = k->cx;
	int64_t before, after;
	struct err *broken;

	overview_kit_programme(k);
	form.key = STR("close-key-000001");
	other.key = STR("close-key-000002");
	ok(audit_verify(&k->cx, &before, &broken));
	fails(work_close(&form, &absent), ERR_NOT_FOUND);
	close.seen = STR("another plan");
	fails(work_close(&form, &close), ERR_CONFLICT);
	close.seen = STR_NULL;
	ok(work_close(&form, &close));
	ok(work_close(&form, &close));
	fails(work_close(&other, &close), ERR_CONFLICT);
	ok(audit_verify(&k->cx, &after, &broken));
	assert_int_equal(after, before + 1);
	assert_null(broken);
}

int main(int argc, char **argv)
{
#define page_test(f) cmocka_unit_test_setup_teardown(f, open_kit, close_kit)
	const struct CMUnitTest tests[] = {
		page_test(empty_list),
		page_test(golden),
		page_test(pages_of_the_list),
		page_test(add_with_file),
		page_test(add_faults),
		page_test(taken_number),
		page_test(secret_is_refused),
		page_test(secret_in_word),
		page_test(stamps),
		page_test(programme),
		page_test(document_act_refuses),
		page_test(programme_act_refuses),
		page_test(acts_are_the_office_s),
		page_test(programme_closes_once),
	};
	int child = doc_child_main(argc, argv);

	return child >= 0 ? child : cmocka_run_group_tests(tests, NULL, NULL);
}
