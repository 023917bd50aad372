/* When a task may be chased, and what with. */
#include "work/work_bulk.h"

#include "base/utf8.h"

struct err *work_remind_check(struct arena *a, const struct work_facts *f,
			      day_t on)
{
	if (f->issued == DAY_NONE || f->issued > on)
		return err_new(a, ERR_CONFLICT,
			       N_("It isn't issued yet: there is nobody to "
				  "remind."));
	if (f->withdrawn != DAY_NONE)
		return err_new(a, ERR_CONFLICT, N_("It was withdrawn."));
	if (f->done != DAY_NONE)
		return err_new(a, ERR_CONFLICT, N_("It is done already."));
	if (f->submitted != DAY_NONE)
		return err_new(a, ERR_CONFLICT,
			       N_("It was submitted and waits for the "
				  "office."));
	if (f->paused != DAY_NONE)
		return err_new(a, ERR_CONFLICT, N_("It is paused."));
	return NULL;
}

struct err *work_remind_text_check(struct arena *a, struct str text)
{
	if (!text.n)
		return err_at(err_new(a, ERR_INVALID,
				      N_("Write what the units are reminded "
					 "of, in a sentence.")),
			      STR("body"));
	if (utf8_length(text) > WORK_TITLE_MOST)
		return err_at(err_new(a, ERR_LIMIT,
				      N_("A reminder has at most 1,000 "
					 "characters.")),
			      STR("body"));
	return NULL;
}
