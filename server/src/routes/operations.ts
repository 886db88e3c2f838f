import { TransportError } from 'callback-elements/transport/transport.js';
import type { RouteContext, Routes } from './context.js';

const schema = { hide: true };

/** For those who run the relay. */
export function operationsRoutes(app: Routes, { metrics, parts }: RouteContext): void {
  app.get('/healthz', { schema }, async () => ({ status: 'ok' }));

  app.get('/readyz', { schema }, async () => {
    try {
      await parts.store.ping();
    } catch (cause) {
      throw new TransportError('unavailable', 'The database does not answer.', { cause });
    }
    return { status: 'ready' };
  });

  app.get('/metrics', { schema }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );

  app.get('/openapi.json', { schema }, async () => app.swagger());
}
