/*
 * Somebody is erased: of twenty words that stood everywhere nothing is left in
 * any file, the chain holds, figures count as before, an older backup forgets
 * them again, and nothing that is taken back brings them back.
 */
#include "member/test/member_kit.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/auth.h"
#include "mail/mail.h"
#include "member/member_span.h"
#include "member/member_stat.h"
#include "member/member_word.h"
#include "org/org.h"
#include "privacy/privacy.h"
#include "privacy/privacy_act.h"
#include "privacy/privacy_query.h"
#include "view/feature.h"
#include "work/work.h"

static const struct feature *const features[] = {
	&org_feature,  &account_feature, &member_feature,
	&work_feature, &privacy_feature,
};

/* What stands in the open before, and must be found then: a search that finds
 * nothing proves nothing. */
static const char *const canaries[] = {
	"Zqmot",	 "Zqhai",
	"zqmot",	 "zqhai", /* folded */
	"0987612345",	 "zqba@thu.example",
	"Zqxuongbon",	 "79zqnam",
	"QĐ zqsau",	 "zqbay@dn.example",
	"Zqtam Ngọc",	 "zqlydochin",
	"Zqnoimuoi",	 "zqghichu11",
	"Zqmuonmuoihai", "zqyeucau13",
	"zqthu14",	 "zqtrinhduyet15",
	"zqdiachi16",	 "zqgiu17",
};
/* Sealed from the first moment. */
static const char *const sealed[] = { "079088765432", "zqdoiten18" };

struct bureau {
	struct town t;
	int64_t officer, own, who;
};

static struct err *extras_fn(struct cx *cx, void *arg)
{
	const struct bureau *b = arg;
	struct str token;
	struct err *err =
		mail_put(cx,
			 &(struct mail_letter){ .kind = "notice",
						.to = STR("zqbay@dn.example"),
						.name = STR("Zqtam Ngọc"),
						.subject = STR("zqthu14"),
						.body = STR("zqthu14"),
						.html = STR("zqthu14") });

	return err ? err
		   : session_start(cx, b->own, STR("zqtrinhduyet15"),
				   STR("zqdiachi16"), &token);
}

static const struct member_value values[] = {
	{ STR_INIT("national_id"), STR_INIT("079088765432") },
	{ STR_INIT("phone"), STR_INIT("0987612345") },
	{ STR_INIT("email"), STR_INIT("zqba@thu.example") },
	{ STR_INIT("workplace"), STR_INIT("Zqxuongbon") },
	{ STR_INIT("card"), STR_INIT("79zqnam") },
	{ STR_INIT("theory"), STR_INIT("intermediate") },
};

static void record_make(struct bureau *b)
{
	struct town *t = &b->t;
	struct member_new in = thu(t);

	in.name = STR("Nguyễn Zqmot");
	in.basis = STR("QĐ zqsau");
	in.value = values;
	in.n_values = N_ELEMENTS(values);
	ok(member_add(&t->cx, &in, false, &b->who));
	t->thu = b->who; /* the kit's words are about this one */
	ok(member_change(&t->cx,
			 &(struct member_edit){ .member = b->who,
						.rev = row(t).rev,
						.field = STR("name"),
						.value = STR("Nguyễn Zqhai"),
						.from = d("2025-01-01"),
						.reason = STR("zqdoiten18") }));
	ok(member_papers_set(
		&t->cx, &(struct member_checklist){
				.member = b->who,
				.rev = row(t).rev,
				.p =
					&(struct member_paper){
						profile_term_next(t->cx.profile,
								  "paper", NULL)
							->code,
						true, STR("Zqnoimuoi") },
				.n = 1 }));
}

