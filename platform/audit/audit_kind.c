/* The words of each kind of event. A kind that a program writes without words
 * here fails that program's test (kit_realm() makes the trail strict). */
#include "audit/audit_kind.h"

#include "base/std.h"
#include "i18n/i18n.h"

static const char *const group_titles[N_AUDIT_GROUP] = {
	[AUDIT_WORK] = N_("Tasks and documents"),
	[AUDIT_MEMBER] = N_("Records of members"),
	[AUDIT_ORG] = N_("Organisations and decisions"),
	[AUDIT_ACCOUNT] = N_("Users and signing in"),
	[AUDIT_FEDERATION] = N_("Reports between committees"),
	[AUDIT_SYSTEM] = N_("The system"),
};
static const char *const group_keys[N_AUDIT_GROUP] = {
	[AUDIT_WORK] = "work",
	[AUDIT_MEMBER] = "member",
	[AUDIT_ORG] = "org",
	[AUDIT_ACCOUNT] = "account",
	[AUDIT_FEDERATION] = "federation",
	[AUDIT_SYSTEM] = "system",
};

/* sorted by kind: a search by halves finds it */
static const struct audit_kind kinds[] = {
	{ "calendar.make", AUDIT_WORK, N_("Calendar address made") },
	{ "calendar.renew", AUDIT_WORK, N_("Calendar address renewed") },
	{ "calendar.revoke", AUDIT_WORK, N_("Calendar address withdrawn") },
	{ "carry.make", AUDIT_WORK,
	  N_("Tasks carried over into another programme") },
	{ "carry.undo", AUDIT_WORK, N_("Carrying over of tasks taken back") },
	{ "decision.approve", AUDIT_ORG,
	  N_("Decision on organisations approved") },
	{ "decision.attach", AUDIT_ORG,
	  N_("File attached to a decision on organisations") },
	{ "decision.choose", AUDIT_ORG,
	  N_("Tasks of a decision on organisations assigned") },
	{ "decision.draft", AUDIT_ORG,
	  N_("Decision on organisations drafted") },
	{ "decision.drop", AUDIT_ORG,
	  N_("Draft of a decision on organisations dropped") },
	{ "decision.edit", AUDIT_ORG,
	  N_("Draft of a decision on organisations changed") },
	{ "decision.order", AUDIT_ORG,
	  N_("Steps of a decision on organisations ordered") },
	{ "decision.people", AUDIT_MEMBER,
	  N_("Members assigned by a decision on organisations") },
	{ "decision.reopen", AUDIT_ORG,
	  N_("Decision on organisations opened again") },
	{ "decision.step", AUDIT_ORG,
	  N_("Step added to a decision on organisations") },
	{ "decision.unstep", AUDIT_ORG,
	  N_("Step removed from a decision on organisations") },
	{ "document.add", AUDIT_WORK, N_("Document added") },
	{ "document.tasks", AUDIT_WORK, N_("Tasks drawn from a document") },
	{ "edited.confirm", AUDIT_MEMBER,
	  N_("Edited list of members taken over") },
	{ "edited.decide", AUDIT_MEMBER,
	  N_("Change in an edited list of members decided") },
	{ "edited.drop", AUDIT_MEMBER, N_("Edited list of members put away") },
	{ "edited.stage", AUDIT_MEMBER,
	  N_("Edited list of members sent back") },
	{ "edited.undo", AUDIT_MEMBER,
	  N_("Changes of an edited list of members taken back") },
	{ "effect.drop", AUDIT_WORK, N_("Measure of effect dropped") },
	{ "effect.measure", AUDIT_WORK, N_("Effect measured") },
	{ "effect.set", AUDIT_WORK, N_("Measure of effect set") },
	{ "evidence.check", AUDIT_WORK, N_("Evidence checked") },
	{ "federation.add", AUDIT_FEDERATION,
	  N_("Committee above or below added") },
	{ "federation.key", AUDIT_FEDERATION, N_("Key for reports made") },
	{ "federation.receive", AUDIT_FEDERATION, N_("Report received") },
	{ "federation.remove", AUDIT_FEDERATION,
	  N_("Committee above or below removed") },
	{ "federation.renumber", AUDIT_FEDERATION,
	  N_("Versions of a report counted on anew") },
	{ "federation.report", AUDIT_FEDERATION,
	  N_("Report written for the committee above") },
	{ "import.choose", AUDIT_WORK, N_("Tasks of an annex chosen") },
	{ "import.confirm", AUDIT_WORK, N_("Annex imported") },
	{ "import.drop", AUDIT_WORK, N_("Annex put away") },
	{ "import.mend", AUDIT_WORK, N_("Row of an annex mended") },
	{ "import.stage", AUDIT_WORK, N_("Annex uploaded") },
	{ "import.undo", AUDIT_WORK, N_("Import of an annex taken back") },
	{ "mail.again", AUDIT_SYSTEM, N_("Letter sent again") },
	{ "mail.config", AUDIT_SYSTEM, N_("Mail server set up") },
	{ "member.add", AUDIT_MEMBER, N_("Member added") },
	{ "member.ask", AUDIT_MEMBER,
	  N_("Correction asked for by the member") },
	{ "member.change", AUDIT_MEMBER, N_("Fact of a member changed") },
	{ "member.correct", AUDIT_MEMBER, N_("Fact of a member corrected") },
	{ "member.decide", AUDIT_MEMBER, N_("Asked correction decided") },
	{ "member.find", AUDIT_MEMBER, N_("Member looked for by a number") },
	{ "member.import", AUDIT_MEMBER, N_("Member taken from a register") },
	{ "member.move", AUDIT_MEMBER, N_("Move of a member recorded") },
	{ "member.papers", AUDIT_MEMBER, N_("Checklist of papers changed") },
	{ "member.post", AUDIT_MEMBER, N_("Office of a member recorded") },
	{ "member.post_end", AUDIT_MEMBER, N_("Office of a member ended") },
	{ "member.recount", AUDIT_MEMBER,
	  N_("Figures of members counted anew") },
	{ "member.register", AUDIT_MEMBER, N_("Register of members made") },
	{ "member.reword", AUDIT_MEMBER,
	  N_("Words for finding members made anew") },
	{ "member.show", AUDIT_MEMBER,
	  N_("Protected field of a member shown") },
	{ "member.take_back", AUDIT_MEMBER,
	  N_("Entry of a member's record taken back") },
	{ "member.user", AUDIT_MEMBER, N_("Member linked with a user") },
	{ "member_import.accept", AUDIT_MEMBER,
	  N_("Row of a register accepted as it is") },
	{ "member_import.ask", AUDIT_MEMBER,
	  N_("Import of a register ordered") },
	{ "member_import.choose", AUDIT_MEMBER,
	  N_("Organisations of a register chosen") },
	{ "member_import.confirm", AUDIT_MEMBER,
	  N_("Register of members imported") },
	{ "member_import.day", AUDIT_MEMBER, N_("Day of a register set") },
	{ "member_import.drop", AUDIT_MEMBER, N_("Register put away") },
	{ "member_import.entitle", AUDIT_MEMBER,
	  N_("Positions in a register given a meaning") },
	{ "member_import.mend", AUDIT_MEMBER, N_("Row of a register mended") },
	{ "member_import.stage", AUDIT_MEMBER, N_("Register uploaded") },
	{ "member_import.undo", AUDIT_MEMBER,
	  N_("Import of a register taken back") },
	{ "notice.choose", AUDIT_ACCOUNT, N_("Notices chosen") },
	{ "oidc.config", AUDIT_SYSTEM,
	  N_("Signing in by another service set up") },
	{ "oidc.link", AUDIT_ACCOUNT, N_("Account of another service linked") },
	{ "oidc.unlink", AUDIT_ACCOUNT, N_("Link with another service ended") },
	{ "org.add", AUDIT_ORG, N_("Organisation added") },
	{ "org.amend", AUDIT_ORG, N_("Organisation corrected") },
	{ "org.amend_back", AUDIT_ORG,
	  N_("Correction of an organisation taken back") },
	{ "org.recount", AUDIT_ORG,
	  N_("Figures of organisations counted anew") },
	{ "org.rename", AUDIT_ORG, N_("Organisation renamed") },
	{ "org.reorganise", AUDIT_ORG,
	  N_("Organisations changed by a decision") },
	{ "org.undo", AUDIT_ORG, N_("Change of organisations taken back") },
	{ "org_sheet.confirm", AUDIT_ORG,
	  N_("Edited list of organisations taken over") },
	{ "org_sheet.decide", AUDIT_ORG,
	  N_("Change in an edited list of organisations decided") },
	{ "org_sheet.drop", AUDIT_ORG,
	  N_("Edited list of organisations put away") },
	{ "org_sheet.stage", AUDIT_ORG,
	  N_("Edited list of organisations sent back") },
	{ "org_sheet.undo", AUDIT_ORG,
	  N_("Edited list of organisations taken back") },
	{ "passkey.add", AUDIT_ACCOUNT, N_("Passkey of a user added") },
	{ "passkey.copied", AUDIT_ACCOUNT,
	  N_("Passkey used that may have been copied") },
	{ "passkey.end", AUDIT_ACCOUNT, N_("Passkey of a user removed") },
	{ "privacy.answer", AUDIT_MEMBER,
	  N_("Request about personal data answered") },
	{ "privacy.ask", AUDIT_MEMBER, N_("Request about personal data made") },
	{ "privacy.breach", AUDIT_SYSTEM,
	  N_("Breach of personal data recorded") },
	{ "privacy.breach_close", AUDIT_SYSTEM,
	  N_("Breach of personal data closed") },
	{ "privacy.breach_people", AUDIT_SYSTEM,
	  N_("People of a breach told") },
	{ "privacy.breach_step", AUDIT_SYSTEM,
	  N_("Step of a breach recorded") },
	{ "privacy.breach_told", AUDIT_SYSTEM,
	  N_("Authority told of a breach") },
	{ "privacy.breach_touch", AUDIT_MEMBER,
	  N_("Who a breach concerns recorded") },
	{ "privacy.copy", AUDIT_MEMBER, N_("Copy of personal data given out") },
	{ "privacy.drop", AUDIT_MEMBER,
	  N_("Request about personal data withdrawn") },
	{ "privacy.erase", AUDIT_MEMBER, N_("Personal data erased") },
	{ "privacy.hold", AUDIT_MEMBER, N_("Personal data kept for a reason") },
	{ "privacy.hold_end", AUDIT_MEMBER,
	  N_("Keeping of personal data ended") },
	{ "privacy.keep", AUDIT_MEMBER, N_("Data past its period kept on") },
	{ "privacy.lift", AUDIT_MEMBER,
	  N_("Restriction of personal data lifted") },
	{ "privacy.records", AUDIT_SYSTEM,
	  N_("Records of processing changed") },
	{ "privacy.take", AUDIT_MEMBER,
	  N_("Request about personal data taken up") },
	{ "programme.add", AUDIT_WORK, N_("Programme added") },
	{ "programme.baseline", AUDIT_WORK,
	  N_("State of a programme kept for comparing") },
	{ "programme.close", AUDIT_WORK, N_("Programme closed") },
	{ "programme.link", AUDIT_WORK,
	  N_("Document linked with a programme") },
	{ "programme.unlink", AUDIT_WORK,
	  N_("Link of a document with a programme ended") },
	{ "programme.void", AUDIT_WORK, N_("Programme voided") },
	{ "realm.init", AUDIT_SYSTEM, N_("Data begun") },
	{ "realm.move", AUDIT_SYSTEM, N_("Data moved to another place") },
	{ "second.begin", AUDIT_ACCOUNT,
	  N_("Setting up of a second factor begun") },
	{ "second.codes", AUDIT_ACCOUNT, N_("Recovery codes made anew") },
	{ "second.confirm", AUDIT_ACCOUNT, N_("Second factor set up") },
	{ "second.end", AUDIT_ACCOUNT, N_("Second factor switched off") },
	{ "second.reset", AUDIT_ACCOUNT,
	  N_("Second factor of a user taken away") },
	{ "session.end", AUDIT_ACCOUNT, N_("Signed out, or a session ended") },
	{ "session.end_all", AUDIT_ACCOUNT, N_("All sessions ended") },
	{ "session.proof", AUDIT_ACCOUNT, N_("Identity proved once more") },
	{ "session.start", AUDIT_ACCOUNT,
	  N_("Signed in by a link or a password") },
	{ "setting.put", AUDIT_SYSTEM, N_("Setting changed") },
	{ "share.ask", AUDIT_WORK, N_("Share of a task asked for") },
	{ "share.deliver", AUDIT_WORK, N_("Share of a task delivered") },
	{ "share.drop", AUDIT_WORK, N_("Share of a task dropped") },
	{ "share.return", AUDIT_WORK, N_("Share of a task returned") },
	{ "share.take", AUDIT_WORK, N_("Share of a task taken") },
	{ "sheet.confirm", AUDIT_WORK, N_("Edited list of tasks taken over") },
	{ "sheet.decide", AUDIT_WORK,
	  N_("Change in an edited list of tasks decided") },
	{ "sheet.drop", AUDIT_WORK, N_("Edited list of tasks put away") },
	{ "sheet.stage", AUDIT_WORK, N_("Edited list of tasks sent back") },
	{ "sheet.undo", AUDIT_WORK,
	  N_("Changes of an edited list of tasks taken back") },
	{ "talk.add", AUDIT_WORK, N_("Comment written") },
	{ "talk.edit", AUDIT_WORK, N_("Comment changed") },
	{ "talk.remove", AUDIT_WORK, N_("Comment removed") },
	{ "talk.seen", AUDIT_WORK, N_("Comment marked as read") },
	{ "task.accept", AUDIT_WORK, N_("Task accepted") },
	{ "task.add", AUDIT_WORK, N_("Task drafted") },
	{ "task.adjust", AUDIT_WORK, N_("Another deadline or lead asked for") },
	{ "task.adjust_approve", AUDIT_WORK,
	  N_("Adjustment of a task approved") },
	{ "task.adjust_drop", AUDIT_WORK,
	  N_("Request to adjust a task dropped") },
	{ "task.adjust_refuse", AUDIT_WORK,
	  N_("Adjustment of a task refused") },
	{ "task.attach", AUDIT_WORK, N_("File attached to a task") },
	{ "task.bulk", AUDIT_WORK, N_("Several tasks handled at once") },
	{ "task.carry", AUDIT_WORK, N_("Task carried over") },
	{ "task.close", AUDIT_WORK, N_("Task closed") },
	{ "task.edit", AUDIT_WORK, N_("Task changed") },
	{ "task.event", AUDIT_WORK,
	  N_("Day of the event that a deadline hangs on set") },
	{ "task.hand_back", AUDIT_WORK, N_("Task handed back by the lead") },
	{ "task.issue", AUDIT_WORK, N_("Task issued") },
	{ "task.keep", AUDIT_WORK, N_("Task kept in a closed programme") },
	{ "task.milestone", AUDIT_WORK, N_("Milestones of a task changed") },
	{ "task.pause", AUDIT_WORK, N_("Task paused") },
	{ "task.period", AUDIT_WORK, N_("Next period of a task begun") },
	{ "task.recount", AUDIT_WORK, N_("Figures of tasks counted anew") },
	{ "task.remind", AUDIT_WORK, N_("Reminder sent") },
	{ "task.report", AUDIT_WORK, N_("Progress of a task reported") },
	{ "task.resume", AUDIT_WORK, N_("Task resumed") },
	{ "task.return", AUDIT_WORK, N_("Task returned by the issuer") },
	{ "task.split", AUDIT_WORK, N_("Task split into parts") },
	{ "task.submit", AUDIT_WORK, N_("Task submitted as done") },
	{ "task.verify", AUDIT_WORK, N_("Task verified") },
	{ "task.void", AUDIT_WORK, N_("Task voided") },
	{ "task.weight", AUDIT_WORK, N_("Weights of parts changed") },
	{ "task.withdraw", AUDIT_WORK, N_("Task withdrawn by the issuer") },
	{ "trail.restart", AUDIT_SYSTEM, N_("Trail begun anew") },
	{ "trail.witness_add", AUDIT_SYSTEM, N_("Witness of the trail added") },
	{ "trail.witness_remove", AUDIT_SYSTEM,
	  N_("Witness of the trail removed") },
	{ "user.add", AUDIT_ACCOUNT, N_("User added") },
	{ "user.disable", AUDIT_ACCOUNT, N_("User disabled") },
	{ "user.enable", AUDIT_ACCOUNT, N_("User enabled again") },
	{ "user.grant", AUDIT_ACCOUNT, N_("Role given") },
	{ "user.grant_end", AUDIT_ACCOUNT, N_("Role ended") },
	{ "user.lend", AUDIT_ACCOUNT, N_("Stand-in named for a role") },
	{ "user.lend_end", AUDIT_ACCOUNT, N_("Stand-in ended") },
	{ "user.link", AUDIT_ACCOUNT, N_("One-time sign-in link made") },
	{ "user.password", AUDIT_ACCOUNT, N_("Password changed by the user") },
	{ "user.settings", AUDIT_ACCOUNT, N_("Own settings changed") },
	{ "user.sit", AUDIT_ACCOUNT, N_("Began to act in another role") },
	{ "view.drop", AUDIT_WORK, N_("Saved view dropped") },
	{ "view.open", AUDIT_WORK, N_("Saved view opened to others") },
	{ "view.rename", AUDIT_WORK, N_("Saved view renamed") },
	{ "view.save", AUDIT_WORK, N_("View saved") },
};

const struct audit_kind *audit_kind_find(struct str kind)
{
	ptrdiff_t from = 0, to = N_ELEMENTS(kinds);

	while (from < to) {
		ptrdiff_t at = from + (to - from) / 2;
		int c = str_cmp(str_c(kinds[at].kind), kind);

		if (!c)
			return &kinds[at];
		if (c < 0)
			from = at + 1;
		else
			to = at;
	}
	return NULL;
}

const struct audit_kind *audit_kind_nth(ptrdiff_t i)
{
	return i < N_ELEMENTS(kinds) ? &kinds[i] : NULL;
}

struct str audit_kind_title(struct str kind, enum lang lang)
{
	const struct audit_kind *k = audit_kind_find(kind);

	return k ? tr(lang, k->title) : kind;
}

const char *audit_group_title(enum audit_group g)
{
	return group_titles[g];
}

const char *audit_group_key(enum audit_group g)
{
	return group_keys[g];
}

bool audit_group_from_key(struct str key, enum audit_group *ret_group)
{
	for (int g = 0; g < N_AUDIT_GROUP; g++)
		if (str_eq(key, str_c(group_keys[g]))) {
			*ret_group = (enum audit_group)g;
			return true;
		}
	return false;
}
