// A list goes out as a workbook, is edited and comes back: every changed cell
// is shown, some are taken and some aren't, and the whole is taken back. The
// office changes the words of drafts, a unit reports.
import { rmSync } from "node:fs";
import { must, same, tempFolder } from "./kit.mjs";
import { sheetEdit, sheetRead } from "./cells.mjs";
import { B, accept, day, tasksMake, tellAll } from "./deeds.mjs";

const LEAD = "Văn phòng Thành ủy", NEW = "Đảng bộ Ban Tuyên giáo và Dân vận Thành ủy";
const [OLD, LATER] = [20, 50].map(day);
const rows = ["Rà soát quy chế", "Lập kế hoạch tập huấn", "Soạn tài liệu",
	"Tổ chức tập huấn"].map((work, i) => ({ number: `${i + 1}`, work, lead: LEAD,
	deadline: OLD, product: `${i + 1} báo cáo` }));
const RESULT = "Đã mở 1 lớp & gửi “giấy mời” <lần 2>.";

// The list behind an address as a workbook in the folder.
async function download(s, page, address, path) {
	await page.goto(address);
	const [got] = await Promise.all([page.waitForEvent("download"),
		s.link(page, "This list as .xlsx").click()]);
	await got.saveAs(path);
	return sheetRead(path, s).rows;
}

async function upload(s, page, path) {
	await page.goto("/sheet");
	if (path)
		await s.field(page, "The list as you edited it").setInputFiles(path);
	await s.button(page, "Compare the file").click();
}

// What the comparison shows: "Work of row 3 | now | in the file | why", and
// whether it is ticked, can be ticked, or not.
async function compared(page) {
	return page.locator("table.sht").evaluate((table) => {
		const text = (e) => e?.textContent.replace(/\s+/g, " ").trim() ?? "";
		return [...table.querySelectorAll("tbody")].flatMap((body) =>
			[...body.querySelectorAll("tr:not(.grp)")].map((tr) => {
				const box = tr.querySelector("input[type=checkbox]");
				const is = tr.cells[2].cloneNode(true), why = text(is.querySelector("small"));
				is.querySelector("small")?.remove();
				return { group: text(body.querySelector(".grp a")), name: text(box ?
					tr.querySelector("label") : tr.cells[0]), was: text(tr.cells[1]),
				is: text(is), why, state: !box ? "no" : box.checked ? "ticked" : "open" };
			}));
	});
}

// Changed rows, accepted changes, to look at: the figures above the table.
const figures = (page) => page.locator("dl.imp .big2").allInnerTexts();

async function four(page, task) {
	await page.goto(task);
	return (await page.locator("dl.four > div").allInnerTexts()).map((x) =>
		x.replace(/\s+/g, " "));
}
async function says(page, task, n, words, what) {
	const seen = (await four(page, task))[n];
	must(seen.includes(words), `${what}: ${seen} doesn't say ${words}`);
}

