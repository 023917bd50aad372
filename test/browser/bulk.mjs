// Many tasks get another deadline: those that are ticked, then all that fit a
// condition, more than a page of them; the list and its export say the same.
import { rmSync } from "node:fs";
import { WIDE, must, same, tempFolder } from "./kit.mjs";
import { dayOf, sheetRead } from "./cells.mjs";
import { D, day, tasksMake, tellAll } from "./deeds.mjs";

const [LEAD, OTHER] = ["Văn phòng Thành ủy", "Ban Tuyên giáo và Dân vận"];
const [OLD, ALL, TICKED] = [20, 40, 60].map(day);
const [MANY, FEW, PAGE] = [52, 3, 50];
const WHY = "Chờ số liệu cuối năm.";

const rows = Array.from({ length: MANY + FEW }, (_, i) => ({ number: `${i + 1}`,
	work: `Rà soát hồ sơ số ${i + 1}`, lead: i < MANY ? LEAD : OTHER, deadline: OLD,
	product: "1 báo cáo" }));

const boxes = (s, page) => page.getByRole("main").getByRole("checkbox",
	{ name: s.like("Choose task {0}") });

// The deadlines of the rows that the page lists, in their order.
const days = (page) => page.locator("main table tbody tr:not(.grp)").evaluateAll((trs) =>
	trs.map((tr) => tr.textContent.match(/\d\d\/\d\d\/\d{4}/)?.[0]));
const count = (list, what) => list.filter((x) => x === what).length;

// Rows can't be ticked on a phone: there it is turned, or something wider.
async function choose(s, page, pick, button) {
	if (s.phone)
		same(await boxes(s, page).first().isVisible(), false, "boxes on a phone");
	await page.setViewportSize(WIDE);
	await pick();
	await s.button(page, button).click();
	await page.waitForURL(/\/bulk\?/);
	await page.setViewportSize(s.run.viewport);
}
const tick = (s, page, n) => async () => {
	for (const box of (await boxes(s, page).all()).slice(0, n))
		await box.check();
};
const tickAll = (s, page) => () => page.getByRole("main").getByRole("checkbox",
	{ name: s.t("All {0} that fit, not only the ticked", MANY) }).check();

async function chosen(s, page, n) {
	await page.getByText(s.t(n === 1 ? "{0} task is chosen; {1} can be done." :
		"{0} tasks are chosen; {1} can be done.", n, n)).waitFor();
	same(await page.getByRole("cell", { name: s.t("will be done") }).count(),
		Math.min(n, PAGE), "tasks that are shown");
}

async function extend(s, page, deadline) {
	await s.field(page, "New deadline").fill(deadline);
	await s.field(page, "Cause").selectOption("cho_cap_tren");
	await s.field(page, "Reason").fill(WHY);
	await s.button(page, "Set the new deadline").click();
}

// Downloads what is chosen; its rows.
async function exported(s, page, pick, folder, n) {
	await choose(s, page, pick, "Export to Excel");
	await chosen(s, page, n);
	const [got] = await Promise.all([page.waitForEvent("download"),
		s.button(page, "Download the .xlsx").click()]);
	const path = `${folder}/${n}.xlsx`;
	await got.saveAs(path);
	const { rows, total } = sheetRead(path, s);
	must(total.includes(s.t("Rows: {0}; sum of the column Percent: {1}", n, 0)),
		`the line of totals: ${total}`);
	return rows;
}

