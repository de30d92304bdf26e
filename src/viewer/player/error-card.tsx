import type { ComponentChildren, JSX } from 'preact';
import type { ReportedError } from '../../protocol/questions.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';

const headings: Readonly<Record<ReportedError['code'], string>> = {
  'not-found': 'Not found',
  unsupported: 'This cannot be read yet',
  corrupt: 'The data are damaged',
  truncated: 'The file ends too early',
  'out-of-range': 'Outside of the recording',
  'too-large': 'Too large',
  aborted: 'Cancelled',
  network: 'The connection failed',
  denied: 'Access denied',
  internal: 'Something went wrong in Firstlight',
};

export interface ErrorCardProps {
  readonly error: ReportedError;
  /** What the error is about, when it does not say. */
  readonly about: string;
  /** Laid over a picture that stays in sight. */
  readonly over: boolean;
  /** Buttons that help, the most helpful first. */
  readonly children?: ComponentChildren;
}

/** What happened, to what, what can be done, and details to copy. */
export function ErrorCard({ error, about, over, children }: ErrorCardProps): JSX.Element {
  const model = useModel();
  const details = JSON.stringify({ ...error, about, engine: model.welcome.value?.place, page: navigator.userAgent }, null, 2);
  return (
    <div class={`fl-card fl-error-card${over ? ' fl-card-over' : ''}`} role="alert">
      <h2>
        <Icon name="error" /> {headings[error.code]}
      </h2>
      <p>{sentence(error.message)}</p>
      <p class="fl-path">{error.path ?? about}</p>
      {error.advice === undefined ? null : <p class="fl-advice">{sentence(error.advice)}</p>}
      <div class="fl-card-buttons">
        {children}
        <button type="button" class="fl-button" onClick={() => void model.copy(details, 'Details copied')}>
          Copy details
        </button>
      </div>
    </div>
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
