/* The rules of members: see member_model.h. */
#include "member/member_model.h"

#include "base/utf8.h"
#include "i18n/i18n.h"

enum { ID_DIGITS = 12, PHONE_LEAST = 9, PHONE_MOST = 15, TAIL = 3 };

static struct err *fault(struct arena *a, const char *field, const char *text)
{
	return err_at(err_new(a, ERR_INVALID, text), str_c(field));
}

/* ---- facts -------------------------------------------------------------- */

struct err *member_name_check(struct arena *a, struct str name)
{
	if (name.n && utf8_length(name) <= MEMBER_NAME_MOST)
		return NULL;
	return err_at(err_new(a, ERR_INVALID,
			      N_("The name is missing or longer than {0} "
				 "characters: write the full name."),
			      str_fmt(a, "%d", MEMBER_NAME_MOST)),
		      STR("name"));
}

struct err *member_day_check(struct arena *a, day_t on, day_t today,
			     const char *field)
{
	if (on == DAY_NONE)
		return fault(a, field, N_("The day is missing."));
	if (on > today)
		return fault(a, field, N_("The day lies in the future."));
	return NULL;
}

struct err *member_days_check(struct arena *a, day_t birth, day_t admitted,
			      day_t official)
{
	if (birth != DAY_NONE && admitted != DAY_NONE && birth >= admitted)
		return fault(a, "birth",
			     N_("The day of birth lies behind the admission."));
	if (official == DAY_NONE)
		return NULL;
	if (admitted != DAY_NONE ? official < admitted
				 : birth != DAY_NONE && birth >= official)
		return fault(a, "official",
			     N_("The day of full membership lies before the "
				"admission."));
	return NULL;
}

static bool only_digits(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* Without what people put between the digits of a number. */
static struct str digits_of(struct arena *a, struct str s)
{
	char *p = arena_bytes(a, s.n + 1);
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!strchr(" .-()", s.p[i]))
			p[n++] = s.p[i];
	return (struct str){ p, n };
}

static bool is_phone(struct str s)
{
	struct str rest = str_sub(s, str_starts(s, STR("+")), s.n);

	return only_digits(rest) && rest.n >= PHONE_LEAST &&
	       rest.n <= PHONE_MOST;
}

/* One @ with something before it and a dotted name behind; the letter that
 * comes back tells the rest. */
static bool is_email(struct str s)
{
	ptrdiff_t at = str_find_char(s, '@');
	struct str host = str_sub(s, at + 1, s.n);
	ptrdiff_t dot = str_find_char(host, '.');

	return at > 0 && str_find_char(host, '@') < 0 && dot > 0 &&
	       dot + 1 < host.n && str_find_char(s, ' ') < 0;
}

bool member_has_choices(const struct profile *p, struct str field)
{
	return profile_list(p, field) != NULL;
}

/* The choice of a field that a value is; NULL: none. */
static const struct profile_term *choice_of(const struct profile *p,
					    const struct member_value *v)
{
	const struct profile_list *l = profile_list(p, v->field);

	for (ptrdiff_t i = 0; l && i < l->n; i++)
		if (str_eq(l->term[i].code, v->value))
			return &l->term[i];
	return NULL;
}

static const char *value_fault(const struct profile *p,
			       const struct profile_term *t,
			       const struct member_value *v)
{
	if (!v->value.n || utf8_length(v->value) > MEMBER_VALUE_MOST)
		return N_("This is missing or longer than 200 characters.");
	if (profile_term_is(t, "digits12") &&
	    (v->value.n != ID_DIGITS || !only_digits(v->value)))
		return N_("A personal identification number has 12 digits.");
	if (profile_term_is(t, "phone") && !is_phone(v->value))
		return N_("A telephone number has 9 to 15 digits.");
	if (profile_term_is(t, "email") && !is_email(v->value))
		return N_("An e-mail address looks like name@place.vn.");
	if (member_has_choices(p, v->field) && !choice_of(p, v))
		return N_("Choose one from the list.");
	return NULL;
}

struct err *member_value_clean(struct arena *a, const struct profile *p,
			       const struct member_value *in,
			       struct str *ret_value)
{
	const struct profile_term *t = profile_term(p, "field", in->field);
	struct member_value v = { in->field, text_clean(a, in->value) };
	const char *text;

