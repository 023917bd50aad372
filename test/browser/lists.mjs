// Lists that people keep: a view saved and shared, many tasks at once, with
// and without JavaScript; and the keys, which need it.
import { must, pageOf, same, step } from "./kit.mjs";
import { peopleOf } from "./people.mjs";
import { like, t } from "./words.mjs";

const main = (page) => page.getByRole("main");
const button = (page, text) => main(page).getByRole("button", { name: t(text), exact: true });
const boxes = (page) => main(page).getByRole("checkbox", { name: like("Choose task {0}") });

// Saves what is asked for as a view; returns its address to share.
async function saveView(page, name, sharing) {
	await page.goto("/tasks");
	await page.getByRole("link", { name: t("More conditions, columns, groups") }).click();
	await page.getByLabel(t("State"), { exact: true }).selectOption("open");
	await page.getByLabel(t("Rows stand together by")).selectOption("lead");
	await page.getByLabel(t("Original deadline")).check();
	await button(page, "Show the list").click();
	await page.getByRole("columnheader", { name: t("Original deadline") }).waitFor();
	must(await page.locator("tr.grp").count() > 1, "the list has no groups");
	await page.getByRole("link", { name: t("Save this view") }).click();
	await button(page, "Save the view").click();
	await page.locator(".err").getByText(t("Give the view a name.")).waitFor();
	await page.getByLabel(t("Name of the view")).fill(name);
	await page.getByLabel(t("Who sees it")).selectOption(sharing);
	await button(page, "Save the view").click();
	await page.locator(".views [aria-current]").getByText(name).waitFor();
	return `/tasks?view=${new URL(page.url()).searchParams.get("view")}`;
}

async function share(page, other, name) {
	const own = await saveView(page, `${name} riêng`, "own");
	const all = await saveView(page, `${name} chung`, "all");

	same((await other.goto(own)).status(), 404, "another's own view");
	same((await other.goto(all)).status(), 200, "a view of everybody");
	await other.locator(".views [aria-current]").getByText(`${name} chung`).waitFor();
	await page.goto("/tasks/shape");
	const row = page.getByRole("row").filter({ hasText: `${name} riêng` });
	await row.getByRole("button", { name: t("Make it my default") }).click();
	await page.goto("/tasks");
	await page.locator(".views [aria-current]").getByText(`${name} riêng`).waitFor();
	await page.locator(".views a").first().click();
	same(await page.locator(".views [aria-current] b").count(), 1, "marked: all");
	await page.goto("/tasks/shape");
	await row.getByRole("textbox").fill(`${name} khác`);
	await row.getByRole("button", { name: t("Rename") }).click();
	const renamed = page.getByRole("row").filter({ hasText: `${name} khác` });
	await renamed.getByRole("button", { name: t("Delete") }).click();
	await page.getByText(t("The view is deleted.")).waitFor();
	same(await renamed.count(), 0, "rows of the deleted view");
}

// Two ticked tasks are reminded; the unit reads it.
async function remind(page, unit, text) {
	await page.goto("/tasks?state=open");
	await button(page, "Remind").click();
	await page.locator(".err").getByText(like("Nothing was chosen: tick tasks in the list, " +
		"then press the button again.")).waitFor();
	await page.goto("/tasks?state=overdue");
	for (const box of (await boxes(page).all()).slice(0, 2))
		await box.check();
	await button(page, "Remind").click();
	same(await main(page).getByText(t("will be done")).count(), 2, "tasks that are shown");
	await button(page, "Send the reminder").click();
	await page.locator(".err").waitFor();
	await page.getByLabel(t("What the units are reminded of")).fill(text);
	await button(page, "Send the reminder").click();
	await page.getByText(t("Reminded: {0}. Left as they were: {1}.", 2, 0)).waitFor();
	await main(page).locator('a.b[href^="/task/"]').first().click();
	await page.getByRole("listitem").filter({ hasText: text }).waitFor();
	await unit.goto("/mine");
}

