"""Letters through a real mail server (aiosmtpd) and back.

usage: mail_main.py BUILD

A demo is served; its administrator sets the mail server, its office issues a
task, and the letter that arrives is taken apart by Python's own reader. Every
process and server that is started here is ended here.
"""
import email
import email.policy
import email.utils
import logging
import os
import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "crash"))
from crash_kit import Kit, Server, csrf_of, free_port, sign_in, text_of  # noqa: E402

warnings.simplefilter("ignore")  # a password without TLS stays on this machine
logging.disable(logging.CRITICAL)
USER, PASSWORD = "rv@example.vn", "ngỗng tím 9"
failures = 0


def step(name, run, *args):
    global failures
    try:
        value = run(*args)
        print(f"ok   {name}", flush=True)
        return value
    except Exception as e:  # pylint: disable=broad-except
        failures += 1
        print(f"FAIL {name}\n     {type(e).__name__}: {str(e)[:1500]}", flush=True)
        return None


def must(good, what):
    if not good:
        raise AssertionError(what)


# ---- the mail server -----------------------------------------------------------

class Inbox:
    """Takes what comes; refuses whoever begins with "no"."""

    def __init__(self):
        self.got = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address.startswith("no"):
            return "550 5.1.1 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, session, envelope):
        self.got.append((envelope.mail_from, list(envelope.rcpt_tos),
                         bytes(envelope.original_content), session.host_name,
                         session.ssl is not None))  # only STARTTLS is noted there
        return "250 2.0.0 taken"

    def to(self, address):
        return [g for g in self.got if g[1] == [address]]


def authenticate(_server, _session, _envelope, mechanism, data):
    good = (mechanism in ("LOGIN", "PLAIN") and data.login == USER.encode()
            and data.password == PASSWORD.encode())
    return AuthResult(success=good, handled=False)


class Mail(Controller):
    """`tls`: none, starttls or tls."""

    def __init__(self, inbox, tls="none", context=None, auth=False, port=0):
        self.how = dict(hostname="mail.example.vn", ident="test", enable_SMTPUTF8=False)
        if auth:
            self.how.update(authenticator=authenticate, auth_required=True,
                            auth_require_tls=tls == "starttls")
        if tls == "starttls":
            self.how.update(tls_context=context, require_starttls=True)
        super().__init__(inbox, hostname="127.0.0.1", port=port or free_port(),
                         ssl_context=context if tls == "tls" else None)

    def factory(self):
        return SMTP(self.handler, **self.how)


def certificate(folder):
    """A key and a certificate for localhost that only we trust."""
    key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", key, "-out", cert], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return cert, context


# ---- one letter, each kind of server ------------------------------------------------

def try_letter(build, mail, tls, ca, user="", password="", to="lan@example.vn"):
    r = subprocess.run([os.path.join(build, "test", "mail-try"), str(mail.port), tls,
                        user, password, ca, to],
                       capture_output=True, text=True, timeout=60, check=True)
    return r.stdout.strip()


def security(build, folder):
    cert, context = certificate(folder)
    for tls in ("starttls", "tls"):
        inbox = Inbox()
        mail = Mail(inbox, tls, context, auth=tls == "starttls")
        mail.start()
        try:
            who = (USER, PASSWORD) if tls == "starttls" else ("", "")
            said = try_letter(build, mail, tls, cert, *who)
            must(said == "took 250 2.0.0 taken", f"{tls}: {said}")
            must(len(inbox.got) == 1 and (inbox.got[0][4] or tls == "tls"),
                 f"{tls}: not over TLS")
            said = try_letter(build, mail, tls, "", *who)
            must(said.startswith("refused") and "certificate" in said,
                 f"{tls}, a certificate that nobody trusts: {said}")
            if tls == "starttls":
                said = try_letter(build, mail, tls, cert, USER, "wrong")
                must(said.startswith("refused") and "535" in said, f"wrong password: {said}")
            must(len(inbox.got) == 1, f"{tls}: a letter too many")
        finally:
            mail.stop()
    inbox = Inbox()
    mail = Mail(inbox)
    mail.start()
    try:
        said = try_letter(build, mail, "starttls", cert)
        must(said.startswith("refused"), f"TLS that isn't there: {said}")
        said = try_letter(build, mail, "none", "", to="no@example.vn")
        must(said.startswith("refused") and "550 5.1.1 nobody here" in said, said)
        must(not inbox.got, "a letter was taken")
        said = try_letter(build, mail, "none", "")
        must(said == "took 250 2.0.0 taken", said)
        body = email.message_from_bytes(inbox.got[0][2], policy=email.policy.default)
        text = body.get_body(("plain",)).get_content().replace("\r\n", "\n")
        must(text == "Kính gửi đồng chí,\n.\n..x", f"dots at line starts: {text!r}")
    finally:
        mail.stop()


