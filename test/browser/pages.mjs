// Every page of every role: accessible (axe, both widths, light and dark),
// light (bytes, requests), still (layout shift), quiet (console, CSP), with a
// title of its own, and every link leads somewhere.
import { get } from "node:http";
import { gunzipSync } from "node:zlib";
import { COLOURS, PHONE, WIDE, axe, contextMake, inVietnamese, must, narrow, pageOf, same,
	stateOf, step } from "./kit.mjs";
import { peopleOf } from "./people.mjs";
import { places, placesOf } from "./place.mjs";

const HTML_MOST = 14 * 1024, VIEW_MOST = 65 * 1024, REQUESTS_MOST = 5, SHIFT_MOST = 0.01;
const PART_MOST = { css: 10 * 1024, js: 4 * 1024, woff2: 40 * 1024 }; // fonts together
const SCRIPT_LATE = 250; // ms: the page is painted before its script runs
const LINKS_MOST = 300;
const refused = { "/task/999999999": 404, "/stop/khong-co": 404, "/org?as_at=31/13/2026": 422 };

// Bytes as sent, without following a redirect.
function fetchRaw(realm, path, cookie, head = false) {
	return new Promise((resolve, reject) => {
		const rq = get(`${realm.base}${path}`, { method: head ? "HEAD" : "GET",
			headers: { "accept-encoding": "gzip", cookie, "accept-language": "vi" } },
		(rp) => {
			const parts = [];
			rp.on("data", (b) => parts.push(b));
			rp.on("end", () => resolve({ status: rp.statusCode,
				headers: rp.headers, bytes: Buffer.concat(parts) }));
		});
		rq.on("error", reject);
	});
}

// All that is wrong with a page, not only the first.
class Faults {
	list = [];
	async try(run) {
		try {
			await run();
		} catch (e) {
			this.list.push(e.message);
		}
	}
	end() {
		must(!this.list.length, this.list.join("\n"));
	}
}

async function look(page, path, faults) {
	for (const [viewport, scheme] of [[WIDE, "light"], [PHONE, "light"],
		[PHONE, "dark"], [WIDE, "dark"]]) {
		await page.setViewportSize(viewport);
		await page.emulateMedia({ colorScheme: scheme });
		const where = `${path}, ${viewport.width}, ${scheme}`;
		await faults.try(() => axe(page, where, scheme === "dark" ?
			COLOURS : null));
	}
	await page.emulateMedia({ colorScheme: "light" });
	for (const width of [320, 390, 768, 1280])
		await faults.try(async () => {
			await page.setViewportSize({ width, height: 800 });
			await narrow(page);
		});
}

async function weighs(realm, path, cookie) {
	const { bytes, headers } = await fetchRaw(realm, path, cookie);

	must(bytes.length <= HTML_MOST, `HTML is ${bytes.length} bytes`);
	if (bytes.length > 2000)
		must(headers["content-encoding"] === "gzip", "HTML isn't packed");
}

const watchShift = () => {
	window.shift = 0;
	window.moved = [];
	window.csp = [];
	const rect = (r) => `${Math.round(r.x)},${Math.round(r.y)} ` +
		`${Math.round(r.width)}×${Math.round(r.height)}`;
	new PerformanceObserver((list) => {
		for (const e of list.getEntries()) {
			window.shift += e.value;
			for (const { node, previousRect, currentRect } of e.sources)
				window.moved.push(`  ${node?.nodeName} ${node?.className ?? ""} ` +
					`${rect(previousRect)} → ${rect(currentRect)} ` +
					`“${node?.textContent.trim().slice(0, 30)}”`);
		}
	}).observe({ type: "layout-shift", buffered: true });
	document.addEventListener("securitypolicyviolation", (e) =>
		window.csp.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
};

// Loads the page with its script coming late, as on a slow line: neither the
// page nor what the script does to it moves anything.
async function still(page, path, viewport) {
	const script = /\/a\/app\.\w+\.js$/;

	await page.setViewportSize(viewport);
	await page.route(script, (route) => setTimeout(() => route.continue(), SCRIPT_LATE));
	const status = (await page.goto(path, { waitUntil: "load" })).status();
	await page.unroute(script);
	same(status, refused[path] ?? 200, "the answer's status");
	const { shift, moved } = await page.evaluate(() => new Promise((resolve) =>
		requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() =>
			resolve({ shift: window.shift, moved: window.moved }), 50)))));
	must(shift < SHIFT_MOST,
		`layout shift ${shift} at ${viewport.width} px:\n${moved.join("\n")}`);
}

