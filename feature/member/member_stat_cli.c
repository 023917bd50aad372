/*
 * members stats: statistics as at any day, as a table or as JSON;
 * members recount: mends what `verify` and `doctor` say about them.
 */
#include "member/member_stat_page.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "member/member_move_stat.h"
#include "member/member_span.h"
#include "member/member_stat.h"
#include "member/member_word.h"

enum { LABEL_WIDTH = 48 };

/* ---- json --------------------------------------------------------------------- */

static void json_key(struct buf *b, const char *key)
{
	buf_char(b, ',');
	buf_json_str(b, str_c(key));
	buf_char(b, ':');
}

static void json_int(struct buf *b, const char *key, int64_t n)
{
	json_key(b, key);
	buf_i64(b, n);
}

static void json_str(struct buf *b, const char *key, struct str s)
{
	json_key(b, key);
	buf_json_str(b, s);
}

static void json_values(struct buf *b, const char *key,
			const struct stat_values *list)
{
	json_key(b, key);
	buf_char(b, '{');
	for (ptrdiff_t i = 0; i < list->n; i++) {
		if (i)
			buf_char(b, ',');
		buf_json_str(b, list->p[i].code);
		buf_char(b, ':');
		buf_i64(b, list->p[i].n);
	}
	buf_char(b, '}');
}

