// A list that somebody shapes and gives to others by its address: the same
// columns, groups and conditions for everybody, each seeing what is theirs;
// one's own default; a private view that nobody else sees.
import { must, same } from "./kit.mjs";
import { A, accept, day, report, tasksMake, tellAll } from "./deeds.mjs";

const [MINE, OTHER] = ["Văn phòng Thành ủy", "Ban Tuyên giáo và Dân vận"];
const rows = [
	{ work: "Rà soát quy chế làm việc", lead: MINE, deadline: day(-20) },
	{ work: "Lập danh mục hồ sơ", lead: MINE, deadline: day(30) },
	{ work: "Biên soạn tài liệu hỏi – đáp", lead: OTHER, deadline: day(-5) },
	{ work: "Tổ chức hội nghị sơ kết", lead: OTHER, deadline: day(10) },
	{ work: "Tổng hợp dư luận xã hội", lead: OTHER, deadline: day(3) },
].map((r, i) => ({ ...r, number: `${i + 1}`, product: "1 báo cáo" }));

// What a list says: heads, labels of its conditions, and its rows by group:
// "1 20/11/2026 …" for each row's number and deadlines.
async function listed(page) {
	return page.locator("main").evaluate((main) => {
		const text = (e) => e.textContent.replace(/\s+/g, " ").trim();
		return {
			heads: [...main.querySelectorAll("table.tasks thead th:not(.sel)")].map(text),
			chips: [...main.querySelectorAll(".chips a")].map(text),
			rows: [...main.querySelectorAll("table.tasks tbody tr")].map((tr) =>
				tr.classList.contains("grp") ? text(tr) :
					`${text(tr.querySelector(".so"))} ${[...tr.querySelectorAll("td")]
						.flatMap((td) => text(td).match(/\d\d\/\d\d\/\d{4}/g) ?? [])
						.join(" ")}`),
		};
	});
}
const current = (page) => page.locator(".views [aria-current]").innerText();

async function shape(s, page, path, fill) {
	await page.goto(path);
	await s.link(page, "More conditions, columns, groups").click();
	await fill();
	await s.button(page, "Show the list").click();
	await page.locator("table.tasks").waitFor();
}

async function save(s, page, name, sharing, opens) {
	await s.link(page, "Save this view").click();
	await s.field(page, "Name of the view").fill(name);
	await s.field(page, "Who sees it").selectOption({ label: s.t(sharing) });
	await s.field(page, "My list opens with this view").setChecked(!!opens);
	await s.button(page, "Save the view").click();
	await page.locator(".views [aria-current]").getByText(name).waitFor();
	return `/tasks?view=${new URL(page.url()).searchParams.get("view")}`;
}

// Somebody who mayn't see it learns neither its name nor that it is there.
async function hidden(s, page, address, name) {
	same((await page.goto(address)).status(), 404, `${address} of another`);
	for (const path of ["/tasks", "/tasks/shape"]) {
		await page.goto(path);
		same(await page.getByText(name).count(), 0, `"${name}" on ${path}`);
	}
}

