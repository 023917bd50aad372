// A page as it was on a past day: it says so, shows what was known then, its
// figures open the lists of that day, and nothing can be changed there.
import { must, same } from "./kit.mjs";
import { C, day, iso, tasksMake, tellAll } from "./deeds.mjs";

const NUMBER = "2.2"; // of the demo: reported on several days
const before = (isoDay) => new Date(Date.parse(isoDay) - 86400000).toISOString().slice(0, 10);
const shown = (isoDay) => isoDay.split("-").reverse().join("/");

// What the history says of reports, the newest first.
const reports = (page) => page.locator("ol.tl li").evaluateAll((lis) => lis.map((li) => ({
	on: li.querySelector("time").dateTime.slice(0, 10),
	percent: li.textContent.match(/(\d+)% → (\d+)%/)?.slice(1).map(Number),
})).filter((r) => r.percent));

// By the form at the end of each page, as people go there.
async function goBack(s, page, isoDay) {
	await page.getByLabel(s.t("See this page as it was on the day")).fill(shown(isoDay));
	await page.getByRole("button", { name: s.t("See"), exact: true }).click();
	await page.getByText(s.t("As it was on {0}, as it was known then.", shown(isoDay)))
		.waitFor();
	same(await page.locator("main form[method=post]").count(), 0, "forms that change something");
}

// The figure of a quick filter, and the rows of the list that it opens.
async function tab(page, words) {
	const link = page.locator(".views a").filter({ hasText: words });
	const n = Number(await link.locator("b").innerText());
	await link.click();
	await page.locator(".views [aria-current]").filter({ hasText: words }).waitFor();
	return [n, await page.locator("table.tasks tbody tr:not(.grp)").count()];
}

async function story(s) {
	const office = await s.open(s.people.office);
	let programme, task, last, then, mine;

	return [
		["a task says less on the day before its last report", async () => {
			await office.goto("/programmes");
			programme = await office.getByRole("main").getByRole("link", { name:
				"12-CTr/ĐU" }).first().getAttribute("href");
			await office.goto(programme);
			task = await office.locator(".tt").filter({ has: office.locator(".so",
				{ hasText: new RegExp(`^${NUMBER}$`) }) }).locator("a").getAttribute("href");
			await office.goto(task);
			const all = await reports(office);
			must(all.length > 1, `${all.length} reports of ${NUMBER}`);
			[last] = all;
			then = before(last.on);
			await office.locator("dl.four").getByText(s.t("{0}% reported", last.percent[1]))
				.waitFor();
			await goBack(s, office, then);
			await office.locator("dl.four").getByText(s.t("{0}% reported", last.percent[0]))
				.waitFor();
			same(JSON.stringify(await reports(office)), JSON.stringify(all.filter((r) =>
				r.on <= then)), "the reports known then");
			same(await office.getByText(s.t("Next step")).count(), 0, "next steps of a past day");
			await s.look(office, "task");
		}],
		["and today what it says today", async () => {
			await office.getByRole("button", { name: s.t("Back to today") }).click();
			await office.locator("dl.four").getByText(s.t("{0}% reported", last.percent[1]))
				.waitFor();
			same(new URL(office.url()).searchParams.get("as_at"), null, "the day asked for");
		}],
		["the list of that day, its figures and their lists", async () => {
			const percent = async () => (await office.locator("tr").filter({ has:
				office.locator(`a[href^="${task}"]`) }).getByRole("cell").last().innerText());
			await office.goto(`${programme}?col=percent`);
			same(await percent(), `${last.percent[1]}%`, "the percent today");
			await goBack(s, office, then);
			same(await percent(), `${last.percent[0]}%`, "the percent then");
			const links = await office.locator('table.tasks a.b[href^="/task/"]')
				.evaluateAll((as) => as.map((a) => a.getAttribute("href")));
			must(links.every((l) => l.endsWith(`?as_at=${then}`)), `links to today: ${links[0]}`);
			await s.look(office, "list");
			for (const words of ["Overdue", "Not finished"]) {
				const [n, rows] = await tab(office, s.t(words));
				same(rows, Math.min(n, 50), `rows behind ${words}`);
				await office.getByText(s.t("As it was on {0}, as it was known then.",
					shown(then))).waitFor();
			}
		}],
		["the overview of that day opens the same lists", async () => {
			const id = programme.split("/").pop();
			await office.goto(`/overview?programme=${id}&as_at=${then}`);
			await office.getByText(s.t("As it was on {0}, as it was known then.", shown(then)))
				.waitFor();
			const link = office.locator('main a[href*="state=overdue"]').first();
			const n = Number((await link.innerText()).match(/\d+/)[0]);
			await s.look(office, "overview");
			await link.click();
			same(await office.locator("table.tasks tbody tr:not(.grp)").count(), n,
				"rows behind the figure");
		}],
		["what was made today wasn't there yesterday", async () => {
			const yesterday = iso(day(-1)), count = async (path) => {
				await office.goto(path);
				return office.locator("table.tasks tbody tr:not(.grp)").count();
			};
			({ programme: mine } = await tasksMake(s, office, "ngày trước", [{ number: "1",
				work: "Lập sổ theo dõi", lead: "Văn phòng Thành ủy", deadline: day(30),
				product: "1 sổ" }]));
			same(await count(mine), 1, "rows today");
			same(await count(`${mine}?as_at=${yesterday}`), 0, "rows yesterday");
			const words = encodeURIComponent(`Lập sổ theo dõi, ngày trước ${s.tag}`);
			same(await count(`/tasks?q=${words}`), 1, "found today");
			same(await count(`/tasks?q=${words}&as_at=${yesterday}`), 0, "found yesterday");
			await s.look(office, "nothing");
		}],
		["a day that hasn't come is refused", async () => {
			await office.goto(`/tasks?as_at=${iso(day(1))}`);
			await office.getByText(s.t("{0} hasn't come yet; ask for today or a day before it.",
				day(1))).first().waitFor();
			await s.look(office, "tomorrow");
		}],
	];
}

export const past = (browser, realm) => tellAll(browser, realm, "past",
	{ story, runs: C });
