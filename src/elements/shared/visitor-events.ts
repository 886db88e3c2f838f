import type { CallbackEnd, CallbackRequest, VisitorState } from '../../callback/index.js';

export * from './panel-events.js';

const everywhere = { bubbles: true, composed: true };

/**
 * `callback-before-submit`: about to send a request. Cancelable: `preventDefault()` keeps the form as
 * it is, without an error. The only event that carries what the visitor typed.
 */
export class CallbackBeforeSubmitEvent extends Event {
  static readonly type = 'callback-before-submit';
  readonly request: CallbackRequest;

  constructor(request: CallbackRequest) {
    super(CallbackBeforeSubmitEvent.type, { ...everywhere, cancelable: true });
    this.request = request;
  }
}

/** `callback-requested`: the backend has accepted a request. */
export class CallbackRequestedEvent extends Event {
  static readonly type = 'callback-requested';
  /** The callback. */
  readonly id: string;

  constructor(id: string) {
    super(CallbackRequestedEvent.type, everywhere);
    this.id = id;
  }
}

/** `callback-status-changed`: a followed request has reached another state. */
export class CallbackStatusChangedEvent extends Event {
  static readonly type = 'callback-status-changed';
  readonly state: VisitorState;
  /** How it ended, with the state `ended`. */
  readonly end: CallbackEnd | undefined;
  /** Nothing can follow. */
  readonly final: boolean;

  constructor(state: VisitorState, end: CallbackEnd | undefined, final: boolean) {
    super(CallbackStatusChangedEvent.type, everywhere);
    this.state = state;
    this.end = end;
    this.final = final;
  }
}

/** `callback-canceled`: the backend has confirmed the visitor's cancellation. */
export class CallbackCanceledEvent extends Event {
  static readonly type = 'callback-canceled';
  /** The callback. */
  readonly id: string;

  constructor(id: string) {
    super(CallbackCanceledEvent.type, everywhere);
    this.id = id;
  }
}

/** `callback-changed`: the backend has taken what the visitor corrected. Not what it is now. */
export class CallbackChangedEvent extends Event {
  static readonly type = 'callback-changed';
  /** The callback. */
  readonly id: string;
  readonly changed: 'number' | 'time';

  constructor(id: string, changed: 'number' | 'time') {
    super(CallbackChangedEvent.type, everywhere);
    this.id = id;
    this.changed = changed;
  }
}

/** `callback-again-requested`: the visitor wants to ask anew after a request has ended. */
export class CallbackAgainRequestedEvent extends Event {
  static readonly type = 'callback-again-requested';

  constructor() {
    super(CallbackAgainRequestedEvent.type, everywhere);
  }
}

declare global {
  interface HTMLElementEventMap {
    'callback-before-submit': CallbackBeforeSubmitEvent;
    'callback-requested': CallbackRequestedEvent;
    'callback-status-changed': CallbackStatusChangedEvent;
    'callback-changed': CallbackChangedEvent;
    'callback-canceled': CallbackCanceledEvent;
    'callback-again-requested': CallbackAgainRequestedEvent;
  }
}
