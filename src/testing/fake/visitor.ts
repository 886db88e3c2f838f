import type {
  Availability,
  VisitorSupports,
  VisitorTransport,
  VisitorUpdate,
} from '../../transport/transport.js';
import type { Book } from './book.js';
import type { Link } from './link.js';
import { statusOf } from './record.js';

/** One visitor's page. */
export function fakeVisitor(
  book: Book,
  link: Link,
  supports: VisitorSupports,
  availability: () => Availability,
): VisitorTransport {
  return {
    supports,
    availability: (options) => link.ask(() => structuredClone(availability()), options?.signal),
    request: (request, options) => link.ask(() => book.request(request, options), options.signal),
    cancel: (receipt, options) =>
      link.ask(() => structuredClone(book.cancel(receipt)), options?.signal),

    watch: (receipt, options) =>
      link.stream<VisitorUpdate>(options?.signal, (outlet) => {
        let told = 0;
        const tell = () => {
          const record = book.open(receipt);
          if (record.version === told) return;
          told = record.version;
          const status = structuredClone(statusOf(record));
          outlet.push({ type: 'status', status });
          if (status.final) outlet.end();
        };
        const reconnect = () => {
          if (!link.up) return outlet.push({ type: 'connection', connection: 'lost' });
          outlet.push({ type: 'connection', connection: 'live' });
          told = 0;
          tellOrFail();
        };
        const tellOrFail = () => {
          try {
            if (link.up) tell();
          } catch (error) {
            outlet.fail(error);
          }
        };
        if (link.up) tellOrFail();
        else reconnect();
        const stops = [book.subscribe(tellOrFail), link.subscribe(reconnect)];
        return () => stops.forEach((stop) => stop());
      }),
  };
}
