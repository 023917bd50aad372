// usage: node main.mjs PROGRAM
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as httpServer } from "node:http";
import { createServer as httpsServer } from "node:https";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { Browser, Realm, failed, faults, field, freePort, must, same, step, totp } from "./kit.mjs";
import { atProvider, providerStart } from "./provider.mjs";
import { Rogue, broken, logoutToken, tokens } from "./rogue.mjs";

const realm = new Realm(process.argv[2]);
const rogue = new Rogue();
const trap = httpServer((_rq, rp) => {
	rogue.hits++;
	rp.end("{}");
});
await new Promise((r) => trap.listen(0, "127.0.0.1", r));
await rogue.listen(`http://127.0.0.1:${trap.address().port}/`);
await realm.make();
const provider = await providerStart(realm);
const back = `${realm.base}/sign-in/oidc/back`;

// Begins here, signs in there; what our server answers to the way back.
async function there(b, person = "lan", next = "/account") {
	const r = await realm.start(b, next);
	same(r.status, 200, `the way there (${faults(r.text)})`);
	const url = r.headers.get("refresh").replace(/^0; url=/, "");
	must(r.text.includes('rel="noreferrer"'), "a link for who waits");
	const on = await atProvider(b, url, person, back);
	return { url: on, ...await b.ask(on) };
}
async function isIn(b) {
	return (await b.ask(`${realm.base}/account`)).status === 200;
}
async function linked(b, person = "lan") {
	let r = await b.ask(`${realm.base}/account/oidc`);
	r = await b.ask(`${realm.base}/account/oidc`, { csrf: field(r.text, "csrf"),
		key: field(r.text, "key"), current: realm.password });
	same(r.status, 200, `linking begins (${faults(r.text)})`);
	const on = await atProvider(b, r.headers.get("refresh").replace(/^0; url=/, ""), person, back);
	r = await b.ask(on);
	same(r.status, 200, `coming back to link (${faults(r.text)})`);
	must(r.text.includes("Is this you?"), "it asks once more");
	const asked = r.text;
	r = await b.ask(`${realm.base}/account/oidc/confirm`, { csrf: field(asked, "csrf"),
		key: field(asked, "key"), token: field(asked, "token") });
	return { asked, ...r };
}
function mark() {
	const at = realm.log.length;
	return () => realm.log.slice(at);
}
// The log is written behind the answer.
async function logged(said, word) {
	for (let i = 0; i < 40 && !said().includes(word); i++)
		await new Promise((r) => setTimeout(r, 25));
	must(said().includes(word), `the log has ${word}: ${said().slice(-400)}`);
}
let lan, binh;

// ---- a real provider -------------------------------------------------------------------

