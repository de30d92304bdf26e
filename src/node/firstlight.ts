/** The package's entry in Node: open a recording, serve nothing, draw nothing. */
export { type ErrorCode, type ErrorRecord, FirstlightError } from '../base/errors.js';
export type { Exactness, Quantity } from '../base/quantity.js';
export type { EventColumns, Trigger } from '../shapes/event-columns.js';
export type { EventFacts, EventOpenOptions, Geometry, Integrity, Notice } from '../shapes/event-facts.js';
export type { EventSource, IndexRange, SurveyOptions, SurveyProgress, TimeRange } from '../shapes/event-source.js';
export { type OpenRecordingOptions, openRecording } from './open-recording.js';
