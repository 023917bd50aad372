/*
 * Many committees: patterns, copies, names. The directory learns of them at the
 * end, all at once. Until then a mark in the folder says that what lies there
 * without an entry is a try of ours: what fails removes it, what was killed is
 * removed by the next try.
 */
#include "app/app_country.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "account/account.h"
#include "app/app.h"
#include "app/app_country_member.h"
#include "app/app_each.h"
#include "app/app_realms.h"
#include "app/app_sample.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"

enum {
	VARIANTS = 8,
	PATTERNS = 4 * VARIANTS, /* each with a task and a unit more or less */
	WORKERS = 2,
	SIGN_INS = 3, /* realms whose links are printed */
};

/* Units of the variants; some realms have one more, so that 3,600 realms have
 * 50,000 organisations. */
static const int units[VARIANTS] = { 10, 11, 12, 13, 13, 14, 15, 15 };
enum { COUNTRY_REALMS = 3600, COUNTRY_ORGS = 50000 };

/* Names of communes: each of the first with each of the second. */
static const char *const first[] = {
	"An",	 "Bình",  "Châu",  "Cẩm",   "Diên",  "Đại",   "Đông",  "Gia",
	"Giao",	 "Hải",	  "Hòa",   "Hoằng", "Hưng",  "Khánh", "Kim",   "Lạc",
	"Lâm",	 "Long",  "Lương", "Mai",   "Minh",  "Mỹ",    "Nam",   "Nga",
	"Nghĩa", "Ngọc",  "Nhân",  "Ninh",  "Phong", "Phú",   "Phúc",  "Phước",
	"Quang", "Quế",	  "Quỳnh", "Sơn",   "Tam",   "Tân",   "Tây",   "Thái",
	"Thanh", "Thạch", "Thiện", "Thọ",   "Tiên",  "Trung", "Tường", "Vĩnh",
	"Xuân",	 "Yên",
};
static const char *const second[] = {
	"An",	 "Bình", "Châu", "Cường", "Dân",    "Dương", "Đức",   "Giang",
	"Hà",	 "Hải",	 "Hậu",	 "Hiệp",  "Hòa",    "Hội",   "Hưng",  "Khê",
	"Lạc",	 "Lập",	 "Lợi",	 "Lộc",	  "Lý",	    "Mỹ",    "Nghĩa", "Nhân",
	"Phong", "Phú",	 "Phúc", "Quang", "Sơn",    "Tân",   "Thành", "Thịnh",
	"Thọ",	 "Thủy", "Tiến", "Trung", "Trường", "Văn",   "Vinh",  "Xá",
};

struct country {
	struct cx *cx;
	const struct country_ask *ask;
	pthread_mutex_t lock;
	struct err *err;	      /* the first, in cx->arena */
	struct str pattern[PATTERNS]; /* folders; absent: not needed */
	int64_t tasks[PATTERNS];
	int64_t *cell[PATTERNS]; /* what its members belong to */
	int cells;		 /* of each unit; 0: nobody is a member */
	int64_t orgs, units;	 /* of all */
	int64_t *units_before;	 /* of the realms before each */
	int64_t copied, bytes;
	struct realm_entry *entry;
	struct str link[SIGN_INS];
};

/* ---- words ------------------------------------------------------------------- */

/* "Xã An Bình", and "xa-an-binh"; every pair once as a commune and once as a
 * ward, then with a number. */
static struct str commune(struct arena *a, int64_t i)
{
	int64_t n1 = N_ELEMENTS(first), n2 = N_ELEMENTS(second);
	int64_t pair = i / 2 % (n1 * n2), round = i / 2 / (n1 * n2);
	const char *kind = i % 2 ? "Phường" : "Xã";
	/* neighbours differ in both words */
	struct str name = str_fmt(a, "%s %s %s", kind, first[pair % n1],
				  second[(pair / n1 + pair % n1) % n2]);

	return round ? str_fmt(a, "%.*s %lld", STR_ARG(name),
			       (long long)round + 1)
		     : name;
}

static struct str word_of(struct arena *a, struct str name)
{
	struct str fold = text_fold(a, name);
	char *p = arena_new(a, char, fold.n);

	for (ptrdiff_t i = 0; i < fold.n; i++)
		p[i] = fold.p[i] == ' ' ? '-' : fold.p[i];
	return (struct str){ p, fold.n };
}

/* The tasks are dealt out evenly: some realms have one more. */
static int64_t tasks_of(const struct country_ask *ask, int64_t realm)
{
	return ask->tasks / ask->realms + (realm < ask->tasks % ask->realms);
}

