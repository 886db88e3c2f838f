import { breaks, desks, snapshots, through, type Broken } from './breaks.js';

export const brokenPresence: Broken = {
  'presence exists exactly when it is declared': breaks(() => ({
    agent: () => ({ supports: { retry: true } }),
  })),

  'an agent who has chosen nothing is ready': breaks(() => {
    let chosen = false;
    return {
      agent: (honest) => ({
        presence(presence, options) {
          chosen = true;
          return honest.presence!(presence, options);
        },
        desk: (options) =>
          through(honest.desk(options), (update) =>
            update.type === 'snapshot' && !chosen
              ? [{ ...update, presence: { state: 'paused' } }]
              : [update],
          ),
      }),
    };
  }),

  'all pages of an agent hear of a pause and its reason, and of its end': desks((update) =>
    update.type === 'presence' && update.presence.state === 'paused'
      ? [{ ...update, presence: { state: 'paused' } }]
      : [update],
  ),

  'a pause outlives a reload': snapshots(() => ({ presence: { state: 'ready' } })),

  'an agent is busy while a callback is in hand': desks((update) =>
    update.type === 'presence' && update.presence.state === 'busy' ? [] : [update],
  ),
};
