"""Crawls a workspace in child processes that are killed after random times; prints one JSON line.

Everything is imported before the first fork, so that what is killed is the crawl and no start.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from pipeline.crawling.run import crawl
from pipeline.sources.loading import load_source
from pipeline.workspace import Workspace


def main() -> None:
    folder, name, times, longest = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
    source = load_source(folder / "sources" / f"{name}.yaml")
    chance = random.Random(5)
    killed = 0
    for _ in range(times):
        child = os.fork()
        if not child:
            crawl([source], Workspace(folder))
            os._exit(0)
        time.sleep(chance.uniform(0.02, float(longest)))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
    (report,) = crawl([source], Workspace(folder))
    print(json.dumps({"killed": killed, "report": report.model_dump(mode="json")}))


main()
