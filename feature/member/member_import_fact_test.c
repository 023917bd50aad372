/* What an import writes beside new people: offices, corrected facts, people
 * received by a decision; and that nobody gets a number that was somebody's. */
#include "member/test/member_kit.h"
#include "member/test/member_world.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "member/member_import.h"
#include "member/member_span.h"
#include "org/org_reorg.h"

#define HEADS                                                                       \
	"Tính đến ngày 31/12/2025\n"                                           \
	"Họ và tên,Ngày sinh,Giới tính,Số CCCD,Ngày vào Đảng,Ngày " \
	"chính thức,Chi bộ,Dân tộc,Chức vụ\n"

static int64_t staged(struct town *t, const char *text)
{
	int64_t id;

	ok(member_import_stage(&t->cx,
			       &(struct member_import_new){
				       .name = STR("danh-sach.csv"),
				       .bytes = str_c(text),
				       .as_at = DAY_NONE,
				       .here = true },
			       &id));
	return id;
}

static struct member_import_state state(struct town *t, int64_t id)
{
	struct member_import_state s;

	ok(member_import_state(&t->cx, id, &s));
	return s;
}

static struct err *confirm(struct town *t, int64_t id,
			   struct member_import_made *made)
{
	return member_import_confirm(&t->cx,
				     &(struct member_import_deed){
					     .id = id,
					     .rev = state(t, id).i.rev },
				     NULL, made);
}

/* The person of a name becomes the town's. */
static void look_at(struct town *t, const char *name, const char *birth)
{
	struct member_import_twins_rows rows;

	ok(member_import_twins(
		t->cx.db,
		&(struct member_import_twins_in){
			.name_fold = text_fold(t->cx.arena, str_c(name)),
			.birth = d(birth) },
		&rows));
	assert_int_equal(rows.n, 1);
	t->thu = rows.p[0].id;
}

static void undo(struct town *t, int64_t id, ptrdiff_t n_kept)
{
	struct strs kept;
	int64_t gone, wrong;

	ok(member_import_undo(&t->cx, id, &gone, &kept));
	assert_int_equal(kept.n, n_kept);
	ok(member_span_check(&t->cx, &wrong));
	assert_int_equal(wrong, 0);
}

/* "bi_thu Chi bộ Một;", an office after the other. */
static struct str posts(struct town *t)
{
	struct buf b = buf_init(t->cx.arena, 10000);
	struct member_posts_rows p;

	ok(member_posts(t->cx.db, &(struct member_posts_in){ t->thu }, &p));
	for (ptrdiff_t k = 0; k < p.n; k++)
		buf_fmt(&b, "%.*s %.*s;", STR_ARG(p.p[k].office),
			STR_ARG(p.p[k].org_name));
	return buf_view(&b);
}

/* ---- offices ------------------------------------------------------------------- */

static const char posts_file[] =
	HEADS "A A,01/01/1970,Nam,,03/02/2000,03/02/2001,Chi bộ Một,,BÍ THƯ\n"
	      "A B,02/01/1970,Nam,,03/02/2000,03/02/2001,Chi bộ Hai,,\"Phó Bí "
	      "thư chi bộ, Đảng uỷ viên\"\n"
	      "A C,03/01/1970,Nam,,03/02/2000,03/02/2001,Chi bộ Một,,Bí thư\n"
	      "A D,04/01/1970,Nam,,03/02/2000,03/02/2001,Chi bộ Hai,,Trưởng "
	      "nhóm\n"
	      "A E,05/01/1970,Nam,,03/02/2000,03/02/2001,Chi bộ Hai,,Bí thư "
	      "Đoàn thanh niên\n"
	      "A F,06/01/1970,Nam,,03/02/2000,03/02/2001,Chi bộ Hai,,Đảng "
	      "viên\n";

