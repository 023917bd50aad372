"""Sends a list of 5,000 tasks through LibreOffice and back.

usage: test/sheet/round.py BUILD-DIRECTORY   (test/sheet/run calls it)
"""
import glob, gzip, html, http.client, os, random, re, shutil, socket, subprocess
import sys, tempfile, time, zipfile
from xml.etree import ElementTree
from xml.sax.saxutils import escape

TITLES = ["Row key", "Programme", "Section", "No", "Work", "Lead unit",
          "Supporting units", "Deadline as written", "Due", "Product", "State",
          "Percent", "Last report", "Submitted", "Verified", "Not clear",
          "Result", "Difficulty", "Cause"]
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SERIAL_1970 = 25569
started = []  # our own processes, ended by their id


def fail(text):
    sys.exit(f"FAIL sheet: {text}")


def good(text):
    print(f"ok    {text}")


def catalogue():
    """The Vietnamese of every text, from the catalogues beside the code."""
    texts, lines = {}, []
    for path in glob.glob("*/**/*.vi.po", recursive=True):
        lines += open(path, encoding="utf-8").read().split("\n") + [""]
    key, words = None, {}
    for line in lines:
        m = re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', line)
        if m:
            key = m.group(1)
            words[key] = m.group(2)
        elif re.match(r'"(.*)"$', line) and key:
            words[key] += line[1:-1]
        else:
            if "msgid" in words:
                say = words.get("msgstr", words.get("msgstr[0]", ""))
                texts[words["msgid"]] = say.replace('\\"', '"')
            key, words = None, {}
    return texts


CATALOGUE = catalogue()


def t(text):
    return CATALOGUE[text]


def begin_of(text):
    """A text up to its first argument."""
    return t(text).split("{")[0]


# ---- the server ----------------------------------------------------------------

class Site:
    def __init__(self, build, folder):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        data = os.path.join(folder, "data")
        out = subprocess.run([os.path.join(build, "bench/bench-fill"), data,
                              os.path.join(folder, "annex.xlsx")], check=True,
                             stdout=subprocess.PIPE, text=True).stdout
        made = dict(line.split() for line in out.splitlines())
        self.log = open(os.path.join(folder, "log"), "wb")
        self.p = subprocess.Popen(
            [os.path.join(build, "roviec"), "serve", "--data", data,
             "--listen", f"127.0.0.1:{self.port}"],
            stdout=self.log, stderr=self.log)
        started.append(self.p)
        for _ in range(400):
            try:
                self.ask("GET", "/sign-in", {})
                break
            except OSError:
                time.sleep(0.05)
        self.people = {who: self.sign_in(made[who])
                       for who in ("office", "unit")}
        self.who = "office"

    def ask(self, method, path, headers, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        c.request(method, path, body, headers)
        r = c.getresponse()
        data = r.read()
        if r.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        c.close()
        return r, data

    def sign_in(self, link):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self.ask("GET", link, {})
        r, _ = self.ask("POST", link, form, "")
        m = re.search(r"__Host-rv=([^;]+)", r.headers.get("Set-Cookie", ""))
        return {"Cookie": f"__Host-rv={m.group(1)}", "Accept-Language": "vi"}

    def get(self, path):
        r, data = self.ask("GET", path, self.people[self.who])
        if r.status != 200:
            fail(f"{path} answers {r.status}")
        return data

    def form(self, path):
        page = self.get(path).decode()
        return {n: re.search(rf'name="{n}" value="([^"]*)"', page).group(1)
                for n in ("csrf", "key")}

    def send(self, name, data):
        """Uploads a workbook: the address of the comparison, or the error."""
        mark, parts = "----roundtrip", b""
        for n, v in self.form("/sheet").items():
            parts += (f'--{mark}\r\nContent-Disposition: form-data; '
                      f'name="{n}"\r\n\r\n{v}\r\n').encode()
        parts += (f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
                  f'filename="{name}"\r\nContent-Type: application/octet-'
                  f'stream\r\n\r\n').encode()
        parts += data + f"\r\n--{mark}--\r\n".encode()
        r, body = self.ask("POST", "/sheet", {
            **self.people[self.who],
            "Content-Type": f"multipart/form-data; boundary={mark}"}, parts)
        if r.status == 303:
            return r.headers["Location"], None
        m = re.search(r'id="file-e">([^<]*)<', body.decode())
        return None, html.unescape(m.group(1)) if m else f"{r.status}"

    def post(self, path, fields):
        keys = "&".join(f"{k}={v}" for k, v in {**self.form(
            path.rsplit("/undo")[0]), **fields}.items())
        r, body = self.ask("POST", path, {
            **self.people[self.who],
            "Content-Type": "application/x-www-form-urlencoded"}, keys)
        if r.status != 303:
            fail(f"POST {path} answers {r.status}: {body[-3000:].decode()}")


def plain(text):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", text))
                  ).strip()


