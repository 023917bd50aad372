// Downloads as offices use them: LibreOffice opens the .xlsx and the .docx,
// and list, page, .csv, .xlsx and .docx say the same figures.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { must, pageOf, run, same, step, tempFolder, write } from "./kit.mjs";
import { peopleOf } from "./people.mjs";
import { like, t } from "./words.mjs";

function csvRead(text) {
	const rows = [[]];
	let cell = "", quoted = false;

	for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
		const c = text[i];
		if (quoted && c === '"' && text[i + 1] === '"')
			cell += text[++i];
		else if (c === '"')
			quoted = !quoted;
		else if (!quoted && (c === "," || c === "\n")) {
			rows.at(-1).push(cell);
			cell = "";
			if (c === "\n")
				rows.push([]);
		} else if (quoted || c !== "\r")
			cell += c;
	}
	if (cell)
		rows.at(-1).push(cell);
	return rows.filter((r) => r.some((c) => c !== ""));
}

function convert(file, to, folder) {
	run("soffice", [`-env:UserInstallation=file://${join(folder, "profile")}`, "--headless",
		"--norestore", "--convert-to", to, "--outdir", join(folder, "out"), file],
	{ timeout: 120000, env: { ...process.env, HOME: folder } });
	return readFileSync(join(folder, "out", basename(file).replace(/\w+$/,
		to.split(":")[0])), "utf8").normalize("NFC");
}

// The table inside a file: heading row, rows of tasks, the line of totals.
function tableOf(rows) {
	const head = rows.findIndex((r) => r.includes(t("Work")) && r.includes(t("State")));
	must(head >= 0, `no heading row: ${rows.slice(0, 3).join(" | ")}`);
	const column = (name) => rows[head].indexOf(t(name));
	const total = rows.findIndex((r, i) => i > head && r.some((c) =>
		like("Rows: {0}; sum of the column Percent: {1}").test(c)));
	must(total > head, "no line of totals");
	const body = rows.slice(head + 1, total);
	const words = rows[total].join(" ").match(/\d[\d.]*/g).map((n) =>
		Number(n.replaceAll(".", "")));
	const percent = body.reduce((sum, r) => sum + Number(r[column("Percent")] || 0), 0);

	same(words[0], body.length, "rows that the line of totals counts");
	same(words[1], percent, "the control total");
	return { n: body.length, percent, pick: (...names) => body.map((r) =>
		names.map((name) => r[column(name)].replace(/\s+/g, " ").trim()).join(" | ")) };
}

async function download(page, link, folder, name) {
	const [got] = await Promise.all([page.waitForEvent("download"), link.click()]);
	const bytes = readFileSync(await got.path());
	must(got.suggestedFilename().endsWith(name.replace(/^.*\./, ".")),
		`the file is called ${got.suggestedFilename()}`);
	return write(folder, name, bytes);
}

async function compare(page, folder) {
	const main = page.getByRole("main");
	const all = Number((await main.getByRole("navigation", { name: t("Quick filters") })
		.getByRole("link").first().innerText()).match(/\d+/)[0]);
	const csv = await download(page, main.getByRole("link", { name: ".csv" }), folder,
		"list.csv");
	const xlsx = await download(page, main.getByRole("link", { name:
		t("This list as .xlsx") }), folder, "list.xlsx");
	const plain = tableOf(csvRead(readFileSync(csv, "utf8").normalize("NFC")));
	const sheet = tableOf(csvRead(convert(xlsx,
		"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", folder)));

	same(plain.n, all, "rows of the .csv");
	same(sheet.n, all, "rows of the .xlsx");
	same(sheet.percent, plain.percent, "control totals");
	const names = ["No", "Work", "Lead unit", "Product", "State", "Percent"];
	const [a, b] = [plain.pick(...names), sheet.pick(...names)];
	a.forEach((row, i) => same(b[i], row, `row ${i + 1}`));
	return { all, plain };
}

async function wordSays(page, folder, { all, plain }) {
	const docx = await download(page, page.getByRole("link", { name: t("Word report") }),
		folder, "state.docx");
	const said = convert(docx, "txt:Text (encoded):UTF8", folder).replace(/\s+/g, " ");
	const states = plain.pick("State");
	const count = (...words) => states.filter((s) => words.map((w) => t(w)).includes(s)).length;
	const done = count("Done on time", "Done late");
	const date = "[\\d/]+", figure = (...v) => (text) =>
		must(like(text, ...v).test(said), `"${t(text, ...v)}" isn't said in:\n` +
			said.slice(0, 1200));

	must(new RegExp(date).test(said), "no day");
	figure("{0}", all, done, "{3}")("By {0} the programme has {1} tasks; {2} are verified " +
		"as done ({3}%).");
	figure(count("Done on time"), count("Done late"), count("Overdue"),
		count("Waiting for verification"))("On time: {0}; late but done: {1}; overdue " +
		"and open: {2}; waiting for verification: {3}.");
	figure(all)("The table has {0} rows.");
	for (const work of plain.pick("Work"))
		must(said.includes(work), `the table lacks "${work}"`);
	const counts = await page.getByRole("main").getByRole("listitem").filter({ hasText:
		t("Red") }).first().innerText();
	same(Number(counts.match(/\d+/)[0]), count("Overdue"), "red on the page");
}