static void words_make(struct bureau *b)
{
	struct town *t = &b->t;
	struct cx *cx = &t->cx;
	struct privacy_wish wish = { .kind = PRIVACY_ACCESS,
				     .way = PRIVACY_PAGE,
				     .words = STR("zqyeucau13") };
	int64_t id;

	as(t, 0);
	ok(account_ensure(cx,
			  &(struct account_new){
				  .email = STR("zqbay@dn.example"),
				  .name = STR("Zqtam Ngọc"),
				  .role = ROLE_SECRETARY,
				  .org = t->one },
			  &b->own));
	as(t, t->office);
	ok(member_link_user(cx, b->who, b->own));
	ok(member_look(cx, b->who, STR("zqlydochin")));
	as(t, b->own);
	ok(member_look(cx, 1, STR("họp chi bộ"))); /* of another */
	ok(member_ask(cx,
		      &(struct member_wish){ .member = b->who,
					     .field = STR("workplace"),
					     .want = STR("Zqmuonmuoihai"),
					     .note = STR("zqghichu11") },
		      &id));
	ok(privacy_ask(cx, &wish, &id));
	as(t, b->officer);
	ok(privacy_hold(cx, b->who, STR("zqgiu17")));
	ok(privacy_hold(cx, b->who, STR("")));
	as(t, 0);
	ok(db_tx(cx, extras_fn, b));
	as(t, t->office);
	ok(member_move(cx, &(struct member_move){ .member = b->who,
						  .rev = row(t).rev,
						  .how = STR("resigned"),
						  .on = d("2026-10-01"),
						  .sent_on = DAY_NONE,
						  .basis = STR("QĐ zqsau") }));
}

static void bureau_open(struct bureau *b, struct arena *a)
{
	features_set(features, N_ELEMENTS(features));
	town_open(&b->t, a);
	as(&b->t, 0);
	b->officer = user(&b->t, "dl@dn.vn", "data_officer", b->t.root);
	as(&b->t, b->t.office);
	record_make(b);
	words_make(b);
}
#define BUREAU                                                                 \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct bureau b;                                                       \
	struct town *t = &b.t;                                                 \
	struct cx *cx = &t->cx;                                                \
	bureau_open(&b, a)

/* ---- searching files ---------------------------------------------------- */

static struct str folder_of(struct cx *cx)
{
	struct str path = str_c(store_path(cx->store));
	ptrdiff_t n = path.n;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	return str_sub(path, 0, n);
}

/* In how many files of the realm's folder a word stands. */
static int files_with(struct cx *cx, const char *word)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct str folder = folder_of(cx);
	DIR *dir = opendir(str_to_c(cx->arena, folder));
	struct dirent *e;
	int n = 0;

	assert_non_null(dir);
	while ((e = readdir(dir))) {
		const char *path =
			str_to_c(cx->arena,
				 str_cat(cx->arena, folder, str_c(e->d_name)));
		struct stat st;

		if (!stat(path, &st) && S_ISREG(st.st_mode) && st.st_size)
			n += str_find(kit_file(cx->arena, path), str_c(word),
				      0) >= 0;
	}
	closedir(dir);
	arena_rewind(cx->arena, mark);
	return n;
}

static bool has_files(struct cx *cx)
{
	return !store_schema(cx->store);
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
	int left = 0;

	for (int i = 0; i < N_ELEMENTS(canaries) && has_files(cx); i++) {
		int n = files_with(cx, canaries[i]);

		if (n)
			print_error("\"%s\" is left in %d files\n", canaries[i],
				    n);
		left += n;
	}
	for (int i = 0; i < N_ELEMENTS(sealed) && has_files(cx); i++)
		left += files_with(cx, sealed[i]);
	assert_int_equal(left, 0);
}

/* ---- what stays --------------------------------------------------------- */

static void sound(struct cx *cx)
{
	struct err *found;
	int64_t n;

	ok(audit_verify(cx, &n, &found));
	ok(found);
	assert_true(n > 0);
	ok(member_span_check(cx, &n));
	assert_int_equal(n, 0);
	ok(member_words_check(cx, &n));
	assert_int_equal(n, 0);
	ok(store_check(cx->store, cx->arena, &found));
	ok(found);
}

