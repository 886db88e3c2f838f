// The relay behind Debian's nginx, with the configuration that docs/operations.md gives.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:http2';
import { after, before, describe, test } from 'node:test';
import { skip, startNginx } from './support/nginx.mjs';
import { startProcess } from './support/process.mjs';
import { openSqlite } from './support/stores.mjs';
import { agentToken, deskStream } from './support/agents.mjs';
import { submit, visitor } from './support/visitors.mjs';

describe('behind nginx', { skip }, () => {
  let file;
  let relay;
  let nginx;
  before(async () => {
    file = await openSqlite();
    relay = await startProcess(file.database, {
      args: ['--trust-proxy', '1', '--limit-submissions', '3'],
    });
    nginx = await startNginx([new URL(relay.url).host]);
  });
  after(async () => {
    await nginx?.close();
    await relay?.close();
    await file?.dispose();
  });

  test('an event comes through while its stream stays open', async () => {
    const desk = await deskStream(nginx.url, await agentToken('ada'));
    assert.equal((await desk.next()).type, 'snapshot');
    const { number, ...rest } = visitor();
    // The answer is read first: nothing closes the stream, or fills a buffer, in between.
    const { id } = await (await submit(nginx.url, { number, ...rest })).json();
    const { data } = await desk.next('waiting');
    assert.equal(data.callback.id, id);
    desk.close();
  });

  test('HTTP/2: many streams share one connection', async () => {
    const session = connect(nginx.http2);
    const token = await agentToken('bob');
    const streams = Array.from({ length: 10 }, () =>
      session.request({
        ':path': `/v1/sites/default/desk/stream?session=${randomUUID()}`,
        authorization: `Bearer ${token}`,
      }),
    );
    const first = await Promise.all(
      streams.map(async (stream) => {
        for await (const chunk of stream.setEncoding('utf8')) {
          if (chunk.includes('event: snapshot')) return 'snapshot';
        }
        return 'ended';
      }),
    );
    assert.deepEqual(first, Array(10).fill('snapshot'));
    session.destroy();
  });

  test('the address is the one that nginx saw, whatever the visitor writes', async () => {
    const from = async (localAddress, forwarded) => {
      const { status } = await post(nginx.url, visitor(), localAddress, forwarded);
      return status;
    };
    for (const name of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      assert.equal(await from('127.0.0.2', name), 201);
    }
    assert.equal(await from('127.0.0.2', '192.0.2.4'), 429);
    assert.equal(await from('127.0.0.2', '127.0.0.3, 192.0.2.5'), 429);
    // Nobody has used up what is another's.
    assert.equal(await from('127.0.0.3', '127.0.0.2'), 201);
  });

  test('a stream that a reload has cut goes on where it was', async () => {
    const token = await agentToken('eve');
    const session = randomUUID();
    const desk = await deskStream(nginx.url, token, { session });
    const first = await submitFrom('127.0.0.4');
    const seen = await desk.next('waiting');
    assert.equal(seen.data.callback.id, first);
    await nginx.reload();
    await desk.closed;
    const between = await submitFrom('127.0.0.4');
    const again = await deskStream(nginx.url, token, { session, lastEventId: seen.id });
    const after = await submitFrom('127.0.0.4');
    const heard = [];
    while (heard.at(-1) !== after) {
      heard.push((await again.next('waiting')).data.callback.id);
    }
    assert.deepEqual(heard, [between, after]);
    assert.deepEqual(again.all('snapshot'), []);
    again.close();
  });

  async function submitFrom(address) {
    const { status, body } = await post(nginx.url, visitor(), address);
    assert.equal(status, 201);
    return body.id;
  }
});

/**
 * A submission from another address of this machine.
 * @returns {Promise<{ status: number, body: { id?: string } }>}
 */
function post(url, { key, secret, number }, localAddress, forwarded) {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/v1/sites/default/callbacks`, {
      method: 'POST',
      localAddress,
      agent: false,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        authorization: `Bearer ${secret}`,
        ...(forwarded && { 'x-forwarded-for': forwarded }),
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => (text += piece));
      response.once('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
    sent.end(JSON.stringify({ request: { name: 'Ada', number: { e164: number } } }));
  });
}
