// The main job from end to end, as people do it: an annex becomes tasks, a
// unit proves one, the office verifies it, the overview changes. At both
// widths, with and without JavaScript; only by roles and labels.
import { existsSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { PHONE, WIDE, must, pageOf, root, same, step } from "./kit.mjs";
import { peopleOf } from "./people.mjs";
import { like, t } from "./words.mjs";
import { join } from "node:path";

// The fixture, where it is at hand; the same rows as a table of text elsewhere.
const FIXTURE = join(root, "..", "shared", "fixtures", "annex", "two-header-rows.docx");
export const ANNEX = existsSync(FIXTURE) ? FIXTURE : join(root, "test", "browser",
	"annex.csv");
const WORK = "Nắm tình hình tư tưởng đảng viên trẻ";
const PRODUCT = "Báo cáo nắm tình hình tư tưởng đảng viên trẻ";

// A picture of one grey point: what a phone would send, only smaller.
function png() {
	const table = Array.from({ length: 256 }, (_, n) => {
		for (let k = 0; k < 8; k++)
			n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
		return n >>> 0;
	});
	const chunk = (type, data) => {
		const body = Buffer.concat([Buffer.from(type), data]), ends = Buffer.alloc(8);
		let crc = 0xffffffff;
		for (const b of body)
			crc = table[(crc ^ b) & 255] ^ (crc >>> 8);
		ends.writeUInt32BE(data.length, 0);
		ends.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
		return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
	};
	return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
		chunk("IHDR", Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
		chunk("IDAT", deflateSync(Buffer.from([0, 128]))), chunk("IEND", Buffer.alloc(0))]);
}

export const button = (page, text, ...v) =>
	page.getByRole("button", { name: like(text, ...v) });
const link = (page, text) => page.getByRole("main").getByRole("link", { name: t(text),
	exact: true });
export async function heading(page, name) {
	await page.getByRole("heading", { level: 1, name }).waitFor();
}

// A document and a programme of it; returns the programme's path.
export async function programmeMake(page, name) {
	await page.goto("/documents");
	await link(page, "Add a document").click();
	await page.getByLabel(t("Type of document")).selectOption({ index: 1 });
	await page.getByLabel(t("Term")).fill("2025-2030");
	await page.getByLabel(t("Day of issue")).fill("26/01/2026");
	await page.getByLabel(t("Title of the document")).fill(`Chương trình ${name}`);
	await button(page, "Add the document").click();
	await heading(page, `Chương trình ${name}`);
	await link(page, "Make a programme of it").click();
	await page.getByLabel(t("Title of the programme")).fill(`Nhiệm vụ ${name}`);
	await page.getByLabel(t("Year")).fill("2026");
	await page.getByLabel(t("First day")).fill("01/01/2026");
	await page.getByLabel(t("Last day")).fill("31/12/2026");
	await button(page, "Make the programme").click();
	await page.waitForURL(/\/programme\/\d+$/);
	return new URL(page.url()).pathname;
}

async function annexRead(page) {
	await link(page, "Import an annex").click();
	await page.getByLabel(t("File of the annex")).setInputFiles(ANNEX);
	await button(page, "Read the file").click();
	await page.waitForURL(/\/import\/\d+/);
	must((await page.title()).match(/^\D*\d+/), "the title doesn't say how much is to mend");
	await page.getByRole("link", { name: t("Row {0}: {1}", 3, "") }).click();
}

async function rowsMend(page) {
	const lead = (n, name) => page.getByLabel(t("Lead unit, row {0}", n), { exact: true })
		.selectOption({ label: name });

	await page.getByLabel(t("Product, row {0}", 3), { exact: true }).fill(PRODUCT);
	await page.getByLabel(t("Deadline, row {0}", 13), { exact: true }).fill("Quý IV/2026");
	for (const n of [9, 11, 14, 17, 18, 20])
		await lead(n, "Đảng bộ Văn phòng Thành ủy");
	await lead(12, "Đảng bộ Cơ quan Đảng ủy");
	await lead(19, "Đảng bộ các cơ quan Đảng Thành phố");
	await button(page, "Save what was mended").last().click();
	await page.getByText(t("What you mended is saved.")).waitFor();
	await page.getByRole("link", { name: `${t("Only rows to mend")} 0` }).waitFor();
}

async function annexConfirm(page) {
	const again = page.getByLabel(t("Import this file again"));
	// another run may import the same file in the meantime: then it is asked
	for (let k = 0; k < 2 && !/\/done/.test(page.url()); k++) {
		if (await again.count())
			await again.check();
		else if (k)
			break;
		await Promise.all([page.waitForNavigation(),
			button(page, "Import {0} tasks with the four clarities", 20).click()]);
	}
	await heading(page, t("{0} tasks were made", 20));
	await link(page, "To the programme").click();
}

