// A provider that lies. The first part of its path says how: /nonce/auth … Its
// issuer is the address with that part. Nothing here is shared with the program.
import { createHmac, createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";

const b64 = (x) => Buffer.from(x).toString("base64url");
const pairs = {
	RS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
	ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
	EdDSA: generateKeyPairSync("ed25519"),
	other: generateKeyPairSync("rsa", { modulusLength: 2048 }),
};
const jwk = (name, alg, kid) =>
	({ ...pairs[name].publicKey.export({ format: "jwk" }), kid, use: "sig", alg });
const published = { keys: [jwk("RS256", "RS256", "r1"), jwk("ES256", "ES256", "e1"),
	jwk("EdDSA", "EdDSA", "d1")] };
const kids = { RS256: "r1", ES256: "e1", EdDSA: "d1" };

export function signed(header, claims, key) {
	const text = `${b64(JSON.stringify(header))}.${typeof claims === "string" ? b64(claims) :
		b64(JSON.stringify(claims))}`;
	return `${text}.${sign(key === pairs.EdDSA ? null : "sha256", Buffer.from(text),
		{ key: key.privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

// Variants of the ID token: from what is right to what is sent.
const now = () => Math.floor(Date.now() / 1000);
const right = (h, c) => signed(h, c, pairs.RS256);
export const tokens = {
	good: right,
	es256: (h, c) => signed({ ...h, alg: "ES256", kid: kids.ES256 }, c, pairs.ES256),
	eddsa: (h, c) => signed({ ...h, alg: "EdDSA", kid: kids.EdDSA }, c, pairs.EdDSA),
	mfa: (h, c) => right(h, { ...c, amr: ["pwd", "mfa"], auth_time: now() }),
	nonce: (h, c) => right(h, { ...c, nonce: "another" }),
	no_nonce: (h, { nonce: _, ...c }) => right(h, c),
	iss: (h, c) => right(h, { ...c, iss: "https://id.example.vn" }),
	iss_slash: (h, c) => right(h, { ...c, iss: `${c.iss}/` }),
	aud: (h, c) => right(h, { ...c, aud: "another" }),
	aud_two: (h, c) => right(h, { ...c, aud: ["rv", "another"] }),
	azp: (h, c) => right(h, { ...c, azp: "another" }),
	no_sub: (h, { sub: _, ...c }) => right(h, { ...c, email: "lan@example.vn" }),
	expired: (h, c) => right(h, { ...c, exp: now() - 61 }),
	no_exp: (h, { exp: _, ...c }) => right(h, c),
	future: (h, c) => right(h, { ...c, iat: now() + 90 }),
	old: (h, c) => right(h, { ...c, iat: now() - 3600 }),
	not_yet: (h, c) => right(h, { ...c, nbf: now() + 90 }),
	alg_none: (h, c) => `${b64('{"alg":"none"}')}.${b64(JSON.stringify(c))}.`,
	alg_none_sig: (h, c) => `${b64('{"alg":"none"}')}.${b64(JSON.stringify(c))}.AA`,
	hs256: (h, c) => {
		// the public key, which everybody has, as the shared secret
		const pem = pairs.RS256.publicKey.export({ type: "spki", format: "pem" });
		const text = `${b64('{"alg":"HS256","kid":"r1"}')}.${b64(JSON.stringify(c))}`;
		return `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
	},
	hs256_secret: (h, c) => {
		const text = `${b64('{"alg":"HS256"}')}.${b64(JSON.stringify(c))}`;
		return `${text}.${createHmac("sha256", "s3cret&%+/=").update(text).digest("base64url")}`;
	},
	kid: (h, c) => right({ ...h, kid: "x9" }, c),
	other_key: (h, c) => signed(h, c, pairs.other),
	own_key: (h, c) => signed({ ...h, jwk: jwk("other", "RS256", "r1"),
		jku: "http://127.0.0.1:1/keys" }, c, pairs.other),
	crit: (h, c) => right({ ...h, crit: ["exp"] }, c),
	twice: (h, c) => right(h, JSON.stringify(c).replace("{", '{"sub":"lan",')),
	logout: (h, c) => right({ ...h, typ: "logout+jwt" }, c),
	huge_token: (h, c) => right(h, { ...c, x: "x".repeat(20000) }),
	cut: (h, c) => right(h, c).slice(0, -8),
	padded: (h, c) => `${right(h, c)}=`,
	no_token: () => undefined,
};
// What the service itself does wrong, where.
const places = ["about", "keys", "token"];
const wrongs = ["500", "html", "redirect", "huge", "slow"];
export const broken = places.flatMap((p) => wrongs.map((w) => `${p}_${w}`));

