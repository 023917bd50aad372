/* The rules of personal data: see privacy_model.h. */
#include "privacy/privacy_model.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "i18n/i18n.h"

enum { HOUR_MS = 3600 * 1000, HOURS = 72, WORKING_DAYS = 2 };

struct word {
	const char *key, *title;
};

static bool from_key(const struct word *w, int n, struct str key, int *ret)
{
	for (int i = 0; i < n; i++)
		if (str_eq(key, str_c(w[i].key))) {
			*ret = i;
			return true;
		}
	return false;
}

static const struct word kinds[N_PRIVACY_KIND] = {
	[PRIVACY_ACCESS] = { "access", N_("See what is held") },
	[PRIVACY_EXPORT] = { "export", N_("Get a copy in a file") },
	[PRIVACY_CORRECTION] = { "correction", N_("Correct something") },
	[PRIVACY_RESTRICTION] = { "restriction", N_("Restrict the use") },
	[PRIVACY_ERASURE] = { "erasure", N_("Erase") },
	[PRIVACY_WITHDRAWAL] = { "withdrawal", N_("Withdraw consent") },
};

const char *privacy_kind_key(enum privacy_kind k)
{
	return kinds[k].key;
}

const char *privacy_kind_title(enum privacy_kind k)
{
	return kinds[k].title;
}

const char *privacy_kind_note(enum privacy_kind k)
{
	static const char *const notes[N_PRIVACY_KIND] = {
		[PRIVACY_ACCESS] = N_("everything that is held about you, to "
				      "read"),
		[PRIVACY_EXPORT] = N_("the same as a file that other programs "
				      "read"),
		[PRIVACY_CORRECTION] = N_("something that is wrong or out of "
					  "date"),
		[PRIVACY_RESTRICTION] = N_("it is kept, but nobody uses it "
					   "until the restriction ends"),
		[PRIVACY_ERASURE] = N_("for ever; not while you are a member "
				       "or a law needs it"),
		[PRIVACY_WITHDRAWAL] = N_("of a use that you had agreed to"),
	};

	return notes[k];
}

bool privacy_kind_from_key(struct str key, enum privacy_kind *ret)
{
	int k = 0;

	if (!from_key(kinds, N_PRIVACY_KIND, key, &k))
		return false;
	*ret = (enum privacy_kind)k;
	return true;
}

static const struct word ways[N_PRIVACY_WAY] = {
	[PRIVACY_PAGE] = { "page", N_("in this program") },
	[PRIVACY_LETTER] = { "letter", N_("by letter") },
	[PRIVACY_VISIT] = { "visit", N_("in person") },
	[PRIVACY_MAIL] = { "mail", N_("by e-mail or telephone") },
};

const char *privacy_way_key(enum privacy_way w)
{
	return ways[w].key;
}

const char *privacy_way_title(enum privacy_way w)
{
	return ways[w].title;
}

bool privacy_way_from_key(struct str key, enum privacy_way *ret)
{
	int k = 0;

	if (!from_key(ways, N_PRIVACY_WAY, key, &k))
		return false;
	*ret = (enum privacy_way)k;
	return true;
}

static const struct word states[N_PRIVACY_STATE] = {
	[PRIVACY_RECEIVED] = { "received", N_("Received") },
	[PRIVACY_WORK] = { "work", N_("In work") },
	[PRIVACY_ANSWERED] = { "answered", N_("Answered") },
	[PRIVACY_REFUSED] = { "refused", N_("Refused") },
	[PRIVACY_DROPPED] = { "dropped", N_("Withdrawn by the person") },
};

const char *privacy_state_key(enum privacy_state s)
{
	return states[s].key;
}

const char *privacy_state_title(enum privacy_state s)
{
	return states[s].title;
}

bool privacy_state_from_key(struct str key, enum privacy_state *ret)
{
	int k = 0;

	if (!from_key(states, N_PRIVACY_STATE, key, &k))
		return false;
	*ret = (enum privacy_state)k;
	return true;
}

