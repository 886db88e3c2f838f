/** What keeps a command from its work, as a sentence for whoever gave it. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** The message of a driver or system, with a full stop. A refused connection has several. */
export function sentenceOf(error: unknown): string {
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const texts = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause)));
  return `${[...new Set(texts)].join(', ').replace(/\.$/, '')}.`;
}