# ---- the demo -------------------------------------------------------------------------

class Realm:
    """A demo with a server, and cookies of its people."""

    def __init__(self, kit):
        self.kit = kit
        out = subprocess.run([kit.program, "demo", "--data", kit.path("realm")], check=True,
                             capture_output=True, text=True, timeout=120).stdout
        self.links = re.findall(r"/sign-in/link/\S+", out)
        self.emails = re.findall(r"\S+@demo\.example", out)
        self.server = Server(kit, "realm")

    def cookie(self, begin):
        at = next(i for i, e in enumerate(self.emails) if e.startswith(begin))
        return sign_in(self.server, self.links[at])

    def post(self, cookie, path, page, **fields):
        fields["csrf"] = csrf_of(self.server, cookie, page)
        return self.server.ask("POST", path, cookie, urllib.parse.urlencode(fields))

    def rows(self, sql, *args):
        copy = tempfile.mkdtemp(prefix="roviec-look-")
        try:
            for f in os.listdir(self.kit.path("realm")):
                if not f.endswith("-shm"):
                    shutil.copy(os.path.join(self.kit.path("realm"), f), copy)
            db = sqlite3.connect(os.path.join(copy, "roviec.db"))
            found = db.execute(sql, args).fetchall()
            db.close()
            return found
        finally:
            shutil.rmtree(copy, ignore_errors=True)


def settings(realm, admin, mail, inbox):
    r, html = realm.post(admin, "/settings/mail", "/settings/mail", host="127.0.0.1",
                         port=mail.port, tls="none", user=USER, password=PASSWORD,
                         **{"from": "roviec@example.vn"}, site="http://rv.example.vn")
    must(r.status == 303, f"{r.status} {text_of(html)}")
    r, html = realm.post(admin, "/settings/mail/test", "/settings/mail",
                         to="quan-tri@demo.example")
    must(r.status == 200 and "250 2.0.0 taken" in html, f"{r.status} {text_of(html)}")
    must(PASSWORD not in html, "the password is shown")
    folder = realm.kit.path("realm")
    for f in os.listdir(folder):
        with open(os.path.join(folder, f), "rb") as file:
            must(PASSWORD.encode() not in file.read(), f"the password stands in {f}")
    must(os.stat(folder + ".key").st_mode & 0o777 == 0o600, "others can read the key")
    must(len(inbox.to("quan-tri@demo.example")) == 1, "the test letter isn't there")
    r, html = realm.post(admin, "/settings/mail/test", "/settings/mail", to="no@demo.example")
    must("550 5.1.1 nobody here" in html, text_of(html))


def act(realm, office, what, which, **fields):
    """Issues a clear draft, or returns a task: its title, who reports for its
    lead."""
    task, number, work, to = realm.rows(
        "select t.id, t.number, t.work, u.email from task t"
        " join user_grant g on g.org_id = t.lead and g.role = 'secretary' and g.to_on is null"
        " join user_account u on u.id = g.user_id"
        f" where t.missing = 0 and t.voided_at is null and {which} limit 1")[0]
    r, html = realm.post(office, f"/task/{task}/{what}", f"/task/{task}", **fields)
    must(r.status == 303, f"{r.status} {text_of(html)}")
    return task, f"{number} {work}", to


def issue(realm, office):
    return act(realm, office, "issue", "t.issued_on is null", key="key-of-issue")


def letter_wait(inbox, to, word="Mới giao"):
    end = time.monotonic() + 150
    while time.monotonic() < end:
        for got in inbox.to(to):
            m = email.message_from_bytes(got[2], policy=email.policy.default)
            if word in m["Subject"]:
                return got, m
        time.sleep(1)
    raise AssertionError(f"no letter to {to}; {[g[1] for g in inbox.got]}")


