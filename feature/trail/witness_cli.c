/*
 * witness init, log, sign: a witness in a folder of its own. "key" is its
 * secret key, "logs" the public keys of the logs that it knows, a line each,
 * "seen-ID" the newest checkpoint of each.
 */
#include "trail/trail_priv.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "i18n/i18n.h"
#include "trail/witness_place.h"

enum { LOGS_MOST = 10000 };

static struct str path_of(const struct place *p, const char *name)
{
	return str_fmt(p->cx->arena, "%.*s/%s", STR_ARG(p->dir), name);
}

static struct str seen_path(const struct place *p, const struct tlog_key *log)
{
	return path_of(p, str_fmt(p->cx->arena, "seen-%08x", log->id).p);
}

struct err *place_key(const struct place *p, struct tlog_key *own)
{
	struct str text, path = path_of(p, "key");
	struct err *e = trail_file_read(p->cx->arena, path, &text);

	if (e)
		return e;
	if (tlog_key_read(str_trim(text), own) && own->is_secret &&
	    own->kind == TLOG_KEY_WITNESS)
		return NULL;
	return err_new(p->cx->arena, ERR_INVALID,
		       N_("\"{0}\" doesn't hold the secret key of a witness: "
			  "`roviec witness init` makes it."),
		       path);
}

/* ---- init ------------------------------------------------------------------- */

static struct err *init_run(struct cx *cx, struct cli *cli,
			    int *ret_status UNUSED)
{
	struct place p = { cx, cli_str(cli, "dir") };
	unsigned char seed[TLOG_SEED];
	struct tlog_key own;
	struct err *e = NULL;

	randombytes_buf(seed, sizeof(seed));
	if (!tlog_key_make(cli_str(cli, "name"), TLOG_KEY_WITNESS, seed, &own))
		e = err_new(
			cx->arena, ERR_INVALID,
			N_("A witness' name has no spaces and no \"+\", and "
			   "at most 200 bytes; an address such as "
			   "\"example.vn/witness\" is a good one."));
	if (!e && mkdir(str_to_c(cx->arena, p.dir), 0700) &&
	    access(str_to_c(cx->arena, p.dir), W_OK))
		e = err_new(cx->arena, ERR_IO,
			    N_("The folder \"{0}\" can't be made or written."),
			    p.dir);
	if (!e)
		e = trail_file_write(cx->arena, path_of(&p, "key"),
				     str_cat(cx->arena,
					     tlog_key_secret(cx->arena, &own),
					     STR("\n")),
				     true, false);
	sodium_memzero(seed, sizeof(seed));
	if (e)
		return e;
	cli_say(cli, tr_fmt(cx->arena, cx->lang,
			    N_("The witness is ready. Its public key: {0}"),
			    tlog_key_public(cx->arena, &own)));
	return NULL;
}

/* ---- logs ------------------------------------------------------------------- */

static struct err *logs_read(const struct place *p, struct str *ret_text)
{
	struct err *e =
		trail_file_read(p->cx->arena, path_of(p, "logs"), ret_text);

	if (e && e->code == ERR_NOT_FOUND) {
		*ret_text = STR("");
		return NULL;
	}
	return e;
}

static struct err *log_run(struct cx *cx, struct cli *cli,
			   int *ret_status UNUSED)
{
	struct place p = { cx, cli_str(cli, "dir") };
	struct str text, line = cli_arg(cli, 0);
	struct tlog_key own, log;
	int n = 0;
	struct err *e = place_key(&p, &own);

	if (!e)
		e = logs_read(&p, &text);
	if (e)
		return e;
	if (!tlog_key_read(line, &log) || log.kind != TLOG_KEY_LOG ||
	    log.is_secret)
		return err_new(cx->arena, ERR_INVALID,
			       N_("\"{0}\" isn't the public key of a trail; "
				  "`roviec trail show` prints it."),
			       line);
	for (struct str rest = text, known; rest.n; n++) {
		known = str_cut(&rest, '\n');
		if (str_eq(known, line))
			return NULL;
	}
	if (n >= LOGS_MOST)
		return err_new(cx->arena, ERR_LIMIT,
			       N_("A witness knows at most 10,000 logs."));
	e = trail_file_write(cx->arena, path_of(&p, "logs"),
			     str_fmt(cx->arena, "%.*s%.*s\n", STR_ARG(text),
				     STR_ARG(line)),
			     false, true);
	if (!e)
		cli_say(cli,
			tr_fmt(cx->arena, cx->lang,
			       N_("The witness knows \"{0}\" now."), log.name));
	return e;
}

/* ---- sign ------------------------------------------------------------------- */

/* The log of an origin with what was seen of it; *ret_found false: unknown. */
static struct err *log_find(const struct place *p, struct str origin,
			    struct witness_log *log, bool *ret_found)
{
	struct tlog_checkpoint c;
	struct str text, note, body, sigs;
	struct err *e = logs_read(p, &text);

	*ret_found = false;
	while (!e && text.n && !*ret_found) {
		struct str line = str_cut(&text, '\n');

		*log = (struct witness_log){ .size = 0 };
		*ret_found = tlog_key_read(line, &log->key) &&
			     str_eq(log->key.name, origin);
	}
	if (e || !*ret_found)
		return e;
	e = trail_file_read(p->cx->arena, seen_path(p, &log->key), &note);
	if (e && e->code == ERR_NOT_FOUND)
		return NULL;
	if (!e && (!tlog_note_read(note, &body, &sigs) ||
		   !tlog_checkpoint_read(body, &c)))
		return err_new(p->cx->arena, ERR_INVALID,
			       N_("\"{0}\" isn't a checkpoint: nothing is "
				  "countersigned for this log before that is "
				  "mended."),
			       seen_path(p, &log->key));
	if (!e) {
		log->size = c.size;
		log->root = c.root;
	}
	return e;
}