	if (!t)
		return err_at(err_new(a, ERR_INVALID,
				      N_("The profile has no field “{0}”."),
				      in->field),
			      in->field);
	if (profile_term_is(t, "digits12") || profile_term_is(t, "phone"))
		v.value = digits_of(a, v.value);
	text = value_fault(p, t, &v);
	if (text)
		return err_at(err_new(a, ERR_INVALID, text), in->field);
	*ret_value = v.value;
	return NULL;
}

struct str member_value_title(const struct profile *p,
			      const struct member_value *v, enum lang lang)
{
	const struct profile_term *t = choice_of(p, v);

	if (!t)
		return v->value;
	return lang == LANG_EN ? t->en : t->vi;
}

bool member_birth_read(struct str text, day_t *ret_birth, struct str *ret_part)
{
	struct str rest = text, part[3] = { STR_NULL, STR_NULL, STR_NULL };
	int64_t n[3] = { 1, 1, 1 };
	int k = 0;

	*ret_part = STR_NULL;
	if (day_from_iso(text, ret_birth))
		return true;
	while (rest.p && k < 3)
		part[k++] = str_cut(&rest, '/');
	if (rest.p || part[k - 1].n != 4)
		return false;
	for (int i = 0; i < k; i++) /* the year stands last */
		if (!only_digits(part[k - 1 - i]) ||
		    !str_to_i64(part[k - 1 - i], &n[i]) || n[i] > 9999)
			return false;
	if (k < 3)
		*ret_part = k == 1 ? STR("year") : STR("month");
	return day_from_ymd((int)n[0], (int)n[1], (int)n[2], ret_birth);
}

struct str member_birth_text(struct arena *a, day_t birth, struct str part)
{
	struct ymd d;

	if (birth == DAY_NONE || !part.n)
		return fmt_day(a, birth);
	d = day_ymd(birth);
	return str_eq(part, STR("year")) ? str_fmt(a, "%d", d.y)
					 : str_fmt(a, "%02d/%d", d.m, d.y);
}

const char *member_sex_title(struct str sex)
{
	if (str_eq(sex, STR("m")))
		return N_("Male");
	return str_eq(sex, STR("f")) ? N_("Female") : NULL;
}

/* ---- dated lines -------------------------------------------------------- */

struct err *member_change_check(struct arena *a, const struct member_line *open,
				day_t on, day_t today)
{
	struct err *err = member_day_check(a, on, today, "from");

	if (err || !open || on > open->from)
		return err;
	return err_at(err_new(a, ERR_CONFLICT,
			      N_("What stands there counts since {0} only: "
				 "choose a later day, or correct it as a "
				 "mistake."),
			      fmt_day(a, open->from)),
		      STR("from"));
}

struct err *member_correct_check(struct arena *a,
				 const struct member_lines *lines, ptrdiff_t k,
				 day_t from, day_t today)
{
	const struct member_line *l = &lines->p[k];
	struct err *err = member_day_check(a, from, today, "from");

	if (err)
		return err;
	if (l->to != DAY_NONE && from >= l->to)
		return err_at(err_new(a, ERR_CONFLICT,
				      N_("This counted until {0}: choose an "
					 "earlier day."),
				      fmt_day(a, l->to)),
			      STR("from"));
	if (!k || from > lines->p[k - 1].from)
		return NULL;
	return err_at(err_new(a, ERR_CONFLICT,
			      N_("What stood there before counts since {0}: "
				 "choose a later day."),
			      fmt_day(a, lines->p[k - 1].from)),
		      STR("from"));
}

/* ---- masks -------------------------------------------------------------- */

#define DOT "•"

static void dots(struct buf *b, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++)
		buf_lit(b, DOT);
}

struct str member_tail(struct str value)
{
	ptrdiff_t n = utf8_length(value);
	struct str head = utf8_cut(value, MAX(n - TAIL, 0));

	return str_sub(value, head.n, value.n);
}

struct str member_mask_tail(struct arena *a, struct str tail)
{
	return str_cat(a, STR(DOT DOT DOT " " DOT DOT DOT " " DOT DOT DOT " "),
		       tail);
}