/* How many realms have a unit more: what the variants alone lack. */
static int64_t more_units(const struct country_ask *ask)
{
	int64_t n = ask->realms;
	int64_t lacks = n * COUNTRY_ORGS / COUNTRY_REALMS;

	for (int k = 0; k < VARIANTS; k++)
		lacks -= (n / VARIANTS + (k < n % VARIANTS)) * (units[k] + 1);
	return MAX(0, MIN(lacks, n));
}

/* Those are dealt out evenly, too. */
static bool has_more_units(const struct country_ask *ask, int64_t realm)
{
	int64_t more = more_units(ask), n = ask->realms;

	return (realm + 1) * more / n > realm * more / n;
}

static int pattern_of(const struct country_ask *ask, int64_t realm)
{
	bool more = tasks_of(ask, realm) > ask->tasks / ask->realms;

	return (int)(realm % VARIANTS) + (more ? VARIANTS : 0) +
	       (has_more_units(ask, realm) ? 2 * VARIANTS : 0);
}

static int pattern_units(ptrdiff_t k)
{
	return units[k % VARIANTS] + (k >= 2 * VARIANTS);
}

/* Members are dealt out by units: how many the realms before this one have. */
static int64_t members_before(const struct country *c, int64_t realm)
{
	return c->ask->members * c->units_before[realm] / c->units;
}

/* ---- threads ------------------------------------------------------------------- */

static struct cx own_cx(const struct country *c, struct arena *a)
{
	struct cx cx = *c->cx;

	cx.arena = a;
	cx.actor.name = STR("Hệ thống");
	cx.store = NULL;
	cx.db = NULL;
	return cx;
}

/* Keeps the first error where it lasts; true: go on. */
static bool went_well(struct country *c, const struct err *err)
{
	struct cx *cx = c->cx;

	pthread_mutex_lock(&c->lock);
	if (err && !c->err)
		c->err = err_detail(cx->arena,
				    err_new(cx->arena, err->code,
					    N_("The demo's realms can't be "
					       "made: {0}"),
					    tr_err(cx->arena, cx->lang, err)),
				    "%.*s", STR_ARG(err->detail));
	err = c->err;
	pthread_mutex_unlock(&c->lock);
	return !err;
}

/* ---- patterns -------------------------------------------------------------------- */

static struct err *people_make(struct cx *cx, int64_t root,
			       const struct sample *s)
{
	struct account_new who = { .email = STR("van-phong@demo.example"),
				   .name = STR("Nguyễn Thị Minh Khai"),
				   .post = STR("Chánh Văn phòng"),
				   .role = ROLE_OFFICE,
				   .org = root };
	int64_t user;
	struct err *err = account_ensure(cx, &who, &user);

	who.email = STR("bi-thu@demo.example");
	who.name = STR("Trần Văn Bảy");
	who.post = STR("Bí thư");
	who.role = ROLE_LEADER;
	if (!err)
		err = account_ensure(cx, &who, &user);
	who.email = STR("don-vi@demo.example");
	who.name = STR("Lê Thị Hồng Gấm");
	who.post = STR("Phó Bí thư");
	who.role = ROLE_SECRETARY;
	who.org = s->org[0];
	return err ? err : account_ensure(cx, &who, &user);
}

static struct err *cells_make(struct cx *cx, struct country *c, ptrdiff_t k,
			      const struct sample *s)
{
	struct err *err = NULL;

	for (int i = 0; !err && c->cells && i < pattern_units(k); i++)
		err = country_cells_make(cx, s->org[i], c->cells,
					 &c->cell[k][i * c->cells]);
	return err;
}

static struct err *pattern_fill(struct cx *cx, struct country *c, ptrdiff_t k)
{
	int64_t tasks = c->tasks[k];
	struct sample_ask ask = { .units = pattern_units(k),
				  .programmes = tasks < 8 ? 1 : 2,
				  .tasks = (int)tasks,
				  .open = (int)(tasks * 5 / 8) };
	struct sample s;
	int64_t root, admin;
	struct err *err = realm_init(
		cx,
		&(struct realm_new){ .invented = true,
				     .profile = STR("vn-party"),
				     .name = STR("Đảng bộ mẫu"),
				     .admin = STR("quan-tri@demo.example"),
				     .admin_name = STR("Phạm Ngọc Thạch"),
				     .admin_post = STR("Quản trị") },
		&root, &admin);

	if (!err)
		err = sample_make(cx, &ask, root, &s);
	if (!err)
		err = cells_make(cx, c, k, &s);
	return err ? err : people_make(cx, root, &s);
}

