/* The trail on the command line: signed, proved, countersigned, restored. */
#include "app/app_kit.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/audit_trail.h"
#include "trail/witness.h"

/* The public key that a command printed behind a colon. */
static const char *key_said(void)
{
	char text[2000] = "";
	FILE *f = fopen(app_kit.out, "r");
	struct str said, line;

	assert_non_null(f);
	said = (struct str){ text, (ptrdiff_t)fread(text, 1, 1999, f) };
	fclose(f);
	line = str_cut(&said, '\n');
	for (ptrdiff_t at; (at = str_find_char(line, ':')) >= 0;)
		line = str_trim(str_sub(line, at + 1, line.n));
	return str_to_c(app_kit.a, line);
}

static void copy(const char *from, const char *to)
{
	char bytes[1 << 16];
	FILE *f = fopen(from, "r"), *t = fopen(to, "w");
	size_t n;

	assert_non_null(f);
	assert_non_null(t);
	n = fread(bytes, 1, sizeof(bytes), f);
	assert_int_equal(fwrite(bytes, 1, n, t), n);
	fclose(f);
	fclose(t);
	chmod(to, 0600);
}

static void proofs_are_made_and_checked(void **state)
{
	const char *data = app_kit.data, *proof = app_kit_path("proof");
	const char *other = app_kit_path("other"), *key, *wrong;

	(void)state;
	assert_int_equal(RUN("trail", "show", "--data", data), 0);
	key = key_said();
	assert_int_equal(
		RUN("trail", "prove", "1", "--data", data, "--out", proof), 0);
	assert_int_equal(RUN("trail", "check", proof, "--key", key), 0);
	says(app_kit.out, "It holds: event 1 stands in the trail of");
	assert_int_equal(RUN("trail", "show", "--data", data), 0);
	says(app_kit.out, "\xe2\x80\x94 roviec/");
	assert_int_equal(RUN("verify", "--data", data), 0);
	/* never over a file, never of what isn't there */
	assert_int_equal(
		RUN("trail", "prove", "2", "--data", data, "--out", proof), 1);
	says(app_kit.err, "is there already");
	assert_int_equal(RUN("trail", "prove", "9999", "--data", data), 1);
	says(app_kit.err, "has no event 9999");
	assert_int_equal(RUN("trail", "prove", "x", "--data", data), 1);
	says(app_kit.err, "a number from 1 up");
	assert_int_equal(RUN("trail", "check", proof, "--key", "x"), 1);
	says(app_kit.err, "isn't the public key of a trail");
	assert_int_equal(RUN("trail", "check", app_kit.err, "--key", key), 1);
	says(app_kit.err, "isn't a proof of an event");
	assert_int_equal(RUN("trail", "check", "/nowhere", "--key", key), 1);
	says(app_kit.err, "can't be read");
	/* another committee's key */
	assert_int_equal(RUN("init", "--data", other, "--name", "B", "--admin",
			     "b@a.example"),
			 0);
	assert_int_equal(RUN("trail", "show", "--data", other), 0);
	wrong = key_said();
	assert_string_not_equal(key, wrong);
	assert_int_equal(RUN("trail", "check", proof, "--key", wrong), 1);
	says(app_kit.err, "isn't signed by the key");
}