static void offices_are_recorded(void **data UNUSED)
{
	struct member_import_meaning m = { .title = STR("Trưởng nhóm"),
					   .choice = STR("bi_thu.x") };
	struct member_import_made made;
	struct member_import_state s;
	struct str was;
	int64_t id;
	TOWN;

	was = world_dump(cx, a);
	id = staged(&t, posts_file);
	s = state(&t, id);
	assert_int_equal(s.titles.n, 5);
	assert_true(s.titles.p[0].known);
	assert_int_equal(s.titles.p[0].people, 2);
	assert_int_equal(s.titles.p[1].n_parts, 2);
	assert_false(s.titles.p[2].known);
	assert_false(s.titles.p[3].known);
	assert_true(s.titles.p[4].known);
	assert_int_equal(s.titles.p[4].n_parts, 0);
	/* one secretary in a cell: the other one is named, with the cell */
	assert_int_equal(s.n_posts, 3);
	assert_int_equal(s.reg->n_errors, 0);
	for (ptrdiff_t i = 0; i < s.reg->faults.n; i++)
		if (s.reg->faults.p[i].field == MF_POST)
			same(s.reg->faults.p[i].cell, "I5");
	fails(member_import_entitle(cx, id, s.i.rev, &m, 1), ERR_INVALID);
	m.choice = STR("cap_uy_vien");
	ok(member_import_entitle(cx, id, s.i.rev, &m, 1));
	s = state(&t, id);
	assert_int_equal(s.n_posts, 4);
	ok(confirm(&t, id, &made));
	assert_int_equal(made.taken, 6);
	assert_int_equal(made.posts, 4);
	look_at(&t, "A A", "1970-01-01");
	same(posts(&t), "bi_thu Chi bộ Một;");
	look_at(&t, "A B", "1970-01-02");
	same(posts(&t), "pho_bi_thu Chi bộ Hai;"
			"cap_uy_vien Đảng bộ thành phố;");
	look_at(&t, "A C", "1970-01-03");
	same(posts(&t), "");
	look_at(&t, "A D", "1970-01-04");
	same(posts(&t), "cap_uy_vien Chi bộ Hai;");
	undo(&t, id, 0);
	world_alike(was, world_dump(cx, a), "after the undo");
	kit_close(cx);
}

/* Of who is there already an office is a difference to be accepted. */
static void an_office_of_somebody_known(void **data UNUSED)
{
	static const struct member_import_verdict v = { 3, STR_INIT("post.0"),
							true };
	struct member_import_made made;
	struct member_import_state s;
	int64_t first, id;
	TOWN;

	first = staged(&t, HEADS "A A,01/01/1970,Nam,,03/02/2000,03/02/2001,"
				 "Chi bộ Một,,\n");
	ok(confirm(&t, first, &made));
	id = staged(&t, HEADS "A A,01/01/1970,Nam,,03/02/2000,03/02/2001,"
			      "Chi bộ Một,,Phó bí thư\n");
	s = state(&t, id);
	assert_int_equal(s.diffs.n, 1);
	same(s.diffs.p[0].is, "Phó bí thư, Chi bộ Một");
	ok(member_import_accept(cx, id, s.i.rev, &v, 1));
	ok(confirm(&t, id, &made));
	assert_int_equal(made.changed, 1);
	look_at(&t, "A A", "1970-01-01");
	same(posts(&t), "pho_bi_thu Chi bộ Một;");
	/* said again it is no difference */
	assert_int_equal(
		state(&t, staged(&t, HEADS
				 "A A,01/01/1970,Nam,,03/02/2000,03/02/2001,"
				 "Chi bộ Một,,PBT\n"))
			.n[IMPORT_SAME],
		1);
	undo(&t, id, 0);
	same(posts(&t), "");
	kit_close(cx);
}

/* ---- corrections ---------------------------------------------------------------- */

#define AN                                                                        \
	"Lê Văn An,05/03/1980,Nam,079080000111,03/02/2005,03/02/2006,Chi bộ " \
	"Một,Kinh,\n"
/* the same in capitals */
#define AN_LOUD                                                                   \
	"LÊ VĂN AN,05/03/1980,Nam,079080000111,03/02/2005,03/02/2006,Chi bộ " \
	"Một,Kinh,\n"
#define AN_RIGHT                                                                    \
	"Lê Văn Ân,06/03/1980,Nữ,079080000111,04/02/2005,05/02/2006,Chi bộ " \
	"Một,Tày,\n"

