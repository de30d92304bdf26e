"""Text `t x y p`, one space between columns, no header: whole file with general-purpose readers."""

import time

NAMES = ["t", "x", "y", "p"]


def run(file: str, peer: str) -> dict:
    return {"polars": text_polars, "pandas": text_pandas, "pandas-pyarrow": text_pandas_pyarrow, "loadtxt": text_loadtxt}[peer](file)


def text_polars(file: str) -> dict:
    """Threads as POLARS_MAX_THREADS says."""
    import polars

    types = {"t": polars.Int64, "x": polars.UInt16, "y": polars.UInt16, "p": polars.UInt8}
    started = time.perf_counter()
    table = polars.read_csv(file, has_header=False, separator=" ", new_columns=NAMES, schema=types, low_memory=False)
    return {"seconds": time.perf_counter() - started, "events": len(table), "threads": polars.thread_pool_size()}


def text_pandas(file: str) -> dict:
    import pandas

    types = {"t": "int64", "x": "uint16", "y": "uint16", "p": "uint8"}
    started = time.perf_counter()
    table = pandas.read_csv(file, header=None, sep=" ", names=NAMES, dtype=types, engine="c")
    return {"seconds": time.perf_counter() - started, "events": len(table)}


def text_pandas_pyarrow(file: str) -> dict:
    """pandas with Arrow's parser, which uses every core."""
    import pandas

    types = {"t": "int64", "x": "uint16", "y": "uint16", "p": "uint8"}
    started = time.perf_counter()
    table = pandas.read_csv(file, header=None, sep=" ", names=NAMES, dtype=types, engine="pyarrow")
    return {"seconds": time.perf_counter() - started, "events": len(table)}


def text_loadtxt(file: str) -> dict:
    import numpy

    started = time.perf_counter()
    table = numpy.loadtxt(file, dtype=numpy.int64)
    return {"seconds": time.perf_counter() - started, "events": len(table)}
