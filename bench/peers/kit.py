"""What the programs under measure share: how each is measured, and the wrk
scripts. Its figures come out as a dictionary; goals.py judges them."""
import glob
import http.client
import importlib.machinery
import importlib.util
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


def bench_load():
    """bench/run has no ending, so it isn't imported by name."""
    loader = importlib.machinery.SourceFileLoader("bench_run", os.path.join(HERE, "..", "run"))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("bench_run", loader))
    loader.exec_module(module)
    return module


b = bench_load()
sys.path.insert(0, os.path.join(ROOT, "test", "pgfault"))
from pg_kit import BIN, Cluster, orphans_here, run as as_server  # noqa: E402,F401

CLIENTS = (1, 8, 64)
SLOW_SECONDS = 8  # for each measure of a peer that answers a few times a second
STARTS = 5
CSV_SECONDS = 8
QUIET_MS, QUIET_MOST = 20, 90  # a server is idle; seconds that it's waited for


class Ground:
    """Where and on what it is measured."""

    def __init__(self, build, folder, log):
        self.build, self.folder, self.log = build, folder, log
        self.data = os.path.join(folder, "data")
        self.db = os.path.join(self.data, "roviec.db")
        self.links = {}

    def fill(self):
        out = subprocess.run([self.tool("bench-fill"), self.data,
                              os.path.join(self.folder, "a.xlsx")], stdout=subprocess.PIPE,
                             text=True, check=True).stdout
        self.links = dict(line.split() for line in out.splitlines())

    def tool(self, name):
        return os.path.join(self.build, "bench", name)

    def path(self, name):
        return os.path.join(self.folder, name)


class Peer:
    """A program under measure; each of them fills this in."""

    name = ""
    fast = False  # CPU with 8 clients, else one request after the other
    # of each page: its path, a pattern and how often it is there
    pages = {}
    headers = {}
    write_path = "/"

    def __init__(self, ground):
        self.ground = ground

    def make(self):
        """Its data."""

    def serve(self):
        """Starts it; a b.Server."""
        raise NotImplementedError

    def sign_in(self, server):
        """Sets self.headers and self.pages."""

    def script(self, phase):
        """A wrk script of writes, the state another one in odd phases."""
        raise NotImplementedError

    def kept(self):
        """How many rows of history there are."""
        raise NotImplementedError

    def csv(self, server):
        """Milliseconds and CPU milliseconds of all tasks as a text."""
        return csv_of(server, self.pages["csv"][0], self.headers)

    def close(self):
        """What runs beside the server is ended."""

    def version(self):
        return ""


# ---- processes -----------------------------------------------------------------

def stop(process):
    """The server and whatever of its tree stays behind."""
    tree = b.children(process.pid)[1:]
    b.stop(process)
    for pid in tree:
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)  # ours since its parent ended
        except (ProcessLookupError, ChildProcessError):
            pass


def ran_ms(pid):
    """CPU ms of the threads that a tree has now, finer than the clock's ticks
    of 10 ms: for a start."""
    total = 0
    for p in b.children(pid):
        for path in glob.glob(f"/proc/{p}/task/*/schedstat"):
            try:
                with open(path, encoding="ascii") as f:
                    total += int(f.read().split()[0])
            except OSError:
                continue
    return total / 1e6


def settle(server):
    """Waits until requests that nobody waits for any more are answered."""
    until = time.monotonic() + QUIET_MOST
    while time.monotonic() < until:
        before = server.cpu()
        time.sleep(0.5)
        if server.cpu() - before <= QUIET_MS:
            return


# ---- load ------------------------------------------------------------------------

def cpu_each(server, path, headers, seconds):
    """CPU ms of a page by plain requests: none is cut off by the end."""
    for _ in range(3):
        server.get(path, headers)
    settle(server)
    n, before, until = 0, server.cpu(), time.monotonic() + seconds
    while n < 10 or time.monotonic() < until:
        r, _ = server.get(path, headers)
        if r.status != 200:
            sys.exit(f"bench: {path} answers {r.status}")
        n += 1
    return (server.cpu() - before) / n


def csv_of(server, path, headers):
    server.get(path, headers)
    took, before, until = [], server.cpu(), time.monotonic() + CSV_SECONDS
    while len(took) < 20 and (len(took) < 2 or time.monotonic() < until):
        begin = time.monotonic()
        server.get(path, headers)
        took.append((time.monotonic() - begin) * 1000)
    return statistics.median(took), (server.cpu() - before) / len(took)


def seconds_of(peer):
    if peer.fast:
        return b.SECONDS
    return SLOW_SECONDS if b.RUNS > 1 else 3


def reads(peer, server, clients):
    path = peer.pages["list"][0]
    if peer.fast:
        return b.wrk(server, path, clients, peer.headers)
    load = b.wrk_once(server, path, clients, seconds_of(peer), peer.headers, None)
    settle(server)
    return load