async function real() {
	await step("settings: by command, the secret from a file, shown without it", async () => {
		const said = realm.run("oidc", "set", "--data", realm.data, "--issuer", provider.base,
			"--client", "rv", "--secret-file", realm.secret, "--name", "Cổng tỉnh", "--url",
			realm.base);
		must(said.includes(`back\t${back}`) && !said.includes("s3cret"), said);
		must(realm.run("oidc", "show", "--data", realm.data).includes("secret\tset"), "show");
		must(/keys that can be used: 3/.test(await realm.said("oidc", "test", "--data",
			realm.data)), "test");
		const raw = readFileSync(join(realm.data, "roviec.db"));
		must(!raw.includes("s3cret&%"), "the secret stands open in the database");
	});
	await realm.serve();
	realm.admin = await realm.begin("a");
	await realm.factor(realm.admin);
	await realm.others();
	lan = await realm.begin("lan");
	binh = await realm.begin("binh");
	await step("a button, and nobody is signed in by following a link", async () => {
		const b = new Browser();
		let r = await b.ask(`${realm.base}/sign-in`);
		must(r.text.includes("Sign in with Cổng tỉnh"), "the button");
		const before = provider.state.requests;
		r = await b.ask(`${realm.base}/sign-in/oidc?iss=x&login_hint=lan&target_link_uri=y`);
		same(r.status, 200, "the page for a link");
		must(!r.headers.get("refresh") && !r.to && field(r.text, "next") === "/", "it waits");
		same(provider.state.requests, before, "questions to the service");
		r = await b.ask(`${realm.base}/sign-in/oidc`, { next: "/" },
			{ origin: "https://evil.example" });
		same(r.status, 403, "a form of another site");
	});
	await step("known there, not linked here: one sentence", async () => {
		const b = new Browser();
		const r = await there(b);
		same(r.status, 403, "status");
		must(/isn't linked/.test(faults(r.text)[0]) && faults(r.text).length === 1, faults(r.text));
		must(!realm.signedIn(b), "nobody came in");
	});
	await step("linking: the password first, then a question, then an event", async () => {
		let r = await lan.ask(`${realm.base}/account/oidc`);
		r = await lan.ask(`${realm.base}/account/oidc`, { csrf: field(r.text, "csrf"),
			key: field(r.text, "key"), current: "wrong" });
		same(r.status, 422, "a wrong password");
		r = await linked(lan);
		must(r.asked.includes("lan@tinh.vn"), "who it would be");
		same(r.status, 303, "confirmed");
		r = await lan.ask(r.to);
		must(r.text.includes("Your account is linked with “lan@tinh.vn”"), "linked");
	});
	await step("an account there belongs to one here", async () => {
		const r = await linked(binh);
		same(r.status, 422, "status");
		must(/linked with another/.test(faults(r.text)[0]), faults(r.text));
	});
	await step("signing in: state, nonce, PKCE, a session, no token anywhere", async () => {
		const b = new Browser();
		let r = await realm.start(b, "/account?done=1");
		const url = new URL(r.headers.get("refresh").replace(/^0; url=/, ""));
		const q = Object.fromEntries(url.searchParams);
		must(q.response_type === "code" && q.code_challenge_method === "S256" &&
			q.state.length >= 43 && q.nonce.length >= 43 && q.code_challenge.length === 43 &&
			q.scope === "openid" && q.redirect_uri === back, JSON.stringify(q));
		const cookie = r.headers.getSetCookie().find((c) => c.startsWith("__Host-rv.begun="));
		must(/; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600/.test(cookie), cookie);
		const on = await atProvider(b, url.href, "lan", back);
		r = await b.ask(on);
		same(r.status, 303, `back (${faults(r.text)})`);
		same(new URL(r.to).pathname + new URL(r.to).search, "/account?done=1", "where it goes");
		must(await isIn(b), "signed in");
		must(!b.has(realm.base, "__Host-rv.begun"), "the cookie of the way is gone");
		must(!`${r.text}${[...r.headers]}${realm.log}`.includes("eyJ"), "no token in sight");
		must(!realm.log.includes("code=") && !realm.log.includes(q.state), "nor in the log");
		// once more, by reloading
		r = await b.ask(on);
		same(r.status, 410, "the same answer again");
	});
	for (const [id, method] of [["rv-es", "ES256 and client_secret_post"],
		["rv-ed", "EdDSA and client_secret_basic"]])
		await step(`signing in with ${method}`, async () => {
			await realm.set(provider.base, { client: id });
			const b = new Browser();
			const r = await there(b);
			same(r.status, 303, `back (${faults(r.text)})`);
			must(await isIn(b), "signed in");
		});
	await realm.set(provider.base);
	await step("an answer counts in the browser that began, and only there", async () => {
		const b = new Browser(), thief = new Browser();
		const r = await realm.start(b);
		const on = await atProvider(b, r.headers.get("refresh").replace(/^0; url=/, ""), "lan", back);
		let x = await thief.ask(on);
		same(x.status, 410, "in another browser");
		// who is signed in isn't signed in anew by another's answer
		x = await lan.ask(on);
		must(x.status !== 303, "in another's session");
		const y = new URL(on);
		y.searchParams.set("state", "A".repeat(43));
		same((await b.ask(y.href)).status, 410, "another state");
		y.searchParams.delete("state");
		same((await b.ask(y.href)).status, 410, "no state");
	});
}

async function factor() {
	provider.state.amr = ["pwd"];
	await step("the own second factor is asked for behind the service", async () => {
		const secret = await realm.factor(lan);
		const b = new Browser();
		let r = await there(b);
		same(r.status, 200, "the second step");
		must(!realm.signedIn(b) && field(r.text, "ticket"), "not in yet");
		r = await b.ask(`${realm.base}/sign-in/second`, { ticket: field(r.text, "ticket"),
			next: "/", code: totp(secret) });
		same(r.status, 303, `the code (${faults(r.text)})`);
		must(await isIn(b), "signed in");
	});
	await step("amr of the service counts when the settings say so", async () => {
		await realm.set(provider.base, { factor: "mfa hwk" });
		let r = await there(new Browser());
		must(field(r.text, "ticket"), "a password alone isn't one");
		provider.state.amr = ["pwd", "mfa"];
		const b = new Browser();
		r = await there(b);
		same(r.status, 303, "straight in");
		must(await isIn(b), "signed in");
		await realm.set(provider.base, { factor: "" });
		r = await there(new Browser());
		must(field(r.text, "ticket"), "not without the setting");
		await realm.set(provider.base, { factor: "mfa" });
	});
}

async function logout() {
	await step("signing out there signs out here (back-channel logout)", async () => {
		const b = new Browser(), other = new Browser();
		same((await there(b)).status, 303, "in");
		same((await there(other)).status, 303, "in elsewhere");
		must(await isIn(b) && await isIn(other), "both are in");
		let r = await b.ask(`${provider.base}/session/end`);
		r = await b.ask(`${provider.base}/session/end/confirm`,
			{ xsrf: field(r.text, "xsrf"), logout: "yes" });
		must([302, 303].includes(r.status), `the service signs out: ${r.status} ${r.text}`);
		for (let i = 0; i < 100 && await isIn(b); i++)
			await new Promise((f) => setTimeout(f, 50));
		must(!await isIn(b), "it goes on");
		must(await isIn(other), "a session of another browser there goes on");
	});
	await step("logout tokens that aren't valid end nothing; a valid one counts once", async () => {
		const at = `${rogue.base}/good`, to = `${realm.base}/sign-in/oidc/logout`;
		await realm.set(`${rogue.base}/mfa`, { factor: "mfa" });
		same((await linked(lan)).status, 303, "linked");
		const b = new Browser(), server = new Browser();
		same((await there(b)).status, 303, "in");
		const iss = `${rogue.base}/mfa`;
		for (const [word, token] of Object.entries({
			aud: logoutToken(iss, { aud: "x" }), iss: logoutToken(at),
			events: logoutToken(iss, { events: {} }),
			nonce: logoutToken(iss, { nonce: "n" }),
			jti: logoutToken(iss, { jti: undefined }),
			iat: logoutToken(iss, { iat: 1 }), exp: logoutToken(iss, { exp: 1 }),
			sub: logoutToken(iss, { sub: undefined, sid: undefined }),
			typ: logoutToken(iss, {}, { typ: "at+jwt" }),
			key: logoutToken(iss, {}, { kid: "x" }),
			form: "a.b.c" })) {
			const said = mark();
			const r = await server.ask(to, { logout_token: token });
			same(r.status, 400, word);
			await logged(said, `logout token: ${word === "form" ? "" : word}`);
		}
		must(await isIn(b), "nothing ended");
		same((await server.ask(to, { logout_token: logoutToken(iss, { sub: "x", sid: "s1" }) }))
			.status, 200, "another's");
		must(await isIn(b), "another's ended nothing");
		const good = logoutToken(iss, { sid: undefined });
		const r = await server.ask(to, { logout_token: good, more: "x" });
		same(r.status, 200, "taken");
		must(/no-store/.test(r.headers.get("cache-control")), "not kept");
		must(!await isIn(b), "ended");
		same((await server.ask(to, { logout_token: good })).status, 400, "a second time");
	});
}

// ---- a provider that lies ------------------------------------------------------------------

const answers = { nonce: "ID token: nonce", no_nonce: "ID token: nonce", iss: "ID token: iss",
	iss_slash: "ID token: iss", aud: "ID token: aud", aud_two: "ID token: aud",
	azp: "ID token: azp", no_sub: "ID token: sub", expired: "ID token: exp",
	no_exp: "ID token: exp", future: "ID token: iat", old: "ID token: iat",
	not_yet: "ID token: nbf", alg_none: "ID token: form", alg_none_sig: "ID token: alg",
	hs256: "ID token: alg", hs256_secret: "ID token: alg", kid: "ID token: key",
	other_key: "ID token: signature", own_key: "ID token: signature", crit: "ID token: crit",
	twice: "ID token: claims", logout: "ID token: typ", cut: "ID token: ", padded: "ID token: form",
	mixup: "iss of the answer", no_iss: "iss of the answer", denied: "error access_denied" };
const aways = { huge_token: "no ID token", no_token: "no ID token",
	about_issuer: ": issuer", about_http: ": endpoint", about_plain: ": pkce",
	about_meta: "may not be asked" };

async function refused(how, status, word) {
	const b = new Browser(), said = mark();
	await realm.set(`${rogue.base}/${how}`);
	let r = await realm.start(b);
	if (r.status === 200)
		r = await b.go(r.headers.get("refresh").replace(/^0; url=/, ""), null, () => false);
	same(r.status, status, "status");
	same(faults(r.text).length, 1, `one sentence (${r.text.slice(0, 200)})`);
	must(!realm.signedIn(b), "nobody came in");
	must(r.text.includes('name="password"'), "the password is offered");
	await logged(said, word);
}

async function lies() {
	for (const how of Object.keys(tokens).filter((t) => !answers[t] && !aways[t]).concat("post"))
		await step(`rogue, when it behaves: ${how}`, async () => {
			await realm.set(`${rogue.base}/${how}`, { factor: "mfa" });
			same((await linked(lan)).status, 303, "linked");
			const b = new Browser();
			const r = await there(b);
			// who has a second factor here is asked for it
			must(r.status === 303 || field(r.text, "ticket"), `in (${faults(r.text)})`);
		});
	for (const [how, word] of Object.entries(answers))
		await step(`rogue: ${how} is refused`, () => refused(how, 403, word));
	await step("rogue: a state that isn't ours", () => refused("state", 410, '"detail":"state from '));
	for (const [how, word] of Object.entries(aways))
		await step(`rogue: ${how} is no answer`, () => refused(how, 503, word));
	for (const how of broken.filter((w) => !w.endsWith("slow")))
		await step(`rogue: ${how} is no answer`, () => refused(how, 503, `/${how}/`));
	await step("a redirect of the service leads nowhere", async () =>
		same(rogue.hits, 0, "questions to another host"));
}

async function slow() {
	for (const how of broken.filter((w) => w.endsWith("slow")))
		await step(`rogue: ${how}, everyone else goes on`, async () => {
			await realm.set(`${rogue.base}/${how}`);
			let ended = 0;
			// more than there are workers
			const late = Array.from({ length: 40 }, async () => {
				const b = new Browser();
				let r = await realm.start(b);
				if (r.status === 200)
					r = await b.go(r.headers.get("refresh").replace(/^0; url=/, ""));
				ended += !/Many people/.test(faults(r.text).join());
				return [r.status, faults(r.text).length];
			});
			await new Promise((r) => setTimeout(r, 500));
			// in order, not in time: those who wait still do
			let r = await new Browser().ask(`${realm.base}/sign-in`, { next: "/", email: "" });
			same(r.status, 422, "an answer to a form");
			same(ended, 0, "those who waited no longer when somebody else was answered");
			r = await new Browser().ask(`${realm.base}/sign-in`, { next: "/",
				email: "binh@example.vn", password: realm.password });
			same(r.status, 303, "a password lets in meanwhile");
			for (const [status, n] of await Promise.all(late)) {
				same(status, 503, "status");
				same(n, 1, "sentences");
			}
			must(ended > 0, "nobody waited");
		});
}

async function away() {
	await step("a service that is away: one sentence, the password works", async () => {
		const b = new Browser();
		await realm.set(`http://127.0.0.1:${await freePort()}`);
		const r = await realm.start(b);
		same(r.status, 503, "status");
		must(/can't be used just now/.test(faults(r.text)[0]), faults(r.text));
		must(await isIn(await realm.signIn("binh@example.vn")), "the password");
		let t = await realm.admin.ask(`${realm.base}/settings/oidc`);
		t = await realm.admin.ask(`${realm.base}/settings/oidc/test`,
			{ csrf: field(t.text, "csrf") });
		must(t.status === 200 && /The service can.{1,6}t be used: http/.test(t.text), "the test");
	});
	await step("http to another machine can't even be set", async () => {
		for (const at of ["http://id.example.vn", "https://u:p@id.example.vn", "https://id?x=1"])
			must(/issuer as the service/.test(await realm.set(at).catch((e) => e.message)), at);
	});
}

async function certificates() {
	const key = join(realm.folder, "key.pem"), cert = join(realm.folder, "cert.pem");
	execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
		"subjectAltName=DNS:localhost", "-keyout", key, "-out", cert], { stdio: "ignore" });
	const tls = httpsServer({ key: readFileSync(key), cert: readFileSync(cert) },
		(rq, rp) => rogue.serve(rq, rp));
	await new Promise((r) => tls.listen(0, "127.0.0.1", r));
	const base = rogue.base;
	const at = tls.address().port;
	rogue.base = `https://localhost:${at}`;
	await step("TLS: a certificate that nobody vouches for, one that the settings trust, another name",
		async () => {
			await realm.set(`https://localhost:${at}/good`);
			same((await realm.start(new Browser())).status, 503, "a stranger's certificate");
			await realm.stop();
			await realm.serve({ ROVIEC_OIDC_CA: cert });
			same((await realm.start(new Browser())).status, 200, "trusted");
			rogue.base = `https://127.0.0.1:${at}`;
			await realm.set(`https://127.0.0.1:${at}/good`);
			same((await realm.start(new Browser())).status, 503, "another name");
		});
	rogue.base = base;
	tls.closeAllConnections();
	tls.close();
}

