/** What happens at the end of a playing view: it rests, starts over, or goes between two marks. */
export type LoopKind = 'none' | 'all' | 'ab';
