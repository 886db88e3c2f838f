import { got } from 'callback-elements/desk.js';
import { isDialable, type PhoneNumber } from 'callback-elements/callback.js';
import type { Judged, ReceiptKey } from 'callback-elements/desk.js';
import { Type } from '@fastify/type-provider-typebox';
import { secretOf } from '../access.js';
import * as schemas from '../schemas.js';
import type { Site } from '../site.js';
import { parseId } from '../streams/event-id.js';
import { frame } from '../streams/sse.js';
import { VisitorReader } from '../streams/visitor-reader.js';
import { problems, siteOf, stream, type RouteContext, type Routes } from './context.js';

const tags = ['visitor'];
const security = [{ secret: [] }];

/** The visitor's role of the transport contract. */
export function visitorRoutes(app: Routes, context: RouteContext): void {
  const { clock, parts, streams } = context;

  app.get(
    '/availability',
    {
      schema: {
        tags,
        summary: 'Whether somebody can call back now',
        params: schemas.SiteParams,
        response: { 200: schemas.Availability, ...problems },
      },
    },
    async (request) => (await siteOf(context, request).desk.availability()).view,
  );

  app.get(
    '/availability/stream',
    {
      schema: {
        tags,
        summary: 'The availability, and each change: events `availability`',
        params: schemas.SiteParams,
        response: { 200: stream(schemas.Availability), ...problems },
      },
    },
    async (request, reply) => {
      const { desk, hub } = siteOf(context, request);
      const opening = streams.admit(request, reply, 'availability');
      try {
        await hub.ready();
        const { view } = await desk.availability();
        const events = opening.begin(frame('availability', view));
        if (events) opening.onEnd(hub.addWatcher(events, view));
      } catch (error) {
        opening.fail();
        throw error;
      }
    },
  );

  app.get(
    '/slots',
    {
      schema: {
        tags,
        summary: 'Times that can be asked for',
        params: schemas.SiteParams,
        querystring: schemas.SlotsQuery,
        response: { 200: Type.Array(schemas.TimeRange), ...problems },
      },
    },
    async (request) => [...siteOf(context, request).desk.slots(request.query)],
  );

  app.get(
    '/challenge',
    {
      schema: {
        tags,
        summary: 'A challenge to solve before a submission; nothing where the site has none',
        params: schemas.SiteParams,
        response: { 200: schemas.Challenge, 204: schemas.Empty, ...problems },
      },
    },
    async (request, reply) => {
      const challenge = await parts.challenge?.(siteOf(context, request).settings)?.create();
      // No error: each page asks, and its console would show it.
      return challenge ?? reply.code(204).send(null);
    },
  );

  app.post(
    '/callbacks',
    {
      schema: {
        tags,
        security,
        summary: 'Asks for a callback',
        params: schemas.SiteParams,
        headers: schemas.KeyHeaders,
        body: schemas.Submission,
        response: { 201: schemas.IssuedReceipt, ...problems },
      },
    },
    async (request, reply) => {
      const site = siteOf(context, request);
      const secret = secretOf(request);
      const requestKey = request.headers['idempotency-key'];
      const { request: sent, proof } = request.body;
      parts.limits.submission(request.ip);
      const judged = await parts.judge(site.settings, sent);
      // A repeat is answered as the first was, however late.
      if (!(await isKnown(site, requestKey))) {
        await parts.challenge?.(site.settings)?.verify(proof, requestKey);
        await limitNumber(site, judged, requestKey);
      }
      const { id, expiresAt } = await site.desk.request(sent, { requestKey, secret }, judged);
      return reply.code(201).send({ id, expiresAt });
    },
  );

  const callback = { tags, security, params: schemas.CallbackParams };

  app.get(
    '/callbacks/:id',
    {
      schema: {
        ...callback,
        summary: 'Its present status',
        response: { 200: schemas.CallbackStatus, ...problems },
      },
    },
    async (request) => {
      const { desk } = siteOf(context, request);
      const { view } = await desk.visitor(receiptOf(request));
      return view.statuses.at(-1)!;
    },
  );

  app.get(
    '/callbacks/:id/stream',
    {
      schema: {
        ...callback,
        summary: 'Its status, and each change: events `status`, `queue`, and `over` at the end',
        headers: schemas.ResumeHeaders,
        response: {
          200: stream(Type.Union([schemas.CallbackStatus, schemas.QueuePlace])),
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { desk, epoch, hub } = siteOf(context, request);
      const receipt = receiptOf(request);
      const opening = streams.admit(request, reply, 'visitor');
      try {
        await hub.ready();
        const reader = new VisitorReader(receipt.id, {
          epoch,
          clock,
          read: async (told) => (await desk.visitor(receipt, told)).view,
          onError: (error) => request.log.error({ err: error }, 'visitor stream'),
        });
        // Before it reads: what happens meanwhile is not missed.
        opening.onEnd(hub.addVisitor(reader));
        const last = parseId(request.headers['last-event-id'] ?? '');
        const begin = await reader.prepare(last?.epoch === epoch ? last.number : undefined);
        begin((text) => opening.begin(text));
      } catch (error) {
        opening.fail();
        throw error;
      }
    },
  );

  app.patch(
    '/callbacks/:id',
    {
      schema: {
        ...callback,
        summary: 'Corrects the number or the time',
        headers: schemas.KeyHeaders,
        body: schemas.RequestChange,
        response: { 200: schemas.CallbackStatus, ...problems },
      },
    },
    async (request) => {
      const site = siteOf(context, request);
      const receipt = receiptOf(request);
      const changeKey = request.headers['idempotency-key'];
      const judged = await parts.judge(site.settings, request.body);
      // Who may not change it uses nothing up.
      await site.desk.visitor(receipt);
      // A change’s key is its receipt’s: pages may use one for several.
      await limitNumber(site, judged, `${receipt.id}\0${changeKey}`);
      return site.desk.change(receipt, request.body, changeKey, judged);
    },
  );

  app.post(
    '/callbacks/:id/cancel',
    {
      schema: {
        ...callback,
        summary: 'Takes the request back',
        response: { 200: schemas.CallbackStatus, ...problems },
      },
    },
    async (request) => {
      const { desk } = siteOf(context, request);
      return (await desk.cancel(receiptOf(request))).status;
    },
  );

  async function limitNumber(
    { settings }: Site,
    judged: Judged<{ readonly number?: PhoneNumber }>,
    key: string,
  ): Promise<void> {
    const number = typeof judged === 'object' ? judged.number : undefined;
    if (number && isDialable(number)) await parts.limits.number(settings.name, number.e164, key);
  }
}

function receiptOf(request: Parameters<typeof secretOf>[0]): ReceiptKey {
  return { id: (request.params as { id: string }).id, secret: secretOf(request) };
}

async function isKnown({ store }: Site, requestKey: string): Promise<boolean> {
  return store.read(function* (reader) {
    return (yield* got(reader.byRequestKey(requestKey))) !== undefined;
  });
}
