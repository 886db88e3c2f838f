// What the microphone's tests do and look at, with a browser's window or without.
import { callBox, until } from './index.mjs';

export const NAME = 'Grace Hopper';

/** Three ask, one after the other; the second is the one that is called. */
export async function askThree(desk) {
  await desk.evaluate(async () => {
    const { visitorSide } = await import('/backend.js');
    const visitor = visitorSide();
    for (const [index, name] of ['Alan Turing', 'Grace Hopper', 'Ada Lovelace'].entries()) {
      const request = { name, number: { e164: `+3906698${10_000 + index}` } };
      await visitor.request(request, { requestKey: crypto.randomUUID(), secret: 's'.repeat(43) });
    }
  });
  return until(
    () => waiting(desk),
    ({ length }) => length === 3,
    'three are waiting',
  );
}

/** Who waits, in the order of the list, since when, and in whose hands. */
export function waiting(desk) {
  return desk.locator('callback-waiting').evaluate((list) => {
    const shown = [...list.shadowRoot.querySelectorAll('li')].map((row) => row.textContent);
    const known = [...list.desk.waiting.values()];
    return shown.flatMap((text) =>
      known
        .filter(({ name }) => text.includes(name))
        .map(({ name, requestedAt, state }) => ({ name, requestedAt, state })),
    );
  });
}

/** The request has its place and its age again, and no microphone is open. */
export async function untilBack(desk, place) {
  await until(
    () => waiting(desk),
    (now) => JSON.stringify(now) === JSON.stringify(place),
    `back in Waiting: ${JSON.stringify(place)}`,
  );
  await untilClosed(desk);
}

export function untilClosed(desk) {
  return until(
    () => openTracks(desk),
    (open) => open === 0,
    'no microphone stays open',
  );
}

export function untilRead(desk, words) {
  return until(
    async () => (await callBox(desk, NAME).locator('[part=notice]').allInnerTexts()).join(),
    (text) => text.includes(words),
    `the box says: ${words}`,
  );
}

export function again(desk) {
  return callBox(desk, NAME).getByRole('button', { name: 'Try again' });
}

export async function tryAgain(desk) {
  await desk.bringToFront();
  await again(desk).click();
}

export function mute(desk) {
  return callBox(desk, NAME).getByRole('button', { name: 'Mute' });
}

export async function hangUp(desk) {
  await desk.bringToFront();
  await callBox(desk, NAME).getByRole('button', { name: 'Hang up' }).click();
  await untilState(desk, 'wrapup');
  await untilClosed(desk);
}

export function stateOf(desk) {
  return callBox(desk, NAME).evaluate(({ call }) => {
    return call.end ? `${call.state}: ${call.end.reason}` : call.state;
  });
}

export function untilState(desk, state) {
  return until(
    () => stateOf(desk),
    (now) => now.split(':')[0] === state,
    `the call is ${state}`,
  );
}

/**
 * Takes the permission back without refusing it: the browser asks with its own question.
 * @returns the session with which the setting goes
 */
export async function askByQuestion(browser, page) {
  const own = await page.context().newCDPSession(page);
  const { targetInfo } = await own.send('Target.getTargetInfo');
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.setPermission', {
    browserContextId: targetInfo.browserContextId,
    permission: { name: 'microphone' },
    setting: 'prompt',
  });
  return session;
}

/** How many tracks are live in the page, copies too. */
export function openTracks(desk) {
  return desk.evaluate(
    () => window.tracks.filter(({ readyState }) => readyState === 'live').length,
  );
}

/** Runs in the page: keeps every track that was opened or copied. */
export function watchMicrophone() {
  window.tracks = [];
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function () {
    const copy = clone.call(this);
    window.tracks.push(copy);
    return copy;
  };
}
