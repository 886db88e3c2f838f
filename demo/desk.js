// The agent's desk. What a real page does differently: calls to real phones, and a real sign-in.
import '/lib/index.js';
import { canConnect } from '/lib/transport/loopback/index.js';
import { agentSide } from './backend.js';
import { isPhoneOpen } from './phone-lock.js';

const parameters = new URLSearchParams(location.search);
const name = parameters.get('agent')?.trim() || 'Ada';
const desk = parameters.get('desk') ?? undefined;
const agent = { id: name.toLowerCase(), name };
const colleague = name === 'Bob' ? 'Ada' : 'Bob';

const link = document.querySelector('#colleague');
link.href = `/desk.html?${new URLSearchParams({ agent: colleague, ...(desk && { desk }) })}`;
link.textContent = `Open ${colleague}’s desk, too`;

document.querySelector('call-desk').transport = agentSide({ agent, desk, token });

const reachable = await canConnect();
await tellPhone();
setInterval(tellPhone, 1_500);

/** A real site's server gives it to whoever has signed in. */
async function token() {
  const response = await fetch(`/token?${new URLSearchParams({ agent: name })}`);
  if (!response.ok) throw new Error(`No token: ${response.status}`);
  return response.text();
}

/** A call that nobody can answer is a puzzle, unless the page says why. */
async function tellPhone() {
  const notice = document.querySelector('#phone-notice');
  const text = reachable
    ? (await isPhoneOpen()) || 'No phone is open: whoever you call will not answer. '
    : 'This machine has no network interface that the browser can use: calls will have no audio. ';
  const shown = text === true ? '' : text;
  if (notice.dataset.text === shown) return;
  notice.dataset.text = shown;
  notice.replaceChildren(shown);
  if (shown && reachable) notice.append(phoneLink());
}

function phoneLink() {
  const anchor = document.createElement('a');
  anchor.href = `/phone.html${desk ? `?${new URLSearchParams({ desk })}` : ''}`;
  anchor.target = '_blank';
  anchor.textContent = 'Open the visitor’s phone';
  return anchor;
}
