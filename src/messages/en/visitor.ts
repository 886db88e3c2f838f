/** English for the visitor's elements; also their built-in default. Keys are `element.what`. */
export const visitorMessages = {
  'engagement.launcher': 'Call me back now',
} as const;

export type VisitorMessageKey = keyof typeof visitorMessages;
