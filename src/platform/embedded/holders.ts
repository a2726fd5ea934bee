import type { Socket } from 'node:net';
import type { Answer, Hello } from './holding.js';
import { hear, readHello, say } from './holding.js';
import { exists } from './process-identity.js';

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

  /** The one who started the keeper counts from the first moment, so that the keeper never outlives one that dies before it speaks. */
  async begin(socket: Socket): Promise<void> {
    socket.on('error', () => undefined);
    this.#hold(socket, null);
    const hello = readHello(await hear(socket));
    if (!hello || !this.#held.has(socket)) return this.#release(socket);
    this.#held.set(socket, hello);
    if (this.#ready) say(socket, { state: 'ready' });
  }

  /** All others count once they have said who they are: a mere look at the door must not stand between the last holder and the stop. */
  async admit(socket: Socket): Promise<void> {
    socket.on('error', () => undefined);
    const hello = readHello(await hear(socket));
    if (hello === null) return void socket.end();
    const service = hello.role === 'service' ? this.#service() : null;
    // A killed service's connection may end a moment after its process: its successor asks again.
    if (this.#closing || (service && !exists(service.pid))) return refuse(socket, { state: 'busy', pid: process.pid, purpose: 'database' });
    if (service) return refuse(socket, serviceRunning(service.pid));
    this.#hold(socket, hello);
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

  #hold(socket: Socket, hello: Hello | null): void {
    this.#held.set(socket, hello);
    socket.once('end', () => this.#release(socket)).once('close', () => this.#release(socket));
    if (socket.readableEnded || socket.destroyed) this.#release(socket);
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