def differences(site, address):
    """What the comparison shows on all its pages, and whether it can be taken:
    {(task, column): (was, is, offered)}."""
    found, page, pages = {}, 1, 1
    english = {t(x): x for x in TITLES}
    while page <= pages:
        text = site.get(f"{address}?page={page}").decode()
        for group in re.findall(r'<tr role="row" class="grp">(.*?)</tbody>',
                                text, re.S):
            task = re.search(r'href="/task/(\d+)"', group).group(1)
            for cell in re.findall(
                    r'<th role="rowheader" scope="row">(.*?)</th><td[^>]*>'
                    r'(.*?)</td><td[^>]*>(.*?)</td></tr>', group, re.S):
                title = re.sub(r'<span class="vh">.*?</span>', "", cell[0])
                now = re.sub(r"<small.*?</small>", "", cell[2], flags=re.S)
                found[task, english[plain(title)]] = (plain(cell[1]),
                                                      plain(now),
                                                      "checkbox" in cell[0])
        more = re.search(r'value="next"', text)
        pages += bool(more)
        page += 1
    return found


# ---- the workbook ------------------------------------------------------------------

class Sheet:
    """The first sheet of a workbook as the program wrote it."""

    def __init__(self, data, folder):
        path = os.path.join(folder, "read.xlsx")
        with open(path, "wb") as f:
            f.write(data)
        self.rows, strings = {}, []
        with zipfile.ZipFile(path) as z:
            root = ElementTree.fromstring(z.read("xl/worksheets/sheet1.xml"))
            names = z.namelist()
            self.parts = {n: z.read(n).decode() for n in names
                          if n.endswith((".xml", ".rels"))}
        for c in root.iter(NS + "c"):
            ref = re.match(r"([A-Z]+)(\d+)", c.get("r"))
            col = 0
            for letter in ref.group(1):
                col = col * 26 + ord(letter) - 64
            text = "".join(t.text or "" for t in c.iter(NS + "t"))
            v = c.find(NS + "v")
            self.rows.setdefault(int(ref.group(2)) - 1, {})[col - 1] = (
                text if v is None else float(v.text))
        self.head = next(r for r, cells in sorted(self.rows.items())
                         if t("Row key") in cells.values())
        english = {t(x): x for x in TITLES}
        self.col = {english[title]: c
                    for c, title in self.rows[self.head].items()}
        key = self.col["Row key"]
        self.task = {r: cells[key].split(".")[0]
                     for r, cells in self.rows.items()
                     if r > self.head and key in cells}


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Edit" script:language="StarBasic">
Sub Main(sIn As String, sOut As String)
 Dim oDoc, s, i
 Dim p(0) As New com.sun.star.beans.PropertyValue
 p(0).Name = "Hidden" : p(0).Value = True
 oDoc = StarDesktop.loadComponentFromURL(ConvertToURL(sIn), "_blank", 0, p())
 s = oDoc.Sheets.getByIndex(0)
%s
 Dim q(0) As New com.sun.star.beans.PropertyValue
 q(0).Name = "FilterName" : q(0).Value = "Calc MS Excel 2007 XML"
 oDoc.storeToURL(ConvertToURL(sOut), q())
 oDoc.close(True)
