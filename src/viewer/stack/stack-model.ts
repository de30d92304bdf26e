import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ReportedError } from '../../protocol/questions.js';
import type { LibraryEntry, Thumbnail } from '../library/library-model.js';
import { ViewChannel } from '../link/view-channel.js';
import { Description } from '../opened/description.js';
import type { KnownRecording, Opened, OpenedPorts, PictureQuality } from '../opened/opened.js';
import { type Flow, noFlow, PlaybackMeter } from '../player/playback-meter.js';
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
  readonly plane: Signal<Plane | undefined> = signal(undefined);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly playing: Signal<boolean> = signal(false);
  readonly flow: Signal<Flow> = signal(noFlow);
  readonly waiting: Signal<boolean> = signal(true);
  readonly survey: Signal<{ readonly bytesRead: number; readonly bytesTotal: number; readonly final: boolean } | undefined> =
    signal(undefined);
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
    if (this.playing.value) return this.plane.value?.place[key] ?? this.#anchor;
    return Math.min(series.places - 1, this.#ports.store.state.value.stack.place[key]);
  });

  readonly #ports: OpenedPorts;
  readonly #channel: ViewChannel;
  readonly #description: Description;
  readonly #meter = new PlaybackMeter();
  readonly #sync: { readonly request: () => void; readonly remove: () => void };
  readonly #present: { readonly request: () => void; readonly remove: () => void };
  readonly #stops: (() => void)[] = [];
  #arrived: Plane | undefined;
  #following = false;
  #anchor = 0;
  #playText = '';
  #stopSurvey: (() => void) | undefined;

  constructor(ports: OpenedPorts, entry: LibraryEntry, known: KnownRecording = {}) {
    this.#ports = ports;
    this.entry = entry;
    this.placeholder = known.placeholder;
    this.trace = new TraceModel(ports.questions, entry.recording);
    this.estimate = new EstimateModel(ports.questions, entry.recording);
    this.#channel = new ViewChannel(ports.questions, {
      onPlane: (plane) => this.#receive(plane),
      onStopped: (place) => this.#stopped(place),
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
    if (known.facts?.kind === 'stack') this.facts.value = known.facts;
    this.#stops.push(
      ports.store.listen((action) => {
        if (action.type === 'stack:seek' && this.playing.peek()) this.#anchor = this.#placeInState();
        if (action.type === 'setOptions') this.#describe();
      }),
      effect(() => {
        void [ports.store.state.value, this.facts.value, this.playing.value];
        this.#sync.request();
      }),
    );
    if (this.facts.peek() !== undefined) this.#flush();
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
    this.#anchor = from;
    this.#meter.reset();
    batch(() => {
      this.flow.value = noFlow;
      this.#leaveReduction();
      this.playing.value = true;
    });
  }

  pause(): void {
    if (!this.playing.peek()) return;
    const place = this.playhead.peek();
    this.playing.value = false;
    this.#forgetArrived();
    if (place !== undefined) this.seek(place);
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

  /** Reads every frame for integrity and exact numbers. */
  startSurvey(): void {
    if (this.#stopSurvey !== undefined) return;
    this.#stopSurvey = this.#ports.questions.ask({ type: 'survey', recording: this.entry.recording }, (reply) => {
      if (reply.type === 'survey') this.survey.value = reply;
      if (reply.type === 'error' || (reply.type === 'survey' && reply.final)) this.#stopSurvey = undefined;
      if (reply.type === 'error' && reply.error.code !== 'aborted') this.error.value = reply.error;
    });
  }

  cancelSurvey(): void {
    this.#stopSurvey?.();
    this.#stopSurvey = undefined;
    this.survey.value = undefined;
  }

  retry(): void {
    this.error.value = undefined;
    this.waiting.value = true;
    this.trace.forget();
    this.estimate.forget();
    this.#channel.repeat();
    this.#description.again();
    this.#sync.request();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#sync.remove();
    this.#present.remove();
    this.#description.close();
    this.#stopSurvey?.();
    this.trace.close();
    this.estimate.close();
    this.#channel.close();
  }

  #describe(): void {
    if (this.#description.ask() !== 'changed') return;
    this.error.value = undefined;
    this.trace.forget();
    this.estimate.forget();
    this.#channel.repeat();
    this.#sync.request();
  }

  #learn(facts: Facts, onOtherKind: KnownRecording['onOtherKind']): void {
    if (facts.kind !== 'stack') {
      onOtherKind?.(facts);
      return;
    }
    batch(() => {
      this.facts.value = facts;
      // The first picture waits for no animation frame, and for no effect of the facts.
      if (this.plane.peek() === undefined) this.#flush();
    });
  }

  #fail(error: ReportedError): void {
    this.error.value = error;
    this.waiting.value = false;
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

  /** Sends what is wanted now. Without a time, as for the first picture, it may be superseded at once. */
  #flush(nowMillis: number = Number.NEGATIVE_INFINITY): void {
    const facts = this.facts.peek();
    const series = this.series.peek();
    const want = this.want();
    if (facts === undefined || series === undefined || want === undefined) return;
    const { stack } = this.#ports.store.now;
    const { recording } = this.entry;
    if (facts.frames.value === 0) {
      this.waiting.value = false;
      return;
    }
    if (this.playing.peek()) {
      const draft = {
        type: 'playPlanes' as const,
        recording,
        want: { kind: 'plane' as const, ...want, place: { ...want.place, [keyOf(series.axis)]: 0 } },
        framesPerSecond: stack.reverse ? -stack.framesPerSecond : stack.framesPerSecond,
        displayHz: this.#ports.displayHz(),
        ...loopOf(stack, series),
      };
      const text = JSON.stringify(draft);
      if (this.#playText !== '' && text !== this.#playText) this.#anchor = this.playhead.peek() ?? this.#anchor;
      this.#playText = text;
      this.#channel.want({ ...draft, want: { ...draft.want, place: { ...draft.want.place, [keyOf(series.axis)]: this.#anchor } } });
    } else {
      this.#playText = '';
      this.#channel.want({ type: 'view', recording, want: { kind: 'plane', ...want } });
    }
    if (this.#channel.flush(nowMillis)) this.#sync.request();
    this.waiting.value = this.#channel.waiting;
    if (this.#following) this.#askAround(want, series);
  }

  /** The first picture is there: what stands around it is asked for. */
  #askAround(want: PlaneWant, series: Series): void {
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

  #receive(plane: Plane): void {
    if (this.playing.peek() !== plane.playing) {
      this.#channel.giveCredit();
      return;
    }
    this.#arrived = plane;
    this.#present.request();
  }

  /** A frame that arrived but was not drawn yet would move the playhead that just came to rest. */
  #forgetArrived(): void {
    if (this.#arrived === undefined) return;
    this.#arrived = undefined;
    this.#channel.giveCredit();
  }

  #stopped(place: number): void {
    if (!this.playing.peek()) return;
    this.playing.value = false;
    this.#forgetArrived();
    this.seek(place);
  }

  #show(nowMillis: number): void {
    const plane = this.#arrived;
    if (plane === undefined) return;
    this.#arrived = undefined;
    batch(() => {
      this.plane.value = plane;
      this.error.value = undefined;
      if (plane.playing) this.flow.value = this.#meter.present(plane, nowMillis);
      this.waiting.value = this.#channel.waiting;
    });
    this.#channel.giveCredit();
    if (this.waiting.peek()) this.#sync.request();
    if (this.#following) return;
    this.#following = true;
    this.#sync.request();
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