static int64_t members_on(struct town *t, const char *day)
{
	struct member_stat s;

	ok(member_stat_read(&t->cx,
			    &(struct stat_ask){ .org = t->root,
						.on = d(day),
						.structure = DAY_NONE },
			    &s));
	return s.members;
}

static void erase(struct bureau *b)
{
	as(&b->t, b->officer);
	ok(privacy_erase(&b->t.cx,
			 &(struct privacy_erasing){ .who = { .member = b->who },
						    .cause = "request" }));
}

static enum member_guard guard_of(struct cx *cx, int64_t member)
{
	enum member_guard g;

	ok(member_guard_read(cx, member, &g));
	return g;
}

/* Homes: the lines of states and offices have nothing more that could go. */
static struct str first_line(struct str text)
{
	return str_cut(&text, '\n');
}

static void test_erased(void **state UNUSED)
{
	struct str stood;
	struct account_look look;
	struct str name, email;
	int64_t before, open;
	BUREAU;

	all_there(cx);
	ok(audit_veil_open(cx, "member", 0, &open));
	assert_int_equal(open, 0);
	stood = first_line(history(t));
	before = members_on(t, "2026-01-01");
	erase(&b);
	ok(privacy_file_ledger(cx));
	ok(store_scrub(cx));
	none_left(cx);
	sound(cx);
	assert_int_equal(guard_of(cx, b.who), MEMBER_ERASED);
	assert_int_equal(members_on(t, "2026-01-01"), before);
	/* where and when, but not who */
	assert_true(str_eq(first_line(history(t)), stood));
	same(row(t).name, str_fmt(a, "Đã xóa #%lld", (long long)b.who).p);
	same(row(t).sex, "f");
	same(member_birth_text(a, row(t).birth, row(t).birth_part), "1988");
	assert_false(row(t).lock_key.p);
	ok(account_name(cx, b.own, &name));
	same(name, str_fmt(a, "Đã xóa #%lld", (long long)b.who).p);
	ok(account_email(cx, b.own, &email));
	assert_true(str_ends(email, STR("@invalid")));
	ok(account_look(cx, b.own, &look));
	kit_close(cx);
}

