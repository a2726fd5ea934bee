interface Waiting<T, R> {
  readonly item: T;
  readonly done: (result: R) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes what arrives together in one go: while one batch is being written the next one gathers. One writer at a time
 * also keeps the order in which things were handed over.
 */
export class GroupWriter<T, R> {
  private waiting: Waiting<T, R>[] = [];
  private writing = false;

  /** `write` says of each item, in the order of the batch, what became of it. */
  constructor(private readonly write: (batch: readonly T[]) => Promise<readonly R[]>) {}

  /** Resolves when the item is written; rejects when its batch was not. */
  add(item: T): Promise<R> {
    return new Promise((done, failed) => {
      this.waiting.push({ item, done, failed });
      if (this.writing) return;
      this.writing = true;
      // A microtask later, so that everything handed over in this turn shares the first batch.
      queueMicrotask(() => void this.writeAll());
    });
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        const results = await this.write(batch.map((one) => one.item));
        for (const [index, one] of batch.entries()) one.done(results[index] as R);
      } catch (error) {
        for (const one of batch) one.failed(error);
      }
    }
    this.writing = false;
  }
}
