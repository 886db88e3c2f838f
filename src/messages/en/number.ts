/** English for a number, wherever one is shown; part of the visitor's and of the agent's messages. */
export const numberMessages = {
  /** What is typed into a form is read back from it: see `extended` in `phone/interpreter`. */
  'number.extension': '{number} ext. {extension}',
} as const;

export type NumberMessageKey = keyof typeof numberMessages;
