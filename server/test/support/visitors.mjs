// Visitors in numbers, by plain HTTP: what each was promised can be asked for again.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

let next = 0;

/**
 * Somebody who wants to be called: keys of their own, and a number that nobody else has.
 * @returns {{ key: string, secret: string, number: string }}
 */
export function visitor() {
  const digits = String(next++).padStart(7, '0');
  return {
    key: randomBytes(16).toString('base64url'),
    secret: randomBytes(32).toString('base64url'),
    number: `+39347${digits}`,
  };
}

/**
 * Submits; again with the same visitor is a repeat.
 * @returns {Promise<Response>}
 */
export function submit(url, { key, secret, number }, { site = 'default', headers, signal } = {}) {
  return fetch(`${url}/v1/sites/${site}/callbacks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': key,
      authorization: `Bearer ${secret}`,
      ...headers,
    },
    body: JSON.stringify({ request: { name: 'Ada', number: { e164: number } } }),
    signal,
  });
}

/** @returns {Promise<Response>} the status of a request */
export function lookUp(url, { secret, id }, site = 'default') {
  return fetch(`${url}/v1/sites/${site}/callbacks/${id}`, {
    headers: { authorization: `Bearer ${secret}` },
  });
}

/**
 * Visitors who submit one after the other, several at once, until `stop`. As a browser does, each tries again
 * under the same key until it is acknowledged; what was acknowledged is kept.
 * @param {() => string} url where the relay is by now
 * @param {{ atOnce?: number }} [options]
 */
export function startLoad(url, { atOnce = 16 } = {}) {
  const acknowledged = [];
  const broken = new Set();
  const refused = new Map();
  const waiting = new Set();
  let going = true;
  const work = async () => {
    while (going) {
      const one = visitor();
      acknowledged.push({ ...one, id: await insist(one) });
      for (const look of waiting) look();
    }
  };
  const insist = async (one) => {
    for (;;) {
      const response = await submit(url(), one).catch(() => undefined);
      const body = await response?.json().catch(() => undefined);
      if (body && response.status === 201) return body.id;
      if (response) refused.set(response.status, (refused.get(response.status) ?? 0) + 1);
      else broken.add(one.key);
      // Nobody is there: give way to whoever starts it again.
      await pause(20);
    }
  };
  const done = Promise.all(Array.from({ length: atOnce }, work));
  return {
    acknowledged,
    /** Keys of those whose connection broke before an answer: whether they were there, they cannot know. */
    broken,
    /** Answers that promised nothing, by status. */
    refused,
    /** Resolves once so many were acknowledged. */
    reached: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (acknowledged.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    /** Resolves once everybody is acknowledged. */
    async stop() {
      going = false;
      await done;
    },
  };
}

/**
 * Which of the acknowledged requests a relay does not know.
 * @returns {Promise<readonly { id: string }[]>}
 */
export async function missing(url, acknowledged) {
  const gone = [];
  const left = [...acknowledged];
  const work = async () => {
    for (let one = left.pop(); one; one = left.pop()) {
      const response = await lookUp(url, one);
      await response.arrayBuffer();
      if (response.status !== 200) gone.push({ ...one, status: response.status });
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return gone;
}
