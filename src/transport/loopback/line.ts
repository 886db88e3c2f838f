import type { Tone } from '../../callback/index.js';

/** What a phone that has answered may be asked. */
export type Question = { readonly hold: boolean } | { readonly transfer: string };

/** What agents' pages, handsets and visitors' pages say to each other about calls. */
export type LineMessage =
  /** Agent's page: is there a phone? */
  | { readonly type: 'seek'; readonly call: string }
  /** Handset: here, and free or not. */
  | { readonly type: 'here'; readonly call: string; readonly phone: string; readonly free: boolean }
  /** Agent's page, to the phone that answered first. All others are out of it. */
  | ({ readonly type: 'ring'; readonly call: string; readonly phone: string } & Ring)
  /** Handset: it rings; it is not, or no longer, wanted; its connection was lost. */
  | { readonly type: 'ringing' | 'declined' | 'hung-up' | 'lost'; readonly call: string }
  /** Handset: its own ringback is there to be heard (`progress`); it has picked up. */
  | { readonly type: 'progress' | 'answered'; readonly call: string; readonly sdp: string }
  /** Agent's page: does the phone agree? */
  | {
      readonly type: 'ask';
      readonly call: string;
      readonly seq: number;
      readonly question: Question;
    }
  /** Handset: yes, and done; or no. */
  | {
      readonly type: 'reply';
      readonly call: string;
      readonly seq: number;
      readonly agreed: boolean;
    }
  /** Handset: holds the call by itself, or holds it no more. */
  | { readonly type: 'holding'; readonly call: string; readonly held: boolean }
  /** Handset: has gone where it was transferred to. */
  | { readonly type: 'gone'; readonly call: string }
  /** Agent's page: a key was pressed, held down for so many milliseconds. */
  | {
      readonly type: 'tone';
      readonly call: string;
      readonly seq: number;
      readonly tone: Tone;
      readonly duration: number;
    }
  /** Handset: heard it. */
  | { readonly type: 'tone-heard'; readonly call: string; readonly seq: number }
  /** Agent's page: the call is over, ringing or not. */
  | { readonly type: 'over'; readonly call: string }
  /** Visitor's page: nobody may be called for this callback any more. */
  | { readonly type: 'stop'; readonly callback: string }
  /** Handset: it rang for it, and rings no more. */
  | { readonly type: 'stopped'; readonly callback: string };

/** What a phone must know to ring. */
export interface Ring {
  readonly callback: string;
  readonly sdp: string;
  readonly callerId?: string;
  /** The lock that the agent's page holds for as long as it exists. */
  readonly session: string;
}

/** The signalling line of one desk: everybody on it hears everything but themselves. */
export class Line {
  readonly #channel: BroadcastChannel;

  constructor(desk: string, onMessage: (message: LineMessage) => void) {
    this.#channel = new BroadcastChannel(`callback-elements/loopback-line/${desk}`);
    this.#channel.onmessage = (event: MessageEvent<LineMessage>) => onMessage(event.data);
  }

  send(message: LineMessage): void {
    this.#channel.postMessage(message);
  }

  close(): void {
    this.#channel.close();
  }
}

/** How long to wait for a ringing phone to say that it has stopped. Milliseconds. */
const silenceTimeout = 300;

/** Stops every phone that rings for a callback; resolves when it has stopped, or none rings. */
export async function silencePhones(desk: string, callback: string): Promise<void> {
  if (typeof BroadcastChannel === 'undefined') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, silenceTimeout);
    const line = new Line(desk, (message) => {
      if (message.type === 'stopped' && message.callback === callback) done();
    });
    function done() {
      clearTimeout(timer);
      line.close();
      resolve();
    }
    line.send({ type: 'stop', callback });
  });
}
