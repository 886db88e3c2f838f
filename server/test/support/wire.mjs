// What the library's own client reads, as it comes over the wire.
import { EventText } from './events.mjs';

/** How long a test waits for what must come to hundreds. */
const patience = 60_000;

/**
 * A `fetch` for a client that has one stream, which keeps what the client reads of it. What a broken connection
 * has brought, but the client not read, is not kept: it has to come again.
 */
export class Wire {
  /** One for each connection that came to a stream, in their order. */
  connections = [];
  #waiting = new Set();

  fetch = async (url, init) => {
    const response = await fetch(url, init);
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
    const text = new EventText();
    const connection = { resumedAt: new Headers(init.headers).get('last-event-id'), text };
    this.connections.push(connection);
    const decoder = new TextDecoder();
    const { status, headers, ok, body } = response;
    const getReader = () => {
      const reader = body.getReader();
      return {
        cancel: () => reader.cancel(),
        read: async () => {
          const piece = await reader.read();
          if (!piece.done) text.push(decoder.decode(piece.value, { stream: true }));
          for (const look of this.#waiting) look();
          return piece;
        },
      };
    };
    return { status, headers, ok, body: { getReader, cancel: () => body.cancel() } };
  };

  /** All events so far, of these types. */
  all(...types) {
    const events = this.connections.flatMap(({ text }) => text.events);
    return types.length === 0 ? events : events.filter(({ type }) => types.includes(type));
  }

  /** Resolves once this holds of the wire. */
  until(holds) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Waited in vain until ${holds}`)), patience);
      const look = () => {
        if (!holds(this)) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}
