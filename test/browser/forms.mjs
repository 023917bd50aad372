// What forms promise when things go wrong: an expired session keeps what was
// typed, a form sent twice acts once, an edit conflict shows both versions,
// faults are listed with links to their fields, "back" after a post is safe.
import { contextMake, must, pageOf, same, signIn, step } from "./kit.mjs";
import { peopleOf } from "./people.mjs";
import { button, programmeMake } from "./scenario.mjs";
import { t } from "./words.mjs";

const main = (page) => page.getByRole("main");

async function draftOpen(page, programme) {
	await page.goto(`${programme}/task/new`);
}
const work = (page) => page.getByLabel(t("Work"), { exact: true });

// Fills the form of a new task so that it is clear.
async function draftFill(page, words) {
	await page.getByLabel(t("Number in the annex")).fill("1.1");
	await work(page).fill(words);
	await page.getByLabel(t("Lead unit")).selectOption({ label: "Đảng bộ Thành Đoàn" });
	await page.getByLabel(t("Deadline, as the document says it")).fill("Quý IV/2026");
	await page.getByLabel(t("Product"), { exact: true }).fill("Báo cáo kết quả");
}
async function draftMake(page, programme, words) {
	await draftOpen(page, programme);
	await draftFill(page, words);
	await button(page, "Save").click();
	await page.waitForURL(/\/task\/\d+/);
	return page.url().match(/\/task\/\d+/)[0];
}
async function howMany(page, programme, words) {
	await page.goto(`${programme}?q=${encodeURIComponent(words)}`);
	return main(page).getByRole("table").getByRole("link", { name: words }).count();
}

async function expired(browser, realm, who, programme, javaScriptEnabled) {
	const words = `Rà soát danh sách phiên hết hạn ${javaScriptEnabled}`;
	const context = await contextMake(browser, realm, { javaScriptEnabled });
	const page = await context.newPage();

	await signIn(page, who);
	await draftOpen(page, programme);
	await draftFill(page, words);
	await context.clearCookies();
	await button(page, "Save").click();
	await page.getByText(t("Your session has ended. What you typed is kept: sign in, " +
		"then send it again.")).waitFor();
	await page.getByLabel(t("E-mail address")).fill(who.email);
	await page.getByLabel(t("Password")).fill(who.password);
	await main(page).getByRole("button", { name: t("Sign in") }).click();
	await page.getByRole("heading", { name: t("You are signed in again") }).waitFor();
	await button(page, "Send it now").click();
	await page.waitForURL(/\/task\/\d+/);
	same(await howMany(page, programme, words), 1, "tasks with what was typed");
	await context.close();
}

// Ended from another browser: the next look asks to sign in and comes back.
async function endedElsewhere(browser, realm, who) {
	const [here, there] = await Promise.all([contextMake(browser, realm),
		contextMake(browser, realm)]);
	const [page, other] = [await here.newPage(), await there.newPage()];

	await signIn(page, who);
	await signIn(other, who);
	await other.goto("/account");
	await button(other, "End all other sessions").click();
	await page.goto("/programmes");
	await page.getByLabel(t("E-mail address")).fill(who.email);
	await page.getByLabel(t("Password")).fill(who.password);
	await main(page).getByRole("button", { name: t("Sign in") }).click();
	must(page.url().endsWith("/programmes"), `signing in again leads to ${page.url()}`);
	await here.close();
	await there.close();
}