async function story(s) {
	const [office, leader, unit] = [await s.open(s.people.office),
		await s.open(s.people.leader), await s.open(s.people.chancery)];
	const names = { all: `Giao ban ${s.tag}`, own: `Nháp của tôi ${s.tag}` };
	const group = (lead, n) => `${lead} ${n}`;
	let programme, tasks, all, own, wanted;

	return [
		["the office shapes a list", async () => {
			({ programme, tasks } = await tasksMake(s, office, "khung nhìn", rows));
			await shape(s, office, "/tasks", async () => {
				await office.getByRole("combobox", { name: s.t("Programme") })
					.selectOption(programme.split("/").pop());
				await s.field(office, "State").selectOption("open");
				await s.field(office, "Original deadline").check();
				await s.field(office, "Rows stand together by").selectOption("lead");
				await s.field(office, "Order").selectOption({ label:
					s.t("Nearest deadline first") });
			});
			wanted = await listed(office);
			const twice = (n) => `${n} ${rows[n - 1].deadline} ${rows[n - 1].deadline}`;
			same(wanted.rows.join("|"), [group(OTHER, 3), twice(3), twice(5), twice(4),
				group(MINE, 2), twice(1), twice(2)].join("|"), "rows by group");
			same(wanted.heads.at(-1), s.t("Original deadline"), "the last column");
			same(wanted.chips.length, 3, "conditions that can be removed, or all of them");
			await s.look(office, "shaped");
		}],
		["and saves it for everybody", async () => {
			all = await save(s, office, names.all, "Everybody");
			same(await current(office), `${names.all} 5`, "the view's tab");
		}],
		["a leader opens the address and sees the same", async () => {
			await leader.goto(all);
			same(JSON.stringify(await listed(leader)), JSON.stringify(wanted), "the list");
			same(await current(leader), `${names.all} 5`, "the view's tab");
			await s.look(leader, "shared");
			await leader.goto("/tasks/shape");
			const row = leader.getByRole("row").filter({ hasText: names.all });
			same(await row.getByRole("button", { name: s.t("Delete") }).count(), 0,
				"ways to delete another's view");
		}],
		["a unit sees the same of what is its own", async () => {
			await unit.goto(all);
			const seen = await listed(unit);
			same(seen.heads.join("|"), wanted.heads.join("|"), "columns");
			same(seen.rows.join("|"), wanted.rows.slice(-3).join("|"), "rows");
			same(await current(unit), `${names.all} 2`, "the view's tab");
			await s.link(unit, "Save this view").click();
			same((await s.field(unit, "Who sees it").locator("option").allInnerTexts())
				.includes(s.t("Everybody")), false, "a unit gives views to everybody");
			await s.look(unit, "shape");
		}],
		["the view follows what happens", async () => {
			await accept(s, unit, tasks[2]);
			await report(s, unit, tasks[2], { percent: 100, text: "Đã lập danh mục.",
				submit: true });
			await office.goto(tasks[2]);
			await s.button(office, "Verify: the product is there").click();
			await office.getByText(s.t("The product was verified; the office closes the " +
				"task.")).waitFor();
			await leader.goto(all);
			same((await listed(leader)).rows.slice(-2).join("|"), [group(MINE, 1),
				wanted.rows[5]].join("|"), "rows of the unit");
			same(await current(leader), `${names.all} 4`, "the view's tab");
		}],
		["a private view is one's default and nobody else's", async () => {
			await shape(s, office, programme, () => s.field(office, "State")
				.selectOption("overdue"));
			own = await save(s, office, names.own, "Only I", true);
			await office.goto(programme);
			same(await current(office), `${names.own} 2`, "what the list opens with");
			same((await listed(office)).rows.map((r) => r[0]).join(), "1,3", "its rows");
			await leader.goto(programme);
			same(await leader.getByText(names.own).count(), 0, "its name for a leader");
			same((await listed(leader)).rows.length, 5, "a leader's rows");
			await hidden(s, leader, own, names.own);
			await hidden(s, unit, own, names.own);
		}],
		["no longer the default, then deleted", async () => {
			await office.goto(`${programme}/shape`);
			const row = office.getByRole("row").filter({ hasText: names.own });
			await s.look(office, "saved");
			await row.getByRole("button", { name: s.t("No longer my default") }).click();
			await office.getByText(s.t("Your list opens as it is now.")).waitFor();
			await office.goto(programme);
			same((await listed(office)).rows.length, 5, "rows without the default");
			for (const [path, name] of [[`${programme}/shape`, names.own],
				["/tasks/shape", names.all]]) {
				await office.goto(path);
				await office.getByRole("row").filter({ hasText: name })
					.getByRole("button", { name: s.t("Delete") }).click();
				await office.getByText(s.t("The view is deleted.")).waitFor();
			}
			same((await leader.goto(all)).status(), 404, "a view that was deleted");
			must(!(await leader.locator("main").innerText()).includes(names.all),
				"its name is still said");
		}],
	];
}

export const views = (browser, realm) => tellAll(browser, realm, "views",
	{ story, runs: A });
