// Puts one state on the page, in place of the one before.
import { states } from '../gallery-states.js';
import { stopClock } from './clock.js';
import { useSound } from './sound.js';

/**
 * Resolves once the state stands and is painted.
 * @returns what the state is, or undefined where there is none with this id
 */
export async function play(main, id) {
  const state = states.find((one) => one.id === id);
  const [tag] = id.split('/');
  // A page and a section, as elements whose own headings begin below them expect.
  const headings = [
    ['h1', state ? `<${tag}>` : `There is no state ${id}`],
    ['h2', state?.title ?? ''],
  ].map(([level, text]) => {
    const heading = document.createElement(level);
    heading.textContent = text;
    heading.classList.toggle('visually-hidden', state !== undefined);
    return heading;
  });
  if (!state) headings.pop();
  const stage = document.createElement('div');
  stage.className = `stage ${tag}`;
  main.replaceChildren(...headings, stage);
  document.title = state ? `${id}: ${state.title}` : 'Gallery';
  stopClock();
  useSound('open');
  await state?.show(stage);
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return state;
}