/* Two at once would forget one of two checkpoints. */
static struct err *alone(const struct place *p, int *ret_fd)
{
	struct str path = path_of(p, "key");

	*ret_fd = open(str_to_c(p->cx->arena, path), O_RDONLY | O_CLOEXEC);
	if (*ret_fd >= 0 && flock(*ret_fd, LOCK_EX) == 0)
		return NULL;
	return err_new(p->cx->arena, ERR_IO,
		       N_("The file \"{0}\" can't be read."), path);
}

static struct err *judge(const struct place *p, struct str request,
			 const struct tlog_key *own, int64_t at,
			 enum witness_answer *ret_answer, struct str *ret_line,
			 int64_t *ret_size)
{
	struct arena *a = p->cx->arena;
	struct str origin = witness_origin(request), note;
	struct witness_log log;
	struct tlog_checkpoint c;
	bool found;
	struct err *e;

	*ret_answer = origin.p ? WITNESS_UNKNOWN : WITNESS_BAD;
	if (!origin.p)
		return NULL;
	e = log_find(p, origin, &log, &found);
	if (e || !found)
		return e;
	*ret_answer = witness_sign(a, request, &log, own, at, ret_line);
	*ret_size = log.size;
	if (*ret_answer != WITNESS_SIGNED)
		return NULL;
	/* kept before it is handed out: it can't be taken back */
	c = (struct tlog_checkpoint){ origin, log.size, log.root };
	note = tlog_note(a, tlog_checkpoint_text(a, &c), *ret_line);
	return trail_file_write(a, seen_path(p, &log.key), note, false, true);
}

struct err *place_answer(const struct place *p, struct str request,
			 const struct tlog_key *own, int64_t at,
			 enum witness_answer *ret_answer, struct str *ret_line,
			 int64_t *ret_size)
{
	int fd = -1;
	struct err *e = alone(p, &fd);

	*ret_size = 0;
	*ret_line = STR_NULL;
	if (!e)
		e = judge(p, request, own, at, ret_answer, ret_line, ret_size);
	if (fd >= 0)
		close(fd);
	return e;
}

static struct err *sign_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct place p = { cx, cli_str(cli, "dir") };
	enum witness_answer answer = WITNESS_BAD;
	struct str request, line = STR_NULL;
	struct tlog_key own;
	int64_t size;
	struct err *e = place_key(&p, &own);

	if (!e)
		e = trail_file_read(cx->arena, cli_arg(cli, 0), &request);
	if (!e)
		e = place_answer(&p, request, &own, cx->now / 1000, &answer,
				 &line, &size);
	sodium_memzero(&own, sizeof(own));
	if (e)
		return e;
	if (answer != WITNESS_SIGNED) {
		*ret_status = 1;
		return err_new(cx->arena, ERR_CONFLICT, witness_why(answer));
	}
	buf_str(cli_out(cli), line);
	return NULL;
}

/* ---- table ------------------------------------------------------------------ */

#define DIR                                                                    \
	{                                                                      \
		.name = "dir", .arg = "DIR",                                   \
		.help = N_("the folder of the witness"), .kind = OPT_TEXT,     \
		.required = true                                               \
	}
#define OPTIONS(o) .options = (o), .n_options = (int)N_ELEMENTS(o)
static const struct option_row init_options[] = {
	DIR,
	{ .name = "name",
	  .arg = "NAME",
	  .help = N_("the name of its key, such as example.vn/witness"),
	  .kind = OPT_TEXT,
	  .required = true },
};
static const struct option_row dir_options[] = { DIR };
static const struct option_row serve_options[] = {
	DIR,
	{ .name = "listen",
	  .arg = "HOST:PORT",
	  .help = N_("address to listen on"),
	  .kind = OPT_TEXT,
	  .required = true },
	{ .name = "tls-cert",
	  .arg = "FILE",
	  .help = N_("certificate chain (PEM)"),
	  .kind = OPT_TEXT },
	{ .name = "tls-key",
	  .arg = "FILE",
	  .help = N_("private key (PEM)"),
	  .kind = OPT_TEXT },
};
static const struct command commands[] = {
	{ .name = "witness init",
	  .help = N_("makes the key of a witness"),
	  .run = init_run,
	  OPTIONS(init_options) },
	{ .name = "witness log",
	  .args = "KEY",
	  .n_args = 1,
	  .help = N_("lets the witness know a trail by its public key"),
	  .run = log_run,
	  OPTIONS(dir_options) },
	{ .name = "witness sign",
	  .args = "FILE",
	  .n_args = 1,
	  .help = N_("countersigns what `roviec trail request` wrote, when it "
		     "continues what was seen"),
	  .run = sign_run,
	  OPTIONS(dir_options) },
	{ .name = "witness serve",
	  .help = N_("answers trails over HTTP, as public witnesses do"),
	  .run = place_serve,
	  OPTIONS(serve_options) },
};
const struct command_table witness_commands = { commands,
						(int)N_ELEMENTS(commands) };
