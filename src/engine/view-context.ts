import type { FrameAccumulators } from '../events/frame-accumulators.js';
import type { Answer } from '../protocol/answers.js';
import type { EngineShared } from './engine-shared.js';
import type { HeldRecording, HeldSource, HeldStack } from './held-source.js';
import type { Clock } from './ports.js';

/** What a view needs of its connection. */
export interface ViewContext {
  readonly clock: Clock;
  readonly shared: EngineShared;
  readonly accumulators: FrameAccumulators;
  hold(recording: string): Promise<HeldSource>;
  deliver(answer: Answer): void;
  /** Somebody is looking: background work makes way. */
  noteInteraction(): void;
  /** A first frame of this recording was sent: what may run in the background may start. */
  noteFirstLight(held: HeldRecording, recording: string): void;
  /** As `noteFirstLight`, of a stack. */
  noteStackShown(held: HeldStack, recording: string): void;
}