struct str member_mask(struct arena *a, const struct profile *p,
		       const struct member_value *v)
{
	const struct profile_term *t = profile_term(p, "field", v->field);
	struct buf b = buf_init(a, 256);
	ptrdiff_t n = utf8_length(v->value);

	if (profile_term_is(t, "phone") && n >= PHONE_LEAST) {
		buf_str(&b, str_sub(v->value, 0, 2));
		dots(&b, 2);
		buf_lit(&b, " ");
		dots(&b, 3);
		buf_lit(&b, " ");
		buf_str(&b, member_tail(v->value));
		return buf_view(&b);
	}
	dots(&b, 4);
	if (n > 2 * TAIL) {
		buf_lit(&b, " ");
		buf_str(&b, str_sub(v->value, utf8_cut(v->value, n - 4).n,
				    v->value.n));
	}
	return buf_view(&b);
}

/* ---- a new person ------------------------------------------------------- */

static day_t from_of(const struct member_new *in)
{
	return in->from != DAY_NONE ? in->from : in->admitted;
}

/* The first state among those that a move leads to. */
static struct str leads_to(const struct profile *p, struct str how)
{
	const struct profile_term *t = profile_term(p, "move", how);
	struct str rest = t ? t->with : STR_NULL;

	return rest.n ? str_cut(&rest, ' ') : STR_NULL;
}

static void span_add(struct member_span *span, int *n, struct member_span s)
{
	if (*n)
		span[*n - 1].to = s.from;
	s.to = DAY_NONE;
	span[(*n)++] = s;
}

/* The move by which people come into a state. */
static struct str leads_by(const struct profile *p, struct str state,
			   struct str otherwise)
{
	const struct profile_term *t = NULL;

	while ((t = profile_term_next(p, "move", t)))
		if (profile_term_is(t, "state") && profile_term_with(t, state))
			return t->code;
	return otherwise;
}

int member_new_states(const struct profile *p, const struct member_new *in,
		      struct member_span ret[MEMBER_SPANS_MOST])
{
	struct str by = leads_to(p, in->how).n || in->admitted == DAY_NONE
				? in->how
				: MEMBER_ADMITTED;
	struct str first =
		leads_to(p, leads_to(p, by).n ? by : MEMBER_ADMITTED);
	struct str second = leads_to(p, MEMBER_OFFICIAL);
	/* by an admission the probation begins where belonging does, at the
	 * ceremony; the decision, from which years count, is older */
	bool ceremony = member_is_admission(p, in->how) &&
			in->from != DAY_NONE &&
			(in->official == DAY_NONE || in->official > in->from);
	day_t from = in->admitted != DAY_NONE && !ceremony ? in->admitted
							   : from_of(in);
	day_t ends = in->state.n ? in->state_from : DAY_NONE;
	int n = 0;

	if ((in->official == DAY_NONE || in->official > from) &&
	    (ends == DAY_NONE || ends > from))
		span_add(ret, &n,
			 (struct member_span){
				 .state = first, .how = by, .from = from });
	if (in->official != DAY_NONE && !(n && str_eq(first, second)) &&
	    (ends == DAY_NONE || ends > in->official))
		span_add(ret, &n,
			 (struct member_span){ .state = second,
					       .how = MEMBER_OFFICIAL,
					       .from = in->official });
	if (in->state.n)
		span_add(ret, &n,
			 (struct member_span){
				 .state = in->state,
				 .how = leads_by(p, in->state, in->how),
				 .from = ends });
	return n;
}

static void state_check(struct arena *a, const struct profile *p,
			const struct member_new *in, struct err **faults)
{
	day_t least = in->official != DAY_NONE ? in->official : in->admitted;

	if (!in->state.n)
		return;
	if (!member_is_counted(p, in->state))
		err_add(faults, fault(a, "state",
				      N_("A new person begins in a state that "
					 "counts: choose one from the list.")));
	if (in->state_from == DAY_NONE ||
	    (least != DAY_NONE && in->state_from < least))
		err_add(faults, fault(a, "state_from",
				      N_("The day from which the state counts "
					 "is missing, or lies before the "
					 "admission.")));
}

