"""Makes one of the measured files: the events of a DAT as text `t x y p`, microseconds, one space between columns."""


def run(file: str, output: str, batch: int = 2_000_000) -> dict:
    import polars
    from evutils.io import EventReader

    events = 0
    with EventReader(file, n_events=batch) as reader, open(output, "wb") as target:
        for columns in reader:
            if len(columns) == 0:
                continue
            table = polars.DataFrame({"t": columns.t, "x": columns.x, "y": columns.y, "p": columns.p})
            table.write_csv(target, include_header=False, separator=" ")
            events += len(columns)
    return {"events": events}
