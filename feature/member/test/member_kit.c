/* A small town for tests of members. */
#include "member/test/member_kit.h"

#include "org/org.h"

static int64_t org(struct town *t, int64_t parent, const char *kind,
		   const char *name)
{
	int64_t id;

	ok(org_add(&t->cx,
		   &(struct org_new){ .parent = parent,
				      .kind = str_c(kind),
				      .name = str_c(name),
				      .from = t->cx.today - 9000 },
		   &id));
	return id;
}

day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

int64_t user(struct town *t, const char *email, const char *role, int64_t where)
{
	int64_t id;

	ok(account_ensure(&t->cx,
			  &(struct account_new){ .email = str_c(email),
						 .name = str_c(email),
						 .role = role,
						 .org = where },
			  &id));
	return id;
}

static const struct member_value values[] = {
	{ STR_INIT("national_id"), STR_INIT("079 088 012 482") },
	{ STR_INIT("ethnicity"), STR_INIT("kinh") },
	{ STR_INIT("phone"), STR_INIT("0912 345 417") },
	{ STR_INIT("theory"), STR_INIT("intermediate") },
};

struct member_new thu(const struct town *t)
{
	return (struct member_new){ .name = STR("Đặng Hạ  Thư"),
				    .sex = STR("f"),
				    .birth = d("1988-05-19"),
				    .org = t->one,
				    .from = d("2022-09-05"),
				    .how = STR("in"),
				    .basis = STR("Giấy chuyển 118"),
				    .sent_on = DAY_NONE,
				    .admitted = d("2014-02-03"),
				    .official = d("2015-02-03"),
				    .state_from = DAY_NONE,
				    .value = values,
				    .n_values = N_ELEMENTS(values) };
}

/* Who acts from now on. */
void as(struct town *t, int64_t who)
{
	bool good;

	t->cx.actor = (struct actor){ .id = ACTOR_SYSTEM };
	if (who > 0)
		ok(account_actor(&t->cx, who, &t->cx.actor, &good));
}

void town_open(struct town *t, struct arena *a)
{
	struct member_new in;

	*t = (struct town){ .cx = kit_realm(a) };
	t->root = org(t, DB_NULL, "dang_bo", "Đảng bộ thành phố");
	t->one = org(t, t->root, "chi_bo", "Chi bộ Một");
	t->two = org(t, t->root, "chi_bo", "Chi bộ Hai");
	t->office = user(t, "vp@dn.vn", ROLE_OFFICE, t->root);
	t->secretary = user(t, "bt@dn.vn", ROLE_SECRETARY, t->one);
	as(t, t->office);
	in = thu(t);
	ok(member_add(&t->cx, &in, false, &t->thu));
}

void refuses_(const struct err *e, enum err_code code, const char *field,
	      int line)
{
	fails_(e, code, __FILE__, line);
	assert_true(e->field.p || !*field);
	if (*field)
		same_(e->field, field, __FILE__, line);
}
/* ---- what stands there -------------------------------------------------- */

struct member_by_id_row row(struct town *t)
{
	struct member_by_id_row r;
	bool found;

	ok(member_by_id(t->cx.db, &(struct member_by_id_in){ .id = t->thu }, &r,
			&found));
	assert_true(found);
	return r;
}

static void span(struct buf *b, struct arena *a, day_t from, day_t to)
{
	buf_fmt(b, " %.*s-%.*s;", STR_ARG(day_iso(a, from)),
		STR_ARG(day_iso(a, to)));
}

/* All that counts, one line a table. */
struct str history(struct town *t)
{
	struct arena *a = t->cx.arena;
	struct buf b = buf_init(a, 10000);
	struct member_states_rows s;
	struct member_ins_rows i;
	struct member_posts_rows p;

