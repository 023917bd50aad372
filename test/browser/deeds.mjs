// What people do on the way to what a scenario is about: a programme with
// tasks, accepting, reporting; and the circumstances in which it is told.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { COLOURS, PHONE, WIDE, axe, inEnglish, inVietnamese, must, narrow, pageOf, step, today }
	from "./kit.mjs";
import { peopleOf } from "./people.mjs";
import { speak } from "./words.mjs";

// Each pair holds both widths, both languages, with and without JavaScript;
// the first scenario has two of them, the others one. EVERY=1: all for each.
const run = (viewport, lang, javaScriptEnabled) => ({ viewport, lang, javaScriptEnabled,
	name: `${viewport.width}, ${lang}${javaScriptEnabled ? "" : ", without JavaScript"}` });
export const [A, B, C, D] = [
	[run(WIDE, "vi", true), run(PHONE, "en", false)],
	[run(WIDE, "en", false), run(PHONE, "vi", true)],
	[run(WIDE, "vi", false), run(PHONE, "en", true)],
	[run(WIDE, "en", true), run(PHONE, "vi", false)],
];

// ---- one telling ---------------------------------------------------------------

// Scripts don't run where they are off: axe reads the same page in a twin.
async function twinOf(stage, page) {
	const twin = stage.twin ??= await pageOf(stage.browser, stage.realm, null,
		stage.options(true));
	const body = await page.content(), url = page.url().replace(/#.*/, "");

	await twin.unrouteAll();
	await twin.route(/\.js(\?|$)/, (route) => route.abort());
	await twin.route(url, (route) => route.fulfill({
		contentType: "text/html; charset=utf-8", body }));
	await twin.goto(url);
	return twin;
}

// What a page owes to everybody, as it stands there; dark in one of a pair.
async function look(stage, page, what) {
	const { javaScriptEnabled } = stage.run;
	const seen = javaScriptEnabled ? page : await twinOf(stage, page);
	const where = `${what} (${page.url()})`;

	await axe(seen, where);
	if (javaScriptEnabled) {
		await seen.emulateMedia({ colorScheme: "dark" });
		await axe(seen, `${where}, dark`, COLOURS);
		await seen.emulateMedia({ colorScheme: "light" });
	}
	await narrow(seen);
	await (stage.lang === "vi" ? inVietnamese : inEnglish)(seen);
	must(await seen.getAttribute("html", "lang") === stage.lang, `${where}: the language`);
	if (process.env.SHOTS) { // for a person to look at
		const { width } = stage.run.viewport;
		mkdirSync(process.env.SHOTS, { recursive: true });
		await seen.screenshot({ fullPage: true, path: join(process.env.SHOTS,
			`${stage.part}-${width}-${stage.lang}-${stage.shots++}-${what}.png`) });
	}
}

// The people of one telling, each with a page, in its language.
function stageMake(browser, realm, part, run) {
	const stage = { browser, realm, part, run, name: run.name, shots: 10, pages: [],
		people: peopleOf(realm), phone: run.viewport === PHONE, ...speak(run.lang),
		tag: `${run.viewport.width} ${run.lang} ${run.javaScriptEnabled ? "a" : "b"}` };

	stage.options = (javaScriptEnabled) => ({ viewport: run.viewport, javaScriptEnabled,
		isMobile: stage.phone, hasTouch: stage.phone,
		locale: run.lang === "vi" ? "vi-VN" : "en-US" });
	stage.open = async (who) => {
		const page = await pageOf(browser, realm, who, stage.options(run.javaScriptEnabled));
		stage.pages.push(page);
		return page;
	};
	stage.look = (page, what) => look(stage, page, what);
	stage.button = (page, text, ...v) => page.getByRole("main").getByRole("button",
		{ name: stage.t(text, ...v), exact: true });
	stage.link = (page, text, ...v) => page.getByRole("main").getByRole("link",
		{ name: stage.t(text, ...v), exact: true });
	stage.field = (page, text) => page.getByRole("main").getByLabel(stage.t(text),
		{ exact: true });
	return stage;
}

async function tell(browser, realm, part, run, story) {
	const stage = stageMake(browser, realm, part, run), steps = [];

	steps.push(["its people are signed in", async () => steps.push(...await story(stage),
		["nothing in the browser's log", () => {
			const faults = stage.pages.flatMap((p) => p.context().faults);
			must(!faults.length, faults.join("\n"));
		}])]);
	for (const [what, act] of steps)
		if (!await step(`${part} ${stage.name}: ${what}`, act)) {
			for (const page of stage.pages)
				console.log(`     at ${page.url()} “${await page.title()}”`);
			break;
		}
	for (const page of stage.pages)
		await page.context().close();
	await stage.twin?.context().close();
}

// A story is a function of the stage that gives its named steps. Two are told
// at a time.
export async function tellAll(browser, realm, part, { story, runs }) {
	const left = process.env.EVERY ? [A, B, C, D].flat() : [...runs];
	const work = async () => {
		for (let run = left.shift(); run; run = left.shift())
			await tell(browser, realm, part, run, story);
	};
	await Promise.all([work(), work()]);
}

// ---- days -------------------------------------------------------------------------

const two = (n) => String(n).padStart(2, "0");
// The day so many days from today as the committee counts it: "05/10/2026".
export function day(after) {
	const at = new Date(today.getTime() + (7 * 60 + after * 24 * 60) * 60000);
	return `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
}
export const iso = (shown) => shown.split("/").reverse().join("-");
const year = Number(day(0).slice(6));
// Programmes of the scenarios end so late that "in 60 days" lies within.
export const END = `31/12/${year + 1}`;

// ---- what people do ----------------------------------------------------------------

// Has no password: the administrator makes a link that works once.
export function byLink(browser, realm, email) {
	const { t } = speak("vi");

	return { email, signIn: async (page) => {
		const desk = await pageOf(browser, realm, peopleOf(realm).admin);
		await desk.goto("/users");
		await desk.getByRole("row").filter({ hasText: email }).getByRole("link").click();
		await desk.getByRole("button", { name: t("Make a sign-in link") }).click();
		await page.goto(await desk.getByLabel(t("One-time link")).inputValue());
		await page.getByRole("main").getByRole("button", { name: t("Sign in") }).click();
		must(!page.url().includes("/sign-in"), `${email} can't sign in by a link`);
		await desk.context().close();
	} };
}