async function story(s) {
	const [office, unit] = [await s.open(s.people.office), await s.open(s.people.chancery)];
	const folder = tempFolder(), [path, own] = ["a", "b"].map((n) => `${folder}/${n}.xlsx`);
	const name = (title, row) => `${s.t(title)} ${s.t("of row {0}: take over", row.at)}`;
	let programme, tasks, list, address;

	return [
		["a list with drafts and an issued task", async () => {
			({ programme, tasks } = await tasksMake(s, office, "bảng tính", rows,
				{ drafts: true }));
			await office.goto(tasks[4]);
			await s.button(office, "Issue the task").click();
			await accept(s, unit, tasks[4]);
			list = await download(s, office, programme, path);
			same(list.map((r) => r[s.t("No")]).join(), "1,2,3,4", "rows of the workbook");
		}],
		["cells are edited, while a task is changed here too", async () => {
			const edits = [[0, "Work", "Rà soát, bổ sung quy chế"], [0, "Product", "9 báo cáo"],
				[1, "Deadline as written", LATER], [1, "Lead unit", NEW],
				[2, "Product", "5 tập tài liệu"], [3, "Product", "7 lớp"]];
			sheetEdit(path, s, edits.map(([n, title, value]) =>
				[list[n], s.t(title), value]));
			await office.goto(`${tasks[3]}/edit`);
			await s.field(office, "Product").fill("3 tập tài liệu");
			await s.button(office, "Save").click();
			await office.waitForURL((url) => url.pathname === tasks[3]);
			await upload(s, office, null);
			same(await office.locator("#file-e").innerText(),
				s.t("Choose the .xlsx file that you edited."), "without a file");
			await s.look(office, "form");
		}],
		["every changed cell is shown, and only those", async () => {
			await upload(s, office, path);
			await office.waitForURL(/\/sheet\/\d+$/);
			address = office.url();
			const cells = await compared(office), at = (n) => list[n];
			same(cells.length, 6, "cells");
			const seen = Object.fromEntries(cells.map((c) => [c.name + c.group[0], c]));
			const is = (title, n, was, now, state) => {
				const key = state === "no" ? s.t(title) : name(title, at(n));
				const c = seen[key + (n + 1)];
				must(c, `${key} isn't shown: ${Object.keys(seen)}`);
				same([c.was, c.is, c.state].join("|"), [was, now, state].join("|"), key);
				return c.why;
			};
			is("Work", 0, `Rà soát quy chế, bảng tính ${s.tag}`, "Rà soát, bổ sung quy chế",
				"ticked");
			is("Product", 0, "1 báo cáo", "9 báo cáo", "ticked");
			is("Deadline as written", 1, OLD, LATER, "ticked");
			is("Lead unit", 1, `Đảng bộ ${LEAD}`, NEW, "ticked");
			same(is("Product", 2, "3 tập tài liệu", "5 tập tài liệu", "open"),
				s.t("Changed here too since the list was downloaded on {0}; tick to take " +
				"the file's.", day(0)), "the conflict");
			must(is("Product", 3, "4 báo cáo", "7 lớp", "no").length > 20,
				"it isn't said why an issued task isn't changed");
			same((await figures(office)).join(), "4,4,2", "tasks, accepted, to look at");
			await s.look(office, "compare");
		}],
		["one is rejected, the conflict is taken", async () => {
			const box = (title, n) => office.getByRole("checkbox",
				{ name: name(title, list[n]), exact: true });
			await box("Product", 0).uncheck();
			await box("Product", 2).check();
			await s.button(office, "Save the choice").last().click();
			await office.getByText(s.t("Saved. Nothing is changed before you confirm."))
				.waitFor();
			same((await figures(office)).join(), "4,4,2", "figures after the choice");
			same(await box("Product", 0).isChecked(), false, "the rejected cell");
			same(await box("Product", 2).isChecked(), true, "the conflict");
			await says(office, tasks[1], 0, "Rà soát quy chế", "nothing is changed yet");
		}],
		["confirmed, the tasks say so", async () => {
			await office.goto(address);
			await s.button(office, "Take over the accepted changes ({0})", 4).click();
			await office.getByRole("heading", { level: 1, name:
				s.t("{0} changes were taken over", 4) }).waitFor();
			await office.getByText(s.t("Rows that changed: {0}", 3)).waitFor();
			await office.getByText(s.t("Changes of the file that weren't taken: {0}", 2))
				.waitFor();
			await s.look(office, "done");
			await says(office, tasks[1], 0, "Rà soát, bổ sung quy chế", "the work");
			await says(office, tasks[1], 3, "1 báo cáo", "the rejected product");
			await says(office, tasks[2], 2, LATER, "the deadline");
			await says(office, tasks[2], 1, NEW, "the lead unit");
			await says(office, tasks[3], 3, "5 tập tài liệu", "the conflict");
			await says(office, tasks[4], 3, "4 báo cáo", "the issued task");
		}],
		["taken back, they say what they said before", async () => {
			await office.goto(address);
			await s.button(office, "Take the changes back").click();
			await office.getByRole("heading", { level: 1, name:
				s.t("The changes were taken back") }).waitFor();
			await s.look(office, "back");
			await says(office, tasks[1], 0, "Rà soát quy chế", "the work");
			await says(office, tasks[2], 2, OLD, "the deadline");
			await says(office, tasks[2], 1, `Đảng bộ ${LEAD}`, "the lead unit");
			await says(office, tasks[3], 3, "3 tập tài liệu", "the conflict");
		}],
		["a unit reports by its list, and takes it back", async () => {
			const [row, ...others] = await download(s, unit, programme, own);
			same(others.length, 0, "rows of what isn't issued");
			sheetEdit(own, s, [[row, s.t("Percent"), 35], [row, s.t("Result"), RESULT]]);
			await upload(s, unit, own);
			await unit.waitForURL(/\/sheet\/\d+$/);
			same((await compared(unit)).map((c) => `${c.was} > ${c.is}`).sort().join("|"),
				["0 > 35", `${s.t("(empty)")} > ${RESULT}`].sort().join("|"), "the cells");
			const sent = unit.url();
			await s.button(unit, "Take over the accepted changes ({0})", 2).click();
			await unit.getByRole("heading", { level: 1, name:
				s.t("{0} changes were taken over", 2) }).waitFor();
			await says(unit, tasks[4], 3, s.t("{0}% reported", 35), "the percent");
			await unit.getByRole("listitem").filter({ hasText: RESULT }).first().waitFor();
			await unit.goto(sent);
			await s.button(unit, "Take the changes back").click();
			await unit.getByRole("heading", { level: 1, name:
				s.t("The changes were taken back") }).waitFor();
			await says(unit, tasks[4], 3, s.t("{0}% reported", 0), "the percent after");
			await s.look(unit, "history");
			rmSync(folder, { recursive: true });
		}],
	];
}

export const sheet = (browser, realm) => tellAll(browser, realm, "sheet",
	{ story, runs: B });
