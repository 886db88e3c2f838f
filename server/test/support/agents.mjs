// Agents, by plain HTTP.
import { randomUUID } from 'node:crypto';
import { signToken } from '../../dist/auth.js';
import { EventReader } from './events.mjs';
import { SECRET } from './process.mjs';

/** @returns {Promise<string>} a token that lets an agent into every site */
export function agentToken(id) {
  return signToken(SECRET, { agent: { id, name: id }, sites: '*', lifetime: 3_600 });
}

/**
 * Opens an agent's desk.
 * @param {string} url the relay
 * @param {string} token
 * @param {{ session?: string, lastEventId?: string, site?: string }} [options]
 */
export async function deskStream(url, token, { session = randomUUID(), lastEventId, site } = {}) {
  const path = `/v1/sites/${site ?? 'default'}/desk/stream?session=${session}`;
  const reader = await EventReader.open(url + path, {
    authorization: `Bearer ${token}`,
    ...(lastEventId && { 'last-event-id': lastEventId }),
  });
  if (reader.status !== 200) throw new Error(`no stream: ${JSON.stringify(reader.body)}`);
  return reader;
}
