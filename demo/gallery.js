// gallery.html            an index of all states
// gallery.html?state=ID   one state alone; &theme=light|dark &lang=it &dir=rtl
import { states } from './gallery-states.js';
import { play } from './gallery/player.js';

const root = document.documentElement;
const main = document.querySelector('main');
const parameters = new URLSearchParams(location.search);
const wanted = parameters.get('state');
/** Browsers load lazy frames from far away; a hundred states at once is too much for most. */
const inSight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting || target.src) continue;
    target.src = target.dataset.src;
    inSight.unobserve(target);
  }
});

root.lang = parameters.get('lang') ?? 'en';
root.dir = parameters.get('dir') ?? 'ltr';
if (parameters.has('theme')) root.dataset.theme = parameters.get('theme');
if (root.lang === 'it') await import('/lib/messages/it.js');

root.classList.toggle('alone', wanted !== null);
if (wanted) await play(main, wanted);
else showIndex();

root.dataset.ready = 'true';

function showIndex() {
  const groups = Map.groupBy(states, ({ id }) => id.split('/')[0]);
  const title = document.createElement('h1');
  title.textContent = 'Every element in every state';
  main.append(title, choices(), contents(groups));
  for (const [tag, members] of groups) main.append(group(tag, members));
}

/** Links, so that what one sees can be sent to somebody. */
function choices() {
  const list = document.createElement('ul');
  list.className = 'choices';
  for (const [words, change] of [
    ['As the system', { theme: undefined }],
    ['Light', { theme: 'light' }],
    ['Dark', { theme: 'dark' }],
    ['English', { lang: undefined }],
    ['Italiano', { lang: 'it' }],
    ['Left to right', { dir: undefined }],
    ['Right to left', { dir: 'rtl' }],
  ]) {
    const [[name, value]] = Object.entries(change);
    const link = document.createElement('a');
    link.href = address(change);
    link.textContent = words;
    if ((parameters.get(name) ?? undefined) === value) link.ariaCurrent = 'true';
    list.append(document.createElement('li'));
    list.lastChild.append(link);
  }
  return list;
}

function contents(groups) {
  const nav = document.createElement('nav');
  nav.ariaLabel = 'Elements';
  for (const [tag, members] of groups) {
    const link = document.createElement('a');
    link.href = `#${tag}`;
    link.textContent = `<${tag}> ${members.length}`;
    nav.append(link);
  }
  return nav;
}

function group(tag, members) {
  const section = document.createElement('section');
  section.id = tag;
  const heading = document.createElement('h2');
  heading.textContent = `<${tag}>`;
  const cards = document.createElement('ul');
  cards.className = `cards ${tag}`;
  cards.append(...members.map(card));
  section.append(heading, cards);
  return section;
}

function card({ id, title, says }) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = address({ state: id });
  link.textContent = title;
  const words = document.createElement('p');
  words.textContent = says;
  // A picture for the eye; the link beside it is for everybody.
  const frame = document.createElement('iframe');
  frame.dataset.src = link.href;
  frame.tabIndex = -1;
  frame.title = title;
  frame.inert = true;
  const preview = document.createElement('div');
  preview.className = 'preview';
  preview.ariaHidden = 'true';
  preview.append(frame);
  inSight.observe(frame);
  item.append(preview, link, words);
  return item;
}

function address(change) {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) next.delete(name);
    else next.set(name, value);
  }
  return `/gallery.html?${next}`;
}
