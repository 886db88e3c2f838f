/**
 * English for what a page loads first, the launcher and the panel's frame; part of the visitor's
 * messages, in a file of its own so that the rest may come later.
 */
export const engagementMessages = {
  'engagement.launcher': 'Call me back now',
  'engagement.launcher-open': 'Your callback',
  'engagement.open-mark': 'Your request is open.',
  'engagement.title': 'How would you like to talk?',
  'engagement.channel': 'Call me back now',
  'engagement.channel-hint': 'Leave your number and we ring you.',
  'engagement.channel-open': 'Your callback',
  'engagement.channel-open-hint': 'See where your request stands.',
  'engagement.form-title': 'We call you back',
  'engagement.status-title': 'Your callback',
  'engagement.back': 'Back',
  'engagement.close': 'Close',
  'engagement.loading': 'One moment …',
  'engagement.failed': 'This part did not load. Check your connection and try again.',
  'engagement.retry': 'Try again',
} as const;

export type EngagementMessageKey = keyof typeof engagementMessages;
