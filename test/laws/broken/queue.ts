import { updates, type Broken } from './breaks.js';

export const brokenQueue: Broken = {
  'who waits is told the place, and each change of it': updates((update) =>
    update.type === 'queue' && update.queue.position === 2 ? [] : [update],
  ),

  'a released callback has its place again': updates((update, { released }) =>
    update.type === 'queue' && released.size > 0 ? [] : [update],
  ),

  'nothing is told of the queue to whom it is over for': updates((update) =>
    update.type === 'status' && update.status.state === 'dialing'
      ? [update, { type: 'queue', queue: { position: 1 } }]
      : [update],
  ),
};