End Sub
%s</script:module>
"""


class Office:
    """LibreOffice without a screen, with a profile of its own."""

    def __init__(self, folder):
        self.folder, self.n = folder, 0
        self.profile = os.path.join(folder, "profile")
        self.soffice("--terminate_after_init")
        self.basic = os.path.join(self.profile, "user/basic/Standard")

    def soffice(self, *words):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{self.profile}",
             "--headless", "--norestore", *words], check=True, timeout=300,
            env={**os.environ, "HOME": self.folder},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def save(self, data, lines):
        """Opens a workbook, runs lines of Basic on its sheet, saves it."""
        self.n += 1
        path = [os.path.join(self.folder, f"{x}{self.n}.xlsx")
                for x in ("in", "out")]
        with open(path[0], "wb") as f:
            f.write(data)
        # a procedure of Basic holds only so many lines
        parts = [lines[i:i + 100] for i in range(0, len(lines), 100)]
        calls = "\n".join(f" Part{i}(s)" for i in range(len(parts)))
        subs = "".join(f"Sub Part{i}(s)\n" + "\n".join(part) + "\nEnd Sub\n"
                       for i, part in enumerate(parts))
        with open(os.path.join(self.basic, "Edit.xba"), "w") as f:
            f.write(MACRO % (calls, escape(subs)))
        with open(os.path.join(self.basic, "script.xlb"), "w") as f:
            f.write('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE '
                    'library:library PUBLIC "-//OpenOffice.org//DTD '
                    'OfficeDocument 1.0//EN" "library.dtd">\n<library:library '
                    'xmlns:library="http://openoffice.org/2000/library" '
                    'library:name="Standard" library:readonly="false" '
                    'library:passwordprotected="false">\n <library:element '
                    'library:name="Edit"/>\n</library:library>')
        self.soffice(f'macro:///Standard.Edit.Main("{path[0]}","{path[1]}")')
        if not os.path.exists(path[1]):
            fail("LibreOffice saved nothing")
        with open(path[1], "rb") as f:
            return f.read()


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


# ---- the round trips --------------------------------------------------------------------

TEXTS = ["Section", "No", "Work", "Lead unit", "Supporting units",
         "Deadline as written", "Product", "State", "Result", "Difficulty",
         "Cause"]


def edits_make(sheet, n, seed):
    """Random cells: {(row, column): (line of Basic, text as shown)}."""
    rand, edits = random.Random(seed), {}
    rows = sorted(sheet.task)
    while len(edits) < n:
        row = rand.choice(rows)
        title = rand.choice(TEXTS + ["Percent", "Due"])
        at = f" s.getCellByPosition({sheet.col[title]}, {row})"
        was = sheet.rows[row].get(sheet.col[title])
        if (row, title) in edits:
            continue
        if title == "Percent":
            value = rand.choice([v for v in range(101) if v != was])
            edits[row, title] = (f"{at}.Value = {value}", str(value))
        elif title == "Due":
            if not isinstance(was, float):
                continue  # an empty cell has no format of a day
            day = int(was) + rand.randint(1, 90)
            shown = time.strftime("%d/%m/%Y", time.gmtime(
                (day - SERIAL_1970) * 86400))
            edits[row, title] = (f"{at}.Value = {day}", shown)
        elif was and rand.random() < 0.1:
            edits[row, title] = (f'{at}.String = ""', t("(empty)"))
        else:
            text = f'Sửa “{len(edits)}” & "đổi" <{rand.randint(1, 999)}>'
            edits[row, title] = (f"{at}.String = {quoted(text)}", text)
    return edits


def same_differences(found, want, what):
    for key in want:
        if key not in found:
            fail(f"{what}: the edit of {key} wasn't found")
        if found[key][1] != want[key]:
            fail(f"{what}: {key} is {found[key][1]!r}, not {want[key]!r}")
    for key in found:
        if key not in want:
            fail(f"{what}: {key} was never edited: {found[key]!r}")
    good(f"{what}: {len(want)} cells, exactly those")


def compare(site, name, data):
    begin = time.monotonic()
    address, error = site.send(name, data)
    if error:
        fail(f"{name}: {error}")
    site.get(address)
    print(f"      {name}: compared after {time.monotonic() - begin:.2f} s")
    return address


def layout_check(sheet, n):
    parts = sheet.parts
    if len(sheet.task) != n:
        fail(f"{len(sheet.task)} rows of {n} have a key")
    text = parts["xl/worksheets/sheet1.xml"]
    for what in ('state="frozen"', "<dataValidation ", "<autoFilter "):
        if what not in text:
            fail(f"the sheet lacks {what}")
    if 'state="hidden"' not in parts["xl/workbook.xml"]:
        fail("there is no hidden sheet")
    for what in ("_xlnm.Print_Titles", "_xlnm.Print_Area"):
        if what not in parts["xl/workbook.xml"]:
            fail(f"the workbook lacks {what}")
    if parts["xl/comments1.xml"].count("<comment ") < 19:
        fail("the headings have no notes")
    last = max(sheet.rows)
    total = begin_of("Rows: {0}; sum of the column Percent: {1}") + "5.000;"
    if not any(str(v).startswith(total)
               for v in sheet.rows[last].values()):
        fail("the last row isn't the total")
    good("keys, notes, drop-downs, frozen and repeated head, total")


def round_trips(build, folder):
    site, office = Site(build, folder), Office(folder)
    listed = site.get("/tasks.xlsx")
    sheet = Sheet(listed, folder)
    layout_check(sheet, 5000)
    same_differences(differences(site, compare(site, "as it is.xlsx", listed)),
                     {}, "sent back as it is")
    saved = office.save(listed, [])
    same_differences(differences(site, compare(site, "saved.xlsx", saved)),
                     {}, "saved again by LibreOffice")
    edits = edits_make(sheet, 300, 1)
    data = office.save(listed, [line for line, _ in edits.values()])
    want = {(sheet.task[r], t): text for (r, t), (_, text) in edits.items()}
    same_differences(differences(site, compare(site, "edited.xlsx", data)),
                     want, "edited by LibreOffice")
    moved(site, office, listed, sheet)
    reported(site, office, folder)
    refused(site, office, listed, sheet)


def moved(site, office, listed, sheet):
    """Rows deleted, added and sorted, a column moved, the list moved down."""
    edits = edits_make(sheet, 60, 2)
    gone = sorted(random.Random(3).sample(sorted(sheet.task), 40),
                  reverse=True)
    first, last = min(sheet.task), max(sheet.task)
    work, width = sheet.col["Work"], max(sheet.col.values())
    lines = [line for line, _ in edits.values()]
    lines += [f" s.Rows.removeByIndex({r}, 1)" for r in gone]
    last -= len(gone)
    lines += [
        " Dim f(0) As New com.sun.star.table.TableSortField",
        " Dim d(1) As New com.sun.star.beans.PropertyValue",
        f" f(0).Field = {work} : f(0).IsAscending = False",
        ' d(0).Name = "SortFields" : d(0).Value = f()',
        ' d(1).Name = "ContainsHeader" : d(1).Value = False',
        f" s.getCellRangeByPosition(0, {first}, {width}, {last}).sort(d())",
        f" s.Rows.insertByIndex({first + 20}, 1)",
        f' s.getCellByPosition({work}, {first + 20}).String = "Việc mới"',
        " Dim a As New com.sun.star.table.CellAddress",
        " a = s.getCellByPosition(30, 0).getCellAddress()",
        f" s.moveRange(a, s.getCellRangeByPosition({work}, 0, {work}, "
        f"{last + 2}).getRangeAddress())",
        " s.Rows.insertByIndex(0, 3)",
    ]
    data = office.save(listed, lines)
    want = {(sheet.task[r], t): text for (r, t), (_, text) in edits.items()
            if r not in gone}
    address = compare(site, "moved.xlsx", data)
    same_differences(differences(site, address), want,
                     "rows deleted and sorted, a column and the list moved")
    page = site.get(address).decode()
    if t("One row without a key is new and isn't taken: new tasks come in "
         "through “Import an annex” of the programme") not in page or \
            "Việc mới" not in page:
        fail("the new row isn't shown as new")
    good("the new row is shown and isn't taken")


def reported(site, office, folder):
    """A unit reports by its own list, and takes it back."""
    site.who = "unit"
    listed = site.get("/tasks.xlsx?state=running")
    sheet = Sheet(listed, folder)
    rows = sorted(sheet.task)[:25]
    lines, want = [], {}
    for i, r in enumerate(rows):
        lines += [f' s.getCellByPosition({sheet.col["Percent"]}, {r}).Value '
                  f'= {i + 41}',
                  f' s.getCellByPosition({sheet.col["Result"]}, {r}).String '
                  f'= {quoted(f"Kết quả {i}")}']
        want[sheet.task[r], "Result"] = f"Kết quả {i}"
        if sheet.rows[r].get(sheet.col["Percent"]) != i + 41:
            want[sheet.task[r], "Percent"] = str(i + 41)
    data = office.save(listed, lines)
    address = compare(site, "reported.xlsx", data)
    found = differences(site, address)
    same_differences(found, want, "reported by a unit")
    # what nobody accepted yet takes no report
    want = {key: text for key, text in want.items() if found[key][2]}
    if len(want) < 10:
        fail(f"only {len(want)} cells of a unit's report can be taken")
    site.post(address, {"do": "confirm"})
    again = Sheet(site.get("/tasks.xlsx?state=running"), folder)
    row_of = {task: r for r, task in again.task.items()}
    for (task, title), text in want.items():
        got = again.rows[row_of[task]].get(again.col[title])
        if str(got).removesuffix(".0") != text:
            fail(f"task {task} has {title} {got!r} after {text!r} was taken")
    good("the reports stand in the list")
    address2, _ = site.send("again.xlsx", data)
    if any(cell[2] for cell in differences(site, address2).values()):
        fail("the same file sent twice changes something")
    if t("This very file was sent before:") not in \
            site.get(address2).decode():
        fail("the same file isn't recognised")
    good("the same file twice is recognised and changes nothing")
    site.post(address + "/undo", {})
    back = Sheet(site.get("/tasks.xlsx?state=running"), folder)
    row_of = {task: r for r, task in back.task.items()}
    for r in rows:
        was = sheet.rows[r].get(sheet.col["Percent"])
        got = back.rows[row_of[sheet.task[r]]].get(back.col["Percent"])
        if was != got:
            fail(f"task {sheet.task[r]} has {got} after undo, not {was}")
    good("taken back, the former percentages stand again")
    site.who = "office"


def refused(site, office, listed, sheet):
    """Destroyed in LibreOffice: one sentence each, nothing kept."""
    first, last, work = min(sheet.task), max(sheet.task), sheet.col["Work"]
    alone = f"s.getCellRangeByPosition({work}, {first}, {work}, {last})"
    cases = [
        ("the keys are removed", [" s.Columns.removeByIndex(0, 1)"],
         "The column “{0}” isn't there, so no row can be matched with what it "
         "is about; download the list again and make the changes in that "
         "file."),
        ("the headings are removed",
         [f" s.Rows.removeByIndex({sheet.head}, 1)"],
         "The row of headings isn't there or was changed; put it back as it "
         "was downloaded: “{0}”, “{1}”, “{2}” and so on."),
        ("the keys are emptied",
         [f" s.getCellRangeByPosition(0, {first}, 0, {last})"
          ".clearContents(7)"],
         "No row of the file has a key, so there is nothing to compare; "
         "choose the file that was downloaded."),
        ("the works are sorted alone",
         [" Dim f(0) As New com.sun.star.table.TableSortField",
          " Dim d(1) As New com.sun.star.beans.PropertyValue",
          " f(0).Field = 0 : f(0).IsAscending = True",
          ' d(0).Name = "SortFields" : d(0).Value = f()',
          ' d(1).Name = "ContainsHeader" : d(1).Value = False',
          f" {alone}.sort(d())"],
         "In row {0} and others “{1}” doesn't belong to its key: one "
         "column was sorted or moved without the others. Undo that, or "
         "download the list again."),
    ]
    for what, lines, says in cases:
        address, error = site.send("bad.xlsx", office.save(listed, lines))
        if address or not error.startswith(begin_of(says)):
            fail(f"{what}: {error}")
        good(f"{what}: {error}")


def main():
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        try:
            round_trips(sys.argv[1], folder)
        finally:
            for p in started:
                if p.poll() is None:
                    p.terminate()
                    p.wait(20)
    print("sheet: all good")


if __name__ == "__main__":
    main()
