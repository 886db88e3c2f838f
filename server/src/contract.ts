import type * as callback from 'callback-elements/callback.js';
import type * as contract from 'callback-elements/transport/transport.js';
import type { Problem as RelayProblem } from './problems.js';
import type * as wire from './schemas.js';

/* Compiled, never run: the schemas of the wire and the types of the contract are the same. */

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

type Assignable<From, To> = [Frozen<From>] extends [Frozen<To>] ? true : { from: From; to: To };

type Same<Schema extends wire.TSchema, Type> = [
  Assignable<wire.Static<Schema>, Type>,
  Assignable<Type, wire.Static<Schema>>,
];

type Holds<Checks extends readonly [true, true][]> = Checks;

/** A report on the wire, without what the relay itself adds. */
type Sent<T> = T extends unknown ? Omit<T, 'token' | 'session'> : never;

export type WireIsContract = Holds<
  [
    Same<typeof wire.PhoneNumber, callback.PhoneNumber>,
    Same<typeof wire.CallbackRequest, callback.CallbackRequest>,
    Same<typeof wire.CallbackEnd, callback.CallbackEnd>,
    Same<typeof wire.RequestChange, contract.RequestChange>,
    Same<typeof wire.IssuedReceipt, Omit<contract.Receipt, 'secret'>>,
    Same<typeof wire.TimeRange, contract.TimeRange>,
    Same<typeof wire.Challenge, contract.Challenge>,
    Same<typeof wire.Availability, contract.Availability>,
    Same<typeof wire.CallbackStatus, contract.CallbackStatus>,
    Same<typeof wire.QueuePlace, contract.QueuePlace>,
    Same<typeof wire.Agent, contract.Agent>,
    Same<typeof wire.ChosenPresence, contract.ChosenPresence>,
    Same<typeof wire.Presence, contract.Presence>,
    Same<typeof wire.WaitingCallback, contract.WaitingCallback>,
    Same<typeof wire.Claim, contract.Claim>,
    Same<typeof wire.MyClaim, contract.MyClaim>,
    Same<typeof wire.DeskSnapshot, contract.DeskSnapshot>,
    Same<typeof wire.DeskEvent, Exclude<contract.DeskUpdate, contract.ConnectionUpdate>>,
    Same<typeof wire.Problem, RelayProblem>,
    [
      Assignable<Sent<wire.Static<typeof wire.Report>>, contract.CallReport>,
      Assignable<contract.CallReport, Sent<wire.Static<typeof wire.Report>>>,
    ],
    [
      Assignable<Sent<wire.Static<typeof wire.Finish>>, contract.Finish>,
      Assignable<contract.Finish, Sent<wire.Static<typeof wire.Finish>>>,
    ],
    [
      Assignable<wire.Static<typeof wire.Release>['reason'], contract.ReleaseReason>,
      Assignable<contract.ReleaseReason, wire.Static<typeof wire.Release>['reason']>,
    ],
  ]
>;
