import type { httpTransport, HttpTransport } from '../../src/transport/http/index.js';
import type { tabTimes } from '../../src/transport/http/tabs.js';
import type { DeskUpdate } from '../../src/transport/transport.js';
import { until } from '../support/until.js';

export { until };

/** One open stream, from the relay's side. */
export class PageStream {
  isClosed = false;
  readonly url: URL;
  readonly lastEventId: string | undefined;
  readonly response: Response;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor(url: string, { headers, signal }: RequestInit) {
    this.url = new URL(url);
    this.lastEventId = new Headers(headers).get('last-event-id') ?? undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => (this.#controller = controller),
      cancel: () => void (this.isClosed = true),
    });
    signal?.addEventListener('abort', () => {
      this.isClosed = true;
      this.#controller.error(signal.reason);
    });
    this.response = new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  get session(): string | null {
    return this.url.searchParams.get('session');
  }

  send(type: string, data: unknown, id?: string): void {
    const text = `event: ${type}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`;
    this.#controller.enqueue(new TextEncoder().encode(text));
  }

  update(update: DeskUpdate, id?: string): void {
    this.send(update.type, update, id);
  }

  end(): void {
    this.isClosed = true;
    this.#controller.close();
  }
}

/** A relay in the page: pages are given its `fetch`. */
export class PageRelay {
  readonly streams: PageStream[] = [];
  readonly asked: { readonly method: string; readonly path: string; readonly init: RequestInit }[] =
    [];

  readonly fetch = (url: string, init: RequestInit): Promise<Response> => {
    if (init.signal?.aborted) return Promise.reject(init.signal.reason as Error);
    if (new Headers(init.headers).get('accept') === 'text/event-stream') {
      const stream = new PageStream(url, init);
      this.streams.push(stream);
      return Promise.resolve(stream.response);
    }
    this.asked.push({ method: init.method ?? 'GET', path: new URL(url).pathname, init });
    return Promise.resolve(new Response(null, { status: 204 }));
  };

  get open(): readonly PageStream[] {
    return this.streams.filter(({ isClosed }) => !isClosed);
  }

  /** The only stream that is open, once there is another one than before. */
  async theOne(before?: PageStream): Promise<PageStream> {
    await until(() => this.open.length === 1 && this.open[0] !== before, 'one stream is open');
    return this.open[0]!;
  }
}

/** What the other page's own copy of the library has. */
interface Library {
  readonly httpTransport: typeof httpTransport;
  readonly tabTimes: typeof tabTimes;
}

/** A tab of an agent, with the desk open. */
export class Tab {
  readonly seen: DeskUpdate[] = [];
  readonly transport: HttpTransport;
  readonly window: Window & typeof globalThis;
  readonly #frame: HTMLIFrameElement;
  readonly #stop = new AbortController();

  constructor(frame: HTMLIFrameElement, transport: HttpTransport) {
    this.#frame = frame;
    this.window = frame.contentWindow as Window & typeof globalThis;
    this.transport = transport;
  }

  async read(): Promise<void> {
    for await (const update of this.transport.agent!.desk({ signal: this.#stop.signal })) {
      this.seen.push(update);
    }
  }

  /** The ids of the rows in the last snapshot and since. */
  get arrived(): string[] {
    const last = this.seen.findLastIndex(({ type }) => type === 'snapshot');
    return this.seen.slice(Math.max(0, last)).flatMap((update) => {
      if (update.type === 'snapshot') return update.waiting.map(({ id }) => id);
      return update.type === 'waiting' ? [update.callback.id] : [];
    });
  }

  stopReading(): void {
    this.#stop.abort();
  }

  /** As when the browser puts the page into its back/forward cache, or takes it out again. */
  tell(event: 'pagehide' | 'pageshow'): void {
    this.window.dispatchEvent(new PageTransitionEvent(event, { persisted: true }));
  }

  close(): void {
    this.#frame.remove();
  }
}

/**
 * Another tab of this browser.
 * @param prepare runs in it before anything of the library does
 */
export async function openTab(
  relay: PageRelay,
  {
    times = {},
    endpoint = 'https://relay.example',
    prepare = '',
  }: { times?: Partial<typeof tabTimes>; endpoint?: string; prepare?: string } = {},
): Promise<Tab> {
  const frame = document.createElement('iframe');
  const source = (name: string) =>
    new URL(`../../src/transport/http/${name}.ts`, import.meta.url).pathname;
  frame.srcdoc = `<script>${prepare}</script><script type="module">
    import { httpTransport } from '${source('index')}';
    import { tabTimes } from '${source('tabs')}';
    parent.dispatchEvent(
      new CustomEvent('page-ready', { detail: { library: { httpTransport, tabTimes }, window } }),
    );
  </script>`;
  type Ready = CustomEvent<{ library: Library; window: Window }>;
  const library = await new Promise<Library>((resolve) => {
    const onReady = (event: Event) => {
      const { detail } = event as Ready;
      if (detail.window !== frame.contentWindow) return;
      removeEventListener('page-ready', onReady);
      resolve(detail.library);
    };
    addEventListener('page-ready', onReady);
    document.body.append(frame);
  });
  Object.assign(library.tabTimes, times);
  const transport = library.httpTransport({
    endpoint,
    agent: { id: 'ann', name: 'Ann' },
    token: () => Promise.resolve('jwt'),
    fetch: relay.fetch as typeof fetch,
  });
  const tab = new Tab(frame, transport);
  void tab.read();
  return tab;
}
