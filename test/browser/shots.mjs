// Pictures of every page for looking at them; no part of `make test`.
// usage: node shots.mjs PROGRAM FOLDER [ROLE] [PATH-PART]
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PHONE, WIDE, browserStart, pageOf, realmEnd, realmMake, run } from "./kit.mjs";
import { peopleOf } from "./people.mjs";
import { places, placesOf } from "./place.mjs";
import { ANNEX, programmeMake } from "./scenario.mjs";
import { t } from "./words.mjs";

const [program, folder, onlyRole, part] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const name = (role, path) => `${role}${path.replace(/[^\p{L}\p{N}]+/gu, "-")}`;

async function look(page, file) {
	for (const [viewport, scheme] of [[WIDE, "light"], [PHONE, "light"], [WIDE, "dark"]]) {
		await page.setViewportSize(viewport);
		await page.emulateMedia({ colorScheme: scheme });
		await page.screenshot({ path: join(folder, `${file}-${viewport.width}-${scheme}.png`),
			fullPage: true });
	}
	await page.setViewportSize(WIDE);
	await page.emulateMedia({ colorScheme: "light" });
}

// Pages that stand behind a post.
async function imported(page) {
	await programmeMake(page, "để chụp");
	await page.getByRole("link", { name: t("Import an annex") }).click();
	await page.getByLabel(t("File of the annex")).setInputFiles(ANNEX);
	await page.getByRole("button", { name: t("Read the file") }).click();
	await look(page, "office-import");
	await page.getByRole("button", { name: t("Import {0} tasks with the four clarities", "")
		.trim().split(/\s{2,}/)[0] }).first().click().catch(() => {});
	await look(page, "office-import-done");
	await page.goto("/documents/new");
	await page.getByRole("button", { name: t("Add the document") }).click();
	await look(page, "office-document-faults");
}

const [realm, browser] = await Promise.all([realmMake(program), browserStart()]);
try {
	for (const role of Object.keys(places)) {
		if (onlyRole && onlyRole !== role)
			continue;
		const page = await pageOf(browser, realm, peopleOf(realm)[role]);
		for (const path of await placesOf(page, role, (p) => console.log(`no ${p}`))) {
			if (part && !path.includes(part))
				continue;
			await page.goto(path);
			await look(page, name(role, path));
			if (/overview|task.\d+$/.test(path)) {
				const pdf = join(folder, `${name(role, path)}.pdf`);
				writeFileSync(pdf, await page.pdf({ preferCSSPageSize: true }));
				run("pdftoppm", ["-r", "60", "-png", pdf, pdf.replace(".pdf", "-print")]);
			}
		}
		if (role === "office" && !part)
			await imported(page);
		await page.context().close();
	}
} finally {
	await browser.close();
	await realmEnd(realm);
}
