import type { Trigger } from '../shapes/event-columns.js';
import type { TickBuffer } from './tick-buffer.js';

/** The scenes that can be generated. */
export const sceneNames = ['fan', 'drone', 'slider', 'star', 'noise', 'stress'] as const;
export type SceneName = (typeof sceneNames)[number];

/** What a scene is made from, all chosen. */
export interface SceneSettings {
  readonly width: number;
  readonly height: number;
  /** How many events will be taken; scenes with a plan (`stress`) fit it into them. */
  readonly events: number;
  /** Mean events per second aimed at. */
  readonly rate: number;
  /** Any text; equal settings and seeds give equal events. */
  readonly seed: string;
  /** Revolutions per minute of what turns. */
  readonly rpm: number;
  /** Revolutions per minute at the far end of the ramp; equal to `rpm` for a constant speed. */
  readonly rpmTo: number;
  /** Time of the ramp up and down, microseconds. */
  readonly rampMicros: number;
  /** Blades of the fan or of each propeller, spokes of the star. */
  readonly blades: number;
}

/** Something that turns, and how fast it truly does. */
export interface RotorTruth {
  readonly name: string;
  /** Centre in sensor pixels at the start, and radius. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly blades: number;
  /** Revolutions per minute at a time of the recording, microseconds; positive is clockwise as drawn. */
  rpmAt(micros: number): number;
}

/** What is known about a scene beyond its events. */
export interface SceneTruth {
  readonly rotors: readonly RotorTruth[];
}

/** A scene that is drawn step by step. */
export interface Scene {
  readonly truth: SceneTruth;
  /**
   * Adds the events of the next step and returns the time at which that step begins, microseconds: at least a step after
   * the one before; more where nothing happens in between. Triggers go to `triggers` in ascending time.
   */
  advance(ticks: TickBuffer, triggers: Trigger[]): number;
}
