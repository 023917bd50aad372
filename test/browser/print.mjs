// Paper: the overview on two A4 pages, the task sheet on one, and their text
// can be searched and copied with its Vietnamese marks.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { must, pageOf, run, same, step, tempFolder, write } from "./kit.mjs";
import { peopleOf } from "./people.mjs";
import { t } from "./words.mjs";

async function paper(page, path, folder, name) {
	await page.goto(path);
	const file = write(folder, name, await page.pdf({ preferCSSPageSize: true,
		printBackground: false }));
	const info = run("pdfinfo", [file]);
	const size = info.match(/Page size:\s+([\d.]+) x ([\d.]+)/).slice(1).map(Number);
	must(Math.abs(size[0] - 595) < 2 && Math.abs(size[1] - 842) < 2, `${size} isn't A4`);
	return { pages: Number(info.match(/Pages:\s+(\d+)/)[1]),
		text: run("pdftotext", ["-layout", file, "-"]).normalize("NFC") };
}

export async function print(browser, realm) {
	const people = peopleOf(realm), folder = tempFolder();

	for (const role of ["leader", "office"])
		await step(`print: the overview of the ${role} is two A4 pages`, async () => {
			const page = await pageOf(browser, realm, people[role]);
			// the demo's programme: other tests made smaller ones
			await page.goto("/programmes");
			const href = await page.getByRole("main").getByRole("link", { name:
				"12-CTr/ĐU" }).first().getAttribute("href");
			const { pages, text } = await paper(page, `/overview?programme=` +
				href.split("/").pop(), folder, `${role}.pdf`);
			same(pages, 2, "pages");
			for (const words of [t("Red, and why"), t("Waiting for you"), t("Figures"), "Đảng bộ các cơ quan Đảng Thành phố"])
				must(text.includes(words), `"${words}" isn't on paper`);
			for (const words of [t("Sign out"), t("Print on two A4 pages")])
				must(!text.includes(words), `"${words}" is on paper`);
			await page.context().close();
		});
	await step("print: the report on a programme is two A4 pages", async () => {
		const page = await pageOf(browser, realm, people.office);
		await page.goto("/programmes");
		const href = await page.getByRole("main").getByRole("link", { name:
			"12-CTr/ĐU" }).first().getAttribute("href");
		const { pages, text } = await paper(page, `${href}/report`, folder, "report.pdf");
		same(pages, 2, "pages");
		for (const words of [t("By month"), t("By organisation"), t("Effect"),
			t("By cause of delay")])
			must(text.includes(words), `"${words}" isn't on paper`);
		await page.context().close();
	});
	await step("print: the task sheet is one A4 page", async () => {
		const page = await pageOf(browser, realm, people.office);
		await page.goto("/tasks?state=overdue");
		const link = page.getByRole("main").locator('a.b[href^="/task/"]').first();
		const [href, words] = [await link.getAttribute("href"), await link.innerText()];
		const { pages, text } = await paper(page, href, folder, "sheet.pdf");
		same(pages, 1, "pages");
		const flat = text.replace(/\s+/g, " ");
		for (const part of [t("Task sheet"), t("Issued by"), t("Accepted by the lead unit"),
			words.split(" ").slice(0, 3).join(" ")])
			must(flat.includes(part), `"${part}" isn't on paper:\n${flat.slice(0, 400)}`);
		await page.context().close();
	});
	rmSync(join(folder), { recursive: true, force: true });
}
