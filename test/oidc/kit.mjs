// What the tests of the sign-in service share: a realm with its server, small
// browsers with a cookie jar each, steps.
import { execFile, execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

let failures = 0;
export async function step(name, run) {
	try {
		await run();
		console.log(`ok   ${name}`);
	} catch (e) {
		failures++;
		console.log(`FAIL ${name}\n     ${String(e?.stack ?? e).split("\n").slice(0, 6).join("\n     ")}`);
	}
}
export const failed = () => failures;
export function must(good, what) {
	if (!good)
		throw new Error(what);
}
export function same(got, wanted, what) {
	must(got === wanted, `${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
}

export function freePort() {
	return new Promise((resolve, reject) => {
		const s = createServer();
		s.on("error", reject);
		s.listen(0, "127.0.0.1", () => {
			const { port } = s.address();
			s.close(() => resolve(port));
		});
	});
}

// ---- a small browser ---------------------------------------------------------------

let visitors = 0;
export class Browser {
	cookies = new Map(); // "origin name" -> value
	constructor() {
		// each has an address of its own: failures are counted by address
		visitors++;
		this.address = `10.${visitors >> 8}.${visitors & 255}.7`;
	}
	jar(url) {
		const { origin } = new URL(url);
		return [...this.cookies].filter(([k]) => k.startsWith(`${origin} `))
			.map(([k, v]) => `${k.slice(origin.length + 1)}=${v}`).join("; ");
	}
	keep(url, answer) {
		const { origin } = new URL(url);
		for (const line of answer.headers.getSetCookie()) {
			const [pair, ...rest] = line.split(";");
			const at = pair.indexOf("=");
			const name = pair.slice(0, at), value = pair.slice(at + 1);
			const gone = !value || rest.some((r) => /^\s*max-age=0$/i.test(r));
			if (gone)
				this.cookies.delete(`${origin} ${name}`);
			else
				this.cookies.set(`${origin} ${name}`, value);
		}
	}
	// One request, no redirect followed.
	async ask(url, form, headers = {}) {
		const cookie = this.jar(url);
		const answer = await fetch(url, { redirect: "manual",
			method: form ? "POST" : "GET",
			headers: { "accept-language": "en", "x-forwarded-for": this.address,
				...(cookie ? { cookie } : {}), ...headers },
			body: form ? new URLSearchParams(form) : undefined });
		this.keep(url, answer);
		const text = await answer.text();
		return { url, status: answer.status, headers: answer.headers, text,
			to: answer.headers.get("location") ?
				new URL(answer.headers.get("location"), url).href : null };
	}
	// … and on through redirects and the page that leads on by itself.
	async go(url, form, until = () => false) {
		let r = await this.ask(url, form);
		for (let i = 0; i < 12; i++) {
			const on = r.to ?? r.headers.get("refresh")?.replace(/^0; url=/, "");
			if (!on || until(on))
				return { ...r, on };
			r = await this.ask(on);
		}
		throw new Error("it goes round and round");
	}
	has(origin, name) {
		return this.cookies.has(`${origin} ${name}`);
	}
}

export const field = (html, name) =>
	html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];
// The sentences above a form.
export const faults = (html) =>
	[...(html.match(/<ul class="one">([\s\S]*?)<\/ul>/)?.[1] ?? "")
		.matchAll(/<li>([\s\S]*?)<\/li>/g)].map((m) => m[1].replace(/<[^>]*>/g, "").replace(/&#39;/g, "'").trim());

// The code that an app shows, or showed a step ago.
export function totp(secret, step = 0) {
	const bits = [...secret.replace(/ /g, "")].map((c) =>
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
	const key = Buffer.from(bits.match(/.{8}/g).map((x) => parseInt(x, 2)));
	const t = Buffer.alloc(8);
	t.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + step));
	const h = createHmac("sha1", key).update(t).digest();
	return String((h.readUInt32BE(h[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}

// ---- a realm ------------------------------------------------------------------------------

const PASSWORD = "ngỗng tím gõ cửa nhà kho";

export class Realm {
	constructor(program) {
		this.program = program;
		this.folder = mkdtempSync(join(tmpdir(), "roviec-oidc-"));
		chmodSync(this.folder, 0o700);
		this.data = join(this.folder, "data");
		this.secret = join(this.folder, "secret");
		writeFileSync(this.secret, "s3cret&%+/=\n", { mode: 0o600 });
		this.log = "";
	}
	run(...words) {
		return execFileSync(this.program, words, { encoding: "utf8",
			env: { ...process.env, LC_ALL: "C.UTF-8", LANG: "en" } });
	}
	// The same without keeping our own services from answering.
	said(...words) {
		return promisify(execFile)(this.program, words, { encoding: "utf8",
			env: { ...process.env, LC_ALL: "C.UTF-8", LANG: "en" } }).then((r) => r.stdout);
	}
	// An administrator, a person whose account gets linked and one who has only a
	// password; their links, since commands need the data for themselves.
	links = {};
	async make() {
		this.port = await freePort();
		this.base = `http://127.0.0.1:${this.port}`;
		this.run("init", "--data", this.data, "--name", "Hội", "--admin", "a@example.vn",
			"--profile", "association");
		for (const name of ["lan", "binh"])
			this.run("user", "add", "--data", this.data, "--email", `${name}@example.vn`,
				"--name", name, "--role", "office");
		for (const name of ["a", "lan", "binh"])
			this.links[name] = this.run("user", "link", "--data", this.data, "--email",
				`${name}@example.vn`).split("\n").find((l) => l.includes("/sign-in/link/"));
	}
	// By the administrator's page; the same rules as the command's.
	async set(issuer, { client = "rv", factor = "", secret = "s3cret&%+/=" } = {}) {
		let r = await this.admin.ask(`${this.base}/settings/oidc`);
		r = await this.admin.ask(`${this.base}/settings/oidc`, { csrf: field(r.text, "csrf"),
			key: field(r.text, "key"), issuer, client, secret, name: "Cổng tỉnh",
			site: this.base, factor });
		if (r.status !== 303)
			throw new Error(`${r.status} ${faults(r.text)}`);
	}
	// Nobody but the administrator needs a factor here.
	async others() {
		let r = await this.admin.ask(`${this.base}/settings/sign-in`);
		r = await this.admin.ask(`${this.base}/settings/sign-in`, { csrf: field(r.text, "csrf"),
			key: field(r.text, "key"), idle: 60, life: 1440, idle_manager: 15,
			life_manager: 720, most: 20, stepup: 1, second: "admin" });
		same(r.status, 303, `who needs a factor (${faults(r.text)})`);
	}
	// A second factor; its secret.
	async factor(b) {
		const form = (t, more) => ({ csrf: field(t, "csrf"), key: field(t, "key"), ...more });
		let r = await b.ask(`${this.base}/account/second`);
		await b.ask(`${this.base}/account/second`, form(r.text, { current: PASSWORD }));
		r = await b.ask(`${this.base}/account/second`);
		const secret = r.text.match(/[A-Z2-7]{4}( [A-Z2-7]{4}){5,}/)[0];
		r = await b.ask(`${this.base}/account/second/confirm`,
			form(r.text, { code: totp(secret, -1) }));
		same(r.status, 200, `the factor is on (${faults(r.text)})`);
		return secret;
	}
	async serve(env = {}) {
		this.server = spawn(this.program, ["serve", "--data", this.data, "--listen",
			`127.0.0.1:${this.port}`, "--behind-proxy", "--drain", "0"],
		{ stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env,
			ASAN_OPTIONS: "detect_leaks=1:exitcode=99:quarantine_size_mb=16",
			UBSAN_OPTIONS: "print_stacktrace=1:halt_on_error=1" } });
		const keep = (b) => { this.log += b; };
		this.server.stdout.on("data", keep);
		this.server.stderr.on("data", keep);
		this.ended = new Promise((r) => this.server.on("exit", (c, s) => r(c ?? s)));
		for (let i = 0; i < 400; i++) {
			try {
				if ((await fetch(`${this.base}/healthz`)).ok)
					return;
			} catch { /* not yet */ }
			await new Promise((r) => setTimeout(r, 50));
		}
		throw new Error(`the server doesn't answer:\n${this.log.slice(-2000)}`);
	}
	async stop() {
		this.server.kill("SIGTERM");
		return this.ended;
	}
	async end() {
		const status = this.server ? await this.stop() : 0;
		rmSync(this.folder, { recursive: true, force: true });
		return status;
	}
	// By a one-time link; a password is set there.
	async begin(name) {
		const b = new Browser();
		let r = await b.ask(`${this.base}${this.links[name]}`, {});
		same(r.status, 303, "the one-time link");
		r = await b.ask(`${this.base}/account`);
		r = await b.ask(`${this.base}/account/password`, { csrf: field(r.text, "csrf"),
			key: field(r.text, "key"), fresh: PASSWORD });
		same(r.status, 303, "setting a password");
		return b;
	}
	async signIn(email) {
		const b = new Browser();
		const r = await b.ask(`${this.base}/sign-in`,
			{ email, password: PASSWORD, next: "/" });
		same(r.status, 303, "signing in by password");
		return b;
	}
	get password() {
		return PASSWORD;
	}
	// Where the button leads: the page in between, then the service.
	start(b, next = "/account") {
		return b.ask(`${this.base}/sign-in/oidc`, { next });
	}
	signedIn(b) {
		return b.has(this.base, "__Host-rv");
	}
}
