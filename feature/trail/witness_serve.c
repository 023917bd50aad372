/* witness serve: a witness over HTTP, as public ones answer (tlog-witness). */
#include "trail/witness_place.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "http/http_plain.h"
#include "i18n/i18n.h"

enum { REQUEST_MOST = 80 * 1024, LINE_MOST = 600 };

struct server {
	struct place place;
	struct tlog_key own;
};

/* One line of the log: who asked is known by the log's name. */
static void log_line(struct arena *a, struct str request,
		     enum witness_answer answer, int64_t size)
{
	struct str origin = witness_origin(request);
	struct buf b = buf_init(a, LINE_MOST);

	buf_lit(&b, "{\"witness\":");
	buf_i64(&b, answer);
	buf_lit(&b, ",\"log\":");
	buf_json_str(&b, origin.p ? origin : STR(""));
	buf_lit(&b, ",\"size\":");
	buf_i64(&b, size);
	buf_lit(&b, "}\n");
	if (!b.full)
		fwrite(b.p, 1, (size_t)b.n, stderr);
}

static void fill(struct arena *a, enum witness_answer answer, struct str line,
		 int64_t size, struct http_plain_said *said)
{
	const char *why = witness_why(answer);

	said->status = (int)answer;
	if (answer == WITNESS_SIGNED) {
		said->body = line;
	} else if (answer == WITNESS_OTHER_SIZE) {
		said->type = "text/x.tlog.size";
		said->body = str_fmt(a, "%lld\n", (long long)size);
	} else {
		said->body = str_cat(a, tr(LANG_EN, why), STR("\n"));
	}
}

static void on_ask(void *ctx, struct arena *a, const struct http_plain_ask *ask,
		   struct http_plain_said *said)
{
	const struct server *s = ctx;
	struct cx cx = *s->place.cx;
	struct place place = { &cx, s->place.dir };
	enum witness_answer answer = WITNESS_BAD;
	struct str line = STR_NULL;
	int64_t size = 0;
	struct err *err;

	cx.arena = a;
	if (!str_eq(ask->path, STR("/add-checkpoint"))) {
		said->status = 404;
		said->body = STR("A witness: POST /add-checkpoint\n");
		return;
	}
	if (ask->method != POST) {
		said->status = 405;
		said->body = STR("POST /add-checkpoint\n");
		return;
	}
	err = place_answer(&place, ask->body, &s->own, (int64_t)time(NULL),
			   &answer, &line, &size);
	if (err) { /* nothing was kept, so nothing is signed */
		said->status = 500;
		said->body = STR("The witness can't keep what it signs.\n");
		fprintf(stderr, "{\"witness\":500,\"error\":\"%s\"}\n",
			err->msgid);
		return;
	}
	log_line(a, ask->body, answer, size);
	fill(a, answer, line, size, said);
}

static void wait_for_end(const sigset_t *set)
{
	int sig;

	while (sigwait(set, &sig) != 0)
		;
}

struct err *place_serve(struct cx *cx, struct cli *cli, int *ret_status UNUSED)
{
	struct server s = { .place = { cx, cli_str(cli, "dir") } };
	struct str listen = cli_str(cli, "listen");
	struct str cert = cli_str(cli, "tls-cert"),
		   key = cli_str(cli, "tls-key");
	struct http_plain_config config = {
		.listen = str_to_c(cx->arena, listen),
		.tls_cert = cert.p ? str_to_c(cx->arena, cert) : NULL,
		.tls_key = key.p ? str_to_c(cx->arena, key) : NULL,
		.body_max = REQUEST_MOST,
		.answer = on_ask,
		.ctx = &s,
	};
	struct http_plain *h;
	struct str said;
	sigset_t set;
	struct err *err = place_key(&s.place, &s.own);

	if (!err && !cert.p != !key.p)
		err = err_new(cx->arena, ERR_INVALID,
			      N_("--tls-cert and --tls-key go together."));
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	/* threads inherit the mask: the signals are for this one */
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (!err)
		err = http_plain_start(cx->arena, &config, &h);
	if (err)
		return err;
	said = tr_fmt(cx->arena, cx->lang,
		      N_("The witness \"{0}\" listens on port {1}."),
		      s.own.name, str_fmt(cx->arena, "%d", http_plain_port(h)));
	printf("%.*s\n", STR_ARG(said));
	fflush(stdout);
	wait_for_end(&set);
	http_plain_stop(h);
	sodium_memzero(&s.own, sizeof(s.own));
	return NULL;
}
