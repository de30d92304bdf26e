/** The package's entry in Node: open a recording, a stack or a table, serve nothing, draw nothing. */
export { type ErrorCode, type ErrorRecord, FirstlightError } from '../base/errors.js';
export type { Exactness, Quantity } from '../base/quantity.js';
export type { EventColumns, Trigger } from '../shapes/event-columns.js';
export type { EventFacts, EventOpenOptions, Geometry, Integrity, Notice } from '../shapes/event-facts.js';
export type { EventSource, IndexRange, SurveyOptions, SurveyProgress, TimeRange } from '../shapes/event-source.js';
export type { AxisName, PlaneAxis, PlaneFacts, PlaneOpenOptions } from '../shapes/plane-facts.js';
export type { SampleArray, SampleType } from '../shapes/plane-samples.js';
export type { Plane, PlaneRange, PlaneSource, PlaneSurvey } from '../shapes/plane-source.js';
export type { Embedding, GeneColumn, GeneNames, ObsColumn } from '../shapes/table-columns.js';
export type { MatrixFacts, TableFacts, TableOpenOptions } from '../shapes/table-facts.js';
export type { TableSource } from '../shapes/table-source.js';
export { type OpenRecordingOptions, openRecording } from './open-recording.js';
export { type OpenStackOptions, openStack } from './open-stack.js';
export { type OpenTableOptions, openTable } from './open-table.js';
