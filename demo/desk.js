// The agent's desk. What a real page does differently: calls to real phones, and a real sign-in.
import '/lib/index.js';
import { httpTransport } from '/lib/transport/http/index.js';
import { canConnect, loopbackTransport } from '/lib/transport/loopback/index.js';
import { isPhoneOpen } from './phone-lock.js';

const parameters = new URLSearchParams(location.search);
const name = parameters.get('agent')?.trim() || 'Ada';
const desk = parameters.get('desk') ?? undefined;
const agent = { id: name.toLowerCase(), name };
const colleague = name === 'Bob' ? 'Ada' : 'Bob';

const link = document.querySelector('#colleague');
link.href = `/desk.html?${new URLSearchParams({ agent: colleague, ...(desk && { desk }) })}`;
link.textContent = `Open ${colleague}’s desk, too`;

document.querySelector('call-desk').transport = transport();

const reachable = await canConnect();
await tellPhone();
setInterval(tellPhone, 1_500);

/** Requests come from the relay, where there is one; calls go to the phone's page in this browser. */
function transport() {
  const browser = loopbackTransport({ agent, ...(desk && { desk }) });
  const relay = document.querySelector('meta[name=relay]').content;
  if (!relay) return browser;
  const { visitor, ...there } = httpTransport({
    endpoint: relay,
    ...(desk && { site: desk }),
    agent,
    token,
  });
  return {
    visitor,
    agent: there.agent,
    calls: browser.calls,
    dispose() {
      browser.dispose();
      there.dispose();
    },
  };
}

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
