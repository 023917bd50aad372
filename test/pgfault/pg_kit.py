"""What the tests of a failing PostgreSQL share: private servers, people who
write through the real program, and what must be true afterwards.

Every process that is started here is ended by its own id.
"""
import collections
import ctypes
import glob
import os
import pwd
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "crash"))
from crash_kit import (Kit, Server, csrf_of, multipart, sign_in)  # noqa: E402

ANSWER_MOST = 8.0  # seconds until a page says that the server is away, R19
BIN = next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)), None)


def free_port():
    """Not of those that the kernel gives to who connects: nobody takes it
    while the server is down."""
    while True:
        port = random.randint(20000, 30000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


def as_ordinary():
    """Words before a command: the server refuses to run as root."""
    if os.getuid():
        return []
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def give_to_ordinary(path):
    if not os.getuid():
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def run(*argv, check=True):
    r = subprocess.run([*as_ordinary(), *argv], capture_output=True, text=True,
                       timeout=120, cwd="/", check=False)
    if check and r.returncode:
        raise RuntimeError(f"{' '.join(argv)}: {r.stdout[-500:]}{r.stderr[-500:]}")
    return r.stdout


def children_of(pid):
    out = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True,
                         text=True, check=False).stdout
    return [int(w) for w in out.split()]


def signal_all(pids, sig):
    for pid in pids:
        try:
            os.kill(pid, sig)
        except ProcessLookupError:
            pass


