import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { ReportedError } from '../../protocol/questions.js';
import type { LibraryEntry, Thumbnail } from '../library/library-model.js';
import { Description } from '../opened/description.js';
import type { KnownRecording, Opened, OpenedPorts, PictureQuality } from '../opened/opened.js';
import { PictureStream, type PictureWants, type StreamOwner } from '../opened/picture-stream.js';
import type { Flow } from '../opened/playback-meter.js';
import { SurveyModel } from '../opened/survey-model.js';
import { looksInOrder, type Representation, representationIds, shownPlaces } from '../state/looks.js';
import type { EventFacts, Facts, Frame, FrameWant, ViewState } from '../state/view-state.js';
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
  /** What came last: the numbers of all views, and the picture of one of them. */
  readonly frame: Signal<Frame | undefined>;
  /** The places of the views that are shown, in order. */
  readonly places: ReadonlySignal<readonly number[]>;
  readonly error: Signal<ReportedError | undefined>;
  readonly playing: ReadonlySignal<boolean>;
  readonly flow: ReadonlySignal<Flow>;
  readonly waiting: Signal<boolean>;
  readonly triggers: Signal<AnswerOf<'triggers'> | undefined> = signal(undefined);
  readonly survey: SurveyModel;
  readonly rate: RateModel;
  readonly quality: ReadonlySignal<PictureQuality | undefined> = computed(() => this.frame.value?.quality);

  /** From the first event to just after the last; nothing while times are unknown or there is no event. */
  readonly extent: ReadonlySignal<Extent | undefined> = computed(() => extentOf(this.facts.value));
  /** End of the window that is shown or asked for. */
  readonly playheadMicros: ReadonlySignal<number | undefined> = computed(() => {
    if (this.playing.value) return this.frame.value?.toMicros ?? this.#stream.anchor;
    return this.#ports.store.state.value.endMicros ?? this.#firstEnd.value;
  });

  readonly #ports: OpenedPorts;
  /** The newest picture in each representation that is shown. */
  readonly #pictures: Signal<ReadonlyMap<Representation, Frame>> = signal(new Map());
  readonly #stream: PictureStream<Frame>;
  readonly #description: Description;
  readonly #stops: (() => void)[] = [];
  readonly #firstEnd: ReadonlySignal<number | undefined> = computed(() => {
    const extent = this.extent.value;
    if (extent === undefined) return undefined;
    const { window } = this.#ports.store.state.value;
    return Math.min(extent.toMicros, extent.fromMicros + (window.kind === 'time' ? window.micros : 10_000));
  });
  #lead: Representation = 'polarity';
  #ledText = '';
  #following = false;
  #stopTriggers: (() => void) | undefined;

  constructor(ports: OpenedPorts, entry: LibraryEntry, known: KnownRecording = {}) {
    this.#ports = ports;
    this.entry = entry;
    this.placeholder = known.placeholder;
    this.rate = new RateModel(ports.questions, entry.recording);
    this.rate.hold();
    this.#stream = new PictureStream<Frame>(ports, this.#owner(), (receive) => ({ onFrame: receive }));
    this.frame = this.#stream.shown;
    const places = computed(() => shownPlaces(ports.store.state.value, ports.room?.value ?? 'usual').join());
    this.places = computed(() => places.value.split(',').map(Number));
    this.error = this.#stream.error;
    this.playing = this.#stream.playing;
    this.flow = this.#stream.flow;
    this.waiting = this.#stream.waiting;
    this.survey = new SurveyModel(ports.questions, entry.recording, (error) => {
      this.error.value = error;
    });
    this.#description = new Description(ports.questions, ports.store, entry.recording, {
      onFacts: (facts) => this.#learn(facts, known.onOtherKind),
      onError: (error) => this.#stream.fail(error),
    });
    const facts = known.facts ?? known.placeholder?.facts;
    if (facts?.kind === 'events') this.facts.value = facts;
    this.#stops.push(
      ports.store.listen((action, state) => {
        if (action.type === 'seek' && this.playing.peek()) this.#stream.anchor = state.endMicros ?? this.#stream.anchor;
        if (action.type === 'setOptions') this.#describe();
      }),
      effect(() => this.#sort(this.frame.value)),
      effect(() => {
        void ports.store.state.value;
        void this.places.value;
        void this.extent.value;
        void this.playing.value;
        this.#stream.request();
      }),
    );
    this.#showAgain(known.frame);
    if (this.facts.peek() !== undefined) this.#stream.flush();
    this.#describe();
  }

  get readAsItIs(): boolean {
    return this.#description.readAsItIs;
  }

  /**
   * The newest picture in a representation that a view shows; what came last, in whatever representation, where there is none
   * yet. Subscribes.
   */
  pictureOf(representation: Representation): Frame | undefined {
    return this.#pictures.value.get(representation) ?? this.frame.value;
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
    this.#stream.play(from);
  }

  pause(): void {
    const micros = this.playheadMicros.peek();
    if (this.#stream.stop() && micros !== undefined) this.#ports.store.dispatch({ type: 'seek', micros });
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

  retry(): void {
    this.error.value = undefined;
    this.waiting.value = true;
    this.#description.again();
    this.rate.close();
    this.#stream.repeat();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#description.close();
    this.#stopTriggers?.();
    this.survey.close();
    this.rate.close();
    this.#stream.close();
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
    this.#stream.repeat();
  }

  #learn(facts: Facts, onOtherKind: KnownRecording['onOtherKind']): void {
    if (facts.kind !== 'events') {
      onOtherKind?.(facts);
      return;
    }
    batch(() => {
      this.facts.value = facts;
      // The first picture waits for no animation frame, and for no effect of the facts.
      if (this.frame.peek() === undefined) this.#stream.flush();
    });
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

  /** Brings each picture of a frame to the views that show it; those that come later keep what they had. */
  #sort(frame: Frame | undefined): void {
    if (frame === undefined) return;
    const { beside = [], ...lead } = frame;
    const shown = this.#shownRepresentations();
    const kept = [...this.#pictures.peek()].filter(([representation]) => shown.includes(representation));
    const arrived = [lead, ...beside.map((picture) => ({ ...lead, ...picture }))];
    this.#pictures.value = new Map([...kept, ...arrived.map((picture) => [picture.representation, picture] as const)]);
  }

  #shownRepresentations(): readonly Representation[] {
    const looks = looksInOrder(this.#ports.store.now);
    const shown = this.places.peek().map((place) => looks[place]?.representation);
    return representationIds.filter((representation) => shown.includes(representation));
  }

  /**
   * What all views show: the focused one's picture leads, those of the others stand beside it. Moving the focus alone changes
   * nothing: everything is there, and playing goes on.
   */
  #frameWant(state: ViewState, endMicros: number): FrameWant {
    const { window, tauMicros, regions } = state;
    const shown = this.#shownRepresentations();
    const text = JSON.stringify([shown, window, tauMicros, regions, state.endMicros]);
    if (text !== this.#ledText) this.#lead = state.representation;
    this.#ledText = text;
    const beside = shown.filter((representation) => representation !== this.#lead);
    return {
      kind: 'events',
      endMicros,
      window,
      representation: this.#lead,
      tauMicros,
      regions: [...regions],
      ...(beside.length === 0 ? {} : { beside }),
    };
  }

  #owner(): StreamOwner {
    return {
      wants: () => this.#wants(),
      playhead: () => this.playheadMicros.peek(),
      onShown: () => this.#follow(),
      onNothing: () => this.#follow(),
      onStopped: (micros) => this.seek(micros),
    };
  }

  #wants(): PictureWants | 'unknown' | 'nothing' {
    const extent = this.extent.peek();
    if (extent === undefined) return this.facts.peek() === undefined ? 'unknown' : 'nothing';
    const state = this.#ports.store.now;
    const { recording } = this.entry;
    return {
      still: () => ({
        type: 'view',
        recording,
        want: this.#frameWant(state, state.endMicros ?? this.#firstEnd.peek() ?? extent.toMicros),
      }),
      playFrom: (micros) => ({
        type: 'play',
        recording,
        want: this.#frameWant(state, micros),
        speed: state.reverse ? -state.speed : state.speed,
        strideMicros: state.strideMicros,
        displayHz: this.#ports.displayHz(),
        ...loopOf(state, extent),
      }),
    };
  }
}

function loopOf({ loop, aMicros, bMicros }: ViewState, { fromMicros, toMicros }: Extent): { readonly loop?: Extent } {
  if (loop === 'none') return {};
  if (loop === 'ab' && aMicros !== undefined && bMicros !== undefined) return { loop: { fromMicros: aMicros, toMicros: bMicros } };
  return { loop: { fromMicros, toMicros } };
}

function extentOf(facts: EventFacts | undefined): Extent | undefined {
  if (facts?.firstMicros === undefined || facts.lastMicros === undefined) return undefined;
  return { fromMicros: facts.firstMicros.value, toMicros: Math.max(facts.firstMicros.value, facts.lastMicros.value) + 1 };
}
