import { atOnce, AvailabilityUpdates, VisitorUpdates } from '../../desk/index.js';
import type {
  AvailabilityUpdate,
  VisitorSupports,
  VisitorTransport,
  VisitorUpdate,
} from '../../transport/transport.js';
import type { Backend } from './backend.js';
import type { Link } from './link.js';

/** One visitor's page. */
export function fakeVisitor(
  backend: Backend,
  link: Link,
  supports: VisitorSupports,
): VisitorTransport {
  const { desk } = backend;
  return {
    supports,
    availability: (options) => link.ask(() => backend.availability, options?.signal),
    request: (request, options) =>
      link.ask(() => {
        backend.challenges.verify(options.proof, options.requestKey);
        return atOnce(desk.request(structuredClone(request), options));
      }, options.signal),
    cancel: (receipt, options) =>
      link.ask(() => atOnce(desk.cancel(receipt)).status, options?.signal),

    watch: (receipt, options) =>
      link.stream<VisitorUpdate>(options?.signal, (feed) => {
        const told = new VisitorUpdates();
        const tell = () => {
          const updates = told.changes(atOnce(desk.visitor(receipt, told.told)).view);
          const sayable = updates.filter(({ type }) => supports.queue || type !== 'queue');
          feed.push(...structuredClone(sayable));
          if (told.isOver) feed.end();
        };
        const begin = () => {
          told.restart();
          tell();
        };
        return { begin, tell, subscribe: (listener) => backend.subscribe(listener) };
      }),

    ...(supports.liveAvailability && {
      watchAvailability: (options) =>
        link.stream<AvailabilityUpdate>(options?.signal, (feed) => {
          const told = new AvailabilityUpdates();
          const tell = () => feed.push(...structuredClone(told.changes(backend.availability)));
          const begin = () => {
            told.restart();
            tell();
          };
          return { begin, tell, subscribe: (listener) => backend.subscribe(listener) };
        }),
    }),
    ...(supports.challenge && {
      challenge: (options) => link.ask(() => backend.challenges.create(), options?.signal),
    }),
    ...(supports.schedule && {
      slots: (range, options) => link.ask(() => desk.slots(range), options?.signal),
    }),
    ...(supports.change && {
      change: (receipt, change, { changeKey, signal }) =>
        link.ask(() => atOnce(desk.change(receipt, structuredClone(change), changeKey)), signal),
    }),
  } satisfies VisitorTransport as VisitorTransport;
}
