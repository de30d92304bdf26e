"""Random access: seek to a time and read a window of 10 ms, many times.

The caller gives the times so that both sides jump to the same places. The first seek is timed apart: that is where
evutils builds its index in memory.
"""

import time


def run(file: str, times: list[int], peer: str = "evutils", windowMicros: int = 10_000) -> dict:
    if peer != "evutils":
        raise ValueError(f"{peer} cannot seek")
    from evutils.io import EventReader

    opened = time.perf_counter()
    text = {"delimiter": " "} if file.endswith(".txt") else {}
    reader = EventReader(file, delta_t=windowMicros, **text)
    started = time.perf_counter()
    reader.seek(t=times[0])
    first = len(reader.read())
    first_seconds = time.perf_counter() - started

    events = 0
    millis = []
    for micros in times[1:]:
        before = time.perf_counter()
        reader.seek(t=micros)
        events += len(reader.read())
        millis.append((time.perf_counter() - before) * 1000)
    reader.close()
    return {
        "seconds": time.perf_counter() - opened,
        "openMillis": (started - opened) * 1000,
        "firstMillis": first_seconds * 1000,
        "firstEvents": first,
        "millis": millis,
        "events": events,
    }
