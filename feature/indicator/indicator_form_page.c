/* The forms of targets: set, adjust, divide, report, take back. */
#include "indicator/indicator_page_priv.h"

#include "i18n/i18n.h"
#include "indicator/indicator_act.h"

/* ---- fields as numbers --------------------------------------------------- */

static struct err *number_read(struct cx *cx, const struct goal_ask *ask,
			       struct str typed, struct str field, int64_t *ret)
{
	struct err *e = indicator_number(cx->arena, typed, ask->i.digits,
					 cx->lang == LANG_VI, ret);

	return e ? err_at(e, field) : NULL;
}

/* What can be mended is shown beside its field, with all that was typed. */
static struct err *again(struct cx *cx, struct req *rq, struct reply *rp,
			 const struct goal_ask *ask,
			 const struct goal_typed *typed)
{
	enum err_code code = typed->faults->code;

	if (code != ERR_INVALID && code != ERR_CONFLICT && code != ERR_LIMIT)
		return typed->faults;
	rp->status = code == ERR_CONFLICT ? 409 : 422;
	return goal_show(cx, rq, rp, ask, typed);
}

/* ---- dividing ------------------------------------------------------------ */

struct parts {
	struct target_part *p;
	ptrdiff_t n, cap;
};

/* Fields that stay empty name nobody. */
static struct err *parts_read(struct cx *cx, struct req *rq,
			      const struct goal_ask *ask, struct parts *ret)
{
	struct str suffix, value;
	struct err *faults = NULL;

	for (int k = 0; req_family(rq, "part.*", k, &suffix, &value); k++) {
		struct target_part part = { .base = DB_NULL };

		if (!value.n || !str_to_i64(suffix, &part.org))
			continue;
		err_add(&faults, number_read(cx, ask, value,
					     str_fmt(cx->arena, "part.%lld",
						     (long long)part.org),
					     &part.value));
		*vec_push(cx->arena, ret) = part;
	}
	return faults;
}

static struct err *bases_set(struct cx *cx, const struct goal_ask *ask,
			     struct parts *parts)
{
	int64_t *org = arena_new(cx->arena, int64_t, parts->n),
		*base = arena_new(cx->arena, int64_t, parts->n), own;
	struct err *e;

	for (ptrdiff_t k = 0; k < parts->n; k++)
		org[k] = parts->p[k].org;
	e = goal_bases(cx, ask, &(struct indicator_orgs){ org, parts->n }, &own,
		       base);
	for (ptrdiff_t k = 0; !e && k < parts->n; k++)
		parts->p[k].base = base[k];
	return e;
}

static struct err *divide(struct cx *cx, struct req *rq,
			  const struct goal_ask *ask)
{
	struct parts parts = { 0 };
	struct target_allotment in = {
		.code = ask->i.code,
		.period = ask->period,
		.org = ask->org,
		.by = ask->by,
		.base_on = indicator_base_day(cx, &ask->i, ask->period),
		.basis = req_str(rq, "basis"),
		.reason = req_str(rq, "reason"),
		.gap = req_str(rq, "gap"),
		.on = DAY_NONE,
		.sure = req_flag(rq, "sure"),
	};
	struct err *e = parts_read(cx, rq, ask, &parts);

	if (!e)
		e = bases_set(cx, ask, &parts);
	in.part = parts.p;
	in.n = parts.n;
	return e ? e : target_allot(cx, &in);
}

static struct err *allot_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct goal_typed typed = { .form = GOAL_DIVIDING };
	struct goal_ask ask;
	struct err *e = goal_ask_read(cx, rq, &ask);

	if (e)
		return e;
	ask.by = req_str(rq, "by").n ? req_str(rq, "by") : STR("hand");
	if (req_flag(rq, "again"))
		return goal_show(cx, rq, rp, &ask, &typed);
	typed.faults = divide(cx, rq, &ask);
	if (typed.faults)
		return again(cx, rq, rp, &ask, &typed);
	return reply_redirect(rp, goal_href(cx, &ask, ""));
}

/* ---- the own target ------------------------------------------------------ */

static struct err *own_read(struct cx *cx, struct req *rq,
			    const struct goal_ask *ask, struct target_new *in)
{
	struct str high = req_str(rq, "high");
	struct err *faults = number_read(cx, ask, req_str(rq, "value"),
					 STR("value"), &in->value);

	if (high.n)
		err_add(&faults,
			number_read(cx, ask, high, STR("high"), &in->high));
	if (faults)
		return faults;
	return goal_bases(cx, ask, &(struct indicator_orgs){ NULL, 0 },
			  &in->base, NULL);
}

/* Both forms of the page have a basis, a reason, and a box. */
static void fields_rename(struct err *faults)
{
	for (; faults; faults = faults->next) {
		if (str_eq(faults->field, STR("basis")))
			faults->field = STR("own_basis");
		if (str_eq(faults->field, STR("reason")))
			faults->field = STR("own_reason");
		if (str_eq(faults->field, STR("sure")))
			faults->field = STR("own_sure");
	}
}

static struct err *own_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct goal_typed typed = { .form = GOAL_OWN };
	struct goal_ask ask;
	struct target_new in = { .high = DB_NULL,
				 .base = DB_NULL,
				 .on = DAY_NONE };
	struct err *e = goal_ask_read(cx, rq, &ask);

	if (e)
		return e;
	in.code = ask.i.code;
	in.period = ask.period;
	in.org = ask.org;
	in.base_on = indicator_base_day(cx, &ask.i, ask.period);
	in.basis = req_str(rq, "own_basis");
	in.reason = req_str(rq, "own_reason");
	in.sure = req_flag(rq, "own_sure");
	e = own_read(cx, rq, &ask, &in);
	if (!e)
		e = str_ends(req_path(rq), STR("/set"))
			    ? target_set(cx, &in)
			    : target_adjust(cx, &in);
	if (!e)
		return reply_redirect(rp, goal_href(cx, &ask, ""));
	fields_rename(e);
	typed.faults = e;
	return again(cx, rq, rp, &ask, &typed);
}

