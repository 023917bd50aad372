"""Ours and the ceiling program under the same measures as the peers."""
import os
import re
import subprocess

from kit import Peer, b, said

TASK = 2  # the one whose page is asked for


def count(db, table):
    out = subprocess.run(["sqlite3", "-readonly", "-cmd", ".timeout 20000", db,
                          f"select count(*) from {table}"],
                         capture_output=True, text=True, check=True).stdout
    return int(out)


class Ours(Peer):
    name = "ours"
    fast = True

    def serve(self):
        port = b.free_port()
        roviec = os.path.join(self.ground.build, "roviec")
        return b.Server([roviec, "serve", "--data", self.ground.data, "--listen",
                         f"127.0.0.1:{port}"], port, "/sign-in", self.ground.log)

    def sign_in(self, server):
        links = self.ground.links
        self.headers = b.sign_in(server, links["office"])
        self.pages = {
            "list": ("/tasks?state=open&sort=due", r'href="/task/\d+', 50),
            "task": (f"/task/{TASK}", "<time datetime", 4),
            "dash": ("/overview", "<tr role=", 19),
            "csv": ("/tasks.csv", "\n", 5000),
        }
        unit = b.sign_in(server, links["unit"])
        _, _, html = b.page(server, f"/tasks?state=running&lead={links['lead']}", unit)
        ids = sorted(set(re.findall(r'href="/task/(\d+)"', html)))
        csrf = re.search(r'name="csrf" value="([^"]+)"', html).group(1)
        self.page_script = b.report_script(self.ground.folder, ids, csrf, unit)

    def script(self, phase):
        return self.page_script()

    def kept(self):
        return count(self.ground.db, "task_act")

    def version(self):
        return "ours " + said("git", "-C", self.ground.build, "describe", "--always", "--dirty")


class Ceiling(Peer):
    name = "ceiling"
    fast = True
    pages = {
        "list": ("/list", "<tr><td>\\d+", 50),
        "task": (f"/task/{TASK}", "<tr>", 5),
        "dash": ("/dash", "<tr><td>[^<]+", 19),
    }

    def make(self):
        self.file = self.ground.path("ceiling.db")
        subprocess.run([self.ground.tool("bench-ceiling"), "make", self.file, self.ground.db],
                       check=True)

    def serve(self):
        port = b.free_port()
        return b.Server([self.ground.tool("bench-ceiling"), "serve", self.file, str(port)],
                        port, "/list", self.ground.log)

    def script(self, phase):
        path = self.ground.path("ceiling.lua")
        with open(path, "w", encoding="utf-8") as f:
            f.write(b.CEILING_LUA)
        return path

    def kept(self):
        return count(self.file, "history")

    def csv(self, server):
        return b.csv_raw(self.ground.db, 10)

    def version(self):
        return "SQLite " + said("sqlite3", "--version").split(" ")[0]