static void a_witness_countersigns(void **state)
{
	const char *data = app_kit.data, *ask = app_kit_path("ask");
	const char *dir = app_kit_path("witness"), *key, *own, *n = "0";
	struct cx cx = kit_cx(app_kit.a);
	struct trail_mark mark;

	(void)state;
	assert_int_equal(RUN("witness", "init", "--dir", dir, "--name", "a b"),
			 1);
	says(app_kit.err, "no spaces");
	assert_int_equal(RUN("witness", "init", "--dir", dir, "--name",
			     "w.example/1"),
			 0);
	own = key_said();
	assert_int_equal(RUN("witness", "init", "--dir", dir, "--name",
			     "w.example/2"),
			 1);
	says(app_kit.err, "is there already");
	assert_int_equal(RUN("trail", "show", "--data", data), 0);
	key = key_said();
	assert_int_equal(RUN("trail", "request", "--data", data, "--out", ask),
			 0);
	assert_int_equal(RUN("witness", "sign", ask, "--dir", dir), 1);
	says(app_kit.err, "doesn't know the log");
	assert_int_equal(RUN("witness", "log", "x", "--dir", dir), 1);
	says(app_kit.err, "isn't the public key of a trail");
	assert_int_equal(RUN("witness", "log", key, "--dir", dir), 0);
	assert_int_equal(RUN("witness", "log", key, "--dir", dir), 0);
	assert_int_equal(RUN("witness", "sign", ask, "--dir", dir), 0);
	says(app_kit.out, "\xe2\x80\x94 w.example/1 ");
	/* it goes on from there only */
	assert_int_equal(RUN("user", "add", "--data", data, "--email",
			     "c@b.example", "--name", "C", "--role", "office"),
			 0);
	unlink(ask);
	assert_int_equal(RUN("trail", "request", "--data", data, "--out", ask),
			 0);
	assert_int_equal(RUN("witness", "sign", ask, "--dir", dir), 1);
	says(app_kit.err, "has seen another checkpoint");
	unlink(ask);
	ok(realm_open(&cx, str_c(data), false));
	ok(trail_covering(&cx, 1, &mark));
	n = str_fmt(app_kit.a, "%lld", (long long)mark.size).p;
	realm_close(&cx);
	assert_int_equal(
		RUN("trail", "request", "--data", data, "--from", "9999"), 1);
	says(app_kit.err, "--from is at most that");
	assert_int_equal(RUN("trail", "request", "--data", data, "--from", n,
			     "--out", ask),
			 0);
	assert_int_equal(RUN("witness", "sign", ask, "--dir", dir), 0);
	/* a proof whose checkpoint must be countersigned and isn't */
	unlink(ask);
	assert_int_equal(
		RUN("trail", "prove", "1", "--data", data, "--out", ask), 0);
	assert_int_equal(
		RUN("trail", "check", ask, "--key", key, "--witness", own), 1);
	says(app_kit.err, "isn't countersigned");
	assert_int_equal(
		RUN("trail", "check", ask, "--key", key, "--witness", key), 1);
	says(app_kit.err, "isn't the public key of a witness");
}

/* The data is put back to a backup: verify, the job and doctor say it, until
 * somebody says why. */
static void an_earlier_day_is_found(void **state)
{
	const char *data = app_kit.data, *to = app_kit_path("to");
	const char *backup = app_kit_path("b.db");

	(void)state;
	assert_int_equal(
		RUN("backup", "--plain", "--data", data, "--to", backup), 0);
	assert_int_equal(RUN("user", "add", "--data", data, "--email",
			     "c@b.example", "--name", "C", "--role", "office"),
			 0);
	assert_int_equal(RUN("trail", "sign", "--data", data), 0);
	assert_int_equal(RUN("restore", "--data", to, "--from", backup), 0);
	copy(app_kit_path("data.key"), app_kit_path("to.key"));
	copy(app_kit_path("data.trail"), app_kit_path("to.trail"));
	assert_int_equal(RUN("verify", "--data", to), 1);
	says(app_kit.err, "put back to an earlier day");
	assert_int_equal(RUN("trail", "sign", "--data", to), 1);
	says(app_kit.err, "put back to an earlier day");
	assert_int_equal(RUN("trail", "restart", "--data", to, "--reason", "x"),
			 1);
	says(app_kit.err, "5 to 500 characters");
	assert_int_equal(RUN("trail", "restart", "--data", to, "--reason",
			     "the disk broke"),
			 0);
	says(app_kit.out, "/2+");
	assert_int_equal(RUN("verify", "--data", to), 0);
	assert_int_equal(RUN("doctor", "--data", to, "--listen", "127.0.0.1:0"),
			 1); /* port 0 is no address */
	says(app_kit.out, "the trail is signed up to event");
	/* restored over a place where a trail was signed: it says so itself */
	assert_int_equal(unlink(app_kit_path("to/roviec.db")), 0);
	assert_int_equal(RUN("restore", "--data", to, "--from", backup), 0);
	assert_int_equal(RUN("verify", "--data", to), 0);
	assert_int_equal(RUN("trail", "show", "--data", to), 0);
	says(app_kit.out, "/3+");
}

#define T(test)                                                                \
	cmocka_unit_test_setup_teardown(test, app_kit_open, app_kit_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(proofs_are_made_and_checked),
		T(a_witness_countersigns),
		T(an_earlier_day_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
