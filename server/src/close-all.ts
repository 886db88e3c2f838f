/**
 * Closes one after the other; what was opened last goes first. One that fails keeps none of the others
 * open.
 * @throws what they threw: one error as it is, several as an AggregateError
 */
export async function closeAll(closers: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closers.toReversed()) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, 'Several things did not close.');
}
