// A task is split: the lead gives parts with weights to organisations below
// it, their reports roll up beside the lead's own percent, one comes back, and
// nothing is closed over an open part without a reason.
import { must, same } from "./kit.mjs";
import { C, accept, byLink, day, report, tasksMake, tellAll } from "./deeds.mjs";

const LEAD = "Báo và Phát thanh – Truyền hình";
const CELL = "Chi bộ Biên tập 2", OTHER = "Chi bộ Chuyên đề";
const PARTS = [
	{ work: "Viết kịch bản 4 chuyên đề", product: "4 kịch bản", lead: CELL, weight: "50" },
	{ work: "Lập danh sách khách mời", product: "1 danh sách", lead: CELL, weight: "30" },
	{ work: "Sản xuất 4 chuyên đề", product: "4 chuyên đề", lead: OTHER, weight: "10" },
];
const BACK = "Khách mời do Chi bộ Chuyên đề liên hệ.";
const OPEN = "Chuyên đề làm tiếp sau đợt phát sóng.";
const END = "Đủ số chuyên đề của năm.";

const part = (s, page, k) => page.getByRole("table", { name: s.t("Parts of the task") })
	.locator("tbody tr").filter({ hasText: PARTS[k].work });

// "Rolled up from the parts: 33% (30/90)", beside what the lead reports.
async function rollsUp(s, page, task, { percent, share, own }) {
	await page.goto(task);
	const words = s.t("Rolled up from the parts: {0}% ({1}/{2})", percent,
		...share.split("/"));
	same(await page.locator("section", { has: page.locator("#h-parts") }).locator(".hd .m")
		.innerText(), words, "the roll-up above the parts");
	const product = page.locator("dl.four > div").last();
	must((await product.innerText()).includes(words), "the roll-up among the four clarities");
	await product.getByText(s.t("{0}% reported", own)).waitFor();
}

async function fill(s, page, n, { work, product, lead, weight }) {
	const group = page.getByRole("group", { name: s.t("Part {0}", n), exact: true });
	const field = (text) => group.getByLabel(s.t(text), { exact: true });

	await field("Work").fill(work);
	await field("Product").fill(product);
	await field("Lead unit").selectOption({ label: lead });
	await field("Weight").fill(weight);
	return field;
}

// The deed behind a summary asks for a reason; without one it says so.
async function overParts(s, page, { deed, id, sentence, reason }) {
	const press = () => s.button(page, deed).click();
	const box = page.locator(`#reason-${id}`);

	if (!await box.isVisible())
		await page.locator("summary").getByText(s.t(deed), { exact: true }).click();
	await press();
	await page.locator(".err").getByText(sentence).waitFor();
	same(await page.locator(`#reason-${id}-e`).innerText(), sentence, "at the field");
	await s.look(page, `${id}-refused`);
	await box.fill(reason);
	await press();
	await page.getByRole("listitem").filter({ hasText: reason }).first().waitFor();
}

