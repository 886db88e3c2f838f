/** English for the agent's elements; also their built-in default. Keys are `element.what`. */
export const agentMessages = {
  'desk.title': 'Desk',
} as const;

export type AgentMessageKey = keyof typeof agentMessages;
