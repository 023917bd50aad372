#include "work/work_page.h"
struct err *demo_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *demo_run(struct cx *cx, struct cli *cli, int *ret_status) {(void)cx;(void)cli;(void)ret_status;return NULL;}
__attribute__((weak)) const struct route_table work_overview_routes, work_task_routes, work_mine_routes, work_import_routes, work_document_routes, work_search_routes;
__attribute__((weak)) struct err *work_org_panel(struct cx *cx, int64_t org, struct view *v) {(void)cx;(void)org;(void)v;return NULL;}