def writes(peer, server, clients, phase):
    """What was answered but isn't there is an error, too; none of them counts
    in the rate."""
    runs = []
    for k in range(b.RUNS if peer.fast else 1):
        before = peer.kept()
        run = b.wrk_once(server, peer.write_path, clients, seconds_of(peer), None,
                         peer.script(phase + k))
        settle(server)
        run.errors = max(run.errors, run.n - (peer.kept() - before))
        run.rate *= (run.n - run.errors) / max(run.n, 1)
        runs.append(run)
    load = b.Load(*(statistics.median(getattr(r, k) for r in runs)
                    for k in ("cpu", "rate", "p99")), sum(r.errors for r in runs))
    return load


LUA = r"""
local n = 0
local paths = { %s }
local states = { %s }
request = function()
  n = n + 1
  local state = states[(math.floor(n / #paths) + %d) %% #states + 1]
  local body = string.gsub(string.gsub(%s, "STATE", state), "COUNT", n)
  return wrk.format("%s", paths[n %% #paths + 1], { %s }, body)
end
"""


def lua(file, method, paths, states, phase, body, headers):
    """A script whose body has STATE and COUNT filled in."""
    quoted = [", ".join(json.dumps(x) for x in xs) for xs in (paths, states)]
    head = ", ".join(f"[{json.dumps(k)}] = {json.dumps(v)}" for k, v in headers.items())
    with open(file, "w", encoding="utf-8") as f:
        f.write(LUA % (*quoted, phase, json.dumps(body), method, head))
    return file


# ---- the browser -------------------------------------------------------------------

def paint(peer, server):
    """Bytes, requests and ms to the first paint of the list, cold."""
    ask = {"url": f"http://127.0.0.1:{server.port}{peer.pages['list'][0]}",
           "cookie": peer.headers.get("Cookie", ""), "runs": 7 if b.RUNS > 1 else 3}
    out = subprocess.run(["node", os.path.join(HERE, "paint.mjs")], input=json.dumps(ask),
                         stdout=subprocess.PIPE, text=True, check=False, timeout=300,
                         cwd=ROOT)
    if out.returncode:
        return {}
    return json.loads(out.stdout)


# ---- one program ---------------------------------------------------------------------

def pages_check(peer, server):
    """A page without its rows would be fast."""
    for name, (path, pattern, count) in peer.pages.items():
        r, body = server.get(path, {k: v for k, v in peer.headers.items()
                                    if k != "Accept-Encoding"})
        found = len(re.findall(pattern, body.decode("utf-8", "replace")))
        if r.status != 200 or found < count:
            sys.exit(f"bench: {peer.name}, {path}: answers {r.status} with {found} of {count}")


def start(peer, figures):
    """Starts it, more than once where that is cheap."""
    took, ran = [], []
    while True:
        server = peer.serve()
        took.append(server.took)
        ran.append(ran_ms(server.p.pid))
        if len(took) >= (STARTS if min(took) < 1000 and b.RUNS > 1 else 1):
            break
        stop(server.p)
    figures["start"], figures["start cpu"] = statistics.median(took), statistics.median(ran)
    figures["fresh"] = b.pss_mb(server.p.pid)
    return server


def measure(peer):
    figures = {"busy": b.busy_before()}
    server = start(peer, figures)
    peer.sign_in(server)
    pages_check(peer, server)
    for kind in ("task", "dash") if peer.fast else ("list", "task", "dash"):
        path = peer.pages[kind][0]
        figures[f"{kind} cpu"] = (b.wrk(server, path, 8, peer.headers).cpu if peer.fast else
                                  cpu_each(server, path, peer.headers, seconds_of(peer)))
    figures.update(paint(peer, server))
    figures["csv ms"], figures["csv cpu"] = peer.csv(server)
    for clients in CLIENTS:
        load = reads(peer, server, clients)
        if clients == 8 and peer.fast:
            figures["list cpu"] = load.cpu
        for k in ("rate", "p99", "errors"):
            figures[f"list {k} {clients}"] = getattr(load, k)
    for phase, clients in enumerate(CLIENTS):
        load = writes(peer, server, clients, phase)
        if clients == 1:
            figures["write cpu"] = load.cpu
        for k in ("rate", "p99", "errors"):
            figures[f"write {k} {clients}"] = getattr(load, k)
    figures["after"] = b.pss_mb(server.p.pid)
    stop(server.p)
    return figures


def said(*argv):
    """The first line that a program says."""
    out = subprocess.run(argv, capture_output=True, text=True, check=False).stdout
    return (out.splitlines() or [""])[0].strip()


def package_version(name):
    return said("dpkg-query", "-W", "-f", "${Version}", name).split(":")[-1]


def ask_form(port, path, headers, body):
    """As Server.ask() of a form."""
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    c.request("POST", path, body, {
        **headers, "Content-Type": "application/x-www-form-urlencoded"})
    r = c.getresponse()
    r.read()
    c.close()
    return r