struct err *privacy_step_check(struct arena *a, enum privacy_state from,
			       enum privacy_state to)
{
	if (!privacy_is_open(from))
		return err_new(a, ERR_CONFLICT,
			       N_("This request is closed already."));
	if (to == PRIVACY_WORK && from == PRIVACY_WORK)
		return err_new(a, ERR_CONFLICT,
			       N_("Somebody has taken this request already."));
	if ((to == PRIVACY_ANSWERED || to == PRIVACY_REFUSED) &&
	    from != PRIVACY_WORK)
		return err_new(a, ERR_CONFLICT,
			       N_("Take the request first, so that others see "
				  "who works on it."));
	return NULL;
}

day_t privacy_due(const struct profile *p, day_t came_on)
{
	int64_t n =
		profile_rule_int(p, STR("data_request"), came_on, WORKING_DAYS);

	return day_add_working(came_on, (int)n, p->holidays);
}

int64_t privacy_breach_due(const struct profile *p, int64_t found_at)
{
	int64_t hours = profile_rule_int(p, STR("data_breach"),
					 day_of_instant(found_at), HOURS);

	return found_at + hours * HOUR_MS;
}

int privacy_keep_years(const struct profile *p)
{
	int most = -1;

	for (ptrdiff_t i = 0; i < p->n_data; i++)
		if (str_eq(p->datum[i].keep, STR("member")))
			most = MAX(most, p->datum[i].keep_n);
	return most;
}

struct str privacy_keep_words(struct arena *a, enum lang lang,
			      const struct profile_datum *d)
{
	struct str n = fmt_int(a, lang, d->keep_n);

	if (str_eq(d->keep, STR("days")))
		return tr_format(
			a, tr_n(lang, N_("{0} day"), N_("{0} days"), d->keep_n),
			&n, 1);
	if (str_eq(d->keep, STR("account")))
		return d->keep_n ? tr_fmt(a, lang,
					  N_("while there is an account, then "
					     "{0} years"),
					  n)
				 : tr(lang, N_("while there is an account"));
	if (str_eq(d->keep, STR("candidate")))
		return tr_fmt(a, lang,
			      N_("while on the way to admission, then {0} "
				 "years"),
			      n);
	return tr_fmt(a, lang, N_("while a member, then {0} years"), n);
}

struct str privacy_seen_words(struct arena *a, enum lang lang, struct str seen)
{
	static const struct word who[] = {
		{ "self", N_("the person") },
		{ "unit", N_("the secretary of the unit") },
		{ "office", N_("the office") },
		{ "leader", N_("leaders") },
		{ "admin", N_("the administrator of accounts") },
		{ "protector", N_("whoever protects personal data") },
		{ "system", N_("the program only") },
	};
	struct buf b = buf_init(a, 1000);
	int k = 0;

	while (seen.p) {
		struct str word = str_cut(&seen, ' ');

		if (!word.n)
			continue;
		if (b.n)
			buf_lit(&b, ", ");
		buf_str(&b, from_key(who, N_ELEMENTS(who), word, &k)
				    ? tr(lang, who[k].title)
				    : word);
	}
	return buf_view(&b);
}

const char *privacy_class_title(struct str class)
{
	return str_eq(class, STR("protected"))	 ? N_("protected")
	       : str_eq(class, STR("sensitive")) ? N_("sensitive")
						 : N_("ordinary");
}

struct err *privacy_text_check(struct arena *a, struct str text,
			       const char *field, bool needed)
{
	if (needed && !text.n)
		return err_at(err_new(a, ERR_INVALID,
				      N_("Write a few words here.")),
			      str_c(field));
	if (utf8_length(text) <= PRIVACY_TEXT_MOST)
		return NULL;
	return err_at(err_new(a, ERR_INVALID,
			      N_("This is longer than {0} characters."),
			      str_fmt(a, "%d", PRIVACY_TEXT_MOST)),
		      str_c(field));
}
