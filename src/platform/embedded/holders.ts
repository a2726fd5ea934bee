import type { Socket } from 'node:net';
import type { Answer, Hello } from './holding.js';
import { hear, readHello, say } from './holding.js';

/** The keeper's side: those for whom the server runs. */
export class Holders {
  /** Settles when the last one has gone; from then on nobody is let in. */
  readonly gone: Promise<void>;
  readonly #held = new Map<Socket, Hello | null>();
  /** Gone, and waiting to see the server stopped. */
  readonly #left = new Set<Socket>();
  #leave: () => void = () => undefined;
  #closing = false;
  #ready = false;

  constructor() {
    this.gone = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  /** Counts a connection from the first moment, so that the keeper never outlives one that dies before it speaks. */
  async take(socket: Socket): Promise<void> {
    socket.on('error', () => undefined);
    if (this.#closing) return refuse(socket, { state: 'busy', pid: process.pid, purpose: 'database' });
    this.#held.set(socket, null);
    socket.once('end', () => this.#release(socket)).once('close', () => this.#release(socket));
    const hello = readHello(await hear(socket));
    if (hello === null || !this.#held.has(socket)) return this.#turnAway(socket);
    const service = this.#service();
    if (hello.role === 'service' && service) return this.#turnAway(socket, serviceRunning(service.pid));
    this.#held.set(socket, hello);
    if (this.#ready) say(socket, { state: 'ready' });
  }

  ready(): void {
    this.#ready = true;
    for (const [socket, hello] of this.#held) if (hello) say(socket, { state: 'ready' });
  }

  /** Answers everyone and ends their connections; what they wait for in `stop()` is this end. */
  dismiss(answer?: Answer): void {
    this.#closing = true;
    for (const socket of [...this.#held.keys(), ...this.#left]) refuse(socket, answer);
  }

  #service(): Hello | null {
    return [...this.#held.values()].find((hello) => hello?.role === 'service') ?? null;
  }

  #turnAway(socket: Socket, answer?: Answer): void {
    refuse(socket, answer);
    this.#release(socket);
  }

  /** The last one's connection stays half open until the server has stopped; the others are let go at once. */
  #release(socket: Socket): void {
    if (!this.#held.delete(socket)) return;
    if (this.#held.size > 0) {
      socket.end();
      return;
    }
    this.#left.add(socket);
    this.#closing = true;
    this.#leave();
  }
}

function refuse(socket: Socket, answer?: Answer): void {
  if (answer) say(socket, answer);
  if (socket.writable) socket.end();
}

function serviceRunning(pid: number): Answer {
  return {
    state: 'refused',
    code: 'service-running',
    message: `已有一个服务(进程 ${pid})在使用这个数据目录。请先停止它,或为新的服务另设 DATA_DIR。`,
  };
}
