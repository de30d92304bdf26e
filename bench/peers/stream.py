"""Streaming decode: every event of a file in batches, nothing kept."""

import time


def run(file: str, peer: str = "evutils", batch: int = 100_000) -> dict:
    if peer == "evutils":
        return stream_evutils(file, batch)
    if peer == "faery":
        return stream_faery(file)
    if peer == "expelliarmus":
        return stream_expelliarmus(file, batch)
    raise ValueError(f"{peer} has no streaming reader here")


def stream_evutils(file: str, batch: int) -> dict:
    from evutils.io import EventReader

    started = time.perf_counter()
    events = 0
    last = None
    text = {"delimiter": " "} if file.endswith(".txt") else {}
    with EventReader(file, n_events=batch, **text) as reader:
        for columns in reader:
            if len(columns) > 0:
                events += len(columns)
                last = columns
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "events": events, "lastMicros": None if last is None else int(last.t[-1])}


def stream_faery(file: str) -> dict:
    import faery

    started = time.perf_counter()
    events = 0
    for packet in faery.events_stream_from_file(file):
        events += len(packet)
    return {"seconds": time.perf_counter() - started, "events": events}


def stream_expelliarmus(file: str, batch: int) -> dict:
    from expelliarmus import Wizard
    from whole_file import expelliarmus_encoding

    wizard = Wizard(encoding=expelliarmus_encoding(file), fpath=file, chunk_size=batch)
    started = time.perf_counter()
    events = sum(len(chunk) for chunk in wizard.read_chunk())
    return {"seconds": time.perf_counter() - started, "events": events}
