// Every page for every role, in one table. A path may name something that is
// found on another page: "{programme}" is the first link /programme/… there.
import { must } from "./kit.mjs";

// who: the role of the demo's sign-ins (see people.mjs)
export const places = {
	nobody: ["/sign-in", "/help", "/help/programme", "/help/lists", "/help/privacy", "/help/admin", "/help/access", "/sign-in/link/khong-co", "/stop/khong-co"],
	office: ["/overview", "/programmes", "/programme/{programme}",
		"/programme/{programme}?state=overdue", "/programme/{programme}?missing=any",
		"/programme/{programme}/report", "/report", "/programme/{programme}/baseline",
		"/tasks?changed=2026-01-31", "/task/{late}/effect",
		"/task/{draft}/effect",
		"/programme/{programme}/task/new", "/programme/{programme}/import",
		"/tasks", "/tasks?q=khongcogithegioinay", "/task/{draft}",
		"/tasks?state=open&group=lead&col=base&col=report&col=cause&col=with",
		"/tasks/shape?state=overdue&group=month", "/programme/{programme}/shape",
		"/tasks/bulk?do=remind&all=1&state=overdue", "/keys",
		"/programme/{programme}/bulk?do=extend&all=1",
		"/tasks/bulk?do=reassign&all=1&state=overdue", "/task/{draft}/edit",
		"/task/{term}", "/task/{term}/milestones", "/adjustments",
		"/programme/{programme}/close", "/programme/{programme}/carry",
		"/task/{running}", "/task/{late}", "/task/{late}/talk", "/task/{done}", "/task/{waiting}",
		"/documents", "/documents/new", "/document/{document}",
		"/document/{document}/programme", "/org", "/org/{org}", "/org?as_at=2025-08-12", "/org?to=cell", "/org?q=bao", "/org?kind=chi_bo&page=2", "/org?as_at=31/13/2026",
		"/reorg", "/reorg/{reorg}", "/reorg/new", "/members", "/members/stats", "/member/{member}",
		"/members/moves?from=2025-07-01&to=2026-01-15", "/members/due", "/member/new", "/members/asks",
		"/search", "/search?q=chi+bo", "/search?q=khongcogithegioinay",
		"/mine", "/account", "/account?done=1", "/account/second", "/help", "/task/999999999",
		"/notices", "/account/notices", "/account/calendar",
		"/growth", "/growth?as_at=2025-03-31", "/growth/people", "/growth/due", "/growth/trust",
		"/candidate/{candidate}", "/candidate/{candidate}/step", "/candidate/{candidate}/papers",
		"/candidate/{candidate}/edit", "/candidate/{candidate}/leave", "/candidate/new",
		"/targets", "/targets/admissions", "/targets/admissions?year=2025", "/help/growth",
		"/help/targets",
		"/federation", "/federation/{child}"],
	leader: ["/overview", "/programmes", "/programme/{programme}", "/tasks",
		"/programme/{programme}/report", "/report",
		"/task/{late}", "/documents", "/document/{document}", "/org", "/search?q=ke+hoach",
		"/growth", "/growth/people", "/targets", "/targets/admissions",
		"/account", "/federation", "/federation/{child}"],
	secretary: ["/mine", "/tasks/shape", "/keys", "/programmes", "/programme/{programme}", "/tasks",
		"/programme/{programme}/report", "/task/{running}/effect",
		"/tasks?parts=1", "/task/{running}", "/task/{done}", "/documents", "/document/{document}", "/org",
		"/growth", "/growth/due", "/growth/people", "/targets/admissions",
		"/account", "/notices", "/account/notices?done=1", "/account/calendar"],
	protector: ["/privacy", "/privacy/request/{request}", "/privacy/new", "/privacy/member/{member}",
		"/privacy/due", "/privacy/records", "/privacy/breaches", "/privacy/breach/{breach}",
		"/privacy/breach/new", "/me/data", "/me/data/ask"],
	admin: ["/org", "/users", "/users/new", "/user/{user}", "/account", "/account/second", "/sign-in/again?next=/users", "/settings/sign-in", "/settings/oidc", "/settings/mail",
		"/settings/mail/log", "/trail", "/trail?group=member", "/trail?actor=-1&q=khongcogithegioinay",
		"/trail/{event}", "/trail/checkpoints"],
};

// where the names in braces are found
const sources = {
	programme: ["/programmes", "programme"],
	draft: ["/tasks?state=draft", "task"],
	running: ["/tasks?state=running", "task"],
	late: ["/tasks?state=overdue", "task"],
	done: ["/tasks?state=finished", "task"],
	waiting: ["/tasks?state=waiting", "task"],
	term: ["/tasks?q=mo+hinh+chi+bo+kieu+mau&state=open", "task"],
	document: ["/documents", "document"],
	org: ["/org", "org"],
	reorg: ["/reorg", "reorg"],
	member: ["/members", "member"],
	candidate: ["/growth/people", "candidate"],
	child: ["/federation", "federation"],
	user: ["/users", "user"],
	request: ["/privacy", "privacy/request"],
	breach: ["/privacy/breaches", "privacy/breach"],
	event: ["/trail", "trail"],
};

// The paths of a role with names replaced; a name that finds nothing drops
// its path, and `note` hears of it.
export async function placesOf(page, role, note) {
	const found = {}, paths = [];

	for (const path of places[role]) {
		let full = path, whole = true;
		for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
			if (!(name in found)) {
				const [where, what] = sources[name];
				await page.goto(where);
				const hrefs = await page.locator(`main a[href^="/${what}/"]`)
					.evaluateAll((as) => as.map((a) => a.getAttribute("href")));
				const hit = hrefs.map((h) => h.match(/^\/[\w/]+\/(\d+)$/)).find(Boolean);
				found[name] = hit?.[1];
			}
			if (!found[name])
				whole = false;
			full = full.replace(`{${name}}`, found[name]);
		}
		if (whole)
			paths.push(full);
		else
			note?.(path);
	}
	must(paths.length, `${role} has no page`);
	return paths;
}
