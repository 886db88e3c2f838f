// openapi.json is what the routes say, and what they say is what the relay answers.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { Compile } from 'typebox/compile';
import * as schemas from '../dist/schemas.js';
import { numbers, startRelay } from './support/relay.mjs';

describe('openapi.json', () => {
  it('is current (npm run openapi), and says of each route who may call it', async () => {
    const relay = await startRelay();
    try {
      const written = JSON.parse(
        await readFile(new URL('../openapi.json', import.meta.url), 'utf8'),
      );
      const { body } = await relay.call('GET', '//openapi.json');
      assert.deepEqual(written, body);
      const open = Object.entries(body.paths).flatMap(([path, methods]) =>
        Object.entries(methods)
          .filter(([, { security }]) => !security)
          .map(([method]) => `${method} ${path.replace('/v1/sites/{site}', '')}`),
      );
      assert.deepEqual(open.sort(), [
        'get /availability',
        'get /availability/stream',
        'get /challenge',
        'get /slots',
      ]);
    } finally {
      await relay.close();
    }
  });
});

describe('a schema', () => {
  it('says no more and no less than what the relay answers', async () => {
    const relay = await startRelay();
    const checks = (name, value) => {
      const [error] = Compile(closed(schemas[name])).Errors(value);
      assert.equal(error, undefined, `${name}: ${JSON.stringify([error, value])}`);
    };
    try {
      const desk = await relay.desk('ann');
      const context = { order: '7' };
      const consent = { text: 'Yes', at: 1 };
      const page = { url: 'https://shop.example/', title: 'Shop' };
      const more = { context, consent, page, language: 'it', region: 'IT' };
      const { id, secret, expiresAt } = await relay.ask(numbers[0], more);
      checks('IssuedReceipt', { id, expiresAt });
      const visitor = await relay.watch({ id, secret });
      const claim = await relay.claim(id);
      checks('Claim', claim);
      await relay.report(claim, { seq: 1, state: 'connected', callerId: '+39061' });
      const end = { reason: 'busy', by: 'visitor', detail: { protocol: 'SIP', cause: 486 } };
      await relay.report(claim, { seq: 2, state: 'ended', end });
      const retryAt = Date.now() + 60_000;
      const body = { token: claim.token, finishKey: 'f', retryAt };
      await relay.call('POST', `/callbacks/${id}/finish`, { bearer: 'ann', body });
      await visitor.until((one) => one.all('status').at(-1)?.data.state === 'scheduled');
      for (const { data } of visitor.all('status')) checks('CallbackStatus', data);
      for (const { data } of visitor.all('queue')) checks('QueuePlace', data);
      await desk.until((one) => one.all('claim').at(-1)?.data.claim.state === 'done');
      assert.deepEqual([...new Set(desk.events.map(({ type }) => type))].sort(), [
        'claim',
        'left',
        'presence',
        'snapshot',
        'waiting',
      ]);
      for (const { data } of desk.events) checks('DeskEvent', data);
      checks('Availability', (await relay.call('GET', '/availability')).body);
      const { body: slots } = await relay.call('GET', `/slots?from=0&to=${Date.now() + 9e6}`);
      assert.ok(slots.length > 0);
      checks('TimeRange', slots[0]);
      checks(
        'Problem',
        await relay.claim(id, 'bob').catch(({ message }) => JSON.parse(message.slice(4))),
      );
      desk.close();
      visitor.close();
    } finally {
      await relay.close();
    }
  });
});

/** The schema, without room for what it does not name. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, closed(part)]));
  return copy.properties && copy.type === 'object'
    ? { ...copy, additionalProperties: false }
    : copy;
}
