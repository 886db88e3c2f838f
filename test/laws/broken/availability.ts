import type { Availability, AvailabilityUpdate } from '../../../src/transport/transport.js';
import type { LawDesk } from '../../../src/testing/index.js';
import { breaks, refusal, through, type Broken, type Memory } from './breaks.js';

/** Watches of the availability tell these updates instead. */
function live(
  change: (update: AvailabilityUpdate, memory: Memory) => readonly AvailabilityUpdate[],
): () => LawDesk {
  return breaks((memory) => ({
    visitor: (honest) => ({
      watchAvailability: (options) =>
        through(honest.watchAvailability!(options), (update) => change(update, memory)),
    }),
  }));
}

function told(state: Availability['state']): AvailabilityUpdate {
  return { type: 'availability', availability: { state } };
}

function says(update: AvailabilityUpdate, state: Availability['state']): boolean {
  return update.type === 'availability' && update.availability.state === state;
}

export const brokenAvailability: Broken = {
  'availability says how it is': breaks(() => ({
    visitor: ({ supports: { liveAvailability: _, ...supports }, ...honest }) => ({
      supports,
      watchAvailability: undefined as never,
      availability: async (options) => ({
        ...(await honest.availability(options)),
        state: 'open' as never,
      }),
    }),
  })),

  'live availability exists exactly when it is declared': breaks(() => ({
    visitor: ({ supports: { liveAvailability: _, ...supports } }) => ({ supports }),
  })),

  'live availability begins with the present one': live((update) =>
    update.type === 'availability'
      ? [{ ...update, availability: { ...update.availability, estimatedWait: 999 } }]
      : [update],
  ),

  'visitors hear that an agent is there': live((update, { fake }) =>
    says(update, 'ready') && fake.callbacks.length === 0 ? [] : [update],
  ),

  'an agent who pauses is not counted on': live((update, { fake }) =>
    says(update, 'busy') && fake.callbacks.length === 0 ? [told('ready')] : [update],
  ),

  'an agent who has a callback in hand is not free': live((update, { fake }) =>
    says(update, 'busy') && fake.callbacks.length > 0 ? [told('ready')] : [update],
  ),

  'aborting a watch of the availability ends it quietly': breaks(() => ({
    visitor: (honest) => ({
      async *watchAvailability(options) {
        yield* honest.watchAvailability!(options);
        if (options?.signal?.aborted) throw refusal('offline');
      },
    }),
  })),

  'a cut does not end a watch of the availability: it is lost, then live, with the present one':
    breaks(() => ({
      visitor: (honest) => ({
        async *watchAvailability(options) {
          for await (const update of honest.watchAvailability!(options)) {
            if (update.type === 'connection') return;
            yield update;
          }
        },
      }),
    })),
};
