# Links the program of an installed PyPI package, as `python3 -I -S -c TEXT DIRECTORY NAME BIN`. BIN is the program that
# was asked for; without one it is the only console script, else the one that is called like the package.
# The text is quoted by a shell: it has no single quote.

import glob, os, re, sys
from importlib.metadata import distributions
directory, name, wanted = sys.argv[1:]
found = distributions(name=name, path=glob.glob(directory + "/lib/python*/site-packages"))
names = sorted(entry.name for package in found for entry in package.entry_points if entry.group == "console_scripts")
alike = [script for script in names if re.sub(r"[-_.]+", "-", script).lower() == name]
chosen = wanted or (names if len(names) == 1 else alike or [name])[0]
if chosen not in names:
    sys.exit("cdk8s-mcp: PyPI package " + name + " has no program " + chosen + "; it has: " + (", ".join(names) or "none") + ". Set bin in ServerSource.pypi")
if os.path.lexists("/opt/mcp/bin/server"):
    os.remove("/opt/mcp/bin/server")
os.symlink(directory + "/bin/" + chosen, "/opt/mcp/bin/server")
