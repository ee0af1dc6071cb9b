import { Agent, request } from 'node:http';
import { json, text } from 'node:stream/consumers';
import type { App } from './stage.js';

/** A request to the API, a POST if it has a body; the answer is read to its end. */
export type Ask = <Body>(path: string, body?: object | string, mediaType?: string) => Promise<Body>;

/** One connection, kept; `fetch` would cost about as much as some answers do. */
export function asking({ url, token }: App): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return <Body>(path: string, body?: object | string, mediaType = 'application/json') =>
    new Promise<Body>((resolve, reject) => {
      const sent = request(`${url}/api/v1${path}`, {
        agent,
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': mediaType },
      });
      sent.once('error', reject);
      sent.once('response', (response) => {
        const { statusCode = 0 } = response;
        if (statusCode < 300) void json(response).then((answer) => resolve(answer as Body), reject);
        else void text(response).then((why) => reject(new Error(`${statusCode} from ${path}: ${why}`)), reject);
      });
      sent.end(typeof body === 'object' ? JSON.stringify(body) : body);
    });
}
