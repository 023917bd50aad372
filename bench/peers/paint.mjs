// A page as a browser sees it that was never there: bytes and requests over
// the wire, and the first paint. Reads {url, cookie, runs} as JSON, prints
// medians as JSON. bench/peers starts it.
import { readFileSync } from "node:fs";
import { browserStart } from "../../test/browser/kit.mjs";

const ask = JSON.parse(readFileSync(0, "utf8"));
const STILL = 300; // ms without a request: all of the page is there

function median(list) {
	return list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

async function look(browser) {
	const context = await browser.newContext({ locale: "vi-VN" });
	if (ask.cookie)
		await context.setExtraHTTPHeaders({ Cookie: ask.cookie });
	const page = await context.newPage();
	const wire = await context.newCDPSession(page);
	let bytes = 0, requests = 0, last = Date.now();
	await wire.send("Network.enable");
	await wire.send("Network.setCacheDisabled", { cacheDisabled: false });
	wire.on("Network.requestWillBeSent", ({ request }) => {
		requests += request.url.startsWith("http");
		last = Date.now();
	});
	wire.on("Network.loadingFinished", ({ encodedDataLength }) => {
		bytes += encodedDataLength;
		last = Date.now();
	});
	const response = await page.goto(ask.url, { waitUntil: "load", timeout: 60000 });
	if (response.status() !== 200 || page.url() !== ask.url)
		throw new Error(`${ask.url}: ${response.status()} ${page.url()}`);
	const paint = await page.evaluate(() => new Promise((resolve) => {
		new PerformanceObserver((list) => {
			for (const e of list.getEntriesByName("first-contentful-paint"))
				resolve(e.startTime);
		}).observe({ type: "paint", buffered: true });
	}));
	while (Date.now() - last < STILL)
		await new Promise((r) => setTimeout(r, 50));
	await context.close();
	return { bytes, requests, paint };
}

const browser = await browserStart();
try {
	await look(browser); // the browser itself gets warm
	const seen = [];
	for (let i = 0; i < ask.runs; i++)
		seen.push(await look(browser));
	console.log(JSON.stringify({ bytes: median(seen.map((s) => s.bytes)),
		requests: median(seen.map((s) => s.requests)),
		paint: median(seen.map((s) => s.paint)) }));
} finally {
	await browser.close();
}
