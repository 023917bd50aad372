/* Conditions that a report's figures lead to. */
#include "work/work_more.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"

static struct err *unknown(struct cx *cx, const char *field, struct str word)
{
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("\"{0}\" isn't a choice of this list; open "
				 "the list again "
				 "and choose from it."),
			      word),
		      str_c(field));
}

bool work_more_is_cause(const struct cx *cx, struct str code, const char *also)
{
	if (str_eq(code, str_c(also)))
		return true;
	for (ptrdiff_t i = 0; i < cx->profile->n_causes; i++)
		if (str_eq(cx->profile->cause[i].code, code))
			return true;
	return false;
}

static bool base_read(struct str key, int64_t *ret_base)
{
	if (str_eq(key, STR("kept")))
		*ret_base = 1;
	else if (str_eq(key, STR("missed")))
		*ret_base = 2;
	else
		return false;
	return true;
}

static void any_set(struct work_more *m)
{
	m->any = m->year || m->none.n || m->extended.n || m->base || m->rated;
}

static bool none_known(struct str word)
{
	return str_eq(word, STR("section")) || str_eq(word, STR("lead")) ||
	       str_eq(word, STR("below"));
}

static const char *none_title(struct str word)
{
	if (str_eq(word, STR("below")))
		return N_("Led by the unit itself");
	return str_eq(word, STR("lead")) ? N_("No lead yet")
					 : N_("In no section");
}

void work_more_line(struct cx *cx, struct str name, struct str value,
		    struct work_more *m)
{
	if (str_eq(name, STR("year")) && !str_to_i64(value, &m->year))
		m->year = 0;
	if (str_eq(name, STR("none")) && none_known(value))
		m->none = value;
	if (str_eq(name, STR("extended")) &&
	    work_more_is_cause(cx, value, "any"))
		m->extended = value;
	if (str_eq(name, STR("rated")))
		m->rated = true;
	if (str_eq(name, STR("base")) && base_read(value, &m->base))
		m->base_key = value;
	any_set(m);
}

struct err *work_more_read(struct cx *cx, struct req *rq,
			   struct work_more *ret_more)
{
	int64_t year = req_int(rq, "year");
	struct work_more m = { .year = year == DB_NULL ? 0 : year,
			       .none = req_str(rq, "none"),
			       .extended = req_str(rq, "extended"),
			       .rated = req_flag(rq, "rated"),
			       .base_key = req_str(rq, "base") };

	if (m.none.n && !none_known(m.none))
		return unknown(cx, "none", m.none);
	if (m.extended.n && !work_more_is_cause(cx, m.extended, "any"))
		return unknown(cx, "extended", m.extended);
	if (m.base_key.n && !base_read(m.base_key, &m.base))
		return unknown(cx, "base", m.base_key);
	any_set(&m);
	*ret_more = m;
	return NULL;
}

struct str work_more_cause(struct cx *cx, struct str code)
{
	if (str_eq(code, STR("none")))
		return tr(cx->lang, N_("not given"));
	if (str_eq(code, STR("any")))
		return tr(cx->lang, N_("any"));
	return profile_cause_title(cx->profile, code, cx->lang);
}

int work_more_conditions(struct cx *cx, const struct work_more *m,
			 struct work_condition *ret_list)
{
	enum lang l = cx->lang;
	int n = 0;

	if (m->year)
		ret_list[n++] = (struct work_condition){
			"year", tr_fmt(cx->arena, l, N_("Programmes of {0}"),
				       str_fmt(cx->arena, "%ld", (long)m->year))
		};
	if (m->none.n)
		ret_list[n++] =
			(struct work_condition){ "none",
						 tr(l, none_title(m->none)) };
	if (m->extended.n)
		ret_list[n++] = (struct work_condition){
			"extended",
			tr_fmt(cx->arena, l, N_("Extended, cause: {0}"),
			       work_more_cause(cx, m->extended))
		};
	if (m->rated)
		ret_list[n++] = (struct work_condition){
			"rated", tr(l, N_("Each period by itself"))
		};
	if (m->base)
		ret_list[n++] = (struct work_condition){
			"base",
			m->base == 1 ? tr(l, N_("Original deadline kept"))
				     : tr(l, N_("Original deadline missed"))
		};
	return n;
}