static void json_units(struct buf *b, const struct stat_units *list)
{
	json_key(b, "by_unit");
	buf_char(b, '[');
	for (ptrdiff_t i = 0; i < list->n; i++) {
		const struct stat_unit *u = &list->p[i];

		if (i)
			buf_char(b, ',');
		buf_lit(b, "{\"code\":");
		buf_json_str(b, u->code);
		json_str(b, "name", u->name);
		json_int(b, "members", u->n);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void json_codes(struct buf *b, const char *key,
		       const struct move_codes *list)
{
	json_key(b, key);
	buf_char(b, '{');
	for (ptrdiff_t i = 0; i < list->n; i++) {
		if (i)
			buf_char(b, ',');
		buf_json_str(b, list->p[i].code);
		buf_char(b, ':');
		buf_i64(b, list->p[i].n);
	}
	buf_char(b, '}');
}

static void json_line(struct buf *b, const struct move_line *m)
{
	buf_lit(b, "{\"code\":");
	buf_json_str(b, m->org.code);
	json_str(b, "name", m->org.name);
	json_int(b, "opening", m->opening);
	json_codes(b, "in", &m->in);
	json_codes(b, "out", &m->out);
	json_codes(b, "other", &m->other);
	json_int(b, "closing", m->closing);
	json_key(b, "proved");
	buf_str(b, move_line_proved(m) ? STR("true") : STR("false"));
	buf_char(b, '}');
}

static void json_moves(struct cx *cx, struct buf *b,
		       const struct member_moves *m)
{
	json_key(b, "movements");
	buf_lit(b, "{\"from\":");
	buf_json_str(b, day_iso(cx->arena, m->after));
	json_str(b, "to", day_iso(cx->arena, m->until));
	json_key(b, "whole");
	json_line(b, &m->whole);
	json_key(b, "by_unit");
	buf_char(b, '[');
	for (ptrdiff_t i = 0; i < m->units.n; i++) {
		if (i)
			buf_char(b, ',');
		json_line(b, &m->units.p[i]);
	}
	buf_lit(b, "]}");
}

static void json_write(struct cx *cx, struct buf *b,
		       const struct member_stat *s,
		       const struct member_moves *m)
{
	buf_lit(b, "{\"as_at\":");
	buf_json_str(b, day_iso(cx->arena, s->on));
	json_str(b, "structure", day_iso(cx->arena, s->structure));
	json_int(b, "members", s->members);
	json_int(b, "units", s->units);
	json_values(b, stat_by_key(STAT_STATE), &s->by[STAT_STATE]);
	json_units(b, &s->by_unit);
	json_int(b, "direct", s->direct);
	if (s->restated)
		json_int(b, "outside", s->outside);
	for (enum stat_by by = STAT_SEX; by < N_STAT_BY; by++)
		json_values(b, stat_by_key(by), &s->by[by]);
	if (m)
		json_moves(cx, b, m);
	buf_lit(b, "}\n");
}

/* ---- text ---------------------------------------------------------------------- */

static void text_line(struct cx *cx, struct buf *b, struct str label, int64_t n)
{
	struct str figure = fmt_int(cx->arena, cx->lang, n);
	ptrdiff_t width = LABEL_WIDTH - utf8_length(label);

	buf_lit(b, "  ");
	buf_str(b, label);
	for (width = width > 0 ? width : 1; width > 0; width--)
		buf_char(b, ' ');
	for (width = 8 - figure.n; width > 0; width--)
		buf_char(b, ' ');
	buf_str(b, figure);
	buf_char(b, '\n');
}

static void text_head(struct cx *cx, struct buf *b, const char *title)
{
	buf_char(b, '\n');
	buf_str(b, tr(cx->lang, title));
	buf_char(b, '\n');
}

static void text_codes(struct cx *cx, struct buf *b, const char *sign,
		       const struct move_codes *list)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		text_line(cx, b,
			  str_fmt(cx->arena, "%s %.*s", sign,
				  STR_ARG(list->p[i].title)),
			  list->p[i].n);
}

static void text_move(struct cx *cx, struct buf *b, const struct move_line *m)
{
	buf_char(b, '\n');
	buf_str(b, m->org.name);
	buf_char(b, '\n');
	text_line(cx, b, tr(cx->lang, N_("Opening")), m->opening);
	text_codes(cx, b, "+", &m->in);
	text_codes(cx, b, "-", &m->out);
	text_line(cx, b, tr(cx->lang, N_("Closing")), m->closing);
	text_codes(cx, b, " ", &m->other);
	if (!move_line_proved(m)) {
		buf_lit(b, "  ");
		buf_str(b, move_line_wrong(cx, m));
		buf_char(b, '\n');
	}
}

static void text_write(struct cx *cx, struct buf *b,
		       const struct member_stat *s,
		       const struct member_moves *m)
{
	buf_str(b, member_stat_sentence(cx, s));
	buf_char(b, '\n');
	for (enum stat_by by = 0; by < N_STAT_BY; by++) {
		if (!s->by[by].n)
			continue;
		text_head(cx, b, stat_by_title(by));
		for (ptrdiff_t i = 0; i < s->by[by].n; i++)
			text_line(cx, b, s->by[by].p[i].title,
				  s->by[by].p[i].n);
	}
	text_head(cx, b, N_("By unit"));
	for (ptrdiff_t i = 0; i < s->by_unit.n; i++)
		text_line(cx, b, s->by_unit.p[i].name, s->by_unit.p[i].n);
	if (s->direct)
		text_line(cx, b, tr(cx->lang, N_("in no unit")), s->direct);
	if (s->outside)
		text_line(cx, b, tr(cx->lang, N_("handed over or ended since")),
			  s->outside);
	if (!m)
		return;
	text_head(cx, b, N_("Movements"));
	text_move(cx, b, &m->whole);
	for (ptrdiff_t i = 0; i < m->units.n; i++)
		text_move(cx, b, &m->units.p[i]);
}

/* ---- the commands ----------------------------------------------------------------- */

static struct err *ask_read(struct cx *cx, struct cli *cli,
			    struct stat_ask *ret_ask, bool *ret_json)
{
	struct str format = cli_str(cli, "format");
	struct str structure = cli_str(cli, "structure");
	day_t on = cli_day(cli, "as-at");

	*ret_json = str_eq(format, STR("json"));
	if (format.p && !*ret_json && !str_eq(format, STR("text")))
		return err_new(cx->arena, ERR_INVALID,
			       N_("--format must be text or json, not {0}."),
			       format);
	if (structure.p && !str_eq(structure, STR("today")))
		return err_new(cx->arena, ERR_INVALID,
			       N_("--structure must be today, not {0}."),
			       structure);
	if (on == DAY_NONE)
		on = cx->today;
	*ret_ask = (struct stat_ask){ .on = on,
				      .structure = structure.p ? cx->today
							       : DAY_NONE };
	if (on > cx->today)
		return err_new(cx->arena, ERR_INVALID,
			       N_("{0} hasn't come yet; ask for today or a "
				  "day before it."),
			       fmt_day(cx->arena, on));
	return NULL;
}

static struct err *stats_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	day_t after = cli_day(cli, "from");
	struct member_stat s;
	struct member_moves m;
	struct stat_ask ask;
	bool json;
	struct err *err = ask_read(cx, cli, &ask, &json);

	*ret_status = 1;
	if (err)
		return err;
	/* a table for the people of the realm, whatever the shell speaks */
	cx->lang = cx->profile->lang;
	err = member_stat_read(cx, &ask, &s);
	if (!err && after != DAY_NONE)
		err = member_moves_read(cx,
					&(struct moves_ask){ .after = after,
							     .until = ask.on },
					&m);
	if (err)
		return err;
	if (json)
		json_write(cx, cli_out(cli), &s, after == DAY_NONE ? NULL : &m);
	else
		text_write(cx, cli_out(cli), &s, after == DAY_NONE ? NULL : &m);
	*ret_status = 0;
	return NULL;
}