// ---- a browser ----------------------------------------------------------------------------------

async function inChromium() {
	const browser = await chromium.launch({ executablePath: "/usr/bin/chromium-headless-shell",
		headless: true, args: ["--no-sandbox", "--disable-gpu"] });
	try {
		await step("in a browser: button, service, back, signed in; nothing blocked", async () => {
			await realm.set(provider.base, { factor: "mfa" });
			provider.state.amr = ["pwd", "mfa"];
			const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
			const bad = [];
			page.on("console", (m) => m.type() === "error" && bad.push(m.text()));
			await page.goto(`${realm.base}/account`);
			await page.getByRole("button", { name: "Sign in with Cổng tỉnh" }).click();
			await page.locator("input[name=login]").fill("lan");
			await page.getByRole("button", { name: "in" }).click();
			await page.waitForURL(`${realm.base}/account`);
			must(await page.getByRole("heading", { name: "Your account", exact: true }).isVisible(), "the page");
			const cookies = await page.context().cookies(realm.base);
			must(cookies.some((c) => c.name === "__Host-rv" && c.httpOnly && c.secure), "the session");
			must(!cookies.some((c) => c.name === "__Host-rv.begun"), "the way is over");
			must(!bad.filter((t) => !/401/.test(t)).length, bad.join("; "));
		});
	} finally {
		await browser.close();
	}
}

