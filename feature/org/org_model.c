/* Rules of organisations. */
#include "org/org_model.h"

#include "base/utf8.h"
#include "profile/profile.h"

static bool kind_known(const struct profile *p, struct str kind)
{
	for (ptrdiff_t i = 0; i < p->n_kinds; i++)
		if (str_eq(p->kind[i].code, kind))
			return true;
	return false;
}

struct err *org_check(struct arena *a, const struct profile *p,
		      const struct org_new *in)
{
	struct err *faults = NULL;

	if (!in->name.n)
		err_add(&faults,
			err_at(err_new(a, ERR_INVALID,
				       N_("The organisation needs a name.")),
			       STR("name")));
	else if (utf8_length(in->name) > ORG_NAME_MOST)
		err_add(&faults,
			err_at(err_new(a, ERR_LIMIT,
				       N_("The name is longer than {0} "
					  "characters."),
				       str_fmt(a, "%d", ORG_NAME_MOST)),
			       STR("name")));
	if (!kind_known(p, in->kind))
		err_add(&faults,
			err_at(err_new(a, ERR_INVALID,
				       N_("\"{0}\" is not a kind of "
					  "organisation in this "
					  "profile; choose one from the list."),
				       in->kind),
			       STR("kind")));
	if (in->from == DAY_NONE)
		err_add(&faults, err_at(err_new(a, ERR_INVALID,
						N_("Say from which day the "
						   "organisation exists.")),
					STR("from")));
	return faults;
}
