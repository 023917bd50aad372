// The first sheet of a workbook that the program wrote: read, and changed the
// way somebody would who knows nothing of keys and notes.
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { must, run, write } from "./kit.mjs";

const SHEET = "xl/worksheets/sheet1.xml";
const named = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'" };
const plain = (xml) => xml.replace(/&\w+;/g, (m) => named[m]).normalize("NFC");
const escaped = (text) => text.replace(/[&<>"]/g, (c) =>
	Object.keys(named).find((k) => named[k] === c));

// "05/10/2026" of a day's number in a cell.
export function dayOf(number) {
	const [y, m, d] = new Date((number - 25569) * 86400000).toISOString().slice(0, 10)
		.split("-");
	return `${d}/${m}/${y}`;
}

// Every row below the headings as {title: text or number}, with its number in
// the sheet under "at"; the line of totals by itself.
export function sheetRead(path, { t }) {
	const xml = run("unzip", ["-p", path, SHEET]), lines = [];

	for (const [, at, row] of xml.matchAll(/<row r="(\d+)"[^>]*>(.*?)<\/row>/gs)) {
		const line = { at: Number(at), cell: {} };
		for (const [, col, body] of row.matchAll(/<c r="([A-Z]+)\d+"[^>]*>(.*?)<\/c>/gs)) {
			const number = body.match(/<v>(.*?)<\/v>/)?.[1];
			line.cell[col] = number === undefined ? plain([...body.matchAll(
				/<t[^>]*>(.*?)<\/t>/gs)].map((m) => m[1]).join("")) : Number(number);
		}
		lines.push(line);
	}
	const head = lines.find((l) => Object.values(l.cell).includes(t("Row key")));
	must(head, `no headings in ${path}`);
	const keyed = Object.entries(head.cell).find(([, title]) => title === t("Row key"))[0];
	const rows = lines.filter((l) => l.at > head.at && l.cell[keyed]).map((l) => ({ at: l.at,
		...Object.fromEntries(Object.entries(head.cell).map(([col, title]) =>
			[title, l.cell[col] ?? ""])) }));
	return { rows, total: Object.values(lines.at(-1).cell).join(" "),
		column: (title) => Object.entries(head.cell).find(([, x]) => x === title)[0] };
}

// A row's cells with another value in one column; an empty one has no cell yet.
function cellPut(cells, col, at, value) {
	const wide = (c) => c.padStart(3, " "), all = [...cells.matchAll(
		/<c r="([A-Z]+)\d+"( s="\d+")?[^>]*?(?:\/>|>.*?<\/c>)/gs)];
	const style = all.find((c) => c[1] === col)?.[2] ?? "", begin = `<c r="${col}${at}"${style}`;
	const one = typeof value === "number" ? `${begin}><v>${value}</v></c>` :
		`${begin} t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;

	return all.filter((c) => wide(c[1]) < wide(col)).map((c) => c[0]).join("") + one +
		all.filter((c) => wide(c[1]) > wide(col)).map((c) => c[0]).join("");
}

// Writes texts and numbers into cells: [[row as read, title, value] …].
export function sheetEdit(path, say, edits) {
	const { column } = sheetRead(path, say), folder = `${path}.parts`;
	let xml = run("unzip", ["-p", path, SHEET]);

	for (const [row, title, value] of edits)
		xml = xml.replace(new RegExp(`(<row r="${row.at}"[^>]*>)(.*?)</row>`, "s"),
			(m, begin, cells) => `${begin}${cellPut(cells, column(title), row.at,
				value)}</row>`);
	mkdirSync(join(folder, "xl", "worksheets"), { recursive: true });
	write(folder, SHEET, xml);
	run("zip", ["-q", path, SHEET], { cwd: folder });
}
