/*
 * What must happen to people in the pipeline: papers, keys, data that is told,
 * listed when its time is over and erased, so that of words that stood
 * everywhere nothing is left in any file.
 */
#include "member/test/member_kit.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "growth/growth.h"
#include "growth/growth_paper_query.h"
#include "growth/growth_query.h"
#include "growth/growth_seal_query.h"
#include "i18n/i18n.h"
#include "job/job.h"
#include "org/org.h"
#include "privacy/privacy.h"
#include "privacy/privacy_act.h"
#include "privacy/privacy_query.h"
#include "setting/setting_seal.h"
#include "view/feature.h"

static const struct feature *const features[] = {
	&org_feature,	 &account_feature, &member_feature,
	&growth_feature, &privacy_feature,
};

/* What stands in the open before, and must be found then. */
static const char *const canaries[] = {
	"Zqmot",   "zqmot",	"Zqxuongbon", "zqdoanba",
	"zqcert5", "zqghichu6", "Zqtu7",      "zqgiay8",
};
/* Sealed from the first moment. */
static const char *const sealed[] = { "079096000111", "zqnham9" };

static struct growth_new an(const struct town *t)
{
	return (struct growth_new){ .name = STR("Lê Zqmot"),
				    .sex = STR("m"),
				    .birth = d("1996-03-05"),
				    .national_id = STR("079096000111"),
				    .work = STR("Zqxuongbon"),
				    .org = t->one,
				    .source = STR("youth"),
				    .proposer = STR("Đoàn zqdoanba"),
				    .consent = d("2023-01-06"),
				    .on = d("2023-01-10") };
}

static struct candidate_by_id_row person(struct town *t, int64_t id)
{
	struct candidate_by_id_row c;
	bool found;

	ok(candidate_by_id(t->cx.db, &(struct candidate_by_id_in){ id }, &c,
			   &found));
	assert_true(found);
	return c;
}

static struct err *step(struct town *t, int64_t id, const char *stage,
			const char *on)
{
	bool vote = str_eq(str_c(stage), STR("voted"));
	int64_t member;

	return growth_step(&t->cx, id, 0,
			   &(struct growth_step_new){
				   .stage = str_c(stage),
				   .on = d(on),
				   .basis = STR("zqcert5"),
				   .base = vote ? 9 : DB_NULL,
				   .yes = vote ? 9 : DB_NULL },
			   &member);
}

static struct err *paper(struct town *t, int64_t id, const char *code,
			 bool present, const char *place)
{
	struct growth_paper p = { str_c(code), present, str_c(place) };

	return growth_papers_set(&t->cx,
				 &(struct growth_checklist){
					 .candidate = id, .p = &p, .n = 1 });
}

static struct audit_row newest(struct town *t, int64_t id)
{
	struct audit_rows rows;

	ok(account_history(&t->cx, "candidate", id, 1, &rows));
	assert_int_equal(rows.n, 1);
	return rows.p[0];
}

/* ---- papers ----------------------------------------------------------------- */

static void papers(void **state UNUSED)
{
	struct growth_papers is;
	struct growth_new in;
	int64_t id, n;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	ok(growth_propose(cx, &in, false, &id));
	ok(growth_papers_read(cx, id, &is));
	assert_int_equal(is.n, 11);
	assert_int_equal(is.n_missing, 5);
	same(is.first->code, "application");
	assert_int_equal(is.p[0].since, DAY_NONE);
	ok(paper(&t, id, "application", true, " Tủ  1 "));
	same(newest(&t, id).kind, "growth.papers");
	assert_true(says(newest(&t, id).after, "+Tủ 1"));
	ok(growth_papers_read(cx, id, &is));
	assert_true(is.p[0].present && is.p[0].needed);
	same(is.p[0].place, "Tủ 1");
	assert_int_equal(is.p[0].since, cx->today);
	assert_int_equal(is.n_missing, 4);
	same(is.first->code, "background");
	/* what didn't change writes nothing */
	n = newest(&t, id).id;
	ok(paper(&t, id, "application", true, "Tủ 1"));
	ok(paper(&t, id, "checked", false, ""));
	assert_int_equal(newest(&t, id).id, n);
	/* a later day ends the line, the same day replaces it */
	ok(paper(&t, id, "application", true, "Tủ 2"));
	cx->today++;
	ok(paper(&t, id, "application", false, ""));
	ok(growth_papers_read(cx, id, &is));
	assert_false(is.p[0].present);
	assert_int_equal(is.n_missing, 5);
	n = kit_number(cx, "select count(*) from candidate_paper "
			   "where to_on is not null and voided_by is null");
	assert_int_equal(n, 1);
	n = kit_number(cx, "select count(*) from candidate_paper "
			   "where voided_by is not null");
	assert_int_equal(n, 1);
	refuses(paper(&t, id, "nothing", true, ""), ERR_INVALID, "nothing");
	refuses(growth_papers_set(cx,
				  &(struct growth_checklist){ .candidate = id,
							      .rev = 1,
							      .p = NULL }),
		ERR_CONFLICT, "rev");
	as(&t, user(&t, "dv@dn.vn", "member", t.one));
	fails(paper(&t, id, "application", true, ""), ERR_NOT_FOUND);
	kit_close(cx);
}

