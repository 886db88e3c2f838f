// The gallery's time stands still, so that ages and timers are the same in every picture.
const RealDate = Date;
let now = 0;

/** It is, and stays, a Saturday in March, 9.41. */
export function stopClock() {
  now = RealDate.UTC(2026, 2, 14, 9, 41);
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      if (parts.length > 0) super(...parts);
      else super(now);
    }

    static now() {
      return now;
    }
  };
}

/** Lets time pass on this page, and on a desk with it. */
export function passTime(ms, desk) {
  now += ms;
  desk?.advance(ms);
}
