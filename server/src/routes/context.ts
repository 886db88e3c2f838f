import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import { TransportError } from 'callback-elements/transport/transport.js';
import type { Clock } from 'callback-elements/transport/clock.js';
import type { Metrics } from '../metrics.js';
import type { RelayParts } from '../parts.js';
import { Problem, type TSchema } from '../schemas.js';
import type { Site } from '../site.js';
import type { Streams } from '../streams/streams.js';

/** The relay's routes: their schemas type their handlers. */
export type Routes = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface RouteContext {
  readonly sites: ReadonlyMap<string, Site>;
  readonly parts: RelayParts;
  readonly clock: Clock;
  readonly streams: Streams;
  readonly metrics: Metrics;
}

/** @throws `not-found` */
export function siteOf({ sites }: RouteContext, { params }: FastifyRequest): Site {
  const site = sites.get((params as { site?: string }).site ?? '');
  if (!site) throw new TransportError('not-found', 'There is no such site.');
  return site;
}

const problem = { 'application/problem+json': { schema: Problem } };

/** What every route may answer. */
export const problems = {
  '4xx': { description: 'What the request is refused for.', content: problem },
  '5xx': { description: 'The relay or its database has failed.', content: problem },
};

/** The answer of an event stream. */
export function stream(data: TSchema): object {
  return {
    description: 'Server-sent events; their data is one of these.',
    content: { 'text/event-stream': { schema: data } },
  };
}
