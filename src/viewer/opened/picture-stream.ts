import { batch, type Signal, signal } from '@preact/signals';
import type { ReportedError } from '../../protocol/questions.js';
import { ViewChannel, type ViewListener, type Want } from '../link/view-channel.js';
import type { OpenedPorts } from './opened.js';
import { type Flow, noFlow, PlaybackMeter } from './playback-meter.js';

/** What every picture of a host tells, whatever it shows. */
export interface StreamedPicture {
  /** Whether it is one of a stream that plays. */
  readonly playing: boolean;
  readonly skipped: number;
  readonly dropped: number;
}

/** What a recording wants to show now. */
export interface PictureWants {
  /** The picture where the playhead rests. */
  still(): Want;
  /** Pictures from a place on: microseconds, or a place along the axis that plays. */
  playFrom(at: number): Want;
}

/** What a stream asks and tells the model of an opened recording. */
export interface StreamOwner {
  /** `unknown` while the recording is not described, `nothing` where there is nothing in it to show. */
  wants(): PictureWants | 'unknown' | 'nothing';
  /** Where the playhead is, in the unit of `PictureWants`. */
  playhead(): number | undefined;
  /** What is wanted now was handed to the host. */
  onAsked?(): void;
  /** A picture is shown. */
  onShown(): void;
  /** There was an error, or there is nothing to show. */
  onNothing?(): void;
  /** The host came to the end of what it plays; the playhead is to rest there. */
  onStopped(at: number): void;
}

/**
 * The pictures of one opened recording: asks for what is wanted, once an animation frame; keeps the last good picture and
 * whether it plays; shows what arrived in the next frame, and gives credit for it.
 */
export class PictureStream<Picture extends StreamedPicture> {
  readonly shown: Signal<Picture | undefined> = signal(undefined);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly playing: Signal<boolean> = signal(false);
  readonly flow: Signal<Flow> = signal(noFlow);
  /** Whether the host still owes an answer to what is wanted now. */
  readonly waiting: Signal<boolean> = signal(true);
  /** Where playing began, or was moved to. */
  anchor = 0;
  readonly #owner: StreamOwner;
  readonly #channel: ViewChannel;
  readonly #meter = new PlaybackMeter();
  readonly #ask: { readonly request: () => void; readonly remove: () => void };
  readonly #present: { readonly request: () => void; readonly remove: () => void };
  #arrived: Picture | undefined;
  #playText = '';

  /** `hear` tells which answers of the host are the pictures. */
  constructor(
    { questions, loop }: OpenedPorts,
    owner: StreamOwner,
    hear: (receive: (picture: Picture) => void) => Pick<ViewListener, 'onFrame' | 'onPlane'>,
  ) {
    this.#owner = owner;
    this.#channel = new ViewChannel(questions, {
      ...hear((picture) => this.#receive(picture)),
      onStopped: (at) => {
        if (this.stop()) owner.onStopped(at);
      },
      onError: (error) => {
        this.playing.value = false;
        this.fail(error);
      },
    });
    this.#ask = loop.add((nowMillis) => this.flush(nowMillis));
    this.#present = loop.add((nowMillis) => this.#show(nowMillis));
  }

  /** What is wanted may have changed: it is asked for in the next animation frame. */
  request(): void {
    this.#ask.request();
  }

  /** Sends what is wanted now. Without a time, as for the first picture, it may be superseded at once. */
  flush(nowMillis: number = Number.NEGATIVE_INFINITY): void {
    const wants = this.#owner.wants();
    if (wants === 'unknown') return;
    if (wants === 'nothing') {
      this.waiting.value = false;
      this.#owner.onNothing?.();
      return;
    }
    if (this.playing.peek()) {
      const text = JSON.stringify(wants.playFrom(0));
      if (this.#playText !== '' && text !== this.#playText) this.anchor = this.#owner.playhead() ?? this.anchor;
      this.#playText = text;
      this.#channel.want(wants.playFrom(this.anchor));
    } else {
      this.#playText = '';
      this.#channel.want(wants.still());
    }
    if (this.#channel.flush(nowMillis)) this.request();
    this.waiting.value = this.#channel.waiting;
    this.#owner.onAsked?.();
  }

  /** Plays from a place on. */
  play(from: number): void {
    this.anchor = from;
    this.#meter.reset();
    batch(() => {
      this.flow.value = noFlow;
      this.playing.value = true;
    });
  }

  /** Plays no longer, and shows nothing of what is still on its way. Returns whether it played. */
  stop(): boolean {
    if (!this.playing.peek()) return false;
    this.playing.value = false;
    this.#forgetArrived();
    return true;
  }

  fail(error: ReportedError): void {
    this.error.value = error;
    this.waiting.value = false;
    this.#owner.onNothing?.();
  }

  /** Asks again for what was asked last: the host describes the recording anew, or came back. */
  repeat(): void {
    this.#channel.repeat();
    this.request();
  }

  close(): void {
    this.#ask.remove();
    this.#present.remove();
    this.#channel.close();
  }

  #receive(picture: Picture): void {
    if (this.playing.peek() !== picture.playing) {
      this.#channel.giveCredit();
      return;
    }
    this.#arrived = picture;
    this.#present.request();
  }

  /** A picture that arrived but was not drawn yet would move the playhead that just came to rest. */
  #forgetArrived(): void {
    if (this.#arrived === undefined) return;
    this.#arrived = undefined;
    this.#channel.giveCredit();
  }

  #show(nowMillis: number): void {
    const picture = this.#arrived;
    if (picture === undefined) return;
    this.#arrived = undefined;
    batch(() => {
      this.shown.value = picture;
      this.error.value = undefined;
      if (picture.playing) this.flow.value = this.#meter.present(picture, nowMillis);
      this.waiting.value = this.#channel.waiting;
    });
    this.#channel.giveCredit();
    if (this.waiting.peek()) this.request();
    this.#owner.onShown();
  }
}