/* The events are there, and say nothing any more. */
static void test_events(void **state UNUSED)
{
	struct audit_rows rows;
	int said = 0;
	BUREAU;

	ok(account_history(cx, "member", b.who, 100, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		said += rows.p[i].after.p != NULL;
	assert_true(said > 3);
	erase(&b);
	ok(account_history(cx, "member", b.who, 100, &rows));
	same(rows.p[0].kind, "privacy.erase");
	for (ptrdiff_t i = 0; i < rows.n; i++)
		assert_false(rows.p[i].after.p || rows.p[i].before.p ||
			     rows.p[i].reason.p);
	/* of somebody else everything is said */
	ok(account_history(cx, "member", 1, 100, &rows));
	assert_true(says(rows.p[rows.n - 1].after, "Thư"));
	kit_close(cx);
}

/* Nothing that is done or undone afterwards writes into the record. */
static void test_stays_erased(void **state UNUSED)
{
	struct audit_rows rows;
	struct str value;
	int64_t id;
	BUREAU;

	ok(account_history(cx, "member", b.who, 100, &rows));
	erase(&b);
	fails(privacy_erase(
		      cx, &(struct privacy_erasing){ .who = { .member = b.who },
						     .cause = "request" }),
	      ERR_CONFLICT);
	as(t, t->office);
	fails(change(t, "phone", "0911111111", "2026-01-01"), ERR_CONFLICT);
	fails(correct(t, "name", "Nguyễn Zqmot", NULL), ERR_CONFLICT);
	fails(move(t, "readmitted", t->one, "2026-10-10"), ERR_CONFLICT);
	fails(member_link_user(cx, b.who, t->office), ERR_CONFLICT);
	fails(member_show(cx,
			  &(struct member_edit){ .member = b.who,
						 .field = STR("national_id"),
						 .reason = STR("xem") },
			  &value),
	      ERR_CONFLICT);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		fails(member_take_back(cx,
				       &(struct member_edit){
					       .member = b.who,
					       .rev = MEMBER_ANY_REV },
				       rows.p[i].id),
		      ERR_CONFLICT);
		fails(member_fact_back(cx,
				       &(struct member_edit){
					       .member = b.who,
					       .rev = MEMBER_ANY_REV,
					       .field = STR("name") },
				       rows.p[i].id),
		      ERR_CONFLICT);
	}
	as(t, b.officer);
	fails(privacy_lift(cx, b.who, STR("x")), ERR_CONFLICT);
	refuses(privacy_ask(cx,
			    &(struct privacy_wish){ .who = { .member = b.who },
						    .kind = PRIVACY_ACCESS,
						    .way = PRIVACY_LETTER,
						    .came_on = cx->today },
			    &id),
		ERR_CONFLICT, "member");
	kit_close(cx);
}

/* Erased while it was restricted: what lay aside is gone as well. */
static void test_restricted_first(void **state UNUSED)
{
	int64_t id;
	BUREAU;

	as(t, b.officer);
	ok(privacy_ask(cx,
		       &(struct privacy_wish){ .who = { .member = b.who },
					       .kind = PRIVACY_RESTRICTION,
					       .way = PRIVACY_LETTER,
					       .came_on = cx->today },
		       &id));
	ok(privacy_take(cx, id));
	ok(privacy_reply(cx, &(struct privacy_answer){ .id = id,
						       .accept = true,
						       .text = STR("có") }));
	assert_int_equal(guard_of(cx, b.who), MEMBER_RESTRICTED);
	erase(&b);
	ok(store_scrub(cx));
	none_left(cx);
	sound(cx);
	kit_close(cx);
}

/* Somebody who only signs in. */
static void test_account(void **state UNUSED)
{
	struct member_looks_rows looks;
	BUREAU;

	as(t, t->office);
	ok(member_link_user(cx, b.who, 0));
	as(t, b.own);
	ok(member_look(cx, 1, STR("xem")));
	as(t, b.officer);
	ok(privacy_erase(cx,
			 &(struct privacy_erasing){ .who = { .user = b.own },
						    .cause = "request" }));
	ok(store_scrub(cx));
	for (int i = 0; has_files(cx) && i < N_ELEMENTS(canaries); i++)
		if (str_starts(str_c(canaries[i]), STR("zqbay")) ||
		    str_starts(str_c(canaries[i]), STR("Zqtam")) ||
		    str_starts(str_c(canaries[i]), STR("zqtrinh")))
			assert_int_equal(files_with(cx, canaries[i]), 0);
	ok(member_looks(cx->db,
			&(struct member_looks_in){ .member = 1,
						   .since = cx->today - 9,
						   .limit = 10 },
			&looks));
	for (ptrdiff_t i = 0; i < looks.n; i++)
		assert_false(says(looks.p[i].user_name, "Zqtam"));
	same(row(t).name, "Nguyễn Zqhai"); /* the record is another matter */
	sound(cx);
	kit_close(cx);
}

/* ---- an older backup ---------------------------------------------------- */

/* The backup, opened as data of its own; the ledger stays with the first. */
static struct cx restored(struct cx *cx, const char *backup)
{
	struct cx old = *cx;

	old.db = NULL;
	ok(store_open(cx->arena, &(struct db_config){ .path = backup },
		      &old.store));
	old.db = store_reader(old.store, cx->arena);
	return old;
}

static void test_replayed(void **state UNUSED)
{
	struct cx old;
	const char *folder, *backup;
	struct str ledger;
	bool known;
	int64_t n;
	BUREAU;

	folder = kit_folder(a);
	backup = str_fmt(a, "%s/roviec.db", folder).p;
	ok(store_backup(cx->store, a, backup));
	erase(&b);
	ok(privacy_file_ledger(cx));
	ok(privacy_file_ledger(cx)); /* nothing twice */
	ledger = kit_file(a, str_to_c(a, privacy_ledger_path(cx)));
	assert_int_equal(str_find(ledger, STR("\n"), 0), ledger.n - 1);
	assert_true(str_find(ledger, STR("Zq"), 0) < 0); /* ids only */

	old = restored(cx, backup);
	assert_int_equal(guard_of(&old, b.who), MEMBER_FREE);
	ok(privacy_replay(&old, str_cat(a, ledger, STR("x")), &known, &n));
	assert_false(known);
	ok(privacy_replay(&old, privacy_ledger_path(cx), &known, &n));
	assert_true(known);
	assert_int_equal(n, 1);
	assert_int_equal(guard_of(&old, b.who), MEMBER_ERASED);
	ok(store_scrub(&old));
	none_left(&old);
	sound(&old);
	ok(privacy_replay(&old, privacy_ledger_path(cx), &known, &n));
	assert_int_equal(n, 0);
	store_return(old.db);
	store_close(old.store);
	kit_folder_remove(folder);
	kit_close(cx);
}

static void ledger_write(struct cx *cx, const char *path, struct str text)
{
	FILE *f = fopen(path, "wb");

	(void)cx;
	assert_non_null(f);
	assert_int_equal(fwrite(text.p, 1, (size_t)text.n, f), text.n);
	fclose(f);
}

/* A line means one person: not whoever has the number in other data. */
static void test_others_stay(void **state UNUSED)
{
	const char *folder, *path;
	struct str hash, origin, line;
	int64_t event, n;
	bool known;
	BUREAU;

	folder = kit_folder(a);
	path = str_fmt(a, "%s/list", folder).p;
	ok(member_origin(cx, 1, &event, &hash));
	ok(audit_origin(cx, &origin));
	assert_true(event > 0);
	line = str_fmt(a, "%.*s\tmember\t1\t0\t%lld\tff%.*s\tx\n",
		       STR_ARG(origin), (long long)event, STR_ARG(hash));
	line = str_cat(a, line,
		       str_fmt(a, "other\tmember\t1\t0\t%lld\t%.*s\tx\n",
			       (long long)event, STR_ARG(hash)));
	line = str_cat(a, line, STR("member\t1\n\n\tx\nmember"));
	ledger_write(cx, path, line);
	ok(privacy_replay(cx, str_c(path), &known, &n));
	assert_int_equal(n, 0);
	assert_int_equal(guard_of(cx, 1), MEMBER_FREE);
	/* and the right one does, even of a member of today */
	line = str_fmt(a, "%.*s\tmember\t1\t0\t%lld\t%.*s\tx\n",
		       STR_ARG(origin), (long long)event, STR_ARG(hash));
	ledger_write(cx, path, line);
	ok(privacy_replay(cx, str_c(path), &known, &n));
	assert_int_equal(n, 1);
	assert_int_equal(guard_of(cx, 1), MEMBER_ERASED);
	assert_int_equal(guard_of(cx, b.who), MEMBER_FREE);
	kit_folder_remove(folder);
	kit_close(cx);
}

/* The list goes with data that was moved: it is written anew. */
static void test_ledger_again(void **state UNUSED)
{
	struct privacy_health h;
	const char *path;
	BUREAU;

	erase(&b);
	ok(privacy_health(cx, &h));
	assert_int_equal(h.erased, 1);
	assert_int_equal(h.unfiled, 1);
	assert_int_equal(h.open_events, 0);
	ok(privacy_file_ledger(cx));
	ok(privacy_health(cx, &h));
	assert_int_equal(h.unfiled, 0);
	path = str_to_c(a, privacy_ledger_path(cx));
	assert_int_equal(unlink(path), 0);
	ok(privacy_file_ledger(cx));
	assert_true(kit_file(a, path).n > 0);
	unlink(path);
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_erased),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_stays_erased),
		cmocka_unit_test(test_restricted_first),
		cmocka_unit_test(test_account),
		cmocka_unit_test(test_replayed),
		cmocka_unit_test(test_others_stay),
		cmocka_unit_test(test_ledger_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
