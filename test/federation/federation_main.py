"""Reports between two processes: a child (a demo) and a parent.

usage: federation_main.py PROGRAM

Between them stands a road that these tests hold: it passes messages on, or
kills the child before or behind that, or leads elsewhere. Every process that
is started here is ended here.
"""
import datetime
import http.client
import http.server
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PROGRAM = sys.argv[1]
PATH = "/federation/inbox"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
work = tempfile.mkdtemp(prefix="roviec-federation-")
above, below = os.path.join(work, "above"), os.path.join(work, "below")
ca = os.path.join(work, "ca.pem")
failures = 0
started = []


def step(name, run):
    global failures
    try:
        run()
        print(f"ok   {name}", flush=True)
    except Exception as e:  # pylint: disable=broad-except
        failures += 1
        print(f"FAIL {name}\n     {type(e).__name__}: {str(e)[:1500]}", flush=True)


def must(good, what):
    if not good:
        raise AssertionError(what)


def same(got, wanted):
    must(got == wanted, f"{got!r}, not {wanted!r}")


# ---- processes ------------------------------------------------------------------

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def roviec(*words, status=0, trust=False):
    env = {k: v for k, v in os.environ.items() if not k.startswith("ROVIEC_")}
    env["LC_ALL"] = "C"
    if trust:
        env["ROVIEC_FEDERATION_CA"] = ca
    done = subprocess.run([PROGRAM, *words], env=env, capture_output=True, text=True,
                          timeout=120, check=False)
    text = done.stdout + done.stderr
    must(done.returncode == status, f"{words[:2]}: {done.returncode} {text}")
    return text


class Served:
    """`roviec serve` of a folder."""

    def __init__(self, data, *options, port=None):
        self.port = port or free_port()
        self.tls = bool(options)
        self.log = open(os.path.join(work, "log"), "ab")
        env = dict(os.environ, LC_ALL="C")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", data, "--listen", f"127.0.0.1:{self.port}", *options],
            stdout=self.log, stderr=self.log, env=env)
        started.append(self.process)
        wait(self.answers, "the server answers")

    def connection(self):
        if not self.tls:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        context = ssl.create_default_context(cafile=ca)
        return http.client.HTTPSConnection("localhost", self.port, timeout=20, context=context)

    def answers(self):
        try:
            c = self.connection()
            c.request("GET", "/healthz")
            return c.getresponse().status == 200
        except OSError:
            return False

    def post(self, body, lang="en"):
        c = self.connection()
        c.request("POST", PATH, body=body, headers={**FORM, "Accept-Language": lang})
        answer = c.getresponse()
        return answer.status, answer.read().decode(errors="replace")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        same(self.process.wait(60), 0)

    def kill(self):
        self.process.kill()
        self.process.wait(60)


def wait(what, name, seconds=60):
    end = time.monotonic() + seconds
    while not what():
        must(time.monotonic() < end, f"waited in vain: {name}")
        time.sleep(0.05)


def rows(data, query):
    db = sqlite3.connect(f"file:{data}/roviec.db?mode=ro", uri=True)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def received():
    return rows(above, "select period, version, payload from fed_in order by id")


def sent():
    return rows(below, "select period, version, payload from fed_out where sent_at is not null "
                "order by id")


def waiting():
    return rows(below, "select period, version from fed_out where sent_at is null order by id")


# ---- the road between them ------------------------------------------------------

class Road(http.server.BaseHTTPRequestHandler):
    """What becomes of a message is told by `way`."""

    way = "pass"
    target = None  # Served
    victim = None  # Served: who is killed
    bodies = []
    strayed = 0

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass

    def answer(self, status, text, head=()):
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        for name, value in head:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):  # where a redirect would lead
        Road.strayed += 1
        self.answer(200, b"ok\n")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != PATH:
            Road.strayed += 1
            self.answer(200, b"ok\n")
            return
        Road.bodies.append(body)
        way, victim = Road.way, Road.victim
        if way == "kill before":
            victim.kill()
            return
        if way == "astray":
            self.answer(307, b"", [("Location", "/elsewhere")])
            return
        if way == "flood":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(1000):
                    self.wfile.write(b"x" * 65536)
            except OSError:
                Road.strayed += 100  # cut off, as it should be
            return
        status, text = Road.target.post(body, self.headers["Accept-Language"])
        if way == "kill behind":
            victim.kill()
            return
        self.answer(status, text.encode())


def certificate():
    key, cert = os.path.join(work, "key.pem"), os.path.join(work, "cert.pem")
    name = os.path.join(work, "name")
    with open(name, "w", encoding="ascii") as f:
        f.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")

    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", os.path.join(work, "ca.key"), "-out", ca, "-days", "2", "-subj", "/CN=rv")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", key, "-out", os.path.join(work, "csr"), "-subj", "/CN=localhost")
    openssl("x509", "-req", "-in", os.path.join(work, "csr"), "-CA", ca, "-CAkey",
            os.path.join(work, "ca.key"), "-CAcreateserial", "-out", cert, "-days", "2",
            "-extfile", name)
    return "--tls-cert", cert, "--tls-key", key


# ---- the story -------------------------------------------------------------------

parent_port = free_port()
tls = certificate()
today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
last_month = (today.replace(day=1) - datetime.timedelta(days=1))
month, before = today.strftime("%Y-%m"), last_month.strftime("%Y-%m")
parent = None


def send(status=0, trust=True):
    return roviec("federation", "send", "--data", below, status=status, trust=trust)


