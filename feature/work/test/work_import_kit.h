/* For the tests of the annex import: a realm with a programme, annexes as
 * text, pages through the door of platform/http. */
#ifndef RV_WORK_IMPORT_KIT_H
#define RV_WORK_IMPORT_KIT_H

#include "testkit/testkit.h"

#include "http/http.h"
#include "view/site.h"
#include "work/work_import_act.h"

struct import_kit {
	struct cx cx;
	struct http_config http;
	struct site site;
	const struct route *tables[1];
	int counts[1];
	const struct feature *features[1];
	const char *cookie;
	int64_t root, office, organiser, school, document, programme;
};

/* Once before all tests. */
int import_kit_setup(void **state);
void import_kit_open(struct import_kit *k, struct arena *a);

/* ---- annexes ---- */
/* Heading row of the .csv annexes below. */
#define ANNEX_HEAD                                                               \
	"STT,Nội dung nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp," \
	"Thời gian hoàn thành,Sản phẩm\n"
/* Two clear rows, three with something to mend: lead, deadline, product. */
#define ANNEX_FIVE                                                                                \
	ANNEX_HEAD                                                                                \
	"1,Ban hành quy định tiết kiệm điện,Văn phòng Đảng ủy,Ban Tổ chức," \
	"15/11/2026,Quy định ký số\n"                                                       \
	"2,Rà soát danh mục mua sắm,Ban Tổ chức,,Quý IV/2026,"                         \
	"19 bảng rà soát\n"                                                                   \
	"3,Kiểm tra việc sử dụng xe công,Các đơn vị,Sở Tài chính,"              \
	"31/12/2026,Biên bản kiểm tra\n"                                                     \
	"4,Thanh lý tài sản dôi dư,Văn phòng Đảng ủy,,31/06/2027,"                   \
	"Danh mục tài sản\n"                                                                 \
	"5,Lập báo cáo tuyên truyền,Học viện Cán bộ,,30/11/2026,"                   \
	"Nâng cao nhận thức\n"
/* Stages a text as annex.csv; the realm must take it. */
int64_t import_kit_stage(struct import_kit *k, const char *csv);
/* The same, but gives what it was refused with. */
struct err *import_kit_refused(struct import_kit *k, const char *csv);
/* Counts tasks of the programme that are there. */
int64_t import_kit_tasks(struct import_kit *k);
int64_t import_kit_rev(struct import_kit *k, int64_t id);

/* ---- pages ---- */
struct reply import_kit_get(struct import_kit *k, const char *path);
struct reply import_kit_get_en(struct import_kit *k, const char *path);
struct reply import_kit_post(struct import_kit *k, const char *path,
			     const char *body);
/* Sends a file to the programme's upload form. */
struct reply import_kit_upload(struct import_kit *k, const char *name,
			       struct str bytes);
bool import_kit_has(const struct reply *r, const char *text);
void import_kit_golden(struct import_kit *k, const char *name,
		       const struct reply *r);

#endif
