/** What the readout says about the flow of pictures. */
export interface Flow {
  /** Distinct frames presented in the last second. */
  readonly framesPerSecond: number;
  /** Windows never shown because strides are shorter than a display frame, since playing began. */
  readonly skipped: number;
  /** Windows due but not ready, since playing began. */
  readonly dropped: number;
}

export const noFlow: Flow = { framesPerSecond: 0, skipped: 0, dropped: 0 };

/** Counts presented frames over the last second. */
export class PlaybackMeter {
  #times: number[] = [];
  #shownMillis = Number.NEGATIVE_INFINITY;
  #flow: Flow = noFlow;

  reset(): void {
    this.#times = [];
    this.#shownMillis = Number.NEGATIVE_INFINITY;
    this.#flow = noFlow;
  }

  /** The flow after `frame` was presented; its rate changes at most four times a second, so that it can be read. */
  present(frame: { readonly skipped: number; readonly dropped: number }, nowMillis: number): Flow {
    this.#times.push(nowMillis);
    while ((this.#times[0] ?? nowMillis) < nowMillis - 1_000) this.#times.shift();
    const first = this.#times[0] ?? nowMillis;
    let { framesPerSecond } = this.#flow;
    if (nowMillis - this.#shownMillis >= 250) {
      this.#shownMillis = nowMillis;
      framesPerSecond = nowMillis - first < 100 ? 0 : Math.round(((this.#times.length - 1) * 1_000) / (nowMillis - first));
    }
    this.#flow = { framesPerSecond, skipped: frame.skipped, dropped: frame.dropped };
    return this.#flow;
  }
}