def relation(address, *more):
    roviec("federation", "add", "Above", "--as", "parent", "--at", address, "--key",
           roviec("federation", "key", "--data", above).strip(), "--data", below, *more)


def begins():
    roviec("init", "--data", above, "--name", "Above", "--admin", "a@b.example")
    roviec("demo", "--data", below, "--members", "60")
    roviec("federation", "key", "--new", "--data", below)  # the demo keeps no secret
    relation(f"https://localhost:{parent_port}")
    roviec("federation", "add", "Below", "--as", "child", "--key",
           roviec("federation", "key", "--data", below).strip(), "--data", above)


def away():
    must("can't be reached" in send(status=1), "it says why")
    same(len(waiting()), 1)


def strangers():
    global parent
    parent = Served(above, *tls, port=parent_port)
    must("can't be reached" in send(status=1, trust=False), "nobody vouches for it")
    same(received(), [])


def back():
    send()
    same(waiting(), [])
    same(received(), sent())
    must("0 new" in send(), "nothing new")
    same(len(received()), 1)
    same(received()[0][:2], (month, 1))


# The relation begins last month now, so a serving child owes that month's
# report: it writes it by itself, and is killed before the parent has it.
def killed_before(road):
    parent.stop()  # its key is read
    roviec("federation", "remove", "Above", "--data", below)
    relation(f"http://127.0.0.1:{road}", "--from", last_month.strftime("%Y-%m-01"))
    Road.target = restart()
    Road.way = "kill before"
    child = serve_victim()
    wait(lambda: child.process.poll() is not None, "killed")
    same(waiting(), [(before, 1)])
    same(len(received()), 1)


def restart():
    global parent
    parent = Served(above, *tls, port=parent_port)
    return parent


def serve_victim():
    """A child that the road may kill as soon as it is there."""
    ready = threading.Event()

    class Later:
        def kill(self):
            ready.wait(60)
            self.child.kill()
    later = Later()
    Road.victim = later
    later.child = Served(below)
    ready.set()
    return later.child


# … then behind it, before it has the answer.
def killed_behind():
    Road.way = "kill behind"
    child = serve_victim()
    wait(lambda: child.process.poll() is not None, "killed")
    same(waiting(), [(before, 1)])
    same(len(received()), 2)


# It doesn't know, sends once more, and the parent has it once.
def once():
    Road.way = "pass"
    child = Served(below)
    wait(lambda: not waiting(), "sent")
    child.stop()
    same(len(received()), 2)
    same(sorted(received()), sorted(sent()))
    same(len(Road.bodies), 3)


def altered():
    body = Road.bodies[-1]
    fields = dict(urllib.parse.parse_qsl(body.decode()))

    def post(**changed):
        return parent.post(urllib.parse.urlencode({**fields, **changed}))
    same(post()[0], 200)  # the same once more
    same(post(payload=fields["payload"].replace('"late":', '"late":1'))[0], 403)
    same(post(**{"webhook-id": "msg_x"})[0], 403)
    same(post(**{"webhook-timestamp": str(int(fields["webhook-timestamp"]) - 90000)})[0], 410)
    same(post(**{"from": "whpk_" + "A" * 43 + "="})[0], 403)
    status, text = post(payload="x" * 100000)
    must(status in (400, 413), f"{status} {text}")
    status, text = parent.post(b"payload=" + b"x" * 600000)
    must(status == 413, f"{status} {text}")
    same(parent.post(b"")[0], 400)
    same(len(received()), 2)


# Another relation whose address is a bad one: nothing follows a redirect, no
# endless answer is read.
def led_astray(road):
    Road.strayed = 0
    roviec("federation", "add", "Astray", "--as", "parent", "--at", f"http://127.0.0.1:{road}",
           "--key", "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=", "--data", below)
    Road.way = "astray"
    must("answered 307" in send(status=1), "it says what came")
    same(Road.strayed, 0)
    Road.way = "flood"
    must("can't be reached" in send(status=1), "it ends the answer")
    wait(lambda: Road.strayed == 100, "cut off")
    Road.way = "pass"
    text = send(status=1)
    must("another committee" in text, text)
    same(len(received()), 2)


def whole():
    parent.stop()
    roviec("verify", "--data", above)
    roviec("verify", "--data", below)


def main():
    if (today.day, today.hour) == (1, 0):
        print("ok   nothing to see: months are reported from one o'clock on")
        return
    road = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Road)
    threading.Thread(target=road.serve_forever, daemon=True).start()
    port = road.server_address[1]
    step("two committees know each other", begins)
    step("a parent that is away is said, the report waits", away)
    step("a certificate that nobody vouches for is refused", strangers)
    step("it is back: the report comes, once", back)
    step("killed between outbox and sending: it waits", lambda: killed_before(port))
    step("killed between delivery and answer: it waits", killed_behind)
    step("sent once more, taken once", once)
    step("altered, old, foreign and large ones are refused", altered)
    step("redirects and endless answers lead nowhere", lambda: led_astray(port))
    step("both trails are whole", whole)
    road.shutdown()


try:
    main()
finally:
    for p in started:
        if p.poll() is None:
            p.kill()
            p.wait()
    if failures:
        with open(os.path.join(work, "log"), encoding="utf-8", errors="replace") as f:
            print("".join(f.readlines()[-15:]))
    shutil.rmtree(work, ignore_errors=True)
sys.exit(1 if failures else 0)
