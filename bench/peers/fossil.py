"""Fossil: the tasks become tickets, the acts their history."""
import os
import re
import subprocess

from kit import Peer, ask_form, b, lua, package_version
from own import TASK, count

WRITTEN = 200  # tickets that were made by Fossil itself: a change replays them
NAME, WORD = "bench", "only-for-the-bench"

LOAD = """
attach '%s' as ours;
create temp table made as select foundin from ticket;
insert into ticket (tkt_uuid, tkt_mtime, tkt_ctime, type, status, subsystem,
  priority, severity, title, comment, foundin)
select lower(hex(randomblob(20))), julianday('now'), julianday('now'), 'Task',
  case when t.done_on is not null then 'Closed'
  when t.submitted_on is not null then 'Review' else 'Open' end, o.short_name,
  t.due_on, t.number, t.work, t.product, t.id
from ours.task t left join ours.org o on o.id = t.lead
where cast(t.id as text) not in (select foundin from made);
insert into ticketchng (tkt_id, tkt_mtime, login, username, mimetype, icomment)
select k.tkt_id, julianday(a.at / 1000, 'unixepoch'), 'bench', a.actor_name, 'text/plain',
  a.kind || coalesce(' ' || a.percent || ' %%: ', ': ') || coalesce(a.body, '')
from ours.task_act a join ticket k on k.foundin = cast(a.task as text)
where k.foundin not in (select foundin from made) order by a.id;
create index ticket_due on ticket (priority);
create index ticket_unit on ticket (subsystem, status);
insert into reportfmt (rn, owner, title, mtime, cols, sqlcode)
values (901, 'bench', 'Open by deadline', julianday('now'), '',
  'SELECT tkt_uuid AS "#", severity, title, subsystem, priority, comment, status
   FROM ticket WHERE status <> ''Closed'' ORDER BY priority LIMIT 50'),
  (902, 'bench', 'By unit', julianday('now'), '',
  'SELECT subsystem, status, count(*) AS n FROM ticket
   GROUP BY subsystem, status'),
  (903, 'bench', 'All', julianday('now'), '',
  'SELECT severity, title, subsystem, priority, comment, status FROM ticket');
"""
WRITE_SQL = """
select t.id, t.number, t.work, o.short_name, t.due_on, t.product
from task t left join org o on o.id = t.lead
where t.issued_on is not null and t.done_on is null and t.submitted_on is null
order by t.due_on desc limit %d
"""


def sqlite(db, sql):
    return subprocess.run(["sqlite3", "-separator", "\x1f", db], input=sql, text=True,
                          capture_output=True, check=True).stdout


class Fossil(Peer):
    name = "Fossil"

    def run(self, *argv):
        return subprocess.run(["fossil", *argv], text=True, capture_output=True, check=True,
                              env=dict(os.environ, HOME=self.ground.folder, USER=NAME)).stdout

    def make(self):
        self.repo = self.ground.path("tasks.fossil")
        self.run("new", self.repo)
        self.run("user", "password", NAME, WORD, "-R", self.repo)
        self.run("user", "capabilities", NAME, "hjorwcn", "-R", self.repo)
        self.written = []
        for line in sqlite(self.ground.db, WRITE_SQL % WRITTEN).splitlines():
            task, number, work, unit, due, product = line.split("\x1f")
            said = self.run("ticket", "add", "type", "Task", "status", "Open", "foundin", task,
                            "severity", number, "title", work, "subsystem", unit, "priority",
                            due, "comment", product, "-R", self.repo)
            self.written.append(re.search(r"\b[0-9a-f]{40}\b", said).group(0))
        # with the plain shell: fossil's own may not attach
        sqlite(self.repo, LOAD % self.ground.db)

    def serve(self):
        port = b.free_port()
        return b.Server(["env", f"HOME={self.ground.folder}", "fossil", "server", "--localhost",
                         "--port", str(port), self.repo], port, "/login", self.ground.log)

    def sign_in(self, server):
        r = ask_form(server.port, "/login", {}, f"u={NAME}&p={WORD}&in=Login")
        cookie = r.headers.get("Set-Cookie", "").split(";")[0]
        # who posts from nowhere may only read
        self.headers = {"Cookie": cookie, "Referer": f"http://127.0.0.1:{server.port}/ticket"}
        ticket = sqlite(self.repo, "select tkt_uuid from ticket where foundin = "
                        f"'{TASK}'").strip()
        self.pages = {
            "list": ("/rptview?rn=901", r'href="/tktview[^"]*', 50),
            "task": (f"/tktview/{ticket}", r"report \d+ %:", 2),
            "dash": ("/rptview?rn=902", "<tr", 19),
            "csv": ("/rptview?rn=903&tablist=1", "\n", 5000),
        }
        _, html = server.get(f"/tktedit/{self.written[0]}", self.headers)
        self.csrf = re.search(rb'name="csrf" value="([^"]+)"', html).group(1).decode()

    def script(self, phase):
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        return lua(self.ground.path("fossil.lua"), "POST",
                   [f"/tktedit?name={t}" for t in self.written], ["Review", "Open"], phase,
                   f"csrf={self.csrf}&status=STATE&mutype=Plain+Text&username={NAME}"
                   "&icomment=COUNT+The+same+words+as+in+the+other+program."
                   "&submit=Submit+Changes", headers)

    def kept(self):
        return count(self.repo, "ticketchng")

    def version(self):
        return "Fossil " + package_version("fossil")
