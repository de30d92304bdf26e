import { mount } from '../../../src/viewer/mount.js';
import { FakeProvider } from '../fake-provider.js';

const parameters = new URLSearchParams(window.location.search);
const failing = parameters.get('failing');
const provider = new FakeProvider({
  recordings: Number(parameters.get('recordings') ?? 14),
  delayMillis: 5,
  ...(failing === null ? {} : { failing }),
});
const element = document.getElementById('app');
if (element !== null) {
  mount(element, provider, {
    openFiles: () => undefined,
    demos: [
      { title: 'Desk fan', facts: '3 blades at 1,200 rpm · 2 M events', open: () => undefined },
      { title: 'Hovering drone', facts: '4 propellers · 2 M events', open: () => undefined },
      { title: 'Turning star', facts: 'sharp edges · 1 M events', open: () => undefined },
    ],
  });
}
