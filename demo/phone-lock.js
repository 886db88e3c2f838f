// How the desk's page knows whether a phone's page is open: a lock goes away with its page, even
// when the page crashes.
const LOCK = 'spoke-and-bell/phone';

/** Holds the lock until the page goes, and takes it again when the page is shown again. */
export function announcePhone() {
  let release;
  const hold = () =>
    navigator.locks?.request(LOCK, { mode: 'shared' }, () => new Promise((end) => (release = end)));
  void hold();
  addEventListener('pagehide', () => release?.());
  addEventListener('pageshow', ({ persisted }) => persisted && void hold());
}

/** Whether a phone's page is open; true where nobody can tell. */
export async function isPhoneOpen() {
  const locks = await navigator.locks?.query();
  return !locks || locks.held.some(({ name }) => name === LOCK);
}