async function onePage(page, { realm, role, path, cookie, titles, links }) {
	const faults = new Faults();

	await faults.try(() => still(page, path, PHONE));
	await faults.try(() => still(page, path, WIDE));
	for (const href of await page.locator("a[href]").evaluateAll((as) =>
		as.map((a) => a.getAttribute("href"))))
		links.set(`${role} ${href} ${path.replace(/[?#].*/, "")}`, { cookie, path,
			role, href: new URL(href, `${realm.base}${path}`).href });
	await faults.try(() => inVietnamese(page));
	await faults.try(() => weighs(realm, path, cookie));
	await faults.try(async () => {
		const title = await page.title(), plain = path.replace(/[?#].*/, "");
		must(!titles.has(title) || titles.get(title) === plain,
			`the title "${title}" is also that of ${titles.get(title)}`);
		titles.set(title, plain);
	});
	await look(page, path, faults);
	await faults.try(async () => {
		const said = [...await page.evaluate(() => window.csp),
			...page.context().faults.splice(0)];
		must(!said.length, said.join("\n"));
	});
	faults.end();
}

// One role's pages, several at a time: each waits for its late script.
async function rolePages(browser, realm, role, who, links) {
	const page = await pageOf(browser, realm, who);
	const titles = new Map(), missing = [];
	const paths = await placesOf(page, role, (p) => missing.push(p));
	const cookie = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join("; ");

	await step(`pages: ${role}: every page of the table is there`, async () =>
		must(!missing.length, `nothing stands for ${missing.join(", ")}`));
	const work = async (page) => {
		await page.addInitScript(watchShift);
		for (let path = paths.shift(); path; path = paths.shift())
			await step(`pages: ${role} ${path}`, () =>
				onePage(page, { realm, role, path, cookie, titles, links }));
		await page.context().close();
	};
	const more = await Promise.all([1, 2].map(() => pageOf(browser, realm, who)));
	await Promise.all([page, ...more].map(work));
}

async function crawl(realm, links) {
	let tried = 0;
	const bad = [];

	// one of each kind first, then the rest up to the limit
	const kinds = new Map(), seen = new Set();
	const inside = [...links.values()].filter(({ role, href }) => {
		const twice = seen.has(`${role} ${href}`);
		seen.add(`${role} ${href}`);
		return !twice && href.startsWith(realm.base) && !href.includes("/language?");
	});
	for (const link of inside) {
		const kind = `${link.role} ${link.href.replace(/\d+/g, "N")}`;
		kinds.set(kind, [...kinds.get(kind) ?? [], link]);
	}
	const rounds = [...kinds.values()], order = [];
	for (let k = 0; order.length < inside.length && k < inside.length; k++)
		for (const r of rounds)
			if (r[k])
				order.push(r[k]);
	for (const { href, cookie, path, role } of order.slice(0, LINKS_MOST)) {
		const url = new URL(href), to = url.pathname + url.search;
		const { status, bytes, headers } = await fetchRaw(realm, to, cookie);
		tried++;
		const signIn = role === "nobody" && status === 401; // the page to sign in
		if (status >= 400 && !refused[path] && !signIn)
			bad.push(`${role} ${path} → ${to}: ${status}`);
		if (url.hash && status === 200) {
			const html = String(headers["content-encoding"] === "gzip" ?
				gunzipSync(bytes) : bytes);
			if (!html.includes(`id="${decodeURIComponent(url.hash.slice(1))}"`))
				bad.push(`${role} ${path} → ${to}: nothing is called ${url.hash}`);
		}
	}
	must(tried >= 20, `only ${tried} links were found`);
	must(!bad.length, bad.slice(0, 20).join("\n"));
	return tried;
}

// The first view of somebody who has nothing in the cache.
async function firstView(browser, realm, who, path) {
	const storageState = who ? await stateOf(browser, realm, who) : undefined;
	const context = await contextMake(browser, realm, { storageState });
	const page = await context.newPage();
	const cdp = await context.newCDPSession(page);
	let bytes = 0, requests = 0;

	await cdp.send("Network.enable");
	// the icon of the tab isn't part of the view: it is counted as bytes only
	cdp.on("Network.responseReceived", (e) => {
		if (!e.response.url.includes("/icon."))
			requests++;
	});
	cdp.on("Network.loadingFinished", (e) => { bytes += e.encodedDataLength; });
	await page.goto(path, { waitUntil: "networkidle" });
	await context.close();
	must(requests <= REQUESTS_MOST, `${requests} requests`);
	must(bytes <= VIEW_MOST, `${bytes} bytes`);
	must(bytes > 1000, "nothing was counted");
}

// What pages are made of, as sent.
async function parts(realm) {
	const { bytes, headers } = await fetchRaw(realm, "/sign-in", "");
	const html = String(headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes);
	const css = html.match(/\/a\/[^"]*\.css/)[0];
	const sheet = await fetchRaw(realm, css, "");
	const fonts = String(gunzipSync(sheet.bytes)).match(/\/a\/[^")]*\.woff2/g);
	const sum = {};

	for (const path of new Set([css, html.match(/\/a\/[^"]*\.js/)[0], ...fonts])) {
		const kind = path.split(".").at(-1), { status, bytes } = await fetchRaw(realm, path, "");
		same(status, 200, path);
		sum[kind] = (sum[kind] ?? 0) + bytes.length;
	}
	for (const kind in PART_MOST)
		must(sum[kind] <= PART_MOST[kind], `${kind} is ${sum[kind]} bytes`);
}

async function english(browser, realm, who) {
	const page = await pageOf(browser, realm, who);
	await page.goto("/programmes");
	await page.getByRole("link", { name: "English" }).click();
	must(await page.getAttribute("html", "lang") === "en", "the page isn't English");
	await page.getByRole("heading", { level: 1, name: "Programmes and tasks" }).waitFor();
	await page.getByRole("navigation", { name: "Main menu" })
		.getByRole("link", { name: "Overview" }).click();
	await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
	await axe(page, "/overview in English");
	await page.getByRole("link", { name: "Tiếng Việt" }).click();
	must(await page.getAttribute("html", "lang") === "vi", "the page isn't Vietnamese again");
	await page.context().close();
}

export async function pages(browser, realm) {
	const people = peopleOf(realm), links = new Map();

	for (const role of Object.keys(places))
		await rolePages(browser, realm, role, people[role], links);
	for (const [role, path] of [["office", "/overview"], ["office", "/programmes"],
		["leader", "/overview"], ["secretary", "/mine"]])
		await step(`first view: ${role} ${path}`, () =>
			firstView(browser, realm, people[role], path));
	await step("first view: nobody /sign-in", () =>
		firstView(browser, realm, null, "/sign-in"));
	await step("parts: style, script and fonts are light", () => parts(realm));
	await step("links: every link leads somewhere", () => crawl(realm, links));
	await step("English: a walk through the menu", () =>
		english(browser, realm, people.office));
}
