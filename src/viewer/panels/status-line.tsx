import type { JSX } from 'preact';
import { formatBytes, formatPercent } from '../format/figures.js';
import { useModel } from '../parts/model-context.js';

const places = { server: 'engine beside the disk', tab: 'engine in this tab', process: 'engine in this process' } as const;
const working = { index: 'index', curve: 'curve', thumbnail: 'thumbnails' } as const;

/** State in one line: exactness, work under way, reading, memory, place, connection, and what is under the cursor. */
export function StatusLine(): JSX.Element {
  const model = useModel();
  const status = model.status.value;
  const welcome = model.welcome.value;
  const opened = model.opened.value;
  const connection = model.connection.value;
  const used = status?.usedBytes ?? 0;
  const budget = status?.budgetBytes ?? welcome?.budgetBytes ?? 0;
  const jobs = status?.working ?? [];
  const shownJobs = jobs.filter((job) => job.what !== 'thumbnail' && (opened === undefined || job.recording === opened.entry.recording));
  const drawing = opened === undefined && jobs.some((job) => job.what === 'thumbnail');
  return (
    <footer class="fl-status">
      {opened === undefined ? null : <ExactnessMark />}
      {connection === 'open' ? null : (
        <span class="fl-warning-text" role="status">
          {connection === 'lost' ? 'connection lost, trying again…' : 'connection closed'}
        </span>
      )}
      {shownJobs.slice(0, 2).map((job) => (
        <span key={`${job.recording} ${job.what}`} class="fl-status-wide">
          {working[job.what]} <b class="fl-ch-5">{formatPercent(job.done)}</b>
        </span>
      ))}
      {drawing ? (
        <span class="fl-status-wide">
          thumbnails <b>{model.library.thumbnailsDone.value} done</b>
        </span>
      ) : null}
      <span class="fl-status-wide">
        reading <b class="fl-ch-9">{formatBytes(Math.round(status?.readBytesPerSecond ?? 0))}/s</b>
      </span>
      {budget === 0 ? null : (
        <span class="fl-status-memory">
          memory
          <meter class="fl-meter" aria-label="Memory used" min={0} max={budget} value={used} />
          <b>
            {formatBytes(used)} of {formatBytes(budget)}
          </b>
        </span>
      )}
      {welcome === undefined ? null : <span class="fl-status-wide">{places[welcome.place]}</span>}
      <WarmSwitch />
      {model.host.note === undefined ? null : <span class="fl-status-note">{model.host.note}</span>}
      <span class="fl-status-hover">{model.hover.value}</span>
    </footer>
  );
}

/** How good the shown picture is, as a mark and a word. */
function ExactnessMark(): JSX.Element | null {
  const opened = useModel().opened.value;
  if (opened === undefined) return null;
  const quality = opened.quality.value;
  const word =
    opened.error.value !== undefined
      ? 'error'
      : quality === undefined
        ? 'opening'
        : opened.waiting.value && !opened.playing.value
          ? 'reading'
          : quality;
  return (
    <span class="fl-exactness" data-quality={word}>
      {word}
    </span>
  );
}

/** Whether likely next recordings are read ahead, and which ones were. */
function WarmSwitch(): JSX.Element {
  const model = useModel();
  const warmed = model.status.value?.warmed ?? [];
  const names = warmed.map((recording) => model.library.entries.value.find((entry) => entry.recording === recording)?.name ?? recording);
  return (
    <label
      class="fl-status-wide fl-warm"
      title={names.length === 0 ? 'Read likely next recordings ahead' : `Read ahead: ${names.join(', ')}`}
    >
      <input type="checkbox" checked={model.warm.value} onChange={(event) => model.setWarm(event.currentTarget.checked)} />
      read ahead{names.length === 0 ? '' : ` ${names.length}`}
    </label>
  );
}
