/* Acts of an import: judged, mended, written, taken back. */
#include "member/test/member_kit.h"
#include "member/test/member_world.h"

#include <sys/stat.h>
#include <unistd.h>

#include "account/account.h"
#include "account/account_act.h"
#include "audit/audit.h"
#include "base/utf8.h"
#include "job/job.h"
#include "member/member_import.h"
#include "member/member_span.h"
#include "member/member_word.h"
#include "base/perm.h"
#include "org/org.h"

enum { BIG = 512 << 20 };
#define HEADS                                                                                  \
	"Tính đến ngày 31/12/2025\n"                                                      \
	"STT,Họ và tên,Ngày sinh,Giới tính,Số CCCD,Ngày vào Đảng,Ngày chính " \
	"thức,Chi bộ,Điện thoại,Dân tộc,Lý luận chính trị\n"
#define AN                                                                     \
	"1,Lê Văn An,05/03/1980,Nam,079080000111,03/02/2005,03/02/2006,Chi " \
	"bộ Một,0912000111,Kinh,Trung cấp\n"
#define BINH                                                                   \
	"2,Trần Thị Bình,1985,Nữ,079185000222,19/05/2025,,Chi bộ "    \
	"Hai,0912000222,Tày,Thạc sĩ\n"
#define WRONG                                                                      \
	"3,Đỗ Công Sai,31/02/1979,Nam,079079000333,03/02/2005,03/02/2006,Chi " \
	"bộ Một,,Kinh,\n"
#define NOWHERE                                                                 \
	"4,Hồ Xa,01/01/1970,Nam,079070000444,03/02/2000,03/02/2001,Chi bộ " \
	"Chín,,Kinh,\n"

static struct err *stage(struct town *t, const char *text, int64_t *ret_id)
{
	return member_import_stage(&t->cx,
				   &(struct member_import_new){
					   .name = STR("danh-sach.csv"),
					   .bytes = str_c(text),
					   .as_at = DAY_NONE,
					   .here = true },
				   ret_id);
}

static struct member_import_state state(struct town *t, int64_t id)
{
	struct member_import_state s;

	ok(member_import_state(&t->cx, id, &s));
	return s;
}

static struct err *confirm(struct town *t, int64_t id, bool good,
			   struct member_import_made *made)
{
	return member_import_confirm(
		&t->cx,
		&(struct member_import_deed){
			.id = id, .rev = state(t, id).i.rev, .good = good },
		NULL, made);
}

