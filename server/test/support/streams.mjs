// A stream of server-sent events as it comes, nothing reconnected and nothing hidden.

/**
 * Opens a stream.
 * @param {string} url
 * @param {Record<string, string>} headers
 * @returns {Promise<EventStream>}
 * @throws an Error when the answer is no stream
 */
export async function openStream(url, headers = {}) {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  if (response.status !== 200) {
    throw new Error(`no stream, but ${response.status}: ${await response.text()}`);
  }
  return new EventStream(response.body, abort);
}

class EventStream {
  #abort;
  #iterator;

  constructor(body, abort) {
    this.#abort = abort;
    this.#iterator = events(body);
  }

  /**
   * The next event that fits; those before it are passed over.
   * @param {(event: { type: string, id?: string, data: unknown }) => unknown} fits default: any
   * @returns {Promise<{ type: string, id?: string, data: unknown } | undefined>} undefined once the stream has
   *   ended, whether quietly or by a broken connection
   */
  async next(fits = () => true) {
    for (;;) {
      const { done, value } = await this.#iterator.next().catch(() => ({ done: true }));
      if (done) return undefined;
      if (fits(value)) return value;
    }
  }

  close() {
    this.#abort.abort();
  }
}

async function* events(body) {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    let end;
    while ((end = text.indexOf('\n\n')) >= 0) {
      const event = parse(text.slice(0, end));
      text = text.slice(end + 2);
      if (event) yield event;
    }
  }
}

function parse(block) {
  const event = { type: 'message', data: '' };
  for (const line of block.split('\n')) {
    const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (field === 'event') event.type = value;
    if (field === 'id') event.id = value;
    if (field === 'data') event.data += value;
  }
  return event.data === '' ? undefined : { ...event, data: JSON.parse(event.data) };
}
