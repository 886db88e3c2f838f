// A reader of one event stream, over a connection of its own.
import { request } from 'node:http';

/** How long a test waits for an event that must come. */
const patience = 10_000;

/** The events of a stream, as its text comes. What breaks off in an event's middle is none. */
export class EventText {
  events = [];
  lastEventId = undefined;
  #rest = '';

  push(piece) {
    const blocks = (this.#rest + piece).split('\n\n');
    this.#rest = blocks.pop();
    for (const block of blocks) {
      const fields = block
        .split('\n')
        .filter((line) => !line.startsWith(':'))
        .map((line) => /^(\w+): ?(.*)$/.exec(line));
      const field = (name) => fields.find((one) => one?.[1] === name)?.[2];
      if (field('id') !== undefined) this.lastEventId = field('id');
      if (field('data') === undefined) continue;
      const [type, id, data] = [field('event'), field('id'), JSON.parse(field('data'))];
      this.events.push({ type, id, data });
    }
  }
}

export class EventReader {
  text = '';
  #read = new EventText();
  #waiting = [];
  #next = 0;

  get events() {
    return this.#read.events;
  }

  get lastEventId() {
    return this.#read.lastEventId;
  }

  /** @returns {Promise<EventReader>} with `status` and `headers`; of a refusal with its `body` */
  static async open(url, headers = {}) {
    const reader = new EventReader();
    const { promise, resolve, reject } = withResolvers();
    reader.request = request(url, { headers, agent: false }, resolve).on('error', reject).end();
    const response = await promise;
    reader.request.removeAllListeners('error').on('error', () => {});
    reader.response = response;
    reader.status = response.statusCode;
    reader.headers = response.headers;
    response.setEncoding('utf8');
    if (reader.status !== 200) {
      let body = '';
      for await (const piece of response) body += piece;
      return Object.assign(reader, { body: JSON.parse(body) });
    }
    reader.closed = new Promise((done) => response.once('close', done));
    response.on('error', () => {});
    response.on('data', (piece) => reader.#push(piece));
    response.once('close', () => reader.#wake());
    return reader;
  }

  /** The next event of this type that was not read yet; what comes before it is passed over. */
  async next(...types) {
    const deadline = performance.now() + patience;
    for (;;) {
      while (this.#next < this.events.length) {
        const event = this.events[this.#next++];
        if (types.length === 0 || types.includes(event.type)) return event;
      }
      if (this.response.closed) throw new Error(`The stream has ended without ${types}.`);
      await this.#more(`for ${types}`, deadline);
    }
  }

  /** All events so far of these types. */
  all(...types) {
    return this.events.filter(({ type }) => types.includes(type));
  }

  /** Waits until this holds of the text or the events. */
  async until(holds) {
    const deadline = performance.now() + patience;
    while (!holds(this)) await this.#more(`until ${holds}`, deadline);
  }

  close() {
    this.request.destroy();
  }

  #push(piece) {
    this.text += piece;
    this.#read.push(piece);
    this.#wake();
  }

  #wake() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #more(what, deadline) {
    const { promise, resolve, reject } = withResolvers();
    const timer = setTimeout(
      () => reject(new Error(`Waited in vain ${what}; read: ${this.text.slice(-2000)}`)),
      // Heartbeats are no event.
      Math.max(0, deadline - performance.now()),
    );
    this.#waiting.push(() => {
      clearTimeout(timer);
      resolve();
    });
    return promise;
  }
}

function withResolvers() {
  let [resolve, reject] = [];
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}