	ok(member_ins(t->cx.db, &(struct member_ins_in){ t->thu }, &i));
	ok(member_states(t->cx.db, &(struct member_states_in){ t->thu }, &s));
	ok(member_posts(t->cx.db, &(struct member_posts_in){ t->thu }, &p));
	for (ptrdiff_t k = 0; k < i.n; k++) {
		buf_fmt(&b, "%s%.*s %.*s>%.*s", i.p[k].temporary ? "~" : "",
			STR_ARG(i.p[k].org_name), STR_ARG(i.p[k].how),
			STR_ARG(i.p[k].ended_how));
		span(&b, a, i.p[k].from_on, i.p[k].to_on);
	}
	buf_char(&b, '\n');
	for (ptrdiff_t k = 0; k < s.n; k++) {
		buf_fmt(&b, "%.*s %.*s", STR_ARG(s.p[k].state),
			STR_ARG(s.p[k].how));
		span(&b, a, s.p[k].from_on, s.p[k].to_on);
	}
	buf_char(&b, '\n');
	for (ptrdiff_t k = 0; k < p.n; k++) {
		buf_fmt(&b, "%.*s", STR_ARG(p.p[k].office));
		span(&b, a, p.p[k].from_on, p.p[k].to_on);
	}
	return buf_view(&b);
}

struct str facts(struct town *t)
{
	struct arena *a = t->cx.arena;
	struct buf b = buf_init(a, 10000);
	struct member_facts_rows f;
	struct member_names_rows n;
	struct member_secrets_rows s;

	ok(member_names(t->cx.db, &(struct member_names_in){ t->thu }, &n));
	ok(member_facts(t->cx.db, &(struct member_facts_in){ t->thu }, &f));
	ok(member_secrets(t->cx.db, &(struct member_secrets_in){ t->thu }, &s));
	for (ptrdiff_t k = 0; k < n.n; k++) {
		buf_fmt(&b, "%.*s", STR_ARG(n.p[k].name));
		span(&b, a, n.p[k].from_on, n.p[k].to_on);
	}
	buf_char(&b, '\n');
	for (ptrdiff_t k = 0; k < f.n; k++) {
		buf_fmt(&b, "%.*s=%.*s", STR_ARG(f.p[k].field),
			STR_ARG(f.p[k].value));
		span(&b, a, f.p[k].from_on, f.p[k].to_on);
	}
	buf_char(&b, '\n');
	for (ptrdiff_t k = 0; k < s.n; k++) {
		buf_fmt(&b, "%.*s…%.*s", STR_ARG(s.p[k].field),
			STR_ARG(s.p[k].tail));
		span(&b, a, s.p[k].from_on, s.p[k].to_on);
	}
	return buf_view(&b);
}

/* The newest event about the person. */
struct audit_row event(struct town *t)
{
	struct audit_rows rows;

	ok(account_history(&t->cx, "member", t->thu, 1, &rows));
	assert_int_equal(rows.n, 1);
	return rows.p[0];
}

bool says(struct str s, const char *what)
{
	return str_find(s, str_c(what), 0) >= 0;
}

struct member_edit edit(struct town *t, const char *field, const char *value,
			const char *from)
{
	return (struct member_edit){ .member = t->thu,
				     .rev = row(t).rev,
				     .field = str_c(field),
				     .value = str_c(value),
				     .from = from ? d(from) : DAY_NONE };
}

struct err *change(struct town *t, const char *field, const char *value,
		   const char *from)
{
	struct member_edit in = edit(t, field, value, from);

	return member_change(&t->cx, &in);
}

struct err *correct(struct town *t, const char *field, const char *value,
		    const char *from)
{
	struct member_edit in = edit(t, field, value, from);

	return member_correct(&t->cx, &in);
}

struct err *move(struct town *t, const char *how, int64_t where, const char *on)
{
	return member_move(&t->cx,
			   &(struct member_move){ .member = t->thu,
						  .rev = row(t).rev,
						  .how = str_c(how),
						  .org = where,
						  .on = d(on),
						  .sent_on = DAY_NONE,
						  .basis = STR("QĐ 1") });
}

struct err *post(struct town *t, int64_t where, const char *office,
		 const char *from)
{
	return member_post_add(&t->cx,
			       &(struct member_post){ .member = t->thu,
						      .rev = row(t).rev,
						      .org = where,
						      .office = str_c(office),
						      .from = d(from),
						      .to = DAY_NONE });
}
