import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ReportedError } from '../../protocol/questions.js';
import type { LibraryEntry, Thumbnail } from '../library/library-model.js';
import { Description } from '../opened/description.js';
import type { KnownRecording, Opened, OpenedPorts, PictureQuality } from '../opened/opened.js';
import { PictureStream, type PictureWants, type StreamOwner } from '../opened/picture-stream.js';
import type { Flow } from '../opened/playback-meter.js';
import { SurveyModel } from '../opened/survey-model.js';
import type { PlaneWant } from '../state/stack-state.js';
import type { Facts, Plane, StackFacts } from '../state/view-state.js';
import { EstimateModel } from './estimate-model.js';
import { keyOf, planeWantOf, type Series, seriesOf } from './series.js';
import { TraceModel } from './trace-model.js';

/**
 * One opened stack: turns the view state into wants, once an animation frame; keeps the last good picture, what is known
 * about the stack, and whether it plays. The playhead of a playing view lives here, not in the state.
 */
export class StackModel implements Opened {
  readonly kind = 'stack';
  readonly entry: LibraryEntry;
  /** Shown until the first frame comes. */
  readonly placeholder: Thumbnail | undefined;
  readonly facts: Signal<StackFacts | undefined> = signal(undefined);
  readonly plane: Signal<Plane | undefined>;
  readonly error: Signal<ReportedError | undefined>;
  readonly playing: ReadonlySignal<boolean>;
  readonly flow: ReadonlySignal<Flow>;
  readonly waiting: Signal<boolean>;
  readonly survey: SurveyModel;
  readonly trace: TraceModel;
  readonly estimate: EstimateModel;
  readonly quality: ReadonlySignal<PictureQuality | undefined> = computed(() => this.plane.value?.quality);

