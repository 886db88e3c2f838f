import { randomToken } from '../../callback/index.js';
import { either } from '../abortable.js';
import { stream, type Feed } from '../stream.js';
import type { Agent, DeskSnapshot, DeskUpdate } from '../transport.js';
import { DeskConnection } from './desk-connection.js';
import { DeskState } from './desk-state.js';
import { isBefore } from './event-id.js';
import { onPageSign } from './page.js';
import type { Relay } from './send.js';
import { Tabs } from './tabs.js';
import type { Bearer, Tokens } from './tokens.js';

/** What the tab that has the stream tells the others. */
type News =
  | { readonly type: 'updates'; readonly updates: readonly DeskUpdate[]; readonly id: string }
  | { readonly type: 'lost' }
  | { readonly type: 'live'; readonly resumed: boolean }
  /** To a newcomer: all that there is to know. */
  | {
      readonly type: 'state';
      readonly snapshot: DeskSnapshot | undefined;
      readonly id: string;
      readonly lost: boolean;
    };

interface Message {
  readonly news: News;
  /** Of the stream: the next tab that leads takes it over. */
  readonly session: string;
}

/**
 * One agent's desk: one stream for each browser, however many tabs and readers there are. Browsers allow six
 * connections to a relay over HTTP/1.1, and one agent is one session. The tab that leads has the
 * stream and passes on what comes; when it goes, the next one resumes where it was. Where tabs cannot find each
 * other (plain http, Node) each page has a stream of its own.
 */
export class SharedDesk {
  readonly #relay: Relay;
  readonly #tokens: Tokens;
  readonly #name: string;
  readonly #closing: AbortSignal;
  readonly #readers = new Set<Feed<DeskUpdate>>();
  /** The calls that this page has reported and that are not over, by token. */
  readonly #calls = new Set<string>();
  /** While this page takes part. */
  #tabs: Tabs<Message> | undefined;
  #connection: DeskConnection | undefined;
  #silence: (() => void) | undefined;
  #takesPart = false;
  #state = new DeskState();
  #lastEventId = '';
  #lost = false;
  /** It was not there, or is new: what others know is news. */
  #isNewcomer = false;
  #session = randomToken();

  constructor(relay: Relay, tokens: Tokens, agent: Agent, closing: AbortSignal) {
    this.#relay = relay;
    this.#tokens = tokens;
    this.#name = `callback-elements/http/${relay.address}/${agent.id}`;
    this.#closing = closing;
    closing.addEventListener('abort', () => this.#close());
  }

  /** Of this browser at the desk: a call that is reported under it is lost with it. */
  get session(): string {
    return this.#session;
  }

  read(signal: AbortSignal | undefined): AsyncIterable<DeskUpdate> {
    return stream<DeskUpdate>(
      (feed) => {
        this.#enter(feed);
        return {
          stop: () => this.#leave(feed),
          restart: () => this.#tellAll(feed),
        };
      },
      either(signal, this.#closing),
    );
  }

  /** A call goes on in this page, until it is `over`. */
  calls(token: string): void {
    this.#calls.add(token);
    this.#watchPage();
  }

  over(token: string): void {
    this.#calls.delete(token);
    this.#unwatchPage();
  }

  #enter(feed: Feed<DeskUpdate>): void {
    this.#readers.add(feed);
    this.#tellAll(feed);
    this.#watchPage();
    this.#join();
  }

  #leave(feed: Feed<DeskUpdate>): void {
    if (!this.#readers.delete(feed) || this.#readers.size > 0) return;
    // A call that goes on is lost only if nobody looks at the desk again soon.
    this.#part({ goodbye: this.#calls.size === 0 });
    this.#state = new DeskState();
    this.#lastEventId = '';
    this.#lost = false;
    this.#unwatchPage();
  }

  #close(): void {
    this.#part({ goodbye: true });
    this.#calls.clear();
    this.#unwatchPage();
  }

