// Passkeys with an authenticator of the browser's own: made, then used alone,
// behind the password and as a proof; refused without the person; without a
// script the page says so.
import { WIDE, contextMake, must, pageOf, same, signIn, step } from "./kit.mjs";
import { axe } from "./kit.mjs";

const NAME = "Máy tính cơ quan";

async function authenticator(page) {
	const cdp = await page.context().newCDPSession(page);

	await cdp.send("WebAuthn.enable");
	const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: {
		protocol: "ctap2", transport: "internal", hasResidentKey: true,
		hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
	return { credentials: async () => (await cdp.send("WebAuthn.getCredentials",
		{ authenticatorId })).credentials,
	verified: (isUserVerified) => cdp.send("WebAuthn.setUserVerified",
		{ authenticatorId, isUserVerified }) };
}

const use = (page) => page.getByRole("main").getByRole("button", { name: "Dùng khóa truy cập" });

async function signOut(page) {
	await page.context().clearCookies({ name: "__Host-rv" });
}

export async function passkey(browser, realm) {
	// a passkey belongs to a name, never to an address of numbers
	const local = { ...realm, base: `http://localhost:${realm.port}` };
	const who = Object.values(realm.people).at(-1);
	const context = await contextMake(browser, local, { viewport: WIDE });
	const page = await context.newPage();
	const device = await authenticator(page);

	await step("passkey: made on the page of the second factor", async () => {
		await signIn(page, who, "/account/second");
		await page.getByLabel("Tên gọi").fill(NAME);
		await page.getByRole("button", { name: "Thêm khóa truy cập" }).click();
		await page.getByRole("heading", { name: "Mã khôi phục của đồng chí" }).waitFor();
		same(await page.locator("ol.codes li").count(), 10, "recovery codes");
		same((await device.credentials()).length, 1, "keys of the authenticator");
		await page.goto("/account/second");
		await page.getByRole("rowheader", { name: NAME }).waitFor();
		await axe(page, "/account/second with a passkey");
	});
	await step("passkey: signs in alone", async () => {
		await signOut(page);
		await page.goto("/sign-in?next=/account");
		await axe(page, "/sign-in with a passkey");
		await use(page).click();
		await page.waitForURL((u) => u.pathname === "/account");
		must((await page.locator("main").innerText()).includes(who.email), "another account");
	});
	await step("passkey: signs in behind the password", async () => {
		await signOut(page);
		await page.goto("/sign-in?next=/account");
		await page.getByLabel(/^Địa chỉ thư điện tử/).fill(who.email);
		await page.getByLabel("Mật khẩu").fill(who.password);
		await page.getByRole("main").getByRole("button", { name: "Đăng nhập", exact: true }).click();
		await page.getByRole("heading", { name: "Thêm một bước" }).waitFor();
		await axe(page, "the second step with a passkey");
		await use(page).click();
		await page.waitForURL((u) => u.pathname === "/account");
	});
	await step("passkey: is a proof before an act of weight", async () => {
		await page.goto("/sign-in/again?next=/account/second");
		await axe(page, "/sign-in/again");
		const before = (await context.cookies()).find((c) => c.name === "__Host-rv").value;
		await use(page).click();
		await page.waitForURL((u) => u.pathname === "/account/second");
		const after = (await context.cookies()).find((c) => c.name === "__Host-rv").value;
		must(before !== after, "the session kept its token");
	});
	await step("passkey: nothing without the person", async () => {
		await signOut(page);
		await device.verified(false);
		await page.goto("/sign-in");
		await use(page).click();
		await page.getByText("Chưa nhận được khóa truy cập").waitFor();
		must(page.url().endsWith("/sign-in"), "signed in");
		await device.verified(true);
	});
	await step("passkey: without a script the page says so", async () => {
		const plain = await pageOf(browser, realm, null, { javaScriptEnabled: false });

		await plain.goto("/sign-in");
		must(!await use(plain).isVisible(), "a button that does nothing");
		await plain.context().close();
	});
	await step("passkey: removed, it opens nothing", async () => {
		await page.goto("/sign-in?next=/account/second");
		await use(page).click();
		await page.waitForURL((u) => u.pathname === "/account/second");
		await page.getByRole("button", { name: `Gỡ ${NAME}` }).click();
		await page.getByText("Chưa có khóa nào.").waitFor();
		await signOut(page);
		await page.goto("/sign-in");
		await use(page).click();
		await page.getByText("không được chấp nhận").first().waitFor();
	});
	must(!context.faults.length, context.faults.join("\n"));
	await context.close();
}
