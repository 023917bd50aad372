// What the browser tests share: a realm with a server of its own, Chromium,
// people who are signed in, and the lines "ok …" and "FAIL …".
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync, chmodSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, "..", "..");
export const today = new Date();

// ---- results ---------------------------------------------------------------

let failures = 0;
class Fault extends Error {} // what a test found, as opposed to its own fault
export function ok(name) {
	console.log(`ok ${name}`);
}
export function fail(name, why) {
	failures++;
	console.log(`FAIL ${name}`);
	const text = why instanceof Fault ? why.message : String(why?.stack ?? why);
	for (const line of text.split("\n").slice(0, 12))
		console.log(`     ${line}`);
}
// A named step; a fault is counted and shown, the next step is still tried.
export async function step(name, run) {
	try {
		await run();
		ok(name);
		return true;
	} catch (e) {
		fail(name, e);
		return false;
	}
}
export function done() {
	return failures;
}
export function must(good, what) {
	if (!good)
		throw new Fault(what);
}
export function same(got, wanted, what) {
	must(got === wanted, `${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
}

// ---- realm and server --------------------------------------------------------

function freePort() {
	return new Promise((resolve, reject) => {
		const s = createServer();
		s.on("error", reject);
		s.listen(0, "127.0.0.1", () => {
			const { port } = s.address();
			s.close(() => resolve(port));
		});
	});
}

// The demo prints its sign-ins as a table: role, name, address, password.
function signIns(text) {
	const people = {};
	for (const line of text.split("\n")) {
		const m = line.match(/(\S+@\S+) {2,}(\S.*\S)$/);
		if (m && !m[2].startsWith("http"))
			people[m[1]] = { email: m[1], password: m[2] };
	}
	must(Object.keys(people).length > 4, `the demo prints no sign-ins:\n${text}`);
	return people;
}

export async function realmMake(program, { port } = {}) {
	const data = mkdtempSync(join(tmpdir(), "roviec-browser-"));
	chmodSync(data, 0o700);
	const text = execFileSync(program, ["demo", "--data", data], { encoding: "utf8" });
	const realm = { data, program, people: signIns(text), signIns: text };
	await realmServe(realm, port);
	return realm;
}

export async function realmServe(realm, port) {
	realm.port = port ?? await freePort();
	realm.base = `http://127.0.0.1:${realm.port}`;
	realm.log = "";
	realm.server = spawn(realm.program,
		["serve", "--data", realm.data, "--listen", `127.0.0.1:${realm.port}`],
		{ stdio: ["ignore", "pipe", "pipe"], env: { ...process.env,
			ASAN_OPTIONS: "detect_leaks=1:exitcode=99:quarantine_size_mb=16",
			UBSAN_OPTIONS: "print_stacktrace=1:halt_on_error=1" } });
	const keep = (bytes) => { realm.log += bytes; };
	realm.server.stdout.on("data", keep);
	realm.server.stderr.on("data", keep);
	realm.ended = new Promise((resolve) => realm.server.on("exit",
		(code, signal) => resolve(code ?? signal)));
	for (let i = 0; i < 200; i++) {
		try {
			if ((await fetch(`${realm.base}/healthz`)).ok)
				return;
		} catch { /* not yet */ }
		await new Promise((r) => setTimeout(r, 50));
	}
	throw new Error(`the server doesn't answer:\n${realm.log.slice(-2000)}`);
}

// Ends the server; true when it ended well and nothing in its log is a fault.
export async function realmEnd(realm) {
	realm.server.kill("SIGTERM");
	const late = setTimeout(() => realm.server.kill("SIGKILL"), 20000);
	const status = await realm.ended;
	clearTimeout(late);
	rmSync(realm.data, { recursive: true, force: true });
	const bad = realm.log.split("\n").filter((l) =>
		/Sanitizer|runtime error|"status":5\d\d|Assertion/.test(l));
	if (status !== 0 || bad.length)
		fail("server", `ended with ${status}\n${bad.slice(0, 20).join("\n")}`);
	else
		ok("server: no 5xx, nothing from the sanitizers, ended well");
}

// ---- browser -------------------------------------------------------------------

export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export function browserStart() {
	// the engine without the browser's windows: half of the work
	return chromium.launch({ executablePath: "/usr/bin/chromium-headless-shell", headless: true,
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update",
			"--disable-sync"] });
}

// A context in which faults of pages are collected.
export async function contextMake(browser, realm, options = {}) {
	const context = await browser.newContext({ baseURL: realm.base, locale: "vi-VN",
		timezoneId: "Asia/Ho_Chi_Minh", viewport: WIDE, acceptDownloads: true, ...options });
	context.setDefaultTimeout(90000); // a machine under load
	context.faults = [];
	context.on("page", (page) => {
		page.on("console", (m) => {
			// a refused form is an answer with 4xx; Chromium logs it
			if (m.type() === "error" && !/status of 4(00|01|03|04|09|22)/.test(m.text()))
				context.faults.push(`${page.url()}: ${m.text()}`);
		});
		page.on("pageerror", (e) => context.faults.push(`${page.url()}: ${e}`));
	});
	return context;
}

