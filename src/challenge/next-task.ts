/**
 * Lets the page do what waits for it: draw, take a key. By message, as the timers of a hidden tab are
 * slowed down to one a second.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