async function twice(browser, realm, who, programme) {
	const words = "Lập danh sách gửi hai lần";
	const page = await pageOf(browser, realm, who, { javaScriptEnabled: false });

	await draftOpen(page, programme);
	await draftFill(page, words);
	// what the browser would send, sent three times at once, then pressed
	const form = await main(page).locator("form").evaluate((f) => ({ action: f.action,
		fields: [...new FormData(f)] }));
	const body = new URLSearchParams(form.fields);
	const send = () => page.request.post(form.action, { data: body.toString(),
		headers: { "content-type": "application/x-www-form-urlencoded",
			origin: realm.base }, maxRedirects: 0 });
	const replies = await Promise.all([send(), send(), send()]);
	same(replies.map((r) => r.status()).join(), "303,303,303", "answers to a form sent thrice");
	same(new Set(replies.map((r) => r.headers().location)).size, 1, "places they lead to");
	await button(page, "Save").click();
	await page.waitForURL(/\/task\/\d+/);
	same(await howMany(page, programme, words), 1, "tasks after four times");
	await page.context().close();
}

async function doubleClick(browser, realm, who, programme) {
	const words = "Lập biên bản bấm đúp";
	const page = await pageOf(browser, realm, who);

	await draftOpen(page, programme);
	await draftFill(page, words);
	await button(page, "Save").dblclick();
	await page.waitForURL(/\/task\/\d+/);
	same(await howMany(page, programme, words), 1, "tasks after a double click");
	await page.context().close();
}

async function conflict(browser, realm, who, programme) {
	const task = await (async () => {
		const page = await pageOf(browser, realm, who);
		const made = await draftMake(page, programme, "Soạn quy chế, bản đầu");
		await page.context().close();
		return made;
	})();
	const [one, two] = [await pageOf(browser, realm, who), await pageOf(browser, realm, who)];

	await one.goto(`${task}/edit`);
	await two.goto(`${task}/edit`);
	await work(one).fill("Soạn quy chế, bản của người thứ nhất");
	await button(one, "Save").click();
	await work(two).fill("Soạn quy chế, bản của người thứ hai");
	await button(two, "Save").click();
	await two.getByRole("heading", { name: t("Both versions") }).waitFor();
	const both = two.getByRole("table", { name: t("What differs") });
	await both.getByText("bản của người thứ nhất").waitFor();
	await both.getByText("bản của người thứ hai").waitFor();
	same(await work(two).inputValue(), "Soạn quy chế, bản của người thứ hai", "the field");
	await button(two, "Save").click();
	await two.goto(task);
	await two.getByRole("heading", { level: 1, name: "bản của người thứ hai" }).waitFor();
	await one.context().close();
	await two.context().close();
}

// Each line of the summary leads to a field that says the same.
async function summary(page, what) {
	const box = page.locator(".err"), title = await page.title();
	await box.waitFor();
	must(await box.evaluate((e) => e.contains(document.activeElement) ||
		e === document.activeElement), `${what}: the summary isn't focused`);
	must(/\d/.test(title.split(":")[0]), `${what}: the title "${title}" doesn't count`);
	const links = await box.getByRole("link").all();
	must(links.length > 0, `${what}: no link`);
	for (const link of links) {
		const words = await link.innerText();
		await link.click();
		const id = decodeURIComponent((await link.getAttribute("href")).slice(1));
		const field = page.locator(`[id="${id}"]`);
		same(await field.count(), 1, `${what}: fields called ${id}`);
		const says = await field.evaluate((e) => (e.getAttribute("aria-describedby") ?? "")
			.split(/\s+/).map((d) => document.getElementById(d)?.textContent).join(" ") +
			(e.tagName === "FIELDSET" ? e.textContent : ""));
		must(says.includes(words), `${what}: #${id} says "${says.trim()}", not "${words}"`);
	}
}

async function faults(browser, realm, people) {
	const office = await pageOf(browser, realm, people.office);

	await office.goto("/documents/new");
	await office.getByLabel(t("Term")).fill("hai nghìn");
	await office.getByLabel(t("Day of issue")).fill("31/02/2026");
	await button(office, "Add the document").click();
	await summary(office, "a document");
	same(await office.getByLabel(t("Day of issue")).inputValue(), "31/02/2026",
		"what was typed");
	await office.goto("/account");
	await button(office, "Change the password").click();
	await summary(office, "a password");
	await office.context().close();

	const admin = await pageOf(browser, realm, people.admin);
	await admin.goto("/users/new");
	await admin.getByLabel(t("E-mail address")).fill("không phải thư");
	await button(admin, "Add the user").click();
	await summary(admin, "a user");
	await admin.context().close();
}