static void what_was_wrong_is_corrected(void **data UNUSED)
{
	static const char *const fields[] = { "name",	     "birth",
					      "sex",	     "admitted_on",
					      "official_on", "ethnicity" };
	struct member_import_verdict v[N_ELEMENTS(fields)];
	struct member_import_made made;
	struct member_import_state s;
	int64_t first, id;
	struct str was, had;
	TOWN;

	first = staged(&t, HEADS AN);
	ok(confirm(&t, first, &made));
	look_at(&t, "Lê Văn An", "1980-03-05");
	was = facts(&t);
	had = history(&t);
	id = staged(&t, HEADS AN_RIGHT);
	s = state(&t, id);
	assert_int_equal(s.diffs.n, N_ELEMENTS(fields));
	for (int i = 0; i < (int)N_ELEMENTS(fields); i++) {
		v[i] = (struct member_import_verdict){ 3, str_c(fields[i]),
						       true };
		assert_true(s.diffs.p[i].can_change);
		assert_true(s.diffs.p[i].corrects);
		/* what is sealed stays masked */
		assert_false(says(s.diffs.p[i].is, "Tày"));
	}
	/* without the right to see it nobody corrects it here */
	as(&t, t.office);
	cx->actor.perms &= ~PERM_BIT(PERM_MEMBER_SECRET);
	fails(member_import_accept(cx, id, s.i.rev, v, N_ELEMENTS(fields)),
	      ERR_CONFLICT);
	as(&t, 0);
	ok(member_import_accept(cx, id, s.i.rev, v, N_ELEMENTS(fields)));
	ok(confirm(&t, id, &made));
	assert_int_equal(made.changed, N_ELEMENTS(fields));
	same(row(&t).name, "Lê Văn Ân");
	same(row(&t).sex, "f");
	assert_int_equal(row(&t).birth, d("1980-03-06"));
	assert_int_equal(row(&t).admitted_on, d("2005-02-04"));
	assert_int_equal(row(&t).official_on, d("2006-02-05"));
	/* it is all the same now */
	assert_int_equal(state(&t, staged(&t, HEADS AN_RIGHT)).n[IMPORT_SAME],
			 1);
	undo(&t, id, 0);
	same(facts(&t), str_to_c(a, was));
	same(history(&t), str_to_c(a, had));
	same(row(&t).name, "Lê Văn An");
	same(row(&t).sex, "m");
	assert_int_equal(row(&t).birth, d("1980-03-05"));
	assert_int_equal(state(&t, staged(&t, HEADS AN)).n[IMPORT_SAME], 1);
	assert_int_equal(state(&t, staged(&t, HEADS AN_LOUD)).n[IMPORT_SAME],
			 1);
	kit_close(cx);
}

/* Whoever corrected it once more is not overruled. */
static void a_later_correction_stays(void **data UNUSED)
{
	static const struct member_import_verdict v[] = {
		{ 3, STR_INIT("birth"), true },
		{ 3, STR_INIT("ethnicity"), true }
	};
	struct member_import_made made;
	int64_t first, id;
	TOWN;

	first = staged(&t, HEADS AN);
	ok(confirm(&t, first, &made));
	look_at(&t, "Lê Văn An", "1980-03-05");
	id = staged(&t, HEADS AN_RIGHT);
	ok(member_import_accept(cx, id, state(&t, id).i.rev, v, 2));
	ok(confirm(&t, id, &made));
	ok(correct(&t, "birth", "07/03/1980", NULL));
	ok(correct(&t, "ethnicity", "muong", NULL));
	undo(&t, id, 2);
	assert_int_equal(row(&t).birth, d("1980-03-07"));
	kit_close(cx);
}

/* What the record can't be is said by the row, and nothing is written. */
static void impossible_corrections(void **data UNUSED)
{
	static const struct member_import_verdict v = { 3,
							STR_INIT("admitted_on"),
							true };
	struct member_import_made made;
	int64_t first, id;
	struct err *err;
	TOWN;

	first = staged(&t, HEADS AN);
	ok(confirm(&t, first, &made));
	/* behind the day of becoming official that stays as it is */
	id = staged(&t,
		    HEADS "Lê Văn An,05/03/1980,Nam,079080000111,03/02/2010,"
			  "03/02/2011,Chi bộ Một,Kinh,\n");
	ok(member_import_accept(cx, id, state(&t, id).i.rev, &v, 1));
	err = confirm(&t, id, &made);
	fails(err, ERR_INVALID);
	same(err->arg[1], "Lê Văn An");
	look_at(&t, "Lê Văn An", "1980-03-05");
	assert_int_equal(row(&t).admitted_on, d("2005-02-03"));
	kit_close(cx);
}

