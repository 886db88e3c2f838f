import { createContext } from '@lit/context';
import type { Transport } from '../../transport/transport.js';

/**
 * The context by which a `<callback-provider>`, or any other provider on the page, hands its
 * transport to the elements inside it. The key is a registered symbol, so that two copies of this
 * library on one page still understand each other.
 */
export const transportContext = createContext<Transport | undefined>(
  Symbol.for('callback-elements/transport'),
);
