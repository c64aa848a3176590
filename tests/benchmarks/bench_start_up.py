"""What the program costs before it does anything: CPU time against an idle interpreter.

    python tests/benchmarks/bench_start_up.py

The least CPU seconds of seven processes each, children included, with compiled modules, as any
second start has them. The ratio holds where absolute times drift; a second is never near:
``kejichu --help`` takes at most half of one.
"""

import os
import resource
import subprocess
import sys

ROUNDS = 7
LIMIT = 0.5
PROGRAM = "import sys; from pipeline.cli.main import main; main(sys.argv[1:])"


def cpu(*arguments: str) -> float:
    """The least CPU seconds that the interpreter takes with these arguments."""
    found, environment = [], {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, *arguments]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def main() -> None:
    """Measure and print."""
    idle = cpu("-c", "pass")
    print(f"python -c pass: {idle:.2f} s CPU")
    whole = 0.0
    for words in (("--help",), ("--version",), ("extract", "--help"), ("run", "--help")):
        took = cpu("-c", PROGRAM, *words)
        whole = max(whole, took)
        print(f"kejichu {' '.join(words)}: {took:.2f} s CPU, {took / idle:.0f} times that")
    sys.exit(whole > LIMIT)


if __name__ == "__main__":
    main()
