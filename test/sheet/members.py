"""A register of members and the organisations through LibreOffice and back:
cells edited, all columns in another order, the rows sorted.

usage: test/sheet/members.py BUILD-DIRECTORY   (test/sheet/run calls it)
"""
import html, os, random, re, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import round as trip  # noqa: E402

MEMBERS, EDITS, ORG_EDITS = "1200", 50, 20
FREE = ["Nghề nghiệp", "Nơi công tác", "Thư điện tử", "Đoàn thể"]  # of the profile


class Site(trip.Site):
    """The demo with a register, and who keeps it."""

    def __init__(self, build, folder):  # pylint: disable=super-init-not-called
        roviec, data = os.path.join(build, "roviec"), os.path.join(folder, "data")
        with trip.socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        out = subprocess.run([roviec, "demo", "--data", data, "--members", MEMBERS],
                             check=True, stdout=subprocess.PIPE, text=True).stdout
        link = re.search(r"van-phong@\S+ +http://127\.0\.0\.1:8080(\S+)", out).group(1)
        self.log = open(os.path.join(folder, "log"), "wb")
        self.p = subprocess.Popen([roviec, "serve", "--data", data, "--listen",
                                   f"127.0.0.1:{self.port}"], stdout=self.log,
                                  stderr=self.log)
        trip.started.append(self.p)
        for _ in range(400):
            try:
                self.ask("GET", "/sign-in", {})
                break
            except OSError:
                time.sleep(0.05)
        self.people, self.who = {"office": self.sign_in(link)}, "office"

    def upload(self, name, data, path="/members/sheet"):
        mark, parts = "----members", b""
        fields = {**self.form(path), "how": "correct"}
        for n, v in fields.items():
            parts += (f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n'
                      f'{v}\r\n').encode()
        parts += (f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename='
                  f'"{name}"\r\nContent-Type: application/octet-stream\r\n\r\n').encode()
        parts += data + f"\r\n--{mark}--\r\n".encode()
        r, body = self.ask("POST", path, {
            **self.people[self.who],
            "Content-Type": f"multipart/form-data; boundary={mark}"}, parts)
        if r.status != 303:
            m = re.search(r'id="file-e">([^<]*)<', body.decode())
            trip.fail(f"{name}: {html.unescape(m.group(1)) if m else r.status}")
        return r.headers["Location"]


class Sheet(trip.Sheet):
    """A list of members: columns are known by their headings as they stand."""

    def __init__(self, data, folder):
        trip.TITLES, old = ["Row key"], trip.TITLES
        try:
            super().__init__(data, folder)
        except KeyError:  # headings that the list of tasks hasn't
            self.col = {title: c for c, title in self.rows[self.head].items()}
        trip.TITLES = old
        key = self.col[trip.t("Row key")]
        self.member = {r: cells[key].split(".")[0] for r, cells in self.rows.items()
                       if r > self.head and "." in str(cells.get(key, ""))}

    def words(self):
        """{(member, heading): text}, without the keys."""
        return {(m, title): self.rows[r].get(c, "") for r, m in self.member.items()
                for title, c in self.col.items() if title != trip.t("Row key")}


def differences(site, address, what="member"):
    found, page, more = {}, 1, True
    while more:
        text = site.get(f"{address}?page={page}").decode()
        for group in re.findall(r'<tr role="row" class="grp">(.*?)</tbody>', text, re.S):
            member = re.search(rf'href="/{what}/(\d+)"', group).group(1)
            for cell in re.findall(r'<th role="rowheader" scope="row">(.*?)</th><td[^>]*>'
                                   r'(.*?)</td><td[^>]*>(.*?)</td></tr>', group, re.S):
                title = trip.plain(re.sub(r'<span class="vh">.*?</span>', "", cell[0]))
                now = re.sub(r"<small.*?</small>", "", cell[2], flags=re.S)
                found[member, title] = (trip.plain(cell[1]), trip.plain(now),
                                        "checkbox" in cell[0])
        more, page = 'value="next"' in text, page + 1
    return found


def edits_make(sheet):
    rand, edits = random.Random(5), {}
    while len(edits) < EDITS:
        row, title = rand.choice(sorted(sheet.member)), rand.choice(FREE)
        text = f"Sửa “{len(edits)}” & đổi <{rand.randint(1, 99)}>"
        if title == "Thư điện tử":
            text = f"nguoi{len(edits)}@example.vn"
        edits.setdefault((row, title), text)
    return edits