  #watchPage(): void {
    this.#silence ??= onPageSign((sign) => {
      if (sign === 'gone') this.#part({ goodbye: true });
      if (sign === 'back' && this.#readers.size > 0) this.#join();
    });
  }

  #unwatchPage(): void {
    if (this.#readers.size > 0 || this.#calls.size > 0) return;
    this.#silence?.();
    this.#silence = undefined;
  }

  #join(): void {
    if (this.#takesPart || this.#closing.aborted) return;
    this.#takesPart = true;
    if (!Tabs.exist) return this.#connect();
    this.#isNewcomer = true;
    this.#tabs = new Tabs<Message>(this.#name, {
      onLead: () => {
        this.#connect();
        // A tab that came while nobody led has been told by nobody.
        this.#tellState();
      },
      onDeposed: () => this.#disconnect(),
      onNewcomer: (tab) => this.#tellState(tab),
      onMessage: ({ news, session }) => {
        this.#session = session;
        this.#onNews(news);
      },
    });
  }

  /** @param goodbye tells the relay, if no other tab is there. */
  #part({ goodbye }: { goodbye: boolean }): void {
    const had = !!this.#connection || this.#calls.size > 0;
    const isLast = !this.#tabs || (this.#tabs.leads && this.#tabs.others.size === 0);
    this.#takesPart = false;
    this.#disconnect();
    this.#tabs?.leave();
    this.#tabs = undefined;
    if (!goodbye || !had || !isLast) return;
    this.#sayGoodbye(this.#session);
    this.#session = randomToken();
    this.#lastEventId = '';
  }

  #sayGoodbye(session: string): void {
    const path = `/desk/sessions/${encodeURIComponent(session)}`;
    const tokens = this.#tokens;
    // A page that goes away has no time to ask for a token.
    const bearer: Bearer = { get: (fresh) => (!fresh && tokens.last) || tokens.get(fresh) };
    this.#relay
      .send({ method: 'DELETE', path, bearer, keepalive: true, once: true })
      // Without it the relay notices by itself, a little later.
      .catch(() => {});
  }

  #connect(): void {
    this.#isNewcomer = false;
    const [from, lost] = [this.#lastEventId, this.#lost];
    this.#connection = new DeskConnection(this.#relay, this.#tokens, this.#session, from, lost, {
      onUpdates: (updates, id) => this.#share({ type: 'updates', updates, id }),
      onLost: () => this.#share({ type: 'lost' }),
      onLive: (resumed) => this.#share({ type: 'live', resumed }),
      onFailure: (error) => {
        // Those in other tabs may be luckier with their tokens.
        for (const feed of [...this.#readers]) feed.fail(error);
      },
    });
  }

  #disconnect(): void {
    this.#connection?.stop();
    this.#connection = undefined;
  }

  #share(news: News): void {
    this.#tell(news);
    this.#onNews(news);
  }

  #tell(news: News, tab?: string): void {
    this.#tabs?.tell({ news, session: this.#session }, tab);
  }

  /** What is known, to newcomers: nobody else listens to it. */
  #tellState(tab?: string): void {
    const [id, lost, snapshot] = [this.#lastEventId, this.#lost, this.#state.snapshot()];
    this.#tell({ type: 'state', snapshot, id, lost }, tab);
  }

  #onNews(news: News): void {
    switch (news.type) {
      case 'updates':
        return this.#onUpdates(news.updates, news.id);
      case 'lost':
        this.#lost = true;
        for (const feed of this.#readers) feed.lost();
        return;
      case 'live':
        this.#lost = false;
        for (const feed of this.#readers) {
          feed.live();
          if (news.resumed) this.#tellAll(feed);
        }
        return;
      case 'state':
        if (!this.#isNewcomer) return;
        this.#isNewcomer = false;
        this.#lost = news.lost;
        this.#lastEventId = news.id;
        if (news.snapshot) this.#state.apply(news.snapshot);
        for (const feed of this.#readers) this.#tellAll(feed);
    }
  }

  #onUpdates(updates: readonly DeskUpdate[], id: string): void {
    const isWhole = updates.some(({ type }) => type === 'snapshot');
    // A newcomer waits for all of it; what a tab that has just begun to lead tells again is known.
    if (!isWhole && (this.#isNewcomer || isBefore(id, this.#lastEventId))) return;
    if (isWhole) this.#isNewcomer = false;
    this.#lastEventId = id;
    for (const update of updates) this.#state.apply(update);
    for (const feed of this.#readers) feed.push(...updates);
  }

  /** All that is known, to one reader. */
  #tellAll(feed: Feed<DeskUpdate>): void {
    if (this.#lost) feed.lost();
    else feed.live();
    const snapshot = this.#state.snapshot();
    if (snapshot) feed.push(snapshot);
  }
}
