/**
 * A move says what it reads by `yield` where other code awaits: the same move then runs within one turn
 * on a Map, inside an IndexedDB transaction (which commits by itself as soon as anything else is
 * awaited), and on SQL.
 */
export type Work<T> = Generator<MaybePromise<unknown>, T, unknown>;

/** A store in memory answers at once, a database later. */
export type MaybePromise<T> = T | Promise<T>;

/** Waits, inside a piece of work, for one answer. */
export function* got<T>(answer: MaybePromise<T>): Work<T> {
  return (yield answer) as T;
}

/**
 * Runs work within this turn.
 * @throws a TypeError when the work waits for a promise: its store is not one in memory.
 */
export function runNow<T>(work: Work<T>): T {
  let step = work.next();
  while (!step.done) step = work.next(atOnce(step.value));
  return step.value;
}

/** Runs work that may have to wait, and for nothing but what it yields. */
export async function runLater<T>(work: Work<T>): Promise<T> {
  let step = work.next();
  while (!step.done) {
    let answer: unknown;
    try {
      answer = await step.value;
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(answer);
  }
  return step.value;
}

/** The answer of a store in memory. */
export function atOnce<T>(answer: MaybePromise<T>): T {
  if (answer instanceof Promise) throw new TypeError('This store does not answer at once.');
  return answer;
}

/** Goes on with an answer as soon as it is there, within this turn if it is there already. */
export function after<T, R>(
  answer: MaybePromise<T>,
  next: (value: T) => MaybePromise<R>,
): MaybePromise<R> {
  return answer instanceof Promise ? answer.then(next) : next(answer);
}

/** Repeats a step until it answers with something: within this turn for as long as it answers at once. */
export function untilDone<T>(step: () => MaybePromise<T | undefined>): MaybePromise<T> {
  for (;;) {
    const answer = step();
    if (answer instanceof Promise) return answer.then((value) => value ?? untilDone(step));
    if (answer !== undefined) return answer;
  }
}
