/* Who, about what, and which fields, in words. */
#include "trail/trail_read.h"

#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "growth/growth.h"
#include "member/member.h"

struct err *trail_who(struct cx *cx, int64_t user, struct str *ret_name)
{
	struct trail_user_row row;
	bool found;
	struct err *err;

	if (user <= 0) {
		*ret_name = tr(cx->lang, user == ACTOR_SYSTEM
						 ? N_("System")
						 : N_("nobody signed in"));
		return NULL;
	}
	err = trail_user(cx->db, &(struct trail_user_in){ .id = user }, &row,
			 &found);
	if (!err)
		*ret_name = found ? row.name
				  : tr_fmt(cx->arena, cx->lang, N_("user {0}"),
					   fmt_int(cx->arena, cx->lang, user));
	return err;
}

/* ---- subjects ---------------------------------------------------------------- */

enum name_of {
	NO_NAME,
	OF_TASK,
	OF_MEMBER,
	OF_ORG,
	OF_USER,
	OF_PROGRAMME,
	OF_DOCUMENT,
	OF_DECISION,
	OF_CANDIDATE
};
static const struct {
	const char *kind, *title; /* N_("…") */
	const char *path;	  /* before the id; NULL: it has no page */
	enum perm perm;		  /* of that page */
	enum name_of name;
} subjects[] = {
	{ "task", N_("Task"), "/task/", PERM_WORK_VIEW, OF_TASK },
	{ "member", N_("Member’s record"), "/member/", PERM_MEMBER_VIEW,
	  OF_MEMBER },
	{ "candidate", N_("Person on the way to admission"), "/candidate/",
	  PERM_GROWTH_VIEW, OF_CANDIDATE },
	{ "org", N_("Organisation"), "/org/", PERM_ORG_VIEW, OF_ORG },
	{ "user", N_("User account"), "/user/", PERM_ACCOUNT_MANAGE, OF_USER },
	{ "programme", N_("Programme"), "/programme/", PERM_WORK_VIEW,
	  OF_PROGRAMME },
	{ "document", N_("Document"), "/document/", PERM_WORK_VIEW,
	  OF_DOCUMENT },
	{ "decision", N_("Decision"), "/reorg/", PERM_ORG_VIEW, OF_DECISION },
	{ .kind = "import", .title = N_("Uploaded annex") },
	{ .kind = "member_import", .title = N_("Uploaded register") },
	{ .kind = "edited", .title = N_("Edited list of members") },
	{ .kind = "org_sheet", .title = N_("Edited list of organisations") },
	{ .kind = "sheet", .title = N_("Edited list of tasks") },
	{ .kind = "evidence", .title = N_("Evidence") },
	{ .kind = "share", .title = N_("Share of a task") },
	{ .kind = "talk", .title = N_("Comment") },
	{ .kind = "carry", .title = N_("Carrying over") },
	{ .kind = "bulk", .title = N_("Several tasks") },
	{ .kind = "view", .title = N_("Saved view") },
	{ .kind = "calendar", .title = N_("Calendar") },
	{ .kind = "effect", .title = N_("Measure of effect") },
	{ .kind = "mail", .title = N_("Letter") },
	{ .kind = "fed_peer", .title = N_("Committee above or below") },
	{ .kind = "fed_in", .title = N_("Received report") },
	{ .kind = "fed_out", .title = N_("Report for the committee above") },
	{ .kind = "indicator", .title = N_("Indicator") },
	{ .kind = "privacy_request", .title = N_("Request about data") },
	{ .kind = "privacy_breach", .title = N_("Breach of data") },
	{ .kind = "privacy_records", .title = N_("Records of processing") },
	{ .kind = "trail", .title = N_("Trail") },
	{ .kind = "setting", .title = N_("Setting") },
	{ .kind = "realm", .title = N_("The whole committee") },
};

bool trail_subject_nth(int i, const char **ret_kind, const char **ret_title)
{
	if (i >= (int)N_ELEMENTS(subjects))
		return false;
	*ret_kind = subjects[i].kind;
	*ret_title = subjects[i].title;
	return true;
}

/* Of a row that is there; *name stays empty when it is gone. */
#define NAME(query)                                                            \
	do {                                                                   \
		struct query##_row row;                                        \
		struct query##_in in = { .id = id };                           \
		err = query(cx->db, &in, &row, &found);                        \
		if (!err && found)                                             \
			*name = row.name;                                      \
	} while (0)

static struct err *name_read(struct cx *cx, enum name_of of, int64_t id,
			     struct str *name)
{
	struct growth_brief who;
	struct err *err = NULL;
	bool found;

	switch (of) {
	case NO_NAME:
		break;
	case OF_TASK:
		NAME(trail_task);
		break;
	case OF_MEMBER:
		NAME(trail_member);
		break;
	case OF_ORG:
		NAME(trail_org);
		break;
	case OF_USER:
		NAME(trail_user);
		break;
	case OF_PROGRAMME:
		NAME(trail_programme);
		break;
	case OF_DOCUMENT:
		NAME(trail_document);
		break;
	case OF_DECISION:
		NAME(trail_decision);
		break;
	case OF_CANDIDATE:
		err = growth_brief_read(cx, id, &who, &found);
		if (!err && found)
			*name = who.name;
		break;
	}
	return err;
}

