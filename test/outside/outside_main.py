"""What strangers do to a server, and what ordinary readers notice of it: test/outside/run.

usage: outside_main.py PORT PID    prints ratios; ends with 1 when one is too large
"""
import multiprocessing
import os
import resource
import socket
import sys
import time

PORT, PID = int(sys.argv[1]), int(sys.argv[2])
HOST = b"Host: localhost\r\n"
SLOW, IDLE, READS, TRIES = 2000, 10000, 400, 3
RATIO_MOST, RSS_MOST = 3.0, 128 << 20
FLOOR = 0.020  # seconds: what nobody notices, whatever it is a multiple of
bad = 0


def say(what, good, figures):
    global bad
    bad += not good
    print(f"outside: {what}: {figures}{'' if good else '  TOO MUCH'}", flush=True)


def link(timeout=10):
    s = socket.create_connection(("127.0.0.1", PORT), timeout)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def rss():
    with open(f"/proc/{PID}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) << 10 for line in f if line.startswith("VmRSS"))


def answer(s):
    got = b""
    while b"\r\n\r\n" not in got:
        part = s.recv(65536)
        if not part:
            return got
        got += part
    head, _, rest = got.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            left = int(line.split(b":")[1]) - len(rest)
            while left > 0:
                part = s.recv(65536)
                if not part:
                    break
                left -= len(part)
    return head


def p99(n=READS):
    """Somebody who reads the page of signing in, over a connection that stays; the
    server ends it when it has to, as for a browser."""
    times, s = [], None
    for _ in range(n):
        begin = time.monotonic()
        for _ in range(3):
            try:
                s = s or link()
                s.sendall(b"GET /sign-in HTTP/1.1\r\n" + HOST + b"\r\n")
                head = answer(s)
            except OSError:
                head = b""
            if head.startswith(b"HTTP/1.1 200"):
                break
            s = None
        else:
            return float("inf")
        times.append(time.monotonic() - begin)
        time.sleep(0.005)
    return sorted(times)[int(len(times) * 0.99) - 1]


def judge(what, plain, figures=""):
    # other work of the machine comes and goes: the best of three counts
    for _ in range(TRIES):
        under = p99()
        ratio = under / max(plain, FLOOR / RATIO_MOST)
        if ratio <= RATIO_MOST:
            break
    memory = rss()
    say(what, ratio <= RATIO_MOST and memory <= RSS_MOST,
        f"p99 {under * 1000:.1f} ms ({plain * 1000:.1f} alone, ratio {ratio:.2f}), "
        f"memory {memory >> 20} MB{figures}")


class Background:
    """Does something over and over beside the block, in a process of its own that gives
    way to others: what is measured is the server, not a fight for processors."""

    def __init__(self, step, before=None):
        self.stop, self.out = multiprocessing.Event(), multiprocessing.SimpleQueue()
        self.ready = multiprocessing.Event()
        self.process = multiprocessing.Process(target=self.run, args=(step, before), daemon=True)

    def run(self, step, before):
        os.nice(15)
        state, seen = before() if before else None, set()
        self.ready.set()
        while not self.stop.is_set():
            seen.add(step(state))
        self.out.put(seen)

    def __enter__(self):
        self.process.start()
        self.ready.wait(60)
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.seen = self.out.get()
        self.process.join()


def many(n):
    links = []
    for _ in range(n):
        try:
            links.append(link(2))
        except OSError:
            break
    return links


def drop(links):
    for s in links:
        s.close()


def slow(plain):
    head = b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 1000
    count = multiprocessing.Value("i", 0)

    def begin():
        links = many(SLOW)
        count.value = len(links)
        return links, iter(range(10 ** 9))

    def step(state):
        links, at = state
        i = next(at) % len(head)
        for s in links:
            try:
                s.send(head[i:i + 1])
            except OSError:
                pass
        time.sleep(1)
        return sum(map(is_closed, links))
    with Background(step, begin) as them:
        judge(f"{count.value} connections that send a byte a second", plain)
        time.sleep(12)  # behind the deadline of a head
    say("of them cut", max(them.seen) >= count.value * 0.9, max(them.seen))


def is_closed(s):
    try:
        return s.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def idle(plain):
    links = many(IDLE)
    judge(f"{len(links)} of {IDLE} connections that say nothing", plain)
    drop(links)


def heads(plain):
    large = b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 65536 + b"\r\n\r\n"

    def step(_):
        try:
            with link() as s:
                s.sendall(large)
                return answer(s)[9:12].decode() or "cut"
        except OSError:
            return "cut"
    with Background(step) as them:
        judge("headers of 64 kB, one after the other", plain)
    say("what they hear", them.seen <= {"431", "400", "cut"}, ", ".join(sorted(them.seen)))


def uploads(plain):
    head = (b"POST /sign-in HTTP/1.1\r\n" + HOST +
            b"Content-Type: multipart/form-data; boundary=x\r\n"
            b"Content-Length: 1073741824\r\n\r\n")

    def step(_):
        sent = 0
        try:
            with link() as s:
                s.sendall(head)
                s.settimeout(20)
                while sent < 1 << 30:
                    sent += s.send(b"y" * 65536)
        except OSError:
            pass
        return sent
    with Background(step) as one, Background(step) as two, Background(step) as three:
        judge("three uploads of 1 GB", plain)
    most = max(one.seen | two.seen | three.seen)
    # what fits into the buffers of both ends, and not the upload
    say("taken of one", most < 64 << 20, f"{most >> 20} MB")


SHAPES = [
    b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na",
    b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\nhello",
    b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n",
    b"GET / HTTP/1.1\nHost: localhost\n\n",
    b"GET / HTTP/1.1\r\n" + HOST + b"nocolon\r\n\r\n",
    b"GET http://evil/ HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
]


def shapes():
    """A second request behind a refused one is never answered."""
    wrong = 0
    for shape in SHAPES:
        with link() as s:
            s.sendall(shape + b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
            got = b""
            try:
                while part := s.recv(65536):
                    got += part
            except OSError:
                pass
            if b"\r\n\r\nok\n" in got or b" 200 " in got:
                wrong += 1
                print(f"   taken: {shape!r}")
    say("requests that two programs read in two ways", not wrong,
        f"{len(SHAPES)} tried, {wrong} taken")


def main():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 20000), most))
    shapes()
    p99(50)
    plain = sorted(p99() for _ in range(TRIES))[1]
    print(f"outside: alone: p99 {plain * 1000:.1f} ms, memory {rss() >> 20} MB")
    slow(plain)
    idle(plain)
    heads(plain)
    uploads(plain)
    time.sleep(3)
    judge("afterwards", plain)
    print(f"outside: {bad} too much")
    sys.exit(1 if bad else 0)


main()
