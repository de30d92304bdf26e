import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { ReportedError } from '../../protocol/questions.js';
import type { LibraryEntry, Thumbnail } from '../library/library-model.js';
import { ViewChannel } from '../link/view-channel.js';
import { Description } from '../opened/description.js';
import type { KnownRecording, Opened, OpenedPorts, PictureQuality } from '../opened/opened.js';
import type { EventFacts, Facts, Frame, FrameWant, ViewState } from '../state/view-state.js';
import { type Flow, noFlow, PlaybackMeter } from './playback-meter.js';
import { type Extent, RateModel } from './rate-model.js';

/**
 * One opened recording of events: turns the view state into wants, once an animation frame; keeps the last good picture, what is
 * known about the recording, and whether it plays. The playhead of a playing view lives here, not in the state.
 */
export class PlayerModel implements Opened {
  readonly kind = 'events';
  readonly entry: LibraryEntry;
  /** Shown until the first frame comes. */
  readonly placeholder: Thumbnail | undefined;
  readonly facts: Signal<EventFacts | undefined> = signal(undefined);
  readonly frame: Signal<Frame | undefined> = signal(undefined);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly playing: Signal<boolean> = signal(false);
  readonly flow: Signal<Flow> = signal(noFlow);
  readonly waiting: Signal<boolean> = signal(true);
  readonly triggers: Signal<AnswerOf<'triggers'> | undefined> = signal(undefined);
  readonly survey: Signal<AnswerOf<'survey'> | undefined> = signal(undefined);
  readonly rate: RateModel;
  readonly quality: ReadonlySignal<PictureQuality | undefined> = computed(() => this.frame.value?.quality);

  /** From the first event to just after the last; nothing while times are unknown or there is no event. */
  readonly extent: ReadonlySignal<Extent | undefined> = computed(() => extentOf(this.facts.value));
  /** End of the window that is shown or asked for. */
  readonly playheadMicros: ReadonlySignal<number | undefined> = computed(() => {
    if (this.playing.value) return this.frame.value?.toMicros ?? this.#anchorMicros;
    return this.#ports.store.state.value.endMicros ?? this.#firstEnd.value;
  });

