const everywhere = { bubbles: true, composed: true };

/**
 * `callback-accepted`: the agent has selected Accept. It is a wish; nothing is claimed yet. Whoever owns
 * the calls creates an `AgentCall` and calls its `accept()`.
 */
export class CallbackAcceptedEvent extends Event {
  static readonly type = 'callback-accepted';
  /** The callback: `desk.waiting.get(id)`. */
  readonly id: string;

  constructor(id: string) {
    super(CallbackAcceptedEvent.type, everywhere);
    this.id = id;
  }
}

/**
 * `keypad-pressed`: keys of a keypad were pressed, typed or pasted. It does not bubble and does not
 * leave a shadow root: keys may be a card's number or a PIN, and no listener further up, an analytics
 * one above all, has asked for them.
 */
export class KeypadPressedEvent extends Event {
  static readonly type = 'keypad-pressed';
  /** The keys in order: `0`–`9`, `*`, `#`. */
  readonly tones: string;

  constructor(tones: string) {
    super(KeypadPressedEvent.type);
    this.tones = tones;
  }
}

/** `call-box-closed`: the agent has closed a box with its X. It stays, with its outcome. */
export class CallBoxClosedEvent extends Event {
  static readonly type = 'call-box-closed';
  /** The callback. */
  readonly id: string;

  constructor(id: string) {
    super(CallBoxClosedEvent.type, everywhere);
    this.id = id;
  }
}

/** `call-box-removed`: the agent has taken a closed box away for good. */
export class CallBoxRemovedEvent extends Event {
  static readonly type = 'call-box-removed';
  /** The callback. */
  readonly id: string;

  constructor(id: string) {
    super(CallBoxRemovedEvent.type, everywhere);
    this.id = id;
  }
}

declare global {
  interface HTMLElementEventMap {
    'callback-accepted': CallbackAcceptedEvent;
    'keypad-pressed': KeypadPressedEvent;
    'call-box-closed': CallBoxClosedEvent;
    'call-box-removed': CallBoxRemovedEvent;
  }
}
