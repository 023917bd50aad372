/*
 * What changed in the last months before a day, or is known to change behind
 * it. Days stand in the row itself; only who merged with whom is asked for,
 * once for the page.
 */
#include "org/org_change.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_past_query.h"

enum { DAYS_BACK = 90, KIN_MOST = 1000 };

static struct org_lineage_around_in kin_in(const struct org_look *look)
{
	return (struct org_lineage_around_in){ .from = look->day - DAYS_BACK,
					       .limit = KIN_MOST };
}

struct err *org_change_ahead(struct cx *cx, const struct org_look *look)
{
	struct org_lineage_around_in in = kin_in(look);

	return org_lineage_around_ahead(cx->db, &in);
}

static void say(struct cx *cx, struct str *words, const char *text, day_t day,
		struct str name)
{
	struct str one = tr_fmt(cx->arena, cx->lang, text,
				fmt_day(cx->arena, day), name);

	*words = words->n ? str_fmt(cx->arena, "%.*s; %.*s", STR_ARG(*words),
				    STR_ARG(one))
			  : one;
}

static bool lately(const struct org_look *look, day_t day)
{
	return day != DAY_NONE && day > look->day - DAYS_BACK &&
	       day <= look->day;
}

/* What is known of the days behind: a name or place that ends is followed by
 * another, unless both end on one day. */
static void behind(struct cx *cx, const struct org_node *n, bool merges,
		   struct str *words)
{
	if (n->place_to != DAY_NONE && n->place_to == n->name_to) {
		if (!merges)
			say(cx, words, N_("Ends on {0}"), n->place_to,
			    STR_NULL);
		return;
	}
	if (n->name_to != DAY_NONE)
		say(cx, words, N_("Another name or kind from {0}"), n->name_to,
		    STR_NULL);
	if (n->place_to != DAY_NONE)
		say(cx, words, N_("Moves on {0}"), n->place_to, STR_NULL);
}

static void before(struct cx *cx, const struct org_look *look,
		   const struct org_node *n, struct str *words)
{
	if (lately(look, n->born_on)) {
		say(cx, words, N_("Established on {0}"), n->born_on, STR_NULL);
		return;
	}
	if (lately(look, n->name_from))
		say(cx, words, N_("New name or kind since {0}"), n->name_from,
		    STR_NULL);
	if (lately(look, n->place_from))
		say(cx, words, N_("Moved here on {0}"), n->place_from,
		    STR_NULL);
}

/* Newest first. */
static bool kin(struct cx *cx, const struct org_lineage_around_rows *rows,
		const struct org_node *n, struct str *words)
{
	bool merges = false;

	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct org_lineage_around_row *r = &rows->p[i];

		if (r->from_org == n->id) {
			merges = true;
			say(cx, words, N_("Into {1} on {0}"), r->on_day,
			    r->to_name.n ? r->to_name : r->other);
		} else if (r->to_org == n->id) {
			say(cx, words, N_("Took over from {1} on {0}"),
			    r->on_day,
			    r->from_name.n ? r->from_name : r->other);
		}
	}
	return merges;
}

struct err *org_change_fill(struct cx *cx, const struct org_look *look,
			    const struct org_nodes *nodes,
			    struct feature_cell *ret_cells)
{
	struct org_lineage_around_in in = kin_in(look);
	struct org_lineage_around_rows rows;
	struct err *err = org_lineage_around(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < nodes->n; i++) {
		const struct org_node *n = &nodes->p[i];
		struct str words = STR_NULL;

		if (n->more)
			continue;
		behind(cx, n, kin(cx, &rows, n, &words), &words);
		before(cx, look, n, &words);
		ret_cells[i].text = words;
	}
	return err;
}
