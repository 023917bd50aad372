"""What the crash tests share: a realm, a server, a small browser, the checks.

Every process that is started here is ended by its own id.
"""
import http.client
import lzma
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time

START_MOST = 5.0  # seconds until the first answer, R1


SEEDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "seed", "*.db.xz")


def seed_put(kit, seed, name):
    """A folder with the data of an earlier version."""
    os.mkdir(kit.path(name), 0o700)
    with lzma.open(seed) as f, open(kit.path(f"{name}/roviec.db"), "wb") as out:
        out.write(f.read())


class Kit:
    """Paths of the programs and a folder that is removed at the end."""

    def __init__(self, release):
        self.program = os.path.join(release, "roviec")
        self.helper = os.path.join(release, "test", "crash-realm")
        self.disk = os.path.join(os.path.abspath(release), "test", "crash_disk.so")
        self.folder = tempfile.mkdtemp(prefix="roviec-crash-")
        # copies of a realm, and what a cut has left of one, have its key
        os.environ["ROVIEC_KEY_FILE"] = self.path("crash.key")

    def path(self, name):
        return os.path.join(self.folder, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def realm(self, name, tasks, rows):
        """Makes a realm; the links of the unit's and the office's person, tasks."""
        out = subprocess.run(
            [self.helper, "make", self.path(name), str(tasks),
             self.path("annex.xlsx"), str(rows)], check=True,
            capture_output=True, text=True, timeout=60).stdout
        words = [line.split() for line in out.splitlines()]
        return (next(w[1] for w in words if w[0] == "unit"),
                next(w[1] for w in words if w[0] == "office"),
                [int(w[1]) for w in words if w[0] == "task"])

    def verify(self, name):
        r = subprocess.run([self.program, "verify", "--data", self.path(name)],
                           capture_output=True, text=True, timeout=60)
        return "" if r.returncode == 0 else (r.stdout + r.stderr).strip()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, kit, name, argv=None, env=None):
        self.port = free_port()
        at = f"127.0.0.1:{self.port}"
        argv = argv or [kit.program, "serve", "--data", kit.path(name), "--listen"]
        with open(kit.path("server.log"), "ab") as log:
            begin = time.monotonic()
            self.p = subprocess.Popen([*argv, at], stdout=log, stderr=log,
                                      env={**os.environ, **(env or {})})
        while True:
            if self.p.poll() is not None:
                raise RuntimeError("the server ended: " + self.tail(kit))
            try:
                self.ask("GET", "/sign-in")
                break
            except OSError:
                if time.monotonic() - begin > 30:
                    self.kill()
                    raise RuntimeError("no answer: " + self.tail(kit)) from None
                time.sleep(0.005)
        self.took = time.monotonic() - begin

    @staticmethod
    def tail(kit):
        with open(kit.path("server.log"), errors="replace") as f:
            return f.read()[-600:]

    def ask(self, method, path, cookie="", body=None, kind=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            head = {"Cookie": cookie} if cookie else {}
            if body is not None:
                head["Content-Type"] = kind or "application/x-www-form-urlencoded"
            c.request(method, path, body, head)
            r = c.getresponse()
            return r, r.read().decode(errors="replace")
        except http.client.HTTPException as e:
            raise ConnectionError(str(e)) from e
        finally:
            c.close()

    def kill(self):
        self.p.send_signal(signal.SIGKILL)
        self.p.wait()

    def stop(self):
        self.p.terminate()
        self.p.wait(30)


def sign_in(server, link):
    """Cookie of the person of a one-time link."""
    server.ask("GET", link)
    r, _ = server.ask("POST", link, body="")
    m = re.search(r"(__Host-rv=[^;]+)", r.headers.get("Set-Cookie") or "")
    if r.status != 303 or not m:
        raise RuntimeError(f"the sign-in link answers {r.status}")
    return m[1]


def csrf_of(server, cookie, path):
    r, html = server.ask("GET", path, cookie)
    m = re.search(r'name="csrf" value="([^"]+)"', html)
    if r.status != 200 or not m:
        raise RuntimeError(f"{path} answers {r.status} without a form")
    return m[1]


def multipart(fields, field, name, data):
    """A form with one file, as a browser sends it."""
    data = data.encode() if isinstance(data, str) else data
    b = "----crash"
    out = "".join(f'--{b}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
                  for k, v in fields.items())
    out += (f'--{b}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"'
            '\r\nContent-Type: application/octet-stream\r\n\r\n')
    return (out.encode() + data + f"\r\n--{b}--\r\n".encode(),
            f"multipart/form-data; boundary={b}")


class Writers:
    """Four people at once who report with evidence; remembers each act that
    the server confirmed, and each that was only tried."""

    def __init__(self, cookie, csrf, tasks, word, on_ack=None):
        self.cookie, self.csrf, self.tasks, self.word = cookie, csrf, tasks, word
        self.acked, self.tried, self.odd = [], {}, []
        self.on_ack = on_ack
        self.lock = threading.Lock()
        self.n = 0

    def report(self, server, act, task, text=None):
        body, kind = multipart(
            {"csrf": self.csrf, "key": f"key-of-{act}", "percent": "40", "body": act,
             "difficulty": "", "cause": "", "ask": "none"},
            "files", f"{act}.txt", text or f"Minh chứng của {act}.\n" * 40)
        return server.ask("POST", f"/task/{task}/report", self.cookie, body, kind)

    def one(self, server, k):
        with self.lock:
            self.n += 1
            act, task = f"{self.word}-{self.n}", self.tasks[k % len(self.tasks)]
            self.tried[act] = task
        r, html = self.report(server, act, task)
        with self.lock:
            if r.status == 303:
                self.acked.append(act)
                if self.on_ack:
                    self.on_ack(len(self.acked))
            else:
                self.odd.append(f"{act}: {r.status} {text_of(html)}")

    def run(self, server, until):
        """Writes until the server is gone or `until` says so."""
        def loop(k):
            while not until():
                try:
                    self.one(server, k)
                except OSError:
                    return
        threads = [threading.Thread(target=loop, args=(k,)) for k in range(4)]
        for t in threads:
            t.start()
        return threads


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))[-300:]