// All that fit, not only the page; the file holds as many rows.
async function exportAll(page) {
	await page.goto("/tasks?view=0");
	const all = main(page).getByRole("checkbox",
		{ name: like("All {0} that fit, not only the ticked") });
	await all.check();
	await button(page, "Export to Excel").click();
	const [download] = await Promise.all([page.waitForEvent("download"),
		button(page, "Download the .xlsx").click()]);
	must(download.suggestedFilename().endsWith(".xlsx"), "the file's name");
}

// A deadline before the present one is refused beside its field.
async function extend(page) {
	await page.goto("/tasks?state=overdue");
	await boxes(page).first().check();
	await button(page, "Change the deadline").click();
	await page.getByLabel(t("New deadline")).fill("1/1/2020");
	await page.getByLabel(t("Cause"), { exact: true }).selectOption({ index: 1 });
	await page.getByLabel(t("Reason")).fill("Chờ số liệu của cấp trên.");
	await button(page, "Set the new deadline").click();
	await page.locator("#to_deadline-e").waitFor();
	same(await page.getByLabel(t("New deadline")).inputValue(), "1/1/2020", "what was typed");
}

async function keys(page) {
	const focused = (css) => page.evaluate((c) => document.activeElement.matches(c), css);

	await page.goto("/programmes");
	await page.keyboard.press("/");
	must(await focused("#find"), "/ doesn't lead to the search field");
	await page.keyboard.type("gpjx?n");
	same(await page.locator("#find").inputValue(), "gpjx?n", "typed into the field");
	await page.locator("body").evaluate(() => document.activeElement.blur());
	await page.keyboard.press("g");
	await page.keyboard.press("d");
	await page.waitForURL(/\/documents$/);
	await page.keyboard.press("n");
	await page.waitForURL(/\/documents\/new$/);
	await page.goto("/tasks?state=open");
	await page.keyboard.press("j");
	await page.keyboard.press("j");
	await page.keyboard.press("x");
	must(await boxes(page).nth(1).isChecked(), "x doesn't choose the second row");
	await page.keyboard.press("k");
	await page.keyboard.press("e");
	await page.waitForURL(/\/task\/\d+$/);
	await page.goto("/tasks?state=open");
	await page.keyboard.press("?");
	const dialog = page.getByRole("dialog", { name: t("Keyboard") });
	await dialog.getByText(t("Choose the row")).waitFor();
	same(await dialog.getByText(t("Add something new")).count(), 0,
		"keys that have nothing here");
	await page.keyboard.press("Escape");
	same(await dialog.count(), 0, "dialogs after Escape");
}

async function keysOff(page) {
	await page.goto("/keys");
	await page.getByLabel(t("These keys work in this browser")).uncheck();
	await page.goto("/tasks?state=open");
	await page.keyboard.press("j");
	must(await page.evaluate(() => document.activeElement === document.body),
		"keys that were switched off work");
	await page.goto("/keys");
	await page.getByLabel(t("These keys work in this browser")).check();
}

// Ctrl+Enter sends the form that one is in; one box ticks all rows.
async function send(page) {
	await page.goto("/tasks?state=overdue");
	await main(page).locator("th.sel input").check();
	must(await boxes(page).first().isChecked(), "the box of the column ticks nothing");
	await button(page, "Remind").click();
	await page.getByLabel(t("What the units are reminded of")).fill("Gửi bằng bàn phím.");
	await page.keyboard.press("Control+Enter");
	await page.getByText(like("Reminded: {0}. Left as they were: {1}.")).waitFor();
}

// The tree opens by links; what is looked for shows as one types, or by the button.
async function tree(page, js) {
	await page.goto("/org");
	await page.locator("a.tg").first().click();
	await page.locator("a.tg[aria-expanded=true]").first().waitFor();
	must(await page.locator("tbody .d2").count() > 0, "nothing opened");
	await page.goto("/search");
	const field = main(page).getByLabel(t("Word to look for"));
	if (js)
		await field.pressSequentially("bao va phat thanh");
	else {
		await field.fill("bao va phat thanh");
		await button(page, "Find").click();
	}
	await page.locator("#found").getByRole("link", { name: /Báo và Phát thanh/ }).first()
		.waitFor();
	// the first words find it, too: the last ones come into the address a moment later
	await page.waitForURL((u) => u.searchParams.get("q") === "bao va phat thanh");
	if (js)
		must(await page.locator("form [role=status]").textContent() !== "", "nothing is said");
}

