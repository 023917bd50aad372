"""Puts the peers of Debian on the machine. None of them is started, and
Debian's own set-up of a database for Redmine is told to stay away."""
import glob
import os
import subprocess
import sys

PACKAGES = ("fossil", "redmine", "redmine-pgsql", "puma")
ANSWERS = """redmine redmine/current-instances string default
redmine redmine/instances/default/dbconfig-install boolean false
redmine redmine/instances/default/database-type select pgsql
"""


def there(package):
    r = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", package], capture_output=True,
                       text=True, check=False)
    return r.stdout == "install ok installed"


def as_root(*argv, check=True, text=None):
    root = [] if os.geteuid() == 0 else ["sudo"]
    r = subprocess.run([*root, "env", "DEBIAN_FRONTEND=noninteractive", *argv], input=text,
                       text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if check and r.returncode:
        sys.exit(f"bench: {' '.join(argv)}: {r.stdout[-2000:]}")
    return r


def mend():
    """Bundler of a security update took gems that have no folder of their own
    for deleted, and Redmine couldn't be set up."""
    folders = (glob.glob("/usr/share/rubygems-integration/*") +
               glob.glob("/usr/lib/*/rubygems-integration/*"))
    missing = []
    for folder in folders:
        for spec in glob.glob(f"{folder}/specifications/*.gemspec"):
            gem = f"{folder}/gems/{os.path.basename(spec)[:-len('.gemspec')]}"
            if not os.path.isdir(gem):
                missing.append(gem)
    if missing:
        as_root("mkdir", "-p", *missing)
    as_root("dpkg", "--configure", "-a")


def install():
    missing = [p for p in PACKAGES if not there(p)]
    if not missing:
        return
    print("installing", ", ".join(missing), "…", file=sys.stderr)
    if "redmine" in missing:
        as_root("debconf-set-selections", text=ANSWERS)
    wait = ("-q", "-o", "DPkg::Lock::Timeout=300")  # for who else installs something
    as_root("apt-get", "update", *wait)
    r = as_root("apt-get", "install", *wait, "-y", "--no-install-recommends", *missing,
                check=False)
    if r.returncode:
        mend()
    left = [p for p in PACKAGES if not there(p)]
    if left:
        sys.exit(f"bench: {', '.join(left)} can't be installed:\n{r.stdout[-2000:]}")
