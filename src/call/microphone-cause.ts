/** Why there is no microphone, as exactly as the browser tells. Each code has a text of its own. */
export type MicrophoneErrorCode =
  /** The browser's question was closed without an answer; it may be asked again. */
  | 'microphone-dismissed'
  /** The person refused it, now or earlier; the browser's settings for this page change that. */
  | 'microphone-denied'
  /** Refused, by a choice or by a policy: this browser does not tell them apart. */
  | 'microphone-refused'
  /** The operating system keeps it from the browser. */
  | 'microphone-blocked'
  /** The page, or the frame that it is in, may not use microphones: see Permissions-Policy. */
  | 'microphone-policy'
  /** There is no microphone, or none that the constraints fit. */
  | 'microphone-missing'
  /** It is there, it is allowed, and it cannot be read: in use elsewhere, or a fault of the system. */
  | 'microphone-busy'
  /** Nobody answered the browser's question in time. */
  | 'microphone-timeout'
  /** The page is not a secure context, so the browser offers no microphones at all. */
  | 'microphone-insecure'
  /** It was open and has gone: unplugged, or the permission was taken back. */
  | 'microphone-lost'
  /** It did not open, for a reason that no browser names. */
  | 'microphone-failed';

/**
 * Reads what `getUserMedia` rejected with. The names are those of Media Capture and Streams, 10.2
 * (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia).
 *
 * `NotAllowedError` stands for four different things, of which a policy can be asked for and two
 * have words of their own in Chromium, and only there:
 * https://source.chromium.org/chromium/chromium/src/+/main:third_party/blink/renderer/modules/mediastream/user_media_processor.cc
 * (`DelayedGetUserMediaRequestFailed`). Where the words should ever change, the code is a less exact
 * one, not a wrong one.
 * @param allowed what `allowedByPolicy` says
 */
export function microphoneCause(error: unknown, allowed: boolean | undefined): MicrophoneErrorCode {
  const { name, message } = error instanceof DOMException ? error : { name: '', message: '' };
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError': // What earlier drafts of the specification said for a policy.
      if (allowed === false) return 'microphone-policy';
      if (message === 'Permission dismissed') return 'microphone-dismissed';
      if (message === 'Permission denied by system') return 'microphone-blocked';
      return allowed ? 'microphone-denied' : 'microphone-refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'microphone-missing';
    case 'NotReadableError':
      return 'microphone-busy';
    default:
      return 'microphone-failed';
  }
}

interface Policy {
  allowsFeature(feature: string): boolean;
}

/**
 * Whether the page's Permissions-Policy leaves it the microphone; undefined where the browser cannot
 * be asked. Chromium can, by the name from before the policy was renamed
 * (https://www.w3.org/TR/permissions-policy-1/#introspection); Firefox and Safari cannot.
 */
export function allowedByPolicy(
  page: Document & { permissionsPolicy?: Policy; featurePolicy?: Policy } = document,
): boolean | undefined {
  return (page.permissionsPolicy ?? page.featurePolicy)?.allowsFeature('microphone');
}

/** It was refused. Trying again may ask again, so that is left to a person. */
export function isRefusal(code: MicrophoneErrorCode): boolean {
  return refusals.includes(code);
}

const refusals: readonly MicrophoneErrorCode[] = [
  'microphone-dismissed',
  'microphone-denied',
  'microphone-refused',
  'microphone-blocked',
];

/** Nothing that a person does on this page fixes it: its address or its headers have to change. */
export function isForThisPage(code: MicrophoneErrorCode): boolean {
  return code === 'microphone-insecure' || code === 'microphone-policy';
}
