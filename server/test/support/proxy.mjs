import { connect, createServer } from 'node:net';

/** The network between pages and a relay, as a TCP proxy that can be cut, and can lose an answer. */
export class Proxy {
  #server;
  #sockets = new Set();
  #isCut = false;
  #losesNext = false;

  /** @param {string} target the relay's address */
  static async start(target) {
    const proxy = new Proxy();
    const { hostname, port } = new URL(target);
    proxy.#server = createServer((socket) => proxy.#onConnection(socket, { host: hostname, port }));
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
    this.#losesNext = true;
  }

  async stop() {
    const stopped = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await stopped;
  }

  #onConnection(socket, target) {
    if (this.#isCut) return void socket.destroy();
    const far = connect(target);
    let isDeaf = false;
    for (const [one, other] of [
      [socket, far],
      [far, socket],
    ]) {
      this.#sockets.add(one);
      // Whatever happens to one end happens to the other.
      one.on('error', () => {});
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    socket.on('data', (data) => {
      if (this.#losesNext) isDeaf = true;
      this.#losesNext = false;
      far.write(data);
    });
    far.on('data', (data) => isDeaf || socket.write(data));
  }
}
