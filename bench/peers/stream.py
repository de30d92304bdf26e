"""Streaming decode: every event of a file in batches, nothing kept."""

from timed import Timed


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

    events = 0
    last = None
    text = {"delimiter": " "} if file.endswith(".txt") else {}
    with Timed() as timed, EventReader(file, n_events=batch, **text) as reader:
        for columns in reader:
            if len(columns) > 0:
                events += len(columns)
                last = columns
    return timed.answer(events=events, lastMicros=None if last is None else int(last.t[-1]))


def stream_faery(file: str) -> dict:
    import faery

    with Timed() as timed:
        events = sum(len(packet) for packet in faery.events_stream_from_file(file))
    return timed.answer(events=events)


def stream_expelliarmus(file: str, batch: int) -> dict:
    from expelliarmus import Wizard
    from whole_file import expelliarmus_encoding

    wizard = Wizard(encoding=expelliarmus_encoding(file), fpath=file, chunk_size=batch)
    with Timed() as timed:
        events = sum(len(chunk) for chunk in wizard.read_chunk())
    return timed.answer(events=events)
