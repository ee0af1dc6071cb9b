import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import packet, { type Answer, type Packet } from 'dns-packet';

/** What a question is answered with: the data of the records, nothing at all (silence), or a code such as `SERVFAIL`. */
export type Said = unknown[] | 'silence' | 'SERVFAIL' | 'REFUSED';
type Zone = Record<string, Said | ((turn: number) => Said)>;

/** A name server of the tests' own: `'web.example.com A': ['127.0.0.1']`. What it does not know does not exist. */
export class NameServer {
  readonly asked: string[] = [];
  private readonly turns = new Map<string, number>();

  private constructor(
    private readonly socket: Socket,
    readonly zone: Zone,
  ) {}

  static async open(zone: Zone): Promise<NameServer> {
    const socket = createSocket('udp4');
    const server = new NameServer(socket, zone);
    socket.on('message', (message, from) => {
      const answer = server.answerTo(packet.decode(message));
      if (answer) socket.send(packet.encode(answer), from.port, from.address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get port(): number {
    return this.socket.address().port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }

  private answerTo(question: Packet): Packet | undefined {
    const [asked] = question.questions ?? [];
    if (!asked) return undefined;
    const key = `${asked.name.toLowerCase()} ${asked.type}`;
    this.asked.push(key);
    const turn = this.turns.get(key) ?? 0;
    this.turns.set(key, turn + 1);
    const entry = this.zone[key];
    const said = typeof entry === 'function' ? entry(turn) : entry;
    if (said === 'silence') return undefined;
    const isThere = Object.keys(this.zone).some((each) => each.startsWith(`${asked.name.toLowerCase()} `));
    const code = typeof said === 'string' ? { SERVFAIL: 2, REFUSED: 5 }[said] : said || isThere ? 0 : 3;
    const answers = Array.isArray(said)
      ? said.map((data) => ({ name: asked.name, type: asked.type, ttl: 0, data }) as Answer)
      : [];
    return {
      id: question.id,
      type: 'response',
      flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | code,
      questions: [asked],
      answers,
    };
  }
}