static bool pattern_make(struct arena *a, void *arg, ptrdiff_t k)
{
	struct country *c = arg;
	struct cx cx = own_cx(c, a);
	struct err *err;

	if (!c->pattern[k].n)
		return true;
	err = realm_open(&cx, c->pattern[k], true);
	if (!err) {
		err = pattern_fill(&cx, c, k);
		realm_close(&cx); /* the log is in the file now */
	}
	return went_well(c, err);
}

static struct str pattern_place(struct arena *a, struct str folder, int k)
{
	return str_fmt(a, "%.*s/pattern-%d", STR_ARG(folder), k);
}

static void patterns_plan(struct country *c, struct str folder)
{
	c->units_before = arena_new(c->cx->arena, int64_t, c->ask->realms + 1);
	for (int64_t i = 0; i < c->ask->realms; i++) {
		int k = pattern_of(c->ask, i);

		c->tasks[k] = tasks_of(c->ask, i);
		c->units += pattern_units(k);
		c->units_before[i + 1] = c->units;
		if (!c->pattern[k].n)
			c->pattern[k] = pattern_place(c->cx->arena, folder, k);
	}
	c->orgs = c->units + c->ask->realms;
	c->cells =
		c->ask->members ? country_cells(c->ask->members, c->units) : 0;
	for (int k = 0; k < PATTERNS; k++)
		c->cell[k] = arena_new(c->cx->arena, int64_t,
				       c->cells * pattern_units(k));
}

/* ---- realms ----------------------------------------------------------------------- */

static struct err *file_copy(struct arena *a, const char *from, const char *to,
			     int64_t *ret_bytes)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool good = in >= 0 && out >= 0;
	ssize_t n = 0;

	*ret_bytes = 0;
	while (good &&
	       (n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0)) > 0)
		*ret_bytes += n;
	good = good && n == 0;
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) != 0)
		good = false;
	if (good)
		return NULL;
	return err_detail(a,
			  err_new(a, ERR_IO,
				  N_("The file {0} can't be written; look "
				     "whether there is room."),
				  str_c(to)),
			  "%s", strerror(errno));
}

static struct err *copy_make(struct cx *cx, struct country *c, ptrdiff_t i,
			     struct str place)
{
	struct arena *a = cx->arena;
	struct str from = c->pattern[pattern_of(c->ask, i)];
	int64_t bytes = 0;
	struct err *err = realm_folder(a, place);

	if (!err)
		err = file_copy(a, str_to_c(a, realm_file(a, from)),
				str_to_c(a, realm_file(a, place)), &bytes);
	pthread_mutex_lock(&c->lock);
	c->copied++;
	c->bytes += bytes;
	pthread_mutex_unlock(&c->lock);
	return err;
}

/* The name that it has from its first day, and links for the first realms. */
static struct err *name_give(struct cx *cx, struct country *c, ptrdiff_t i)
{
	struct org root;
	bool found;
	int64_t user;
	struct err *err = org_get_root(cx, &root, &found);

	if (!err)
		err = org_rename(cx, root.id,
				 &(struct org_named){ .name = c->entry[i].title,
						      .from = cx->today });
	if (err || i >= SIGN_INS)
		return err;
	err = account_find_by_email(cx, STR("van-phong@demo.example"), &user);
	if (!err)
		err = account_link(cx, user, &c->link[i]);
	c->link[i] = str_dup(c->cx->arena, c->link[i]);
	return err;
}

static struct err *people_put(struct cx *cx, struct country *c, ptrdiff_t i)
{
	int k = pattern_of(c->ask, i);
	int64_t before = members_before(c, i);

	if (!c->ask->members)
		return NULL;
	return country_people_put(
		cx, &(struct country_people){
			    .members = members_before(c, i + 1) - before,
			    .first = before,
			    .cell = c->cell[k],
			    .n_cells = c->cells * pattern_units(k) });
}

static bool realm_make(struct arena *a, void *arg, ptrdiff_t i)
{
	struct country *c = arg;
	struct cx cx = own_cx(c, a);
	struct str place = realm_place_of(a, c->ask->data, &c->entry[i]);
	struct err *err = copy_make(&cx, c, i, place);

	if (!err)
		err = realm_open(&cx, place, false);
	if (!err) {
		err = name_give(&cx, c, i);
		if (!err)
			err = people_put(&cx, c, i);
		realm_close(&cx);
	}
	return went_well(c, err);
}

/* ---- the directory ------------------------------------------------------------------ */

