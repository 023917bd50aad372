// Somebody is proposed, comes through every stage, and is a member behind the
// ceremony; what is wrong on the way gets its sentence and nothing typed is lost.
import { must, same } from "./kit.mjs";
import { A, B, day, tellAll } from "./deeds.mjs";

// Each telling has a person of its own.
const NAMES = { "1280 vi a": "Vương Thử Một", "390 en b": "Vương Thử Hai",
	"1280 en b": "Vương Thử Ba", "390 vi a": "Vương Thử Bốn" };

async function story(s) {
	const office = await s.open(s.people.office), name = NAMES[s.tag];
	let person;

	const stage = async (code, on, more = {}) => {
		await office.goto(`${person}/step`);
		await office.locator("#stage").selectOption(code);
		await office.locator("#on").fill(on);
		for (const [id, value] of Object.entries(more))
			await office.locator(`#${id}`).fill(value);
		await s.button(office, "Save").click();
	};
	const reaches = async (code, on, more) => {
		await stage(code, on, more);
		await office.waitForURL(person);
	};

	return [
		["the overview says what the year will come to", async () => {
			await office.goto("/growth");
			must(/\d/.test(await office.locator("p.lead").innerText()), "a sentence with figures");
			await s.look(office, "overview");
			await s.link(office, "Propose somebody").click();
		}],
		["a proposal without consent is refused; what was typed stays", async () => {
			await s.field(office, "Name").fill(name);
			await s.field(office, "Born").fill("05/03/1998");
			await office.locator("#source").selectOption("youth");
			await s.field(office, "Proposed by").fill("Ban Chấp hành Đoàn cơ quan");
			await office.locator("#org").selectOption({ index: 3 });
			await office.locator("#on").fill(day(-300));
			await s.button(office, "Put into the pipeline").click();
			await office.locator(".err").waitFor();
			same(await s.field(office, "Name").inputValue(), name, "the name typed");
			await s.look(office, "refused");
			await office.locator("#consent").fill(day(-301));
			await s.button(office, "Put into the pipeline").click();
			await office.waitForURL(/\/candidate\/\d+$/);
			person = office.url();
			await s.look(office, "person");
		}],
		["the same person a second time asks back", async () => {
			await office.goto("/candidate/new");
			await s.field(office, "Name").fill(name);
			await s.field(office, "Born").fill("05/03/1998");
			await s.field(office, "Proposed by").fill("Đoàn");
			await office.locator("#consent").fill(day(-301));
			await office.locator("#org").selectOption({ index: 3 });
			await s.button(office, "Put into the pipeline").click();
			await office.locator(".err").waitFor();
			same(await office.locator('[name="sure"]').count(), 1, "a way to say that it is another");
		}],
		["a file isn't complete without its papers", async () => {
			await reaches("course", day(-250), { basis: "12/GCN" });
			await stage("file", day(-60));
			await office.locator(".err").waitFor();
			await s.look(office, "papers missing");
			await office.goto(`${person}/papers`);
			for (const box of await office.locator('input[type="checkbox"]').all())
				await box.check();
			await s.look(office, "papers");
			await s.button(office, "Save").click();
			await office.waitForURL(person);
			await reaches("file", day(-60));
			await reaches("checked", day(-40));
		}],
		["a vote larger than its base is refused, one that carries counts", async () => {
			await stage("voted", day(-30), { base: "9", yes: "10" });
			await office.locator(".err").waitFor();
			await office.locator("#yes").fill("5");
			await s.button(office, "Save").click();
			await office.locator(".err").waitFor();
			await s.look(office, "vote");
			await office.locator("#yes").fill("8");
			await s.button(office, "Save").click();
			await office.waitForURL(person);
		}],
		["a ceremony before the decision is refused; behind it a member's record begins", async () => {
			await reaches("decision", day(-12), { basis: "77-QĐ/ĐU" });
			await office.goto("/growth/due?kind=ceremony");
			await office.getByRole("main").getByRole("link", { name, exact: true }).waitFor();
			await s.look(office, "due");
			await stage("ceremony", day(-13));
			await office.locator(".err").waitFor();
			await office.locator("#on").fill(day(-2));
			await s.button(office, "Save").click();
			await office.waitForURL(person);
			await s.link(office, "Record of the member").click();
			await office.waitForURL(/\/member\/\d+$/);
			same(await office.locator("h1").innerText(), name, "the member's name");
			await office.getByText("77-QĐ/ĐU").first().waitFor();
		}],
		["the list finds the person among the admitted, the trust page compares a year", async () => {
			await office.goto(`/growth/people?state=admitted&q=${encodeURIComponent(name)}`);
			await office.getByRole("main").getByRole("link", { name, exact: true }).waitFor();
			await s.look(office, "list");
			await office.goto("/growth/trust");
			must(await office.locator("tbody tr").count() >= 12, "twelve forecasts");
			await s.look(office, "trust");
		}],
	];
}

export const growth = (browser, realm) => tellAll(browser, realm, "growth",
	{ story, runs: [...A, ...B] });