static void days_check(struct arena *a, const struct member_new *in,
		       day_t today, struct err **faults)
{
	const struct {
		day_t on;
		const char *field;
	} days[] = {
		{ in->birth, "birth" },	      { in->admitted, "admitted" },
		{ in->official, "official" }, { in->from, "from" },
		{ in->sent_on, "sent_on" },   { in->state_from, "state_from" },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(days); i++)
		if (days[i].on != DAY_NONE)
			err_add(faults, member_day_check(a, days[i].on, today,
							 days[i].field));
	err_add(faults,
		member_days_check(a, in->birth, in->admitted, in->official));
	if (from_of(in) == DAY_NONE)
		err_add(faults, fault(a, "from", N_("The day is missing.")));
	else if (in->admitted != DAY_NONE && from_of(in) < in->admitted)
		err_add(faults, fault(a, "from",
				      N_("Nobody belongs to an organisation "
					 "before the admission.")));
}

struct err *member_new_check(struct arena *a, const struct profile *p,
			     const struct member_new *in, day_t today)
{
	struct err *faults = member_name_check(a, in->name);
	struct str value;

	if (in->sex.n && !member_sex_title(in->sex))
		err_add(&faults, fault(a, "sex",
				       N_("Choose one from the "
					  "list.")));
	if (!profile_term_is(profile_term(p, "move", in->how), "in"))
		err_add(&faults, fault(a, "how",
				       N_("Choose one from the "
					  "list.")));
	if (in->basis.n && utf8_length(in->basis) > MEMBER_VALUE_MOST)
		err_add(&faults, fault(a, "basis",
				       N_("This is missing or longer than 200 "
					  "characters.")));
	days_check(a, in, today, &faults);
	state_check(a, p, in, &faults);
	for (ptrdiff_t i = 0; i < in->n_values; i++)
		err_add(&faults,
			member_value_clean(a, p, &in->value[i], &value));
	return faults;
}

/* ---- moves -------------------------------------------------------------- */

bool member_is_counted(const struct profile *p, struct str state)
{
	return profile_term_is(profile_term(p, "state", state), "counted");
}

bool member_is_official(const struct profile *p, struct str state)
{
	return profile_term_is(profile_term(p, "state", state), "official");
}

bool member_is_admission(const struct profile *p, struct str how)
{
	struct str to = leads_to(p, how);

	return to.n && str_eq(to, leads_to(p, MEMBER_ADMITTED)) &&
	       profile_term_is(profile_term(p, "move", how), "in");
}

struct str member_move_state(const struct profile *p,
			     const struct member_standing *is, struct str how)
{
	const struct profile_term *t = profile_term(p, "move", how);

	if (!t || !t->with.n) {
		/* who comes back is what they were when they left */
		if (!profile_term_is(t, "in"))
			return STR_NULL;
		for (ptrdiff_t i = 0; i < is->n_had; i++)
			if (member_is_counted(p, is->had[i]))
				return is->had[i];
		return leads_to(p, MEMBER_ADMITTED);
	}
	if (str_find_char(t->with, ' ') < 0)
		return t->with;
	for (ptrdiff_t i = 0; i < is->n_had; i++)
		if (profile_term_with(t, is->had[i]))
			return is->had[i];
	return leads_to(p, how);
}

/* Into the organisation: by whom depends on how the person left. */
static const char *in_fault(const struct profile *p,
			    const struct member_standing *is, struct str how)
{
	bool returns = leads_to(p, how).n > 0;

	if (str_eq(how, MEMBER_REGISTER) || str_eq(how, MEMBER_ADMITTED))
		return N_("This person is on record already: choose how they "
			  "came back.");
	if (member_is_counted(p, is->state))
		return N_("This person belongs to an organisation already.");
	if (str_eq(is->state, leads_to(p, MEMBER_DIED)))
		return N_("Nothing follows a person's death: correct the "
			  "record if it is wrong.");
	if (str_eq(is->state, leads_to(p, MEMBER_WENT_OUT)) == returns)
		return returns ? N_("Who was transferred out is transferred in "
				    "again.")
			       : N_("Who left is re-admitted or restored.");
	return NULL;
}

