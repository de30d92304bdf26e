"""Runs one measure of one peer and prints it as JSON.

By hand:      python bench/peers/peer.py stream --peer evutils --file big.raw
By a harness: python bench/peers/peer.py serve    (one JSON request a line in, one JSON answer a line out)

A request is {"measure": name, ...options}. The answer holds "seconds" (the measured part alone: no interpreter start, no
import, no just-in-time compilation) and what the measure counted, or "error" when the peer cannot do it.
"""

import argparse
import importlib
import json
import resource
import sys
import time

sys.dont_write_bytecode = True

MODULES = {
    "stream": "stream",
    "whole": "whole_file",
    "seek": "seek",
    "frames": "frames",
    "text": "text",
    "versions": "versions",
    "contiguous": "contiguous_hdf5",
    "integers": "integer_text",
    "repeat": "repeat_hdf5",
    "planes": "stack_kernels",
    "images": "images",
    "cells": "cells",
}


def measure(request: dict) -> dict:
    """Runs the named measure; a peer's failure becomes an answer, not a crash."""
    options = {key: value for key, value in request.items() if key != "measure"}
    try:
        started = time.perf_counter()
        answer = importlib.import_module(MODULES[request["measure"]]).run(**options)
        answer.setdefault("seconds", time.perf_counter() - started)
    except Exception as error:  # a peer may fail in any way it likes
        answer = {"error": f"{type(error).__name__}: {error}"[:400]}
    answer["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return answer


def serve() -> None:
    """Answers requests until the input ends. The peers' own output goes to standard error."""
    out = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        print(json.dumps(measure(json.loads(line))), file=out, flush=True)


def parse_options(words: list[str]) -> dict:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measure", choices=[*MODULES, "serve"])
    parser.add_argument("--peer")
    parser.add_argument("--file")
    parser.add_argument("--output")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--jumps", type=int)
    parser.add_argument("--width", type=int)
    parser.add_argument("--height", type=int)
    parser.add_argument("--kind")
    parser.add_argument("--seconds", type=float)
    return {key: value for key, value in vars(parser.parse_args(words)).items() if value is not None}


if __name__ == "__main__":
    given = parse_options(sys.argv[1:])
    if given["measure"] == "serve":
        serve()
    else:
        print(json.dumps(measure(given)))