def orphans_here():
    """What a program of ours leaves behind becomes a child of this one."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


class Cluster:
    """A server on loopback that waits for the disk, unlike test/pg."""

    def __init__(self, folder, name, of=None):
        self.home = os.path.join(folder, name)
        self.data = os.path.join(self.home, "data")
        self.log = os.path.join(self.home, "log")
        self.port = free_port()
        self.options = ""
        os.mkdir(self.home, 0o700)
        give_to_ordinary(self.home)
        if of:
            run(f"{BIN}/pg_basebackup", "-h", "127.0.0.1", "-p", str(of.port), "-U", "roviec",
                "-D", self.data, "-R", "-X", "stream", "-c", "fast", "-d",
                f"application_name={name}")
        else:
            run(f"{BIN}/initdb", "-D", self.data, "-U", "roviec", "-A", "trust", "-E", "UTF8",
                "--locale=C", "-k", "--no-sync")

    def start(self, options=None, wait=True):
        self.options = self.options if options is None else options
        try:
            self.begin(wait)
        except RuntimeError as e:
            with open(self.log, errors="replace") as f:
                raise RuntimeError(f"{e}{f.read()[-800:]}") from None

    def begin(self, wait):
        run(f"{BIN}/pg_ctl", "-D", self.data, "-l", self.log, "-w" if wait else "-W", "start",
            "-o", f"-c listen_addresses=127.0.0.1 -c port={self.port} -c max_connections=100"
            f" -c unix_socket_directories={self.home} -c max_locks_per_transaction=256"
            f" -c shared_buffers=32MB {self.options}")

    def pids(self):
        with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as f:
            main = int(f.readline())
        if not self.alive(main):
            return []
        return [main, *children_of(main)]

    def hold(self):
        """Stops the server and all of its processes; their numbers."""
        signal_all(self.pids()[:1], signal.SIGSTOP)  # it makes no more of them
        pids = self.pids()
        signal_all(pids, signal.SIGSTOP)
        return pids

    def kill(self):
        """kill -9 of the server and all of its processes; their number."""
        pids = self.hold()
        signal_all(pids, signal.SIGKILL)
        while any(self.alive(p) for p in pids):
            time.sleep(0.01)
        return len(pids)

    @staticmethod
    def alive(pid):
        """Whoever ended is taken note of, else its number stays in use."""
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            pass
        return os.path.exists(f"/proc/{pid}")

    def restart(self):
        run(f"{BIN}/pg_ctl", "-D", self.data, "-l", self.log, "-m", "fast", "-w", "restart")

    def promote(self):
        run(f"{BIN}/pg_ctl", "-D", self.data, "-w", "promote")

    def stop(self):
        """Also one that is held."""
        if os.path.exists(os.path.join(self.data, "postmaster.pid")):
            self.kill()

    def said(self, text):
        with open(self.log, errors="replace") as f:
            return f.read().count(text)

    def ask(self, sql):
        return run(f"{BIN}/psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "roviec", "-d",
                   "postgres", "-XAtc", sql).split("\n")[:-1]


def address(clusters, options=""):
    hosts = ",".join(f"127.0.0.1:{c.port}" for c in clusters)
    return f"postgresql://roviec@{hosts}/postgres?sslmode=disable{options}"


class World(Kit):
    """A realm on a server and the program that serves it."""

    def __init__(self, release):
        super().__init__(release)
        os.chmod(self.folder, 0o711)
        orphans_here()
        # also when its time is over
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
        os.environ["ROVIEC_KEYS"] = self.folder
        self.running = []

    def path(self, name):  # of a realm: its address
        return name if name.startswith("postgresql:") else super().path(name)

    def serve(self, url):
        server = Server(self, url, [self.program, "serve", "--data", url, "--listen"])
        self.running.append(server)
        return server

    def cluster(self, name, of=None):
        c = Cluster(self.folder, name, of)
        self.running.append(c)
        return c

    def __exit__(self, *rest):
        for thing in reversed(self.running):
            if isinstance(thing, Server) and thing.p.poll() is None:
                thing.kill()
            elif not isinstance(thing, Server):
                thing.stop()
        super().__exit__(*rest)


class People:
    """Several at once who report; each act has its own key and words."""

    def __init__(self, server, link, tasks, word, n=4):
        self.server, self.tasks, self.word, self.n = server, tasks, word, n
        # a link is for one time, its session for all servers of the realm
        self.cookie = link if "=" in link else sign_in(server, link)
        self.csrf = csrf_of(server, self.cookie, f"/task/{tasks[0]}")
        self.acked, self.tried, self.odd = [], {}, []
        self.away = 0  # answers 503
        self.slowest = 0.0
        self.last_ack = 0.0
        self.stopped = threading.Event()
        self.threads = []
        self.lock = threading.Lock()

    def report(self, act):
        body, kind = multipart(
            {"csrf": self.csrf, "key": f"key-of-{act}", "percent": "40", "body": act,
             "difficulty": "", "cause": "", "ask": "none"},
            "files", f"{act}.txt", f"Minh chứng của {act}.\n" * 4)
        return self.server.ask("POST", f"/task/{self.tried[act]}/report", self.cookie, body,
                               kind)

    def one(self, act):
        begin = time.monotonic()
        try:
            r, html = self.report(act)
        except OSError as e:
            self.odd.append(f"{act}: {e}")
            return
        now = time.monotonic()
        with self.lock:
            self.slowest = max(self.slowest, now - begin)
            if r.status == 303:
                self.acked.append(act)
                self.last_ack = now
            elif r.status == 503 and r.headers.get("Retry-After"):
                self.away += 1
            else:
                text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))
                self.odd.append(f"{act}: {r.status} {text[-300:]}")

    def loop(self, k):
        while not self.stopped.is_set():
            act = f"{self.word}-{k}-{time.monotonic_ns()}"
            self.tried[act] = self.tasks[k % len(self.tasks)]
            before = self.away
            self.one(act)
            if self.away > before:
                self.stopped.wait(0.2)  # a person reads what is said

    def start(self):
        self.stopped.clear()
        self.threads = [threading.Thread(target=self.loop, args=(k,), daemon=True)
                        for k in range(self.n)]
        for t in self.threads:
            t.start()

    def stop(self):
        self.stopped.set()
        for t in self.threads:
            t.join(60)

    def wait_ack(self, since, most=30.0):
        """Seconds from `since` to the first act confirmed after it."""
        while self.last_ack <= since:
            if time.monotonic() - since > most:
                raise RuntimeError(f"nothing was confirmed for {most:.0f} s")
            time.sleep(0.01)
        return self.last_ack - since

    def again(self):
        """Sends with its own key what got no confirmation; how many."""
        done = set(self.acked)
        open_acts = [a for a in self.tried if a not in done]
        for act in open_acts:
            self.one(act)
        return len(open_acts)


def lost_and_doubled(cluster, acked):
    have = collections.Counter(
        cluster.ask("select body from roviec.task_act where kind = 'report'"))
    return [a for a in acked if a not in have], [a for a, n in have.items() if n > 1]