struct err *trail_subject_say(struct cx *cx, struct str kind, int64_t id,
			      struct trail_subject *ret)
{
	ptrdiff_t i = 0;
	bool may = true, person;
	struct err *err = NULL;

	while (i < N_ELEMENTS(subjects) &&
	       !str_eq(kind, str_c(subjects[i].kind)))
		i++;
	*ret = (struct trail_subject){ .kind = kind };
	if (i < N_ELEMENTS(subjects))
		ret->kind = tr(cx->lang, subjects[i].title);
	if (id == DB_NULL)
		return NULL;
	ret->kind = str_fmt(cx->arena, "%.*s %lld", STR_ARG(ret->kind),
			    (long long)id);
	if (i == N_ELEMENTS(subjects) || !subjects[i].path)
		return NULL;
	if (subjects[i].name == OF_MEMBER)
		err = member_is_seen(cx, id, &may);
	else if (subjects[i].name == OF_CANDIDATE)
		err = growth_is_seen(cx, id, &may);
	may = may && cx_may(cx, (int)subjects[i].perm);
	person = subjects[i].name == OF_MEMBER ||
		 subjects[i].name == OF_CANDIDATE;
	/* a name of a person is told to whoever may open the record */
	if (!err && (may || !person))
		err = name_read(cx, subjects[i].name, id, &ret->name);
	if (!err && may && ret->name.n)
		ret->href = str_fmt(cx->arena, "%s%lld", subjects[i].path,
				    (long long)id);
	return err;
}

/* ---- fields ------------------------------------------------------------------ */

static const struct {
	const char *field, *label; /* N_("…") */
} fields[] = {
	{ "accepted", N_("Accepted") },
	{ "admitted", N_("Day of admission") },
	{ "agent", N_("Browser") },
	{ "answer", N_("Answer") },
	{ "as_at", N_("As at") },
	{ "away", N_("Staying with") },
	{ "basis", N_("Basis") },
	{ "body", N_("Text") },
	{ "by", N_("Divide by") },
	{ "cause", N_("Cause") },
	{ "code", N_("Code") },
	{ "day", N_("Day") },
	{ "deadline", N_("Deadline") },
	{ "decision", N_("Decision") },
	{ "document", N_("Document") },
	{ "due", N_("Due") },
	{ "effective_on", N_("In force from") },
	{ "email", N_("E-mail address") },
	{ "ended", N_("Ended") },
	{ "event", N_("Event") },
	{ "field", N_("Field") },
	{ "file", N_("File") },
	{ "from", N_("From") },
	{ "from_on", N_("From") },
	{ "gap", N_("Difference") },
	{ "gone", N_("Removed") },
	{ "high", N_("Upper end, of a span") },
	{ "host", N_("Name of the server") },
	{ "how", N_("How") },
	{ "issued_on", N_("Issued on") },
	{ "kept", N_("Kept") },
	{ "kind", N_("Kind") },
	{ "known", N_("Events that were known") },
	{ "lang", N_("Language") },
	{ "lead", N_("Lead unit") },
	{ "left", N_("Left out") },
	{ "n", N_("Value") },
	{ "name", N_("Name") },
	{ "number", N_("Number") },
	{ "of", N_("Of how many") },
	{ "office", N_("Office") },
	{ "official", N_("Full member since") },
	{ "on", N_("On") },
	{ "org", N_("Organisation") },
	{ "parent", N_("Belongs to") },
	{ "parts", N_("New target") },
	{ "percent", N_("Per cent") },
	{ "period", N_("Period") },
	{ "place", N_("Place") },
	{ "port", N_("Port") },
	{ "position", N_("Position") },
	{ "posts", N_("Offices") },
	{ "product", N_("Product") },
	{ "programme", N_("Programme") },
	{ "reason", N_("Reason") },
	{ "role", N_("Role") },
	{ "rollup", N_("How it is rolled up") },
	{ "root", N_("Root of the tree") },
	{ "rows", N_("Rows") },
	{ "sent_on", N_("Sent on") },
	{ "session", N_("Session") },
	{ "sha256", N_("Checksum") },
	{ "state", N_("State") },
	{ "step", N_("Step") },
	{ "taken", N_("Taken") },
	{ "task", N_("Task") },
	{ "tasks", N_("Tasks") },
	{ "text", N_("Text") },
	{ "theme", N_("Colours") },
	{ "title", N_("Title") },
	{ "to", N_("Until") },
	{ "to_on", N_("Until") },
	{ "unit", N_("Unit of measure") },
	{ "url", N_("Address") },
	{ "user", N_("User account") },
	{ "value", N_("Value") },
	{ "version", N_("Version") },
	{ "vkey", N_("Public key") },
	{ "voided", N_("Voided") },
	{ "want", N_("As asked") },
	{ "weight", N_("Weight") },
	{ "why", N_("Reason") },
	{ "work", N_("Work") },
	{ "year", N_("Year") },
};

struct str trail_field_label(struct cx *cx, struct str field)
{
	struct str title;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(fields); i++)
		if (str_eq(field, str_c(fields[i].field)))
			return tr(cx->lang, fields[i].label);
	title = member_field_label(cx, field);
	return title.n ? title : field;
}