static const char *state_fault(const struct profile *p,
			       const struct member_standing *is, struct str how)
{
	struct str to = member_move_state(p, is, how);
	bool official = member_is_official(p, is->state);

	if (profile_term_with(profile_term(p, "move", how), is->state))
		return N_("This person is in that state already.");
	if (str_eq(how, MEMBER_OFFICIAL) &&
	    !str_eq(is->state, leads_to(p, MEMBER_ADMITTED)))
		return N_("Only a probationary member is made a full one.");
	if (!official && member_is_official(p, to) &&
	    str_eq(is->state, leads_to(p, MEMBER_ADMITTED)) &&
	    !str_eq(how, MEMBER_OFFICIAL))
		return N_("A probationary member becomes a full one first.");
	return NULL;
}

static const char *move_fault(const struct profile *p,
			      const struct member_standing *is, struct str how)
{
	const struct profile_term *t = profile_term(p, "move", how);

	if (!t)
		return N_("Choose one from the list.");
	if (profile_term_is(t, "in"))
		return in_fault(p, is, how);
	if (!member_is_counted(p, is->state))
		return N_("This person isn't a member now.");
	if (str_eq(how, MEMBER_AWAY) && is->away)
		return N_("This person is away already: record the return "
			  "first.");
	if (str_eq(how, MEMBER_BACK) && !is->away)
		return N_("This person isn't away.");
	if (profile_term_is(t, "state"))
		return state_fault(p, is, how);
	return NULL;
}

struct err *member_move_check(struct arena *a, const struct profile *p,
			      const struct member_standing *is, struct str how)
{
	const char *text = move_fault(p, is, how);

	return text ? err_at(err_new(a, ERR_CONFLICT, text), STR("how")) : NULL;
}

struct err *member_move_day(struct arena *a, const struct profile *p,
			    const struct member_standing *is, struct str how,
			    const day_t on_and_today[2])
{
	const struct profile_term *t = profile_term(p, "move", how);
	day_t on = on_and_today[0], since = DAY_NONE;
	struct err *err = member_day_check(a, on, on_and_today[1], "on");

	if (err)
		return err;
	if (member_move_state(p, is, how).n)
		since = is->since;
	if (is->org &&
	    (profile_term_is(t, "within") || profile_term_is(t, "out")))
		since = MAX(since, is->org_since);
	if (is->away && (str_eq(how, MEMBER_BACK) || profile_term_is(t, "out")))
		since = MAX(since, is->away_since);
	if (is->org && str_eq(how, MEMBER_AWAY))
		since = is->org_since - 1;
	if (since == DAY_NONE || on > since)
		return NULL;
	return err_at(err_new(a, ERR_CONFLICT,
			      N_("What this ends began on {0} only: choose a "
				 "later day, or correct that entry."),
			      fmt_day(a, since)),
		      STR("on"));
}

static struct err *early(struct arena *a, const char *text, int64_t months,
			 day_t from)
{
	return err_at(err_new(a, ERR_INVALID, text,
			      str_fmt(a, "%lld", (long long)months),
			      fmt_day(a, from)),
		      STR("sure"));
}

struct err *member_move_warn(struct arena *a, const struct profile *p,
			     const struct member_standing *is, struct str how,
			     day_t on)
{
	bool official = str_eq(how, MEMBER_OFFICIAL);
	bool again = member_is_admission(p, how);
	day_t from = official ? is->admitted : is->since;
	int64_t months = profile_rule_int(
		p, official ? STR("probation") : STR("readmission"), on, 0);

	if ((!official && !again) || !months || from == DAY_NONE ||
	    on >= day_add_months(from, (int)months))
		return NULL;
	return early(a,
		     official ? N_("Probation is {0} months, since {1}: this "
				   "day is earlier. Save again if it is right.")
			      : N_("Re-admission is possible {0} months after "
				   "leaving, on {1}: this day is earlier. Save "
				   "again if it is right."),
		     months, from);
}

/* ---- party age ---------------------------------------------------------- */

int member_years(day_t from, day_t on)
{
	struct ymd f, o;

	if (from == DAY_NONE || on < from)
		return -1;
	f = day_ymd(from);
	o = day_ymd(on);
	return o.y - f.y - (o.m < f.m || (o.m == f.m && o.d < f.d));
}

int member_party_age(const struct profile *p, day_t admitted, day_t official,
		     day_t on)
{
	struct str from = profile_rule(p, STR("party_age_from"), on);

	return member_years(str_eq(from, STR("official")) ? official : admitted,
			    on);
}