async function story(s) {
	const office = await s.open(s.people.office), folder = tempFolder();
	let programme, list;
	const open = () => office.goto(list);

	return [
		[`a list of ${MANY} tasks of one unit`, async () => {
			({ programme } = await tasksMake(s, office, "gia hạn", rows));
			await s.link(office, "More conditions, columns, groups").click();
			await s.field(office, "Lead unit").selectOption({ label: LEAD });
			await s.button(office, "Show the list").click();
			await office.locator(".chips").getByText(s.t("{0} tasks.", MANY)).waitFor();
			list = office.url();
			same((await days(office)).join(), Array(PAGE).fill(OLD).join(), "deadlines");
		}],
		["two that are ticked; a day that can't be", async () => {
			await choose(s, office, tick(s, office, 2), "Change the deadline");
			await chosen(s, office, 2);
			same((await days(office)).join(), [OLD, OLD].join(), "present deadlines");
			await extend(s, office, day(-1));
			const sentence = s.t("{0} isn't after the present deadline {1}.", day(-1), OLD);
			await office.locator(".err").getByText(sentence).waitFor();
			same(await office.locator("#to_deadline-e").innerText(), sentence,
				"at the field");
			same(await s.field(office, "New deadline").inputValue(), day(-1), "the day");
			same(await s.field(office, "Cause").inputValue(), "cho_cap_tren", "the cause");
			same(await s.field(office, "Reason").inputValue(), WHY, "the reason");
			await s.look(office, "two");
		}],
		["mended, those two have the new deadline", async () => {
			await extend(s, office, TICKED);
			await office.getByText(s.t("With a new deadline: {0}. Left as they were: {1}.",
				2, 0)).waitFor();
			same((await days(office)).join(), [TICKED, TICKED,
				...Array(PAGE - 2).fill(OLD)].join(), "deadlines");
		}],
		["all that fit, more than a page of them", async () => {
			await open();
			await choose(s, office, tickAll(s, office), "Change the deadline");
			await chosen(s, office, MANY);
			await office.getByText(s.t("… and {0} others.", MANY - PAGE)).waitFor();
			same((await days(office)).join(), [TICKED, TICKED,
				...Array(PAGE - 2).fill(OLD)].join(), "present deadlines");
			await s.look(office, "all");
			await extend(s, office, ALL);
			// the two that were ticked are due later already: said, then left
			await office.locator(".err").getByText(s.t("Some of these tasks can't take it "
				+ "and stay as they are; see why, then confirm it for the others."))
				.waitFor();
			same(await office.getByRole("cell", { name: s.t("will be done") }).count(),
				PAGE - 2, "tasks that take it");
			same(await s.field(office, "New deadline").inputValue(), ALL, "the day");
			await s.look(office, "left");
			await s.button(office, "Set the new deadline").click();
			await office.getByText(s.t("With a new deadline: {0}. Left as they were: {1}.",
				MANY - 2, 2)).waitFor();
		}],
		["both pages of the list say so, the other unit's don't", async () => {
			same((await days(office)).join(), [TICKED, TICKED,
				...Array(PAGE - 2).fill(ALL)].join(), "the first page");
			await s.look(office, "list");
			await s.link(office, "Next").click();
			same((await days(office)).join(), [ALL, ALL].join(), "the second page");
			await office.goto(`${programme}?page=2`);
			same((await days(office)).join(), [ALL, ALL, ...Array(FEW).fill(OLD)].join(),
				"the second page of the programme");
			await office.getByText(s.t("{0} approved extensions: {1}.", MANY, s.lang === "vi" ?
				`Chờ cấp trên ${MANY}` : `Waiting for a superior ${MANY}`)).waitFor();
		}],
		["the export of the same choice holds the same", async () => {
			await open();
			const all = await exported(s, office, tickAll(s, office), folder, MANY);
			const due = all.map((r) => dayOf(r[s.t("Due")]));
			same(all.length, MANY, "rows");
			same(count(due, ALL), MANY - 2, `due on ${ALL}`);
			same(count(due, TICKED), 2, `due on ${TICKED}`);
			same(count(all.map((r) => r[s.t("Lead unit")]), `Đảng bộ ${LEAD}`), MANY,
				"rows of the unit");
			await open();
			const two = await exported(s, office, tick(s, office, 2), folder, 2);
			same(two.map((r) => `${r[s.t("No")]} ${dayOf(r[s.t("Due")])}`).join(),
				`1 ${TICKED},2 ${TICKED}`, "the two that were ticked");
			rmSync(folder, { recursive: true });
		}],
	];
}

export const bulk = (browser, realm) => tellAll(browser, realm, "bulk",
	{ story, runs: D });
