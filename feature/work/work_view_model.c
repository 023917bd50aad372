/* Rules of saved views. */
#include "work/work_view_model.h"

#include "base/utf8.h"
#include "work/work_model.h"

static const struct {
	const char *key, *title;
} words[N_SHARING] = {
	[SHARING_OWN] = { "own", N_("Only I") },
	[SHARING_ORG] = { "org", N_("My organisation") },
	[SHARING_ALL] = { "all", N_("Everybody") },
};

const char *work_sharing_key(enum work_sharing s)
{
	return words[s].key;
}

const char *work_sharing_title(enum work_sharing s)
{
	return words[s].title;
}

bool work_sharing_from_key(struct str key, enum work_sharing *ret_sharing)
{
	for (int i = 0; i < N_SHARING; i++) {
		if (str_eq(key, str_c(words[i].key))) {
			*ret_sharing = (enum work_sharing)i;
			return true;
		}
	}
	return false;
}

bool work_view_seen(const struct cx *cx, const struct work_view_rule *v)
{
	if (v->owner == cx->actor.id || v->sharing == SHARING_ALL)
		return true;
	return v->sharing == SHARING_ORG && v->org == cx->actor.org;
}

bool work_view_mine(const struct cx *cx, const struct work_view_rule *v)
{
	return v->owner == cx->actor.id ||
	       (v->sharing == SHARING_ALL && work_is_office(cx));
}

struct err *work_view_check(const struct cx *cx, struct str name,
			    enum work_sharing sharing, bool twin, int64_t n_own)
{
	struct str at = STR("name");

	if (!name.n)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Give the view a name.")),
			      at);
	if (utf8_length(name) > WORK_VIEW_NAME_MOST)
		return err_at(
			err_new(cx->arena, ERR_LIMIT,
				N_("The name of a view has at most {0} "
				   "characters."),
				str_fmt(cx->arena, "%d", WORK_VIEW_NAME_MOST)),
			at);
	if (twin)
		return err_at(err_new(cx->arena, ERR_CONFLICT,
				      N_("You have a view named \"{0}\" on "
					 "this list already; choose another "
					 "name."),
				      name),
			      at);
	if (n_own >= WORK_VIEWS_MOST)
		return err_at(err_new(cx->arena, ERR_LIMIT,
				      N_("You have {0} views on this list; "
					 "delete one before you save "
					 "another."),
				      str_fmt(cx->arena, "%ld", (long)n_own)),
			      at);
	if (sharing == SHARING_ALL && !work_is_office(cx))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Only the office gives views to "
					 "everybody; choose yourself or your "
					 "organisation.")),
			      STR("sharing"));
	return NULL;
}
