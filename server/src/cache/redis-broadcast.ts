import { createClient } from 'redis';
import { Broadcast } from './broadcast.js';
import { answered, socket } from './redis-connection.js';

const channel = 'fleet:broadcast';

/** Over Redis' publish and subscribe, which needs a connection of its own for each direction. */
export class RedisBroadcast extends Broadcast {
  private constructor(
    private readonly sender: ReturnType<typeof createClient>,
    private readonly receiver: ReturnType<typeof createClient>,
  ) {
    super();
  }

  static async at(url: string): Promise<RedisBroadcast> {
    const client = () => {
      const made = createClient({ url, disableOfflineQueue: true, socket });
      made.on('error', () => undefined); // the cache beside it says so once
      return made;
    };
    const broadcast = new RedisBroadcast(client(), client());
    await Promise.all([broadcast.sender.connect(), broadcast.receiver.connect()]);
    await broadcast.receiver.subscribe(channel, (text) =>
      broadcast.heard.next(JSON.parse(text) as { topic: string; message: unknown }),
    );
    return broadcast;
  }

  async send(topic: string, message: unknown): Promise<void> {
    await answered(this.sender, this.sender.publish(channel, JSON.stringify({ topic, message })));
  }

  async close(): Promise<void> {
    await Promise.all([this.sender, this.receiver].map((client) => client.disconnect().catch(() => undefined)));
  }
}
