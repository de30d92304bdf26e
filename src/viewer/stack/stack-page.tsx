import type { JSX } from 'preact';
import { formatWhole } from '../format/figures.js';
import { PageFrame } from '../panels/page-frame.js';
import { CommandButton } from '../parts/command-button.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import { ErrorCard } from '../player/error-card.js';
import { StackFactRows } from './stack-fact-rows.js';
import type { StackModel } from './stack-model.js';

/** An opened stack. */
export function StackPage({ stack }: { readonly stack: StackModel }): JSX.Element {
  const { tool } = useModel().store.state.value;
  const facts = stack.facts.value;
  const error = stack.error.value;
  return (
    <PageFrame
      opened={stack}
      facts={
        facts === undefined ? [] : [facts.format, `${formatWhole(facts.frames.value)} × ${facts.width} × ${facts.height}`, facts.dtype]
      }
      exports={[{ command: 'exportView', title: 'View as PNG', note: 'as it is on the screen' }]}
      rail={<CommandButton command="tool-pan" icon="pan" pressed={tool === 'pan'} />}
      stage={
        <main class="fl-stage">
          {error === undefined ? null : (
            <ErrorCard error={error} about={stack.entry.name} over={false}>
              <button type="button" class="fl-button fl-button-primary" onClick={() => stack.retry()}>
                Try again
              </button>
              <CommandButton command="library">Back to the library</CommandButton>
            </ErrorCard>
          )}
        </main>
      }
      inspector={
        <Section title="Recording">
          {facts === undefined ? null : <StackFactRows facts={facts} byteLength={stack.entry.byteLength} />}
        </Section>
      }
      strip={<div class="fl-strip" />}
    />
  );
}
