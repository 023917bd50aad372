// An issued task is adjusted: the lead unit asks for another deadline and is
// told what can't be, the office approves; a second request is refused.
import { must, same } from "./kit.mjs";
import { A, B, END, accept, day, report, tasksMake, tellAll } from "./deeds.mjs";

const LEAD = "Văn phòng Thành ủy";
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
const [LATE, SOON, NEW, NEWER] = [-10, 5, 30, 60].map(day);
const DATA = { vi: "Dữ liệu", en: "Data" }, OTHER = { vi: "Khác", en: "Other" };
const WHY = "Phần mềm cấp trên chưa bàn giao, thiếu 40 hồ sơ.";
const NO = "Còn đủ người làm; giữ hạn đã duyệt.";

const rows = [
	{ number: "1", work: "Rà soát hồ sơ lưu trữ", lead: LEAD, deadline: LATE,
		product: "1 báo cáo rà soát" },
	{ number: "2", work: "Lập danh sách hồ sơ thiếu", lead: LEAD, deadline: SOON,
		product: "1 danh sách" },
	{ number: "3", work: "Ban hành quy chế lưu trữ", lead: LEAD, deadline: SOON,
		product: "1 quy chế" },
];

// The row of the ledger, the newest first.
const ledger = (s, page, n = 0) => page.getByRole("table", { name:
	s.t("Adjustments of the task, the newest first") }).locator("tbody tr").nth(n);

// "On time: 1 of 2 (50%) by the approved deadline, …" as the programme says it.
async function rates(s, page, programme, { good, judged, goodFirst, judgedFirst }) {
	const share = (a, b) => s.t("{0} of {1} ({2}%)", a, b,
		`${100 * a / b}${s.lang === "vi" ? "," : "."}0`);
	await page.goto(programme);
	await page.getByText(s.t("On time: {0} by the approved deadline, {1} by the original one.",
		share(good, judged), share(goodFirst, judgedFirst))).waitFor();
}

// Sends the request and looks at what comes back: one sentence, at its field
// and above the page, and everything that was typed.
async function refused(s, page, typed, sentence) {
	await s.field(page, "New deadline").fill(typed);
	await s.field(page, "Cause").selectOption("du_lieu");
	await s.field(page, "Reason").fill(WHY);
	await s.field(page, "File that it rests on, if any").setInputFiles({ name: "so-lieu.pdf",
		mimeType: "application/pdf", buffer: PDF });
	await s.button(page, "Send the request").click();
	const box = page.locator(".err");
	await box.waitFor();
	same(await box.getByRole("listitem").count(), 1, "sentences above the page");
	same(await box.getByRole("listitem").innerText(), sentence, "the sentence above");
	same(await page.locator("#deadline-e").innerText(), sentence, "the sentence at the field");
	same((await s.field(page, "New deadline").getAttribute("aria-describedby") ?? "")
		.includes("deadline-e"), true, "the field names its fault");
	same(await s.field(page, "New deadline").inputValue(), typed, "the day typed");
	same(await s.field(page, "Cause").inputValue(), "du_lieu", "the cause chosen");
	same(await s.field(page, "Reason").inputValue(), WHY, "the reason typed");
	must(/1/.test((await page.title()).split(":")[0]), "the title doesn't count the fault");
}