  /** The axis that plays and its length; nothing while the stack is not described. */
  readonly series: ReadonlySignal<Series | undefined> = computed(() => {
    const facts = this.facts.value;
    return facts === undefined ? undefined : seriesOf(facts, this.#ports.store.state.value.stack.axis);
  });
  /** The place along the axis that plays which is shown or asked for. */
  readonly playhead: ReadonlySignal<number | undefined> = computed(() => {
    const series = this.series.value;
    if (series === undefined) return undefined;
    const key = keyOf(series.axis);
    if (this.playing.value) return this.plane.value?.place[key] ?? this.#stream.anchor;
    return Math.min(series.places - 1, this.#ports.store.state.value.stack.place[key]);
  });

  readonly #ports: OpenedPorts;
  readonly #stream: PictureStream<Plane>;
  readonly #description: Description;
  readonly #stops: (() => void)[] = [];
  #following = false;

  constructor(ports: OpenedPorts, entry: LibraryEntry, known: KnownRecording = {}) {
    this.#ports = ports;
    this.entry = entry;
    this.placeholder = known.placeholder;
    this.trace = new TraceModel(ports.questions, entry.recording);
    this.estimate = new EstimateModel(ports.questions, entry.recording);
    this.#stream = new PictureStream<Plane>(ports, this.#owner(), (receive) => ({ onPlane: receive }));
    this.plane = this.#stream.shown;
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
    if (known.facts?.kind === 'stack') this.facts.value = known.facts;
    this.#stops.push(
      ports.store.listen((action) => {
        if (action.type === 'stack:seek' && this.playing.peek()) this.#stream.anchor = this.#placeInState();
        if (action.type === 'setOptions') this.#describe();
      }),
      effect(() => {
        void [ports.store.state.value, this.facts.value, this.playing.value];
        this.#stream.request();
      }),
    );
    if (this.facts.peek() !== undefined) this.#stream.flush();
    this.#describe();
  }

  get readAsItIs(): boolean {
    return this.#description.readAsItIs;
  }

  /** Plays from the playhead on; from the start (backwards: the end) when it stands at the end. A reduction gives way. */
  play(): void {
    const series = this.series.peek();
    if (series === undefined || series.places < 2 || this.playing.peek()) return;
    const { reverse, loop, a, b } = this.#ports.store.now.stack;
    const [first, last] = loop === 'ab' && a !== undefined && b !== undefined ? [a, b] : [0, series.places - 1];
    let from = this.playhead.peek() ?? first;
    if (!reverse && from >= last) from = first;
    if (reverse && from <= first) from = last;
    batch(() => {
      this.#leaveReduction();
      this.#stream.play(from);
    });
  }

  pause(): void {
    const place = this.playhead.peek();
    if (this.#stream.stop() && place !== undefined) this.seek(place);
  }

  /** Moves the playhead, kept within the series. A playing view goes on from there; a reduction gives way to the frame. */
  seek(place: number): void {
    const series = this.series.peek();
    if (series === undefined) return;
    const limited = Math.min(series.places - 1, Math.max(0, Math.round(place)));
    batch(() => {
      this.#leaveReduction();
      this.#ports.store.dispatch({ type: 'stack:seek', place: { [keyOf(series.axis)]: limited } });
    });
  }

  /** Moves by so many frames; pauses first. */
  step(frames: number): void {
    this.pause();
    const place = this.playhead.peek();
    if (place !== undefined) this.seek(place + frames);
  }

  /** What is wanted now; nothing while the stack is not described. */
  want(): PlaneWant | undefined {
    const facts = this.facts.peek();
    return facts === undefined ? undefined : planeWantOf(this.#ports.store.now.stack, facts, (path) => this.#find(path));
  }

  retry(): void {
    this.error.value = undefined;
    this.waiting.value = true;
    this.trace.close();
    this.estimate.close();
    this.#stream.repeat();
    this.#description.again();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#description.close();
    this.survey.close();
    this.trace.close();
    this.estimate.close();
    this.#stream.close();
  }

  #describe(): void {
    if (this.#description.ask() !== 'changed') return;
    this.error.value = undefined;
    this.trace.close();
    this.estimate.close();
    this.#stream.repeat();
  }

  #learn(facts: Facts, onOtherKind: KnownRecording['onOtherKind']): void {
    if (facts.kind !== 'stack') {
      onOtherKind?.(facts);
      return;
    }
    batch(() => {
      this.facts.value = facts;
      // The first picture waits for no animation frame, and for no effect of the facts.
      if (this.plane.peek() === undefined) this.#stream.flush();
    });
  }

  /** What the host calls the library's entry at a path; a path that is not there it refuses by itself. */
  #find(path: string): string {
    return this.#ports.find?.(path)?.recording ?? path;
  }

  #placeInState(): number {
    const series = this.series.peek();
    return series === undefined ? 0 : Math.min(series.places - 1, this.#ports.store.now.stack.place[keyOf(series.axis)]);
  }

  #leaveReduction(): void {
    if (this.#ports.store.now.stack.reduction === undefined) return;
    this.#ports.store.dispatch({ type: 'stack:setReduction', reduction: undefined });
  }

  #owner(): StreamOwner {
    return {
      wants: () => this.#wants(),
      playhead: () => this.playhead.peek(),
      onAsked: () => {
        if (this.#following) this.#askAround();
      },
      onShown: () => {
        if (this.#following) return;
        this.#following = true;
        this.#stream.request();
      },
      onStopped: (place) => this.seek(place),
    };
  }

  #wants(): PictureWants | 'unknown' | 'nothing' {
    const series = this.series.peek();
    const want = this.want();
    if (series === undefined || want === undefined) return 'unknown';
    if (this.facts.peek()?.frames.value === 0) return 'nothing';
    const { stack } = this.#ports.store.now;
    const { recording } = this.entry;
    return {
      still: () => ({ type: 'view', recording, want: { kind: 'plane', ...want } }),
      playFrom: (place) => ({
        type: 'playPlanes',
        recording,
        want: { kind: 'plane', ...want, place: { ...want.place, [keyOf(series.axis)]: place } },
        framesPerSecond: stack.reverse ? -stack.framesPerSecond : stack.framesPerSecond,
        displayHz: this.#ports.displayHz(),
        ...loopOf(stack, series),
      }),
    };
  }

  /** The first picture is there: what stands around it is asked for. */
  #askAround(): void {
    const series = this.series.peek();
    const want = this.want();
    if (series === undefined || want === undefined) return;
    const { stack } = this.#ports.store.now;
    const { chain, axis } = want;
    const shape = stack.region === undefined ? undefined : stack.regions[stack.region];
    this.trace.ask({
      place: { ...want.place, [keyOf(axis)]: 0 },
      axis,
      chain,
      first: 0,
      last: series.places - 1,
      ...(shape === undefined ? {} : { shape }),
    });
    this.estimate.ask(
      chain.length === 0 && want.reduction === undefined ? undefined : { ...want, place: { ...want.place, [keyOf(axis)]: 0 } },
    );
  }
}

function loopOf(
  { loop, a, b }: { readonly loop: string; readonly a: number | undefined; readonly b: number | undefined },
  series: Series,
): { readonly loop?: { readonly first: number; readonly last: number } } {
  if (loop === 'none') return {};
  const end = series.places - 1;
  if (loop === 'ab' && a !== undefined && b !== undefined) return { loop: { first: Math.min(a, end), last: Math.min(b, end) } };
  return { loop: { first: 0, last: end } };
}
