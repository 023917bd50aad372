/* trail show, sign, prove, check, request, restart. */
#include "trail/trail_priv.h"

#include "audit/audit.h"
#include "audit/audit_trail.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "trail/trail_witness.h"

enum { REASON_LEAST = 5, REASON_MOST = 500 };

/* ---- show, sign ------------------------------------------------------------ */

static struct err *show_run(struct cx *cx, struct cli *cli,
			    int *ret_status UNUSED)
{
	struct tlog_key key;
	struct trail_mark mark;
	int64_t last;
	struct err *e = audit_last(cx, &last);

	if (!e)
		e = trail_key_ready(cx, &key);
	if (!e)
		e = trail_last(cx, &mark);
	if (e)
		return e;
	cli_say(cli, tr_fmt(cx->arena, cx->lang,
			    N_("Public key of the trail, for whoever checks "
			       "proofs or witnesses: {0}"),
			    tlog_key_public(cx->arena, &key)));
	cli_say(cli,
		tr_fmt(cx->arena, cx->lang,
		       N_("Events: {0}; covered by signed checkpoints: {1}."),
		       fmt_int(cx->arena, cx->lang, last),
		       fmt_int(cx->arena, cx->lang, mark.size)));
	if (mark.size)
		buf_str(cli_out(cli), mark.note);
	return NULL;
}

static struct err *sign_run(struct cx *cx, struct cli *cli,
			    int *ret_status UNUSED)
{
	struct trail_mark mark;
	struct str note;
	struct err *e = trail_sign(cx);

	if (!e)
		e = trail_witness_ask(cx);
	if (!e)
		e = trail_last(cx, &mark);
	if (!e)
		e = trail_note_whole(cx, &mark, &note);
	if (e)
		return e;
	buf_str(cli_out(cli), note);
	return NULL;
}

/* ---- proofs ---------------------------------------------------------------- */

/* Into --out, or to the screen. */
static struct err *give(struct cx *cx, struct cli *cli, struct str text)
{
	struct str out = cli_str(cli, "out");
	struct err *e;

	if (!out.p) {
		buf_str(cli_out(cli), text);
		return NULL;
	}
	e = trail_file_write(cx->arena, out, text, false, false);
	if (!e)
		cli_say(cli,
			tr_fmt(cx->arena, cx->lang, N_("Written: {0}"), out));
	return e;
}

static struct err *prove_run(struct cx *cx, struct cli *cli,
			     int *ret_status UNUSED)
{
	struct str proof;
	int64_t id;
	struct err *e = NULL;

	if (!str_to_i64(cli_arg(cli, 0), &id) || id < 1)
		return err_new(cx->arena, ERR_INVALID,
			       N_("An event has a number from 1 up, not "
				  "\"{0}\"."),
			       cli_arg(cli, 0));
	e = trail_sign(cx);
	if (!e)
		e = trail_prove(cx, id, true, &proof);
	return e ? e : give(cx, cli, proof);
}

static struct err *key_of(struct cx *cx, struct str text,
			  enum tlog_key_kind kind, struct tlog_key *key)
{
	if (tlog_key_read(text, key) && key->kind == kind && !key->is_secret)
		return NULL;
	return err_new(cx->arena, ERR_INVALID,
		       kind == TLOG_KEY_LOG
			       ? N_("\"{0}\" isn't the public key of a trail; "
				    "`roviec trail show` prints it.")
			       : N_("\"{0}\" isn't the public key of a "
				    "witness; `roviec witness init` prints "
				    "it."),
		       text);
}

