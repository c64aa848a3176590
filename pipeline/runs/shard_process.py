"""The process that does one shard: asked on standard input, answers on standard output."""

import json
import os
import sys
import threading
from dataclasses import asdict

from pipeline.runs.shards import Shard, ShardError, do_shard


def main() -> None:
    """Do the shard that is asked for; end at once when who asked is gone."""
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_after_input, daemon=True).start()
    try:
        done = asdict(do_shard(Shard(**{**asked, "captures": tuple(asked["captures"])})))
    except ShardError as error:
        done = {"error": str(error)}
    sys.stdout.write(json.dumps(done) + "\n")
    sys.stdout.flush()


def _end_after_input() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