/* From the day of the rule on a file is complete with its papers only. */
static void a_file_needs_its_papers(void **state UNUSED)
{
	static const char *const needed[] = { "application", "background",
					      "course", "introducer_1",
					      "introducer_2" };
	struct growth_new in;
	struct err *e;
	int64_t id, old;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	ok(growth_propose(cx, &in, false, &id));
	in.name = STR("Người Trước");
	in.national_id = STR_NULL;
	ok(growth_propose(cx, &in, false, &old));
	ok(step(&t, old, "course", "2026-06-30"));
	ok(step(&t, old, "file", "2026-07-25")); /* before it */
	ok(step(&t, id, "course", "2026-06-30"));
	cx->lang = LANG_EN;
	e = step(&t, id, "file", "2026-07-26");
	refuses(e, ERR_INVALID, "stage");
	same(tr_err(a, LANG_EN, e),
	     "The file lacks 5 papers that it needs, first of all "
	     "“Application for admission”: tick off what is there, then write "
	     "down this stage.");
	for (int i = 0; i < N_ELEMENTS(needed); i++) {
		refuses(step(&t, id, "file", "2026-07-26"), ERR_INVALID,
			"stage");
		ok(paper(&t, id, needed[i], true, ""));
	}
	ok(step(&t, id, "file", "2026-07-26"));
	same(person(&t, id).stage, "file");
	/* other stages ask for none */
	ok(paper(&t, id, "application", false, ""));
	ok(step(&t, id, "checked", "2026-08-26"));
	kit_close(cx);
}

/* ---- another key of the realm --------------------------------------------------- */

static struct str number_of(struct town *t, int64_t id)
{
	struct candidate_secrets_rows rows;
	struct member_lock lock;
	struct member_key key;
	struct str value;

	ok(member_lock_read(&t->cx, &lock));
	ok(candidate_secrets(t->cx.db, &(struct candidate_secrets_in){ id },
			     &rows));
	assert_int_equal(rows.n, 1);
	ok(member_key_open(&t->cx, &lock, person(t, id).lock_key, &key));
	key.of = id;
	assert_true(member_open(t->cx.arena, &key, rows.p[0].field,
				rows.p[0].sealed, &value));
	return value;
}

static void another_key(void **state UNUSED)
{
	struct growth_new in;
	int64_t id, other, n;
	int gone;
	TOWN;

	as(&t, t.office);
	ok(growth_seal_left(cx, &n)); /* nothing of it yet */
	assert_int_equal(n, 0);
	in = an(&t);
	ok(growth_propose(cx, &in, false, &id));
	ok(growth_seal_left(cx, &n));
	assert_int_equal(n, 0);
	ok(setting_key_add(cx));
	same(number_of(&t, id), "079096000111");
	ok(growth_seal_left(cx, &n));
	assert_int_equal(n, 2); /* the person's key and the mark */
	/* a number is nobody else's, whichever key made its mark */
	in.name = STR("Người Khác");
	refuses(growth_propose(cx, &in, true, &other), ERR_CONFLICT,
		"national_id");
	ok(growth_seal_all(cx, &n));
	assert_int_equal(n, 2);
	ok(growth_seal_left(cx, &n));
	assert_int_equal(n, 0);
	ok(member_seal_all(cx, &n));
	ok(setting_key_retire(cx, &gone));
	assert_int_equal(gone, 1);
	same(number_of(&t, id), "079096000111");
	refuses(growth_propose(cx, &in, true, &other), ERR_CONFLICT,
		"national_id");
	ok(growth_seal_all(cx, &n));
	assert_int_equal(n, 0);
	kit_close(cx);
}

