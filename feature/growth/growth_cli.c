/* growth forecast: what the year will come to, as text or as JSON. */
#include "growth/growth_page_priv.h"

#include <math.h>

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"

enum { LABEL_WIDTH = 52 };

/* ---- json --------------------------------------------------------------------- */

static void key(struct buf *b, const char *name)
{
	buf_char(b, ',');
	buf_json_str(b, str_c(name));
	buf_char(b, ':');
}

static void json_int(struct buf *b, const char *name, int64_t n)
{
	key(b, name);
	if (n == DB_NULL)
		buf_lit(b, "null");
	else
		buf_i64(b, n);
}

/* {"expected":169,"low":155,"high":181}, with what was reached already. */
static void json_range(struct buf *b, const char *name, int so_far,
		       const struct growth_range *r)
{
	key(b, name);
	buf_fmt(b, "{\"expected\":%.1f,\"low\":%d,\"high\":%d}",
		so_far + r->mean, so_far + r->low, so_far + r->high);
}

static void json_steps(struct buf *b, const struct growth_figures *f)
{
	key(b, "steps");
	buf_char(b, '[');
	for (int k = 0; k < f->n_rows; k++) {
		const struct growth_row *r = &f->row[k];

		if (k)
			buf_char(b, ',');
		buf_lit(b, "{\"code\":");
		buf_json_str(b, r->code);
		json_int(b, "reached", r->reached);
		json_int(b, "waiting", k ? r->waiting : DB_NULL);
		json_int(b, "median_days",
			 r->median >= 0 ? r->median : DB_NULL);
		json_int(b, "usual_days", r->usual ? r->usual : DB_NULL);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void json_months(struct buf *b, const struct growth_figures *f)
{
	key(b, "months");
	buf_char(b, '[');
	for (int k = 0; k < GROWTH_YEAR; k++) {
		int ahead = k - (f->n_months - 1);

		if (k)
			buf_char(b, ',');
		buf_fmt(b, "{\"month\":%d", k + 1);
		json_int(b, "admitted",
			 k < f->n_months ? f->admitted[k] : DB_NULL);
		if (ahead >= 0 && ahead < f->n_ahead)
			json_range(b, "forecast", f->so_far, &f->ahead[ahead]);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void json_units(struct buf *b, const struct growth_shown *s)
{
	const struct growth_figures *f = &s->f;
	bool first = true;

	key(b, "units");
	buf_char(b, '[');
	for (int i = 0; i < f->n_units; i++) {
		const struct growth_unit *u = &f->unit[i];

		if (u->org == f->org)
			continue;
		if (!first)
			buf_char(b, ',');
		first = false;
		buf_lit(b, "{\"name\":");
		buf_json_str(b, u->name);
		json_int(b, "target",
			 s->unit[i].there ? s->unit[i].low : DB_NULL);
		json_int(b, "admitted", u->admitted);
		json_range(b, "forecast", u->admitted, &u->more);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void json_write(struct cx *cx, struct buf *b,
		       const struct growth_shown *s)
{
	const struct growth_figures *f = &s->f;

	buf_lit(b, "{\"as_at\":");
	buf_json_str(b, day_iso(cx->arena, f->day));
	json_int(b, "year", f->year);
	json_int(b, "target", s->target.there ? s->target.low : DB_NULL);
	json_int(b, "target_high", s->target.there ? s->target.high : DB_NULL);
	json_int(b, "admitted", f->so_far);
	json_range(b, "forecast", f->so_far, &f->all);
	json_int(b, "year_before", f->year_before);
	json_months(b, f);
	json_steps(b, f);
	if (f->neck.step >= 0) {
		key(b, "bottleneck");
		buf_lit(b, "{\"step\":");
		buf_json_str(b, f->row[f->neck.step].code);
		json_int(b, "median_days", f->neck.median);
		json_int(b, "usual_days", f->neck.usual);
		json_int(b, "expected_instead", llround(f->neck.instead));
		buf_char(b, '}');
	}
	json_units(b, s);
	buf_lit(b, "}\n");
}

/* ---- text ---------------------------------------------------------------------- */

static void line(struct buf *b, struct str label, struct str value)
{
	ptrdiff_t width = LABEL_WIDTH - utf8_length(label);

	buf_lit(b, "  ");
	buf_str(b, label);
	for (width = width > 0 ? width : 1; width > 0; width--)
		buf_char(b, ' ');
	buf_str(b, value);
	buf_char(b, '\n');
}

static void sentence(struct buf *b, struct str s)
{
	buf_str(b, s);
	if (s.n)
		buf_char(b, '\n');
}

static void text_write(struct cx *cx, struct buf *b,
		       const struct growth_shown *s)
{
	const struct growth_figures *f = &s->f;
	int *order = growth_units_sorted(cx, s);

	buf_str(b, tr_fmt(cx->arena, cx->lang,
			  N_("Growth of the membership in {0}"),
			  str_fmt(cx->arena, "%d", f->year)));
	buf_str(b, str_fmt(cx->arena, ", %.*s\n",
			   STR_ARG(fmt_day(cx->arena, f->day))));
	sentence(b, growth_say_reached(cx, f, &s->target));
	sentence(b, growth_say_ahead(cx, f, &s->target));
	sentence(b, growth_say_neck(cx, f));
	sentence(b, growth_say_instead(cx, f));
	sentence(b, growth_say_need(cx, f, &s->target));
	buf_char(b, '\n');
	for (int i = 0; i < f->n_units; i++) {
		const struct growth_unit *u = &f->unit[order[i]];
		struct str target =
			s->unit[order[i]].there
				? str_fmt(cx->arena, "/%lld",
					  (long long)s->unit[order[i]].low)
				: STR("");

		if (u->org == f->org ||
		    (!u->admitted && !u->open && !s->unit[order[i]].there))
			continue;
		line(b, u->name,
		     str_fmt(cx->arena, "%d%.*s  %lld (%d-%d)", u->admitted,
			     STR_ARG(target),
			     (long long)(u->admitted + llround(u->more.mean)),
			     u->admitted + u->more.low,
			     u->admitted + u->more.high));
	}
}

/* ---- the command ------------------------------------------------------------------ */

static struct err *ask_read(struct cx *cx, struct cli *cli, day_t *ret_day,
			    bool *ret_json)
{
	struct str format = cli_str(cli, "format");
	int64_t year = cli_int(cli, "year");
	day_t on = cli_day(cli, "as-at"), end;

	*ret_json = str_eq(format, STR("json"));
	if (format.p && !*ret_json && !str_eq(format, STR("text")))
		return err_new(cx->arena, ERR_INVALID,
			       N_("--format must be text or json, not {0}."),
			       format);
	if (on == DAY_NONE)
		on = cx->today;
	if (on > cx->today)
		return err_new(cx->arena, ERR_INVALID,
			       N_("{0} hasn't come yet; ask for today or a "
				  "day before it."),
			       fmt_day(cx->arena, on));
	end = day_month_end((int)year, 12);
	if (cli_day(cli, "as-at") == DAY_NONE && end < on)
		on = end; /* a year that is over */
	if (day_ymd(on).y != year)
		return err_new(cx->arena, ERR_INVALID,
			       N_("{0} doesn't lie in {1}: give a day of the "
				  "year that is to be foretold."),
			       fmt_day(cx->arena, on),
			       str_fmt(cx->arena, "%lld", (long long)year));
	*ret_day = on;
	return NULL;
}

static struct err *forecast_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct growth_asked is = { .is_all = true };
	struct growth_shown s;
	bool json, found;
	struct err *err = ask_read(cx, cli, &cx->today, &json);

	*ret_status = 1;
	cx->lang = cx->profile->lang;
	cx->as_at = cx->today;
	if (!err)
		err = org_get_root(cx, &is.org, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("The realm has no organisation yet."));
	if (!err)
		err = growth_shown_read(cx, &is, &s);
	if (err)
		return err;
	if (json)
		json_write(cx, cli_out(cli), &s);
	else
		text_write(cx, cli_out(cli), &s);
	*ret_status = 0;
	return NULL;
}

static const struct option_row options[] = {
	{ .name = "data",
	  .arg = "DIR",
	  .help = N_("the folder that holds the data"),
	  .required = true,
	  .kind = OPT_TEXT,
	  .env = "ROVIEC_DATA" },
	{ .name = "year",
	  .arg = "Y",
	  .kind = OPT_INT,
	  .min = 1990,
	  .max = 2200,
	  .required = true,
	  .help = N_("the year whose end is foretold") },
	{ .name = "as-at",
	  .arg = "DAY",
	  .kind = OPT_DAY,
	  .help = N_("with what was known on this day; today by default") },
	{ .name = "format",
	  .arg = "text|json",
	  .kind = OPT_TEXT,
	  .help = N_("how the result is shown") },
};

const struct command growth_forecast_command = {
	.name = "growth forecast",
	.help = N_("Foretells how many will be admitted in a year, and why"),
	.options = options,
	.n_options = (int)N_ELEMENTS(options),
	.needs_store = true,
	.dated = true,
	.run = forecast_run,
};
