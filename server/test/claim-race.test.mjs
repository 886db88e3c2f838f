// Many agents want the same callbacks at once: each callback goes to one of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpTransport } from 'callback-elements/transport/http.js';
import { agentToken } from './support/agents.mjs';
import { eventsOf, startNodes, storeOf } from './support/nodes.mjs';
import { stores } from './support/stores.mjs';
import { submit, visitor } from './support/visitors.mjs';

const [AGENTS, REQUESTS] = [100, 50];

for (const { name, skip, open } of stores) {
  const count = name === 'postgres' ? 2 : 1;
  test(
    `${AGENTS} agents claim the same ${REQUESTS} requests through ${count} of ${name}`,
    { skip },
    async (t) => {
      const { nodes, database } = await startNodes(t, count, open);
      const ids = await Promise.all(
        Array.from({ length: REQUESTS }, async () => {
          const answer = await submit(nodes[0].url, visitor());
          return (await answer.json()).id;
        }),
      );
      const agents = await Promise.all(
        Array.from({ length: AGENTS }, (_, at) => agentAt(t, nodes[at % count].url, `agent-${at}`)),
      );
      const answers = [];
      // All want the first, then all the second: each is as contested as can be.
      for (const id of ids) {
        answers.push(...(await Promise.all(agents.map((agent, at) => claim(agent, id, at)))));
      }
      await Promise.all(nodes.map((node) => node.close()));
      const events = await eventsOf(await storeOf(t, database));

      const winners = answers.filter(({ claim }) => claim);
      const ofNode = (node) => winners.filter(({ at }) => at % count === node).length;
      t.diagnostic(
        `${answers.length} claims, ${winners.length} won, of them ${nodes.map((_, node) => ofNode(node)).join(' and ')} ` +
          `at the nodes; ${new Set(winners.map(({ id }) => id)).size} requests of ${REQUESTS} have a winner`,
      );
      for (const id of ids) {
        const [won, lost] = [winners, answers].map((list) => list.filter((one) => one.id === id));
        assert.equal(won.length, 1, id);
        const codes = lost.filter(({ claim }) => !claim).map(({ code }) => code);
        assert.deepEqual(codes, Array(AGENTS - 1).fill('already-claimed'));
        const claimed = events
          .filter((event) => event.id === id && event.after?.claims.length > 0)
          .flatMap(({ after }) => after.claims)
          .map(({ agentId, mine }) => [agentId, mine.claim.token]);
        assert.deepEqual(claimed, [[`agent-${won[0].at}`, won[0].claim.token]]);
      }
    },
  );
}

async function agentAt(t, endpoint, id) {
  const token = await agentToken(id);
  const transport = httpTransport({
    endpoint,
    agent: { id, name: id },
    token: async () => token,
    // Claims wait for their turn: on a busy machine for longer than a page would wait for one.
    times: { retry: 120_000 },
  });
  t.after(() => transport.dispose());
  return transport.agent;
}

function claim(agent, id, at) {
  return agent.claim(id, { claimKey: `${at}-${id}` }).then(
    (claimed) => ({ id, at, claim: claimed }),
    ({ code }) => ({ id, at, code }),
  );
}
