"""Whole file into memory, the way each peer offers it."""

from timed import Timed


def run(file: str, peer: str) -> dict:
    return {"faery": whole_faery, "expelliarmus": whole_expelliarmus, "evlib": whole_evlib, "evutils": whole_evutils}[peer](file)


def expelliarmus_encoding(file: str) -> str:
    """The encoding expelliarmus must be told: from the file's header."""
    with open(file, "rb") as source:
        head = source.read(4096).decode("latin-1").lower()
    if "evt 3" in head or "format evt3" in head:
        return "evt3"
    if "evt 2" in head or "format evt2" in head:
        return "evt2"
    return "dat"


def whole_faery(file: str) -> dict:
    import faery

    with Timed() as timed:
        events = faery.events_stream_from_file(file).to_array()
    return timed.answer(events=len(events))


def whole_expelliarmus(file: str) -> dict:
    from expelliarmus import Wizard

    wizard = Wizard(encoding=expelliarmus_encoding(file))
    with Timed() as timed:
        events = wizard.read(file)
    if events is None:
        raise ValueError("expelliarmus read nothing")
    return timed.answer(events=len(events))


def whole_evlib(file: str) -> dict:
    import evlib

    with Timed() as timed:
        events = evlib.load_events(file).collect()
    return timed.answer(events=len(events))


def whole_evutils(file: str) -> dict:
    from evutils.io import EventReader

    with Timed() as timed, EventReader(file, mode="all", max_events=2_000_000_000) as reader:
        events = reader.read_all()
    return timed.answer(events=len(events))
