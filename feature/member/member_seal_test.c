/*
 * Protected fields against whoever can write to the database, but hasn't the
 * key: what is moved there doesn't open. And keys that change meanwhile.
 */
#include "member/test/member_kit.h"

#include <sodium.h>

#include "member/member_priv.h"
#include "member/member_seal_query.h"

/* A second person with another number. */
static int64_t another(struct town *t)
{
	static const struct member_value number = { STR_INIT("national_id"),
						    STR_INIT("001099000123") };
	struct member_new in = thu(t);
	int64_t id;

	in.name = STR("Lê An");
	in.value = &number;
	in.n_values = 1;
	ok(member_add(&t->cx, &in, false, &id));
	return id;
}

static struct err *shows(struct town *t, int64_t member, const char *field,
			 struct str *ret_value)
{
	return member_show(&t->cx,
			   &(struct member_edit){ .member = member,
						  .field = str_c(field),
						  .from = DAY_NONE,
						  .reason = STR("đối chiếu") },
			   ret_value);
}

static struct member_secrets_row secret(struct town *t, int64_t member,
					const char *field)
{
	struct member_secrets_rows rows;

	ok(member_secrets(t->cx.db,
			  &(struct member_secrets_in){ .member = member },
			  &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(rows.p[i].field, str_c(field)))
			return rows.p[i];
	fail_msg("%s", field);
	return rows.p[0];
}

static struct str lock_of(struct town *t, int64_t member)
{
	struct member_seal_one_row row_of;
	bool found;

	ok(member_seal_one(t->cx.db,
			   &(struct member_seal_one_in){ .id = member },
			   &row_of, &found));
	assert_true(found && row_of.id == member);
	return row_of.lock_key;
}

/* Rows as somebody with SQL would set them. */
struct moved {
	int64_t field; /* id of a row of member_secret, or 0 */
	struct str sealed, mark;
	int64_t person; /* … of member, or 0 */
	struct str lock;
};

static struct err *moved_tx(struct cx *cx, void *arg)
{
	const struct moved *m = arg;
	struct err *err = NULL;

	if (m->field)
		err = member_seal_field_set(cx->db,
					    &(struct member_seal_field_set_in){
						    .id = m->field,
						    .sealed = m->sealed,
						    .mark = m->mark });
	if (!err && m->person)
		err = member_seal_person_set(
			cx->db, &(struct member_seal_person_set_in){
					.id = m->person, .lock_key = m->lock });
	return err;
}

static void put(struct town *t, struct moved m)
{
	ok(db_tx(&t->cx, moved_tx, &m));
}

/* ---- what is moved ---------------------------------------------------------- */

static void another_persons(void **state UNUSED)
{
	struct member_secrets_row mine, theirs;
	struct str value, my_lock, their_lock;
	int64_t an;
	TOWN;

	an = another(&t);
	mine = secret(&t, t.thu, "national_id");
	theirs = secret(&t, an, "national_id");
	my_lock = lock_of(&t, t.thu);
	their_lock = lock_of(&t, an);
	/* the number alone, then with the key that opened it */
	put(&t, (struct moved){ .field = mine.id,
				.sealed = theirs.sealed,
				.mark = mine.mark });
	fails(shows(&t, t.thu, "national_id", &value), ERR_CONFLICT);
	put(&t, (struct moved){ .person = t.thu, .lock = their_lock });
	fails(shows(&t, t.thu, "national_id", &value), ERR_CONFLICT);
	put(&t, (struct moved){ .field = mine.id,
				.sealed = mine.sealed,
				.mark = mine.mark,
				.person = t.thu,
				.lock = my_lock });
	ok(shows(&t, t.thu, "national_id", &value));
	same(value, "079088012482");
	kit_close(cx);
}

static void another_field(void **state UNUSED)
{
	struct member_secrets_row number, other;
	struct str value;
	TOWN;

	number = secret(&t, t.thu, "national_id");
	other = secret(&t, t.thu, "ethnicity");
	put(&t, (struct moved){ .field = other.id, .sealed = number.sealed });
	fails(shows(&t, t.thu, "ethnicity", &value), ERR_CONFLICT);
	put(&t, (struct moved){ .field = other.id, .sealed = other.sealed });
	ok(shows(&t, t.thu, "ethnicity", &value));
	kit_close(cx);
}

static void each_flipped_bit(void **state UNUSED)
{
	struct member_key key = { .of = 7 };
	struct str sealed, value;
	TOWN;

	randombytes_buf(key.bytes, sizeof(key.bytes));
	sealed = member_seal(a, &key, STR("phone"), STR("0912"));
	assert_true(member_open(a, &key, STR("phone"), sealed, &value));
	same(value, "0912");
	for (ptrdiff_t i = 0; i < sealed.n; i++) {
		char *bad = arena_bytes(a, sealed.n);

		memcpy(bad, sealed.p, (size_t)sealed.n);
		bad[i] ^= 1;
		assert_false(member_open(a, &key, STR("phone"),
					 (struct str){ bad, sealed.n },
					 &value));
		assert_false(member_open(a, &key, STR("phone"),
					 str_sub(sealed, 0, i), &value));
	}
	kit_close(cx);
}

static void a_drill_finds_it(void **state UNUSED)
{
	struct member_secrets_row phone;
	struct err *found = NULL;
	int64_t all;
	int n;
	TOWN;

	another(&t);
	ok(member_sample_check(cx, 20, &all, &n, &found));
	assert_int_equal(all, 2);
	assert_int_equal(n, 2);
	assert_null(found);
	phone = secret(&t, t.thu, "ethnicity");
	put(&t, (struct moved){ .field = phone.id, .sealed = STR("x") });
	for (int i = 0; i < 60 && !found; i++)
		ok(member_sample_check(cx, 20, &all, &n, &found));
	assert_non_null(found);
	kit_close(cx);
}

/* ---- as it was sealed at first ---------------------------------------------- */

static struct str sealed_old(struct arena *a, const struct member_key *key,
			     const char *field, const char *value)
{
	struct str text = str_fmt(a, "%s\n%s", field, value);
	ptrdiff_t n = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES +
		      text.n;
	unsigned char *p = (unsigned char *)arena_bytes(a, n);

	randombytes_buf(p, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(p + crypto_secretbox_NONCEBYTES,
			      (const unsigned char *)text.p,
			      (unsigned long long)text.n, p, key->bytes);
	return (struct str){ (char *)p, n };
}

static void the_old_form_is_read_and_renewed(void **state UNUSED)
{
	struct member_secrets_row was, is;
	struct member_lock lock;
	struct member_key key;
	struct str value, old;
	int64_t n;
	TOWN;

	was = secret(&t, t.thu, "national_id");
	ok(member_lock_read(cx, &lock));
	ok(member_key_open(cx, &lock, lock_of(&t, t.thu), &key));
	old = sealed_old(a, &key, "national_id", "079088012482");
	assert_true(member_is_sealed_old(old));
	put(&t,
	    (struct moved){ .field = was.id, .sealed = old, .mark = was.mark });
	ok(shows(&t, t.thu, "national_id", &value));
	same(value, "079088012482");
	ok(member_seal_left(cx, &n));
	assert_int_equal(n, 1);
	ok(member_seal_all(cx, &n));
	is = secret(&t, t.thu, "national_id");
	assert_false(member_is_sealed_old(is.sealed));
	assert_true(str_eq(is.mark, was.mark));
	ok(shows(&t, t.thu, "national_id", &value));
	same(value, "079088012482");
	kit_close(cx);
}

/* ---- another key ------------------------------------------------------------- */

static int64_t found_by(struct town *t, const char *number)
{
	struct member_value v = { STR("national_id"), str_c(number) };
	struct member_lock lock;
	struct str name;
	int64_t id;

	ok(member_lock_read(&t->cx, &lock));
	ok(member_find_by_secret(&t->cx, &lock, &v, &id, &name));
	return id;
}

static void reads_all(struct town *t, int64_t an)
{
	struct str value;

	ok(shows(t, t->thu, "national_id", &value));
	same(value, "079088012482");
	ok(shows(t, an, "national_id", &value));
	same(value, "001099000123");
	assert_int_equal(found_by(t, "079088012482"), t->thu);
	assert_int_equal(found_by(t, "001099000123"), an);
	assert_int_equal(found_by(t, "001099000124"), 0);
}

static void another_key_beside(void **state UNUSED)
{
	struct member_new in;
	int64_t an, n, id;
	int gone;
	TOWN;

	an = another(&t);
	ok(member_seal_left(cx, &n));
	assert_int_equal(n, 0);
	ok(setting_key_add(cx));
	reads_all(&t, an);
	/* a number is nobody else's, whichever key made its mark */
	in = thu(&t);
	in.name = STR("Trần Văn Đôi");
	refuses(member_add(cx, &in, true, &id), ERR_CONFLICT, "national_id");
	ok(change(&t, "phone", "0912345418", "2026-10-01"));
	ok(member_seal_left(cx, &n));
	assert_true(n > 0);
	ok(member_seal_all(cx, &n));
	assert_true(n > 0);
	ok(member_seal_left(cx, &n));
	assert_int_equal(n, 0);
	reads_all(&t, an);
	ok(setting_key_retire(cx, &gone));
	assert_int_equal(gone, 1);
	reads_all(&t, an);
	refuses(member_add(cx, &in, true, &id), ERR_CONFLICT, "national_id");
	ok(member_seal_all(cx, &n));
	assert_int_equal(n, 0);
	kit_close(cx);
}

/* What waits for an answer is sealed, too. */
static void what_is_asked_for(void **state UNUSED)
{
	struct member_wish wish = { .field = STR("national_id"),
				    .want = STR("079088012483"),
				    .note = STR("") };
	struct str value;
	int64_t who, id, n;
	int gone;
	TOWN;

	who = user(&t, "thu@dn.vn", ROLE_SECRETARY, t.one);
	ok(member_link_user(cx, t.thu, who));
	as(&t, who);
	wish.member = t.thu;
	ok(member_ask(cx, &wish, &id));
	as(&t, t.office);
	ok(setting_key_add(cx));
	ok(member_seal_all(cx, &n));
	ok(member_seal_left(cx, &n));
	assert_int_equal(n, 0);
	ok(setting_key_retire(cx, &gone));
	ok(member_decide(cx,
			 &(struct member_answer){ .ask = id, .accept = true }));
	ok(shows(&t, t.thu, "national_id", &value));
	same(value, "079088012483");
	kit_close(cx);
}

/* More people than an act takes. */
struct crowd {
	struct town *t;
	struct member_lock lock;
};

static struct err *crowd_tx(struct cx *cx, void *arg)
{
	struct crowd *c = arg;
	struct err *err = NULL;
	int64_t id;

	for (int i = 0; !err && i < 250; i++) {
		struct member_value v = { STR("national_id"),
					  str_fmt(cx->arena, "%012d", i) };
		struct member_new in = thu(c->t);

		in.name = str_fmt(cx->arena, "Người %d", i);
		in.value = &v;
		in.n_values = 1;
		err = member_put(cx, &c->lock, &in, 1, &id);
	}
	return err;
}

static void more_than_an_act_takes(void **state UNUSED)
{
	struct crowd c;
	int64_t n, left;
	TOWN;

	c.t = &t;
	ok(member_lock_ready(cx, &c.lock));
	ok(db_tx(cx, crowd_tx, &c));
	ok(setting_key_add(cx));
	ok(member_seal_left(cx, &left));
	/* a key and a mark each, and those of the first person */
	assert_in_range(left, 502, 504);
	ok(member_seal_all(cx, &n));
	assert_int_equal(n, left);
	ok(member_seal_left(cx, &left));
	assert_int_equal(left, 0);
	assert_true(found_by(&t, "000000000249") > 0);
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_persons),
		cmocka_unit_test(another_field),
		cmocka_unit_test(each_flipped_bit),
		cmocka_unit_test(a_drill_finds_it),
		cmocka_unit_test(the_old_form_is_read_and_renewed),
		cmocka_unit_test(another_key_beside),
		cmocka_unit_test(what_is_asked_for),
		cmocka_unit_test(more_than_an_act_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