async function issue(page, phone) {
	if (!phone) { // the chosen ones, in one go
		const boxes = page.getByRole("main").getByRole("checkbox",
			{ name: like("Choose task {0}") });
		same(await boxes.count(), 20, "tasks to choose");
		for (const box of await boxes.all())
			await box.check();
		await page.getByRole("main").getByRole("button", { name: t("Issue"), exact: true })
			.click();
		await button(page, "Issue them").click();
		await page.getByText(like("Issued: {0}. Left as they were: {1}.", 20, 0)).waitFor();
	}
	await page.getByRole("link", { name: WORK }).click();
	if (phone)
		await button(page, "Issue the task").click();
	await page.getByText(t("Waiting for the lead unit to accept the task.")).waitFor();
	return new URL(page.url()).pathname;
}

async function report(page, { percent, text, submit }) {
	await page.getByLabel(t("Percent done so far")).fill(percent);
	await page.getByLabel(t("Result"), { exact: true }).fill(text);
	await page.getByLabel(t("Cause of the difficulty or delay")).selectOption({ index: 1 });
	await page.getByLabel(t("Evidence"), { exact: true }).and(page.locator("input")).setInputFiles({
		name: "biên bản.png", mimeType: "image/png", buffer: png() });
	await button(page, submit ? "Submit as done" : "Send the report").click();
	await page.getByRole("listitem").filter({ hasText: text }).waitFor();
	await page.getByRole("link", { name: "biên bản.png" }).first().waitFor();
}

// The line "Product verified" of the overview of one programme: "1/20".
async function verified(page, programme) {
	await page.goto(`/overview?programme=${programme.split("/").pop()}`);
	const row = page.getByRole("row").filter({ hasText: t("Product verified") });
	return (await row.innerText()).match(/(\d+)\/(\d+)/)[0];
}

async function job(browser, realm, { viewport, javaScriptEnabled, name }) {
	const people = peopleOf(realm), phone = viewport === PHONE;
	const open = (who) => pageOf(browser, realm, who, { viewport, javaScriptEnabled,
		isMobile: phone, hasTouch: phone });
	const [office, unit] = [await open(people.office), await open(people.youth)];
	const issued = phone ? 1 : 20;
	let programme, task;
	const steps = [
		["a document and its programme", async () => {
			programme = await programmeMake(office, `thử ${name}`);
		}],
		["the annex is read and says what is unclear", () => annexRead(office)],
		["the unclear rows are mended", () => rowsMend(office)],
		["confirmed, it makes 20 tasks", () => annexConfirm(office)],
		["issued", async () => {
			task = await issue(office, phone);
			same(await verified(office, programme), `0/${issued}`, "the overview");
		}],
		["the unit accepts", async () => {
			await unit.goto("/mine");
			await unit.getByRole("listitem").filter({ has:
				unit.locator(`a[href="${task}"]`) }).getByRole("button").click();
			must(unit.url().endsWith(task), `accepting leads to ${unit.url()}`);
			await unit.getByText(t("Under way; the lead unit reports its progress."))
				.waitFor();
		}],
		["the unit reports with a file", () => report(unit, { percent: "60",
			text: "Đã khảo sát 12 chi bộ, đang tổng hợp." })],
		["the unit submits", () => report(unit, { percent: "100", submit: true,
			text: "Đã gửi báo cáo nắm tình hình." })],
		["the office returns it with a reason", async () => {
			await office.goto(task);
			await office.getByText(t("Return it to the lead unit")).first().click();
			const form = office.locator("details[open]");
			await form.getByLabel(t("Reason")).fill("Thiếu phần kiến nghị; bổ sung giúp.");
			await form.getByRole("button").click();
			await office.getByRole("listitem").filter({ hasText: "Thiếu phần kiến nghị" })
				.waitFor();
		}],
		["the unit mends and submits again", async () => {
			await unit.goto("/mine");
			await unit.locator(`a[href="${task}"]`).first().click();
			await unit.getByText("Thiếu phần kiến nghị").first().waitFor();
			await report(unit, { percent: "100", submit: true,
				text: "Đã bổ sung phần kiến nghị." });
		}],
		["the office checks the evidence and verifies", async () => {
			await office.goto(task);
			await button(office, "It matches").first().click();
			await office.getByText(t("checked, it matches")).first().waitFor();
			await button(office, "Verify: the product is there").click();
			await office.getByText(t("The product was verified; the office closes the " +
				"task.")).waitFor();
		}],
		["the overview changed", async () =>
			same(await verified(office, programme), `1/${issued}`, "the overview")],
		["nothing in the browser's log", () => {
			const faults = [...office.context().faults, ...unit.context().faults];
			must(!faults.length, faults.join("\n"));
		}],
	];
	for (const [what, run] of steps)
		if (!await step(`scenario ${name}: ${what}`, run)) {
			console.log(`     office ${office.url()} “${await office.title()}”, unit ` +
				`${unit.url()} “${await unit.title()}”`);
			break;
		}
	await office.context().close();
	await unit.context().close();
}

export async function scenario(browser, realm) {
	const runs = [];
	for (const javaScriptEnabled of [true, false])
		for (const viewport of [WIDE, PHONE])
			runs.push({ viewport, javaScriptEnabled, name: `${viewport.width}` +
				(javaScriptEnabled ? "" : " without JavaScript") });
	const work = async () => {
		for (let run = runs.shift(); run; run = runs.shift())
			await job(browser, realm, run);
	};
	await Promise.all([work(), work()]);
}
