"""Redmine of Debian with its own PostgreSQL, both in folders that go away: the
tasks become issues, the acts their journals. Puma with 2 workers of 5 threads
answers, as its operators run it."""
import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

from kit import (BIN, Cluster, Peer, as_server, ask_form, b, lua, package_version,
                 said)
from own import TASK

SOURCE = "/usr/share/redmine"
WRITTEN = 1000  # so many that two changes seldom meet on one issue
KEY = "0123456789abcdef0123456789abcdef01234567"
SITE = "default"  # the one of Debian's several installations

DATABASE = """production:
  adapter: postgresql
  database: redmine
  host: 127.0.0.1
  port: %d
  username: roviec
  encoding: utf8
"""
TASK_SQL = """
select t.id, t.number, t.work, o.short_name, t.due_on, t.product, t.percent,
  case when t.done_on is not null then 5 when t.submitted_on is not null then 3
  when t.accepted_on is not null then 2 else 1 end, t.issued_on, t.done_on
from task t left join org o on o.id = t.lead
"""
ACT_SQL = "select task, kind, at / 1000, percent, body from task_act order by id"
LOAD = r"""
\set ON_ERROR_STOP on
create temp table t (id int, number text, work text, unit text, due date, product text,
  percent int, status int, issued date, done date);
create temp table a (n serial, task int, kind text, at bigint, percent int, body text);
\copy t from 'tasks.csv' csv
\copy a (task, kind, at, percent, body) from 'acts.csv' csv
begin;
update users set must_change_passwd = false, language = 'vi' where login = 'admin';
insert into tokens (user_id, action, value, created_on, updated_on)
  values (1, 'api', :'key', now(), now());
insert into settings (name, value, updated_on) values ('rest_api_enabled', '1', now()),
  ('issues_export_limit', '100000', now()), ('default_language', 'vi', now()),
  ('notified_events', E'--- []\n', now());
insert into projects (id, name, identifier, is_public, status, lft, rgt, created_on, updated_on)
  values (1, 'Nhiệm vụ', 'tasks', false, 1, 1, 2, now(), now());
insert into enabled_modules (project_id, name) values (1, 'issue_tracking');
insert into projects_trackers (project_id, tracker_id) select 1, id from trackers;
insert into issue_categories (project_id, name) select distinct 1, unit from t
  where unit is not null;
insert into custom_fields (id, type, name, field_format, is_for_all, is_filter, position,
  searchable, format_store) values
  (1, 'IssueCustomField', 'Số', 'string', true, true, 1, false, E'--- {}\n'),
  (2, 'IssueCustomField', 'Sản phẩm', 'string', true, true, 2, false, E'--- {}\n');
insert into custom_fields_trackers (custom_field_id, tracker_id)
  select f.id, k.id from custom_fields f, trackers k;
insert into issues (id, tracker_id, project_id, subject, description, due_date, category_id,
  status_id, priority_id, author_id, created_on, updated_on, start_date, done_ratio, root_id,
  lft, rgt, closed_on)
  select t.id, 1, 1, left(t.work, 255), t.work, t.due, c.id, t.status,
  (select id from enumerations where type = 'IssuePriority' and is_default), 1,
  t.issued, now(), least(t.issued, t.due), t.percent, t.id, 1, 2, t.done
  from t left join issue_categories c on c.name = t.unit;
insert into custom_values (customized_type, customized_id, custom_field_id, value)
  select 'Issue', id, 1, number from t union all select 'Issue', id, 2, product from t;
insert into journals (id, journalized_id, journalized_type, user_id, notes, created_on)
  select n, task, 'Issue', 1, coalesce(body, kind), to_timestamp(at) from a;
insert into journal_details (journal_id, property, prop_key, old_value, value)
  select n, 'attr', 'done_ratio',
  lag(percent, 1, 0) over (partition by task order by n)::text, percent::text
  from a where kind = 'report'
  union all select n, 'attr', 'status_id',
  case kind when 'accept' then '1' when 'submit' then '2' else '3' end,
  case kind when 'accept' then '2' when 'submit' then '3' else '5' end
  from a where kind in ('accept', 'submit', 'verify');
select setval('issues_id_seq', (select max(id) from issues)),
  setval('journals_id_seq', (select max(id) from journals)), setval('projects_id_seq', 1),
  setval('custom_fields_id_seq', 2);
commit;
vacuum analyze;
"""
SHOWN = ("cf_1", "subject", "category", "due_date", "cf_2", "status", "done_ratio")


class WithDatabase(b.Server):
    """Its CPU is the application's and the database's."""

    patience = 180

    def __init__(self, argv, port, path, log, cluster):
        self.cluster = cluster
        super().__init__(argv, port, path, log)

    def cpu(self):
        return b.cpu_ms(self.p.pid) + b.cpu_ms(self.cluster.pids()[0])


