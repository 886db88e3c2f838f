// Where the requests of this page are: at the relay whose address the demo's server has written into it, or in
// this browser.
import { httpTransport } from '/lib/transport/http/index.js';
import { loopbackTransport } from '/lib/transport/loopback/index.js';

/** `http://127.0.0.1:8080`, with a desk's name behind it where there are several, or `loopback:`. */
export function endpoint() {
  const widget = document.querySelector('callback-engagement');
  return widget?.endpoint ?? document.querySelector('meta[name=endpoint]').content;
}

/** The visitor's role alone. */
export function visitorSide() {
  const [, desk] = /^loopback:(.*)/.exec(endpoint()) ?? [];
  if (desk === undefined) return httpTransport({ endpoint: endpoint() }).visitor;
  return loopbackTransport(desk ? { desk } : {}).visitor;
}

/**
 * The desk of an agent. Calls go to the phone's page in this browser.
 * @param {{ agent: { id: string, name: string }, desk?: string, token: () => Promise<string> }} options
 */
export function agentSide({ agent, desk, token }) {
  const browser = loopbackTransport({ agent, ...(desk && { desk }) });
  if (endpoint().startsWith('loopback:')) return browser;
  const relay = httpTransport({ endpoint: endpoint(), agent, token });
  return {
    visitor: relay.visitor,
    agent: relay.agent,
    calls: browser.calls,
    dispose() {
      browser.dispose();
      relay.dispose();
    },
  };
}