def head(got, m, to):
    sender, _, raw, hello, _ = got
    must(sender == "roviec@example.vn" and hello == "example.vn", f"{sender} {hello}")
    must(all(b < 128 for b in raw), "not 7 bits")
    must(all(len(line) <= 78 for line in raw.split(b"\r\n")), "a long line")
    must(b"\n" not in raw.replace(b"\r\n", b""), "a bare line end")
    must(not m.defects and all(not h.defects for _, h in m.items()),
         f"{m.defects} {[(n, h.defects) for n, h in m.items() if h.defects]}")
    must(m["From"].addresses[0].addr_spec == "roviec@example.vn", m["From"])
    must(m["From"].addresses[0].display_name.startswith("Đảng bộ các cơ quan Đảng"), m["From"])
    must(m["To"].addresses[0].addr_spec == to and m["To"].addresses[0].display_name, m["To"])
    must(abs(email.utils.parsedate_to_datetime(m["Date"]).timestamp() - time.time()) < 300,
         m["Date"])
    must(re.fullmatch(r"<[\w-]{20,}@example\.vn>", m["Message-ID"]), m["Message-ID"])
    must(m["Auto-Submitted"] == "auto-generated", "no Auto-Submitted")
    must(m["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", "no one-click")
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
        must(len(m.get_all(name)) == 1, f"{name} twice")


def bodies(m, title, task):
    must(m.get_content_type() == "multipart/alternative", m.get_content_type())
    parts = [p.get_content_type() for p in m.iter_parts()]
    must(parts == ["text/plain", "text/html"], parts)
    plain = m.get_body(("plain",)).get_content()
    html = m.get_body(("html",)).get_content()
    url = f"http://rv.example.vn/task/{task}"
    must(title in plain and url in plain, plain)
    must(title in html and f'href="{url}"' in html, html)
    for text in (plain, html):
        must("Kính gửi đồng chí" in text and "/stop/" in text, text)


def one_click(realm, m, to):
    """What a mail program does on "unsubscribe"."""
    path = re.fullmatch(r"<http://rv\.example\.vn(/stop/\S+)>", m["List-Unsubscribe"])[1]
    off = ("select coalesce((select c.off from notice_choice c join user_account u"
           " on u.id = c.user_id where u.email = ?), 0)")
    r, _ = realm.server.ask("GET", path)
    must(r.status == 200 and realm.rows(off, to)[0][0] == 0, "looking at it ended it")
    r, _ = realm.server.ask("POST", path, body="List-Unsubscribe=One-Click")
    must(r.status == 200 and realm.rows(off, to)[0][0] & 1, "it didn't end")


def again(realm, admin, office, mail):
    """The server is away while a letter is written: it waits, is seen, goes
    out when it is sent again."""
    inbox = mail.handler
    mail.stop()
    later = Mail(inbox, auth=True, port=mail.port)
    task, title, to = act(realm, office, "return", "t.submitted_on is not null"
                          " and t.done_on is null", reason="Thiếu số liệu.", key="key-of-back")
    end = time.monotonic() + 150
    html = ""
    while time.monotonic() < end and to not in html:
        time.sleep(1)
        _, html = realm.server.ask("GET", "/settings/mail/log?failed=1", admin)
    must(to in html and "Failed to connect" in html, text_of(html))
    later.start()
    try:
        sent_again(realm, admin, html)
        _, m = letter_wait(inbox, to, "Bị trả lại")
        bodies(m, title, task)
        must("Thiếu số liệu." in m.get_body(("plain",)).get_content(), "no reason")
        before = len(inbox.to(to))
        time.sleep(6)  # another round of jobs
        must(len(inbox.to(to)) == before, "it came twice")
    finally:
        later.stop()


def sent_again(realm, admin, html):
    which = re.search(r"/settings/mail/log/(\d+)/again", html)[1]
    r, _ = realm.post(admin, f"/settings/mail/log/{which}/again", "/settings/mail/log?failed=1",
                      key="key-of-again")
    must(r.status == 303, r.status)


def mention(realm, office, unit, inbox):
    """A comment names somebody who wants to know at once."""
    to, name = realm.rows("select email, name from user_account"
                          " where email like 'van-phong@%'")[0]
    task, title = realm.rows(
        "select t.id, trim(t.number || ' ' || t.work) from task t"
        " join user_grant g on g.org_id = t.lead join user_account u on u.id = g.user_id"
        " where u.email like 'tuyen-giao@%' and t.issued_on is not null"
        " and t.done_on is null and t.withdrawn_on is null and t.voided_at is null limit 1")[0]
    choices = dict(mention="once", request="never", day=1, hour=7)
    r, html = realm.post(office, "/account/notices", "/account/notices", **choices)
    must(r.status == 303, f"{r.status} {text_of(html)}")
    r, html = realm.post(unit, f"/task/{task}/talk", f"/task/{task}",
                         said=f"@{name} xem giúp <số liệu> & phụ lục.", key="key-of-talk")
    must(r.status == 303, f"{r.status} {text_of(html)}")
    talk = re.search(r"#talk-(\d+)", r.headers["Location"])[1]
    _, m = letter_wait(inbox, to, "Nhắc đến")
    bodies(m, title, f"{task}#talk-{talk}")
    plain, html = (m.get_body((k,)).get_content() for k in ("plain", "html"))
    must(f": @{name} xem giúp <số liệu> & phụ lục." in plain, plain)
    must("&lt;số liệu&gt; &amp; phụ lục." in html, html)


# ---- calendars ----------------------------------------------------------------------------

def events(build, text):
    """{task: (first day, title)} of a calendar, as libical reads it."""
    out = subprocess.run([os.path.join(build, "test", "ical-read")], input=text,
                         capture_output=True, text=True, timeout=60)
    must(out.returncode == 0, out.stderr)
    got = {}
    for line in out.stdout.splitlines():
        uid, _, first, last, title = line.split(" ", 4)
        task = int(re.match(r"task-(\d+)\.", uid)[1])
        must(task not in got and first < last, line)
        got[task] = (first, title)
    return got


def feed_make(realm, cookie, view):
    r, html = realm.post(cookie, "/account/calendar", "/account/calendar", view=view)
    must(r.status == 200, f"{r.status} {text_of(html)}")
    return re.search(r'value="http://rv\.example\.vn(/calendar/[\w-]+\.ics)"', html)[1]


def agree(got, rows):
    """The calendar has just these tasks, each on its day."""
    want = {t: (due.replace("-", ""), f"{number} {work}".strip()) for t, number, work, due in rows}
    must(want, "nothing to compare with")
    must(got.keys() == want.keys(), f"tasks: {got.keys() ^ want.keys()}")
    for task, (due, title) in want.items():
        must(got[task][0] == due and got[task][1] == title[:len(got[task][1])],
             f"{got[task]} instead of {(due, title)}")


def calendar(realm, build, cookie, begin):
    r, text = realm.server.ask("GET", feed_make(realm, cookie, 0))
    must(r.status == 200 and r.headers["Content-Type"] == "text/calendar; charset=utf-8",
         f"{r.status} {r.headers['Content-Type']}")
    agree(events(build, text), realm.rows(
        "select t.id, t.number, t.work, t.due_on from task t"
        " where t.voided_at is null and t.issued_on is not null and t.done_on is null"
        " and t.withdrawn_on is null and t.paused_on is null and t.due_on is not null"
        # a series stands there with its nearest period
        " and coalesce(t.child, '') <> 'period'"
        " and exists (select 1 from user_account u join user_grant g on g.user_id = u.id"
        " join org_closure c on c.ancestor = g.org_id where u.email like ? || '%'"
        " and (c.descendant = t.lead or c.descendant in"
        " (select x.org from task_org x where x.task = t.id)))", begin))


def view_calendar(realm, build, cookie):
    """A calendar of a saved view, until the view is deleted."""
    r, html = realm.post(cookie, "/tasks/views", "/tasks/shape", state="overdue",
                         name="Quá hạn; tuần này, \\ 1", sharing="own")
    must(r.status == 303, f"{r.status} {text_of(html)}")
    view = re.search(r"view=(\d+)", r.headers["Location"])[1]
    path = feed_make(realm, cookie, view)
    r, text = realm.server.ask("GET", path)
    must(r.status == 200 and "X-WR-CALNAME:Quá hạn\\; tuần này\\, \\\\ 1\r\n" in text, text[:400])
    agree(events(build, text), realm.rows(
        "select t.id, t.number, t.work, t.due_on from task t"
        " where t.voided_at is null and t.issued_on is not null and t.done_on is null"
        " and t.withdrawn_on is null and t.paused_on is null and t.submitted_on is null"
        " and t.due_on < ? and t.parent is null",
        time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))))
    r, _ = realm.post(cookie, f"/view/{view}/drop", "/tasks/shape", name="x")
    must(r.status == 303, r.status)
    r, _ = realm.server.ask("GET", path)
    must(r.status == 404, f"{r.status} after the view was deleted")


