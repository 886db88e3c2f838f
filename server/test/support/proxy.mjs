import { connect, createServer } from 'node:net';

/**
 * The network between pages and relays, as a TCP proxy that can be cut, and can lose an answer. In front of
 * several it is their balancer, without stickiness.
 */
export class Proxy {
  #server;
  #targets;
  #turns;
  #sockets = new Set();
  #isCut = false;
  #loss;

  /**
   * @param {string | readonly string[]} targets the relays' addresses: each connection goes to the first that listens
   * @param {{ inTurn?: boolean }} [options] begins with another one each time
   */
  static async start(targets, { inTurn = false } = {}) {
    const proxy = new Proxy();
    proxy.#targets = [targets].flat().map((target) => {
      const { hostname, port } = new URL(target);
      return { host: hostname, port };
    });
    proxy.#turns = inTurn ? 1 : 0;
    proxy.#server = createServer((socket) => proxy.#onConnection(socket));
    await new Promise((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Breaks all connections, and each new one. */
  cut() {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  restore() {
    this.#isCut = false;
  }

  /** The next request goes through; nothing comes back. */
  loseNextAnswer() {
    this.#loss = {};
  }

  /**
   * The next request goes through; as its answer comes, the connection breaks.
   * @returns {Promise<string>} the first line of what was lost
   */
  breakAtNextAnswer() {
    return new Promise((resolve) => (this.#loss = { resolve }));
  }

  async stop() {
    const stopped = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await stopped;
  }

  async #onConnection(socket) {
    // Whatever happens to one end happens to the other.
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    const far = await this.#connect();
    if (!far || this.#isCut || socket.destroyed) {
      far?.destroy();
      return void socket.destroy();
    }
    this.#sockets.add(far);
    far.on('close', () => {
      this.#sockets.delete(far);
      socket.destroy();
    });
    socket.on('close', () => far.destroy());
    let loss;
    socket.on('data', (data) => {
      loss ??= this.#loss;
      this.#loss = undefined;
      far.write(data);
    });
    far.on('data', (data) => {
      if (!loss) return void socket.write(data);
      if (!loss.resolve) return;
      loss.resolve(String(data).split('\r\n', 1)[0]);
      socket.destroy();
    });
  }

  /** @returns {Promise<import('node:net').Socket | undefined>} undefined where nobody listens */
  async #connect() {
    if (this.#isCut) return undefined;
    const first = this.#turns === 0 ? 0 : this.#turns++;
    for (let at = 0; at < this.#targets.length; at++) {
      const target = this.#targets[(first + at) % this.#targets.length];
      const far = connect(target);
      const isThere = await new Promise((resolve) => {
        far.once('connect', () => resolve(true));
        far.on('error', () => resolve(false));
      });
      if (isThere) return far;
    }
    return undefined;
  }
}