/* Nobody makes a new key while the old one's seals are there, of whomever. */
static void a_key_that_is_lost(void **state UNUSED)
{
	struct member_value number = { STR("national_id"),
				       STR("079096000333") };
	struct member_new m;
	struct growth_new in;
	bool any = false;
	int64_t id;
	char *path;
	TOWN;

	features_set(features, N_ELEMENTS(features));
	as(&t, t.office);
	kit_sql(cx, "delete from member_secret");
	kit_sql(cx, "update member set lock_key = null");
	ok(member_lock_look(cx, &any));
	assert_false(any);
	in = an(&t); /* the only one of whom anything is sealed */
	ok(growth_propose(cx, &in, false, &id));
	ok(member_lock_look(cx, &any));
	assert_true(any);
	path = str_to_c(cx->arena, setting_key_path(cx));
	assert_int_equal(unlink(path), 0);
	refuses(member_lock_look(cx, &any), ERR_CONFLICT, "");
	in.name = STR("Người Khác");
	in.national_id = STR("079096000112");
	refuses(growth_propose(cx, &in, false, &id), ERR_CONFLICT, "");
	m = thu(&t);
	m.name = STR("Trần Bình");
	m.value = &number;
	m.n_values = 1;
	refuses(member_add(cx, &m, false, &id), ERR_CONFLICT, "");
	assert_int_not_equal(access(path, F_OK), 0);
	kit_close(cx);
}

static void more_than_an_act_takes(void **state UNUSED)
{
	struct growth_new in;
	int64_t id = 0, n;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	for (int i = 0; i < 130; i++) {
		in.name = str_fmt(a, "Người %d", i);
		in.national_id = str_fmt(a, "%012d", i);
		ok(growth_propose(cx, &in, true, &id));
	}
	ok(setting_key_add(cx));
	ok(growth_seal_left(cx, &n));
	assert_int_equal(n, 260);
	ok(growth_seal_all(cx, &n));
	assert_int_equal(n, 260);
	ok(growth_seal_left(cx, &n));
	assert_int_equal(n, 0);
	same(number_of(&t, id), "000000000129");
	kit_close(cx);
}

/* ---- told --------------------------------------------------------------------------- */

struct bureau {
	struct town t;
	int64_t officer, who;
};

static void bureau_open(struct bureau *b, struct arena *a)
{
	struct town *t = &b->t;
	struct growth_new in;

	features_set(features, N_ELEMENTS(features));
	town_open(t, a);
	as(t, 0);
	b->officer = user(t, "dl@dn.vn", "data_officer", t->root);
	as(t, t->office);
	in = an(t);
	ok(growth_propose(&t->cx, &in, false, &b->who));
	ok(step(t, b->who, "course", "2023-06-30"));
	ok(step(t, b->who, "file", "2023-08-20"));
	ok(growth_step_back(&t->cx, b->who, 0, STR("zqnham9")));
	ok(paper(t, b->who, "application", true, "Zqtu7"));
	ok(growth_transfer(&t->cx, b->who, 0,
			   &(struct growth_move){ t->two, d("2023-09-01"),
						  STR("zqgiay8") }));
}

static void leaves(struct bureau *b, const char *on)
{
	as(&b->t, b->t.office);
	ok(growth_leave(&b->t.cx, b->who, 0,
			&(struct growth_exit){ STR("unwilling"), d(on),
					       STR("zqghichu6") }));
}
#define BUREAU                                                                 \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct bureau b;                                                       \
	struct town *t = &b.t;                                                 \
	struct cx *cx = &t->cx;                                                \
	bureau_open(&b, a)

static void told(void **state UNUSED)
{
	struct person who = { 0 };
	struct person_book book;
	struct str json, masked;
	BUREAU;

	leaves(&b, "2024-01-15");
	who.candidate = b.who;
	as(t, b.officer);
	ok(privacy_book(cx, &who, true, &book));
	json = privacy_book_json(cx, &who, &book);
	assert_true(says(json, "\"candidate\":"));
	assert_true(says(json, "079096000111"));
	for (int i = 0; i < N_ELEMENTS(canaries); i++)
		if (!str_eq(str_c(canaries[i]), STR("zqmot")))
			assert_true(says(json, canaries[i]));
	assert_true(says(json, "zqnham9")); /* the trail */
	ok(privacy_book(cx, &who, false, &book));
	masked = privacy_book_json(cx, &who, &book);
	assert_false(says(masked, "079096000111"));
	assert_true(says(masked, "111"));
	/* of nobody nothing */
	who.candidate = 999;
	ok(privacy_book(cx, &who, true, &book));
	assert_false(says(privacy_book_json(cx, &who, &book), "Zq"));
	kit_close(cx);
}

