// usage: node main.mjs PROGRAM [PART …], a part being a file beside this one
import { browserStart, done, realmEnd, realmMake } from "./kit.mjs";

const [program, ...wanted] = process.argv.slice(2);
const parts = wanted.length ? wanted : ["scenario", "forms", "lists", "pages", "print",
	"adjust", "split", "bulk", "views", "sheet", "past", "merge", "growth", "passkey"];

let realm, browser;
try {
	[realm, browser] = await Promise.all([realmMake(program), browserStart()]);
	for (const part of parts) {
		const begin = Date.now();
		const module = await import(`./${part}.mjs`);
		await module[part](browser, realm);
		console.log(`   (${part}: ${((Date.now() - begin) / 1000).toFixed(0)} s)`);
	}
} finally {
	await browser?.close();
	if (realm)
		await realmEnd(realm);
}
process.exit(done() ? 1 : 0);
