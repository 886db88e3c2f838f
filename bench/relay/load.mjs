// What asks: requests one after another on so many connections.
import { Agent, request } from 'node:http';

/**
 * @param {(n: number) => object} make `{ method, path, headers, body }` of the nth request
 * @returns {Promise<{ perSecond: number, times: number[], answers: object[] }>} milliseconds, sorted
 */
export async function load({ port, count, connections, make }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  const answers = [];
  let next = 0;
  const begin = performance.now();
  const work = async () => {
    for (let n = next++; n < count; n = next++) {
      const sent = performance.now();
      answers[n] = await send({ port, agent, ...make(n) });
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  const perSecond = count / ((performance.now() - begin) / 1000);
  agent.destroy();
  return { perSecond, times: times.sort((a, b) => a - b), answers };
}

/** @throws an Error when the answer is not a success */
export function send({ port, agent, method = 'POST', path, headers, body }) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        agent,
        method,
        path,
        headers: {
          ...(text && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          }),
          ...headers,
        },
      },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (part) => (answer += part));
        response.on('end', () => {
          if (response.statusCode < 300) resolve(answer ? JSON.parse(answer) : undefined);
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${answer}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

export function quantile(sorted, q) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}
