// Event streams as the HTML standard has them, in whatever pieces they come.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventParser } from '../../dist/transport/http/parser.js';

/** All that a stream says, cut at the given places. */
function parsed(pieces) {
  const events = [];
  const parser = new EventParser((event) => events.push({ ...event, id: parser.lastEventId }));
  for (const piece of [pieces].flat()) parser.push(piece);
  return { events, parser };
}

const event = (data, type = 'message', id = '') => ({ type, data, id });

describe('the parser of event streams', () => {
  it('reads types, ids and data of several lines', () => {
    const { events } = parsed('event: waiting\nid: 7\ndata: one\ndata: two\n\ndata: three\n\n');
    assert.deepEqual(events, [event('one\ntwo', 'waiting', '7'), event('three', 'message', '7')]);
  });

  it('takes LF, CR and CRLF for ends of lines, wherever the pieces are cut', () => {
    const text = 'data: a\r\ndata: b\r\n\r\ndata: c\r\rdata: d\n\n: e\r\n\n';
    const expected = [event('a\nb'), event('c'), event('d')];
    assert.deepEqual(parsed(text).events, expected);
    assert.deepEqual(parsed([...text]).events, expected);
    for (let at = 0; at <= text.length; at++) {
      assert.deepEqual(parsed([text.slice(0, at), '', text.slice(at)]).events, expected);
    }
  });

  it('drops one space after the colon, and no more', () => {
    assert.deepEqual(parsed('data:a\n\ndata:  b\n\ndata\n\ndata:\n\n').events, [
      event('a'),
      event(' b'),
      event(''),
      event(''),
    ]);
  });

  it('tells nothing of comments, unknown fields and events without data', () => {
    assert.deepEqual(parsed(': hello\n\nfoo: bar\n\nevent: empty\n\ndata: a\n\n').events, [
      event('a'),
    ]);
  });

  it('keeps an id until another comes, also from an event without data, and none with NUL', () => {
    const { events } = parsed('id: 1\n\ndata: a\n\nid: 2\0\ndata: b\n\nid\ndata: c\n\n');
    assert.deepEqual(
      events.map(({ id }) => id),
      ['1', '1', ''],
    );
  });

  it('has no id of an event that is not complete', () => {
    const { parser, events } = parsed('id: 1\ndata: a\n\nid: 2\ndata: b\n');
    assert.deepEqual([parser.lastEventId, events.length], ['1', 1]);
  });

  it('takes the time of the next connection, in digits only', () => {
    assert.equal(parsed('retry: 250\n').parser.retry, 250);
    assert.equal(parsed('retry: 2s\nretry: -1\nretry:\n').parser.retry, undefined);
  });

  it('reads a long line that comes in many pieces', () => {
    const long = 'x'.repeat(1_000_000);
    const pieces = `data: ${long}\n\n`.match(/[^]{1,1000}/g);
    assert.equal(parsed(pieces).events[0].data, long);
  });
});