async function ask(s, page, task, { deadline, cause, body, file }) {
	await page.goto(task);
	await s.link(page, "Another deadline").click();
	await s.field(page, "New deadline").fill(deadline);
	await s.field(page, "Cause").selectOption(cause);
	await s.field(page, "Reason").fill(body);
	if (file)
		await s.field(page, "File that it rests on, if any").setInputFiles(file);
	await s.button(page, s.pressing ?? "Send the request").click();
	await page.waitForURL(/#h-adjust$/);
}

async function story(s) {
	const [office, unit] = [await s.open(s.people.office), await s.open(s.people.chancery)];
	let programme, tasks;

	return [
		["a programme: one task overdue, one done in time", async () => {
			({ programme, tasks } = await tasksMake(s, office, "điều chỉnh", rows));
			for (const n of ["1", "3"])
				await accept(s, unit, tasks[n]);
			await report(s, unit, tasks[3], { percent: 100, text: "Đã ban hành.",
				submit: true });
			await office.goto(tasks[3]);
			await s.button(office, "Verify: the product is there").click();
			await office.getByText(s.t("The product was verified; the office closes the " +
				"task.")).waitFor();
			await rates(s, office, programme,
				{ good: 1, judged: 2, goodFirst: 1, judgedFirst: 2 });
			same(await office.getByText(s.like("{0} approved extensions: {1}.")).count(),
				0, "extensions before any");
		}],
		["a day before the present deadline is refused", async () => {
			await unit.goto(tasks[1]);
			await s.link(unit, "Another deadline").click();
			await s.look(unit, "form");
			await refused(s, unit, day(-11), s.t("{0} isn't after the present deadline {1}.",
				day(-11), LATE));
			await s.look(unit, "too-early");
		}],
		["a day after the programme's end is refused", () =>
			refused(s, unit, END.replace(/\d{4}$/, (y) => +y + 1),
				s.t("{0} lies after the end of the programme, {1}; carry the task over " +
				"instead.", END.replace(/\d{4}$/, (y) => +y + 1), END))],
		["the request stands in the ledger, with its file", async () => {
			await ask(s, unit, tasks[1], { deadline: NEW, cause: "du_lieu", body: WHY,
				file: { name: "so-lieu.pdf", mimeType: "application/pdf", buffer: PDF } });
			const row = ledger(s, unit);
			same(await row.locator("del").innerText(), LATE, "the old deadline");
			same(await row.locator("ins").innerText(), NEW, "the new deadline");
			for (const words of [DATA[s.lang], WHY, s.t("not decided")])
				await row.getByText(words).waitFor();
			const file = await row.getByRole("link", { name: "so-lieu.pdf" })
				.getAttribute("href");
			const got = await unit.request.get(file);
			must((await got.body()).equals(PDF), "another file comes back");
			same(await s.button(unit, "Approve").count(), 0, "who asks can't approve");
			await s.look(unit, "asked");
		}],
		["the office finds it among what waits", async () => {
			await office.goto("/mine");
			const mine = office.locator("section").filter({ has: office.getByRole("heading",
				{ name: s.t("Requests that wait for a decision") }) });
			await mine.getByRole("listitem").filter({ has: office.locator(
				`a[href="${tasks[1]}#h-adjust"]`) }).getByText(`${LATE} → ${NEW}`).waitFor();
			await s.look(office, "mine");
			await mine.getByRole("link", { name: s.t("See all of them") }).click();
			const row = office.getByRole("row").filter({ has: office.locator(
				`a[href^="${tasks[1]}#"]`) });
			await row.getByText(`${LATE} → ${NEW}`).waitFor();
			await row.getByText(WHY).waitFor();
			await s.look(office, "waiting");
			await row.getByRole("link").click();
		}],
		["the office approves; the task says both deadlines", async () => {
			await ledger(s, office).getByRole("button", { name: s.like("Approve") }).click();
			await office.waitForURL(/#h-adjust$/);
			await ledger(s, office).getByText(s.t("approved"), { exact: true }).waitFor();
			await office.getByText(s.t("Original deadline {0}; approved extensions: {1}.",
				LATE, 1)).waitFor();
			await office.locator("dl.four").getByText(NEW).first().waitFor();
			same(await office.locator("dl.four .st.red").count(), 0, "red after that");
			await s.look(office, "approved");
		}],
		["the office extends another at once", async () => {
			s.pressing = "Adjust the task";
			await ask(s, office, tasks[2], { deadline: NEW, cause: "khac",
				body: "Theo kết luận họp giao ban." });
			s.pressing = null;
			await ledger(s, office).getByText(s.t("approved"), { exact: true }).waitFor();
		}],
		["the programme shows both rates and extensions by cause", async () => {
			await rates(s, office, programme,
				{ good: 1, judged: 1, goodFirst: 1, judgedFirst: 2 });
			await office.getByText(s.t("{0} approved extensions: {1}.", 2,
				`${DATA[s.lang]} 1; ${OTHER[s.lang]} 1`)).waitFor();
			await s.look(office, "programme");
		}],
		["a second request is refused, not without a reason", async () => {
			await ask(s, unit, tasks[1], { deadline: NEWER, cause: "kinh_phi",
				body: "Chưa có kinh phí." });
			await office.goto(tasks[1]);
			const row = ledger(s, office);
			await row.getByText(s.t("Refuse"), { exact: true }).click();
			await s.button(office, "Refuse the request").click();
			await office.getByText(s.t("Say why it is refused; who asked reads it."))
				.first().waitFor();
			await s.look(office, "no-reason");
			await row.getByRole("textbox").fill(NO);
			await s.button(office, "Refuse the request").click();
			await office.waitForURL(/#h-adjust$/);
		}],
		["the unit reads why; the deadline stays", async () => {
			await unit.goto(tasks[1]);
			await ledger(s, unit).getByText(s.t("refused"), { exact: true }).waitFor();
			await ledger(s, unit).getByText(NO).waitFor();
			await unit.getByText(s.t("Original deadline {0}; approved extensions: {1}.",
				LATE, 1)).waitFor();
			await unit.locator("dl.four").getByText(NEW).first().waitFor();
			same(await unit.locator("dl.four").getByText(NEWER).count(), 0,
				"the refused day as the deadline");
			await s.look(unit, "refused");
			await office.goto(programme);
			await office.getByText(s.t("{0} approved extensions: {1}.", 2,
				`${DATA[s.lang]} 1; ${OTHER[s.lang]} 1`)).waitFor();
		}],
	];
}

export const adjust = (browser, realm) => tellAll(browser, realm, "adjust",
	{ story, runs: [...A, ...B] });
