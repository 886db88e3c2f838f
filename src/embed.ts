/**
 * The script tag's entry: a small classic script. It reads its own `data-*` attributes, or the query
 * of its own address where a tag manager has dropped them, loads `cdn/widget.js` from beside itself
 * and puts one `<callback-engagement>` on the page.
 *
 *     <script src="https://relay.example/embed.js" data-callback async></script>
 *
 * Without `data-endpoint` the backend is where the script comes from.
 * `data-target` names, by a selector, the element to put the widget into; else it goes to the end of
 * the body. Every other `data-NAME` becomes the attribute NAME. A failure never reaches the page:
 * the load is tried once more as soon as the visitor does something, or is online again.
 */
(() => {
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    // Not by its name: many a script is called embed.js, and from beside ours code is loaded.
    document.querySelector<HTMLScriptElement>('script[data-callback][src]');
  if (!script?.src) return;

  const options = new Map<string, string>();
  new URL(script.src).searchParams.forEach((value, name) => options.set(name, value));
  for (const { name, value } of script.attributes) {
    if (name.startsWith('data-')) options.set(name.slice('data-'.length), value);
  }
  options.delete('callback');
  if (!options.has('endpoint')) options.set('endpoint', new URL(script.src).origin);
  const target = options.get('target');
  options.delete('target');

  const load = (again = '') =>
    import(new URL(`cdn/widget.js${again}`, script.src).href).then(whenParsed).then(insert);
  load().catch(() => {
    const retry = () => {
      for (const type of signs) removeEventListener(type, retry);
      // Another address: a browser may remember that the first one failed.
      load('?again').catch(() => undefined);
    };
    const signs = ['pointerdown', 'keydown', 'online'];
    for (const type of signs) addEventListener(type, retry);
  });

  function whenParsed(): Promise<void> | undefined {
    if (document.readyState !== 'loading') return undefined;
    return new Promise((resolve) => {
      document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
    });
  }

  function insert(): void {
    // The script may be on the page twice; the widget is there once.
    if (document.querySelector('callback-engagement[embedded]')) return;
    const place = (target && document.querySelector(target)) || document.body;
    const element = document.createElement('callback-engagement');
    element.setAttribute('embedded', '');
    for (const [name, value] of options) {
      // No code and no inline style gets onto the page by way of an address.
      if (/^[a-z][a-z0-9-]*$/.test(name) && !/^(on|style$)/.test(name)) {
        element.setAttribute(name, value);
      }
    }
    place.append(element);
  }
})();
