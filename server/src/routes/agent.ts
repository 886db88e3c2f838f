import type { CallReport, Finish } from 'callback-elements/transport/transport.js';
import { agentOf } from '../access.js';
import * as schemas from '../schemas.js';
import { openAgentStream } from '../streams/agent-stream.js';
import { problems, siteOf, stream, type RouteContext, type Routes } from './context.js';

const common = { tags: ['agent'], security: [{ agent: [] }] };
const desk = { ...common, params: schemas.SiteParams };
const callback = { ...common, params: schemas.CallbackParams };

/** The agent's role of the transport contract. */
export function agentRoutes(app: Routes, context: RouteContext): void {
  const { clock, parts, streams } = context;

  /** Who asks, and where. */
  const enter = async (request: Parameters<typeof agentOf>[0]) => {
    const site = siteOf(context, request);
    return { site, ...(await agentOf(request, site.settings.name, parts.verify)) };
  };

  app.get(
    '/desk/stream',
    {
      schema: {
        ...desk,
        summary: 'The agent’s desk: `snapshot`, or what was missed; then each change',
        description: 'While it is open the agent is signed in. `bye` says why the relay closes it.',
        headers: schemas.ResumeHeaders,
        querystring: schemas.StreamQuery,
        response: { 200: stream(schemas.DeskEvent), ...problems },
      },
    },
    async (request, reply) => {
      const { site, agent, expiresAt } = await enter(request);
      const opening = streams.admit(request, reply, 'agent');
      try {
        await openAgentStream(site, opening, {
          agent,
          expiresAt,
          session: request.query.session,
          lastEventId: request.headers['last-event-id'],
          clock,
        });
      } catch (error) {
        opening.fail();
        throw error;
      }
    },
  );

  app.delete(
    '/desk/sessions/:session',
    {
      schema: {
        ...common,
        params: schemas.SessionParams,
        summary: 'The page closes the desk',
        response: { 204: schemas.Empty, ...problems },
      },
    },
    async (request, reply) => {
      const { site, agent } = await enter(request);
      await site.sessions.leave(agent.id, request.params.session);
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/presence',
    {
      schema: {
        ...desk,
        summary: 'Chooses the agent’s presence',
        body: schemas.ChosenPresence,
        response: { 204: schemas.Empty, ...problems },
      },
    },
    async (request, reply) => {
      const { site, agent } = await enter(request);
      await site.desk.choosePresence(agent, request.body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/callbacks/:id/claim',
    {
      schema: {
        ...callback,
        summary: 'Reserves a waiting callback: one of any number of agents wins',
        headers: schemas.KeyHeaders,
        response: { 200: schemas.Claim, ...problems },
      },
    },
    async (request) => {
      const { site, agent } = await enter(request);
      return site.desk.claim(request.params.id, agent, request.headers['idempotency-key']);
    },
  );

  app.post(
    '/callbacks/:id/release',
    {
      schema: {
        ...callback,
        summary: 'Gives a claim back before anything was dialled',
        body: schemas.Release,
        response: { 204: schemas.Empty, ...problems },
      },
    },
    async (request, reply) => {
      const { site, agent } = await enter(request);
      await site.desk.release(agent, { id: request.params.id, token: request.body.token });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/callbacks/:id/report',
    {
      schema: {
        ...callback,
        summary: 'Says what happens in the call',
        body: schemas.Report,
        response: { 204: schemas.Empty, ...problems },
      },
    },
    async (request, reply) => {
      const { site, agent } = await enter(request);
      const { token, session, ...report } = request.body;
      const claim = { id: request.params.id, token };
      await site.desk.report(agent, claim, report as CallReport, session);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/callbacks/:id/finish',
    {
      schema: {
        ...callback,
        summary: 'Ends the agent’s part: done, or again later',
        body: schemas.Finish,
        response: { 204: schemas.Empty, ...problems },
      },
    },
    async (request, reply) => {
      const { site, agent } = await enter(request);
      const { token, ...how } = request.body;
      await site.desk.finish(agent, { id: request.params.id, token }, how as Finish);
      return reply.code(204).send(null);
    },
  );
}
