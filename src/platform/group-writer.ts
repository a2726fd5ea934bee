interface Waiting<T> {
  readonly item: T;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes what arrives together in one go: while one batch is being written the next one gathers. One writer at a time
 * also keeps the order in which things were handed over.
 */
export class GroupWriter<T> {
  private waiting: Waiting<T>[] = [];
  private writing = false;

  constructor(private readonly write: (batch: readonly T[]) => Promise<void>) {}

  /** Resolves when the item is written; rejects when its batch was not. */
  add(item: T): Promise<void> {
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
        await this.write(batch.map((one) => one.item));
        for (const one of batch) one.done();
      } catch (error) {
        for (const one of batch) one.failed(error);
      }
    }
    this.writing = false;
  }
}
