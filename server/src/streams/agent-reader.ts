import type { Presence } from 'callback-elements/transport/transport.js';
import { idText } from './event-id.js';
import type { News } from './news.js';
import { frame, type EventStream } from './sse.js';

/** What one stream of an agent was told. Until it has begun, what happens is kept for it. */
export class AgentReader {
  readonly agentId: string;
  readonly #epoch: string;
  #stream: EventStream | undefined;
  #kept: News[] = [];
  #at = 0;
  #presence = '';
  #isReset = false;

  constructor(agentId: string, epoch: string) {
    this.agentId = agentId;
    this.#epoch = epoch;
  }

  get hasBegun(): boolean {
    return this.#stream !== undefined;
  }

  /**
   * @param number of the newest event that the stream was told, the effect of which it has seen
   * @param presence as it was told
   */
  begin(stream: EventStream, number: number, presence: Presence): void {
    this.#stream = stream;
    this.#at = number;
    this.#presence = JSON.stringify(presence);
    for (const news of this.#kept) this.take(news);
    this.#kept = [];
    if (this.#isReset) this.reset();
  }

  take(news: News): void {
    if (!this.#stream) return void this.#kept.push(news);
    if (news.last <= this.#at) return;
    const isCommon = news.first > this.#at && !news.agents.has(this.agentId);
    const text = isCommon ? news.all : news.textFor(this.agentId, this.#at);
    this.#at = news.last;
    if (text.length > 0) this.#stream.write(text);
  }

  tellPresence(presence: Presence): void {
    const text = JSON.stringify(presence);
    if (!this.#stream || text === this.#presence) return;
    this.#presence = text;
    this.#stream.write(frame('presence', { type: 'presence', presence }));
  }

  /** Events have been lost, or the page's session: it begins anew. */
  reset(): void {
    this.#isReset = true;
    this.#stream?.bye('shutdown');
  }

  beat(interval: number): void {
    this.#stream?.beat(interval, idText({ epoch: this.#epoch, number: this.#at }));
  }
}
