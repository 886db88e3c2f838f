// The shared stream: what every adapter's readers see, whatever its source does.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stream } from '../../dist/transport/stream.js';

/**
 * A stream and the hands of its source: `feed` once it was started, and what was asked of it.
 * @param {{ signal?: AbortSignal, limit?: number, start?: (feed: object) => void }} [options]
 */
function opened({ signal, limit, start } = {}) {
  const source = { starts: 0, stops: 0, restarts: 0, feed: undefined };
  const iterable = stream(
    (feed) => {
      source.starts += 1;
      source.feed = feed;
      start?.(feed);
      return {
        stop: () => (source.stops += 1),
        restart: () => {
          source.restarts += 1;
          feed.push('snapshot');
        },
      };
    },
    signal,
    limit,
  );
  return { source, iterable, reader: iterable[Symbol.asyncIterator]() };
}

/** What there is to read now, and then whether it is over. */
async function read(reader, count) {
  const values = [];
  for (let n = 0; n < count; n++) {
    const { done, value } = await reader.next();
    values.push(done ? 'over' : value);
  }
  return values;
}

const lost = { type: 'connection', connection: 'lost' };
const live = { type: 'connection', connection: 'live' };

describe('a stream', () => {
  it('starts its source with the first next(), once for each reader', async () => {
    const { source, iterable, reader } = opened({ start: (feed) => feed.push('snapshot') });
    assert.equal(source.starts, 0);
    assert.deepEqual(await read(reader, 1), ['snapshot']);
    assert.equal(source.starts, 1);
    await read(iterable[Symbol.asyncIterator](), 1);
    assert.equal(source.starts, 2);
  });

  it('keeps the order, whether reads or updates come first', async () => {
    const { source, reader } = opened();
    const pending = [reader.next(), reader.next()];
    source.feed.push(1, 2, 3);
    source.feed.push(4);
    assert.deepEqual(
      (await Promise.all(pending)).map(({ value }) => value),
      [1, 2],
    );
    assert.deepEqual(await read(reader, 2), [3, 4]);
  });

  it('says lost and live once each, and live only after lost', async () => {
    const { source, reader } = opened({ start: (feed) => feed.push('snapshot') });
    await read(reader, 1);
    source.feed.live();
    source.feed.lost();
    source.feed.lost();
    source.feed.live();
    source.feed.live();
    source.feed.push('snapshot');
    assert.deepEqual(await read(reader, 3), [lost, live, 'snapshot']);
  });

  /** What the source does after it has pushed 1, and what is read from then on. */
  for (const [what, act, expected] of [
    ['its end: what was pushed is still read', (feed) => feed.end(), [1, 'over', 'over']],
    ['its end: nothing follows', (feed) => (feed.end(), feed.push(2)), [1, 'over', 'over']],
    ['its end, twice', (feed) => (feed.end(), feed.end()), [1, 'over', 'over']],
    ['a failure after the end: the end stands', (feed) => (feed.end(), feed.fail(new Error('x'))), [1, 'over', 'over']],
  ]) {
    it(`${what}; its source is let go once`, async () => {
      const { source, reader } = opened({ start: (feed) => feed.push(1) });
      const first = reader.next();
      act(source.feed);
      assert.deepEqual([(await first).value, ...(await read(reader, 2))], expected);
      assert.equal(source.stops, 1);
    });
  } // prettier-ignore

  it('a failure is thrown once, after what was pushed; then it is over', async () => {
    const error = new Error('forbidden');
    const { source, reader } = opened({ start: (feed) => (feed.push(1), feed.fail(error)) });
    assert.deepEqual(await read(reader, 1), [1]);
    await assert.rejects(reader.next(), error);
    assert.deepEqual(await read(reader, 2), ['over', 'over']);
    assert.equal(source.stops, 1);
  });

  it('a failure reaches a next() that is pending; the others are over', async () => {
    const error = new Error('forbidden');
    const { source, reader } = opened();
    const pending = [reader.next(), reader.next()];
    source.feed.fail(error);
    await assert.rejects(pending[0], error);
    assert.equal((await pending[1]).done, true);
  });

  it('aborted before it begins: nothing is started, and it is over quietly', async () => {
    const { source, reader } = opened({ signal: AbortSignal.abort() });
    assert.deepEqual(await read(reader, 2), ['over', 'over']);
    assert.equal(source.starts, 0);
  });

  it('aborted while it runs: pending reads are over, and what is queued is dropped', async () => {
    const control = new AbortController();
    const { source, reader } = opened({
      signal: control.signal,
      start: (feed) => feed.push(1, 2, 3),
    });
    await read(reader, 1);
    control.abort();
    assert.deepEqual(await read(reader, 1), ['over']);
    assert.equal(source.stops, 1);
  });

  it('aborted while a read is pending: it is over', async () => {
    const control = new AbortController();
    const { source, reader } = opened({ signal: control.signal });
    const pending = reader.next();
    control.abort();
    assert.equal((await pending).done, true);
    assert.equal(source.stops, 1);
  });

  it('aborted when it has failed, before anybody has read that: quiet', async () => {
    const control = new AbortController();
    const { source, reader } = opened({ signal: control.signal, start: (feed) => feed.push(1) });
    await read(reader, 1);
    source.feed.fail(new Error('x'));
    await reader.return();
    assert.deepEqual(await read(reader, 1), ['over']);
  });

  it('aborted after its end: nothing more', async () => {
    const control = new AbortController();
    const { source, reader } = opened({ signal: control.signal, start: (feed) => feed.end() });
    assert.deepEqual(await read(reader, 1), ['over']);
    control.abort();
    assert.equal(source.stops, 1);
  });

  it('return() ends it at once, also while a next() is pending', async () => {
    const { source, reader } = opened();
    const pending = reader.next();
    assert.deepEqual(await reader.return(), { done: true, value: undefined });
    assert.equal((await pending).done, true);
    await reader.return();
    assert.equal(source.stops, 1);
    source.feed.push(1);
    assert.deepEqual(await read(reader, 1), ['over']);
  });

  it('return() before the first next(): nothing is ever started', async () => {
    const { source, reader } = opened();
    await reader.return();
    assert.deepEqual(await read(reader, 1), ['over']);
    assert.equal(source.starts, 0);
  });

  it('a loop that breaks lets go of the source', async () => {
    const { source, iterable } = opened({ start: (feed) => feed.push(1, 2) });
    for await (const value of iterable) {
      assert.equal(value, 1);
      break;
    }
    assert.equal(source.stops, 1);
  });

  it('a source that fails to start fails the first next()', async () => {
    const error = new Error('no such desk');
    const reader = stream(() => {
      throw error;
    }, undefined)[Symbol.asyncIterator]();
    await assert.rejects(reader.next(), error);
    assert.deepEqual(await read(reader, 1), ['over']);
  });
});

