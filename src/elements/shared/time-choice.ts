import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { VisitorMessageKey } from '../../messages/en/visitor.js';
import type { TimeRange, VisitorTransport } from '../../transport/transport.js';
import { SlotList } from './slot-list.js';
import { slotDays, slotLabels, type SlotDay } from './time-slots.js';

/**
 * When the visitor wants to be called: as soon as possible, or at a time of those that the backend
 * offers. A chosen time is never exchanged for another one in silence.
 */
export class TimeChoice implements ReactiveController {
  readonly list: SlotList;
  /** It is closed: only a time can be chosen. */
  closed = false;
  /** With `closed`: the next opening, where it is known. */
  opensAt: number | undefined;
  /** The time that was chosen can no longer be had. */
  gone = false;
  readonly #host: ReactiveControllerHost & HTMLElement;
  #wish: 'now' | 'later' = 'now';
  #day: string | undefined;
  #chosen: TimeRange | undefined;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    find: () => VisitorTransport | undefined,
  ) {
    this.#host = host;
    host.addController(this);
    this.list = new SlotList(host, find, () => this.#compare());
  }

  hostUpdate(): void {
    if (this.wish === 'later') this.list.ensure(this.opensAt);
  }

  get wish(): 'now' | 'later' {
    if (!this.list.offered) return 'now';
    return this.closed ? 'later' : this.#wish;
  }

  get chosen(): TimeRange | undefined {
    return this.wish === 'later' ? this.#chosen : undefined;
  }

  /** Why the choice cannot be sent as it is, or undefined. */
  get problem(): VisitorMessageKey | undefined {
    if (this.wish === 'now') return undefined;
    // What has begun can still be sent, and is called at once.
    if (this.#chosen && this.#chosen.to > Date.now()) return undefined;
    if (this.gone || this.#chosen) return 'form.time-gone';
    const { slots, failed } = this.list;
    if (failed) return 'form.times-failed';
    if (!slots) return 'form.times-loading';
    return slots.length === 0 ? 'form.times-none' : 'form.time-missing';
  }

  days(language: string): readonly SlotDay[] {
    return slotDays(this.list.slots ?? [], language, Date.now());
  }

  /** The day that is shown: the chosen one, else the first. */
  day(language: string): SlotDay | undefined {
    const days = this.days(language);
    return days.find(({ key }) => key === this.#day) ?? days[0];
  }

  /** The visitor, or an appointment that is to be changed, wants it so. */
  want(wish: 'now' | 'later'): void {
    this.#wish = wish;
    this.gone = false;
    this.#host.requestUpdate();
  }

  chooseDay(key: string, language: string): void {
    const before = this.day(language);
    this.#wish = 'later';
    this.#day = key;
    const slots = this.day(language)?.slots ?? [];
    // The same time of the other day, where there is one.
    const label = this.#chosen && before && labelOf(before.slots, this.#chosen, language);
    this.#chosen = slots[slotLabels(slots, language).indexOf(label ?? '')];
    this.gone = false;
    this.#host.requestUpdate();
  }

  /** @param from when the slot begins; of none: nothing is chosen. */
  chooseTime(from: number, language: string): void {
    // What is shown as the first day stays, also when its last time has passed.
    const day = this.day(language);
    this.#wish = 'later';
    this.#day = day?.key;
    this.#chosen = day?.slots.find((slot) => slot.from === from);
    this.gone = false;
    this.#host.requestUpdate();
  }

  /** The backend does not take the chosen time: the others are read anew. */
  refuse(): void {
    this.gone = this.#chosen !== undefined;
    this.#chosen = undefined;
    void this.list.read(this.opensAt);
    this.#host.requestUpdate();
  }

  clear(): void {
    this.#wish = 'now';
    this.#day = undefined;
    this.#chosen = undefined;
    this.gone = false;
    this.#host.requestUpdate();
  }

  /** With a new list: whether what was chosen is still in it. */
  #compare(): void {
    const chosen = this.#chosen;
    if (!chosen) return;
    this.#chosen = this.list.slots?.find(({ from }) => from === chosen.from);
    this.gone = !this.#chosen;
  }
}

function labelOf(slots: readonly TimeRange[], slot: TimeRange, language: string) {
  return slotLabels(slots, language)[slots.findIndex(({ from }) => from === slot.from)];
}
