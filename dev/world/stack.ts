/** What was started, so that it can be stopped in the opposite order, also after a start that failed half way. */
export interface StopStack {
  /** What is pushed after the stop is stopped at once: a start that was interrupted leaves nothing behind. */
  push(what: string, stop: () => Promise<void> | void): void;
  /** Stops everything once; a part that cannot be stopped does not keep the others running. */
  stop(): Promise<void>;
}

export function createStopStack(onProblem: (message: string) => void): StopStack {
  const started: { what: string; stop: () => Promise<void> | void }[] = [];
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    for (let part = started.pop(); part !== undefined; part = started.pop()) {
      try {
        await part.stop();
      } catch (error) {
        onProblem(
          `${part.what} did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  }

  return {
    push(what, stop) {
      started.push({ what, stop });
      if (stopping !== undefined) stopping = stopping.then(stopAll);
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