export class Rogue {
	hits = 0; // of what must never be asked
	codes = new Map();
	given = 0;
	async listen(trap) {
		this.trap = trap;
		this.server = createServer((rq, rp) => this.serve(rq, rp).catch((e) => {
			console.log(`rogue: ${e.stack}`);
			rp.destroy();
		}));
		await new Promise((r) => this.server.listen(0, "127.0.0.1", r));
		this.base = `http://127.0.0.1:${this.server.address().port}`;
	}
	close() {
		this.server.closeAllConnections();
		this.server.close();
	}
	json(rp, value, status = 200) {
		rp.writeHead(status, { "content-type": "application/json" });
		rp.end(typeof value === "string" ? value : JSON.stringify(value));
	}
	// True when the variant spoils this place.
	spoil(rp, how, place) {
		const wrong = how.startsWith(`${place}_`) ? how.slice(place.length + 1) : "";
		switch (wrong) {
		case "500":
			rp.writeHead(500, { "content-type": "application/json" });
			rp.end('{"error":"server_error"}');
			return true;
		case "html":
			rp.writeHead(200, { "content-type": "text/html" });
			rp.end("<h1>Sign in to the network first</h1>");
			return true;
		case "redirect":
			rp.writeHead(302, { location: this.trap });
			rp.end();
			return true;
		case "huge":
			rp.writeHead(200, { "content-type": "application/json" });
			rp.end(`{"x":"${"x".repeat(3 << 20)}"}`);
			return true;
		case "slow": // a letter now and then, for ever
			rp.writeHead(200, { "content-type": "application/json" });
			rp.timer = setInterval(() => rp.write(" "), 200);
			rp.on("close", () => clearInterval(rp.timer));
			return true;
		default:
			return false;
		}
	}
	about(how) {
		const at = `${this.base}/${how}`;
		const d = { issuer: at, authorization_endpoint: `${at}/auth`,
			token_endpoint: `${at}/token`, jwks_uri: `${at}/keys`,
			authorization_response_iss_parameter_supported: true,
			code_challenge_methods_supported: ["S256"] };
		if (how === "about_issuer")
			d.issuer = `${this.base}/good`;
		if (how === "about_http")
			d.token_endpoint = "http://192.0.2.1/token";
		if (how === "about_meta")
			d.token_endpoint = "https://169.254.169.254/token";
		if (how === "about_plain")
			d.code_challenge_methods_supported = ["plain"];
		if (how === "post")
			d.token_endpoint_auth_methods_supported = ["client_secret_post"];
		return d;
	}
	auth(rp, how, q) {
		const back = new URL(q.get("redirect_uri"));
		const code = `code-${++this.given}`;
		this.asked = Object.fromEntries(q);
		this.codes.set(code, { nonce: q.get("nonce"), challenge: q.get("code_challenge"),
			back: q.get("redirect_uri") });
		back.searchParams.set("code", code);
		back.searchParams.set("state", how === "state" ? "another" : q.get("state"));
		if (how === "mixup")
			back.searchParams.set("iss", `${this.base}/good`);
		else if (how !== "no_iss")
			back.searchParams.set("iss", `${this.base}/${how}`);
		if (how === "denied") {
			back.searchParams.delete("code");
			back.searchParams.set("error", "access_denied");
			back.searchParams.set("error_description", "<b>no</b>");
		}
		back.searchParams.set("session_state", "more.than.we.know");
		rp.writeHead(302, { location: back.href });
		rp.end();
	}
	// Strict where a good provider is: PKCE, the client's secret, one use.
	token(rp, rq, how, form) {
		const x = this.codes.get(form.get("code"));
		const basic = Buffer.from((rq.headers.authorization ?? "").replace("Basic ", ""), "base64")
			.toString();
		const secret = how === "post" ? form.get("client_secret") :
			decodeURIComponent(basic.split(":")[1] ?? "");
		const proved = x && createHash("sha256").update(form.get("code_verifier") ?? "")
			.digest("base64url") === x.challenge;

		this.codes.delete(form.get("code"));
		if (!proved || secret !== "s3cret&%+/=" || form.get("redirect_uri") !== x.back)
			return this.json(rp, { error: "invalid_grant" }, 400);
		const claims = { iss: `${this.base}/${how}`, sub: this.sub ?? "lan", aud: "rv",
			nonce: x.nonce, exp: now() + 300, iat: now(), sid: "s1" };
		const make = tokens[how] ?? tokens.good;
		return this.json(rp, { access_token: "at", token_type: "Bearer",
			id_token: make({ alg: "RS256", kid: "r1" }, claims) });
	}
	async serve(rq, rp) {
		const url = new URL(rq.url, this.base);
		const [, how, ...rest] = url.pathname.split("/");
		const path = rest.join("/");
		let body = "";

		for await (const part of rq)
			body += part;
		if (path === ".well-known/openid-configuration")
			return this.spoil(rp, how, "about") || this.json(rp, this.about(how));
		if (path === "keys")
			return this.spoil(rp, how, "keys") || this.json(rp, published);
		if (path === "auth")
			return this.auth(rp, how, url.searchParams);
		if (path === "token")
			return this.spoil(rp, how, "token") ||
				this.token(rp, rq, how, new URLSearchParams(body));
		rp.writeHead(404);
		return rp.end();
	}
}

// A logout token as a good provider sends it, and changed.
export function logoutToken(issuer, change = {}, header = {}) {
	const claims = { iss: issuer, aud: "rv", iat: now(), exp: now() + 120,
		jti: `j${Math.random()}`, sub: "lan", sid: "s1",
		events: { "http://schemas.openid.net/event/backchannel-logout": {} }, ...change };

	return right({ alg: "RS256", kid: "r1", typ: "logout+jwt", ...header }, claims);
}