def shuffle(sheet, edits, by="Name"):
    """Lines of Basic: the edits, the rows sorted, every column somewhere else."""
    first, last = min(sheet.member), max(sheet.member)
    width, name = max(sheet.col.values()), sheet.col[trip.t(by)]
    lines = [f" s.getCellByPosition({sheet.col[title]}, {row}).String = {trip.quoted(text)}"
             for (row, title), text in edits.items()]
    lines += [" Dim f(0) As New com.sun.star.table.TableSortField",
              " Dim d(1) As New com.sun.star.beans.PropertyValue",
              f" f(0).Field = {name} : f(0).IsAscending = False",
              ' d(0).Name = "SortFields" : d(0).Value = f()',
              ' d(1).Name = "ContainsHeader" : d(1).Value = False',
              f" s.getCellRangeByPosition(0, {first}, {width}, {last}).sort(d())",
              " Dim a As New com.sun.star.table.CellAddress"]
    order = list(range(width + 1))
    random.Random(6).shuffle(order)
    for to, at in enumerate(order):
        lines += [f" a = s.getCellByPosition({width + 1 + to}, {sheet.head}).getCellAddress()",
                  f" s.moveRange(a, s.getCellRangeByPosition({at}, {sheet.head}, {at}, "
                  f"{last}).getRangeAddress())"]
    return lines


def members(site, office, folder):
    listed = site.get("/members.xlsx")
    sheet = Sheet(listed, folder)
    if len(sheet.member) < 1000:
        trip.fail(f"only {len(sheet.member)} members have a key")
    if re.search(r"\d{12}", str(sheet.words())):
        trip.fail("a personal number left with the list")
    trip.same_differences(differences(site, site.upload("as it is.xlsx",
                                                        office.save(listed, []))), {},
                          f"{len(sheet.member)} members saved again by LibreOffice")
    edits = edits_make(sheet)
    address = site.upload("edited.xlsx", office.save(listed, shuffle(sheet, edits)))
    found = differences(site, address)
    trip.same_differences(found, {(sheet.member[r], title): text
                                  for (r, title), text in edits.items()},
                          "members: columns shuffled, rows sorted")
    taken = {key: is_ for key, (_, is_, offered) in found.items() if offered}
    if len(taken) < EDITS * 0.7:
        trip.fail(f"only {len(taken)} cells can be taken")
    site.post(address, {"do": "confirm", "page": "1"})
    now = Sheet(site.get("/members.xlsx"), folder).words()
    if now != {**sheet.words(), **taken}:
        trip.fail("after taking over the list says something else")
    trip.good(f"{len(taken)} cells taken over, nothing else changed")
    site.post(address + "/undo", {})
    if Sheet(site.get("/members.xlsx"), folder).words() != sheet.words():
        trip.fail("after taking back the list isn't what it was")
    trip.good("taken back: the list says what it said")


def orgs(site, office, folder):
    """Short names and codes that were written wrong."""
    listed = site.get("/org/export.xlsx")
    sheet = Sheet(listed, folder)
    rows = random.Random(8).sample(sorted(sheet.member), ORG_EDITS)
    edits = {(row, trip.t("Code" if n % 2 else "Short name")): f"Sửa <{n}> & “{row}”"
             for n, row in enumerate(rows)}
    address = site.upload("orgs.xlsx", office.save(
        listed, shuffle(sheet, edits, "Name of the organisation")), "/org/sheet")
    wanted = {(sheet.member[r], title): text for (r, title), text in edits.items()}
    found = differences(site, address, "org")
    trip.same_differences(found, wanted, "organisations: columns shuffled, rows sorted")
    if not all(offered for _, _, offered in found.values()):
        trip.fail("a short name or a code can't be taken")
    site.post(address, {"do": "confirm", "page": "1"})
    if Sheet(site.get("/org/export.xlsx"), folder).words() != {**sheet.words(), **wanted}:
        trip.fail("after taking over the organisations say something else")
    site.post(address + "/undo", {})
    if Sheet(site.get("/org/export.xlsx"), folder).words() != sheet.words():
        trip.fail("after taking back the organisations aren't what they were")
    trip.good("organisations: taken over, taken back")


def main():
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        try:
            site, office = Site(sys.argv[1], folder), trip.Office(folder)
            members(site, office, folder)
            orgs(site, office, folder)
        finally:
            for p in trip.started:
                if p.poll() is None:
                    p.terminate()
                    p.wait(20)
    print("members: all good")


main()
