const now = performance.now.bind(performance);
const wait = window.setTimeout.bind(window);
/** For a machine that has much else to do; mocha's own limit is longer. */
const patience = 30_000;
/** Milliseconds between two looks. */
const interval = 4;

/**
 * Waits until something is so, by the browser's own clock whatever a test has made of it.
 * @throws an Error that names what was waited for
 */
export async function until(isSo: () => unknown, what = String(isSo)): Promise<void> {
  const deadline = now() + patience;
  while (!(await isSo())) {
    if (now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => wait(resolve, interval));
  }
}