static struct err *check_run(struct cx *cx, struct cli *cli,
			     int *ret_status UNUSED)
{
	struct str text, witness = cli_str(cli, "witness"), body, sigs;
	struct tlog_key key, w;
	struct trail_proved p;
	int64_t at = 0;
	struct err *e = key_of(cx, cli_str(cli, "key"), TLOG_KEY_LOG, &key);

	if (!e && witness.p)
		e = key_of(cx, witness, TLOG_KEY_WITNESS, &w);
	if (!e)
		e = trail_file_read(cx->arena, cli_arg(cli, 0), &text);
	if (!e)
		e = trail_proof_check(cx->arena, text, cli_str(cli, "hash"),
				      &key, &p);
	if (e)
		return e;
	if (witness.p && (!tlog_note_read(p.note, &body, &sigs) ||
			  tlog_is_signed(body, sigs, &w, &at) != TLOG_SIGNED))
		return err_new(cx->arena, ERR_INVALID,
			       N_("The checkpoint in the proof isn't "
				  "countersigned by \"{0}\"."),
			       w.name);
	cli_say(cli, tr_fmt(cx->arena, cx->lang,
			    N_("It holds: event {0} stands in the trail of {1} "
			       "events that \"{2}\" signed."),
			    str_fmt(cx->arena, "%lld", (long long)p.id),
			    fmt_int(cx->arena, cx->lang, p.size), key.name));
	if (p.record.p)
		cli_say(cli, p.record);
	return NULL;
}

/* ---- witnesses ------------------------------------------------------------- */

static struct err *request_run(struct cx *cx, struct cli *cli,
			       int *ret_status UNUSED)
{
	int64_t from = cli_int(cli, "from");
	struct tlog_proof p = { 0 };
	struct trail_mark mark;
	struct err *e = trail_sign(cx);

	if (from == INT64_MIN)
		from = 0;
	if (!e)
		e = trail_last(cx, &mark);
	if (e)
		return e;
	if (from > mark.size)
		return err_new(cx->arena, ERR_INVALID,
			       N_("The trail has {0} signed events: --from is "
				  "at most that."),
			       fmt_int(cx->arena, cx->lang, mark.size));
	if (from)
		e = trail_continues(cx, from, mark.size, &p);
	return e ? e
		 : give(cx, cli, tlog_request(cx->arena, from, &p, mark.note));
}

static struct err *witness_add_run(struct cx *cx, struct cli *cli,
				   int *ret_status UNUSED)
{
	struct err *e = trail_witness_add(cx, cli_arg(cli, 0), cli_arg(cli, 1));

	if (!e)
		cli_say(cli, tr(cx->lang, N_("The witness is asked from now "
					     "on.")));
	return e;
}

static struct err *witness_remove_run(struct cx *cx, struct cli *cli,
				      int *ret_status UNUSED)
{
	struct err *e = trail_witness_remove(cx, cli_arg(cli, 0));

	if (!e)
		cli_say(cli, tr(cx->lang, N_("The witness isn't asked any "
					     "more; what it countersigned "
					     "stays.")));
	return e;
}

/* A line each; 1 when one is late. */
static struct err *witness_list_run(struct cx *cx, struct cli *cli,
				    int *ret_status)
{
	struct trail_witness_list list;
	struct err *e = trail_witness_read(cx, &list);

	for (ptrdiff_t i = 0; !e && i < list.n; i++) {
		const struct trail_witness *w = &list.p[i];

		cli_say(cli,
			str_fmt(cx->arena, "%.*s %.*s", STR_ARG(w->url),
				STR_ARG(tlog_key_public(cx->arena, &w->key))));
		cli_say(cli,
			w->signed_at == DB_NULL
				? tr(cx->lang,
				     N_("  has countersigned nothing yet"))
				: tr_fmt(cx->arena, cx->lang,
					 N_("  countersigned {0} events on "
					    "{1}"),
					 fmt_int(cx->arena, cx->lang, w->size),
					 fmt_instant(cx->arena, w->signed_at)));
		if (w->answer.p)
			cli_say(cli, str_cat(cx->arena, STR("  "), w->answer));
		if (trail_witness_is_late(cx, w))
			*ret_status = 1;
	}
	if (!e && !list.n)
		cli_say(cli, tr(cx->lang, N_("The trail has no witness.")));
	return e;
}

/* ---- another beginning ------------------------------------------------------ */

