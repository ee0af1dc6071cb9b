import { Text, UuidList } from '../../http/fields.js';

/** Up to so many are dealt with before the answer. */
export const fewServers = 20;

/** Which servers: these, or all that match. */
export class ServerChoice {
  @UuidList({ optional: true, most: 20_000, description: 'These servers. Either `serverIds` or `q`.' })
  serverIds?: string[];
  @Text({ optional: true, max: 2_000, description: 'All servers that match; the empty text is the whole fleet.' })
  q?: string;
}