/* ---- forgotten ------------------------------------------------------------------------ */

static bool has_files(struct cx *cx)
{
	return !store_schema(cx->store);
}

static int files_with(struct cx *cx, const char *word)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct str path = str_c(store_path(cx->store)), folder;
	ptrdiff_t k = path.n;
	struct dirent *e;
	int n = 0;
	DIR *dir;

	while (k > 0 && path.p[k - 1] != '/')
		k--;
	folder = str_sub(path, 0, k);
	dir = opendir(str_to_c(cx->arena, folder));
	assert_non_null(dir);
	while ((e = readdir(dir))) {
		const char *file =
			str_to_c(cx->arena,
				 str_cat(cx->arena, folder, str_c(e->d_name)));
		struct stat st;

		if (!stat(file, &st) && S_ISREG(st.st_mode) && st.st_size)
			n += str_find(kit_file(cx->arena, file), str_c(word),
				      0) >= 0;
	}
	closedir(dir);
	arena_rewind(cx->arena, mark);
	return n;
}

static void all_there(struct cx *cx)
{
	for (int i = 0; i < N_ELEMENTS(canaries) && has_files(cx); i++)
		if (!files_with(cx, canaries[i]))
			fail_msg("\"%s\" isn't found even before", canaries[i]);
	for (int i = 0; i < N_ELEMENTS(sealed) && has_files(cx); i++)
		assert_int_equal(files_with(cx, sealed[i]), 0);
}

static void none_left(struct cx *cx)
{
	for (int i = 0; i < N_ELEMENTS(canaries) && has_files(cx); i++)
		if (files_with(cx, canaries[i]))
			fail_msg("\"%s\" is left", canaries[i]);
	for (int i = 0; i < N_ELEMENTS(sealed) && has_files(cx); i++)
		assert_int_equal(files_with(cx, sealed[i]), 0);
}

static void sound(struct cx *cx)
{
	struct err *found;
	int64_t n;

	ok(audit_verify(cx, &n, &found));
	ok(found);
	ok(store_check(cx->store, cx->arena, &found));
	ok(found);
}

static struct err *erase(struct bureau *b)
{
	as(&b->t, b->officer);
	return privacy_erase(&b->t.cx, &(struct privacy_erasing){
					       .who = { .candidate = b->who },
					       .cause = "request" });
}

static void erased(void **state UNUSED)
{
	struct candidate_steps_rows steps;
	struct candidate_by_id_row c;
	struct audit_rows rows;
	struct growth_brief brief;
	struct growth_new in;
	int64_t open, n, id;
	bool found;
	BUREAU;

	/* who is on the way withdraws first */
	fails(erase(&b), ERR_CONFLICT);
	leaves(&b, "2024-01-15");
	all_there(cx);
	ok(audit_veil_open(cx, "candidate", 0, &open));
	assert_int_equal(open, 0);
	ok(erase(&b));
	ok(privacy_file_ledger(cx));
	ok(store_scrub(cx));
	none_left(cx);
	sound(cx);
	c = person(t, b.who);
	same(c.name, str_fmt(a, "Đã xóa khỏi nguồn #%lld", (long long)b.who).p);
	same(c.state, "erased");
	assert_false(c.lock_key.p || c.work.p || c.proposer.n);
	assert_int_equal(c.birth, DAY_NONE);
	/* figures and forecasts still count the way */
	ok(candidate_steps(cx->db, &(struct candidate_steps_in){ b.who },
			   &steps));
	assert_int_equal(steps.n, 2);
	assert_int_equal(steps.p[1].on_day, d("2023-06-30"));
	assert_false(steps.p[1].basis.p);
	n = kit_number(cx, "select count(*) from candidate_exit where "
			   "cause = 'unwilling' and note is null");
	assert_int_equal(n, 1);
	/* the events are there, and say nothing any more */
	ok(account_history(cx, "candidate", b.who, 100, &rows));
	same(rows.p[0].kind, "privacy.erase");
	assert_true(rows.n > 5);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		assert_false(rows.p[i].after.p || rows.p[i].reason.p);
	/* for good */
	fails(erase(&b), ERR_CONFLICT);
	ok(growth_brief_read(cx, b.who, &brief, &found));
	assert_true(found && brief.erased && !brief.open);
	as(t, t->office);
	fails(growth_return(cx, b.who, 0, cx->today), ERR_CONFLICT);
	in = an(t);
	fails(growth_edit(cx, b.who, 0, &in), ERR_CONFLICT);
	/* the number is free: nobody knows whose it was */
	ok(growth_propose(cx, &in, false, &id));
	kit_close(cx);
}