export async function signIn(page, who, next = "/") {
	await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
	await page.getByLabel(/^(Địa chỉ thư điện tử|Thư điện tử|E-mail)/).fill(who.email);
	await page.getByLabel(/^(Mật khẩu|Password)/).fill(who.password);
	await page.getByRole("main").getByRole("button", { name: /^(Đăng nhập|Sign in)$/ }).click();
	must(!page.url().includes("/sign-in"), `${who.email} can't sign in: ${await page.title()}`);
}

// Signs in once and hands out the cookies, so that argon2 isn't paid each time.
// Who has no password has a function that finds another way in.
const states = new Map();
async function stateMake(browser, realm, who) {
	const context = await contextMake(browser, realm);
	await (who.signIn ?? signIn)(await context.newPage(), who);
	const state = await context.storageState();
	await context.close();
	return state;
}
export function stateOf(browser, realm, who) {
	const key = `${realm.base} ${who.email}`;
	if (!states.has(key))
		states.set(key, stateMake(browser, realm, who));
	return states.get(key);
}
export async function pageOf(browser, realm, who, options = {}) {
	const storageState = who ? await stateOf(browser, realm, who) : undefined;
	const context = await contextMake(browser, realm, { storageState, ...options });
	return context.newPage();
}

// ---- looking at a page -----------------------------------------------------------

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// what another colour scheme can change
export const COLOURS = ["color-contrast", "link-in-text-block"];

// As @axe-core/playwright does it, but read into a page once, not for each look.
const AXE = readFileSync(join(root, "node_modules", "axe-core", "axe.min.js"), "utf8");

export async function axe(page, where, rules) {
	if (!await page.evaluate(() => "axe" in window))
		await page.evaluate(AXE);
	const violations = await page.evaluate(async (runOnly) => {
		const { violations } = await window.axe.run(document, { runOnly,
			resultTypes: ["violations"], preload: false });
		return violations.map(({ id, help, nodes }) => ({ id, help,
			nodes: nodes.slice(0, 3).map((n) => ({ target: `${n.target}`,
				why: n.failureSummary.split("\n").slice(0, 3).join(" ") })) }));
	}, rules ? { type: "rule", values: rules } : { type: "tag", values: TAGS });
	must(!violations.length, `${where}:\n` + violations.map((v) => `${v.id}: ${v.help}\n` +
		v.nodes.map((n) => `  ${n.target}: ${n.why}`).join("\n")).join("\n"));
}

// Nothing is wider than the page as it is.
export async function narrow(page) {
	const wide = await page.evaluate(() => {
		const most = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= most)
			return "";
		return [...document.querySelectorAll("main *, header *, footer *")].filter((e) =>
			e.getBoundingClientRect().right > most + 1).slice(0, 4).map((e) =>
			`<${e.tagName.toLowerCase()} class="${e.className}">` +
				`${e.textContent.trim().slice(0, 40)}`).join("\n") || "the page";
	});
	must(!wide, `at ${page.viewportSize().width} px something is wider than the page:\n${wide}`);
}

// Words of the source language that must not stand on a Vietnamese page.
const ENGLISH = /\b(the|this|your|task|tasks|document|programme|overdue|day|days|unit|units|none|file|please|with|from|issued|verify|search|page|rows?|error|isn't|can't|don't)\b/i;
export async function inVietnamese(page) {
	const lines = await page.evaluate(() => {
		const texts = [];
		const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let n = walk.nextNode(); n; n = walk.nextNode())
			if (!n.parentElement.closest("[lang=en],script,pre,code,option[value=en]"))
				texts.push(n.data.trim());
		for (const e of document.querySelectorAll("[aria-label],[data-l],[placeholder],[title]"))
			texts.push(e.getAttribute("aria-label"), e.dataset.l,
				e.getAttribute("placeholder"), e.getAttribute("title"));
		return [document.title, ...texts].filter(Boolean);
	});
	const names = /\S+\.(docx|xlsx|csv|pdf|png)/g; // of files, as people call them
	const bad = lines.map((l) => l.replace(names, "")).filter((l) => ENGLISH.test(l) &&
		!/[ạ-ỹđăâêôơư]/i.test(l));
	must(!bad.length, `English on a Vietnamese page: ${bad.slice(0, 5).join(" | ")}`);
}

// What tasks say is Vietnamese on every page; what is around it isn't.
export async function inEnglish(page) {
	const bad = await page.locator("main :is(h2, button, label, legend, summary, " +
		"th[scope=col], dt)").evaluateAll((all) => all.map((e) => {
		const own = e.cloneNode(true);
		// names of people and organisations are what they are
		own.querySelectorAll(".vh,[translate=no]").forEach((x) => x.remove());
		return e.translate ? own.textContent.trim() : "";
	}).filter((text) => /[ạ-ỹđăâêôơư]/i.test(text)));
	must(!bad.length, `Vietnamese on an English page: ${bad.slice(0, 5).join(" | ")}`);
}

// ---- small things ---------------------------------------------------------------

export function write(folder, name, bytes) {
	const path = join(folder, name);
	writeFileSync(path, bytes);
	return path;
}
export function tempFolder() {
	return mkdtempSync(join(tmpdir(), "roviec-test-"));
}
export function run(program, args, options = {}) {
	return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"],
		maxBuffer: 1 << 26, ...options });
}
export function text(path) {
	return readFileSync(path, "utf8");
}
