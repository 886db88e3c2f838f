import cors, { type FastifyCorsOptions } from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import underPressure from '@fastify/under-pressure';
import {
  fastify,
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { TransportError } from 'callback-elements/transport/transport.js';
import { systemClock } from 'callback-elements/transport/clock.js';
import { logOptions } from './log.js';
import { Metrics } from './metrics.js';
import { swaggerOptions } from './openapi.js';
import { assertOrigin, mayCall } from './origins.js';
import type { RelayParts } from './parts.js';
import { httpProblem, isFailure, problemOf, type Problem } from './problems.js';
import { agentRoutes } from './routes/agent.js';
import { assetsRoutes, libraryFiles } from './routes/assets.js';
import { siteOf, type RouteContext, type Routes } from './routes/context.js';
import { operationsRoutes } from './routes/operations.js';
import { visitorRoutes } from './routes/visitor.js';
import type { RelaySettings } from './settings.js';
import { Site } from './site.js';
import { Streams } from './streams/streams.js';

/** How long a client may take for a request, head and body, in milliseconds. */
const requestTimeout = 30_000;

/** The relay as an HTTP server that does not listen yet. Closing it tells its streams good-bye. */
export async function buildRelay(
  settings: RelaySettings,
  parts: RelayParts,
): Promise<FastifyInstance> {
  const { clock = systemClock, store } = parts;
  const app = fastify({
    logger: logOptions(settings.logLevel, parts.logTo),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: (_address: string, hop: number) => hop < settings.trustedProxies,
    bodyLimit: settings.limits.body,
    // A site may name its fields as it likes: nothing here copies them by assignment.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    requestTimeout,
    http: { maxHeaderSize: 16_384, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 },
    routerOptions: { maxParamLength: 128 },
    // A HEAD of a stream would be one.
    exposeHeadRoutes: false,
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOf(error)),
  }).withTypeProvider<TypeBoxTypeProvider>() satisfies Routes;
  // Anything but JSON is 415.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  // Schemas describe what the desk answers; they are not to cut anything away.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));

  const metrics = new Metrics(store.sql);
  const streams = new Streams(settings.streams, clock, metrics);
  const onError = (where: string, error: unknown) => {
    metrics.errors.inc({ where });
    app.log.error({ err: error, where }, 'failed');
  };
  const sites = new Map(
    [...settings.sites].map(([name, site]) => [
      name,
      new Site({ settings: site, store, clock, times: settings.streams, onError }),
    ]),
  );
  const context: RouteContext = { sites, parts, clock, streams, metrics };

  app.setErrorHandler((error: FastifyError, request, reply) => {
    // No such callback can be: its id is malformed.
    const cause = error.validationContext === 'params' ? new TransportError('not-found') : error;
    const problem = problemOf(cause);
    if (isFailure(cause, problem)) {
      metrics.errors.inc({ where: 'request' });
      request.log.error({ err: error, req: request }, 'request failed');
    }
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, httpProblem(404)));
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? 'none';
    const status = reply.statusCode;
    metrics.requests.observe({ method, route, status }, reply.elapsedTime / 1000);
    request.log.info({ method, route, status, ms: Math.round(reply.elapsedTime) }, 'answered');
  });

  await app.register(swagger, swaggerOptions);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } },
  });
  await app.register(cors, {
    delegator: async (request: FastifyRequest) => corsOptions(request, context),
  });
  if (settings.trustedProxies === 0) warnOfProxy(app);
  operationsRoutes(app, context);
  await app.register((scope: Routes) => assetsRoutes(scope, parts.assets ?? libraryFiles()));
  await app.register((scope: Routes) => wire(scope, context), { prefix: '/v1/sites/:site' });

  const heartbeat = () => {
    for (const { hub } of sites.values()) hub.beat(settings.streams.heartbeat);
    cancelHeartbeat = clock.at(clock.now() + settings.streams.heartbeat / 5, heartbeat);
  };
  let cancelHeartbeat = () => {};
  const silence = store.onEvents((site) => sites.get(site)?.hub.wake());
  app.addHook('onReady', async () => {
    for (const site of sites.values()) site.start();
    heartbeat();
  });
  app.addHook('preClose', async () => {
    silence();
    cancelHeartbeat();
    for (const site of sites.values()) site.stop();
    streams.stop();
  });
  return app as unknown as FastifyInstance;
}

/** Behind a proxy that is not believed all visitors have one address, and share one limit: said once. */
function warnOfProxy(app: Routes): void {
  let isSaid = false;
  app.addHook('onRequest', async ({ headers }) => {
    if (isSaid || headers['x-forwarded-for'] === undefined) return;
    isSaid = true;
    app.log.warn('Requests come through a proxy: without RELAY_TRUST_PROXY all share one limit.');
  });
}

/** What pages call. */
async function wire(app: Routes, context: RouteContext): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: 2_000,
    pressureHandler: () => {
      throw new TransportError('unavailable', 'The relay has too much to do.');
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    assertOrigin(siteOf(context, request), request);
  });
  await app.register(async (visitors: Routes) => {
    // Agents show who they are, and a hundred of them may sit behind one address.
    const { plugin } = context.parts.limits;
    if (plugin) await visitors.register(rateLimit, plugin);
    visitorRoutes(visitors, context);
  });
  agentRoutes(app, context);
}

/** What a page may, by the list of the site that it calls; elsewhere nothing. */
function corsOptions(request: FastifyRequest, context: RouteContext): FastifyCorsOptions {
  const site = siteIn(request.url, context);
  const { origin } = request.headers;
  return {
    origin: site && origin !== undefined && mayCall(site, request) ? origin : false,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'last-event-id'],
    exposedHeaders: ['retry-after'],
    // Chromium keeps it no longer.
    maxAge: 7_200,
  };
}

/** A preflight has a route of its own, without a site in it. */
function siteIn(url: string, { sites }: RouteContext): Site | undefined {
  return sites.get(/^\/v1\/sites\/([\w.-]+)/.exec(url)?.[1] ?? '');
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  reply.code(problem.status).header('cache-control', 'no-store');
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (problem.retryAfter !== undefined) reply.header('retry-after', problem.retryAfter);
  return reply.type('application/problem+json').send(JSON.stringify(problem));
}