describe('a reader that is too slow', () => {
  const limit = 3;

  it('gets all for as long as it fits', async () => {
    const { source, reader } = opened({ limit, start: (feed) => feed.push(0) });
    await read(reader, 1);
    source.feed.push(1, 2, 3);
    assert.deepEqual(await read(reader, 3), [1, 2, 3]);
    assert.equal(source.restarts, 0);
  });

  const behind = async () => {
    const slow = opened({ limit, start: (feed) => feed.push(0) });
    await read(slow.reader, 1);
    slow.source.feed.push(1, 2, 3, 4);
    return slow;
  };

  it('is dropped, and goes on with a snapshot and what follows it', async () => {
    const { source, reader } = await behind();
    source.feed.push(5);
    assert.equal(source.restarts, 0, 'not before it reads again');
    assert.deepEqual(await read(reader, 1), ['snapshot']);
    source.feed.push(6);
    assert.deepEqual(await read(reader, 1), [6]);
    assert.equal(source.restarts, 1);
  });

  it('hears that the backend is lost, and has the snapshot from its return', async () => {
    const { source, reader } = await behind();
    source.feed.lost();
    assert.deepEqual(await read(reader, 1), [lost]);
    source.feed.live();
    source.feed.push('snapshot');
    assert.deepEqual(await read(reader, 2), [live, 'snapshot']);
    assert.equal(source.restarts, 0);
  });

  it('hears that the backend is back, though that was dropped, and then has the snapshot', async () => {
    const { source, reader } = opened({ limit, start: (feed) => feed.push(0) });
    await read(reader, 1);
    source.feed.lost();
    assert.deepEqual(await read(reader, 1), [lost]);
    source.feed.live();
    source.feed.push(1, 2, 3);
    assert.deepEqual(await read(reader, 2), [live, 'snapshot']);
  });

  it('hears only once that the backend is lost', async () => {
    const { source, reader } = opened({ limit, start: (feed) => feed.push(0) });
    await read(reader, 1);
    source.feed.lost();
    assert.deepEqual(await read(reader, 1), [lost]);
    source.feed.push(1, 2, 3, 4);
    const next = reader.next();
    source.feed.live();
    assert.deepEqual((await next).value, live);
  });

  it('reads the snapshot of a source that has ended meanwhile, and then the end', async () => {
    const slow = opened({ limit, start: (feed) => feed.push(0) });
    await read(slow.reader, 1);
    const { feed } = slow.source;
    feed.push(1, 2, 3, 4);
    feed.end();
    assert.equal(slow.source.stops, 0, 'it is still needed');
    const [first] = await read(slow.reader, 1);
    assert.equal(first, 'snapshot');
    feed.end();
    assert.deepEqual(await read(slow.reader, 1), ['over']);
    assert.equal(slow.source.stops, 1);
  });

  it('is told a failure all the same', async () => {
    const { source, reader } = await behind();
    const error = new Error('forbidden');
    source.feed.fail(error);
    await assert.rejects(reader.next(), error);
    assert.deepEqual([source.stops, source.restarts], [1, 0]);
  });
});