static struct err *restart_run(struct cx *cx, struct cli *cli,
			       int *ret_status UNUSED)
{
	struct str reason = str_trim(cli_str(cli, "reason"));
	struct err *e;

	if (reason.n < REASON_LEAST || reason.n > REASON_MOST)
		return err_new(cx->arena, ERR_INVALID,
			       N_("Say why the trail begins anew, in 5 to 500 "
				  "characters: the event keeps it."));
	e = trail_restart(cx, reason);
	return e ? e : show_run(cx, cli, ret_status);
}

/* ---- table ------------------------------------------------------------------ */

#define DATA                                                                   \
	{                                                                      \
		.name = "data", .arg = "DIR",                                  \
		.help = N_("the folder that holds the data"),                  \
		.kind = OPT_TEXT, .required = true, .env = "ROVIEC_DATA"       \
	}
#define OUT                                                                    \
	{                                                                      \
		.name = "out", .arg = "FILE",                                  \
		.help = N_("write it there; else it is printed"),              \
		.kind = OPT_TEXT                                               \
	}
#define OPTIONS(o) .options = (o), .n_options = (int)N_ELEMENTS(o)
static const struct option_row data_options[] = { DATA };
static const struct option_row out_options[] = { DATA, OUT };
static const struct option_row check_options[] = {
	{ .name = "key",
	  .arg = "KEY",
	  .help = N_("the trail's public key"),
	  .kind = OPT_TEXT,
	  .required = true },
	{ .name = "witness",
	  .arg = "KEY",
	  .help = N_("public key of a witness that must have countersigned"),
	  .kind = OPT_TEXT },
	{ .name = "hash",
	  .arg = "HEX",
	  .help = N_("the hash of the event, where the proof came without it"),
	  .kind = OPT_TEXT },
};
static const struct option_row request_options[] = {
	DATA,
	{ .name = "from",
	  .arg = "N",
	  .help = N_("events that the witness knows already"),
	  .kind = OPT_INT,
	  .min = 0,
	  .max = INT64_MAX },
	OUT,
};
static const struct option_row restart_options[] = {
	DATA,
	{ .name = "reason",
	  .arg = "TEXT",
	  .help = N_("why: a restored backup, a lost key"),
	  .kind = OPT_TEXT,
	  .required = true },
};
static const struct command commands[] = {
	{ .name = "trail witness add",
	  .args = "URL KEY",
	  .n_args = 2,
	  .help = N_("sends each new checkpoint to a witness, too"),
	  .needs_store = true,
	  .run = witness_add_run,
	  OPTIONS(data_options) },
	{ .name = "trail witness list",
	  .help = N_("the witnesses, and what they countersigned last"),
	  .needs_store = true,
	  .run = witness_list_run,
	  OPTIONS(data_options) },
	{ .name = "trail witness remove",
	  .args = "URL",
	  .n_args = 1,
	  .help = N_("asks a witness no more"),
	  .needs_store = true,
	  .run = witness_remove_run,
	  OPTIONS(data_options) },
	{ .name = "trail show",
	  .help = N_("the trail's public key and its newest signed "
		     "checkpoint"),
	  .needs_store = true,
	  .run = show_run,
	  OPTIONS(data_options) },
	{ .name = "trail sign",
	  .help = N_("signs the trail as it is now"),
	  .needs_store = true,
	  .run = sign_run,
	  OPTIONS(data_options) },
	{ .name = "trail prove",
	  .args = "EVENT",
	  .n_args = 1,
	  .help = N_("a file that proves that an event stands in the trail"),
	  .needs_store = true,
	  .run = prove_run,
	  OPTIONS(out_options) },
	{ .name = "trail check",
	  .args = "FILE",
	  .n_args = 1,
	  .help = N_("checks such a file; needs no data"),
	  .run = check_run,
	  OPTIONS(check_options) },
	{ .name = "trail request",
	  .help = N_("what a witness is asked to countersign"),
	  .needs_store = true,
	  .run = request_run,
	  OPTIONS(request_options) },
	{ .name = "trail restart",
	  .help = N_("goes on under the next name after a restored backup or a "
		     "lost key"),
	  .needs_store = true,
	  .run = restart_run,
	  OPTIONS(restart_options) },
};
const struct command_table trail_commands = { commands,
					      (int)N_ELEMENTS(commands) };