def main():
    build = os.path.abspath(sys.argv[1])
    inbox = Inbox()
    mail = Mail(inbox, auth=True)
    with Kit(build) as kit:
        step("TLS, STARTTLS, signing in, refusals", security, build, kit.folder)
        realm = step("a demo is served", Realm, kit)
        if not realm:
            return
        mail.start()
        try:
            admin = realm.cookie("quan-tri@")
            office = realm.cookie("van-phong@")
            step("settings, test letter", settings, realm, admin, mail, inbox)
            found = step("a task is issued", issue, realm, office)
            if found:
                task, title, to = found
                got = step("the letter arrives", letter_wait, inbox, to)
                if got:
                    step("its head", head, *got, to)
                    step("both bodies", bodies, got[1], title, task)
                    step("one press ends such letters", one_click, realm, got[1], to)
            unit = realm.cookie("tuyen-giao@")
            step("a mention arrives", mention, realm, office, unit, inbox)
            step("a unit's calendar is the unit's tasks", calendar, realm, build, unit,
                 "tuyen-giao@")
            step("a view's calendar is the view's tasks", view_calendar, realm, build, office)
            step("the server is away, then sent again", again, realm, admin, office, mail)
        finally:
            realm.server.stop()


main()
print(f"mail: {failures} failed")
sys.exit(1 if failures else 0)