/* ---- reports ------------------------------------------------------------- */

static struct err *said_read(struct cx *cx, struct req *rq,
			     const struct goal_ask *ask,
			     struct indicator_said *in)
{
	struct goal_ask whole = *ask;
	struct str of = req_str(rq, "of");
	struct err *faults = NULL;

	if (!in->applies)
		return NULL;
	/* what a rate is made of are whole numbers */
	if (ask->i.rollup == ROLLUP_RATIO)
		whole.i.digits = 0;
	faults = number_read(cx, &whole, req_str(rq, "n"), STR("n"), &in->n);
	whole.i.digits = 0;
	if (of.n)
		err_add(&faults,
			number_read(cx, &whole, of, STR("of"), &in->of));
	return faults;
}

static struct err *report_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct goal_typed typed = { .form = GOAL_REPORT };
	struct goal_ask ask;
	struct indicator_said in = { .of = DB_NULL, .on = DAY_NONE };
	struct err *e = goal_ask_read(cx, rq, &ask);

	if (e)
		return e;
	in.code = ask.i.code;
	in.period = ask.period;
	in.org = ask.org;
	in.applies = !req_flag(rq, "none");
	in.note = req_str(rq, "note");
	typed.faults = said_read(cx, rq, &ask, &in);
	if (!typed.faults)
		typed.faults = indicator_report(cx, &in);
	if (typed.faults)
		return again(cx, rq, rp, &ask, &typed);
	return reply_redirect(rp, goal_href(cx, &ask, ""));
}

/* ---- taking back --------------------------------------------------------- */

static struct err *void_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct goal_typed typed = { .form = GOAL_NO_FORM };
	struct goal_ask ask;
	int64_t id = req_int(rq, "id");
	struct err *e = goal_ask_read(cx, rq, &ask);

	if (e)
		return e;
	e = str_ends(req_path(rq), STR("/void"))
		    ? target_void(cx, id, req_str(rq, "why"))
		    : indicator_unreport(cx, id, req_str(rq, "why"));
	if (!e)
		return reply_redirect(rp, goal_href(cx, &ask, ""));
	if (str_eq(e->field, STR("reason")))
		e->field = str_fmt(cx->arena, "%s.%lld",
				   str_ends(req_path(rq), STR("/void"))
					   ? "void"
					   : "unreport",
				   (long long)id);
	typed.faults = e;
	return again(cx, rq, rp, &ask, &typed);
}

/* ---- routes -------------------------------------------------------------- */

#define TEXT(n, l)                                                             \
	{                                                                      \
		.name = (n), .label = (l), .kind = FIELD_TEXT,                 \
		.max = 4 * INDICATOR_TEXT_MOST                                 \
	}
#define NUMBER(n, l)                                                           \
	{                                                                      \
		.name = (n), .label = (l), .kind = FIELD_LINE, .max = 40       \
	}
static const struct field allot_fields[] = {
	GOAL_WHERE_FIELDS,
	{ .name = "by", .label = N_("Divide by"), .kind = FIELD_WORD },
	{ .name = "part.*",
	  .label = N_("New target"),
	  .kind = FIELD_LINE,
	  .max = 40 },
	TEXT("gap", N_("Why the parts don't add up")),
	TEXT("basis", N_("Number of the decision")),
	TEXT("reason", N_("Why targets change")),
	{ .name = "sure",
	  .label = N_("The target is meant to be below what is reached"),
	  .kind = FIELD_FLAG },
	{ .name = "again", .label = N_("Recalculate"), .kind = FIELD_FLAG },
};
static const struct field own_fields[] = {
	GOAL_WHERE_FIELDS,
	NUMBER("value", N_("Target of the period")),
	NUMBER("high", N_("Upper end, of a span")),
	TEXT("own_basis", N_("Number of the decision")),
	TEXT("own_reason", N_("Why the target changes")),
	{ .name = "own_sure",
	  .label = N_("The target is meant to be below what is reached"),
	  .kind = FIELD_FLAG },
};
static const struct field report_fields[] = {
	GOAL_WHERE_FIELDS,
	NUMBER("n", N_("Value")),
	NUMBER("of", N_("Of how many")),
	{ .name = "none",
	  .label = N_("It doesn't apply to this organisation"),
	  .kind = FIELD_FLAG },
	TEXT("note", N_("Note")),
};
static const struct field void_fields[] = {
	GOAL_WHERE_FIELDS,
	{ .name = "id",
	  .label = N_("Number"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
	TEXT("why", N_("What was wrong")),
};
#define FORM(word, function, list)                                             \
	{                                                                      \
		.method = POST, .path = "/targets/::code/" word,               \
		.perm = PERM_TARGET_MANAGE, .page = (function),                \
		ROUTE_FIELDS(list)                                             \
	}
static const struct route routes[] = {
	FORM("allot", allot_post, allot_fields),
	FORM("set", own_post, own_fields),
	FORM("adjust", own_post, own_fields),
	FORM("report", report_post, report_fields),
	FORM("void", void_post, void_fields),
	FORM("unreport", void_post, void_fields),
};
const struct route_table indicator_form_routes = { routes,
						   (int)N_ELEMENTS(routes) };