async function reportFaults(browser, realm, who) {
	const page = await pageOf(browser, realm, who);
	const todo = async () => {
		for (const state of ["overdue", "running", "soon"]) {
			await page.goto(`/tasks?state=${state}`);
			for (const href of await main(page).locator('a.b[href^="/task/"]')
				.evaluateAll((as) => as.map((a) => a.getAttribute("href")))) {
				await page.goto(href);
				if (await button(page, "Send the report").count())
					return;
			}
		}
		throw new Error("no task of the unit takes a report");
	};

	await todo();
	await page.getByLabel(t("Percent done so far")).fill("200");
	await page.getByLabel(t("Difficulty, if any")).fill("Thiếu kinh phí");
	await button(page, "Send the report").click();
	await summary(page, "a report");
	same(await page.getByLabel(t("Difficulty, if any")).inputValue(), "Thiếu kinh phí",
		"what was typed");
	await page.context().close();
}

async function back(browser, realm, who, programme) {
	const page = await pageOf(browser, realm, who);
	const task = await draftMake(page, programme, "Lập kế hoạch quay lại");

	await button(page, "Save").waitFor({ state: "hidden" }).catch(() => {});
	await page.goBack();
	await work(page).waitFor();
	await page.goForward();
	must(page.url().includes(task), "forward leads elsewhere");
	await page.reload();
	same(await howMany(page, programme, "Lập kế hoạch quay lại"), 1, "tasks after back");
	await page.context().close();
}

// Sees nothing of others, and can't tell absent from hidden.
async function hidden(browser, realm, people) {
	const office = await pageOf(browser, realm, people.office);
	const unit = await pageOf(browser, realm, people.cell);

	await office.goto("/tasks?state=draft");
	const href = await main(office).locator('a.b[href^="/task/"]').first()
		.getAttribute("href");
	same((await unit.goto(href)).status(), 404, "another's draft");
	const first = await main(unit).innerText();
	same((await unit.goto("/task/987654321")).status(), 404, "an absent task");
	same(await main(unit).innerText(), first, "what is said");
	same((await unit.goto("/overview")).status(), 403, "the overview");
	await office.context().close();
	await unit.context().close();
}

export async function forms(browser, realm) {
	const people = peopleOf(realm);
	let programme;
	const page = await pageOf(browser, realm, people.office);

	if (!await step("forms: a programme to try on", async () => {
		programme = await programmeMake(page, "thử biểu mẫu");
	}))
		return;
	await page.context().close();
	const steps = [
		["an expired session keeps what was typed", () =>
			expired(browser, realm, people.office, programme, true)],
		["the same without JavaScript", () =>
			expired(browser, realm, people.office, programme, false)],
		["sessions ended elsewhere ask to sign in", () =>
			endedElsewhere(browser, realm, people.leader)],
		["a form sent four times acts once", () =>
			twice(browser, realm, people.office, programme)],
		["a double click acts once", () =>
			doubleClick(browser, realm, people.office, programme)],
		["an edit conflict shows both versions", () =>
			conflict(browser, realm, people.office, programme)],
		["faults are listed, each link leads to its field", () =>
			faults(browser, realm, people)],
		["faults of a report", () => reportFaults(browser, realm, people.secretary)],
		["back after a post", () => back(browser, realm, people.office, programme)],
		["what is another's looks like what isn't there", () =>
			hidden(browser, realm, people)],
	];
	const work = async () => {
		for (let s = steps.shift(); s; s = steps.shift())
			await step(`forms: ${s[0]}`, s[1]);
	};
	await Promise.all([work(), work()]);
}
