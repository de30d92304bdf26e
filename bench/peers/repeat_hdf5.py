"""Makes one of the measured files: a chunked gzip HDF5 recording repeated, times shifted. Chunks of x, y and p are copied
as they lie; only times are compressed anew."""

import os


def run(file: str, output: str, batch: int = 10) -> dict:
    """`batch`: how many times."""
    import h5py
    import numpy

    with h5py.File(file, "r") as source, h5py.File(output, "w") as target:
        for key, value in source.attrs.items():
            target.attrs[key] = value
        columns = source["events"]
        events = columns["t"].shape[0]
        chunk = columns["t"].chunks[0]
        if events % chunk != 0:
            raise ValueError(f"{events} events are no whole number of chunks of {chunk}")
        group = target.create_group("events")
        made = {
            name: group.create_dataset(
                name, shape=(events * batch,), dtype=column.dtype, chunks=(chunk,), compression="gzip", compression_opts=1
            )
            for name, column in columns.items()
        }
        span = int(columns["t"][-1]) + 1
        for turn in range(batch):
            for start in range(0, events, chunk):
                at = turn * events + start
                for name in columns:
                    if name == "t":
                        made[name][at : at + chunk] = columns[name][start : start + chunk] + numpy.int64(turn * span)
                    else:
                        mask, data = columns[name].id.read_direct_chunk((start,))
                        made[name].id.write_direct_chunk((at,), data, mask)
    return {"events": events * batch, "bytes": os.path.getsize(output)}
