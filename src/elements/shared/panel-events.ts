const everywhere = { bubbles: true, composed: true };

/** `callback-opened`: the visitor's panel has opened. */
export class CallbackOpenedEvent extends Event {
  static readonly type = 'callback-opened';

  constructor() {
    super(CallbackOpenedEvent.type, everywhere);
  }
}

/** `callback-closed`: the visitor's panel has closed. */
export class CallbackClosedEvent extends Event {
  static readonly type = 'callback-closed';

  constructor() {
    super(CallbackClosedEvent.type, everywhere);
  }
}

declare global {
  interface HTMLElementEventMap {
    'callback-opened': CallbackOpenedEvent;
    'callback-closed': CallbackClosedEvent;
  }
}
