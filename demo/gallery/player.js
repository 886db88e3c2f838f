// Puts one state on the page, in place of the one before.
import { states } from '../gallery-states.js';
import { stopClock } from './clock.js';

/**
 * Resolves once the state stands and is painted.
 * @returns what the state is, or undefined where there is none with this id
 */
export async function play(main, id) {
  const state = states.find((one) => one.id === id);
  const heading = document.createElement('h1');
  heading.textContent = state ? `${id}: ${state.title}` : `There is no state ${id}`;
  heading.classList.toggle('visually-hidden', state !== undefined);
  const stage = document.createElement('div');
  stage.className = `stage ${id.split('/')[0]}`;
  main.replaceChildren(heading, stage);
  document.title = heading.textContent;
  stopClock();
  await state?.show(stage);
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return state;
}