# ---- what must be true on what is left ------------------------------------------
# Each gives the rows that must not be there.
NEVER = {
    "an act without its event":
        "select a.id from task_act a left join event e on e.id = a.event where e.id is null",
    "a report without its evidence":
        "select a.id from task_act a where a.kind = 'report' and not exists"
        " (select 1 from evidence v where v.act = a.id)",
    "evidence without an act or a file":
        "select v.id from evidence v left join task_act a on a.id = v.act"
        " left join file f on f.id = v.file where a.id is null or f.id is null",
    "a file without all of its bytes":
        # a sealed piece is 40 bytes longer
        "select f.id from file f where f.size <> coalesce((select sum(length(c.bytes)"
        " - 40 * exists (select 1 from file_lock l where l.sha256 = c.sha256))"
        " from file_chunk c where c.sha256 = f.sha256), -1)",
    "a file that nothing names":
        "select f.id from file f where not exists (select 1 from evidence v where"
        " v.file = f.id) and not exists (select 1 from annex_import i where i.file = f.id)"
        " and not exists (select 1 from document d where d.file = f.id)",
    "chunks without a file":
        "select c.sha256 from file_chunk c where not exists"
        " (select 1 from file f where f.sha256 = c.sha256)",
    "a task behind its own acts":
        "select t.id from task t where t.last_text is not (select a.body from task_act a"
        " where a.task = t.id and a.kind = 'report' order by a.id desc limit 1)",
    "an act that was done twice":
        "select body from task_act where kind = 'report' group by body having count(*) > 1",
    "a confirmed row without its task":
        "select r.id from annex_row r join annex_import i on i.id = r.import where"
        " r.take and r.skipped is null and (i.confirmed_at is null) <> (r.task is null)",
    "a task of an import that wasn't confirmed":
        "select t.id from task t join annex_import i on i.id = t.import"
        " where i.confirmed_at is null",
    "an import without rows":
        "select i.id from annex_import i where i.choice <> 0 and not exists"
        " (select 1 from annex_row r where r.import = i.id)",
}


class State:
    """What a realm's folder holds, read from a copy of it."""

    def __init__(self, folder):
        copy = tempfile.mkdtemp(prefix="roviec-look-")
        try:
            for f in os.listdir(folder):
                if not f.endswith("-shm"):
                    shutil.copy(os.path.join(folder, f), copy)
            db = sqlite3.connect(os.path.join(copy, "roviec.db"))
            self.reports = [r[0] for r in db.execute(
                "select body from task_act where kind = 'report'")]
            self.imports = db.execute(
                "select i.id, i.confirmed_at, (select count(*) from annex_row r where"
                " r.import = i.id), (select count(*) from task t where t.import = i.id)"
                " from annex_import i").fetchall()
            self.faults = [f"{why}: {rows[:3]}" for why, sql in NEVER.items()
                           if (rows := db.execute(sql).fetchall())]
            db.close()
        finally:
            shutil.rmtree(copy, ignore_errors=True)

    def lost(self, acked):
        have = set(self.reports)
        return [a for a in acked if a not in have]
