// The program's own catalogues: tests name a control by its English text, as
// the sources do, and look for the Vietnamese one.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { must, root } from "./kit.mjs";

const catalogue = new Map();

function quoted(lines) {
	return lines.map((l) => JSON.parse(l.slice(l.indexOf('"')))).join("");
}

function read(path) {
	for (const entry of readFileSync(path, "utf8").split(/\n\n+/)) {
		const parts = {};
		let at = null;
		for (const line of entry.split("\n")) {
			const m = line.match(/^(msgid_plural|msgid|msgstr(?:\[0\])?) /);
			if (m)
				parts[at = m[1]] = [line];
			else if (line.startsWith('"') && at)
				parts[at].push(line);
		}
		const id = parts.msgid && quoted(parts.msgid);
		const vi = quoted(parts.msgstr ?? parts["msgstr[0]"] ?? ['""']);
		if (id && vi && !catalogue.has(id))
			catalogue.set(id, vi);
		if (parts.msgid_plural && vi)
			catalogue.set(quoted(parts.msgid_plural), vi);
	}
}

function walk(folder) {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (statSync(path).isDirectory())
			walk(path);
		else if (name.endsWith(".vi.po"))
			read(path);
	}
}
for (const folder of ["platform", "feature", "app"])
	walk(join(root, folder));

// The Vietnamese of a text, its {0} … filled.
export function t(english, ...values) {
	must(catalogue.has(english), `no catalogue has "${english}"`);
	return catalogue.get(english).replace(/\{(\d)\}/g, (m, k) =>
		values[k] ?? m);
}
const escape = (s) => s.replace(/[.*+?^$()|[\]\\{}]/g, "\\$&");
// The same as an expression in which an open {0} stands for anything.
export function like(english, ...values) {
	return new RegExp(escape(t(english, ...values)).replace(/\\\{\d\\\}/g, ".+"));
}
