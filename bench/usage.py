"""Runs a command to its end and prints what it cost, its children included, as JSON."""
import json
import os
import subprocess
import sys
import time

start = time.monotonic()
with open(os.devnull if sys.argv[1] == "-" else sys.argv[1], "wb") as out:
    _, status, usage = os.wait4(subprocess.Popen(sys.argv[2:], stdout=out).pid, 0)
seconds = time.monotonic() - start
print(json.dumps({"cpu": usage.ru_utime + usage.ru_stime, "wall": seconds, "mebibytes": usage.ru_maxrss / 1024}))
sys.exit(os.waitstatus_to_exitcode(status))
