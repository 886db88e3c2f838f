interface Entry<T> {
  readonly time: number;
  readonly value: T;
}

/** A binary min-heap by time. */
export class Heap<T> {
  readonly #entries: Entry<T>[] = [];

  peek(): Entry<T> | undefined {
    return this.#entries[0];
  }

  push(time: number, value: T): void {
    const entries = this.#entries;
    let at = entries.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (entries[parent]!.time <= time) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = { time, value };
  }

  pop(): Entry<T> | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (!last || entries.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && entries[child + 1]!.time < entries[child]!.time) child += 1;
      if (entries[child]!.time >= last.time) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = last;
    return first;
  }
}
