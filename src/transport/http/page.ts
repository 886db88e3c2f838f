/**
 * What a browser says of its page and of its network:
 * - `gone`: the page goes away, perhaps for ever, perhaps into the back/forward cache, or is frozen;
 *   `back`: it is here (again).
 * - `hidden`: nobody can see it; `seen`: somebody can.
 * - `offline`, `online`: the network has changed. No more than a hint: a browser that calls itself offline may yet
 *   reach a relay on its own machine.
 */
export type PageSign = 'gone' | 'back' | 'hidden' | 'seen' | 'offline' | 'online';

/** Calls back at each sign, until the returned function is called. Where there is no page there are none. */
export function onPageSign(listener: (sign: PageSign) => void): () => void {
  if (!isPage()) return () => {};
  const closing = new AbortController();
  const { signal } = closing;
  const on = (target: EventTarget, type: string, sign: PageSign) =>
    target.addEventListener(type, () => listener(sign), { signal });
  on(globalThis, 'pagehide', 'gone');
  on(globalThis, 'pageshow', 'back');
  on(globalThis, 'offline', 'offline');
  on(globalThis, 'online', 'online');
  // Chromium freezes tabs that were long in the background.
  on(document, 'freeze', 'gone');
  on(document, 'resume', 'back');
  document.addEventListener(
    'visibilitychange',
    () => listener(document.hidden ? 'hidden' : 'seen'),
    { signal },
  );
  return () => closing.abort();
}

/** Whether nobody can see the page. */
export function isHidden(): boolean {
  return isPage() && document.hidden;
}

/** Whether this runs in a page, not in Node or a worker. */
export function isPage(): boolean {
  return typeof document !== 'undefined';
}