async function story(s) {
	const [office, lead, cell] = [await s.open(s.people.office),
		await s.open(byLink(s.browser, s.realm, "bao@demo.example")),
		await s.open(s.people.cell)];
	let task, parts;

	return [
		["a task that its lead has accepted", async () => {
			const { tasks } = await tasksMake(s, office, "chia việc", [{ number: "1",
				work: "Làm chuyên đề “Bốn rõ”", lead: LEAD, deadline: day(40),
				product: "4 chuyên đề phát sóng" }]);
			task = tasks[1];
			await accept(s, lead, task);
		}],
		["weights of nothing are refused, what was typed stays", async () => {
			await s.link(lead, "Split into parts").click();
			const one = await fill(s, lead, 1, { ...PARTS[0], weight: "0" });
			const two = await fill(s, lead, 2, { ...PARTS[1], weight: "một nửa" });
			await s.button(lead, "Give the parts").click();
			const zero = s.t("A weight of 0 adds to nothing; write a whole number from 1 " +
				"to 1,000."), whole = s.t("The weight is a whole number from 1 to 1,000.");
			same((await lead.locator(".err li").allInnerTexts()).join("|"),
				`${zero}|${whole}`, "sentences above the page");
			same(await lead.locator("[id='weight.1-e']").innerText(), zero, "row 1");
			same(await lead.locator("[id='weight.2-e']").innerText(), whole, "row 2");
			same(await one("Weight").inputValue(), "0", "the weight of row 1");
			same(await two("Weight").inputValue(), "một nửa", "the weight of row 2");
			same(await one("Work").inputValue(), PARTS[0].work, "the work of row 1");
			same(await two("Lead unit").locator("option:checked").innerText(), CELL,
				"the unit of row 2");
			await s.look(lead, "weights");
		}],
		["three parts are given", async () => {
			for (let k = 0; k < 3; k++)
				await fill(s, lead, k + 1, PARTS[k]);
			await s.button(lead, "Give the parts").click();
			await lead.waitForURL(/#h-parts$/);
			parts = [];
			for (let k = 0; k < 3; k++) {
				const cells = await part(s, lead, k).getByRole("cell").allInnerTexts();
				same(`${cells[0]} ${cells.at(-2)} ${cells.at(-1)}`,
					`${PARTS[k].lead} 0% ${PARTS[k].weight}`, `part ${k + 1}`);
				parts.push(await part(s, lead, k).getByRole("link").getAttribute("href"));
				same(await part(s, lead, k).locator(".so").innerText(), `1.${k + 1}`,
					"its number");
			}
			await rollsUp(s, lead, task, { percent: 0, share: "0/90", own: 0 });
			await s.look(lead, "parts");
		}],
		["a part reports; the parent rolls it up", async () => {
			await cell.goto("/mine");
			await cell.getByRole("listitem").filter({ has: cell.locator(
				`a[href="${parts[0]}"]`) }).getByRole("button").click();
			await cell.waitForURL((url) => url.pathname === parts[0]);
			await s.look(cell, "part");
			await report(s, cell, parts[0], { percent: 60, text: "Xong 2 kịch bản." });
			await rollsUp(s, lead, task, { percent: 33, share: "30/90", own: 0 });
			same((await part(s, lead, 0).getByRole("cell").allInnerTexts()).at(-2), "60%",
				"the part's percent");
		}],
		["the lead's own percent stands beside it", async () => {
			await report(s, lead, task, { percent: 40, text: "Đã có kịch bản đầu." });
			await rollsUp(s, lead, task, { percent: 33, share: "30/90", own: 40 });
			await s.look(lead, "both-percents");
		}],
		["a part is handed back; who gave it finds it with the reason", async () => {
			await cell.goto(parts[1]);
			await cell.locator("summary").getByText(s.t("Hand the task back")).click();
			const box = cell.locator("details[open]");
			await box.getByLabel(s.t("Reason")).fill(BACK);
			await box.getByRole("button").click();
			await cell.waitForURL(/\/mine$/);
			same(await cell.locator(`a[href="${parts[1]}"]`).count(), 0,
				"lines of a part that was handed back");
			await lead.goto("/mine");
			const line = lead.getByRole("listitem").filter({ has: lead.locator(
				`a[href="${parts[1]}"]`) });
			await line.getByText(s.t("Handed back: {0}", BACK)).waitFor();
			await s.look(lead, "came-back");
			// a draft again, it weighs as before until it is withdrawn
			await rollsUp(s, lead, task, { percent: 33, share: "30/90", own: 40 });
		}],
		["withdrawn, it doesn't count any more", async () => {
			await lead.goto(parts[1]);
			await lead.locator("summary").getByText(s.t("Withdraw the task")).click();
			const box = lead.locator("details[open]");
			await box.getByLabel(s.t("Reason")).fill(BACK);
			await box.getByRole("button").click();
			await lead.getByRole("listitem").filter({ hasText: BACK }).first().waitFor();
			await rollsUp(s, lead, task, { percent: 50, share: "30/60", own: 40 });
			await part(s, lead, 1).getByText(s.t("left out")).waitFor();
		}],
		["what is verified counts whole", async () => {
			await report(s, cell, parts[0], { percent: 100, text: "Đủ 4 kịch bản.",
				submit: true });
			await lead.goto(parts[0]);
			await s.button(lead, "Verify: the product is there").click();
			await lead.getByRole("listitem").filter({ hasText: s.t("Verified") }).first()
				.waitFor();
			await rollsUp(s, lead, task, { percent: 83, share: "50/60", own: 40 });
		}],
		["submitted over an open part only with a reason", async () => {
			const sentence = s.t("Parts that aren't finished: {0}. Say why the task goes " +
				"on without them.", 1);
			await s.field(lead, "Result").fill("Đã phát sóng 3 chuyên đề.");
			await overParts(s, lead, { deed: "Submit as done", id: "submit", sentence,
				reason: OPEN });
			await rollsUp(s, lead, task, { percent: 83, share: "50/60", own: 100 });
		}],
		["verified and closed over it only with a reason", async () => {
			const sentence = s.t("Parts that aren't finished: {0}. Say why the task goes " +
				"on without them.", 1);
			await office.goto(task);
			await overParts(s, office, { deed: "Verify: the product is there", id: "verify",
				sentence, reason: OPEN });
			await overParts(s, office, { deed: "Close the task", id: "close", sentence,
				reason: END });
			same(await s.button(office, "Close the task").count(), 0, "closing once more");
			await s.look(office, "closed");
		}],
	];
}

export const split = (browser, realm) => tellAll(browser, realm, "split",
	{ story, runs: C });