// What is looked for: typed with a script, sent by the button without one.
async function look(page, js, words) {
	await page.goto("/search");
	const field = main(page).getByLabel(t("Word to look for"));
	if (js) {
		const answer = page.waitForResponse((r) => r.url().includes("part=1") &&
			new URL(r.url()).searchParams.get("q") === words);
		await field.pressSequentially(words);
		await answer;
	} else {
		await field.fill(words);
		await button(page, "Find").click();
	}
	await page.waitForURL((u) => u.searchParams.get("q") === words);
	return page.locator("#found a[href*='/member/']");
}

// A person's number: the button sends it, and no address holds it.
async function lookNumber(page, number) {
	const asked = [];
	const hear = (r) => asked.push(r.url());

	page.on("request", hear);
	await page.goto("/search");
	await main(page).getByLabel(t("Word to look for")).pressSequentially(number);
	await button(page, "Find").click();
	await page.waitForLoadState();
	page.off("request", hear);
	must(!asked.some((u) => u.includes(number)), "the number stands in an address");
	return page.locator("#found a[href*='/member/']");
}

// People by a name; a secretary the own ones; by a number only who may see it.
async function byName(page, unit, leader, js) {
	await page.goto("/members");
	const row = main(page).locator("tbody a[href*='/member/']").first();
	const [name, href] = [await row.textContent(), await row.getAttribute("href")];

	must(await (await look(page, js, name)).count() > 0, `${name} isn't found`);
	await unit.goto("/members");
	const own = await main(unit).locator("tbody a[href*='/member/']").evaluateAll(
		(all) => all.map((a) => a.textContent));
	must(own.length > 0, "the secretary has no people");
	must(await (await look(unit, js, own[0])).count() > 0, `${own[0]} isn't found`);
	if (!own.includes(name)) {
		const hits = await (await look(unit, js, name)).evaluateAll(
			(all) => all.map((a) => a.getAttribute("href")));
		must(!hits.includes(href), "a secretary finds somebody else's people");
	}
	await page.goto(`${href}/show?field=national_id`);
	await page.getByLabel(t("Reason")).fill("Đối chiếu");
	await button(page, "Show it").click();
	const number = (await main(page).textContent()).match(/\d{12}/)[0];
	same(await (await lookNumber(page, number)).count(), 1, "found by a number");
	same(await (await lookNumber(leader, number)).count(), 0, "found without the right to");
	await page.goto(`/search?q=${number}`);
	same(await page.locator("#found a[href*='/member/']").count(), 0, "found by an address");
}

export async function lists(browser, realm) {
	const people = peopleOf(realm);

	for (const javaScriptEnabled of [true, false]) {
		const name = javaScriptEnabled ? "có JS" : "không JS";
		const open = (who) => pageOf(browser, realm, who, { javaScriptEnabled });
		const [page, other] = [await open(people.office), await open(people.secretary)];

		await step(`lists: a view saved, shared, opened with (${name})`, () =>
			share(page, other, name));
		await step(`lists: the ticked tasks are reminded (${name})`, () =>
			remind(page, other, `Đề nghị báo cáo, ${name}.`));
		await step(`lists: all that fit as a file (${name})`, () => exportAll(page));
		await step(`lists: a deadline that can't be (${name})`, () => extend(page));
		await step(`lists: the tree, the search (${name})`, () =>
			tree(page, javaScriptEnabled));
		const leader = await open(people.leader);
		await step(`lists: people found by name and number (${name})`, () =>
			byName(page, other, leader, javaScriptEnabled));
		await leader.context().close();
		if (javaScriptEnabled) {
			await step("lists: keys", () => keys(page));
			await step("lists: keys switched off", () => keysOff(page));
			await step("lists: Ctrl+Enter, the box of the column", () => send(page));
		}
		await step(`lists: nothing in the browser's log (${name})`, () => {
			const faults = [...page.context().faults, ...other.context().faults];
			must(!faults.length, faults.join("\n"));
		});
		await page.context().close();
		await other.context().close();
	}
}
