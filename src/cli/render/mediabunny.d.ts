// The part of the optional packages mediabunny 1.45 and later and @mediabunny/server that is used here.
declare module '@mediabunny/server' {
  export function registerMediabunnyServer(): void;
}

declare module 'mediabunny' {
  export class Mp4OutputFormat {}
  export class FilePathTarget {
    constructor(path: string);
  }
  export class VideoSample {
    constructor(
      data: Uint8Array,
      init: {
        readonly format: 'RGBA';
        readonly codedWidth: number;
        readonly codedHeight: number;
        /** Seconds. */
        readonly timestamp: number;
        readonly duration: number;
      },
    );
    close(): void;
  }
  export class VideoSampleSource {
    constructor(config: { readonly codec: 'avc'; readonly bitrate: unknown });
    add(sample: VideoSample): Promise<void>;
  }
  export class Output {
    constructor(options: { readonly format: Mp4OutputFormat; readonly target: FilePathTarget });
    addVideoTrack(source: VideoSampleSource, options: { readonly frameRate: number }): void;
    start(): Promise<void>;
    finalize(): Promise<void>;
    cancel(): Promise<void>;
  }
  export const QUALITY_HIGH: unknown;
}