/* What was on record before the admission goes with the member's. */
static void erased_with_the_member(void **state UNUSED)
{
	struct growth_step_new in = { .stage = STR("ceremony"),
				      .on = d("2024-03-01"),
				      .basis = STR("zqcert5"),
				      .base = DB_NULL,
				      .yes = DB_NULL };
	struct person_book book;
	struct person who = { 0 };
	int64_t member, candidate;
	BUREAU;

	as(t, t->office);
	ok(step(t, b.who, "file", "2023-10-01"));
	ok(step(t, b.who, "checked", "2023-11-01"));
	ok(step(t, b.who, "voted", "2023-12-01"));
	ok(step(t, b.who, "decision", "2024-02-01"));
	ok(growth_step(cx, b.who, 0, &in, &member));
	ok(growth_of_member(cx, member, &candidate));
	assert_int_equal(candidate, b.who);
	fails(erase(&b), ERR_CONFLICT); /* by the member's record only */
	who.member = member;
	ok(privacy_book(cx, &who, true, &book));
	assert_true(says(privacy_book_json(cx, &who, &book), "zqdoanba"));
	as(t, t->office);
	ok(member_move(cx, &(struct member_move){ .member = member,
						  .how = STR("resigned"),
						  .on = d("2026-10-01"),
						  .sent_on = DAY_NONE }));
	as(t, b.officer);
	ok(privacy_erase(cx,
			 &(struct privacy_erasing){ .who = { .member = member },
						    .cause = "request" }));
	ok(store_scrub(cx));
	none_left(cx);
	sound(cx);
	same(person(t, b.who).state, "admitted");
	assert_int_equal(person(t, b.who).member, member);
	kit_close(cx);
}

/* A restored backup forgets them again, on the way or not. */
static void erased_again(void **state UNUSED)
{
	struct cx old;
	const char *folder, *backup;
	struct str ledger;
	bool known;
	int64_t n;
	BUREAU;

	if (!has_files(cx)) { /* a server's backup: app_keep_test */
		kit_close(cx);
		return;
	}
	folder = kit_folder(a);
	backup = str_fmt(a, "%s/roviec.db", folder).p;
	ok(store_backup(cx->store, a, backup)); /* still on the way there */
	leaves(&b, "2024-01-15");
	ok(erase(&b));
	ok(privacy_file_ledger(cx));
	ledger = kit_file(a, str_to_c(a, privacy_ledger_path(cx)));
	assert_true(says(ledger, "\tcandidate\t"));
	assert_true(str_find(ledger, STR("Zq"), 0) < 0); /* ids only */
	old = *cx;
	old.db = NULL;
	ok(store_open(a, &(struct db_config){ .path = backup }, &old.store));
	old.db = store_reader(old.store, a);
	ok(privacy_replay(&old, privacy_ledger_path(cx), &known, &n));
	assert_true(known);
	assert_int_equal(n, 1);
	ok(store_scrub(&old));
	none_left(&old);
	sound(&old);
	n = kit_number(&old, "select count(*) from candidate c "
			     "join candidate_exit x on x.candidate = c.id "
			     "where c.state = 'erased'");
	assert_int_equal(n, 1);
	ok(privacy_replay(&old, privacy_ledger_path(cx), &known, &n));
	assert_int_equal(n, 0);
	store_return(old.db);
	store_close(old.store);
	kit_folder_remove(folder);
	kit_close(cx);
}

/* ---- in time ------------------------------------------------------------------------------ */

static ptrdiff_t overdue(struct cx *cx)
{
	struct growth_overdues list;

	ok(growth_overdue_read(cx, 9, &list));
	return list.n;
}