  readonly #ports: OpenedPorts;
  readonly #channel: ViewChannel;
  readonly #description: Description;
  readonly #meter = new PlaybackMeter();
  readonly #sync: { readonly request: () => void; readonly remove: () => void };
  readonly #present: { readonly request: () => void; readonly remove: () => void };
  readonly #stops: (() => void)[] = [];
  readonly #firstEnd: ReadonlySignal<number | undefined> = computed(() => {
    const extent = this.extent.value;
    if (extent === undefined) return undefined;
    const { window } = this.#ports.store.state.value;
    return Math.min(extent.toMicros, extent.fromMicros + (window.kind === 'time' ? window.micros : 10_000));
  });
  #arrived: Frame | undefined;
  #following = false;
  #anchorMicros = 0;
  #playText = '';
  #stopTriggers: (() => void) | undefined;
  #stopSurvey: (() => void) | undefined;

  constructor(ports: OpenedPorts, entry: LibraryEntry, known: KnownRecording = {}) {
    this.#ports = ports;
    this.entry = entry;
    this.placeholder = known.placeholder;
    this.rate = new RateModel(ports.questions, entry.recording);
    this.rate.hold();
    this.#channel = new ViewChannel(ports.questions, {
      onFrame: (frame) => this.#receive(frame),
      onStopped: (micros) => this.#stopped(micros),
      onError: (error) => {
        this.playing.value = false;
        this.#fail(error);
      },
    });
    this.#description = new Description(ports.questions, ports.store, entry.recording, {
      onFacts: (facts) => this.#learn(facts, known.onOtherKind),
      onError: (error) => this.#fail(error),
    });
    this.#sync = ports.loop.add((now) => this.#flush(now));
    this.#present = ports.loop.add((now) => this.#show(now));
    const facts = known.facts ?? known.placeholder?.facts;
    if (facts?.kind === 'events') this.facts.value = facts;
    this.#stops.push(
      ports.store.listen((action, state) => {
        if (action.type === 'seek' && this.playing.peek()) this.#anchorMicros = state.endMicros ?? this.#anchorMicros;
        if (action.type === 'setOptions') this.#describe();
      }),
      effect(() => {
        void ports.store.state.value;
        void this.extent.value;
        void this.playing.value;
        this.#sync.request();
      }),
    );
    this.#showAgain(known.frame);
    if (this.facts.peek() !== undefined) this.#flush();
    this.#describe();
  }

  get readAsItIs(): boolean {
    return this.#description.readAsItIs;
  }

  /** Starts playing at the playhead; from the start (in reverse: the end) when it stands at the end. */
  play(): void {
    const extent = this.extent.peek();
    if (extent === undefined || this.playing.peek()) return;
    const { reverse, loop, aMicros, bMicros } = this.#ports.store.now;
    const limits = loop === 'ab' && aMicros !== undefined && bMicros !== undefined ? { fromMicros: aMicros, toMicros: bMicros } : extent;
    let from = this.playheadMicros.peek() ?? extent.fromMicros;
    if (!reverse && from >= limits.toMicros) from = limits.fromMicros;
    if (reverse && from <= limits.fromMicros + 1) from = limits.toMicros;
    this.#anchorMicros = from;
    this.#meter.reset();
    this.flow.value = noFlow;
    this.playing.value = true;
  }

  pause(): void {
    if (!this.playing.peek()) return;
    const micros = this.playheadMicros.peek();
    this.playing.value = false;
    this.#forgetArrived();
    if (micros !== undefined) this.#ports.store.dispatch({ type: 'seek', micros });
  }

  /** Moves the playhead, kept within the recording. A playing view goes on from there. */
  seek(micros: number): void {
    const extent = this.extent.peek();
    if (extent === undefined) return;
    const limited = Math.min(extent.toMicros, Math.max(extent.fromMicros + 1, Math.round(micros)));
    this.#ports.store.dispatch({ type: 'seek', micros: limited });
  }

  /** Moves by so many strides; pauses first. */
  step(strides: number): void {
    this.pause();
    const micros = this.playheadMicros.peek();
    if (micros !== undefined) this.seek(micros + strides * this.stepMicros());
  }

  /** How far one step goes: the stride where one is set, else the window's length. */
  stepMicros(): number {
    const { strideMicros, window } = this.#ports.store.now;
    if (strideMicros > 0) return strideMicros;
    if (window.kind === 'time') return window.micros;
    const frame = this.frame.peek();
    return frame === undefined ? 10_000 : Math.max(1, frame.toMicros - frame.fromMicros);
  }

  /** Reads the whole recording for exact numbers, integrity and index. */
  startSurvey(): void {
    if (this.#stopSurvey !== undefined) return;
    const stop = this.#ports.questions.ask({ type: 'survey', recording: this.entry.recording }, (reply) => {
      if (reply.type === 'survey') this.survey.value = reply;
      if (reply.type === 'error' || (reply.type === 'survey' && reply.final)) this.#stopSurvey = undefined;
      if (reply.type === 'error' && reply.error.code !== 'aborted') this.error.value = reply.error;
    });
    this.#stopSurvey = stop;
  }

  cancelSurvey(): void {
    this.#stopSurvey?.();
    this.#stopSurvey = undefined;
    this.survey.value = undefined;
  }

  retry(): void {
    this.error.value = undefined;
    this.waiting.value = true;
    this.#description.again();
    this.rate.close();
    this.#channel.repeat();
    this.#sync.request();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#sync.remove();
    this.#present.remove();
    this.#description.close();
    this.#stopTriggers?.();
    this.#stopSurvey?.();
    this.rate.close();
    this.#channel.close();
  }

  /** What was shown last is shown in the very next frame, where it is what is wanted; the host's answer takes its place. */
  #showAgain(frame: Frame | undefined): void {
    const endMicros = this.playheadMicros.peek();
    if (frame === undefined || endMicros === undefined) return;
    const { window, representation, regions } = this.#ports.store.now;
    const whole = window.kind === 'time' && frame.toMicros - frame.fromMicros === window.micros && frame.quality !== 'coarse';
    // A frame does not tell its decay, and its counts are those of its own regions.
    const plain = representation !== 'timeSurface' && regions.length === 0 && frame.regions.length === 0;
    if (whole && plain && frame.toMicros === endMicros && frame.representation === representation) this.frame.value = frame;
  }

  #describe(): void {
    if (this.#description.ask() !== 'changed') return;
    this.error.value = undefined;
    this.#stopTriggers?.();
    this.#askTriggers();
    this.rate.close();
    this.#channel.repeat();
    this.#sync.request();
  }

  #learn(facts: Facts, onOtherKind: KnownRecording['onOtherKind']): void {
    if (facts.kind !== 'events') {
      onOtherKind?.(facts);
      return;
    }
    batch(() => {
      this.facts.value = facts;
      // The first picture waits for no animation frame, and for no effect of the facts.
      if (this.frame.peek() === undefined) this.#flush();
    });
  }

  #fail(error: ReportedError): void {
    this.error.value = error;
    this.waiting.value = false;
    this.#follow();
  }

  /** The first picture is there, or none will come: what stands around it is asked for. */
  #follow(): void {
    if (this.#following) return;
    this.#following = true;
    this.#askTriggers();
    this.rate.release();
  }

  #askTriggers(): void {
    if (!this.#following) return;
    this.#stopTriggers?.();
    this.#stopTriggers = this.#ports.questions.ask({ type: 'triggers', recording: this.entry.recording }, (reply) => {
      if (reply.type === 'triggers') this.triggers.value = reply;
    });
  }

  /** Sends what is wanted now. Without a time, as for the first picture, it may be superseded at once. */
  #flush(nowMillis: number = Number.NEGATIVE_INFINITY): void {
    const extent = this.extent.peek();
    const state = this.#ports.store.now;
    if (extent === undefined) {
      if (this.facts.peek() === undefined) return;
      this.waiting.value = false;
      this.#follow();
      return;
    }
    if (this.playing.peek()) {
      const draft = this.#playDraft(state, extent);
      const text = JSON.stringify(draft);
      if (this.#playText !== '' && text !== this.#playText) this.#anchorMicros = this.playheadMicros.peek() ?? this.#anchorMicros;
      this.#playText = text;
      this.#channel.want({ ...draft, want: { ...draft.want, endMicros: this.#anchorMicros } });
    } else {
      this.#playText = '';
      const endMicros = state.endMicros ?? this.#firstEnd.peek() ?? extent.toMicros;
      this.#channel.want({ type: 'view', recording: this.entry.recording, want: frameWant(state, endMicros) });
    }
    if (this.#channel.flush(nowMillis)) this.#sync.request();
    this.waiting.value = this.#channel.waiting;
  }

  #playDraft(state: ViewState, extent: Extent) {
    const { aMicros, bMicros } = state;
    const loop =
      state.loop === 'none'
        ? undefined
        : state.loop === 'ab' && aMicros !== undefined && bMicros !== undefined
          ? { fromMicros: aMicros, toMicros: bMicros }
          : { fromMicros: extent.fromMicros, toMicros: extent.toMicros };
    return {
      type: 'play' as const,
      recording: this.entry.recording,
      want: frameWant(state, 0),
      speed: state.reverse ? -state.speed : state.speed,
      strideMicros: state.strideMicros,
      displayHz: this.#ports.displayHz(),
      ...(loop === undefined ? {} : { loop }),
    };
  }

  #receive(frame: Frame): void {
    if (this.playing.peek() !== frame.playing) {
      this.#channel.giveCredit();
      return;
    }
    this.#arrived = frame;
    this.#present.request();
  }

  /** A frame that arrived but was not drawn yet would move the playhead that just came to rest. */
  #forgetArrived(): void {
    if (this.#arrived === undefined) return;
    this.#arrived = undefined;
    this.#channel.giveCredit();
  }

  #stopped(micros: number): void {
    if (!this.playing.peek()) return;
    this.playing.value = false;
    this.#forgetArrived();
    this.seek(micros);
  }

  #show(nowMillis: number): void {
    const frame = this.#arrived;
    if (frame === undefined) return;
    this.#arrived = undefined;
    this.frame.value = frame;
    this.error.value = undefined;
    if (frame.playing) this.flow.value = this.#meter.present(frame, nowMillis);
    this.waiting.value = this.#channel.waiting;
    this.#channel.giveCredit();
    if (this.waiting.peek()) this.#sync.request();
    this.#follow();
  }
}

function frameWant(state: ViewState, endMicros: number): FrameWant {
  return {
    kind: 'events',
    endMicros,
    window: state.window,
    representation: state.representation,
    tauMicros: state.tauMicros,
    regions: [...state.regions],
  };
}

function extentOf(facts: EventFacts | undefined): Extent | undefined {
  if (facts?.firstMicros === undefined || facts.lastMicros === undefined) return undefined;
  return { fromMicros: facts.firstMicros.value, toMicros: Math.max(facts.firstMicros.value, facts.lastMicros.value) + 1 };
}
