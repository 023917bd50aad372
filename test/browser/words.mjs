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

// The texts of a language, their {0} … filled: t() as they are, like() as an
// expression in which an open {0} stands for anything.
const escape = (s) => s.replace(/[.*+?^$()|[\]\\{}]/g, "\\$&");
export function speak(lang) {
	const t = (english, ...values) => {
		must(catalogue.has(english), `no catalogue has "${english}"`);
		return (lang === "vi" ? catalogue.get(english) : english).replace(/\{(\d)\}/g,
			(m, k) => values[k] ?? m);
	};
	const like = (english, ...values) =>
		new RegExp(escape(t(english, ...values)).replace(/\\\{\d\\\}/g, ".+"));
	return { lang, t, like };
}
export const { t, like } = speak("vi");
