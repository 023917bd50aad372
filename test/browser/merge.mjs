// Two cells become one: a draft, what would happen, the one choice, approval,
// effect at once; the old cell's page tells where it went; and it is undone.
import { must, same } from "./kit.mjs";
import { A, B, day, tellAll } from "./deeds.mjs";

const ABOVE = "Viện Kiểm sát nhân dân";
const cell = (n) => `Chi bộ Phòng Nghiệp vụ ${n} · ${ABOVE}`;
// Each telling has two cells of its own.
const FIRST = { "1280 vi a": 1, "390 en b": 3, "1280 en b": 5, "390 vi a": 7 };
const numbers = (text) => text.match(/\d+/g).map(Number);

async function members(s, page, org) {
	await page.goto(`/members/stats?org=${org}`);
	const lead = await page.locator("p.lead").innerText();
	return Number(lead.match(/(\d+) (đảng viên|members)/)[1]);
}

async function story(s) {
	const office = await s.open(s.people.office), n = FIRST[s.tag];
	const name = `Chi bộ Nghiệp vụ hợp nhất ${n}`;
	let draft, sum, made;

	return [
		["a draft begins with what it does and its day", async () => {
			await office.goto("/reorg");
			await s.link(office, "New decision").click();
			await s.field(office, "What the decision does").fill(`Hợp nhất ${n}`);
			await s.field(office, "Number of the decision").fill(`${n}-QĐ/ĐU`);
			await s.field(office, "Signed by").fill("Bí thư Đảng ủy");
			await s.field(office, "Day of signing").fill(day(-1));
			await s.field(office, "Effective day").fill(day(0));
			await s.look(office, "new");
			await s.button(office, "Begin the draft").click();
			await office.waitForURL(/\/reorg\/\d+$/);
			draft = office.url();
			await s.look(office, "draft");
		}],
		["a name that isn't there is named; what was typed stays", async () => {
			await s.link(office, "Merge into a new organisation").click();
			await office.locator('[name="source.0"]').fill("Chi bộ Không Có Thật");
			await s.field(office, "Name in full").fill(name);
			await s.button(office, "Add this step").click();
			await office.locator(".err").waitFor();
			await office.getByText(s.t("There is no organisation “{0}” today; choose one of those "
				+ "that are offered.", "Chi bộ Không Có Thật")).first().waitFor();
			same(await s.field(office, "Name in full").inputValue(), name, "the name typed");
			await s.look(office, "step");
		}],
		["the step is added, and everything that would happen stands there", async () => {
			await office.locator('[name="source.0"]').fill(cell(n));
			await office.locator('[name="source.1"]').fill(cell(n + 1));
			await s.field(office, "Below which organisation").fill(`Đảng bộ ${ABOVE} Thành phố`);
			await s.field(office, "Kind").selectOption("chi_bo");
			await s.button(office, "Add this step").click();
			await office.waitForURL(draft);
			const [a, b, c] = numbers(await office.locator("p.lead").innerText());
			same(a + b, c, "members of the two");
			sum = c;
			await s.look(office, "preview");
		}],
		["rows for more organisations, with and without a script; what is typed stays", async () => {
			await s.link(office, "Merge into a new organisation").click();
			await office.locator('[name="source.2"]').fill(cell(n));
			await s.button(office, "More rows").click();
			await office.locator('[name="source.11"]').waitFor();
			same(await office.locator('[name^="source."]').count(), 12, "rows");
			same(await office.locator('[name="source.2"]').inputValue(), cell(n), "the name typed");
			same(await office.locator('label[for="source.11"]').innerText(),
				s.t("Organisation that ends {0}", 12), "the label of the last row");
			await s.look(office, "rows");
			await office.goto(draft);
		}],
		["a further step names what the first one makes, which stays as long", async () => {
			await s.link(office, "Rename").click();
			await s.look(office, "names a step");
			await s.field(office, "Organisation").fill(s.t("Step {0}: {1}", 1, name));
			await s.field(office, "Name in full").fill(`${name} và đổi tên`);
			await s.button(office, "Add this step").click();
			await office.waitForURL(draft);
			await office.getByText(s.t("{0} (step {1})", name, 1)).first().waitFor();
			await s.look(office, "two steps");
			const out = office.getByRole("button", { name: s.t("Take this step out") });
			await out.first().click();
			await office.locator(".err").getByText(s.t("Step {0} names what this step makes, “{1}”: "
				+ "take that step out first.", 2, name)).waitFor();
			await office.getByRole("button", { name: s.t("Before the one above") }).click();
			await office.locator(".err").getByText(s.t("The step names what the one before it makes, "
				+ "“{0}”, so it stays behind that.", name)).waitFor();
			await out.last().click();
			await office.waitForURL(draft);
			same(await out.count(), 1, "steps");
		}],
		["as long as something is undecided it isn't approved", async () => {
			await s.button(office, "Approve the decision").click();
			await office.locator(".err").getByText(s.like("This is still undecided: {0}"))
				.waitFor();
			await s.look(office, "undecided");
		}],
		["the choice is made, the decision takes effect", async () => {
			await office.locator("fieldset input[type=radio]").first().check();
			await s.button(office, "Keep these choices").click();
			await office.waitForURL(draft);
			same(await office.locator("p.lead .gap").count(), 0, "points to decide");
			await s.button(office, "Approve the decision").click();
			await office.waitForURL(draft);
			await office.locator(".steps [aria-current]").getByText(s.t("In effect")).waitFor();
			await s.look(office, "effect");
		}],
		["the new cell has the members of both; the old one tells where it went", async () => {
			await office.goto(`/org?q=${encodeURIComponent(name)}`);
			await office.getByRole("main").getByRole("link", { name, exact: true }).click();
			made = Number(new URL(office.url()).pathname.split("/").pop());
			await s.look(office, "new cell");
			same(await members(s, office, made), sum, "members of the new cell");
			await office.goto(`/org?q=${encodeURIComponent(`Chi bộ Phòng Nghiệp vụ ${n}`)}`);
			must(await office.getByRole("main").getByRole("link", { name:
				`Chi bộ Phòng Nghiệp vụ ${n}`, exact: true }).count() > 0, "the old cell is found");
		}],
		["it is taken back, with a reason", async () => {
			await office.goto(draft);
			await s.button(office, "Take the decision back").click();
			await office.locator(".err").getByText(s.t("Say why it is taken back.")).waitFor();
			await s.field(office, "Why it is taken back").fill("Nhầm tên");
			await s.button(office, "Take the decision back").click();
			await office.getByText(s.like("Taken back")).first().waitFor();
			await s.look(office, "taken back");
			await office.goto("/org?open=&q=" + encodeURIComponent(name));
			same(await office.getByRole("main").getByRole("link", { name, exact: true }).count(), 0,
				"the new cell in the tree");
		}],
	];
}

export const merge = (browser, realm) => tellAll(browser, realm, "merge",
	{ story, runs: [...A, ...B] });