class Redmine(Peer):
    name = "Redmine"
    cluster = shelter = None

    def make(self):
        # where the server's own user may look, and on a disk
        self.shelter = tempfile.mkdtemp(dir="/var/tmp", prefix="roviec-peers-")
        os.chmod(self.shelter, 0o755)
        self.cluster = Cluster(self.shelter, "pg")
        self.cluster.start("-c shared_buffers=128MB")
        self.sql("postgres", "-c", "create database redmine")
        self.tree_make()
        print("Redmine makes its tables …", file=sys.stderr)
        for words in (["bundle", "install", "--local", "--quiet"],
                      ["bundle", "exec", "rake", "db:migrate"],
                      ["bundle", "exec", "rake", "redmine:load_default_data"]):
            subprocess.run([*self.within(), *words], check=True, stdout=self.ground.log,
                           stderr=self.ground.log)
        self.fill()

    def tree_make(self):
        """A copy of the program whose instance, lock and database are here."""
        self.tree = self.ground.path("redmine")
        shutil.copytree(SOURCE, self.tree, ignore=shutil.ignore_patterns(
            "instances", "Gemfile.lock", "database.yml", "extra"))
        site = os.path.join(self.tree, "instances", SITE)
        for name in ("config", "log", "files", "tmp", "public/plugin_assets"):
            os.makedirs(os.path.join(site, name))
        for path in (site, self.tree):
            with open(os.path.join(path, "config/database.yml"), "w", encoding="utf-8") as f:
                f.write(DATABASE % self.cluster.port)
        with open(os.path.join(site, "config/secret_key.txt"), "w", encoding="utf-8") as f:
            f.write(KEY)
        gems = os.path.join(self.tree, "Gemfile")
        with open(gems, encoding="utf-8") as f:
            text = f.read()
        # it looks there for the kind of database
        with open(gems, "w", encoding="utf-8") as f:
            f.write(text.replace(SOURCE + "/", self.tree + "/"))
        with open(gems + ".local", "w", encoding="utf-8") as f:
            f.write('gem "puma"\n')

    def within(self):
        """Words before a command of Ruby."""
        return ["env", "-C", self.tree, "RAILS_ENV=production", f"X_DEBIAN_SITEID={SITE}",
                f"BUNDLE_GEMFILE={self.tree}/Gemfile", f"HOME={self.ground.folder}",
                "SCHEMA=/dev/null", "LANG=C.UTF-8", "REDMINE_LANG=vi",
                "BUNDLE_SILENCE_ROOT_WARNING=1"]

    def sql(self, database, *words):
        return subprocess.run([f"{BIN}/psql", "-h", "127.0.0.1", "-p", str(self.cluster.port),
                               "-U", "roviec", "-d", database, "-XAtq", *words], check=True,
                              capture_output=True, text=True, cwd=self.ground.folder).stdout

    def fill(self):
        db = sqlite3.connect(f"file:{self.ground.db}?mode=ro", uri=True)
        for name, query in (("tasks.csv", TASK_SQL), ("acts.csv", ACT_SQL)):
            with open(self.ground.path(name), "w", encoding="utf-8", newline="") as f:
                csv.writer(f).writerows(db.execute(query))
        db.close()
        with open(self.ground.path("load.sql"), "w", encoding="utf-8") as f:
            f.write(LOAD)
        self.sql("redmine", "-v", f"key={KEY}", "-f", "load.sql")

    def serve(self):
        port = b.free_port()
        return WithDatabase([*self.within(), "bundle", "exec", "puma", "-e", "production",
                             "-w", "2", "-t", "5:5", "-b", f"tcp://127.0.0.1:{port}"],
                            port, "/login", self.ground.log, self.cluster)

    def sign_in(self, server):
        r, html = server.get("/login")
        cookie = r.headers.get("Set-Cookie", "").split(";")[0]
        token = re.search(rb'name="authenticity_token" value="([^"]+)"', html).group(1).decode()
        r = ask_form(server.port, "/login", {"Cookie": cookie}, urllib.parse.urlencode({
            "authenticity_token": token, "username": "admin", "password": "admin"}))
        self.headers = {"Cookie": r.headers.get("Set-Cookie", "").split(";")[0]}
        shown = "".join(f"&c%5B%5D={c}" for c in SHOWN)
        self.pages = {
            "list": ("/projects/tasks/issues?set_filter=1&f%5B%5D=status_id&op%5Bstatus_id%5D=o"
                     f"&sort=due_date&per_page=50{shown}", r'<tr id="issue-\d+"', 50),
            "task": (f"/issues/{TASK}", r'id="change-\d+"', 4),
            "dash": ("/projects/tasks/issues/report/category", '<td class="name">', 19),
            "csv": ("/projects/tasks/issues.csv?set_filter=1&f%5B%5D=status_id"
                    f"&op%5Bstatus_id%5D=%2A{shown}", "\n", 5000),
        }

    def script(self, phase):
        ids = self.sql("redmine", "-c", "select id from issues where status_id in (1, 2) "
                       f"order by due_date desc limit {WRITTEN}").split()
        return lua(self.ground.path("redmine.lua"), "PUT", [f"/issues/{i}.json" for i in ids],
                   ["1", "2"], phase,
                   '{"issue": {"status_id": STATE, "notes": '
                   '"COUNT The same words as in the other program."}}',
                   {"Content-Type": "application/json", "X-Redmine-API-Key": KEY})

    def kept(self):
        return int(self.sql("redmine", "-c", "select count(*) from journals"))

    def close(self):
        if self.cluster:
            as_server(f"{BIN}/pg_ctl", "-D", self.cluster.data, "-m", "immediate", "-w", "stop",
                      check=False)
            self.cluster.stop()
        if self.shelter:
            shutil.rmtree(self.shelter, ignore_errors=True)

    def version(self):
        server = said(f"{BIN}/postgres", "--version").split(" ")
        return (f"Redmine {package_version('redmine')} on Puma {package_version('puma')}, "
                f"PostgreSQL {server[2]}")
