// Desks that are broken on purpose: the search for stories has to find each of them.
import { Desk } from 'callback-elements/desk.js';

export const broken = {
  'a place that is lost by a release': {
    around: (store) =>
      around(store, (transaction) => ({
        put(record, keys, quiet) {
          const isGivenBack = transaction.get(record.id)?.claim && !record.claim;
          if (!isGivenBack || record.state !== 'waiting') {
            return transaction.put(record, keys, quiet);
          }
          const place = transaction.nextPlace();
          return transaction.put({ ...record, place }, { ...keys, waitingPlace: place }, quiet);
        },
      })),
  },

  'a second winner': {
    around: (store) => {
      const lying = around(store, (transaction) => ({
        get(id) {
          const record = transaction.get(id);
          if (!lying.isClaiming || record?.state !== 'claimed') return record;
          const { claim: _, ...free } = record;
          return { ...free, state: 'waiting' };
        },
      }));
      return lying;
    },
    // Who claims is told that nobody has it.
    kind: class extends Desk {
      #store;

      constructor(store, options) {
        super(store, options);
        this.#store = store;
      }

      claim(...args) {
        this.#store.isClaiming = true;
        try {
          return super.claim(...args);
        } finally {
          this.#store.isClaiming = false;
        }
      }
    },
  },

  'a status that goes back': {
    around: (store) =>
      around(store, (transaction) => ({
        put(record, keys, quiet) {
          const was = transaction.get(record.id)?.statuses.at(-1);
          const last = record.statuses.at(-1);
          const statuses =
            was && last.version > was.version
              ? [...record.statuses.slice(0, -1), { ...last, version: was.version }]
              : record.statuses;
          return transaction.put({ ...record, statuses }, keys, quiet);
        },
      })),
  },
};

/** The store, with some of what its transactions do done otherwise. */
function around(store, changed) {
  return {
    read: (work) => store.read(work),
    transact: (work) =>
      store.transact((transaction) => work({ ...transaction, ...changed(transaction) })),
  };
}
