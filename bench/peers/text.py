"""Text `t x y p`, one space between columns, no header: whole file with general-purpose readers."""

from timed import Timed

NAMES = ["t", "x", "y", "p"]
TYPES = {"t": "int64", "x": "uint16", "y": "uint16", "p": "uint8"}


def run(file: str, peer: str) -> dict:
    return {"polars": text_polars, "pandas": text_pandas, "pandas-pyarrow": text_pandas_pyarrow, "loadtxt": text_loadtxt}[peer](file)


def text_polars(file: str) -> dict:
    """Threads as POLARS_MAX_THREADS says."""
    import polars

    types = {"t": polars.Int64, "x": polars.UInt16, "y": polars.UInt16, "p": polars.UInt8}
    with Timed() as timed:
        table = polars.read_csv(file, has_header=False, separator=" ", new_columns=NAMES, schema=types, low_memory=False)
    return timed.answer(events=len(table), threads=polars.thread_pool_size())


def text_pandas(file: str) -> dict:
    import pandas

    with Timed() as timed:
        table = pandas.read_csv(file, header=None, sep=" ", names=NAMES, dtype=TYPES, engine="c")
    return timed.answer(events=len(table))


def text_pandas_pyarrow(file: str) -> dict:
    """pandas with Arrow's parser, which uses every core."""
    import pandas

    with Timed() as timed:
        table = pandas.read_csv(file, header=None, sep=" ", names=NAMES, dtype=TYPES, engine="pyarrow")
    return timed.answer(events=len(table))


def text_loadtxt(file: str) -> dict:
    import numpy

    with Timed() as timed:
        table = numpy.loadtxt(file, dtype=numpy.int64)
    return timed.answer(events=len(table))