static void entries_plan(struct country *c)
{
	struct arena *a = c->cx->arena;

	c->entry = arena_new(a, struct realm_entry, c->ask->realms);
	for (int64_t i = 0; i < c->ask->realms; i++) {
		struct str name = commune(a, i);

		c->entry[i] = (struct realm_entry){
			.name = word_of(a, name),
			.title = str_fmt(a, "Đảng bộ %.*s", STR_ARG(name)),
			.place = STR("")
		};
	}
}

static struct err *enter_tx(struct cx *cx, void *arg)
{
	struct country *c = arg;
	struct err *err = NULL;

	for (int64_t i = 0; !err && i < c->ask->realms; i++) {
		struct realm_entry e;
		bool again;

		err = directory_add(cx, &c->entry[i], &e, &again);
		if (!err)
			err = directory_move(cx, &e, REALM_OPEN, e.place);
	}
	return err;
}

/* ---- what was broken off -------------------------------------------------------- */

static const char *mark_path(struct country *c)
{
	return str_fmt(c->cx->arena, "%.*s/demo-unfinished",
		       STR_ARG(c->ask->data))
		.p;
}

static struct err *mark_err(struct country *c, const char *path)
{
	struct arena *a = c->cx->arena;

	return err_detail(a,
			  err_new(a, ERR_IO,
				  N_("The file {0} can't be written; look "
				     "whether there is room."),
				  str_c(path)),
			  "%s", strerror(errno));
}

static struct err *mark_put(struct country *c)
{
	const char *path = mark_path(c);
	struct str text =
		str_fmt(c->cx->arena, "%lld\n", (long long)c->ask->realms);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good = fd >= 0 &&
		    write(fd, text.p, (size_t)text.n) == (ssize_t)text.n &&
		    fsync(fd) == 0;

	if (fd >= 0 && close(fd) != 0)
		good = false;
	return good ? NULL : mark_err(c, path);
}

/* How many realms a try wanted that didn't end; 0: there was none. */
static int64_t mark_get(struct country *c)
{
	int fd = open(mark_path(c), O_RDONLY | O_CLOEXEC);
	char text[32];
	ssize_t n = fd >= 0 ? read(fd, text, sizeof(text)) : 0;
	int64_t realms;

	if (fd >= 0)
		close(fd);
	return str_to_i64(str_trim((struct str){ text, MAX(n, 0) }), &realms)
		       ? realms
		       : 0;
}

/* Of a place that may be ours: what sealed its protected fields. */
static const char *key_of(struct arena *a, struct str place)
{
	return str_to_c(a, str_cat(a, place, STR(".key")));
}

static struct err *place_remove(struct arena *a, struct str place)
{
	struct err *err = db_destroy(a, str_to_c(a, realm_file(a, place)));

	if (!err) {
		(void)rmdir(str_to_c(a, place));
		(void)unlink(key_of(a, place));
	}
	return err;
}

static struct err *patterns_remove(struct country *c)
{
	struct arena *a = c->cx->arena;
	struct str folder = str_cat(a, c->ask->data, STR("/patterns"));
	struct err *err = NULL;

	for (int k = 0; !err && k < PATTERNS; k++)
		err = place_remove(a, pattern_place(a, folder, k));
	(void)rmdir(str_to_c(a, folder));
	return err;
}

/* Whether the directory has a realm of that name. */
static struct err *is_entered(struct cx *of, struct str name, bool *ret_is)
{
	struct realm_entry e;
	struct err *err = directory_find(of, name, &e);

	*ret_is = !err;
	return err && err->code == ERR_NOT_FOUND ? NULL : err;
}

/* Everything of a try with so many realms that the directory doesn't know. */
static struct err *try_remove(struct country *c, struct cx *of, int64_t realms)
{
	struct arena *a = c->cx->arena;
	struct err *err = patterns_remove(c);

	for (int64_t i = 0; !err && i < realms; i++) {
		struct realm_entry e = { .name = word_of(a, commune(a, i)) };
		bool entered;

		err = is_entered(of, e.name, &entered);
		if (!err && !entered)
			err = place_remove(a,
					   realm_place_of(a, c->ask->data, &e));
	}
	if (!err && unlink(mark_path(c)) != 0 && errno != ENOENT)
		err = mark_err(c, mark_path(c));
	return err;
}

/* What is there and isn't ours stays; the sentence says what to do. */
static struct err *places_check(struct country *c, struct cx *of)
{
	struct arena *a = c->cx->arena;
	struct err *err = NULL;

