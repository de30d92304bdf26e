"""Dense frames of a fixed number of events from columns that are already in memory, one thread."""

import time


def run(file: str, width: int, height: int, kind: str, batch: int = 100_000, seconds: float = 1.0, windows: int = 8) -> dict:
    from evutils.dense import frame_diff, frame_rgb, histogram, timesurface
    from evutils.io import EventReader

    make = {"frame_diff": frame_diff, "histogram": histogram, "timesurface": timesurface, "frame_rgb": frame_rgb}[kind]
    with EventReader(file, n_events=batch) as reader:
        held = []
        for columns in reader:
            held.append(columns)
            if len(held) == windows:
                break
    make(held[0], width, height)  # compiles
    frames = 0
    started = time.perf_counter()
    until = started + seconds
    while True:
        make(held[frames % len(held)], width, height)
        frames += 1
        now = time.perf_counter()
        if now >= until:
            break
    return {"seconds": now - started, "frames": frames, "eventsPerFrame": len(held[0])}
