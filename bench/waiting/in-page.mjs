/* global document, requestAnimationFrame */
/**
 * Runs in the page: draws a list, lets fifteen seconds pass, lets one request arrive.
 * @returns {Promise<Record<string, number>>} milliseconds until each was painted
 */
export async function measure({ who, rows }) {
  const { html, render } = await import('/node_modules/lit/index.js');
  const { repeat } = await import('/node_modules/lit/directives/repeat.js');
  const { ada, newDesk, put, until } = await import('/gallery/stage.js');
  const { AgentDesk } = await import('/lib/call/index.js');
  const start = Date.now();

  const desk = newDesk();
  for (let i = 0; i < rows; i++) {
    desk.ask({
      name: `Visitor ${i}`,
      number: { e164: `+1201${String(5_550_000 + i)}` },
      region: 'US',
      page: { url: 'https://spokeandbell.example/', title: 'Spoke & Bell' },
    });
  }
  const agentDesk = new AgentDesk(desk.agent(ada));
  agentDesk.start();
  await until(() => agentDesk.waiting.size === rows);

  const painted = async (work) => {
    const begin = performance.now();
    await work();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - begin;
  };
  const arrive = async () => {
    desk.ask({ name: 'Late', number: { e164: '+12015559999' } });
    await until(() => agentDesk.waiting.size === rows + 1);
  };

  const list = who === 'ours' ? ours() : plain();
  const result = {
    'first paint': await painted(list.draw),
    tick: await painted(list.tick),
  };
  result.arrival = await painted(async () => {
    await arrive();
    await list.draw();
  });
  list.remove();
  agentDesk.stop();
  desk.dispose();
  return result;

  function ours() {
    let element;
    return {
      draw: async () => {
        element ??= put(document.body, 'callback-waiting', { desk: agentDesk });
        element.requestUpdate();
        await element.updateComplete;
      },
      tick: async () => {
        desk.advance(60_000);
        element.requestUpdate();
        await element.updateComplete;
      },
      remove: () => element.remove(),
    };
  }

  /** The same facts and buttons, and nothing else: no words in languages, no tags, no focus kept. */
  function plain() {
    const root = document.createElement('div');
    document.body.append(root);
    let now = start;
    const draw = () =>
      render(
        html`<ul>
          ${repeat(
            [...agentDesk.waiting.values()],
            ({ id }) => id,
            ({ name, number, requestedAt, page }) =>
              html`<li>
                <div>
                  <span>${name}</span> <time>${Math.floor((now - requestedAt) / 1_000)} s</time>
                </div>
                <div>${number.e164}</div>
                <p>From the page <a href=${page?.url ?? ''}>${page?.title ?? ''}</a></p>
                <button aria-label=${`Hide for me: ${name}`} @click=${() => {}}>Hide for me</button>
                <button aria-label=${`Accept ${name}`} @click=${() => {}}>Accept</button>
              </li>`,
          )}
        </ul>`,
        root,
      );
    return {
      draw: () => draw(),
      tick: () => {
        now += 60_000;
        draw();
      },
      remove: () => root.remove(),
    };
  }
}
