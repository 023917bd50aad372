// The real provider: npm's oidc-provider, with a form in place of its pages for
// trying things out.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

// its own remarks about defaults belong to nobody's test
const said = console.warn, info = console.info;
console.warn = console.info = () => {};
const { Provider } = await import("oidc-provider");

const jwk = (alg, pair) => ({ ...pair.privateKey.export({ format: "jwk" }), alg, use: "sig",
	kid: alg });

export async function providerStart(realm) {
	const keys = [jwk("RS256", generateKeyPairSync("rsa", { modulusLength: 2048 })),
		jwk("ES256", generateKeyPairSync("ec", { namedCurve: "P-256" })),
		jwk("EdDSA", generateKeyPairSync("ed25519"))];
	const state = { amr: ["pwd"], requests: 0 };
	const server = createServer();
	await new Promise((r) => server.listen(0, "127.0.0.1", r));
	const base = `http://127.0.0.1:${server.address().port}`;
	const client = (id, alg, method) => ({ client_id: id, client_secret: "s3cret&%+/=",
		redirect_uris: [`${realm.base}/sign-in/oidc/back`], response_types: ["code"],
		grant_types: ["authorization_code"], id_token_signed_response_alg: alg,
		token_endpoint_auth_method: method,
		backchannel_logout_uri: `${realm.base}/sign-in/oidc/logout`,
		backchannel_logout_session_required: true });
	const provider = new Provider(base, {
		jwks: { keys },
		clients: [client("rv", "RS256", "client_secret_basic"),
			client("rv-es", "ES256", "client_secret_post"),
			client("rv-ed", "EdDSA", "client_secret_basic")],
		features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true },
			rpInitiatedLogout: { logoutSource: (ctx, form) => { ctx.body = form; } } },
		pkce: { required: () => true },
		claims: { openid: ["sub", "amr"], profile: ["name", "preferred_username"],
			acr: null, auth_time: null, iss: null, sid: null },
		conformIdTokenClaims: false,
		enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256", "EdDSA"] },
		findAccount: (_ctx, id) => ({ accountId: id,
			claims: () => ({ sub: id, name: `Bà ${id}`, preferred_username: `${id}@tinh.vn` }) }),
		cookies: { keys: ["k"] },
		// its own would ask no address of this machine
		fetch: (url, { dispatcher: _, ...rest }) => fetch(url, rest),
		interactions: { url: (_ctx, i) => `/interaction/${i.uid}` },
		ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 300, Interaction: 600,
			Session: 3600, Grant: 3600 },
	});
	const callback = provider.callback();

	async function interaction(rq, rp) {
		const { prompt, params, session } = await provider.interactionDetails(rq, rp);
		let body = "";
		for await (const part of rq)
			body += part;
		if (prompt.name === "login" && rq.method === "GET") {
			rp.setHeader("content-type", "text/html");
			return rp.end("<!doctype html><title>id</title><form method=post>" +
				"<input name=login><button>in</button></form>");
		}
		if (prompt.name === "login")
			return provider.interactionFinished(rq, rp, { login: {
				accountId: new URLSearchParams(body).get("login"), amr: state.amr } });
		const grant = new provider.Grant({ accountId: session.accountId,
			clientId: params.client_id });
		grant.addOIDCScope("openid profile");
		return provider.interactionFinished(rq, rp,
			{ consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
	}
	server.on("request", (rq, rp) => {
		state.requests++;
		if (rq.url.startsWith("/interaction/"))
			interaction(rq, rp).catch((e) => {
				state.error = e;
				rp.statusCode = 500;
				rp.end(String(e));
			});
		else
			callback(rq, rp);
	});
	for (const name of ["server_error", "backchannel.error"])
		provider.on(name, (_ctx, e) => { state.error = e; });
	console.warn = said;
	console.info = info;
	return { base, state, close: () => { server.closeAllConnections(); server.close(); } };
}

// From the service's form to where it sends us back (not followed).
export async function atProvider(browser, url, person, back) {
	const until = (to) => to.startsWith(back);
	let r = await browser.go(url, null, until);
	if (r.text.includes("name=login"))
		r = await browser.go(r.url, { login: person }, until);
	return r.on;
}