async function filtered(page, folder) {
	await page.goto(`${new URL(page.url()).pathname}?state=overdue`);
	const shown = await page.getByRole("main").getByRole("table").locator('a.b[href^="/task/"]')
		.count();
	const csv = await download(page, page.getByRole("link", { name: ".csv" }), folder,
		"late.csv");
	const late = tableOf(csvRead(readFileSync(csv, "utf8").normalize("NFC")));

	same(late.n, shown, "rows of the filtered .csv");
	must(late.pick("State").every((s) => s === t("Overdue")), "another state is in the list");
}

// The tables of a report: the page's, the workbook's sheets, the document's.
const numbersOf = (text) => text.replaceAll(".", "").replaceAll(",", ".").match(/[\d.]+/g)?.map(Number) ?? [];

async function pageTable(page, heading) {
	const section = page.getByRole("main").locator("section").filter({ has:
		page.getByRole("heading", { name: heading, exact: true }) });
	const rows = await section.locator("table").first().locator("tbody tr").evaluateAll((trs) =>
		trs.map((tr) => [...tr.cells].map((c) => {
			const copy = c.cloneNode(true);
			copy.querySelectorAll(".vh, small, svg").forEach((e) => e.remove());
			return copy.textContent.trim();
		})));
	must(rows.length, `no rows below ${heading}`);
	return rows;
}

async function reportSays(page, folder) {
	await page.goto(`${new URL(page.url()).pathname}/report`);
	const main = page.getByRole("main");
	const xlsx = await download(page, main.getByRole("link", { name: t("Excel file") }),
		folder, "report.xlsx");
	const docx = await download(page, main.getByRole("link", { name: t("Word report") }),
		folder, "report.docx");
	// every sheet to a file of its own; the day as it is shown
	run("soffice", [`-env:UserInstallation=file://${join(folder, "profile")}`, "--headless",
		"--norestore", "--convert-to",
		"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
		"--outdir", join(folder, "out"), xlsx],
	{ timeout: 120000, env: { ...process.env, HOME: folder } });
	const sheet = (name) => csvRead(readFileSync(join(folder, "out", `report-${name}.csv`),
		"utf8").normalize("NFC")).slice(2);
	const word = convert(docx, "txt:Text (encoded):UTF8", folder).split("\n").map((l) =>
		l.trim()).filter(Boolean);
	// LibreOffice writes a table's cells one a line
	const inWord = (cells) => word.some((_, i) => cells.every((c, k) => word[i + k] === c));
	const tables = { "By section": [1, 3, 4, 5, 6, 7, 8], "By organisation": [1, 3, 4, 5, 6, 7, 8],
		"By clarity": [1, 3], "By cause of delay": [1, 2, 3, 4], "By month": [1, 2, 3, 4] };

	for (const [name, columns] of Object.entries(tables)) {
		if (name === "By month")
			await main.locator("details").first().locator("summary").click();
		const rows = await pageTable(page, t(name)), cells = sheet(t(name));
		rows.forEach((row, i) => {
			const seen = columns.map((c) => row[c]);
			must(inWord([row[0], ...seen]), `the .docx lacks ${[row[0], ...seen]}`);
			const [title, ...figures] = cells[i];
			if (name !== "By month")
				same(title, row[0], `${name}, row ${i + 1}`);
			const got = figures.map((f) => Number(f.replaceAll(",", ""))), want = seen.map((s) =>
				numbersOf(s)[0] ?? 0);
			if (columns.length === 7) // done: on time and late; shares stand behind
				same([got[0], got[1] + got[2], got[2], got[3], got[5], got[6], got[7]].join(),
					want.join(), `${name}: ${title}`);
			else
				same(got.slice(0, want.length).join(), want.join(), `${name}: ${title}`);
		});
	}
}

export async function office(browser, realm) {
	const folder = tempFolder(), page = await pageOf(browser, realm,
		peopleOf(realm).office);
	let list;

	mkdirSync(join(folder, "out"));
	await page.goto("/programmes");
	await page.getByRole("main").getByRole("table").getByRole("link").first().click();
	await step("office: page, .csv and .xlsx (by LibreOffice) say the same", async () => {
		list = await compare(page, folder);
	});
	if (list)
		await step("office: the .docx (by LibreOffice) says the same", () =>
			wordSays(page, folder, list));
	await step("office: the report's page, .xlsx and .docx say the same", async () => {
		const own = await pageOf(browser, realm, peopleOf(realm).office);
		await own.goto(new URL(page.url()).pathname);
		await reportSays(own, folder);
		await own.context().close();
	});
	await step("office: a filtered list is downloaded filtered", () =>
		filtered(page, folder));
	await page.context().close();
	rmSync(folder, { recursive: true, force: true });
}