	for (int64_t i = 0; !err && i < c->ask->realms; i++) {
		struct str name = c->entry[i].name;
		struct str place =
			realm_place_of(a, c->ask->data, &c->entry[i]);
		bool entered;

		err = is_entered(of, name, &entered);
		if (!err && entered)
			err = err_new(a, ERR_CONFLICT,
				      N_("The realm \"{0}\" is there already: "
					 "give --data another folder for the "
					 "demo's realms."),
				      name);
		if (!err &&
		    (access(str_to_c(a, realm_file(a, place)), F_OK) == 0 ||
		     access(key_of(a, place), F_OK) == 0))
			err = err_new(
				a, ERR_CONFLICT,
				N_("\"{0}\" already holds data that is no "
				   "realm of this installation: give "
				   "--data another folder, or take it "
				   "away."),
				place);
	}
	return err;
}

/* ---- the whole ------------------------------------------------------------------ */

static struct err *ask_check(struct cx *cx, const struct country_ask *ask)
{
	if (db_is_address(ask->data))
		return err_new(cx->arena, ERR_UNSUPPORTED,
			       N_("Many realms are made in a folder; `roviec "
				  "realm move` brings them to a server."));
	if (ask->tasks < ask->realms)
		return err_new(
			cx->arena, ERR_INVALID,
			N_("Each realm has a task at least: give --tasks "
			   "a number not below --realms."));
	return NULL;
}

static void result_say(struct country *c, struct cli *cli, int64_t ms)
{
	struct arena *a = c->cx->arena;
	enum lang lang = c->cx->lang;
	struct buf *b = cli_out(cli);

	buf_str(b, tr_fmt(a, lang,
			  N_("Ready in {0}: {1} realms, {2} organisations, {3} "
			     "tasks, {4}, in {5} s. Everything is invented."),
			  c->ask->data, fmt_int(a, lang, c->ask->realms),
			  fmt_int(a, lang, c->orgs),
			  fmt_int(a, lang, c->ask->tasks),
			  fmt_bytes(a, lang, c->bytes),
			  fmt_int(a, lang, ms / 1000)));
	buf_char(b, '\n');
	if (c->ask->members) {
		buf_str(b, tr_fmt(a, lang,
				  N_("Members: {0} in {1} cells; every realm "
				     "seals their protected numbers with its "
				     "own key."),
				  fmt_int(a, lang, c->ask->members),
				  fmt_int(a, lang, c->cells * c->units)));
		buf_char(b, '\n');
	}
	for (int64_t i = 0; i < MIN(c->ask->realms, SIGN_INS); i++)
		buf_fmt(b, "  %.*s  http://127.0.0.1:8080/r/%.*s%.*s\n",
			STR_ARG(c->entry[i].title), STR_ARG(c->entry[i].name),
			STR_ARG(c->link[i]));
}

static struct err *realms_make(struct country *c, struct cx *of)
{
	struct arena *a = c->cx->arena;
	struct str folder = str_cat(a, c->ask->data, STR("/realms"));
	struct str patterns = str_cat(a, c->ask->data, STR("/patterns"));
	struct err *err = realm_folder(a, folder);

	if (!err)
		err = realm_folder(a, patterns);
	if (err)
		return err;
	patterns_plan(c, patterns);
	each_run(&(struct each){ PATTERNS, WORKERS, pattern_make, c });
	if (!c->err)
		each_run(&(struct each){ (ptrdiff_t)c->ask->realms, WORKERS,
					 realm_make, c });
	sync();
	return c->err ? c->err : db_tx(of, enter_tx, c);
}

static struct err *try_make(struct country *c, struct cx *of)
{
	int64_t broken_off = mark_get(c);
	struct err *err = NULL, *left;

	if (broken_off)
		err = try_remove(c, of, broken_off);
	if (!err)
		err = places_check(c, of);
	if (!err)
		err = mark_put(c);
	if (err)
		return err;
	err = realms_make(c, of);
	left = try_remove(c, of, c->ask->realms);
	if (left)
		err_add(&err, left);
	return err;
}

struct err *country_make(struct cx *cx, struct cli *cli,
			 const struct country_ask *ask)
{
	struct country c = { .cx = cx,
			     .ask = ask,
			     .lock = PTHREAD_MUTEX_INITIALIZER };
	int64_t begin = steady_ms();
	struct cx of;
	struct err *err = ask_check(cx, ask);

	if (!err)
		err = realm_folder(cx->arena, ask->data);
	if (!err)
		err = directory_lend(cx, ask->data, true, &of);
	if (err)
		return err;
	entries_plan(&c);
	err = try_make(&c, &of);
	directory_give(&of);
	if (!err)
		result_say(&c, cli, steady_ms() - begin);
	return err;
}