async function ends() {
	await step("unlinked by its owner: the session that came by it ends", async () => {
		await realm.set(provider.base, { factor: "mfa" });
		const b = new Browser();
		same((await there(b)).status, 303, "in");
		let r = await lan.ask(`${realm.base}/account/oidc`);
		r = await lan.ask(`${realm.base}/account/oidc/end`, { csrf: field(r.text, "csrf"),
			key: field(r.text, "key"), current: realm.password });
		same(r.status, 303, `unlinked (${faults(r.text)})`);
		must(!await isIn(b), "the session by the service ended");
		must(await isIn(lan), "the own one goes on");
		same((await there(new Browser())).status, 403, "not let in any more");
	});
	await step("off: no button, the password works", async () => {
		let s = await realm.admin.ask(`${realm.base}/settings/oidc`);
		s = await realm.admin.ask(`${realm.base}/settings/oidc/off`,
			{ csrf: field(s.text, "csrf"), key: "key-of-off-1" });
		same(s.status, 303, "off");
		const b = new Browser();
		const r = await b.ask(`${realm.base}/sign-in`);
		must(!r.text.includes("/sign-in/oidc"), "no button");
		same((await realm.start(b)).status, 404, "nothing to begin");
		must(await isIn(await realm.signIn("binh@example.vn")), "the password");
	});
}

try {
	await real();
	await step("a browser is there", inChromium);
	await factor();
	await logout();
	await lies();
	await slow();
	await away();
	await ends();
	await certificates();
} catch (e) {
	await step("the test itself", () => { throw e; });
} finally {
	const status = await realm.end();
	provider.close();
	rogue.close();
	trap.close();
	await step("server: no 500, nothing from the sanitizers, ended well", () => {
		const bad = realm.log.split("\n").filter((l) =>
			/Sanitizer|runtime error|"status":50[0124-9]|Assertion/.test(l));
		must(status === 0 && !bad.length, `${status} ${bad.slice(0, 5).join("\n")}`);
		must(!realm.log.includes("eyJ") && !realm.log.includes("s3cret"), "secrets in the log");
	});
	if (provider.state.error)
		console.log(`provider: ${provider.state.error.stack} ${provider.state.error.cause ?? ""}`);
}
process.exit(failed() ? 1 : 0);