static void when_its_time_is_over(void **state UNUSED)
{
	const struct job_kind *job = &growth_jobs[0];
	struct growth_overdues list;
	int64_t n;
	BUREAU;

	same(str_c(job->name), "growth.due");
	as(t, b.officer);
	fails(privacy_due_erase_candidate(cx, b.who), ERR_NOT_FOUND);
	leaves(&b, "2024-10-15");
	cx->today = d("2026-10-14"); /* two years are over tomorrow */
	ok(growth_overdue_find(cx, &n));
	assert_int_equal(n, 0);
	cx->today++;
	ok(job->run(cx, NULL));
	ok(growth_overdue_find(cx, &n)); /* listed once */
	assert_int_equal(n, 0);
	ok(growth_overdue_read(cx, 9, &list));
	assert_int_equal(list.n, 1);
	same(list.p[0].name, "Lê Zqmot");
	assert_int_equal(list.p[0].over, d("2026-10-15"));
	/* a person decides */
	as(t, t->office);
	fails(privacy_due_keep_candidate(cx, b.who, DAY_NONE, STR("x")),
	      ERR_DENIED);
	as(t, b.officer);
	fails(privacy_due_keep_candidate(cx, 999, DAY_NONE, STR("x")),
	      ERR_NOT_FOUND);
	refuses(privacy_due_keep_candidate(cx, b.who, DAY_NONE, STR("")),
		ERR_INVALID, "reason");
	ok(privacy_due_keep_candidate(cx, b.who, cx->today + 30,
				      STR("đang khiếu nại")));
	assert_int_equal(overdue(cx), 0);
	cx->today += 30;
	assert_int_equal(overdue(cx), 1);
	/* who comes back isn't listed any more */
	as(t, t->office);
	ok(growth_return(cx, b.who, 0, cx->today));
	ok(growth_overdue_find(cx, &n));
	assert_int_equal(overdue(cx), 0);
	as(t, b.officer);
	fails(privacy_due_erase_candidate(cx, b.who), ERR_NOT_FOUND);
	leaves(&b, "2026-11-14");
	cx->today = d("2028-11-14");
	ok(growth_overdue_find(cx, &n));
	assert_int_equal(n, 1);
	as(t, b.officer);
	cx->key = STR("form-1"); /* a second click */
	ok(privacy_due_erase_candidate(cx, b.who));
	ok(privacy_due_erase_candidate(cx, b.who));
	cx->key = STR_NULL;
	same(person(t, b.who).state, "erased");
	assert_int_equal(overdue(cx), 0);
	kit_close(cx);
}

/* ---- asked for ------------------------------------------------------------------------------ */

static void asked_for(void **state UNUSED)
{
	struct request_by_id_row q;
	struct privacy_wish wish = { .kind = PRIVACY_ERASURE,
				     .way = PRIVACY_LETTER,
				     .words = STR("zqghichu6"),
				     .came_on = d("2026-10-12") };
	struct privacy_answer yes = { .accept = true, .text = STR("đã xóa") };
	int64_t id, again;
	bool found;
	BUREAU;

	leaves(&b, "2024-01-15");
	wish.who.candidate = b.who;
	as(t, t->office);
	fails(privacy_ask(cx, &wish, &id), ERR_DENIED);
	as(t, b.officer);
	ok(privacy_ask(cx, &wish, &id));
	refuses(privacy_ask(cx, &wish, &again), ERR_CONFLICT, "kind");
	ok(request_by_id(cx->db, &(struct request_by_id_in){ .id = id }, &q,
			 &found));
	same(q.member_name, "Lê Zqmot");
	assert_int_equal(q.number, b.who);
	/* it isn't the officer's own */
	fails(privacy_drop(cx, id), ERR_NOT_FOUND);
	ok(privacy_take(cx, id));
	yes.id = id;
	ok(privacy_reply(cx, &yes));
	ok(store_scrub(cx));
	none_left(cx);
	same(person(t, b.who).state, "erased");
	refuses(privacy_ask(cx, &wish, &id), ERR_CONFLICT, "member");
	wish.who.candidate = 999;
	refuses(privacy_ask(cx, &wish, &id), ERR_INVALID, "member");
	sound(cx);
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(papers),
		cmocka_unit_test(a_file_needs_its_papers),
		cmocka_unit_test(another_key),
		cmocka_unit_test(a_key_that_is_lost),
		cmocka_unit_test(more_than_an_act_takes),
		cmocka_unit_test(told),
		cmocka_unit_test(erased),
		cmocka_unit_test(erased_with_the_member),
		cmocka_unit_test(erased_again),
		cmocka_unit_test(when_its_time_is_over),
		cmocka_unit_test(asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
