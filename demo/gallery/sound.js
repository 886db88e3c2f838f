// Whether the browser lets the page sound, which depends on who clicked where before: the gallery says.
const RealContext = globalThis.AudioContext;

/** @param kind `open`, or `blocked`: as in a page that nobody has touched yet */
export function useSound(kind) {
  const allowed = kind === 'open' ? 'running' : 'suspended';
  globalThis.AudioContext = class extends RealContext {
    get state() {
      return super.state === 'closed' ? 'closed' : allowed;
    }
  };
}
