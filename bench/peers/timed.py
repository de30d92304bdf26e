"""Wall-clock and processor time of a block."""

import time


class Timed:
    """`with Timed() as timed: …`, then `timed.answer(events=…)` holds "seconds" and "cpuSeconds" (of all threads)."""

    def __enter__(self) -> "Timed":
        self._wall = time.perf_counter()
        self._cpu = time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._wall
        self.cpu_seconds = time.process_time() - self._cpu

    def answer(self, **counts: object) -> dict:
        return {"seconds": self.seconds, "cpuSeconds": self.cpu_seconds, **counts}
