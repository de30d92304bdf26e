import { fileURLToPath } from 'node:url';
import { builtFile } from '../node/built-file.js';
import { defaultBudgetBytes } from '../node/memory-limit.js';
import { randomToken } from './access.js';
import { EngineThread } from './engine-thread-gate.js';
import { type LineLog, silentLog } from './line-log.js';
import { StaticFiles } from './static-files.js';
import { type ListenPlace, WebServer } from './web-server.js';

export interface ServeRecordingsOptions {
  /** Files, folders and http(s) URLs; several become one library. */
  readonly paths: readonly string[];
  readonly place: ListenPlace;
  readonly basePath?: string | undefined;
  readonly allowHosts?: readonly string[] | undefined;
  /** Default: a random one. */
  readonly token?: string | undefined;
  /** Default: {@link defaultBudgetBytes}. */
  readonly budgetBytes?: number | undefined;
  readonly cacheFolder?: string | undefined;
  readonly cacheBytes?: number | undefined;
  readonly workers?: number | undefined;
  readonly warm?: boolean | undefined;
  readonly log?: LineLog | undefined;
  /** Folder of the built page, for tests. */
  readonly pageFolder?: string | undefined;
}

/** A running server. */
export interface RecordingServer {
  /** The page's URL with the token, or `unix:PATH`. */
  readonly url: string;
  /** The recording that is all there is to show: a file or URL named alone. The page's fragment can name it. */
  readonly onlyRecording: string | undefined;
  /** Stops listening, says goodbye to the pages, ends the engine. */
  close(): Promise<void>;
}

/** Serves recordings and the page that shows them. Errors: those of opening the paths and of listening. */
export async function serveRecordings(options: ServeRecordingsOptions): Promise<RecordingServer> {
  const log = options.log ?? silentLog;
  const page = await StaticFiles.load(options.pageFolder ?? fileURLToPath(builtFile('web')));
  const gate = await EngineThread.start(
    {
      paths: options.paths,
      budgetBytes: options.budgetBytes ?? defaultBudgetBytes(),
      cacheFolder: options.cacheFolder,
      cacheBytes: options.cacheBytes,
      workers: options.workers,
      warm: options.warm ?? true,
    },
    log,
  );
  try {
    const server = await WebServer.start({
      place: options.place,
      basePath: options.basePath ?? '/',
      allowHosts: options.allowHosts ?? [],
      token: options.token ?? randomToken(),
      page,
      gate,
      log,
    });
    return {
      url: server.url,
      onlyRecording: gate.onlyRecording,
      close: async () => {
        await server.close();
        await gate.close();
      },
    };
  } catch (thrown) {
    await gate.close();
    throw thrown;
  }
}
