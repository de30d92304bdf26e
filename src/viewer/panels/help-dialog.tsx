import type { JSX } from 'preact';
import { Dialog } from '../parts/dialog.js';
import { useModel } from '../parts/model-context.js';
import { type CommandGroup, placeOf } from '../state/commands/command.js';
import { commandsIn, gestures } from '../state/commands/commands.js';

const order: readonly CommandGroup[] = [
  'Playing',
  'Window and speed',
  'Picture',
  'Colour',
  'Operations',
  'View',
  'Regions',
  'Selection',
  'Library',
  'Everywhere',
];

/** Every key and gesture that does something here, from the one table of commands. */
export function HelpDialog(): JSX.Element {
  const model = useModel();
  const here = commandsIn(placeOf(model)).filter((command) => command.keys.length > 0);
  const groups = order.filter((group) => here.some((command) => command.group === group));
  return (
    <Dialog
      title="Keys and gestures"
      class="fl-help"
      onClose={() => {
        model.dialog.value = undefined;
      }}
    >
      <div class="fl-help-columns">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {here
                .filter((command) => command.group === group)
                .map(({ id, title, keys, help, shiftTimesTen }) => (
                  <div key={id} title={help}>
                    <dt>
                      {title}
                      {shiftTimesTen === true ? <span class="fl-muted"> (Shift × 10)</span> : null}
                    </dt>
                    <dd>
                      {keys.map((key) => (
                        <kbd key={key}>{key === '+' ? key : key.replaceAll('+', ' ')}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Hands</h3>
          <dl>
            {gestures.map(({ gesture, does }) => (
              <div key={gesture} class="fl-help-gesture">
                <dt>{gesture}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
