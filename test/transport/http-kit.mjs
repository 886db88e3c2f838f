// A relay by hand: a real HTTP server that answers as a test tells it, and remembers what it was asked.
import { createServer } from 'node:http';

/** What was asked. @typedef {{ method: string, path: string, headers: object, body: any }} Asked */

export class ScriptedRelay {
  /** @type {Asked[]} */
  asked = [];
  /** @type {ScriptedStream[]} */
  streams = [];
  #server = createServer((request, response) => void this.#onRequest(request, response));
  #answers = [];
  #sockets = new Set();
  #waiting = [];

  static async start() {
    const relay = new ScriptedRelay();
    relay.#server.on('connection', (socket) => {
      relay.#sockets.add(socket);
      socket.on('close', () => relay.#sockets.delete(socket));
    });
    await relay.#listen(0);
    return relay;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The next requests but streams are answered so, the last for ever. */
  answer(...answers) {
    this.#answers = answers;
  }

  /** How the next streams are answered; none: they are opened. */
  streamAnswers = [];

  /** Breaks all connections and takes no more, until `up`. */
  async down() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async up() {
    this.#server = createServer((request, response) => void this.#onRequest(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await this.#listen(this.port);
  }

  async stop() {
    if (this.#server.listening) await this.down();
  }

  /** The stream that is opened next, or was and nobody has taken yet. */
  async stream() {
    await this.until(() => this.streams.length > 0);
    return this.streams.shift();
  }

  /** Waits until something is so; looks again at each request. */
  async until(test) {
    while (!test()) await new Promise((resolve) => this.#waiting.push(resolve));
  }

  #listen(port) {
    return new Promise((resolve) =>
      this.#server.listen(port, '127.0.0.1', () => {
        this.port = this.#server.address().port;
        resolve();
      }),
    );
  }

  async #onRequest(request, response) {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url: path, headers } = request;
    this.asked.push({ method, path, headers, body: body && JSON.parse(body) });
    const isStream = headers.accept === 'text/event-stream';
    const answer = isStream
      ? this.streamAnswers.shift()
      : this.#answers.length > 1
        ? this.#answers.shift()
        : this.#answers[0];
    if (isStream && !answer) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      this.streams.push(new ScriptedStream(response, { path, headers }));
    } else if (answer === 'hang') {
      // Nobody answers.
    } else if (answer === 'break') request.socket.destroy();
    else {
      const { status = 200, json, text, headers: more = {} } = answer ?? { status: 204 };
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end(text ?? (json === undefined ? '' : JSON.stringify(json)));
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** One open event stream, from the relay's side. */
class ScriptedStream {
  #response;

  constructor(response, { path, headers }) {
    this.#response = response;
    this.path = path;
    this.headers = headers;
    this.closed = new Promise((resolve) => response.on('close', resolve));
  }

  send(type, data, id) {
    this.write(
      `event: ${type}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`,
    );
  }

  /** An update of a desk. */
  update(update, id) {
    this.send(update.type, update, id);
  }

  write(text) {
    this.#response.write(text);
  }

  end() {
    this.#response.end();
  }

  break() {
    this.#response.destroy();
  }
}

/** A problem as the relay answers it. */
export function problem(status, code, more = {}, headers = {}) {
  return {
    status,
    json: { type: 'about:blank', title: code, status, code, ...more },
    headers: { 'content-type': 'application/problem+json', ...headers },
  };
}

/** The code with which something fails; `none` when it does not. */
export async function codeOf(work) {
  return work.then(
    () => 'none',
    (error) => error.code ?? error,
  );
}

/** A token as a relay would take it, but for its signature. */
export function tokenFor(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.signature`;
}

/** Reads a stream in the background; `next` gives one update after the other. */
export function reading(iterable) {
  const reader = iterable[Symbol.asyncIterator]();
  return {
    async next() {
      const { done, value } = await reader.next();
      return done ? 'over' : value;
    },
    stop: () => reader.return(),
  };
}