static struct err *recount_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	int64_t wrong, words = 0;
	struct err *err = member_span_check(cx, &wrong);

	*ret_status = 1;
	if (!err)
		err = member_words_check(cx, &words);
	if (!err && wrong)
		err = member_span_rebuild(cx);
	if (!err && words)
		err = member_words_rebuild(cx);
	if (err)
		return err;
	if (words)
		cli_say(cli, tr_fmt(cx->arena, cx->lang,
				    N_("Names were kept anew for the search: "
				       "{0}"),
				    fmt_int(cx->arena, cx->lang, words)));
	cli_say(cli, wrong ? tr_fmt(cx->arena, cx->lang,
				    N_("Counted anew; people who were counted "
				       "wrongly: {0}"),
				    fmt_int(cx->arena, cx->lang, wrong))
			   : tr(cx->lang, N_("Everybody was counted rightly; "
					     "nothing was changed.")));
	*ret_status = 0;
	return NULL;
}

#define OPTION_DATA                                                            \
	{                                                                      \
		.name = "data", .arg = "DIR",                                  \
		.help = N_("the folder that holds the data"),                  \
		.required = true, .kind = OPT_TEXT, .env = "ROVIEC_DATA"       \
	}
static const struct option_row stats_options[] = {
	OPTION_DATA,
	{ .name = "as-at",
	  .arg = "DAY",
	  .kind = OPT_DAY,
	  .help = N_("the day that is counted; today by default") },
	{ .name = "from",
	  .arg = "DAY",
	  .kind = OPT_DAY,
	  .help = N_("adds the movements behind this day, up to the one that "
		     "is counted") },
	{ .name = "structure",
	  .arg = "today",
	  .kind = OPT_TEXT,
	  .help = N_("puts the people of that day into the organisations of "
		     "today; as it was on that day by default") },
	{ .name = "format",
	  .arg = "text|json",
	  .kind = OPT_TEXT,
	  .help = N_("how the result is shown") },
};
static const struct option_row recount_options[] = { OPTION_DATA };

const struct command member_stat_commands[MEMBER_N_STAT_COMMANDS] = {
	{ .name = "members stats",
	  .help = N_("statistics of members as at any day"),
	  .needs_store = true,
	  .run = stats_run,
	  .options = stats_options,
	  .n_options = (int)N_ELEMENTS(stats_options) },
	{ .name = "members recount",
	  .help = N_("counts members anew where figures differ from their "
		     "records"),
	  .needs_store = true,
	  .run = recount_run,
	  .options = recount_options,
	  .n_options = (int)N_ELEMENTS(recount_options) },
};