// A document and a programme of it by the shortest way; gives its path.
async function programmeMake(stage, page, name) {
	const typed = (text, value) => stage.field(page, text).fill(value);

	await page.goto("/documents/new");
	await stage.field(page, "Type of document").selectOption({ index: 1 });
	await typed("Term", "2025-2030");
	await typed("Day of issue", `01/01/${year}`);
	await typed("Title of the document", `Chương trình ${name}`);
	await stage.button(page, "Add the document").click();
	await stage.link(page, "Make a programme of it").click();
	await typed("Title of the programme", `Nhiệm vụ ${name}`);
	await typed("Year", `${year}`);
	await typed("First day", `01/01/${year}`);
	await typed("Last day", END);
	await stage.button(page, "Make the programme").click();
	await page.waitForURL(/\/programme\/\d+$/);
	return new URL(page.url()).pathname;
}

// A programme with tasks from a .csv; issued, unless they are to stay drafts.
// Gives the programme's path and each task's path by its number.
export async function tasksMake(stage, page, about, rows, { drafts } = {}) {
	const name = `${about} ${stage.tag}`;
	const programme = await programmeMake(stage, page, name);
	const cell = (s) => `"${s.replaceAll('"', '""')}"`;
	const csv = ["STT,Nội dung nhiệm vụ,Cơ quan chủ trì,Thời gian hoàn thành,Sản phẩm",
		...rows.map(({ number, work, lead, deadline, product }) =>
			[number, `${work}, ${name}`, lead, deadline, product].map(cell).join(","))];

	await page.goto(`${programme}/import`);
	await stage.field(page, "File of the annex").setInputFiles({ name: "phu-luc.csv",
		mimeType: "text/csv", buffer: Buffer.from(csv.join("\n")) });
	await stage.button(page, "Read the file").click();
	await page.waitForURL(/\/import\/\d+/);
	await page.getByRole("checkbox", { name: stage.t("Issue the clear tasks at once") })
		.setChecked(!drafts);
	await page.getByRole("button", { name: stage.t("Import {0} tasks with the four clarities",
		rows.length) }).click();
	await page.getByRole("heading", { level: 1, name: stage.t("{0} tasks were made",
		rows.length) }).waitFor();
	await stage.link(page, "To the programme").click();
	await page.waitForURL((url) => url.pathname === programme);
	return { programme, tasks: Object.fromEntries(await page.locator('main .tt').evaluateAll(
		(cells) => cells.map((c) => [c.querySelector(".so").textContent.trim(),
			c.querySelector("a").getAttribute("href")]))) };
}

export async function accept(stage, page, task) {
	await page.goto(task);
	await stage.button(page, "Accept the task").click();
	await page.getByText(stage.t("Under way; the lead unit reports its progress.")).waitFor();
}

// Reports, or submits when that is asked.
export async function report(stage, page, task, { percent, text, submit }) {
	await page.goto(task);
	await stage.field(page, "Percent done so far").fill(String(percent));
	await stage.field(page, "Result").fill(text);
	await stage.button(page, submit ? "Submit as done" : "Send the report").click();
	await page.getByRole("listitem").filter({ hasText: text }).first().waitFor();
}
