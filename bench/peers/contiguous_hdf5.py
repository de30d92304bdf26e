"""Makes one of the measured files: the same events as another HDF5 file (`/events/{t,x,y,p}`), stored contiguously."""


def run(file: str, output: str, batch: int = 1_000_000) -> dict:
    import h5py

    with h5py.File(file, "r") as source, h5py.File(output, "w") as target:
        for key, value in source.attrs.items():
            target.attrs[key] = value
        group = target.create_group("events")
        for name, column in source["events"].items():
            copy = group.create_dataset(name, shape=column.shape, dtype=column.dtype)
            for start in range(0, column.shape[0], batch):
                copy[start : start + batch] = column[start : start + batch]
        events = source["events"]["t"].shape[0]
    return {"events": events}