static void nobody_is_counted_wrongly(struct town *t)
{
	int64_t wrong;

	ok(member_span_check(&t->cx, &wrong));
	assert_int_equal(wrong, 0);
	ok(member_words_check(&t->cx, &wrong));
	assert_int_equal(wrong, 0);
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

/* ---- written ------------------------------------------------------------------- */

static void two_are_written(void **data UNUSED)
{
	struct member_import_made made;
	struct member_import_state s;
	int64_t id;
	TOWN;

	ok(stage(&t, HEADS AN BINH, &id));
	s = state(&t, id);
	assert_int_equal(s.n[IMPORT_NEW], 2);
	assert_int_equal(s.i.as_at, d("2025-12-31"));
	/* "Thạc sĩ" is no political theory: said, and left out */
	assert_int_equal(s.reg->n_errors, 0);
	ok(confirm(&t, id, false, &made));
	assert_int_equal(made.taken, 2);
	look_at(&t, "Lê Văn An", "1980-03-05");
	same(history(&t), "Chi bộ Một register> 2025-12-31-;\n"
			  "probationary admitted 2005-02-03-2006-02-03;"
			  "official made_official 2006-02-03-;\n");
	same(facts(&t),
	     "Lê Văn An 2025-12-31-;\n"
	     "phone=0912000111 2025-12-31-;theory=intermediate 2025-12-31-;\n"
	     "ethnicity… 2025-12-31-;national_id…111 2025-12-31-;");
	look_at(&t, "Trần Thị Bình", "1985-01-01");
	assert_int_equal(row(&t).birth_part.n, 4);
	same(facts(&t), "Trần Thị Bình 2025-12-31-;\n"
			"phone=0912000222 2025-12-31-;\n"
			"ethnicity… 2025-12-31-;national_id…222 2025-12-31-;");
	nobody_is_counted_wrongly(&t);
	/* once is enough */
	fails(member_import_confirm(cx,
				    &(struct member_import_deed){ .id = id },
				    NULL, &made),
	      ERR_CONFLICT);
	kit_close(cx);
}

static void all_or_the_good(void **data UNUSED)
{
	struct member_import_made made;
	int64_t id;
	TOWN;

	ok(stage(&t, HEADS AN WRONG NOWHERE, &id));
	refuses(confirm(&t, id, false, &made), ERR_INVALID, "good");
	ok(confirm(&t, id, true, &made));
	assert_int_equal(made.taken, 1);
	assert_int_equal(made.left_out, 2);
	/* the very same file: only when it is said */
	ok(stage(&t, HEADS AN WRONG NOWHERE, &id));
	refuses(confirm(&t, id, true, &made), ERR_INVALID, "");
	ok(stage(&t, HEADS WRONG NOWHERE, &id));
	fails(confirm(&t, id, true, &made), ERR_INVALID);
	kit_close(cx);
}

/* ---- said by a person ------------------------------------------------------------ */

static void a_cell_is_mended(void **data UNUSED)
{
	static const struct member_import_mend mend[] = {
		{ 5, STR_INIT("birth"), STR_INIT("28/02/1979") }
	};
	struct member_import_made made;
	int64_t id;
	TOWN;

	ok(stage(&t, HEADS AN BINH WRONG, &id));
	assert_int_equal(state(&t, id).n[IMPORT_FAULTY], 1);
	fails(member_import_mend(cx, id, 99, mend, 1), ERR_CONFLICT);
	ok(member_import_mend(cx, id, 1, mend, 1));
	assert_int_equal(state(&t, id).n[IMPORT_FAULTY], 0);
	ok(confirm(&t, id, false, &made));
	assert_int_equal(made.taken, 3);
	look_at(&t, "Đỗ Công Sai", "1979-02-28");
	kit_close(cx);
}

static void a_name_is_explained(void **data UNUSED)
{
	struct member_import_choice c = { .unit = STR(""),
					  .cell = STR("Chi bộ Chín"),
					  .choice = STR("unit") };
	struct member_import_state s;
	struct member_import_made made;
	int made_cells;
	int64_t id;
	TOWN;

	ok(stage(&t, HEADS AN NOWHERE, &id));
	s = state(&t, id);
	assert_int_equal(s.names.n, 2);
	assert_int_equal(s.names.p[1].place, PLACE_NO_CELL);
	c.unit = s.names.p[1].unit;
	c.cell = s.names.p[1].cell;
	ok(member_import_choose(cx, id, s.i.rev, &c, 1));
	s = state(&t, id);
	assert_int_equal(s.names.p[1].org, t.root);
	c.choice = STR("leave");
	ok(member_import_choose(cx, id, s.i.rev, &c, 1));
	assert_int_equal(state(&t, id).n[IMPORT_LEFT], 1);
	c.choice = STR("org");
	c.org = 99999;
	fails(member_import_choose(cx, id, state(&t, id).i.rev, &c, 1),
	      ERR_INVALID);
	c.org = t.two;
	ok(member_import_choose(cx, id, state(&t, id).i.rev, &c, 1));
	ok(confirm(&t, id, false, &made));
	look_at(&t, "Hồ Xa", "1970-01-01");
	assert_int_equal(row(&t).org, t.two);
	/* or the cell is established first */
	ok(stage(&t,
		 HEADS NOWHERE "5,Hồ Gần,02/01/1970,Nam,079070000445,"
			       "03/02/2000,03/02/2001,Chi bộ Chín,,,\n",
		 &id));
	s = state(&t, id);
	as(&t, t.office);
	cx->actor.perms &= ~PERM_BIT(PERM_ORG_MANAGE);
	fails(member_import_establish(cx, &s, &made_cells), ERR_DENIED);
	as(&t, 0);
	ok(member_import_establish(cx, &s, &made_cells));
	assert_int_equal(made_cells, 1);
	assert_int_equal(state(&t, id).n[IMPORT_NEW], 1);
	kit_close(cx);
}

/* One organisation however it is written, in its unit and in its cells. */
static void spellings_are_one_name(void **data UNUSED)
{
	static const char file[] =
		"Tính đến ngày 31/12/2025\n"
		"Họ và tên,Ngày sinh,Số CCCD,Ngày vào Đảng,Chi bộ,Đơn vị\n"
		"A A,01/01/1970,079070000001,03/02/2000,Chi bộ 1,Đảng uỷ Xa\n"
		"A B,01/01/1970,079070000002,03/02/2000,CHI BỘ 1,ĐẢNG ỦY XA\n"
		"A C,01/01/1970,079070000003,03/02/2000,Chi  bộ 1,Đảng ủy Xa\n"
		"A D,01/01/1970,079070000004,03/02/2000,Chi bộ 2,đảng ủy xa\n"
		"A E,01/01/1970,079070000005,03/02/2000,Chi bộ 1,Đảng uỷ Gần\n";
	struct member_import_choice c = { .unit = STR("Đảng uỷ Xa"),
					  .cell = STR(""),
					  .choice = STR("org") };
	struct member_import_state s;
	int64_t id;
	TOWN;

	ok(stage(&t, file, &id));
	s = state(&t, id);
	assert_int_equal(s.names.n, 3);
	assert_int_equal(s.names.p[0].people, 3);
	assert_int_equal(s.names.p[0].unit_people, 4);
	assert_int_equal(s.names.p[0].others.n, 1);
	same(s.names.p[0].others.p[0], "CHI BỘ 1");
	assert_int_equal(s.names.p[0].unit_others.n, 3);
	/* asked for once a unit */
	assert_true(member_import_is_open(&s, 0));
	assert_false(member_import_is_open(&s, 1));
	assert_true(member_import_is_open(&s, 2));
	c.org = t.one;
	ok(member_import_choose(cx, id, s.i.rev, &c, 1));
	s = state(&t, id);
	/* its cells are unknown now, each by itself */
	assert_int_equal(s.names.p[1].place, PLACE_NO_CELL);
	assert_true(member_import_is_open(&s, 1));
	c.cell = STR("CHI BỘ 1");
	c.choice = STR("unit");
	ok(member_import_choose(cx, id, s.i.rev, &c, 1));
	s = state(&t, id);
	assert_int_equal(s.n[IMPORT_NEW], 3);
	assert_int_equal(s.names.p[0].org, t.one);
	/* and once more in doubt */
	c.choice = STR("");
	ok(member_import_choose(cx, id, s.i.rev, &c, 1));
	assert_int_equal(state(&t, id).n[IMPORT_NEW], 0);
	kit_close(cx);
}

/* A list of one unit says which above its headings. */
static void a_title_names_the_unit(void **data UNUSED)
{
	struct member_import_state s;
	int64_t id;
	TOWN;

	ok(stage(&t,
		 "CHI BỘ HAI\nTính đến ngày 31/12/2025\n"
		 "Họ và tên,Ngày sinh,Số CCCD,Ngày vào Đảng\n"
		 "A A,01/01/1970,079070000001,03/02/2000\n",
		 &id));
	s = state(&t, id);
	assert_int_equal(s.n[IMPORT_NEW], 1);
	assert_int_equal(s.names.p[0].org, t.two);
	kit_close(cx);
}

static void who_is_there_is_not_doubled(void **data UNUSED)
{
	static const char again[] =
		HEADS "1,Lê Văn An,05/03/1980,Nam,079080000111,03/02/2005,"
		      "03/02/2006,Chi bộ Hai,0912000999,Kinh,Cao cấp\n" BINH;
	struct member_import_verdict v[] = { { 3, STR_INIT("phone"), true },
					     { 3, STR_INIT("theory"), false } };
	struct member_import_made made;
	struct member_import_state s;
	struct strs kept;
	int64_t first, id, gone;
	TOWN;

	ok(stage(&t, HEADS AN BINH, &first));
	ok(confirm(&t, first, false, &made));
	cx->today++;
	ok(member_import_stage(cx,
			       &(struct member_import_new){
				       .name = STR("b.csv"),
				       .bytes = str_c(again),
				       .as_at = d("2026-02-01"),
				       .here = true },
			       &id));
	s = state(&t, id);
	assert_int_equal(s.n[IMPORT_NEW], 0);
	assert_int_equal(s.n[IMPORT_SAME], 1);
	assert_int_equal(s.n[IMPORT_DIFFERS], 1);
	assert_int_equal(s.diffs.n, 3); /* organisation, phone, theory */
	/* what the trail and the page may hold of a telephone */
	same(s.diffs.p[1].is, "09•• ••• 999");
	fails(confirm(&t, id, false, &made), ERR_INVALID);
	ok(member_import_accept(cx, id, s.i.rev, v, 2));
	v[1].field = STR("org");
	fails(member_import_accept(cx, id, state(&t, id).i.rev, v, 2),
	      ERR_CONFLICT);
	ok(confirm(&t, id, false, &made));
	assert_int_equal(made.taken, 0);
	assert_int_equal(made.changed, 1);
	look_at(&t, "Lê Văn An", "1980-03-05");
	assert_true(says(facts(&t), "phone=0912000111 2025-12-31-2026-02-01;"
				    "phone=0912000999 2026-02-01-;"));
	ok(member_import_undo(cx, id, &gone, &kept));
	assert_int_equal(kept.n, 0);
	assert_true(says(facts(&t), "phone=0912000111 2025-12-31-;theory"));
	/* the first one's people were built upon, as far as the trail goes */
	ok(member_import_undo(cx, first, &gone, &kept));
	assert_int_equal(gone, 1);
	assert_int_equal(kept.n, 1);
	same(kept.p[0], "Lê Văn An");
	kit_close(cx);
}

/* ---- taken back -------------------------------------------------------------------- */

static void an_undo_leaves_what_was(void **data UNUSED)
{
	struct member_import_made made;
	struct str was, is;
	struct strs kept;
	int64_t id, gone;
	TOWN;

	was = world_dump(cx, a);
	ok(stage(&t, HEADS AN BINH, &id));
	ok(confirm(&t, id, false, &made));
	is = world_dump(cx, a);
	assert_false(str_eq(was, is));
	ok(member_import_undo(cx, id, &gone, &kept));
	assert_int_equal(gone, 2);
	world_alike(was, world_dump(cx, a), "after the undo");
	nobody_is_counted_wrongly(&t);
	fails(member_import_undo(cx, id, &gone, &kept), ERR_CONFLICT);
	/* whom somebody moved since stays, and is named */
	ok(stage(&t, HEADS AN BINH, &id));
	ok(confirm(&t, id, false, &made));
	look_at(&t, "Trần Thị Bình", "1985-01-01");
	ok(move(&t, "within", t.one, "2026-03-01"));
	ok(member_import_undo(cx, id, &gone, &kept));
	assert_int_equal(gone, 1);
	assert_int_equal(kept.n, 1);
	same(kept.p[0], "Trần Thị Bình");
	look_at(&t, "Trần Thị Bình", "1985-01-01");
	nobody_is_counted_wrongly(&t);
	kit_close(cx);
}

static void an_undo_has_its_time(void **data UNUSED)
{
	struct member_import_made made;
	struct strs kept;
	int64_t id, gone;
	TOWN;

	ok(stage(&t, HEADS AN, &id));
	ok(confirm(&t, id, false, &made));
	cx->today += MEMBER_IMPORT_UNDO_DAYS + 1;
	fails(member_import_undo(cx, id, &gone, &kept), ERR_CONFLICT);
	cx->today--;
	ok(member_import_undo(cx, id, &gone, &kept));
	ok(stage(&t, HEADS AN, &id));
	ok(member_import_drop(cx, id));
	fails(member_import_confirm(cx,
				    &(struct member_import_deed){ .id = id },
				    NULL, &made),
	      ERR_CONFLICT);
	kit_close(cx);
}

/* ---- who may, what is hidden, what is hostile ---------------------------------------- */

static void only_of_the_own_organisation(void **data UNUSED)
{
	struct member_import_made made;
	struct member_import_state s;
	int64_t id, of_root;
	TOWN;

	ok(stage(&t, HEADS AN BINH, &of_root));
	as(&t, t.secretary); /* of the first cell */
	cx->actor.perms |= PERM_BIT(PERM_MEMBER_MANAGE);
	fails(member_import_state(cx, of_root, &s), ERR_NOT_FOUND);
	fails(member_import_drop(cx, of_root), ERR_NOT_FOUND);
	ok(stage(&t, HEADS AN BINH, &id));
	s = state(&t, id);
	assert_int_equal(s.n[IMPORT_NEW], 1);
	assert_int_equal(s.n[IMPORT_NOWHERE], 1);
	ok(confirm(&t, id, true, &made));
	assert_int_equal(made.taken, 1);
	cx->actor.perms &= ~PERM_BIT(PERM_MEMBER_MANAGE);
	fails(stage(&t, HEADS AN, &id), ERR_DENIED);
	fails(member_import_state(cx, of_root, &s), ERR_DENIED);
	kit_close(cx);
}

static void hides(struct town *t, int64_t id, const char *number)
{
	struct member_import_parts_rows parts;
	struct member_import_mends_rows mends;
	struct audit_rows events;

	ok(member_import_parts(t->cx.db,
			       &(struct member_import_parts_in){ .import = id },
			       &parts));
	assert_int_equal(parts.n, 1);
	assert_false(says(parts.p[0].sealed, number));
	assert_false(says(parts.p[0].sealed, "Lê Văn An"));
	ok(member_import_mends(t->cx.db,
			       &(struct member_import_mends_in){ .import = id },
			       &mends));
	assert_int_equal(mends.n, 1);
	assert_false(says(mends.p[0].sealed, number));
	ok(account_history(&t->cx, "member_import", id, 50, &events));
	assert_true(events.n > 1);
	for (ptrdiff_t i = 0; i < events.n; i++)
		assert_false(says(events.p[i].after, number));
}

static void what_waits_is_sealed(void **data UNUSED)
{
	static const struct member_import_mend mend[] = {
		{ 3, STR_INIT("national_id"), STR_INIT("079080000112") }
	};
	struct member_import_parts_rows parts;
	struct member_import_made made;
	int64_t id;
	TOWN;

	ok(stage(&t, HEADS AN, &id));
	ok(member_import_mend(cx, id, 1, mend, 1));
	hides(&t, id, "07908000011");
	ok(confirm(&t, id, false, &made));
	/* afterwards nothing of it waits any more */
	ok(member_import_parts(cx->db,
			       &(struct member_import_parts_in){ .import = id },
			       &parts));
	assert_int_equal(parts.n, 0);
	kit_close(cx);
}

static void hostile_files(void **data UNUSED)
{
	static const char *const text[] = {
		"",
		"a,b\n1,2\n",
		"Họ và tên\n",
		"\xff\xfe\x00",
		"Họ và tên,Ngày sinh,Chi bộ\n",
	};
	struct member_import_made made;
	int64_t id;
	TOWN;

	for (int i = 0; i < (int)N_ELEMENTS(text); i++) {
		struct err *err = stage(&t, text[i], &id);

		if (!err)
			err = confirm(&t, id, true, &made);
		assert_non_null(err);
		assert_true(err->code == ERR_INVALID ||
			    err->code == ERR_UNSUPPORTED);
	}
	/* a day that hasn't come */
	refuses(member_import_stage(cx,
				    &(struct member_import_new){
					    .name = STR("a.csv"),
					    .bytes = STR(HEADS AN),
					    .as_at = cx->today + 1,
					    .here = true },
				    &id),
		ERR_INVALID, "as_at");
	kit_close(cx);
}

/* ---- by a job, twice -------------------------------------------------------------------- */

static void job_runs(struct town *t)
{
	static const struct job_kind kind = { .name = "member.import",
					      .title = "x",
					      .run = member_import_job };
	static const struct job_kind *const kinds[] = { &kind };
	int ran;

	ok(job_run_due(&t->cx, kinds, 1, &ran));
	assert_int_equal(ran, 1);
}

static void a_job_writes_it(void **data UNUSED)
{
	struct member_import_deed deed = { .good = true };
	struct member_import_by_id_row i;
	TOWN;

	as(&t, t.office);
	ok(stage(&t, HEADS AN WRONG, &deed.id));
	deed.rev = 1;
	ok(member_import_ask(cx, &deed));
	fails(member_import_drop(cx, deed.id), ERR_CONFLICT);
	job_runs(&t);
	ok(member_import_get(cx, deed.id, &i));
	assert_int_equal(i.taken, 1);
	assert_false(i.wish.p != NULL);
	kit_close(cx);
}

/* Of two places the one that it was asked in, in the name of who asked. */
static void a_job_writes_it_in_the_seat(void **data UNUSED)
{
	struct member_import_deed deed = { .good = true, .rev = 1 };
	struct account_role role = { .role = STR(ROLE_OFFICE), .to = DAY_NONE };
	struct account_sitting place;
	struct member_import_by_id_row i;
	struct audit_rows events;
	bool good;
	TOWN;

	as(&t, 0);
	role.from = cx->today;
	role.org = t.one;
	ok(account_role_give(cx, t.secretary, &role));
	role.org = t.two;
	ok(account_role_give(cx, t.secretary, &role));
	as(&t, t.secretary);
	assert_int_equal(cx->actor.org, t.one);
	place = (struct account_sitting){ t.secretary, t.two, 0 };
	ok(account_actor_at(cx, &place, &cx->actor, &good));
	assert_true(good);
	ok(stage(&t, HEADS BINH, &deed.id));
	ok(member_import_ask(cx, &deed));
	as(&t, 0);
	job_runs(&t);
	ok(member_import_get(cx, deed.id, &i));
	assert_null(i.failed_why.p);
	assert_int_equal(i.taken, 1);
	/* brought by one, written by the other */
	as(&t, 0);
	ok(stage(&t, HEADS AN, &deed.id));
	as(&t, t.office);
	ok(member_import_ask(cx, &deed));
	job_runs(&t);
	ok(account_history(cx, "member_import", deed.id, 1, &events));
	same(events.p[0].kind, "member_import.confirm");
	assert_int_equal(events.p[0].actor, t.office);
	/* the place is lost before the job comes */
	place.scope = t.root;
	ok(account_actor_at(cx, &place, &cx->actor, &good));
	assert_false(good);
	kit_close(cx);
}

static void a_key_counts_once(void **data UNUSED)
{
	struct member_import_made made;
	int64_t id, again;
	TOWN;

	as(&t, t.office);
	cx->key = STR("key-stage");
	ok(stage(&t, HEADS AN, &id));
	ok(stage(&t, HEADS AN, &again));
	assert_int_equal(id, again);
	cx->key = STR("key-confirm");
	ok(confirm(&t, id, false, &made));
	assert_int_equal(made.taken, 1);
	kit_close(cx);
}

/* ---- the register of real faults ----------------------------------------------------------- */

static void units_add(struct town *t, struct str list)
{
	int64_t id;

	while (list.p) {
		struct str name = text_clean(t->cx.arena, str_cut(&list, '\n'));

		if (name.n)
			ok(org_add(&t->cx,
				   &(struct org_new){
					   .parent = t->root,
					   .kind = STR("dang_bo_co_so"),
					   .name = name,
					   .from = d("2020-01-01") },
				   &id));
	}
}

static void the_fixture(void **data UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(BIG);
	const char *path = kit_fixture(a, "members/register.xlsx");
	struct member_import_made made;
	struct member_import_state s;
	struct strs kept;
	struct town t;
	struct str was;
	int64_t gone;
	int cells;

	if (!path)
		skip();
	town_open(&t, a);
	as(&t, 0);
	units_add(&t, kit_file(a, kit_fixture(a, "members/units.txt")));
	ok(member_import_open(&t.cx,
			      &(struct member_import_new){
				      .name = STR("register.xlsx"),
				      .bytes = kit_file(a, path),
				      .as_at = DAY_NONE,
				      .here = true },
			      &s));
	ok(member_import_establish(&t.cx, &s, &cells));
	assert_true(cells > 200);
	ok(member_import_again(&t.cx, &s));
	assert_int_equal(s.n[IMPORT_NEW], 6196 - 88);
	assert_int_equal(s.n[IMPORT_NOWHERE], 16);
	assert_int_equal(s.n[IMPORT_FAULTY], 88 - 16);
	was = world_dump(&t.cx, a);
	ok(member_import_confirm(&t.cx,
				 &(struct member_import_deed){ .good = true },
				 &s, &made));
	assert_int_equal(made.taken, 6196 - 88);
	assert_int_equal(made.left_out, 88);
	nobody_is_counted_wrongly(&t);
	ok(member_import_undo(&t.cx, made.id, &gone, &kept));
	assert_int_equal(gone, 6196 - 88);
	world_alike(was, world_dump(&t.cx, a), "the fixture's undo");
	kit_close(&t.cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_are_written),
		cmocka_unit_test(all_or_the_good),
		cmocka_unit_test(a_cell_is_mended),
		cmocka_unit_test(a_name_is_explained),
		cmocka_unit_test(spellings_are_one_name),
		cmocka_unit_test(a_title_names_the_unit),
		cmocka_unit_test(who_is_there_is_not_doubled),
		cmocka_unit_test(an_undo_leaves_what_was),
		cmocka_unit_test(an_undo_has_its_time),
		cmocka_unit_test(only_of_the_own_organisation),
		cmocka_unit_test(what_waits_is_sealed),
		cmocka_unit_test(hostile_files),
		cmocka_unit_test(a_job_writes_it),
		cmocka_unit_test(a_job_writes_it_in_the_seat),
		cmocka_unit_test(a_key_counts_once),
		cmocka_unit_test(the_fixture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
