/* A committee for tests of targets. */
#include "indicator/test/indicator_kit.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "member/member.h"
#include "member/member_reorg_kit_query.h"
#include "member/member_span.h"
#include "org/org.h"
#include "view/feature.h"

struct place {
	int64_t cell;
	struct str name;
};

static struct err *people_tx(struct cx *cx, void *arg)
{
	const struct place *p = arg;
	int64_t event, id;
	struct err *e =
		audit_write(cx,
			    &(struct audit_event){ .kind = "test.people",
						   .subject_kind = "test" },
			    &event);

	for (int i = 0; !e && i < KIT_PEOPLE; i++) {
		struct str name = str_fmt(cx->arena, "người %d %.*s", i,
					  STR_ARG(p->name));

		e = rk_member(cx->db,
			      &(struct rk_member_in){
				      .name = name,
				      .sort = text_sort_key(cx->arena, name),
				      .org = p->cell,
				      .state = STR("official"),
				      .event = event },
			      &id);
		if (!e)
			e = rk_in(cx->db,
				  &(struct rk_in_in){ .member = id,
						      .org = p->cell,
						      .from_on = cx->today,
						      .how = STR("register"),
						      .event = event },
				  NULL);
		if (!e)
			e = rk_state(cx->db,
				     &(struct rk_state_in){
					     .member = id,
					     .state = STR("official"),
					     .from_on = cx->today,
					     .how = STR("register"),
					     .event = event },
				     NULL);
	}
	return e ? e : member_span_event(cx, event);
}

int64_t indicator_kit_org(struct cx *cx, int64_t parent, const char *kind,
			  struct str name)
{
	struct place p = { .name = name };

	ok(org_add(cx,
		   &(struct org_new){ .parent = parent,
				      .kind = str_c(kind),
				      .name = name,
				      .from = cx->today },
		   &p.cell));
	if (str_eq(str_c(kind), STR("chi_bo")))
		ok(db_tx(cx, people_tx, &p));
	return p.cell;
}

void indicator_kit_open(struct arena *a, struct cx *cx)
{
	static const struct feature *const features[] = { &member_feature,
							  &indicator_feature };
	int64_t root;

	*cx = kit_realm(a);
	features_set(features, 2);
	kit_day(cx, "2025-01-01");
	root = indicator_kit_org(cx, DB_NULL, "dang_bo", STR("Gốc"));
	for (int u = 0; u < KIT_UNITS; u++) {
		int64_t unit = indicator_kit_org(cx, root, "dang_bo_co_so",
						 str_fmt(a, "Đảng bộ %d", u));

		for (int c = 0; c < KIT_CELLS; c++)
			indicator_kit_org(cx, unit, "chi_bo",
					  str_fmt(a, "Chi bộ %d%d", u, c));
	}
}

struct target_new indicator_kit_target(int64_t org, const char *period,
				       int64_t value)
{
	return (struct target_new){ .code = STR(INDICATOR_ADMISSIONS),
				    .period = str_c(period),
				    .org = org,
				    .value = value,
				    .high = DB_NULL,
				    .base = 1000,
				    .base_on = KIT_FIRST_DAY - 1,
				    .basis = STR("5-KH/ĐU"),
				    .on = DAY_NONE };
}