/* ---- ids, decisions ----------------------------------------------------------------- */

static void an_id_is_for_life(void **data UNUSED)
{
	struct member_import_made made;
	struct member_new in;
	int64_t id, had;
	TOWN;

	in = thu(&t);
	id = staged(&t, HEADS AN);
	ok(confirm(&t, id, &made));
	look_at(&t, "Lê Văn An", "1980-03-05");
	had = t.thu;
	undo(&t, id, 0);
	id = staged(&t, HEADS AN);
	ok(confirm(&t, id, &made));
	look_at(&t, "Lê Văn An", "1980-03-05");
	assert_true(t.thu > had);
	had = t.thu;
	undo(&t, id, 0);
	/* nor does who is added by hand */
	in.name = STR("Người Mới");
	in.n_values = 0;
	ok(member_add(cx, &in, true, &t.thu));
	assert_true(t.thu > had);
	same(row(&t).name, "Người Mới");
	assert_true(says(history(&t), "Chi bộ"));
	kit_close(cx);
}

static int64_t received(struct town *t, int64_t *ret_org)
{
	struct cx *cx = &t->cx;
	struct org_decision decision;
	struct org_step step = { .kind = STEP_RECEIVE,
				 .parent = t->root,
				 .org_kind = STR("chi_bo"),
				 .name = STR("Chi bộ Ba"),
				 .body = STR("Đảng bộ khác") };
	int64_t id;
	bool found;

	ok(decision_make(cx,
			 &(struct org_decision_new){ .number = STR("7-QĐ/ĐU"),
						     .title = STR("Tiếp nhận"),
						     .signer = STR("Bí thư"),
						     .signed_on = cx->today,
						     .effective_on =
							     cx->today },
			 &id));
	ok(step_add(cx, id, &step, &step.id));
	ok(decision_find(cx, id, &decision, &found));
	ok(decision_approve(cx, id, decision.rev));
	ok(decision_find(cx, id, &decision, &found));
	*ret_org = decision.step[0].made;
	return id;
}

static void received_by_a_decision(void **data UNUSED)
{
	static const char file[] =
		"Họ và tên,Ngày sinh,Số CCCD,Ngày vào Đảng,Ngày chính "
		"thức,Chi bộ\n"
		"A A,01/01/1970,079070000001,03/02/2000,03/02/2001,Chi bộ "
		"Ba\n";
	struct member_import_set set;
	struct member_import_made made;
	struct member_ins_rows ins;
	int64_t id, org;
	TOWN;

	set.decision = received(&t, &org);
	id = staged(&t, file);
	set.id = id;
	set.rev = state(&t, id).i.rev;
	set.as_at = cx->today;
	ok(member_import_set_day(cx, &set));
	same(state(&t, id).basis, "7-QĐ/ĐU");
	ok(confirm(&t, id, &made));
	look_at(&t, "A A", "1970-01-01");
	ok(member_ins(cx->db, &(struct member_ins_in){ t.thu }, &ins));
	assert_int_equal(ins.n, 1);
	assert_int_equal(ins.p[0].org, org);
	same(ins.p[0].how, "received");
	same(ins.p[0].basis, "7-QĐ/ĐU");
	assert_int_equal(ins.p[0].from_on, cx->today);
	/* a decision that received nobody is none to import by */
	id = staged(&t, HEADS AN);
	set = (struct member_import_set){ id, state(&t, id).i.rev, cx->today,
					  set.decision + 1 };
	refuses(member_import_set_day(cx, &set), ERR_INVALID, "decision");
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offices_are_recorded),
		cmocka_unit_test(an_office_of_somebody_known),
		cmocka_unit_test(what_was_wrong_is_corrected),
		cmocka_unit_test(a_later_correction_stays),
		cmocka_unit_test(impossible_corrections),
		cmocka_unit_test(an_id_is_for_life),
		cmocka_unit_test(received_by_a_decision),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
